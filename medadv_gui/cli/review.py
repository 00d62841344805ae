"""`medadv-gui review`: reader studies without a window."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medadv_gui.cli.plan import add_options, run_plan
from medadv_gui.cli.words import RESEARCH_USE, print_json
from medadv_gui.core.errors import InputError, SettingsError

if TYPE_CHECKING:
    from medadv_gui.review.study import Study

_ACTIONS = "build a study from results; lay it out on another machine; collect and write out what was read"


def add_review(commands: Any) -> None:
    """Its commands and their options."""
    review = commands.add_parser(
        "review", help=_ACTIONS, description=f"{_ACTIONS[0].upper()}{_ACTIONS[1:]}. {RESEARCH_USE}"
    )
    actions = review.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = actions.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}. {RESEARCH_USE}"
        )
        sub.set_defaults(command=function)
        return sub

    build = action("build", _build, "make a study from a design and the results that it names, and its key beside it")
    build.add_argument("design", type=Path, metavar="DESIGN.json", help="cases, arms, tasks, order; see the help pages")
    build.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder; the key is DIR.key.json")
    build.add_argument("--model", metavar="M", help="the attacked model, where its id does not find it: a model folder")
    build.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda or mps")
    build.add_argument(
        "--unchecked", action="store_true", help="do not ask the model whether a sham leaves its answer as it was"
    )
    build.add_argument("--json", action="store_true")

    add_options(action("plan", run_plan, "tell how many readers and cases a study needs"))

    export = action(
        "export", _export, "write a study as one file that opens on another machine, or what was read in it"
    )
    export.add_argument("study", type=Path, metavar="STUDY", help="the study's folder")
    export.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="F.zip: the study without readings; the readings: F.sqlite (to be merged), F.json, F.csv, "
        "F.mrmc.csv (MRMCaov), F.imrmc",
    )
    export.add_argument(
        "--key", type=Path, metavar="KEY.json", help="readings: names arms and truth; F.csv and F.imrmc need it"
    )
    export.add_argument("--reader", metavar="CODE", help="F.json: all that is stored of one reader, and nothing else")

    unpack = action("unpack", _unpack, "lay out a study that came as one file")
    unpack.add_argument("file", type=Path, metavar="FILE.zip")
    unpack.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")

    merge = action("merge", _merge, "take the readings of other files of the same study into this one's")
    merge.add_argument("study", type=Path, metavar="STUDY", help="the study's folder")
    merge.add_argument("file", type=Path, nargs="+", metavar="FILE", help="F.sqlite, or the folder of a copy")

    analyse = action("analyse", _analyse, "tell what a study found")
    analyse.add_argument("study", type=Path, metavar="STUDY", help="the study's folder")
    analyse.add_argument("--key", type=Path, required=True, metavar="KEY.json", help="names arms and truth")
    analyse.add_argument("--json", action="store_true", help="everything: curves, times, repeatability, components")

    report = action("report", _report, "write what a study found, with methods, plots and tables, as PDF or HTML")
    report.add_argument("study", type=Path, metavar="STUDY", help="the study's folder")
    report.add_argument("--key", type=Path, required=True, metavar="KEY.json", help="names arms and truth")
    report.add_argument("--out", type=Path, required=True, metavar="FILE", help="F.pdf or F.html; replaced if there")

    status = action("status", _status, "tell who has read how much of a study")
    status.add_argument("study", type=Path, metavar="STUDY", help="the study's folder")
    status.add_argument("--json", action="store_true")

    remove = action("remove", _remove, "delete all that one reader gave; the study is incomplete from then on")
    remove.add_argument("study", type=Path, metavar="STUDY", help="the study's folder")
    remove.add_argument("reader", metavar="CODE")


def _study(folder: Path) -> Study:
    from medadv_gui.review.study import Study

    return Study(folder)


def _build(options: argparse.Namespace) -> int:
    from medadv_gui.review.build import build, read_design
    from medadv_gui.review.key import key_path
    from medadv_gui.review.sham import SHAMS

    design = read_design(options.design)
    with_sham = any(arm.image in SHAMS for arm in design.arms)
    unchanged = None
    if with_sham and not options.unchecked:
        from medadv_gui.attack.unchanged import Attacked

        unchanged = Attacked(options.model, options.device).unchanged
    shown = sys.stderr.isatty()

    def tell(name: str) -> None:
        if shown:
            print(f"\r{name:<60}", end="", file=sys.stderr, flush=True)

    study = build(design, options.out, unchanged, tell)
    if shown:
        print(file=sys.stderr)
    if with_sham and unchanged is None:
        print("note: no model was asked whether the shams leave its answer as it was", file=sys.stderr)
    protocol, key = study.protocol, key_path(options.out)
    items = sum(len(case.items) for case in protocol.main)
    if options.json:
        print_json(
            {"study": protocol.id, "protocol_sha256": protocol.sha256, "folder": str(study.folder), "key": str(key),
             "cases": len(protocol.main), "practice": len(protocol.practice), "items": items}
        )  # fmt: skip
    else:
        print(f"{protocol.id}: {len(protocol.main)} cases, {items} items, {len(protocol.practice)} cases for practice")
        print(f"written to {study.folder}; its key to {key}: keep that away from the readers. {RESEARCH_USE}")
    return 0


def _export(options: argparse.Namespace) -> int:
    study = _study(options.study)
    is_zip = options.out.name.lower().endswith(".zip")
    if is_zip and (options.key or options.reader):
        raise SettingsError(f"{options.out.name}: a study leaves without its key and readings")
    if options.reader and not options.out.name.lower().endswith(".json"):
        raise SettingsError(f"{options.out.name}: the data of one reader are written as .json")
    if is_zip:
        study.pack(options.out)
    else:
        from medadv_gui.review.key import read_key
        from medadv_gui.review.readings import write_reader, write_readings

        with study.store(create=False) as store:
            if options.reader:
                write_reader(options.out, store, options.reader)
            else:
                key = None if options.key is None else read_key(options.key, study.protocol)
                write_readings(options.out, study.protocol, store, key)
                _tell_removed(store.removed)
    print(f"written to {options.out}. {RESEARCH_USE}")
    return 0


def _unpack(options: argparse.Namespace) -> int:
    from medadv_gui.review.study import unpack

    study = unpack(options.file, options.out)
    print(f"{study.protocol.id}: {study.protocol.title}")
    print(f"written to {options.out}. {RESEARCH_USE}")
    return 0


def _merge(options: argparse.Namespace) -> int:
    from medadv_gui.review.store import Store
    from medadv_gui.review.study import READINGS

    study = _study(options.study)
    own = study.folder / READINGS
    with ExitStack() as stack:
        store = stack.enter_context(study.store())
        others = []
        for path in options.file:
            file = path / READINGS if path.is_dir() else path
            if file.exists() and own.samefile(file):
                raise InputError(f"{path.name}: is the study itself")
            others.append(stack.enter_context(Store(file, study.protocol.id, study.protocol.sha256, create=False)))
        added = store.merge(others)
        print(f"{added} readings taken in; {len(store.readers())} readers, {len(store.readings())} readings")
        _tell_removed(store.removed)
    return 0


def _analyse(options: argparse.Namespace) -> int:
    from medadv_gui.review.analysis import analyse
    from medadv_gui.review.key import read_key

    study = _study(options.study)
    key = read_key(options.key, study.protocol)
    with study.store(create=False) as store:
        found = analyse(study.protocol, store, key)
    if options.json:
        print_json(found)
    else:
        _print_found(found)
    _tell_removed(tuple(found["removed"]))
    return 0


def _report(options: argparse.Namespace) -> int:
    from medadv_gui.report import write_document
    from medadv_gui.report.study import build_study
    from medadv_gui.review.analysis import analyse
    from medadv_gui.review.key import read_key

    if options.out.suffix.lower() not in (".pdf", ".html"):
        raise SettingsError(f"{options.out.name}: a report is written as .pdf or .html")
    study = _study(options.study)
    key = read_key(options.key, study.protocol)
    with study.store(create=False) as store:
        found = analyse(study.protocol, store, key)
    document = build_study(study.protocol, key, found)
    write_document(document, options.out)
    print(document.sentence)
    print(f"written to {options.out}. {RESEARCH_USE}")
    _tell_removed(tuple(found["removed"]))
    return 0


def _print_found(found: dict[str, Any]) -> None:
    print(f"{found['study']}: {found['title']}")
    print(f"readers who have finished: {len(found['finished'])} of {len(found['readers'])}")
    for task in found["tasks"]:
        print(f"{task['task']}: {task['question']}")
        over = task.get("over_readers")
        if over is None:
            print(f"  nothing over readers: {task.get('reason', 'an open review is read case by case')}")
            continue
        print(f"  {over['figure']}, {over['cases']} cases read by {len(over['readers'])}; for {over['holds_for']}")
        for arm in over["arms"]:
            print(f"  {arm['arm']:<60} {_interval(arm)}{_equivalent(arm['equivalent_to_chance'])}")
        for pair in over["differences"]:
            name = f"{pair['first']} less {pair['second']}"
            print(f"  {name:<60} {_interval(pair)}{_equivalent(pair['equivalent'])}")


def _interval(figure: dict[str, Any]) -> str:
    if figure["low"] is None:
        return f"{figure['value']:.3f} (no interval: the answers show no spread)"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def _equivalent(test: dict[str, Any] | None) -> str:
    if test is None:
        return ""
    return "; within the margin" if test["shown"] else "; not shown to be within the margin"


def _status(options: argparse.Namespace) -> int:
    from medadv_gui.review.study import READINGS
    from medadv_gui.review.worklist import Worklist

    study = _study(options.study)
    protocol = study.protocol
    work: dict[str, Worklist] = {}
    removed: tuple[str, ...] = ()
    frozen = False
    if (study.folder / READINGS).exists():
        with study.store() as store:
            work = {code: Worklist(store, protocol, reader) for code, reader in store.readers().items()}
            removed, frozen = store.removed, store.frozen is not None
    if options.json:
        print_json(
            {
                "study": protocol.id, "title": protocol.title, "protocol_sha256": protocol.sha256, "frozen": frozen,
                "complete": not removed, "removed": list(removed),
                "readers": [
                    {"reader": code, "presentations": len(w.presentations), "left": w.left} for code, w in work.items()
                ],
            }
        )  # fmt: skip
        return 0
    print(f"{protocol.id}: {protocol.title}")
    print(f"protocol {protocol.sha256[:12]}, {'frozen' if frozen else 'not yet read'}")
    for code, w in work.items():
        print(f"{code:<32} {len(w.presentations) - w.left:>5} of {len(w.presentations)} read")
    _tell_removed(removed)
    return 0


def _remove(options: argparse.Namespace) -> int:
    with _study(options.study).store(create=False) as store:
        count = store.remove(options.reader)
    print(f"{count} readings of {options.reader} deleted; the study is incomplete", file=sys.stderr)
    return 0


def _tell_removed(removed: tuple[str, ...]) -> None:
    if removed:
        print(f"note: the study is incomplete: removed {', '.join(removed)}", file=sys.stderr)
