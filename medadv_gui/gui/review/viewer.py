"""What is looked at in the reading room: one image, or two side by side, with a viewer's gestures. Whatever arm an
image is of, it is shown in the same way."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGraphicsItem, QHBoxLayout, QWidget

from medadv_gui.core.types import Window
from medadv_gui.gui import toning
from medadv_gui.gui.pane import Pane
from medadv_gui.gui.review.marks import REACH, MarkItem
from medadv_gui.gui.review.ready import Ready, own_window
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import restyle
from medadv_gui.render.colour_maps import GREY
from medadv_gui.review.protocol import BANNER, Display
from medadv_gui.review.store import Mark

MARGIN = 0.02
MARKS = "marks"


class ReadingPane(Pane):
    """A pane that says the same of every image."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.tag.clear()  # no image of a study is called anything
        self.banner.setText(said("notes", BANNER))


class Viewer(QWidget):
    """One or two linked panes: one window, one pan and zoom.

    done : what the reader did: "window", "zoom" or "pan", and to what. marked : a place was pointed at with the marking
    tool: x, y in image pixels, and which of the item's pictures. mark_moved, mark_picked : by the mark's number.
    """

    done = Signal(str, str)
    marked = Signal(float, float, int)
    mark_moved = Signal(int, float, float)
    mark_picked = Signal(int)

    def __init__(self, pair: bool, display: Display, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Image"))
        titles = (self.tr("Left"), self.tr("Right")) if pair else (self.tr("Image"),)
        self.panes = tuple(ReadingPane(title, self) for title in titles)
        self.display = display
        self.ready: Ready | None = None
        self.window_shown: Window | None = None
        self.inverted = False
        self.window_drag = 1
        self.tool = "window"
        self.marks: list[tuple[int, Mark, bool]] = []
        self._cursor: tuple[int, float, float] | None = None
        self._fitted = True
        self._following = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for pane in self.panes:
            row.addWidget(pane, 1)
            pane.pixels.smooth = display.smooth and not display.one_to_one
            pane.box.zoomable = not display.one_to_one
            pane.box.window_dragged.connect(self.drag_window)
            pane.box.moved.connect(self._moved)
            pane.box.sigRangeChanged.connect(self._follow)
            pane.box.drawn.connect(self._drawn)
            pane.box.clicked.connect(self._clicked)
            pane.resized.connect(self._refit)
            pane.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Many mouse moves between two repaints cost one drawing.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.redraw)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        for pane in self.panes:
            restyle(pane, focused="true")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        for pane in self.panes:
            restyle(pane, focused="false")

    # What is shown

    def show_ready(self, ready: Ready | None) -> None:
        """Show a presentation in the case's own window, all of it or at its true size; None shows nothing."""
        self._later.stop()
        self.ready, self.inverted, self.marks, self._cursor = ready, False, [], None
        self.window_shown = None if ready is None else own_window(ready.images[0])
        if ready is None:
            for pane in self.panes:
                pane.set_items([], MARKS)
                pane.show_rgb(None)
                pane.corner.bottom, pane.corner.mm_per_pixel = "", None
                pane.corner.refresh()
            return
        spacing = ready.images[0].geometry.spacing
        ratio = spacing[1] / spacing[0] if spacing and not self.display.one_to_one else 1.0
        for pane, image, drawn in zip(self.panes, ready.images, ready.drawn, strict=True):
            pane.box.setAspectLocked(True, ratio=ratio)
            pane.set_items([], MARKS)
            pane.cross.hide()
            pane.show_rgb(drawn, image.rows, image.columns)
        self.fit()

    @Slot()
    def redraw(self) -> None:
        """Draw the pictures again in the window on show."""
        if self.ready is None:
            return
        for pane, image in zip(self.panes, self.ready.images, strict=True):
            pane.show_rgb(
                toning.picture(image, self.window_shown, None, self.inverted, GREY), image.rows, image.columns
            )
        self._write()

    def _write(self) -> None:
        """Window, zoom and scale in the corners."""
        if self.ready is None:
            return
        image, window = self.ready.images[0], self.window_shown
        lines = [] if window is None else toning.window_words(window, image.units)
        lines += [self.tr("inverted")] * self.inverted
        lines.append(self.tr("zoom {0}").format(f"{self.zoom:.2f}"))
        spacing = image.geometry.spacing
        for pane in self.panes:
            pane.corner.bottom = "\n".join(lines)
            pane.corner.mm_per_pixel = None if spacing is None else spacing[1] * pane.box.viewPixelSize()[0]
            pane.corner.refresh()

    @property
    def zoom(self) -> float:
        """Pixels of the screen that a pixel of the image takes, along a row."""
        size = float(self.panes[0].box.viewPixelSize()[0])
        return self.devicePixelRatioF() / size if size > 0 else 0.0

    # Pan and zoom

    def fit(self) -> None:
        """Show the whole image, or its middle at one screen pixel an image pixel where that is asked for."""
        if self.ready is None:
            return
        self._fitted = True
        image = self.ready.images[0]
        self._following = True
        for pane in self.panes:
            if self.display.one_to_one:
                pane.box.setRange(self._true(pane, QPointF(image.columns / 2, image.rows / 2)), padding=0)
            else:
                pane.box.setRange(QRectF(0, 0, image.columns, image.rows), padding=MARGIN)
        self._following = False
        self._write()

    def _true(self, pane: Pane, centre: QPointF) -> QRectF:
        """The part of the image that a pane shows about `centre` at one screen pixel an image pixel. It begins with a
        whole pixel: a share of one would be interpolated."""
        ratio, area = self.devicePixelRatioF(), pane.box.rect()
        width, height = area.width() * ratio, area.height() * ratio
        return QRectF(round(centre.x() - width / 2), round(centre.y() - height / 2), width, height)

    @Slot()
    def _refit(self) -> None:
        """A pane has another size."""
        if self._fitted or self.display.one_to_one:
            self.fit()

    @Slot()
    def _moved(self) -> None:
        """The reader pans or zooms."""
        self._fitted = False

    @Slot(object, object)
    def _follow(self, box: Any, *_: Any) -> None:
        """Pan and zoom of one pane become those of both."""
        if self._following or self.ready is None:
            return
        self._following = True
        area = box.viewRect()
        for pane in self.panes:
            if self.display.one_to_one:
                pane.box.setRange(self._true(pane, area.center()), padding=0)
            elif pane.box is not box:
                pane.box.setRange(area, padding=0)
        self._following = False
        self._write()
        if not self._fitted:
            self.done.emit("view", f"zoom {self.zoom:.3f} at {area.center().x():.0f} {area.center().y():.0f}")

    def magnify(self, factor: float) -> None:
        """Zoom about the middle."""
        if not self.display.one_to_one and self.ready is not None:
            self._fitted = False
            self.panes[0].box.scaleBy((1 / factor, 1 / factor))

    def shift(self, dx: float, dy: float) -> None:
        """Move by so many screen pixels."""
        if self.ready is not None:
            self._fitted = False
            size = self.panes[0].box.viewPixelSize()
            self.panes[0].box.translateBy(x=dx * float(size[0]), y=dy * float(size[1]))

    # Window

    @Slot(float, float)
    def drag_window(self, dx: float, dy: float) -> None:
        """As in the main window: right is wider, down is darker."""
        if self.ready is not None and not self.ready.case.colour:
            self.set_window(toning.dragged(self.ready.images[0], self.window_shown, dx, dy * self.window_drag))

    def set_window(self, window: Window | None) -> None:
        """Show through `window`; None goes back to the case's own."""
        if self.ready is None or self.ready.case.colour:
            return
        self.window_shown = window or own_window(self.ready.images[0])
        self._later.start()
        assert self.window_shown is not None
        self.done.emit("window", f"{self.window_shown.lower:.6g} {self.window_shown.upper:.6g}")

    def invert(self) -> None:
        self.inverted = not self.inverted
        self.redraw()
        self.done.emit("invert", "on" if self.inverted else "off")

    def reset(self) -> None:
        """As the presentation began."""
        self.inverted = False
        self.set_window(None)
        self.redraw()
        self.fit()
        self.done.emit("reset", "")

    # Marks

    def set_tool(self, tool: str) -> None:
        """What a drag with the left button does: "window", "pan", "zoom" or "mark"."""
        self.tool = tool
        for pane in self.panes:
            pane.box.tool = tool
            pane.view.setCursor(Qt.CursorShape.CrossCursor if tool == "mark" else Qt.CursorShape.ArrowCursor)
        self._show_cursor(None)

    def show_marks(self, marks: list[tuple[int, Mark, bool]]) -> None:
        """Draw marks: number, mark, whether it is picked out."""
        self.marks = marks
        if self.ready is None:
            return
        for pane, place in zip(self.panes, self.ready.places, strict=True):
            items: list[QGraphicsItem] = [
                MarkItem(number, (mark.x, mark.y), chosen=chosen)
                for number, mark, chosen in marks
                if mark.slice == place
            ]
            pane.set_items(items, MARKS)

    def move_cursor(self, dx: int, dy: int) -> None:
        """Move the cross of the marking tool by pixels of the image; it begins in the middle, and beyond an edge it
        comes to the other pane."""
        if self.ready is None:
            return
        image = self.ready.images[0]
        at, x, y = self._cursor or (0, image.columns // 2, image.rows // 2)
        x, y = x + dx, y + dy
        if len(self.panes) > 1 and not 0 <= x < image.columns:
            at, x = 1 - at, x % image.columns
        self._show_cursor((at, min(max(x, 0), image.columns - 1), min(max(y, 0), image.rows - 1)))

    def mark_cursor(self) -> None:
        """Put a mark where the cross stands."""
        if self._cursor is not None and self.ready is not None:
            at, x, y = self._cursor
            self.marked.emit(x + 0.5, y + 0.5, self.ready.places[at])

    def _show_cursor(self, cursor: tuple[int, float, float] | None) -> None:
        self._cursor = cursor
        for at, pane in enumerate(self.panes):
            pane.cross.setVisible(cursor is not None and at == cursor[0] and not pane.pixels.empty)
            if cursor is not None and at == cursor[0]:
                pane.cross.setPos(cursor[1] + 0.5, cursor[2] + 0.5)

    def _place_of(self, sender: Any) -> int:
        """Which of the item's pictures the pane of this box shows."""
        assert self.ready is not None
        return next(place for pane, place in zip(self.panes, self.ready.places, strict=True) if pane.box is sender)

    def _near(self, point: tuple[float, float], place: int) -> int | None:
        """The number of the mark at a point, if there is one."""
        reach = (REACH + 2) * float(self.panes[0].box.viewPixelSize()[0])
        for number, mark, _ in reversed(self.marks):
            if mark.slice == place and (mark.x - point[0]) ** 2 + (mark.y - point[1]) ** 2 <= reach**2:
                return number
        return None

    def _inside(self, point: tuple[float, float]) -> bool:
        assert self.ready is not None
        image = self.ready.images[0]
        return 0 <= point[0] < image.columns and 0 <= point[1] < image.rows

    @Slot(object)
    def _clicked(self, point: tuple[float, float]) -> None:
        if self.tool != "mark" or self.ready is None:
            return
        place = self._place_of(self.sender())
        number = self._near(point, place)
        if number is not None:
            self.mark_picked.emit(number)
        elif self._inside(point):
            self.marked.emit(*point, place)

    @Slot(object, object, bool, bool)
    def _drawn(self, begin: tuple[float, float], here: tuple[float, float], finished: bool, _: bool) -> None:
        """A drag with the marking tool moves a mark, or puts one where it ends."""
        if self.ready is None or not finished:
            return
        place = self._place_of(self.sender())
        number = self._near(begin, place)
        if not self._inside(here):
            return
        if number is not None:
            self.mark_moved.emit(number, *here)
        else:
            self.marked.emit(*here, place)
