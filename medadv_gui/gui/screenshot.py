"""A picture of the whole window, without the names of the user's files and folders unless they are asked for."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFileDialog, QLabel, QVBoxLayout

from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import exporting
from medadv_gui.gui.worker import Job

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow


def picture(window: MainWindow, *, identity: bool = False) -> QImage:
    """The window as it looks; with `identity` the names of files and folders are in it."""
    window.presenter.paint()  # what waits to be painted would be missing
    with ExitStack() as hidden:
        for part in () if identity else (window.tree, window.banners, window.strip, window.notes):
            hidden.enter_context(part.aliases())
        return window.grab().toImage()


class ScreenshotJob(Job):
    """Save a picture as PNG. Its failure is an OutputError where the file cannot be written."""

    title = "Saving the screenshot"

    def __init__(self, picture: QImage, path: Path) -> None:
        super().__init__()
        self.picture, self.path = picture, path

    def work(self) -> None:
        exporting(self.path, "screenshot")
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self.picture.save(buffer, "PNG")  # type: ignore[call-overload]
        with write_atomic(self.path) as stream:
            stream.write(buffer.data().data())


class ScreenshotDialog(QDialog):
    """Asks whether names may be in the picture, and where it goes; `wanted` announces the path and that."""

    wanted = Signal(object, bool)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Save screenshot"))
        self.identity = QCheckBox(self.tr("Show names of files and folders"), self)
        self.identity.setToolTip(self.tr("They may hold a patient's name. Without, aliases stand in their place."))
        words = QLabel(self)
        words.setText(
            self.tr(
                "The picture shows the whole window. Text that is part of an image itself is not hidden: look at it."
            )
        )
        words.setObjectName("small")
        words.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.choose = buttons.addButton(self.tr("Choose a file…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 16, 20, 16)
        rows.setSpacing(12)
        for widget in (words, self.identity, buttons):
            rows.addWidget(widget)
        self.setMinimumWidth(440)

    @Slot()
    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save screenshot"), "medadv_gui.png", "PNG (*.png)")
        if name:
            self.accept()
            self.wanted.emit(Path(name), self.identity.isChecked())
