"""Undo and redo of what does not touch results: the view of each case, its notes, and whatever else is handed in.

Each case has a history of its own; undo and redo act on that of the case on show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from medadv_gui.core.types import Window
from medadv_gui.gui.session import Entry

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow

# What comes within this many milliseconds is one step: a drag, a turn of the wheel, a word.
PAUSE = 400
DEEPEST = 200


@dataclass(frozen=True)
class View:
    """What the panes show of an image: display window, inverted or not, and the part in view as (left, top, width,
    height) in pixels, None for the whole image. `layout`: how the panes are laid out (`LinkedPanes.layout_now`), None
    for however they are."""

    window: Window | None
    inverted: bool
    area: tuple[float, float, float, float] | None
    layout: tuple[str, int] | None = None


class Change(QUndoCommand):
    """A change that has happened already: it is not done again when it is recorded."""

    def __init__(self, text: str, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        super().__init__(text)
        self._undo, self._redo = undo, redo
        self._done = True

    def undo(self) -> None:
        self._undo()

    def redo(self) -> None:
        if self._done:
            self._done = False
            return
        self._redo()


class History(QObject):
    """Watches the panes and the notes, and records each change once it has come to rest."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w = window
        self.group = QUndoGroup(self)
        self._stacks: dict[Entry, QUndoStack] = {}
        self._entry: Entry | None = None
        self._view: View | None = None
        self._size = QSize()  # of the pane whose part in view was looked at last
        self._notes = ""
        self._kept: View | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE)
        self._rest.timeout.connect(self.settle)
        window.controller.image_changed.connect(self._image_changed)
        window.panes.window_changed.connect(self._touched)
        window.panes.original.box.sigRangeChanged.connect(self._touched)
        window.panes.layout_changed.connect(self._touched)
        window.notes.edited.connect(self._touched)

    def record(self, text: str, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        """Record a change to the case on show that was just made, such as a region drawn: `undo` takes it back, `redo`
        makes it again. Both are called in the window's thread while the same case is on show."""
        self.settle()
        if self._entry is not None:
            self._stack(self._entry).push(Change(text, undo, redo))

    @Slot()
    def undo(self) -> None:
        self.settle()
        self.group.undo()

    @Slot()
    def redo(self) -> None:
        self.settle()
        self.group.redo()

    def states(self) -> dict[str, bool]:
        """For the table of actions."""
        return {"undo": self.group.canUndo(), "redo": self.group.canRedo()}

    def stop(self) -> None:
        """Record nothing any more."""
        self.settle()
        self._rest.stop()

    def _stack(self, entry: Entry) -> QUndoStack:
        if entry not in self._stacks:
            stack = QUndoStack(self.group)
            stack.setUndoLimit(DEEPEST)
            self._stacks[entry] = stack
        return self._stacks[entry]

    @Slot()
    def _touched(self) -> None:
        self._rest.start()

    @Slot()
    def _image_changed(self) -> None:
        """Another case on show: its own history from here on."""
        entry = self.w.controller.entry
        if entry is self._entry:
            self._begin()
            return
        self._keep_notes()
        for gone in [e for e in self._stacks if e not in self.w.controller.session.entries]:
            self.group.removeStack(self._stacks[gone])
            self._stacks.pop(gone).deleteLater()
        self._rest.stop()
        self._entry, self._view = entry, None
        self._notes = entry.notes if entry is not None else ""
        self.w.notes.show_notes(None if entry is None else self._notes)
        self.group.setActiveStack(None if entry is None else self._stack(entry))  # type: ignore[arg-type]
        self._begin()

    def _begin(self) -> None:
        """The first look at an image that has been read."""
        if self._view is None and self._look() is not None:
            if self._kept is not None:
                kept, self._kept = self._kept, None
                self._show(kept)
            self._view, self._size = self._look(), self.w.panes.original.view.size()

    def _look(self) -> View | None:
        """The view as it is, None without an image."""
        panes = self.w.panes
        image = panes.image
        if self._entry is None or image is None:
            return None
        area = panes.original.box.viewRect()
        whole = area.adjusted(-0.5, -0.5, 0.5, 0.5).contains(QRectF(0, 0, image.columns, image.rows))
        part = (
            None if whole else (round(area.x(), 2), round(area.y(), 2), round(area.width(), 2), round(area.height(), 2))
        )
        return View(panes.shown_window, panes.inverted, part, panes.layout_now)

    @Slot()
    def settle(self) -> None:
        """Record what has changed since the last time."""
        self._rest.stop()
        self._keep_notes()
        before, after = self._view, self._look()
        size, self._size = self._size, self.w.panes.original.view.size()
        resized = size != self._size
        if after is None or before is None or before == after:
            self._view = after if before is None else before
            return
        self._view = after
        if resized and before.layout == after.layout:
            before = replace(before, area=after.area)  # a pane of another size shows another part: no doing of the user
            if before == after:
                return
        parts = [
            (self.tr("window"), before.window != after.window),
            (self.tr("invert"), before.inverted != after.inverted),
            (self.tr("layout"), before.layout != after.layout),
            (self.tr("zoom and pan"), before.area != after.area),
        ]
        text = ", ".join(name for name, changed in parts if changed)
        self._push(Change(text, lambda: self._show(before), lambda: self._show(after)))

    def _push(self, change: Change) -> None:
        if self._entry is not None:
            self._stack(self._entry).push(change)

    def _keep_notes(self) -> None:
        """Record what was written since the last time."""
        entry = self._entry
        if entry is None:
            return
        before, after = self._notes, self.w.notes.text()
        if before != after:
            self._notes = entry.notes = after
            self._push(Change(self.tr("notes"), lambda: self._write(before), lambda: self._write(after)))

    def keep_words(self) -> None:
        """Give the case on show the notes as they stand; the step to undo comes when they come to rest."""
        if self._entry is not None:
            self._entry.notes = self.w.notes.text()

    def _show(self, view: View) -> None:
        panes = self.w.panes
        if view.layout is not None:
            panes.restore_layout(view.layout)
        panes.inverted = view.inverted
        panes.set_window(view.window)
        if view.area is None:
            panes.fit()
        else:
            panes.show_part(QRectF(*view.area))
        self._view = self._look()

    def _write(self, text: str) -> None:
        assert self._entry is not None
        self._notes = self._entry.notes = text
        self.w.notes.show_notes(text)

    def show_when_read(self, view: View) -> None:
        """Show a view that was kept as soon as the image on show has been read, without recording it."""
        self._kept = view
        self._image_changed()

    def forget(self) -> None:
        """Look at the case on show anew: its notes were brought back."""
        self._keep_notes()
        self._entry, self._view = None, None
        self.w.notes.show_notes("")

    @property
    def view(self) -> View | None:
        """The view as it is now, None without an image."""
        return self._look()
