"""What may be said of a study's figures: whether a change is seen, whether it makes a difference. Words are for report
and window to find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Json = Mapping[str, Any]
ALPHA = 0.05
ALTERED = "adversarial"


class Verdict(Enum):
    """Of a figure against chance, or of a difference against nought. Nothing but equivalence within the protocol's
    margin is ever called alike: a test that finds no difference finds nothing."""

    APART = "apart"  # seen, or a difference
    BELOW = "below"  # worse than chance: originals were taken for altered
    SMALL = "small"  # apart, but within the margin
    ALIKE = "alike"  # within the margin
    OPEN = "open"  # neither shown, though there is a margin
    UNTESTED = "untested"  # not shown to be apart, and without a margin nothing can be alike
    FLAT = "flat"  # the answers show no spread: nothing can be told


@dataclass(frozen=True)
class Statement:
    """`first` is an arm; `second` another one that it is less, "" where it stands against chance."""

    verdict: Verdict
    first: str
    second: str
    value: float
    low: float | None
    high: float | None
    p: float | None


def statements(task: Json) -> Iterator[Statement]:
    """Of one task of an analysis: each arm against chance where there is one, then each difference."""
    over = task.get("over_readers")
    if over is None:
        return
    for arm in over["arms"]:
        if task["kind"] in ("detection", "2afc"):
            yield _statement(arm, arm["p_against_chance"], arm["equivalent_to_chance"], 0.5, arm["arm"], "")
    for pair in over["differences"]:
        yield _statement(pair, pair["p"], pair["equivalent"], 0.0, pair["first"], pair["second"])


def headline(task: Json) -> Statement | None:
    """The one that the study was made for: the adversarial images against chance, or against the originals; the first
    one where there is no such arm."""
    made = list(statements(task))
    if task["kind"] in ("detection", "2afc"):
        made = [statement for statement in made if not statement.second]
    altered = [s for s in made if s.first.startswith(ALTERED) or s.second.startswith(ALTERED)]
    return next(iter(altered or made), None)


def _statement(
    figure: Json, p: float | None, equivalent: Json | None, null: float, first: str, second: str
) -> Statement:
    value, low, high = figure["value"], figure["low"], figure["high"]
    # Both the test and the interval on show have to say so: near its ends an area's interval is not that of the test.
    apart = p is not None and p < ALPHA and low is not None and high is not None and not low <= null <= high
    alike = equivalent is not None and equivalent["shown"]
    if low is None or p is None:
        verdict = Verdict.FLAT
    elif alike:
        verdict = Verdict.SMALL if apart else Verdict.ALIKE
    elif apart:
        verdict = Verdict.BELOW if not second and value < null else Verdict.APART
    else:
        verdict = Verdict.UNTESTED if equivalent is None else Verdict.OPEN
    return Statement(verdict, first, second, value, low, high, p)
