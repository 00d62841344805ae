"""The keys of the reading room in words, and the sheet that shows them over everything else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from medadv_gui.review.protocol import Protocol

Row = tuple[str, str]  # keys, and what they do


class KeyTable(QWidget):
    """What each key does, in two columns of pairs: answering on the left, viewing on the right."""

    def __init__(self, protocol: Protocol, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        grid.setColumnMinimumWidth(2, 12)
        for column, rows in ((0, self._answering(protocol)), (3, self._viewing(protocol))):
            for at, (keys, what) in enumerate(rows):
                key = QLabel(keys, self)
                key.setObjectName("key")
                words = QLabel(what, self)
                words.setObjectName("dim")
                grid.addWidget(key, at, column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                grid.addWidget(words, at, column + 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def _answering(self, protocol: Protocol) -> list[Row]:
        tasks, scales = protocol.tasks, {task.scale for task in protocol.tasks}
        rows = []
        if protocol.kind == "2afc":
            rows.append(("←  →", self.tr("Left or right image")))
        if "0-100" in scales:
            rows.append(("0…9", self.tr("Type a rating")))
        if "1-6" in scales:
            rows.append(("1…6", self.tr("Give a rating")))
        if any(task.choices and task.scale is None for task in tasks):
            rows.append(("1…9", self.tr("Choose an answer")))
        if scales - {None}:
            rows.append(("↑  ↓", self.tr("Rating up or down")))
        if any(task.marks for task in tasks):
            rows += [
                ("M", self.tr("Marking tool on or off")),
                (self.tr("Arrows, Space"), self.tr("Move its cross, set a mark")),
                (self.tr("Del"), self.tr("Delete the chosen mark")),
            ]
        rows += [
            (self.tr("Tab"), self.tr("To the next field")),
            ("C", self.tr("Write a comment")),
            (self.tr("Return"), self.tr("Submit; in a comment Ctrl+Return")),
            (self.tr("Backspace"), self.tr("Correct the last answer")),
            ("P", self.tr("Pause")),
            (self.tr("Ctrl+Q"), self.tr("Leave; the rest is kept for later")),
        ]
        return rows

    def _viewing(self, protocol: Protocol) -> list[Row]:
        rows = []
        grey = not all(case.colour for case in protocol.cases)
        if grey:
            rows += [
                ("W", self.tr("Left drag: window")),
                (self.tr("Shift+↑↓←→"), self.tr("Window level and width")),
                (self.tr("Shift+I"), self.tr("Invert")),
            ]
        if any(case.units == "HU" for case in protocol.cases):
            rows.append(("Alt+1…9", self.tr("CT windows: lung, mediastinum, bone, …")))
        if grey:
            rows.append(("Alt+0", self.tr("The image's own window")))
        if not protocol.display.one_to_one:
            rows += [
                ("Z", self.tr("Left drag: zoom (right drag too)")),
                ("+  −", self.tr("Zoom (Ctrl and the wheel too)")),
            ]
        rows += [
            ("T", self.tr("Left drag: move (middle drag too)")),
            (self.tr("Ctrl+↑↓←→"), self.tr("Move the image")),
            (self.tr("Esc"), self.tr("Out of a field; reset the view")),
            ("F1", self.tr("These keys")),
        ]
        return rows


class KeySheet(QFrame):
    """The keys over the middle of the room."""

    def __init__(self, protocol: Protocol, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("callout")
        self.setAccessibleName(self.tr("Keys"))
        title = QLabel(self.tr("Keys"), self)
        title.setObjectName("h1")
        note = QLabel(self.tr("F1 or Esc closes this."), self)
        note.setObjectName("small")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(title)
        rows.addWidget(KeyTable(protocol, self))
        rows.addWidget(note)
        self.hide()

    def toggle(self) -> None:
        """Show it, or put it away."""
        if self.isVisible():
            self.hide()
            return
        self.adjustSize()
        room = self.parentWidget()
        self.move((room.width() - self.width()) // 2, (room.height() - self.height()) // 2)
        self.show()
        self.raise_()
