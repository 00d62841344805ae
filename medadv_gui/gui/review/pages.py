"""What the reading room shows when it shows no case: consent, instructions, breaks, faults, the end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.review.keys import KeyTable
from medadv_gui.review.protocol import Protocol, Task
from medadv_gui.review.worklist import Worklist

WIDTH = 760


def plain(text: str, name: str, parent: QWidget) -> QLabel:
    """A label that takes no text for markup: a study's words come from a file."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    return label


class Page(QWidget):
    """A column in the middle: a heading, what belongs to it, and buttons. `primary` is what Return presses."""

    def __init__(self, title: str, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = plain(title, "h1", self)
        self.primary = QPushButton(action, self)
        self.primary.setObjectName("primary")
        inside = QWidget(self)
        inside.setObjectName("clear")
        inside.setMaximumWidth(WIDTH)
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 24, 0, 24)
        self.column.setSpacing(14)
        self.column.addStretch(1)
        self.column.addWidget(self.title)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addWidget(self.primary)
        middle = QWidget(self)
        middle.setObjectName("clear")
        across = QHBoxLayout(middle)
        across.setContentsMargins(24, 0, 24, 0)
        across.addStretch(1)
        across.addWidget(inside, 1000)
        across.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(middle)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scroll)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.column.addWidget(widget)

    def finish(self, *others: QWidget) -> None:
        """Put the buttons below what was added."""
        for other in others:
            self.buttons.addWidget(other)
        self.buttons.addStretch(1)
        self.column.addSpacing(4)
        self.column.addLayout(self.buttons)
        self.column.addStretch(1)


class ConsentPage(Page):
    """What a new reader agrees to before anything is shown or stored."""

    def __init__(self, protocol: Protocol, parent: QWidget) -> None:
        super().__init__(self.tr("Before you take part"), "", parent)
        self.primary.setText(self.tr("Go on"))
        self.text = QTextBrowser(self)
        self.text.setObjectName("consent")
        self.text.setAccessibleName(self.tr("Consent"))
        self.text.setPlainText(protocol.consent.text or self.tr("This study gives no text of its own here."))
        self.text.setMinimumHeight(180)
        self.text.setTabChangesFocus(True)
        ethics = self.tr("Ethics committee: {0}").format(protocol.consent.ethics or self.tr("no reference given"))
        stored = self.tr(
            "Stored are your code, your years of experience and specialty as far as you gave them, your answers and "
            "when you gave them, how long and in which window and zoom you looked, and the screen. Not your name. What "
            "is stored under your code can be given to you and deleted whenever you ask for it."
        )
        self.agree = QCheckBox(self.tr("I have read this and take part"), self)
        self.decline = QPushButton(self.tr("I do not take part"), self)
        self.add(plain(protocol.title, "dim", self), self.text, plain(ethics, "h2", self), plain(stored, "small", self))
        self.add(self.agree)
        self.finish(self.decline)
        self.primary.setEnabled(False)
        self.agree.toggled.connect(self.primary.setEnabled)


class InstructionsPage(Page):
    """What is asked, how much there is, the keys, and one question about the screen."""

    def __init__(self, protocol: Protocol, parent: QWidget) -> None:
        super().__init__(protocol.title, "", parent)
        self.protocol = protocol
        self.counts = plain("", "dim", self)
        asked = QFrame(self)
        asked.setObjectName("card")
        questions = QVBoxLayout(asked)
        questions.setContentsMargins(16, 12, 16, 12)
        questions.setSpacing(4)
        for task in protocol.tasks:
            questions.addWidget(plain(task.question, "sentence", asked))
            questions.addWidget(plain(self._how(task), "small", asked))
        self.add(self.counts, asked)
        if protocol.display.one_to_one:
            note = self.tr(
                "Each pixel of an image is one pixel of this screen: there is no zoom; move the image where it is "
                "larger than its place."
            )
            self.add(plain(note, "small", self))
        heading = QLabel(self.tr("Keys"), self)
        heading.setObjectName("section")
        self.add(heading, KeyTable(protocol, self), self._calibration())
        self.finish()

    def _how(self, task: Task) -> str:
        """How a question is answered."""
        parts = []
        if task.kind == "2afc":
            parts.append(self.tr("Choose the left or the right image."))
        if task.scale == "0-100":
            parts.append(self.tr("Rate from 0 to 100; no value is set before you set one."))
        elif task.scale == "1-6":
            parts.append(self.tr("Rate in six steps, 1 to 6."))
        if task.choices:
            parts.append(self.tr("Choose one of: {0}.").format(", ".join(task.choices)))
        if task.marks:
            parts.append(self.tr("You may mark places in the image, each with a rating of its own."))
        parts.append(self.tr("A comment is always possible."))
        return " ".join(parts)

    def _calibration(self) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 8, 0, 0)
        line.setSpacing(16)
        line.addWidget(QLabel(self.tr("Is this screen calibrated (DICOM GSDF)?"), row))
        self.calibrated = QButtonGroup(self)
        for at, words in enumerate((self.tr("Yes"), self.tr("No"), self.tr("I do not know"))):
            button = QRadioButton(words, row)
            self.calibrated.addButton(button, at)
            line.addWidget(button)
        self.calibrated.button(2).setChecked(True)
        line.addStretch(1)
        return row

    @property
    def calibration(self) -> str:
        """What the reader says of the screen: "yes", "no" or "unknown"."""
        return ("yes", "no", "unknown")[self.calibrated.checkedId()]

    def show_counts(self, worklist: Worklist) -> None:
        """Say how much there is, and how much is done."""
        practice = sum(p.practice for p in worklist.presentations)
        main = len(worklist.presentations) - practice
        text = self.tr("{0} presentations.").format(main)
        if practice:
            text += " " + self.tr(
                "Before them come {0} for practice; they are marked as such and do not count."
            ).format(practice)
        done = len(worklist.presentations) - worklist.left
        self.primary.setText(self.tr("Begin  (Return)") if done == 0 else self.tr("Go on  (Return)"))
        if done:
            text += " " + self.tr("You have answered {0}; it goes on where you left.").format(done)
        self.counts.setText(text)


class RestPage(Page):
    """A break or a pause: no image, and no clock runs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self.primary.setText(self.tr("Go on  (Return)"))
        self.text = plain("", "dim", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.leave = QPushButton(self.tr("Leave"), self)
        self.add(self.text, self.bar)
        self.finish(self.leave)

    def say(self, title: str, text: str, done: int, of: int) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.setVisible(done > 0)


class TroublePage(Page):
    """A case that cannot be shown. It is not passed over."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("This case cannot be shown"), self.tr("Try again  (Return)"), parent)
        self.text = plain("", "error", self)
        note = self.tr(
            "Nothing was skipped, and every answer so far is stored. Tell whoever runs the study; once the file is as "
            "it was, reading goes on with this case."
        )
        self.leave = QPushButton(self.tr("Leave"), self)
        self.add(self.text, plain(note, "dim", self))
        self.finish(self.leave)


class LeavePage(Page):
    """Asks before an answer that is begun is given up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Leave now?"), self.tr("Go on reading  (Return)"), parent)
        text = self.tr(
            "What you have entered for this case is not submitted and would be lost; the case is shown again when you "
            "come back. Every answer before it is stored."
        )
        self.leave = QPushButton(self.tr("Leave"), self)
        self.add(plain(text, "dim", self))
        self.finish(self.leave)


class EndPage(Page):
    """Nothing is left to read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Thank you"), self.tr("Leave  (Return)"), parent)
        self.text = plain("", "dim", self)
        self.back = QPushButton(self.tr("Correct the last answer"), self)
        self.add(self.text)
        self.finish(self.back)

    def say(self, answered: int, practice: int) -> None:
        """How many were answered, and how many more for practice."""
        text = self.tr("You have answered all {0} presentations. Every answer is stored.").format(answered)
        if practice:
            text += " " + self.tr("{0} more were for practice.").format(practice)
        self.text.setText(text)
