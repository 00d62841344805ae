"""The study builder's questions: what the study is called and asks, and the tasks that readers are given."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.review.draft import PRESETS, THRESHOLDS, Draft
from medadv_gui.gui.review.fields import Page, Rows, card, choice, decimal, words
from medadv_gui.review.protocol import SCALES, Task

LINE = 300  # letters of a question or a title
MOST_TASKS = 16


class TaskCard(QWidget):
    """One task. `edited` : it has another value, `task`; `unwanted` : it is to go."""

    edited = Signal()
    unwanted = Signal()

    def __init__(self, task: Task, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.task = task
        frame, column = card(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        heading = QLabel(self.tr("Question {0}").format(number), frame)
        heading.setObjectName("h2")
        self.remove = QToolButton(frame)
        self.remove.setObjectName("quiet")
        self.remove.setText(self.tr("Take out"))
        self.remove.setAccessibleName(self.tr("Take out question {0}").format(number))
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(self.remove)
        column.addLayout(head)
        rows = Rows(frame, 140)
        self.finding = QLineEdit(task.finding, frame)
        self.finding.setMaxLength(LINE)
        self.finding.setPlaceholderText(self.tr("polyp"))
        self.question = QLineEdit(task.question, frame)
        self.question.setMaxLength(LINE)
        self.scale = choice(frame, (
            (self.tr("0 to 100"), "0-100"), (self.tr("six steps"), "1-6"),
            *([(self.tr("not rated"), None)] if task.kind in ("2afc", "open") else []),
        ))  # fmt: skip
        self.has_threshold = QCheckBox(self.tr("From here on it counts as positive:"), frame)
        self.threshold = decimal(frame, 0, 100, 50, 1)
        self.threshold.setDecimals(1)
        self.threshold.setAccessibleName(self.tr("Threshold"))
        self.threshold.setFixedWidth(90)
        self.marks = QCheckBox(self.tr("Readers may mark places in the image"), frame)
        self.choices = QLineEdit("; ".join(task.choices), frame)
        self.choices.setMaxLength(4000)
        if task.kind == "diagnosis":
            rows.add(self.tr("Finding"), self.finding, self.tr("Whose truth each case has"), wide=True)
        rows.add(self.tr("Question"), self.question, self.tr("As the readers are asked"), wide=True)
        line = QWidget(frame)
        at = QHBoxLayout(line)
        at.setContentsMargins(0, 0, 0, 0)
        at.setSpacing(8)
        self.scale.setFixedWidth(144)
        at.addWidget(self.scale)
        if task.kind in ("detection", "diagnosis"):
            at.addSpacing(16)
            at.addWidget(self.has_threshold)
            at.addWidget(self.threshold)
        at.addStretch(1)
        name = self.tr("Confidence") if task.kind == "2afc" else self.tr("Scale")
        rows.add(name, line, wide=True)
        self.scale.setAccessibleName(name)
        if task.kind == "open":
            hint = self.tr("With semicolons between them; none where only a rating or a comment is asked for")
            rows.add(self.tr("Answers to choose from"), self.choices, hint, wide=True)
        column.addWidget(rows)
        column.addWidget(self.marks)
        unused = {
            self.finding: task.kind != "diagnosis", self.choices: task.kind != "open",
            self.has_threshold: task.kind not in ("detection", "diagnosis"),
            self.threshold: task.kind not in ("detection", "diagnosis"),
        }  # fmt: skip
        for field, hidden in unused.items():
            field.setHidden(hidden)
        self._show()
        for signal in (self.finding.textEdited, self.question.textEdited, self.choices.textEdited,
                       self.scale.currentIndexChanged, self.has_threshold.toggled, self.threshold.valueChanged,
                       self.marks.toggled):  # fmt: skip
            signal.connect(self._edit)
        self.remove.clicked.connect(self.unwanted)

    def _show(self) -> None:
        task = self.task
        self.scale.setCurrentIndex(self.scale.findData(task.scale))
        self.has_threshold.setChecked(task.threshold is not None)
        self.threshold.setEnabled(task.threshold is not None)
        self._limit()
        if task.threshold is not None:
            self.threshold.setValue(task.threshold)
        self.marks.setChecked(task.marks)

    def _limit(self) -> None:
        low, high = SCALES.get(self.scale.currentData() or "0-100", (0.0, 100.0))
        self.threshold.setRange(low, high)

    @Slot()
    def _edit(self) -> None:
        scale = self.scale.currentData()
        if scale != self.task.scale:
            with QSignalBlocker(self.threshold):
                self._limit()
                self.threshold.setValue(THRESHOLDS.get(scale or "", 50.0))
        self.threshold.setEnabled(self.has_threshold.isChecked())
        rated = self.task.kind in ("detection", "diagnosis") and self.has_threshold.isChecked()
        self.task = replace(
            self.task, finding=" ".join(self.finding.text().split()), question=" ".join(self.question.text().split()),
            scale=scale, threshold=self.threshold.value() if rated else None, marks=self.marks.isChecked(),
            choices=tuple(filter(None, (" ".join(part.split()) for part in self.choices.text().split(";")))),
        )  # fmt: skip
        self.edited.emit()


class QuestionPage(Page):
    """`changed` : the user has changed title or tasks; `preset_chosen` : another question, with tasks and arms."""

    changed = Signal()
    preset_chosen = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.head(
            self.tr("Question"),
            self.tr("What the study is to find out. All its tasks are of one kind; another kind is another study."),
        )
        self._titles = {
            "seen": self.tr("Is the change seen?"), "altered": self.tr("Does it alter the diagnosis?"),
            "misled": self.tr("Does a fooled model mislead?"), "two": self.tr("Choice of two"),
            "open": self.tr("Open review"),
        }  # fmt: skip
        self._sentences = {
            "seen": self.tr("Readers rate whether an image was altered. Originals, adversarial images and shams come "
                            "one by one; nobody is told which is which."),
            "altered": self.tr("Readers rate whether a finding is there, in the original, the adversarial image and a "
                               "sham of each case, kept apart. Each case needs its truth."),
            "misled": self.tr("Readers rate whether a finding is there, unaided and with the model's answer beside the "
                              "image: its right one, and the one it was fooled into. Each case needs its truth."),
            "two": self.tr("Two images side by side, one of them the original: which is the altered one?"),
            "open": self.tr("Not blinded: readers see which image is which and the model's answers, and say what they "
                            "think of them."),
        }  # fmt: skip
        self.title = QLineEdit(draft.title, self.inside)
        self.title.setMaxLength(LINE)
        self.title.setPlaceholderText(self.tr("As the readers will see it"))
        rows = Rows(self.inside, 140)
        rows.add(self.tr("Title of the study"), self.title, wide=True)
        self.rows.addWidget(rows)
        frame, column = card(self.inside)
        asks = QLabel(self.tr("What the study asks"), frame)
        asks.setObjectName("h2")
        column.addWidget(asks)
        self.presets = QButtonGroup(self)
        line = QGridLayout()
        line.setHorizontalSpacing(8)
        self.buttons: dict[str, QToolButton] = {}
        for at, name in enumerate(PRESETS):
            button = QToolButton(frame)
            button.setObjectName("choice")
            button.setText(self._titles[name])
            button.setCheckable(True)
            self.presets.addButton(button)
            self.buttons[name] = button
            line.addWidget(button, 0, at)
        line.setColumnStretch(len(PRESETS), 1)
        column.addLayout(line)
        self.about = words("", frame)
        self.about.setMinimumHeight(34)
        column.addWidget(self.about)
        self.rows.addWidget(frame)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.rows.addLayout(self._list)
        self.more = QPushButton(self.tr("Add a question"), self.inside)
        self.rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addStretch(1)
        self.cards: list[TaskCard] = []
        if not draft.tasks:
            draft.tasks = [self._task("q1")]
        self.refresh()
        self.title.textEdited.connect(self._titled)
        self.presets.buttonClicked.connect(self._preset)
        self.more.clicked.connect(self._add)

    def _task(self, name: str) -> Task:
        """A new task of the study's kind."""
        kind = PRESETS[self.draft.preset][0]
        question = {
            "detection": self.tr("Has this image been altered?"), "diagnosis": self.tr("Is the finding there?"),
            "2afc": self.tr("Which of the two images has been altered?"),
            "open": self.tr("Do you agree with the model's answer?"),
        }[kind]  # fmt: skip
        choices = (self.tr("yes"), self.tr("in part"), self.tr("no")) if kind == "open" else ()
        rated = kind in ("detection", "diagnosis")
        scale = "0-100" if rated or kind == "2afc" else None
        return Task(name, kind, question, scale, THRESHOLDS["0-100"] if rated else None, choices=choices)

    def refresh(self) -> None:
        """Show the draft's title and tasks as they are now."""
        if self.title.text() != self.draft.title:
            self.title.setText(self.draft.title)
        self.buttons[self.draft.preset].setChecked(True)
        self.about.setText(self._sentences[self.draft.preset])
        for old in self.cards:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cards = [TaskCard(task, number, self.inside) for number, task in enumerate(self.draft.tasks, 1)]
        for made in self.cards:
            made.remove.setVisible(len(self.cards) > 1)
            made.edited.connect(self._edited)
            made.unwanted.connect(self._remove)
            self._list.addWidget(made)
        self.more.setEnabled(len(self.cards) < MOST_TASKS)

    @Slot()
    def _titled(self) -> None:
        self.draft.title = " ".join(self.title.text().split())
        self.changed.emit()

    @Slot()
    def _preset(self) -> None:
        name = next(name for name, button in self.buttons.items() if button.isChecked())
        if name == self.draft.preset:
            return
        kind, arms = PRESETS[name]
        other = kind != self.draft.kind
        self.draft.preset, self.draft.arms = name, list(arms)
        if other:
            self.draft.tasks = [self._task("q1")]
        self.refresh()
        self.preset_chosen.emit()

    @Slot()
    def _edited(self) -> None:
        self.draft.tasks = [made.task for made in self.cards]
        self.changed.emit()

    @Slot()
    def _add(self) -> None:
        used = {task.id for task in self.draft.tasks}
        name = next(f"q{n}" for n in range(1, MOST_TASKS + 2) if f"q{n}" not in used)
        self.draft.tasks.append(self._task(name))
        self.refresh()
        self.cards[-1].question.setFocus()
        self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        gone = self.sender()
        self.draft.tasks = [made.task for made in self.cards if made is not gone]
        self.refresh()
        self.changed.emit()
