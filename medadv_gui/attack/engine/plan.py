"""How a run computes: chosen once, written into its result, taken over by a repetition."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from medadv_gui.core.errors import SettingsError

ENGINES = ("plain", "packed", "fused", "graphed")
LAYOUTS = ("contiguous", "channels_last")
SMOOTHED = ("float32", "bfloat16", "tf32", "autocast")
_DEVICE = re.compile(r"cpu|mps(:0)?|cuda(:[0-9]{1,2})?")
_MOST = {"batch": 4096, "threads": 1024}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One way of running a network; the same plan and the same input give the same bits on one machine.

    engine : "plain", "packed" (convolutions laid out once), "fused" (batch normalisation, additions and ReLUs
    inside them too) or, on CUDA, "graphed". layout : of the activations. smoothed : the arithmetic of the
    smoothed forward pass; the gradient's is always float32. batch : images a call. threads : of the CPU.
    """

    engine: str
    layout: str
    smoothed: str
    batch: int = 1
    threads: int
    device: str

    def to_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: object) -> Plan:
        """The plan that `to_json` wrote.

        Raises SettingsError for anything that is not exactly one.
        """
        names = {field.name for field in fields(cls)}
        if not isinstance(values, dict) or set(values) != names:
            raise SettingsError(f"plan: it must have the fields {', '.join(sorted(names))} and no others")
        known = {"engine": ENGINES, "layout": LAYOUTS, "smoothed": SMOOTHED}
        for name, value in values.items():
            if name in _MOST:
                valid = type(value) is int and 1 <= value <= _MOST[name]
            elif name == "device":
                valid = type(value) is str and _DEVICE.fullmatch(value) is not None
            else:
                valid = type(value) is str and value in known[name]
            if not valid:
                raise SettingsError(f"plan: {name} {str(value)[:40]!r} is not known")
        return cls(**values)
