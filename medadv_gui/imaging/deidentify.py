"""What a written DICOM object may take over from its source, and the names it gets instead of the source's.

PS3.15 E.1's Basic Profile lists what to remove; here it is the other way round, an allow-list. A list of what to remove
is of the year it was printed in and knows no private element and no attribute of tomorrow; an allow-list fails towards
an emptier file. Numbers and coded terms that describe pixels and their acquisition may pass, one by one, by their
keyword or because the object's class demands them; free text, dates, private elements, overlays and curves never do.
UIDs, those in references too, are exchanged for others that only this installation could name.
"""

from __future__ import annotations

import hmac
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pydicom.config
from pydicom.datadict import dictionary_VM, keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, UID_dictionary, generate_uid
from pydicom.valuerep import format_number_as_ds, validate_value

from medadv_gui.core.salt import installation_salt
from medadv_gui.imaging.iod import Path, attributes, body_parts
from medadv_gui.imaging.marks import ADVERSARIAL, ADVERSARIAL_NAME

METHOD = "medadv_gui: allow-list, UIDs mapped, all dates removed"
BURNED_IN = "text burned into the pixels may identify the patient"

# What describes pixels and where they lie: kept whatever the class.
KEPT = frozenset({
    "Modality", "PatientPosition", "PatientOrientation", "BodyPartExamined", "Laterality", "ImageLaterality",
    "ViewPosition", "PixelAspectRatio", "PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing",
    "SliceThickness", "SpacingBetweenSlices", "ImagePositionPatient", "ImageOrientationPatient", "SliceLocation",
    "InstanceNumber", "AcquisitionNumber", "RescaleIntercept", "RescaleSlope", "RescaleType", "ModalityLUTSequence",
    "WindowCenter", "WindowWidth", "VOILUTFunction", "VOILUTSequence", "PresentationLUTShape",
    "PixelIntensityRelationship", "PixelIntensityRelationshipSign", "LossyImageCompression",
    "LossyImageCompressionRatio", "LossyImageCompressionMethod", "BurnedInAnnotation", "LUTDescriptor", "LUTData",
    "ModalityLUTType",
})  # fmt: skip
# Kept where the class has a place for them, though it does not demand them, or only on a condition (`mend`).
KEPT_BY_CLASS = frozenset({
    "KVP", "XRayTubeCurrent", "Exposure", "ExposureTime", "ConvolutionKernel", "GantryDetectorTilt",
    "MagneticFieldStrength", "FlipAngle", "ImagingFrequency", "FrameTime", "RecommendedDisplayFrameRate",
    "RepetitionTime", "InversionTime", "TriggerTime", "ComplexImageComponent", "AcquisitionContrast",
    "ApplicableSafetyStandardAgency", "DecayFactor", "NumberOfTimeSlices", "NumberOfTimeSlots", "NumberOfRRIntervals",
    "BeatRejectionFlag", "LowRRValue", "HighRRValue", "ReprojectionMethod",
})  # fmt: skip
# Written anew for each object, true of the source's pixels or frames only, or in need of what is left out.
_OWN = frozenset({
    "SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "ContentLabel", "NumberOfFrames",
    "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration", "Rows", "Columns", "BitsAllocated",
    "BitsStored", "HighBit", "PixelRepresentation", "SmallestImagePixelValue", "LargestImagePixelValue",
    "PixelPaddingValue", "PixelPaddingRangeLimit", "ImageType", "FrameType", "ReferencedImageSequence",
    "SourceImageSequence", "DerivationImageSequence", "DerivationCodeSequence", "ConversionType",
    "AcquisitionContextSequence", "PatientIdentityRemoved", "SpecificCharacterSet", "ConcatenationUID",
    "SOPInstanceUIDOfConcatenationSource", "InConcatenationNumber", "ConcatenationFrameOffsetNumber",
    "ContentQualification", "FrameTimeVector", "RealWorldValueMappingSequence",
    "DimensionOrganizationSequence", "DimensionIndexSequence",
    "ReferencedPerformedProcedureStepSequence", "FrameContentSequence", "PresentationIntentType", "PupilDilated",
    "PatientEyeMovementCommanded",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
})  # fmt: skip
_CODE = frozenset({"CodeValue", "CodingSchemeDesignator", "CodeMeaning"})
_CODE_ITEM = _CODE | {"CodingSchemeVersion"}
_SCHEMES = frozenset({"DCM", "SCT", "SRT", "SNM3", "99SDM", "UCUM", "FMA", "RADLEX", "LN"})
_TEXT_KEPT = frozenset({"ConvolutionKernel", "RescaleType", "ModalityLUTType"}) | _CODE_ITEM
_NUMBERS = frozenset({"DS", "IS", "US", "SS", "UL", "SL", "UV", "SV", "FD", "FL", "AT"})
_TEXT = frozenset({"PN", "LO", "SH", "AE", "ST", "LT", "UT", "UC", "UR", "DA", "DT", "UN"})
# They describe the examination in the words that its coded terms use, too: "CHEST" gives nobody away.
_DESCRIBING = (
    "Description", "Comments", "ProtocolName", "SequenceName", "CodeMeaning", "CodeValue", "Designator", "Type",
    "Modality",
)  # fmt: skip
# Machines that write text into the picture (PS3.3 C.7.6.1.1.5 is often left out by just these).
_BURN_IN = frozenset({
    "US", "IVUS", "SC", "OT", "XA", "RF", "ES", "XC", "GM", "SM", "OP", "OPT", "DG", "TG", "BDUS", "EPS", "HD", "IO",
})  # fmt: skip
_LEAST = 4


def mapped_uid(uid: str, key: bytes | None = None) -> UID:
    """The UID that stands for `uid` on this installation, "2.25." and a UUID's number (PS3.5 B.2): always the same for
    the same `uid` and `key` (by default the installation's salt), and of no use to whoever does not have the key."""
    digest = hmac.digest(installation_salt() if key is None else key, uid.strip().encode(), "sha256")
    return UID(f"2.25.{UUID(bytes=digest[:16], version=4).int}")


def burned_in(source: Dataset) -> str | None:
    """A warning where the pixels themselves may name the patient (BurnedInAnnotation, PS3.3 C.7.6.1); None where the
    file says that they do not, or its kind is not known for it."""
    said = str(source.get("BurnedInAnnotation", "")).strip()
    if said == "NO" or (not said and str(source.get("Modality", "")) not in _BURN_IN):
        return None
    return BURNED_IN


def set_identity(out: Dataset, source: Dataset) -> None:
    """The patient and study of a research object, and how it came to be nobody's (PS3.3 C.7.1.1, PS3.15 E.1)."""
    out.PatientName, out.PatientID = ADVERSARIAL_NAME, ADVERSARIAL
    out.PatientBirthDate = out.PatientSex = out.AccessionNumber = out.ReferringPhysicianName = ""
    out.StudyID = out.StudyDate = out.StudyTime = ""
    # "YES" would speak of the pixels as well.
    out.PatientIdentityRemoved = "NO" if burned_in(source) else "YES"
    out.DeidentificationMethod = METHOD
    out.DeidentificationMethodCodeSequence = [code("113100", "DCM", "Basic Application Confidentiality Profile")]
    out.LongitudinalTemporalInformationModified = "REMOVED"
    study = str(source.get("StudyInstanceUID") or "")
    out.StudyInstanceUID = mapped_uid(study) if study else generate_uid(prefix=None)


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """A coded concept as the item of a sequence (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def identifying(source: Dataset) -> frozenset[str]:
    """What the attributes that are left out hold, as words of at least four characters, in lower case."""
    words: set[str] = set()
    for element in _elements(source):
        handed_on = element.keyword in KEPT or element.keyword in _TEXT_KEPT
        if element.VR in _TEXT and not handed_on and not element.keyword.endswith(_DESCRIBING):
            for value in _values(element):
                raw = isinstance(value, bytes)
                text = (value[:256].decode("ascii", "replace") if raw else str(value)).strip("\0 ").casefold()
                words.update((text, *re.findall(r"\w+", text)))
    return frozenset(word for word in words if len(word) >= _LEAST)


def _elements(dataset: Dataset) -> Iterator[DataElement]:
    for tag in dataset.keys():  # noqa: SIM118 (iterating a dataset converts its elements)
        with suppress(Exception):  # an element that cannot be converted is not taken over either
            element = dataset[tag]
            if element.VR != "SQ":
                yield element
            elif element.keyword != "PerFrameFunctionalGroupsSequence":
                for item in element.value:
                    yield from _elements(item)


def kept(source: Dataset, sop_class: str, words: frozenset[str], path: Path = ()) -> Dataset:
    """A dataset of what `source`, which lies in the sequences `path` of its file, may hand on to an object of
    `sop_class`: allowed, valid for its value representation (PS3.5 6.2) and free of `words` (`identifying`)."""
    out = Dataset()
    known = attributes(sop_class)
    coded = bool(path) and any(keyword in source for keyword in _CODE_ITEM)
    if coded and str(source.get("CodingSchemeDesignator", "")) not in _SCHEMES:
        return out  # a hospital's own codes name the hospital
    for tag in source.keys():  # noqa: SIM118
        keyword = keyword_for_tag(tag)
        kind, own = known.get((path, keyword), ("3", False))
        # What is conditional beside the pixels may depend on what is left out; inside a sequence, on the sequence.
        due = kind in ("1", "2") or (bool(path) and kind != "3")
        place = own and (due or keyword in KEPT_BY_CLASS)
        allowed = keyword in _CODE_ITEM if coded else place or keyword in KEPT
        if not keyword or not allowed or keyword in _OWN or "PaletteColor" in keyword:
            continue
        with suppress(Exception):  # what pydicom cannot convert stays behind
            element = source[tag]
            if element.VR == "SQ":
                items = [kept(item, sop_class, words, (*path, keyword)) for item in element.value]
                if items and all(len(item) for item in items):
                    out.add(DataElement(tag, "SQ", Sequence(items)))
            elif (found := _clean(element, words)) is not None:
                out.add(found)
    if coded and not {element.keyword for element in out} >= _CODE:
        return Dataset()
    return out


def _values(element: DataElement) -> list[Any]:
    value = element.value
    if value is None or (isinstance(value, str | bytes) and not value):
        return []
    return list(value) if element.VM > 1 and not isinstance(value, str | bytes) else [value]


def _clean(element: DataElement, words: frozenset[str]) -> DataElement | None:
    """The element if it may be handed on, its text as in the source where that is valid; else None."""
    values, vr = _values(element), element.VR
    if not values or not _count_fits(element.tag, len(values)):
        return None
    if vr == "UI":
        return DataElement(element.tag, "UI", [v if str(v) in UID_dictionary else mapped_uid(str(v)) for v in values])
    if vr == "DS":
        texts = [_decimal(value) for value in values]
        return None if None in texts else DataElement(element.tag, "DS", texts)
    if vr in _NUMBERS:
        if any(isinstance(v, float) and not math.isfinite(v) for v in values):
            return None
        for value in values:
            validate_value(vr, str(int(value)) if vr == "IS" else value, pydicom.config.RAISE)
        if vr != "IS":
            return element
        numbers = [int(value) for value in values]
        return None if words.intersection(map(str, numbers)) else DataElement(element.tag, "IS", numbers)
    if element.keyword == "LUTData":
        return element
    if vr == "CS" or element.keyword in _TEXT_KEPT:
        for value in values:
            validate_value(vr, str(value), pydicom.config.RAISE)
            text = str(value).casefold()
            if not text.isascii() or not text.isprintable() or any(word in text for word in words):
                return None
            if element.keyword == "BodyPartExamined" and value not in body_parts():
                return None  # a term of the hospital's own
        return element
    return None


def _decimal(value: Any) -> str | None:
    """A decimal string (PS3.5 6.2): the source's own text, or the nearest number that 16 characters can hold."""
    number = float(value)
    if not math.isfinite(number):
        return None
    text = str(getattr(value, "original_string", value)).strip()
    with suppress(ValueError):
        validate_value("DS", text, pydicom.config.RAISE)
        if len(text) <= 16:
            return text
    return format_number_as_ds(number)


def _count_fits(tag: int, count: int) -> bool:
    """Whether the dictionary (PS3.6) allows so many values."""
    low, _, high = str(dictionary_VM(tag)).partition("-")
    if not high:
        return count == int(low)
    least = int(low)
    if not high.endswith("n"):
        return least <= count <= int(high)
    step = int(high[:-1] or 1)
    return count >= least and (count - least) % step == 0
