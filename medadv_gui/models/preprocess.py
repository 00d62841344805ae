"""The one preprocessing: stored values to network input, differentiable.

Prediction, attack and verification share it, and so does training.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.models.card import InputSpec
from medadv_gui.models.placement import Placement, place


class Preprocess(nn.Module):
    """Stored values (N, C, H, W) float32 to network input (N, channels, height, width); of a network in three
    dimensions (N, 1, D, H, W) to the same shape, or to the card's spacing.

    In order: rescale by `slope` and `intercept` (DICOM PS3.3 C.7.6.16.2.9 / C.11.1) into the card's units;
    the card's input window as a linear clamp onto 0 to 1; channel mapping (grey repeated, colour averaged by
    Rec. 601 where the network is grey); antialiased linear resampling, to the card's spacing or its size; the border,
    of the window's lower end; normalisation. Never the display's VOI. The sliding window of a network in three
    dimensions moves over the whole volume.

    Parameters
    ----------
    spec : the model card's input.
    slope, intercept : stored value to the card's units; 1 and 0 for 8-bit pictures. A deeper picture is scaled
        onto 0 to 255 by its slope.
    spacing : the image's own, mm by dimension; None where it does not know it.
    """

    def __init__(
        self, spec: InputSpec, slope: float = 1.0, intercept: float = 0.0, spacing: Sequence[float] | None = None
    ) -> None:
        super().__init__()
        self.spec, self.slope, self.intercept, self.spacing = spec, float(slope), float(intercept), spacing
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

    def place(self, shape: Sequence[int]) -> Placement:
        """Where an image of this shape lands in the network's input."""
        return place(self.spec, shape, self.spacing)

    def placement(self, height: int, width: int) -> tuple[int, int, int, int]:
        """Where a single image of this size lands in the network's input: (top, left, height, width), pixels."""
        found = self.place((height, width))
        return found.top, found.left, found.inside[0], found.inside[1]

    def forward(self, stored: Tensor) -> Tensor:
        x = self.window(stored).clamp(0.0, 1.0)
        found = self.place(x.shape[2:])
        if self.spec.dimensions == 2 and x.shape[1] != self.spec.channels:
            x = x.expand(-1, 3, -1, -1) if x.shape[1] == 1 else (x * self.luma).sum(1, keepdim=True)
        x = resample(x, found.inside)
        if not found.fills:
            (height, width), (h, w) = found.size, found.inside
            x = F.pad(x, (found.left, width - w - found.left, found.top, height - h - found.top))
        return (x - self.mean) / self.std

    @torch.no_grad()
    def outside(self, stored: Tensor) -> float | None:
        """The share of the network's input, made from these stored values (1, C, ...), that lies outside the range
        that the card says the network expects; None where it says none."""
        if self.spec.range is None:
            return None
        low, high = self.spec.range
        slack = 1e-3 * (high - low)
        u = self(stored)
        return float(((u < low - slack) | (u > high + slack)).float().mean())


def resample(x: Tensor, size: Sequence[int]) -> Tensor:
    """(N, C, h, w) or (N, C, d, h, w) at another `size`, antialiased and linear."""
    if tuple(x.shape[2:]) == tuple(size):
        return x
    if x.dim() == 4:
        return F.interpolate(x, tuple(size), mode="bilinear", antialias=True)
    n, c, d, h, w = x.shape
    depth, height, width = size
    along = x.reshape(n, c, d, h * w)
    if depth != d:
        along = F.interpolate(along, (depth, h * w), mode="bilinear", antialias=True)
    across = along.reshape(n, c * depth, h, w)
    if (height, width) != (h, w):
        across = F.interpolate(across, (height, width), mode="bilinear", antialias=True)
    return across.reshape(n, c, depth, height, width)
