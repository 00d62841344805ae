"""Sizes of a perturbation and likeness of two images. numpy and scikit-image; no torch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Image
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import rescale


def norms(original: NDArray[Any], changed: NDArray[Any]) -> tuple[float, float]:
    """(L-infinity, L2) of changed - original in stored units."""
    delta = changed.astype(np.float64) - original
    return float(np.abs(delta).max()), float(np.sqrt((delta**2).sum()))


def likeness(image: Image, changed: NDArray[Any], card: ModelCard) -> dict[str, float | None]:
    """PSNR (dB; None where nothing changed) and SSIM (Wang et al., 2004, 7 x 7 uniform window; of a volume the mean
    over its slices), with the data range they are measured against, in stored units: the model's input window."""
    from skimage.metrics import structural_similarity

    slope = abs(rescale(card, image)[0])
    data_range = (card.input.upper - card.input.lower) / slope
    original, other = image.stored.astype(np.float32), changed.astype(np.float32)
    mse = float(((original - other) ** 2).mean())
    ssim: float | None = None
    if min(image.rows, image.columns) >= 7:
        axis = 2 if image.colour else None
        planes = zip(original, other, strict=True) if len(image.shape) == 3 else [(original, other)]
        ssim = float(
            np.mean([structural_similarity(a, b, data_range=data_range, channel_axis=axis) for a, b in planes])
        )
    psnr = 10 * math.log10(data_range**2 / mse) if mse > 0 else None
    return {"psnr": psnr, "ssim": ssim, "data_range": data_range}


def noise_like(
    image: Image, linf: float, changed: NDArray[Any], free: NDArray[np.bool_], norm: str, seed: int
) -> NDArray[Any]:
    """Random noise of a perturbation's size, clipped to the valid range, as stored values.

    L-infinity: random signs of `linf` at every free pixel, so that its L2 norm is at least the perturbation's
    wherever the range allows. L2: the perturbation's own magnitudes with random signs.
    """
    rng = np.random.default_rng(seed)
    original = image.stored.astype(np.int64)
    signs = rng.integers(0, 2, original.shape) * 2 - 1
    mask = free[..., None] if image.colour else free
    size = np.abs(changed.astype(np.int64) - original) if norm == "l2" else round(linf)
    noisy: NDArray[np.int64] = np.clip(original + signs * size * mask, image.lowest, image.highest)
    if image.padding_range is not None:
        low, high = image.padding_range
        noisy = np.where((noisy >= low) & (noisy <= high), original, noisy)
    stored: NDArray[Any] = noisy.astype(image.stored.dtype)
    return stored
