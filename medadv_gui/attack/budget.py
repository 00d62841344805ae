"""How far an image may move: the budget in its three units, and the set of images inside it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import Budget
from medadv_gui.core.types import Image
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import rescale

if TYPE_CHECKING:
    from torch import Tensor

_EPSILON = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(/\s*255|HU)?\s*", re.IGNORECASE)


def describe(epsilon: str, card: ModelCard, image: Image) -> Budget:
    """The budget called `epsilon` ("4/255" of the card's input window, "12HU", or "3" stored units) for one image,
    floored to whole stored units.

    Raises
    ------
    SettingsError
        If the text is none of the three, HU is asked for off CT, or the budget floors to zero.
    """
    match = _EPSILON.fullmatch(epsilon)
    if match is None:
        raise SettingsError(f"budget {epsilon!r}: write 4/255, 12HU or 3 (stored units)")
    number, unit = float(match[1]), (match[2] or "").replace(" ", "").upper()
    slope = abs(rescale(card, image)[0])
    width = card.input.upper - card.input.lower
    if unit == "HU" and image.units != "HU":
        raise SettingsError(f"budget {epsilon!r}: this image has no HU values")
    exact = {"/255": number * width / (255.0 * slope), "HU": number / slope, "": number}[unit]
    # The small term forgives the rounding of the unit conversion, e.g. 4/255 of a 16-bit picture.
    stored = math.floor(exact + 1e-6)
    if stored < 1:
        smallest = f"{255.0 * slope / width:.3g}/255" + (f" or {slope:g}HU" if image.units == "HU" else "")
        raise SettingsError(
            f"budget {epsilon!r} is below one stored unit; the smallest that can be stored is {smallest}"
        )
    noise = local_noise(image)
    return Budget(
        requested=epsilon.strip(),
        stored_units=float(stored),
        hu=stored * slope if image.units == "HU" else None,
        of_255=stored * slope * 255.0 / width,
        noise_sd=stored / noise if noise > 0 else None,
    )


def local_noise(image: Image) -> float:
    """Standard deviation of the image's own noise in stored units, after Immerkaer (1996), over the pixels
    inside the display range that are not padding; 0 where there are none."""
    grey = image.stored.astype(np.float32)
    grey = grey.mean(2) if image.colour else grey
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    inside = (
        (grey > image.lowest + 0.03 * (image.highest - image.lowest))
        if image.units != "HU"
        else (grey * image.slope + image.intercept > -900)
    )
    if image.padding is not None:
        inside &= ~image.padding
    inside = ndimage.binary_erosion(inside)
    if not inside.any():
        return 0.0
    return float(math.sqrt(math.pi / 2) / 6 * np.abs(ndimage.convolve(grey, kernel))[inside].mean())


def free_pixels(image: Image, region: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """(rows, columns) bool: where pixels may change; padding and what lies outside the region may not.

    Raises SettingsError where the region has another size or leaves nothing free.
    """
    free = np.ones((image.rows, image.columns), bool)
    if image.padding is not None:
        free &= ~image.padding
    if region is not None:
        if region.shape != free.shape:
            raise SettingsError(f"the region is {region.shape}, the image {free.shape} (rows, columns)")
        free &= region
    if not free.any():
        raise SettingsError("no pixel is left that may change")
    return free


@dataclass(frozen=True, eq=False)
class Ball:
    """The images within the budget: a box (`lower`, `upper`: the valid stored range, frozen pixels, and for
    L-infinity the budget) and, for L2, a radius around `origin`. Tensors of (1, C, rows, columns), stored units."""

    origin: Tensor
    lower: Tensor
    upper: Tensor
    free: Tensor
    radius: float | None

    def project(self, x: Tensor) -> Tensor:
        """The nearest point of the ball (L-infinity), or of the ball shrunk along its radius, then the box (L2)."""
        if self.radius is not None:
            delta = x - self.origin
            norm = float(delta.norm())
            if norm > self.radius:
                x = self.origin + delta * (self.radius / norm)
        return x.clamp(self.lower, self.upper)

    def ascend(self, x: Tensor, gradient: Tensor, step: float) -> Tensor:
        """One step of steepest ascent in the ball's norm, projected."""
        if self.radius is None:
            return self.project(x + step * gradient.sign())
        gradient = gradient * self.free
        return self.project(x + gradient * (step / max(float(gradient.norm()), 1e-30)))


def ball(image: Image, origin: Tensor, budget: float, norm: str, free: NDArray[np.bool_]) -> Ball:
    """The ball of `budget` stored units around `origin`, the image's stored values."""
    import torch

    reach = budget if norm == "linf" else math.inf
    may = torch.from_numpy(free)[None, None].to(origin.device)
    lower = torch.where(may, (origin - reach).clamp(min=float(image.lowest)), origin)
    upper = torch.where(may, (origin + reach).clamp(max=float(image.highest)), origin)
    return Ball(origin, lower, upper, may.to(origin.dtype), None if norm == "linf" else budget)


def to_lattice(x: Tensor, image: Image) -> NDArray[Any]:
    """The storable image next to `x` on the way to the original: each change cut off to a whole stored unit, and
    none takes the padding value. Shape and type of `image.stored`."""
    # float32 holds every stored value of up to 24 bits exactly.
    array = x[0].cpu().numpy()
    array = array[0] if not image.colour else array.transpose(1, 2, 0)
    original = image.stored.astype(np.float32)
    moved = original + np.trunc(array - original)
    if image.padding_range is not None:
        low, high = image.padding_range
        wrong = (moved >= low) & (moved <= high) & (moved != original)
        moved[wrong] = np.where(original[wrong] > high, high + 1, low - 1)
    stored: NDArray[Any] = moved.astype(image.stored.dtype)
    return stored
