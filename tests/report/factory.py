"""Results of attacks as they come out of real runs, made from numpy alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.result import AttackResult, Budget, Outcome, StepRecord
from medadv_gui.core.types import (
    Box,
    BoxPrediction,
    ClassPrediction,
    Geometry,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
    Window,
)

Factory = Callable[..., AttackResult]
HOSTILE = "<b>x</b><script src='http://e.example/'>&{{ 7*7 }}\u202e"
GRADES = ("No DR", "Mild DR", "Moderate DR", "Severe DR", "Proliferative DR")
FINDINGS = ("effusion", "nodule", "atelectasis", "cardiomegaly")
LUNGS = ("background", "left lung", "right lung")


def _steps(n: int, smoothed: bool) -> tuple[StepRecord, ...]:
    t = np.linspace(0, 1, n + 1)
    return tuple(
        StepRecord(
            k=k,
            loss_deviation=float(0.1 + 4.1 * t[k] ** 0.7),
            loss_stabilization=float(-0.4 + 0.3 * t[k]) if smoothed else 0.0,
            kl_truth=float(0.1 + 4.1 * t[k] ** 0.7),
            kl_smoothed=float(0.02 + 0.05 * np.sin(3 * t[k]) ** 2) if smoothed else None,
            smoothing_gap=0.013 if smoothed else None,
            linf=float(min(k, 4)),
            l2=100.0 * k,
            success=k >= 3,
        )
        for k in range(n + 1)
    )


def _result(
    original: NDArray[Any],
    linf: int,
    window: Window,
    source: dict[str, Any],
    model: dict[str, Any],
    of_255: float,
    **more: Any,
) -> AttackResult:
    rng = np.random.default_rng(5)
    info = np.iinfo(original.dtype)
    moved = original.astype(np.int64) + rng.choice((-linf, 0, linf), original.shape, p=(0.45, 0.1, 0.45))
    adversarial = np.clip(moved, info.min, info.max).astype(original.dtype)
    delta = (adversarial.astype(np.int64) - original).astype(float)
    hu = linf * source["slope"] if source["units"] == "HU" else None
    budget = Budget(
        f"{round(of_255)}/255",
        float(linf),
        hu,
        of_255,
        0.61,
        float(np.abs(delta).max()),
        float(np.sqrt((delta**2).sum())),
    )
    rows, columns = original.shape[:2]
    common: dict[str, Any] = {
        "source": {
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "rows": rows,
            "columns": columns, "inverted": False, "lossy": False, "synthetic": False, "frame": 0, **source,
        },
        "slice": 0,
        "model": {
            "version": "1.0", "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "demonstration": True, **model,
        },
        "attack": {
            "name": "sma", "title": "Stabilized attack (SMA)", "epsilon": budget.requested, "steps": 10,
            "step_size": 1.0, "alpha": 0.5, "sigma": 1.0, "kernel": 9, "reference": "soft",
            "note": "reimplementation of Qi et al., ICLR 2021", "restarts": 1, "search": False, "target": None,
            "region": False,
        },
        "norm": "linf",
        "budget": budget,
        "truth_source": "ground truth",
        "outcome": Outcome(True, True, True, None),
        "noise_success": False,
        "clean_correct": True,
        "metrics": {
            "psnr": 42.1, "ssim": 0.9812, "data_range": 255.0, "noise_linf": float(linf), "noise_l2": 812.4,
            "reread_error": 0.0,
        },
        "saturated_share": 0.031,
        "changed_share": float(np.mean(adversarial != original)),
        "steps": _steps(10, True),
        "stop_reason": "all steps done",
        "seconds": 3.42,
        "device": "cpu (2 threads)",
        "seed": 0,
        "plan": {
            "engine": "plain", "layout": "contiguous", "dtype": "float32", "batch": 1, "threads": 2,
            "device": "cpu",
        },
        "versions": {
            "medadv_gui": "0.1.0", "torch": "2.13.0", "numpy": "2.4.6", "pydicom": "3.0.2",
            "python": "3.11.2",
        },
        "warnings": (),
        "original": original,
        "adversarial": adversarial,
        "window": window,
        "geometry": Geometry(),
        "files": {"adversarial.png": "ab" * 32, "case.npz": "cd" * 32},
    }  # fmt: skip
    return AttackResult(**{**common, **more})


def _fundus(height: int, width: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[:height, :width]
    r = np.hypot((x - width / 2) / (0.46 * height), (y - height / 2) / (0.46 * height))
    base = np.stack([190 - 60 * r, 90 - 40 * r, 40 - 20 * r], axis=2)
    disc = np.exp(-(((x - 0.68 * width) / (0.06 * width)) ** 2 + ((y - 0.48 * height) / (0.08 * height)) ** 2))
    base += disc[:, :, None] * np.array([60, 110, 70])
    rng = np.random.default_rng(1)
    base += rng.normal(0, 3, base.shape)
    base[r > 1] = 2
    return np.clip(base, 0, 255).astype(np.uint8)


def classification(height: int = 96, width: int = 128, **more: Any) -> AttackResult:
    """A fundus photograph graded "Moderate DR" (0.91), then "No DR" (0.84), at 2 of 255 grey levels."""
    before = ClassPrediction(dict(zip(GRADES, (0.03, 0.02, 0.91, 0.03, 0.01), strict=True)))
    after = ClassPrediction(dict(zip(GRADES, (0.84, 0.08, 0.05, 0.02, 0.01), strict=True)))
    noise = ClassPrediction(dict(zip(GRADES, (0.04, 0.02, 0.9, 0.03, 0.01), strict=True)))
    truth = ClassPrediction({name: float(name == "Moderate DR") for name in GRADES})
    values: dict[str, Any] = {
        "reference": truth,
        "predictions": {"original": before, "adversarial": after, "reread": after, "noise": noise},
        "criterion": "the model no longer answers 'Moderate DR'",
        "outcome": Outcome(True, True, True, False),
    }
    return _result(
        _fundus(height, width), 2, Window(0, 255),
        {"kind": "jpeg", "modality": "", "units": "", "slope": 1.0, "intercept": 0.0, "lossy": True, "dtype": "uint8"},
        {
            "id": "fundus-dr", "name": "Diabetic retinopathy grade", "task": "classification", "labels": list(GRADES),
            "colours": ["#40c057", "#94d82d", "#fcc419", "#ff922b", "#fa5252"],
            "input_window": {"lower": 0.0, "upper": 255.0, "units": "8-bit"},
        },
        2.0, **{**values, **more},
    )  # fmt: skip


def multilabel(height: int = 96, width: int = 128, **more: Any) -> AttackResult:
    """A radiograph's findings: "effusion" and "nodule" present from 0.4 on, then "nodule" and "atelectasis"."""

    def scores(*values: float) -> MultiLabelPrediction:
        return MultiLabelPrediction(dict(zip(FINDINGS, values, strict=True)), threshold=0.4)

    before, after, noise = scores(0.91, 0.72, 0.12, 0.05), scores(0.08, 0.66, 0.83, 0.3), scores(0.9, 0.7, 0.1, 0.1)
    values: dict[str, Any] = {
        "reference": scores(1, 1, 0, 0),
        "predictions": {"original": before, "adversarial": after, "reread": after, "noise": noise},
        "criterion": "the model no longer finds exactly 'effusion', 'nodule' present",
        "outcome": Outcome(True, True, True, False),
    }
    return _result(
        _fundus(height, width)[:, :, 0], 2, Window(0, 255),
        {"kind": "png", "modality": "", "units": "", "slope": 1.0, "intercept": 0.0, "dtype": "uint8"},
        {
            "id": "chest-findings", "name": "Chest findings", "task": "multilabel", "labels": list(FINDINGS),
            "colours": ["#40c057", "#94d82d", "#fcc419", "#ff922b"],
            "input_window": {"lower": 0.0, "upper": 255.0, "units": "8-bit"},
        },
        2.0, **{**values, **more},
    )  # fmt: skip


def segmentation(size: int = 128, **more: Any) -> AttackResult:
    """A CT slice whose lungs are outlined at Dice 0.97, then at 0.4 or less, at 11 HU; synthetic."""
    y, x = np.mgrid[:size, :size] / size - 0.5
    hu = np.full((size, size), -1000.0)
    hu[(x / 0.45) ** 2 + (y / 0.35) ** 2 < 1] = 40
    truth = np.zeros((size, size), np.uint8)
    truth[((x - 0.19) / 0.15) ** 2 + (y / 0.24) ** 2 < 1] = 1
    truth[((x + 0.19) / 0.15) ** 2 + (y / 0.24) ** 2 < 1] = 2
    hu[truth > 0] = -820
    hu += np.random.default_rng(2).normal(0, 18, hu.shape)
    stored = np.rint(hu + 1024).clip(0, 4095).astype(np.int16)
    clean = np.roll(truth, max(1, size // 96), axis=0)
    wrong = truth.copy()
    wrong[(y > -0.05) & (truth == 1)] = 0
    wrong[(y < 0.1) & (truth == 2)] = 0
    wrong[((x - 0.02) / 0.05) ** 2 + ((y - 0.26) / 0.04) ** 2 < 1] = 2
    masks = {"original": clean, "adversarial": wrong, "reread": wrong, "noise": clean}
    predictions: dict[str, Prediction] = {
        name: MaskPrediction(LUNGS, mask).against(truth) for name, mask in masks.items()
    }
    values: dict[str, Any] = {
        "slice": 20,
        "reference": MaskPrediction(LUNGS, truth),
        "predictions": predictions,
        "criterion": "mean foreground Dice to the reference falls by at least 0.3",
        "geometry": Geometry((0.78, 0.78), (1, 0, 0, 0, 1, 0), (-200, -200, -120)),
        "files": {"adversarial.dcm": "ab" * 32, "case.npz": "cd" * 32},
    }
    return _result(
        stored, 11, Window(-1350, 150),
        {
            "kind": "dicom", "modality": "CT", "units": "HU", "slope": 1.0, "intercept": -1024.0, "synthetic": True,
            "dtype": "int16",
        },
        {
            "id": "ct-lung", "name": "Lung outlines", "task": "segmentation", "labels": list(LUNGS),
            "colours": ["#000000", "#ffa94d", "#4dabf7"],
            "input_window": {"lower": -1000.0, "upper": 400.0, "units": "HU"},
        },
        11 * 255 / 1400, **{**values, **more},
    )  # fmt: skip


def detection(height: int = 96, width: int = 120, **more: Any) -> AttackResult:
    """An endoscopy frame with two polyps; one vanishes and one is invented; at 4 of 255 grey levels."""
    y, x = np.mgrid[:height, :width]
    picture = np.stack(
        [200 - 0.3 * (x + y) * 96 / height, 110 - 0.2 * x * 96 / height, 90 - 0.2 * y * 96 / height], axis=2
    )
    boxes = [(0.2, 0.2, 0.45, 0.55), (0.6, 0.5, 0.85, 0.8), (0.05, 0.7, 0.3, 0.95)]
    for left, top, right, bottom in boxes[:2]:
        cx, cy, w, h = (
            (left + right) / 2 * width,
            (top + bottom) / 2 * height,
            (right - left) * width,
            (bottom - top) * height,
        )
        picture += 50 * np.exp(-3 * (((x - cx) / w) ** 2 + ((y - cy) / h) ** 2))[:, :, None]
    picture += np.random.default_rng(3).normal(0, 2, picture.shape)
    made = [
        Box("polyp", s, a * width, b * height, c * width, d * height)
        for s, (a, b, c, d) in zip((0.93, 0.81, 0.55), boxes, strict=True)
    ]
    before = BoxPrediction(tuple(made[:2]))
    after = BoxPrediction((replace(made[0], score=0.47), made[2]))
    values: dict[str, Any] = {
        "reference": BoxPrediction(tuple(replace(b, score=1.0) for b in made[:2])),
        "predictions": {"original": before, "adversarial": after, "reread": after, "noise": before},
        "criterion": "a reference box has no match at IoU 0.5 (vanished)",
        "outcome": Outcome(True, True, True, True),
    }
    return _result(
        np.clip(picture, 0, 255).astype(np.uint8), 4, Window(0, 255),
        {"kind": "png", "modality": "", "units": "", "slope": 1.0, "intercept": 0.0, "dtype": "uint8"},
        {
            "id": "endo-polyp", "name": "Polyp boxes", "task": "detection", "labels": ["polyp"], "colours": ["#40c0ff"],
            "input_window": {"lower": 0.0, "upper": 255.0, "units": "8-bit"},
        },
        4.0, **{**values, **more},
    )  # fmt: skip


def words(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def tampered(factory: Factory, **more: Any) -> AttackResult:
    """A result whose every free text is hostile."""
    result = factory(**more)
    model = {**result.model, "name": HOSTILE, "id": HOSTILE, "version": HOSTILE, "sha256": HOSTILE}
    values: dict[str, Any] = {
        "model": model, "criterion": HOSTILE, "device": HOSTILE, "truth_source": HOSTILE, "stop_reason": HOSTILE,
        "warnings": (HOSTILE, "long " * 400), "plan": {HOSTILE: HOSTILE}, "versions": {HOSTILE: HOSTILE},
        "attack": {**result.attack, "title": HOSTILE, "target": HOSTILE, HOSTILE: [HOSTILE]},
        "files": {HOSTILE: HOSTILE}, "budget": replace(result.budget, requested=HOSTILE),
    }  # fmt: skip
    result = replace(result, **values)
    if not isinstance(result.reference, ClassPrediction):
        return result
    labels = [HOSTILE, "ж" * 400, "word " * 300, *model["labels"][3:]]
    names = dict(zip(model["labels"], labels, strict=True))

    def renamed(prediction: Any) -> ClassPrediction:
        return replace(prediction, scores={names[name]: value for name, value in prediction.scores.items()})

    predictions = {key: renamed(value) for key, value in result.predictions.items()}
    reference = renamed(result.reference)
    return replace(result, model={**model, "labels": labels}, reference=reference, predictions=predictions)
