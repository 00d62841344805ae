"""The model card: what a model is, what it expects and what its answers mean. Imports no torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.resources import resources
from medadv_gui.core.result import ASSUMED as ASSUMED
from medadv_gui.core.result import STATED as STATED
from medadv_gui.core.result import VERIFIED as VERIFIED
from medadv_gui.models.schema import SCHEMA_VERSION, check, from_version_1, parse_json

CARD = "model_card.json"
TASKS = ("classification", "multilabel", "segmentation", "detection")
FORMATS = ("safetensors", "state_dict", "torchscript", "pt2", "onnx")
UNITS = ("stored", "HU", "8-bit", "RGB")
RESIZE = ("stretch", "fit", "none")
OVERLAP = 0.25
MAX_CARD = 4 << 20


@dataclass(frozen=True)
class Label:
    """One answer a model can give.

    `name` is shown to people; `colour` is `#rrggbb`. In segmentation label 0 is the background.
    """

    name: str
    colour: str


@dataclass(frozen=True)
class ModelFile:
    """A file in the card's folder and its SHA-256, hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True)
class InputSpec:
    """What the network is fed, made from stored values by `preprocess.Preprocess`.

    `lower` and `upper` bound the input window in `units`: the linear clamp that maps them to 0 and 1. Units are "HU",
    "8-bit" grey levels, "RGB" for colour pictures (0 to 255), or the file's own "stored" values. `height` and `width`
    are the network's input in pixels, 0 where it takes the image's own size, padded up to a multiple of `multiple`.
    `resize` is "stretch", "fit" (aspect kept, centred, the border filled with `lower`) or "none" (own size, centred,
    border as before). `mean` and `std` normalise each of the `channels` after the window; a grey image is repeated
    over three channels. `spacing` is mm a network pixel, rows and columns (of a volume slices before them), to which
    an image that knows its own is resampled. `orientation` is the plane of the slices, None for any.
    `layout` is the order of the network's dimensions, "NCHW" or "NHWC", of its input and of maps that it answers.
    `range` bounds what the network expects at its input, after everything; None where the card does not say.

    With `dimensions` 3 the network looks at whole series: `depth` (slices), `height` and `width` are the sliding window
    that moves over the volume, so that `resize` is "none"; neighbouring windows share the part `overlap` of each side.
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
    layout: str = "NCHW"
    multiple: int | None = None
    spacing: tuple[float, ...] | None = None
    orientation: str | None = None
    range: tuple[float, float] | None = None

    @property
    def own_size(self) -> bool:
        """Whether the network takes the image's own size, padded up to a multiple."""
        return self.height == 0

    @property
    def size(self) -> tuple[int, ...]:
        """The network's input: (height, width) or (depth, height, width); where it takes any size, one of some 256."""
        if self.own_size:
            side = -(-256 // (self.multiple or 1)) * (self.multiple or 1)
            return side, side
        return (self.height, self.width) if self.dimensions == 2 else (self.depth, self.height, self.width)

    def to_json(self) -> dict[str, Any]:
        """The card's `input`."""
        document: dict[str, Any] = {
            "channels": self.channels, "layout": self.layout, "dimensions": self.dimensions,
            "height": self.height or None, "width": self.width or None, "multiple": self.multiple,
            "resize": self.resize, "spacing": _listed(self.spacing), "orientation": self.orientation,
        }  # fmt: skip
        if self.dimensions == 3:
            document |= {"depth": self.depth, "overlap": self.overlap}
        document["intensity"] = {
            "units": self.units, "lower": self.lower, "upper": self.upper, "mean": list(self.mean),
            "std": list(self.std), "range": _listed(self.range),
        }  # fmt: skip
        return document


@dataclass(frozen=True)
class BoxSpec:
    """How a detector's boxes are read. `format` is "centre-map" (cells of `stride` input pixels), or rows of corners
    or centre and size in input pixels, "xyxy" or "cxcywh", with one score a label (`stride` 0). A box counts from
    `score_threshold` on, unless a better one of its label overlaps it by `nms_iou` or more; `max_boxes` at most."""

    format: str
    stride: int
    score_threshold: float
    nms_iou: float
    max_boxes: int


@dataclass(frozen=True)
class OutputSpec:
    """What the network answers: `kind` is "logits", or "probabilities" where the `activation` ("softmax" or "sigmoid")
    is part of the network. `select` picks one of several outputs, by position or key. `threshold` is the score, above 0
    and below 1, from which a label is present (multilabel, segmentation by sigmoid). `boxes` are a detector's;
    `binary_truth` is "left_right" where a truth of one value is split into labels 1 and 2."""

    kind: str = "logits"
    activation: str = "softmax"
    select: int | str | None = None
    threshold: float = 0.5
    boxes: BoxSpec | None = None
    binary_truth: str | None = None


@dataclass(frozen=True)
class TestVector:
    """A stored image and the outputs that the network, run where it was trained, gives for it: an npz of `stored`
    (rows, columns[, 3]), `slope`, `intercept` and `outputs`, equal where no output is off by more than `tolerance`."""

    __test__ = False  # no test of pytest's

    file: str
    sha256: str
    tolerance: float


@dataclass(frozen=True)
class ModelCard:
    """A checked `model_card.json` (schema version 2, or 1 read as such) and the folder it lies in.

    `architecture` names a registered network, "" where the format holds its own graph; `arguments` are literal.
    `files` are all files of the model, its weights or program first. `demo` names the demo case, its budget and
    criterion. `metrics` are figures measured on the held-out split, with their intervals. `preprocessing` says who
    vouches for it: STATED, ASSUMED, or VERIFIED once the test vector has passed; no field of the file.
    """

    id: str
    name: str
    version: str
    task: str
    labels: tuple[Label, ...]
    architecture: str
    arguments: Mapping[str, Any]
    files: tuple[ModelFile, ...]
    input: InputSpec
    output: OutputSpec
    format: str = "safetensors"
    metrics: tuple[Mapping[str, Any], ...] = ()
    training_data: tuple[str, ...] = ()
    licence: str = ""
    citation: str = ""
    intended_use: str = ""
    out_of_scope: str = ""
    test_vector: TestVector | None = None
    demo: Mapping[str, Any] = field(default_factory=dict)
    preprocessing: str = ASSUMED
    folder: Path = field(compare=False, default=Path())

    @property
    def label_names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    @property
    def tints(self) -> dict[str, str]:
        """The labels' colours, `#rrggbb`, by their names."""
        return {label.name: label.colour for label in self.labels}

    @property
    def weights(self) -> str:
        """The name of the file with the weights or the program."""
        return self.files[0].name

    @property
    def sha256(self) -> str:
        """Of the weights or the program."""
        return self.files[0].sha256

    @property
    def weights_path(self) -> Path:
        return self.folder / self.weights

    @property
    def threshold(self) -> float:
        """The score, above 0 and below 1, from which a label is present."""
        return self.output.threshold

    @property
    def colour_input(self) -> bool:
        """Whether the model looks at colour pictures rather than at grey ones."""
        return self.input.units == "RGB"

    @property
    def answers(self) -> int:
        """From how many answers the model chooses, for each position that it answers for: by sigmoid present or not."""
        return len(self.labels) if self.output.activation == "softmax" else 2

    @property
    def two_answers(self) -> bool:
        """Whether it is asked once, and chooses between two answers: there the stabilized attack's step is I-FGSM's."""
        return (self.task, len(self.labels)) in (("classification", 2), ("multilabel", 1))

    def to_json(self) -> dict[str, Any]:
        """The document of model_card.json, schema version 2."""
        output: dict[str, Any] = {
            "kind": self.output.kind, "activation": self.output.activation, "select": self.output.select,
        }  # fmt: skip
        if self.task in ("multilabel", "segmentation") and self.output.activation == "sigmoid":
            output["threshold"] = self.output.threshold
        if self.output.boxes is not None:
            output["boxes"] = asdict(self.output.boxes) | {"stride": self.output.boxes.stride or None}
        if self.output.binary_truth is not None:
            output["binary_truth"] = self.output.binary_truth
        return {
            "schema_version": SCHEMA_VERSION, "id": self.id, "name": self.name, "version": self.version,
            "format": self.format, "files": [asdict(file) for file in self.files],
            "architecture": {"name": self.architecture, "arguments": dict(self.arguments)}
            if self.architecture
            else None,
            "task": self.task, "labels": [asdict(label) for label in self.labels],
            "output": output, "input": self.input.to_json(),
            "training_data": list(self.training_data), "metrics": [dict(item) for item in self.metrics],
            "licence": self.licence, "citation": self.citation, "intended_use": self.intended_use,
            "out_of_scope": self.out_of_scope,
            "test_vector": None if self.test_vector is None else asdict(self.test_vector),
            "demo": dict(self.demo),
        }  # fmt: skip


def read_card(folder: Path, *, checked: bool = True) -> ModelCard:
    """The card in `folder`/model_card.json; not `checked` against the schema where it is known to be one.

    Raises
    ------
    ModelError
        If the card is missing, no JSON, of another schema version, or lacks or misstates a field, which is named.
    """
    path = folder / CARD
    try:
        if path.stat().st_size > MAX_CARD:
            raise ModelError(f"{folder.name}/{CARD}: larger than {MAX_CARD >> 20} MiB")
        raw = parse_json(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ModelError(f"{folder.name}: there is no {CARD} in this folder") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{folder.name}/{CARD}: not a readable model card ({error})") from None
    return parse_card(raw, folder, checked=checked)


def parse_card(raw: Any, folder: Path, *, checked: bool = True) -> ModelCard:
    """The card that a model_card.json of schema version 1 or 2 in `folder` says.

    Raises ModelError, one line that names the field, where it is none.
    """
    try:
        if isinstance(raw, dict) and raw.get("schema_version") == 1:
            raw = from_version_1(raw)
        if checked:
            check(raw)
        return _card(raw, folder)
    except KeyError as error:
        raise ModelError(f"{folder.name}/{CARD}: {error.args[0]}: is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{folder.name}/{CARD}: {error}") from None


def write_card(card: ModelCard, folder: Path) -> Path:
    """Write the card into `folder`, whole or not at all; its path.

    Raises ModelError where the card contradicts itself, OutputError where the folder cannot be written.
    """
    document = json.dumps(card.to_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    parse_card(json.loads(document), folder)
    with write_atomic(folder / CARD) as stream:
        stream.write(document.encode())
    return folder / CARD


def _card(raw: Mapping[str, Any], folder: Path) -> ModelCard:
    architecture, vector = raw["architecture"] or {"name": "", "arguments": {}}, raw.get("test_vector")
    return ModelCard(
        **{key: raw[key] for key in ("id", "name", "version", "task", "format")},
        labels=tuple(Label(**item) for item in raw["labels"]),
        architecture=architecture["name"],
        arguments=architecture["arguments"],
        files=tuple(ModelFile(**item) for item in raw["files"]),
        input=_input(raw["input"]),
        output=_output(raw["output"]),
        metrics=tuple(raw.get("metrics", ())),
        training_data=tuple(raw.get("training_data", ())),
        **{key: raw.get(key, "") for key in ("licence", "citation", "intended_use", "out_of_scope")},
        test_vector=None if vector is None else TestVector(**vector),
        demo=raw.get("demo", {}),
        preprocessing=STATED if folder.resolve().parent == (resources() / "models").resolve() else ASSUMED,
        folder=folder,
    )


def _input(spec: Mapping[str, Any]) -> InputSpec:
    intensity = spec["intensity"]
    limits, spacing, multiple = intensity.get("range"), spec.get("spacing"), spec.get("multiple")
    return InputSpec(
        channels=int(spec["channels"]),
        height=int(spec["height"] or 0),
        width=int(spec["width"] or 0),
        resize=spec["resize"],
        units=intensity["units"],
        lower=float(intensity["lower"]),
        upper=float(intensity["upper"]),
        mean=tuple(float(v) for v in intensity["mean"]),
        std=tuple(float(v) for v in intensity["std"]),
        dimensions=int(spec.get("dimensions", 2)),
        depth=int(spec.get("depth") or 1),
        overlap=float(spec.get("overlap", OVERLAP)),
        layout=spec.get("layout", "NCHW"),
        multiple=None if multiple is None else int(multiple),
        spacing=None if spacing is None else tuple(float(v) for v in spacing),
        orientation=spec.get("orientation"),
        range=None if limits is None else (float(limits[0]), float(limits[1])),
    )


def _output(raw: Mapping[str, Any]) -> OutputSpec:
    boxes, select = raw.get("boxes"), raw.get("select")
    return OutputSpec(
        kind=raw["kind"],
        activation=raw["activation"],
        select=int(select) if isinstance(select, float) else select,
        threshold=float(raw.get("threshold", 0.5)),
        boxes=None
        if boxes is None
        else BoxSpec(
            format=boxes["format"],
            stride=int(boxes.get("stride") or 0),
            score_threshold=float(boxes["score_threshold"]),
            nms_iou=float(boxes["nms_iou"]),
            max_boxes=int(boxes["max_boxes"]),
        ),
        binary_truth=raw.get("binary_truth"),
    )


def _listed(values: tuple[float, ...] | None) -> list[float] | None:
    return None if values is None else list(values)
