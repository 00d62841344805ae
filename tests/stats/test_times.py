from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import gmean, ttest_1samp

from medadv_gui.stats.times import times


def test_times_a_case() -> None:
    seconds = np.random.default_rng(0).lognormal(3, 0.5, 30)
    found = times(np.r_[seconds, np.nan, 0.0])
    assert found.n == 30
    assert (found.lower, found.median, found.upper) == pytest.approx(tuple(np.percentile(seconds, [25, 50, 75])))
    assert found.mean == pytest.approx(gmean(seconds))
    known = ttest_1samp(np.log(seconds), 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((math.exp(known.low), math.exp(known.high)))
    half = times(seconds / 2)  # minutes or seconds, the interval is the same
    assert (half.low, half.high) == pytest.approx((found.low / 2, found.high / 2))


def test_few_times() -> None:
    one = times(np.array([12.0]))
    assert (one.n, one.median, one.mean) == (1, 12, pytest.approx(12))
    assert math.isnan(one.low)
    assert times(np.array([np.nan])).n == 0
