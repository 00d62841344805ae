"""Attacks against each other, curves and transfer."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from medadv_gui.evaluation.cohort.compare import adjust, curve, family, paired, transfer
from medadv_gui.evaluation.cohort.row import Answer, Transfer
from tests.evaluation.cohort.made_rows import outcomes, row


def test_only_cases_that_both_have_and_that_were_right_count() -> None:
    first, second = outcomes("++-+x++", attack="a"), outcomes("+---+-", attack="b")
    found = paired(first, second)
    assert (found.n, found.first_only, found.second_only) == (5, 3, 0)  # the fifth was wrong, the seventh has no pair
    assert found.p == pytest.approx(binomtest(0, 3).pvalue)


def test_a_family_is_corrected_as_one() -> None:
    groups = {"a": outcomes("+" * 12), "b": outcomes("-" * 12), "c": outcomes("+" * 6 + "-" * 6)}
    told = family(groups)
    adjust(told)
    assert [(one["first"], one["second"]) for one in told] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [one["p"] for one in told] == pytest.approx([2 / 4096, 2 / 64, 2 / 64], rel=1e-5)
    assert [one["p_holm"] for one in told] == pytest.approx([6 / 4096, 4 / 64, 4 / 64], rel=1e-5)
    assert told[0]["difference"] == 1.0
    assert told[1]["low"] < 0.5 < told[1]["high"]


@pytest.mark.parametrize(("n", "enough"), [(2, False), (4, False), (5, True)])
def test_few_cases_have_a_difference_without_an_interval(n: int, enough: bool) -> None:
    (told,) = family({"a": outcomes("+" * n), "b": outcomes("-" * n)})
    assert told["difference"] == 1.0
    assert (told["low"] is not None, told["high"] is not None) == (enough, enough)


def points(*shares: tuple[float, float]) -> list[dict[str, object]]:
    return [{"of_255": x, "success": {"value": y}} for x, y in shares]


def test_the_area_is_of_trapezoids_from_nothing() -> None:
    told = curve(points((1, 0.2), (2, 0.4), (4, 0.8)))
    assert told["area"] == pytest.approx((0.1 + 0.3 + 1.2) / 4)
    assert told["up_to"] == 4
    assert (told["half"], told["half_is"]) == (pytest.approx(2.5), "between two budgets")


@pytest.mark.parametrize(
    ("shares", "half", "said"),
    [
        (((1, 0.5), (2, 0.9)), None, "at or below the smallest budget"),
        (((1, 0.1), (2, 0.4)), None, "above the largest budget"),
        (((1, 0.1), (2, 0.7), (4, 0.3), (8, 0.9)), 1 + 0.4 / 0.6, "between two budgets"),  # nothing makes it rise
        ((), None, "not known"),
    ],
)
def test_half_is_told_only_between_two_budgets(shares: tuple[tuple[float, float], ...], half: float, said: str) -> None:
    told = curve(points(*shares))
    assert told["half_is"] == said
    assert told["half"] == (None if half is None else pytest.approx(half, rel=1e-5))


def shown(key: str, model: str, right: bool, success: bool) -> Transfer:
    return Transfer(key, model, "1.0.0", model * 64, right, success, Answer())


def test_transfer_counts_cases_that_both_models_were_right_on() -> None:
    rows = {str(i): row(key=str(i), item=str(i), success=i != 2, clean_correct=i != 3) for i in range(6)}
    transfers = [
        shown("0", "t", True, True),
        shown("1", "t", True, False),
        shown("2", "t", True, True),  # no success at home
        shown("3", "t", True, True),  # the source was wrong
        shown("4", "t", False, True),  # the target was wrong
        shown("unknown", "t", True, True),
        Transfer("5", "m", "1.0.0", "1" * 64, True, True, Answer()),  # the source itself
    ]
    (told,) = transfer(rows, transfers)
    assert (told["source"], told["target"], told["n"]) == ("m 1.0.0", "t 1.0.0", 5)
    assert (told["success"]["hits"], told["success"]["n"]) == (2, 3)
    assert (told["white_box"]["hits"], told["white_box"]["n"]) == (2, 3)
    assert (told["of_successes"]["hits"], told["of_successes"]["n"]) == (1, 2)
