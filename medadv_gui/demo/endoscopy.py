"""A drawn colonoscopy picture: mucosa with folds and lumen, and polyps with their boxes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from medadv_gui.demo import brush
from medadv_gui.demo.brush import F32, F64, Rng


@dataclass(frozen=True)
class EndoscopyPhantom:
    """A drawn colonoscopy picture.

    rgb: uint8 (H, W, 3), sRGB, in the black frame with cut corners.
    boxes: float32 (N, 4): x0, y0, x1, y1 in pixels around what shows of each polyp, x1 and y1 exclusive.
    mask: uint8 (H, W): 1 on a polyp, else 0.
    """

    rgb: NDArray[np.uint8]
    boxes: NDArray[np.float32]
    mask: NDArray[np.uint8]


def draw(seed: int, polyps: int = 1, size: tuple[int, int] = (448, 512)) -> EndoscopyPhantom:
    """The view of `seed` with `polyps` polyps, `size` rows and columns."""
    rng = np.random.default_rng([6421, seed])
    scene = _Scene(rng, size)
    scene.wall()
    covers = [scene.polyp() for _ in range(polyps)]
    frame = _frame(rng, size)
    rgb = scene.photograph(frame)
    mask = np.zeros(size, np.uint8)
    boxes = []
    for cover in covers:
        shown = (cover > 0.5) & (frame > 0.5)
        if shown.any():
            rows, cols = np.flatnonzero(shown.any(1)), np.flatnonzero(shown.any(0))
            boxes.append((cols[0], rows[0], cols[-1] + 1, rows[-1] + 1))
            mask[shown] = 1
    return EndoscopyPhantom(rgb, np.array(boxes, np.float32).reshape(-1, 4), mask)


class _Scene:
    """The view while it is painted: a height field for the light, an albedo for the colour."""

    def __init__(self, rng: Rng, shape: tuple[int, int]) -> None:
        self.rng, self.shape = rng, shape
        self.unit = shape[0] / 448
        self.y, self.x = (axis.astype(np.float32) for axis in np.mgrid[0 : shape[0], 0 : shape[1]])
        self.light: F32 = np.ones(shape, np.float32)  # how brightly lit, 0..1.4
        self.relief: F32 = np.zeros(shape, np.float32)  # pixels towards the viewer
        self.redness: F32 = np.zeros(shape, np.float32)  # blood in the mucosa
        self.yellow: F32 = np.zeros(shape, np.float32)
        self.gloss: F32 = np.zeros(shape, np.float32)
        self.taken: list[tuple[F64, float]] = []
        self.lumen = self._choose_lumen()
        self.colour = np.array([0.93, 0.52, 0.37]) * rng.uniform((0.96, 0.84, 0.76), (1.05, 1.06, 1.18))

    def _choose_lumen(self) -> F64:
        height, width = self.shape
        angle = self.rng.uniform(0, 2 * np.pi)
        far = self.rng.uniform(0.1, 0.62)
        return np.array([width * (0.53 + far * math.cos(angle)), height * (0.48 + far * math.sin(angle))])

    # -- the gut's wall --------------------------------------------------------------------------------------

    def wall(self) -> None:
        """The folds from far to near, each hiding what lies behind its rim, then the mucosa."""
        rng, shape, unit = self.rng, self.shape, self.unit
        x = self.x + 16 * unit * brush.noise(rng, shape, 120 * unit, 2)
        y = self.y + 16 * unit * brush.noise(rng, shape, 120 * unit, 2)
        radius, growth = float(rng.uniform(28, 95)) * unit, float(rng.uniform(1.5, 2.2))
        centre, drift = self.lumen.copy(), rng.normal(0, 0.16, 2)
        light = np.full(shape, float(rng.uniform(0.03, 0.12)), np.float32)
        relief = np.zeros(shape, np.float32)
        lit = float(rng.uniform(0.16, 0.34))
        while radius < 1.3 * shape[1]:
            angle = np.arctan2(y - centre[1], x - centre[0])
            lobes = 1 + sum(
                size * np.cos(k * angle + rng.uniform(0, 6)) for k, size in ((2, 0.09), (3, 0.10), (5, 0.03))
            )
            gap = radius * (growth - 1) * 1.05
            out = np.hypot(x - centre[0], y - centre[1]) - radius * lobes  # pixels outside this fold's rim
            height = 0.55 + 0.5 * np.cos(angle + rng.uniform(0, 6)) + 0.35 * np.cos(2 * angle + rng.uniform(0, 6))
            flat = 1 - np.clip(height, 0, 1)  # 1 where the fold has run out into the wall
            soft = unit * (0.9 + 2 * flat) + 0.30 * gap * flat**2
            cover = 1 / (1 + np.exp(-np.clip((out + 0.6 * soft) / soft, -30, 30)))
            run = np.clip(out / gap, -0.2, 1.4)
            crest = np.exp(-(((out - 0.09 * gap) / (0.15 * gap)) ** 2)) * (1 - flat)
            shade = lit * (0.86 + 0.34 * crest + 0.34 * run - 0.30 * np.clip(run - 0.7, 0, 0.4) * (1 - flat))
            behind = 0.40 * np.exp(-np.clip(-out, 0, None) / (0.12 * gap + 3 * unit)) * (1 - flat)
            light = light * (1 - behind) * (1 - cover) + shade * cover
            relief = relief * (1 - cover) + crest * 7 * unit * cover
            centre = centre + drift * radius
            radius, lit = radius * growth, min(1.0, lit * 1.5 + 0.06)
        self.light = light.astype(np.float32)
        relief += brush.noise(rng, shape, 85 * unit, 2) * float(rng.uniform(4, 9)) * unit
        relief += brush.noise(rng, shape, 22 * unit, 2) * float(rng.uniform(0.4, 1.3)) * unit
        relief += brush.noise(rng, shape, 6 * unit, 2) * 0.16 * unit
        self.relief = relief.astype(np.float32)
        self.redness = 0.13 * brush.noise(rng, shape, 90 * unit, 4) + 0.02 * brush.noise(rng, shape, 4 * unit)
        self.redness += self._net() * float(rng.uniform(0.15, 0.8))
        film = brush.noise(rng, shape, 60 * unit, 4)
        self.yellow = np.clip(film - float(rng.uniform(1.2, 3.0)), 0, 1) * np.float32(0.6)

    def _net(self) -> F32:
        """Coverage of the fine vessels that show through the mucosa."""
        rng, unit = self.rng, self.unit
        height, width = self.shape
        total = np.zeros(self.shape, np.float32)
        for _ in range(7):
            root = rng.uniform((0, 0), (width, height))
            targets = root + rng.normal(0, 80 * unit, (260, 2))
            nodes, parent, tips = brush.tree(root, targets, 0.35)
            widths = np.minimum(0.55 + 0.22 * np.sqrt(tips[1:]), 2.4) * unit
            lines = np.column_stack([nodes[parent[1:]], nodes[1:]])
            weights = np.clip(0.25 + widths / (3 * unit), 0, 1)
            total = np.maximum(total, brush.strokes(self.shape, lines, widths, weights, 2))
        patches = np.clip(0.55 + 0.5 * brush.noise(rng, self.shape, 120 * unit), 0, 1)
        return np.asarray(gaussian_filter(total, 0.8 * unit) * patches, np.float32)

    # -- polyps ----------------------------------------------------------------------------------------------

    def _place(self, radius: float) -> F64:
        height, width = self.shape
        best, score = np.array([width * 0.55, height * 0.45]), -np.inf
        for _ in range(24):
            spot = self.rng.uniform((0.2 * width, 0.15 * height), (0.84 * width, 0.82 * height))
            lit = float(self.light[int(spot[1]), int(spot[0])])
            free = min((float(np.hypot(*(spot - other))) - radius - size for other, size in self.taken), default=0.0)
            boxed = 0.5 if spot[0] < 0.36 * width + radius and spot[1] > 0.66 * height - radius else 0.0
            value = min(lit, 0.8) + 0.02 * min(free, 0.0) - boxed + 0.25 * self.rng.random()
            if value > score:
                best, score = spot, value
        return best

    def polyp(self) -> F32:
        """Add a polyp; returns its coverage 0..1 (H, W)."""
        rng, shape, unit = self.rng, self.shape, self.unit
        radius = float(np.clip(rng.lognormal(4.2, 0.40), 26, 125)) * unit
        centre = self._place(radius)
        self.taken.append((centre, radius))
        wave = 0.07 * radius * brush.noise(rng, shape, radius * 0.8, 2)
        sway = 0.07 * radius * brush.noise(rng, shape, radius * 0.8, 2)
        whole = np.zeros(shape, np.float32)
        bumps = int(rng.choice([1, 2, 3, 4], p=[0.5, 0.25, 0.15, 0.1]))
        for k in range(bumps):  # a polyp of several lobes is their soft union
            size = radius * (1.0 if k == 0 else float(rng.uniform(0.45, 0.8)))
            spot = centre if k == 0 else centre + rng.normal(0, 0.55, 2) * radius
            squash, turn = float(rng.uniform(0.70, 1.0)), float(rng.uniform(0, np.pi))
            cos, sin = math.cos(turn), math.sin(turn)
            dx, dy = self.x - spot[0] + wave, self.y - spot[1] + sway
            u, v = (cos * dx + sin * dy) / size, (cos * dy - sin * dx) / (size * squash)
            whole += np.exp(-9 * np.clip(np.hypot(u, v), 0, 6))
        far = -np.log(whole + 1e-12) / 9  # 0 in the middle, 1 on the rim
        angle = np.arctan2(self.y - centre[1], self.x - centre[0])
        merged = np.clip(np.cos(angle - rng.uniform(0, 6)) - float(rng.uniform(0.0, 0.9)), 0, 1)  # no rim there
        cover = 1 / (1 + np.exp(np.clip((far - 1) * radius / (unit * 1.1 + 0.16 * radius * merged), -30, 30)))
        plump = float(rng.uniform(0.28, 0.75))
        dome = np.clip(1 - np.clip(far, 0, 1) ** 2, 0, 1) ** float(rng.uniform(0.65, 1.0)) * radius * plump
        grain = brush.noise(rng, shape, float(rng.uniform(4, 9)) * unit, 2)
        knobs = brush.noise(rng, shape, radius * float(rng.uniform(0.35, 0.6)), 2)
        toward = self.lumen - centre
        toward = toward / (np.hypot(*toward) + 1e-6)
        lean = ((self.x - centre[0]) * toward[0] + (self.y - centre[1]) * toward[1]) / radius  # 1: the far side
        shadow = np.exp(-np.clip(far - 1, 0, None) / 0.16) * np.clip(0.45 + 0.55 * lean, 0.1, 1)
        self.light *= 1 - 0.55 * plump * shadow * (1 - cover)
        lit = float(np.clip(self.light[int(centre[1]), int(centre[0])] * 1.12, 0.5, 1.0))
        tone = lit * (1.0 + 0.05 * knobs - 0.20 * np.clip(lean, -1, 1))
        self.light += cover * (tone - self.light)
        hue = float(np.clip(rng.normal(0.14, 0.14), -0.05, 0.5))
        rough = float(rng.uniform(0.05, 0.40))
        swelling = dome + grain * rough * unit + knobs * 1.4 * unit * plump
        self.relief += cover * (swelling - 0.8 * self.relief)
        self.redness += cover * (hue + float(rng.uniform(0.02, 0.10)) * grain + 0.09 * knobs - 0.75 * self.redness)
        self.yellow *= 1 - 0.8 * cover
        return np.asarray(cover, np.float32)

    # -- the camera ------------------------------------------------------------------------------------------

    def photograph(self, frame: F32) -> NDArray[np.uint8]:
        rng, shape, unit = self.rng, self.shape, self.unit
        height, width = shape
        relief = gaussian_filter(self.relief, 0.8 * unit)
        slope_y, slope_x = np.gradient(relief)
        to_x, to_y = (self.x - 0.5 * width) / width, (self.y - 0.42 * height) / height
        normal = 1 / np.sqrt(1 + slope_x**2 + slope_y**2)
        facing = np.clip((1 + 0.75 * (slope_x * to_x + slope_y * to_y)) * normal, 0, 1.6)
        vignette = 1.06 - 0.55 * (to_x**2 + to_y**2)
        light = self.light * (0.30 + 0.70 * facing) * vignette * float(rng.uniform(1.0, 1.4))
        blood = self.redness[..., None] * np.array([0.18, 0.80, 0.78], np.float32)
        bile = self.yellow[..., None] * np.array([0.02, 0.18, 1.0], np.float32)
        seen = np.clip(light, 0, 2)[..., None] * self.colour.astype(np.float32) * np.exp(-blood - bile)
        seen = seen ** np.array([0.82, 1.06, 1.12], np.float32)
        seen = 1 - np.exp(-1.45 * seen * (1 + 0.35 * seen))
        seen = gaussian_filter(seen, (0.8 * unit, 0.8 * unit, 0))
        glints = self._glints(light, slope_x, slope_y)[..., None]
        seen = seen + glints * (np.array([1.02, 1.0, 0.99], np.float32) - seen)
        seen += 0.55 * (seen - gaussian_filter(seen, (1.6 * unit, 1.6 * unit, 0)))  # the processor sharpens
        grain = rng.standard_normal((*shape, 3), dtype=np.float32)
        seen += 0.007 * gaussian_filter(grain, (0.7, 0.7, 0))
        return np.asarray(np.clip(np.rint(seen * frame[..., None] * 255), 0, 255), np.uint8)

    def _glints(self, light: F32, slope_x: F32, slope_y: F32) -> F32:
        """Wet reflections: small hard spots, in swarms where the wall faces the lamp."""
        rng, shape, unit = self.rng, self.shape, self.unit
        swarm = brush.noise(rng, shape, 60 * unit, 3)
        level = np.exp(-((np.hypot(slope_x, slope_y) / 0.35) ** 2))
        ready = np.clip(light, 0, 1) ** 2 * (0.2 + level) * np.clip(swarm - 0.7, 0, 2) ** 1.5
        chance = np.cumsum(ready, dtype=np.float64)
        count = int(rng.integers(40, 420))
        places = np.searchsorted(chance, rng.uniform(0, chance[-1], count))
        y, x = np.divmod(np.minimum(places, ready.size - 1), shape[1])
        size = np.minimum(rng.gamma(1.1, 0.60, count) + 0.35, 5) * unit
        turn = rng.uniform(0, np.pi) + rng.normal(0, 0.5, count)
        length = size * rng.uniform(0.2, 1.6, count)
        spots = []
        for along in (-1.0, -0.4, 0.4, 1.0):  # each a short, bent drop
            ahead, aside = along * length, 0.25 * along**2 * size
            spot_x = x + ahead * np.cos(turn) - aside * np.sin(turn)
            spot_y = y + ahead * np.sin(turn) + aside * np.cos(turn)
            spots.append(np.column_stack([spot_x, spot_y, size]))
        total = np.zeros(shape, np.float32)
        window, cover = brush.discs(shape, np.vstack(spots))
        total[window] = cover
        return np.asarray(gaussian_filter(total, 0.55 * unit) * 0.98, np.float32)


def _frame(rng: Rng, shape: tuple[int, int]) -> F32:
    """Coverage of the visible octagon with its dark box at the lower left."""
    height, width = shape
    cut = float(rng.uniform(0.16, 0.26)) * height
    left = -0.04 * width
    corners = [
        (cut + left, 0), (width - cut, 0), (width, cut), (width, height - cut),
        (width - cut, height), (cut + left, height), (0, height - cut), (0, cut + left),
    ]  # fmt: skip
    cover = brush.mask(shape, np.array(corners) - 0.5)
    if rng.random() < 0.8:
        cover[int(height * 0.66) :, : int(width * float(rng.uniform(0.30, 0.36)))] = 0
    return cover
