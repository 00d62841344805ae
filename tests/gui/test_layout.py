"""No text is cut off at the two sizes that the window is made for, before and after an attack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.gui.region import ellipse
from medadv_gui.gui.window import MainWindow

from .conftest import at_rest

Opened = Callable[..., MainWindow]


def clipped(window: QWidget) -> list[str]:
    """The texts of labels, buttons and chosen entries that do not fit where they stand."""
    found = []

    def folded(widget: QWidget) -> bool:
        """Inside something that was folded away on purpose."""
        inside = widget.parentWidget()
        while inside is not None and inside is not window:
            if inside.width() == 0 or inside.height() == 0:
                return True
            inside = inside.parentWidget()
        return False

    for label in window.findChildren(QLabel):
        if label.isVisible() and label.text() and not folded(label):
            if label.wordWrap():
                fits = label.heightForWidth(label.width()) <= label.height() + 1
            else:
                fits = label.sizeHint().width() <= label.width() + 1
            if not fits:
                found.append(label.text())
    for button in window.findChildren(QPushButton):
        plain = button.isVisible() and button.text() and button.layout() is None
        if plain and button.sizeHint().width() > button.width() + 1:
            found.append(button.text())
    for box in window.findChildren(QComboBox):
        if box.isVisible() and box.fontMetrics().horizontalAdvance(box.currentText()) > box.width() - 34:
            found.append(box.currentText())
    return found


@pytest.mark.parametrize("case", ["chest-ct", "fundus/fundus.png", "endoscopy/endoscopy.png"])
def test_no_text_is_clipped(case: str, opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / case)

    def look() -> None:
        for size in ((1280, 800), (1920, 1080)):
            window.resize(*size)
            qtbot.wait(50)
            assert window.size().toTuple() == size
            assert clipped(window) == []

    look()
    window.panel.parameters.set_values({"steps": 2})
    window.run_attack()
    at_rest(qtbot, window)
    look()


def test_a_long_sentence_gets_the_lines_it_needs(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "fundus")
    window.summary.say("a word or two " * 30)
    qtbot.wait(50)
    assert clipped(window) == []
    assert window.summary.text.height() > 2 * window.summary.text.fontMetrics().height()


@pytest.mark.parametrize("action", ["layout-2x2", "layout-1x1", "orthogonal", "swipe"])
def test_no_text_is_clipped_in_other_layouts(action: str, opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "chest-ct")
    window.resize(1280, 800)
    window.actions_table["region-ellipse"].trigger()
    window.viewing.regions.put(ellipse((512, 512), (100, 100), (400, 300)))
    window.actions_table[action].trigger()
    at_rest(qtbot, window)
    qtbot.wait(50)
    assert window.size().toTuple() == (1280, 800)
    assert clipped(window) == []
    extension = window.findChild(QWidget, "qt_toolbar_ext_button")
    assert extension is None or not extension.isVisible()


@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_on_a_scaled_screen_of_1920_x_1080_no_text_is_clipped_and_no_picture_coarse(
    factor: str, tmp_path: Path
) -> None:
    """Qt reads the factor once, at the start: a process of its own."""
    Picture.fromarray(np.full((90, 120, 3), 90, np.uint8)).save(tmp_path / "a.png")
    program = [sys.executable, str(Path(__file__).with_name("scaled_window.py")), str(tmp_path / "a.png")]
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        program, env=os.environ | {"QT_SCALE_FACTOR": factor, "PYTHONPATH": root}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"factor": float(factor), "clipped": [], "coarse": []}


def test_the_window_can_be_made_to_fit_the_screen(window: MainWindow) -> None:
    """With large type even 1280 x 800 pixels are few."""
    room, least = window.screen().availableSize(), window.minimumSize()
    assert least.boundedTo(room) == least
