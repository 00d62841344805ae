"""A derived, de-identified DICOM dataset of an image's pixels (PS3.3 C.7.6.1.1.2, C.12.4; PS3.15 E).

It is of the source's class where that class can be written truthfully: its pixels are of a kind the class has, and the
source says what the class demands. Else it is a Secondary Capture image (PS3.3 A.8.1), which demands next to nothing,
with a note. What may be unknown (type 2) is written empty, never invented.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pydicom.uid as uids
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, SecondaryCaptureImageStorage, UID_dictionary, generate_uid

import medadv_gui
from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image
from medadv_gui.imaging.deidentify import burned_in, code, identifying, kept, mapped_uid, set_identity
from medadv_gui.imaging.header import read_dataset
from medadv_gui.imaging.iod import attributes, body_parts, missing
from medadv_gui.imaging.marks import ADVERSARIAL, DESCRIPTION, EQUIPMENT, SERIES_DESCRIPTION, SYNTHETIC_MARK
from medadv_gui.imaging.read import read_image

_GREY16, _GREY = frozenset({(1, 16)}), frozenset({(1, 8), (1, 16)})
_COLOUR = _GREY | {(3, 8)}
# The classes that are written again, and the pixels (samples, bits allocated) they may have.
_CLASSES: dict[UID, frozenset[tuple[int, int]]] = {
    uids.CTImageStorage: _GREY16,
    uids.EnhancedCTImageStorage: _GREY16,
    uids.MRImageStorage: _GREY16,
    uids.EnhancedMRImageStorage: _GREY,
    uids.PositronEmissionTomographyImageStorage: _GREY16,
    uids.ComputedRadiographyImageStorage: _GREY,
    uids.DigitalXRayImageStorageForPresentation: _GREY,
    uids.DigitalXRayImageStorageForProcessing: _GREY,
    uids.DigitalMammographyXRayImageStorageForPresentation: _GREY,
    uids.DigitalMammographyXRayImageStorageForProcessing: _GREY,
    uids.XRayAngiographicImageStorage: _GREY,
    uids.XRayRadiofluoroscopicImageStorage: _GREY,
    uids.UltrasoundImageStorage: _COLOUR,
    uids.UltrasoundMultiFrameImageStorage: _COLOUR,
    uids.VLEndoscopicImageStorage: _COLOUR,
    uids.VLPhotographicImageStorage: _COLOUR,
    uids.VLMicroscopicImageStorage: _COLOUR,
    uids.OphthalmicPhotography8BitImageStorage: _COLOUR - {(1, 16)},
    uids.OphthalmicPhotography16BitImageStorage: frozenset({(1, 16), (3, 16)}),
}  # fmt: skip
# Value 2 of ImageType is always PRIMARY here (PS3.3 C.8.16.1.2, C.8.9.4.1.3, C.8.17.2.1.4).
_OPHTHALMIC = frozenset({uids.OphthalmicPhotography8BitImageStorage, uids.OphthalmicPhotography16BitImageStorage})
_X_RAY = frozenset({uids.XRayAngiographicImageStorage, uids.XRayRadiofluoroscopicImageStorage})
_ENHANCED = frozenset({uids.EnhancedCTImageStorage, uids.EnhancedMRImageStorage})
_PRIMARY = _OPHTHALMIC | _ENHANCED | {uids.PositronEmissionTomographyImageStorage}
# The functional groups that a class demands of every frame (PS3.3 A.38.1.4, A.36.2.4).
_FRAME_GROUPS = {
    uids.EnhancedCTImageStorage: (
        "PixelMeasuresSequence", "FrameContentSequence", "PlanePositionSequence", "PlaneOrientationSequence",
        "FrameAnatomySequence", "CTImageFrameTypeSequence", "PixelValueTransformationSequence",
        "IrradiationEventIdentificationSequence",
    ),
    uids.EnhancedMRImageStorage: (
        "PixelMeasuresSequence", "FrameContentSequence", "PlanePositionSequence", "PlaneOrientationSequence",
        "FrameAnatomySequence", "MRImageFrameTypeSequence", "PixelValueTransformationSequence",
    ),
}  # fmt: skip
# What a class demands of such images as are written here, or may be empty in them, beside what its table says.
_CONDITIONAL = {
    uids.EnhancedMRImageStorage: ("BurnedInAnnotation", "LossyImageCompression"),
    uids.DigitalXRayImageStorageForPresentation: ("PatientOrientation",),
    uids.DigitalXRayImageStorageForProcessing: ("PatientOrientation",),
    uids.DigitalMammographyXRayImageStorageForPresentation: ("PatientOrientation",),
    uids.DigitalMammographyXRayImageStorageForProcessing: ("PatientOrientation",),
}
_MAYBE_EMPTY = {
    uids.CTImageStorage: ("PatientPosition",),
    uids.EnhancedCTImageStorage: ("PatientPosition",),
    uids.EnhancedMRImageStorage: ("PatientPosition",),
    uids.MRImageStorage: ("PatientPosition", "RepetitionTime"),
    uids.XRayAngiographicImageStorage: ("XRayTubeCurrent", "ExposureTime", "Exposure"),
    uids.XRayRadiofluoroscopicImageStorage: ("XRayTubeCurrent", "ExposureTime", "Exposure"),
}
# What a single-frame class says of its pixels at the top level.
_PIXEL_GROUPS = (
    "PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence", "FrameVOILUTSequence",
    "PixelValueTransformationSequence",
)  # fmt: skip
_NAMED = 3
_GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
# Label maps are younger than the validator (dicom3tools), which takes them for single-frame objects.
_TAKEN_FOR_SINGLE = frozenset({UID("1.2.840.10008.5.1.4.1.1.66.7")})
_LOSSY_METHODS = {
    uids.JPEGBaseline8Bit: "ISO_10918_1", uids.JPEGExtended12Bit: "ISO_10918_1", uids.JPEGLSNearLossless: "ISO_14495_1",
    uids.JPEG2000: "ISO_15444_1", uids.HTJ2K: "ISO_15444_15",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Derived:
    """A dataset ready to be saved, and what a user should know of it."""

    dataset: Dataset
    notes: tuple[str, ...]


def series_uid(run: bytes, kind: str) -> UID:
    """The series of one `kind` of object that one run writes: `run` is any bytes that no other run has."""
    return mapped_uid(kind, run)


def derive(image: Image, stored: NDArray[Any], run: bytes) -> Derived:
    """The dataset of `image` with the pixels `stored` (its shape, type and valid range).

    Raises
    ------
    InputError
        If the file is no longer what it was when the image was read.
    """
    try:
        unchanged = np.array_equal(read_image(image.instance).stored, image.stored)
    except InputError:
        unchanged = False
    if not unchanged:
        raise InputError(f"{image.instance.name}: the file has changed since it was opened")
    return _Writing(image, np.ascontiguousarray(stored), read_dataset(image.instance, header_only=True), run).derived()


@dataclass(frozen=True, eq=False)
class _Writing:
    image: Image
    stored: NDArray[Any]
    source: Dataset
    run: bytes

    def derived(self) -> Derived:
        notes = [text for text in (burned_in(self.source),) if text]
        sop_class = UID(str(self.source.get("SOPClassUID") or self.source.file_meta.get("MediaStorageSOPClassUID", "")))
        if sop_class in _CLASSES:
            out, reason = self._written_as(sop_class)
            if not reason:
                return Derived(out, tuple(notes))
        elif sop_class == SecondaryCaptureImageStorage:
            reason = ""
        else:
            reason = "is a class that this program does not write"
        out, _ = self._written_as(SecondaryCaptureImageStorage)
        if reason:
            # A UID that is no class of the standard may be anybody's.
            name = sop_class.name if sop_class in UID_dictionary else "the source's"
            notes.append(f"written as a Secondary Capture image: {name} {reason}")
        return Derived(out, tuple(notes))

    def _written_as(self, sop_class: UID) -> tuple[Dataset, str]:
        """A dataset of this class, and why it is no valid one ("" where it is)."""
        samples, allocated = 3 if self.stored.ndim == 3 else 1, self.stored.dtype.itemsize * 8
        if sop_class in _CLASSES and (samples, allocated) not in _CLASSES[sop_class]:
            return Dataset(), f"has no pixels of {samples} x {allocated} bits"
        out = kept(self.source, sop_class, self._words)
        out.SOPClassUID, out.SOPInstanceUID = sop_class, generate_uid(prefix=None)
        set_identity(out, self.source)
        self._set_kind(out)
        self._set_origin(out)
        self._set_places(out)
        _mend(out, self.image.units)
        self._set_pixels(out)
        lacking = _complete(out)
        self._set_conditional(out)
        lacking += [name for name in _FRAME_GROUPS.get(sop_class, ()) if not _in_groups(out, name)]
        lacking += [name for name in _CONDITIONAL.get(sop_class, ()) if name not in out]
        if sop_class in _X_RAY and len(out.ImageType) < 3:
            lacking.append("a third value of ImageType")
        if out.get("DecayCorrection", "NONE") != "NONE" and "DecayFactor" not in out:
            lacking.append("DecayFactor")
        if sop_class == uids.EnhancedCTImageStorage and self.image.units != "HU":
            lacking.append("values in HU")
        return out, f"demands {_some(list(dict.fromkeys(lacking)))}" if lacking else ""

    def _set_conditional(self, out: Dataset) -> None:
        """What depends on the presence of something else, empty where it is not known."""
        for keyword in _MAYBE_EMPTY.get(out.SOPClassUID, ()):
            out.setdefault(keyword, None)
        if "IR" in _list(out, "ScanningSequence"):
            out.setdefault("InversionTime", None)
        if not self._demands(out, "ImageOrientationPatient") and self._kind(out, "PatientOrientation") == "2C":
            out.setdefault("PatientOrientation", None)
        if "PatientOrientationCodeSequence" in out:
            out.pop("PatientPosition", None)
        if out.get("AnatomicRegionSequence") == []:
            out.pop("BodyPartExamined", None)  # it would be known
        _, paired = body_parts().get(str(out.get("BodyPartExamined", "")), (None, True))
        if paired and not self._demands(out, "ImageLaterality") and not self._has(out, _GROUPS[0]):
            out.setdefault("Laterality", None)
        else:
            out.pop("Laterality", None)

    @cached_property
    def _words(self) -> frozenset[str]:
        return identifying(self.source)

    def _has(self, out: Dataset, keyword: str) -> bool:
        """Whether the class has a place for the attribute at its top level."""
        return ((), keyword) in attributes(out.SOPClassUID)

    def _set_kind(self, out: Dataset) -> None:
        """Image type, series, equipment and the marks."""
        now = datetime.now(UTC)
        terms = [self._term(str(value)) for value in _list(self.source, "ImageType")[2:]]
        out.ImageType = ["DERIVED", "PRIMARY" if out.SOPClassUID in _PRIMARY else "SECONDARY", *terms]
        if out.SOPClassUID == uids.MRImageStorage and not terms:
            out.ImageType = [*out.ImageType, "OTHER"]
        if out.SOPClassUID in _OPHTHALMIC and not "".join(terms[:1]):  # what the derived image is; terms may be added
            out.ImageType = [*list(out.ImageType)[:2], ADVERSARIAL, *terms[1:]]
        if "PixelPresentation" in out:
            out.PixelPresentation = "MONOCHROME"
        out.SeriesInstanceUID = series_uid(self.run, "adversarial")
        out.SeriesNumber = 1
        if "InstanceNumber" not in out or self._frames > 1:
            out.InstanceNumber = self.image.frame + 1
        out.ContentDate, out.ContentTime = now.strftime("%Y%m%d"), now.strftime("%H%M%S")
        if self._has(out, "SeriesDate"):
            out.SeriesDate, out.SeriesTime = out.ContentDate, out.ContentTime
        out.Manufacturer = out.ManufacturerModelName = EQUIPMENT
        out.SoftwareVersions = out.DeviceSerialNumber = medadv_gui.__version__
        out.SeriesDescription = SERIES_DESCRIPTION
        out.ImageComments = f"{DESCRIPTION}; {SYNTHETIC_MARK}" if self.image.synthetic else DESCRIPTION
        out.ContributingEquipmentSequence = [_equipment()]
        if out.SOPClassUID == SecondaryCaptureImageStorage:
            out.ConversionType = "WSD"
            out.setdefault("Modality", "OT")
        if self._has(out, "ContentQualification"):
            out.ContentQualification = "RESEARCH"

    def _term(self, text: str) -> str:
        """A term of the source's ImageType, or another in its place."""
        valid = re.fullmatch(r"[A-Z0-9_ ]{0,16}", text) and not any(word in text.casefold() for word in self._words)
        return text if valid else "OTHER"

    @cached_property
    def _frames(self) -> int:
        with suppress(TypeError, ValueError):
            return int(self.source.get("NumberOfFrames") or 1)
        return 1

    def _set_origin(self, out: Dataset) -> None:
        """The source, by its mapped name, and what was done to it."""
        description = "Adversarial perturbation of a model's input; research use only, not for diagnosis"
        derivation = [code("113042", "DCM", "Pixel by pixel addition")]
        item = Dataset()
        sop_class = str(self.source.get("SOPClassUID", ""))
        item.ReferencedSOPClassUID = sop_class if attributes(sop_class) else SecondaryCaptureImageStorage
        item.ReferencedSOPInstanceUID = mapped_uid(str(self.source.get("SOPInstanceUID") or ""))
        multi_frame = ((), "NumberOfFrames") in attributes(item.ReferencedSOPClassUID)
        if multi_frame and item.ReferencedSOPClassUID not in _TAKEN_FOR_SINGLE:
            item.ReferencedFrameNumber = self.image.frame + 1
        item.SpatialLocationsPreserved = "YES"
        item.PurposeOfReferenceCodeSequence = [code("121322", "DCM", "Source image for image processing operation")]
        references = [item] if self.source.get("SOPInstanceUID") else []
        out.DerivationDescription, out.DerivationCodeSequence = description, derivation
        if references:
            out.SourceImageSequence = references
        if (("SharedFunctionalGroupsSequence",), "DerivationImageSequence") in attributes(out.SOPClassUID):
            group = Dataset()
            group.DerivationDescription, group.DerivationCodeSequence = description, derivation
            group.SourceImageSequence = references
            if references:
                out.SourceImageEvidenceSequence = [self._evidence(item)]
            out.SharedFunctionalGroupsSequence = [Dataset()]
            out.SharedFunctionalGroupsSequence[0].DerivationImageSequence = [group]

    def _evidence(self, item: Dataset) -> Dataset:
        """The study and series the source lies in (PS3.3 C.17.2.1)."""
        study, series, instance = Dataset(), Dataset(), Dataset()
        instance.ReferencedSOPClassUID = item.ReferencedSOPClassUID
        instance.ReferencedSOPInstanceUID = item.ReferencedSOPInstanceUID
        series.SeriesInstanceUID = mapped_uid(str(self.source.get("SeriesInstanceUID") or ""))
        series.ReferencedSOPSequence = [instance]
        study.StudyInstanceUID = mapped_uid(str(self.source.get("StudyInstanceUID") or ""))
        study.ReferencedSeriesSequence = [series]
        return study

    def _set_places(self, out: Dataset) -> None:
        """The frame of reference, and this one frame's functional groups: as such where the class has them
        (PS3.3 C.7.6.16), else what they hold at the top level."""
        groups = []
        for name, index in zip(_GROUPS, (0, self.image.frame), strict=True):
            items = self.source.get(name) or []
            groups.append((name, items[index] if index < len(items) else Dataset()))
        for name, group in groups:
            if self._has(out, name):
                own = kept(group, out.SOPClassUID, self._words, (name,))
                for element in (element for element in own if element.VR == "SQ"):
                    _set_frame(element.value[0], element.keyword, list(out.ImageType))
                own.update((out.get(name) or [Dataset()])[0])
                setattr(out, name, [own])
            else:
                for sequence in (sequence for sequence in _PIXEL_GROUPS if group.get(sequence)):
                    out.update(kept(group[sequence].value[0], "", self._words))
        if self._demands(out, "NumberOfFrames"):
            out.NumberOfFrames = 1
            pointer = out.get("FrameIncrementPointer")
            if pointer is not None and pointer not in out:
                del out.FrameIncrementPointer
        else:
            for keyword in ("FrameIncrementPointer", "FrameTime"):
                out.pop(keyword, None)
        if "FrameOfReferenceUID" in self.source or self._demands(out, "FrameOfReferenceUID"):
            # The images of a series share one frame of reference (PS3.3 C.7.4.1), whether it is named or not.
            name = self.source.get("FrameOfReferenceUID") or self.source.get("SeriesInstanceUID", "")
            # Some files use one UID for the study and the frame of reference, which no object may.
            out.FrameOfReferenceUID, out.PositionReferenceIndicator = mapped_uid(f"frame {name}"), None

    def _kind(self, out: Dataset, keyword: str) -> str:
        """The type of an attribute at the top level of the class."""
        return attributes(out.SOPClassUID).get(((), keyword), ("3", False))[0]

    def _demands(self, out: Dataset, keyword: str) -> bool:
        return self._kind(out, keyword) == "1"

    def _set_pixels(self, out: Dataset) -> None:
        image, stored = self.image, self.stored
        out.Rows, out.Columns = stored.shape[:2]
        out.BitsAllocated = stored.dtype.itemsize * 8
        if stored.ndim == 3:
            out.SamplesPerPixel, out.PhotometricInterpretation, out.PlanarConfiguration = 3, "RGB", 0
            out.BitsStored, out.PixelRepresentation = out.BitsAllocated, 0
        else:
            out.SamplesPerPixel = 1
            out.PhotometricInterpretation = "MONOCHROME1" if image.inverted else "MONOCHROME2"
            if out.SOPClassUID in _ENHANCED or self._demands(out, "PresentationLUTShape"):
                out.PresentationLUTShape = "INVERSE" if image.inverted else "IDENTITY"
            out.BitsStored = (image.highest - image.lowest).bit_length()
            out.PixelRepresentation = int(image.lowest < 0)
            if image.padding_range is not None:
                low, high = image.padding_range
                if image.lowest <= low <= high <= image.highest:
                    out.PixelPaddingValue = low
                    if high > low:
                        out.PixelPaddingRangeLimit = high
        out.HighBit = out.BitsStored - 1
        self._set_loss(out)
        data = stored.astype(stored.dtype.newbyteorder("<"), copy=False).tobytes()
        out.PixelData = data + b"\0" * (len(data) % 2)
        out["PixelData"].VR = "OW" if out.BitsAllocated > 8 else "OB"
        out.file_meta = FileMetaDataset()
        out.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        out.file_meta.MediaStorageSOPClassUID = out.SOPClassUID
        out.file_meta.MediaStorageSOPInstanceUID = out.SOPInstanceUID

    def _set_loss(self, out: Dataset) -> None:
        """The history of lossy compression (PS3.3 C.7.6.1.1.5), this file's own step included."""
        ratios, methods = (_list(out, f"LossyImageCompression{name}") for name in ("Ratio", "Method"))
        syntax = self.source.file_meta.get("TransferSyntaxUID")
        if not self.image.lossy:
            if out.get("LossyImageCompression") != "00":
                out.pop("LossyImageCompression", None)
            ratios, methods = [], []
        else:
            out.LossyImageCompression = "01"
            method = _LOSSY_METHODS.get(syntax)
            if method is not None and method not in methods:
                methods.append(method)
                ratios.append(self._ratio())
        if ratios and len(methods) != len(ratios):
            methods = []  # which of them a ratio belongs to cannot be told
        for name, values in (("Ratio", ratios), ("Method", methods)):
            out.pop(f"LossyImageCompression{name}", None)
            if values:
                setattr(out, f"LossyImageCompression{name}", values)

    def _ratio(self) -> str:
        """How many times smaller the source's compressed pixels are."""
        source = read_dataset(self.image.instance)
        plain = int(source.Rows) * int(source.Columns) * int(source.get("SamplesPerPixel", 1))
        plain *= int(source.BitsAllocated) // 8 * self._frames
        return f"{plain / max(1, len(source.PixelData)):.4g}"


def _list(dataset: Dataset, keyword: str) -> list[Any]:
    value = dataset.get(keyword)
    return [] if value is None else list(value) if dataset[keyword].VM > 1 else [value]


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_NAMED])} and {more} more"


def _in_groups(out: Dataset, keyword: str) -> bool:
    return any(keyword in item for name in _GROUPS for item in out.get(name) or ())


def _complete(out: Dataset) -> list[str]:
    """Add what may be empty, take out sequences that are not whole, and return the attributes that are lacking."""
    lacking = []
    for path, item, keyword, kind in list(missing(out, out.SOPClassUID)):
        if kind == "2":
            setattr(item, keyword, [] if keyword.endswith("Sequence") else None)
        elif not path:
            lacking.append(keyword)
        else:
            holder = out if path[0] not in _GROUPS else out[path[0]].value[0]
            holder.pop(path[0] if holder is out else path[1], None)
            lacking += [name for name in path[:1] if attributes(out.SOPClassUID)[(), name][0] == "1" and holder is out]
    return lacking


def _set_frame(group: Dataset, keyword: str, image_type: list[str]) -> None:
    """What two of the functional groups say of the new pixels."""
    if keyword.endswith("FrameTypeSequence"):
        group.FrameType, group.PixelPresentation = image_type, "MONOCHROME"
    elif "InStackPositionNumber" in group:
        group.StackID = "1"


def _mend(out: Dataset, units: str) -> None:
    """Take out what no reader could use, or what the standard forbids beside something else."""
    for item in _all_items(out):
        slope, intercept = (_finite(item, keyword) for keyword in ("RescaleSlope", "RescaleIntercept"))
        if "ModalityLUTSequence" in item or not slope or intercept is None:
            for keyword in ("RescaleSlope", "RescaleIntercept", "RescaleType"):
                item.pop(keyword, None)
        elif "RescaleType" not in item:
            item.RescaleType = units or "US"  # unspecified
        centers, widths = _list(item, "WindowCenter"), _list(item, "WindowWidth")
        least = 1.0 if item.get("VOILUTFunction", "LINEAR") == "LINEAR" else math.ulp(0.0)
        if len(centers) != len(widths) or any(float(width) < least for width in widths):
            for keyword in ("WindowCenter", "WindowWidth"):
                item.pop(keyword, None)
        if "WindowCenter" not in item:
            item.pop("VOILUTFunction", None)
    if any(min(map(float, _list(out, keyword) or [1.0])) <= 0 for keyword in ("PixelSpacing", "ImagerPixelSpacing")):
        out.pop("PixelSpacing", None)
        out.pop("ImagerPixelSpacing", None)
    if any(name in out for name in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")):
        out.pop("PixelAspectRatio", None)


def _all_items(dataset: Dataset) -> list[Dataset]:
    found = [dataset]
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                found += _all_items(item)
    return found


def _finite(item: Dataset, keyword: str) -> float | None:
    return None if item.get(keyword) is None else float(item.get(keyword))


def _equipment() -> Dataset:
    item = Dataset()
    item.PurposeOfReferenceCodeSequence = [code("109103", "DCM", "Modifying Equipment")]
    item.Manufacturer = item.ManufacturerModelName = EQUIPMENT
    item.SoftwareVersions = medadv_gui.__version__
    item.ContributionDescription = "Adversarial perturbation, research use only, not for diagnosis"
    return item
