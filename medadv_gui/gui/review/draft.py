"""A study on its way: what its builder's pages show and change, without a widget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from medadv_gui.gui.review.pictures import Picture
from medadv_gui.review.build import Arm, CaseDesign, Design, faults
from medadv_gui.review.protocol import Consent, Display, Order, Task
from medadv_gui.review.sham import SHAMS

CASES, QUESTION, ARMS, ORDER, CONSENT, PLANNING, SUMMARY = range(7)
# The page of each field of a design, by how a fault begins.
PAGES = {
    "title": QUESTION, "tasks": QUESTION, "arms": ARMS, "cases": CASES, "order": ORDER, "display": ORDER,
    "consent": CONSENT, "margin": PLANNING,
}  # fmt: skip
IMAGES = ("original", "adversarial", *SHAMS)
OUTPUTS = (None, "original", "adversarial")
_BLINDED = (Arm("original"), Arm("adversarial"), Arm("sham-mirrored"))
# What a study can ask: its tasks' kind and its arms.
PRESETS: Mapping[str, tuple[str, tuple[Arm, ...]]] = {
    "seen": ("detection", _BLINDED),
    "altered": ("diagnosis", _BLINDED),
    "misled": (
        "diagnosis",
        (Arm("original"), Arm("original", "original"), Arm("adversarial", "adversarial"),
         Arm("original", "adversarial")),
    ),
    "two": ("2afc", _BLINDED),
    "open": ("open", (Arm("original", "original"), Arm("adversarial", "adversarial"))),
}  # fmt: skip
THRESHOLDS = {"0-100": 50.0, "1-6": 4.0}
SECONDS = {"detection": 20, "diagnosis": 30, "2afc": 25, "open": 45}  # that a presentation may take


@dataclass(frozen=True, eq=False)
class Facts:
    """What the builder knows of a result: its picture, its source and model, and the model's answers in words.
    `reason` : why it has no place in a study, "" where it has."""

    picture: Picture | None
    source_sha256: str
    model: str
    model_sha256: str
    attack: str
    size: str
    before: str
    after: str
    reason: str


@dataclass
class CaseRow:
    """A case of the table. `facts` : None until the result was read."""

    folder: Path
    facts: Facts | None = None
    patient: str = ""
    truth: dict[str, bool] = field(default_factory=dict)
    practice: bool = False

    @property
    def usable(self) -> bool:
        return self.facts is not None and not self.facts.reason


@dataclass
class Draft:
    """All that its pages hold. A result that has not been read, or has no place in a study, takes no part."""

    title: str = ""
    preset: str = "seen"
    tasks: list[Task] = field(default_factory=list)
    arms: list[Arm] = field(default_factory=lambda: list(_BLINDED))
    cases: list[CaseRow] = field(default_factory=list)
    order: Order = field(default_factory=Order)
    consent: Consent = field(default_factory=Consent)
    display: Display = field(default_factory=Display)
    margin: float | None = None

    @property
    def kind(self) -> str:
        return self.tasks[0].kind if self.tasks else PRESETS[self.preset][0]

    @property
    def findings(self) -> tuple[str, ...]:
        """What the tasks of a diagnosis look for."""
        return tuple(dict.fromkeys(task.finding for task in self.tasks if task.finding))

    @property
    def usable(self) -> list[CaseRow]:
        return [case for case in self.cases if case.usable]

    @property
    def main(self) -> list[CaseRow]:
        """The cases that count."""
        return [case for case in self.usable if not case.practice]

    @property
    def has_sham(self) -> bool:
        return any(arm.image in SHAMS for arm in self.arms)

    @property
    def items(self) -> int:
        """How many presentations there are of each case."""
        return len([arm for arm in self.arms if not (self.kind == "2afc" and arm.image == "original")])

    @property
    def presentations(self) -> int:
        """Of one reader, practice and repeats included."""
        return len(self.usable) * self.items + self.order.repeats

    def design(self) -> Design:
        cases = tuple(CaseDesign(case.folder, case.patient, case.truth, case.practice) for case in self.usable)
        return Design(
            self.title.strip(), tuple(self.tasks), tuple(self.arms), cases, self.order, self.consent, self.display,
            self.margin,
        )  # fmt: skip

    def take(self, design: Design) -> list[CaseRow]:
        """Become this design; its cases, none of which has been read."""
        self.title, self.order, self.consent = design.title, design.order, design.consent
        self.display, self.margin = design.display, design.margin
        self.tasks, self.arms = list(design.tasks), list(design.arms)
        self.preset = preset_of(self.kind, self.arms)
        self.cases = [
            CaseRow(case.folder, None, case.patient, dict(case.truth), case.practice) for case in design.cases
        ]
        return self.cases

    def next_patient(self, source_sha256: str) -> str:
        """The pseudonym for a case of this source: that of the other cases of it, or a new one."""
        known = {case.facts.source_sha256: case.patient for case in self.cases if case.facts and case.patient}
        used, number = set(known.values()), len(self.cases)
        if source_sha256 in known:
            return known[source_sha256]
        return next(name for name in (f"P{n}" for n in range(1, 2 * number + 2)) if name not in used)

    def missing(self) -> Counter[str]:
        """By finding, of how many cases that count its truth is not known."""
        return Counter(finding for finding in self.findings for case in self.main if finding not in case.truth)

    def contradictions(self) -> Iterator[tuple[int, str]]:
        """What is wrong, as `build.faults` says it, with the page that it stands on; not what is missing yet."""
        if not self.arms or not self.main:
            return
        fill = [
            replace(task, question=task.question or "-", finding=task.finding or "-" * (task.kind == "diagnosis"))
            for task in self.tasks
        ]
        known = dict.fromkeys((*self.findings, "-"), True)
        design = self.design()
        # As many cases as gap and repeats need to fit: a thousand would say the same, but not at every key.
        most = max(self.order.gap, self.order.repeats) + 2
        cases = tuple(replace(case, truth={**known, **case.truth}) for case in design.cases if not case.practice)[:most]
        for fault in faults(replace(design, title=design.title or "-", tasks=tuple(fill), cases=cases)):
            place = fault.partition(": ")[0]
            yield PAGES.get(place.split(".")[0].split("[")[0], SUMMARY), fault


def preset_of(kind: str, arms: Sequence[Arm]) -> str:
    """The question that a study of this kind and with these arms asks."""
    fitting = [name for name, (of_kind, _) in PRESETS.items() if of_kind == kind]
    if kind == "diagnosis":
        return "misled" if any(arm.output for arm in arms) else "altered"
    return fitting[0]
