"""One picture in a linked, zoomable view: the image item, the view's mouse gestures and its corner text."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QWidget

from medadv_gui.gui.graphics import pg
from medadv_gui.gui.theme import colour
from medadv_gui.gui.toning import painted, unpacked

# Tools whose left drags and clicks draw on the image.
DRAWING = frozenset({"distance", "angle", "region", "mark"})
# What of the corner text is shown, one after the other; a heat map's scale and gain stay.
CORNER_STATES = ("full", "short", "off")
RIM = 1  # of the corner text, pixels
PLATE = QColor(0, 0, 0, 150)  # below a heat map's words
MOST_WRITTEN = 64  # texts that a pane keeps drawn


class PixelItem(pg.GraphicsObject):
    """Draws an RGB picture over the image's whole area, whatever the picture's own size.

    Its pixels come from `render`; nothing here windows or scales values. `smooth` : whether enlarged pixels are
    interpolated; None interpolates up to twice their size, and leaves them apart from there on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.smooth: bool | None = None
        self._array: NDArray[Any] | None = None
        self._picture = QImage()
        self._small = QImage()
        self._beside: tuple[QImage, float, NDArray[Any]] | None = None
        self._area = QRectF()

    @property
    def rgb(self) -> NDArray[np.uint8] | None:
        """The picture on show, uint8 (H, W, 3), or (H, W, 4) with opacity."""
        return None if self._array is None else unpacked(self._array)

    @property
    def empty(self) -> bool:
        return self._array is None

    def show_rgb(self, picture: NDArray[Any] | None, rows: int = 0, columns: int = 0) -> None:
        """Show `picture`, as `rgb` or packed by `toning`, over `rows` x `columns` pixels; None shows nothing."""
        area = QRectF(0, 0, columns, rows)
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        if picture is self._array:
            return
        self._array, self._small = picture, QImage()
        self._picture = QImage() if picture is None else painted(picture)
        self._repaint()

    def show_beside(self, picture: NDArray[Any] | None, at: float = 0.0) -> None:
        """Show `picture` instead of the other left of column `at`; None shows the other alone."""
        self._beside = None if picture is None else (painted(picture), at, picture)
        self._repaint()

    def _repaint(self) -> None:
        """Not `update`: each scene would have the whole window painted at once, and three panes three times."""
        scene = self.scene()
        for view in () if scene is None else scene.views():
            view.viewport().update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self._picture.isNull():
            return
        shown = painter.worldTransform().mapRect(self._area)
        wide, high = (painter.device().devicePixelRatioF() * side for side in (shown.width(), shown.height()))
        shrink = min(self._picture.width() / max(1.0, wide), self._picture.height() / max(1.0, high))
        smooth = shrink > 0.5 if self.smooth is None else self.smooth or shrink > 1.001
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
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
    all panes; panning and zooming are done here and followed by the others. `zoomable` : whether there is any zooming.

    drawn : the left button is dragged with a drawing tool: from and to, (x, y) in image pixels, whether it was let go,
    and whether Ctrl is held. clicked : where the left button was clicked. moved : the user pans or zooms.
    """

    window_dragged = Signal(float, float)
    stepped = Signal(int)
    doubled = Signal()
    drawn = Signal(object, object, bool, bool)
    clicked = Signal(object)
    moved = Signal()

    def __init__(self) -> None:
        super().__init__(invertY=True, enableMenu=False, defaultPadding=0.0)
        self.setAspectLocked(True)
        self.setBackgroundColor(colour("pane"))
        self.tool = "window"
        self.zoomable = True
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
            self.moved.emit()
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
        if not self.zoomable:
            return
        self.moved.emit()
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
        self._shown: tuple[object, ...] = ()
        self._written: dict[tuple[object, ...], QPixmap] = {}

    def refresh(self) -> None:
        """Be painted again where what stands here has changed; the colours of a bar change with the picture below."""
        bar = self.bar and self.bar[1:]
        shown = self.top, self.bottom, self.state, self.letters, self.mm_per_pixel, bar, self.message
        if shown != self._shown:
            self._shown = shown
            self.update()

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

    def _text(self, painter: QPainter, area: QRect, flags: Qt.AlignmentFlag, text: str) -> None:
        """Light text with a dark rim, legible on any picture; over a heat map on a dark plate too."""
        if not text:
            return
        across = flags & Qt.AlignmentFlag.AlignHorizontal_Mask
        key = text, across, painter.font().family(), colour("pane_text").rgba(), self.devicePixelRatioF()
        written = self._written.get(key)
        if written is None:
            if len(self._written) >= MOST_WRITTEN:
                self._written.clear()
            written = self._written[key] = self._write(painter.font(), across, text)
        size = written.deviceIndependentSize().toSize()
        place = QStyle.alignedRect(Qt.LayoutDirection.LeftToRight, flags, size, area.adjusted(-RIM, -RIM, RIM, RIM))
        if self.bar:  # a heat map is as bright in its darkest colours as the text
            painter.fillRect(place.adjusted(-2, 0, 2, 0), PLATE)
        painter.drawPixmap(place.topLeft(), written)

    def _write(self, font: QFont, across: Qt.AlignmentFlag, text: str) -> QPixmap:
        """The text by itself; kept, because drawing it anew takes as long as a slice's picture."""
        size = QFontMetrics(font).size(0, text) + QSize(2 * RIM, 2 * RIM)
        picture = QPixmap(size * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        area = QRect(QPoint(0, 0), size).adjusted(RIM, RIM, -RIM, -RIM)
        flags = int(across | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextDontClip)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        painter.setPen(QColor(0, 0, 0, 200))
        for dx, dy in ((-RIM, 0), (RIM, 0), (0, -RIM), (0, RIM)):
            painter.drawText(area.translated(dx, dy), flags, text)
        painter.setPen(colour("pane_text"))
        painter.drawText(area, flags, text)
        painter.end()
        return picture

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
