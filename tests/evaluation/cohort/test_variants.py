"""Attacks of one name that differ in their parameters: told apart in rows, figures, tables and reports."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from medadv_gui.cli import run
from medadv_gui.core.errors import SettingsError
from medadv_gui.evaluation.cohort.export import figures_csv, rows_csv
from medadv_gui.evaluation.cohort.manifest import read_manifest
from medadv_gui.evaluation.cohort.reports import write_cohort_reports
from medadv_gui.evaluation.cohort.row import Failure
from medadv_gui.evaluation.cohort.run import CohortRun
from medadv_gui.evaluation.cohort.spec import Attack, Spec, extended, new_spec
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.evaluation.cohort.store import Journal, load_spec, read_rows
from medadv_gui.evaluation.cohort.summary import summary
from medadv_gui.evaluation.cohort.table import paper_table
from medadv_gui.evaluation.cohort.variants import attack_title, variants
from medadv_gui.models.library import find_card
from tests.evaluation.cohort import alone
from tests.evaluation.cohort.made_rows import outcomes, row

FEW, MANY = {"restarts": 1}, {"restarts": 10}
BOTH = ["pgd (restarts 1)", "pgd (restarts 10)"]


def test_an_attack_is_told_apart_by_what_differs_alone() -> None:
    asked = [Attack.of("pgd", restarts=1), Attack.of("pgd", restarts=10), Attack.of("sma"), Attack.of("fgsm")]
    assert variants(asked) == [FEW, MANY, {}, {}]
    own = Attack.of("pgd", restarts=10, steps=40, step_size=2.0)
    assert variants([asked[0], own]) == [
        {"steps": 20, "step_size": None, "restarts": 1}, {"steps": 40, "step_size": 2.0, "restarts": 10},
    ]  # fmt: skip
    words = [attack_title(row(attack="pgd", variant=variant)) for variant in variants([asked[0], own])]
    assert words == ["PGD (steps 20, step size of its own, restarts 1)", "PGD (steps 40, step size 2, restarts 10)"]
    weights = variants([Attack.of("sma", alpha=0.1), Attack.of("sma", alpha=0.5)])
    assert attack_title(row(attack="sma", variant=weights[1])) == "Stabilized attack (SMA) (stabilization α 0.5)"


def test_figures_and_tables_hold_both() -> None:
    rows = [*outcomes("+---+-", attack="pgd", variant=FEW), *outcomes("++-++-", attack="pgd", variant=MANY)]
    failures = [Failure("f", "image 9", "m", "pgd", "4/255", "no", MANY)]
    told = json.loads(json.dumps(analyse(rows, (), failures)))
    assert [group["attack"] for group in told["groups"]] == BOTH
    assert [group["figures"]["success"]["hits"] for group in told["groups"]] == [2, 4]
    assert [(one["first"], one["second"]) for one in told["comparisons"]] == [tuple(BOTH)]
    assert [(one["name"], one["variant"]) for one in told["attacks"]] == [("pgd", FEW), ("pgd", MANY)]
    assert told["failures"][0]["attack"] == BOTH[1]
    assert not any("stand for a case" in note for note in told["notes"])
    assert [line[0] for line in paper_table(told).rows[1:]] == ["PGD (restarts 1)", "PGD (restarts 10)"]
    assert [group["attack"] for group in summary(rows)] == BOTH
    for text in (rows_csv(rows), figures_csv(told)):
        assert {line["attack"] for line in csv.DictReader(io.StringIO(text))} - {""} == set(BOTH)


def cohort(pictures: Path, model: Path) -> Spec:
    attacks = [Attack.of("pgd", steps=2, restarts=1)]
    return extended(new_spec(device="cpu"), read_manifest([pictures]), [find_card(str(model))], attacks, ("4/255",))[0]


def test_a_folder_is_told_apart_once_a_second_is_added(pictures: Path, model: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    list(CohortRun(out, cohort(pictures, model)).events(alone.Alone()))
    before = read_rows(out)[0]
    assert {(one.attack, *one.variant) for one in before} == {("pgd",)}
    # As a version wrote it that did not tell attacks of one name apart.
    lines = [json.loads(line) for line in (out / "rows.jsonl").read_text().splitlines()]
    assert all(line["content"]["row"].pop("variant") == {} for line in lines)
    (out / "rows.jsonl").unlink()
    for line in lines:
        Journal(out / "rows.jsonl").append(line["content"])
    assert read_rows(out)[0] == before
    more, _ = extended(load_spec(out), attacks=[Attack.of("pgd", steps=2, restarts=2)])
    events = list(CohortRun(out, more).events(alone.Alone()))
    assert [event.news.variant for event in events[1:]] == [{"restarts": 2}] * len(before)  # type: ignore[union-attr]
    rows = read_rows(out)[0]
    assert [one.key for one in rows if one.variant == FEW] == [one.key for one in before]
    assert extended(more, attacks=[Attack.of("pgd", steps=2, restarts=2)])[0] == more
    write_cohort_reports(out)
    page = (out / "cohort.html").read_text(encoding="utf-8")
    for words in ("PGD (restarts 1)", "PGD (restarts 2)", "steps 2, restarts 1", "steps 2, restarts 2"):
        assert words in page


def test_the_command_line_asks_for_parameters(
    pictures: Path, model: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("medadv_gui.evaluation.cohort.engines.Local", lambda *_: alone.Alone())
    out = tmp_path / "out"
    asked = [str(pictures), "--model", str(model), "--epsilon", "4/255", "--device", "cpu", "--limit", "2"]
    both = ["--attack", "pgd:restarts=1", "--attack", "pgd:restarts=2,steps=3", "--steps", "2"]
    assert run(["batch", *asked, *both, "--out", str(out), "--json"]) == 0
    groups = json.loads(capsys.readouterr().out)["groups"]
    assert [group["attack"] for group in groups] == ["pgd (steps 2, restarts 1)", "pgd (steps 3, restarts 2)"]
    for wrong, words in (
        ("pgd:restarts", "write NAME:PARAMETER=VALUE"),
        ("pgd:", "write NAME:PARAMETER=VALUE"),
        ("pgd:restarts=0", "whole number from 1"),
        ("fgsm:restarts=2", "has no parameter 'restarts'"),
        ("sma:reference=odd", "is not one of soft, hard"),
    ):
        assert run(["batch", *asked, "--attack", wrong, "--out", str(tmp_path / "no")]) == 2
        assert words in capsys.readouterr().err
    assert run(["batch", "--resume", "--steps", "5", "--out", str(out)]) == 2
    assert "name them" in capsys.readouterr().err


def test_another_package_of_a_users_attack_is_refused(pictures: Path, model: Path, home: Path) -> None:
    spec = cohort(pictures, model)
    other = replace(spec.attacks[0], sha256="a" * 64)
    with pytest.raises(SettingsError, match="another package"):
        extended(spec, attacks=[other])
