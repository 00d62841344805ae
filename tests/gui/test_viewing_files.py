"""Thumbnails, recent cases, colour maps and screenshots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from medadv_gui.gui import screenshot
from medadv_gui.gui.window import MainWindow
from medadv_gui.render.colour_maps import coloured
from medadv_gui.render.window import display

from .conftest import at_rest
from .test_window import colour_picture, messages, series

Opened = Callable[..., MainWindow]


def test_series_that_were_not_looked_at_get_their_thumbnails(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    (series(tmp_path / "broken", 1) / "0.dcm").write_bytes(b"")
    window = opened(series(tmp_path / "one"), series(tmp_path / "two"), colour_picture(tmp_path / "a.png"))
    entries, tree = window.controller.session.entries, window.tree
    assert len(entries) == 3
    qtbot.waitUntil(lambda: all(tree.has_thumbnail(entry) for entry in entries), timeout=20_000)
    assert [len(entry.images) > 0 for entry in entries].count(True) == 1
    assert messages(window) == []


def test_recent_cases_are_told_by_aliases(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    folder = series(tmp_path / "Mustermann")
    window = opened(folder, colour_picture(tmp_path / "Erika.png"))
    for entry in window.controller.session.entries:
        window.controller.show(entry)
    at_rest(qtbot, window)
    menu = window.viewing.recent
    menu.fill()
    texts = [action.text() for action in menu.actions() if action.data()]
    assert len(texts) == 2
    assert texts[0].startswith("picture, opened 20")
    assert texts[1].startswith("patient 1, study 1, CT, 4 images, opened 20")
    assert not any(word in text for text in texts for word in ("Mustermann", "Erika", str(tmp_path)))
    for _ in range(2):
        window.controller.close_current()
    at_rest(qtbot, window)
    menu.actions()[1].trigger()
    at_rest(qtbot, window)
    assert window.controller.entry is not None
    assert window.controller.entry.series.instances[0].path.parent == folder
    menu.fill()
    assert [action.text()[:9] for action in menu.actions() if action.data()] == ["patient 2", "picture, "]
    next(action for action in menu.actions() if action.text() == "Clear list").trigger()
    menu.fill()
    assert [action.isEnabled() for action in menu.actions()] == [False]
    assert window.settings is not None
    window.settings.setValue("recent/cases", "[{]")
    assert menu.cases() == []


def test_a_colour_map_colours_grey_images_alone(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(series(tmp_path / "ct"))
    panes, table = window.panes, window.actions_table
    table["map-viridis"].trigger()
    assert panes.image is not None
    assert panes.original.pixels.rgb is not None
    np.testing.assert_array_equal(
        panes.original.pixels.rgb, coloured(display(panes.image, panes.shown_window), "viridis")
    )
    assert "colours: viridis" in panes.original.corner.bottom
    opened(colour_picture(tmp_path / "a.png"))
    np.testing.assert_array_equal(panes.original.pixels.rgb, panes.image.stored)
    assert not table["map-hot"].isEnabled()


def test_a_screenshot_hides_names_unless_they_are_asked_for(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(colour_picture(tmp_path / "Mustermann.png"))
    hidden, shown = (screenshot.picture(window, identity=identity) for identity in (False, True))
    assert hidden != shown
    path = tmp_path / "shot.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_table["screenshot"].trigger()
    dialog = window.findChild(screenshot.ScreenshotDialog)
    assert dialog is not None
    assert not dialog.identity.isChecked()
    dialog.choose.click()
    at_rest(qtbot, window)
    assert QImage(str(path)).convertToFormat(hidden.format()) == hidden
    # A step of an attack that is not painted yet is in it.
    whole = screenshot.picture(window)
    for pane in window.panes.changing:
        pane.setUpdatesEnabled(False)
    assert screenshot.picture(window) == whole
    window._save_screenshot(path / "below-a-file.png", False)
    at_rest(qtbot, window)
    assert "below-a-file.png" in messages(window)[0]
