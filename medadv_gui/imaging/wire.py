"""What the decoding child and the program say to each other: one JSON object and the arrays it names. An array that
stands in a file as it is (`np.memmap`) is not sent: the other side is told where, and reads it there (`fetch`).

Nothing that comes from the child is trusted more than the file it read: no pickle, sizes and types are checked before
memory is taken, and every array is of plain numbers.
"""

from __future__ import annotations

import json
import math
import mmap
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Geometry, Image, Instance, Window

# A multi-frame file of many small frames has a header of some megabytes; an image of MAX_PIXELS in colour 450 MB.
MAX_HEADER = 64 << 20
MAX_ARRAYS = 1 << 30
_LARGE = 1 << 17
_LENGTH = struct.Struct("<I")
_KINDS = frozenset("biuf")


class Reader(Protocol):
    """A stream that fills a buffer (a buffered binary file)."""

    def read(self, size: int, /) -> bytes: ...

    def readinto(self, buffer: Any, /) -> int: ...


class WireError(Exception):
    """The other side has ended, or does not keep to the form."""


@dataclass(frozen=True)
class InFile:
    """An array that stands in the file itself, its first byte at `offset`."""

    offset: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


Array = NDArray[Any] | InFile


def send(stream: BinaryIO, message: Mapping[str, Any], arrays: Sequence[NDArray[Any]] = ()) -> None:
    """Write one message and the arrays that go with it."""
    forms: list[dict[str, Any]] = []
    sent: list[NDArray[Any]] = []
    for array in arrays:
        form: dict[str, Any] = {"dtype": array.dtype.str, "shape": array.shape}
        offset = _offset(array)
        if offset is None:
            sent.append(np.ascontiguousarray(array))
        else:
            form["offset"] = offset
        forms.append(form)
    text = json.dumps({"message": message, "arrays": forms}, default=_plain).encode()
    stream.write(_LENGTH.pack(len(text)) + text)
    for array in sent:
        stream.write(array.reshape(-1).view(np.uint8).data)
    stream.flush()


def receive(stream: Reader) -> tuple[dict[str, Any], list[Array]]:
    """The next message and its arrays.

    Raises WireError where the stream ends or holds what no message holds.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_HEADER:
        raise WireError("a message is too long")
    try:
        document = json.loads(_exactly(stream, length))
        message, forms = document["message"], [_form(form) for form in document["arrays"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WireError(f"a message cannot be read ({type(error).__name__})") from None
    if sum(math.prod(form.shape) * form.dtype.itemsize for form in forms) > MAX_ARRAYS:
        raise WireError("an image is too large")
    arrays: list[Array] = []
    for form in forms:
        if form.offset >= 0:
            arrays.append(form)
            continue
        array = _memory(form.shape, form.dtype)
        if _fill(stream, array) != array.nbytes:
            raise WireError("the stream has ended")
        arrays.append(array)
    return message, arrays


def fetch(arrays: Sequence[Array], path: Path) -> list[NDArray[Any]]:
    """The arrays, those that stand in the file at `path` read there.

    Raises OSError where the file is gone or shorter than it was.
    """
    found = []
    for array in arrays:
        if isinstance(array, InFile):
            place, array = array, _memory(array.shape, array.dtype)
            with path.open("rb", buffering=0) as stream:
                stream.seek(place.offset)
                if _fill(stream, array) != array.nbytes:
                    raise OSError("the file is shorter than it was")
        found.append(array)
    return found


def _memory(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array whose memory, where it is an image's, goes back to the system with it. What many threads take from the
    heap and free again stays with the program: 15 to 50 MiB of a series' 150, as measured."""
    size = math.prod(shape) * dtype.itemsize
    if size < _LARGE or sys.platform == "win32":
        return np.empty(shape, dtype)
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANON
    if sys.platform == "linux":
        flags |= mmap.MAP_POPULATE  # all pages at once: they are about to be filled
    return np.frombuffer(mmap.mmap(-1, size, flags=flags), dtype).reshape(shape)


def _fill(stream: Reader, array: NDArray[Any]) -> int:
    """Read into the whole array, or as far as the stream goes; the count of bytes."""
    view, filled = array.reshape(-1).view(np.uint8).data, 0
    while filled < len(view) and (count := stream.readinto(view[filled:])):
        filled += count
    return filled


def _offset(array: NDArray[Any]) -> int | None:
    """Where in its file a mapped array lies that nothing has changed since; None for any other."""
    whole = array if isinstance(array, np.memmap) else array.base
    if not isinstance(whole, np.memmap) or not isinstance(whole.base, mmap.mmap):
        return None
    same = whole.ctypes.data == array.ctypes.data and whole.strides == array.strides
    return int(whole.offset) if same and whole.shape == array.shape and whole.dtype == array.dtype else None


def _form(form: Mapping[str, Any]) -> InFile:
    """What is said of an array; `offset` is -1 where it follows in the stream."""
    dtype, shape, offset = np.dtype(form["dtype"]), tuple(form["shape"]), form.get("offset", -1)
    if any(not isinstance(n, int) or n < 0 for n in shape) or not isinstance(offset, int):
        raise WireError("an array without a shape")
    if dtype.kind not in _KINDS or math.prod(shape) * dtype.itemsize > MAX_ARRAYS:
        raise WireError("an array of a kind or size that no image has")
    return InFile(offset, shape, dtype)


def _exactly(stream: Reader, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise WireError("the stream has ended")
    return data


def _plain(value: Any) -> Any:
    """Numbers that json does not know."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a message")


# Images

_LOCAL = {"path", "frame", "member"}  # what the program knows already


def pack(image: Image) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """An image as a message and its arrays; `unpack` is its inverse."""
    arrays: list[NDArray[Any]] = []

    def plain(value: Any) -> Any:
        if value is None or isinstance(value, (str, int, float)):  # most of them
            return value
        if isinstance(value, np.ndarray):
            arrays.append(value)
            return {"array": len(arrays) - 1}
        if isinstance(value, (Window, Geometry)):
            return {name: plain(item) for name, item in vars(value).items()}
        if isinstance(value, (tuple, list)):
            return [plain(v) for v in value]
        return value

    return {name: plain(value) for name, value in vars(image).items() if name not in _LOCAL}, arrays


def unpack(message: Mapping[str, Any], arrays: list[NDArray[Any]], instance: Instance) -> Image:
    """The image that `pack` took apart, read from `instance`."""

    def whole(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"array"}:
            return arrays[value["array"]]
        if isinstance(value, list):
            return tuple(whole(v) for v in value)
        return value

    def window(value: Mapping[str, Any]) -> Window:
        return Window(**{name: whole(item) for name, item in value.items()})

    parts = ("window", "windows", "geometry")
    values = {name: whole(value) for name, value in message.items() if name not in parts}
    geometry = {name: whole(value) for name, value in message["geometry"].items()}
    values |= {"window": window(message["window"]), "geometry": Geometry(**geometry)}
    values["windows"] = tuple((str(text), window(value)) for text, value in message["windows"])
    values |= {"path": instance.path, "frame": instance.frame, "member": instance.member}
    return Image(**values)
