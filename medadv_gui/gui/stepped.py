"""What dialogs have alike that go from page to page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from medadv_gui.gui.theme import restyle


class SteppedDialog(QDialog):
    """One page at a time, with the titles of all above and, below a rule, `note` for what is wrong and the buttons."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)

    def lay_out_steps(self, titles: Sequence[str], pages: Sequence[QWidget], buttons: Sequence[QPushButton]) -> None:
        """Put the pages and what is around them into the dialog; the last button is the one that goes on."""
        self._titles = [QLabel(f"{number}   {title}", self) for number, title in enumerate(titles, 1)]
        head = QHBoxLayout()
        head.setSpacing(24)
        for label in self._titles:
            label.setObjectName("step")
            head.addWidget(label)
        head.addStretch(1)
        self.pages = QStackedWidget(self)
        for page in pages:
            self.pages.addWidget(page)
        rule = QFrame(self)
        rule.setObjectName("rule")
        self.note = QLabel(self)
        self.note.setObjectName("error")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        for button in buttons:
            button.setAutoDefault(False)
            foot.addWidget(button)
        buttons[-1].setObjectName("primary")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 16, 20, 16)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addWidget(self.pages, 1)
        rows.addWidget(rule)
        rows.addLayout(foot)

    def show_step(self, page: int) -> None:
        """Show one page, and which one it is."""
        self.pages.setCurrentIndex(page)
        for at, label in enumerate(self._titles):
            restyle(label, here="true" if at == page else "false")
