"""The way into the import wizard from the window, and what becomes of a model that was imported."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.banner import Banners
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.tables import said
from medadv_gui.models.card import ModelCard

if TYPE_CHECKING:
    from medadv_gui.gui.wizard.dialog import ImportWizard
    from medadv_gui.gui.wizard.jobs import Source


class Importing(QObject):
    """Opens the wizard over `window`, one at a time and not while an attack runs, and offers what it brings."""

    def __init__(self, controller: Controller, banners: Banners, window: QWidget) -> None:
        super().__init__(window)
        self.controller, self.banners, self.window = controller, banners, window
        self.wizard: ImportWizard | None = None

    @Slot()
    def choose(self) -> None:
        """Let the user choose a model."""
        self.begin(None)

    def begin(self, path: Path | None) -> None:
        """Look into this model file or folder; None lets the user choose one."""
        if self.controller.running:
            self.banners.add(self.tr("A model can be imported once the attack has ended."), "info")
            return
        if self.wizard is not None:
            if path is not None:
                self.wizard.open_model(path)
            return
        from medadv_gui.gui.wizard.dialog import ImportWizard  # the start of the window can do without

        taken = [card.id for card in self.controller.session.cards]
        folder = Path(tempfile.mkdtemp(prefix="import-", dir=self.controller.scratch.folder))
        self.wizard = ImportWizard(self.controller.workers, self._sources(), taken, folder, self.window)
        self.wizard.imported.connect(self._imported)
        self.wizard.finished.connect(self._closed)
        self.wizard.open()
        if path is not None:
            self.wizard.open_model(path)

    def _sources(self) -> list[Source]:
        """The image on show and the demo cases."""
        from medadv_gui.gui.wizard.jobs import Source

        entry = self.controller.entry
        shown = [] if entry is None or entry.image is None else [Source(self.tr("The image on show"), entry.image)]
        return [*shown, *(Source(said("demo", case.title), demo=case.id) for case in self.controller.cases)]

    @Slot(object)
    def _imported(self, card: ModelCard) -> None:
        misfit = self.controller.take_model(card)
        text = self.tr("{0} is in the list of models.").format(card.name)
        if misfit is not None:
            text += " " + self.tr("It does not fit the image on show: {0}.").format(misfit)
        self.banners.add(text, "info")

    @Slot()
    def _closed(self) -> None:
        self.wizard = None

    def close(self) -> None:
        """The window closes: so does the wizard."""
        if self.wizard is not None:
            self.wizard.reject()
