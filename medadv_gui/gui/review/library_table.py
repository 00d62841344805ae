"""The table of the case library: what is kept, a row each, with pictures that come as the rows are looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from medadv_gui.gui.messages import worded
from medadv_gui.gui.theme import pixmap
from medadv_gui.review.library import Kept

PICTURE, SIGN = QSize(64, 48), 16
MOST_ASKED = 40  # pictures that are waited for; those of rows long scrolled past are given up
_SCORES, _PLACE = " (model scores: ", re.compile(r" at -?\d+(, -?\d+){3}")
(PICTURES, ADDED, MODEL, ATTACK, BUDGET, SUCCESS, ANSWERS, TAGS, NOTES) = range(9)
Index = QModelIndex | QPersistentModelIndex


def short(answer: str) -> str:
    """A model's answer without the scores of all its labels, and without the places of boxes."""
    return _PLACE.sub("", answer.split(_SCORES)[0])


def local_time(added: str, whole: bool = True) -> str:
    """ISO 8601 in UTC as the user reads it; the day alone, where not the `whole` is asked for."""
    when = QDateTime.fromString(added, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return QLocale().toString(when if whole else when.date(), QLocale.FormatType.ShortFormat)


class LibraryModel(QAbstractTableModel):
    """Cases as rows. `pictures_wanted` : a row without its picture is being looked at; `asked` says whose, the last one
    first."""

    pictures_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cases: tuple[Kept, ...] = ()
        self.damaged: frozenset[str] = frozenset()
        self.adversarial = False
        self.asked: list[str] = []
        self._pictures: dict[str, tuple[QPixmap, QPixmap] | None] = {}
        self._heads = (
            "", self.tr("Added"), self.tr("Model"), self.tr("Attack"), self.tr("Budget"), self.tr("Success"),
            self.tr("Before → after"), self.tr("Tags"), self.tr("Notes"),
        )  # fmt: skip
        self._texts: dict[int, Callable[[Kept], str]] = {
            ADDED: lambda case: local_time(case.added, whole=False),
            MODEL: lambda case: case.model,
            ATTACK: lambda case: f"{case.attack}, {case.norm}",
            BUDGET: lambda case: case.epsilon,
            SUCCESS: self._success,
            ANSWERS: lambda case: f"{worded(short(case.before))}\n→ {worded(short(case.after))}",
            TAGS: lambda case: ", ".join(case.tags),
            NOTES: lambda case: " ".join(case.notes.split()),
        }

    def _success(self, case: Kept) -> str:
        if case.id in self.damaged:
            return self.tr("damaged")
        return self.tr("yes") if case.succeeded else self.tr("no")

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        case, column = self.cases[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole and column in self._texts:
            return self._texts[column](case)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._sign(case) if column == SUCCESS else self._picture(case) if column == PICTURES else None
        if role == Qt.ItemDataRole.ToolTipRole and column == ANSWERS:
            return f"{worded(case.before)}\n→ {worded(case.after)}"
        if role == Qt.ItemDataRole.ToolTipRole and column == ADDED:
            return local_time(case.added)
        if role == Qt.ItemDataRole.ToolTipRole and column in (TAGS, NOTES):
            return self._texts[column](case)[:400]
        if role == Qt.ItemDataRole.AccessibleTextRole and column == PICTURES:
            return self.tr("Adversarial image") if self.adversarial else self.tr("Original")
        return None

    def _sign(self, case: Kept) -> QPixmap:
        if case.id in self.damaged:
            return pixmap("error", "danger", SIGN)
        return pixmap("yes" if case.succeeded else "no", "after" if case.succeeded else "text_dim", SIGN)

    def _picture(self, case: Kept) -> QPixmap | None:
        if case.id not in self._pictures:
            if case.id not in self.asked:
                self.asked.insert(0, case.id)
                del self.asked[MOST_ASKED:]
                self.pictures_wanted.emit()
            return None
        both = self._pictures[case.id]
        return None if both is None else both[1 if self.adversarial else 0]

    def set_picture(self, case: str, pictures: tuple[QPixmap, QPixmap] | None) -> None:
        """Original and adversarial image of a case; None where it has none to show."""
        self._pictures[case] = pictures
        row = self.row_of(case)
        if row is not None:
            self._changed(row)

    def show_adversarial(self, adversarial: bool) -> None:
        """Show the adversarial images instead of the originals, or the other way round."""
        self.adversarial = adversarial
        if self.cases:
            self.dataChanged.emit(self.index(0, PICTURES), self.index(len(self.cases) - 1, PICTURES))

    def show_cases(self, cases: Iterable[Kept]) -> None:
        self.beginResetModel()
        self.cases = tuple(cases)
        self.endResetModel()

    def set_damaged(self, cases: Iterable[str]) -> None:
        """Mark the cases whose files are not what they were."""
        self.damaged = frozenset(cases)
        if self.cases:
            self.dataChanged.emit(self.index(0, SUCCESS), self.index(len(self.cases) - 1, SUCCESS))

    def row_of(self, case: str) -> int | None:
        return next((row for row, kept in enumerate(self.cases) if kept.id == case), None)

    def put(self, case: Kept) -> None:
        """Show a case with its notes and tags as they are now."""
        row = self.row_of(case.id)
        if row is not None:
            changed = replace(self.cases[row], notes=case.notes, tags=case.tags)
            self.cases = (*self.cases[:row], changed, *self.cases[row + 1 :])
            self._changed(row)

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._heads) - 1))


class LibraryTable(QTableView):
    """Rows can be selected one by one, in runs and all; Delete asks to delete them."""

    unwanted = Signal()

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(self.tr("Cases"))
        self.setIconSize(PICTURE)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(PICTURE.height() + 8)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        # Not by their contents: that would look at every row.
        for column, width in ((PICTURES, 80), (ADDED, 104), (MODEL, 96), (ATTACK, 76), (BUDGET, 78), (SUCCESS, 72),
                              (ANSWERS, 168), (TAGS, 100)):  # fmt: skip
            header.resizeSection(column, width)
        header.setSectionResizeMode(PICTURES, QHeaderView.ResizeMode.Fixed)

    def selected(self) -> list[int]:
        """The selected rows, from the top on."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selected():
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)
