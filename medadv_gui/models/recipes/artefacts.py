"""Endoscopy artefacts drawn into real frames at known boxes: EAD's seven kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Array = NDArray[Any]
Box = tuple[float, float, float, float]
KINDS = ("specularity", "saturation", "artifact", "blur", "contrast", "bubbles", "instrument")


def draw(seed: int, frame: Array) -> tuple[Array, Array, Array]:
    """`frame` (h, w, 3) uint8 with artefacts: the picture, boxes (n, 4) as x0, y0, x1, y1 in pixels, kinds (n,).

    One to four kinds are drawn; the highlights that the frame itself has are boxed as well.
    """
    rng = np.random.default_rng(seed)
    x = frame.astype(np.float32) / 255
    found: list[tuple[Box, int]] = []
    kinds = sorted(rng.choice(len(KINDS), size=int(rng.integers(1, 5)), replace=False), key=ORDER.index)
    for kind in kinds:
        for _ in range(int(rng.integers(1, MOST[kind] + 1))):
            x, box = DRAW[kind](rng, x)
            found.append((box, kind))
    found += [(box, 0) for box in highlights(frame) if not any(_covers(other, box) for other, _ in found)]
    picture = (x.clip(0, 1) * 255).round().astype(np.uint8)
    return picture, np.array([b for b, _ in found]).reshape(-1, 4), np.array([k for _, k in found], int)


def highlights(frame: Array, most: int = 12) -> list[Box]:
    """The boxes of the frame's own specular highlights: small, nearly white spots, the largest first."""
    bright = ndimage.binary_dilation(frame.min(2) > 225, iterations=1)
    parts, _ = ndimage.label(bright)
    boxes = [(s[1].start, s[0].start, s[1].stop, s[0].stop) for s in ndimage.find_objects(parts)]
    limit = 0.12 * max(frame.shape[:2])
    kept = [b for b in boxes if 4 <= max(b[2] - b[0], b[3] - b[1]) <= limit]
    return sorted(kept, key=lambda b: -(b[2] - b[0]) * (b[3] - b[1]))[:most]


def specularity(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """A small white spot with a soft rim."""
    side = rng.uniform(0.012, 0.05) * x.shape[1]
    spot, box = _blob(rng, x, (side, side * rng.uniform(0.5, 1.6)), 0.35)
    return _mix(x, np.ones(3, np.float32) * rng.uniform(0.9, 1.0), spot), box


def saturation(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """A wide patch burnt out to white or to a pale tint."""
    mask, box = _blob(rng, x, rng.uniform(0.12, 0.4, 2) * x.shape[1], 0.3)
    glare = ndimage.gaussian_filter(mask, 0.01 * x.shape[1])
    return _mix(
        x + 0.5 * glare[..., None], np.array([1, rng.uniform(0.9, 1), rng.uniform(0.8, 1)], np.float32), glare
    ), box


def artifact(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """Torn rows with colours apart, or blocks as of a broken stream."""
    box = _place(rng, x, rng.uniform(0.1, 0.35, 2) * x.shape[1])
    x0, y0, x1, y1 = map(int, box)
    y, part = x.copy(), x[y0:y1, x0:x1].copy()
    if rng.random() < 0.5:
        shift = int(rng.integers(4, 12))
        for k in range(3):
            part[::2, :, k] = np.roll(part[::2, :, k], shift * (k - 1), 1)
            part[1::2, :, k] = np.roll(part[1::2, :, k], -shift * (k - 1), 1)
    else:
        block = int(rng.integers(6, 14))
        rows, cols = (np.arange(n) // block * block for n in part.shape[:2])
        level = rng.uniform(-0.35, 0.35, (part.shape[0], part.shape[1], 3)).astype(np.float32)
        part = part[rows][:, cols] + level[rows][:, cols]
    y[y0:y1, x0:x1] = part
    return y, box


def blur(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """A region out of focus or smeared by movement."""
    mask, box = _blob(rng, x, rng.uniform(0.35, 0.8, 2) * x.shape[1], 0.2)
    width = rng.uniform(0.012, 0.03) * x.shape[1]
    spread = (width, width, 0) if rng.random() < 0.5 else (0.6, 2 * width, 0)
    return _mix(x, ndimage.gaussian_filter(x, spread), ndimage.gaussian_filter(mask, 3)), box


def contrast(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """A region sunk into the dark, or washed out."""
    mask, box = _blob(rng, x, rng.uniform(0.3, 0.7, 2) * x.shape[1], 0.25)
    soft = ndimage.gaussian_filter(mask, 0.015 * x.shape[1])
    dull = x * rng.uniform(0.12, 0.3) if rng.random() < 0.7 else 0.25 * x + rng.uniform(0.4, 0.55)
    return _mix(x, dull.astype(np.float32), soft), box


def bubbles(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """A cluster of rings, bright at the rim on one side, with a glint."""
    h, w = x.shape[:2]
    width, height = rng.uniform(0.08, 0.25, 2) * w
    box = _place(rng, x, (width, height))
    rows, cols = np.mgrid[:h, :w].astype(np.float32)
    corners = []
    for _ in range(int(rng.integers(3, 12))):
        radius = rng.uniform(0.012, 0.04) * w
        cx, cy = rng.uniform(box[0] + radius, box[2] - radius), rng.uniform(box[1] + radius, box[3] - radius)
        away = np.hypot(cols - cx, rows - cy) / radius
        rim = np.exp(-(((away - 1) / 0.15) ** 2))
        lit = 0.6 + 0.4 * np.cos(np.arctan2(rows - cy, cols - cx) - rng.uniform(0, 6.3))
        glint = np.exp(-((cols - cx + 0.4 * radius) ** 2 + (rows - cy + 0.4 * radius) ** 2) / (0.12 * radius) ** 2 / 2)
        inside = (away < 1) * 0.12
        x = _mix(x, np.array([0.95, 0.95, 0.88], np.float32), (0.75 * rim * lit + inside + glint).clip(0, 0.95))
        corners.append((cx - radius, cy - radius, cx + radius, cy + radius))
    c = np.array(corners)
    return x, _inside((c[:, 0].min(), c[:, 1].min(), c[:, 2].max(), c[:, 3].max()), x)


def instrument(rng: np.random.Generator, x: Array) -> tuple[Array, Box]:
    """A shaft from the picture's edge with a shaded, metallic or coloured surface and a tip."""
    h, w = x.shape[:2]
    rows, cols = np.mgrid[:h, :w].astype(np.float32)
    side, along = int(rng.integers(4)), rng.uniform(0.15, 0.85)
    start = np.array([(along * w, 0.0), (along * w, h), (0.0, along * h), (w, along * h)][side])
    tip = np.array([rng.uniform(0.25, 0.75) * w, rng.uniform(0.25, 0.75) * h])
    axis = (tip - start) / np.hypot(*(tip - start))
    forth = (cols - start[0]) * axis[0] + (rows - start[1]) * axis[1]
    across = (cols - start[0]) * -axis[1] + (rows - start[1]) * axis[0]
    half = rng.uniform(0.025, 0.06) * w
    length = float(np.hypot(*(tip - start)))
    narrow = half * np.clip((length - forth) / (2 * half), 0, 1) ** 0.5
    mask = ((np.abs(across) < narrow) & (forth < length)).astype(np.float32)
    base = (0.6, 0.62, 0.65) if rng.random() < 0.5 else tuple(rng.uniform(0.05, 0.85, 3))
    shade = (0.45 + 0.75 * np.sqrt(np.clip(1 - (across / half) ** 2, 0, 1)))[..., None]
    shade = shade + 0.12 * (np.sin(forth / (0.25 * half)) > 0.4)[..., None] * float(rng.random() < 0.5)
    x = _mix(x, (np.array(base, np.float32) * shade).astype(np.float32), ndimage.gaussian_filter(mask, 0.7))
    here = np.argwhere(mask > 0.5)
    if not len(here):
        return x, _inside((tip[0] - half, tip[1] - half, tip[0] + half, tip[1] + half), x)
    (y0, x0), (y1, x1) = here.min(0), here.max(0) + 1
    return x, (float(x0), float(y0), float(x1), float(y1))


DRAW: tuple[Callable[[np.random.Generator, Array], tuple[Array, Box]], ...] = (
    specularity, saturation, artifact, blur, contrast, bubbles, instrument
)  # fmt: skip
MOST = (8, 2, 2, 1, 1, 3, 1)
ORDER = [4, 3, 1, 6, 5, 0, 2]  # what lies over what, the last on top


def _place(rng: np.random.Generator, x: Array, sides: Any) -> Box:
    h, w = x.shape[:2]
    width, height = min(float(sides[0]), 0.95 * w), min(float(sides[1]), 0.95 * h)
    left, top = rng.uniform(0, w - width), rng.uniform(0, h - height)
    return left, top, left + width, top + height


def _inside(box: tuple[Any, ...], x: Array) -> Box:
    h, w = x.shape[:2]
    return max(0.0, float(box[0])), max(0.0, float(box[1])), min(float(w), float(box[2])), min(float(h), float(box[3]))


def _blob(rng: np.random.Generator, x: Array, sides: Any, rough: float) -> tuple[Array, Box]:
    """A blob's mask (h, w), 0 to 1, with a wavy rim of relative depth `rough`, and its box."""
    h, w = x.shape[:2]
    left, top, right, bottom = _place(rng, x, sides)
    rows, cols = np.mgrid[:h, :w].astype(np.float32)
    u = (cols + 0.5 - (left + right) / 2) / ((right - left) / 2)
    v = (rows + 0.5 - (top + bottom) / 2) / ((bottom - top) / 2)
    angle = np.arctan2(v, u)
    waves = sum(a * np.cos(k * angle + p) for k, (a, p) in enumerate(rng.uniform((0, 0), (rough, 6.3), (4, 2)), 2))
    mask = (np.hypot(u, v) < 1 - rough / 2 + waves / 2).astype(np.float32)
    here = np.argwhere(mask > 0)
    if not len(here):
        return mask, (left, top, right, bottom)
    (y0, x0), (y1, x1) = here.min(0), here.max(0) + 1
    return mask, (float(x0), float(y0), float(x1), float(y1))


def _mix(x: Array, over: Array, share: Array) -> Array:
    return np.asarray(x + (over - x) * share[..., None].astype(np.float32))


def _covers(a: Box, b: Box) -> bool:
    """Whether the middle of `b` lies in `a`."""
    x, y = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
    return a[0] <= x <= a[2] and a[1] <= y <= a[3]
