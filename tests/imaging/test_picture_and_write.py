"""Pictures in, and changed pixels out: bit for bit, de-identified, marked."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image as Pillow

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.picture import through_jpeg
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from tests.support import SHARED, ct_dataset, save

RNG = np.random.default_rng(3)
RGB = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
GREY = RNG.integers(0, 256, (20, 30), dtype=np.uint8)
DEEP = RNG.integers(0, 65536, (20, 30), dtype=np.uint16)


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff"])
@pytest.mark.parametrize("stored", [RGB, GREY], ids=["rgb", "grey"])
def test_lossless_pictures_round_trip_in_their_own_format(tmp_path: Path, suffix: str, stored: np.ndarray) -> None:
    path = tmp_path / f"in.{suffix}"
    Pillow.fromarray(stored).save(path)
    image = read_image(Instance(path))
    assert np.array_equal(image.stored, stored)
    changed = 255 - stored
    written = write_like(image, changed, tmp_path / "out")
    assert written.suffix == f".{suffix}"
    assert np.array_equal(read_image(Instance(written)).stored, changed)


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_are_kept(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"in.{suffix}"
    Pillow.fromarray(DEEP).save(path)
    image = read_image(Instance(path))
    assert (image.highest, image.slope) == (65535, 255 / 65535)
    written = write_like(image, 65535 - DEEP, tmp_path / "out")
    assert np.array_equal(read_image(Instance(written)).stored, 65535 - DEEP)


def test_jpeg_is_lossy_and_becomes_png(tmp_path: Path) -> None:
    path = tmp_path / "in.jpg"
    Pillow.fromarray(RGB).save(path, quality=92)
    image = read_image(Instance(path))
    assert image.lossy
    written = write_like(image, image.stored, tmp_path / "out")
    assert written.suffix == ".png"
    assert np.array_equal(read_image(Instance(written)).stored, image.stored)
    assert read_image(Instance(written)).adversarial


def test_exif_rotation_is_applied(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    path = tmp_path / "turned.png"
    Pillow.fromarray(RGB).save(path, exif=exif)
    image = read_image(Instance(path))
    assert np.array_equal(image.stored, np.rot90(RGB, -1))
    assert any("EXIF" in note for note in image.notes)


@pytest.mark.parametrize(("mode", "colour"), [("1", False), ("P", True), ("RGBA", True), ("LA", False), ("CMYK", True)])
def test_odd_modes_are_converted_and_noted(tmp_path: Path, mode: str, colour: bool) -> None:
    path = tmp_path / ("x.tiff" if mode == "CMYK" else "x.png")
    Pillow.fromarray(RGB).convert(mode).save(path)
    image = read_image(Instance(path))
    assert image.colour is colour
    assert image.notes


def test_a_cut_picture_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Pillow.fromarray(RGB).save(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match=r"^cut\.png: the picture is damaged or incomplete"):
        read_image(Instance(path))


@given(arrays(np.int16, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9)))
def test_dicom_re_reads_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, stored: np.ndarray) -> None:
    folder = tmp_path_factory.mktemp("dicom")
    image = read_image(Instance(save(ct_dataset(stored), folder / "a.dcm")))
    changed = stored[::-1, ::-1].copy()
    again = read_image(Instance(write_like(image, changed, folder)))
    assert np.array_equal(again.stored, changed)
    assert (again.units, again.slope, again.intercept) == (image.units, image.slope, image.intercept)
    assert again.adversarial


def test_a_written_dicom_is_marked_and_names_nobody(tmp_path: Path) -> None:
    source = ct_dataset(np.zeros((8, 8), np.int16))
    source.add_new((0x0009, 0x0010), "LO", "PRIVATE CREATOR")
    image = read_image(Instance(save(source, tmp_path / "in.dcm")))
    path = write_like(image, image.stored, tmp_path / "out")
    raw = path.read_bytes()
    for secret in (b"Mustermann", b"SECRET-4711", b"ACC-90210", b"Hospital Nowhere", b"19700102", b"20240203",
                   b"PRIVATE CREATOR", source.SOPInstanceUID.encode()):  # fmt: skip
        assert secret not in raw
    written = pydicom.dcmread(path)
    assert written.SOPClassUID == source.SOPClassUID
    assert written.ImageType[:2] == ["DERIVED", "SECONDARY"]
    assert written.PatientName == "ADVERSARIAL^RESEARCH"
    assert "ADVERSARIAL" in written.SeriesDescription
    assert written["RescaleSlope"].value.original_string == "1"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    path = tmp_path / "in.png"
    Pillow.fromarray(GREY).save(path)
    with pytest.raises(OutputError, match="cannot be written"):
        write_like(read_image(Instance(path)), GREY, blocked)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "in.png"]


def test_through_jpeg_changes_little_and_keeps_the_shape() -> None:
    smooth = np.tile(np.arange(0, 240, 8, dtype=np.uint8), (20, 1))
    out = through_jpeg(smooth)
    assert out.shape == smooth.shape
    assert np.abs(out.astype(int) - smooth).max() <= 8


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.dcm"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_image(Instance(path))
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy (Debian dicom3tools) is not installed")
def test_the_validator_finds_no_error(demo: Path, tmp_path: Path) -> None:
    sources = [demo / "chest-ct" / "025.dcm"]
    if SHARED.is_dir():
        sources.append(SHARED / "dicom" / "series_ct_chest_midrc_ricord1a" / "1-040.dcm")
    for source in sources:
        image = read_image(Instance(source))
        path = write_like(image, image.stored, tmp_path / source.stem)
        found = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False).stderr
        assert [line for line in found.splitlines() if line.startswith("Error")] == []
