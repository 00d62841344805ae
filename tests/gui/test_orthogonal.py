"""Axial, coronal and sagittal views: a shared cursor, the panes' window, and words where there is no volume."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from medadv_gui.core.result import load_result
from medadv_gui.core.types import Window
from medadv_gui.gui.window import MainWindow
from medadv_gui.render import heatmap
from tests.support import ct_dataset, save

from .conftest import at_rest
from .test_results import small
from .test_window import series

Opened = Callable[..., MainWindow]


def volume(folder: Path, count: int = 12) -> Path:
    """A bright voxel at slice 7, row 20, column 9."""
    for i in range(count):
        stored = np.full((32, 24), 400, np.int16)
        if i == 7:
            stored[20, 9] = 1900
        save(ct_dataset(stored, z=2.0 * i, number=i + 1), folder / f"{i}.dcm")
    return folder


def test_a_click_moves_the_shared_cursor_and_the_slice(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(volume(tmp_path / "ct"))
    window.panes.setFocus()
    qtbot.keyClick(window.panes, Qt.Key.Key_M)
    at_rest(qtbot, window)
    views = window.viewing.orthogonal.views
    assert views is not None
    assert views.isVisible()
    assert not window.panes.isVisible()
    axial, coronal, sagittal = views.views
    assert [view.pixels.rgb.shape[:2] for view in views.views if view.pixels.rgb is not None] == [
        (32, 24), (12, 24), (12, 32)
    ]  # fmt: skip
    assert coronal.corner.letters == ("R", "H", "L", "F")
    for view in views.views:
        assert view.banner.isVisible()
    qtbot.wait(50)
    point = coronal.view.mapFromScene(coronal.box.mapViewToScene(QPointF(9.5, 4.5)))  # the head is above: slice 7
    qtbot.mouseMove(coronal.view.viewport(), point)
    qtbot.mouseClick(coronal.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert window.controller.entry is not None
    assert window.controller.entry.slice == 7
    assert views.voxel == (7, 16, 9)
    views.views[1].box.stepped.emit(4)
    assert views.voxel == (7, 20, 9)
    for view, (x, y) in zip((axial, coronal, sagittal), ((9, 20), (9, 4), (20, 4)), strict=True):
        rgb = view.pixels.rgb
        assert rgb is not None
        assert np.argwhere(rgb[..., 0] > rgb[0, 0, 0]).tolist() == [[y, x]]
        assert [line.value() for line in view.lines] == [x + 0.5, y + 0.5]
    views.setFocus()
    qtbot.keyClick(views, Qt.Key.Key_Home)
    assert views.voxel == (0, 20, 9)
    assert axial.corner.top == "1 / 12"
    before = axial.pixels.rgb
    window.panes.set_window(Window(-1000, -900))
    assert axial.pixels.rgb is not None
    assert axial.pixels.rgb.mean() != before.mean()
    assert "W 100" in axial.corner.bottom
    window.actions_table["orthogonal"].trigger()
    assert window.panes.isVisible()
    assert views.block is None


def test_slices_that_make_no_volume_say_why(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    folder = volume(tmp_path / "ct", 3)
    (folder / "1.dcm").write_bytes((folder / "1.dcm").read_bytes()[:-500])
    window = opened(folder)
    window.actions_table["orthogonal"].trigger()
    at_rest(qtbot, window)
    views = window.viewing.orthogonal.views
    assert views is not None
    assert views.message.text() == "1 of the slices cannot be read: no volume."
    opened(series(tmp_path / "good"))
    assert views.block is not None
    assert all(view.isVisible() for view in views.views)
    window.controller.close_current()
    window.controller.close_current()
    at_rest(qtbot, window)
    assert not window.actions_table["orthogonal"].isChecked()
    assert not window.panes.isHidden()


def test_the_perturbation_and_the_adversarial_volume(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(volume(tmp_path / "ct", 4))
    entry = window.controller.entry
    assert entry is not None
    window.controller.choose_model(small(window, units="HU", lower=-1000.0, upper=400.0))
    at_rest(qtbot, window)
    window.actions_table["orthogonal"].trigger()
    at_rest(qtbot, window)
    views = window.viewing.orthogonal.views
    assert views is not None
    assert views.count.text() == "0 of 4 slices attacked"
    assert not views.buttons["adversarial"].isEnabled()
    window.panel.parameters.set_values({"steps": 2})
    window.actions_table["run-series"].trigger()
    at_rest(qtbot, window)
    strip = entry.slices["test-model"]
    window.controller.set_slice(3)
    at_rest(qtbot, window)
    assert entry.outcome is not None
    window.result_views.results.discard(entry.outcome)
    results = {at: load_result(strip.folder / row["folder"]) for at, row in strip.rows.items()}
    window.actions_table["orthogonal"].trigger()
    at_rest(qtbot, window)
    assert views.count.text() == "3 of 4 slices attacked"
    window.controller.set_slice(0)
    axial, coronal, sagittal = views.views
    original = coronal.pixels.rgb
    assert not any(view.tag.isVisible() for view in views.views)
    qtbot.mouseClick(views.buttons["adversarial"], Qt.MouseButton.LeftButton)
    assert views.block is not None
    assert views.attacked is not None
    stored = np.stack([results[at].adversarial if at in results else views.block.stored[at] for at in range(4)])
    assert np.array_equal(views.attacked.block.stored, stored)
    assert not np.array_equal(coronal.pixels.rgb, original)
    assert all(view.tag.isVisible() and view.banner.isVisible() for view in views.views)
    window.panes.set_blink(True)
    assert np.array_equal(coronal.pixels.rgb, original)
    assert not coronal.tag.isVisible()
    window.panes.set_blink(False)
    qtbot.mouseClick(views.buttons["perturbation"], Qt.MouseButton.LeftButton)
    limit = max(result.budget.stored_units for result in results.values())
    change = (stored.astype(int) - views.block.stored)[:, views.voxel[1], :][::-1]
    assert np.array_equal(coronal.pixels.rgb, heatmap.signed(change, limit))
    assert coronal.corner.bar is not None
    assert "signed, gain" in coronal.corner.top
    assert coronal.tag.isVisible()
    for mode in ("overlay", "absolute"):
        before = coronal.pixels.rgb
        window.actions_table[f"heat-{mode}"].trigger()
        at_rest(qtbot, window)
        assert not np.array_equal(coronal.pixels.rgb, before)
    window.controller.set_slice(3)
    assert "not attacked" in axial.corner.top
    assert not axial.tag.isVisible(), "the original"
    assert sagittal.tag.isVisible()
    window.controller.set_slice(0)
    assert axial.tag.isVisible()
