"""How fast one attack step is, beside the libraries that people use: python tests/benchmarks/bench_attack.py

Wants the `bench` extra. torchattacks and others import torchvision only to have it; where it is missing, an empty
stand-in is put in its place. Every contender runs in a process of its own, on the same network, image and number of
threads; in every round each takes its turn while the others wait. What is printed is the median over the rounds of each
round's ratio to torchattacks' PGD step, so that a busy machine slows all of them alike, and the peak memory of
the process, libraries and weights included. Ours is the public iterator with its record on and the success checks off.

small_b1 is a residual network of the bundled models' making: 9 convolutions of 3 x 3, 32 to 256 channels, at 224 x 224.
resnet50 and resnet18 are MONAI's with the stem of stride 2 that the ResNet paper has; resnet50stem1 has MONAI's default
of 1, and with it four times the pixels in every layer.

--json prints {network: {contender: ratio}} and nothing else; --quick prints the same in less than a minute, without
batch 8, with fewer contenders, rounds and bundled models.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from medadv_gui.attack.case import Case  # noqa: E402
from medadv_gui.attack.engines import engine_for  # noqa: E402
from medadv_gui.attack.loop import Loop, problem  # noqa: E402
from medadv_gui.attack.methods import method_of  # noqa: E402
from medadv_gui.attack.run import AttackRun  # noqa: E402
from medadv_gui.attack.search import attack  # noqa: E402
from medadv_gui.attack.series import cost_per_slice, held_memory  # noqa: E402
from medadv_gui.attack.settings import AttackSettings  # noqa: E402
from medadv_gui.core.types import Image, Window  # noqa: E402
from medadv_gui.demo import write  # noqa: E402
from medadv_gui.imaging.index import index  # noqa: E402
from medadv_gui.imaging.read import read_image  # noqa: E402
from medadv_gui.models.card import InputSpec, Label, ModelCard, ModelFile, OutputSpec  # noqa: E402
from medadv_gui.models.device import describe, pick, set_threads  # noqa: E402
from medadv_gui.models.library import bundled_cards  # noqa: E402
from medadv_gui.models.load import Model, load_model  # noqa: E402
from medadv_gui.models.networks import Encoder  # noqa: E402

EPSILON = 4  # of 255
NAMES = (
    "resnet50_b1", "resnet50_b8", "small_b1", *sorted(card.id for card in bundled_cards()), "resnet50stem1_b1",
    "resnet18_b1",
)  # fmt: skip
QUICK = ("resnet50_b1", "small_b1", "endo-polyp")
DEMO = "MEDADV_BENCH_DEMO"  # where the demo cases are, for the contenders' processes
OURS = ("sma", "sma_bf16", "ifgsm")


def stand_in_for_torchvision() -> None:
    """Modules that answer every question with a mock, under the names that the libraries import to have them."""
    for package in ("torchvision", "visdom"):
        if find_spec(package) is None:
            for name in ("", ".models", ".transforms", ".transforms.functional", ".datasets", ".utils"):
                module = types.ModuleType(f"{package}{name}")
                module.__spec__ = ModuleSpec(module.__name__, None)
                module.__getattr__ = lambda _: mock.MagicMock()  # type: ignore[method-assign]
                sys.modules[module.__name__] = module


def residual(name: str) -> nn.Module:
    """MONAI's 2-D ResNet with five classes, seeded, with a stem of stride 2; "stem1" has MONAI's default."""
    from monai.networks import nets

    torch.manual_seed(0)
    network: nn.Module = getattr(nets, name.removesuffix("stem1"))(
        spatial_dims=2, n_input_channels=3, num_classes=5, conv1_t_stride=1 if name.endswith("stem1") else 2
    )
    with torch.no_grad():
        network.fc.weight.mul_(0.02)  # type: ignore[union-attr, operator]  # not certain, as a trained one might be
    return lived_in(network)


def lived_in(network: nn.Module) -> nn.Module:
    """The network with running statistics that moved from their start."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)  # type: ignore[union-attr, operator]
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr, operator]
    return network


def small() -> nn.Module:
    """A small residual network with five classes, seeded."""

    class Small(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = Encoder(3, (32, 64, 128, 256), (1, 1, 1, 1))
            self.head = nn.Linear(256, 5)

        def forward(self, x: Tensor) -> Tensor:
            out: Tensor = self.head(self.encoder(x)[-1].mean((2, 3)))
            return out

    torch.manual_seed(0)
    return lived_in(Small())


def own_card(name: str) -> ModelCard:
    spec = InputSpec(3, 224, 224, "stretch", "RGB", 0.0, 255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    return ModelCard(
        id="bench", name="", version="1", task="classification",
        labels=tuple(Label(str(i), "#ffffff") for i in range(5)),
        architecture="", arguments={}, files=(ModelFile("", name),), input=spec, output=OutputSpec(),
    )  # fmt: skip


def picture(seed: int) -> Image:
    """A smooth colour picture with some noise, 224 x 224."""
    rng = np.random.default_rng(seed)
    coarse = torch.from_numpy(rng.random((1, 3, 8, 8))).float()
    smooth = nn.functional.interpolate(coarse, (224, 224), mode="bilinear")[0].permute(1, 2, 0).numpy() * 200 + 20
    stored = (smooth + rng.normal(0, 4, smooth.shape)).clip(0, 255).astype(np.uint8)
    return Image(stored, Path(), 0, "png", False, "", "", 1.0, 0.0, False, 0, 255, Window(0.0, 255.0))


def demo_image(card: ModelCard) -> Image:
    """The demo case that the card names."""
    series = max(index(Path(os.environ[DEMO]) / str(card.demo["case"])).series, key=len)
    return read_image(series.instances[series.opening])


class Contest:
    """One network, one batch of images, all contenders. Each contender is a function that takes `steps` steps."""

    def __init__(self, name: str, device: torch.device) -> None:
        self.name, self.device = name, device
        card = next((card for card in bundled_cards() if card.id == name), None)
        batch = 8 if name.endswith("b8") else 1
        if card is None:
            network = small() if name == "small_b1" else residual(name.split("_")[0])
            self.model = Model(own_card(name), network, device)
            self.images = [picture(seed) for seed in range(batch)]
        else:
            self.model = load_model(card, str(device))
            self.images = [demo_image(card)]
        self.case = Case(self.images[0], self.model, AttackSettings("ifgsm", epsilon="4/255"))
        scale = float(self.images[0].highest - self.images[0].lowest)
        low = float(self.images[0].lowest)
        self.x01 = (torch.cat([self.model.tensor(image) for image in self.images]) - low) / scale
        self.victim = Victim(self.case, scale, low).eval()
        with torch.no_grad():
            self.labels = self.victim(self.x01).argmax(1)

    def contender(self, name: str) -> Callable[[int], float]:
        """Seconds of one step, measured over so many."""
        theirs = {"torchattacks": self._torchattacks, "foolbox": self._foolbox, "art": self._art}
        if name in theirs:
            return self._timed(theirs[name]())
        settings = AttackSettings("ifgsm" if name == "ifgsm" else "sma", epsilon="4/255", steps=10_000)
        if name == "sma_plain":
            settings = replace(settings, plan=self.plain(len(self.images)))
        elif "_" in name:
            arithmetic = {"bf16": "bfloat16"}.get(name.split("_")[1], name.split("_")[1])
            settings = replace(settings, smoothed_dtype=arithmetic)
        return self._timed(self._ours(settings))

    def plain(self, batch: int) -> dict[str, Any]:
        """The plan that does nothing clever."""
        return {
            "engine": "plain", "layout": "contiguous", "smoothed": "float32", "batch": batch,
            "threads": torch.get_num_threads(), "device": str(self.device),
        }  # fmt: skip

    def _timed(self, run: Callable[[int], float | None]) -> Callable[[int], float]:
        def measure(steps: int) -> float:
            self._wait()
            began = time.perf_counter()
            inner = run(steps)
            self._wait()
            return (time.perf_counter() - began if inner is None else inner) / steps

        return measure

    def _wait(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def _ours(self, settings: AttackSettings) -> Callable[[int], float | None]:
        """The public iterator; a batch runs as a series does."""
        if len(self.images) == 1:
            make = AttackRun(self.images[0], self.model, settings, checks=False).steps
        else:
            cases = [Case(image, self.model, settings, i) for i, image in enumerate(self.images)]
            engine = engine_for(cases[0], len(cases))

            def make() -> Any:
                loop = Loop(cases, problem(cases, engine), 1, checks=False)
                return attack(loop, method_of(cases[0].info), stop=False)

        def run(steps: int) -> float:
            # From one iterate to the next is one whole step: update, forward, backward, smoothed forward, record.
            iterates = make()
            next(iterates)
            self._wait()
            began = time.perf_counter()
            for _ in range(steps):
                next(iterates)
            self._wait()
            taken = time.perf_counter() - began
            iterates.close()
            return taken

        return run

    def _torchattacks(self) -> Callable[[int], float | None]:
        import torchattacks

        def run(steps: int) -> None:
            attack = torchattacks.PGD(self.victim, EPSILON / 255, 1 / 255, steps, random_start=False)
            attack(self.x01, self.labels)

        return run

    def _foolbox(self) -> Callable[[int], float | None]:
        import foolbox

        wrapped = foolbox.PyTorchModel(self.victim, bounds=(0, 1), device=self.device)

        def run(steps: int) -> None:
            attack = foolbox.attacks.LinfProjectedGradientDescentAttack(
                abs_stepsize=1 / 255, steps=steps, random_start=False
            )
            attack.run(wrapped, self.x01, self.labels, epsilon=EPSILON / 255)

        return run

    def _art(self) -> Callable[[int], float | None]:
        from art.attacks.evasion import ProjectedGradientDescentPyTorch
        from art.estimators.classification import PyTorchClassifier

        estimator = PyTorchClassifier(
            self.victim, nn.CrossEntropyLoss(), tuple(self.x01.shape[1:]), 5, clip_values=(0.0, 1.0),
            device_type="gpu" if self.device.type == "cuda" else "cpu",
        )  # fmt: skip
        x, y = self.x01.cpu().numpy(), self.labels.cpu().numpy()

        def run(steps: int) -> None:
            attack = ProjectedGradientDescentPyTorch(
                estimator, eps=EPSILON / 255, eps_step=1 / 255, max_iter=steps, batch_size=len(x), verbose=False
            )
            attack.generate(x, y)

        return run

    def same_image(self) -> float:
        """The largest difference between our I-FGSM's and torchattacks' PGD's image after five steps without rounding,
        in stored units. Power-of-two scales make both arithmetics exact, so that only the method can differ."""
        import torchattacks

        spec = InputSpec(3, 224, 224, "stretch", "RGB", 0.0, 256.0, (0.0,) * 3, (1.0,) * 3)
        card = ModelCard(**{**vars(own_card(self.name)), "input": spec})
        image = Image(**{**vars(self.images[0]), "highest": 256, "stored": self.images[0].stored.astype(np.uint16)})
        settings = AttackSettings("ifgsm", epsilon="4", steps=5, step_size=1.5, plan=self.plain(1))
        run = AttackRun(image, Model(card, self.model.network, self.device), settings, checks=False)
        *_, last = run.steps()
        x01 = run.origin / 256
        with torch.no_grad():
            label = run.model.network(x01).argmax(1)
        theirs = torchattacks.PGD(run.model.network, 4 / 256, 1.5 / 256, 5, random_start=False)(x01, label)
        return float((theirs * 256 - last._x).abs().max())


class Victim(nn.Module):
    """The network as the other libraries want it: pictures from 0 to 1 in, logits with the classes in dimension 1."""

    def __init__(self, case: Case, scale: float, low: float) -> None:
        super().__init__()
        self.network, self.preprocess, self.task = case.model.network, case.preprocess, case.task
        self.scale, self.low = scale, low

    def forward(self, x: Tensor) -> Tensor:
        outputs: Tensor = self.network(self.preprocess(x * self.scale + self.low))
        return outputs if outputs.dim() == 2 else self.task.log_probs(outputs)


class Runner:
    """A contender in a process of its own: what it does to the memory allocator is not another's gain or loss."""

    def __init__(self, contender: str, network: str, device: torch.device) -> None:
        command = [sys.executable, __file__, "--serve", network, contender, "--device", str(device)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, steps: int) -> float:
        """Seconds of one of so many steps."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(steps, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a contender ended early; see above")
        return float(line)

    def close(self) -> float:
        """Its peak memory in MiB, libraries and weights included."""
        peak = self.ask(0)
        self.process.communicate()
        return peak


def serve(network: str, contender: str, device: torch.device) -> None:
    """Answer each number of steps on standard input with the seconds of one of them; 0 ends it."""
    sys.stdin.readline()  # its turn to get ready: two at once would spoil the choice of a plan
    run = Contest(network, device).contender(contender)
    print(run(1), flush=True)
    for line in sys.stdin:
        if not int(line):
            print(peak_memory(), flush=True)
            return
        print(run(int(line)), flush=True)


def contenders(network: str, device: torch.device, quick: bool) -> list[str]:
    """Who takes part. foolbox and ART know one label an image."""
    ours = [name for name in OURS if name != "sma_bf16" or device.type == "cpu"]
    if device.type == "cuda":
        ours += ["sma_tf32", "sma_autocast"]
    if quick:
        return ["torchattacks", *ours]
    card = next((card for card in bundled_cards() if card.id == network), None)
    others = ["foolbox", "art"] if card is None or card.task == "classification" else []
    return ["torchattacks", *others, *ours, "sma_plain"]


def peak_memory() -> float:
    """Of this process so far, MiB; 0 where the system does not tell. Linux only: elsewhere it counts the parent in."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


def race(runners: dict[str, Runner], rounds: int, steps: int) -> tuple[dict[str, float], dict[str, float]]:
    """By contender: median ratio to torchattacks, and median milliseconds a step."""
    taken: dict[str, list[float]] = {who: [] for who in runners}
    for runner in runners.values():
        runner.ask(1)  # to get ready
    order = list(runners)
    for number in range(rounds):
        for who in order[number % len(order) :] + order[: number % len(order)]:
            taken[who].append(runners[who].ask(steps))
    base = taken["torchattacks"]
    ratios = {
        who: statistics.median(mine / theirs for mine, theirs in zip(times, base, strict=True))
        for who, times in taken.items()
        if who != "torchattacks"
    }
    return ratios, {who: statistics.median(times) * 1e3 for who, times in taken.items()}


def held(contest: Contest) -> tuple[float, float]:
    """MiB held for the backward pass of one image: the stock network's, and our engine's."""
    case = contest.case
    stock = held_memory(case)
    network, case.model.network = case.model.network, Through(engine_for(case).network)
    ours = held_memory(case)
    case.model.network = network
    return stock / 2**20, ours / 2**20


class Through(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, u: Tensor) -> Tensor:
        return self.function(u)


def to_success(contest: Contest) -> dict[str, str]:
    """Seconds to an adversarial image that still holds once rounded, at the card's own budget; ours checks each step,
    torchattacks gives its image after 20."""
    import torchattacks

    epsilon = str(contest.model.card.demo.get("epsilon", "4/255"))
    answer = {}
    for name in ("sma", "ifgsm"):
        run = AttackRun(contest.images[0], contest.model, AttackSettings(name, epsilon=epsilon, stop=True))
        for _ in run.steps():
            pass
        word = "" if run.best is not None and run.best.rounded else " (none)"
        answer[name] = f"{run.seconds:.2f} s{word}"
    stored = run.budget.stored_units / contest.victim.scale
    began = time.perf_counter()
    found = torchattacks.PGD(contest.victim, stored, stored / 8, 20, random_start=False)(contest.x01, contest.labels)
    array = (found[0] * contest.victim.scale + contest.victim.low).round().cpu().numpy()
    array = array[0] if not contest.images[0].colour else array.transpose(1, 2, 0)
    met = run.criterion.met(run.predict(array.astype(contest.images[0].stored.dtype)))
    answer["torchattacks PGD"] = f"{time.perf_counter() - began:.2f} s{'' if met else ' (none)'}"
    return answer


def turns(network: str, quick: bool) -> tuple[int, int]:
    """Rounds, and steps in each."""
    if network.endswith("b8"):
        return 7, 2
    return (5, 4) if quick else (9, 6)


def races(names: Sequence[str], device: torch.device, *, quick: bool, tell: bool) -> dict[str, dict[str, float]]:
    """The ratios of every contender, with fresh processes for each network; `tell` prints the tables."""
    found: dict[str, dict[str, float]] = {}
    for name in names:
        rounds, steps = turns(name, quick)
        runners = {who: Runner(who, name, device) for who in contenders(name, device, quick)}
        found[name], times = race(runners, rounds, steps)
        peaks = {who: runner.close() for who, runner in runners.items()}
        if not tell:
            continue
        print(f"\n{name}: {describe(device)}; median of {rounds} interleaved rounds of {steps} steps")
        for who, value in times.items():
            print(f"  {who:<14}{value:9.1f} ms a step{found[name].get(who, 1.0):8.2f}   {peaks[who]:6.0f} MiB")
        more(Contest(name, device))
    return found


def more(contest: Contest) -> None:
    """Print what is not a race."""
    print(f"  plan of sma: {engine_for(contest.case).plan.to_json()}")
    stock, ours = held(contest)
    print(f"  held for backward: {stock:.1f} MiB stock, {ours:.1f} MiB ours ({ours / stock:.2f})")
    if contest.name == "resnet50_b1":
        print(f"  same image as torchattacks' PGD without rounding: off by {contest.same_image():g} stored units")
    if contest.name in [card.id for card in bundled_cards()]:
        found = ", ".join(f"{who} {when}" for who, when in to_success(contest).items())
        print(f"  to a success that holds once rounded: {found}")
        case = AttackRun(contest.images[0], contest.model, AttackSettings("sma"))
        costs = {n: cost_per_slice(case, n) * 1e3 for n in (1, 2, 4, 8)}
        print("  ms a slice by batch: " + ", ".join(f"{n}: {cost:.0f}" for n, cost in costs.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer contenders and rounds, no tables")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--network", action="append", choices=NAMES, help="default all")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    set_threads()
    stand_in_for_torchvision()
    device = pick(options.device)
    if options.serve:
        serve(*options.serve, device)
        return
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="medadv-bench-")  # plans are chosen afresh
    os.environ[DEMO] = tempfile.mkdtemp(prefix="medadv-bench-")
    write(Path(os.environ[DEMO]))
    names = options.network or (QUICK if options.quick else NAMES)
    ratios = races(names, device, quick=options.quick, tell=not (options.json or options.quick))
    if options.json or options.quick:
        print(json.dumps({name: {who: round(r, 4) for who, r in found.items()} for name, found in ratios.items()}))


if __name__ == "__main__":
    main()
