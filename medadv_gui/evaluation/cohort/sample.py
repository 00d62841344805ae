"""Figures of cases, with intervals that know which of them are one patient's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from medadv_gui.stats.intervals import wilson, wilson_of_clusters

Array = NDArray[Any]
Json = dict[str, Any]
FEW = 5  # patients, or images where these are not told apart: with fewer there is no interval
DRAWS = 1000
WILSON, CLUSTERS, BOOTSTRAP = "Wilson", "Wilson, clustered", "bootstrap"


class Sample:
    """Cases and the unit that each comes from: its patient, or the image itself where nothing tells.

    A figure is a dict: `value`; `low` and `high`, its 95 % interval; `n`, the cases behind it; `units`, the patients or
    images they come from; `method`, how the interval was made: "Wilson" of a share of cases that are all of different
    units, "Wilson, clustered" of one of cases that are not (`wilson_of_clusters`: it holds the truth more often than
    the bootstrap, tests/benchmarks/bench_cohort_statistics.py), "bootstrap" (expanded percentile, 1,000 draws of whole
    units, seed 0) of anything else; and, of a share, `hits`. What cannot be told is None: any value without cases, an
    interval of fewer than 5 units or of values that are all alike.
    """

    def __init__(self, units: Sequence[str]) -> None:
        places = {name: place for place, name in enumerate(sorted(set(units)))}
        self.of = np.array([places[name] for name in units], int)
        self.n, self.units = len(units), len(places)

    def share(self, hits: Array, among: Array | None = None) -> Json:
        """The share of the cases `among` which are hits; both bool (n,)."""
        among = np.ones(self.n, bool) if among is None else np.asarray(among, bool)
        return self.ratio((np.asarray(hits, bool) & among).astype(float), among.astype(float))

    def ratio(self, part: Array, whole: Array) -> Json:
        """The sum of `part` over that of `whole`, counts of each case (n,)."""
        part, whole = np.asarray(part, float), np.asarray(whole, float)
        k, n = float(part.sum()), float(whole.sum())
        units = self._units_of(whole > 0)
        found = _figure(k / n if n else None, int(n), units) | {"hits": int(k)}
        if units < FEW:
            return found
        if units == n:
            return found | _interval(*wilson(k, int(n)), WILSON)
        counts = (np.bincount(self.of, values, self.units) for values in (part, whole))
        return found | _interval(*wilson_of_clusters(*counts), CLUSTERS)

    def mean(self, values: Array) -> Json:
        """The mean of the values (n,) that are numbers."""
        values = np.asarray(values, float)
        known = np.isfinite(values)
        units = self._units_of(known)
        found = _figure(float(values[known].mean()) if known.any() else None, int(known.sum()), units)
        if units < FEW or np.ptp(values[known]) == 0:
            return found
        return found | _spread(divide(*self.totals(np.where(known, values, 0.0), known))[1:], units)

    @property
    def weights(self) -> Array:
        """How often each case is there: once, and then as drawn, (1 + draws, n). Large, so it is made anew each time;
        the weights of a case lie side by side, as `stats.boxes.resampled_precision` reads them."""
        drawn: Array = _draws(self.units).T[self.of].T
        return drawn

    def figure(self, values: Array, among: Array) -> Json:
        """Any figure, of the cases `among` (n,), from its `values` (1 + draws,) by `weights`."""
        units = self._units_of(among)
        found = _figure(float(values[0]), int(among.sum()), units)
        return found if units < FEW or found["value"] is None else found | _spread(values[1:], units)

    def totals(self, *values: Array) -> Array:
        """The sum of each of the k `values` (n,) by `weights`, (k, 1 + draws)."""
        of_units = np.stack([np.bincount(self.of, each, self.units) for each in values])
        sums: Array = of_units @ _draws(self.units).T
        return sums

    def _units_of(self, cases: Array) -> int:
        """How many units the cases (n,), yes or no, come from."""
        return int(np.count_nonzero(np.bincount(self.of[cases], minlength=self.units)))


def _spread(values: Array, units: int) -> Json:
    """The interval of a figure of every draw, whose percentiles lie further out the fewer units there are: as far as
    Student's t and a variance of n - 1 would have them (the expanded percentiles of Hesterberg 2015)."""
    values = values[np.isfinite(values)]
    if len(values) < DRAWS // 2 or np.ptp(values) < 1e-12:
        return {}
    end, last = _end(units), len(values) - 1  # as np.percentile has it, in a tenth of the time
    low, high = np.interp([end * last, (1 - end) * last], np.arange(len(values)), np.sort(values))
    return _interval(float(low), float(high), BOOTSTRAP)


@lru_cache(maxsize=1024)
def _end(units: int) -> float:
    """The lower percentile, as a share; the upper one is as far from 1."""
    return float(norm.sf(math.sqrt(units / (units - 1)) * t.ppf(0.975, units - 1)))


@lru_cache(maxsize=64)
def _draws(units: int) -> Array:
    """How often each unit is there: once, and then as drawn, (1 + draws, units)."""
    drawn = np.random.default_rng(0).multinomial(units, np.full(units, 1 / units), DRAWS)
    return np.concatenate([np.ones((1, units)), drawn])


def divide(a: Array, b: Array) -> Array:
    """nan where the lower one is not above nought."""
    quotient: Array = np.divide(a, b, out=np.full(np.shape(a), np.nan), where=b > 0)
    return quotient


def _figure(value: float | None, n: int, units: int) -> Json:
    return {"value": number(value), "low": None, "high": None, "n": n, "units": units, "method": None}


def _interval(low: float, high: float, method: str) -> Json:
    return {"low": number(low), "high": number(high), "method": method}


def number(value: float | None) -> float | None:
    """For JSON: six significant digits, None where it is no number."""
    return float(f"{value:.6g}") if value is not None and math.isfinite(value) else None
