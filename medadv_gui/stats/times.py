"""How long the cases took."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

Array = NDArray[Any]


@dataclass(frozen=True)
class Times:
    """Seconds a case over `n` cases: quartiles, and the geometric mean with its 95 % interval, from the logarithms,
    which of times are near normal."""

    n: int
    lower: float
    median: float
    upper: float
    mean: float
    low: float
    high: float


def times(seconds: Array) -> Times:
    """Cases without a time (nan) do not count, nor those of no length."""
    seconds = np.asarray(seconds, float)
    seconds = seconds[np.isfinite(seconds) & (seconds > 0)]
    n = len(seconds)
    if not n:
        return Times(0, *[math.nan] * 6)
    logs = np.log(seconds)
    half = float(t.ppf(0.975, n - 1) * logs.std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan
    mean = float(logs.mean())
    lower, median, upper = (float(q) for q in np.percentile(seconds, [25, 50, 75]))
    return Times(n, lower, median, upper, *(math.exp(x) for x in (mean, mean - half, mean + half)))
