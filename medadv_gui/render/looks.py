"""Where a model looked, drawn over the image."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.render.heatmap import lut_absolute

MOST_OPAQUE = 0.75


def over(rgb: NDArray[np.uint8], values: NDArray[Any], top: float) -> NDArray[np.uint8]:
    """The picture `rgb`, uint8 (H, W, 3), under the map of `values` (H, W), 0 and more: clear at 0; at `top` and beyond
    the map's brightest colour, three quarters opaque. A `top` of 0 leaves the picture as it is."""
    if top <= 0:
        return rgb
    share = np.clip(np.asarray(values, np.float32) / np.float32(top), 0.0, 1.0)
    colours = lut_absolute()[np.rint(share * 255).astype(np.uint8)].astype(np.float32)
    opacity = share[..., None] * np.float32(MOST_OPAQUE)
    answer: NDArray[np.uint8] = np.rint(rgb * (1 - opacity) + colours * opacity).astype(np.uint8)
    return answer
