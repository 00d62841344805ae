"""What stands at one pixel: stored, modality and shown values of the original and the adversarial image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Image, Window
from medadv_gui.render.window import display


def readings(
    image: Image, changed: NDArray[Any] | None, window: Window | None, inverted: bool, place: tuple[int, int]
) -> dict[str, tuple[list[float], list[float] | None]]:
    """The values at the pixel `place` (x, y), before and after: "stored" (as in the file), "modality" where it has a
    unit, "shown" (0 to 255) where that is another one.

    changed : the adversarial image in stored values; None, or a thinned one (live), has no after.
    window, inverted : as on display.
    """
    x, y = place
    if changed is not None and changed.shape != image.stored.shape:
        changed = None
    sources = [array[y : y + 1, x : x + 1] for array in (image.stored, changed) if array is not None]

    def told(make: Callable[[NDArray[Any]], NDArray[Any]]) -> tuple[list[float], list[float] | None]:
        values = [[float(v) for v in np.ravel(make(source))] for source in sources]
        return values[0], values[1] if len(values) > 1 else None

    def shown(source: NDArray[Any]) -> NDArray[Any]:
        rgb = display(image, window, source)
        rgb = np.invert(rgb) if inverted else rgb
        return rgb if image.colour else rgb[..., :1]

    found = {"stored": told(lambda source: source * (image.step or 1))}
    if image.units:
        found["modality"] = told(image.modality_values)
    shown_values = told(shown)
    if shown_values != found["stored"]:
        found["shown"] = shown_values
    return found


def sentence(before: list[float], after: list[float] | None) -> str:
    """ "500", or "500 → 512 (+12)"."""
    if after is None:
        return _numbers(before)
    change = " ".join(f"{b - a:+.4g}" if b != a else "0" for a, b in zip(before, after, strict=True))
    return f"{_numbers(before)} → {_numbers(after)} ({change})"


def _numbers(values: list[float]) -> str:
    return " ".join(f"{value:.8g}" for value in values)


def text(
    image: Image,
    changed: NDArray[Any] | None,
    window: Window | None,
    inverted: bool,
    place: tuple[int, int],
    words: Mapping[str, str],
) -> str:
    """The `readings` in one line; `words` are their names for people."""
    found = readings(image, changed, window, inverted, place)
    parts = [f"{words[name]} {sentence(*values)}" for name, values in found.items()]
    return "   ".join([f"x {place[0]}  y {place[1]}", *parts])
