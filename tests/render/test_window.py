from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.core.result import load_result, save_result
from medadv_gui.core.types import Image, Window
from medadv_gui.render.window import display, grey, grey_levels, shown
from tests.report.factory import classification


def make(stored: np.ndarray, **more: Any) -> Image:
    values: dict[str, Any] = {
        "stored": stored, "path": Path("x"), "frame": 0, "kind": "dicom", "lossy": False, "modality": "CT",
        "units": "HU", "slope": 2.0, "intercept": -1000.0, "inverted": False, "lowest": 0, "highest": 4095,
        "window": Window(-1000, 0),
    }  # fmt: skip
    return Image(**{**values, **more})


def test_closed_form() -> None:
    values = np.array([[-2000, -1000, -750, -500, 0, 3000]])
    assert grey(values, Window(-1000, 0)).tolist() == [[0, 0, 64, 128, 255, 255]]
    assert grey(values, Window(-1000, 0), inverted=True).tolist() == [[255, 255, 191, 127, 0, 0]]


def test_every_8_bit_level_passes_through_its_full_window() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(grey(levels, Window(0, 255)), levels)


def test_a_window_without_width_is_a_step_and_nan_is_black() -> None:
    assert grey(np.array([1.0, 5.0, 5.1]), Window(5, 5)).tolist() == [0, 0, 255]
    assert grey(np.array([np.nan, np.inf, -np.inf]), Window(0, 1)).tolist() == [0, 255, 0]


@given(
    lower=st.floats(-2000, 2000),
    width=st.floats(1, 4000),
    values=st.lists(st.floats(-5000, 5000), min_size=2, max_size=30),
)
def test_is_monotone_and_near_the_line(lower: float, width: float, values: list[float]) -> None:
    array = np.sort(np.array(values))
    level = grey(array, Window(lower, lower + width)).astype(float)
    exact = np.clip(255 * (array - lower) / width, 0, 255)
    assert (np.diff(level) >= 0).all()
    assert np.abs(level - exact).max() <= 0.51


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32])
def test_look_up_and_sum_agree(dtype: type) -> None:
    rng = np.random.default_rng(0)
    stored = rng.integers(0, 200, (9, 7)).astype(dtype)
    expected = grey(stored * np.float32(1.5) - np.float32(100), Window(-90, 120), True)
    picture = shown(stored, 1.5, -100, Window(-90, 120), True)
    assert picture.shape == (9, 7, 3)
    assert picture.dtype == np.uint8
    assert (picture == expected[:, :, None]).all()


def test_display_rescales_windows_and_inverts() -> None:
    image = make(np.array([[0, 250, 500]], dtype=np.uint16), inverted=True)
    assert display(image)[0, :, 0].tolist() == [255, 127, 0]
    assert display(image, Window(-500, -499))[0, :, 1].tolist() == [255, 255, 0]
    assert display(image, stored=np.array([[500, 500, 0]], dtype=np.uint16))[0, :, 2].tolist() == [0, 0, 255]


def test_colour_passes_through_and_deep_colour_is_scaled() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (4, 5, 3)).astype(np.uint8)
    same = make(rgb, units="", slope=1.0, intercept=0.0, lowest=0, highest=255, window=Window(0, 255))
    assert np.array_equal(display(same), rgb)
    assert np.array_equal(display(same, Window(0, 255)), rgb)
    deep = make(rgb.astype(np.uint16) * 257, units="", slope=255 / 65535, intercept=0.0, highest=65535)
    assert np.array_equal(display(deep), rgb)


def test_a_sigmoid_by_its_formula_and_without_overflow() -> None:
    """PS3.3 C.11.2.1.3.1; 12 % and 88 % at the ends, one half at the centre."""
    window = Window(-100, 100, "SIGMOID")
    assert grey(np.array([-1e30, -100, 0, 100, 1e30, np.nan]), window).tolist() == [0, 30, 128, 225, 255, 0]
    values = np.linspace(-500, 500, 1001)
    exact = np.floor(255 / (1 + np.exp(-4 * values / 200)) + 0.5)
    assert np.abs(grey(values, window) - exact).max() <= 1
    assert np.array_equal(grey(values, window, inverted=True), 255 - grey(values, window))


def test_a_table_is_looked_up_by_the_nearest_entry() -> None:
    window = Window(10, 13, "LUT", (255, 0, 100, 200))
    values = np.array([-1e30, 9, 10, 10.4, 10.6, 11, 12, 13, 99, 1e30, np.nan])
    assert grey(values, window).tolist() == [255, 255, 255, 255, 0, 0, 100, 200, 200, 200, 0]
    assert grey(np.array([4, 5, 6]), Window(5, 5, "LUT", (7,))).tolist() == [0, 0, 255]


def test_a_moved_window_keeps_its_kind() -> None:
    assert Window(0, 10, "SIGMOID").moved(50, 20) == Window(40, 60, "SIGMOID")
    assert Window(0, 3, "LUT", (1, 2, 3, 4)).moved(9, 6) == Window(6, 12, "LUT", (1, 2, 3, 4))


@pytest.mark.parametrize("window", [Window(-5.5, 7), Window(0, 9, "SIGMOID"), Window(0, 2, "LUT", (0, 9, 255))])
def test_a_result_keeps_its_window(tmp_path: Path, window: Window) -> None:
    result = save_result(replace(classification(), window=window), tmp_path)
    assert load_result(tmp_path).window == window == result.window
    assert shown(result.original[..., 0], 1, 0, load_result(tmp_path).window).shape == (*result.original.shape[:2], 3)


def test_a_result_of_an_older_version_has_a_linear_window(tmp_path: Path) -> None:
    save_result(replace(classification(), window=Window(-5.5, 7)), tmp_path)
    path = tmp_path / "result.json"
    document = json.loads(path.read_text())
    assert document["window"].keys() == {"lower", "upper", "function", "table"}
    document["window"] = {"lower": -5.5, "upper": 7}
    path.write_text(json.dumps(document))
    assert load_result(tmp_path).window == Window(-5.5, 7)


@given(
    st.integers(1, 200), st.floats(-1500, 1500), st.floats(1, 4000),
    st.sampled_from(["LINEAR", "SIGMOID", "LUT"]), st.lists(st.integers(0, 255), min_size=2, max_size=9),
)  # fmt: skip
def test_grey_levels_bound_what_a_change_shows(
    units: int, centre: float, width: float, function: str, table: list[int]
) -> None:
    window = Window(centre - width / 2, centre + width / 2, function, tuple(table) if function == "LUT" else ())
    image = make(np.arange(4096, dtype=np.uint16)[None])
    before = display(image, window)[..., 0].astype(int)
    after = display(image, window, np.minimum(image.stored + units, 4095).astype(np.uint16))[..., 0].astype(int)
    largest, bound = int(np.abs(after - before).max()), grey_levels(units, image, window)
    if function == "LUT":  # shown by its nearest entry, the change reaches one step further
        bound += np.abs(np.diff(table)).max()
    assert largest <= bound + 1


def test_grey_levels_at_the_window_on_display() -> None:
    image = make(np.zeros((2, 2), np.uint16))
    assert grey_levels(4, image, Window(-160, 240)) == pytest.approx(8 * 255 / 400)
    assert grey_levels(4, image, Window(-1350, 150)) == pytest.approx(8 * 255 / 1500)
    assert grey_levels(4, image, Window(5, 5)) == 255
    picture = make(np.zeros((2, 2, 3), np.uint8), units="", slope=1.0, intercept=0.0, highest=255)
    assert grey_levels(4, picture, None) == 4
