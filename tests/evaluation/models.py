"""A model whose answers and smallest budgets are known in closed form: a picture is bright or dark by its mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from safetensors.torch import save_file
from torch import Tensor, nn

from medadv_gui.core.files import file_sha256
from medadv_gui.models import networks
from medadv_gui.models.card import ModelCard, read_card

LABELS = ("dark", "bright")


class Brightness(nn.Module):
    """Bright where the mean of the picture lies above `cut`, from 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = nn.Parameter(torch.tensor(0.5))

    def forward(self, x: Tensor) -> Tensor:
        over = x.mean((1, 2, 3)) - self.cut
        return 100 * torch.stack([-over, over], 1)


def brightness(folder: Path, monkeypatch: pytest.MonkeyPatch, cut: float) -> ModelCard:
    """The model whose answer turns at the grey level `cut`, 0 to 255, kept in `folder`, whose name is its id."""
    monkeypatch.setitem(networks.ARCHITECTURES, "brightness", Brightness)
    folder.mkdir(parents=True)
    save_file({"cut": torch.tensor(cut / 255)}, folder / "model.safetensors")
    document = {
        "schema_version": 1, "id": folder.name, "name": "Brightness", "version": "1", "task": "classification",
        "labels": [{"name": name, "colour": "#0072b2"} for name in LABELS],
        "architecture": {"name": "brightness", "arguments": {}},
        "weights": {"file": "model.safetensors", "sha256": file_sha256(folder / "model.safetensors")},
        "input": {
            "channels": 1, "height": 8, "width": 8, "resize": "stretch", "units": "8-bit", "lower": 0, "upper": 255,
            "mean": [0], "std": [1],
        },
        "decoding": {}, "metrics": [], "training_data": [], "licence": "", "citation": "", "intended_use": "tests",
        "out_of_scope": "", "demo": {},
    }  # fmt: skip
    (folder / "model_card.json").write_text(json.dumps(document))
    return read_card(folder)


def pictures(folder: Path, rows: Sequence[tuple[int, str, str]]) -> Path:
    """A data set of plain grey pictures: (grey level, label, patient)."""
    folder.mkdir(parents=True)
    lines = ["file,label,patient,split"]
    for i, (level, label, patient) in enumerate(rows):
        name = f"SECRET-{i}.png"
        Pillow.fromarray(np.full((8, 8), level, np.uint8)).save(folder / name)
        lines.append(f"{name},{label},{patient},test")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")
    return folder
