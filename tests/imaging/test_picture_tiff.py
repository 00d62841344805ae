"""TIFF by stated rules: depths, colours, pages."""

import io
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image as Pillow

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.types import Image, Instance, Volume
from medadv_gui.imaging.decode import decode, scan
from medadv_gui.imaging.picture import ROTATED
from medadv_gui.imaging.write_plain import write_plain

RNG = np.random.default_rng(4)
RGB = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
GREY = RNG.integers(0, 256, (20, 30), dtype=np.uint8)
DEEP = RNG.integers(0, 65536, (20, 30), dtype=np.uint16)
DEEP_RGB = RNG.integers(0, 65536, (20, 30, 3), dtype=np.uint16)


def tiff(path: Path, array: np.ndarray, **options: Any) -> Path:
    tifffile.imwrite(path, array, **{"photometric": "rgb" if array.ndim == 3 else "minisblack", **options})
    return path


def read(path: Path, frame: int = 0) -> Image:
    return decode(Instance(path, frame))


@pytest.mark.parametrize("stored", [GREY, RGB, DEEP, DEEP_RGB], ids=["grey", "rgb", "deep", "deep rgb"])
@pytest.mark.parametrize(
    "options",
    [
        {}, {"compression": "lzw", "predictor": True}, {"compression": "zlib", "tile": (16, 16)}, {"bigtiff": True},
        {"byteorder": ">"},
    ],
    ids=["plain", "lzw", "tiles", "big", "big-endian"],
)  # fmt: skip
def test_a_tiff_keeps_its_depth_in_and_out(tmp_path: Path, stored: np.ndarray, options: dict[str, Any]) -> None:
    image = read(tiff(tmp_path / "in.tif", stored, **options))
    highest = np.iinfo(stored.dtype).max
    assert (image.kind, image.lossy, image.stored.dtype, image.highest) == ("tiff", False, stored.dtype, highest)
    assert np.array_equal(image.stored, stored)
    written = write_plain(image, highest - stored, tmp_path / "out")
    again = read(written)
    assert (written.suffix, again.adversarial, image.adversarial) == (".tiff", True, False)
    assert again.stored.dtype == stored.dtype
    assert np.array_equal(again.stored, highest - stored)


@given(
    st.sampled_from([np.uint8, np.uint16]).flatmap(
        lambda dtype: st.one_of(
            arrays(dtype, array_shapes(min_dims=2, max_dims=2, max_side=9)),
            arrays(dtype, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))),
        )
    )
)
def test_any_picture_goes_round(tmp_path_factory: pytest.TempPathFactory, stored: np.ndarray) -> None:
    folder = tmp_path_factory.mktemp("tiff")
    image = read(tiff(folder / "in.tif", stored))
    again = read(write_plain(image, stored[::-1], folder))
    assert (again.kind, again.stored.dtype, again.adversarial) == ("tiff", stored.dtype, True)
    assert np.array_equal(again.stored, stored[::-1])


@pytest.mark.parametrize("stored", [RGB, DEEP_RGB], ids=["8", "16"])
def test_colour_by_planes(tmp_path: Path, stored: np.ndarray) -> None:
    path = tiff(tmp_path / "p.tif", np.moveaxis(stored, 2, 0), planarconfig="separate", photometric="rgb")
    assert np.array_equal(read(path).stored, stored)


@pytest.mark.parametrize("stored", [RGB, DEEP_RGB], ids=["8", "16"])
def test_alpha_is_dropped_not_blended(tmp_path: Path, stored: np.ndarray) -> None:
    alpha = np.full(stored.shape[:2], 100, stored.dtype)
    alpha[0, :4] = 0
    path = tiff(tmp_path / "a.tif", np.dstack([stored, alpha]), extrasamples=["unassalpha"])
    image = read(path)
    assert np.array_equal(image.stored, stored)
    assert image.notes == ("transparency is dropped, not blended; 4 fully transparent pixels are shown",)


def test_every_page_of_the_first_ones_kind_is_a_frame(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(GREY, photometric="minisblack")
        file.write(GREY[:10, :15], photometric="minisblack", subfiletype=1)
        file.write(255 - GREY, photometric="minisblack")
        file.write(DEEP, photometric="minisblack")
    assert scan(Instance(path)) == {"kind": "picture", "rows": 20, "columns": 30, "frames": 2}
    assert np.array_equal(read(path, 0).stored, GREY)
    second = read(path, 1)
    assert np.array_equal(second.stored, 255 - GREY)
    assert (second.frame, second.notes) == (1, ("2 pages of another size or type are not read",))
    with pytest.raises(InputError, match=r"^pages\.tif: has no page 3$"):
        read(path, 2)
    volume = Volume.of([read(path, 0), read(path, 1)])
    written = write_plain(volume, volume.stored, tmp_path / "out")
    assert np.array_equal(tifffile.imread(written), np.stack([GREY, 255 - GREY]))


def test_pictures_of_one_page_make_no_file_of_a_volume(tmp_path: Path) -> None:
    Pillow.fromarray(GREY).save(tmp_path / "a.png")
    volume = Volume.of([read(tmp_path / "a.png")] * 2)
    with pytest.raises(OutputError, match="a volume cannot be written as one picture"):
        write_plain(volume, volume.stored, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_white_is_zero_is_turned_over(tmp_path: Path) -> None:
    for stored, highest in ((GREY, 255), (DEEP, 65535)):
        image = read(tiff(tmp_path / "w.tif", stored, photometric="miniswhite"))
        assert np.array_equal(image.stored, highest - stored)
        assert image.notes == ("white is zero in the file; the values are turned over",)


@pytest.mark.parametrize(("photometric", "white"), [("minisblack", True), ("miniswhite", False)])
def test_one_bit_becomes_0_and_255(tmp_path: Path, photometric: str, white: bool) -> None:
    image = read(tiff(tmp_path / "b.tif", GREY > 127, photometric=photometric))
    assert np.array_equal(image.stored, np.where((GREY > 127) == white, 255, 0))
    assert "a picture of 1 bit is read as 0 and 255" in image.notes


def test_a_palette_becomes_colour(tmp_path: Path) -> None:
    table = RNG.integers(0, 256, (3, 256), dtype=np.uint16)
    path = tiff(tmp_path / "p.tif", GREY, photometric="palette", colormap=table * 257)
    image = read(path)
    assert image.stored.dtype == np.uint8
    assert np.array_equal(image.stored, np.moveaxis(table[:, GREY], 0, 2))
    assert image.notes == ("a palette picture is read as RGB",)


def test_cmyk_is_converted_plainly(tmp_path: Path) -> None:
    ink = np.dstack([RGB, GREY])
    image = read(tiff(tmp_path / "c.tif", ink, photometric="separated"))
    assert np.array_equal(image.stored, np.asarray(Pillow.fromarray(ink, "CMYK").convert("RGB")))
    assert image.notes == ("a CMYK picture is read as RGB",)


def test_jpeg_inside_is_lossy_and_in_rgb(tmp_path: Path) -> None:
    smooth = np.zeros((32, 32, 3), np.uint8) + np.array([200, 40, 90], np.uint8)
    Pillow.fromarray(smooth).save(tmp_path / "RGB.tif", compression="jpeg", quality=95)
    tiff(tmp_path / "YCBCR.tif", smooth, compression="jpeg", compressionargs={"level": 95})
    for colours in ("RGB", "YCBCR"):
        with tifffile.TiffFile(tmp_path / f"{colours}.tif") as file:
            assert file.pages[0].photometric.name == colours
        image = read(tmp_path / f"{colours}.tif")
        assert image.lossy
        assert np.abs(image.stored.astype(int) - smooth).max() <= 4


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [(1, GREY), (3, GREY[::-1, ::-1]), (5, GREY.T), (6, np.rot90(GREY, -1)), (8, np.rot90(GREY))],
)
def test_the_orientation_is_applied(tmp_path: Path, orientation: int, expected: np.ndarray) -> None:
    path = tiff(tmp_path / "o.tif", GREY, extratags=[(274, "H", 1, orientation, True)])
    image, found = read(path), scan(Instance(path))
    assert np.array_equal(image.stored, expected)
    assert (found["rows"], found["columns"]) == expected.shape
    assert (ROTATED in image.notes) is (orientation > 1)


@pytest.mark.parametrize(
    ("array", "options", "reason"),
    [
        (GREY.astype(np.float32), {"photometric": "miniswhite"}, "32-bit float miniswhite pixels are not supported"),
        (GREY.astype(np.int16), {}, "16-bit signed minisblack pixels are not supported"),
        (GREY.astype(np.uint32), {}, "32-bit unsigned minisblack pixels are not supported"),
        (GREY.astype(np.complex64), {}, "64-bit complex minisblack pixels are not supported"),
        (RGB, {"photometric": "cielab"}, "TIFF of the kind CIELAB is not supported"),
        (
            np.dstack([DEEP_RGB, DEEP]),
            {"photometric": "separated"},
            "16-bit unsigned separated pixels are not supported",
        ),
    ],
    ids=["float", "signed", "32", "complex", "lab", "cmyk 16"],
)
def test_what_is_refused_in_words(tmp_path: Path, array: np.ndarray, options: dict[str, Any], reason: str) -> None:
    path = tiff(tmp_path / "r.tif", array, **options)
    with pytest.raises(InputError) as caught:
        read(path)
    assert str(caught.value) == f"r.tif: {reason}"


def test_ycbcr_without_jpeg_is_refused(tmp_path: Path) -> None:
    path = tiff(tmp_path / "y.tif", RGB, photometric="ycbcr", compression=None)
    with pytest.raises(InputError, match=r"^y\.tif: YCbCr is read under JPEG compression only$"):
        read(path)


def test_too_many_pixels_are_refused_before_any_is_decoded(tmp_path: Path) -> None:
    path = tiff(tmp_path / "huge.tif", GREY)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags[256].overwrite(30000)
        file.pages[0].tags[257].overwrite(30000)
    for do in (decode, scan):
        with pytest.raises(InputError, match=r"^huge\.tif: 30000 x 30000 pixels"):
            do(Instance(path))


def test_missing_strips_are_not_made_up(tmp_path: Path) -> None:
    path = tiff(tmp_path / "m.tif", GREY)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags[279].overwrite(0)
    with pytest.raises(InputError, match=r"^m\.tif: the picture is incomplete; parts of it are missing$"):
        read(path)
    path = tiff(tmp_path / "n.tif", GREY, rowsperstrip=20)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags[278].overwrite(5)  # four strips are promised, one is there
    with pytest.raises(InputError, match=r"^n\.tif: the picture is incomplete; parts of it are missing$"):
        read(path)


def test_a_width_that_is_a_list_is_refused_before_it_is_multiplied(tmp_path: Path) -> None:
    path = tiff(tmp_path / "l.tif", GREY)
    raw = bytearray(path.read_bytes())
    at = raw.index(struct.pack("<HHI", 256, 4, 1))  # ImageWidth: one LONG
    raw[at : at + 12] = struct.pack("<HHII", 256, 3, 20, 8)
    path.write_bytes(raw)
    for do in (decode, scan):
        with pytest.raises(InputError, match=r"^l\.tif: the picture is damaged or incomplete \(ImageLength or"):
            do(Instance(path))


def test_a_cut_tiff_is_one_line(tmp_path: Path) -> None:
    for name, options in (("raw", {}), ("lzw", {"compression": "lzw"})):
        path = tiff(tmp_path / f"{name}.tif", DEEP_RGB, **options)
        path.write_bytes(path.read_bytes()[:1500])
        with pytest.raises(InputError, match=rf"^{name}\.tif: the picture is damaged or incomplete \(\w+\)$"):
            read(path)


@given(st.data())
def test_a_changed_byte_gives_a_picture_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, RGB[:8, :8], photometric="rgb", compression=data.draw(st.sampled_from([None, "zlib"])))
    raw = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("mutant") / "m"
    path.write_bytes(raw[: data.draw(st.integers(8, len(raw)))])
    for do in (decode, scan):
        with suppress(InputError):  # anything else that is raised fails the test
            do(Instance(path))
