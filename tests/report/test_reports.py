from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image as Pillow
from pypdf import PdfReader

from medadv_gui.core.errors import InputError
from medadv_gui.core.resources import resources
from medadv_gui.core.result import ASSUMED, STATED, VERIFIED, AttackResult, Outcome, save_result
from medadv_gui.core.types import BoxPrediction, ClassPrediction, MultiLabelPrediction
from medadv_gui.render import chart
from medadv_gui.render.overlay import rgb_of
from medadv_gui.report import write_reports
from medadv_gui.report.document import Document
from medadv_gui.report.html import to_html
from medadv_gui.report.pdf import to_pdf
from medadv_gui.report.pictures import FOUND, GAINED_PIXEL, INVENTED, LOST_PIXEL, VANISHED, heat_limit, overlays
from medadv_gui.report.research import build
from medadv_gui.report.signs import NOT_RUN, PASS, WARNING, signs
from medadv_gui.report.tables import case
from medadv_gui.report.words import Units
from tests.report.factory import Factory, classification, detection, multilabel, segmentation, tampered, words

TASKS = pytest.mark.parametrize("factory", [classification, multilabel, segmentation, detection])
HOSTILE_CELL = '=HYPERLINK("http://e.example/")'
BANNER = "RESEARCH USE ONLY - NOT FOR DIAGNOSIS"


@cache
def plain(factory: Factory) -> Document:
    """The document of the factory's own result, which no test changes."""
    return build(factory())


@cache
def pages(document: Document) -> list[str]:
    return [words(page.extract_text()) for page in PdfReader(io.BytesIO(to_pdf(document))).pages]


def page(document: Document) -> ElementTree.Element:
    return ElementTree.fromstring(to_html(document))


def html_text(document: Document) -> str:
    return words(" ".join(page(document).find("body").itertext()))  # type: ignore[union-attr]


def expected(result: AttackResult) -> list[str]:
    """What both writers must show."""
    source, model = result.source, result.model
    texts = [
        BANNER, build(result).sentence, source["sha256"], model["sha256"], model["name"], result.criterion,
        "The attacker here knows the model (white-box).", "Random noise of the same size did not meet the criterion.",
        "demonstration only", "Stabilized attack (SMA)", "reimplementation of Qi et al., ICLR 2021",
        result.device, "torch 2.13.0", *result.files.values(), *result.files, "fails", "succeeds",
        "the ground truth given", "all steps done",
    ]  # fmt: skip
    return [words(str(text)) for text in texts]


@TASKS
def test_pdf_says_everything(factory: Factory) -> None:
    text = " ".join(pages(plain(factory)))
    assert [item for item in expected(factory()) if item not in text] == []


@TASKS
def test_html_says_everything(factory: Factory) -> None:
    text = html_text(plain(factory))
    assert [item for item in expected(factory()) if item not in text] == []


@TASKS
def test_every_pdf_page_is_marked_and_numbered(factory: Factory) -> None:
    found = pages(plain(factory))
    for i, text in enumerate(found):
        assert text.startswith(BANNER)
        assert f"page {i + 1} of" in text
        assert str(len(found)) in text


def test_synthetic_cases_are_marked_on_every_page() -> None:
    for text in pages(plain(segmentation)):
        assert "synthetic, drawn by this program" in text
    assert "synthetic, drawn by this program" in html_text(plain(segmentation))
    assert "synthetic, drawn" not in html_text(plain(classification))


def test_pdf_has_outline_and_metadata() -> None:
    document = build(classification(warnings=("the gradient is small",)))
    reader = PdfReader(io.BytesIO(to_pdf(document)))
    titles = [item.title for item in reader.outline]  # type: ignore[union-attr]
    assert titles == [section.title for section in document.sections]
    assert titles[0] == "Warnings"
    assert reader.metadata is not None
    assert reader.metadata.title == "Attack report: attack succeeded"
    assert reader.metadata.subject == document.sentence
    assert reader.trailer["/Root"]["/Lang"] == "en"


@TASKS
def test_same_result_same_bytes(factory: Factory) -> None:
    assert to_pdf(plain(factory)) == to_pdf(build(factory()))
    assert to_html(plain(factory)) == to_html(build(factory()))


@TASKS
def test_hostile_text_stays_text(factory: Factory) -> None:
    document = build(tampered(factory))
    root = page(document)
    assert root.find(".//script") is None
    assert not [element for element in root.iter() if element.tag == "b"]
    text = html_text(document)
    assert "<b>x</b><script src='http://e.example/'>&{{ 7*7 }}" in text
    assert "\u202e" not in to_html(document)
    assert "<b>x</b><script" in " ".join(pages(document))


@TASKS
def test_html_loads_nothing(factory: Factory) -> None:
    root = page(build(tampered(factory)))
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in ("src", "href", "data", "srcset", "action", "poster", "background"):
                assert value.startswith(("data:image/png;base64,", "#"))
            assert not name.startswith("on")
        assert element.tag not in ("script", "link", "iframe", "object", "embed", "base")
    style = root.find("head/style")
    assert style is not None
    assert not re.search(r"url\(|@import|http", style.text or "")


@TASKS
def test_html_can_be_heard_and_navigated(factory: Factory) -> None:
    root = page(plain(factory))
    assert root.attrib["lang"] == "en"
    assert [h.text for h in root.iter("h1")] == ["Attack report"]
    images = list(root.iter("img"))
    assert len(images) >= 3
    assert all(len(image.attrib["alt"]) > 15 for image in images)
    for table in root.iter("table"):
        assert table.find("caption") is not None
        assert all(th.attrib.get("scope") in ("col", "row") for th in table.iter("th"))
        assert all(row.find("th") is not None for row in table.iter("tr"))
    charts = [e for e in root.iter() if e.tag.endswith("svg")]
    assert charts
    assert all(c.attrib["role"] == "img" and len(c.attrib["aria-label"]) > 20 for c in charts)
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    named = {e.attrib["aria-labelledby"] for e in root.iter() if "aria-labelledby" in e.attrib}
    assert named <= set(ids)


def luminance(colour: str) -> float:
    parts = [value / 255 for value in rgb_of(colour)]
    red, green, blue = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_at_least_aa() -> None:
    style = (resources() / "report" / "report.html.j2").read_text(encoding="utf-8")
    inks = {
        name: value for name, value in re.findall(r"--(\w+): (#[0-9a-f]{6})", style) if name not in ("line", "soft")
    }
    tones = re.findall(r"--tone: (#[0-9a-f]{6})", style)
    assert len(tones) == 3
    for ink in (*inks.values(), *tones, chart.INK, chart.MUTED):
        assert contrast(ink, "#ffffff") >= 4.5
        assert contrast(ink, "#f4f6f9") >= 4.5
    assert contrast("#1a1404", "#ffbf47") >= 4.5
    assert contrast(chart.BEFORE, "#ffffff") >= 3
    assert contrast(chart.AFTER, "#ffffff") >= 3


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Pillow.open(io.BytesIO(png)))


def has(png: bytes, colour: str) -> bool:
    return bool((pixels(png) == rgb_of(colour)).all(axis=2).any())


@TASKS
def test_the_three_pictures_are_of_one_size_and_under_their_banners(factory: Factory) -> None:
    original, perturbation, adversarial = plain(factory).pictures.figures
    sizes = {(figure.width, figure.height) for figure in (original, perturbation, adversarial)}
    assert len(sizes) == 1
    red = "#be1c36"
    assert not has(original.png, red)
    assert has(perturbation.png, red)
    assert has(adversarial.png, red)
    assert all(has(figure.png, "#ffbf47") for figure in (original, perturbation, adversarial))
    assert "gain ×" in perturbation.caption


def test_the_heat_map_is_scaled_by_the_budget_not_by_the_data() -> None:
    result = classification()
    assert heat_limit(result) == 2
    weak = result.original.copy()
    weak[5, 5] ^= 1
    assert heat_limit(replace(result, adversarial=weak)) == 2
    assert heat_limit(replace(result, norm="l2")) == result.budget.realised_linf


def test_the_heat_maps_sign_shows_in_black_and_white() -> None:
    result = classification(256, 256)
    change = np.zeros_like(result.perturbation)
    change[:, :80], change[:, -80:] = -2, 2
    original = np.full_like(result.original, 100)
    changed = replace(result, original=original, adversarial=(original + change).astype(original.dtype))
    heat = build(changed).pictures.figures[1].png
    grey = np.asarray(Pillow.open(io.BytesIO(heat)).convert("L"), float)
    row = grey[grey.shape[0] // 2]
    lowered, same, raised = (row[round(share * len(row))] for share in (0.1, 0.5, 0.9))
    assert lowered + 60 < same < raised - 60


def test_vanished_and_invented_are_told_apart() -> None:
    before, after = overlays(detection())
    assert not has(before.png, VANISHED)
    assert has(after.png, VANISHED)
    assert has(after.png, INVENTED)
    assert "1 vanished, 1 invented" in after.alt
    difference = overlays(segmentation())[2]
    assert has(difference.png, LOST_PIXEL)
    assert has(difference.png, GAINED_PIXEL)


def test_boxes_of_several_labels_have_their_labels_colours() -> None:
    blur, polyp = "#123456", "#654321"
    result = detection()
    names = iter(("blur", "polyp", "polyp", "blur"))

    def renamed(found: BoxPrediction) -> BoxPrediction:
        return BoxPrediction(tuple(replace(box, label=next(names)) for box in found.boxes))

    before, after = result.predictions["original"], result.predictions["reread"]
    assert isinstance(before, BoxPrediction)
    assert isinstance(after, BoxPrediction)
    model = {**result.model, "labels": ["blur", "polyp"], "colours": [blur, polyp]}
    before = renamed(before)
    predictions = {"original": before, "adversarial": after, "reread": renamed(after), "noise": before}
    result = replace(result, model=model, reference=before, predictions=predictions)
    first, second = overlays(result)
    assert has(first.png, blur)
    assert has(first.png, polyp)
    # The first box is still there but has become a polyp: one more that vanished, and one more that was invented.
    assert "0 boxes kept, 2 vanished, 2 invented" in second.alt
    one = overlays(detection())[0]
    assert has(one.png, FOUND)


@TASKS
@pytest.mark.parametrize("state", [STATED, ASSUMED, VERIFIED])
def test_who_vouches_for_the_preprocessing(factory: Factory, state: str) -> None:
    result = factory()
    document = build(replace(result, model={**result.model, "preprocessing": state}))
    for text in (html_text(document), words(" ".join(pages(document)))):
        assert f"Preprocessing {state}" in text
        assert ("no test vector has shown that it is right" in text) == (state == ASSUMED)
    assert "Preprocessing not recorded" in html_text(build(result))


def test_units_of_the_budget() -> None:
    text = html_text(plain(segmentation))
    assert "stored values 11 11 HU 11 11 255ths of the model's input window 2 2" in text
    assert "grey levels of 255 in the window shown 1.87 1.87" in text
    assert "× the image's local noise (SD) 0.61 0.61" in text


def test_runs_without_smoothing_or_steps() -> None:
    steps = tuple(replace(s, kl_smoothed=None, smoothing_gap=None) for s in classification().steps)
    text = html_text(build(classification(steps=steps)))
    assert "KL from the truth" in text
    assert "smoothed answer" not in text
    assert "No iteration was recorded" in html_text(build(classification(steps=())))
    assert to_pdf(build(classification(steps=steps[:1]))).startswith(b"%PDF")


def test_no_word_that_promises_too_much() -> None:
    for factory in (classification, multilabel, segmentation, detection):
        text = html_text(build(factory(noise_success=True))).lower()
        assert "imperceptible" not in text
        assert "invisible" not in text


def test_many_labels_and_an_odd_shape() -> None:
    names = [f"label {i}" for i in range(300)]
    flat = ClassPrediction(dict.fromkeys(names, 1 / 300))
    result = classification(height=4, width=400)
    result = replace(result, reference=flat, predictions=dict.fromkeys(result.predictions, flat))
    assert len(pages(build(result))) < 8


def test_a_multi_label_report_says_which_labels_are_present() -> None:
    text = html_text(plain(multilabel))
    assert "multi-label classification" in text
    assert "effusion (reference) 0.91 ◂ 0.08 0.08 0.90 ◂" in text
    assert "nodule (reference) 0.72 ◂ 0.66 ◂ 0.66 ◂ 0.70 ◂" in text
    assert "atelectasis 0.12 0.83 ◂ 0.83 ◂ 0.10" in text
    assert "◂ marks a label present, with a score of at least 0.4; each label has its own score." in text
    assert "dashed: a label is present from 0.4 on" in text
    empty = MultiLabelPrediction(dict.fromkeys(multilabel().reference.scores, 0.0))  # type: ignore[union-attr]
    assert "in the reference none is present" in html_text(build(multilabel(reference=empty)))


@TASKS
def test_write_reports_from_the_folder_alone(factory: Factory, tmp_path: Path) -> None:
    result = replace(factory(), files={})
    save_result(result, tmp_path)
    paths = write_reports(tmp_path)
    drawn = ["report.pdf", "report.html", "one-page.pdf", "one-page.html", "figures.csv", "steps.csv"]
    assert [path.name for path in paths] == drawn
    assert {p.name for p in tmp_path.iterdir()} == {"case.npz", "result.json", *drawn}
    first = [path.read_bytes() for path in paths]
    assert build(result).sentence in words(" ".join(ElementTree.fromstring(first[1]).itertext()))
    write_reports(tmp_path)
    assert [path.read_bytes() for path in paths] == first


@TASKS
def test_parameters_of_another_task_are_not_listed(factory: Factory) -> None:
    result = factory()
    result = replace(result, attack={**result.attack, "drop": 0.3, "invented": False})
    titles = {title for title, _ in case(result, Units.of(result))[2].rows}
    assert ("Fall of the mean Dice that counts" in titles) is (result.model["task"] == "segmentation")
    assert ("Invented boxes count" in titles) is (result.model["task"] == "detection")


@TASKS
def test_figures_and_iterates_are_tables_too(factory: Factory, tmp_path: Path) -> None:
    result = factory()
    result = replace(result, attack={**result.attack, "note": HOSTILE_CELL}, criterion=HOSTILE_CELL)
    save_result(result, tmp_path)
    write_reports(tmp_path)
    document = result.to_json()
    with (tmp_path / "steps.csv").open(newline="") as stream:
        steps = list(csv.DictReader(stream))
    assert [list(step) for step in steps] == [list(step) for step in document["steps"]]
    for told, step in zip(steps, document["steps"], strict=True):
        assert {name: "" if value is None else str(float(value)) for name, value in step.items()} == {
            name: value and str(float(value)) for name, value in told.items()
        }
    with (tmp_path / "figures.csv").open(newline="") as stream:
        figures = list(csv.DictReader(stream))
    told = {(f["part"], f["figure"], f["label"], f["box"]): f["value"] for f in figures}
    assert len(told) == len(figures)
    assert float(told["budget", "of_255", "", ""]) == result.budget.of_255
    assert float(told["metrics", "psnr", "", ""]) == result.metrics["psnr"]
    assert told["outcome", "reread", "", ""] == str(int(result.outcome.reread))
    assert told["attack", "note", "", ""] == told["run", "criterion", "", ""] == f"'{HOSTILE_CELL}"
    assert told["source", "sha256", "", ""] == result.source["sha256"]
    answer = document["prediction"]["reread"]
    for many, one in (("probabilities", "probability"), ("area", "area"), ("dice", "dice")):
        for label, value in answer.get(many, {}).items():
            assert float(told["reread", one, label, ""]) == value
    for number, box in enumerate(answer.get("boxes", ()), 1):
        assert float(told["reread", "score", box["label"], str(number)]) == box["score"]
        assert float(told["reread", "bottom", box["label"], str(number)]) == box["box"][3]


def test_a_result_that_lacks_a_field_is_one_clear_line(tmp_path: Path) -> None:
    result = classification()
    model = {key: value for key, value in result.model.items() if key != "sha256"}
    save_result(replace(result, model=model, files={}), tmp_path)
    with pytest.raises(InputError, match=r"result\.json: the field 'sha256' is missing"):
        write_reports(tmp_path)
    with pytest.raises(InputError, match="missing"):
        write_reports(tmp_path / "nowhere")
    assert not [*tmp_path.glob("report.*"), *tmp_path.glob("one-page.*")]


def test_the_words_of_a_report_come_without_its_writers() -> None:
    code = "import sys, medadv_gui.report.words; print({'reportlab', 'jinja2', 'torch', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@TASKS
def test_the_threat_model_says_what_the_attacker_knew(factory: Factory) -> None:
    text = html_text(plain(factory))
    for title in ("Goal", "Knowledge", "Access", "Budget", "Where the change lives", "Setting"):
        assert title in text
    assert "White-box: it knows the model" in text
    assert "11 iterates, each with an answer and a gradient" in text
    result = factory()
    square = html_text(build(replace(result, attack={**result.attack, "name": "square"})))
    assert "Black-box" in square
    assert "White-box" not in square
    assert "The attacker here knows the model" not in square
    assert "asks the model for its scores alone" in square
    assert "None: random signs" in html_text(build(replace(result, attack={**result.attack, "name": "noise"})))
    targeted = html_text(build(replace(result, attack={**result.attack, "target": "No DR"})))
    assert "Targeted at No DR" in targeted


def test_signs_that_a_run_went_wrong() -> None:
    def states(result: AttackResult) -> dict[str, str]:
        return {row[0]: row[1] for row in signs(result, Units.of(result)).rows}

    fine = states(classification())
    assert {state for check, state in fine.items() if not check.startswith("Stronger")} == {PASS}
    assert fine["Stronger attacks, larger budgets, restarts"] == NOT_RUN
    result = classification(
        noise_success=True, saturated_share=0.8, outcome=Outcome(True, True, False),
        steps=tuple(replace(s, loss_deviation=1.0 - s.k / 100) for s in classification().steps),
    )  # fmt: skip
    budget = replace(result.budget, realised_linf=3.0)
    bad = states(replace(result, budget=budget, metrics={**result.metrics, "reread_error": 1.0}))
    assert [state for check, state in bad.items() if not check.startswith("Stronger")] == [WARNING] * 6
    silent = states(classification(steps=(), outcome=Outcome(False, False, False), metrics={"psnr": 1.0, "ssim": 1.0}))
    assert list(silent.values()).count(NOT_RUN) == 4


def test_a_card_counts_where_the_weights_are_the_results() -> None:
    result = classification()
    folder = resources() / "models" / "fundus-dr" / "model_card.json"
    card = json.loads(folder.read_text(encoding="utf-8"))
    assert "was not at hand" in html_text(build(result, {"fundus-dr": card}))
    model = {**result.model, "version": card["version"], "sha256": card["files"][0]["sha256"]}
    document = build(replace(result, model=model), {"fundus-dr": card})
    text = html_text(document)
    assert "was not at hand" not in text
    assert words(card["intended_use"]) in text
    assert words(card["licence"]) in " ".join(pages(document))


@TASKS
def test_checklist_and_references(factory: Factory) -> None:
    for text in (html_text(plain(factory)), " ".join(pages(plain(factory)))):
        for said in ("no certification by either", "10.1148/ryai.240300", "10.1136/bmj-2023-078378", "not applicable"):
            assert said in text
        assert "@inproceedings{qi2021stabilized" in text
        assert "eprint = {2103.05232}" in words(text)
        assert "@software{medadv_gui" in text


@TASKS
def test_every_face_is_embedded(factory: Factory) -> None:
    for page in PdfReader(io.BytesIO(to_pdf(plain(factory)))).pages:
        for font in page["/Resources"]["/Font"].get_object().values():  # type: ignore[index]
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


@TASKS
def test_html_forbids_what_it_does_not_need(factory: Factory) -> None:
    root = page(plain(factory))
    policy = next(e.attrib["content"] for e in root.iter("meta") if "http-equiv" in e.attrib)
    assert policy.startswith("default-src 'none'")
    headings = [e.tag for e in root.iter() if re.fullmatch("h[1-6]", e.tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    for drawing in (e for e in root.iter() if e.tag.endswith("}svg")):
        children = [child.tag.rpartition("}")[2] for child in drawing]
        assert children[:2] == ["title", "desc"]
