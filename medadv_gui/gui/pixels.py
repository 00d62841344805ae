"""One picture in a linked, zoomable view: the image item, the view's mouse gestures and its corner text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.theme import colour

# Tools whose left drags and clicks draw on the image.
DRAWING = frozenset({"distance", "angle", "region"})
# What of the corner text is shown, one after the other; a heat map's scale and gain stay.
CORNER_STATES = ("full", "short", "off")


class PixelItem(pg.GraphicsObject):
    """Draws an RGB picture over the image's whole area, whatever the picture's own size.

    Its pixels come from `render`; nothing here windows or scales values.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rgb: NDArray[np.uint8] | None = None
        self._picture = QImage()
        self._small = QImage()
        self._beside: tuple[QImage, float, NDArray[np.uint8]] | None = None
        self._area = QRectF()

    @property
    def rgb(self) -> NDArray[np.uint8] | None:
        """The picture on show, uint8 (H, W, 3), or (H, W, 4) with opacity."""
        return self._rgb

    def show_rgb(self, rgb: NDArray[np.uint8] | None, rows: int = 0, columns: int = 0) -> None:
        """Show `rgb` over an image of `rows` x `columns` pixels; None shows nothing."""
        area = QRectF(0, 0, columns, rows)
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        self._rgb = None if rgb is None else np.ascontiguousarray(rgb)
        self._small = QImage()
        if self._rgb is None:
            self._picture = QImage()
        else:
            height, width, channels = self._rgb.shape
            kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
            self._picture = QImage(self._rgb.data, width, height, channels * width, kind)
        self.update()

    def show_beside(self, rgb: NDArray[np.uint8] | None, at: float = 0.0) -> None:
        """Show `rgb` instead of the picture left of column `at`; None shows the picture alone."""
        self._beside = None
        if rgb is not None:
            kept = np.ascontiguousarray(rgb)
            height, width = kept.shape[:2]
            self._beside = QImage(kept.data, width, height, 3 * width, QImage.Format.Format_RGB888), at, kept
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self._picture.isNull():
            return
        shown = painter.worldTransform().mapRect(self._area)
        shrink = min(self._picture.width() / max(1.0, shown.width()), self._picture.height() / max(1.0, shown.height()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrink > 0.5)
        painter.drawImage(self._area, self._reduced(shrink) if shrink > 2 else self._picture)
        if self._beside is not None:
            other, at = self._beside[:2]
            painter.setClipRect(QRectF(0, 0, at, self._area.height()), Qt.ClipOperation.IntersectClip)
            painter.drawImage(self._area, other)

    def _reduced(self, shrink: float) -> QImage:
        """The picture averaged down to about what is shown: painting skips pixels, which turns noise into moire."""
        width = int(self._picture.width() / int(shrink))
        if self._small.width() != width:
            height = max(1, int(self._picture.height() / int(shrink)))
            self._small = self._picture.scaled(
                width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._small


class Crosshair(pg.GraphicsObject):
    """Marks one pixel by four strokes around it, of the same size at every magnification."""

    REACH = 12

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(30)
        self.hide()

    def boundingRect(self) -> QRectF:
        side = self.REACH + 2
        return QRectF(-side, -side, 2 * side, 2 * side)

    def paint(self, painter: QPainter, *_: Any) -> None:
        for pen in (QPen(QColor(0, 0, 0, 200), 3), QPen(colour("probe"), 1)):
            painter.setPen(pen)
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(4 * x, 4 * y), QPointF(self.REACH * x, self.REACH * y))


class ImageBox(pg.ViewBox):
    """A view with a viewer's gestures: what a drag or the wheel means is announced, not done, where it concerns
    all panes; panning and zooming are done here and followed by the others.

    drawn : the left button is dragged with a drawing tool: from and to, (x, y) in image pixels, whether it was let go,
    and whether Ctrl is held. clicked : where the left button was clicked.
    """

    window_dragged = Signal(float, float)
    stepped = Signal(int)
    doubled = Signal()
    drawn = Signal(object, object, bool, bool)
    clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__(invertY=True, enableMenu=False, defaultPadding=0.0)
        self.setAspectLocked(True)
        self.setBackgroundColor(colour("pane"))
        self.tool = "window"
        self._wheel = 0.0

    def mouseDragEvent(self, ev: Any, axis: Any = None) -> None:
        ev.accept()
        button = ev.button()
        tool = {Qt.MouseButton.MiddleButton: "pan", Qt.MouseButton.RightButton: "zoom"}.get(button, self.tool)
        moved = ev.screenPos() - ev.lastScreenPos()
        if tool == "window":
            self.window_dragged.emit(float(moved.x()), float(moved.y()))
        elif tool == "scroll":
            self._turn(float(-moved.y()) / 8.0)
        elif tool == "pan":
            here, before = self.mapToView(ev.pos()), self.mapToView(ev.lastPos())
            self.translateBy(x=before.x() - here.x(), y=before.y() - here.y())
        elif tool in DRAWING:
            begin, here = self.mapToView(ev.buttonDownPos()), self.mapToView(ev.pos())
            control = bool(ev.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.drawn.emit((begin.x(), begin.y()), (here.x(), here.y()), ev.isFinish(), control)
        else:
            self._zoom(1.01 ** float(moved.y()), self.mapToView(ev.buttonDownPos()))

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.double() and ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self.doubled.emit()
        elif ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            here = self.mapToView(ev.pos())
            self.clicked.emit((here.x(), here.y()))

    def wheelEvent(self, ev: Any, axis: Any = None) -> None:
        ev.accept()
        if ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(1.0015 ** -ev.delta(), self.mapToView(ev.pos()))
        else:
            self._turn(-ev.delta() / 120.0)

    def _zoom(self, factor: float, centre: QPointF) -> None:
        self.scaleBy((factor, factor), center=centre)

    def _turn(self, notches: float) -> None:
        """Add up fine wheel movements to whole slices."""
        self._wheel += notches
        whole = int(self._wheel)
        if whole:
            self._wheel -= whole
            self.stepped.emit(whole)


class CornerText(QWidget):
    """Text in the corners of a view, a scale bar, orientation letters and, for a heat map, its colour bar.

    It lies over the view and lets the mouse through.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.top = self.bottom = ""
        self.state = CORNER_STATES[0]
        self.letters: tuple[str, str, str, str] | None = None
        self.mm_per_pixel: float | None = None
        self.bar: tuple[NDArray[np.uint8], str, str, str] | None = None
        self.message = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        area = self.rect().adjusted(8, 6, -8, -6)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self.message:
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.setPen(colour("pane_faint"))
            painter.drawText(area.adjusted(12, 0, -12, 0), flags, self.message)
            return
        if self.bar:
            self._colour_bar(painter, *self.bar)
        if self.bar or self.state != "off":
            self._text(painter, area, left | Qt.AlignmentFlag.AlignTop, self.top)
        if self.state != "full":
            return
        if not self.bar:
            self._text(painter, area, left | Qt.AlignmentFlag.AlignBottom, self.bottom)
        if self.letters:
            west, north, east, south = self.letters
            middle = Qt.AlignmentFlag.AlignVCenter
            self._text(painter, area, left | middle, west)
            self._text(painter, area, right | middle, east)
            # Beside the corner's text where there is room, else below it; above the colour bar with its words.
            line = painter.fontMetrics()
            wide = line.horizontalAdvance(self.top.partition("\n")[0]) > area.width() / 2 - line.height()
            free = area.adjusted(0, line.height() if wide else 0, 0, -2 * line.height() if self.bar else 0)
            self._text(painter, free, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, north)
            self._text(painter, free, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, south)
        if self.mm_per_pixel and not self.bar:
            self._scale_bar(painter, self.mm_per_pixel)

    def _text(self, painter: QPainter, area: Any, flags: Any, text: str) -> None:
        """Light text with a dark rim, legible on any picture."""
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            painter.setPen(QColor(0, 0, 0, 200))
            painter.drawText(area.translated(dx, dy), int(flags), text)
        painter.setPen(colour("pane_text"))
        painter.drawText(area, int(flags), text)

    def _scale_bar(self, painter: QPainter, mm: float) -> None:
        room = self.width() * 0.3
        length = next((v for v in (200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1) if v / mm <= room), None)
        if length is None:
            return
        pixels, x, y = length / mm, self.width() - 10.0, self.height() - 10.0
        path = QPainterPath(QPointF(x - pixels, y - 5))
        for point in ((x - pixels, y), (x, y), (x, y - 5)):
            path.lineTo(QPointF(*point))
        for pen in (QPen(QColor(0, 0, 0, 200), 4), QPen(colour("pane_text"), 1.5)):
            painter.setPen(pen)
            painter.drawPath(path)
        text = f"{length / 10:g} cm" if length >= 10 else f"{length:g} mm"
        box = self.rect().adjusted(0, 0, -10, -18)
        self._text(painter, box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)

    def _colour_bar(self, painter: QPainter, table: NDArray[np.uint8], left: str, middle: str, right: str) -> None:
        """A horizontal bar of the table at the bottom, with these words over its ends and its middle."""
        strip = np.ascontiguousarray(np.repeat(table[None, 1:], 2, axis=0))
        picture = QImage(strip.data, strip.shape[1], 2, 3 * strip.shape[1], QImage.Format.Format_RGB888)
        area = self.rect().adjusted(8, 0, -8, -8)
        bar = QRectF(area.left(), area.bottom() - 8, area.width(), 8)
        painter.drawImage(bar, picture)
        painter.setPen(QPen(colour("pane_line"), 1))
        painter.drawRect(bar)
        above = area.adjusted(0, 0, 0, -11)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._text(painter, above, Qt.AlignmentFlag.AlignLeft | bottom, left)
        self._text(painter, above, Qt.AlignmentFlag.AlignHCenter | bottom, middle)
        self._text(painter, above, Qt.AlignmentFlag.AlignRight | bottom, right)
