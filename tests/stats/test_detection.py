"""Answers at a threshold and choices of two, by closed forms and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm

from medadv_gui.stats.detection import Operating, Share, choices, operating
from medadv_gui.stats.intervals import wilson


def test_shares_at_a_threshold() -> None:
    truth = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0], bool)
    rating = np.array([1, 3, 5, np.nan, 1, 2, 3, 1, np.nan])
    found = operating(truth, rating, 3)
    assert (found.sensitivity, found.specificity) == (Share(2, 3), Share(3, 4))
    assert found.sensitivity.value == pytest.approx(2 / 3)
    assert found.sensitivity.interval == wilson(2, 3)
    assert math.isnan(operating(truth[:4], rating[:4], 3).specificity.value)
    assert math.isnan(operating(truth[:4], rating[:4], 3).d_prime.value)


def test_d_prime_with_half_a_case_more_in_each_cell() -> None:
    """Hautus (1995): H = (hits + 0.5) / (n + 1), F likewise."""
    found = Operating(Share(20, 25), Share(15, 25))
    h, f = 20.5 / 26, 10.5 / 26
    assert found.d_prime.value == pytest.approx(norm.ppf(h) - norm.ppf(f))
    assert found.criterion == pytest.approx(-(norm.ppf(h) + norm.ppf(f)) / 2)
    perfect = Operating(Share(25, 25), Share(25, 25))
    assert perfect.d_prime.value == pytest.approx(2 * norm.ppf(25.5 / 26))
    assert perfect.criterion == pytest.approx(0)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_d_prime_turns_over_with_the_answers(m: int, n: int, data: st.DataObject) -> None:
    hits, spared = data.draw(st.integers(0, m)), data.draw(st.integers(0, n))
    there = Operating(Share(hits, m), Share(spared, n))
    back = Operating(Share(m - hits, m), Share(n - spared, n))
    assert back.d_prime.value == pytest.approx(-there.d_prime.value)
    assert back.d_prime.se == pytest.approx(there.d_prime.se)
    assert back.criterion == pytest.approx(-there.criterion)
    assert 0 < there.d_prime.se < math.inf


def test_d_primes_interval_covers_the_truth() -> None:
    rng, covered = np.random.default_rng(0), 0
    for _ in range(600):
        hits, alarms = rng.binomial(80, norm.cdf(0.7), 1)[0], rng.binomial(80, norm.cdf(-0.5), 1)[0]
        low, high = Operating(Share(hits, 80), Share(80 - alarms, 80)).d_prime.interval()
        covered += low <= 1.2 <= high
    assert covered / 600 == pytest.approx(0.95, abs=0.03)


def test_choices_of_two() -> None:
    """The share right is the area under the curve: of d' 1 it is 0.760."""
    found = choices(np.r_[np.ones(760), np.zeros(240), np.nan])
    assert (found.right.hits, found.right.n) == (760, 1000)
    assert found.d_prime == pytest.approx(1.0, abs=5e-3)
    assert found.d_prime_interval == pytest.approx(tuple(math.sqrt(2) * norm.ppf(e) for e in wilson(760, 1000)))
    assert found.p < 1e-9
    guessed = choices(np.r_[np.ones(60), np.zeros(40)])
    assert guessed.p == pytest.approx(2 * binom.sf(59, 100, 0.5))


def test_all_choices_right_leave_d_prime_open_above() -> None:
    found = choices(np.ones(20))
    assert found.d_prime == pytest.approx(math.sqrt(2) * norm.ppf(20.5 / 21))
    assert found.d_prime_interval[1] == math.inf
    none = choices(np.full(3, np.nan))
    assert math.isnan(none.p)
    assert math.isnan(none.d_prime)
