"""Figures of merit and their bootstrap intervals by picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Array = NDArray[Any]


def auc(truth: Array, score: Array) -> float:
    """Area under the ROC curve, ties counted half; nan where one of the two classes is missing."""
    truth = np.asarray(truth, bool)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(score)[truth].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def quadratic_kappa(truth: Array, answer: Array, classes: int) -> float:
    """Cohen's kappa with quadratic weights; nan where chance leaves nothing to disagree on."""
    table = np.zeros((classes, classes))
    np.add.at(table, (np.asarray(truth), np.asarray(answer)), 1)
    weight = np.subtract.outer(np.arange(classes), np.arange(classes)) ** 2
    chance = np.outer(table.sum(1), table.sum(0)) / table.sum()
    expected = float((weight * chance).sum())
    return 1.0 - float((weight * table).sum()) / expected if expected else float("nan")


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


def bootstrap(
    figure: Callable[[Array], float], pictures: int, seed: int = 0, draws: int = 2000
) -> tuple[float, float, float]:
    """The figure and its 95 % percentile interval; `figure` takes the indices of the pictures drawn."""
    rng = np.random.default_rng(seed)
    values = [figure(rng.integers(pictures, size=pictures)) for _ in range(draws)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return figure(np.arange(pictures)), float(low), float(high)


def metric(
    name: str, figure: Callable[[Array], float], pictures: int, note: str, split: str = "test"
) -> dict[str, Any]:
    """A card's metrics entry, its interval by bootstrap over the pictures."""
    value, low, high = (round(v, 4) for v in bootstrap(figure, pictures))
    return {
        "name": name,
        "value": value,
        "low": low,
        "high": high,
        "n": pictures,
        "split": split,
        "note": note,
    }
