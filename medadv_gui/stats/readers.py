"""Studies in which several readers read the same cases in every arm: the analysis of Obuchowski and Rockette (1995) and
the degrees of freedom of Hillis (2007).

A figure of merit is worked out for each reader in each arm, with the covariances that come of reading the same cases;
an analysis of variance then tells the spread of readers from that of cases. What it says holds for readers and cases
like these, or for these readers alone, or for these cases alone: Hillis, Obuchowski, Schartz and Berbaum (2005), Hillis
(2014).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, f

from medadv_gui.stats import roc
from medadv_gui.stats.intervals import Estimate

Array = NDArray[Any]
Population = Literal["readers and cases", "cases", "readers"]


@dataclass(frozen=True)
class Components:
    """The variance components of the Obuchowski-Rockette model. Its errors have the variance `error`; they covary by
    `cov1` between arms of one reader, `cov2` between readers of one arm, `cov3` between readers and arms. They are
    estimates and may be below nought; nan where there are too few readers or arms to tell."""

    reader: float
    arm_by_reader: float
    cov1: float
    cov2: float
    cov3: float
    error: float


@dataclass(frozen=True)
class FTest:
    """Of the hypothesis that the arms do not differ, with `df1` and `df2` degrees of freedom. With infinite `df2`, df1
    times F is the chi-square statistic."""

    statistic: float
    df1: int
    df2: float

    @property
    def p(self) -> float:
        if math.isinf(self.df2):
            return float(chi2.sf(self.df1 * self.statistic, self.df1))
        return float(f.sf(self.statistic, self.df1, self.df2))


@dataclass(frozen=True)
class Inference:
    """Each arm's figure averaged over the readers, from its own data alone (show its `logit_interval`: the plain one,
    which other programs print, is too short near 1); the difference of the first less the second arm of each pair; and
    the test of all arms at once, None with one arm."""

    arms: tuple[Estimate, ...]
    differences: dict[tuple[int, int], Estimate]
    test: FTest | None


@dataclass(frozen=True, eq=False)
class ReaderStudy:
    """`figures` (readers, arms) and their `covariance` (readers, arms, readers, arms) from reading the same cases, of
    which there are `cases`. A figure lies between 0 and 1."""

    figures: Array
    covariance: Array
    cases: int

    @cached_property
    def components(self) -> Components:
        r, t = self.figures.shape
        error, cov1, cov2, cov3 = self._covariances
        _, readers, both = self._mean_squares
        return Components(
            (readers - both) / t - cov1 + cov3 if t > 1 else readers - error + max(cov2, 0.0),
            both - error + cov1 + max(cov2 - cov3, 0.0),
            cov1 if t > 1 else math.nan,
            cov2 if r > 1 else math.nan,
            cov3 if r > 1 and t > 1 else math.nan,
            error,
        )

    def infer(self, population: Population = "readers and cases") -> Inference:
        """What holds for `population`, of which this study has a sample. One reader tells nothing of others."""
        r, t = self.figures.shape
        if r < 2 and population != "cases":
            raise ValueError("one reader tells nothing of other readers")
        arms = tuple(self._arm(i, population) for i in range(t))
        error, cov1, cov2, cov3 = self._covariances
        treatments, _, both = self._mean_squares
        shared = 0.0 if population == "readers" else r * max(cov2 - cov3, 0.0)
        if population == "cases":
            spread, df = error - cov1 + shared * (r - 1) / r, math.inf
        else:
            spread, df = both + shared, hillis_df(both, shared, (t - 1) * (r - 1))
        se = math.sqrt(max(2 * spread / r, 0.0))
        means = self.figures.mean(0)
        return Inference(
            arms,
            {(i, j): Estimate(float(means[i] - means[j]), se, df, -1, 1) for i, j in combinations(range(t), 2)},
            FTest(treatments / spread if spread > 0 else math.nan, t - 1, df) if t > 1 else None,
        )

    def _arm(self, arm: int, population: Population) -> Estimate:
        values, covariance = self.figures[:, arm], self.covariance[:, arm, :, arm]
        r = len(values)
        error, cov2 = _split(covariance)
        if population == "cases":
            variance, df = error + (r - 1) * max(cov2, 0.0), math.inf
        else:
            own, shared = float(values.var(ddof=1)), 0.0 if population == "readers" else r * max(cov2, 0.0)
            variance, df = own + shared, hillis_df(own, shared, r - 1)
        return Estimate(float(values.mean()), math.sqrt(variance / r), df, 0, 1)

    @cached_property
    def _covariances(self) -> tuple[float, float, float, float]:
        """The error variance and Cov1 to Cov3, those that cannot be told nought."""
        r, t = self.figures.shape
        reader, arm = np.eye(r, dtype=bool)[:, None, :, None], np.eye(t, dtype=bool)[None, :, None]
        groups = (reader & arm, reader & ~arm, ~reader & arm, ~reader & ~arm)
        error, cov1, cov2, cov3 = (float(self.covariance[g].mean()) if g.any() else 0.0 for g in groups)
        return error, cov1, cov2, cov3

    @cached_property
    def _mean_squares(self) -> tuple[float, float, float]:
        """Of arms, of readers and of arms by readers; nan without degrees of freedom."""
        r, t = self.figures.shape
        of_reader, of_arm, mean = self.figures.mean(1), self.figures.mean(0), self.figures.mean()
        rest = self.figures - of_reader[:, None] - of_arm + mean
        sums = r * ((of_arm - mean) ** 2).sum(), t * ((of_reader - mean) ** 2).sum(), (rest**2).sum()
        dfs = t - 1, r - 1, (t - 1) * (r - 1)
        arms, readers, both = (float(s / df) if df else math.nan for s, df in zip(sums, dfs, strict=True))
        return arms, readers, both


def _split(covariance: Array) -> tuple[float, float]:
    """The mean of the diagonal, and of the rest, nought where there is none."""
    r = len(covariance)
    diagonal = float(np.trace(covariance))
    return diagonal / r, (float(covariance.sum()) - diagonal) / (r * (r - 1)) if r > 1 else 0.0


def hillis_df(mean_square: float, shared: float, df: int) -> float:
    """Hillis' (2007) degrees of freedom of a mean square that has `df`, added to what is known better."""
    return (mean_square + shared) ** 2 / (mean_square**2 / df) if mean_square > 0 else math.inf


def areas(
    ratings: Array,
    truth: Array,
    clusters: Array | None = None,
    covariance: Literal["delong", "jackknife"] = "delong",
) -> ReaderStudy:
    """The AUCs of ratings (readers, arms, cases). Cases that some reader did not read in some arm (nan) are left out:
    leave out readers who have not finished first. `clusters` (cases,) are the cases' patients, say.

    To ask whether a change is seen, give the originals as negatives and the changed as positives, in each arm those of
    that arm, with the original of a case and what was made of it in one cluster; an AUC of a half is not seen."""
    ratings, read = _crossed(ratings)
    truth, clusters = np.asarray(truth, bool)[read], None if clusters is None else np.asarray(clusters)[read]
    if truth.all() or not truth.any():
        raise ValueError("no positive, or no negative case was read by every reader in every arm")
    r, t, cases = ratings.shape
    method = roc.delong if covariance == "delong" else roc.jackknife
    values, spread = method(ratings.reshape(r * t, cases), truth, clusters)
    return ReaderStudy(values.reshape(r, t), spread.reshape(r, t, r, t), cases)


def shares(right: Array, clusters: Array | None = None) -> ReaderStudy:
    """The shares of cases answered rightly, `right` (readers, arms, cases) being 1 or 0, half for a tie and nan where
    not read: sensitivities over the positives, specificities over the negatives, or choices of two. Cases that are not
    read throughout are left out."""
    right, read = _crossed(right)
    r, t, cases = right.shape
    of, units = roc.numbered(None if clusters is None else np.asarray(clusters)[read], cases)
    values = right.reshape(r * t, cases)
    off = roc.added(values - values.mean(1, keepdims=True), of, units) / cases
    spread = off @ off.T * units / (units - 1)
    return ReaderStudy(values.mean(1).reshape(r, t), spread.reshape(r, t, r, t), cases)


def _crossed(values: Array) -> tuple[Array, Array]:
    """Without the cases that are not read throughout; and which are."""
    values = np.asarray(values, float)
    read: Array = np.all(np.isfinite(values), axis=(0, 1))
    if not read.any():
        raise ValueError("no case was read by every reader in every arm")
    return values[:, :, read], read
