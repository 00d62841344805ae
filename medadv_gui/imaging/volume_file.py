"""NIfTI, NRRD and MetaImage volumes as series of slices.

| in the file | what becomes of it |
|---|---|
| slices | those along the file's third axis, in its order; within a slice rows and columns are laid down as viewers show the plane (`Upright`); never resampled |
| geometry | spacing, orientation and position in DICOM's LPS, as ITK understands the header |
| integers of 8 and 16 bits | kept |
| integers of 32 and 64 bits | kept as 32 bits, where all lie within plus or minus 2^24, which float32 still tells apart |
| float, whole numbers in that range only | 16-bit, or else 32-bit, integers |
| float, others | 32-bit numbers of steps, a step for the whole volume (`lattice`) |
| NaN, infinity | refused |
| scl_slope, scl_inter (NIfTI) | slope and intercept: the stored values stay as they are |
| cal_min, cal_max (NIfTI) | the window that is shown first; elsewhere the range of the volume |
| RGB, 8 bits | RGB |
| unit | not stated by these formats, HU on CT included: left open |
| time points, channels, complex numbers, two-file NIfTI | refused |
| data in a second file (.nhdr, .mhd) | read where it lies in the same folder |
| larger than 1 GiB, or than the file can hold | refused before memory is taken |
"""  # noqa: E501

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Geometry, Image, Instance, Window
from medadv_gui.imaging.lattice import EXACT, check_finite, ends_of, in_steps, in_words, step_of
from medadv_gui.imaging.marks import ADVERSARIAL, SYNTHETIC_MARK
from medadv_gui.imaging.source import opened
from medadv_gui.imaging.volume_grid import Grid
from medadv_gui.imaging.volume_header import Header, read_header

_PIECE = 1 << 24
# Some writers pad their files.
_BEYOND = 1 << 16
NO_UNIT = "the file does not tell the unit of its values"


@dataclass(frozen=True)
class _Voxels:
    """A volume in memory. stored : (slices, rows, columns[, 3]); ends : its smallest and largest stored value; step :
    of floating-point values with fractions; stamp : of the files it was read from."""

    stamp: tuple[tuple[int, int], ...]
    header: Header
    stored: NDArray[Any]
    ends: tuple[int, int]
    step: float | None
    notes: tuple[str, ...]


# The volume read last, by its path and member: scrolling asks for its slices one by one.
_last: dict[tuple[Path, str], _Voxels] = {}


def read_volume(instance: Instance) -> Image:
    """One slice of a volume, by the rules above; `instance.frame` counts along the file's third axis.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    volume = _voxels(instance)
    header, (low, high) = volume.header, volume.ends
    grid, _ = header.laid
    if not 0 <= instance.frame < header.shape[0]:
        raise InputError(f"{instance.name}: has no slice {instance.frame + 1}")
    dtype = volume.stored.dtype
    limits = np.iinfo(dtype)
    colour = header.samples == 3
    slope = header.slope * (volume.step or 1.0)
    ends = sorted(v * slope + header.intercept for v in (low, high))
    window = header.window or Window(ends[0], ends[1] if ends[1] > ends[0] else ends[0] + 1)
    return Image(
        stored=volume.stored[instance.frame],
        path=instance.path,
        frame=instance.frame,
        member=instance.member,
        kind=header.kind,
        lossy=False,
        modality="",
        units="",
        slope=slope,
        intercept=header.intercept,
        inverted=False,
        lowest=max(int(limits.min), -EXACT),
        highest=min(int(limits.max), EXACT),
        window=Window(0.0, 255.0) if colour else window,
        geometry=geometry(grid, instance.frame),
        synthetic=SYNTHETIC_MARK in header.description,
        adversarial=ADVERSARIAL in header.description,
        notes=header.notes + volume.notes + (() if colour else (NO_UNIT,)),
        step=volume.step,
    )


def scan_volume(instance: Instance) -> dict[str, Any]:
    """A volume's size and the place of its slices, from its header. Raises InputError with one line."""
    header = read_header(instance)
    grid, (slices, rows, columns) = header.laid
    place = geometry(grid, 0)
    positions = [grid.position(k) for k in range(slices)] if place.position else []
    return {
        "kind": "volume", "rows": rows, "columns": columns, "frames": slices, "spacing": place.spacing,
        "orientation": place.orientation, "positions": positions,
    }  # fmt: skip


def geometry(grid: Grid, index: int) -> Geometry:
    """The place of slice `index`, in DICOM's terms: rows lie along the second axis, columns along the first."""
    spacing = None if grid.spacing is None else (grid.spacing[1], grid.spacing[0])
    orientation = None if grid.directions is None else (*grid.directions[0], *grid.directions[1])
    return Geometry(spacing, orientation, grid.position(index))


def _voxels(instance: Instance) -> _Voxels:
    """The whole volume, from memory if it is the one that was read last and its files have not changed."""
    key = instance.path, instance.member
    known = _last.get(key)
    if known is not None and known.stamp == _stamp(instance, known.header):
        return known
    _last.clear()  # before the next one takes its memory
    header = read_header(instance)
    stamp = _stamp(instance, header)
    stored, ends, step, notes = _integers(_read(instance, header), instance.name)
    _last[key] = _Voxels(stamp, header, header.upright.lay(stored), ends, step, notes)
    return _last[key]


def _stamp(instance: Instance, header: Header) -> tuple[tuple[int, int], ...]:
    """What changes when one of a volume's files does: its time of modification and size."""
    try:
        files = [path.stat() for path in (instance.path, header.data) if path is not None]
    except OSError:
        return ()
    return tuple((status.st_mtime_ns, status.st_size) for status in files)


def _read(instance: Instance, header: Header) -> NDArray[Any]:
    """The voxels as the file holds them; never more than the header says, whatever they inflate to."""
    name = instance.name
    shape = header.shape if header.samples == 1 else (*header.shape, header.samples)
    try:
        with opened(instance if header.data is None else Instance(header.data)) as stream:
            array = np.empty(shape, header.dtype)
            view = memoryview(array.reshape(-1).view(np.uint8).data)
            found = _fill(_data_stream(stream, header), view, header.encoding != "raw")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: voxel data damaged or incomplete ({type(error).__name__})") from None
    if found != len(view):
        raise InputError(f"{name}: voxel data incomplete: {found} of {len(view)} bytes")
    return array


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Inflated:
    """The content of a zlib stream (RFC 1950), a piece at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._inflater = stream, zlib.decompressobj()

    def read(self, size: int, /) -> bytes:
        while not self._inflater.eof:
            packed = self._inflater.unconsumed_tail or self._stream.read(_PIECE)
            piece = self._inflater.decompress(packed, size)
            if piece:
                return piece
            if not packed:
                raise EOFError
        return b""


def _data_stream(stream: BinaryIO, header: Header) -> _Reader:
    """`stream` at the first byte of the voxels, inflated where they are packed."""
    if header.packed:
        inflated = gzip.GzipFile(fileobj=stream)
        inflated.seek(header.offset)
        return inflated
    if header.offset < 0:
        stream.seek(-header.nbytes, 2)
    else:
        stream.seek(header.offset)
    if header.encoding == "zlib":
        return _Inflated(stream)
    return gzip.GzipFile(fileobj=stream) if header.encoding == "gzip" else stream


def _fill(stream: _Reader, view: memoryview, checked: bool) -> int:
    """Read until `view` is full or the stream ends; the count of bytes. checked : the stream knows its checksum, which
    is looked at when it has come to its end: what little may follow is read, too, and more than that is no volume."""
    found = 0
    while found < len(view):
        piece = stream.read(min(_PIECE, len(view) - found))
        if not piece:
            return found
        view[found : found + len(piece)] = piece
        found += len(piece)
    beyond = 0
    while checked and (piece := stream.read(_BEYOND)):
        beyond += len(piece)
        if beyond > _BEYOND:
            raise EOFError
    return found


_Integers = tuple[NDArray[Any], tuple[int, int], float | None, tuple[str, ...]]


def _integers(array: NDArray[Any], name: str) -> _Integers:
    """`array` as native integers that float32 tells apart, its ends, the step of fractions, and what was done."""
    if array.ndim == 4 and array.dtype != np.uint8:
        raise InputError(f"{name}: colour or vectors of {array.dtype.name} are not supported")
    if array.dtype.kind == "f":
        whole = True
        for part in array:  # slice by slice, to need no second volume of memory
            check_finite(part, name)
            whole = whole and np.array_equal(part, np.rint(part)) and bool((np.abs(part) <= EXACT).all())
        if not whole:
            return _steps(array)
    low, high = int(array.min()), int(array.max())
    if low < -EXACT or high > EXACT:
        raise InputError(f"{name}: holds values beyond {EXACT}, which networks do not tell apart")
    target = array.dtype.newbyteorder("=")
    notes: tuple[str, ...] = ()
    if array.dtype.kind == "f":
        small = np.iinfo(np.int16)
        target = np.dtype(np.int16 if small.min <= low and high <= small.max else np.int32)
    elif array.dtype.itemsize == 8:
        target = np.dtype(np.int32)
    if target != array.dtype.newbyteorder("="):
        notes = (f"its {array.dtype.name} values, all of them whole numbers, are read as {target.name}",)
    return array.astype(target, copy=False), (low, high), None, notes


def _steps(array: NDArray[Any]) -> _Integers:
    """`array`, of finite floats, as numbers of steps; one of float32 in its own memory."""
    step, most = step_of(*ends_of(array)), 0.0
    stored = array.view(np.int32) if array.dtype.itemsize == 4 else np.empty(array.shape, np.int32)
    for i, part in enumerate(array):
        stored[i], rounded = in_steps(part, step)
        most = max(most, rounded)
    return stored, (int(stored.min()), int(stored.max())), step, (in_words(array.dtype, step, most),)
