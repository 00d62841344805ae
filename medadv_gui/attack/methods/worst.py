"""Worst of all: what the strongest of many attacks achieves is the model's robustness; one attack's failure proves
nothing."""

from __future__ import annotations

from dataclasses import replace

from medadv_gui.attack.methods import STEPS_DONE, SUCCEEDED, Iterates, Problem, method_of
from medadv_gui.attack.settings import ATTACKS, worst_of


def worst(problem: Problem) -> Iterates:
    """Every attack that fits, one after another, until every image has succumbed."""
    whole, reason = (problem.settings, problem.info), STEPS_DONE
    try:
        for part in worst_of(problem.settings, problem.task.card):
            problem.settings, problem.info = part, ATTACKS[part.attack]
            reason = yield from _named(method_of(problem.info)(problem), problem, part.attack)
            if all(problem.succeeded):
                return SUCCEEDED
    finally:  # a loop that stops at the first success closes this generator where it stands
        problem.settings, problem.info = whole
    return reason


def _named(iterates: Iterates, problem: Problem, name: str) -> Iterates:
    """The same iterates, each saying which attack it comes from, to the first success of all."""
    try:
        query = next(iterates)
        while True:
            evaluation = yield replace(query, attack=name)
            if all(problem.succeeded):
                iterates.close()
                return STEPS_DONE
            query = iterates.send(evaluation)
    except StopIteration as end:
        return str(end.value)
