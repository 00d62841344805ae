"""A drawn colour photograph of the back of an eye, with the lesions of a grade of diabetic retinopathy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

from medadv_gui.demo import brush
from medadv_gui.demo.brush import F32, F64, Rng
from medadv_gui.demo.retina import Eye, eye, lesions, vessels

MICROANEURYSM, HAEMORRHAGE, HARD_EXUDATE, SOFT_EXUDATE, OPTIC_DISC = 1, 2, 4, 8, 16
_BLOOD = np.array([0.34, 1.15, 0.85], np.float32)  # how much a unit of blood darkens red, green and blue
_PIGMENT = np.array([0.55, 0.75, 0.95], np.float32)


@dataclass(frozen=True)
class FundusPhantom:
    """A drawn fundus photograph.

    rgb: uint8 (H, W, 3), sRGB, black around the round field of view.
    grade: 0 none, 1 mild, 2 moderate, 3 severe, 4 proliferative diabetic retinopathy.
    lesions: uint8 (H, W), bits: 1 microaneurysm, 2 haemorrhage, 4 hard exudate, 8 soft exudate,
        16 optic disc.
    """

    rgb: NDArray[np.uint8]
    grade: int
    lesions: NDArray[np.uint8]


def draw(seed: int, grade: int = 0, size: tuple[int, int] = (712, 1072)) -> FundusPhantom:
    """The eye of `seed` with the lesions of `grade` 0 to 4, `size` rows and columns."""
    if grade not in range(5):
        raise ValueError(f"grade is 0, 1, 2, 3 or 4, not {grade}")
    rng = np.random.default_rng([4211, seed])
    globe = eye(rng, size)
    tubes = vessels(globe, rng)
    found = lesions(globe, tubes, grade, np.random.default_rng([4212, seed, grade]))

    blood = np.maximum(_tube_depth(globe, tubes.veins, 0.60, 0.18), _tube_depth(globe, tubes.arteries, 0.40, 0.30))
    fresh = _tube_depth(globe, found.new_vessels, 0.75, 0.0) if len(found.new_vessels) else 0.0
    light = _background(globe, rng)
    light = _disc(globe, light, rng)
    light *= np.exp(-np.maximum(blood, fresh)[..., None] * _BLOOD)
    light *= np.exp(-found.blood[..., None] * (_BLOOD * 1.05))
    light *= np.exp(-found.pigment[..., None] * _PIGMENT)
    pale = (
        (found.scar, (0.95, 0.70, 0.36)),
        (found.soft, (0.98, 0.76, 0.42)),
        (found.hard, (1.0, 0.86, 0.26)),
    )
    for cover, colour in pale:
        paint = np.array(colour, np.float32) * globe.light[..., None]
        light += cover[..., None] * (paint - light)
    rgb = _camera(globe, light, rng)

    bits = np.zeros(size, np.uint8)
    inside = globe.field > 0.5
    for bit, cover in (
        (MICROANEURYSM, found.dots), (HAEMORRHAGE, found.bleeds), (HARD_EXUDATE, found.hard),
        (SOFT_EXUDATE, found.soft), (OPTIC_DISC, globe.disc),
    ):  # fmt: skip
        bits[(cover > (0.25 if bit == SOFT_EXUDATE else 0.4)) & inside] |= bit
    return FundusPhantom(rgb, grade, bits)


def _tube_depth(globe: Eye, lines: F64, depth: float, reflex: float) -> F32:
    """Optical depth of vessels given as lines (N, 5): x0, y0, x1, y1, width in pixels.

    `reflex` is the share of it that the streak along the middle of wide vessels lacks.
    """
    widths = lines[:, 4]
    cover = brush.strokes(globe.shape, lines[:, :4], widths, np.clip(0.35 + widths / (9 * globe.unit), 0, 1))
    cover = gaussian_filter(cover, 0.75 * globe.unit)
    wide = lines[widths > 4.5 * globe.unit]
    if reflex and len(wide):
        streak = brush.strokes(globe.shape, wide[:, :4], wide[:, 4] * 0.28)
        cover = cover * (1 - reflex * gaussian_filter(streak, 0.8 * globe.unit))
    return np.asarray(cover * np.float32(depth), np.float32)


def _background(globe: Eye, rng: Rng) -> F32:
    """The retina without vessels or disc, as light 0..1 per channel (H, W, 3)."""
    shape, unit = globe.shape, globe.unit
    mottle = brush.noise(rng, shape, 150 * unit, 3)
    fine = brush.noise(rng, shape, 9 * unit, 2)
    choroid = _choroid(globe, rng) * globe.tigroid * (0.25 + 0.75 * globe.away)
    fovea_x, fovea_y = globe.fovea
    near = np.hypot(globe.x - fovea_x, (globe.y - fovea_y) * 1.08) / globe.radius
    wells = ((0.30, 0.27), (globe.macula, 0.11), (0.10, 0.028))  # depth and reach of the macula's shades
    macula = sum(depth * np.exp(-((near / reach) ** 2)) for depth, reach in wells)
    pigment = 0.055 * mottle + 0.012 * fine + macula - 0.07 * choroid
    light = globe.colour * np.exp(-pigment[..., None] * _PIGMENT)
    light = light * np.exp(choroid[..., None] * np.array([0.05, -0.05, 0.0], np.float32))
    return np.asarray(light * globe.light[..., None], np.float32)


def _choroid(globe: Eye, rng: Rng) -> F32:
    """The choroid's broad vessels shining through, zero mean: bands that run mostly up and down."""
    height, width = globe.shape
    bands = np.zeros(globe.shape, np.float32)
    for cell in (15, 24):
        squat = brush.noise(rng, (height // 3 + 1, width), cell * globe.unit, 2)
        tall = Image.fromarray(squat).resize((width, height), Image.Resampling.BICUBIC)
        bands += np.clip(1 - 1.3 * np.abs(np.asarray(tall)), 0, 1)
    bands = gaussian_filter(bands, 2.2 * globe.unit)
    return np.asarray((bands - bands.mean()) / bands.std(), np.float32)


def _disc(globe: Eye, light: F32, rng: Rng) -> F32:
    """Add the optic disc with its cup and the bright nerve fibres around it."""
    dx, dy = globe.x - globe.nerve[0], globe.y - globe.nerve[1]
    far = np.hypot(dx, dy) / globe.nerve_radius
    angle = np.arctan2(np.abs(dy), dx * globe.side)  # 0 towards the fovea
    sheen = 0.16 * np.exp(-((far / 3.2) ** 2)) * (0.6 + 0.4 * np.cos(2 * (angle - 1.15)))
    light = light * (1 + sheen[..., None] * np.array([0.9, 1.0, 0.9], np.float32))
    rim = globe.disc[..., None]
    halo = np.exp(-((np.clip(far - 0.95, 0, None) / 0.10) ** 2))[..., None] * (1 - rim)
    light = light * (1 + 0.22 * halo * globe.crescent)
    grain = 1 + 0.03 * brush.noise(rng, globe.shape, 12 * globe.unit, 2)[..., None]
    pink, pale = np.array([(0.98, 0.58, 0.26), (1.02, 0.78, 0.38)], np.float32)
    temporal = np.clip(dx * globe.side / globe.nerve_radius, -1, 1)
    tissue = (pink + globe.pallor * (pale - pink)) * grain * (globe.light * (1 + 0.10 * temporal))[..., None]
    light = light + 0.88 * rim * (tissue - light)
    depth = np.hypot(dx - 0.12 * globe.side * globe.nerve_radius, dy * 0.92) / (globe.nerve_radius * globe.cup)
    cup = (0.55 / (1 + np.exp(np.clip((depth - 1) * 7, -30, 30))))[..., None]
    bright = np.array([1.08, 0.93, 0.55], np.float32) * globe.light[..., None]
    return np.asarray(light + cup * (bright - light), np.float32)


def _camera(globe: Eye, light: F32, rng: Rng) -> NDArray[np.uint8]:
    """Blur, haze, sensor noise and the black surround."""
    unit = globe.unit
    glow = gaussian_filter(light, (18 * unit, 18 * unit, 0), truncate=2.5)
    seen = gaussian_filter(light, (globe.blur * unit, globe.blur * unit, 0)) * 0.94 + 0.06 * glow
    seen = seen + globe.haze[..., None] * (np.array([0.52, 0.56, 0.52], np.float32) - seen)
    seen = np.where(seen > 0.8, 0.8 + 0.22 * np.tanh((seen - 0.8) / 0.22), seen)  # the sensor's soft shoulder
    grain = rng.standard_normal((*globe.shape, 3), dtype=np.float32)
    grain = gaussian_filter(grain, (0.7, 0.7, 0)) + 0.6 * gaussian_filter(grain[..., :1], (0.8, 0.8, 0))
    field = globe.field[..., None]
    seen = seen * field + np.array([0.014, 0.010, 0.006], np.float32) * (1 - field)
    seen = seen + grain * (0.003 + 0.010 * field)
    return np.asarray(np.clip(np.rint(seen * 255), 0, 255), np.uint8)
