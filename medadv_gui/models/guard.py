"""A stranger's model is opened in a process apart first, which is watched for time and memory and ended where it takes
too much of either. What it answers is plain JSON. Imports no torch."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.core.text import one_line
from medadv_gui.imaging.process import ENDED, Child, Limits, Watch
from medadv_gui.models.card import ModelCard

OPTION = "--check-model"
# Half of the machine's memory at most. Starting PyTorch takes seconds of the time, on a slow machine ten or more.
SECONDS = 180.0
MEMORY = 16 << 30
# PyTorch falls back to unsafe loading in places where nobody asks; this forbids it.
_ENVIRONMENT = {"TORCH_FORCE_WEIGHTS_ONLY_LOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}


VECTOR = "test vector"
# Without these an attack by gradients means nothing.
NEEDED = ("outputs", "input gradient", "finite difference")
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Probe:
    """One thing that was looked at: `text` says what was found, passed or not."""

    name: str
    passed: bool
    text: str


def fault(probes: Sequence[Probe]) -> str | None:
    """Why a model with these probes cannot be attacked by gradients; None where it can."""
    return next((probe.text for probe in probes if probe.name in NEEDED and not probe.passed), None)


class CheckCancelledError(ModelError):
    """The check was cancelled by the user."""


def check(card: ModelCard, cancelled: Cancelled | None = None) -> tuple[Probe, ...]:
    """What the probes of a process apart have found of the model, whose files lie in the card's folder.

    Raises ModelError where the model is refused, cannot be loaded or run, or takes too much time or memory.
    """
    try:
        return tuple(Probe(**found) for found in ask("check", card.folder, card.to_json(), cancelled))
    except TypeError:
        raise ModelError(f"{card.id}: the process that checked it gave no answer that can be read") from None


def ask(do: str, path: Path, document: Any = None, cancelled: Cancelled | None = None) -> Any:
    """What a new process answers: to "draft" what lies at `path`, to "check" what the probes of the card `document` in
    the folder `path` have found.

    Raises
    ------
    ModelError
        The reason of the process; or why it had to be ended, or that it broke down.
    """
    with tempfile.TemporaryDirectory(prefix="medadv-gui-", ignore_cleanup_errors=True) as scratch:
        child = Child(OPTION, _ENVIRONMENT, Path(scratch))
        try:
            with Watch(child, cancelled, Limits(SECONDS, MEMORY, "checking it")) as watch:
                try:
                    child.send({"do": do, "path": str(path.absolute()), "document": document})
                    message, _ = child.receive()
                except ENDED:
                    if watch.reason == "cancelled":
                        raise CheckCancelledError(f"{path.name}: the check was cancelled") from None
                    reason = watch.reason or "it brought down the process that checked it"
                    raise ModelError(f"{path.name}: refused, {reason}") from None
        finally:
            child.close()
    if "error" in message:
        raise ModelError(one_line(str(message["error"]), 600))
    return message.get("answer")
