"""What every command prints alike."""

from __future__ import annotations

import json
import sys
from typing import Any

from medadv_gui.core.errors import MedadvError

RESEARCH_USE = "Research use only, not for diagnosis."
CANCELLED = 130


def print_json(value: Any) -> None:
    print(json.dumps(value, allow_nan=False), flush=True)


def failure(path: str, error: MedadvError, as_json: bool, aloud: bool = True) -> None:
    if as_json:
        print_json({"path": path, "error": str(error)})
    if aloud:
        print(f"medadv-gui: {error}", file=sys.stderr)


def in_words(prediction: dict[str, Any]) -> str:
    if "probabilities" in prediction:
        scores = ", ".join(f"{name} {score:.3f}" for name, score in prediction["probabilities"].items())
        return f"{prediction['label']} (model scores: {scores})"
    if "boxes" in prediction:
        boxes = [
            f"{b['label']} {b['score']:.3f} at {', '.join(f'{v:.0f}' for v in b['box'])}" for b in prediction["boxes"]
        ]
        return "; ".join(boxes) or "no box"
    words = ", ".join(f"{name} {area} pixels" for name, area in prediction["area"].items())
    if "dice" in prediction:
        words += ", Dice " + ", ".join(f"{name} {dice:.3f}" for name, dice in prediction["dice"].items())
    return words
