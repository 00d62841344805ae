"""The window of archives: a search, what it found, and the queue of what is fetched."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.archive.connections import Connection, load_connections, save_connections
from medadv_gui.archive.policy import archive_policy
from medadv_gui.archive.query import Hits, SeriesHit
from medadv_gui.archive.store import Store
from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.archive.hits import HitTree
from medadv_gui.gui.archive.jobs import (
    ASK,
    ArchiveJob,
    FindStudiesJob,
    ForgetPasswordJob,
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
PICTURES = 12  # series of a study that get a thumbnail: each costs the fetch of an image


class ArchiveWindow(QWidget):
    """Finds and fetches. `open_wanted` : the folders of complete series that shall be opened."""

    closed = Signal()
    open_wanted = Signal(object)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.workers = workers
        self.policy = archive_policy()
        self.store = Store(self.policy.quota)
        self.connections: tuple[Connection, ...] = ()
        self.result: Path | None = None  # of the attack on show in the main window, to be sent
        self._jobs: list[ArchiveJob] = []
        self._pictured: set[str] = set()
        self.wizard: QWidget | None = None
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
        self.form = SearchForm(self)
        self.form.search_wanted.connect(self.find)
        self.tree = HitTree(self)
        self.queue = Queue(self.workers, self)
        self.tree.series_wanted.connect(self._ask_series)
        self.tree.fetch_wanted.connect(self.fetch)
        self.tree.itemSelectionChanged.connect(self._states)
        self.queue.fetched.connect(self._show_states)
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
        rows.addLayout(self._head())
        rows.addWidget(self.form)
        rows.addWidget(self.banners)
        rows.addWidget(split, 1)

    def _head(self) -> QHBoxLayout:
        label = QLabel(self.tr("Archive"), self)
        label.setObjectName("sentence")
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.tr("Archive"))
        self.choice.setMinimumWidth(260)
        label.setBuddy(self.choice)
        self.choice.currentIndexChanged.connect(self._chosen)
        self.place = QLabel(self)
        self.place.setObjectName("small")
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.manage = QToolButton(self)
        self.manage.setObjectName("choice")
        self.manage.setText(self.tr("Connections"))
        self.manage.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.manage)
        self.add_action = menu.addAction(self.tr("New connection…"))
        self.edit_action = menu.addAction(self.tr("Change or test…"))
        self.remove_action = menu.addAction(self.tr("Remove…"))
        menu.addSeparator()
        self.clear_action = menu.addAction(self.tr("Delete all fetched files…"))
        self.add_action.triggered.connect(self.add_connection)
        self.edit_action.triggered.connect(self.edit_connection)
        self.remove_action.triggered.connect(self.remove_connection)
        self.clear_action.triggered.connect(self.clear_store)
        self.manage.setMenu(menu)
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (label, self.choice, self.place):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.manage)
        return row

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

    # Connections

    @Slot()
    def reload(self) -> None:
        """Read the connections again."""
        before = self.choice.currentText()
        try:
            self.policy, self.connections = archive_policy(), load_connections()
        except MedadvError as error:
            self.connections = ()
            self.banners.add(str(error))
        self.store.quota = self.policy.quota
        self.choice.clear()
        for connection in self.connections:
            self.choice.addItem(connection.name)
        self.choice.setCurrentIndex(max(0, self.choice.findText(before)))
        self._chosen()
        if not self.connections:
            self.tree.say(self.tr("No archive is known yet. Enter one under Connections."))

    @property
    def connection(self) -> Connection | None:
        at = self.choice.currentIndex()
        return self.connections[at] if 0 <= at < len(self.connections) else None

    @Slot()
    def _chosen(self) -> None:
        """Another archive: what was found in the one before is gone."""
        connection = self.connection
        self._cancel(FindStudiesJob, ListSeriesJob, SeriesPictureJob)
        self.tree.show_studies(())
        self.tree.say(
            self.tr("Fill in a field and search. Nothing is asked of an archive before.") if connection else ""
        )
        words = ""
        if connection is not None:
            way = "DICOMweb" if connection.protocol == "dicomweb" else "DICOM"
            words = f"{way} · {self.tr('encrypted') if connection.secure else self.tr('not encrypted')}"
            if connection.fixed:
                words += f" · {self.tr('set by the administrator')}"
        self.place.setText(words)
        self.said.setText("")
        self._states()

    @Slot()
    def add_connection(self) -> None:
        self._wizard(None)

    @Slot()
    def edit_connection(self) -> None:
        self._wizard(self.connection)

    def _wizard(self, connection: Connection | None) -> None:
        from medadv_gui.gui.archive.wizard import ConnectionWizard

        if self.wizard is None:
            names = [known.name for known in self.connections if known is not connection]
            self.wizard = wizard = ConnectionWizard(self.workers, connection, names, self)
            wizard.kept.connect(self._keep)
            wizard.finished.connect(self._wizard_closed)
            wizard.show()

    @Slot()
    def _wizard_closed(self) -> None:
        self.wizard = None

    @Slot(object, object)
    def _keep(self, old: Connection | None, new: Connection) -> None:
        others = [known for known in self.connections if known != old]
        try:
            save_connections([*others, new])
        except MedadvError as error:
            self.banners.add(str(error))
            return
        self.reload()
        self.choice.setCurrentIndex(self.choice.findText(new.name))

    @Slot()
    def remove_connection(self) -> None:
        """Ask, and forget a connection with its password."""
        connection = self.connection
        if connection is None or connection.fixed:
            return
        words = self.tr("Remove the connection {0} and its password?").format(connection.name)
        if QMessageBox.question(self, self.tr("Remove connection"), words) != QMessageBox.StandardButton.Yes:
            return
        try:
            save_connections([known for known in self.connections if known != connection])
        except MedadvError as error:
            self.banners.add(str(error))
            return
        self._submit(ForgetPasswordJob(connection))
        self.reload()

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
            self.banners.add(str(error))
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
        for hit in [hit for hit in series if hit.modality in MODALITIES][:PICTURES]:
            if self.connection is not None and hit.uid not in self._pictured:
                self._submit(SeriesPictureJob(self.connection, hit))

    @Slot()
    def _show_states(self) -> None:
        """Look again how much of each series is here."""
        for series in self.tree.all_series():
            self.tree.set_state(series, self.store.state(series))
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
        here = [series for series in self.chosen() or [] if self.store.state(series).got]
        words = self.tr("Delete {0} fetched series from this machine? The archive keeps them.").format(len(here))
        if here and QMessageBox.question(self, self.tr("Delete here"), words) == QMessageBox.StandardButton.Yes:
            for series in here:
                self.store.remove(series)
            self._show_states()

    @Slot()
    def clear_store(self) -> None:
        """Ask, and delete everything that was fetched."""
        words = self.tr("Delete all fetched files, {0:.1f} GB, from this machine? The archives keep theirs.").format(
            self.store.used() / 1e9
        )
        if self.queue.busy:
            self.banners.add(self.tr("Something is being fetched; stop that first."), "warning")
        elif QMessageBox.question(self, self.tr("Delete fetched files"), words) == QMessageBox.StandardButton.Yes:
            self.store.clear()
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

    def _submit(self, job: ArchiveJob) -> None:
        self._jobs.append(job)
        self.workers.submit(ASK, job)
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
            self._pictured.add(job.series.uid)
            self.tree.set_picture(job.series, job.result)
        elif isinstance(job, SendJob) and job.bug is None:
            self.banners.add(self.tr("The perturbed image was sent to {0}.").format(job.connection.name), "info")
        self._states()

    def _failed(self, job: ArchiveJob, words: str) -> None:
        if isinstance(job, SeriesPictureJob):
            return  # nobody waits for a thumbnail
        if isinstance(job, ListSeriesJob):
            self.tree.show_note(job.study, worded(words))
        if isinstance(job, FindStudiesJob):
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
        states = [self.store.state(series) for series in chosen or []]
        self.opening.setEnabled(any(state.complete for state in states))
        self.deleting.setEnabled(any(state.got for state in states))
        self.sending.setVisible(self.may_send)
        self.sending.setEnabled(self.result is not None)
        own = connection is not None and not connection.fixed
        self.add_action.setEnabled(not self.policy.fixed)
        self.edit_action.setEnabled(connection is not None)
        self.remove_action.setEnabled(own)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.queue.cancel_all()
        for job in self._jobs:
            job.cancel.set()
        if self.wizard is not None:
            self.wizard.close()
        self.closed.emit()
        super().closeEvent(event)
