"""The study builder's window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.worker import Workers
from medadv_gui.models.card import ModelCard


class Builder(QWidget):
    """Makes a study from results. `built` : the folder of the study that was made."""

    closed = Signal()
    built = Signal(object)

    def __init__(
        self, workers: Workers, cards: Sequence[ModelCard], device: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)

    def add_folders(self, folders: Sequence[Path]) -> None:
        """Take these results as cases."""
