"""Closed forms of every attack: what a linear model allows, what the stabilized objective is at the logits, when it is
plain I-FGSM, the dilated Gaussian as a direct sum, and the memory that a backward pass needs, counted by hand."""

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from medadv_gui.attack.losses import Aim
from medadv_gui.attack.objective import Evaluation, Objective
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.series import held_memory
from medadv_gui.attack.settings import ATTACKS
from medadv_gui.attack.smoothing import GaussianSmoothing
from medadv_gui.models.load import Model
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import TASKS
from tests.attack.test_baselines import NORMS, asked, follow, problem
from tests.attack.test_mathematics import Small, grey, model, perturbation
from tests.support import card, picture

STABILIZED = ("sma", "sma-perturbation", "sma-released")
LOSSES: dict[str, Callable] = {
    "classification": F.cross_entropy,
    "multilabel": F.binary_cross_entropy_with_logits,
    "segmentation": F.cross_entropy,
}
SEEDS = st.integers(0, 10_000)
ROWS, COLUMNS = 5, 6  # of the linear models


class Curved(nn.Module):
    """A small convolutional network with three labels, far from linear: for each pixel, or for the image."""

    def __init__(self, dense: bool) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 3, 3, padding=1))
        self.dense = dense

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        z = self.layers(u * 6 - 3)
        return z if self.dense else (z.sin() * 10).mean((2, 3))


def curved(task: str) -> Model:
    return model(Curved(task == "segmentation"), task=task)


class Separate(nn.Module):
    """w * u summed over the pixels of each answer (all, a row, or one): above 0 the second of two states. Where a
    third is asked for, it lies 50 behind, so that the logits ratio follows the two."""

    def __init__(self, task: str, seed: int) -> None:
        super().__init__()
        self.task = task
        random = torch.randn((2, ROWS, COLUMNS), generator=torch.Generator().manual_seed(seed))
        self.weight = nn.Parameter((random[0].abs() + 0.2) * random[1].sign())

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        z = self.weight * u
        if self.task == "multilabel":
            return z.sum((1, 3))
        if self.task == "classification":
            z = z.sum((2, 3))
        return torch.cat([-z / 2, z / 2, torch.full_like(z, -50)], 1)

    def outwards(self, u: torch.Tensor) -> torch.Tensor:
        """The sign of the direction in which each pixel drives its answer from what it is, (N, 1, rows, columns)."""
        z = self.weight * u
        axes = {"classification": (2, 3), "multilabel": (3,), "segmentation": ()}[self.task]
        return -torch.where((z.sum(axes, keepdim=True) if axes else z) > 0, 1, -1) * self.weight.sign()


def linear(task: str, seed: int) -> Model:
    labels = tuple("abcde"[:ROWS] if task == "multilabel" else "abc")
    return model(Separate(task, seed), task=task, labels=labels, height=ROWS, width=COLUMNS)


def stored(seed: int, low: int, high: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(low, high, (ROWS, COLUMNS), dtype=np.uint8)


def reaching(task: str) -> list[str]:
    """The attacks that must come to the corner of the budget that is best for each pixel. Noise seeks nothing, and DAG
    leaves a pixel alone once it is wrong."""
    fitting = [name for name, info in ATTACKS.items() if info.misfit(linear(task, 0).card, "linf") is None]
    return [name for name in fitting if name not in ("noise", "dag")]


@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("norm", NORMS)
def test_ifgsm_is_the_published_loop_in_every_task(norm: str, task: str) -> None:
    spec, budget, step = curved(task), 30.0, 7.3
    found = problem(spec, [grey(3)], asked("ifgsm", norm=norm, epsilon="30", steps=6, step_size=step))
    queries, _, _ = follow(found)
    origin, preprocess = found.origin, Preprocess(spec.card.input)
    clean = spec.network(preprocess(origin))
    truth = (clean > 0).float() if task == "multilabel" else clean.argmax(1)
    x = origin
    for query in queries:
        assert torch.allclose(query.x, x, rtol=0, atol=0 if norm == "linf" else 1e-3)
        v = x.clone().requires_grad_(True)
        gradient = torch.autograd.grad(LOSSES[task](spec.network(preprocess(v)), truth), v)[0]
        if norm == "linf":
            x = (x + step * gradient.sign()).clamp(origin - budget, origin + budget)
        else:
            moved = x + step * gradient / gradient.norm() - origin
            x = origin + moved * min(1.0, budget / float(moved.norm()))
        x = x.clamp(0, 255)


@pytest.mark.parametrize("task", LOSSES)
@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("reference", ["hard", "soft"])
@pytest.mark.parametrize("attack", STABILIZED)
def test_alpha_zero_is_ifgsm_bit_for_bit_in_every_reading(attack: str, reference: str, norm: str, task: str) -> None:
    """From the original and from a random start; and with another alpha it is not."""
    common = {"norm": norm, "epsilon": "30", "steps": 6, "step_size": 7.3, "restarts": 2}

    def moves(name: str, **own: object) -> tuple[torch.Tensor, torch.Tensor]:
        """The iterates and their gradients."""
        queries, evaluations, _ = follow(problem(curved(task), [grey(3)], asked(name, **common, **own)))
        gradients = [evaluation.gradient for evaluation in evaluations if evaluation.gradient is not None]
        return torch.stack([query.x for query in queries]), torch.stack(gradients)

    plain, without, other = (
        moves(name, **own)
        for name, own in (
            ("ifgsm", {}),
            (attack, {"alpha": 0.0, "reference": reference}),
            (attack, {"alpha": 0.5, "reference": reference}),
        )
    )
    assert len(plain[0]) == 14
    assert all(torch.equal(a, b) for a, b in zip(plain, without, strict=True))
    assert not torch.allclose(other[1], plain[1], rtol=1e-3)


def test_without_momentum_mi_fgsm_is_ifgsm_bit_for_bit() -> None:
    common = {"epsilon": "30", "steps": 6, "step_size": 7.3}
    runs = [
        perturbation(AttackRun(picture(grey(3)), curved("classification"), asked(name, **common, **own)))
        for name, own in (("ifgsm", {}), ("mi-fgsm", {"decay": 0.0}), ("mi-fgsm", {"decay": 1.0}))
    ]
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("attack", "task"), [(name, task) for task in LOSSES for name in reaching(task)])
def test_every_attack_reaches_the_best_corner_of_a_linear_model(attack: str, task: str, seed: int) -> None:
    """In L-infinity, where the valid range cuts many a corner off; for three images at once."""
    spec = linear(task, seed)
    steps = 700 if attack == "square" else None  # a query changes one of 30 pixels
    images = [stored(10 * seed + i, 0, 256) for i in range(3)]
    found = problem(spec, images, asked(attack, epsilon="40", steps=steps))
    queries, _, _ = follow(found)
    ways = spec.network.outwards(found.origin / 255)
    corner = (found.origin + 40 * ways).clamp(0, 255)
    assert ((corner - found.origin).abs() < 40).any()
    for i in range(3):
        best = max(
            queries, key=lambda query: float(((query.x - found.origin) * ways * spec.network.weight.abs())[i].sum())
        )
        assert torch.equal(best.x[i], corner[i])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("attack", [name for name in reaching("classification") if name not in ("square", "worst")])
def test_every_gradient_attack_ends_along_the_gradient_of_a_linear_model(attack: str, seed: int) -> None:
    """In L2, within 1e-4 of the best rise; PGD, whose default steps turn a random start only so far, within 0.05."""
    spec = linear("classification", seed)
    found = problem(spec, [stored(seed, 60, 190)], asked(attack, norm="l2", epsilon="40"))
    queries, _, _ = follow(found)
    slope = spec.network.outwards(found.origin / 255) * spec.network.weight.abs()
    share = float(((queries[-1].x - found.origin) * slope).sum() / (40 * slope.norm()))
    assert (0.95 if attack == "pgd" else 1 - 1e-4) < share < 1 + 1e-5


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("attack", ["apgd-ce", "apgd-dlr", "square", "worst"])
def test_attacks_succeed_from_the_closed_form_budget_on_and_never_below(attack: str, seed: int) -> None:
    spec, image = linear("classification", seed), picture(stored(seed, 100, 150))
    weight = spec.network.weight.detach()
    margin = abs(float((weight * torch.from_numpy(image.stored / 1.0)).sum()))
    enough = math.floor(margin / float(weight.abs().sum())) + 1
    assert 1 < enough < 100
    for budget in (enough - 1, enough):
        run = AttackRun(image, spec, asked(attack, epsilon=str(budget), stop=True))
        for _ in run.steps():
            pass
        assert run.best.rounded is (budget == enough)


@pytest.mark.parametrize("seed", range(3))
def test_dag_turns_every_pixel_that_the_budget_can_turn(seed: int) -> None:
    """What it cannot turn it drives to the end of the budget."""
    spec = linear("segmentation", seed)
    found = problem(spec, [stored(seed, 1, 120)], asked("dag", epsilon="60"))
    queries, _, _ = follow(found)
    ways = spec.network.outwards(found.origin / 255)
    corner = (found.origin + 60 * ways).clamp(0, 255)
    before, reachable, after = (spec.network(x / 255).argmax(1) for x in (found.origin, corner, queries[-1].x))
    turned = before != reachable
    assert 0 < int(turned.sum()) < turned.numel()
    assert torch.equal(after, reachable)
    assert torch.equal(queries[-1].x[:, 0][~turned], corner[:, 0][~turned])


@pytest.mark.parametrize("norm", NORMS)
def test_noise_comes_from_the_seed_alone_and_stays_where_it_may_be(norm: str) -> None:
    def noise(network: nn.Module, seed: int) -> torch.Tensor:
        found = problem(model(network), [grey(1, 0, 256)], asked("noise", norm=norm, epsilon="90", seed=seed))
        queries, _, _ = follow(found)
        delta = queries[1].x - found.origin
        assert (delta.abs().amax() if norm == "linf" else delta.norm()) <= 90 * (1 + 1e-5)
        assert 0 <= queries[1].x.min() <= queries[1].x.max() <= 255
        return delta

    first = noise(Small(0), 0)
    assert torch.equal(noise(Small(1), 0), first)
    assert not torch.equal(noise(Small(0), 1), first)


def evaluated(kind: str, logits: torch.Tensor, other: torch.Tensor, aim: Aim, alpha: float, hard: bool) -> Evaluation:
    """The stabilized objective of a network whose input is its logits, and whose answer to the smoothed input is
    `other`."""
    spec = card(kind, ("thing",) if kind == "detection" else ("a", "b", "c"))
    task = TASKS[kind](spec, Preprocess(spec.input), 8, 8)

    def same(x: torch.Tensor) -> torch.Tensor:
        return x

    objective = Objective(same, lambda _: other, same, task, aim, alpha=alpha, smoothing=same, hard_reference=hard)
    return objective(logits, gradient=True)


def drawn(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 3


def decided(logits: torch.Tensor) -> torch.Tensor:
    """One-hot along dimension 1."""
    return (logits == logits.amax(1, keepdim=True)).double()


@given(SEEDS, st.floats(0, 3), st.booleans(), st.booleans(), st.sampled_from([(), (2, 3)]))
def test_the_gradient_at_the_logits_of_a_choice(
    seed: int, alpha: float, hard: bool, targeted: bool, pixels: tuple[int, ...]
) -> None:
    """(1 - alpha) p - y + alpha t at each position; with a target z in place of y, z - p + alpha (t - p)."""
    z, s, y, wanted = (drawn(seed + i, 2, 3, *pixels) for i in range(4))
    y, wanted = decided(y), decided(wanted)
    kind = "segmentation" if pixels else "classification"
    evaluation = evaluated(kind, z, s, Aim(y, wanted if targeted else None, None), alpha, hard)
    p, t = torch.softmax(z, 1), decided(s) if hard else torch.softmax(s, 1)
    expected = (wanted - p if targeted else p - y) + alpha * (t - p)
    assert torch.allclose(evaluation.gradient, expected / math.prod(pixels), rtol=0, atol=1e-12)


@given(SEEDS, st.floats(0, 3), st.booleans(), st.sampled_from(["multilabel", "detection"]))
def test_the_gradient_at_the_logits_of_what_is_present_or_not(seed: int, alpha: float, hard: bool, kind: str) -> None:
    """((1 - alpha) p - y + alpha t) times the label's share, or the cell's: half of the present's or the absent's."""
    dense = kind == "detection"
    z, s = (drawn(seed + i, 1, 5, 2, 3) if dense else drawn(seed + i, 1, 3) for i in range(2))
    presence, other = (z[:, :1], s[:, :1]) if dense else (z, s)
    y = (drawn(seed + 2, *presence.shape) > 0).double()
    many = y.sum(), (1 - y).sum()
    assume(not dense or all(many))
    weights = y / (2 * many[0]) + (1 - y) / (2 * many[1]) if dense else torch.full_like(y, 1 / 3)
    aim = Aim(torch.stack([1 - y, y], 1), None, weights[:, None] if dense else None)
    gradient = evaluated(kind, z, s, aim, alpha, hard).gradient
    t = (other > 0).double() if hard else torch.sigmoid(other)
    expected = weights * ((1 - alpha) * torch.sigmoid(presence) - y + alpha * t)
    assert torch.allclose(gradient[:, :1] if dense else gradient, expected, rtol=0, atol=1e-12)
    assert not dense or not gradient[:, 1:].any()


PAIRS = st.tuples(st.floats(-6, 6), st.floats(-6, 6))


@given(PAIRS, PAIRS, st.integers(0, 1), st.floats(0, 0.999), st.booleans())
def test_of_two_classes_the_direction_is_ifgsms(
    logits: tuple[float, float], other: tuple[float, float], y: int, alpha: float, hard: bool
) -> None:
    """It is (1 - p_y - alpha (t_y - p_y)) / (1 - p_y) > 0 times as long, so that whatever lies before the logits
    steps alike."""
    z, s = (torch.tensor([values], dtype=torch.float64) for values in (logits, other))
    assume(abs(other[0] - other[1]) > 1e-6)
    aim = Aim(F.one_hot(torch.tensor([y]), 2).double(), None, None)
    ours, plain = (evaluated("classification", z, s, aim, a, hard).gradient for a in (alpha, 0.0))
    p, t = torch.softmax(z, 1)[0, y], (decided(s) if hard else torch.softmax(s, 1))[0, y]
    factor = (1 - p - alpha * (t - p)) / (1 - p)
    assert factor > 0
    assert torch.allclose(ours, factor * plain, rtol=1e-6, atol=0)
    assert torch.equal(ours.sign(), plain.sign())
    assert plain[0, y] < 0 < plain[0, 1 - y]


def test_of_three_classes_the_step_can_be_the_opposite() -> None:
    """The pixel raises the second logit and lowers the third. p = (.5, .3, .2) and y = (1, 0, 0): I-FGSM's slope is
    .3 - .2. With t = (.5, .1, .4) and alpha .5 it is (.15 + .05) - (.1 + .2)."""
    spec = card()
    task = TASKS["classification"](spec, Preprocess(spec.input), 1, 1)
    p, t = torch.tensor([[0.5, 0.3, 0.2]]).log(), torch.tensor([[0.5, 0.1, 0.4]]).log()
    slopes = []
    for alpha in (0.0, 0.5):
        objective = Objective(
            lambda u: p + u * torch.tensor([0.0, 1.0, -1.0]), lambda _: t, lambda x: x, task,
            Aim(torch.tensor([[1.0, 0, 0]]), None, None), alpha=alpha, smoothing=lambda u: u,
        )  # fmt: skip
        slopes.append(float(objective(torch.zeros(1, 1), gradient=True).gradient))
    assert slopes == pytest.approx([0.1, -0.1], abs=1e-6)


@given(SEEDS, st.floats(0, 3), st.sampled_from(["classification", "segmentation", "multilabel"]))
def test_a_hard_reference_equal_to_the_truth_scales_the_gradient_by_one_less_alpha(
    seed: int, alpha: float, kind: str
) -> None:
    z = drawn(seed, 1, 3, *([2, 2] if kind == "segmentation" else []))
    y = torch.stack([z <= 0, z > 0], 1).double() if kind == "multilabel" else decided(z)
    plain, ours, stalled = (evaluated(kind, z, z, Aim(y, None, None), a, True).gradient for a in (0.0, alpha, 1.0))
    assert plain.any()
    assert torch.allclose(ours, (1 - alpha) * plain, rtol=0, atol=1e-12)
    assert not stalled.any()


def test_with_alpha_above_one_a_stable_answer_is_made_more_certain() -> None:
    """A flat image is its own smoothed copy: the first step is I-FGSM's turned round."""
    first = {}
    for name, own in (("ifgsm", {}), ("sma", {"alpha": 1.5, "reference": "hard", "sigma": 0.1})):
        image = picture(np.full((8, 8), 90, np.uint8))
        first[name] = list(AttackRun(image, model(Small(2)), asked(name, epsilon="8", steps=1, **own)).steps())
    assert np.array_equal(first["sma"][1].perturbation(), -first["ifgsm"][1].perturbation())
    losses = {name: [step.record.loss_deviation for step in steps] for name, steps in first.items()}
    assert losses["sma"][1] < losses["sma"][0] == losses["ifgsm"][0] < losses["ifgsm"][1]


@given(SEEDS, st.floats(0, 3), st.integers(0, 2), st.booleans())
def test_the_climb_turns_round_where_alpha_times_the_pull_outweighs_the_doubt(
    seed: int, alpha: float, y: int, hard: bool
) -> None:
    """Of the truth's logit, by alpha (t_y - p_y) against 1 - p_y; from alpha 1 on the record says so."""
    z, s = drawn(seed, 1, 3), drawn(seed + 1, 1, 3)
    p, t = torch.softmax(z, 1)[0, y], (decided(s) if hard else torch.softmax(s, 1))[0, y]
    excess = float(alpha * (t - p) - (1 - p))
    assume(abs(excess) > 1e-9)
    evaluation = evaluated(
        "classification", z, s, Aim(F.one_hot(torch.tensor([y]), 3).double(), None, None), alpha, hard
    )
    assert (evaluation.gradient[0, y] > 0) == (excess > 0)
    assert excess < 0 or alpha > 1
    assert evaluation.figures[0].reversed_share == (None if alpha < 1 else float(excess > 0))


def direct_sum(u: np.ndarray, sigma: float, kernel: int, dilation: int) -> np.ndarray:
    """The dilated Gaussian of (N, C, ...) with mirrored borders: every output is a sum over every tap."""
    found, total = np.zeros_like(u), 0.0
    offsets = [(tap - kernel // 2) * dilation for tap in range(kernel)]
    for taps in itertools.product(offsets, repeat=u.ndim - 2):
        weight = math.exp(-sum(tap**2 for tap in taps) / (2 * sigma**2))
        total += weight
        for place in itertools.product(*map(range, u.shape[2:])):
            there = [abs(at + tap) for at, tap in zip(place, taps, strict=True)]
            there = [min(at, 2 * (size - 1) - at) for at, size in zip(there, u.shape[2:], strict=True)]
            found[(..., *place)] += weight * u[(..., *there)]
    return found / total


@pytest.mark.parametrize("shape", [(2, 3, 9, 12), (1, 2, 5, 6, 7)])
@pytest.mark.parametrize(
    ("sigma", "kernel", "dilation", "taps"),
    [
        (1.0, 3, 1, 3),
        (0.8, 5, 1, 5),
        (1.0, 5, 2, 5),
        (1.5, 3, 3, 3),
        (2.0, 3, 4, 3),
        (0.5, None, 1, 5),
        (0.6, None, 2, 3),
    ],
)
def test_the_dilated_gaussian_is_the_direct_sum(
    sigma: float, kernel: int | None, dilation: int, taps: int, shape: tuple[int, ...]
) -> None:
    u = np.random.default_rng(0).random(shape)
    smoothing = GaussianSmoothing(sigma, kernel, dilation)
    assert smoothing.kernel == taps
    expected = direct_sum(u, sigma, taps, dilation)
    assert np.abs(expected - u).max() > 1e-3
    assert np.allclose(smoothing(torch.from_numpy(u)).numpy(), expected, rtol=0, atol=1e-6)


def test_memory_held_for_the_backward_pass_is_what_counting_by_hand_gives() -> None:
    """Of an 8 x 8 image in float32, each once, and no weight: what the window is clamped from; the standard deviation
    it is divided by; the inputs of the first convolution, of the batch normalisation and of the ReLU's successor; the
    log-probabilities. The pixels' own scaling keeps nothing, nor does the last layer, whose weights are frozen."""
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 2, 3, stride=2), nn.Flatten(),
        nn.Linear(18, 3),
    )  # fmt: skip
    clamped, deviation, first, normalised, rectified, answer = 64, 1, 64, 4 * 64, 4 * 64, 3
    values = clamped + deviation + first + normalised + rectified + answer
    assert held_memory(AttackRun(picture(grey(0)), model(network), asked("sma"))) == 4 * values
