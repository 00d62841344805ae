"""The one writer and the one reader of a study's images: uncompressed TIFF, whose bytes before the pixels depend on
nothing but size and type. Every arm goes through both."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Geometry, Image
from medadv_gui.review.protocol import BANNER, Case

_ASCII, _SHORT, _LONG = 2, 3, 4  # types of a TIFF's entries


def encoded(stored: NDArray[Any]) -> bytes:
    """Stored values as a file."""
    values = np.ascontiguousarray(stored, dtype=stored.dtype.newbyteorder("<"))
    return _head(stored.shape, stored.dtype.name) + values.tobytes()


def size_of(case: Case) -> int:
    """Bytes of each of a case's files."""
    return len(_head(case.shape, case.dtype)) + math.prod(case.shape) * np.dtype(case.dtype).itemsize


def decoded(content: bytes, case: Case) -> NDArray[Any]:
    """The stored values in a file of this case.

    Raises ValueError unless it is as `encoded` writes it.
    """
    head = _head(case.shape, case.dtype)
    if len(content) != size_of(case) or not content.startswith(head):
        raise ValueError("is no image as this program writes them into a study")
    values = np.frombuffer(content, np.dtype(case.dtype).newbyteorder("<"), offset=len(head))
    return values.reshape(case.shape).astype(case.dtype)


@lru_cache(maxsize=32)
def _head(shape: tuple[int, ...], dtype: str) -> bytes:
    """All that comes before the pixels: header, one directory (TIFF 6.0, section 2), and what it points at."""
    rows, columns, channels = (*shape, 1)[:3]
    kind = np.dtype(dtype)
    banner = BANNER.encode("ascii") + b"\0"
    extra = 8 + 2 + 12 * 11 + 4  # behind the directory: bits and sample formats of the channels, then the banner
    banner_at = extra + 2 * 2 * 3
    pixels_at = -(-(banner_at + len(banner)) // 16) * 16
    bits, form = 8 * kind.itemsize, 2 if kind.kind == "i" else 1

    def shorts(tag: int, value: int, place: int) -> tuple[int, int, int, bytes]:
        """One number a channel: in the entry itself, or at `place` where there are three."""
        inside = struct.pack("<HH", value, 0) if channels == 1 else struct.pack("<I", place)
        return tag, _SHORT, channels, inside

    def long(tag: int, value: int) -> tuple[int, int, int, bytes]:
        return tag, _LONG, 1, struct.pack("<I", value)

    entries = [
        long(256, columns),
        long(257, rows),
        shorts(258, bits, extra),
        long(259, 1),  # not compressed
        long(262, 1 if channels == 1 else 2),  # black is zero, or RGB
        (270, _ASCII, len(banner), struct.pack("<I", banner_at)),
        long(273, pixels_at),
        long(277, channels),
        long(278, rows),
        long(279, rows * columns * channels * kind.itemsize),
        shorts(339, form, extra + 6),
    ]
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries))
    head += b"".join(struct.pack("<HHI", tag, code, count) + value for tag, code, count, value in entries)
    head += struct.pack("<I", 0) + struct.pack("<6H", *[bits] * 3, *[form] * 3) + banner
    return head.ljust(pixels_at, b"\0")


def image_of(case: Case, stored: NDArray[Any], path: Path) -> Image:
    """The image that a study shows: its values and what they mean, and nothing of where it comes from."""
    return Image(
        stored=stored, path=path, frame=0, kind="tiff", lossy=False, modality=case.modality, units=case.units,
        slope=case.slope, intercept=case.intercept, inverted=case.inverted, lowest=case.lowest, highest=case.highest,
        window=case.window, geometry=Geometry(spacing=case.spacing),
    )  # fmt: skip
