"""No text is cut off at the two sizes that the window is made for, before and after an attack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from medadv_gui.gui.window import MainWindow

from .conftest import at_rest

Opened = Callable[..., MainWindow]


def clipped(window: MainWindow) -> list[str]:
    """The visible labels and buttons whose text needs more room than they have."""
    found = []
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if label.wordWrap():
            cut = label.height() < label.heightForWidth(label.width())
        else:
            cut = label.width() < label.minimumSizeHint().width() or label.height() < label.minimumSizeHint().height()
        if cut:
            found.append(label.text())
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and button.width() < button.minimumSizeHint().width():
            found.append(button.text())
    return found


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("case", ["chest-ct", "fundus/fundus.png", "endoscopy/endoscopy.png"])
def test_no_text_is_clipped(case: str, size: tuple[int, int], opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / case)
    window.resize(*size)
    qtbot.wait(50)
    assert window.size().toTuple() == size
    assert clipped(window) == []
    window.panel.parameters.set_values({"steps": 2})
    window.run_attack()
    at_rest(qtbot, window)
    qtbot.wait(50)
    assert clipped(window) == []


def test_a_long_sentence_gets_the_lines_it_needs(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "fundus")
    window.summary.say("a word or two " * 30)
    qtbot.wait(50)
    assert clipped(window) == []
    assert window.summary.text.height() > 2 * window.summary.text.fontMetrics().height()
