"""Left and right lung on axial chest CT: a 16-channel U-Net trained on LCTSC."""

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

from medadv_gui.demo import chest
from medadv_gui.models.card import InputSpec, ModelCard, read_card
from medadv_gui.models.lungs import left_right
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import common
from medadv_gui.models.recipes.metrics import dice, metric
from medadv_gui.models.tasks import Segmentation

Array = NDArray[Any]

SPEC = InputSpec(1, 256, 256, "fit", "HU", -1000.0, 400.0, (0.3,), (0.3,))
ARGUMENTS = {"inputs": 1, "classes": 3, "widths": [16, 32, 64, 96, 128]}
SLOPE, INTERCEPT = 1400.0 / 255.0, -1000.0  # the 8-bit pictures hold the input window
SCHEDULE = common.Schedule(steps=300, batch=8, rate=2e-3, average=0.99)
PHANTOM_SCHEDULE = common.Schedule(steps=80, batch=8, rate=5e-4, average=0.97)
SEED, PHANTOMS, PHANTOM_SHARE = 1, 120, 0.1
WARP: dict[str, Any] = {"scale": (0.75, 2.0), "shift": 0.12, "degrees": 15.0, "stretch": 0.15}


PARTS = ("lung", "left lung", "right lung")


@dataclass(frozen=True)
class Slices:
    """Slices in the input window: pixels (N, 256, 256) and labels (N, 256, 256), both uint8."""

    pixels: Array
    labels: Array


def read_slices(data: Path, keep: Callable[[dict[str, str]], bool]) -> Slices:
    """The slices of the rows that `keep` accepts, through the one preprocessing."""
    folder = data / "ct_lung_seg"
    prep = Preprocess(SPEC, SLOPE, INTERCEPT)
    pixels, labels = [], []
    for row in filter(keep, common.read_rows(folder / "labels.csv")):
        stored = common.read_picture(folder / row["file"])
        truth = left_right(common.read_picture(folder / row["mask"]) > 0, stored)
        pixels.append(common.window_position(prep, stored)[0])
        labels.append(small_labels(prep, truth))
    return Slices(np.stack(pixels), np.stack(labels))


def small_labels(prep: Preprocess, labels: Array) -> Array:
    """Labels at the network's input size: the commonest of the pixels averaged."""
    planes = np.stack([labels == k for k in range(1, 3)]).astype(np.float32)
    shares = common.place(prep, torch.from_numpy(planes))
    return torch.cat([1 - shares.sum(0, keepdim=True), shares]).argmax(0).to(torch.uint8).numpy()


def opacities(rng: np.random.Generator, x: Tensor, lung: Tensor) -> Tensor:
    """Smooth random opacities inside some lungs, as pneumonia makes them: (h, w) window positions."""
    size = int(rng.choice([8, 16, 32]))
    noise = torch.from_numpy(rng.standard_normal((1, 1, size, size)).astype(np.float32))
    smooth = F.interpolate(noise, x.shape, mode="bicubic")[0, 0]
    where = torch.sigmoid(6 * (smooth - rng.uniform(0.0, 1.0))) * lung
    level = rng.uniform(0.3, 0.75)
    return x + where * (level - x).clamp(min=0) * float(rng.uniform(0.4, 1.0))


def batches(slices: Slices, phantoms: Slices | None, rng: np.random.Generator) -> Callable[[int], common.Batch]:
    """Draws augmented batches: inputs (N, 1, h, w) and labels (N, h, w)."""

    def draw(count: int) -> common.Batch:
        pixels, labels = [], []
        for _ in range(count):
            source = phantoms if phantoms is not None and rng.random() < PHANTOM_SHARE else slices
            i = int(rng.integers(len(source.pixels)))
            x, y = (torch.from_numpy(a[i]).float() for a in (source.pixels, source.labels))
            x = x / 255
            pixels.append(opacities(rng, x, (y > 0).float()) if rng.random() < 0.5 else x)
            labels.append(y)
        maps = common.affine(rng, (SPEC.height, SPEC.width), count, **WARP)
        x = common.warp(torch.stack(pixels)[:, None], maps)
        y = common.warp(torch.stack(labels)[:, None], maps, "nearest")[:, 0].long()
        gain = torch.from_numpy(rng.uniform((0.85, -0.05, 0.0), (1.15, 0.05, 0.04), (count, 3))).float()
        gain = gain.T[:, :, None, None, None]
        x = (x * gain[0] + gain[1] + gain[2] * torch.randn(x.shape)).clamp(0, 1)
        if rng.random() < 0.3:
            x = F.avg_pool2d(x, 3, 1, 1)
        return common.normalise(SPEC, x), y

    return draw


def loss(network: nn.Module, batch: common.Batch) -> Tensor:
    """Cross-entropy and soft Dice of the two lungs over the batch."""
    x, labels = batch
    logits = network(x).float()
    p = logits.softmax(1)[:, 1:]
    truth = F.one_hot(labels, 3).permute(0, 3, 1, 2)[:, 1:]
    overlap = (2 * (p * truth).sum((0, 2, 3)) + 1) / (p.sum((0, 2, 3)) + truth.sum((0, 2, 3)) + 1)
    total: Tensor = F.cross_entropy(logits, labels) + 1 - overlap.mean()
    return total


def answers(network: nn.Module, pixels: Array) -> Array:
    """Labels (N, h, w) for window positions (N, h, w) uint8."""
    inputs = common.inputs(SPEC, pixels[:, None])
    return np.stack([out.argmax(0).numpy() for out in common.predict(network, inputs)])


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
        logits = common.predict(network, [common.to_input(prep, stored)])[0]
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


def draw_phantoms(first: int = 0, count: int = PHANTOMS) -> Slices:
    """Drawn slices of the seeds from `first` on, through the one preprocessing."""
    prep = Preprocess(SPEC)
    pixels, labels = [], []
    for seed in range(first, first + count):
        drawn = chest.draw_slice(seed, float(np.random.default_rng(seed).random()))
        pixels.append(common.window_position(prep, drawn.hu[0])[0])
        labels.append(small_labels(prep, drawn.labels[0]))
    return Slices(np.stack(pixels), np.stack(labels))


def fields(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The model card's fields, without weights."""
    return {
        "id": "ct-lung",
        "name": "Lungs on chest CT",
        "version": "1.0.0",
        "task": "segmentation",
        "labels": [
            {"name": "background", "colour": "#000000"},
            {"name": "left lung", "colour": "#e69f00"},
            {"name": "right lung", "colour": "#56b4e9"},
        ],
        "architecture": {"name": "unet", "arguments": ARGUMENTS},
        "input": asdict(SPEC),
        "decoding": {"binary_truth": "left_right"},
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


def train(data: Path, out: Path) -> None:
    """Trains on every training slice, then with phantoms mixed in, measures the test case, writes `out`."""
    rng, started = common.seed_all(SEED), time.monotonic()
    slices = read_slices(data, lambda row: row["split"] == "train")
    network = common.fit(build("unet", ARGUMENTS), SCHEDULE, batches(slices, None, rng), loss)
    plain = copy.deepcopy(network)
    network = common.fit(network, PHANTOM_SCHEDULE, batches(slices, draw_phantoms(), rng), loss)
    finish(network, plain, data, out, time.monotonic() - started)


def finish(network: nn.Module, plain: nn.Module, data: Path, out: Path, seconds: float) -> None:
    """Measures the test split and the phantoms, with and without the phantom stage, and writes the folder."""
    common.write_model(out, network, fields([]), {})
    card = read_card(out)
    tables = [evaluate(net, card, data, lambda row: row["split"] == "test") for net in (network, plain)]
    unseen = draw_phantoms(10_000, 20)
    drawn = [figures(counts(answers(net, unseen.pixels), unseen.labels)) for net in (network, plain)]
    recipe = {
        "recipe": "ct-lung",
        "seed": SEED,
        "schedule": asdict(SCHEDULE),
        "phantom_schedule": asdict(PHANTOM_SCHEDULE),
        "phantoms": PHANTOMS,
        "phantom_share": PHANTOM_SHARE,
        "augmentation": WARP,
        "data": ["ct_lung_seg"],
        "command": "medadv-gui models train ct-lung --data DIR",
        "training_seconds": round(seconds),
        "held_out": "case LCTSC-Test-S1-201 was held out for trying out (lung Dice 0.967, 0.965 after the "
        "phantom stage); the final weights use all four training cases",
        "phantom_dice": drawn[0],
        "without_phantoms": {"test": metrics(tables[1]), "phantom_dice": drawn[1]},
    }
    common.write_model(out, network, fields(metrics(tables[0])), recipe)
