"""Planes through a block of slices: a marked voxel is found where anatomy says it is, however the slices lie."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Geometry, Image
from medadv_gui.imaging.reformat import PLANES, Block
from tests.support import picture

SIZE = (4, 5, 6)  # slices, rows, columns
SPACING = (3.0, 0.5, 0.7)
AXES = [
    tuple(np.eye(3)[axis] * sign for axis, sign in zip(order, signs, strict=True))
    for order in permutations(range(3))
    for signs in product((1, -1), repeat=3)
]


def slices(directions: tuple[np.ndarray, ...], stored: np.ndarray, spacing: tuple[float, ...] = SPACING) -> list[Image]:
    """Slices whose numbers, rows and columns run along the given directions."""
    through, down, right = directions
    orientation = tuple(float(v) for v in (*right, *down))
    return [
        picture(
            stored[i],
            geometry=Geometry(spacing[1:], orientation, tuple(float(v) for v in through * spacing[0] * i)),
        )
        for i in range(len(stored))
    ]  # fmt: skip


@given(st.sampled_from(AXES), st.tuples(*(st.integers(0, n - 1) for n in SIZE)))
def test_a_voxel_is_found_in_every_plane(directions: tuple[np.ndarray, ...], voxel: tuple[int, int, int]) -> None:
    stored = np.zeros(SIZE, np.int16)
    stored[voxel] = 1
    block = Block.of(slices(directions, stored))
    for plane in PLANES:
        at = voxel[block.axis(plane)]
        cut = block.cut(plane, at)
        x, y = block.place(plane, voxel)
        assert [tuple(p) for p in np.argwhere(cut == 1)] == [(y, x)]
        assert block.voxel(plane, at, (x, y)) == voxel
        assert not block.cut(plane, (at + 1) % block.stored.shape[block.axis(plane)]).any()


@given(st.sampled_from(AXES))
def test_pictures_hang_as_radiologists_want_them(directions: tuple[np.ndarray, ...]) -> None:
    block = Block.of(slices(directions, np.zeros(SIZE, np.int16)))
    assert block.letters("axial") == ("R", "A", "L", "P")
    assert block.letters("coronal") == ("R", "H", "L", "F")
    assert block.letters("sagittal") == ("A", "H", "P", "F")
    # Each patient axis keeps its length in mm in the two planes that show it.
    for one, other, side in (("axial", "coronal", 1), ("coronal", "sagittal", 0)):
        lengths = [block.cut(p, 0).shape[side] * block.pixel_spacing(p)[side] for p in (one, other)]
        assert lengths[0] == pytest.approx(lengths[1])


def test_the_usual_chest_series() -> None:
    stored = np.arange(np.prod(SIZE)).reshape(SIZE).astype(np.int16)
    block = Block.of(slices((np.array([0, 0, 1.0]), np.array([0, 1.0, 0]), np.array([1.0, 0, 0])), stored))
    np.testing.assert_array_equal(block.cut("axial", 2), stored[2])
    np.testing.assert_array_equal(block.cut("coronal", 1), stored[::-1, 1])
    np.testing.assert_array_equal(block.cut("sagittal", 3), stored[::-1, :, 3])
    assert block.pixel_spacing("axial") == (0.5, 0.7)
    assert block.pixel_spacing("coronal") == (3.0, 0.7)
    assert block.pixel_spacing("sagittal") == (3.0, 0.5)


def test_an_oblique_block_names_both_sides() -> None:
    turned = np.deg2rad(25)
    down = np.array([0, np.cos(turned), np.sin(turned)])
    through = np.cross([1.0, 0, 0], down)
    block = Block.of(slices((through, down, np.array([1.0, 0, 0])), np.zeros(SIZE, np.int16)))
    assert block.letters("axial") == ("R", "AF", "L", "PH")


def test_what_makes_no_block() -> None:
    usual = np.array([0, 0, 1.0]), np.array([0, 1.0, 0]), np.array([1.0, 0, 0])
    stored = np.zeros(SIZE, np.int16)
    images = slices(usual, stored)
    tilted = slices((usual[2], usual[1], usual[0]), stored)
    for bad, reason in (
        (images[:1], "single image"),
        ([picture(stored[0]), picture(stored[1])], "do not say how"),
        ([images[0], tilted[1]], "parallel"),
        ([images[0], images[2], images[1]], "not sorted"),
        ([images[0], images[0]], "not sorted"),
        ([images[0], slices(usual, stored, (3.0, 0.6, 0.7))[1]], "different sizes"),
        ([images[0], slices(usual, np.zeros((4, 7, 6), np.int16))[1]], "another size"),
    ):
        with pytest.raises(InputError, match=reason):
            Block.of(bad)
