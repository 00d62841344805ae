"""Which plan is fastest for a network on this machine, and right."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn

from medadv_gui.attack.engine import memo
from medadv_gui.attack.engine.engine import Engine, build
from medadv_gui.attack.engine.plan import Plan
from medadv_gui.core.errors import MedadvError

_LOG = logging.getLogger(__name__)

# What is timed against one another, and against the plain network. Where engines stand in one list, each does all that
# the next one does: the first that works stands for the list.
_CANDIDATES = {
    "cpu": [[("fused", "channels_last"), ("packed", "channels_last"), ("plain", "channels_last")]],
    "cuda": [[("graphed", "channels_last")], [("graphed", "contiguous")], [("plain", "channels_last")]],
    "mps": [],
}
_ROUNDS = 3
_CLEAR = 0.8  # of another's time: nothing that further rounds would turn round
_GAIN = 0.97  # a prepared network may seem this much slower than plain: it does less, and a tie must not fall by chance
_SIGNS = 0.999
_NEAR = 0.1  # relative error of the gradient: a unit at the edge of its ReLU can move it by a per cent
_POINTS = 4
_CLOSE = {"float32": 1e-3, "tf32": 1e-2}  # relative error of outputs
_ROUGH = 0.1  # the same in half precision

Loss = Callable[[Any], Tensor]
Tick = Callable[[], None]
_Answer = tuple[list[Tensor], Tensor, list[Tensor]]  # outputs, gradient, smoothed outputs


def unhindered() -> None:
    """The tick of a choice that nobody cancels."""


@dataclass
class _Trial:
    """An engine and what its iterations took, in seconds."""

    engine: Engine
    times: list[float] = field(default_factory=list)

    def iterate(self, u: Tensor, loss: Loss) -> _Answer:
        """One iteration at `u`."""
        _wait(u)
        start = time.perf_counter()
        v = u.detach().clone().requires_grad_()
        with torch.enable_grad():
            outputs = self.engine.network(v)
            (gradient,) = torch.autograd.grad(loss(outputs), v)
        smoothed = self.engine.smoothed(u)
        _wait(u)
        self.times.append(time.perf_counter() - start)
        return [t.detach() for t in _tensors(outputs)], gradient, list(_tensors(smoothed))


@dataclass
class _Check:
    """Holds engines against the plain network, at a few points.

    One point is not enough to reject by: where a unit stands at the edge of its ReLU, another order of summing can put
    it on the other side, and each side's gradient is right there. A wrong engine is wrong at every point.
    """

    plain: _Trial
    points: list[Tensor]
    loss: Loss
    tick: Tick
    _known: dict[int, _Answer | None] = field(default_factory=dict)

    def iterate(self, trial: _Trial, at: int = 0) -> _Answer | None:
        """One iteration at a point; None where it fails, as a prepared network can where the plain one does not."""
        self.tick()
        try:
            return trial.iterate(self.points[at], self.loss)
        except Exception as error:
            _LOG.debug("%s: %s: %s", trial.engine.plan, type(error).__name__, error)
            return None

    def reference(self, at: int) -> _Answer | None:
        """What the plain network says at a point."""
        if at not in self._known:
            self._known[at] = self.iterate(self.plain, at)
        return self._known[at]

    def passed(self, trial: _Trial) -> bool:
        """Whether the outputs agree wherever they are asked for, and the gradient at one point at least."""
        rough = _CLOSE.get(trial.engine.plan.smoothed, _ROUGH)
        for at in range(len(self.points)):
            found, expected = self.iterate(trial, at), self.reference(at)
            if found is None or expected is None:
                return False
            if not (_close(found[0], expected[0], _CLOSE["float32"]) and _close(found[2], expected[2], rough)):
                return False
            if _agree(found[1], expected[1]):
                return True
        return False


def choose(
    network: nn.Module,
    example: Tensor,
    loss: Loss,
    *,
    smoothed: str = "float32",
    cache_key: str | None = None,
    tick: Tick = unhindered,
) -> Engine:
    """The fastest engine whose answers agree with the plain network's at `example`.

    loss : a scalar of the outputs. smoothed : the arithmetic that the smoothed pass may take. cache_key : names
    the network; the plan is remembered under it, so that a repeated run computes the same bytes. tick : called before
    each iteration; what it raises leaves the choice, of which nothing is remembered then.
    """
    plan = Plan(
        engine="plain",
        layout="contiguous",
        smoothed="float32",
        batch=example.shape[0],
        threads=torch.get_num_threads(),
        device=str(example.device),
    )
    plain = _Trial(build(network, plan, example))
    if not _CANDIDATES[example.device.type]:
        return plain.engine
    check = _Check(plain, [_dithered(example, seed) for seed in range(_POINTS)], loss, tick)
    first, again = check.iterate(plain), check.reference(0)
    if first is None or again is None:
        return plain.engine  # its run will say why
    same = all(torch.equal(a, b) for a, b in zip(first[0], again[0], strict=True))
    if not same or not _agree(first[1], again[1]):
        _LOG.debug("the network answers differently each time: plain")
        return plain.engine
    key = memo.key(cache_key, plan, tuple(example.shape), smoothed)
    remembered = memo.recall(key)
    if remembered is not None:
        trial = plain if remembered == plan else _trial(network, remembered, check)
        if trial is not None:
            return trial.engine
    fastest = _fastest(check, list(_trials(network, plan, smoothed, check)))
    memo.remember(key, fastest.engine.plan)
    return fastest.engine


def _trials(network: nn.Module, plan: Plan, smoothed: str, check: _Check) -> Iterator[_Trial]:
    """The first of each list of candidates that works, for each arithmetic of the smoothed pass."""
    for arithmetic in dict.fromkeys((smoothed, "float32")):
        for candidates in _CANDIDATES[check.points[0].device.type]:
            for engine, layout in candidates:
                trial = _trial(network, replace(plan, engine=engine, layout=layout, smoothed=arithmetic), check)
                if trial is not None:
                    yield trial
                    break


def _trial(network: nn.Module, plan: Plan, check: _Check) -> _Trial | None:
    """The plan's engine; None where it cannot be built or does not agree with the plain network."""
    check.tick()
    try:
        trial = _Trial(build(network, plan, check.points[0]))
    except MedadvError as error:
        _LOG.debug("%s: %s", plan, error)
        return None
    if not check.passed(trial):
        _LOG.debug("%s: not the plain network's answers", plan)
        return None
    trial.times.clear()  # first calls prepare and allocate
    return trial


def _fastest(check: _Check, others: list[_Trial]) -> _Trial:
    """The trial of the least time; plain only where it is clearly faster."""
    plain = check.plain
    plain.times.clear()
    trials = [*others, plain]
    for _ in range(_ROUNDS):
        trials = [trial for trial in trials if check.iterate(trial) is not None]
        best = min((min(trial.times) for trial in trials), default=0.0)
        trials = [trial for trial in trials if best > _CLEAR * min(trial.times)]
        if len(trials) < 2:
            break
    for trial in (plain, *others):
        _LOG.debug("%s: %.4f s", trial.engine.plan, min(trial.times, default=math.nan))
    # The smallest time of each: what else runs on the machine only ever adds to it.
    return min(trials, key=lambda trial: min(trial.times) * (1.0 if trial is plain else _GAIN), default=plain)


def _dithered(example: Tensor, seed: int) -> Tensor:
    """The example with a little noise: in even areas the maxima of a pooling tie, and either one is right."""
    noise = torch.randn(example.shape, generator=torch.Generator().manual_seed(seed)).to(example.device)
    spread = float(example.std()) if example.numel() > 1 else 0.0
    return example.detach() + 1e-2 * (spread or 1.0) * noise


def _wait(u: Tensor) -> None:
    if u.is_cuda:
        torch.cuda.synchronize(u.device)


def _tensors(outputs: Any) -> Iterator[Tensor]:
    """The tensors in a network's outputs, in order."""
    if isinstance(outputs, Tensor):
        yield outputs
    elif isinstance(outputs, (dict, tuple, list)):
        for value in outputs.values() if isinstance(outputs, dict) else outputs:
            yield from _tensors(value)


def _close(values: list[Tensor], reference: list[Tensor], tolerance: float) -> bool:
    """Whether every tensor is finite and within a relative error of its reference."""
    return len(values) == len(reference) and all(
        a.shape == b.shape and bool(torch.isfinite(a).all()) and _distance(a, b) <= tolerance
        for a, b in zip(values, reference, strict=True)
    )


def _agree(gradient: Tensor, reference: Tensor) -> bool:
    """Whether a gradient is finite, near the reference, and has its signs wherever that is not zero."""
    there = reference != 0
    if not torch.isfinite(gradient).all() or _distance(gradient, reference) > _NEAR:
        return False
    return not there.any() or float((gradient.sign() == reference.sign())[there].float().mean()) >= _SIGNS


def _distance(a: Tensor, b: Tensor) -> float:
    """The relative error of `a`; where `b` is zero, the norm of `a`."""
    size = float(b.float().norm())
    return float((a.float() - b.float()).norm()) / (size or 1.0)
