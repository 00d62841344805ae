"""Small seeded networks in every format, with their cards: what users would bring."""

from __future__ import annotations

import io
import json
import pickle
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from medadv_gui.core.files import file_sha256
from medadv_gui.models.networks import UNet

ARGUMENTS = {"inputs": 1, "classes": 2, "widths": [4, 8]}
NAMES = {
    "safetensors": "model.safetensors", "state_dict": "model.pt", "torchscript": "model.ts", "pt2": "model.pt2",
    "onnx": "model.onnx",
}  # fmt: skip
SIZE = 16


class Bomb:
    """Unpickling this would leave a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def network(seed: int = 0) -> UNet:
    torch.manual_seed(seed)
    return UNet(1, 2, [4, 8]).eval()


def write_program(made: nn.Module, kind: str, path: Path, example: torch.Tensor | None = None) -> Path:
    """`made` in the format `kind`; the size of its batch stays free."""
    example = torch.rand(2, 1, SIZE, SIZE) if example is None else example
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TorchScript and the exporter that needs no more packages are deprecated
        if kind == "safetensors":
            save_file(made.state_dict(), path)
        elif kind == "state_dict":
            torch.save(made.state_dict(), path)
        elif kind == "torchscript":
            torch.jit.save(torch.jit.trace(made, example), path)
        elif kind == "pt2":
            free = ({0: torch.export.Dim.AUTO},) if len(example) > 1 else None
            torch.export.save(torch.export.export(made, (example,), dynamic_shapes=free), path)
        else:
            torch.onnx.export(
                made, (example,), path, dynamo=False, input_names=["x"], output_names=["y"],
                dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
            )  # fmt: skip
    return path


def fields(kind: str = "safetensors", **changes: Any) -> dict[str, Any]:
    """The fields of a card that a user fills in."""
    weights = kind in ("safetensors", "state_dict")
    document = {
        "id": f"mine-{kind.replace('_', '-')}", "name": "Mine", "version": "1", "task": "segmentation",
        "labels": [{"name": "background", "colour": "#000000"}, {"name": "thing", "colour": "#e69f00"}],
        "architecture": {"name": "unet", "arguments": ARGUMENTS} if weights else None,
        "output": {"kind": "logits", "activation": "softmax"},
        "input": {
            "channels": 1, "height": SIZE, "width": SIZE, "resize": "stretch",
            "intensity": {"units": "8-bit", "lower": 0, "upper": 255, "mean": [0.5], "std": [0.25]},
        },
    }  # fmt: skip
    return document | changes


def write_card(folder: Path, kind: str = "safetensors", **changes: Any) -> Path:
    """A model_card.json beside the model file that lies in `folder` already."""
    name = NAMES[kind]
    files = [{"name": name, "sha256": file_sha256(folder / name)}]
    document = {"schema_version": 2, "format": kind, "files": files, **fields(kind), **changes}
    (folder / "model_card.json").write_text(json.dumps(document))
    return folder


def write_model(folder: Path, kind: str = "safetensors", made: nn.Module | None = None, **changes: Any) -> Path:
    """A folder with a model in the format `kind` and its card."""
    folder.mkdir(parents=True, exist_ok=True)
    write_program(made or network(), kind, folder / NAMES[kind])
    return write_card(folder, kind, **changes)


def write_lung_model(folder: Path) -> Path:
    """A folder with a small model of CT in HU, where the bundled one would take its time."""
    intensity = {"units": "HU", "lower": -1000, "upper": 400, "mean": [0.3], "std": [0.3]}
    size = {"channels": 1, "height": 64, "width": 64, "resize": "fit", "intensity": intensity}
    return write_model(folder, input=size)


def write_bundle(folder: Path, network_def: Mapping[str, Any], made: nn.Module, **config: Any) -> Path:
    """A MONAI bundle as its users write them, expressions included."""
    (folder / "configs").mkdir(parents=True)
    (folder / "models").mkdir()
    torch.save(made.state_dict(), folder / "models" / "model.pt")
    spec = {"num_channels": 1, "spatial_shape": [SIZE, SIZE], "value_range": [0, 1], "format": "magnitude"}
    labels = {"num_channels": 2, "format": "segmentation", "channel_def": {"0": "background", "1": "thing"}}
    metadata = {
        "name": "A bundle", "version": "0.1.0",
        "network_data_format": {"inputs": {"image": spec}, "outputs": {"pred": labels}},
    }  # fmt: skip
    (folder / "configs" / "metadata.json").write_text(json.dumps(metadata))
    inference = {
        "imports": ["$import os"], "device": "$torch.device('cpu')", "network_def": network_def,
        "network": "$@network_def.to(@device)", **config,
    }  # fmt: skip
    (folder / "configs" / "inference.json").write_text(json.dumps(inference))
    return folder


def repacked(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The zip archive with its members changed in place: names below its root to their bytes."""
    with zipfile.ZipFile(path) as archive:
        root = archive.namelist()[0].partition("/")[0]
        members = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{root}/{name}", data)
    return path


def bomb(path: Path) -> bytes:
    """A pickle that would touch `path`, as torch.save writes it."""
    stream = io.BytesIO()
    torch.save({"w": Bomb(path)}, stream)
    return stream.getvalue()


def plain_bomb(path: Path) -> bytes:
    """A pickle that would touch `path`."""
    return pickle.dumps(Bomb(path))
