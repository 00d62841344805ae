"""The import wizard's window: three pages, the way between them, and the jobs behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from medadv_gui.core.types import Image
from medadv_gui.gui.stepped import SteppedDialog
from medadv_gui.gui.tables import said
from medadv_gui.gui.wizard.card_page import CardPage
from medadv_gui.gui.wizard.jobs import (
    LANE,
    CheckJob,
    FindJob,
    ForgetJob,
    KeepJob,
    Networks,
    PictureJob,
    PreviewJob,
    Source,
)
from medadv_gui.gui.wizard.pages import ChecksPage, FoundPage
from medadv_gui.gui.wizard.preview_pane import PreviewPane
from medadv_gui.gui.wizard.steps import CARD, CHECKS, FOUND, TITLES, Steps
from medadv_gui.gui.worker import Job, Workers

TOLERANCE = 1e-3  # of a test vector's outputs, until the user sets another


class ImportWizard(SteppedDialog):
    """Takes a model file to a kept model, whose card `imported` announces. `sources` are the images that its preview
    can be seen on, the best first; `taken` the ids of the models that there are; `folder` is for copies."""

    imported = Signal(object)

    def __init__(
        self, workers: Workers, sources: Sequence[Source], taken: Iterable[str], folder: Path, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a model"))
        self.setAcceptDrops(True)
        self.resize(1120, 720)
        self.setMinimumSize(980, 640)
        self.steps = Steps()
        self.workers, self.networks = workers, Networks()
        self.taken, self.folder = frozenset(taken), folder
        self.sources: list[Source] = list(sources)
        self.source: Source | None = None
        self.image: Image | None = None
        self._jobs: list[Job] = []
        self._folders = 0
        self._preview: PreviewJob | None = None
        self._picture: PictureJob | None = None
        self._lay_out()
        workers.finished.connect(self._finished)
        self._show()

    # Layout

    def _lay_out(self) -> None:
        self.found, self.card, self.preview = FoundPage(self), CardPage(self), PreviewPane(self)
        self.checks = ChecksPage(self)
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.card, 5)
        row.addWidget(self.preview, 6)
        self.leave = QPushButton(self.tr("Cancel"), self)
        self.back, self.next = QPushButton(self.tr("Back"), self), QPushButton(self.tr("Next"), self)
        self.lay_out_steps(
            [said("wizard", title) for title in TITLES], (self.found, both, self.checks),
            (self.leave, self.back, self.next),
        )  # fmt: skip
        self.found.file.clicked.connect(self.choose_file)
        self.found.folder.clicked.connect(self.choose_folder)
        for page in (self.found, self.checks):
            page.stop_wanted.connect(self.stop)
        self.card.changed.connect(self._card_changed)
        self.preview.source_chosen.connect(self._source_chosen)
        self.checks.vector.clicked.connect(self.choose_vector)
        self.checks.forget.clicked.connect(self._forget_vector)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.reject)

    # Which file

    @Slot()
    def choose_file(self) -> None:
        known = self.tr("Models (*.safetensors *.pt *.pth *.pt2 *.ts *.onnx *.zip)")
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a model file"), "", f"{known};;{self.tr('All files (*)')}"
        )
        if name:
            self.open_model(Path(name))

    @Slot()
    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a model folder"))
        if name:
            self.open_model(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len([url for url in event.mimeData().urls() if url.isLocalFile()]) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) == 1:
            event.acceptProposedAction()
            self.open_model(paths[0])

    def open_model(self, path: Path) -> None:
        """Look into a model file or folder; whatever was going on before is over."""
        self._cancel_all()
        self.steps = Steps(path, self.taken, running="find")
        self._folders += 1
        self._submit(FindJob(path, self.folder / f"model-{self._folders}"))
        self._show()

    # Jobs

    def _submit(self, job: Job) -> None:
        self._jobs.append(job)
        self.workers.submit(LANE, job)

    def _cancel_all(self) -> None:
        for job in self._jobs:
            job.cancel.set()
        self._preview = self._picture = None

    @Slot()
    def stop(self) -> None:
        """Stop looking or checking."""
        self._cancel_all()
        self.steps.stopped()
        self._show()

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        if job.cancelled:
            return
        if isinstance(job, PictureJob):
            self._take_picture(job)
        elif isinstance(job, PreviewJob):
            self._take_preview(job)
        elif job.bug is not None:  # reported by the window
            self.steps.stopped()
        elif isinstance(job, FindJob):
            self._take_found(job)
        elif job.failure is not None:
            self.steps.fail(job.failure)
        elif isinstance(job, CheckJob):
            self.steps.take_checked(*job.result)
        else:
            self.imported.emit(job.result)
            self.accept()
            return
        self._show()

    def _take_found(self, job: FindJob) -> None:
        if job.failure is not None:
            self.steps.refuse(job.failure)
            return
        self.steps.take_found(job.result)
        assert self.steps.form is not None
        self.card.show_form(self.steps.form)
        self.source = self.image = None
        self.preview.set_sources(self.sources, None)
        self.preview.clear(self.tr("The preview appears once size, brightness and labels are filled in."))

    # The preview

    @Slot()
    def _card_changed(self) -> None:
        self.steps.card_changed(self.card.faults)
        self._show()
        if self.steps.page == CARD:
            self._look()

    @Slot(object)
    def _source_chosen(self, source: Source | None) -> None:
        if source is None:
            name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose an image"))
            if not name:
                self.preview.set_sources(self.sources, self.source)
                return
            source = Source(Path(name).name, path=Path(name))
        self.show_source(source)

    def show_source(self, source: Source) -> None:
        """See the preview on this image."""
        if source not in self.sources:
            self.sources.append(source)
        self.source, self.image = source, source.image
        self.preview.set_sources(self.sources, source)
        self._look()

    def _look(self) -> None:
        """Have the preview made anew; one that is still on its way is not waited for."""
        assert self.steps.form is not None
        if self._preview is not None:
            self._preview.cancel.set()
            self._preview = None
        card = self.steps.form.preview_card()
        if card is None:
            stale = self.preview.histogram.shown is not None
            self.preview.set_busy(False, self.tr("Not up to date: the card has errors.") if stale else "")
            return
        if self.source is None:
            self.source = next((source for source in self.sources if source.fits(card)), None)
            self.preview.set_sources(self.sources, self.source)
            self.image = self.source.image if self.source is not None else None
        if self.source is None:
            self.preview.clear(self.tr("Choose an image above to see what the network sees of it."))
        elif self.image is None:
            self._read(self.source)
        else:
            self._preview = PreviewJob(self.networks, card, self.image)
            self._submit(self._preview)
            first = self.tr("The model is tried in a process of its own first.")
            self.preview.set_busy(True, "" if self.networks.holds(card) else first)

    def _read(self, source: Source) -> None:
        if self._picture is not None and self._picture.source is source:
            return
        if self._picture is not None:
            self._picture.cancel.set()
        self._picture = PictureJob(source)
        self._submit(self._picture)
        self.preview.clear(self.tr("Reading the image…"))
        self.preview.set_busy(True)

    def _take_picture(self, job: PictureJob) -> None:
        self._picture = None
        if job.result is None:
            self.preview.clear(str(job.failure or self.tr("The image cannot be read.")))
            self.preview.set_busy(False)
            return
        self.image = job.result
        self._look()

    def _take_preview(self, job: PreviewJob) -> None:
        self._preview = None
        self.preview.set_busy(False)
        if job.result is None:
            self.preview.clear(str(job.failure or self.tr("There is no preview.")))
        else:
            self.preview.show_preview(job.card, job.result)

    # The test vector

    @Slot()
    def choose_vector(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a test vector"), "", "NumPy (*.npz)")
        if name:
            self.check_with(Path(name))

    def check_with(self, vector: Path | None) -> None:
        """Make the checks again, with another test vector or without."""
        self.steps.choose_vector(vector)
        self._check()

    @Slot()
    def _forget_vector(self) -> None:
        self.check_with(None)

    # The way

    @Slot()
    def go_back(self) -> None:
        self._cancel_all()
        if self.steps.running:
            self.steps.running = ""
        self.steps.page -= 1
        self._show()
        if self.steps.page == CARD:
            self._look()

    @Slot()
    def go_on(self) -> None:
        """To the next page; from the last one, keep the model."""
        if self.steps.page == CARD:
            self.card.settle()
            if self.steps.faults:
                self.card.point_at_fault()
        if not self.steps.may_go_on:
            return
        if self.steps.page == CHECKS:
            self._keep()
        else:
            self._cancel_all()
            self.steps.page += 1
            if self.steps.page == CARD:
                self._look()
            elif self.steps.checked is None:
                self._check()
        self._show()

    def _check(self) -> None:
        assert self.steps.form is not None
        self._cancel_all()
        self.steps.running = "check"
        self._submit(CheckJob(self.steps.form.card(), self.steps.vector, self._tolerance()))
        self._show()

    def _tolerance(self) -> float:
        """What the field says; its beginning where that is no number from 0 to 1."""
        try:
            value = float(self.checks.tolerance.text())
        except ValueError:
            value = 0.0
        value = value if 0 < value <= 1 else TOLERANCE
        self.checks.tolerance.setText(f"{value:g}")
        return value

    def _keep(self) -> None:
        assert self.steps.checked is not None
        self.steps.running = "keep"
        self._submit(KeepJob(self.steps.checked))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves only while nothing has been filled in."""
        if event.key() != Qt.Key.Key_Escape or self.steps.page == FOUND:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self._cancel_all()
        self.card.stop()
        self.workers.finished.disconnect(self._finished)
        self.workers.submit(LANE, ForgetJob(self.folder))
        super().done(result)

    # What is on show

    def _show(self) -> None:
        steps = self.steps
        self.show_step(steps.page)
        self.found.show_headline(steps.found_headline, steps.running == "find")
        self.found.path.setText(steps.name)
        found = steps.found
        self.found.show_facts(found.facts if found else (), found.tensors if found else ())
        self.found.formats.setVisible(found is None and not steps.running)
        self.checks.show_headline(steps.checks_headline, steps.running in ("check", "keep"))
        self.checks.show_probes(steps.probes)
        self.checks.show_vector(self.tr(steps.vector_words), steps.has_vector)
        self.checks.vector.setEnabled(not steps.running)
        self.back.setVisible(steps.page > FOUND)
        self.back.setEnabled(steps.running != "keep")
        self.next.setText(self.tr("Import") if steps.page == CHECKS else self.tr("Next"))
        # On the card's page it stays open: it leads to the first error.
        self.next.setEnabled(steps.may_go_on or steps.page == CARD)
        # Where fields are written in, Enter is no step onward.
        self.next.setDefault(steps.page != CARD)
        count = len(steps.faults) if steps.page == CARD else 0
        words = self.tr("1 field is to be mended") if count == 1 else self.tr("{0} fields are to be mended")
        self.note.setText(words.format(count) if count else "")
