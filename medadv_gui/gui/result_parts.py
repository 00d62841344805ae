"""The window's parts for finished attacks; `result_views` gives them something to do."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QTabWidget, QToolButton, QWidget

from medadv_gui.gui.budget_slider import BudgetSlider
from medadv_gui.gui.pane import HEAD, Pane
from medadv_gui.gui.results_table import ResultsTable
from medadv_gui.gui.saliency_pane import SaliencyPane
from medadv_gui.gui.slice_strip import SliceStrip
from medadv_gui.gui.theme import icon


class ResultParts(QObject):
    """Table beside the losses, budget slider, slice strip, the pane with the looks, and the button of the `heat` pane
    that chooses the map."""

    def __init__(self, plot: QWidget, heat: Pane, parent: QWidget) -> None:
        super().__init__(parent)
        self.slider = BudgetSlider(parent)
        self.strip = SliceStrip(parent)
        self.table = ResultsTable(parent)
        self.looked = SaliencyPane(parent)
        self.tabs = QTabWidget(parent)
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)  # a narrow one shortens its words
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName(self.tr("Losses and attacks"))
        self.tabs.tabBar().setAccessibleName(self.tr("Losses or attacks"))
        self.tabs.addTab(plot, self.tr("Losses"))
        self.tabs.addTab(self.table, "")
        self.mode = QToolButton(heat)
        self.mode.setObjectName("quiet")
        self.mode.setIcon(icon("preset"))
        self.mode.setFixedSize(22, HEAD)
        self.mode.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.mode.setAccessibleName(self.tr("Perturbation map"))
        self.mode.setToolTip(self.tr("How the perturbation is drawn; the scale always ends at the budget"))
        heat.head.insertWidget(1, self.mode)
