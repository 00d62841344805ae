"""What the probes find, of models that can be attacked and of those that cannot."""

from __future__ import annotations

import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.models.card import read_card
from medadv_gui.models.guard import Probe, fault
from medadv_gui.models.library import find_card
from medadv_gui.models.probe import probe
from medadv_gui.models.vector import write_vector
from tests.made_models import NAMES, SIZE, fields, network, write_card, write_model


class Made(nn.Module):
    """A convolution with something done to what goes in or comes out."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(1, 2, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


class Cast(Made):
    def forward(self, x: Tensor) -> Tensor:
        return self.conv((x * 255).to(torch.uint8).float() / 255)


class CastBeside(Made):
    """The outputs require a gradient, by way of weights; none of it reaches the input."""

    def __init__(self) -> None:
        super().__init__()
        self.conv.weight.requires_grad_(True)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv((x * 255).to(torch.uint8).float()) + 0.0 * x.sum()


class Rounded(Made):
    def forward(self, x: Tensor) -> Tensor:
        return self.conv(torch.round(x))


class StraightThrough(Made):
    """Rounding that claims the gradient of not rounding, five times over."""

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(5 * x + (torch.round(x) - 5 * x).detach())


class Infinite(Made):
    def forward(self, x: Tensor) -> Tensor:
        return self.conv(torch.sqrt(torch.relu(x - 99.0))).clamp(-1, 1)


class NotANumber(Made):
    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) / 0.0 * 0.0


class Random(Made):
    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) + 0.1 * torch.rand_like(x)


class OfTheBatch(Made):
    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) - x.mean()


class ThreeMaps(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


class Colour(ThreeMaps):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 2, 3, padding=1)


def probed(made: nn.Module, folder: Path, **changes: object) -> dict[str, Probe]:
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(made.eval()), folder / NAMES["torchscript"])
    return {found.name: found for found in probe(read_card(write_card(folder, "torchscript", **changes)))}


def test_a_model_that_can_be_attacked(tmp_path: Path) -> None:
    found = probed(Made(), tmp_path / "m")
    assert [one.name for one in found.values() if not one.passed] == []
    assert fault(tuple(found.values())) is None
    assert found["free batch"].text == "two images at once are answered like each alone"
    assert found["test vector"].text == "none; preprocessing assumed by user"


@pytest.mark.parametrize(
    ("made", "name", "words"),
    [
        (Cast, "input gradient", "no gradient reaches the input"),
        (CastBeside, "input gradient", "the input gradient is zero everywhere"),
        (Rounded, "input gradient", "the input gradient is zero everywhere"),
        (Infinite, "input gradient", "the input gradient is not finite"),
        (StraightThrough, "finite difference", "disagrees with the input gradient by"),
        (NotANumber, "outputs", "not finite"), (ThreeMaps, "outputs", "do not match the card's labels"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_says_why(tmp_path: Path, made: type[nn.Module], name: str, words: str) -> None:
    found = probed(made(), tmp_path / "m")
    assert not found[name].passed
    assert words in found[name].text
    assert words in str(fault(tuple(found.values())))


def test_wrong_channels(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the network fails on an input of"):
        probed(Colour(), tmp_path / "m")


@pytest.mark.parametrize(
    ("made", "name", "words"),
    [
        (Random, "deterministic", "two runs on one input differ"),
        (OfTheBatch, "free batch", "two images at once are answered differently"),
    ],
)
def test_a_model_that_can_be_attacked_with_care(tmp_path: Path, made: type[nn.Module], name: str, words: str) -> None:
    found = probed(made(), tmp_path / "m")
    assert not found[name].passed
    assert words in found[name].text
    if made is OfTheBatch:
        assert fault(tuple(found.values())) is None


def test_a_program_in_training_mode_says_so(tmp_path: Path) -> None:
    made = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Dropout(0.5)).train()
    folder = tmp_path / "m"
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.export.save(torch.export.export(made, (torch.rand(1, 1, SIZE, SIZE),)), folder / "model.pt2")
    found = {one.name: one for one in probe(read_card(write_card(folder, "pt2")))}
    assert "exported in training mode, so export it after .eval()" in found["deterministic"].text


def test_the_range_that_a_network_expects(tmp_path: Path) -> None:
    spec = fields()["input"]
    spec["intensity"]["range"] = [-2, 2]
    folder = write_model(tmp_path / "m", input=spec)
    found = {one.name: one for one in probe(read_card(folder))}
    assert found["expected range"].passed
    spec["intensity"]["range"] = [0, 1]
    found = {one.name: one for one in probe(read_card(write_card(folder, input=spec)))}
    assert not found["expected range"].passed
    assert found["expected range"].text == "the network's input lies between -2 and 2; the card expects 0 to 1"


def test_a_test_vector(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "m")
    card = read_card(folder)
    stored = np.random.default_rng(0).integers(0, 256, (20, 30), dtype=np.uint8)
    for slope, words in ((1.0, "reproduced, off by"), (0.5, "preprocessing or weights differ")):
        vector = asdict(write_vector(folder, card, network(), stored, slope, 0.0))
        if slope != 1.0:  # what the vector says was done to it, and what was done, differ
            arrays = dict(np.load(folder / vector["file"]))
            np.savez(folder / vector["file"], **arrays | {"slope": np.float64(1.0)})
            vector["sha256"] = file_sha256(folder / vector["file"])
        found = {one.name: one for one in probe(read_card(write_card(folder, test_vector=vector)))}["test vector"]
        assert found.passed == (slope == 1.0)
        assert words in found.text


def test_the_bundled_models_pass() -> None:
    assert all(one.passed for one in probe(find_card("endo-polyp")))
