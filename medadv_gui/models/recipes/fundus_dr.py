"""Diabetic retinopathy grades on fundus photographs: lesion masks first, then grades, trained on IDRiD."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.demo import fundus
from medadv_gui.models.card import InputSpec
from medadv_gui.models.networks import LesionGrader, build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import common
from medadv_gui.models.recipes.metrics import auc, metric, quadratic_kappa

Array = NDArray[Any]

SPEC = InputSpec(3, 384, 576, "fit", "RGB", 0.0, 255.0, (0.45, 0.22, 0.08), (0.3, 0.16, 0.1))
GRADES, LESIONS = 5, 4  # lesion bits: microaneurysm, haemorrhage, hard exudate, soft exudate
ARGUMENTS = {"classes": 5, "lesions": 4, "widths": [24, 48, 96, 128], "blocks": [1, 2, 2, 2], "neck": 32}
LESION_SCHEDULE = common.Schedule(steps=450, batch=8, rate=2e-3, average=0.99)
GRADE_SCHEDULE = common.Schedule(steps=800, batch=8, rate=1.5e-3, decay=0.05, average=0.997, horizon=2400)
LAST_SCHEDULE = common.Schedule(steps=500, batch=8, rate=1e-3, decay=0.05, average=0.99)
PHANTOM_SCHEDULE = common.Schedule(steps=160, batch=8, rate=4e-4, decay=0.05, average=0.98)
SEED, PHANTOMS, PHANTOM_SHARE = 3, 100, 0.1
WARP: dict[str, Any] = {"scale": (0.85, 1.25), "shift": 0.06, "degrees": 25.0, "stretch": 0.1, "flip": True}


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 3, 384, 576) uint8 window positions, grades (N,) with -1 unknown, and lesion masks.

    `lesions` (M, 4, 192, 288) uint8 0 to 255; `lesion_row` (N,) is a picture's row in it, -1 all clear (a
    picture of grade 0 has no lesions), -2 unknown.
    """

    names: tuple[str, ...]
    pixels: Array
    grades: Array
    lesions: Array
    lesion_row: Array


def held_out(name: str) -> bool:
    """Whether a training picture of fundus_dr is kept apart (about one in seven)."""
    return common.share(name) < 0.15


def read_pictures(data: Path, keep: Callable[[str, str], bool], lesions: bool = True) -> Pictures:
    """The pictures of fundus_dr whose (split, file) `keep` accepts; their lesion masks where there are any.

    Lesion pictures of the training split that fundus_dr does not hold are added, their grade unknown. A mask
    counts only if both its own row and the picture's in fundus_dr are training rows.
    """
    prep = Preprocess(SPEC)
    folder, masks = data / "fundus_dr", data / "fundus_lesions"
    rows = [r for r in common.read_rows(folder / "labels.csv") if keep(r["split"], r["file"])]
    names = [r["file"] for r in rows]
    grades = [int(r["dr_grade"]) for r in rows]
    pixels = [common.window_position(prep, common.read_picture(folder / name)) for name in names]
    row_of = [-1 if grade == 0 else -2 for grade in grades]
    planes: list[Array] = []
    for row in common.read_rows(masks / "labels.csv") if lesions else []:
        same = row["fundus_dr_file"]
        if row["split"] != "train" or (same and same not in names):
            continue
        bits = common.read_picture(masks / row["mask"])
        mask = np.stack([bits >> bit & 1 for bit in range(LESIONS)]).astype(np.float32)
        half = F.max_pool2d(common.place(prep, torch.from_numpy(mask)), 2)
        planes.append((half * 255).round().to(torch.uint8).numpy())
        if same:
            row_of[names.index(same)] = len(planes) - 1
        else:
            names.append(row["file"])
            grades.append(-1)
            row_of.append(len(planes) - 1)
            pixels.append(common.window_position(prep, common.read_picture(masks / row["file"])))
    whole = np.stack(planes) if planes else np.zeros((0, LESIONS, SPEC.height // 2, SPEC.width // 2), np.uint8)
    return Pictures(tuple(names), np.stack(pixels), np.array(grades), whole, np.array(row_of))


def batches(
    pictures: Pictures, phantoms: Pictures | None, lesion_share: float, rng: np.random.Generator
) -> Callable[[int], common.Batch]:
    """Draws augmented batches: inputs, grades (N,), lesions (N, 4, 96, 144), whether lesions are known (N,).

    `lesion_share` of the pictures have a lesion mask; the rest are graded, the rarer grades oftener.
    """
    graded = np.flatnonzero(pictures.grades >= 0)
    chance = np.bincount(pictures.grades[graded], minlength=GRADES)[pictures.grades[graded]] ** -0.4
    chance /= chance.sum()
    marked = np.flatnonzero(pictures.lesion_row >= 0)

    def draw(count: int) -> common.Batch:
        pixels, grades, known = [], [], []
        lesions = torch.zeros(count, LESIONS, SPEC.height // 2, SPEC.width // 2)
        for k in range(count):
            source = pictures
            if phantoms is not None and rng.random() < PHANTOM_SHARE:
                source, i = phantoms, int(rng.integers(len(phantoms.grades)))
            elif rng.random() < lesion_share:
                i = int(rng.choice(marked))
            else:
                i = int(rng.choice(graded, p=chance))
            row = int(source.lesion_row[i])
            pixels.append(source.pixels[i])
            grades.append(source.grades[i])
            if row >= 0:
                lesions[k] = torch.from_numpy(source.lesions[row]).float() / 255
            known.append(row > -2)
        maps = common.affine(rng, (SPEC.height, SPEC.width), count, **WARP)
        x = common.warp(torch.from_numpy(np.stack(pixels)).float() / 255, maps)
        drawn = lesions.amax((1, 2, 3)) > 0
        half = maps * [1, 1, 0.5]
        if drawn.any():
            lesions[drawn] = common.warp(lesions[drawn], half[drawn.numpy()])
        x = common.normalise(SPEC, common.colour(rng, x))
        return x, torch.tensor(np.array(grades)), F.max_pool2d(lesions, 2), torch.tensor(known)

    return draw


def loss(network: nn.Module, batch: common.Batch) -> Tensor:
    """Cross-entropy on the grade and on DR yes or no; cross-entropy and soft Dice on the lesion maps."""
    assert isinstance(network, LesionGrader)
    x, grades, lesions, known = batch
    logits, maps = (out.float() for out in network.lesion_maps(x))
    seen = grades >= 0
    total = logits.sum() * 0
    if seen.any():
        total = total + F.cross_entropy(logits[seen], grades[seen], label_smoothing=0.05)
        total = total + 0.7 * F.binary_cross_entropy_with_logits(disease(logits[seen]), (grades[seen] > 0).float())
    if known.any():
        out, truth = maps[known], lesions[known]
        p = torch.sigmoid(out)
        overlap = (2 * (p * truth).sum((0, 2, 3)) + 1) / ((p + truth).sum((0, 2, 3)) + 1)
        total = total + 10 * F.binary_cross_entropy_with_logits(out, truth) + 0.5 * (1 - overlap.mean())
    return total


def disease(logits: Tensor) -> Tensor:
    """The logit of any retinopathy, 1 - p(grade 0), from grade logits (N, 5)."""
    return logits[:, 1:].logsumexp(1) - logits[:, 0]


def answers(network: nn.Module, pixels: Array) -> Array:
    """Grade probabilities (N, 5) for window positions (N, 3, h, w) uint8."""
    return torch.stack(common.predict(network, common.inputs(SPEC, pixels))).softmax(1).double().numpy()


def figures(p: Array, grades: Array) -> dict[str, float]:
    """AUC of DR yes or no, quadratic kappa and accuracy of the grade."""
    return {
        "DR AUC": auc(grades > 0, 1 - p[:, 0]),
        "quadratic kappa": quadratic_kappa(grades, p.argmax(1), GRADES),
        "accuracy": float((p.argmax(1) == grades).mean()),
    }


def metrics(p: Array, grades: Array, split: str = "test") -> list[dict[str, Any]]:
    """The card's metrics, intervals by picture."""
    note = "drawn; interval by picture" if split == "phantoms" else "IDRiD; interval by picture"
    return [
        metric(name, lambda pick, name=name: figures(p[pick], grades[pick])[name], len(grades), note, split)  # type: ignore[misc]
        for name in figures(p, grades)
    ]


def draw_phantoms(first: int = 0, count: int = PHANTOMS) -> Pictures:
    """Drawn fundi of grade 0 (seeds 0, 5, 10, ... from `first` on) and 2 (seeds 2, 7, 12, ...).

    Drawings of grades 2, 3 and 4 taught the network no more than that they have lesions.
    """
    prep = Preprocess(SPEC)
    seeds = [seed for seed in range(first, first + count) if seed % GRADES in (0, 2)]
    pixels = np.stack([common.window_position(prep, fundus.draw(seed, seed % GRADES).rgb) for seed in seeds])
    grades = np.array([seed % GRADES for seed in seeds])
    nothing = np.zeros((0, LESIONS, SPEC.height // 2, SPEC.width // 2), np.uint8)
    names = tuple(f"phantom {seed}" for seed in seeds)
    return Pictures(names, pixels, grades, nothing, np.where(grades == 0, -1, -2))


def fields(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The model card's fields, without weights."""
    names = ("no DR", "mild DR", "moderate DR", "severe DR", "proliferative DR")
    colours = ("#009e73", "#56b4e9", "#f0e442", "#e69f00", "#d55e00")
    labels = [{"name": f"grade {k}, {n}", "colour": c} for k, (n, c) in enumerate(zip(names, colours, strict=True))]
    return {
        "id": "fundus-dr",
        "name": "Diabetic retinopathy grade",
        "version": "1.0.0",
        "task": "classification",
        "labels": labels,
        "architecture": {"name": "lesion-grader", "arguments": ARGUMENTS},
        "input": asdict(SPEC),
        "decoding": {},
        "metrics": figures,
        "training_data": [
            "IDRiD, disease grading: 412 training photographs (about one in seven held out), CC BY 4.0; "
            "changed: 640 px, JPEG again",
            "IDRiD, segmentation: lesion masks of training photographs, CC BY 4.0; changed: quarter size",
            "drawn phantoms of this program (medadv_gui/demo/fundus.py)",
        ],
        "licence": "Weights: Apache-2.0. Training data: IDRiD, CC BY 4.0 (attribution above)",
        "citation": "Porwal P, Pachade S, Kamble R, et al. Indian Diabetic Retinopathy Image Dataset "
        "(IDRiD): A Database for Diabetic Retinopathy Screening Research. Data 2018;3(3):25",
        "intended_use": common.INTENDED_USE,
        "out_of_scope": "Any clinical use; screening; other cameras, fields or populations than one "
        "Indian clinic's; grade 1, of which there were 20 training pictures, is hardly ever right",
    }


def train(data: Path, out: Path) -> None:
    """Trains on lesion masks, on grades, then with phantoms mixed in; measures, and writes `out`."""
    rng, started = common.seed_all(SEED), time.monotonic()
    pictures = read_pictures(data, lambda split, name: split == "train" and not held_out(name))
    network = common.fit(build("lesion-grader", ARGUMENTS), LESION_SCHEDULE, batches(pictures, None, 0.6, rng), loss)
    for schedule in (GRADE_SCHEDULE, LAST_SCHEDULE):
        network = common.fit(network, schedule, batches(pictures, None, 0.12, rng), loss)
    plain = copy.deepcopy(network)
    network = common.fit(network, PHANTOM_SCHEDULE, batches(pictures, draw_phantoms(), 0.12, rng), loss)
    finish(network, plain, data, out, time.monotonic() - started)


def finish(network: nn.Module, plain: nn.Module, data: Path, out: Path, seconds: float) -> None:
    """Measures with and without the phantom stage, and writes the folder."""
    kept = read_pictures(data, lambda split, name: split == "train" and held_out(name), lesions=False)
    test = read_pictures(data, lambda split, name: split == "test", lesions=False)
    unseen = draw_phantoms(10_000, 40)
    results = [
        {
            split: metrics(answers(net, pictures.pixels), pictures.grades, split)
            for split, pictures in (("held-out train", kept), ("test", test), ("phantoms", unseen))
        }
        for net in (network, plain)
    ]
    recipe = {
        "recipe": "fundus-dr",
        "seed": SEED,
        "lesion_schedule": asdict(LESION_SCHEDULE),
        "grade_schedules": [asdict(GRADE_SCHEDULE), asdict(LAST_SCHEDULE)],
        "phantom_schedule": asdict(PHANTOM_SCHEDULE),
        "phantoms": PHANTOMS,
        "phantom_share": PHANTOM_SHARE,
        "augmentation": WARP,
        "data": ["fundus_dr", "fundus_lesions"],
        "command": "medadv-gui models train fundus-dr --data DIR",
        "training_seconds": round(seconds),
        "with_phantoms": results[0],
        "without_phantoms": results[1],
    }
    common.write_model(out, network, fields(results[0]["test"]), recipe)
