"""Studies simulated by the model of Roe and Metz (1997), of which the truth is known."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm

# variances of case, arm by case, reader by case (with arm), and error: high or low correlation of the ratings
CASES = {"H": (0.3, 0.3, 0.2, 0.2), "L": (0.1, 0.1, 0.2, 0.6)}
# variance of reader, and of arm by reader, high or low, for each distance of the means
READERS = {0.75: {"H": 0.011, "L": 0.0055}, 1.5: {"H": 0.03, "L": 0.0055}, 2.5: {"H": 0.056, "L": 0.0055}}


def simulate(
    rng: np.random.Generator, structure: str, apart: tuple[float, ...], readers: int, positives: int, negatives: int
) -> tuple[np.ndarray, np.ndarray]:
    """Truth (cases,) and ratings (readers, arms, cases). `structure` is two letters of the tables above; the means of
    the two classes lie `apart` in each arm."""
    truth = np.arange(positives + negatives) < positives
    case, arm_case, reader_case, error = CASES[structure[0]]
    reader = READERS[_nearest(apart)][structure[1]]
    r, t, n = readers, len(apart), len(truth)

    def effect(variance: float, *shape: int) -> np.ndarray:
        return rng.normal(0, math.sqrt(variance), shape)

    by_class = effect(reader, r, 1, 2) + effect(reader, r, t, 2)
    ratings = effect(case, 1, 1, n) + effect(arm_case, 1, t, n) + effect(reader_case, r, 1, n) + effect(error, r, t, n)
    return truth, ratings + by_class[..., truth.astype(int)] + np.array(apart)[:, None] * truth


def true_areas(structure: str, apart: tuple[float, ...]) -> np.ndarray:
    """The AUC in each arm, averaged over all readers that there could be."""
    reader = READERS[_nearest(apart)][structure[1]]
    return norm.cdf(np.array(apart) / math.sqrt(2 * (1 + 2 * reader)))


def _nearest(apart: tuple[float, ...]) -> float:
    return min(READERS, key=lambda mean: abs(mean - apart[0]))
