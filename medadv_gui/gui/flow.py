"""A layout that sets widgets beside and below one another, as close as they go."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Widgets as high as each asks for, in as many columns of one width as the narrowest has room in: each goes where
    it is highest, a wide one over several columns."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 12) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._laid(area, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.sizeHint())
        return size

    def _laid(self, area: QRect, *, move: bool) -> int:
        """Lay the widgets into the area; the height that they take."""
        sizes = [item.sizeHint() for item in self._items]
        gap = self.spacing()
        narrowest = min((size.width() for size in sizes), default=1) + gap
        tops = [0] * max(1, (area.width() + gap) // narrowest)
        unit = max(narrowest, (area.width() + gap) // len(tops))
        for item, size in zip(self._items, sizes, strict=True):
            span = min(len(tops), -(-(size.width() + gap) // unit))
            top, at = min((max(tops[place : place + span]), place) for place in range(len(tops) - span + 1))
            if move:
                place = QPoint(area.x() + at * unit, area.y() + top)
                item.setGeometry(QRect(place, QSize(max(size.width(), span * unit - gap), size.height())))
            tops[at : at + span] = [top + size.height() + gap] * span
        return max(0, max(tops) - gap)
