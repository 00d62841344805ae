"""The reading room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.worker import Workers
from medadv_gui.review.study import Study


@dataclass(frozen=True)
class Entrant:
    """Who is about to read: a code, years of experience (None where not told), a specialty."""

    code: str
    years: float | None = None
    specialty: str = ""


class ReadingRoom(QWidget):
    """The full screen on which one reader reads a study. `left` : the reader has gone; the readings' file is closed."""

    left = Signal()

    def __init__(
        self, study: Study, entrant: Entrant, workers: Workers, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
