"""A model card's document and lab.json documents made by hand."""

from __future__ import annotations

from typing import Any

SHA = "ab" * 32
LABELS = ("no DR", "mild DR", "severe DR")


def figure(name: str, value: float | None, low: float | None, high: float | None, n: int) -> dict[str, Any]:
    return {"name": name, "value": value, "low": low, "high": high, "n": n}


def point(hits: int, n: int = 10) -> dict[str, Any]:
    return {"value": hits / n, "low": max(0.0, hits / n - 0.2), "high": min(1.0, hits / n + 0.2), "n": n}


def curve(attack: str, title: str, *hits: int) -> dict[str, Any]:
    return {"attack": attack, "title": title, "effort": "10 steps", "points": [point(k) for k in hits]}


def lab(model: str = "test-model", **changes: Any) -> dict[str, Any]:
    """What was measured of a grader of three labels; `changes` take the place of whole fields."""
    classes = [
        {
            "label": name,
            "n": n,
            "figures": [figure("sensitivity", k / n, 0.1, 0.9, n), figure("AUC", None, None, None, n)],
        }
        for name, n, k in zip(LABELS, (20, 5, 15), (18, 1, 9), strict=True)
    ]
    bins = [
        {"from": 0.5, "to": 0.6, "score": 0.56, "right": 0.5, "low": 0.3, "high": 0.7, "n": 12},
        {"from": 0.9, "to": 1.0, "score": 0.97, "right": 0.83, "low": None, "high": None, "n": 28},
    ]
    document = {
        "schema_version": 1,
        "model": {"id": model, "version": "1", "sha256": SHA},
        "made": {
            "date": "2026-03-04", "seconds": 151.2, "device": "CPU (2 threads)",
            "versions": {"medadv_gui": "0.1.0", "torch": "2.13.0"},
            "command": f"medadv-gui models measure {model} --data DIR",
        },
        "data": {"name": "fundus_dr", "split": "test", "pictures": 40, "owners": None, "interval": "picture"},
        "forward_ms": 61.4,
        "metrics": [figure("DR AUC", 0.8712, 0.7811, 0.9433, 40), figure("quadratic kappa", -0.12, -0.3, 0.1, 40)],
        "operating_point": {"text": "Positive is DR.", "figures": [figure("sensitivity", 0.75, 0.53, 0.89, 20)]},
        "classes": {"of": "pictures", "rows": classes},
        "confusion": {
            "of": "pictures", "rows": list(LABELS), "columns": list(LABELS),
            "counts": [[18, 1, 1], [3, 1, 1], [2, 4, 9]],
        },
        "reliability": {"of": "the score of the answer, by picture", "bins": bins, "error": 0.116},
        "empty": None,
        "mirrored": None,
        "drawn": {
            "kind": "fundus", "pictures": 12, "right": 9, "examples": {"right": [30001], "wrong": [30003, 30004]},
        },
        "attacks": {
            "pictures": 10, "budgets": [1, 2, 4, 8],
            "curves": [
                curve("sma", "Stabilized attack (SMA)", 3, 7, 10, 10),
                curve("apgd-ce", "APGD, cross-entropy", 4, 9, 10, 10),
                curve("noise", "Random noise", 0, 1, 1, 2),
            ],
        },
        "twin": None,
        "not_measured": ["Pictures of other clinics, devices and populations than this data set's."],
    }  # fmt: skip
    return document | changes


def twin(plain: str = "test-model") -> dict[str, Any]:
    """The field `twin` of a hardened model's lab.json."""
    rows = [
        {
            "budget": b, "hardened": figure("accuracy", h, h - 0.1, h + 0.1, 10),
            "plain": figure("accuracy", p, p / 2, p, 10),
        }
        for b, h, p in ((0, 0.8, 0.9), (1, 0.7, 0.3), (2, 0.6, 0.1), (4, 0.3, 0.0), (8, 0.1, 0.0))
    ]  # fmt: skip
    return {
        "plain": {"id": plain, "version": "1", "sha256": SHA}, "quantity": "accuracy",
        "attacks": ["apgd-ce", "square", "transfer"], "effort": "10 steps of APGD, 100 queries of Square",
        "pictures": 10, "points": rows,
    }  # fmt: skip


def card(model: str = "test-model", **changes: Any) -> dict[str, Any]:
    """The document of model_card.json."""
    document = {
        "schema_version": 2, "id": model, "name": "Grader", "version": "1", "format": "safetensors",
        "files": [{"name": "model.safetensors", "sha256": SHA}],
        "architecture": {"name": "lesion-grader", "arguments": {}}, "task": "classification",
        "labels": [{"name": name, "colour": "#0072b2"} for name in LABELS],
        "output": {"kind": "logits", "activation": "softmax", "select": None},
        "input": {
            "channels": 3, "layout": "NCHW", "dimensions": 2, "height": 384, "width": 576, "multiple": None,
            "resize": "fit", "spacing": None, "orientation": None,
            "intensity": {
                "units": "RGB", "lower": 0.0, "upper": 255.0, "mean": [0.5] * 3, "std": [0.25] * 3, "range": None,
            },
        },
        "training_data": ["IDRiD, CC BY 4.0"],
        "metrics": [
            {
                "name": "accuracy", "value": 0.61, "low": 0.5, "high": 0.7, "n": 40, "split": "held-out train",
                "note": "by picture",
            },
        ],
        "licence": "Weights: Apache-2.0", "citation": "Porwal P, et al. Data 2018;3(3):25",
        "intended_use": "demonstration only: shows attacks", "out_of_scope": "Any clinical use", "test_vector": None,
        "demo": {"case": "fundus"},
    }  # fmt: skip
    return document | changes
