"""What is counted over segmentations, boxes and several labels, against values worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from medadv_gui.core.types import Box, BoxPrediction, MaskPrediction, MultiLabelPrediction, Prediction
from medadv_gui.evaluation.tallies import TALLIES, Answered, Intervals
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import TASKS
from tests.support import card

LUNGS = ("background", "left", "right")


def value(figures: list[dict[str, Any]], name: str) -> float:
    (found,) = [item["value"] for item in figures if item["name"] == name]
    return float(found)


def mask_of(*blocks: tuple[int, slice, slice]) -> np.ndarray:
    mask = np.zeros((8, 8), np.uint8)
    for label, rows, columns in blocks:
        mask[rows, columns] = label
    return mask


def test_masks() -> None:
    spec = card("segmentation", LUNGS)
    tally = TALLIES["segmentation"](spec)
    task = TASKS["segmentation"](spec, Preprocess(spec.input), 8, 8)
    whole, left = slice(None), slice(0, 4)
    pairs = [
        (mask_of((1, left, left)), mask_of((1, slice(0, 2), left))),  # 16 answered, 8 true, 8 in both
        (mask_of((2, whole, left)), mask_of((2, whole, left))),  # 32 alike
        (mask_of((1, slice(0, 1), slice(0, 3))), mask_of()),  # nothing to mark, three pixels marked
    ]
    for answer, truth in pairs:
        outputs = 10 * torch.nn.functional.one_hot(torch.from_numpy(answer).long(), 3).movedim(-1, 0)[None].float()
        found, wanted = MaskPrediction(LUNGS, answer), MaskPrediction(LUNGS, truth)
        assert (task.decode(outputs).mask == answer).all()  # type: ignore[union-attr]
        tally.add(Answered(task, outputs, found, wanted))
    lab = tally.figures(Intervals(3, None))
    assert value(lab["metrics"], "Dice, any label") == pytest.approx(2 * 40 / (51 + 40), abs=1e-4)
    assert value(lab["metrics"], "Dice, left") == pytest.approx(2 * 8 / (19 + 8), abs=1e-4)
    assert value(lab["metrics"], "Dice, right") == 1.0
    row = lab["classes"]["rows"][0]
    assert row["n"] == 1
    assert value(row["figures"], "mean Dice a picture") == pytest.approx(2 / 3, abs=1e-4)
    assert value(row["figures"], "sensitivity") == 1.0
    assert value(row["figures"], "precision") == pytest.approx(8 / 19, abs=1e-4)
    assert lab["empty"] == {"pictures": 1, "marked": 1, "mean_pixels": 3.0, "most_pixels": 3}
    assert lab["confusion"]["counts"] == [[141, 11, 0], [0, 8, 0], [0, 0, 32]]
    (top,) = lab["reliability"]["bins"]  # every score is e^10 / (e^10 + 2)
    assert (top["n"], top["right"]) == (192, pytest.approx(181 / 192, abs=1e-4))


class Boxes:
    """A detector's task that has found these boxes, whatever the outputs."""

    def __init__(self, *found: Box) -> None:
        self.found = found

    def boxes(self, outputs: torch.Tensor, threshold: float) -> tuple[Box, ...]:
        return tuple(box for box in self.found if box.score >= threshold)


def box(label: str, score: float, left: float) -> Box:
    return Box(label, score, left, 0.0, left + 10.0, 10.0)


def test_boxes() -> None:
    tally = TALLIES["detection"](card("detection", ("polyp", "blur")))
    pictures = [
        (
            [box("polyp", 0.9, 0), box("polyp", 0.6, 100), box("polyp", 0.3, 200)],
            [box("polyp", 1, 1), box("polyp", 1, 201)],
        ),
        ([box("blur", 0.8, 50)], [box("polyp", 1, 50), box("blur", 1, 300)]),
    ]
    for found, wanted in pictures:
        task = Boxes(*found)
        shown = BoxPrediction(task.boxes(torch.zeros(0), 0.5))
        tally.add(Answered(task, torch.zeros(0), shown, BoxPrediction(tuple(wanted))))  # type: ignore[arg-type]
    lab = tally.figures(Intervals(2, None))
    polyp, blur = lab["classes"]["rows"]
    assert (polyp["n"], blur["n"]) == (3, 1)
    # polyps: hit, miss, hit of three true ones, so 1/3 at precision 1 and 1/3 at 2/3
    assert value(polyp["figures"], "AP50") == pytest.approx(1 / 3 + 2 / 9, abs=1e-4)
    assert value(polyp["figures"], "recall") == pytest.approx(1 / 3, abs=1e-4)
    assert value(polyp["figures"], "precision") == 0.5
    assert value(blur["figures"], "AP50") == 0.0
    assert value(lab["metrics"], "mean AP50 of 2 labels") == pytest.approx((1 / 3 + 2 / 9) / 2, abs=1e-4)
    assert value(lab["metrics"], "recall at IoU 0.5") == 0.25
    assert value(lab["operating_point"]["figures"], "wrong boxes a picture") == 1.0
    assert lab["confusion"]["rows"] == ["polyp", "blur", "no box"]
    # a polyp found, one called blur, one missed; a blur missed; one polyp that is none
    assert lab["confusion"]["counts"] == [[1, 1, 1], [0, 0, 1], [1, 0, 0]]
    assert sum(b["n"] for b in lab["reliability"]["bins"]) == 4


def labels_of(**scores: float) -> Prediction:
    return MultiLabelPrediction(scores, threshold=0.5)


def test_several_labels() -> None:
    tally = TALLIES["multilabel"](card("multilabel", ("a", "b")))
    pairs = [
        (labels_of(a=0.9, b=0.2), labels_of(a=1, b=0)),
        (labels_of(a=0.6, b=0.7), labels_of(a=0, b=1)),
        (labels_of(a=0.1, b=0.4), labels_of(a=0, b=1)),
    ]
    for answer, wanted in pairs:
        tally.add(Answered(None, torch.zeros(0), answer, wanted))  # type: ignore[arg-type]
    lab = tally.figures(Intervals(3, None))
    assert value(lab["metrics"], "all labels right") == pytest.approx(1 / 3, abs=1e-4)
    assert value(lab["metrics"], "mean AUC") == 1.0
    a, b = lab["classes"]["rows"]
    assert value(a["figures"], "specificity") == 0.5
    assert value(b["figures"], "sensitivity") == 0.5
    assert lab["confusion"] is None


def test_a_share_without_spread_has_wilsons_interval_over_the_owners() -> None:
    by = Intervals(40, [str(i // 10) for i in range(40)])
    found = by.share("all", np.ones(40), np.ones(40))
    assert (found["value"], found["high"]) == (1.0, 1.0)
    assert found["low"] == pytest.approx(1 / (1 + 1.959964**2 / 4), abs=1e-3)  # four owners, not forty pictures
    nothing = by.share("none", np.zeros(40), np.zeros(40))
    assert (nothing["value"], nothing["low"], nothing["n"]) == (None, None, 0)
