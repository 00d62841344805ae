"""The training loop: on any device, by steps or within a time, with averaged weights."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from medadv_gui.models import device as devices

Array = NDArray[Any]
Batch = tuple[Tensor, ...]
Draw = Callable[[int], Batch]
Loss = Callable[[nn.Module, Batch], Tensor]
WARM_UP = 0.08
LOOK_EVERY = 10  # steps between two looks at the loss, each of which waits for the device


@dataclass(frozen=True)
class Schedule:
    """A training run of `steps` batches: AdamW, a warm-up to `rate`, then a cosine down to zero.

    `average` is the moving average's decay. `until` is the share of a run's whole time at which this stage ends, for a
    run that was given a time instead of steps.
    """

    steps: int
    batch: int
    rate: float
    decay: float = 0.05
    average: float = 0.998
    until: float = 1.0


@dataclass
class Run:
    """Where and how long a recipe trains, and what it saw.

    `seconds` None takes each schedule's steps; else the schedules share that time, from the moment the run was made.
    `keep` is called with a name and a network at intervals, so that an interrupted run leaves something behind.
    `stages` gathers for each stage its steps, seconds and curve [(steps, loss, figures), ...].
    """

    device: torch.device
    seconds: float | None = None
    keep: Callable[[str, nn.Module], None] | None = None
    looks: int = 6
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def left(self, until: float) -> float | None:
        """Seconds left to the share `until` of the whole time; None where steps count."""
        return None if self.seconds is None else self.started + until * self.seconds - time.monotonic()


def pick_device(name: str) -> torch.device:
    """The device to train on. Training need not repeat to the bit: the fast kernels of CUDA are taken."""
    device = devices.pick(name)
    if device.type == "cuda":
        torch.use_deterministic_algorithms(False)
        torch.backends.cudnn.benchmark, torch.backends.cudnn.deterministic = True, False
    return device


def autocast(device: torch.device) -> torch.autocast:
    """bfloat16 on CUDA. On a CPU, even one that computes in it, a step of these small networks takes longer so."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


class Average:
    """The exponential moving average of a network's weights and statistics."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).eval()
        self.decay, self.count = decay, 0
        pairs = list(zip(self.network.state_dict().values(), network.state_dict().values(), strict=True))
        self.mine = [a for a, _ in pairs if a.is_floating_point()]
        self.theirs = [b for _, b in pairs if b.is_floating_point()]

    @torch.no_grad()
    def update(self) -> None:
        """Moves towards the network as it now is."""
        self.count += 1
        keep = min(self.decay, (1 + self.count) / (10 + self.count))
        torch._foreach_lerp_(self.mine, self.theirs, 1.0 - keep)


def fit(
    name: str,
    network: nn.Module,
    schedule: Schedule,
    draw: Draw,
    loss: Loss,
    run: Run,
    watch: Callable[[nn.Module], dict[str, float]] | None = None,
) -> nn.Module:
    """Trains; returns the averaged network in eval mode, on the run's device. `watch` measures it at intervals."""
    network = network.to(run.device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(
        _groups(network, schedule.decay), lr=schedule.rate, fused=run.device.type == "cuda", betas=(0.9, 0.99)
    )
    average = Average(network, schedule.average)
    budget, started = run.left(schedule.until), time.monotonic()
    curve: list[tuple[int, float, dict[str, float]]] = []
    step, progress, seen, losses = 0, 0.0, 0, torch.zeros((), device=run.device)
    while progress < 1.0:
        for group in optimiser.param_groups:
            group["lr"] = schedule.rate * rate_at(progress)
        data = draw(schedule.batch)
        with autocast(run.device):
            value = loss(network, data)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        average.update()
        losses += value.detach()
        step, seen = step + 1, seen + 1
        if step % LOOK_EVERY == 0:
            losses.item()
        elapsed = time.monotonic() - started
        progress = step / schedule.steps if budget is None else elapsed / max(budget, 1e-3)
        if progress * run.looks >= len(curve) + 1 or progress >= 1.0:
            figures = watch(average.network) if watch else {}
            curve.append((step, round(losses.item() / seen, 5), {k: round(v, 4) for k, v in figures.items()}))
            print(f"{name} {elapsed:.0f} s step {step} loss {curve[-1][1]} {curve[-1][2]}", flush=True)
            if run.keep:
                run.keep(name, average.network)
            losses.zero_()
            seen = 0
    run.stages[name] = {"steps": step, "seconds": round(time.monotonic() - started, 1), "curve": curve}
    return average.network


def rate_at(progress: float) -> float:
    """The share of the highest rate at a share of the run: a line up, then a cosine down."""
    if progress < WARM_UP:
        return max(progress / WARM_UP, 0.02)
    return 0.5 + 0.5 * math.cos(math.pi * min(1.0, (progress - WARM_UP) / (1 - WARM_UP)))


def _groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for the convolutions' and layers' weights, none for norms and biases."""
    weights = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def forward(network: nn.Module, x: Tensor, size: int = 32) -> Tensor:
    """The network's answers to (N, C, H, W) inputs, in float32, `size` at a time: on the network's device."""
    network.eval()
    with torch.inference_mode():
        return torch.cat([network(part) for part in torch.split(x, size)])


def folds(groups: Sequence[str], count: int, share: Callable[[str], float]) -> Array:
    """A fold 0 to `count` - 1 for each picture, one for all of a group; `share` maps a group's name onto 0 to 1.

    Groups in the order of their shares go round the folds, so that the folds hold as many groups.
    """
    order = {group: i % count for i, group in enumerate(sorted(set(groups), key=share))}
    return np.array([order[group] for group in groups])


def choose(rng: np.random.Generator, chance: Array, count: int) -> Array:
    """`count` indices drawn by their chances, which need not sum to one."""
    return rng.choice(len(chance), count, p=chance / chance.sum())
