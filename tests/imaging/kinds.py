"""Sources of every class that is written again, made by the tests, and what the validator says of what is written."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom.uid as uids
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from medadv_gui.core.types import Image
from medadv_gui.imaging.write import Beside
from tests.support import ct_dataset

RAMP = np.arange(12 * 10, dtype=np.int16).reshape(12, 10) * 9 - 500
FRACTIONS = RAMP.astype(np.float32) / np.float32(7)
LABELS = ("background", "left lung", "right lung")


def code(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def of_class(uid: str, modality: str, stored: np.ndarray, **attributes: Any) -> Dataset:
    """An image of any class: CT's attributes that speak of pixels, and `attributes`."""
    ds = ct_dataset(RAMP)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uid
    ds.Modality = modality
    if modality != "CT":
        ds.ImageType = ["ORIGINAL", "PRIMARY"]
    for keyword in ("RescaleSlope", "RescaleIntercept", "RescaleType", "WindowCenter", "WindowWidth", "KVP",
                    "PositionReferenceIndicator"):  # fmt: skip
        if modality != "CT":
            delattr(ds, keyword)
    return with_pixels(ds, stored, **attributes)


def with_pixels(ds: Dataset, stored: np.ndarray, **attributes: Any) -> Dataset:
    ds.Rows, ds.Columns = stored.shape[:2]
    ds.BitsAllocated = ds.BitsStored = stored.dtype.itemsize * 8
    ds.HighBit, ds.PixelRepresentation = ds.BitsStored - 1, int(stored.dtype.kind == "i")
    if stored.ndim == 3:
        ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    data = stored.astype(stored.dtype.newbyteorder("<")).tobytes()
    ds.PixelData = data + b"\0" * (len(data) % 2)
    ds["PixelData"].VR = "OB" if stored.dtype.itemsize == 1 else "OW"
    for keyword, value in attributes.items():
        if value is None:
            del ds[keyword]
        else:
            setattr(ds, keyword, value)
    return ds


def groups(ct: bool) -> Dataset:
    """The functional groups of one frame."""

    def item(**values: Any) -> Sequence:
        found = Dataset()
        for keyword, value in values.items():
            setattr(found, keyword, value)
        return Sequence([found])

    frame = Dataset()
    frame.PixelMeasuresSequence = item(PixelSpacing=[0.7, 0.8], SliceThickness=2)
    frame.PlanePositionSequence = item(ImagePositionPatient=[1, 2, 3])
    frame.PlaneOrientationSequence = item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
    region = code("39607008", "SCT", "Lung")
    frame.FrameAnatomySequence = item(FrameLaterality="B", AnatomicRegionSequence=Sequence([region]))
    frame.PixelValueTransformationSequence = item(
        RescaleIntercept="-1024", RescaleSlope="1", RescaleType="HU" if ct else "US"
    )
    frame.FrameVOILUTSequence = item(WindowCenter="40", WindowWidth="400")
    kind = {
        "FrameType": ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"], "PixelPresentation": "MONOCHROME",
        "VolumetricProperties": "VOLUME", "VolumeBasedCalculationTechnique": "NONE",
    }  # fmt: skip
    if ct:
        frame.CTImageFrameTypeSequence = item(**kind)
        frame.IrradiationEventIdentificationSequence = item(IrradiationEventUID="1.2.3.99")
    else:
        frame.MRImageFrameTypeSequence = item(**kind, ComplexImageComponent="MAGNITUDE", AcquisitionContrast="T1")
    return frame


def enhanced(ct: bool) -> Dataset:
    """Two frames; the second is twice the first."""
    uid = uids.EnhancedCTImageStorage if ct else uids.EnhancedMRImageStorage
    stored = np.stack([RAMP, 2 * RAMP]) + 2000
    ds = of_class(uid, "CT" if ct else "MR", RAMP)
    for keyword in ("PixelSpacing", "ImageOrientationPatient", "ImagePositionPatient", "RescaleSlope", "RescaleType",
                    "RescaleIntercept", "WindowCenter", "WindowWidth", "KVP"):  # fmt: skip
        ds.pop(keyword, None)
    ds.ImageType, ds.BurnedInAnnotation = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"], "NO"
    ds.PresentationLUTShape, ds.LossyImageCompression = "IDENTITY", "00"
    ds.NumberOfFrames, ds.PixelData = 2, stored.astype("<u2").tobytes()
    ds.PixelRepresentation = 0
    ds.FrameOfReferenceUID = "1.2.3.55"
    ds.PixelPresentation, ds.VolumetricProperties, ds.VolumeBasedCalculationTechnique = "MONOCHROME", "VOLUME", "NONE"
    if not ct:
        ds.ComplexImageComponent, ds.AcquisitionContrast = "MAGNITUDE", "T1"
        ds.ResonantNucleus, ds.KSpaceFiltering, ds.MagneticFieldStrength = "1H", "NONE", 1.5
        ds.ApplicableSafetyStandardAgency = "IEC"
    organization, dimension = Dataset(), Dataset()
    organization.DimensionOrganizationUID = dimension.DimensionOrganizationUID = "1.2.3.77"
    dimension.DimensionIndexPointer, dimension.FunctionalGroupPointer = 0x00200032, 0x00209113
    ds.DimensionOrganizationSequence, ds.DimensionIndexSequence = [organization], [dimension]
    shared = groups(ct)
    del shared.PlanePositionSequence
    frames = []
    for number in (1, 2):
        frame, content, position = Dataset(), Dataset(), Dataset()
        content.DimensionIndexValues, content.FrameAcquisitionDateTime = [number], "20240203101112"
        position.ImagePositionPatient = [1, 2, 3 * number]
        frame.FrameContentSequence, frame.PlanePositionSequence = [content], [position]
        frames.append(frame)
    ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [shared], frames
    return ds


def parametric() -> Dataset:
    """Two frames of floating-point values; the second is twice the first."""
    ds = enhanced(False)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.ParametricMapStorage
    ds.Modality, ds.ContentLabel, ds.RecognizableVisualFeatures = "MR", "MAP", "NO"
    ds.ContentCreatorName, ds.ContentDescription = "Doe^Jane", "Jane Doe's map"
    for keyword in ("PixelData", "BitsStored", "HighBit", "PixelRepresentation"):
        delattr(ds, keyword)
    ds.BitsAllocated, ds.FloatPixelData = 32, np.stack([FRACTIONS, 2 * FRACTIONS]).astype("<f4").tobytes()
    shared = ds.SharedFunctionalGroupsSequence[0]
    del shared.FrameAnatomySequence, shared.MRImageFrameTypeSequence
    shared.PixelValueTransformationSequence[0].RescaleIntercept = "0"
    kind, mapping = Dataset(), Dataset()
    kind.FrameType = list(ds.ImageType)
    mapping.LUTExplanation, mapping.LUTLabel = "Jane Doe's diffusion", "ADC"
    mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept = 2.0, 0.0
    mapping.DoubleFloatRealWorldValueFirstValueMapped, mapping.DoubleFloatRealWorldValueLastValueMapped = 0.0, 1.0
    mapping.MeasurementUnitsCodeSequence = [code("mm2/s", "UCUM", "mm2/s")]
    shared.ParametricMapFrameTypeSequence, shared.RealWorldValueMappingSequence = [kind], [mapping]
    return ds


GREY8 = (RAMP + 500).astype(np.uint8)
RGB = np.random.default_rng(5).integers(0, 256, (9, 11, 3), dtype=np.uint8)
GREY16 = (RAMP + 500).astype(np.uint16)
DX = {
    "PresentationIntentType": "FOR PRESENTATION", "ImageLaterality": "U", "PatientOrientation": ["L", "F"],
    "ImagerPixelSpacing": [0.1, 0.1],
    "PixelIntensityRelationship": "LOG", "PixelIntensityRelationshipSign": 1, "PresentationLUTShape": "IDENTITY",
    "RescaleIntercept": "0", "RescaleSlope": "1", "RescaleType": "US", "BurnedInAnnotation": "NO",
    "LossyImageCompression": "00", "WindowCenter": "500", "WindowWidth": "1000", "PixelSpacing": None,
    "ImagePositionPatient": None, "ImageOrientationPatient": None,
}  # fmt: skip
PET = {
    "Units": "BQML", "CountsSource": "EMISSION", "SeriesType": ["STATIC", "IMAGE"], "DecayFactor": "1.1",
    "NumberOfSlices": 40, "DecayCorrection": "START", "FrameReferenceTime": "0", "ImageIndex": 3, "RescaleSlope": "2.5",
    "RescaleIntercept": "0", "SliceThickness": "2", "FrameOfReferenceUID": "1.2.3.9",
}  # fmt: skip
FLAT = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "PixelSpacing": None}
KINDS: dict[str, Callable[[], Dataset]] = {
    "CT": lambda: with_pixels(ct_dataset(RAMP), RAMP, SliceThickness="2", FrameOfReferenceUID="1.2.3.9"),
    "MR": lambda: of_class(
        uids.MRImageStorage, "MR", GREY16, ScanningSequence="SE", SequenceVariant="SK", FrameOfReferenceUID="1.2.3.9"
    ),
    "CR": lambda: of_class(
        uids.ComputedRadiographyImageStorage, "CR", GREY16, BodyPartExamined="CHEST", ViewPosition="PA", **FLAT
    ),
    "DX": lambda: of_class(uids.DigitalXRayImageStorageForPresentation, "DX", GREY16, **DX),
    "PT": lambda: of_class(uids.PositronEmissionTomographyImageStorage, "PT", GREY16, **PET),
    "XA": lambda: of_class(
        uids.XRayAngiographicImageStorage, "XA", GREY8, PixelIntensityRelationship="LIN", RadiationSetting="SC",
        ImageType=["ORIGINAL", "PRIMARY", "SINGLE PLANE"], **FLAT,
    ),
    "US": lambda: of_class(uids.UltrasoundImageStorage, "US", RGB, **FLAT),
    "US frame": lambda: of_class(
        uids.UltrasoundMultiFrameImageStorage, "US", RGB, NumberOfFrames=1, FrameTime="40",
        FrameIncrementPointer=0x00181063, **FLAT,
    ),
    "endoscopy": lambda: of_class(uids.VLEndoscopicImageStorage, "ES", RGB, **FLAT),
    "photograph": lambda: of_class(uids.VLPhotographicImageStorage, "XC", RGB, **FLAT),
    "fundus": lambda: of_class(
        uids.OphthalmicPhotography8BitImageStorage, "OP", RGB, NumberOfFrames=1, FrameTime="1",
        FrameIncrementPointer=0x00181063, BurnedInAnnotation="NO", LossyImageCompression="00", ImageLaterality="R",
        ImageType=["ORIGINAL", "PRIMARY", "", "COLOR"], SynchronizationTrigger="NO TRIGGER",
        AcquisitionTimeSynchronized="N", SynchronizationFrameOfReferenceUID="1.2.3.8",
        AnatomicRegionSequence=[code("5665001", "SCT", "Retina")],
        AcquisitionDeviceTypeCodeSequence=[code("409898007", "SCT", "Fundus Camera")], **FLAT,
    ),
    "enhanced CT": lambda: enhanced(True),
    "enhanced MR": lambda: enhanced(False),
    "parametric map": parametric,
    "secondary capture": lambda: of_class(uids.SecondaryCaptureImageStorage, "OT", RGB.astype(np.uint16) * 257, **FLAT),
}  # fmt: skip


def errors(path: Path) -> list[str]:
    """What the validator says against a file."""
    found = subprocess.run(["dciodvfy", path], capture_output=True, check=False).stderr.decode("latin-1")
    return [line for line in found.splitlines() if line.startswith("Error")]


validator = pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy (Debian dicom3tools) is missing")


def beside(image: Image, masks: bool = True) -> Beside:
    mask = np.zeros(image.shape, np.uint8)
    mask[:2], mask[3:4] = 1, 2
    picture = np.random.default_rng(1).integers(0, 256, (image.rows + 5, image.columns, 3), dtype=np.uint8)
    change = np.zeros(image.stored.shape, np.float32)
    change[1, 2] = -1.25
    answers = {"original": mask, "adversarial": np.zeros_like(mask)} if masks else {}
    return Beside(picture, image.geometry.spacing, change, image.units, 4.0, answers, LABELS, ("A model", "1.0"))


def raised(image: Image) -> np.ndarray:
    """Every third stored value one higher, within the valid range."""
    stored = image.stored.astype(np.int64)
    flat = stored.reshape(-1)
    flat[::3] = np.minimum(flat[::3] + 1, image.highest)
    return stored.astype(image.stored.dtype)
