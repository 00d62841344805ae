"""What the attack core promises as figures: the same image as a plain PGD, the same bytes again, the fast engines'
agreement over whole attacks, and smallest budgets against closed forms."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.attack import losses, search
from medadv_gui.attack.engine import convolution
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackSettings
from medadv_gui.core.files import file_sha256
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from medadv_gui.models.library import find_card
from medadv_gui.models.load import Model, load_model
from medadv_gui.models.preprocess import Preprocess
from tests.attack.test_mathematics import Linear, Small, grey, model
from tests.support import PLAIN, card, picture

MODELS = ("ct-lung", "endo-polyp", "fundus-dr")


def demo_run(name: str, demo: Path, settings: AttackSettings, epsilon: str | None = None) -> AttackRun:
    """An attack on the demo case that the bundled model's card names, at its budget unless another is given."""
    spec = find_card(name)
    series = max(index(demo / str(spec.demo["case"])).series, key=len)
    asked = replace(settings, epsilon=epsilon or str(spec.demo["epsilon"]))
    return AttackRun(read_image(series.instances[series.opening]), load_model(spec, "cpu"), asked)


def torchattacks_pgd(network: nn.Module, x: torch.Tensor, start: torch.Tensor, y: torch.Tensor, steps: int) -> list:
    """The loop of torchattacks' PGD on pictures from 0 to 1, line by line, from a given start."""
    eps, step, adversarial, found = 4 / 256, 1.5 / 256, start.clone(), []
    for _ in range(steps):
        adversarial.requires_grad = True
        cost = nn.CrossEntropyLoss()(network(adversarial), y)
        grad = torch.autograd.grad(cost, adversarial, retain_graph=False, create_graph=False)[0]
        adversarial = adversarial.detach() + step * grad.sign()
        delta = torch.clamp(adversarial - x, min=-eps, max=eps)
        adversarial = torch.clamp(x + delta, min=0, max=1).detach()
        found.append(adversarial.clone())
    return found


@pytest.mark.parametrize("attack", ["ifgsm", "pgd"])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_image_as_torchattacks_pgd_from_the_same_start(attack: str, seed: int) -> None:
    """Steps off the lattice; scales are powers of two, so that stored units and 0 to 1 round alike."""
    image = picture(grey(seed).astype(np.uint16), highest=256)
    network = Small(seed).eval()
    settings = AttackSettings(attack, epsilon="4", steps=7, step_size=1.5, restarts=1, plan=PLAIN)
    ours = [step._x for step in AttackRun(image, model(network, upper=256.0), settings, checks=False).steps()]
    x = torch.from_numpy(image.stored.astype(np.float32))[None, None] / 256
    with torch.no_grad():
        y = network(x).argmax(1)
    theirs = torchattacks_pgd(network, x, ours[0][None] / 256, y, 7)
    for mine, other in zip(ours[1:], theirs, strict=True):
        assert float((mine / 256 - other).abs().max()) <= 1e-6


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("smoothed", ["float32", "bfloat16"])
def test_a_fast_engine_agrees_over_a_whole_attack(name: str, smoothed: str, demo: Path) -> None:
    """Signs at the first step of the naive attack, and the loss that both reach."""
    if smoothed == "bfloat16" and not convolution.bfloat16_available():
        pytest.skip("this processor has no convolutions in bfloat16")
    naive = demo_run(name, demo, AttackSettings("sma", steps=6, plan=PLAIN))
    fast_plan = {**PLAIN, "engine": "fused", "layout": "channels_last", "smoothed": smoothed}
    fast = demo_run(name, demo, AttackSettings("sma", steps=6, plan=fast_plan))
    assert fast.engine.plan.engine == "fused"
    first, second = [], []
    for run, kept in ((naive, first), (fast, second)):
        kept += [(step._x, step.record.loss_deviation) for step in run.steps()]
    moved = [kept[1][0] - kept[0][0] for kept in (first, second)]
    there = moved[0] != 0
    if smoothed == "float32":
        assert float((moved[0] == moved[1])[there].float().mean()) >= 0.999
        assert second[-1][1] == pytest.approx(first[-1][1], rel=0.005)
    else:  # the reference t is rougher, the gradient's own pass is not
        assert float((moved[0] == moved[1])[there].float().mean()) >= 0.99
        assert second[-1][1] == pytest.approx(first[-1][1], rel=0.02)


@pytest.mark.parametrize("name", MODELS)
def test_without_stabilization_sma_is_ifgsm_in_the_chosen_engine(name: str, demo: Path) -> None:
    runs = [
        demo_run(name, demo, AttackSettings("sma", alpha=0.0, steps=3)),
        demo_run(name, demo, AttackSettings("ifgsm", steps=3)),
    ]
    last = [[step._x for step in run.steps()][-1] for run in runs]
    assert torch.equal(*last)


@pytest.mark.parametrize("attack", [name for name, info in ATTACKS.items() if "detection" in info.tasks])
def test_same_plan_seed_and_device_same_bytes(attack: str, demo: Path, tmp_path: Path) -> None:
    plan = {**PLAIN, "engine": "fused", "layout": "channels_last"}
    many = {"steps": 3} if ATTACKS[attack].default("steps") else {}
    digests = []
    for name in ("a", "b"):
        run = demo_run("endo-polyp", demo, AttackSettings(attack, seed=3, plan=plan, **many))
        for _ in run.steps():
            pass
        run.finish(tmp_path / name)
        digests.append([file_sha256(tmp_path / name / part) for part in ("adversarial.png", "case.npz")])
    assert digests[0] == digests[1]


def smallest(attack: str, norm: str, fine: bool, seed: int) -> tuple[float, float]:
    """(found, true) smallest budget of a linear model with two classes, in stored units."""
    network = Linear(seed, classes=2)
    stored = grey(seed, 100, 150)
    if fine:
        image = picture(stored.astype(np.uint16) * 257, slope=255 / 65535, highest=65535)
    else:
        image = picture(stored)
    spec = model(network, labels=("a", "b"))
    pre = spec.preprocess(image)
    logits = network(pre(spec.tensor(image)))[0].detach()
    weight = (network.weight[0] - network.weight[1]).detach()
    margin = float(logits.max() - logits.min()) * (65535 if fine else 255)
    true = margin / float(weight.abs().sum() if norm == "linf" else weight.norm())
    run = AttackRun(image, spec, AttackSettings(attack, norm=norm, epsilon=f"{3 * true + 20:.0f}", search=True))
    for _ in run.steps():
        pass
    assert run.best is not None
    assert run.best.rounded
    return run.size(run.best), true


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("attack", ["sma", "sma-perturbation", "sma-released", "ifgsm", "fgsm", "pgd", "mi-fgsm"])
def test_the_search_ends_within_five_per_cent_or_a_unit_of_the_closed_form(attack: str, seed: int) -> None:
    for fine in (False, True):
        found, true = smallest(attack, "linf", fine, seed)
        assert true - 1e-3 <= found <= max(1.05 * true, math.floor(true) + 1)


@pytest.mark.parametrize("attack", ["ifgsm", "sma"])
def test_the_search_ends_within_five_per_cent_in_l2(attack: str) -> None:
    """On a fine lattice: on a coarse one a perturbation of whole units cannot come so near."""
    found, true = smallest(attack, "l2", True, 1)
    assert true - 1e-3 <= found <= 1.05 * true


class Islands(nn.Module):
    """Of an image of 100s whose mean rose by s: "b" for s between 1.2 and 3.2, "c" from 10 on, else "a"."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        s = (u * 255 - 100).flatten(1).mean(1)
        return torch.stack([torch.zeros_like(s), (2 - 2 * (s - 2.2).abs()).clamp(min=-5), s - 10.01], 1)


def searching(attack: str) -> AttackRun:
    spec = Model(card(labels=("a", "b", "c")), Islands(), torch.device("cpu"))
    settings = AttackSettings(attack, epsilon="72", search=True, plan=PLAIN)
    return AttackRun(picture(np.full((8, 8), 100, np.uint8)), spec, settings)


@pytest.mark.parametrize("attack", ["ifgsm", "sma"])
def test_the_search_finds_what_lies_before_the_whole_budgets_success(attack: str) -> None:
    run = searching(attack)
    reached = [step.record.linf for step in run.steps() if step.record.success]
    assert reached[0] > search.COARSE  # the whole budget's steps leap over "b"
    assert run.best is not None
    assert run.size(run.best) == 2


def test_a_search_climbs_a_classifiers_margin_and_leaves_the_problem_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    climbed = []

    def margin(log_probs: torch.Tensor, aim: losses.Aim) -> torch.Tensor:
        climbed.append(True)
        return losses.margin(log_probs, aim)

    monkeypatch.setattr(search, "margin", margin)
    run = searching("ifgsm")
    objective = run._loop.problem.objective
    for _ in run.steps():
        pass
    assert climbed
    assert run._loop.problem.objective is objective


def test_leaving_a_search_keeps_the_smallest_success_so_far(tmp_path: Path) -> None:
    run = AttackRun(picture(grey(1)), model(Small(1)), AttackSettings("ifgsm", epsilon="40", search=True))
    seen = 0
    for step in run.steps():
        seen += step.record.success
        if seen and not step.record.success and step.record.linf > 0:
            break
    result = run.finish(tmp_path)
    assert result.stop_reason == "cancelled"
    assert result.outcome.reread


def test_the_budget_of_a_search_is_what_its_image_took(tmp_path: Path) -> None:
    run = AttackRun(picture(grey(1)), model(Small(1)), AttackSettings("ifgsm", epsilon="40", search=True))
    for _ in run.steps():
        pass
    result = run.finish(tmp_path)
    assert result.budget.stored_units == result.budget.realised_linf
    assert result.stop_reason == "the smallest budget that works is found"


class Crossing(nn.Module):
    """The answer turns once four of 64 values have moved by a whole unit: less of each does not count."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        moved = (u * 255 - 100).flatten(1)
        whole = (moved.detach().abs() >= 0.999).float().sum(1, keepdim=True)
        slope = (moved * torch.linspace(1, 2, 64)).sum(1, keepdim=True) * 1e-3
        return torch.cat([slope - slope.detach() + 3.5 - whole, torch.zeros_like(slope)], 1)


def test_an_image_that_succeeds_only_once_rounded_counts_as_it_is(tmp_path: Path) -> None:
    """L2 of 2 over 64 values: a quarter of a unit each in memory, four whole units once rounded."""
    spec = Model(card(labels=("a", "b")), Crossing(), torch.device("cpu"))
    settings = AttackSettings("ifgsm", norm="l2", epsilon="2", steps=2, plan=PLAIN)
    run = AttackRun(picture(np.full((8, 8), 100, np.uint8)), spec, settings)
    for _ in run.steps():
        pass
    result = run.finish(tmp_path)
    assert not result.outcome.in_memory
    assert result.outcome.rounded
    assert result.outcome.reread


def test_one_preprocessing_for_both(demo: Path) -> None:
    run = demo_run("fundus-dr", demo, AttackSettings("ifgsm"))
    assert isinstance(run.preprocess, Preprocess)
    assert torch.equal(run.engine.network(run.preprocess(run.origin)).argmax(), run._outputs.argmax())
