"""The results of one task: what may be said, key figures, plots and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.flow import Flow
from medadv_gui.gui.review.drawing_view import DrawingView
from medadv_gui.gui.review.jobs import TaskResults
from medadv_gui.report.document import Tile
from medadv_gui.report.study_plots import Chart
from medadv_gui.report.tables import Table

MOST_TILES = 4  # of a task
MOST_HEIGHT = 440  # of a table: a longer one scrolls by itself
Index = QModelIndex | QPersistentModelIndex


class TaskView(QScrollArea):
    """Everything of one task, from the answer down to the single readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Results"))
        self.shown: TaskResults | None = None

    def show_task(self, task: TaskResults) -> None:
        """Show these results."""
        self.shown = task
        page = QWidget(self)
        page.setObjectName("clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 12)
        column.setSpacing(12)
        column.addWidget(self._answer(task, page))
        column.addLayout(_tiles(task.tiles, page))
        self._part(column, page, "", task.charts, task.tables)
        self._part(column, page, self.tr("Each reader"), task.of_readers, task.by_reader)
        self._part(column, page, "", (), task.comments)
        column.addStretch(1)
        at = self.verticalScrollBar().value()
        self.setWidget(page)
        self.verticalScrollBar().setValue(at)
        self.setAccessibleDescription(task.sentence)

    def _answer(self, task: TaskResults, page: QWidget) -> QWidget:
        """What may be said, and all that must be said beside it."""
        card = QFrame(page)
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(6)
        parts = [(task.sentence, "sentence")]
        parts += [(note, "small") for note in task.notes]
        for text, name in parts:
            label = QLabel(text, card)
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        return card

    def _part(
        self, column: QVBoxLayout, page: QWidget, heading: str, charts: Sequence[Chart], tables: Sequence[Table]
    ) -> None:
        if not charts and not tables:
            return
        if heading:
            label = QLabel(heading, page)
            label.setObjectName("sentence")
            column.addWidget(label)
        if charts:
            room = QWidget(page)
            flow = Flow(room)
            for title, drawing in charts:
                flow.addWidget(_framed(title, DrawingView(title, drawing), room))
            column.addWidget(room)
        for table in tables:
            column.addWidget(_table_card(table, page))


def _tiles(tiles: Sequence[Tile], page: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for tile in tiles:
        card = QFrame(page)
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        for text, name in ((tile.name, "small"), (tile.value, "h1"), (tile.note, "small")):
            label = QLabel(text, card)
            label.setObjectName(name)
            label.setWordWrap(True)
            column.addWidget(label)
        column.insertStretch(1, 1)
        row.addWidget(card, 1)
    if len(tiles) < MOST_TILES:
        row.addStretch(MOST_TILES - len(tiles))
    return row


def _framed(title: str, widget: QWidget, parent: QWidget) -> QFrame:
    card = QFrame(parent)
    card.setObjectName("card")
    heading = QLabel(title, card)
    heading.setObjectName("h2")
    column = QVBoxLayout(card)
    column.setContentsMargins(14, 10, 14, 12)
    column.setSpacing(8)
    column.addWidget(heading)
    column.addWidget(widget)
    column.addStretch(1)
    return card


def _table_card(table: Table, page: QWidget) -> QFrame:
    view = TableOf(table)
    card = _framed(table.title, view, page)
    if table.note:
        note = QLabel(table.note, card)
        note.setObjectName("small")
        note.setWordWrap(True)
        card.layout().addWidget(note)
    return card


class _Model(QAbstractTableModel):
    """The cells of a table; the first column heads its row."""

    def __init__(self, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = table
        self._bold = QFont(parent.font())
        self._bold.setWeight(QFont.Weight.DemiBold)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.header)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = self.table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return text if len(text) > 40 else None
        return self._bold if role == Qt.ItemDataRole.FontRole and index.column() == 0 else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.table.header[section] if across else None


class TableOf(QTableView):
    """A report's table, as high as its rows up to a limit."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(table.title)
        self.setModel(_Model(table, self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        height = header.sizeHint().height() + 26 * len(table.rows) + 6
        self.setFixedHeight(min(MOST_HEIGHT, height))
        if height <= MOST_HEIGHT:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
