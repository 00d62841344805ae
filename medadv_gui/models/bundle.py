"""A MONAI bundle read as data: its metadata, and one literal network definition from a list of known networks.

A bundle's configuration is a program: MONAI's parser evaluates what begins with "$", follows "@" and calls whatever
"_target_" names. Here nothing is evaluated; "@" finds another literal of the same file, or is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.core.text import one_line
from medadv_gui.models.archive import MAX_TEXT, Archive

METADATA = "configs/metadata.json"
_CONFIGS = ("configs/inference.json", "configs/train.json", "configs/evaluate.json")
_YAML = ("configs/inference.yaml", "configs/train.yaml")
_WEIGHTS, _PROGRAM = "models/model.pt", "models/model.ts"
_TARGET = re.compile(r"(?:monai\.networks\.nets\.(?:\w+\.)?)?(\w+)")
_MAX_DEPTH = 20


@dataclass(frozen=True)
class Bundle:
    """What a bundle says. `weights` is the member with the weights (`format` "state_dict", with an `architecture`) or
    the program ("torchscript"); `card` holds the fields of a model card that follow from it, `notes` what does not fit
    in one."""

    weights: str
    format: str
    architecture: Mapping[str, Any] | None
    card: Mapping[str, Any]
    notes: tuple[str, ...]


def read_bundle(path: Path, known: frozenset[str]) -> Bundle:
    """The bundle in a folder or a zip archive; `known` are the names of networks that it may define.

    Raises
    ------
    ModelError
        If it is damaged, holds no weights, or defines its network by anything but literals; the place is named.
    """
    if path.is_dir():
        return _read(path.name, lambda name: (path / name).is_file(), lambda name: _text(path / name), known)
    with Archive(path) as archive:
        return _read(path.name, lambda name: name in archive.names, archive.text, known)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_TEXT:
            raise ModelError(f"{path.name}: larger than {MAX_TEXT >> 20} MiB")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ModelError(f"{path.name}: no text that can be read") from None


def _read(name: str, has: Callable[[str], bool], text: Callable[[str], str], known: frozenset[str]) -> Bundle:
    def document(member: str) -> dict[str, Any]:
        try:
            found = json.loads(text(member))
        except (ValueError, RecursionError) as error:
            raise ModelError(f"{name}: {member} is no JSON ({one_line(str(error), 80)})") from None
        if not isinstance(found, dict):
            raise ModelError(f"{name}: {member} is no JSON object")
        return found

    card, notes = _described(document(METADATA))
    configs = [(member, document(member)) for member in _CONFIGS if has(member)]
    defined = next(((member, config) for member, config in configs if "network_def" in config), None)
    if has(_WEIGHTS) and defined is not None:
        try:
            architecture = network_definition(defined[1], known)
        except _DefinitionError as error:
            raise ModelError(f"{name}: refused, {defined[0]}: {error}") from None
        weights, kind = _WEIGHTS, "state_dict"
    elif has(_PROGRAM):
        weights, kind, architecture = _PROGRAM, "torchscript", None
    elif has(_WEIGHTS):
        yaml = next((member for member in _YAML if has(member)), None)
        where = (
            f"{yaml} is YAML; write its network_def as JSON into configs/inference.json" if yaml else "no network_def"
        )
        raise ModelError(f"{name}: its network is not defined in JSON ({where})")
    else:
        raise ModelError(f"{name}: holds neither {_WEIGHTS} nor {_PROGRAM}")
    for _, config in configs[:1]:
        _prepared(config, card, notes)
    return Bundle(weights, kind, architecture, card, tuple(notes))


class _DefinitionError(Exception):
    """A network definition that is more than literals; the message begins with the place."""


def network_definition(config: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The card's architecture from a configuration's network_def: {"name": "monai.UNet", "arguments": {...}}.

    Raises _DefinitionError where it is more than literals.
    """
    raw = _literal(config["network_def"], "network_def", config, 0)
    if not isinstance(raw, dict) or not isinstance(raw.get("_target_"), str):
        raise _DefinitionError('network_def is no object with a "_target_"')
    target = raw.pop("_target_")
    match = _TARGET.fullmatch(target)
    if match is None or match[1] not in known:
        raise _DefinitionError(f"network_def._target_ is {one_line(target, 60)!r}, no network on the list")
    if odd := [key for key in raw if key.startswith("_") and key != "_desc_"]:
        raise _DefinitionError(f"network_def.{odd[0]} is an instruction, not an argument")
    return {"name": f"monai.{match[1]}", "arguments": {key: value for key, value in raw.items() if key != "_desc_"}}


def _literal(value: Any, place: str, config: Mapping[str, Any], depth: int) -> Any:
    """`value` with each reference replaced by the literal it refers to."""
    if depth > _MAX_DEPTH:
        raise _DefinitionError(f"{place} is nested too deeply")
    if isinstance(value, dict):
        if "_target_" in value and place != "network_def":
            raise _DefinitionError(f"{place}._target_ calls {one_line(str(value['_target_']), 60)!r}")
        return {key: _literal(item, f"{place}.{key}", config, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_literal(item, f"{place}[{at}]", config, depth + 1) for at, item in enumerate(value)]
    if not isinstance(value, str) or value[:1] not in ("$", "@", "%"):
        return value
    if value[0] == "@":
        found: Any = config
        for part in re.split(r"::|#", value[1:]):
            if isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            elif isinstance(found, dict) and part in found:
                found = found[part]
            else:
                raise _DefinitionError(f"{place} refers to {one_line(value, 60)!r}, which is not in this file")
        return _literal(found, place, config, depth + 1)
    raise _DefinitionError(f"{place} is {one_line(value, 60)!r}, an expression that would have to be run")


def _described(metadata: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The card's fields that follow from metadata.json, and what else it says."""
    card: dict[str, Any] = {"input": {}, "output": {}}
    notes: list[str] = []
    for field in ("name", "version"):
        if isinstance(metadata.get(field), str) and metadata[field].strip():
            card[field] = one_line(metadata[field])
    for field, source in (("intended_use", "intended_use"), ("licence", "copyright")):
        if isinstance(metadata.get(source), str):
            card[field] = metadata[source][:2000]
    if isinstance(metadata.get("references"), list):
        card["citation"] = "; ".join(one_line(str(item), 400) for item in metadata["references"])
    if isinstance(metadata.get("data_source"), str):
        card["training_data"] = [one_line(metadata["data_source"], 400)]
    formats = metadata.get("network_data_format")
    if isinstance(formats, dict):
        _taken(_first(formats.get("inputs")), card, notes)
        _answered(_first(formats.get("outputs")), card)
    return card, notes


def _first(group: Any) -> dict[str, Any]:
    """The one input or output; empty where there are several or none."""
    items = list(group.values()) if isinstance(group, dict) else []
    return items[0] if len(items) == 1 and isinstance(items[0], dict) else {}


def _taken(image: Mapping[str, Any], card: dict[str, Any], notes: list[str]) -> None:
    spec = card["input"]
    if image.get("num_channels") in (1, 3):
        spec["channels"] = image["num_channels"]
    shape = image.get("spatial_shape")
    if isinstance(shape, list) and len(shape) in (2, 3):
        spec["dimensions"] = len(shape)
        if all(isinstance(size, int) and size > 0 for size in shape):
            spec |= dict(
                zip(("height", "width") if len(shape) == 2 else ("depth", "height", "width"), shape, strict=True)
            )
        if len(shape) == 3:
            spec["resize"] = "none"
        order = "columns by rows" if len(shape) == 2 else "x by y by z (nibabel's order, where it read NIfTI)"
        notes.append(f"MONAI reads images as {order}; this program gives rows by columns: look at the prediction")
    limits = image.get("value_range")
    if isinstance(limits, list) and len(limits) == 2 and all(isinstance(v, (int, float)) for v in limits):
        spec["intensity"] = {"range": limits}
    for field in ("format", "modality", "type"):
        if isinstance(image.get(field), str):
            notes.append(f"input {field}: {one_line(image[field], 60)}")


def _answered(answer: Mapping[str, Any], card: dict[str, Any]) -> None:
    if answer.get("format") == "segmentation":
        card["task"] = "segmentation"
    elif answer.get("format") in ("labels", "classes", "probabilities"):
        card["task"] = "classification"
    names = answer.get("channel_def")
    if isinstance(names, dict) and names and all(isinstance(name, str) and name.strip() for name in names.values()):
        keys = sorted(names, key=lambda key: (not str(key).isdigit(), int(key) if str(key).isdigit() else 0, key))
        card["labels"] = [{"name": one_line(names[key], 100)} for key in keys]


def _prepared(config: Mapping[str, Any], card: dict[str, Any], notes: list[str]) -> None:
    """Fields from those steps before and after the network that are plain literals; the others are left to the user."""
    spec = card["input"]
    for step in _steps(config.get("preprocessing")):
        kind = str(step.get("_target_", "")).rpartition(".")[2]
        if kind in ("ScaleIntensityRanged", "ScaleIntensityRange"):
            window = [step.get(name) for name in ("a_min", "a_max", "b_min", "b_max")]
            numbers = [float(v) for v in window if isinstance(v, (int, float)) and not isinstance(v, bool)]
            if len(numbers) == 4 and numbers[0] < numbers[1]:
                low, high, first, last = numbers
                # The card's window runs from 0 to 1; mean and std bring it to what the network was trained on.
                scale = (last - first) or 1
                spec["intensity"] = {**spec.get("intensity", {}), "lower": low, "upper": high,
                                     "mean": [-first / scale], "std": [1 / scale]}  # fmt: skip
        elif kind in ("Spacingd", "Spacing") and isinstance(step.get("pixdim"), list):
            notes.append(f"spacing: {one_line(str(step['pixdim']), 60)} mm, in the bundle's own order of axes")
        elif kind in ("Resized", "Resize", "NormalizeIntensityd", "NormalizeIntensity", "Orientationd"):
            notes.append(f"before the network: {kind}")
    for step in _steps(config.get("postprocessing")):
        for name in ("softmax", "sigmoid"):
            if step.get(name) is True:
                card["output"] |= {"kind": "logits", "activation": name}
    roi = config.get("inferer")
    sizes = roi.get("roi_size") if isinstance(roi, dict) else None
    if isinstance(sizes, list) and len(sizes) == 3 and all(isinstance(size, int) and size > 0 for size in sizes):
        spec |= dict(zip(("depth", "height", "width"), sizes, strict=True))
        if isinstance(roi, dict) and isinstance(roi.get("overlap"), float) and 0 <= roi["overlap"] < 1:
            spec["overlap"] = roi["overlap"]


def _steps(group: Any) -> list[dict[str, Any]]:
    steps = group.get("transforms") if isinstance(group, dict) else None
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
