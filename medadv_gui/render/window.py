"""Stored or modality values to the 8-bit picture on the screen: a window of one of three kinds, nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from medadv_gui.core.types import Image, Window


def grey(values: ArrayLike, window: Window, inverted: bool = False) -> NDArray[np.uint8]:
    """`values` through `window` as grey levels.

    Parameters
    ----------
    values : (H, W), or any shape, in modality values (HU on CT). A NaN becomes 0 before inversion.
    window : `lower` becomes 0 and `upper` 255, linear between, clamped outside. A window without width is a
        step: what lies above it is white. A SIGMOID one goes from 0 to 255 about its centre (PS3.3 C.11.2.1.3.1), one
        with a table takes the level of the nearest entry (C.11.2.1.1).
    inverted : show it the other way round (MONOCHROME1).

    Returns
    -------
    uint8 of the same shape: floor(255 * (v - lower) / (upper - lower) + 1/2), clamped to 0...255; for a SIGMOID
    floor(255 / (1 + exp(-4 * (v - centre) / width)) + 1/2).
    """
    array = np.asarray(values, dtype=np.float32)
    if window.upper <= window.lower:
        level = np.where(array > window.lower, np.float32(255.0), np.float32(0.0))
    elif window.function == "SIGMOID":
        slope = 4.0 / window.width
        # Beyond 20 the curve is flat to a part in 10^8, and the exponential would soon overflow.
        power = np.clip(array * np.float32(slope) - np.float32(window.center * slope), -20.0, 20.0)
        level = np.float32(255.0) / (np.float32(1.0) + np.exp(-power)) + np.float32(0.5)
    elif window.function == "LUT":
        table = np.asarray(window.table, dtype=np.uint8)
        scale = (len(table) - 1) / window.width
        place = np.clip(array * np.float32(scale) + np.float32(0.5 - window.lower * scale), 0.0, len(table) - 1)
        level = np.where(np.isnan(array), np.float32(0.0), table[np.nan_to_num(place).astype(np.intp)])
    else:
        scale = 255.0 / (window.upper - window.lower)
        level = array * np.float32(scale)
        level += np.float32(0.5 - window.lower * scale)
    # fmax and fmin take the number where the other is none.
    answer: NDArray[np.uint8] = np.fmin(np.fmax(level, 0.0), 255.0).astype(np.uint8)
    return np.invert(answer) if inverted else answer


def shown(
    stored: NDArray[Any], slope: float, intercept: float, window: Window, inverted: bool = False
) -> NDArray[np.uint8]:
    """Stored values, (H, W) or (H, W, 3), through rescale and `window` as a picture, uint8 (H, W, 3)."""
    return _in_colour(_shown(stored, slope, intercept, window, inverted))


def _in_colour(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return level if level.ndim == 3 else np.repeat(level[:, :, None], 3, axis=2)


def _shown(stored: NDArray[Any], slope: float, intercept: float, window: Window, inverted: bool) -> NDArray[np.uint8]:
    """`shown`, but grey stays (H, W)."""
    if _short(stored.dtype):
        level = np.take(_table(stored.dtype, slope, intercept, window, inverted), bits(stored))
    else:
        level = _levels(stored, slope, intercept, window, inverted)
    return level


def _short(kind: np.dtype[Any]) -> bool:
    """Whether every storable value can be looked up in a table."""
    return kind.kind in "iu" and kind.itemsize <= 2


def bits(stored: NDArray[Any]) -> NDArray[Any]:
    """Short integers as the unsigned ones of the same bits, the places in a table of `level_table`."""
    native = stored.astype(stored.dtype.newbyteorder("="), copy=False)
    return native.view(f"u{native.dtype.itemsize}")


@lru_cache(maxsize=8)
def _table(kind: np.dtype[Any], slope: float, intercept: float, window: Window, inverted: bool) -> NDArray[np.uint8]:
    values = np.arange(1 << 8 * kind.itemsize).astype(f"u{kind.itemsize}").view(kind.newbyteorder("="))
    table = _levels(values, slope, intercept, window, inverted)
    table.flags.writeable = False
    return table


def level_table(image: Image, window: Window | None, kind: np.dtype[Any]) -> NDArray[np.uint8] | None:
    """The grey level of every value that `kind` can store, uint8 (256,) or (65536,) by the `bits` of the values.

    None where `display` makes `image`'s picture in another way: in colour, by a table, or from longer values.
    """
    if image.colour or image.modality_lut is not None or not _short(kind):
        return None
    return _table(kind, image.slope, image.intercept, window or image.window, image.inverted)


def _levels(stored: NDArray[Any], slope: float, intercept: float, window: Window, inverted: bool) -> NDArray[np.uint8]:
    values = stored.astype(np.float32)
    values *= np.float32(slope)
    values += np.float32(intercept)
    return grey(values, window, inverted)


def display(image: Image, window: Window | None = None, stored: NDArray[Any] | None = None) -> NDArray[np.uint8]:
    """The picture of `image`, uint8 (H, W, 3).

    Parameters
    ----------
    image : says how stored values are to be read (rescale, inversion, range).
    window : in modality values; None takes the image's own. A colour picture is shown through a window only
        where one is given: without, 8-bit passes through and deeper ones are scaled from `lowest` and
        `highest` to 0 and 255.
    stored : other stored values of the image's shape (an adversarial one), None for the image's own.
    """
    return _in_colour(levels(image, window, stored))


def levels(image: Image, window: Window | None = None, stored: NDArray[Any] | None = None) -> NDArray[np.uint8]:
    """`display`, but a grey picture is uint8 (H, W)."""
    array = image.stored if stored is None else stored
    if image.colour and window is None:
        if array.dtype == np.uint8:
            return np.array(array, dtype=np.uint8)
        return grey(array, Window(image.lowest, image.highest), image.inverted)
    if image.modality_lut is not None:
        return grey(image.modality_values(array), window or image.window, image.inverted)
    return _shown(array, image.slope, image.intercept, window or image.window, image.inverted)


def grey_levels(stored_units: float, image: Image, window: Window | None) -> float:
    """The most grey levels, of the 255 on display, that a change of so many stored units makes through `window`
    (modality values; None: the image is shown as stored). Never more than 255."""
    if window is None:
        window = Window(float(image.lowest), float(image.highest))
        change = stored_units
    else:
        steepest_lut = (
            0.0 if image.modality_lut is None else float(np.abs(np.diff(image.modality_lut[1])).max(initial=0))
        )
        change = stored_units * (abs(image.slope) if image.modality_lut is None else steepest_lut)
    if window.width <= 0:
        return 255.0
    steepest = 255.0 / window.width  # a SIGMOID's slope at its centre too
    if window.function == "LUT" and len(window.table) > 1:
        steepest = float(np.abs(np.diff(np.asarray(window.table, dtype=np.int64))).max())
        steepest *= (len(window.table) - 1) / window.width
    return min(255.0, change * steepest)
