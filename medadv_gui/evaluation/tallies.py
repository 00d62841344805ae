"""What is counted over the test pictures, one tally a task: figures with intervals, classes, confusion, reliability."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medadv_gui.core.types import BoxPrediction, ClassPrediction, MaskPrediction, MultiLabelPrediction, Prediction
from medadv_gui.models.card import ModelCard
from medadv_gui.models.recipes.metrics import calibration_error, dice, reliability
from medadv_gui.models.tasks import Detection, Task
from medadv_gui.stats.agreement import confusion, kappa
from medadv_gui.stats.boxes import average_precision, box_iou, match
from medadv_gui.stats.intervals import bootstrap, wilson
from medadv_gui.stats.roc import auc

Array = NDArray[Any]
Json = dict[str, Any]
DRAWS = 1000
SAMPLED = 2000  # pixels of a picture whose scores are looked at
LOWEST = 0.02  # boxes with less are no answer, whatever the threshold
IOU = 0.5


@dataclass(frozen=True, eq=False)
class Answered:
    """A test picture with the network's `outputs` (1, ...), the answer that they are, and the reference."""

    task: Task
    outputs: Tensor
    answer: Prediction
    reference: Prediction


class Intervals:
    """Figures over `n` pictures, with 95 % intervals by bootstrap over their `groups`, or over the pictures themselves
    where there are none."""

    def __init__(self, n: int, groups: Sequence[str] | None) -> None:
        self.n, self.groups = n, groups

    def figure(self, name: str, of: Callable[[Array], float], n: int | None = None) -> Json:
        """`of` takes the indices of the pictures that count. `n` is what to name as the number behind it. A figure that
        is not a number is null."""
        found: Json = {"name": name, "value": None, "low": None, "high": None, "n": self.n if n is None else n}
        if math.isfinite(of(np.arange(self.n))):
            values = bootstrap(of, self.n, draws=DRAWS, groups=self.groups)
            found |= dict(zip(("value", "low", "high"), (round(v, 4) for v in values), strict=True))
        return found

    def share(self, name: str, hits: Array, among: Array) -> Json:
        """The share of hits (N,) among the pictures (N,) that count. Where no group tells the pictures apart, or all or
        none of them hit, the interval is Wilson's: the bootstrap then knows no spread."""
        hits, among = np.asarray(hits, bool), np.asarray(among, bool)
        n, k = int(among.sum()), int((hits & among).sum())
        if self.groups is not None and 0 < k < n:
            return self.figure(name, lambda pick: _ratio((hits & among)[pick].sum(), among[pick].sum()), n)
        units = n if self.groups is None else len({g for g, a in zip(self.groups, among, strict=True) if a})
        low, high = wilson(round(k / n * units) if n else 0, units)
        return {
            "name": name, "value": round(k / n, 4) if n else None, "low": round(low, 4) if n else None,
            "high": round(high, 4) if n else None, "n": n,
        }  # fmt: skip


def _ratio(a: float, b: float) -> float:
    return float(a) / float(b) if b else float("nan")


class Tally(ABC):
    """Takes one answer after the other; `figures` then says what they come to."""

    def __init__(self, card: ModelCard, graded: str = "") -> None:
        self.labels, self.graded = card.label_names, graded
        self.card = card

    @abstractmethod
    def add(self, item: Answered) -> None:
        """Count one picture."""

    @abstractmethod
    def figures(self, by: Intervals) -> Json:
        """The keys `metrics`, `operating_point`, `classes`, `confusion` and `reliability` of a lab.json."""


class ClassTally(Tally):
    """Single label: the answer is the label with the highest score."""

    def __init__(self, card: ModelCard, graded: str = "") -> None:
        super().__init__(card, graded)
        self._scores: list[list[float]] = []
        self._truth: list[int] = []

    def add(self, item: Answered) -> None:
        answer, reference = cast(ClassPrediction, item.answer), cast(ClassPrediction, item.reference)
        self._scores.append([answer.scores[name] for name in self.labels])
        self._truth.append(self.labels.index(reference.label))

    def figures(self, by: Intervals) -> Json:
        scores, truth = np.array(self._scores), np.array(self._truth)
        answer, k = scores.argmax(1), len(self.labels)
        yes, said = truth > 0, answer > 0

        def one_auc(i: int, pick: Array) -> float:
            return auc(truth[pick] == i, scores[pick, i])

        metrics = []
        if k == 2 or self.graded:
            name = f"{self.graded} AUC" if self.graded else f"AUC, {self.labels[1]}"
            metrics.append(by.figure(name, lambda pick: auc(yes[pick], 1 - scores[pick, 0])))
        if self.graded:
            metrics.append(
                by.figure("quadratic kappa", lambda pick: kappa(truth[pick], answer[pick], k, "quadratic").value)
            )
        metrics.append(by.share("accuracy", truth == answer, np.ones(len(truth), bool)))
        metrics.append(by.figure("balanced accuracy", lambda pick: _balanced(truth[pick], answer[pick])))
        rows = [
            {
                "label": name,
                "n": int((truth == i).sum()),
                "figures": [
                    by.share("sensitivity", answer == i, truth == i),
                    by.share("specificity", answer != i, truth != i),
                    by.share("precision", truth == i, answer == i),
                    by.figure("AUC", partial(one_auc, i)),
                ],
            }
            for i, name in enumerate(self.labels)
        ]
        point = None
        if k == 2 or self.graded:
            what = f"{self.graded}: any label but {self.labels[0]}" if self.graded else self.labels[1]
            point = {
                "text": f"The answer is the label with the highest score. Positive is {what}.",
                "figures": _yes_no(by, yes, said),
            }
        bins = reliability(scores.max(1), truth == answer)
        return {
            "metrics": metrics,
            "operating_point": point,
            "classes": {"of": "pictures", "rows": rows},
            "confusion": _matrix("pictures", self.labels, self.labels, confusion(truth, answer, k)),
            "reliability": _bins("the score of the answer, by picture", bins, intervals=by.groups is None),
        }


def _yes_no(by: Intervals, yes: Array, said: Array) -> list[Json]:
    return [
        by.share("sensitivity", said, yes),
        by.share("specificity", ~said, ~yes),
        by.share("positive predictive value", yes, said),
        by.share("negative predictive value", ~yes, ~said),
    ]


def _balanced(truth: Array, answer: Array) -> float:
    """The mean sensitivity over the labels that there are."""
    return float(np.mean([(answer[truth == i] == i).mean() for i in np.unique(truth)]))


class LabelsTally(Tally):
    """Several labels, each present or absent."""

    def __init__(self, card: ModelCard, graded: str = "") -> None:
        super().__init__(card, graded)
        self._scores: list[list[float]] = []
        self._truth: list[list[bool]] = []
        self._said: list[list[bool]] = []

    def add(self, item: Answered) -> None:
        answer, reference = cast(MultiLabelPrediction, item.answer), cast(MultiLabelPrediction, item.reference)
        self._scores.append([answer.scores[name] for name in self.labels])
        self._truth.append([name in reference.present for name in self.labels])
        self._said.append([name in answer.present for name in self.labels])

    def figures(self, by: Intervals) -> Json:
        scores, truth, said = (np.array(v) for v in (self._scores, self._truth, self._said))
        columns = range(len(self.labels))

        def one_auc(i: int, pick: Array) -> float:
            return auc(truth[pick, i], scores[pick, i])

        def mean_auc(pick: Array) -> float:
            return _mean(np.array([one_auc(i, pick) for i in columns]))

        rows = [
            {
                "label": name,
                "n": int(truth[:, i].sum()),
                "figures": [
                    *_yes_no(by, truth[:, i], said[:, i])[:3],
                    by.figure("AUC", partial(one_auc, i)),
                ],
            }
            for i, name in enumerate(self.labels)
        ]
        certainty = np.where(said, scores, 1 - scores).ravel()
        return {
            "metrics": [
                by.figure("mean AUC", mean_auc),
                by.share("all labels right", (truth == said).all(1), np.ones(len(truth), bool)),
            ],
            "operating_point": {"text": f"A label is present from a score of {self.card.threshold:g} on.",
                                "figures": []},
            "classes": {"of": "pictures", "rows": rows},
            "confusion": None,
            "reliability": _bins(
                "the score of each label's answer", reliability(certainty, (truth == said).ravel()), intervals=False
            ),
        }  # fmt: skip


class MaskTally(Tally):
    """A label for each pixel."""

    def __init__(self, card: ModelCard, graded: str = "") -> None:
        super().__init__(card, graded)
        k = len(self.labels)
        self._tables: list[Array] = []
        self._scores: list[Array] = []
        self._right: list[Array] = []
        self._pixels = np.zeros((k, k), np.int64)
        self._rng = np.random.default_rng(0)

    def add(self, item: Answered) -> None:
        answer, reference = cast(MaskPrediction, item.answer), cast(MaskPrediction, item.reference)
        self._tables.append(overlaps(answer.mask, reference.mask, len(self.labels)))
        self._pixels += confusion(reference.mask, answer.mask, len(self.labels))
        target, hard = item.task.target(reference, item.outputs), item.task.hard(item.outputs)
        weights = item.task.weights(target)
        inside = torch.ones_like(target[:, :1]) if weights is None else (weights > 0).to(target)
        places = np.flatnonzero(inside.expand_as(target[:, :1]).cpu().numpy().ravel())
        places = self._rng.choice(places, min(SAMPLED, len(places)), replace=False)
        score = (item.task.soft(item.outputs) * hard).sum(1).cpu().numpy().ravel()[places]
        self._scores.append(score)
        self._right.append((target * hard).sum(1).cpu().numpy().ravel()[places] > 0.5)

    def figures(self, by: Intervals) -> Json:
        tables = np.stack(self._tables)  # pictures, any and each label, (both, answer, truth)
        names = ("any label", *self.labels[1:])

        def whole(i: int, pick: Array) -> float:
            return dice(*tables[pick, i].T)

        def share(i: int, of: int, pick: Array) -> float:
            return _ratio(*tables[pick, i][:, (0, of)].sum(0))

        def each(i: int, pick: Array) -> float:
            return _mean(np.array([dice(*row) for row in tables[pick, i] if row[2]]))

        rows = []
        for i, name in enumerate(self.labels[1:], 1):
            held = tables[:, i, 2] > 0
            rows.append(
                {
                    "label": name,
                    "n": int(held.sum()),
                    "figures": [
                        by.figure("Dice of all pixels", partial(whole, i)),
                        by.figure("mean Dice a picture", partial(each, i)),
                        by.figure("sensitivity", partial(share, i, 2)),
                        by.figure("precision", partial(share, i, 1)),
                    ],
                }
            )
        empty = tables[:, 0, 2] == 0
        marked = tables[empty, 0, 1]
        bins = reliability(np.concatenate(self._scores), np.concatenate(self._right))
        return {
            "metrics": [
                by.figure(f"Dice, {name}", partial(whole, i))
                for i, name in enumerate(names)
                if i or len(self.labels) > 2
            ],
            "operating_point": None,
            "classes": {"of": "pictures that hold the label", "rows": rows},
            "confusion": _matrix("pixels", self.labels, self.labels, self._pixels),
            "reliability": _bins(f"the score of the answer, by pixel ({SAMPLED} of a picture)", bins, intervals=False),
            "empty": {
                "pictures": int(empty.sum()),
                "marked": int((marked > 0).sum()),
                "mean_pixels": round(float(marked.mean()), 1),
                "most_pixels": int(marked.max()),
            }
            if empty.any()
            else None,
        }


def overlaps(answer: Array, truth: Array, labels: int) -> Array:
    """Pixels in both, in the answer, in the truth, of any label but the background and of each: (labels, 3)."""
    pairs = [(answer > 0, truth > 0), *((answer == i, truth == i) for i in range(1, labels))]
    return np.array([[(a & b).sum(), a.sum(), b.sum()] for a, b in pairs], np.int64)


def _mean(values: Array) -> float:
    """The mean of those that are numbers."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


class BoxTally(Tally):
    """Boxes: one is right that overlaps a reference box of its label by half, unless a better one has taken that."""

    def __init__(self, card: ModelCard, graded: str = "") -> None:
        super().__init__(card, graded)
        assert card.output.boxes is not None
        self.threshold = card.output.boxes.score_threshold
        self._matches: list[list[tuple[Array, Array]]] = [[] for _ in self.labels]
        self._true: list[list[int]] = [[] for _ in self.labels]
        self._table = np.zeros((len(self.labels) + 1,) * 2, np.int64)

    def add(self, item: Answered) -> None:
        reference = cast(BoxPrediction, item.reference).boxes
        found = cast(Detection, item.task).boxes(item.outputs, LOWEST)
        for i, name in enumerate(self.labels):
            wanted = _corners([box for box in reference if box.label == name])
            mine = [box for box in found if box.label == name]
            self._matches[i].append(match((_corners(mine), np.array([box.score for box in mine])), wanted, IOU))
            self._true[i].append(len(wanted))
        self._confuse(cast(BoxPrediction, item.answer), cast(BoxPrediction, item.reference))

    def _confuse(self, answer: BoxPrediction, reference: BoxPrediction) -> None:
        """Pair boxes by place alone, the best score first; the last row and column stand for no box."""
        nothing, free = len(self.labels), list(reference.boxes)
        for box in answer.boxes:
            overlap = box_iou(_corners([box]), _corners(free))[0] if free else np.zeros(0)
            paired = len(overlap) > 0 and overlap.max() >= IOU
            row = self.labels.index(free.pop(int(overlap.argmax())).label) if paired else nothing
            self._table[row, self.labels.index(box.label)] += 1
        for box in free:
            self._table[self.labels.index(box.label), nothing] += 1

    def figures(self, by: Intervals) -> Json:
        true = np.array(self._true)  # labels, pictures
        hits = np.array([[int(hit[s >= self.threshold].sum()) for s, hit in row] for row in self._matches])
        shown = np.array([[int((s >= self.threshold).sum()) for s, _ in row] for row in self._matches])
        everything = list(range(len(self.labels)))
        held = [i for i in everything if true[i].sum()]

        def ap(i: int, pick: Array) -> float:
            return average_precision([self._matches[i][k] for k in pick], int(true[i, pick].sum()))

        def mean_ap(pick: Array) -> float:
            return _mean(np.array([ap(i, pick) for i in held]))

        def recall(i: int | list[int], pick: Array) -> float:
            return _ratio(hits[i][..., pick].sum(), true[i][..., pick].sum())

        def precision(i: int | list[int], pick: Array) -> float:
            return _ratio(hits[i][..., pick].sum(), shown[i][..., pick].sum())

        rows = [
            {
                "label": name,
                "n": int(true[i].sum()),
                "figures": [
                    by.figure("AP50", partial(ap, i)),
                    by.figure("recall", partial(recall, i)),
                    by.figure("precision", partial(precision, i)),
                ],
            }
            for i, name in enumerate(self.labels)
        ]
        scores, right = (np.concatenate([pair[k] for row in self._matches for pair in row]) for k in (0, 1))
        names = (*self.labels, "no box")
        return {
            "metrics": [
                by.figure("AP50" if len(held) < 2 else f"mean AP50 of {len(held)} labels", mean_ap),
                by.figure("recall at IoU 0.5", partial(recall, everything)),
                by.figure("precision at IoU 0.5", partial(precision, everything)),
            ],
            "operating_point": {
                "text": f"A box is shown from a score of {self.threshold:g} on.",
                "figures": [
                    by.figure("boxes shown a picture", lambda pick: float(shown[:, pick].sum(0).mean())),
                    by.figure("wrong boxes a picture", lambda pick: float((shown - hits)[:, pick].sum(0).mean())),
                ],
            },
            "classes": {"of": "boxes", "rows": rows},
            "confusion": _matrix("boxes", names, names, self._table),
            "reliability": _bins(
                f"the score of a box, of all boxes from {LOWEST:g} on", reliability(scores, right), intervals=False
            ),
        }


def _corners(boxes: Sequence[Any]) -> Array:
    return np.array([box.corners for box in boxes], float).reshape(-1, 4)


def _matrix(of: str, rows: Sequence[str], columns: Sequence[str], counts: Array) -> Json:
    return {"of": of, "rows": list(rows), "columns": list(columns), "counts": counts.tolist()}


def _bins(of: str, bins: Sequence[Any], *, intervals: bool) -> Json:
    """`intervals`: whether the answers are independent of one another, so that Wilson's interval holds."""
    rows = []
    for b in bins:
        low, high = wilson(round(b.right * b.n), b.n) if intervals else (None, None)
        rows.append(
            {
                "from": round(b.low, 4), "to": round(b.high, 4), "score": round(b.score, 4), "right": round(b.right, 4),
                "low": None if low is None else round(low, 4), "high": None if high is None else round(high, 4),
                "n": b.n,
            }
        )  # fmt: skip
    return {"of": of, "bins": rows, "error": round(calibration_error(bins), 4)}


TALLIES: dict[str, type[Tally]] = {
    "classification": ClassTally,
    "multilabel": LabelsTally,
    "segmentation": MaskTally,
    "detection": BoxTally,
}
