"""Fetching 300 slices from Orthanc by C-GET, C-MOVE and WADO-RS, beside dcmtk's getscu, in turns; and how punctual a
16 ms timer in the window's thread stays while the archive's window fetches them.

getscu runs with TCP_NODELAY=1, without which it waits for delayed acknowledgements (14 s), once as it comes and once
with +B, which writes what comes as it is. This program's time holds the question which objects there are, which getscu
does not ask, and bringing each file to the disk, which getscu leaves to the system.

    python tests/benchmarks/bench_archive.py [--rounds 7] [--slices 300] [--window 3]

prints one JSON object: seconds (medians); for each way and each getscu the median of the rounds' ratios getscu / way
and the sorted ratios themselves: 1 is as fast as getscu, 0.5 half as fast. Needs Debian's
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

from medadv_gui.archive.connections import Connection, keep_password
from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Progress, fetch_series
from medadv_gui.archive.peer import Peer
from medadv_gui.archive.query import SeriesHit
from medadv_gui.archive.store import Store
from tests.archive.keys import Memory, key_store
from tests.archive.orthanc import PASSWORD, Orthanc, direct, inside
from tests.support import ct_dataset, save

STUDY, SERIES = "1.2.3", "1.2.3.4"
HIT = SeriesHit(STUDY, SERIES)
SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


def never() -> bool:
    return False


def by_getscu(orthanc: Orthanc, folder: Path, slices: int, *options: str) -> float:
    command = [
        "getscu", *options, "-S", "-aet", "MEDADV", "-aec", "ORTHANC", "-k", "QueryRetrieveLevel=SERIES", "-k",
        f"StudyInstanceUID={STUDY}", "-k", f"SeriesInstanceUID={SERIES}", "-od", str(folder), "127.0.0.1",
        str(orthanc.dicom),
    ]  # fmt: skip
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"TCP_NODELAY": "1"})
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


def timer_while_fetching(connections: list[Connection], slices: int, root: Path) -> dict[str, object]:
    """Gaps of a 16 ms timer in the window's thread, at rest and while the archive's window, which is open, fetches the
    series from one connection after the other."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from medadv_gui.gui.app import application, open_window

    app = application()
    window = open_window([])
    window.resize(1440, 900)
    window.show()
    while not window.controller.idle:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.actions_table["open-archive"].trigger()
    archive = window.archives.window
    assert archive is not None
    archive.at_once.setChecked(False)
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
        each = np.diff(moments) * 1000
        found = dict(zip(("p50", "p95", "p99"), np.percentile(each, [50, 95, 99]), strict=True)) | {"max": each.max()}
        seconds = {f"{name}_seconds": round(moments[-1] - moments[0], 1)}
        return seconds | {f"{name}_{key}_ms": round(float(value), 1) for key, value in found.items()}

    QTimer.singleShot(8000, loop.quit)
    found = gaps("timer_at_rest")

    def go_on() -> None:
        if connections:
            archive.queue.add(connections.pop(), Store(1 << 40, root / f"timed-{len(connections)}"), HIT, "benchmark")
        else:
            loop.quit()

    archive.queue.drained.connect(go_on)
    QTimer.singleShot(0, go_on)
    found |= gaps("timer_while_fetching")
    assert [(row.state, row.bar.value()) for row in archive.queue.rows] == [("whole", slices)] * 2
    window.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--window", type=int, default=3, help="rounds for which the timer is watched; 0 for none")
    options = parser.parse_args()
    if options.window and sys.platform == "linux" and not os.environ.keys() & SCREENS:
        parser.error(
            "the timer needs a screen (DISPLAY, WAYLAND_DISPLAY or QT_QPA_PLATFORM=offscreen); --window 0 leaves it out"
        )
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
            move = DimseArchive(orthanc.dimse(retrieve="move"))
            ways: dict[str, Callable[[Path], float]] = {
                "getscu": lambda folder: by_getscu(orthanc, folder, options.slices),
                "getscu_as_is": lambda folder: by_getscu(orthanc, folder, options.slices, "+B"),
                "c_get": lambda folder: by_peer(dimse, folder, options.slices),
                "c_move": lambda folder: by_peer(move, folder, options.slices),
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
            for way in ("c_get", "c_move", "wado_rs"):
                for judge in ("getscu", "getscu_as_is"):
                    ratios = [a / b for a, b in zip(seconds[judge], seconds[way], strict=True)]
                    found[f"{judge}_over_{way}"] = [round(r, 2) for r in (statistics.median(ratios), *sorted(ratios))]
            if options.window:
                with key_store(Memory()):
                    keep_password(orthanc.web(), PASSWORD)
                    connections = [orthanc.dimse(), orthanc.web()] * options.window
                    found |= timer_while_fetching(connections, options.slices, root)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
