"""Compressed frames: what their codestreams say of their size, and the decoders that pydicom has not.

Two ways lead from a frame's bytes to pixels. Where pydicom knows the transfer syntax it decodes and owns colour space,
sign and bit depth; imagecodecs stands behind its own plugins (JPEG Lossless, JPEG Extended, JPEG-LS, JPEG 2000, HTJ2K).
Where it does not (JPEG XL, deflated frames, RLE of single bits), `unpacked` makes the native bytes of the frame.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any, NamedTuple

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.pixels import decoders, get_decoder
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.decoders.base import Decoder, DecodeRunner
from pydicom.uid import UID, RLELossless

_NAME = "imagecodecs"
_DECODERS: tuple[Decoder, ...] = (
    decoders.JPEGExtended12BitDecoder, decoders.JPEGLosslessDecoder, decoders.JPEGLosslessSV1Decoder,
    decoders.JPEGLSLosslessDecoder, decoders.JPEGLSNearLosslessDecoder,
    decoders.JPEG2000LosslessDecoder, decoders.JPEG2000Decoder,
    decoders.HTJ2KLosslessDecoder, decoders.HTJ2KLosslessRPCLDecoder, decoders.HTJ2KDecoder,
)  # fmt: skip
_LOSSLESS_JPEG = {decoders.JPEGLosslessDecoder.UID, decoders.JPEGLosslessSV1Decoder.UID}
_JPEG_LS = {decoders.JPEGLSLosslessDecoder.UID, decoders.JPEGLSNearLosslessDecoder.UID}
DECODER_DEPENDENCIES = {decoder.UID: ("imagecodecs",) for decoder in _DECODERS}

# Read by the decoder of another syntax: the codestream says itself how it is coded (PS3.5 A.4.1, A.4.4).
_SAME_AS = {
    "1.2.840.10008.1.2.4.53": decoders.JPEGExtended12BitDecoder.UID,
    "1.2.840.10008.1.2.4.55": decoders.JPEGExtended12BitDecoder.UID,
    "1.2.840.10008.1.2.4.92": decoders.JPEG2000LosslessDecoder.UID,
    "1.2.840.10008.1.2.4.93": decoders.JPEG2000Decoder.UID,
}
UNCOMPRESSED_FRAME = UID("1.2.840.10008.1.2.1.98")
DEFLATED_FRAME = UID("1.2.840.10008.1.2.8.1")
JPEG_XL = {f"1.2.840.10008.1.2.4.{number}": f"JPEG XL ({kind})" for number, kind in
           ((110, "Lossless"), (111, "JPEG Recompression"), (112, "Image Compression"))}  # fmt: skip
# What pydicom's dictionary does not name yet (PS3.6 A).
_NAMES = {**JPEG_XL, DEFLATED_FRAME: "Deflated Image Frame Compression"}
# PS3.5 A.4: the syntaxes that may have lost information, so that the written copy has to say so.
LOSSY = frozenset(
    f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55, 81, 91, 93, 111, 112, 203)
)  # fmt: skip
# Precision and sign are the codestream's own here; elsewhere BitsStored and PixelRepresentation rule.
OWN_PRECISION = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (80, 81, 90, 91, 92, 93, 201, 202, 203))


class CodestreamError(Exception):
    """A frame that does not begin as its transfer syntax says; the message says how."""


class Size(NamedTuple):
    """What a codestream's header says: pixels, colour components and bits of each."""

    rows: int
    columns: int
    components: int
    precision: int


def name_of(syntax: str) -> str:
    """The transfer syntax in words and its UID."""
    name = _NAMES.get(syntax) or UID(syntax).name
    return f"{name}, {syntax}" if name != syntax else syntax


def decoder_of(syntax: str) -> Decoder | None:
    """pydicom's decoder for a transfer syntax, None where it has none."""
    try:
        return get_decoder(_SAME_AS.get(syntax, UID(syntax)))
    except NotImplementedError:
        return None


def native_of(syntax: str, bits_allocated: int) -> bool:
    """Whether `unpacked` decodes the frames."""
    ours = syntax in (UNCOMPRESSED_FRAME, DEFLATED_FRAME) or syntax in JPEG_XL
    return ours or (syntax == RLELossless and bits_allocated == 1)


def unpacked(syntax: str, frame: bytes, length: int) -> bytes:
    """A frame as native little-endian bytes, colour by pixel, `length` of them.

    Raises CodestreamError where it does not inflate to just that length.
    """
    data: bytes | bytearray = frame
    if syntax == DEFLATED_FRAME:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, length + 2)
    elif syntax in JPEG_XL:
        array = imagecodecs.jpegxl_decode(frame)
        if array.dtype.kind != "u":
            raise CodestreamError("values that are no whole numbers")
        data = array.astype(f"<u{max(1, length // array.size)}").tobytes()
    elif syntax == RLELossless:
        segments, start = struct.unpack_from("<2L", frame)
        if segments != 1:
            raise CodestreamError(f"{segments} RLE segments where there is one")
        data = imagecodecs.packbits_decode(frame[start:])
    if not length <= len(data) <= length + 1:
        raise CodestreamError(f"a frame of {len(data)} bytes where {length} are due")
    return bytes(data[:length])


# Codestream headers


def size_of(syntax: str, frame: bytes) -> Size | None:
    """What the codestream of a frame says of its size; None where the syntax has no such header.

    Raises CodestreamError where the frame does not begin with one.
    """
    number = syntax.removeprefix("1.2.840.10008.1.2.4.")
    if number == syntax:
        return None
    try:
        if number in ("90", "91", "92", "93", "201", "202", "203"):
            return _siz(frame)
        if syntax in JPEG_XL:
            return _jxl(frame)
        return _sof(frame)
    except (struct.error, IndexError, ValueError):
        raise CodestreamError("the codestream has no header") from None


def _sof(frame: bytes) -> Size:
    """The frame header of a JPEG or JPEG-LS stream (ISO/IEC 10918-1 B.2.2, 14495-1 C.2.2)."""
    if frame[:2] != b"\xff\xd8":
        raise ValueError
    at = 2
    while True:
        if frame[at] != 0xFF:
            raise ValueError
        marker = frame[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)) or marker == 0xF7:
            precision, rows, columns, components = struct.unpack_from(">BHHB", frame, at + 4)
            return Size(rows, columns, components, precision)
        elif marker == 0xDA:
            raise ValueError
        else:
            at += 2 + struct.unpack_from(">H", frame, at + 2)[0]


def _siz(frame: bytes) -> Size:
    """The SIZ segment of a JPEG 2000 codestream (ISO/IEC 15444-1 A.5.1), bare or in a JP2 file."""
    if frame[4:8] == b"jP  ":
        frame = _box(frame, b"jp2c")
    if frame[:4] != b"\xff\x4f\xff\x51":
        raise ValueError
    width, height, left, top = struct.unpack_from(">4L", frame, 8)
    components, depth = struct.unpack_from(">HB", frame, 40)
    return Size(height - top, width - left, components, (depth & 0x7F) + 1)


def _box(frame: bytes, kind: bytes) -> bytes:
    """The content of the first box of a kind (ISO base media boxes: JP2, JPEG XL)."""
    at = 0
    while True:
        length, found = struct.unpack_from(">L4s", frame, at)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", frame, at + 8)
            head = 16
        if found == kind:
            return frame[at + head : at + length if length else None]
        if length < head:
            raise ValueError
        at += length


def _jxl(frame: bytes) -> Size:
    """The SizeHeader of a JPEG XL codestream (ISO/IEC 18181-1 A.3), bare or in its container; components and precision
    are not looked for (0)."""
    if frame[4:8] == b"JXL ":
        frame = _box(frame, b"jxlc") if b"jxlc" in frame else _box(frame, b"jxlp")[4:]
    if frame[:2] != b"\xff\x0a":
        raise ValueError
    bits = int.from_bytes(frame[2:18], "little")

    def take(count: int) -> int:
        nonlocal bits
        value = bits & ((1 << count) - 1)
        bits >>= count
        return value

    def length(small: int) -> int:
        return 8 * (1 + take(5)) if small else 1 + take((9, 13, 18, 30)[take(2)])

    small = take(1)
    rows = length(small)
    ratio = take(3)
    if ratio:
        over, under = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))[ratio - 1]
        return Size(rows, rows * over // under, 0, 0)
    return Size(rows, length(small), 0, 0)


# The plugin


def is_available(uid: UID) -> bool:
    """Whether this plugin decodes the transfer syntax; pydicom calls it by name."""
    return uid in DECODER_DEPENDENCIES


def _decode_frame(source: bytes, runner: DecodeRunner) -> bytearray:
    """One frame's bytes in the machine's byte order, for pydicom's runner, which calls it by name."""
    array: NDArray[Any]
    if runner.transfer_syntax in _LOSSLESS_JPEG:
        array = imagecodecs.ljpeg_decode(source)
    elif runner.transfer_syntax in _JPEG_LS:
        array = imagecodecs.jpegls_decode(source)
    elif runner.transfer_syntax == decoders.JPEGExtended12BitDecoder.UID:
        array = imagecodecs.jpeg_decode(source)
        if array.ndim == 3:  # converted by the codec
            runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    else:
        array = imagecodecs.jpeg2k_decode(source)
        coded = (PhotometricInterpretation.YBR_RCT, PhotometricInterpretation.YBR_ICT)
        if runner.photometric_interpretation in coded:  # the codec undoes the transformation that it knows of
            runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    runner.set_option("bits_allocated", array.dtype.itemsize * 8)
    return bytearray(np.ascontiguousarray(array).tobytes())


def register() -> None:
    """Put this plugin behind pydicom's own, once."""
    for decoder in _DECODERS:
        if _NAME not in decoder.available_plugins:
            decoder.add_plugin(_NAME, (__name__, _decode_frame.__name__))
