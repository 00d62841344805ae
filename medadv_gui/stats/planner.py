"""How many readers and cases a study needs: Hillis, Obuchowski and Berbaum (2011), from the variance components of a
pilot study, or from conjectured ones.

A planned study is taken to have the pilot's share of positives, so that what comes of cases falls as they grow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.stats import chi2, f, multivariate_normal, ncf, nct, ncx2, norm, t

from medadv_gui.stats.readers import Components, Population, hillis_df


@dataclass(frozen=True)
class Pilot:
    """Variance components and the number of cases that they are of."""

    components: Components
    cases: int


@dataclass(frozen=True)
class Precision:
    """The standard error that a planned study will about have, and its degrees of freedom."""

    se: float
    df: float

    @property
    def half_width(self) -> float:
        """Of the 95 % interval."""
        return float(t.ppf(0.975, self.df)) * self.se

    def power(self, difference: float, alpha: float = 0.05) -> float:
        """The chance that a true `difference` shows: that the two-sided test of none has a p below `alpha`."""
        away = (difference / self.se) ** 2
        if math.isinf(self.df):
            return float(ncx2.sf(chi2.isf(alpha, 1), 1, away)) if away else alpha
        return float(ncf.sf(f.isf(alpha, 1, self.df), 1, self.df, away)) if away else alpha

    def equivalence_power(self, margin: float, off: float = 0.0, alpha: float = 0.05) -> float:
        """The chance that two one-sided tests show the value to be within `margin` of what is expected, when it is
        `off` by that much (Phillips 1990, by two noncentral t distributions: a little low where the power is small)."""
        critical = float(t.isf(alpha, self.df))
        ends = [(off + side * margin) / self.se for side in (-1, 1)]
        if math.isinf(self.df):
            return max(0.0, float(norm.cdf(-critical - ends[0]) - norm.cdf(critical - ends[1])))
        return max(0.0, float(nct.cdf(-critical, self.df, ends[0]) - nct.cdf(critical, self.df, ends[1])))


def difference(pilot: Pilot, readers: int, cases: int, population: Population = "readers and cases") -> Precision:
    """Of the difference of two arms that `readers` read `cases` in."""
    c, scale = pilot.components, pilot.cases / cases
    shared = scale * max(c.cov2 - c.cov3, 0.0)
    own = scale * (c.error - c.cov1) - shared
    return _precision(2, max(c.arm_by_reader, 0.0), own, shared, readers, population)


def arm(pilot: Pilot, readers: int, cases: int, population: Population = "readers and cases") -> Precision:
    """Of one arm's figure, averaged over the readers."""
    c, scale = pilot.components, pilot.cases / cases
    shared = scale * max(c.cov2, 0.0)
    between = max(c.reader, 0.0) + max(c.arm_by_reader, 0.0)
    return _precision(1, between, scale * c.error - shared, shared, readers, population)


def _precision(
    factor: int, between: float, own: float, shared: float, readers: int, population: Population
) -> Precision:
    """From the spread `between` readers, that of cases in each reader's `own` figure, and that which readers share."""
    if population == "cases":
        return Precision(math.sqrt(factor * (own / readers + shared)), math.inf)
    square, shared = between + own, 0.0 if population == "readers" else readers * shared
    return Precision(math.sqrt(factor * (square + shared) / readers), hillis_df(square, shared, readers - 1))


def cases_needed(reaches: Callable[[int], float], wanted: float = 0.8, most: int = 100_000) -> int | None:
    """The smallest number of cases with which `reaches` (a power, say) is what is wanted; None if up to `most` do not
    suffice. More cases may reach less: with few readers, the degrees of freedom fall."""
    high = 2
    while reaches(high) < wanted:
        high *= 2
        if high > most:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) >= wanted else (middle, high)
    return high


def delong_variance(auc: float, positives: int, negatives: int) -> float:
    """What DeLong's variance of an area will about be, with ratings normal and of equal spread in both classes."""
    h = float(norm.ppf(auc))
    both = float(multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]]).cdf([h, h]))  # two positives above one negative
    one, case = auc * (1 - auc), both - auc**2
    pairs = positives * negatives
    return case / positives + case / negatives + 2 * (one - case - case) / pairs


def half_width(auc: float, positives: int, negatives: int) -> float:
    """Of the plain 95 % interval of one reader's AUC."""
    return float(norm.ppf(0.975)) * math.sqrt(delong_variance(auc, positives, negatives))


def conjectured(
    auc: float,
    positives: int,
    negatives: int,
    correlations: tuple[float, float, float],
    reader_sd: float,
    arm_by_reader_sd: float,
) -> Pilot:
    """Components without a pilot study: the error variance from the expected AUC; `correlations` r1, r2, r3 of errors
    (one reader in two arms, two readers in one, two readers in two); the standard deviations of the readers' true AUCs
    and of the readers' differences from arm to arm."""
    error = delong_variance(auc, positives, negatives)
    r1, r2, r3 = correlations
    return Pilot(
        Components(reader_sd**2, arm_by_reader_sd**2, r1 * error, r2 * error, r3 * error, error), positives + negatives
    )
