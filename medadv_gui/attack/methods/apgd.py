"""Auto-PGD, Croce & Hein, "Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free
Attacks", ICML 2020, algorithm 1: projected gradient ascent with momentum whose step size halves itself.

Distances: L-infinity and L2. As in the authors' code, every run starts at random; here at a uniform point of the ball.
The first step is twice the budget, or the step size asked for. The checkpoints and the two conditions are the paper's:
the authors' code rounds the checkpoints down, which at 20 steps puts one after nearly every step, counts a tie in the
first condition as too few rises, and leaves the second out at the first checkpoint.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from medadv_gui.attack.ball import per_item
from medadv_gui.attack.losses import Aim, Loss, deviation, logits_ratio
from medadv_gui.attack.methods import NO_GRADIENT, STEPS_DONE, Iterates, Problem, Query

MOMENTUM = 0.75  # alpha of equation 3
RISES = 0.75  # rho of condition 1


def apgd_ce(problem: Problem) -> Iterates:
    """Auto-PGD on the cross-entropy; targeted, on minus the cross-entropy to the target."""
    return (yield from _runs(problem, deviation))


def apgd_dlr(problem: Problem) -> Iterates:
    """Auto-PGD on the difference of logits ratio, equation 6; targeted, equation 7 where the target is another label
    than the truth, and minus equation 6 where it holds the truth: equation 7 is 0 there."""
    return (yield from _runs(problem, _held_ratio))


def _held_ratio(log_probs: Tensor, aim: Aim) -> Tensor:
    """The logits ratio, which at positions that the target leaves as they are holds the truth."""
    if aim.target is None:
        return logits_ratio(log_probs, aim)
    held = (aim.truth * aim.target).sum(1, keepdim=True)
    weights = torch.full_like(held, 1 / held[0].numel()) if aim.weights is None else aim.weights
    turned = logits_ratio(log_probs, replace(aim, weights=weights * (1 - held)))
    return turned - logits_ratio(log_probs, replace(aim, target=None, weights=weights * held))


def checkpoints(steps: int) -> tuple[int, ...]:
    """The iterates w_j = ceil(p_j * steps) after which the step size is looked at: p_0 = 0, p_1 = 0.22,
    p_(j+1) = p_j + max(p_j - p_(j-1) - 0.03, 0.06). In hundredths, so that no rounding moves one."""
    found, before, p = set(), 0, 22
    while p <= 100:
        found.add(-(-p * steps // 100))
        before, p = p, p + max(p - before - 3, 6)
    return tuple(sorted(found))


class StepSizes:
    """The step size of each image, and what it hangs on: the best point so far and how often the loss rose."""

    def __init__(self, step: Tensor, x: Tensor, loss: Tensor, gradient: Tensor) -> None:
        self.step = step
        self.best_x, self.best_loss, self.best_gradient = x, loss, gradient
        self._loss, self._rises = loss, torch.zeros_like(loss)
        self._checked_loss, self._halved, self._checked_at = loss, torch.zeros_like(loss, dtype=torch.bool), 0

    def note(self, x: Tensor, loss: Tensor, gradient: Tensor) -> None:
        """The next iterate."""
        better = loss > self.best_loss
        self.best_x = torch.where(per_item(better, x), x, self.best_x)
        self.best_gradient = torch.where(per_item(better, x), gradient, self.best_gradient)
        self.best_loss = torch.where(better, loss, self.best_loss)
        self._rises = self._rises + (loss > self._loss)
        self._loss = loss

    def check(self, k: int) -> Tensor:
        """At checkpoint `k`: halve the step sizes that either condition asks for. Returns for which, (N,)."""
        too_few = self._rises < RISES * (k - self._checked_at)
        stuck = ~self._halved & (self._checked_loss == self.best_loss)
        halved = too_few | stuck
        self.step = torch.where(halved, self.step / 2, self.step)
        self._rises = torch.zeros_like(self._rises)
        self._checked_loss, self._halved, self._checked_at = self.best_loss, halved, k
        return halved


def _runs(problem: Problem, loss: Loss) -> Iterates:
    reason = STEPS_DONE
    for x in problem.starts(random_first=True):
        reason = yield from _run(problem, loss, x)
    return reason


def _run(problem: Problem, loss: Loss, x: Tensor) -> Iterates:
    objective, checks, first = problem.objective(loss=loss), checkpoints(problem.steps), problem.step
    sizes: StepSizes | None = None
    before = x
    for k in range(problem.steps + 1):
        evaluation = yield Query(x, objective, k, gradient=k < problem.steps)
        gradient = evaluation.gradient
        if gradient is None:
            break
        if sizes is None:
            sizes = StepSizes(first, x, evaluation.loss, gradient)
        else:
            sizes.note(x, evaluation.loss, gradient)
        if k in checks:
            halved = per_item(sizes.check(k), x)
            x, gradient = torch.where(halved, sizes.best_x, x), torch.where(halved, sizes.best_gradient, gradient)
        if not (gradient.any() or sizes.best_gradient.any()):
            return NO_GRADIENT
        ascended = problem.ball.ascend(x, gradient, sizes.step)
        if k > 0:
            ascended = problem.ball.project(x + MOMENTUM * (ascended - x) + (1 - MOMENTUM) * (x - before))
        before, x = x, ascended
    return STEPS_DONE
