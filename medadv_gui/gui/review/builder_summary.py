"""The study builder's last page: everything in words, and the study once it is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.review.draft import SECONDS, Draft
from medadv_gui.gui.review.fields import Page, card, words
from medadv_gui.gui.theme import Sign, icon
from medadv_gui.models.card import ModelCard
from medadv_gui.review.build import Arm


class SummaryPage(Page):
    """`pack_wanted` : the study that was built is to be written as one file."""

    pack_wanted = Signal()
    open_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, draft: Draft, cards: Sequence[ModelCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self._at_hand = {card.sha256 for card in cards}
        self.head(
            self.tr("Summary"),
            self.tr("Look it over: with the first reading the protocol is frozen, and a study that is built is not "
                    "changed any more."),
        )  # fmt: skip
        self.rows.addWidget(self._built_card())
        self.rows.addWidget(self._busy_card())
        frame, column = card(self.inside)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self.texts: dict[str, QLabel] = {}
        self.rows.addWidget(frame)
        self.shams, column = card(self.inside)
        self.ask = QCheckBox(self.tr("Ask the attacked model about each sham"), self.shams)
        self.ask.setChecked(True)
        self.asked = words("", self.shams)
        column.addWidget(self.ask)
        column.addWidget(self.asked)
        self.rows.addWidget(self.shams)
        self.rows.addStretch(1)
        self.ask.toggled.connect(self._say_asked)
        self.refresh()

    def _built_card(self) -> QWidget:
        self.built, column = card(self.inside)
        row = QHBoxLayout()
        row.setSpacing(12)
        sign = Sign(self.built)
        sign.show_icon("yes", "good", 24)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(4)
        self.built_words = words("", self.built, "sentence")
        self.key_words = words("", self.built, "")
        self.asked_words = words("", self.built)
        for label in (self.built_words, self.key_words, self.asked_words):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.addWidget(label)
        row.addLayout(said, 1)
        column.addLayout(row)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.open = QPushButton(icon("read"), self.tr("Open the study"), self.built)
        self.pack = QPushButton(icon("export"), self.tr("Export as one file…"), self.built)
        self.pack.setToolTip(self.tr("The study without its key, to be opened on another machine"))
        line.addStretch(1)
        line.addWidget(self.pack)
        line.addWidget(self.open)
        column.addLayout(line)
        self.built.hide()
        self.pack.clicked.connect(self.pack_wanted)
        self.open.clicked.connect(self.open_wanted)
        return self.built

    def _busy_card(self) -> QWidget:
        self.busy, column = card(self.inside)
        self.busy_words = words("", self.busy, "sentence")
        self.bar = QProgressBar(self.busy)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of building"))
        self.stop = QPushButton(icon("cancel"), self.tr("Stop"), self.busy)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column.addWidget(self.busy_words)
        column.addLayout(row)
        self.busy.hide()
        self.stop.clicked.connect(self.stop_wanted)
        return self.busy

    # What is built

    def show_progress(self, done: int, total: int) -> None:
        """A case is being made; with a total of 0 nothing is going on."""
        self.busy.setVisible(total > 0)
        if total:
            self.bar.setRange(0, total)
            self.bar.setValue(max(0, done - 1))
            self.busy_words.setText(self.tr("Making case {0} of {1}…").format(max(1, done), total))

    def show_built(self, folder: Path, key: Path, unchecked: bool) -> None:
        """Say where the study and its key lie."""
        self.built_words.setText(self.tr("The study lies in {0}").format(folder))
        self.key_words.setText(
            self.tr("Its key lies in {0}. It says which image is which: keep it away from the readers, and keep it "
                    "safe, for without it there are no results.").format(key)
        )  # fmt: skip
        self.asked_words.setText(
            self.tr("No model was asked whether the shams leave its answer as it was; the key says so.")
            if unchecked
            else ""
        )
        self.asked_words.setVisible(unchecked)
        self.built.show()
        self.verticalScrollBar().setValue(0)

    # What is to be built

    @property
    def missing_models(self) -> tuple[str, ...]:
        """The attacked models that are not at hand to be asked."""
        facts = [case.facts for case in self.draft.usable if case.facts is not None]
        return tuple(sorted({found.model for found in facts if found.model_sha256 not in self._at_hand}))

    @property
    def will_ask(self) -> bool:
        return self.draft.has_sham and self.ask.isChecked() and not self.missing_models

    def refresh(self) -> None:
        """Say all that the draft holds."""
        draft = self.draft
        facts = [
            (self.tr("Title"), draft.title or self.tr("none yet")),
            (self.tr("Questions"), "\n".join(self._task(number) for number in range(len(draft.tasks)))),
            (self.tr("Cases"), self._cases()),
            (self.tr("Arms"), "\n".join(self.arm_words(arm) for arm in draft.arms) or self.tr("none yet")),
            (self.tr("Order"), self._order()),
            (self.tr("Display"), self._display()),
            (self.tr("Consent"), self._consent()),
            (self.tr("Equivalence"), self.tr("not tested") if draft.margin is None
             else self.tr("within {0}").format(f"{draft.margin:g}")),
            (self.tr("A reader reads"), self._effort()),
        ]  # fmt: skip
        for name, text in facts:
            if name not in self.texts:
                head, label = words(name, self.inside, "dim"), words("", self.inside, "")
                head.setFixedWidth(120)
                label.setAccessibleName(name)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                row = self._grid.rowCount()
                self._grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(label, row, 1)
                self.texts[name] = label
            self.texts[name].setText(text)
        self.shams.setVisible(draft.has_sham)
        self.ask.setEnabled(not self.missing_models)
        self._say_asked()

    @Slot()
    def _say_asked(self) -> None:
        missing = self.missing_models
        if missing:
            text = self.tr("{0} is not among the models, or is of another version: the key will say that nobody was "
                           "asked.").format(", ".join(missing))  # fmt: skip
        elif self.ask.isChecked():
            text = self.tr("The first sham that leaves the model's answer as it was is taken. It takes a few seconds a "
                           "case.")  # fmt: skip
        else:
            text = self.tr("The key will say that nobody was asked.")
        self.asked.setText(text)

    def _task(self, number: int) -> str:
        task = self.draft.tasks[number]
        kind = {
            "detection": self.tr("detection"), "diagnosis": self.tr("diagnosis"), "2afc": self.tr("choice of two"),
            "open": self.tr("open review, not blinded"),
        }[task.kind]  # fmt: skip
        scale = {"0-100": self.tr("0 to 100"), "1-6": self.tr("six steps"), None: self.tr("not rated")}[task.scale]
        parts = [kind, *([task.finding] if task.finding else []), scale]
        if task.threshold is not None:
            parts.append(self.tr("positive from {0} on").format(f"{task.threshold:g}"))
        if task.marks:
            parts.append(self.tr("with marks"))
        return f"{task.question} ({', '.join(parts)})"

    def _cases(self) -> str:
        main, usable = self.draft.main, self.draft.usable
        patients = len({case.patient or str(case.folder) for case in main})
        lines = [self.tr("{0} that count, of {1} patients").format(len(main), patients)]
        if len(usable) > len(main):
            lines.append(self.tr("{0} for practice").format(len(usable) - len(main)))
        if len(self.draft.cases) > len(usable):
            lines.append(self.tr("{0} left out, which cannot be used").format(len(self.draft.cases) - len(usable)))
        for finding in self.draft.findings:
            counts = Counter(case.truth.get(finding) for case in main)
            lines.append(
                self.tr("{0}: {1} present, {2} absent, {3} not known").format(
                    finding, counts[True], counts[False], counts[None]
                )
            )
        return "\n".join(lines)

    def arm_words(self, arm: Arm) -> str:
        """An arm as it is called in the window."""
        image = {
            "original": self.tr("original"), "adversarial": self.tr("adversarial"),
            "sham-mirrored": self.tr("sham, mirrored"), "sham-signs": self.tr("sham, random signs"),
            "sham-phases": self.tr("sham, random phases"),
        }[arm.image]  # fmt: skip
        if arm.output is None:
            return image
        answer = (
            self.tr("{0}, with the model's answer to the original")
            if arm.output == "original"
            else self.tr("{0}, with the model's answer to the adversarial image")
        )
        return answer.format(image)

    def _order(self) -> str:
        order = self.draft.order
        text = self.tr("seed {0}, at least {1} other cases between two arms of one, {2} repeats")
        return text.format(order.seed, order.gap, order.repeats)

    def _display(self) -> str:
        display = self.draft.display
        one = self.tr("one to one") if display.one_to_one else self.tr("zoom is free")
        return f"{one}, {self.tr('interpolated') if display.smooth else self.tr('not interpolated')}"

    def _consent(self) -> str:
        consent = self.draft.consent
        text = self.tr("a page of {0} words").format(len(consent.text.split())) if consent.text else self.tr("no page")
        return f"{text}, {consent.ethics}" if consent.ethics else text

    def _effort(self) -> str:
        count = self.draft.presentations
        seconds = SECONDS[self.draft.kind]
        minutes = max(1, round(count * seconds / 60))
        text = self.tr("{0} presentations; about {1} minutes, at {2} seconds each")
        return text.format(QLocale().toString(count), QLocale().toString(minutes), seconds)
