"""Three panes in a row or in two, one pan, zoom and pointer for all; of what they show it knows the size alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtWidgets import QGraphicsItem, QGridLayout, QWidget

from medadv_gui.gui.layouts import LAYOUTS, Fourth, arrange, spread
from medadv_gui.gui.pane import Pane
from medadv_gui.gui.theme import restyle

MARGIN = 0.02


class PaneGrid(QWidget):
    """The panes and how they lie. `extent`: (rows, columns) of what they show, None where that is nothing. `alone`: the
    pane that is shown alone, if one is. `moved` announces that another part of the picture is in view."""

    stepped = Signal(int)
    probed = Signal(object)
    hovered = Signal(object)
    drawn = Signal(object, object, bool, bool)
    clicked = Signal(object)
    layout_changed = Signal()
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original = Pane(self.tr("Original"), self)
        self.heat = Pane(self.tr("Perturbation"), self)
        self.adversarial = Pane(self.tr("Adversarial"), self)
        self.panes = (self.original, self.heat, self.adversarial)
        self.fourth = Fourth(self)
        self.extent: tuple[int, int] | None = None
        self.alone: Pane | None = None
        self.heatmap_on = True
        self._two_by_two = False
        self._fitted = True
        self._part: QRectF | None = None
        self._following = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for pane in self.panes:
            pane.box.drawn.connect(self.drawn)
            pane.box.clicked.connect(self.clicked)
            pane.box.stepped.connect(self.stepped)
            pane.box.doubled.connect(self._maximise)
            pane.box.sigRangeChanged.connect(self._follow)
            pane.box.moved.connect(self._let_go)
            pane.resized.connect(self._refit)
            pane.view.scene().sigMouseMoved.connect(self._probe)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._arrange()

    # Pan and zoom

    def fit(self) -> None:
        """Show the whole image."""
        self._part = None
        if self.extent is not None:
            self._fitted = True
            self._show_all(self._whole(self.extent), MARGIN)

    def show_part(self, part: QRectF) -> None:
        """Show all of a part of the picture, in pixels, in panes of other sizes too, until the user pans or zooms."""
        self._fitted, self._part = False, part
        self._show_all(part)

    def _show_all(self, area: QRectF, margin: float = 0.0) -> None:
        self._following = True
        for pane in self.panes:
            pane.box.setRange(area, padding=margin)
        self._following = False
        self.moved.emit()

    def zoom(self, factor: float) -> None:
        """Magnify about the middle."""
        self._let_go()
        self.original.box.scaleBy((1 / factor, 1 / factor))

    @Slot()
    def _let_go(self) -> None:
        """The user pans or zooms."""
        self._part = None

    @staticmethod
    def _whole(extent: tuple[int, int]) -> QRectF:
        rows, columns = extent
        return QRectF(0, 0, columns, rows)

    @Slot(object, object)
    def _follow(self, box: Any, *_: Any) -> None:
        """Pan and zoom of one pane become those of all."""
        if self._following or not box.isVisible():
            return
        self._following = True
        area = box.viewRect()
        for pane in self.panes:
            if pane.box is not box:
                pane.box.setRange(area, padding=0)
        self._following = False
        if self.extent is not None:
            # A range that came with a resize is the view's own doing; the user's starts at the mouse or a key.
            self._fitted = self._fitted and area.contains(self._whole(self.extent))
            self.moved.emit()

    @Slot()
    def _refit(self) -> None:
        if self._fitted:
            self.fit()
        elif self._part is not None:
            self.show_part(self._part)

    # Layout

    @property
    def layout_name(self) -> str:
        """Which of LAYOUTS is on show."""
        return "1x1" if self.alone else "2x2" if self._two_by_two else "1x3" if self.heatmap_on else "1x2"

    def set_layout(self, name: str) -> None:
        """Lay the panes out as one of LAYOUTS says; "1x1" shows the original alone."""
        if name == "1x1":
            self.show_alone(self.original)
            return
        self._two_by_two, self.heatmap_on = name == "2x2", LAYOUTS[name].heat
        self._arrange()

    @property
    def layout_now(self) -> tuple[str, int]:
        """The layout's name and, where one pane stands alone, which of `panes` it is, else -1."""
        return self.layout_name, -1 if self.alone is None else self.panes.index(self.alone)

    def restore_layout(self, layout: tuple[str, int]) -> None:
        """Lay the panes out as `layout_now` said, and give them their sizes at once."""
        name, alone = layout
        if layout == self.layout_now:
            return
        if alone < 0:
            self.set_layout(name)
        else:
            self.show_alone(self.panes[alone])
        for _ in range(5):  # each asks the one around it: now, not when events are next seen to
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _arrange(self) -> None:
        widgets = {"original": self.original, "heat": self.heat, "adversarial": self.adversarial, "fourth": self.fourth}
        arrange(self._grid, widgets, LAYOUTS["2x2" if self._two_by_two else "1x3"])
        self.show_alone(None)

    def set_fourth(self, widget: QWidget | None) -> None:
        """What stands in the fourth place of the layout 2x2, which no other layout shows (see Fourth.put)."""
        self.fourth.put(widget)

    def set_heatmap(self, on: bool) -> None:
        """Show or hide the perturbation pane."""
        self.heatmap_on = on
        self.show_alone(None)

    def show_alone(self, pane: Pane | None) -> None:
        """Show one pane alone; None shows all of the layout."""
        self.alone = pane
        for other in self.panes:
            wanted = other is pane if pane else other is not self.heat or self.heatmap_on
            other.setVisible(wanted)
            restyle(other, maximised="true" if other is pane else "false")
        self.fourth.setVisible(pane is None and self._two_by_two)
        spread(self._grid)
        self.layout_changed.emit()

    @Slot()
    def _maximise(self) -> None:
        pane = next(pane for pane in self.panes if pane.box is self.sender())
        self.show_alone(None if self.alone is pane else pane)

    # What is the same in all panes

    def set_tool(self, tool: str) -> None:
        """What a drag with the left button does: "window", "pan", "zoom" or "scroll"."""
        for pane in self.panes:
            pane.box.tool = tool

    def set_corner_state(self, state: str) -> None:
        """How much corner text is shown: one of CORNER_STATES. The banners outside the pixels stay."""
        for pane in self.panes:
            pane.corner.state = state
            pane.corner.update()

    def set_layer(self, name: str, make: Callable[[], list[QGraphicsItem]]) -> None:
        """Draw over the picture of every pane alike: `make` gives the items anew for each."""
        for pane in self.panes:
            pane.set_items(make(), name)

    # The pointer

    @Slot(object)
    def _probe(self, position: QPointF) -> None:
        """Announce the point and the pixel under the mouse as (x, y), or None, and mark the pixel in all panes."""
        pane = next(pane for pane in self.panes if pane.view.scene() is self.sender())
        point = pane.box.mapSceneToView(position)
        x, y = int(np.floor(point.x())), int(np.floor(point.y()))
        rows, columns = self.extent or (0, 0)
        inside = 0 <= x < columns and 0 <= y < rows
        self.mark((x, y) if inside else None)
        self.hovered.emit((point.x(), point.y()))
        self.probed.emit((x, y) if inside else None)

    def mark(self, place: tuple[int, int] | None) -> None:
        """Mark a pixel (x, y) in every pane that shows a picture; None takes the marks away."""
        for pane in self.panes:
            pane.cross.setVisible(place is not None and not pane.pixels.empty)
            if place is not None:
                pane.cross.setPos(place[0] + 0.5, place[1] + 0.5)

    def leaveEvent(self, event: QEvent) -> None:
        self.mark(None)
        self.probed.emit(None)
        super().leaveEvent(event)
