"""Unexpected errors: a report that can be copied into an issue and names no file, no path and no patient."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

import medadv_gui
from medadv_gui.gui.theme import icon

_PACKAGES = ("medadv_gui", "site-packages")


def report(error: BaseException) -> str:
    """Kinds of error and the places in code they passed. Messages are left out: they may quote a file."""
    lines = [
        f"medadv_gui {medadv_gui.__version__}, Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"{platform.system()} {platform.machine()}"
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}")
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def _short(filename: str) -> str:
    """A source file's path from its package on; outside known packages its name alone."""
    parts = Path(filename).parts
    for package in _PACKAGES:
        if package in parts:
            at = len(parts) - 1 - parts[::-1].index(package)
            return "/".join(parts[at:])
    return parts[-1] if parts else "?"


class FaultDialog(QDialog):
    """The report of an unexpected error; the window behind it stays usable."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Unexpected error"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.resize(640, 360)
        head = QLabel(
            self.tr(
                "This is a fault of the program, not of your file. The window goes on working. The report below "
                "names no file and no patient; please send it with a word on what you did."
            ),
            self,
        )
        head.setWordWrap(True)
        self.text = QPlainTextEdit(text, self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = QPushButton(icon("copy"), self.tr("Copy"), self)
        copy.clicked.connect(self._copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.setSpacing(12)
        rows.addWidget(head)
        rows.addWidget(self.text, 1)
        rows.addWidget(buttons)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def install(show: Callable[[BaseException], None]) -> None:
    """Hand exceptions that nothing caught to `show`, in place of Qt's abort or a lost traceback."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        show(error)

    sys.excepthook = hook
