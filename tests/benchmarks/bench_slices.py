"""What a new slice and a drag of the window cost until they are painted, against three bare pyqtgraph panes.

    python tests/benchmarks/bench_slices.py [--repeats 5] [--sides 512 1024]

prints one JSON object: milliseconds of processor time a slice, the least mean of all rounds; the program's window and
the bare panes take turns, so that a busy machine strikes both alike. "slice": the window goes to the next slice of a
16-bit series, its three panes filled. "drag": the window (width and level) changes by a mouse move.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QWidget

from medadv_gui.gui.app import application, open_window
from medadv_gui.gui.window import MainWindow
from medadv_gui.render.heatmap import signed

SLICES = 24


def volume(side: int) -> np.ndarray:
    """Made up slices with structure and noise, int16 (SLICES, side, side)."""
    random = np.random.default_rng(0)
    wave = np.sin(np.linspace(0, 20, side))
    base = 400 * wave[:, None] * wave[None]
    return np.stack([base + 20 * k + random.normal(0, 30, (side, side)) for k in range(SLICES)]).astype(np.int16)


def write(path: Path, array: np.ndarray) -> None:
    sizes = " ".join(map(str, array.shape[::-1]))
    head = f"NRRD0004\ntype: short\ndimension: 3\nsizes: {sizes}\nspacings: 1 1 1\nencoding: raw\nendian: little\n\n"
    path.write_bytes(head.encode() + array.tobytes())


def ours(path: Path) -> MainWindow:
    """The program's window on a series, all slices read."""
    app = application()
    window = open_window([path])
    window.resize(1440, 900)
    window.show()
    while True:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        entry = window.controller.entry
        if window.controller.idle and entry is not None and len(entry.images) == SLICES:
            return window


def bare(side: int) -> tuple[QMainWindow, list[pyqtgraph.ImageItem]]:
    """Three linked views of pyqtgraph and nothing else, of the size that the program's panes have."""
    window, inside = QMainWindow(), QWidget()
    row, items, first = QHBoxLayout(inside), [], None
    for _ in range(3):
        view, item = pyqtgraph.GraphicsView(), pyqtgraph.ImageItem(axisOrder="row-major")
        box = pyqtgraph.ViewBox(lockAspect=True, invertY=True)
        view.setCentralItem(box)
        box.addItem(item)
        box.setRange(xRange=(0, side), yRange=(0, side))
        if first is not None:
            box.linkView(box.XAxis, first)
            box.linkView(box.YAxis, first)
        first = first or box
        row.addWidget(view)
        items.append(item)
    window.setCentralWidget(inside)
    window.resize(900, 480)
    window.show()
    return window, items


def cost(step: Callable[[int], None]) -> float:
    """Milliseconds of processor time a step, painted; the mean of one round."""
    app = QApplication.instance()
    assert app is not None
    began = time.process_time()
    for k in range(SLICES):
        step(k)
        app.processEvents()
    return (time.process_time() - began) * 1000 / SLICES


def measure(side: int, repeats: int) -> dict[str, float]:
    array = volume(side)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "series.nrrd"
        write(path, array)
        window = ours(path)
        panes, control = window.panes, window.controller
        heats = [signed(k % 3 - 1.0 + np.zeros((side, side), np.float32), 2.0) for k in range(3)]
        changed = [array[k][::-1] for k in range(SLICES)]
        # What stands in for an attack's results: the panes get their pictures where the window looks for them.
        window.presenter.show_answer = lambda: panes.show_change(  # type: ignore[method-assign]
            changed[control.entry.slice], heats[control.entry.slice % 3], 2.0, None
        )
        other, items = bare(side)
        app = application()
        app.processEvents()

        def our_slice(k: int) -> None:
            control.set_slice((k + 1) % SLICES)

        def bare_slice(k: int) -> None:
            items[0].setImage(array[k], levels=(-500, 500))
            items[1].setImage(heats[k % 3], levels=(0, 255))
            items[2].setImage(changed[k], levels=(-500, 500))

        def our_drag(k: int) -> None:
            panes.drag_window(3.0 if k % 2 else -3.0, 2.0 if k % 2 else -2.0)

        def bare_drag(k: int) -> None:
            for item in (items[0], items[2]):
                item.setLevels((-500 - k, 500 + k))

        steps = {"slice": our_slice, "bare_slice": bare_slice, "drag": our_drag, "bare_drag": bare_drag}
        rounds: dict[str, list[float]] = {key: [] for key in steps}
        for _ in range(repeats + 1):
            for key, step in steps.items():
                rounds[key].append(cost(step))
        window.close()
        other.close()
    return {f"{key}_{side}_ms": round(min(times[1:]), 2) for key, times in rounds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sides", type=int, nargs="+", default=[512, 1024])
    options = parser.parse_args()
    answer: dict[str, float] = {"load_before": round(os.getloadavg()[0], 2)}
    for side in options.sides:
        answer |= measure(side, options.repeats)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
