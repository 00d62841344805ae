"""What a study found."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.worker import Workers
from medadv_gui.review.study import Study


class ResultsPage(QWidget):
    """The results of a study, once somebody has named its key."""

    def __init__(self, study: Study, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    @Slot()
    def refresh(self) -> None:
        """Readings have come or gone."""
