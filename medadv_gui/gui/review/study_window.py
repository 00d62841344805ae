"""The window of one study: what it asks, who has read how much of it, and what it found."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDoubleValidator, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.banner import Banners
from medadv_gui.gui.forms import Form
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review.jobs import (
    MergeJob,
    PackJob,
    Progress,
    ReadingsJob,
    RemoveReaderJob,
    ReviewJob,
    Standing,
    StandingJob,
)
from medadv_gui.gui.theme import icon
from medadv_gui.gui.worker import Job, Workers
from medadv_gui.review.protocol import Protocol
from medadv_gui.review.study import Study

SIZE = (1080, 720)


class StudyWindow(QWidget):
    """A study that lies in a folder. It keeps no file of the study open but while somebody reads."""

    closed = Signal()

    def __init__(self, study: Study, workers: Workers, preferences: Preferences, parent: QWidget | None = None) -> None:
        from medadv_gui.gui.review.results_page import ResultsPage

        super().__init__(parent, Qt.WindowType.Window)
        self.study, self.workers, self.preferences = study, workers, preferences
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Reader study: {0}").format(study.protocol.title))
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(*SIZE)
        self.standing = Standing(False, (), ())
        self.room: QWidget | None = None
        self._jobs: list[ReviewJob] = []
        self.banners = Banners(self)
        self.results = ResultsPage(study, workers, self)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self._readers_page(), self.tr("Readers"))
        self.tabs.addTab(self.results, self.tr("Results"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(8)
        rows.addLayout(self._head())
        rows.addWidget(self.banners)
        rows.addWidget(self.tabs, 1)
        workers.finished.connect(self._finished)
        self.refresh()

    def _head(self) -> QVBoxLayout:
        protocol = self.study.protocol
        title = QLabel(protocol.title, self)
        title.setObjectName("h1")
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        self.asks = QLabel(self._what(protocol), self)
        self.asks.setObjectName("dim")
        self.asks.setWordWrap(True)
        self.asks.setTextFormat(Qt.TextFormat.PlainText)
        self.state = QLabel(self)
        self.state.setObjectName("small")
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout()
        column.setSpacing(4)
        for label in (title, self.asks, self.state):
            column.addWidget(label)
        return column

    def _what(self, protocol: Protocol) -> str:
        kind = {
            "detection": self.tr("Detection"), "diagnosis": self.tr("Diagnosis"), "2afc": self.tr("Choice of two"),
            "open": self.tr("Open review, not blinded"),
        }[protocol.kind]  # fmt: skip
        shown = sum(len(case.items) for case in protocol.main) + protocol.order.repeats
        counts = self.tr("{0} cases, {1} presentations a reader").format(len(protocol.main), shown)
        if protocol.practice:
            counts += self.tr(", {0} cases for practice").format(len(protocol.practice))
        return f"{kind}: {' · '.join(task.question for task in protocol.tasks)}\n{counts}"

    def _readers_page(self) -> QWidget:
        page = QWidget(self)
        self.table = QTableWidget(0, 5, page)
        self.table.setAccessibleName(self.tr("Readers"))
        heads = (self.tr("Reader"), self.tr("Read"), self.tr("Years"), self.tr("Specialty"), self.tr("Last answer"))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self.read)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addLayout(self._buttons(page))
        row.addLayout(left, 1)
        row.addWidget(self._door(page), 0, Qt.AlignmentFlag.AlignTop)
        return page

    def _door(self, page: QWidget) -> QWidget:
        """Where a reader says who reads, by code."""
        card = QFrame(page)
        card.setObjectName("card")
        card.setFixedWidth(320)
        heading = QLabel(self.tr("Read this study"), card)
        heading.setObjectName("sentence")
        self.code = QLineEdit(card)
        self.code.setValidator(QRegularExpressionValidator(QRegularExpression("[A-Za-z0-9_-]{0,32}"), self.code))
        self.years = QLineEdit(card)
        self.years.setValidator(QDoubleValidator(0, 80, 1, self.years))
        self.specialty = QLineEdit(card)
        self.specialty.setMaxLength(100)
        form = Form(card)
        form.add(self.tr("Reader's code"), self.code, self.tr("Letters, digits, dashes and underscores; not a name"))
        form.add(self.tr("Years"), self.years, self.tr("Of experience with such images"))
        form.add(self.tr("Specialty"), self.specialty)
        self.start = QPushButton(self.tr("Begin reading"), card)
        self.start.setObjectName("primary")
        self.start.setDefault(True)
        note = QLabel(
            self.tr("The code alone is kept, never a name. A reader who comes back under the same code goes on where "
                    "the last answer was given."), card,
        )  # fmt: skip
        note.setObjectName("small")
        note.setWordWrap(True)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        for widget in (heading, form, self.start, note):
            column.addWidget(widget)
        self.code.textChanged.connect(self._code_changed)
        for field in (self.code, self.years, self.specialty):
            field.returnPressed.connect(self.read)
        self.start.clicked.connect(self.read)
        return card

    def _buttons(self, page: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        self.pack = QPushButton(icon("export"), self.tr("Study as one file…"), page)
        self.pack.setToolTip(self.tr("The study without key and readings, to be opened on another machine"))
        self.export = QPushButton(icon("export"), self.tr("Readings…"), page)
        self.export.setToolTip(self.tr("The readings: SQLite, to be merged with others, or JSON"))
        self.merge = QPushButton(icon("import"), self.tr("Merge…"), page)
        self.merge.setToolTip(self.tr("Take in the readings of other copies of this study"))
        self.of_reader = QToolButton(page)
        self.of_reader.setObjectName("choice")
        self.of_reader.setText(self.tr("This reader's data"))
        self.of_reader.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.of_reader)
        menu.addAction(self.tr("Save…")).triggered.connect(self.save_reader)
        menu.addAction(self.tr("Delete…")).triggered.connect(self.remove_reader)
        self.of_reader.setMenu(menu)
        self.of_reader.setEnabled(False)
        for button, slot in (
            (self.pack, self.choose_pack),
            (self.export, self.choose_export),
            (self.merge, self.choose_merge),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.of_reader)
        return row

    # How the study stands

    @Slot()
    def refresh(self) -> None:
        """Look again at who has read how much."""
        self._submit(StandingJob(self.study))

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
        elif isinstance(job, StandingJob) and job.result is not None:
            self._show(job.result)
        elif isinstance(job, MergeJob) and job.result is not None:
            self.banners.add(self.tr("{0} readings were taken in.").format(job.result), "info")
            self._changed()
        elif isinstance(job, RemoveReaderJob) and job.result is not None:
            text = self.tr("{0} readings of {1} were deleted. The study says from now on that it is incomplete.")
            self.banners.add(text.format(job.result, job.code), "info")
            self._changed()
        elif isinstance(job, PackJob | ReadingsJob) and job.result is not None:
            self.banners.add(self.tr("Written to {0}.").format(job.result), "info")

    def _changed(self) -> None:
        self.refresh()
        self.results.refresh()

    def _show(self, standing: Standing) -> None:
        self.standing = standing
        self.results.show_standing(standing)
        protocol = self.study.protocol
        state = self.tr("frozen since its first reading") if standing.frozen else self.tr("not yet read")
        words = [self.tr("Protocol {0}, {1}").format(protocol.sha256[:12], state)]
        if standing.removed:
            words.append(self.tr("incomplete: the data of {0} were removed").format(", ".join(standing.removed)))
        self.state.setText(" · ".join(words))
        self.table.setRowCount(len(standing.readers))
        for row, reader in enumerate(standing.readers):
            years = "" if reader.years is None else QLocale().toString(reader.years, "g")
            last = QDateTime.fromString(reader.last, Qt.DateFormat.ISODateWithMs).toLocalTime()
            cells = (
                reader.code, self.tr("{0} of {1}").format(reader.read, reader.presentations), years, reader.specialty,
                QLocale().toString(last, QLocale.FormatType.ShortFormat),
            )  # fmt: skip
            for column, text in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(text))
        for button in (self.export, self.merge):
            button.setEnabled(True)
        self.export.setEnabled(bool(standing.readers))
        self._code_changed()

    def _known(self) -> Progress | None:
        """The reader whose code stands in the field, where it has read before."""
        return next((reader for reader in self.standing.readers if reader.code == self.code.text()), None)

    @property
    def selected(self) -> str:
        """The code of the reader whose row is selected, "" without one."""
        rows = self.table.selectionModel().selectedRows()
        return self.standing.readers[rows[0].row()].code if rows else ""

    @Slot()
    def _chosen(self) -> None:
        self.of_reader.setEnabled(bool(self.selected))
        if self.selected:
            self.code.setText(self.selected)

    @Slot()
    def _code_changed(self) -> None:
        known = self._known()
        for field in (self.years, self.specialty):
            field.setEnabled(known is None)
        if known is not None:
            self.years.setText("" if known.years is None else QLocale().toString(known.years, "g"))
            self.specialty.setText(known.specialty)
        self.start.setText(self.tr("Begin reading") if known is None else self.tr("Go on reading"))
        self.start.setEnabled(bool(self.code.text()) and (known is None or known.read < known.presentations))

    # Reading

    @Slot()
    def read(self) -> None:
        """Open the reading room for the reader whose code stands in the field."""
        if not self.start.isEnabled() or self.room is not None:
            return
        from medadv_gui.gui.review.room import Entrant, ReadingRoom

        years, ok = QLocale().toDouble(self.years.text())
        entrant = Entrant(self.code.text(), years if ok else None, self.specialty.text().strip())
        try:
            room = ReadingRoom(self.study, entrant, self.workers, self.preferences, self)
        except MedadvError as error:
            self.banners.add(str(error))
            return
        self.room = room
        room.left.connect(self._left)
        room.showFullScreen()
        room.activateWindow()

    @Slot()
    def _left(self) -> None:
        """The reader has left the room."""
        self.room = None
        self._changed()

    # Files

    @Slot()
    def choose_pack(self) -> None:
        """Ask for a file and write the study into it."""
        start = str(self.study.folder.with_name(f"{self.study.folder.name}.zip"))
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Study as one file"), start, "ZIP (*.zip)")
        if name:
            self._submit(PackJob(self.study, _ending(name, ".zip")))

    @Slot()
    def choose_export(self) -> None:
        """Ask for a file and write the readings into it, without arms and truth."""
        start = str(self.study.folder.with_name(f"{self.study.folder.name}.sqlite"))
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Readings"), start, "SQLite (*.sqlite);;JSON (*.json)")
        if name:
            self._submit(ReadingsJob(self.study, _ending(name, ".sqlite", ".json")))

    @Slot()
    def choose_merge(self) -> None:
        """Ask for files and take in their readings."""
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Merge readings"), "", "SQLite (*.sqlite)")
        if names:
            self._submit(MergeJob(self.study, [Path(name) for name in names]))

    @Slot()
    def save_reader(self) -> None:
        """Ask for a file and write all that is stored of the selected reader into it."""
        code = self.selected
        if not code:
            return
        start = str(self.study.folder.with_name(f"{code}.json"))
        name, _ = QFileDialog.getSaveFileName(self, self.tr("This reader's data"), start, "JSON (*.json)")
        if name:
            self._submit(ReadingsJob(self.study, _ending(name, ".json"), reader=code))

    @Slot()
    def remove_reader(self) -> None:
        """Delete all that the selected reader gave, once that is confirmed."""
        code = self.selected
        if not code:
            return
        question = self.tr(
            "Delete all that {0} gave? This cannot be undone: the code is closed, and the study says from then on that "
            "it is incomplete."
        ).format(code)
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        if QMessageBox.question(self, self.tr("Delete a reader's data"), question, yes | no) == yes:
            self._submit(RemoveReaderJob(self.study, code))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.room is not None and not self.room.close():  # the reader is asked about an answer that is begun
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()


def _ending(name: str, *endings: str) -> Path:
    """The chosen file with the first of these endings where it has none of them."""
    path = Path(name)
    return path if path.suffix.lower() in endings else path.with_name(path.name + endings[0])
