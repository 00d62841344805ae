"""The smallest budget that works, and the short search of the lattice that wins back what rounding lost."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import replace
from functools import partial

import torch

from medadv_gui.attack.budget import scaled
from medadv_gui.attack.loop import AttackStep, Loop
from medadv_gui.attack.losses import margin
from medadv_gui.attack.methods import STEPS_DONE, Iterates, Method, Query, has_gradient
from medadv_gui.models.tasks import Classification

FOUND = "the smallest budget that works is found"
REFINEMENTS = 8
COARSE = 16  # stored units: below so many, bisection has nothing left to find
NARROWINGS = 12  # times the steps of one run
FIRST = 0.25  # of the budget that works: the whole budget's success may lie far off on another side
CHANGE = 0.1, 0.002  # of the budget after a success or a failure, first and last
STEP = 0.5, 0.02  # of the budget
TOLERANCE = 0.02  # of the budget: where a bisection ends

Steps = Generator[list[AttackStep], None, str]


def attack(loop: Loop, method: Method, *, stop: bool) -> Steps:
    """Follow `method`, then refine the images whose success rounding undid. Returns why it ended."""
    name = loop.problem.settings.attack
    reason = yield from loop.follow(method(loop.problem), [name] * len(loop.cases), stop=stop)
    best = [case.best for case in loop.cases if case.best is not None]
    lost = [candidate.in_memory and not candidate.rounded for candidate in best]
    if loop.checks and any(lost):
        x = torch.stack([candidate.x for candidate in best])
        # Those that rounding did not undo have succeeded, or failed altogether: they wait.
        loop.problem.succeeded = [not gone for gone in lost]
        records = [list(candidate.records) for candidate in best]
        yield from loop.follow(_refine(loop, x), [b.attack for b in best], stop=True, records=records)
    return reason


def _refine(loop: Loop, x: torch.Tensor) -> Iterates:
    """Climb from storable image to storable image: the gradient is taken where the image is rounded."""
    problem = loop.problem
    objective = problem.objective()
    budgets = problem.ball.budget.tolist()
    step = torch.ones_like(problem.ball.budget) if problem.settings.norm == "linf" else problem.ball.budget / 8
    for k in range(REFINEMENTS):
        stored = [
            case.model.tensor(case.image.with_stored(case.lattice(x[i], budgets[i])))
            for i, case in enumerate(loop.cases)
        ]
        rounded = torch.cat(stored)
        evaluation = yield Query(rounded, objective, k + 1)  # 0 would begin a run
        assert evaluation.gradient is not None
        if not has_gradient(evaluation):
            break
        base = rounded if problem.settings.norm == "linf" else x
        x = problem.ball.ascend(base, evaluation.gradient, step)
    return STEPS_DONE


def smallest(loop: Loop, method: Method) -> Steps:
    """The smallest budget at which `method` still succeeds once rounded, for one image. Returns why it ended.

    First the whole budget is tried. Where many stored units lie below it, the budget then follows the iterates of a
    long run from the original, a little less after a success and a little more after a failure. Few stored units, or
    an attack whose steps do not climb one by one, are bisected.
    """
    (case,), problem = loop.cases, loop.problem
    whole, settings, objective = problem.ball, problem.settings, problem.objective
    reason = yield from attack(loop, method, stop=True)
    if case.best is None or not case.best.rounded:
        return reason
    try:
        if problem.info.narrows and case.size(case.best) > COARSE * _unit(loop):
            if isinstance(problem.task, Classification):
                # Near the boundary two answers matter; the cross-entropy pulls at all of them.
                problem.objective = partial(objective, loss=margin)
            yield from _narrow(loop, method)
        else:
            yield from _bisect(loop, method)
    finally:
        problem.ball, problem.settings, problem.objective, problem.start = whole, settings, objective, None
        if settings.norm == "linf":  # the budget is what the image took of it
            case.keep(replace(case.best, budget=scaled(case.budget, case.size(case.best))))
    return FOUND


def _narrow(loop: Loop, method: Method) -> Generator[list[AttackStep]]:
    """Let the budget follow the success of each iterate, by steps that grow finer: the rule of the fast minimum-norm
    attack, Pintor et al., NeurIPS 2021, around any attack that climbs inside a ball."""
    (case,), problem = loop.cases, loop.problem
    whole, settings, kept, unit = problem.ball, problem.settings, case.best, _unit(loop)
    assert kept is not None
    works = case.size(kept)
    size = FIRST * works
    count = NARROWINGS * problem.steps

    def aim_at(budget: float, step: float) -> None:
        problem.ball = whole.within(torch.full_like(whole.budget, max(unit, budget // unit * unit)))
        problem.settings = replace(
            settings, steps=count, restarts=1, step_size=max(unit, math.ceil(budget * step / unit) * unit)
        )

    aim_at(size, _annealed(0, count, *STEP))
    problem.start = problem.origin
    case.forget()
    try:
        for k, steps in enumerate(loop.follow(method(problem), [settings.attack], stop=False)):
            yield steps
            change = _annealed(k, count, *CHANGE)
            tried = float(problem.ball.budget)
            if case.best is not None and case.best.rounded:
                reached = case.size(case.best)
                if reached < works:
                    works, kept = reached, case.best
                size = works * (1 - change)
            else:
                size = min(max(tried * (1 + change), tried + unit), works - unit / 2)
            case.forget()
            aim_at(size, _annealed(k, count, *STEP))
    finally:  # whoever leaves the loop keeps what was found
        case.keep(kept)


def _bisect(loop: Loop, method: Method) -> Generator[list[AttackStep]]:
    """Between nothing, which fails, and the best image's budget, which works; each trial starts from the best image,
    drawn into the new ball."""
    (case,), problem = loop.cases, loop.problem
    whole, unit = problem.ball, _unit(loop)
    assert case.best is not None
    fails, works = 0.0, case.size(case.best)
    while works - fails > max(unit, TOLERANCE * works):
        middle = max(unit, (fails + works) / 2 // unit * unit)
        kept = case.best
        case.forget()
        problem.succeeded[0] = False
        problem.ball = whole.within(torch.full_like(whole.budget, middle))
        problem.start = problem.ball.project(kept.x[None])
        try:
            yield from attack(loop, method, stop=True)
        finally:
            if case.best is None or not case.best.rounded:
                case.keep(kept)
        if case.best is kept:
            fails = middle
        else:
            works = case.size(case.best)


def _unit(loop: Loop) -> float:
    """By what budgets differ: a stored unit for L-infinity; for L2 as little as one likes."""
    return 1.0 if loop.problem.settings.norm == "linf" else TOLERANCE / 10


def _annealed(k: int, count: int, first: float, last: float) -> float:
    """From `first` to `last` along half a cosine."""
    return last + (first - last) * (1 + math.cos(math.pi * k / count)) / 2
