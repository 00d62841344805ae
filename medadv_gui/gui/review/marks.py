"""Marks on an image: what is drawn, which is always of one size, and the list of them below a question."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QToolButton, QWidget

from medadv_gui.gui.graphics import pg
from medadv_gui.gui.review.scales import NumberField
from medadv_gui.gui.theme import colour, icon
from medadv_gui.review.protocol import SCALES
from medadv_gui.review.store import Mark

REACH = 9  # radius of a mark, pixels of the screen
ABOVE = 20.0


class MarkItem(pg.GraphicsObject):
    """A ring around a place, with the mark's number beside it."""

    def __init__(self, number: int, place: tuple[float, float], *, chosen: bool) -> None:
        super().__init__()
        self._number, self._chosen = number, chosen
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(ABOVE)
        self.setPos(*place)

    def boundingRect(self) -> QRectF:
        return QRectF(-REACH - 3, -REACH - 12, 2 * REACH + 30, 2 * REACH + 18)

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = colour("selected" if self._chosen else "probe")
        font = QFont(QApplication.font())
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        beside = QPointF(REACH + 2, -REACH + 2)
        painter.setPen(QColor(0, 0, 0, 220))
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            painter.drawText(beside + QPointF(dx, dy), str(self._number))
        painter.setPen(tint)
        painter.drawText(beside, str(self._number))
        for pen in (QPen(QColor(0, 0, 0, 200), 4), QPen(tint, 2)):
            painter.setPen(pen)
            painter.drawEllipse(QPointF(0, 0), REACH, REACH)


class MarkList(QWidget):
    """The marks of one question, each with a rating of its own where the question has a scale."""

    changed = Signal(str)  # what the reader did, for the log
    chosen_changed = Signal()

    def __init__(self, scale: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._scale = scale
        self.marks: list[Mark] = []
        self.chosen = -1
        self.hint = QLabel(self.tr("M, then click into the image: a mark where something is to be seen."), self)
        self.hint.setObjectName("small")
        self.hint.setWordWrap(True)
        self.rows = QGridLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setHorizontalSpacing(8)
        self.rows.setVerticalSpacing(4)
        self.rows.setColumnStretch(2, 1)
        self.rows.addWidget(self.hint, 0, 0, 1, 4)
        self.first = 1  # the number of the first mark: those of all questions are counted through
        self._made: list[QWidget] = []
        self.fields: list[NumberField] = []

    def put(self, marks: list[Mark], chosen: int = -1) -> None:
        """Show these marks; `chosen` is the place of the one that is picked out, -1 for none."""
        self.marks, self.chosen = marks, chosen
        self._list()
        self.chosen_changed.emit()

    def add(self, x: float, y: float, place: int, rating: float | None) -> None:
        """Put a mark at image pixel (x, y) of picture `place`."""
        self.put([*self.marks, Mark(round(x, 2), round(y, 2), place, rating)], len(self.marks))
        self.changed.emit(f"set {x:.1f} {y:.1f}")

    def move(self, at: int, x: float, y: float) -> None:
        """Put a mark elsewhere."""
        old = self.marks[at]
        moved = Mark(round(x, 2), round(y, 2), old.slice, old.rating)
        self.put([*self.marks[:at], moved, *self.marks[at + 1 :]], at)
        self.changed.emit(f"moved {x:.1f} {y:.1f}")

    def delete(self, at: int) -> None:
        """Take a mark away."""
        gone = self.marks[at]
        left = [*self.marks[:at], *self.marks[at + 1 :]]
        self.put(left, min(at, len(left) - 1))
        self.changed.emit(f"deleted {gone.x:.1f} {gone.y:.1f}")

    def number_from(self, first: int) -> None:
        """Number the marks from `first` on."""
        if first != self.first:
            self.first = first
            self._list()

    def _list(self) -> None:
        focus = QApplication.focusWidget()
        held = self.isAncestorOf(focus) if focus is not None else False
        for widget in self._made:
            self.rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._made, self.fields = [], []
        self.hint.setVisible(not self.marks)
        for at, mark in enumerate(self.marks):
            self._row(at, mark)
        if held and (window := self.window()) is not None:
            window.setFocus()

    def _row(self, at: int, mark: Mark) -> None:
        number = QToolButton(self)
        number.setObjectName("choice")
        number.setText(str(self.first + at))
        number.setCheckable(True)
        number.setChecked(at == self.chosen)
        number.setAccessibleName(self.tr("Mark {0}").format(self.first + at))
        number.setProperty("at", at)
        number.clicked.connect(self._number_clicked)
        widgets: list[QWidget] = [number]
        if self._scale is not None:
            field = NumberField(*SCALES[self._scale], self)
            field.setAccessibleName(self.tr("Rating of mark {0}").format(self.first + at))
            field.setPlaceholderText("–")
            field.set_value(mark.rating)
            field.setProperty("at", at)
            field.edited.connect(self._rated)
            self.fields.append(field)
            low, high = SCALES[self._scale]
            words = QLabel(f"{low:g}–{high:g}", self)
            words.setObjectName("small")
            widgets += [field, words]
        away = QToolButton(self)
        away.setObjectName("quiet")
        away.setIcon(icon("close"))
        away.setAccessibleName(self.tr("Delete mark {0}").format(self.first + at))
        away.setProperty("at", at)
        away.clicked.connect(self._away_clicked)
        for column, widget in zip((0, 1, 2, 3) if self._scale is not None else (0, 3), [*widgets, away], strict=True):
            self.rows.addWidget(widget, at + 1, column, Qt.AlignmentFlag.AlignLeft)
        self._made += [*widgets, away]

    def _at(self) -> int:
        return int(self.sender().property("at"))

    @Slot()
    def _number_clicked(self) -> None:
        self.put(self.marks, self._at())

    @Slot()
    def _away_clicked(self) -> None:
        self.delete(self._at())

    @Slot()
    def _rated(self) -> None:
        field, at = self.sender(), self._at()
        assert isinstance(field, NumberField)
        old = self.marks[at]
        self.marks[at] = Mark(old.x, old.y, old.slice, field.value)
        self.changed.emit("rated" if field.value is None else f"rated {field.value:g}")
