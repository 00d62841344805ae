"""A divider over one pane: the original to its left, the adversarial image to its right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QBrush, QColor, QPen

from medadv_gui.core.types import Image
from medadv_gui.gui.graphics import pg
from medadv_gui.gui.theme import colour

if TYPE_CHECKING:
    from medadv_gui.gui.pane import Pane
    from medadv_gui.gui.panes import LinkedPanes


class Swipe(QObject):
    """The divider of the panes; `at` is its place as a share of the image's width."""

    def __init__(self, panes: LinkedPanes) -> None:
        super().__init__(panes)
        self._panes = panes
        self.on = False
        self.at = 0.5
        self._pane: Pane | None = None
        self._line: Any = None
        self._labels: list[Any] = []
        self._rgb: NDArray[Any] | None = None
        self._rows = self._columns = 1

    def set_on(self, on: bool) -> None:
        self.on = on
        self._panes.redraw()

    def move(self, by: float) -> None:
        """Move the divider by a share of the image's width."""
        if self._line is not None:
            self._line.setValue(float(np.clip(self.at + by, 0, 1)) * self._columns)

    def hide(self) -> None:
        """Take the divider away: there is nothing to divide."""
        if self._pane is not None:
            self._take_away()
        self._rgb = None

    def show(self, pane: Pane, original: NDArray[Any] | None, image: Image) -> None:
        """Divide what `pane` shows: `original` to the left; None takes the divider away."""
        if self._pane is not None and (self._pane is not pane or original is None):
            self._take_away()
        self._rgb, self._rows, self._columns = original, image.rows, image.columns
        if original is None:
            return
        if self._line is None:
            self._pane = pane
            pen, over = QPen(colour("probe"), 2), QPen(colour("accent"), 3)
            for each in (pen, over):
                each.setCosmetic(True)
            self._line = pg.InfiniteLine(angle=90, movable=True, pen=pen, hoverPen=over)
            self._line.setZValue(20)
            for words, anchor in ((self.tr("original"), (1, 0.5)), (self.tr("adversarial"), (0, 0.5))):
                label = pg.TextItem(words, color=colour("probe"), fill=QBrush(QColor(0, 0, 0, 170)), anchor=anchor)
                label.setZValue(21)
                pane.box.addItem(label, ignoreBounds=True)
                self._labels.append(label)
            pane.box.addItem(self._line, ignoreBounds=True)
            self._line.sigPositionChanged.connect(self._moved)
        self._line.setBounds((0, image.columns))
        self._line.setValue(self.at * image.columns)
        self._divide()

    def _take_away(self) -> None:
        assert self._pane is not None
        for item in (self._line, *self._labels):
            self._pane.box.removeItem(item)
        self._labels = []
        self._pane.pixels.show_beside(None)
        self._pane = self._line = None

    @Slot(object)
    def _moved(self, *_: Any) -> None:
        self.at = float(self._line.value()) / self._columns
        self._divide()

    def _divide(self) -> None:
        """Draw the halves."""
        if self._pane is not None:
            self._pane.pixels.show_beside(self._rgb, self.at * self._columns)
            for label in self._labels:
                label.setPos(self.at * self._columns, 0.15 * self._rows)
            self._pane.set_title(self.tr("Swipe"), adversarial=True)
