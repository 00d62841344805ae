"""ONNX's operators as functions of tensors: inputs in their order, attributes by name. What is not here is refused.

Sizes and axes come as tensors or as attributes, as the version of the operator has it; both are taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

Ints = Sequence[int]
# ONNX's numbers of types.
DTYPES = {
    1: torch.float32, 2: torch.uint8, 3: torch.int8, 5: torch.int16, 6: torch.int32, 7: torch.int64, 9: torch.bool,
    10: torch.float16, 11: torch.float64, 16: torch.bfloat16,
}  # fmt: skip


def _ints(value: Tensor | Ints | None) -> list[int] | None:
    """A list of numbers that came as a tensor, as an attribute, or not at all."""
    if value is None:
        return None
    return [int(v) for v in (value.flatten().tolist() if isinstance(value, Tensor) else value)]


# To whole numbers, by their names in Resize.
_ROUNDS: dict[str, Callable[[Tensor], Tensor]] = {
    "round_prefer_floor": lambda x: torch.ceil(x - 0.5), "round_prefer_ceil": lambda x: torch.floor(x + 0.5),
    "floor": torch.floor, "ceil": torch.ceil,
}  # fmt: skip

# Convolution and pooling


def _sides(
    sizes: Ints, kernel: Ints, strides: Ints, dilations: Ints, pads: Ints | None, auto_pad: str
) -> list[tuple[int, int]]:
    """Padding before and after, an axis each."""
    if auto_pad == "VALID":
        return [(0, 0) for _ in kernel]
    if auto_pad in ("SAME_UPPER", "SAME_LOWER"):
        found = []
        for size, k, stride, dilation in zip(sizes, kernel, strides, dilations, strict=True):
            total = max(0, (math.ceil(size / stride) - 1) * stride + (k - 1) * dilation + 1 - size)
            small, large = total // 2, total - total // 2
            found.append((small, large) if auto_pad == "SAME_UPPER" else (large, small))
        return found
    pads = pads or [0] * (2 * len(kernel))
    return list(zip(pads[: len(kernel)], pads[len(kernel) :], strict=True))


def _padded(x: Tensor, sides: list[tuple[int, int]], value: float) -> Tensor:
    flat = [n for side in reversed(sides) for n in side]
    return F.pad(x, flat, value=value) if any(flat) else x


def _conv(
    x: Tensor, w: Tensor, b: Tensor | None = None, *, kernel_shape: Ints = (), strides: Ints = (), pads: Ints = (),
    dilations: Ints = (), group: int = 1, auto_pad: str = "NOTSET",
) -> Tensor:  # fmt: skip
    kernel = list(w.shape[2:])
    strides, dilations = list(strides) or [1] * len(kernel), list(dilations) or [1] * len(kernel)
    sides = _sides(x.shape[2:], kernel, strides, dilations, pads, auto_pad)
    convolve = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}[len(kernel)]
    if all(before == after for before, after in sides):
        return convolve(x, w, b, strides, [before for before, _ in sides], dilations, group)
    return convolve(_padded(x, sides, 0.0), w, b, strides, 0, dilations, group)


def _conv_transpose(
    x: Tensor, w: Tensor, b: Tensor | None = None, *, kernel_shape: Ints = (), strides: Ints = (), pads: Ints = (),
    dilations: Ints = (), group: int = 1, auto_pad: str = "NOTSET", output_padding: Ints = (),
) -> Tensor:  # fmt: skip
    kernel = list(w.shape[2:])
    if auto_pad not in ("NOTSET", "VALID"):
        raise ValueError(f"auto_pad {auto_pad} of a transposed convolution is not known here")
    strides, dilations = list(strides) or [1] * len(kernel), list(dilations) or [1] * len(kernel)
    sides = _sides(x.shape[2:], kernel, strides, dilations, pads, auto_pad)
    convolve = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}[len(kernel)]
    extra = list(output_padding) or [0] * len(kernel)
    least = [min(side) for side in sides]
    out = convolve(x, w, b, strides, least, extra, group, dilations)
    return _padded(out, [(m - before, m - after) for m, (before, after) in zip(least, sides, strict=True)], 0.0)


def _max_pool(
    x: Tensor, *, kernel_shape: Ints, strides: Ints = (), pads: Ints = (), dilations: Ints = (), ceil_mode: int = 0,
    auto_pad: str = "NOTSET", storage_order: int = 0,
) -> Tensor:  # fmt: skip
    kernel = list(kernel_shape)
    strides, dilations = list(strides) or [1] * len(kernel), list(dilations) or [1] * len(kernel)
    sides = _sides(x.shape[2:], kernel, strides, dilations, pads, auto_pad)
    pool = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[len(kernel)]
    if all(before == after <= k // 2 for (before, after), k in zip(sides, kernel, strict=True)):
        return pool(x, kernel, strides, [before for before, _ in sides], dilations, bool(ceil_mode))
    return pool(_padded(x, sides, -math.inf), kernel, strides, 0, dilations, bool(ceil_mode))


def _average_pool(
    x: Tensor, *, kernel_shape: Ints, strides: Ints = (), pads: Ints = (), dilations: Ints = (), ceil_mode: int = 0,
    auto_pad: str = "NOTSET", count_include_pad: int = 0,
) -> Tensor:  # fmt: skip
    kernel = list(kernel_shape)
    strides = list(strides) or [1] * len(kernel)
    if any(d != 1 for d in dilations):
        raise ValueError("an average over scattered values is not known here")
    sides = _sides(x.shape[2:], kernel, strides, [1] * len(kernel), pads, auto_pad)
    pool = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}[len(kernel)]
    if all(before == after <= k // 2 for (before, after), k in zip(sides, kernel, strict=True)):
        return pool(x, kernel, strides, [b for b, _ in sides], bool(ceil_mode), bool(count_include_pad))
    out = pool(_padded(x, sides, 0.0), kernel, strides, 0, bool(ceil_mode))
    if count_include_pad:
        return out
    return out / pool(_padded(torch.ones_like(x), sides, 0.0), kernel, strides, 0, bool(ceil_mode))


def _global(x: Tensor, pool: str) -> Tensor:
    axes = tuple(range(2, x.dim()))
    return x.mean(axes, keepdim=True) if pool == "mean" else x.amax(axes, keepdim=True)


# Normalisation


def _batch_norm(
    x: Tensor, scale: Tensor, b: Tensor, mean: Tensor, var: Tensor, *, epsilon: float = 1e-5, momentum: float = 0.9,
    training_mode: int = 0, spatial: int = 1,
) -> Tensor:  # fmt: skip
    if training_mode:
        raise ValueError("it was exported in training mode")
    return F.batch_norm(x, mean, var, scale, b, False, 0.0, epsilon)


def _instance_norm(x: Tensor, scale: Tensor, b: Tensor, *, epsilon: float = 1e-5) -> Tensor:
    return F.instance_norm(x, None, None, scale, b, True, 0.0, epsilon)


def _group_norm(
    x: Tensor, scale: Tensor, b: Tensor, *, num_groups: int, epsilon: float = 1e-5, stash_type: int = 1, opset: int
) -> Tensor:
    if opset < 21:  # one value a group
        scale, b = (v.repeat_interleave(x.shape[1] // num_groups) for v in (scale, b))
    return F.group_norm(x, num_groups, scale, b, epsilon)


def _layer_norm(
    x: Tensor, scale: Tensor, b: Tensor | None = None, *, axis: int = -1, epsilon: float = 1e-5, stash_type: int = 1
) -> Tensor:
    shape = x.shape[axis % x.dim() :]
    return F.layer_norm(x, shape, scale.expand(shape), None if b is None else b.expand(shape), epsilon)


def _lrn(x: Tensor, *, size: int, alpha: float = 1e-4, beta: float = 0.75, bias: float = 1.0) -> Tensor:
    return F.local_response_norm(x, size, alpha, beta, bias)


# Element by element


def _clip(x: Tensor, low: Tensor | None = None, high: Tensor | None = None) -> Tensor:
    if low is not None:
        x = torch.maximum(x, low.to(x.dtype))
    return x if high is None else torch.minimum(x, high.to(x.dtype))


def _hard_sigmoid(x: Tensor, *, alpha: float = 0.2, beta: float = 0.5) -> Tensor:
    return (alpha * x + beta).clamp(0.0, 1.0)


def _selu(x: Tensor, *, alpha: float = 1.6732632423543772, gamma: float = 1.0507009873554805) -> Tensor:
    return gamma * torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0)))


def _p_relu(x: Tensor, slope: Tensor) -> Tensor:
    return torch.where(x < 0, slope * x, x)


def _softmax(x: Tensor, *, axis: int | None = None, opset: int, log: bool = False) -> Tensor:
    take = torch.log_softmax if log else torch.softmax
    if opset >= 13:
        return take(x, -1 if axis is None else axis)
    axis = 1 if axis is None else axis % x.dim()  # before, all from the axis on was one row
    return take(x.flatten(axis), -1).reshape(x.shape)


def _div(a: Tensor, b: Tensor) -> Tensor:
    if a.is_floating_point():
        return a / b
    return torch.div(a, b, rounding_mode="trunc")


def _mod(a: Tensor, b: Tensor, *, fmod: int = 0) -> Tensor:
    return torch.fmod(a, b) if fmod else torch.remainder(a, b)


def _pow(a: Tensor, b: Tensor) -> Tensor:
    return torch.pow(a, b).to(a.dtype)


def _many(join: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    return lambda *values: reduce(join, values)


def _cast(x: Tensor, *, to: int, saturate: int = 1) -> Tensor:
    return x.to(DTYPES[to])


def _gemm(
    a: Tensor, b: Tensor, c: Tensor | None = None, *, alpha: float = 1.0, beta: float = 1.0, transA: int = 0,
    transB: int = 0,
) -> Tensor:  # fmt: skip
    out = alpha * ((a.t() if transA else a) @ (b.t() if transB else b))
    return out if c is None else out + beta * c


# Reductions


def _reduced(take: Callable[[Tensor, list[int], bool], Tensor]) -> Callable[..., Tensor]:
    def call(
        x: Tensor, axes_in: Tensor | None = None, *, axes: Ints | None = None, keepdims: int = 1,
        noop_with_empty_axes: int = 0,
    ) -> Tensor:  # fmt: skip
        over = _ints(axes if axes_in is None else axes_in)
        if not over and noop_with_empty_axes:
            return x
        return take(x, over or list(range(x.dim())), bool(keepdims))

    return call


def _prod(x: Tensor, axes: list[int], keep: bool) -> Tensor:
    for axis in sorted((axis % x.dim() for axis in axes), reverse=True):
        x = x.prod(axis, keepdim=keep)
    return x


def _arg(x: Tensor, *, axis: int = 0, keepdims: int = 1, select_last_index: int = 0, largest: bool = True) -> Tensor:
    take = torch.argmax if largest else torch.argmin
    if select_last_index:
        return x.shape[axis] - 1 - take(x.flip(axis), axis, keepdim=bool(keepdims))
    return take(x, axis, keepdim=bool(keepdims))


def _top_k(x: Tensor, k: Tensor, *, axis: int = -1, largest: int = 1, sorted: int = 1) -> tuple[Tensor, Tensor]:
    found = torch.topk(x, int(k.item()), axis, bool(largest), bool(sorted))
    return found.values, found.indices


# Shapes


def _shape(x: Tensor, *, start: int = 0, end: int | None = None) -> Tensor:
    return torch.tensor(list(x.shape)[start:end], dtype=torch.int64, device=x.device)


def _reshape(x: Tensor, shape: Tensor, *, allowzero: int = 0) -> Tensor:
    sizes = _ints(shape) or []
    if not allowzero:
        sizes = [x.shape[at] if size == 0 else size for at, size in enumerate(sizes)]
    return x.reshape(sizes)


def _flatten(x: Tensor, *, axis: int = 1) -> Tensor:
    axis = axis % x.dim() if axis < 0 else axis
    return x.reshape(math.prod(x.shape[:axis]), -1)


def _transpose(x: Tensor, *, perm: Ints | None = None) -> Tensor:
    return x.permute(list(perm) if perm is not None else list(range(x.dim()))[::-1])


def _squeeze(x: Tensor, axes_in: Tensor | None = None, *, axes: Ints | None = None) -> Tensor:
    over = _ints(axes if axes_in is None else axes_in)
    return x.squeeze() if over is None else x.squeeze(tuple(over))


def _unsqueeze(x: Tensor, axes_in: Tensor | None = None, *, axes: Ints | None = None) -> Tensor:
    over = _ints(axes if axes_in is None else axes_in) or []
    for axis in sorted(axis % (x.dim() + len(over)) for axis in over):
        x = x.unsqueeze(axis)
    return x


def _expand(x: Tensor, shape: Tensor) -> Tensor:
    return x.expand(torch.broadcast_shapes(x.shape, _ints(shape) or []))  # type: ignore[no-untyped-call]


def _concat(*values: Tensor, axis: int) -> Tensor:
    return torch.cat(values, axis)


def _split(
    x: Tensor, sizes: Tensor | None = None, *, axis: int = 0, split: Ints | None = None, num_outputs: int | None = None,
    outputs: int,
) -> tuple[Tensor, ...]:  # fmt: skip
    parts = _ints(split if sizes is None else sizes)
    return torch.split(x, parts or math.ceil(x.shape[axis] / (num_outputs or outputs)), axis)


def _slice(x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor | None = None, steps: Tensor | None = None) -> Tensor:
    first, last = _ints(starts) or [], _ints(ends) or []
    over, by = _ints(axes) or list(range(len(first))), _ints(steps) or [1] * len(first)
    for start, end, axis, step in zip(first, last, over, by, strict=True):
        if step > 0:
            index = [slice(None)] * (axis % x.dim()) + [slice(start, end, step)]
            x = x[tuple(index)]
        else:
            wanted = list(range(x.shape[axis]))[start : None if end < -x.shape[axis] else end : step]
            x = x.index_select(axis, torch.tensor(wanted, device=x.device, dtype=torch.int64))
    return x


def _gather(x: Tensor, indices: Tensor, *, axis: int = 0) -> Tensor:
    axis %= x.dim()
    index = torch.where(indices < 0, indices + x.shape[axis], indices).to(torch.int64)
    taken = x.index_select(axis, index.flatten())
    return taken.reshape((*x.shape[:axis], *index.shape, *x.shape[axis + 1 :]))


def _gather_elements(x: Tensor, indices: Tensor, *, axis: int = 0) -> Tensor:
    return x.gather(axis, torch.where(indices < 0, indices + x.shape[axis], indices))


def _scatter_nd(x: Tensor, indices: Tensor, updates: Tensor, *, reduction: str = "none") -> Tensor:
    if reduction != "none":
        raise ValueError(f"ScatterND with {reduction} is not known here")
    out = x.clone()
    out[tuple(indices[..., at] for at in range(indices.shape[-1]))] = updates
    return out


def _pad(
    x: Tensor, pads: Tensor, value: Tensor | None = None, axes: Tensor | None = None, *, mode: str = "constant"
) -> Tensor:
    amounts = _ints(pads) or []
    over = [axis % x.dim() for axis in _ints(axes) or range(x.dim())]
    sides = [(0, 0)] * x.dim()
    for at, axis in enumerate(over):
        sides[axis] = (amounts[at], amounts[at + len(over)])
    if mode == "constant":
        return _padded(x, sides, 0.0 if value is None else value.item())
    if any(side != (0, 0) for side in sides[:2]):
        raise ValueError(f"padding of other axes than an image's by {mode} is not known here")
    name = {"reflect": "reflect", "edge": "replicate", "wrap": "circular"}[mode]
    return F.pad(x, [n for side in reversed(sides[2:]) for n in side], mode=name)


def _depth_to_space(x: Tensor, *, blocksize: int, mode: str = "DCR") -> Tensor:
    if mode == "CRD":
        return F.pixel_shuffle(x, blocksize)
    n, c, h, w = x.shape
    parts = x.reshape(n, blocksize, blocksize, c // blocksize**2, h, w).permute(0, 3, 4, 1, 5, 2)
    return parts.reshape(n, c // blocksize**2, h * blocksize, w * blocksize)


def _space_to_depth(x: Tensor, *, blocksize: int) -> Tensor:
    n, c, h, w = x.shape
    parts = x.reshape(n, c, h // blocksize, blocksize, w // blocksize, blocksize).permute(0, 3, 5, 1, 2, 4)
    return parts.reshape(n, c * blocksize**2, h // blocksize, w // blocksize)


def _constant_of_shape(shape: Tensor, *, value: Tensor | None = None) -> Tensor:
    fill, dtype = (0.0, torch.float32) if value is None else (value.item(), value.dtype)
    return torch.full(_ints(shape) or [], fill, dtype=dtype, device=shape.device)


def _range(start: Tensor, limit: Tensor, delta: Tensor) -> Tensor:
    return torch.arange(start.item(), limit.item(), delta.item(), dtype=start.dtype, device=start.device)


def _trilu(x: Tensor, k: Tensor | None = None, *, upper: int = 1) -> Tensor:
    diagonal = 0 if k is None else int(k.item())
    return x.triu(diagonal) if upper else x.tril(diagonal)


def _cum_sum(x: Tensor, axis: Tensor, *, exclusive: int = 0, reverse: int = 0) -> Tensor:
    over = int(axis.item())
    out = x.flip(over).cumsum(over) if reverse else x.cumsum(over)
    if exclusive:
        out = out - (x.flip(over) if reverse else x)
    return out.flip(over) if reverse else out


def _dropout(x: Tensor, ratio: Tensor | None = None, training: Tensor | None = None, *, seed: int = 0) -> Tensor:
    if training is not None and bool(training.item()):
        raise ValueError("it was exported in training mode")
    return x


# Resampling


def _resize(
    x: Tensor, roi: Tensor | None = None, scales: Tensor | None = None, sizes: Tensor | None = None, *,
    mode: str = "nearest", coordinate_transformation_mode: str = "half_pixel",
    nearest_mode: str = "round_prefer_floor", cubic_coeff_a: float = -0.75, exclude_outside: int = 0,
    extrapolation_value: float = 0.0, antialias: int = 0, axes: Ints | None = None,
    keep_aspect_ratio_policy: str = "stretch",
) -> Tensor:  # fmt: skip
    over = [axis % x.dim() for axis in axes] if axes is not None else list(range(x.dim()))
    by, to = {}, {axis: x.shape[axis] for axis in range(x.dim())}
    if scales is not None and scales.numel():
        by = dict(zip(over, (float(v) for v in scales.tolist()), strict=True))
        to |= {axis: math.floor(x.shape[axis] * scale) for axis, scale in by.items()}
    elif sizes is not None:
        if keep_aspect_ratio_policy != "stretch":
            raise ValueError(f"a resize that keeps the aspect by {keep_aspect_ratio_policy} is not known here")
        to |= dict(zip(over, _ints(sizes) or [], strict=True))
    if mode == "nearest":
        for axis in over:
            if to[axis] != x.shape[axis]:
                scale = by.get(axis, to[axis] / x.shape[axis])
                index = _nearest(x.shape[axis], to[axis], scale, coordinate_transformation_mode, nearest_mode)
                x = x.index_select(axis, index.to(x.device))
        return x
    return _smooth(x, to, by, mode, coordinate_transformation_mode, cubic_coeff_a, exclude_outside, bool(antialias))


def _nearest(size: int, wanted: int, scale: float, where: str, rounding: str) -> Tensor:
    """For each place of the result the place in the source, along one axis."""
    at = torch.arange(wanted, dtype=torch.float64)
    if where == "asymmetric":
        x = at / scale
    elif where == "align_corners":
        x = at * (size - 1) / max(1, wanted - 1)
    elif where == "half_pixel" or (where == "pytorch_half_pixel" and wanted > 1):
        x = (at + 0.5) / scale - 0.5
    elif where == "pytorch_half_pixel":
        x = torch.zeros_like(at)
    else:
        raise ValueError(f"a resize by {where} is not known here")
    return _ROUNDS[rounding](x).clamp(0, size - 1).to(torch.int64)


def _smooth(
    x: Tensor, to: dict[int, int], by: dict[int, float], mode: str, where: str, coefficient: float, exclude: int,
    antialias: bool,
) -> Tensor:  # fmt: skip
    if any(to[axis] != x.shape[axis] for axis in (0, 1)) or where not in (
        "half_pixel", "pytorch_half_pixel", "align_corners",
    ):  # fmt: skip
        raise ValueError(f"a {mode} resize by {where} is not known here")
    if mode == "cubic" and (x.dim() != 4 or coefficient != -0.75 or exclude):
        raise ValueError("a cubic resize of this kind is not known here")
    name = "bicubic" if mode == "cubic" else {3: "linear", 4: "bilinear", 5: "trilinear"}[x.dim()]
    spatial = range(2, x.dim())
    corners = where == "align_corners"
    exact = all(axis in by for axis in spatial) and not corners
    return F.interpolate(
        x, None if exact else [to[axis] for axis in spatial], [by[axis] for axis in spatial] if exact else None,
        mode=name, align_corners=corners, antialias=antialias,
    )  # fmt: skip


def _upsample(x: Tensor, scales: Tensor, *, mode: str = "nearest") -> Tensor:
    return _resize(x, None, scales, mode=mode, coordinate_transformation_mode="asymmetric", nearest_mode="floor")


def _grid_sample(
    x: Tensor, grid: Tensor, *, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: int = 0
) -> Tensor:
    name = {"linear": "bilinear", "cubic": "bicubic"}.get(mode, mode)
    return F.grid_sample(x, grid, mode=name, padding_mode=padding_mode, align_corners=bool(align_corners))


def _einsum(*values: Tensor, equation: str) -> Tensor:
    return torch.einsum(equation, *values)


OPERATORS: dict[str, Callable[..., Any]] = {
    "Conv": _conv, "ConvTranspose": _conv_transpose, "MaxPool": _max_pool, "AveragePool": _average_pool,
    "GlobalAveragePool": lambda x: _global(x, "mean"), "GlobalMaxPool": lambda x: _global(x, "max"),
    "BatchNormalization": _batch_norm, "InstanceNormalization": _instance_norm, "GroupNormalization": _group_norm,
    "LayerNormalization": _layer_norm, "LRN": _lrn,
    "Relu": torch.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "Erf": torch.erf, "Softsign": F.softsign,
    "LeakyRelu": lambda x, *, alpha=0.01: F.leaky_relu(x, alpha), "PRelu": _p_relu, "Selu": _selu,
    "Elu": lambda x, *, alpha=1.0: F.elu(x, alpha), "Celu": lambda x, *, alpha=1.0: F.celu(x, alpha),
    "Gelu": lambda x, *, approximate="none": F.gelu(x, approximate=approximate),
    "HardSigmoid": _hard_sigmoid, "HardSwish": lambda x: x * _hard_sigmoid(x, alpha=1 / 6), "Softplus": F.softplus,
    "Mish": F.mish, "ThresholdedRelu": lambda x, *, alpha=1.0: F.threshold(x, alpha, 0.0), "Clip": _clip,
    "Softmax": _softmax, "LogSoftmax": lambda x, *, axis=None, opset: _softmax(x, axis=axis, opset=opset, log=True),
    "Dropout": _dropout, "Identity": lambda x: x,
    "Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": _div, "Pow": _pow, "Mod": _mod,
    "Min": _many(torch.minimum), "Max": _many(torch.maximum), "Sum": _many(torch.add),
    "Mean": lambda *values: sum(values) / len(values),
    "Sqrt": torch.sqrt, "Exp": torch.exp, "Log": torch.log, "Abs": torch.abs, "Neg": torch.neg, "Sign": torch.sign,
    "Reciprocal": torch.reciprocal, "Sin": torch.sin, "Cos": torch.cos, "Tan": torch.tan, "Atan": torch.atan,
    "Floor": torch.floor, "Ceil": torch.ceil, "Round": torch.round, "IsNaN": torch.isnan,
    "Equal": torch.eq, "Greater": torch.gt, "Less": torch.lt, "GreaterOrEqual": torch.ge, "LessOrEqual": torch.le,
    "And": torch.logical_and, "Or": torch.logical_or, "Xor": torch.logical_xor, "Not": torch.logical_not,
    "Where": torch.where, "Cast": _cast, "CastLike": lambda x, like, *, saturate=1: x.to(like.dtype),
    "MatMul": torch.matmul, "Gemm": _gemm, "Einsum": _einsum,
    "ReduceMean": _reduced(lambda x, axes, keep: x.mean(axes, keepdim=keep)),
    "ReduceSum": _reduced(lambda x, axes, keep: x.sum(axes, keepdim=keep)),
    "ReduceMax": _reduced(lambda x, axes, keep: x.amax(axes, keepdim=keep)),
    "ReduceMin": _reduced(lambda x, axes, keep: x.amin(axes, keepdim=keep)),
    "ReduceL1": _reduced(lambda x, axes, keep: x.abs().sum(axes, keepdim=keep)),
    "ReduceL2": _reduced(lambda x, axes, keep: x.square().sum(axes, keepdim=keep).sqrt()),
    "ReduceSumSquare": _reduced(lambda x, axes, keep: x.square().sum(axes, keepdim=keep)),
    "ReduceLogSumExp": _reduced(lambda x, axes, keep: x.logsumexp(axes, keepdim=keep)), "ReduceProd": _reduced(_prod),
    "ArgMax": _arg, "ArgMin": lambda x, **attributes: _arg(x, largest=False, **attributes), "TopK": _top_k,
    "Shape": _shape, "Size": lambda x: torch.tensor(x.numel(), dtype=torch.int64, device=x.device),
    "Reshape": _reshape, "Flatten": _flatten, "Transpose": _transpose, "Squeeze": _squeeze, "Unsqueeze": _unsqueeze,
    "Expand": _expand, "Tile": lambda x, repeats: x.repeat(_ints(repeats)), "Concat": _concat, "Split": _split,
    "Slice": _slice, "Gather": _gather, "GatherElements": _gather_elements, "ScatterND": _scatter_nd, "Pad": _pad,
    "DepthToSpace": _depth_to_space, "SpaceToDepth": _space_to_depth, "ConstantOfShape": _constant_of_shape,
    "Range": _range, "Trilu": _trilu, "CumSum": _cum_sum,
    "Resize": _resize, "Upsample": _upsample, "GridSample": _grid_sample,
}  # fmt: skip
