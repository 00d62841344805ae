"""Slices of a series as a block of voxels, cut along the planes of the patient: axial, coronal and sagittal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Volume
from medadv_gui.imaging import geometry

PLANES = ("axial", "coronal", "sagittal")
# Of each plane: the patient's axis through it, to the right of the picture and downwards. DICOM's axes lead to the
# left (0), the back (1) and the head (2); the patient's left is at the right of the picture, the head above.
_THROUGH = {"axial": 2, "coronal": 1, "sagittal": 0}
_RIGHT = {"axial": (0, 1), "coronal": (0, 1), "sagittal": (1, 1)}
_DOWN = {"axial": (1, 1), "coronal": (2, -1), "sagittal": (2, -1)}
_ALIKE = 1e-3

Voxel = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Block:
    """Voxels and how they lie.

    stored : (slices, rows, columns), stored values. image : its first slice, which says how they are read.
    directions : (3, 3), the unit vectors from voxel to voxel along each axis of `stored`, in the patient's axes.
    spacing : mm from voxel to voxel along each axis.
    axes : the axis of `stored` that runs nearest to each of the patient's axes.
    """

    stored: NDArray[Any]
    image: Image
    directions: NDArray[np.float64]
    spacing: tuple[float, float, float]
    axes: tuple[int, int, int]

    @classmethod
    def of(cls, images: Sequence[Image]) -> Block:
        """The block of a series' slices, in order.

        Raises InputError with the reason where they make none.
        """
        if len(images) < 2:
            raise InputError("a single image has no other planes")
        first = images[0]
        where = [image.geometry for image in images]
        orientation, spacing = where[0].orientation, where[0].spacing
        positions = [g.position for g in where if g.position is not None]
        if orientation is None or spacing is None or len(positions) < len(images):
            raise InputError("the files do not say how the slices lie")
        if any(g.orientation is None or np.abs(np.subtract(g.orientation, orientation)).max() > _ALIKE for g in where):
            raise InputError("the slices do not lie parallel to one another")
        if any(g.spacing is None or not np.allclose(g.spacing, spacing, rtol=_ALIKE) for g in where):
            raise InputError("the slices have pixels of different sizes")
        volume = Volume.of(images)
        along = geometry.along_normal(orientation, positions)
        normal = geometry.normal(orientation)
        if along is None or normal is None:
            raise InputError("the files do not say how the slices lie")
        steps = np.diff(along)
        if (np.abs(steps) < geometry.SAME).any() or np.unique(np.sign(steps)).size > 1:
            raise InputError("the slices are not sorted along one line")
        directions = np.array([normal * np.sign(steps[0]), orientation[3:], orientation[:3]], dtype=np.float64)
        axes = max(permutations(range(3)), key=lambda order: sum(abs(directions[order[i], i]) for i in range(3)))
        lengths = float(np.median(np.abs(steps))), float(spacing[0]), float(spacing[1])
        return cls(volume.stored, first, directions, lengths, (axes[0], axes[1], axes[2]))

    def axis(self, plane: str) -> int:
        """The axis of `stored` along which one goes from one picture of a plane to the next."""
        return self.axes[_THROUGH[plane]]

    def _side(self, side: tuple[int, int]) -> tuple[int, bool]:
        """The axis of `stored` along a side of a picture, and whether it runs the other way there."""
        axis = self.axes[side[0]]
        return axis, bool(self.directions[axis, side[0]] * side[1] < 0)

    def cut(self, plane: str, at: int) -> NDArray[Any]:
        """The picture number `at` of a plane, stored values, as radiologists hang it."""
        (across, mirrored), (down, upside_down) = self._side(_RIGHT[plane]), self._side(_DOWN[plane])
        picture: NDArray[Any] = np.take(self.stored, at, axis=self.axis(plane))
        picture = picture.T if across < down else picture
        return picture[:: -1 if upside_down else 1, :: -1 if mirrored else 1]

    def pixel_spacing(self, plane: str) -> tuple[float, float]:
        """(row, column) spacing of a plane's pictures, mm."""
        return self.spacing[self._side(_DOWN[plane])[0]], self.spacing[self._side(_RIGHT[plane])[0]]

    def letters(self, plane: str) -> tuple[str, str, str, str]:
        """The patient's sides at the left, upper, right and lower edge of a plane's pictures."""
        ways = []
        for side in (_RIGHT[plane], _DOWN[plane]):
            axis, other_way = self._side(side)
            ways.append(self.directions[axis] * (-1 if other_way else 1))
        right, down = ways
        return tuple(geometry.letters(way) for way in (-right, -down, right, down))  # type: ignore[return-value]

    def place(self, plane: str, voxel: Voxel) -> tuple[int, int]:
        """Where a voxel lies in a plane's picture: (x, y) of its pixel."""
        (across, mirrored), (down, upside_down) = self._side(_RIGHT[plane]), self._side(_DOWN[plane])
        size = self.stored.shape
        x = size[across] - 1 - voxel[across] if mirrored else voxel[across]
        return x, size[down] - 1 - voxel[down] if upside_down else voxel[down]

    def voxel(self, plane: str, at: int, place: tuple[int, int]) -> Voxel:
        """The voxel at pixel (x, y) of picture `at` of a plane; the nearest one where that lies outside."""
        (across, mirrored), (down, upside_down) = self._side(_RIGHT[plane]), self._side(_DOWN[plane])
        size, found = self.stored.shape, [0, 0, 0]
        for axis, value, other_way in ((across, place[0], mirrored), (down, place[1], upside_down)):
            value = min(max(value, 0), size[axis] - 1)
            found[axis] = size[axis] - 1 - value if other_way else value
        found[self.axis(plane)] = at
        return found[0], found[1], found[2]
