"""The demo cases as files: valid, marked as synthetic, the same bytes each time, all or none."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from medadv_gui.core.errors import OutputError
from medadv_gui.demo import CASES, cases, chest, write


@pytest.fixture(scope="module", autouse=True)
def _few_slices() -> Iterator[None]:
    """Six slices draw faster than all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "CHEST_SLICES", 6)
        patch.setattr(cases, "CHEST_SLICE", 3)
        yield


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int]]:
    """What the module's `folder` reported while it was written."""
    return []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int]]) -> Path:
    out = tmp_path_factory.mktemp("demo") / "cases"
    files = write(out, lambda done, total: told.append((done, total)))
    assert files == sorted(path for path in out.rglob("*") if path.is_file())
    return out


@pytest.fixture(scope="module")
def series(folder: Path) -> list[pydicom.Dataset]:
    return [pydicom.dcmread(path) for path in sorted((folder / "chest-ct").iterdir())]


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_case_is_there(folder: Path) -> None:
    listed = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in listed] == [case.id for case in CASES]
    assert [entry["model"] for entry in listed] == ["ct-lung", "fundus-dr", "endo-polyp"]
    for entry in listed:
        assert (folder / entry["path"]).exists()
        assert entry["truth"]
        assert entry["note"] == "synthetic, drawn by medadv_gui"


def test_series_is_sorted_and_consistent(series: list[pydicom.Dataset]) -> None:
    assert len(series) == cases.CHEST_SLICES
    assert len({ds.SeriesInstanceUID for ds in series}) == 1
    assert len({ds.FrameOfReferenceUID for ds in series}) == 1
    assert len({ds.SOPInstanceUID for ds in series}) == len(series)
    assert [ds.InstanceNumber for ds in series] == list(range(1, len(series) + 1))
    positions = np.array([ds.ImagePositionPatient for ds in series], float)
    steps = np.diff(positions, axis=0)
    assert np.allclose(steps[:, :2], 0)
    assert np.allclose(steps[:, 2], float(series[0].SpacingBetweenSlices), atol=1e-3)
    assert (steps[:, 2] > 0).all()  # towards the head


def test_series_is_plain_ct(series: list[pydicom.Dataset]) -> None:
    for ds in series:
        assert ds.SOPClassUID == CTImageStorage
        assert ds.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        assert ds.file_meta.MediaStorageSOPInstanceUID == ds.SOPInstanceUID
        assert ds.SOPInstanceUID.startswith("2.25.")
        assert ds.SOPInstanceUID.is_valid
        assert list(ds.ImageOrientationPatient) == [1, 0, 0, 0, 1, 0]
        assert (ds.RescaleSlope, ds.RescaleIntercept) == (1, -1024)
        assert ds.pixel_array.max() < 2**ds.BitsStored


def test_series_says_that_it_is_synthetic(series: list[pydicom.Dataset]) -> None:
    for ds in series:
        assert ds.PatientName == "SYNTHETIC^DRAWN BY PROGRAM"
        assert ds.PatientID == "SYNTHETIC"
        assert ds.SeriesDescription == ds.ImageComments == "synthetic, drawn by medadv_gui"
        assert ds.BurnedInAnnotation == "NO"


def test_series_holds_the_phantom_and_the_truth_its_slice(folder: Path, series: list[pydicom.Dataset]) -> None:
    level = (cases.CHEST_SLICE + 0.5) / cases.CHEST_SLICES
    drawn = chest.draw_slice(cases.CHEST_SEED, level)
    stored = series[cases.CHEST_SLICE].pixel_array.astype(int) - 1024
    assert np.array_equal(stored, drawn.hu[0])
    with Image.open(folder / "chest-ct-truth.png") as truth:
        assert np.array_equal(np.asarray(truth), drawn.labels[0])


@pytest.mark.parametrize("name", ["chest-ct-truth.png", "fundus/fundus.png", "endoscopy/endoscopy.png"])
def test_pictures_say_that_they_are_synthetic(folder: Path, name: str) -> None:
    with Image.open(folder / name) as picture:
        assert picture.text["Description"].endswith("synthetic, drawn by medadv_gui")


def test_progress_counts_every_slice_drawn_and_every_file(folder: Path, told: list[tuple[int, int]]) -> None:
    total = len(list((folder / "chest-ct").iterdir())) + len(digests(folder))
    assert told == [(k + 1, total) for k in range(total)]


def test_same_bytes_again_and_an_earlier_demo_folder_is_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "chest-ct").mkdir()
    (tmp_path / "chest-ct" / "049.dcm").write_bytes(b"from an earlier run")
    write(tmp_path)
    assert digests(tmp_path) == digests(folder)


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="other files"):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_half_done_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cases, "_png", full)
    with pytest.raises(OutputError, match="No space left"):
        write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
