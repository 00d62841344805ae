"""Model cards: written and read again unchanged, read from version 1, refused in one line that names the field."""

import json
import math
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from medadv_gui.core.errors import ModelError
from medadv_gui.core.resources import resources
from medadv_gui.models.card import ASSUMED, STATED, ModelCard, parse_card, read_card, write_card
from medadv_gui.models.library import bundled_cards, find_card

SCHEMA = resources() / "models" / "model_card.schema.json"
HASH = "0123456789abcdef" * 4
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
NUMBERS = st.floats(-1e6, 1e6, width=32)
PLAIN: dict[str, Any] = {
    "schema_version": 2,
    "id": "mine",
    "name": "Mine",
    "version": "1",
    "format": "safetensors",
    "files": [{"name": "model.safetensors", "sha256": HASH}],
    "architecture": {"name": "unet", "arguments": {"inputs": 1}},
    "task": "classification",
    "labels": [{"name": "no", "colour": "#000000"}, {"name": "yes", "colour": "#E69F00"}],
    "output": {"kind": "logits", "activation": "softmax"},
    "input": {
        "channels": 1, "height": 8, "width": 16, "resize": "fit",
        "intensity": {"units": "8-bit", "lower": 0, "upper": 255, "mean": [0.5], "std": [0.25]},
    },
}  # fmt: skip
BOXES = {"format": "centre-map", "stride": 4, "score_threshold": 0.5, "nms_iou": 0.5, "max_boxes": 9}


def changed(**changes: Any) -> dict[str, Any]:
    """PLAIN with other fields; `input__intensity__lower` names one inside others. ... leaves a field out."""
    document = deepcopy(PLAIN)
    for path, value in changes.items():
        *parents, name = path.split("__")
        place = document
        for parent in parents:
            place = place[parent]
        if value is ...:
            del place[name]
        else:
            place[name] = value
    return document


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Cards that contradict themselves nowhere."""
    task = draw(st.sampled_from(["classification", "multilabel", "segmentation", "detection"]))
    volume = task == "segmentation" and draw(st.booleans())
    by_sigmoid = task in ("multilabel", "detection") or draw(st.booleans())
    least = 1 if task in ("multilabel", "detection") else 2
    most = 2 if task == "classification" and by_sigmoid else 5
    names = draw(st.lists(WORDS, min_size=least, max_size=most, unique=True))
    output: dict[str, Any] = {
        "kind": draw(st.sampled_from(["logits", "probabilities"])),
        "activation": "sigmoid" if by_sigmoid else "softmax",
        "select": draw(st.none() | st.integers(0, 5) | WORDS),
    }
    if by_sigmoid and task in ("multilabel", "segmentation"):
        output["threshold"] = draw(st.floats(0.01, 0.99))
    if task == "detection":
        form = draw(st.sampled_from(["centre-map", "cxcywh", "xyxy"]))
        output["boxes"] = {**BOXES, "format": form, "stride": 4 if form == "centre-map" else None}
    if task == "segmentation" and len(names) == 3 and draw(st.booleans()):
        output["binary_truth"] = "left_right"
    units = draw(st.sampled_from(["stored", "HU", "8-bit"] if volume else ["stored", "HU", "8-bit", "RGB"]))
    channels = 3 if units == "RGB" else 1 if volume else draw(st.sampled_from([1, 3]))
    lower = draw(NUMBERS)
    spec: dict[str, Any] = {"channels": channels, "dimensions": 3 if volume else 2}
    own_size = not volume and draw(st.booleans())
    multiple = draw(st.sampled_from([1, 8, 32])) if own_size else draw(st.sampled_from([None, 4]))
    spec |= {"multiple": multiple, "height": None if own_size else 64, "width": None if own_size else 96}
    spec["resize"] = "none" if volume or own_size else draw(st.sampled_from(["stretch", "fit", "none"]))
    if spec["resize"] == "none" and draw(st.booleans()):
        spec["spacing"] = draw(st.lists(st.floats(0.1, 10), min_size=2 + volume, max_size=2 + volume))
    if volume:
        spec |= {"depth": 8, "overlap": draw(st.floats(0, 0.9))}
    else:
        spec["layout"] = draw(st.sampled_from(["NCHW", "NHWC"]))
    spec["orientation"] = draw(st.sampled_from([None, "axial", "coronal", "sagittal"]))
    spec["intensity"] = {
        "units": units, "lower": lower, "upper": lower + draw(st.floats(1, 1e4)),
        "mean": draw(st.lists(NUMBERS, min_size=channels, max_size=channels)),
        "std": draw(st.lists(st.floats(0.01, 100), min_size=channels, max_size=channels)),
        "range": draw(st.none() | st.just([-1, 1.5])),
    }  # fmt: skip
    form = draw(st.sampled_from(["safetensors", "state_dict", "torchscript", "pt2", "onnx"]))
    return changed(
        task=task, labels=[{"name": name, "colour": "#00fF7f"} for name in names], output=output, input=spec,
        name=draw(WORDS), format=form, licence=draw(st.text(st.characters(codec="utf-8"), max_size=20)),
        architecture={"name": "unet", "arguments": {"a": [1, None, "b"]}} if form in ("safetensors", "state_dict")
        else None,
        metrics=[{"name": "AUC", "value": 0.5, "low": 0.25, "high": 0.75, "n": 3, "more": True}],
        test_vector=draw(st.none() | st.just({"file": "v.npz", "sha256": HASH, "tolerance": 0.01})),
        demo={"case": "fundus"},
    )  # fmt: skip


@settings(deadline=None)
@given(documents())
def test_a_card_says_again_what_was_read(document: dict[str, Any]) -> None:
    found = parse_card(document, Path("mine"))
    again = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert parse_card(again, Path("mine")) == found
    # Every field of the document is in the card's own one; what the document leaves out is its default.
    said = {**document, "input": None, "output": None}
    assert {key: again[key] for key in said if said[key] is not None} == {
        key: value for key, value in said.items() if value is not None
    }
    for part in ("input", "output"):
        same = {key: again[part].get(key) for key in document[part] if key != "intensity"}
        assert same == {key: value for key, value in document[part].items() if key != "intensity"}
    assert again["input"]["intensity"] == document["input"]["intensity"]
    assert found.preprocessing == ASSUMED


@settings(deadline=None)
@given(documents(), st.data())
def test_whatever_stands_in_a_field_is_a_card_or_one_line(document: dict[str, Any], data: st.DataObject) -> None:
    """One place of the document, anywhere in it, is left out or becomes something else."""
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key in range(len(value)) if isinstance(value, list) else value:
            places.append((value, key))
            if isinstance(value[key], dict | list):
                walk(value[key])

    document = deepcopy(document)
    walk(document)
    place, key = data.draw(st.sampled_from(places))
    junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})
    if data.draw(st.booleans()):
        place[key] = data.draw(junk)
    else:
        del place[key]
    found = card_or_line(document)
    if isinstance(found, ModelCard):
        assert parse_card(found.to_json(), Path("mine")) == found
    else:
        assert found.startswith("mine/model_card.json: ")
        assert len(found) < 300


def card_or_line(document: Any) -> ModelCard | str:
    try:
        return parse_card(document, Path("mine"))
    except ModelError as error:
        return str(error)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "a model card is a JSON object"),
        ({}, "schema_version: None is not 1 or 2"),
        (changed(schema_version=3), "schema_version: 3 is not"),
        (changed(name=...), "'name' is a required property"),
        (changed(treshold=1), r"Additional properties are not allowed \('treshold'"),
        (changed(id="a/b"), "id: must be up to 64 letters.*, not 'a/b'"),
        (changed(id="ab\n"), "id: "),
        (changed(name="two\nlines"), "name: must be one printable line"),
        (changed(format="pickle"), "format: 'pickle' is not one of"),
        (changed(files=[]), "files: "),
        (changed(files=[{"name": "../x", "sha256": HASH}]), r"files\[0\].name: must be a plain file name"),
        (changed(files=[{"name": "a\\b", "sha256": HASH}]), r"files\[0\].name: "),
        (changed(files=[{"name": "x", "sha256": "0"}]), r"files\[0\].sha256: must be 64 hexadecimal"),
        (changed(files=[{"name": n, "sha256": HASH} for n in ("a", "A")]), "files: two have the same name"),
        (changed(files=[{"name": "Model_Card.json", "sha256": HASH}]), "files: .* the card's own"),
        (changed(architecture=None), "architecture: is needed for the format safetensors"),
        (changed(format="onnx"), "architecture: must be null for the format onnx"),
        (changed(task="divination"), "task: 'divination' is not one of"),
        (changed(labels=[{"name": "a", "colour": "red"}]), r"labels\[0\].colour: must be a colour .*, not 'red'"),
        (changed(labels=[{"name": "a", "colour": "#000000"}] * 2), "labels: two have the same name"),
        (changed(labels=PLAIN["labels"][:1]), "labels: a classification needs two"),
        (changed(task="segmentation", labels=PLAIN["labels"][:1]), "labels: a segmentation needs"),
        (changed(output__kind="scores"), "output.kind: 'scores'"),
        (changed(output__select=-1), "output.select: -1 is less than"),
        (changed(task="multilabel"), "output.activation: must be sigmoid for multilabel"),
        (changed(output__activation="sigmoid", labels=[{"name": n, "colour": "#000000"} for n in "abc"]), "two labels"),
        (changed(output__threshold=0.5), "output.threshold: is for multilabel"),
        (changed(output__boxes=BOXES), "output.boxes: are for detection alone"),
        (changed(task="detection", output={"kind": "logits", "activation": "sigmoid"}), "output.boxes: are needed"),
        (
            changed(task="detection", output={"kind": "logits", "activation": "sigmoid", "boxes": {
                **BOXES, "format": "xyxy"}}), "output.boxes.stride",
        ),
        (changed(output__binary_truth="left_right"), "output.binary_truth"),
        (changed(input__channels=2), "input.channels: 2 is not one of"),
        (changed(input__height=0), "input.height: 0 is less than"),
        (changed(input__height=10**6), "input.height: 1000000 is greater"),
        (changed(input__height=None), "input.height, input.width: both"),
        (changed(input__height=None, input__width=None), "input.height: null, .* needs a multiple"),
        (changed(input__multiple=3), "input.multiple: height and width are no multiples"),
        (changed(input__spacing=[1, 1]), 'input.spacing: needs resize "none"'),
        (changed(input__spacing=[1, 1, 1], input__resize="none"), "input.spacing: needs 2 numbers"),
        (changed(input__orientation="upright"), "input.orientation: "),
        (changed(input__depth=3), "input.depth: is for three dimensions"),
        (changed(input__dimensions=3), "input.dimensions: 3 is for segmentation"),
        (changed(input__intensity__units="HUU"), "input.intensity.units: 'HUU' is not one of"),
        (changed(input__intensity__units="RGB"), "input.channels: must be 3 for RGB"),
        (changed(input__intensity__lower=255), "input.intensity.lower: must be below upper"),
        (changed(input__intensity__mean=[0, 0]), "input.intensity: mean and std need one value a channel"),
        (changed(input__intensity__std=[0]), "input.intensity.std: must not be 0"),
        (changed(input__intensity__range=[1, 0]), "input.intensity.range: "),
        (changed(input__intensity__lower=math.nan), "input.intensity.lower"),
        (changed(metrics=[{"name": "AUC", "value": 1, "low": 0}]), r"metrics\[0\]: 'high' is a dependency of 'low'"),
        (changed(test_vector={"file": "a/b", "sha256": HASH, "tolerance": 1}), "test_vector.file"),
        (changed(test_vector={"file": "v.npz", "sha256": HASH, "tolerance": 0}), "test_vector.tolerance"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field(document: Any, reason: str) -> None:
    with pytest.raises(ModelError, match=rf"^mine/model_card\.json: .*{reason}"):
        parse_card(document, Path("mine"))


def test_two_labels_by_one_logit_are_a_card() -> None:
    found = parse_card(changed(output__activation="sigmoid"), Path("mine"))
    assert (found.answers, found.two_answers) == (2, True)


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "null", "[" * 100_000, '{"schema_version": NaN}', '{"schema_version": 2, "id": 1e999}', "\ufeff{}",
        json.dumps(PLAIN).replace("0.25", "Infinity"), "9" * 5000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "model_card.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"model_card\.json") as caught:
        read_card(tmp_path)
    assert len(str(caught.value)) < 300


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "model_card.json").open("wb") as stream:
        stream.truncate(1 << 30)
    with pytest.raises(ModelError, match="larger than 4 MiB"):
        read_card(tmp_path)


def test_a_card_is_written_whole_and_never_against_itself(tmp_path: Path) -> None:
    found = parse_card(changed(labels=[{"name": "nein", "colour": "#000000"}, {"name": "läsion", "colour": "#ffffff"}]),
                       tmp_path)  # fmt: skip
    assert write_card(found, tmp_path / "new") == tmp_path / "new" / "model_card.json"
    assert read_card(tmp_path / "new") == found
    before = (tmp_path / "new" / "model_card.json").read_bytes()
    broken = ModelCard(**{**vars(found), "labels": found.labels[:1]})
    with pytest.raises(ModelError, match="two or more"):
        write_card(broken, tmp_path / "new")
    assert (tmp_path / "new" / "model_card.json").read_bytes() == before


def test_version_1_is_read_as_version_2(tmp_path: Path) -> None:
    old = {
        "schema_version": 1, "id": "old", "name": "Old", "version": "1.0", "task": "detection",
        "labels": [{"name": "polyp", "colour": "#009e73"}],
        "architecture": {"name": "centre-detector", "arguments": {}},
        "weights": {"file": "model.safetensors", "sha256": HASH},
        "input": {"channels": 3, "height": 224, "width": 256, "resize": "fit", "units": "8-bit", "lower": 0.0,
                  "upper": 255.0, "mean": [0.5] * 3, "std": [0.25] * 3},
        "decoding": {"stride": 4, "score_threshold": 0.23, "nms_iou": 0.4, "max_boxes": 20},
        "metrics": [], "training_data": ["a"], "licence": "l", "citation": "c", "intended_use": "i",
        "out_of_scope": "o", "demo": {"case": "endoscopy"},
    }  # fmt: skip
    found = parse_card(old, tmp_path)
    new = found.to_json()
    assert new["schema_version"] == 2
    assert new["files"] == [{"name": "model.safetensors", "sha256": HASH}]
    assert new["output"]["boxes"] == {"format": "centre-map", **old["decoding"]}
    assert new["input"]["intensity"]["units"] == "RGB"
    assert (found.colour_input, found.output.activation, found.format) == (True, "sigmoid", "safetensors")
    assert parse_card(new, tmp_path) == found
    for field in ("weights", "input", "labels", "task"):
        with pytest.raises(ModelError, match=rf"model_card\.json: .*{field}"):
            parse_card({key: value for key, value in old.items() if key != field}, tmp_path)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_who_vouches_for_the_preprocessing(tmp_path: Path) -> None:
    assert {found.preprocessing for found in bundled_cards()} == {STATED}
    bundled = find_card("ct-lung")
    assert read_card(bundled.folder).preprocessing == STATED
    write_card(bundled, tmp_path / "ct-lung")
    assert read_card(tmp_path / "ct-lung").preprocessing == ASSUMED


def test_the_help_page_explains_every_field_and_shows_a_card() -> None:
    page = (resources() / "help" / "model-cards.md").read_text(encoding="utf-8")
    example = json.loads(page.split("```")[1])
    found = parse_card(example, Path("my-lungs"))
    assert parse_card(found.to_json(), Path("my-lungs")) == found
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert set(example) == set(schema["properties"])

    def names(node: dict[str, Any]) -> set[str]:
        found = set(node.get("properties", {}))
        for part in (*node.get("properties", {}).values(), *([node["items"]] if "items" in node else [])):
            found |= names(part)
        return found

    text = page.split("```", 2)[2].replace("intensity.", "")
    assert sorted(name for name in names(schema) - {"input", "output", "intensity"} if f"`{name}`" not in text) == []
    for values in ("format", "task"):
        assert all(f"`{value}`" in text for value in schema["properties"][values]["enum"])
