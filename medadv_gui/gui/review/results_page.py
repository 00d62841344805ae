"""What a study found."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.banner import Banners
from medadv_gui.gui.review.jobs import AnalyseJob, ReadingsJob, ReportJob, Results, ReviewJob, Standing, WarmJob
from medadv_gui.gui.review.results_view import TaskView
from medadv_gui.gui.theme import icon
from medadv_gui.gui.worker import Job, Workers
from medadv_gui.review.key import key_path
from medadv_gui.review.study import Study

LOCKED, WAITING, SHOWN = range(3)


class ResultsPage(QWidget):
    """The results of a study, once somebody has named its key: until then nothing here tells one arm from another."""

    def __init__(self, study: Study, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.study, self.workers = study, workers
        self.key: Path | None = None
        self.results: Results | None = None
        self.standing = Standing(False, (), ())
        self._jobs: list[ReviewJob] = []
        self._warm = False
        self.banners = Banners(self)
        self.waiting = QLabel(self)
        self.waiting.setObjectName("dim")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.waiting.setWordWrap(True)
        room = QWidget(self)
        self.pages = QStackedLayout(room)
        for page in (self._locked(), self.waiting, self._shown()):
            self.pages.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.banners)
        rows.addWidget(room, 1)
        workers.finished.connect(self._finished)

    def _locked(self) -> QWidget:
        """What stands here before a key is named."""
        page = QWidget(self)
        card = QFrame(page)
        card.setObjectName("card")
        card.setFixedWidth(520)
        heading = QLabel(self.tr("Results need the key of the study"), card)
        heading.setObjectName("sentence")
        text = QLabel(
            self.tr("The key says which image is which arm, and what is true. It lies beside the study, or with "
                    "whoever built it. To open it unblinds: whoever sees results should not read any more."), card,
        )  # fmt: skip
        text.setObjectName("dim")
        self.warning = QLabel(card)
        self.warning.setObjectName("warning")
        for label in (heading, text, self.warning):
            label.setWordWrap(True)
        self.open = QPushButton(icon("open-file"), self.tr("Open the key…"), card)
        self.open.setAccessibleDescription(text.text())
        self.open.clicked.connect(self.choose_key)
        self.warning.hide()
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (heading, text, self.warning):
            column.addWidget(widget)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(page)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        return page

    def _shown(self) -> QWidget:
        page = QWidget(self)
        self.task = QComboBox(page)
        self.task.setAccessibleName(self.tr("Task"))
        self.task.currentIndexChanged.connect(self._turn)
        self.report = QPushButton(icon("export"), self.tr("Save report…"), page)
        self.report.setToolTip(self.tr("Save what stands here, with methods and checklist, as PDF or HTML"))
        self.export = QPushButton(icon("export"), self.tr("Export…"), page)
        self.export.setToolTip(self.tr("The readings with arm and truth: CSV, for MRMCaov or iMRMC, or JSON"))
        self.report.clicked.connect(self.choose_report)
        self.export.clicked.connect(self.choose_export)
        self.question = QLabel(page)
        self.question.setObjectName("sentence")
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.question.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.question, 1)
        head.addWidget(self.task, 1)
        head.addWidget(self.report)
        head.addWidget(self.export)
        self.view = TaskView(page)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addWidget(self.view, 1)
        return page

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._warm:
            self._warm = True
            self._submit(WarmJob())

    # The key

    def show_standing(self, standing: Standing) -> None:
        """Know who has not finished: the page warns of them before it unblinds."""
        self.standing = standing
        self.warning.setText(self._unfinished())
        self.warning.setVisible(bool(self.warning.text()))

    def _unfinished(self) -> str:
        readers = self.standing.readers
        count = sum(reader.read < reader.presentations for reader in readers)
        if not count:
            return ""
        text = self.tr("{0} of {1} readers have not finished; whoever sees results should not read any more.")
        return text.format(count, len(readers))

    @Slot()
    def choose_key(self) -> None:
        """Ask for the key, and whether to go on where somebody has not finished."""
        proposed = key_path(self.study.folder)
        start = proposed if proposed.exists() else self.study.folder.parent
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open the key"), str(start), "JSON (*.json)")
        if not name:
            return
        unfinished = self._unfinished()
        if unfinished:
            question = self.tr("{0} Show the results all the same?").format(unfinished)
            yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
            if QMessageBox.question(self, self.tr("Open the key"), question, yes | no, no) != yes:
                return
        self.open_key(Path(name))

    def open_key(self, path: Path) -> None:
        """Show the results by this key."""
        self.key = path
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Readings have come or gone: where a key is open, the results are worked out again."""
        if self.key is None:
            return
        if self.results is None:
            self.waiting.setText(self.tr("Working out the results…"))
            self.pages.setCurrentIndex(WAITING)
        self._submit(AnalyseJob(self.study, self.key))

    # Jobs

    def _submit(self, job: ReviewJob) -> None:
        self._jobs.append(job)
        self.workers.submit("results", job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        if job.failure is not None:
            self.banners.add(str(job.failure))
        if isinstance(job, AnalyseJob):
            if job.failure is None and job.bug is None and not job.cancelled:
                self._show(job.result)
            elif self.results is None:
                self.key = None
                self.pages.setCurrentIndex(LOCKED)
        elif isinstance(job, ReportJob | ReadingsJob) and job.result is not None:
            self.banners.add(self.tr("Written to {0}.").format(job.result), "info")

    def _show(self, results: Results | None) -> None:
        self.results = results
        if results is None:
            self.waiting.setText(self.tr("Nobody has read this study yet. Its results will stand here."))
            self.pages.setCurrentIndex(WAITING)
            return
        at = max(0, self.task.currentIndex())
        self.task.blockSignals(True)
        self.task.clear()
        self.task.addItems([task.question for task in results.tasks])
        self.task.setCurrentIndex(min(at, len(results.tasks) - 1))
        self.task.blockSignals(False)
        self.question.setText(results.tasks[0].question)
        self.question.setVisible(len(results.tasks) == 1)
        self.task.setVisible(len(results.tasks) > 1)
        self.pages.setCurrentIndex(SHOWN)
        self._turn()

    @Slot()
    def _turn(self) -> None:
        """Show the chosen task."""
        if self.results is not None and self.task.currentIndex() >= 0:
            self.view.show_task(self.results.tasks[self.task.currentIndex()])

    # Files

    @Slot()
    def choose_report(self) -> None:
        """Ask for a file and write the report into it."""
        start = str(self.study.folder.with_name(f"{self.study.folder.name}.pdf"))
        name, chosen = QFileDialog.getSaveFileName(self, self.tr("Save report"), start, "PDF (*.pdf);;HTML (*.html)")
        if name and self.results is not None:
            self._submit(ReportJob(self.study, self.results, _named(name, chosen, ".pdf", ".html")))

    @Slot()
    def choose_export(self) -> None:
        """Ask for a file and write the readings with arm and truth into it."""
        start = str(self.study.folder.with_name(f"{self.study.folder.name}.csv"))
        kinds = "CSV (*.csv);;MRMCaov (*.mrmc.csv);;iMRMC (*.imrmc);;JSON (*.json)"
        name, chosen = QFileDialog.getSaveFileName(self, self.tr("Export readings"), start, kinds)
        if name and self.key is not None:
            path = _named(name, chosen, ".csv", ".mrmc.csv", ".imrmc", ".json")
            self._submit(ReadingsJob(self.study, path, self.key))


def _named(name: str, chosen: str, *endings: str) -> Path:
    """The file with the ending of the chosen kind, unless it has another kind's."""
    ending = next((ending for ending in endings if f"(*{ending})" in chosen), endings[0])
    own = next((own for own in sorted(endings, key=len, reverse=True) if name.lower().endswith(own)), "")
    if not ending.endswith(own):
        return Path(name)
    return Path(name[: len(name) - len(own)] + ending)
