"""Figures with intervals by patient."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t as student

from medadv_gui.evaluation.cohort.sample import Sample
from medadv_gui.stats.intervals import bootstrap, wilson, wilson_of_clusters

PATIENTS = [f"p{i // 2}" for i in range(24)]


def test_a_share_of_cases_of_different_patients_has_wilsons_interval() -> None:
    found = Sample([f"p{i}" for i in range(10)]).share(np.arange(10) < 8)
    assert (found["value"], found["hits"], found["n"], found["method"]) == (0.8, 8, 10, "Wilson")
    assert (found["low"], found["high"]) == pytest.approx(wilson(8, 10), abs=1e-5)


def test_only_those_counted_have_to_be_different() -> None:
    """Of each patient one image counts, so Wilson's interval holds."""
    among = np.arange(24) % 2 == 0
    found = Sample(PATIENTS).share(np.arange(24) < 10, among)
    assert (found["hits"], found["n"], found["units"], found["method"]) == (5, 12, 12, "Wilson")


def test_with_several_of_a_patient_the_interval_is_by_patient() -> None:
    """Two images of a patient, always alike, are worth one; and what the bootstrap draws is not far off."""
    rng = np.random.default_rng(3)
    hits = np.repeat(rng.random(12) < 0.5, 2)
    found = Sample(PATIENTS).share(hits)
    assert (found["low"], found["high"]) == pytest.approx(wilson_of_clusters(hits[::2] * 2, np.full(12, 2)), abs=1e-5)
    value, low, high = bootstrap(lambda pick: float(hits[pick].mean()), 24, draws=4000, groups=PATIENTS)
    assert found["value"] == pytest.approx(value)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=0.12)
    one_by_one = wilson(hits.sum(), 24)
    assert found["high"] - found["low"] > one_by_one[1] - one_by_one[0]
    assert found["method"] == "Wilson, clustered"


def test_of_none_or_all_a_patient_counts_for_one() -> None:
    found = Sample(PATIENTS).share(np.zeros(24, bool))
    assert found["low"] == 0
    assert found["high"] > wilson(0, 12)[1]  # by Student's t
    found = Sample(PATIENTS).share(np.ones(24, bool))
    assert (found["low"], found["high"]) == pytest.approx(wilson_of_clusters(np.ones(12), np.ones(12)), abs=1e-5)


def test_with_few_patients_the_number_is_told_and_no_interval() -> None:
    found = Sample(["a", "a", "b", "c", "d"]).share(np.array([1, 0, 1, 1, 0], bool))
    assert (found["value"], found["n"], found["units"], found["low"]) == (0.6, 5, 4, None)
    nothing = Sample(["a", "b"]).share(np.zeros(2, bool), np.zeros(2, bool))
    assert (nothing["value"], nothing["n"], nothing["units"]) == (None, 0, 0)


def test_a_mean_leaves_out_what_is_not_known() -> None:
    values = np.random.default_rng(0).normal(size=24)
    values[3] = np.nan
    found = Sample(PATIENTS).mean(values)
    assert found["value"] == pytest.approx(np.nanmean(values), rel=1e-5)
    assert (found["n"], found["units"]) == (23, 12)
    value, low, high = bootstrap(lambda pick: float(np.nanmean(values[pick])), 24, draws=4000, groups=PATIENTS)
    wider = student.ppf(0.975, 11) * math.sqrt(12 / 11) / 1.96  # further out, of twelve patients
    expected = value - wider * (value - low), value + wider * (high - value)
    assert (found["low"], found["high"]) == pytest.approx(expected, abs=0.05)


def test_values_all_alike_know_no_spread() -> None:
    assert Sample(PATIENTS).mean(np.ones(24))["low"] is None
    assert Sample(PATIENTS).mean(np.full(24, np.nan))["value"] is None


def test_a_ratio_counts_findings_and_draws_patients() -> None:
    part, whole = np.tile([1, 0, 2], 8), np.tile([1, 1, 3], 8)
    found = Sample(PATIENTS).ratio(part, whole)
    assert (found["value"], found["hits"], found["n"], found["units"]) == (0.6, 24, 40, 12)
    assert found["method"] == "Wilson, clustered"
