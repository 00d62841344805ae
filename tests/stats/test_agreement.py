"""Agreement against published examples, and kappa's standard error against numeric derivatives."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr

from medadv_gui.stats.agreement import confusion, intraclass, kappa, limits

Weights = Literal["none", "linear", "quadratic"]


def test_confusion_has_the_truth_down_and_the_answer_across() -> None:
    table = confusion(np.array([0, 0, 1, 2]), np.array([0, 2, 1, 1]), 3)
    assert table.tolist() == [[1, 0, 1], [0, 1, 0], [0, 1, 0]]
    labels = np.array([[0, 255], [1, 1]], np.uint8)  # of pixels, whose type is too small for the pairs
    assert confusion(labels, labels, 256)[255, 255] == 1


def test_kappa() -> None:
    truth = np.array([0, 1, 2])
    assert kappa(truth, truth, 3, "quadratic").value == 1.0
    assert kappa(truth, 2 - truth, 3, "quadratic").value == pytest.approx(-1.0)
    # two classes: weights 0 and 1, so Cohen's kappa: agreement 3/4, chance 1/2
    assert kappa(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), 2, "quadratic").value == pytest.approx(0.5)


def answers(table: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of answers with these counts."""
    counts = np.array(table)
    rows, columns = np.indices(counts.shape)
    return np.repeat(rows.ravel(), counts.ravel()), np.repeat(columns.ravel(), counts.ravel())


def test_kappa_of_fleiss_example() -> None:
    """Fleiss (1981), table 13.1: two raters of 100 patients; kappa 0.68 with a standard error of 0.087."""
    found = kappa(*answers([[75, 1, 4], [5, 4, 1], [0, 0, 10]]), 3)
    assert (found.value, found.se) == pytest.approx((0.68, 0.087), abs=5e-3)


def by_hand(shares: np.ndarray, weights: Weights) -> float:
    levels = len(shares)
    apart = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels)))
    d = {"none": apart > 0, "linear": apart, "quadratic": apart**2}[weights]
    return float(1 - (d * shares).sum() / (d * np.outer(shares.sum(1), shares.sum(0))).sum())


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_kappas_standard_error_is_the_delta_methods(weights: Weights) -> None:
    table = np.array([[20, 5, 3, 1], [4, 15, 6, 2], [1, 4, 18, 5], [0, 2, 3, 11]])
    shares, step = table / table.sum(), 1e-6
    found = kappa(*answers(table.tolist()), 4, weights)
    slopes = np.zeros(16)
    for k in range(16):
        ends = [shares.ravel().copy() for _ in range(2)]
        ends[0][k] += step
        ends[1][k] -= step
        slopes[k] = (by_hand(ends[0].reshape(4, 4), weights) - by_hand(ends[1].reshape(4, 4), weights)) / (2 * step)
    p = shares.ravel()
    variance = (p @ slopes**2 - (p @ slopes) ** 2) / table.sum()
    assert (found.value, found.se) == pytest.approx((by_hand(shares, weights), math.sqrt(variance)), rel=1e-6)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_kappa_does_not_mind_who_is_first(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    for weights in ("none", "linear", "quadratic"):
        there, back = kappa(first, second, 4, weights), kappa(second, first, 4, weights)
        assert (there.value, there.se) == pytest.approx((back.value, back.se), nan_ok=True)
        mirrored = kappa(3 - first, 3 - second, 4, weights)
        assert mirrored.value == pytest.approx(there.value, nan_ok=True)


def test_kappa_knows_where_it_knows_nothing() -> None:
    assert math.isnan(kappa(np.zeros(5, int), np.zeros(5, int), 3).value)
    alike = kappa(np.arange(6) % 3, np.arange(6) % 3, 3)
    assert alike.value == 1
    assert math.isnan(alike.interval()[0])
    assert math.isnan(kappa(np.zeros(0, int), np.zeros(0, int), 3).value)


# Bland and Altman (1986): peak expiratory flow, l/min, by two meters, each read twice
WRIGHT = np.array(
    [[494, 490], [395, 397], [516, 512], [434, 401], [476, 470], [557, 611], [413, 415], [442, 431], [650, 638],
     [433, 429], [417, 420], [656, 633], [267, 275], [478, 492], [178, 165], [423, 372], [427, 421]], float
)  # fmt: skip
MINI = np.array(
    [[512, 525], [430, 415], [520, 508], [428, 444], [500, 500], [600, 625], [364, 460], [380, 390], [658, 642],
     [445, 432], [432, 420], [626, 605], [260, 227], [477, 467], [259, 268], [350, 370], [451, 443]], float
)  # fmt: skip


def test_limits_of_agreement_of_bland_and_altmans_example() -> None:
    found = limits(MINI[:, 0], WRIGHT[:, 0])
    assert found.bias.value == pytest.approx(-2.1, abs=0.05)
    assert found.bias.interval() == pytest.approx((-22.0, 17.8), abs=0.1)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(38.8, abs=0.05)
    assert found.limit_se == pytest.approx(math.sqrt(3) * 38.8 / math.sqrt(17), rel=0.02)  # their approximation
    assert limits(*WRIGHT.T).within == pytest.approx(15.3, abs=0.05)
    assert limits(*MINI.T).within == pytest.approx(19.9, abs=0.05)
    assert limits(*WRIGHT.T).repeatability == pytest.approx(1.96 * math.sqrt(2) * 15.3, abs=0.2)


def test_limits_count_the_cases_that_were_read_twice() -> None:
    first, second = np.array([1.0, 2.0, 3.0, np.nan]), np.array([2.0, 4.0, np.nan, 9.0])
    assert limits(first, second) == limits(first[:2], second[:2])
    assert math.isnan(limits(first[:1], second[:1]).within)


def test_intraclass_of_shrout_and_fleiss_example() -> None:
    """Shrout and Fleiss (1979), table 2: ICC(1, 1) is 0.17; the interval as R's psych::ICC prints it."""
    ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    assert intraclass(ratings) == pytest.approx((0.17, -0.133, 0.72), abs=5e-3)


def test_intraclass_is_the_part_of_variance_between_cases() -> None:
    rng = np.random.default_rng(0)
    readings = rng.normal(0, 2, (4000, 1)) + rng.normal(0, 1, (4000, 2))
    value, low, high = intraclass(readings)
    assert low < 0.8 < high
    assert value == pytest.approx(pearsonr(*readings.T).statistic, abs=2e-3)
    assert intraclass(readings * 7 - 3) == pytest.approx((value, low, high))
    assert math.isnan(intraclass(np.ones((5, 2)))[0])
    alike = intraclass(np.array([[1, 1], [2, 2]]))
    assert alike[0] == 1
    assert math.isnan(alike[1])
