"""Test vectors: what shows that a model is prepared here as where it was made, and files that show nothing."""

import io
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.models import vector as vectors
from medadv_gui.models.adapt import adapted
from medadv_gui.models.card import InputSpec, ModelCard, TestVector
from medadv_gui.models.library import bundled_cards
from medadv_gui.models.load import load_model
from medadv_gui.models.vector import difference, write_vector
from tests.support import card

COLOUR = {"channels": 3, "mean": (0.5, 0.3, 0.1), "std": (0.2, 0.3, 0.4)}


class Sums(torch.nn.Module):
    """Three classes by weighted sums of what the network is fed, so that any change to it shows."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        weights = torch.linspace(-1, 1, 3 * u[0].numel()).reshape(3, -1)
        return u.flatten(1) @ weights.T / 10


def made(folder: Path, **spec: object) -> ModelCard:
    found = replace(card(**{**COLOUR, **spec}), folder=folder)
    stored = np.random.default_rng(0).integers(0, 256, (10, 12, 3)).astype(np.uint8)
    return replace(found, test_vector=write_vector(folder, found, Sums(), stored, 1.0, 0.0))


@pytest.mark.parametrize("bundled", bundled_cards(), ids=lambda found: found.id)
def test_the_bundled_models_give_what_their_vectors_say(bundled: ModelCard) -> None:
    network = load_model(bundled, "cpu").network
    assert bundled.test_vector is not None
    assert difference(bundled, network) <= bundled.test_vector.tolerance / 4
    assert (bundled.folder / bundled.test_vector.file).stat().st_size < 250_000


@pytest.mark.parametrize(
    "other",
    [
        lambda spec: replace(spec, mean=(0.5, 0.3, 0.12)),
        lambda spec: replace(spec, std=spec.std[::-1]),
        lambda spec: replace(spec, upper=1.0),
        lambda spec: replace(spec, resize="fit"),
    ],
    ids=["mean", "channels", "range", "resize"],
)
def test_another_preprocessing_is_noticed(tmp_path: Path, other: Callable[[InputSpec], InputSpec]) -> None:
    found = made(tmp_path)
    assert found.test_vector is not None
    assert difference(found, Sums()) <= found.test_vector.tolerance / 8 + 1e-6
    assert difference(replace(found, input=other(found.input)), Sums()) > found.test_vector.tolerance


def test_volumes_and_outputs_of_other_forms(tmp_path: Path) -> None:
    class Pixels(torch.nn.Module):
        def forward(self, u: torch.Tensor) -> dict[str, torch.Tensor]:
            return {"out": torch.cat([u, 1 - u], 1)}

    spec = {"dimensions": 3, "depth": 4, "resize": "none", "spacing": (1.0, 1.0, 1.0)}
    found = replace(card("segmentation", ("bg", "a"), {"select": "out"}, **spec), folder=tmp_path)
    network = adapted(Pixels(), found)
    stored = np.arange(3 * 4 * 3, dtype=np.int16).reshape(3, 4, 3)
    vector = write_vector(tmp_path, found, network, stored, 2.0, 5.0, spacing=(2.0, 1.0, 0.5))
    found = replace(found, test_vector=vector)
    assert difference(found, network) <= vector.tolerance / 8 + 1e-6
    with np.load(tmp_path / vector.file) as data:
        assert data["outputs"].shape == (1, 2, 6, 4, 2)


class Mark:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def archive(**arrays: object) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, value in arrays.items():
            if not isinstance(value, bytes):
                inner = io.BytesIO()
                np.save(inner, np.asarray(value), allow_pickle=False)
                value = inner.getvalue()
            made.writestr(f"{name}.npy", value)
    return stream.getvalue()


PLAIN = {
    "stored": np.zeros((4, 4, 3), np.uint8), "slope": np.float64(1), "intercept": np.float64(0),
    "outputs": np.zeros((1, 3), np.float32),
}  # fmt: skip
HUGE = b"\x93NUMPY\x01\x00v\x00" + (
    b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }".ljust(117) + b"\n"
)


def pickled(path: Path) -> bytes:
    """An array of objects, as numpy writes one."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|O", "fortran_order": False, "shape": (1,)})
    return header.getvalue() + pickle.dumps([Mark(path)])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cannot be used"),
        (b"PK\x03\x04" + b"\0" * 40, "cannot be used"),
        (archive(**{**PLAIN, "stored": np.zeros((4, 4), np.uint8)}), r"stored is uint8 of shape \(4, 4\)"),
        (archive(**{**PLAIN, "stored": np.zeros((4, 4, 3), bool)}), "stored is bool"),
        (archive(**{**PLAIN, "stored": np.array([["a"]])}), "stored is <U1"),
        (archive(**{**PLAIN, "slope": np.zeros(2)}), "slope is not one number"),
        (archive(**{**PLAIN, "intercept": np.float64(np.nan)}), "intercept is not one number"),
        (archive(**{**PLAIN, "outputs": np.full((1, 3), np.inf)}), "must be finite"),
        (archive(**{**PLAIN, "outputs": np.zeros((1, 4))}), r"outputs \(1, 4\), the network \(1, 3\)"),
        (archive(**{**PLAIN, "spacing": np.zeros(2)}), "spacing"),
        (archive(**{name: PLAIN[name] for name in ("stored", "slope", "intercept")}), "outputs"),
        (archive(**{**PLAIN, "stored": HUGE}), "cannot be used"),
    ],
    ids=range(12),
)
def test_a_file_that_is_no_vector(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "v.npz"
    path.write_bytes(content)
    found = replace(card(**COLOUR), folder=tmp_path, test_vector=TestVector("v.npz", file_sha256(path), 0.1))
    with pytest.raises(ModelError, match=reason):
        difference(found, Sums())


def test_nothing_of_a_vector_is_unpickled(tmp_path: Path) -> None:
    path, mark = tmp_path / "v.npz", tmp_path / "ran"
    path.write_bytes(archive(**{**PLAIN, "stored": pickled(mark)}))
    with pytest.raises(ValueError, match="Object arrays"), np.load(path) as data:
        data["stored"]
    found = replace(card(**COLOUR), folder=tmp_path, test_vector=TestVector("v.npz", file_sha256(path), 0.1))
    with pytest.raises(ModelError, match="cannot be used"):
        difference(found, Sums())
    assert not mark.exists()


def test_what_unpacks_to_too_much_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "LARGEST", 50_000)
    path = tmp_path / "v.npz"

    def found(side: int) -> ModelCard:
        path.write_bytes(archive(**{**PLAIN, "stored": np.zeros((side, side, 3), np.uint8)}))
        return replace(card(**COLOUR), folder=tmp_path, test_vector=TestVector("v.npz", file_sha256(path), 0.1))

    assert difference(found(100), Sums()) > 0
    with pytest.raises(ModelError, match="too large"):
        difference(found(200), Sums())
    assert path.stat().st_size < 5000


def test_a_vector_that_is_missing_or_altered(tmp_path: Path) -> None:
    found = made(tmp_path)
    path = tmp_path / "test_vector.npz"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        difference(found, Sums())
    path.unlink()
    with pytest.raises(ModelError, match=r"test_vector\.npz is missing"):
        difference(found, Sums())
    with pytest.raises(ModelError, match="the card has no test vector"):
        difference(replace(found, test_vector=None), Sums())
