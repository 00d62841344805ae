"""Left and right lung from a mask of both: training and the reading of a ground truth share the rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage


def left_right(lung: NDArray[Any], pixels: NDArray[Any]) -> NDArray[Any]:
    """Labels 0, 1 left lung, 2 right lung from a lung mask: the left lung lies on the picture's right.

    A component wholly or mostly (85 %) on one side of the body's middle belongs there; one that spans both
    is cut where the lungs touch least, near the middle.
    """
    labels = np.zeros(lung.shape, np.uint8)
    if not lung.any():
        return labels
    body, _ = ndimage.label(ndimage.binary_opening(pixels > 90, iterations=4))
    sizes = np.bincount(body.ravel())
    sizes[0] = 0
    columns = np.flatnonzero((body == sizes.argmax()).any(0))
    middle = (columns[0] + columns[-1]) / 2
    parts, count = ndimage.label(lung, np.ones((3, 3)))
    x = np.arange(lung.shape[1])[None]
    for part in range(1, count + 1):
        here = parts == part
        share = float((here & (x > middle)).sum() / here.sum())
        if 0.15 < share < 0.85:
            window = np.arange(int(middle - 0.08 * lung.shape[1]), int(middle + 0.08 * lung.shape[1]))
            height = ndimage.uniform_filter1d(here.sum(0).astype(float), 3)[window]
            cut = float(np.mean(window[height == height.min()]))
            labels[here] = np.broadcast_to(np.where(x > cut, 1, 2), here.shape)[here]
        else:
            labels[here] = 1 if share >= 0.85 else 2
    return labels
