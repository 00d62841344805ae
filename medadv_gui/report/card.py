"""What a model's card says, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medadv_gui.render.chart import score_text
from medadv_gui.render.text import clean
from medadv_gui.report.tables import Facts, Table
from medadv_gui.report.words import label, number

Json = Mapping[str, Any]
TASKS = {
    "classification": "classification: one label for a picture",
    "multilabel": "multi-label classification: each label present or absent",
    "segmentation": "segmentation: a label for each pixel",
    "detection": "detection: boxes with a label and a score",
}
_SILENT = "The card does not say."


def network(card: Json, preprocessing: str) -> Facts:
    """The model as a network: input, output, files. `preprocessing` : who vouches for how images are prepared."""
    spec, intensity = card["input"], card["input"]["intensity"]
    size = " × ".join(str(spec[side]) for side in ("depth", "height", "width") if spec.get(side)) or "the image's own"
    architecture = card["architecture"]
    output = card["output"]
    facts = [
        ("Task", TASKS[card["task"]]),
        ("Labels", clean("; ".join(label(item["name"]) for item in card["labels"]))),
        ("Input", f"{spec['channels']} channels, {size} pixels, {spec['resize']}"),
        ("Input window", f"{number(intensity['lower'])} to {number(intensity['upper'])} {intensity['units']}"),
        ("Output", clean(f"{output['kind']}, {output['activation']}")),
        ("Network", clean(architecture["name"]) if architecture else "held by the file"),
        ("Format", clean(card["format"])),
        ("Preprocessing", clean(preprocessing)),
        *((f"SHA-256 of {clean(file['name'])}", clean(file["sha256"])) for file in card["files"]),
    ]
    return Facts("Model", tuple(facts))


def use(card: Json) -> tuple[Facts, ...]:
    """What the model is for, and what it learned from."""
    named = (
        ("Intended use", card.get("intended_use")),
        ("Out of scope", card.get("out_of_scope")),
        ("Licence", card.get("licence")),
        ("Citation", card.get("citation")),
    )
    data = card.get("training_data") or [_SILENT]
    return (
        Facts("Use, licence, citation", tuple((name, clean(text or _SILENT)) for name, text in named)),
        Facts("Training data", tuple((f"{i}", clean(text)) for i, text in enumerate(data, 1))),
    )


def stated(card: Json) -> tuple[Table, ...]:
    """The figures that the card states itself, whoever measured them."""
    rows = []
    for item in card.get("metrics") or ():
        where = " ".join(str(item[key]) for key in ("split", "note") if item.get(key))
        rows.append((clean(item["name"]), whole(item), clean(f"{item.get('n', '')}"), clean(where)))
    if not rows:
        return ()
    header = ("Figure", "Value (95 % interval)", "n", "Where")
    return (Table("Stated by the card", header, tuple(rows), widths=(0.2, 0.22, 0.08, 0.5)),)


def value_text(value: float | None) -> str:
    """A figure in a few characters."""
    if value is None:
        return "not known"
    if -1 <= value < 0:  # the mirror image: what is less than a thousandth below nothing is more than minus that
        text = score_text(-value)
        mirrored = {"<": ">", ">": "<"}.get(text[0])
        return f"−{text}" if mirrored is None else f"{mirrored} −{text[2:]}"
    return score_text(value) if 0 <= value <= 1 else number(value)


def interval_text(figure: Json) -> str:
    """Its interval, "" where it has none."""
    if figure.get("low") is None or figure.get("high") is None:
        return ""
    return f"{value_text(figure['low'])} to {value_text(figure['high'])}"


def whole(figure: Json) -> str:
    """Value and interval."""
    interval = interval_text(figure)
    return value_text(figure["value"]) + (f" ({interval})" if interval else "")
