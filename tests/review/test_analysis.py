"""What a study found: by reader, and over readers, from readings whose answers are known."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.cli import run
from medadv_gui.review.analysis import analyse
from medadv_gui.review.build import build, read_design
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.study import Study
from medadv_gui.review.worklist import Answer, Viewing, Worklist
from medadv_gui.stats import readers, roc
from tests.review.made import design, result

CASES = 10
VIEWING = Viewing("s", "2026-01-01T10:00:00.000+00:00", 2.0)
ARMS = ["original", "adversarial", "sham-mirrored"]
Rate = Callable[[str, int, int], Answer]


def study(tmp_path: Path, tasks: list[dict], arms: list, **changes: object) -> Study:
    folder = result(tmp_path / "one", shape=(4, 6)).name
    cases = [
        {"folder": folder, "patient": f"p{n // 2}", "truth": {"polyp": n % 2 == 0}, "practice": n == CASES}
        for n in range(CASES + 1)
    ]
    path = design(tmp_path, 0, tasks=tasks, arms=arms, cases=cases, **{"order": {"seed": 1, "repeats": 4}, **changes})
    return build(read_design(path), tmp_path / "study")


def read(made: Study, code: str, rate: Rate, stop: int = 10**6) -> None:
    """`rate` is told the arm, the number of the case in the design and the place, and answers."""
    key = read_key(key_path(made.folder), made.protocol)
    with made.store() as store:
        work = Worklist.open(store, made.protocol, code, 5, "radiology")
        while (presentation := work.next) is not None and presentation.index < stop:
            facts = key.cases[presentation.case]
            number = 2 * int(facts["patient"][1:]) + (not facts["truth"]["polyp"])
            answer = rate(key.arms[presentation.item], number, presentation.index)
            work.record(presentation, [answer], VIEWING)


def found(made: Study) -> dict:
    with made.store() as store:
        document = analyse(made.protocol, store, read_key(key_path(made.folder), made.protocol))
    json.dumps(document, allow_nan=False)
    return document


def noise(code: str, arm: str, number: int) -> float:
    """The same in every run, though codes and orders are not."""
    return float(np.random.default_rng([*code.encode(), *arm.encode(), number]).normal(0, 12))


def seen(code: str, means: dict[str, float]) -> Rate:
    return lambda arm, number, _: Answer("seen", float(np.clip(means[arm] + noise(code, arm, number), 0, 100)))


@pytest.fixture(scope="module")
def detection(tmp_path_factory: pytest.TempPathFactory) -> Study:
    tasks = [{"id": "seen", "kind": "detection", "question": "Is it altered?", "threshold": 50}]
    made = study(tmp_path_factory.mktemp("detection"), tasks, ARMS, margin=0.1)
    for code in ("anna", "bert", "cleo"):
        read(made, code, seen(code, {"original": 40, "adversarial": 60, "sham-mirrored": 42}))
    read(made, "dora", seen("dora", {"original": 0, "adversarial": 99, "sham-mirrored": 99}), stop=9)
    return made


def ratings(made: Study, code: str, arm: str) -> dict[str, float]:
    """By case, from the store alone."""
    key = read_key(key_path(made.folder), made.protocol)
    with made.store() as store:
        order = Worklist.open(store, made.protocol, code).presentations
        given = {r.presentation: r.rating for r in store.answers(code)}
    return {
        p.case: given[p.index] for p in order if not p.practice and not p.repeat and key.arms[p.item] == arm
    }  # fmt: skip


def test_a_detection_compares_each_altered_arm_with_the_originals(detection: Study) -> None:
    document = found(detection)
    assert (document["finished"], document["complete"]) == (["anna", "bert", "cleo"], False)
    (task,) = document["tasks"]
    over = task["over_readers"]
    assert [arm["arm"] for arm in over["arms"]] == ["adversarial", "sham-mirrored"]
    assert over["cases"] == 2 * CASES
    own = {
        arm: [
            roc.auc(
                np.repeat([0, 1], CASES),
                [*ratings(detection, c, "original").values(), *ratings(detection, c, arm).values()],
            )
            for c in document["finished"]
        ]
        for arm in ("adversarial", "sham-mirrored")
    }
    for arm in over["arms"]:
        assert arm["value"] == pytest.approx(np.mean(own[arm["arm"]]))
        assert arm["low"] < arm["value"] < arm["high"]
        by_reader = [task["by_reader"][c]["curves"][arm["arm"]]["auc"]["value"] for c in document["finished"]]
        assert by_reader == pytest.approx(own[arm["arm"]])
    adversarial, sham = over["arms"]
    assert adversarial["p_against_chance"] < 0.05 < sham["p_against_chance"]
    assert not adversarial["equivalent_to_chance"]["shown"]
    (difference,) = over["differences"]
    assert (difference["first"], difference["second"]) == ("adversarial", "sham-mirrored")
    assert difference["value"] == pytest.approx(adversarial["value"] - sham["value"])


def test_one_readers_figures(detection: Study) -> None:
    (task,) = found(detection)["tasks"]
    anna = task["by_reader"]["anna"]
    at = anna["curves"]["adversarial"]["at_threshold"]
    assert at["sensitivity"]["hits"] == sum(v >= 50 for v in ratings(detection, "anna", "adversarial").values())
    assert at["specificity"]["hits"] == sum(v < 50 for v in ratings(detection, "anna", "original").values())
    assert at["specificity"]["n"] == CASES
    assert sum(anna["arms"]["original"]["histogram"]["counts"]) == CASES
    assert anna["arms"]["original"]["seconds"]["median"] == pytest.approx(2.0)
    assert anna["repeatability"]["items"] == 4
    assert len(task["kappa"]) == 3
    dora = task["by_reader"]["dora"]  # has not finished: told apart, and not averaged
    assert 0 < dora["arms"]["original"]["read"] + dora["arms"]["adversarial"]["read"] < CASES


def test_a_diagnosis_is_the_analysis_of_its_arms(tmp_path: Path) -> None:
    tasks = [{"id": "dx", "kind": "diagnosis", "finding": "polyp", "question": "Is there a polyp?"}]
    made = study(tmp_path, tasks, ["original", "adversarial"])
    key = read_key(key_path(made.folder), made.protocol)
    truth = {case.code: key.cases[case.code]["truth"]["polyp"] for case in made.protocol.cases}
    shift = {"original": 25, "adversarial": 5}
    for code in ("anna", "bert"):
        read(
            made, code,
            lambda arm, number, _, code=code: Answer(
                "dx", float(np.clip(50 + shift[arm] * (1 - 2 * (number % 2)) + noise(code, arm, number), 0, 100))
            ),
        )  # fmt: skip
    document = found(made)
    assert document["complete"]
    over = document["tasks"][0]["over_readers"]
    cases = sorted(case.code for case in made.protocol.main)
    values = np.array(
        [
            [[ratings(made, c, arm)[case] for case in cases] for arm in ("original", "adversarial")]
            for c in ("anna", "bert")
        ]
    )
    clusters = np.array([key.cases[case]["patient"] for case in cases])
    expected = readers.areas(values, np.array([truth[case] for case in cases]), clusters).infer()
    assert [arm["arm"] for arm in over["arms"]] == ["original", "adversarial"]
    assert [arm["value"] for arm in over["arms"]] == pytest.approx([e.value for e in expected.arms])
    assert over["differences"][0]["se"] == pytest.approx(expected.differences[0, 1].se)
    assert over["differences"][0]["equivalent"] is None  # no margin in the protocol, no such claim
    assert over["holds_for"] == "readers and cases like these"


def test_choices_of_two_and_one_reader(tmp_path: Path) -> None:
    tasks = [{"id": "which", "kind": "2afc", "question": "Which is altered?", "scale": None}]
    made = study(tmp_path, tasks, ARMS, order={"seed": 1}, margin=0.2)
    key = read_key(key_path(made.folder), made.protocol)
    items = {item.code: item for case in made.protocol.cases for item in case.items}
    with made.store() as store:
        order = {p.index: p for p in Worklist.open(store, made.protocol, "anna").presentations}

    def sees_the_adversarial(arm: str, number: int, index: int) -> Answer:
        shown = order[index]
        first = key.pictures[items[shown.item].pictures[0].code] != "original"
        right = "left" if first != shown.swapped else "right"
        other = {"left": "right", "right": "left"}[right]
        return Answer("which", side=right if arm == "adversarial" or number % 2 else other)

    read(made, "anna", sees_the_adversarial)
    (task,) = found(made)["tasks"]
    right = {arm: task["by_reader"]["anna"]["arms"][arm]["right"] for arm in ("adversarial", "sham-mirrored")}
    assert (right["adversarial"]["hits"], right["adversarial"]["n"]) == (CASES, CASES)
    assert 0 < right["sham-mirrored"]["hits"] < CASES
    assert task["over_readers"]["holds_for"].startswith("this reader alone")
    assert task["over_readers"]["arms"][0]["value"] == 1


def test_the_command_line_tells_it(detection: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(key_path(detection.folder))
    assert run(["review", "analyse", str(detection.folder), "--key", key]) == 0
    text = capsys.readouterr().out
    assert "readers who have finished: 3 of 4" in text
    assert "AUC against the originals, 20 cases read by 3; for readers and cases like these" in text
    assert "not shown to be within the margin" in text
    assert run(["review", "analyse", str(detection.folder), "--key", key, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["finished"] == ["anna", "bert", "cleo"]


def test_a_study_that_nobody_has_finished(tmp_path: Path) -> None:
    tasks = [{"id": "seen", "kind": "detection", "question": "Is it altered?", "threshold": 50}]
    made = study(tmp_path, tasks, ARMS)
    read(made, "anna", seen("anna", dict.fromkeys(ARMS, 50)), stop=5)
    (task,) = found(made)["tasks"]
    assert (task["over_readers"], task["reason"]) == (None, "no reader has finished")
