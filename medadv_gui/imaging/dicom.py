"""One frame of a DICOM file as an Image. pydicom is the reader of record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import STORED_SHOWN, Geometry, Image, Instance, Window
from medadv_gui.imaging import codecs, voi
from medadv_gui.imaging.header import (
    Header,
    has,
    header_of,
    holder,
    is_dicom,
    read_dataset,
    text,
    texts,
    ushort,
)
from medadv_gui.imaging.lattice import EXACT
from medadv_gui.imaging.marks import ADVERSARIAL_NAME, SYNTHETIC_MARK, is_adversarial
from medadv_gui.imaging.pixels import FLOAT_BITS, MAX_PIXELS, Pixels, layout_of, overlays_of, read_floats, read_pixels

__all__ = [
    "ADVERSARIAL_NAME", "MAX_PIXELS", "SYNTHETIC_MARK", "frame_item", "geometry", "is_dicom", "read_dataset",
    "read_dicom",
]  # fmt: skip

codecs.register()

# FloatPixelPaddingValue and its limit, by whether the pixels are of single precision.
_FLOAT_PADDING = {True: (0x00280122, 0x00280124), False: (0x00280123, 0x00280125)}


def read_dicom(instance: Instance) -> Image:
    """Decode one frame.

    Raises
    ------
    InputError
        With one line that names the file and the reason; the pixels are never padded or guessed.
    """
    try:
        with header_of(instance) as (header, stream):
            notes = list(header.notes)
            layout = layout_of(header, instance.name, notes)
            place, step = (header, layout, stream, instance.frame, instance.name, notes), None
            if header.pixels in FLOAT_BITS:
                pixels, step = read_floats(*place)
            else:
                pixels = read_pixels(*place)
            overlays = overlays_of(header.dataset, layout, pixels.raw, instance.frame, notes)
            return _image(instance, header, pixels, overlays, notes, step)
    except (InputError, MemoryError):
        raise
    except RecursionError:
        raise InputError(f"{instance.name}: nesting too deep") from None
    except Exception as error:  # pydicom converts a value when it is asked for, and raises many kinds then
        raise InputError(f"{instance.name}: damaged DICOM header ({type(error).__name__})") from None


def _image(
    instance: Instance, header: Header, pixels: Pixels, overlays: Any, notes: list[str], step: float | None
) -> Image:
    dataset, frame, stored = header.dataset, instance.frame, pixels.stored
    grey, signed = stored.ndim == 2, pixels.lowest < 0
    modality = text(dataset, 0x00080060)
    slope, intercept = voi.rescale(dataset, frame, notes) if grey else (1.0, 0.0)
    lut = voi.modality_lut(dataset, signed, notes) if grey and step is None else None
    lost = any(note.endswith(voi.UNUSABLE) for note in notes)
    if lut is not None or lost:
        slope, intercept = 1.0, 0.0
    rescale_type = text(holder(dataset, frame, 0x00289145, 0x00281054), 0x00281054) or "HU"
    usable = lut is None and not any(note.endswith(STORED_SHOWN) for note in notes)
    padding_range = _padding_range(dataset, signed) if grey else None
    if step is not None:
        padding_range = _float_padding_range(dataset, header.pixels == "float", step)
        notes += voi.unapplied(dataset, frame)
        slope *= step
    exact = step is not None
    windows = voi.windows(dataset, frame, slope, intercept, signed, notes, exact) if grey and not lost else ()
    image = Image(
        stored=stored,
        path=instance.path,
        frame=frame,
        member=instance.member,
        kind="dicom",
        lossy=text(dataset, 0x00282110) == "01" or header.syntax in codecs.LOSSY,
        modality=modality,
        units="HU" if modality == "CT" and rescale_type == "HU" and usable and grey else "",
        slope=slope,
        intercept=intercept,
        inverted=grey and text(dataset, 0x00280004) == "MONOCHROME1",
        lowest=pixels.lowest,
        highest=pixels.highest,
        window=windows[0][1] if windows else Window(0.0, 1.0),
        padding_range=padding_range,
        modality_lut=lut,
        geometry=geometry(dataset, frame),
        synthetic=SYNTHETIC_MARK in text(dataset, 0x00204000),
        adversarial=is_adversarial(dataset),
        notes=tuple(dict.fromkeys(notes)),
        windows=windows,
        overlays=overlays,
        step=step,
    )
    if windows:
        return image
    padding = image.padding
    shown = stored if padding is None or padding.all() else stored[~padding]
    return replace(image, window=voi.data_range(shown, slope, intercept, lut))


def frame_item(dataset: Dataset, frame: int, sequence: str, keyword: str) -> Any:
    """An attribute of an image: from the frame's functional groups (PS3.3 C.7.6.16), the shared ones, or the
    top level; None where absent."""
    tag = tag_for_keyword(keyword) or 0
    place = holder(dataset, frame, tag_for_keyword(sequence) or 0, tag)
    return place[tag].value if has(place, tag) else None


def geometry(dataset: Dataset, frame: int = 0) -> Geometry:
    """Spacing, orientation and position of a frame; None for what is missing or no finite number."""
    measures = holder(dataset, frame, 0x00289110, 0x00280030)
    spacing = _numbers(texts(measures, 0x00280030), 2) or _numbers(texts(dataset, 0x00181164), 2)
    orientation = _numbers(texts(holder(dataset, frame, 0x00209116, 0x00200037), 0x00200037), 6)
    position = _numbers(texts(holder(dataset, frame, 0x00209113, 0x00200032), 0x00200032), 3)
    return Geometry(
        None if spacing is None or min(spacing) <= 0 else (spacing[0], spacing[1]),
        orientation,
        None if position is None else (position[0], position[1], position[2]),
    )


def _numbers(values: Sequence[str], count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(v) for v in values)
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None


def _padding_range(dataset: Dataset, signed: bool) -> tuple[int, int] | None:
    """PS3.3 C.7.5.1.1.2: the value, and the range where a limit is given."""
    try:
        value = ushort(dataset, 0x00280120, signed)
        limit = ushort(dataset, 0x00280121, signed)
    except (TypeError, ValueError):
        return None
    if value is None:
        return None
    return min(value, value if limit is None else limit), max(value, value if limit is None else limit)


def _float_padding_range(dataset: Dataset, single: bool, step: float) -> tuple[int, int] | None:
    """The same of floating-point values, in steps (PS3.3 C.7.5.1.1.2); None where it lies beyond what they reach."""
    try:
        values = [dataset[tag].value for tag in _FLOAT_PADDING[single] if has(dataset, tag)]
        ends = [float(value) / step for value in values if value is not None]
    except (TypeError, ValueError):
        return None
    if not ends or not all(abs(end) <= EXACT for end in ends):
        return None
    return round(min(ends)), round(max(ends))
