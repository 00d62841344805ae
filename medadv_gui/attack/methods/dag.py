"""Dense adversary generation, Xie et al., "Adversarial Examples for Semantic Segmentation and Object Detection", ICCV
2017, algorithm 1: of all pixels, or cells of a detector, only those that are still answered rightly are attacked.

Distances: L-infinity and L2. The published attack knows no budget: it adds up steps of gamma = 0.5 grey levels, up to
200, and bounds nothing. Here gamma is the step size and every iterate is projected into the budget. The adversarial
labels, random in the paper, are the most probable wrong answer to the original, and "absent" for a detector; of a
targeted attack the target's label, of the pixels alone that it changes.
"""

from __future__ import annotations

import torch
from torch import Tensor

from medadv_gui.attack.ball import Ball, per_item
from medadv_gui.attack.case import seeded
from medadv_gui.attack.losses import Aim, average
from medadv_gui.attack.methods import NO_GRADIENT, STEPS_DONE, Iterates, Problem, Query, has_gradient
from medadv_gui.models.tasks import Detection

NOTHING_LEFT = "no target is left to attack"


def dag(problem: Problem) -> Iterates:
    """Climb sum(f_wrong - f_right) over the targets still answered rightly; a step is gamma * r / |r|, in the norm of
    the budget."""
    targets, reason = Targets(problem), STEPS_DONE
    objective = problem.objective(loss=targets.loss)
    for x in problem.starts():
        reason = STEPS_DONE
        for k in range(problem.steps + 1):
            evaluation = yield Query(x, objective, k, gradient=k < problem.steps)
            if evaluation.gradient is not None:
                if not targets.active(evaluation.log_probs).any():
                    reason = NOTHING_LEFT
                    break
                if not has_gradient(evaluation):
                    reason = NO_GRADIENT
                    break
                x = problem.ball.project(x + per_item(problem.step, x) * _direction(problem.ball, evaluation.gradient))
    return reason


class Targets:
    """The pixels of a segmentation, or the cells of a detector that should be present, and what each is driven to.

    Of a segmentation a target is active where its most probable label is the reference's, or, of a targeted attack,
    not yet the target's. Where each label is present or absent by itself, as in a detector, the card's threshold tells
    which it is.
    """

    def __init__(self, problem: Problem) -> None:
        truth, target, task = problem.aim.truth, problem.aim.target, problem.task
        self._targeted = target is not None
        if isinstance(task, Detection):
            self._all = truth[:, 1:] > 0.5
            wrong = torch.zeros_like(truth[:, :1], dtype=torch.long)
        elif target is not None:
            wrong = target.argmax(1, keepdim=True)
            self._all = wrong != truth.argmax(1, keepdim=True)
        else:
            self._all = torch.ones_like(truth[:, :1], dtype=torch.bool)
            with seeded(problem.settings.seed):
                clean = problem.objective()(problem.origin, gradient=False).log_probs
            wrong = clean.masked_fill(truth > 0.5, -torch.inf).argmax(1, keepdim=True)
        # The logit at which a present label is decided stands against its being driven to absent, and for the converse.
        self._threshold = task.decision * (1 - 2 * wrong)
        self._truth, self._wrong = truth, torch.zeros_like(truth).scatter_(1, wrong, 1.0)

    def active(self, log_probs: Tensor) -> Tensor:
        """(N, 1, h, w) bool: which targets are left."""
        log_probs = log_probs.detach()
        label = self._wrong if self._targeted else self._truth
        own = (log_probs * label).sum(1, keepdim=True)
        best_other = log_probs.masked_fill(label > 0.5, -torch.inf).amax(1, keepdim=True)
        ahead = best_other - own if self._targeted else own - best_other
        return self._all & (ahead >= self._threshold)

    def loss(self, log_probs: Tensor, aim: Aim) -> Tensor:
        """By how much the active targets still hold, negative, averaged over all positions: equation 1 but for sign and
        factor, and 0 where no target is left. The difference of log-probabilities is that of the logits."""
        ahead = ((self._wrong - aim.truth) * log_probs).sum(1, keepdim=True) + self._threshold
        return average(torch.where(self.active(log_probs), ahead, 0.0), None)


def _direction(ball: Ball, gradient: Tensor) -> Tensor:
    """The free values' gradient, of length one in the ball's norm."""
    if ball.norm == "l2":
        return ball.direction(gradient)
    gradient = gradient * ball.free
    return gradient / per_item(gradient.flatten(1).abs().amax(1).clamp(min=1e-30), gradient)
