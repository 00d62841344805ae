"""What the index needs to know of one file, from its header: facts that travel as JSON."""

from __future__ import annotations

from typing import Any

from pydicom.uid import UID

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.dicom import geometry, read_dataset
from medadv_gui.imaging.picture import LABEL_MAP_MARK, description, open_picture

MAX_FRAMES = 20_000

_TAGS = [
    "SOPClassUID", "SOPInstanceUID", "PatientID", "PatientName", "StudyInstanceUID", "SeriesInstanceUID",
    "SeriesNumber", "SeriesDescription", "Modality", "InstanceNumber", "NumberOfFrames", "Rows", "Columns",
    "BitsAllocated", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "ImagerPixelSpacing",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
]  # fmt: skip


def scan_dicom(instance: Instance) -> dict[str, Any]:
    """A DICOM file's identity (for grouping), place and size. Raises InputError with one line."""
    name = instance.name
    dataset = read_dataset(instance, header_only=True, tags=_TAGS)
    uid = UID(str(dataset.get("SOPClassUID", "")))
    if dataset.get("Rows") is None:
        raise InputError(f"{name}: not an image here ({uid.name or 'no pixel data'})")
    frames = max(1, int(dataset.get("NumberOfFrames") or 1))
    if frames > MAX_FRAMES:
        raise InputError(f"{name}: NumberOfFrames is {frames}, which this program refuses")
    place = geometry(dataset)
    return {
        "kind": "dicom",
        "patient": f"{dataset.get('PatientID', '')}\0{dataset.get('PatientName', '')}",
        "study": str(dataset.get("StudyInstanceUID", "")),
        "series": str(dataset.get("SeriesInstanceUID", "")),
        "sop": str(dataset.get("SOPInstanceUID", name)),
        "number": int(dataset.get("InstanceNumber") or 0),
        "title": str(dataset.get("SeriesDescription", "")).strip(),
        "modality": str(dataset.get("Modality", "")),
        "rows": int(dataset.Rows),
        "columns": int(dataset.Columns),
        "frames": frames,
        "spacing": place.spacing, "orientation": place.orientation, "position": place.position,
    }  # fmt: skip


def scan_picture(instance: Instance) -> dict[str, Any]:
    """A picture's size. Raises InputError with one line."""
    with open_picture(instance) as picture:
        if description(picture).startswith(LABEL_MAP_MARK):
            raise InputError(f"{instance.name}: a label map, not a picture")
        width, height = picture.size
        if picture.getexif().get(0x0112, 1) >= 5:  # turned by a quarter when it is read
            width, height = height, width
    return {"kind": "picture", "rows": height, "columns": width, "frames": 1}
