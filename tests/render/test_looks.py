from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.render.heatmap import lut_absolute
from medadv_gui.render.looks import MOST_OPAQUE, over


@given(st.floats(0.01, 100), st.integers(0, 255))
def test_nothing_is_clear_and_the_top_is_the_brightest_colour(top: float, grey: int) -> None:
    rgb = np.full((1, 3, 3), grey, np.uint8)
    found = over(rgb, np.array([[0.0, top, 3 * top]]), top)
    assert np.array_equal(found[0, 0], rgb[0, 0])
    expected = np.rint(grey * (1 - MOST_OPAQUE) + lut_absolute()[-1] * MOST_OPAQUE)
    assert np.abs(found[0, 1] - expected).max() <= 1
    assert np.array_equal(found[0, 1], found[0, 2])


def test_without_a_scale_the_picture_stays() -> None:
    rgb = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert np.array_equal(over(rgb, np.zeros((2, 2)), 0.0), rgb)
