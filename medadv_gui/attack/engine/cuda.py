"""Engines on CUDA."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from medadv_gui.attack.engine.frozen import in_channels_last
from medadv_gui.attack.engine.plan import Plan


def prepare(network: nn.Module, plan: Plan, example: Tensor) -> tuple[Callable[[Tensor], Any], Callable[[Tensor], Any]]:
    """The differentiable and the smoothed pass of a private network."""
    layout = torch.contiguous_format
    if plan.layout == "channels_last":
        layout = torch.channels_last
        network = in_channels_last(network)

    def run(u: Tensor) -> Any:
        return network(u.contiguous(memory_format=layout))

    def smoothed(u: Tensor) -> Any:
        with _arithmetic(plan.smoothed):
            return run(u)

    return _graphed(run, example) if plan.engine == "graphed" else run, smoothed


def _graphed(run: Callable[[Tensor], Any], example: Tensor) -> Callable[[Tensor], Any]:
    """`run` recorded as two CUDA graphs, forward and backward, for inputs of the example's shape; others go the
    ordinary way. Each forward pass overwrites what the backward pass of the one before it would need."""
    # No input that is ever asked about: a recording that missed a part would answer that one rightly from memory.
    sample = torch.zeros_like(example).requires_grad_()
    with torch.cuda.device(example.device), torch.enable_grad():
        recorded: Callable[[Tensor], Any] = torch.cuda.make_graphed_callables(run, (sample,))

    def replay(u: Tensor) -> Any:
        if u.shape != sample.shape or not (u.requires_grad and torch.is_grad_enabled()):
            return run(u)
        # A graph answers in memory that its next replay overwrites: outputs and gradient leave it as copies.
        outputs = recorded(u.mul(1.0))
        return outputs.clone() if isinstance(outputs, Tensor) else tuple(out.clone() for out in outputs)

    return replay


def _arithmetic(name: str) -> AbstractContextManager[Any]:
    if name == "autocast":
        return torch.autocast("cuda")
    return _tf32() if name == "tf32" else nullcontext()


@contextmanager
def _tf32() -> Iterator[None]:
    """TF32 inside, the flags as they were outside."""
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    before = matmul.allow_tf32, cudnn.allow_tf32
    try:
        matmul.allow_tf32 = cudnn.allow_tf32 = True
        yield
    finally:
        matmul.allow_tf32, cudnn.allow_tf32 = before
