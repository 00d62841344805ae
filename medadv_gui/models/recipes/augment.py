"""Augmentation in batches, on the device where the pictures lie; the draws come from one generator."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

Array = NDArray[Any]


def affine(
    rng: np.random.Generator,
    size: tuple[int, int],
    count: int,
    *,
    scale: tuple[float, float],
    shift: float,
    degrees: float,
    stretch: float = 0.0,
    flip: bool = False,
    quarter_turns: bool = False,
) -> Array:
    """Random maps (count, 2, 3) from output to input pixels, both (x, y) counted from the picture's middle.

    `scale` is the zoom drawn from, `shift` the largest shift as a share of the size, `stretch` the largest
    relative change of the aspect.
    """
    h, w = size
    zoom = np.exp(rng.uniform(math.log(scale[0]), math.log(scale[1]), count))
    aspect = np.exp(rng.uniform(-stretch, stretch, count))
    angle = np.radians(rng.uniform(-degrees, degrees, count))
    if quarter_turns:
        angle += math.pi / 2 * rng.integers(4, size=count)
    mirror = np.where(rng.random((count, 2)) < 0.5, -1.0, 1.0) if flip else np.ones((count, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]).transpose(2, 0, 1)
    sides = np.stack([aspect**0.5, aspect**-0.5], 1) / zoom[:, None]
    move = rng.uniform(-shift, shift, (count, 2)) * (w, h)
    return np.concatenate([turn * (mirror * sides)[:, None], move[:, :, None]], 2)


def warp(x: Tensor, maps: Array, mode: str = "bilinear", bend: Tensor | None = None) -> Tensor:
    """(N, C, h, w) sampled along `affine`'s maps, plus `bend` (N, h, w, 2) in halves of the size; outside 0."""
    h, w = x.shape[-2:]
    theta = torch.from_numpy(maps).float()
    half = torch.tensor([w / 2, h / 2])
    theta = torch.cat([theta[:, :, :2] * half / half[:, None], theta[:, :, 2:] / half[:, None]], 2)
    grid = F.affine_grid(theta.to(x.device), [x.shape[0], x.shape[1], h, w], align_corners=False)
    grid = grid if bend is None else grid + bend
    return F.grid_sample(x, grid, mode=mode, padding_mode="zeros", align_corners=False)


def smooth(rng: np.random.Generator, like: Tensor, channels: int, coarse: int) -> Tensor:
    """Smooth random fields (N, channels, h, w), about standard normal, on the device and at the size of `like`."""
    noise = rng.standard_normal((len(like), channels, coarse, coarse)).astype(np.float32)
    return F.interpolate(torch.from_numpy(noise).to(like.device), like.shape[-2:], mode="bicubic", align_corners=False)


def column(rng: np.random.Generator, low: float, high: float, count: int, like: Tensor, channels: int = 1) -> Tensor:
    """Uniform draws (count, channels, 1, 1) on the device of `like`."""
    return torch.from_numpy(rng.uniform(low, high, (count, channels, 1, 1)).astype(np.float32)).to(like.device)


def sometimes(rng: np.random.Generator, chance: float, count: int, like: Tensor) -> Tensor:
    """1 with a chance, else 0: (count, 1, 1, 1)."""
    return torch.from_numpy((rng.random((count, 1, 1, 1)) < chance).astype(np.float32)).to(like.device)


def tone(rng: np.random.Generator, x: Tensor, gain: float, offset: float, noise: float) -> Tensor:
    """Random gamma, gain, offset, noise, and blur or sharpening, on (N, C, h, w) window positions."""
    n = len(x)
    x = x.clamp(0, 1) ** torch.exp(column(rng, -0.3, 0.3, n, x) * sometimes(rng, 0.5, n, x))
    x = x * column(rng, 1 - gain, 1 + gain, n, x) + column(rng, -offset, offset, n, x)
    x = x + torch.randn_like(x) * column(rng, 0, noise, n, x) * sometimes(rng, 0.4, n, x)
    smooth = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return (x + (smooth - x) * column(rng, -0.6, 1.0, n, x) * sometimes(rng, 0.4, n, x)).clamp(0, 1)


def colour(rng: np.random.Generator, x: Tensor, strength: float = 1.0) -> Tensor:
    """Random saturation, tint, brightness and `tone` on (N, 3, h, w) window positions."""
    n = len(x)
    saturation = 1 + strength * column(rng, -0.4, 0.4, n, x)
    grey = x.mean(1, keepdim=True)
    contrast = 1 + strength * column(rng, -0.3, 0.3, n, x)
    middle = x.mean((1, 2, 3), keepdim=True)
    x = (grey + (x - grey) * saturation - middle) * contrast + middle
    x = x * (1 + strength * column(rng, -0.15, 0.15, n, x, 3))
    return tone(rng, x, 0.12 * strength, 0.1 * strength, 0.04)


def patches(rng: np.random.Generator, x: Tensor, chance: float) -> Tensor:
    """One rectangle of some pictures, up to a quarter of their area, filled with one grey."""
    n, _, h, w = x.shape
    sides = rng.uniform(0.1, 0.5, (n, 2)) * (h, w)
    corner = rng.uniform(0, 1, (n, 2)) * ((h, w) - sides)
    sides[rng.random(n) >= chance] = 0
    low, high = (torch.from_numpy(v.astype(np.float32)).to(x.device) for v in (corner, corner + sides))
    row, col = torch.arange(h, device=x.device), torch.arange(w, device=x.device)
    rows = (row >= low[:, :1]) & (row < high[:, :1])
    cols = (col >= low[:, 1:]) & (col < high[:, 1:])
    inside = (rows[:, :, None] & cols[:, None, :])[:, None]
    return torch.where(inside, column(rng, 0, 0.7, n, x), x)
