"""The drawn fundus and colonoscopy pictures, and what is marked on them."""

import numpy as np
import pytest

from medadv_gui.demo import endoscopy, fundus

SIZE = (356, 536)


@pytest.fixture(scope="module")
def grades() -> list[fundus.FundusPhantom]:
    return [fundus.draw(3, grade, SIZE) for grade in range(5)]


def test_fundus_shapes(grades: list[fundus.FundusPhantom]) -> None:
    for grade, phantom in enumerate(grades):
        assert phantom.rgb.shape == (*SIZE, 3)
        assert phantom.rgb.dtype == phantom.lesions.dtype == np.uint8
        assert phantom.lesions.shape == SIZE
        assert phantom.grade == grade


def test_fundus_is_seeded() -> None:
    first, again, other = fundus.draw(3, 2, SIZE), fundus.draw(3, 2, SIZE), fundus.draw(4, 2, SIZE)
    assert np.array_equal(first.rgb, again.rgb)
    assert np.array_equal(first.lesions, again.lesions)
    assert not np.array_equal(first.rgb, other.rgb)


def test_lesions_follow_the_grade(grades: list[fundus.FundusPhantom]) -> None:
    def has(phantom: fundus.FundusPhantom, bit: int) -> int:
        return int((phantom.lesions & bit > 0).sum())

    none, mild, moderate, severe, proliferative = grades
    assert set(np.unique(none.lesions)) == {0, fundus.OPTIC_DISC}
    assert has(mild, fundus.MICROANEURYSM)
    assert not has(mild, fundus.HAEMORRHAGE | fundus.HARD_EXUDATE | fundus.SOFT_EXUDATE)
    assert has(moderate, fundus.HAEMORRHAGE)
    assert has(moderate, fundus.HARD_EXUDATE)
    assert has(severe, fundus.MICROANEURYSM) > has(mild, fundus.MICROANEURYSM)
    assert has(severe, fundus.HAEMORRHAGE) > has(moderate, fundus.HAEMORRHAGE)
    assert has(proliferative, fundus.HAEMORRHAGE)


def test_fundus_is_orange_on_black(grades: list[fundus.FundusPhantom]) -> None:
    rgb = grades[0].rgb.astype(float)
    red, green, blue = np.median(rgb[150:200, 220:300].reshape(-1, 3), axis=0)
    assert red > 1.3 * green > 1.3 * blue
    assert rgb[:, :20].mean() < 8


def test_disc_is_bright_and_vessels_leave_it(grades: list[fundus.FundusPhantom]) -> None:
    phantom = grades[0]
    disc = phantom.lesions & fundus.OPTIC_DISC > 0
    field = phantom.rgb.sum(2) > 60
    assert phantom.rgb[disc].mean() > 1.2 * phantom.rgb[field].mean()
    assert 0.005 < disc.sum() / field.sum() < 0.04


def test_there_is_no_grade_five() -> None:
    with pytest.raises(ValueError, match="grade"):
        fundus.draw(0, 5)


@pytest.mark.parametrize("polyps", [0, 1, 3])
def test_endoscopy_boxes_bound_the_mask(polyps: int) -> None:
    phantom = endoscopy.draw(11, polyps)
    assert phantom.rgb.shape == (448, 512, 3)
    assert phantom.rgb.dtype == phantom.mask.dtype == np.uint8
    assert phantom.boxes.dtype == np.float32
    assert phantom.boxes.shape == (polyps, 4)
    assert phantom.mask.any() == bool(polyps)
    boxed = np.zeros_like(phantom.mask)
    for x0, y0, x1, y1 in phantom.boxes.astype(int):
        assert 0 <= x0 < x1 <= 512
        assert 0 <= y0 < y1 <= 448
        boxed[y0:y1, x0:x1] = 1
    assert not (phantom.mask & ~boxed).any()


def test_one_box_touches_the_mask_on_every_side() -> None:
    phantom = endoscopy.draw(4, 1)
    rows, cols = np.nonzero(phantom.mask)
    assert phantom.boxes.tolist() == [[cols.min(), rows.min(), cols.max() + 1, rows.max() + 1]]


def test_endoscopy_is_seeded() -> None:
    first, again, other = endoscopy.draw(4), endoscopy.draw(4), endoscopy.draw(5)
    assert np.array_equal(first.rgb, again.rgb)
    assert not np.array_equal(first.rgb, other.rgb)


def test_endoscopy_is_red_in_a_black_frame() -> None:
    phantom = endoscopy.draw(4)
    red, green, blue = np.median(phantom.rgb[100:280, 200:400].reshape(-1, 3), axis=0)
    assert red > green > blue
    assert phantom.rgb[:10, :10].max() == phantom.rgb[-10:, -10:].max() == 0
