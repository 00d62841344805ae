"""The one attack loop: it drives a method, records what happens, keeps the best image, and can be left at any step."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medadv_gui.attack.ball import ball, stored_array
from medadv_gui.attack.case import Case, seeded
from medadv_gui.attack.engine import Engine
from medadv_gui.attack.engine.memory import raise_thresholds
from medadv_gui.attack.losses import Aim
from medadv_gui.attack.methods import STEPS_DONE, SUCCEEDED, Iterates, Problem, Query
from medadv_gui.attack.objective import Evaluation, Figures, Objective
from medadv_gui.attack.settings import ATTACKS
from medadv_gui.core.result import StepRecord
from medadv_gui.core.types import Prediction


@dataclass(eq=False)
class AttackStep:
    """One iterate of one image, before its update: iterate number `done` of about `total`. It holds no more than the
    iterate, so that answer and picture are made only for who asks. `waits`: the image has succeeded and only waits for
    its neighbours in the batch, so that the iterate does not count."""

    record: StepRecord
    case: Case
    done: int
    total: int
    _x: Tensor
    _outputs: Tensor
    waits: bool = False

    @cached_property
    def prediction(self) -> Prediction:
        """The model's answer to the iterate."""
        return self.case.against(self.case.task.decode(self._outputs))

    def perturbation(self) -> NDArray[np.float32]:
        """iterate - original, float32 stored units, (rows, columns) or (rows, columns, 3)."""
        return np.ascontiguousarray(stored_array(self._x - self.case.origin[0], self.case.image))


def problem(cases: Sequence[Case], engine: Engine) -> Problem:
    """The cases, alike in size, model and settings, as one batch; each starts from its whole budget."""
    first, settings = cases[0], cases[0].settings
    origin = torch.cat([case.origin for case in cases])
    free = torch.stack([torch.from_numpy(case.free) for case in cases])[:, None].to(origin.device)
    budgets = [case.budget.stored_units for case in cases]
    targets = [case.aim.target for case in cases if case.aim.target is not None]
    weights = [case.aim.weights for case in cases if case.aim.weights is not None]
    aim = Aim(
        torch.cat([case.aim.truth for case in cases]),
        torch.cat(targets) if targets else None,
        torch.cat(weights) if weights else None,
    )

    room = ball([case.image for case in cases], origin, budgets, settings.norm, free)
    starts = [case.start for case in cases if case.start is not None]

    def objective(**given: object) -> Objective:
        return Objective(
            engine.network, engine.smoothed, first.preprocess, first.task, aim, samples=settings.samples,
            **given,  # type: ignore[arg-type]
        )  # fmt: skip

    return Problem(
        origin=origin,
        ball=room,
        settings=settings,
        info=first.info,
        task=first.task,
        aim=aim,
        objective=objective,
        random=tuple(torch.Generator().manual_seed(settings.seed + case.slice_index) for case in cases),
        start=room.project(torch.cat(starts)) if starts else None,
    )


class Loop:
    """Drives methods over one batch. `seconds` counts the work, not the consumer's time between two steps.

    checks : whether each iterate is held against its criterion; without them the last iterate is kept.
    """

    def __init__(self, cases: Sequence[Case], problem: Problem, total: int, *, checks: bool = True) -> None:
        self.cases, self.problem, self.total, self.checks = cases, problem, total, checks
        self.seconds, self.done = 0.0, 0
        self._records: list[list[StepRecord]] = [[] for _ in cases]
        self._last: tuple[list[AttackStep], list[float], list[float], Sequence[str]] | None = None
        self.problem.succeeded = [False] * len(cases)

    def follow(
        self, iterates: Iterates, names: Sequence[str], *, stop: bool, records: Sequence[list[StepRecord]] | None = None
    ) -> Generator[list[AttackStep], None, str]:
        """Drive `iterates` to their end, or with `stop` to a verified success of every image. Returns why it ended.

        names : of the attack that each image's iterates come from. records : are gone on with, if any.
        """
        raise_thresholds()
        if records is not None:
            self._records = list(records)
        began = time.perf_counter()
        try:
            query = next(iterates)
            while True:
                query = self._inside(query)
                evaluation, steps = self._record(query, self._evaluate(query), names, stop)
                self.seconds += time.perf_counter() - began
                yield steps
                began = time.perf_counter()
                if stop and all(self.problem.succeeded):
                    iterates.close()
                    return SUCCEEDED
                query = iterates.send(evaluation)
        except StopIteration as end:
            self.seconds += time.perf_counter() - began
            return str(end.value or STEPS_DONE)

    def _evaluate(self, query: Query) -> Evaluation:
        repeatable = nullcontext() if self.cases[0].deterministic else seeded(self.problem.settings.seed + self.done)
        with repeatable:
            return query.objective(query.x, gradient=query.gradient, anchor=query.anchor)

    def _inside(self, query: Query) -> Query:
        """A user's own attack may forget the budget: its iterates are put back. Ours project by themselves."""
        if self.problem.info.name in ATTACKS:
            return query
        return replace(query, x=self.problem.ball.project(query.x.detach()))

    def _record(
        self, query: Query, evaluation: Evaluation, names: Sequence[str], stop: bool
    ) -> tuple[Evaluation, list[AttackStep]]:
        self.done += 1
        names = [query.attack] * len(names) if query.attack else names
        if query.k == 0:
            self._records = [[] for _ in self.cases]
        linf, l2 = (norm.tolist() for norm in self.problem.ball.distance(query.x))
        budgets = self.problem.ball.budget.tolist()
        drives = [figures.drive for figures in evaluation.figures]
        steps, rounded = [], []
        for i, (case, figures) in enumerate(zip(self.cases, evaluation.figures, strict=True)):
            records = self._records[i]
            step = AttackStep(
                _record(len(records), figures, linf[i], l2[i]), case, self.done, max(self.total, self.done),
                query.x[i], evaluation.outputs[i : i + 1],
            )  # fmt: skip
            if stop and self.problem.succeeded[i]:  # it waits for its neighbours, and their number must not change it
                step.waits = True
                rounded.append(True)
            elif self.checks:
                success = linf[i] > 0 and case.criterion.met(step.prediction)
                step.record = replace(step.record, success=success)
                records.append(step.record)
                rounded.append(case.consider(query.x[i], drives[i], success, budgets[i], records, names[i]))
                self.problem.succeeded[i] = self.problem.succeeded[i] or rounded[-1]
            else:
                records.append(step.record)
            steps.append(step)
        self._last = steps, drives, budgets, names
        return replace(evaluation, success=tuple(rounded)), steps

    def keep_last(self) -> None:
        """Without checks: keep the last iterate of each image."""
        if self._last is not None and not self.checks:
            steps, drives, budgets, names = self._last
            for i, (case, step) in enumerate(zip(self.cases, steps, strict=True)):
                success = step.record.linf > 0 and case.criterion.met(step.prediction)
                case.consider(step._x, drives[i], success, budgets[i], self._records[i], names[i])


def _record(k: int, figures: Figures, linf: float, l2: float) -> StepRecord:
    return StepRecord(
        k=k,
        loss_deviation=figures.deviation,
        loss_stabilization=figures.stabilization,
        kl_truth=figures.kl_truth,
        kl_smoothed=figures.kl_smoothed,
        smoothing_gap=figures.gap,
        linf=linf,
        l2=l2,
        success=False,
        reversed_share=figures.reversed_share,
    )
