"""What a cohort's engine costs beside the bare attack loop; two Dask workers beside two local ones; how fast a folder
of a thousand results opens.

    python tests/benchmarks/bench_cohort.py --data DIR [--model ct-lung] [--rounds 3] [--what loop dask open]

prints one JSON object. "loop": tasks a second of `medadv-gui batch`'s engine, its processes started before, over those
of a loop in one process that does the same tasks with all processors and the plan that is fastest so: "steps" does the
attacks' steps alone and writes nothing, "whole" also verifies and writes each result, as `medadv-gui attack` does. The
loop's rates are from its first finished task on, so that loading the model and choosing the plan do not count. "dask":
a cluster of two processes over two local ones, all warm.
Contenders take turns; the ratios are medians over the rounds, of wall time and of processor time of all processes.
DIR holds labels.csv and its pictures.
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

import psutil

from medadv_gui.evaluation.cohort.engines import Dask, Engine, Local
from medadv_gui.evaluation.cohort.manifest import read_manifest
from medadv_gui.evaluation.cohort.run import ATTACKS, CohortRun
from medadv_gui.evaluation.cohort.spec import Attack, Spec, extended, new_spec
from medadv_gui.evaluation.cohort.store import load_spec, read_rows, save_spec
from medadv_gui.models.library import find_card

Rate = tuple[float, float]  # tasks a second of wall time, of processor time

BARE = """
import json, sys, tempfile, time
from dataclasses import replace
from pathlib import Path
import torch
from medadv_gui.attack.run import AttackRun
from medadv_gui.evaluation.cohort.engines import cores
from medadv_gui.evaluation.cohort.work import Worker
out, whole = Path(sys.argv[1]), sys.argv[2] == "whole"
worker, times, used = Worker(out), [], []
for task in worker.spec.tasks:
    opened = worker._opened(task.source, task.model)
    torch.set_num_threads(cores())
    settings = replace(worker._settings(task.attack, task.model, task.epsilon, opened.truth), plan=None)
    run = AttackRun(opened.image, opened.model, settings, task.source.slice)
    for _ in run.steps():
        pass
    if whole:
        with tempfile.TemporaryDirectory(dir=out) as folder:
            run.finish(Path(folder))
    times.append(time.perf_counter())
    used.append(time.process_time())
print(json.dumps([times[-1] - times[0], used[-1] - used[0]]))
"""


def used() -> float:
    """Processor seconds of this process and all below it."""
    total = 0.0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        try:
            times = process.cpu_times()
            total += times.user + times.system
        except psutil.Error:
            pass
    return total


def bare(out: Path, what: str) -> Rate:
    done = subprocess.run(
        [sys.executable, "-c", BARE, str(out), what], capture_output=True, text=True, check=True, env=os.environ
    )
    wall, processor = json.loads(done.stdout.splitlines()[-1])
    count = len(load_spec(out).tasks) - 1
    return count / wall, count / processor


def warm(spec: Spec, engine: Engine) -> Rate:
    """The engine's rates on a fresh folder, all tasks counted, its processes started by another one before."""
    cohort(spec, engine)
    return cohort(spec, engine)


def cohort(spec: Spec, engine: Engine) -> Rate:
    """The engine's rates on a fresh folder."""
    with tempfile.TemporaryDirectory() as folder:
        marks = []
        for event in CohortRun(Path(folder) / "out", spec).events(engine):
            if event.of == ATTACKS:
                assert event.failed == 0, event.news
                marks.append((time.perf_counter(), used()))
    (wall, processor), (wall_end, processor_end) = marks[0], marks[-1]
    count = len(marks) - 1
    return count / (wall_end - wall), count / (processor_end - processor)


def turns(rounds: int, contenders: dict[str, Callable[[], Rate]]) -> dict[str, list[Rate]]:
    found: dict[str, list[Rate]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            found[name].append(run())
            print(f"{name}: {found[name][-1][0]:.3f}/s wall, {found[name][-1][1]:.3f}/s processor", file=sys.stderr)
    return found


def ratio(found: dict[str, list[Rate]], one: str, other: str) -> dict[str, object]:
    wall = [a[0] / b[0] for a, b in zip(found[one], found[other], strict=True)]
    processor = [a[1] / b[1] for a, b in zip(found[one], found[other], strict=True)]
    return {
        "wall": round(statistics.median(wall), 3), "wall_rounds": [round(v, 3) for v in wall],
        "processor": round(statistics.median(processor), 3), "processor_rounds": [round(v, 3) for v in processor],
    }  # fmt: skip


def planned(options: argparse.Namespace, folder: Path) -> tuple[Spec, Path]:
    """The cohort with its plan, and a folder that holds it for the bare loop."""
    attacks = [Attack.of(name, steps=options.steps) for name in options.attacks]
    manifest = read_manifest([options.data], limit=options.items, split=options.split)
    spec, _ = extended(new_spec(), manifest, [find_card(options.model)], attacks, options.epsilons)
    out = folder / "plan"
    engine = Local(1)
    for _ in CohortRun(out, spec).events(engine):  # the first event comes once the plan is chosen
        break
    engine.close()
    return load_spec(out), out


def loop(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    spec, out = planned(options, folder)

    def engine() -> Rate:
        local = Local()
        try:
            return warm(spec, local)
        finally:
            local.close()

    found = turns(
        options.rounds,
        {"steps": lambda: bare(out, "steps"), "engine": engine, "whole": lambda: bare(out, "whole")},
    )
    return {
        "tasks": len(spec.tasks), "plan": spec.models[0].plan, "engine_over_steps": ratio(found, "engine", "steps"),
        "engine_over_whole": ratio(found, "engine", "whole"),
    }  # fmt: skip


def dask(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    from distributed import LocalCluster

    spec, _ = planned(options, folder)

    def local() -> Rate:
        engine = Local(2)
        try:
            return warm(spec, engine)
        finally:
            engine.close()

    def cluster() -> Rate:
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
            engine = Dask(made.scheduler_address)
            try:
                return warm(spec, engine)
            finally:
                engine.close()

    found = turns(options.rounds, {"local": local, "dask": cluster})
    return {"tasks": len(spec.tasks), "dask_over_local": ratio(found, "dask", "local")}


def reopened(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    """A folder of a thousand results, made of one: 500 images, two attacks."""
    from dataclasses import replace

    from medadv_gui.evaluation.cohort.store import Store

    spec, _ = planned(options, folder)
    source, model = spec.sources[0], spec.models[0]
    spec = replace(
        spec, models=(replace(model, epsilons=("1/255",)),), attacks=(Attack.of("ifgsm"), Attack.of("noise")),
        sources=tuple(replace(source, id=f"item-{k:04}", sha256=f"{k:064x}") for k in range(500)),
        places={f"item-{k:04}": spec.places[source.id] for k in range(500)},
    )  # fmt: skip
    first = folder / "first"
    engine = Local(1)
    one = replace(spec, sources=(source,), places={source.id: spec.places[source.id]}, attacks=spec.attacks[1:])
    for _ in CohortRun(first, one).events(engine):
        pass
    engine.close()
    (row,), _, _, _ = read_rows(first)
    out = folder / "thousand"
    (out / "results").mkdir(parents=True)
    save_spec(spec, out)
    for task in spec.tasks:
        shutil.copytree(first / "results" / row.key, out / "results" / task.key)
    store = Store(out, spec)
    for task in spec.tasks:
        store.add_row(replace(row, key=task.key, item=task.source.id, attack=task.attack.name))
    script = (
        "import sys, time; began = time.perf_counter(); from pathlib import Path; "
        "from medadv_gui.evaluation.cohort.store import read_rows; imported = time.perf_counter(); "
        "rows = read_rows(Path(sys.argv[1]))[0]; assert len(rows) == 1000; "
        "print(imported - began, time.perf_counter() - imported)"
    )
    times = []
    for _ in range(max(3, options.rounds)):
        done = subprocess.run([sys.executable, "-c", script, str(out)], capture_output=True, text=True, check=True)
        times.append([float(word) for word in done.stdout.split()])
    importing, reading = (round(statistics.median(column), 3) for column in zip(*times, strict=True))
    return {"results": 1000, "seconds": reading, "import_seconds": importing}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="test")
    parser.add_argument("--model", default="ct-lung")
    parser.add_argument("--attacks", nargs="+", default=["sma", "ifgsm"])
    parser.add_argument("--epsilons", nargs="+", default=["1/255", "2/255"])
    parser.add_argument("--items", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--what", nargs="+", choices=("loop", "dask", "open"), default=["loop", "dask", "open"])
    options = parser.parse_args()
    answer: dict[str, object] = {"load_before": round(os.getloadavg()[0], 2)}
    for what, run in (("loop", loop), ("dask", dask), ("open", reopened)):
        if what in options.what:
            with tempfile.TemporaryDirectory() as folder:
                answer[what] = run(options, Path(folder))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
