"""The eye behind the drawn fundus: field of view, disc and fovea, vessel trees, lesions by grade.

All lengths are pixels; `unit` is one pixel of a picture of 712 rows, and `radius` the field of view's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from medadv_gui.demo import brush
from medadv_gui.demo.brush import F32, F64, Rng


@dataclass(frozen=True)
class Eye:
    """Geometry and tone of one made-up eye; fields are (H, W)."""

    shape: tuple[int, int]
    unit: float
    radius: float
    x: F32
    y: F32
    side: int  # 1: the fovea lies to the right of the disc
    middle: tuple[float, float]  # of the field of view
    nerve: tuple[float, float]  # the optic disc's middle
    nerve_radius: float
    fovea: tuple[float, float]
    field: F32  # 0 outside, 1 inside the field of view
    away: F32  # 0 in the middle of the field, 1 at its edge
    light: F32  # illumination
    haze: F32
    disc: F32  # coverage of the optic disc
    colour: F32  # (3,) retina
    tigroid: float
    macula: float
    crescent: float
    pallor: float
    cup: float
    blur: float


@dataclass(frozen=True)
class Vessels:
    """Lines (N, 5): x0, y0, x1, y1, width."""

    arteries: F64
    veins: F64


@dataclass(frozen=True)
class Lesions:
    """Coverage or optical depth (H, W) of each kind; new_vessels are lines (N, 5)."""

    dots: F32
    bleeds: F32
    hard: F32
    soft: F32
    scar: F32
    blood: F32
    pigment: F32
    new_vessels: F64


_COLOURS = (  # of the retina, 0..255
    (214, 92, 12), (195, 94, 27), (178, 83, 6), (185, 100, 62), (140, 75, 32), (160, 70, 6), (168, 92, 45),
)  # fmt: skip
# This camera's mark at the edge of the field, from the field's middle.
_NOTCH = ((351, -246), (372, -230), (368, -211), (389, -200), (384, -178), (362, -185))


def eye(rng: Rng, shape: tuple[int, int]) -> Eye:
    """Draw the lots of one eye."""
    height, width = shape
    unit = height / 712
    radius = 426 * unit
    middle = np.array([width / 2 - 36 * unit, height / 2 - 4 * unit])
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    side = 1 if rng.random() < 0.5 else -1
    nerve = middle + (-side * rng.uniform(0.62, 0.80) * radius, rng.normal(0, 0.06) * radius)
    nerve_radius = float(rng.uniform(0.125, 0.15)) * radius
    fovea = nerve + (side * rng.uniform(0.80, 0.94) * radius, rng.uniform(0.0, 0.12) * radius)
    away = np.hypot(x - middle[0], y - middle[1]) / radius
    field = np.clip((1 - away) * radius + 0.5, 0, 1)
    field = np.maximum(field, brush.mask(shape, middle + np.array(_NOTCH) * unit))
    lamp = middle + rng.normal(0, 0.22, 2) * radius
    lit = 1.08 - float(rng.uniform(0.22, 0.5)) * (np.hypot(x - lamp[0], y - lamp[1]) / radius) ** 2
    lit = np.clip(lit + 0.05 * brush.noise(rng, shape, 300 * unit), 0.12, 1.4) * float(rng.uniform(0.92, 1.12))
    colour = rng.dirichlet(np.full(len(_COLOURS), 0.5)) @ np.array(_COLOURS) / 255
    haze_edge = float(rng.choice([0.03, 0.10, 0.45], p=[0.55, 0.3, 0.15]))
    haze = haze_edge * np.clip(away - 0.1 * rng.random(), 0, 1) ** 8 + float(rng.uniform(0, 0.05))
    outline = brush.ellipse(nerve, (nerve_radius * 0.93, nerve_radius * 1.04), float(rng.normal(0, 0.25)))
    outline = outline + rng.normal(0, 0.3 * unit, outline.shape)
    disc = gaussian_filter(brush.mask(shape, outline), 3.2 * unit)
    return Eye(
        shape=shape, unit=unit, radius=radius, x=x, y=y, side=side,
        middle=(float(middle[0]), float(middle[1])),
        nerve=(float(nerve[0]), float(nerve[1])), nerve_radius=nerve_radius,
        fovea=(float(fovea[0]), float(fovea[1])),
        field=field.astype(np.float32), away=np.clip(away, 0, 1).astype(np.float32),
        light=lit.astype(np.float32), haze=haze.astype(np.float32), disc=disc,
        colour=np.clip(colour * rng.uniform(0.92, 1.06, 3), 0, 1).astype(np.float32),
        tigroid=float(rng.choice([0.15, 0.35, 0.75], p=[0.5, 0.3, 0.2])),
        macula=float(rng.uniform(0.25, 0.55)), crescent=float(rng.uniform(0, 1)),
        pallor=float(rng.uniform(0, 1)), cup=float(rng.uniform(0.32, 0.6)), blur=float(rng.uniform(0.6, 1.1)),
    )  # fmt: skip


# Main vessels from the disc's middle, the fovea to the right, in units of the distance from disc to fovea.
_MAIN = (
    (
        (0, 0),
        (0.02, -0.15),
        (0.12, -0.40),
        (0.42, -0.68),
        (0.90, -0.78),
        (1.38, -0.70),
        (1.90, -0.52),
        (2.3, -0.2),
    ),
    ((0, 0), (0.02, 0.15), (0.13, 0.40), (0.44, 0.68), (0.92, 0.76), (1.40, 0.68), (1.90, 0.52), (2.3, 0.2)),
    ((0, 0), (0.00, -0.20), (-0.08, -0.50), (-0.10, -0.80), (-0.22, -1.25)),
    ((0, 0), (0.01, 0.20), (-0.06, 0.50), (-0.08, 0.80), (-0.18, 1.25)),
    ((0, 0), (-0.14, -0.10), (-0.34, -0.24), (-0.65, -0.42)),
    ((0, 0), (-0.14, 0.10), (-0.34, 0.26), (-0.65, 0.46)),
    ((0, 0), (0.13, -0.09), (0.32, -0.20), (0.54, -0.22), (0.76, -0.16)),
    ((0, 0), (0.13, 0.09), (0.30, 0.19), (0.52, 0.25), (0.74, 0.20)),
)
_WIDTH = (1.0, 1.0, 0.72, 0.72, 0.5, 0.5, 0.34, 0.34)


def vessels(globe: Eye, rng: Rng) -> Vessels:
    """The retina's arteries and veins."""
    twist = float(rng.uniform(0.6, 1.5))
    return Vessels(
        arteries=_system(globe, float(rng.uniform(9, 11)) * globe.unit, twist, rng),
        veins=_system(globe, float(rng.uniform(12, 15)) * globe.unit, twist * 1.15, rng),
    )


def _system(globe: Eye, width: float, twist: float, rng: Rng) -> F64:
    reach = abs(globe.fovea[0] - globe.nerve[0])
    lines: list[F64] = []
    for path, share in zip(_MAIN, _WIDTH, strict=True):
        points = np.array(path, float)
        grow = np.linspace(0, 1, len(points))[:, None]
        points = points * rng.uniform(0.86, 1.08, 2) + rng.normal(0, 0.05, points.shape) * np.minimum(1, 2.5 * grow)
        points[0] = rng.normal(0, 0.02, 2)
        curve = brush.open_spline(points, 200) * (globe.side, 1) * reach + globe.nerve
        curve = _even(curve, 5 * globe.unit)
        sway = np.linspace(0, 1, len(curve))[:, None] ** 0.5
        curve = curve + _waver(rng, len(curve), 2.6 * globe.unit * twist) * sway
        _vessel(globe, lines, curve, width * share * float(rng.uniform(0.85, 1.1)), 0, twist, rng)
    return np.vstack(lines)


def _even(curve: F64, step: float) -> F64:
    """The same curve with points `step` apart."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    at = np.arange(0, run[-1], step)
    return np.column_stack([np.interp(at, run, curve[:, k]) for k in (0, 1)])


def _waver(rng: Rng, count: int, size: float) -> F64:
    """A smooth random sway (count, 2) along a curve."""
    slow, quick = (gaussian_filter(rng.standard_normal((count, 2)), (width, 0)) for width in (9, 3.5))
    return np.asarray((2.4 * slow + 0.7 * quick) * size)


def _vessel(globe: Eye, lines: list[F64], curve: F64, width: float, order: int, twist: float, rng: Rng) -> None:
    """Add one vessel that tapers along `curve`, and the branches that leave it."""
    count = len(curve)
    taper = width * (1 - 0.72 * np.linspace(0, 1, count) ** (0.9 if order else 1.1))
    lines.append(np.column_stack([curve[:-1], curve[1:], taper[:-1]]))
    if order == 3:
        return
    heading = np.gradient(curve, axis=0)
    angle = np.arctan2(heading[:, 1], heading[:, 0])
    at = int(rng.integers(16, 26)) if order == 0 else int(rng.integers(8, 18))
    hand = 1 if rng.random() < 0.5 else -1
    while at < count - 3:
        fork = rng.random() < 0.22
        child = taper[at] * float(rng.uniform(0.6, 0.85) if fork else rng.uniform(0.34, 0.6))
        if child > 0.8 * globe.unit:
            start = angle[at] + hand * float(rng.uniform(0.3, 0.6) if fork else rng.uniform(0.5, 1.0))
            length = globe.radius * float(rng.uniform(0.30, 0.62)) * (child / (4.0 * globe.unit)) ** 0.6
            branch = _wander(globe, curve[at], start, length, twist, rng)
            _vessel(globe, lines, branch, child, order + 1, twist, rng)
        hand = -hand if rng.random() < 0.75 else hand
        at += int(rng.integers(9, 20)) if order == 0 else int(rng.integers(9, 22))


def _wander(globe: Eye, start: F64, angle: float, length: float, twist: float, rng: Rng) -> F64:
    """A branch that sways, bends outwards from the disc, and towards the fovea yet never into it."""
    step = 5.0 * globe.unit
    points = [np.asarray(start)]
    base, turn = angle, 0.0
    for _ in range(max(6, int(length / step))):
        here = points[-1]
        out = math.atan2(here[1] - globe.nerve[1], here[0] - globe.nerve[0])
        gap = np.array(globe.fovea) - here
        near = float(np.hypot(*gap)) / globe.radius
        if near < 0.14:
            break
        turn = 0.80 * turn + 0.060 * twist * float(rng.standard_normal())
        inwards = math.atan2(gap[1], gap[0])
        for aim, pull in ((out, 0.012), (inwards, 0.020 if near < 0.5 else 0.0)):
            if math.cos(aim - base) > -0.2:  # no turning back
                base += pull * math.sin(aim - base)
        angle += turn + 0.14 * math.sin(base - angle)
        points.append(here + step * np.array([math.cos(angle), math.sin(angle)]))
    return np.array(points) if len(points) > 3 else np.linspace(start, start + (0.1, 0.1), 5)


# -- lesions -------------------------------------------------------------------------------------------------


def lesions(globe: Eye, tubes: Vessels, grade: int, rng: Rng) -> Lesions:
    """The lesions of a grade: each higher grade adds kinds and numbers."""
    blank = [np.zeros(globe.shape, np.float32) for _ in range(7)]
    dots, bleeds, hard, soft, scar, blood, pigment = blank
    unit = globe.unit
    many = (0, 1, 2.2, 6, 3.5)[grade]
    for _ in range(int(rng.integers(4, 10) * many)):
        _blot(globe, dots, _anywhere(globe, rng, 0.75), float(rng.uniform(1.6, 3.2)) * unit, rng, 0.1)
    if grade >= 2:
        for _ in range(int(rng.integers(4, 9) * (1, 4.5, 2.5)[grade - 2])):
            _bleed(globe, bleeds, rng)
        for _ in range(int(rng.integers(1, 4)) if grade == 2 or rng.random() < 0.8 else 0):
            _exudates(globe, hard, rng)
        for _ in range(int(rng.integers(0, 2) if grade == 2 else rng.integers(1, 6))):
            middle = _anywhere(globe, rng, 0.55)
            _blot(
                globe,
                soft,
                middle,
                float(rng.uniform(9, 22)) * unit,
                rng,
                0.35,
                float(rng.uniform(0.55, 0.95)),
            )
    new: list[F64] = []
    if grade == 4:
        if rng.random() < 0.55:
            _laser(globe, scar, pigment, rng)
        if rng.random() < 0.35 or not scar.any():
            _boat(globe, bleeds, blood, rng)
        new = [_tangle(globe, tubes, rng) for _ in range(int(rng.integers(1, 4)))]
    soft = gaussian_filter(soft, 3.2 * unit) * 0.72 * (1 + 0.12 * brush.noise(rng, globe.shape, 8 * unit))
    hard = gaussian_filter(hard, 0.8 * unit) * 0.88
    uneven = 1 + 0.18 * brush.noise(rng, globe.shape, 7 * unit, 2)
    blood += 0.42 * gaussian_filter(dots, 0.8 * unit) + 0.50 * gaussian_filter(bleeds, 1.3 * unit) * uneven
    return Lesions(
        dots, bleeds, np.clip(hard, 0, 1), np.clip(soft, 0, 1), gaussian_filter(scar, 1.6 * unit), blood,
        gaussian_filter(pigment, 1.5 * unit), np.vstack(new) if new else np.zeros((0, 5)),
    )  # fmt: skip


def _anywhere(globe: Eye, rng: Rng, spread: float) -> F64:
    """A place in the field, likelier around the macula, never on the disc or fovea."""
    while True:
        middle = (np.array(globe.fovea) + globe.middle) / 2
        spot = middle + rng.normal(0, spread * 0.6, 2) * globe.radius
        off_centre = np.hypot(*(spot - globe.middle))
        inside = off_centre < 0.93 * globe.radius and 8 < spot[1] < globe.shape[0] - 8
        clear = np.hypot(*(spot - globe.nerve)) > 1.35 * globe.nerve_radius
        if inside and clear and np.hypot(*(spot - globe.fovea)) > 0.04 * globe.radius:
            return np.asarray(spot)


def _blot(
    globe: Eye, field: F32, middle: F64, radius: float, rng: Rng, rough: float, strength: float = 1.0,
    stretch: float = 1.0, turn: float | None = None,
) -> None:  # fmt: skip
    """Add an irregular blot to a coverage field."""
    turn = float(rng.uniform(0, np.pi)) if turn is None else turn
    long = radius * stretch * float(rng.uniform(0.9, 1.3))
    outline = brush.ellipse((0, 0), (long, radius), count=28)
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    order = np.arange(2, 8)[:, None]
    bumps = rng.normal(0, 0.5 * rough, (6, 1)) / order**0.6
    swell = 1 + (bumps * np.cos(order * angle + rng.uniform(0, 6, (6, 1)))).sum(0)
    outline = outline * np.clip(swell, 0.3, 2)[:, None]
    cos, sin = math.cos(turn), math.sin(turn)
    outline = outline @ np.array([[cos, sin], [-sin, cos]]) + middle
    window, cover = brush.fill(globe.shape, outline)
    field[window] = np.maximum(field[window], cover * strength)


def _bleed(globe: Eye, field: F32, rng: Rng) -> None:
    """A dot, blot or flame-shaped haemorrhage."""
    spot = _anywhere(globe, rng, 0.8)
    radius = globe.unit * float(rng.gamma(2.2, 1.8) + 2.2)
    strength = float(rng.uniform(0.6, 1.0))
    if rng.random() < 0.35:  # a flame lies along the nerve fibres
        along = math.atan2(spot[1] - globe.nerve[1], spot[0] - globe.nerve[0])
        for _ in range(int(rng.integers(2, 6))):
            place = spot + rng.normal(0, 0.8 * radius, 2)
            turn = along + float(rng.normal(0, 0.12))
            _blot(globe, field, place, radius * 0.42, rng, 0.3, strength, float(rng.uniform(2, 4)), turn)
    else:
        _blot(globe, field, spot, radius, rng, 0.35, strength)
        for _ in range(int(rng.integers(0, 3))):
            place, part = spot + rng.normal(0, radius, 2), float(rng.uniform(0.4, 0.8))
            _blot(globe, field, place, radius * part, rng, 0.4, strength)


def _exudates(globe: Eye, field: F32, rng: Rng) -> None:
    """A cluster or ring of hard exudates."""
    centre = _anywhere(globe, rng, 0.45)
    ring = rng.random() < 0.4
    size = float(rng.uniform(0.05, 0.14)) * globe.radius
    for _ in range(int(rng.integers(14, 70))):
        if ring:
            turn, r = rng.uniform(0, 2 * np.pi), size * rng.normal(1, 0.12)
            spot = centre + r * np.array([math.cos(turn), math.sin(turn)])
        else:
            spot = centre + rng.standard_t(3, 2) * size * 0.5
        if np.hypot(*(spot - globe.nerve)) < 1.15 * globe.nerve_radius:
            continue
        radius = float(min(rng.gamma(1.3, 1.4) + 0.9, 9)) * globe.unit
        _blot(globe, field, spot, radius, rng, 0.55, float(rng.uniform(0.45, 1.0)))


def _laser(globe: Eye, scar: F32, pigment: F32, rng: Rng) -> None:
    """Rows of old laser burns in the periphery."""
    pitch = 34 * globe.unit
    rows, cols = int(globe.shape[0] / pitch), int(globe.shape[1] / pitch)
    for row in range(rows):
        for col in range(cols):
            spot = (np.array([col, row]) + 0.5 + rng.normal(0, 0.17, 2)) * pitch
            off = np.hypot(*(spot - globe.middle)) / globe.radius
            if off > 0.95 or np.hypot(*(spot - globe.fovea)) < 0.52 * globe.radius or rng.random() < 0.25:
                continue
            if np.hypot(*(spot - globe.nerve)) < 2.0 * globe.nerve_radius:
                continue
            radius = float(rng.uniform(6, 10)) * globe.unit
            _blot(globe, scar, spot, radius, rng, 0.2, float(rng.uniform(0.2, 0.65)))
            core, dark = radius * float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.1, 0.9))
            _blot(globe, pigment, spot + rng.normal(0, 2, 2), core, rng, 0.5, dark)


def _boat(globe: Eye, bleeds: F32, blood: F32, rng: Rng) -> None:
    """A preretinal haemorrhage: a boat with a level top."""
    spot = _anywhere(globe, rng, 0.5) + (0, 0.1 * globe.radius)
    wide, deep = float(rng.uniform(38, 80)) * globe.unit, float(rng.uniform(28, 60)) * globe.unit
    angle = np.linspace(0, np.pi, 40)
    hull = np.column_stack([np.cos(angle) * wide, np.sin(angle) ** 0.8 * deep]) + spot
    hull = hull + _waver(rng, 40, 3 * globe.unit)
    cover = brush.mask(globe.shape, hull)
    np.maximum(bleeds, cover, out=bleeds)
    blood += 0.75 * gaussian_filter(cover, 3 * globe.unit)


def _tangle(globe: Eye, tubes: Vessels, rng: Rng) -> F64:
    """A net of fine new vessels beside the disc or a vein: lines (N, 5)."""
    vein = tubes.veins[int(rng.integers(len(tubes.veins)))]
    root = np.array(globe.nerve) if rng.random() < 0.5 else vein[:2]
    size = float(rng.uniform(0.07, 0.15)) * globe.radius
    targets = root + rng.normal(0, 1, (70, 2)) * size * 0.6 + rng.normal(0, 0.4, 2) * size
    nodes, parent, tips = brush.tree(np.asarray(root), targets, 0.15)
    width = np.minimum(0.9 + 0.35 * np.sqrt(tips[1:]), 2.6) * globe.unit
    return np.column_stack([nodes[parent[1:]], nodes[1:], width])
