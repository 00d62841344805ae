"""The sheet on which one CT slice is painted, from the air inwards: later paint covers earlier paint."""

from __future__ import annotations

import numpy as np

from medadv_gui.demo import brush
from medadv_gui.demo.anatomy import Patient, Tube
from medadv_gui.demo.brush import F32, F64, Rng

AIR, FAT, MUSCLE = -1000.0, -105.0, 52.0  # HU


class Canvas:
    """One slice of `body` at `level`, `size` pixels square; outlines are in millimetres, tones in HU."""

    def __init__(self, body: Patient, level: float, size: int) -> None:
        self.body, self.level = body, level
        self.z = body.z(level)
        self.size, self.shape = size, (size, size)
        self.pixel = body.fov / size
        self.rng: Rng = np.random.default_rng([9103, body.seed, round(level * 100_000)])
        self.hu: F32 = np.full(self.shape, AIR, np.float32)
        self.solid: F32 = np.zeros(self.shape, np.float32)  # what is inside the thorax but no lung

    def px(self, mm: F64) -> F64:
        """Millimetres (N, 2) to pixels."""
        return (mm + self.body.shift) / self.pixel + self.size / 2 - 0.5

    def lay(self, placed: tuple[brush.Window, F32], hu: float | F32, solid: bool = False) -> None:
        window, cover = placed
        there = self.hu[window]
        there += cover * (hu - there)
        if solid:
            self.solid[window] = np.maximum(self.solid[window], cover)

    def paint(self, outline: F64, hu: float | F32, solid: bool = False) -> None:
        self.lay(brush.fill(self.shape, self.px(outline)), hu, solid)

    def blob(self, x: float, y: float, rx: float, ry: float, hu: float, solid: bool = False, turn: float = 0.0) -> None:
        scale = self.body.scale
        self.paint(brush.ellipse((x * scale, y * scale), (rx * scale, ry * scale), turn), hu, solid)

    def section(self, tube: Tube, grow: float = 0.0) -> F64:
        """The discs (N, 3) in pixels where a tube, `grow` mm thicker, meets this slice."""
        x, y, z, r = tube.points.T
        chord = (r + grow) ** 2 - (z - self.z) ** 2
        near = chord > 0.04
        centre = self.px(np.column_stack([x[near], y[near]]))
        return np.column_stack([centre, np.sqrt(chord[near]) / self.pixel])
