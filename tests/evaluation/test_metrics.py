"""The measures against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from medadv_gui.models.recipes.metrics import Bin, calibration_error, reliability


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
