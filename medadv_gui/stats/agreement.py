"""How far two readers agree, or one reader with herself: kappa, limits of agreement, the intraclass correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f

from medadv_gui.stats.intervals import Estimate

Array = NDArray[Any]


def confusion(truth: Array, answer: Array, classes: int) -> Array:
    """Counts (classes, classes): the true class down, the answer across."""
    pairs = np.asarray(truth).astype(np.int64).ravel() * classes + np.asarray(answer).astype(np.int64).ravel()
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def kappa(
    first: Array, second: Array, levels: int, weights: Literal["none", "linear", "quadratic"] = "none"
) -> Estimate:
    """Cohen's kappa (1960), or weighted kappa (1968), of two answers 0, 1, ... to each case; its standard error is that
    of Fleiss, Cohen and Everitt (1969). The value is nan where chance leaves nothing to disagree on, the standard error
    also where there is no spread, as when the two agree throughout."""
    shares = confusion(first, second, levels) / max(len(np.asarray(first)), 1)
    apart = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels)))
    power = {"none": 0, "linear": 1, "quadratic": 2}[weights]
    disagreement = np.where(apart > 0, apart.astype(float) ** power, 0.0)
    down, across = shares.sum(1), shares.sum(0)
    expected = float(down @ disagreement @ across)
    if not expected:
        return Estimate(math.nan, math.nan)
    value = 1 - float((disagreement * shares).sum()) / expected
    # delta method, in weights of disagreement
    each = disagreement - (1 - value) * ((disagreement @ across)[:, None] + down @ disagreement)
    variance = float((shares * (each - (shares * each).sum()) ** 2).sum()) / (expected**2 * np.size(first))
    return Estimate(value, math.sqrt(variance) if variance > 1e-15 else math.nan, least=-1, most=1)


@dataclass(frozen=True)
class Limits:
    """Bland and Altman (1986, 1999): the mean difference `bias`, the second reading less the first; the limits `low`
    and `high`, between which lie about 95 % of differences, each with the standard error `limit_se`; and the standard
    deviation `within` of one reader's readings of one case."""

    bias: Estimate
    low: float
    high: float
    limit_se: float
    within: float

    @property
    def repeatability(self) -> float:
        """Two readings of a case differ by less in 95 % of cases."""
        return 1.96 * math.sqrt(2) * self.within


def limits(first: Array, second: Array) -> Limits:
    """Of cases read twice; those that were not (nan) do not count. nan with fewer than two."""
    apart = np.asarray(second, float) - np.asarray(first, float)
    apart = apart[np.isfinite(apart)]
    n = len(apart)
    if n < 2:
        return Limits(Estimate(math.nan, math.nan), *[math.nan] * 4)
    mean, sd = float(apart.mean()), float(apart.std(ddof=1))
    return Limits(
        Estimate(mean, sd / math.sqrt(n), n - 1),
        mean - 1.96 * sd,
        mean + 1.96 * sd,
        sd * math.sqrt(1 / n + 1.96**2 / (2 * (n - 1))),
        math.sqrt(float((apart**2).mean()) / 2),
    )


def intraclass(readings: Array) -> tuple[float, float, float]:
    """ICC(1, 1) of readings (cases, repeats) and its 95 % interval, Shrout and Fleiss (1979): the part of the variance
    that is between cases. Cases not read as often (nan) do not count; nan with fewer than two, or without any spread.
    There is no interval where all repeats are alike."""
    readings = np.asarray(readings, float)
    readings = readings[np.isfinite(readings).all(1)]
    n, k = readings.shape
    if n < 2 or k < 2 or np.ptp(readings) == 0:
        return math.nan, math.nan, math.nan
    between = k * readings.mean(1).var(ddof=1)
    within = readings.var(1, ddof=1).mean()
    if within == 0:
        return 1.0, math.nan, math.nan
    ratio, dfs = between / within, (n - 1, n * (k - 1))
    value, low, high = (
        float((x - 1) / (x + k - 1)) for x in (ratio, ratio / f.ppf(0.975, *dfs), ratio * f.ppf(0.975, *dfs[::-1]))
    )
    return value, low, high
