"""What an attack climbs: functions of the log-probabilities along dimension 1, one figure an image, in nats where
they are divergences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Aim:
    """What an attack drives from, or to: `truth` the reference and, for a targeted attack, `target`, as one-hot
    distributions along dimension 1; `weights` (N, 1, ...) sum to one over positions, None weighs all alike."""

    truth: Tensor
    target: Tensor | None
    weights: Tensor | None


Loss = Callable[[Tensor, Aim], Tensor]


def average(values: Tensor, weights: Tensor | None) -> Tensor:
    """(N, 1, ...) to (N,): the mean over positions, by `weights`."""
    return values.flatten(1).mean(1) if weights is None else (values * weights).flatten(1).sum(1)


def cross_entropy(log_probs: Tensor, target: Tensor, weights: Tensor | None) -> Tensor:
    """J: -sum of target * log p over dimension 1, averaged over positions."""
    return average(-(target * log_probs).sum(1, keepdim=True), weights)


def divergence(target: Tensor, log_probs: Tensor, weights: Tensor | None) -> Tensor:
    """KL(target || p) over dimension 1, averaged over positions."""
    return average((torch.special.xlogy(target, target) - target * log_probs).sum(1, keepdim=True), weights)


def deviation(log_probs: Tensor, aim: Aim) -> Tensor:
    """The loss deviation term: the cross-entropy to the truth, or, targeted, minus that to the target."""
    if aim.target is None:
        return cross_entropy(log_probs, aim.truth, aim.weights)
    return -cross_entropy(log_probs, aim.target, aim.weights)


def margin(log_probs: Tensor, aim: Aim) -> Tensor:
    """The best other answer's logit less the truth's; targeted, the target's less the best other answer's."""
    one_hot = aim.truth if aim.target is None else aim.target
    own = (log_probs * one_hot).sum(1, keepdim=True)
    other = log_probs.masked_fill(one_hot > 0.5, -torch.inf).amax(1, keepdim=True)
    return average(other - own if aim.target is None else own - other, aim.weights)


def logits_ratio(log_probs: Tensor, aim: Aim) -> Tensor:
    """DLR, the difference of logits ratio (Croce & Hein, 2020, equations 6 and 7). Log-probabilities serve as the
    logits: it is the same for logits that differ by a constant. Three classes or more; the published targeted divisor
    wants four, and of three takes the lowest two: by the untargeted one the lowest as the target would stay at -1."""
    ordered = log_probs.sort(1, descending=True).values
    own = (log_probs * aim.truth).sum(1, keepdim=True)
    if aim.target is None:
        other = log_probs.masked_fill(aim.truth > 0.5, -torch.inf).amax(1, keepdim=True)
        divisor = ordered[:, :1] - ordered[:, 2:3]
        return average((other - own) / (divisor + 1e-12), aim.weights)
    wanted = (log_probs * aim.target).sum(1, keepdim=True)
    lowest = min(2, log_probs.shape[1] - 2)
    divisor = ordered[:, :1] - ordered[:, lowest : lowest + 2].mean(1, keepdim=True)
    return average((wanted - own) / (divisor + 1e-12), aim.weights)
