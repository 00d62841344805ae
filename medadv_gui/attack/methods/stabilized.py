"""The stabilized medical image attack, reimplemented after Qi et al., "Stabilized Medical Image Attacks", ICLR 2021
(arXiv 2103.05232), in three readings that differ in what is smoothed."""

from __future__ import annotations

from torch import Tensor

from medadv_gui.attack.methods import NO_GRADIENT, STEPS_DONE, Iterates, Problem, Query, has_gradient
from medadv_gui.attack.objective import Evaluation, Objective
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.attack.smoothing import GaussianSmoothing

WHOLE, PERTURBATION, LAST_STEP = "the whole input", "the perturbation", "the last step"


def sma(problem: Problem) -> Iterates:
    """The whole adversarial input is smoothed, as the abstract says."""
    return (yield from _ascend(problem, WHOLE))


def sma_perturbation(problem: Problem) -> Iterates:
    """The perturbation as the network sees it, P(x + d) - P(x), is smoothed and added to the clean input."""
    return (yield from _ascend(problem, PERTURBATION))


def sma_released(problem: Problem) -> Iterates:
    """The last step is smoothed and added to the iterate before it: what the released code evidently means, with a
    centred kernel, each channel on its own, and projected."""
    return (yield from _ascend(problem, LAST_STEP))


def smoothing_of(settings: AttackSettings) -> GaussianSmoothing:
    """The W that complete settings name."""
    assert settings.sigma is not None
    return GaussianSmoothing(settings.sigma, settings.kernel, 1 if settings.dilation is None else settings.dilation)


def stabilized_objective(problem: Problem) -> Objective:
    """L with the stabilization term of the problem's settings."""
    settings = problem.settings
    return problem.objective(
        alpha=settings.alpha, smoothing=smoothing_of(settings), hard_reference=settings.reference == "hard"
    )


def _ascend(problem: Problem, smoothed: str) -> Iterates:
    objective, reason = stabilized_objective(problem), STEPS_DONE
    clean = objective.preprocess(problem.origin) if smoothed == PERTURBATION else None
    for x in problem.starts():
        reason = STEPS_DONE
        before: Evaluation | None = None
        for k in range(problem.steps + 1):
            anchor = clean if smoothed != LAST_STEP else _before(before, x, objective)
            before = yield Query(x, objective, k, gradient=k < problem.steps, anchor=anchor)
            if before.gradient is not None:
                if not has_gradient(before):
                    reason = NO_GRADIENT
                    break
                x = problem.ball.ascend(x, before.gradient, problem.step)
    return reason


def _before(evaluation: Evaluation | None, x: Tensor, objective: Objective) -> Tensor:
    """The network's input of the iterate before this one; the first iterate has made no step yet."""
    return objective.preprocess(x) if evaluation is None else evaluation.inputs
