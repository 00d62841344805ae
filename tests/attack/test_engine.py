"""The fast engines compute what the plain network computes, or are not taken."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.attack.engine import (
    Engine,
    Plan,
    build,
    choice,
    choose,
    convolution,
    engine,
    fused,
    memo,
    memory,
)
from medadv_gui.attack.engine.frozen import FrozenNorm, fold
from medadv_gui.core.errors import ModelError, SettingsError
from medadv_gui.core.resources import cache_dir
from medadv_gui.models.library import find_card
from medadv_gui.models.load import load_model

pytestmark = pytest.mark.skipif(not convolution.available(), reason="this torch lays no convolutions out in advance")


def plan(name: str, smoothed: str = "float32", layout: str | None = None) -> Plan:
    layout = layout or ("contiguous" if name == "plain" else "channels_last")
    return Plan(engine=name, layout=layout, smoothed=smoothed, threads=torch.get_num_threads(), device="cpu")


ROUGHEST = "bfloat16" if convolution.bfloat16_available() else "float32"


def picture(*shape: int, seed: int = 0) -> Tensor:
    """A smooth field with a little noise."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.randn(*shape[:2], 7, 7, generator=generator)
    noise = torch.randn(shape, generator=generator)
    return F.interpolate(coarse, shape[2:], mode="bicubic") + 0.05 * noise


def loss(outputs: Tensor) -> Tensor:
    return outputs.flatten(1).logsumexp(1).sum()


def gradient(run: Callable[[Tensor], Any], x: Tensor) -> tuple[Tensor, Tensor]:
    v = x.clone().requires_grad_()
    outputs = run(v)
    return outputs.detach(), torch.autograd.grad(loss(outputs), v)[0]


def assert_same(run: Callable[[Tensor], Any], network: nn.Module, x: Tensor) -> None:
    """Outputs close, gradient signs alike."""
    (a, g), (b, h) = gradient(run, x), gradient(network, x)
    assert a.shape == b.shape
    assert g.shape == h.shape
    assert (a - b).norm() <= 1e-4 * b.norm()
    assert (g.sign() == h.sign())[h != 0].double().mean() >= 0.999
    assert (g - h).norm() <= 0.1 * h.norm()  # a ReLU at its kink may fall either way


def settle(network: nn.Module) -> nn.Module:
    """Evaluation mode, with statistics as training would leave them."""
    torch.manual_seed(0)
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean.normal_(0, 0.1)  # type: ignore[union-attr]
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.1)
    return network.eval()


class Bottleneck(nn.Module):
    """As in a ResNet: one ReLU for all, writing in place, and the shortcut added in place."""

    def __init__(self, inputs: int, planes: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv3, self.bn3 = nn.Conv2d(planes, 4 * planes, 1, bias=False), nn.BatchNorm2d(4 * planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != 4 * planes:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * planes, 1, stride), nn.BatchNorm2d(4 * planes))

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)  # type: ignore[no-any-return]


def resnet() -> nn.Module:
    stem = [nn.Conv2d(3, 32, 7, 1, 3, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    blocks = [Bottleneck(32, 16), Bottleneck(64, 16), Bottleneck(64, 32, 2), Bottleneck(128, 32), Bottleneck(128, 32)]
    return settle(nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 5)))


# --- the plan ------------------------------------------------------------------------------------------


def test_a_plan_goes_through_json() -> None:
    first = Plan(engine="fused", layout="channels_last", smoothed="bfloat16", batch=4, threads=2, device="cuda:1")
    assert Plan.from_json(json.loads(json.dumps(first.to_json()))) == first


@pytest.mark.parametrize(
    "change",
    [
        {"engine": "os.system"},
        {"engine": ["fused"]},
        {"layout": None},
        {"smoothed": "float16"},
        {"batch": True},
        {"batch": 0},
        {"batch": 10**9},
        {"threads": "2"},
        {"threads": -1},
        {"threads": 2.0},
        {"device": "cpu; rm"},
        {"device": "cpu\n"},
        {"device": {}},
        {"extra": 1},
    ],
)
def test_a_hostile_plan_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        Plan.from_json({**plan("plain").to_json(), **change})


@pytest.mark.parametrize("value", [None, [], "fused", 3, {}, {"engine": "plain"}])
def test_what_is_no_plan_is_refused(value: object) -> None:
    with pytest.raises(SettingsError):
        Plan.from_json(value)


@pytest.mark.parametrize(
    "change",
    [{"engine": "graphed"}, {"layout": "contiguous"}, {"smoothed": "tf32"}, {"threads": 977}, {"device": "mps"}],
)
def test_a_plan_for_another_machine_is_refused(change: dict[str, Any]) -> None:
    values = Plan.from_json({**plan("fused").to_json(), **change})
    with pytest.raises(SettingsError):
        build(nn.Conv2d(1, 4, 3).eval(), values, picture(1, 1, 8, 8))


# --- parts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("affine", [True, False])
def test_folding_is_exact(bias: bool, affine: bool) -> None:
    pair = settle(nn.Sequential(nn.Conv2d(3, 8, 3, bias=bias), nn.BatchNorm2d(8)) if affine else nn.Identity())
    if not affine:
        pair = nn.Sequential(nn.Conv2d(3, 8, 3, bias=bias), nn.BatchNorm2d(8, affine=False)).eval()
        pair[1].running_mean.normal_(0, 0.1)  # type: ignore[union-attr, operator]
    conv, norm = pair[0].double(), pair[1].double()  # type: ignore[index]
    x = picture(2, 3, 9, 9).double()
    assert torch.allclose(fold(conv, norm)(x), norm(conv(x)), rtol=1e-12, atol=1e-12)
    y = conv(x).float()
    assert torch.allclose(FrozenNorm(norm)(y), norm.float()(y), rtol=1e-5, atol=1e-6)


GEOMETRIES: list[tuple[dict[str, Any], tuple[int, int]]] = [
    ({"kernel_size": 7, "padding": 3}, (32, 37)),
    ({"kernel_size": 7, "stride": 2, "padding": 3}, (33, 38)),
    ({"kernel_size": 7, "stride": 2}, (33, 38)),
    ({"kernel_size": (3, 5), "padding": (1, 2)}, (13, 16)),
    ({"kernel_size": 4, "stride": 2, "padding": 1}, (15, 17)),
    ({"kernel_size": 1, "stride": 3}, (15, 16)),
    ({"kernel_size": 3, "dilation": 2, "padding": 2}, (15, 16)),
    ({"kernel_size": 3, "stride": (2, 1), "padding": 1}, (15, 16)),
    ({"kernel_size": (1, 7), "padding": (0, 3)}, (15, 16)),
    ({"kernel_size": 3, "stride": 3, "padding": "valid"}, (20, 19)),
    ({"kernel_size": 3, "dilation": 3, "padding": "same"}, (20, 19)),
    ({"kernel_size": 16, "stride": 16}, (70, 65)),
]


@pytest.mark.parametrize("channels", [1, 3, 8])
@pytest.mark.parametrize(("geometry", "size"), GEOMETRIES)
def test_a_frozen_convolution_at_any_geometry(channels: int, geometry: dict[str, Any], size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    layer = nn.Conv2d(channels, 16, **geometry)
    assert convolution.supported(layer)
    frozen = convolution.FrozenConv2d(layer, torch.Size((1, channels, *size)))
    for shape in ((1, *size), (3, *size), (2, size[0] + 5, size[1] + 9)):
        x = torch.randn(shape[0], channels, *shape[1:]).requires_grad_()
        other = torch.randn_like(layer(x)).requires_grad_()
        for relu in (False, True):
            expected = layer(x) + other
            expected = expected.relu() if relu else expected
            got = frozen(x, other, relu=relu)
            assert torch.allclose(got, expected, rtol=1e-4, atol=1e-4)
            upstream = torch.randn_like(got)
            for a, b in zip(
                torch.autograd.grad(got, (x, other), upstream),
                torch.autograd.grad(expected, (x, other), upstream),
                strict=True,
            ):
                assert a.shape == b.shape
                assert (a - b).norm() <= 1e-4 * b.norm()


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(8, 8, 3, groups=2),
        nn.Conv2d(8, 8, 3, padding=1, padding_mode="reflect"),
        nn.Conv2d(8, 8, 2, padding="same"),
        nn.Conv2d(8, 8, 1, padding=1),
        nn.Conv2d(8, 8, 3).double(),
        nn.Conv3d(8, 8, 3),
        nn.ConvTranspose2d(8, 8, 3),
        nn.utils.parametrizations.weight_norm(nn.Conv2d(8, 8, 3)),
    ],
)
def test_other_convolutions_stay(layer: nn.Module) -> None:
    assert not convolution.supported(layer)


# --- whole networks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["packed", "fused"])
def test_a_resnet_at_several_batches_and_sizes(name: str) -> None:
    network = resnet()
    made = build(network, plan(name), picture(1, 3, 64, 64))
    for shape in ((1, 3, 64, 64), (3, 3, 64, 64), (2, 3, 51, 77)):
        x = picture(*shape)
        assert_same(made.network, network, x)
        assert (made.smoothed(x) - network(x)).norm() <= 1e-4 * network(x).norm()
        assert not made.smoothed(x).requires_grad


@pytest.mark.parametrize("model", ["ct-lung", "endo-polyp", "fundus-dr"])
@pytest.mark.parametrize("name", ["packed", "fused"])
def test_bundled_models(model: str, name: str) -> None:
    card = find_card(model)
    network = load_model(card, "cpu").network
    x = picture(1, card.input.channels, card.input.height, card.input.width)
    made = build(network, plan(name, ROUGHEST), x)
    assert_same(made.network, network, x)
    rough, exact = made.smoothed(x), network(x)
    assert rough.dtype == torch.float32
    assert (rough - exact).norm() <= 0.05 * exact.norm()


class Mixed(nn.Module):
    """What users bring: grouped, reflected, three-dimensional and normalised otherwise, one layer called twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 16, 3, padding=1)
        self.norm = nn.InstanceNorm2d(16, affine=True)
        self.grouped, self.bn = nn.Conv2d(16, 16, 3, padding=1, groups=16), nn.BatchNorm2d(16)
        self.reflected = nn.Conv2d(16, 16, 3, padding=1, padding_mode="reflect")
        self.even = nn.Conv2d(16, 16, 4, padding="same")
        self.twice = nn.Conv2d(16, 16, 3, padding=2, dilation=2)
        self.bn_a, self.bn_b = nn.BatchNorm2d(16), nn.BatchNorm2d(16)
        self.joined = nn.Conv2d(32, 16, 3, padding=1)
        self.up = nn.ConvTranspose2d(16, 8, 2, 2)
        self.deep = nn.Conv3d(1, 2, 3, padding=1)
        self.act = nn.PReLU()

    def forward(self, x: Tensor) -> Tensor:
        a = self.act(self.norm(self.first(x)))
        b = F.relu(self.bn(self.grouped(a)), inplace=True)
        c = self.even(torch.relu(self.reflected(b))).relu_()
        d = self.bn_a(self.twice(c)) + self.bn_b(self.twice(c))
        e = F.relu(torch.add(self.twice(d), self.first(x)))
        f = self.joined(torch.cat([F.interpolate(F.max_pool2d(e, 2), e.shape[-2:]), a], dim=1)) + a.mean((2, 3), True)
        return self.deep(self.up(f)[:, None]).flatten(1, 2)


@pytest.mark.parametrize("name", ["packed", "fused"])
def test_a_mixed_network(name: str) -> None:
    network = settle(Mixed())
    made = build(network, plan(name), picture(1, 1, 32, 32))
    assert_same(made.network, network, picture(1, 1, 32, 32))
    assert_same(made.network, network, picture(2, 1, 38, 46))


class Branching(nn.Module):
    """Cannot be traced: its way depends on values."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.bn, self.b = nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.Conv2d(16, 4, 3)

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn(self.a(x)).relu()
        return self.b(y if float(y.detach().mean()) > 0 else -y)  # type: ignore[no-any-return]


class Overwriting(nn.Module):
    """Writes over a value that it uses again."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 16, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.a(x)
        z = F.relu_(y)
        return self.b(z) + y  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", [Branching, Overwriting])
def test_what_cannot_be_fused_is_packed(kind: type[nn.Module]) -> None:
    network, x = settle(kind()), picture(1, 3, 24, 24)
    with pytest.raises(ModelError):
        build(network, plan("fused"), x)
    assert_same(build(network, plan("packed"), x).network, network, x)
    assert_same(choose(network, x, loss).network, network, x)


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_torchscript_falls_back() -> None:
    network = torch.jit.trace(settle(nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))), picture(1, 3, 16, 16))
    x = picture(1, 3, 16, 16)
    assert_same(choose(network, x, loss).network, network, x)


def test_a_network_that_cannot_be_copied_stays_plain() -> None:
    class Uncopied(nn.Conv2d):
        def __deepcopy__(self, memo: Any) -> Any:
            raise RuntimeError("not this one")

    network, x = Uncopied(3, 8, 3).eval(), picture(1, 3, 16, 16)
    made = choose(network, x, loss)
    assert made.plan.engine == "plain"
    assert_same(made.network, network, x)


def test_a_random_network_stays_plain() -> None:
    class Noisy(nn.Conv2d):
        def forward(self, input: Tensor) -> Tensor:
            return super().forward(input + torch.randn_like(input))

    assert choose(Noisy(3, 8, 3).eval(), picture(1, 3, 16, 16), loss).plan.engine == "plain"


def test_the_network_is_left_as_it_was() -> None:
    network = resnet()
    network.train()
    network[0].weight.requires_grad_(False)
    flags = [p.requires_grad for p in network.parameters()]
    weights, strides = copy.deepcopy(network.state_dict()), [p.stride() for p in network.parameters()]
    modules = list(network.modules())
    backends = (torch.backends.mkldnn.enabled, torch.are_deterministic_algorithms_enabled(), torch.get_num_threads())
    x = picture(1, 3, 48, 48)
    for made in (
        choose(network, x, loss, smoothed="bfloat16"),
        build(network, plan("plain", layout="channels_last"), x),
    ):
        gradient(made.network, x)
        made.smoothed(x)
    assert [p.requires_grad for p in network.parameters()] == flags
    assert [p.stride() for p in network.parameters()] == strides
    assert all(p.grad is None for p in network.parameters())
    assert list(network.modules()) == modules
    assert all(module.training and not module._forward_pre_hooks for module in modules)
    assert all(torch.equal(value, weights[name]) for name, value in network.state_dict().items())
    assert backends == (
        torch.backends.mkldnn.enabled,
        torch.are_deterministic_algorithms_enabled(),
        torch.get_num_threads(),
    )


def test_without_bfloat16_another_plan_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "bfloat16_available", lambda: False)
    network, x = resnet(), picture(1, 3, 48, 48)
    for name in ("plain", "packed", "fused"):
        with pytest.raises(SettingsError, match="no convolutions in bfloat16"):
            build(network, plan(name, "bfloat16"), x)
    made = choose(network, x, loss, smoothed="bfloat16")
    assert made.plan.smoothed == "float32"
    assert_same(made.network, network, x)


@pytest.mark.parametrize("name", ["plain", "packed", "fused"])
def test_same_plan_same_bits(name: str) -> None:
    network, x = resnet(), picture(1, 3, 64, 64)
    results = []
    for _ in range(2):
        made = build(network, plan(name, ROUGHEST), x)
        for _ in range(2):
            results.append((*gradient(made.network, x), made.smoothed(x)))
    for result in results[1:]:
        assert all(torch.equal(a, b) for a, b in zip(result, results[0], strict=True))


def saved_bytes(run: Callable[[Tensor], Any], x: Tensor) -> int:
    """Bytes held for the backward pass, each storage once."""
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss(run(x.clone().requires_grad_()))
    return sum(kept.values())


def test_half_the_memory_is_held_for_the_backward_pass() -> None:
    network, x = resnet().requires_grad_(False), picture(1, 3, 96, 96)
    assert saved_bytes(build(network, plan("fused"), x).network, x) <= 0.5 * saved_bytes(network, x)


# --- the choice ----------------------------------------------------------------------------------------


def test_a_wrong_candidate_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, grad: Tensor) -> Tensor:  # type: ignore[override]
            return grad.roll(1, -1)

    class Broken(nn.Module):
        def __init__(self, inner: nn.Module) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, x: Tensor) -> Any:
            return self.inner(Wrong.apply(x))

    seen = []

    def wrong(*arguments: Any) -> nn.Module:
        seen.append(arguments)
        return Broken(fused.fuse(*arguments))

    monkeypatch.setattr(engine, "fuse", wrong)
    network, x = resnet(), picture(1, 3, 48, 48)
    made = choose(network, x, loss)
    assert seen
    assert made.plan.engine != "fused"
    assert_same(made.network, network, x)


def test_a_tie_goes_to_the_prepared_network_and_a_clear_loss_to_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    network, x = resnet(), picture(1, 3, 32, 32)
    trials = [choice._Trial(build(network, plan(name), x)) for name in ("plain", "packed", "fused")]
    check = choice._Check(trials[0], [x], loss, choice.unhindered)
    monkeypatch.setattr(choice._Trial, "iterate", lambda trial, u, loss: trial.times.append(speed[trial.engine]) or ())

    def winner(*seconds: float) -> str:
        for trial in trials:
            trial.times[:] = []
        speed.update(zip((trial.engine for trial in trials), seconds, strict=True))
        return choice._fastest(check, trials[1:]).engine.plan.engine

    speed: dict[Engine, float] = {}
    assert winner(1.0, 1.02, 1.01) == "fused"
    assert winner(1.0, 0.99, 0.9) == "fused"
    assert winner(1.0, 0.5, 0.6) == "packed"
    assert winner(1.0, 3.0, 1.05) == "plain"


def test_a_choice_can_be_left_before_any_iteration(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tick raises comes through, nothing is remembered, and there is a tick to each iteration."""
    network, x = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten()).eval(), picture(1, 3, 16, 16)
    monkeypatch.setattr(memo, "_chosen", {})
    monkeypatch.setattr(choice, "_CLEAR", 0.0)  # as many ticks each time, whatever the clock says
    iterations = []
    iterate = choice._Trial.iterate
    monkeypatch.setattr(
        choice._Trial, "iterate", lambda trial, u, loss: iterations.append(trial) or iterate(trial, u, loss)
    )

    class Left(Exception):  # noqa: N818 (no error)
        pass

    def ticks(most: int) -> Callable[[], None]:
        def tick() -> None:
            seen.append(len(iterations))
            if len(seen) > most:
                raise Left

        return tick

    seen: list[int] = []
    choose(network, x, loss, tick=ticks(1000))
    assert {*range(len(iterations))} <= {*seen}
    for most in range(len(seen)):
        seen.clear()
        with pytest.raises(Left):
            choose(network, x, loss, cache_key="n", tick=ticks(most))
    assert not memo._chosen
    assert not (cache_dir() / "plans.json").exists()


def test_a_candidate_that_fails_while_it_is_timed_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    network, x = resnet(), picture(1, 3, 32, 32)
    calls: list[str] = []
    iterate = choice._Trial.iterate

    def failing(trial: Any, u: Tensor, loss: Any) -> Any:
        calls.append(trial.engine.plan.engine)
        if calls.count("fused") > 1:
            raise RuntimeError("out of memory")
        return iterate(trial, u, loss)

    monkeypatch.setattr(choice._Trial, "iterate", failing)
    assert choose(network, x, loss).plan.engine == "plain"


@pytest.mark.parametrize("damage", [b"{", b"[]", b"\xff\xfe", b'{"x": 3}', b"[" * 100_000, None])
def test_plans_are_remembered(damage: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "_chosen", {})
    network, x = resnet(), picture(1, 3, 32, 32)
    path = cache_dir() / "plans.json"
    if damage is not None:
        path.write_bytes(damage)
    first = choose(network, x, loss, cache_key="some/path.dcm").plan
    text = path.read_text()
    assert "some" not in text
    assert [Plan.from_json(value) for value in json.loads(text).values() if value != 3] == [first]
    memo._chosen.clear()
    monkeypatch.setattr(choice, "_fastest", None)  # timing again would fail
    assert choose(network, x, loss, cache_key="some/path.dcm").plan == first


def test_a_remembered_plan_that_fails_is_chosen_again(monkeypatch: pytest.MonkeyPatch) -> None:
    network, x = settle(Branching()), picture(1, 3, 24, 24)
    name = memo.key("n", plan("plain"), tuple(x.shape), "float32")
    monkeypatch.setattr(memo, "_chosen", {name: plan("fused")})
    assert choose(network, x, loss, cache_key="n").plan.engine != "fused"
    assert memo._chosen[name or ""].engine != "fused"


def test_without_the_private_operators_there_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "available", lambda: False)
    network, x = resnet(), picture(1, 3, 32, 32)
    with pytest.raises(SettingsError):
        build(network, plan("fused"), x)
    assert choose(network, x, loss).plan.engine == "plain"


def test_memory_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    memory.raise_thresholds()
    memory.trim()
    monkeypatch.setattr(memory, "_glibc", lambda: None)
    memory.raise_thresholds.cache_clear()
    memory.raise_thresholds()
    memory.trim()
