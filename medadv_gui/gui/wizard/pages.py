"""The wizard's first and third page: what was found in a file, and what the checks say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.messages import worded
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import Sign, icon
from medadv_gui.gui.wizard.steps import FORMATS, Headline
from medadv_gui.models.guard import Probe


class HeadlineCard(QFrame):
    """A sentence with a sign before it, and a word on it below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._sign = Sign(self)
        self.text, self.detail = QLabel(self), QLabel(self)
        self.text.setObjectName("sentence")
        self.detail.setObjectName("small")
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (self.text, self.detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def say(self, headline: Headline) -> None:
        self._sign.show_icon(headline.icon, headline.tint, 20)
        self.text.setText(worded(headline.text))
        self.detail.setText(worded(headline.detail))
        self.detail.setVisible(bool(headline.detail))


class Page(QWidget):
    """A headline, a bar while something is going on, and the page's own below."""

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = HeadlineCard(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress of the checks"))
        self.stop = QPushButton(icon("cancel"), self.tr("Stop"), self)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.stop_wanted)
        self._busy = QWidget(self)
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(8)
        self.rows.addWidget(self.headline)
        self.rows.addWidget(self._busy)

    def show_headline(self, headline: Headline, busy: bool) -> None:
        """Say where things stand."""
        self.headline.say(headline)
        self._busy.setVisible(busy)


class FoundPage(Page):
    """Which file, and what is in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLabel(self)
        self.path.setTextFormat(Qt.TextFormat.PlainText)
        self.path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.file = QPushButton(icon("open-file"), self.tr("Choose file…"), self)
        self.file.setToolTip(self.tr("One file: weights, a program, an ONNX graph or a zipped bundle"))
        self.folder = QPushButton(icon("open-folder"), self.tr("Choose folder…"), self)
        self.folder.setToolTip(self.tr("A folder with a model_card.json, or a MONAI bundle"))
        for button in (self.file, self.folder):
            button.setAutoDefault(False)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.path, 1)
        top.addWidget(self.file)
        top.addWidget(self.folder)
        self.rows.insertLayout(0, top)
        self.facts = QWidget(self)
        self._grid = QGridLayout(self.facts)
        self._grid.setContentsMargins(4, 4, 4, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.tensors = QTableWidget(0, 2, self)
        self.tensors.setAccessibleName(self.tr("Tensors in the file"))
        self.tensors.setHorizontalHeaderLabels([self.tr("Tensor"), self.tr("Shape")])
        header = self.tensors.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, 240)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.tensors.verticalHeader().hide()
        self.tensors.verticalHeader().setDefaultSectionSize(24)
        self.tensors.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tensors.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.tensors.setTabKeyNavigation(False)
        self.formats = self._formats()
        self.rows.addWidget(self.facts)
        self.rows.addWidget(self.tensors, 1)
        self.rows.addWidget(self.formats)
        self.rows.addStretch(0)

    def _formats(self) -> QWidget:
        """What can be chosen, for the page that is still empty."""
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(4, 8, 4, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, (name, words) in enumerate(FORMATS):
            head, text = QLabel(said("wizard", name), box), QLabel(said("wizard", words), box)
            head.setObjectName("h2")
            text.setObjectName("dim")
            text.setWordWrap(True)
            grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, at, 1)
        grid.setRowStretch(len(FORMATS), 1)
        return box

    def show_facts(self, facts: Sequence[tuple[str, str]], tensors: Sequence[tuple[str, str]]) -> None:
        """The file's facts, name and value, and its tensors, name and shape."""
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for at, (name, value) in enumerate(facts):
            head, text = QLabel(said("wizard", name), self.facts), QLabel(self.facts)
            head.setObjectName("dim")
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setText("\n".join(worded(line) for line in value.splitlines()))
            text.setWordWrap(True)
            text.setAccessibleDescription(head.text())
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, at, 1)
        self.facts.setVisible(bool(facts))
        self.tensors.setVisible(bool(tensors))
        self.tensors.setRowCount(len(tensors))
        for at, tensor in enumerate(tensors):
            for column, words in enumerate(tensor):
                self.tensors.setItem(at, column, QTableWidgetItem(words))


class ChecksPage(Page):
    """What the checks found, a line each, and the test vector."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QWidget(self)
        self._list.setObjectName("clear")
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(4, 4, 12, 4)
        self._grid = QGridLayout()
        inside.addLayout(self._grid)
        inside.addStretch(1)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("Checks"))
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._list)
        self.rows.addWidget(scroll, 1)
        card = QFrame(self)
        card.setObjectName("card")
        title = QLabel(self.tr("Test vector"), card)
        title.setObjectName("h2")
        self.vector_words = QLabel(card)
        self.vector_words.setTextFormat(Qt.TextFormat.PlainText)
        self.vector_words.setObjectName("small")
        self.vector_words.setWordWrap(True)
        self.vector = QPushButton(self.tr("Choose a test vector…"), card)
        self.vector.setToolTip(
            self.tr("An .npz with one image as stored, and the outputs that the network gave for it where it was made")
        )
        self.forget = QPushButton(self.tr("Without"), card)
        self.forget.setToolTip(self.tr("Go on without a test vector"))
        self.tolerance = QLineEdit("0.001", card)
        self.tolerance.setAccessibleName(self.tr("Tolerance of the test vector"))
        self.tolerance.setToolTip(self.tr("How far an output may be off, in the outputs' own numbers, up to 1"))
        self.tolerance.setFixedWidth(80)
        tolerance = QLabel(self.tr("Tolerance"), card)
        tolerance.setObjectName("dim")
        tolerance.setBuddy(self.tolerance)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(self.vector_words)
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(tolerance, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.tolerance, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.vector, self.forget):
            button.setAutoDefault(False)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.rows.addWidget(card)

    def show_probes(self, probes: Sequence[Probe]) -> None:
        """The checks: sign, name, what was found."""
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for at, probe in enumerate(probes):
            found, called = worded(probe.text), worded(probe.name)
            sign, name, text = Sign(self._list), QLabel(f"{called[:1].upper()}{called[1:]}", self._list), QLabel()
            sign.show_icon(*(("yes", "good") if probe.passed else ("no", "danger")), 18)
            sign.setAccessibleName(self.tr("passed") if probe.passed else self.tr("not passed"))
            name.setObjectName("h2")
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setText(f"{found[:1].upper()}{found[1:]}")
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, label in enumerate((sign, name, text)):
                self._grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)

    def show_vector(self, words: str, chosen: bool) -> None:
        """Say what vouches for the preprocessing."""
        self.vector_words.setText(worded(words))
        self.forget.setVisible(chosen)
