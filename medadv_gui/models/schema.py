"""What a model card must be: the JSON Schema, the contradictions that a schema cannot say, and version 1 read as
version 2. Imports no torch."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from medadv_gui.core.resources import resources
from medadv_gui.core.text import one_line

SCHEMA_VERSION = 2


def check(raw: Any) -> None:
    """Raise ValueError, one line that names the field, unless `raw` is a card of schema version 2."""
    if not isinstance(raw, dict):
        raise ValueError("a model card is a JSON object")
    if raw.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"schema_version: {one_line(repr(raw.get('schema_version')), 40)} is not 1 or 2")
    from jsonschema.exceptions import best_match

    try:
        error = best_match(_validator().iter_errors(raw))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if error is not None:
        raise ValueError(f"{one_line(_field(error) or 'the card', 80)}: {one_line(_reason(error), 160)}")
    for reason in contradictions(raw):
        raise ValueError(reason)


def faults(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All that is wrong with a card of schema version 2, not only what `check` would name: the field, such as
    "input.intensity.mean" or "labels[2].name", and the reason."""
    errors = list(_validator().iter_errors(raw))
    found = [(_field(error), one_line(_reason(error), 160)) for error in errors]
    if not {str(next(iter(error.absolute_path), "")) for error in errors} & {"", *_CONTRADICTING}:
        found += [(field, reason) for field, _, reason in (line.partition(": ") for line in contradictions(raw))]
    return found


# What `contradictions` looks at, and must be whole for it.
_CONTRADICTING = ("architecture", "files", "format", "input", "labels", "output", "task", "test_vector")


def _field(error: Any) -> str:
    """Where in the card a fault is; empty for the card as a whole."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path).lstrip(".")


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # a tenth of a second: only who reads a card pays

    path = resources() / "models" / "model_card.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _reason(error: Any) -> str:
    """The library's message; where that would quote a pattern or an empty value, what is wanted."""
    if error.validator in ("minLength", "minItems") and not error.instance:
        return "must not be empty"
    if error.validator == "pattern":
        kind = str(error.absolute_path[-1])
        wanted = {
            "id": "up to 64 letters, digits, dots, dashes and underscores",
            "sha256": "64 hexadecimal digits, in small letters",
            "colour": "a colour such as #e69f00",
            "file": "a plain file name in the card's own folder",
        }
        if "files" in error.absolute_path:
            wanted["name"] = wanted["file"]
        return f"must be {wanted.get(kind, 'one printable line')}, not {one_line(repr(error.instance), 60)}"
    return str(error.message)


def contradictions(raw: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a card that the schema passes, a line each."""
    yield from _input_faults(raw["input"], raw["task"])
    yield from _output_faults(raw["output"], raw["task"], len(raw["labels"]))
    names = [item["name"] for item in raw["labels"]]
    if len(set(names)) != len(names):
        yield "labels: two have the same name"
    files = [item["name"].lower() for item in raw["files"]]
    if raw.get("test_vector"):
        files.append(raw["test_vector"]["file"].lower())
    if len({*files, "model_card.json"}) != len(files) + 1:
        yield "files: two have the same name, or the card's own"
    with_graph = raw["format"] in ("torchscript", "pt2", "onnx")
    if with_graph != (raw["architecture"] is None):
        yield f"architecture: {'must be null' if with_graph else 'is needed'} for the format {raw['format']}"


def _input_faults(spec: Mapping[str, Any], task: str) -> Iterator[str]:
    dimensions, channels, resize = spec.get("dimensions", 2), spec["channels"], spec["resize"]
    intensity = spec["intensity"]
    if not len(intensity["mean"]) == len(intensity["std"]) == channels:
        yield "input.intensity: mean and std need one value a channel"
    if 0 in intensity["std"]:
        yield "input.intensity.std: must not be 0"
    if not intensity["lower"] < intensity["upper"]:
        yield "input.intensity.lower: must be below upper"
    limits = intensity.get("range")
    if limits is not None and not limits[0] < limits[1]:
        yield "input.intensity.range: the first number must be below the second"
    if intensity["units"] == "RGB" and channels != 3:
        yield "input.channels: must be 3 for RGB pictures"
    multiple, sides = spec.get("multiple"), (spec["height"], spec["width"])
    if (sides[0] is None) != (sides[1] is None):
        yield "input.height, input.width: both are numbers or both are null"
    if None in sides and (multiple is None or resize != "none"):
        yield 'input.height: null, the image\'s own size, needs a multiple and resize "none"'
    if multiple is not None and any(side is not None and side % multiple for side in sides):
        yield "input.multiple: height and width are no multiples of it"
    spacing = spec.get("spacing")
    if spacing is not None and resize != "none":
        yield 'input.spacing: needs resize "none"; a picture cannot be brought to a size and to a spacing at once'
    if spacing is not None and len(spacing) != dimensions:
        yield f"input.spacing: needs {dimensions} numbers"
    if dimensions == 3:
        if task != "segmentation" or channels != 1:
            yield "input.dimensions: 3 is for segmentation of one channel alone"
        if spec.get("depth") is None or None in sides or resize != "none":
            yield 'input.dimensions: 3 needs depth, height and width of the sliding window, and resize "none"'
        if spec.get("layout", "NCHW") != "NCHW":
            yield "input.layout: must be NCHW in three dimensions"
    elif spec.get("depth") is not None:
        yield "input.depth: is for three dimensions"


def _output_faults(output: Mapping[str, Any], task: str, labels: int) -> Iterator[str]:
    softmax, boxes = output["activation"] == "softmax", output.get("boxes")
    if softmax and task in ("multilabel", "detection"):
        yield f"output.activation: must be sigmoid for {task}"
    if task == "classification" and labels < 2:
        yield "labels: a classification needs two or more"
    if task == "classification" and not softmax and labels != 2:
        yield "output.activation: sigmoid is for two labels, or for the task multilabel"
    if task == "segmentation" and not 2 <= labels <= 256:
        yield "labels: a segmentation needs the background and 1 to 255 more"
    if "threshold" in output and (task not in ("multilabel", "segmentation") or softmax):
        yield "output.threshold: is for multilabel, and for segmentation by sigmoid"
    if (boxes is None) == (task == "detection"):
        yield "output.boxes: are needed for detection" if boxes is None else "output.boxes: are for detection alone"
    elif boxes is not None and (boxes["format"] == "centre-map") == (boxes.get("stride") is None):
        yield "output.boxes.stride: belongs to a centre-map, and is needed there"
    if output.get("binary_truth") is not None and (task != "segmentation" or labels != 3):
        yield "output.binary_truth: is for a segmentation of the background and two labels"


def from_version_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The card of schema version 1 as one of version 2, not yet checked: what is missing there is missing here.

    Raises KeyError, TypeError or AttributeError where it is none.
    """
    spec, decoding, task = raw["input"], raw["decoding"], raw["task"]
    output: dict[str, Any] = {"kind": "logits", "activation": "softmax"}
    if task in ("multilabel", "detection"):
        output["activation"] = "sigmoid"
    if task == "detection":
        output["boxes"] = {
            "format": "centre-map", **_some(decoding, "stride", "score_threshold", "nms_iou", "max_boxes")
        }  # fmt: skip
    output |= _some(decoding, "binary_truth", *(["threshold"] if task == "multilabel" else []))
    intensity = _some(spec, "units", "lower", "upper", "mean", "std")
    if (intensity.get("units"), spec.get("channels")) == ("8-bit", 3):
        intensity["units"] = "RGB"
    volume = spec.get("dimensions", 2) != 2
    sizes = _some(spec, "channels", "height", "width", "dimensions", "overlap", "depth" if volume else "resize")
    return {
        "schema_version": SCHEMA_VERSION,
        "format": "safetensors",
        "files": [{"name": raw["weights"]["file"], "sha256": raw["weights"]["sha256"]}],
        "output": output,
        "input": {**sizes, **({"resize": "none"} if volume else {}), "intensity": intensity},
        **_some(
            raw, "id", "name", "version", "architecture", "task", "labels", "training_data", "metrics", "licence",
            "citation", "intended_use", "out_of_scope", "demo",
        ),
    }  # fmt: skip


def _some(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: fields[name] for name in names if name in fields}


def parse_json(text: str) -> Any:
    """JSON whose numbers are all finite.

    Raises ValueError or RecursionError where it is none.
    """
    return json.loads(text, parse_constant=_finite, parse_float=_finite)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is not a finite number")
    return value


def lacking(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that a card needs and `raw` does not have, such as "input.height"."""
    found = []
    for error in _validator().iter_errors(raw):
        if error.validator == "required":
            place = [str(part) for part in error.absolute_path]
            found += [".".join([*place, name]) for name in error.validator_value if name not in error.instance]
    return tuple(dict.fromkeys(found))
