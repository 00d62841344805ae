"""The paper's table, its preset, and a cohort as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.evaluation.cohort import paper
from medadv_gui.evaluation.cohort.export import figures_csv, rows_csv
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.evaluation.cohort.table import as_csv, as_markdown, as_text, paper_table
from medadv_gui.models.card import read_card
from tests.evaluation.cohort.made_rows import made, outcomes


def made_paper() -> list:
    rows = made(attacks=("sma", "dag", "fgsm"), budgets=(4,))[0]
    return [r for r in rows if "robust" not in r.model and not (r.attack == "dag" and r.task == "classification")]


def test_attacks_down_models_across() -> None:
    analysis = analyse(made_paper())
    table = paper_table(analysis)
    assert table.header[:3] == ("Attack", "ct-lung: mean Dice", "ct-lung: success")
    assert [row[0] for row in table.rows] == ["No attack", "FGSM", "DAG", "Stabilized attack (SMA)"]
    assert table.rows[2][-2:] == ("—", "—")  # DAG does not fit a classification
    (group,) = [g for g in analysis["groups"] if (g["attack"], g["task"]) == ("sma", "segmentation")]
    dice, success = group["figures"]["dice_after"], group["figures"]["success"]
    assert table.rows[3][1] == f"{dice['value']:.2f} ({dice['low']:.2f} to {dice['high']:.2f})"
    assert table.rows[3][2] == f"{success['hits']} of {success['n']}"
    assert table.rows[0][1].startswith(f"{analysis['models'][0]['figures']['dice_before']['value']:.2f} (")
    assert "no reproduction" in table.note
    assert "ct-lung 1.0.0 4/255" in table.note


def test_several_budgets_have_rows_of_their_own() -> None:
    rows = [*outcomes("++", epsilon="2/255", of_255=2.0), *outcomes("+-", epsilon="12/255", of_255=12.0)]
    table = paper_table(analyse(rows))
    assert [row[0] for row in table.rows[1:]] == ["I-FGSM (BIM), 2/255", "I-FGSM (BIM), 12/255"]
    assert "Budget" not in table.note


def test_forms_of_a_table() -> None:
    rows = outcomes("+-", model="=a|b*c")
    analysis = analyse(rows)
    table = paper_table(analysis)
    first, *_, last = csv.DictReader(io.StringIO(as_csv(analysis)))
    assert (first["model"][:8], first["attack"], first["figure"]) == ("'=a|b*c ", "", "clean_accuracy")
    assert (last["figure"], float(last["value"]), last["hits"], last["n"]) == ("success", 0.5, "1", "2")
    lines = as_markdown(table).splitlines()
    assert lines[2].startswith("| Attack | =a\\|b\\*c: accuracy |")
    assert lines[3] == "| --- | --- | --- |"
    text = as_text(table).splitlines()
    assert text[2].split() == ["Attack", "=a|b*c:", "accuracy", "success"]
    assert max(map(len, text)) <= 120


def test_the_preset_can_be_run_as_it_stands() -> None:
    """Each task's model is bundled, of that task, and fits each attack."""
    from medadv_gui.core.resources import resources

    for task in paper.TASKS:
        card = read_card(resources() / "models" / task.model)
        assert card.task == task.task
        for asked in task.attacks:
            assert ATTACKS[asked.attack].misfit(card, asked.norm) is None
            assert asked.complete(ATTACKS[asked.attack]).steps in (1, paper.STEPS)
    assert [len(task.attacks) for task in paper.TASKS] == [5, 4, 5]
    assert "no reproduction" in paper.NOTES[0]
    assert sum("nothing is known" in note for note in paper.NOTES) == sum(not s.paper for s in paper.SETTINGS)


def test_rows_as_csv() -> None:
    rows = made(items=6, attacks=("fgsm",), budgets=(4,))[0]
    rows[0] = replace(rows[0], item="=HYPERLINK(1)", site="+1", warnings=("a", "b"))
    told = list(csv.DictReader(io.StringIO(rows_csv(rows))))
    assert len(told) == len(rows) == 36
    assert (told[0]["item"], told[0]["site"], told[0]["warnings"]) == ("'=HYPERLINK(1)", "'+1", "a; b")
    for line, row in zip(told, rows, strict=True):
        assert (line["success"], line["clean_correct"]) == (str(int(row.success)), str(int(row.clean_correct)))
        assert float(line["l2"]) == pytest.approx(row.l2)
        if row.task == "segmentation":
            assert float(line["dice_before"]) == pytest.approx(sum(row.original.dice.values()) / 2, rel=1e-5)  # type: ignore[arg-type]
            assert line["hd95_unit"] == "mm"
        if row.task == "detection":
            assert int(line["reference_boxes"]) == len(row.reference.boxes)
            assert line["vanished"]
        if row.task == "classification":
            assert float(line["score_before"]) == pytest.approx(row.original.scores[row.reference.labels[0]])


def test_figures_as_csv() -> None:
    analysis = analyse(made(items=12, attacks=("fgsm", "sma"), budgets=(4,))[0])
    told = list(csv.DictReader(io.StringIO(figures_csv(analysis))))
    (line,) = [
        one
        for one in told
        if (one["model"], one["attack"], one["part"], one["figure"]) == ("ct-lung 1.0.0", "sma", "all", "dice_drop")
    ]
    (group,) = [g for g in analysis["groups"] if (g["name"], g["attack"]) == ("ct-lung 1.0.0", "sma")]
    assert float(line["value"]) == group["figures"]["dice_drop"]["value"]
    assert {one["part"] for one in told} == {"all", "class", "modality", "site"}
    assert any(one["figure"] == "l2_variance" for one in told)
    assert any(not one["attack"] and one["figure"] == "clean_accuracy" for one in told)
