from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

from medadv_gui.render.picture import RESEARCH_USE, STYLES, banner, fit, png


def picture(height: int = 60, width: int = 80) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)


def test_png_keeps_every_pixel_and_says_nothing_else() -> None:
    read = Pillow.open(io.BytesIO(png(picture())))
    assert np.array_equal(np.asarray(read), picture())
    assert read.info == {}


@pytest.mark.parametrize("width", [40, 80, 640])
def test_a_banner_lies_outside_the_pixels(width: int) -> None:
    rgb = picture(50, width)
    above, below = banner(rgb, RESEARCH_USE), banner(rgb, RESEARCH_USE, below=True)
    assert np.array_equal(above[-50:], rgb)
    assert np.array_equal(below[:50], rgb)
    assert above.shape == below.shape
    assert above.shape[0] > 50
    assert tuple(above[0, 0]) == STYLES[RESEARCH_USE].background


def test_fit_averages_down_and_repeats_up() -> None:
    checks = np.indices((64, 64)).sum(0) % 2 * 255
    rgb = np.repeat(checks[:, :, None], 3, axis=2).astype(np.uint8)
    small = fit(rgb, 16)
    assert small.shape == (16, 16, 3)
    assert np.abs(small.astype(int) - 127.5).max() <= 1
    assert fit(picture(), 640, 480).shape == (360, 480, 3)
    assert np.array_equal(fit(picture(), 640, 480)[::6, ::6], picture())
    assert fit(picture(), 640).shape == (60, 80, 3)
