"""CUDA: engines agree with the plain network, replays keep what was answered, two runs give the same bytes, float32 is
float32. The choice among its engines and the preparation of the device are tested without a GPU too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.attack.engine import Engine, Plan, build, choice, choose, cuda
from medadv_gui.attack.engine.frozen import private
from medadv_gui.attack.engines import _ready
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.models import device as devices
from medadv_gui.models.library import find_card
from medadv_gui.models.load import Model, load_model
from tests.attack.test_mathematics import perturbation
from tests.support import picture

on_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
MODELS = ["ct-lung", "endo-polyp", "fundus-dr"]
ENGINES = [("graphed", "channels_last"), ("graphed", "contiguous"), ("plain", "channels_last")]
WORKSPACE = "CUBLAS_WORKSPACE_CONFIG"


def flags() -> tuple[Any, ...]:
    """What the process is set to: TF32 in products and in convolutions, cuDNN's search and sameness, determinism."""
    cudnn = torch.backends.cudnn
    return (
        torch.backends.cuda.matmul.allow_tf32, cudnn.allow_tf32, cudnn.benchmark, cudnn.deterministic,
        torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled(),
        torch.utils.deterministic.fill_uninitialized_memory, os.environ.get(WORKSPACE),
    )  # fmt: skip


EXACT = (False, False, False, True, True, True, False)


@pytest.fixture(autouse=True)
def flags_restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test sets for the process ends with it."""
    cudnn, before = torch.backends.cudnn, flags()
    if before[-1] is None:  # so that the environment is put back as it was
        monkeypatch.setenv(WORKSPACE, "")
        monkeypatch.delenv(WORKSPACE)
    yield
    torch.backends.cuda.matmul.allow_tf32, cudnn.allow_tf32, cudnn.benchmark, cudnn.deterministic = before[:4]
    torch.use_deterministic_algorithms(before[4], warn_only=before[5])
    torch.utils.deterministic.fill_uninitialized_memory = before[6]


def loss(outputs: Tensor) -> Tensor:
    return outputs.flatten(1).logsumexp(1).sum()


def smooth_field(*shape: int, seed: int = 0) -> Tensor:
    """A smooth field with a little noise."""
    generator = torch.Generator().manual_seed(seed)
    coarse, noise = torch.randn(*shape[:2], 7, 7, generator=generator), torch.randn(shape, generator=generator)
    return F.interpolate(coarse, shape[2:], mode="bicubic") + 0.05 * noise


def plan(engine: str, layout: str, smoothed: str = "float32") -> Plan:
    return Plan(engine=engine, layout=layout, smoothed=smoothed, threads=torch.get_num_threads(), device="cuda:0")


def gradient(run: Any, x: Tensor) -> tuple[Tensor, Tensor]:
    v = x.clone().requires_grad_()
    outputs = run(v)
    return outputs.detach(), torch.autograd.grad(loss(outputs), v)[0]


# --- the choice, without a GPU -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "wrong", "winner"),
    [
        ((0.3, 0.5, 0.8, 1.0), (), ("graphed", "channels_last")),
        ((0.5, 0.3, 0.8, 1.0), (), ("graphed", "contiguous")),
        ((0.5, 0.8, 0.3, 1.0), (), ("plain", "channels_last")),
        ((0.5, 0.8, 0.9, 0.3), (), ("plain", "contiguous")),
        ((0.5, 0.3, 0.8, 1.0), (1,), ("graphed", "channels_last")),
        ((0.3, 0.5, 0.8, 1.0), (0, 1), ("plain", "channels_last")),
        ((0.3, 0.5, 0.8, 1.0), (0, 1, 2), ("plain", "contiguous")),
    ],
)
def test_all_engines_of_cuda_are_timed_and_the_fastest_right_one_wins(
    seconds: tuple[float, ...], wrong: tuple[int, ...], winner: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a CPU that takes itself for CUDA."""
    speed = dict(zip([*ENGINES, ("plain", "contiguous")], seconds, strict=True))
    made, iterate, fastest = [], choice._Trial.iterate, choice._fastest

    def prepared(network: nn.Module, plan: Plan, example: Tensor) -> Engine:
        made.append((plan.engine, plan.layout))
        sign = -1.0 if made[-1] in [ENGINES[i] for i in wrong] else 1.0
        return Engine(plan, lambda u: sign * network(u), network)

    def timed(trial: Any, u: Tensor, loss: Any) -> Any:
        answer = iterate(trial, u, loss)
        trial.times[-1] = speed[trial.engine.plan.engine, trial.engine.plan.layout]
        return answer

    def seen(check: Any, others: list[Any]) -> Any:
        compared.extend((trial.engine.plan.engine, trial.engine.plan.layout) for trial in others)
        return fastest(check, others)

    compared: list[tuple[str, str]] = []
    monkeypatch.setitem(choice._CANDIDATES, "cpu", choice._CANDIDATES["cuda"])
    monkeypatch.setattr(choice, "build", prepared)
    monkeypatch.setattr(choice._Trial, "iterate", timed)
    monkeypatch.setattr(choice, "_fastest", seen)
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten()).eval()
    chosen = choose(network, smooth_field(1, 1, 16, 16), loss).plan
    assert made == [("plain", "contiguous"), *ENGINES]
    assert compared == [engine for i, engine in enumerate(ENGINES) if i not in wrong]
    assert (chosen.engine, chosen.layout) == winner


@pytest.mark.parametrize(("wrong", "compared"), [((), ["fused"]), (("fused",), ["packed"])])
def test_on_a_cpu_the_first_that_works_stands_for_the_others(
    wrong: tuple[str, ...], compared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepared(network: nn.Module, plan: Plan, example: Tensor) -> Engine:
        sign = -1.0 if plan.engine in wrong else 1.0
        return Engine(plan, lambda u: sign * network(u), network)

    monkeypatch.setattr(choice, "build", prepared)
    network, x = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten()).eval(), smooth_field(1, 1, 16, 16)
    plan = Plan(engine="plain", layout="contiguous", smoothed="float32", threads=torch.get_num_threads(), device="cpu")
    plain = choice._Trial(prepared(network, plan, x))
    check = choice._Check(plain, [x], loss, choice.unhindered)
    assert [trial.engine.plan.engine for trial in choice._trials(network, plan, "float32", check)] == compared


# --- the device and its passes, without a GPU --------------------------------------------------------------


@pytest.mark.parametrize("name", ["auto", "cuda", "cuda:0"])
def test_picking_cuda_makes_the_process_exact(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.delenv(WORKSPACE, raising=False)
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.benchmark = True
    assert devices.pick(name) == torch.device("cuda", 0)  # the name that tensors and plans give it
    assert flags() == (*EXACT, ":4096:8")


def test_the_users_own_workspace_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setenv(WORKSPACE, ":16:8")
    devices.pick("auto")
    assert flags() == (*EXACT, ":16:8")


def test_picking_the_cpu_sets_nothing() -> None:
    before = flags()
    devices.pick("cpu")
    assert flags() == before


def test_tf32_is_for_the_smoothed_pass_alone() -> None:
    class Telling(nn.Conv2d):
        def forward(self, input: Tensor) -> Tensor:
            seen.append(flags()[:2])
            outputs = super().forward(input)
            if outputs.requires_grad:
                outputs.register_hook(lambda grad: seen.append(flags()[:2]))
            return outputs

    seen: list[tuple[Any, ...]] = []
    devices._exact()
    x = torch.rand(1, 3, 16, 16, device="cuda" if torch.cuda.is_available() else "cpu")
    network = Telling(3, 8, 3).to(x.device).eval()
    run, smoothed = cuda.prepare(private(network), plan("plain", "channels_last", "tf32"), x)
    gradient(run, x)
    with torch.no_grad():
        smoothed(x)
    gradient(run, x)
    exact, rough = (False, False), (True, True)
    assert seen == [exact, exact, rough, exact, exact]


def test_what_a_graph_answers_is_copied_out_of_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a recording that answers in the same memory each time, as CUDA's do."""

    def record(run: Any, samples: tuple[Tensor]) -> Any:
        assert samples[0].requires_grad
        outputs, change = torch.empty_like(run(*samples)), torch.empty_like(samples[0])
        kept: list[Tensor] = []

        class Recorded(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Tensor) -> Tensor:
                replayed.append(tuple(x.shape))
                with torch.enable_grad():
                    v = x.detach().clone().requires_grad_()
                    kept[:] = v, run(v)
                return outputs.copy_(kept[1].detach()).detach()

            @staticmethod
            def backward(ctx: Any, grad: Tensor) -> Tensor:  # type: ignore[override]
                return change.copy_(torch.autograd.grad(kept[1], kept[0], grad)[0]).detach()

        outputs = outputs.detach()
        return Recorded.apply

    replayed: list[tuple[int, ...]] = []
    monkeypatch.setattr(torch.cuda, "make_graphed_callables", record)
    monkeypatch.setattr(torch.cuda, "device", nullcontext)
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Tanh(), nn.Flatten()).eval()
    x, y, wide = smooth_field(1, 1, 16, 16), smooth_field(1, 1, 16, 16, seed=1), smooth_field(1, 1, 16, 18)
    run, smoothed = cuda.prepare(private(network), plan("graphed", "contiguous"), x)
    answers = [gradient(run, at) for at in (x, y, x)]
    for (outputs, change), at in zip(answers, (x, y, x), strict=True):
        expected, reference = gradient(network, at)
        torch.testing.assert_close(outputs, expected)
        torch.testing.assert_close(change, reference)
    assert replayed == [tuple(x.shape)] * 3
    torch.testing.assert_close(gradient(run, wide), gradient(network, wide))  # other shapes go the ordinary way
    with torch.no_grad():
        torch.testing.assert_close(run(x), network(x))
        torch.testing.assert_close(smoothed(x), network(x))
    assert len(replayed) == 3


# --- on a GPU ------------------------------------------------------------------------------------------


def loaded(name: str) -> tuple[Model, Tensor]:
    """A bundled model on CUDA, and an input for it."""
    card = find_card(name)
    return load_model(card, "cuda:0"), smooth_field(1, card.input.channels, *card.input.size).cuda()


@on_cuda
@pytest.mark.parametrize(("engine", "layout"), ENGINES)
@pytest.mark.parametrize("name", MODELS)
def test_engines_agree_with_the_plain_network(name: str, engine: str, layout: str) -> None:
    model, x = loaded(name)
    made = build(model.network, plan(engine, layout), x)
    for at in (x, x.roll(9, -1), torch.cat([x, x.flip(-1)])):  # a graph takes one shape; others go the ordinary way
        (outputs, change), (expected, reference) = gradient(made.network, at), gradient(model.network, at)
        assert (outputs - expected).norm() <= 1e-4 * expected.norm()
        assert (change.sign() == reference.sign())[reference != 0].double().mean() >= 0.999
        assert (change - reference).norm() <= 0.1 * reference.norm()
    with torch.no_grad():
        assert (made.network(x) - model.network(x)).norm() <= 1e-4 * model.network(x).norm()


@on_cuda
@pytest.mark.parametrize("layout", ["contiguous", "channels_last"])
def test_a_replay_leaves_earlier_answers_alone(layout: str) -> None:
    model, x = loaded("ct-lung")
    run = build(model.network, plan("graphed", layout), x).network
    first = gradient(run, x)
    kept = [tensor.clone() for tensor in first]
    second = gradient(run, x.flip(-1))
    assert all(torch.equal(a, b) for a, b in zip(first, kept, strict=True))
    assert not torch.equal(second[1], first[1])
    assert all(torch.equal(a, b) for a, b in zip(gradient(run, x), kept, strict=True))


@on_cuda
@pytest.mark.parametrize(("engine", "layout"), [*ENGINES, ("plain", "contiguous")])
@pytest.mark.parametrize("name", MODELS)
def test_same_plan_same_bits(name: str, engine: str, layout: str) -> None:
    model, x = loaded(name)
    results = []
    for _ in range(2):
        made = build(model.network, plan(engine, layout), x)
        results += [(*gradient(made.network, x), made.smoothed(x)) for _ in range(2)]
    assert all(torch.equal(a, b) for other in results[1:] for a, b in zip(results[0], other, strict=True))


@on_cuda
@pytest.mark.parametrize("smoothed", ["float32", "tf32", "autocast"])
def test_two_runs_give_the_same_bytes(smoothed: str) -> None:
    card = find_card("endo-polyp")
    stored = np.random.default_rng(0).integers(0, 256, (*card.input.size, 3), dtype=np.uint8)  # nothing to resize
    settings = AttackSettings("sma", epsilon="4/255", steps=5, seed=3, device="cuda:0", smoothed_dtype=smoothed)
    found = []
    for _ in range(2):
        _ready.clear()
        run = AttackRun(picture(stored), load_model(card, "cuda:0"), settings)
        found.append((perturbation(run).tobytes(), run.engine.plan))
    assert found[0] == found[1]


@on_cuda
@pytest.mark.parametrize(("smoothed", "tolerance"), [("tf32", 1e-2), ("autocast", 5e-2)])
@pytest.mark.parametrize("name", MODELS)
def test_a_rough_smoothed_pass_is_near(name: str, smoothed: str, tolerance: float) -> None:
    model, x = loaded(name)
    made, expected = build(model.network, plan("graphed", "channels_last", smoothed), x), model.network(x)
    outputs = made.smoothed(x)
    assert outputs.dtype == torch.float32
    assert not outputs.requires_grad
    assert (outputs - expected).norm() <= tolerance * expected.norm()
    assert torch.equal(gradient(made.network, x)[0], gradient(made.network, x)[0])


@on_cuda
@pytest.mark.parametrize("name", MODELS)
def test_the_chosen_engine_is_right(name: str) -> None:
    model, x = loaded(name)
    made = choose(model.network, x, loss)
    (_, change), (_, reference) = gradient(made.network, x), gradient(model.network, x)
    assert (change.sign() == reference.sign())[reference != 0].double().mean() >= 0.999
