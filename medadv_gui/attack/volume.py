"""One attack on a whole series at once, for a model that looks at all its slices: one budget, objective and answer.

Beside what this adds, it is the attack on one image (`attack.run`), an image of three dimensions. Each iterate is one
pass of the model's sliding window over the volume, and one back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.beside import write_companions
from medadv_gui.attack.criterion import Criterion, criterion
from medadv_gui.attack.facts import source_facts
from medadv_gui.attack.loop import AttackStep
from medadv_gui.attack.metrics import likeness, norms
from medadv_gui.attack.run import AttackRun, noise_of, verified
from medadv_gui.attack.series import document_of, row_of, save_document
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import AttackResult, Outcome, save_result
from medadv_gui.core.types import Instance, MaskPrediction, Prediction, Volume
from medadv_gui.imaging.lattice import in_steps_of
from medadv_gui.imaging.read import read_all
from medadv_gui.imaging.write import new_run, write_image
from medadv_gui.models.load import Model

OF_SERIES = (
    "one slice of an attack on the whole series: budget and losses are the series's, whose outcome series.json tells"
)
_WHOLE = ("criterion", "truth_source", "clean_correct", "prediction", "outcome", "noise_success", "budget", "metrics")


class VolumeRun:
    """An attack on a series, made ready. Iterate `steps()`, leave the loop to cancel, then `finish()`.

    result : of the whole series, once it is finished; its images are (slices, rows, columns).

    Raises
    ------
    InputError
        If a slice cannot be read, or the slices make no volume.
    SettingsError, ModelError
        If settings, model and series do not fit one another.
    """

    def __init__(self, instances: Sequence[Instance], model: Model, settings: AttackSettings, folder: Path) -> None:
        self.folder = folder
        self.volume = Volume.of(read_all(instances))
        self.run = AttackRun(self.volume, model, settings)
        self.result: AttackResult | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user has to know before the run."""
        return self.run.warnings

    @property
    def stop_reason(self) -> str:
        return self.run.stop_reason

    def steps(self) -> Iterator[AttackStep]:
        """Iterate the attack, as `AttackRun.steps` does; predictions and perturbations are those of the volume."""
        return self.run.steps()

    def finish(self) -> dict[str, Any]:
        """Write the slices of the best volume, read them again, ask the model again about what they make together, and
        save each slice's result in `folder`/slice-NNNN and series.json in `folder`; returns what the latter holds.

        A slice's result tells of the slice alone: its Dice, and whether that falls.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        run, plan = self.run, self.run.engine.plan.to_json()
        settled = run.settle()
        best, stored, _ = settled
        folders = [self.folder / f"slice-{i:04}" for i in range(len(self.volume.images))]
        slices = zip(self.volume.images, stored, folders, strict=True)
        series = new_run()
        files = [write_image(image, values, folder, run=series) for image, values, folder in slices]
        reread = read_all(Instance(written.path) for written in files)
        again = np.stack([in_steps_of(*pair) for pair in zip(self.volume.images, reread, strict=True)])
        noisy = noise_of(run, again)
        whole = verified(run, settled, again, noisy, stop_reason=run.stop_reason, seconds=run.seconds, plan=plan)
        answers = {**whole.predictions, "in memory": run.answer(best.x[None])}
        rows: list[dict[str, Any]] = []
        previous: tuple[int, NDArray[np.int32]] | None = None
        for i, written in enumerate(files):
            folder = written.path.parent
            result = self._slice(i, whole, answers, noisy[i], float(norms(stored[i], again[i])[0]))
            result = replace(result, warnings=result.warnings + written.notes)
            names = write_companions(self.volume.images[i], result, written)
            result = save_result(result, folder, other_files=names)
            rows.append(row_of(result, folder.name, previous))
            previous = i, result.perturbation
        document = document_of(rows, len(files), run.stop_reason, plan)
        facts, spec = whole.to_json(), run.model.card.input
        document |= {
            "volume": True,
            "whole": {name: facts[name] for name in _WHOLE},
            "sliding_window": {"size": list(spec.size), "overlap": spec.overlap},
        }
        save_document(document, self.folder)
        self.result = whole
        return document

    def _criterion(self, clean: Prediction, reference: MaskPrediction) -> Criterion:
        """One slice's; the untargeted one where the target changes nothing in it."""
        settings = self.run.settings
        try:
            return criterion(clean, reference, settings.target, settings.drop)
        except SettingsError:
            return criterion(clean, reference, None, settings.drop)

    def _slice(
        self, i: int, whole: AttackResult, answers: Mapping[str, Prediction], noisy: NDArray[Any], error: float
    ) -> AttackResult:
        """The result of slice `i`, as if it had been attacked alone; `error` is that of its re-reading."""
        image, again = self.volume.images[i], whole.adversarial[i]
        reference = _cut(whole.reference, i)
        cut = {name: _cut(answer, i).against(reference.mask) for name, answer in answers.items()}
        met = self._criterion(cut["original"], reference)
        linf, l2 = norms(image.stored, again)
        noise_linf, noise_l2 = norms(image.stored, noisy)
        outcome = {name: bool(linf) and met.met(cut[name]) for name in ("in memory", "adversarial", "reread", "noise")}
        return replace(
            whole,
            source=source_facts(image),
            slice=i,
            budget=replace(whole.budget, realised_linf=linf, realised_l2=l2),
            criterion=met.text,
            reference=reference,
            predictions={name: cut[name] for name in whole.predictions},
            outcome=Outcome(outcome["in memory"], outcome["adversarial"], outcome["reread"]),
            noise_success=outcome["noise"],
            clean_correct=met.clean_correct(cut["original"]),
            metrics={
                **likeness(image, again, self.run.model.card),
                "noise_linf": noise_linf,
                "noise_l2": noise_l2,
                "reread_error": error,
            },
            saturated_share=self.run.saturated(self.run.origin[:, :, i]),
            changed_share=float(np.mean(again != image.stored)),
            seconds=whole.seconds / len(self.volume.images),
            warnings=(OF_SERIES, *whole.warnings),
            original=image.stored,
            adversarial=again,
            window=image.window,
            geometry=image.geometry,
        )


def _cut(prediction: Prediction, i: int) -> MaskPrediction:
    """The label map of slice `i`."""
    assert isinstance(prediction, MaskPrediction)
    return MaskPrediction(prediction.labels, prediction.mask[i])
