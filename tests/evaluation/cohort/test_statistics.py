"""The whole document: plain JSON, complete, and honest about what it leaves out."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from medadv_gui.evaluation.cohort.row import Answer, Row
from medadv_gui.evaluation.cohort.statistics import analyse
from tests.evaluation.cohort.made_rows import faulty, made, outcomes, row


@pytest.fixture(scope="module")
def cohort() -> dict[str, Any]:
    return analyse(*made(attacks=("fgsm", "ifgsm", "sma"), budgets=(2, 4)))


def test_it_is_json_and_the_same_from_rows_that_were_stored(cohort: dict[str, Any]) -> None:
    rows, transfers, failures = made(attacks=("fgsm", "ifgsm", "sma"), budgets=(2, 4))
    stored = [Row.from_json(json.loads(json.dumps(r.to_json()))) for r in rows]
    again = analyse(stored, transfers, failures)
    assert json.loads(json.dumps(cohort, allow_nan=False)) == json.loads(json.dumps(again, allow_nan=False))


def test_the_order_of_the_rows_does_not_matter(cohort: dict[str, Any]) -> None:
    rows, transfers, failures = made(attacks=("fgsm", "ifgsm", "sma"), budgets=(2, 4))
    turned = analyse(rows[::-1], transfers[::-1], failures)
    assert turned["curves"] == cohort["curves"]
    assert turned["comparisons"] == cohort["comparisons"]


def test_everything_is_there(cohort: dict[str, Any]) -> None:
    assert (cohort["rows"], cohort["items"]) == (6 * 3 * 2 * 40, 40)
    assert len(cohort["models"]) == 6
    assert len(cohort["groups"]) == 6 * 3 * 2
    assert len(cohort["comparisons"]) == 6 * 2 * 3  # three pairs of attacks
    assert len(cohort["curves"]) == 6 * 3
    assert len(cohort["stability"]) == 6 * 2 * 2  # SMA over each other
    assert len(cohort["transfer"]) == 6
    assert len(cohort["sanity"]) == 6
    assert cohort["failures"] == [
        {
            "model": "ct-lung",
            "attack": "pgd",
            "epsilon": "8/255",
            "reason": "the model's answer is not a number",
            "n": 2,
        }
    ]
    for group in cohort["groups"]:
        assert group["right_before"] + group["wrong_before"] == group["n"] == 40
        assert [part["name"] for part in group["by"]["site"]] == ["A", "B"]
        assert sum(part["n"] for part in group["by"]["site"]) == 40
        assert group["by"]["class"]
        (modality,) = group["by"]["modality"]
        assert modality["figures"] == group["figures"]
    assert {group["hd95_unit"] for group in cohort["groups"] if group["task"] == "segmentation"} == {"mm"}


def test_what_a_curve_shows_is_what_the_group_shows(cohort: dict[str, Any]) -> None:
    groups = {(g["name"], g["attack"], g["epsilon"]): g for g in cohort["groups"]}
    for curve in cohort["curves"]:
        assert [p["of_255"] for p in curve["points"]] == [2, 4]
        for point in curve["points"]:
            group = groups[curve["name"], curve["attack"], point["epsilon"]]
            assert point["success"] == group["figures"]["success"]


def test_the_worst_of_all_attacks_is_case_by_case() -> None:
    told = analyse([*outcomes("+--+x-"), *outcomes("-+-+x-", attack="pgd"), *outcomes("----x-", attack="noise")])
    (worst,) = told["worst"]
    assert (worst["success"]["hits"], worst["success"]["n"]) == (3, 5)
    assert worst["attacks"] == ["ifgsm", "noise", "pgd"]


def test_patients_narrow_nothing() -> None:
    """The same rows without patients: each image for one, and a note that says so."""
    rows = made(attacks=("ifgsm",), budgets=(4,), tasks=("classification",))[0]
    by_patient, by_image = analyse(rows), analyse(faulty(rows, patient=""))
    assert by_image["patients"] is None
    assert any("each image" in note for note in by_image["notes"])
    assert not any("each image" in note for note in by_patient["notes"])
    success = [one["groups"][0]["figures"]["success"] for one in (by_patient, by_image)]
    assert success[0]["value"] == success[1]["value"]
    assert [s["method"] for s in success] == ["Wilson, clustered", "Wilson"]
    assert [c["method"][:5] for c in analyse([*rows, *faulty(rows, attack="pgd")])["comparisons"]] == ["Obuch"] * 2


def test_rows_that_stand_twice_count_once_and_are_said_to() -> None:
    rows = outcomes("++--")
    told = analyse([*rows, *outcomes("----")])
    assert told["rows"] == 4
    assert told["groups"][0]["figures"]["success"]["hits"] == 2
    assert any(note.startswith("4 rows") for note in told["notes"])


def test_two_models_of_one_name_and_version_are_told_apart() -> None:
    rows = [*outcomes("++--"), *outcomes("----", model_sha256="2" * 64)]
    told = analyse(rows)
    assert [m["name"] for m in told["models"]] == ["m 1.0.0 (11111111)", "m 1.0.0 (22222222)"]
    assert [g["figures"]["success"]["hits"] for g in told["groups"]] == [2, 0]


def test_references_of_the_models_own_are_said_to_be() -> None:
    told = analyse(outcomes("+-", truth_source="model"))
    assert any("by construction" in note for note in told["notes"])


def test_attacks_on_other_cases_are_said_to_be() -> None:
    told = analyse([*outcomes("++++"), *outcomes("++", attack="pgd")])
    assert any("not run on the same cases" in note for note in told["notes"])


def test_seeds_are_cases_of_one_image() -> None:
    rows = [r for seed in (0, 1) for r in outcomes("+-+-+-", seed=seed)]
    told = analyse(rows)
    success = told["groups"][0]["figures"]["success"]
    assert (success["n"], success["units"], success["method"]) == (12, 6, "Wilson, clustered")
    assert told["models"][0]["n"] == 6


def test_nothing_at_all() -> None:
    told = analyse([])
    assert json.dumps(told, allow_nan=False)
    assert {check["status"] for check in told["sanity"]} == {"not run"}


def test_odd_answers_break_nothing() -> None:
    rows = [
        row(item="a", reference=Answer(), original=Answer(), attacked=Answer()),
        row(item="b", task="detection", model="d", reference=Answer(), original=Answer(), attacked=Answer()),
        row(item="c", task="segmentation", model="s", reference=Answer(), original=Answer(), attacked=Answer()),
        row(item="e", task="multilabel", model="l", reference=Answer(), original=Answer(), attacked=Answer()),
        replace(row(item="f", model="o"), of_255=0.0, l2=float("inf"), psnr=float("nan")),
    ]
    assert json.dumps(analyse(rows), allow_nan=False)


def test_it_takes_no_torch() -> None:
    code = (
        "import sys; import medadv_gui.evaluation.cohort.statistics, medadv_gui.evaluation.cohort.export, "
        "medadv_gui.evaluation.cohort.paper; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
