"""The preferences, made from the settings' schema, and the keys, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.actions import ACTIONS, Actions, native, translated
from medadv_gui.gui.preferences import SETTINGS, Preferences, Setting, in_words
from medadv_gui.gui.theme import restyle


class PreferencesDialog(QDialog):
    """Pages of settings, and the keys. Everything counts at once, but for what says that it needs a new start."""

    def __init__(self, preferences: Preferences, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.setWindowTitle(self.tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 480)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Pages of preferences"))
        self.list.setFixedWidth(180)
        self.pages = QStackedWidget(self)
        self.editors: dict[str, QWidget] = {}
        for name in dict.fromkeys(setting.page for setting in SETTINGS):
            self.list.addItem(in_words(name))
            self.pages.addWidget(self._page([s for s in SETTINGS if s.page == name]))
        self.keys = KeyEditor(actions, self)
        self.keys.changed.connect(preferences.set_keys)
        self.list.addItem(self.tr("Keys"))
        self.pages.addWidget(self.keys)
        self.list.currentRowChanged.connect(self.pages.setCurrentIndex)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(self.pages, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 12)
        rows.setSpacing(12)
        rows.addLayout(row, 1)
        rows.addWidget(buttons)
        self.list.setCurrentRow(0)

    def _page(self, settings: list[Setting]) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        for setting in settings:
            editor = self._editor(setting)
            title, words = in_words(setting.title), in_words(setting.help)
            if setting.restart:
                words += " " + self.tr("Counts from the next start on.")
            editor.setAccessibleName(title)
            editor.setToolTip(words)
            editor.setProperty("key", setting.key)
            self.editors[setting.key] = editor
            form.addRow("" if isinstance(editor, QCheckBox) else title, editor)
            note = QLabel(words, page)
            note.setObjectName("small")
            note.setWordWrap(True)
            note.setContentsMargins(0, 0, 0, 12)
            form.addRow("", note)
        return page

    def _editor(self, setting: Setting) -> QWidget:
        """The control that fits a setting's kind."""
        value = self.preferences.value(setting.key)
        if isinstance(setting.default, bool):
            box = QCheckBox(in_words(setting.title), self)
            box.setChecked(bool(value))
            box.toggled.connect(self._take)
            return box
        if isinstance(setting.default, int):
            number = QSpinBox(self)
            number.setRange(setting.low, setting.high)
            number.lineEdit().setTextMargins(8, 0, 0, 0)  # as in the attack's form
            number.setSuffix(in_words(setting.unit))
            number.setValue(int(value))
            number.valueChanged.connect(self._take)
            return number
        combo = QComboBox(self)
        for name, words in setting.choices:
            combo.addItem(in_words(words), name)
        combo.setCurrentIndex(combo.findData(value))
        combo.currentIndexChanged.connect(self._take)
        return combo

    @Slot()
    def _take(self) -> None:
        """Keep what the control that was touched says."""
        editor = self.sender()
        assert isinstance(editor, QWidget)
        if isinstance(editor, QComboBox):
            value: str | bool | int = editor.currentData()
        elif isinstance(editor, QSpinBox):
            value = editor.value()
        else:
            assert isinstance(editor, QCheckBox)
            value = editor.isChecked()
        self.preferences.set(editor.property("key"), value)


class KeyEditor(QWidget):
    """Every action and its key; a key that another action has is refused in words."""

    changed = Signal(dict)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_table = actions
        self.table = QTableWidget(len(ACTIONS), 2, self)
        self.table.setAccessibleName(self.tr("Actions and their keys"))
        self.table.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Key")])
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setColumnWidth(1, 140)
        for row, spec in enumerate(ACTIONS):
            self.table.setItem(row, 0, QTableWidgetItem(translated(spec.text).replace("&", "")))
            self.table.setItem(row, 1, QTableWidgetItem())
        self.field = QKeySequenceEdit(self)
        self.field.setMaximumSequenceLength(1)
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName(self.tr("New key"))
        for inner in self.field.findChildren(QLineEdit):
            inner.setAccessibleName(self.tr("New key"))
        for cross in self.field.findChildren(QToolButton):
            cross.setAccessibleName(self.tr("Take the key away"))
        self.field.setToolTip(self.tr("Press the new key; the cross takes the key away"))
        self.one = QPushButton(self.tr("Reset this key"), self)
        self.all = QPushButton(self.tr("Reset all keys"), self)
        self.note = QLabel(self)
        self.note.setObjectName("small")
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(36)
        below = QHBoxLayout()
        below.addWidget(self.field, 1)
        below.addWidget(self.one)
        below.addWidget(self.all)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addLayout(below)
        rows.addWidget(self.note)
        self.table.currentCellChanged.connect(self._show_one)
        self.field.editingFinished.connect(self._take)
        self.one.clicked.connect(self._reset_one)
        self.all.clicked.connect(self._reset_all)
        self._show()
        self.table.setCurrentCell(0, 0)

    def choose(self, name: str) -> None:
        """Edit the key of the action `name`."""
        self.table.setCurrentCell(next(row for row, spec in enumerate(ACTIONS) if spec.id == name), 0)

    def _show(self) -> None:
        for row, spec in enumerate(ACTIONS):
            self.table.item(row, 1).setText(native(self.actions_table.keys[spec.id]))

    @Slot()
    def _show_one(self) -> None:
        spec = ACTIONS[self.table.currentRow()]
        with QSignalBlocker(self.field):
            self.field.setKeySequence(QKeySequence(self.actions_table.keys[spec.id]))
        self._say(self.tr("{0}: press a new key in the field.").format(translated(spec.text).replace("&", "")))

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.note.setText(text)
        self.note.setObjectName("error" if wrong else "small")
        restyle(self.note)

    @Slot()
    def _take(self) -> None:
        spec = ACTIONS[self.table.currentRow()]
        key = self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if key != self.actions_table.keys[spec.id]:
            self._set({**self._own(), spec.id: key}, spec.id)

    @Slot()
    def _reset_one(self) -> None:
        spec = ACTIONS[self.table.currentRow()]
        self._set({name: key for name, key in self._own().items() if name != spec.id}, spec.id)

    @Slot()
    def _reset_all(self) -> None:
        self._set({}, "")

    def _own(self) -> dict[str, str]:
        """The keys that differ from the table's."""
        keys = self.actions_table.keys
        return {spec.id: keys[spec.id] for spec in ACTIONS if keys[spec.id] != spec.key}

    def _set(self, own: dict[str, str], name: str) -> None:
        """Take these keys unless that of the action `name` is another's."""
        spec = next((spec for spec in ACTIONS if spec.id == name), None)
        key = own.get(name, spec.key) if spec is not None else ""
        other = self.actions_table.conflict(name, key)
        if other is not None:
            words = translated(other.text).replace("&", "")
            self._show_one()
            self._say(
                self.tr("{0} belongs to “{1}” already. Nothing was changed.").format(native(key), words), wrong=True
            )
            return
        self.actions_table.set_keys(own)
        self.changed.emit(own)
        self._show()
        self._show_one()
