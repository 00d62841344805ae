"""Adversarial training: the worst perturbation of each batch, found by a few steps of projected gradient."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from medadv_gui.models.recipes.training import Batch, Loss

BUDGET = 2 / 255  # of the input window, largest change of any position
STEPS = 2


def hardened(
    loss: Loss, scale: Tensor, low: Tensor, high: Tensor, share: float = 0.5, attack: Loss | None = None
) -> Loss:
    """A loss over clean and perturbed inputs, the latter weighing `share`; the perturbation raises `attack`, or else
    the loss itself.

    `scale` (1, C, 1, 1) is what one unit of the window is at the network's input, and `low` and `high` are its limits
    there. Each picture draws its budget between half and five quarters of `BUDGET`.
    """

    def whole(network: nn.Module, batch: Batch) -> Tensor:
        x, *rest = batch
        budget = BUDGET * scale * torch.empty(len(x), 1, 1, 1, device=x.device).uniform_(0.5, 1.25)
        worst = perturb(lambda y: (attack or loss)(network, (y, *rest)), x, budget, low, high)
        clean = loss(network, batch)
        return (1 - share) * clean + share * loss(network, (worst, *rest))

    return whole


def perturb(loss: Callable[[Tensor], Tensor], x: Tensor, budget: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """`x` moved by at most `budget` (N, C, 1, 1) so that the loss rises: a random start, then `STEPS` sign steps."""
    moved = (x + budget * (2 * torch.rand_like(x) - 1)).clamp(min=low, max=high)
    for _ in range(STEPS):
        moved.requires_grad_(True)
        (slope,) = torch.autograd.grad(loss(moved), moved)
        moved = moved.detach() + 1.5 / STEPS * budget * slope.sign()
        moved = torch.minimum(torch.maximum(moved, x - budget), x + budget).clamp(min=low, max=high)
    return moved
