"""The published analyses of the data of Van Dyke et al. (1993), simulated studies, and what must hold of any study.

The figures are those of OR-DBM MRMC 2.51 (Schartz, Hillis, Pesce and Berbaum; University of Iowa, output of 30 April
2020, in RJafroc's inst/IowaResults/VanDyke.txt) and of MRMCaov (Smith and Hillis; docs/jss/MRMCaov.tex).
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from medadv_gui.stats import roc
from medadv_gui.stats.intervals import equivalence
from medadv_gui.stats.readers import ReaderStudy, areas, shares
from tests.stats.roe_metz import simulate, true_areas


def van_dyke() -> tuple[np.ndarray, np.ndarray]:
    table = np.loadtxt(Path(__file__).with_name("van_dyke.csv"), delimiter=",", skiprows=5)
    return table[:, 1] > 0, table[:, 2:].T.reshape(5, 2, 114)


@cache
def study(covariance: Literal["delong", "jackknife"] = "jackknife") -> ReaderStudy:
    truth, ratings = van_dyke()
    return areas(ratings, truth, covariance=covariance)


def near(*values: float) -> object:
    """To the last digit published, of eight decimals or of seven digits."""
    return pytest.approx(values if len(values) > 1 else values[0], rel=2e-6, abs=6e-9)


def test_areas_of_each_reader_in_each_arm() -> None:
    assert study().figures == pytest.approx(
        np.array(
            [
                [0.91964573, 0.94782609],
                [0.85877617, 0.90531401],
                [0.90386473, 0.92173913],
                [0.97310789, 0.99935588],
                [0.82979066, 0.92995169],
            ]
        ),
        abs=6e-9,
    )


def test_variance_components() -> None:
    c = study().components
    assert (c.reader, c.arm_by_reader, c.cov1) == near(0.0015349993, 0.0002004025, 0.0003466137)
    assert (c.cov2, c.cov3, c.error) == near(0.0003440748, 0.0002390284, 0.0008022883)
    c = study("delong").components
    assert (c.reader, c.arm_by_reader, c.cov1) == near(0.0015364254, 0.0002045840, 0.0003420090)
    assert (c.cov2, c.cov3, c.error) == near(0.0003395265, 0.0002358497, 0.0007921325)


def test_random_readers_and_random_cases() -> None:
    found = study().infer()
    assert found.test is not None
    assert found.test.df1 == 1
    assert found.test.statistic == pytest.approx(4.46, abs=5e-3)
    assert found.test.df2 == pytest.approx(15.26, abs=5e-3)
    assert found.test.p == pytest.approx(0.0517, abs=5e-5)
    difference = found.differences[0, 1]
    assert difference.value == near(-0.04380032)
    assert difference.se == pytest.approx(0.02075, abs=5e-6)
    assert difference.interval() == pytest.approx((-0.08796, 0.00036), abs=5e-6)
    assert difference.p() == pytest.approx(found.test.p)
    one, two = found.arms
    assert (one.value, one.se, *one.interval()) == near(0.89703704, 0.03317360, 0.82522360, 0.96885048)
    assert (two.value, two.se, *two.interval()) == near(0.94083736, 0.02156637, 0.89413783, 0.98753689)
    assert (one.df, two.df) == pytest.approx((12.74, 12.71), abs=5e-3)


def test_random_readers_and_random_cases_by_delong() -> None:
    found = study("delong").infer()
    assert found.test is not None
    assert (found.test.statistic, found.test.df2, found.test.p) == near(4.484854, 15.06611, 0.05123303)
    difference = found.differences[0, 1]
    assert (difference.se, *difference.interval()) == near(0.0206825048, -0.0878671960, 0.0002665519)
    one, two = found.arms
    assert (one.se, one.df, *one.interval()) == near(0.03307642, 12.59597, 0.8253461, 0.9687280)
    assert (two.se, two.df, *two.interval()) == near(0.02150464, 12.56530, 0.8942155, 0.9874592)


def test_fixed_readers() -> None:
    found = study().infer("cases")
    assert found.test is not None
    assert (found.test.statistic, found.test.p) == near(5.475953, 0.01927984)
    difference = found.differences[0, 1]
    assert (difference.se, difference.p()) == near(0.01871748, 0.01927984)
    assert difference.interval() == near(-0.08048591, -0.00711473)
    one, two = found.arms
    assert (one.se, *one.interval()) == near(0.02428971, 0.84943008, 0.94464399)
    assert (two.se, *two.interval()) == near(0.01677632, 0.90795637, 0.97371835)


def test_fixed_cases() -> None:
    found = study().infer("readers")
    assert found.test is not None
    assert (found.test.statistic, found.test.df2, found.test.p) == near(8.704, 4, 0.04195875)
    assert found.differences[0, 1].interval() == near(-0.08502022, -0.00258042)
    known = ttest_rel(*study().figures.T)
    assert found.differences[0, 1].p() == pytest.approx(known.pvalue)
    one, two = found.arms
    assert (one.se, *one.interval()) == near(0.02482994, 0.82809808, 0.96597599)
    assert (two.se, *two.interval()) == near(0.01615303, 0.89598936, 0.98568536)


def test_each_readers_difference() -> None:
    truth, ratings = van_dyke()
    published = [
        (-0.02818035, 0.02551213, 0.26933885),
        (-0.04653784, 0.02630183, 0.07683102),
        (-0.01787440, 0.03120965, 0.56683414),
        (-0.02624799, 0.01729129, 0.12901715),
        (-0.10016103, 0.04405746, 0.02300099),
    ]
    for reader, (value, se, p) in zip(ratings, published, strict=True):
        (a, b), c = roc.jackknife(reader, truth)
        assert (a - b, math.sqrt(c[0, 0] + c[1, 1] - 2 * c[0, 1])) == near(value, se)
        found = roc.difference(truth, *reader)  # DeLong's, not the jackknife's
        assert found.value == near(value)
        assert (found.se, found.p()) == pytest.approx((se, p), rel=0.06)


def test_sensitivities() -> None:
    truth, ratings = van_dyke()
    found = shares((ratings >= 3)[:, :, truth].astype(float))
    c = found.components
    assert (c.reader, c.arm_by_reader, c.cov1) == near(0.0049747475, 0.0007828283, 0.0009943883)
    assert (c.cov2, c.cov3, c.error) == near(0.0010145903, 0.0006604938, 0.0023681257)
    inference = found.infer()
    assert inference.test is not None
    assert (inference.test.statistic, inference.test.df2, inference.test.p) == near(6.689493, 15.71732, 0.02008822)
    assert inference.arms[1].interval() == near(0.8328691, 1.0)


def test_the_jackknifes_and_delongs_figures_do_not_hang_on_the_order() -> None:
    truth, ratings = van_dyke()
    rng = np.random.default_rng(0)
    cases, readers = rng.permutation(114), rng.permutation(5)
    found = areas(ratings[readers][:, ::-1, cases], truth[cases])
    one, two = study("delong").infer().differences[0, 1], found.infer().differences[0, 1]
    assert two.value == pytest.approx(-one.value)
    assert two.p() == pytest.approx(one.p())
    assert found.components.cov3 == pytest.approx(study("delong").components.cov3)


@given(st.integers(2, 5), st.integers(1, 4), st.integers(0, 2**31))
def test_the_model_holds_whatever_the_ratings(readers: int, arms: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = np.arange(20) < 8
    ratings = rng.integers(1, 6, (readers, arms, 20)).astype(float) + 2 * truth
    found = areas(ratings, truth)
    assert found.figures[0, 0] == pytest.approx(roc.auc(truth, ratings[0, 0]))
    for population in ("readers and cases", "cases", "readers"):
        inference = found.infer(population)
        turned = areas(-ratings, truth).infer(population)
        for a, b in zip(inference.arms, turned.arms, strict=True):
            assert (b.value, b.se) == pytest.approx((1 - a.value, a.se))
        assert len(inference.differences) == arms * (arms - 1) // 2
        for (i, j), d in inference.differences.items():
            assert d.value == pytest.approx(inference.arms[i].value - inference.arms[j].value)
        if arms == 2:
            assert inference.test is not None
            assert inference.test.p == pytest.approx(inference.differences[0, 1].p(), nan_ok=True)
        if arms == 1:
            assert inference.test is None


def test_the_test_of_three_arms_is_that_of_nested_linear_models() -> None:
    """Without spread of cases: figures of readers and arms against those of readers alone."""
    rng, (r, t) = np.random.default_rng(0), (6, 3)
    found = areas(rng.normal(size=(r, t, 40)) + (np.arange(40) < 20), np.arange(40) < 20)
    reader, arm = np.repeat(np.eye(r), t, axis=0), np.tile(np.eye(t), (r, 1))
    figures = found.figures.ravel()

    def rest(*models: np.ndarray) -> float:
        design = np.hstack(models)
        return float(((figures - design @ np.linalg.lstsq(design, figures)[0]) ** 2).sum())

    test = found.infer("readers").test
    assert test is not None
    expected = (rest(reader) - rest(reader, arm)) / 2 / (rest(reader, arm) / 10)
    assert (test.df1, test.df2) == (2, 10)
    assert test.statistic == pytest.approx(expected)


def test_one_reader_is_delongs_difference_and_no_more() -> None:
    truth, ratings = van_dyke()
    found = areas(ratings[:1], truth)
    known = roc.difference(truth, *ratings[0])
    assert found.infer("cases").differences[0, 1].se == pytest.approx(known.se)
    assert math.isnan(found.components.cov2)
    with pytest.raises(ValueError, match="one reader"):
        found.infer()


def test_cases_that_some_reader_did_not_read_are_left_out() -> None:
    truth, ratings = van_dyke()
    gaps = ratings.copy()
    gaps[2, 1, 5] = gaps[0, 0, 100] = np.nan
    known = np.delete(np.arange(114), [5, 100])
    found, without = areas(gaps, truth), areas(ratings[..., known], truth[known])
    assert found.cases == 112
    assert found.figures == pytest.approx(without.figures)
    with pytest.raises(ValueError, match="no case"):
        areas(np.full((2, 2, 9), np.nan), truth[:9])
    with pytest.raises(ValueError, match="no positive"):
        areas(ratings[..., :60], truth[:60])


def test_a_patients_pictures_count_as_one() -> None:
    """Each case given twice, in one cluster, is no more evidence than once."""
    truth, ratings = van_dyke()
    twice = areas(np.tile(ratings, 2), np.tile(truth, 2), np.tile(np.arange(114), 2))
    assert twice.components.error == pytest.approx(study("delong").components.error)
    assert twice.infer().differences[0, 1].p() == pytest.approx(0.05123303, rel=1e-6)
    right = (ratings >= 3)[:, :, truth].astype(float)
    both = shares(np.tile(right, 2), np.tile(np.arange(45), 2))
    assert both.infer().differences[0, 1].p() == pytest.approx(0.02008822, rel=1e-6)


def test_a_change_that_is_not_seen_is_shown_so_by_equivalence() -> None:
    """Six readers rate 150 originals, and of each a change that they cannot tell from it and one that they can."""
    rng = np.random.default_rng(7)
    truth, of = np.repeat([False, True], 150), np.tile(np.arange(150), 2)
    own = np.tile(rng.normal(size=150), 2)
    original = own[:150] + rng.normal(size=(6, 1, 150))
    hidden, plain = (own[150:] + seen + rng.normal(size=(6, 1, 150)) for seen in (0.0, 0.5))
    ratings = np.concatenate([np.tile(original, (1, 2, 1)), np.concatenate([hidden, plain], 1)], 2)
    inference = areas(ratings, truth, of).infer()
    assert equivalence(inference.arms[0], 0.05, null=0.5).shown
    assert not equivalence(inference.arms[1], 0.05, null=0.5).shown
    assert inference.arms[1].p(0.5) < 0.05
    assert inference.differences[0, 1].p() < 0.05


@pytest.mark.parametrize("apart", [(1.5, 1.5), (1.5, 1.8)])
def test_intervals_cover_the_truth_in_simulated_studies(apart: tuple[float, float]) -> None:
    """In 95 of 100; tests/benchmarks/bench_coverage.py has the figures of more studies."""
    rng, truth = np.random.default_rng(0), true_areas("HL", apart)
    covered = []
    for _ in range(300):
        cases, ratings = simulate(rng, "HL", apart, 5, 40, 40)
        inference = areas(ratings, cases).infer()
        ends = [inference.differences[0, 1].interval(), inference.arms[0].logit_interval()]
        covered.append([low <= t <= high for (low, high), t in zip(ends, (truth[0] - truth[1], truth[0]), strict=True)])
    assert np.mean(covered, axis=0) == pytest.approx(0.95, abs=0.045)
