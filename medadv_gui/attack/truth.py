"""The reference answer: a ground truth from a label or a file, else the model's own clean answer made hard."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.settings import NO_BOX, Truth
from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.types import (
    Box,
    BoxPrediction,
    ClassPrediction,
    Geometry,
    Image,
    Instance,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
)
from medadv_gui.imaging.read import read_image
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import rescale
from medadv_gui.models.lungs import left_right

_VOLUMES = ("nifti", "nrrd", "mha")
EDGE = 2.0  # pixels that a box may reach beyond the image: rounding


def match_label(text: str, names: tuple[str, ...]) -> str:
    """The label that `text` names: in full, by its number (3, or, as pandas writes a column with gaps, 3.0), or by a
    beginning that only one label has.

    Raises SettingsError where none or several fit.
    """
    wanted = text.strip().lower()
    number = wanted.removesuffix(".0")
    if number.isdecimal() and int(number) < len(names):
        return names[int(number)]
    exact = [name for name in names if name.lower() == wanted]
    found = exact or [name for name in names if wanted and name.lower().startswith(wanted)]
    if len(found) != 1:
        raise SettingsError(f"label {text!r} is not one of: {'; '.join(names)}")
    return found[0]


def match_target(text: str, card: ModelCard) -> str:
    """The target that `text` names: a label as `match_label` has it, or, of a detector, "none".

    Raises SettingsError where it names none.
    """
    if card.task != "detection":
        return match_label(text, card.label_names)
    if text.strip().lower() != NO_BOX:
        raise SettingsError(f"target {text!r}: a detector's only target is {NO_BOX}, that it finds no box")
    return NO_BOX


def match_labels(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The labels that `text` names, in the order of `names`: each as `match_label` has it, with commas between them, or
    semicolons where a name holds a comma; "none" names no label.

    Raises SettingsError where a part names none or several.
    """
    wanted = text.strip().lower()
    whole = tuple(name for name in names if name.lower() == wanted)
    if whole or wanted == "none":
        return whole
    found = {match_label(part, names) for part in text.split(";" if ";" in text else ",")}
    return tuple(name for name in names if name in found)


def read_truth(text: str, card: ModelCard, image: Image) -> Truth:
    """The ground truth called `text`: a label for a classifier, the labels present for a multi-label model, a label map
    for a segmentation, boxes (JSON or CSV) for a detector.

    Raises
    ------
    SettingsError, InputError
        If the label is unknown, or the file cannot be read or does not fit the image.
    """
    if card.task == "classification":
        return Truth(label=match_label(text, card.label_names))
    if card.task == "multilabel":
        match_labels(text, card.label_names)
        return Truth(label=text)
    path = Path(text)
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such truth file")
    if card.task == "detection":
        return Truth(boxes=_boxes(path, card, image))
    return Truth(mask=_label_map(path, card, image))


def read_mask(path: Path, image: Image) -> NDArray[np.integer]:
    """A grey picture of the image's size, e.g. a mask; of a volume, the slice of the image's number in its own.

    Raises InputError where it is none, or of another size or place, or holds fractions.
    """
    found = read_image(Instance(path))
    if image.kind in _VOLUMES and found.kind in _VOLUMES:
        found = read_image(Instance(path, image.frame))
        if not _together(found.geometry, image.geometry):
            raise InputError(f"{path.name}: the mask does not lie where the image lies, by their files' own words")
    mask = found.stored
    if found.step is not None:
        values = mask * found.step
        mask = np.rint(values).astype(np.int32)
        if not np.array_equal(mask, values):
            raise InputError(f"{path.name}: the mask holds fractions; its values are to be whole numbers")
    if mask.shape != (image.rows, image.columns):
        size = " x ".join(map(str, mask.shape))
        raise InputError(f"{path.name}: the mask is {size}, the image {image.rows} x {image.columns} (rows x columns)")
    return mask


def _together(one: Geometry, other: Geometry) -> bool:
    """Whether the first pixels and the directions are the same, as far as both are known; within 0.1 mm."""
    pairs = ((one.position, other.position, 0.1), (one.orientation, other.orientation, 1e-3))
    return all(a is None or b is None or np.allclose(a, b, rtol=0, atol=off) for a, b, off in pairs)


def _label_map(path: Path, card: ModelCard, image: Image) -> NDArray[np.uint8]:
    """A mask of one value is the only label's, or is split as the card says (`output.binary_truth`)."""
    mask = read_mask(path, image)
    labels, values = len(card.labels), np.unique(mask[mask != 0])
    if len(values) == 1 and card.output.binary_truth == "left_right":
        slope, intercept = rescale(card, image)
        position = (image.stored * slope + intercept - card.input.lower) / (card.input.upper - card.input.lower)
        return left_right(mask > 0, (position * 255).clip(0, 255))
    if len(values) == 1 and labels == 2:
        return (mask > 0).astype(np.uint8)
    if mask.min() >= 0 and mask.max() < labels:
        return mask.astype(np.uint8)
    raise InputError(
        f"{path.name}: the mask holds the values {mask.min()} to {mask.max()}; {card.id} knows labels 0 to {labels - 1}"
    )


def _boxes(path: Path, card: ModelCard, image: Image) -> tuple[Box, ...]:
    """JSON: a list of {"label", "box": [left, top, right, bottom]}. CSV: columns label, xmin, ymin, xmax, ymax and
    perhaps file, which then picks the rows of this image. Image pixels."""
    try:
        if path.suffix.lower() == ".json":
            rows = [(item["label"], item["box"]) for item in json.loads(path.read_text(encoding="utf-8"))]
        else:
            with path.open(newline="", encoding="utf-8-sig") as stream:
                name = image.instance.name
                table = [row for row in csv.DictReader(stream) if Path(row.get("file") or name).name == name]
            rows = [(row["label"], [float(row[key]) for key in ("xmin", "ymin", "xmax", "ymax")]) for row in table]
        boxes = tuple(Box(match_label(str(label), card.label_names), 1.0, *map(float, box)) for label, box in rows)
        if not np.isfinite([box.corners for box in boxes]).all():
            raise ValueError("a corner is not a finite number")
    except (KeyError, TypeError, ValueError, OSError, csv.Error, RecursionError) as error:
        raise InputError(f"{path.name}: not a list of boxes ({type(error).__name__}: {error})") from None
    return tuple(on_image(box, image) for box in boxes)


def on_image(box: Box, image: Image) -> Box:
    """The box, cut at the image's edges.

    Raises InputError where it has no area, or reaches farther beyond them than rounding does.
    """
    width, height = float(image.columns), float(image.rows)
    cut = replace(
        box, left=max(box.left, 0.0), top=max(box.top, 0.0), right=min(box.right, width), bottom=min(box.bottom, height)
    )
    if cut.left >= cut.right or cut.top >= cut.bottom:
        raise InputError("a box of the truth has no area in the image")
    if not np.allclose(box.corners, cut.corners, rtol=0, atol=EDGE):
        raise InputError(f"a box of the truth reaches beyond the image of {width:g} x {height:g} pixels")
    return cut


def reference(clean: Prediction, truth: Truth, card: ModelCard, image: Image) -> tuple[Prediction, str]:
    """The answer that counts as right, and where it comes from: "ground truth" or "model" (the clean answer made
    hard: its arg max, its labels present, its label map, its boxes).

    Raises SettingsError where the truth is of another task's kind.
    """
    given = [kind for kind in ("label", "mask", "boxes") if getattr(truth, kind) is not None]
    needed = {"segmentation": "mask", "detection": "boxes"}.get(card.task, "label")
    if not given:
        if isinstance(clean, ClassPrediction):
            return _hard(clean.present, card), "model"
        return clean, "model"
    if given != [needed]:
        raise SettingsError(f"{card.id} needs a truth of one kind: {needed}")
    if truth.label is not None:
        names = card.label_names
        multiple = card.task == "multilabel"
        present = match_labels(truth.label, names) if multiple else (match_label(truth.label, names),)
        return _hard(present, card), "ground truth"
    if truth.mask is not None:
        if truth.mask.shape != image.shape:
            raise SettingsError(f"the truth mask is {truth.mask.shape}, the image {image.shape}")
        return MaskPrediction(card.label_names, truth.mask.astype(np.uint8)), "ground truth"
    return BoxPrediction(truth.boxes or ()), "ground truth"


def _hard(present: Collection[str], card: ModelCard) -> ClassPrediction:
    """The answer of these labels alone: score 1 for each, 0 for the others."""
    scores = {name: float(name in present) for name in card.label_names}
    if card.task == "multilabel":
        return MultiLabelPrediction(scores, threshold=card.threshold)
    return ClassPrediction(scores)
