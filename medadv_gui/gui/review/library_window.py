"""The case library's window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.banner import Banners
from medadv_gui.gui.review.jobs import ReviewJob
from medadv_gui.gui.review.library_detail import Detail
from medadv_gui.gui.review.library_jobs import (
    LANE,
    PICTURES,
    AddJob,
    AnnotateJob,
    CheckFilesJob,
    ExportJob,
    ImportJob,
    ListJob,
    PicturesJob,
    RemoveJob,
)
from medadv_gui.gui.review.library_table import PICTURE, LibraryModel, LibraryTable
from medadv_gui.gui.review.pictures import pixmap_of
from medadv_gui.gui.theme import Sign, icon
from medadv_gui.gui.worker import Job, Workers
from medadv_gui.review.library import CASES, Kept, matching

SIZE = (1180, 740)
LONGEST = 224  # pixels of the pictures at the side
MOST_REASONS = 3


class LibraryWindow(QWidget):
    """The cases of a library. `study_wanted` : build a study from these folders of results.

    The window holds what it last read of the library, never the library itself: see `library_jobs`.
    """

    closed = Signal()
    study_wanted = Signal(object)

    def __init__(self, folder: Path, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.folder, self.workers = folder, workers
        self.cases: tuple[Kept, ...] = ()
        self.days: int | None = None
        self.listed = False
        self._jobs: list[ReviewJob] = []
        self._drawing: PicturesJob | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Case library"))
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.resize(*SIZE)
        self.banners = Banners(self)
        self.model = LibraryModel(self)
        self.table = LibraryTable(self.model, self)
        self.detail = Detail(self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self._empty())
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.pages, 1)
        middle.addWidget(self.detail)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(8)
        rows.addLayout(self._head())
        rows.addWidget(self.banners)
        rows.addLayout(middle, 1)
        rows.addLayout(self._foot())
        self.model.pictures_wanted.connect(self._draw_next)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.table.unwanted.connect(self.remove)
        self.table.doubleClicked.connect(self.new_study)
        self.detail.edited.connect(self.save)
        workers.finished.connect(self._finished)
        self._chosen()
        self._say()
        self.refresh()

    # Layout

    def _head(self) -> QHBoxLayout:
        title = QLabel(self.tr("Case library"), self)
        title.setObjectName("h1")
        self.words = QLineEdit(self)
        self.words.setAccessibleName(self.tr("Search"))
        self.words.setPlaceholderText(self.tr("Search the cases"))
        self.words.setToolTip(self.tr("Words that stand in model, attack, modality, answers, notes or tags"))
        self.words.setClearButtonEnabled(True)
        for inner in self.words.findChildren(QToolButton):
            inner.setAccessibleName(self.tr("Clear the search"))
        self.words.setFixedWidth(300)
        self.tag = QComboBox(self)
        self.tag.setAccessibleName(self.tr("Only with this tag"))
        self.tag.setMinimumWidth(140)
        self.tag.addItem(self.tr("All tags"), "")
        self.adversarial = QToolButton(self)
        self.adversarial.setObjectName("choice")
        self.adversarial.setText(self.tr("Adversarial images"))
        self.adversarial.setToolTip(self.tr("Show the adversarial images instead of the originals"))
        self.adversarial.setCheckable(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(title)
        row.addStretch(1)
        for widget in (self.words, self.tag, self.adversarial):
            row.addWidget(widget)
        self.words.textChanged.connect(self._filter)
        self.tag.currentIndexChanged.connect(self._filter)
        self.adversarial.toggled.connect(self.model.show_adversarial)
        return row

    def _empty(self) -> QWidget:
        page = QWidget(self)
        self._sign, self.empty, self._hint = Sign(page), QLabel(page), QLabel(page)
        self.empty.setObjectName("sentence")
        self._hint.setObjectName("dim")
        self._hint.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setSpacing(8)
        column.addStretch(2)
        for label in (self._sign, self.empty, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(3)
        return page

    def _foot(self) -> QHBoxLayout:
        self.study = QPushButton(icon("new-study", "on_accent"), self.tr("New study from selected…"), self)
        self.study.setObjectName("primary")
        self.add = self._menu_button(self.tr("Add"), (
            (self.tr("Result folder…"), self.choose_folder), (self.tr("Cases from a zip file…"), self.choose_zip),
        ))  # fmt: skip
        self.export = self._menu_button(self.tr("Export"), (
            (self.tr("Selected cases…"), self.export_selected), (self.tr("All cases…"), self.export_all),
        ))  # fmt: skip
        self.delete = QPushButton(self.tr("Delete…"), self)
        self.check = QPushButton(self.tr("Check files"), self)
        self.check.setToolTip(self.tr("Read every file and compare it with its SHA-256"))
        self.count = QLabel(self)
        self.count.setObjectName("small")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.count)
        row.addStretch(1)
        for button in (self.check, self.delete, self.export, self.add, self.study):
            row.addWidget(button)
        self.study.clicked.connect(self.new_study)
        self.delete.clicked.connect(self.remove)
        self.check.clicked.connect(self.check_files)
        return row

    def _menu_button(self, text: str, entries: Sequence[tuple[str, object]]) -> QPushButton:
        button = QPushButton(text, self)
        menu = QMenu(button)
        for name, slot in entries:
            menu.addAction(name).triggered.connect(slot)
        button.setMenu(menu)
        return button

    # What is in the library

    def _submit(self, job: ReviewJob) -> None:
        self._jobs.append(job)
        self.workers.submit(LANE, job)

    @Slot()
    def refresh(self) -> None:
        """Cases have come, or gone."""
        self._submit(ListJob(self.folder))

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job is self._drawing:
            self._drawing = None
            self._drawn(job)
            self._draw_next()
            return
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        if job.failure is not None:
            self.banners.add(str(job.failure))
            if isinstance(job, AnnotateJob):
                self.refresh()
            self._say()
        elif job.result is not None:
            self._done(job)

    def _done(self, job: Job) -> None:
        if isinstance(job, ListJob):
            self.listed, self.cases, self.days = True, job.result.cases, job.result.days
            if job.result.purged:
                text = self.tr("{0} cases were removed, because they are older than {1} days.")
                self.banners.add(text.format(job.result.purged, job.result.days), "info")
            self._show_tags()
            self._filter()
            return
        if isinstance(job, AnnotateJob):
            self.cases = tuple(job.result if case.id == job.result.id else case for case in self.cases)
            self.model.put(job.result)
            self._show_tags()
        elif isinstance(job, CheckFilesJob):
            self.model.set_damaged(job.result)
            if job.result:
                text = self.tr("{0} cases are damaged: their files are missing, or not what they were.")
                self.banners.add(text.format(len(job.result)), "warning")
            else:
                self.banners.add(self.tr("All files are what they were."), "info")
        elif isinstance(job, ExportJob):
            self.banners.add(self.tr("{0} cases were written to {1}.").format(job.result, job.path.name), "info")
        else:
            if isinstance(job, AddJob):
                new, reasons = job.result
                for reason in reasons[:MOST_REASONS]:
                    self.banners.add(reason)
                if new or not reasons:
                    self.banners.add(self.tr("{0} new cases are kept.").format(new), "info")
            elif isinstance(job, ImportJob):
                self.banners.add(self.tr("{0} new cases are kept.").format(job.result), "info")
            self.refresh()
        self._say()

    def _show_tags(self) -> None:
        chosen = self.tag.currentData()
        counts = Counter(tag for case in self.cases for tag in case.tags)
        with QSignalBlocker(self.tag):
            self.tag.clear()
            self.tag.addItem(self.tr("All tags"), "")
            for tag in sorted(counts, key=str.casefold):
                self.tag.addItem(f"{tag} ({counts[tag]})", tag)
            self.tag.setCurrentIndex(max(0, self.tag.findData(chosen)))

    @Slot()
    def _filter(self) -> None:
        """Show the cases that are looked for, those that were selected still selected."""
        selected = {case.id for case in self.selected}
        tag = self.tag.currentData()
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_cases(matching(self.cases, self.words.text(), [tag] if tag else []))
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row, case in enumerate(self.model.cases):
            if case.id in selected:
                self.table.selectionModel().select(self.model.index(row, 0), flags)
        self._chosen()
        self._say()

    def _say(self) -> None:
        """How many there are, and what can be done with them."""
        shown, total = (QLocale().toString(len(cases)) for cases in (self.model.cases, self.cases))
        words = [] if not self.listed else [
            self.tr("{0} cases").format(total) if shown == total else self.tr("{0} of {1} cases").format(shown, total)
        ]  # fmt: skip
        if self.days is not None:
            words.append(self.tr("Cases are removed after {0} days, as an administrator has set.").format(self.days))
        self.count.setText(" · ".join(words))
        self.pages.setCurrentIndex(0 if self.model.cases else 1)
        self.detail.setVisible(bool(self.cases))
        if not self.listed:
            self._sign.show_icon("library", "text_faint", 40)
            self.empty.setText(self.tr("Looking into the library…") if self._jobs else self.tr("Not to be opened"))
            self._hint.setText("")
        elif not self.cases:
            self._sign.show_icon("library", "text_faint", 40)
            self.empty.setText(self.tr("No cases yet"))
            self._hint.setText(
                self.tr("Keep a result with Review, Keep case in library, or drop a result's folder or a library's "
                        "zip file here.")
            )  # fmt: skip
        else:
            self._sign.show_icon("zoom", "text_faint", 40)
            self.empty.setText(self.tr("No case fits"))
            self._hint.setText(self.tr("Search for less, or choose all tags."))
        selected, any_case = bool(self.selected), bool(self.cases)
        for button in (self.study, self.delete):
            button.setEnabled(selected)
        self.export.menu().actions()[0].setEnabled(selected)
        self.export.setEnabled(any_case)
        self.check.setEnabled(any_case)

    @property
    def selected(self) -> list[Kept]:
        return [self.model.cases[row] for row in self.table.selected()]

    @Slot()
    def _chosen(self) -> None:
        """Another row is selected, or several, or none."""
        self.save()
        chosen = self.selected
        if len(chosen) == 1:
            other = self.detail.case is None or self.detail.case.id != chosen[0].id
            self.detail.show_case(chosen[0])
            if other:
                self._draw_next()
        else:
            none = self.tr("Select a case to see what is kept of it.")
            self.detail.show_none(self.tr("{0} cases are selected").format(len(chosen)) if chosen else none)
        self._say()

    # Pictures, one at a time: the selected case first, then the row that was looked at last

    @Slot()
    def _draw_next(self) -> None:
        if self._drawing is not None:
            return
        case = self.detail.case
        wanted = case.id if case is not None and self.detail.awaits_pictures else None
        if wanted is None and self.model.asked:
            wanted = self.model.asked[0]
        if wanted is not None:
            self._drawing = PicturesJob(wanted, self.folder / CASES / wanted, LONGEST)
            self.workers.submit(PICTURES, self._drawing)

    def _drawn(self, job: PicturesJob) -> None:
        if job.case in self.model.asked:
            self.model.asked.remove(job.case)
        found, ratio = job.result, self.devicePixelRatioF()
        both = None
        if found is not None:
            one, other = (
                pixmap_of(picture, PICTURE.width(), PICTURE.height(), ratio)
                for picture in (found.original, found.adversarial)
            )
            both = one, other
        self.model.set_picture(job.case, both)
        if self.detail.case is not None and self.detail.case.id == job.case:
            self.detail.show_pictures(found)

    # What the user asks for

    @Slot()
    def save(self) -> None:
        """Save the notes and tags of the case at the side, where they have changed."""
        case = self.detail.case
        if case is not None and self.detail.changed:
            self._submit(AnnotateJob(self.folder, case.id, *self.detail.typed))
            self.detail.saved()

    @Slot()
    def new_study(self) -> None:
        """Build a study from the selected cases."""
        if self.selected:
            self.study_wanted.emit([self.folder / CASES / case.id for case in self.selected])

    @Slot()
    def choose_folder(self) -> None:
        """Ask for the folder of a result, or one that holds several, and keep them."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a result folder"))
        if name:
            self.add_paths([Path(name)])

    @Slot()
    def choose_zip(self) -> None:
        """Ask for a library's zip file and take in its cases."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a case library's file"), "", "ZIP (*.zip)")
        if name:
            self.add_paths([Path(name)])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Keep the results in these folders, and those in the folders right below; take in zip files of cases."""
        folders = [found for path in paths if path.is_dir() for found in result_folders(path)]
        if folders:
            self._submit(AddJob(self.folder, folders))
        for path in paths:
            if not path.is_dir():
                self._submit(ImportJob(self.folder, path))

    @Slot()
    def export_selected(self) -> None:
        self._export([case.id for case in self.selected])

    @Slot()
    def export_all(self) -> None:
        self._export(None)

    def _export(self, cases: list[str] | None) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Cases as one file"), "cases.zip", "ZIP (*.zip)")
        if name:
            path = Path(name)
            path = path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip")
            self._submit(ExportJob(self.folder, path, cases))

    @Slot()
    def remove(self) -> None:
        """Delete the selected cases, once that is confirmed."""
        cases = self.selected
        if not cases:
            return
        question = self.tr("Delete {0} cases with their files, notes and tags? This cannot be undone.")
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        if QMessageBox.question(self, self.tr("Delete cases"), question.format(len(cases)), yes | no) == yes:
            self._submit(RemoveJob(self.folder, [case.id for case in cases]))

    @Slot()
    def check_files(self) -> None:
        """Compare every file with its SHA-256."""
        self._submit(CheckFilesJob(self.folder))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_paths(local_paths(event))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save()
        self.model.asked.clear()
        super().closeEvent(event)
        self.closed.emit()


def local_paths(event: QDropEvent) -> list[Path]:
    """What is dragged, as far as it lies on this computer."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def result_folders(path: Path) -> list[Path]:
    """The folder itself where it holds a result, or else those right below that do; itself again where none does, so
    that somebody can say what is wrong with it."""
    if (path / "result.json").is_file():
        return [path]
    return sorted(below for below in path.iterdir() if (below / "result.json").is_file()) or [path]
