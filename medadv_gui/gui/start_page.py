"""What the window shows while nothing is open: how to begin, and the demo cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from medadv_gui.gui.session import DEMO_NOTE
from medadv_gui.gui.study_tree import DEMO_ICONS
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import Sign, icon
from medadv_gui.render.picture import RESEARCH_USE

if TYPE_CHECKING:
    from medadv_gui.demo import DemoCase

DEMO_HEIGHT = 78


class DemoButton(QPushButton):
    """A demo case to click on: its title and one sentence."""

    def __init__(self, name: str, title: str, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName("demo")
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        picture = Sign(self)
        picture.show_icon(DEMO_ICONS.get(name, "picture"), "accent", 32)
        picture.setFixedWidth(40)
        head = QLabel(title, self)
        head.setObjectName("h2")
        text = QLabel(sentence, self)
        text.setObjectName("small")
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(head)
        words.addWidget(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(8)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        for label in (picture, head, text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class StartPage(QWidget):
    """The empty state."""

    folder_wanted = Signal()
    files_wanted = Signal()
    demo_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout()
        column.setSpacing(8)
        sign = Sign(self)
        sign.show_icon("drop", "text_faint", 48)
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(self.tr("Open an image, attack the model, look"), self)
        title.setObjectName("h1")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = QLabel(
            self.tr("Drop a DICOM series, a fundus photograph or an endoscopy picture anywhere in this window."), self
        )
        hint.setObjectName("dim")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        folder = QPushButton(icon("open-folder", "on_accent"), self.tr("Open folder…"), self)
        folder.setObjectName("primary")
        folder.clicked.connect(self.folder_wanted)
        files = QPushButton(icon("open-file"), self.tr("Open files…"), self)
        files.clicked.connect(self.files_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(folder)
        buttons.addWidget(files)
        buttons.addStretch(1)
        demos = QLabel(self.tr("Or try a demo case").upper(), self)
        demos.setObjectName("section")
        note = QLabel(said("demo", DEMO_NOTE), self)
        note.setObjectName("small")
        note.setWordWrap(True)
        for widget in (sign, title, hint):
            column.addWidget(widget)
        self.activity = QLabel(self)
        self.activity.setObjectName("dim")
        self.activity.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of opening"))
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addSpacing(8)
        for part in (self.activity, self.bar):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            part.hide()
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(demos)
        column.addWidget(note)
        # Room for the cases from the beginning, so that nothing moves when they come.
        self._demos = QVBoxLayout()
        self._demos.setSpacing(8)
        room = QWidget(self)
        room.setMinimumHeight(3 * DEMO_HEIGHT + 2 * 8)
        room.setLayout(self._demos)
        self._demos.setContentsMargins(0, 0, 0, 0)
        column.addWidget(room)
        column.addSpacing(16)
        banner = QLabel(said("notes", RESEARCH_USE), self)
        banner.setObjectName("noDiagnosis")
        banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(banner)
        frame = QFrame(self)
        frame.setLayout(column)
        frame.setFixedWidth(600)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)

    def show_activity(self, title: str, done: int, total: int) -> None:
        """What is being opened and how far it is; an empty title: nothing."""
        for widget in (self.activity, self.bar):
            widget.setVisible(bool(title))
        self.activity.setText(f"{title} {done} / {total}" if total else title)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_cases(self, cases: Sequence[DemoCase]) -> None:
        """Offer the demo cases, once."""
        if self._demos.count():
            return
        for case in cases:
            button = DemoButton(case.id, said("demo", case.title), said("demo", case.sentence), self)
            button.clicked.connect(self._choose)
            self._demos.addWidget(button)

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        assert isinstance(button, DemoButton)
        self.demo_chosen.emit(button.name)
