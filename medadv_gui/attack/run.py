"""One attack on one image: prepare, iterate, verify. The window, the command line and the cohort runs share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.beside import write_companions
from medadv_gui.attack.case import Candidate, Case
from medadv_gui.attack.engine import Tick, unhindered
from medadv_gui.attack.engine.memory import trim
from medadv_gui.attack.engines import engine_for
from medadv_gui.attack.facts import attack_facts, inputs, model_facts, source_facts, versions
from medadv_gui.attack.loop import AttackStep, Loop, problem
from medadv_gui.attack.methods import method_of
from medadv_gui.attack.metrics import likeness, noise_like, norms
from medadv_gui.attack.search import attack, smallest
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.errors import OutputError
from medadv_gui.core.result import AttackResult, Outcome, save_result
from medadv_gui.core.types import Image, Instance, Prediction
from medadv_gui.imaging.lattice import in_steps_of
from medadv_gui.imaging.picture import through_jpeg
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_image
from medadv_gui.models.load import Model

CANCELLED = "cancelled"
NOISE_STREAM = 7919  # keeps the comparison noise apart from the random starts of the same seed
NO_GAP = 1e-3


class AttackRun(Case):
    """An attack made ready. Iterate `steps()`, leave the loop to cancel, then `finish()`.

    checks : whether each iterate is held against its criterion on the way; without, the last one is kept, and
    `finish` alone says whether it succeeds. tick : called before each iteration that is timed to choose the engine;
    what it raises leaves the construction. like : see `Case`.

    Raises
    ------
    SettingsError, ModelError
        If settings, model and image do not fit one another.
    """

    def __init__(
        self,
        image: Image,
        model: Model,
        settings: AttackSettings,
        slice_index: int = 0,
        *,
        checks: bool = True,
        tick: Tick = unhindered,
        like: Case | None = None,
    ) -> None:
        super().__init__(image, model, settings, slice_index, like)
        self.engine = engine_for(self, tick=tick)
        self._loop = Loop([self], problem([self], self.engine), self.iterates, checks=checks)
        self.stop_reason = CANCELLED

    @property
    def seconds(self) -> float:
        """Time spent on iterates so far."""
        return self._loop.seconds

    def steps(self) -> Iterator[AttackStep]:
        """Iterate the attack; each step describes an iterate before its update (k = 0 begins a run at the original, or
        at a random start). With `search`, the smallest budget that works is looked for: see `search.smallest`."""
        method, settings = method_of(self.info), self.settings
        run = smallest(self._loop, method) if settings.search else attack(self._loop, method, stop=settings.stop)
        while True:
            try:
                (step,) = next(run)
            except StopIteration as end:
                self.stop_reason = end.value
                return
            yield step

    def finish(self, folder: Path) -> AttackResult:
        """Write the best image into `folder`, read it again, ask the model again, and save result.json and case.npz.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        self._loop.keep_last()
        trim()
        return finish(self, folder, stop_reason=self.stop_reason, seconds=self.seconds, plan=self.engine.plan.to_json())

    def result(self) -> AttackResult:
        """What `finish` would save, without a file: the best image, rounded, stands for what would be read again."""
        self._loop.keep_last()
        settled, plan = self.settle(), self.engine.plan.to_json()
        return judged(self, settled, settled[1], stop_reason=self.stop_reason, seconds=self.seconds, plan=plan)


def finish(
    case: Case,
    folder: Path,
    *,
    stop_reason: str,
    seconds: float,
    plan: dict[str, object],
    series: bytes | None = None,
) -> AttackResult:
    """Verify a case's best image and save it: see `AttackRun.finish`. `series` names the run whose DICOM files make up
    one series; without, the case is a run of its own."""
    if (folder / "result.json").exists():
        raise OutputError(f"{folder.name}: holds a result already")
    image, settled = case.image, case.settle()
    written = write_image(image, settled[1], folder, run=series)
    again = in_steps_of(image, read_image(Instance(written.path)))
    result = judged(case, settled, again, stop_reason=stop_reason, seconds=seconds, plan=plan)
    result = replace(result, warnings=result.warnings + written.notes)
    return save_result(result, folder, other_files=write_companions(image, result, written))


def judged(
    case: Case,
    settled: tuple[Candidate, NDArray[Any], Prediction],
    again: NDArray[Any],
    *,
    stop_reason: str,
    seconds: float,
    plan: dict[str, object],
) -> AttackResult:
    """`verified`, with noise of the size of the change, and for 8-bit pictures what JPEG leaves of it."""
    image, noisy = case.image, noise_of(case, again)
    result = verified(case, settled, again, noisy, stop_reason=stop_reason, seconds=seconds, plan=plan)
    if image.stored.dtype == np.uint8 and image.kind != "dicom":
        after_jpeg = bool(result.changed_share) and case.criterion.met(case.predict(through_jpeg(settled[1])))
        result = replace(result, outcome=replace(result.outcome, after_jpeg_q90=after_jpeg))
    return result


def noise_of(case: Case, again: NDArray[Any]) -> NDArray[Any]:
    """Noise of the size of the change to `again`, stored values."""
    settings, (linf, _) = case.settings, norms(case.image.stored, again)
    return noise_like(case.image, linf, again, case.free, settings.norm, settings.seed + NOISE_STREAM)


def verified(
    case: Case,
    settled: tuple[Candidate, NDArray[Any], Prediction],
    again: NDArray[Any],
    noisy: NDArray[Any],
    *,
    stop_reason: str,
    seconds: float,
    plan: dict[str, object],
) -> AttackResult:
    """The result of a case, not yet saved: `settled` is its best image (`Case.settle`), `again` what was read again of
    it, `noisy` the comparison noise."""
    image, settings, card = case.image, case.settings, case.model.card
    best, stored, adversarial = settled
    reread, noise = case.predict(again), case.answer_to_noise(noisy)
    linf, l2 = norms(image.stored, again)
    noise_linf, noise_l2 = norms(image.stored, noisy)
    changed = bool(linf)
    rounded = changed and case.criterion.met(adversarial)
    return AttackResult(
        source=source_facts(image),
        slice=case.slice_index,
        model=model_facts(case.model),
        attack=attack_facts(settings, case.info, best.budget.stored_units, best.attack),
        norm=settings.norm,
        budget=replace(best.budget, realised_linf=linf, realised_l2=l2),
        criterion=case.criterion.text,
        truth_source=case.truth_source,
        reference=case.reference,
        predictions={"original": case.clean, "adversarial": adversarial, "reread": reread, "noise": noise},
        outcome=Outcome(best.in_memory, rounded, changed and case.criterion.met(reread)),
        noise_success=changed and case.criterion.met(noise),
        clean_correct=case.clean_correct,
        metrics={
            **likeness(image, again, card),
            "noise_linf": noise_linf,
            "noise_l2": noise_l2,
            "reread_error": float(norms(stored, again)[0]),
        },
        saturated_share=case.saturated_share,
        changed_share=float(np.mean(again != image.stored)),
        steps=tuple(best.records),
        stop_reason=stop_reason,
        seconds=seconds,
        device=case.model.device_text,
        seed=settings.seed,
        plan=plan,
        versions=versions(),
        warnings=case.warnings + _after(best),
        original=image.stored,
        adversarial=again,
        window=image.window,
        geometry=image.geometry,
        inputs=inputs(image, settings),
    )


def _after(best: Candidate) -> tuple[str, ...]:
    """What only the run could tell."""
    gaps = [record.smoothing_gap for record in best.records if record.smoothing_gap is not None]
    if gaps and max(gaps) < NO_GAP:
        return (
            f"smoothing changes the model's answer by less than {NO_GAP:g} at every step: the stabilization term has "
            "next to nothing to hold",
        )
    return ()
