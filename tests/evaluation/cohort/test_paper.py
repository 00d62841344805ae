"""`batch --preset paper`: each image goes to the task that its truth is of, and one table comes out."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from medadv_gui.cli import run
from medadv_gui.evaluation.cohort import paper
from medadv_gui.evaluation.cohort.store import read_rows

from .made import drawn


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The preset's tasks with one step of each attack."""
    tasks = [
        replace(task, attacks=tuple(replace(a, steps=1 if a.steps else None) for a in task.attacks))
        for task in paper.TASKS
    ]
    monkeypatch.setattr(paper, "TASKS", tuple(tasks))


@pytest.fixture
def images(tmp_path: Path) -> list[Path]:
    """Pictures with masks, and with boxes; none with labels."""
    boxes = tmp_path / "boxes"
    boxes.mkdir()
    stored = np.random.default_rng(1).integers(40, 200, (64, 64, 3), dtype=np.uint8)
    Pillow.fromarray(stored).save(boxes / "p.png")
    (boxes / "labels.csv").write_text("file,label,xmin,ymin,xmax,ymax\np.png,polyp,10,10,30,30\n")
    return [drawn(tmp_path / "masks", 1), boxes]


@pytest.mark.usefixtures("quick")
def test_each_image_goes_to_the_task_of_its_truth(
    images: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["batch", *map(str, images), "--preset", "paper", "--out", str(out), "--json"]) == 0
    said = capfd.readouterr()
    document = json.loads(said.out)
    assert "no image has a truth of its kind" in said.err  # the grades
    assert [Path(folder).name for folder in document["folders"]] == ["ct-lung", "endo-polyp"]
    assert document["failed"] == 0
    for model, attacks in (("ct-lung", 5), ("endo-polyp", 5)):
        rows, _, failures, _ = read_rows(out / model)
        assert len({row.attack for row in rows}) == attacks
        assert not failures
    assert [row[0] for row in document["rows"]] == [
        "No attack", "FGSM", "PGD", "MI-FGSM", "DAG", "Stabilized attack (SMA)",
    ]  # fmt: skip
    assert "no reproduction of the paper's" in (out / "paper.md").read_text(encoding="utf-8")
    with (out / "paper.csv").open(newline="", encoding="utf-8") as stream:
        figures = list(csv.DictReader(stream))
    assert {line["attack"] for line in figures} == {"", "fgsm", "pgd", "mi-fgsm", "dag", "sma"}
    assert all(float(line["value"] or 0) >= 0 for line in figures)  # numbers alone
    successes = [line for line in figures if line["figure"] == "success" and line["model"].startswith("ct-lung")]
    assert len([line for line in successes if int(line["hits"]) <= int(line["n"]) <= 1]) == 5
    assert f"{float(figures[0]['value']):.2f}" in document["rows"][0][1]
    # the report of each task, from the folder that holds them
    assert run(["report", str(out)]) == 0
    drawn_ = capfd.readouterr().out.splitlines()
    assert len(drawn_) == 10
    assert all((out / model / "cohort.pdf").is_file() for model in ("ct-lung", "endo-polyp"))
    # again: nothing is computed twice
    before = {path.name: path.stat().st_mtime_ns for path in (out / "ct-lung" / "results").iterdir()}
    assert run(["batch", "--preset", "paper", "--resume", "--out", str(out)]) == 0
    assert {path.name: path.stat().st_mtime_ns for path in (out / "ct-lung" / "results").iterdir()} == before
    assert "The attacks of Qi et al." in capfd.readouterr().out


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--attack", "sma"], "settles --attack itself"),
        (["--steps", "3"], "settles --steps itself"),
        ([], "name images"),
    ],
)
def test_what_contradicts_the_preset_is_refused(
    more: list[str], reason: str, images: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    paths = [str(path) for path in images] if more else []
    assert run(["batch", *paths, "--preset", "paper", "--out", str(tmp_path / "out"), *more]) == 2
    assert reason in capfd.readouterr().err


def test_without_any_truth_there_is_no_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p").mkdir()
    Pillow.fromarray(np.zeros((32, 32), np.uint8)).save(tmp_path / "p" / "a.png")
    assert run(["batch", str(tmp_path / "p"), "--preset", "paper", "--out", str(tmp_path / "out")]) == 2
    assert "needs the truth" in capfd.readouterr().err
