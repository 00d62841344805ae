"""The probe tells what the file holds and what the screen shows, pixel by pixel."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.core.types import Window
from medadv_gui.gui.probe import readings, sentence
from medadv_gui.render.window import display
from tests.support import picture

STORED = np.random.default_rng(5).integers(0, 4096, (12, 10)).astype(np.uint16)
CHANGED = np.clip(STORED.astype(int) + np.random.default_rng(6).integers(-40, 41, STORED.shape), 0, 4095)
CT = picture(STORED, units="HU", slope=0.5, intercept=-1000.0, highest=4095, window=Window(-500, 500), kind="dicom")


@given(st.integers(0, 9), st.integers(0, 11), st.booleans(), st.floats(-900, 900), st.floats(1, 2000))
def test_it_reads_what_is_drawn(x: int, y: int, inverted: bool, centre: float, width: float) -> None:
    window = Window.from_center(centre, width)
    found = readings(CT, CHANGED.astype(np.uint16), window, inverted, (x, y))
    for at, array in enumerate((STORED, CHANGED)):
        level = int(display(CT, window, array.astype(np.uint16))[y, x, 0])
        assert found["stored"][at] == [array[y, x]]
        assert found["modality"][at] == [array[y, x] * 0.5 - 1000]
        assert found.get("shown", found["stored"])[at] == [255 - level if inverted else level]


def test_a_thinned_live_image_has_no_after() -> None:
    found = readings(CT, CHANGED[::2, ::2], CT.window, False, (3, 3))
    assert all(after is None for _, after in found.values())


def test_colours_are_told_by_channel_and_8_bits_once() -> None:
    rgb = np.random.default_rng(7).integers(0, 200, (4, 4, 3)).astype(np.uint8)
    found = readings(picture(rgb), rgb + np.uint8(3), None, False, (1, 2))
    assert list(found) == ["stored"]
    assert found["stored"][0] == rgb[2, 1].tolist()
    assert sentence([1, 2, 3], [1, 2, 5]) == "1 2 3 → 1 2 5 (0 0 +2)"
