"""Models in three dimensions: cards, networks, the sliding window, what fits them."""

import dataclasses
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from medadv_gui.core.errors import InputError, ModelError
from medadv_gui.core.types import MaskPrediction, Volume
from medadv_gui.models.card import read_card
from medadv_gui.models.formats import network_of
from medadv_gui.models.library import bundled_cards, fits
from medadv_gui.models.load import Model, check_outputs
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.probe import probe
from medadv_gui.models.sliding import SlidingWindow
from tests.support import card, picture, volume_model

UNET = {"inputs": 1, "classes": 2, "widths": [4, 8], "dimensions": 3}
WINDOW = {"dimensions": 3, "depth": 4, "height": 8, "width": 6}


def unet(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return build("unet", UNET).eval().requires_grad_(False)


def spec(**changes):
    return card("segmentation", ("background", "thing"), **{**WINDOW, **changes}).input


def test_the_unet_in_three_dimensions() -> None:
    x = torch.rand(2, 1, 4, 8, 6, requires_grad=True)
    out = unet()(x)
    assert out.shape == (2, 2, 4, 8, 6)
    (gradient,) = torch.autograd.grad(out.square().sum(), x)
    assert gradient.abs().sum() > 0
    flat, deep = build("unet", {**UNET, "dimensions": 2}).state_dict(), build("unet", UNET).state_dict()
    assert list(flat) == list(deep)
    with pytest.raises(ModelError, match="dimensions must be 2 or 3"):
        build("unet", {**UNET, "dimensions": 4})


@pytest.mark.parametrize("overlap", [0.0, 0.25, 0.5])
def test_one_window_over_the_whole_volume_is_the_network_itself(overlap: float) -> None:
    network, u = unet(), torch.rand(1, 1, 4, 8, 6)
    window = SlidingWindow(network, spec(overlap=overlap))
    assert torch.allclose(window(u), network(u), atol=1e-6)
    assert torch.equal(window(u), window(u))


def test_a_small_volume_is_padded_with_the_lower_end_of_the_input_window() -> None:
    network, u = unet(), torch.rand(1, 1, 2, 8, 3)
    found = SlidingWindow(network, spec(mean=(0.3,), std=(0.5,)))(u)
    padded = torch.nn.functional.pad(u, (1, 2, 0, 0, 1, 1), value=-0.3 / 0.5)
    assert torch.allclose(found, network(padded)[:, :, 1:3, :, 1:4], atol=1e-6)


def test_windows_of_a_pixelwise_network_blend_into_its_own_answer() -> None:
    class Pixelwise(nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            return torch.cat([0.5 - u, u * u], 1)

    u = torch.rand(1, 1, 7, 11, 9)
    assert torch.allclose(SlidingWindow(Pixelwise(), spec())(u), Pixelwise()(u), atol=1e-6)


def test_the_gradient_is_that_without_recomputation_and_of_a_finite_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network, u = unet().double(), torch.rand(1, 1, 6, 10, 9, dtype=torch.float64)
    weights = torch.rand(1, 2, 6, 10, 9, dtype=torch.float64)
    window = SlidingWindow(network, spec())
    calls = []
    network.register_forward_pre_hook(lambda *_: calls.append(1))

    def gradient() -> torch.Tensor:
        v = u.clone().requires_grad_(True)
        (found,) = torch.autograd.grad((window(v) * weights).sum(), v)
        return found

    found = gradient()
    assert len(calls) == 2 * 8  # two windows along each side, each once more on the way back
    monkeypatch.setattr(SlidingWindow, "_window", lambda self, u: self.network(u))
    plain = gradient()
    assert len(calls) == 3 * 8
    assert torch.allclose(found, plain, atol=1e-12)
    direction = plain / plain.norm()
    with torch.no_grad():
        ends = [float((window(u + side * 1e-6 * direction) * weights).sum()) for side in (1, -1)]
    assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(float(plain.norm()), rel=1e-3)


def test_what_is_held_for_the_way_back_is_less_than_one_windows_maps() -> None:
    network, u = unet(), torch.rand(1, 1, 8, 32, 24)

    def held(module: nn.Module, v: torch.Tensor) -> int:
        found: dict[int, int] = {}

        def pack(tensor: torch.Tensor) -> torch.Tensor:
            found[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            kept = module(v.clone().requires_grad_(True))
        assert kept.requires_grad
        return sum(found.values())

    assert held(SlidingWindow(network, spec()), u) < held(network, u[..., :4, :8, :6]) + 10 * u.nbytes


def test_a_network_that_does_not_take_the_window_is_one_line() -> None:
    window = SlidingWindow(build("unet", {**UNET, "dimensions": 2}).eval(), spec())
    with pytest.raises(ModelError, match="cannot look at windows of this volume") as caught:
        window(torch.rand(1, 1, 4, 8, 6))
    assert "\n" not in str(caught.value)


def test_preprocessing_of_a_volume_keeps_its_voxels() -> None:
    flat = card(units="HU", lower=-1000.0, upper=400.0, mean=(0.3,), std=(0.5,), height=5, width=7).input
    deep = dataclasses.replace(flat, dimensions=3, depth=2)
    stored = torch.randint(-200, 2000, (1, 1, 3, 5, 7)).float()
    got = Preprocess(deep, 1.0, -1024.0)(stored)
    slices = [Preprocess(flat, 1.0, -1024.0)(stored[:, :, i]) for i in range(3)]
    assert torch.equal(got, torch.stack(slices, 2))


def test_a_card_in_three_dimensions(tmp_path: Path) -> None:
    folder = volume_model(tmp_path, unet(), UNET)
    found = read_card(folder)
    assert (found.input.size, found.input.overlap, found.input.resize) == ((4, 8, 8), 0.25, "none")
    network = network_of(found)
    assert isinstance(network, SlidingWindow)
    assert all(one.passed for one in probe(found))
    for flat in bundled_cards():
        assert (flat.input.dimensions, flat.input.size) == (2, (flat.input.height, flat.input.width))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dimensions": 4}, "input.dimensions: 4"), ({"depth": None}, "depth"), ({"depth": 0}, "depth"),
        ({"overlap": 1}, "overlap"), ({"overlap": -0.1}, "overlap"),
        ({"channels": 3, "mean": [0] * 3, "std": [1] * 3}, "one channel"),
    ],
)  # fmt: skip
def test_a_card_that_misstates_its_volume_is_one_line(tmp_path: Path, changes: dict, reason: str) -> None:
    folder = volume_model(tmp_path, unet(), UNET)
    path = folder / "model_card.json"
    document = json.loads(path.read_text())
    document["input"] |= changes
    document["input"] = {name: value for name, value in document["input"].items() if value is not None}
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match=reason):
        read_card(folder)


def test_only_segmentation_has_three_dimensions(tmp_path: Path) -> None:
    folder = volume_model(tmp_path, unet(), UNET)
    path = folder / "model_card.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "task": "classification"}))
    with pytest.raises(ModelError, match="for segmentation of one channel alone"):
        read_card(folder)


def test_what_fits_a_volume() -> None:
    image = picture(np.zeros((8, 6), np.uint8))
    deep, flat = (card("segmentation", ("a", "b"), **changes) for changes in (WINDOW, {}))
    volume = Volume.of([image] * 3)
    assert "--slice all" in str(fits(deep, image))
    assert fits(deep, volume) is None
    assert "single images" in str(fits(flat, volume))
    model = Model(deep, SlidingWindow(unet(), deep.input), torch.device("cpu"))
    answer = model.predict(volume)
    assert isinstance(answer, MaskPrediction)
    assert answer.mask.shape == (3, 8, 6)
    with pytest.raises(ModelError, match=r"^picture\.png: test-model does not fit: it looks at whole series"):
        model.predict(image)
    with pytest.raises(ModelError, match="do not match"):
        check_outputs(torch.zeros(1, 2, 8, 6), deep)


def test_slices_that_make_no_volume() -> None:
    image = picture(np.zeros((4, 4), np.uint8))
    for other, reason in (
        (picture(np.zeros((4, 5), np.uint8)), "size"),
        (picture(np.zeros((4, 4), np.uint8), slope=2.0), "rescaling"),
        (picture(np.zeros((4, 4), np.uint8), units="HU"), "unit"),
        (picture(np.zeros((4, 4), np.uint16)), "pixel type"),
        (picture(np.zeros((4, 4, 3), np.uint8)), "has colour"),
    ):
        with pytest.raises(InputError, match=reason):
            Volume.of([image, other])


def test_a_volume_is_its_slices_in_order() -> None:
    stored = [np.full((2, 3), i, np.uint8) for i in range(4)]
    stored[2][0] = 99
    images = [picture(slice_, notes=("n",), padding_range=(90, 99)) for slice_ in stored]
    images[2] = dataclasses.replace(images[2], lossy=True)
    volume = Volume.of(images)
    assert (volume.shape, volume.rows, volume.columns, volume.colour) == ((4, 2, 3), 2, 3, False)
    assert volume.stored[:, 1, 0].tolist() == [0, 1, 2, 3]
    assert volume.padding is not None
    assert volume.padding.sum() == 3
    assert volume.padding[2, 0].all()
    assert (volume.lossy, volume.synthetic, volume.notes) == (True, False, ("n",))
    changed = volume.with_stored(volume.stored + 1)
    assert changed.images == volume.images
    assert changed.sha256() != volume.sha256()


def test_importing_and_loading_in_two_dimensions_leaves_monai_alone() -> None:
    statement = """
import sys
import medadv_gui.attack.run, medadv_gui.attack.series, medadv_gui.attack.volume
from medadv_gui.models.library import find_card
from medadv_gui.models.load import load_model
load_model(find_card("ct-lung"))
assert "monai" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", statement], check=True, timeout=60)


def test_the_weights_file_is_the_plain_networks(tmp_path: Path) -> None:
    folder = volume_model(tmp_path, unet(3), UNET)
    network = network_of(read_card(folder))
    for name, value in unet(3).state_dict().items():
        assert torch.equal(network.network.state_dict()[name], value)
    save_file({"wrong": torch.zeros(1)}, folder / "model.safetensors")
    path = folder / "model_card.json"
    document = json.loads(path.read_text())
    document["weights"]["sha256"] = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match="do not fit the architecture"):
        network_of(read_card(folder))
