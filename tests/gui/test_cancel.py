"""A cancel while the engine of an attack is still being chosen, through the window's own job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from torch import Tensor

from medadv_gui.attack.engine import memo
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.resources import cache_dir
from medadv_gui.gui.jobs import AttackJob, Models
from medadv_gui.models.guard import CheckCancelledError
from tests.attack.test_mathematics import Small, grey, model
from tests.support import picture

FORWARD = 0.2  # seconds
ITERATION = 2 * FORWARD  # one pass for the gradient, one for the smoothed image


def slow(seconds: float) -> type[Small]:
    """A network whose passes, its copies' too, are counted and take so long. Its way depends on values: no engine can
    trace it and leave the waiting out."""

    class Slow(Small):
        passes: list[float] = []  # noqa: RUF012 (shared by the copies)

        def forward(self, u: Tensor) -> Tensor:
            self.passes.append(time.monotonic())
            time.sleep(seconds)
            return super().forward(u) if float(u.detach().sum()) < 1e9 else u

    return Slow


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "_chosen", {})


def test_a_choice_is_long() -> None:
    network = slow(0.0)
    AttackRun(picture(grey()), model(network()), AttackSettings())
    assert len(network.passes) >= 12


@pytest.mark.parametrize("passes", [3, 6, 9])
def test_a_choice_ends_within_one_iteration_of_a_cancel(passes: int, tmp_path: Path) -> None:
    network = slow(FORWARD)
    found = model(network())

    class Loaded:
        def get(self, card: Any, device: str, job: AttackJob) -> Any:
            return found

    image, folder = picture(np.asarray(grey())), tmp_path / "out"
    job = AttackJob(Loaded(), None, image, 0, found.card, AttackSettings(), folder)  # type: ignore[arg-type]
    thread = threading.Thread(target=job.run)
    thread.start()
    deadline = time.monotonic() + 60
    while len(network.passes) < passes and time.monotonic() < deadline:
        time.sleep(0.01)
    assert job.prepared.empty  # the engine is still being chosen
    job.cancel.set()
    began = time.monotonic()
    thread.join(60)
    assert time.monotonic() - began <= 1.5 * ITERATION
    assert (job.result, job.failure, job.bug, job.records) == (None, None, None, [])
    assert not folder.exists()
    kept = cache_dir()
    assert not kept.exists() or not [p.name for p in kept.iterdir() if p.name.startswith((".writing", "plans"))]


def test_a_check_of_the_model_ends_with_a_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = model(Small())
    asked = []

    def load(card: Any, device: str, cancelled: Callable[[], bool]) -> Any:
        asked.append(cancelled())
        job.cancel.set()
        asked.append(cancelled())
        raise CheckCancelledError("m: the check was cancelled")

    monkeypatch.setattr("medadv_gui.models.load.load_model", load)
    image = picture(np.asarray(grey()))
    job = AttackJob(Models(), None, image, 0, found.card, AttackSettings(), tmp_path)  # type: ignore[arg-type]
    job.run()
    assert asked == [False, True]
    assert (job.result, job.bug, job.records) == (None, None, [])
