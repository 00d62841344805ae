"""Intervals against values worked out by hand, and equivalence against its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, ttest_1samp
from scipy.stats import t as student

from medadv_gui.stats.intervals import Estimate, bootstrap, equivalence, wilson, wilson_of_clusters


def test_wilson() -> None:
    # (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n) with z = 1.96
    z, n, p = 1.959964, 10, 0.8
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert wilson(8, 10) == pytest.approx(((middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)))
    assert wilson(0, 10) == pytest.approx((0, z**2 / n / (1 + z**2 / n)))
    assert wilson(0, 0) == (0, 1)


def test_wilson_of_clusters() -> None:
    """Pairs that are always alike are worth half as many, by Student's t; singles are plain Wilson but for that."""
    singles = np.repeat([1.0, 0.0], [12, 8])
    z, n, p = student.ppf(0.975, 19), 19, 0.6  # 19 of 20: the variance is that of n - 1
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    expected = ((middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n))
    assert wilson_of_clusters(singles, np.ones(20)) == pytest.approx(expected)
    assert wilson_of_clusters(2 * singles, np.full(20, 2)) == pytest.approx(expected)
    apart = np.ones(20)  # one of two in each: no more is known than of forty
    low, high = wilson_of_clusters(apart, np.full(20, 2))
    plain = wilson(20, 40)
    assert low < plain[0] < plain[1] < high
    assert high - low == pytest.approx((plain[1] - plain[0]) * student.ppf(0.975, 19) / 1.96, rel=0.01)
    assert wilson_of_clusters(np.zeros(20), np.full(20, 3))[0] == 0
    assert wilson_of_clusters(np.array([2, 0]), np.array([3, 0])) == (0, 1)


def test_bootstrap_of_a_mean() -> None:
    values = np.random.default_rng(1).normal(size=400)
    mean, low, high = bootstrap(lambda pick: float(values[pick].mean()), 400)
    assert mean == pytest.approx(values.mean())
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / 20, rel=0.1)


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


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(counts: tuple[int, int]) -> None:
    k, n = counts
    known = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson(k, n) == pytest.approx((known.low, known.high), abs=1e-12)


def test_an_estimate_is_tested_as_students_t_does() -> None:
    values = np.random.default_rng(0).normal(0.3, 1.0, 12)
    mean = Estimate(values.mean(), values.std(ddof=1) / math.sqrt(12), 11)
    known = ttest_1samp(values, 0.1)
    assert mean.p(0.1) == pytest.approx(known.pvalue)
    assert mean.interval(0.9) == pytest.approx(tuple(known.confidence_interval(0.9)))
    assert Estimate(1.96, 1.0).p() == pytest.approx(0.05, abs=1e-4)
    assert Estimate(0.97, 0.1, most=1.0).interval() == pytest.approx((0.774, 1.0), abs=1e-3)


def test_equivalence_is_two_one_sided_tests() -> None:
    values = np.random.default_rng(1).normal(0.02, 0.1, 20)
    mean = Estimate(values.mean(), values.std(ddof=1) / math.sqrt(20), 19)
    sides = (
        ttest_1samp(values, -0.08, alternative="greater").pvalue,
        ttest_1samp(values, 0.08, alternative="less").pvalue,
    )
    assert equivalence(mean, 0.08).p == pytest.approx(max(sides))


@given(st.floats(0.3, 0.7), st.floats(0.005, 0.2), st.sampled_from([4.0, 20.0, math.inf]), st.floats(0.01, 0.2))
def test_equivalence_is_shown_where_the_90_percent_interval_lies_within_the_margin(
    value: float, se: float, df: float, margin: float
) -> None:
    found = equivalence(Estimate(value, se, df), margin, null=0.5)
    assert found.shown == (0.5 - margin < found.low and found.high < 0.5 + margin)


def test_no_spread_shows_nothing() -> None:
    """Readers who answer alike throughout have an AUC of a half without any spread: no proof that nothing is seen."""
    found = equivalence(Estimate(0.5, 0.0, 4), 0.05, null=0.5)
    assert math.isnan(found.p)
    assert not found.shown
    assert math.isnan(Estimate(0.5, 0.0).p(0.5))
    assert all(math.isnan(end) for end in (*Estimate(0.5, 0.0).interval(), *Estimate(1.0, 0.0).logit_interval()))


def test_the_interval_on_the_logit_stays_between_0_and_1() -> None:
    found = Estimate(0.97, 0.03, 8)
    low, high = found.logit_interval()
    half = student.ppf(0.975, 8) * 0.03 / (0.97 * 0.03)
    odds = 0.97 / 0.03
    assert (low / (1 - low), high / (1 - high)) == pytest.approx((odds * math.exp(-half), odds * math.exp(half)))
    assert 0 < low < 0.97 < high < 1 < found.interval()[1]
    other = Estimate(0.03, 0.03, 8).logit_interval()
    assert other == pytest.approx((1 - high, 1 - low))
