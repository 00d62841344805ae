"""Damaged copies of pydicom's own test files: bytes flipped, content cut, tags changed. Used by the suite's fuzz test
and, for as many as wanted, by tests/benchmarks/fuzz_files.py."""

from __future__ import annotations

import random
import struct
from functools import cache
from pathlib import Path

import pydicom

LARGEST = 120_000  # bytes: thousands of mutants are written
_NUMBERS = (0, 1, 2, 7, 8, 12, 15, 16, 17, 32, 255, 256, 4095, 32767, 32768, 65535)
_TEXTS = (
    b"", b"0", b"-1", b"nan", b"inf", b"-inf", b"1e400", b"abc", b"1\\2", b"\\", b"2147483647", b"-2147483648",
    b"MONOCHROME1", b"PALETTE COLOR", b"YBR_FULL_422", b"RGB", b"1.2.840.10008.1.2.4.90", b"1.2.840.10008.1.2.1.99",
    b"\xff" * 20, b"A" * 3000,
)  # fmt: skip
# Where readers make decisions: size, depth, frames, window, rescale, photometric, palette, padding, transfer syntax.
_TAGS = (
    0x00020010, 0x00080016, 0x00080060, 0x00200032, 0x00200037, 0x00280002, 0x00280004, 0x00280006, 0x00280008,
    0x00280010, 0x00280011, 0x00280030, 0x00280100, 0x00280101, 0x00280102, 0x00280103, 0x00280120, 0x00280121,
    0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x00281101, 0x00281201, 0x52009229, 0x52009230, 0x7FE00010,
    0x60000010, 0x60003000,
)  # fmt: skip


@cache
def sources() -> tuple[Path, ...]:
    """The small DICOM files that are packaged with pydicom, in a fixed order; most hold an image."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    found = [path for path in folder.glob("*.dcm") if path.stat().st_size <= LARGEST]
    return tuple(sorted(found))


@cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def mutant(seed: int) -> bytes:
    """The damaged file of this seed: always the same one, and never the file it was made of."""
    rng = random.Random(seed)
    files = [path for path in sources() if b"\xe0\x7f\x10\x00" in _bytes(path) or rng.random() < 0.1]
    whole = _bytes(rng.choice(files))
    data = bytearray(whole)
    while data == whole:
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            rng.choice((_flip, _flip_header, _cut, _tag, _tag, _lengthen, _repeat))(data, rng)
    return bytes(data)


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 3, 20))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)


def _flip_header(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 2, 8))):
        if len(data) > 140:
            data[rng.randrange(128, min(len(data), 1600))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _repeat(data: bytearray, rng: random.Random) -> None:
    """A piece of the file once more, at another place."""
    if data:
        start = rng.randrange(len(data))
        piece = data[start : start + rng.randrange(200)]
        at = rng.randrange(len(data))
        data[at:at] = piece


def _tag(data: bytearray, rng: random.Random) -> None:
    """Another value for an element that matters, of the same length or, the length field with it, of another."""
    tag = rng.choice(_TAGS)
    at = data.find(struct.pack("<HH", tag >> 16, tag & 0xFFFF), 132)
    if at < 0 or at + 8 > len(data):
        return
    if data[at + 4 : at + 6].isalpha() and data[at + 4 : at + 6] not in (b"OB", b"OW", b"SQ", b"UN", b"UT"):
        length = struct.unpack_from("<H", data, at + 6)[0]
        if rng.random() < 0.5:
            value = struct.pack("<H", rng.choice(_NUMBERS)) if length == 2 else rng.choice(_TEXTS)
        else:
            value = bytes(rng.randrange(256) for _ in range(rng.choice((0, 1, 2, 4, 16))))
        data[at + 6 : at + 8 + length] = struct.pack("<H", len(value)) + value
    else:
        value = struct.pack("<I", rng.choice((0, 1, 2, 0x7FFFFFFF, 0xFFFFFFFF, rng.randrange(1 << 32))))
        data[at + 8 : at + 12] = value


def _lengthen(data: bytearray, rng: random.Random) -> None:
    """Some element claims to be longer than the file."""
    if len(data) > 200:
        at = rng.randrange(140, len(data) - 4)
        data[at : at + 4] = struct.pack("<I", rng.choice((0xFFFFFFFF, 0x7FFFFFF0, 0x00FFFFFF)))
