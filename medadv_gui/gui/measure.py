"""Distances and angles on an image: pure geometry, in millimetres where the pixels' spacing is known. No Qt here."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Point = tuple[float, float]
Spacing = tuple[float, float]

NEEDED = {"distance": 2, "angle": 3}


@dataclass(frozen=True)
class Measurement:
    """A "distance" between two points or an "angle" at the second of three.

    points : (x, y) in image pixels, the first pixel's corner at (0, 0).
    """

    kind: str
    points: tuple[Point, ...]

    def moved(self, at: int, to: Point) -> Measurement:
        """The same with the point number `at` elsewhere."""
        return replace(self, points=(*self.points[:at], to, *self.points[at + 1 :]))

    def text(self, spacing: Spacing | None) -> str:
        """The value with its unit; `spacing` is (row, column) in mm, None where the image does not tell."""
        if self.kind == "angle":
            return f"{angle(self.points[0], self.points[1], self.points[2], spacing):.1f}°"
        length = distance(self.points[0], self.points[1], spacing)
        return f"{length:.1f} px" if spacing is None else f"{length:.1f} mm" if length < 1000 else f"{length:.0f} mm"


def _across(a: Point, b: Point, spacing: Spacing | None) -> Point:
    """The vector from a to b, in mm or, without spacing, in pixels."""
    row, column = spacing or (1.0, 1.0)
    return (b[0] - a[0]) * column, (b[1] - a[1]) * row


def distance(a: Point, b: Point, spacing: Spacing | None = None) -> float:
    """From `a` to `b` in mm; in pixels without `spacing`."""
    return math.hypot(*_across(a, b, spacing))


def angle(a: Point, corner: Point, b: Point, spacing: Spacing | None = None) -> float:
    """Between the legs from `corner` to `a` and to `b`, 0 to 180 degrees; 0 where a leg has no length."""
    one, other = _across(corner, a, spacing), _across(corner, b, spacing)
    if not any(one) or not any(other):
        return 0.0
    cross, dot = one[0] * other[1] - one[1] * other[0], one[0] * other[0] + one[1] * other[1]
    return math.degrees(math.atan2(abs(cross), dot))


def _to_segment(point: Point, a: Point, b: Point) -> float:
    """From a point to the nearest one between `a` and `b`, pixels."""
    way = b[0] - a[0], b[1] - a[1]
    square = way[0] ** 2 + way[1] ** 2
    along = 0.0 if square == 0 else ((point[0] - a[0]) * way[0] + (point[1] - a[1]) * way[1]) / square
    along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - a[0] - along * way[0], point[1] - a[1] - along * way[1])


def nearest(point: Point, among: tuple[Measurement, ...], reach: float) -> int | None:
    """The number of the measurement whose lines pass nearest to `point`, within `reach` pixels."""
    found = [
        (min(_to_segment(point, *leg) for leg in zip(m.points, m.points[1:], strict=False)), at)
        for at, m in enumerate(among)
    ]
    close = [item for item in found if item[0] <= reach]
    return min(close)[1] if close else None


def handle(point: Point, among: tuple[Measurement, ...], reach: float) -> tuple[int, int] | None:
    """The measurement and its point that lie nearest to `point`, within `reach` pixels."""
    found = [(math.dist(point, end), at, end_at) for at, m in enumerate(among) for end_at, end in enumerate(m.points)]
    close = [item for item in found if item[0] <= reach]
    return min(close)[1:] if close else None
