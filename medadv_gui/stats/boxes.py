"""Found boxes against true ones: overlap, which is right, and average precision, of resamples too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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
    return match_at(found, truth, (iou,))[0]


def match_at(found: Found, truth: Array, ious: Sequence[float]) -> tuple[tuple[Array, Array], ...]:
    """The same at each of several overlaps."""
    boxes, scores = found
    order = np.argsort(-scores, kind="stable")
    overlap = box_iou(boxes[order], truth) if len(truth) else np.zeros((len(order), 1))
    best, most = overlap.argmax(1).tolist(), overlap.max(1, initial=0).tolist()
    told = []
    for iou in ious:
        hit = np.zeros(len(order), bool)
        taken: set[int] = set()
        for i, (place, value) in enumerate(zip(best, most, strict=True)):
            if len(truth) and value >= iou and place not in taken:
                hit[i] = True
                taken.add(place)
        told.append((scores[order], hit))
    return tuple(told)


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


def resampled_precision(matches: Sequence[tuple[Array, Array]], boxes: Sequence[int] | Array, weights: Array) -> Array:
    """The average precisions (draws,) of resamples of pictures, `weights` (draws, pictures) saying how often each is
    drawn: the same as `average_precision` of the pictures listed that often, but all draws at once. `boxes` counts each
    picture's true ones. nan where a draw holds none of them."""
    drawn = np.ascontiguousarray(np.asarray(weights, float).T)
    scores = np.concatenate([m[0] for m in matches])
    hits = np.concatenate([m[1] for m in matches])
    picture = np.repeat(np.arange(len(matches)), [len(m[0]) for m in matches])
    order = np.argsort(-scores, kind="stable")
    counts, right = drawn[picture[order]], hits[order]
    # At the right ones alone: between them the precision only falls.
    shown, found = counts.cumsum(0)[right], counts[right].cumsum(0)
    precision = np.divide(found, shown, out=np.zeros_like(found), where=shown > 0)
    envelope = np.maximum.accumulate(precision[::-1], 0)[::-1]
    true = np.asarray(boxes, float) @ drawn
    area = (envelope * counts[right]).sum(0)
    areas: Array = np.divide(area, true, out=np.full(len(true), np.nan), where=true > 0)
    return areas
