"""What the recipes share: reading the data, the network's scale, and writing the model's folder."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import time
from collections.abc import Iterable, Mapping, Sequence
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

from medadv_gui.models import device as devices
from medadv_gui.models.card import InputSpec, ModelCard, parse_card, write_card
from medadv_gui.models.library import TWIN
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes.training import Run
from medadv_gui.models.schema import SCHEMA_VERSION
from medadv_gui.models.vector import write_vector

Array = NDArray[Any]
SAMPLE_SIDE = 192  # pixels, at most, of a test vector's image

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


def window_position(prep: Preprocess, stored: Array) -> Array:
    """A stored picture laid in the input, as 8-bit window positions (C, H, W): cached for training."""
    x = to_input(prep, stored) * prep.std + prep.mean
    return (x[0] * 255).round().to(torch.uint8).numpy()


def normalise(spec: InputSpec, x: Tensor) -> Tensor:
    """Window positions (N, C, h, w), 0 to 1, to network input."""
    mean, std = (torch.tensor(v, device=x.device).view(1, -1, 1, 1) for v in (spec.mean, spec.std))
    return (x - mean) / std


def limits(spec: InputSpec, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """What one unit of the input window is at the network's input, and the input's limits there: (1, C, 1, 1)."""
    ends = torch.arange(2.0, device=device).view(2, 1, 1, 1).expand(2, spec.channels, 1, 1)
    low, high = normalise(spec, ends).chunk(2)
    return high - low, low, high


def answers(network: nn.Module, inputs: Iterable[Tensor]) -> list[Tensor]:
    """The network's answers to (1, C, H, W) inputs, in float32, one by one as in use."""
    network.eval()
    with torch.inference_mode():
        return [network(x)[0] for x in inputs]


def forward_ms(network: nn.Module, shape: Sequence[int], repeats: int = 10) -> float:
    """The median time of one forward pass in milliseconds."""
    times, x = [], torch.rand(*shape)
    for _ in range(repeats):
        started = time.perf_counter()
        answers(network, [x])
        times.append(1000 * (time.perf_counter() - started))
    return float(np.median(times))


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


@dataclass(frozen=True)
class Sample:
    """A drawn picture as stored, (h, w) or (h, w, 3), and what brings it into the card's units: the test vector's."""

    stored: Array
    slope: float = 1.0
    intercept: float = 0.0


def write_model(
    out: Path, network: nn.Module, card: Mapping[str, Any], recipe: Mapping[str, Any], sample: Sample
) -> None:
    """Writes weights, test vector, card and recipe to `out`, each whole or not at all; a card there keeps its `demo`.
    `card` are the fields of a model card but for those of its files."""
    out.mkdir(parents=True, exist_ok=True)
    state = {key: value.detach().contiguous().clone() for key, value in network.state_dict().items()}
    weights = save(state)
    old = out / "model_card.json"
    demo = json.loads(old.read_text(encoding="utf-8"))["demo"] if old.exists() else {}
    whole = {"demo": demo, **card, **_files(hashlib.sha256(weights).hexdigest())}
    _write(out / "model.safetensors", weights)
    found = parse_card(whole, out)
    step = -(-max(sample.stored.shape[:2]) // SAMPLE_SIDE)
    vector = write_vector(out, found, network.eval(), sample.stored[::step, ::step], sample.slope, sample.intercept)
    write_card(replace(found, test_vector=vector), out)
    _write(out / "recipe.json", (json.dumps(recipe, indent=1, ensure_ascii=False) + "\n").encode())


def _files(sha256: str) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "format": "safetensors",
        "files": [{"name": "model.safetensors", "sha256": sha256}],
    }


def draft(card: Mapping[str, Any]) -> ModelCard:
    """A model card of these fields, for decoding before there are weights."""
    return parse_card({**card, **_files("0" * 64)}, Path())


def hard_twin(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The card's fields of the hardened twin."""
    return {
        **fields,
        "id": fields["id"] + TWIN,
        "name": f"{fields['name']}, adversarially trained",
        "training_data": [*fields["training_data"], "trained adversarially (projected gradient, 2/255)"],
    }


def twin_folder(out: Path) -> Path:
    """Where the twin of the model in `out` goes: beside it."""
    return out.with_name(out.name + TWIN)


def record(recipe: str, seed: int, run: Run, seconds: float, **others: Any) -> dict[str, Any]:
    """What recipe.json says: how to repeat the training, and what it saw on the way."""
    return {
        "recipe": recipe,
        "seed": seed,
        "command": f"medadv-gui models train {recipe} --data DIR",
        "device": devices.describe(run.device),
        "training_seconds": round(seconds),
        "stages": run.stages,
        **others,
    }
