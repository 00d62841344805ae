"""A derived, de-identified DICOM dataset of an image's pixels (PS3.3 C.7.6.1.1.2, C.12.4; PS3.15 E).

It is of the source's class where that class can be written truthfully: its pixels are of a kind the class has, and the
source says what the class demands. Else it is a Secondary Capture image (PS3.3 A.8.1), which demands next to nothing,
with a note; floating-point values have a place in a Parametric Map (PS3.3 A.75) only. What may be unknown (type 2) is
written empty, never invented.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pydicom.uid as uids
from numpy.typing import NDArray
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    ParametricMapStorage,
    SecondaryCaptureImageStorage,
    UID_dictionary,
    generate_uid,
)

import medadv_gui
from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image
from medadv_gui.imaging.deidentify import burned_in, code, identifying, kept, mapped_uid, set_identity
from medadv_gui.imaging.demands import (
    CLASSES,
    ENHANCED,
    FRAME_GROUPS,
    GROUPS,
    OPHTHALMIC,
    PIXEL_GROUPS,
    PRIMARY,
    demanded,
    demands,
)
from medadv_gui.imaging.header import read_dataset
from medadv_gui.imaging.iod import attributes
from medadv_gui.imaging.lattice import of_steps
from medadv_gui.imaging.marks import ADVERSARIAL, DESCRIPTION, EQUIPMENT, SERIES_DESCRIPTION, SYNTHETIC_MARK
from medadv_gui.imaging.mend import mend, values_of
from medadv_gui.imaging.read import read_image

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
        If the file is no longer what it was when the image was read, or holds floating-point values and not what a
        Parametric Map demands.
    """
    try:
        unchanged = read_image(image.instance).same_as(image)
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
        if self.image.step is not None:
            out, reason = self._written_as(ParametricMapStorage)
            if reason:
                raise InputError(
                    f"{self.image.instance.name}: cannot be written: floating-point values make a Parametric Map, "
                    f"which {reason}"
                )
            return Derived(out, tuple(notes))
        if sop_class in CLASSES:
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
            known = sop_class in UID_dictionary
            name = sop_class.name + " (retired)" * sop_class.is_retired if known else "the source's"
            notes.append(f"written as a Secondary Capture image: {name} {reason}")
        return Derived(out, tuple(notes))

    def _written_as(self, sop_class: UID) -> tuple[Dataset, str]:
        """A dataset of this class, and why it is no valid one ("" where it is)."""
        samples, allocated = 3 if self.stored.ndim == 3 else 1, self.stored.dtype.itemsize * 8
        if sop_class == ParametricMapStorage and self.image.step is None:
            return Dataset(), "is written of floating-point values only"
        if sop_class in CLASSES and (samples, allocated) not in CLASSES[sop_class]:
            return Dataset(), f"has no pixels of {samples} x {allocated} bits"
        out = kept(self.source, sop_class, self._words)
        out.SOPClassUID, out.SOPInstanceUID = sop_class, generate_uid(prefix=None)
        set_identity(out, self.source)
        self._set_kind(out)
        self._set_origin(out)
        self._set_places(out)
        mend(out, self.image.units)
        self._set_pixels(out)
        return out, demanded(out, self.image.units)

    @cached_property
    def _words(self) -> frozenset[str]:
        return identifying(self.source)

    def _has(self, out: Dataset, keyword: str) -> bool:
        """Whether the class has a place for the attribute at its top level."""
        return ((), keyword) in attributes(out.SOPClassUID)

    def _set_kind(self, out: Dataset) -> None:
        """Image type, series, equipment and the marks."""
        now = datetime.now(UTC)
        terms = [self._term(str(value)) for value in values_of(self.source, "ImageType")[2:]]
        out.ImageType = ["DERIVED", "PRIMARY" if out.SOPClassUID in PRIMARY else "SECONDARY", *terms]
        if out.SOPClassUID in (uids.CTImageStorage, uids.MRImageStorage) and not "".join(terms[:1]):
            out.ImageType = [*list(out.ImageType)[:2], "OTHER", *terms[1:]]
        if out.SOPClassUID in OPHTHALMIC and not "".join(terms[:1]):  # what the derived image is; terms may be added
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
        if demands(out, "ContentLabel"):
            out.ContentLabel = ADVERSARIAL

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
            if references and self._has(out, "SourceImageEvidenceSequence"):
                out.SourceImageEvidenceSequence = [self._evidence(item)]
            elif references:
                out.ReferencedSeriesSequence = [self._series_of(item, "ReferencedInstanceSequence")]
            out.SharedFunctionalGroupsSequence = [Dataset()]
            out.SharedFunctionalGroupsSequence[0].DerivationImageSequence = [group]

    def _evidence(self, item: Dataset) -> Dataset:
        """The study and series the source lies in (PS3.3 C.17.2.1)."""
        study = Dataset()
        study.StudyInstanceUID = mapped_uid(str(self.source.get("StudyInstanceUID") or ""))
        study.ReferencedSeriesSequence = [self._series_of(item, "ReferencedSOPSequence")]
        return study

    def _series_of(self, item: Dataset, instances: str) -> Dataset:
        """The series the source lies in, its one item of `instances` being the source (PS3.3 C.12.2, C.17.2.1)."""
        series, instance = Dataset(), Dataset()
        instance.ReferencedSOPClassUID = item.ReferencedSOPClassUID
        instance.ReferencedSOPInstanceUID = item.ReferencedSOPInstanceUID
        series.SeriesInstanceUID = mapped_uid(str(self.source.get("SeriesInstanceUID") or ""))
        setattr(series, instances, [instance])
        return series

    def _set_places(self, out: Dataset) -> None:
        """The frame of reference, and this one frame's functional groups: as such where the class has them
        (PS3.3 C.7.6.16), else what they hold at the top level."""
        found = Dataset()
        for name, index in zip(GROUPS, (0, self.image.frame), strict=True):
            items = self.source.get(name) or []
            group = items[index] if index < len(items) else Dataset()
            if self._has(out, name):
                found.update(kept(group, out.SOPClassUID, self._words, (name,)))
            else:
                for sequence in (sequence for sequence in PIXEL_GROUPS if group.get(sequence)):
                    out.update(kept(group[sequence].value[0], "", self._words))
            if out.SOPClassUID == ParametricMapStorage and group.get("RealWorldValueMappingSequence"):
                mappings = group.RealWorldValueMappingSequence
                found.RealWorldValueMappingSequence = [self._mapping(item) for item in mappings]
        if self._has(out, GROUPS[0]):
            _set_groups(out, found)
        if demands(out, "NumberOfFrames"):
            out.NumberOfFrames = 1
            if demands(out, "FrameIncrementPointer"):
                # The first frame, here the only one, comes no time after another (PS3.3 C.7.6.5).
                time = "FrameTime" if "FrameTime" in out else "FrameTimeVector"
                out.FrameIncrementPointer = tag_for_keyword(time)
                out.setdefault(time, "0")
        else:
            for keyword in ("FrameIncrementPointer", "FrameTime"):
                out.pop(keyword, None)
        if "FrameOfReferenceUID" in self.source or demands(out, "FrameOfReferenceUID"):
            # The images of a series share one frame of reference (PS3.3 C.7.4.1), whether it is named or not.
            name = self.source.get("FrameOfReferenceUID") or self.source.get("SeriesInstanceUID", "")
            # Some files use one UID for the study and the frame of reference, which no object may.
            out.FrameOfReferenceUID, out.PositionReferenceIndicator = mapped_uid(f"frame {name}"), None

    def _mapping(self, source: Dataset) -> Dataset:
        """What the values mean in the real world (PS3.3 C.7.6.16.2.11), without the source's words: slope, intercept
        and unit, for every value that the frame may hold."""
        path = ("SharedFunctionalGroupsSequence", "RealWorldValueMappingSequence")
        item, step = kept(source, ParametricMapStorage, self._words, path), self.image.step or 1.0
        for keyword in ("RealWorldValueFirstValueMapped", "RealWorldValueLastValueMapped", "RealWorldValueLUTData"):
            item.pop(keyword, None)
        item.LUTExplanation = "values of the source's map"
        item.LUTLabel = "map"
        item.DoubleFloatRealWorldValueFirstValueMapped = self.image.lowest * step
        item.DoubleFloatRealWorldValueLastValueMapped = self.image.highest * step
        return item

    def _set_pixels(self, out: Dataset) -> None:
        image, stored = self.image, self.stored
        out.Rows, out.Columns = stored.shape[:2]
        if image.step is not None:
            self._set_floats(out, image.step)
            return
        out.BitsAllocated = stored.dtype.itemsize * 8
        if stored.ndim == 3:
            out.SamplesPerPixel, out.PhotometricInterpretation, out.PlanarConfiguration = 3, "RGB", 0
            out.BitsStored, out.PixelRepresentation = out.BitsAllocated, 0
        else:
            out.SamplesPerPixel = 1
            out.PhotometricInterpretation = "MONOCHROME1" if image.inverted else "MONOCHROME2"
            if out.SOPClassUID in ENHANCED or demands(out, "PresentationLUTShape"):
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
        self._set_meta(out)

    def _set_floats(self, out: Dataset, step: float) -> None:
        """The Floating Point Image Pixel module (PS3.3 C.7.6.24)."""
        image = self.image
        out.BitsAllocated, out.SamplesPerPixel = 32, 1
        out.PhotometricInterpretation = "MONOCHROME2"
        out.PresentationLUTShape = "INVERSE" if image.inverted else "IDENTITY"
        if image.padding_range is not None:
            low, high = image.padding_range
            out.FloatPixelPaddingValue = low * step
            if high > low:
                out.FloatPixelPaddingRangeLimit = high * step
        self._set_loss(out)
        out.FloatPixelData = of_steps(self.stored, step).astype("<f4").tobytes()
        self._set_meta(out)

    def _set_meta(self, out: Dataset) -> None:
        out.file_meta = FileMetaDataset()
        out.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        out.file_meta.MediaStorageSOPClassUID = out.SOPClassUID
        out.file_meta.MediaStorageSOPInstanceUID = out.SOPInstanceUID

    def _set_loss(self, out: Dataset) -> None:
        """The history of lossy compression (PS3.3 C.7.6.1.1.5), this file's own step included."""
        ratios, methods = (values_of(out, f"LossyImageCompression{name}") for name in ("Ratio", "Method"))
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


def _set_groups(out: Dataset, found: Dataset) -> None:
    """The functional groups of the one frame: what every reader looks for in the shared ones there, the rest in the
    frame's own. Those that a class does not demand speak of the acquisition, and of its conditions."""
    (shared,), own = out.get(GROUPS[0]) or [Dataset()], Dataset()
    content = Dataset()
    content.DimensionIndexValues = [1]
    found.FrameContentSequence = [content]
    if out.SOPClassUID == ParametricMapStorage:  # which says nothing but the type
        found.ParametricMapFrameTypeSequence = [Dataset()]
    for element in found:
        if element.keyword in (*FRAME_GROUPS[out.SOPClassUID], *PIXEL_GROUPS):
            if element.keyword.endswith("FrameTypeSequence"):
                element.value[0].FrameType = list(out.ImageType)
                if out.SOPClassUID in ENHANCED:
                    element.value[0].PixelPresentation = "MONOCHROME"
            (own if element.keyword in ("FrameContentSequence", "PlanePositionSequence") else shared).add(element)
    out.SharedFunctionalGroupsSequence, out.PerFrameFunctionalGroupsSequence = [shared], [own]
    # One frame has one place along whatever the source's frames were counted along.
    organization, dimension = Dataset(), Dataset()
    organization.DimensionOrganizationUID = dimension.DimensionOrganizationUID = generate_uid(prefix=None)
    dimension.DimensionIndexPointer = tag_for_keyword("ImagePositionPatient")
    dimension.FunctionalGroupPointer = tag_for_keyword("PlanePositionSequence")
    out.DimensionOrganizationSequence, out.DimensionIndexSequence = [organization], [dimension]


def _equipment() -> Dataset:
    item = Dataset()
    item.PurposeOfReferenceCodeSequence = [code("109103", "DCM", "Modifying Equipment")]
    item.Manufacturer = item.ManufacturerModelName = EQUIPMENT
    item.SoftwareVersions = medadv_gui.__version__
    item.ContributionDescription = "Adversarial perturbation, research use only, not for diagnosis"
    return item
