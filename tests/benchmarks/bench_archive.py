"""Fetching 300 slices from Orthanc by C-GET and by WADO-RS, beside dcmtk's getscu, in turns; and how punctual a 16 ms
timer in the window's thread stays meanwhile.

getscu runs twice: as it comes, where it waits for delayed acknowledgements, and with TCP_NODELAY=1, where it does not.
This program's time holds the question which objects there are, which getscu does not ask.

    python tests/benchmarks/bench_archive.py [--rounds 7] [--slices 300] [--window 3]

prints one JSON object: seconds (medians); for each way the median of the rounds' ratios getscu / way and the sorted
ratios themselves, likewise of getscu with TCP_NODELAY / way: 1 is as fast as getscu, 0.5 half as fast. Needs Debian's
orthanc, orthanc-dicomweb and dcmtk; Orthanc runs in a network namespace.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Progress, fetch_series
from medadv_gui.archive.peer import Peer
from medadv_gui.archive.query import SeriesHit
from medadv_gui.archive.store import Store
from tests.archive.orthanc import PASSWORD, Orthanc, direct, inside
from tests.support import ct_dataset, save

STUDY, SERIES = "1.2.3", "1.2.3.4"
HIT = SeriesHit(STUDY, SERIES)


def never() -> bool:
    return False


def by_getscu(orthanc: Orthanc, folder: Path, slices: int, **environment: str) -> float:
    command = [
        "getscu", "-S", "-aet", "MEDADV", "-aec", "ORTHANC", "-k", "QueryRetrieveLevel=SERIES", "-k",
        f"StudyInstanceUID={STUDY}", "-k", f"SeriesInstanceUID={SERIES}", "-od", str(folder), "127.0.0.1",
        str(orthanc.dicom),
    ]  # fmt: skip
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)
    lasted = time.perf_counter() - begin
    assert len(list(folder.iterdir())) == slices
    return lasted


def by_peer(peer: Peer, folder: Path, slices: int) -> float:
    """As in the window: the list of objects is asked for first, and the series takes its place in the end."""
    store = Store(1 << 40, folder)
    begin = time.perf_counter()
    fetched = fetch_series(peer, store, HIT, Progress(), never)
    lasted = time.perf_counter() - begin
    assert fetched.folder is not None, fetched
    assert fetched.got == slices
    return lasted


def timer_while_fetching(peers: list[Peer], slices: int, root: Path, rounds: int) -> dict[str, object]:
    """Gaps of a 16 ms timer in the window's thread while series are fetched one after the other."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from medadv_gui.gui.app import application, open_window
    from medadv_gui.gui.worker import Job

    class FetchJob(Job):
        def work(self) -> float:
            begin = time.perf_counter()
            for at in range(rounds):
                for peer in peers:
                    folder = root / f"timed-{at}-{type(peer).__name__}"
                    by_peer(peer, folder, slices)
                    shutil.rmtree(folder)
            return time.perf_counter() - begin

    app = application()
    window = open_window([])
    window.resize(1440, 900)
    window.show()
    while not window.controller.idle:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    moments: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(16)
    timer.timeout.connect(lambda: moments.append(time.perf_counter()))
    loop = QEventLoop()

    def gaps(name: str) -> dict[str, object]:
        moments.clear()
        timer.start()
        loop.exec()
        timer.stop()
        p50, p95, p99 = np.percentile(np.diff(moments) * 1000, [50, 95, 99])
        return {f"{name}_p50_ms": round(p50, 1), f"{name}_p95_ms": round(p95, 1), f"{name}_p99_ms": round(p99, 1)}

    QTimer.singleShot(8000, loop.quit)
    found = gaps("timer_at_rest")
    window.controller.workers.finished.connect(loop.quit)
    job = window.controller.workers.submit("retrieve", FetchJob())
    found |= gaps("timer_while_fetching")
    window.close()
    assert job.bug is None
    assert job.failure is None
    return found | {"timer_seconds": round(job.result, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--window", type=int, default=3, help="rounds for which the timer is watched; 0 for none")
    options = parser.parse_args()
    inside()
    load = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for variable in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(root / variable)
        stored = np.random.default_rng(0).integers(0, 2000, (512, 512)).astype(np.int16)
        with direct(root / "orthanc") as orthanc:
            for k in range(options.slices):
                dataset = ct_dataset(np.roll(stored, k, 0), series=SERIES, z=float(k), number=k + 1)
                orthanc.add(save(dataset, root / "in" / f"{k}.dcm"))
            dimse, web = DimseArchive(orthanc.dimse()), WebArchive(orthanc.web(), PASSWORD)
            ways: dict[str, Callable[[Path], float]] = {
                "getscu": lambda folder: by_getscu(orthanc, folder, options.slices),
                "getscu_nodelay": lambda folder: by_getscu(orthanc, folder, options.slices, TCP_NODELAY="1"),
                "c_get": lambda folder: by_peer(dimse, folder, options.slices),
                "wado_rs": lambda folder: by_peer(web, folder, options.slices),
            }
            seconds: dict[str, list[float]] = {way: [] for way in ways}
            for at in range(options.rounds):
                for way in (list(ways), list(ways)[::-1])[at % 2]:
                    folder = root / f"{way}-{at}"
                    folder.mkdir()
                    seconds[way].append(ways[way](folder))
                    shutil.rmtree(folder)
            found: dict[str, object] = {"load_before": load, "slices": options.slices, "rounds": options.rounds}
            for way, each in seconds.items():
                found[f"{way}_s"] = round(statistics.median(each), 2)
            for way in ("c_get", "wado_rs"):
                for judge in ("getscu", "getscu_nodelay"):
                    ratios = [a / b for a, b in zip(seconds[judge], seconds[way], strict=True)]
                    found[f"{judge}_over_{way}"] = [round(r, 2) for r in (statistics.median(ratios), *sorted(ratios))]
            if options.window:
                peers: list[Peer] = [dimse, web]
                found |= timer_while_fetching(peers, options.slices, root, options.window)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
