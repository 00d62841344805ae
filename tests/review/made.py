"""Protocols, results and designs that tests make for themselves."""

import json
from pathlib import Path

import numpy as np

from medadv_gui.core.result import AttackResult, Budget, Outcome, save_result
from medadv_gui.core.types import ClassPrediction, Geometry, Window
from medadv_gui.review.protocol import Case, Consent, Display, Item, Order, Picture, Protocol, Task


def task(**changes: object) -> Task:
    return Task(**{"id": "seen", "kind": "detection", "question": "Is the image altered?", "threshold": 50, **changes})


def case(number: int, items: int = 2, pictures: int = 1, practice: bool = False) -> Case:
    shown = tuple(
        Item(
            f"I{number:04}{k:02}",
            tuple(Picture(f"P{number:04}{k:02}{n}", "0" * 64) for n in range(pictures)),
        )
        for k in range(items)
    )
    return Case(
        f"C{number:05}", practice, 8, 8, False, "uint8", "", "", 1.0, 0.0, False, 0, 255, Window(0.0, 255.0), None,
        shown,
    )  # fmt: skip


def protocol(cases: int = 6, items: int = 2, practice: int = 0, pictures: int = 1, **changes: object) -> Protocol:
    made = tuple(case(n, items, pictures, n >= cases) for n in range(cases + practice))
    values = {
        "id": "study", "title": "A study", "program": "0", "tasks": (task(),), "cases": made, "order": Order(1),
        "consent": Consent("I agree.", "EK 1/2026"), "display": Display(), "margin": None, "key_sha256": "0" * 64,
    }  # fmt: skip
    return Protocol(**{**values, **changes})


def result(
    folder: Path, number: int = 0, shape: tuple[int, ...] = (24, 32), dtype: str = "uint8", linf: int = 3,
    **changes: object,
) -> Path:  # fmt: skip
    """A folder as `medadv-gui attack` writes it, of a network that nobody asked."""
    draw = np.random.default_rng(number)
    lowest, highest = (0, 255) if dtype == "uint8" else (-1024, 3071)
    original = draw.integers(lowest, highest // 2, shape).astype(dtype)
    change = draw.integers(-linf, linf + 1, shape)
    adversarial = np.clip(original.astype(int) + change, lowest, highest).astype(dtype)
    clean, fooled = ClassPrediction({"polyp": 0.9, "none": 0.1}), ClassPrediction({"polyp": 0.2, "none": 0.8})
    values = {
        "source": {
            "kind": "png", "modality": "", "sha256": f"{number:064}", "rows": shape[0], "columns": shape[1],
            "units": "", "slope": 1.0, "intercept": 0.0, "inverted": False, "lossy": False, "synthetic": True,
            "frame": 0, "dtype": dtype, "lowest": lowest, "highest": highest, "step": None,
        },
        "slice": 0, "model": {"id": "m", "version": "1", "sha256": "0" * 64, "task": "classification", "labels": ["a"]},
        "attack": {"name": "sma"}, "norm": "linf", "budget": Budget("3/255", 3.0, None, 3.0, None, 3.0, 60.0),
        "criterion": "c", "truth_source": "model", "reference": clean,
        "predictions": {"original": clean, "adversarial": fooled, "reread": fooled, "noise": clean},
        "outcome": Outcome(True, True, True), "noise_success": False, "clean_correct": True, "metrics": {},
        "saturated_share": 0.0, "changed_share": 1.0, "steps": (), "stop_reason": "all steps done", "seconds": 1.0,
        "device": "CPU", "seed": 0, "plan": {}, "versions": {}, "warnings": (), "original": original,
        "adversarial": adversarial, "window": Window(float(lowest), float(highest)),
        "geometry": Geometry(spacing=(0.5, 0.5)),
    }  # fmt: skip
    folder.mkdir(parents=True)
    save_result(AttackResult(**{**values, **changes}), folder)
    return folder


def design(folder: Path, count: int = 4, **changes: object) -> Path:
    """A design's file, beside the results that it names."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = {
        "title": "Is the change seen?",
        "tasks": [{"id": "seen", "kind": "detection", "question": "Is the image altered?", "threshold": 50}],
        "arms": ["original", "adversarial", "sham-mirrored"],
        "cases": [{"folder": result(folder / f"case-{n}", n).name, "patient": f"p{n // 2}"} for n in range(count)],
        "order": {"seed": 5, "gap": 1},
        **changes,
    }
    path = folder / "design.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path
