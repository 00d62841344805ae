"""How the panes are laid out: one, two or three in a row, or two by two with room for a further view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget


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
    for at in range(3):
        grid.setColumnStretch(at, 0)
        grid.setRowStretch(at, 0)
    for row, names in enumerate(layout.rows):
        grid.setRowStretch(row, 1)
        for column, name in enumerate(names):
            grid.setColumnStretch(column, 1)
            grid.addWidget(widgets[name], row, column)
