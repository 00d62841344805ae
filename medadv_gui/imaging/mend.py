"""What a dataset made of a source's attributes must not hold: values that no reader could use, and attributes that the
standard (PS3.3) forbids beside others or without them. Files in the field hold plenty of both."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pydicom.uid as uids
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

# Direction cosines this far from unit length or a right angle are rounded ones; farther off, they are none.
_ROUNDED, _EXACT = 0.01, 4e-5
# The terms of attributes that know no others (PS3.3).
_SIDES = frozenset({"L", "R", "U", "B"})
_TERMS = {
    "AcquisitionTimeSynchronized": frozenset({"Y", "N"}),
    "AcquisitionContrast": frozenset({
        "DIFFUSION", "FLOW_ENCODED", "FLUID_ATTENUATED", "PERFUSION", "PROTON_DENSITY", "STIR", "TAGGING", "T1", "T2",
        "T2_STAR", "TOF", "UNKNOWN", "MIXED",
    }),
    "BeatRejectionFlag": frozenset({"Y", "N"}),
    "BurnedInAnnotation": frozenset({"YES", "NO"}),
    "ComplexImageComponent": frozenset({"MAGNITUDE", "PHASE", "REAL", "IMAGINARY", "MIXED"}),
    "CountsSource": frozenset({"EMISSION", "TRANSMISSION"}),
    "FrameLaterality": _SIDES,
    "ImageLaterality": _SIDES,
    "Laterality": frozenset({"L", "R"}),
    "MRAcquisitionType": frozenset({"2D", "3D"}),
    "PixelIntensityRelationship": frozenset({"LIN", "LOG", "DISP"}),
    "PixelIntensityRelationshipSign": frozenset({1, -1}),
    "PresentationLUTShape": frozenset({"IDENTITY", "INVERSE"}),
    "RadiationSetting": frozenset({"SC", "GR"}),
    "ScanningSequence": frozenset({"SE", "IR", "GR", "EP", "RM"}),
    "SynchronizationTrigger": frozenset({"SOURCE", "EXTERNAL", "PASSTHRU", "NO TRIGGER"}),
    "VolumetricProperties": frozenset({"VOLUME", "SAMPLED", "DISTORTED", "MIXED"}),
}  # fmt: skip
_SERIES = frozenset({"STATIC", "DYNAMIC", "GATED", "WHOLE BODY"}), frozenset({"IMAGE", "REPROJECTION"})
_LENGTHS = ("SliceThickness", "SpacingBetweenSlices", "PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio")
_GATED = ("NumberOfRRIntervals", "NumberOfTimeSlots", "BeatRejectionFlag", "TriggerTime", "FrameTime", "LowRRValue",
          "HighRRValue")  # fmt: skip


def mend(out: Dataset, units: str) -> None:
    """Take it out, or put in its place what it was rounded from; `units` of the modality values, "HU" or ""."""
    for item in _all_items(out):
        for keyword, terms in _TERMS.items():
            _only_if(item, terms.issuperset(values_of(item, keyword)), keyword)
        _mend_values(item, units)
        _mend_window(item)
        _mend_place(item)
    spacings = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "SharedFunctionalGroupsSequence")
    ratio = values_of(out, "PixelAspectRatio")
    _only_if(out, not any(name in out for name in spacings) and len(set(ratio)) > 1, "PixelAspectRatio")
    _only_if(out, all(re.fullmatch("[LRAPFH]{1,3}", str(way)) for way in values_of(out, "PatientOrientation")),
             "PatientOrientation")  # fmt: skip
    if out.SOPClassUID == uids.MRImageStorage:
        _only_if(out, "IR" in values_of(out, "ScanningSequence"), "InversionTime")
        _only_if(out, bool({"CG", "PPG"} & set(values_of(out, "ScanOptions"))), "TriggerTime")
    if out.SOPClassUID == uids.PositronEmissionTomographyImageStorage:
        kinds = values_of(out, "SeriesType")
        if len(kinds) != 2 or any(kind not in terms for kind, terms in zip(kinds, _SERIES, strict=True)):
            out.pop("SeriesType", None)
        _only_if(out, "GATED" in kinds, *_GATED)
        _only_if(out, "DYNAMIC" in kinds, "NumberOfTimeSlices")
        _only_if(out, "REPROJECTION" in kinds, "ReprojectionMethod")


def values_of(dataset: Dataset, keyword: str) -> list[Any]:
    """The values of an attribute, none where it is missing or empty."""
    value = dataset.get(keyword)
    return [] if value is None else list(value) if dataset[keyword].VM > 1 else [value]


def _only_if(out: Dataset, holds: bool, *keywords: str) -> None:
    if not holds:
        for keyword in keywords:
            out.pop(keyword, None)


def _mend_values(item: Dataset, units: str) -> None:
    slope, intercept = (_finite(item, keyword) for keyword in ("RescaleSlope", "RescaleIntercept"))
    if "ModalityLUTSequence" in item or not slope or intercept is None:
        for keyword in ("RescaleSlope", "RescaleIntercept", "RescaleType"):
            item.pop(keyword, None)
    elif "RescaleType" not in item:
        item.RescaleType = units or "US"  # unspecified


def _mend_window(item: Dataset) -> None:
    centers, widths = values_of(item, "WindowCenter"), values_of(item, "WindowWidth")
    least = 1.0 if item.get("VOILUTFunction", "LINEAR") == "LINEAR" else math.ulp(0.0)
    if len(centers) != len(widths) or any(float(width) < least for width in widths):
        for keyword in ("WindowCenter", "WindowWidth"):
            item.pop(keyword, None)
    if "WindowCenter" not in item:
        item.pop("VOILUTFunction", None)


def _mend_place(item: Dataset) -> None:
    for keyword in _LENGTHS:
        _only_if(item, all(float(value) > 0 for value in values_of(item, keyword)), keyword)
    cosines = values_of(item, "ImageOrientationPatient")
    if cosines:
        ways = np.array(cosines, np.float64).reshape(2, 3)
        lengths = np.linalg.norm(ways, axis=1)
        if np.abs(lengths - 1).max() > _ROUNDED or abs(ways[0] @ ways[1]) > _ROUNDED:
            item.pop("ImageOrientationPatient")
        elif np.abs(lengths - 1).max() > _EXACT or abs(ways[0] @ ways[1]) > _EXACT:
            item.ImageOrientationPatient = [format_number_as_ds(float(v)) for v in _orthonormal(ways).flat]


def _orthonormal(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two unit vectors at a right angle that are nearest to `ways`, (2, 3)."""
    left, _, right = np.linalg.svd(ways, full_matrices=False)
    nearest: NDArray[np.float64] = left @ right
    return nearest


def _all_items(dataset: Dataset) -> list[Dataset]:
    found = [dataset]
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                found += _all_items(item)
    return found


def _finite(item: Dataset, keyword: str) -> float | None:
    return None if item.get(keyword) is None else float(item.get(keyword))
