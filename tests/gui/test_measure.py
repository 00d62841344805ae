"""Distances, angles and masks against what geometry says of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.gui.measure import Measurement, angle, distance, handle, nearest
from medadv_gui.gui.region import brush, ellipse, joined, rectangle

coordinates = st.floats(-50, 150, allow_nan=False)
points = st.tuples(coordinates, coordinates)


def test_a_distance_on_uneven_pixels() -> None:
    assert distance((0, 0), (3, 4)) == 5
    assert distance((0, 0), (3, 4), (0.5, 2.0)) == pytest.approx(math.hypot(6, 2))
    assert Measurement("distance", ((0, 0), (3, 4))).text(None) == "5.0 px"
    assert Measurement("distance", ((0, 0), (30, 0))).text((1.0, 0.8)) == "24.0 mm"


def test_an_angle_is_one_of_the_patient_not_of_the_grid() -> None:
    assert angle((1, 0), (0, 0), (0, 1)) == pytest.approx(90)
    assert angle((1, 0), (0, 0), (1, 1), (2.0, 1.0)) == pytest.approx(math.degrees(math.atan(2)))
    assert angle((1, 1), (1, 1), (5, 1)) == 0
    assert Measurement("angle", ((2, 0), (0, 0), (-2, 0))).text(None) == "180.0°"


@given(points, points, st.floats(0, 2 * math.pi))
def test_distance_and_angle_do_not_change_when_turned(
    a: tuple[float, float], b: tuple[float, float], by: float
) -> None:
    def turned(p: tuple[float, float]) -> tuple[float, float]:
        return p[0] * math.cos(by) - p[1] * math.sin(by), p[0] * math.sin(by) + p[1] * math.cos(by)

    assert distance(turned(a), turned(b)) == pytest.approx(distance(a, b), abs=1e-6)
    if min(math.hypot(*a), math.hypot(*b)) > 1e-3:
        assert angle(turned(a), (0, 0), turned(b)) == pytest.approx(angle(a, (0, 0), b), abs=1e-3)


def test_what_is_near_the_mouse() -> None:
    both = Measurement("distance", ((0, 0), (10, 0))), Measurement("angle", ((0, 20), (10, 20), (10, 30)))
    assert nearest((5, 2), both, 3) == 0
    assert nearest((11, 25), both, 3) == 1
    assert nearest((5, 10), both, 3) is None
    assert handle((9, 1), both, 3) == (0, 1)
    assert handle((5, 0), both, 3) is None
    assert both[0].moved(1, (4, 4)).points == ((0, 0), (4, 4))


@given(points, points)
def test_a_rectangle_holds_the_centres_between_its_corners(a: tuple[float, float], b: tuple[float, float]) -> None:
    mask = rectangle((40, 60), a, b)
    for y, x in ((0, 0), (7, 33), (39, 59)):
        inside = min(a[0], b[0]) <= x + 0.5 <= max(a[0], b[0]) and min(a[1], b[1]) <= y + 0.5 <= max(a[1], b[1])
        assert mask[y, x] == inside
    assert not ellipse((40, 60), a, b)[~mask].any()


@given(st.floats(8, 30), st.floats(8, 30))
def test_an_ellipse_has_its_area(half_x: float, half_y: float) -> None:
    mask = ellipse((64, 64), (32 - half_x, 32 - half_y), (32 + half_x, 32 + half_y))
    assert mask.sum() == pytest.approx(math.pi * half_x * half_y, rel=0.06)
    np.testing.assert_array_equal(mask, mask[::-1, ::-1])


@given(st.lists(points, min_size=1, max_size=4), st.floats(0.6, 9))
def test_a_stroke_holds_what_lies_within_its_radius(path: list[tuple[float, float]], radius: float) -> None:
    mask = brush((50, 50), path, radius)
    y, x = np.mgrid[:50, :50] + 0.5
    dots, near = np.zeros((2, 50, 50), bool)
    for a, b in zip(path, [*path[1:], path[-1]], strict=True):
        for t in np.linspace(0, 1, 60):
            far = np.hypot(x - a[0] - t * (b[0] - a[0]), y - a[1] - t * (b[1] - a[1]))
            dots |= far <= radius - 1e-6
            near |= far <= radius + 2.5  # a stroke is up to 283 long, half of a sixtieth of it beside a sample
    assert not (dots & ~mask).any()
    assert not (mask & ~near).any()


def test_joining_and_taking_away() -> None:
    one, other = rectangle((8, 8), (0, 0), (4, 8)), rectangle((8, 8), (0, 0), (8, 4))
    both = joined(one, other)
    assert both is not None
    assert both.sum() == 48
    left = joined(both, other, take_away=True)
    assert left is not None
    assert left.sum() == 16
    assert joined(left, one, take_away=True) is None
    assert joined(None, other) is not None
