"""Polyps in endoscopy pictures: a centre-point detector trained on Kvasir-SEG's boxes, and its hardened twin."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from medadv_gui.demo import endoscopy
from medadv_gui.models.card import InputSpec, ModelCard
from medadv_gui.models.networks import build
from medadv_gui.models.recipes import boxes, common
from medadv_gui.models.recipes.boxes import Pictures
from medadv_gui.models.recipes.harden import hardened
from medadv_gui.models.recipes.training import Run, Schedule, fit, folds, pick_device
from medadv_gui.stats.boxes import Found

Array = NDArray[Any]

SPEC = InputSpec(3, 256, 288, "fit", "RGB", 0.0, 255.0, (0.5, 0.35, 0.3), (0.25, 0.2, 0.2))
ARGUMENTS = {"inputs": 3, "widths": [32, 72, 144, 208], "blocks": [1, 2, 3, 2], "neck": 64}
FOLDS = 3
MEMBER = Schedule(steps=814, batch=48, rate=2e-3, until=0.5)
STUDENT = Schedule(steps=1579, batch=48, rate=1.5e-3, until=0.78)
TWIN = Schedule(steps=817, batch=48, rate=6e-4, average=0.995)
FLOOR = {"figure": "AP50", "value": 0.80}
TRIED = (
    "version 1.0.0, a smaller network (widths 24, 64, 128, 192; 224 x 256) trained once, phantoms in its last 300 "
    "of 2700 steps: AP50 0.741 (0.660 to 0.826) on the test split, 0.758 (0.634 to 0.873) on 63 held-out pictures",
    "the same without phantoms: AP50 0.705 (0.611 to 0.801) on the test split, 0.751 (0.626 to 0.865) held out",
    "version 2.0.0, larger, three cross-fitted members, a student of theirs: AP50 0.727 (0.639 to 0.812) on the test "
    "split, 0.727 (0.679 to 0.775) cross-fitted on the 480 training pictures",
)
SEED, PHANTOMS, PHANTOM_SHARE = 2, 120, 0.06
UNSEEN = 10_000  # seeds from here on are never trained on
MOSAIC = 0.3
WARP: dict[str, Any] = {
    "scale": (0.6, 1.6), "shift": 0.2, "degrees": 15.0, "stretch": 0.25, "flip": True, "quarter_turns": True
}  # fmt: skip


def read_pictures(data: Path, keep: Callable[[dict[str, str]], bool]) -> Pictures:
    """The pictures of the rows that `keep` accepts, through the one preprocessing."""
    folder = data / "endo_polyp_boxes"
    found: dict[str, list[list[float]]] = {}
    for row in filter(keep, common.read_rows(folder / "labels.csv")):
        found.setdefault(row["file"], []).append([float(row[k]) for k in ("xmin", "ymin", "xmax", "ymax")])
    stored = [(n, common.read_picture(folder / n), np.array(b), np.zeros(len(b), int)) for n, b in found.items()]
    return boxes.as_input(SPEC, stored)


def draw_phantoms(first: int = 0, count: int = PHANTOMS) -> Pictures:
    """Drawn views of the seeds from `first` on, one or (every fourth) two polyps each."""
    drawn = [endoscopy.draw(seed, 2 if seed % 4 == 3 else 1) for seed in range(first, first + count)]
    return boxes.as_input(
        SPEC, [("phantom", v.rgb, np.asarray(v.boxes, float), np.zeros(len(v.boxes), int)) for v in drawn]
    )


@dataclass(frozen=True)
class Learned:
    """The plain detector and its twin, and what the members answered on the pictures that each had not seen."""

    network: nn.Module
    twin: nn.Module
    pictures: Pictures
    unseen: list[Found]


def learn(data: Path, run: Run) -> Learned:
    """Cross-fitted members, a student of all of them on every training picture, and the student hardened."""
    rng = common.seed_all(SEED)
    real = read_pictures(data, lambda row: row["split"] == "train")
    drawn = draw_phantoms()
    count = len(real.names)
    whole = boxes.join(real, drawn)
    whole = replace(whole, pixels=whole.pixels.to(run.device))
    fold = np.concatenate([folds(real.names, FOLDS, common.share), np.full(len(drawn.names), -1)])
    chance = np.where(fold >= 0, (1 - PHANTOM_SHARE) / count, PHANTOM_SHARE / len(drawn.names))
    card = draft()

    def draws(chance: Array) -> Any:
        return boxes.batches(SPEC, whole, chance, WARP, 1, MOSAIC, rng)

    members, unseen = [], [(np.zeros((0, 4)), np.zeros(0))] * count
    for k in range(FOLDS):
        away = take(whole, np.flatnonzero(fold == k))

        def watch(network: nn.Module, away: Pictures = away) -> dict[str, float]:
            return {"AP50": boxes.ap50(boxes.found(network, SPEC, card, away)[0], away.truth(0))}

        schedule = replace(MEMBER, until=MEMBER.until * (k + 1) / FOLDS)
        member = fit(f"member {k}", fresh(), schedule, draws(np.where(fold == k, 0, chance)), boxes.loss, run, watch)
        for i, answer in zip(np.flatnonzero(fold == k), boxes.found(member, SPEC, card, away)[0], strict=True):
            unseen[i] = answer
        members.append(member)
    student = fit("endo-polyp", copy.deepcopy(members[0]), STUDENT, draws(chance), boxes.taught(members), run)
    worst = hardened(boxes.loss, *common.limits(SPEC, run.device))
    twin = fit("endo-polyp-robust", copy.deepcopy(student), TWIN, draws(chance), worst, run)
    return Learned(detector(student), detector(twin), real, unseen)


def fresh() -> boxes.WithExtent:
    """An untrained detector, with the head that training alone has."""
    network = build("centre-detector", ARGUMENTS)
    return boxes.WithExtent(network, ARGUMENTS["neck"])  # type: ignore[arg-type]


def detector(network: nn.Module) -> nn.Module:
    """The detector alone, on the CPU."""
    assert isinstance(network, boxes.WithExtent)
    return network.detector.cpu()


def take(pictures: Pictures, index: Array) -> Pictures:
    """The pictures of an index."""
    return Pictures(
        tuple(pictures.names[i] for i in index),
        pictures.pixels[torch.from_numpy(index).to(pictures.pixels.device)],
        pictures.boxes[index],
        pictures.labels[index],
        tuple(pictures.sizes[i] for i in index),
    )


def fields(figures: list[dict[str, Any]], threshold: float) -> dict[str, Any]:
    """The model card's fields, without weights."""
    return {
        "id": "endo-polyp",
        "name": "Polyps in endoscopy",
        "version": "2.0.0",
        "task": "detection",
        "labels": [{"name": "polyp", "colour": "#009e73"}],
        "architecture": {"name": "centre-detector", "arguments": ARGUMENTS},
        "input": SPEC.to_json(),
        "output": boxes.output(threshold),
        "metrics": figures,
        "training_data": [
            "Kvasir-SEG (Simula): boxes of 480 training pictures, restricted to "
            "research and educational use; changed: at most 512 px, JPEG again",
            "drawn phantoms of this program (medadv_gui/demo/endoscopy.py)",
        ],
        "licence": "Weights: research and educational use only, as the terms of Kvasir-SEG ask "
        "(restricted for research and educational purposes)",
        "citation": "Jha D, Smedsrud PH, Riegler MA, et al. Kvasir-SEG: A Segmented Polyp Dataset. "
        "MultiMedia Modeling (MMM) 2020, LNCS 11962:451-462",
        "intended_use": common.INTENDED_USE,
        "out_of_scope": "Any clinical use; video; pictures other than white-light colonoscopy. Every "
        "training picture holds a polyp, so false alarms on clean mucosa are unmeasured",
    }


def draft() -> ModelCard:
    """The card before there are weights, to decode with."""
    return common.draft(fields([], 0.5))


def train(data: Path, out: Path, device: str = "auto") -> None:
    """Trains, measures the test split and writes the model to `out` and its twin beside it."""
    run, started = Run(pick_device(device)), time.monotonic()
    finish(learn(data, run), run, data, out, time.monotonic() - started)


def finish(learned: Learned, run: Run, data: Path, out: Path, seconds: float) -> None:
    """Sets the threshold on what the members had not seen, measures, and writes both folders."""
    truth = learned.pictures.truth(0)
    threshold, _ = boxes.best_threshold(learned.unseen, truth)
    note = "Kvasir-SEG boxes (patients unknown); interval by picture"
    held_out = boxes.metrics(learned.unseen, truth, threshold, note, "held-out train")
    test, unseen = read_pictures(data, lambda row: row["split"] == "test"), draw_phantoms(UNSEEN, 40)
    settings = {
        "schedules": {"member": asdict(MEMBER), "student": asdict(STUDENT), "twin": asdict(TWIN)},
        "folds": FOLDS,
        "phantoms": PHANTOMS,
        "phantom_share": PHANTOM_SHARE,
        "mosaic": MOSAIC,
        "augmentation": WARP,
        "data": ["endo_polyp_boxes"],
        "held_out": held_out,
    }
    card, sample = draft(), common.Sample(endoscopy.draw(UNSEEN, 1).rgb)
    plain, hard = (boxes.found(network, SPEC, card, learned.pictures)[0] for network in (learned.network, learned.twin))
    for network, twin in ((learned.network, False), (learned.twin, True)):
        own = boxes.like(plain, threshold, hard) if twin else threshold
        figures, drawn = (
            boxes.metrics(boxes.found(network, SPEC, card, p)[0], p.truth(0), own, says, split)
            for p, says, split in ((test, note, "test"), (unseen, "drawn; interval by picture", "phantoms"))
        )
        asked = {} if twin else {"floor": FLOOR, "tried": TRIED}
        recipe = common.record("endo-polyp", SEED, run, seconds, **settings, **asked, phantom_figures=drawn)
        card_fields = fields(figures, own)
        if twin:
            common.write_model(common.twin_folder(out), network, common.hard_twin(card_fields), recipe, sample)
        else:
            common.write_model(out, network, card_fields, recipe, sample)
