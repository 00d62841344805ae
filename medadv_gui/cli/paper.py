"""`medadv-gui batch --preset paper`: the paper's three tasks and five attacks, on images of one's own."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.cli.words import CANCELLED, RESEARCH_USE, print_json
from medadv_gui.core.errors import InputError, SettingsError

if TYPE_CHECKING:
    from medadv_gui.evaluation.cohort.manifest import Item, Manifest
    from medadv_gui.evaluation.cohort.paper import PaperTask
    from medadv_gui.evaluation.cohort.spec import Spec

FIXED = ("model", "attack", "epsilon", "norm", "steps", "transfer")
FILES = ("paper.md", "paper.csv")


def check(options: argparse.Namespace) -> None:
    """Raise SettingsError, InputError where the options contradict the preset or the folder."""
    from medadv_gui.cli.batch import check_engine
    from medadv_gui.evaluation.cohort.store import exists

    check_engine(options)
    given = [f"--{name}" for name in FIXED if getattr(options, name)]
    if given:
        raise SettingsError(f"--preset paper settles {', '.join(given)} itself")
    name = options.out.resolve().name
    if exists(options.out):
        raise InputError(f"{name}: holds a cohort; the preset makes a folder of cohorts: name another")
    if not options.resume and options.out.is_dir() and any(options.out.iterdir()):
        raise InputError(f"{name}: is not empty; name another folder, or --resume")
    if not options.resume and not options.path:
        raise SettingsError("name images: tables or folders with labels, masks and boxes")


def run_paper(options: argparse.Namespace, stop: threading.Event, shown: bool) -> int:
    """Run the tasks one after another, those that are there already from where they were left, and print one table."""
    from medadv_gui.cli.batch import follow, listed
    from medadv_gui.core.files import write_atomic
    from medadv_gui.core.policy import exporting
    from medadv_gui.evaluation.cohort.manifest import read_manifest
    from medadv_gui.evaluation.cohort.paper import NOTES, TASKS
    from medadv_gui.evaluation.cohort.row import Failure, Row
    from medadv_gui.evaluation.cohort.run import CohortRun
    from medadv_gui.evaluation.cohort.statistics import analyse
    from medadv_gui.evaluation.cohort.store import exists, read_rows
    from medadv_gui.evaluation.cohort.table import as_csv, as_markdown, as_text, paper_table

    manifest = None
    if options.path:
        manifest = read_manifest(options.path, split=options.split, slices=options.slices, cancelled=stop.is_set)
        listed([f"skipped {item.name}: {item.reason}" for item in manifest.skipped], "skipped")
    rows, failures, folders = list[Row](), list[Failure](), list[Path]()
    for task in TASKS:
        out = options.out / task.model
        spec = None if exists(out) or manifest is None else _spec(task, manifest, options)
        if spec is None and not exists(out):
            print(f"note: {task.title}: no image has a truth of its kind; left out", file=sys.stderr)
            continue
        if shown:
            print(task.title, file=sys.stderr)
        follow(CohortRun(out, spec, retry=options.retry_failed), options, stop, shown)
        found, _, failed, _ = read_rows(out)
        rows += found
        failures += failed
        folders.append(out)
        if stop.is_set():
            print("medadv-gui: cancelled; what is finished is kept, --resume goes on", file=sys.stderr)
            return CANCELLED
    if not folders:
        raise InputError("no image has a label, a mask or boxes: the preset needs the truth")
    listed([f"failed {f.item}, {f.model}, {f.attack}, {f.epsilon}: {f.reason}" for f in failures], "failed")
    analysis = analyse(rows, (), failures)
    table = paper_table(analysis, "The attacks of Qi et al. on your data")
    notes = "\n".join(f"* {note}" for note in NOTES)
    exporting(options.out, "report")
    for name, text in zip(FILES, (f"{as_markdown(table)}\n{notes}\n", as_csv(analysis)), strict=True):
        with write_atomic(options.out / name) as stream:
            stream.write(text.encode())
    if options.json:
        print_json(
            {
                "folders": [str(folder) for folder in folders], "header": table.header, "rows": table.rows,
                "note": table.note, "notes": NOTES, "failed": len(failures),
            }
        )  # fmt: skip
        return 0
    print(as_text(table))
    print(f"written to {options.out}; `medadv-gui report` draws the report of each task. {RESEARCH_USE}")
    return 0


def _spec(task: PaperTask, manifest: Manifest, options: argparse.Namespace) -> Spec | None:
    """The cohort of a task: the images with a truth of its kind; None without any."""
    from dataclasses import replace

    from medadv_gui.evaluation.cohort.spec import Attack, extended, new_spec
    from medadv_gui.models.library import find_card

    items = [item for item in manifest.items if _fits(item, task)]
    if not items:
        return None
    count = min(len(items), options.limit or len(items))
    items = [items[k * len(items) // count] for k in range(count)]
    attacks = [
        Attack.of(asked.attack, steps=asked.steps, restarts=asked.restarts, decay=asked.decay) for asked in task.attacks
    ]
    spec = new_spec(seed=options.seed or 0, device=options.device or "auto")
    chosen = replace(manifest, items=tuple(items))
    return extended(spec, chosen, [find_card(task.model)], attacks, [task.attacks[0].epsilon])[0]


def _fits(item: Item, task: PaperTask) -> bool:
    """Whether the image has a truth of the task's kind."""
    if task.task == "segmentation":
        return item.mask is not None
    if task.task == "detection":
        return item.boxes is not None
    return item.label is not None and item.mask is None and item.boxes is None
