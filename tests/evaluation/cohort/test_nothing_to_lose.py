"""Cases whose reference is rightly empty: neither right nor wrong before, counted apart, what is invented told."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from medadv_gui.cli import run
from medadv_gui.core.result import load_result
from medadv_gui.evaluation.cohort.export import figures_csv, rows_csv
from medadv_gui.evaluation.cohort.row import Answer, Row
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.evaluation.cohort.store import Journal, read_rows
from medadv_gui.evaluation.cohort.summary import summary
from medadv_gui.evaluation.cohort.table import as_text, paper_table
from tests.evaluation.cohort.made_rows import empty_boxes, empty_masks, lung, row

MASKS = [
    empty_masks(0, 0, 100), empty_masks(1, 0, 50, noise=8), empty_masks(2, 0, 0), empty_masks(3, 7, 70), lung(4),
]  # fmt: skip
# Of the last, invented boxes count as a success.
BOXES = [empty_boxes(0, 0, 2), empty_boxes(1, 1, 1), replace(empty_boxes(2, 0, 0), clean_correct=True)]


def test_the_state_of_a_case() -> None:
    assert [one.before for one in MASKS] == [*["nothing to lose"] * 3, "wrong", "right"]
    assert [one.before for one in BOXES] == ["nothing to lose", "wrong", "right"]
    assert row(clean_correct=False).before == "wrong"
    assert row(task="multilabel", reference=Answer(), original=Answer(), clean_correct=False).before == "wrong"


@pytest.mark.parametrize(
    ("rows", "counts", "found", "noise", "mean"),
    [(MASKS, (1, 1, 3), (2, 3), (1, 3), 50.0), (BOXES, (1, 1, 1), (1, 1), (0, 1), 2.0)],
)
def test_it_is_counted_apart(rows: list[Row], counts: tuple, found: tuple, noise: tuple, mean: float) -> None:
    told = analyse(rows)
    (group,) = told["groups"]
    assert tuple(group[name] for name in ("right_before", "wrong_before", "nothing_to_lose")) == counts
    figures = group["figures"]
    assert (figures["from_nothing"]["hits"], figures["from_nothing"]["n"]) == found
    assert (figures["noise_from_nothing"]["hits"], figures["noise_from_nothing"]["n"]) == noise
    assert figures["found_in_nothing"]["value"] == mean
    assert figures["success"]["n"] == counts[0]
    assert told["models"][0]["nothing_to_lose"] == counts[2]
    assert any(
        note.startswith(f"Nothing to lose: m 1.0.0 on {counts[2]} of {len(rows)} images.") for note in told["notes"]
    )
    (short,) = summary(rows)
    assert (short["right"], short["nothing_to_lose"], short["invented"]) == (counts[0], counts[2], found[0])
    assert "from_nothing" in figures_csv(told)


def test_without_such_cases_nothing_is_said_of_them() -> None:
    told = analyse([lung(0)])
    assert "from_nothing" not in told["groups"][0]["figures"]
    assert not any("Nothing to lose" in note for note in told["notes"])


def test_each_row_says_so() -> None:
    lines = list(csv.DictReader(io.StringIO(rows_csv([*MASKS, *BOXES]))))
    assert [line["nothing_to_lose"] for line in lines] == list("11100100")
    assert [(line["pixels_before"], line["pixels_after"]) for line in lines[2:5]] == [
        ("0", "0"),
        ("7", "70"),
        ("90", "40"),
    ]


def test_the_papers_table_has_a_column_for_it() -> None:
    table = paper_table(analyse([*MASKS, *[replace(one, model="n") for one in BOXES]]))
    assert "m: invented from nothing" in table.header
    at = table.header.index("m: invented from nothing")
    assert [line[at - 1 : at + 1] for line in table.rows] == [("—", "—"), ("1 of 1", "2 of 3 (50 px a case)")]
    assert table.rows[1][-1] == "1 of 1 (2 boxes a case)"
    assert "m 1.0.0 5 images (3 with nothing to lose)" in table.note
    assert "Dice is over the images whose reference is not empty: m 1.0.0 1 of 5." in table.note
    assert "2 of 3 (50 px a case)" in as_text(table)
    alone = paper_table(analyse([lung(0)]))
    assert len(alone.header) == 3
    assert "nothing to lose" not in alone.note
    assert "not empty" not in alone.note


@pytest.fixture(scope="module")
def out(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort of two bright pictures in which there is no lung, and none in the reference."""
    folder = tmp_path_factory.mktemp("empty")
    lines = ["file,mask"]
    for k in range(2):
        values = np.random.default_rng(k).integers(180, 200, (96, 96)).astype(np.uint8)
        Pillow.fromarray(values).save(folder / f"p{k}.png")
        Pillow.fromarray(np.zeros((96, 96), np.uint8)).save(folder / f"m{k}.png")
        lines.append(f"p{k}.png,m{k}.png")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")
    asked = ["--model", "ct-lung", "--attack", "ifgsm", "--epsilon", "96/255", "--steps", "4"]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home / name.lower()))
        assert run(["batch", str(folder / "labels.csv"), *asked, "--out", str(folder / "out")]) == 0
    return folder / "out"


def test_a_row_says_what_the_result_says(out: Path) -> None:
    rows, *_ = read_rows(out)
    results = [load_result(out / "results" / one.key) for one in rows]
    assert [result.nothing_to_lose for result in results] == [one.nothing_to_lose for one in rows] == [True, True]
    found = [sum(result.predictions["reread"].area.values()) for result in results]  # type: ignore[union-attr]
    assert [one.marked("attacked") for one in rows] == found
    assert all(found)
    assert not any(result.clean_correct for result in results)


def test_older_rows_are_read_again_from_their_results(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of an older version say nothing of pixels."""
    pixels = [one.marked("attacked") for one in read_rows(out)[0]]
    journal = Journal(out / "rows.jsonl")
    contents = list(journal.read())
    journal.path.unlink()
    for content in contents:
        for name in ("reference", "original", "attacked", "noise"):
            del content["row"][name]["area"]
        journal.append(content)
    assert [one.marked("attacked") for one in read_rows(out)[0]] == pixels
    assert run(["report", str(out)]) == 0
    told = json.loads((out / "figures.json").read_text(encoding="utf-8"))["groups"][0]
    assert (told["wrong_before"], told["nothing_to_lose"]) == (0, 2)
    assert told["figures"]["found_in_nothing"]["value"] == pytest.approx(sum(pixels) / 2, rel=1e-5)
    capsys.readouterr()
    assert run(["batch", "--resume", "--out", str(out)]) == 0
    assert "something invented in 2 of 2 with nothing to lose" in capsys.readouterr().out
