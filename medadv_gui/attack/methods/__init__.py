"""The attacks, one generator each: it asks for an iterate to be evaluated and is sent the evaluation.

A method is a function of a `Problem` that yields `Query` after `Query`, receives an `Evaluation` for each, and
returns why it ended. The loop that drives it (`attack.loop`) records, keeps the best iterate, stops and cancels, so
that a method says only where to look next. All methods work on N images at once, each on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import torch
from torch import Tensor

from medadv_gui.attack.ball import Ball, l2_norm, per_item
from medadv_gui.attack.budget import step_size
from medadv_gui.attack.losses import Aim
from medadv_gui.attack.objective import Evaluation, Objective
from medadv_gui.attack.settings import AttackInfo, AttackSettings
from medadv_gui.models.tasks import Task

STEPS_DONE, NO_GRADIENT = "all steps done", "the gradient is zero everywhere"
SUCCEEDED = "the first verified success"


@dataclass(frozen=True, eq=False)
class Query:
    """An iterate to evaluate: `x` (N, C, rows, columns) stored values, the `k`th of its run (0 begins a run).
    `anchor` is what `Objective` takes; `attack` names the attack where a method runs several."""

    x: Tensor
    objective: Objective
    k: int
    gradient: bool = True
    anchor: Tensor | None = None
    attack: str = ""


Iterates = Generator[Query, Evaluation, str]
Method = Callable[["Problem"], Iterates]


@dataclass(eq=False)
class Problem:
    """N images to attack, as a method sees them.

    origin : (N, C, rows, columns) stored values. ball : the images within each budget; a search narrows it while
    a method runs. settings : complete, of the attack `info`. task, aim : what the answers mean and what is driven
    from. objective : makes an `Objective` from its keyword arguments. random : one generator an image, so that an
    image's random numbers do not hang on its neighbours. start : where the first run begins, if not at the original.
    """

    origin: Tensor
    ball: Ball
    settings: AttackSettings
    info: AttackInfo
    task: Task
    aim: Aim
    objective: Callable[..., Objective]
    random: tuple[torch.Generator, ...]
    start: Tensor | None = None
    succeeded: list[bool] = field(default_factory=list)

    @property
    def steps(self) -> int:
        return self.settings.steps or 1

    @property
    def step(self) -> Tensor:
        """The (first) step of each image, (N,) stored units."""
        sizes = [step_size(self.settings, self.info, budget) for budget in self.ball.budget.tolist()]
        return torch.tensor(sizes, device=self.ball.budget.device)

    def uniform(self) -> Tensor:
        """Random numbers from 0 to 1 of the images' shape."""
        shape = self.origin.shape[1:]
        return torch.stack([torch.rand(shape, generator=g) for g in self.random]).to(self.origin.device)

    def normal(self) -> Tensor:
        """Random numbers of a standard normal distribution, of the images' shape."""
        shape = self.origin.shape[1:]
        return torch.stack([torch.randn(shape, generator=g) for g in self.random]).to(self.origin.device)

    def random_point(self) -> Tensor:
        """A uniform random point of the ball on the lattice (L-infinity), or of its surface (L2)."""
        if self.settings.norm == "linf":
            moved = ((self.uniform() * 2 - 1) * per_item(self.ball.budget, self.origin)).round()
        else:
            moved = self.normal() * self.ball.free
            moved = moved * per_item(self.ball.budget / l2_norm(moved).clamp(min=1e-30), moved)
        return self.ball.project(self.origin + moved)

    def starts(self, *, random_first: bool = False) -> Generator[Tensor]:
        """Where each run begins: the first at the original (or `start`), or at random like the others."""
        for restart in range(self.settings.restarts or 1):
            if restart or (random_first and self.start is None):
                yield self.random_point()
            else:
                yield self.origin if self.start is None else self.start


def method_of(info: AttackInfo) -> Method:
    """The generator function that `info` names; importing a user's own runs its code."""
    module, _, name = info.method.partition(":")
    method: Method = getattr(import_module(module), name)
    return method


def has_gradient(evaluation: Evaluation) -> bool:
    """Whether any image is left to climb on."""
    gradient: Any = evaluation.gradient
    return bool(gradient.any())
