"""COVID-19 or other on CT slices cut from papers: a residual network trained on COVID-CT.

Its pictures belong to their publishers: the weights stay on the machine that made them.
"""

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
from medadv_gui.models.card import InputSpec
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import augment, common
from medadv_gui.models.recipes.metrics import auc, metric
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

Array = NDArray[Any]

SPEC = InputSpec(1, 224, 288, "stretch", "8-bit", 0.0, 255.0, (0.4,), (0.3,))
ARGUMENTS = {"inputs": 1, "classes": 2, "widths": [32, 64, 128, 192], "blocks": [1, 2, 2, 2]}
FOLDS = 4
MEMBER = Schedule(steps=570, batch=48, rate=1.5e-3, decay=0.1, average=0.99, until=0.7)
STUDENT = Schedule(steps=700, batch=48, rate=1.5e-3, decay=0.1, average=0.995)
SEED = 4
MIXED = 0.5  # the share of a batch that is mixed with another picture of it
WARP: dict[str, Any] = {"scale": (0.75, 1.5), "shift": 0.12, "degrees": 20.0, "stretch": 0.2}


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 1, 224, 288) uint8 window positions, whether COVID-19 (N,), and the paper or patient of each."""

    pixels: Tensor
    covid: Array
    groups: tuple[str, ...]


def read_pictures(data: Path, keep: Callable[[dict[str, str]], bool]) -> Pictures:
    """The pictures of the rows that `keep` accepts, through the one preprocessing."""
    folder, prep = data / "ct_covid_cls", Preprocess(SPEC)
    rows = [row for row in common.read_rows(folder / "labels.csv") if keep(row)]
    pixels = [common.window_position(prep, common.read_picture(folder / row["file"])) for row in rows]
    covid = np.array([int(row["covid"]) for row in rows])
    return Pictures(torch.from_numpy(np.stack(pixels)), covid, tuple(row["group"] for row in rows))


def chances(pictures: Pictures) -> Array:
    """How often each picture is drawn: both classes alike, a paper's pictures rarer the more it has."""
    sizes = {group: pictures.groups.count(group) for group in set(pictures.groups)}
    chance = np.array([sizes[group] ** -0.5 for group in pictures.groups])
    for covid in (0, 1):
        chance[pictures.covid == covid] /= chance[pictures.covid == covid].sum()
    return chance


def batches(pictures: Pictures, chance: Array, rng: np.random.Generator) -> Draw:
    """Draws augmented batches: inputs (N, 1, h, w) and the share of COVID-19 in each (N,)."""

    def draw(count: int) -> Batch:
        device = pictures.pixels.device
        pick = choose(rng, chance, count)
        maps = augment.affine(rng, (SPEC.height, SPEC.width), count, **WARP)
        maps[rng.random(count) < 0.5, :, 0] *= -1
        x = pictures.pixels[torch.from_numpy(pick).to(device)].float() / 255
        bend = 0.02 * augment.smooth(rng, x, 2, 5).permute(0, 2, 3, 1)
        x = augment.patches(rng, augment.tone(rng, augment.warp(x, maps, bend=bend), 0.35, 0.2, 0.06), 0.4)
        part = np.where(rng.random(count) < MIXED, rng.beta(0.4, 0.4, count), 1.0)
        other = rng.permutation(count)
        share = torch.from_numpy(part.astype(np.float32)).to(device)
        x = torch.lerp(x[torch.from_numpy(other).to(device)], x, share[:, None, None, None])
        covid = part * pictures.covid[pick] + (1 - part) * pictures.covid[pick][other]
        return common.normalise(SPEC, x), torch.from_numpy(covid.astype(np.float32)).to(device)

    return draw


def loss(network: nn.Module, batch: Batch) -> Tensor:
    """Cross-entropy."""
    return objective(network(batch[0]).float(), batch[1])


def objective(logits: Tensor, covid: Tensor) -> Tensor:
    """`loss` of logits already given, a twentieth of each label handed to the other."""
    covid = 0.05 + 0.9 * covid
    total: Tensor = F.cross_entropy(logits, torch.stack([1 - covid, covid], 1))
    return total


def taught(teachers: Sequence[nn.Module]) -> Loss:
    """The loss plus the divergence from the teachers' mean answer on the same pictures."""

    def whole(network: nn.Module, batch: Batch) -> Tensor:
        with torch.no_grad():
            mean = torch.stack([teacher(batch[0]).float().softmax(1) for teacher in teachers]).mean(0)
        logits = network(batch[0]).float()
        return objective(logits, batch[1]) + 2 * F.cross_entropy(logits, mean)

    return whole


def scores(network: nn.Module, pixels: Tensor) -> Array:
    """Probability of COVID-19 (N,) for window positions (N, 1, h, w) uint8."""
    logits = forward(network, common.normalise(SPEC, pixels.float() / 255))
    return logits.softmax(1)[:, 1].double().cpu().numpy()


@dataclass(frozen=True)
class Learned:
    """The network, and what the members answered (N,) on the training pictures that each had not seen."""

    network: nn.Module
    pictures: Pictures
    unseen: Array


def learn(data: Path, run: Run) -> Learned:
    """Members cross-fitted by paper, and a student of all of them on every training picture."""
    rng = common.seed_all(SEED)
    pictures = read_pictures(data, lambda row: row["split"] == "train")
    pictures = replace(pictures, pixels=pictures.pixels.to(run.device))
    fold = np.zeros(len(pictures.groups), int)
    for covid in (0, 1):
        mine = np.flatnonzero(pictures.covid == covid)
        fold[mine] = folds([pictures.groups[i] for i in mine], FOLDS, common.share)
    chance, members, unseen = chances(pictures), [], np.zeros(len(fold))
    for k in range(FOLDS):
        away = torch.from_numpy(fold == k).to(run.device)

        def watch(
            network: nn.Module, away: Tensor = away, truth: Array = pictures.covid[fold == k]
        ) -> dict[str, float]:
            return {"AUC": auc(truth, scores(network, pictures.pixels[away]))}

        schedule = replace(MEMBER, until=MEMBER.until * (k + 1) / FOLDS)
        draw = batches(pictures, np.where(fold == k, 0, chance), rng)
        member = fit(f"member {k}", build("residual-classifier", ARGUMENTS), schedule, draw, loss, run, watch)
        unseen[fold == k] = scores(member, pictures.pixels[away])
        members.append(member)
    student = copy.deepcopy(members[0])
    student = fit("ct-covid", student, STUDENT, batches(pictures, chance, rng), taught(members), run)
    return Learned(student.cpu(), pictures, unseen)


def metrics(score: Array, pictures: Pictures, split: str) -> list[dict[str, Any]]:
    """The card's metrics, intervals by paper or patient."""
    groups = sorted(set(pictures.groups))
    of = [np.flatnonzero(np.array(pictures.groups) == group) for group in groups]
    truth = pictures.covid == 1

    def by(figure: Callable[[Array], float]) -> Callable[[Array], float]:
        return lambda pick: figure(np.concatenate([of[i] for i in pick]))

    figures = {
        "COVID AUC": by(lambda i: auc(truth[i], score[i])),
        "accuracy": by(lambda i: float(((score[i] > 0.5) == truth[i]).mean())),
    }
    note = f"COVID-CT, {len(score)} pictures, split by paper and by patient; interval by paper or patient"
    return [metric(name, figure, len(groups), note, split) for name, figure in figures.items()]


def fields(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The model card's fields, without weights."""
    return {
        "id": "ct-covid",
        "name": "COVID-19 on CT slices",
        "version": "1.0.0",
        "task": "classification",
        "labels": [{"name": "other", "colour": "#56b4e9"}, {"name": "COVID-19", "colour": "#d55e00"}],
        "architecture": {"name": "residual-classifier", "arguments": ARGUMENTS},
        "input": SPEC.to_json(),
        "output": {"kind": "logits", "activation": "softmax"},
        "metrics": figures,
        "training_data": [
            "COVID-CT (Yang, Zhao et al.): 554 training pictures cut from papers, copyright of their publishers, for "
            "research; changed: grey, 384 px, JPEG again; split by paper and by patient"
        ],
        "licence": "Weights: not for distribution, research on the machine that made them; the pictures belong to "
        "their publishers",
        "citation": "Yang X, He X, Zhao J, Zhang Y, Zhang S, Xie P. COVID-CT-Dataset: A CT Scan Dataset about "
        "COVID-19. arXiv:2003.13865",
        "intended_use": common.INTENDED_USE,
        "out_of_scope": "Any clinical use. The pictures are few and biased (arrows and letters are burnt in, the "
        "classes come from different sources). With two classes the stabilized attack equals iterative FGSM",
    }


def train(data: Path, out: Path, device: str = "auto") -> None:
    """Trains, measures the test split and writes the model to `out`."""
    run, started = Run(pick_device(device)), time.monotonic()
    learned = learn(data, run)
    test = read_pictures(data, lambda row: row["split"] == "test")
    recipe = common.record(
        "ct-covid",
        SEED,
        run,
        time.monotonic() - started,
        schedules={"member": asdict(MEMBER), "student": asdict(STUDENT)},
        folds=FOLDS,
        mixed=MIXED,
        augmentation=WARP,
        data=["ct_covid_cls"],
        held_out=metrics(learned.unseen, learned.pictures, "held-out train"),
    )
    figures = metrics(scores(learned.network, test.pixels), test, "test")
    grey = (chest.draw_slice(10_000, 0.5).hu[0] + 1000) / 1400 * 255
    sample = common.Sample(np.rint(grey.clip(0, 255)).astype(np.uint8))
    common.write_model(out, learned.network, fields(figures), recipe, sample)
