"""The window of cohort runs: a form, a run that can be left and gone on with, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.gui.banner import Banners
from medadv_gui.gui.cohort.form import CohortForm
from medadv_gui.gui.cohort.jobs import (
    CohortJob,
    CohortReportJob,
    OpenCohortJob,
    SaveCohortJob,
    State,
)
from medadv_gui.gui.messages import worded
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import icon
from medadv_gui.gui.worker import Job, Workers
from medadv_gui.models.card import ModelCard
from medadv_gui.report.words import plain

SIZE = (1180, 760)
SIDE = 356


class CohortWindow(QWidget):
    """One cohort: a new one, or one that lies in a folder."""

    closed = Signal()

    def __init__(
        self, workers: Workers, cards: Sequence[ModelCard], device: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.workers = workers
        self.out: Path | None = None  # of the cohort on show
        self.running: CohortJob | None = None
        self.state = State(None)
        self._jobs: list[Job] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("cohort")
        self.setWindowTitle(self.tr("Cohort run"))
        self.resize(*SIZE)
        self.form = CohortForm(cards, device, self)
        self.banners = Banners(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side())
        row.addWidget(self._work(), 1)
        self.form.changed.connect(self._update)
        workers.finished.connect(self._finished)
        workers.ticked.connect(self._tick)
        self._show(self.state)

    # What it consists of

    def _side(self) -> QWidget:
        side = QWidget(self)
        side.setObjectName("side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIDE)
        self.what = QLabel(side)
        self.what.setObjectName("dim")
        self.what.setWordWrap(True)
        self.what.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.what.setMargin(16)
        self.sides = QStackedWidget(side)
        for inner in (self.form, self.what):
            scroll = QScrollArea(side)
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll.viewport().setAutoFillBackground(False)
            inner.setObjectName("clear")
            scroll.setWidget(inner)
            self.sides.addWidget(scroll)
        self.folder = QLineEdit(side)
        self.folder.setAccessibleName(self.tr("Folder for the results"))
        self.folder.setPlaceholderText(self.tr("Folder for the results"))
        self.folder.textChanged.connect(self._update)
        self.choose = QPushButton(self.tr("Choose…"), side)
        self.choose.clicked.connect(self.choose_folder)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.choose)
        self.retry = QCheckBox(self.tr("Try again what failed"), side)
        self.run = QPushButton(icon("run"), self.tr("Run"), side)
        self.run.setObjectName("primary")
        self.run.clicked.connect(self.begin)
        self.cancel = QPushButton(icon("cancel"), self.tr("Cancel"), side)
        self.cancel.setToolTip(self.tr("Stop; what is done stays, and the run can be gone on with"))
        self.cancel.clicked.connect(self.stop)
        self.open = QPushButton(self.tr("Open a cohort…"), side)
        self.open.clicked.connect(self.choose_cohort)
        self.fresh = QPushButton(self.tr("New"), side)
        self.fresh.setToolTip(self.tr("Describe another cohort"))
        self.fresh.clicked.connect(self.begin_afresh)
        self.need = QLabel(side)
        self.need.setObjectName("small")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sides, 1)
        rule = QFrame(side)
        rule.setObjectName("rule")
        column.addWidget(rule)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 12)
        below.setSpacing(8)
        below.addLayout(place)
        below.addWidget(self.retry)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.cancel)
        below.addLayout(buttons)
        below.addWidget(self.need)
        others = QHBoxLayout()
        others.addWidget(self.open, 1)
        others.addWidget(self.fresh)
        below.addLayout(others)
        column.addLayout(below)
        return side

    def _work(self) -> QWidget:
        work = QWidget(self)
        self.headline = QLabel(work)
        self.headline.setObjectName("sentence")
        self.headline.setWordWrap(True)
        self.bar = QProgressBar(work)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the cohort"))
        self.pace = QLabel(work)
        self.pace.setObjectName("small")
        self.figures = self._table(
            (
                self.tr("Model"), self.tr("Attack"), self.tr("Budget"), self.tr("Cases"),
                self.tr("Success, of those right before"), self.tr("Same noise"),
            )
        )  # fmt: skip
        self.figures.setAccessibleName(self.tr("Success so far"))
        self.left_out = self._table((self.tr("Image"), self.tr("Model"), self.tr("Attack"), self.tr("Reason")))
        self.left_out.setAccessibleName(self.tr("Failed and skipped"))
        self.page = QTextBrowser(work)
        self.page.setObjectName("page")
        self.page.setAccessibleName(self.tr("Report of the cohort"))
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(20)
        self.save = QPushButton(icon("export"), self.tr("Save the reports"), work)
        self.save.setToolTip(self.tr("PDF, HTML, CSV and JSON, into the cohort's folder"))
        self.save.clicked.connect(self.save_reports)
        self.tabs = QTabWidget(work)
        self.tabs.addTab(self.figures, self.tr("Figures"))
        self.tabs.addTab(self.left_out, self.tr("Left out"))
        self.tabs.addTab(self.page, self.tr("Report"))
        column = QVBoxLayout(work)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(self.banners)
        head = QHBoxLayout()
        head.addWidget(self.headline, 1)
        head.addWidget(self.save)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.pace)
        column.addWidget(self.tabs, 1)
        return work

    def _table(self, heads: Sequence[str]) -> QTableWidget:
        table = QTableWidget(0, len(heads), self)
        table.setHorizontalHeaderLabels(list(heads))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        return table

    # What the user does

    @Slot()
    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder for the results"))
        if name:
            self.folder.setText(name)

    @Slot()
    def choose_cohort(self) -> None:
        """Ask for a cohort's folder and open it."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Open a cohort"))
        if name:
            self.open_cohort(Path(name))

    def open_cohort(self, out: Path) -> None:
        """Show what lies in a cohort's folder."""
        self._submit("results", OpenCohortJob(out))

    @Slot()
    def begin(self) -> None:
        """Run what the form asks for, or go on with the cohort that is open."""
        if self.running is not None or not self.run.isEnabled():
            return
        self.banners.clear()
        self.page.clear()
        asked = self.form.asked() if self.out is None else None
        out = Path(self.folder.text()) if self.out is None else self.out
        self.running = CohortJob(out, asked, retry=self.retry.isChecked())
        self._submit("cohorts", self.running)
        self.tabs.setCurrentWidget(self.figures)
        self._show(State(None))

    @Slot()
    def begin_afresh(self) -> None:
        """Close the cohort that is open, and go back to the form."""
        self.out = None
        self.folder.clear()
        self.page.clear()
        self.sides.setCurrentIndex(0)
        self._show(State(None))

    @Slot()
    def stop(self) -> None:
        """Cancel the run; what is done stays."""
        if self.running is not None:
            self.running.cancel.set()
            self._update()

    @Slot()
    def save_reports(self) -> None:
        """Write the reports into the cohort's folder."""
        if self.out is not None:
            self._submit("results", SaveCohortJob(self.out))

    # What the jobs report

    def _submit(self, lane: str, job: Job) -> None:
        self._jobs.append(job)
        self.workers.submit(lane, job)
        self._update()

    @Slot()
    def _tick(self) -> None:
        if self.running is None:
            return
        state = self.running.states.take()
        if state is not None:
            self._show(state)
        elif self.state.event is None and self.running.total:
            done, total = self.running.done, self.running.total
            self.pace.setText(self.tr("Looking at image {0} of {1}").format(done, total))

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        if isinstance(job, CohortJob):
            self._ended(job)
        elif job.failure is not None:
            self.banners.add(str(job.failure))
        elif isinstance(job, OpenCohortJob) and job.result is not None:
            spec, state = job.result
            if job.out == self.out:  # the run that has just ended knows what it skipped
                state = replace(state, skipped=self.state.skipped)
            self.out = job.out
            self.folder.setText(str(job.out))
            self._describe(spec)
            self._show(state)
            self._report()
        elif isinstance(job, CohortReportJob) and job.result is not None:
            self.page.setHtml(job.result[1])
            self.page.moveCursor(QTextCursor.MoveOperation.Start)
        elif isinstance(job, SaveCohortJob) and job.result is not None:
            names = ", ".join(path.name for path in job.result)
            self.banners.add(self.tr("Written into the cohort's folder: {0}").format(names), "info")
        self._update()

    def _ended(self, job: CohortJob) -> None:
        """A run has ended, one way or another: what is done is in its folder."""
        self.running = None
        if job.failure is not None:
            self.banners.add(str(job.failure))
        if job.last.event is None:  # it never began
            self._show(State(None))
            return
        self._show(job.last)
        self.out = job.out
        if job.cancelled:
            text = self.tr("The run was stopped. What is done is kept, and the run can be gone on with.")
            self.banners.add(text, "info")
        self.open_cohort(job.out)

    def _report(self) -> None:
        if self.state.groups and self.out is not None:
            self._submit("results", CohortReportJob(self.out))

    # What is shown

    def _describe(self, spec: Any) -> None:
        """The cohort that is open, in words, in the place of the form."""
        from medadv_gui.evaluation.cohort.variants import variants

        models = ", ".join(f"{model.id} ({', '.join(model.epsilons)})" for model in spec.models)
        told = zip(spec.attacks, variants(spec.attacks), strict=True)
        attacks = ", ".join(title_of(attack.name, variant) for attack, variant in told)
        lines = [
            self.tr("{0} images").format(len(spec.sources)),
            self.tr("Models and budgets: {0}").format(models),
            self.tr("Attacks: {0}").format(attacks),
            self.tr("Norm {0}, seed {1}").format({"linf": "L∞", "l2": "L2"}[spec.norm], spec.seed),
        ]
        self.what.setText("\n\n".join(lines))
        self.sides.setCurrentIndex(1)

    def _show(self, state: State) -> None:
        self.state = state
        event = state.event
        of_attacks = event is None or event.of == "attacks"
        if self.running is None and event is None:
            self.headline.setText(self.tr("How fragile is a model, over many images?"))
            self.pace.setText(
                self.tr("Every image is attacked within each budget. Each result is kept as it is found.")
            )
        elif event is None:
            self.headline.setText(self.tr("Looking at the images"))
            self.pace.setText("")
        else:
            words = self.tr("{0} of {1} attacks done") if of_attacks else self.tr("{0} of {1} transfers done")
            text = words.format(event.done, event.total)
            if event.failed:
                text += self.tr(", {0} failed").format(event.failed)
            self.headline.setText(text)
            self.pace.setText(self._pace(state))
        self.bar.setRange(0, max(1, event.total) if event is not None else int(self.running is None))
        self.bar.setValue(0 if event is None else event.done + event.failed)
        self._fill(self.figures, [self._figure(group) for group in state.groups])
        failed = [(f.item, f.model, title_of(f.attack, f.variant), worded(f.reason)) for f in state.failures]
        skipped = [(s.name, "", "", worded(s.reason)) for s in state.skipped]
        self._fill(self.left_out, [*failed, *skipped])
        self.tabs.setTabText(1, self.tr("Left out ({0})").format(len(failed) + len(skipped)))
        self._update()

    def _pace(self, state: State) -> str:
        event = state.event
        if self.running is None or event is None or event.per_second is None or event.left is None:
            return ""
        minutes, seconds = divmod(round(event.left), 60)
        hours, minutes = divmod(minutes, 60)
        rate = QLocale().toString(event.per_second * 60, "g", 3)
        return self.tr("{0} a minute, {1} left").format(rate, f"{hours}:{minutes:02}:{seconds:02}")

    def _figure(self, group: dict[str, Any]) -> tuple[str, ...]:
        share = self.tr("none was right before")
        if group["value"] is not None:
            words = (
                self.tr("{0} of {1}: {2} % ({3} to {4})") if group["low"] is not None else self.tr("{0} of {1}: {2} %")
            )
            told = [group[name] for name in ("value", "low", "high") if group[name] is not None]
            numbers = [QLocale().toString(100 * number, "f", 0) for number in told]
            share = words.format(group["succeeded"], group["right"], *numbers)
        if group["nothing_to_lose"]:
            apart = self.tr("; {0} with nothing to lose, something invented in {1}")
            share += apart.format(group["nothing_to_lose"], group["invented"])
        title = title_of(group["name"], group["variant"])
        return (group["model"], title, group["epsilon"], str(group["cases"]), share, str(group["noise"]))

    def _fill(self, table: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
        table.setRowCount(len(rows))
        for at, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = table.item(at, column)
                if item is None:
                    table.setItem(at, column, QTableWidgetItem(text))
                elif item.text() != text:
                    item.setText(text)

    @Slot()
    def _update(self) -> None:
        """Enable what makes sense now."""
        running = self.running is not None
        missing = "" if self.out is not None else self.form.missing
        if not missing and not self.folder.text().strip():
            missing = self.tr("Choose a folder for the results")
        self.need.setText("" if running else missing)
        self.form.setEnabled(not running)
        for part in (self.folder, self.choose):
            part.setEnabled(not running and self.out is None)
        event = self.state.event
        self.retry.setVisible(self.out is not None and bool(self.state.failures))
        left = self.out is None or event is None or event.done + event.failed < event.total or self.retry.isVisible()
        self.run.setText(self.tr("Run") if self.out is None else self.tr("Go on"))
        self.run.setEnabled(not running and not missing and left)
        self.cancel.setEnabled(running and self.running is not None and not self.running.cancelled)
        self.open.setEnabled(not running)
        self.fresh.setEnabled(not running and self.out is not None)
        self.save.setEnabled(not running and self.out is not None and bool(self.state.groups))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)
        self.closed.emit()


def title_of(name: str, variant: Mapping[str, Any]) -> str:
    """The title of one of the program's attacks, of a user's own its name; with what tells it from the cohort's others
    of this name."""
    title = said("attacks", ATTACKS[name].title) if name in ATTACKS else name
    known = {p.name: said("attacks", p.title) for p in ATTACKS[name].parameters} if name in ATTACKS else {}
    told = ", ".join(f"{known.get(key, key)} {plain(value)}" for key, value in variant.items())
    return f"{title} ({told})" if told else title
