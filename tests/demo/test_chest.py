"""The drawn chest: one patient a seed, plausible HU, lungs on the sides they belong to."""

import numpy as np
import pytest

from medadv_gui.demo import chest


@pytest.fixture(scope="module")
def phantom() -> chest.ChestPhantom:
    return chest.draw(5, slices=12, size=256)


def test_shapes_and_types(phantom: chest.ChestPhantom) -> None:
    assert phantom.hu.shape == phantom.labels.shape == (12, 256, 256)
    assert phantom.hu.dtype == np.int16
    assert phantom.labels.dtype == np.uint8
    assert set(np.unique(phantom.labels)) == {0, 1, 2}
    step, row, column = phantom.spacing
    assert 225 < step * 12 < 300
    assert row == column
    assert 380 < row * 256 < 510


def test_same_seed_same_chest_other_seed_another() -> None:
    first, again, other = (
        chest.draw_slice(5, 0.5, 128),
        chest.draw_slice(5, 0.5, 128),
        chest.draw_slice(6, 0.5, 128),
    )
    assert np.array_equal(first.hu, again.hu)
    assert np.array_equal(first.labels, again.labels)
    assert not np.array_equal(first.labels, other.labels)


def test_a_slice_alone_is_the_slice_of_the_whole(phantom: chest.ChestPhantom) -> None:
    alone = chest.draw_slice(5, (6 + 0.5) / 12, 256)
    assert np.array_equal(alone.hu[0], phantom.hu[6])
    assert np.array_equal(alone.labels[0], phantom.labels[6])


def test_left_lung_lies_on_the_images_right(phantom: chest.ChestPhantom) -> None:
    for labels in phantom.labels:
        left, right = (np.nonzero(labels == value)[1] for value in (chest.LEFT_LUNG, chest.RIGHT_LUNG))
        if len(left) and len(right):
            assert left.mean() > right.mean() + 40
            assert np.percentile(left, 5) > np.percentile(right, 95)


def test_lungs_taper_to_the_apex_and_end_above_the_bases(phantom: chest.ChestPhantom) -> None:
    area = (phantom.labels > 0).sum((1, 2))
    assert area[0] == 0  # slice 0 is the most inferior
    assert area[11] < 0.3 * area.max()
    assert area[4:8].min() > 0.5 * area.max()


def test_lung_volume_is_human(phantom: chest.ChestPhantom) -> None:
    step, row, column = phantom.spacing
    litres = (phantom.labels > 0).sum() * step * row * column / 1e6
    assert 2.5 < litres < 8


def test_hu_ranges(phantom: chest.ChestPhantom) -> None:
    hu, labels = phantom.hu, phantom.labels
    assert hu.min() >= -1024
    assert 400 < hu.max() < 1500
    assert -900 < np.median(hu[labels > 0]) < -760
    assert -1024 <= np.median(hu[:, :30]) < -980
    heart = hu[4][hu[4] > -30]
    assert 20 < np.median(heart) < 200


def test_noise_is_that_of_a_scanner() -> None:
    """Some tens of HU, and grainy: a pixel resembles its neighbour, not one four further."""
    for seed in range(3):
        phantom = chest.draw_slice(seed, 0.08)
        liver = phantom.hu[0, 230:270, 150:190].astype(float)
        liver -= liver.mean()
        assert 10 < liver.std() < 45
        near, far = ((liver[:, :-k] * liver[:, k:]).mean() / liver.var() for k in (1, 4))
        assert near > 0.25
        assert abs(far) < 0.25
