"""Row 25 of the table of bad input: model faults that a folder with a card can bring along, each refused with its own
line, through the loader and through the window."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from safetensors.torch import load_file, save_file

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.models import formats
from medadv_gui.models.card import read_card
from medadv_gui.models.formats import network_of
from medadv_gui.models.guard import fault
from medadv_gui.models.library import find_card
from medadv_gui.models.load import load_model
from medadv_gui.models.probe import probe
from tests.forked import start

Tensors = dict[str, torch.Tensor]


def altered(folder: Path, change: Callable[[Tensors], object], **card: object) -> Path:
    """The bundled fundus model with other weights, its card telling the truth about their hash."""
    source = find_card("fundus-dr").folder
    made = folder / "altered"
    made.mkdir()
    tensors = load_file(source / "model.safetensors")
    change(tensors)
    save_file(tensors, made / "model.safetensors")
    document = json.loads((source / "model_card.json").read_text())
    document |= {"id": "altered", "test_vector": None}
    document["files"] = [{"name": "model.safetensors", "sha256": file_sha256(made / "model.safetensors")}]
    document.update(card)
    (made / "model_card.json").write_text(json.dumps(document))
    return made


def last_weight(tensors: Tensors) -> torch.Tensor:
    return tensors[[name for name, tensor in tensors.items() if tensor.dim() == 2][-1]]


def fundus(folder: Path) -> Path:
    path = folder / "eye.png"
    pixels = np.random.default_rng(0).integers(40, 200, (64, 64, 3), dtype=np.uint8)
    Pillow.fromarray(pixels).save(path)
    return path


def predict(folder: Path, image: Path) -> subprocess.CompletedProcess[str]:
    return start("predict", image, "--model", folder)


def test_outputs_that_are_no_numbers(tmp_path: Path) -> None:
    folder = altered(tmp_path, lambda tensors: last_weight(tensors).fill_(torch.nan))
    with pytest.raises(ModelError, match="numbers that are not finite"):
        load_model(read_card(folder), "cpu")
    done = predict(folder, fundus(tmp_path))
    assert done.returncode == 2
    assert "not finite" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_gradient(tmp_path: Path) -> None:
    folder = altered(tmp_path, lambda tensors: last_weight(tensors).zero_())
    assert "gradient is zero everywhere" in str(fault(probe(read_card(folder))))


def test_labels_that_do_not_match(tmp_path: Path) -> None:
    labels = [{"name": name, "colour": "#ffffff"} for name in ("healthy", "ill")]
    folder = altered(tmp_path, lambda tensors: None, labels=labels)
    assert "do not match the card's labels" in str(fault(probe(read_card(folder))))


def test_wrong_channels(tmp_path: Path) -> None:
    def one_channel(tensors: Tensors) -> None:
        name = next(name for name, tensor in tensors.items() if tensor.dim() == 4)
        tensors[name] = tensors[name][:, :1].contiguous()

    with pytest.raises(ModelError, match="do not fit the architecture"):
        network_of(read_card(altered(tmp_path, one_channel)))


def test_weights_that_claim_forty_gibibytes(tmp_path: Path) -> None:
    """In the header of a small file: refused before memory is taken."""
    folder = altered(tmp_path, lambda tensors: None)
    header = json.dumps({"w": {"dtype": "F32", "shape": [10 << 30], "data_offsets": [0, 40 << 30]}}).encode()
    path = folder / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(64))
    document = json.loads((folder / "model_card.json").read_text())
    document["files"][0]["sha256"] = file_sha256(path)
    (folder / "model_card.json").write_text(json.dumps(document))
    with pytest.raises(ModelError, match="a damaged safetensors file"):
        network_of(read_card(folder))


def test_weights_that_take_forty_gibibytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sparse file of that size; the cap is looked at before the file is."""
    folder = altered(tmp_path, lambda tensors: None)
    with (folder / "model.safetensors").open("r+b") as stream:
        try:
            stream.truncate(40 << 30)
        except OSError:
            pytest.skip("this file system has no sparse files")
    monkeypatch.setattr(formats, "file_sha256", lambda path: pytest.fail("the file was read"))
    with pytest.raises(ModelError, match="larger than 4 GiB"):
        network_of(read_card(folder))
