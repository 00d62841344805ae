"""How long the case library takes with many cases: opening it, listing all, searching, the window's own search, and the
window from its making to all rows on show.

    python tests/benchmarks/bench_library.py [--cases 1000] [--rounds 5]

prints one JSON object, medians in milliseconds. The cases are of 24 x 32 pixels, in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from medadv_gui.gui.review.library_window import LibraryWindow
from medadv_gui.gui.theme import apply_theme
from medadv_gui.gui.worker import Workers
from medadv_gui.review.library import Library, matching
from tests.review.made import result


def write(folder: Path, cases: int) -> float:
    """Fill a library; seconds for a case."""
    folders = [result(folder / "results" / str(number), number) for number in range(cases)]
    start = time.perf_counter()
    with Library(folder / "library") as library:
        for number, made in enumerate(folders):
            library.add(made, f"note {number}", [f"tag {number % 7}", "teaching"])
    return (time.perf_counter() - start) / cases


def took(work: Callable[[], object], rounds: int) -> float:
    """The median of its milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(times), 2)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    app = QApplication([])
    apply_theme(app)
    with tempfile.TemporaryDirectory() as name:
        place, found = Path(name), {}
        found["add_one"] = round(1000 * write(place, chosen.cases), 2)
        folder, rounds = place / "library", chosen.rounds
        found["open"] = took(lambda: Library(folder).close(), rounds)
        with Library(folder) as library:
            found["list"] = took(library.find, rounds)
            found["search"] = took(lambda: library.find("polyp 77", ["teaching"]), rounds)
            cases = library.find()
            found["search_in_window"] = took(lambda: matching(cases, "polyp 77", ["teaching"]), rounds)
            assert len(cases) == chosen.cases
        workers = Workers()

        def window() -> None:
            made = LibraryWindow(folder, workers)
            made.show()
            while made.model.rowCount() < chosen.cases:
                app.processEvents()
            made.table.viewport().repaint()
            made.close()

        found["window_with_all_rows"] = took(window, rounds)
        while workers.busy:
            app.processEvents()
        workers.stop()
    print(json.dumps({"cases": chosen.cases, "unit": "ms", **found}))


if __name__ == "__main__":
    main()
