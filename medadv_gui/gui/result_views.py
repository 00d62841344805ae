"""What the window's parts for finished attacks do: table, budget slider, slice strip and the map's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.actions import HEAT_MODES
from medadv_gui.gui.looking import Looking
from medadv_gui.gui.results import Results

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow


class ResultViews(QObject):
    """Connects the parts with the window's actions and keeps them in step."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w, self.c = window, window.controller
        self.results = results = Results(window.controller)
        self.looking = Looking(window)
        parts = window.of_results
        self.slider, self.strip, self.table, self.tabs = parts.slider, parts.strip, parts.table, parts.tabs
        menu = QMenu(parts.mode)
        for name in HEAT_MODES:
            action: QAction = window.actions_table[f"heat-{name}"]
            action.triggered.connect(self._choose_mode)
            menu.addAction(action)
        parts.mode.setMenu(menu)
        window.actions_table.connect_all(
            {
                "pause": self.c.pause,
                "run-again": self.run_again,
                "run-series": self.run_series,
                "saliency": self.looking.show_pane,
            }
        )
        self.w.panel.pause_wanted.connect(self.c.pause)
        self.slider.moved.connect(results.set_percent)
        self.strip.wanted.connect(self.c.set_slice)
        self.table.chosen.connect(results.select)
        self.table.unwanted.connect(results.discard)
        results.changed.connect(self.show_results)
        self.w.panel.attack.currentIndexChanged.connect(self.w.presenter.show_actions)
        self.c.image_changed.connect(self.show_results)
        self.c.attack_changed.connect(self.show_results)
        self.show_results()

    @Slot()
    def _choose_mode(self) -> None:
        mode = next(name for name in HEAT_MODES if self.w.actions_table[f"heat-{name}"].isChecked())
        self.w.panes.heat_mode = mode
        self.results.set_heat_mode(mode)

    @Slot()
    def show_results(self) -> None:
        """Table, slider and strip for the slice on show."""
        entry, results = self.c.entry, self.results
        finished = entry.finished if entry is not None else []
        self.table.show_outcomes(finished, results.outcome if self.c.stopped_at is None else None)
        self.table.setEnabled(not self.c.running)
        title = self.tr("Attacks on this image ({0})").format(len(finished))
        if title != self.tabs.tabText(1):  # a new text lays the tabs out again
            self.tabs.setTabText(1, title)
        self.slider.setVisible(results.can_scale)
        if results.outcome is not None:
            self.slider.show_state(results.percent, results.smallest, len(results.outcome.tried))
        strip = results.strip
        self.strip.setVisible(strip is not None)
        if strip is not None and entry is not None:
            self.strip.show_rows(len(entry.series), strip.rows, entry.slice, results.attacked, search=strip.search)

    # Attacks that begin elsewhere

    def start(self) -> NDArray[Any] | None:
        """The adversarial image on show in stored values, from which an attack can go on; None where there is none, or
        the attack of the form cannot."""
        entry, info = self.c.entry, ATTACKS.get(self.w.panel.attack.currentData())
        if entry is None or entry.image is None or info is None or not info.resumes:
            return None
        image = entry.image
        if self.c.scaled is not None:
            return self.c.scaled.scaled.stored
        if self.c.stopped_at is not None and self.c.frame is not None:
            if self.c.frame.stored.shape != image.stored.shape:
                return None  # thinned for the screen
            inside = np.clip(np.rint(self.c.frame.stored), image.lowest, image.highest)
            return inside.astype(image.stored.dtype)
        return self.results.outcome.result.adversarial if self.results.outcome is not None else None

    @Slot()
    def run_again(self) -> None:
        """Attack from the adversarial image on show."""
        start = self.start()
        if start is not None:
            self.w.run_attack(start)
        elif not self.c.running:
            self.c.failed.emit(self.tr("This attack cannot begin at the image on show."))

    @Slot()
    def run_series(self) -> None:
        """Attack every slice of the series on show."""
        if self.c.running or self.c.entry is None:
            return
        if self.c.card is None:
            self.w.panel.ask_for_model()
            return
        try:
            self.w.banners.clear()
            self.results.attack_series(self.w.panel.settings(self.c.case_truth()))
        except MedadvError as error:
            self.c.failed.emit(str(error))
