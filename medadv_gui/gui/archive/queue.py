"""The series that are being fetched, one after the other: how far each is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QScrollArea, QToolButton, QVBoxLayout, QWidget

from medadv_gui.archive.connections import Connection
from medadv_gui.archive.query import SeriesHit
from medadv_gui.archive.store import Store
from medadv_gui.core.text import one_line
from medadv_gui.gui.archive.jobs import FETCH, FetchJob
from medadv_gui.gui.messages import worded
from medadv_gui.gui.study_tree import plain
from medadv_gui.gui.theme import Sign, icon
from medadv_gui.gui.worker import Job, Workers

WAITING, RUNNING, WHOLE, PART, FAULT = "waiting", "running", "whole", "part", "fault"
_SIGNS = {
    WAITING: ("recent", "text_faint"), RUNNING: ("import", "accent"), WHOLE: ("yes", "good"),
    PART: ("warning", "warn"), FAULT: ("error", "danger"),
}  # fmt: skip


class Row(QFrame):
    """One series in the queue."""

    cancel_wanted = Signal()
    again_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, connection: Connection, series: SeriesHit, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.connection, self.series = connection, series
        self.job: FetchJob | None = None
        self.sign = Sign(self)
        self.sign.setFixedWidth(20)
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setText(one_line(title, 80))
        self.archive = QLabel(self)
        self.archive.setObjectName("dim")
        self.archive.setTextFormat(Qt.TextFormat.PlainText)
        self.archive.setText(one_line(connection.name, 32))
        self.archive.setToolTip(plain(connection.name))
        self.words = QLabel(self)
        self.words.setObjectName("small")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.bar.setAccessibleName(self.tr("How far the series is: {0}").format(self.title.text()))
        self.stop = self._button("close", self.tr("Stop fetching; what came is kept"))
        self.again = self._button("restore", self.tr("Go on fetching what is missing"))
        self.open = self._button("open-folder", self.tr("Open the series"))
        self.stop.clicked.connect(self.cancel_wanted)
        self.again.clicked.connect(self.again_wanted)
        self.open.clicked.connect(self.open_wanted)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.sign)
        row.addLayout(words, 1)
        row.addWidget(self.archive)
        row.addWidget(self.bar)
        for button in (self.stop, self.again, self.open):
            row.addWidget(button)
        self.show_state(WAITING, self.tr("waiting"))

    def _button(self, sign: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("quiet")
        button.setIcon(icon(sign))
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def show_state(self, state: str, words: str, got: int = 0, expected: int = 0) -> None:
        """Show how the series stands."""
        self.state, self.got = state, got
        self.sign.show_icon(*_SIGNS[state], 18)
        self.words.setText(words)
        self.bar.setRange(0, max(1, expected))
        self.bar.setValue(got)
        self.stop.setVisible(state in (WAITING, RUNNING))
        self.again.setVisible(state in (PART, FAULT))
        self.open.setVisible(state == WHOLE)


class Queue(QWidget):
    """Fetches series one after the other. `changed` : one goes on, or has ended. `drained` : the folders of
    the series that were completed since it last had nothing to do."""

    changed = Signal()
    drained = Signal(object)
    opened = Signal(object)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workers = workers
        self.rows: list[Row] = []
        self._new: list[Path] = []
        heading = QLabel(self.tr("Fetching").upper(), self)
        heading.setObjectName("section")
        self.clear = QToolButton(self)
        self.clear.setObjectName("quiet")
        self.clear.setText(self.tr("Clear the list"))
        self.clear.setToolTip(self.tr("Take what is not being fetched off the list; files stay where they are"))
        self.clear.hide()
        self.clear.clicked.connect(self._clear)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.clear)
        self.nothing = QLabel(self.tr("What you fetch is listed here. An incomplete series is never opened."), self)
        self.nothing.setObjectName("small")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = QWidget(self)
        inner.setObjectName("clear")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addWidget(self.nothing, 1)
        self._list.addStretch(0)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Series that are being fetched"))
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        workers.ticked.connect(self._tick)
        workers.finished.connect(self._finished)

    @property
    def busy(self) -> bool:
        return any(row.job is not None for row in self.rows)

    def fetches(self, series: SeriesHit) -> bool:
        """Whether a series is being fetched, or waits for that."""
        return any(row.job is not None and row.series.uid == series.uid for row in self.rows)

    def add(self, connection: Connection, store: Store, series: SeriesHit, title: str) -> None:
        """Fetch a series, unless it is being fetched already."""
        whose = (connection, series.uid)
        row = next((row for row in self.rows if (row.connection, row.series.uid) == whose), None)
        if row is not None and row.job is not None:
            return
        if row is None:
            row = Row(connection, series, title, self)
            row.cancel_wanted.connect(self._cancel)
            row.again_wanted.connect(self._again)
            row.open_wanted.connect(self._open)
            self.rows.append(row)
            self._list.insertWidget(self._list.count() - 1, row)
        row.series = series  # as the archive describes it now
        self.store = store
        self._start(row)

    def forget_deleted(self) -> None:
        """Take the series off the list that were here and are not any more."""
        self._forget([row for row in self.rows if row.got and not self.store.state(row.series).got])

    @Slot()
    def _clear(self) -> None:
        self._forget(self.rows)

    def _forget(self, rows: Sequence[Row]) -> None:
        for row in [row for row in rows if row.job is None]:
            self.rows.remove(row)
            row.hide()
            row.deleteLater()
        self._show_rows()

    def _show_rows(self) -> None:
        self.nothing.setVisible(not self.rows)
        self.clear.setVisible(any(row.job is None for row in self.rows))

    def _start(self, row: Row) -> None:
        row.job = FetchJob(row.connection, self.store, row.series)
        row.show_state(WAITING, self.tr("waiting"))
        self.workers.submit(FETCH, row.job)
        self._show_rows()

    def _row(self) -> Row:
        row = self.sender()
        assert isinstance(row, Row)
        return row

    @Slot()
    def _cancel(self) -> None:
        row = self._row()
        if row.job is None:
            return
        row.job.cancel.set()
        if row.job.started:
            row.words.setText(self.tr("stopping"))
        else:
            row.job = None
            row.show_state(PART, self.tr("stopped"))
            self._ended()

    @Slot()
    def _again(self) -> None:
        row = self._row()
        if row.job is None:
            self._start(row)
            self.changed.emit()

    @Slot()
    def _open(self) -> None:
        row = self._row()
        folder = self.store.state(row.series).folder
        if folder is None:  # another window has deleted it
            row.show_state(PART, self.tr("no longer here"))
        else:
            self.opened.emit([folder])

    @Slot()
    def _tick(self) -> None:
        for row in self.rows:
            job = row.job
            if job is not None and job.started and not job.cancelled:
                so_far = job.so_far
                words = self.tr("asking which images there are")
                if so_far.expected:
                    words = self.tr("{0} of {1} images, {2:.0f} MB").format(
                        so_far.got, so_far.expected, so_far.size / 1e6
                    )
                row.show_state(RUNNING, words, so_far.got, so_far.expected)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        row = next((row for row in self.rows if row.job is job), None)
        if row is None or not isinstance(job, FetchJob):
            return
        row.job, done = None, job.result
        if job.failure is not None and not job.cancelled:
            row.show_state(FAULT, worded(job.failure.reason(job.connection.name)), job.so_far.got, job.so_far.expected)
        elif done is None:  # cancelled before any of it came, or a bug, of which the window tells
            row.show_state(PART, self.tr("stopped"), job.so_far.got, job.so_far.expected)
        elif done.folder is None:
            row.show_state(PART, worded(done.words), done.got, done.expected)
        else:
            self._new.append(done.folder)
            words = self.tr("complete: {0} images").format(done.got)
            if done.got == 1:
                words = self.tr("complete: 1 image")
            if done.refused == 1:
                words += self.tr("; 1 other that came was not taken")
            elif done.refused:
                words += self.tr("; {0} others that came were not taken").format(done.refused)
            row.show_state(WHOLE, words, done.got, done.expected)
        self._ended()

    def _ended(self) -> None:
        self._show_rows()
        self.changed.emit()
        if not self.busy:
            new, self._new = self._new, []
            self.drained.emit([folder for folder in new if folder.is_dir()])

    def cancel_all(self) -> None:
        """Stop everything; what came is kept."""
        for row in self.rows:
            if row.job is not None:
                row.job.cancel.set()
