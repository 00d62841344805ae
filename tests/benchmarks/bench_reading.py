"""From one case to the next in the reading room: from the key that hands an answer in until the next image is painted,
and how much of that is the store's commit (WAL, synchronous FULL).

    python tests/benchmarks/bench_reading.py [--cases 20] [--think 0.3]

prints one JSON object, for CT-like images of 512 x 512 with 16 bits and for colour photographs of 3 megapixels.
`--think` is how long a reader looks at each, in seconds; 0 hands in at once, so that the next case is never ready. With
QT_QPA_PLATFORM=offscreen it needs no screen; under Xvfb the painting is real.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.review.made import design, result

KINDS: dict[str, tuple[tuple[int, ...], str]] = {
    "ct_512_16_bit": ((512, 512), "int16"),
    "photo_3_megapixels": ((1536, 2048, 3), "uint8"),
}


def made(folder: Path, cases: int, shape: tuple[int, ...], dtype: str) -> Path:
    """The folder of a study of `cases` smooth pictures with noise, in two arms."""
    from medadv_gui.review.build import build, read_design

    path = design(folder / "results", 0)
    raw = json.loads(path.read_text(encoding="utf-8"))
    lowest, highest = (0, 255) if dtype == "uint8" else (-1024, 1500)
    y, x = np.mgrid[: shape[0], : shape[1]] / shape[0]
    raw["cases"], raw["arms"], raw["order"] = [], ["original", "adversarial"], {"seed": 1, "gap": 1}
    for number in range(cases):
        draw = np.random.default_rng(number)
        smooth = lowest + (highest - lowest) * (0.5 + 0.4 * np.sin(6 * x + number) * np.cos(5 * y))
        noise = draw.normal(0, (highest - lowest) / 60, shape)
        original = np.clip((smooth[..., None] if len(shape) == 3 else smooth) + noise, lowest, highest).astype(dtype)
        change = draw.integers(-2, 3, shape)
        adversarial = np.clip(original.astype(int) + change, lowest, highest).astype(dtype)
        case = result(folder / "results" / f"b{number}", number, shape, dtype, original=original,
                      adversarial=adversarial)  # fmt: skip
        raw["cases"].append({"folder": case.name})
    path.write_text(json.dumps(raw), encoding="utf-8")
    study = build(read_design(path), folder / "study")
    shutil.rmtree(folder / "results")
    return study.folder


def measured(folder: Path, think: float) -> dict[str, Any]:
    """Milliseconds from key to paint, and of the commit, through the real room."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from medadv_gui.gui.preferences import Preferences
    from medadv_gui.gui.review.room import Entrant, ReadingRoom
    from medadv_gui.gui.worker import Workers
    from medadv_gui.review.store import Store
    from medadv_gui.review.study import Study

    commits: list[float] = []
    real = Store.add

    def timed(self: Store, *arguments: Any) -> None:
        began = time.perf_counter()
        real(self, *arguments)
        commits.append(1000 * (time.perf_counter() - began))

    Store.add = timed  # type: ignore[method-assign]
    workers = Workers()
    room = ReadingRoom(Study(folder), Entrant("R1"), workers, Preferences(None))
    room.resize(1920, 1080)
    room.show()
    room.activateWindow()
    while not room.isActiveWindow():
        QTest.qWait(5)

    def press(*keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or room, key)

    painted: list[float] = []
    paint = room.page.viewer.panes[0].pixels.paint

    def after(*arguments: Any) -> None:
        paint(*arguments)
        painted.append(time.perf_counter())

    room.page.viewer.panes[0].pixels.paint = after  # type: ignore[method-assign]
    press(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Return)
    waits, ready = [], 0
    while room.worklist is not None and room.worklist.left > 1:
        QTest.qWait(max(1, int(1000 * think)))
        if not room.reading:
            press(Qt.Key.Key_Return)
            continue
        press(Qt.Key.Key_5, Qt.Key.Key_0)
        QApplication.processEvents()
        ready += room.shown is not None and max(room._kept) > room.shown.presentation.index
        painted.clear()
        began = time.perf_counter()
        press(Qt.Key.Key_Return)
        if not room.reading:
            continue
        while not painted:
            QApplication.processEvents()
        waits.append(1000 * (painted[0] - began))
    room._leave_anyway()
    workers.stop()
    Store.add = real  # type: ignore[method-assign]

    def figures(values: list[float]) -> dict[str, float]:
        p50, p95 = np.percentile(values, [50, 95])
        return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "max": round(max(values), 1)}

    return {"changes": len(waits), "were_ready": ready, "to_paint_ms": figures(waits), "commit_ms": figures(commits)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--think", type=float, default=0.3)
    asked = parser.parse_args()
    from medadv_gui.gui.app import application
    from medadv_gui.gui.theme import dress

    app = application()
    dress(app)
    found: dict[str, Any] = {"platform": app.platformName(), "think_s": asked.think, "cpus": os.cpu_count()}
    with tempfile.TemporaryDirectory() as name:
        for kind, (shape, dtype) in KINDS.items():
            found[kind] = measured(made(Path(name) / kind, asked.cases, shape, dtype), asked.think)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
