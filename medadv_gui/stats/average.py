"""The ROC curve averaged over readers, with its band."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.stats.intervals import Estimate
from medadv_gui.stats.readers import ReaderStudy
from medadv_gui.stats.roc import numbered

Array = NDArray[Any]
DRAWS = 200


@dataclass(frozen=True, eq=False)
class Band:
    """The mean true positive share of all readers at each false positive share `at`, with its pointwise 95 % interval
    `low` to `high`, nan where the answers show no spread."""

    at: Array
    mean: Array
    low: Array
    high: Array


def average_curve(
    ratings: Array, truth: Array, clusters: Array | None = None, at: Array | None = None, seed: int = 0
) -> Band:
    """The curves of `ratings` (readers, cases), averaged at equal false positive shares (vertically: Fawcett 2006; Chen
    and Samuelson 2014 compare it with other averages), those of one arm. Between the points of an empirical curve lie
    straight lines. Cases that are not rated by all readers (nan) do not count.

    The interval at a share is that of any figure of merit in Obuchowski and Rockette's model (1995), on the logit, with
    Hillis' degrees of freedom, as for the areas: the spread of readers is theirs at that share, the covariance of two
    readers comes from a bootstrap of the `clusters` (cases,), of patients say, or of the cases. One reader has the
    interval of cases alone. It holds at each share by itself, not for the whole curve at once: in
    0.89 to 0.97 of simulated studies (tests/benchmarks/bench_band.py), in fewer where few cases leave the average near
    1.

    Raises ValueError where one of the two classes is missing.
    """
    ratings = np.asarray(ratings, float)
    read = np.isfinite(ratings).all(0)
    ratings, truth = ratings[:, read], np.asarray(truth, bool)[read]
    if truth.all() or not truth.any():
        raise ValueError("no positive, or no negative case was read by every reader")
    of, units = numbered(None if clusters is None else np.asarray(clusters)[read], len(truth))
    at = np.linspace(0, 1, 101) if at is None else np.asarray(at, float)
    weights = _drawn(of, units, truth, np.random.default_rng(seed))
    every = np.ones((1, len(truth)))
    values = np.stack([next(_curves(row, truth, every, at)) for row in ratings])
    again = np.stack([np.stack(list(_curves(row, truth, weights, at))) for row in ratings])  # readers, draws, at
    off = again - again.mean(1, keepdims=True)
    spread = np.einsum("idk,jdk->kij", off, off) / (len(weights) - 1)
    population = "readers and cases" if len(ratings) > 1 else "cases"
    ends = []
    for k, covariance in enumerate(spread):
        study = ReaderStudy(values[:, [k]], covariance[:, None, :, None], len(truth))
        ends.append(_ends(study.infer(population).arms[0]))  # type: ignore[arg-type]
    low, high = np.array(ends).T
    return Band(at, values.mean(0), low, high)


def _ends(estimate: Estimate) -> tuple[float, float]:
    if estimate.value in (0.0, 1.0):
        return math.nan, math.nan
    return estimate.logit_interval()


def _drawn(of: Array, units: int, truth: Array, rng: np.random.Generator) -> Array:
    """How often each case is in each draw of clusters (draws, cases); draws without one of the classes are left out."""
    times = rng.multinomial(units, np.full(units, 1 / units), DRAWS)[:, of].astype(float)
    both = (times[:, truth].sum(1) > 0) & (times[:, ~truth].sum(1) > 0)
    if both.sum() < 2:
        raise ValueError("too few patients for a band")
    drawn: Array = times[both]
    return drawn


def _curves(rating: Array, truth: Array, weights: Array, at: Array) -> Iterator[Array]:
    """One reader's true positive share at the false positive shares `at`, for each row of weights of the cases."""
    order = np.argsort(-rating, kind="stable")
    last = np.flatnonzero(np.append(np.diff(rating[order]) != 0, True))  # of those rated alike
    true = np.cumsum((weights * truth)[:, order], 1)[:, last]
    false = np.cumsum((weights * ~truth)[:, order], 1)[:, last]
    for x, y in zip(false, true, strict=True):
        # at equal false positive shares numpy takes the last, and so the highest point
        yield np.interp(at, np.append(0, x / x[-1]), np.append(0, y / y[-1]))
