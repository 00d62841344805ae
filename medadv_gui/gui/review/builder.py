"""The study builder's window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.banner import Banners
from medadv_gui.gui.messages import worded
from medadv_gui.gui.review.builder_cases import CasesPage
from medadv_gui.gui.review.builder_jobs import (
    BuildJob,
    FactsJob,
    PilotJob,
    PlanJob,
    ReadDesignJob,
    WriteDesignJob,
)
from medadv_gui.gui.review.builder_pages import ArmsPage, ConsentPage, OrderPage
from medadv_gui.gui.review.builder_plan import PlanningPage
from medadv_gui.gui.review.builder_question import QuestionPage
from medadv_gui.gui.review.builder_summary import SummaryPage
from medadv_gui.gui.review.draft import (
    ARMS,
    CASES,
    ORDER,
    PLANNING,
    QUESTION,
    SUMMARY,
    CaseRow,
    Draft,
    Facts,
)
from medadv_gui.gui.review.jobs import PackJob, ReviewJob
from medadv_gui.gui.review.library_window import local_paths, result_folders
from medadv_gui.gui.theme import icon
from medadv_gui.gui.worker import Job, Workers
from medadv_gui.models.card import ModelCard
from medadv_gui.review.key import key_path
from medadv_gui.review.study import Study

SIZE = (1180, 740)
LANE, MODELS, FIGURES = "results", "models", "figures"
JSON = "JSON (*.json)"


class Builder(QWidget):
    """Makes a study from results. `built` : the folder of the study that was made. `library_wanted` : the user looks
    for cases there."""

    closed = Signal()
    built = Signal(object)
    library_wanted = Signal()

    def __init__(
        self, workers: Workers, cards: Sequence[ModelCard], device: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.workers, self.device = workers, device
        self.draft = Draft()
        self.faults: dict[int, tuple[str, ...]] = {}
        self.study: Path | None = None
        self._jobs: list[ReviewJob] = []
        self._building: BuildJob | None = None
        self._planning: PlanJob | None = None
        self._shown: dict[FactsJob, int] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("New reader study"))
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.resize(*SIZE)
        self.banners = Banners(self)
        self.question = QuestionPage(self.draft, self)  # first: it fills in the tasks
        self.cases = CasesPage(self.draft, self)
        self.arms, self.order = ArmsPage(self.draft, self), OrderPage(self.draft, self)
        self.consent, self.planning = ConsentPage(self.draft, self), PlanningPage(self.draft, self)
        self.summary = SummaryPage(self.draft, cards, self)
        self.pages = QStackedWidget(self)
        for page in (self.cases, self.question, self.arms, self.order, self.consent, self.planning, self.summary):
            self.pages.addWidget(page)
        self._lay_out()
        self._connect()
        self.steps.setCurrentRow(CASES)
        self._check()

    # Layout

    def _lay_out(self) -> None:
        self.steps = QListWidget(self)
        self.steps.setAccessibleName(self.tr("Steps"))
        self.steps.setFixedWidth(216)
        self.steps.setIconSize(QSize(16, 16))
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names = (
            self.tr("Cases"), self.tr("Question"), self.tr("Arms"), self.tr("Order and display"),
            self.tr("Consent and ethics"), self.tr("Planning"), self.tr("Summary"),
        )  # fmt: skip
        for name in self._names:
            self.steps.addItem(QListWidgetItem(name))
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self.steps)
        middle.addWidget(self.pages, 1)
        rule = QFrame(self)
        rule.setObjectName("rule")
        self.open_design = QPushButton(self.tr("Open design…"), self)
        self.open_design.setToolTip(self.tr("A design in JSON, as medadv-gui review build takes it"))
        self.save_design = QPushButton(self.tr("Save design…"), self)
        self.save_design.setToolTip(self.tr("As JSON, from which the command line makes the same study"))
        self.why = QLabel(self)
        self.why.setObjectName("small")
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.back, self.next = QPushButton(self.tr("Back"), self), QPushButton(self.tr("Next"), self)
        self.next.setObjectName("primary")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.open_design)
        foot.addWidget(self.save_design)
        foot.addWidget(self.why, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        self.why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(12)
        rows.addWidget(self.banners)
        rows.addLayout(middle, 1)
        rows.addWidget(rule)
        rows.addLayout(foot)

    def _connect(self) -> None:
        self.steps.currentRowChanged.connect(self._turn)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.open_design.clicked.connect(self.choose_design)
        self.save_design.clicked.connect(self.choose_where)
        self.cases.results_wanted.connect(self.choose_results)
        self.cases.library_wanted.connect(self.library_wanted)
        for page in (self.cases, self.question, self.arms, self.order, self.consent, self.planning):
            page.changed.connect(self._changed)
        self.question.preset_chosen.connect(self._preset)
        self.planning.reckoning_wanted.connect(self._reckon)
        self.planning.pilot_wanted.connect(self.choose_pilot)
        self.summary.stop_wanted.connect(self.stop)
        self.summary.pack_wanted.connect(self.choose_pack)
        self.summary.open_wanted.connect(self._open_built)
        self.workers.finished.connect(self._finished)
        self.workers.ticked.connect(self._tick)

    # The way through the steps

    @Slot(int)
    def _turn(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self._refresh_page(page)
        self._say()

    def _refresh_page(self, page: int) -> None:
        if page == CASES and tuple(self.cases.findings) != self.draft.findings:
            self.cases.refresh()
        elif page in (ARMS, ORDER, PLANNING, SUMMARY):
            self.pages.widget(page).refresh()

    @Slot()
    def go_back(self) -> None:
        self.steps.setCurrentRow(max(CASES, self.steps.currentRow() - 1))

    @Slot()
    def go_on(self) -> None:
        """To the next step; from the last one, build the study."""
        if self.steps.currentRow() < SUMMARY:
            self.steps.setCurrentRow(self.steps.currentRow() + 1)
        else:
            self.choose_folder()

    @Slot()
    def _preset(self) -> None:
        self.arms.refresh()
        self._changed()

    @Slot()
    def _changed(self) -> None:
        """The draft is another one."""
        self._check()
        page = self.pages.currentIndex()
        if page in (PLANNING, SUMMARY):
            self._refresh_page(page)

    def _check(self) -> None:
        found: dict[int, list[str]] = {page: [] for page in range(SUMMARY + 1)}
        for page, text in self._missing():
            found[page].append(text)
        for page, text in self.draft.contradictions():
            words = worded(text).partition(": ")[2]
            found[page].append(f"{words[:1].upper()}{words[1:]}.")
        self.faults = {page: tuple(dict.fromkeys(lines)) for page, lines in found.items()}
        for page, lines in self.faults.items():
            self.pages.widget(page).show_faults(lines)
            item = self.steps.item(page)
            item.setIcon(icon("warning", "warn") if lines else icon("yes", "text_faint"))
            words = self.tr("to be mended") if lines else self.tr("in order")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{self._names[page]}: {words}")
            item.setToolTip("\n".join(lines))
        self.steps.item(SUMMARY).setIcon(icon("read" if not self._open_pages else "warning", "text_faint"))
        self._say()

    def _missing(self) -> list[tuple[int, str]]:
        """What has not been filled in yet, with the page where it belongs."""
        draft, found = self.draft, []
        if any(case.facts is None for case in draft.cases):
            found.append((CASES, self.tr("Results are being read…")))
        elif not draft.usable:
            found.append((CASES, self.tr("Add results: a study needs cases.")))
        elif not draft.main:
            found.append((CASES, self.tr("All cases are for practice: none counts.")))
        for finding, count in draft.missing().items():
            text = self.tr("{0} cases lack the truth of {1}. Select rows, and say what is there under Selected cases.")
            found.append((CASES, text.format(count, finding)))
        if not draft.title:
            found.append((QUESTION, self.tr("Give the study a title.")))
        if any(not task.question for task in draft.tasks):
            found.append((QUESTION, self.tr("A task has no question.")))
        if any(task.kind == "diagnosis" and not task.finding for task in draft.tasks):
            found.append((QUESTION, self.tr("Name the finding that is asked for.")))
        if not draft.arms:
            found.append((ARMS, self.tr("Choose at least one arm.")))
        return found

    @property
    def _open_pages(self) -> list[str]:
        return [self._names[page] for page, lines in self.faults.items() if lines]

    def _say(self) -> None:
        """What can be done from here."""
        page = self.steps.currentRow()
        last, busy = page == SUMMARY, self._building is not None
        self.back.setEnabled(page > CASES)
        self.next.setText(self.tr("Build the study…") if last else self.tr("Next"))
        ready = not self._open_pages and not busy
        self.next.setEnabled(not last or ready)
        missing = self.tr("Still to be mended: {0}").format(", ".join(self._open_pages))
        self.why.setText(missing if last and self._open_pages else "")
        self.save_design.setEnabled(bool(self.draft.usable))
        self.open_design.setEnabled(not busy)

    # Cases

    @Slot()
    def choose_results(self) -> None:
        """Ask for a folder with results."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a result folder"))
        if name:
            self.add_folders(result_folders(Path(name)))

    def add_folders(self, folders: Sequence[Path]) -> None:
        """Take these results as cases; those that are there already are not taken twice."""
        known = {case.folder.resolve() for case in self.draft.cases}
        new = [folder for folder in dict.fromkeys(map(Path.resolve, folders)) if folder not in known]
        if new:
            self.draft.cases += [CaseRow(folder) for folder in new]
            self.cases.refresh()
            self._changed()
            self._read(new)

    def _read(self, folders: Sequence[Path]) -> None:
        job = FactsJob(folders)
        self._shown[job] = 0
        self._submit(LANE, job)

    def _take_facts(self, job: FactsJob) -> None:
        """Show what the job has read since the last look."""
        found = job.found.take()
        if found is None:
            return
        rows = {case.folder: row for row, case in enumerate(self.draft.cases)}
        for folder, facts in found[self._shown[job] :]:
            if folder in rows:
                self._know(rows[folder], facts)
        self._shown[job] = len(found)

    def _know(self, row: int, facts: Facts) -> None:
        case = self.draft.cases[row]
        case.facts = facts
        if not facts.reason and not case.patient:
            case.patient = self.draft.next_patient(facts.source_sha256)
        self.cases.refresh_row(row)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(path.is_dir() for path in local_paths(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_folders([found for path in local_paths(event) if path.is_dir() for found in result_folders(path)])

    # Designs

    @Slot()
    def choose_design(self) -> None:
        """Ask for a design and show it instead of this one."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a design"), "", JSON)
        if name:
            self._submit(LANE, ReadDesignJob(Path(name)))

    @Slot()
    def choose_where(self) -> None:
        """Ask for a file and write the design into it."""
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the design"), "design.json", JSON)
        if name:
            path = Path(name)
            path = path if path.suffix.lower() == ".json" else path.with_name(f"{path.name}.json")
            self._submit(LANE, WriteDesignJob(self.draft.design(), path))

    def _take_design(self, job: ReadDesignJob) -> None:
        rows = self.draft.take(job.result)
        self.cases.refresh()
        for page in (self.question, self.arms, self.order, self.consent):
            page.refresh()
        self._changed()
        self._read([case.folder for case in rows])

    @Slot()
    def choose_pilot(self) -> None:
        """Ask for a study that was read before, and for its key."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose the pilot study's folder"))
        if not folder:
            return
        start = str(key_path(Path(folder)))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose its key"), start, JSON)
        if name:
            self._submit(LANE, PilotJob(Path(folder), Path(name)))

    @Slot()
    def _reckon(self) -> None:
        """Have the plan reckoned anew; one that is still on its way is not waited for."""
        if self.pages.currentIndex() == PLANNING:
            if self._planning is not None:
                self._planning.cancel.set()
            self._planning = PlanJob(self.planning.plan, self.planning.pilot)
            self._submit(FIGURES, self._planning)

    def _take_plan(self, job: PlanJob) -> None:
        if job is not self._planning:
            return
        self._planning = None
        if job.failure is not None:
            self.planning.show_fault(job.failure)
        elif job.result is not None:
            self.planning.show_planned(job.plan, job.result)

    # Building

    @Slot()
    def choose_folder(self) -> None:
        """Ask where the study is to lie, and build it there."""
        if self._open_pages or self._building is not None:
            return
        name, _ = QFileDialog.getSaveFileName(self, self.tr("A new folder for the study"), "study")
        if name:
            self.build(Path(name))

    def build(self, folder: Path) -> None:
        """Build the study into a new folder."""
        job = BuildJob(self.draft.design(), folder, self.summary.will_ask, self.device)
        self._building = job
        self.summary.built.hide()
        self._submit(MODELS if job.ask else LANE, job)
        self.summary.show_progress(job.done, job.total)
        self._say()

    @Slot()
    def stop(self) -> None:
        """Stop building; nothing is left of it."""
        if self._building is not None:
            self._building.cancel.set()

    def _take_built(self, job: BuildJob) -> None:
        self._building = None
        self.summary.show_progress(0, 0)
        if job.result is not None:
            self.study = job.result
            self.summary.show_built(job.result, job.key, self.draft.has_sham and not job.ask)
            self.built.emit(job.result)
        elif job.cancelled:
            self.banners.add(self.tr("Building was stopped; nothing was written."), "info")
        self._say()

    @Slot()
    def _open_built(self) -> None:
        if self.study is not None:
            self.built.emit(self.study)

    @Slot()
    def choose_pack(self) -> None:
        """Ask for a file and write the study that was built into it."""
        if self.study is None:
            return
        start = str(self.study.with_name(f"{self.study.name}.zip"))
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Study as one file"), start, "ZIP (*.zip)")
        if name:
            path = Path(name)
            path = path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip")
            self._submit(LANE, PackJob(Study(self.study), path))

    # Jobs

    def _submit(self, lane: str, job: ReviewJob) -> None:
        self._jobs.append(job)
        self.workers.submit(lane, job)

    @Slot()
    def _tick(self) -> None:
        if self._building is not None:
            self.summary.show_progress(self._building.done, self._building.total)
        for job in list(self._shown):
            self._take_facts(job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        if isinstance(job, PlanJob):
            self._take_plan(job)
            return
        if job.failure is not None:
            self.banners.add(str(job.failure))
        if isinstance(job, FactsJob):
            self._take_facts(job)
            del self._shown[job]
            self.cases.refresh()
            self._changed()
        elif isinstance(job, BuildJob):
            self._take_built(job)
        elif job.result is None:
            return
        elif isinstance(job, ReadDesignJob):
            self._take_design(job)
        elif isinstance(job, PilotJob):
            self.planning.take_pilot(job.result)
        elif isinstance(job, WriteDesignJob | PackJob):
            self.banners.add(self.tr("Written to {0}.").format(job.result), "info")

    def closeEvent(self, event: QCloseEvent) -> None:
        for job in self._jobs:
            if isinstance(job, FactsJob | BuildJob):
                job.cancel.set()
        super().closeEvent(event)
        self.closed.emit()
