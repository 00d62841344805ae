"""`medadv-gui review`: from results to tables, as a user types it."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.attack.unchanged import Attacked
from medadv_gui.cli import run
from medadv_gui.core.resources import resources
from medadv_gui.core.result import AttackResult
from medadv_gui.review.key import key_path
from medadv_gui.review.study import READINGS, Study
from medadv_gui.review.worklist import Answer, Viewing, Worklist
from tests.review.made import design, result

VIEWING = Viewing("s", "2026-01-01T10:00:00.000+00:00", 2.0)


def read(folder: Path, code: str, rating: int = 50, stop: int = 10**6) -> None:
    """Someone reads a study, or its first presentations, with the same answer everywhere."""
    study = Study(folder)
    kind = study.protocol.kind
    with study.store() as store:
        work = Worklist.open(store, study.protocol, code, 3, "=radiology")
        while (presentation := work.next) is not None and presentation.index < stop:
            answers = [
                Answer(task.id, rating if task.scale else None, side="left" if kind == "2afc" else None)
                for task in study.protocol.tasks
            ]
            work.record(presentation, answers, VIEWING)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_from_a_design_to_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = design(tmp_path / "results", order={"seed": 5, "gap": 1, "repeats": 2})
    study = tmp_path / "study"
    assert run(["review", "build", str(path), "--out", str(study), "--unchecked", "--json"]) == 0
    done = capsys.readouterr()
    assert (json.loads(done.out)["cases"], json.loads(done.out)["items"]) == (4, 12)
    assert "no model was asked" in done.err

    assert run(["review", "export", str(study), "--out", str(tmp_path / "s.zip")]) == 0
    for place in ("one", "two"):
        assert run(["review", "unpack", str(tmp_path / "s.zip"), "--out", str(tmp_path / place)]) == 0
    read(tmp_path / "one", "anna")
    read(tmp_path / "two", "bert", stop=5)
    assert run(["review", "export", str(tmp_path / "one"), "--out", str(tmp_path / "anna.sqlite")]) == 0
    capsys.readouterr()
    for _ in range(2):
        assert run(["review", "merge", str(study), str(tmp_path / "anna.sqlite"), str(tmp_path / "two")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "19 readings taken in; 2 readers, 19 readings"
    assert second.startswith("0 readings")

    assert run(["review", "status", str(study), "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert [(r["reader"], r["presentations"], r["left"]) for r in status["readers"]] == [
        ("anna", 14, 0),
        ("bert", 14, 9),
    ]
    assert status["frozen"]
    assert status["complete"]

    key = ["--key", str(key_path(study))]
    assert run(["review", "export", str(study), "--out", str(tmp_path / "a.csv"), *key]) == 0
    rows = table(tmp_path / "a.csv")
    assert Counter(row["arm"] for row in rows if row["reader"] == "anna" and row["repeat"] == "0") == {
        "original": 4, "adversarial": 4, "sham-mirrored": 4
    }  # fmt: skip
    assert {(row["arm"], row["truth"]) for row in rows} == {
        ("original", "0"), ("adversarial", "1"), ("sham-mirrored", "1")
    }  # fmt: skip
    assert {row["patient"] for row in rows} == {"p0", "p1"}
    assert {row["specialty"] for row in rows} == {"'=radiology"}

    assert run(["review", "export", str(study), "--out", str(tmp_path / "a.imrmc"), *key]) == 0
    head, data = (tmp_path / "a.imrmc").read_text().split("BEGIN DATA:\n")
    assert "N0: 4\nN1: 8\nNM: 2" in head
    lines = [line.split(",") for line in data.splitlines()]
    assert sum(line[0] == "-1" for line in lines) == 12
    assert Counter(line[2] for line in lines if line[0] == "anna") == {"adversarial": 8, "sham-mirrored": 8}

    assert run(["review", "export", str(study), "--out", str(tmp_path / "anna.json"), "--reader", "anna"]) == 0
    assert {r["reader"] for r in json.loads((tmp_path / "anna.json").read_text())["readings"]} == {"anna"}
    assert run(["review", "remove", str(study), "anna"]) == 0
    assert run(["review", "export", str(study), "--out", str(tmp_path / "all.json")]) == 0
    document = json.loads((tmp_path / "all.json").read_text())
    assert (document["complete"], document["removed"], len(document["readings"])) == (False, ["anna"], 5)
    assert "answers" not in document  # without the key no arm is named
    assert "the study is incomplete: removed anna" in capsys.readouterr().err


def test_a_diagnosis_by_arm_and_a_choice_of_two(tmp_path: Path) -> None:
    folders = [str(result(tmp_path / f"r{n}", n)) for n in range(4)]
    cases = [{"folder": folder, "truth": {"polyp": n < 3}, "practice": n == 2} for n, folder in enumerate(folders)]
    made = {
        "dx": [{"id": "dx", "kind": "diagnosis", "finding": "polyp", "question": "Is there a polyp?"}],
        "two": [{"id": "two", "kind": "2afc", "question": "Which one is altered?", "scale": None}],
    }
    for name, tasks in made.items():
        path = design(tmp_path / name, 0, tasks=tasks, cases=cases, arms=["original", "adversarial"])
        study = str(tmp_path / f"{name}-study")
        assert run(["review", "build", str(path), "--out", study]) == 0  # no sham: no model is needed
        read(Path(study), "anna", 70)
        assert run(["review", "export", study, "--out", study + ".csv", "--key", study + ".key.json"]) == 0
    rows = [row for row in table(tmp_path / "dx-study.csv") if row["practice"] == "0"]
    assert sorted((row["arm"], row["truth"]) for row in rows) == sorted(
        [("original", t) for t in "110"] + [("adversarial", t) for t in "110"]
    )
    study = str(tmp_path / "dx-study")
    assert run(["review", "export", study, "--out", study + ".imrmc", "--key", study + ".key.json"]) == 0
    assert "N0: 1\nN1: 2\nNM: 2" in Path(study + ".imrmc").read_text()

    two = Study(tmp_path / "two-study")
    key = json.loads(key_path(two.folder).read_text())
    shown = {item.code: item for case in two.protocol.cases for item in case.items}
    with two.store() as store:
        order = {p.item: p for p in Worklist.open(store, two.protocol, "anna").presentations}
    for row in table(tmp_path / "two-study.csv"):  # always "left": right where the altered one was there
        pictures = shown[row["item"]].pictures
        left = pictures[1 if order[row["item"]].swapped else 0]
        assert row["correct"] == str(int(key["pictures"][left.code] == "adversarial"))


@pytest.mark.parametrize("language", [".", "de"])
def test_the_design_in_the_help_page_makes_a_study(tmp_path: Path, language: str) -> None:
    page = (resources() / "help" / language / "reader-studies.md").read_text(encoding="utf-8")
    (tmp_path / "design.json").write_text(page.split("```")[1])
    for number in (1, 2, 3):
        result(tmp_path / "results" / f"case-{number}", number)
    arguments = ["review", "build", str(tmp_path / "design.json"), "--out", str(tmp_path / "study"), "--unchecked"]
    assert run(arguments) == 0
    assert Study(tmp_path / "study").protocol.margin == 0.05


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "{study}", "--out", "{new}.zip", "--key", "{key}"], "leaves without its key"),
        (["export", "{study}", "--out", "{new}.csv"], "stand in the key"),
        (["export", "{study}", "--out", "{new}.xlsx"], "written as .csv"),
        (["export", "{study}", "--out", "{new}.csv", "--reader", "anna"], "as .json"),
        (["export", "{study}", "--out", "{new}.json", "--reader", "eve"], "no reader has the code 'eve'"),
        (["export", "{study}", "--out", "{new}.csv", "--key", "{study}/protocol.json"], "not the key"),
        (["export", "{other}", "--out", "{new}.json"], "readings.sqlite: is missing"),
        (["export", "{new}", "--out", "{new}.zip"], "is no study"),
        (["merge", "{study}", "{study}"], "is the study itself"),
        (["merge", "{other}", "{study}"], "another protocol"),
        (["merge", "{other}", "{new}"], "is missing"),
        (["remove", "{study}", "eve"], "no reader"),
        (["unpack", "{study}/protocol.json", "--out", "{new}"], "damaged archive"),
        (["build", "{new}", "--out", "{new}-study"], "cannot be read"),
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    for name in ("study", "other"):
        shutil.copytree(small / name, tmp_path / name)
    places = {"study": tmp_path / "study", "other": tmp_path / "other", "new": tmp_path / "new", "key": small / "k"}
    before = sorted(tmp_path.iterdir())
    assert run(["review", *(argument.format(**places) for argument in arguments)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert sorted(tmp_path.iterdir()) == before


def test_to_ask_for_the_status_writes_nothing(tmp_path: Path, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(small / "other", tmp_path / "other")
    before = sorted((tmp_path / "other").iterdir())
    assert run(["review", "status", str(tmp_path / "other")]) == 0
    assert "not yet read" in capsys.readouterr().out
    assert sorted((tmp_path / "other").iterdir()) == before


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two studies of one design, one of them read."""
    folder = tmp_path_factory.mktemp("small")
    path = design(folder / "results", 2, arms=["original", "adversarial"], order={})
    for name in ("study", "other"):
        assert run(["review", "build", str(path), "--out", str(folder / name)]) == 0
    read(folder / "study", "anna")
    assert (folder / "study" / READINGS).exists()
    return folder


def test_the_attacked_model_is_asked_about_each_sham(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def unchanged(self: Attacked, result: AttackResult, stored: np.ndarray) -> bool:
        asked.append(result.model["id"])
        return len(asked) != 1

    monkeypatch.setattr(Attacked, "unchanged", unchanged)
    path = design(tmp_path / "results", 2, order={})
    assert run(["review", "build", str(path), "--out", str(tmp_path / "study")]) == 0
    facts = json.loads(key_path(tmp_path / "study").read_text())["cases"].values()
    assert [case["shams"]["sham-mirrored"]["model_unchanged"] for case in facts] == [True, True]
    assert len(asked) == 3
    monkeypatch.undo()
    assert run(["review", "build", str(path), "--out", str(tmp_path / "other")]) == 2
    assert "m: no model of this name" in capsys.readouterr().err
