"""Pairs of bars, before and after, with their values as text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from medadv_gui.gui.theme import colour, readable

ROW, LEAST_ROW, GAP = 40, 26, 8


@dataclass(frozen=True)
class Pair:
    """One row: lengths 0 to 1 (None draws no bar) and the text beside each bar; `marks` stand under the label."""

    label: str
    before: float | None
    after: float | None
    before_text: str = ""
    after_text: str = ""
    marks: tuple[str, ...] = ()
    tint: str | None = None


class PairBars(QWidget):
    """Rows of two bars: before solid, after hatched, so that they differ without colour too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Pair, ...] = ()
        self.threshold: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_rows(self, rows: tuple[Pair, ...], threshold: float | None = None) -> None:
        """Show these rows, with a dashed line across all bars at the length `threshold`."""
        if (rows, threshold) != (self.rows, self.threshold):
            self.rows, self.threshold = rows, threshold
            # The painted figures in words, for screen readers.
            self.setAccessibleDescription("; ".join(map(self._words, rows)))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, len(self.rows) * ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, len(self.rows) * LEAST_ROW)

    def _row_height(self) -> float:
        return min(float(ROW), self.height() / max(1, len(self.rows)))

    def _label_width(self) -> int:
        widest = max((self._metrics(row.label) for row in self.rows), default=0)
        marks = max((self._metrics(", ".join(row.marks)) for row in self.rows), default=0)
        return min(max(widest, marks) + 12, self.width() * 9 // 20)

    def _metrics(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(12)
        painter.setFont(font)
        height, labels = self._row_height(), self._label_width()
        texts = [text for row in self.rows for text in (row.before_text, row.after_text)]
        figures = max((painter.fontMetrics().horizontalAdvance(text) for text in texts), default=0) + GAP
        room = max(20.0, self.width() - labels - figures - GAP)
        thick = min(10.0, (height - 8) / 2)
        for i, row in enumerate(self.rows):
            top = i * height
            self._label(painter, row, QRectF(0, top, labels - 4, height))
            middle = top + height / 2
            for share, text, name, y in (
                (row.before, row.before_text, "before", middle - thick - 1),
                (row.after, row.after_text, "after", middle + 1),
            ):
                self._bar(painter, QRectF(labels, y, room, thick), share, name)
                painter.setPen(colour(name) if share is not None else colour("text_faint"))
                place = QRectF(labels + room + GAP, y - 4, figures, thick + 8)
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        if self.threshold is not None:
            painter.setPen(QPen(colour("text"), 1, Qt.PenStyle.DashLine))
            x = labels + room * self.threshold
            painter.drawLine(QPointF(x, 0), QPointF(x, height * len(self.rows)))

    def _label(self, painter: QPainter, row: Pair, area: QRectF) -> None:
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(row.label, Qt.TextElideMode.ElideRight, int(area.width()))
        upper = QRectF(area)
        if row.marks:
            upper.setHeight(area.height() / 2 + 1)
        painter.setPen(readable(row.tint) if row.tint else colour("text"))
        painter.drawText(upper, int(left), name)
        if row.marks:
            font = QFont(painter.font())
            small = QFont(font)
            small.setPixelSize(10)
            small.setWeight(QFont.Weight.DemiBold)
            painter.setFont(small)
            painter.setPen(colour("good"))
            lower = QRectF(area.left(), area.top() + area.height() / 2 - 1, area.width(), area.height() / 2)
            painter.drawText(lower, int(left), " · ".join(row.marks))
            painter.setFont(font)

    def _bar(self, painter: QPainter, area: QRectF, share: float | None, name: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("field"))
        painter.drawRoundedRect(area, 2, 2)
        if share is None:
            return
        filled = QRectF(area)
        filled.setWidth(max(1.5, area.width() * min(1.0, max(0.0, share))))
        painter.setBrush(colour(name, 255 if name == "before" else 90))
        painter.drawRoundedRect(filled, 2, 2)
        if name == "after":
            painter.setBrush(QBrush(colour(name), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(colour(name), 1))
            painter.drawRoundedRect(filled.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.rows:
            at = int(event.pos().y() / self._row_height())
            if at < len(self.rows):
                QToolTip.showText(event.globalPos(), self._words(self.rows[at]), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _words(self, row: Pair) -> str:
        marks = f" ({', '.join(row.marks)})" if row.marks else ""
        text = self.tr("{0}: before {1}, after {2}") if row.after_text else self.tr("{0}: before {1}")
        return text.format(row.label + marks, row.before_text or self.tr("unknown"), row.after_text)
