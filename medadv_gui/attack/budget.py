"""How far an image may move: the budget in its three units, and the pixels that may change."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from medadv_gui.attack.settings import AttackInfo, AttackSettings
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import Budget
from medadv_gui.core.types import Image
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import rescale

_EPSILON = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(/\s*255|HU)?\s*", re.IGNORECASE)


def describe(epsilon: str, card: ModelCard, image: Image) -> Budget:
    """The budget called `epsilon` ("4/255" of the card's input window, "12HU", or "3" stored units) for one image,
    floored to whole stored units.

    Raises
    ------
    SettingsError
        If the text is none of the three, HU is asked for off CT, or the budget floors to zero.
    """
    number, unit = parsed(epsilon)
    slope, per_hu = abs(rescale(card, image)[0]), abs(image.slope)
    width = card.input.upper - card.input.lower
    if unit == "HU" and image.units != "HU":
        raise SettingsError(f"budget {epsilon!r}: this image has no HU values")
    exact = {"/255": number * width / (255.0 * slope), "HU": number / per_hu, "": number}[unit]
    # The small term forgives the rounding of the unit conversion, e.g. 4/255 of a 16-bit picture.
    if not math.isfinite(exact):
        raise SettingsError("the budget is no number that an image could hold")
    stored = math.floor(exact + 1e-6)
    if stored < 1:
        unit_of_255 = max(1, math.ceil(255_000.0 * slope / width - 1e-6)) / 1000  # rounded up: what is named has to do
        smallest = f"{unit_of_255:g}/255" + (f" or {per_hu:g}HU" if image.units == "HU" else "")
        raise SettingsError(
            f"budget {epsilon!r} is below one stored unit; the smallest that can be stored is {smallest}"
        )
    noise = local_noise(image)
    return Budget(
        requested=epsilon.strip(),
        stored_units=float(stored),
        hu=stored * per_hu if image.units == "HU" else None,
        of_255=stored * slope * 255.0 / width,
        noise_sd=stored / noise if noise > 0 else None,
    )


def parsed(epsilon: str) -> tuple[float, str]:
    """The number and the unit ("/255", "HU" or "" for stored units) of the budget called `epsilon`.

    Raises SettingsError if it is none, whatever the image.
    """
    match = _EPSILON.fullmatch(epsilon)
    if match is None:
        raise SettingsError(f"budget {epsilon!r}: write 4/255, 12HU or 3 (stored units)")
    if not any(digit in match[1] for digit in "123456789"):
        raise SettingsError(f"budget {epsilon!r}: a budget is above 0")
    return float(match[1]), (match[2] or "").replace(" ", "").upper()


def local_noise(image: Image) -> float:
    """Standard deviation of the image's own noise in stored units, after Immerkaer (1996), over the pixels
    inside the display range that are not padding; 0 where there are none."""
    grey = image.stored.astype(np.float32)
    grey = grey.mean(2) if image.colour else grey
    in_plane = (1,) * (grey.ndim - 2)  # of a volume each slice counts for itself
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32).reshape(*in_plane, 3, 3)
    cross = ndimage.generate_binary_structure(2, 1).reshape(*in_plane, 3, 3)
    inside = (
        (grey > image.lowest + 0.03 * (image.highest - image.lowest))
        if image.units != "HU"
        else (grey * image.slope + image.intercept > -900)
    )
    if image.padding is not None:
        inside &= ~image.padding
    inside = ndimage.binary_erosion(inside, cross)
    if not inside.any():
        return 0.0
    return float(math.sqrt(math.pi / 2) / 6 * np.abs(ndimage.convolve(grey, kernel))[inside].mean())


def free_pixels(image: Image, region: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Of the image's size, bool: where pixels may change; padding and what lies outside the region may not. A region
    of (rows, columns) holds for every slice of a volume.

    Raises SettingsError where the region has another size or leaves nothing free.
    """
    free = np.ones(image.shape, bool)
    if image.padding is not None:
        free &= ~image.padding
    if region is not None:
        if region.shape not in (free.shape, free.shape[-2:]):
            raise SettingsError(f"the region is {region.shape}, the image {free.shape} (rows, columns)")
        free &= region
    if not free.any():
        raise SettingsError("no pixel is left that may change")
    return free


def scaled(budget: Budget, stored: float) -> Budget:
    """`budget` at another size, in stored units."""
    share = stored / budget.stored_units
    return replace(
        budget,
        stored_units=float(stored),
        hu=None if budget.hu is None else budget.hu * share,
        of_255=budget.of_255 * share,
        noise_sd=None if budget.noise_sd is None else budget.noise_sd * share,
    )


def step_size(settings: AttackSettings, info: AttackInfo, budget: float) -> float:
    """The (first) step of complete `settings`, stored units. By default 2.5 budgets spread over the steps (Madry et
    al., 2018); whole units for L-infinity, so that every iterate can be stored."""
    if settings.step_size is not None:
        return settings.step_size
    if info.first_step is not None:
        return info.first_step * budget
    size = 2.5 * budget / (settings.steps or 1)
    return min(budget, float(math.ceil(size))) if settings.norm == "linf" else size
