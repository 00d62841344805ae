"""The study builder's cases: which results, whose they are, and what is there to be found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.messages import worded
from medadv_gui.gui.review.draft import CaseRow, Draft
from medadv_gui.gui.review.fields import Page, words
from medadv_gui.gui.review.library_table import short
from medadv_gui.gui.review.pictures import pixmap_of
from medadv_gui.gui.theme import Sign, colour, icon

PICTURE = QSize(56, 42)
IMAGE, RESULT, ANSWERS, PATIENT, PRACTICE, TRUTH = range(6)  # TRUTH and those behind it: a column a finding
Index = QModelIndex | QPersistentModelIndex


class TruthDelegate(QStyledItemDelegate):
    """Edits whether a finding is there: not known, there, or not there."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QComboBox(parent)
        editor.setAccessibleName(self.tr("Truth"))
        for text, value in ((self.tr("not known"), None), (self.tr("present"), True), (self.tr("absent"), False)):
            editor.addItem(text, value)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        value = index.data(Qt.ItemDataRole.UserRole)
        editor.setCurrentIndex(0 if value is None else 1 if value else 2)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData(), Qt.ItemDataRole.UserRole)


class CasesTable(QTableWidget):
    """Delete takes the selected cases out."""

    unwanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selectionModel().selectedRows():
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)


class CasesPage(Page):
    """`changed` : the user has changed something of the draft's cases."""

    changed = Signal()
    results_wanted = Signal()
    library_wanted = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.findings: tuple[str, ...] = ()  # that have a column
        self.head(
            self.tr("Cases"),
            self.tr("Results of attacks, each a case. Name the patient by a pseudonym: cases of one patient are no "
                    "independent cases. Cases for practice come first and do not count."),
        )  # fmt: skip
        self.table = CasesTable(0, TRUTH, self.inside)
        self.table.setAccessibleName(self.tr("Cases"))
        self.table.setIconSize(PICTURE)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(PICTURE.height() + 8)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        trigger = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setHighlightSections(False)
        self._truth = TruthDelegate(self.table)
        self.pages = QStackedWidget(self.inside)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self._empty())
        self.rows.addLayout(self._buttons())
        self.rows.addWidget(self.pages, 1)
        self.table.cellChanged.connect(self._edited)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.unwanted.connect(self.remove)
        self.refresh()

    def _empty(self) -> QWidget:
        page = QWidget(self.inside)
        sign, empty = Sign(page), QLabel(self.tr("No cases yet"), page)
        sign.show_icon("drop", "text_faint", 40)
        empty.setObjectName("sentence")
        hint = words(self.tr("Drop folders of results here, add them, or select cases in the library."), page, "dim")
        column = QVBoxLayout(page)
        column.setSpacing(8)
        column.addStretch(2)
        for label in (sign, empty, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(3)
        return page

    def _buttons(self) -> QHBoxLayout:
        self.add = QPushButton(icon("open-folder"), self.tr("Add results…"), self.inside)
        self.add.setToolTip(self.tr("The folder of one result, or one that holds several"))
        self.library = QPushButton(icon("library"), self.tr("From the library…"), self.inside)
        self.of_selected = QPushButton(self.tr("Selected cases"), self.inside)
        self.menu = QMenu(self.of_selected)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.of_selected.setMenu(self.menu)
        self.count = words("", self.inside)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add, self.library, self.of_selected):
            row.addWidget(button)
        row.addWidget(self.count, 1)
        self.add.clicked.connect(self.results_wanted)
        self.library.clicked.connect(self.library_wanted)
        return row

    # The table

    def refresh(self) -> None:
        """Show the draft's cases as they are now."""
        findings, cases = self.draft.findings, self.draft.cases
        self.findings = findings
        heads = ["", self.tr("Result"), self.tr("Model: before → after"), self.tr("Patient"), self.tr("Practice")]
        with QSignalBlocker(self.table):
            self.table.setColumnCount(TRUTH + len(findings))
            self.table.setHorizontalHeaderLabels([*heads, *(self.tr("{0}?").format(text) for text in findings)])
            self.table.setRowCount(len(cases))
            for row, case in enumerate(cases):
                self._fill(row, case)
        header = self.table.horizontalHeader()
        for column, width in enumerate((76, 196, 250, 110, 84, *[118] * len(findings))):
            if column >= TRUTH:
                self.table.setItemDelegateForColumn(column, self._truth)
            header.resizeSection(column, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(ANSWERS, QHeaderView.ResizeMode.Stretch)
        self.pages.setCurrentIndex(0 if cases else 1)
        self._chosen()
        self._say()

    def refresh_row(self, row: int) -> None:
        """Show one case as it is now."""
        with QSignalBlocker(self.table):
            self._fill(row, self.draft.cases[row])
        self._say()

    def _say(self) -> None:
        practice = len(self.draft.usable) - len(self.draft.main)
        text = [self.tr("{0} cases that count").format(len(self.draft.main))]
        if practice:
            text.append(self.tr("{0} for practice").format(practice))
        unusable = len([case for case in self.draft.cases if case.facts and not case.usable])
        if unusable:
            text.append(self.tr("{0} cannot be used").format(unusable))
        self.count.setText(" · ".join(text) if self.draft.cases else "")

    def _fill(self, row: int, case: CaseRow) -> None:
        facts, still = case.facts, Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        picture = QTableWidgetItem()
        result, answers = QTableWidgetItem(case.folder.name), QTableWidgetItem()
        if facts is None:
            answers.setText(self.tr("Reading…"))
        elif facts.reason:
            answers.setText(worded(facts.reason.removeprefix(f"{case.folder.name}: ")))
            answers.setToolTip(answers.text())
            answers.setForeground(colour("danger"))
        else:
            answers.setText(f"{worded(short(facts.before))}\n→ {worded(short(facts.after))}")
            answers.setToolTip(f"{worded(facts.before)}\n→ {worded(facts.after)}")
        if facts is not None and facts.model:
            result.setText(f"{facts.model}, {facts.size}\n{facts.attack}")
        result.setToolTip(case.folder.name)
        if facts is not None and facts.picture is not None:
            pixmap = pixmap_of(facts.picture, PICTURE.width(), PICTURE.height(), self.devicePixelRatioF())
            picture.setIcon(QIcon(pixmap))
        for column, item in ((IMAGE, picture), (RESULT, result), (ANSWERS, answers)):
            item.setFlags(still)
            self.table.setItem(row, column, item)
        if facts is not None and facts.reason:
            for column in range(PATIENT, self.table.columnCount()):
                item = QTableWidgetItem()
                item.setFlags(still)
                self.table.setItem(row, column, item)
            return
        patient, practice = QTableWidgetItem(case.patient), QTableWidgetItem()
        practice.setFlags(still | Qt.ItemFlag.ItemIsUserCheckable)
        practice.setCheckState(Qt.CheckState.Checked if case.practice else Qt.CheckState.Unchecked)
        practice.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("Practice"))
        self.table.setItem(row, PATIENT, patient)
        self.table.setItem(row, PRACTICE, practice)
        for number, finding in enumerate(self.findings):
            known = case.truth.get(finding)
            item = QTableWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, known)
            item.setText(self.tr("not known") if known is None else self.tr("present") if known else self.tr("absent"))
            if known is None and not case.practice:
                item.setForeground(colour("warn"))
            self.table.setItem(row, TRUTH + number, item)

    @Slot(int, int)
    def _edited(self, row: int, column: int) -> None:
        item, case = self.table.item(row, column), self.draft.cases[row]
        if column == PATIENT:
            case.patient = " ".join(item.text().split())[:300]
        elif column == PRACTICE:
            case.practice = item.checkState() == Qt.CheckState.Checked
        elif column >= TRUTH:
            self._set_truth(case, self.findings[column - TRUTH], item.data(Qt.ItemDataRole.UserRole))
        else:
            return
        self.refresh_row(row)
        self.changed.emit()

    def _set_truth(self, case: CaseRow, finding: str, known: Any) -> None:
        case.truth.pop(finding, None)
        if known is not None:
            case.truth[finding] = bool(known)

    # What is done with several

    @property
    def selected(self) -> Sequence[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    @Slot()
    def _chosen(self) -> None:
        self.of_selected.setEnabled(bool(self.selected))

    @Slot()
    def fill_menu(self) -> None:
        """What can be done with the selected cases, finding by finding."""
        self.menu.clear()
        for finding in self.draft.findings:
            for text, known in ((self.tr("{0}: present"), True), (self.tr("{0}: absent"), False)):
                self.menu.addAction(text.format(finding)).setData((finding, known))
        if self.draft.findings:
            self.menu.addSeparator()
        for text, value in ((self.tr("For practice"), True), (self.tr("They count"), False)):
            self.menu.addAction(text).setData(("", value))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("One patient")).setData(("patient", True))
        self.menu.addAction(self.tr("Take out")).setData(None)
        for action in self.menu.actions():
            if not action.isSeparator():
                action.triggered.connect(self._for_selected)

    @Slot()
    def _for_selected(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        data = action.data()
        if data is None:
            self.remove()
            return
        what, value = data
        rows = self.selected
        for row in rows:
            case = self.draft.cases[row]
            if what == "":
                case.practice = value
            elif what == "patient":
                case.patient = self.draft.cases[rows[0]].patient
            else:
                self._set_truth(case, what, value)
            self.refresh_row(row)
        self.changed.emit()

    @Slot()
    def remove(self) -> None:
        """Take the selected cases out of the study; their results stay where they are."""
        gone = set(self.selected)
        self.draft.cases = [case for row, case in enumerate(self.draft.cases) if row not in gone]
        self.refresh()
        self.changed.emit()
