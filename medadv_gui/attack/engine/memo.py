"""Chosen plans, remembered in the process and in the user's cache: timing must not decide twice."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

import torch

from medadv_gui.attack.engine.plan import Plan
from medadv_gui.core.errors import OutputError, SettingsError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.resources import cache_dir

_LOG = logging.getLogger(__name__)
_MOST = 200  # plans in the file; the oldest leave it
_MOST_BYTES = 1 << 20
_chosen: dict[str, Plan] = {}


def key(name: str | None, plan: Plan, shape: tuple[int, ...], smoothed: str) -> str | None:
    """What a plan is remembered under: a hash of the network's name and all that the choice hangs on."""
    if name is None:
        return None
    parts = [name, shape, plan.device, plan.threads, torch.__version__, smoothed]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def recall(key: str | None) -> Plan | None:
    """The plan chosen before, if any."""
    if key is None:
        return None
    if key not in _chosen:
        try:
            _chosen[key] = Plan.from_json(_read().get(key))
        except SettingsError:
            return None
    return _chosen[key]


def remember(key: str | None, plan: Plan) -> None:
    """Keep a plan; where the cache cannot be written, for this process alone."""
    if key is None:
        return
    _chosen[key] = plan
    kept = [(k, v) for k, v in _read().items() if k != key][-_MOST + 1 :]
    try:
        with write_atomic(_path()) as stream:
            stream.write(json.dumps(dict([*kept, (key, plan.to_json())]), indent=1).encode())
    except (OSError, OutputError) as error:
        _LOG.debug("plans are not kept: %s", error)


def _path() -> Path:
    return cache_dir() / "plans.json"


def _read() -> dict[str, object]:
    """The file's plans; none where it is missing or damaged."""
    try:
        with _path().open("rb") as stream:
            plans = json.loads(stream.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return plans if isinstance(plans, dict) else {}
