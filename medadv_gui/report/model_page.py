"""A model's page as a document: what its card says, what was measured of it, and plainly what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import medadv_gui
from medadv_gui.core.types import BoxPrediction, ClassPrediction, Image, MaskPrediction, Prediction
from medadv_gui.render.chart import score_text
from medadv_gui.render.curves import Point, Shares, budget_plot, confusion_grid, reliability_plot
from medadv_gui.render.picture import DEMONSTRATION, RESEARCH_USE
from medadv_gui.render.text import clean
from medadv_gui.report import card as card_tables
from medadv_gui.report.card import interval_text, value_text, whole
from medadv_gui.report.document import Block, Bullets, Charts, Document, Pictures, Section, Text, Tile
from medadv_gui.report.learning import learning
from medadv_gui.report.pictures import Figure, answered
from medadv_gui.report.tables import Facts, Table
from medadv_gui.report.words import FAILED, NOT_A_PROBABILITY, label, number

Json = Mapping[str, Any]
SPOKEN_BUDGET = 2  # of 255
MOST_CELLS = 12  # labels of a confusion matrix that is drawn
SMALL = 240.0
MEASURED, NOT_MEASURED, STALE = "measured", "not measured", "figures not shown"


@dataclass(frozen=True, eq=False)
class Example:
    """A picture drawn by this program, with a model's answer and the reference."""

    image: Image
    answer: Prediction
    reference: Prediction
    right: bool


@dataclass(frozen=True, eq=False)
class Subject:
    """A model as its page is made of: its card's document, who vouches for its preprocessing, its lab.json, None where
    it was not measured, and its recipe.json; `problem` says, in one line, why a lab.json that is there is not shown."""

    card: Json
    preprocessing: str
    lab: Json | None = None
    problem: str = ""
    recipe: Json = field(default_factory=dict)

    @property
    def name(self) -> str:
        return clean(f"{self.card['name']} {self.card['version']}")


def build_page(model: Subject, other: Subject | None = None, examples: Sequence[Example] = ()) -> Document:
    """The page of one model. `other` : its plain model or its hardened twin, where there is one.

    Every text in it is one clean line; writers still escape it.
    """
    card, lab = model.card, model.lab
    sections = [
        Section("model", "What it is", (card_tables.network(card, model.preprocessing),)),
        Section("use", "What it is for", card_tables.use(card)),
    ]
    if lab is None:
        sections.append(Section("figures", "How good its answers are", _unmeasured(model)))
    else:
        sections += [
            Section("figures", "How good its answers are", _figures(lab, card)),
            Section("scores", "What its scores are worth", _reliability(lab)),
            Section("examples", "Right and wrong", _examples(lab, card, examples)),
            Section("attacks", "How it stands up to attacks", _attacks(model, other)),
            Section("gaps", "What was not measured", (Bullets(tuple(map(clean, lab["not_measured"]))),)),
            Section("repeat", "How to repeat it", _repeat(lab)),
        ]
    if learned := learning(model.recipe, card):
        sections.append(Section("learning", "How it learned", learned))
    demonstration = "demonstration only" in str(card.get("intended_use", "")).lower()
    return Document(
        title="Model page",
        subtitle=clean(f"{model.name} · {card['task']} · {card['id']}"),
        banner=RESEARCH_USE,
        marks=(DEMONSTRATION,) if demonstration else (),
        tone="held" if lab is not None else "wrong",
        verdict=MEASURED if lab is not None else STALE if model.problem else NOT_MEASURED,
        sentence=_sentence(model),
        remarks=_remarks(card, lab),
        tiles=_tiles(card, lab),
        pictures=Pictures(()),
        sections=tuple(sections),
        footer=clean(f"medadv_gui {medadv_gui.__version__} · weights {card['files'][0]['sha256'][:16]}"),
    )


# The head of the page


def _strongest(lab: Json) -> tuple[Json, Json | None, int] | None:
    """The attack that succeeds most often at SPOKEN_BUDGET, noise, and the budget's place; None where none was run."""
    attacks = lab["attacks"]
    curves = [curve for curve in attacks["curves"] if curve["attack"] != "noise"]
    if SPOKEN_BUDGET not in attacks["budgets"] or not curves or not attacks["pictures"]:
        return None
    at = attacks["budgets"].index(SPOKEN_BUDGET)
    noise = next((curve for curve in attacks["curves"] if curve["attack"] == "noise"), None)
    return max(curves, key=lambda curve: curve["points"][at]["value"]), noise, at


def _hits(point: Json) -> int:
    return round(float(point["value"]) * int(point["n"]))


def _sentence(model: Subject) -> str:
    lab = model.lab
    if lab is None:
        return clean(model.problem) or "Nothing was measured of this model here."
    first = lab["metrics"][0]
    text = f"{first['name']} {whole(first)} on {lab['data']['pictures']} pictures."
    found = _strongest(lab)
    if found is not None:
        curve, noise, at = found
        point = curve["points"][at]
        text += (
            f" With each pixel moved by at most {SPOKEN_BUDGET}/255, the attack that does best turns {_hits(point)} of "
            f"{point['n']} answers that were right"
        )
        text += f", random noise {_hits(noise['points'][at])}." if noise is not None else "."
    return clean(text)


def _tiles(card: Json, lab: Json | None) -> tuple[Tile, ...]:
    if lab is None:
        sizes = [card["input"][side] for side in ("depth", "height", "width") if card["input"].get(side)]
        return (
            Tile("Task", clean(card["task"]), f"{len(card['labels'])} labels"),
            Tile("Input", " × ".join(map(str, sizes)) or "own size", f"{card['input']['channels']} channels"),
            Tile("Format", clean(card["format"]), ""),
            Tile("Figures", "none", "see below"),
        )
    first, second = (*lab["metrics"], *lab["metrics"])[:2]
    tiles = [Tile(clean(item["name"]), value_text(item["value"]), interval_text(item)) for item in (first, second)]
    tiles.append(Tile("Score error", value_text(lab["reliability"]["error"]), "mean distance of score and share right"))
    found = _strongest(lab)
    if found is None:
        tiles.append(Tile("Attacks", "none run", ""))
    else:
        curve, noise, at = found
        point = curve["points"][at]
        beside = "" if noise is None else f"; noise: {_hits(noise['points'][at])}"
        tiles.append(
            Tile(f"Turned at {SPOKEN_BUDGET}/255", f"{_hits(point)} of {point['n']}", clean(curve["title"]) + beside)
        )
    return tuple(tiles)


def _remarks(card: Json, lab: Json | None) -> tuple[str, ...]:
    found = []
    if lab is not None:
        found.append(FAILED)
    if card["task"] != "segmentation":
        found.append(NOT_A_PROBABILITY)
    if "demonstration only" in str(card.get("intended_use", "")).lower():
        found.append("The model is for demonstration only: it was trained for this program, not for a clinic.")
    return tuple(found)


# What the card says


def _unmeasured(model: Subject) -> tuple[Block, ...]:
    command = f"medadv-gui models measure {model.card['id']} --data DIR"
    text = model.problem or "This model has no lab.json: no accuracy, no reliability and no attack was measured here."
    return (Text(clean(f"{text} To measure it: {command}")), *card_tables.stated(model.card))


# What was measured


def _figures(lab: Json, card: Json) -> tuple[Block, ...]:
    data = lab["data"]
    several = "one patient, case or paper" if data["owners"] == 1 else f"{data['owners']} patients, cases or papers"
    owners = "" if data["owners"] is None else f" of {several}"
    drawn = "the owner: all pictures of one are drawn together" if data["interval"] == "owner" else "the picture"
    blocks: list[Block] = [
        Text(clean(f"Data set {data['name']}, split “{data['split']}”: {data['pictures']} pictures{owners}. Intervals "
                   f"are 95 %, by {drawn}; of shares without a spread, Wilson's.")),
        _table("On all pictures", lab["metrics"]),
    ]  # fmt: skip
    if lab["mirrored"]:
        blocks.append(_table("On the same pictures mirrored, in which left is right", lab["mirrored"]))
    if lab["empty"]:
        empty = lab["empty"]
        blocks.append(
            Text(
                f"Nothing to mark: {empty['pictures']} pictures, of which {empty['marked']} were marked all the same, "
                f"on {number(empty['mean_pixels'])} pixels in the mean and {empty['most_pixels']} at most."
            )
        )
    point = lab["operating_point"]
    if point is not None:
        blocks.append(Text(clean(point["text"])))
        if point["figures"]:
            blocks.append(_table("Where the program draws the line", point["figures"]))
    blocks.append(_classes(lab["classes"]))
    blocks.extend(_confusion(lab["confusion"]))
    return (*blocks, *card_tables.stated(card))


def _table(title: str, figures: Sequence[Json]) -> Table:
    rows = tuple((clean(f["name"]), value_text(f["value"]), interval_text(f), f"{f['n']}") for f in figures)
    return Table(title, ("Figure", "Value", "95 % interval", "n"), rows)


def _classes(classes: Json) -> Table:
    names = [clean(figure["name"]) for figure in classes["rows"][0]["figures"]]
    rows = tuple(
        (label(row["label"]), f"{row['n']}", *(whole(figure) for figure in row["figures"])) for row in classes["rows"]
    )
    return Table("By label", ("Label", f"n ({clean(classes['of'])})", *names), rows)


def _confusion(matrix: Json | None) -> tuple[Block, ...]:
    if matrix is None:
        return ()
    rows, columns = ([label(name) for name in matrix[side]] for side in ("rows", "columns"))
    if len(columns) > MOST_CELLS:
        return (Text(f"The confusion matrix has {len(columns)} labels; it stands in lab.json."),)
    drawing = confusion_grid(rows, columns, matrix["counts"], of=matrix["of"])
    return (Charts(((f"Confusion of {matrix['of']}: reference down, answer across", drawing),)),)


def _reliability(lab: Json) -> tuple[Block, ...]:
    found = lab["reliability"]
    points = [Point(b["score"], b["right"], _number(b["low"]), _number(b["high"]), b["n"]) for b in found["bins"]]
    rows = tuple(
        (f"{b['from']:g} to {b['to']:g}", value_text(b["score"]), value_text(b["right"]), interval_text(b), f"{b['n']}")
        for b in found["bins"]
    )
    header = ("Score", "Mean score", "Share right", "95 % interval", "n")
    return (
        Text(
            clean(f"Looked at: {found['of']}. On the dashed line a score would be the share of right answers; the mean "
                  f"distance from it is {value_text(found['error'])}.")
        ),
        Charts((("Share right against the score", reliability_plot(points, width=SMALL)),)),
        Table("By score", header, rows),
    )  # fmt: skip


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _examples(lab: Json, card: Json, examples: Sequence[Example]) -> tuple[Block, ...]:
    drawn = lab["drawn"]
    if drawn is None:
        return (Text("This program draws no picture for this model, so none is shown here."),)
    text = f"Pictures drawn by this program, none of anybody: {drawn['right']} of {drawn['pictures']} answered rightly."
    if drawn["right"] == drawn["pictures"]:
        text += " None of them shows a wrong answer."
    blocks: list[Block] = [Text(text)]
    if examples:
        blocks.append(Pictures(tuple(_example(item, card) for item in examples)))
    return tuple(blocks)


def _example(item: Example, card: Json) -> Figure:
    colours = [str(entry["colour"]) for entry in card["labels"]]
    return answered(
        item.image, item.answer, item.reference, colours, "Right" if item.right else "Wrong",
        clean(answer_words(item.answer, item.reference)),
    )  # fmt: skip


def answer_words(answer: Prediction, reference: Prediction) -> str:
    """The answer and the reference in words."""
    if isinstance(answer, ClassPrediction) and isinstance(reference, ClassPrediction):
        score = max((answer.scores[name] for name in answer.present), default=max(answer.scores.values()))
        return f"Answered “{label(answer.label)}” (score {score_text(score)}), reference “{label(reference.label)}”."
    if isinstance(answer, MaskPrediction) and isinstance(reference, MaskPrediction):
        dice = answer.against(reference.mask).dice or {}
        return "Dice with the reference: " + ", ".join(f"{label(n)} {score_text(v)}" for n, v in dice.items()) + "."
    assert isinstance(answer, BoxPrediction)
    assert isinstance(reference, BoxPrediction)
    return (
        f"{len(answer.boxes)} boxes found, {len(reference.boxes)} in the reference. Dashed yellow: missed; "
        "“wrong”: matches none of the reference."
    )


# Attacks


def _attacks(model: Subject, other: Subject | None) -> tuple[Block, ...]:
    assert model.lab is not None
    blocks: list[Block] = [
        Text(
            "Pictures that the model answers rightly, moved by no more than the budget in any pixel; an attack "
            "succeeds where the plain network, asked about the picture rounded to stored values, loses its answer by "
            "the task's criterion. The attackers know the model (white-box), but for Square, which asks for scores "
            "alone, and noise, which knows nothing."
        )
    ]
    if not model.lab["attacks"]["pictures"]:
        return (*blocks, Text("No picture was answered rightly, so none was attacked."))
    pair = [model] + ([other] if other is not None and other.lab is not None else [])
    charts = []
    for subject in sorted(pair, key=lambda item: item.card["id"]):  # the plain one first: its id is the shorter
        assert subject.lab is not None
        charts.append((f"{subject.name} ({subject.card['id']})", _success_plot(subject.lab["attacks"])))
    blocks.append(Charts(tuple(charts)))
    blocks.append(_success_table(model.lab["attacks"]))
    hardened = next((s.lab["twin"] for s in pair if s.lab is not None and s.lab["twin"] is not None), None)
    if hardened is not None:
        blocks.extend(_twin(hardened))
    elif other is not None and other.lab is None:
        blocks.append(Text(clean(f"{other.card['id']}, beside it, was not measured.")))
    return tuple(blocks)


def _success_plot(attacks: Json) -> Any:
    curves = [
        Shares(
            clean(curve["title"]),
            *(tuple(_number(point[key]) for point in curve["points"]) for key in ("value", "low", "high")),
        )
        for curve in attacks["curves"]
    ]
    places = [f"{budget:g}/255" for budget in attacks["budgets"]]
    return budget_plot(
        curves, places, x_label="budget (L∞, of the input window)", y_label="share of attacks that succeed"
    )


def _success_table(attacks: Json) -> Table:
    header = ("Attack", "Effort", *(f"{budget:g}/255" for budget in attacks["budgets"]))
    rows = tuple(
        (clean(curve["title"]), clean(curve["effort"]), *(whole(point) for point in curve["points"]))
        for curve in attacks["curves"]
    )
    note = (
        f"{attacks['pictures']} pictures; intervals are Wilson's. The smallest budget was found by bisection: an "
        "attack that fails within a budget is taken to fail within every smaller one."
    )
    return Table("Share of attacks that succeed", header, rows, note)


def _twin(twin: Json) -> tuple[Block, ...]:
    sides = (("plain", clean(twin["plain"]["id"])), ("hardened", "its hardened twin"))
    curves = [
        Shares(
            name,
            *(tuple(_number(point[side][key]) for point in twin["points"]) for key in ("value", "low", "high")),
        )
        for side, name in sides
    ]
    places = ["none" if point["budget"] == 0 else f"{point['budget']:g}/255" for point in twin["points"]]
    plot = budget_plot(curves, places, x_label="budget (L∞, of the input window)", y_label=clean(twin["quantity"]))
    rows = tuple(
        (place, *(whole(point[side]) for side, _ in sides)) for place, point in zip(places, twin["points"], strict=True)
    )
    note = (
        f"Of each picture the worst of {', '.join(twin['attacks'])} counts ({twin['effort']}; transfer: the image that "
        f"APGD makes on the other model). {twin['pictures']} pictures, those answered wrongly among them."
    )
    return (
        Charts(((clean(f"{twin['quantity']} under the worst of the attacks"), plot),)),
        Table(
            f"Plain beside hardened: {clean(twin['quantity'])}",
            ("Budget", *(name for _, name in sides)),
            rows,
            clean(note),
        ),
    )


def _repeat(lab: Json) -> tuple[Block, ...]:
    made = lab["made"]
    facts = (
        ("Command", clean(made["command"])),
        ("Date", clean(made["date"])),
        ("Seconds", number(made["seconds"])),
        ("Device", clean(made["device"])),
        ("One forward pass, the fastest", f"{number(lab['forward_ms'])} ms"),
        ("Versions", clean(", ".join(f"{name} {version}" for name, version in made["versions"].items()))),
        ("Weights", clean(lab["model"]["sha256"])),
    )
    return (Facts("Measured", facts),)
