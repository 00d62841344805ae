"""The Dice of a volume, reliability, and the entries of a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.stats.intervals import bootstrap

Array = NDArray[Any]


def dice(overlap: Array, answer: Array, truth: Array) -> float:
    """Dice over a volume from each slice's pixel counts: in both, in the answer, in the truth."""
    total = float(np.sum(answer) + np.sum(truth))
    return 2.0 * float(np.sum(overlap)) / total if total else float("nan")


@dataclass(frozen=True)
class Bin:
    """Answers with a score from `low` to below `high` (the last bin takes its end): their number `n`, mean `score` and
    the share that is `right`."""

    low: float
    high: float
    score: float
    right: float
    n: int


def reliability(score: Array, right: Array, bins: int = 10) -> list[Bin]:
    """Scores (N,) from 0 to 1 and whether each answer is right (N,), in bins of equal width, without empty ones."""
    score, right = np.asarray(score, float), np.asarray(right, bool)
    place = np.clip((score * bins).astype(int), 0, bins - 1)
    found = []
    for k in np.unique(place):
        here = place == k
        means = float(score[here].mean()), float(right[here].mean())
        found.append(Bin(k / bins, (k + 1) / bins, *means, int(here.sum())))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance of score and share right, each bin by its number; nan where there is none."""
    n = sum(b.n for b in bins)
    return sum(b.n * abs(b.score - b.right) for b in bins) / n if n else float("nan")


def metric(
    name: str,
    figure: Callable[[Array], float],
    pictures: int,
    note: str,
    split: str = "test",
    groups: Sequence[str] | None = None,
) -> dict[str, Any]:
    """A card's metrics entry, its interval by bootstrap over the pictures, or over their `groups`."""
    value, low, high = (round(v, 4) for v in bootstrap(figure, pictures, groups=groups))
    return {
        "name": name,
        "value": value,
        "low": low,
        "high": high,
        "n": pictures,
        "split": split,
        "note": note,
    }
