"""The empirical ROC curve and the area under it, with covariances of areas over the same cases."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from medadv_gui.stats.intervals import Estimate, wilson

Array = NDArray[Any]


def auc(truth: Array, score: Array) -> float:
    """Area under the ROC curve, ties counted half (Mann and Whitney 1947); nan where one of the two classes is
    missing."""
    truth = np.asarray(truth, bool)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(score)[truth].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def curve(truth: Array, rating: Array) -> tuple[Array, Array, Array]:
    """The points of the empirical curve from (0, 0) to (1, 1): false positive and true positive share of the cases
    rated at each threshold or above, and these thresholds, the first of them infinite. None without both classes."""
    truth, rating, _ = _read(truth, rating)
    if truth.all() or not truth.any():
        return np.zeros(0), np.zeros(0), np.zeros(0)
    thresholds = np.append(np.inf, np.unique(rating)[::-1])
    said = rating >= thresholds[:, None]
    return said[:, ~truth].mean(1), said[:, truth].mean(1), thresholds


def placements(ratings: Array, truth: Array) -> tuple[Array, Array]:
    """DeLong's structural components of ratings (k, cases), from ranks as Sun and Xu (2014) do: for each positive the
    share of negatives rated lower (k, positives), for each negative that of positives rated higher (k, negatives)."""
    truth = np.asarray(truth, bool)
    m, n = int(truth.sum()), int((~truth).sum())
    ranks = rankdata(ratings, axis=1)
    positive = (ranks[:, truth] - rankdata(ratings[:, truth], axis=1)) / n
    negative = 1 - (ranks[:, ~truth] - rankdata(ratings[:, ~truth], axis=1)) / m
    return positive, negative


def delong(ratings: Array, truth: Array, clusters: Array | None = None) -> tuple[Array, Array]:
    """Areas (k,) of ratings (k, cases) and their covariances (k, k), DeLong, DeLong and Clarke-Pearson (1988). Cases of
    one of the `clusters` (cases,), of one patient say, depend on one another: Obuchowski (1997); positives and
    negatives may share a cluster. nan where fewer than two clusters hold one of the two classes."""
    truth = np.asarray(truth, bool)
    of, units = numbered(clusters, len(truth))
    first, second = (np.unique(of[which]).size for which in (truth, ~truth))
    if min(first, second) < 2:
        return _without_covariances(ratings, truth)
    positive, negative = placements(ratings, truth)
    areas = positive.mean(1)
    m, n = positive.shape[1], negative.shape[1]
    a = added(positive - areas[:, None], of[truth], units) / m
    b = added(negative - areas[:, None], of[~truth], units) / n
    cross = a @ b.T * units / (units - 1)
    return areas, a @ a.T * first / (first - 1) + b @ b.T * second / (second - 1) + cross + cross.T


def jackknife(ratings: Array, truth: Array, clusters: Array | None = None) -> tuple[Array, Array]:
    """Like `delong`, by leaving out one case after the other, or one cluster: what OR-DBM MRMC, RJafroc and MRMCaov do
    unless told otherwise."""
    truth = np.asarray(truth, bool)
    of, units = numbered(clusters, len(truth))
    if min(np.unique(of[which]).size for which in (truth, ~truth)) < 2:
        return _without_covariances(ratings, truth)
    left = np.array([placements(ratings[:, of != i], truth[of != i])[0].mean(1) for i in range(units)])
    off = left - left.mean(0)
    return placements(ratings, truth)[0].mean(1), off.T @ off * (units - 1) / units


@dataclass(frozen=True)
class Area:
    """An area under the curve with its 95 % interval."""

    value: float
    low: float
    high: float


def area(truth: Array, rating: Array, clusters: Array | None = None) -> Area:
    """One reader's AUC. The interval is from DeLong's standard error, on the logit of the area.

    Where the ratings show no spread (a perfect reader, or one who always answers alike) DeLong's standard error is
    nought and means nothing. The interval is then Wilson's, of as many pairs of a positive and a negative as can share
    no cluster: wide, but no false certainty. Cases without a rating (nan) do not count."""
    truth, rating, of = _read(truth, rating, clusters)
    (value,), ((variance,),) = delong(rating[None], truth, of)
    if variance > 1e-15:  # not of rounding
        return Area(float(value), *Estimate(float(value), math.sqrt(variance)).logit_interval())
    if math.isnan(value):
        return Area(math.nan, math.nan, math.nan)
    pairs = min(np.unique(of[truth]).size, np.unique(of[~truth]).size, np.unique(of).size // 2)
    return Area(float(value), *wilson(value * pairs, pairs))


def difference(truth: Array, first: Array, second: Array, clusters: Array | None = None) -> Estimate:
    """One reader's AUC by the `first` ratings less that by the `second`, over the cases that have both; DeLong (1988).
    It is not transformed: a difference is seldom near its ends, and 0 lies in its middle."""
    truth, ratings, of = _read(truth, np.stack([first, second]), clusters)
    (one, two), covariance = delong(ratings, truth, of)
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    return Estimate(float(one - two), math.sqrt(max(variance, 0.0)), least=-1, most=1)


def _without_covariances(ratings: Array, truth: Array) -> tuple[Array, Array]:
    return np.array([auc(truth, row) for row in ratings]), np.full((len(ratings), len(ratings)), np.nan)


def numbered(clusters: Array | None, cases: int) -> tuple[Array, int]:
    """Each case's cluster as a number from 0, and how many there are; without clusters each case is its own."""
    if clusters is None:
        return np.arange(cases), cases
    names, of = np.unique(clusters, return_inverse=True)
    return of, len(names)


def added(values: Array, of: Array, units: int) -> Array:
    """Values (k, cases) added up within clusters: (k, units)."""
    return np.stack([np.bincount(of, row, units) for row in values])


def _read(truth: Array, rating: Array, clusters: Array | None = None) -> tuple[Array, Array, Array]:
    """Truth, ratings (..., cases) and clusters of the cases that are rated throughout."""
    rating = np.asarray(rating, float)
    known: Array = np.all(np.isfinite(rating).reshape(-1, rating.shape[-1]), axis=0)
    of, _ = numbered(clusters, len(known))
    return np.asarray(truth, bool)[known], rating[..., known], of[known]
