"""Measurements, the region to attack, layouts, swipe, cine, corner text and the probe, by the user's gestures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from medadv_gui.core.types import Box, BoxPrediction, Geometry, Window
from medadv_gui.gui.actions import ACTIONS
from medadv_gui.gui.overlays import outline
from medadv_gui.gui.pane import Pane
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.window import MainWindow
from medadv_gui.render import heatmap
from tests.support import picture

from .conftest import at_rest
from .test_window import colour_picture, messages, series

Opened = Callable[..., MainWindow]


def on_screen(pane: Pane, x: float, y: float) -> QPoint:
    """Where a point of the image lies in the view."""
    return pane.view.mapFromScene(pane.box.mapViewToScene(QPointF(x, y)))


def drag(
    qtbot: QtBot,
    pane: Pane,
    begin: tuple[float, float],
    end: tuple[float, float],
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    port, a, b = pane.view.viewport(), on_screen(pane, *begin), on_screen(pane, *end)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, modifier, a)
    for i in range(1, 5):
        qtbot.wait(12)  # the scene takes no more than a hundred moves a second
        qtbot.mouseMove(port, a + (b - a) * i / 4)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, modifier, b)


def click(qtbot: QtBot, pane: Pane, x: float, y: float) -> None:
    """One click, not half of a double one."""
    qtbot.wait(QApplication.doubleClickInterval() // 20)
    at = on_screen(pane, x, y)
    qtbot.mouseMove(pane.view.viewport(), at)
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def words(pane: Pane, layer: str = "measurements") -> list[str]:
    return [item.toPlainText() for item in pane._layers.get(layer, []) if hasattr(item, "toPlainText")]


def test_a_distance_is_dragged_selected_moved_and_deleted(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(series(tmp_path / "ct"))
    pane, entry = window.panes.original, window.controller.entry
    assert entry is not None
    window.panes.setFocus()
    qtbot.keyClick(window.panes, Qt.Key.Key_D)
    drag(qtbot, pane, (4, 8), (24, 8))
    (made,) = entry.measurements[entry.slice]
    assert made.kind == "distance"
    length = float(words(pane)[0].split()[0])
    assert words(pane)[0].endswith(" mm")
    assert length == pytest.approx(20 * 0.8, abs=1.5)
    other = entry.slice
    window.viewing.step(1)
    assert words(pane) == []
    window.viewing.step(-1)
    assert len(words(pane)) == 1
    click(qtbot, pane, 14, 8)
    assert window.viewing.measuring.selected == 0
    end = made.points[1]
    drag(qtbot, pane, end, (24, 28))
    assert entry.measurements[other][0].points[1] == pytest.approx((24, 28), abs=1)
    moved = entry.measurements[other]
    qtbot.keyClick(window.panes, Qt.Key.Key_Delete)
    assert entry.measurements[other] == ()
    assert words(pane) == []
    undo = window.actions_table["undo"]
    for expected in (moved, (made,), ()):
        undo.trigger()
        assert entry.measurements[other] == expected
        assert len(words(pane)) == len(expected)


def test_an_angle_takes_a_drag_and_a_click(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(colour_picture(tmp_path / "a.png"))
    entry, pane = window.controller.entry, window.panes.original
    assert entry is not None
    window.actions_table["tool-angle"].trigger()
    drag(qtbot, pane, (10, 40), (40, 40))
    assert not entry.measurements.get(0)
    click(qtbot, pane, 40, 10)
    (made,) = entry.measurements[0]
    assert made.text(None) == words(pane)[0]
    assert float(words(pane)[0][:-1]) == pytest.approx(90, abs=4)
    window.actions_table["clear-measurements"].trigger()
    assert entry.measurements[0] == ()


def test_measurements_are_drawn_where_a_picture_is(panes: LinkedPanes) -> None:
    image = picture(np.zeros((32, 32), np.uint8))
    panes.show_image(image)
    panes.set_layer("region", lambda: list_of_outline())
    visible = [[item.isVisible() for item in pane._layers["region"]] for pane in panes.panes]
    assert visible == [[True], [False], [False]]
    panes.show_change(image.stored, heatmap.signed(np.zeros((32, 32)), 1.0), 1.0, None)
    assert all(item.isVisible() for pane in panes.panes for item in pane._layers["region"])


def list_of_outline() -> list:
    from PySide6.QtWidgets import QGraphicsPathItem

    return [QGraphicsPathItem(outline(np.eye(4, dtype=bool)))]


def test_the_region_is_drawn_taken_away_and_cleared(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(colour_picture(tmp_path / "a.png"))
    entry, pane, table = window.controller.entry, window.panes.original, window.actions_table
    assert entry is not None
    window.panes.setFocus()
    qtbot.keyClick(window.panes, Qt.Key.Key_R)
    drag(qtbot, pane, (8, 8), (40, 24))
    assert entry.region is not None
    full = int(entry.region.sum())
    assert full == pytest.approx(32 * 16, rel=0.1)
    assert entry.region[16, 20]
    assert window.panel.region.text() == f"Region: only {full} px may change"
    assert all(pane._layers["region"] for pane in window.panes.panes)
    drag(qtbot, pane, (8, 8), (20, 24), Qt.KeyboardModifier.ControlModifier)
    assert int(entry.region.sum()) < full
    assert not entry.region[16, 12]
    table["region-brush"].trigger()
    assert table["tool-region"].isChecked()
    table["brush-smaller"].trigger()
    qtbot.wait(12)
    qtbot.mouseMove(pane.view.viewport(), on_screen(pane, 30, 30))
    window.panes.hovered.emit((30.0, 30.0))  # the scene may have dropped the move
    assert all(len(pane._layers["region-ghost"]) == 2 for pane in window.panes.panes)
    drag(qtbot, pane, (10, 50), (50, 50))
    assert entry.region[50, 30]
    assert not entry.region[40, 30]
    drawn = entry.region
    table["region-clear"].trigger()
    assert entry.region is None
    table["undo"].trigger()
    assert entry.region is drawn
    assert pane._layers["region"]
    table["redo"].trigger()
    assert entry.region is None
    assert window.panel.region.isHidden()
    assert not pane._layers["region"]


def test_the_attack_changes_the_region_alone(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(colour_picture(tmp_path / "a.png"), model="endo-polyp")
    mask = np.zeros((64, 64), np.uint8)
    mask[10:30, 20:50] = 1
    for name, pixels in (("empty", np.zeros((64, 64), np.uint8)), ("small", mask[:8]), ("mask", mask)):
        Picture.fromarray(pixels).save(tmp_path / f"{name}.png")
        path = str(tmp_path / f"{name}.png")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, path=path: (path, ""))
        window.actions_table["region-load"].trigger()
        at_rest(qtbot, window)
    assert any("empty" in text for text in messages(window))
    assert any("the mask is 8 x 64" in text for text in messages(window))
    assert window.panel.region.text() == "Region: only 600 px may change"
    window.panel.parameters.set_values({"steps": 2})
    window.run_attack()
    at_rest(qtbot, window)
    entry = window.controller.entry
    assert entry is not None
    assert entry.image is not None
    assert entry.outcome is not None
    changed = (entry.outcome.result.adversarial != entry.image.stored).any(-1)
    assert changed.any()
    assert not changed[mask == 0].any()
    assert entry.outcome.result.attack["region"] is True


def test_layouts(window: MainWindow, opened: Opened, tmp_path: Path) -> None:
    opened(colour_picture(tmp_path / "a.png"))
    panes, table = window.panes, window.actions_table
    for name, shown in (
        ("1x2", [True, False, True, False]),
        ("2x2", [True, True, True, True]),
        ("1x1", [True, False, False, False]),
        ("1x3", [True, True, True, False]),
    ):
        table[f"layout-{name}"].trigger()
        assert panes.layout_name == name
        assert [w.isVisible() for w in (*panes.panes, panes.fourth)] == shown, name
        QApplication.processEvents()
        widths = [w.width() for w in (*panes.panes, panes.fourth) if w.isVisible()]
        a_row = 2 if name == "2x2" else len(widths)
        assert sum(widths[:a_row]) + 8 * (a_row - 1) == panes.width(), name  # nothing is left empty
        assert max(widths) - min(widths) <= 1
        assert table["heatmap"].isChecked() == (name != "1x2") or name == "1x1"
    table["heatmap"].trigger()
    assert panes.layout_name == "1x2"
    assert table["layout-1x2"].isChecked()
    table["layout-2x2"].trigger()
    QApplication.processEvents()
    assert panes.adversarial.y() > panes.original.y()
    assert panes.fourth.x() > panes.adversarial.x()
    label = QLabel("the fourth")
    panes.set_fourth(label)
    assert label.isVisible()
    panes.set_fourth(None)
    assert not label.isVisible()
    assert label.parent() is None


def test_swipe_divides_one_pane(panes: LinkedPanes) -> None:
    stored = np.zeros((40, 40), np.uint8)
    panes.show_image(picture(stored))
    panes.show_change(stored + 255, heatmap.signed(np.zeros((40, 40)), 1.0), 1.0, None)
    panes.swipe.set_on(True)
    panes.swipe.move(-0.25)
    QApplication.processEvents()
    grabbed = panes.adversarial.view.viewport().grab().toImage()

    def level(x: float) -> int:
        point = on_screen(panes.adversarial, x, 20)
        return grabbed.pixelColor(point).lightness()

    assert level(5) < 40
    assert level(15) > 200
    assert panes.adversarial.title.text() == "Swipe"
    assert panes.adversarial.tag.isVisible()
    panes.original.box.doubled.emit()
    assert panes.original.title.text() == "Swipe"
    assert panes.original.tag.isVisible()
    panes.swipe.set_on(False)
    assert panes.original.title.text() == "Original"
    assert panes.original.tag.isHidden()


def test_the_original_alone_blinks_and_divides_with_the_other_answer(panes: LinkedPanes) -> None:
    stored = np.zeros((40, 40), np.uint8)
    before, after = (BoxPrediction((Box("polyp", score, 5, 5, 20, 20),)) for score in (0.9, 0.4))
    panes.show_image(picture(stored))
    panes.show_answer(before, {})
    panes.show_change(stored + 255, heatmap.signed(np.zeros((40, 40)), 1.0), 1.0, (before, after))
    panes.original.box.doubled.emit()
    assert words(panes.original, "answer") == ["polyp 0.90"]
    for turn in (panes.set_blink, panes.swipe.set_on):
        turn(True)
        assert words(panes.original, "answer") == ["polyp 0.40"]
        assert all(item.scene() is panes.original.view.scene() for item in panes.original._layers["answer"])
        turn(False)
        assert words(panes.original, "answer") == ["polyp 0.90"]


def test_cine_plays_in_a_circle_and_stops_with_the_series(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(series(tmp_path / "ct"))
    window.shell.preferences.set("viewer/cine_rate", 50)
    window.shell.preferences.set("viewer/window_drag", "inverted")
    assert window.panes.window_drag == -1
    entry = window.controller.entry
    assert entry is not None
    seen = set()

    def all_seen() -> bool:
        seen.add(entry.slice)
        return len(seen) == len(entry.series)

    window.panes.setFocus()
    qtbot.keyClick(window.panes, Qt.Key.Key_C)
    qtbot.waitUntil(all_seen, timeout=10_000)
    assert window.actions_table["cine"].isChecked()
    opened(colour_picture(tmp_path / "b.png"))
    assert not window.actions_table["cine"].isChecked()
    assert not window.viewing._cine.isActive()


def test_the_window_drag_can_be_turned_round(panes: LinkedPanes) -> None:
    panes.show_image(picture(np.zeros((8, 8), np.uint16), window=Window(0, 1000), highest=4095))
    for way, brighter in ((1, False), (-1, True)):
        panes.window_drag = way
        panes.set_window(Window(0, 1000))
        panes.original.box.window_dragged.emit(0.0, 10.0)
        assert panes.shown_window is not None
        assert (panes.shown_window.center < 500) == brighter


def test_corner_text_has_three_states(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(series(tmp_path / "ct"))
    pane = window.panes.original
    window.panes.setFocus()
    grabs = []
    for _ in range(3):
        grabs.append(pane.corner.grab().toImage())
        qtbot.keyClick(window.panes, Qt.Key.Key_I)
        assert pane.banner.isVisible()
    assert grabs[0] != grabs[1]
    assert grabs[1] != grabs[2]
    assert pane.corner.grab().toImage() == grabs[0]


def test_the_probe_stands_in_every_pane_and_tells_all_values(panes: LinkedPanes, qtbot: QtBot) -> None:
    stored = np.full((20, 20), 500, np.int16)
    image = picture(
        stored, window=Window(-600, 400), units="HU", intercept=-1024.0, lowest=0, highest=4095, modality="CT",
        kind="dicom", geometry=Geometry(spacing=(1.0, 1.0)),
    )  # fmt: skip
    panes.show_image(image)
    assert "stored 500   HU -524   shown 19" in panes.probe_text((3, 4))
    panes.show_change(stored + 12, heatmap.signed(np.full((20, 20), 12), 12.0), 12.0, None)
    text = panes.probe_text((3, 4))
    assert text == "x 3  y 4   stored 500 → 512 (+12)   HU -524 → -512 (+12)   shown 19 → 22 (+3)"
    panes.invert()
    assert "shown 236 → 233 (-3)" in panes.probe_text((3, 4))
    with qtbot.waitSignal(panes.probed):
        qtbot.mouseMove(panes.heat.view.viewport(), on_screen(panes.heat, 7.4, 11.6))
    assert all(pane.cross.isVisible() for pane in panes.panes)
    assert {(pane.cross.x(), pane.cross.y()) for pane in panes.panes} == {(7.5, 11.5)}
    panes.mark(None)
    assert not any(pane.cross.isVisible() for pane in panes.panes)


def test_the_settings_of_a_viewer_are_read_at_the_start(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    settings.setValue("viewer/cine_rate", "nonsense")
    settings.setValue("viewer/window_drag", "inverted")
    window = MainWindow(settings)
    qtbot.addWidget(window)
    assert window.panes.window_drag == -1
    assert window.viewing._cine.interval() == 100
    window.close()


SKIPPED = {"open-folder", "open-file", "import-model", "export", "screenshot", "quit", "help", "models", "about",
           "run", "run-again", "run-series", "pause", "cancel", "region-load", "close-series", "tags", "keep-case",
           "library", "new-study", "open-study", "cohort", "open-archive"}  # fmt: skip


@pytest.mark.parametrize("shown", ["nothing", "picture", "series"])
def test_every_viewing_action_may_be_pressed_in_every_state(
    shown: str, window: MainWindow, opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    if shown != "nothing":
        opened(colour_picture(tmp_path / "a.png") if shown == "picture" else series(tmp_path / "ct"))
    names = [spec.id for spec in ACTIONS if spec.id not in SKIPPED and not spec.hold]
    for name in [*names, *reversed(names)]:
        window.actions_table[name].trigger()
    drag(qtbot, window.panes.original, (5, 5), (20, 20))
    at_rest(qtbot, window)
    assert messages(window) == []


def test_closing_while_the_slices_play(opened: Opened, tmp_path: Path) -> None:
    window = opened(series(tmp_path / "ct"))
    window.actions_table["cine"].trigger()
    assert window.viewing._cine.isActive()
    window.close()
    assert not window.viewing._cine.isActive()
