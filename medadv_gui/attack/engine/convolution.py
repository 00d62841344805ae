"""A frozen convolution whose weights oneDNN has laid out once, forward and for the gradient to its input.

Stock convolutions lay their weights out again at every call, and their backward pass wants the input kept. With
frozen weights neither is needed: the gradient to the input is itself a convolution of the output's gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.attack.engine.frozen import hooked

_NARROW = 4  # input channels up to which the gradient is computed in blocks of pixels
_FULL = 12  # output channels that keep vector units of 16 busy enough


@cache
def available() -> bool:
    """Whether this torch has the private operators, and they compute what they are taken to compute."""
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(0)
            x, other = torch.randn(1, 8, 9, 9), torch.randn(1, 16, 5, 5)
            layer = nn.Conv2d(8, 16, 3, 2, 1)
            packed = FrozenConv2d(layer, x.shape)
            plain = layer(x)
            pairs = [(packed(x), plain), (packed(x, other, relu=True), (plain + other).relu())]
            with torch.enable_grad():
                v = x.clone().requires_grad_()
                pairs += zip(*(torch.autograd.grad(f(v).sum(), v) for f in (packed, layer)), strict=True)
            return all(torch.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in pairs)
    except (AttributeError, RuntimeError, TypeError, NotImplementedError):
        return False


def bfloat16_available() -> bool:
    """Whether oneDNN has convolutions in bfloat16 for this processor (on x86 those with AVX-512 or AVX-NE-CONVERT)."""
    try:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    except (AttributeError, RuntimeError):
        return False


def supported(layer: nn.Module) -> bool:
    """Whether `FrozenConv2d` can stand for this layer."""
    if type(layer) is not nn.Conv2d or layer.groups != 1 or layer.padding_mode != "zeros" or hooked(layer):
        return False
    if layer.weight.dtype != torch.float32 or layer.weight.device.type != "cpu" or _padding(layer) is None:
        return False
    # A padding wider than the kernel's reach has rows that see zeros only: no convolution gives their gradient.
    return all(
        p <= d * (k - 1) for p, d, k in zip(_padding(layer) or (), layer.dilation, layer.kernel_size, strict=True)
    )


def _padding(layer: nn.Conv2d) -> tuple[int, ...] | None:
    """The padding on each side of rows and columns; None where the two sides differ."""
    if layer.padding == "valid":
        return (0, 0)
    if layer.padding == "same":
        total = [d * (k - 1) for d, k in zip(layer.dilation, layer.kernel_size, strict=True)]
        return None if any(t % 2 for t in total) else tuple(t // 2 for t in total)
    return tuple(int(p) for p in layer.padding)


class FrozenConv2d(nn.Module):
    """Stands for a supported Conv2d, with an addition and a ReLU behind it where the caller has them.

    shape : an input's, (N, C, h, w): weights are laid out for it; others work too. dtype : of input and weights;
    other than float32 there is no gradient.
    """

    def __init__(self, layer: nn.Conv2d, shape: torch.Size, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        weight = layer.weight.detach().to(dtype)
        self.bias = None if layer.bias is None else layer.bias.detach().to(dtype)
        self.padding, self.stride, self.dilation = list(_padding(layer) or ()), list(layer.stride), list(layer.dilation)
        self.weight = _Pass(weight, self.padding, self.stride, self.dilation, list(shape))
        self.gradient = self._gradient(weight, shape) if dtype == torch.float32 else None

    def forward(self, x: Tensor, other: Tensor | None = None, relu: bool = False) -> Tensor:
        """conv(x), plus `other` of the result's shape, rectified on request."""
        if torch.is_grad_enabled() and (x.requires_grad or (other is not None and other.requires_grad)):
            out: Tensor = _Convolution.apply(x, other, self, relu)  # type: ignore[no-untyped-call]
            return out
        return self.weight(x, self.bias, other, relu)

    def _gradient(self, weight: Tensor, shape: torch.Size) -> Callable[[Tensor, torch.Size], Tensor]:
        """From an output's gradient and the input's size to the input's gradient."""
        axes = zip(shape[2:], weight.shape[2:], self.padding, self.stride, self.dilation, strict=True)
        out = [shape[0], weight.shape[0], *((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, p, s, d in axes)]
        if weight.shape[1] <= _NARROW and self.dilation == [1, 1] and self.stride[0] == self.stride[1]:
            return _Blocks(weight, self.padding, self.stride[0], out)
        if self.stride == [1, 1]:
            return _Flipped(weight, self.padding, self.dilation, out)
        return _Transposed(weight, self.padding, self.stride, self.dilation, out)


class _Pass:
    """One convolution with its weights (outputs, inputs, rows, columns) laid out."""

    def __init__(
        self, weight: Tensor, padding: list[int], stride: list[int], dilation: list[int], shape: list[int]
    ) -> None:
        self.geometry = (padding, stride, dilation, 1)
        self.weight = torch.ops.mkldnn._reorder_convolution_weight(weight.contiguous(), *self.geometry, shape)

    def __call__(
        self, x: Tensor, bias: Tensor | None = None, other: Tensor | None = None, relu: bool = False
    ) -> Tensor:
        run, attribute = torch.ops.mkldnn._convolution_pointwise, "relu" if relu else "none"
        if other is None:
            out: Tensor = run(x, self.weight, bias, *self.geometry, attribute, [], "")
        else:
            unary = attribute if relu else None
            out = run.binary(x, other, self.weight, bias, *self.geometry, "add", None, unary, [], None)
        return out


class _Flipped:
    """The gradient to the input at unit stride: convolution with the kernel turned round, channels swapped."""

    def __init__(self, weight: Tensor, padding: list[int], dilation: list[int], out: list[int]) -> None:
        reach = [d * (k - 1) - p for k, p, d in zip(weight.shape[2:], padding, dilation, strict=True)]
        self.run = _Pass(weight.flip(2, 3).transpose(0, 1), reach, [1, 1], dilation, out)

    def __call__(self, grad: Tensor, size: torch.Size) -> Tensor:
        return self.run(grad)


class _Transposed:
    """The gradient to the input at a larger stride: transposed convolution."""

    def __init__(
        self, weight: Tensor, padding: list[int], stride: list[int], dilation: list[int], out: list[int]
    ) -> None:
        self.padding, self.stride, self.dilation = padding, stride, dilation
        self.reach = [d * (k - 1) + 1 - 2 * p for k, p, d in zip(weight.shape[2:], padding, dilation, strict=True)]
        self.weight = torch.ops.mkldnn._reorder_convolution_transpose_weight(
            weight.contiguous(), padding, [0, 0], stride, dilation, 1, out
        )

    def __call__(self, grad: Tensor, size: torch.Size) -> Tensor:
        # The input's last rows and columns that no kernel position reached.
        axes = zip(size[2:], grad.shape[2:], self.stride, self.reach, strict=True)
        rest = [n - ((o - 1) * s + r) for n, o, s, r in axes]
        out: Tensor = torch.ops.mkldnn._convolution_transpose_pointwise(
            grad, self.weight, None, self.padding, rest, self.stride, self.dilation, 1, "none", [], ""
        )
        return out


class _Blocks:
    """The gradient to an input of few channels, such as a picture's three.

    As output channels those would leave most of a vector unit idle. One convolution gives a block of `side` x
    `side` input pixels as channels, and a pixel shuffle puts the blocks in place.
    """

    def __init__(self, weight: Tensor, padding: list[int], stride: int, out: list[int]) -> None:
        inputs, self.step = weight.shape[1], 1
        while inputs * (stride * self.step) ** 2 < _FULL:
            self.step *= 2
        self.side = stride * self.step
        rows, columns = (self._places(k, p, stride) for k, p in zip(weight.shape[2:], padding, strict=True))
        kernel = torch.einsum("oikl,rmk,cnl->ircomn", weight, rows, columns)
        self.kernel = [rows.shape[1], columns.shape[1]]
        self.padding = [(k - 1 - p) // stride for k, p in zip(weight.shape[2:], padding, strict=True)]
        self.run = _Pass(kernel.reshape(-1, weight.shape[0], *self.kernel), self.padding, [self.step] * 2, [1, 1], out)

    def _places(self, kernel: int, padding: int, stride: int) -> Tensor:
        """1 where the gradient's row m reaches the block's row r through the kernel's row k: (r, m, k)."""
        first, last = -((kernel - 1 - padding) // stride), (self.side - 1 + padding) // stride
        r, m = torch.arange(self.side)[:, None, None], torch.arange(first, last + 1)[None, :, None]
        return (torch.arange(kernel) == r + padding - stride * m).float()

    def __call__(self, grad: Tensor, size: torch.Size) -> Tensor:
        missing = [
            max(0, (-(-n // self.side) - 1) * self.step + k - o - 2 * p)
            for n, o, k, p in zip(size[2:], grad.shape[2:], self.kernel, self.padding, strict=True)
        ]
        if any(missing):
            grad = F.pad(grad, (0, missing[1], 0, missing[0]))
        return F.pixel_shuffle(self.run(grad), self.side)[:, :, : size[2], : size[3]]


class _Convolution(torch.autograd.Function):
    """`FrozenConv2d` with a gradient to its inputs; keeps its own output where a ReLU needs it, and nothing else."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, other: Tensor | None, layer: FrozenConv2d, relu: bool) -> Tensor:
        out = layer.weight(x, layer.bias, other, relu)
        ctx.layer, ctx.size, ctx.relu = layer, x.shape, relu
        if relu:
            ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        if ctx.relu:
            grad = torch.ops.aten.threshold_backward(grad, ctx.saved_tensors[0], 0)
        to_x = ctx.layer.gradient(grad, ctx.size) if ctx.needs_input_grad[0] else None
        return to_x, grad if ctx.needs_input_grad[1] else None, None, None
