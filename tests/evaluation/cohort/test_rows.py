"""Results as rows: distances between outlines in closed form, and the figures of each task."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from monai.metrics import compute_hausdorff_distance
from numpy.typing import NDArray

from medadv_gui.core.types import Box, BoxPrediction, ClassPrediction, MaskPrediction, MultiLabelPrediction
from medadv_gui.evaluation.cohort.row import Answer, Row, Transfer
from medadv_gui.evaluation.cohort.rows import answer_of, hd95, reference_of
from medadv_gui.evaluation.cohort.store import Journal
from medadv_gui.evaluation.cohort.summary import summary


def block(top: int, left: int, rows: int, columns: int, side: int = 64) -> NDArray[np.bool_]:
    mask = np.zeros((side, side), bool)
    mask[top : top + rows, left : left + columns] = True
    return mask


def disc(radius: float, side: int = 201) -> NDArray[np.bool_]:
    y, x = np.mgrid[:side, :side] - side // 2
    return y**2 + x**2 <= radius**2


def test_hd95_of_shapes_whose_distance_is_known() -> None:
    # Two lines, one pixel thick: every pixel of one is 7 rows from the other.
    assert hd95(block(10, 0, 1, 64), block(17, 0, 1, 64)) == 7
    assert hd95(block(10, 0, 1, 64), block(17, 0, 1, 64), (0.5, 3.0)) == 3.5
    assert hd95(block(5, 5, 9, 9), block(5, 5, 9, 9)) == 0
    # Concentric discs: the difference of their radii, but for the pixels.
    assert hd95(disc(40), disc(60)) == pytest.approx(20, abs=0.8)
    assert hd95(disc(40), disc(60), (0.7, 0.7)) == pytest.approx(14, abs=0.6)


def test_hd95_forgives_a_twentieth_of_an_outline() -> None:
    line, stray = block(10, 0, 1, 64), block(10, 0, 1, 64)
    stray[40, 0] = True  # one pixel of 65
    assert hd95(line, stray) == 0
    for column in range(8):
        stray[40, column] = True
    assert hd95(line, stray) == 30


def test_hd95_of_nothing_is_none() -> None:
    empty = np.zeros((8, 8), bool)
    assert hd95(empty, empty) is None
    assert hd95(empty, block(0, 0, 2, 2, 8)) is None


@pytest.mark.filterwarnings("ignore::FutureWarning")  # MONAI of itself
def test_hd95_is_monais() -> None:
    rng = np.random.default_rng(0)
    for spacing in ((1.0, 1.0), (0.7, 1.9)):
        a, b = (np.kron(rng.random((8, 8)) > 0.5, np.ones((6, 6), bool)) for _ in range(2))
        both = [torch.from_numpy(mask[None, None].astype(np.float32)) for mask in (a, b)]
        theirs = compute_hausdorff_distance(*both, include_background=True, percentile=95, spacing=list(spacing))
        assert hd95(a, b, spacing) == pytest.approx(float(theirs), rel=1e-5)


def test_the_figures_of_each_task() -> None:
    scores = {"a": 0.2, "b": 0.8}
    assert answer_of(ClassPrediction(scores), ClassPrediction({"a": 1.0, "b": 0.0}), None) == Answer(("b",), scores)
    several = MultiLabelPrediction({"a": 0.6, "b": 0.8})
    assert answer_of(several, several, None).labels == ("a", "b")
    assert reference_of(several) == Answer(("a", "b"))
    boxes = BoxPrediction((Box("a", 0.4, 1, 2, 3, 4),))
    assert answer_of(boxes, boxes, None) == Answer(boxes=(("a", 0.4, 1, 2, 3, 4),))
    assert reference_of(boxes) == Answer(boxes=(("a", 1.0, 1, 2, 3, 4),))
    labels = ("background", "a", "b", "c")
    one, other = (np.zeros((8, 8), np.uint8) for _ in range(2))
    one[:4, :4], other[:4, 2:6], other[7, 7] = 1, 1, 3
    found = answer_of(MaskPrediction(labels, one), MaskPrediction(labels, other), None)
    assert found.dice == {"a": 0.5, "b": None, "c": 0.0}
    assert found.iou == {"a": 8 / 24, "b": None, "c": 0.0}
    assert found.hd95 == {"a": 2.0, "b": None, "c": None}


def row(**changes: object) -> Row:
    nothing = Answer()
    values: dict[str, object] = {
        "key": "k", "item": "i", "image_sha256": "s", "patient": "", "site": "", "modality": "", "model": "m",
        "model_version": "1", "model_sha256": "s", "task": "classification", "attack": "sma", "norm": "linf",
        "epsilon": "4/255", "of_255": 4.0, "seed": 0, "truth_source": "model", "mm": False, "reference": nothing,
        "original": Answer(("a",), {"a": 1.0}), "attacked": Answer(boxes=(("a", 1.0, 0.0, 0.0, 1.0, 1.0),)),
        "noise": nothing, "clean_correct": True, "success": True, "in_memory": True, "rounded": True,
        "after_jpeg_q90": None, "noise_success": False, "linf": 4.0, "l2": 9.0, "linf_of_255": 4.0,
        "changed_share": 1.0, "psnr": None, "ssim": 0.5, "iterates": 3, "seconds": 0.1, "warnings": ("w",),
    }  # fmt: skip
    return Row(**{**values, **changes})  # type: ignore[arg-type]


def test_a_list_survives_being_torn(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "rows.jsonl")
    assert list(journal.read()) == []
    rows = [row(key=str(k)) for k in range(4)]
    for each in rows[:3]:
        journal.append(each.to_json())
    whole = journal.path.read_bytes()
    assert [Row.from_json(content) for content in journal.read()] == rows[:3]
    second, third = (whole.index(b"\n") + 1, whole.rindex(b"\n", 0, -1) + 1)
    for cut in range(third, len(whole)):
        journal.path.write_bytes(whole[:cut])
        journal.append(rows[3].to_json())
        kept = [Row.from_json(content).key for content in journal.read()]
        # A line that lacks its end alone is whole.
        assert kept == (["0", "1", "2", "3"] if cut == len(whole) - 1 else ["0", "1", "3"])
    journal.path.write_bytes(whole[:second] + whole[second:].replace(b"linf", b"l2__", 1))
    assert [content["key"] for content in journal.read()] == ["0", "2"]


def test_transfers_come_back_as_they_were() -> None:
    transfer = Transfer("k", "m", "1", "s", True, False, Answer(("a",), {"a": 0.5}))
    assert Transfer.from_json(transfer.to_json()) == transfer


def test_the_summary_counts_those_that_were_right() -> None:
    rows = [row(item=f"i{k}", success=k < 3, clean_correct=k < 5, noise_success=k == 0) for k in range(8)]
    rows.append(row(attack="noise", clean_correct=False))
    first, second = summary(rows)
    assert (first["cases"], first["right"], first["succeeded"], first["value"], first["noise"]) == (8, 5, 3, 0.6, 1)
    assert first["low"] < 0.6 < first["high"]
    assert (second["right"], second["value"]) == (0, None)


def test_the_summary_takes_slices_of_a_patient_for_one() -> None:
    def told(patients: int) -> dict[str, Any]:
        slices = [(patient, k) for patient in range(patients) for k in range(4)]
        (one,) = summary(row(item=f"i{p} {k}", patient=f"p{p}", success=p < patients // 2) for p, k in slices)
        return one

    apart = summary(row(item=f"i{k}", success=k < 20) for k in range(40))[0]
    assert told(10)["value"] == apart["value"] == 0.5
    assert told(10)["high"] - told(10)["low"] > 1.5 * (apart["high"] - apart["low"])
    assert (told(4)["value"], told(4)["low"], told(4)["high"]) == (0.5, None, None)
