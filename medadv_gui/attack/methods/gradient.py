"""Sign-gradient attacks: FGSM, I-FGSM (BIM), PGD, MI-FGSM, and random noise beside them."""

from __future__ import annotations

import torch
from torch import Tensor

from medadv_gui.attack.ball import per_item
from medadv_gui.attack.methods import NO_GRADIENT, STEPS_DONE, Iterates, Problem, Query, has_gradient


def ifgsm(problem: Problem) -> Iterates:
    """Iterated fast gradient sign method, Kurakin et al., "Adversarial Examples in the Physical World", 2017."""
    return (yield from _ascend(problem, random_first=False))


def pgd(problem: Problem) -> Iterates:
    """Projected gradient descent from random starts, Madry et al., ICLR 2018."""
    return (yield from _ascend(problem, random_first=True))


def _ascend(problem: Problem, *, random_first: bool) -> Iterates:
    objective, reason = problem.objective(), STEPS_DONE
    for x in problem.starts(random_first=random_first):
        reason = STEPS_DONE
        for k in range(problem.steps + 1):
            evaluation = yield Query(x, objective, k, gradient=k < problem.steps)
            if evaluation.gradient is not None:
                if not has_gradient(evaluation):
                    reason = NO_GRADIENT
                    break
                x = problem.ball.ascend(x, evaluation.gradient, problem.step)
    return reason


def fgsm(problem: Problem) -> Iterates:
    """Fast gradient sign method, one step of the whole budget, Goodfellow et al., ICLR 2015."""
    objective = problem.objective()
    evaluation = yield Query(problem.origin, objective, 0)
    assert evaluation.gradient is not None
    if not has_gradient(evaluation):
        return NO_GRADIENT
    x = problem.ball.ascend(problem.origin, evaluation.gradient, problem.ball.budget)
    yield Query(x, objective, 1, gradient=False)
    return STEPS_DONE


def mi_fgsm(problem: Problem) -> Iterates:
    """Momentum iterative method, Dong et al., CVPR 2018: g <- decay * g + gradient / |gradient|_1."""
    objective, decay, reason = problem.objective(), problem.settings.decay, STEPS_DONE
    assert decay is not None
    for x in problem.starts():
        reason, gathered = STEPS_DONE, torch.zeros_like(x)
        for k in range(problem.steps + 1):
            evaluation = yield Query(x, objective, k, gradient=k < problem.steps)
            if evaluation.gradient is not None:
                gathered = decay * gathered + _of_mean_one(evaluation.gradient)
                if not gathered.any():
                    reason = NO_GRADIENT
                    break
                x = problem.ball.ascend(x, gathered, problem.step)
    return reason


def _of_mean_one(gradient: Tensor) -> Tensor:
    """Each image's gradient with a mean magnitude of one, which is the paper's |.|_1 up to a constant factor."""
    return gradient / per_item(gradient.flatten(1).abs().mean(1).clamp(min=1e-30), gradient)


def noise(problem: Problem) -> Iterates:
    """Random signs of the whole budget (L-infinity), or a random direction (L2); it knows nothing of the model."""
    objective = problem.objective()
    yield Query(problem.origin, objective, 0, gradient=False)
    if problem.settings.norm == "linf":
        signs = problem.uniform().sub(0.5).sign()
        x = problem.ball.project(problem.origin + signs * per_item(problem.ball.budget, signs))
    else:
        x = problem.random_point()
    yield Query(x, objective, 1, gradient=False)
    return STEPS_DONE
