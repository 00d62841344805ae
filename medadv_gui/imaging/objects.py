"""The objects that go with an adversarial DICOM image: the picture for people, the perturbation and the masks.

Each is made from the derived, de-identified dataset (`derived`), never from the source; it lies in the same study and
frame of reference, and in a series of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from highdicom import AlgorithmIdentificationSequence, VOILUTTransformation
from highdicom.base import SOPClass
from highdicom.pm import ParametricMap, RealWorldValueMapping
from highdicom.seg import SegmentAlgorithmTypeValues, Segmentation, SegmentationTypeValues, SegmentDescription
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

import medadv_gui
from medadv_gui.imaging.deidentify import code
from medadv_gui.imaging.derived import series_uid
from medadv_gui.imaging.marks import EQUIPMENT

# What all objects of one study say alike: whose they are, that they are nobody's, and the marks.
_SHARED = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientIdentityRemoved", "DeidentificationMethod",
    "DeidentificationMethodCodeSequence", "LongitudinalTemporalInformationModified", "StudyInstanceUID", "StudyDate",
    "StudyTime", "StudyID", "AccessionNumber", "ReferringPhysicianName", "Laterality", "BodyPartExamined",
    "ImageComments", "SeriesDescription", "ContributingEquipmentSequence",
)  # fmt: skip
_CHANNELS = ("red", "green", "blue")


def people_image(derived: Dataset, rgb: NDArray[np.uint8], spacing: tuple[float, float] | None, run: bytes) -> Dataset:
    """A Secondary Capture image (PS3.3 A.8.1) of a picture that is made to be looked at, its banner burned in.

    Parameters
    ----------
    derived : the dataset of the machine's copy.
    rgb : uint8 (H, W, 3).
    spacing : (row, column) of the image in mm: only how long a pixel is for its width is told, since a picture with a
        banner is nothing to measure on.
    run : names the run: see `derived.series_uid`.
    """
    out = Dataset()
    for keyword in (*_SHARED, "Modality", "PatientOrientation", "ContentDate", "ContentTime", "Manufacturer",
                    "ManufacturerModelName", "SoftwareVersions", "InstanceNumber", "LossyImageCompression",
                    "LossyImageCompressionRatio", "LossyImageCompressionMethod", "BurnedInAnnotation"):  # fmt: skip
        if keyword in derived:
            out[keyword] = copy.deepcopy(derived[keyword])
    out.SOPClassUID, out.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid(prefix=None)
    out.SeriesInstanceUID, out.SeriesNumber = series_uid(run, "people"), 2
    out.ImageType, out.ConversionType = ["DERIVED", "SECONDARY"], "WSD"
    for keyword in ("PatientOrientation", "Laterality"):
        if keyword not in out and not (keyword == "Laterality" and "BodyPartExamined" in out):
            setattr(out, keyword, None)
    out.DerivationDescription = "The adversarial image through its display window, a banner burned in"
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = derived.SOPClassUID, derived.SOPInstanceUID
    reference.PurposeOfReferenceCodeSequence = [code("121322", "DCM", "Source image for image processing operation")]
    out.SourceImageSequence = [reference]
    out.Rows, out.Columns = rgb.shape[:2]
    out.SamplesPerPixel, out.PhotometricInterpretation, out.PlanarConfiguration = 3, "RGB", 0
    if spacing is not None and spacing[0] != spacing[1]:
        out.PixelAspectRatio = [round(1000 * side / min(spacing)) for side in spacing]
    out.BitsAllocated = out.BitsStored = 8
    out.HighBit, out.PixelRepresentation = 7, 0
    data = np.ascontiguousarray(rgb).tobytes()
    out.PixelData = data + b"\0" * (len(data) % 2)
    out["PixelData"].VR = "OB"
    out.file_meta = FileMetaDataset()
    out.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    out.file_meta.MediaStorageSOPClassUID = out.SOPClassUID
    out.file_meta.MediaStorageSOPInstanceUID = out.SOPInstanceUID
    return out


def perturbation_map(
    derived: Dataset, perturbation: NDArray[np.float32], units: str, limit: float, run: bytes
) -> Dataset:
    """A Parametric Map (PS3.3 A.75) of the perturbation; only of an image that `is_placed`.

    Parameters
    ----------
    derived : the dataset of the adversarial image.
    perturbation : float32 (H, W), or (H, W, 3) of a colour image: a map for each of red, green and blue.
    units : "HU", or "" for stored values.
    limit : the window to look at it through is plus and minus this.
    run : names the run.
    """
    unit = Code("[hnsf'U]", "UCUM", "Hounsfield unit") if units == "HU" else codes.UCUM.NoUnits
    values = perturbation.astype(np.float32)
    largest = float(np.abs(values).max(initial=0.0)) or 1.0

    def mapping(name: str) -> RealWorldValueMapping:
        words = f"adversarial minus original in {units or 'stored values'}"
        return RealWorldValueMapping(f"change{name}", words, unit, (-largest, largest), slope=1.0, intercept=0.0)

    mappings: Any = [[mapping(f" {name}")] for name in _CHANNELS] if values.ndim == 3 else [mapping("")]
    out = ParametricMap(
        [_told(derived)],
        values[None],
        **_own(derived, "perturbation", 3, run),
        contains_recognizable_visual_features=False,
        real_world_value_mappings=mappings,
        voi_lut_transformations=[VOILUTTransformation(window_center=0.0, window_width=2 * (limit or 1.0))],
        content_label="PERTURBATION",
        content_description="Adversarial perturbation, not for diagnosis",
    )
    _share(out, derived)
    if "Laterality" not in out and "BodyPartExamined" not in out:
        out.Laterality = None
    return out


def masks(
    derived: Dataset,
    answers: Mapping[str, NDArray[np.uint8]],
    labels: Sequence[str],
    model: tuple[str, str],
    run: bytes,
) -> Dataset:
    """A Segmentation (PS3.3 A.51) with a binary segment for each label of each answer.

    No code of a vocabulary is claimed for a label that is only a name on the model's card: each segment is a
    "Tissue" of type "Anatomical structure", and its name is in its label.

    Parameters
    ----------
    derived : the dataset of the adversarial image.
    answers : label maps (H, W) by what they are answers to, e.g. "original"; 0 is background.
    labels : the names of the label maps' values, background first.
    model : the model's name and version.
    run : names the run.
    """
    algorithm = AlgorithmIdentificationSequence(model[0], codes.DCM.ArtificialIntelligence, model[1])
    named = [
        (f"{name}, {answer}"[:64], mask == i) for answer, mask in answers.items() for i, name in _foreground(labels)
    ]
    segments = [
        SegmentDescription(
            number,
            label,
            codes.SCT.Tissue,
            codes.SCT.AnatomicalStructure,
            SegmentAlgorithmTypeValues.AUTOMATIC,
            algorithm,
        )
        for number, (label, _) in enumerate(named, 1)
    ]
    out = Segmentation(
        [_told(derived if is_placed(derived) else _without_place(derived))],
        np.stack([plane for _, plane in named], axis=-1)[None].astype(np.uint8),
        SegmentationTypeValues.BINARY,
        segments,
        **_own(derived, "masks", 4, run),
        omit_empty_frames=False,
        content_label="MASKS",
        content_description="A model's answers, not for diagnosis",
    )
    _refer(out, derived)
    _share(out, derived)
    out.pop("Laterality", None)  # a frame says so itself (PS3.3 C.7.6.16.2.8)
    if "FrameOfReferenceUID" not in out:
        out.PatientOrientation = None
    return out


def _foreground(labels: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(labels))[1:]


def _own(derived: Dataset, kind: str, number: int, run: bytes) -> dict[str, Any]:
    """The names and the maker of a new object."""
    return {
        "series_instance_uid": series_uid(run, kind), "series_number": number,
        "sop_instance_uid": generate_uid(prefix=None), "instance_number": max(1, int(derived.InstanceNumber)),
        "manufacturer": EQUIPMENT, "manufacturer_model_name": EQUIPMENT,
        "software_versions": medadv_gui.__version__, "device_serial_number": medadv_gui.__version__,
    }  # fmt: skip


_PLACE = ("FrameOfReferenceUID", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness")


def is_placed(derived: Dataset) -> bool:
    """Whether the image says all of where it lies, as every frame of a Parametric Map has to (PS3.3 A.75.4)."""
    return "SharedFunctionalGroupsSequence" in derived or all(
        keyword in derived and not derived[keyword].is_empty for keyword in _PLACE
    )


def _without_place(derived: Dataset) -> Dataset:
    """The image as highdicom wants one that lies nowhere: of a single-frame class, without half a geometry."""
    stripped = _without(derived, *_PLACE, "NumberOfFrames", "SOPClassUID")
    stripped.SOPClassUID = SecondaryCaptureImageStorage
    return stripped


def _told(source: Dataset) -> Dataset:
    """The image without a history of compression that is empty: what is made of it is not compressed."""
    if source.get("LossyImageCompression"):
        return source
    return _without(source, "LossyImageCompression")


def _without(dataset: Dataset, *keywords: str) -> Dataset:
    """A dataset of the same elements but these (`copy.copy` of a pydicom dataset is no other dataset)."""
    out = Dataset()
    out.update({element.tag: element for element in dataset if element.keyword not in keywords})
    return out


def _refer(out: Dataset, derived: Dataset) -> None:
    """Name the class of `derived` wherever `out` refers to it."""
    for element in out:
        if element.VR == "SQ":
            for item in element.value:
                if item.get("ReferencedSOPInstanceUID") == derived.SOPInstanceUID:
                    item.ReferencedSOPClassUID = derived.SOPClassUID
                _refer(item, derived)


def _share(out: SOPClass, derived: Dataset) -> None:
    """Add what all objects of the study say alike."""
    for keyword in _SHARED:
        if keyword in derived:
            out[keyword] = copy.deepcopy(derived[keyword])
