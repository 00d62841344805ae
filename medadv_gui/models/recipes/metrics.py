"""Figures of merit of segmentation and detection, reliability, and the entries of a card."""

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


def box_iou(a: Array, b: Array) -> Array:
    """(n, 4) and (m, 4) boxes x0, y0, x1, y1 to (n, m)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inner = np.prod(np.clip(high - low, 0, None), 2)
    sizes = [np.prod(np.clip(x[:, 2:] - x[:, :2], 0, None), 1) for x in (a, b)]
    whole = sizes[0][:, None] + sizes[1][None] - inner
    return np.asarray(inner / np.maximum(whole, 1e-9))


Found = tuple[Array, Array]


def match(found: Found, truth: Array, iou: float = 0.5) -> tuple[Array, Array]:
    """Scores of the found boxes, best first, and whether each is the first to find a true one."""
    boxes, scores = found
    order = np.argsort(-scores, kind="stable")
    overlap = box_iou(boxes[order], truth) if len(truth) else np.zeros((len(order), 1))
    hit = np.zeros(len(order), bool)
    taken = np.zeros(len(truth), bool)
    for i, row in enumerate(overlap):
        best = int(row.argmax())
        if len(truth) and row[best] >= iou and not taken[best]:
            hit[i] = taken[best] = True
    return scores[order], hit


def average_precision(matches: Sequence[tuple[Array, Array]], boxes: int) -> float:
    """Area under the precision envelope over recall, all points; `boxes` counts the true boxes."""
    if not boxes:
        return float("nan")
    scores = np.concatenate([m[0] for m in matches])
    hits = np.concatenate([m[1] for m in matches])[np.argsort(-scores, kind="stable")]
    found = np.cumsum(hits)
    precision = found / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1] if len(hits) else precision
    return float((envelope * hits).sum() / boxes)


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
