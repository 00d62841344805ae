"""How punctual a 16 ms timer in the window's thread stays while an attack runs and its steps are drawn, and how long a
step takes from the attack's thread to the screen.

    python tests/benchmarks/bench_window.py [--seconds 15] [--case chest-ct]

prints one JSON object. With QT_QPA_PLATFORM=offscreen it needs no screen; under Xvfb the painting is real.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np


def timer_in_attack(seconds: float, case: str) -> dict[str, object]:
    """Gaps of a 16 ms timer in the window's thread while an attack runs and its steps are drawn; from when a step's
    picture is there until the adversarial pane has been painted with it."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer

    from medadv_gui.demo import write
    from medadv_gui.gui.app import application, open_window
    from medadv_gui.gui.jobs import Frame

    app = application()
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name) / "demo"
        write(demo)
        window = open_window([demo / case])
        window.resize(1440, 900)
        window.show()
        while not window.controller.idle or window.controller.entry is None:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        window.panel.parameters.set_values({"steps": 1000})
        window.run_attack()
        job = window.controller.attack
        assert job is not None
        while len(job.records) < 2:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        control, put, made = window.controller, job.frames.put, dict[int, float]()
        shown: dict[int, float] = {}

        def timed(frame: Frame) -> None:
            made[len(frame.records)] = time.perf_counter()
            put(frame)

        class Painted(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint and control.frame is not None:
                    step = len(control.frame.records)
                    QTimer.singleShot(0, lambda: shown.setdefault(step, time.perf_counter()))
                return False

        job.frames.put = timed  # type: ignore[method-assign]
        painted = Painted()
        window.panes.adversarial.view.viewport().installEventFilter(painted)
        moments: list[float] = []
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(16)
        timer.timeout.connect(lambda: moments.append(time.perf_counter()))
        timer.start()
        steps, began = len(job.records), time.perf_counter()
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
        timer.stop()
        steps, lasted = len(job.records) - steps, time.perf_counter() - began
        window.close()
    gaps = np.diff(moments) * 1000
    p50, p95, p99 = np.percentile(gaps, [50, 95, 99])
    waits = [1000 * (shown[at] - made[at]) for at in made.keys() & shown.keys()]
    return {
        "case": case, "timer_p50_ms": round(float(p50), 1), "timer_p95_ms": round(float(p95), 1),
        "timer_p99_ms": round(float(p99), 1), "to_screen_p50_ms": round(float(np.percentile(waits, 50)), 1),
        "to_screen_p95_ms": round(float(np.percentile(waits, 95)), 1),
        "seconds_per_step": round(lasted / max(1, steps), 3),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=15.0, help="how long the timer is watched")
    parser.add_argument("--case", default="chest-ct", help="chest-ct, fundus/fundus.png or endoscopy/endoscopy.png")
    options = parser.parse_args()
    load = round(os.getloadavg()[0], 2)
    print(json.dumps({"load_before": load} | timer_in_attack(options.seconds, options.case)))


if __name__ == "__main__":
    main()
