"""Running a frozen network fast inside an attack: one differentiable and one smoothed forward pass a step."""

from medadv_gui.attack.engine.choice import Tick, choose, unhindered
from medadv_gui.attack.engine.engine import Engine, build
from medadv_gui.attack.engine.plan import Plan

__all__ = ["Engine", "Plan", "Tick", "build", "choose", "unhindered"]
