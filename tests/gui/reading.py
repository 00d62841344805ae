"""Studies made for the reading room, and the keys that a reader presses in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review.room import Entrant, ReadingRoom
from medadv_gui.gui.worker import Workers
from medadv_gui.review.build import build, read_design
from medadv_gui.review.study import Study
from tests.review.made import design

Key = Qt.Key
DIAGNOSIS: dict[str, Any] = {"id": "polyp", "kind": "diagnosis", "question": "Is there a polyp?", "finding": "polyp"}
CHOICE: dict[str, Any] = {"id": "which", "kind": "2afc", "question": "Which image is the altered one?"}
OPEN: tuple[dict[str, Any], ...] = (
    {"id": "agree", "kind": "open", "question": "Do you agree with the model?", "scale": "1-6"},
    {
        "id": "harm", "kind": "open", "question": "Would it do harm?", "scale": None,
        "choices": ["none", "delay", "wrong treatment"],
    },
)  # fmt: skip


def made(folder: Path, count: int = 3, practice: int = 0, truth: bool = False, **changes: Any) -> Study:
    """A study of `count` made-up results, the first `practice` of them for practice."""
    path = design(folder / "results", count, **changes)
    raw = json.loads(path.read_text(encoding="utf-8"))
    for number, case in enumerate(raw["cases"]):
        case["practice"] = number < practice
        if truth:
            case["truth"] = {"polyp": number % 2 == 0}
    path.write_text(json.dumps(raw), encoding="utf-8")
    return build(read_design(path), folder / "study")


def press(room: ReadingRoom, *keys: Qt.Key | str, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press keys where the focus is; a text is typed."""
    held = modifier or Qt.KeyboardModifier.NoModifier
    for key in (part for one in keys for part in (one if isinstance(one, str) else [one])):
        target = QApplication.focusWidget() or room
        if key == "\n":
            QTest.keyClick(target, Key.Key_Return)
        else:
            QTest.keyClick(target, key, held)
        QApplication.processEvents()


def until_active(room: ReadingRoom) -> None:
    """Keys go to the active window alone."""
    while not room.isActiveWindow():
        QTest.qWait(5)


def entered(study: Study, workers: Workers, code: str = "R1", preferences: Preferences | None = None) -> ReadingRoom:
    """The room, shown and active."""
    room = ReadingRoom(study, Entrant(code, 5.0, "radiology"), workers, preferences or Preferences(None))
    room.resize(1280, 800)
    room.show()
    room.activateWindow()
    until_active(room)
    return room


def begun(study: Study, workers: Workers, code: str = "R1", preferences: Preferences | None = None) -> ReadingRoom:
    """The room with the first case on show: consent given where it is asked for, instructions read."""
    room = entered(study, workers, code, preferences)
    if room.stack.currentWidget() is room.consent:
        press(room, Key.Key_Space, Key.Key_Return)
    press(room, Key.Key_Return)
    assert room.reading
    return room
