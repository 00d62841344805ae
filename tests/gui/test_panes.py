"""The panes: linked view, one window, true pixels, banners outside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.core.types import Box, BoxPrediction, Geometry, MaskPrediction, Window
from medadv_gui.gui.drawings import measurement_items
from medadv_gui.gui.measure import Measurement
from medadv_gui.gui.overlays import after_items, before_items, trace
from medadv_gui.gui.pane import Pane
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.theme import colour
from medadv_gui.gui.window import MainWindow
from medadv_gui.render import heatmap
from medadv_gui.render.window import display
from tests.support import picture

Opened = Callable[..., MainWindow]


def noise(rows: int = 48, columns: int = 48) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (rows, columns, 3)).astype(np.uint8)


def shown(pane: Pane) -> np.ndarray:
    """What stands on the screen in the pane's view, uint8 (H, W, 3)."""
    grabbed = pane.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(grabbed.constBits(), np.uint8).reshape(grabbed.height(), grabbed.bytesPerLine())
    return flat[:, : 3 * grabbed.width()].reshape(grabbed.height(), grabbed.width(), 3)


def at_pixel(pane: Pane, x: int, y: int) -> tuple[int, int]:
    """Where the middle of image pixel (x, y) is drawn, in the view."""
    point = pane.view.mapFromScene(pane.box.mapViewToScene(QPointF(x + 0.5, y + 0.5)))
    return point.x(), point.y()


def test_screen_shows_the_pixels_that_render_makes(panes: LinkedPanes) -> None:
    stored = noise()
    changed = np.clip(stored.astype(int) + 9, 0, 255).astype(np.uint8)
    image = picture(stored)
    panes.show_image(image)
    heat = heatmap.signed(changed.astype(int) - stored, 9.0)
    panes.show_change(changed, heat, 9.0, None)
    QApplication.processEvents()
    for pane, golden in ((panes.original, display(image)), (panes.adversarial, display(image, stored=changed))):
        grabbed = shown(pane)
        points = [(x, y) for x in range(8, 40, 3) for y in range(8, 40, 3)]
        seen = np.array([grabbed[at_pixel(pane, x, y)[::-1]] for x, y in points], int)
        wanted = np.array([golden[y, x] for x, y in points], int)
        # A screen of 16 bits (Xvfb's default) rounds by up to 4 levels; a wrong picture is off by 80.
        assert np.abs(seen - wanted).mean() < 4.0
    assert panes.heat.pixels.rgb is not None
    np.testing.assert_array_equal(panes.heat.pixels.rgb, heat)


def test_pan_and_zoom_are_shared(panes: LinkedPanes) -> None:
    panes.show_image(picture(noise()))
    panes.adversarial.box.scaleBy((0.5, 0.5))
    panes.original.box.translateBy(x=4.0, y=-3.0)
    area = panes.original.box.viewRect()
    for pane in panes.panes:
        other = pane.box.viewRect()
        assert other.center().x() == pytest.approx(area.center().x(), abs=0.01)
        assert other.center().y() == pytest.approx(area.center().y(), abs=0.01)
        assert other.height() == pytest.approx(area.height(), rel=0.01)
    panes.reset()
    assert panes.heat.box.viewRect().contains(panes.heat.pixels.boundingRect())


def test_panes_have_equal_width(panes: LinkedPanes) -> None:
    widths = {pane.width() for pane in panes.panes}
    assert max(widths) - min(widths) <= 1


def test_window_comes_from_the_original_and_drives_both(panes: LinkedPanes) -> None:
    stored = np.linspace(0, 4000, 32 * 32).reshape(32, 32).astype(np.uint16)
    image = picture(stored, window=Window(1000, 2000), highest=4095, units="HU", modality="CT", kind="dicom")
    panes.show_image(image)
    assert panes.shown_window == Window(1000, 2000)
    panes.show_change(stored + 50, heatmap.signed(np.full(stored.shape, 50), 50.0), 50.0, None)
    assert panes.shown_window == Window(1000, 2000)
    panes.original.box.window_dragged.emit(20.0, 10.0)
    panes.redraw()
    window = panes.shown_window
    assert window is not None
    assert window.width > 1000
    assert window.center > 1500
    for pane, values in ((panes.original, stored), (panes.adversarial, stored + 50)):
        np.testing.assert_array_equal(pane.pixels.rgb, display(image, window, values))
    assert f"W {window.width:.0f}" in panes.adversarial.corner.bottom
    assert "HU" in panes.original.corner.bottom


def test_a_new_slice_keeps_the_users_window_and_view(panes: LinkedPanes) -> None:
    first = picture(np.zeros((20, 20), np.uint8))
    panes.show_image(first)
    panes.set_window(Window(10, 20))
    panes.original.box.scaleBy((0.5, 0.5))
    area = panes.original.box.viewRect()
    panes.show_image(picture(np.ones((20, 20), np.uint8), window=Window(0, 99)))
    assert panes.shown_window == Window(10, 20)
    assert panes.original.box.viewRect() == area
    panes.show_image(picture(np.ones((30, 30), np.uint8), window=Window(0, 99)))
    assert panes.shown_window == Window(0, 99)


def test_banners_lie_outside_the_pixels(panes: LinkedPanes) -> None:
    panes.show_image(picture(noise(), synthetic=True))
    panes.set_notes(synthetic=True, demonstration=True)
    panes.show_change(noise(), noise(), 4.0, None)
    QApplication.processEvents()
    for pane in panes.panes:
        for label in (pane.banner, pane.notes, pane.title):
            assert label.isVisible()
            assert not label.geometry().intersects(pane.view.geometry())
    assert panes.original.tag.isHidden()
    assert panes.heat.tag.isVisible()
    assert panes.adversarial.tag.isVisible()


def test_blink_swaps_picture_title_and_tag(panes: LinkedPanes) -> None:
    stored, changed = noise(), 255 - noise()
    image = picture(stored)
    panes.show_image(image)
    panes.show_change(changed, noise(), 4.0, None)
    panes.set_blink(True)
    np.testing.assert_array_equal(panes.adversarial.pixels.rgb, display(image))
    assert panes.adversarial.tag.isHidden()
    assert panes.adversarial.title.text() == panes.original.name
    panes.set_blink(False)
    np.testing.assert_array_equal(panes.adversarial.pixels.rgb, display(image, stored=changed))
    assert panes.adversarial.tag.isVisible()


def test_double_click_shows_one_pane_alone(panes: LinkedPanes) -> None:
    panes.show_image(picture(noise()))
    panes.heat.box.doubled.emit()
    assert [pane.isVisible() for pane in panes.panes] == [False, True, False]
    QApplication.processEvents()
    assert panes.heat.width() == panes.width()
    panes.heat.box.doubled.emit()
    assert all(pane.isVisible() for pane in panes.panes)


def test_the_heat_map_prints_its_gain_and_scale(panes: LinkedPanes) -> None:
    stored = np.zeros((16, 16), np.uint16)
    panes.show_image(picture(stored, window=Window(0, 1400), units="HU", kind="dicom"))
    panes.show_change(stored, heatmap.signed(np.zeros((16, 16)), 7.0), 7.0, None)
    assert panes.heat.corner.top == "signed, gain ×100"
    assert panes.heat.corner.bar is not None
    assert panes.heat.corner.bar[1:] == ("−7 HU", "0", "+7 HU")


def test_floating_point_values_are_told_with_the_digits_they_need(panes: LinkedPanes) -> None:
    step = 2.0**-24
    stored = np.arange(256, dtype=np.int32).reshape(16, 16) * 65536
    image = picture(stored, slope=step, step=step, lowest=-(1 << 24), highest=1 << 24, window=Window(0.25, 0.75))
    panes.show_image(image)
    assert panes.original.corner.bottom.splitlines() == ["W 0.5", "L 0.5"]
    assert "stored 0.12890625   shown 0" in panes.probe_text((1, 2))
    change = np.full(stored.shape, 1000)
    panes.show_change(stored + np.int32(1), heatmap.signed(change, 1000.0), 1000.0, None)
    assert "stored 0.12890625 → 0.12890631 (+5.96e-08)" in panes.probe_text((1, 2))
    assert panes.heat.corner.bar is not None
    assert panes.heat.corner.bar[3] == "+5.96e-05"
    panes.original.box.window_dragged.emit(-128.0, 0.0)
    window = panes.shown_window
    assert window is not None
    assert step <= window.width < 0.01


def test_wheel_turns_slices_and_with_control_zooms(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "chest-ct")
    entry, view = window.controller.entry, window.panes.original.view
    assert entry is not None
    middle = QPointF(view.viewport().rect().center())

    def wheel(delta: int, modifiers: Qt.KeyboardModifier) -> None:
        event = QWheelEvent(
            middle, view.viewport().mapToGlobal(middle), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    before = entry.slice
    wheel(-240, Qt.KeyboardModifier.NoModifier)
    assert entry.slice == before + 2
    width = window.panes.original.box.viewRect().width()
    wheel(240, Qt.KeyboardModifier.ControlModifier)
    assert entry.slice == before + 2
    assert window.panes.adversarial.box.viewRect().width() < width
    window.panes.setFocus()
    for key, place in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 47), (Qt.Key.Key_Up, 46)):
        qtbot.keyClick(window.panes, key)
        assert entry.slice == place
    assert window.slices.value() == 46
    qtbot.keyClick(window, Qt.Key.Key_3)
    assert window.panes.shown_window == Window.from_center(400, 1800)


def test_left_drag_changes_the_window_of_all_panes(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "chest-ct")
    before, port = window.panes.shown_window, window.panes.adversarial.view.viewport()
    start = port.rect().center()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for i in range(1, 8):
        qtbot.mouseMove(port, start + QPoint(6 * i, 0))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=start + QPoint(42, 0))
    assert window.panes.shown_window is not None
    assert before is not None
    assert window.panes.shown_window.width > before.width


@pytest.mark.parametrize(
    ("orientation", "letters"),
    [
        (None, None),
        ((1.0, 0.0, 0.0, 0.0, 1.0, 0.0), ("R", "A", "L", "P")),
        ((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), ("A", "H", "P", "F")),
    ],
)
def test_the_edges_bear_the_patients_sides(
    panes: LinkedPanes, orientation: tuple[float, ...] | None, letters: tuple[str, ...] | None
) -> None:
    """Left, above, right, below."""
    panes.show_image(picture(np.zeros((8, 8), np.uint8), geometry=Geometry(orientation=orientation)))
    assert panes.original.corner.letters == letters


def test_trace_follows_the_pixels_borders() -> None:
    mask = np.zeros((6, 7), bool)
    mask[1:3, 2:5] = True
    (square,) = trace(mask)
    assert sorted(map(tuple, square.tolist())) == [(2, 1), (2, 3), (5, 1), (5, 3)]
    ring = np.ones((3, 3), bool)
    ring[1, 1] = False
    assert len(trace(ring)) == 2
    assert trace(np.zeros((3, 3), bool)) == []
    two = np.eye(2, dtype=bool)  # pixels that touch at a corner: every edge is drawn once
    assert sum(len(polygon) for polygon in trace(two)) == 8


def test_vanished_and_invented_boxes_differ_by_style_and_word(themed: QApplication) -> None:
    before = BoxPrediction((Box("polyp", 0.9, 0, 0, 10, 10), Box("polyp", 0.8, 50, 50, 60, 60)))
    after = BoxPrediction((Box("polyp", 0.7, 0, 0, 10, 10), Box("polyp", 0.4, 20, 20, 30, 30)))
    items = after_items(before, after, {})
    captions = [item.toPlainText() for item in items if hasattr(item, "toPlainText")]
    assert captions == ["vanished: polyp", "polyp 0.70", "invented: polyp 0.40"]
    styles = [item.pen().style() for item in items if hasattr(item, "pen")][1::2]
    assert styles == [Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine]


def test_boxes_of_several_labels_take_their_labels_colours(themed: QApplication) -> None:
    tints = {"blur": QColor("#112233"), "polyp": QColor("#445566")}
    answer = BoxPrediction((Box("polyp", 0.9, 0, 0, 10, 10), Box("blur", 0.8, 0, 0, 10, 10)))

    def lines(items: list) -> list[str]:
        return [item.pen().color().name() for item in items if hasattr(item, "pen")][1::2]

    assert lines(before_items(answer, tints)) == ["#445566", "#112233"]
    # Another label's box at the same place is no counterpart.
    items = after_items(answer, BoxPrediction((answer.boxes[1],)), tints)
    captions = [item.toPlainText() for item in items if hasattr(item, "toPlainText")]
    assert captions == ["vanished: polyp", "blur 0.80"]
    assert lines(items)[1] == "#112233"
    one = {"polyp": QColor("#445566")}
    assert lines(before_items(BoxPrediction(answer.boxes[:1]), one)) == [colour("before").name()]


def test_masks_before_are_dashed_and_now_filled(themed: QApplication, qtbot: QtBot) -> None:
    mask = np.zeros((8, 8), np.uint8)
    mask[2:5, 2:5] = 1
    answer = MaskPrediction(("background", "lung"), mask)

    now, before = after_items(
        answer, MaskPrediction(("background", "lung"), mask), {"background": QColor("black"), "lung": QColor("red")}
    )
    assert now.pen().style() == Qt.PenStyle.SolidLine
    assert now.brush().style() != Qt.BrushStyle.NoBrush
    assert before.pen().style() == Qt.PenStyle.DashLine
    assert before.brush().style() == Qt.BrushStyle.NoBrush


def test_text_over_the_pane_keeps_to_it_when_a_label_below_takes_its_room(opened: Opened, demo: Path) -> None:
    window = opened(demo / "endoscopy" / "endoscopy.png")
    pane = window.panes.original
    for words in ("", "one line", "words " * 40):
        pane.set_notes(words)
        QApplication.processEvents()
        assert pane.corner.size() == pane.view.size()
        assert pane.banner.height() < 3 * pane.banner.fontMetrics().height()


def test_an_empty_pane_bears_no_mark(panes: LinkedPanes) -> None:
    stored = noise()
    panes.show_image(picture(stored))
    panes.show_change(stored, heatmap.signed(np.zeros(stored.shape, int), 9.0), 9.0, None)
    panes.mark((3, 3))
    assert [pane.cross.isVisible() for pane in panes.panes] == [True, True, True]
    panes.show_change(None, None, 0.0, None, "Run the attack to fill this pane.")
    assert [pane.cross.isVisible() for pane in panes.panes] == [True, False, False]


def test_pictures_begin_at_the_same_height(window: MainWindow) -> None:
    tops = {pane.view.mapTo(pane, QPoint(0, 0)).y() for pane in window.panes.panes}
    assert len(tops) == 1


def test_a_measured_value_stays_in_the_pane(panes: LinkedPanes) -> None:
    panes.show_image(picture(noise()))
    value = measurement_items(Measurement("distance", ((4, 24), (30, 24))), None, selected=False)[-1]
    panes.original.set_items([value])
    room = panes.original.box.sceneBoundingRect()
    for x in (20, 47):
        value.setPos(x, 24)
        value.viewTransformChanged()
        QApplication.processEvents()
        drawn = value.mapRectToScene(value.boundingRect())
        assert room.contains(drawn), x
        point = panes.original.box.mapViewToScene(value.pos()).x()
        assert (drawn.left() > point) == (x == 20)


def test_a_step_draws_anew_only_what_it_changes(panes: LinkedPanes) -> None:
    before, after = (BoxPrediction((Box("polyp", score, 10, 10, 30, 30),)) for score in (0.9, 0.8))
    panes.show_image(picture(noise()))
    panes.show_answer(before, {})
    panes.show_change(noise(), noise(), 4.0, (before, after))
    kept = [pane._layers["answer"] for pane in (panes.original, panes.adversarial)]
    later = BoxPrediction((Box("polyp", 0.7, 10, 10, 30, 30),))
    panes.show_change(noise() // 2, noise(), 4.0, (before, later))
    now = [pane._layers["answer"] for pane in (panes.original, panes.adversarial)]
    assert now[0] is kept[0]
    assert now[1] is not kept[1]
