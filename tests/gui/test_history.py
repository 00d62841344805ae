"""Undo and redo of view and notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from medadv_gui.core.types import Window
from medadv_gui.gui.window import MainWindow

from .conftest import at_rest

Opened = Callable[..., MainWindow]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two grey pictures of different size."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, side in (("a", 96), ("b", 128)):
        Picture.fromarray(np.add.outer(np.arange(side), np.arange(side)).astype(np.uint8)).save(folder / f"{name}.png")
    return folder


def test_window_zoom_and_invert_are_undone_one_by_one(opened: Opened, pictures: Path) -> None:
    window = opened(pictures)
    panes, history, table = window.panes, window.shell.history, window.actions_table
    assert not table["undo"].isEnabled()
    first = history.view
    panes.set_window(Window(10, 60))
    history.settle()
    panes.zoom(2.0)
    history.settle()
    table["invert"].trigger()
    history.settle()
    last = history.view
    assert table["undo"].isEnabled()
    for _ in range(3):
        table["undo"].trigger()
    assert history.view == first
    assert not table["invert"].isChecked()
    assert not table["undo"].isEnabled()
    for _ in range(3):
        table["redo"].trigger()
    assert history.view == last
    assert panes.heat.box.viewRect().width() == pytest.approx(panes.original.box.viewRect().width(), rel=0.05)


def test_a_drag_is_one_step(opened: Opened, pictures: Path) -> None:
    window = opened(pictures)
    before = window.panes.shown_window
    for i in range(20):
        window.panes.set_window(Window(i, 100 + i))
    window.shell.history.undo()
    assert window.panes.shown_window == before
    assert not window.shell.history.group.canUndo()


def test_notes_are_each_cases_own_and_undone_with_the_view(opened: Opened, pictures: Path, qtbot: QtBot) -> None:
    window = opened(pictures)
    a, b = window.controller.session.entries
    window.actions_table["notes"].trigger()
    qtbot.keyClicks(window.notes.field, "left apex")
    window.controller.show(b)
    at_rest(qtbot, window)
    assert a.notes == "left apex"
    assert window.notes.text() == b.notes == ""
    assert not window.actions_table["undo"].isEnabled()
    window.controller.show(a)
    at_rest(qtbot, window)
    assert window.notes.text() == "left apex"
    window.notes.field.setFocus()
    qtbot.keyClick(window.notes.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert a.notes == window.notes.text() == ""
    window.actions_table["redo"].trigger()
    assert a.notes == window.notes.text() == "left apex"


def test_others_can_record_a_change(opened: Opened, pictures: Path) -> None:
    window = opened(pictures)
    done: list[str] = []
    window.shell.history.record("region", lambda: done.append("undo"), lambda: done.append("redo"))
    assert done == []
    window.actions_table["undo"].trigger()
    window.actions_table["redo"].trigger()
    assert done == ["undo", "redo"]


def test_a_resized_window_is_no_step(opened: Opened, pictures: Path, qtbot: QtBot) -> None:
    window = opened(pictures)
    window.resize(1400, 900)
    qtbot.wait(50)
    window.shell.history.settle()
    assert not window.shell.history.group.canUndo()


def test_layouts_are_undone_zoomed_or_not(opened: Opened, pictures: Path, qtbot: QtBot) -> None:
    window = opened(pictures)
    panes, history, table = window.panes, window.shell.history, window.actions_table
    panes.zoom(2.0)
    history.settle()
    first = history.view
    table["layout-2x2"].trigger()
    qtbot.wait(30)
    history.settle()
    panes.adversarial.box.doubled.emit()
    qtbot.wait(30)
    history.settle()
    assert panes.layout_now == ("1x1", 2)
    for layout in (("2x2", -1), ("1x3", -1)):
        table["undo"].trigger()
        qtbot.wait(30)
        history.settle()
        assert panes.layout_now == layout
    assert history.view is not None
    assert first is not None
    assert history.view.area == pytest.approx(first.area, rel=0.05)
    assert table["layout-1x3"].isChecked()
    table["redo"].trigger()
    table["redo"].trigger()
    assert panes.layout_now == ("1x1", 2)
