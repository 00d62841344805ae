"""The planner of reader studies: the command line tells what stats.planner reckons, and a pilot study's components are
those of its own analysis."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.cli import run
from medadv_gui.core.errors import SettingsError
from medadv_gui.review.analysis import analyse
from medadv_gui.review.build import build, read_design
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.plan import Plan, check, pilot_of, planned
from medadv_gui.review.study import Study
from medadv_gui.review.worklist import Answer, Viewing, Worklist
from medadv_gui.stats.planner import Pilot, arm, conjectured, difference
from medadv_gui.stats.readers import Components
from tests.review.made import design, result

VIEWING = Viewing("s", "2026-01-01T10:00:00.000+00:00", 2.0)
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    capsys.readouterr()
    assert run(["review", "plan", "--json", *arguments]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "medadv_gui", "review", "plan", "--auc", "0.76", "--margin", "0.1"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout
    assert "6 readers, 100 cases, AUC 0.76, from conjectured variances" in told
    assert "0.134 with 25, 0.094 with 50, 0.066 with 100, 0.046 with 200 cases a class" in told
    found = json.loads(subprocess.run([*command, "--json"], capture_output=True, check=True, env=ENVIRONMENT).stdout)
    precision = difference(conjectured(0.76, 50, 50, (0.5, 0.3, 0.25), 0.04, 0.02), 6, 100)
    assert found["se"] == pytest.approx(precision.se)
    assert found["power"] == pytest.approx(precision.power(0.05))
    assert found["equivalence"] == pytest.approx(precision.equivalence_power(0.1))


def test_each_option_counts(capsys: pytest.CaptureFixture[str]) -> None:
    base = told(capsys)
    changes = (
        ["--auc", "0.9"], ["--readers", "9"], ["--cases", "300"], ["--positives", "0.2"], ["--difference", "0.1"],
        ["--correlations", "0.6", "0.2", "0.1"], ["--reader-sd", "0.1", "--arm-sd", "0.05"], ["--power", "0.9"],
        ["--kind", "2afc"], ["--kind", "detection"],
    )  # fmt: skip
    for change in changes:
        found = told(capsys, *change)
        assert (found["power"], found["cases_for_power"]) != (base["power"], base["cases_for_power"]), change
    here, enough = told(capsys), told(capsys, "--cases", str(base["cases_for_power"]))
    assert here["power"] < 0.8 <= enough["power"] < 0.805


def test_one_arm_beside_guessing() -> None:
    plan = Plan("detection", 0.6, 5, 80, chance=True, margin=0.1)
    pilot = conjectured(0.6, 80, 80, plan.correlations, plan.reader_sd, plan.arm_by_reader_sd)
    precision, found = arm(Pilot(pilot.components, 80), 5, 80), planned(plan)
    assert (found.se, found.half_width) == pytest.approx((precision.se, precision.half_width))
    assert found.power == pytest.approx(precision.power(0.1))
    assert found.equivalence == pytest.approx(precision.equivalence_power(0.1))
    unseen = planned(Plan("detection", 0.5, 5, 80, chance=True, margin=0.1))
    assert unseen.power is None
    one = planned(Plan("2afc", 0.7, 1, 80, chance=True))
    assert (one.population, one.single) == ("cases", ())
    assert one.se == pytest.approx((0.7 * 0.3 / 80) ** 0.5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expected": 1.0}, "expected"), ({"readers": 0}, "readers"), ({"cases": 1}, "cases"),
        ({"positives": 0.001}, "with the finding"), ({"difference": 0.0}, "difference"), ({"margin": 0.9}, "margin"),
        ({"chance": True}, "not compared with guessing"), ({"correlations": (0.2, 0.3, 0.25)}, "the smallest"),
        ({"correlations": (0.9, 0.9, 0.1)}, "contradict"), ({"reader_sd": -1.0}, "deviations"),
        ({"wanted": 1.0}, "power"), ({"kind": "open"}, "a plan is for"),
    ],
)  # fmt: skip
def test_plans_that_cannot_be(changes: dict, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        check(Plan(**changes))


def read(folder: Path, readers: int = 4) -> Study:
    """A study that readers with more and less of an eye for the changed images have read. They differ by so much that
    no component is negative: the planner takes such a one for nought, the analysis does not."""
    study = Study(folder)
    key = read_key(key_path(folder), study.protocol)
    with study.store() as store:
        for number in range(readers):
            draw = np.random.default_rng(number)
            work = Worklist.open(store, study.protocol, f"r{number}")
            while (shown := work.next) is not None:
                seen = {"adversarial": (0, 10, 40, 60), "sham-mirrored": (40, 0, 50, 0)}.get(key.arms[shown.item])
                rating = 20 + (seen[number] if seen else 0) + draw.normal(0, 20)
                work.record(shown, [Answer("seen", float(np.clip(rating, 0, 100)))], VIEWING)
    return study


def test_a_pilot_study_gives_its_components(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = design(tmp_path / "d", 12, order={}, cases=[
        {"folder": str(result(tmp_path / f"r{n}", n)), "patient": f"p{n}"} for n in range(12)
    ])  # fmt: skip
    build(read_design(path), tmp_path / "study")
    study = read(tmp_path / "study")
    key = read_key(key_path(study.folder), study.protocol)
    with study.store() as store:
        over = analyse(study.protocol, store, key)["tasks"][0]["over_readers"]
        pilot = pilot_of(study.protocol, store, key)
    assert pilot.components == Components(**over["components"])
    assert pilot.components.arm_by_reader > 0
    arguments = ["--pilot", str(study.folder), "--key", str(key_path(study.folder)), "--kind", "detection"]
    found = told(capsys, *arguments, "--readers", "4", "--cases", "12")
    (apart,) = over["differences"]
    assert found["se"] == pytest.approx(apart["se"])  # the study itself, planned again
    assert told(capsys, *arguments, "--readers", "4", "--cases", "48")["se"] < found["se"]
    for wrong, message in ((["--key", "k"], "belong together"), ([*arguments, "--reader-sd", "0"], "the pilot study's"),
                           ([*arguments, "--task", "x"], "no task 'x'")):  # fmt: skip
        assert run(["review", "plan", *wrong]) == 2
        assert message in capsys.readouterr().err


def test_a_pilot_of_one_arm_tells_of_that_arm_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(read_design(design(tmp_path / "d", 8, order={}, arms=["original", "adversarial"])), tmp_path / "study")
    study = read(tmp_path / "study")
    arguments = ["--pilot", str(study.folder), "--key", str(key_path(study.folder)), "--kind", "detection"]
    assert run(["review", "plan", *arguments]) == 2
    assert "tells nothing of the difference" in capsys.readouterr().err
    size = ["--chance", "--auc", "0.7", "--readers", "4", "--cases", "8"]
    found = told(capsys, *arguments, *size)
    with study.store() as store:
        key = read_key(key_path(study.folder), study.protocol)
        over = analyse(study.protocol, store, key)["tasks"][0]["over_readers"]
    assert found["se"] == pytest.approx(over["arms"][0]["se"])
