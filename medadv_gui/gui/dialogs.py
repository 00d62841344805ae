"""Help and About."""

from __future__ import annotations

import platform

import numpy as np
import PySide6
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import medadv_gui
from medadv_gui.core.resources import resources
from medadv_gui.gui.actions import ACTIONS, translated
from medadv_gui.gui.theme import colour, colours, pixmap
from medadv_gui.render.picture import RESEARCH_USE

PAGES = ("getting-started", "the-attack", "reading-results", "command-line", "terms")


def page(name: str) -> str:
    """A help page as Markdown."""
    return (resources() / "help" / f"{name}.md").read_text(encoding="utf-8")


def key_table() -> str:
    """The keys, from the table of actions, as Markdown."""
    rows = [f"| {spec.key} | {translated(spec.text)} | {translated(spec.tip)} |" for spec in ACTIONS if spec.key]
    mouse = (
        ("Left drag", "The chosen tool", "Window at first: right is wider, down is darker"),
        ("Middle drag", "Pan", ""),
        ("Right drag, Ctrl+wheel", "Zoom", ""),
        ("Wheel", "Slices", ""),
        ("Double click", "One pane alone, and back", ""),
    )
    rows += ["| " + " | ".join(row) + " |" for row in mouse]
    return "# Keys and mouse\n\n| Key | Does | |\n|---|---|---|\n" + "\n".join(rows) + "\n"


class HelpDialog(QDialog):
    """The help pages, beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(880, 620)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Help pages"))
        self.list.setFixedWidth(200)
        self.browser = QTextBrowser(self)
        self.browser.setOpenExternalLinks(True)
        self.browser.document().setDefaultStyleSheet(f"a {{ color: {colours()['accent']}; }}")
        self.browser.document().setDocumentMargin(16)
        self.browser.setAccessibleName(self.tr("Help page"))
        self._texts = [page(name) for name in PAGES] + [key_table()]
        for text in self._texts:
            self.list.addItem(text.splitlines()[0].removeprefix("# "))
        self.list.currentRowChanged.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.addWidget(self.list)
        row.addWidget(self.browser, 1)
        self.list.setCurrentRow(0)

    @Slot(int)
    def _show(self, at: int) -> None:
        self.browser.setMarkdown(self._texts[at])
        _set_type(self.browser.document())
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)


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
    """Version, device, licences, and what the program is not for."""

    def __init__(self, device: str, parent: QWidget | None = None) -> None:
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
        banner = QLabel(RESEARCH_USE, self)
        banner.setObjectName("noDiagnosis")
        facts = QLabel(
            self.tr("Device: {0}").format(device or self.tr("chosen at the first run"))
            + f"\nPython {platform.python_version()} · Qt and PySide6 {PySide6.__version__} · numpy {np.__version__}\n"
            + f"{platform.system()} {platform.machine()}",
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
