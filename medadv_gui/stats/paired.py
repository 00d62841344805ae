"""Two shares of the same cases: McNemar's test, of cases that share patients too, the difference, and many at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, chi2

from medadv_gui.stats.intervals import Estimate, wilson
from medadv_gui.stats.roc import numbered

Array = NDArray[Any]
EXACT = "exact McNemar; interval of Newcombe (1998)"
CLUSTERED = "Obuchowski (1998), by patient"


@dataclass(frozen=True)
class Paired:
    """Of `n` cases in `units` patients: how many the first and the second hold of (`first`, `second`), and alone; the
    `difference` of the shares, first less second, with its 95 % interval, nan where none can be told; and the two-sided
    `p` of there being none."""

    n: int
    units: int
    first: int
    second: int
    first_only: int
    second_only: int
    difference: float
    low: float
    high: float
    p: float
    method: str

    @property
    def p_below(self) -> float:
        """One-sided: of the first being no smaller than the second."""
        if self.n == 0:
            return math.nan
        return self.p / 2 if self.difference < 0 else 1.0


def compare(first: Array, second: Array, clusters: Array | None = None) -> Paired:
    """Whether each case (n,) has the first and the second. Where every case is of its own cluster, a patient say, the
    test is McNemar's, exact, and the interval Newcombe's (1998); else both are Obuchowski's (1998). With less than two
    clusters nothing is tested. nan without cases."""
    first, second = np.asarray(first, bool), np.asarray(second, bool)
    n = len(first)
    of, units = numbered(clusters, n)
    alone = int((first & ~second).sum()), int((second & ~first).sum())
    counts = n, units, int(first.sum()), int(second.sum()), *alone
    if n == 0:
        return Paired(*counts, math.nan, math.nan, math.nan, math.nan, EXACT)
    difference = (alone[0] - alone[1]) / n
    if units == n:
        return Paired(*counts, difference, *newcombe(first, second), mcnemar(*alone), EXACT)
    excess = np.bincount(of, first.astype(float) - second, units)
    low, high = _clustered(excess, np.bincount(of, minlength=units))
    statistic = obuchowski(excess)
    p = 1.0 if not any(alone) else float(chi2.sf(statistic, 1))
    return Paired(*counts, difference, low, high, p, CLUSTERED)


def mcnemar(first_only: int, second_only: int) -> float:
    """The exact two-sided p (binomial) of the cases that only one of the two holds; 1 where there are none."""
    n = first_only + second_only
    return float(binomtest(first_only, n).pvalue) if n else 1.0


def obuchowski(excess: Array) -> float:
    """Obuchowski's (1998) chi-square statistic, of one degree of freedom, as Yang, Sun and Hardin (2010) write it:
    `excess` (clusters,) is each cluster's number of cases that only the first holds, less those that only the second
    does. nan where all are nought, or with one cluster."""
    excess = np.asarray(excess, float)
    k, squares = len(excess), float((excess**2).sum())
    return (k - 1) / k * float(excess.sum()) ** 2 / squares if k > 1 and squares else math.nan


def _clustered(excess: Array, sizes: Array) -> tuple[float, float]:
    """The 95 % interval of the difference by Obuchowski's (1998) variance (his equations 2 to 4 come to this) and
    Student's t; nan where the clusters show no spread."""
    k, n = len(sizes), float(sizes.sum())
    value = float(excess.sum()) / n
    variance = k / (k - 1) * float(((excess - value * sizes) ** 2).sum()) / n**2 if k > 1 else 0.0
    return Estimate(value, math.sqrt(variance) if variance > 1e-15 else math.nan, k - 1, -1, 1).interval()


def newcombe(first: Array, second: Array) -> tuple[float, float]:
    """Newcombe's (1998) 95 % interval of the difference of two shares of the same cases (n,), his method 10: Wilson's
    intervals of both, squared and added, with the correlation of the two."""
    first, second = np.asarray(first, bool), np.asarray(second, bool)
    n = len(first)
    cells = int((first & second).sum()), int((first & ~second).sum()), int((~first & second).sum())
    a, b, c, d = *cells, n - sum(cells)
    (p, q), ends = ((a + b) / n, (a + c) / n), (wilson(a + b, n), wilson(a + c, n))
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    excess = a * d - b * c
    phi = (max(excess - n / 2, 0) if excess > 0 else excess) / math.sqrt(margins) if margins else 0.0
    (down, up), (below, above) = ((value - low, high - value) for value, (low, high) in zip((p, q), ends, strict=True))
    low = p - q - math.sqrt(max(down**2 - 2 * phi * down * above + above**2, 0.0))
    high = p - q + math.sqrt(max(up**2 - 2 * phi * up * below + below**2, 0.0))
    return max(low, -1.0), min(high, 1.0)


def holm(p: Sequence[float]) -> list[float]:
    """Holm's (1979) adjusted p values of a family of tests; those that are nan count for none and stay so."""
    known = [i for i, value in enumerate(p) if not math.isnan(value)]
    adjusted, least = [math.nan] * len(p), 0.0
    for place, i in enumerate(sorted(known, key=lambda i: p[i])):
        least = max(least, min(1.0, (len(known) - place) * p[i]))
        adjusted[i] = least
    return adjusted
