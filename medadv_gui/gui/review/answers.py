"""The questions beside the image, and what the reader answers: kept until it is stored."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.banner import Banners
from medadv_gui.gui.review.marks import MarkList
from medadv_gui.gui.review.scales import Buttons, PercentScale, StepScale
from medadv_gui.gui.theme import restyle
from medadv_gui.review.protocol import Item, Task
from medadv_gui.review.store import Mark
from medadv_gui.review.worklist import Answer

WIDTH = 348
COMMENT = 64  # height of the comment's field
MOST_LETTERS = 4000


class CommentField(QPlainTextEdit):
    """Keeps every key that writes for itself; the room's keys work elsewhere."""

    LEAVES = frozenset((Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Tab, Qt.Key.Key_Backtab))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Q)
            event.setAccepted(not (event.key() in self.LEAVES or (control and enter)))
            return True
        return super().event(event)


class TaskCard(QFrame):
    """One question with all that it asks for. `changed` : the reader changed something: what kind, and to what."""

    changed = Signal(str, str)
    marks_changed = Signal()

    def __init__(self, task: Task, parent: QWidget) -> None:
        super().__init__(parent)
        self.task = task
        self.setObjectName("card")
        self.question = _plain(task.question, "sentence", self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(14, 12, 14, 14)
        self.rows.setSpacing(8)
        self.rows.addWidget(self.question)
        self.side = self._side() if task.kind == "2afc" else None
        self.scale = self._scale() if task.scale is not None else None
        self.choice = self._choice() if task.choices else None
        self.marks = self._marks() if task.marks else None

    def _side(self) -> Buttons:
        side = Buttons((self.tr("Left"), self.tr("Right")), self, digits=False, across=True)
        for button, arrow in zip(side.buttons, ("←  {0}", "{0}  →"), strict=True):
            button.setText(arrow.format(button.text()))
        side.changed.connect(self._side_chosen)
        self.rows.addWidget(side)
        return side

    def _scale(self) -> PercentScale | StepScale:
        name, ends, words = self._words()
        self.asks = _plain(name, "dim", self)
        self.rows.addWidget(self.asks)
        scale = PercentScale(name, ends, self) if self.task.scale == "0-100" else StepScale(words, self)
        scale.changed.connect(self._rated)
        self.rows.addWidget(scale)
        return scale

    def _words(self) -> tuple[str, tuple[str, str], tuple[str, ...]]:
        """What is rated, the ends of the scale, and the words of its six steps."""
        if self.task.kind == "detection":
            name = self.tr("How sure are you that it is altered?")
            ends = self.tr("certainly not"), self.tr("certainly altered")
        elif self.task.kind == "diagnosis":
            name = self.tr("Probability: {0}").format(self.task.finding)
            ends = self.tr("certainly absent"), self.tr("certainly present")
        elif self.task.kind == "2afc":
            name, ends = self.tr("How sure are you?"), (self.tr("a guess"), self.tr("certain"))
            return name, ends, (ends[0], "", "", "", "", ends[1])
        else:
            name, ends = self.tr("How far do you agree?"), (self.tr("not at all"), self.tr("fully"))
            return name, ends, (ends[0], "", "", "", "", ends[1])
        steps = (
            self.tr("certainly not"), self.tr("probably not"), self.tr("rather not"), self.tr("rather yes"),
            self.tr("probably yes"), self.tr("certainly yes"),
        )  # fmt: skip
        return name, ends, steps

    def _choice(self) -> Buttons:
        choice = Buttons(self.task.choices, self, digits=self.task.scale is None)
        choice.changed.connect(self._chosen)
        self.rows.addWidget(choice)
        return choice

    def _marks(self) -> MarkList:
        heading = QLabel(self.tr("Marks"), self)
        heading.setObjectName("section")
        marks = MarkList(self.task.scale, self)
        marks.changed.connect(self._marked)
        marks.chosen_changed.connect(self.marks_changed)
        self.rows.addWidget(heading)
        self.rows.addWidget(marks)
        return marks

    # What stands here

    def answer(self, comment: str = "") -> Answer:
        """As far as it is given."""
        side = None if self.side is None or self.side.number is None else ("left", "right")[self.side.number - 1]
        choice = self.choice.number if self.choice is not None else None
        return Answer(
            self.task.id,
            rating=None if self.scale is None else self.scale.value,
            choice=None if choice is None else self.task.choices[choice - 1],
            side=side,
            marks=() if self.marks is None else tuple(self.marks.marks),
            comment=comment,
        )

    def fill(self, answer: Answer | None) -> None:
        """Show an answer; None clears the card."""
        given = answer or Answer(self.task.id)
        if self.side is not None:
            self.side.choose(None if given.side is None else 1 + (given.side == "right"))
        if self.scale is not None:
            self.scale.set_value(given.rating)
        if self.choice is not None:
            self.choice.choose(None if given.choice is None else 1 + self.task.choices.index(given.choice))
        if self.marks is not None:
            self.marks.put(list(given.marks))

    def missing(self) -> str:
        """What is still to be done here, "" where that is nothing."""
        if self.side is not None and self.side.number is None:
            return self.tr("Choose left or right.")
        if self.scale is not None and self.scale.value is None:
            return self.tr("This is not on the scale.") if self.scale.wrong else self.tr("Give a rating.")
        if self.choice is not None and self.choice.number is None:
            return self.tr("Choose an answer.")
        if self.marks is not None and any(field.wrong for field in self.marks.fields):
            return self.tr("The rating of a mark is not on the scale.")
        return ""

    def digit(self, text: str) -> None:
        """A digit was typed outside of all fields."""
        if self.scale is not None:
            self.scale.take_digit(text)
        elif self.choice is not None:
            self.choice.take(int(text))

    # What the reader does

    @Slot()
    def _side_chosen(self) -> None:
        self.changed.emit("side", str(self.answer().side))

    @Slot()
    def _rated(self) -> None:
        value = self.answer().rating
        self.changed.emit("rating", f"{self.task.id} {'none' if value is None else f'{value:g}'}")

    @Slot()
    def _chosen(self) -> None:
        self.changed.emit("choice", self.task.id)

    @Slot(str)
    def _marked(self, what: str) -> None:
        self.changed.emit("mark", what)


class AnswerForm(QWidget):
    """All questions of a study, the comment, and what hands the answers in.

    submitted : the answer is complete and the reader hands it in. changed : the reader changed something.
    """

    submitted = Signal()
    changed = Signal(str, str)
    marks_changed = Signal()

    def __init__(self, tasks: Sequence[Task], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.shown_as = _plain("", "dim", self)
        self.output_heading = QLabel(self.tr("The model's answer"), self)
        self.output_heading.setObjectName("section")
        self.output = _plain("", "sentence", self)
        self.model = QFrame(self)
        self.model.setObjectName("card")
        told = QVBoxLayout(self.model)
        told.setContentsMargins(14, 10, 14, 12)
        told.setSpacing(4)
        told.addWidget(self.output_heading)
        told.addWidget(self.output)
        inside = QWidget(self)
        inside.setObjectName("clear")
        self.cards = [TaskCard(task, inside) for task in tasks]
        self.comment = CommentField(inside)
        self.comment.setAccessibleName(self.tr("Comment"))
        self.comment.setPlaceholderText(self.tr("Comment, if you wish"))
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(COMMENT)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        asked: list[QWidget] = [self.shown_as, self.model, *self.cards, self.comment]
        for widget in asked:
            rows.addWidget(widget)
        rows.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self.banners = Banners(self)
        self.reason = QLabel(self)
        self.reason.setObjectName("small")
        self.reason.setWordWrap(True)
        self.submit = QPushButton(self.tr("Submit  (Return)"), self)
        self.submit.setObjectName("primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.area, 1)
        column.addWidget(self.banners)
        column.addWidget(self.reason)
        column.addWidget(self.submit)
        self.current = self.cards[0]
        self._taken: list[Answer] = []
        for card in self.cards:
            card.changed.connect(self._changed)
            card.marks_changed.connect(self._renumber)
            for child in card.findChildren(QWidget):
                child.installEventFilter(self)
        self.comment.textChanged.connect(self._commented)
        self.submit.clicked.connect(self.try_submit)
        self._filling = False
        self.fill(None, ())

    def fill(self, item: Item | None, answers: Sequence[Answer]) -> None:
        """Show what belongs to an item, and these answers, or none."""
        given = {answer.task: answer for answer in answers}
        self._filling = True
        output, arm = (None, None) if item is None else (item.output, item.arm)
        self.model.setVisible(output is not None)
        self.output.setText(output or "")
        self.shown_as.setVisible(arm is not None)
        self.shown_as.setText("" if arm is None else self.tr("Shown: {0}").format(arm))
        for card in self.cards:
            card.fill(given.get(card.task.id))
        self.comment.setPlainText(answers[0].comment if answers else "")
        self._filling = False
        self._taken = self.answers()
        self.banners.clear()
        self.area.verticalScrollBar().setValue(0)
        self._go_to(self.cards[0])
        self._look()

    @property
    def typed(self) -> bool:
        """Whether the reader has changed anything since the form was filled."""
        return self.answers() != self._taken

    def answers(self) -> list[Answer]:
        """One a task; the comment stands with the first."""
        comment = self.comment.toPlainText().strip()[:MOST_LETTERS]
        return [card.answer("" if at else comment) for at, card in enumerate(self.cards)]

    @property
    def marked(self) -> MarkList | None:
        """The list that a new mark goes into."""
        likely = [self.current, *self.cards]
        return next((card.marks for card in likely if card.marks is not None), None)

    def mark(self, x: float, y: float, place: int) -> None:
        """Put a mark into the image; it begins with the question's own rating."""
        marks = self.marked
        if marks is not None:
            card = next(card for card in self.cards if card.marks is marks)
            marks.add(x, y, place, card.answer().rating)

    def all_marks(self) -> list[tuple[int, Mark, bool]]:
        """Every mark with its number, and whether it is picked out."""
        return [
            (marks.first + at, mark, at == marks.chosen)
            for card in self.cards
            if (marks := card.marks) is not None
            for at, mark in enumerate(marks.marks)
        ]

    def list_of(self, number: int) -> tuple[MarkList, int]:
        """The list that holds the mark of this number, and its place there."""
        for card in self.cards:
            marks = card.marks
            if marks is not None and marks.first <= number < marks.first + len(marks.marks):
                return marks, number - marks.first
        raise KeyError(number)

    @Slot()
    def _renumber(self) -> None:
        number = 1
        for card in self.cards:
            if card.marks is not None:
                card.marks.number_from(number)
                number += len(card.marks.marks)
        self.marks_changed.emit()

    def digit(self, text: str) -> None:
        self.current.digit(text)

    def step(self, by: float) -> None:
        """Move the current question's rating."""
        if self.current.scale is not None:
            self.current.scale.step(by)

    def choose_side(self, number: int) -> None:
        """Left is 1, right is 2, where the question has sides."""
        if self.current.side is not None:
            self.current.side.take(number)

    # Which question is the current one

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            for card in self.cards:
                if isinstance(watched, QWidget) and card.isAncestorOf(watched):
                    self._go_to(card)
        return False

    def _go_to(self, card: TaskCard) -> None:
        self.current = card
        for other in self.cards:
            several = len(self.cards) > 1
            restyle(other, current="true" if several and other is card else "false")

    # Handing in

    @Slot(str, str)
    def _changed(self, kind: str, text: str) -> None:
        if not self._filling:
            self._look()
            self.changed.emit(kind, text)

    @Slot()
    def _commented(self) -> None:
        if not self._filling:
            self.changed.emit("comment", f"{len(self.comment.toPlainText())} characters")

    def _look(self) -> None:
        """Say what is missing."""
        missing = next((text for card in self.cards if (text := card.missing())), "")
        self.submit.setEnabled(not missing)
        self.reason.setText(missing or self.tr("Complete."))

    @Slot()
    def try_submit(self) -> None:
        """Hand in; where something is missing, go to the question that lacks it."""
        for card in self.cards:
            if card.missing():
                self._go_to(card)
                self.area.ensureWidgetVisible(card)
                return
        self.submitted.emit()


def _plain(text: str, name: str, parent: QWidget) -> QLabel:
    """A label for words that come from a study's file."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    return label
