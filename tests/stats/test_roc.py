"""The area under the curve by its definition, its covariances by the jackknife and by replication, and what must hold
whatever the ratings."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, norm

from medadv_gui.stats.intervals import wilson
from medadv_gui.stats.roc import area, auc, curve, delong, difference, jackknife

Case = tuple[np.ndarray, np.ndarray]


@st.composite
def rated(draw: st.DrawFn, least: int = 1) -> Case:
    """Truth and ratings on six steps, so with ties."""
    m, n = draw(st.integers(least, 12)), draw(st.integers(least, 12))
    ratings = draw(st.lists(st.integers(1, 6), min_size=m + n, max_size=m + n))
    return np.arange(m + n) < m, np.array(ratings, float)


@given(rated())
def test_auc_is_the_share_of_pairs_in_order(case: Case) -> None:
    truth, rating = case
    pairs = np.subtract.outer(rating[truth], rating[~truth])
    assert auc(truth, rating) == pytest.approx(((pairs > 0) + (pairs == 0) / 2).mean())
    u = mannwhitneyu(rating[truth], rating[~truth]).statistic
    assert auc(truth, rating) == pytest.approx(u / pairs.size)


@given(rated())
def test_auc_of_negated_ratings_is_the_rest_of_one_and_of_their_logarithms_the_same(case: Case) -> None:
    truth, rating = case
    assert auc(truth, -rating) == pytest.approx(1 - auc(truth, rating))
    assert auc(~truth, rating) == pytest.approx(1 - auc(truth, rating))
    assert auc(truth, np.log(rating)) == auc(truth, rating)


@given(rated())
def test_auc_is_the_area_under_the_points_of_the_curve(case: Case) -> None:
    x, y, thresholds = curve(*case)
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert (np.diff(x) >= 0).all()
    assert (np.diff(thresholds) < 0).all()
    assert np.trapezoid(y, x) == pytest.approx(auc(*case))


def test_auc() -> None:
    truth = np.array([0, 0, 1, 1])
    assert auc(truth, np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert auc(truth, np.array([1, 1, 1, 1])) == 0.5
    assert auc(truth, np.array([0, 1, 2, 3])) == 1.0
    assert np.isnan(auc(np.ones(3), np.arange(3)))


@given(rated(least=2))
def test_delong_is_the_definition_with_its_loops(case: Case) -> None:
    truth, rating = case
    x, y = rating[truth], rating[~truth]
    order = (np.greater.outer(x, y) + np.equal.outer(x, y) / 2).astype(float)
    value, covariance = delong(rating[None], truth)
    assert value[0] == pytest.approx(order.mean())
    expected = order.mean(1).var(ddof=1) / len(x) + order.mean(0).var(ddof=1) / len(y)
    assert covariance[0, 0] == pytest.approx(expected, abs=1e-12)


def two_readers(rng: np.random.Generator, m: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    truth = np.arange(m + n) < m
    both = rng.normal(size=m + n) + truth
    return truth, np.stack([both + rng.normal(size=m + n), np.round(both + rng.normal(size=m + n))])


def test_delong_is_nearly_the_jackknife() -> None:
    truth, ratings = two_readers(np.random.default_rng(0), 80, 60)
    (a, first), (b, second) = delong(ratings, truth), jackknife(ratings, truth)
    assert a == pytest.approx(b)
    assert first == pytest.approx(second, rel=0.03)


def test_covariances_are_those_of_repeated_studies() -> None:
    rng = np.random.default_rng(1)
    found = [delong(two[1], two[0]) for two in (two_readers(rng, 40, 50) for _ in range(800))]
    spread = np.cov(np.array([areas for areas, _ in found]).T)
    assert np.mean([c for _, c in found], axis=0) == pytest.approx(spread, rel=0.13)


@given(rated(least=2))
def test_clusters_of_one_case_change_nothing(case: Case) -> None:
    truth, rating = case
    names = np.array([f"patient {i}" for i in np.random.default_rng(0).permutation(len(truth))])
    plain, clustered = delong(rating[None], truth), delong(rating[None], truth, names)
    assert clustered[1] == pytest.approx(plain[1], abs=1e-12)


def test_cases_given_twice_in_their_clusters_say_no_more_than_once() -> None:
    truth, ratings = two_readers(np.random.default_rng(2), 30, 20)
    twice = np.tile(np.arange(50), 2)
    once, again = delong(ratings, truth), delong(np.tile(ratings, 2), np.tile(truth, 2), twice)
    assert again[0] == pytest.approx(once[0])
    assert again[1] == pytest.approx(once[1])
    assert (np.diag(delong(np.tile(ratings, 2), np.tile(truth, 2))[1]) < 0.6 * np.diag(once[1])).all()


def test_clusters_that_hold_both_classes() -> None:
    """Originals as negatives and what was made of them as positives: a picture that looks altered by itself raises both
    ratings, so the area varies less than with pictures of others."""
    rng = np.random.default_rng(3)
    truth, of = np.repeat([False, True], 40), np.tile(np.arange(40), 2)
    found, plain = [], []
    for _ in range(400):
        rating = np.tile(rng.normal(size=40), 2) + 0.6 * truth + 0.5 * rng.normal(size=80)
        found.append((*delong(rating[None], truth, of), delong(rating[None], truth)[1][0, 0]))
    values, variances, plain = (np.array(v, float).ravel() for v in zip(*found, strict=True))
    assert variances.mean() == pytest.approx(values.var(ddof=1), rel=0.15)
    assert plain.mean() > 2 * values.var(ddof=1)
    jack = jackknife(rating[None], truth, of)[1][0, 0]
    assert jack == pytest.approx(variances[-1], rel=0.1)


@given(rated(least=2))
def test_the_interval_holds_the_area_and_turns_over_with_the_ratings(case: Case) -> None:
    truth, rating = case
    there, back = area(truth, rating), area(truth, -rating)
    assert 0 <= there.low <= there.value + 1e-12
    assert there.value - 1e-12 <= there.high <= 1
    assert (back.low, back.high) == pytest.approx((1 - there.high, 1 - there.low))
    assert there.low < there.high


def test_the_interval_on_the_logit() -> None:
    truth, ratings = two_readers(np.random.default_rng(4), 40, 40)
    found = area(truth, ratings[0])
    se = math.sqrt(delong(ratings[:1], truth)[1][0, 0])
    a, half = found.value, norm.ppf(0.975) * se / (found.value * (1 - found.value))
    ends = [1 / (1 + (1 - a) / a * math.exp(side * half)) for side in (1, -1)]
    assert (found.low, found.high) == pytest.approx(tuple(ends))


def test_ratings_without_spread_are_no_certainty() -> None:
    truth = np.repeat([True, False], [20, 30])
    perfect, alike = area(truth, truth.astype(float)), area(truth, np.ones(50))
    assert (perfect.value, perfect.high) == (1, 1)
    assert perfect.low == pytest.approx(1 / (1 + 1.96**2 / 20), abs=1e-4)  # Wilson's of 20 of 20
    assert alike.value == 0.5
    assert (alike.low, alike.high) == pytest.approx((0.299, 0.701), abs=1e-3)
    assert math.isnan(area(np.ones(3), np.arange(3)).low)


def test_one_class_alone_has_no_area_and_one_case_of_it_no_spread() -> None:
    rating = np.arange(5.0)
    for none in (np.zeros(5, bool), np.ones(5, bool)):
        assert math.isnan(difference(none, rating, rating[::-1]).value)
        assert [len(points) for points in curve(none, rating)] == [0, 0, 0]
    one = np.arange(5) == 3
    assert delong(rating[None], one)[0] == jackknife(rating[None], one)[0] == 0.75
    assert np.isnan([delong(rating[None], one)[1], jackknife(rating[None], one)[1]]).all()
    assert (area(one, rating).low, area(one, rating).high) == wilson(0.75, 1)
    assert math.isnan(difference(one, rating, rating[::-1]).interval()[0])


def test_cases_that_were_not_read_do_not_count() -> None:
    truth, ratings = two_readers(np.random.default_rng(5), 30, 30)
    gaps = ratings.copy()
    gaps[0, 3], gaps[1, 40] = np.nan, np.nan
    read = np.isfinite(gaps[0])
    assert area(truth, gaps[0]) == area(truth[read], gaps[0, read])
    both = np.isfinite(gaps).all(0)
    assert difference(truth, *gaps) == difference(truth[both], *gaps[:, both])
    names = np.arange(60) // 2
    assert area(truth, gaps[0], names) == area(truth[read], gaps[0, read], names[read])


def test_the_difference_of_correlated_areas() -> None:
    truth, ratings = two_readers(np.random.default_rng(6), 60, 60)
    found, back = difference(truth, *ratings), difference(truth, *ratings[::-1])
    (a, b), covariance = delong(ratings, truth)
    assert found.value == pytest.approx(a - b)
    assert found.se**2 == pytest.approx(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert back.value == -found.value
    assert back.p() == pytest.approx(found.p())
    assert difference(truth, ratings[0], ratings[0]).value == 0
