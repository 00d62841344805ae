"""Pixels of DICOM files: transfer syntaxes, photometric interpretations, bits, palettes, overlays and frames."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels import convert_color_space
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian, RLELossless

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging import codecs, header, pixels
from medadv_gui.imaging.dicom import read_dicom
from medadv_gui.imaging.read import read_image
from tests.support import ct_dataset, save

J = "1.2.840.10008.1.2.4."
RNG = np.random.default_rng(4)
# Smooth, so that lossy codecs stay near.
SMOOTH = (np.add.outer(np.arange(40), np.arange(32)) * 30).astype(np.uint16)


def dataset(stored: np.ndarray, bits: int = 0, photometric: str = "", signed: bool = False) -> Dataset:
    """An image of these values, native."""
    ds = ct_dataset(np.zeros((2, 2), np.int16))
    for name in ("RescaleSlope", "RescaleIntercept", "RescaleType", "WindowCenter", "WindowWidth"):
        delattr(ds, name)
    ds.Modality = "OT"
    ds.Rows, ds.Columns = stored.shape[:2]
    ds.SamplesPerPixel = 3 if stored.ndim == 3 else 1
    ds.PhotometricInterpretation = photometric or ("RGB" if stored.ndim == 3 else "MONOCHROME2")
    if stored.ndim == 3:
        ds.PlanarConfiguration = 0
    ds.BitsAllocated = 8 * stored.dtype.itemsize
    ds.BitsStored = bits or ds.BitsAllocated
    ds.HighBit, ds.PixelRepresentation = ds.BitsStored - 1, int(signed)
    ds.PixelData = stored.astype(stored.dtype.newbyteorder("<")).tobytes() + b"\0" * (stored.nbytes % 2)
    ds["PixelData"].VR = "OW"
    return ds


def encapsulated(ds: Dataset, syntax: str, *frames: bytes, **options: Any) -> Dataset:
    ds.PixelData = encapsulate(list(frames), **options)
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    return ds


def read(ds: Dataset, folder: Path, frame: int = 0) -> Image:
    return read_image(Instance(written(ds, folder / "a.dcm"), frame))


def written(ds: Dataset, path: Path) -> Path:
    """Save `ds`, also in a transfer syntax that pydicom does not know: it is written as one whose UID is as long."""
    syntax = ds.file_meta.TransferSyntaxUID
    if syntax.is_transfer_syntax:
        return save(ds, path)
    stand_in = UID(J + ("201" if len(syntax) > 22 else "50"))
    ds.file_meta.TransferSyntaxUID = stand_in
    save(ds, path)
    ds.file_meta.TransferSyntaxUID = syntax
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), syntax.encode().ljust(len(stand_in), b"\0"), 1))
    return path


def refused(ds: Dataset, folder: Path, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(ds, folder)
    assert str(caught.value).startswith("a.dcm: ")


# Transfer syntaxes

SYNTAXES: dict[str, tuple[int, Any]] = {
    "50": (3, lambda a: imagecodecs.jpeg8_encode((a >> 4).astype(np.uint8), level=95)),
    "51": (16, lambda a: imagecodecs.jpeg_encode(a, bitspersample=12, level=95)),
    "53": (16, lambda a: imagecodecs.jpeg_encode(a, bitspersample=12, level=95)),
    "55": (16, lambda a: imagecodecs.jpeg_encode(a, bitspersample=12, level=95)),
    "57": (0, lambda a: imagecodecs.ljpeg_encode(a, bitspersample=16)),
    "70": (0, lambda a: imagecodecs.ljpeg_encode(a, bitspersample=16)),
    "80": (0, lambda a: imagecodecs.jpegls_encode(a, level=0)),
    "81": (2, lambda a: imagecodecs.jpegls_encode(a, level=2)),
    "90": (0, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", reversible=True, level=0)),
    "91": (0, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", reversible=True, level=0)),
    "92": (0, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="jp2", reversible=True, level=0)),
    "93": (0, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", reversible=True, level=0)),
    "110": (0, lambda a: imagecodecs.jpegxl_encode(a, lossless=True)),
    "111": (0, lambda a: imagecodecs.jpegxl_encode(a, lossless=True, usecontainer=True)),
    "112": (0, lambda a: imagecodecs.jpegxl_encode(a, lossless=True)),
    "201": (0, lambda a: imagecodecs.htj2k_encode(a, reversible=True)),
    "202": (0, lambda a: imagecodecs.htj2k_encode(a, reversible=True)),
    "203": (0, lambda a: imagecodecs.htj2k_encode(a, reversible=True)),
}


@pytest.mark.parametrize("number", SYNTAXES)
def test_compressed_syntaxes(tmp_path: Path, number: str) -> None:
    off, encode = SYNTAXES[number]
    expected = SMOOTH if number != "50" else (SMOOTH >> 4).astype(np.uint8)
    ds = encapsulated(dataset(expected, 0 if number == "50" else 16), J + number, bytes(encode(SMOOTH)))
    image = read(ds, tmp_path)
    assert image.stored.dtype == expected.dtype
    assert np.abs(image.stored.astype(int) - expected).max() <= off
    lossy = {"50", "51", "53", "55", "81", "91", "93", "111", "112", "203"}
    assert image.lossy == (number in lossy)


def test_deflated_frames_and_frames_in_fragments_as_they_are(tmp_path: Path) -> None:
    frames = RNG.integers(0, 1 << 16, (3, 9, 7), dtype=np.uint16)
    for syntax in (codecs.DEFLATED_FRAME, codecs.UNCOMPRESSED_FRAME):
        pieces = []
        for frame in frames:
            squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
            inflated = frame.astype("<u2").tobytes()
            deflated = squeeze.compress(inflated) + squeeze.flush()
            pieces.append(deflated if syntax == codecs.DEFLATED_FRAME else inflated)
        ds = encapsulated(dataset(frames[0]), syntax, *pieces)
        ds.NumberOfFrames = 3
        for number in (2, 0, 1):
            assert np.array_equal(read(ds, tmp_path, number).stored, frames[number])


def test_a_deflated_frame_that_inflates_to_more_is_refused(tmp_path: Path) -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = squeeze.compress(bytes(1 << 24)) + squeeze.flush()
    ds = encapsulated(dataset(np.zeros((8, 8), np.uint16)), codecs.DEFLATED_FRAME, bomb)
    refused(ds, tmp_path, "a frame of 130 bytes where 128 are due")


def rle_frame(stored: np.ndarray) -> bytes:
    """PS3.5 G: a segment for each byte of each colour, the highest byte first."""
    planes = stored.astype(stored.dtype.newbyteorder(">")).reshape(stored.shape[0] * stored.shape[1], -1).view(np.uint8)
    segments = [imagecodecs.packbits_encode(plane.tobytes()) for plane in planes.T]
    segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    offsets = [64 + sum(map(len, segments[:number])) for number in range(len(segments))]
    return struct.pack("<16L", len(segments), *offsets, *[0] * (15 - len(segments))) + b"".join(segments)


@pytest.mark.parametrize("bits", [8, 16, 32])
@pytest.mark.parametrize(("colour", "signed"), [(False, False), (False, True), (True, False)])
def test_native_and_rle_in_every_byte_order(tmp_path: Path, bits: int, colour: bool, signed: bool) -> None:
    info = np.iinfo(f"{'i' if signed else 'u'}{bits // 8}")
    shape = (5, 7, 3) if colour else (5, 7)
    stored = RNG.integers(info.min, info.max, shape, dtype=info.dtype, endpoint=True)
    stored.ravel()[:2] = info.min, info.max
    native = dataset(stored, signed=signed)
    implicit = dataset(stored, signed=signed)
    implicit.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    big = dataset(stored, signed=signed)
    big.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    big.PixelData = stored.astype(stored.dtype.newbyteorder(">")).tobytes() + b"\0" * (stored.nbytes % 2)
    if bits == 8:  # OW: pairs of bytes are words, turned as such
        big.PixelData = np.frombuffer(big.PixelData, "u2").byteswap().tobytes()
    rle = encapsulated(dataset(stored, signed=signed), RLELossless, rle_frame(stored))
    for ds in (native, implicit, big, rle):
        image = read(ds, tmp_path)
        assert np.array_equal(image.stored, stored)
        assert (image.lowest, image.highest) == (info.min, info.max)
        assert image.stored.dtype == stored.dtype


@pytest.mark.parametrize("shape", [(8, 16), (5, 7)])
def test_single_bits_are_0_and_1(tmp_path: Path, shape: tuple[int, int]) -> None:
    """Frames follow one another bit by bit where they are native (PS3.5 8.1.1), and begin anew where they are not."""
    frames = RNG.integers(0, 2, (3, *shape), dtype=np.uint8)
    ds = dataset(frames[0])
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.NumberOfFrames = 1, 1, 0, 3
    bits = np.packbits(frames.ravel(), bitorder="little").tobytes()
    ds.PixelData = bits + b"\0" * (len(bits) % 2)
    native = [read(ds, tmp_path, number) for number in range(3)]
    packed = [np.packbits(frame.ravel(), bitorder="little").tobytes() for frame in frames]
    rle = [struct.pack("<16L", 1, 64, *[0] * 14) + imagecodecs.packbits_encode(p) for p in packed]
    encapsulated(ds, RLELossless, *rle)
    for number in range(3):
        for image in (native[number], read(ds, tmp_path, number)):
            assert np.array_equal(image.stored, frames[number])
            assert (image.lowest, image.highest) == (0, 1)


# Colour


def test_planes_and_pixels_are_one_picture(tmp_path: Path) -> None:
    rgb = RNG.integers(0, 256, (5, 7, 3), dtype=np.uint8)
    planes = dataset(rgb)
    planes.PlanarConfiguration = 1
    planes.PixelData = rgb.transpose(2, 0, 1).tobytes() + b"\0"
    assert np.array_equal(read(dataset(rgb), tmp_path).stored, rgb)
    assert np.array_equal(read(planes, tmp_path).stored, rgb)


def test_ybr_full_by_its_formula(tmp_path: Path) -> None:
    """PS3.3 C.7.6.3.1.2, the equations solved for red, green and blue."""
    ybr = RNG.integers(0, 256, (5, 6, 3), dtype=np.uint8)
    y, cb, cr = (ybr[..., i].astype(float) - (0, 128, 128)[i] for i in range(3))
    exact = np.stack([y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb], -1)
    stored = read(dataset(ybr, photometric="YBR_FULL"), tmp_path).stored
    assert np.abs(stored - np.clip(exact, 0, 255)).max() <= 0.51
    assert np.array_equal(stored, convert_color_space(ybr, "YBR_FULL", "RGB"))


def test_ybr_full_422_shares_colours_between_two_pixels(tmp_path: Path) -> None:
    ybr = RNG.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    ybr[:, 1::2, 1:] = ybr[:, ::2, 1:]
    ds = dataset(ybr, photometric="YBR_FULL_422")
    pairs = np.concatenate([ybr[:, ::2, :1], ybr[:, 1::2, :1], ybr[:, ::2, 1:]], -1)
    ds.PixelData = pairs.tobytes()
    assert np.array_equal(read(ds, tmp_path).stored, convert_color_space(ybr, "YBR_FULL", "RGB"))


def test_ybr_full_422_that_is_none_is_refused(tmp_path: Path) -> None:
    ybr = RNG.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    refused(dataset(ybr, photometric="YBR_FULL_422"), tmp_path, "each pixel has colours of its own")


@pytest.mark.parametrize("photometric", ["YBR_RCT", "YBR_ICT", "RGB"])
def test_jpeg_2000_colour_is_undone_once(tmp_path: Path, photometric: str) -> None:
    rgb = np.stack([np.add.outer(np.arange(16), np.arange(16)) * k for k in (3, 5, 7)], -1).astype(np.uint8)
    stream = imagecodecs.jpeg2k_encode(
        rgb, codecformat="j2k", reversible=photometric != "YBR_ICT", level=0, mct=photometric != "RGB"
    )
    stored = read(encapsulated(dataset(rgb, photometric=photometric), J + "90", stream), tmp_path).stored
    assert np.abs(stored.astype(int) - rgb).max() <= (2 if photometric == "YBR_ICT" else 0)


def test_16_bit_colour_in_jpeg_2000_and_jpeg_xl(tmp_path: Path) -> None:
    rgb = RNG.integers(0, 1 << 16, (16, 12, 3), dtype=np.uint16)
    j2k = imagecodecs.jpeg2k_encode(rgb, codecformat="j2k", reversible=True, level=0, mct=True)
    assert np.array_equal(read(encapsulated(dataset(rgb, photometric="YBR_RCT"), J + "90", j2k), tmp_path).stored, rgb)
    jxl = imagecodecs.jpegxl_encode(rgb, lossless=True)
    assert np.array_equal(read(encapsulated(dataset(rgb), J + "110", jxl), tmp_path).stored, rgb)


@pytest.mark.parametrize("photometric", ["HSV", "CMYK", "ARGB", "YBR_PARTIAL_420", ""])
def test_other_colours_are_refused_by_name(tmp_path: Path, photometric: str) -> None:
    ds = dataset(np.zeros((4, 4, 3), np.uint8))
    ds.PhotometricInterpretation = photometric
    refused(ds, tmp_path, f"PhotometricInterpretation {photometric}")


def test_16_bit_ybr_and_colours_of_one_sample_are_refused(tmp_path: Path) -> None:
    refused(dataset(np.zeros((4, 4, 3), np.uint16), photometric="YBR_FULL"), tmp_path, "only 8 is read here")
    refused(dataset(np.zeros((4, 4), np.uint8), photometric="RGB"), tmp_path, "SamplesPerPixel is 1 where RGB has 3")


# Palettes


def with_palette(index: np.ndarray, colours: np.ndarray, first: int = 0, bits: int = 16) -> Dataset:
    ds = dataset(index, photometric="PALETTE COLOR")
    for number, colour in enumerate(("Red", "Green", "Blue")):
        ds.add_new(f"{colour}PaletteColorLookupTableDescriptor", "US", [len(colours) & 0xFFFF, first, bits])
        ds.add_new(f"{colour}PaletteColorLookupTableData", "OW", colours[:, number].tobytes() + b"\0" * (
            colours[:, number].nbytes % 2))  # fmt: skip
    return ds


@pytest.mark.parametrize("scale", [256, 257])
def test_a_16_bit_palette_becomes_8_bit(tmp_path: Path, scale: int) -> None:
    colours = RNG.integers(0, 256, (256, 3))
    colours[0] = 255
    index = np.arange(256, dtype=np.uint8).reshape(16, 16)
    image = read(with_palette(index, (colours * scale).astype("<u2")), tmp_path)
    assert np.array_equal(image.stored, colours[index])
    assert (image.highest, image.notes) == (255, ())


def test_an_8_bit_palette_and_one_of_8_bit_colours_in_16(tmp_path: Path) -> None:
    colours = RNG.integers(0, 256, (255, 3))
    index = np.arange(255, dtype=np.uint8).reshape(15, 17)
    assert np.array_equal(read(with_palette(index, colours.astype("u1"), bits=8), tmp_path).stored, colours[index])
    image = read(with_palette(index, colours.astype("<u2")), tmp_path)
    assert np.array_equal(image.stored, colours[index])
    assert "8-bit colours" in image.notes[0]


def test_an_8_bit_palette_of_16_bit_indices(tmp_path: Path) -> None:
    colours = RNG.integers(0, 256, (1000, 3)).astype("u1")
    index = np.arange(1000, dtype=np.uint16).reshape(20, 50)
    assert np.array_equal(read(with_palette(index, colours, bits=8), tmp_path).stored, colours[index])


def test_indices_beyond_the_palette_take_its_ends(tmp_path: Path) -> None:
    colours = (RNG.integers(0, 256, (10, 3)) * 257).astype("<u2")
    colours[0] = 65535
    index = np.arange(30, dtype=np.uint8).reshape(5, 6)
    image = read(with_palette(index, colours, first=5), tmp_path)
    assert np.array_equal(image.stored, (colours >> 8)[np.clip(index.astype(int) - 5, 0, 9)])
    assert "beyond the palette" in image.notes[0]


def test_a_palette_shorter_than_it_says_is_refused(tmp_path: Path) -> None:
    ds = with_palette(np.zeros((4, 4), np.uint8), np.zeros((16, 3), "u1"))
    for colour in ("Red", "Green", "Blue"):
        ds[f"{colour}PaletteColorLookupTableDescriptor"].value = [256, 0, 16]
    refused(ds, tmp_path, "the palette is missing or shorter than it says")


def test_a_segmented_palette(tmp_path: Path) -> None:
    """PS3.3 C.7.9.2: one discrete entry, then a line of 255 up to 65535."""
    ds = dataset(np.arange(256, dtype=np.uint8).reshape(16, 16), photometric="PALETTE COLOR")
    for colour in ("Red", "Green", "Blue"):
        ds.add_new(f"{colour}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
        segments = struct.pack("<6H", 0, 1, 0, 1, 255, 65535)
        ds.add_new(f"Segmented{colour}PaletteColorLookupTableData", "OW", segments)
    stored = read(ds, tmp_path).stored
    assert np.array_equal(stored[..., 0].ravel(), np.rint(np.arange(256) * 257).astype(int) >> 8)


# Bits


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("syntax", ["native", "rle", "lossless JPEG"])
def test_bits_above_bits_stored_are_masked_and_said(tmp_path: Path, signed: bool, syntax: str) -> None:
    """12 bits, those above dirty; the sign is the twelfth bit, whatever stands above."""
    clean = RNG.integers(-2048 if signed else 0, 2048 if signed else 4096, (8, 8)).astype(np.int32)
    dirty = ((clean & 0xFFF) | RNG.integers(0, 16, (8, 8)) << 12).astype(np.uint16)
    ds = dataset(dirty, 12, signed=signed)
    if syntax == "rle":
        ds.compress(RLELossless)
    elif syntax == "lossless JPEG":
        encapsulated(ds, J + "70", imagecodecs.ljpeg_encode(dirty, bitspersample=16))
    image = read(ds, tmp_path)
    assert np.array_equal(image.stored, clean)
    assert image.notes == ("bits above BitsStored masked",)
    assert (image.lowest, image.highest) == ((-2048, 2047) if signed else (0, 4095))


def test_clean_bits_are_not_spoken_of(tmp_path: Path) -> None:
    stored = RNG.integers(-2048, 2048, (8, 8)).astype(np.int16)
    image = read(dataset(stored, 12, signed=True), tmp_path)
    assert np.array_equal(image.stored, stored)
    assert image.notes == ()


def test_a_codestream_of_more_bits_than_bits_stored_keeps_its_own(tmp_path: Path) -> None:
    stream = imagecodecs.jpeg2k_encode(SMOOTH + np.uint16(5000), codecformat="j2k", reversible=True, level=0)
    image = read(encapsulated(dataset(SMOOTH, 12), J + "90", stream), tmp_path)
    assert np.array_equal(image.stored, SMOOTH + 5000)
    assert image.highest == 65535
    assert "beyond BitsStored" in image.notes[0]


# Overlays


def add_overlay(ds: Dataset, group: int, drawn: np.ndarray, origin: tuple[int, int] = (1, 1), **more: int) -> None:
    base = group << 16
    ds.add_new(base | 0x10, "US", drawn.shape[-2])
    ds.add_new(base | 0x11, "US", drawn.shape[-1])
    ds.add_new(base | 0x40, "CS", "G")
    ds.add_new(base | 0x50, "SS", list(origin))
    ds.add_new(base | 0x100, "US", 1)
    ds.add_new(base | 0x102, "US", 0)
    bits = np.packbits(drawn.astype(np.uint8).ravel(), bitorder="little").tobytes()
    ds.add_new(base | 0x3000, "OW", bits + b"\0" * (len(bits) % 2))
    for name, tag, vr in (("frames", 0x15, "IS"), ("first", 0x51, "US")):
        if name in more:
            ds.add_new(base | tag, vr, more[name])


def test_overlays_lie_where_they_are_put(tmp_path: Path) -> None:
    ds = dataset(np.zeros((9, 11), np.uint16))
    whole, small = RNG.random((9, 11)) > 0.5, RNG.random((4, 5)) > 0.5
    add_overlay(ds, 0x6000, whole)
    add_overlay(ds, 0x6002, small, (3, 9))  # two columns of it hang over the edge
    add_overlay(ds, 0x601E, small, (-1, 1))
    overlays = read(ds, tmp_path).overlays
    assert overlays is not None
    assert overlays.dtype == bool
    expected = np.zeros((3, 9, 11), bool)
    expected[0] = whole
    expected[1, 2:6, 8:] = small[:, :3]
    expected[2, :2, :5] = small[2:]
    assert np.array_equal(overlays, expected)
    assert read(dataset(np.zeros((9, 11), np.uint16)), tmp_path).overlays is None


def test_a_frame_has_its_own_overlays(tmp_path: Path) -> None:
    ds = dataset(np.zeros((5, 7), np.uint16))
    ds.NumberOfFrames, ds.PixelData = 4, bytes(4 * 70)
    planes = RNG.random((2, 5, 7)) > 0.5
    add_overlay(ds, 0x6000, planes, frames=2, first=2)
    always = RNG.random((5, 7)) > 0.5
    add_overlay(ds, 0x6002, always)
    for frame, expected in enumerate(([always], [planes[0], always], [planes[1], always], [always])):
        overlays = read(ds, tmp_path, frame).overlays
        assert overlays is not None
        assert np.array_equal(overlays, np.stack(expected))


def test_an_overlay_in_an_unused_bit(tmp_path: Path) -> None:
    stored, drawn = RNG.integers(0, 4096, (6, 8)).astype(np.uint16), RNG.random((6, 8)) > 0.5
    ds = dataset(stored | drawn.astype(np.uint16) << 14, 12)
    for tag, vr, value in ((0x10, "US", 6), (0x11, "US", 8), (0x100, "US", 16), (0x102, "US", 14)):
        ds.add_new(0x60000000 | tag, vr, value)
    image = read(ds, tmp_path)
    assert np.array_equal(image.stored, stored)
    assert image.overlays is not None
    assert np.array_equal(image.overlays, drawn[None])


def test_overlays_and_windows_travel_over_the_wire(tmp_path: Path) -> None:
    ds = dataset(np.arange(48, dtype=np.uint16).reshape(6, 8))
    add_overlay(ds, 0x6000, RNG.random((6, 8)) > 0.5)
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [4, 0, 8])
    item.add_new("LUTData", "US", [0, 100, 50, 255])
    ds.VOILUTSequence, ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = [item], ["1", "2"], ["3", "4"], "SIGMOID"
    path = save(ds, tmp_path / "a.dcm")
    here, there = read_dicom(Instance(path)), read_image(Instance(path))
    assert there.windows == here.windows
    assert (there.window, len(there.windows)) == (here.window, 3)
    assert there.overlays is not None
    assert np.array_equal(there.overlays, here.overlays)
    assert there.overlays.dtype == bool


def test_a_broken_overlay_does_not_hide_the_image(tmp_path: Path) -> None:
    ds = dataset(np.ones((6, 8), np.uint16))
    add_overlay(ds, 0x6000, np.ones((6, 8), bool))
    ds[0x60000010].value = 60000
    image = read(ds, tmp_path)
    assert image.overlays is None
    assert image.notes == ("overlay 1 is not usable",)


def test_words_of_a_big_endian_file_are_turned(tmp_path: Path) -> None:
    """Single bits, overlays and palettes of 8 bits lie in words of 16 (PS3.5 7.3)."""

    def turned(values: bytes) -> bytes:
        return np.frombuffer(values, "<u2").byteswap().tobytes()

    bits = RNG.random((3, 5, 8)) > 0.5  # the second frame begins inside a word
    ds = dataset(np.zeros((5, 8), np.uint8))
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.NumberOfFrames = 1, 1, 0, 3
    ds.PixelData = turned(np.packbits(bits, bitorder="little").tobytes() + b"\0")
    add_overlay(ds, 0x6000, bits[0])
    ds[0x60003000].value = turned(ds[0x60003000].value + b"\0" * (len(ds[0x60003000].value) % 2))
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    for frame in range(3):
        image = read(ds, tmp_path, frame)
        assert np.array_equal(image.stored, bits[frame])
        assert image.overlays is not None
        assert np.array_equal(image.overlays, bits[:1])
    colours = RNG.integers(0, 256, (256, 3), dtype=np.uint8)
    ds = with_palette(np.arange(256, dtype=np.uint8).reshape(16, 16), colours, bits=8)
    ds.PixelData = turned(ds.PixelData)
    for colour in ("Red", "Green", "Blue"):
        element = ds[f"{colour}PaletteColorLookupTableData"]
        element.value = turned(element.value)
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    assert np.array_equal(read(ds, tmp_path).stored, colours.reshape(16, 16, 3))


# Frames


def test_frames_are_read_one_by_one_and_the_header_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = RNG.integers(0, 1 << 16, (6, 32, 24), dtype=np.uint16)
    native = dataset(frames[0])
    native.NumberOfFrames, native.PixelData = 6, frames.tobytes()
    j2k = [imagecodecs.jpeg2k_encode(f, codecformat="j2k", reversible=True, level=0) for f in frames]
    without_table = encapsulated(dataset(frames[0]), J + "90", *j2k, has_bot=False)
    with_table = encapsulated(dataset(frames[0]), J + "90", *j2k, fragments_per_frame=3)
    pieces = encapsulated(dataset(frames[0]), J + "90", *j2k, fragments_per_frame=2, has_bot=False)
    parsed = []
    parse = header.read_elements
    monkeypatch.setattr(header, "read_elements", lambda *a, **k: parsed.append(1) or parse(*a, **k))
    for number, ds in enumerate((native, without_table, with_table, pieces)):
        ds.NumberOfFrames = 6
        path = save(ds, tmp_path / f"{number}.dcm")
        parsed.clear()
        for frame in (5, 0, 3):
            assert np.array_equal(read_dicom(Instance(path, frame)).stored, frames[frame])
        assert len(parsed) == 2, "file meta information and data set"
        with pytest.raises(InputError, match="there is no frame 7 of 6"):
            read_dicom(Instance(path, 6))


def test_a_file_written_anew_is_not_the_remembered_one(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    for value, size in ((1, 4), (2, 6)):
        ds = dataset(np.full((size, 4), value, np.uint16))
        ds.NumberOfFrames = 1
        image = read_dicom(Instance(save(ds, path)))
        assert image.stored.shape == (size, 4)
        assert (image.stored == value).all()


# Sizes, before anything is decoded


@pytest.mark.parametrize("number", ["50", "57", "80", "90", "110", "111", "201"])
@pytest.mark.parametrize("change", [(1, 0), (0, -1)])
def test_a_codestream_of_another_size_never_reaches_its_codec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, change: tuple[int, int]
) -> None:
    ds = encapsulated(dataset(SMOOTH, 16), J + number, bytes(SYNTAXES[number][1](SMOOTH)))
    ds.Rows, ds.Columns = 40 + change[0], 32 + change[1]
    monkeypatch.setattr(pixels, "_by_pydicom", None)
    monkeypatch.setattr(codecs, "unpacked", None)
    with pytest.raises(InputError, match="in the codestream 40 x 32"):
        read_dicom(Instance(written(ds, tmp_path / "a.dcm")))


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (8, 256), (264, 8), (300, 200), (9000, 12), (1000, 1500)])
@pytest.mark.parametrize("container", [False, True])
def test_jpeg_xl_says_its_size(rows: int, columns: int, container: bool) -> None:
    stream = imagecodecs.jpegxl_encode(np.zeros((rows, columns), np.uint8), lossless=True, usecontainer=container)
    size = codecs.size_of(J + "110", bytes(stream))
    assert size is not None
    assert size[:2] == (rows, columns)


@pytest.mark.parametrize("number", ["50", "57", "80", "90", "110", "201"])
def test_what_is_no_codestream_is_refused(tmp_path: Path, number: str) -> None:
    ds = dataset(SMOOTH, 16)
    for frame in (b"\0" * 64, b"\xff\xd8" + b"\xff" * 62, b"\xff\x4f\xff\x51\0\0", b"\xff\x0a"):
        refused(encapsulated(ds, J + number, frame), tmp_path, r"a\.dcm: ")


@pytest.mark.parametrize("number", ["50", "51", "57", "80", "90", "201"])
def test_a_codestream_without_its_end_is_not_padded(tmp_path: Path, number: str) -> None:
    stored = (SMOOTH >> 4).astype(np.uint8) if number == "50" else SMOOTH
    stream = bytes(SYNTAXES[number][1](SMOOTH))
    ds = encapsulated(dataset(stored), J + number, stream[: len(stream) // 2])
    refused(ds, tmp_path, "pixel data incomplete")


def test_a_file_cut_inside_a_fragment(tmp_path: Path) -> None:
    path = save(encapsulated(dataset(SMOOTH), J + "90", bytes(SYNTAXES["90"][1](SMOOTH))), tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match=r"pixel data incomplete: \d+ of \d+ bytes"):
        read_image(Instance(path))


def test_sizes_that_the_data_cannot_hold(tmp_path: Path) -> None:
    rle = dataset(SMOOTH)
    rle.compress(RLELossless)
    rle.Rows = rle.Columns = 12000
    refused(rle, tmp_path, "pixel data incomplete")
    rle.Rows = rle.Columns = 65535
    refused(rle, tmp_path, "Rows x Columns is 65535 x 65535")
