"""The attack against closed forms: linear models, plain I-FGSM written out again, divergences, the smoothing."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from torch import nn

from medadv_gui.attack.losses import Aim, cross_entropy, divergence
from medadv_gui.attack.objective import Objective
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.attack.smoothing import GaussianSmoothing
from medadv_gui.core.types import ClassPrediction
from medadv_gui.models.load import Model
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import Classification
from tests.support import PLAIN, card, picture


class Linear(nn.Module):
    """Logits linear in an 8 x 8 grey input."""

    def __init__(self, seed: int, classes: int = 3) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, 64, generator=torch.Generator().manual_seed(seed)))

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return u.flatten(1) @ self.weight.T


class Small(nn.Module):
    """A small convolutional network with three classes."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.layers = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, stride=2), nn.ReLU(), nn.Flatten(),
            nn.Linear(72, 3),
        )  # fmt: skip

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return self.layers(u) * 8


def grey(seed: int = 0, low: int = 40, high: int = 200) -> np.ndarray:
    return np.random.default_rng(seed).integers(low, high, (8, 8), dtype=np.uint8)


def model(network: nn.Module, **changes) -> Model:
    return Model(card(**changes), network, torch.device("cpu"))


def perturbation(run: AttackRun) -> np.ndarray:
    last = None
    for step in run.steps():
        last = step
    assert last is not None
    return last.perturbation()


@pytest.mark.parametrize("seed", range(5))
def test_linear_model_reaches_the_closed_form_linf_optimum(seed: int) -> None:
    """Two classes: the margin w.d under |d| <= e is maximal at d = e sign(w), and every step points there."""
    network = Linear(seed, classes=2)
    image = picture(grey(seed))
    run = AttackRun(image, model(network, labels=("a", "b")), AttackSettings(attack="ifgsm", epsilon="6/255"))
    y = run.task.labels.index(run.clean.label)
    w = (network.weight[1 - y] - network.weight[y]).reshape(8, 8).sign().detach().numpy()
    assert np.array_equal(perturbation(run), 6 * w)


@pytest.mark.parametrize("seed", range(3))
def test_linear_model_reaches_the_closed_form_l2_optimum(seed: int) -> None:
    network = Linear(seed, classes=2)
    settings = AttackSettings(attack="ifgsm", norm="l2", epsilon="20")
    run = AttackRun(picture(grey(seed)), model(network, labels=("a", "b")), settings)
    y = run.task.labels.index(run.clean.label)
    w = (network.weight[1 - y] - network.weight[y]).reshape(8, 8).detach().numpy()
    assert perturbation(run) == pytest.approx(20 * w / np.linalg.norm(w), abs=1e-3)


@pytest.mark.parametrize("alpha", [0.0, 0.5, 0.9])
def test_two_classes_below_alpha_one_equal_ifgsm(alpha: float) -> None:
    """The logit gradient keeps its direction, so the sign step is I-FGSM's."""
    settings = AttackSettings("sma", epsilon="5/255", alpha=alpha), AttackSettings("ifgsm", epsilon="5/255")
    images = [
        perturbation(AttackRun(picture(grey(4)), model(Linear(4, 2), labels=("a", "b")), asked)) for asked in settings
    ]
    assert np.array_equal(*images)


@pytest.mark.parametrize("seed", range(4))
def test_alpha_zero_is_plain_ifgsm_bit_for_bit(seed: int) -> None:
    """Against I-FGSM written out in eight lines, at a step that leaves the lattice."""
    network, image = Small(seed).eval(), picture(grey(seed))
    settings = AttackSettings("sma", epsilon="8/255", steps=7, step_size=1.7, alpha=0.0, plan=PLAIN)
    run = AttackRun(image, model(network), settings)
    y = torch.tensor([run.task.labels.index(run.clean.label)])
    origin = torch.from_numpy(image.stored.astype(np.float32))[None, None]
    x = origin.clone()
    for step in run.steps():
        assert torch.equal(step._x, x[0])
        v = x.clone().requires_grad_(True)
        loss = nn.functional.cross_entropy(network(Preprocess(card().input)(v)), y)
        x = x + 1.7 * torch.autograd.grad(loss, v)[0].sign()
        x = x.clamp((origin - 8).clamp(min=0), (origin + 8).clamp(max=255))


def test_a_positive_alpha_changes_the_attack() -> None:
    """Else the test above would hold for any alpha."""
    asked = [AttackSettings("sma", epsilon="8/255", alpha=alpha, sigma=1.0) for alpha in (0.0, 0.7)]
    found = [perturbation(AttackRun(picture(grey(1)), model(Small(1)), settings)) for settings in asked]
    assert not np.array_equal(*found)


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0, 1.5])
def test_gradient_at_the_logits(alpha: float, hard: bool) -> None:
    """(1 - alpha) p - y + alpha t for a single label: the identity network makes the input the logits."""
    identity = nn.Flatten()
    spec = card(labels=tuple("abcd"), height=2, width=2, upper=1.0)
    pre = Preprocess(spec.input)
    task = Classification(spec, pre, 2, 2)
    x = torch.tensor([[[[0.9, 0.1], [0.4, 0.3]]]])
    y = torch.tensor([[1.0, 0, 0, 0]])
    smoothing = GaussianSmoothing(0.5, kernel=3)
    objective = Objective(
        identity, identity, pre, task, Aim(y, None, None), alpha=alpha, smoothing=smoothing, hard_reference=hard
    )
    evaluation = objective(x, gradient=True)
    (figures,) = evaluation.figures
    p = torch.softmax(x.flatten(1), 1)
    t = torch.softmax(smoothing(x).flatten(1), 1)
    if hard:
        t = nn.functional.one_hot(t.argmax(1), 4).float()
    expected = (1 - alpha) * p - y + alpha * t
    assert torch.allclose(evaluation.gradient.flatten(1), expected, atol=1e-6)
    assert figures.deviation == pytest.approx(-math.log(p[0, 0]), rel=1e-5)
    assert figures.stabilization == pytest.approx(float((t * p.log()).sum()), rel=1e-5)


def test_the_hard_reference_equal_to_y_stalls_at_alpha_one() -> None:
    settings = AttackSettings("sma", epsilon="8/255", alpha=1.0, reference="hard", sigma=0.1)
    run = AttackRun(picture(np.full((8, 8), 90, np.uint8)), model(Small(2)), settings)
    assert any("stalls" in warning for warning in run.warnings)
    steps = list(run.steps())
    assert run.stop_reason == "the gradient is zero everywhere"
    assert len(steps) == 1


@given(st.lists(st.floats(-6, 6), min_size=3, max_size=3), st.lists(st.floats(-6, 6), min_size=3, max_size=3))
def test_divergence_and_cross_entropy_against_numpy(a: list[float], b: list[float]) -> None:
    p, q = (torch.softmax(torch.tensor([v], dtype=torch.float64), 1) for v in (a, b))
    expected = float((p * (p / q).log()).sum())
    assert float(divergence(p, q.log(), None)) == pytest.approx(expected, abs=1e-9)
    entropy = -float((p * p.log()).sum())
    assert float(cross_entropy(p, q.log(), None)) == pytest.approx(expected + entropy, abs=1e-9)


@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.0])
def test_smoothing_equals_scipys_gaussian(sigma: float) -> None:
    u = np.random.default_rng(0).random((2, 3, 24, 20))
    smoothing = GaussianSmoothing(sigma)
    got = smoothing(torch.from_numpy(u)).numpy()
    radius = smoothing.kernel // 2
    expected = ndimage.gaussian_filter(u, (0, 0, sigma, sigma), mode="mirror", radius=(0, 0, radius, radius))
    assert np.allclose(got, expected, atol=1e-6)


def test_a_target_becomes_the_answer() -> None:
    network = Linear(7)
    clean = AttackRun(picture(grey(7)), model(network), AttackSettings(epsilon="1")).clean
    assert isinstance(clean, ClassPrediction)
    target = min(clean.scores, key=lambda name: clean.scores[name])
    settings = AttackSettings("ifgsm", epsilon="100/255", target=target)
    steps = list(AttackRun(picture(grey(7)), model(network), settings).steps())
    assert steps[-1].prediction.label == target
    assert steps[-1].record.success


def test_search_finds_the_closed_form_smallest_budget() -> None:
    network = Linear(11, classes=2)
    image = picture(grey(11, 100, 150))
    spec = model(network, labels=("a", "b"))
    logits = network(Preprocess(spec.card.input)(spec.tensor(image)))[0].detach()
    margin = float((logits.max() - logits.min()) * 255)
    weight = float((network.weight[0] - network.weight[1]).abs().sum())
    run = AttackRun(image, spec, AttackSettings("ifgsm", epsilon="90", steps=5, search=True))
    for _ in run.steps():
        pass
    assert run.best is not None
    assert run.best.rounded
    assert run.best.budget.stored_units == math.floor(margin / weight) + 1
