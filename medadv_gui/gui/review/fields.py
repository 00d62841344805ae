"""Fields of the study builder's pages, and the rows that they stand in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.forms import NoWheel
from medadv_gui.gui.parameter_form import SPIN_MARGINS

LABELS, FIELDS = 210, 120  # pixels


def _quiet(field: QAbstractSpinBox | QComboBox) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(NoWheel(field))


def whole(parent: QWidget, low: int, high: int, value: int) -> QSpinBox:
    """A field for a whole number."""
    field = QSpinBox(parent)
    field.setRange(low, high)
    field.setValue(value)
    field.lineEdit().setTextMargins(*SPIN_MARGINS)
    _quiet(field)
    return field


def decimal(parent: QWidget, low: float, high: float, value: float, step: float = 0.01) -> QDoubleSpinBox:
    """A field for a number with three decimals."""
    field = QDoubleSpinBox(parent)
    field.setDecimals(3)
    field.setRange(low, high)
    field.setSingleStep(step)
    field.setValue(value)
    field.lineEdit().setTextMargins(*SPIN_MARGINS)
    _quiet(field)
    return field


def choice(parent: QWidget, entries: tuple[tuple[str, object], ...]) -> QComboBox:
    """A list of words, each with what it stands for."""
    field = QComboBox(parent)
    for words, value in entries:
        field.addItem(words, value)
    _quiet(field)
    return field


def words(text: str, parent: QWidget, name: str = "small") -> QLabel:
    """A label that breaks its lines; `name` is its style."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


class Rows(QWidget):
    """Names in one column, fields of one width in the next, and what there is to say of each behind it."""

    def __init__(self, parent: QWidget | None = None, labels: int = LABELS) -> None:
        super().__init__(parent)
        self._labels = labels
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(2, 1)

    def add(self, text: str, field: QWidget, hint: str = "", wide: bool = False) -> QLabel:
        """Append a row; a `wide` field takes the place of the hint, too. The hint's label comes back."""
        label, said = words(text, self, "dim"), words(hint, self)
        label.setFixedWidth(self._labels)
        label.setBuddy(field)
        field.setAccessibleName(text)
        field.setToolTip(hint)
        row = self.grid.rowCount()
        self.grid.addWidget(label, row, 0)
        if wide:
            said.hide()
            self.grid.addWidget(field, row, 1, 1, 2)
        else:
            field.setFixedWidth(FIELDS)
            self.grid.addWidget(field, row, 1)
            self.grid.addWidget(said, row, 2)
        return said


class Page(QScrollArea):
    """A step of the builder: a heading, a sentence, what is wrong, and its own below. Where there is little room it
    scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.inside = QWidget()
        self.inside.setObjectName("clear")
        self._heading, self._sentence = QLabel(self.inside), words("", self.inside, "dim")
        self._heading.setObjectName("h1")
        self.wrong = words("", self.inside, "error")
        self.wrong.hide()
        self.rows = QVBoxLayout(self.inside)
        self.rows.setContentsMargins(0, 0, 12, 0)
        self.rows.setSpacing(12)
        self.rows.addWidget(self._heading)
        self.rows.addWidget(self._sentence)
        self.rows.addWidget(self.wrong)
        self.setWidget(self.inside)

    def head(self, title: str, sentence: str) -> None:
        self._heading.setText(title)
        self._sentence.setText(sentence)

    def show_faults(self, faults: tuple[str, ...]) -> None:
        """Say what is wrong with what stands on this page."""
        self.wrong.setText("\n".join(faults))
        self.wrong.setVisible(bool(faults))


def card(parent: QWidget) -> tuple[QFrame, QVBoxLayout]:
    """A framed part of a page, and the column to put its own in."""
    frame = QFrame(parent)
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(8)
    return frame, column
