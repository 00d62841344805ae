"""A result's pictures, small: for tables and side panels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from medadv_gui.core.result import AttackResult
from medadv_gui.gui.toning import painted
from medadv_gui.render import heatmap
from medadv_gui.render.picture import fit
from medadv_gui.render.window import shown

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Pictures:
    """Original, perturbation and adversarial image, uint8 (H, W, 3), through the original's window; of a volume its
    middle slice."""

    original: Picture
    perturbation: Picture
    adversarial: Picture


def pictures_of(result: AttackResult, longest: int) -> Pictures:
    """Pictures of at most `longest` pixels a side."""
    original, adversarial = _flat(result.original), _flat(result.adversarial)
    change = adversarial.astype(np.float64) - original.astype(np.float64)
    heat = heatmap.signed(change, max(float(np.abs(change).max(initial=0)), 1e-9))
    return Pictures(_seen(result, original, longest), fit(heat, longest), _seen(result, adversarial, longest))


def _flat(stored: NDArray[Any]) -> NDArray[Any]:
    return stored[len(stored) // 2] if stored.ndim == 3 and stored.shape[2] != 3 else stored


def _seen(result: AttackResult, stored: NDArray[Any], longest: int) -> Picture:
    source = result.source
    rgb = shown(stored, float(source["slope"]), float(source["intercept"]), result.window, bool(source["inverted"]))
    return fit(rgb, longest)


def pixmap_of(picture: Picture, width: int, height: int, ratio: float = 1.0) -> QPixmap:
    """The picture within this many device-independent pixels, for a screen that has `ratio` of its own for each."""
    made = QPixmap.fromImage(painted(picture)).scaled(
        round(width * ratio), round(height * ratio), Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )  # fmt: skip
    made.setDevicePixelRatio(ratio)
    return made
