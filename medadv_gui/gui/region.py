"""Regions as masks: rectangles, ellipses and brush strokes to pixels. A pixel belongs to a shape when its centre lies
in it. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Point = tuple[float, float]

SHAPES = ("rectangle", "ellipse", "brush")


def _centres(size: tuple[int, int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The centres of the rows, (rows, 1), and of the columns, (1, columns)."""
    return np.arange(size[0])[:, None] + 0.5, np.arange(size[1])[None] + 0.5


def rectangle(size: tuple[int, int], a: Point, b: Point) -> Mask:
    """The rectangle between two corners (x, y) on an image of `size` (rows, columns)."""
    y, x = _centres(size)
    inside_x = (x >= min(a[0], b[0])) & (x <= max(a[0], b[0]))
    return inside_x & (y >= min(a[1], b[1])) & (y <= max(a[1], b[1]))


def ellipse(size: tuple[int, int], a: Point, b: Point) -> Mask:
    """The ellipse that fits the rectangle between two corners (x, y)."""
    y, x = _centres(size)
    half = abs(b[0] - a[0]) / 2, abs(b[1] - a[1]) / 2
    if min(half) < 0.01:  # no pixel's centre to speak of, and too thin to divide by
        return np.zeros(size, dtype=bool)
    across, down = (x - (a[0] + b[0]) / 2) / half[0], (y - (a[1] + b[1]) / 2) / half[1]
    inside: Mask = across**2 + down**2 <= 1
    return inside


def brush(size: tuple[int, int], path: Sequence[Point], radius: float) -> Mask:
    """All within `radius` pixels of a path of points (x, y)."""
    mask = np.zeros(size, dtype=bool)
    for a, b in zip(path, [*path[1:], path[-1]], strict=True):
        top, bottom = _span(a[1], b[1], radius, size[0])
        left, right = _span(a[0], b[0], radius, size[1])
        if top >= bottom or left >= right:
            continue
        y, x = np.arange(top, bottom)[:, None] + 0.5, np.arange(left, right)[None] + 0.5
        way = b[0] - a[0], b[1] - a[1]
        square = way[0] ** 2 + way[1] ** 2
        along = np.zeros_like(x + y) if square == 0 else ((x - a[0]) * way[0] + (y - a[1]) * way[1]) / square
        along = along.clip(0, 1)
        far = (x - a[0] - along * way[0]) ** 2 + (y - a[1] - along * way[1]) ** 2
        mask[top:bottom, left:right] |= far <= radius**2
    return mask


def _span(a: float, b: float, radius: float, end: int) -> tuple[int, int]:
    """The pixels that a stretch from `a` to `b`, widened by `radius`, may touch."""
    low, high = np.clip([min(a, b) - radius, max(a, b) + radius + 1], 0, end)
    return int(low), int(high)


def joined(mask: Mask | None, shape: Mask, *, take_away: bool = False) -> Mask | None:
    """`mask` with `shape` added or taken away; None where nothing is left."""
    before = np.zeros_like(shape) if mask is None or mask.shape != shape.shape else mask
    after: Mask = before & ~shape if take_away else before | shape
    after.flags.writeable = False
    return after if after.any() else None
