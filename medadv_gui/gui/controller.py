"""What the program does between the session (values), the background jobs and the window (widgets).

Signals announce what changed; the window reads the state from here. All of it runs in the window's thread.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.core.result import Budget
from medadv_gui.core.types import Image
from medadv_gui.gui.jobs import (
    AttackJob,
    BudgetJob,
    ExportJob,
    Frame,
    Models,
    PageJob,
    PredictJob,
    Prepared,
    SavePageJob,
    WarmUpJob,
    Watched,
    demo_truth,
)
from medadv_gui.gui.loader import CatalogueJob, DemoJob, IndexJob, LoadJob, ThumbnailJob
from medadv_gui.gui.result_jobs import RemoveJob, ScaledView, SeriesJob
from medadv_gui.gui.scratch import Scratch
from medadv_gui.gui.session import Entry, Outcome, Session
from medadv_gui.gui.worker import LANES, Job, Workers
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import fits

if TYPE_CHECKING:
    from medadv_gui import demo
    from medadv_gui.report.document import Document


class Controller(QObject):
    """The session and its jobs."""

    cases_changed = Signal()
    entries_changed = Signal()
    image_changed = Signal()
    model_changed = Signal()
    answer_changed = Signal()
    budget_changed = Signal()
    attack_changed = Signal()
    stepped = Signal()
    loading_changed = Signal()
    exported = Signal(object)
    page_made = Signal(object)
    page_saved = Signal(object)
    failed = Signal(str)
    broke = Signal(object)
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = Session()
        self.workers = Workers(self)
        self.workers.finished.connect(self._finished)
        self.workers.ticked.connect(self._tick)
        self.models = Models()
        self.cases: tuple[demo.DemoCase, ...] = ()
        self.wanted_model: str | None = None
        self.device = "auto"
        self.device_text, self.device_why = "", ""
        self.budget: Budget | None = None
        self.budget_error = ""
        self.attack: AttackJob | None = None
        self.series: SeriesJob | None = None
        self.scaled: ScaledView | None = None
        self.prepared: Prepared | None = None
        self.frame: Frame | None = None
        self.heat_mode = "signed"
        self.stopped_at: tuple[Entry, int, int, str] | None = None  # entry, slice, steps, model
        self._budget_job: BudgetJob | None = None
        self._loading: LoadJob | None = None
        self._warm = False
        self.opened: list[Path] = []
        self.scratch = Scratch()
        # Scrolling through slices asks the model once, where it comes to rest.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(200)
        self._rest.timeout.connect(self.ask_again)

    # Opening

    @Slot()
    def warm_up(self) -> None:
        """Prepare in the background what the first paint did without."""
        if not self.cases:
            self.workers.submit("figures", CatalogueJob())

    def open(self, paths: list[Path]) -> None:
        """Index files and folders in the background and show the first series found."""
        if paths:
            self.opened = list(dict.fromkeys([*self.opened, *(path.absolute() for path in paths)]))
            self._stop_loading()
            self.workers.submit("files", IndexJob(paths))
            self.loading_changed.emit()

    def open_demo(self, name: str) -> None:
        """Show a demo case; the cases are drawn first where that has not been done."""
        entry = next((e for e in self.session.entries if e.case is not None and e.case.id == name), None)
        if entry is not None:
            self.show(entry)
        elif not any(isinstance(job, DemoJob) for job in self.workers.jobs("files")):
            self._stop_loading()
            self.workers.submit("files", DemoJob(name))
            self.loading_changed.emit()

    def show(self, entry: Entry) -> None:
        """Make an entry the one on show."""
        self.forget_stopped()
        self.session.show(entry)
        self._load()
        self.entries_changed.emit()
        self.image_changed.emit()
        self._image_ready()

    def close_current(self) -> None:
        """Close the series on show."""
        entry = self.session.current
        if entry is None or self.running:
            return
        self._stop_loading()
        self.session.close(entry)
        self.remove(entry.folders)
        self.entries_changed.emit()
        if self.session.entries:
            self.show(self.session.entries[-1])
        else:
            self.forget_stopped()
            self.image_changed.emit()
            self.model_changed.emit()

    def set_slice(self, at: int) -> None:
        """Show another slice of the series on show."""
        entry = self.session.current
        if entry is None:
            return
        at = min(max(at, 0), len(entry.series) - 1)
        if at == entry.slice:
            return
        self.forget_stopped()
        entry.slice = at
        if self._loading is not None and self._loading.entry is entry and not self._loading.only:
            self._loading.wanted = at
        elif entry.image is None and at not in entry.broken:
            self._load(only=True)
        self.image_changed.emit()
        self.answer_changed.emit()
        self._rest.start()

    def forget_stopped(self) -> None:
        """Let go of a cancelled attack's last step: an earlier verified outcome comes back."""
        if not self.running:
            self.stopped_at = self.frame = None

    def _load(self, *, only: bool = False) -> None:
        """Read the series on show, the wanted slice first."""
        self._stop_loading()
        entry = self.session.current
        assert entry is not None
        if len(entry.images) + len(entry.broken) < len(entry.series):
            self._loading = LoadJob(entry, entry.slice, only=only)
            self.workers.submit("files", self._loading)
            self.loading_changed.emit()

    def _stop_loading(self) -> None:
        if self._loading is not None:
            self._loading.cancel.set()
            self._loading = None

    def cancel_files(self) -> None:
        """Stop indexing, drawing and reading."""
        for job in self.workers.jobs("files"):
            job.cancel.set()

    # The model

    @property
    def entry(self) -> Entry | None:
        return self.session.current

    @property
    def card(self) -> ModelCard | None:
        """The chosen model."""
        entry = self.entry
        return self.session.card(entry.model) if entry is not None else None

    def choose_model(self, name: str) -> None:
        """Take a model for the series on show."""
        entry = self.entry
        if entry is not None and entry.model != name and not self.running:
            entry.model = name
            self.model_changed.emit()
            self.answer_changed.emit()
            self.ask_again()

    def add_model(self, card: ModelCard) -> None:
        """Offer a model that is neither bundled nor imported, first in the list."""
        if self.session.card(card.id) is None:
            self.session.cards = (card, *self.session.cards)

    def take_model(self, card: ModelCard) -> str | None:
        """Offer a model that was imported just now, and take it for the image on show; the reason where it does not
        fit that."""
        self.session.cards = (*self.session.cards, card)
        self.model_changed.emit()
        image = self.entry.image if self.entry is not None else None
        reason = None if image is None else fits(card, image)
        if reason is None:
            self.choose_model(card.id)
        return reason

    def set_device(self, device: str) -> None:
        """Run on another device from now on."""
        self.device = device
        if self.entry is not None:
            self.entry.answers.clear()
        self.ask_again()

    def _image_ready(self) -> None:
        """The wanted slice may have been read: propose a model and ask it."""
        entry = self.entry
        if entry is None or entry.image is None:
            return
        if entry.model is None:
            entry.model = self._propose(entry, entry.image)
        self.model_changed.emit()
        self.answer_changed.emit()
        if not self._warm:
            self._warm = True
            self.workers.submit("models", WarmUpJob())
        self.ask_again()

    def _propose(self, entry: Entry, image: Image) -> str | None:
        """The id of the model to begin with: the one asked for at the start, else the session's proposal."""
        if self.wanted_model is not None:
            reason = next(reason for card, reason in self.session.choices(image) if card.id == self.wanted_model)
            if reason is None:
                return self.wanted_model
            self.failed.emit(f"{self.wanted_model} does not fit this image: {reason}")
        card = self.session.proposal(entry, image)
        return card.id if card is not None else None

    @Slot()
    def ask_again(self) -> None:
        """Ask the chosen model about the slice on show, unless it has answered."""
        entry, card = self.entry, self.card
        for job in self.workers.jobs("models"):
            if isinstance(job, PredictJob):
                job.cancel.set()
        ask = entry is not None and card is not None and entry.image is not None and not self.running
        if ask and entry is not None and card is not None and entry.image is not None and entry.answer is None:
            self.workers.submit("models", PredictJob(self.models, entry, entry.image, entry.slice, card, self.device))
            self.answer_changed.emit()

    @property
    def asking(self) -> bool:
        """Whether a model is being asked about the slice on show."""
        jobs = [job for job in self.workers.jobs("models") if isinstance(job, PredictJob) and not job.cancelled]
        return any(job.entry is self.entry and job.at == job.entry.slice for job in jobs)

    def describe_budget(self, epsilon: str) -> None:
        """Work out a budget in all units, in the background: the local noise of a photograph takes a second."""
        entry, card = self.entry, self.card
        if self._budget_job is not None:
            self._budget_job.cancel.set()
            self._budget_job = None
        if entry is None or card is None or entry.image is None:
            self.budget, self.budget_error = None, ""
            self.budget_changed.emit()
            return
        self._budget_job = BudgetJob(epsilon, card, entry.image)
        self.workers.submit("figures", self._budget_job)

    # The attack

    @property
    def running(self) -> bool:
        return self.attack is not None or self.series is not None

    @property
    def running_job(self) -> Watched | None:
        """The attack on a slice or on the whole series that runs."""
        return self.attack or self.series

    def case_truth(self) -> Truth:
        """The ground truth that belongs to the slice on show, empty where none does."""
        entry, card = self.entry, self.card
        if entry is None or card is None or entry.image is None or not self.has_case_truth:
            return Truth()
        assert entry.case is not None
        return demo_truth(entry.case, card, entry.image)

    @property
    def has_case_truth(self) -> bool:
        """Whether the slice on show is a demo case's own, for the model it was made for."""
        entry, card = self.entry, self.card
        case = entry.case if entry is not None else None
        if entry is None or case is None or card is None or case.model != card.id:
            return False
        return case.slice_index is None or case.slice_index == entry.slice

    def run(self, settings: AttackSettings) -> None:
        """Attack the slice on show, within the series' region where it has one."""
        entry, card = self.entry, self.card
        if self.running or entry is None or card is None or entry.image is None:
            return
        settings = replace(settings, region=entry.region)
        self.prepared = self.frame = self.stopped_at = None
        folder = self.scratch.next("attack-")
        self.attack = AttackJob(self.models, entry, entry.image, entry.slice, card, settings, folder, self.heat_mode)
        self.workers.submit("models", self.attack)
        self.attack_changed.emit()

    def cancel(self) -> None:
        """Stop the attack after the step it is in."""
        if self.running_job is not None:
            self.running_job.cancel.set()
            self.attack_changed.emit()

    def pause(self, on: bool) -> None:
        """Hold the attack after the step it is in, or let it go on."""
        if self.running_job is not None:
            self.running_job.pause(on)
            self.attack_changed.emit()

    def seconds_left(self) -> float | None:
        """How long the attack will still take, judged by the steps so far; None before the second."""
        job = self.running_job
        if job is None or job.done < 2 or not job.total or not job.first_record:
            return None
        return (time.monotonic() - job.first_record) / (job.done - 1) * (job.total - job.done)

    def export(self, folder: Path, outcome: Outcome | None = None, *, replace: bool = False) -> None:
        """Copy a result, the one on show unless told, into `folder` and write its reports there; files of the same
        names are replaced only if `replace`."""
        if outcome is None and self.entry is not None:
            outcome = self.entry.outcome
        if outcome is not None:
            self.workers.submit("results", ExportJob(outcome.folder, folder, replace=replace))
            self.loading_changed.emit()

    def remove(self, folders: list[Path]) -> None:
        """Remove folders of results in the background."""
        if folders:
            self.workers.submit("results", RemoveJob(folders))

    def make_page(self, card: ModelCard) -> None:
        """Make a model's page in the background; `page_made` announces how that ended."""
        for job in self.workers.jobs("models"):
            if isinstance(job, PageJob):
                job.cancel.set()
        self.workers.submit("models", PageJob(card, self.device))

    def save_page(self, document: Document, path: Path) -> None:
        """Write a model's page as HTML or PDF."""
        self.workers.submit("results", SavePageJob(document, path))

    # What the jobs report

    @Slot()
    def _tick(self) -> None:
        """Look into the mailboxes of what runs."""
        if self._loading is not None:
            self._take_images(self._loading)
        if self.attack is not None:
            self.prepared = self.attack.prepared.take() or self.prepared
        frame = self.running_job.frames.take() if self.running_job is not None else None
        if frame is not None:
            self.frame, self.prepared = frame, frame.prepared
        if self.running:
            self.stepped.emit()
        if self.workers.jobs("files") or self.workers.jobs("results"):
            self.loading_changed.emit()

    def _take_images(self, job: LoadJob) -> None:
        """Take over what a loading job has read."""
        entry, ready = job.entry, False
        while job.arrived:
            at, found = job.arrived.popleft()
            if isinstance(found, str):
                entry.broken[at] = found
                if at == entry.slice and entry is self.entry:
                    self.failed.emit(found)
            else:
                entry.images[at] = found
                if job.only:  # beyond the cache: one comes, the farthest goes
                    del entry.images[max(entry.images, key=lambda i: abs(i - entry.slice))]
            ready |= at == entry.slice
        if ready and entry is self.entry:
            self.image_changed.emit()
            self._image_ready()

    @Slot(object)
    def _finished(self, job: Job) -> None:
        """A job has ended, one way or another."""
        if isinstance(job, ThumbnailJob) and job.bug is None:
            return  # nothing but the tree depends on it
        if isinstance(job, LoadJob):
            if job is self._loading:
                self._take_images(job)
                self._loading = None
        elif isinstance(job, AttackJob):
            self._attack_ended(job)
        elif isinstance(job, PageJob):
            self.page_made.emit(job)
        elif job.failure is not None and isinstance(job, BudgetJob):
            if job is self._budget_job:
                self.budget, self.budget_error = None, str(job.failure)
                self.budget_changed.emit()
        elif job.failure is not None and not job.cancelled and not job.quiet:
            self.failed.emit(str(job.failure))
        elif job.bug is None and not job.cancelled:
            self._take_result(job)
        if job.bug is not None:
            self.broke.emit(job.bug)
        self.answer_changed.emit()
        self.loading_changed.emit()
        if self.idle:
            self.settled.emit()

    def _take_result(self, job: Job) -> None:
        if isinstance(job, IndexJob):
            self._indexed(job)
        elif isinstance(job, CatalogueJob):
            self.cases = job.result
            self.cases_changed.emit()
        elif isinstance(job, PredictJob):
            answer, self.device_text = job.result
            self.device_why = job.why
            job.entry.answers[job.card.id, job.at] = answer
        elif isinstance(job, BudgetJob) and job is self._budget_job:
            self.budget, self.budget_error = job.result, ""
            self.budget_changed.emit()
        elif isinstance(job, ExportJob):
            self.exported.emit(job)
        elif isinstance(job, SavePageJob):
            self.page_saved.emit(job.result)

    def _indexed(self, job: IndexJob) -> None:
        found: list[Entry] = []
        for index, cases in job.result:
            found += self.session.add(index, cases)
        for error in job.errors:
            self.failed.emit(error)
        self.entries_changed.emit()
        wanted = [e for e in found if isinstance(job, DemoJob) and e.case is not None and e.case.id == job.wanted]
        first = next(iter([*wanted, *found]), None)
        if first is not None:
            self.show(first)
        elif self.entry is not None:
            self._load()

    def _attack_ended(self, job: AttackJob) -> None:
        self.prepared = job.prepared.take() or self.prepared  # a short attack ends between two ticks
        self.attack = None
        if job.failure is not None and not job.cancelled:
            self.frame = None
            self.failed.emit(str(job.failure))
        elif job.result is not None:
            self.frame = None
            self.device_text = job.result.result.device
            job.entry.keep((job.card.id, job.at), job.result)
        elif job.bug is None:
            self.frame = job.frames.take() or self.frame
            self.stopped_at = job.entry, job.at, job.done, job.card.id
        self.attack_changed.emit()
        self.ask_again()  # slices looked at meanwhile have not been asked about

    @property
    def idle(self) -> bool:
        """Nothing runs and nothing is about to; thumbnails, which nobody waits for, and archives, which take as long as
        they like, aside."""
        aside = ("thumbnails", "previews", "network", "retrieve")
        busy = any(self.workers.jobs(lane) for lane in LANES if lane not in aside)
        return not busy and not self._rest.isActive()

    def stop(self) -> None:
        """End all jobs and threads and remove the temporary files."""
        self._rest.stop()
        self.workers.stop()
        self.scratch.remove()
