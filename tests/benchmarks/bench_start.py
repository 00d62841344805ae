"""What the first window costs, against a bare Qt and pyqtgraph window with three panes.

    python tests/benchmarks/bench_start.py [--starts 5]

prints one JSON object: seconds of processor time and of the clock from starting the interpreter to the painted
window, the least of all starts, in turn, so that a busy machine strikes both alike; and the ratio of the two.
With QT_QPA_PLATFORM=offscreen it needs no screen; under Xvfb the painting is real.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

PAINTED = """
import sys, time
window.show()
while not window.windowHandle().isExposed():
    app.processEvents()
window.repaint()
app.processEvents()
print(time.process_time(), time.time() - float(sys.argv[1]), "torch" in sys.modules)
window.close()
"""
OURS = """
from medadv_gui.gui.app import application, open_window
app = application()
window = open_window([])
"""
BARE = """
import numpy as np
import pyqtgraph
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QWidget
app = QApplication([])
window, inside = QMainWindow(), QWidget()
row = QHBoxLayout(inside)
for _ in range(3):
    view = pyqtgraph.GraphicsView()
    box = pyqtgraph.ViewBox(lockAspect=True)
    view.setCentralItem(box)
    box.addItem(pyqtgraph.ImageItem(np.zeros((512, 512), np.uint8)))
    row.addWidget(view)
window.setCentralWidget(inside)
window.resize(1440, 900)
"""


def start(script: str, bytecode: str) -> tuple[float, float, bool]:
    """Seconds of processor time and of the clock to the painted window, and whether torch was imported.

    `bytecode` is a folder for compiled modules: an installed program has its own, a source tree may not.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = bytecode
    command = [sys.executable, "-c", script + PAINTED, repr(time.time())]
    words = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.split()
    return float(words[0]), float(words[1]), words[2] == "True"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=5)
    starts = parser.parse_args().starts
    load = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory() as name:
        # The first start of each compiles the modules and warms the disk, and is dropped.
        runs = [(start(OURS, name), start(BARE, name)) for _ in range(starts + 1)][1:]
    cpu, clock = (min(ours[at] for ours, _ in runs) for at in (0, 1))
    bare_cpu, bare_clock = (min(bare[at] for _, bare in runs) for at in (0, 1))
    answer = {
        "load_before": load, "cpu_s": round(cpu, 3), "clock_s": round(clock, 3), "bare_cpu_s": round(bare_cpu, 3),
        "bare_clock_s": round(bare_clock, 3), "cpu_ratio": round(cpu / bare_cpu, 2),
        "torch_imported": any(ours[2] for ours, _ in runs),
    }  # fmt: skip
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
