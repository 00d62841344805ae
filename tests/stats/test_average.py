"""The averaged ROC curve and its band, against what can be worked out another way."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from medadv_gui.stats.average import average_curve
from medadv_gui.stats.readers import shares
from medadv_gui.stats.roc import auc
from tests.stats.roe_metz import READERS, simulate


def test_where_nothing_is_rated_falsely_the_band_is_that_of_the_sensitivity() -> None:
    """All negatives are rated 0: at a false positive share of 0 the curve is the share of positives that are rated 1,
    which Obuchowski and Rockette's analysis of shares knows in closed form."""
    rng = np.random.default_rng(4)
    positives = 120
    found = rng.random((5, positives)) < rng.uniform(0.4, 0.7, (5, 1)) * rng.uniform(0.6, 1.4, positives)
    ratings = np.concatenate([found.astype(float), np.zeros((5, 80))], 1)
    truth = np.arange(200) < positives
    band = average_curve(ratings, truth, at=np.array([0.0]))
    expected = shares(found[:, None].astype(float)).infer().arms[0]
    assert band.mean[0] == pytest.approx(expected.value)
    low, high = expected.logit_interval()
    assert (band.low[0], band.high[0]) == pytest.approx((low, high), abs=0.012)  # as far as 200 draws go


def test_the_area_under_the_average_is_the_average_area() -> None:
    rng = np.random.default_rng(1)
    truth, ratings = simulate(rng, "HH", (1.5,), 4, 60, 50)
    band = average_curve(ratings[:, 0], truth, at=np.linspace(0, 1, 2001))
    areas = [auc(truth, row) for row in ratings[:, 0]]
    assert np.trapezoid(band.mean, band.at) == pytest.approx(np.mean(areas), abs=1e-3)
    assert np.all(np.diff(band.mean) >= 0)


def test_patients_with_several_cases_make_it_wider() -> None:
    rng = np.random.default_rng(2)
    truth, ratings = simulate(rng, "HL", (1.5,), 1, 40, 40)
    truth, ratings = np.repeat(truth, 4), np.repeat(ratings[:, 0], 4, 1)  # each case is there four times
    apart = average_curve(ratings, truth)
    together = average_curve(ratings, truth, np.repeat(np.arange(80), 4))
    widths = [np.nanmean((band.high - band.low)[10:60]) for band in (together, apart)]
    assert widths[0] > 1.5 * widths[1]  # twice as wide, but that they lie on the logit


def test_it_holds_the_true_average_about_as_often_as_it_says() -> None:
    """Roe and Metz's model, of which the average curve is known; bench_band.py does it at length."""
    at = np.array([0.1, 0.3, 0.6])
    truth_of = norm.cdf((1.5 + norm.ppf(at)) / math.sqrt(1 + 4 * READERS[1.5]["H"]))
    rng, held = np.random.default_rng(3), []
    for _ in range(60):
        truth, ratings = simulate(rng, "HH", (1.5,), 5, 40, 40)
        band = average_curve(ratings[:, 0], truth, at=at)
        held.append((band.low <= truth_of) & (truth_of <= band.high))
    assert np.mean(held) > 0.88


def test_one_reader_no_spread_and_one_class() -> None:
    rng = np.random.default_rng(5)
    truth, ratings = simulate(rng, "HH", (1.5,), 1, 30, 30)
    band = average_curve(ratings[:, 0], truth)
    assert np.nanmax(band.high - band.low) > 0.1  # of cases alone
    assert (band.mean[0] >= 0, band.mean[-1], math.isnan(band.low[-1])) == (True, 1.0, True)
    perfect = average_curve(np.repeat([[1.0] * 9 + [0.0] * 9], 3, 0), np.arange(18) < 9)
    assert np.all(perfect.mean == 1)
    assert np.all(np.isnan(perfect.low))  # no spread: no false certainty
    with pytest.raises(ValueError, match="no positive"):
        average_curve(np.ones((2, 5)), np.zeros(5, bool))


def test_cases_that_not_all_have_read_do_not_count_and_the_same_comes_out_again() -> None:
    rng = np.random.default_rng(6)
    truth, ratings = simulate(rng, "LL", (1.5,), 3, 20, 20)
    ratings = ratings[:, 0]
    gap = ratings.copy()
    gap[1, 4] = np.nan
    kept = np.arange(40) != 4
    one, other = average_curve(gap, truth), average_curve(ratings[:, kept], truth[kept])
    for name in ("mean", "low", "high"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
