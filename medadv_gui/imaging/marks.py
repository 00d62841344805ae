"""The marks that every written image carries, and by which the program knows its own files again."""

from __future__ import annotations

from contextlib import suppress

from pydicom.dataset import Dataset

SYNTHETIC_MARK = "synthetic, drawn by medadv_gui"
ADVERSARIAL_NAME = "ADVERSARIAL^RESEARCH"
ADVERSARIAL = "ADVERSARIAL"
EQUIPMENT = "medadv_gui"
DESCRIPTION = "ADVERSARIAL image, research use only, not for diagnosis"
SERIES_DESCRIPTION = "ADVERSARIAL - NOT FOR DIAGNOSIS"


def is_adversarial(dataset: Dataset) -> bool:
    """Whether a DICOM file says of itself that this program changed it: by any one of its marks, since whoever
    de-identifies or edits a file again takes some of them away."""
    if _text(dataset, "PatientName") == ADVERSARIAL_NAME:
        return True
    descriptions = ("SeriesDescription", "ImageComments", "DerivationDescription")
    if any(_text(dataset, keyword).upper().startswith(ADVERSARIAL) for keyword in descriptions):
        return True
    with suppress(Exception):  # as in _text
        equipment = dataset.get("ContributingEquipmentSequence") or []
        return any(_text(item, "Manufacturer") == EQUIPMENT for item in equipment)
    return False


def _text(dataset: Dataset, keyword: str) -> str:
    with suppress(Exception):  # a value that pydicom cannot convert is none of ours
        return str(dataset.get(keyword, "")).strip()
    return ""
