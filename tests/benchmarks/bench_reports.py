"""How long reports take: the four files of one case (floor: 2 s), and those of a cohort of 500 cases (floor: 20 s).

    python tests/benchmarks/bench_reports.py [--rounds 5]

prints one JSON object: seconds of the clock and of the processor, medians over the rounds. "case": drawing the four
files of a 512 x 512 image with 100 recorded steps, of each task. "case_fresh": `medadv-gui report` on it in a process
of its own, imports and all. "cohort": of 500 made-up cases of each task under two models, five attacks and four budgets
(20,000 rows), the statistics and then all files, PDF, HTML, JSON and CSV, which together are the floor's; and parts of
the latter, the document, the PDF and the HTML, with the pages and bytes that come of it.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from medadv_gui.core.result import AttackResult, save_result
from medadv_gui.evaluation.cohort.export import figures_csv, rows_csv
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.models.library import card_documents
from medadv_gui.report import write_cohort, write_reports
from medadv_gui.report.cohort import Cohort, build
from medadv_gui.report.html import to_html
from medadv_gui.report.pdf import to_pdf
from tests.evaluation.cohort.made_rows import TASKS, made
from tests.report.factory import classification, detection, segmentation

SIDE, STEPS, CASES = 512, 100, 500


def timed(rounds: int, what: Callable[[], Any]) -> dict[str, float]:
    clock, processor = [], []
    for _ in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        what()
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - cpu)
    return {"clock": round(statistics.median(clock), 3), "processor": round(statistics.median(processor), 3)}


def stretched(result: AttackResult) -> AttackResult:
    """With as many steps as a long run has."""
    first = result.steps[-1]
    return replace(result, files={}, steps=tuple(replace(first, k=k, kl_truth=0.04 * k) for k in range(STEPS + 1)))


def cases(folder: Path, rounds: int) -> dict[str, Any]:
    made_cases = {
        "classification": classification(SIDE, SIDE),
        "segmentation": segmentation(SIDE),
        "detection": detection(SIDE, SIDE),
    }
    found: dict[str, Any] = {"case": {}, "case_fresh": {}}
    cards = card_documents()
    for task, result in made_cases.items():
        out = folder / task
        out.mkdir()
        save_result(stretched(result), out)
        write_reports(out, cards)
        found["case"][task] = timed(rounds, lambda out=out: write_reports(out, cards))
        command = [sys.executable, "-m", "medadv_gui", "report", str(out)]
        found["case_fresh"][task] = timed(
            rounds, lambda command=command: subprocess.run(command, check=True, capture_output=True)
        )["clock"]
    return found


def cohort(folder: Path, rounds: int, task: str) -> dict[str, Any]:
    rows, transfers, failures = made(CASES, tasks=(task,))

    def all_files() -> None:
        write_cohort(told(), folder)
        for name, text in (("rows.csv", rows_csv(rows)), ("figures.csv", figures_csv(analysis[0]))):
            (folder / name).write_text(text, encoding="utf-8")

    def told() -> Cohort:
        return Cohort(analysis[0], [row.told() for row in rows], [failure.to_json() for failure in failures])

    analysis: list[Any] = []
    statistics_took = timed(1, lambda: analysis.append(analyse(rows, transfers, failures)))
    files_took = timed(1, all_files)
    document = build(told())
    content = to_pdf(document)
    return {
        "rows": len(rows),
        "pages": len(PdfReader(io.BytesIO(content)).pages),
        "pdf_bytes": len(content),
        "html_bytes": len(to_html(document).encode()),
        "statistics": statistics_took,
        "files": files_took,
        "document": timed(rounds, lambda: build(told())),
        "pdf": timed(rounds, lambda: to_pdf(document)),
        "html": timed(rounds, lambda: to_html(document)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = cases(folder, options.rounds)
        found["cohort"] = {task: cohort(folder, options.rounds, task) for task in TASKS}
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
