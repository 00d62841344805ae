"""Artefacts in endoscopy frames, EAD's seven kinds: a centre-point detector, trained on artefacts drawn into real
frames or on a folder in EAD's own layout."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from medadv_gui.demo import endoscopy
from medadv_gui.models.card import InputSpec, ModelCard
from medadv_gui.models.networks import build
from medadv_gui.models.recipes import artefacts, boxes, common
from medadv_gui.models.recipes.artefacts import KINDS
from medadv_gui.models.recipes.boxes import Pictures
from medadv_gui.models.recipes.training import Run, Schedule, fit, folds, pick_device
from medadv_gui.stats.boxes import Found

Array = NDArray[Any]

SPEC = InputSpec(3, 256, 288, "fit", "RGB", 0.0, 255.0, (0.5, 0.35, 0.3), (0.25, 0.2, 0.2))
ARGUMENTS = {"inputs": 3, "widths": [32, 64, 128, 160], "blocks": [1, 2, 2, 2], "neck": 64, "classes": 7}
SCHEDULE = Schedule(steps=1401, batch=48, rate=2e-3)
SEED, DRAWN, HELD_OUT = 5, 1600, 8  # pictures drawn; one frame in so many is kept apart
WARP: dict[str, Any] = {
    "scale": (0.8, 1.3), "shift": 0.1, "degrees": 8.0, "stretch": 0.1, "flip": True, "quarter_turns": True
}  # fmt: skip


def read_frames(data: Path) -> list[tuple[str, Array]]:
    """The training frames of the polyp pictures, by name."""
    folder = data / "endo_polyp_boxes"
    rows = common.read_rows(folder / "labels.csv")
    names = dict.fromkeys(row["file"] for row in rows if row["split"] == "train")
    return [(name, common.read_picture(folder / name)) for name in names]


def draw(frames: list[tuple[str, Array]], first: int, count: int) -> Pictures:
    """`count` pictures with drawn artefacts, of the seeds from `first` on."""
    chosen = [(seed, *frames[seed % len(frames)]) for seed in range(first, first + count)]
    return boxes.as_input(SPEC, [(name, *artefacts.draw(seed, frame)) for seed, name, frame in chosen])


def read_ead(folder: Path) -> Pictures | None:
    """The pictures of a folder in EAD's layout: YOLO text beside each picture, class, centre and size as shares of the
    picture, and class_list.txt; None where the folder holds no such text."""
    stored = []
    for text in sorted(folder.rglob("*.txt")):
        picture = next(
            (p for p in folder.rglob(text.stem + ".*") if p.suffix.lower() in (".jpg", ".png", ".jpeg")), None
        )
        if picture is None:
            continue
        values = np.loadtxt(text, ndmin=2).reshape(-1, 5)
        pixels = common.read_picture(picture)
        h, w = pixels.shape[:2]
        middle, half = values[:, 1:3] * (w, h), values[:, 3:] * (w, h) / 2
        stored.append(
            (picture.name, pixels, np.concatenate([middle - half, middle + half], 1), values[:, 0].astype(int))
        )
    return boxes.as_input(SPEC, stored) if stored else None


@dataclass(frozen=True)
class Learned:
    """The detector, pictures drawn into frames it had not seen, and for each kind its answers there; `labelled` are the
    labelled pictures of EAD's layout that it was trained on, 0 where that was drawn ones."""

    network: nn.Module
    pictures: Pictures
    unseen: list[list[Found]]
    labelled: int = 0


def learn(data: Path, run: Run) -> Learned:
    """Trains on EAD's own pictures where `data` holds ead/, else on artefacts drawn into the polyp frames."""
    rng = common.seed_all(SEED)
    frames = read_frames(data)
    fold = folds([name for name, _ in frames], HELD_OUT, common.share)
    ead = read_ead(data / "ead")
    seen = ead or draw([f for f, k in zip(frames, fold, strict=True) if k], 0, DRAWN)
    away = draw([f for f, k in zip(frames, fold, strict=True) if not k], 1_000_000, 120)
    seen, away = (replace(p, pixels=p.pixels.to(run.device)) for p in (seen, away))
    card = draft()

    def watch(network: nn.Module) -> dict[str, float]:
        answers = boxes.found(network, SPEC, card, away)
        return {kind: boxes.ap50(answers[k], away.truth(k)) for k, kind in enumerate(KINDS)}

    network = boxes.WithExtent(build("centre-detector", ARGUMENTS), ARGUMENTS["neck"])  # type: ignore[arg-type]
    draws = boxes.batches(SPEC, seen, np.ones(len(seen.names)), WARP, len(KINDS), 0.0, rng)
    trained = fit("endo-artefact", network, SCHEDULE, draws, boxes.loss, run, watch)
    unseen = boxes.found(trained, SPEC, card, away)
    assert isinstance(trained, boxes.WithExtent)
    return Learned(trained.detector.cpu(), away, unseen, len(ead.names) if ead else 0)


def fields(figures: list[dict[str, Any]], threshold: float, labelled: int = 0) -> dict[str, Any]:
    """The model card's fields, without weights; `labelled` as in `Learned`."""
    colours = ("#f0e442", "#d55e00", "#cc79a7", "#56b4e9", "#0072b2", "#009e73", "#e69f00")
    return {
        "id": "endo-artefact",
        "name": "Artefacts in endoscopy",
        "version": "1.0.0",
        "task": "detection",
        "labels": [{"name": k, "colour": c} for k, c in zip(KINDS, colours, strict=True)],
        "architecture": {"name": "centre-detector", "arguments": ARGUMENTS},
        "input": SPEC.to_json(),
        "output": boxes.output(threshold),
        "metrics": figures,
        "training_data": [f"a folder in EAD's layout, its owner's: {labelled} labelled pictures"]
        if labelled
        else [
            "Kvasir-SEG (Simula): 480 training pictures as background (one in eight kept apart), restricted to "
            "research and educational use; changed: at most 512 px, JPEG again, artefacts drawn in by this program "
            "(medadv_gui/models/recipes/artefacts.py)",
        ],
        "licence": "Weights: as the owner of the pictures allows"
        if labelled
        else "Weights: research and educational use only, as the terms of Kvasir-SEG ask "
        "(restricted for research and educational purposes)",
        "citation": "Ali S, Zhou F, Daul C, et al. Endoscopy artifact detection (EAD 2019) challenge dataset. "
        "arXiv:1905.03209; Jha D, Smedsrud PH, Riegler MA, et al. Kvasir-SEG: A Segmented Polyp Dataset. "
        "MultiMedia Modeling (MMM) 2020, LNCS 11962:451-462",
        "intended_use": common.INTENDED_USE,
        "out_of_scope": "Any clinical use; any claim of accuracy: it was measured on artefacts drawn by a program, "
        + ("which look otherwise than real ones" if labelled else "and learned those; real ones look otherwise"),
    }


def draft() -> ModelCard:
    """The card before there are weights, to decode with."""
    return common.draft(fields([], 0.5))


def train(data: Path, out: Path, device: str = "auto") -> None:
    """Trains, measures drawn artefacts in frames held out, and writes the model to `out`."""
    run, started = Run(pick_device(device)), time.monotonic()
    finish(learn(data, run), run, out, time.monotonic() - started)


def finish(learned: Learned, run: Run, out: Path, seconds: float) -> None:
    """Sets the one threshold of all kinds, measures, and writes the folder."""
    truth = [learned.pictures.truth(k) for k in range(len(KINDS))]
    threshold, _ = boxes.best_threshold(
        [answer for answers in learned.unseen for answer in answers], [b for kind in truth for b in kind]
    )
    note = "drawn by this program: mechanics, no accuracy on real artefacts; interval by picture"
    figures = [
        {**entry, "name": f"{kind}, {entry['name']}"}
        for kind, answers, boxes_of in zip(KINDS, learned.unseen, truth, strict=True)
        for entry in boxes.metrics(answers, boxes_of, threshold, note, "drawn")[:1]
    ]
    recipe = common.record(
        "endo-artefact",
        SEED,
        run,
        seconds,
        schedules={"all": asdict(SCHEDULE)},
        drawn=DRAWN,
        augmentation=WARP,
        data=["endo_polyp_boxes", "or ead/ in EAD's own layout"],
    )
    frame = endoscopy.draw(10_000, 1).rgb
    sample = common.Sample(artefacts.draw(0, frame)[0])
    common.write_model(out, learned.network, fields(figures, threshold, learned.labelled), recipe, sample)
