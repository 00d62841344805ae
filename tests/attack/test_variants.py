"""The readings of the stabilized attack against the same thing written out; warnings; randomness; the settings."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from medadv_gui.attack.losses import Aim
from medadv_gui.attack.objective import Objective, reversed_share
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackSettings, worst_of
from medadv_gui.attack.smoothing import GaussianSmoothing
from medadv_gui.core.errors import ModelError, SettingsError
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import Classification
from tests.attack.test_mathematics import Linear, Small, grey, model
from tests.support import PLAIN, card, picture


def written_out(name: str, network: nn.Module, stored: np.ndarray, alpha: float, steps: int, step: float) -> list:
    """The iterates of a reading of SMA, without the program's own loop, losses or smoothing of the right thing."""
    pre = Preprocess(card().input)
    origin = torch.from_numpy(stored.astype(np.float32))[None, None]
    dilation, hard = (2, True) if name == "sma-released" else (1, False)
    smooth = GaussianSmoothing(1.0, dilation=dilation)
    with torch.no_grad():
        label = network(pre(origin)).argmax(1)
        clean = pre(origin)
    x, before, found = origin, clean, []
    for _ in range(steps + 1):
        found.append(x[0].clone())
        v = x.clone().requires_grad_(True)
        u = pre(v)
        log_probs = torch.log_softmax(network(u), 1)
        with torch.no_grad():
            fixed = {"sma": smooth(u), "sma-perturbation": clean + smooth(u - clean), "sma-released": None}[name]
            if fixed is None:
                fixed = before + smooth(u - before)
            t = torch.softmax(network(fixed), 1)
            if hard:
                t = nn.functional.one_hot(t.argmax(1), t.shape[1]).float()
            before = u.detach()
        loss = -log_probs[0, label[0]] + alpha * (t * log_probs).sum()
        x = x + step * torch.autograd.grad(loss, v)[0].sign()
        x = x.clamp((origin - 8).clamp(min=0), (origin + 8).clamp(max=255))
    return found


@pytest.mark.parametrize("name", ["sma", "sma-perturbation", "sma-released"])
@pytest.mark.parametrize("seed", range(5))
def test_each_reading_is_what_it_says(name: str, seed: int) -> None:
    network = Small(seed).eval()
    settings = AttackSettings(name, epsilon="8/255", steps=6, step_size=1.7, alpha=0.9, sigma=1.0, plan=PLAIN)
    run = AttackRun(picture(grey(seed)), model(network), settings)
    ours = [step._x for step in run.steps()]
    for a, b in zip(ours, written_out(name, network, grey(seed), 0.9, 6, 1.7), strict=True):
        assert torch.equal(a, b)


def test_the_readings_differ() -> None:
    """Else the test above could hold for one function under three names."""
    found = [
        torch.stack([x for seed in range(5) for x in written_out(name, Small(seed).eval(), grey(seed), 0.9, 6, 1.7)])
        for name in ("sma", "sma-perturbation", "sma-released")
    ]
    assert not torch.equal(found[0], found[1])
    assert not torch.equal(found[0], found[2])
    assert not torch.equal(found[1], found[2])


@given(st.integers(0, 10_000), st.floats(1.0, 3.0), st.booleans())
def test_reversed_positions_are_where_the_gradient_no_longer_drives_from_the_truth(
    seed: int, alpha: float, hard: bool
) -> None:
    """(1 - alpha) p - y + alpha t at y is at least zero exactly where the share says so."""
    generator = torch.Generator().manual_seed(seed)
    z = (torch.randn((1, 3, 4), generator=generator, dtype=torch.float64) * 2).requires_grad_(True)
    t = torch.softmax(torch.randn((1, 3, 4), generator=generator, dtype=torch.float64) * 4, 1)
    if hard:
        t = nn.functional.one_hot(t.argmax(1), 3).transpose(1, 2).double()
    y = torch.zeros_like(t)
    y[:, 0] = 1
    log_probs = torch.log_softmax(z, 1)
    loss = -(y * log_probs).sum() + alpha * (t * log_probs).sum()
    gradient = torch.autograd.grad(loss, z)[0][:, 0]
    share = float((gradient >= 0).double().mean())
    found = reversed_share(log_probs.detach().exp(), t, Aim(y, None, None), alpha)
    assert float(found) == pytest.approx(share, abs=1e-6)
    (targeted,) = torch.autograd.grad((torch.log_softmax(z, 1) * (y + alpha * t)).sum(), z)
    share = float((targeted[:, 0] <= 0).double().mean())
    found = reversed_share(log_probs.detach().exp(), t, Aim(t, y, None), alpha)
    assert float(found) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(("alpha", "expected"), [(0.5, False), (1.0, True), (1.5, True)])
def test_a_run_that_must_stall_or_turn_round_is_warned_about_and_its_steps_are_marked(
    alpha: float, expected: bool
) -> None:
    settings = AttackSettings("sma", epsilon="8/255", alpha=alpha, reference="hard", sigma=0.1, steps=3)
    run = AttackRun(picture(np.full((8, 8), 90, np.uint8)), model(Small(2)), settings)
    assert any("where the answer is stable" in text for text in run.warnings) is expected
    records = [step.record for step in run.steps()]
    assert all((r.reversed_share is not None) is expected for r in records)
    if expected:
        assert records[0].reversed_share == 1.0


def test_two_answers_are_warned_about() -> None:
    run = AttackRun(picture(grey()), model(Linear(0, 2), labels=("a", "b")), AttackSettings("sma"))
    assert any("equals I-FGSM's" in text for text in run.warnings)
    run = AttackRun(picture(grey()), model(Linear(0, 2), labels=("a", "b")), AttackSettings("ifgsm"))
    assert not run.warnings


def test_smoothing_that_changes_nothing_is_told_afterwards(tmp_path: Path) -> None:
    flat = picture(np.full((8, 8), 90, np.uint8))
    run = AttackRun(flat, model(Linear(3)), AttackSettings("sma", epsilon="1", steps=1, sigma=0.1))
    for _ in run.steps():
        pass
    assert any("next to nothing to hold" in text for text in run.finish(tmp_path).warnings)


class Random(nn.Module):
    """Logits with noise: no two answers are the same."""

    def __init__(self, size: float) -> None:
        super().__init__()
        self.inner, self.size = Linear(2), size

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.inner(u)
        return out + self.size * torch.randn_like(out) * out.abs().mean()


def test_a_model_with_randomness_is_noticed_averaged_over_and_repeatable(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        settings = AttackSettings("sma", epsilon="40", steps=4, samples=8)
        run = AttackRun(picture(grey(2)), model(Random(0.3)), settings)
        assert not run.deterministic
        assert any("over 8 evaluations" in text for text in run.warnings)
        state = torch.get_rng_state()
        for _ in run.steps():
            pass
        assert torch.equal(state, torch.get_rng_state())  # nobody else's random numbers are touched
        result = run.finish(tmp_path / name)
        assert result.attack["samples"] == 8
        found.append(result.adversarial)
    assert np.array_equal(*found)


def test_averaged_gradients_tend_to_that_of_the_mean() -> None:
    """Expectation over randomness: noise added to logits leaves the cross-entropy's gradient right on average."""
    spec = card(labels=("a", "b", "c"))
    pre = Preprocess(spec.input)
    task = Classification(spec, pre, 8, 8)
    y = torch.tensor([[1.0, 0, 0]])
    x = torch.from_numpy(grey(2).astype(np.float32))[None, None]
    errors = []
    exact = Objective(Linear(2), Linear(2), pre, task, Aim(y, None, None))(x, gradient=True).gradient
    for samples in (1, 64):
        torch.manual_seed(0)
        noisy = Random(0.05)
        got = Objective(noisy, noisy, pre, task, Aim(y, None, None), samples=samples)(x, gradient=True).gradient
        errors.append(float((got - exact).norm()))
    assert errors[1] < errors[0] / 2


def test_parameters_left_out_take_the_attacks_own_defaults() -> None:
    released = AttackSettings("sma-released").complete(ATTACKS["sma-released"])
    assert (released.dilation, released.reference) == (2, "hard")
    kept = AttackSettings("sma-released", reference="soft").complete(ATTACKS["sma-released"])
    assert kept.reference == "soft"
    assert AttackSettings("square").complete(ATTACKS["square"]).steps == 500
    assert AttackSettings("ifgsm").complete(ATTACKS["ifgsm"]).alpha is None


def test_worst_of_all_runs_every_other_attack_with_the_steps_asked_for() -> None:
    parts = worst_of(AttackSettings("worst", steps=7, alpha=0.3))
    assert {part.attack for part in parts} == set(ATTACKS) - {"worst"}
    steps = {part.attack: part.steps for part in parts}
    assert steps["ifgsm"] == 7
    assert steps["square"] == 500
    assert next(part for part in parts if part.attack == "sma").alpha == 0.3
    assert parts[-1].attack == "square"


@pytest.mark.parametrize(
    "values", [{"kernel": 4}, {"kernel": -1}, {"dilation": 0}, {"dilation": 9}, {"samples": 0}, {"attack": "dag"}]
)
def test_settings_that_cannot_be(values: dict) -> None:
    with pytest.raises(SettingsError):
        AttackRun(picture(grey()), model(Small()), AttackSettings(**values))


def test_a_decay_below_zero_cannot_be() -> None:
    with pytest.raises(SettingsError):
        AttackRun(picture(grey()), model(Small()), AttackSettings("mi-fgsm", decay=-1.0))


@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_the_gaussian_keeps_its_width_at_any_dilation(dilation: int) -> None:
    """Its standard deviation is sigma in pixels however far its taps are apart, as long as they sample it."""
    smoothing = GaussianSmoothing(3.0, dilation=dilation)
    point = torch.zeros((1, 1, 41, 41))
    point[0, 0, 20, 20] = 1
    row = smoothing(point)[0, 0].sum(0)
    offsets = torch.arange(41.0) - 20
    assert float(row.sum()) == pytest.approx(1, abs=1e-5)
    assert float((row * offsets**2).sum().sqrt()) == pytest.approx(3.0, rel=0.03)


def test_volumes_are_smoothed_along_each_axis() -> None:
    u = torch.rand((1, 1, 9, 10, 11), generator=torch.Generator().manual_seed(0))
    smooth = GaussianSmoothing(0.5)
    flat = torch.stack([smooth(u[:, :, i]) for i in range(9)], 2)
    turned = flat.permute(0, 1, 3, 2, 4)  # rows to the front: smooth along the slices with a plane's other axis
    both = torch.stack([GaussianSmoothing(0.5)(turned[:, :, i]) for i in range(10)], 2)
    assert smooth(u).shape == u.shape
    assert not torch.allclose(smooth(u), both.permute(0, 1, 3, 2, 4))  # that would smooth columns twice
    constant = torch.full((1, 1, 9, 10, 11), 0.7)
    assert torch.allclose(smooth(constant), constant)


def test_a_gradient_that_is_not_finite_is_refused() -> None:
    class Root(nn.Module):
        """Finite answers with an infinite slope at zero."""

        def forward(self, u: torch.Tensor) -> torch.Tensor:
            z = (u.flatten(1)[:, :3] - u.flatten(1)[:, :3].detach()).abs().sqrt()
            return z + torch.tensor([1.0, 0.0, 0.0])

    run = AttackRun(picture(grey()), model(Root()), AttackSettings("ifgsm", plan=PLAIN))
    with pytest.raises(ModelError, match="not a finite number"):
        next(iter(run.steps()))


def test_pinned_plans_are_taken_or_refused() -> None:
    run = AttackRun(picture(grey()), model(Small()), AttackSettings(plan=PLAIN))
    assert run.engine.plan.to_json() == PLAIN
    for wrong in ({**PLAIN, "engine": "warp"}, {**PLAIN, "threads": 999}, {"engine": "plain"}):
        with pytest.raises(SettingsError):
            AttackRun(picture(grey()), model(Small()), replace(AttackSettings(), plan=wrong))
