"""What people have, read as a cohort's images: each kind of list, and lists that mean harm."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.types import Skipped
from medadv_gui.evaluation.cohort import tables
from medadv_gui.evaluation.cohort.manifest import Item, read_manifest
from tests.evaluation.cohort.made import mask, picture, volume
from tests.support import ct_dataset, save


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.path.name for item in items]


def reasons(skipped: tuple[Skipped, ...]) -> dict[str, str]:
    return {item.name: item.reason for item in skipped}


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def test_our_own_table(tmp_path: Path) -> None:
    for name in "abc":
        picture(tmp_path / f"{name}.png", 0)
    mask(tmp_path / "m.png")
    write(
        tmp_path / "labels.csv", "file,mask,label,id,patient,site,split", "a.png,m.png,cat,case-7,P1,North,train",
        "b.png,,dog,,P1,South,test", "c.png,,,,P2,,test", "d.png,,,,,,test",
    )  # fmt: skip
    found = read_manifest([tmp_path])
    assert names(found.items) == ["a.png", "b.png", "c.png"]
    first, other, last = found.items
    assert (first.id, first.label, first.mask, first.patient, first.site, first.split) == (
        "case-7", "cat", tmp_path / "m.png", "P1", "North", "train",
    )  # fmt: skip
    assert (other.label, other.mask, last.label) == ("dog", None, None)
    assert reasons(found.skipped) == {"d.png": "there is no such file"}
    assert names(read_manifest([tmp_path], split="test").items) == ["b.png", "c.png"]
    assert names(read_manifest([tmp_path / "labels.csv"], limit=1).items) == ["a.png"]
    with pytest.raises(SettingsError, match="there are: test, train"):
        read_manifest([tmp_path], split="validation")


def test_an_id_that_is_part_of_a_files_name_is_no_pseudonym(tmp_path: Path) -> None:
    picture(tmp_path / "Mustermann_Erika.png", 0)
    for own in (
        "Mustermann_Erika", "Erika", "x-mustermann_erika-1", "../a", "a b", "=1+1", "Mustermann-Erika",
        "erikamustermann", "E-r-i-k-a", "LI-WU", "P7-1", "case-wu",
    ):  # fmt: skip
        write(tmp_path / "labels.csv", "file,id,patient", f"Mustermann_Erika.png,{own},P7 WU^LI")
        assert read_manifest([tmp_path]).items[0].id == "", own
    write(tmp_path / "labels.csv", "file,id,patient", "Mustermann_Erika.png,case-17,P7 WU^LI")
    assert read_manifest([tmp_path]).items[0].id == "case-17"


def test_boxes_in_our_own_table(tmp_path: Path) -> None:
    for name in "abc":
        picture(tmp_path / f"{name}.png", 0)
    write(
        tmp_path / "labels.csv", "file,label,xmin,ymin,xmax,ymax", "a.png,polyp,1,2,3,4.5", "a.png,polyp,5,6,7,8",
        "b.png,,,,,", "c.png,polyp,1,2,3,4", "c.png,polyp,3,3,1,4", "c.png,polyp,x,3,1,4", "c.png,polyp,5,6,7,8",
    )  # fmt: skip
    found = read_manifest([tmp_path])
    assert [item.boxes for item in found.items] == [(("polyp", 1, 2, 3, 4.5), ("polyp", 5, 6, 7, 8)), ()]
    assert [(item.name, item.reason) for item in found.skipped] == [("c.png", "row 6: a box has no area")]


def test_aptos(tmp_path: Path) -> None:
    picture(tmp_path / "train_images" / "000c1434d8d7.png", 0)
    picture(tmp_path / "train_images" / "001639a390f0.png", 1)
    write(tmp_path / "train.csv", "id_code,diagnosis", "000c1434d8d7,2", "001639a390f0,4", "gone,1")
    write(tmp_path / "test.csv", "id_code", "0005cfc8afb6")
    found = read_manifest([tmp_path])
    assert [(item.path.stem, item.label, item.split, item.id) for item in found.items] == [
        ("000c1434d8d7", "2", "train", ""), ("001639a390f0", "4", "train", ""),
    ]  # fmt: skip
    assert reasons(found.skipped) == {"gone": "there is no such file"}


def test_idrid(tmp_path: Path) -> None:
    folder = tmp_path / "B. Disease Grading"
    picture(folder / "1. Original Images" / "a. Training Set" / "IDRiD_001.jpg", 0)
    table = write(
        folder / "2. Groundtruths" / "a. IDRiD_Disease Grading_Training Labels.csv",
        "Image name,Retinopathy grade,Risk of macular edema ,,,,,", "IDRiD_001,3,2,,,,,",
    )  # fmt: skip
    table.rename(folder / table.name)
    (item,) = read_manifest([folder]).items
    assert (item.path.name, item.label, item.split) == ("IDRiD_001.jpg", "3", "train")


def test_two_files_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    picture(tmp_path / "a" / "x.png", 0)
    picture(tmp_path / "b" / "x.png", 1)
    picture(tmp_path / "y.png", 1)
    write(tmp_path / "t.csv", "id_code,diagnosis", "x,1", "y,1")
    found = read_manifest([tmp_path])
    assert names(found.items) == ["y.png"]
    assert reasons(found.skipped) == {"x": "there are several files of this name"}


@pytest.mark.parametrize(
    "yaml",
    [
        "names: [bubbles, 'blur']\nnc: 2",
        "nc: 2\nnames:\n  0: bubbles\n  1: blur\ntrain: x",
        "names:\n- bubbles\n- blur",
    ],
)
def test_yolo(tmp_path: Path, yaml: str) -> None:
    for split in ("train", "val"):
        for name in "ab":
            picture(tmp_path / "images" / split / f"{name}.jpg", 0)
    write(tmp_path / "labels" / "train" / "a.txt", "1 0.5 0.5 0.25 0.5", "0 0.1 0.1 0.1 0.1")
    write(tmp_path / "labels" / "val" / "b.txt", "1 0.5 0.5 0 0.5")
    write(tmp_path / "data.yaml", yaml)
    found = read_manifest([tmp_path])
    assert [(item.split, item.path.name, item.relative) for item in found.items] == [
        ("train", "a.jpg", True), ("train", "b.jpg", True), ("val", "a.jpg", True),
    ]  # fmt: skip
    assert found.items[0].boxes == (("blur", 0.5, 0.5, 0.25, 0.5), ("bubbles", 0.1, 0.1, 0.1, 0.1))
    assert found.items[1].boxes == ()
    assert reasons(found.skipped) == {"b.jpg": "a box has no area"}


def test_ead(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", 0)
    picture(tmp_path / "b.jpg", 0)
    picture(tmp_path / "c.jpg", 0)
    write(tmp_path / "a.txt", "pixel saturation 10 20 30 40", "blur 1,2,3,4")
    write(tmp_path / "b.txt", "blur 1 2 three 4")
    write(tmp_path / "class_list.txt", "specularity", "saturation")
    found = read_manifest([tmp_path])
    (item,) = found.items
    assert item.boxes == (("pixel saturation", 10, 20, 30, 40), ("blur", 1, 2, 3, 4))
    assert not item.relative
    assert set(reasons(found.skipped)) == {"b.jpg", "c.jpg"}


def test_mask_folders(tmp_path: Path) -> None:
    picture(tmp_path / "one" / "images" / "a.jpg", 0)
    picture(tmp_path / "one" / "images" / "b.jpg", 0)
    mask(tmp_path / "one" / "masks" / "a.png")
    picture(tmp_path / "two" / "x.png", 0)
    mask(tmp_path / "two" / "x_mask.png")
    found = read_manifest([tmp_path / "one", tmp_path / "two"])
    assert [(item.path.name, item.mask and item.mask.name) for item in found.items] == [
        ("a.jpg", "a.png"), ("x.png", "x_mask.png"),
    ]  # fmt: skip
    assert reasons(found.skipped) == {"b.jpg": "it has no mask"}


def test_plain_pictures_are_images_each(tmp_path: Path) -> None:
    for k in range(4):  # they look like the frames of a sequence
        picture(tmp_path / f"img_{k}.png", k)
    write(tmp_path / "notes.txt", "not a list of boxes")
    found = read_manifest([tmp_path])
    assert names(found.items) == [f"img_{k}.png" for k in range(4)]
    assert all(item.patient == "" and item.label is None and item.mask is None for item in found.items)
    assert "notes.txt" in reasons(found.skipped)
    assert len(read_manifest([tmp_path], slices="2").items) == 2


def test_dicom_trees(tmp_path: Path) -> None:
    for series in ("1.2.8", "1.2.9"):
        for k in range(5):
            ds = ct_dataset(np.full((16, 16), 1000 + k, np.int16), series=series, z=2.0 * k, number=k + 1)
            save(ds, tmp_path / series / f"{k}.dcm")
    found = read_manifest([tmp_path])
    assert [(item.slice, item.path.name, item.patient) for item in found.items] == [(2, "2.dcm", "patient 1")] * 2
    assert [item.slice for item in read_manifest([tmp_path], slices="middle").items] == [2, 2]
    assert [item.slice for item in read_manifest([tmp_path], slices="all").items] == [0, 1, 2, 3, 4] * 2
    assert [item.slice for item in read_manifest([tmp_path], slices="2").items] == [1, 3] * 2
    named = [tmp_path / "1.2.8" / f"{k}.dcm" for k in (0, 3, 4)]  # whoever names slices one by one wants them all
    assert names(read_manifest(named).items) == ["0.dcm", "3.dcm", "4.dcm"]
    assert len(read_manifest(named, slices="middle").items) == 1
    assert len(read_manifest([*named, tmp_path]).items) == 2
    for wrong in ("some", "0", "-1", "1e9", "999999999"):
        with pytest.raises(SettingsError):
            read_manifest([tmp_path], slices=wrong)


def test_nothing_outside_the_tables_folder(tmp_path: Path) -> None:
    outside = picture(tmp_path / "outside.png", 0)
    folder = tmp_path / "set"
    picture(folder / "in.png", 0)
    (folder / "link.png").symlink_to(outside)
    write(
        folder / "labels.csv", "file,mask", "in.png,", "../outside.png,", f"{outside},", "link.png,",
        "a/../../outside.png,", "..\\outside.png,", f"{folder / 'in.png'},../outside.png", "/etc/passwd,",
        "in.png\0.png,", ",", f"{'x' * 5000},",
    )  # fmt: skip
    found = read_manifest([folder])
    assert names(found.items) == ["in.png"]
    assert len(found.skipped) == 9


def test_formulas_and_control_characters_are_taken_out(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 0)
    (tmp_path / "labels.csv").write_text(
        'file,label,site,split\na.png,"=1+\u202e1\x07","=HYPERLINK(""x"")","@t\nest"\n'
    )
    (item,) = read_manifest([tmp_path]).items
    assert (item.label, item.site, item.split) == ("=1+ 1", 'HYPERLINK("x")', "t est")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no column of images"),
        (b"name,x\n1,2\n", "no column of images"),
        (b"file,label\nM\xfcller.png,1\n", "not in UTF-8"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b'file,label\n"' + b"x" * 200_000 + b'",1\n', "not a table"),
        (b"file,label\n", "names no image"),
    ],
)
def test_tables_that_are_none(tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "labels.csv").write_bytes(raw)
    with pytest.raises(InputError, match=reason):
        read_manifest([tmp_path])


def test_a_table_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(tmp_path / "a.png", 0)
    write(tmp_path / "labels.csv", "file", *["a.png"] * 20)
    assert len(read_manifest([tmp_path]).skipped) == 19
    monkeypatch.setattr(tables, "MOST_ROWS", 10)
    with pytest.raises(InputError, match="more than 10 rows"):
        read_manifest([tmp_path])
    monkeypatch.setattr(tables, "MAX_TABLE", 10)
    with pytest.raises(InputError, match="MiB"):
        read_manifest([tmp_path])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    picture(tmp_path / "ä.png", 0)
    (tmp_path / "labels.csv").write_text(separator.join(("File", "Label")) + f"\nä.png{separator}grün\n", encoding)
    (item,) = read_manifest([tmp_path]).items
    assert (item.path.name, item.label) == ("ä.png", "grün")


ODD = ["a.png", "../b.png", "1", "nan", "-1", "1e999"]
CELL = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(ODD)
COLUMNS = st.permutations(["file", "mask", "label", "xmin", "ymin", "xmax", "ymax", "id"])
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(st.lists(st.lists(CELL, max_size=8), max_size=6), COLUMNS)
def test_whatever_a_table_holds(tmp_path: Path, rows: list[list[str]], columns: list[str]) -> None:
    picture(tmp_path / "a.png", 0)
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([columns, *rows])
    (tmp_path / "labels.csv").write_text(stream.getvalue(), "utf-8", newline="")
    try:
        found = read_manifest([tmp_path])
    except InputError:
        return
    assert set(names(found.items)) <= {"a.png"}


@MANY
@given(st.binary(max_size=80) | st.text("0123456789. -ae\n", max_size=80).map(str.encode))
def test_whatever_a_list_of_boxes_holds(tmp_path: Path, raw: bytes) -> None:
    picture(tmp_path / "a.png", 0)
    (tmp_path / "a.txt").write_bytes(raw)
    for item in read_manifest([tmp_path]).items:
        assert all(np.isfinite(box[1:]).all() for box in item.boxes or ())


def test_slices_of_volumes_with_masks(tmp_path: Path) -> None:
    for k in range(2):
        volume(tmp_path / "images" / f"case_{k}.nii.gz", k)
        volume(tmp_path / "masks" / f"case_{k}.nii.gz", k, mask=True)
    middle, every, two = (read_manifest([tmp_path], slices=slices).items for slices in (None, "all", "2"))
    assert [(item.frame, item.slice) for item in middle] == [(2, 2)] * 2
    assert [item.frame for item in every] == [0, 1, 2, 3, 4] * 2
    assert [item.frame for item in two] == [1, 3] * 2
    assert all(item.mask is not None and item.mask.name == item.path.name for item in every)
    assert len({item.patient for item in every}) == 2  # the slices of a volume are one patient's
    assert len({item.patient for item in read_manifest([tmp_path / "images"], slices="all").items}) == 2


def test_a_table_of_volumes(tmp_path: Path) -> None:
    volume(tmp_path / "scan_a.nii", 0)
    volume(tmp_path / "scan_b.nii.gz", 1)
    rows = ["file,label,patient,frame,id", "scan_a.nii,yes,p1,,first", "scan_b.nii.gz,no,p2,3,second"]
    write(tmp_path / "labels.csv", *rows)
    items = read_manifest([tmp_path], slices="all").items
    assert [(item.patient, item.label, item.frame, item.id) for item in items] == [
        *(("p1", "yes", k, f"first-{k}") for k in range(5)), ("p2", "no", 3, "second"),
    ]  # fmt: skip
    write(tmp_path / "labels.csv", *rows[:1], "scan_a.nii,yes,p1,,scan_a")
    assert {item.id for item in read_manifest([tmp_path], slices="all").items} == {""}  # what the file is called
    (tmp_path / "scan_a.nii").write_bytes(b"nothing")
    with pytest.raises(InputError, match="none of the volumes"):
        read_manifest([tmp_path])


def test_patients_of_two_trees_are_not_taken_for_one(tmp_path: Path) -> None:
    for k in range(2):
        found = ct_dataset(np.zeros((8, 8), np.int16), series=f"1.2.3.4.{k}")
        found.PatientID, found.PatientName, found.StudyInstanceUID = f"id {k}", f"Name^{k}", f"1.2.{k}"
        save(found, tmp_path / f"tree{k}" / "slice.dcm")
    items = read_manifest([tmp_path / "tree0", tmp_path / "tree1"]).items
    assert len({item.patient for item in items}) == 2
    with pytest.raises(InputError, match="no such file"):
        read_manifest([tmp_path / "tree0", tmp_path / "tree2"])
