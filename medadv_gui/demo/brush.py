"""Brushes shared by the drawn cases: smooth noise, splines, soft shapes and strokes, branching trees."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.interpolate import CubicSpline

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rng = np.random.Generator
Window = tuple[slice, slice]

_NOTHING: Window = (slice(0, 0), slice(0, 0))


def noise(rng: Rng, shape: tuple[int, int], cell: float, octaves: int = 1) -> F32:
    """Smooth noise (H, W): zero mean, unit spread, features of about `cell` pixels, octaves halving it."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        step = cell / 2**octave
        box = (1.0, 1.0, 1.0 + width / step, 1.0 + height / step)
        grid = rng.standard_normal((math.ceil(box[3]) + 2, math.ceil(box[2]) + 2), dtype=np.float32)
        soft = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC, box=box)
        total += np.asarray(soft) / 2**octave
    total -= total.mean()
    return np.asarray(total / (total.std() + 1e-6), np.float32)


def closed_spline(points: F64, count: int = 160) -> F64:
    """A smooth closed curve (count, 2) through control points (N, 2)."""
    ring = np.vstack([points, points[:1]])
    spline = CubicSpline(np.arange(len(ring)), ring, bc_type="periodic")
    return np.asarray(spline(np.linspace(0, len(points), count, endpoint=False)))


def open_spline(points: F64, count: int) -> F64:
    """A smooth open curve (count, D) through control points (N, D)."""
    spline = CubicSpline(np.arange(len(points)), points)
    return np.asarray(spline(np.linspace(0, len(points) - 1, count)))


def ellipse(centre: Sequence[float] | F64, radii: Sequence[float], turn: float = 0.0, count: int = 72) -> F64:
    """An ellipse (count, 2) around `centre`, turned by `turn` radians."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x, y = radii[0] * np.cos(angle), radii[1] * np.sin(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    return np.stack([centre[0] + cos * x - sin * y, centre[1] + sin * x + cos * y], axis=1)


def normals(curve: F64) -> F64:
    """Unit normals (N, 2) of a curve: its tangent turned a quarter (x, y) -> (y, -x)."""
    tangent = np.gradient(curve, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-9
    return np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)


def _window(shape: tuple[int, int], low: F64, high: F64) -> Window:
    x0, y0 = (max(0, math.floor(v) - 2) for v in low)
    x1, y1 = min(shape[1], math.ceil(high[0]) + 3), min(shape[0], math.ceil(high[1]) + 3)
    return (slice(y0, y1), slice(x0, x1)) if x1 > x0 and y1 > y0 else _NOTHING


def fill(shape: tuple[int, int], polygon: F64, over: int = 3) -> tuple[Window, F32]:
    """Coverage 0..1 of a polygon (N, 2) in pixel x, y: the window it touches and the coverage inside it."""
    window = _window(shape, polygon.min(0), polygon.max(0))
    rows, cols = window
    height, width = rows.stop - rows.start, cols.stop - cols.start
    if height <= 0 or width <= 0:
        return _NOTHING, np.zeros((0, 0), np.float32)
    image = Image.new("L", (width * over, height * over))
    corners = (polygon - (cols.start, rows.start) + 0.5) * over
    ImageDraw.Draw(image).polygon([tuple(p) for p in corners.tolist()], fill=255)
    return window, np.asarray(image.reduce(over), np.float32) / np.float32(255)


def mask(shape: tuple[int, int], polygon: F64, over: int = 2) -> F32:
    """Coverage 0..1 of a polygon as a full picture (H, W)."""
    whole = np.zeros(shape, np.float32)
    window, cover = fill(shape, polygon, over)
    whole[window] = cover
    return whole


def strokes(shape: tuple[int, int], lines: F64, widths: F64, weights: F64 | None = None, over: int = 3) -> F32:
    """Coverage 0..1 of straight strokes: lines (N, 4) as x0, y0, x1, y1, widths in pixels, weights 0..1.

    A stroke thinner than a sub-pixel fades instead of vanishing; where strokes cross, the stronger wins.
    """
    image = Image.new("L", (shape[1] * over, shape[0] * over))
    pen = ImageDraw.Draw(image)
    strength = np.minimum(1.0, widths * over) * (1.0 if weights is None else weights)
    for k in np.argsort(strength, kind="stable"):
        x0, y0, x1, y1 = ((lines[k] + 0.5) * over).tolist()
        width = max(1.0, float(widths[k]) * over)
        tone = round(255 * float(strength[k]))
        pen.line((x0, y0, x1, y1), fill=tone, width=round(width))
        if width >= 3:
            r = width / 2 - 0.5
            pen.ellipse((x1 - r, y1 - r, x1 + r, y1 + r), fill=tone)
            pen.ellipse((x0 - r, y0 - r, x0 + r, y0 + r), fill=tone)
    return np.asarray(image.reduce(over), np.float32) / np.float32(255)


def tree(root: F64, targets: F64, thrift: float) -> tuple[F64, NDArray[np.intp], F64]:
    """Grow a tree from `root` (D,) through all `targets` (N, D), nearest first.

    Each target joins the node that costs least: the way to it plus `thrift` times the node's way to the root.
    Returns the nodes (N + 1, D), root first; their parents, the root's being itself; and the number of tips
    each node carries.
    """
    order = np.argsort(np.linalg.norm(targets - root, axis=1), kind="stable")
    nodes = np.vstack([root[None], targets[order]])
    path = np.zeros(len(nodes))
    parent = np.zeros(len(nodes), np.intp)
    for k in range(1, len(nodes)):
        away = np.sqrt(((nodes[:k] - nodes[k]) ** 2).sum(1))
        best = int(np.argmin(away + thrift * path[:k]))
        parent[k], path[k] = best, path[best] + away[best]
    tips = np.zeros(len(nodes))
    tips[np.setdiff1d(np.arange(len(nodes)), parent)] = 1
    for k in range(len(nodes) - 1, 0, -1):
        tips[parent[k]] += tips[k]
    return nodes, parent, tips


def discs(shape: tuple[int, int], circles: F64, over: int = 3) -> tuple[Window, F32]:
    """Coverage 0..1 of a union of discs (N, 3), x, y, radius in pixels: its window and the cover inside."""
    if not len(circles):
        return _NOTHING, np.zeros((0, 0), np.float32)
    middle, reach = circles[:, :2], circles[:, 2:]
    window = _window(shape, (middle - reach).min(0), (middle + reach).max(0))
    rows, cols = window
    height, width = rows.stop - rows.start, cols.stop - cols.start
    if height <= 0 or width <= 0:
        return _NOTHING, np.zeros((0, 0), np.float32)
    image = Image.new("L", (width * over, height * over))
    pen = ImageDraw.Draw(image)
    for x, y, r in ((circles - (cols.start - 0.5, rows.start - 0.5, 0.0)) * over).tolist():
        pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return window, np.asarray(image.reduce(over), np.float32) / np.float32(255)
