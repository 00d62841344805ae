"""Stacks of slices: sorting, splitting, gaps, tilt, and the letters at a picture's edges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from medadv_gui.core.types import Index, Instance, Series
from medadv_gui.imaging import series as grouping
from medadv_gui.imaging.facts import Facts
from medadv_gui.imaging.geometry import edge_letters, letters, plane, stack
from medadv_gui.imaging.index import index
from tests.support import ct_dataset, save

AXIAL, CORONAL, SAGITTAL = (1, 0, 0, 0, 1, 0), (1, 0, 0, 0, 0, -1), (0, 1, 0, 0, 0, -1)
FLAT = np.zeros((4, 4), np.int16)


def made(folder: Path, slices: list[dict[str, object]]) -> tuple[Series, ...]:
    """The series of CT slices that differ from one another in these attributes."""
    return indexed(folder, slices).series


def indexed(folder: Path, slices: list[dict[str, object]]) -> Index:
    for number, changes in enumerate(slices):
        ds = ct_dataset(FLAT, number=number)
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.5.{number}"
        for name, value in changes.items():
            if value is None:
                delattr(ds, name)
            else:
                setattr(ds, name, value)
        save(ds, folder / f"{number}.dcm")
    return index(folder)


def at(z: float, **changes: object) -> dict[str, object]:
    return {"ImagePositionPatient": [0, 0, z], **changes}


def parts(series: tuple[Series, ...]) -> dict[str, list[str]]:
    """The files of each part, by what tells it from its siblings."""
    return {
        s.title.removeprefix("chest").removeprefix(", "): [i.path.stem for i in s.instances] for s in series
    }  # fmt: skip


# Letters and planes


@pytest.mark.parametrize(
    ("orientation", "edges", "name"),
    [
        (AXIAL, ("R", "L", "A", "P"), "axial"),
        (CORONAL, ("R", "L", "H", "F"), "coronal"),
        (SAGITTAL, ("A", "P", "H", "F"), "sagittal"),
        ((-1, 0, 0, 0, 1, 0), ("L", "R", "A", "P"), "axial"),  # mirrored
        ((1, 0, 0, 0, 0.9397, -0.342), ("R", "L", "AH", "PF"), "axial"),  # tilted by 20 degrees
        ((0.7071, 0.7071, 0, 0, 0, -1), ("RA", "LP", "H", "F"), "oblique"),
        ((1, 0, 0, 1, 0, 0), ("R", "L", "R", "L"), ""),  # no plane
    ],
)
def test_edges_and_planes(orientation: tuple[float, ...], edges: tuple[str, ...], name: str) -> None:
    assert (edge_letters(orientation), plane(orientation)) == (edges, name)


@given(st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: np.linalg.norm(v) > 0.01))
def test_opposite_directions_have_opposite_letters(direction: tuple[float, ...]) -> None:
    opposite = dict(zip("RLAPHF", "LRPAFH", strict=True))
    assert letters([-v for v in direction]) == "".join(opposite[c] for c in letters(direction))


# Stacks


def heights(*z: float) -> list[tuple[float, float, float]]:
    return [(0.0, 0.0, v) for v in z]


def test_an_even_stack_has_a_spacing_and_no_notes() -> None:
    found = stack(AXIAL, heights(0, 2.5, 5, 7.5), thickness=2.5, tilt=0.0)
    assert (found.spacing, found.notes) == (2.5, ())
    assert stack(AXIAL, heights(0)).spacing is None


def test_gaps_are_counted_after_the_slice_before_them() -> None:
    z = [2.5 * i for i in range(40) if i not in (14, 31, 32)]
    assert stack(AXIAL, heights(*z)).notes == ("2 gaps: after slices 14 and 30 (usual spacing 2.5 mm)",)
    assert stack(AXIAL, heights(0, 1, 2, 4)).notes == ("1 gap: after slice 3 (usual spacing 1 mm)",)


def test_uneven_spacing_and_overlap_are_said() -> None:
    assert stack(AXIAL, heights(0, 2, 4, 6.4, 8.4)).notes == ("uneven spacing: 2 to 2.4 mm",)
    assert stack(AXIAL, heights(0, 2.5, 5), thickness=5.0).notes == ("slices overlap: 5 mm thick, one every 2.5 mm",)
    assert stack(AXIAL, heights(0, 2.5, 5), thickness=1.0).notes == ()


def test_a_tilted_gantry_is_measured_from_the_positions() -> None:
    """The table moves along z while the slices lean by 15 degrees: spacing along the normal is shorter."""
    c, s = np.cos(np.radians(15)), np.sin(np.radians(15))
    found = stack((1, 0, 0, 0, c, -s), heights(0, 5, 10), tilt=15.0)
    assert found.notes == ("gantry tilt 15.0°: the slices do not lie straight above one another",)
    assert found.spacing == pytest.approx(5 * c, abs=1e-3)
    assert stack(AXIAL, heights(0, 5), tilt=-12.0).notes == (
        "gantry tilt -12.0° by the header; the positions do not show it",
    )
    assert stack(AXIAL, heights(0), tilt=-12.0).notes == ("gantry tilt -12.0° by the header",)


def test_the_header_tells_thickness_and_tilt(tmp_path: Path) -> None:
    (only,) = made(tmp_path, [at(2.0 * n, SliceThickness="4", GantryDetectorTilt="9") for n in range(3)])
    assert (only.spacing, only.plane) == (2.0, "axial")
    assert [note.split(":")[0].split(" by ")[0] for note in only.notes] == ["slices overlap", "gantry tilt 9.0°"]


# Sorting


@given(st.permutations(range(6)))
def test_any_order_of_files_gives_the_order_of_places(order: list[int]) -> None:
    files = [
        grouping.File(
            Instance(Path(f"{n}.dcm")),
            Facts("dicom", 4, 4, 1, number=1, orientation=AXIAL, positions=((0.0, 0.0, 3.0 * z),)),
        )
        for n, z in enumerate(order)
    ]
    (part,) = grouping.parts(files)
    assert [file.facts.positions[0][2] for file in part.files] == [3.0 * n for n in range(6)]


def test_without_positions_the_instance_number_counts(tmp_path: Path) -> None:
    numbers = [10, 9, 2, 1]
    (only,) = made(tmp_path, [{"ImagePositionPatient": None, "InstanceNumber": n} for n in numbers])
    assert [i.path.stem for i in only.instances] == ["3", "2", "1", "0"]
    assert only.spacing is None


def test_one_missing_position_is_said(tmp_path: Path) -> None:
    (only,) = made(tmp_path, [at(9), {"ImagePositionPatient": None}, at(0)])
    assert [i.path.stem for i in only.instances] == ["0", "1", "2"]
    assert only.notes == ("some positions are missing: in the order of InstanceNumber",)


def test_frames_of_an_enhanced_file_are_sorted_too(tmp_path: Path) -> None:
    ds = ct_dataset(FLAT)
    ds.NumberOfFrames, ds.PixelData = 3, FLAT.tobytes() * 3
    del ds.ImagePositionPatient, ds.ImageOrientationPatient
    shared = Dataset()
    shared.PlaneOrientationSequence = [Dataset()]
    shared.PlaneOrientationSequence[0].ImageOrientationPatient = list(AXIAL)
    groups = []
    for z in (4.0, 0.0, 2.0):
        item = Dataset()
        item.PlanePositionSequence = [Dataset()]
        item.PlanePositionSequence[0].ImagePositionPatient = [0, 0, z]
        groups.append(item)
    ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [shared], Sequence(groups)
    save(ds, tmp_path / "0.dcm")
    (only,) = index(tmp_path).series
    assert [i.frame for i in only.instances] == [1, 2, 0]
    assert (only.spacing, only.plane) == (2.0, "axial")


def test_frames_that_lie_in_different_planes_have_none_in_common(tmp_path: Path) -> None:
    ds = ct_dataset(FLAT)
    ds.NumberOfFrames, ds.PixelData = 2, FLAT.tobytes() * 2
    del ds.ImagePositionPatient, ds.ImageOrientationPatient
    groups = []
    for orientation in (AXIAL, CORONAL):
        item = Dataset()
        item.PlanePositionSequence, item.PlaneOrientationSequence = [Dataset()], [Dataset()]
        item.PlanePositionSequence[0].ImagePositionPatient = [0, 0, 0]
        item.PlaneOrientationSequence[0].ImageOrientationPatient = list(orientation)
        groups.append(item)
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    save(ds, tmp_path / "0.dcm")
    (only,) = index(tmp_path).series
    assert (only.plane, only.spacing, [i.frame for i in only.instances]) == ("", None, [0, 1])


# Parts


def test_size_orientation_spacing_frame_of_reference_and_class_split(tmp_path: Path) -> None:
    stack_ = [at(2.0 * n) for n in range(2)]
    assert parts(made(tmp_path / "a", [*stack_, at(0, ImageOrientationPatient=list(CORONAL))])) == {
        "axial": ["0", "1"],
        "coronal": ["2"],
    }
    small = {"Rows": 2, "PixelData": bytes(16)}
    assert parts(made(tmp_path / "b", [*stack_, at(4, **small)])) == {"4 × 4": ["0", "1"], "2 × 4": ["2"]}
    for name, value in (
        ("PixelSpacing", [0.5, 0.5]),
        ("FrameOfReferenceUID", "1.2.99"),
        ("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7"),
    ):
        found = parts(made(tmp_path / name, [*stack_, at(4, **{name: value})]))
        assert found == {"part 1 of 2": ["0", "1"], "part 2 of 2": ["2"]}, name


def test_noise_in_the_cosines_splits_nothing(tmp_path: Path) -> None:
    noisy = [at(2.0 * n, ImageOrientationPatient=[1, 0.0004 * (n % 2), 0, 0, 1, 0]) for n in range(4)]
    assert [len(s) for s in made(tmp_path, noisy)] == [4]


@pytest.mark.parametrize(
    ("name", "values", "labels"),
    [
        ("AcquisitionNumber", (1, 2), ["acquisition 1", "acquisition 2"]),
        ("EchoTime", ("4.6", "30"), ["echo time 4.6 ms", "echo time 30 ms"]),
        ("TemporalPositionIdentifier", (1, 2), ["time 1", "time 2"]),
        ("DiffusionBValue", (0.0, 1000.0), ["b 0", "b 1000"]),
        ("ImageType", (["ORIGINAL", "PRIMARY", "M"], ["ORIGINAL", "PRIMARY", "P"]), ["part 1 of 2", "part 2 of 2"]),
    ],
)
def test_images_at_one_place_are_told_apart_by_what_differs(
    tmp_path: Path, name: str, values: tuple[object, ...], labels: list[str]
) -> None:
    found = parts(made(tmp_path, [at(2.0 * n, **{name: value}) for n in range(3) for value in values]))
    assert found == {labels[0]: ["0", "2", "4"], labels[1]: ["1", "3", "5"]}


def test_two_differences_split_twice(tmp_path: Path) -> None:
    series = made(
        tmp_path,
        [at(2.0 * n, EchoTime=e, DiffusionBValue=b) for n in range(2) for e in ("5", "9") for b in (0.0, 50.0)],
    )
    assert sorted(parts(series).values()) == [["0", "4"], ["1", "5"], ["2", "6"], ["3", "7"]]


def test_a_number_of_its_own_for_every_image_tells_nothing(tmp_path: Path) -> None:
    """Then the order of appearance at each place does."""
    found = parts(made(tmp_path, [at(2.0 * (n % 3), AcquisitionNumber=n) for n in range(6)]))
    assert found == {"part 1 of 2": ["0", "1", "2"], "part 2 of 2": ["3", "4", "5"]}


def test_what_differs_without_sharing_a_place_stays_together(tmp_path: Path) -> None:
    assert [len(s) for s in made(tmp_path, [at(2.0 * n, AcquisitionNumber=n) for n in range(4)])] == [4]


def test_each_multi_frame_file_is_a_part(tmp_path: Path) -> None:
    clip = {"NumberOfFrames": 2, "PixelData": FLAT.tobytes() * 2}
    found = parts(made(tmp_path, [clip, clip]))
    assert found == {"part 1 of 2": ["0", "0"], "part 2 of 2": ["1", "1"]}


def test_nonsense_in_the_header_is_no_fault(tmp_path: Path) -> None:
    """Cosines that span nothing, positions of no number: sorted by InstanceNumber, nothing raised."""
    found = indexed(tmp_path, [at(1, ImageOrientationPatient=[0] * 6), at(0, ImageOrientationPatient=[0] * 6)])
    assert [len(s) for s in found.series] == [2]
    assert found.series[0].plane == ""
