"""Square attack, Andriushchenko et al., "Square Attack: a query-efficient black-box adversarial attack via random
search", ECCV 2020: random changes within random squares, each kept where the margin does not fall, or, targeted, where
the cross-entropy to the target does not rise. No gradient is asked for.

Distances: L-infinity (algorithm 2) and L2 (algorithm 3). Iterate 0 is the random start, each further one a query. The
squares lie in the image's own pixels, within the rectangle that holds all that may change: else they would nearly
always miss a small region. They reach the last row and column, as in the paper and unlike in the authors' code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

from medadv_gui.attack.ball import per_item
from medadv_gui.attack.losses import deviation, margin
from medadv_gui.attack.methods import STEPS_DONE, Iterates, Problem, Query

FIRST_SHARE = {"linf": 0.05, "l2": 0.1}  # p at the start, the paper's for ImageNet
HALVED_AFTER = (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000)  # of 10000 queries
REDRAWS = 10


def square(problem: Problem) -> Iterates:
    """Random search on the loss, from vertical stripes (L-infinity) or a grid of bumps (L2)."""
    norm = problem.settings.norm
    objective = problem.objective(loss=margin if problem.aim.target is None else deviation)
    areas = [(_Signs if norm == "linf" else _Bumps)(problem, i) for i in range(len(problem.random))]
    for restart in range(problem.settings.restarts or 1):
        if restart or problem.start is None:
            x = _placed(problem, areas, [area.start() for area in areas])
        else:
            x = problem.start
        evaluation = yield Query(x, objective, 0, gradient=False)
        best, best_loss = x, evaluation.loss
        for query in range(problem.steps):
            p = share(query, problem.steps, FIRST_SHARE[norm])
            x = _placed(problem, areas, [area.change(best[i], p) for i, area in enumerate(areas)])
            evaluation = yield Query(x, objective, query + 1, gradient=False)
            kept = evaluation.loss >= best_loss
            best = torch.where(per_item(kept, x), x, best)
            best_loss = torch.where(kept, evaluation.loss, best_loss)
    return STEPS_DONE


def share(query: int, queries: int, first: float) -> float:
    """p, the share of the area that a square takes: `first`, halved ever more rarely; the published schedule of 10000
    queries, rescaled."""
    position = int(query / queries * 10_000)
    halvings = sum(position > after for after in HALVED_AFTER)
    return first * 0.5**halvings


@lru_cache(maxsize=32)
def bump(side: int) -> Tensor:
    """Two pyramids side by side, one up, one down, with an L2 norm of one (equation 2 and section 3.4)."""
    return _unit(torch.cat([_pyramid(side // 2, side), -_pyramid(side - side // 2, side)]))


def _pyramid(rows: int, columns: int) -> Tensor:
    """1 / j**2 added up over the nested rectangles j that hold a pixel, with an L2 norm of one."""
    tails = (1 / torch.arange(1.0, max(rows, columns) // 2 + 2) ** 2).flip(0).cumsum(0).flip(0)
    away = [(torch.arange(size) - size // 2).abs() for size in (rows, columns)]
    return _unit(tails[torch.maximum(away[0][:, None], away[1])])


def _unit(x: Tensor) -> Tensor:
    """Each channel with an L2 norm of one, or left at zero."""
    norm: Tensor = torch.linalg.vector_norm(x, dim=(-2, -1), keepdim=True)
    return x / norm.clamp(min=1e-12)


def _placed(problem: Problem, areas: Sequence[_Area], parts: Sequence[Tensor]) -> Tensor:
    x = problem.origin.clone()
    for i, (area, part) in enumerate(zip(areas, parts, strict=True)):
        x[i][area.inside] = part
    return problem.ball.project(x)


class _Area:
    """The rectangle of image `i` that holds all its free pixels, and the image's random numbers."""

    def __init__(self, problem: Problem, i: int) -> None:
        ball = problem.ball
        rows, columns = (ball.free[i, 0].any(axis).nonzero().flatten().tolist() for axis in (1, 0))
        self.inside = ..., slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        self.origin, self.free = ball.origin[i][self.inside], ball.free[i][self.inside]
        self.lower, self.upper, self.budget = ball.lower[i][self.inside], ball.upper[i][self.inside], ball.budget[i]
        self.channels, self.rows, self.columns = self.origin.shape
        self._random = problem.random[i]

    def integer(self, below: int) -> int:
        return int(torch.randint(below, (1,), generator=self._random))

    def signs(self, *shape: int) -> Tensor:
        """1 or -1, each with probability one half."""
        return (torch.randint(2, shape, generator=self._random) * 2 - 1).to(self.origin)

    def side(self, p: float, least: int) -> int:
        return max(round(math.sqrt(p * self.rows * self.columns)), least)

    def square(self, side: int) -> tuple[slice, slice]:
        """Where a random square lies."""
        top, left = self.integer(self.rows - side + 1), self.integer(self.columns - side + 1)
        return slice(top, top + side), slice(left, left + side)


class _Signs(_Area):
    """L-infinity: every value at one end or the other of what the budget leaves it."""

    def start(self) -> Tensor:
        return torch.where(self.signs(self.channels, 1, self.columns) > 0, self.upper, self.lower)

    def change(self, best: Tensor, p: float) -> Tensor:
        x = best[self.inside].clone()
        here = ..., *self.square(min(self.side(p, 1), self.rows, self.columns))
        ends = x[here]
        # As in the authors' code, no query is spent on a square that is there already. A frozen one never changes.
        for _ in range(REDRAWS):
            ends = torch.where(self.signs(self.channels, 1, 1) > 0, self.upper[here], self.lower[here])
            if not torch.equal(ends, x[here]):
                break
        x[here] = ends
        return x


class _Bumps(_Area):
    """L2: the budget shared out among bumps, and moved from one to another."""

    def start(self) -> Tensor:
        side = max(1, min(self.rows, self.columns) // 5)
        delta = torch.zeros_like(self.origin)
        for top in range(self.rows % side // 2, self.rows - side + 1, side):
            for left in range(self.columns % side // 2, self.columns - side + 1, side):
                delta[:, top : top + side, left : left + side] = self._bump(side)
        return self._filled(delta)

    def change(self, best: Tensor, p: float) -> Tensor:
        delta = best[self.inside] - self.origin
        side = min(self.side(p, 3) | 1, self.rows, self.columns)  # odd
        grown, emptied = self.square(side), self.square(side)
        both = torch.zeros_like(self.origin[0])
        both[grown] = both[emptied] = 1
        unused = (self.budget**2 - (delta**2).sum()).clamp(min=0)
        available = (unused / self.channels + (delta**2 * both).sum((1, 2), keepdim=True)).sqrt()
        shape = _unit(self._bump(side) + _unit(delta[..., *grown]))
        delta[..., *emptied] = 0
        delta[..., *grown] = shape * available
        return self._filled(delta)

    def _bump(self, side: int) -> Tensor:
        """A bump for each channel, of random signs, lying or standing."""
        shape = bump(side).to(self.origin)
        return self.signs(self.channels, 1, 1) * (shape.T if self.integer(2) else shape)

    def _filled(self, delta: Tensor) -> Tensor:
        """The image changed along `delta` by the whole budget."""
        delta = delta * self.free
        norm: Tensor = torch.linalg.vector_norm(delta)
        return self.origin + delta * (self.budget / norm.clamp(min=1e-12))
