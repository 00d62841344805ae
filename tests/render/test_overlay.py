from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from medadv_gui.core.types import Box
from medadv_gui.render.overlay import draw_boxes, draw_mask, draw_names, outlines, rgb_of

MASKS = hnp.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 3))


@given(MASKS)
def test_outline_is_where_a_neighbour_differs(mask: np.ndarray) -> None:
    found = outlines(mask, 4)
    padded = np.pad(mask, 1)
    for i, j in np.ndindex(mask.shape):
        around = {padded[i, j + 1], padded[i + 2, j + 1], padded[i + 1, j], padded[i + 1, j + 2]}
        edge = mask[i, j] > 0 and around != {mask[i, j]}
        assert found[:, i, j].tolist() == [bool(edge) and label == mask[i, j] for label in range(4)]


def test_a_thick_outline_stays_inside_its_label() -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[2:18, 2:18] = 1
    thick = outlines(mask, 2, thickness=3)[1]
    assert thick.sum() == 16 * 16 - 10 * 10
    assert not thick[mask == 0].any()


def test_draw_mask_fills_and_outlines() -> None:
    rgb = np.full((20, 20, 3), 100, np.uint8)
    mask = np.zeros((20, 20), np.uint8)
    mask[5:15, 5:15] = 1
    drawn = draw_mask(rgb, mask, ["#000000", "#ff0000"], fill=0.25, thickness=1)
    assert drawn[10, 10].tolist() == [139, 75, 75]
    assert drawn[5, 10].tolist() == [255, 0, 0]
    assert (drawn[mask == 0] == 100).all()
    assert (rgb == 100).all()


def test_names_are_written_on_their_labels() -> None:
    rgb = np.zeros((100, 100, 3), np.uint8)
    mask = np.zeros((100, 100), np.uint8)
    mask[30:80, 20:80] = 1
    named = draw_names(rgb, mask, ["background", "lung"], ["#000000", "#ffffff"])
    assert named[:20].sum() == 0
    assert named[30:80].sum() > 0


@pytest.mark.parametrize("colour", ["#12345", "no colour", "<b>", ""])
def test_an_unreadable_colour_is_grey(colour: str) -> None:
    assert rgb_of(colour) == (160, 160, 160)


def test_solid_and_dashed_boxes_differ() -> None:
    rgb = np.zeros((200, 200, 3), np.uint8)
    boxes = [Box("polyp", 0.9, 40, 60, 160, 160)]
    solid = draw_boxes(rgb, boxes, ["#00ff00"], [""], [False])
    dashed = draw_boxes(rgb, boxes, ["#00ff00"], [""], [True])
    green = [(picture[60, 45:155] == (0, 255, 0)).all(axis=1) for picture in (solid, dashed)]
    assert green[0].all()
    assert 0.3 < green[1].mean() < 0.8
    assert rgb.sum() == 0


def test_captions_stay_inside_and_apart() -> None:
    rgb = np.zeros((240, 320, 3), np.uint8)
    boxes = [Box("a", 1, 200, 0, 330, 80), Box("a", 1, 202, 2, 330, 82)]
    drawn = draw_boxes(rgb, boxes, ["#00ff00", "#ff00ff"], ["first box 0.93", "second box 0.81"])
    assert drawn.shape == rgb.shape
    plates = [(drawn == colour).all(axis=2) for colour in ((0, 255, 0), (255, 0, 255))]
    assert all(plate.sum() > 400 for plate in plates)


@given(
    corners=st.tuples(*[st.floats(-500, 500) for _ in range(4)]),
    caption=st.text(max_size=60),
    dashed=st.booleans(),
)
def test_no_box_or_caption_breaks_it(corners: tuple[float, float, float, float], caption: str, dashed: bool) -> None:
    rgb = np.zeros((30, 40, 3), np.uint8)
    assert draw_boxes(rgb, [Box("x", 0.5, *corners)], ["#ffffff"], [caption], [dashed]).shape == rgb.shape
