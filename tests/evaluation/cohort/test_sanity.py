"""The sanity panel: every check passes on what is sound, turns to a warning at a planted fault, takes chance for
chance, and says what it needs where it could not run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from medadv_gui.evaluation.cohort.row import Answer, Row, Transfer
from medadv_gui.evaluation.cohort.sanity import panel
from medadv_gui.evaluation.cohort.variants import attack_name
from tests.evaluation.cohort.made_rows import made, outcomes

N = 30


def judged(rows: Sequence[Row], transfers: Sequence[Transfer] = ()) -> dict[str, dict[str, Any]]:
    groups: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((f"{row.model} {row.model_version}", attack_name(row), row.norm, row.epsilon), []).append(row)
    return {check["id"]: check for check in panel(groups, transfers)}


def hit(successes: int, attack: str = "ifgsm", budget: int = 4, n: int = N, **values: Any) -> list[Row]:
    """The first images of `n` turned."""
    letters = "+" * successes + "-" * (n - successes)
    return outcomes(letters, attack=attack, epsilon=f"{budget}/255", of_255=float(budget), **values)


def test_a_sound_cohort_passes() -> None:
    rows, transfers, _ = made(budgets=(1, 2, 4, 8, 64))
    checks = judged(rows, transfers)
    assert {name: check["status"] for name, check in checks.items()} == dict.fromkeys(
        ("iterative", "budget", "unbounded", "noise", "black-box", "restarts"), "pass"
    )
    assert all(check["sentence"].endswith(".") and not check["needs"] for check in checks.values())


SOUND = [*hit(10, "fgsm"), *hit(20), *hit(21, "pgd"), *hit(5, "square"), *hit(12, budget=2), *hit(30, budget=64)]
FAULTS = {
    "iterative": [*hit(25, "fgsm"), *hit(8)],
    "budget": [*hit(25, budget=2), *hit(8, budget=4)],
    "unbounded": hit(20, budget=64),
    "noise": [*hit(25, noise_success=True)],
    "black-box": [*hit(25, "square"), *hit(8)],
    "restarts": [*hit(25, "pgd"), *hit(8)],
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_a_warning(name: str) -> None:
    assert judged(SOUND)[name]["status"] == "pass"
    check = judged(FAULTS[name])[name]
    assert check["status"] == "warning"
    assert "m 1.0.0" in check["sentence"]
    assert any(one["fault"] for one in check["details"])


@pytest.mark.parametrize("name", ["iterative", "budget", "black-box", "restarts"])
def test_one_case_in_thirty_is_chance(name: str) -> None:
    near = {
        "iterative": [*hit(21, "fgsm"), *hit(20)],
        "budget": [*hit(21, budget=2), *hit(20, budget=4)],
        "black-box": [*hit(21, "square"), *hit(20)],
        "restarts": [*hit(21, "pgd"), *hit(20)],
    }
    check = judged(near[name])[name]
    assert check["status"] == "pass"
    assert "21" in check["sentence"]
    assert "20" in check["sentence"]


def test_pgd_with_more_restarts_is_compared_with_pgd_with_fewer() -> None:
    def restarts(*successes: int) -> dict[str, Any]:
        runs = (1, 5, 10)
        rows = [hit(n, "pgd", variant={"restarts": k}) for k, n in zip(runs, successes, strict=False)]
        return judged([*hit(25), *(row for some in rows for row in some)])["restarts"]

    check = restarts(20, 21)
    assert check["status"] == "pass"
    assert "PGD with more restarts succeeds no more often than PGD with fewer" in check["sentence"]
    assert [(one["first"], one["second"]) for one in check["details"]] == [("PGD (restarts 1)", "PGD (restarts 5)")]
    check = restarts(8, 9, 28)
    assert check["status"] == "warning"
    assert "PGD (restarts 5) 9 of 30, PGD (restarts 10) 28" in check["sentence"]
    assert [one["fault"] for one in check["details"]] == [True, False]
    other = [*hit(8, "pgd", variant={"restarts": 1, "steps": 5}), *hit(28, "pgd", variant={"restarts": 9, "steps": 9})]
    assert judged(other)["restarts"]["status"] == "not run"  # they differ in more than restarts


def test_one_case_that_withstands_any_budget_is_borne() -> None:
    assert judged(hit(29, budget=64))["unbounded"]["status"] == "pass"
    assert judged(hit(28, budget=64))["unbounded"]["status"] == "warning"


def test_the_largest_budget_and_the_strongest_attack_are_judged() -> None:
    rows = [*hit(30, budget=128), *hit(3, "apgd-ce", budget=128), *hit(3, budget=64)]
    (one,) = judged(rows)["unbounded"]["details"]
    assert (one["epsilon"], one["standing"]) == ("128/255", 0)


@pytest.mark.parametrize("attack", ["fgsm", "square", "noise"])
def test_one_step_or_no_gradient_is_not_held_to_an_unbounded_budget(attack: str) -> None:
    check = judged(hit(3, attack, budget=64))["unbounded"]
    assert check["status"] == "not run"
    assert "64/255" in check["needs"]


def test_noise_is_judged_at_moderate_budgets() -> None:
    assert judged(hit(25, budget=32, noise_success=True))["noise"]["status"] == "not run"
    one_in_thirty = [*hit(20)[1:], *hit(20, noise_success=True)[:1]]
    assert judged(one_in_thirty)["noise"]["status"] == "pass"


def test_images_of_another_model_that_do_better_than_knowing_the_model() -> None:
    own, others = hit(5), hit(25, model="other", model_sha256="2" * 64)

    def transfers(works: int) -> list[Transfer]:
        return [Transfer(r.key, "m", "1.0.0", "1" * 64, True, i < works, Answer()) for i, r in enumerate(others)]

    assert judged([*own, *others], transfers(4))["black-box"]["status"] == "pass"
    check = judged([*own, *others], transfers(25))["black-box"]
    assert check["status"] == "warning"
    assert "other 1.0.0" in check["sentence"]


def test_what_was_not_run_is_said() -> None:
    for name, check in judged(hit(20)).items():
        if name != "noise":
            assert (check["status"], bool(check["needs"])) == ("not run", True), name


@pytest.mark.parametrize("name", ["iterative", "noise", "unbounded"])
def test_too_few_cases_are_said_to_be_too_few(name: str) -> None:
    check = judged([*hit(4, "fgsm", n=4), *hit(0, n=4), *hit(0, budget=64, n=4)])[name]
    assert check["status"] == "not run"
    assert "5 patients" in check["needs"]


def test_what_was_run_at_other_budgets_alone_is_asked_for() -> None:
    assert "at most 16/255" in judged(hit(3, budget=64))["noise"]["needs"]
    assert "64/255 or more" in judged(hit(3))["unbounded"]["needs"]


def test_images_of_one_patient_are_no_thirty_cases() -> None:
    """Thirty images of six patients, all turned by FGSM alone in one patient: no sign."""
    rows = [
        row
        for attack, turned in (("fgsm", 1), ("ifgsm", 0))
        for patient in range(6)
        for row in outcomes(("+" if patient < turned else "-") * 5, attack=attack, patient=f"p{patient}")
    ]
    rows = [type(r)(**{**vars(r), "item": f"{r.patient} {r.item}"}) for r in rows]
    assert judged(rows)["iterative"]["status"] == "pass"
