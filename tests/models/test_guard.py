"""The process that opens a stranger's model: what it may take, what it cannot do, and what is remembered of it."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import medadv_gui
from medadv_gui.core.errors import ModelError, OutputError
from medadv_gui.core.files import file_sha256
from medadv_gui.models import guard, trust
from medadv_gui.models.card import ASSUMED, VERIFIED, ModelCard, read_card
from medadv_gui.models.guard import CheckCancelledError, Probe, ask, check
from medadv_gui.models.library import find_card, keep, user_cards, user_folder
from medadv_gui.models.load import load_model
from tests.made_models import NAMES, SIZE, network, write_card, write_model


def scripted(made: nn.Module, folder: Path, **changes: object) -> ModelCard:
    """A TorchScript model that is not traced: its loops stay loops."""
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(made), folder / NAMES["torchscript"])
    return read_card(write_card(folder, "torchscript", **changes))


class Endless(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        n = 0
        while n >= 0:
            n = (n + 1) % 1000
        return x.expand(-1, 2, -1, -1)


class Hungry(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        kept = [x]
        while len(kept) > 0:
            kept.append(torch.ones(1 << 24))
        return x.expand(-1, 2, -1, -1)


@pytest.mark.slow
def test_a_model_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 6.0)
    card = scripted(Endless(), tmp_path / "m")
    with pytest.raises(ModelError, match=r"^m: refused, checking it takes more than 6 seconds"):
        load_model(card, "cpu")


@pytest.mark.slow
def test_a_model_that_takes_all_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MEMORY", 1 << 29)
    card = scripted(Hungry(), tmp_path / "m")
    with pytest.raises(ModelError, match=r"^m: refused, checking it takes more than 512 MiB of memory"):
        check(card)


def test_a_process_that_breaks_down_and_one_that_is_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CheckCancelledError, match="the check was cancelled"):
        ask("draft", write_model(tmp_path / "n"), cancelled=lambda: True)
    monkeypatch.setattr(guard, "OPTION", "--version")  # says something else, and ends
    with pytest.raises(ModelError, match=r"^m: refused, it brought down the process that checked it"):
        ask("check", tmp_path / "m")


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_what_the_process_gives_up(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("here")
    code = f"""
from medadv_gui.models.lockdown import lock_down
print(lock_down())
import os, socket, subprocess
from pathlib import Path
folder = Path({str(tmp_path)!r})
for do in (
    lambda: (folder / "new").write_text("x"), lambda: (folder / "there").write_text("x"),
    lambda: (folder / "there").unlink(), lambda: (folder / "made").mkdir(), lambda: os.truncate(folder / "there", 0),
    lambda: subprocess.run(["/bin/true"]), lambda: socket.create_server(("127.0.0.1", 0)),
):
    try:
        do()
    except PermissionError:
        print("no")
print((folder / "there").read_text())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    if "writing files" not in lines[0]:
        pytest.skip("this kernel has no Landlock")
    assert lines[1:] == ["no"] * (7 if "TCP" in lines[0] else 6) + ["here"]
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_check_is_remembered_until_a_byte_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[str] = []

    def counted(card: ModelCard, cancelled: object = None) -> tuple[Probe, ...]:
        checks.append(card.sha256)
        return (Probe("outputs", True, "well shaped"),)

    monkeypatch.setattr(trust, "check", counted)
    folder = write_model(tmp_path / "m")
    card = read_card(folder)
    load_model(card, "cpu")
    load_model(card, "cpu")
    assert checks == [card.sha256]
    record = json.loads(trust.trust_file().read_text())["models"][trust.fingerprint(card)]
    assert record["files"] == {"model.safetensors": card.sha256}
    assert record["version"] == medadv_gui.__version__
    assert "outputs" in [probe["name"] for probe in record["probes"]]

    # Another card over the same file; another file under its own card.
    load_model(replace(card, name="Another"), "cpu")
    assert len(checks) == 2
    write_model(tmp_path / "m", made=network(seed=1))
    changed = read_card(folder)
    assert changed.sha256 != card.sha256
    load_model(changed, "cpu")
    assert len(checks) == 3
    # A file that changed behind its card's back is not loaded, trusted or not.
    with pytest.raises(ModelError, match="SHA-256 differs"):
        load_model(card, "cpu")
    # Nor is a record of another version worth anything, or a file that cannot be read.
    monkeypatch.setattr(medadv_gui, "__version__", "another")
    assert trust.recorded(changed) is None
    trust.trust_file().write_text("{")
    assert trust.recorded(changed) is None


def test_the_program_s_own_models_need_no_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(trust, "check", lambda *_: pytest.fail("checked"))
    load_model(find_card("ct-lung"), "cpu")
    assert not trust.trust_file().exists()


def test_a_vector_that_passed_vouches_for_the_preprocessing(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "m")
    np.savez(folder / "v.npz", stored=np.zeros((SIZE, SIZE), np.uint8), slope=1.0, intercept=0.0, outputs=np.zeros(1))
    vector = {"file": "v.npz", "sha256": file_sha256(folder / "v.npz"), "tolerance": 1e-3}
    card = read_card(write_card(folder, test_vector=vector))
    assert trust.vouched(card).preprocessing == ASSUMED
    trust.record(card, (Probe("test vector", True, "reproduced"),))
    assert trust.vouched(card).preprocessing == VERIFIED
    trust.record(card, (Probe("test vector", False, "off"),))
    assert trust.vouched(card).preprocessing == ASSUMED


@pytest.mark.slow
def test_what_is_kept_and_what_is_not(tmp_path: Path) -> None:
    card = read_card(write_model(tmp_path / "m"))
    kept = keep(card)
    assert kept.folder == user_folder() / card.id
    assert [known.id for known in user_cards()] == [card.id]
    with pytest.raises(OutputError, match="known already"):
        keep(card)
    data = bytearray((tmp_path / "m" / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "m" / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelError, match="SHA-256 differs"):
        keep(replace(card, id="second"))
    with pytest.raises(OutputError, match="cannot be kept"):
        keep(replace(card, id="third", folder=tmp_path / "nowhere"))
    assert sorted(path.name for path in user_folder().iterdir()) == [card.id, "trust.json"]


def test_the_parts_that_the_window_reads_import_no_torch() -> None:
    code = (
        "import sys, medadv_gui.models.draft, medadv_gui.models.guard, medadv_gui.models.trust, "
        "medadv_gui.models.library, medadv_gui.models.sniff; print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
