"""Opening what people drop: lists, archives, hostile descriptions, and a stop in the middle."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QTextDocument
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from medadv_gui.gui.loader import IndexJob
from medadv_gui.gui.study_tree import plain
from medadv_gui.gui.window import MainWindow
from tests.gui.conftest import at_rest
from tests.support import ct_dataset, save

Opened = Callable[..., MainWindow]


def slices(folder: Path, count: int = 4, **changes: object) -> Path:
    for number in range(count):
        ds = ct_dataset(np.full((32, 32), 50 * number, np.int16), z=5.0 * number, number=number + 1)
        for name, value in changes.items():
            setattr(ds, name, value)
        save(ds, folder / f"{number}.dcm")
    return folder


def leaves(window: MainWindow) -> list[QTreeWidgetItem]:
    return list(window.tree._leaves.values())


def shown(tooltip: str) -> str:
    """A tooltip as Qt draws it: as markup where it looks like that."""
    document = QTextDocument()
    document.setHtml(tooltip) if tooltip.startswith("<qt>") else document.setPlainText(tooltip)
    return document.toPlainText()


def test_a_dropped_list_is_one_series(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    folder = slices(tmp_path / "in")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in sorted(folder.iterdir(), reverse=True)])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))
    at_rest(qtbot, window)
    (entry,) = window.controller.session.entries
    assert [i.path.name for i in entry.series.instances] == ["0.dcm", "1.dcm", "2.dcm", "3.dcm"]


def test_an_archive_is_opened_and_shown(opened: Opened, tmp_path: Path) -> None:
    folder = slices(tmp_path / "in")
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as target:
        for path in folder.iterdir():
            target.write(path, f"disc/{path.name}")
        target.writestr("disc/<i>note.txt", "no image")
    window = opened(tmp_path / "case.zip")
    assert len(window.controller.entry.images) == 4
    (skipped,) = window.controller.session.skipped
    assert (skipped.name, skipped.reason) == ("<i>note.txt", "not a DICOM or image file")


def test_the_tree_tells_counts_modality_plane_and_what_is_odd(opened: Opened, tmp_path: Path) -> None:
    folder = slices(tmp_path / "in", 6, SliceThickness="5")
    (folder / "2.dcm").unlink()
    (leaf,) = leaves(opened(folder))
    assert leaf.text(0) == "chest\nCT · axial · 5 images"
    assert shown(leaf.toolTip(0)).splitlines() == [
        "chest",
        "CT, axial, 5 images, 32 × 32",
        "5 mm from slice to slice",
        "1 gap: after slice 2 (usual spacing 5 mm)",
    ]


def test_a_row_is_as_high_as_its_text(opened: Opened, tmp_path: Path) -> None:
    folder = slices(tmp_path / "in", SeriesDescription="ROUTINE CHEST NON-CONTRAST, THIN SLICES")
    window = opened(folder)
    (leaf,) = leaves(window)
    box = window.tree.tree.visualItemRect(leaf)
    line = window.tree.tree.fontMetrics().lineSpacing()
    assert box.height() >= 4 * line, "three lines of title, one of facts"


def test_hostile_descriptions_are_shown_as_they_are_written(opened: Opened, tmp_path: Path) -> None:
    hostile = "<b>bold</b> <img src='file:///x'> & \u202eevil"
    folder = slices(tmp_path / "in", SpecificCharacterSet="ISO_IR 192", SeriesDescription=hostile)
    (leaf,) = leaves(opened(folder))
    written = "<b>bold</b> <img src='file:///x'> & evil"
    assert leaf.text(0).splitlines()[0] == written
    assert shown(leaf.toolTip(0)).splitlines()[0] == written
    assert "<b>" not in leaf.toolTip(0)


def test_plain_text_stays_as_it_is() -> None:
    assert plain("5 mm & more") == "5 mm & more"
    assert shown(plain("a <b>\nc")) == "a <b>\nc"


def test_parts_of_a_series_have_lines_of_their_own(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for at in range(4):
        ds = ct_dataset(np.zeros((8, 8), np.int16), z=5.0 * (at // 2), number=at)
        ds.EchoTime = str(5 + at % 2)
        save(ds, folder / f"{at}.dcm")
    texts = [leaf.text(0).splitlines()[0] for leaf in leaves(opened(folder))]
    assert texts == ["chest, echo time 5 ms", "chest, echo time 6 ms"]


class Waiting(IndexJob):
    """Waits for the stop button once it has found something."""

    def progress(self, done: int, total: int) -> None:
        super().progress(done, total)
        if done:
            self.cancel.wait(10)


def test_a_stopped_indexing_keeps_what_was_found(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    job = Waiting([slices(tmp_path / "in", 600)])
    window.controller.workers.submit("files", job)
    qtbot.waitUntil(lambda: job.done > 0 and window.activity.text() == f"Looking into files {job.done} / {job.total}")
    window.activity_stop.click()
    at_rest(qtbot, window)
    (entry,) = window.controller.session.entries
    assert 0 < len(entry.series) < 600
    assert job.errors == [f"stopped after {job.done} of {job.total} files: what was found until then is listed"]
