"""What the import wizard asks: the fields of a model card as data, in plain words. No Qt and no torch here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, str]
DROP: Any = object()  # a field that is not asked is left out of the card


@dataclass(frozen=True)
class Field:
    """One field of the form.

    `key` is its place in the card, `help` its tooltip. `kind` says how its text is read: "line", "text", "lines" (a
    list, one a line), "whole", "number", "numbers" (a list), "select" (a position or a key), "object" (JSON) or
    "choice" among `choices` (value, words). `optional`: empty is null. Where `when` does not hold for the form's
    values the field is not asked, and `unasked` stands in the card. `start` is its text where the card says nothing.
    """

    key: str
    title: str
    help: str
    kind: str = "line"
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    when: Callable[[Values], bool] | None = None
    unasked: Any = DROP
    start: str = ""

    def asked(self, values: Values) -> bool:
        return self.when is None or self.when(values)


def _weights(values: Values) -> bool:
    return values["format"] in ("safetensors", "state_dict")


def _flat(values: Values) -> bool:
    return values["input.dimensions"] == "2"


def _volume(values: Values) -> bool:
    return values["input.dimensions"] == "3"


def _own_size(values: Values) -> bool:
    return _flat(values) and values[SIZE] == "own"


def _fixed_size(values: Values) -> bool:
    return not _own_size(values)


def _resized(values: Values) -> bool:
    return _flat(values) and _fixed_size(values)


def _segmentation(values: Values) -> bool:
    return values["task"] == "segmentation"


def _choosable_activation(values: Values) -> bool:
    return values["task"] in ("classification", "segmentation")


def _by_threshold(values: Values) -> bool:
    return values["task"] == "multilabel" or (_segmentation(values) and values["output.activation"] == "sigmoid")


def _detection(values: Values) -> bool:
    return values["task"] == "detection"


def _centre_map(values: Values) -> bool:
    return _detection(values) and values["output.boxes.format"] == "centre-map"


SIZE = "input.size"  # no field of the card: whether height and width are numbers there

IDENTITY = (
    Field("name", "Name", "What people read in the list of models: what it looks for, and in which pictures."),
    Field("id", "Short name", "Names the model on the command line, in results and as a folder: letters, digits, dots, "
          "dashes and underscores."),
    Field("version", "Version", "Which edition of the model this is. Results name it, so that they can be told apart.",
          start="1"),
    Field("architecture.name", "Architecture", "Which network the weights belong to. A file of weights does not hold "
          "the network itself; where the program knows it, write its name here, such as unet, monai.UNet "
          "or torchvision.resnet18.", when=_weights),
    Field("architecture.arguments", "Its arguments", "What the network was built with, as JSON: "
          '{"inputs": 1, "classes": 3}. The weights fit only a network that was built alike.', "object", when=_weights,
          start="{}"),
)  # fmt: skip
ANSWER = (
    Field("task", "Task", "What the network answers: one label for the picture, several, a label for each pixel, or "
          "boxes.", "choice",
          (("classification", "one label (classification)"), ("multilabel", "several labels (multi-label)"),
           ("segmentation", "a label for each pixel"), ("detection", "boxes"))),
    Field("output.kind", "Numbers", "Logits are the last layer's bare numbers, of any size. Choose probabilities where "
          "softmax or sigmoid is part of the network already.", "choice",
          (("logits", "logits"), ("probabilities", "probabilities")), start="logits"),
    Field("output.activation", "Activation", "What makes scores of the logits: softmax where one label excludes the "
          "others, sigmoid where each stands for itself.", "choice",
          (("softmax", "softmax"), ("sigmoid", "sigmoid")), when=_choosable_activation, unasked="sigmoid",
          start="softmax"),
    Field("output.select", "Which output", "Where the network answers with several outputs: the position of the right "
          "one, counted from 0, or its key. Empty where there is only one.", "select", optional=True, unasked=None),
    Field("output.threshold", "Threshold", "The score, above 0 and below 1, from which a label counts as present.",
          "number", when=_by_threshold, start="0.5"),
    Field("output.boxes.format", "Boxes", "How the network writes boxes: as a map of centres, or as rows of corners or "
          "of centre and size, in pixels of its input.", "choice",
          (("centre-map", "map of centres"), ("cxcywh", "centre and size"), ("xyxy", "corners")), when=_detection,
          start="xyxy"),
    Field("output.boxes.stride", "Stride", "Input pixels for one cell of the map of centres.", "whole",
          when=_centre_map, unasked=None, start="4"),
    Field("output.boxes.score_threshold", "Lowest score", "Boxes with a lower score, 0 to 1, are not counted.",
          "number", when=_detection, start="0.5"),
    Field("output.boxes.nms_iou", "Overlap", "Of two boxes of one label that overlap by this share of their union or "
          "more, the one with the lower score is dropped.", "number", when=_detection, start="0.5"),
    Field("output.boxes.max_boxes", "Most boxes", "The best ones are kept, at most so many.", "whole", when=_detection,
          start="100"),
    Field("output.binary_truth", "Truth masks", "How a truth mask that knows only one value is read. For paired organs "
          "it can be split into the labels 1 and 2 by its left and right half.", "choice",
          (("", "as they are"), ("left_right", "split into left and right")), True, when=_segmentation),
)  # fmt: skip
INPUT = (
    Field("input.dimensions", "Looks at", "Single pictures and slices, or whole series with a window that moves over "
          "them.", "choice", (("2", "single images"), ("3", "whole series (3-D)")), start="2"),
    Field("input.channels", "Channels", "1 for grey, 3 for colour. A grey image is repeated over 3 channels.",
          "choice", (("1", "1 (grey)"), ("3", "3 (colour)")), when=_flat, unasked=1, start="1"),
    Field("input.layout", "Order", "The order of the network's dimensions. PyTorch's is NCHW: channels before rows.",
          "choice", (("NCHW", "NCHW (channels first)"), ("NHWC", "NHWC (channels last)")), when=_flat, unasked="NCHW",
          start="NCHW"),
    Field(SIZE, "Size", "Whether the network asks for pictures of one size, or takes each in its own.", "choice",
          (("fixed", "one size"), ("own", "the image's own")), when=_flat, start="fixed"),
    Field("input.height", "Height", "Rows of the network's input, in pixels; of a volume, of the moving window.",
          "whole", when=_fixed_size, unasked=None),
    Field("input.width", "Width", "Columns of the network's input, in pixels; of a volume, of the moving window.",
          "whole", when=_fixed_size, unasked=None),
    Field("input.depth", "Depth", "Slices of the window that moves over a volume.", "whole", when=_volume, start="64"),
    Field("input.overlap", "Overlap", "The share of each side that neighbouring windows have in common.", "number",
          when=_volume, start="0.25"),
    Field("input.multiple", "Multiple of", "Networks that halve the picture n times need sides that are a multiple of "
          "2 to the power of n; own sizes are padded up to it.", "whole", optional=True),
    Field("input.resize", "Brought to size", "How a picture is brought to the network's size: pulled in both "
          "directions, shrunk with its proportions kept and a border, or left as it is with a border.", "choice",
          (("stretch", "stretched"), ("fit", "fitted, proportions kept"), ("none", "not resized")), when=_resized,
          unasked="none", start="stretch"),
    Field("input.spacing", "Spacing", "Millimetres for one network pixel, rows and columns (of a volume slices before "
          "them): images that know their own are resampled to it. Empty where the network does not mind.", "numbers",
          optional=True),
    Field("input.orientation", "Plane", "The plane of the slices that the network was trained on.", "choice",
          (("", "any"), ("axial", "axial"), ("coronal", "coronal"), ("sagittal", "sagittal")), True),
)  # fmt: skip
INTENSITY = (
    Field("input.intensity.units", "Units", "What the pixel values mean: Hounsfield units of CT, grey levels or colour "
          "from 0 to 255 of a picture, or the file's own stored numbers.", "choice",
          (("8-bit", "grey levels, 0 to 255"), ("RGB", "colours, 0 to 255"), ("HU", "Hounsfield units (CT)"),
           ("stored", "stored values"))),
    Field("input.intensity.lower", "Window from", "The value, in these units, that becomes 0; what is below is cut "
          "off.", "number"),
    Field("input.intensity.upper", "Window to", "The value, in these units, that becomes 1; what is above is cut off.",
          "number"),
    Field("input.intensity.mean", "Mean", "Taken off each channel after the window has made 0 to 1 of the values. "
          "ImageNet's is 0.485, 0.456, 0.406; 0 changes nothing.", "numbers", start="0"),
    Field("input.intensity.std", "Deviation", "Each channel is divided by it afterwards. ImageNet's is 0.229, 0.224, "
          "0.225; 1 changes nothing, and 1/255 = 0.003921568627 gives 0 to 255.", "numbers", start="1"),
    Field("input.intensity.range", "Expected range", "The lowest and the highest number that the network was trained "
          "on, after all of this, such as 0, 1. The preview marks it. Empty where you do not know.", "numbers",
          optional=True),
)  # fmt: skip
ORIGIN = (
    Field("training_data", "Training data", "What the network was trained on, one data set a line.", "lines"),
    Field("licence", "Licence", "Under which terms the weights may be used and passed on.", "text"),
    Field("citation", "Citation", "The paper that whoever uses the model should cite.", "text"),
    Field("intended_use", "Intended use", "What the model is meant for.", "text", start="research use only"),
    Field("out_of_scope", "Out of scope", "What it must not be used for, and where it is known to fail.", "text"),
)  # fmt: skip
LABELS = "labels"  # a table of its own
PER_CHANNEL = ("input.intensity.mean", "input.intensity.std")
SECTIONS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    ("The model", IDENTITY),
    ("Its answer", ANSWER),
    ("Its input", INPUT),
    ("Brightness", INTENSITY),
    ("Where it comes from", ORIGIN),
)
FIELDS = tuple(field for _, fields in SECTIONS for field in fields)
BY_KEY = {field.key: field for field in FIELDS}
# The window that goes with each unit, until the user sets another.
WINDOWS = {"8-bit": ("0", "255"), "RGB": ("0", "255"), "HU": ("-1000", "1000"), "stored": ("0", "4095")}
# Okabe and Ito's colours, told apart under every colour blindness; after them they come again.
COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#999999")
BACKGROUND = "#000000"
