"""The card while it is filled in, without a widget: texts in, the card and the faults by field out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from medadv_gui.core.errors import ModelError
from medadv_gui.gui.wizard.fields import FIELDS, SIZE
from medadv_gui.gui.wizard.form import CardForm
from medadv_gui.models.card import ASSUMED
from medadv_gui.models.library import bundled_cards


def draft(**changes: Any) -> dict[str, Any]:
    """A whole card of a grey segmentation."""
    document: dict[str, Any] = {
        "schema_version": 2, "id": "mine", "name": "Mine", "version": "1", "format": "safetensors",
        "files": [{"name": "mine.safetensors", "sha256": "0" * 64}],
        "architecture": {"name": "unet", "arguments": {"inputs": 1, "classes": 2, "widths": [4, 8]}},
        "task": "segmentation",
        "labels": [{"name": "background", "colour": "#000000"}, {"name": "thing", "colour": "#e69f00"}],
        "output": {"kind": "logits", "activation": "softmax", "select": None},
        "input": {
            "channels": 1, "layout": "NCHW", "dimensions": 2, "height": 32, "width": 48, "multiple": None,
            "resize": "fit", "spacing": None, "orientation": None,
            "intensity": {
                "units": "8-bit", "lower": 0.0, "upper": 255.0, "mean": [0.5], "std": [0.25], "range": [-2.0, 2.0],
            },
        },
        "training_data": ["one", "two"], "metrics": [{"name": "Dice", "value": 0.9}], "licence": "MIT", "citation": "",
        "intended_use": "", "out_of_scope": "", "test_vector": None, "demo": {},
    }  # fmt: skip
    return {**document, **changes}


@pytest.fixture
def form(tmp_path: Path) -> CardForm:
    return CardForm(draft(), tmp_path)


@pytest.mark.parametrize("card", bundled_cards(), ids=lambda card: card.id)
def test_a_card_that_nobody_touches_stays_as_it_is(card: Any) -> None:
    form = CardForm(card.to_json(), card.folder)
    assert form.faults() == {}
    assert form.document() == (json.loads(json.dumps(card.to_json())), {})
    assert form.card() == card


def test_what_has_no_field_stays_too(form: CardForm) -> None:
    card = form.card()
    assert card.metrics == ({"name": "Dice", "value": 0.9},)
    assert card.training_data == ("one", "two")
    assert card.files[0].sha256 == "0" * 64
    assert card.preprocessing == ASSUMED


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("name", "  ", "is needed"),
        ("id", "no spaces", "letters, digits"),
        ("input.height", "tall", "whole number"),
        ("input.height", "0", "minimum"),
        ("input.intensity.lower", "300", "below upper"),
        ("input.intensity.mean", "0.5; 0.5", "with commas"),
        ("input.intensity.mean", "0.1, 0.2", "each of the 1 channels"),
        ("input.intensity.std", "0", "must not be 0"),
        ("input.intensity.range", "1, 0", "below the second"),
        ("input.intensity.range", "1", ""),
        ("input.intensity.upper", "inf", "a number"),
        ("input.spacing", "0.5, 0.5", "size and to a spacing"),
        ("input.multiple", "5", "no multiples"),
        ("architecture.arguments", "[1]", "JSON object"),
    ],
)
def test_a_fault_stands_beside_its_field(form: CardForm, key: str, text: str, reason: str) -> None:
    form.set(key, text)
    assert list(form.faults()) == [key]
    assert reason in form.faults()[key]
    with pytest.raises(ModelError):
        form.card()
    form.set(key, CardForm(draft(), Path()).texts[key])
    assert form.faults() == {}


def test_all_faults_are_told_at_once(form: CardForm) -> None:
    form.set("name", "")
    form.set("input.width", "0")
    form.set("input.intensity.std", "0")
    form.set_labels([("a", "#000000"), ("a", "red")])
    assert set(form.faults()) == {"name", "input.width", "labels"}
    form.set("input.width", "48")
    form.set_labels([("a", "#000000"), ("a", "#ff0000")])
    assert set(form.faults()) == {"name", "input.intensity.std", "labels"}
    assert "same name" in form.faults()["labels"]


def test_a_label_is_named_by_its_row(form: CardForm) -> None:
    form.set_labels([("background", "#000000"), ("", "#ff0000")])
    assert form.faults() == {"labels": "label 1: must not be empty"}
    form.set_labels([])
    assert form.faults() == {"labels": "must not be empty"}


def test_what_is_not_asked_is_not_in_the_card(form: CardForm) -> None:
    form.set("task", "detection")
    form.set("output.boxes.format", "centre-map")
    assert form.card().output.boxes.stride == 4
    assert form.card().output.activation == "sigmoid"
    form.set("output.boxes.format", "xyxy")
    assert form.card().output.boxes.stride == 0
    form.set("task", "classification")
    assert "boxes" not in form.document()[0]["output"]
    assert form.card().output.activation == "softmax"
    form.set("task", "multilabel")
    form.set("output.threshold", "0.3")
    assert form.card().output.threshold == 0.3


def test_an_images_own_size_needs_a_multiple(form: CardForm) -> None:
    form.set(SIZE, "own")
    assert list(form.faults()) == ["input.multiple"]
    form.set("input.multiple", "16")
    spec = form.card().input
    assert (spec.own_size, spec.multiple, spec.resize) == (True, 16, "none")
    assert not form.asked("input.height")
    assert CardForm(form.document()[0], Path()).texts[SIZE] == "own"


def test_a_volume_asks_for_its_window(form: CardForm) -> None:
    form.set("input.dimensions", "3")
    form.set("input.intensity.units", "HU")
    spec = form.card().input
    assert (spec.dimensions, spec.depth, spec.resize, spec.channels) == (3, 64, "none", 1)
    assert not form.asked("input.channels")


def test_what_follows_from_a_choice_follows(form: CardForm) -> None:
    form.set("input.intensity.units", "HU")
    assert (form.texts["input.intensity.lower"], form.texts["input.intensity.upper"]) == ("-1000", "1000")
    form.set("input.intensity.lower", "-160")
    form.set("input.intensity.units", "stored")
    assert form.texts["input.intensity.lower"] == "-160"
    form.set("input.intensity.units", "RGB")
    assert form.texts["input.channels"] == "3"
    assert form.texts["input.intensity.mean"] == "0.5, 0.5, 0.5"
    form.set("input.intensity.mean", "0.4, 0.5, 0.6")
    form.set("input.intensity.std", "0.2")
    assert form.card().input.std == (0.2, 0.2, 0.2)
    form.set("input.intensity.units", "8-bit")
    form.set("input.channels", "1")
    assert list(form.faults()) == ["input.intensity.mean"]


def test_which_output(form: CardForm) -> None:
    for text, value in (("", None), (" 1 ", 1), ("out", "out")):
        form.set("output.select", text)
        assert form.card().output.select == value


def test_a_program_holds_its_own_network(tmp_path: Path) -> None:
    form = CardForm(draft(format="pt2", architecture=None), tmp_path)
    assert form.card().architecture == ""
    assert not form.asked("architecture.name")


def test_a_preview_needs_no_name(form: CardForm) -> None:
    form.set("name", "")
    form.set("id", "!")
    card = form.preview_card()
    assert card is not None
    assert card.input.height == 32
    form.set("input.intensity.lower", "x")
    assert form.preview_card() is None
    form.set("input.intensity.lower", "999")
    assert form.preview_card() is None


def test_new_labels_get_colours_of_their_own(form: CardForm) -> None:
    form.set_labels([])
    colours = []
    for at in range(4):
        colours.append(form.new_colour())
        form.set_labels([*form.labels, (str(at), colours[-1])])
    assert colours[0] == "#000000"
    assert len(set(colours)) == 4


def test_every_field_explains_itself() -> None:
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    for field in FIELDS:
        assert len(field.help) > 20
        assert field.help.endswith(".")
        assert bool(field.choices) == (field.kind == "choice")
