"""The command line: parsing and printing. The work is done by the rooms below; torch and Qt come only when needed.

Exit status: 0 done, whatever the attack achieved; 2 wrong usage or unreadable input, one line on standard error;
130 cancelled; 1 a bug.
"""

from __future__ import annotations

import argparse
import io
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import medadv_gui
from medadv_gui.core.errors import InputError, MedadvError, ModelError, SettingsError
from medadv_gui.core.log import setup_logging
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Image, Series

if TYPE_CHECKING:
    from medadv_gui.attack.plugins import Plugin
    from medadv_gui.attack.settings import AttackInfo, AttackSettings
    from medadv_gui.core.result import AttackResult
    from medadv_gui.models.card import ModelCard
    from medadv_gui.models.draft import Draft
    from medadv_gui.models.guard import Probe
    from medadv_gui.models.load import Model

COMMANDS = ("view", "index", "models", "predict", "attack", "attacks", "report", "demo")
RESEARCH_USE = "Research use only, not for diagnosis."
CANCELLED = 130


def run(arguments: Sequence[str]) -> int:
    """Run the program with `arguments`; returns the exit status."""
    setup_logging()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A redirected Windows console writes cp1252: a file's name must not end the program.
            stream.reconfigure(errors="backslashreplace")
    if not arguments or (arguments[0] not in COMMANDS and not arguments[0].startswith("-")):
        arguments = ["view", *arguments]
    try:
        options = _parser().parse_args(arguments)
        status: int = options.command(options)
        return status
    except MedadvError as error:
        print(f"medadv-gui: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("medadv-gui: cancelled", file=sys.stderr)
        return CANCELLED
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="medadv-gui",
        description="See how fragile a medical image model is. " + RESEARCH_USE,
        epilog="Without a command the window opens, with PATH if given.",
    )
    parser.add_argument("--version", action="version", version=f"medadv_gui {medadv_gui.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}. {RESEARCH_USE}")
        sub.set_defaults(command=function)
        return sub

    view = command("view", _view, "open the window on PATH")
    view.add_argument("path", type=Path, nargs="*", help="files or folders")
    view.add_argument("--model", metavar="M", help="model id, or a model folder")
    view.add_argument("--run", action="store_true", help="run the attack")
    view.add_argument("--screenshot", type=Path, metavar="F.png", help="save the whole window once idle, then leave")
    view.add_argument("--out", type=Path, metavar="DIR", help="export the report, then leave")

    index = command("index", _index, "list patients, studies and series, and what was skipped and why")
    index.add_argument("path", type=Path, nargs="+", help="files, folders, zip archives or DICOMDIRs")
    index.add_argument("--json", action="store_true")

    models = command(
        "models", _models, "list the bundled and the user's models; show, measure, check, import or train one"
    )
    models.add_argument(
        "action", nargs="?", choices=("list", "show", "measure", "check", "import", "train"), default="list"
    )
    models.add_argument(
        "name",
        nargs="?",
        help="a model's id or folder (check, import: also a model file or a MONAI bundle), or a recipe; measure "
        "without one: all that DIR has pictures of",
    )
    models.add_argument(
        "--card", type=Path, metavar="FILE", help="import: a JSON file with the card's fields, for what has no card"
    )
    models.add_argument("--data", type=Path, metavar="DIR", help="train, measure: the folder of pictures")
    models.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="train: where the model goes (default: the user's models); measure: lab.json goes into PATH/ID "
        "(default: the model's own folder); show: F.html or F.pdf",
    )
    models.add_argument("--device", default="auto", metavar="D", help="show, measure, train: auto, cpu, cuda or mps")
    models.add_argument("--pictures", type=int, metavar="N", help="measure: how many are attacked at most; default 12")
    models.add_argument("--json", action="store_true")

    predict = command("predict", _predict, "print the clean prediction of each image")
    predict.add_argument("path", type=Path, nargs="+", help="files or folders")
    predict.add_argument("--model", metavar="M")
    predict.add_argument("--device", default="auto", metavar="D")
    predict.add_argument("--json", action="store_true", help="one JSON object a line, in order")

    attack = command(
        "attack",
        _attack,
        "attack one image; writes result.json, case.npz, the adversarial image, the reports",
    )
    attack.add_argument("path", type=Path)
    attack.add_argument("--model", metavar="M", help="model id, or a model folder")
    attack.add_argument("--attack", metavar="NAME", default="sma", help="default sma; `medadv-gui attacks` lists them")
    attack.add_argument(
        "--option", metavar="NAME=VALUE", action="append", default=[], help="a parameter of an attack of your own"
    )
    attack.add_argument("--norm", choices=("linf", "l2"), default="linf")
    attack.add_argument("--epsilon", metavar="E", help="4/255 of the input window, 12HU, or 3 stored units")
    attack.add_argument("--search", action="store_true", help="look for the smallest budget that works, up to E")
    attack.add_argument("--steps", type=int, metavar="N")
    attack.add_argument("--step-size", type=float, metavar="S", help="stored units")
    attack.add_argument("--restarts", type=int, metavar="R")
    attack.add_argument("--stop", action="store_true", help="end at the first success that still holds once rounded")
    attack.add_argument("--alpha", type=float, metavar="A", help="weight of the stabilization term")
    attack.add_argument("--sigma", type=float, metavar="S", help="smoothing, in pixels of the network's input")
    attack.add_argument("--kernel", type=int, metavar="K", help="smoothing: taps a side, odd; default three sigma")
    attack.add_argument("--dilation", type=int, metavar="N", help="smoothing: pixels from one tap to the next")
    attack.add_argument("--reference", choices=("hard", "soft"))
    attack.add_argument("--decay", type=float, metavar="M", help="momentum of mi-fgsm")
    attack.add_argument(
        "--samples", type=int, default=1, metavar="N", help="evaluations averaged, for a model with randomness"
    )
    attack.add_argument("--drop", type=float, default=0.3, metavar="D", help="fall of mean Dice that counts as success")
    attack.add_argument(
        "--target",
        metavar="LABEL",
        help="drive the answer to this label; of a segmentation, all foreground to it; of a detector, to none (no box)",
    )
    attack.add_argument("--invented", action="store_true", help="boxes that a detector invents count as success too")
    attack.add_argument(
        "--truth", metavar="LABEL|FILE", help='ground truth: a label, several ("a, b" or "none"), a label map, or boxes'
    )
    attack.add_argument("--region", type=Path, metavar="MASK", help="picture; only its non-zero pixels may change")
    attack.add_argument(
        "--slice",
        metavar="I",
        help="counted from 0 after sorting; default the middle one, of a video the first; all: every slice, each in "
        "a folder of its own (a model in three dimensions looks at all of them at once)",
    )
    attack.add_argument("--seed", type=int, default=0, metavar="N")
    attack.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda or mps")
    attack.add_argument(
        "--smoothed-dtype",
        choices=("float32", "bfloat16", "tf32", "autocast"),
        default="float32",
        help="arithmetic of the smoothed forward pass: bfloat16 on a CPU, tf32 or autocast on CUDA",
    )
    attack.add_argument(
        "--plan", type=Path, metavar="RESULT.json", help="run by the plan (engine, layout, threads, batch) of a result"
    )
    attack.add_argument("--out", type=Path, required=True, metavar="DIR")
    attack.add_argument("--json", action="store_true", help="print result.json to standard output")

    attacks = command("attacks", _attacks, "list the program's attacks and your own; trust or distrust one of yours")
    attacks.add_argument("action", nargs="?", choices=("list", "trust", "distrust"), default="list")
    attacks.add_argument("name", nargs="?", help="trust, distrust: an attack that an installed package offers")
    attacks.add_argument("--json", action="store_true")

    report = command("report", _report, "draw the reports again from result.json and case.npz")
    report.add_argument("folder", type=Path, metavar="DIR")

    demo = command("demo", _demo, "write the synthetic demo cases")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser


def _print_json(value: Any) -> None:
    print(json.dumps(value, allow_nan=False), flush=True)


def _view(options: argparse.Namespace) -> int:
    from medadv_gui.gui.app import view  # the one way from the command line to the window

    status: int = view(options.path, options.model, options.run, options.screenshot, options.out)
    return status


def _index(options: argparse.Namespace) -> int:
    from medadv_gui.imaging.index import index

    found = index(options.path)
    if options.json:
        _print_json(
            {
                "path": str(options.path[0]),
                "paths": [str(path) for path in options.path],
                "patients": len({s.patient for s in found.series}),
                "studies": len({(s.patient, s.study) for s in found.series}),
                "series": [
                    {
                        "patient": s.patient, "study": s.study, "title": s.title, "modality": s.modality,
                        "images": len(s), "rows": s.rows, "columns": s.columns, "plane": s.plane,
                        "spacing": s.spacing, "notes": list(s.notes),
                    }
                    for s in found.series
                ],
                "images": sum(len(s) for s in found.series),
                "skipped": [
                    {"path": str(item.path), **({"member": item.member} if item.member else {}), "reason": item.reason}
                    for item in found.skipped
                ],
            }
        )  # fmt: skip
        return 0
    for s in found.series:
        size = f"{s.rows} x {s.columns}"
        print(f"{s.patient:<12} {s.study:<20} {s.modality or 'picture':<8} {len(s):>5} images  {size:<12} {s.title}")
        for note in s.notes:
            print(f"{'':<12} {note}")
    patients, studies = {s.patient for s in found.series}, {(s.patient, s.study) for s in found.series}
    images = sum(len(s) for s in found.series)
    print(f"patients {len(patients)}, studies {len(studies)}, series {len(found.series)}, images {images}")
    for item in found.skipped:
        print(f"skipped {item.name}: {item.reason}")
    return 0


def _models(options: argparse.Namespace) -> int:
    from medadv_gui.models import library

    if options.action not in ("list", "measure") and options.name is None:
        raise SettingsError(f"models {options.action}: name a {'recipe' if options.action == 'train' else 'model'}")
    if options.action == "check":
        return _check(options)
    if options.action == "import":
        return _import(options)
    if options.action == "train":
        return _train(options)
    if options.action == "measure":
        return _measure(options)
    if options.action == "show":
        return _show(options)
    listed = []
    for own, cards in ((False, library.bundled_cards()), (True, library.user_cards())):
        for card in cards:
            if options.json:
                listed.append(
                    {
                        "id": card.id, "name": card.name, "version": card.version, "task": card.task,
                        "labels": list(card.label_names), "sha256": card.sha256, "own": own,
                        "metrics": [dict(m) for m in card.metrics], "intended_use": card.intended_use,
                    }
                )  # fmt: skip
            else:
                print(f"{card.id:<12} {card.task:<15} {card.name} {card.version}; {card.intended_use}")
    if options.json:
        _print_json({"models": listed})
    return 0


def _check(options: argparse.Namespace) -> int:
    """A model with a card is loaded and probed; of a file without one it is said what it is and what its card lacks."""
    from medadv_gui.models.draft import draft
    from medadv_gui.models.guard import check, fault
    from medadv_gui.models.library import find_card
    from medadv_gui.models.sniff import sniff

    path = Path(options.name)
    if path.exists() and path.name != "model_card.json" and sniff(path).kind != "card":
        _print_draft(draft(path), options.json)
        return 0
    card = find_card(options.name)
    probes = check(card)
    _print_probes(card, probes, options.json)
    if reason := fault(probes):
        raise ModelError(f"{card.id}: {reason}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from medadv_gui.models import library
    from medadv_gui.models.draft import draft
    from medadv_gui.models.guard import fault
    from medadv_gui.models.schema import parse_json
    from medadv_gui.models.trust import assure

    path: Path = Path(options.name)
    if options.card is None:
        card, source = library.find_card(options.name), None
    else:
        try:
            fields = parse_json(options.card.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{options.card.name}: not a readable card ({error})") from None
        source = draft(path)
        card = source.complete(fields, options.card.absolute().parent)
    kept = library.keep(card, source)
    probes = assure(kept)
    _print_probes(kept, probes, options.json)
    if reason := fault(probes):
        print(f"note: {reason}; the attack square needs no gradient", file=sys.stderr)
    print(f"{kept.id} is kept in {kept.folder}", file=sys.stderr)
    return 0


def _print_probes(card: ModelCard, probes: Sequence[Probe], as_json: bool) -> None:
    if as_json:
        _print_json({"id": card.id, "probes": [asdict(probe) for probe in probes]})
        return
    for probe in probes:
        print(f"{probe.name:<18} {'passed' if probe.passed else 'FAILED'}  {probe.text}")


def _print_draft(found: Draft, as_json: bool) -> None:
    if as_json:
        _print_json(
            {"path": str(found.path), "kind": found.kind, "found": list(found.found), "card": found.card,
             "missing": list(found.missing)}
        )  # fmt: skip
        return
    print(f"{found.path.name}: {found.found[0]}")
    for line in found.found[1:]:
        print(f"  {line}")
    print(f"its card lacks: {', '.join(found.missing) or 'nothing'}")
    print(f"write these into a JSON file, then: medadv-gui models import {found.path.name} --card FILE")


def _train(options: argparse.Namespace) -> int:
    from medadv_gui.models.library import user_folder
    from medadv_gui.models.recipes import RECIPES

    if options.name not in RECIPES:
        raise SettingsError(f"recipe {options.name!r} is not one of {', '.join(RECIPES)}")
    if options.data is None or not options.data.is_dir():
        raise InputError("models train: --data DIR must be the folder of training pictures")
    out = options.out or user_folder() / options.name
    RECIPES[options.name](options.data, out, options.device)
    print(f"trained {options.name} into {out}", file=sys.stderr)
    return 0


def _measure(options: argparse.Namespace) -> int:
    """One model, or, without a name, every model that the data folder holds the pictures of."""
    from medadv_gui.evaluation.lab import write_lab
    from medadv_gui.evaluation.measure import PICTURES, measure
    from medadv_gui.evaluation.testset import measurable
    from medadv_gui.models.library import bundled_cards, find_card, user_cards

    if options.data is None or not options.data.is_dir():
        raise InputError("models measure: --data DIR must be the folder of the test pictures")
    count = PICTURES if options.pictures is None else options.pictures
    if count < 1:
        raise SettingsError("--pictures must be at least 1")
    if options.name is None:
        cards = measurable((*bundled_cards(), *user_cards()), options.data)
    else:
        cards = (find_card(options.name),)
    shown = sys.stderr.isatty()

    def tick(text: str) -> None:
        if shown:
            print(f"\r{text:<60}", end="", file=sys.stderr, flush=True)

    for card in cards:
        lab = measure(card, options.data, count, options.device, tick)
        if shown:
            print(file=sys.stderr)
        path = write_lab(lab, card.folder if options.out is None else options.out / card.id)
        if options.json:
            _print_json(lab)
        else:
            for figure in lab["metrics"]:
                print(f"{figure['name']:<28} {figure['value']} ({figure['low']} to {figure['high']}; {figure['n']})")
        print(f"measured {card.id} in {lab['made']['seconds']:.0f} s into {path}", file=sys.stderr)
    return 0


def _show(options: argparse.Namespace) -> int:
    from medadv_gui.evaluation.page import model_page
    from medadv_gui.models.library import find_card
    from medadv_gui.report import write_document
    from medadv_gui.report.plain import to_text

    page = model_page(find_card(options.name), options.device)
    if options.out is None:
        print(to_text(page), end="")
    else:
        print(write_document(page, options.out))
    return 0


def _choose(name: str | None, image: Image) -> ModelCard:
    from medadv_gui.models.library import bundled_cards, default_card, find_card

    return find_card(name) if name is not None else default_card(image, bundled_cards())


def _predict(options: argparse.Namespace) -> int:
    """Each path in order; a folder gives its images in order. Exit status 2 if any path failed.

    What is said of every frame of a file alike is said once.
    """
    from medadv_gui.imaging.index import index
    from medadv_gui.imaging.marks import ALREADY
    from medadv_gui.imaging.read import read_image
    from medadv_gui.models.load import load_model

    loaded: dict[str, Model] = {}
    if options.model is not None:
        from medadv_gui.models.library import find_card

        # A model that cannot be had is wrong usage, not a fault of each picture.
        card = find_card(options.model)
        loaded[card.id] = load_model(card, options.device)
    failed, said = False, set[tuple[str, str]]()
    for path in options.path:
        try:
            instances = [instance for series in index(path).series for instance in series.instances]
        except InputError as error:
            instances, failed = [], True
            _failure(str(path), error, options.json)
        for instance in instances:
            file = "/".join(filter(None, (str(instance.path), instance.member)))
            name = f"{file}#{instance.frame}" if instance.frame else file
            try:
                image = read_image(instance)
                card = _choose(options.model, image)
                if card.id not in loaded:
                    loaded[card.id] = load_model(card, options.device)
                prediction = loaded[card.id].predict(image).to_json()
                if image.adversarial:
                    print(f"note: {instance.name}: {ALREADY}", file=sys.stderr)
            except MedadvError as error:
                failed = True
                _failure(name, error, options.json, (file, str(error)) not in said)
                said.add((file, str(error)))
                continue
            for note in image.notes:
                if (file, note) not in said:
                    said.add((file, note))
                    print(f"note: {one_line(instance.name)}: {note}", file=sys.stderr)
            if options.json:
                _print_json({"path": name, "model": card.id, "prediction": prediction})
            else:
                print(f"{one_line(name, len(name))}: {_in_words(prediction)}", flush=True)
    return 2 if failed else 0


def _failure(path: str, error: MedadvError, as_json: bool, aloud: bool = True) -> None:
    if as_json:
        _print_json({"path": path, "error": str(error)})
    if aloud:
        print(f"medadv-gui: {error}", file=sys.stderr)


def _in_words(prediction: dict[str, Any]) -> str:
    if "probabilities" in prediction:
        scores = ", ".join(f"{name} {score:.3f}" for name, score in prediction["probabilities"].items())
        return f"{prediction['label']} (model scores: {scores})"
    if "boxes" in prediction:
        boxes = [
            f"{b['label']} {b['score']:.3f} at {', '.join(f'{v:.0f}' for v in b['box'])}" for b in prediction["boxes"]
        ]
        return "; ".join(boxes) or "no box"
    words = ", ".join(f"{name} {area} pixels" for name, area in prediction["area"].items())
    if "dice" in prediction:
        words += ", Dice " + ", ".join(f"{name} {dice:.3f}" for name, dice in prediction["dice"].items())
    return words


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


def _attack(options: argparse.Namespace) -> int:
    if options.slice == "all":
        return _attack_series(options)
    image, number = _one_image(options.path, options.slice)
    card = _choose(options.model, image)
    settings = _settings(options, card, image)
    _check_folder(options.out)

    from medadv_gui.attack.run import AttackRun
    from medadv_gui.models.load import load_model
    from medadv_gui.report import write_reports

    run = AttackRun(image, load_model(card, options.device), settings, number)
    for warning in run.warnings:
        print(f"note: {warning}", file=sys.stderr)
    if not _follow(run.steps(), lambda step: f"step {step.done} of {step.total}"):
        print("medadv-gui: cancelled; nothing was written", file=sys.stderr)
        return CANCELLED
    result = run.finish(options.out)
    for warning in result.warnings[len(run.warnings) :]:
        print(f"note: {warning}", file=sys.stderr)
    write_reports(options.out)
    if options.json:
        _print_json(result.to_json())
    else:
        _print_outcome(result, options.out)
    return 0


def _print_outcome(result: AttackResult, folder: Path) -> None:
    print(f"original:    {_in_words(result.predictions['original'].to_json())}")
    print(f"adversarial: {_in_words(result.predictions['reread'].to_json())}")
    print(f"same noise:  {_in_words(result.predictions['noise'].to_json())}")
    outcome, budget = result.outcome, result.budget
    stages = {"in memory": outcome.in_memory, "rounded": outcome.rounded, "re-read": outcome.reread}
    met = ", ".join(f"{stage} {'yes' if ok else 'no'}" for stage, ok in stages.items())
    print(f"criterion ({result.criterion}): {met}")
    print(f"largest change: {budget.realised_linf:.10g} stored units, {_of_255(result)}")
    print(f"written to {folder}. {RESEARCH_USE}")


def _attack_series(options: argparse.Namespace) -> int:
    from medadv_gui.imaging.index import index
    from medadv_gui.imaging.read import read_image

    series: Series = max(index(options.path).series, key=len)
    image = read_image(series.instances[series.opening])
    card = _choose(options.model, image)
    settings = _settings(options, card, image)
    _check_folder(options.out)

    if card.input.dimensions == 3:
        return _attack_volume(options, series, card, settings)

    from medadv_gui.attack.series import SeriesRun
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

    through = _follow(steps(), lambda step: f"slice {step.slices_done} of {step.slices}, step {step.steps[0].done}")
    document = run.finish()
    for row in document["results"]:
        if "folder" in row:
            write_reports(options.out / row["folder"])
    if options.json:
        _print_json(document)
    else:
        for row in document["results"]:
            words = row.get("error") or f"re-read {'yes' if row['reread'] else 'no'}, noise {row['noise_success']}"
            print(f"slice {row['slice']:>4}: {words}")
        print(
            f"{document['succeeded']} of {document['clean_correct']} slices that were right before the attack succumbed"
        )
        if document["correlation_mean"] is not None:
            print(f"correlation of the perturbation from slice to slice: {document['correlation_mean']:.3f} (mean)")
        print(f"written to {options.out}. {RESEARCH_USE}")
    if not through:
        print("medadv-gui: cancelled; the slices that were finished are written", file=sys.stderr)
        return CANCELLED
    return 0


def _attack_volume(options: argparse.Namespace, series: Series, card: ModelCard, settings: AttackSettings) -> int:
    from medadv_gui.attack.volume import VolumeRun
    from medadv_gui.models.load import load_model
    from medadv_gui.report import write_reports

    run = VolumeRun(series.instances, load_model(card, options.device), settings, options.out)
    for warning in run.warnings:
        print(f"note: {warning}", file=sys.stderr)
    if not _follow(run.steps(), lambda step: f"step {step.done} of {step.total}, {len(series)} slices at once"):
        print("medadv-gui: cancelled; nothing was written", file=sys.stderr)
        return CANCELLED
    document = run.finish()
    for row in document["results"]:
        write_reports(options.out / row["folder"])
    if options.json:
        _print_json(document)
    elif run.result is not None:
        _print_outcome(run.result, options.out)
    return 0


def _follow(steps: Iterator[Any], words: Callable[[Any], str]) -> bool:
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
        raise InputError(f"{folder.name}: is a file, not a folder")
    if (folder / "result.json").exists() or (folder / "series.json").exists():
        raise InputError(f"{folder.name}: holds a result already; name another folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder.name}: is not empty; name another folder")


def _attacks(options: argparse.Namespace) -> int:
    from medadv_gui.attack import plugins
    from medadv_gui.attack.settings import ATTACKS

    if options.action != "list" and options.name is None:
        raise SettingsError(f"attacks {options.action}: name an attack of your own")
    if options.action == "trust":
        plugin = plugins.trust(options.name)
        if options.json:
            _print_json(_own_facts(plugin))
        else:
            print(f"trusted: {plugin.name}, of {plugin.distribution} {plugin.version}")
            print(f"SHA-256 of its {plugin.files} files: {plugin.sha256}")
            print("It is a program: it runs with your rights. Once its package changes, it is no longer trusted.")
            if plugin.editable:
                print("It is installed in editable mode: changes to its source are not noticed.")
        return 0
    if options.action == "distrust":
        plugins.distrust(options.name)
        print(f"no longer trusted: {options.name}", file=sys.stderr)
        return 0
    own = plugins.own_attacks()
    if options.json:
        listed = [{**_attack_facts(info), "own": False} for info in ATTACKS.values()]
        _print_json({"attacks": listed + [_own_facts(plugin) for plugin in own]})
        return 0
    for info in ATTACKS.values():
        print(f"{info.name:<17} {_attack_words(info)}")
    for plugin in own:
        words = f"yours, of {plugin.distribution} {plugin.version}{' (editable)' * plugin.editable}"
        words += ", trusted" if plugin.trusted else ", not trusted"
        words += f": {plugin.reason}" if plugin.reason else ""
        if plugin.info is not None:
            words = f"{_attack_words(plugin.info)}; {words}"
        print(f"{plugin.name:<17} {words}")
    return 0


def _attack_facts(info: AttackInfo) -> dict[str, Any]:
    return {
        "name": info.name, "title": info.title, "summary": info.summary, "tasks": list(info.tasks),
        "norms": list(info.norms), "min_classes": info.min_classes,
        "parameters": [
            {
                "name": p.name, "title": p.title, "kind": p.kind, "default": p.default, "unit": p.unit,
                **({"choices": list(p.choices)} if p.kind == "choice" else {"low": p.low, "high": p.high}),
            }
            for p in info.parameters
        ],
    }  # fmt: skip


def _own_facts(plugin: Plugin) -> dict[str, Any]:
    return {
        "name": plugin.name, **({} if plugin.info is None else _attack_facts(plugin.info)), "own": True,
        "distribution": plugin.distribution, "version": plugin.version, "sha256": plugin.sha256,
        "files": plugin.files, "editable": plugin.editable, "trusted": plugin.trusted, "reason": plugin.reason,
    }  # fmt: skip


def _attack_words(info: AttackInfo) -> str:
    from medadv_gui.models.card import TASKS

    tasks = "every task" if set(info.tasks) == set(TASKS) else ", ".join(info.tasks)
    parameters = ", ".join(f"{p.name} {p.default}" for p in info.parameters)
    return "; ".join(part for part in (info.title, tasks, ", ".join(info.norms), parameters) if part)


def _report(options: argparse.Namespace) -> int:
    from medadv_gui.report import write_reports

    for path in write_reports(options.folder):
        print(path)
    return 0


def _demo(options: argparse.Namespace) -> int:
    from medadv_gui.demo import write

    for path in write(options.out):
        print(path)
    return 0
