"""What a user has to know of the image on show, above the panes: that it is an adversarial one, and how the file was
read where it is odd. It stays as long as the image does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from medadv_gui.gui.theme import Sign


class ImageStrip(QFrame):
    """Two lines, each hidden where it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.warning = QFrame(self)
        self.warning.setObjectName("adversarialStrip")
        sign = Sign(self.warning)
        sign.show_icon("warning", "danger", 18)
        words = QLabel(self.tr("ADVERSARIAL IMAGE, not the patient's own: changed to deceive a model. "
                               "Research use only, not for diagnosis."), self.warning)  # fmt: skip
        words.setObjectName("adversarialWords")
        words.setWordWrap(True)
        row = QHBoxLayout(self.warning)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(sign)
        row.addWidget(words, 1)
        self.notes = QLabel(self)
        self.notes.setObjectName("quietNote")
        # The text may quote a file: never rich text.
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setAccessibleName(self.tr("How the file was read"))
        self._notes: tuple[str, ...] = ()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.warning)
        rows.addWidget(self.notes)
        self.show_image(adversarial=False, notes=())

    def show_image(self, *, adversarial: bool, notes: Sequence[str]) -> None:
        """Say it; nothing is shown where there is nothing to say."""
        if (adversarial, tuple(notes)) == (not self.warning.isHidden(), self._notes):
            return
        self._notes = tuple(notes)
        self.warning.setVisible(adversarial)
        self.notes.setVisible(bool(notes))
        self.notes.setToolTip("\n".join(notes))
        self.setVisible(adversarial or bool(notes))
        self._elide()

    @contextmanager
    def aliases(self) -> Iterator[None]:
        """While it lasts the notes are left out: one of them names another file of the user's."""
        kept, self._notes = self._notes, ()
        self._elide()
        try:
            yield
        finally:
            self._notes = kept
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        text = self.tr("Note: {0}").format("; ".join(self._notes)) if self._notes else ""
        self.notes.setText(QFontMetrics(self.notes.font()).elidedText(text, Qt.TextElideMode.ElideRight, self.width()))
