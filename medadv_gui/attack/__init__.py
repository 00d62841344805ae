"""The core attack module: objective, smoothing, budget, loop, verification and metrics.

What a notebook needs can be imported from here; each name brings its module, and torch, when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medadv_gui.attack.loop import AttackStep
    from medadv_gui.attack.replay import again, compare
    from medadv_gui.attack.run import AttackRun
    from medadv_gui.attack.series import SeriesRun
    from medadv_gui.attack.settings import ATTACKS, AttackSettings, Truth, default_settings
    from medadv_gui.attack.truth import read_truth
    from medadv_gui.attack.volume import VolumeRun

__all__ = [
    "ATTACKS", "AttackRun", "AttackSettings", "AttackStep", "SeriesRun", "Truth", "VolumeRun", "again", "compare",
    "default_settings", "read_truth",
]  # fmt: skip

_PLACES = {
    "ATTACKS": "settings", "AttackRun": "run", "AttackSettings": "settings", "AttackStep": "loop",
    "SeriesRun": "series", "Truth": "settings", "VolumeRun": "volume", "again": "replay", "compare": "replay",
    "default_settings": "settings", "read_truth": "truth",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
