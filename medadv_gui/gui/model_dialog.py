"""The models' pages: what each model is, what was measured of it, and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.jobs import PageJob
from medadv_gui.gui.messages import worded
from medadv_gui.gui.theme import icon
from medadv_gui.models.card import ModelCard
from medadv_gui.report.document import Document


class ModelsDialog(QDialog):
    """A list of models and the page of the chosen one. It announces whose page is wanted, and is given it."""

    page_wanted = Signal(object)
    save_wanted = Signal(object, object)

    def __init__(self, cards: Sequence[ModelCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 680)
        self._cards = {card.id: card for card in cards}
        self._pages: dict[str, tuple[Document, str]] = {}
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Models"))
        self.list.setFixedWidth(216)
        self.list.setWordWrap(True)
        for card in cards:
            item = QListWidgetItem(worded(card.name), self.list)
            item.setData(Qt.ItemDataRole.UserRole, card.id)
            item.setToolTip(f"{card.id} {card.version}")
        self.browser = QTextBrowser(self)
        self.browser.setObjectName("page")
        self.browser.setAccessibleName(self.tr("Page of the model"))
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(20)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.save = buttons.addButton(self.tr("Save page…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setIcon(icon("export"))
        self.save.setToolTip(self.tr("Save the page as HTML or PDF"))
        self.save.clicked.connect(self.choose_file)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.list)
        row.addWidget(self.browser, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.setSpacing(8)
        rows.addLayout(row, 1)
        rows.addWidget(buttons)
        self.list.currentItemChanged.connect(self._ask)

    @property
    def chosen(self) -> str:
        """The id of the chosen model."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def choose(self, name: str) -> None:
        """Turn to the model called `name`, or to the first one."""
        names = list(self._cards)
        self.list.setCurrentRow(names.index(name) if name in names else 0)
        self.list.setFocus()

    @Slot()
    def _ask(self) -> None:
        name = self.chosen
        if name in self._pages:
            self._show(*self._pages[name])
            return
        self.save.setEnabled(False)
        self.browser.setPlainText(self.tr("Preparing the page…"))
        self.page_wanted.emit(self._cards[name])

    @Slot(object)
    def take(self, job: PageJob) -> None:
        """A page was made, or could not be."""
        if job.failure is None and job.result is not None:
            self._pages[job.card.id] = job.result
        if job.card.id != self.chosen:
            return
        if job.result is not None:
            self._show(*job.result)
        elif not job.cancelled:
            self.browser.setPlainText(str(job.failure or self.tr("The page could not be made.")))

    def _show(self, document: Document, page: str) -> None:
        self.browser.setHtml(page)
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self.browser.setAccessibleDescription(document.sentence)
        self.save.setEnabled(True)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file and have the page on show saved in it."""
        name, chosen = QFileDialog.getSaveFileName(
            self, self.tr("Save page"), f"{self.chosen}.html", "HTML (*.html);;PDF (*.pdf)"
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in (".html", ".pdf"):
                path = path.with_name(path.name + (".pdf" if "pdf" in chosen else ".html"))
            self.save_wanted.emit(self._pages[self.chosen][0], path)
