"""The case library's window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.worker import Workers


class LibraryWindow(QWidget):
    """The cases of a library. `study_wanted` : build a study from these folders of results."""

    closed = Signal()
    study_wanted = Signal(object)

    def __init__(self, folder: Path, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)

    @Slot()
    def refresh(self) -> None:
        """Cases have come."""
