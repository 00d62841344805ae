"""The short commands: `view`, `index`, `predict`, `report` and `demo`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.cli.words import failure, in_words, print_json
from medadv_gui.core.errors import InputError, MedadvError
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Image

if TYPE_CHECKING:
    from medadv_gui.models.card import ModelCard
    from medadv_gui.models.load import Model


def run_view(options: argparse.Namespace) -> int:
    from medadv_gui.gui.app import view  # the one way from the command line to the window

    status: int = view(options.path, options.model, options.run, options.screenshot, options.out)
    return status


def run_index(options: argparse.Namespace) -> int:
    from medadv_gui.imaging.index import index

    found = index(options.path)
    if options.json:
        print_json(
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


def choose(name: str | None, image: Image) -> ModelCard:
    from medadv_gui.models.library import bundled_cards, default_card, find_card

    return find_card(name) if name is not None else default_card(image, bundled_cards())


def run_predict(options: argparse.Namespace) -> int:
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
            failure(str(path), error, options.json)
        for instance in instances:
            file = "/".join(filter(None, (str(instance.path), instance.member)))
            name = f"{file}#{instance.frame}" if instance.frame else file
            try:
                image = read_image(instance)
                card = choose(options.model, image)
                if card.id not in loaded:
                    loaded[card.id] = load_model(card, options.device)
                prediction = loaded[card.id].predict(image).to_json()
                if image.adversarial:
                    print(f"note: {instance.name}: {ALREADY}", file=sys.stderr)
            except MedadvError as error:
                failed = True
                failure(name, error, options.json, (file, str(error)) not in said)
                said.add((file, str(error)))
                continue
            for note in image.notes:
                if (file, note) not in said:
                    said.add((file, note))
                    print(f"note: {one_line(instance.name)}: {note}", file=sys.stderr)
            if options.json:
                print_json({"path": name, "model": card.id, "prediction": prediction})
            else:
                print(f"{one_line(name, len(name))}: {in_words(prediction)}", flush=True)
    return 2 if failed else 0


def run_report(options: argparse.Namespace) -> int:
    """Of a cohort, of each cohort in the folder of a preset, or of a result."""
    from medadv_gui.evaluation.cohort.store import COHORT, exists

    folder: Path = options.folder
    cohorts = [folder] if exists(folder) else sorted(path.parent for path in folder.glob(f"*/{COHORT}"))
    if cohorts and not (folder / "result.json").exists():
        from medadv_gui.evaluation.cohort.reports import write_cohort_reports

        paths = [path for cohort in cohorts for path in write_cohort_reports(cohort)]
    else:
        from medadv_gui.models.library import card_documents
        from medadv_gui.report import write_reports

        paths = write_reports(folder, card_documents())
    for path in paths:
        print(path)
    return 0


def run_demo(options: argparse.Namespace) -> int:
    from medadv_gui.demo import write

    for path in write(options.out):
        print(path)
    return 0
