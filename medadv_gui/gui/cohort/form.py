"""What a cohort is made of, as a form: images, models, attacks, budgets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.attack.settings import ATTACKS, NORMS
from medadv_gui.gui.cohort.jobs import Asked
from medadv_gui.gui.forms import Form, NoWheel
from medadv_gui.gui.messages import worded
from medadv_gui.gui.tables import said
from medadv_gui.models.card import ModelCard

ROW = 28  # height of a list's row, pixels
CHECKED = ("sma", "ifgsm")  # as on the command line
KEY = Qt.ItemDataRole.UserRole


class CohortForm(QWidget):
    """The form. `changed` : something was changed; `missing` says in words what is still needed."""

    changed = Signal()

    def __init__(self, cards: Sequence[ModelCard], device: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._cards = {card.id: card for card in cards if card.input.dimensions == 2}
        self._device = device
        self._quiet = NoWheel(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 10, 16, 10)
        rows.setSpacing(6)
        self._build_images(rows)
        self.models = self._checks(
            rows, self.tr("Models"), [(card.id, worded(card.name)) for card in self._cards.values()]
        )
        names = [(name, said("attacks", info.title)) for name, info in ATTACKS.items()]
        self.attacks = self._checks(rows, self.tr("Attacks"), names, CHECKED)
        self._build_how(rows)
        rows.addStretch(1)

    def _heading(self, rows: QVBoxLayout, text: str) -> None:
        label = QLabel(text.upper(), self)
        label.setObjectName("section")
        rows.addWidget(label)

    def _build_images(self, rows: QVBoxLayout) -> None:
        self._heading(rows, self.tr("Images"))
        self.paths = QListWidget(self)
        self.paths.setAccessibleName(self.tr("Images"))
        self.paths.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.paths.setFixedHeight(3 * ROW)
        self.paths.setTextElideMode(Qt.TextElideMode.ElideLeft)
        note = QLabel(
            self.tr("A table (labels.csv, IDRiD, APTOS), a folder with boxes or masks, pictures, or a DICOM tree; drop "
                    "them here"), self,
        )  # fmt: skip
        note.setObjectName("small")
        note.setWordWrap(True)
        folder = QPushButton(self.tr("Folder…"), self)
        folder.clicked.connect(self.choose_folder)
        table = QPushButton(self.tr("Files…"), self)
        table.setToolTip(self.tr("Table or files"))
        table.clicked.connect(self.choose_files)
        self.remove = QPushButton(self.tr("Remove"), self)
        self.remove.clicked.connect(self.remove_paths)
        buttons = QHBoxLayout()
        for button in (folder, table, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        rows.addWidget(self.paths)
        rows.addWidget(note)
        rows.addLayout(buttons)
        self.split = QLineEdit(self)
        self.split.setPlaceholderText(self.tr("all"))
        self.slices = QComboBox(self)
        self.slices.addItem(self.tr("middle, or those named"), None)
        self.slices.addItem(self.tr("all"), "all")
        self.limit = self._number(0, 100_000, self.tr("no limit"))
        form = Form(self)
        form.add(self.tr("Split"), self.split, self.tr("Only the rows of this split, such as test"))
        tip = self.tr(
            "Of a DICOM series or a volume the middle slice is attacked, or all; files chosen one by one all are"
        )
        form.add(self.tr("Slices"), self.slices, tip)
        form.add(self.tr("At most"), self.limit, self.tr("So many images at most"))
        rows.addWidget(form)

    def _checks(
        self, rows: QVBoxLayout, title: str, names: Sequence[tuple[str, str]], checked: Sequence[str] = ()
    ) -> QListWidget:
        """A list of things to tick."""
        self._heading(rows, title)
        found = QListWidget(self)
        found.setAccessibleName(title)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, words in names:
            item = QListWidgetItem(words, found)
            item.setData(KEY, name)
            item.setToolTip(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in checked else Qt.CheckState.Unchecked)
        found.setFixedHeight(ROW * min(5, max(2, len(names))) + 4)
        found.itemChanged.connect(self.changed)
        rows.addWidget(found)
        return found

    def _build_how(self, rows: QVBoxLayout) -> None:
        self.budgets = QLineEdit(self)
        self.budgets.setPlaceholderText(self.tr("each model's own"))
        self.norm = QComboBox(self)
        for norm, words in zip(NORMS, ("L∞", "L2"), strict=True):
            self.norm.addItem(words, norm)
        self.steps = self._number(0, 10_000, self.tr("each attack's own"))
        self.seed = self._number(0, 2_147_483_647)
        self.transfer = QCheckBox(self.tr("Show the images to the other models too"), self)
        self.transfer.setToolTip(self.tr("Whether an image that fools one model fools the others of its kind"))
        form = Form(self)
        form.add(
            self.tr("Budgets"), self.budgets, self.tr("With commas: 1/255, 2/255, 4/255; or 12HU, or 3 stored units")
        )
        form.add(self.tr("Norm"), self.norm)
        form.add(self.tr("Steps"), self.steps, self.tr("Of the attacks that go in steps"))
        form.add(self.tr("Seed"), self.seed)
        rows.addWidget(form)
        rows.addWidget(self.transfer)
        self.budgets.textChanged.connect(self.changed)

    def _number(self, low: int, high: int, none: str = "") -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(low, high)
        field.setSpecialValueText(none)
        field.lineEdit().setTextMargins(8, 0, 0, 0)  # as in the attack's form
        field.installEventFilter(self._quiet)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return field

    # Images

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Take files and folders, each once."""
        known = {self.paths.item(row).data(KEY) for row in range(self.paths.count())}
        for path in paths:
            if str(path) not in known:
                known.add(str(path))
                item = QListWidgetItem(str(path), self.paths)
                item.setData(KEY, str(path))
                item.setToolTip(str(path))
        self.changed.emit()

    @Slot()
    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of images"))
        if name:
            self.add_paths([Path(name)])

    @Slot()
    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Table or files"))
        self.add_paths([Path(name) for name in names])

    @Slot()
    def remove_paths(self) -> None:
        """Take the selected paths out of the list."""
        for item in self.paths.selectedItems():
            self.paths.takeItem(self.paths.row(item))
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    # What is asked for

    def check(self, models: Sequence[str] = (), attacks: Sequence[str] = ()) -> None:
        """Tick these models and attacks, and no others."""
        for names, found in ((models, self.models), (attacks, self.attacks)):
            for row in range(found.count()):
                item = found.item(row)
                on = item.data(KEY) in names
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _ticked(self, found: QListWidget) -> tuple[str, ...]:
        items = [found.item(row) for row in range(found.count())]
        return tuple(str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked)

    @property
    def missing(self) -> str:
        """What is still needed, in words; "" where nothing is."""
        if not self.paths.count():
            return self.tr("Add images")
        if not self._ticked(self.models):
            return self.tr("Tick a model")
        if not self._ticked(self.attacks):
            return self.tr("Tick an attack")
        return ""

    def asked(self) -> Asked:
        """The cohort that the form describes."""
        budgets = [part.strip() for part in self.budgets.text().split(",")]
        return Asked(
            paths=tuple(Path(self.paths.item(row).data(KEY)) for row in range(self.paths.count())),
            cards=tuple(self._cards[name] for name in self._ticked(self.models)),
            attacks=self._ticked(self.attacks),
            epsilons=tuple(text for text in budgets if text),
            norm=self.norm.currentData(),
            steps=self.steps.value() or None,
            seed=self.seed.value(),
            split=self.split.text().strip() or None,
            slices=self.slices.currentData(),
            limit=self.limit.value() or None,
            transfer=self.transfer.isChecked(),
            device=self._device,
        )
