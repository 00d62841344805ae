"""The window of archives: a search, what it found, and the queue of what is fetched."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.archive.connections import Connection, PasswordWantedError
from medadv_gui.archive.policy import archive_policy
from medadv_gui.archive.query import Hits, SeriesHit
from medadv_gui.archive.store import Store
from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.archive.bar import ArchiveBar
from medadv_gui.gui.archive.hits import HitTree
from medadv_gui.gui.archive.jobs import (
    ASK,
    PICTURES,
    ArchiveJob,
    FindStudiesJob,
    ListSeriesJob,
    SendJob,
    SeriesPictureJob,
)
from medadv_gui.gui.archive.queue import Queue
from medadv_gui.gui.archive.search_form import MODALITIES, SearchForm
from medadv_gui.gui.banner import Banners
from medadv_gui.gui.messages import worded
from medadv_gui.gui.theme import icon
from medadv_gui.gui.worker import Job, Workers

SIZE = (1180, 740)
PICTURED = 12  # series of a study that get a thumbnail: each costs the fetch of an image


class ArchiveWindow(QWidget):
    """Finds and fetches. `open_wanted` : the folders of complete series that shall be opened."""

    closed = Signal()
    open_wanted = Signal(object)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.workers = workers
        self.policy = archive_policy()
        self.store = Store(self.policy.quota)
        self.result: Path | None = None  # of the attack on show in the main window, to be sent
        self._jobs: list[ArchiveJob] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("From an archive"))
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(*SIZE)
        self.setMinimumSize(900, 560)
        self._lay_out()
        workers.finished.connect(self._finished)
        self.reload()
        self.form.patient.setFocus()

    # Layout

    def _lay_out(self) -> None:
        self.banners = Banners(self)
        self.bar = ArchiveBar(self.workers, self)
        self.bar.chosen.connect(self._chosen)
        self.bar.failed.connect(self._say)
        self.bar.clear_action.triggered.connect(self.clear_store)
        self.form = SearchForm(self)
        self.form.search_wanted.connect(self.find)
        self.tree = HitTree(self)
        self.queue = Queue(self.workers, self)
        self.tree.series_wanted.connect(self._ask_series)
        self.tree.fetch_wanted.connect(self.fetch)
        self.tree.itemSelectionChanged.connect(self._states)
        self.queue.changed.connect(self._show_states)
        self.queue.drained.connect(self._drained)
        self.queue.opened.connect(self.open_wanted)
        self.said = QLabel(self)
        self.said.setObjectName("small")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        middle, lower = QWidget(self), QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tree, 1)
        column.addLayout(self._buttons())
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 4, 0, 0)
        below.addWidget(self.queue)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(4)
        split.addWidget(middle)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([480, 150])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(8)
        rows.addWidget(self.bar)
        rows.addWidget(self.form)
        rows.addWidget(self.banners)
        rows.addWidget(split, 1)

    def _buttons(self) -> QHBoxLayout:
        self.fetching = QPushButton(self.tr("Fetch"), self)
        self.fetching.setObjectName("primary")
        self.fetching.setToolTip(self.tr("Fetch the selected studies or series onto this machine"))
        self.opening = QPushButton(icon("open-folder"), self.tr("Open"), self)
        self.opening.setToolTip(self.tr("Open what is complete of the selected studies or series"))
        self.deleting = QPushButton(self.tr("Delete here…"), self)
        self.deleting.setToolTip(self.tr("Delete what was fetched of the selected series from this machine"))
        self.sending = QPushButton(icon("export"), self.tr("Send the result…"), self)
        self.sending.setToolTip(
            self.tr("Send the perturbed image on show to this archive; the administrator allows it")
        )
        self.at_once = QCheckBox(self.tr("Open when complete"), self)
        self.at_once.setChecked(True)
        for button, slot in (
            (self.fetching, self.fetch),
            (self.opening, self.open_selected),
            (self.deleting, self.delete_selected),
            (self.sending, self.send_result),
        ):
            button.clicked.connect(slot)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        for widget in (self.sending, self.deleting, self.at_once, self.opening, self.fetching):
            row.addWidget(widget)
        return row

    # Which archive

    @Slot()
    def reload(self) -> None:
        """Read the connections and what an administrator has set again."""
        with suppress(MedadvError):  # the bar, which reads it too, says so
            self.policy = archive_policy()
        self.store.quota = self.policy.quota
        self.bar.reload()

    @property
    def connection(self) -> Connection | None:
        return self.bar.connection

    @Slot(str)
    def _say(self, words: str) -> None:
        self.banners.add(words)

    @Slot()
    def _chosen(self) -> None:
        """Another archive: what was found in the one before is gone."""
        self._cancel(FindStudiesJob, ListSeriesJob, SeriesPictureJob)
        self.tree.show_studies(())
        self.tree.say(
            self.tr("Fill in a field and search. Nothing is asked of an archive before.")
            if self.connection is not None
            else self.tr("No archive is known yet. Enter one under Connections.")
        )
        self.said.setText("")
        self._states()

    # Searching

    @Slot()
    def find(self) -> None:
        """Search; while a search runs, stop it."""
        if self._of(FindStudiesJob):
            self._cancel(FindStudiesJob)
            return
        connection = self.connection
        if connection is None:
            return
        self.banners.clear()
        try:
            query = self.form.query()
            query.keys()
        except MedadvError as error:
            words = str(error)
            self.banners.add(words[:1].upper() + words[1:])
            return
        self._cancel(ListSeriesJob, SeriesPictureJob)
        self.tree.show_studies(())
        self.tree.say(self.tr("Searching…"))
        self.said.setText("")
        self._submit(FindStudiesJob(connection, query))

    def _show_hits(self, hits: Hits) -> None:
        self.tree.show_studies(hits.studies)
        count = len(hits.studies)
        self.tree.say("" if count else self.tr("Nothing was found that fits."))
        words = [self.tr("1 study") if count == 1 else self.tr("{0} studies").format(count)]
        if hits.more:
            words.append(self.tr("the archive has more: narrow the search"))
        if hits.dropped:
            words.append(self.tr("{0} answers could not be read").format(hits.dropped))
        self.said.setText("; ".join(words))
        if count:
            self.tree.setFocus()

    @Slot(str)
    def _ask_series(self, study: str) -> None:
        if self.connection is not None:
            self._submit(ListSeriesJob(self.connection, study))

    def _show_series(self, job: ListSeriesJob) -> None:
        self.tree.show_series(job.study, job.result)
        self._show_states()
        self._ask_pictures(job.result)

    def _ask_pictures(self, series: tuple[SeriesHit, ...]) -> None:
        """Ask for thumbnails of the first series with images."""
        for hit in [hit for hit in series if hit.modality in MODALITIES][:PICTURED]:
            if self.connection is not None and not self.tree.has_picture(hit):
                self._submit(SeriesPictureJob(self.connection, hit), PICTURES)

    @Slot()
    def _show_states(self) -> None:
        """Look again how much of each series is here."""
        self.tree.show_states(self.store.state)
        self._states()

    # Fetching and opening

    def chosen(self) -> list[SeriesHit] | None:
        """The selected series, and those of the selected studies; None where a study's are not known yet."""
        found = {series.uid: series for series in self.tree.selected_series}
        for study in self.tree.selected_studies:
            below = self.tree.series_below(study.uid)
            if below is None:
                return None
            found |= {series.uid: series for series in below}
        return list(found.values())

    @Slot()
    def fetch(self) -> None:
        """Fetch the selection; of studies whose series are not known, these are asked for first."""
        connection, chosen = self.connection, self.chosen()
        if connection is None:
            return
        if chosen is None:
            for study in self.tree.selected_studies:
                if self.tree.series_below(study.uid) is None:
                    job = ListSeriesJob(connection, study.uid)
                    job.fetch_too = True
                    self._submit(job)
            chosen = [s for study in self.tree.selected_studies for s in self.tree.series_below(study.uid) or ()]
        self._enqueue(connection, chosen)

    def _enqueue(self, connection: Connection, chosen: list[SeriesHit]) -> None:
        for series in chosen:
            study = self.tree.study_of(series)
            name = self.tr("Series {0}").format(series.number) if series.number else series.modality
            whose = study.patient if study is not None else ""
            title = " · ".join(filter(None, (whose, name, series.description)))
            self.queue.add(connection, self.store, series, title)
        self._states()

    @Slot(object)
    def _drained(self, folders: list[Path]) -> None:
        if folders and self.at_once.isChecked():
            self.open_wanted.emit(folders)

    @Slot()
    def open_selected(self) -> None:
        """Open the complete series of the selection, and say how many are not."""
        chosen = self.chosen() or []
        states = [self.store.state(series) for series in chosen]
        folders = [state.folder for state in states if state.complete and state.folder is not None]
        if len(folders) < len(chosen):
            words = self.tr("{0} of {1} series are complete; the others are not opened. Fetch them first.")
            self.banners.add(words.format(len(folders), len(chosen)), "warning")
        if folders:
            self.open_wanted.emit(folders)

    @Slot()
    def delete_selected(self) -> None:
        """Ask, and delete what is here of the selected series."""
        here = [series for series in self.chosen() or [] if self._may_delete(series)]
        words = self.tr("Delete {0} fetched series from this machine? The archive keeps them.").format(len(here))
        if here and QMessageBox.question(self, self.tr("Delete here"), words) == QMessageBox.StandardButton.Yes:
            self._delete(*(partial(self.store.remove, series) for series in here))

    def _may_delete(self, series: SeriesHit) -> bool:
        return self.store.state(series).got > 0 and not self.queue.fetches(series)

    @Slot()
    def clear_store(self) -> None:
        """Ask, and delete everything that was fetched."""
        words = self.tr("Delete all fetched files, {0:.1f} GB, from this machine? The archives keep theirs.").format(
            self.store.used() / 1e9
        )
        if self.queue.busy:
            self.banners.add(self.tr("Something is being fetched; stop that first."), "warning")
        elif QMessageBox.question(self, self.tr("Delete fetched files"), words) == QMessageBox.StandardButton.Yes:
            self._delete(self.store.clear)

    def _delete(self, *deletions: Callable[[], None]) -> None:
        """Delete one after another, until one may not be."""
        try:
            for delete in deletions:
                delete()
        except MedadvError as error:
            self.banners.add(str(error))
        self.queue.forget_deleted()
        self._show_states()

    # Sending

    def offer(self, result: Path | None) -> None:
        """Take the perturbed image on show in the main window, or that there is none."""
        self.result = result
        self._states()

    @property
    def may_send(self) -> bool:
        connection = self.connection
        return connection is not None and connection.fixed and connection.name in self.policy.send_to

    @Slot()
    def send_result(self) -> None:
        """Have the archive's name typed, and send the perturbed image on show."""
        connection, result = self.connection, self.result
        if connection is None or result is None or not self.may_send:
            return
        words = self.tr(
            "The perturbed image leaves this machine, under its new identity and marked ADVERSARIAL. It is written "
            "down when it went and where.\n\nTo confirm, type the name of the archive: {0}"
        )
        typed, sure = QInputDialog.getText(self, self.tr("Send the result"), words.format(connection.name))
        if sure:
            self._submit(SendJob(connection, result, typed))

    # Jobs

    def _submit(self, job: ArchiveJob, lane: str = ASK) -> None:
        self._jobs.append(job)
        self.workers.submit(lane, job)
        self._states()

    def _of(self, *kinds: type[ArchiveJob]) -> list[ArchiveJob]:
        return [job for job in self._jobs if isinstance(job, kinds) and not job.cancelled]

    def _cancel(self, *kinds: type[ArchiveJob]) -> None:
        for job in self._of(*kinds):
            job.cancel.set()
        self._states()

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if not isinstance(job, ArchiveJob) or job not in self._jobs:
            return
        self._jobs.remove(job)
        if job.cancelled:
            if isinstance(job, FindStudiesJob) and not self._of(FindStudiesJob):
                self.tree.say(self.tr("Stopped."))
        elif job.failure is not None:
            self._failed(job, str(job.failure))
        elif isinstance(job, FindStudiesJob) and job.result is not None:
            self._show_hits(job.result)
        elif isinstance(job, ListSeriesJob) and job.result is not None:
            self._show_series(job)
            if job.fetch_too:
                self._enqueue(job.connection, list(job.result))
        elif isinstance(job, SeriesPictureJob) and job.result is not None:
            self.tree.set_picture(job.series, job.result)
        elif isinstance(job, SendJob) and job.bug is None:
            self.banners.add(self.tr("The perturbed image was sent to {0}.").format(job.connection.name), "info")
        self._states()

    def _ask_password(self, job: FindStudiesJob) -> bool:
        """Ask for the password of an archive, and search with it; whether one was entered."""
        words = self.tr("{0}\n\nPassword of {1}:").format(worded(str(job.failure)), job.connection.user)
        secret, sure = QInputDialog.getText(self, self.tr("Password"), words, QLineEdit.EchoMode.Password)
        if sure and secret:
            self._submit(FindStudiesJob(job.connection, job.query, secret))
        return sure and bool(secret)

    def _failed(self, job: ArchiveJob, words: str) -> None:
        if isinstance(job, SeriesPictureJob):
            return  # nobody waits for a thumbnail
        if isinstance(job, ListSeriesJob):
            self.tree.show_note(job.study, worded(words))
        if isinstance(job, FindStudiesJob):
            if isinstance(job.failure, PasswordWantedError) and self._ask_password(job):
                return
            self.tree.say("")
        self.banners.add(words)

    @Slot()
    def _states(self) -> None:
        """Enable what can be done."""
        connection, searching = self.connection, bool(self._of(FindStudiesJob))
        chosen = self.chosen()
        self.form.show_state(connection is not None, searching)
        some = bool(self.tree.selectedItems()) and connection is not None
        self.fetching.setEnabled(some)
        self.opening.setEnabled(any(self.store.state(series).complete for series in chosen or []))
        self.deleting.setEnabled(any(self._may_delete(series) for series in chosen or []))
        self.sending.setVisible(self.may_send)
        self.sending.setEnabled(self.result is not None)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.queue.cancel_all()
        for job in self._jobs:
            job.cancel.set()
        if self.bar.wizard is not None:
            self.bar.wizard.close()
        self.closed.emit()
        super().closeEvent(event)
