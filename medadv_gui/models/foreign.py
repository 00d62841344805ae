"""A user's program as a network that fails in one line, and takes as many images at once as it is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.text import one_line
from medadv_gui.models.graph import Facts


class Foreign(nn.Module):
    """The program's outputs for (N, C, h, w), as it structures them. A program that was written for one image at a time
    is given them one by one.

    facts : what its file says about itself. alone : whether images have gone one by one. Raises ModelError where the
    program fails.
    """

    def __init__(self, network: nn.Module, facts: Facts = Facts()) -> None:  # noqa: B008 (frozen)
        super().__init__()
        self.network, self.facts, self.alone = network, facts, False

    def forward(self, u: Tensor) -> Any:
        try:
            outputs = self.network(u)
        except Exception as error:  # whatever a user's program raises means the same
            if len(u) == 1:
                raise ModelError(f"the network fails on an input of {tuple(u.shape)} ({_reason(error)})") from error
        else:
            if len(u) == 1 or _images(outputs) == len(u):
                return outputs
        self.alone = True
        return _joined([self.forward(image) for image in torch.split(u, 1)])


def _reason(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return one_line(lines[-1] if lines else type(error).__name__)


def _images(outputs: Any) -> int | None:
    """How many images the outputs answer; None where that cannot be told."""
    if isinstance(outputs, Tensor):
        return outputs.shape[0] if outputs.dim() else None
    parts = list(outputs.values()) if isinstance(outputs, Mapping) else outputs
    counts = {_images(part) for part in parts} if isinstance(parts, list | tuple) else set()
    return counts.pop() if len(counts) == 1 else None


def _joined(outputs: list[Any]) -> Any:
    """The outputs for single images as those for all of them."""
    first = outputs[0]
    if isinstance(first, Tensor):
        return torch.cat(outputs)
    if isinstance(first, Mapping):
        return {key: _joined([item[key] for item in outputs]) for key in first}
    if isinstance(first, list | tuple):
        return tuple(_joined(list(parts)) for parts in zip(*outputs, strict=True))
    raise ModelError(f"the network answers with a {type(first).__name__}")
