"""Answers at a threshold and choices of two, in the terms of signal detection (Green and Swets 1966)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, norm

from medadv_gui.stats.intervals import Estimate, wilson

Array = NDArray[Any]


@dataclass(frozen=True)
class Share:
    """`hits` of `n` with Wilson's 95 % interval; the value is nan where `n` is 0. Half a hit is a tie."""

    hits: float
    n: int

    @property
    def value(self) -> float:
        return self.hits / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.n)


@dataclass(frozen=True)
class Operating:
    """Where a reader stands at a threshold: cases rated there or above are called positive."""

    sensitivity: Share
    specificity: Share

    @property
    def d_prime(self) -> Estimate:
        """Sensitivity index d', with the log-linear correction (Hautus 1995: half a case more in each cell), so that it
        is finite with all or nothing found, and the standard error of Gourevitch and Galanter (1967)."""
        (found, spread), (spared, other) = _deviate(self.sensitivity), _deviate(self.specificity)
        return Estimate(found + spared, math.sqrt(spread + other))

    @property
    def criterion(self) -> float:
        """Response bias c, with the same correction: above nought where the reader is loath to call a case positive."""
        return (_deviate(self.specificity)[0] - _deviate(self.sensitivity)[0]) / 2


def operating(truth: Array, rating: Array, threshold: float) -> Operating:
    """One reader's answers from the ratings; cases without a rating (nan) do not count."""
    truth, rating = np.asarray(truth, bool), np.asarray(rating, float)
    said, read = rating >= threshold, np.isfinite(rating)
    positive, negative = read & truth, read & ~truth
    return Operating(
        Share(int((said & positive).sum()), int(positive.sum())),
        Share(int((~said & negative).sum()), int(negative.sum())),
    )


def _deviate(share: Share) -> tuple[float, float]:
    """The normal deviate of the share with half a case more on either side, and the variance of it; nan of no case."""
    if not share.n:
        return math.nan, math.nan
    n = share.n + 1
    p = (share.hits + 0.5) / n
    z = float(norm.ppf(p))
    return z, p * (1 - p) / n / float(norm.pdf(z)) ** 2


@dataclass(frozen=True)
class Choices:
    """Two-alternative forced choices: the share of right ones, `p` of the hypothesis that they are guessed (exact,
    binomial), and d' with its interval."""

    right: Share
    p: float
    d_prime: float
    d_prime_interval: tuple[float, float]


def choices(right: Array) -> Choices:
    """One reader's choices, 1 or 0, nan where none was made. d' is sqrt(2) times the normal deviate of the share right,
    which has half a choice more on either side (Hautus 1995); its interval is that of the share, so an end is infinite
    where all or none are right."""
    right = np.asarray(right, float)
    made = right[np.isfinite(right)]
    share = Share(int(made.sum()), len(made))
    low, high = (math.sqrt(2) * float(norm.ppf(end)) for end in share.interval)
    p = float(binomtest(int(share.hits), share.n).pvalue) if share.n else math.nan
    return Choices(share, p, math.sqrt(2) * _deviate(share)[0], (low, high))
