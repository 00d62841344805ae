"""The smoothing W of the loss stabilization term: a centred Gaussian on the network's input."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F


class GaussianSmoothing:
    """Depthwise separable Gaussian with reflect padding, any channel count, (N, C, h, w) to the same shape.

    sigma : standard deviation in network pixels. kernel : side length, odd; by default 2 * ceil(3 sigma) + 1.
    The weights sum to one.
    """

    def __init__(self, sigma: float, kernel: int | None = None) -> None:
        self.sigma = sigma
        self.kernel = kernel or 2 * math.ceil(3 * sigma) + 1
        offsets = torch.arange(self.kernel, dtype=torch.float64) - self.kernel // 2
        weights = torch.exp(-0.5 * (offsets / sigma) ** 2)
        self.weights = (weights / weights.sum()).float()

    def __call__(self, u: Tensor) -> Tensor:
        channels, radius = u.shape[1], self.kernel // 2
        weights = self.weights.to(device=u.device, dtype=u.dtype).expand(channels, 1, -1)
        u = F.pad(u, (radius, radius, radius, radius), mode="reflect")
        u = F.conv2d(u, weights.unsqueeze(2), groups=channels)
        return F.conv2d(u, weights.unsqueeze(3), groups=channels)
