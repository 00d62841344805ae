"""How long the window is deaf while everything happens at once: a series is attacked slice by slice, another folder is
opened and indexed, and results are exported, in one window that keeps its session.

    python tests/benchmarks/bench_load.py [--files 600] [--folder PATH] [--rounds 3]

prints one JSON object: the gaps of a 16 ms timer in the window's thread in each phase, and for each gap of more than
100 ms what that thread was at, how much of it was its own work and how long it had no core: the rest it waited for the
interpreter's lock. Without --folder a folder of --files CT slices of 512 x 512 is written first. With
QT_QPA_PLATFORM=offscreen it needs no screen; under Xvfb the painting is real.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np

INTERVAL = 16
LONG = 0.1  # seconds


def queued() -> float:
    """Seconds that this thread was ready to run and had no core; 0 where the system does not tell."""
    path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return int(path.read_text().split()[1]) / 1e9 if path.exists() else 0.0


class Watch:
    """Notes the moments of a timer, and looks from a thread of its own at what the window's thread is at when the timer
    is late."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.moments: list[float] = []
        self._worked: list[float] = []  # processor time of the window's thread
        self._queued: list[float] = []  # and how long it was ready to run without a core
        self.phases: list[tuple[str, float]] = []
        self._late: dict[float, str] = {}  # what the thread was at, by the last moment before
        self._collecting = False
        gc.callbacks.append(self._collector)
        self._stop = threading.Event()
        self._main = threading.main_thread().ident
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self._beat)
        self.timer.start()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _beat(self) -> None:
        self.moments.append(time.perf_counter())
        self._worked.append(time.thread_time())
        self._queued.append(queued())

    def begin(self, phase: str) -> None:
        self.phases.append((phase, time.perf_counter()))

    def end(self) -> None:
        self.timer.stop()
        self._stop.set()
        self._thread.join()
        gc.callbacks.remove(self._collector)

    def _look(self) -> None:
        seen = 0.0
        while not self._stop.wait(0.01):
            last = self.moments[-1] if self.moments else time.perf_counter()
            if last != seen and time.perf_counter() - last > LONG:
                seen = last
                calls = traceback.extract_stack(sys._current_frames().get(self._main or 0))
                own = [call for call in calls if "medadv_gui" in call.filename] or calls
                words = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(own[-4:]))
                self._late[last] = "collecting garbage: " * self._collecting + words

    def _collector(self, phase: str, info: dict[str, int]) -> None:
        if threading.get_ident() == self._main:
            self._collecting = phase == "start"

    def figures(self) -> dict[str, object]:
        moments = np.array(self.moments)
        gaps, begins = np.diff(moments) * 1000, np.array([at for _, at in self.phases])
        worked, waited = np.diff(self._worked) * 1000, np.diff(self._queued) * 1000
        of = np.searchsorted(begins, moments[1:]) - 1
        phases = {}
        for i, (name, _) in enumerate(self.phases):
            mine = gaps[of == i]
            if mine.size:
                p50, p99 = np.percentile(mine, [50, 99])
                phases[name] = {
                    "seconds": round(float(mine.sum()) / 1000, 1), "p50_ms": round(float(p50), 1),
                    "p99_ms": round(float(p99), 1), "longest_ms": round(float(mine.max()), 1),
                    "longest_own_work_ms": round(float(worked[of == i].max()), 1),
                    "over_100_ms": int((mine > 1000 * LONG).sum()),
                }  # fmt: skip
        late = []
        for at, *figures in zip(self.moments, gaps.tolist(), worked.tolist(), waited.tolist(), strict=False):
            gap, work, wait = (round(ms, 1) for ms in figures)
            if gap > 1000 * LONG:
                where = self._late.get(at, "")
                late.append({"ms": gap, "own_work_ms": work, "without_core_ms": wait, "at": where})
        return {"phases": phases, "late": sorted(late, key=lambda one: -one["ms"])}


def slices(folder: Path, count: int) -> Path:
    """A folder of CT slices."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.support import ct_dataset, save

    noise = np.random.default_rng(0).integers(-50, 50, (512, 512), dtype=np.int16)
    for i in range(count):
        save(ct_dataset(noise + np.int16(i), z=2.0 * i, number=i + 1), folder / f"{i}.dcm")
    return folder


def measure(folder: Path, data: Path, demo: Path, rounds: int) -> dict[str, object]:
    from PySide6.QtCore import QEventLoop

    from medadv_gui.gui.app import application
    from medadv_gui.gui.window import MainWindow

    app = application()
    window = MainWindow(None, data)
    window.resize(1440, 900)
    window.show()
    control = window.controller

    def until(holds: Callable[[], bool]) -> None:
        while not holds():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    window.open_paths([demo / "chest-ct"])
    until(lambda: control.entry is not None and control.idle)
    window.panel.parameters.set_values({"steps": 4})
    window.run_attack()
    until(lambda: control.idle)
    first = control.entry
    assert first is not None
    outcome = first.outcome
    assert outcome is not None
    watch = Watch()
    watch.begin("series attacked alone")
    window.actions_table["run-series"].trigger()
    until(lambda: control.series is not None and len(control.series.rows) >= 4)
    for i in range(rounds):
        watch.begin(f"series attacked, folder opened, result exported ({i + 1})")
        control.export(data / f"out-{i}", outcome)
        window.open_paths([folder])
        until(lambda: not control.workers.jobs("files") and not control.workers.jobs("results"))
        assert (data / f"out-{i}" / "report.pdf").exists()
        watch.begin(f"series attacked, back to it ({i + 1})")
        control.show(first)
        until(lambda: not control.workers.jobs("files"))
        other = next(entry for entry in control.session.entries if entry is not first)
        control.session.close(other)
        control.entries_changed.emit()
    attacked = len(control.series.rows) if control.series is not None else len(first.series)
    watch.begin("cancelled, at rest")
    control.cancel()
    until(lambda: control.idle)
    watch.begin("orthogonal views")
    window.actions_table["orthogonal"].trigger()
    until(lambda: control.idle)
    watch.begin("closing")
    watch.end()
    window.close()
    return {"slices_attacked": attacked, **watch.figures()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=600, help="how many slices the folder has that is written")
    parser.add_argument("--folder", type=Path, help="open this folder instead")
    parser.add_argument("--rounds", type=int, default=3, help="how often the folder is opened and a result exported")
    options = parser.parse_args()
    from medadv_gui.demo import write

    load = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write(place / "demo")
        folder = options.folder or slices(place / "ct", options.files)
        figures = measure(folder, place / "data", place / "demo", options.rounds)
    print(json.dumps({"load_before": load, **figures}, indent=1))


if __name__ == "__main__":
    main()
