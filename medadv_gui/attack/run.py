"""One attack on one image: prepare, iterate, verify. The window, the command line and the cohort runs share it."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import torch
from numpy.typing import NDArray
from torch import Tensor

import medadv_gui
from medadv_gui.attack.budget import Ball, ball, describe, free_pixels, to_lattice
from medadv_gui.attack.criterion import criterion
from medadv_gui.attack.metrics import likeness, noise_like, norms
from medadv_gui.attack.objective import Evaluation, Objective
from medadv_gui.attack.settings import ATTACKS, NORMS, AttackSettings
from medadv_gui.attack.smoothing import GaussianSmoothing
from medadv_gui.attack.truth import reference as reference_answer
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import AttackResult, Budget, Outcome, StepRecord, save_result
from medadv_gui.core.types import BoxPrediction, ClassPrediction, Image, Instance, MaskPrediction, Prediction
from medadv_gui.imaging.picture import through_jpeg
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from medadv_gui.models.load import Model, check_outputs

STEPS_DONE, CANCELLED, NO_GRADIENT = "all steps done", "cancelled", "the gradient is zero everywhere"
NOISE_STREAM = 7919  # keeps the comparison noise apart from the random starts of the same seed


@dataclass(frozen=True, eq=False)
class AttackStep:
    """One iterate, before its update. `done` of `total` iterates have been evaluated. The loop goes on in place,
    so `prediction` and `perturbation()` are for the consumer that holds the step now, in its own thread."""

    record: StepRecord
    prediction: Prediction
    done: int
    total: int
    _x: Tensor
    _origin: Tensor

    def perturbation(self) -> NDArray[np.float32]:
        """iterate - original, float32 stored units, (rows, columns) or (rows, columns, 3)."""
        delta = (self._x - self._origin)[0].cpu().numpy()
        return delta[0] if delta.shape[0] == 1 else np.ascontiguousarray(delta.transpose(1, 2, 0))


@dataclass(frozen=True, eq=False)
class _Candidate:
    """The best iterate so far: by success after rounding, then in memory, then by the drive."""

    stored: NDArray[Any]
    rounded: bool
    in_memory: bool
    drive: float
    budget: Budget
    records: list[StepRecord]  # of the run it came from, which goes on while it is the best

    @property
    def rank(self) -> tuple[bool, bool, float]:
        return self.rounded, self.in_memory, self.drive


class AttackRun:
    """An attack made ready. Iterate `steps()`, leave the loop to cancel, then `finish()`.

    clean : the model's answer to the original; `reference` the answer that counts as right, from `truth_source`
    ("ground truth" or "model"). budget, criterion, warnings : as recorded in the result.

    Raises
    ------
    SettingsError, ModelError
        If settings, model and image do not fit one another.
    """

    def __init__(self, image: Image, model: Model, settings: AttackSettings, slice_index: int = 0) -> None:
        _check(settings, model)
        self.image, self.model, self.settings, self.slice_index = image, model, settings, slice_index
        self.preprocess = model.preprocess(image)
        self.task = model.task(image, self.preprocess)
        self.budget = describe(settings.epsilon, model.card, image)
        self.free = free_pixels(image, settings.region)
        self.origin = model.tensor(image)
        with torch.no_grad():
            self._outputs = model.network(self.preprocess(self.origin))
        check_outputs(self._outputs, model.card)
        clean = self.task.decode(self._outputs)
        self.reference, self.truth_source = reference_answer(clean, settings.truth, model.card, image)
        self.clean = self._against(clean)
        self.criterion = criterion(self.clean, self.reference, settings.target)
        if settings.target is not None and self.criterion.met(self.clean):
            raise SettingsError(f"the model answers {settings.target!r} already; choose another target")
        self.clean_correct = self.criterion.clean_correct(self.clean)
        self.warnings = self._warnings()
        self.seconds = 0.0
        self.stop_reason = CANCELLED
        self._best: _Candidate | None = None
        self._rng = torch.Generator().manual_seed(settings.seed)

    @cached_property
    def saturated_share(self) -> float:
        """The share of values that the input window saturates: no gradient reaches them."""
        u = self.preprocess.window(self.origin)
        return float(((u < 0) | (u > 1)).float().mean())

    def _against(self, prediction: Prediction) -> Prediction:
        if isinstance(prediction, MaskPrediction) and isinstance(self.reference, MaskPrediction):
            return prediction.against(self.reference.mask)
        return prediction

    def _warnings(self) -> tuple[str, ...]:
        s, found = self.settings, []
        if isinstance(self.reference, BoxPrediction) and not self.reference.boxes:
            found.append("there is no reference box, so nothing can vanish")
        elif isinstance(self.reference, MaskPrediction) and not self.reference.mask.any():
            found.append("the reference holds no label but the background, so no Dice can fall")
        elif not self.clean_correct:
            found.append("the model is already wrong on the original; this case does not count as a success")
        per_value = self.budget.stored_units / math.sqrt(self.origin.numel())
        if s.norm == "l2" and per_value < 1:
            found.append(
                f"this L2 budget is {per_value:.2g} stored units a value; changes below one are lost in rounding"
            )
        if s.attack == "sma" and s.alpha >= 1:
            effect = "stalls" if s.alpha == 1 and s.reference == "hard" else "can turn round"
            found.append(
                f"with alpha {s.alpha:g} and a {s.reference} reference the attack {effect} where the answer is stable"
            )
        if s.attack == "sma" and isinstance(self.reference, ClassPrediction) and len(self.reference.scores) == 2:
            found.append("with two classes and alpha below 1 the stabilized step equals I-FGSM's")
        if self.model.card.input.units == "HU" and self.image.units != "HU":
            found.append("this grey picture is taken to be the model's input window in 0 to 255 already")
        return (*found, *self.image.notes)

    def steps(self) -> Iterator[AttackStep]:
        """Iterate the attack; each step describes an iterate before its update (k = 0 is the original).

        With `search`, the smallest whole budget that works is then found by bisection.
        """
        reason = yield from self._restarts(self.budget)
        if self.settings.search and self._best is not None and self._best.rounded:
            fails, works = 0, int(self.budget.stored_units)
            while works - fails > 1:
                middle = (fails + works) // 2
                kept, self._best = self._best, None
                reason = yield from self._restarts(_scaled(self.budget, middle))
                if self._best is not None and self._best.rounded:
                    works = middle
                else:
                    fails, self._best = middle, kept
        self.stop_reason = reason

    def _restarts(self, budget: Budget) -> Generator[AttackStep, None, str]:
        """All restarts at one budget; returns why the last one ended."""
        settings = self.settings
        limits = ball(self.image, self.origin, budget.stored_units, settings.norm, self.free)
        count = 1 if settings.attack == "noise" else settings.steps
        total = (count + 1) * settings.restarts
        reason = STEPS_DONE
        for restart in range(settings.restarts):
            start = self.origin if restart == 0 else self._random_start(limits, budget.stored_units)
            reason = yield from self._ascent(start, limits, budget, count, restart * (count + 1), total)
        return reason

    def _ascent(
        self, start: Tensor, limits: Ball, budget: Budget, count: int, done: int, total: int
    ) -> Generator[AttackStep, None, str]:
        """`count` updates from `start`, so count + 1 iterates; returns why it ended."""
        settings = self.settings
        objective = self._objective()
        size = settings.step_size or _default_step(budget.stored_units, count, settings.norm)
        records: list[StepRecord] = []
        x = start
        for k in range(count + 1):
            began = time.perf_counter()
            climbs = k < count and settings.attack != "noise"
            evaluation = objective(x, gradient=climbs)
            prediction = self._against(self.task.decode(evaluation.outputs))
            delta = x - self.origin
            linf = float(delta.abs().max())
            success = linf > 0 and self.criterion.met(prediction)
            records.append(_record(k, evaluation, linf, float(delta.norm()), success))
            self._consider(x, evaluation, success, budget, records)
            self.seconds += time.perf_counter() - began
            yield AttackStep(records[-1], prediction, done + k + 1, total, x, self.origin)
            began = time.perf_counter()
            if evaluation.gradient is not None:
                if not evaluation.gradient.any():
                    return NO_GRADIENT
                x = limits.ascend(x, evaluation.gradient, size)
            elif k < count:
                x = self._noise(limits, budget)
            self.seconds += time.perf_counter() - began
        return STEPS_DONE

    def _objective(self) -> Objective:
        settings = self.settings
        aim = self.reference
        if settings.target is not None:
            aim = ClassPrediction({name: float(name == settings.target) for name in self.task.labels})
        return Objective(
            self.model.network,
            self.preprocess,
            self.task,
            self.task.target(aim, self._outputs),
            truth=self.task.target(self.reference, self._outputs),
            alpha=settings.alpha if settings.attack == "sma" else 0.0,
            smoothing=GaussianSmoothing(settings.sigma) if settings.attack == "sma" else None,
            hard_reference=settings.reference == "hard",
            targeted=settings.target is not None,
        )

    def _random_start(self, limits: Ball, size: float) -> Tensor:
        """A uniform random point of the ball (L-infinity), or of its surface (L2)."""
        shape = tuple(self.origin.shape)
        if limits.radius is None:
            moved = ((torch.rand(shape, generator=self._rng) * 2 - 1) * size).round()
        else:
            moved = torch.randn(shape, generator=self._rng)
            moved = moved * (size / float(moved.norm()))
        return limits.project(self.origin + moved.to(self.origin.device))

    def _noise(self, limits: Ball, budget: Budget) -> Tensor:
        """The `noise` attack: random signs of the whole budget (L-infinity), or a random direction (L2)."""
        if limits.radius is not None:
            return self._random_start(limits, budget.stored_units)
        noisy = noise_like(self.image, budget.stored_units, self.image.stored, self.free, "linf", self.settings.seed)
        return self.model.tensor(self.image.with_stored(noisy))

    def _consider(
        self, x: Tensor, evaluation: Evaluation, success: bool, budget: Budget, records: list[StepRecord]
    ) -> None:
        """Keep the iterate if its storable version is the best so far."""
        if self._best is not None and (success, success, evaluation.drive) <= self._best.rank:
            return
        stored = to_lattice(x, self.image)
        rounded = success
        if success and not torch.equal(self.model.tensor(self.image.with_stored(stored)), x):
            rounded = bool((stored != self.image.stored).any()) and self.criterion.met(self._predict(stored))
        candidate = _Candidate(stored, rounded, success, evaluation.drive, budget, records)
        if self._best is None or candidate.rank > self._best.rank:
            self._best = candidate

    def _predict(self, stored: NDArray[Any]) -> Prediction:
        return self._against(self.model.predict(self.image.with_stored(stored)))

    def finish(self, folder: Path) -> AttackResult:
        """Write the best image into `folder`, read it again, ask the model again, and save result.json and case.npz.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        best = self._best
        if best is None:
            best = _Candidate(self.image.stored, False, False, 0.0, self.budget, [])
        image, settings, card = self.image, self.settings, self.model.card
        adversarial = self._predict(best.stored)
        rounded = best.rounded and self.criterion.met(adversarial)
        path = write_like(image, best.stored, folder)
        again = read_image(Instance(path))
        reread = self._against(self.model.predict(again))
        linf, l2 = norms(image.stored, again.stored)
        noisy = noise_like(image, linf, again.stored, self.free, settings.norm, settings.seed + NOISE_STREAM)
        noise = self._predict(noisy)
        changed = bool(linf)
        after_jpeg = None
        if image.stored.dtype == np.uint8 and image.kind != "dicom":
            after_jpeg = changed and self.criterion.met(self._predict(through_jpeg(best.stored)))
        noise_linf, noise_l2 = norms(image.stored, noisy)
        result = AttackResult(
            source=_source(image),
            slice=self.slice_index,
            model=_model_facts(self.model),
            attack=self._attack_facts(best.budget),
            norm=settings.norm,
            budget=replace(best.budget, realised_linf=linf, realised_l2=l2),
            criterion=self.criterion.text,
            truth_source=self.truth_source,
            reference=self.reference,
            predictions={"original": self.clean, "adversarial": adversarial, "reread": reread, "noise": noise},
            outcome=Outcome(best.in_memory, rounded, changed and self.criterion.met(reread), after_jpeg),
            noise_success=changed and self.criterion.met(noise),
            clean_correct=self.clean_correct,
            metrics={
                **likeness(image, again.stored, card),
                "noise_linf": noise_linf,
                "noise_l2": noise_l2,
                "reread_error": float(norms(best.stored, again.stored)[0]),
            },
            saturated_share=self.saturated_share,
            changed_share=float(np.mean(again.stored != image.stored)),
            steps=tuple(best.records),
            stop_reason=self.stop_reason,
            seconds=self.seconds,
            device=self.model.device_text,
            seed=settings.seed,
            plan={
                "engine": "plain", "layout": "contiguous", "dtype": "float32", "batch": 1,
                "threads": torch.get_num_threads(), "device": str(self.model.device),
            },
            versions=_versions(),
            warnings=self.warnings,
            original=image.stored,
            adversarial=again.stored,
            window=image.window,
            geometry=image.geometry,
        )  # fmt: skip
        return save_result(result, folder, other_files=(path.name,))

    def _attack_facts(self, budget: Budget) -> dict[str, Any]:
        s = self.settings
        facts: dict[str, Any] = {"name": s.attack, "title": ATTACKS[s.attack].title, "epsilon": s.epsilon}
        if s.attack != "noise":
            facts |= {
                "steps": s.steps,
                "step_size": s.step_size or _default_step(budget.stored_units, s.steps, s.norm),
            }
        if s.attack == "sma":
            kernel = GaussianSmoothing(s.sigma).kernel
            facts |= {"alpha": s.alpha, "sigma": s.sigma, "kernel": kernel, "reference": s.reference}
            facts["note"] = "reimplementation of Qi et al., ICLR 2021"
        return facts | {
            "restarts": s.restarts, "search": s.search, "target": s.target, "region": s.region is not None,
        }  # fmt: skip


def _check(settings: AttackSettings, model: Model) -> None:
    if settings.attack not in ATTACKS:
        raise SettingsError(f"attack {settings.attack!r} is not one of {', '.join(ATTACKS)}")
    if settings.norm not in NORMS:
        raise SettingsError(f"norm {settings.norm!r} is not one of {', '.join(NORMS)}")
    if not 0 <= settings.seed < 1 << 63:
        raise SettingsError("the seed must be a whole number from 0 on")
    if 2 * math.ceil(3 * settings.sigma) >= min(model.card.input.height, model.card.input.width):
        raise SettingsError(f"sigma {settings.sigma:g} is too wide for the network's input")
    if settings.steps < 1 or settings.restarts < 1:
        raise SettingsError("steps and restarts must be at least 1")
    if settings.step_size is not None and not settings.step_size > 0:
        raise SettingsError("the step size must be above 0")
    if not (math.isfinite(settings.alpha) and settings.alpha >= 0 and 0.1 <= settings.sigma <= 50):
        raise SettingsError("alpha must be at least 0 and sigma between 0.1 and 50")
    if settings.reference not in ("hard", "soft"):
        raise SettingsError("the stabilization reference is hard or soft")
    if settings.target is not None:
        if model.card.task != "classification":
            raise SettingsError("a target label is for classification models")
        if settings.target not in model.card.label_names:
            raise SettingsError(f"target {settings.target!r} is not one of {', '.join(model.card.label_names)}")


def _default_step(budget: float, steps: int, norm: str) -> float:
    """2.5 budgets spread over the steps (Madry et al., 2018); whole stored units for L-infinity, so that every
    iterate can be stored."""
    size = 2.5 * budget / steps
    return min(budget, float(math.ceil(size))) if norm == "linf" else size


def _scaled(budget: Budget, stored: int) -> Budget:
    share = stored / budget.stored_units
    return replace(
        budget,
        stored_units=float(stored),
        hu=None if budget.hu is None else budget.hu * share,
        of_255=budget.of_255 * share,
        noise_sd=None if budget.noise_sd is None else budget.noise_sd * share,
    )


def _record(k: int, evaluation: Evaluation, linf: float, l2: float, success: bool) -> StepRecord:
    return StepRecord(
        k=k,
        loss_deviation=evaluation.deviation,
        loss_stabilization=evaluation.stabilization,
        kl_truth=evaluation.kl_truth,
        kl_smoothed=evaluation.kl_smoothed,
        smoothing_gap=evaluation.gap,
        linf=linf,
        l2=l2,
        success=success,
    )


def _source(image: Image) -> dict[str, Any]:
    return {
        "kind": image.kind, "modality": image.modality, "sha256": image.sha256(), "rows": image.rows,
        "columns": image.columns, "units": image.units, "slope": image.slope, "intercept": image.intercept,
        "inverted": image.inverted, "lossy": image.lossy, "synthetic": image.synthetic,
        "frame": image.frame, "dtype": str(image.stored.dtype), "lowest": image.lowest, "highest": image.highest,
    }  # fmt: skip


def _model_facts(model: Model) -> dict[str, Any]:
    card = model.card
    return {
        "id": card.id, "name": card.name, "version": card.version, "sha256": card.sha256, "task": card.task,
        "labels": list(card.label_names), "colours": [label.colour for label in card.labels],
        "demonstration": "demonstration only" in card.intended_use.lower(),
        "input_window": {"lower": card.input.lower, "upper": card.input.upper, "units": card.input.units},
    }  # fmt: skip


def _versions() -> dict[str, str]:
    return {
        "medadv_gui": medadv_gui.__version__, "torch": torch.__version__, "numpy": np.__version__,
        "pydicom": pydicom.__version__, "python": platform.python_version(),
    }  # fmt: skip
