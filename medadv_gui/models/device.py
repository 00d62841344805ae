"""The device a run works on, and how many threads."""

from __future__ import annotations

import os

import torch

from medadv_gui.core.errors import SettingsError


def pick(name: str = "auto") -> torch.device:
    """The torch device called "auto", "cpu", "cuda" (or "cuda:1") or "mps". With a CUDA device the process computes
    exactly from then on: see `_exact`.

    Raises SettingsError where this machine does not have it.
    """
    device = _named(name)
    if device.type == "cuda":
        _exact()
    return device


def _named(name: str) -> torch.device:
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", 0)
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise SettingsError(f"device {name!r} is not one of auto, cpu, cuda, mps") from None
    missing = {
        "cuda": not torch.cuda.is_available() or (device.index or 0) >= torch.cuda.device_count(),
        "mps": not torch.backends.mps.is_available(),
        "cpu": False,
    }
    if missing.get(device.type, True):
        raise SettingsError(f"device {name!r} is not on this machine")
    # Tensors say "cuda:0", never "cuda": one name for one device, in plans too.
    return torch.device("cuda", 0) if name == "cuda" else device


def _exact() -> None:
    """Let CUDA compute float32 in float32, and the same bits each time, in the whole process: a backward pass runs
    outside any context that its forward pass could set."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # read at the first call of cuBLAS
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark, torch.backends.cudnn.deterministic = False, True
    # A user's network may hold an operation that has no deterministic version. It still runs, and PyTorch warns: the
    # warning stays, since two runs may then differ.
    torch.use_deterministic_algorithms(True, warn_only=True)
    # Else every new tensor would be written once more, on the CPU too.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


def describe(device: torch.device) -> str:
    """The device in words."""
    if device.type == "cuda":
        return f"CUDA ({torch.cuda.get_device_name(device)})"
    if device.type == "mps":
        return "MPS (Apple GPU)"
    threads = torch.get_num_threads()
    return "CPU (1 thread)" if threads == 1 else f"CPU ({threads} threads)"


def why(name: str, device: torch.device) -> str:
    """Why a run asked to work on `name` works on `device`, in words."""
    if name != "auto":
        return "chosen by the user"
    if device.type == "cuda":
        return "an NVIDIA GPU that this PyTorch can use"
    if device.type == "mps":
        return "an Apple GPU that this PyTorch can use"
    if torch.version.cuda is None:
        return "this PyTorch is built for the CPU alone"
    return "no NVIDIA GPU or no driver for it"


def set_threads() -> int:
    """Threads for one run: one core is left to the window where there are more than two. Fewer than two would
    fall onto a slow convolution path."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = min(cores, max(2, cores - 1))
    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)
    return threads
