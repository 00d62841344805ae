"""Where the voxels of a volume file lie in the body, and how its slices are laid down to be shown. Directions and
positions are DICOM's (LPS, mm).

NIfTI, NRRD and MetaImage are understood as ITK understands them; the tests hold the two against each other. Where a
NIfTI says it twice, the sform counts if its axes are at right angles and it is the scanner's own, the only one or the
same as the qform; else the qform. The size of its voxels is that of pixdim.

References: NIfTI-1 (nifti1.h, methods 1 to 3); NRRD 5 (teem.sourceforge.net/nrrd/format.html, 5.4); MetaImage
(itk.org/Wiki/MetaIO/Documentation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = tuple[float, ...]
_SCANNER = 1  # NIFTI_XFORM_SCANNER_ANAT
_MM = {1: 1000.0, 3: 0.001}  # of NIfTI's units of length: metre, micrometre
# The signs that turn a space's coordinates into LPS.
_RAS = (-1.0, -1.0, 1.0)
_NRRD_SPACES = {
    "left-posterior-superior": (1.0, 1.0, 1.0), "lps": (1.0, 1.0, 1.0), "right-anterior-superior": _RAS, "ras": _RAS,
    "left-anterior-superior": (1.0, -1.0, 1.0), "las": (1.0, -1.0, 1.0),
}  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """Where the voxels lie, in DICOM's LPS and mm; None where the file does not say.

    spacing : along the file's first (columns), second (rows) and third axis. directions : the unit vectors of the
    three axes. origin : the centre of the first voxel.
    """

    spacing: tuple[float, float, float] | None = None
    directions: tuple[Vector, Vector, Vector] | None = None
    origin: Vector | None = None

    def position(self, index: int) -> tuple[float, float, float] | None:
        """The centre of the first voxel of slice `index`."""
        if self.spacing is None or self.directions is None or self.origin is None:
            return None
        x, y, z = (o + index * self.spacing[2] * d for o, d in zip(self.origin, self.directions[2], strict=True))
        return x, y, z


@dataclass(frozen=True)
class Upright:
    """How a slice is laid down so that it stands as viewers show its plane: the patient's left on the right of axial
    and coronal slices, the front on top of axial ones and on the left of sagittal ones, the head on top of both others.
    Rows and columns change places (`transposed`) and turn round (`flips`, rows and columns); no value changes."""

    transposed: bool = False
    flips: tuple[bool, bool] = (False, False)

    @classmethod
    def of(cls, grid: Grid) -> Upright:
        """What a volume that lies in `grid` needs; nothing where the file does not say how it lies."""
        if grid.spacing is None or grid.directions is None or grid.origin is None:
            return cls()
        x, y, through = (np.asarray(vector) for vector in grid.directions)
        plane = int(np.argmax(np.abs(through)))  # across: 0 sagittal, 1 coronal, 2 axial
        right, down = {0: (1, 2), 1: (0, 2), 2: (0, 1)}[plane]
        transposed = bool(abs(x[right]) < abs(y[right]))
        along, across = (y, x) if transposed else (x, y)
        upside_down = across[down] > 0 if plane != 2 else across[down] < 0
        return cls(transposed, (bool(upside_down), bool(along[right] < 0)))

    def place(self, grid: Grid, shape: tuple[int, int, int]) -> tuple[Grid, tuple[int, int, int]]:
        """The grid and the (slices, rows, columns) of a volume of this `shape` once its slices are laid down so."""
        slices, rows, columns = shape
        if grid.spacing is None or grid.directions is None or grid.origin is None:
            return grid, shape
        order = (1, 0) if self.transposed else (0, 1)  # of the file's columns and rows
        counts, directions = (columns, rows), [np.asarray(grid.directions[axis]) for axis in order]
        spacing, origin = [grid.spacing[axis] for axis in order], np.asarray(grid.origin)
        for axis, turned in enumerate((self.flips[1], self.flips[0])):
            if turned:
                origin = origin + (counts[order[axis]] - 1) * spacing[axis] * directions[axis]
                directions[axis] = -directions[axis]
        x, y = (_vector(direction) for direction in directions)
        placed = Grid((spacing[0], spacing[1], grid.spacing[2]), (x, y, grid.directions[2]), _vector(origin))
        return placed, (slices, counts[order[1]], counts[order[0]])

    def lay(self, stored: NDArray[Any]) -> NDArray[Any]:
        """(slices, rows, columns[, 3]) as in the file, laid down; a view."""
        if self.transposed:
            stored = stored.swapaxes(1, 2)
        return stored[:, :: -1 if self.flips[0] else 1, :: -1 if self.flips[1] else 1]


def _vector(values: NDArray[Any]) -> Vector:
    x, y, z = (float(value) + 0.0 for value in values)  # no minus zero
    return x, y, z


@np.errstate(over="ignore", invalid="ignore")  # hostile numbers become inf or nan, which are refused
def nifti_grid(raw: Any, notes: list[str]) -> Grid:
    """Of a NIfTI's header, as a record with the names of nifti1.h; what cannot be had of it is told in `notes`."""
    scale = _MM.get(int(raw["xyzt_units"]) & 7, 1.0)
    size = np.asarray(raw["pixdim"][1:4], np.float64)
    size = np.where(np.isfinite(size) & (size != 0), size, 1.0)
    spacing = spacing_of(size * scale)
    qform, sform = int(raw["qform_code"]), int(raw["sform_code"])
    if qform <= 0 and sform <= 0:
        return Grid(spacing)
    by_quaternion, by_rows = _qform(raw, size), np.asarray(raw["srow"], np.float64)
    agree = qform <= 0 or sform == _SCANNER or np.allclose(by_rows, by_quaternion, atol=1e-4)
    if sform > 0 and agree and _at_right_angles(by_rows[:, :3]):
        affine = by_rows
    elif qform > 0:
        affine = by_quaternion
    else:
        notes.append("its axes are not at right angles or not usable; orientation and position are left out")
        return Grid()
    affine = affine * np.reshape(_RAS, (3, 1))
    return _placed(spacing, _unit(affine[:, :3].T), affine[:, 3] * scale)


def _qform(raw: Any, size: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, 4), from indices to RAS, of a NIfTI's quaternion, offset and voxels of this `size`."""
    b, c, d, *offset = (float(value) for value in raw["quatern"])
    rest = 1.0 - (b * b + c * c + d * d)
    if rest < 1e-7:  # rounding, or no unit quaternion: a half turn
        length = math.sqrt(b * b + c * c + d * d)
        a, b, c, d = 0.0, b / length, c / length, d / length
    else:
        a = math.sqrt(rest)
    turn = np.array([
        [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
        [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
        [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
    ])  # fmt: skip
    signs = (1.0, 1.0, -1.0 if float(raw["pixdim"][0]) < 0 else 1.0)
    return np.column_stack([turn * size * signs, offset])


def nrrd_grid(space: str, axes: Sequence[Vector], spacings: Vector, origin: Vector) -> Grid:
    """Of a NRRD's fields `space`, `space directions` (those of the volume's axes), `spacings` and `space origin`; each
    may be empty."""
    if len(axes) < 3 or any(len(axis) != 3 for axis in axes):
        return Grid(spacing_of([math.hypot(*axis) for axis in axes] or spacings))
    spacing = spacing_of([math.hypot(*axis) for axis in axes[:3]])
    signs = _NRRD_SPACES.get(space.lower())
    if signs is None:
        return Grid(spacing)
    return _placed(spacing, _unit(np.array(axes[:3]) * signs), np.multiply(origin, signs) if len(origin) == 3 else None)


def mha_grid(spacing: Vector, matrix: Vector, origin: Vector) -> Grid:
    """Of a MetaImage's fields `ElementSpacing`, `TransformMatrix` (an axis a row) and `Offset`; each may be empty."""
    if len(spacing) < 3 or len(matrix) != 9:
        return Grid(spacing_of(spacing))
    return _placed(spacing_of(spacing[:3]), np.reshape(matrix, (3, 3)), origin if len(origin) == 3 else None)


def spacing_of(values: ArrayLike) -> tuple[float, float, float] | None:
    """Of two or three numbers along the axes; None where one of them is no length."""
    lengths = [float(value) for value in np.ravel(values)]
    if len(lengths) < 2 or not all(math.isfinite(v) and v > 0 for v in lengths[:3]):
        return None
    a, b, c = [*lengths, 1.0][:3]
    return a, b, c


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _unit(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The axes, a row each, with length 1; what has no length becomes nan."""
    unit: NDArray[np.float64] = axes / np.linalg.norm(axes, axis=1, keepdims=True)
    return unit


def _at_right_angles(columns: NDArray[np.float64]) -> bool:
    unit = _unit(columns.T)
    return bool(np.allclose(unit @ unit.T, np.eye(3), rtol=0, atol=1e-4))


def _placed(spacing: tuple[float, float, float] | None, axes: NDArray[np.float64], origin: ArrayLike | None) -> Grid:
    """The grid with what is usable of the axes, a row each in LPS, and of the first voxel's place."""
    lengths = np.linalg.norm(axes, axis=1)
    if spacing is None or not np.allclose(lengths, 1, atol=1e-3) or abs(axes[0] @ axes[1]) > 1e-3:
        return Grid(spacing)
    a, b, c = (tuple(float(v) for v in axis) for axis in axes)
    place = None if origin is None else tuple(float(v) for v in np.ravel(origin))
    return Grid(spacing, (a, b, c), place if place is not None and all(map(math.isfinite, place)) else None)
