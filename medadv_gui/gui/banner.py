"""A message inside the window: what happened and a way to dismiss it. Nothing is blocked by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from medadv_gui.gui.messages import worded
from medadv_gui.gui.theme import Sign, icon


class Banner(QFrame):
    """One message."""

    closed = Signal()

    def __init__(self, text: str, kind: str, parent: QWidget, *, action: str = "", other: str = "") -> None:
        super().__init__(parent)
        name, sign, tint = {
            "error": ("errorBanner", "error", "danger"),
            "warning": ("warnBanner", "warning", "warn"),
            "info": ("infoBanner", "info", "accent"),
        }[kind]
        self.setObjectName(name)
        picture = Sign(self)
        picture.show_icon(sign, tint, 20)
        self.text = QLabel(self)
        # A file's name stands in the text: never rich text, and no longer than a few lines.
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setText(text if len(text) <= 400 else text[:399] + "…")
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.button: QPushButton | None = None
        if action:
            self.button = QPushButton(action, self)
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.other: QPushButton | None = None
        if other:
            self.other = QPushButton(other, self)
            row.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        self.question = bool(action and other)
        close = QToolButton(self)
        close.setObjectName("quiet")
        close.setIcon(icon("close"))
        close.setAccessibleName(self.tr("Dismiss"))
        close.setToolTip(self.tr("Dismiss"))
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)


class Banners(QWidget):
    """The messages on show, newest on top, at most three beside questions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.messages: list[Banner] = []
        self.hide()

    def add(self, text: str, kind: str = "error", *, action: str = "", other: str = "") -> Banner:
        """Show a message: "error", "warning" or "info", with up to two buttons; with two it is a
        question, which stays until it is answered or dismissed. The same one is not shown twice."""
        text = worded(text)
        for old in self.messages:
            if old.text.text() == text:
                return old
        banner = Banner(text, kind, self, action=action, other=other)
        banner.closed.connect(self._dismiss)
        self.messages.insert(0, banner)
        self._rows.insertWidget(0, banner)
        for old in [old for old in self.messages if not old.question][3:]:
            self._drop(old)
        self.show()
        return banner

    def clear(self) -> None:
        """Drop the messages; a question stays until it is answered."""
        for banner in [banner for banner in self.messages if not banner.question]:
            self._drop(banner)

    def drop(self, banner: Banner) -> None:
        """Drop one message, if it is still there."""
        if banner in self.messages:
            self._drop(banner)

    @contextmanager
    def aliases(self) -> Iterator[None]:
        """While it lasts the messages say nothing: they may name the user's files."""
        kept = [(banner.text, banner.text.text()) for banner in self.messages]
        for label, _ in kept:
            label.setText(self.tr("A message, left out of the picture: it may name a file."))
        try:
            yield
        finally:
            for label, text in kept:
                label.setText(text)

    @Slot()
    def _dismiss(self) -> None:
        banner = self.sender()
        assert isinstance(banner, Banner)
        self._drop(banner)

    def _drop(self, banner: Banner) -> None:
        self.messages.remove(banner)
        self._rows.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self.messages))
