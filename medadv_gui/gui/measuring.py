"""Drags and clicks on the panes to measurements, which belong to a slice and are drawn in all panes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QGraphicsItem

from medadv_gui.gui.controller import Controller
from medadv_gui.gui.drawings import measurement_items, unfinished_items
from medadv_gui.gui.measure import NEEDED, Measurement, Point, Spacing, handle, nearest
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.session import Entry

# How near the mouse must come to a line or knob, in pixels of the screen.
REACH = 8
LAYER = "measurements"


class Measuring(QObject):
    """The measurements of the slice on show: `Entry.measurements` keeps them.

    edited : the user has changed them: entry, slice, those before and those after.
    """

    edited = Signal(object, int, object, object)

    def __init__(self, controller: Controller, panes: LinkedPanes) -> None:
        super().__init__(panes)
        self._c, self._panes = controller, panes
        self.kind = ""
        self.selected: int | None = None
        self._begun: tuple[Point, ...] = ()
        self._held: tuple[int, int] | None = None
        self._dragging = False
        self._before: tuple[Measurement, ...] = ()
        self._shown: object = None
        panes.drawn.connect(self._drawn)
        panes.clicked.connect(self._clicked)
        panes.hovered.connect(self._hovered)
        controller.image_changed.connect(self.show)

    @property
    def here(self) -> tuple[Measurement, ...]:
        """The measurements of the slice on show."""
        entry = self._c.entry
        return () if entry is None else entry.measurements.get(entry.slice, ())

    def put(self, measurements: tuple[Measurement, ...], *, record: bool = True) -> None:
        """Replace the measurements of the slice on show; `record` announces it as the user's doing."""
        entry = self._c.entry
        if entry is not None:
            before = self.here
            self.restore(entry, entry.slice, measurements)
            if record and before != measurements:
                self.edited.emit(entry, entry.slice, before, measurements)

    def restore(self, entry: Entry, at: int, measurements: tuple[Measurement, ...]) -> None:
        """Give a slice these measurements."""
        entry.measurements[at] = measurements
        self.selected = self.selected if self.selected is not None and self.selected < len(measurements) else None
        self._draw()

    def set_tool(self, tool: str) -> None:
        """Measure with the tool "distance" or "angle"; any other leaves what is there."""
        self.kind = tool if tool in NEEDED else ""
        self.forget()

    def forget(self) -> None:
        """Drop what is begun and select nothing."""
        self._begun, self._held, self.selected, self._dragging = (), None, None, False
        self._draw()

    @Slot()
    def delete(self) -> None:
        """Delete the selected measurement."""
        if self.selected is not None:
            at, self.selected = self.selected, None
            self.put(self.here[:at] + self.here[at + 1 :])

    @Slot()
    def clear(self) -> None:
        """Delete all measurements of the slice on show."""
        self._begun, self.selected = (), None
        self.put(())

    @Slot()
    def show(self) -> None:
        """Draw those of another slice; a slice that was waited for brings its spacing along."""
        entry = self._c.entry
        shown = entry, None if entry is None else entry.slice, self._panes.image
        if shown != self._shown:
            self._shown = shown
            self.forget()

    @property
    def _reach(self) -> float:
        """REACH in pixels of the image."""
        return REACH * float(self._panes.original.box.viewPixelSize()[0])

    @property
    def _spacing(self) -> Spacing | None:
        image = self._panes.image
        return None if image is None else image.geometry.spacing

    @Slot(object, object, bool, bool)
    def _drawn(self, begin: Point, here: Point, finished: bool, _: bool) -> None:
        if not self.kind or self._panes.image is None:
            return
        if not self._dragging:
            self._dragging = True
            self._held = None if self._begun else handle(begin, self.here, self._reach)
            if self._held is not None:
                self._before = self.here
                self.selected = self._held[0]
            elif not self._begun:
                self._begun = (begin,)
        if self._held is not None:
            at, end = self._held
            moved = (*self.here[:at], self.here[at].moved(end, here), *self.here[at + 1 :])
            self.put(moved, record=False)
            entry = self._c.entry
            if finished and entry is not None:
                self.edited.emit(entry, entry.slice, self._before, moved)
        elif finished:
            self._take(here)
        else:
            self._draw(here)
        if finished:
            self._held, self._dragging = None, False

    @Slot(object)
    def _clicked(self, here: Point) -> None:
        if self._panes.image is None:
            return
        if not self._begun:
            self.selected = nearest(here, self.here, self._reach)
            if self.selected is not None or not self.kind:
                self._draw()
                return
        self._take(here)

    @Slot(object)
    def _hovered(self, here: Point) -> None:
        if self._begun and not self._dragging:
            self._draw(here)

    def _take(self, point: Point) -> None:
        """The next point of a measurement; the last one ends it."""
        self._begun = (*self._begun, point)
        if len(self._begun) == NEEDED[self.kind]:
            done, self._begun = Measurement(self.kind, self._begun), ()
            self.selected = len(self.here)
            self.put((*self.here, done))
        else:
            self._draw()

    def _draw(self, loose: Point | None = None) -> None:
        """Draw what is measured, and what is begun up to the mouse at `loose`."""
        points = self._begun if loose is None else (*self._begun, loose)
        measurements = self.here
        if self._begun and len(points) == NEEDED[self.kind]:
            measurements = (*measurements, Measurement(self.kind, points))
            points = ()

        def items() -> list[QGraphicsItem]:
            found = [
                item
                for at, measurement in enumerate(measurements)
                for item in measurement_items(measurement, self._spacing, selected=at == self.selected)
            ]
            return [*found, *unfinished_items(points)]

        self._panes.set_layer(LAYER, items)
