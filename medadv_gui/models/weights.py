"""Weights without a program: safetensors, or what torch.save wrote of a state dictionary."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from medadv_gui.core.errors import ModelError

# Where training programs put the weights among the rest of a checkpoint, and what they put before each name.
_INSIDE = ("state_dict", "model_state_dict", "model", "net", "network", "weights")
_PREFIXES = ("module.", "_orig_mod.", "model.", "net.", "network.")


def load_safetensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file. Raises ModelError where it is damaged."""
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"{path.name}: a damaged safetensors file ({error})") from None


def load_state_dict(path: Path) -> dict[str, Tensor]:
    """The weights that torch.save wrote, alone or inside a checkpoint. PyTorch's unpickler for weights reads them,
    never Python's.

    Raises ModelError where the file holds anything else.
    """
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, ValueError, EOFError, KeyError, TypeError, AttributeError) as error:
        reason = str(error).strip().split("\n")[0][:120]
        raise ModelError(f"{path.name}: refused, it holds more than weights ({reason})") from None
    for name in _INSIDE:
        if isinstance(found, Mapping) and isinstance(found.get(name), Mapping):
            found = found[name]
            break
    if not isinstance(found, Mapping):
        raise ModelError(f"{path.name}: holds a {type(found).__name__}, not weights by name")
    tensors = {str(name): value for name, value in found.items() if isinstance(value, Tensor)}
    if not tensors:
        raise ModelError(f"{path.name}: holds no weights")
    return tensors


def without_prefix(tensors: Mapping[str, Tensor], wanted: Mapping[str, Any]) -> dict[str, Tensor]:
    """The weights under the names that the network knows: what a wrapper put before all of them is taken off."""
    for prefix in _PREFIXES:
        if not any(name in wanted for name in tensors) and all(name.startswith(prefix) for name in tensors):
            tensors = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    return dict(tensors)
