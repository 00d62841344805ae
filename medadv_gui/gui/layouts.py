"""How the panes are laid out: one, two or three in a row, or two by two with room for a further view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget


@dataclass(frozen=True)
class Layout:
    """`rows` of panes by name; `heat`: whether the perturbation is among them."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def heat(self) -> bool:
        return any("heat" in row for row in self.rows)


LAYOUTS = {
    "1x1": Layout((("original",),)),
    "1x2": Layout((("original", "adversarial"),)),
    "1x3": Layout((("original", "heat", "adversarial"),)),
    "2x2": Layout((("original", "heat"), ("adversarial", "fourth"))),
}


def arrange(grid: QGridLayout, widgets: Mapping[str, QWidget], layout: Layout) -> None:
    """Put the `widgets` into the grid's cells as the layout says; those it does not name keep none."""
    for widget in widgets.values():
        grid.removeWidget(widget)
    for row, names in enumerate(layout.rows):
        for column, name in enumerate(names):
            grid.addWidget(widgets[name], row, column)


def spread(grid: QGridLayout) -> None:
    """Give the room to the rows and columns in which something is shown."""

    def shown(row: int, column: int) -> bool:
        item = grid.itemAtPosition(row, column)
        widget = item.widget() if item is not None else None
        return widget is not None and not widget.isHidden()

    for row in range(grid.rowCount()):
        grid.setRowStretch(row, int(any(shown(row, column) for column in range(grid.columnCount()))))
    for column in range(grid.columnCount()):
        grid.setColumnStretch(column, int(any(shown(row, column) for row in range(grid.rowCount()))))


class Fourth(QFrame):
    """The fourth place of the layout two by two: for a further view, whoever makes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("paneFrame")
        self._empty = QLabel(self.tr("Nothing has been chosen for this place yet."), self)
        self._empty.setObjectName("small")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(1, 1, 1, 1)
        self._room.addWidget(self._empty)
        self.widget: QWidget | None = None

    def put(self, widget: QWidget | None) -> None:
        """Show `widget` here; None empties the place.

        This frame takes the widget over while it stands here; the one before is hidden and given back to its maker, who
        keeps it or calls deleteLater. It brings its own title and banner.
        """
        if self.widget is not None:
            self._room.removeWidget(self.widget)
            self.widget.hide()
            self.widget.setParent(None)
        self.widget = widget
        self._empty.setVisible(widget is None)
        if widget is not None:
            self._room.addWidget(widget)
            widget.show()
