"""The model card: what a model is, what it expects and what its answers mean. Imports no torch."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError

SCHEMA_VERSION = 1
TASKS = ("classification", "multilabel", "segmentation", "detection")
UNITS = ("HU", "8-bit")
RESIZE = ("stretch", "fit")
OVERLAP = 0.25


@dataclass(frozen=True)
class Label:
    """One answer a model can give.

    `name` is shown to people; `colour` is `#rrggbb`. In segmentation label 0 is the background.
    """

    name: str
    colour: str


@dataclass(frozen=True)
class InputSpec:
    """What the network is fed, made from stored values by `preprocess.Preprocess`.

    `lower` and `upper` bound the input window in `units` ("HU", or "8-bit" grey levels): the linear clamp
    that maps them to 0 and 1. `height` and `width` are the network's input in pixels; `resize` is "stretch",
    or "fit" (aspect kept, centred, the border filled with `lower`). `mean` and `std` normalise each of the
    `channels` after the window.

    With `dimensions` 3 the network looks at whole series: `depth` (slices), `height` and `width` are the sliding window
    that moves over the volume at its own voxels, so that `resize` is "none"; neighbouring windows share the part
    `overlap` of each side.
    """

    channels: int
    height: int
    width: int
    resize: str
    units: str
    lower: float
    upper: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    dimensions: int = 2
    depth: int = 1
    overlap: float = OVERLAP

    @property
    def size(self) -> tuple[int, ...]:
        """The network's input: (height, width) or (depth, height, width)."""
        return (self.height, self.width) if self.dimensions == 2 else (self.depth, self.height, self.width)


@dataclass(frozen=True)
class ModelCard:
    """A checked `model_card.json` (schema version 1) and the folder it lies in.

    `decoding` holds the task's literal decoding parameters (detection: `stride`, `score_threshold`,
    `nms_iou`, `max_boxes`; multilabel: `threshold`, 0.5 unless told). `demo` names the demo case, its budget and
    criterion. `metrics` are figures measured on the held-out split, with their intervals.
    """

    id: str
    name: str
    version: str
    task: str
    labels: tuple[Label, ...]
    architecture: str
    arguments: Mapping[str, Any]
    weights: str
    sha256: str
    input: InputSpec
    decoding: Mapping[str, Any]
    metrics: tuple[Mapping[str, Any], ...]
    training_data: tuple[str, ...]
    licence: str
    citation: str
    intended_use: str
    out_of_scope: str
    demo: Mapping[str, Any]
    folder: Path = field(compare=False)

    @property
    def label_names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    @property
    def weights_path(self) -> Path:
        return self.folder / self.weights

    @property
    def threshold(self) -> float:
        """The score, above 0 and below 1, from which a multi-label model's label is present."""
        return float(self.decoding.get("threshold", 0.5))

    @property
    def colour_input(self) -> bool:
        """Whether the model looks at colour pictures rather than at grey ones."""
        return self.input.channels == 3


def read_card(folder: Path) -> ModelCard:
    """The card in `folder`/model_card.json.

    Raises
    ------
    ModelError
        If the card is missing, no JSON, of another schema version, or lacks or misstates a field.
    """
    path = folder / "model_card.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder.name}: there is no model_card.json in this folder") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(f"{path.name}: not a readable model card ({error})") from None
    try:
        return _parse(raw, folder)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder.name}/{path.name}: {type(error).__name__}: {error}") from None


def _parse(raw: Mapping[str, Any], folder: Path) -> ModelCard:
    if raw["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema_version {raw['schema_version']} is not {SCHEMA_VERSION}")
    spec = raw["input"]
    dimensions = int(spec.get("dimensions", 2))
    if dimensions not in (2, 3):
        raise ValueError("input.dimensions must be 2 or 3")
    card = ModelCard(
        id=str(raw["id"]),
        name=str(raw["name"]),
        version=str(raw["version"]),
        task=_one_of(raw["task"], TASKS, "task"),
        labels=tuple(Label(str(item["name"]), str(item["colour"])) for item in raw["labels"]),
        architecture=str(raw["architecture"]["name"]),
        arguments=dict(raw["architecture"]["arguments"]),
        weights=str(raw["weights"]["file"]),
        sha256=str(raw["weights"]["sha256"]),
        input=InputSpec(
            channels=int(spec["channels"]),
            height=int(spec["height"]),
            width=int(spec["width"]),
            resize=_one_of(spec["resize"], RESIZE, "input.resize") if dimensions == 2 else "none",
            units=_one_of(spec["units"], UNITS, "input.units"),
            lower=float(spec["lower"]),
            upper=float(spec["upper"]),
            mean=tuple(float(v) for v in spec["mean"]),
            std=tuple(float(v) for v in spec["std"]),
            dimensions=dimensions,
            depth=1 if dimensions == 2 else int(spec["depth"]),
            overlap=float(spec.get("overlap", OVERLAP)),
        ),
        decoding=dict(raw["decoding"]),
        metrics=tuple(dict(item) for item in raw["metrics"]),
        training_data=tuple(str(item) for item in raw["training_data"]),
        licence=str(raw["licence"]),
        citation=str(raw["citation"]),
        intended_use=str(raw["intended_use"]),
        out_of_scope=str(raw["out_of_scope"]),
        demo=dict(raw["demo"]),
        folder=folder,
    )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", card.id):
        raise ValueError("id must be letters, digits, dots and dashes alone")
    if not card.labels or min(card.input.size) < 1:
        raise ValueError("labels, input.height, input.width and, in three dimensions, input.depth must not be empty")
    if dimensions == 3 and (card.task != "segmentation" or card.input.channels != 1):
        raise ValueError("input.dimensions 3 is for segmentation of one channel alone")
    if not 0 <= card.input.overlap < 1:
        raise ValueError("input.overlap must be at least 0 and below 1")
    if card.task == "detection":
        for key in ("stride", "score_threshold", "nms_iou", "max_boxes"):
            float(card.decoding[key])
    if card.task == "multilabel" and not 0 < card.threshold < 1:
        raise ValueError("decoding.threshold must lie between 0 and 1")
    if Path(card.weights).name != card.weights:
        raise ValueError("weights.file must be a plain file name in the card's own folder")
    if not (len(card.input.mean) == len(card.input.std) == card.input.channels) or 0 in card.input.std:
        raise ValueError("input.mean and input.std need one value a channel, std not zero")
    if card.input.channels not in (1, 3):
        raise ValueError("input.channels must be 1 or 3")
    if not card.input.lower < card.input.upper:
        raise ValueError("input.lower must be below input.upper")
    return card


def _one_of(value: Any, allowed: tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}, not one of {', '.join(allowed)}")
    return str(value)
