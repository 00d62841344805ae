"""The wizard's second page, its left side: a field for everything a card says, what is wrong beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.forms import Form, NoWheel
from medadv_gui.gui.messages import worded
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import restyle
from medadv_gui.gui.wizard.fields import ANSWER, BY_KEY, FIELDS, LABELS, SECTIONS, Field
from medadv_gui.gui.wizard.form import CardForm

SETTLE_MS = 200
LONG_HEIGHT, ROW_HEIGHT = 58, 28
LEAST_ROWS, MOST_ROWS = 2, 6
Editor = QLineEdit | QPlainTextEdit | QComboBox


class LabelsTable(QWidget):
    """The labels in the order of the outputs, each with its colour; both columns can be written in."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, 2, self)
        self.table.setAccessibleName(self.tr("Labels"))
        self.table.setToolTip(
            self.tr("The answers that the network can give, in the order of its outputs; of a segmentation the first "
                    "is the background. Colours are written as #e69f00, or picked.")
        )  # fmt: skip
        self.table.setHorizontalHeaderLabels([self.tr("Colour"), self.tr("Name")])
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, 104)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.itemChanged.connect(self._item_changed)
        self.table.itemSelectionChanged.connect(self._enable)
        self.error = QLabel(self)
        self.error.setObjectName("error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.add = self._button(self.tr("Add"), self.tr("One more label, at the end"))
        self.remove = self._button(self.tr("Remove"), self.tr("Take the chosen label out"))
        self.up = self._button(self.tr("Up"), self.tr("The chosen label one output earlier"))
        self.down = self._button(self.tr("Down"), self.tr("The chosen label one output later"))
        self.colour = self._button(self.tr("Colour…"), self.tr("Pick the chosen label's colour"))
        self.buttons = (self.add, self.remove, self.up, self.down, self.colour)
        for button, slot in zip(self.buttons, (self._add, self._remove, self._up, self._down, self._pick), strict=True):
            button.clicked.connect(slot)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.table)
        rows.addWidget(self.error)
        rows.addLayout(row)
        self.form: CardForm | None = None
        self._enable()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setAccessibleName(f"{text.removesuffix('…').strip()}: {self.tr('label')}")
        return button

    def show_labels(self, labels: Sequence[tuple[str, str]], chosen: int = -1) -> None:
        """Fill the table; `chosen` is the row to select."""
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(labels))
            for at, (name, colour) in enumerate(labels):
                self.table.setVerticalHeaderItem(at, QTableWidgetItem(str(at)))
                self.table.setItem(at, 0, QTableWidgetItem(colour))
                self.table.setItem(at, 1, QTableWidgetItem(name))
                self._tint(at)
        rows = min(max(len(labels), LEAST_ROWS), MOST_ROWS)
        self.table.setFixedHeight(rows * ROW_HEIGHT + self.table.horizontalHeader().sizeHint().height() + 2)
        if chosen >= 0:
            self.table.setCurrentCell(chosen, 1)
        self._enable()

    def labels(self) -> list[tuple[str, str]]:
        """(name, colour) of each row."""
        return [
            (self.table.item(at, 1).text().strip(), self.table.item(at, 0).text().strip())
            for at in range(self.table.rowCount())
        ]

    def _tint(self, at: int) -> None:
        item = self.table.item(at, 0)
        swatch = QPixmap(14, 14)
        swatch.fill(QColor(item.text().strip()) if QColor.isValidColorName(item.text().strip()) else QColor(0, 0, 0, 0))
        item.setData(Qt.ItemDataRole.DecorationRole, swatch)

    @Slot(QTableWidgetItem)
    def _item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            with QSignalBlocker(self.table):
                self._tint(item.row())
        self.edited.emit()

    @Slot()
    def _enable(self) -> None:
        at, count = self.table.currentRow(), self.table.rowCount()
        for button in (self.remove, self.colour):
            button.setEnabled(0 <= at < count)
        self.up.setEnabled(0 < at < count)
        self.down.setEnabled(0 <= at < count - 1)

    def _set(self, labels: list[tuple[str, str]], chosen: int) -> None:
        self.show_labels(labels, chosen)
        self.edited.emit()

    @Slot()
    def _add(self) -> None:
        assert self.form is not None
        labels = self.labels()
        self._set([*labels, (self.tr("label {0}").format(len(labels)), self.form.new_colour())], len(labels))
        self.table.edit(self.table.model().index(len(labels), 1))

    @Slot()
    def _remove(self) -> None:
        labels, at = self.labels(), self.table.currentRow()
        del labels[at]
        self._set(labels, min(at, len(labels) - 1))

    def _move(self, by: int) -> None:
        labels, at = self.labels(), self.table.currentRow()
        labels.insert(at + by, labels.pop(at))
        self._set(labels, at + by)

    @Slot()
    def _up(self) -> None:
        self._move(-1)

    @Slot()
    def _down(self) -> None:
        self._move(1)

    @Slot()
    def _pick(self) -> None:
        item = self.table.item(self.table.currentRow(), 0)
        picked = QColorDialog.getColor(QColor(item.text()), self, self.tr("Colour of the label"))
        if picked.isValid():
            item.setText(picked.name())


class CardPage(QScrollArea):
    """All fields of the card. `changed` is emitted a moment after the last change, when the errors are on show."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form: CardForm | None = None
        self.faults: dict[str, str] = {}
        self.editors: dict[str, Editor] = {}
        self.errors: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._quiet = NoWheel(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.settle)
        self.labels = LabelsTable(self)
        self.labels.edited.connect(self._labels_edited)
        self.general = self._error()
        content = QWidget(self)
        content.setObjectName("clear")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 12, 8)
        rows.setSpacing(4)
        rows.addWidget(self.general)
        for title, fields in SECTIONS:
            self._section(rows, said("wizard", title))
            rows.addWidget(self._fields(fields))
            if fields is ANSWER:
                self._section(rows, self.tr("Labels"))
                rows.addWidget(self.labels)
        rows.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The card"))
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Down the page, whatever was made first."""
        chain: list[QWidget] = []
        for _, fields in SECTIONS:
            chain += [self.editors[field.key] for field in fields]
            if fields is ANSWER:
                chain += [self.labels.table, *self.labels.buttons]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

    def _section(self, rows: QVBoxLayout, title: str) -> None:
        label = QLabel(title.upper(), self)
        label.setObjectName("section")
        rows.addSpacing(8 if rows.count() > 1 else 0)
        rows.addWidget(label)

    def _error(self) -> QLabel:
        label = QLabel(self)
        label.setObjectName("error")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        label.hide()
        return label

    def _fields(self, fields: Sequence[Field]) -> Form:
        form = Form(self)
        for field in fields:
            editor = self._editor(field)
            self._names[field.key] = form.add(said("wizard", field.title), editor, said("wizard", field.help))
            self.editors[field.key], self.errors[field.key] = editor, self._error()
            form.grid.addWidget(self.errors[field.key], form.grid.rowCount(), 1)
        return form

    def _editor(self, field: Field) -> Editor:
        if field.kind == "choice":
            box = QComboBox(self)
            for value, words in field.choices:
                box.addItem(said("wizard", words), value)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.installEventFilter(self._quiet)
            box.currentIndexChanged.connect(self._edited)
            return box
        if field.kind in ("text", "lines"):
            long = QPlainTextEdit(self)
            long.setTabChangesFocus(True)
            long.setFixedHeight(LONG_HEIGHT)
            long.textChanged.connect(self._edited)
            return long
        line = QLineEdit(self)
        line.setPlaceholderText(self.tr("none") if field.optional else "")
        line.textEdited.connect(self._edited)
        return line

    # Filling in

    def show_form(self, form: CardForm) -> None:
        """Show a card that is being filled in."""
        self.form = self.labels.form = form
        self.labels.show_labels(form.labels)
        self._refresh()
        self.settle()

    def _refresh(self, but: Editor | None = None) -> None:
        """Show the form's texts, but not in the field that is being written in, and only the fields that are asked."""
        assert self.form is not None
        for field in FIELDS:
            editor, text = self.editors[field.key], self.form.texts[field.key]
            if editor is not but:
                with QSignalBlocker(editor):
                    if isinstance(editor, QComboBox):
                        editor.setCurrentIndex(editor.findData(text))
                    elif isinstance(editor, QPlainTextEdit):
                        editor.setPlainText(text)
                    elif editor.text() != text:
                        editor.setText(text)
                        editor.setCursorPosition(0)
            asked = self.form.asked(field.key)
            for widget in (editor, self._names[field.key]):
                widget.setVisible(asked)
            self.errors[field.key].setVisible(asked and bool(self.errors[field.key].text()))

    @Slot()
    def _edited(self) -> None:
        assert self.form is not None
        key = next(key for key, editor in self.editors.items() if editor is self.sender())
        editor = self.editors[key]
        if isinstance(editor, QComboBox):
            text = editor.currentData()
        else:
            text = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
        self.form.set(key, text)
        self._refresh(editor)
        self._settle.start()

    @Slot()
    def _labels_edited(self) -> None:
        assert self.form is not None
        self.form.set_labels(self.labels.labels())
        self._settle.start()

    @Slot()
    def settle(self) -> None:
        """Show what is wrong with the card as it is now."""
        assert self.form is not None
        self._settle.stop()
        self.faults = self.form.faults()
        for key, label in self.errors.items():
            self._say(label, self.faults.get(key, ""))
            restyle(self.editors[key], wrong="true" if key in self.faults else "false")
            self.editors[key].setAccessibleDescription(label.text())
        self._say(self.labels.error, self.faults.get(LABELS, ""))
        self._say(self.general, self.faults.get("", ""))
        self.changed.emit()

    def _say(self, label: QLabel, fault: str) -> None:
        text = worded(fault)
        label.setText(text[:1].upper() + text[1:])
        label.setVisible(bool(text))

    @property
    def settling(self) -> bool:
        """Whether a change has not been looked at yet."""
        return self._settle.isActive()

    def stop(self) -> None:
        """Look at no more changes."""
        self._settle.stop()

    def point_at_fault(self) -> None:
        """Bring the first field with a fault into view."""
        for key in (*BY_KEY, LABELS):
            if key in self.faults:
                widget: QWidget = self.labels.table if key == LABELS else self.editors[key]
                widget.setFocus()
                self.ensureWidgetVisible(widget)
                return
