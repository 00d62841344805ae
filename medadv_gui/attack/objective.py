"""The objective of the stabilized attack and its gradient to the stored values.

L(x') = J(f(x'), y) - alpha * J(f(x'), t), after Qi et al., "Stabilized Medical Image Attacks", ICLR 2021
(reimplementation): y the reference, t the network's answer to the smoothed input, held constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from medadv_gui.attack.smoothing import GaussianSmoothing
from medadv_gui.core.errors import ModelError
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import Task


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The objective at one iterate. Losses and divergences in nats. `drive` is the term that is ascended
    beside the stabilization: the deviation from the truth, or, targeted, minus the cross-entropy to the aim.
    `deviation` is J(f(x'), truth), `stabilization` -J(f(x'), t);
    `kl_smoothed` and `gap` (summed absolute difference of scores, mean over positions) are None where nothing is
    smoothed; `gradient` has the iterate's shape."""

    outputs: Tensor
    drive: float
    deviation: float
    stabilization: float
    kl_truth: float
    kl_smoothed: float | None
    gap: float | None
    gradient: Tensor | None


def cross_entropy(log_probs: Tensor, target: Tensor, weights: Tensor | None) -> Tensor:
    """J: -sum of target * log p over dimension 1, averaged over positions by `weights`."""
    return _average(-(target * log_probs).sum(1, keepdim=True), weights)


def divergence(target: Tensor, log_probs: Tensor, weights: Tensor | None) -> Tensor:
    """KL(target || p) over dimension 1, averaged over positions by `weights`."""
    return _average((torch.special.xlogy(target, target) - target * log_probs).sum(1, keepdim=True), weights)


def _average(values: Tensor, weights: Tensor | None) -> Tensor:
    return values.mean() if weights is None else (values * weights).sum()


class Objective:
    """L as a function of the stored values.

    y : the reference (or, `targeted`, the aim) as distributions along dimension 1; `truth` the reference, always.
    smoothing : None leaves the stabilization term out altogether. With alpha 0 it is recorded but has no part in
    the gradient, which is then that of I-FGSM bit for bit.
    """

    def __init__(
        self,
        network: nn.Module,
        preprocess: Preprocess,
        task: Task,
        y: Tensor,
        *,
        truth: Tensor,
        alpha: float,
        smoothing: GaussianSmoothing | None,
        hard_reference: bool = False,
        targeted: bool = False,
    ) -> None:
        self.network, self.preprocess, self.task, self.y, self.truth = network, preprocess, task, y, truth
        self.alpha, self.smoothing, self.targeted = alpha, smoothing, targeted
        self.freeze = task.hard if hard_reference else task.soft
        self.weights = task.weights(y)

    def __call__(self, x: Tensor, *, gradient: bool) -> Evaluation:
        """Evaluate at `x`, (1, C, rows, columns) stored values.

        Raises ModelError where outputs or gradient are not finite.
        """
        x = x.detach().requires_grad_(gradient)
        with torch.set_grad_enabled(gradient):
            u = self.preprocess(x)
            outputs = self.network(u)
            log_probs = self.task.log_probs(outputs)
            drive = cross_entropy(log_probs, self.y, self.weights)
            loss = drive = -drive if self.targeted else drive
            reference = None if self.smoothing is None else self._smoothed(u, self.smoothing)
            if reference is not None and self.alpha != 0:
                loss = loss - self.alpha * cross_entropy(log_probs, reference[0], self.weights)
        grad = torch.autograd.grad(loss, x)[0] if gradient else None
        return self._evaluation(outputs.detach(), log_probs.detach(), drive.detach(), reference, grad)

    @torch.no_grad()
    def _smoothed(self, u: Tensor, smoothing: GaussianSmoothing) -> tuple[Tensor, Tensor]:
        """The stabilization reference t, and the soft scores of the smoothed input."""
        outputs = self.network(smoothing(u.detach()))
        return self.freeze(outputs), self.task.soft(outputs)

    def _evaluation(
        self,
        outputs: Tensor,
        log_probs: Tensor,
        drive: Tensor,
        reference: tuple[Tensor, Tensor] | None,
        grad: Tensor | None,
    ) -> Evaluation:
        deviation = cross_entropy(log_probs, self.truth, self.weights)
        figures = [drive, deviation, divergence(self.truth, log_probs, self.weights)]
        if reference is not None:
            frozen, soft = reference
            difference = (log_probs.exp() - soft).abs().sum(1, keepdim=True)
            figures += [
                -cross_entropy(log_probs, frozen, self.weights),
                divergence(frozen, log_probs, self.weights),
                _average(difference, self.weights),
            ]
        if grad is not None:
            figures.append(grad.abs().max())
        numbers = torch.stack(figures).tolist()
        # A hard decision far from y makes its cross-entropy infinite before anything is wrong with the network.
        if not torch.isfinite(outputs).all() or (grad is not None and not numbers[-1] < float("inf")):
            raise ModelError(f"{self.task.card.id}: the network's answer or gradient is not a finite number")
        smoothed = reference is not None
        return Evaluation(
            outputs,
            drive=numbers[0],
            deviation=numbers[1],
            stabilization=numbers[3] if smoothed else 0.0,
            kl_truth=numbers[2],
            kl_smoothed=numbers[4] if smoothed else None,
            gap=numbers[5] if smoothed else None,
            gradient=grad,
        )
