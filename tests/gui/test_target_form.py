"""The form's targets and invented boxes, task by task."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.attack.settings import NO_BOX, AttackSettings, Truth
from medadv_gui.core.result import load_result
from medadv_gui.gui.attack_panel import AttackPanel
from medadv_gui.gui.window import MainWindow
from tests.support import card

from .conftest import at_rest
from .test_layout import clipped

Opened = Callable[..., MainWindow]


@pytest.fixture
def panel(themed: QApplication, qtbot: QtBot) -> AttackPanel:
    made = AttackPanel()
    qtbot.addWidget(made)
    return made


def offered(panel: AttackPanel) -> dict[str, str | None]:
    return {panel.target.itemText(i): panel.target.itemData(i) for i in range(panel.target.count())}


def test_each_task_offers_its_targets(panel: AttackPanel) -> None:
    panel.show_card(card("segmentation", ("background", "a")), False, None)
    assert offered(panel) == {"any change": None, "background": "background", "a": "a"}
    assert "foreground" in panel.target.toolTip()
    assert not panel.target.isHidden()
    assert panel.invented.isHidden()
    panel.show_card(card("detection", ("polyp",)), False, None)
    assert offered(panel) == {"any box lost": None, "no box at all": NO_BOX}
    assert not panel.invented.isHidden()
    assert panel.invented.toolTip()
    panel.show_card(card(), False, None)
    assert list(offered(panel)) == ["any other answer", "a", "b", "c"]
    assert panel.invented.isHidden()


def test_invented_boxes_count_for_detection_without_a_target(panel: AttackPanel) -> None:
    panel.show_card(card("detection", ("polyp",)), False, None)
    assert not panel.settings(Truth()).invented
    panel.invented.setChecked(True)
    assert panel.settings(Truth()).invented
    panel.target.setCurrentIndex(1)
    settings = panel.settings(Truth())
    assert (settings.target, settings.invented) == (NO_BOX, False)
    assert not panel.invented.isEnabled()
    panel.show_card(card("segmentation", ("background", "a")), False, None)
    assert not panel.settings(Truth()).invented
    panel.show_card(card("detection", ("polyp",)), False, None)
    assert panel.invented.isEnabled()
    assert panel.settings(Truth()).invented
    panel.set_defaults(AttackSettings())
    assert not panel.settings(Truth()).invented


@pytest.mark.parametrize(
    ("case", "target"), [("chest-ct", "left lung"), ("endoscopy/endoscopy.png", NO_BOX)], ids=["mask", "boxes"]
)
def test_a_target_is_run_from_the_window(case: str, target: str, opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / case)
    window.panel.target.setCurrentIndex(window.panel.target.findData(target))
    qtbot.wait(50)
    assert clipped(window) == []
    window.panel.parameters.set_values({"steps": 10})
    window.run_attack()
    at_rest(qtbot, window)
    entry = window.controller.entry
    assert entry is not None
    assert entry.outcome is not None
    result = load_result(entry.outcome.folder)
    assert result.attack["target"] == target
    assert result.outcome.reread
