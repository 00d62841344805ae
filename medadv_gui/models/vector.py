"""The test vector of a model: a stored image and the outputs that belong to it, which show that the model is prepared
and read here as where it was made."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256, write_atomic
from medadv_gui.models.card import ModelCard, TestVector
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import outputs_fault

NAME = "test_vector.npz"
LARGEST = 256 << 20  # bytes, of the file and of what it unpacks to
TOLERANCE = 0.05
_ARRAYS = ("stored", "slope", "intercept", "outputs", "spacing")


def difference(card: ModelCard, network: Callable[[Tensor], Any]) -> float:
    """The largest absolute difference of an output of `network` (on the CPU, adapted to the card) to the test vector's.

    Raises ModelError where the vector is missing, altered, no such file, of another shape, or of other outputs than
    the network's.
    """
    arrays = _arrays(card)
    stored, expected = arrays["stored"], arrays["outputs"]
    spacing = arrays["spacing"].tolist() if "spacing" in arrays else None
    with torch.no_grad():
        pre = Preprocess(card.input, float(arrays["slope"]), float(arrays["intercept"]), spacing)
        outputs = network(pre(_tensor(stored, card)))
    fault = outputs_fault(outputs, card)
    if fault is not None:
        raise ModelError(f"{card.id}: {fault}")
    if tuple(outputs.shape) != expected.shape:
        raise ModelError(f"{card.id}: the test vector has outputs {expected.shape}, the network {tuple(outputs.shape)}")
    return float((outputs.double() - torch.from_numpy(expected.astype(np.float64))).abs().max())


def write_vector(
    folder: Path,
    card: ModelCard,
    network: Callable[[Tensor], Any],
    stored: NDArray[Any],
    slope: float,
    intercept: float,
    *,
    spacing: Sequence[float] | None = None,
    tolerance: float = TOLERANCE,
) -> TestVector:
    """Write `folder`/test_vector.npz and return what the card says of it.

    stored : (rows, columns), (rows, columns, 3) or (slices, rows, columns); `slope` and `intercept` bring its values
    into the card's units. The outputs are rounded to a fourth of the tolerance, which makes the file a small one.
    """
    with torch.no_grad():
        outputs = network(Preprocess(card.input, slope, intercept, spacing)(_tensor(stored, card)))
    step = tolerance / 4
    arrays: dict[str, Any] = {
        "stored": stored, "slope": np.float64(slope), "intercept": np.float64(intercept),
        "outputs": (np.rint(outputs.double().cpu().numpy() / step) * step).astype(np.float32),
    }  # fmt: skip
    if spacing is not None:
        arrays["spacing"] = np.asarray(spacing, np.float64)
    with write_atomic(folder / NAME) as stream:
        np.savez_compressed(stream, **arrays)
    return TestVector(NAME, file_sha256(folder / NAME), tolerance)


def _arrays(card: ModelCard) -> Mapping[str, NDArray[Any]]:
    """What a card's test vector holds, read without unpickling anything."""
    vector = card.test_vector
    if vector is None:
        raise ModelError(f"{card.id}: the card has no test vector")
    path = card.folder / vector.file
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        if file_sha256(path) != vector.sha256:
            raise ValueError("not the file that the card was written for: SHA-256 differs")
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST:
                raise ValueError("too large")
        with np.load(path, allow_pickle=False) as data:
            arrays = {name: data[name] for name in _ARRAYS if name in data}
        _check(arrays, card)
    except FileNotFoundError:
        raise ModelError(f"{card.id}: the test vector {vector.file} is missing") from None
    except (OSError, ValueError, KeyError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{card.id}: the test vector {vector.file} cannot be used ({error})") from None
    return arrays


def _check(arrays: Mapping[str, NDArray[Any]], card: ModelCard) -> None:
    """Raise ValueError or KeyError unless the arrays are an image for the card's input and outputs."""
    stored, outputs = arrays["stored"], arrays["outputs"]
    dimensions = 3 if card.input.dimensions == 3 or card.colour_input else 2
    if stored.dtype.kind not in "uif" or stored.ndim != dimensions or (card.colour_input and stored.shape[2] != 3):
        raise ValueError(f"stored is {stored.dtype} of shape {stored.shape}")
    if outputs.dtype.kind != "f" or not np.isfinite(outputs).all() or not np.isfinite(stored).all():
        raise ValueError("stored and outputs must be finite numbers")
    for name in ("slope", "intercept"):
        if arrays[name].shape != () or not np.isfinite(arrays[name]):
            raise ValueError(f"{name} is not one number")
    spacing = arrays.get("spacing")
    if spacing is not None and (spacing.shape != (card.input.dimensions,) or not (spacing > 0).all()):
        raise ValueError("spacing is not one length a dimension")


def _tensor(stored: NDArray[Any], card: ModelCard) -> Tensor:
    """(1, C, ...) float32."""
    array = stored.astype(np.float32)
    array = array.transpose(2, 0, 1) if card.colour_input else array[None]
    return torch.from_numpy(np.ascontiguousarray(array))[None]
