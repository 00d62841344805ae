"""The report of a cohort, from statistics of rows that were made up."""

from __future__ import annotations

import io
import json
import re
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from medadv_gui.core.errors import InputError
from medadv_gui.evaluation.cohort.row import Failure, Row
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.render.picture import RESEARCH_USE
from medadv_gui.report import write_cohort
from medadv_gui.report.cohort import Cohort, _parameters, build
from medadv_gui.report.document import Document
from medadv_gui.report.html import to_html
from medadv_gui.report.pdf import to_pdf
from medadv_gui.report.tables import Table
from tests.evaluation.cohort.made_rows import empty_boxes, empty_masks, lung, made, outcomes, row
from tests.report.factory import HOSTILE, words


@cache
def whole() -> Cohort:
    """Three tasks, two models each, of which only three attacks at two budgets: enough for every section."""
    rows, transfers, failures = made(16, ("fgsm", "ifgsm", "sma", "square"), (2, 4))
    return Cohort(
        json.loads(json.dumps(analyse(rows, transfers, failures))), [one.told() for one in rows],
        [one.to_json() for one in failures],
        {
            "attacks": [{"name": "sma", "parameters": {"steps": 20, "alpha": 0.1, "target": None}}],
            "models": [{"id": "ct-lung", "plan": {"engine": "fused", "batch": 4}}], "seed": 7, "device": "auto",
        },
        {}, {"Versions": "medadv_gui 9.9.9, torch 9"}, ("Two images were left out.",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("task", "alpha", "told"),
    [
        ("classification", None, "steps 5"),
        ("segmentation", None, "steps 5, drop 0.3"),
        ("detection", 0.1, "steps 5, alpha 0.1, smoothed dtype float32"),
    ],
)
def test_parameters_that_do_not_apply_are_left_out(task: str, alpha: float | None, told: str) -> None:
    parameters = {"steps": 5, "alpha": alpha, "smoothed_dtype": "float32", "drop": 0.3, "options": {}}
    spec = {"attacks": [{"name": "sma", "parameters": parameters}], "models": [{"task": task}]}
    assert _parameters(spec, {"name": "sma", "variant": {}}) == told


@cache
def document() -> Document:
    return build(whole())


@cache
def pdf() -> tuple[bytes, list[str]]:
    content = to_pdf(document())
    return content, [words(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


@cache
def page() -> ElementTree.Element:
    return ElementTree.fromstring(to_html(document()))


def html_text() -> str:
    return words(" ".join(page().find("body").itertext()))  # type: ignore[union-attr]


def of(rows: list[Row], **more: Any) -> Cohort:
    return Cohort(analyse(rows), [one.told() for one in rows], **more)


def table(found: Document, title: str) -> Table:
    return next(
        block for section in found.sections for block in section.blocks
        if isinstance(block, Table) and block.title == title
    )  # fmt: skip


def test_both_say_everything() -> None:
    analysis = whole().analysis
    asked = [
        document().sentence, RESEARCH_USE, "This is about the models, not about patients.",
        "A failed attack does not show that the model is safe.", "Two images were left out.", "medadv_gui 9.9.9",
        "the model's answer is not a number", "no certification by either", "@inproceedings{qi2021stabilized",
        "steps 20, alpha 0.1", "engine fused, batch 4", *analysis["notes"],
        *(check["title"] for check in analysis["sanity"]),
        *(model["sha256"] for model in analysis["models"]),
        *{one["image_sha256"] for one in whole().rows},
    ]  # fmt: skip
    for text in (html_text(), words(" ".join(pdf()[1]))):
        assert [said for said in asked if words(said) not in text] == []


def test_figures_are_those_of_the_statistics() -> None:
    where = ("fundus-dr 1.0.0", "sma", "4/255")
    group = next(g for g in whole().analysis["groups"] if (g["name"], g["attack"], g["epsilon"]) == where)
    success = group["figures"]["success"]
    shown = table(document(), "Success on fundus-dr 1.0.0")
    line = next(line for line in shown.rows if line[:2] == ("Stabilized attack (SMA)", "4/255"))
    assert line[2] == f"{success['hits']} of {success['n']}"
    value, low, high = re.match(r"([\d.]+) \(([\d.]+)–([\d.]+)\)", line[3]).groups()  # type: ignore[union-attr]
    assert [float(value), float(low), float(high)] == pytest.approx(
        [success["value"], success["low"], success["high"]], abs=0.006
    )
    noise = group["figures"]["noise_success"]
    assert line[-1] == f"{noise['hits']} of {noise['n']}"


def test_the_finding_is_true_of_every_cohort() -> None:
    one = build(of(outcomes("+++-")))
    assert (
        one.sentence == "On m 1.0.0, I-FGSM (BIM) within 4/255 succeeded in 3 of 4 cases that the model was right on."
    )
    assert (one.tone, one.verdict) == ("changed", "attacks succeeded")
    held = build(of(outcomes("----")))
    assert "succeeded in 0 of 4" in held.sentence
    assert (held.tone, held.verdict) == ("held", "no attack succeeded")
    wrong = build(of(outcomes("xx")))
    assert "nothing to judge" in wrong.sentence
    assert wrong.tone == "wrong"
    none = build(of([]))
    assert "nothing to judge" in none.sentence
    assert none.subtitle == "nothing was finished"
    for found in (one, held, wrong, none):
        assert to_pdf(found).startswith(b"%PDF")
        assert to_html(found)
    two = build(of([*outcomes("++--"), *outcomes("++--", model="n")]))
    assert "succeeded in 50 % of the cases" in two.sentence
    loud = build(of(outcomes("++--", attack="noise")))
    assert loud.tone == "wrong"  # noise is no attack


def test_signs_are_told_whichever_way_they_point() -> None:
    cohort = deepcopy(whole())
    for check, status in zip(cohort.analysis["sanity"], ("pass", "warning", "not run") * 2, strict=True):
        check["status"], check["needs"] = status, "more budgets" if status == "not run" else ""
    found = build(cohort)
    states = [line[1] for line in table(found, "Checks of this cohort").rows]
    assert states == ["✓ pass", "▲ warning", "– not run"] * 2
    assert any(remark.startswith("Checks that give a warning") for remark in found.remarks)
    assert not any(remark.startswith("Checks that give a warning") for remark in document().remarks)
    assert next(tile for tile in found.tiles if tile.name.startswith("Signs")).value == "2 of 4"


def test_cases_by_the_smallest_budget_that_turned_them() -> None:
    rows = [
        row(item="a", success=False, epsilon="2/255", of_255=2.0), row(item="a", epsilon="8/255", of_255=8.0),
        row(item="a", epsilon="4/255", of_255=4.0), row(item="b", success=False),
        row(item="c", success=False, clean_correct=False), row(item="b", attack="pgd"),
    ]  # fmt: skip
    shown = table(build(of(rows)), f"Cases of m 1.0.0 ({'1' * 8})")
    assert shown.header == ("Case", "Reference", "Right before", "I-FGSM (BIM)", "PGD")
    assert [(line[0], *line[2:]) for line in shown.rows] == [
        ("a", "yes", "4/255", "–"), ("b", "yes", "✗", "4/255"), ("c", "no", "(✗)", "–"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "right", "invented", "cells", "bullet"),
    [
        (
            [empty_masks(0, 0, 100), empty_masks(1, 0, 0, noise=3), empty_masks(2, 7, 70), lung(3)], "1 of 2",
            ("2 of 2", "1 of 2", "50"), ("○ 100", "○ 0", "(✗)", "4/255"), "1 of 2 cases, 50 pixels a case",
        ),
        (
            [empty_boxes(0, 0, 2), empty_boxes(1, 0, 1), empty_boxes(2, 1, 1)], "0 of 1",
            ("2 of 2", "0 of 2", "1.5"), ("○ 2", "○ 1", "(✗)"), "2 of 2 cases, 1.5 boxes a case",
        ),
    ],
)  # fmt: skip
def test_cases_with_nothing_to_lose_stand_apart(
    rows: list[Row], right: str, invented: tuple[str, ...], cells: tuple[str, ...], bullet: str
) -> None:
    found = build(of(rows))
    assert table(found, "Before any attack").rows[0][3] == f"{right}; 2 with nothing to lose"
    assert "2 cases with nothing to lose in none of these." in table(found, "Success on m 1.0.0").note
    (line,) = table(found, "Invented on m 1.0.0").rows
    count = len([cell for cell in cells if cell.startswith("○") and cell != "○ 0"])
    assert (line[2], line[5], line[4]) == (f"{count} of 2", *invented[1:])
    shown = table(found, f"Cases of m 1.0.0 ({'1' * 8})")
    assert tuple(line[-1] for line in shown.rows) == cells
    before = {"○": "nothing to lose", "(": "no", "4": "yes"}
    assert [line[2] for line in shown.rows] == [before[cell[0]] for cell in cells]
    assert "○ stands before how many" in shown.note
    said = words(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(found))).pages))
    assert bullet in said
    assert "Nothing to lose: m 1.0.0 on 2 of" in said


def test_means_over_fewer_images_than_all_say_so() -> None:
    found = build(of([empty_masks(0, 0, 9), empty_masks(1, 0, 9), lung(2), lung(3)]))
    note = table(found, "Answers of m 1.0.0").note
    assert "Dice and IoU over 2 of 4 images (the references of the others are empty)" in note
    assert "HD95 over 2 of 4 images" in note
    assert "mean Dice 1.00 over 2 of 4 images" in table(found, "Before any attack").rows[0][4]
    whole_one = build(of([lung(2), lung(3)]))
    assert "fewer" not in table(whole_one, "Answers of m 1.0.0").note
    assert " over " not in table(whole_one, "Before any attack").rows[0][4]


def test_no_ratio_of_variances_is_cut_off() -> None:
    cohort = deepcopy(whole())
    for told in cohort.analysis["stability"]:
        for figure in told["ratios"].values():
            figure.update(value=0.00388, low=6.9e-05, high=0.0123)
    pages = [words(page.extract_text()) for page in PdfReader(io.BytesIO(to_pdf(build(cohort)))).pages]
    shown = " ".join(text for text in pages if "over FGSM" in text)
    assert "0.004 (< 0.001 to 0.01)" in shown
    assert "…" not in shown


def test_one_is_no_plural() -> None:
    failure = {"key": "k", "item": "i", "model": "m", "attack": "a", "epsilon": "1", "reason": "r"}
    rows = outcomes("+-", patient="p")
    analysis = analyse(rows, (), [Failure("k", "i", "m", "ifgsm", "4/255", "r")])
    found = build(Cohort(analysis, [one.told() for one in rows], [failure | {"attack": "ifgsm"}]))
    assert table(found, "Before any attack").rows[0][2] == "2 of 1 patient"
    assert "1 task could not be done and counts in no figure." in found.remarks
    assert next(tile for tile in found.tiles if tile.name == "Images").note == "of 1 patient"


def test_transfer_is_a_grid_and_a_table() -> None:
    section = next(section for section in document().sections if section.anchor == "transfer")
    charts = [block for block in section.blocks if type(block).__name__ == "Charts"]
    assert len(charts) == 3  # one for each task
    title, drawing = charts[0].charts[0]  # type: ignore[union-attr]
    assert title == "Stabilized attack (SMA), 4/255: successes"
    told = whole().analysis["transfer"][0]
    said = f"{told['source']} on {told['target']}: {told['success']['hits']} of {told['success']['n']}"
    assert said in drawing.description


def test_noise_shown_to_other_models_is_told_in_the_table_alone() -> None:
    attacks = [{**one, "name": "noise"} if one["name"] == "sma" else one for one in whole().analysis["attacks"]]
    found = build(replace(whole(), analysis={**whole().analysis, "attacks": attacks}))
    (blocks,) = (section.blocks for section in found.sections if section.anchor == "transfer")
    assert [type(block).__name__ for block in blocks] == ["Table"]
    assert len(blocks[0].rows) == len(whole().analysis["transfer"])  # type: ignore[union-attr]


def test_parts_are_told_at_every_budget() -> None:
    shown = table(document(), "Success by part on fundus-dr 1.0.0")
    assert shown.header == ("Part", "n", "Attack", "2/255", "4/255")
    assert {line[0] for line in shown.rows} == {"label: no", "label: mild", "label: severe", "site: A", "site: B"}
    found = [
        next(one for one in group["by"]["site"] if one["name"] == "A")
        for group in whole().analysis["groups"]
        if (group["name"], group["attack"]) == ("fundus-dr 1.0.0", "sma")
    ]
    line = next(line for line in shown.rows if line[0] == "site: A" and line[2] == "Stabilized attack (SMA)")
    assert line[1] == f"{found[0]['n']}"
    shares = [one["figures"]["success"] for one in found]
    assert [cell.split(" (")[0] for cell in line[3:]] == [f"{share['hits']} of {share['n']}" for share in shares]
    ends = [re.search(r"\(([\d.]+)–([\d.]+)\)$", cell).groups() for cell in line[3:]]  # type: ignore[union-attr]
    assert [float(low) for low, _ in ends] == pytest.approx([share["low"] for share in shares], abs=0.006)
    assert "Shown" not in shown.note
    falls = table(document(), "Fall of the Dice by part on ct-lung 1.0.0")
    assert {line[0] for line in falls.rows} == {"label: left lung", "label: right lung", "site: A", "site: B"}


def test_a_long_cohort_shows_of_its_parts_what_somebody_reads() -> None:
    rows = [
        row(item=f"{site} {i}", site=f"s{site:02d}", attack=attack, epsilon=f"{budget}/255", of_255=float(budget),
            success=attack != "fgsm" and i < budget)
        for site in range(30) for i in range(1 + site % 3) for attack in ("fgsm", "ifgsm", "pgd", "sma", "apgd-ce")
        for budget in range(1, 9)
    ]  # fmt: skip
    shown = table(build(of(rows)), "Success by part on m 1.0.0")
    assert len(shown.rows) == 12 * 3
    assert {line[1] for line in shown.rows} == {"3", "2"}  # the sites of the most images
    assert "FGSM" not in {line[2] for line in shown.rows}
    assert shown.header[3:] == ("1/255", "3/255", "6/255", "8/255")
    for said in ("12 of 30 parts", "3 of 5 attacks", "4 of 8 budgets", "figures.csv"):
        assert said in shown.note


def test_a_cohort_of_one_model_and_budget_has_no_empty_sections() -> None:
    found = build(of(outcomes("++--")))
    anchors = [section.anchor for section in found.sections]
    assert "transfer" not in anchors
    assert "compared" not in anchors
    assert "parts" not in anchors
    assert all(section.blocks for section in found.sections)


def test_every_page_is_marked_numbered_and_listed() -> None:
    content, texts = pdf()
    reader = PdfReader(io.BytesIO(content))
    for i, text in enumerate(texts):
        assert text.startswith(RESEARCH_USE)
        assert f"page {i + 1} of" in text
    titles = [item.title for item in reader.outline]  # type: ignore[union-attr]
    assert titles == [section.title for section in document().sections]
    assert reader.metadata is not None
    assert reader.metadata.title == "Cohort report: attacks succeeded"
    for each in reader.pages:
        fonts = each["/Resources"]["/Font"].get_object()  # type: ignore[index]
        assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts.values())


def test_html_can_be_heard() -> None:
    root = page()
    headings = [e.tag for e in root.iter() if re.fullmatch("h[1-6]", e.tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert all(t.find("caption") is not None for t in root.iter("table"))
    drawings = [e for e in root.iter() if e.tag.endswith("}svg")]
    assert drawings
    assert all(e.attrib["role"] == "img" and len(e.attrib["aria-label"]) > 20 for e in drawings)


def test_hostile_text_stays_text() -> None:
    rows = [
        replace(one, item=f"{HOSTILE} {i}", model=HOSTILE, attack=HOSTILE, site=HOSTILE, patient=f"{HOSTILE}{i}")
        for i, one in enumerate(outcomes("++--+x"))
    ]
    failures = [
        {"key": "k", "item": HOSTILE, "model": HOSTILE, "attack": HOSTILE, "epsilon": HOSTILE, "reason": HOSTILE}
    ]
    found = build(of(rows, failures=failures, environment={"Versions": HOSTILE}, deviations=(HOSTILE,)))
    text = to_html(found)
    root = ElementTree.fromstring(text)
    assert root.find(".//script") is None
    assert "\u202e" not in text
    assert to_pdf(found).startswith(b"%PDF")


def test_what_is_written(tmp_path: Path) -> None:
    paths = write_cohort(whole(), tmp_path)
    assert [path.name for path in paths] == ["cohort.pdf", "cohort.html", "figures.json"]
    assert json.loads(paths[2].read_text(encoding="utf-8")) == whole().analysis
    first = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in write_cohort(whole(), tmp_path)] == first
    lacking = {key: value for key, value in whole().analysis.items() if key != "sanity"}
    with pytest.raises(InputError, match="the figures of the cohort: KeyError"):
        write_cohort(replace(whole(), analysis=lacking), tmp_path / "other")
    assert not (tmp_path / "other").exists()
