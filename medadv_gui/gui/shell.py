"""What the window does beside images and attacks: preferences, themes, keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.preferences_dialog import PreferencesDialog
from medadv_gui.gui.theme import retint, themes

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow


class Shell(QObject):
    """One window's preferences and what follows from them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w = window
        self.preferences = Preferences(window.settings, self)
        self.preferences.changed.connect(self._changed)
        window.actions_table.set_keys(self.preferences.keys())
        themes.changed.connect(self._redraw)
        self._take_device()

    def handlers(self) -> dict[str, Callable[..., None]]:
        """What the actions do that belong here, by the actions' ids."""
        return {"preferences": self.show_preferences}

    @Slot()
    def show_preferences(self) -> None:
        PreferencesDialog(self.preferences, self.w.actions_table, self.w).show()

    @Slot(str)
    def _changed(self, key: str) -> None:
        """Let a setting count at once, where it can."""
        app = QApplication.instance()
        if key == "general/theme" and isinstance(app, QApplication):
            themes.choose(app, self.preferences.text(key))
        elif key == "attack/device":
            self._take_device()

    def _take_device(self) -> None:
        """Choose the preferred device, where this computer has it."""
        at = self.w.panel.device.findData(self.preferences.text("attack/device"))
        if at >= 0:
            self.w.panel.device.setCurrentIndex(at)
            self.w.controller.set_device(self.w.panel.device.currentData())

    @Slot()
    def _redraw(self) -> None:
        """Draw again what holds colours of the theme before."""
        retint(self.w.tree.tree)
        self.w.presenter.show_all()
        self.w.panes.redraw()
