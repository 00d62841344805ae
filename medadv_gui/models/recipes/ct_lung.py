"""Left and right lung on axial chest CT: a U-Net trained on LCTSC, and its hardened twin."""

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

from medadv_gui.demo import chest
from medadv_gui.models.card import InputSpec, ModelCard
from medadv_gui.models.lungs import left_right
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import augment, common
from medadv_gui.models.recipes.harden import hardened
from medadv_gui.models.recipes.metrics import dice, metric
from medadv_gui.models.recipes.training import Batch, Draw, Loss, Run, Schedule, choose, fit, forward, pick_device
from medadv_gui.models.tasks import Segmentation

Array = NDArray[Any]

SPEC = InputSpec(1, 256, 256, "fit", "HU", -1000.0, 400.0, (0.3,), (0.3,), orientation="axial")
ARGUMENTS = {"inputs": 1, "classes": 3, "widths": [16, 32, 64, 128, 160]}
SLOPE, INTERCEPT = 1400.0 / 255.0, -1000.0  # the 8-bit pictures hold the input window
MEMBER = Schedule(steps=502, batch=24, rate=2e-3, average=0.99, until=0.5)
STUDENT = Schedule(steps=759, batch=24, rate=1.5e-3, average=0.995, until=0.75)
TWIN = Schedule(steps=619, batch=24, rate=1e-3, average=0.99)
SEED, PHANTOMS, PHANTOM_SHARE = 1, 120, 0.15
WARP: dict[str, Any] = {"scale": (0.75, 1.8), "shift": 0.12, "degrees": 20.0, "stretch": 0.2}
BEND = 0.012  # of half the picture, standard deviation of the elastic shift
PARTS = ("lung", "left lung", "right lung")


@dataclass(frozen=True)
class Slices:
    """Slices in the input window: pixels (N, 1, 256, 256) and labels (N, 256, 256), both uint8, and each one's case."""

    pixels: Tensor
    labels: Tensor
    cases: tuple[str, ...]


def read_slices(data: Path, keep: Callable[[dict[str, str]], bool]) -> Slices:
    """The slices of the rows that `keep` accepts, through the one preprocessing."""
    folder = data / "ct_lung_seg"
    prep = Preprocess(SPEC, SLOPE, INTERCEPT)
    pixels, labels, cases = [], [], []
    for row in filter(keep, common.read_rows(folder / "labels.csv")):
        stored = common.read_picture(folder / row["file"])
        truth = left_right(common.read_picture(folder / row["mask"]) > 0, stored)
        pixels.append(common.window_position(prep, stored))
        labels.append(small_labels(prep, truth))
        cases.append(row["case"])
    return Slices(torch.from_numpy(np.stack(pixels)), torch.from_numpy(np.stack(labels)), tuple(cases))


def draw_phantoms(first: int = 0, count: int = PHANTOMS) -> Slices:
    """Drawn slices of the seeds from `first` on, through the one preprocessing."""
    prep = Preprocess(SPEC)
    pixels, labels = [], []
    for seed in range(first, first + count):
        drawn = chest.draw_slice(seed, float(np.random.default_rng(seed).random()))
        pixels.append(common.window_position(prep, drawn.hu[0]))
        labels.append(small_labels(prep, drawn.labels[0]))
    return Slices(torch.from_numpy(np.stack(pixels)), torch.from_numpy(np.stack(labels)), ("",) * count)


def small_labels(prep: Preprocess, labels: Array) -> Array:
    """Labels at the network's input size: the commonest of the pixels averaged."""
    planes = np.stack([labels == k for k in range(1, 3)]).astype(np.float32)
    shares = common.place(prep, torch.from_numpy(planes))
    return torch.cat([1 - shares.sum(0, keepdim=True), shares]).argmax(0).to(torch.uint8).numpy()


def opacities(rng: np.random.Generator, x: Tensor, lung: Tensor) -> Tensor:
    """Smooth random opacities inside half of the lungs, as pneumonia makes them: (N, 1, h, w) window positions."""
    n = len(x)
    field = augment.smooth(rng, x, 1, int(rng.choice([8, 16, 32])))
    where = torch.sigmoid(6 * (field - augment.column(rng, 0.0, 1.0, n, x))) * lung * augment.sometimes(rng, 0.5, n, x)
    level = augment.column(rng, 0.3, 0.75, n, x)
    return x + where * (level - x).clamp(min=0) * augment.column(rng, 0.4, 1.0, n, x)


def batches(slices: Slices, chance: Array, rng: np.random.Generator) -> Draw:
    """Draws augmented batches: inputs (N, 1, h, w) and labels (N, h, w).

    Half of them are mirrored, and then the lungs change names: left is what lies on the picture's right.
    """

    def draw(count: int) -> Batch:
        pick = torch.from_numpy(choose(rng, chance, count)).to(slices.pixels.device)
        x, y = slices.pixels[pick].float() / 255, slices.labels[pick].float()[:, None]
        maps = augment.affine(rng, (SPEC.height, SPEC.width), count, **WARP)
        mirrored = rng.random(count) < 0.5
        maps[mirrored, :, 0] *= -1
        x = opacities(rng, x, (y > 0).float())
        bend = BEND * augment.smooth(rng, x, 2, 6).permute(0, 2, 3, 1)
        x, y = augment.warp(x, maps, bend=bend), augment.warp(y, maps, "nearest", bend)
        swap = torch.from_numpy(mirrored).to(y.device)[:, None, None, None] & (y > 0)
        y = torch.where(swap, 3 - y, y)[:, 0].long()
        return common.normalise(SPEC, augment.tone(rng, x, 0.15, 0.05, 0.05)), y

    return draw


def loss(network: nn.Module, batch: Batch) -> Tensor:
    """Cross-entropy and soft Dice of the two lungs over the batch."""
    return objective(network(batch[0]).float(), batch[1])


def objective(logits: Tensor, labels: Tensor) -> Tensor:
    """`loss` of logits already given."""
    p = logits.softmax(1)[:, 1:]
    truth = F.one_hot(labels, 3).permute(0, 3, 1, 2)[:, 1:]
    overlap = (2 * (p * truth).sum((0, 2, 3)) + 1) / (p.sum((0, 2, 3)) + truth.sum((0, 2, 3)) + 1)
    total: Tensor = F.cross_entropy(logits, labels) + 1 - overlap.mean()
    return total


def taught(teachers: Sequence[nn.Module]) -> Loss:
    """The loss plus the divergence from the teachers' mean answer on the same slices."""

    def whole(network: nn.Module, batch: Batch) -> Tensor:
        with torch.no_grad():
            mean = torch.stack([teacher(batch[0]).float().softmax(1) for teacher in teachers]).mean(0)
        logits = network(batch[0]).float()
        total: Tensor = objective(logits, batch[1]) - (mean * logits.log_softmax(1)).sum(1).mean()
        return total

    return whole


@dataclass(frozen=True)
class Learned:
    """The plain network and its twin; for each training case what the member that had not seen it answered: the lungs'
    probabilities (N, 2, h, w) as uint8 0 to 255."""

    network: nn.Module
    twin: nn.Module
    unseen: dict[str, Array]


def learn(data: Path, run: Run) -> Learned:
    """A member for each case left out, a student of all of them on every training slice, the student hardened."""
    rng = common.seed_all(SEED)
    real, drawn = read_slices(data, lambda row: row["split"] == "train"), draw_phantoms()
    whole = Slices(
        torch.cat([real.pixels, drawn.pixels]).to(run.device),
        torch.cat([real.labels, drawn.labels]).to(run.device),
        real.cases + drawn.cases,
    )
    count = len(real.cases)
    cases = np.array(whole.cases)
    chance = np.where(cases != "", (1 - PHANTOM_SHARE) / count, PHANTOM_SHARE / len(drawn.cases))
    teachers: list[nn.Module] = []
    unseen: dict[str, Array] = {}
    left_out = sorted(set(real.cases))
    for k, case in enumerate(left_out):
        away = torch.from_numpy(cases == case).to(run.device)

        def watch(network: nn.Module, away: Tensor = away) -> dict[str, float]:
            return figures(counts(labelled(network, whole.pixels[away]), whole.labels[away].cpu().numpy()))

        schedule = replace(MEMBER, until=MEMBER.until * (k + 1) / len(left_out))
        draw = batches(whole, np.where(cases == case, 0, chance), rng)
        teachers.append(fit(f"member {k}", build("unet", ARGUMENTS), schedule, draw, loss, run, watch))
        logits = forward(teachers[-1], common.normalise(SPEC, whole.pixels[away].float() / 255))
        unseen[case] = (logits.softmax(1)[:, 1:] * 255).round().to(torch.uint8).cpu().numpy()
    draw = batches(whole, chance, rng)
    student = fit("ct-lung", copy.deepcopy(teachers[0]), STUDENT, draw, taught(teachers), run)
    worst = hardened(loss, *common.limits(SPEC, run.device), share=0.7)
    twin = fit("ct-lung-robust", copy.deepcopy(student), TWIN, draw, worst, run)
    return Learned(student.cpu(), twin.cpu(), unseen)


def labelled(network: nn.Module, pixels: Tensor) -> Array:
    """Labels (N, h, w) for window positions (N, 1, h, w) uint8."""
    return forward(network, common.normalise(SPEC, pixels.float() / 255)).argmax(1).cpu().numpy()


def counts(answer: Array, truth: Array) -> Array:
    """Pixels a slice in both, in the answer and in the truth, for lung, left and right: (3, 3, N)."""
    pairs = [(answer > 0, truth > 0), (answer == 1, truth == 1), (answer == 2, truth == 2)]
    return np.array([[(a & b).sum((1, 2)), a.sum((1, 2)), b.sum((1, 2))] for a, b in pairs])


def evaluate(network: nn.Module, card: ModelCard, data: Path, keep: Callable[[dict[str, str]], bool]) -> Array:
    """`counts` at the slices' own size, decoded as in use."""
    folder = data / "ct_lung_seg"
    prep = Preprocess(card.input, SLOPE, INTERCEPT)
    out = []
    for row in filter(keep, common.read_rows(folder / "labels.csv")):
        stored = common.read_picture(folder / row["file"])
        truth = left_right(common.read_picture(folder / row["mask"]) > 0, stored)
        logits = common.answers(network, [common.to_input(prep, stored)])[0]
        answer = Segmentation(card, prep, *stored.shape).decode(logits[None]).mask
        out.append(counts(answer[None], truth[None]))
    return np.concatenate(out, 2)


def figures(table: Array) -> dict[str, float]:
    """Dice of lung against background, left and right lung over all slices of a `counts` table."""
    return {name: dice(*table[i]) for i, name in enumerate(PARTS)}


def metrics(table: Array) -> list[dict[str, Any]]:
    """The card's metrics from a `counts` table, intervals by slice."""
    note = "LCTSC test case S1-104 (one patient), Dice over the volume; interval by slice"
    return [
        metric(f"Dice, {part}", lambda pick, i=i: dice(*table[i][:, pick]), table.shape[2], note)  # type: ignore[misc]
        for i, part in enumerate(PARTS)
    ]


def fields(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The model card's fields, without weights."""
    return {
        "id": "ct-lung",
        "name": "Lungs on chest CT",
        "version": "2.0.0",
        "task": "segmentation",
        "labels": [
            {"name": "background", "colour": "#000000"},
            {"name": "left lung", "colour": "#e69f00"},
            {"name": "right lung", "colour": "#56b4e9"},
        ],
        "architecture": {"name": "unet", "arguments": ARGUMENTS},
        "input": SPEC.to_json(),
        "output": {"kind": "logits", "activation": "softmax", "binary_truth": "left_right"},
        "metrics": figures,
        "training_data": [
            "LCTSC (Lung CT Segmentation Challenge 2017, TCIA): 131 axial slices of 4 patients, CC BY "
            "3.0; changed: windowed to -1000..400 HU, every 4th slice, lungs told apart by side",
            "drawn phantoms of this program (medadv_gui/demo/chest.py)",
        ],
        "licence": "Weights: Apache-2.0. Training data: LCTSC, CC BY 3.0 (attribution above)",
        "citation": "Yang J, Sharp G, Veeraraghavan H, et al. Data from Lung CT Segmentation Challenge "
        "(LCTSC). The Cancer Imaging Archive, 2017, doi:10.7937/K9/TCIA.2017.3R3FVZ08; Yang J, et al. "
        "Autosegmentation for thoracic radiation treatment planning: a grand challenge at AAPM 2017. Med "
        "Phys 2018;45:4568-4581; Clark K, et al. The Cancer Imaging Archive (TCIA). J Digit Imaging "
        "2013;26:1045-1057",
        "intended_use": common.INTENDED_USE,
        "out_of_scope": "Any clinical use; measuring volumes; children; CT other than axial chest slices,"
        " supine, the patient's left on the picture's right. Four training patients; opacities simulated "
        "only",
    }


def train(data: Path, out: Path, device: str = "auto") -> None:
    """Trains, measures the test case and writes the model to `out` and its twin beside it."""
    run, started = Run(pick_device(device)), time.monotonic()
    finish(learn(data, run), run, data, out, time.monotonic() - started)


def finish(learned: Learned, run: Run, data: Path, out: Path, seconds: float) -> None:
    """Measures the test split and each case left out in training, and writes both folders."""
    card, unseen = common.draft(fields([])), draw_phantoms(10_000, 20)
    settings = {
        "schedules": {"member": asdict(MEMBER), "student": asdict(STUDENT), "twin": asdict(TWIN)},
        "phantoms": PHANTOMS,
        "phantom_share": PHANTOM_SHARE,
        "augmentation": {**WARP, "bend": BEND},
        "data": ["ct_lung_seg"],
        "left_out": left_out(learned.unseen, card, data),
    }
    sample = common.Sample(np.rint(chest.draw_slice(10_000, 0.5).hu[0]).astype(np.int16))
    for network, twin in ((learned.network, False), (learned.twin, True)):
        drawn = figures(counts(labelled(network, unseen.pixels), unseen.labels.numpy()))
        recipe = common.record("ct-lung", SEED, run, seconds, **settings, phantom_dice=drawn)
        card_fields = fields(metrics(evaluate(network, card, data, lambda row: row["split"] == "test")))
        if twin:
            common.write_model(common.twin_folder(out), network, common.hard_twin(card_fields), recipe, sample)
        else:
            common.write_model(out, network, card_fields, recipe, sample)


def left_out(unseen: dict[str, Array], card: ModelCard, data: Path) -> dict[str, dict[str, float]]:
    """For each case the Dice of the member that had not seen it, from its probabilities, at the slices' own size."""
    folder, out = data / "ct_lung_seg", {}
    for case, planes in unseen.items():
        rows = [r for r in common.read_rows(folder / "labels.csv") if r["split"] == "train" and r["case"] == case]
        tables = []
        for row, plane in zip(rows, planes, strict=True):
            stored = common.read_picture(folder / row["file"])
            truth = left_right(common.read_picture(folder / row["mask"]) > 0, stored)
            lungs = torch.from_numpy(plane).float() / 255
            p = torch.cat([1 - lungs.sum(0, keepdim=True), lungs]).clamp(min=1e-4)
            answer = Segmentation(card, Preprocess(SPEC, SLOPE, INTERCEPT), *stored.shape).decode(p.log()[None])
            tables.append(counts(answer.mask[None], truth[None]))
        out[case] = figures(np.concatenate(tables, 2))
    return out
