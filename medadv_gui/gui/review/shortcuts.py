"""What each key does in the reading room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from medadv_gui.gui.review.pages import Page
from medadv_gui.render.presets import presets

if TYPE_CHECKING:
    from medadv_gui.gui.review.room import ReadingRoom

STEP = 12.0  # what a key moves window or image by, pixels of a drag
ZOOM = 1.25


class RoomKeys(QObject):
    """The room's shortcuts. Fields keep what they need for themselves: see NumberField and CommentField."""

    def __init__(self, room: ReadingRoom) -> None:
        super().__init__(room)
        self.room = room
        self._of_reading: list[QShortcut] = []
        always: dict[str, Callable[[], object]] = {
            "Esc": self._escape, "F1": self.room.sheet.toggle, "Ctrl+Q": self.room.close, "P": self._pause_key,
            "Backspace": self.room.correct,
        }  # fmt: skip
        always |= dict.fromkeys(("Return", "Enter", "Ctrl+Return", "Ctrl+Enter"), self._return)
        for key, what in always.items():
            self._shortcut(key, what).setAutoRepeat(False)
        numbers = [str(n) for n in range(10)]
        presses = ("Shift+Up", "Shift+Down", "Shift+Left", "Shift+Right", "Ctrl+Up", "Ctrl+Down", "Ctrl+Left",
                   "Ctrl+Right", "+", "-", "Ctrl++", "Ctrl+-")  # fmt: skip
        reading: tuple[tuple[Sequence[str], Callable[[], object], bool], ...] = (
            (numbers, self._digit, False),
            (("W", "Z", "T", "M"), self._tool, False),
            (("Up", "Down", "Left", "Right", "PgUp", "PgDown"), self._arrow, True),
            (presses, self._view_key, True),
            (("Shift+I",), self.room.page.viewer.invert, False),
            (("Del",), self.room.page.delete_mark, False),
            (("Space",), self._space, False),
            (("C",), self.room.page.form.comment.setFocus, False),
            ([f"Alt+{n}" for n in numbers], self._preset, False),
        )
        for keys, slot, again in reading:
            for key in keys:
                shortcut = self._shortcut(key, slot)
                shortcut.setAutoRepeat(again)
                self._of_reading.append(shortcut)

    def _shortcut(self, key: str, slot: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self.room)
        shortcut.activated.connect(slot)
        return shortcut

    def _pressed(self) -> str:
        """The key whose shortcut has sent a signal."""
        shortcut = self.sender()
        assert isinstance(shortcut, QShortcut)
        return shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)

    def set_reading(self, on: bool) -> None:
        """Whether the keys that belong to a case do anything."""
        for shortcut in self._of_reading:
            shortcut.setEnabled(on)

    @Slot()
    def _return(self) -> None:
        page = self.room.stack.currentWidget()
        if self.room.sheet.isVisible():
            self.room.sheet.hide()
        elif isinstance(page, Page):
            focus = QApplication.focusWidget()
            others = [page.buttons.itemAt(at).widget() for at in range(page.buttons.count())]
            button = focus if focus in others else page.primary
            button.click()
        else:
            self.room.page.form.try_submit()

    @Slot()
    def _escape(self) -> None:
        focus = QApplication.focusWidget()
        if self.room.sheet.isVisible():
            self.room.sheet.hide()
        elif self.room.reading and isinstance(focus, QLineEdit | QPlainTextEdit):
            self.room.page.viewer.setFocus()
        elif self.room.reading:
            self.room.page.viewer.reset()

    @Slot()
    def _pause_key(self) -> None:
        if self.room.stack.currentWidget() is self.room.rest:
            self.room.go_on()
        else:
            self.room.pause()

    @Slot()
    def _digit(self) -> None:
        self.room.page.form.digit(self._pressed())

    @Slot()
    def _tool(self) -> None:
        self.room.page.take_tool({"W": "window", "Z": "zoom", "T": "pan", "M": "mark"}[self._pressed()])

    @Slot()
    def _arrow(self) -> None:
        key, viewer, form = self._pressed(), self.room.page.viewer, self.room.page.form
        sideways, up = (
            {"Left": -1, "Right": 1}.get(key, 0),
            {"Up": 1, "Down": -1, "PgUp": 10, "PgDown": -10}.get(key, 0),
        )
        if viewer.tool == "mark" and viewer.hasFocus():
            viewer.move_cursor(sideways, -up)
        elif sideways and form.current.side is not None:
            form.choose_side(1 if sideways < 0 else 2)
        else:
            form.step(sideways or up)

    @Slot()
    def _space(self) -> None:
        """Sets a mark; on a button it is what it always is."""
        focus = QApplication.focusWidget()
        if self.room.page.viewer.hasFocus():
            self.room.page.viewer.mark_cursor()
        elif focus is not None and hasattr(focus, "click"):
            focus.click()

    @Slot()
    def _view_key(self) -> None:
        key, viewer = self._pressed(), self.room.page.viewer
        x, y = {"Left": (-STEP, 0.0), "Right": (STEP, 0.0), "Up": (0.0, -STEP), "Down": (0.0, STEP)}.get(
            key.rpartition("+")[2], (0.0, 0.0)
        )
        if key.startswith("Shift+"):
            viewer.drag_window(x, y)
        elif x or y:
            viewer.shift(2 * x, 2 * y)
        else:
            viewer.magnify(1 / ZOOM if key.endswith("-") else ZOOM)

    @Slot()
    def _preset(self) -> None:
        key, viewer = self._pressed()[-1], self.room.page.viewer
        if key == "0":
            viewer.set_window(None)
        elif self.room.shown is not None and self.room.shown.case.units == "HU":
            for preset in presets():
                if preset.key == key:
                    viewer.set_window(preset.window)
