"""The figures of one model under one attack at one budget: before, after, and by how much worse."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.evaluation.cohort.cases import Cases, box_labels, held
from medadv_gui.evaluation.cohort.row import Row
from medadv_gui.evaluation.cohort.sample import DRAWS, Json, Sample, number

Array = NDArray[Any]
# What is told before and after, by task: the figure that a table shows first.
HEADLINES = {
    "classification": ("clean_accuracy", "robust_accuracy", "accuracy_drop"),
    "multilabel": ("clean_accuracy", "robust_accuracy", "accuracy_drop"),
    "segmentation": ("dice_before", "dice_after", "dice_drop"),
    "detection": ("ap50_before", "ap50_after", "ap50_drop"),
}
NAMES = {
    "clean_accuracy": "accuracy before",
    "robust_accuracy": "accuracy after",
    "accuracy_drop": "fall of the accuracy",
    "success": "success, written and read again, of those right before",
    "success_in_memory": "success in memory",
    "success_rounded": "success once rounded",
    "success_jpeg": "success after JPEG at quality 90",
    "noise_success": "success of noise of the same size",
    "dice_before": "mean Dice before", "dice_after": "mean Dice after", "dice_drop": "fall of the mean Dice",
    "iou_before": "mean IoU before", "iou_after": "mean IoU after", "iou_drop": "fall of the mean IoU",
    "hd95_before": "HD95 before", "hd95_after": "HD95 after", "hd95_rise": "rise of the HD95",
    "outlines_lost": "images whose HD95 is lost with an outline",
    "ap50_before": "AP50 before", "ap50_after": "AP50 after", "ap50_drop": "fall of the AP50",
    "ap50_95_before": "AP 50:95 before", "ap50_95_after": "AP 50:95 after", "ap50_95_drop": "fall of the AP 50:95",
    "vanished": "findings vanished, of those found before",
    "invented": "findings invented, an image",
    "invented_share": "findings invented, of those rightly absent before",
    "from_nothing": "cases with nothing to lose in which the model finds something after",
    "noise_from_nothing": "the same of noise of the same size",
    "found_in_nothing": "what it finds there after, pixels or boxes a case",
}  # fmt: skip


def figures(cases: Cases) -> Json:
    """All that can be told of these cases, by name (see NAMES), each as `sample.Sample` tells it.

    Success counts only cases that the model was right on before. Dice and IoU are means over images of the mean over
    the labels that the reference holds. HD95 is of images and labels with both outlines; how many lost one is told
    beside it. AP is the area under the precision envelope, all points (as VOC has it since 2010, where COCO takes 101
    points), the mean over the labels that there are, over the boxes that the model shows: a card's score threshold
    cuts the tail off. A finding has vanished that was found before and is not after; one is invented that is wrong and
    was not there before. Cases with nothing to lose (`Row.nothing_to_lose`) are in no success; what an attack invents
    there is told by itself, where there are such cases.
    """
    sample, right = cases.sample, cases.array("clean_correct").astype(bool)
    jpeg = cases.array("after_jpeg_q90")
    found = {
        "success": sample.share(cases.array("success") > 0, right),
        "success_in_memory": sample.share(cases.array("in_memory") > 0, right),
        "success_rounded": sample.share(cases.array("rounded") > 0, right),
        "success_jpeg": sample.share(jpeg > 0, right & np.isfinite(jpeg)),
        "noise_success": sample.share(cases.array("noise_success") > 0, right),
    }
    return {**_BY_TASK[cases.task](cases), **found, **_from_nothing(cases)}


def _from_nothing(cases: Cases) -> Json:
    nothing = cases.array("nothing_to_lose") > 0
    if not nothing.any():
        return {}
    after, noise = cases.marked("attacked"), cases.marked("noise")
    return {
        "from_nothing": cases.sample.share(after > 0, nothing & np.isfinite(after)),
        "noise_from_nothing": cases.sample.share(noise > 0, nothing & np.isfinite(noise)),
        "found_in_nothing": cases.sample.mean(np.where(nothing, after, np.nan)),
    }


def clean(cases: Cases) -> Json:
    """What can be told of the answers before any attack."""
    told = _BY_TASK[cases.task](cases)
    return {name: value for name, value in told.items() if name.endswith("_before") or name == "clean_accuracy"}


def by_class(cases: Cases) -> list[Json]:
    """Of a classification its cases by reference label; of other tasks each label's own figures. `n` counts the images
    whose reference holds the label."""
    if cases.task == "classification":
        return by(cases, lambda row: row.reference.labels[0] if row.reference.labels else "")
    if cases.task == "segmentation":
        return [
            _named(name, sum(name in held(row) for row in cases.rows), _overlaps(cases, name))
            for name in dict.fromkeys(name for row in cases.rows for name in held(row))
        ]
    if cases.task == "detection":
        return [
            _named(
                name,
                sum(any(box[0] == name for box in row.reference.boxes) for row in cases.rows),
                _precision(cases, (name,)) | _findings(cases, name),
            )
            for name in box_labels(cases.rows)
        ]
    names = dict.fromkeys(name for row in cases.rows for name in (*row.original.scores, *row.reference.labels))
    return [
        _named(name, sum(name in row.reference.labels for row in cases.rows), _findings(cases, name)) for name in names
    ]


def by(cases: Cases, of: Callable[[Row], str]) -> list[Json]:
    """All figures of each part of the cases, in the order of the parts' names; "" where none is told."""
    parts = [of(row) for row in cases.rows]
    return [
        _named(name, parts.count(name), figures(cases.only([part == name for part in parts])))
        for name in sorted(set(parts))
    ]


def _named(name: str, n: int, told: Json) -> Json:
    return {"name": name, "n": n, "figures": told}


def _change(sample: Sample, name: str, before: Array, after: Array, worse: str = "drop") -> Json:
    fall = before - after if worse == "drop" else after - before
    told = {"before": before, "after": after, worse: fall}
    return {f"{name}_{key}": sample.mean(values) for key, values in told.items()}


def _accuracy(cases: Cases) -> Json:
    before, after = cases.right("original"), cases.right("attacked")
    return {
        "clean_accuracy": cases.sample.share(before),
        "robust_accuracy": cases.sample.share(after),
        "accuracy_drop": cases.sample.mean(before.astype(float) - after),
    }


def _overlaps(cases: Cases, label: str | None = None) -> Json:
    told: Json = {}
    for of in ("dice", "iou"):
        before, after = (cases.overlap(answer, of, label) for answer in ("original", "attacked"))
        told |= _change(cases.sample, of, before, after)
    if len({row.mm for row in cases.rows}) == 1:  # millimetres and pixels have no mean
        before, after = (cases.distance(answer, label) for answer in ("original", "attacked"))
        told |= _change(cases.sample, "hd95", before, after, "rise")
        told["outlines_lost"] = cases.sample.share(~np.isfinite(after), np.isfinite(before))
    return told


def _findings(cases: Cases, label: str | None = None) -> Json:
    counts = cases.findings(label)
    told = {"vanished": cases.sample.ratio(counts["vanished"], counts["found"])}
    told["invented"] = cases.sample.mean(counts["invented"])
    if cases.task == "multilabel":
        told["invented_share"] = cases.sample.ratio(counts["invented"], counts["absent"])
    return told


def _precision(cases: Cases, labels: Sequence[str]) -> Json:
    """The mean over those of the labels that some reference holds."""
    kept = [name for name in labels if cases.boxes(name).any()]
    holding = np.array([cases.boxes(name) for name in kept]).reshape(-1, cases.sample.n).sum(0) > 0

    def mean(values: list[Array]) -> Array:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a draw without any box of any label
            found: Array = np.nanmean(values, axis=0) if values else np.full(1 + DRAWS, np.nan)
        return found

    before, after = (mean([cases.ap50(answer, name) for name in kept]) for answer in ("original", "attacked"))
    told = _three("ap50", [cases.sample.figure(values, holding) for values in (before, after, before - after)])
    first, then = (
        float(np.mean([cases.ap50_95(answer, name) for name in kept])) if kept else math.nan
        for answer in ("original", "attacked")
    )
    bare = told["ap50_before"] | {"low": None, "high": None, "method": None}
    return told | _three("ap50_95", [bare | {"value": number(value)} for value in (first, then, first - then)])


def _three(name: str, values: Sequence[Json]) -> Json:
    return {f"{name}_{key}": value for key, value in zip(("before", "after", "drop"), values, strict=True)}


_BY_TASK: dict[str, Callable[[Cases], Json]] = {
    "classification": _accuracy,
    "multilabel": lambda cases: _accuracy(cases) | _findings(cases),
    "segmentation": _overlaps,
    "detection": lambda cases: _precision(cases, box_labels(cases.rows)) | _findings(cases),
}
