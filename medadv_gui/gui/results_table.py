"""The finished attacks on the image on show, one a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from medadv_gui.core.result import AttackResult
from medadv_gui.gui.session import Outcome
from medadv_gui.gui.theme import icon
from medadv_gui.report.words import Units, number


class ResultsTable(QTableWidget):
    """Selecting a row shows that result, Delete discards it."""

    chosen = Signal(object)
    unwanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 8, parent)
        self.outcomes: tuple[Outcome, ...] = ()
        self.setAccessibleName(self.tr("Attacks on this image"))
        self.setToolTip(self.tr("Select a row to show that result; Delete discards it"))
        heads = (
            (self.tr("Attack"), ""),
            (self.tr("Success"), self.tr("In memory / rounded / saved and read again")),
            (self.tr("Budget"), self.tr("How far each value was allowed to move")),
            (self.tr("Realised"), self.tr("The largest change of the written image")),
            (self.tr("L2"), self.tr("The L2 norm of the change, stored units")),
            (self.tr("Target"), ""),
            (self.tr("Steps"), self.tr("Iterates of the run that found the image")),
            (self.tr("Time"), self.tr("Seconds of work")),
        )
        for column, (text, tip) in enumerate(heads):
            item = QTableWidgetItem(text)
            item.setToolTip(tip or text)
            self.setHorizontalHeaderItem(column, item)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.currentCellChanged.connect(self._choose)

    def show_outcomes(self, outcomes: Sequence[Outcome], shown: Outcome | None) -> None:
        """One row for each, `shown` selected."""
        with QSignalBlocker(self):
            if tuple(outcomes) != self.outcomes:
                self.outcomes = tuple(outcomes)
                self.setRowCount(len(outcomes))
                for row, outcome in enumerate(outcomes):
                    for column, text in enumerate(self._texts(outcome.result)):
                        item = QTableWidgetItem(text)
                        self.setItem(row, column, item)
                    name, tint = ("yes", "after") if outcome.result.outcome.reread else ("no", "text_dim")
                    if outcome.result.nothing_to_lose:
                        name, tint = "warning", "warn"
                    self.item(row, 0).setToolTip(str(outcome.result.attack.get("title", "")))
                    self.item(row, 1).setIcon(icon(name, tint))
            if shown is None or shown not in self.outcomes:
                self.clearSelection()
                self.setCurrentCell(-1, -1)
            elif self.currentRow() != self.outcomes.index(shown):
                self.setCurrentCell(self.outcomes.index(shown), 0)
                self.selectRow(self.outcomes.index(shown))

    def _texts(self, result: AttackResult) -> tuple[str, ...]:
        units, outcome = Units.of(result), result.outcome
        words = [self.tr("yes") if ok else self.tr("no") for ok in (outcome.in_memory, outcome.rounded, outcome.reread)]
        return (
            str(result.attack["name"]),
            self.tr("nothing to lose") if result.nothing_to_lose else " / ".join(words),
            f"{result.budget.requested} ({units.short(result.budget.stored_units)})"
            if result.attack.get("search")
            else units.short(result.budget.stored_units),
            units.short(result.budget.realised_linf),
            number(result.budget.realised_l2),
            str(result.attack.get("target") or self.tr("any")),
            str(max(0, len(result.steps) - 1)),
            f"{result.seconds:.1f} s",
        )

    @Slot(int)
    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.outcomes):
            self.chosen.emit(self.outcomes[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and 0 <= self.currentRow() < len(self.outcomes):
            self.unwanted.emit(self.outcomes[self.currentRow()])
        else:
            super().keyPressEvent(event)
