"""Stored values to the pixels that Qt paints fastest: window, inversion and colours in one look-up."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from medadv_gui.core.types import Image, Window
from medadv_gui.gui.same import Same
from medadv_gui.render.colour_maps import GREY, coloured
from medadv_gui.render.window import bits, level_table, levels


def toned(rgb: NDArray[np.uint8], image: Image, inverted: bool, colour_map: str) -> NDArray[np.uint8]:
    """A picture of `image`, uint8 (H, W, 3), as the user wants to see it: inverted or not, in grey or in colours."""
    rgb = np.invert(rgb) if inverted else rgb
    return rgb if image.colour else coloured(rgb, colour_map)


def picture(
    image: Image, window: Window | None, stored: NDArray[Any] | None, inverted: bool, colour_map: str
) -> NDArray[Any]:
    """`display` and `toned` at once: uint32 (H, W), 0xffRRGGBB, for a grey image, uint8 (H, W, 3) in colour."""
    array = image.stored if stored is None else stored
    if image.colour:
        return toned(levels(image, window, stored), image, inverted, colour_map)
    table = level_table(image, window, array.dtype)
    pixels: NDArray[np.uint32]
    if table is None:
        pixels = np.take(_ramp(inverted, colour_map), levels(image, window, stored))
    else:
        pixels = np.take(_packed(Same(table), inverted, colour_map), bits(array))
    return pixels


@lru_cache(maxsize=4)
def _packed(table: Same, inverted: bool, colour_map: str) -> NDArray[np.uint32]:
    """The pixel of every storable value."""
    return np.take(_ramp(inverted, colour_map), table.array)


@lru_cache(maxsize=4)
def _ramp(inverted: bool, colour_map: str) -> NDArray[np.uint32]:
    """The pixel of every grey level."""
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[:: -1 if inverted else 1, None], 3, axis=1)
    if colour_map != GREY:
        ramp = coloured(ramp, colour_map)
    red, green, blue = ramp.astype(np.uint32).T
    pixels: NDArray[np.uint32] = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return pixels


def dragged(image: Image, window: Window | None, dx: float, dy: float) -> Window:
    """The window after the mouse was dragged, in pixels of the screen: right is wider, down is darker; a pane's width
    doubles the range."""
    shown = window or Window(image.lowest, image.highest)
    least = 1.0 if image.step is None else abs(image.slope)
    step = max(shown.width, least) / 256.0
    return shown.moved(shown.center + dy * step, max(least, shown.width + dx * step * 2))


def window_words(window: Window, units: str) -> list[str]:
    """Width and level, a line each, with the digits that the window needs."""
    width, level = (f"{v:.0f}" if window.width >= 10 else f"{v:.4g}" for v in (window.width, window.center))
    return [f"W {width}", f"L {level} {units}".rstrip()]


def unpacked(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Pixels of `picture` as uint8 (H, W, 3); what is so already, or has opacity, stays."""
    if array.ndim == 3:
        return array
    return np.stack([array >> 16, array >> 8, array], axis=2).astype(np.uint8)


def painted(array: NDArray[Any]) -> QImage:
    """Pixels of `picture`, or uint8 (H, W, 3) or (H, W, 4) with opacity, as an image in the screen's own format.

    A packed array is not copied: it must outlive the image.
    """
    array = np.ascontiguousarray(array)
    height, width = array.shape[:2]
    if array.ndim == 2:
        return QImage(array.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    if array.shape[2] == 3:
        return QImage(array.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
            QImage.Format.Format_RGB32
        )
    return QImage(array.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied
    )
