"""The drawn chest's bones: ribs with their cartilage, spine, sternum, clavicles and shoulder blades."""

from __future__ import annotations

import numpy as np

from medadv_gui.demo import brush
from medadv_gui.demo.brush import F64
from medadv_gui.demo.canvas import Canvas

# Outlines in mm; those of the spine around the middle of the vertebral body, the sternum's in half widths.
_BODY = np.array([
    (0, -14.5), (11, -11.5), (17, -2), (15.5, 8), (8, 11.5), (0, 10.5),
    (-8, 11.5), (-15.5, 8), (-17, -2), (-11, -11.5),
])  # fmt: skip
_LAMINA = np.array([
    (-16, 20), (-9, 29), (0, 34), (9, 29), (16, 20), (13, 31), (4, 39), (0, 40), (-4, 39), (-13, 31),
])  # fmt: skip
_WING = np.array([(8, 24), (20, 19.5), (33, 23), (37, 27.5), (30, 28), (18, 28.5), (6, 34)])
_STERNUM = np.array([
    (-1, 0.3), (-0.9, -5), (-0.3, -4), (0.3, -4), (0.9, -5), (1, 0.3),
    (0.85, 5), (0.3, 4), (-0.3, 4), (-0.85, 5),
])  # fmt: skip


def bones(canvas: Canvas) -> None:
    """Paint every bone that this slice meets."""
    _spine(canvas)
    for side in (-1, 1):
        _ribs(canvas, side)
        _shoulder(canvas, side)
    _sternum(canvas)


def _bone(canvas: Canvas, outline: F64, shell: float, marrow: float, cortex: float = 1.3) -> None:
    """A shell `cortex` mm thick around grainy marrow."""
    canvas.paint(outline, shell, solid=True)
    x, y = outline.T
    turn = np.sign(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))  # clockwise or not
    inner = outline - turn * cortex * brush.normals(outline)
    window, cover = brush.fill(canvas.shape, canvas.px(inner))
    if cover.size:
        grain = brush.noise(canvas.rng, (cover.shape[0], cover.shape[1]), 4 / canvas.pixel)
        canvas.lay((window, cover), marrow + 55 * grain)


def _ribs(canvas: Canvas, side: int) -> None:
    body = canvas.body
    path = body.ribcage(canvas.level, side, 5.2)[135:8:-1]
    out = brush.normals(body.ribcage(canvas.level, side) * (side, 1))[135:8:-1] * (side, 1)
    s = np.linspace(0, 1, len(path))
    for k in range(12):
        drop = 0.12 + 0.06 * min(k, 6)
        level = 0.985 - 0.083 * k - drop * s**1.15
        from_middle = (level - canvas.level) * body.height / (6.5 if k else 5.0)
        end = 0.86 if k < 7 else 0.80 if k < 10 else 0.5
        for lo, hi, shell, marrow, thick in ((0.0, end, 950.0, 230.0, 3.7), (end, 1.0, 115.0, 95.0, 4.8)):
            if k > 6 and lo > 0:
                continue
            inside = (np.abs(from_middle) < 1) & (s >= lo) & (s <= hi)
            if inside.sum() < 3:
                continue
            half = thick * body.scale * np.sqrt(1 - from_middle[inside] ** 2)[:, None]
            half[[0, -1]] *= 0.6
            outline = np.vstack([path[inside] + out[inside] * half, (path[inside] - out[inside] * half)[::-1]])
            _bone(canvas, outline, shell, marrow)


def _spine(canvas: Canvas) -> None:
    scale = canvas.body.scale
    phase = (canvas.z / 23.0) % 1.0
    disc = phase < 0.2
    y0 = 53.0 - 8.0 * max(0.0, canvas.level - 0.75) / 0.25
    size = 0.94 + 0.1 * (1 - canvas.level) + 0.05 * np.cos(2 * np.pi * phase)
    outline = brush.closed_spline((_BODY * size + (0, y0)) * scale)
    arch = phase > 0.42
    if not disc and phase < 0.75:
        for side in (-1, 1):
            canvas.blob(side * 12.5, y0 + 17, 4.5, 8, 560, solid=True)  # pedicles
            canvas.blob(side * 12.5, y0 + 17, 2.6, 6, 230)
    if arch:
        reach = float(np.sin(np.pi * min(1.0, (phase - 0.42) / 0.5)))
        for side in (-1, 1):
            wing = _WING * (side * (0.55 + 0.45 * reach), 1) + (0, y0)
            _bone(canvas, brush.closed_spline(wing * scale), 620, 250)
    _bone(canvas, brush.closed_spline((_LAMINA + (0, y0)) * scale), 600, 270, 1.0)
    length = 18 + 10 * np.sin(np.pi * phase)
    tip = 38 + length
    spine = np.array(
        [(-2.6, 36), (2.6, 36), (2.4, tip - length / 2), (3.4, tip), (-3.4, tip), (-2.4, tip - length / 2)]
    )
    _bone(canvas, brush.closed_spline((spine + (0, y0)) * scale), 620, 250, 1.0)
    if disc:
        canvas.paint(outline, 85.0, solid=True)
    else:
        _bone(canvas, outline, 520, 180, 1.2)
    canvas.blob(0, y0 + 20, 10.5, 8.5, 5)
    canvas.blob(0, y0 + 20, 6, 5, 38)


def _sternum(canvas: Canvas) -> None:
    level, scale = canvas.level, canvas.body.scale
    _, b, yc = canvas.body.cavity(level)
    if not 0.28 < level < 0.84:
        return
    wide = 17 + 16 * float(np.clip((level - 0.66) / 0.14, 0, 1)) - 6 * float(np.clip((0.4 - level) / 0.12, 0, 1))
    y = yc - 0.93 * b
    shape = _STERNUM * (wide, 1.05) * scale + (0, y)
    _bone(canvas, brush.closed_spline(shape), 620, 150, 1.3)


def _shoulder(canvas: Canvas, side: int) -> None:
    level, scale = canvas.level, canvas.body.scale
    _, b, yc = canvas.body.cavity(level)
    if 0.8 < level < 0.93:
        u = (level - 0.8) / 0.13
        centre = np.array([side * (24 + 62 * u) * scale, yc - b * (0.95 + 0.1 * u)])
        _bone(canvas, brush.ellipse(centre, (17 + 6 * np.sin(3 * u), 6.5), side * 0.5 * -0.9), 850, 200)
    if level > 0.48:
        u = (level - 0.48) / 0.52
        tip = np.array([side * (98 + 38 * u), 84 - 44 * u])
        root = np.array([side * (88 - 18 * u), 92 + 2 * u])
        line = np.linspace(root, tip, 24)
        bow = 5 * np.sin(np.linspace(0, np.pi, 24))[:, None] * (side * 0.35, 1.0)
        line = (line + bow) * scale
        thick = np.linspace(2.4, 2.2 + 6 * u, 24)[:, None] * scale * min(1.0, 0.5 + 3 * u)
        normal = brush.normals(line)
        _bone(canvas, np.vstack([line + normal * thick, (line - normal * thick)[::-1]]), 850, 230)
        if level > 0.72:
            spur = np.linspace((tip + root) / 2, (tip + root) / 2 + (side * 14, 20), 12) * scale
            normal = brush.normals(spur) * 2.4
            _bone(canvas, np.vstack([spur + normal, (spur - normal)[::-1]]), 750, 230)
