"""Diabetic retinopathy grades on fundus photographs by way of lesion masks, trained on IDRiD; the hardened twin."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.demo import fundus
from medadv_gui.models.card import InputSpec
from medadv_gui.models.networks import OrdinalGrader, build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import augment, common
from medadv_gui.models.recipes.harden import hardened
from medadv_gui.models.recipes.metrics import metric
from medadv_gui.models.recipes.training import (
    Batch,
    Draw,
    Loss,
    Run,
    Schedule,
    choose,
    fit,
    folds,
    forward,
    pick_device,
)
from medadv_gui.stats.agreement import kappa
from medadv_gui.stats.roc import auc

Array = NDArray[Any]

SPEC = InputSpec(3, 432, 640, "fit", "RGB", 0.0, 255.0, (0.45, 0.22, 0.08), (0.3, 0.16, 0.1))
GRADES, RISKS = 5, 3
LESIONS = 5  # mask bits: microaneurysm, haemorrhage, hard exudate, soft exudate, and the optic disc
ARGUMENTS = {"classes": 5, "lesions": 5, "widths": [24, 48, 96, 160], "blocks": [2, 2, 2, 3], "neck": 32}
FOLDS = 3
MEMBER = Schedule(steps=830, batch=32, rate=2e-3, average=0.995, until=0.5)
STUDENT = Schedule(steps=1596, batch=32, rate=1.5e-3, average=0.997, until=0.78)
TWIN = Schedule(steps=862, batch=32, rate=6e-4, average=0.99)
FLOOR = {"figure": "DR AUC", "value": 0.88}
TRIED = (
    "version 1.0.0, a smaller network with four kinds of lesions, trained once: AUC 0.864 (0.756 to 0.949), quadratic "
    "kappa 0.52 on the test split",
    "version 2.0.0, which grades on one scale and sees the optic disc, cross-fitted members and a student of theirs: "
    "AUC 0.855 (0.739 to 0.944), quadratic kappa 0.64 on the test split; AUC 0.936 (0.912 to 0.957) cross-fitted on "
    "the 412 training pictures",
)
SEED, PHANTOMS, PHANTOM_SHARE, LESION_SHARE = 3, 120, 0.06, 0.2
WARP: dict[str, Any] = {"scale": (0.8, 1.25), "shift": 0.06, "degrees": 30.0, "stretch": 0.1, "flip": True}


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 3, 432, 640) uint8 window positions, grades and risks (N,) with -1 unknown, and lesion masks.

    `lesions` (M, 5, 216, 320) uint8 0 to 255; `lesion_row` (N,) is a picture's row in it, -1 all clear but for the
    disc, which is unknown (a picture of grade 0 has no lesions), -2 unknown.
    """

    names: tuple[str, ...]
    pixels: Tensor
    grades: Array
    risks: Array
    lesions: Tensor
    lesion_row: Array


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
    risks = [int(r["dme_risk"]) for r in rows]
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
            risks.append(-1)
            row_of.append(len(planes) - 1)
            pixels.append(common.window_position(prep, common.read_picture(masks / row["file"])))
    size = (LESIONS, SPEC.height // 2, SPEC.width // 2)
    whole = np.stack(planes) if planes else np.zeros((0, *size), np.uint8)
    return Pictures(
        tuple(names),
        torch.from_numpy(np.stack(pixels)),
        np.array(grades),
        np.array(risks),
        torch.from_numpy(whole),
        np.array(row_of),
    )


def draw_phantoms(first: int = 0, count: int = PHANTOMS) -> Pictures:
    """Drawn fundi of grade 0 (seeds 0, 5, 10, ... from `first` on) and 2 (seeds 2, 7, 12, ...).

    Drawings of grades 2, 3 and 4 taught the network no more than that they have lesions.
    """
    prep = Preprocess(SPEC)
    seeds = [seed for seed in range(first, first + count) if seed % GRADES in (0, 2)]
    pixels = np.stack([common.window_position(prep, fundus.draw(seed, seed % GRADES).rgb) for seed in seeds])
    grades = np.array([seed % GRADES for seed in seeds])
    return phantom_pictures(pixels, grades)


def phantom_pictures(pixels: Array, grades: Array) -> Pictures:
    """Drawn window positions (N, 3, h, w) of these grades."""
    nothing = torch.zeros((0, LESIONS, SPEC.height // 2, SPEC.width // 2), dtype=torch.uint8)
    names = ("phantom",) * len(grades)
    rows = np.where(grades == 0, -1, -2)
    return Pictures(names, torch.from_numpy(pixels), grades, np.full(len(grades), -1), nothing, rows)


def batches(pictures: Pictures, chance: Array, rng: np.random.Generator) -> Draw:
    """Draws augmented batches: inputs, grades and risks (N,), lesions (N, 5, 108, 160) and which of them are known
    (N, 5, 1, 1)."""

    def draw(count: int) -> Batch:
        device = pictures.pixels.device
        pick = choose(rng, chance, count)
        rows = pictures.lesion_row[pick]
        maps = augment.affine(rng, (SPEC.height, SPEC.width), count, **WARP)
        x = augment.warp(pictures.pixels[torch.from_numpy(pick).to(device)].float() / 255, maps)
        marked = torch.from_numpy(rows >= 0).to(device)[:, None, None, None]
        masks = pictures.lesions[torch.from_numpy(np.maximum(rows, 0)).to(device)].float() / 255 * marked
        masks = F.max_pool2d(augment.warp(masks, maps * [1, 1, 0.5]), 2)
        known = np.repeat(rows[:, None] > -2, LESIONS, 1)
        known[:, -1] = rows >= 0
        x = common.normalise(SPEC, augment.patches(rng, augment.colour(rng, x), 0.15))
        labels = [torch.from_numpy(v).to(device) for v in (pictures.grades[pick], pictures.risks[pick], known)]
        return x, labels[0], labels[1], masks, labels[2][:, :, None, None].float()

    return draw


class WithRisk(nn.Module):
    """A grader and, for training alone, the risk of macular oedema as a second answer of its features."""

    def __init__(self, grader: OrdinalGrader) -> None:
        super().__init__()
        self.grader, self.risk = grader, nn.Linear(grader.features, RISKS)

    def every(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Grade logits (N, 5), severity (N,), lesion logits (N, 5, h / 4, w / 4) and risk logits (N, 3)."""
        features, lesions = self.grader.pooled(x)
        logits, severity = self.grader.grade(features)
        return logits, severity, lesions.float(), self.risk(features).float()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.grader(x)
        return out


def loss(network: nn.Module, batch: Batch) -> Tensor:
    """The grade's loss, cross-entropy on the risk, and cross-entropy and soft Dice on the lesion maps."""
    assert isinstance(network, WithRisk)
    return objective(network.every(batch[0]), batch)


def grade_loss(network: nn.Module, batch: Batch) -> Tensor:
    """The grade's loss alone: what an attack would raise."""
    assert isinstance(network, WithRisk)
    logits, severity, _, _ = network.every(batch[0])
    return graded(logits, severity, batch[1])


def graded(logits: Tensor, severity: Tensor, grades: Tensor) -> Tensor:
    """Cross-entropy on the grade and on DR yes or no, and the severity's distance, of the pictures with a grade."""
    seen = (grades >= 0).float()
    known = grades.clamp(min=0)
    apart = F.cross_entropy(logits, known, label_smoothing=0.05, reduction="none")
    apart = apart + 0.7 * F.binary_cross_entropy_with_logits(disease(logits), (known > 0).float(), reduction="none")
    apart = apart + 0.7 * F.smooth_l1_loss(severity, known.float(), reduction="none")
    total: Tensor = (apart * seen).sum() / seen.sum().clamp(min=1)
    return total


def objective(answers: tuple[Tensor, Tensor, Tensor, Tensor], batch: Batch) -> Tensor:
    """`loss` of answers already given."""
    logits, severity, maps, risk = answers
    _, grades, risks, lesions, known = batch
    total = graded(logits, severity, grades)
    total = total + 0.3 * F.cross_entropy(risk, risks, ignore_index=-1, reduction="sum") / (risks >= 0).sum().clamp(
        min=1
    )
    cells = known.sum().clamp(min=1) * maps.shape[2] * maps.shape[3]
    p = torch.sigmoid(maps) * known
    overlap = (2 * (p * lesions).sum((0, 2, 3)) + 1) / ((p + lesions * known).sum((0, 2, 3)) + 1)
    apart = F.binary_cross_entropy_with_logits(maps, lesions, reduction="none") * known
    return total + 10 * apart.sum() / cells + 0.5 * (1 - overlap.mean())


def taught(teachers: Sequence[nn.Module]) -> Loss:
    """The loss plus the distance to the teachers' mean grade and lesion maps on the same pictures."""

    def whole(network: nn.Module, batch: Batch) -> Tensor:
        assert isinstance(network, WithRisk)
        with torch.no_grad():
            each = [teacher.every(batch[0]) for teacher in teachers]  # type: ignore[operator]
            grade = torch.stack([e[0].softmax(1) for e in each]).mean(0)
            severity = torch.stack([e[1] for e in each]).mean(0)
            lesions = torch.stack([torch.sigmoid(e[2]) for e in each]).mean(0)
        answers = network.every(batch[0])
        distance = -(grade * answers[0].log_softmax(1)).sum(1).mean() + F.smooth_l1_loss(answers[1], severity)
        distance = distance + 10 * F.binary_cross_entropy_with_logits(answers[2], lesions)
        return objective(answers, batch) + distance

    return whole


def disease(logits: Tensor) -> Tensor:
    """The logit of any retinopathy, 1 - p(grade 0), from grade logits (N, 5)."""
    return logits[:, 1:].logsumexp(1) - logits[:, 0]


def logits_of(network: nn.Module, pixels: Tensor) -> Array:
    """Grade logits (N, 5) for window positions (N, 3, h, w) uint8."""
    rows = [forward(network, common.normalise(SPEC, part.float() / 255)) for part in torch.split(pixels, 32)]
    return torch.cat(rows).double().cpu().numpy()


def probabilities(logits: Array) -> Array:
    """Softmax along dimension 1."""
    return torch.from_numpy(logits).softmax(1).numpy()


def best_shift(logits: Array, grades: Array) -> Array:
    """What added to the logits (N, 5) makes the quadratic kappa of the likeliest grade highest, searched grade by grade
    and halved, since the answers it is sought on are few."""
    shift = np.zeros(GRADES)
    steps = np.linspace(-1.5, 1.5, 31)
    for _ in range(3):
        for grade in range(GRADES):
            trials = shift + np.eye(GRADES)[grade] * steps[:, None]
            kappas = [
                kappa(grades, (logits + t).argmax(1), GRADES, "quadratic").value - 0.002 * np.abs(t).sum()
                for t in trials
            ]
            shift = trials[int(np.argmax(kappas))]
    return np.asarray(shift / 2)


def crossed_shift(learned: Learned) -> Array:
    """For each picture (N, 5) the shift sought on the folds that it is not in, so that its kappa flatters nobody."""
    fold = folds(learned.names, FOLDS, common.share)
    return np.stack([best_shift(learned.unseen[fold != k], learned.grades[fold != k]) for k in range(FOLDS)])[fold]


@dataclass(frozen=True)
class Learned:
    """The plain network and its twin, and the members' logits (N, 5) on pictures that each had not seen."""

    network: nn.Module
    twin: nn.Module
    names: tuple[str, ...]
    grades: Array
    unseen: Array
    shift: Array


def learn(data: Path, run: Run) -> Learned:
    """Cross-fitted members, a student of all of them on every training picture, and the student hardened."""
    rng = common.seed_all(SEED)
    real, drawn = read_pictures(data, lambda split, name: split == "train"), draw_phantoms()
    whole = join(real, drawn, run.device)
    count = len(real.names)
    fold = np.concatenate([folds(real.names, FOLDS, common.share), np.full(len(drawn.names), -1)])
    chance = chances(real, len(drawn.names))
    scored = np.flatnonzero(real.grades >= 0)
    members, unseen = [], np.zeros((count, GRADES))
    for k in range(FOLDS):
        away = np.flatnonzero((fold == k)[:count] & (real.grades >= 0))
        hidden, truth = whole.pixels[torch.from_numpy(away).to(run.device)], real.grades[away]

        def watch(network: nn.Module, hidden: Tensor = hidden, truth: Array = truth) -> dict[str, float]:
            return figures(probabilities(logits_of(network, hidden)), truth)

        schedule = replace(MEMBER, until=MEMBER.until * (k + 1) / FOLDS)
        draw = batches(whole, np.where(fold == k, 0, chance), rng)
        member = fit(f"member {k}", fresh(), schedule, draw, loss, run, watch)
        unseen[away] = logits_of(member, hidden)
        members.append(member)
    draw = batches(whole, chance, rng)
    student = fit("fundus-dr", copy.deepcopy(members[0]), STUDENT, draw, taught(members), run)
    worst = hardened(loss, *common.limits(SPEC, run.device), attack=grade_loss)
    twin = fit("fundus-dr-robust", copy.deepcopy(student), TWIN, draw, worst, run)
    shift = best_shift(unseen[scored], real.grades[scored])
    names = tuple(real.names[i] for i in scored)
    return Learned(grader(student), grader(twin), names, real.grades[scored], unseen[scored], shift)


def fresh() -> WithRisk:
    """An untrained grader, with the head that training alone has."""
    return WithRisk(build("ordinal-grader", ARGUMENTS))  # type: ignore[arg-type]


def grader(network: nn.Module) -> nn.Module:
    """The grader alone, on the CPU."""
    assert isinstance(network, WithRisk)
    return network.grader.cpu()


def join(real: Pictures, drawn: Pictures, device: torch.device) -> Pictures:
    """Photographs and drawings together, on the device."""
    return Pictures(
        real.names + drawn.names,
        torch.cat([real.pixels, drawn.pixels]).to(device),
        np.concatenate([real.grades, drawn.grades]),
        np.concatenate([real.risks, drawn.risks]),
        real.lesions.to(device),
        np.concatenate([real.lesion_row, drawn.lesion_row]),
    )


def chances(real: Pictures, drawn: int) -> Array:
    """How often each picture is drawn: a share for those with lesion masks, a share for the drawings, the rest by
    grade, the rarer grades oftener."""
    graded = real.grades >= 0
    rare = np.bincount(real.grades[graded], minlength=GRADES).clip(1) ** -0.4
    plain = np.where(graded, rare[real.grades], 0)
    marked = (real.lesion_row >= 0).astype(float)
    mixed = (1 - LESION_SHARE) * plain / plain.sum() + LESION_SHARE * marked / max(marked.sum(), 1)
    return np.concatenate([(1 - PHANTOM_SHARE) * mixed, np.full(drawn, PHANTOM_SHARE / max(drawn, 1))])


def figures(p: Array, grades: Array) -> dict[str, float]:
    """AUC of DR yes or no, quadratic kappa and accuracy of the grade."""
    return {
        "DR AUC": auc(grades > 0, 1 - p[:, 0]),
        "quadratic kappa": kappa(grades, p.argmax(1), GRADES, "quadratic").value,
        "accuracy": float((p.argmax(1) == grades).mean()),
    }


def metrics(p: Array, grades: Array, split: str = "test") -> list[dict[str, Any]]:
    """The card's metrics, intervals by picture."""
    note = "drawn; interval by picture" if split == "phantoms" else "IDRiD; interval by picture"
    return [
        metric(name, lambda pick, name=name: figures(p[pick], grades[pick])[name], len(grades), note, split)  # type: ignore[misc]
        for name in figures(p, grades)
    ]


def fields(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The model card's fields, without weights."""
    names = ("no DR", "mild DR", "moderate DR", "severe DR", "proliferative DR")
    colours = ("#009e73", "#56b4e9", "#f0e442", "#e69f00", "#d55e00")
    labels = [{"name": f"grade {k}, {n}", "colour": c} for k, (n, c) in enumerate(zip(names, colours, strict=True))]
    return {
        "id": "fundus-dr",
        "name": "Diabetic retinopathy grade",
        "version": "2.0.0",
        "task": "classification",
        "labels": labels,
        "architecture": {"name": "ordinal-grader", "arguments": ARGUMENTS},
        "input": SPEC.to_json(),
        "output": {"kind": "logits", "activation": "softmax"},
        "metrics": figures,
        "training_data": [
            "IDRiD, disease grading: 412 training photographs, CC BY 4.0; changed: 640 px, JPEG again",
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


def train(data: Path, out: Path, device: str = "auto") -> None:
    """Trains, measures the test split and writes the model to `out` and its twin beside it."""
    run, started = Run(pick_device(device)), time.monotonic()
    finish(learn(data, run), run, data, out, time.monotonic() - started)


def finish(learned: Learned, run: Run, data: Path, out: Path, seconds: float) -> None:
    """Shifts the grades' logits as the members' answers on unseen pictures ask, measures, and writes both folders."""
    unseen = metrics(probabilities(learned.unseen + crossed_shift(learned)), learned.grades, "held-out train")
    test, drawn = read_pictures(data, lambda split, name: split == "test", lesions=False), draw_phantoms(10_000, 40)
    settings = {
        "schedules": {"member": asdict(MEMBER), "student": asdict(STUDENT), "twin": asdict(TWIN)},
        "folds": FOLDS,
        "phantoms": PHANTOMS,
        "phantom_share": PHANTOM_SHARE,
        "lesion_share": LESION_SHARE,
        "augmentation": WARP,
        "data": ["fundus_dr", "fundus_lesions"],
        "logit_shift": learned.shift.round(4).tolist(),
        "held_out": unseen,
    }
    sample = common.Sample(fundus.draw(10_000, 0).rgb)
    for network, twin in ((learned.network, False), (learned.twin, True)):
        assert isinstance(network, OrdinalGrader)
        network.bias.data += torch.from_numpy(learned.shift).float()
        figures_test, figures_drawn = (
            metrics(probabilities(logits_of(network, p.pixels)), p.grades, split)
            for p, split in ((test, "test"), (drawn, "phantoms"))
        )
        asked = {} if twin else {"floor": FLOOR, "tried": TRIED}
        recipe = common.record("fundus-dr", SEED, run, seconds, **settings, **asked, phantom_figures=figures_drawn)
        card_fields = fields(figures_test)
        if twin:
            common.write_model(common.twin_folder(out), network, common.hard_twin(card_fields), recipe, sample)
        else:
            common.write_model(out, network, card_fields, recipe, sample)
