"""Sizes against published ones, against the analysis that they are for, and against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.stats import roc
from medadv_gui.stats.intervals import Estimate, equivalence
from medadv_gui.stats.planner import (
    Pilot,
    Precision,
    arm,
    cases_needed,
    conjectured,
    delong_variance,
    difference,
    half_width,
)
from medadv_gui.stats.readers import Components, ReaderStudy
from tests.stats.test_readers import study

EFFECT = -0.043800322  # of the Van Dyke data, taken as a pilot study


def van_dyke() -> Pilot:
    return Pilot(study().components, 114)


def test_power_of_a_planned_study() -> None:
    """RJafroc, from the same data: 13-SampleSize3 of RJafrocBook, 16-roc-sample-size-or of RJafrocRocBook."""
    planned = difference(van_dyke(), 6, 112)
    assert planned.power(EFFECT) == pytest.approx(0.5555789, abs=5e-7)
    assert planned.df == pytest.approx(23.1, abs=0.05)
    assert (EFFECT / planned.se) ** 2 == pytest.approx(4.80, abs=5e-3)
    readers = difference(van_dyke(), 10, 53, "readers")
    assert readers.power(EFFECT) == pytest.approx(0.80496663, abs=5e-8)
    assert ((EFFECT / readers.se) ** 2, readers.df) == pytest.approx((10.048716, 9), abs=5e-6)
    cases = difference(van_dyke(), 10, 133, "cases")
    assert (EFFECT / cases.se) ** 2 == pytest.approx(7.9873835, abs=5e-7)
    assert cases.power(EFFECT) == pytest.approx(0.80111671, abs=6e-3)  # theirs is an F test with K - 1 df


def test_cases_needed_for_the_power() -> None:
    def power(cases: int) -> float:
        return difference(van_dyke(), 10, cases).power(EFFECT)

    needed = cases_needed(power)
    assert needed is not None
    assert power(needed - 1) < 0.8 <= power(needed)
    assert needed == pytest.approx(163, abs=5)  # RJafroc's, which reaches 0.79 with the pilot's degrees of freedom
    assert cases_needed(lambda cases: difference(van_dyke(), 2, cases).power(0.02)) is None


def test_a_study_of_the_pilots_size_is_as_precise_as_the_pilot() -> None:
    for population in ("readers and cases", "cases", "readers"):
        planned, found = difference(van_dyke(), 5, 114, population), study().infer(population).differences[0, 1]
        assert (planned.se, planned.df) == pytest.approx((found.se, found.df))


def test_an_arms_precision_is_that_of_its_own_analysis() -> None:
    """With one arm, whose analysis has only that arm's data."""
    both = study()
    one = ReaderStudy(both.figures[:, :1], both.covariance[:, :1, :, :1], 114)
    for population in ("readers and cases", "cases", "readers"):
        c = one.components
        planned = arm(Pilot(Components(c.reader, 0.0, 0.0, c.cov2, 0.0, c.error), 114), 5, 114, population)
        found = one.infer(population).arms[0]
        assert (planned.se, planned.df) == pytest.approx((found.se, found.df))


@given(st.integers(2, 12), st.integers(30, 500), st.sampled_from(["readers and cases", "cases", "readers"]))
def test_more_readers_or_cases_make_it_more_precise(readers: int, cases: int, population: str) -> None:
    for size in (difference, arm):
        here = size(van_dyke(), readers, cases, population)
        more, most = size(van_dyke(), readers + 1, cases, population), size(van_dyke(), readers, cases + 20, population)
        assert more.half_width < here.half_width
        assert most.se < here.se  # the half-width need not: with two readers the degrees of freedom fall
        assert here.power(0.03) < here.power(0.05)
        assert here.equivalence_power(0.05, 0.02) <= here.equivalence_power(0.05, 0.01) + 1e-12


def test_power_is_how_often_the_test_says_so() -> None:
    rng, planned = np.random.default_rng(0), Precision(0.02, 12.0)
    ses = 0.02 * np.sqrt(rng.chisquare(12, 1000) / 12)
    found = [Estimate(v, se, 12.0) for v, se in zip(rng.normal(0.05, 0.02, 1000), ses, strict=True)]
    assert planned.power(0.05) == pytest.approx(np.mean([e.p() < 0.05 for e in found]), abs=0.03)
    assert planned.power(0.0) == pytest.approx(0.05)
    assert Precision(0.02, math.inf).power(0.05) == pytest.approx(Precision(0.02, 1e6).power(0.05), abs=1e-4)
    near = [Estimate(e.value - 0.04, e.se, 12.0) for e in found]
    shown = np.mean([equivalence(e, 0.07).shown for e in near])
    assert planned.equivalence_power(0.07, 0.01) == pytest.approx(shown, abs=0.03)
    sure = Precision(0.02, math.inf).equivalence_power(0.07, 0.01)
    assert sure == pytest.approx(Precision(0.02, 1e6).equivalence_power(0.07, 0.01), abs=1e-3)


@pytest.mark.parametrize(("cases", "published"), [(25, 0.134), (50, 0.093), (100, 0.066), (200, 0.046)])
def test_one_readers_half_width_at_an_area_of_76_percent(cases: int, published: float) -> None:
    assert half_width(0.76, cases, cases) == pytest.approx(published, abs=1e-3)


def test_delongs_variance_is_what_it_is_on_average() -> None:
    rng, truth = np.random.default_rng(1), np.arange(70) < 30
    found = [roc.delong((rng.normal(size=70) + truth)[None], truth)[1][0, 0] for _ in range(800)]
    assert delong_variance(0.76025, 30, 40) == pytest.approx(np.mean(found), rel=0.03)
    assert delong_variance(0.76025, 40, 30) == pytest.approx(delong_variance(0.76025, 30, 40))


def test_conjectured_components() -> None:
    pilot = conjectured(0.76, 60, 40, (0.5, 0.3, 0.25), 0.04, 0.02)
    c = pilot.components
    assert pilot.cases == 100
    assert c.error == delong_variance(0.76, 60, 40)
    assert (c.cov1, c.cov2, c.cov3) == pytest.approx((c.error * 0.5, c.error * 0.3, c.error * 0.25))
    assert (c.reader, c.arm_by_reader) == pytest.approx((0.0016, 0.0004))
