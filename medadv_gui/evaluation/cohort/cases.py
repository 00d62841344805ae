"""What the rows of a cohort say of each image: how good the answer was and is, what vanished, what was invented."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Box, match_boxes
from medadv_gui.evaluation.cohort.row import Answer, Row
from medadv_gui.evaluation.cohort.row import Box as BoxTuple
from medadv_gui.evaluation.cohort.sample import Sample
from medadv_gui.stats.boxes import match_at, resampled_precision

Array = NDArray[Any]
IOUS = tuple(0.5 + 0.05 * step for step in range(10))  # COCO's
Boxes = tuple[BoxTuple, ...]
Pairs = tuple[tuple[Boxes, Boxes], ...]  # of each row the reference's boxes and those found
Matches = Mapping[str, tuple[tuple[Array, Array], ...]]
NO_MATCH = (np.zeros(0), np.zeros(0, bool))


class Cases:
    """Rows of one model and task, one a case, in one order."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self.task = rows[0].task
        self._arrays: dict[tuple[str | None, ...], Array] = {}

    @cached_property
    def sample(self) -> Sample:
        return _sample(tuple(map(unit, self.rows)))

    def array(self, name: str) -> Array:
        """A number or yes and no of each row; what is None is nan."""
        values = (getattr(row, name) for row in self.rows)
        return self._known((name,), lambda: [math.nan if value is None else value for value in values])

    def marked(self, answer: str) -> Array:
        """Pixels or boxes that `answer` marks, see `Row.marked`; nan where that is not known."""
        found = (row.marked(answer) for row in self.rows)
        return self._known(("marked", answer), lambda: [math.nan if value is None else value for value in found])

    def only(self, keep: Sequence[bool]) -> Cases:
        kept = Cases([row for row, one in zip(self.rows, keep, strict=True) if one])
        kept._arrays = {name: values[np.asarray(keep)] for name, values in self._arrays.items()}
        return kept

    def _known(self, name: tuple[str | None, ...], told: Callable[[], Sequence[Any]]) -> Array:
        """The array of this name, made once."""
        if name not in self._arrays:
            self._arrays[name] = np.array(told())
        return self._arrays[name]

    def right(self, answer: str) -> Array:
        """Whether `answer`, "original", "attacked" or "noise", names the reference's labels and no others."""
        pairs = ((getattr(row, answer).labels, row.reference.labels) for row in self.rows)
        return self._known(("right", answer), lambda: [set(one) == set(other) for one, other in pairs])

    def overlap(self, answer: str, of: str, label: str | None = None) -> Array:
        """`of` is "dice" or "iou", of one label or the mean over the labels that the reference holds, nan where it
        holds none; a label that the answer has lost counts as nought."""

        def told() -> Iterator[float]:
            for row, here in zip(self.rows, self._held, strict=True):
                known = getattr(getattr(row, answer), of)
                found = [_finite(known.get(name)) for name in here if label in (None, name)]
                yield sum(value or 0.0 for value in found) / len(found) if found else math.nan

        return self._known((of, answer, label), lambda: list(told()))

    def distance(self, answer: str, label: str | None = None) -> Array:
        """HD95, of one label or the mean over the labels of which both outlines are there; nan without any."""

        def told() -> Iterator[float]:
            for row, here in zip(self.rows, self._held, strict=True):
                known = getattr(row, answer).hd95
                names = here if label is None else (label,)
                found = [value for name in names if (value := _finite(known.get(name))) is not None]
                yield sum(found) / len(found) if found else math.nan

        return self._known(("hd95", answer, label), lambda: list(told()))

    def quality(self, answer: str) -> Array:
        """How good each answer is, 0 to 1: right or not, mean Dice, share of the reference boxes found; nan where the
        reference holds nothing to lose."""
        if self.task == "segmentation":
            return self.overlap(answer, "dice")
        if self.task == "detection":
            counts = [(len(row.reference.boxes), len(lost(row, answer))) for row in self.rows]
            return np.array([(n - gone) / n if n else math.nan for n, gone in counts])
        return self.right(answer).astype(float)

    def effect(self) -> Array:
        """What the attack did to each answer, on a scale without steps where there is one: how far the score of the
        reference label fell (of a multi-label model: how much further its scores are from the reference, on average),
        how far the mean Dice fell, by what share of the reference boxes fewer are found; nan where none can be told."""
        if self.task in ("segmentation", "detection"):
            return self.quality("original") - self.quality("attacked")
        return np.array([_away(row, row.attacked) - _away(row, row.original) for row in self.rows])

    @cached_property
    def _held(self) -> list[tuple[str, ...]]:
        return [held(row) for row in self.rows]

    def boxes(self, label: str) -> Array:
        """How many boxes of the label each reference holds."""
        return self._known(("boxes", label), lambda: [_count(row.reference.boxes, label) for row in self.rows])

    def ap50(self, answer: str, label: str) -> Array:
        """The label's average precision at IoU 0.5, by the sample's weights, (1 + draws,)."""
        return _ap50(self._pairs(answer), label, tuple(map(unit, self.rows)))

    def ap50_95(self, answer: str, label: str) -> float:
        """The mean of the label's average precisions at IoU 0.5, 0.55, ... 0.95."""
        return _ap50_95(self._pairs(answer), label)

    def _pairs(self, answer: str) -> Pairs:
        return tuple((row.reference.boxes, getattr(row, answer).boxes) for row in self.rows)

    def findings(self, label: str | None = None) -> dict[str, Array]:
        """Of detectors and multi-label models, for each case: `found` reference findings before and those of them that
        have `vanished` after; `invented`, the false ones after that were not there before; `absent`, of a multi-label
        model, the labels that neither the reference nor the answer had before."""
        tell = _box_findings if self.task == "detection" else _label_findings
        counts = np.array([tell(row, label) for row in self.rows], float).reshape(-1, 4)
        return dict(zip(("found", "vanished", "invented", "absent"), counts.T, strict=True))


EFFECTS = {
    "classification": "fall of the reference label's score",
    "multilabel": "mean move of the scores away from the reference",
    "segmentation": "fall of the mean Dice",
    "detection": "share of the reference boxes that are no longer found",
}


def unit(row: Row) -> str:
    """The patient, or the image where none is named."""
    return f"patient {row.patient}" if row.patient else f"image {row.item}"


def case_key(row: Row) -> tuple[str, int]:
    """What is the same case in attacks, budgets and models that are compared."""
    return row.item, row.seed


def held(row: Row) -> tuple[str, ...]:
    """The labels of a segmentation that the reference holds: of which it has a Dice with itself, or, where that is not
    recorded, the original answer has one, which may then be that of a stray pixel."""
    return tuple(name for name, value in (row.reference.dice or row.original.dice).items() if value is not None)


def box_labels(rows: Sequence[Row]) -> tuple[str, ...]:
    """The labels of boxes, those of the references first."""
    wanted = [box[0] for row in rows for box in row.reference.boxes]
    found = [box[0] for row in rows for box in (*row.original.boxes, *row.attacked.boxes)]
    return tuple(dict.fromkeys([*sorted(set(wanted)), *sorted(set(found))]))


def lost(row: Row, answer: str) -> frozenset[int]:
    """Which reference boxes have no match at IoU 0.5 in the answer."""
    return _matched(row.reference.boxes, getattr(row, answer).boxes)[0]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _away(row: Row, answer: Answer) -> float:
    if not answer.scores:
        return math.nan
    if row.task == "multilabel":
        return float(np.mean([abs(float(k in row.reference.labels) - v) for k, v in answer.scores.items()]))
    return -answer.scores.get(row.reference.labels[0], math.nan) if row.reference.labels else math.nan


def _label_findings(row: Row, label: str | None) -> tuple[int, int, int, int]:
    names = set(row.original.scores) | set(row.reference.labels) | set(row.original.labels) | set(row.attacked.labels)
    names = names if label is None else {label}
    wanted, before, after = (names & set(a.labels) for a in (row.reference, row.original, row.attacked))
    found, absent = wanted & before, names - wanted - before
    return len(found), len(found - after), len(absent & after), len(absent)


def _box_findings(row: Row, label: str | None) -> tuple[int, int, int, int]:
    found = [
        i for i, box in enumerate(row.reference.boxes) if label in (None, box[0]) and i not in lost(row, "original")
    ]
    gone = lost(row, "attacked")
    new = _invented(row.reference.boxes, row.original.boxes, row.attacked.boxes)
    return len(found), sum(i in gone for i in found), sum(label in (None, box[0]) for box in new), 0


@lru_cache(maxsize=8192)  # a clean answer stands in the rows of every attack and budget
def _matched(reference: Boxes, found: Boxes) -> tuple[frozenset[int], tuple[BoxTuple, ...]]:
    """The reference boxes without a match, by place, and the found ones."""
    gone, invented = match_boxes(tuple(Box(*box) for box in reference), tuple(Box(*box) for box in found))
    return frozenset(gone), tuple(found[j] for j in sorted(invented))


def _invented(reference: Boxes, before: Boxes, after: Boxes) -> Boxes:
    """Boxes after that match neither a reference box nor one invented before, as the criterion of success has it."""
    return _matched(_matched(reference, before)[1], _matched(reference, after)[1])[1]


# The clean answers, the references and the patients are the same under every attack and budget.
@lru_cache(maxsize=64)
def _sample(units: tuple[str, ...]) -> Sample:
    return Sample(units)


@lru_cache(maxsize=64)
def _ap50(pairs: Pairs, label: str, units: tuple[str, ...]) -> Array:
    return next(_precision(pairs, label, (0,), _sample(units).weights))


@lru_cache(maxsize=64)
def _ap50_95(pairs: Pairs, label: str) -> float:
    once = np.ones((1, len(pairs)))
    return float(np.mean(list(_precision(pairs, label, range(len(IOUS)), once))))


def _precision(pairs: Pairs, label: str, places: Iterable[int], weights: Array) -> Iterator[Array]:
    """At each of these places in IOUS."""
    told = [_precision_matches(*pair).get(label) for pair in pairs]
    true = [_count(reference, label) for reference, _ in pairs]
    for place in places:
        yield resampled_precision([NO_MATCH if m is None else m[place] for m in told], true, weights)


def _count(boxes: Boxes, label: str) -> int:
    return sum(box[0] == label for box in boxes)


@lru_cache(maxsize=8192)
def _precision_matches(reference: Boxes, found: Boxes) -> Matches:
    """By label, for each of `IOUS`, the scores of the boxes found and whether each is right."""
    told = {}
    for label in {box[0] for box in found}:
        mine = [box for box in found if box[0] == label]
        wanted = np.array([box[2:] for box in reference if box[0] == label], float).reshape(-1, 4)
        corners, scores = np.array([box[2:] for box in mine], float), np.array([box[1] for box in mine], float)
        told[label] = match_at((corners, scores), wanted, IOUS)
    return told
