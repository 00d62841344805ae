"""A form of fields with their names beside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

LABEL_WIDTH = 104


def height_of_lines(label: QLabel, width: int) -> int:
    """The height that a label's text needs at this width; its minimum height is 0 afterwards."""
    label.setMinimumHeight(0)  # heightForWidth answers with no less
    return max(0, label.heightForWidth(width)) if label.text() else 0


class Choice(QComboBox):
    """A list that announces when it has closed, after what was chosen in it."""

    closed = Signal()

    def hidePopup(self) -> None:
        super().hidePopup()
        QTimer.singleShot(0, self, self.closed.emit)


class NoWheel(QObject):
    """Keeps the wheel for scrolling: a field changes by wheel only where it has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("dim")
    label.setWordWrap(True)
    label.setFixedWidth(LABEL_WIDTH)
    return label


class Form(QWidget):
    """Labels in one column, fields in the other; every field has its label's text as accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(1, 1)

    def add(self, text: str, field: QWidget, help_text: str = "") -> QLabel:
        """Append a row."""
        label = _label(text)
        label.setBuddy(field)
        field.setAccessibleName(text)
        for widget in (label, field):
            widget.setToolTip(help_text)
        # The column decides a field's width, not its longest text: the panel never grows a sideways scroll bar.
        field.setMinimumWidth(96)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = self.grid.rowCount()
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(field, row, 1)
        return label

    def add_wide(self, widget: QWidget) -> None:
        """Append a row that takes both columns."""
        self.grid.addWidget(widget, self.grid.rowCount(), 0, 1, 2)
