"""How fast a folder is indexed: seconds and memory of the first and the second visit, and how punctual a 16 ms timer of
the window stays meanwhile.

    python tests/benchmarks/bench_index.py [--files 5000] [--rounds 3]

prints one JSON object. The files are CT slices of 64 x 64, 100 to a series, four series to a patient, in a temporary
folder with a cache of its own. Every visit is a process of its own, which ends once the folder is indexed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

SERIES, PATIENT = 100, 400


def write(folder: Path, files: int) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.support import ct_dataset, save  # torch comes along: not in a visit's process

    ds = ct_dataset(np.arange(64 * 64, dtype=np.int16).reshape(64, 64))
    for at in range(files):
        series, number = divmod(at, SERIES)
        ds.PatientID, ds.SeriesInstanceUID = f"patient {at // PATIENT}", f"1.2.3.{series}"
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{series}.{number}"
        ds.InstanceNumber, ds.ImagePositionPatient = number, [0, 0, 2.0 * number]
        save(ds, folder / str(series) / f"{number}.dcm")


def visit(folder: Path) -> dict[str, Any]:
    """One visit on the command line's way; the decoding children count, their start too."""
    import psutil

    from medadv_gui.imaging.index import index
    from medadv_gui.imaging.process import decoder

    began = time.perf_counter()
    found = index(folder)
    seconds = time.perf_counter() - began
    mib = psutil.Process().memory_info().rss / 2**20
    children = sum(psutil.Process(pid).memory_info().rss for pid in decoder.pids()) / 2**20
    images = sum(len(series) for series in found.series)
    return {"seconds": seconds, "program_MiB": mib, "children_MiB": children, "images": images}


def window(folder: Path) -> dict[str, Any]:
    """Gaps of a 16 ms timer in the window's thread from the drop to the end of the indexing."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from medadv_gui.gui.app import application, open_window
    from medadv_gui.gui.loader import IndexJob

    app = application()
    shown = open_window([])
    shown.resize(1440, 900)
    shown.show()
    until = time.perf_counter() + 2  # what the window prepares once it is painted is not what is measured
    while time.perf_counter() < until or not shown.controller.idle:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    moments: list[float] = []
    ended: list[float] = []
    shown.controller.workers.finished.connect(
        lambda job: ended.append(time.perf_counter()) if isinstance(job, IndexJob) else None
    )
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(16)
    timer.timeout.connect(lambda: moments.append(time.perf_counter()))
    timer.start()
    began = time.perf_counter()
    shown.open_paths([folder])
    while not ended:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    seconds = ended[0] - began
    for _ in range(10):  # the tree is filled after the end: its cost is a gap like any other
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    timer.stop()
    gaps = np.diff([began, *moments]) * 1000
    shown.controller.cancel_files()
    shown.close()
    p50, p95, p99 = (float(v) for v in np.percentile(gaps, (50, 95, 99)))
    return {"seconds": seconds, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "longest_ms": float(gaps.max())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        kind, folder = options.one
        print(json.dumps((visit if kind == "visit" else window)(Path(folder))))
        return
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "in", options.files)
        rounds: dict[str, list[dict[str, Any]]] = {}
        for at in range(options.rounds):
            for kind in ("visit", "window"):
                places = {f"XDG_{part}_HOME": f"{name}/{kind}-{at}/{part}" for part in ("CACHE", "DATA", "CONFIG")}
                for turn in ("first", "second"):
                    done = subprocess.run(
                        [sys.executable, __file__, "--one", kind, f"{name}/in"],
                        env={**os.environ, **places}, capture_output=True, text=True, check=True,
                    )  # fmt: skip
                    rounds.setdefault(f"{turn} {kind}", []).append(json.loads(done.stdout.splitlines()[-1]))
        medians = {
            kind: {key: round(statistics.median(r[key] for r in results), 3) for key in results[0]}
            for kind, results in rounds.items()
        }
        print(json.dumps({"files": options.files, "rounds": options.rounds, **medians}, indent=1))


if __name__ == "__main__":
    main()
