"""What an attack is asked to do, and which attacks there are. Imports no torch: forms and help are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.types import Box
from medadv_gui.models.card import TASKS, ModelCard

NORMS = ("linf", "l2")
NO_BOX = "none"  # a detector's only target


@dataclass(frozen=True)
class Parameter:
    """One parameter of an attack as a form shows it. `kind` is "float", "int" or "choice"; `name` is a field of
    AttackSettings or, for a user's own attack, a key of its `options`."""

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
    """An attack that can be chosen by `name`.

    method : "module:function", the generator of its iterates (see `attack.methods`), imported when it runs.
    iterates : how many iterates one run evaluates, for a progress bar.
    tasks, norms : what it is made for. min_classes : how many answers the model must choose from. volumes : whether it
    can change a whole series at once, for a model that looks at one. resumes : whether it can begin at an image that
    another run has made. queries : whether its "steps" are the images that it asks about, of which it takes hundreds: a
    number of steps for several attacks is not meant for it.
    """

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    method: str
    iterates: Callable[[AttackSettings], int]
    tasks: tuple[str, ...] = TASKS
    norms: tuple[str, ...] = NORMS
    min_classes: int = 1
    first_step: float | None = None
    narrows: bool = False
    volumes: bool = True
    resumes: bool = False
    queries: bool = False

    def misfit(self, card: ModelCard, norm: str) -> str | None:
        """Why the attack cannot be run on this card's model, None where it can."""
        if card.task not in self.tasks:
            return f"{self.name} is for {' and '.join(self.tasks)}, not for {card.task}"
        if norm not in self.norms:
            return f"{self.name} knows the norm {' and '.join(self.norms)} alone"
        if card.answers < self.min_classes:
            return f"{self.name} needs {self.min_classes} classes or more, {card.id} chooses from {card.answers}"
        if card.input.dimensions == 3 and not self.volumes:
            return f"{self.name} is for single images; {card.id} looks at whole series"
        return None

    def default(self, name: str) -> Any:
        """The default of the parameter called `name`, None where the attack has none of this name."""
        return next((p.default for p in self.parameters if p.name == name), None)


@dataclass(frozen=True, eq=False)
class Truth:
    """The ground truth a user gives: exactly one of a label (of a multi-label model several, with commas), a label map
    at the image's size, or boxes."""

    label: str | None = None
    mask: NDArray[np.uint8] | None = None
    boxes: tuple[Box, ...] | None = None


@dataclass(frozen=True, eq=False)
class AttackSettings:
    """One attack as it is asked for. A parameter of the attack left at None takes the attack's own default.

    epsilon : "4/255" of the model's input window, "12HU", or "3" stored units.
    step_size : stored units; None takes the attack's own: for most 2.5 * budget / steps, rounded up to whole units.
    restarts : runs in all.
    search : look for the smallest budget that works, up to epsilon. stop : end at the first success that still
        holds once rounded.
    kernel : side length of the smoothing, odd; None covers three sigma. dilation : distance of its taps.
    samples : evaluations averaged at each iterate, for a model that is not deterministic (expectation over
        randomness, after Athalye et al., 2018).
    drop : how far the mean foreground Dice must fall to count as success, in segmentation.
    target : what a targeted attack drives to, one of `targets`: in segmentation the label that all foreground is to
        take. invented : boxes that the model invents count as success too; detection without a target.
    region : (rows, columns) bool, where pixels may change.
    start : stored values of the image's shape from which the first run begins, once drawn into the budget; None begins
        at the original. Only for attacks that can (`AttackInfo.resumes`).
    smoothed_dtype : arithmetic of the smoothed forward pass: "float32", "bfloat16" (CPU), "tf32" or "autocast" (CUDA).
    device : "auto", "cpu", "cuda" or "mps". plan : engine, layout, threads and batch size, as a result.json
        records them; None chooses.
    """

    attack: str = "sma"
    norm: str = "linf"
    epsilon: str = "4/255"
    steps: int | None = None
    step_size: float | None = None
    restarts: int | None = None
    search: bool = False
    stop: bool = False
    alpha: float | None = None
    sigma: float | None = None
    kernel: int | None = None
    dilation: int | None = None
    reference: str | None = None
    decay: float | None = None
    samples: int = 1
    smoothed_dtype: str = "float32"
    options: Mapping[str, Any] = field(default_factory=dict)
    drop: float = 0.3
    target: str | None = None
    invented: bool = False
    truth: Truth = field(default_factory=Truth)
    region: NDArray[np.bool_] | None = None
    start: NDArray[Any] | None = None
    seed: int = 0
    device: str = "auto"
    plan: Mapping[str, Any] | None = None

    def complete(self, info: AttackInfo) -> AttackSettings:
        """The same with every parameter of the attack filled in."""
        own = {f.name for f in fields(self)}
        given = {p.name: p.default for p in info.parameters if p.name in own and getattr(self, p.name) is None}
        options = {p.name: self.options.get(p.name, p.default) for p in info.parameters if p.name not in own}
        filled = replace(self, **given, options=options)
        return replace(
            filled,
            steps=1 if filled.steps is None else filled.steps,
            restarts=1 if filled.restarts is None else filled.restarts,
        )


def targets(card: ModelCard) -> tuple[str, ...]:
    """What an attack on the card's model can be targeted at: its labels, or, of a detector, that it finds no box."""
    return (NO_BOX,) if card.task == "detection" else card.label_names


def default_settings(card: ModelCard) -> AttackSettings:
    """The settings a run starts from: the budget that the model's card names for its demonstration."""
    return AttackSettings(epsilon=str(card.demo.get("epsilon", "4/255")))


def _steps(default: int = 20) -> Parameter:
    return Parameter(
        "steps", "Steps", "int", default, 1, 10_000, 1, "", help="Gradient steps; each ends inside the budget."
    )


def _restarts(default: int) -> Parameter:
    text = "Runs in all; each but the first of an attack that starts at the original begins at a random point."
    return Parameter("restarts", "Restarts", "int", default, 1, 100, 1, help=text)


def _reference(default: str) -> Parameter:
    text = "The network's answer to the smoothed image: its scores (soft) or its decision alone (hard)."
    return Parameter("reference", "Stabilization reference", "choice", default, choices=("soft", "hard"), help=text)


def _smoothed(sigma: float, dilation: int, reference: str) -> tuple[Parameter, ...]:
    """The parameters of the stabilized attacks."""
    return (
        _steps(),
        Parameter(
            "alpha", "Stabilization α", "float", 0.1, 0.0, 2.0, 0.05,
            help="Weight of the loss stabilization term. 0 is plain I-FGSM; from 1 on the attack can stall or turn "
            "round.",
        ),
        Parameter(
            "sigma", "Smoothing σ", "float", sigma, 0.1, 10.0, 0.1, "network px",
            help="Standard deviation of the Gaussian W, in pixels of the network's input.",
        ),
        Parameter(
            "dilation", "Smoothing dilation", "int", dilation, 1, 8, 1, "network px",
            help="Distance from one tap of the Gaussian W to the next, in pixels of the network's input.",
        ),
        _reference(reference),
    )  # fmt: skip


def _iterates(settings: AttackSettings) -> int:
    return ((settings.steps or 1) + 1) * (settings.restarts or 1)


_METHODS = "medadv_gui.attack.methods"

ATTACKS: dict[str, AttackInfo] = {
    info.name: info
    for info in (
        AttackInfo(
            "sma", "Stabilized attack (SMA)",
            "Drives the answer from the truth while keeping the answers to the image and to its smoothed copy alike "
            "(reimplementation of Qi et al., ICLR 2021).",
            _smoothed(0.5, 1, "soft"), f"{_METHODS}.stabilized:sma", _iterates, narrows=True, resumes=True,
        ),
        AttackInfo(
            "sma-perturbation", "Stabilized, perturbation smoothed",
            "The stabilized attack with only the perturbation smoothed, on the unchanged original "
            "(a reading of Qi et al., ICLR 2021).",
            _smoothed(1.0, 1, "soft"), f"{_METHODS}.stabilized:sma_perturbation", _iterates, narrows=True, resumes=True,
        ),
        AttackInfo(
            "sma-released", "Stabilized, last step smoothed",
            "The evident intent of the code that Qi et al. released: the last step smoothed with gaps, a hard "
            "reference (reimplementation).",
            _smoothed(1.0, 2, "hard"), f"{_METHODS}.stabilized:sma_released", _iterates, narrows=True, resumes=True,
        ),
        AttackInfo(
            "ifgsm", "I-FGSM (BIM)", "Iterated fast gradient sign method (Kurakin et al., 2017).",
            (_steps(),), f"{_METHODS}.gradient:ifgsm", _iterates, narrows=True, resumes=True,
        ),
        AttackInfo(
            "fgsm", "FGSM", "Fast gradient sign method: one step of the whole budget (Goodfellow et al., 2015).",
            (), f"{_METHODS}.gradient:fgsm", lambda settings: 2,
        ),
        AttackInfo(
            "pgd", "PGD", "I-FGSM from random points of the budget, several times (Madry et al., 2018).",
            (_steps(), _restarts(5)), f"{_METHODS}.gradient:pgd", _iterates, resumes=True,
        ),
        AttackInfo(
            "mi-fgsm", "MI-FGSM", "I-FGSM along an accumulated direction (Dong et al., 2018).",
            (
                _steps(),
                Parameter(
                    "decay", "Momentum μ", "float", 1.0, 0.0, 2.0, 0.1,
                    help="How much of the direction gathered so far each step keeps.",
                ),
            ), f"{_METHODS}.gradient:mi_fgsm", _iterates, narrows=True, resumes=True,
        ),
        AttackInfo(
            "apgd-ce", "APGD, cross-entropy",
            "Auto-PGD: step sizes that halve themselves at checkpoints (Croce & Hein, 2020).",
            (_steps(), _restarts(1)), f"{_METHODS}.apgd:apgd_ce", _iterates, first_step=2.0,
        ),
        AttackInfo(
            "apgd-dlr", "APGD, logits ratio",
            "Auto-PGD on the difference-of-logits ratio, which scaling the logits cannot mask "
            "(Croce & Hein, 2020). Three classes or more.",
            (_steps(), _restarts(1)), f"{_METHODS}.apgd:apgd_dlr", _iterates,
            tasks=("classification", "segmentation"), min_classes=3, first_step=2.0,
        ),
        AttackInfo(
            "square", "Square (black-box)",
            "Random squares kept where the answer gets worse; asks for scores alone, no gradient "
            "(Andriushchenko et al., 2020).",
            (
                Parameter("steps", "Queries", "int", 500, 1, 100_000, 1, help="Images the model is asked about."),
                _restarts(1),
            ), f"{_METHODS}.square:square", _iterates, volumes=False, queries=True,
        ),
        AttackInfo(
            "dag", "DAG",
            "Dense adversary generation: only pixels or boxes that are still right are attacked "
            "(Xie et al., 2017).",
            (_steps(),), f"{_METHODS}.dag:dag", _iterates, tasks=("segmentation", "detection"), first_step=1.0,
        ),
        AttackInfo(
            "noise", "Random noise", "Random signs of the whole budget; it knows nothing of the model.",
            (), f"{_METHODS}.gradient:noise", lambda settings: 2,
        ),
        AttackInfo(
            "worst", "Worst of all",
            "Every attack above that fits, one after another, until one succeeds. What all of them fail to change is "
            "the best evidence of robustness there is here.",
            (_steps(),), f"{_METHODS}.worst:worst", lambda settings: sum(
                ATTACKS[part.attack].iterates(part) for part in worst_of(settings)
            ),
        ),
    )
}  # fmt: skip


def worst_of(settings: AttackSettings, card: ModelCard | None = None) -> tuple[AttackSettings, ...]:
    """What "worst" runs: every other attack of the program that knows the norm and fits the card's model, with the
    steps asked for, the slowest last."""
    order = [name for name in ATTACKS if name not in ("worst", "square")] + ["square"]
    return tuple(
        replace(
            settings, attack=name, steps=None if ATTACKS[name].queries else settings.steps, restarts=None,
            step_size=None,
        ).complete(ATTACKS[name])
        for name in order
        if settings.norm in ATTACKS[name].norms and (card is None or not ATTACKS[name].misfit(card, settings.norm))
    )  # fmt: skip
