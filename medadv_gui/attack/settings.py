"""What an attack is asked to do, and which attacks there are. Imports no torch: forms and help are made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Box
from medadv_gui.models.card import ModelCard

NORMS = ("linf", "l2")


@dataclass(frozen=True)
class Parameter:
    """One parameter of an attack as a form shows it. `kind` is "float", "int" or "choice"; `name` is the
    field of AttackSettings."""

    name: str
    title: str
    kind: str
    default: Any
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    unit: str = ""
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class AttackInfo:
    """An attack that can be chosen by `name`."""

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]


_STEPS = Parameter("steps", "Steps", "int", 20, 1, 1000, 1, "", help="Gradient steps; each ends inside the budget.")
_ALPHA = Parameter(
    "alpha",
    "Stabilization α",
    "float",
    0.1,
    0.0,
    2.0,
    0.05,
    help="Weight of the loss stabilization term. 0 is plain I-FGSM; from 1 on the attack can stall or turn round.",
)
_SIGMA = Parameter(
    "sigma",
    "Smoothing σ",
    "float",
    1.0,
    0.1,
    10.0,
    0.1,
    "network px",
    help="Standard deviation of the Gaussian W, in pixels of the network's input.",
)
_REFERENCE = Parameter(
    "reference",
    "Stabilization reference",
    "choice",
    "soft",
    choices=("soft", "hard"),
    help="The network's answer to the smoothed image: its scores (soft) or its decision alone (hard).",
)

ATTACKS: dict[str, AttackInfo] = {
    info.name: info
    for info in (
        AttackInfo(
            "sma", "Stabilized attack (SMA)",
            "Drives the answer from the truth while keeping the answers to the image and to its smoothed copy alike "
            "(reimplementation of Qi et al., ICLR 2021).",
            (_STEPS, _ALPHA, _SIGMA, _REFERENCE),
        ),
        AttackInfo("ifgsm", "I-FGSM (BIM)", "Iterated fast gradient sign method (Kurakin et al., 2017).", (_STEPS,)),
        AttackInfo("noise", "Random noise", "Random signs of the whole budget; it knows nothing of the model.", ()),
    )
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Truth:
    """The ground truth a user gives: exactly one of a label, a label map at the image's size, or boxes."""

    label: str | None = None
    mask: NDArray[np.uint8] | None = None
    boxes: tuple[Box, ...] | None = None


@dataclass(frozen=True, eq=False)
class AttackSettings:
    """One attack as it is asked for.

    epsilon : "4/255" of the model's input window, "12HU", or "3" stored units.
    step_size : stored units; None takes 2.5 * budget / steps, rounded up to whole stored units.
    restarts : runs in all; the first starts at the original, later ones at random points of the budget.
    target : a label for a targeted attack. region : (rows, columns) bool, where pixels may change.
    device : "auto", "cpu", "cuda" or "mps".
    """

    attack: str = "sma"
    norm: str = "linf"
    epsilon: str = "4/255"
    steps: int = 20
    step_size: float | None = None
    restarts: int = 1
    search: bool = False
    alpha: float = 0.1
    sigma: float = 1.0
    reference: str = "soft"
    target: str | None = None
    truth: Truth = field(default_factory=Truth)
    region: NDArray[np.bool_] | None = None
    seed: int = 0
    device: str = "auto"


def default_settings(card: ModelCard) -> AttackSettings:
    """The settings a run starts from: the budget that the model's card names for its demonstration."""
    return AttackSettings(epsilon=str(card.demo.get("epsilon", "4/255")))
