"""PNG, JPEG, BMP and WebP by stated rules, and out again bit for bit."""

import io
import zlib
from contextlib import suppress
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image as Pillow
from PIL import ImageOps, PngImagePlugin

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.decode import decode, scan
from medadv_gui.imaging.picture import FIRST_FRAME, MAX_PIXELS, NO_PROFILE, ROTATED, through_jpeg
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write_plain import write_plain

RNG = np.random.default_rng(3)
RGB = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
GREY = RNG.integers(0, 256, (20, 30), dtype=np.uint8)
DEEP = RNG.integers(0, 65536, (20, 30), dtype=np.uint16)
DEEP_RGB = RNG.integers(0, 65536, (20, 30, 3), dtype=np.uint16)


def read(path: Path) -> Image:
    return decode(Instance(path))


def png(path: Path, array: np.ndarray) -> Path:
    path.write_bytes(imagecodecs.png_encode(array))
    return path


@pytest.mark.parametrize("stored", [GREY, RGB, DEEP, DEEP_RGB], ids=["grey", "rgb", "deep", "deep rgb"])
def test_a_png_keeps_its_depth_in_and_out(tmp_path: Path, stored: np.ndarray) -> None:
    image = read_image(Instance(png(tmp_path / "in.png", stored)))
    highest = np.iinfo(stored.dtype).max
    assert (image.kind, image.lossy, image.stored.dtype) == ("png", False, stored.dtype)
    assert (image.highest, image.slope, image.notes) == (highest, 255 / highest, ())
    assert np.array_equal(image.stored, stored)
    written = write_plain(image, highest - stored, tmp_path / "out")
    again = read_image(Instance(written))
    assert (written.name, again.stored.dtype, again.adversarial, image.adversarial) == (
        "adversarial.png", stored.dtype, True, False,
    )  # fmt: skip
    assert np.array_equal(again.stored, highest - stored)


@given(
    st.sampled_from([np.uint8, np.uint16]).flatmap(
        lambda dtype: st.one_of(
            arrays(dtype, array_shapes(min_dims=2, max_dims=2, max_side=9)),
            arrays(dtype, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))),
        )
    ),
    st.booleans(),
)
def test_any_picture_goes_round(tmp_path_factory: pytest.TempPathFactory, stored: np.ndarray, synthetic: bool) -> None:
    folder = tmp_path_factory.mktemp("png")
    image = read(png(folder / "in.png", stored))
    object.__setattr__(image, "synthetic", synthetic)
    again = read(write_plain(image, stored[::-1], folder))
    assert again.stored.dtype == stored.dtype
    assert np.array_equal(again.stored, stored[::-1])
    assert (again.kind, again.adversarial, again.synthetic) == ("png", True, synthetic)


@pytest.mark.parametrize(
    ("suffix", "options", "kind", "lossy"),
    [
        ("jpg", {"quality": 92}, "jpeg", True),
        ("bmp", {}, "bmp", False),
        ("webp", {"lossless": True}, "webp", False),
        ("webp", {"quality": 80}, "webp", True),
    ],
)
def test_jpeg_bmp_and_webp_become_png(
    tmp_path: Path, suffix: str, options: dict[str, int], kind: str, lossy: bool
) -> None:
    path = tmp_path / f"in.{suffix}"
    Pillow.fromarray(RGB).save(path, **options)
    image = read(path)
    assert (image.kind, image.lossy) == (kind, lossy)
    assert np.array_equal(image.stored, RGB) is not lossy
    written = write_plain(image, image.stored, tmp_path / "out")
    again = read(written)
    assert (written.suffix, again.kind, again.adversarial) == (".png", "png", True)
    assert np.array_equal(again.stored, image.stored)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("depth", [8, 16])
def test_exif_rotation_is_applied_and_noted(tmp_path: Path, orientation: int, depth: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    Pillow.fromarray(GREY if depth == 8 else DEEP).save(path, exif=exif)
    with Pillow.open(path) as picture:
        expected = np.asarray(ImageOps.exif_transpose(picture))
    image, found = read(path), scan(Instance(path))
    assert np.array_equal(image.stored, expected)
    assert (ROTATED in image.notes) is (orientation > 1)
    assert (found["rows"], found["columns"], found["frames"]) == (*expected.shape, 1)


@pytest.mark.parametrize("stored", [RGB, DEEP_RGB], ids=["8-bit rgb", "16-bit rgb"])
def test_the_size_of_a_png_is_told_without_its_pixels(tmp_path: Path, stored: np.ndarray) -> None:
    """Its rotation may stand behind them; what they hold is no matter for the index."""
    whole = png(tmp_path / "whole.png", stored).read_bytes()
    exif = Pillow.Exif()
    exif[0x0112] = 6
    chunk = b"eXIf" + exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    late = tmp_path / "late.png"
    late.write_bytes(whole[:-12] + chunk + whole[-12:])
    assert np.array_equal(read(late).stored, np.rot90(stored, -1))
    columns, rows = stored.shape[:2]
    assert scan(Instance(late)) == {"kind": "picture", "rows": rows, "columns": columns, "frames": 1}
    late.write_bytes(late.read_bytes()[:60] + bytes(40) + late.read_bytes()[100:])
    assert scan(Instance(late))["rows"] == rows
    with pytest.raises(InputError, match="damaged"):
        read(late)


@pytest.mark.parametrize(
    "stored", [GREY, RGB, DEEP, DEEP_RGB], ids=["8-bit grey", "8-bit rgb", "16-bit grey", "16-bit rgb"]
)
def test_alpha_is_dropped_not_blended(tmp_path: Path, stored: np.ndarray) -> None:
    alpha = np.full(stored.shape[:2], np.iinfo(stored.dtype).max // 2, stored.dtype)
    alpha[:2, :3] = 0
    image = read(png(tmp_path / "a.png", np.dstack([stored, alpha])))
    assert image.stored.dtype == stored.dtype
    assert np.array_equal(image.stored, stored)
    assert image.notes == ("transparency is dropped, not blended; 6 fully transparent pixels are shown",)


@pytest.mark.parametrize("transparency", [None, 0])
def test_a_palette_becomes_colour(tmp_path: Path, transparency: int | None) -> None:
    picture = Pillow.fromarray(GREY % 4, "P")
    picture.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90, 250, 0, 5])
    options = {} if transparency is None else {"transparency": transparency}
    picture.save(tmp_path / "p.png", **options)
    image = read(tmp_path / "p.png")
    table = np.array([[10, 20, 30], [40, 50, 60], [70, 80, 90], [250, 0, 5]], np.uint8)
    assert np.array_equal(image.stored, table[GREY % 4])
    assert "a palette picture is read as RGB" in image.notes
    hidden = int(np.count_nonzero(GREY % 4 == 0))
    assert any(f"{hidden} fully transparent" in note for note in image.notes) is (transparency is not None)


def test_one_bit_becomes_0_and_255(tmp_path: Path) -> None:
    Pillow.fromarray(GREY > 127).save(tmp_path / "b.png")
    image = read(tmp_path / "b.png")
    assert np.array_equal(image.stored, np.where(GREY > 127, 255, 0))
    assert image.notes == ("a picture of 1 bit is read as 0 and 255",)


@pytest.mark.parametrize("bits", [2, 4])
def test_a_few_bits_are_spread(tmp_path: Path, bits: int) -> None:
    levels = np.arange(1 << bits, dtype=np.uint8)
    per_byte = 8 // bits
    row = sum(levels[i::per_byte].astype(int) << 8 - bits * (i + 1) for i in range(per_byte)).astype(np.uint8)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = len(levels).to_bytes(4, "big") + (1).to_bytes(4, "big") + bytes([bits, 0, 0, 0, 0])
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" + row.tobytes())) + chunk(b"IEND", b"")
    (tmp_path / "f.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    assert np.array_equal(read(tmp_path / "f.png").stored[0], levels * (255 // (len(levels) - 1)))


def test_cmyk_is_converted_plainly_and_adobes_inversion_undone(tmp_path: Path) -> None:
    ink = np.zeros((16, 16, 4), np.uint8)
    ink[..., 0] = 255  # all cyan: no red, all green and blue
    Pillow.fromarray(ink, "CMYK").save(tmp_path / "c.jpg", quality=100)  # Pillow writes Adobe's inverted form
    assert b"Adobe" in (tmp_path / "c.jpg").read_bytes()
    image = read(tmp_path / "c.jpg")
    assert np.abs(image.stored.astype(int) - [0, 255, 255]).max() <= 2
    assert image.notes == ("a CMYK picture is read as RGB",)


def test_a_colour_profile_is_noted_not_applied(tmp_path: Path) -> None:
    Pillow.fromarray(RGB).save(tmp_path / "icc.png", icc_profile=b"a profile that swaps everything")
    image = read(tmp_path / "icc.png")
    assert np.array_equal(image.stored, RGB)
    assert image.notes == (NO_PROFILE,)


@pytest.mark.parametrize("suffix", ["png", "webp"])
def test_of_an_animation_the_first_frame_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"moving.{suffix}"
    frames = [Pillow.fromarray(a) for a in (RGB, 255 - RGB)]
    frames[0].save(path, save_all=True, append_images=frames[1:], lossless=True)
    image = read(path)
    assert np.array_equal(image.stored, RGB)
    assert FIRST_FRAME in image.notes
    assert scan(Instance(path))["frames"] == 1
    with pytest.raises(InputError, match=rf"^moving\.{suffix}: has no frame 2; of a picture the first one is read"):
        decode(Instance(path, 1))


def test_gif_is_refused_in_words(tmp_path: Path) -> None:
    Pillow.fromarray(GREY).save(tmp_path / "x.gif")
    for do in (decode, scan):
        with pytest.raises(InputError, match=r"^x\.gif: GIF pictures are not opened; save it as PNG"):
            do(Instance(tmp_path / "x.gif"))


def test_twelve_bit_jpeg_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.jpg").write_bytes(imagecodecs.jpeg_encode(DEEP >> 4, bitspersample=12))
    with pytest.raises(InputError, match=r"^deep\.jpg: the picture is damaged, or of a kind that is not supported$"):
        read(tmp_path / "deep.jpg")


def test_too_many_pixels_are_refused_before_any_is_decoded(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Pillow.new("1", (1, 1)).save(buffer, "PNG")
    raw = bytearray(buffer.getvalue())
    raw[16:24] = (30000).to_bytes(4, "big") * 2
    raw[29:33] = zlib.crc32(bytes(raw[12:29])).to_bytes(4, "big")
    (tmp_path / "huge.png").write_bytes(raw)
    assert MAX_PIXELS < 30000 * 30000
    for do in (decode, scan):
        with pytest.raises(InputError, match=r"^huge\.png: 30000 x 30000 pixels are more than this program opens"):
            do(Instance(tmp_path / "huge.png"))


@pytest.mark.parametrize("stored", [GREY, DEEP_RGB], ids=["pillow", "imagecodecs"])
def test_a_cut_picture_is_one_line(tmp_path: Path, stored: np.ndarray) -> None:
    path = png(tmp_path / "cut.png", stored)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(InputError, match=r"^cut\.png: the picture is damaged or incomplete \(\w+\)$"):
        read(path)


@given(st.sampled_from(["PNG", "JPEG", "BMP", "WEBP"]), st.data())
def test_a_changed_byte_gives_a_picture_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, form: str, data: st.DataObject
) -> None:
    buffer = io.BytesIO()
    Pillow.fromarray(RGB).save(buffer, form)
    raw = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(8, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("mutant") / "m"
    path.write_bytes(raw[: data.draw(st.integers(60, len(raw)))])
    for do in (decode, scan):
        with suppress(InputError):  # anything else that is raised fails the test
            do(Instance(path))


def test_a_long_comment_is_no_fault(tmp_path: Path) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x" * (8 << 20), zip=True)
    Pillow.fromarray(GREY).save(tmp_path / "long.png", pnginfo=text)
    assert np.array_equal(read(tmp_path / "long.png").stored, GREY)


def test_nothing_of_the_source_is_carried_over(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x010E], exif[0x0132], exif[0x013B] = "Erika Mustermann", "2024:02:03 10:00:00", "Dr. Nobody"
    Pillow.fromarray(RGB).save(tmp_path / "in.jpg", exif=exif, comment=b"Hospital Nowhere")
    image = read(tmp_path / "in.jpg")
    raw = write_plain(image, image.stored, tmp_path / "out").read_bytes()
    for secret in (b"Mustermann", b"2024:02:03", b"Dr. Nobody", b"Hospital", b"eXIf"):
        assert secret not in raw


def test_a_label_map_is_no_picture(tmp_path: Path) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Description", "label map: 0 background, 1 lung")
    Pillow.fromarray(GREY).save(tmp_path / "map.png", pnginfo=text)
    with pytest.raises(InputError, match="a label map, not a picture"):
        scan(Instance(tmp_path / "map.png"))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    image = read(png(tmp_path / "in.png", GREY))
    with pytest.raises(OutputError, match="cannot be written"):
        write_plain(image, GREY, blocked / "sub")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "in.png"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    image = read(png(tmp_path / "in.png", GREY))
    written = write_plain(image, GREY, tmp_path)
    before = written.read_bytes()
    with pytest.raises(OutputError, match=r"^adversarial\.png: exists already"):
        write_plain(image, 255 - GREY, tmp_path)
    assert written.read_bytes() == before


def test_through_jpeg_changes_little_and_keeps_the_shape() -> None:
    smooth = np.tile(np.arange(0, 240, 8, dtype=np.uint8), (20, 1))
    out = through_jpeg(smooth)
    assert out.shape == smooth.shape
    assert np.abs(out.astype(int) - smooth).max() <= 8
