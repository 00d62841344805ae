"""lab.json: what was measured of a model, beside its card. Reading it imports no torch.

resources/models/lab.schema.json explains every field. It holds no picture, no file's name and nothing else that
identifies anybody: counts, shares, scores and their intervals alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.resources import resources
from medadv_gui.core.text import one_line
from medadv_gui.evaluation.testset import TWIN, plain_id
from medadv_gui.models.card import CARD, ModelCard, read_card
from medadv_gui.models.schema import parse_json

LAB = "lab.json"
SCHEMA_VERSION = 1
MAX_LAB = 1 << 20


def read_lab(card: ModelCard) -> Mapping[str, Any] | None:
    """What was measured of the card's model; None where there is no lab.json.

    Raises ModelError, one line that names the field, where the file is none, or was measured with other weights.
    """
    path = card.folder / LAB
    if not path.is_file():
        return None
    name = f"{card.id}/{LAB}"
    try:
        if path.stat().st_size > MAX_LAB:
            raise ModelError(f"{name}: larger than {MAX_LAB >> 20} MiB")
        lab = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{name}: cannot be read ({type(error).__name__})") from None
    fault = _fault(lab)
    if fault:
        raise ModelError(f"{name}: {fault}")
    if lab["model"]["sha256"] != card.sha256:
        raise ModelError(f"{name}: was measured with other weights; measure again: medadv-gui models measure {card.id}")
    return dict(lab)


def write_lab(lab: Mapping[str, Any], folder: Path) -> Path:
    """Write `lab` into `folder`, whole or not at all; its path.

    Raises OutputError where the folder cannot be written.
    """
    fault = _fault(lab)
    if fault:
        raise ValueError(fault)
    text = json.dumps(lab, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    with write_atomic(folder / LAB) as stream:
        stream.write(text.encode())
    return folder / LAB


def other_of(card: ModelCard) -> ModelCard | None:
    """A plain model's hardened twin, or a twin's plain model, where it lies in the folder beside; else None.

    Raises ModelError where the folder beside holds a damaged card.
    """
    name = plain_id(card.id) if card.id.endswith(TWIN) else card.id + TWIN
    folder = card.folder.parent / name
    return read_card(folder) if (folder / CARD).is_file() else None


def _fault(lab: Any) -> str:
    """What is wrong with a lab.json, "" where nothing is."""
    from jsonschema.exceptions import best_match

    try:
        error = best_match(_validator().iter_errors(lab))
    except RecursionError:
        return "it is nested too deeply"
    if error is None:
        return ""
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    return f"{one_line(field.lstrip('.') or 'the file', 80)}: {one_line(error.message, 160)}"


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    path = resources() / "models" / "lab.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
