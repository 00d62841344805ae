"""Whether closed cases leave memory or threads behind.

    python tests/benchmarks/bench_memory.py [--cases 20]

prints one JSON object: resident memory and threads after two warm-up cases and after `cases` more were opened, read,
scrolled through and closed, one after the other. With QT_QPA_PLATFORM=offscreen it needs no screen.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import sys
import tempfile
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))
from bench_slices import SLICES, volume, write

from medadv_gui.gui.app import application, open_window
from medadv_gui.gui.window import MainWindow

WARM_UP = 2


def case(app: QApplication, window: MainWindow, path: Path) -> None:
    """Open a series, look at all its slices and close it."""
    control = window.controller
    window.open_paths([path])
    while control.entry is None or not control.idle or len(control.entry.images) < SLICES:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    for at in range(SLICES):
        control.set_slice(at)
        app.processEvents()
    window.actions_table["close-series"].trigger()
    while not control.idle:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    app.processEvents()


def held() -> tuple[float, int]:
    """Resident memory in MiB, once what is free was given back, and threads."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    process = psutil.Process()
    return process.memory_info().rss / 2**20, process.num_threads()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=20)
    cases = parser.parse_args().cases
    app = application()
    window = open_window()
    window.resize(1440, 900)
    window.show()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "series.nrrd"
        write(path, volume(512))
        for _ in range(WARM_UP):
            case(app, window, path)
        before, threads = held()
        course = []
        for _ in range(cases):
            case(app, window, path)
            course.append(round(held()[0], 1))
        after, threads_after = held()
        window.close()
    answer = {
        "before_mib": round(before, 1), "after_mib": round(after, 1),
        "grown_percent": round(100 * (after / before - 1), 2),
        "threads_before": threads, "threads_after": threads_after, "course_mib": course,
    }  # fmt: skip
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
