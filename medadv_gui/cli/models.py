"""`medadv-gui models`: list, show, measure, check, import and train."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.cli.words import print_json
from medadv_gui.core.errors import InputError, ModelError, SettingsError

if TYPE_CHECKING:
    from medadv_gui.models.card import ModelCard
    from medadv_gui.models.draft import Draft
    from medadv_gui.models.guard import Probe


def run_models(options: argparse.Namespace) -> int:
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
        print_json({"models": listed})
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
        print_json({"id": card.id, "probes": [asdict(probe) for probe in probes]})
        return
    for probe in probes:
        print(f"{probe.name:<18} {'passed' if probe.passed else 'FAILED'}  {probe.text}")


def _print_draft(found: Draft, as_json: bool) -> None:
    if as_json:
        print_json(
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
            print_json(lab)
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
