"""`medadv-gui attack`: one image, every slice of a series, or a volume."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medadv_gui.cli.images import choose
from medadv_gui.cli.words import CANCELLED, RESEARCH_USE, in_words, print_json
from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.types import Image, Series

if TYPE_CHECKING:
    from medadv_gui.attack.settings import AttackSettings
    from medadv_gui.core.result import AttackResult
    from medadv_gui.models.card import ModelCard


def _one_image(path: Path, wanted: str | None) -> tuple[Image, int]:
    """The image that `path` and `--slice` name: of a folder, its one series (or the largest)."""
    from medadv_gui.imaging.index import index
    from medadv_gui.imaging.read import read_image

    series: Series = max(index(path).series, key=len)
    try:
        number = series.opening if wanted is None else int(wanted)
    except ValueError:
        raise SettingsError(f"--slice {wanted!r}: write a number or all") from None
    if not 0 <= number < len(series):
        raise SettingsError(f"--slice {number}: {path.name} has {len(series)} images, counted from 0")
    return read_image(series.instances[number]), number


def _settings(options: argparse.Namespace, card: ModelCard, image: Image) -> AttackSettings:
    from medadv_gui.attack.plugins import attack_named, checked_options
    from medadv_gui.attack.settings import AttackSettings, Truth, default_settings
    from medadv_gui.attack.truth import match_target, read_mask, read_truth

    given = {
        name: getattr(options, name)
        for name in (
            "epsilon",
            "steps",
            "step_size",
            "restarts",
            "alpha",
            "sigma",
            "kernel",
            "dilation",
            "reference",
            "decay",
        )
        if getattr(options, name) is not None
    }
    settings = default_settings(card)
    values = {**{f: getattr(settings, f) for f in settings.__dataclass_fields__}, **given}
    values |= {
        "attack": options.attack,
        "options": checked_options(attack_named(options.attack), _pairs(options.option)),
        "norm": options.norm,
        "search": options.search,
        "stop": options.stop,
        "samples": options.samples,
        "drop": options.drop,
        "smoothed_dtype": options.smoothed_dtype,
        "plan": None if options.plan is None else _plan(options.plan),
        "target": None if options.target is None else match_target(options.target, card),
        "invented": options.invented,
        "truth": Truth() if options.truth is None else read_truth(options.truth, card, image),
        "region": None if options.region is None else read_mask(options.region, image) > 0,
        "seed": options.seed,
        "device": options.device,
    }
    return AttackSettings(**values)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE, each as often as it is given; the last one holds."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise SettingsError(f"--option {text!r}: write NAME=VALUE")
        found[name] = value
    return found


def _plan(path: Path) -> dict[str, Any]:
    """The plan that a result.json records; its values are checked where it is taken."""
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))["plan"]
        return dict(plan)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{path.name}: not a result that holds a plan ({type(error).__name__})") from None


def run_attack(options: argparse.Namespace) -> int:
    if options.slice == "all":
        return _attack_series(options)
    image, number = _one_image(options.path, options.slice)
    card = choose(options.model, image)
    settings = _settings(options, card, image)
    _check_folder(options.out)

    from medadv_gui.attack.run import AttackRun
    from medadv_gui.models.library import card_documents
    from medadv_gui.models.load import load_model
    from medadv_gui.report import write_reports

    run = AttackRun(image, load_model(card, options.device), settings, number)
    for warning in run.warnings:
        print(f"note: {warning}", file=sys.stderr)
    if not follow(run.steps(), lambda step: f"step {step.done} of {step.total}"):
        print("medadv-gui: cancelled; nothing was written", file=sys.stderr)
        return CANCELLED
    result = run.finish(options.out)
    for warning in result.warnings[len(run.warnings) :]:
        print(f"note: {warning}", file=sys.stderr)
    write_reports(options.out, card_documents(card))
    if options.json:
        print_json(result.to_json())
    else:
        _print_outcome(result, options.out)
    return 0


def _print_outcome(result: AttackResult, folder: Path) -> None:
    print(f"original:    {in_words(result.predictions['original'].to_json())}")
    print(f"adversarial: {in_words(result.predictions['reread'].to_json())}")
    print(f"same noise:  {in_words(result.predictions['noise'].to_json())}")
    outcome, budget = result.outcome, result.budget
    stages = {"in memory": outcome.in_memory, "rounded": outcome.rounded, "re-read": outcome.reread}
    met = ", ".join(f"{stage} {'yes' if ok else 'no'}" for stage, ok in stages.items())
    print(f"criterion ({result.criterion}): {met}")
    if result.nothing_to_lose:
        print("nothing to lose: the reference is empty, as the original answer is; the case counts in no success rate")
    print(f"largest change: {budget.realised_linf:.10g} stored units, {_of_255(result)}")
    print(f"written to {folder}. {RESEARCH_USE}")


def _attack_series(options: argparse.Namespace) -> int:
    from medadv_gui.imaging.index import index
    from medadv_gui.imaging.read import read_image

    series: Series = max(index(options.path).series, key=len)
    image = read_image(series.instances[series.opening])
    card = choose(options.model, image)
    settings = _settings(options, card, image)
    _check_folder(options.out)

    if card.input.dimensions == 3:
        return _attack_volume(options, series, card, settings)

    from medadv_gui.attack.series import SeriesRun
    from medadv_gui.models.library import card_documents
    from medadv_gui.models.load import load_model
    from medadv_gui.report import write_reports

    run = SeriesRun(series.instances, load_model(card, options.device), settings, options.out)
    told: set[str] = set()

    def steps() -> Iterator[Any]:
        for step in run.steps():
            for warning in step.warnings:
                if warning not in told:
                    told.add(warning)
                    print(f"note: {warning}", file=sys.stderr)
            yield step

    through = follow(steps(), lambda step: f"slice {step.slices_done} of {step.slices}, step {step.steps[0].done}")
    document = run.finish()
    cards = card_documents(card)
    for row in document["results"]:
        if "folder" in row:
            write_reports(options.out / row["folder"], cards)
    if options.json:
        print_json(document)
    else:
        for row in document["results"]:
            words = row.get("error") or f"re-read {'yes' if row['reread'] else 'no'}, noise {row['noise_success']}"
            print(f"slice {row['slice']:>4}: {words}")
        succumbed = f"{document['succeeded']} of {document['clean_correct']}"
        nothing = f"; {document['nothing_to_lose']} had nothing to lose" if document["nothing_to_lose"] else ""
        print(f"{succumbed} slices that were right before the attack succumbed{nothing}")
        if document["correlation_mean"] is not None:
            print(f"correlation of the perturbation from slice to slice: {document['correlation_mean']:.3f} (mean)")
        print(f"written to {options.out}. {RESEARCH_USE}")
    if not through:
        print("medadv-gui: cancelled; the slices that were finished are written", file=sys.stderr)
        return CANCELLED
    return 0


def _attack_volume(options: argparse.Namespace, series: Series, card: ModelCard, settings: AttackSettings) -> int:
    from medadv_gui.attack.volume import VolumeRun
    from medadv_gui.models.library import card_documents
    from medadv_gui.models.load import load_model
    from medadv_gui.report import write_reports

    run = VolumeRun(series.instances, load_model(card, options.device), settings, options.out)
    for warning in run.warnings:
        print(f"note: {warning}", file=sys.stderr)
    if not follow(run.steps(), lambda step: f"step {step.done} of {step.total}, {len(series)} slices at once"):
        print("medadv-gui: cancelled; nothing was written", file=sys.stderr)
        return CANCELLED
    document = run.finish()
    cards = card_documents(card)
    for row in document["results"]:
        write_reports(options.out / row["folder"], cards)
    if options.json:
        print_json(document)
    elif run.result is not None:
        _print_outcome(run.result, options.out)
    return 0


def follow(steps: Iterator[Any], words: Callable[[Any], str]) -> bool:
    """Iterate, with progress on a terminal; False if the user interrupts."""
    stop = threading.Event()
    previous = signal.signal(signal.SIGINT, lambda *_: stop.set())
    shown = sys.stderr.isatty()
    try:
        for step in steps:
            if shown:
                print(f"\r{words(step)}   ", end="", file=sys.stderr, flush=True)
            if stop.is_set():
                return False
    finally:
        signal.signal(signal.SIGINT, previous)
        if shown:
            print(file=sys.stderr)
    return True


def _of_255(result: AttackResult) -> str:
    """The largest change in 255ths of the model's input window, and in HU on CT."""
    budget = result.budget
    share = budget.realised_linf / budget.stored_units
    hu = "" if budget.hu is None else f", {budget.hu * share:g} HU"
    return f"{budget.of_255 * share:.3g}/255{hu}"


def _check_folder(folder: Path) -> None:
    """Refuse a target that is a file or holds anything already, before any work is done."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder.resolve().name}: is a file, not a folder")
    if (folder / "result.json").exists() or (folder / "series.json").exists():
        raise InputError(f"{folder.resolve().name}: holds a result already; name another folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder.resolve().name}: is not empty; name another folder")
