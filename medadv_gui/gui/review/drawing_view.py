"""A drawing in the window: the same plot as in a report, in the theme's colours."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from medadv_gui.gui.theme import colour, readable
from medadv_gui.render.chart import GRID, INK, MUTED, Area, Drawing, Label, Line, Rect
from medadv_gui.render.text import clean, font_path

SCALE = 1.3  # pixels a point
_NAMES = {INK: "text", MUTED: "text_dim", GRID: "line"}


@cache
def _family() -> str:
    """The face that drawings are laid out in."""
    number, _ = (QFontDatabase.addApplicationFont(str(font_path(bold))) for bold in (False, True))
    return max(QFontDatabase.applicationFontFamilies(number), key=len)  # it goes by "DejaVu Sans", too, which is wider


def _tint(name: str) -> QColor:
    return colour(_NAMES[name]) if name in _NAMES else readable(name)


class DrawingView(QWidget):
    """Paints one drawing at a fixed scale. Its description is there for screen readers."""

    def __init__(self, title: str, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = drawing
        self.setAccessibleName(title)
        self.setAccessibleDescription(drawing.description)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(self.drawing.width * SCALE), round(self.drawing.height * SCALE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(SCALE, SCALE)
        for item in self.drawing.items:
            if isinstance(item, Line):
                pen = QPen(_tint(item.colour), item.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
                if item.dash:
                    pen.setDashPattern([length / item.width for length in item.dash])  # Qt counts in widths of the pen
                painter.setPen(pen)
                painter.drawPolyline(_polygon(item.points))
            elif isinstance(item, Rect):
                painter.fillRect(QRectF(item.x, item.y, item.width, item.height), _tint(item.fill))
            elif isinstance(item, Area):
                fill = _tint(item.fill)
                fill.setAlphaF(item.opacity)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                painter.drawPolygon(_polygon(item.points))
            else:
                _write(painter, item)


def _polygon(points: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _write(painter: QPainter, item: Label) -> None:
    font = QFont(_family())
    font.setPixelSize(100)  # whole pixels alone: the painter is scaled to the size that is wanted
    font.setBold(item.bold)
    text = clean(item.text)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor]
    scale = item.size / 100
    painter.save()
    painter.translate(item.x, item.y)
    painter.scale(scale, scale)
    painter.setFont(font)
    painter.setPen(_tint(item.colour))
    painter.drawText(QPointF(-share * QFontMetricsF(font).horizontalAdvance(text), 0.0), text)
    painter.restore()
