"""The smoothing W of the loss stabilization term: a centred Gaussian on the network's input."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from medadv_gui.core.errors import SettingsError


class GaussianSmoothing:
    """Depthwise separable Gaussian with reflect padding, any channel count, (N, C, h, w) or (N, C, d, h, w) to the
    same shape.

    sigma : standard deviation in network pixels. kernel : taps a side, odd; by default enough for three sigma.
    dilation : pixels from one tap to the next; the weights stay the Gaussian's at their own distance. They sum to
    one.

    Raises SettingsError where a value is out of range.
    """

    def __init__(self, sigma: float, kernel: int | None = None, dilation: int = 1) -> None:
        if not (math.isfinite(sigma) and 0.1 <= sigma <= 50):
            raise SettingsError("sigma must be between 0.1 and 50")
        if dilation < 1:
            raise SettingsError("the dilation must be at least 1")
        if kernel is not None and not (0 < kernel < 1000 and kernel % 2):
            raise SettingsError("the smoothing's kernel must be odd and below 1000")
        self.sigma, self.dilation = sigma, dilation
        self.kernel = kernel or 2 * math.ceil(3 * sigma / dilation) + 1
        self.radius = self.kernel // 2 * dilation
        offsets = torch.arange(self.kernel, dtype=torch.float64) - self.kernel // 2
        weights = torch.exp(-0.5 * (offsets * dilation / sigma) ** 2)
        self.weights = (weights / weights.sum()).float()

    def __call__(self, u: Tensor) -> Tensor:
        channels, spatial = u.shape[1], u.dim() - 2
        convolve = F.conv2d if spatial == 2 else F.conv3d
        weights = self.weights.to(device=u.device, dtype=u.dtype)
        u = F.pad(u, (self.radius,) * (2 * spatial), mode="reflect")
        for axis in range(spatial):
            shape = [1] * spatial
            shape[axis] = -1
            kernel = weights.view(1, 1, *shape).expand(channels, 1, *weights.view(shape).shape)
            u = convolve(u, kernel, groups=channels, dilation=self.dilation)
        return u
