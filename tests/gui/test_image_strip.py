"""What the window says of an odd or adversarial image, and the overlays and windows that a file brings along."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QGraphicsPathItem
from pytestqt.qtbot import QtBot

from medadv_gui.core.types import Instance
from medadv_gui.gui.window import MainWindow
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from tests.support import ct_dataset, save


def stored() -> np.ndarray:
    return (np.arange(64 * 64, dtype=np.int16) % 997).reshape(64, 64)


def shown(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.open_paths([path])
    qtbot.waitUntil(lambda: window.panes.image is not None and window.controller.idle, timeout=30_000)


def test_an_ordinary_image_needs_no_strip(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    shown(window, qtbot, save(ct_dataset(stored()), tmp_path / "a.dcm"))
    assert not window.strip.isVisible()


def test_a_file_of_this_program_is_reopened_with_a_red_banner(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    image = read_image(Instance(save(ct_dataset(stored()), tmp_path / "a.dcm")))
    write_like(image, image.stored, tmp_path / "out")
    shown(window, qtbot, tmp_path / "out" / "adversarial.dcm")
    assert window.strip.warning.isVisible()
    assert window.panes.original.tag.isVisible()
    shown(window, qtbot, save(ct_dataset(stored(), series="1.5"), tmp_path / "b" / "b.dcm"))
    qtbot.waitUntil(lambda: not window.strip.warning.isVisible(), timeout=10_000)


def test_how_an_odd_file_was_read_is_said_in_plain_text(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    ds = ct_dataset(stored())
    ds.RescaleSlope = "0"
    shown(window, qtbot, save(ds, tmp_path / "a.dcm"))
    assert window.strip.notes.isVisible()
    assert "Rescale" in window.strip.notes.toolTip()
    assert not window.strip.warning.isVisible()


def with_plane(rows: slice, columns: slice) -> object:
    ds = ct_dataset(stored())
    plane = np.zeros((64, 64), np.uint8)
    plane[rows, columns] = 1
    for tag, vr, value in (
        (0x60000010, "US", 64), (0x60000011, "US", 64), (0x60000040, "CS", "G"), (0x60000050, "SS", [1, 1]),
        (0x60000100, "US", 1), (0x60000102, "US", 0),
        (0x60003000, "OW", np.packbits(plane.ravel(), bitorder="little").tobytes()),
    ):  # fmt: skip
        ds.add_new(tag, vr, value)
    return ds


def test_a_files_overlay_is_drawn_where_it_lies_and_can_be_hidden(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown(window, qtbot, save(with_plane(slice(10, 20), slice(30, 50)), tmp_path / "a.dcm"))
    action = window.actions_table["planes"]

    def drawn() -> list[QGraphicsPathItem]:
        items = window.panes.original.view.scene().items()
        paths = [item for item in items if isinstance(item, QGraphicsPathItem) and item.isVisible()]
        return [item for item in paths if item.path().boundingRect().getRect() == (30, 10, 20, 10)]

    assert action.isEnabled()
    assert len(drawn()) == 1
    action.trigger()
    assert drawn() == []
    action.trigger()
    assert len(drawn()) == 1


def test_the_file_s_windows_come_one_after_the_other(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    ds = ct_dataset(stored())
    ds.WindowCenter, ds.WindowWidth = ["-600", "40"], ["1500", "400"]
    shown(window, qtbot, save(ds, tmp_path / "a.dcm"))
    own = window.actions_table["preset-own"]
    assert window.panes.shown_window.width == 1499
    widths = []
    for _ in range(3):
        own.trigger()
        widths.append(window.panes.shown_window.width)
    assert widths == [399, 1499, 399]
    window.actions_table["preset-bone"].trigger()
    own.trigger()
    assert window.panes.shown_window.width == 1499


def test_a_sigmoid_window_stays_one_while_it_is_dragged(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    ds = ct_dataset(stored())
    ds.VOILUTFunction = "SIGMOID"
    shown(window, qtbot, save(ds, tmp_path / "a.dcm"))
    before = window.panes.shown_window
    assert before.function == "SIGMOID"
    window.panes.original.box.window_dragged.emit(10.0, 10.0)
    after = window.panes.shown_window
    assert after.function == "SIGMOID"
    assert after.width == pytest.approx(before.width * (1 + 20 / 256))
