"""The page that a case is read on: the image, the questions beside it, and a narrow bar above both."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from medadv_gui.gui.review.answers import AnswerForm
from medadv_gui.gui.review.marks import MarkList
from medadv_gui.gui.review.ready import Ready
from medadv_gui.gui.review.viewer import Viewer
from medadv_gui.gui.theme import icon
from medadv_gui.review.protocol import Protocol


class ReadingPage(QWidget):
    """Puts together what is looked at and what is answered. `done` : whatever the reader did, for the log."""

    done = Signal(str, str)

    def __init__(self, protocol: Protocol, parent: QWidget) -> None:
        super().__init__(parent)
        self.viewer = Viewer(protocol.kind == "2afc", protocol.display, self)
        self.form = AnswerForm(protocol.tasks, self)
        self.marking = any(task.marks for task in protocol.tasks)
        self.grey = not all(case.colour for case in protocol.cases)
        self.zooming = not protocol.display.one_to_one
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 12)
        rows.setSpacing(8)
        rows.addLayout(self._bar())
        inside = QHBoxLayout()
        inside.setSpacing(12)
        inside.addWidget(self.viewer, 1)
        inside.addWidget(self.form)
        rows.addLayout(inside, 1)
        self.setFocusProxy(self.viewer)
        self.viewer.done.connect(self.done)
        self.form.changed.connect(self.done)
        self.form.marks_changed.connect(self._draw_marks)
        self.viewer.marked.connect(self.form.mark)
        self.viewer.mark_picked.connect(self._pick)
        self.viewer.mark_moved.connect(self._move)
        self.tools["window" if self.grey else "pan"].click()

    def _bar(self) -> QHBoxLayout:
        self.place = QLabel(self)
        self.place.setObjectName("h2")
        self.tag = QLabel(self)
        self.tag.setObjectName("tagPractice")
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(140)
        self.progress.setAccessibleName(self.tr("Progress"))
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.place, self.progress, self.tag):
            bar.addWidget(widget)
        bar.addStretch(1)
        self.group = QButtonGroup(self)
        self.tools: dict[str, QToolButton] = {}
        wanted = (
            ("window", "W", self.tr("Window"), self.grey), ("zoom", "Z", self.tr("Zoom"), self.zooming),
            ("pan", "T", self.tr("Move"), True), ("mark", "M", self.tr("Mark"), self.marking),
        )  # fmt: skip
        for name, key, words, on in wanted:
            if on:
                button = self._button(name, words, key, bare=True)
                button.setCheckable(True)
                button.setProperty("tool", name)
                button.clicked.connect(self._tool_chosen)
                self.group.addButton(button)
                self.tools[name] = button
                bar.addWidget(button)
        bar.addSpacing(16)
        self.invert = self._button("invert", self.tr("Invert"), self.tr("Shift+I"), bare=True)
        self.invert.setVisible(self.grey)
        self.reset = self._button("reset", self.tr("Reset view"), self.tr("Esc"), bare=True)
        self.back = self._button("undo", self.tr("Correct the last answer"), self.tr("Backspace"))
        self.pause = self._button("pause", self.tr("Pause"), "P")
        self.keys = self._button("help", self.tr("Keys"), "F1")
        self.leave = self._button("close", self.tr("Leave"), self.tr("Ctrl+Q"))
        for button in (self.invert, self.reset):
            bar.addWidget(button)
        bar.addStretch(1)
        for button in (self.back, self.pause, self.keys, self.leave):
            bar.addWidget(button)
        self.invert.clicked.connect(self.viewer.invert)
        self.reset.clicked.connect(self.viewer.reset)
        return bar

    def _button(self, name: str, words: str, key: str, *, bare: bool = False) -> QToolButton:
        """A button of the bar; a `bare` one shows its icon alone."""
        button = QToolButton(self)
        button.setObjectName("choice")
        button.setIcon(icon(name))
        button.setText(words)
        button.setAccessibleName(words)
        button.setToolTip(f"{words} ({key})")
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if bare else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        button.setToolButtonStyle(style)
        button.setFixedHeight(28)
        return button

    def show_ready(self, ready: Ready) -> None:
        """Show a presentation with an empty form. The tool stays as the reader chose it, but for the marking tool."""
        if self.viewer.tool == "mark":
            self.tools["window" if self.grey else "pan"].click()
        self.viewer.show_ready(ready)
        self.form.fill(ready.item, ())
        self.viewer.setFocus()

    @Slot()
    def _tool_chosen(self) -> None:
        tool = str(self.sender().property("tool"))
        if tool != self.viewer.tool or tool == "mark":
            self.viewer.set_tool(tool)
            self.done.emit("tool", tool)
        if tool == "mark":
            self.viewer.setFocus()

    def take_tool(self, name: str) -> None:
        """Take a tool where there is one of this name; the marking tool a second time gives the first tool back."""
        if name == "mark" and self.viewer.tool == "mark":
            name = "window" if self.grey else "pan"
        if name in self.tools:
            self.tools[name].click()

    @Slot()
    def _draw_marks(self) -> None:
        self.viewer.show_marks(self.form.all_marks())

    @Slot(int)
    def _pick(self, number: int) -> None:
        marks, at = self.form.list_of(number)
        marks.put(marks.marks, at)

    @Slot(int, float, float)
    def _move(self, number: int, x: float, y: float) -> None:
        marks, at = self.form.list_of(number)
        marks.move(at, x, y)

    def delete_mark(self) -> None:
        """Delete the mark that is picked out: in the current question's list, or in another."""
        lists: list[MarkList] = [card.marks for card in (self.form.current, *self.form.cards) if card.marks is not None]
        for marks in lists:
            if marks.chosen >= 0:
                marks.delete(marks.chosen)
                return
