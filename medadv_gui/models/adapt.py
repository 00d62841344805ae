"""A user's network as the program calls it: channels before rows, one tensor for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.text import one_line
from medadv_gui.models.card import ModelCard


class Adapted(nn.Module):
    """The network with the card's output picked, and with channels moved from and to the end for layout NHWC.

    forward : (N, C, h, w) to the output `select`, maps (N, K, h, w) where the network answers (N, h, w, K).

    Raises ModelError where there is no such output.
    """

    def __init__(self, network: nn.Module, select: int | str | None, channels_last: bool) -> None:
        super().__init__()
        self.network, self.select, self.channels_last = network, select, channels_last

    def forward(self, u: Tensor) -> Any:
        outputs = self.network(u.movedim(1, -1).contiguous() if self.channels_last else u)
        if self.select is not None:
            outputs = _picked(outputs, self.select)
        if self.channels_last and isinstance(outputs, Tensor) and outputs.dim() > 3:
            outputs = outputs.movedim(-1, 1)
        return outputs


def adapted(network: nn.Module, card: ModelCard) -> nn.Module:
    """The network itself, where nothing has to be adapted."""
    channels_last = card.input.layout == "NHWC"
    if card.output.select is None and not channels_last:
        return network
    return Adapted(network, card.output.select, channels_last)


def _picked(outputs: Any, select: int | str) -> Any:
    try:
        if not isinstance(outputs, Tensor):  # of a tensor it would pick an image
            return outputs[select]
    except (KeyError, IndexError, TypeError):
        pass
    raise ModelError(f"output.select: {select!r} is not {choices(outputs)}")


def choices(outputs: Any) -> str:
    """The outputs to select from, in words."""
    if isinstance(outputs, Mapping):
        return f"one of {one_line(', '.join(map(repr, outputs)))}"
    if isinstance(outputs, list | tuple):
        return f"0 to {len(outputs) - 1}"
    return "needed: the network answers with one output"
