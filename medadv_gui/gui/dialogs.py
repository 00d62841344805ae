"""Help, About, and the question whether an attack of the user's own is trusted."""

from __future__ import annotations

import platform
from collections.abc import Mapping

import numpy as np
import PySide6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

import medadv_gui
from medadv_gui.attack.plugins import Plugin
from medadv_gui.core.build import build_id
from medadv_gui.core.policy import policy
from medadv_gui.core.resources import resources
from medadv_gui.gui.actions import ACTIONS, native, translated
from medadv_gui.gui.language import spoken
from medadv_gui.gui.messages import worded
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import colour, colours, pixmap
from medadv_gui.render.picture import RESEARCH_USE

PAGES = (
    "getting-started",
    "viewing",
    "the-attack",
    "comparison",
    "reading-results",
    "several-attacks",
    "cohorts",
    "reader-studies",
    "session",
    "files",
    "archive",
    "bring-your-own-model",
    "model-cards",
    "own-attacks",
    "model-pages",
    "command-line",
    "installing",
    "python-interface",
    "result-file",
    "terms",
)


MOUSE = (
    ("Left drag", "The chosen tool", "Window at first: right is wider, down is darker"),
    ("Middle drag", "Pan", ""),
    ("Right drag, Ctrl+wheel", "Zoom", ""),
    ("Wheel", "Slices", ""),
    ("Double click", "One pane alone, and back", ""),
    ("Click", "Select a measurement", "In the orthogonal views: move the cursor"),
    ("Ctrl+left drag", "Take away from the region", "With the region tool"),
)
KEYS_HEAD = ("Keys and mouse", "Key", "Does")


def page(name: str, language: str = "en") -> str:
    """A help page as Markdown: in English where there is none in the language."""
    folder = resources() / "help"
    path = folder / language / f"{name}.md"
    return (path if path.is_file() else folder / path.name).read_text(encoding="utf-8")


def key_table(own: Mapping[str, str] | None = None) -> str:
    """The keys as Markdown, from the table of actions and the user's `own` keys by the actions' ids."""
    keys = {spec.id: spec.key for spec in ACTIONS} | dict(own or {})
    rows = [
        f"| {native(keys[spec.id])} | {translated(spec.text)} | {translated(spec.tip)} |"
        for spec in ACTIONS
        if keys[spec.id]
    ]
    rows += ["| " + " | ".join(said("keys", text) for text in row) + " |" for row in MOUSE]
    title, *head = (said("keys", text) for text in KEYS_HEAD)
    return f"# {title}\n\n| {' | '.join(head)} | |\n|---|---|---|\n" + "\n".join(rows) + "\n"


class HelpDialog(QDialog):
    """The help pages, beside the window; `keys` are the user's, by the actions' ids."""

    def __init__(self, parent: QWidget | None = None, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(960, 640)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Help pages"))
        self.browser = QTextBrowser(self)
        self.browser.setOpenExternalLinks(policy().sending)
        self.browser.document().setDefaultStyleSheet(f"a {{ color: {colours()['accent']}; }}")
        self.browser.document().setDocumentMargin(16)
        self.browser.setAccessibleName(self.tr("Help page"))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search the help"))
        self.field.setAccessibleName(self.tr("Search the help"))
        self.field.setToolTip(self.tr("Shows the pages that hold these words; Return goes to the next place"))
        self.field.setClearButtonEnabled(True)
        for cross in self.field.findChildren(QToolButton):
            cross.setAccessibleName(self.tr("Clear the search"))
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._next)
        self.nothing = QLabel(self.tr("No page holds these words."), self)
        self.nothing.setObjectName("small")
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        self._texts = [page(name, spoken()) for name in PAGES] + [key_table(keys)]
        for text in self._texts:
            self.list.addItem(text.splitlines()[0].removeprefix("# "))
        for beside in (self.field, self.list):  # no title is cut off
            beside.setFixedWidth(self.list.sizeHintForColumn(0) + 24)
        self.list.currentRowChanged.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        side = QVBoxLayout()
        side.setSpacing(8)
        for part in (self.field, self.list, self.nothing):
            side.addWidget(part)
        row.addLayout(side)
        row.addWidget(self.browser, 1)
        self.list.setCurrentRow(0)

    @Slot(int)
    def _show(self, at: int) -> None:
        self.browser.setMarkdown(self._texts[at])
        _set_type(self.browser.document())
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self._next()

    @Slot()
    def _search(self) -> None:
        """List the pages that hold every word looked for, and show the first of them."""
        words = self.field.text().casefold().split()
        fitting = [at for at, text in enumerate(self._texts) if all(word in text.casefold() for word in words)]
        for at in range(self.list.count()):
            self.list.item(at).setHidden(at not in fitting)
        self.nothing.setVisible(not fitting)
        if fitting and self.list.currentRow() not in fitting:
            self.list.setCurrentRow(fitting[0])
        elif fitting:
            self._show(self.list.currentRow())

    @Slot()
    def _next(self) -> None:
        """Mark the next place of the words, or of the first of them; after the last comes the first."""
        text = self.field.text().strip()
        if not text:
            return
        for wanted in (text, text.split()[0]):
            if self.browser.find(wanted):
                return
            here = self.browser.textCursor()
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
            if self.browser.find(wanted):
                return
            self.browser.setTextCursor(here)


def _set_type(document: QTextDocument) -> None:
    """Give a Markdown page the room between lines, paragraphs and cells that Qt leaves out."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = block.blockFormat()
        heading = shape.headingLevel()
        shape.setTopMargin(20 if heading > 1 else 4)
        shape.setBottomMargin(8 if heading or not block.textList() else 2)
        shape.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if cursor.currentTable() is not None:
            shape.setTopMargin(0)
            shape.setBottomMargin(0)
        cursor.setBlockFormat(shape)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format()
            table.setBorder(0.5)
            table.setBorderBrush(colour("line_strong"))
            table.setBorderCollapse(True)
            table.setCellPadding(6)
            table.setTopMargin(8)
            table.setBottomMargin(12)
            frame.setFormat(table)


class AboutDialog(QDialog):
    """Version and build, device and why this one, licences, and what the program is not for."""

    def __init__(self, device: str, why: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About medadv_gui"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sign = QLabel(self)
        sign.setPixmap(
            self.windowIcon().pixmap(64, 64) if not self.windowIcon().isNull() else pixmap("about", "accent", 64)
        )
        name = QLabel(f"medadv_gui {medadv_gui.__version__}", self)
        name.setObjectName("h1")
        what = QLabel(self.tr("See how fragile a medical image model is."), self)
        banner = QLabel(said("notes", RESEARCH_USE), self)
        banner.setObjectName("noDiagnosis")
        facts = QLabel(
            self.tr("Device: {0}").format(worded(device) or self.tr("chosen at the first run"))
            + (f" ({worded(why)})" if why else "")
            + f"\nPython {platform.python_version()} · Qt, PySide6 {PySide6.__version__} · numpy {np.__version__}\n"
            + f"{platform.system()} {platform.machine()} · build {build_id()}",
            self,
        )
        facts.setObjectName("dim")
        licences = QLabel(
            self.tr(
                "Apache License 2.0. It stands on Qt and PySide6 (LGPL-3.0), PyTorch (BSD), pydicom (MIT), pyqtgraph "
                "(MIT), NumPy and SciPy (BSD), Pillow (MIT-CMU), imagecodecs (BSD), ReportLab (BSD), Material Design "
                "Icons (Apache-2.0) by way of QtAwesome (MIT), and the typefaces Inter (OFL-1.1) and DejaVu."
            ),
            self,
        )
        licences.setObjectName("small")
        licences.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        words = QVBoxLayout()
        words.setSpacing(8)
        for label in (name, what, banner, facts, licences):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        words.addWidget(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 16)
        row.setSpacing(24)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words)
        self.setMinimumWidth(560)


class TrustDialog(QDialog):
    """Says what an installed attack is, and asks whether it may be run: it announces a yes."""

    trusted = Signal(object)

    def __init__(self, plugin: Plugin, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plugin = plugin
        self.setWindowTitle(self.tr("Trust an attack"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self._label(self.tr("Trust the attack {0}?").format(plugin.name), "sentence")
        changed = self.tr("Its package has changed since you trusted it.")
        editable = self.tr("It is installed in editable mode: changes to its source are not noticed.")
        warning = [self.tr("It is a program and runs with your rights: it can read, change and send what you can.")]
        warning += [changed] * bool(plugin.reason) + [editable] * plugin.editable
        facts = QFormLayout()
        facts.setHorizontalSpacing(16)
        for name, value in (
            (self.tr("Package"), plugin.distribution),
            (self.tr("Version"), plugin.version),
            (self.tr("Files"), str(plugin.files)),
            (self.tr("SHA-256"), plugin.sha256),
        ):
            label = self._label(value)
            label.setAccessibleDescription(name)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addRow(self._label(name, "dim"), label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.trust = buttons.addButton(self.tr("Trust"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.trust.setAutoDefault(False)
        self.cancel.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 24, 16)
        rows.setSpacing(12)
        rows.addWidget(title)
        rows.addWidget(self._label("\n".join(warning), "warning"))
        rows.addLayout(facts)
        note = self.tr("Trust holds for the package's files as they are now. Nothing of it has been run so far.")
        rows.addWidget(self._label(note, "small"))
        rows.addWidget(buttons)
        self.cancel.setFocus()

    def _label(self, text: str, name: str = "") -> QLabel:
        """The package's own words are shown as they stand, whatever markup they hold."""
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setObjectName(name)
        return label

    @Slot()
    def _accept(self) -> None:
        self.trusted.emit(self.plugin)
        self.accept()
