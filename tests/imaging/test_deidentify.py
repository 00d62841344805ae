"""What may be taken over from a source, and what stands for its names."""

from __future__ import annotations

import re
from pathlib import Path

import pydicom
import pydicom.uid as uids
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from medadv_gui.core.salt import installation_salt
from medadv_gui.imaging.deidentify import (
    BURNED_IN,
    KEPT,
    burned_in,
    code,
    identifying,
    kept,
    mapped_uid,
    set_identity,
)

PROFILE = frozenset((Path(__file__).parents[1] / "system" / "basic_profile.txt").read_text().split())
CT = uids.CTImageStorage


@given(st.text("0123456789.", min_size=1, max_size=64))
def test_a_mapped_uid_is_valid_and_keyed(uid: str) -> None:
    mapped = mapped_uid(uid, b"one")
    assert mapped == mapped_uid(uid, b"one") != mapped_uid(uid, b"another")
    assert re.fullmatch(r"2\.25\.(0|[1-9]\d*)", mapped)
    assert mapped.is_valid
    assert len(mapped) <= 64


def test_the_key_is_the_installation_s() -> None:
    assert mapped_uid("1.2.3") == mapped_uid("1.2.3", installation_salt())
    assert mapped_uid("1.2.3 ") == mapped_uid("1.2.3")
    assert mapped_uid("1.2.3") != mapped_uid("1.2.4")


def test_the_list_keeps_nothing_that_the_basic_profile_removes() -> None:
    assert KEPT.isdisjoint(PROFILE)


def test_a_name_hidden_in_a_kept_attribute_is_dropped() -> None:
    source = Dataset()
    source.PatientName, source.PatientID, source.InstitutionName = "Mustermann^Erika", "AB-4711-X", "Klinik Nord"
    source.ConvolutionKernel, source.BodyPartExamined, source.PatientPosition = "mustermann", "CHEST", "HFS"
    source.ScanOptions = ["HELIX", "AB-4711-X"]
    words = identifying(source)
    assert {"mustermann", "erika", "klinik nord", "ab-4711-x"} <= words
    out = kept(source, CT, words)
    assert (out.BodyPartExamined, out.PatientPosition) == ("CHEST", "HFS")
    for keyword in ("ConvolutionKernel", "ScanOptions", "PatientName", "PatientID", "InstitutionName"):
        assert keyword not in out
    source.ConvolutionKernel = "B30f"
    assert kept(source, CT, identifying(source)).ConvolutionKernel == "B30f"


def test_a_description_in_the_standard_s_own_words_hides_nothing() -> None:
    source = Dataset()
    source.StudyDescription, source.BodyPartExamined = "CHEST routine", "CHEST"
    assert kept(source, CT, identifying(source)).BodyPartExamined == "CHEST"
    source.BodyPartExamined = "DR MEIER CHEST"
    assert "BodyPartExamined" not in kept(source, CT, frozenset())


@pytest.mark.parametrize(
    ("keyword", "value"),
    [("PixelSpacing", [1, 2, 3]), ("KVP", "nan"), ("KVP", "inf"), ("PatientPosition", "hfs!"), ("InstanceNumber", "x"),
     ("SliceThickness", ""), ("Modality", "C" * 17)],
)  # fmt: skip
def test_what_is_not_valid_is_not_taken_over(keyword: str, value: object) -> None:
    source = Dataset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pydicom.config.settings, "_reading_validation_mode", pydicom.config.IGNORE)
        patch.setattr(pydicom.config.settings, "_writing_validation_mode", pydicom.config.IGNORE)
        try:
            setattr(source, keyword, value)
        except (ValueError, TypeError):
            source._dict[pydicom.tag.Tag(keyword)] = pydicom.dataelem.RawDataElement(
                pydicom.tag.Tag(keyword), "IS", 2, str(value).encode(), 0, False, True
            )
    assert keyword not in kept(source, CT, frozenset())


def test_a_number_too_long_to_write_is_the_nearest_that_is_not() -> None:
    source = Dataset()
    source.add_new("KVP", "DS", pydicom.valuerep.DSfloat(120.123456789012345678))
    text = str(kept(source, CT, frozenset())["KVP"].value)
    assert len(text) <= 16
    assert float(text) == pytest.approx(120.123456789012345678, rel=1e-12)


def test_codes_of_a_hospital_s_own_stay_behind() -> None:
    for scheme, there in (("SCT", True), ("99NORD", False)):
        source = Dataset()
        source.AnatomicRegionSequence = Sequence([code("39607008", scheme, "Lung")])
        source.AnatomicRegionSequence[0].add_new(0x00090010, "LO", "private")
        out = kept(source, uids.OphthalmicPhotography8BitImageStorage, frozenset())
        assert ("AnatomicRegionSequence" in out) is there
        if there:
            assert len(out.AnatomicRegionSequence[0]) == 3


def test_uids_are_mapped_and_classes_are_not() -> None:
    source = Dataset()
    source.SynchronizationFrameOfReferenceUID = "1.2.3.4"
    out = kept(source, uids.OphthalmicPhotography8BitImageStorage, frozenset())
    assert out.SynchronizationFrameOfReferenceUID == mapped_uid("1.2.3.4")
    source.SynchronizationFrameOfReferenceUID = "1.2.840.10008.15.1.1"  # universal time, known to all
    out = kept(source, uids.OphthalmicPhotography8BitImageStorage, frozenset())
    assert out.SynchronizationFrameOfReferenceUID == "1.2.840.10008.15.1.1"


@pytest.mark.parametrize(
    ("modality", "said", "warned"),
    [("CT", None, False), ("CT", "YES", True), ("US", None, True), ("US", "NO", False), ("SC", "", True),
     ("ES", None, True)],
)  # fmt: skip
def test_burned_in_text(modality: str, said: str | None, warned: bool) -> None:
    source = Dataset()
    source.Modality = modality
    if said is not None:
        source.BurnedInAnnotation = said
    assert burned_in(source) == (BURNED_IN if warned else None)


def test_the_identity_is_stated() -> None:
    out, source = Dataset(), Dataset()
    source.StudyInstanceUID, source.BurnedInAnnotation = "1.2.3", "YES"
    set_identity(out, source)
    assert out.PatientName == "ADVERSARIAL^RESEARCH"
    assert out.StudyInstanceUID == mapped_uid("1.2.3")
    assert out.PatientIdentityRemoved == "NO"  # not from the pixels
    assert out.DeidentificationMethodCodeSequence[0].CodeValue == "113100"
    assert out.LongitudinalTemporalInformationModified == "REMOVED"
    assert out.StudyDate == out.StudyTime == out.PatientBirthDate == ""
    nameless = Dataset()
    set_identity(nameless, Dataset())
    assert nameless.StudyInstanceUID.startswith("2.25.")
