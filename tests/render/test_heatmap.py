from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image as Picture

from medadv_gui.render import heatmap

PERTURBATIONS = hnp.arrays(np.int32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(-40, 40))


def test_pixels_against_the_closed_form() -> None:
    lut = heatmap.lut()
    picture = heatmap.signed(np.array([[-20, -8, -4, 0, 4, 8, 20]]), 8)
    assert np.array_equal(picture[0], lut[[1, 1, 64, 128, 192, 255, 255]])
    strength = heatmap.absolute(np.array([[-8, -4, 0, 4, 20]]), 8)
    assert np.array_equal(strength[0], heatmap.lut_absolute()[[255, 128, 0, 128, 255]])


@given(PERTURBATIONS, st.floats(0.5, 60))
def test_every_pixel_is_its_lut_entry(perturbation: np.ndarray, limit: float) -> None:
    index = 128 + np.rint(127 * np.clip(perturbation / limit, -1, 1)).astype(int)
    assert np.array_equal(heatmap.signed(perturbation, limit), heatmap.lut()[index])


@given(PERTURBATIONS)
def test_the_scale_does_not_look_at_the_data(perturbation: np.ndarray) -> None:
    alone = heatmap.signed(perturbation[:1, :1], 50)
    assert np.array_equal(heatmap.signed(perturbation, 50)[:1, :1], alone)


def test_colour_shows_the_signed_channel_of_largest_magnitude() -> None:
    colour = np.array([[[1, -5, 2], [3, 0, 0], [-2, 2, 1]]])
    assert np.array_equal(heatmap.signed(colour, 8), heatmap.signed(np.array([[-5, 3, -2]]), 8))


def test_the_map_is_neutral_at_zero_and_tells_the_signs_apart() -> None:
    lut = heatmap.lut().astype(int)
    assert tuple(lut[128]) == heatmap.NEUTRAL
    assert np.ptp(lut[128]) < 10
    assert (np.diff(lut.sum(1)[128:]) >= 0).all()
    assert (np.diff(lut.sum(1)[1:129]) <= 0).all()
    # red and blue, which every common colour blindness leaves apart
    assert lut[255, 0] - lut[255, 2] > 150
    assert lut[1, 2] - lut[1, 0] > 150


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="limit"):
        heatmap.signed(np.zeros((2, 2)), limit)


@given(PERTURBATIONS, st.integers(1, 4))
def test_the_small_version_keeps_the_largest_change_with_its_sign(perturbation: np.ndarray, factor: int) -> None:
    small = heatmap.strongest(perturbation, factor)
    assert small.shape == tuple(-(-n // factor) for n in perturbation.shape)
    for i, j in np.ndindex(small.shape):
        block = perturbation[i * factor : (i + 1) * factor, j * factor : (j + 1) * factor]
        assert abs(small[i, j]) == np.abs(block).max()
        assert small[i, j] in block


def test_gain() -> None:
    assert heatmap.gain(4, 256) == 32


def grey(rgb: np.ndarray) -> np.ndarray:
    """As a black and white printer has it."""
    return np.asarray(Picture.fromarray(rgb).convert("L"), int)


@given(PERTURBATIONS, st.floats(0.5, 60))
def test_on_paper_the_sign_shows_without_colour(perturbation: np.ndarray, limit: float) -> None:
    nothing = grey(heatmap.printed(np.zeros((1, 1)), limit))[0, 0]
    shade = grey(heatmap.printed(perturbation, limit)) - nothing
    told = np.abs(perturbation) > limit / 64  # less is lost in eight bits of grey
    assert np.array_equal(np.sign(shade)[told], np.sign(perturbation)[told])
    assert not shade[perturbation == 0].any()


def test_on_paper_as_much_lighter_as_darker_and_in_even_steps() -> None:
    lut = heatmap.lut_printed()
    shades = grey(lut[None])[0]
    assert (np.diff(shades[1:]) >= 0).all()
    assert shades[255] - shades[128] > 70
    assert shades[128] - shades[1] > 70
    middle = (shades[1] + shades[255]) / 2
    assert np.abs(shades[1:] - np.interp(np.arange(1, 256), [1, 255], [shades[1], shades[255]])).max() < 12
    assert abs(shades[128] - middle) < 10
    assert int(lut[255, 0]) - int(lut[255, 2]) > 90
    assert int(lut[1, 2]) - int(lut[1, 0]) > 90


def test_colour_strip_runs_from_blue_to_orange() -> None:
    strip = heatmap.colour_strip("2/255", "gain ×64", 30, 480).astype(int)
    assert strip.shape == (30, 480, 3)
    warmth = strip[15, :, 0] - strip[15, :, 2]
    assert warmth.argmin() < warmth.argmax()
    assert warmth.min() < -90
    assert warmth.max() > 90
    assert (np.diff(grey(heatmap.colour_strip("2/255", "gain ×64", 30, 480))[15, 120:200]) >= 0).all()


@given(PERTURBATIONS, st.floats(0.5, 60))
def test_overlay_says_the_sign_by_colour_and_the_size_by_opacity(perturbation: np.ndarray, limit: float) -> None:
    picture = heatmap.overlay(perturbation, limit)
    assert picture.shape == (*perturbation.shape, 4)
    assert np.array_equal(picture[..., 3], np.rint(np.clip(np.abs(perturbation) / limit, 0, 1) * 255))
    assert np.array_equal(picture[..., 0] > picture[..., 2], perturbation >= 0)


@pytest.mark.parametrize("mode", heatmap.MODES)
def test_each_mode_has_a_bar_of_its_own_colours(mode: str) -> None:
    table, left, _, right = heatmap.scale(mode, "4 HU")
    assert table.shape == (256, 3)
    assert (left, right) == ("0" if mode == "absolute" else "−4 HU", "4 HU" if mode == "absolute" else "+4 HU")
    ends = heatmap.picture(np.array([[-4, 4]]), 4, mode)[0]
    assert np.array_equal(ends[1, :3], table[-1])
    if mode != "absolute":
        assert np.array_equal(ends[0, :3], table[1])
