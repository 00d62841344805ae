"""Jobs that ask a model, attack it, describe a budget or export. torch is imported here, in the models' lane only."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.core.errors import OutputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import exporting
from medadv_gui.core.result import Budget, StepRecord
from medadv_gui.core.types import Box, Image, Prediction
from medadv_gui.gui.overlays import prepare
from medadv_gui.gui.session import DemoCase, Entry, Outcome
from medadv_gui.gui.worker import Job, Mailbox, Stopped, importing
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import card_documents
from medadv_gui.render import heatmap
from medadv_gui.report import REPORTS

if TYPE_CHECKING:
    from medadv_gui.attack.case import Case
    from medadv_gui.attack.loop import AttackStep
    from medadv_gui.report.document import Document

# A live picture of a photograph is thinned to about this many pixels a side; the final one is whole.
LIVE_SIDE = 1024
PAUSE_LOOK = 0.1  # seconds from one look at the cancel flag to the next, while paused


@dataclass(frozen=True, eq=False)
class Prepared:
    """What is known once an attack is ready to step."""

    clean: Prediction
    reference: Prediction
    truth_source: str
    criterion: str
    warnings: tuple[str, ...]
    budget: Budget
    device: str

    @classmethod
    def of(cls, case: Case) -> Prepared:
        return cls(
            case.clean, case.reference, case.truth_source, case.criterion.text, case.warnings, case.budget,
            case.model.device_text,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Frame:
    """What the window shows of one step of the attack on the slice `at`: the iterate in stored values and its heat map,
    perhaps thinned. `records` are the steps up to this one."""

    at: int
    prepared: Prepared
    records: tuple[StepRecord, ...]
    prediction: Prediction
    stored: NDArray[np.float32]
    heat: NDArray[np.uint8]

    @property
    def record(self) -> StepRecord:
        return self.records[-1]


class Models:
    """Loaded models by card and device; lives in the models' lane."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, str], Any] = {}

    def get(self, card: ModelCard, device: str, job: Job) -> Any:
        """The model, loaded for `job`: a check of its file, which may take minutes, ends with the job's cancel."""
        with importing("torch"):
            from medadv_gui.models.load import load_model

        key = card.sha256, device
        if key not in self._loaded:
            self._loaded[key] = load_model(card, device, lambda: job.cancelled)
        return self._loaded[key]


class WarmUpJob(Job):
    """Import torch before it is needed."""

    title = "Preparing"

    def work(self) -> None:
        with importing("torch"):
            import medadv_gui.attack.run  # noqa: F401


class PredictJob(Job):
    """The model's answer to the original; the result is (answer, device in words)."""

    title = "Asking the model"

    def __init__(self, models: Models, entry: Entry, image: Image, at: int, card: ModelCard, device: str) -> None:
        super().__init__()
        self.models, self.entry, self.image, self.at, self.card, self.device = models, entry, image, at, card, device
        self.why = ""  # on this device and no other, in words

    def work(self) -> tuple[Prediction, str]:
        model = self.models.get(self.card, self.device, self)
        with importing():
            from medadv_gui.models.device import why

        self.why = why(self.device, model.device)
        return model.predict(self.image), model.device_text


class BudgetJob(Job):
    """A budget in all its units; the result is a Budget."""

    def __init__(self, epsilon: str, card: ModelCard, image: Image) -> None:
        super().__init__()
        self.epsilon, self.card, self.image = epsilon, card, image

    def work(self) -> Budget:
        with importing():
            from medadv_gui.attack.budget import describe

        return describe(self.epsilon, self.card, self.image)


class Pausable(Job):
    """A job that its user can hold between two steps.

    `first_record` is the time of the first step, moved on by every pause, so that the time left can be told.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first_record = 0.0
        self._go = threading.Event()
        self._go.set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    def pause(self, on: bool) -> None:
        """Hold the job after the step it is in, or let it go on."""
        if on:
            self._go.clear()
        else:
            self._go.set()

    def stopping(self) -> bool:
        """Between two steps: wait while paused; whether the job is to end."""
        began = time.monotonic()
        while not self.cancelled and not self._go.wait(PAUSE_LOOK):
            pass
        self.first_record += time.monotonic() - began
        return self.cancelled


class Watched(Pausable):
    """An attack whose steps are shown: `frames` is the mailbox of their pictures, `attacked` are the slices of `entry`
    that are being attacked now."""

    def __init__(self, entry: Entry, card: ModelCard, settings: AttackSettings, heat_mode: str) -> None:
        super().__init__()
        self.entry, self.card, self.settings = entry, card, settings
        self.heat_mode = heat_mode  # read at each step: it may change while the attack runs
        self.attacked: tuple[int, ...] = ()
        self.frames: Mailbox[Frame] = Mailbox()

    def show(self, step: AttackStep, prepared: Prepared, records: Sequence[StepRecord]) -> None:
        """Put the picture of a step into the mailbox."""
        image, change = step.case.image, step.perturbation()
        prepare(step.prediction)
        thin = -(-max(change.shape[:2]) // LIVE_SIDE)
        change = change[::thin, ::thin]
        heat = heatmap.picture(change, prepared.budget.stored_units, self.heat_mode)
        stored = image.stored[::thin, ::thin] + change
        self.frames.put(Frame(step.case.slice_index, prepared, tuple(records), step.prediction, stored, heat))

    def leave_if_cancelled(self) -> None:
        """Called by what takes long before the first step."""
        if self.cancelled:
            raise Stopped


class AttackJob(Watched):
    """One attack from loading the model to the verified result, an `Outcome`; None when cancelled.

    `prepared` is a mailbox; `records` grows by one a step, from the time `first_record` on.
    """

    title = "Attacking"

    def __init__(
        self,
        models: Models,
        entry: Entry,
        image: Image,
        at: int,
        card: ModelCard,
        settings: AttackSettings,
        folder: Path,
        heat_mode: str = "signed",
    ) -> None:
        super().__init__(entry, card, settings, heat_mode)
        self.models, self.image, self.at, self.folder = models, image, at, folder
        self.attacked = (at,)
        self.prepared: Mailbox[Prepared] = Mailbox()
        self.records: list[StepRecord] = []
        self.verifying = False

    def work(self) -> Outcome | None:
        with importing("torch"):
            from medadv_gui.attack.run import AttackRun

        model = self.models.get(self.card, self.settings.device, self)
        run = AttackRun(self.image, model, self.settings, self.at, tick=self.leave_if_cancelled)
        prepared = Prepared.of(run)
        self.prepared.put(prepared)
        self.leave_if_cancelled()
        for step in run.steps():
            if not self.records:
                self.first_record = time.monotonic()
            self.records.append(step.record)
            self.progress(step.done, step.total)
            if self.frames.empty or self.paused:  # pictures are made only as fast as they are looked at
                self.show(step, prepared, self.records)
            if self.stopping():
                self.show(step, prepared, self.records)  # the last step is what stays on show
                return None
        self.verifying = True
        if self.cancelled:
            return None
        result, mode = run.finish(self.folder), self.heat_mode
        heat = heatmap.picture(result.perturbation, prepared.budget.stored_units, mode)
        return Outcome(result, self.folder, {mode: heat})


def repicture(frame: Frame, image: Image, mode: str) -> Frame:
    """The frame with its heat map in another mode."""
    thin = -(-max(image.rows, image.columns) // LIVE_SIDE)
    change = frame.stored - image.stored[::thin, ::thin]
    return replace(frame, heat=heatmap.picture(change, frame.prepared.budget.stored_units, mode))


class ExportJob(Job):
    """Copy a result's folder and write its reports; the result is the list of reports. Files that are in the target
    already are replaced only where the user has said so."""

    title = "Exporting"

    def __init__(self, source: Path, target: Path, *, replace: bool = False) -> None:
        super().__init__()
        self.source, self.target, self.replace = source, target, replace

    def work(self) -> list[Path]:
        with importing():
            from medadv_gui.report import write_reports

        exporting(self.target, "result")
        files = sorted(self.source.iterdir())
        names = sorted({file.name for file in files} | set(REPORTS))
        clash = [name for name in names if (self.target / name).exists()]
        if clash and not self.replace:
            raise OutputError(f"{self.target.name}: holds {', '.join(clash)} already; choose another folder")
        for file in files:
            with file.open("rb") as source, write_atomic(self.target / file.name, replace=self.replace) as stream:
                shutil.copyfileobj(source, stream)
        return write_reports(self.target, card_documents())


class PageJob(Job):
    """A model's page; the result is its document and the HTML that the window shows."""

    title = "Preparing the page"

    def __init__(self, card: ModelCard, device: str) -> None:
        super().__init__()
        self.card, self.device = card, device

    def work(self) -> tuple[Document, str]:
        with importing():
            from medadv_gui.evaluation.page import model_page
            from medadv_gui.report.html import for_browser

        document = model_page(self.card, self.device)
        return document, for_browser(document)


class SavePageJob(Job):
    """Write a page as HTML or PDF; the result is its path."""

    title = "Saving the page"

    def __init__(self, document: Document, path: Path) -> None:
        super().__init__()
        self.document, self.path = document, path

    def work(self) -> Path:
        with importing():
            from medadv_gui.report import write_document

        return write_document(self.document, self.path)


def demo_truth(case: DemoCase, card: ModelCard, image: Image) -> Truth:
    """The ground truth of a demo case for the card's task."""
    if card.task == "classification":
        return Truth(label=str(case.grade))
    if card.task == "detection":
        label = str(case.truth["label"])
        return Truth(boxes=tuple(Box(label, 1.0, *map(float, box)) for box in case.truth["boxes"]))
    from medadv_gui.attack.truth import read_truth

    return read_truth(str(case.folder / case.truth["path"]), card, image)
