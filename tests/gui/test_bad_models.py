"""A faulty model in the window: the fault is told, and the window lives on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from medadv_gui.gui.window import MainWindow
from medadv_gui.models.card import read_card
from tests.models.test_bad_models import altered, fundus, last_weight


@pytest.mark.parametrize("fault", ["nan", "channels"])
def test_the_window_lives_on(qtbot: QtBot, tmp_path: Path, window: MainWindow, fault: str) -> None:
    """The next model answers."""
    folder = altered(
        tmp_path,
        lambda tensors: last_weight(tensors).fill_(torch.nan) if fault == "nan" else tensors.popitem(),
    )
    window.controller.add_model(read_card(folder))
    window.controller.wanted_model = "altered"
    said: list[str] = []
    window.controller.failed.connect(said.append)
    window.open_paths([fundus(tmp_path)])
    qtbot.waitUntil(lambda: bool(said) and window.controller.idle, timeout=60_000)
    assert "altered: " in said[0]
    assert "\n" not in said[0]
    window.controller.choose_model("fundus-dr")
    qtbot.waitUntil(lambda: window.controller.entry.answer is not None, timeout=60_000)
