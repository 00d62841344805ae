"""Which archive is asked, and what can be done with the connections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QMessageBox, QToolButton, QWidget

from medadv_gui.archive.connections import DICOMWEB, Connection, account, load_connections, save_connections
from medadv_gui.archive.policy import archive_policy
from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.archive.jobs import ASK, ForgetPasswordJob, KeepPasswordJob
from medadv_gui.gui.worker import Workers


class ArchiveBar(QWidget):
    """The archives in a list, and a menu. `chosen` : another one, or none, or the same one changed. `failed` : why the
    connections could not be read or written. `clear_action` is for whoever keeps what was fetched."""

    chosen = Signal()
    failed = Signal(str)

    def __init__(self, workers: Workers, parent: QWidget) -> None:
        super().__init__(parent)
        self.workers = workers
        self.connections: Sequence[Connection] = ()
        self.wizard: QWidget | None = None
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
        manage = QToolButton(self)
        manage.setObjectName("choice")
        manage.setText(self.tr("Connections"))
        manage.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(manage)
        self.add_action = menu.addAction(self.tr("New connection…"))
        self.edit_action = menu.addAction(self.tr("Change or test…"))
        self.remove_action = menu.addAction(self.tr("Remove…"))
        menu.addSeparator()
        self.clear_action = menu.addAction(self.tr("Delete all fetched files…"))
        self.add_action.triggered.connect(self.add)
        self.edit_action.triggered.connect(self.edit)
        self.remove_action.triggered.connect(self.remove)
        manage.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for widget in (label, self.choice, self.place):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(manage)

    @property
    def connection(self) -> Connection | None:
        """The one that is asked."""
        at = self.choice.currentIndex()
        return self.connections[at] if 0 <= at < len(self.connections) else None

    def reload(self) -> None:
        """Read the connections again, and whether the administrator allows others than those of the machine."""
        before = self.choice.currentText()
        try:
            self.connections = load_connections()
            self.add_action.setEnabled(not archive_policy().fixed)
        except MedadvError as error:
            self.connections = ()
            self.add_action.setEnabled(False)  # what cannot be read is not written over
            self.failed.emit(str(error))
        self.choice.blockSignals(True)  # between two lists there is no archive
        self.choice.clear()
        for connection in self.connections:
            self.choice.addItem(connection.name)
        self.choice.setCurrentIndex(max(0, self.choice.findText(before)))
        self.choice.blockSignals(False)
        self._chosen()

    @Slot()
    def _chosen(self) -> None:
        connection, words = self.connection, ""
        if connection is not None:
            way = "DICOMweb" if connection.protocol == DICOMWEB else "DICOM"
            words = f"{way} · {self.tr('encrypted') if connection.secure else self.tr('not encrypted')}"
            if connection.fixed:
                words += f" · {self.tr('set by the administrator')}"
        self.place.setText(words)
        self.edit_action.setEnabled(connection is not None)
        self.remove_action.setEnabled(connection is not None and not connection.fixed)
        self.chosen.emit()

    @Slot()
    def add(self) -> None:
        self._wizard(None)

    @Slot()
    def edit(self) -> None:
        self._wizard(self.connection)

    def _wizard(self, connection: Connection | None) -> None:
        from medadv_gui.gui.archive.wizard import ConnectionWizard

        if self.wizard is None:
            names = [known.name for known in self.connections if known is not connection]
            self.wizard = wizard = ConnectionWizard(self.workers, connection, names, self.window())
            wizard.kept.connect(self._keep)
            wizard.finished.connect(self._wizard_closed)
            wizard.show()

    @Slot()
    def _wizard_closed(self) -> None:
        self.wizard = None

    @Slot(object, object, object)
    def _keep(self, old: Connection | None, new: Connection, secret: str | None) -> None:
        if new.fixed or self._save([*(known for known in self.connections if known != old), new]):
            self.choice.setCurrentIndex(self.choice.findText(new.name))
            if secret is not None:
                self.workers.submit(ASK, KeepPasswordJob(new, secret))
            self._forget(old)

    def _forget(self, old: Connection | None) -> None:
        """Take the password of a connection that is there no more out of the key store, unless another has its user at
        its address."""
        if old is not None and account(old) not in map(account, self.connections):
            self.workers.submit(ASK, ForgetPasswordJob(old))

    @Slot()
    def remove(self) -> None:
        """Ask, and forget a connection with its password."""
        connection = self.connection
        if connection is None or connection.fixed:
            return
        words = self.tr("Remove the connection {0} and its password?").format(connection.name)
        if QMessageBox.question(
            self, self.tr("Remove connection"), words
        ) == QMessageBox.StandardButton.Yes and self._save(
            [known for known in self.connections if known != connection]
        ):
            self._forget(connection)

    def _save(self, connections: Sequence[Connection]) -> bool:
        """Write the connections; whether that went well. What another version has written meanwhile stays."""
        try:
            load_connections()
            save_connections(connections)
        except MedadvError as error:
            self.failed.emit(str(error))
            return False
        self.reload()
        return True
