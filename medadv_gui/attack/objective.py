"""The objective of an attack and its gradient to the stored values.

L(x') = D(f(x')) - alpha * J(f(x'), t), after Qi et al., "Stabilized Medical Image Attacks", ICLR 2021
(reimplementation): D what the attack climbs, by default the loss deviation J(f(x'), y); t the network's answer to
the smoothed input, held constant. J is the cross-entropy, y the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from medadv_gui.attack.losses import Aim, Loss, average, cross_entropy, deviation, divergence
from medadv_gui.attack.smoothing import GaussianSmoothing
from medadv_gui.core.errors import ModelError
from medadv_gui.models.tasks import Task

Forward = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Figures:
    """What one evaluation says of one image; losses and divergences in nats.

    drive : the deviation from the truth, or targeted, minus the cross-entropy to the target: what any attack is after,
    whatever loss it climbs. deviation : J(f(x'), y). stabilization : -J(f(x'), t).
    gap : summed absolute difference of the scores of the iterate and of its smoothed copy, mean over positions.
    reversed_share : share of positions where the stabilization turns the climb round. The last three divergences
    and gaps are None where nothing is smoothed.
    """

    drive: float
    deviation: float
    kl_truth: float
    stabilization: float = 0.0
    kl_smoothed: float | None = None
    gap: float | None = None
    reversed_share: float | None = None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The objective at one iterate of N images. `loss` (N,) is L; `drive` (N,) the term D of it; `gradient` has the
    iterate's shape, None where none was asked for; `inputs` are the network's. `success` is filled in by the loop:
    whether each image's iterate meets its criterion once rounded."""

    inputs: Tensor
    outputs: Tensor
    log_probs: Tensor
    loss: Tensor
    drive: Tensor
    gradient: Tensor | None
    table: Tensor
    success: tuple[bool, ...] = ()

    @cached_property
    def figures(self) -> tuple[Figures, ...]:
        """One an image."""
        return tuple(Figures(*row) for row in self.table.T.tolist())


class Objective:
    """L as a function of the stored values of N images.

    network, smoothed : the forward pass with a gradient to its input, and the one without, of the smoothed copy.
    preprocess : stored values to the network's input. `loss` is D.
    smoothing : None leaves the stabilization term out altogether. With alpha 0 it is recorded but has no part in
    the gradient, which is then that of I-FGSM bit for bit.
    samples : evaluations averaged, for a model that is not deterministic.
    """

    def __init__(
        self,
        network: Forward,
        smoothed: Forward,
        preprocess: Forward,
        task: Task,
        aim: Aim,
        *,
        loss: Loss = deviation,
        alpha: float = 0.0,
        smoothing: GaussianSmoothing | None = None,
        hard_reference: bool = False,
        samples: int = 1,
    ) -> None:
        self.network, self.smoothed, self.preprocess, self.task = network, smoothed, preprocess, task
        self.aim, self.loss, self.alpha, self.smoothing = aim, loss, alpha, smoothing
        self.freeze = task.hard if hard_reference else task.soft
        self.samples = samples

    def __call__(self, x: Tensor, *, gradient: bool, anchor: Tensor | None = None) -> Evaluation:
        """Evaluate at `x`, (N, C, rows, columns) stored values.

        anchor : a network input; then W smooths the difference to it alone, W(u - anchor) + anchor.

        Raises ModelError where outputs or gradient are not finite.
        """
        found = self._once(x, gradient, anchor)
        for _ in range(self.samples - 1):
            found = _sum(found, self._once(x, gradient, anchor))
        if self.samples > 1:
            found = _mean(found, self.samples)
        # A hard decision far from y makes its cross-entropy infinite before anything is wrong with the network.
        finite = torch.isfinite(found.outputs).all()
        if found.gradient is not None:
            finite = finite & torch.isfinite(found.gradient.sum())
        if not finite:
            raise ModelError(f"{self.task.card.id}: the network's answer or gradient is not a finite number")
        return found

    def _once(self, x: Tensor, gradient: bool, anchor: Tensor | None) -> Evaluation:
        x = x.detach().requires_grad_(gradient)
        with torch.set_grad_enabled(gradient):
            u = self.preprocess(x)
            outputs = self.network(u)
            log_probs = self.task.log_probs(outputs)
            loss = drive = self.loss(log_probs, self.aim)
            reference = None if self.smoothing is None else self._smoothed(u, anchor, self.smoothing)
            if reference is not None and self.alpha != 0:
                loss = loss - self.alpha * cross_entropy(log_probs, reference[0], self.aim.weights)
        grad = self._gradient(loss, x) if gradient else None
        log_probs = log_probs.detach()
        table = self._table(log_probs, reference)
        return Evaluation(u.detach(), outputs.detach(), log_probs, loss.detach(), drive.detach(), grad, table)

    def _gradient(self, loss: Tensor, x: Tensor) -> Tensor:
        grad = torch.autograd.grad(loss.sum(), x, allow_unused=True)[0] if loss.requires_grad else None
        if grad is None:
            raise ModelError(
                f"{self.task.card.id}: no gradient of the network's answer reaches the image; square needs none"
            )
        return grad

    @torch.no_grad()
    def _smoothed(self, u: Tensor, anchor: Tensor | None, smoothing: GaussianSmoothing) -> tuple[Tensor, Tensor]:
        """The stabilization reference t, and the soft scores of the smoothed input."""
        u = u.detach()
        outputs = self.smoothed(smoothing(u) if anchor is None else anchor + smoothing(u - anchor))
        if not torch.isfinite(outputs).all():
            raise ModelError(f"{self.task.card.id}: the network's answer to the smoothed image is not a finite number")
        return self.freeze(outputs), self.task.soft(outputs)

    @torch.no_grad()
    def _table(self, log_probs: Tensor, reference: tuple[Tensor, Tensor] | None) -> Tensor:
        """The figures, (fields of Figures, N)."""
        truth, weights = self.aim.truth, self.aim.weights
        rows = [
            deviation(log_probs, self.aim),
            cross_entropy(log_probs, truth, weights),
            divergence(truth, log_probs, weights),
        ]
        if reference is not None:
            frozen, soft = reference
            probs = log_probs.exp()
            rows += [
                -cross_entropy(log_probs, frozen, weights),
                divergence(frozen, log_probs, weights),
                average((probs - soft).abs().sum(1, keepdim=True), weights),
            ]
            if self.alpha >= 1 or (self.aim.target is not None and self.alpha > 0):
                rows.append(reversed_share(probs, frozen, self.aim, self.alpha))
        return torch.stack(rows)


def reversed_share(probs: Tensor, reference: Tensor, aim: Aim, alpha: float) -> Tensor:
    """(N,): the share of positions where the step no longer drives the answer from the truth y, alpha (t_y - p_y) >=
    1 - p_y, or, targeted, no longer to the target z, alpha (p_z - t_z) >= 1 - p_z. It stalls at equality and turns
    round above."""
    one_hot = aim.truth if aim.target is None else aim.target
    own = (probs * one_hot).sum(1, keepdim=True)
    frozen = (reference * one_hot).sum(1, keepdim=True)
    pull = frozen - own if aim.target is None else own - frozen
    return (alpha * pull >= 1 - own).float().flatten(1).mean(1)


def _sum(a: Evaluation, b: Evaluation) -> Evaluation:
    """Two evaluations added up, field by field; the input is the same in both."""
    gradient = None if a.gradient is None or b.gradient is None else a.gradient + b.gradient
    return Evaluation(
        a.inputs, a.outputs + b.outputs, torch.logaddexp(a.log_probs, b.log_probs), a.loss + b.loss, a.drive + b.drive,
        gradient, a.table + b.table,
    )  # fmt: skip


def _mean(total: Evaluation, count: int) -> Evaluation:
    gradient = None if total.gradient is None else total.gradient / count
    log_probs = total.log_probs - torch.log(torch.tensor(float(count)))
    return Evaluation(
        total.inputs, total.outputs / count, log_probs, total.loss / count, total.drive / count, gradient,
        total.table / count,
    )  # fmt: skip
