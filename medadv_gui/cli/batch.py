"""`medadv-gui batch`: a cohort of images, models, attacks and budgets."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medadv_gui.cli.words import CANCELLED, RESEARCH_USE, print_json
from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.text import counted

if TYPE_CHECKING:
    from medadv_gui.core.types import Skipped
    from medadv_gui.evaluation.cohort.engines import Engine
    from medadv_gui.evaluation.cohort.manifest import Manifest
    from medadv_gui.evaluation.cohort.run import CohortRun, Event
    from medadv_gui.evaluation.cohort.spec import Attack, Spec
    from medadv_gui.models.card import ModelCard

_LISTED = 20  # lines of what was skipped or failed; the rest are counted


def add_batch(commands: Any) -> None:
    """Its options."""
    text = "attack a cohort: many images by models, attacks and budgets; goes on where it was left"
    sub: argparse.ArgumentParser = commands.add_parser(
        "batch", help=text, description=f"{text[0].upper()}{text[1:]}. {RESEARCH_USE}"
    )
    sub.set_defaults(command=run_batch)
    sub.add_argument(
        "path",
        type=Path,
        nargs="*",
        metavar="PATH_OR_MANIFEST",
        help="tables (labels.csv, IDRiD, APTOS), folders with boxes or masks, pictures, DICOM trees",
    )
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="the cohort's folder")
    sub.add_argument(
        "--preset",
        choices=("paper",),
        help="paper: its three tasks and five attacks, on the images named; a cohort for each in DIR, and one table",
    )
    sub.add_argument("--model", action="append", metavar="M", default=[], help="model id or folder; as often as wanted")
    sub.add_argument(
        "--attack",
        action="append",
        metavar="NAME[:PARAMETER=VALUE,...]",
        default=[],
        help="as often as wanted, pgd:restarts=1 beside pgd:restarts=10 too; default sma and ifgsm",
    )
    sub.add_argument(
        "--epsilon",
        action="append",
        metavar="E",
        default=[],
        help="4/255 of the input window, 12HU, or 3 stored units; as often as wanted; default what the card names",
    )
    sub.add_argument("--norm", choices=("linf", "l2"), help="default linf")
    sub.add_argument(
        "--steps",
        type=int,
        metavar="N",
        help="of the attacks that go in steps; square, which counts queries, is set by square:steps=N",
    )
    sub.add_argument("--seed", type=int, metavar="N", help="default 0")
    sub.add_argument("--split", metavar="NAME", help="only the images of this split")
    sub.add_argument(
        "--slices",
        metavar="all|middle|N",
        help="of series, and volumes of which no table names a frame: every slice, the middle one, or N; "
        "default the middle one, or all whose files are named one by one",
    )
    sub.add_argument("--limit", type=int, metavar="N", help="at most N images, at even distances")
    sub.add_argument("--transfer", action="store_true", help="show each adversarial image to the other models, too")
    sub.add_argument("--engine", choices=("local", "dask"), default="local", help="who does the work; default local")
    sub.add_argument("--scheduler", metavar="ADDRESS", help="dask: the scheduler's address, such as tcp://host:8786")
    sub.add_argument("--processes", type=int, metavar="N", help="local: default one for each GPU or processor")
    sub.add_argument("--resume", action="store_true", help="go on with DIR's cohort; what else is named is added to it")
    sub.add_argument("--retry-failed", action="store_true", help="with --resume: try again what failed before")
    sub.add_argument("--device", metavar="D", help="auto, cpu, cuda or mps; default auto")
    sub.add_argument("--json", action="store_true", help="print a summary as JSON")


def run_batch(options: argparse.Namespace) -> int:
    from medadv_gui.evaluation.cohort.row import Failure
    from medadv_gui.evaluation.cohort.run import TRANSFERS, CohortRun
    from medadv_gui.evaluation.cohort.variants import attack_name

    if options.preset is not None:
        from medadv_gui.cli.paper import check
    else:
        check = _check
    check(options)
    stop = threading.Event()
    previous = signal.signal(signal.SIGINT, lambda *_: stop.set())
    skipped: Sequence[Skipped] = ()
    shown = sys.stderr.isatty() and not options.json
    try:
        if options.preset is not None:
            from medadv_gui.cli.paper import run_paper

            return run_paper(options, stop, shown)
        spec = None
        if not options.resume or _names_anything(options):
            spec, skipped = _spec(options, stop, shown)
            listed([f"skipped {item.name}: {item.reason}" for item in skipped], "skipped")
        if stop.is_set():
            print("medadv-gui: cancelled; nothing was begun", file=sys.stderr)
            return CANCELLED
        run = CohortRun(options.out, spec, retry=options.retry_failed)
        engine = _engine(options)
        not_shown: list[Failure] = []
        try:
            for event in run.events(engine, stop.is_set):
                if event.of == TRANSFERS and isinstance(event.news, Failure):
                    not_shown.append(event.news)
                if shown:
                    print(f"\r{_words(event):<78}", end="", file=sys.stderr, flush=True)
        finally:
            engine.close()
            if shown:
                print(file=sys.stderr)
    finally:
        signal.signal(signal.SIGINT, previous)
    listed(
        [f"not shown to another model: {f.item}, {attack_name(f)}, {f.epsilon}: {f.reason}" for f in not_shown],
        "such images",
    )
    _summary(run, options, skipped)
    if stop.is_set():
        print("medadv-gui: cancelled; what is finished is kept, --resume goes on", file=sys.stderr)
        return CANCELLED
    return 0


def follow(run: CohortRun, options: argparse.Namespace, stop: threading.Event, shown: bool) -> None:
    """Do what is left, with progress where it is `shown`."""
    engine = _engine(options)
    try:
        for event in run.events(engine, stop.is_set):
            if shown:
                print(f"\r{_words(event):<78}", end="", file=sys.stderr, flush=True)
    finally:
        engine.close()
        if shown:
            print(file=sys.stderr)


def _check(options: argparse.Namespace) -> None:
    check_engine(options)
    from medadv_gui.evaluation.cohort.store import BEFORE, exists

    there, name = exists(options.out), options.out.resolve().name
    if options.resume and not there:
        raise InputError(f"{name}: there is no cohort in this folder to go on with")
    if not options.resume:
        if there:
            raise InputError(f"{name}: holds a cohort already; --resume goes on with it")
        if options.out.is_dir() and any(path.name not in BEFORE for path in options.out.iterdir()):
            raise InputError(f"{name}: is not empty; name another folder")
        if not options.path:
            raise SettingsError("name images: a table, a folder or files")


def check_engine(options: argparse.Namespace) -> None:
    """What is asked of the engine, of going on and of the folder, whatever is run. Raises SettingsError, InputError."""
    if options.engine == "dask" and not options.scheduler:
        raise SettingsError("--engine dask needs --scheduler ADDRESS")
    if options.engine == "dask" and options.processes is not None:
        raise SettingsError("--processes is for the local engine; a cluster has its workers")
    if options.engine == "local" and options.scheduler:
        raise SettingsError("--scheduler is for --engine dask")
    if options.retry_failed and not options.resume:
        raise SettingsError("--retry-failed goes with --resume")
    if options.out.exists() and not options.out.is_dir():
        raise InputError(f"{options.out.resolve().name}: is a file, not a folder")


def _names_anything(options: argparse.Namespace) -> bool:
    """Whether there is more to it than going on."""
    given = (options.norm, options.seed, options.device, options.steps)
    asked = options.path or options.model or options.attack or options.epsilon or options.transfer
    return bool(asked) or any(value is not None for value in given)


def _engine(options: argparse.Namespace) -> Engine:
    from medadv_gui.evaluation.cohort.engines import Dask, Local

    return Dask(options.scheduler) if options.engine == "dask" else Local(options.processes)


def _spec(options: argparse.Namespace, stop: threading.Event, shown: bool) -> tuple[Spec, Sequence[Skipped]]:
    """The new cohort, or DIR's with what is added to it; and what was skipped."""
    from medadv_gui.evaluation.cohort.manifest import read_manifest
    from medadv_gui.evaluation.cohort.spec import DEFAULT_ATTACKS, extended, new_spec
    from medadv_gui.evaluation.cohort.store import load_spec
    from medadv_gui.models.library import find_card

    manifest: Manifest | None = None
    if options.path:
        manifest = read_manifest(
            options.path, split=options.split, slices=options.slices, limit=options.limit, cancelled=stop.is_set
        )
    if options.resume:
        spec = load_spec(options.out)
        for name in ("norm", "seed", "device"):
            given = getattr(options, name)
            if given not in (None, getattr(spec, name)):
                raise SettingsError(f"--{name} {given}: the cohort has {getattr(spec, name)}; name another folder")
    else:
        asked = {name: getattr(options, name) for name in ("norm", "seed", "device")}
        spec = new_spec(**{name: value for name, value in asked.items() if value is not None})
    cards = [find_card(name) for name in options.model]
    if not cards and not spec.models:
        assert manifest is not None
        cards = [_default_card(manifest)]
    if options.steps is not None and spec.attacks and not options.attack:
        raise SettingsError("--steps is for attacks that are added: name them, too")
    names = options.attack or (() if spec.attacks else DEFAULT_ATTACKS)
    attacks = [_attack(text, options.steps) for text in dict.fromkeys(names)]

    def tick(done: int, total: int) -> None:
        if shown:
            print(f"\r{f'image {done} of {total}':<78}", end="\r", file=sys.stderr, flush=True)
        if stop.is_set():
            raise KeyboardInterrupt

    found, unread = extended(
        spec, manifest, cards, attacks, options.epsilon, transfer=options.transfer, tick=tick
    )  # fmt: skip
    return found, (*(() if manifest is None else manifest.skipped), *unread)


def _attack(text: str, steps: int | None) -> Attack:
    """NAME, or NAME:PARAMETER=VALUE,...; the `steps` of all attacks hold where it names none of its own."""
    from medadv_gui.attack.plugins import attack_named, checked_parameters
    from medadv_gui.evaluation.cohort.spec import Attack

    name, colon, rest = text.partition(":")
    given: dict[str, Any] = {}
    for part in rest.split(",") if colon else ():
        key, equals, value = (word.strip() for word in part.partition("="))
        if not equals:
            raise SettingsError(f"--attack {text!r}: write NAME:PARAMETER=VALUE,PARAMETER=VALUE")
        given[key.replace("-", "_")] = value
    return Attack.of(name, common_steps=steps, **checked_parameters(attack_named(name), given))


def _default_card(manifest: Manifest) -> ModelCard:
    """The bundled model that fits the first image that can be read, of those that read its truth, where one does."""
    from medadv_gui.core.types import Instance
    from medadv_gui.evaluation.cohort.spec import reads_truth
    from medadv_gui.imaging.read import read_image
    from medadv_gui.models.library import bundled_cards, default_card

    cards = bundled_cards()
    fault: InputError | None = None
    for item in manifest.items:
        try:
            image = read_image(Instance(item.path, item.frame, item.member))
            return default_card(image, tuple(card for card in cards if reads_truth(card, item)) or cards)
        except InputError as error:
            fault = fault or error
    assert fault is not None
    raise fault


def _words(event: Event) -> str:
    words = f"{event.of}: {event.done} of {event.total}"
    if event.failed:
        words += f", {event.failed} failed"
    if event.per_second is not None and event.left is not None:
        words += f", {event.per_second:.2g} a second, {_time(event.left)} left"
    return words


def _time(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def listed(lines: Sequence[str], what: str) -> None:
    """Tell the first of them, and how many more there are."""
    for line in lines[:_LISTED]:
        print(line, file=sys.stderr)
    if len(lines) > _LISTED:
        print(f"... and {len(lines) - _LISTED} more {what}", file=sys.stderr)


def _summary(run: CohortRun, options: argparse.Namespace, skipped: Sequence[Skipped]) -> None:
    from medadv_gui.evaluation.cohort.summary import summary
    from medadv_gui.evaluation.cohort.variants import attack_name

    store = run.store
    rows = [] if store is None else list(store.rows.values())
    failures = [] if store is None else list(store.failures.values())
    groups = summary(rows)
    listed([f"failed {f.item}, {f.model}, {attack_name(f)}, {f.epsilon}: {f.reason}" for f in failures], "failed")
    document = {
        "folder": str(options.out), "tasks": len(run.spec.tasks), "done": len(rows), "failed": len(failures),
        "transfers": 0 if store is None else len(store.transfers), "skipped": len(skipped), "groups": groups,
        "failures": [failure.to_json() for failure in failures],
    }  # fmt: skip
    if options.json:
        print_json(document)
        return
    width = max([16, *(len(group["attack"]) for group in groups)])
    for group in groups:
        share = "no case was right" if group["value"] is None else f"{group['value']:.3f}"
        nothing = group["nothing_to_lose"]
        apart = f"; something invented in {group['invented']} of {nothing} with nothing to lose" if nothing else ""
        between = "" if group["low"] is None else f" ({group['low']:.3f} to {group['high']:.3f})"
        print(
            f"{group['model']:<18} {group['attack']:<{width}} {group['norm']:<4} {group['epsilon']:<10} "
            f"{group['succeeded']:>5} of {group['right']:<5} {share}{between}; noise {group['noise']}{apart}"
        )
    done = f"{len(rows)} of {counted(len(run.spec.tasks), 'attack')} done, {len(failures)} failed"
    print(f"{done}, {counted(len(skipped), 'image')} skipped")
    print(f"written to {options.out}. {RESEARCH_USE}")
