"""What files in the field hold against the standard, or beside what is left out, is not in what is written of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pydicom.uid as uids
import pytest
from pydicom.dataset import Dataset

from medadv_gui.core.types import Instance
from medadv_gui.imaging.mend import mend
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_beside, write_image
from tests.imaging.kinds import (
    FLAT,
    GREY8,
    KINDS,
    RGB,
    beside,
    code,
    enhanced,
    errors,
    of_class,
    raised,
    validator,
)  # fmt: skip
from tests.support import ct_dataset, save

SECONDARY = uids.SecondaryCaptureImageStorage


def odd(kind: str, **changes: Any) -> Callable[[], Dataset]:
    def make() -> Dataset:
        source = KINDS[kind]()
        for keyword, value in changes.items():
            setattr(source, keyword, value)
        return source

    return make


def sized() -> Dataset:
    """A CT slice that tells the size of the patient in it, as scanners that track dose do."""
    source = KINDS["CT"]()
    source.WaterEquivalentDiameter = 301.5
    source.WaterEquivalentDiameterCalculationMethodCodeSequence = [code("113987", "DCM", "AAPM 220")]
    return source


def contrasted() -> Dataset:
    """An enhanced CT image with contrast, whose agent is described in words that are left out."""
    source, agent = enhanced(True), code("385420005", "SCT", "Contrast Agent")
    agent.ContrastBolusAgentNumber, agent.ContrastBolusVolume = 1, 80.0
    agent.ContrastBolusAdministrationRouteSequence = [code("47625008", "SCT", "Intravenous route")]
    agent.ContrastBolusIngredientCodeSequence, agent.ContrastBolusIngredientConcentration = [], 300.0
    usage = Dataset()
    usage.ContrastBolusAgentNumber, usage.ContrastBolusAgentAdministered = 1, "YES"
    usage.ContrastBolusAgentDetected = "YES"
    source.ContrastBolusAgentSequence = [agent]
    for frame in source.PerFrameFunctionalGroupsSequence:
        frame.ContrastBolusUsageSequence = [usage]
    return source


def by_frame() -> Dataset:
    """An enhanced CT image whose frames share nothing."""
    source = enhanced(True)
    shared = source.SharedFunctionalGroupsSequence[0]
    for frame in source.PerFrameFunctionalGroupsSequence:
        frame.update({element.tag: element for element in shared})
    source.SharedFunctionalGroupsSequence = [Dataset()]
    return source


def in_slab(keyword: str, value: Any) -> Callable[[], Dataset]:
    def make() -> Dataset:
        source = enhanced(True)
        shared = source.SharedFunctionalGroupsSequence[0]
        group = "PlaneOrientationSequence" if keyword == "ImageOrientationPatient" else "PixelMeasuresSequence"
        setattr(shared[group].value[0], keyword, value)
        return source

    return make


def turning() -> Dataset:
    """A rotational angiogram of two frames, with a mask frame."""
    source = KINDS["XA"]()
    source.NumberOfFrames, source.PixelData = 2, np.stack([GREY8, GREY8]).tobytes()
    source.FrameIncrementPointer, source.FrameTimeVector = 0x00181065, ["0", "33"]
    source.PositionerMotion, source.TableMotion, source.RecommendedViewingMode = "DYNAMIC", "STATIC", "SUB"
    source.PositionerPrimaryAngleIncrement = source.PositionerSecondaryAngleIncrement = ["0", "1"]
    mask = Dataset()
    mask.MaskOperation, mask.MaskFrameNumbers, mask.ApplicableFrameRange = "AVG_SUB", [1], [2, 2]
    source.MaskSubtractionSequence = [mask]
    return source


def cine(**times: Any) -> Callable[[], Dataset]:
    """Ultrasound of two frames, the time of each told so, or not at all."""

    def make() -> Dataset:
        source = of_class(uids.UltrasoundMultiFrameImageStorage, "US", RGB, NumberOfFrames=2, **FLAT, **times)
        source.PixelData = 2 * RGB.tobytes()
        return source

    return make


SAME_CLASS = {
    "MR, an inversion time without inversion": odd("MR", InversionTime="0"),
    "MR, inversion": odd("MR", ScanningSequence=["IR", "SE"], InversionTime="900"),
    "MR, a trigger time without gating": odd("MR", TriggerTime="0"),
    "MR, gating without a trigger time": odd("MR", ScanOptions="CG"),
    "MR, rounded direction cosines": odd("MR", ImageOrientationPatient=[0.707, 0.707, 0, -0.707, 0.707, 0]),
    "CT, no slice thickness": odd("CT", SliceThickness="0"),
    "CT, slices backwards": odd("CT", SpacingBetweenSlices="-2"),
    "CT, both sides": odd("CT", Laterality="B"),
    "CT, no such direction": odd("CT", PatientOrientation=["A", "B"]),
    "CT, half an image type": odd("CT", ImageType=["ORIGINAL"]),
    "CT, burned in": odd("CT", BurnedInAnnotation="YES"),
    "CT, no such answer": odd("CT", BurnedInAnnotation="MAYBE"),
    "CT, coded position": odd("CT", PatientOrientationCodeSequence=[code("102538003", "SCT", "recumbent")]),
    "CT, size of the patient": sized,
    "PT, a trigger time without gating": odd("PT", TriggerTime="0"),
    "PT, dynamic": odd("PT", SeriesType=["DYNAMIC", "IMAGE"], NumberOfTimeSlices=4),
    "DX, of another modality": odd("DX", Modality="CR"),
    "DX, units of its own": odd("DX", RescaleType="counts"),
    "XA, one of two frames": turning,
    "US, frames at times of their own": cine(FrameIncrementPointer=0x00181065, FrameTimeVector=["0", "40"]),
    "US, frames at no time": cine(),
    "fundus, pupil dilated": odd("fundus", PupilDilated="YES", DegreeOfDilation=7.5, PatientEyeMovementCommanded="YES"),
    "enhanced CT, contrast": contrasted,
    "enhanced CT, nothing shared": by_frame,
}  # fmt: skip
NOT_THE_CLASS = {
    "MR, no directions": odd("MR", ImageOrientationPatient=[0, 0, 0, 0, 0, 0]),
    "MR, a sequence of its own": odd("MR", ScanningSequence="SPIRAL"),
    "PT, gated, not told how": odd("PT", SeriesType=["GATED", "IMAGE"]),
    "PT, shifted": odd("PT", RescaleIntercept="-1"),
    "PT, no such series": odd("PT", SeriesType=["A", "B"]),
    "DX, rescaled": odd("DX", RescaleSlope="2"),
    "DX, no window": odd("DX", WindowCenter=None, WindowWidth=None),
    "enhanced CT, no directions": in_slab("ImageOrientationPatient", [0, 0, 0, 0, 0, 0]),
    "enhanced CT, no thickness": in_slab("SliceThickness", "0"),
    "enhanced CT, no spacing": in_slab("PixelSpacing", ["0", "0"]),
    "enhanced CT, half an image type": odd("enhanced CT", ImageType=["ORIGINAL", "PRIMARY"]),
    "US, retired": lambda: of_class("1.2.840.10008.5.1.4.1.1.6", "US", RGB, **FLAT),
}


@validator
@pytest.mark.parametrize("name", [*SAME_CLASS, *NOT_THE_CLASS])
def test_an_odd_source_is_written_validly(tmp_path: Path, name: str) -> None:
    source = {**SAME_CLASS, **NOT_THE_CLASS}[name]()
    frame = int(source.get("NumberOfFrames", 1)) - 1
    image = read_image(Instance(save(source, tmp_path / "in.dcm"), frame))
    written = write_image(image, raised(image), tmp_path / "out")
    others = write_beside(written, beside(image))
    assert [error for path in (written.path, *others) for error in errors(path)] == []
    out = pydicom.dcmread(written.path)
    assert out.SOPClassUID == (source.SOPClassUID if name in SAME_CLASS else SECONDARY)
    assert (name in NOT_THE_CLASS) is any("Secondary Capture" in note for note in written.notes)
    assert np.array_equal(read_image(Instance(written.path)).stored, raised(image))


def test_rounded_direction_cosines_are_put_right_and_others_stay() -> None:
    out = Dataset()
    out.SOPClassUID, out.ImageOrientationPatient = uids.CTImageStorage, ["0.707", "0.707", "0", "-0.707", "0.707", "0"]
    mend(out, "HU")
    ways = np.array(out.ImageOrientationPatient, np.float64).reshape(2, 3)
    assert np.allclose(ways @ ways.T, np.eye(2), atol=1e-12)
    assert np.allclose(ways[0], [0.5**0.5, 0.5**0.5, 0])
    exact = ["0.999962", "0.0087265", "0", "-0.0087265", "0.999962", "0"]
    out.ImageOrientationPatient = exact
    mend(out, "HU")
    assert [value.original_string for value in out.ImageOrientationPatient] == exact


def test_one_frame_has_no_more_than_its_own_time(tmp_path: Path) -> None:
    source = cine(FrameIncrementPointer=0x00181065, FrameTimeVector=["0", "40"])()
    image = read_image(Instance(save(source, tmp_path / "in.dcm"), 1))
    out = pydicom.dcmread(write_image(image, image.stored, tmp_path / "out").path)
    assert (out.NumberOfFrames, out.FrameIncrementPointer, out.FrameTimeVector) == (1, 0x00181065, 0)


def test_what_lies_beside_names_its_source_s_class(tmp_path: Path) -> None:
    image = read_image(Instance(save(KINDS["CR"](), tmp_path / "in.dcm")))
    written = write_image(image, raised(image), tmp_path / "out")
    before = copy.deepcopy(written.dataset)
    files = write_beside(written, beside(image))
    assert written.dataset is not None
    assert written.dataset == before  # what the next one is made of
    for path in files:
        named = {
            item.ReferencedSOPClassUID
            for element in pydicom.dcmread(path).iterall()
            if element.VR == "SQ"
            for item in element.value
            if item.get("ReferencedSOPInstanceUID") == written.dataset.SOPInstanceUID
        }
        assert named == {uids.ComputedRadiographyImageStorage}


def test_a_retired_class_is_called_so(tmp_path: Path) -> None:
    image = read_image(Instance(save(NOT_THE_CLASS["US, retired"](), tmp_path / "in.dcm")))
    (*_, note) = write_image(image, image.stored, tmp_path / "out").notes
    assert note.endswith("Ultrasound Image Storage (retired) is a class that this program does not write")


@pytest.mark.parametrize("kind", ["US", "CT"])
def test_no_pixels_are_said_to_name_nobody_that_may(tmp_path: Path, kind: str) -> None:
    image = read_image(Instance(save(KINDS[kind](), tmp_path / "in.dcm")))
    out = write_image(image, image.stored, tmp_path / "out")
    assert out.dataset is not None
    assert out.dataset.PatientIdentityRemoved == ("NO" if kind == "US" else "YES")
    assert any("burned" in note for note in out.notes) is (kind == "US")


def test_a_number_that_is_the_patient_s_is_left_out(tmp_path: Path) -> None:
    source = ct_dataset(np.zeros((4, 4), np.int16))
    source.PatientID, source.AcquisitionNumber, source.InstanceNumber = "471199", 471199, 12
    image = read_image(Instance(save(source, tmp_path / "in.dcm")))
    path = write_image(image, image.stored, tmp_path / "out").path
    assert b"471199" not in path.read_bytes()
    assert pydicom.dcmread(path).InstanceNumber == 12
