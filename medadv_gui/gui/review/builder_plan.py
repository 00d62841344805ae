"""The study builder's planner: how much the study will tell with so many readers and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.messages import worded
from medadv_gui.gui.review.draft import Draft
from medadv_gui.gui.review.fields import Page, Rows, card, choice, decimal, whole, words
from medadv_gui.review.plan import MOST_CASES, MOST_READERS, Plan, Planned

if TYPE_CHECKING:
    from medadv_gui.stats.planner import Pilot

START_MARGIN = 0.05


class PlanningPage(Page):
    """`changed` : the user has changed the margin, which belongs to the study; the rest is a reckoning, which
    `reckoning_wanted` asks for: `show_planned` shows what comes of `plan`."""

    changed = Signal()
    reckoning_wanted = Signal()
    pilot_wanted = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.pilot: Pilot | None = None
        self._own_cases = False  # the user has named a number
        self._kind = ""  # of the study, when it was looked at last
        self.head(
            self.tr("Planning"),
            self.tr("How sure the answer will be, by Obuchowski and Rockette's analysis with Hillis' degrees of "
                    "freedom."),
        )  # fmt: skip
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._fields(), 1)
        columns.addWidget(self._answer(), 1)
        self.rows.addLayout(columns)
        self.rows.addStretch(1)
        self.refresh()
        for number in (self.readers, self.cases):
            number.valueChanged.connect(self._edited)
        for field in (self.expected, self.positives, self.difference, self.margin, self.reader_sd, self.arm_sd,
                      self.wanted, *self.correlations):  # fmt: skip
            field.valueChanged.connect(self._edited)
        self.compares.currentIndexChanged.connect(self._edited)
        self.has_margin.toggled.connect(self._edited)
        self.ask_pilot.clicked.connect(self.pilot_wanted)
        self.drop_pilot.clicked.connect(self._without)

    def _fields(self) -> QWidget:
        usual = Plan()
        frame, column = card(self.inside)
        rows = Rows(frame, 180)
        self.compares = choice(frame, (
            (self.tr("Two arms with each other"), False), (self.tr("One arm with guessing"), True),
        ))  # fmt: skip
        self.readers = whole(frame, 1, MOST_READERS, usual.readers)
        self.cases = whole(frame, 2, MOST_CASES, usual.cases)
        self.expected = decimal(frame, 0.5, 0.999, usual.expected)
        self.positives = decimal(frame, 0.001, 0.999, usual.positives)
        self.difference = decimal(frame, 0.001, 0.5, usual.difference or START_MARGIN)
        self.has_margin = QCheckBox(self.tr("Test equivalence"), frame)
        self.margin = decimal(frame, 0.001, 0.5, START_MARGIN)
        self.wanted = decimal(frame, 0.1, 0.99, usual.wanted, 0.05)
        rows.add(self.tr("What is compared"), self.compares, wide=True)
        rows.add(self.tr("Readers"), self.readers)
        self.cases_hint = rows.add(self.tr("Cases"), self.cases)
        rows.add(self.tr("Expected figure"), self.expected, self.tr("AUC, or share right"))
        self.positives_hint = rows.add(self.tr("Share with the finding"), self.positives)
        rows.add(self.tr("Difference that is to show"), self.difference)
        rows.add(self.tr("Chance that is wanted"), self.wanted, self.tr("The power"))
        column.addWidget(rows)
        column.addWidget(self.has_margin)
        margins = Rows(frame, 180)
        margins.add(self.tr("Margin"), self.margin, self.tr("Part of the protocol"))
        column.addWidget(margins)
        column.addWidget(
            words(self.tr("That a change is not seen, or makes no difference, can only be said with a margin within "
                          "which two arms count as alike. It is fixed before anybody reads."), frame)
        )  # fmt: skip
        column.addStretch(1)
        return frame

    def _answer(self) -> QWidget:
        side = QWidget(self.inside)
        outer = QVBoxLayout(side)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        frame, column = card(side)
        self.headline, self.answers = words("", frame, "sentence"), words("", frame, "")
        for label in (self.headline, self.answers):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        outer.addWidget(frame)
        frame, column = card(side)
        heading = QLabel(self.tr("For orientation: the 95 % interval of one reader's AUC"), frame)
        heading.setObjectName("h2")
        self.single = words("", frame)
        column.addWidget(heading)
        column.addWidget(self.single)
        outer.addWidget(frame)
        outer.addWidget(self._spread(side))
        outer.addStretch(1)
        return side

    def _spread(self, side: QWidget) -> QWidget:
        usual = Plan()
        frame, column = card(side)
        heading = QLabel(self.tr("Variances"), frame)
        heading.setObjectName("h2")
        column.addWidget(heading)
        self.variances = Rows(frame, 150)
        self.correlations = [decimal(frame, 0, 0.999, value) for value in usual.correlations]
        self.reader_sd = decimal(frame, 0, 0.5, usual.reader_sd)
        self.arm_sd = decimal(frame, 0, 0.5, usual.arm_by_reader_sd)
        for text, field, hint in (
            (self.tr("Correlation r1"), self.correlations[0], self.tr("One reader, two arms")),
            (self.tr("Correlation r2"), self.correlations[1], self.tr("Two readers, one arm")),
            (self.tr("Correlation r3"), self.correlations[2], self.tr("Two readers, two arms")),
            (self.tr("Spread of readers"), self.reader_sd, self.tr("Standard deviation")),
            (self.tr("Spread arm by reader"), self.arm_sd, self.tr("Standard deviation")),
        ):
            self.variances.add(text, field, hint)
        column.addWidget(self.variances)
        self.pilot_words = words("", frame)
        column.addWidget(self.pilot_words)
        self.ask_pilot = QPushButton(self.tr("From a pilot study…"), frame)
        self.ask_pilot.setToolTip(self.tr("A study that was read before, and its key"))
        self.drop_pilot = QPushButton(self.tr("Without the pilot"), frame)
        line = QHBoxLayout()
        line.addWidget(self.ask_pilot)
        line.addWidget(self.drop_pilot)
        line.addStretch(1)
        column.addLayout(line)
        return frame

    # What is planned

    def refresh(self) -> None:
        """Take what the draft says: kind, cases, truth, margin."""
        draft = self.draft
        cases = len(draft.main)
        with_finding = self._share()
        if cases >= 2 and not self._own_cases:
            with QSignalBlocker(self.cases):
                self.cases.setValue(cases)
        for field, value in ((self.positives, with_finding), (self.margin, draft.margin)):
            if value is not None:
                with QSignalBlocker(field):
                    field.setValue(value)
        with QSignalBlocker(self.has_margin):
            self.has_margin.setChecked(draft.margin is not None)
        self.margin.setEnabled(draft.margin is not None)
        self.cases_hint.setText(self.tr("{0} are chosen").format(cases))
        self.positives.setEnabled(draft.kind == "diagnosis" and with_finding is None)
        self.positives_hint.setText(self.tr("As the cases' truth says") if with_finding is not None else "")
        if draft.kind != self._kind:
            self._kind = draft.kind
            with QSignalBlocker(self.compares):
                self.compares.setCurrentIndex(0 if draft.kind == "diagnosis" else 1)
        self.compares.setEnabled(draft.kind != "diagnosis")
        self.variances.setEnabled(self.pilot is None)
        self.drop_pilot.setVisible(self.pilot is not None)
        self.pilot_words.setText(
            self.tr("These are conjectures, nobody's figures. A pilot study with a few readers is worth more.")
            if self.pilot is None
            else self.tr("From a pilot study of {0} cases.").format(self.pilot.cases)
        )
        self._reckon()

    def _share(self) -> float | None:
        """The share of cases with the first finding, where it is known of each and is neither none nor all."""
        found = [case.truth.get(finding) for finding in self.draft.findings[:1] for case in self.draft.main]
        if not found or None in found or len(set(found)) < 2:
            return None
        return sum(map(bool, found)) / len(found)

    @property
    def plan(self) -> Plan:
        one, two, three = (field.value() for field in self.correlations)
        return Plan(
            self.draft.kind, self.expected.value(), self.readers.value(), self.cases.value(), self.positives.value(),
            self.difference.value(), self.draft.margin, bool(self.compares.currentData()), (one, two, three),
            self.reader_sd.value(), self.arm_sd.value(), self.wanted.value(),
        )  # fmt: skip

    @Slot()
    def _edited(self) -> None:
        self._own_cases |= self.sender() is self.cases
        self.margin.setEnabled(self.has_margin.isChecked())
        margin = self.margin.value() if self.has_margin.isChecked() else None
        if margin != self.draft.margin:
            self.draft.margin = margin
            self.changed.emit()
        self._reckon()

    def take_pilot(self, pilot: Pilot) -> None:
        """Reckon with these variances from now on."""
        self.pilot = pilot
        self.refresh()

    @Slot()
    def _without(self) -> None:
        self.pilot = None
        self.refresh()

    # In words

    def _reckon(self) -> None:
        if self.draft.kind == "open":
            self._say(self.tr("Nothing to reckon"), self.tr("An open review is read case by case."), "")
            return
        plan = self.plan
        self.difference.setEnabled(not plan.chance)
        if plan.chance and plan.expected == 0.5 and plan.margin is None:
            text = self.tr("A figure of 0.5 is guessing itself: set a margin, or expect more.")
            self._say(self.tr("Nothing to show"), text, "")
            return
        if not self.headline.text():
            self._say(self.tr("Reckoning…"), "", "")
        self.reckoning_wanted.emit()

    def show_fault(self, error: MedadvError) -> None:
        """The plan's numbers cannot be."""
        text = str(error)
        self._say(self.tr("Not possible"), worded(f"{text[:1].upper()}{text[1:]}."), "")

    def show_planned(self, plan: Plan, found: Planned) -> None:
        """Say in words what comes of a plan."""
        lines = [self._width(plan, found)]
        if found.power is not None:
            lines.append(self._power(plan, found))
        if found.equivalence is not None:
            lines.append(self._equivalence(plan, found))
        holds = self.tr("It holds for readers and cases like these.")
        one = self.tr("It holds for this one reader, and for cases like these; one reader tells nothing of others.")
        lines.append(holds if plan.readers > 1 else one)
        line = self.tr("{0} cases a class: {1}")
        single = "  ·  ".join(line.format(cases, f"±\u00a0{half:.3f}") for cases, half in found.single)
        headline = self.tr("{0} readers, {1} cases: {2}")
        self._say(
            headline.format(plan.readers, plan.cases, f"±\u00a0{found.half_width:.3f}"), "\n\n".join(lines), single
        )

    def _width(self, plan: Plan, found: Planned) -> str:
        if plan.chance:
            text = self.tr("The 95 % interval of an arm's figure will be about {0} to {1}.")
            low, high = plan.expected - found.half_width, plan.expected + found.half_width
            return text.format(f"{max(0.0, low):.3f}", f"{min(1.0, high):.3f}")
        text = self.tr("The 95 % interval of the difference of two arms will reach about {0} to each side.")
        return text.format(f"{found.half_width:.3f}")

    def _power(self, plan: Plan, found: Planned) -> str:
        chance = _percent(found.power or 0.0)
        if plan.chance:
            text = self.tr("If the true figure is {0}, the chance to show that it is not guessing is {1}.")
            first = text.format(f"{plan.expected:g}", chance)
        else:
            text = self.tr("If two arms truly differ by {0}, the chance to show it is {1}.")
            first = text.format(f"{plan.difference:g}", chance)
        return f"{first} {self._needed(found.cases_for_power)}"

    def _equivalence(self, plan: Plan, found: Planned) -> str:
        chance = _percent(found.equivalence or 0.0)
        text = (
            self.tr("If the readers truly guess, the chance to show that within {0} is {1}.")
            if plan.chance
            else self.tr("If two arms do not differ, the chance to show them alike within {0} is {1}.")
        )
        return f"{text.format(f'{plan.margin:g}', chance)} {self._needed(found.cases_for_equivalence)}"

    def _needed(self, cases: int | None) -> str:
        wanted = _percent(self.wanted.value())
        if cases is None:
            return self.tr("No number of cases brings it to {0}: it needs more readers.").format(wanted)
        return self.tr("For {0} it takes {1} cases.").format(wanted, cases)

    def _say(self, headline: str, answers: str, single: str) -> None:
        self.headline.setText(headline)
        self.answers.setText(answers)
        self.single.setText(single)
        self.single.parentWidget().setVisible(bool(single))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"
