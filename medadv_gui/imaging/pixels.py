"""One frame's stored values: the Image Pixel module checked (PS3.3 C.7.6.3), the frame found, decoded and brought to
grey or RGB. Nothing is allocated before the header, the file's length and the codestream agree."""

from __future__ import annotations

import io
import math
import sys
import warnings
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, get_frame, parse_basic_offsets, parse_fragments
from pydicom.pixels import apply_color_lut, as_pixel_options, convert_color_space, get_decoder
from pydicom.uid import ExplicitVRLittleEndian

from medadv_gui.core.errors import InputError
from medadv_gui.imaging import codecs
from medadv_gui.imaging.facts import MAX_FRAMES
from medadv_gui.imaging.header import NATIVE, Header, has, text, texts, uid_of, ushort, words
from medadv_gui.imaging.lattice import EXACT, check_finite, ends_of, in_steps, in_words, step_of

MAX_PIXELS = 150_000_000
# MPEG-2, MPEG-4, HEVC (PS3.5 A.4.5 and on) and SMPTE ST 2110; pixel data of JPIP lies on a server (A.6, A.7).
_VIDEO = ("1.2.840.10008.1.2.4.10", "1.2.840.10008.1.2.7.")
_ELSEWHERE = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (94, 95, 204, 205))
_GREY = ("MONOCHROME1", "MONOCHROME2")
_COLOUR = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT", "XYB")
_NATIVE_ORDER = "<" if sys.byteorder == "little" else ">"
# EOI of JPEG and JPEG-LS, EOC of JPEG 2000; behind it may stand what pads a fragment.
_END_MARKER, _TRAILER = b"\xff\xd9", 64
# The most that a byte can stand for: PackBits makes 128 of 2, deflate 1032 of 1.
_GROWTH = {"1.2.840.10008.1.2.5": 64, codecs.DEFLATED_FRAME: 1032}


# BitsAllocated of floating-point pixels (PS3.3 C.7.6.24, C.7.6.25).
FLOAT_BITS = {"float": 32, "double float": 64}


@dataclass(frozen=True)
class Layout:
    """The Image Pixel module of a frame: sizes in pixels and bits, `photometric` as the file has it, `signed` for two's
    complement, `planar` where colours lie plane by plane."""

    rows: int
    columns: int
    samples: int
    allocated: int
    stored: int
    signed: bool
    photometric: str
    planar: bool
    frames: int

    @property
    def frame_bits(self) -> int:
        """Bits of a native frame; YBR_FULL_422 shares its colours between two pixels."""
        samples = 2 if self.photometric == "YBR_FULL_422" else self.samples
        return self.rows * self.columns * samples * self.allocated

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest stored value that `stored` bits hold."""
        if self.signed:
            return -(1 << self.stored - 1), (1 << self.stored - 1) - 1
        return 0, (1 << self.stored) - 1


@dataclass(frozen=True, eq=False)
class Pixels:
    """A frame: `stored` values, (rows, columns) or (rows, columns, 3) RGB, the least and greatest that they may take,
    and `raw`, the values with the bits above BitsStored as in the file (the same array where these are clean)."""

    stored: NDArray[Any]
    lowest: int
    highest: int
    raw: NDArray[Any]


def layout_of(header: Header, name: str, notes: list[str]) -> Layout:
    """The Image Pixel module, checked against itself.

    Raises
    ------
    InputError
        If the file is no image, or its pixels cannot be read here; the attribute in the way is named.
    """
    dataset = header.dataset
    _check_kind(header, name)
    numbers: dict[str, int] = {}
    for keyword, tag, default in (
        ("Rows", 0x00280010, None), ("Columns", 0x00280011, None), ("SamplesPerPixel", 0x00280002, 1),
        ("BitsAllocated", 0x00280100, None), ("BitsStored", 0x00280101, 0), ("PixelRepresentation", 0x00280103, 0),
        ("PlanarConfiguration", 0x00280006, 0), ("HighBit", 0x00280102, -1),
    ):  # fmt: skip
        try:
            number = ushort(dataset, tag)
        except (TypeError, ValueError):
            raise InputError(f"{name}: {keyword} is no number") from None
        number = default if number is None else number
        if number is None:
            raise InputError(f"{name}: {keyword} is missing")
        numbers[keyword] = number
    rows, columns, allocated = numbers["Rows"], numbers["Columns"], numbers["BitsAllocated"]
    stored, high = numbers["BitsStored"] or allocated, numbers["HighBit"]
    if rows <= 0 or columns <= 0 or rows * columns > MAX_PIXELS:
        raise InputError(f"{name}: Rows x Columns is {rows} x {columns}, which this program refuses")
    due = FLOAT_BITS.get(header.pixels)
    if allocated != due if due else allocated not in (1, 8, 16, 32):
        raise InputError(f"{name}: BitsAllocated is {allocated}, which this program refuses")
    if has(dataset, 0x00280101) and not 0 < numbers["BitsStored"] <= allocated:
        raise InputError(f"{name}: BitsStored {numbers['BitsStored']} of BitsAllocated {allocated} is not readable")
    if high not in (-1, stored - 1):
        raise InputError(f"{name}: HighBit is {high} where BitsStored {stored} asks for {stored - 1}")
    samples, photometric = numbers["SamplesPerPixel"], text(dataset, 0x00280004)
    _check_colour(photometric, samples, allocated, name)
    if due and photometric not in _GREY:
        raise InputError(f"{name}: PhotometricInterpretation {photometric} of {header.pixels}s is not read here")
    return Layout(
        rows=rows,
        columns=columns,
        samples=samples,
        allocated=allocated,
        stored=stored,
        signed=numbers["PixelRepresentation"] == 1 and samples == 1 and allocated > 1,
        photometric=photometric,
        planar=numbers["PlanarConfiguration"] == 1,
        frames=_frames(dataset, name, notes),
    )


def _check_kind(header: Header, name: str) -> None:
    dataset, syntax = header.dataset, header.syntax
    meta = header.meta
    uid = uid_of(text(dataset, 0x00080016) or text(meta, 0x00020002))
    if syntax.startswith(_VIDEO):
        raise InputError(f"{name}: not an image here (video, {codecs.name_of(syntax)})")
    if syntax in _ELSEWHERE:
        raise InputError(f"{name}: its pixel data lies on a server ({codecs.name_of(syntax)})")
    if not header.pixels:
        kind = uid.name if uid.name != uid else ""
        if "Image" in kind or (not kind and has(dataset, 0x00280010)):
            kind = f"{kind} without pixel data".strip()
        raise InputError(f"{name}: not an image here ({kind or 'no pixel data'})")


def _check_colour(photometric: str, samples: int, allocated: int, name: str) -> None:
    due = 1 if photometric in _GREY or photometric == "PALETTE COLOR" else 3 if photometric in _COLOUR else 0
    if not due:
        raise InputError(f"{name}: PhotometricInterpretation {photometric or '(none)'} is not read here")
    if samples != due:
        raise InputError(f"{name}: SamplesPerPixel is {samples} where {photometric} has {due}")
    if due == 3 and allocated == 1:
        raise InputError(f"{name}: BitsAllocated is 1 in a {photometric} image, which this program refuses")
    if photometric in ("YBR_FULL", "YBR_FULL_422") and allocated != 8:
        raise InputError(f"{name}: BitsAllocated is {allocated} in a {photometric} image; only 8 is read here")


def _frames(dataset: Dataset, name: str, notes: list[str]) -> int:
    found = texts(dataset, 0x00280008)
    if not found:
        return 1
    try:
        frames = int(found[0])
    except ValueError:
        raise InputError(f"{name}: NumberOfFrames is no whole number") from None
    if frames == 0:
        notes.append("NumberOfFrames is 0; one frame is read")
        return 1
    if not 0 < frames <= MAX_FRAMES:
        raise InputError(f"{name}: NumberOfFrames is {frames}, which this program refuses")
    return frames


def read_pixels(header: Header, layout: Layout, stream: BinaryIO, frame: int, name: str, notes: list[str]) -> Pixels:
    """Decode one frame, counted from 0, of whole numbers.

    Raises
    ------
    InputError
        If the file does not hold it whole, or it cannot be decoded; pixels are never padded or guessed.
    """
    if frame >= layout.frames:
        raise InputError(f"{name}: there is no frame {frame + 1} of {layout.frames}")
    syntax, ours = header.syntax, codecs.native_of(header.syntax, layout.allocated)
    if not ours and (syntax.is_private or not syntax.is_transfer_syntax):
        raise InputError(f"{name}: unknown transfer syntax ({syntax})")
    if ours or syntax.is_encapsulated:
        array = _encapsulated(header, layout, stream, frame, name)
    elif header.length is None:
        raise InputError(f"{name}: compressed pixels where the transfer syntax says otherwise ({syntax.name})")
    else:
        array = _native(header, layout, stream, frame, name)
    if array.ndim == 3 or layout.photometric == "PALETTE COLOR":
        return _colour(header, layout, array, name, notes)
    return _clean(array, layout, header.syntax in codecs.OWN_PRECISION, notes)


def read_floats(
    header: Header, layout: Layout, stream: BinaryIO, frame: int, name: str, notes: list[str]
) -> tuple[Pixels, float]:
    """One frame of Float or Double Float Pixel Data, counted from 0, in steps (`lattice`), and the step, which is that
    of all frames.

    Raises
    ------
    InputError
        If the file does not hold all frames whole, compresses them, or the frame holds a value that is no number.
    """
    if frame >= layout.frames:
        raise InputError(f"{name}: there is no frame {frame + 1} of {layout.frames}")
    if header.syntax not in NATIVE or header.length is None:
        raise InputError(f"{name}: {header.pixels}s are not read under {codecs.name_of(header.syntax)}")
    if not header.ends:
        header.ends[:] = ends_of(_native(header, layout, stream, i, name) for i in range(layout.frames))
    values = _native(header, layout, stream, frame, name)
    check_finite(values, name)
    step = step_of(*header.ends)
    stored, rounded = in_steps(values, step)
    notes.append(in_words(values.dtype, step, rounded))
    return Pixels(stored, -EXACT, EXACT, stored), step


def _native(header: Header, layout: Layout, stream: BinaryIO, frame: int, name: str) -> NDArray[Any]:
    expected = (layout.frame_bits * layout.frames + 7) // 8
    there, declared = header.size - header.offset, header.length or 0
    if declared > there or declared < expected:
        due = declared if declared > there else expected
        raise InputError(f"{name}: pixel data incomplete: {min(there, declared)} of {due} bytes")
    if layout.photometric == "YBR_FULL_422" and declared >= expected // 2 * 3:
        raise InputError(f"{name}: PhotometricInterpretation is YBR_FULL_422, but each pixel has colours of its own")
    little = header.syntax.is_little_endian
    swapped = not little and layout.allocated <= 8 and header.vr == "OW"
    if layout.allocated == 1:
        return _bits(layout, stream, header.offset, frame, swapped)
    if swapped or layout.photometric == "YBR_FULL_422":
        stream.seek(header.offset)
        return _by_pydicom(header, layout, stream, frame, header.syntax)
    kind = "f" if header.pixels in FLOAT_BITS else "i" if layout.signed else "u"
    dtype = np.dtype(f"{'<' if little else '>'}{kind}{layout.allocated // 8}")
    planes = layout.samples == 3 and layout.planar
    shape = (3, layout.rows, layout.columns) if planes else (layout.rows, layout.columns, layout.samples)
    array = _frame(stream, dtype, shape[:2] if layout.samples == 1 else shape, header.offset, frame)
    if dtype.byteorder not in ("=", "|", _NATIVE_ORDER):
        array = array.byteswap().view(dtype.newbyteorder("="))
    if planes:
        array = array.transpose(1, 2, 0)
    if layout.photometric == "YBR_FULL":
        array = convert_color_space(array, "YBR_FULL", "RGB")
    return array


def _bits(layout: Layout, stream: BinaryIO, offset: int, frame: int, swapped: bool) -> NDArray[np.uint8]:
    """A frame of single bits, which begins wherever the one before it ends (PS3.5 8.1.1), in the words of 16 bits that
    are `swapped` in a big-endian file."""
    pixels = layout.rows * layout.columns
    first, skipped = divmod(frame * pixels, 16)
    stream.seek(offset + 2 * first)
    packed = np.frombuffer(stream.read((skipped + pixels + 15) // 16 * 2), np.uint8)
    if swapped:
        packed = packed.reshape(-1, 2)[:, ::-1].ravel()
    bits = np.unpackbits(packed, count=skipped + pixels, bitorder="little")
    return bits[skipped:].reshape(layout.rows, layout.columns)


def _frame(stream: BinaryIO, dtype: np.dtype[Any], shape: tuple[int, ...], offset: int, frame: int) -> NDArray[Any]:
    """A native frame where it lies: mapped, if the stream is a file, so that nothing is read that nobody looks at."""
    size = math.prod(shape) * dtype.itemsize
    if isinstance(stream, io.BytesIO):
        stream.seek(offset + frame * size)
        return np.frombuffer(stream.read(size), dtype).reshape(shape)
    return np.memmap(stream, dtype, "r", offset + frame * size, shape)


def _by_pydicom(
    header: Header, layout: Layout, source: BinaryIO | bytes, frame: int, syntax: str, **more: Any
) -> NDArray[Any]:
    """A frame of `source`, the pixel data's value in `syntax`, as pydicom decodes it: YBR as RGB, bits unpacked, those
    above BitsStored as they are."""
    options = {
        "number_of_frames": layout.frames, "bits_stored": layout.stored, "samples_per_pixel": layout.samples,
        "pixel_representation": int(layout.signed), "planar_configuration": int(layout.planar),
        "pixel_keyword": "PixelData", "pixel_vr": header.vr or "OW", "correct_unused_bits": False, **more,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array, _ = get_decoder(syntax).as_array(source, index=frame, **as_pixel_options(header.dataset, **options))
    return array


def _encapsulated(header: Header, layout: Layout, stream: BinaryIO, frame: int, name: str) -> NDArray[Any]:
    syntax = header.syntax
    try:
        data = _frame_bytes(header, layout, stream, frame, name)
        _check_codestream(syntax, layout, data, name)
        if codecs.native_of(syntax, layout.allocated):
            plain = layout
            if syntax in codecs.JPEG_XL:  # its codec undoes colour transformations and knows no planes
                plain = replace(layout, photometric="RGB" if layout.samples == 3 else layout.photometric, planar=False)
            data = codecs.unpacked(syntax, data, (plain.frame_bits + 7) // 8)
            return _by_pydicom(
                header, plain, data, 0, ExplicitVRLittleEndian, number_of_frames=1,
                photometric_interpretation=plain.photometric, planar_configuration=int(plain.planar),
            )  # fmt: skip
        decoder = codecs.decoder_of(syntax)
        if decoder is None:
            raise InputError(f"{name}: cannot be decoded here ({codecs.name_of(syntax)})")
        whole = encapsulate([data], has_bot=False)
        return _by_pydicom(header, layout, whole, 0, decoder.UID, number_of_frames=1, extended_offsets=None)
    except InputError:
        raise
    except codecs.CodestreamError as error:
        raise InputError(f"{name}: {error} ({codecs.name_of(syntax)})") from None
    except MemoryError:
        raise
    except Exception as error:  # decoders raise many kinds; each means the same to a user
        raise InputError(f"{name}: cannot be decoded ({codecs.name_of(syntax)}; {type(error).__name__})") from None


def _frame_bytes(header: Header, layout: Layout, stream: BinaryIO, frame: int, name: str) -> bytes:
    """The fragments of one frame, joined (PS3.5 A.4)."""
    if not header.fragments:
        header.fragments.extend(_fragments(header, stream, name))
    dataset, offsets = header.dataset, None
    if has(dataset, 0x7FE00001) and has(dataset, 0x7FE00002):
        offsets = dataset[0x7FE00001].value, dataset[0x7FE00002].value
    elif len(header.fragments) == layout.frames:
        start, length = header.fragments[frame]
        stream.seek(start)
        return stream.read(length)
    stream.seek(header.offset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return get_frame(stream, frame, number_of_frames=layout.frames, extended_offsets=offsets)


def _fragments(header: Header, stream: BinaryIO, name: str) -> list[tuple[int, int]]:
    """Offset and length of each fragment, all of them within the file."""
    stream.seek(header.offset)
    parse_basic_offsets(stream)
    _, items = parse_fragments(stream)
    if not items:
        raise InputError(f"{name}: there are no compressed pixels")
    fragments = []
    for item in items:
        stream.seek(item + 4)
        fragments.append((item + 8, int.from_bytes(stream.read(4), "little")))
    end, start = sum(fragments[-1]), header.offset
    if end > header.size:
        raise InputError(f"{name}: pixel data incomplete: {header.size - start} of {end - start} bytes or more")
    return fragments


def _check_codestream(syntax: str, layout: Layout, data: bytes, name: str) -> None:
    """Refuse a codestream that would decode to another size than the header's, before it is decoded."""
    size = codecs.size_of(syntax, data)
    if size is None:
        least = layout.frame_bits // 8 // _GROWTH.get(syntax, 1 << 30)
        if len(data) < least:
            raise InputError(f"{name}: pixel data incomplete: {len(data)} of {least} bytes or more")
        return
    if (size.rows, size.columns) != (layout.rows, layout.columns):
        here, there = f"{layout.rows} x {layout.columns}", f"{size.rows} x {size.columns}"
        raise InputError(f"{name}: Rows x Columns is {here}, in the codestream {there}")
    if size.components not in (0, layout.samples):
        raise InputError(f"{name}: SamplesPerPixel is {layout.samples}, in the codestream {size.components}")
    if size.precision > layout.allocated:
        raise InputError(f"{name}: BitsAllocated is {layout.allocated}, in the codestream {size.precision}")
    if size.components and _END_MARKER not in data[-_TRAILER:]:
        raise InputError(f"{name}: pixel data incomplete: the codestream has no end")


def _clean(array: NDArray[Any], layout: Layout, own_precision: bool, notes: list[str]) -> Pixels:
    """Grey values within what BitsStored and PixelRepresentation allow (PS3.5 8.1.1)."""
    lowest, highest = layout.range
    if layout.stored == layout.allocated:
        return Pixels(array, lowest, highest, array)
    least, greatest = int(array.min()), int(array.max())
    if lowest <= least and greatest <= highest:
        return Pixels(array, lowest, highest, array)
    if own_precision:
        notes.append("values lie beyond BitsStored; the codestream's own precision is taken")
        lowest, highest = replace(layout, stored=layout.allocated).range
        return Pixels(array, lowest, highest, array)
    notes.append("bits above BitsStored masked")
    shift = layout.allocated - layout.stored
    clean = np.right_shift(np.left_shift(array, shift), shift)  # arithmetic where the type is signed
    return Pixels(clean, lowest, highest, array)


def _colour(header: Header, layout: Layout, array: NDArray[Any], name: str, notes: list[str]) -> Pixels:
    if layout.photometric == "PALETTE COLOR":
        index = _clean(array, layout, False, notes).stored
        array = _through_palette(index, header.dataset, layout, name, notes)
        return Pixels(array, 0, 255, array)
    highest = (1 << layout.stored) - 1
    if layout.stored < layout.allocated and int(array.max()) > highest:
        notes.append("bits above BitsStored masked")
        array = array & np.array(highest, array.dtype)
    return Pixels(array, 0, highest, array)


def _through_palette(
    index: NDArray[Any], dataset: Dataset, layout: Layout, name: str, notes: list[str]
) -> NDArray[np.uint8]:
    """Indices through the palette as 8-bit RGB (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6)."""
    try:
        table, first = _palette(dataset, layout)
    except (KeyError, AttributeError, TypeError, ValueError, IndexError):
        raise InputError(f"{name}: the palette is missing or shorter than it says") from None
    if int(index.min()) < first or int(index.max()) >= first + len(table):
        notes.append("indices beyond the palette are shown in its first or last colour")
    if table.dtype != np.uint8:
        if int(table.max()) > 255:
            table = table >> 8
        else:
            notes.append("the palette's 16-bit entries hold 8-bit colours; they are taken as such")
        table = table.astype(np.uint8)
    place = np.clip(index.astype(np.int64) - first, 0, len(table) - 1)
    return np.asarray(table[place], dtype=np.uint8)


def _palette(dataset: Dataset, layout: Layout) -> tuple[NDArray[Any], int]:
    """The palette's colours, (n, 3) of 8 or 16 bits, and the first index that it maps."""
    count, first, _ = (int(v) for v in dataset.RedPaletteColorLookupTableDescriptor)
    count = (count & 0xFFFF) or 1 << 16
    first = first & 0xFFFF
    if layout.signed and first >= 1 << 15:
        first -= 1 << 16
    if "RedPaletteColorLookupTableData" not in dataset:
        return apply_color_lut(np.arange(first, first + count, dtype=np.int32), dataset), first
    columns = []
    for colour in ("Red", "Green", "Blue"):
        data = words(dataset, tag_for_keyword(f"{colour}PaletteColorLookupTableData") or 0)
        columns.append(np.frombuffer(data, np.dtype("<u2" if len(data) >= 2 * count else "u1"), count))
    dtype = np.uint16 if any(column.dtype.itemsize == 2 for column in columns) else np.uint8
    return np.stack(columns, axis=1).astype(dtype), first


def overlays_of(
    dataset: Dataset, layout: Layout, raw: NDArray[Any], frame: int, notes: list[str]
) -> NDArray[np.bool_] | None:
    """The overlay planes of a frame (PS3.3 C.9.2), also those in unused bits of `raw`, as (n, rows, columns) bool."""
    found = dataset.keys() & _OVERLAY_BITS
    planes = []
    for tag in sorted(found):
        group = tag >> 16
        try:
            plane = _overlay(dataset, group, layout, raw, frame)
        except Exception:  # a sketch over the image, and pydicom raises many kinds: the image is read without it
            notes.append(f"overlay {(group - 0x6000) // 2 + 1} is not usable")
            continue
        if plane is not None:
            planes.append(plane)
    return np.stack(planes) if planes else None


_OVERLAY_BITS = frozenset(group << 16 | 0x0100 for group in range(0x6000, 0x6020, 2))


def _overlay(dataset: Dataset, group: int, layout: Layout, raw: NDArray[Any], frame: int) -> NDArray[np.bool_] | None:
    base = group << 16
    rows, columns = ushort(dataset, base | 0x10) or 0, ushort(dataset, base | 0x11) or 0
    counts, first = texts(dataset, base | 0x15), ushort(dataset, base | 0x51)
    count = int(counts[0]) if counts else 1
    place = 0
    if counts or first:  # without either the plane belongs to every frame
        place = frame - ((first or 1) - 1)
        if not 0 <= place < count:
            return None
    if not has(dataset, base | 0x3000):  # in an unused bit of the pixels, which is how it was done until 2004
        bit = ushort(dataset, base | 0x102) or 0
        if not layout.stored <= bit < layout.allocated or raw.ndim != 2:
            return None
        return np.asarray((raw >> bit) & 1, dtype=np.bool_)
    bits = np.frombuffer(words(dataset, base | 0x3000), np.uint8)
    if rows * columns > MAX_PIXELS or count * rows * columns > 8 * len(bits):
        raise ValueError
    start = place * rows * columns
    piece = np.unpackbits(bits[start // 8 : (start + rows * columns + 7) // 8], bitorder="little")
    drawn = piece[start % 8 : start % 8 + rows * columns].reshape(rows, columns)
    origin = dataset[base | 0x50].value if has(dataset, base | 0x50) else (1, 1)
    top, left = (int(v) - 1 for v in origin)
    plane = np.zeros((layout.rows, layout.columns), np.bool_)
    height, width = min(layout.rows, top + rows), min(layout.columns, left + columns)
    if height > max(top, 0) and width > max(left, 0):
        part = drawn[max(-top, 0) : height - top, max(-left, 0) : width - left]
        plane[max(top, 0) : height, max(left, 0) : width] = part
    return plane
