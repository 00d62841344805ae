"""Write changed pixels so that they re-read bit for bit and cannot be taken for the patient's own."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import PngImagePlugin
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

import medadv_gui
from medadv_gui.core.files import write_atomic
from medadv_gui.core.types import Image
from medadv_gui.imaging.dicom import ADVERSARIAL_NAME, SYNTHETIC_MARK, read_dataset
from medadv_gui.imaging.picture import to_pillow

DESCRIPTION = "ADVERSARIAL image, research use only, not for diagnosis"
_SUFFIX = {"png": ".png", "jpeg": ".png", "tiff": ".tiff", "bmp": ".bmp", "dicom": ".dcm"}
# What describes pixels and acquisition, not people: everything else stays behind.
_KEPT = (
    "SOPClassUID", "Modality", "PatientPosition", "BodyPartExamined", "Laterality", "SamplesPerPixel",
    "PlanarConfiguration", "Rows", "Columns", "PixelAspectRatio", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "SmallestImagePixelValue", "PixelPaddingValue", "PixelPaddingRangeLimit", "PixelSpacing",
    "ImagerPixelSpacing", "NominalScannedPixelSpacing", "SliceThickness", "SpacingBetweenSlices",
    "ImagePositionPatient", "ImageOrientationPatient", "SliceLocation", "PixelIntensityRelationship",
    "PixelIntensityRelationshipSign", "RescaleIntercept", "RescaleSlope", "RescaleType", "WindowCenter",
    "WindowWidth", "VOILUTFunction", "PresentationLUTShape", "KVP", "XRayTubeCurrent", "Exposure",
    "ConvolutionKernel", "GantryDetectorTilt", "ScanOptions", "ScanningSequence", "SequenceVariant",
    "MRAcquisitionType", "EchoTime", "RepetitionTime", "EchoTrainLength", "MagneticFieldStrength",
    "LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod", "BurnedInAnnotation",
    "ViewPosition", "PatientOrientation",
)  # fmt: skip
_KEPT_GROUPS = (
    "PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence",
    "FrameVOILUTSequence", "PixelValueTransformationSequence",
)  # fmt: skip


def write_like(image: Image, stored: NDArray[Any], folder: Path, stem: str = "adversarial") -> Path:
    """Write `stored` (the image's shape and type) in the image's own format where that is lossless, else as PNG.

    DICOM becomes a derived, de-identified object of the same SOP class in Explicit VR Little Endian.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    changed = image.with_stored(stored.astype(image.stored.dtype))
    path = folder / (stem + _SUFFIX[image.kind])
    with write_atomic(path) as stream:
        if image.kind == "dicom":
            _derived(changed).save_as(stream, enforce_file_format=True)
        else:
            picture = to_pillow(changed.stored)
            if image.kind == "tiff":
                picture.save(stream, "TIFF", compression="tiff_adobe_deflate", description=_description(image))
            elif image.kind == "bmp":
                picture.save(stream, "BMP")
            else:
                text = PngImagePlugin.PngInfo()
                text.add_text("Description", _description(image))
                picture.save(stream, "PNG", pnginfo=text)
    return path


def _description(image: Image) -> str:
    return f"{DESCRIPTION}; {SYNTHETIC_MARK}" if image.synthetic else DESCRIPTION


def _derived(image: Image) -> Dataset:
    """A derived, de-identified dataset with the image's pixels (PS3.3 C.7.6.1.1.2, C.12.4; PS3.15 E)."""
    source = read_dataset(image.instance)
    out = _kept(source)
    if "Laterality" not in out and not out.get("BodyPartExamined"):
        out.Laterality = ""  # type 2C: whether the body part is paired is not known
    if "SOPClassUID" not in out:
        out.SOPClassUID = source.file_meta.get("MediaStorageSOPClassUID") or SecondaryCaptureImageStorage
    kinds = [str(v) for v in source.get("ImageType", [])] or ["ORIGINAL", "PRIMARY"]
    out.ImageType = ["DERIVED", "SECONDARY", *kinds[2:]]
    if "SharedFunctionalGroupsSequence" in source or "PerFrameFunctionalGroupsSequence" in source:
        shared = (source.get("SharedFunctionalGroupsSequence") or [Dataset()])[0]
        frames = source.get("PerFrameFunctionalGroupsSequence") or []
        own = frames[image.frame] if image.frame < len(frames) else Dataset()
        out.SharedFunctionalGroupsSequence = [_groups(shared)]
        out.PerFrameFunctionalGroupsSequence = [_groups(own)]
    if "NumberOfFrames" in source:
        out.NumberOfFrames = 1

    now = datetime.now(UTC)
    out.SOPInstanceUID, out.StudyInstanceUID = generate_uid(), generate_uid()
    out.SeriesInstanceUID, out.FrameOfReferenceUID = generate_uid(), generate_uid()
    out.PatientName, out.PatientID = ADVERSARIAL_NAME, "ADVERSARIAL"
    # PS3.3 C.7.1.1: "YES" would speak of the pixels as well.
    out.PatientIdentityRemoved = "NO" if str(source.get("BurnedInAnnotation", "")) == "YES" else "YES"
    out.DeidentificationMethod = "medadv_gui: allow-list of attributes, new UIDs, no source dates"
    out.PatientBirthDate = out.PatientSex = out.AccessionNumber = out.ReferringPhysicianName = ""
    out.StudyID = out.StudyDate = out.StudyTime = out.PositionReferenceIndicator = ""
    out.ContentDate, out.ContentTime = now.strftime("%Y%m%d"), now.strftime("%H%M%S")
    out.SeriesNumber = out.InstanceNumber = 1
    out.AcquisitionNumber = None
    out.Manufacturer = "medadv_gui"
    out.SeriesDescription = "ADVERSARIAL - NOT FOR DIAGNOSIS"
    out.ImageComments = _description(image)
    out.DerivationDescription = "Adversarial perturbation of a model's input; research use only, not for diagnosis"
    out.DerivationCodeSequence = [_code("113042", "DCM", "Pixel by pixel addition")]
    out.ContributingEquipmentSequence = [_equipment()]

    stored = image.stored
    if stored.ndim == 3:
        out.SamplesPerPixel, out.PhotometricInterpretation, out.PlanarConfiguration = 3, "RGB", 0
        out.BitsAllocated = out.BitsStored = stored.dtype.itemsize * 8
        out.HighBit, out.PixelRepresentation = out.BitsStored - 1, 0
    else:
        out.PhotometricInterpretation = "MONOCHROME1" if image.inverted else "MONOCHROME2"
        out.BitsAllocated = stored.dtype.itemsize * 8
    if image.lossy:
        out.LossyImageCompression = "01"
    data = np.ascontiguousarray(stored.astype(stored.dtype.newbyteorder("<"))).tobytes()
    out.PixelData = data + b"\0" * (len(data) % 2)
    out["PixelData"].VR = "OW" if out.BitsAllocated > 8 else "OB"
    out.file_meta = FileMetaDataset()
    out.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    out.file_meta.MediaStorageSOPClassUID = out.SOPClassUID
    out.file_meta.MediaStorageSOPInstanceUID = out.SOPInstanceUID
    return out


def _kept(source: Dataset) -> Dataset:
    """The attributes of the allow-list; one whose value pydicom cannot convert stays behind."""
    kept = Dataset()
    for keyword in _KEPT:
        with suppress(Exception):
            if keyword in source:
                kept[keyword] = source[keyword]
    return kept


def _groups(groups: Dataset) -> Dataset:
    """Functional groups with nothing in them but the attributes that are kept at the top level, too."""
    kept = Dataset()
    for keyword in _KEPT_GROUPS:
        items = groups.get(keyword) or []
        if items:
            setattr(kept, keyword, [_kept(items[0])])
    return kept


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def _equipment() -> Dataset:
    item = Dataset()
    item.PurposeOfReferenceCodeSequence = [_code("109103", "DCM", "Modifying Equipment")]
    item.Manufacturer = item.ManufacturerModelName = "medadv_gui"
    item.SoftwareVersions = medadv_gui.__version__
    item.ContributionDescription = "Adversarial perturbation, research use only, not for diagnosis"
    return item
