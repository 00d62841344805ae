"""One frame of a DICOM file as an Image. pydicom is the reader of record."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.pixels import apply_color_lut, apply_modality_lut, pixel_array
from pydicom.uid import UID

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Geometry, Image, Instance, Window
from medadv_gui.imaging import codecs
from medadv_gui.imaging.source import opened
from medadv_gui.imaging.wire import padding_mask

SYNTHETIC_MARK = "synthetic, drawn by medadv_gui"
ADVERSARIAL_NAME = "ADVERSARIAL^RESEARCH"
MAX_PIXELS = 150_000_000
codecs.register()
# PS3.5 A.4: the syntaxes that may have lost information, so that the written copy has to say so.
_LOSSY_SYNTAXES = {
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81",
    "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.203",
}  # fmt: skip


def read_dataset(instance: Instance, *, header_only: bool = False, tags: list[str] | None = None) -> Dataset:
    """The file's dataset.

    Raises
    ------
    InputError
        If the file is missing, no DICOM, or damaged beyond reading.
    """
    name = instance.name
    try:
        with opened(instance) as stream:
            dataset = pydicom.dcmread(stream, stop_before_pixels=header_only, specific_tags=tags)
        # pydicom converts values only when they are asked for: a header that cannot be converted is met here.
        _ = dataset.get("SOPClassUID"), dataset.get("Modality"), dataset.get("Rows")
        return dataset
    except InputError:
        raise
    except InvalidDicomError:
        raise InputError(f"{name}: not a DICOM or image file") from None
    except RecursionError:
        raise InputError(f"{name}: nesting too deep") from None
    except Exception as error:  # pydicom raises many kinds on hostile headers; all mean the same to a user
        raise InputError(f"{name}: damaged DICOM file ({type(error).__name__})") from None


def frame_item(dataset: Dataset, frame: int, sequence: str, keyword: str) -> Any:
    """An attribute of an image: from the frame's functional groups (PS3.3 C.7.6.16), the shared ones, or the
    top level; None where absent."""
    for name, index in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0)):
        groups = dataset.get(name) or []
        if index < len(groups):
            items = groups[index].get(sequence) or []
            if items and items[0].get(keyword) is not None:
                return items[0].get(keyword)
    return dataset.get(keyword)


def read_dicom(instance: Instance) -> Image:
    """Decode one frame.

    Raises
    ------
    InputError
        With one line that names the file and the reason; the pixels are never padded or guessed.
    """
    try:
        return _image(instance, read_dataset(instance))
    except InputError:
        raise
    except Exception as error:  # pydicom converts a value when it is asked for, and raises many kinds then
        raise InputError(f"{instance.name}: damaged DICOM header ({type(error).__name__})") from None


def _image(instance: Instance, dataset: Dataset) -> Image:
    name, frame = instance.name, instance.frame
    if "PixelData" not in dataset:
        uid = UID(str(dataset.get("SOPClassUID", "")))
        raise InputError(f"{name}: not an image here ({uid.name or 'no pixel data'})")
    _check_size(dataset, name)
    stored = _decode(dataset, frame, name)
    notes: list[str] = []
    bits = int(dataset.BitsStored)
    signed = bool(dataset.get("PixelRepresentation", 0)) and stored.ndim == 2
    if stored.ndim == 3:
        bits = stored.dtype.itemsize * 8
    lowest, highest = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    modality = str(dataset.get("Modality", ""))
    slope, intercept = _rescale(dataset, frame, notes)
    lut = _modality_lut(dataset) if stored.ndim == 2 else None
    if lut is not None:
        slope, intercept = 1.0, 0.0
    rescale_type = str(frame_item(dataset, frame, "PixelValueTransformationSequence", "RescaleType") or "HU")
    usable = lut is None and not any("Rescale" in note for note in notes)
    units = "HU" if modality == "CT" and rescale_type.strip() == "HU" and usable and stored.ndim == 2 else ""
    padding_range = _padding_range(dataset) if stored.ndim == 2 else None
    padding = padding_mask(stored, padding_range)
    values = stored if padding is None or padding.all() else stored[~padding]
    ends = np.array([values.min(), values.max()])
    if lut is not None:
        ends = lut[1][np.clip(ends.astype(np.int64) - lut[0], 0, len(lut[1]) - 1)]
    window = _window(dataset, frame, ends, slope, intercept, notes)
    return Image(
        stored=stored,
        path=instance.path,
        frame=frame,
        member=instance.member,
        kind="dicom",
        lossy=str(dataset.get("LossyImageCompression", "")) == "01"
        or str(dataset.file_meta.get("TransferSyntaxUID", "")) in _LOSSY_SYNTAXES,
        modality=modality,
        units=units,
        slope=slope,
        intercept=intercept,
        inverted=str(dataset.get("PhotometricInterpretation", "")) == "MONOCHROME1",
        lowest=lowest,
        highest=highest,
        window=window,
        padding=padding,
        padding_range=padding_range,
        modality_lut=lut,
        geometry=geometry(dataset, frame),
        synthetic=SYNTHETIC_MARK in str(dataset.get("ImageComments", "")),
        adversarial=str(dataset.get("PatientName", "")) == ADVERSARIAL_NAME,
        notes=tuple(notes),
    )


def geometry(dataset: Dataset, frame: int = 0) -> Geometry:
    """Spacing, orientation and position of a frame; None for what is missing or no finite number."""
    spacing = _numbers(frame_item(dataset, frame, "PixelMeasuresSequence", "PixelSpacing"), 2)
    if spacing is None:
        spacing = _numbers(dataset.get("ImagerPixelSpacing"), 2)
    orientation = _numbers(frame_item(dataset, frame, "PlaneOrientationSequence", "ImageOrientationPatient"), 6)
    position = _numbers(frame_item(dataset, frame, "PlanePositionSequence", "ImagePositionPatient"), 3)
    return Geometry(
        None if spacing is None or min(spacing) <= 0 else (spacing[0], spacing[1]),
        orientation,
        None if position is None else (position[0], position[1], position[2]),
    )


def _numbers(value: Any, count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(v) for v in value)
    except (TypeError, ValueError):
        return None
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None


def _check_size(dataset: Dataset, name: str) -> None:
    """Refuse sizes that the file cannot hold before anything is allocated."""
    try:
        rows, columns = int(dataset.Rows), int(dataset.Columns)
        allocated, stored = int(dataset.BitsAllocated), int(dataset.BitsStored)
        samples = int(dataset.get("SamplesPerPixel", 1))
        frames = max(1, int(dataset.get("NumberOfFrames", 1) or 1))
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"{name}: damaged image header ({error})") from None
    if rows <= 0 or columns <= 0 or rows * columns > MAX_PIXELS:
        raise InputError(f"{name}: Rows x Columns is {rows} x {columns}, which this program refuses")
    if allocated not in (1, 8, 16, 32) or not 0 < stored <= allocated:
        raise InputError(f"{name}: BitsStored {stored} of BitsAllocated {allocated} is not readable")
    if allocated == 32:
        raise InputError(f"{name}: 32-bit pixels are not supported")
    try:
        compressed = UID(dataset.file_meta.TransferSyntaxUID).is_compressed
    except (AttributeError, ValueError):
        raise InputError(f"{name}: the transfer syntax is missing or unknown") from None
    if not compressed or dataset.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1.99":
        subsampled = str(dataset.get("PhotometricInterpretation")) == "YBR_FULL_422"
        expected = (rows * columns * frames * allocated * (2 if subsampled else samples) + 7) // 8
        if len(dataset.PixelData) < expected:
            raise InputError(f"{name}: pixel data incomplete: {len(dataset.PixelData)} of {expected} bytes")


def _decode(dataset: Dataset, frame: int, name: str) -> NDArray[Any]:
    try:
        array = pixel_array(dataset, index=frame)
        if str(dataset.get("PhotometricInterpretation")) == "PALETTE COLOR":
            array = apply_color_lut(array, dataset)
            array = (array >> 8).astype(np.uint8) if array.dtype == np.uint16 else array
    except InputError:
        raise
    except Exception as error:  # decoders raise many kinds; each means the same to a user
        syntax = UID(str(dataset.file_meta.get("TransferSyntaxUID", "")))
        raise InputError(f"{name}: cannot be decoded ({syntax.name}, {type(error).__name__})") from None
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] != 3):
        raise InputError(f"{name}: pixels of shape {array.shape} are not supported")
    return array


def _rescale(dataset: Dataset, frame: int, notes: list[str]) -> tuple[float, float]:
    slope = frame_item(dataset, frame, "PixelValueTransformationSequence", "RescaleSlope")
    intercept = frame_item(dataset, frame, "PixelValueTransformationSequence", "RescaleIntercept")
    if slope is None and intercept is None:
        if dataset.get("Modality") == "CT":
            notes.append("RescaleSlope is missing; stored values are shown")
        return 1.0, 0.0
    try:
        numbers = float(slope), float(intercept)
    except (TypeError, ValueError):
        numbers = math.nan, math.nan
    if not all(map(math.isfinite, numbers)) or numbers[0] == 0:
        notes.append("RescaleSlope or RescaleIntercept is not usable; stored values are shown")
        return 1.0, 0.0
    return numbers


def _modality_lut(dataset: Dataset) -> tuple[int, NDArray[np.float32]] | None:
    """The first stored value mapped and the modality values of the table (PS3.3 C.11.1); None without a table."""
    if not dataset.get("ModalityLUTSequence"):
        return None
    count, first, _ = (int(v) for v in dataset.ModalityLUTSequence[0].LUTDescriptor)
    if dataset.get("PixelRepresentation", 0) and first >= 1 << 15:
        first -= 1 << 16
    stored = np.arange(first, first + (count or 1 << 16), dtype=np.int32)
    return first, np.asarray(apply_modality_lut(stored, dataset), dtype=np.float32)


def _padding_range(dataset: Dataset) -> tuple[int, int] | None:
    """PS3.3 C.7.5.1.1.2: the value, and the range where a limit is given."""
    try:
        value = int(dataset.PixelPaddingValue)
        limit = int(dataset.get("PixelPaddingRangeLimit", value))
    except (AttributeError, TypeError, ValueError):
        return None
    return min(value, limit), max(value, limit)


def _window(
    dataset: Dataset, frame: int, ends: NDArray[Any], slope: float, intercept: float, notes: list[str]
) -> Window:
    """The file's first window as the two ends of a line (PS3.3 C.11.2.1.2), else the input range of its first VOI
    LUT, else the data range, whose stored `ends` are rescaled."""
    center = frame_item(dataset, frame, "FrameVOILUTSequence", "WindowCenter")
    width = frame_item(dataset, frame, "FrameVOILUTSequence", "WindowWidth")
    if center is not None and width is not None:
        try:
            first = [float(v if isinstance(v, (str, float, int)) else v[0]) for v in (center, width)]
            c, w = first
            if math.isfinite(c) and math.isfinite(w) and w >= 1:
                function = str(frame_item(dataset, frame, "FrameVOILUTSequence", "VOILUTFunction") or "LINEAR")
                if function == "SIGMOID":
                    notes.append("the file's sigmoid window is shown as a linear one")
                if function == "LINEAR_EXACT" or w == 1:
                    return Window(c - w / 2, c + w / 2)
                return Window(c - 0.5 - (w - 1) / 2, c - 0.5 + (w - 1) / 2)
        except (TypeError, ValueError, IndexError):
            pass
        notes.append("WindowCenter or WindowWidth is not usable; the data range is shown")
    elif dataset.get("VOILUTSequence"):
        entries, start, _ = (int(v) for v in dataset.VOILUTSequence[0].LUTDescriptor)
        notes.append("the file's VOI LUT is shown as a line over its range")
        return Window(float(start), float(start + (entries or 1 << 16) - 1))
    low, high = sorted(float(v) * slope + intercept for v in ends)
    return Window(low, high if high > low else low + 1)


def is_dicom(instance: Instance) -> bool:
    """Whether the file carries the DICOM preamble (PS3.10 7.1)."""
    with opened(instance) as stream:
        stream.seek(128)
        return stream.read(4) == b"DICM"
