"""The strip below the panes: what an attack on all slices did to each, by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from medadv_gui.gui.messages import worded
from medadv_gui.gui.theme import colour

HEIGHT = 26
WAITING, NOW, SUCCESS, FAILED, WRONG, ERROR = "waiting", "now", "success", "failed", "wrong", "error"
NOTHING = "nothing to lose"
TINTS = {
    WAITING: "line_strong",
    NOW: "accent",
    SUCCESS: "after",
    FAILED: "before",
    WRONG: "text_faint",
    NOTHING: "text_faint",
    ERROR: "danger",
}


def state_of(row: Mapping[str, Any] | None) -> str:
    """What became of a slice, by its row of series.json; None: not yet attacked."""
    if row is None:
        return WAITING
    if "error" in row:
        return ERROR
    if row.get("nothing_to_lose"):  # older series do not tell it from a wrong answer
        return NOTHING
    if not row["clean_correct"]:
        return WRONG
    return SUCCESS if row["reread"] else FAILED


class SliceStrip(QWidget):
    """A cell a slice: a full bar succeeded, an outlined one failed, a dash has nothing to attack, a broken dash nothing
    to lose, a cross could not be attacked, a ring is being attacked, a dot waits. Of a search the bar is as high as the
    budget needed. A click goes to the slice."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = self.at = 0
        self.rows: Mapping[int, Mapping[str, Any]] = {}
        self.attacked: Sequence[int] = ()
        self.search = False
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Slices of the attacked series"))

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def show_rows(
        self, count: int, rows: Mapping[int, Mapping[str, Any]], at: int, attacked: Sequence[int] = (), *, search: bool
    ) -> None:
        """Show a series of `count` slices, the slice `at` on show; those of `attacked` are being attacked."""
        self.count, self.rows, self.at, self.attacked, self.search = count, rows, at, attacked, search
        states = [self._state(i) for i in range(count)]
        self.setAccessibleDescription(
            self.tr(
                "{0} succeeded, {1} failed, {2} nothing to attack, {3} nothing to lose, {4} not attacked, {5} to come"
            ).format(
                *(states.count(state) for state in (SUCCESS, FAILED, WRONG, NOTHING, ERROR)),
                states.count(WAITING) + states.count(NOW),
            )
            + ". "
            + self.words(at)
        )
        self.update()

    def _state(self, at: int) -> str:
        state = state_of(self.rows.get(at))
        return NOW if state == WAITING and at in self.attacked else state

    def words(self, at: int) -> str:
        """What became of one slice, in words."""
        row = self.rows.get(at)
        state = self._state(at)
        text = {
            WAITING: self.tr("not attacked yet"),
            NOW: self.tr("being attacked"),
            SUCCESS: self.tr("attack succeeded"),
            FAILED: self.tr("attack failed"),
            WRONG: self.tr("nothing to attack: the model is wrong before")
            if row is not None and "nothing_to_lose" in row
            else self.tr("nothing to attack: the model is wrong before, or finds nothing"),
            NOTHING: self.tr("nothing to lose: the reference is empty, and the model finds nothing before"),
            ERROR: self.tr("could not be attacked: {0}").format(worded(row.get("error", "")) if row else ""),
        }[state]
        if row is not None and state == SUCCESS:
            used = self.tr("budget needed") if self.search else self.tr("largest change")
            units = row["stored_units"] if self.search else row["realised_linf"]
            text += self.tr("; {0} {1} stored units").format(used, f"{units:g}")
        return self.tr("Slice {0}: {1}").format(at + 1, text)

    def _cell(self, i: int) -> QRectF:
        width = (self.width() - 2) / max(1, self.count)
        return QRectF(1 + i * width, 1, width, self.height() - 2)

    def _slice_at(self, x: float) -> int:
        return min(self.count - 1, max(0, int((x - 1) * self.count / max(1, self.width() - 2))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(colour("accent" if self.hasFocus() else "line"), 1))
        painter.setBrush(colour("field"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        needed = [row["stored_units"] for row in self.rows.values() if state_of(row) == SUCCESS] if self.search else []
        highest = max(needed, default=0.0)
        for i in range(self.count):
            cell = self._cell(i)
            if i == self.at:
                painter.fillRect(cell.adjusted(0, 1, 0, -1), colour("accent_soft"))
                painter.fillRect(QRectF(cell.left(), cell.bottom() - 3, cell.width(), 2), colour("accent"))
            self._mark(painter, cell.adjusted(0, 3, 0, -5), i, highest)

    def _mark(self, painter: QPainter, cell: QRectF, i: int, highest: float) -> None:
        row, state = self.rows.get(i), self._state(i)
        tint, gap = colour(TINTS[state]), min(2.0, cell.width() * 0.2)
        inner = cell.adjusted(gap, 0, -gap, 0)
        middle = inner.center()
        painter.setPen(QPen(tint, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state == SUCCESS and row is not None:
            share = row["stored_units"] / highest if highest else 1.0
            painter.fillRect(inner.adjusted(0, inner.height() * (1 - max(0.15, share)), 0, 0), tint)
        elif state == FAILED:
            painter.drawRect(inner.adjusted(0, inner.height() * 0.5, -1, -1))
        elif state == WRONG:
            painter.drawLine(QPointF(inner.left(), middle.y()), QPointF(inner.right(), middle.y()))
        elif state == NOTHING:
            third = inner.width() / 3
            for left in (inner.left(), inner.right() - third):
                painter.drawLine(QPointF(left, middle.y()), QPointF(left + third, middle.y()))
        elif state == ERROR:
            half = min(inner.width(), inner.height()) / 2
            for way in (-1, 1):
                painter.drawLine(
                    QPointF(middle.x() - half, middle.y() - half * way),
                    QPointF(middle.x() + half, middle.y() + half * way),
                )
        elif state == NOW:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            radius = max(1.5, min(inner.width(), inner.height()) / 2 - 1)
            painter.drawEllipse(middle, radius, radius)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        else:
            painter.fillRect(QRectF(middle.x() - 0.75, middle.y() - 0.75, 1.5, 1.5), tint)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.count:
            self.wanted.emit(self._slice_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self.count:
            self.wanted.emit(min(self.count - 1, max(0, self.at + step)))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.count:
            QToolTip.showText(event.globalPos(), self.words(self._slice_at(event.pos().x())), self)
            return True
        return super().event(event)
