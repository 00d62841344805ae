"""The classes of DICOM images that are written, and what each demands (PS3.3): what the standard's tables say of it
(`iod`), and of the conditions in them those that can hold in one de-identified, derived frame."""

from __future__ import annotations

from collections.abc import Iterator

import pydicom.uid as uids
from pydicom.dataset import Dataset
from pydicom.uid import UID

from medadv_gui.imaging.iod import attributes, body_parts, missing
from medadv_gui.imaging.mend import values_of

_GREY16, _GREY = frozenset({(1, 16)}), frozenset({(1, 8), (1, 16)})
_COLOUR = _GREY | {(3, 8)}
# The classes that are written again, and the pixels (samples, bits allocated) they may have; those of a Parametric Map
# are floating-point ones, which no other class holds.
CLASSES: dict[UID, frozenset[tuple[int, int]]] = {
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
    uids.ParametricMapStorage: frozenset({(1, 32)}),
}  # fmt: skip
OPHTHALMIC = frozenset({uids.OphthalmicPhotography8BitImageStorage, uids.OphthalmicPhotography16BitImageStorage})
ENHANCED = frozenset({uids.EnhancedCTImageStorage, uids.EnhancedMRImageStorage})
# Value 2 of ImageType is always PRIMARY here (PS3.3 C.8.16.1.2, C.8.9.4.1.3, C.8.17.2.1.4, C.8.32.2).
PRIMARY = OPHTHALMIC | ENHANCED | {uids.PositronEmissionTomographyImageStorage, uids.ParametricMapStorage}
# Their name says what PresentationIntentType does, and whose detector's it is.
_FOR_PRESENTATION = {
    uids.DigitalXRayImageStorageForPresentation: "DX", uids.DigitalMammographyXRayImageStorageForPresentation: "MG",
}  # fmt: skip
_FOR_PROCESSING = {
    uids.DigitalXRayImageStorageForProcessing: "DX", uids.DigitalMammographyXRayImageStorageForProcessing: "MG",
}  # fmt: skip
_DIGITAL = _FOR_PRESENTATION | _FOR_PROCESSING
_X_RAY = frozenset({uids.XRayAngiographicImageStorage, uids.XRayRadiofluoroscopicImageStorage})

GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
# The functional groups that a class demands of every frame (PS3.3 A.38.1.4, A.36.2.4, A.75.4).
FRAME_GROUPS = {
    uids.EnhancedCTImageStorage: (
        "PixelMeasuresSequence", "FrameContentSequence", "PlanePositionSequence", "PlaneOrientationSequence",
        "FrameAnatomySequence", "CTImageFrameTypeSequence", "PixelValueTransformationSequence",
        "IrradiationEventIdentificationSequence",
    ),
    uids.EnhancedMRImageStorage: (
        "PixelMeasuresSequence", "FrameContentSequence", "PlanePositionSequence", "PlaneOrientationSequence",
        "FrameAnatomySequence", "MRImageFrameTypeSequence", "PixelValueTransformationSequence",
    ),
    uids.ParametricMapStorage: (
        "PixelMeasuresSequence", "FrameContentSequence", "PlanePositionSequence", "PlaneOrientationSequence",
        "ParametricMapFrameTypeSequence", "PixelValueTransformationSequence", "RealWorldValueMappingSequence",
    ),
}  # fmt: skip
# What these say of a frame that is no projection and no picture of a slide.
_IN_FRAME_GROUPS = {
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness"),
    "PlanePositionSequence": ("ImagePositionPatient",), "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "FrameAnatomySequence": ("FrameLaterality",),
    "MRImageFrameTypeSequence": ("ComplexImageComponent", "AcquisitionContrast"),
}  # fmt: skip
# What a single-frame class says of its pixels at the top level.
PIXEL_GROUPS = (
    "PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence", "FrameVOILUTSequence",
    "PixelValueTransformationSequence",
)  # fmt: skip

# What a class demands of such images as are written here, or may be empty in them, beside what its table says.
_CONDITIONAL = {
    uids.EnhancedCTImageStorage: ("BurnedInAnnotation", "LossyImageCompression", "SourceImageEvidenceSequence"),
    uids.EnhancedMRImageStorage: (
        "BurnedInAnnotation", "LossyImageCompression", "SourceImageEvidenceSequence", "ComplexImageComponent",
        "AcquisitionContrast", "ApplicableSafetyStandardAgency",
    ),
    **dict.fromkeys(_DIGITAL, ("PatientOrientation",)),
}  # fmt: skip
_MAYBE_EMPTY = {
    uids.CTImageStorage: ("PatientPosition",),
    uids.EnhancedCTImageStorage: ("PatientPosition",),
    uids.EnhancedMRImageStorage: ("PatientPosition",),
    uids.MRImageStorage: ("PatientPosition", "RepetitionTime"),
    **dict.fromkeys(_DIGITAL, ("PositionerType",)),
    **dict.fromkeys(_X_RAY, ("XRayTubeCurrent", "ExposureTime", "Exposure")),
    **dict.fromkeys(OPHTHALMIC, ("SourceImageSequence",)),
}
_LEAST_TERMS = {**dict.fromkeys(_X_RAY, 3), **dict.fromkeys((*ENHANCED, uids.ParametricMapStorage), 4)}
_GATED = ("NumberOfRRIntervals", "NumberOfTimeSlots", "BeatRejectionFlag", "TriggerTime", "FrameTime")
_NAMED = 3


def demanded(out: Dataset, units: str) -> str:
    """Add to `out` what its class demands and may be empty, take out sequences that are not whole, and say what it
    still demands, "" where that is nothing. `units` of the modality values: "HU" or ""."""
    intent = "FOR PRESENTATION" if out.SOPClassUID in _FOR_PRESENTATION else "FOR PROCESSING"
    if out.SOPClassUID in _DIGITAL:
        out.PresentationIntentType, out.Modality = intent, _DIGITAL[out.SOPClassUID]
    if out.SOPClassUID in _FOR_PRESENTATION and "RescaleType" in out:
        out.RescaleType = "US"  # not rescaled, or else lacking
    lacking = list(dict.fromkeys([*_completed(out), *_lacking(out, units)]))
    _set_empty(out)
    more = len(lacking) - _NAMED
    named = ", ".join(lacking) if more <= 0 else f"{', '.join(lacking[:_NAMED])} and {more} more"
    return f"demands {named}" if lacking else ""


def demands(out: Dataset, keyword: str) -> bool:
    """Whether the class of `out` demands a value of the attribute at its top level."""
    return _kind(out, keyword) == "1"


def _kind(out: Dataset, keyword: str) -> str:
    return attributes(out.SOPClassUID).get(((), keyword), ("3", False))[0]


def _completed(out: Dataset) -> Iterator[str]:
    """What the tables say that `out` lacks."""
    for path, item, keyword, kind in list(missing(out, out.SOPClassUID)):
        if kind == "2":
            setattr(item, keyword, [] if keyword.endswith("Sequence") else None)
        elif not path:
            yield keyword
        else:
            grouped = path[0] in GROUPS
            (out[path[0]].value[0] if grouped else out).pop(path[1] if grouped else path[0], None)
            if not grouped and demands(out, path[0]):
                yield path[0]


def _lacking(out: Dataset, units: str) -> Iterator[str]:
    """What else it lacks."""
    sop_class = out.SOPClassUID
    yield from (name for name in FRAME_GROUPS.get(sop_class, ()) if not _in_groups(out, name))
    yield from (name for name in _CONDITIONAL.get(sop_class, ()) if name not in out)
    terms = _LEAST_TERMS.get(sop_class, 2)
    if len(out.ImageType) < terms:
        yield f"{terms} values of ImageType"
    if sop_class == uids.ParametricMapStorage and not _identity(out):
        yield "values that are not rescaled"
    if sop_class == uids.EnhancedCTImageStorage and units != "HU":
        yield "values in HU"
    if sop_class in _DIGITAL and out.get("PixelIntensityRelationship") == "DISP":
        yield "PixelIntensityRelationship"
    if sop_class in _FOR_PRESENTATION:
        if not ("WindowCenter" in out or "VOILUTSequence" in out):
            yield "WindowCenter"
        if (out.get("RescaleSlope", 1), out.get("RescaleIntercept", 0)) != (1, 0):
            yield "values that are not rescaled"
    if sop_class == uids.PositronEmissionTomographyImageStorage:
        yield from _lacking_emission(out)


def _lacking_emission(out: Dataset) -> Iterator[str]:
    kinds = values_of(out, "SeriesType")
    if out.get("RescaleIntercept"):
        yield "a RescaleIntercept of 0"
    if out.get("DecayCorrection", "NONE") != "NONE" and "DecayFactor" not in out:
        yield "DecayFactor"
    if "GATED" in kinds:
        yield from (name for name in _GATED if name not in out)
    if "DYNAMIC" in kinds and "NumberOfTimeSlices" not in out:
        yield "NumberOfTimeSlices"


def _in_groups(out: Dataset, keyword: str) -> bool:
    groups = [item[keyword].value[0] for name in GROUPS for item in out.get(name) or () if keyword in item]
    return bool(groups) and all(inside in groups[0] for inside in _IN_FRAME_GROUPS.get(keyword, ()))


def _identity(out: Dataset) -> bool:
    """Whether the frame's groups leave its values as they are, where they say so at all."""
    items = [item["PixelValueTransformationSequence"].value[0] for name in GROUPS for item in out.get(name) or ()
             if "PixelValueTransformationSequence" in item]  # fmt: skip
    return all((item.get("RescaleSlope", 1), item.get("RescaleIntercept", 0)) == (1, 0) for item in items)


def _set_empty(out: Dataset) -> None:
    """What depends on the presence of something else, empty where it is not known."""
    for keyword in _MAYBE_EMPTY.get(out.SOPClassUID, ()):
        out.setdefault(keyword, [] if keyword.endswith("Sequence") else None)
    if "IR" in values_of(out, "ScanningSequence"):
        out.setdefault("InversionTime", None)
    if out.SOPClassUID == uids.MRImageStorage and {"CG", "PPG"} & set(values_of(out, "ScanOptions")):
        out.setdefault("TriggerTime", None)
    if "REPROJECTION" in values_of(out, "SeriesType"):
        out.setdefault("ReprojectionMethod", None)
    if not demands(out, "ImageOrientationPatient") and _kind(out, "PatientOrientation") == "2C":
        out.setdefault("PatientOrientation", None)
    if "PatientOrientationCodeSequence" in out:
        out.pop("PatientPosition", None)
    if out.get("AnatomicRegionSequence") == []:
        out.pop("BodyPartExamined", None)  # it would be known
    _, paired = body_parts().get(str(out.get("BodyPartExamined", "")), (None, True))
    grouped = out.SOPClassUID in ENHANCED  # where FrameAnatomySequence says so
    if paired and "ImageLaterality" not in out and not grouped:
        out.setdefault("Laterality", None)
    else:
        out.pop("Laterality", None)
