"""Nothing in the room but the pixels of the picture tells one arm from another: no word, place, colour or size, nothing
that is recorded, and no time."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QProgressBar, QSlider, QWidget
from scipy.stats import mannwhitneyu

from medadv_gui.gui.review import ready
from medadv_gui.gui.review.room import ReadingRoom
from medadv_gui.gui.review.viewer import Viewer
from medadv_gui.gui.worker import Workers
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.protocol import Item
from medadv_gui.review.study import Study

from .reading import CHOICE, Key, begun, entered, made, press

ARMS = ("original", "adversarial", "sham-mirrored", "sham-signs")
ALPHA = 1e-4


@pytest.fixture
def workers(themed: QApplication) -> Iterator[Workers]:
    made = Workers()
    yield made
    made.stop()


def words(room: ReadingRoom) -> list[tuple[Any, ...]]:
    """Of every part of the room what it says, and where it stands."""
    found = []
    for widget in [room, *room.findChildren(QWidget)]:
        said: list[object] = [
            type(widget).__name__, widget.objectName(), widget.windowTitle(), widget.toolTip(), widget.accessibleName(),
            widget.accessibleDescription(), widget.statusTip(), widget.whatsThis(), widget.isVisible(),
            widget.isEnabled(), widget.geometry().getRect(), widget.cursor().shape(),
        ]  # fmt: skip
        text = getattr(widget, "text", None) or getattr(widget, "toPlainText", None)
        if callable(text):
            said.append(text())
        if isinstance(widget, QSlider | QProgressBar):
            said += [widget.value(), widget.minimum(), widget.maximum()]
        if isinstance(widget, QLineEdit):
            said.append(widget.placeholderText())
        if isinstance(widget, QLabel):
            said.append(widget.pixmap().cacheKey())
        found.append(tuple(said))
    for pane in room.page.viewer.panes:
        corner = pane.corner
        found.append((corner.top, corner.bottom, corner.message, corner.letters, corner.mm_per_pixel, corner.state))
        found.append((pane.box.viewRect().getRect(), pane.pixels.boundingRect().getRect(), pane.pixels.smooth))
    found.append((room.page.viewer.window_shown, room.page.viewer.zoom, room.page.viewer.inverted))
    return found


def screen(room: ReadingRoom) -> bytes:
    """The room as it is seen, with the pictures painted over."""
    shot = room.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(shot)
    for pane in room.page.viewer.panes:
        area = pane.box.mapViewToScene(pane.pixels.boundingRect()).boundingRect()
        place = pane.view.viewport().mapTo(room, QPoint(0, 0))
        painter.fillRect(QRectF(area).translated(place).toAlignedRect(), QColor("red"))
    painter.end()
    return bytes(shot.constBits())


def looked_at(
    study: Study, item: Item, folder: Path, workers: Workers
) -> tuple[list[Any], list[bytes], dict[str, Any]]:
    """What the room shows and records where this item comes first."""
    shutil.copytree(study.folder, folder)
    room = entered(Study(folder), workers)
    press(room, Key.Key_Space, Key.Key_Return)
    assert room.worklist is not None
    first, *others = room.worklist.presentations
    case = next(case for case in study.protocol.cases if item in case.items)
    room.worklist.presentations = (replace(first, case=case.code, item=item.code, swapped=False), *others)
    while workers.busy:
        QTest.qWait(5)
    room._kept.clear()  # made ready before the order was changed
    press(room, Key.Key_Return)
    assert room.shown is not None
    assert room.shown.item.code == item.code
    states, shots = [words(room)], [screen(room)]
    press(room, "7", Key.Key_Escape)
    press(room, Key.Key_Right, Key.Key_Up, modifier=Qt.KeyboardModifier.ShiftModifier)
    press(room, Key.Key_Plus)
    QTest.qWait(20)
    states.append(words(room))
    shots.append(screen(room))
    if room.page.form.current.side is not None:
        press(room, Key.Key_Left)
    press(room, Key.Key_Return)
    room.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    with Study(folder).store() as store:
        (reading,) = store.readings()
    row = asdict(reading)
    row["events"] = [what for _, what in reading.events]
    for name in ("uid", "case", "shown", "first_input", "submitted", "active_seconds", "session"):
        assert row.pop(name)
    return states, shots, row


@pytest.mark.parametrize("kind", ["detection", "2afc"])
def test_all_arms_of_a_case_look_alike_but_for_the_picture(kind: str, workers: Workers, tmp_path: Path) -> None:
    changes = {"tasks": [CHOICE]} if kind == "2afc" else {}
    study = made(tmp_path, 2, arms=list(ARMS), **changes)
    key = read_key(key_path(study.folder), study.protocol)
    for case in study.protocol.cases:
        seen = [looked_at(study, item, tmp_path / item.code, workers) for item in case.items]
        assert len({key.arms[item.code] for item in case.items}) == len(seen) >= 3
        for states, shots, row in seen[1:]:
            assert states == seen[0][0]
            assert shots == seen[0][1]
            assert row == seen[0][2]
        if kind == "detection":  # the pictures do differ, and the comparison would see what is not masked
            pictures = [study.image(item.pictures[0].code).stored for item in case.items]
            assert not np.array_equal(pictures[0], pictures[1])


def test_a_planted_trace_is_found(workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above compares would give an arm away, were it there."""
    study = made(tmp_path, 2)
    key = read_key(key_path(study.folder), study.protocol)
    real = Viewer.show_ready

    def planted(self: Viewer, shown: ready.Ready | None) -> None:
        real(self, shown)
        if shown is not None and key.arms[shown.item.code] == "adversarial":
            self.panes[0].view.setToolTip(" ")
            self.panes[0].title.setText("Image.")

    monkeypatch.setattr(Viewer, "show_ready", planted)
    seen = {
        key.arms[item.code]: looked_at(study, item, tmp_path / item.code, workers)
        for item in study.protocol.cases[0].items
    }
    assert seen["original"][0] == seen["sham-mirrored"][0] != seen["adversarial"][0]
    assert seen["original"][1] == seen["sham-mirrored"][1] != seen["adversarial"][1]


def apart(times: list[tuple[str, float]]) -> float:
    """The probability of so different ranks of originals' and all others' times, were there no difference."""
    originals = [seconds for arm, seconds in times if arm == "original"]
    others = [seconds for arm, seconds in times if arm != "original"]
    return float(mannwhitneyu(originals, others).pvalue)


def test_times_do_not_tell_the_arms_apart(workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = made(tmp_path, 40, arms=["original", "adversarial"])
    key = read_key(key_path(study.folder), study.protocol)
    cases = {item.code: case for case in study.protocol.cases for item in case.items}

    def load_times(room: ReadingRoom) -> list[tuple[str, float]]:
        """The one path of all arms, in the order of a reader: neither comes first more often."""
        assert room.worklist is not None
        found = []
        for presentation in room.worklist.presentations:
            _, item = room.worklist.shown(presentation)
            began = time.perf_counter()
            ready.read(study, presentation, cases[item.code], item)
            found.append((key.arms[item.code], time.perf_counter() - began))
        return found

    room = begun(study, workers)
    assert room.worklist is not None
    times = []
    while room.worklist.left > 1:
        if not room.reading:
            press(room, Key.Key_Return)
        while workers.busy:  # a reader looks longer than it takes to make the next one ready
            QTest.qWait(1)
        press(room, "50")
        began = time.perf_counter()
        press(room, Key.Key_Return)
        if room.reading and room.shown is not None:
            room.page.viewer.panes[0].view.viewport().repaint()
            times.append((key.arms[room.shown.item.code], time.perf_counter() - began))
    assert len(times) > 70
    assert apart(times) > ALPHA
    assert apart(load_times(room)) > ALPHA
    real, arms = Study.image, dict(key.pictures)

    def slower(self: Study, code: str) -> Any:
        if arms[code] == "adversarial":
            time.sleep(0.005)
        return real(self, code)

    monkeypatch.setattr(Study, "image", slower)
    assert apart(load_times(room)) < ALPHA  # five milliseconds would be found
    room.close()
