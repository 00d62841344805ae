"""The images within a budget, and the storable images among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medadv_gui.core.types import Image


def per_item(values: Tensor, like: Tensor) -> Tensor:
    """(N,) shaped to be broadcast against `like`, (N, ...)."""
    return torch.reshape(values, (-1,) + (1,) * (like.dim() - 1))


def l2_norm(x: Tensor) -> Tensor:
    """(N, ...) to (N,)."""
    norm: Tensor = torch.linalg.vector_norm(x.flatten(1), dim=1)
    return norm


@dataclass(frozen=True, eq=False)
class Ball:
    """The images within the budget of each image of a batch: a box (`lower`, `upper`: the valid stored range, frozen
    pixels, and for L-infinity the budget) and, for L2, a radius around `origin`.

    Tensors of (N, C, rows, columns) in stored units; `budget` (N,); `free` is 1 where a value may change, else 0;
    `floor` and `ceiling` are the box without the budget.
    """

    origin: Tensor
    budget: Tensor
    norm: str
    free: Tensor
    floor: Tensor
    ceiling: Tensor
    lower: Tensor
    upper: Tensor

    def within(self, budget: Tensor) -> Ball:
        """The same with other budgets, (N,)."""
        if self.norm == "l2":
            return replace(self, budget=budget)
        reach = per_item(budget, self.origin)
        return replace(
            self,
            budget=budget,
            lower=torch.maximum(self.origin - reach, self.floor),
            upper=torch.minimum(self.origin + reach, self.ceiling),
        )

    def project(self, x: Tensor) -> Tensor:
        """The nearest point of the ball (L-infinity), or of the ball shrunk along its radius, then the box (L2)."""
        if self.norm == "l2":
            delta = x - self.origin
            shrink = (self.budget / l2_norm(delta).clamp(min=1e-30)).clamp(max=1.0)
            x = self.origin + delta * per_item(shrink, x)
        return torch.clamp(x, self.lower, self.upper)

    def direction(self, gradient: Tensor) -> Tensor:
        """The steepest direction of length one in the ball's norm: signs, or the free values' gradient normalised."""
        if self.norm == "linf":
            return gradient.sign()
        gradient = gradient * self.free
        return gradient / per_item(l2_norm(gradient).clamp(min=1e-30), gradient)

    def ascend(self, x: Tensor, gradient: Tensor, step: Tensor) -> Tensor:
        """One step of steepest ascent, projected; `step` (N,) in stored units."""
        # In place: on a photograph each further copy costs as much as all the arithmetic.
        moved = self.direction(gradient).mul_(per_item(step, x)).add_(x)
        if self.norm == "l2":
            return self.project(moved)
        return torch.clamp(moved, self.lower, self.upper, out=moved)

    def distance(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(L-infinity, L2) of x - origin, each (N,), stored units."""
        delta = (x - self.origin).flatten(1)
        l2 = torch.linalg.vector_norm(delta, dim=1)
        return delta.abs_().amax(1), l2


def ball(images: Sequence[Image], origin: Tensor, budgets: Sequence[float], norm: str, free: Tensor) -> Ball:
    """The balls around `origin`, the images' stored values; `free` (N, 1, rows, columns) bool."""
    lowest = torch.tensor([float(image.lowest) for image in images], device=origin.device)
    highest = torch.tensor([float(image.highest) for image in images], device=origin.device)
    floor = torch.where(free, per_item(lowest, origin).expand_as(origin), origin)
    ceiling = torch.where(free, per_item(highest, origin).expand_as(origin), origin)
    budget = torch.tensor([float(b) for b in budgets], device=origin.device)
    whole = Ball(origin, budget, norm, free.to(origin.dtype), floor, ceiling, floor, ceiling)
    return whole.within(budget)


def stored_array(x: Tensor, image: Image) -> NDArray[np.float32]:
    """One item (C, rows, columns) in the shape of `image.stored`."""
    array = x.cpu().numpy()
    result: NDArray[np.float32] = array.transpose(1, 2, 0) if image.colour else array[0]
    return result


def to_lattice(x: Tensor, image: Image, radius: float | None = None) -> NDArray[Any]:
    """The storable image next to `x`, (C, rows, columns), on the way to the original: each change cut off to a whole
    stored unit, and none takes the padding value. Shape and type of `image.stored`.

    radius : of an L2 budget, in stored units. What cutting off takes from the small changes then goes to the large
    ones: the perturbation is enlarged until its whole units fill the budget, so that one of less than a unit a value
    is not lost.
    """
    # float32 holds every stored value of up to 24 bits exactly.
    original = image.stored.astype(np.float32)
    delta = stored_array(x, image) - original
    units = np.trunc(delta) if radius is None else _fill(delta, radius)
    moved = np.clip(original + units, image.lowest, image.highest)
    if image.padding_range is not None:
        low, high = image.padding_range
        wrong = (moved >= low) & (moved <= high) & (moved != original)
        moved[wrong] = np.where(original[wrong] > high, high + 1, low - 1)
    stored: NDArray[Any] = moved.astype(image.stored.dtype)
    return stored


def _fill(delta: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """`delta` enlarged so far that its whole units have the largest L2 norm of at most `radius`; made smaller where
    float32 has brought it beyond that."""
    exact = delta.astype(np.float64)
    whole = np.trunc(exact)
    fits = np.linalg.norm(whole) <= radius
    if fits and np.array_equal(whole, exact):
        return delta
    low, high = (1.0, max(1.0, (radius + 1) / float(np.abs(exact).max()))) if fits else (0.0, 1.0)
    for _ in range(30):
        middle = (low + high) / 2
        if np.linalg.norm(np.trunc(exact * middle)) <= radius:
            low = middle
        else:
            high = middle
    filled: NDArray[np.float32] = np.trunc(exact * low).astype(np.float32)
    return filled
