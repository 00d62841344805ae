"""One model of each format: kept, probed, predicting like the network it was made of, and attacked end to end."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from monai.networks.nets import UNet as MonaiUNet
from PIL import Image as Pillow
from torch import Tensor, nn

from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Image, Instance, MaskPrediction
from medadv_gui.imaging.read import read_image
from medadv_gui.models.card import read_card
from medadv_gui.models.draft import draft
from medadv_gui.models.formats import network_of
from medadv_gui.models.library import find_card, keep
from medadv_gui.models.load import Model, load_model
from medadv_gui.models.trust import recorded
from tests.made_models import NAMES, SIZE, fields, network, write_bundle, write_card, write_model, write_program


def picture(folder: Path) -> Path:
    path = folder / "picture.png"
    pixels = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE), dtype=np.uint8)
    Pillow.fromarray(pixels).save(path)
    return path


def expected(made: nn.Module, path: Path) -> np.ndarray:
    pixels = torch.from_numpy(np.array(Pillow.open(path), np.float32))[None, None]
    with torch.no_grad():
        return made((pixels / 255 - 0.5) / 0.25).argmax(1)[0].numpy()


@pytest.mark.slow
@pytest.mark.parametrize("kind", NAMES)
def test_a_file_of_each_format_is_kept_and_attacked(tmp_path: Path, kind: str) -> None:
    if kind == "onnx":
        pytest.importorskip("onnx")
    path = write_program(network(), kind, tmp_path / "from a colleague.bin")
    found = draft(path)
    assert found.kind == kind
    if kind != "torchscript":
        assert found.card["input"]["channels"] == 1
    assert "output.kind" in found.missing
    kept = keep(found.complete(fields(kind), tmp_path), found)
    assert find_card(f"mine-{kind.replace('_', '-')}").folder == kept.folder
    assert (kept.folder / NAMES[kind]).read_bytes() == path.read_bytes()
    probes = recorded(kept)
    assert probes is not None
    assert [probe.name for probe in probes if not probe.passed] == []

    image = read_image(Instance(picture(tmp_path)))
    model = load_model(kept, "cpu")
    answer = model.predict(image)
    assert isinstance(answer, MaskPrediction)
    assert np.mean(answer.mask == expected(network(), tmp_path / "picture.png")) > 0.99
    attack(image, model, tmp_path / "out")


def attack(image: Image, model: Model, out: Path) -> None:
    run = AttackRun(image, model, AttackSettings(epsilon="8/255", steps=4, device="cpu"))
    assert len(list(run.steps())) > 1
    result = run.finish(out)
    assert result.budget.realised_linf == pytest.approx(8, abs=0.51)
    assert json.loads((out / "result.json").read_text())["model"]["sha256"] == model.card.sha256


@pytest.mark.slow
@pytest.mark.parametrize("packed", [False, True])
def test_a_bundle_is_kept_and_attacked(tmp_path: Path, packed: bool) -> None:
    """Its weights saved by a wrapper, its architecture by way of a reference, expressions elsewhere left alone."""
    torch.manual_seed(0)
    made = MonaiUNet(2, 1, 2, (4, 8), (2,), norm="batch").eval()
    definition = {
        "_target_": "monai.networks.nets.UNet", "spatial_dims": 2, "in_channels": "@channels", "out_channels": 2,
        "channels": [4, 8], "strides": [2], "norm": "batch",
    }  # fmt: skip
    window = {"_target_": "ScaleIntensityRanged", "keys": "image", "a_min": 0, "a_max": 255, "b_min": -2, "b_max": 2}
    folder = write_bundle(
        tmp_path / "bundle", definition, made, channels=1,
        preprocessing={"_target_": "Compose", "transforms": [window, {"_target_": "$os.system('touch ran')"}]},
        postprocessing={"_target_": "Compose", "transforms": [{"_target_": "Activationsd", "softmax": True}]},
    )  # fmt: skip
    torch.save(
        {"epoch": 3, "model": {f"module.{n}": v for n, v in made.state_dict().items()}}, folder / "models/model.pt"
    )
    path = folder
    if packed:
        path = tmp_path / "bundle.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for item in folder.rglob("*"):
                archive.write(item, item.relative_to(tmp_path))
    found = draft(path)
    assert found.kind == "bundle"
    assert found.card["architecture"]["name"] == "monai.UNet"
    assert found.card["labels"][1]["name"] == "thing"
    assert found.card["output"] == {"kind": "logits", "activation": "softmax"}
    assert found.missing == ("input.resize", "input.intensity.units")
    card = found.complete({"input": {"resize": "stretch", "intensity": {"units": "8-bit"}}}, tmp_path)
    assert (card.input.mean, card.input.std) == ((0.5,), (0.25,))
    kept = keep(card, found)
    image, model = read_image(Instance(picture(tmp_path))), load_model(kept, "cpu")
    answer = model.predict(image)
    assert isinstance(answer, MaskPrediction)
    assert np.mean(answer.mask == expected(made, tmp_path / "picture.png")) > 0.99
    attack(image, model, tmp_path / "out")


def test_a_file_of_another_format_than_its_card_says(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "m", "safetensors")
    write_program(network(), "torchscript", folder / "model.safetensors")
    write_card(folder)
    reason = r"model\.safetensors is not weights \(safetensors\), as its card says: a TorchScript program"
    with pytest.raises(ModelError, match=reason):
        network_of(read_card(folder))


def test_weights_that_do_not_fit(tmp_path: Path) -> None:
    architecture = {"name": "unet", "arguments": {"inputs": 1, "classes": 2, "widths": [4, 16]}}
    folder = write_model(tmp_path / "m", architecture=architecture)
    with pytest.raises(ModelError, match=r"the weights do not fit the architecture .*size mismatch"):
        network_of(read_card(folder))
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"the file model\.safetensors is missing"):
        network_of(read_card(folder))


class OneByOne(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x).reshape(1, 2, SIZE, SIZE)


@pytest.mark.parametrize("kind", ["pt2", "torchscript"])
def test_a_program_for_one_image_at_a_time_takes_several(tmp_path: Path, kind: str) -> None:
    made = OneByOne()
    folder = tmp_path / "m"
    folder.mkdir()
    write_program(made, kind, folder / NAMES[kind], torch.rand(1, 1, SIZE, SIZE))
    loaded = network_of(read_card(write_card(folder, kind)))
    x = torch.rand(3, 1, SIZE, SIZE)
    assert torch.allclose(loaded(x), made.conv(x), atol=1e-6)
    with pytest.raises(ModelError, match="the network fails on an input of"):
        loaded(torch.rand(1, 1, SIZE + 1, SIZE))


def test_several_outputs_and_channels_at_the_end(tmp_path: Path) -> None:
    class Several(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3, padding=1)

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            y = self.conv(x.permute(0, 3, 1, 2))
            return {"features": y.mean((2, 3)), "maps": y.permute(0, 2, 3, 1)}

    made, folder = Several(), tmp_path / "m"
    folder.mkdir()
    path = write_program(made, "pt2", folder / "model.pt2", torch.rand(2, SIZE, SIZE, 1))
    found = draft(path)
    assert found.card["input"]["layout"] == "NHWC"
    assert "has several outputs: the card's output.select names the one to look at" in found.found
    changes = fields("pt2")
    changes["input"]["layout"], changes["output"]["select"] = "NHWC", "maps"
    loaded = network_of(read_card(write_card(folder, "pt2", **changes)))
    x = torch.rand(2, 1, SIZE, SIZE)
    assert torch.allclose(loaded(x), made.conv(x), atol=1e-6)


def test_a_draft_needs_its_fields(tmp_path: Path) -> None:
    path = write_program(network(), "safetensors", tmp_path / "w")
    found = draft(path)
    assert found.card["input"]["channels"] == 1
    with pytest.raises(ModelError, match=r"^w: its card still lacks architecture, task, labels"):
        found.complete({}, tmp_path)
