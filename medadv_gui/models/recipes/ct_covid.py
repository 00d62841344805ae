"""COVID-19 or other on CT slices cut from papers: what the lung segmentation sees in the lungs, and one linear layer
trained on COVID-CT.

So few pictures of so many papers teach a network of its own little: a residual network with strong augmentation,
members cross-fitted by paper and a student of theirs came to an AUC of 0.65 on the training papers that each member had
not seen; one linear layer on the features of `ct-lung` comes to 0.77.

The pictures belong to their publishers: the weights stay on the machine that made them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from scipy.optimize import minimize
from torch import Tensor

from medadv_gui.demo import chest
from medadv_gui.models.card import InputSpec
from medadv_gui.models.library import find_card
from medadv_gui.models.networks import LungReader, build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import common, ct_lung
from medadv_gui.models.recipes.metrics import metric
from medadv_gui.models.recipes.training import Run, folds, pick_device
from medadv_gui.stats.roc import auc

Array = NDArray[Any]

SPEC = InputSpec(1, 256, 256, "stretch", "8-bit", 0.0, 255.0, (0.3,), (0.3,))  # as ct-lung is used to see its window
ARGUMENTS = {"classes": 2, "labels": 3, "widths": ct_lung.ARGUMENTS["widths"], "levels": 3, "bins": 16}
FOLDS, SEED, BATCH = 4, 4, 8
PARTS, DRAWS = (1 / 8, 1 / 4, 1 / 2, 1), 10  # of the learning curve
RIDGE = 0.25  # of the linear layer's weights; chosen on the held-out papers, where 0.08 to 0.25 are alike
FLOOR = {"figure": "COVID AUC", "value": 0.80}
TRIED = (
    "a residual network of its own with strong augmentation, members cross-fitted by paper and a student of theirs: "
    "AUC 0.65 on the training papers that each member had not seen",
    "one linear layer on the features of ct-lung: AUC 0.77 on the training papers left out",
)


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 1, 256, 256) uint8 window positions, whether COVID-19 (N,), and the paper or patient of each."""

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


def weights_of(pictures: Pictures) -> Array:
    """How much each picture weighs: both classes alike, a paper's pictures less the more it has."""
    sizes = {group: pictures.groups.count(group) for group in set(pictures.groups)}
    weight = np.array([sizes[group] ** -0.5 for group in pictures.groups])
    for covid in (0, 1):
        weight[pictures.covid == covid] /= weight[pictures.covid == covid].sum()
    return weight


def reader() -> LungReader:
    """The network with the weights of the bundled `ct-lung`, its linear layer not yet trained."""
    network = build("lung-reader", ARGUMENTS)
    assert isinstance(network, LungReader)
    network.lungs.load_state_dict(load_file(find_card("ct-lung").weights_path))
    return network.eval()


def features(network: LungReader, pixels: Tensor, device: torch.device) -> Tensor:
    """The network's features (N, features) of window positions (N, 1, 256, 256) uint8, on the CPU."""
    with torch.inference_mode():
        parts = [
            network.features(common.normalise(SPEC, pixels[at : at + BATCH].to(device).float() / 255)).cpu()
            for at in range(0, len(pixels), BATCH)
        ]
    return torch.cat(parts).clone()


def fit(network: LungReader, found: Tensor, covid: Array, weight: Array) -> None:
    """Standardise the features and train the linear layer: logistic regression with a ridge penalty, weighted.

    found : (N, features); covid : (N,) 0 or 1; weight : (N,).
    """
    share = torch.from_numpy(weight / weight.sum())[:, None]
    mean = (found.double() * share).sum(0)
    network.mean.copy_(mean)
    network.scale.copy_(((found.double() - mean).square() * share).sum(0).sqrt() + 1e-6)
    x, sign = network.standardised(found).double().numpy(), 2.0 * covid - 1.0

    def objective(values: Array) -> tuple[float, Array]:
        margin = sign * (x @ values[:-1] + values[-1])
        pull = -weight * sign / (1 + np.exp(margin))
        total = weight @ np.logaddexp(0, -margin) + RIDGE / 2 * values[:-1] @ values[:-1]
        return float(total), np.append(x.T @ pull + RIDGE * values[:-1], pull.sum())

    best = minimize(objective, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    half = torch.from_numpy(best / 2).float()
    with torch.no_grad():  # of two opposite logits, so that the softmax is the regression's own
        network.head.weight.copy_(torch.stack([-half[:-1], half[:-1]]))
        network.head.bias.copy_(torch.stack([-half[-1], half[-1]]))


def scores(network: LungReader, found: Tensor) -> Array:
    """Probability of COVID-19 (N,) of pictures with these features (N, features)."""
    with torch.inference_mode():
        share: Array = network.head(network.standardised(found)).softmax(1)[:, 1].double().numpy()
    return share


@dataclass(frozen=True)
class Learned:
    """The network, and what was answered (N,) on the training pictures of papers that had been left out. `curve` is
    recipe.json's `learning_curve`."""

    network: LungReader
    pictures: Pictures
    unseen: Array
    curve: dict[str, Any]


def learn(data: Path, run: Run) -> Learned:
    """The linear layer trained with a quarter of the papers left out in turn, then on all of them."""
    pictures = read_pictures(data, lambda row: row["split"] == "train")
    network = reader().to(run.device)
    found, weight = features(network, pictures.pixels, run.device), weights_of(pictures)
    network = network.cpu()
    fold = np.zeros(len(pictures.groups), int)
    for covid in (0, 1):
        mine = np.flatnonzero(pictures.covid == covid)
        fold[mine] = folds([pictures.groups[i] for i in mine], FOLDS, common.share)

    def left_out(part: float, rng: np.random.Generator) -> tuple[Array, float]:
        """What was answered (N,) on the papers left out, by layers trained on that part of the other papers, and how
        many pictures they were trained on in the mean."""
        answers, counts = np.zeros(len(fold)), []
        for k in range(FOLDS):
            used = of_papers(pictures, fold != k, part, rng)
            fit(network, found[torch.from_numpy(used)], pictures.covid[used], weight[used])
            answers[fold == k] = scores(network, found[torch.from_numpy(fold == k)])
            counts.append(int(used.sum()))
        return answers, float(np.mean(counts))

    rng, points = common.seed_all(SEED), []
    for part in PARTS:
        drawn = [left_out(part, rng) for _ in range(DRAWS)]
        areas = [auc(pictures.covid == 1, answers) for answers, _ in drawn]
        count = round(float(np.mean([count for _, count in drawn])))
        middle, low, high = (round(float(value), 4) for value in (np.mean(areas), min(areas), max(areas)))
        points.append({"pictures": count, "value": middle, "low": low, "high": high})
    unseen, _ = left_out(1, rng)
    fit(network, found, pictures.covid, weight)
    curve = {
        "figure": "COVID AUC",
        "on": "the training pictures of papers left out",
        "training": f"the recipe's own, on a part of the other papers; mean and range of {DRAWS} draws",
        "points": points,
    }
    return Learned(network, pictures, unseen, curve)


def of_papers(pictures: Pictures, among: Array, part: float, rng: np.random.Generator) -> Array:
    """Which pictures (N,) belong to a part, drawn, of each class's papers or patients `among` (N,) all."""
    groups, chosen = np.array(pictures.groups), np.zeros(len(among), bool)
    for covid in (0, 1):
        mine = among & (pictures.covid == covid)
        names = np.unique(groups[mine])
        chosen |= mine & np.isin(groups, rng.permutation(names)[: max(1, round(part * len(names)))])
    return chosen


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
        "version": "2.0.0",
        "task": "classification",
        "labels": [{"name": "other", "colour": "#56b4e9"}, {"name": "COVID-19", "colour": "#d55e00"}],
        "architecture": {"name": "lung-reader", "arguments": ARGUMENTS},
        "input": SPEC.to_json(),
        "output": {"kind": "logits", "activation": "softmax"},
        "metrics": figures,
        "training_data": [
            "COVID-CT (Yang, Zhao et al.): 554 training pictures cut from papers, copyright of their publishers, for "
            "research; changed: grey, 384 px, JPEG again; split by paper and by patient",
            "the weights of ct-lung, which segments the lungs and is not trained further: LCTSC, CC BY 3.0",
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
        folds=FOLDS,
        ridge=RIDGE,
        data=["ct_covid_cls"],
        floor=FLOOR,
        tried=TRIED,
        learning_curve=learned.curve,
        held_out=metrics(learned.unseen, learned.pictures, "held-out train"),
    )
    found = features(learned.network, test.pixels, torch.device("cpu"))
    figures = metrics(scores(learned.network, found), test, "test")
    grey = (chest.draw_slice(10_000, 0.5).hu[0] + 1000) / 1400 * 255
    sample = common.Sample(np.rint(grey.clip(0, 255)).astype(np.uint8))
    common.write_model(out, learned.network, fields(figures), recipe, sample)
