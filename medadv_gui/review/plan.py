"""How many readers and cases a study needs, and what it will tell with those that there are: the planner's figures for
the studies of this program."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.review.key import Key
from medadv_gui.review.protocol import Protocol
from medadv_gui.review.store import Store

if TYPE_CHECKING:  # scipy takes seconds: only who reckons pays
    from medadv_gui.stats.planner import Pilot, Precision
    from medadv_gui.stats.readers import Components, Population

SINGLE = (25, 50, 100, 200)  # cases a class, of the figures for one reader
MOST_READERS, MOST_CASES = 100, 10_000


@dataclass(frozen=True)
class Plan:
    """What is planned.

    kind : of the tasks, "detection", "diagnosis" or "2afc". expected : the AUC, or of a choice of two the share right.
    readers, cases : how many; each case is shown in every arm. positives : the share of a diagnosis' cases that have
    the finding. difference : the true difference that is to show, None where none is looked for. margin : within which
    two arms count as alike, None where that is not asked. chance : the question is whether one arm differs from
    guessing (0.5), `expected` being what it is, rather than whether two arms differ from each other.
    correlations : of errors, of one reader in two arms, of two readers in one, of two readers in two. reader_sd,
    arm_by_reader_sd : standard deviations of the readers' true figures, and of their differences from arm to arm.
    """

    kind: str = "diagnosis"
    expected: float = 0.8
    readers: int = 6
    cases: int = 100
    positives: float = 0.5
    difference: float | None = 0.05
    margin: float | None = None
    chance: bool = False
    correlations: tuple[float, float, float] = (0.5, 0.3, 0.25)
    reader_sd: float = 0.04
    arm_by_reader_sd: float = 0.02
    wanted: float = 0.8


@dataclass(frozen=True)
class Planned:
    """What comes of a plan. half_width : of the 95 % interval of what the plan asks for, an arm's figure or the
    difference of two. power : the chance that a true difference shows; equivalence : that two arms, or an arm and
    guessing, which do not differ, are shown to lie within the margin; None where not asked. cases_for_power,
    cases_for_equivalence : with which that chance is what is wanted, None where not asked or where no number does.
    single : by cases a class, half-widths of one reader's AUC for orientation; () of a choice of two.
    """

    population: Population
    se: float
    df: float
    half_width: float
    power: float | None
    equivalence: float | None
    cases_for_power: int | None
    cases_for_equivalence: int | None
    single: tuple[tuple[int, float], ...]


def planned(plan: Plan, pilot: Pilot | None = None) -> Planned:
    """The figures of a plan, from the components of a pilot study or from the plan's conjectures.

    Raises SettingsError where the plan's numbers cannot be.
    """
    from medadv_gui.stats.planner import Pilot, arm, cases_needed, difference, half_width

    check(plan)
    pilot = pilot or _conjectured(plan)
    if math.isnan(pilot.components.cov1):
        if not plan.chance:
            raise SettingsError("a pilot study of one arm tells nothing of the difference of two")
        pilot = Pilot(_of_one_arm(pilot.components), pilot.cases)
    population: Population = "readers and cases" if plan.readers > 1 else "cases"

    def precision(cases: int) -> Precision:
        return (arm if plan.chance else difference)(pilot, plan.readers, cases, population)

    def power(cases: int) -> float:
        return precision(cases).power(plan.expected - 0.5 if plan.chance else plan.difference or 0.0)

    def equivalence(cases: int) -> float:
        return precision(cases).equivalence_power(plan.margin or 0.0)

    here = precision(plan.cases)
    looked = plan.expected > 0.5 if plan.chance else plan.difference is not None
    return Planned(
        population, here.se, here.df, here.half_width,
        power(plan.cases) if looked else None,
        equivalence(plan.cases) if plan.margin else None,
        cases_needed(power, plan.wanted) if looked else None,
        cases_needed(equivalence, plan.wanted) if plan.margin else None,
        tuple((cases, half_width(plan.expected, cases, cases)) for cases in SINGLE) if plan.kind != "2afc" else (),
    )  # fmt: skip


def check(plan: Plan) -> None:
    """Raise SettingsError, one line, where the plan's numbers cannot be."""
    first, second, both = plan.correlations
    conditions = (
        (plan.kind in ("detection", "diagnosis", "2afc"), "a plan is for a detection, a diagnosis or a choice of two"),
        (0.5 <= plan.expected < 1, "the expected figure must be from 0.5 to below 1"),
        (1 <= plan.readers <= MOST_READERS, f"the readers must be from 1 to {MOST_READERS}"),
        (2 <= plan.cases <= MOST_CASES, f"the cases must be from 2 to {MOST_CASES}"),
        (0 < plan.positives < 1, "the share of positives must be between 0 and 1"),
        (plan.kind != "diagnosis" or 1 <= round(plan.positives * plan.cases) < plan.cases,
         "a diagnosis needs cases with the finding and cases without"),
        (plan.difference is None or 0 < plan.difference <= 0.5, "the difference must be above 0, at most 0.5"),
        (plan.margin is None or 0 < plan.margin <= 0.5, "the margin must be above 0, at most 0.5"),
        (not plan.chance or plan.kind != "diagnosis", "a diagnosis is not compared with guessing"),
        (not plan.chance or plan.expected > 0.5 or plan.margin is not None,
         "an expected figure of 0.5 cannot show a difference from guessing"),
        (0 <= both <= min(first, second) and max(first, second) < 1,
         "the third correlation must be the smallest, and each from 0 to below 1"),
        (first + second - both <= 1, "these correlations contradict each other"),
        (0 <= plan.reader_sd <= 0.5 and 0 <= plan.arm_by_reader_sd <= 0.5,
         "the standard deviations must be from 0 to 0.5"),
        (0.05 < plan.wanted < 1, "the wanted power must be above 0.05 and below 1"),
    )  # fmt: skip
    for holds, text in conditions:
        if not holds:
            raise SettingsError(text)


def _conjectured(plan: Plan) -> Pilot:
    """The components that the plan conjectures. In a detection each case gives an original and an altered image; that
    they are of one case makes the AUC more certain than is reckoned here."""
    from medadv_gui.stats.planner import Pilot, conjectured
    from medadv_gui.stats.readers import Components

    cases = plan.cases
    if plan.kind == "2afc":
        error = plan.expected * (1 - plan.expected) / cases
        own, between, both = (r * error for r in plan.correlations)
        return Pilot(Components(plan.reader_sd**2, plan.arm_by_reader_sd**2, own, between, both, error), cases)
    positives = cases if plan.kind == "detection" else round(plan.positives * cases)
    negatives = cases if plan.kind == "detection" else cases - positives
    made = conjectured(
        plan.expected, positives, negatives, plan.correlations, plan.reader_sd, plan.arm_by_reader_sd
    )  # fmt: skip
    return Pilot(made.components, cases)


def pilot_of(protocol: Protocol, store: Store, key: Key, task: str = "") -> Pilot:
    """The components of a study that was read before, of its first task unless another is named.

    Raises InputError where it has none of that name, or tells no components: with fewer than two readers who have
    finished, in an open review, or where an average was not to be had.
    """
    from medadv_gui.review.analysis import analyse
    from medadv_gui.stats.planner import Pilot
    from medadv_gui.stats.readers import Components

    found = {of_task["task"]: of_task for of_task in analyse(protocol, store, key)["tasks"]}
    name = task or protocol.tasks[0].id
    if name not in found:
        raise InputError(f"the pilot study has no task {name!r}")
    over: dict[str, Any] | None = found[name].get("over_readers")
    if over is None or over["components"] is None:
        raise InputError("a pilot study needs two readers who have finished, and no open review")
    components = {part: math.nan if value is None else value for part, value in over["components"].items()}
    return Pilot(Components(**components), len(protocol.main))


def _of_one_arm(components: Components) -> Components:
    """What a pilot with a single arm cannot tell apart stands in its readers' component."""
    from medadv_gui.stats.readers import Components

    known = {part: 0.0 if math.isnan(value) else value for part, value in vars(components).items()}
    return Components(**known)
