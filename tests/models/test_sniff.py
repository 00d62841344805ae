"""What a file is, its bytes say and its name does not; archives that were made to do harm."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
import torch

from medadv_gui.core.errors import ModelError
from medadv_gui.models.sniff import kind_of, sniff
from tests.made_models import NAMES, Bomb, network, plain_bomb, write_bundle, write_model, write_program


@pytest.mark.parametrize("kind", NAMES)
def test_each_kind_under_a_name_that_says_another(tmp_path: Path, kind: str) -> None:
    path = write_program(network(), kind, tmp_path / NAMES[kind])
    lying = path.rename(tmp_path / "model.txt")
    assert kind_of(lying) == kind


def test_folders(tmp_path: Path) -> None:
    assert kind_of(write_model(tmp_path / "card")) == "card"
    folder = write_bundle(tmp_path / "bundle", {"_target_": "UNet"}, network())
    assert kind_of(folder) == "bundle"
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(tmp_path))
    assert kind_of(tmp_path / "b.zip") == "bundle"
    with pytest.raises(ModelError, match=r"without a model_card\.json, and no MONAI bundle"):
        kind_of(tmp_path)


def test_weights_of_before_archives_and_modules_of_any_time(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    torch.save(network().state_dict(), path, _use_new_zipfile_serialization=False)
    assert kind_of(path) == "state_dict"
    for archive in (True, False):
        torch.save(torch.nn.ReLU(), path, _use_new_zipfile_serialization=archive)
        assert sniff(path).kind == ""
        assert "it names torch.nn.modules.activation.ReLU" in sniff(path).reason


def test_pickles(tmp_path: Path) -> None:
    mark, path = tmp_path / "ran", tmp_path / "model.safetensors"
    path.write_bytes(plain_bomb(mark))
    assert "a pickled model is a program" in sniff(path).reason
    for archive in (True, False):
        torch.save({"w": Bomb(mark)}, path, _use_new_zipfile_serialization=archive)
        assert sniff(path).kind == ""
        assert "; it names " in sniff(path).reason
    assert not mark.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a model file"), (b"\x08\x07", "not a model file"), (b"hello world", "not a model file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(99), "convert the model to ONNX"), (b"\x1c\0\0\0TFL3" + bytes(99), "to ONNX"),
        (b"\x08\x07:\xff\xff\xff\xff\x0f", "not a model file"), (b"\xff\xff\xff\xff\xff\xff\xff\x7f{}", "not a model"),
    ],
)  # fmt: skip
def test_what_is_no_model(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(ModelError, match=words):
        kind_of(tmp_path / "x")


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    "name", ["../outside", "m/../../outside", "/etc/outside", "m\\..\\outside", "C:/outside", "m/./x", "m//x", "m/\n"]
)
def test_a_member_that_leads_elsewhere(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        archive.writestr("m/data.pkl", b"")
        archive.writestr(name, b"x")
    with pytest.raises(ModelError, match="leads elsewhere"):
        sniff(tmp_path / "m.zip")


def test_links_and_names_that_come_twice(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link("m/data.pkl"), b"/etc/passwd")
    with pytest.raises(ModelError, match="is a link"):
        sniff(path)
    for second in ("m/data.pkl", "m/DATA.pkl"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("m/data.pkl", b"a")
            if second == "m/data.pkl":
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr(second, b"b")
            else:
                archive.writestr(second, b"b")
        with pytest.raises(ModelError, match="is there twice"):
            sniff(path)


def test_an_archive_that_inflates(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m/data.pkl", bytes(64 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(ModelError, match="inflates to 64 MiB from"):
        sniff(path)


def test_a_damaged_archive(tmp_path: Path) -> None:
    path = write_program(network(), "state_dict", tmp_path / "m.pt")
    data = bytearray(path.read_bytes())
    data[data.find(b"\x80\x02") + 5] ^= 255  # inside data.pkl
    path.write_bytes(data)
    with pytest.raises(ModelError, match="is damaged"):
        sniff(path)
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match="not a model file"):
        kind_of(path)
