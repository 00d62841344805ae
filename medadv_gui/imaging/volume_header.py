"""The headers of NIfTI, NRRD and MetaImage files: what the voxels are, where they lie, and where in the body.

A header is read here, field by field, and checked against the file before anything is allocated; `volume_grid` says
what its fields mean in space.

References: NIfTI-1 (nifti1.h) and NIfTI-2 (nifti2.h); NRRD 5 (teem.sourceforge.net/nrrd/format.html); MetaImage
(itk.org/Wiki/MetaIO/Documentation).
"""

from __future__ import annotations

import gzip
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, BinaryIO

import numpy as np

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import STORED_SHOWN, Instance, Window
from medadv_gui.imaging.facts import MAX_FRAMES
from medadv_gui.imaging.pixels import MAX_PIXELS
from medadv_gui.imaging.source import opened
from medadv_gui.imaging.volume_grid import Grid, Upright, Vector, mha_grid, nifti_grid, nrrd_grid

MAX_VOLUME = 1 << 30
_MAX_TEXT = 1 << 20
# No deflate stream grows more than this (zlib's technical notes).
_MAX_RATIO = 1032


@dataclass(frozen=True)
class Header:
    """What a volume file says of itself.

    kind : "nifti", "nrrd" or "mha". dtype : of one stored sample, in the file's byte order. shape : (slices, rows,
    columns). samples : 3 where the voxels are RGB, else 1.
    encoding : "raw", "gzip" (the data; all of the file where `packed`) or "zlib". offset : of the data in the file, or
    in what it inflates to; -1: the data are the file's last bytes. data : the file of the data, beside the header's.
    slope, intercept : value = stored * slope + intercept. window : the values to show, where the file says.
    description : the text this program writes into its own files.
    """

    kind: str
    dtype: np.dtype[Any]
    shape: tuple[int, int, int]
    grid: Grid
    samples: int = 1
    encoding: str = "raw"
    packed: bool = False
    offset: int = 0
    data: Path | None = None
    slope: float = 1.0
    intercept: float = 0.0
    window: Window | None = None
    description: str = ""
    notes: tuple[str, ...] = ()

    @property
    def upright(self) -> Upright:
        """How its slices are laid down to be shown."""
        return Upright.of(self.grid)

    @property
    def laid(self) -> tuple[Grid, tuple[int, int, int]]:
        """Grid and shape of the volume as it is shown."""
        return self.upright.place(self.grid, self.shape)

    @property
    def nbytes(self) -> int:
        """The bytes of all voxels."""
        return math.prod(self.shape) * self.samples * self.dtype.itemsize


def volume_kind(head: bytes) -> str:
    """Which of "nifti", "nrrd" and "mha" a file is by its first 2048 bytes; "" for anything else."""
    if head.startswith(b"\x1f\x8b"):
        head = _start_of_gzip(head)
        return "nifti" if _nifti_form(head) is not None else ""
    if head.startswith(b"NRRD000"):
        return "nrrd"
    if re.match(rb"(ObjectType|ObjectSubType|Comment|NDims|Name|ID)\s*=[^\r\n]*\r?\n\w+\s*=", head):
        return "mha"
    return "nifti" if _nifti_form(head) is not None else ""


def read_header(instance: Instance) -> Header:
    """The header, checked against the size of the file.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    name = instance.name
    with opened(instance) as stream:
        kind = volume_kind(stream.read(2048))
        stream.seek(0)
        try:
            header = {"nifti": _nifti, "nrrd": _nrrd, "mha": _mha}[kind](instance, stream)
        except (KeyError, ValueError, TypeError, IndexError, OverflowError, EOFError, OSError, zlib.error) as error:
            raise InputError(f"{name}: damaged {kind or 'volume'} header ({type(error).__name__})") from None
        _check(header, name, stream.seek(0, 2))
    return header


def beside(instance: Instance, text: str) -> Path:
    """The file of the data that a header names: only a file in the header's own folder.

    Raises InputError for any other place, and for a header inside an archive.
    """
    name = instance.name
    if instance.member:
        raise InputError(f"{name}: its data are in another file; unpack the archive to open it")
    alone = PurePosixPath(text).name == text and PureWindowsPath(text).name == text
    path = instance.path.parent / text
    if not alone or "%" in text or text in ("", ".", "..") or text.split()[0] == "LIST":
        raise InputError(f"{name}: its data lie outside its folder or in several files, which this program refuses")
    if path.resolve().parent != instance.path.parent.resolve():
        raise InputError(f"{name}: its data lie outside its folder, which this program refuses")
    return path


def _check(header: Header, name: str, size: int) -> None:
    """Refuse sizes that this program does not open or that the file cannot hold, before anything is allocated."""
    slices, rows, columns = header.shape
    if min(header.shape) < 1 or rows * columns > MAX_PIXELS or slices > MAX_FRAMES or header.nbytes > MAX_VOLUME:
        raise InputError(f"{name}: {columns} x {rows} x {slices} voxels are more than this program opens, or none")
    if header.data is not None:
        with opened(Instance(header.data)) as stream:
            size = stream.seek(0, 2)
    start = max(header.offset, 0)
    most = (size - start) if header.encoding == "raw" else size * _MAX_RATIO
    if header.nbytes > most:
        found = f"{max(most, 0)} of {header.nbytes} bytes" if header.encoding == "raw" else "the file is too small"
        raise InputError(f"{name}: voxel data incomplete: {found}")


def _shape(sizes: Sequence[int], name: str) -> tuple[int, int, int]:
    """(slices, rows, columns) of the sizes along the file's axes; further axes may only be of size 1."""
    sizes = [int(n) for n in sizes]
    if len(sizes) < 2 or any(n != 1 for n in sizes[3:]):
        raise InputError(
            f"{name}: has {len(sizes)} axes (time points or channels beside the volume); save one volume of it first"
        )
    columns, rows, slices = [*sizes, 1][:3]
    return slices, rows, columns


# NIfTI


def _fields(size: int, fields: Mapping[str, tuple[int, Any]]) -> np.dtype[Any]:
    names = list(fields)
    offsets, formats = [fields[n][0] for n in names], [fields[n][1] for n in names]
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


# The fields that are read; every other byte of a header is somebody's own.
NIFTI_1 = _fields(348, {
    "sizeof_hdr": (0, "<i4"), "dim": (40, ("<i2", 8)), "datatype": (70, "<i2"), "bitpix": (72, "<i2"),
    "pixdim": (76, ("<f4", 8)), "vox_offset": (108, "<f4"), "scl_slope": (112, "<f4"), "scl_inter": (116, "<f4"),
    "xyzt_units": (123, "u1"), "cal_max": (124, "<f4"), "cal_min": (128, "<f4"), "descrip": (148, "S80"),
    "qform_code": (252, "<i2"), "sform_code": (254, "<i2"), "quatern": (256, ("<f4", 6)),
    "srow": (280, ("<f4", (3, 4))), "magic": (344, "S4"),
})  # fmt: skip
NIFTI_2 = _fields(540, {
    "sizeof_hdr": (0, "<i4"), "magic": (4, "S8"), "datatype": (12, "<i2"), "bitpix": (14, "<i2"),
    "dim": (16, ("<i8", 8)), "pixdim": (104, ("<f8", 8)), "vox_offset": (168, "<i8"), "scl_slope": (176, "<f8"),
    "scl_inter": (184, "<f8"), "cal_max": (192, "<f8"), "cal_min": (200, "<f8"), "descrip": (240, "S80"),
    "qform_code": (344, "<i4"), "sform_code": (348, "<i4"), "quatern": (352, ("<f8", 6)),
    "srow": (400, ("<f8", (3, 4))), "xyzt_units": (500, "<i4"),
})  # fmt: skip
NIFTI_TYPES = {
    2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 128: "u1", 256: "i1", 512: "u2", 768: "u4", 1024: "i8", 1280: "u8",
}  # fmt: skip
NIFTI_RGB = 128


def _start_of_gzip(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, NIFTI_2.itemsize)
    except zlib.error:
        return b""


def _nifti_form(head: bytes) -> np.dtype[Any] | None:
    """NIFTI_1 or NIFTI_2 in the header's byte order; None where there is none."""
    for form, magics in ((NIFTI_1, (b"n+1\0", b"ni1\0")), (NIFTI_2, (b"n+2\0", b"ni2\0"))):
        offset = 344 if form is NIFTI_1 else 4
        if head[offset : offset + 4] in magics:
            for order in ("little", "big"):
                if int.from_bytes(head[:4], order) == form.itemsize:
                    return form if order == "little" else form.newbyteorder(">")
    return None


def _nifti(instance: Instance, stream: BinaryIO) -> Header:
    name, notes = instance.name, []
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    head = gzip.GzipFile(fileobj=stream).read(540) if packed else stream.read(540)
    form = _nifti_form(head)
    if form is None or len(head) < form.itemsize:
        raise InputError(f"{name}: damaged nifti header")
    raw = np.frombuffer(head, form, 1)[0]
    if raw["magic"][:2] == b"ni":
        raise InputError(f"{name}: NIfTI in two files (.hdr and .img) is not read; save it as .nii")
    code = int(raw["datatype"])
    if code not in NIFTI_TYPES:
        raise InputError(f"{name}: NIfTI data of type {code} are not supported")
    count = int(raw["dim"][0])
    if not 1 <= count <= 7:
        raise InputError(f"{name}: a NIfTI of {count} axes")
    slope, intercept = float(raw["scl_slope"]), float(raw["scl_inter"])
    if not (math.isfinite(slope) and math.isfinite(intercept)):
        notes.append(f"scl_slope or scl_inter is not usable; {STORED_SHOWN}")
    if slope == 0 or code == NIFTI_RGB or notes:  # nifti1.h: a slope of 0 means that there is no scaling
        slope, intercept = 1.0, 0.0
    low, high = float(raw["cal_min"]), float(raw["cal_max"])
    offset = float(raw["vox_offset"])
    if not form.itemsize <= offset < 1 << 31:
        raise InputError(f"{name}: damaged nifti header (data at byte {offset:.0f})")
    return Header(
        kind="nifti",
        dtype=np.dtype(NIFTI_TYPES[code]).newbyteorder(raw.dtype["dim"].base.byteorder),
        shape=_shape(raw["dim"][1 : count + 1], name),
        grid=nifti_grid(raw, notes),
        samples=3 if code == NIFTI_RGB else 1,
        encoding="gzip" if packed else "raw",
        packed=packed,
        offset=int(offset),
        slope=slope,
        intercept=intercept,
        window=Window(low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None,
        description=bytes(raw["descrip"]).decode("latin-1"),
        notes=tuple(notes),
    )


# NRRD

_NRRD_TYPES = {
    "i1": "signed char|int8|int8_t", "u1": "uchar|unsigned char|uint8|uint8_t",
    "i2": "short|short int|signed short|signed short int|int16|int16_t",
    "u2": "ushort|unsigned short|unsigned short int|uint16|uint16_t", "i4": "int|signed int|int32|int32_t",
    "u4": "uint|unsigned int|uint32|uint32_t", "f4": "float", "f8": "double",
    "i8": "longlong|long long|long long int|signed long long|signed long long int|int64|int64_t",
    "u8": "ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t",
}  # fmt: skip
_NRRD_TYPE = {name: code for code, names in _NRRD_TYPES.items() for name in names.split("|")}
_NRRD_COLOURS = {"rgb-color", "3-color", "vector", "3-vector", "list"}


def _lines(stream: BinaryIO, last: str) -> list[str]:
    """The lines of a text header, up to the one that matches `last`; the stream is left behind it."""
    lines: list[str] = []
    while True:
        line = stream.readline(_MAX_TEXT)
        lines.append(line.decode("utf-8", "replace").rstrip("\r\n"))
        if re.match(last, lines[-1]) or not line:
            return lines
        if stream.tell() > _MAX_TEXT:
            raise ValueError("a header without an end")


def _nrrd(instance: Instance, stream: BinaryIO) -> Header:
    name = instance.name
    notes: list[str] = []
    fields: dict[str, str] = {}
    keys: dict[str, str] = {}
    for line in _lines(stream, "$")[1:]:
        if ":=" in line:
            key, _, value = line.partition(":=")
            keys[key] = value
        elif ": " in line and not line.startswith("#"):
            key, _, value = line.partition(": ")
            fields[key.strip().lower().replace("datafile", "data file").replace("byteskip", "byte skip")] = (
                value.strip()
            )
    kind = _NRRD_TYPE.get(fields["type"].lower())
    if kind is None:
        raise InputError(f"{name}: NRRD data of type {fields['type'][:40]} are not supported")
    encoding = {"raw": "raw", "gzip": "gzip", "gz": "gzip"}.get(fields["encoding"].lower())
    if encoding is None or int(fields.get("line skip", fields.get("lineskip", "0"))):
        raise InputError(f"{name}: NRRD of the encoding {fields['encoding'][:40]}, or with lines to skip, is not read")
    skip = int(fields.get("byte skip", "0"))
    if skip < -1 or (skip and encoding != "raw"):
        raise InputError(f"{name}: NRRD with {skip} bytes to skip is not read")
    sizes = [int(n) for n in fields["sizes"].split()]
    if len(sizes) != int(fields["dimension"]):
        raise InputError(f"{name}: damaged nrrd header (dimension is not that of sizes)")
    kinds = fields.get("kinds", "").lower().split()
    directions = re.findall(r"none|\([^)]*\)", fields.get("space directions", ""))
    samples = 1
    if len(sizes) > 2 and sizes[0] == 3 and kinds[:1] and kinds[0] in _NRRD_COLOURS:
        samples, sizes, directions = 3, sizes[1:], directions[1:]
    beginning = 0 if "data file" in fields else stream.tell()
    return Header(
        kind="nrrd",
        dtype=np.dtype(kind).newbyteorder(">" if fields.get("endian", "").lower() == "big" else "<"),
        shape=_shape(sizes, name),
        grid=nrrd_grid(
            fields.get("space", ""),
            [_floats(text.strip("()").replace(",", " ")) for text in directions if text != "none"],
            _floats(fields.get("spacings", ""))[samples == 3 :],
            _floats(fields.get("space origin", "").strip("()").replace(",", " ")),
        ),
        samples=samples,
        encoding=encoding,
        offset=-1 if skip == -1 else beginning + skip,
        data=beside(instance, fields["data file"]) if "data file" in fields else None,
        description=keys.get("description", ""),
        notes=tuple(notes),
    )


# MetaImage

MHA_TYPES = {
    "MET_CHAR": "i1", "MET_UCHAR": "u1", "MET_SHORT": "i2", "MET_USHORT": "u2", "MET_INT": "i4", "MET_UINT": "u4",
    "MET_LONG_LONG": "i8", "MET_ULONG_LONG": "u8", "MET_FLOAT": "f4", "MET_DOUBLE": "f8",
}  # fmt: skip


def _mha(instance: Instance, stream: BinaryIO) -> Header:
    name = instance.name
    notes: list[str] = []
    fields: dict[str, str] = {}
    for line in _lines(stream, "ElementDataFile"):
        key, _, value = line.partition("=")
        fields[key.strip()] = value.strip()

    def first(*names: str) -> str:
        return next((fields[n] for n in names if n in fields), "")

    kind = MHA_TYPES.get(fields["ElementType"].removesuffix("_ARRAY"))
    if kind is None:
        raise InputError(f"{name}: MetaImage data of type {fields['ElementType'][:40]} are not supported")
    if first("BinaryData").lower() == "false":
        raise InputError(f"{name}: MetaImage data as text are not read")
    samples = int(fields.get("ElementNumberOfChannels", "1"))
    if samples not in (1, 3):
        raise InputError(f"{name}: {samples} channels are not supported")
    packed = first("CompressedData").lower() == "true"
    skip = int(fields.get("HeaderSize", "0"))
    here = fields["ElementDataFile"].upper() == "LOCAL"
    if skip < -1 or (skip and (packed or here)):
        raise InputError(f"{name}: MetaImage with HeaderSize {skip} is not read")
    sizes = [int(n) for n in fields["DimSize"].split()]
    if len(sizes) != int(fields["NDims"]):
        raise InputError(f"{name}: damaged mha header (DimSize is not of NDims)")
    order = first("BinaryDataByteOrderMSB", "ElementByteOrderMSB").lower()
    return Header(
        kind="mha",
        dtype=np.dtype(kind).newbyteorder(">" if order == "true" else "<"),
        shape=_shape(sizes, name),
        grid=mha_grid(
            _floats(first("ElementSpacing", "ElementSize")),
            _floats(first("TransformMatrix", "Rotation", "Orientation")),
            _floats(first("Offset", "Position", "Origin")),
        ),
        samples=samples,
        encoding="zlib" if packed else "raw",
        offset=stream.tell() if here else skip,
        data=None if here else beside(instance, fields["ElementDataFile"]),
        description=fields.get("Comment", ""),
        notes=tuple(notes),
    )


def _floats(text: str) -> Vector:
    return tuple(float(v) for v in text.split())
