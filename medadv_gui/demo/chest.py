"""A drawn CT of a chest: invented anatomy, Hounsfield units, the two lungs labelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_opening, gaussian_filter

from medadv_gui.demo import brush, skeleton
from medadv_gui.demo.anatomy import Patient, patient
from medadv_gui.demo.brush import F32, F64
from medadv_gui.demo.canvas import FAT, MUSCLE, Canvas

LEFT_LUNG, RIGHT_LUNG = 1, 2
_SLAB = 3.0  # mm of tissue that a slice sees


@dataclass(frozen=True)
class ChestPhantom:
    """A drawn chest.

    hu: int16 (S, H, W) Hounsfield units, -1024..3071; slice 0 is the most inferior; row 0 is anterior;
        column 0 is the patient's right, as on a viewing station.
    labels: uint8 (S, H, W): 0 background, 1 left lung (on the image's right), 2 right lung.
    spacing: mm between slices, rows and columns.
    """

    hu: NDArray[np.int16]
    labels: NDArray[np.uint8]
    spacing: tuple[float, float, float]


def _untold() -> None:
    """Nobody asks how far it is."""


def draw(seed: int, slices: int = 48, size: int = 512, tick: Callable[[], None] = _untold) -> ChestPhantom:
    """The chest of `seed` from below the lung bases to above the apices, in `slices` even steps. tick : called after
    each of them; what it raises stops the drawing."""
    return _draw(seed, [(k + 0.5) / slices for k in range(slices)], patient(seed).height / slices, size, tick)


def draw_slice(seed: int, level: float, size: int = 512) -> ChestPhantom:
    """One slice of the chest of `seed`, at `level` 0 (below the lung bases) to 1 (above the apices)."""
    return _draw(seed, [level], _SLAB, size)


def _draw(seed: int, levels: list[float], step: float, size: int, tick: Callable[[], None] = _untold) -> ChestPhantom:
    body, drawn = patient(seed), []
    for level in levels:
        drawn.append(_Slice(body, level, size).finish())
        tick()
    pixel = body.fov / size
    return ChestPhantom(
        np.stack([hu for hu, _ in drawn]), np.stack([labels for _, labels in drawn]), (step, pixel, pixel)
    )


class _Slice(Canvas):
    """One slice of the chest while it is painted."""

    def __init__(self, body: Patient, level: float, size: int) -> None:
        super().__init__(body, level, size)
        self.lungs: dict[int, F32] = {}  # coverage by side: 1 left, -1 right
        self.streaks = brush.noise(self.rng, self.shape, 26 / self.pixel, 4)
        self.flesh = np.where(self.streaks > 1.15, -60.0, MUSCLE + 4 * self.streaks).astype(np.float32)

    def finish(self) -> tuple[NDArray[np.int16], NDArray[np.uint8]]:
        self._table()
        self._soft_tissue()
        for side in (-1, 1):
            self._lung(side)
        self._mediastinum()
        skeleton.bones(self)
        self._airways()
        labels = np.zeros(self.shape, np.uint8)
        for side, cover in self.lungs.items():
            lung = binary_opening(cover * (1 - self.solid) > 0.5, np.ones((3, 3)))  # no slivers
            labels[lung] = LEFT_LUNG if side > 0 else RIGHT_LUNG
        return self._scan(), labels

    # -- layers ----------------------------------------------------------------------------------------------

    def _table(self) -> None:
        x = np.linspace(-1, 1, 60)
        back = self.body.skin(0.4)[:, 1].max() + 4
        plates = [(205, -12.0, 2.0, -180.0, 14.0), (215, 30.0, 1.6, -320.0, 30.0)] if self.body.couch else [
            (205, 0.0, 1.2, -560.0, 0.0), (195, 26.0, 2.2, -300.0, 0.0), (190, 36.0, 3.2, -60.0, 34.0)
        ]  # fmt: skip
        for half, depth, thick, hu, bend in plates:  # bend: mm that the middle hangs lower than the edges
            upper = np.column_stack([x * half, back + depth + bend * (1 - x**2)])
            self.paint(np.vstack([upper, (upper + (0, thick))[::-1]]), hu)

    def _soft_tissue(self) -> None:
        body, level = self.body, self.level
        skin = body.skin(level)
        self.paint(skin, 0.0)
        window, cover = brush.fill(self.shape, self.px(skin - 1.7 * brush.normals(skin)))
        streaks = self.streaks[window]
        self.lay((window, cover), FAT + 5 * streaks + 35 * np.clip(streaks - 1.8, 0, 2))
        for side in (-1, 1):
            self._muscles(side)
            self._muscle(body.ribcage(level, side, 11.0))
        a, b, yc = body.cavity(level)
        half = np.array([(0.15, -0.84), (0.2, -0.4), (0.2, 0.3), (0.15, 0.58)])
        middle = np.vstack([half, half[::-1] * (-1, 1)]) * (a, b) + (0, yc)
        self.paint(brush.closed_spline(middle), -88.0)

    def _muscle(self, outline: F64) -> None:
        window, cover = brush.fill(self.shape, self.px(outline))
        self.lay((window, cover), self.flesh[window])

    def _belly(self, x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> None:
        """A muscle of elliptical section."""
        self._muscle(brush.ellipse((x, y), (rx, ry), turn) * self.body.scale)

    def _band(self, side: int, first: int, last: int, near: float, thick: float) -> None:
        """A muscle along the points first..last of the ribcage, `near` mm outside it."""
        inner = self.body.ribcage(self.level, side, near)[first:last]
        outer = self.body.ribcage(self.level, side, near + thick)[first:last]
        swell = np.sin(np.linspace(0, np.pi, last - first))[:, None] ** 0.6
        self._muscle(np.vstack([inner, (inner + swell * (outer - inner))[::-1]]))

    def _muscles(self, side: int) -> None:
        level = self.level
        upper = float(np.clip((level - 0.4) / 0.3, 0, 1))
        self._band(side, 62, 128, 13.0, 9 + 12 * upper)  # latissimus, serratus, then the scapula's muscles
        if upper > 0.2:
            self._band(side, 12, 62, 13.0, 15 * upper)  # pectorals
            self._band(side, 70, 122, 27.0, 15 * upper)  # outside the scapula
        self._belly(side * 20, 96, 20, 17 - 3 * upper)  # beside the spine
        self._belly(side * 44, 100 - 4 * upper, 19, 10)
        if level > 0.55:
            self._belly(side * 40, 112, 34 * upper, 6)  # trapezius
        if level > 0.68:
            self._belly(side * (112 + 20 * upper), 48, 40, 21, -0.5 * side)  # behind the armpit
        if level > 0.8:
            self._belly(side * 30, 4, 24, 22)  # neck

    def _lung(self, side: int) -> None:
        body = self.body
        outline = body.lung(self.level, side)
        if outline is None:
            return
        window, cover = brush.fill(self.shape, self.px(outline))
        if not cover.size:
            return
        full = np.zeros(self.shape, np.float32)
        full[window] = cover
        self.lungs[side] = full
        shape = cover.shape
        rows = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
        tissue = body.lung_hu + 22 * rows + 45 * np.clip(rows - 0.55, 0, 1)
        tissue = tissue + 10 * brush.noise(self.rng, shape, 30 / self.pixel)
        tissue = tissue + 13 * brush.noise(self.rng, shape, 5 / self.pixel, 2)
        tissue = tissue + self._fissure(side, window)
        vessels = self._vessels(side, window)
        tissue = tissue + vessels * (30 + body.contrast * 0.5 - tissue)
        for grow, hu in ((1.1, -250.0), (0.0, -960.0)):  # walls, then air, of the bronchi
            bronchi = self._bronchi(side, window, grow)
            tissue = tissue + bronchi * (hu - tissue)
        self.lay((window, cover), tissue)

    def _fissure(self, side: int, window: brush.Window) -> F32:
        """HU that the oblique fissure adds: it runs from high at the back to low at the front."""
        rows, cols = window
        a, b, yc = self.body.cavity(self.level)
        x = (np.arange(cols.start, cols.stop, dtype=np.float32) - self.size / 2) * self.pixel - self.body.shift[0]
        y = (np.arange(rows.start, rows.stop, dtype=np.float32) - self.size / 2) * self.pixel - self.body.shift[1]
        line = yc + b * (2.9 * (self.level - 0.47) + 0.03 * side + 0.25 * (x * side / a - 0.5) ** 2)
        return np.asarray(85 * np.exp(-(((y[:, None] - line[None]) / 0.9) ** 2)), np.float32)

    def _slab(self, segments: F64) -> tuple[F64, F64]:
        """The parts of tree segments inside this slice: their starts and ends (N, 4)."""
        s = segments
        low, high = self.z - _SLAB / 2, self.z + _SLAB / 2
        bottom = np.minimum(s[:, 2] - s[:, 3], s[:, 6] - s[:, 7])
        top = np.maximum(s[:, 2] + s[:, 3], s[:, 6] + s[:, 7])
        s = s[(top > low) & (bottom < high)]
        rise = s[:, 6] - s[:, 2]
        rise = np.where(np.abs(rise) < 1e-6, 1e-6, rise)
        f0 = np.clip((low - s[:, 3] * 0.5 - s[:, 2]) / rise, 0, 1)[:, None]
        f1 = np.clip((high + s[:, 3] * 0.5 - s[:, 2]) / rise, 0, 1)[:, None]
        return s[:, :4] + f0 * (s[:, 4:] - s[:, :4]), s[:, :4] + f1 * (s[:, 4:] - s[:, :4])

    def _strokes(self, window: brush.Window, start: F64, end: F64, radius: F64, weights: F64) -> F32:
        rows, cols = window
        origin = np.array([cols.start, rows.start, cols.start, rows.start])
        lines = np.hstack([self.px(start[:, :2]), self.px(end[:, :2])]) - origin
        shape = (rows.stop - rows.start, cols.stop - cols.start)
        return brush.strokes(shape, lines, 2 * radius / self.pixel, weights)

    def _vessels(self, side: int, window: brush.Window) -> F32:
        """Coverage of one lung's vessels in this slice."""
        start, end = self._slab(np.vstack([grown.segments for grown in self.body.trees[side]]))
        radius = (start[:, 3] + end[:, 3]) / 2
        return self._strokes(window, start, end, radius, np.clip(0.12 + 2.4 * radius / _SLAB, 0, 1))

    def _bronchi(self, side: int, window: brush.Window, grow: float) -> F32:
        """Coverage of the bronchi, `grow` mm thicker, that run beside the larger arteries."""
        segments = self.body.trees[side][0].segments
        start, end = self._slab(segments[(segments[:, 7] > 1.5) & (segments[:, 7] < 3.6)])
        radius = (start[:, 3] + end[:, 3]) * 0.40
        beside = np.column_stack([0.9 * side * radius, 2.1 * radius])
        weights = np.full(len(start), 0.95)
        return self._strokes(window, start[:, :2] + beside, end[:, :2] + beside, radius + grow, weights)

    def _mediastinum(self) -> None:
        body = self.body
        a, b, yc = body.cavity(self.level)
        front = 0.1 - 0.065 * body.closeness(self.level)
        middle = np.array([(-front, -0.8), (front, -0.8), (0.1, 0.4), (0.14, 0.62), (-0.14, 0.62), (-0.1, 0.4)])
        self.paint(brush.closed_spline(middle * (a, b) + (0, yc)), -85.0, solid=True)
        for side in (-1, 1):
            self._diaphragm(side)
        if self.level < body.dome[0] - 0.12:
            lobe = np.array([(-0.5, -0.84), (0.0, -0.88), (0.3, -0.72), (0.22, -0.42), (0.02, -0.05), (-0.5, 0.2)])
            self.paint(brush.closed_spline(lobe * (a, b) + (0, yc)), self._liver(), solid=True)
            for side in (-1, 1):  # the crura
                self.blob(side * 13, 36, 7, 13, 50, solid=True)
        sections = [(tube, self.section(tube)) for tube in body.tubes]
        for tube, discs in sections:
            self.lay(brush.discs(self.shape, discs + (0, 0, tube.wrap / self.pixel)), -80.0, solid=True)
        self._heart()
        for tube, discs in sections:
            self.lay(brush.discs(self.shape, discs), tube.hu, solid=True)

    def _liver(self) -> float:
        return 56 + self.body.contrast * 0.25

    def _heart(self) -> None:
        body = self.body
        size, turn = body.heart
        middle, half = 0.315, 0.215 * size
        depth = 1 - ((self.level - middle) / half) ** 2
        if depth <= 0:
            return
        grow = float(np.sqrt(depth)) * size * body.scale
        tall = (self.level - middle) / half
        centre = np.array([17 - 9 * tall, -19 - 7 * tall]) * body.scale
        angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
        order = np.arange(2, 7)[:, None]
        bumps = np.random.default_rng([51, body.seed]).normal(0, 0.05, (2, 5)) / order.T
        waves = order * angle
        swell = 1 + bumps[0] @ np.cos(waves) + bumps[1] @ np.sin(waves)
        cos, sin = np.cos(turn), np.sin(turn)

        def oval(rx: float, ry: float, dx: float = 0, dy: float = 0, wobble: float = 1.0) -> F64:
            r = 1 + wobble * (swell - 1)
            x, y = rx * r * np.cos(angle) + dx, ry * r * np.sin(angle) + dy
            return centre + grow * np.column_stack([cos * x - sin * y, sin * x + cos * y])

        blood, wall = 42 + body.contrast * 0.9, 48 + body.contrast * 0.35
        self.paint(oval(69, 50), -75.0, solid=True)
        self.paint(oval(66, 47), wall)
        if grow > 0.4:
            self.paint(oval(25, 17, 22, 8, 1.6), blood + 5)  # left ventricle
            self.paint(oval(26, 13, 6, -24, 1.8), blood - 12)  # right ventricle
            self.paint(oval(18, 22, -36, -8, 1.8), blood - 18)  # right atrium
            self.paint(oval(26, 12, -16, 27, 1.8), blood)  # left atrium
            groove = oval(3.5, 12, -18, -30)
            self.paint(groove, -45.0)

    def _diaphragm(self, side: int) -> None:
        body = self.body
        u = (body.dome[(side + 1) // 2] - self.level) / 0.24
        if u <= 0:
            return
        a, b, yc = body.cavity(self.level)
        size = 1.06 * float(np.sqrt(1 - (1 - min(u, 1.0)) ** 2.2))
        anchor = np.array([side * (0.56 - 0.2 * min(1.0, u)) * a, yc - b * (0.12 + 0.7 * min(1.0, 1.4 * u))])
        round_one = brush.ellipse(anchor, (0.48 * a, 0.78 * b))
        full = (body.ribcage(self.level, side) - anchor) * size + anchor
        blend = min(1.0, u * 1.6)
        if blend < 1:
            start = np.argmin(np.hypot(*(round_one - full[0]).T))
            shaped = np.roll(round_one, -int(start), 0)
            idx = np.linspace(0, len(shaped), len(full), endpoint=False)
            turned = shaped if side > 0 else shaped[::-1]
            circle = np.column_stack([np.interp(idx, np.arange(len(turned)), turned[:, k]) for k in (0, 1)])
            circle = (circle - anchor) * size + anchor
            full = circle * (1 - blend) + full * blend
        cover = brush.mask(self.shape, self.px(full))
        soft = gaussian_filter(cover, (0.4 + 2.4 * (1 - min(1.0, u * 3))) / self.pixel, truncate=2.5)
        everything = (slice(0, self.size), slice(0, self.size))
        liver = self._liver()
        self.lay((everything, soft), liver if side < 0 else -70.0, solid=True)
        if side > 0:
            self._left_abdomen(full, u)
        elif u > 0.5:
            for _ in range(14):  # the liver's vessels
                x, y = self.rng.uniform(-0.85, 0.0) * a, yc + self.rng.uniform(-0.6, 0.6) * b
                wide, thin, lie = self.rng.uniform((2, 1, 0), (6, 2.5, 3)).tolist()
                self.blob(x, y, wide, thin, liver + (35 if body.contrast else -18), turn=lie)

    def _left_abdomen(self, outline: F64, u: float) -> None:
        body = self.body
        a, b, yc = body.cavity(self.level)
        inner = (outline - outline.mean(0)) * 0.93 + outline.mean(0)
        window, cover = brush.fill(self.shape, self.px(inner))
        if not cover.size:
            return
        rows, cols = window
        y = (np.arange(rows.start, rows.stop) - self.size / 2) * self.pixel - body.shift[1]
        x = (np.arange(cols.start, cols.stop) - self.size / 2) * self.pixel - body.shift[0]
        xx, yy = (x[None] - 0.5 * a) / (0.5 * a), (y[:, None] - yc) / b
        spleen = 1 / (1 + np.exp(-(0.75 * xx + 0.8 * yy - 0.42) * 40))
        stomach = 1 / (1 + np.exp(-(0.55 - (xx + 0.1) ** 2 - ((yy + 0.25) / 0.75) ** 2) * 25))
        fluid = 1 / (1 + np.exp(-(yy - body.gas) * 90))
        content = (-990 * (1 - fluid) + 22 * fluid).astype(np.float32)
        wall = 1 / (1 + np.exp(-(0.68 - (xx + 0.1) ** 2 - ((yy + 0.25) / 0.75) ** 2) * 25))
        tissue = np.full(cover.shape, -92.0, np.float32)
        tissue += (spleen * (50 + body.contrast * 0.4 - tissue)).astype(np.float32)
        tissue += (wall * (1 - spleen) * (45 - tissue)).astype(np.float32)
        tissue += (stomach * (1 - spleen) * (content - tissue)).astype(np.float32)
        self.lay((window, cover), tissue)

    def _airways(self) -> None:
        for tube in self.body.airways:
            self.lay(brush.discs(self.shape, self.section(tube, tube.wrap)), 20.0, solid=True)
        for tube in self.body.airways:
            self.lay(brush.discs(self.shape, self.section(tube)), tube.hu)

    # -- the scanner -----------------------------------------------------------------------------------------

    def _scan(self) -> NDArray[np.int16]:
        rng, size = self.rng, self.size
        sharp = gaussian_filter(self.hu, 0.55 / self.pixel, truncate=2.5)
        grain = rng.standard_normal(self.shape, dtype=np.float32)
        fine = gaussian_filter(grain, 0.55 / self.pixel, truncate=2.5)
        fine -= gaussian_filter(fine, 2.2 / self.pixel, truncate=2.0)
        streak = gaussian_filter(rng.standard_normal(self.shape, dtype=np.float32), (0.8, 9.0))
        across = 0.15 + 0.5 * float(np.clip((self.level - 0.7) / 0.2, 0, 1))
        texture = fine / fine.std() + across * streak / streak.std()
        axis = (np.arange(size, dtype=np.float32) - size / 2) / (size / 2)
        far = axis[:, None] ** 2 + axis[None] ** 2
        dose = np.clip(1.15 - 0.5 * far, 0.4, 1.15) * np.where(sharp < -950, 0.5, 1.0)
        hu = np.where(far < 0.995, sharp + self.body.noise * dose * texture, -1024)
        return np.clip(np.rint(hu), -1024, 3071).astype(np.int16)
