"""Estimates with their intervals: Wilson's, the bootstrap's, Student's; and the equivalence of one with a value."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm, t

Array = NDArray[Any]
_Z = float(norm.ppf(0.975))


@lru_cache(maxsize=1024)  # scipy takes a third of a millisecond for one, and a cohort asks for thousands
def _student(p: float, df: float) -> float:
    """The deviate of Student's t."""
    return float(t.ppf(p, df))


def wilson(hits: float, n: int) -> tuple[float, float]:
    """Wilson's (1927) 95 % interval of the share `hits` of `n`; from 0 to 1 where `n` is 0. Half a hit is a tie."""
    if not n:
        return 0.0, 1.0
    z = _Z
    p = hits / n
    middle, half = p + z**2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = ((middle + side * half) / (1 + z**2 / n) for side in (-1, 1))
    return (0.0 if not hits else low), (1.0 if hits == n else high)


def wilson_of_clusters(hits: Array, sizes: Array) -> tuple[float, float]:
    """Wilson's 95 % interval of the share of all hits where those of one cluster, a patient say, may be alike: `hits`
    of `sizes` in each cluster (k,). The cases count for as many independent ones as Kish's (1965) design effect leaves,
    never more than there are, and the deviate is Student's of k - 1 degrees of freedom (Dean and Pagano 2015). Where
    all or none are hits, a cluster counts for one. From 0 to 1 of fewer than two clusters."""
    hits, sizes = (np.asarray(v, float)[np.asarray(sizes) > 0] for v in (hits, sizes))
    k, n = len(sizes), float(sizes.sum())
    if k < 2:
        return 0.0, 1.0
    p, independent = float(hits.sum()) / n, float(k)
    if 0 < p < 1:
        variance = k / (k - 1) * float(((hits - p * sizes) ** 2).sum()) / n**2
        independent = n / max(variance / (p * (1 - p) / n), 1.0)
    z = _student(0.975, k - 1)
    middle, half = p + z**2 / (2 * independent), z * math.sqrt(p * (1 - p) / independent + (z / independent) ** 2 / 4)
    low, high = ((middle + side * half) / (1 + z**2 / independent) for side in (-1, 1))
    return (0.0 if p == 0 else low), (1.0 if p == 1 else high)


def bootstrap(
    figure: Callable[[Array], float],
    pictures: int,
    seed: int = 0,
    draws: int = 2000,
    groups: Sequence[str] | None = None,
) -> tuple[float, float, float]:
    """The figure and its 95 % percentile interval; `figure` takes the indices of the pictures drawn. With the pictures'
    `groups` (patients, say) whole groups are drawn. The figure may be nan of some draws, which then do not count."""
    rng = np.random.default_rng(seed)
    members = [] if groups is None else [np.flatnonzero(np.asarray(groups) == name) for name in sorted(set(groups))]

    def draw() -> Array:
        if groups is None:
            return rng.integers(pictures, size=pictures)
        return np.concatenate([members[k] for k in rng.integers(len(members), size=len(members))])

    values = [figure(draw()) for _ in range(draws)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return figure(np.arange(pictures)), float(low), float(high)


@dataclass(frozen=True)
class Estimate:
    """A `value` with its standard error `se`, which has `df` degrees of freedom (infinite: the normal distribution). It
    cannot lie outside `least` and `most`, so its interval does not either."""

    value: float
    se: float
    df: float = math.inf
    least: float = -math.inf
    most: float = math.inf

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """From Student's t; nan where there is no spread."""
        half = _student((1 + level) / 2, self.df) * (self.se if self.se > 0 else math.nan)
        low, high = np.clip([self.value - half, self.value + half], self.least, self.most)
        return float(low), float(high)

    def logit_interval(self, level: float = 0.95) -> tuple[float, float]:
        """Of a value between 0 and 1, such as an area: from the standard error of its logit. It stays between them and,
        near 1, is nearer to its level than the plain one (Pepe 2003, chapter 5; tests/benchmarks/bench_coverage.py
        measures both). nan where there is no spread."""
        if not (self.se > 0 and 0 < self.value < 1):
            return math.nan, math.nan
        half = _student((1 + level) / 2, self.df) * self.se / (self.value * (1 - self.value))
        low, high = expit(logit(self.value) + np.array([-half, half]))
        return float(low), float(high)

    def p(self, null: float = 0.0) -> float:
        """Two-sided, of the hypothesis that the value is `null`; nan where the standard error is nought."""
        return 2 * float(t.sf(abs(_steps(self.value - null, self.se)), self.df))


def _steps(distance: float, se: float) -> float:
    """Nothing is known of an estimate without spread: readers who all answer alike are no evidence."""
    return distance / se if se > 0 else math.nan


@dataclass(frozen=True)
class Equivalence:
    """Two one-sided tests: the larger `p` of the two, and the interval `low` to `high` that lies within the margin
    exactly where `p` is below `alpha`."""

    p: float
    low: float
    high: float
    alpha: float

    @property
    def shown(self) -> bool:
        return self.p < self.alpha


def equivalence(estimate: Estimate, margin: float, null: float = 0.0, alpha: float = 0.05) -> Equivalence:
    """Schuirmann's (1987) test that the value is within `margin` of `null`: that a difference is nearly nought, an AUC
    nearly a half. Where the estimate has no spread, p is nan and nothing is shown."""
    off = estimate.value - null
    below = t.sf(_steps(off + margin, estimate.se), estimate.df)
    above = t.cdf(_steps(off - margin, estimate.se), estimate.df)
    return Equivalence(float(np.maximum(below, above)), *estimate.interval(1 - 2 * alpha), alpha)
