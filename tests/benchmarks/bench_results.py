"""How long the results page takes, from the key chosen to the page painted: a study of 10,000 readings.

    python tests/benchmarks/bench_results.py [--times 5]

20 readers, 250 cases, 2 arms, by the real widget; with QT_QPA_PLATFORM=offscreen it needs no screen. Each time is a new
page in a process that has imported what it needs, but for `first`. Prints one JSON object, seconds. The lane that works
is a nice one: on a machine that is busy with something else look at `p50_cpu`, the processor's time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from medadv_gui.gui.review.results_page import SHOWN, ResultsPage  # noqa: E402
from medadv_gui.gui.theme import apply_theme  # noqa: E402
from medadv_gui.gui.worker import Workers  # noqa: E402
from medadv_gui.review.key import key_path  # noqa: E402
from medadv_gui.review.study import Study  # noqa: E402
from tests.review import simulated  # noqa: E402

READERS, CASES = 20, 250


def written(folder: Path) -> Study:
    """The study with its readings."""
    study = simulated.made(folder, cases=CASES, arms=("original", "adversarial"), repeats=0)
    for number in range(READERS):
        simulated.read(study, f"R{number:02}", simulated.shifted({"original": 40, "adversarial": 44 + number / 2}))
    return study


def page_painted(app: QApplication, workers: Workers, study: Study) -> dict[str, float]:
    """Seconds until the job has ended, and until the page is painted."""
    page = ResultsPage(study, workers)
    page.resize(1280, 800)
    page.show()
    app.processEvents()
    began, spent = time.perf_counter(), time.process_time()
    page.open_key(key_path(study.folder))
    while workers.busy:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1000)
    worked = time.perf_counter() - began
    assert page.pages.currentIndex() == SHOWN
    app.processEvents()
    page.grab()  # every widget in view has painted
    painted, cpu = time.perf_counter() - began, time.process_time() - spent
    page.close()
    page.deleteLater()
    app.processEvents()
    return {"worked": worked, "painted": painted, "cpu": cpu}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    app = QApplication([])
    apply_theme(app)
    workers = Workers()
    with tempfile.TemporaryDirectory() as name:
        study = written(Path(name))
        with study.store() as store:
            count = len(store.readings())
        first = page_painted(app, workers, study)
        found = [page_painted(app, workers, study) for _ in range(times)]
    workers.stop()
    painted = [each["painted"] for each in found]
    print(
        json.dumps(
            {
                "readings": count,
                "first": first["painted"],
                "p50": statistics.median(painted),
                "max": max(painted),
                "p50_job": statistics.median(each["worked"] for each in found),
                "p50_cpu": statistics.median(each["cpu"] for each in found),
                "load": os.getloadavg()[0],
            }
        )
    )


if __name__ == "__main__":
    main()
