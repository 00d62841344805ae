"""The marks that every written image carries, and by which the program knows its own files again."""

from __future__ import annotations

from contextlib import suppress

from pydicom.dataset import Dataset

from medadv_gui.imaging.header import has, text

SYNTHETIC_MARK = "synthetic, drawn by medadv_gui"
ADVERSARIAL_NAME = "ADVERSARIAL^RESEARCH"
ADVERSARIAL = "ADVERSARIAL"
EQUIPMENT = "medadv_gui"
DESCRIPTION = "ADVERSARIAL image, research use only, not for diagnosis"
SERIES_DESCRIPTION = "ADVERSARIAL - NOT FOR DIAGNOSIS"
ALREADY = "this image is ADVERSARIAL already, not the patient's own: it was changed to deceive a model"

_PATIENT_NAME, _MANUFACTURER, _EQUIPMENT_SEQUENCE = 0x00100010, 0x00080070, 0x0018A001
_DESCRIPTIONS = (0x0008103E, 0x00204000, 0x00082111)  # SeriesDescription, ImageComments, DerivationDescription


def is_adversarial(dataset: Dataset) -> bool:
    """Whether a DICOM file says of itself that this program changed it: by any one of its marks, since whoever
    de-identifies or edits a file again takes some of them away."""
    with suppress(Exception):  # a value that pydicom cannot convert is none of ours
        if text(dataset, _PATIENT_NAME) == ADVERSARIAL_NAME:
            return True
        if any(text(dataset, tag).upper().startswith(ADVERSARIAL) for tag in _DESCRIPTIONS):
            return True
        if has(dataset, _EQUIPMENT_SEQUENCE):
            return any(text(item, _MANUFACTURER) == EQUIPMENT for item in dataset[_EQUIPMENT_SEQUENCE].value or [])
    return False
