"""What may be said of figures: nothing is called alike but by equivalence."""

import pytest

from medadv_gui.report.study_words import statement_words, task_sentence
from medadv_gui.review.verdict import Verdict, headline, statements

SHOWN, NOT_SHOWN = ({"p": p, "low": 0.0, "high": 0.0, "shown": p < 0.05} for p in (0.01, 0.3))


def task(value: float, low: float | None, high: float | None, p: float | None, equivalent: object = None) -> dict:
    figure = {"value": value, "se": 0.05, "low": low, "high": high}
    sham = {**figure, "arm": "sham-mirrored", "p_against_chance": p, "equivalent_to_chance": equivalent}
    return {
        "kind": "detection", "question": "Altered?",
        "over_readers": {
            "figure": "AUC against the originals", "readers": ["a", "b"], "cases": 20,
            "margin": None if equivalent is None else 0.1,
            "arms": [sham, {**sham, "arm": "adversarial"}],
            "differences": [{**figure, "first": "adversarial", "second": "sham-mirrored", "p": p,
                             "equivalent": equivalent}],
        },
    }  # fmt: skip


CASES = [
    (task(0.8, 0.7, 0.9, 0.001), Verdict.APART),
    (task(0.8, 0.7, 0.9, 0.001, NOT_SHOWN), Verdict.APART),
    (task(0.3, 0.2, 0.4, 0.001), Verdict.BELOW),
    (task(0.55, 0.51, 0.59, 0.03, SHOWN), Verdict.SMALL),
    (task(0.51, 0.47, 0.55, 0.6, SHOWN), Verdict.ALIKE),
    (task(0.51, 0.3, 0.7, 0.9, NOT_SHOWN), Verdict.OPEN),
    (task(0.51, 0.3, 0.7, 0.9), Verdict.UNTESTED),
    (task(0.6, 0.49, 0.7, 0.049), Verdict.UNTESTED),  # the interval on show does not say so
    (task(1.0, None, None, None), Verdict.FLAT),
]


@pytest.mark.parametrize(("found", "verdict"), CASES)
def test_a_figure_against_chance(found: dict, verdict: Verdict) -> None:
    made = headline(found)
    assert made is not None
    assert (made.verdict, made.first, made.second) == (verdict, "adversarial", "")
    words = statement_words(made, found)
    assert ("do not see the change" in words) == (verdict is Verdict.ALIKE)
    assert words.startswith("Readers see the change") == (verdict in (Verdict.APART, Verdict.SMALL))
    assert ("0.1 " in words or "0.1." in words) == (verdict in (Verdict.SMALL, Verdict.ALIKE))


@pytest.mark.parametrize(("found", "verdict"), CASES)
def test_a_difference_is_not_below_chance(found: dict, verdict: Verdict) -> None:
    (made,) = (s for s in statements(found) if s.second)
    assert made.verdict is not Verdict.BELOW
    alike = "is shown to be alike" in statement_words(made, found)
    assert alike == (made.verdict is Verdict.ALIKE)


def test_without_a_reader_who_has_finished_nothing_is_said() -> None:
    found = {"readers": ["a"], "finished": [], "removed": []}
    open_task = {"kind": "detection", "over_readers": None, "reason": "no reader has finished"}
    assert headline(open_task) is None
    assert "nothing is said over readers" in task_sentence(open_task, found)
    assert task_sentence(open_task, {**found, "readers": []}) == "Nobody has read this study yet."
