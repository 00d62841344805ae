"""The body behind the drawn chest: one made-up patient's outlines by level, great vessels and lung trees.

Millimetres throughout. x grows to the patient's left (the image's right), y to the back, z to the head.
Level t runs from 0 (below the lung bases) to 1 (above the apices).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from medadv_gui.demo import brush
from medadv_gui.demo.brush import F64, Rng

_SKIN_T = (0.0, 0.35, 0.65, 0.85, 1.0)
_SKIN = np.array([  # from the front midline round the flank to the back midline
    [(0, -104), (60, -108), (115, -97), (155, -58), (172, 10), (162, 66), (118, 112), (60, 128), (0, 125)],
    [(0, -104), (60, -116), (118, -120), (168, -68), (187, 15), (172, 75), (120, 118), (60, 130), (0, 128)],
    [(0, -96), (60, -106), (125, -110), (182, -60), (208, 18), (186, 80), (125, 116), (60, 129), (0, 126)],
    [(0, -80), (60, -92), (125, -90), (192, -48), (228, 14), (207, 70), (130, 108), (60, 124), (0, 121)],
    [(0, -52), (50, -60), (112, -62), (192, -36), (234, 10), (212, 55), (130, 95), (60, 115), (0, 114)],
], float)  # fmt: skip
_CAVITY_T = (0.0, 0.35, 0.6, 0.8, 0.9, 1.0)
_CAVITY = np.array(  # half width, half depth, centre y
    [(138, 84, 6), (142, 87, 3), (131, 79, 2), (110, 64, 8), (92, 52, 14), (74, 40, 19)], float
)
# One lung's outline in half widths and half depths: from the front midline round the flank to the spine.
_LUNG = np.array(
    [
        (0.13, -0.86), (0.34, -0.99), (0.66, -0.98), (0.90, -0.62), (1.00, -0.02), (0.95, 0.46),
        (0.74, 0.86), (0.47, 1.00), (0.26, 0.86), (0.17, 0.50), (0.12, 0.10), (0.09, -0.45),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Tube:
    """A tube: points (N, 4) as x, y, z mm and radius mm, its HU, and the thickness in mm of what wraps it."""

    points: F64
    hu: float
    wrap: float


@dataclass(frozen=True)
class Tree:
    """Segments (N, 8): start x, y, z, radius and end x, y, z, radius, in mm."""

    segments: F64


@dataclass(frozen=True)
class Patient:
    """What stays the same through all slices of one drawn chest."""

    seed: int
    height: float  # mm from level 0 to 1
    scale: float  # of all in-plane lengths
    fov: float  # mm
    shift: tuple[float, float]  # mm, of the patient in the field of view
    fat: float  # mm under the skin, more or less than usual
    breast: float  # mm, below 0 for a flat chest
    contrast: float  # HU that contrast medium adds to the aorta
    lung_hu: float
    dome: tuple[float, float]  # level of the right and left diaphragm's top
    heart: tuple[float, float]  # size factor, turn in radians
    noise: float  # HU
    arms: float  # mm that the shoulders are wider
    gas: float  # the stomach's fluid level, in half depths of the chest behind its middle
    couch: bool  # a curved couch, not a flat one
    trees: dict[int, list[Tree]]
    tubes: list[Tube]
    airways: list[Tube]
    wobble: F64  # (9, 2) mm, of the skin
    lung_wobble: F64  # (2, 12, 2) of the lungs' outlines

    def z(self, level: float) -> float:
        return level * self.height

    def cavity(self, level: float) -> tuple[float, float, float]:
        """Half width, half depth and centre y (mm) of the space inside the ribs."""
        a, b, yc = PchipInterpolator(_CAVITY_T, _CAVITY)(np.clip(level, 0, 1)) * self.scale
        return float(a), float(b), float(yc)

    def skin(self, level: float) -> F64:
        """The skin's outline (N, 2) mm."""
        half = PchipInterpolator(_SKIN_T, _SKIN)(np.clip(level, 0, 1)) * self.scale
        chest = np.exp(-(((level - 0.42) / 0.17) ** 2))
        half[1:4] += self.breast * chest * np.array([(0.0, -0.4), (0.25, -1.0), (0.3, -0.3)])
        half[1:-1, 0] += self.fat * 0.8 + self.arms * max(0.0, level - 0.5)
        half[:4, 1] -= self.fat * 0.5
        half[:, 1] = np.minimum(half[:, 1] + self.fat * 0.3, 0.985 * half[-1, 1] + 3)
        mirrored = half[1:-1][::-1] * (-1, 1) + self.wobble[1:-1]
        return brush.closed_spline(np.vstack([half, mirrored]), 240)

    def closeness(self, level: float) -> float:
        """0 to 1: how near the lungs come to each other in front, above the heart and below the manubrium."""
        return float(np.clip((level - 0.4) / 0.12, 0, 1) * np.clip((0.84 - level) / 0.1, 0, 1))

    def ribcage(self, level: float, side: int, out: float = 0.0) -> F64:
        """One side's inner chest wall (N, 2) mm without the apex's narrowing, pushed `out` mm."""
        a, b, yc = self.cavity(level)
        shape = (_LUNG + self.lung_wobble[(side + 1) // 2]) * (a, b) + (0.0, yc)
        shape[[0, 11], 0] -= np.array([0.07, 0.045]) * a * self.closeness(level)
        curve = brush.closed_spline(shape, 200)
        if out:
            curve = curve + out * brush.normals(curve)
        return curve * (side, 1)

    def lung(self, level: float, side: int) -> F64 | None:
        """One lung's outline (N, 2) mm before mediastinum and diaphragm cover it; None above the apex."""
        curve = self.ribcage(level, side)
        start, top = 0.78, 0.965 - 0.008 * side
        if level >= top:
            return None
        if level > start:
            a, b, yc = self.cavity(level)
            size = float(np.sqrt(1 - ((level - start) / (top - start)) ** 2))
            curve = (curve - (side * 0.55 * a, yc + 0.15 * b)) * size + (side * 0.55 * a, yc + 0.15 * b)
        return curve


def _tube(
    radius: float | list[float],
    hu: float,
    scale: float,
    height: float,
    *points: tuple[float, ...],
    wrap: float = 2.2,
) -> Tube:
    """A tube through points (x mm, y mm, level)."""
    xyz = np.array(points, float) * (scale, scale, height)
    radii = np.full(len(points), radius) if isinstance(radius, (int, float)) else np.array(radius)
    return Tube(brush.open_spline(np.column_stack([xyz, radii * scale]), 60), hu, wrap)


def _great_vessels(scale: float, height: float, medium: float, rng: Rng) -> tuple[list[Tube], list[Tube]]:
    """Soft tubes, then airways."""
    aorta, veins, lungs = 42 + medium, 40 + medium * 0.75, 42 + medium * 1.05
    w = rng.normal(0, 1.5, 8)
    soft = [
        # descending aorta, arch and ascending aorta in one run
        _tube([11, 11.5, 12, 12.5, 13, 14, 15, 15.5], aorta, scale, height,
              (10, 40, -0.02), (17 + w[0], 38, 0.25), (21, 36, 0.5), (20 + w[1], 27, 0.66),
              (12, 4, 0.715), (-3, -20 + w[2], 0.70), (-11, -26, 0.6), (-8, -22, 0.48)),
        _tube([10, 9.5, 9], veins, scale, height,
              (-25, -20, 0.45), (-27 + w[3], -20, 0.58), (-24, -20, 0.75)),
        _tube([8, 7, 6.5], veins, scale, height, (-23, -20, 0.75), (-27, -18, 0.86), (-38, -8, 1.0)),
        _tube([6, 6, 6], veins, scale, height, (-22, -24, 0.74), (4, -30, 0.79), (28, -18, 0.86)),
        _tube([6, 6, 5.5], veins, scale, height, (28, -18, 0.86), (34, -10, 0.93), (38, -4, 1.0)),
        _tube([11, 12, 12], 40 + medium * 0.5, scale, height,
              (-24, 8, -0.02), (-23, -2, 0.15), (-26, -12, 0.24), wrap=0.0),
        # pulmonary trunk to the left, and the right artery behind the ascending aorta
        _tube([14, 14, 13, 10, 8], lungs, scale, height,
              (14, -38, 0.44), (17, -34, 0.52), (22, -20, 0.575), (32, -4, 0.565), (44, 6, 0.5)),
        _tube([12, 10.5, 9.5, 8], lungs, scale, height,
              (16, -20, 0.56), (-6, -8, 0.555), (-26, -4, 0.54), (-43, 2, 0.49)),
        # the arch's three branches
        _tube([6.5, 6, 5], aorta, scale, height, (-6, -16, 0.71), (-13, -8, 0.8), (-24, 0, 0.98)),
        _tube([4.5, 4, 4], aorta, scale, height, (4, -6, 0.72), (11, -4, 0.82), (18, 0, 1.0)),
        _tube([5.5, 5, 5], aorta, scale, height, (14, 8, 0.715), (20, 8, 0.82), (34, 6, 0.98)),
        _tube(4.0, 40 + medium * 0.4, scale, height, (-10, 36, 0.0), (-11, 36, 0.3), (-12, 34, 0.55)),
        # oesophagus
        _tube([8, 8, 7.5, 7], 35, scale, height, (14, 22, 0.0), (4, 24, 0.3), (5, 22, 0.6), (5, 22, 1.0)),
    ]  # fmt: skip
    air = [
        _tube([8.6, 8.6, 8.4], -985, scale, height,
              (0, -4 + w[4], 1.02), (0, 2, 0.8), (-1, 6, 0.63), wrap=1.4),
        _tube([7, 6.4, 5.6, 5.2], -985, scale, height,
              (-1, 6, 0.625), (-14, 9, 0.59), (-28, 10, 0.555), (-38, 12, 0.49), wrap=1.4),
        _tube([6.8, 6, 5.4, 4.8], -985, scale, height,
              (-1, 6, 0.625), (14, 10, 0.585), (30, 13, 0.545), (40, 15, 0.48), wrap=1.4),
    ]  # fmt: skip
    return soft, air


def _lung_tree(side: int, level: float, depth: float, scale: float, height: float, rng: Rng) -> Tree:
    """A vessel tree of one lung, from the hilum outwards."""
    count = 1800
    t = rng.beta(1.25, 1.15, count) * 0.86 + 0.08
    a, b, yc = (PchipInterpolator(_CAVITY_T, _CAVITY)(t) * scale).T
    angle, far = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(0, 1, count))
    squeeze = np.sqrt(np.clip(1 - np.clip((t - 0.78) / 0.19, 0, 1) ** 2, 0.02, 1))
    x = side * a * (0.56 + 0.44 * far * np.cos(angle) * squeeze)
    y = yc + b * (0.02 + 0.97 * far * np.sin(angle) * squeeze)
    root = np.array([side * 36 * scale, depth * scale, level * height])
    nodes, parent, tips = brush.tree(root, np.column_stack([x, y, t * height]), 0.45)
    radius = np.minimum(0.42 * tips ** (1 / 2.55), 6.5) * scale
    child = np.arange(1, len(nodes))
    up = parent[child]
    thick = np.minimum(radius[up], radius[child] * 1.25)
    start, end = np.column_stack([nodes[up], thick]), np.column_stack([nodes[child], radius[child]])
    bend = (start + end) / 2
    bend[:, :3] += rng.normal(0, 0.1, (count, 3)) * np.linalg.norm(nodes[up] - nodes[child], axis=1)[:, None]
    return Tree(np.vstack([np.hstack([start, bend]), np.hstack([bend, end])]))


@lru_cache(maxsize=8)
def patient(seed: int) -> Patient:
    """The patient of a seed."""
    rng = np.random.default_rng([7151, seed])
    scale, height = float(rng.uniform(0.9, 1.06)), float(rng.uniform(235, 285))
    medium = float(rng.uniform(90, 230)) if rng.random() < 0.5 else 0.0
    tubes, airways = _great_vessels(scale, height, medium, rng)
    trees = {
        side: [
            _lung_tree(side, 0.50, 6, scale, height, rng),
            _lung_tree(side, 0.44, -6, scale, height, rng),
        ]
        for side in (-1, 1)
    }
    right_dome = float(rng.uniform(0.24, 0.33))
    return Patient(
        seed=seed,
        height=height,
        scale=scale,
        fov=float(rng.uniform(390, 500)),
        shift=(float(rng.normal(0, 6)), float(rng.normal(4, 8))),
        fat=float(rng.uniform(-13, 20)),
        breast=float(rng.uniform(4, 34) if rng.random() < 0.4 else rng.uniform(-16, 2)),
        contrast=medium,
        lung_hu=float(rng.uniform(-885, -810)),
        dome=(right_dome, right_dome - float(rng.uniform(0.02, 0.05))),
        heart=(float(rng.uniform(0.88, 1.08)), float(rng.uniform(-0.55, -0.2))),
        noise=float(rng.uniform(16, 28)),
        arms=float(rng.uniform(-10, 25)),
        gas=float(rng.uniform(-0.95, -0.2)),
        couch=bool(rng.random() < 0.5),
        trees=trees,
        tubes=tubes,
        airways=airways,
        wobble=rng.normal(0, 2.2, (9, 2)),
        lung_wobble=rng.normal(0, 0.012, (2, 12, 2)),
    )
