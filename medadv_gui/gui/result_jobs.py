"""Jobs on finished attacks: heat maps, scaled copies, results read back, and a whole series attacked."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.result import StepRecord, load_result
from medadv_gui.core.types import Image
from medadv_gui.gui.jobs import Models, Prepared, Watched
from medadv_gui.gui.overlays import prepare
from medadv_gui.gui.session import Entry, Outcome
from medadv_gui.gui.worker import Job, importing
from medadv_gui.models.card import ModelCard
from medadv_gui.render import heatmap

if TYPE_CHECKING:
    from medadv_gui.attack.loop import AttackStep
    from medadv_gui.attack.scaled import Scaled

PARTS = 100  # of a slice, in a series' progress


class HeatJob(Job):
    """The heat map of an outcome in one mode; the result is the picture."""

    title = "Drawing"

    def __init__(self, outcome: Outcome, mode: str) -> None:
        super().__init__()
        self.outcome, self.mode = outcome, mode

    def work(self) -> NDArray[np.uint8]:
        result = self.outcome.result
        return heatmap.picture(result.perturbation, result.budget.stored_units, self.mode)


@dataclass(frozen=True, eq=False)
class ScaledView:
    """A scaled copy of an outcome's perturbation, and its heat map on the outcome's own scale."""

    outcome: Outcome
    scaled: Scaled
    heat: NDArray[np.uint8]


class ScaleJob(Job):
    """Scale an outcome's perturbation and ask the model again; the result is a `ScaledView`."""

    title = "Asking the model"

    def __init__(
        self, models: Models, outcome: Outcome, image: Image, card: ModelCard, device: str, percent: int, mode: str
    ) -> None:
        super().__init__()
        self.models, self.outcome, self.image, self.card = models, outcome, image, card
        self.device, self.percent, self.mode = device, percent, mode

    def work(self) -> ScaledView:
        with importing("torch"):
            from medadv_gui.attack.scaled import scale

        result = self.outcome.result
        scaled = scale(result, self.image, self.models.get(self.card, self.device, self), self.percent / 100)
        prepare(scaled.answer)
        change = scaled.stored.astype(np.int32) - self.image.stored.astype(np.int32)
        return ScaledView(self.outcome, scaled, heatmap.picture(change, result.budget.stored_units, self.mode))


class ReadResultJob(Job):
    """Read a slice's result of a series back; the result is an `Outcome`."""

    title = "Reading a result"

    def __init__(self, entry: Entry, key: tuple[str, int], folder: Path) -> None:
        super().__init__()
        self.entry, self.key, self.folder = entry, key, folder

    def work(self) -> Outcome:
        return Outcome(load_result(self.folder), self.folder)


class RemoveJob(Job):
    """Remove folders of results, which may hold thousands of files. It cannot be cancelled: a window that closes waits
    for it."""

    title = "Removing results"
    quiet = True

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self.folders = folders

    @property
    def cancelled(self) -> bool:
        return False

    def work(self) -> None:
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)


class SeriesJob(Watched):
    """Attack every slice of a series; what is finished stays when it is cancelled.

    `rows` grows by one a finished slice; the result is what series.json says of all. `looked_at` is the slice whose
    steps are shown while it is attacked, set by the window.
    """

    title = "Attacking the series"

    def __init__(
        self, models: Models, entry: Entry, card: ModelCard, settings: AttackSettings, folder: Path, heat_mode: str
    ) -> None:
        super().__init__(entry, card, settings, heat_mode)
        self.models, self.folder, self.looked_at = models, folder, entry.slice
        self.rows: list[dict[str, Any]] = []
        self.slices_done = 0
        self._seen: dict[int, tuple[Prepared, list[StepRecord]]] = {}  # of the slices attacked now

    def work(self) -> Mapping[str, Any]:
        with importing("torch"):
            from medadv_gui.attack.series import SeriesRun

        model = self.models.get(self.card, self.settings.device, self)
        self.total = len(self.entry.series) * PARTS
        run = SeriesRun(self.entry.series.instances, model, self.settings, self.folder, tick=self.leave_if_cancelled)
        self.rows = run.rows
        made: Any = run.steps()  # a generator
        with closing(made) as steps:
            for step in steps:
                if not self.first_record:
                    self.first_record = time.monotonic()
                first = step.steps[0]
                inside = min(len(step.steps) * PARTS * first.done // max(1, first.total), len(step.steps) * PARTS)
                self.slices_done = step.slices_done
                self.progress(step.slices_done * PARTS + inside, self.total)
                self._watch(step.steps)
                if self.stopping():
                    break
        self.slices_done = len(self.rows)
        return run.finish()

    def _watch(self, steps: Sequence[AttackStep]) -> None:
        """Note the steps of the slices attacked together, and show that of the slice looked at."""
        attacked = tuple(step.case.slice_index for step in steps)
        if attacked != self.attacked:
            self._seen = {step.case.slice_index: (Prepared.of(step.case), []) for step in steps}
            self.attacked = attacked
        for step in steps:
            prepared, records = self._seen[step.case.slice_index]
            if not step.waits:
                records.append(step.record)
                if step.case.slice_index == self.looked_at and self.frames.empty:
                    self.show(step, prepared, records)
