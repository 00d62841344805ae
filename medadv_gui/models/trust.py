"""Which models were checked, by which version of the program, and what was found: `trust.json` beside the user's
models.

A record holds for exactly one card and the files whose SHA-256 the card states; loading compares these once more.
Imports no torch.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import medadv_gui
from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.resources import data_dir
from medadv_gui.models.card import STATED, VERIFIED, ModelCard
from medadv_gui.models.guard import VECTOR, Cancelled, Probe, check

_KEPT = 500  # records; the oldest go


def trust_file() -> Path:
    return data_dir() / "models" / "trust.json"


def fingerprint(card: ModelCard) -> str:
    """SHA-256 of the whole card, with it of what it says of each file."""
    return sha256(json.dumps(card.to_json(), sort_keys=True).encode()).hexdigest()


def recorded(card: ModelCard) -> tuple[Probe, ...] | None:
    """What this version of the program has found of exactly this card and its files; None where it has not looked."""
    record = _records().get(fingerprint(card))
    if record is None or record.get("version") != medadv_gui.__version__:
        return None
    try:
        return tuple(Probe(**found) for found in record["probes"])
    except (KeyError, TypeError):
        return None


def assure(card: ModelCard, cancelled: Cancelled | None = None) -> tuple[Probe, ...]:
    """What was found of a model, after a check in a process apart unless there is a record of one. The program's own
    models need none.

    Raises ModelError where the model is refused, cannot be loaded or run, or answers other than its card says.
    """
    if card.preprocessing == STATED:
        return ()
    known = recorded(card)
    if known is not None:
        return known
    probes = check(card, cancelled)
    if wrong := next((probe.text for probe in probes if probe.name == "outputs" and not probe.passed), None):
        raise ModelError(f"{card.id}: {wrong}")
    record(card, probes)
    return probes


def record(card: ModelCard, probes: tuple[Probe, ...]) -> None:
    """Keep what a check has found. Raises OutputError where that cannot be written."""
    records = _records()
    records.pop(fingerprint(card), None)
    records[fingerprint(card)] = {
        "id": card.id, "files": {file.name: file.sha256 for file in card.files},
        "checked": datetime.now(UTC).isoformat(timespec="seconds"), "version": medadv_gui.__version__,
        "probes": [asdict(probe) for probe in probes],
    }  # fmt: skip
    with write_atomic(trust_file()) as stream:
        kept = dict(list(records.items())[-_KEPT:])
        stream.write(json.dumps({"schema_version": 1, "models": kept}, indent=1).encode())


def vouched(card: ModelCard) -> ModelCard:
    """The card, its preprocessing "test vector passes" where a check has found that."""
    probes = recorded(card) if card.test_vector is not None and card.preprocessing != STATED else None
    passed = any(probe.name == VECTOR and probe.passed for probe in probes or ())
    return replace(card, preprocessing=VERIFIED) if passed else card


def _records() -> dict[str, dict[str, Any]]:
    """The records, oldest first; none where there is no file, or one that cannot be read: then all is checked anew."""
    try:
        found = json.loads(trust_file().read_text(encoding="utf-8"))["models"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    held = found.items() if isinstance(found, dict) else ()
    return {str(key): value for key, value in held if isinstance(value, dict)}
