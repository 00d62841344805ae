"""Attributes for people: all of them listed, those that may identify a patient marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.attributes import read_attributes
from tests.support import ct_dataset, save


def test_what_may_name_the_patient_is_marked(tmp_path: Path) -> None:
    ds = ct_dataset(np.zeros((8, 8), np.int16))
    inner = Dataset()
    inner.ReferencedSOPInstanceUID = "1.2.840.99.1"
    ds.ReferencedImageSequence = Sequence([inner])
    ds.add_new(0x00091001, "LO", "private words")
    ds.PatientComments = "line\nbreak <b>"
    rows = read_attributes(Instance(save(ds, tmp_path / "a.dcm")))
    by_name = {row.name: row for row in rows}
    for name in ("Patient's Name", "Patient ID", "Patient's Birth Date", "Accession Number", "Institution Name",
                 "Study Date", "Study Instance UID", "SOP Instance UID", "Series Description", "Patient Comments",
                 "Referenced SOP Instance UID"):  # fmt: skip
        assert by_name[name].identifying, name
    for name in ("Modality", "Rows", "Rescale Slope", "Window Center", "Transfer Syntax UID", "KVP", "Pixel Spacing"):
        assert not by_name[name].identifying, name
    assert by_name["Patient's Name"].value == "Mustermann^Erika"
    assert by_name["Pixel Spacing"].value == "0.7\\0.8"
    assert by_name["Patient Comments"].value == "line break <b>"
    assert by_name["Referenced SOP Instance UID"].depth == 1
    assert by_name["Referenced Image Sequence"].value == "1 item"
    assert all(row.identifying for row in rows if int(row.tag[1:5], 16) % 2)
    assert not any("7FE0" in row.tag for row in rows)


def test_a_picture_has_none(tmp_path: Path) -> None:
    Picture.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "a.png")
    with pytest.raises(InputError, match=r"a\.png: not a DICOM"):
        read_attributes(Instance(tmp_path / "a.png"))
