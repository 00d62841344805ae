"""The values that flow through the house: images, series and predictions. Frozen; arrays are made read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.text import one_line


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """`array`, C-contiguous and read-only."""
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array


@dataclass(frozen=True)
class Window:
    """A display window in modality values (HU on CT, stored values elsewhere): `lower` is black, `upper` white.

    function : how it goes from one to the other. "LINEAR" is the straight line between the ends (PS3.3 C.11.2.1.2's
    LINEAR and LINEAR_EXACT both, whose half pixels lie in the ends: see `imaging.voi`). "SIGMOID" is C.11.2.1.3.1's
    curve about the centre, 12 and 88 % at the ends. "LUT" is a VOI LUT (C.11.2.1.1).
    table : the grey levels, 0 to 255, of a "LUT", spread evenly from `lower` to `upper`; () otherwise.
    """

    lower: float
    upper: float
    function: str = "LINEAR"
    table: tuple[int, ...] = ()

    @property
    def center(self) -> float:
        return (self.lower + self.upper) / 2

    @property
    def width(self) -> float:
        return self.upper - self.lower

    @classmethod
    def from_center(cls, center: float, width: float) -> Window:
        return cls(center - width / 2, center + width / 2)

    def moved(self, center: float, width: float) -> Window:
        """The same function or table over other ends."""
        return replace(self, lower=center - width / 2, upper=center + width / 2)


@dataclass(frozen=True)
class Geometry:
    """Where the pixels lie, after PS3.3 C.7.6.2: `spacing` (row, column) in mm, `orientation` the six
    direction cosines (along a row, then along a column), `position` of the first pixel's centre in mm.
    None where the file does not say."""

    spacing: tuple[float, float] | None = None
    orientation: tuple[float, ...] | None = None
    position: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Instance:
    """One image on disk that has not been decoded: a file, the frame in it, counted from 0 (a frame, page, slice of a
    volume or picture of a video), and, where `path` is a zip archive, the name of its member."""

    path: Path
    frame: int = 0
    member: str = ""

    @property
    def name(self) -> str:
        """The file's own name, for messages."""
        return self.member.rsplit("/", 1)[-1] if self.member else self.path.name


@dataclass(frozen=True)
class Series:
    """Images that belong together, in order: DICOM slices sorted by position along their normal, or one picture.

    `patient` and `study` are aliases ("patient 1"), never names from the file. `title` is one printable line of at
    most 200 characters. `modality` is DICOM's, "" for a picture. `rows` and `columns` in pixels; 0 where unknown
    before decoding.
    notes : what is odd about the series, a line each: gaps, uneven spacing, gantry tilt, overlap, a conflict.
    spacing : mm from one slice to the next along their normal, the usual one; None where positions do not tell.
    plane : "axial", "coronal", "sagittal" or "oblique"; "" where the orientation is unknown.
    sequential : an image is found only by decoding all before it (a video).
    """

    patient: str
    study: str
    title: str
    modality: str
    instances: tuple[Instance, ...]
    rows: int = 0
    columns: int = 0
    notes: tuple[str, ...] = ()
    spacing: float | None = None
    plane: str = ""
    sequential: bool = False

    def __len__(self) -> int:
        return len(self.instances)

    @property
    def opening(self) -> int:
        """The image to begin with: the middle one, of a video the first."""
        return 0 if self.sequential else len(self.instances) // 2


@dataclass(frozen=True)
class Skipped:
    """A file that is no image here, and why, in words; `member` is its name in the zip archive at `path`."""

    path: Path
    reason: str
    member: str = ""

    @property
    def name(self) -> str:
        """The file's own name, for people: one printable line."""
        return one_line(Instance(self.path, member=self.member).name)


@dataclass(frozen=True)
class Index:
    """What files and folders hold, read from headers only. `roots` are the paths that were asked for."""

    roots: tuple[Path, ...]
    series: tuple[Series, ...]
    skipped: tuple[Skipped, ...]


# How a note of an image ends that says why it has no modality values.
STORED_SHOWN = "stored values are shown"


@dataclass(frozen=True, eq=False)
class Image:
    """One image in stored values, with all that is needed to show it, feed it to a model and write it again.

    stored : (rows, columns) grey or (rows, columns, 3) RGB, integer as in the file.
    kind : "dicom", "png", "jpeg", "tiff", "bmp", "webp", "nifti", "nrrd", "mha" or "video"; `lossy` if its pixels went
    through lossy compression.
    units : "HU" on CT, "" elsewhere; modality value = stored * slope + intercept, or, where the file has a modality
    LUT instead, `modality_lut` (first stored value mapped, table of modality values).
    inverted : shown inverted (MONOCHROME1); the values are as stored.
    lowest, highest : the valid stored range, from BitsStored and PixelRepresentation or the picture's depth; 0 and 1
    for single bits.
    padding_range : stored values that mean padding, inclusive; no changed pixel may take one.
    window : the display window that the file (or its data range) asks for.
    step : the worth of one stored unit in a file of floating-point values (`imaging.lattice`), a factor of `slope` too;
    None where the file holds whole numbers.
    windows : all that the file offers, `window` first among them, each with the file's own word for it ("" where it
    has none); () where it offers none.
    overlays : (n, rows, columns) bool, the file's overlay planes, True where one is drawn; None where it has none.
    synthetic : drawn by this program.
    """

    stored: NDArray[Any]
    path: Path
    frame: int
    kind: str
    lossy: bool
    modality: str
    units: str
    slope: float
    intercept: float
    inverted: bool
    lowest: int
    highest: int
    window: Window
    padding_range: tuple[int, int] | None = None
    modality_lut: tuple[int, NDArray[np.float32]] | None = None
    geometry: Geometry = Geometry()
    synthetic: bool = False
    adversarial: bool = False
    notes: tuple[str, ...] = ()
    member: str = ""
    windows: tuple[tuple[str, Window], ...] = ()
    overlays: NDArray[np.bool_] | None = None
    step: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "stored", frozen(self.stored))

    @property
    def instance(self) -> Instance:
        """Where the image was read."""
        return Instance(self.path, self.frame, self.member)

    @property
    def colour(self) -> bool:
        return self.stored.ndim == 3

    @property
    def shape(self) -> tuple[int, ...]:
        """(rows, columns), in pixels."""
        return self.stored.shape[:2]

    @property
    def rows(self) -> int:
        return self.shape[-2]

    @property
    def columns(self) -> int:
        return self.shape[-1]

    @property
    def padding(self) -> NDArray[np.bool_] | None:
        """True at padding pixels, the shape of the grey `stored`; None where there are none."""
        if self.padding_range is None or self.colour:
            return None
        low, high = self.padding_range
        mask = self.stored == low if low == high else (self.stored >= low) & (self.stored <= high)
        return mask if mask.any() else None

    def modality_values(self, stored: NDArray[Any] | None = None) -> NDArray[np.float32]:
        """Stored values (the image's own, or others of its shape) as modality values, float32 in `units`."""
        array = self.stored if stored is None else stored
        if self.modality_lut is None:
            return (array * self.slope + self.intercept).astype(np.float32)
        first, table = self.modality_lut
        values: NDArray[np.float32] = table[np.clip(np.rint(array).astype(np.int64) - first, 0, len(table) - 1)]
        return values

    def with_stored(self, stored: NDArray[Any]) -> Image:
        """The same image with other stored values of the same shape."""
        if stored.shape != self.stored.shape:
            raise ValueError(f"shape {stored.shape} is not the image's {self.stored.shape}")
        return replace(self, stored=stored)

    def same_as(self, other: Image) -> bool:
        """Whether the stored values of both are the same, lie at the same place and mean the same."""
        lut, its = self.modality_lut, other.modality_lut
        return (
            _kind(self) == _kind(other)
            and (self.geometry, self.inverted) == (other.geometry, other.inverted)
            and (lut is None) == (its is None)
            and (lut is None or its is None or (lut[0] == its[0] and np.array_equal(lut[1], its[1])))
            and np.array_equal(self.stored, other.stored)
        )

    def sha256(self) -> str:
        """SHA-256 of the stored pixels: little-endian, C order, in the image's own integer type."""
        data = self.stored.astype(self.stored.dtype.newbyteorder("<"), copy=False)
        return hashlib.sha256(np.ascontiguousarray(data).tobytes()).hexdigest()


@dataclass(frozen=True, eq=False)
class Volume(Image):
    """The slices of one series as one image of three dimensions, for models that look at all of them at once.

    stored : (slices, rows, columns). images : the slices themselves, in order; path, window and geometry are
    those of the first one.
    """

    images: tuple[Image, ...] = ()

    @classmethod
    def of(cls, images: Sequence[Image]) -> Volume:
        """The volume of grey slices that are alike in size and in what their stored values mean.

        Raises InputError where they are not.
        """
        first = images[0]
        for image in images:
            if image.colour:
                raise InputError(f"{image.instance.name}: a volume is made of grey slices; this one has colour")
            for name, value in _kind(image).items():
                if value != _kind(first)[name]:
                    raise InputError(
                        f"{image.instance.name}: has another {name} than {first.instance.name}; they make no volume"
                    )
        values = {item.name: getattr(first, item.name) for item in fields(Image)}
        values |= {
            "stored": np.stack([image.stored for image in images]),
            "lossy": any(image.lossy for image in images),
            "synthetic": all(image.synthetic for image in images),
            "adversarial": any(image.adversarial for image in images),
            "notes": tuple(dict.fromkeys(note for image in images for note in image.notes)),
        }
        return cls(**values, images=tuple(images))

    @property
    def colour(self) -> bool:
        return False

    @property
    def shape(self) -> tuple[int, ...]:
        """(slices, rows, columns)."""
        return self.stored.shape


def _kind(image: Image) -> dict[str, Any]:
    """What the slices of a volume have in common, and an image with what its file held before, by its name."""
    return {
        "size": image.shape, "pixel type": image.stored.dtype, "modality": image.modality, "unit": image.units,
        "rescaling": (image.slope, image.intercept), "valid range": (image.lowest, image.highest),
        "padding value": image.padding_range,
    }  # fmt: skip


@dataclass(frozen=True)
class Box:
    """An axis-parallel box: corners in image pixels (left, top, right, bottom), a label and a model score."""

    label: str
    score: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        w = min(self.right, other.right) - max(self.left, other.left)
        h = min(self.bottom, other.bottom) - max(self.top, other.top)
        if w <= 0 or h <= 0:
            return 0.0
        areas = (self.right - self.left) * (self.bottom - self.top)
        areas += (other.right - other.left) * (other.bottom - other.top)
        return w * h / (areas - w * h)


@dataclass(frozen=True, eq=False)
class ClassPrediction:
    """Model scores by label, each 0 to 1, in the card's order; they are no probabilities of disease."""

    scores: Mapping[str, float]
    task: str = "classification"

    @property
    def present(self) -> tuple[str, ...]:
        """The labels that make up the answer: the one with the highest score."""
        return (max(self.scores, key=lambda name: self.scores[name]),)

    @property
    def label(self) -> str:
        """The answer in words."""
        return self.present[0]

    def to_json(self) -> dict[str, Any]:
        return {"label": self.label, "probabilities": dict(self.scores)}


@dataclass(frozen=True, eq=False)
class MultiLabelPrediction(ClassPrediction):
    """Model scores of labels that are independent of one another: each 0 to 1, with no fixed sum. A label is present
    from the score `threshold` on; none or several may be."""

    task: str = "multilabel"
    threshold: float = 0.5

    @property
    def present(self) -> tuple[str, ...]:
        """The labels present, in the card's order."""
        return tuple(name for name, score in self.scores.items() if score >= self.threshold)

    @property
    def label(self) -> str:
        return " + ".join(self.present) or "no label"

    def to_json(self) -> dict[str, Any]:
        return {"labels": list(self.present), **super().to_json(), "threshold": self.threshold}


@dataclass(frozen=True, eq=False)
class MaskPrediction:
    """A label map at the image's own size.

    mask : (rows, columns), of a volume (slices, rows, columns), uint8, the index into `labels`; 0 is background.
    area : pixels by foreground label; `dice` : overlap with the reference by foreground label, 0 to 1, 1 where
    both are empty; None without a reference. `mean_dice` is their mean over the labels that the reference holds,
    so that one stray pixel of an absent label does not count as a lost organ; None where it holds none.
    """

    labels: tuple[str, ...]
    mask: NDArray[np.uint8]
    dice: Mapping[str, float] | None = None
    mean_dice: float | None = None
    task: str = "segmentation"

    def __post_init__(self) -> None:
        object.__setattr__(self, "mask", frozen(self.mask))

    @cached_property
    def area(self) -> dict[str, int]:
        """Pixels of each foreground label."""
        counts = np.bincount(self.mask.ravel(), minlength=len(self.labels))
        return {name: int(counts[i]) for i, name in enumerate(self.labels) if i}

    def against(self, reference: NDArray[np.uint8]) -> MaskPrediction:
        """This prediction with its Dice to a reference label map of the same shape."""
        scores, held = {}, []
        for i, name in enumerate(self.labels):
            if i:
                a, b = self.mask == i, reference == i
                total = int(a.sum()) + int(b.sum())
                scores[name] = 1.0 if total == 0 else 2.0 * int((a & b).sum()) / total
                held += [scores[name]] if b.any() else []
        return replace(self, dice=scores, mean_dice=float(np.mean(held)) if held else None)

    def to_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"area": self.area}
        if self.dice is not None:
            answer["dice"] = dict(self.dice)
            answer["mean_dice"] = self.mean_dice
        return answer


@dataclass(frozen=True, eq=False)
class BoxPrediction:
    """Boxes that the model reports, highest score first."""

    boxes: tuple[Box, ...]
    task: str = "detection"

    def to_json(self) -> dict[str, Any]:
        return {"boxes": [{"label": b.label, "score": b.score, "box": list(b.corners)} for b in self.boxes]}


Prediction = ClassPrediction | MaskPrediction | BoxPrediction


def is_empty(answer: Prediction) -> bool:
    """Whether an answer, or a reference, marks nothing: a label map of background alone, a list of no boxes. A
    classification always answers something; that no label of several is present can be lost like any other answer."""
    if isinstance(answer, MaskPrediction):
        return not answer.mask.any()
    return isinstance(answer, BoxPrediction) and not answer.boxes


def nothing_to_lose(reference: Prediction, clean: Prediction, clean_correct: bool) -> bool:
    """Whether the reference is empty, the `clean` answer rightly is, too, and the criterion of success asks for what
    is then not there, so that it does not count the answer as `clean_correct`. Such a case is neither right nor wrong
    before: no attack can win or lose it. Where the answer is not empty it is wrong: a false finding."""
    return not clean_correct and is_empty(reference) and is_empty(clean)


def match_boxes(reference: tuple[Box, ...], found: tuple[Box, ...], iou: float = 0.5) -> tuple[set[int], set[int]]:
    """Indices of reference boxes without a match (vanished) and of found boxes without one (invented).

    Greedy by falling score, one match each, same label, at least `iou`.
    """
    free = set(range(len(reference)))
    invented = set()
    for j in sorted(range(len(found)), key=lambda j: -found[j].score):
        fits = [(reference[i].iou(found[j]), i) for i in free if reference[i].label == found[j].label]
        best = max(fits, default=(0.0, -1))
        if best[0] >= iou:
            free.discard(best[1])
        else:
            invented.add(j)
    return free, invented
