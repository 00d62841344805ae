"""What the recipes share: reading the data, warping, the training loop and writing the model's folder."""

from __future__ import annotations

import copy
import csv
import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.demo import CASES, chest, endoscopy, fundus
from medadv_gui.demo.cases import (
    CHEST_SEED,
    CHEST_SLICE,
    CHEST_SLICES,
    ENDOSCOPY_POLYPS,
    ENDOSCOPY_SEED,
    FUNDUS_GRADE,
    FUNDUS_SEED,
)
from medadv_gui.models.card import InputSpec, parse_card, write_card
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.vector import write_vector

Array = NDArray[Any]
Batch = tuple[Tensor, ...]

EXAMPLE_SIDE = 192  # pixels, at most, of a test vector's image
INTENDED_USE = (
    "demonstration only: shows how adversarial perturbations change a medical image model's answer. "
    "Not a medical device; not for diagnosis, screening or any decision about a patient"
)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a labels.csv."""
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def read_picture(path: Path) -> Array:
    """Stored values: (h, w) uint8 if the file is grey, else (h, w, 3)."""
    with Image.open(path) as picture:
        return np.asarray(picture if picture.mode == "L" else picture.convert("RGB"))


def to_input(prep: Preprocess, stored: Array) -> Tensor:
    """One picture (h, w) or (h, w, 3) of stored values through the one preprocessing: (1, C, H, W)."""
    x = torch.from_numpy(np.array(stored)).float()
    with torch.no_grad():
        out: Tensor = prep(x[None, None] if x.ndim == 2 else x.permute(2, 0, 1)[None])
    return out


def place(prep: Preprocess, mask: Tensor) -> Tensor:
    """A mask (C, h, w) float laid where the picture lands in the input: (C, H, W), areas averaged."""
    top, left, h, w = prep.placement(*mask.shape[-2:])
    small = F.interpolate(mask[None], (h, w), mode="bilinear", antialias=True)
    return F.pad(small, (left, prep.spec.width - w - left, top, prep.spec.height - h - top))[0]


def share(name: str) -> float:
    """A number 0 to 1 that belongs to a name: held-out pictures are chosen by it, whatever their order."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32


def seed_all(seed: int) -> np.random.Generator:
    """Seeds torch and the standard library; returns numpy's generator for the recipe's own draws."""
    random.seed(seed)
    torch.manual_seed(seed)
    return np.random.default_rng(seed)


def affine(
    rng: np.random.Generator,
    size: tuple[int, int],
    count: int,
    *,
    scale: tuple[float, float],
    shift: float,
    degrees: float,
    stretch: float = 0.0,
    flip: bool = False,
    quarter_turns: bool = False,
) -> Array:
    """Random maps (count, 2, 3) from output to input pixels, both (x, y) counted from the picture's middle.

    `scale` is the zoom drawn from, `shift` the largest shift as a share of the size, `stretch` the largest
    relative change of the aspect.
    """
    h, w = size
    out = np.zeros((count, 2, 3))
    for item in out:
        zoom = math.exp(rng.uniform(math.log(scale[0]), math.log(scale[1])))
        aspect = math.exp(rng.uniform(-stretch, stretch))
        angle = math.radians(rng.uniform(-degrees, degrees))
        angle += math.pi / 2 * int(rng.integers(4)) if quarter_turns else 0.0
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        mirror = np.diag([-1.0 if flip and rng.random() < 0.5 else 1.0, -1.0 if flip and rng.random() < 0.5 else 1.0])
        item[:, :2] = turn @ mirror @ np.diag([aspect**0.5 / zoom, aspect**-0.5 / zoom])
        item[:, 2] = rng.uniform(-shift, shift, 2) * (w, h)
    return out


def warp(x: Tensor, maps: Array, mode: str = "bilinear") -> Tensor:
    """(N, C, h, w) sampled along `affine`'s maps; outside the picture 0."""
    h, w = x.shape[-2:]
    theta = torch.from_numpy(maps).float()
    half = torch.tensor([w / 2, h / 2])
    theta = torch.cat([theta[:, :, :2] * half / half[:, None], theta[:, :, 2:] / half[:, None]], 2)
    grid = F.affine_grid(theta, [x.shape[0], x.shape[1], h, w], align_corners=False)
    return F.grid_sample(x, grid, mode=mode, padding_mode="zeros", align_corners=False)


def colour(rng: np.random.Generator, x: Tensor) -> Tensor:
    """Random saturation, contrast, brightness, tint, noise and blur on (N, 3, h, w) window positions."""
    n = len(x)
    saturation = rng.uniform(0.6, 1.4, (n, 1, 1))
    contrast = rng.uniform(0.7, 1.3, (n, 1, 1))
    tint = rng.uniform(0.85, 1.15, (n, 3, 1))
    matrix = tint * contrast * (saturation * np.eye(3) + (1 - saturation) / 3)
    offset = tint * (0.4 * (1 - contrast) + rng.uniform(-0.12, 0.12, (n, 1, 1)))
    x = torch.baddbmm(torch.from_numpy(offset).float(), torch.from_numpy(matrix).float(), x.flatten(2)).view(x.shape)
    for i in np.flatnonzero(rng.random(n) < 0.25):
        x[i] += rng.uniform(0, 0.04) * torch.randn(x[i].shape)
    for i in np.flatnonzero(rng.random(n) < 0.25):
        x[i] = F.avg_pool2d(x[i], 3, 1, 1)
    return x.clamp_(0, 1)


def window_position(prep: Preprocess, stored: Array) -> Array:
    """A stored picture laid in the input, as 8-bit window positions (C, H, W): cached for training."""
    x = to_input(prep, stored) * prep.std + prep.mean
    return (x[0] * 255).round().to(torch.uint8).numpy()


def normalise(spec: InputSpec, x: Tensor) -> Tensor:
    """Window positions (N, C, h, w), 0 to 1, to network input."""
    return (x - torch.tensor(spec.mean).view(1, -1, 1, 1)) / torch.tensor(spec.std).view(1, -1, 1, 1)


def inputs(spec: InputSpec, pixels: Array) -> Iterator[Tensor]:
    """Network inputs (1, C, H, W), one a picture, from 8-bit window positions (N, C, H, W)."""
    return (normalise(spec, torch.from_numpy(p)[None].float() / 255) for p in pixels)


@dataclass(frozen=True)
class Schedule:
    """A training run of `steps`: AdamW, a warm-up to `rate`, then a cosine that reaches zero after `horizon`.

    A horizon of 0 stands for `steps`. `average` is the moving average's decay.
    """

    steps: int
    batch: int
    rate: float
    decay: float = 0.02
    average: float = 0.995
    horizon: int = 0


class Average:
    """The exponential moving average of a network's weights and statistics."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).eval()
        self.decay, self.count = decay, 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.count += 1
        keep = min(self.decay, (1 + self.count) / (10 + self.count))
        for mine, theirs in zip(self.network.state_dict().values(), network.state_dict().values(), strict=True):
            if mine.is_floating_point():
                mine.lerp_(theirs, 1.0 - keep)
            else:
                mine.copy_(theirs)


def fit(
    network: nn.Module,
    schedule: Schedule,
    batch: Callable[[int], Batch],
    loss: Callable[[nn.Module, Batch], Tensor],
    watch: Callable[[nn.Module], str] | None = None,
    every: int = 200,
) -> nn.Module:
    """Trains in bfloat16 where the processor has it; returns the averaged network, in eval mode."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=schedule.rate, weight_decay=schedule.decay)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, schedule.rate, total_steps=schedule.horizon or schedule.steps, pct_start=0.1, cycle_momentum=False
    )
    average = Average(network, schedule.average)
    network.train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    started, total = time.monotonic(), 0.0
    for step in range(1, schedule.steps + 1):
        data = batch(schedule.batch)
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported()):
            value = loss(network, data)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        rates.step()
        average.update(network)
        total += float(value.detach())
        if step % every == 0 or step == schedule.steps:
            seen = watch(average.network) if watch else ""
            mean = total / ((step - 1) % every + 1)
            print(f"step {step} {time.monotonic() - started:.0f} s loss {mean:.4f} {seen}", flush=True)
            total = 0.0
    return average.network


def predict(network: nn.Module, inputs: Iterable[Tensor]) -> list[Tensor]:
    """The network's answers to (1, C, H, W) inputs, in float32, one by one as in use."""
    network.eval()
    with torch.inference_mode():
        return [network(x)[0] for x in inputs]


def forward_ms(network: nn.Module, shape: Sequence[int], repeats: int = 10) -> float:
    """The median time of one forward pass in milliseconds."""
    times, x = [], torch.rand(*shape)
    for _ in range(repeats):
        started = time.perf_counter()
        predict(network, [x])
        times.append(1000 * (time.perf_counter() - started))
    return float(np.median(times))


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


Example = tuple[Array, float, float]  # a stored image, its slope and its intercept to the card's units


def example_of(model: str) -> Example | None:
    """The demo case of this model, every so many pixels alone; None where there is none."""
    case = next((case.id for case in CASES if case.model == model), None)
    if case == "chest-ct":
        stored, slope, intercept = chest.draw(CHEST_SEED, CHEST_SLICES).hu[CHEST_SLICE].astype(np.int16), 1.0, 0.0
    elif case == "fundus":
        stored, slope, intercept = fundus.draw(FUNDUS_SEED, FUNDUS_GRADE).rgb, 1.0, 0.0
    elif case == "endoscopy":
        stored, slope, intercept = endoscopy.draw(ENDOSCOPY_SEED, ENDOSCOPY_POLYPS).rgb, 1.0, 0.0
    else:
        return None
    step = -(-max(stored.shape[:2]) // EXAMPLE_SIDE)
    return stored[::step, ::step], slope, intercept


def write_model(
    out: Path,
    network: nn.Module,
    card: Mapping[str, Any],
    recipe: Mapping[str, Any],
    example: Example | None = None,
) -> None:
    """Writes weights, test vector, card and recipe to `out`, each whole or not at all; a card there keeps its `demo`.
    `card` are the fields of schema version 2, or of 1, but for those of its files. The test vector is the network's
    answer to `example`, or else to the model's demo case, where it has one."""
    out.mkdir(parents=True, exist_ok=True)
    state = {key: value.detach().contiguous().clone() for key, value in network.state_dict().items()}
    weights = save(state)
    old = out / "model_card.json"
    demo = json.loads(old.read_text(encoding="utf-8"))["demo"] if old.exists() else {}
    name, sha256 = "model.safetensors", hashlib.sha256(weights).hexdigest()
    whole = {"demo": demo, **card}
    if "decoding" in card:
        whole |= {"schema_version": 1, "weights": {"file": name, "sha256": sha256}}
    else:
        whole |= {"schema_version": 2, "format": "safetensors", "files": [{"name": name, "sha256": sha256}]}
    _write(out / "model.safetensors", weights)
    found = parse_card(whole, out)
    example = example or example_of(found.id)
    if example is not None:
        found = replace(found, test_vector=write_vector(out, found, network.eval(), *example))
    write_card(found, out)
    _write(out / "recipe.json", (json.dumps(recipe, indent=1, ensure_ascii=False) + "\n").encode())
