"""Private copies of a network, and its parts with their weights frozen for good."""

from __future__ import annotations

import copy
from typing import Any, TypeGuard

import torch
from torch import Tensor, nn

Norm = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d
_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


def private(network: nn.Module) -> nn.Module:
    """A copy in evaluation mode whose parameters want no gradient; it shares the caller's weights in memory.

    Raises whatever copying a user's network may raise.
    """
    # Copying stops at these, so that no weight is held twice.
    shared: dict[int, Any] = {id(p): nn.Parameter(p.detach(), requires_grad=False) for p in network.parameters()}
    return copy.deepcopy(network, shared).eval().requires_grad_(False)


def in_channels_last(network: nn.Module) -> nn.Module:
    """The private network with its two-dimensional kernels in that layout; others have none."""
    for parameter in network.parameters():
        if parameter.ndim == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def hooked(layer: nn.Module) -> bool:
    """Whether more than the layer's own forward runs when it is called."""
    return bool(layer._forward_hooks or layer._forward_pre_hooks or layer._backward_hooks or layer._backward_pre_hooks)


def is_norm(layer: nn.Module | None) -> TypeGuard[Norm]:
    """Whether this is a batch normalisation by fixed statistics, an affine map of every channel."""
    if type(layer) not in _NORMS:
        return False
    assert isinstance(layer, _NORMS)
    return not layer.training and layer.running_mean is not None and not hooked(layer)


def affine(norm: Norm) -> tuple[Tensor, Tensor]:
    """Scale and shift of each channel by such a normalisation, in float64."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = (norm.running_var.double() + norm.eps).rsqrt()
    if norm.weight is not None:
        scale = scale * norm.weight.detach().double()
    shift = -norm.running_mean.double() * scale
    return scale, shift if norm.bias is None else shift + norm.bias.detach().double()


def fold(layer: nn.Conv2d, norm: Norm) -> nn.Conv2d:
    """One convolution for a convolution and the normalisation behind it."""
    scale, shift = affine(norm)
    if layer.bias is not None:
        shift = shift + layer.bias.detach().double() * scale
    folded = copy.copy(layer)
    folded._parameters = dict(layer._parameters)
    weight = layer.weight.detach().double() * scale.view(-1, 1, 1, 1)
    folded.weight = nn.Parameter(weight.to(layer.weight), requires_grad=False)
    folded.bias = nn.Parameter(shift.to(layer.weight), requires_grad=False)
    return folded


class FrozenNorm(nn.Module):
    """Stands for such a normalisation: the stock one keeps its input for gradients that nobody asks for."""

    scale: Tensor
    shift: Tensor

    def __init__(self, norm: Norm) -> None:
        super().__init__()
        scale, shift = affine(norm)
        self.register_buffer("scale", scale.float())
        self.register_buffer("shift", shift.float())

    def forward(self, x: Tensor) -> Tensor:
        shape = (-1, *(1,) * (x.ndim - 2))
        return torch.addcmul(self.shift.view(shape), x, self.scale.view(shape))
