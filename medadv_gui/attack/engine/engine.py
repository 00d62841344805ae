"""Engines: a network prepared after a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from medadv_gui.attack.engine import convolution, cuda
from medadv_gui.attack.engine.frozen import in_channels_last, private
from medadv_gui.attack.engine.fused import fuse
from medadv_gui.attack.engine.packed import pack
from medadv_gui.attack.engine.plan import Plan
from medadv_gui.core.errors import MedadvError, ModelError, SettingsError

_LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
_ENGINES = {"cpu": ("plain", "packed", "fused"), "cuda": ("plain", "graphed"), "mps": ("plain",)}
_SMOOTHED = {"cpu": ("float32", "bfloat16"), "cuda": ("float32", "tf32", "autocast"), "mps": ("float32",)}


class Engine:
    """A network after a plan. Both passes take any (N, C, h, w) contiguous float32 tensor on the plan's device."""

    def __init__(self, plan: Plan, network: Callable[[Tensor], Any], smoothed: Callable[[Tensor], Any]) -> None:
        self.plan, self._network, self._smoothed = plan, network, smoothed

    def network(self, u: Tensor) -> Any:
        """The network's outputs, differentiable to `u`."""
        return self._network(u)

    @torch.no_grad()
    def smoothed(self, u: Tensor) -> Any:
        """The network's outputs in float32, computed as the plan says."""
        return in_float32(self._smoothed(u))


def build(network: nn.Module, plan: Plan, example: Tensor) -> Engine:
    """The network after exactly this plan; `example` is one input. The network itself stays as it is.

    Raises
    ------
    SettingsError
        If this machine, or the process as it is set up, has no such plan.
    ModelError
        If this network cannot be prepared so.
    """
    _require_possible(plan, example)
    try:
        if plan.device.startswith("cuda"):
            return Engine(plan, *cuda.prepare(private(network), plan, example))
        run = _prepare(network, plan, example, torch.float32)
        if plan.smoothed == "float32":
            return Engine(plan, run, run)
        return Engine(plan, run, _prepare(network, plan, example, torch.bfloat16))
    except MedadvError:
        raise
    except Exception as error:  # copying, tracing and running a user's network can raise anything
        reason = (str(error).splitlines() or [""])[0][:200]
        raise ModelError(f"the network has no {plan.engine!r} engine ({type(error).__name__}: {reason})") from error


def _require_possible(plan: Plan, example: Tensor) -> None:
    """Raise SettingsError unless this process can follow the plan."""
    kind, threads = plan.device.split(":")[0], torch.get_num_threads()
    layouts = {"packed": ("channels_last",), "fused": ("channels_last",)}.get(plan.engine, tuple(_LAYOUTS))
    if plan.device != str(example.device):
        raise SettingsError(f"plan: it is for device {plan.device}, not {example.device}")
    if plan.threads != threads:
        raise SettingsError(f"plan: it is for {plan.threads} threads, not {threads}")
    if plan.engine not in _ENGINES[kind] or plan.layout not in layouts or plan.smoothed not in _SMOOTHED[kind]:
        raise SettingsError(f"plan: {plan.engine}, {plan.layout}, {plan.smoothed} is no combination for {kind}")
    if plan.engine in ("packed", "fused") and not convolution.available():
        raise SettingsError("plan: this torch cannot lay convolutions out in advance")
    if plan.smoothed == "bfloat16" and not convolution.bfloat16_available():  # PyTorch would emulate them, slowly
        raise SettingsError("plan: this processor has no convolutions in bfloat16")


def _prepare(network: nn.Module, plan: Plan, example: Tensor, dtype: torch.dtype) -> Callable[[Tensor], Any]:
    """The network after a plan for the CPU, with passes in `dtype`."""
    layout = _LAYOUTS[plan.layout]
    if plan.engine == "fused":
        fused = fuse(in_channels_last(private(network)), example.detach(), dtype)
        return lambda u: fused(u.to(dtype))  # its convolutions choose the layout
    module = _own(network, plan)
    if dtype == torch.bfloat16:

        def in_bfloat16(u: Tensor) -> Any:
            with torch.autocast("cpu", dtype):
                return module(u.contiguous(memory_format=layout))

        return in_bfloat16
    if plan.engine == "packed":
        module = pack(module, example.detach())
    return lambda u: module(u.contiguous(memory_format=layout))


def _own(network: nn.Module, plan: Plan) -> nn.Module:
    """A private copy in the plan's layout; the network itself where it cannot be copied and need not change."""
    try:
        module = private(network)
    except Exception:  # a user's network need not be copyable
        if plan.engine == "plain" and plan.layout == "contiguous" and not network.training:
            return network
        raise
    return module if plan.layout == "contiguous" else in_channels_last(module)


def in_float32(outputs: Any) -> Any:
    """Outputs with every floating-point tensor in them as float32."""
    if isinstance(outputs, Tensor):
        return outputs.float() if outputs.is_floating_point() else outputs
    if isinstance(outputs, dict):
        return {key: in_float32(value) for key, value in outputs.items()}
    if isinstance(outputs, (tuple, list)):
        values = [in_float32(value) for value in outputs]
        return type(outputs)(*values) if hasattr(outputs, "_fields") else type(outputs)(values)
    return outputs
