"""One image made ready to be attacked: its budget, its reference answer, what counts as success, and the best
adversarial image found so far."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from medadv_gui.attack.ball import to_lattice
from medadv_gui.attack.budget import describe, free_pixels, scaled
from medadv_gui.attack.criterion import aim, criterion
from medadv_gui.attack.engine.plan import SMOOTHED
from medadv_gui.attack.losses import Aim
from medadv_gui.attack.methods.stabilized import smoothing_of
from medadv_gui.attack.metrics import norms
from medadv_gui.attack.objective import reversed_share
from medadv_gui.attack.plugins import attack_named, checked_options
from medadv_gui.attack.settings import ATTACKS, NORMS, AttackInfo, AttackSettings, targets, worst_of
from medadv_gui.attack.truth import reference as reference_answer
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import Budget, StepRecord
from medadv_gui.core.types import BoxPrediction, Image, MaskPrediction, Prediction, is_empty, nothing_to_lose
from medadv_gui.imaging.marks import ALREADY
from medadv_gui.models.library import takes_as_hu, takes_as_placed
from medadv_gui.models.load import Model, check_outputs


@dataclass(frozen=True, eq=False)
class Candidate:
    """An adversarial image: its iterate `x` (C, rows, columns), whether it is `changed` at all, succeeds `in_memory`
    and `rounded`, the loss it drives, the `budget` it was found in, the records of its run, which grow while the run
    goes on, and the name of its attack."""

    x: Tensor
    changed: bool
    rounded: bool
    in_memory: bool
    drive: float
    budget: Budget
    records: list[StepRecord]
    attack: str

    @property
    def rank(self) -> tuple[bool, bool, bool, float]:
        """The original behind any change; then by success after rounding, then in memory, then by the drive."""
        return self.changed, self.rounded, self.in_memory, self.drive


class Case:
    """An image, a model and settings that fit one another.

    clean : the model's answer to the original; `reference` the answer that counts as right, from `truth_source`
    ("ground truth" or "model"). budget, criterion, warnings : as recorded in the result. origin (1, C, rows,
    columns) stored values; `start` likewise, where the first run begins if not there. deterministic : whether the model
    answers the same twice.
    like : a case of the same image and model, whose answers need not be asked for again.

    Raises
    ------
    SettingsError, ModelError
        If settings, model and image do not fit one another.
    """

    _inputs: Tensor
    _outputs: Tensor

    def __init__(
        self, image: Image, model: Model, settings: AttackSettings, slice_index: int = 0, like: Case | None = None
    ) -> None:
        self.info = _check(settings, model, image)
        self.settings = settings = settings.complete(self.info)
        self.stabilized = self.info.default("alpha") is not None
        self.image, self.model, self.slice_index = image, model, slice_index
        self.preprocess = model.preprocess(image)
        self.task = model.task(image, self.preprocess)
        self.budget = describe(settings.epsilon, model.card, image)
        self.free = free_pixels(image, settings.region)
        self.origin = model.tensor(image)
        self.start = None if settings.start is None else model.tensor(image.with_stored(settings.start))
        self.deterministic = True
        self._known: dict[bytes, Prediction] = {}
        if like is not None and like.deterministic and like.image is image and like.model is model:
            self._inputs, self._outputs, self._known = like._inputs, like._outputs, like._known
            self.saturated_share = like.saturated_share
        else:
            self._look()
        clean = self.task.decode(self._outputs)
        self.reference, self.truth_source = reference_answer(clean, settings.truth, model.card, image)
        self.clean = self.against(clean)
        self.criterion = criterion(self.clean, self.reference, settings.target, settings.drop, settings.invented)
        if settings.target is not None and self.criterion.met(self.clean):
            raise SettingsError(f"the model answers {settings.target!r} already; choose another target")
        self.clean_correct = self.criterion.clean_correct(self.clean)
        self.nothing_to_lose = nothing_to_lose(self.reference, self.clean, self.clean_correct)
        self.best: Candidate | None = None
        self._verified: Candidate | None = None

    def _look(self) -> None:
        """Have the model look at the original, twice."""
        with torch.no_grad(), seeded(self.settings.seed):
            self._inputs = self.preprocess(self.origin)
            self._outputs = self.model.network(self._inputs)
            check_outputs(self._outputs, self.model.card)
            self.deterministic = torch.equal(self._outputs, self.model.network(self._inputs))
        if not self.deterministic:
            self._outputs = self.outputs(self.origin)

    @cached_property
    def aim(self) -> Aim:
        """What to drive from, or to, as distributions of the network's answer; a batch of one."""
        truth = self.task.target(self.reference, self._outputs)
        target = self.settings.target
        wanted = None
        if target is not None:
            wanted = self.task.target(aim(self.reference, target, self.task.labels), self._outputs)
        return Aim(truth, wanted, self.task.weights(truth))

    @cached_property
    def saturated_share(self) -> float:
        """The share of values that the input window saturates: no gradient reaches them."""
        return self.saturated(self.origin)

    def saturated(self, x: Tensor) -> float:
        """The share of these stored values that the input window saturates."""
        u = self.preprocess.window(x)
        return float(((u < 0) | (u > 1)).float().mean())

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a user has to know before the run."""
        s, found = self.settings, [ALREADY] if self.image.adversarial else []
        if isinstance(self.reference, BoxPrediction) and not self.reference.boxes:
            found.append(
                "there is no reference box, so nothing can vanish" + ("; a box can be invented" if s.invented else "")
            )
        elif is_empty(self.reference):
            found.append("the reference holds no label but the background, so no Dice can fall")
        if not self.clean_correct and not self.nothing_to_lose:
            found.append("the model is already wrong on the original; this case does not count as a success")
        per_value = self.budget.stored_units / math.sqrt(self.origin.numel())
        if s.norm == "l2" and per_value < 1:
            found.append(
                f"this L2 budget is {per_value:.2g} stored units a value: once rounded it is spent on the values "
                "that the attack moved most"
            )
        if self.stabilized and s.alpha is not None:
            found += self._stabilization_warnings(s.alpha)
        if not self.deterministic:
            evaluations = "1 evaluation" if s.samples == 1 else f"{s.samples} evaluations"
            found.append(f"the model does not answer the same twice; each figure is an average over {evaluations}")
        if takes_as_hu(self.model.card, self.image):
            found.append("the file does not say its unit; its values are taken for HU, which the model needs")
        elif self.model.card.input.units == "HU" and self.image.units != "HU":
            found.append("this grey picture is taken to be the model's input window in 0 to 255 already")
        found += takes_as_placed(self.model.card, self.image)
        outside = self.preprocess.outside(self.origin)
        if outside:
            found.append(f"{outside:.0%} of the network's input lies outside the range that its card expects")
        return (*found, *self.image.notes)

    def _stabilization_warnings(self, alpha: float) -> list[str]:
        found = []
        if alpha >= 1 or (self.settings.target is not None and alpha > 0):
            share = self._reversed_at_start(alpha)
            effect = "stalls" if alpha == 1 and self.settings.reference == "hard" else "stalls or turns round"
            if share > 0:
                found.append(
                    f"with alpha {alpha:g} and a {self.settings.reference} reference the climb {effect} where the "
                    f"answer is stable: at the original, {share:.0%} of it"
                )
        elif self.settings.target is None and self.model.card.two_answers:
            found.append("with two answers to choose from and alpha below 1 the stabilized step equals I-FGSM's")
        return found

    @torch.no_grad()
    def _reversed_at_start(self, alpha: float) -> float:
        hard = self.settings.reference == "hard"
        smoothed = self.model.network(smoothing_of(self.settings)(self._inputs))
        reference = self.task.hard(smoothed) if hard else self.task.soft(smoothed)
        probs = self.task.log_probs(self._outputs).exp()
        return float(reversed_share(probs, reference, self.aim, alpha))

    @property
    def iterates(self) -> int:
        """How many iterates a run is about to evaluate, for a progress bar."""
        parts = worst_of(self.settings, self.model.card) if self.info.name == "worst" else (self.settings,)
        return sum(attack_named(part.attack).iterates(part) for part in parts)

    def against(self, prediction: Prediction) -> Prediction:
        """A label map with its Dice to the reference; other answers as they are."""
        if isinstance(prediction, MaskPrediction) and isinstance(self.reference, MaskPrediction):
            return prediction.against(self.reference.mask)
        return prediction

    @torch.no_grad()
    def outputs(self, x: Tensor) -> Tensor:
        """The plain network's outputs for stored values (1, C, rows, columns); of a model that is not deterministic,
        their mean over the samples."""
        u = self.preprocess(x)
        if self.deterministic:
            return self.model.network(u)  # type: ignore[no-any-return]
        with seeded(self.settings.seed):
            return torch.stack([self.model.network(u) for _ in range(self.settings.samples)]).mean(0)

    def predict(self, stored: NDArray[Any]) -> Prediction:
        """The plain model's answer to these stored values of the image.

        Raises ModelError where it answers with something that is no number.
        """
        return self.answer(self.model.tensor(self.image.with_stored(stored)))

    def answer_to_noise(self, stored: NDArray[Any]) -> Prediction:
        """The same to noise, which other attacks of the same size on this image have met already."""
        key = hashlib.sha256(stored.tobytes()).digest()
        if key not in self._known or not self.deterministic:
            self._known[key] = self.predict(stored)
        return self.against(self._known[key])

    def answer(self, x: Tensor) -> Prediction:
        """The same to an iterate (1, C, rows, columns), which need not be storable."""
        outputs = self.outputs(x)
        check_outputs(outputs, self.model.card)
        return self.against(self.task.decode(outputs))

    def lattice(self, x: Tensor, budget: float) -> NDArray[Any]:
        """The storable image of `x` (C, rows, columns)."""
        return to_lattice(x, self.image, budget if self.settings.norm == "l2" else None)

    def consider(
        self, x: Tensor, drive: float, success: bool, budget: float, records: list[StepRecord], name: str
    ) -> bool:
        """Keep the iterate `x` (C, rows, columns), which `records` end with, if its storable version is the best so
        far; whether that version meets the criterion."""
        found = Candidate(
            x, records[-1].linf > 0, success, success, drive, scaled(self.budget, budget), records, name
        )  # fmt: skip
        if self.best is not None and found.rank <= self.best.rank:
            return success and self.best.rounded
        if success:
            stored = self.lattice(x, budget)
            # The plain model bears the first success out, and each that rounding changes; the last one, `settle`.
            if self._verified is None or not self._on_lattice(stored, x):
                changed = bool((stored != self.image.stored).any())
                found = replace(found, rounded=changed and self.criterion.met(self.predict(stored)))
            if found.rounded and self._verified is None:
                self._verified = found
        if self.best is None or found.rank > self.best.rank:
            self.best = found
        return found.rounded

    def _on_lattice(self, stored: NDArray[Any], x: Tensor) -> bool:
        return torch.equal(self.model.tensor(self.image.with_stored(stored))[0], x)

    def forget(self) -> None:
        """Look for a best image afresh."""
        self.best = self._verified = None

    def keep(self, found: Candidate) -> None:
        """Take a candidate that the plain model has borne out for the best."""
        self.best = self._verified = found

    def settle(self) -> tuple[Candidate, NDArray[Any], Prediction]:
        """The best image, its stored values and the plain model's answer to it. Where the plain model does not bear
        the fast engine's answer out, the image that it did bear out."""
        best = self.best
        if best is None:
            best = Candidate(self.origin[0], False, False, False, 0.0, self.budget, [], self.settings.attack)
        stored = self.lattice(best.x, best.budget.stored_units)
        answer = self.predict(stored)
        if best.rounded and not self.criterion.met(answer) and self._verified is not None:
            best = self._verified
            stored = self.lattice(best.x, best.budget.stored_units)
            answer = self.predict(stored)
        return best, stored, answer

    def size(self, found: Candidate) -> float:
        """How far a candidate's storable image is from the original, in the norm of the budget, stored units."""
        stored = self.lattice(found.x, found.budget.stored_units)
        return norms(self.image.stored, stored)[0 if self.settings.norm == "linf" else 1]


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """torch's random numbers from `seed` on, and afterwards as if nothing had been drawn."""
    with torch.random.fork_rng(range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield


def _check(settings: AttackSettings, model: Model, image: Image) -> AttackInfo:
    info = attack_named(settings.attack)
    checked_options(info, settings.options)
    if settings.norm not in NORMS:
        raise SettingsError(f"norm {settings.norm!r} is not one of {', '.join(NORMS)}")
    misfit = info.misfit(model.card, settings.norm)
    if misfit is not None:
        raise SettingsError(misfit)
    _check_start(settings, info, image)
    if not 0 <= settings.seed < 1 << 63:
        raise SettingsError("the seed must be a whole number from 0 on")
    if settings.smoothed_dtype not in SMOOTHED:
        raise SettingsError(f"the smoothed pass is computed in {', '.join(SMOOTHED)}")
    if not (math.isfinite(settings.drop) and 0 < settings.drop <= 1):
        raise SettingsError("the fall of Dice that counts must be above 0 and at most 1")
    _check_given(settings, info)
    settings = settings.complete(info)
    if min(settings.steps or 0, settings.restarts or 0, settings.samples) < 1:
        raise SettingsError("steps, restarts and samples must be at least 1")
    if settings.step_size is not None and not (math.isfinite(settings.step_size) and settings.step_size > 0):
        raise SettingsError("the step size must be above 0")
    for part in worst_of(settings, model.card) if info.name == "worst" else (settings,):
        _check_parameters(part, model, image)
    if settings.target is not None and settings.target not in targets(model.card):
        raise SettingsError(f"target {settings.target!r} is not one of: {'; '.join(targets(model.card))}")
    if settings.invented and model.card.task != "detection":
        raise SettingsError(f"invented boxes count for detection, not for {model.card.task}")
    if settings.invented and settings.target is not None:
        raise SettingsError("invented boxes count without a target alone")
    return info


def _check_start(settings: AttackSettings, info: AttackInfo, image: Image) -> None:
    if settings.start is None:
        return
    if not info.resumes:
        raise SettingsError(f"{info.name} cannot begin at another run's image")
    if settings.start.shape != image.stored.shape or settings.start.dtype != image.stored.dtype:
        raise SettingsError("the image to begin at is not of this image's size and type")


def _check_given(settings: AttackSettings, info: AttackInfo) -> None:
    """Refuse what the attack would not look at. A user's own may look at anything."""
    if info.name not in ATTACKS:
        return
    parts = list(ATTACKS.values()) if info.name == "worst" else [info]
    known = {parameter.name for part in parts for parameter in part.parameters}
    if info.name != "worst" and "steps" in known:
        known |= {"restarts"} if info.name == "square" else {"restarts", "step_size"}
    elif info.name == "worst":
        known -= {"restarts"}
    known |= {"kernel"} if "sigma" in known else set()
    for name in ("steps", "step_size", "restarts", "alpha", "sigma", "kernel", "dilation", "reference", "decay"):
        if getattr(settings, name) is not None and name not in known:
            raise SettingsError(f"{info.name} has no {name.replace('_', ' ')}")


def _check_parameters(settings: AttackSettings, model: Model, image: Image) -> None:
    if settings.decay is not None and not (math.isfinite(settings.decay) and settings.decay >= 0):
        raise SettingsError("the momentum must be at least 0")
    if attack_named(settings.attack).default("alpha") is not None and settings.alpha is not None:
        if not (math.isfinite(settings.alpha) and settings.alpha >= 0):
            raise SettingsError("alpha must be at least 0")
        if settings.reference not in ("hard", "soft"):
            raise SettingsError("the stabilization reference is hard or soft")
        if smoothing_of(settings).radius >= min(model.preprocess(image).place(image.shape).size):
            raise SettingsError(f"sigma {settings.sigma:g} is too wide for the network's input")
