"""Which engine a run uses: the pinned plan's, or one chosen once for the model, its input's size and the device."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from medadv_gui.attack.engine import Engine, Plan, Tick, build, choose, unhindered
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.errors import SettingsError

if TYPE_CHECKING:
    from medadv_gui.attack.case import Case

_ready: WeakKeyDictionary[nn.Module, dict[tuple[tuple[int, ...], object], Engine]] = WeakKeyDictionary()


def engine_for(case: Case, batch: int = 1, tick: Tick = unhindered) -> Engine:
    """The engine for `batch` images like the case's. A model that is not deterministic runs plainly: no fast path could
    be checked against it. So does one in three dimensions, whose windows are computed again for the gradient.

    tick : called before each iteration of a choice; what it raises leaves it.

    Raises SettingsError, ModelError where a pinned plan is none, or cannot be had here.
    """
    network, settings = case.model.network, case.settings
    with torch.no_grad():
        example = case.preprocess(case.origin).expand(batch, *[-1] * (case.origin.dim() - 1)).contiguous()
    pinned = pinned_plan(settings)
    if pinned is not None:
        pinned = replace(pinned, batch=batch)  # a slice of a series run again alone runs, and says that it runs, alone
    volume = case.model.card.input.dimensions == 3
    if volume and pinned is not None and (pinned.engine, pinned.layout) != ("plain", "contiguous"):
        raise SettingsError(f"plan: {case.model.card.id} looks at whole series, which the plain engine alone can run")
    if pinned is None and (volume or not case.deterministic):
        pinned = plain(case, batch)
    key = tuple(example.shape), pinned or (settings.smoothed_dtype, torch.get_num_threads())
    engines = _ready.setdefault(network, {})
    if key not in engines:
        engines[key] = build(network, pinned, example) if pinned else _choose(case, example, tick)
    return engines[key]


def keep_only(case: Case, batch: int) -> None:
    """Let the engines for other batches go: each holds all weights laid out once more."""
    engines = _ready.get(case.model.network, {})
    for key in [key for key in engines if key[0][0] != batch]:
        del engines[key]


def pinned_plan(settings: AttackSettings) -> Plan | None:
    """The plan that the settings ask for.

    Raises SettingsError where it is none.
    """
    return None if settings.plan is None else Plan.from_json(dict(settings.plan))


def plain(case: Case, batch: int) -> Plan:
    """The plan that does nothing clever."""
    return Plan(
        engine="plain", layout="contiguous", smoothed="float32", batch=batch, threads=torch.get_num_threads(),
        device=str(case.origin.device),
    )  # fmt: skip


def _choose(case: Case, example: Tensor, tick: Tick) -> Engine:
    generator = torch.Generator().manual_seed(0)

    def loss(outputs: Tensor) -> Tensor:
        # Any direction of the outputs tells whether the gradient is right. The attack's own loss would not: where the
        # model is all but certain, its gradient is the difference of two equal numbers, right engine or wrong.
        generator.manual_seed(0)
        weights = torch.randn(outputs.shape, generator=generator).to(outputs.device)
        return (outputs * weights).sum()

    return choose(
        case.model.network, example, loss, smoothed=case.settings.smoothed_dtype, cache_key=case.model.card.sha256,
        tick=tick,
    )  # fmt: skip
