"""How fast series are read and shown: against SimpleITK's ImageSeriesReader, in time and peak memory of all processes;
the first slice after the click; slices a second while scrolling.

    python tests/benchmarks/bench_imaging.py [--slices 300] [--rounds 7]

prints one JSON object. Each contender reads the same drawn series in a fresh process, in turn; the disk is warm, and
so is the decoding child (it is kept for the whole session). With QT_QPA_PLATFORM=offscreen the window needs no screen;
under Xvfb the painting is real. Linux alone: it reads peaks of memory from /proc.
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

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SITK = """
import json, resource, sys, time
from pathlib import Path
import SimpleITK as sitk
files = sorted(map(str, Path(sys.argv[1]).glob("*.dcm")))
reader = sitk.ImageSeriesReader()
start = time.perf_counter()
reader.SetFileNames(files)
volume = sitk.GetArrayViewFromImage(reader.Execute())
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak, list(volume.shape)]))
"""
OURS = """
import json, sys, time
from pathlib import Path
from medadv_gui.core.types import Instance
from medadv_gui.imaging.process import decoder
from medadv_gui.imaging.read import read_all
files = [Instance(path) for path in sorted(Path(sys.argv[1]).glob("*.dcm"))]
def peak(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
decoder.start(2)
until = time.perf_counter() + 1.5  # both children have come up and read something
while time.perf_counter() < until:
    read_all(files[:32])
start = time.perf_counter()
images = read_all(files)
seconds = time.perf_counter() - start
parts = [peak("self"), *map(peak, decoder.pids())]
print(json.dumps([seconds, sum(parts), [len(images), *images[0].shape], parts]))
"""


def draw(folder: Path, slices: int) -> None:
    """A series of 512 x 512 int16 slices: smooth shapes under noise, as CT has them."""
    from tests.support import ct_dataset, save

    rng = np.random.default_rng(0)
    y, x = np.mgrid[-1:1:512j, -1:1:512j]
    for n in range(slices):
        body = 1000.0 * (x**2 + (1.4 * y) ** 2 < 0.7) + 200.0 * np.sin(9 * x + n / 20) * np.cos(7 * y)
        stored = (body + rng.normal(0, 20, body.shape)).astype(np.int16)
        save(ct_dataset(stored, z=float(n), number=n + 1), folder / f"{n:04}.dcm")


def read(code: str, folder: Path) -> list[object]:
    done = subprocess.run([sys.executable, "-c", code, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    answer: list[object] = json.loads(done.stdout)
    return answer


def series(folder: Path, rounds: int) -> dict[str, object]:
    """Medians over interleaved rounds; the first round warms the disk and is dropped."""
    runs: dict[str, list[list[object]]] = {"sitk": [], "ours": []}
    for _ in range(rounds + 1):
        for name, code in (("sitk", SITK), ("ours", OURS)):
            runs[name].append(read(code, folder))
    answer: dict[str, object] = {}
    for name, found in runs.items():
        answer[f"{name}_s"] = round(statistics.median(float(f[0]) for f in found[1:]), 3)
        answer[f"{name}_mib"] = round(statistics.median(float(f[1]) for f in found[1:]))
    ratios = [ours[0] / sitk[0] for sitk, ours in zip(runs["sitk"][1:], runs["ours"][1:], strict=True)]
    answer["time_ratio"] = round(statistics.median(ratios), 3)
    answer["time_ratios"] = [round(r, 2) for r in sorted(ratios)]
    answer["memory_ratio"] = round(answer["ours_mib"] / answer["sitk_mib"], 3)
    answer["ours_mib_by_process"] = [round(v) for v in runs["ours"][-1][3]]
    return answer


def window(folder: Path, slices: int) -> dict[str, object]:
    """Seconds from the click on an indexed series to its slice on the screen, and slices a second afterwards."""
    from PySide6.QtCore import QEventLoop

    from medadv_gui.gui.app import application, open_window

    app = application()
    view = open_window([folder])
    view.resize(1440, 900)
    view.show()
    control = view.controller
    while not control.idle or control.entry is None or len(control.entry.images) < slices:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    entry = control.entry
    first = []
    for _ in range(5):
        entry.images.clear()
        view.panes.show_image(None)
        app.processEvents()
        start = time.perf_counter()
        control.show(entry)
        while view.panes.image is None:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
        view.panes.repaint()
        app.processEvents()
        first.append(time.perf_counter() - start)
        while len(entry.images) < slices:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    start, shown = time.perf_counter(), 0
    for at in [*range(slices), *range(slices - 1, -1, -1)]:
        control.set_slice(at)
        app.processEvents()
        shown += 1
    rate = shown / (time.perf_counter() - start)
    view.close()
    return {"first_slice_s": round(statistics.median(first), 3), "slices_a_second": round(rate, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw(folder, options.slices)
        answer = {"load_before": round(os.getloadavg()[0], 2), **series(folder, options.rounds)}
        print(json.dumps(answer | window(folder, options.slices)))


if __name__ == "__main__":
    main()
