"""Two shares of the same cases, against published values and definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from medadv_gui.stats.paired import compare, holm, mcnemar, newcombe, obuchowski

# Glands without disease of 21 patients, by PET and by SPECT (Obuchowski 1998, thyroid study): both right, PET alone,
# SPECT alone, both wrong. As printed with R's clust.bin.pair, whose documentation gives chi-square 2.8571, p 0.09097.
BOTH = (0, 2, 3, 1, 2, 4, 3, 2, 1, 1, 2, 2, 3, 2, 0, 2, 2, 2, 2, 1, 2)
PET = (0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
SPECT = (2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0)
NEITHER = (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0)
answers = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 8)), min_size=1, max_size=60)


def table(both: int, first: int, second: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    counts = [both, first, second, neither]
    return np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)


def thyroids() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    first, second, patient = [], [], []
    for i, counts in enumerate(zip(BOTH, PET, SPECT, NEITHER, strict=True)):
        a, b = table(*counts)
        first += a.tolist()
        second += b.tolist()
        patient += [i] * len(a)
    return np.array(first), np.array(second), np.array(patient)


def test_clusters_against_the_published_thyroid_study() -> None:
    found = compare(*thyroids())
    assert obuchowski(np.subtract(PET, SPECT)) == pytest.approx(20 / 7)
    assert found.p == pytest.approx(0.09097, abs=5e-6)
    assert (found.units, found.first_only, found.second_only) == (21, 1, 7)
    assert found.p_below == pytest.approx(found.p / 2)


def test_the_interval_of_clusters_is_by_obuchowskis_equations() -> None:
    """Her variances of each share and their covariance (equations 2 and 3), put together as she does (4)."""
    first, second, patient = thyroids()
    sizes = np.bincount(patient)
    n, m = sizes.sum(), len(sizes)
    off = [np.bincount(patient, x) - sizes * x.mean() for x in (first, second)]
    one, two, both = (m / (m - 1) * float(a @ b) / n**2 for a, b in ((off[0], off[0]), (off[1], off[1]), off))
    found = compare(first, second, patient)
    half = 2.085963 * math.sqrt(one + two - 2 * both)  # Student's t of 20 degrees of freedom
    assert (found.low, found.high) == pytest.approx((found.difference - half, found.difference + half), abs=1e-6)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [((36, 12, 2, 0), 0.0569, 0.3404), ((14, 5, 0, 22), 0.0115, 0.2265)],  # the second: Altman et al. (2000), table 6.2
)
def test_newcombes_interval(cells: tuple[int, int, int, int], low: float, high: float) -> None:
    assert newcombe(*table(*cells)) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 60), st.integers(0, 60))
def test_without_clusters_the_test_is_the_exact_binomial(b: int, c: int) -> None:
    expected = binomtest(b, b + c).pvalue if b + c else 1.0
    assert mcnemar(b, c) == pytest.approx(expected)
    found = compare(*table(3, b, c, 2))
    assert found.p == pytest.approx(expected)
    one_sided = binomtest(b, b + c, alternative="less").pvalue if b < c else 1.0
    assert found.p_below == pytest.approx(one_sided)


@given(answers)
def test_the_two_may_change_places(cases: list[tuple[bool, bool, int]]) -> None:
    first, second, patient = (np.array(v) for v in zip(*cases, strict=True))
    there, back = compare(first, second, patient), compare(second, first, patient)
    assert there.difference == pytest.approx(-back.difference)
    assert there.p == pytest.approx(back.p, nan_ok=True)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), nan_ok=True)
    if not math.isnan(there.low):
        assert -1 <= there.low <= there.difference <= there.high <= 1


def test_alike_in_every_case() -> None:
    same = np.array([True, False, True, True])
    assert compare(same, same).p == 1.0
    found = compare(same, same, np.array([0, 0, 1, 1]))
    assert found.p == 1.0
    assert math.isnan(found.low)
    assert math.isnan(compare(same[:0], same[:0]).p)


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    adjusted = holm([0.5, math.nan, 0.9])
    assert adjusted[0] == 1.0
    assert math.isnan(adjusted[1])
