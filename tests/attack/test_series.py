"""A series: every slice on its own, in batches; what is written; correlation; cancelling; the command line."""

import contextlib
import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medadv_gui import cli
from medadv_gui.attack import engines
from medadv_gui.attack import series as module
from medadv_gui.attack.case import Case
from medadv_gui.attack.engine import Plan, Tick, choice, memo
from medadv_gui.attack.engines import engine_for
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.series import SeriesRun, correlation, held_memory
from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.resources import cache_dir
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Series
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from tests.attack.test_mathematics import Small
from tests.attack.test_run import ct_model
from tests.support import PLAIN, ct_dataset, save


def slices(folder: Path, count: int = 5, bad: int | None = None) -> Series:
    rng = np.random.default_rng(0)
    base = rng.integers(200, 1000, (8, 8))
    for i in range(count):
        stored = (base + rng.integers(-30, 30, (8, 8))).astype(np.int16)
        ds = ct_dataset(np.full((8, 8), -2000, np.int16) if i == bad else stored, z=float(i), number=i + 1)
        if i == bad:
            ds.add_new("PixelPaddingValue", "SS", -2000)
        save(ds, folder / f"{i}.dcm")
    return index(folder).series[0]


def through(run: SeriesRun) -> dict:
    for _ in run.steps():
        pass
    return run.finish()


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_batches_give_what_single_slices_give(tmp_path: Path, batch: int) -> None:
    """The slices do not know of each other: the same images whatever the batch, up to the last bit of the gradient."""
    found = slices(tmp_path / "in")
    settings = AttackSettings("sma", epsilon="30", steps=4, restarts=2, seed=5, plan={**PLAIN, "batch": batch})
    run = SeriesRun(found.instances, ct_model(), settings, tmp_path / "out")
    document = through(run)
    assert (document["slices"], document["attacked"]) == (5, 5)
    assert run.plan["batch"] == batch
    for i, instance in enumerate(found.instances):
        alone = AttackRun(
            read_image(instance), ct_model(), AttackSettings("sma", epsilon="30", steps=4, restarts=2, seed=5), i
        )
        for _ in alone.steps():
            pass
        single = alone.finish(tmp_path / f"alone-{batch}-{i}")
        together = load_result(tmp_path / "out" / f"slice-{i:04}")
        assert together.slice == i
        assert np.mean(single.adversarial == together.adversarial) > 0.98
        assert together.outcome == single.outcome


def test_every_slice_is_changed_and_the_correlation_reported(tmp_path: Path) -> None:
    found = slices(tmp_path / "in")
    document = through(SeriesRun(found.instances, ct_model(), AttackSettings(epsilon="30", steps=3), tmp_path / "out"))
    rows = document["results"]
    assert all(row["realised_linf"] > 0 for row in rows)
    changes = [load_result(tmp_path / "out" / row["folder"]).perturbation for row in rows]
    for i in range(1, 5):
        expected = np.corrcoef(changes[i - 1].ravel(), changes[i].ravel())[0, 1]
        assert rows[i]["correlation_to_previous"] == pytest.approx(expected)
    assert rows[0]["correlation_to_previous"] is None
    linked = [row["correlation_to_previous"] for row in rows[1:]]
    assert document["correlation_mean"] == pytest.approx(np.mean(linked))
    assert json.loads((tmp_path / "out" / "series.json").read_text()) == document


def test_a_slice_that_cannot_be_attacked_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = slices(tmp_path / "in", bad=2)
    settings = AttackSettings("ifgsm", epsilon="30", steps=2, plan={**PLAIN, "batch": 4})
    document = through(SeriesRun(found.instances, ct_model(), settings, tmp_path / "out"))
    assert document["attacked"] == 4
    by_slice = {row["slice"]: row for row in document["results"]}
    assert "no pixel is left" in by_slice[2]["error"]
    assert sorted(by_slice) == [0, 1, 2, 3, 4]
    assert by_slice[3]["correlation_to_previous"] is None  # its neighbour was not attacked


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_slice_whose_file_fails_is_told_without_its_name(tmp_path: Path, when: str) -> None:
    found = slices(tmp_path / "in")
    path = found.instances[2].path.rename(tmp_path / "in" / "Mustermann.dcm")
    instances = [replace(i, path=path) if n == 2 else i for n, i in enumerate(found.instances)]
    settings = AttackSettings("ifgsm", epsilon="30", steps=2, plan={**PLAIN, "batch": 5})
    run = SeriesRun(instances, ct_model(), settings, tmp_path / "out")
    if when == "before":
        path.write_bytes(path.read_bytes()[:-50])
    for _ in run.steps():
        if when == "meanwhile" and path.exists():
            path.unlink()
    document = run.finish()
    (row,) = (row for row in document["results"] if "error" in row)
    assert row["slice"] == 2
    assert row["error"].startswith("pixel data incomplete" if when == "before" else "the file has changed since")
    assert document["attacked"] == 4
    assert "Mustermann" not in (tmp_path / "out" / "series.json").read_text()


def test_leaving_the_loop_keeps_what_is_finished(tmp_path: Path) -> None:
    found = slices(tmp_path / "in")
    settings = AttackSettings("ifgsm", epsilon="30", steps=2, plan={**PLAIN, "batch": 2})
    run = SeriesRun(found.instances, ct_model(), settings, tmp_path / "out")
    for step in run.steps():
        if step.slices_done == 2:
            break
    document = json.loads((tmp_path / "out" / "series.json").read_text())
    assert document == run.finish(), "also without an end in order"
    assert (document["attacked"], document["stop_reason"]) == (2, "cancelled")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["series.json", "slice-0000", "slice-0001"]


def test_search_over_a_series_finds_each_slices_own_budget(tmp_path: Path) -> None:
    found = slices(tmp_path / "in", count=2)
    document = through(
        SeriesRun(found.instances, ct_model(), AttackSettings(epsilon="300", steps=5, search=True), tmp_path / "out")
    )
    for row in document["results"]:
        assert row["reread"]
        assert row["realised_linf"] == row["stored_units"] < 300
        less = AttackSettings("sma", epsilon=f"{row['stored_units'] * 0.9:g}", steps=5)
        again = AttackRun(read_image(found.instances[row["slice"]]), ct_model(), less)
        assert not any(step.record.success for step in again.steps())


def test_the_batch_is_chosen_by_time_and_memory_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = slices(tmp_path / "in", count=9)
    costs = {1: 1.0, 2: 0.8, 4: 0.6, 8: 0.595}
    monkeypatch.setattr(module, "cost_per_slice", lambda case, batch, tick: costs[batch])
    monkeypatch.setattr(memo, "recall", lambda key: kept.get(key))
    monkeypatch.setattr(memo, "remember", lambda key, plan: kept.__setitem__(key, plan))

    def chosen(name: str) -> int:
        run = SeriesRun(found.instances, ct_model(), AttackSettings("ifgsm", epsilon="30", steps=1), tmp_path / name)
        through(run)
        return run.batch

    kept: dict = {}
    assert chosen("a") == 4  # 8 gains less than is worth it
    costs = {1: 1.0, 2: 2.0}
    assert chosen("b") == 4  # remembered, so that a repetition gives the same bytes
    kept.clear()
    assert chosen("c") == 1
    kept.clear()
    costs = {1: 1.0, 2: 0.8, 4: 0.6, 8: 0.595}
    monkeypatch.setattr(module, "_free_memory", lambda device: 0)
    assert chosen("d") == 1


def test_no_engine_of_a_batch_that_was_only_tried_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = slices(tmp_path / "in", count=4)

    def cost(case: Case, batch: int, tick: Tick) -> float:
        engine_for(case, batch, tick)
        return 1.0

    monkeypatch.setattr(module, "cost_per_slice", cost)
    monkeypatch.setattr(memo, "recall", lambda key: None)
    monkeypatch.setattr(memo, "remember", lambda key, plan: None)
    spec = ct_model()
    run = SeriesRun(found.instances, spec, AttackSettings("ifgsm", epsilon="30", steps=1), tmp_path / "out")
    assert run.batch == 1
    assert [shape[0] for shape, _ in engines._ready[spec.network]] == [1]


def test_the_choice_of_the_batch_can_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every tick; what is remembered by then is whole, and no batch size is among it."""
    found = slices(tmp_path / "in", count=2)
    monkeypatch.setattr(memo, "_chosen", {})
    monkeypatch.setattr(choice, "_CLEAR", 0.0)  # as many ticks each time, whatever the clock says
    monkeypatch.setattr(module, "WORTH", math.inf)
    settings = AttackSettings("ifgsm", epsilon="30", steps=1)

    class Left(Exception):  # noqa: N818 (no error)
        pass

    def attempt(most: int) -> int:
        """Ticks until it was left, or until it was made."""
        seen: list[None] = []

        def tick() -> None:
            seen.append(None)
            if len(seen) > most:
                raise Left

        # A model of its own has its engine still to choose.
        with contextlib.suppress(Left):
            SeriesRun(found.instances, ct_model(), settings, tmp_path / "out", tick=tick)
        return len(seen)

    whole = attempt(1000)
    for most in (0, 3, whole - 2, whole - 1):
        memo._chosen.clear()
        (cache_dir() / "plans.json").unlink(missing_ok=True)
        assert attempt(most) == most + 1
        plans = cache_dir() / "plans.json"
        kept = json.loads(plans.read_text()) if plans.exists() else {}
        assert all(Plan.from_json(value) for value in kept.values())
        assert len(kept) <= 2  # engines for one slice and for two
    assert not (tmp_path / "out").exists()


def test_an_interrupt_while_the_batch_is_chosen_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: object) -> float:
        raise KeyboardInterrupt

    stored = np.random.default_rng(1).integers(100, 1100, (64, 64)).astype(np.int16)
    for i in range(2):
        save(ct_dataset(stored, z=float(i), number=i + 1), tmp_path / "in" / f"{i}.dcm")
    monkeypatch.setattr(module, "cost_per_slice", interrupted)
    arguments = ["attack", str(tmp_path / "in"), "--model", "ct-lung", "--slice", "all", "--out", str(tmp_path / "out")]
    assert cli.run(arguments) == 130
    assert "cancelled" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_held_memory_counts_what_autograd_keeps_and_no_weights(tmp_path: Path) -> None:
    case = AttackRun(read_image(slices(tmp_path).instances[0]), ct_model(), AttackSettings())
    small = held_memory(case)
    weights = sum(p.numel() * 4 for p in Small().parameters())
    assert 0 < small < 8 * 8 * 4 * 60 + weights


def test_a_truth_of_one_slice_is_refused(tmp_path: Path) -> None:
    truth = Truth(mask=np.zeros((8, 8), np.uint8))
    with pytest.raises(SettingsError, match="one slice"):
        SeriesRun((), ct_model(), AttackSettings(truth=truth), tmp_path)


def test_correlation() -> None:
    a = np.random.default_rng(0).integers(-9, 9, (6, 6)).astype(np.int32)
    assert correlation(a, a) == pytest.approx(1)
    assert correlation(a, -a) == pytest.approx(-1)
    assert correlation(a, np.zeros_like(a)) is None
    assert correlation(a, a[:3]) is None


def test_the_command_line_attacks_every_slice(tmp_path: Path, demo: Path) -> None:
    rng = np.random.default_rng(1)
    for i in range(3):
        ds = ct_dataset(rng.integers(100, 1100, (64, 64)).astype(np.int16), z=float(i), number=i + 1)
        save(ds, tmp_path / "in" / f"{i}.dcm")
    command = [
        sys.executable, "-m", "medadv_gui", "attack", str(tmp_path / "in"), "--model", "ct-lung", "--slice", "all",
        "--steps", "1", "--epsilon", "8HU", "--out", str(tmp_path / "out"), "--json",
    ]  # fmt: skip
    answer = subprocess.run(command, capture_output=True, text=True, timeout=170)
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert [row["slice"] for row in document["results"]] == [0, 1, 2]
    for row in document["results"]:
        names = {p.name for p in (tmp_path / "out" / row["folder"]).iterdir()}
        assert {"result.json", "case.npz", "adversarial.dcm", "report.pdf"} <= names
    again = subprocess.run(command, capture_output=True, text=True, timeout=170)
    assert again.returncode == 2  # the folder holds a result


def test_a_batch_that_stops_early_gives_what_each_slice_gives_alone(tmp_path: Path) -> None:
    """A slice that has succeeded waits for its neighbours: how long must not change it."""
    rng = np.random.default_rng(3)
    for i in range(4):
        stored = rng.integers(200, 1000, (8, 8)).astype(np.int16)
        save(ct_dataset(stored, z=float(i), number=i + 1), tmp_path / "in" / f"{i}.dcm")
    found = index(tmp_path / "in").series[0]
    asked = AttackSettings("ifgsm", epsilon="300", steps=60, step_size=5.0, stop=True)
    through(SeriesRun(found.instances, ct_model(), replace(asked, plan={**PLAIN, "batch": 4}), tmp_path / "four"))
    through(SeriesRun(found.instances, ct_model(), replace(asked, plan=PLAIN), tmp_path / "one"))
    lengths = set()
    for i in range(4):
        four, one = (load_result(tmp_path / name / f"slice-{i:04}") for name in ("four", "one"))
        assert len(four.steps) == len(one.steps)
        assert four.budget.realised_linf == one.budget.realised_linf
        lengths.add(len(one.steps))
    assert len(lengths) > 1  # else nobody waited


@pytest.mark.parametrize("plan", [{}, {"batch": "x"}, {**PLAIN, "batch": 10**9}])
def test_a_plan_that_is_none_is_refused(tmp_path: Path, plan: dict) -> None:
    with pytest.raises(SettingsError, match="plan"):
        SeriesRun((), ct_model(), AttackSettings(plan=plan), tmp_path)


def test_a_pinned_batch_does_not_hinder_a_search(tmp_path: Path) -> None:
    found = slices(tmp_path / "in", count=2)
    settings = AttackSettings("ifgsm", epsilon="300", steps=5, search=True, plan={**PLAIN, "batch": 4})
    run = SeriesRun(found.instances, ct_model(), settings, tmp_path / "out")
    through(run)
    assert run.plan["batch"] == 1


def test_settings_that_no_slice_can_have_end_the_run(tmp_path: Path) -> None:
    found = slices(tmp_path / "in", count=2)
    with pytest.raises(SettingsError, match="alpha"):
        through(SeriesRun(found.instances, ct_model(), AttackSettings(alpha=-1.0), tmp_path / "out"))


def test_cancelling_within_a_batch_writes_nothing_of_it(tmp_path: Path) -> None:
    found = slices(tmp_path / "in", count=4)
    run = SeriesRun(found.instances, ct_model(), AttackSettings("ifgsm", epsilon="30", plan=PLAIN), tmp_path / "out")
    for step in run.steps():
        if step.slices_done == 1 and step.steps[0].record.k == 3:
            break
    assert [row["slice"] for row in run.finish()["results"]] == [0]
