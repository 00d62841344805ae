"""Where the main window's action for archives leads: one window, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.worker import importing

if TYPE_CHECKING:
    from medadv_gui.gui.archive.window import ArchiveWindow
    from medadv_gui.gui.window import MainWindow

IMAGE = "adversarial.dcm"  # of a result


class Archives(QObject):
    """The door to archives of one main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w = window
        self.window: ArchiveWindow | None = None
        for changed in (window.controller.attack_changed, window.controller.image_changed):
            changed.connect(self._offer)

    def handlers(self) -> dict[str, Callable[..., None]]:
        """What the actions do that belong here, by the actions' ids."""
        return {"open-archive": self.show}

    @Slot()
    def show(self) -> None:
        with importing():
            from medadv_gui.gui.archive.window import ArchiveWindow

        if self.window is None:
            try:
                self.window = ArchiveWindow(self.w.controller.workers, self.w)
            except MedadvError as error:
                self.w.banners.add(str(error))
                return
            self.window.closed.connect(self._closed)
            self.window.open_wanted.connect(self._open)
            self._offer()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    @Slot()
    def _offer(self) -> None:
        """Tell the window which perturbed image is on show."""
        if self.window is None:
            return
        entry = self.w.controller.entry
        outcome = None if entry is None else entry.outcome
        file = None if outcome is None else outcome.folder / IMAGE
        self.window.offer(file if file is not None and file.is_file() else None)

    @Slot(object)
    def _open(self, folders: list[Path]) -> None:
        self.w.open_paths(folders)

    @Slot()
    def _closed(self) -> None:
        self.window = None

    def close(self) -> None:
        """The main window closes: close this one before it."""
        if self.window is not None:
            self.window.close()
