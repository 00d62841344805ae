"""The measures against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from medadv_gui.models.recipes.metrics import Bin, bootstrap, calibration_error, confusion, reliability, wilson


def test_scores_fall_into_bins_and_the_last_takes_its_end() -> None:
    bins = reliability(np.array([0.0, 0.05, 0.1, 0.95, 1.0, 1.0]), np.array([0, 1, 1, 1, 1, 0]))
    assert [(b.low, b.high, b.n) for b in bins] == [(0.0, 0.1, 2), (0.1, 0.2, 1), (0.9, 1.0, 3)]
    assert [b.score for b in bins] == pytest.approx([0.025, 0.1, (0.95 + 2) / 3])
    assert [b.right for b in bins] == pytest.approx([0.5, 1.0, 2 / 3])


def test_calibration_error_weighs_bins_by_their_number() -> None:
    bins = [Bin(0.0, 0.5, 0.25, 0.5, 1), Bin(0.5, 1.0, 0.9, 0.6, 3)]
    assert calibration_error(bins) == pytest.approx((0.25 + 3 * 0.3) / 4)
    assert calibration_error(reliability(np.array([0.25] * 4), np.array([1, 0, 0, 0]))) == 0
    assert np.isnan(calibration_error([]))


def test_wilson() -> None:
    # (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n) with z = 1.96
    z, n, p = 1.959964, 10, 0.8
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert wilson(8, 10) == pytest.approx(((middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)))
    assert wilson(0, 10) == pytest.approx((0, z**2 / n / (1 + z**2 / n)))
    assert wilson(0, 0) == (0, 1)


def test_confusion_has_the_truth_down_and_the_answer_across() -> None:
    table = confusion(np.array([0, 0, 1, 2]), np.array([0, 2, 1, 1]), 3)
    assert table.tolist() == [[1, 0, 1], [0, 1, 0], [0, 1, 0]]
    labels = np.array([[0, 255], [1, 1]], np.uint8)  # of pixels, whose type is too small for the pairs
    assert confusion(labels, labels, 256)[255, 255] == 1


def test_groups_are_drawn_whole() -> None:
    """Ten pictures of each of four patients, alike within a patient: forty pictures know no more than four."""
    values = np.repeat([0.0, 0.0, 1.0, 1.0], 10)
    groups = [f"patient {i}" for i in range(4) for _ in range(10)]
    sizes = set()

    def mean(pick: np.ndarray) -> float:
        sizes.add(len(pick))
        return float(values[pick].mean())

    value, low, high = bootstrap(mean, 40, groups=groups)
    assert (value, low, high) == (0.5, 0.0, 1.0)
    assert sizes == {40}
    _, near, far = bootstrap(mean, 40)
    assert 0.3 < near < far < 0.7
