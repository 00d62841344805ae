"""A network in three dimensions on volumes of any size: one window after another, blended where they overlap."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from medadv_gui.core.errors import ModelError
from medadv_gui.models.card import InputSpec


class SlidingWindow(nn.Module):
    """Logits (N, K, D, H, W) of a volume (N, 1, D, H, W) from a network that looks at windows of the card's size.

    Overlapping answers are averaged with Gaussian weights. A volume smaller than the window is padded with what the
    input window's lower end becomes, and the answer is cut back. Differentiable: each window's inner maps are computed
    again on the way back, so that the memory they take is that of one window.
    """

    def __init__(self, network: nn.Module, spec: InputSpec) -> None:
        super().__init__()
        from monai.inferers import sliding_window_inference  # seconds to import: only who has such a model pays

        self.network = network
        self._slide = partial(
            sliding_window_inference, roi_size=spec.size, sw_batch_size=1, overlap=spec.overlap, mode="gaussian",
            cval=-spec.mean[0] / spec.std[0],
        )  # fmt: skip

    def forward(self, u: Tensor) -> Any:
        try:
            return self._slide(u, predictor=self._window)
        except RuntimeError as error:
            reason = (str(error).splitlines() or [""])[0][:200]
            raise ModelError(f"the network cannot look at windows of this volume ({reason})") from error

    def _window(self, u: Tensor) -> Any:
        if torch.is_grad_enabled() and u.requires_grad:
            return checkpoint(self.network, u, use_reentrant=False)
        return self.network(u)
