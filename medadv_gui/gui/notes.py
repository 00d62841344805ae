"""Notes on the case on show: plain text, kept with the session and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget


class _Field(QPlainTextEdit):
    """A field that leaves undo and redo to the window: it has one history for view and notes."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            steps = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(step) for step in steps):
                event.ignore()
                return False
        return super().event(event)


class NotesPanel(QWidget):
    """The field with its title, below the list of what is open."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        title = QLabel(self.tr("NOTES"), self)
        title.setObjectName("section")
        self.field = _Field(self)
        self.field.setUndoRedoEnabled(False)
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(self.tr("Notes on this case"))
        self.field.setToolTip(self.tr("Plain text, kept on this computer with the session; it is in no report"))
        self.field.setPlaceholderText(self.tr("Notes on this case"))
        self.field.textChanged.connect(self.edited)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.setSpacing(4)
        rows.addWidget(title)
        rows.addWidget(self.field, 1)
        self.setMinimumHeight(96)
        self.show_notes(None)
        self.hide()

    def text(self) -> str:
        return self.field.toPlainText()

    @contextmanager
    def aliases(self) -> Iterator[None]:
        """While it lasts the notes are left out: they may name the patient."""
        kept = self.text()
        with QSignalBlocker(self.field):
            self.field.setPlainText(self.tr("Notes, left out of the picture.") if kept else "")
            try:
                yield
            finally:
                self.field.setPlainText(kept)

    def show_notes(self, text: str | None) -> None:
        """Show the notes of a case; None where none is open."""
        self.field.setEnabled(text is not None)
        if text is None or text != self.field.toPlainText():
            with QSignalBlocker(self.field):
                self.field.setPlainText(text or "")
