"""The one preprocessing: stored values to network input, differentiable.

Prediction, attack and verification share it, and so does training.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.models.card import InputSpec


class Preprocess(nn.Module):
    """Stored values (N, C, H, W) float32 to network input (N, channels, height, width); of a network in three
    dimensions (N, 1, D, H, W) to the same shape.

    In order: rescale by `slope` and `intercept` (DICOM PS3.3 C.7.6.16.2.9 / C.11.1) into the card's units;
    the card's input window as a linear clamp onto 0 to 1; channel mapping (grey repeated, colour averaged by
    Rec. 601 where the network is grey); antialiased bilinear resize; normalisation. Never the display's VOI.
    Volumes are windowed and normalised alone: the sliding window moves over them at their own voxels.

    Parameters
    ----------
    spec : the model card's input.
    slope, intercept : stored value to the card's units; 1 and 0 for 8-bit pictures. A deeper picture is scaled
        onto 0 to 255 by its slope.
    """

    def __init__(self, spec: InputSpec, slope: float = 1.0, intercept: float = 0.0) -> None:
        super().__init__()
        self.spec, self.slope, self.intercept = spec, float(slope), float(intercept)
        channels = (1, -1, *[1] * spec.dimensions)
        self.register_buffer("mean", torch.tensor(spec.mean).view(channels), persistent=False)
        self.register_buffer("std", torch.tensor(spec.std).view(channels), persistent=False)
        self.register_buffer("luma", torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1), persistent=False)
        self.mean: Tensor
        self.std: Tensor
        self.luma: Tensor

    def window(self, stored: Tensor) -> Tensor:
        """The position of each stored value in the input window, not clamped: 0 at `lower`, 1 at `upper`."""
        scale = self.spec.upper - self.spec.lower
        return stored * (self.slope / scale) + (self.intercept - self.spec.lower) / scale

    def placement(self, height: int, width: int) -> tuple[int, int, int, int]:
        """Where an image of this size lands in the network's input: (top, left, height, width), pixels."""
        if self.spec.dimensions == 3:
            return 0, 0, height, width
        full_h, full_w = self.spec.height, self.spec.width
        if self.spec.resize == "stretch":
            return 0, 0, full_h, full_w
        scale = min(full_h / height, full_w / width)
        h = max(1, min(full_h, round(height * scale)))
        w = max(1, min(full_w, round(width * scale)))
        return (full_h - h) // 2, (full_w - w) // 2, h, w

    def forward(self, stored: Tensor) -> Tensor:
        x = self.window(stored).clamp(0.0, 1.0)
        if self.spec.dimensions == 3:
            return (x - self.mean) / self.std
        if x.shape[1] != self.spec.channels:
            x = x.expand(-1, 3, -1, -1) if x.shape[1] == 1 else (x * self.luma).sum(1, keepdim=True)
        top, left, h, w = self.placement(*x.shape[-2:])
        if x.shape[-2:] != (h, w):
            x = F.interpolate(x, (h, w), mode="bilinear", antialias=True)
        if (h, w) != (self.spec.height, self.spec.width):
            bottom, right = self.spec.height - h - top, self.spec.width - w - left
            x = F.pad(x, (left, right, top, bottom))
        return (x - self.mean) / self.std
