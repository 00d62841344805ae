"""Writing of changed pixels in every format but DICOM, so that they re-read bit for bit, with this program's marks and
nothing else of the source: no EXIF, no comment, no key, no description.

| source | written as |
|---|---|
| PNG | PNG of its depth |
| TIFF | TIFF of its depth; float32 where it holds floating-point values |
| JPEG, WebP, a frame of a video | PNG: lossless, and the marks have a place in it |
| BMP | PNG: BMP has no place for the marks |
| NIfTI | NIfTI, packed, with the source's scaling and geometry |
| NRRD, MetaImage | the same, packed, in one file, with the source's geometry in LPS |
| volumes of floating-point values with fractions | the same, float32 |

One slice of a volume becomes a volume of one slice, at its own position.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.result import LEVEL
from medadv_gui.core.types import Image, Volume
from medadv_gui.imaging.lattice import of_steps
from medadv_gui.imaging.marks import ADVERSARIAL, DESCRIPTION, SYNTHETIC_MARK
from medadv_gui.imaging.volume_file import geometry
from medadv_gui.imaging.volume_grid import Grid
from medadv_gui.imaging.volume_header import MHA_TYPES, NIFTI_1, NIFTI_2, NIFTI_RGB, NIFTI_TYPES, read_header


def write_plain(image: Image, stored: NDArray[Any], folder: Path, stem: str = "adversarial") -> Path:
    """Write `stored`, of the image's shape and type; of a Volume from one file, all its slices into one.

    Raises
    ------
    OutputError
        If the folder cannot be written, a file of that name is there already, or a Volume's slices are not consecutive
        ones of a file that can hold them.
    InputError
        If the geometry of a volume's file can no longer be read, or is another one by now.
    """
    values = image.with_stored(stored.astype(image.stored.dtype)).stored
    if image.step is not None:
        values = of_steps(values, image.step)
    suffix, write = _FORMATS.get(image.kind, (".png", _png))
    path = folder / (stem + suffix)
    if isinstance(image, Volume) and write is _png:
        raise OutputError(f"{path.name}: a volume cannot be written as one picture")
    with write_atomic(path, replace=False) as stream:
        write(stream, image, values)
    return path


def _mark(image: Image) -> str:
    return f"{DESCRIPTION}; {SYNTHETIC_MARK}" if image.synthetic else DESCRIPTION


def _png(stream: BinaryIO, image: Image, values: NDArray[Any]) -> None:
    """A PNG with the mark as its Description (PNG 11.3.3.2), right behind the header."""
    content = imagecodecs.png_encode(values, level=LEVEL)
    text = b"tEXtDescription\0" + _mark(image).encode("latin-1")
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    end_of_header = 8 + 25
    stream.write(content[:end_of_header] + chunk + content[end_of_header:])


def _tiff(stream: BinaryIO, image: Image, values: NDArray[Any]) -> None:
    colour = "rgb" if image.colour else "minisblack"
    tifffile.imwrite(
        stream, values, photometric=colour, compression="zlib", description=_mark(image), metadata=None, software=False
    )


def _nifti(stream: BinaryIO, image: Image, values: NDArray[Any]) -> None:
    """NIfTI-1; NIfTI-2 where a size or the scaling does not fit into the former's numbers."""
    grid, voxels = _placed(image, values)
    slope = image.slope / (image.step or 1.0)
    scaling = np.array([slope, image.intercept])
    small = max(voxels.shape) < 1 << 15 and np.array_equal(scaling.astype(np.float32), scaling)
    form, offset = (NIFTI_1, 352) if small else (NIFTI_2, 544)
    code = next(c for c, name in NIFTI_TYPES.items() if np.dtype(name) == values.dtype)
    header = np.zeros((), form)
    header["sizeof_hdr"], header["magic"] = form.itemsize, b"n+1" if small else b"n+2\0\r\n\x1a\n"
    header["dim"] = [3, *voxels.shape[2::-1], 1, 1, 1, 1]
    header["datatype"] = NIFTI_RGB if image.colour else code
    header["bitpix"] = 8 * values.dtype.itemsize * (3 if image.colour else 1)
    header["pixdim"], header["xyzt_units"] = [1, *(grid.spacing or (1, 1, 1)), 0, 0, 0, 0], 2  # mm
    header["vox_offset"], header["scl_slope"], header["scl_inter"] = offset, slope, image.intercept
    if not image.colour:
        header["cal_min"], header["cal_max"] = image.window.lower, image.window.upper
    if grid.spacing is not None and grid.directions is not None:
        to_ras = np.array([-1.0, -1.0, 1.0])
        header["sform_code"] = 2  # aligned to something that was scanned
        header["srow"][:, :3] = (np.array(grid.directions) * np.array(grid.spacing)[:, None] * to_ras).T
        header["srow"][:, 3] = np.array(grid.origin or (0.0, 0.0, 0.0)) * to_ras
    header["descrip"] = (f"{ADVERSARIAL}; {SYNTHETIC_MARK}" if image.synthetic else DESCRIPTION).encode()
    with gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed:
        packed.write(header.tobytes() + bytes(4))
        packed.write(_little(voxels))


def _nrrd(stream: BinaryIO, image: Image, values: NDArray[Any]) -> None:
    grid, voxels = _placed(image, values)
    kind = "float" if voxels.dtype.kind == "f" else voxels.dtype.name
    colour, sizes = (["3"] if image.colour else []), voxels.shape[2::-1]
    lines = [
        "NRRD0004", f"type: {kind}", f"dimension: {3 + len(colour)}",
        f"sizes: {' '.join([*colour, *map(str, sizes)])}", "endian: little", "encoding: gzip",
        f"kinds: {' '.join([*(['RGB-color'] if colour else []), *['domain'] * 3])}",
    ]  # fmt: skip
    if grid.spacing is not None and grid.directions is not None:
        axes = [
            f"({','.join(repr(d * length) for d in direction)})"
            for length, direction in zip(grid.spacing, grid.directions, strict=True)
        ]
        lines += ["space: left-posterior-superior"]
        lines += [f"space directions: {' '.join([*(['none'] if colour else []), *axes])}"]
        lines += [f"space origin: ({','.join(map(repr, grid.origin))})"] if grid.origin else []
    elif grid.spacing is not None:
        lines += [f"spacings: {' '.join([*(['nan'] if colour else []), *map(repr, grid.spacing)])}"]
    stream.write("\n".join([*lines, f"description:={_mark(image)}", "", ""]).encode())
    with gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed:
        packed.write(_little(voxels))


def _mha(stream: BinaryIO, image: Image, values: NDArray[Any]) -> None:
    grid, voxels = _placed(image, values)
    data = zlib.compress(_little(voxels))
    lines = [
        "ObjectType = Image", "NDims = 3", f"Comment = {_mark(image)}", "BinaryData = True",
        "BinaryDataByteOrderMSB = False", "CompressedData = True", f"CompressedDataSize = {len(data)}",
    ]  # fmt: skip
    if grid.directions is not None:
        lines += [f"TransformMatrix = {_text(v for direction in grid.directions for v in direction)}"]
        lines += [f"Offset = {_text(grid.origin)}"] if grid.origin else []
    lines += [f"ElementSpacing = {_text(grid.spacing)}"] if grid.spacing else []
    lines += [f"DimSize = {_text(voxels.shape[2::-1])}"]
    lines += ["ElementNumberOfChannels = 3"] if image.colour else []
    kind = next(name for name, code in MHA_TYPES.items() if np.dtype(code) == voxels.dtype)
    stream.write("\n".join([*lines, f"ElementType = {kind}", "ElementDataFile = LOCAL", ""]).encode() + data)


_FORMATS = {"tiff": (".tiff", _tiff), "nifti": (".nii.gz", _nifti), "nrrd": (".nrrd", _nrrd), "mha": (".mha", _mha)}


def _placed(image: Image, values: NDArray[Any]) -> tuple[Grid, NDArray[Any]]:
    """Where the written voxels lie, from the header of the source, and the voxels, (slices, rows, columns[, 3])."""
    first, voxels = image.frame, values[None]
    if isinstance(image, Volume):
        first, voxels = image.images[0].frame, values
        wanted = [(image.path, image.member, first + i) for i in range(len(image.images))]
        if [(i.path, i.member, i.frame) for i in image.images] != wanted:
            raise OutputError(f"{image.path.name}: the slices are not consecutive ones of one file")
    grid, _ = read_header(image.instance).laid
    if geometry(grid, first) != image.geometry:
        raise InputError(f"{image.instance.name}: the file has changed since it was opened")
    return Grid(grid.spacing, grid.directions, grid.position(first)), voxels


def _text(values: Any) -> str:
    return " ".join(map(repr, values))


def _little(voxels: NDArray[Any]) -> bytes:
    return voxels.astype(voxels.dtype.newbyteorder("<"), copy=False).tobytes()
