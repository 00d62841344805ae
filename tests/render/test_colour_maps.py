"""Colour maps: whole tables, lightness that rises, and presets with their sources."""

from __future__ import annotations

import numpy as np
import pytest

from medadv_gui.render.colour_maps import GREY, ColourMap, colour_maps, coloured
from medadv_gui.render.presets import presets


def lightness(table: np.ndarray) -> np.ndarray:
    """CIE L* of sRGB colours."""
    linear = np.where(table / 255 <= 0.04045, table / 255 / 12.92, ((table / 255 + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


@pytest.mark.parametrize("item", colour_maps(), ids=lambda item: item.id)
def test_brighter_stays_brighter(item: ColourMap) -> None:
    steps = np.diff(lightness(item.table.astype(float)))
    assert steps.min() > -0.6  # rounded to whole levels
    assert item.source
    if "perceptual" in item.name:
        smooth = np.convolve(steps, np.ones(16) / 16, "valid")
        assert smooth.max() < 3 * smooth.min()


def test_a_map_is_looked_up_level_by_level() -> None:
    rgb = np.repeat(np.arange(256, dtype=np.uint8).reshape(16, 16, 1), 3, axis=2)
    np.testing.assert_array_equal(coloured(rgb, "viridis").reshape(-1, 3), colour_maps()[2].table)
    assert coloured(rgb, GREY) is rgb


def test_presets_have_keys_of_their_own_and_sources() -> None:
    found = presets()
    assert [preset.key for preset in found] == [str(i) for i in range(1, 10)]
    assert all(preset.source and preset.units == "HU" and preset.window.width > 0 for preset in found)
    lung = found[0].window
    assert (lung.center, lung.width) == (-600, 1500)
