"""What the user draws over the panes: measurements with their values, and the outline of the region to attack."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsPathItem, QGraphicsRectItem

from medadv_gui.gui.graphics import pg
from medadv_gui.gui.measure import Measurement, Point, Spacing
from medadv_gui.gui.theme import colour

ABOVE = 10.0


def _pen(tint: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(tint, width, style)
    pen.setCosmetic(True)
    return pen


def _lines(path: QPainterPath, tint: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> list[QGraphicsItem]:
    """A path with a dark casing, legible on any picture."""
    items: list[QGraphicsItem] = []
    for pen in (_pen(QColor(0, 0, 0, 180), 4.0), _pen(tint, 1.75, style)):
        item = QGraphicsPathItem(path)
        item.setPen(pen)
        item.setZValue(ABOVE)
        items.append(item)
    return items


def _path(points: tuple[Point, ...]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


class _Value(pg.TextItem):
    """Stands to the right of its point, or to the left of it where the view has no more room."""

    def viewTransformChanged(self) -> None:
        box = self.getViewBox()
        if isinstance(box, pg.ViewBox):
            right = box.mapViewToScene(self.pos()).x() + 1.1 * self.textItem.boundingRect().width()
            self.setAnchor((1.1 if right > box.sceneBoundingRect().right() else -0.1, 0.5))
        super().viewTransformChanged()


def measurement_items(measurement: Measurement, spacing: Spacing | None, *, selected: bool) -> list[QGraphicsItem]:
    """Its lines, a knob at each point and its value; a selected one in another colour, with filled knobs."""
    tint = colour("selected" if selected else "measure")
    items = _lines(_path(measurement.points), tint)
    for x, y in measurement.points:
        knob = QGraphicsRectItem(QRectF(-3, -3, 6, 6))
        knob.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        knob.setPen(_pen(tint, 1.25))
        knob.setBrush(QBrush(tint if selected else colour("pane")))
        knob.setPos(x, y)
        knob.setZValue(ABOVE)
        items.append(knob)
    text = _Value(measurement.text(spacing), color=tint, fill=QBrush(QColor(0, 0, 0, 170)), anchor=(-0.1, 0.5))
    font = QFont(QApplication.font())
    font.setPixelSize(12)
    text.setFont(font)
    at = measurement.points[1] if measurement.kind == "angle" else max(measurement.points)
    text.setPos(*at)
    text.setZValue(ABOVE)
    items.append(text)
    return items


def unfinished_items(points: tuple[Point, ...]) -> list[QGraphicsItem]:
    """The part of a measurement that has been drawn so far."""
    return _lines(_path(points), colour("measure"), Qt.PenStyle.DashLine) if len(points) > 1 else []


def outline_items(path: QPainterPath) -> list[QGraphicsItem]:
    """The region's outline."""
    return [] if path.isEmpty() else _lines(path, colour("region"), Qt.PenStyle.DashLine)


def brush_items(at: Point, radius: float) -> list[QGraphicsItem]:
    """The edge of the brush, `radius` pixels around a point."""
    path = QPainterPath()
    path.addEllipse(QPointF(*at), radius, radius)
    return _lines(path, colour("region"))


def ghost_items(shape: str, points: list[Point], radius: float, *, take_away: bool) -> list[QGraphicsItem]:
    """The shape that is being drawn: a rectangle or ellipse between two corners, or a stroke `radius` pixels wide to
    each side."""
    tint = colour("danger" if take_away else "region")
    if shape == "brush":
        path = _path(tuple(points) if len(points) > 1 else (points[0], points[0]))
        item = QGraphicsPathItem(path)
        stroke = QColor(tint)
        stroke.setAlpha(110)
        pen = QPen(stroke, 2 * radius, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        item.setPen(pen)
        item.setZValue(ABOVE)
        return [item]
    path = QPainterPath()
    area = QRectF(QPointF(*points[0]), QPointF(*points[-1])).normalized()
    if shape == "ellipse":
        path.addEllipse(area)
    else:
        path.addRect(area)
    return _lines(path, tint)
