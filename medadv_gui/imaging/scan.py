"""What the index needs to know of one DICOM file, from its header: facts that travel as JSON."""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.uid import UID, MediaStorageDirectoryStorage

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Geometry, Instance
from medadv_gui.imaging.dicom import geometry, read_dataset
from medadv_gui.imaging.facts import MAX_FRAMES

_IDENTITY = ("PatientID", "IssuerOfPatientID", "PatientName", "PatientBirthDate")
_TAGS = [
    *_IDENTITY, "SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID",
    "SeriesNumber", "SeriesDescription", "Modality", "InstanceNumber", "AcquisitionNumber", "NumberOfFrames", "Rows",
    "Columns", "ImageType", "EchoTime", "DiffusionBValue", "TemporalPositionIdentifier", "SliceThickness",
    "GantryDetectorTilt", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "ImagerPixelSpacing",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
]  # fmt: skip
MAX_SIDE = 65_535
# PS3.5 A.4: MPEG-2, MPEG-4, HEVC; and SMPTE ST 2110.
_VIDEO = ("1.2.840.10008.1.2.4.10", "1.2.840.10008.1.2.7.")


def scan_dicom(instance: Instance) -> dict[str, Any]:
    """A DICOM file's identity (for grouping), place and size; of a DICOMDIR, the files it names.

    Raises InputError with one line.
    """
    name = instance.name
    dataset = read_dataset(instance, header_only=True, tags=_TAGS)
    uid = UID(str(dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID") or ""))
    syntax = UID(str(dataset.file_meta.get("TransferSyntaxUID") or ""))
    if uid == MediaStorageDirectoryStorage:
        return {"kind": "dicomdir", "files": _referenced(instance)}
    if syntax.startswith(_VIDEO):
        raise InputError(f"{name}: not an image here (video, {syntax.name})")
    if "Rows" not in dataset or "Columns" not in dataset:
        words = f"{uid.name} without pixels" if "Image Storage" in uid.name else uid.name
        raise InputError(f"{name}: not an image here ({words or 'no pixel data'})")
    rows, columns = (_counted(dataset, tag, 1, MAX_SIDE, name) for tag in ("Rows", "Columns"))
    frames = max(1, _counted(dataset, "NumberOfFrames", 0, MAX_FRAMES, name) if dataset.get("NumberOfFrames") else 1)
    places = _places(dataset, frames)
    place, turned = places[0], any(other.orientation != places[0].orientation for other in places)
    placed = not turned and len(places) == frames and all(other.position is not None for other in places)
    image_type = dataset.get("ImageType") or ""
    return {
        "kind": "dicom",
        "patient": _patient(dataset),
        "study": str(dataset.get("StudyInstanceUID") or ""),
        "series": str(dataset.get("SeriesInstanceUID") or ""),
        "sop": str(dataset.get("SOPInstanceUID") or ""),
        "sop_class": str(uid),
        "frame_of_reference": str(dataset.get("FrameOfReferenceUID") or ""),
        "image_type": "\\".join(image_type if isinstance(image_type, MultiValue) else [str(image_type)]),
        "title": str(dataset.get("SeriesDescription") or ""),
        "modality": str(dataset.get("Modality") or "").strip(),
        "number": _integer(dataset, "InstanceNumber"),
        "series_number": _integer(dataset, "SeriesNumber"),
        "acquisition": _integer(dataset, "AcquisitionNumber"),
        "time_index": _integer(dataset, "TemporalPositionIdentifier"),
        "echo_time": _real(dataset, "EchoTime"),
        "b_value": _real(dataset, "DiffusionBValue"),
        "thickness": _real(dataset, "SliceThickness"),
        "tilt": _real(dataset, "GantryDetectorTilt"),
        "rows": rows,
        "columns": columns,
        "frames": frames,
        "spacing": place.spacing,
        "orientation": None if turned else place.orientation,
        "positions": [other.position for other in places] if placed else [],
    }


def _patient(dataset: Dataset) -> str:
    """What tells one patient from another; "" where the file names none. Systems differ in case and in the carets
    after a name's last component."""
    values = [str(dataset.get(name) or "").strip(" ^").casefold() for name in _IDENTITY]
    return "\0".join(values) if any(values) else ""


def _places(dataset: Dataset, frames: int) -> list[Geometry]:
    """Where each frame lies; one place alone where the file does not tell it frame by frame."""
    told = len(dataset.get("PerFrameFunctionalGroupsSequence") or []) == frames
    return [geometry(dataset, frame) for frame in range(frames if told else 1)]


def _counted(dataset: Dataset, tag: str, least: int, most: int, name: str) -> int:
    """A whole number within limits; InputError names the tag that holds none."""
    number = _integer(dataset, tag)
    if number is None:
        raise InputError(f"{name}: {tag} is no number")
    if not least <= number <= most:
        raise InputError(f"{name}: {tag} is {number}, which this program refuses")
    return number


def _integer(dataset: Dataset, name: str) -> int | None:
    number = _real(dataset, name)
    return None if number is None else int(number)


def _real(dataset: Dataset, name: str) -> float | None:
    """A number; None where it is missing, no number, or one of several."""
    try:
        number = float(dataset.get(name))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e15 else None


def _referenced(instance: Instance) -> list[list[str]]:
    """The components of every ReferencedFileID in use (PS3.3 F.3.2.2), each file once."""
    dataset = read_dataset(instance, tags=["DirectoryRecordSequence"])
    files: dict[tuple[str, ...], None] = {}
    for record in dataset.get("DirectoryRecordSequence") or []:
        name = record.get("ReferencedFileID")
        if name and record.get("RecordInUseFlag") != 0:
            files[tuple(map(str, name)) if isinstance(name, MultiValue) else (str(name),)] = None
    return [list(parts) for parts in files]
