"""Floating-point values as whole numbers of steps, which attacks, budgets and comparisons count in.

The step is a power of two, the finest in which all values of a file lie within plus or minus 2^24: as far as float32
tells whole numbers apart. So every number of steps is a float32 value, and a changed image that is written as such is
read again in a step that divides the old one: its values are the same, bit for bit (`in_steps_of`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image

# float32, in which networks and attacks calculate, holds every whole number up to here.
EXACT = 1 << 24
_BITS = 24
# A smaller step would make values that float32 holds with fewer bits than that.
_LEAST_EXPONENT = -126
_LARGEST = 1e30


def check_finite(values: NDArray[Any], name: str) -> None:
    """Raises InputError, which names the file, where a value is no number or too large for a network's float32."""
    if not np.isfinite(values).all():
        raise InputError(f"{name}: holds values that are no numbers (NaN or infinity)")
    if max(float(values.max()), -float(values.min())) > _LARGEST:
        raise InputError(f"{name}: holds values beyond {_LARGEST:g}, which are none that a network can look at")


def ends_of(parts: Iterable[NDArray[Any]]) -> tuple[float, float]:
    """The least and the greatest finite value of all `parts`; 0 and 0 where there is none."""
    low, high = math.inf, -math.inf
    for part in parts:
        finite = np.isfinite(part)
        low = min(low, float(part.min(where=finite, initial=np.inf)))
        high = max(high, float(part.max(where=finite, initial=-np.inf)))
    return (low, high) if low <= high else (0.0, 0.0)


def step_of(low: float, high: float) -> float:
    """The step of values from `low` to `high`; 1 where all of them are 0."""
    mantissa, exponent = math.frexp(max(abs(low), abs(high)))
    if mantissa == 0:
        return 1.0
    return math.ldexp(1.0, max(exponent - (mantissa == 0.5) - _BITS, _LEAST_EXPONENT))


def in_steps(values: NDArray[Any], step: float) -> tuple[NDArray[np.int32], float]:
    """Finite `values` as int32 numbers of steps, each the nearest, and by how much the worst of them is rounded."""
    scaled = values.astype(np.float64) / step
    whole = np.rint(scaled)
    rounded = float(np.abs(whole - scaled).max(initial=0.0)) * step
    return whole.astype(np.int32), rounded


def of_steps(stored: NDArray[Any], step: float) -> NDArray[np.float32]:
    """The values of numbers of steps, exactly."""
    values: NDArray[np.float32] = (stored.astype(np.float64) * step).astype(np.float32)
    return values


def in_words(dtype: np.dtype[Any], step: float, rounded: float) -> str:
    """What was done to the values, for an image's notes."""
    text = f"its {dtype.name} values are read in steps of 2^{math.frexp(step)[1] - 1} ({step:.2g})"
    return f"{text}, rounded by up to {rounded:.2g}" if rounded else text


def in_steps_of(image: Image, again: Image) -> NDArray[Any]:
    """The stored values of `again`, read from what was written of `image`, as numbers of the steps of `image`: of its
    type where they are whole, else float64."""
    if image.step is None:
        return again.stored
    scaled = again.stored * ((again.step or 1.0) / image.step)
    whole = scaled.astype(image.stored.dtype)
    return whole if np.array_equal(whole, scaled) else scaled
