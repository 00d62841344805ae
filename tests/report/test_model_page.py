"""A model's page from a card and a lab.json made by hand."""

from __future__ import annotations

import io
import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from pypdf import PdfReader

from medadv_gui.core.types import Box, BoxPrediction, ClassPrediction, MaskPrediction, Prediction
from medadv_gui.render.chart import Drawing, Label, Line, Rect, svg
from medadv_gui.render.curves import (
    Point,
    Progress,
    Shares,
    budget_plot,
    confusion_grid,
    progress_plot,
    reliability_plot,
)
from medadv_gui.report.document import Document
from medadv_gui.report.html import for_browser, to_html
from medadv_gui.report.model_page import Example, Subject, answer_words, build_page, value_text
from medadv_gui.report.pdf import to_pdf
from medadv_gui.report.pictures import FOUND, INVENTED, VANISHED, answered
from medadv_gui.report.plain import to_text
from tests.evaluation.labs import card, curve, lab, twin
from tests.report.factory import HOSTILE, words
from tests.report.test_reports import contrast, has
from tests.support import picture

STATED = "stated by the bundled card"


def plain(**changes: object) -> Subject:
    return Subject(card(), STATED, lab(**changes))


def hardened() -> Subject:
    curves = [curve("sma", "Stabilized attack (SMA)", 0, 2, 5, 9), curve("noise", "Random noise", 0, 0, 0, 0)]
    attacks = {"pictures": 10, "budgets": [1, 2, 4, 8], "curves": curves}
    name = "test-model-robust"
    return Subject(card(name, name="Grader, hardened"), STATED, lab(name, attacks=attacks, twin=twin()))


def text_of(document: Document) -> str:
    body = ElementTree.fromstring(to_html(document)).find("body")
    assert body is not None
    return words(" ".join(body.itertext()))


def test_the_page_says_what_was_measured_and_what_was_not() -> None:
    text = text_of(build_page(plain()))
    for part in (
        "DR AUC 0.87 (0.78 to 0.94) on 40 pictures. With each pixel moved by at most 2/255, the attack that does best "
        "turns 9 of 10 answers that were right, random noise 1.",
        "quadratic kappa −0.12 −0.30 to 0.10 40",
        "Intervals are 95 %, by the picture",
        "severe DR 15 0.60 (0.10 to 0.90) not known",
        "0.9 to 1 0.97 0.83 28",
        "APGD, cross-entropy 10 steps 0.40 (0.20 to 0.60) 0.90 (0.70 to 1.00)",
        "Pictures drawn by this program, none of anybody: 9 of 12 answered rightly.",
        "Pictures of other clinics, devices and populations than this data set's.",
        "medadv-gui models measure test-model --data DIR",
        "demonstration only: shows attacks", "Any clinical use", "IDRiD, CC BY 4.0", "Weights: Apache-2.0",
        "Porwal P, et al. Data 2018;3(3):25", "ab" * 32, STATED,
        "A failed attack does not show that the model is safe.",
        "accuracy 0.61 (0.50 to 0.70) 40 held-out train by picture",
    ):  # fmt: skip
        assert part in text


def test_a_model_that_was_not_measured_says_so() -> None:
    document = build_page(Subject(card(), "assumed by user"))
    text = text_of(document)
    assert document.verdict == "not measured"
    assert "Nothing was measured of this model here." in text
    assert "no accuracy, no reliability and no attack was measured here" in text
    assert "medadv-gui models measure test-model --data DIR" in text
    assert "assumed by user" in text
    assert "9 of 10" not in text
    stale = build_page(Subject(card(), STATED, problem="test-model/lab.json: was measured with other weights"))
    assert stale.verdict == "figures not shown"
    assert "measured with other weights" in text_of(stale)


@pytest.mark.parametrize("own", [True, False])
def test_a_twin_stands_beside_its_plain_model_on_both_pages(own: bool) -> None:
    pair = (hardened(), plain()) if own else (plain(), hardened())
    text = text_of(build_page(*pair))
    for part in (
        "Grader 1 (test-model)", "Grader, hardened 1 (test-model-robust)",
        "2/255 0.10 (0.05 to 0.10) 0.60 (0.50 to 0.70)",
        "Of each picture the worst of apgd-ce, square, transfer counts",
    ):  # fmt: skip
        assert part in text
    assert text.index("Grader 1 (test-model)") < text.index("Grader, hardened 1 (test-model-robust)")


def test_where_nothing_was_attacked_no_share_is_shown() -> None:
    attacks = {"pictures": 0, "budgets": [1, 2, 4, 8], "curves": [curve("sma", "Stabilized attack (SMA)", 0, 0, 0, 0)]}
    text = text_of(build_page(plain(attacks=attacks)))
    assert "No picture was answered rightly, so none was attacked." in text
    assert "Share of attacks that succeed" not in text


def test_a_twin_that_was_not_measured_is_named() -> None:
    twin_card = Subject(card("test-model-robust"), STATED)
    assert "test-model-robust, beside it, was not measured." in text_of(build_page(plain(), twin_card))


def test_what_only_a_segmentation_has() -> None:
    figures = {
        "empty": {"pictures": 14, "marked": 3, "mean_pixels": 12.5, "most_pixels": 90},
        "mirrored": [{"name": "Dice, left lung, mirrored", "value": 0.953, "low": 0.93, "high": 0.97, "n": 33}],
        "data": {"name": "ct_lung_seg", "split": "test", "pictures": 33, "owners": 2, "interval": "owner"},
    }
    text = text_of(build_page(plain(**figures)))
    assert (
        "Nothing to mark: 14 pictures, of which 3 were marked all the same, on 12.5 pixels in the mean and 90" in text
    )
    assert "Dice, left lung, mirrored 0.95 0.93 to 0.97 33" in text
    assert "33 pictures of 2 patients, cases or papers. Intervals are 95 %, by the owner" in text


def test_pdf_browser_and_terminal_say_the_same() -> None:
    document = build_page(hardened(), plain())
    pdf = words(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(document))).pages))
    browser = words(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*</style>", "", for_browser(document), flags=re.DOTALL)))
    terminal = words(to_text(document))
    for part in ("Plain beside hardened: accuracy", "0.60 (0.50 to 0.70)", "not known", "Any clinical use", "Date"):
        for found in (pdf, browser, terminal):
            assert part in found
    assert to_pdf(document) == to_pdf(build_page(hardened(), plain()))


def test_hostile_text_stays_text() -> None:
    bad = lab(not_measured=[HOSTILE], made={**lab()["made"], "device": HOSTILE, "versions": {HOSTILE: HOSTILE}})
    document = build_page(Subject(card(name=HOSTILE, licence=HOSTILE, training_data=[HOSTILE]), STATED, bad))
    root = ElementTree.fromstring(to_html(document))
    assert root.find(".//script") is None
    assert HOSTILE.split("&")[0] in text_of(document)
    for page in (to_html(document), for_browser(document)):
        assert "<script" not in page
        assert "\u202e" not in page
    for source in re.findall(r'src="([^"]*)"', for_browser(document)):
        assert source.startswith(("data:image/png;base64,", "data:image/svg+xml;base64,"))
    to_pdf(document)


def test_inks_of_the_window_are_at_least_aa() -> None:
    style = for_browser(build_page(plain())).split("</style>")[0]
    inks = set(re.findall(r"[^-]color: (#[0-9a-f]{6})", style))
    assert len(inks) >= 3
    for ink in inks - {"#1a1404"}:
        assert contrast(ink, "#ffffff") >= 4.5
        assert contrast(ink, "#f4f6f9") >= 4.5


def test_examples_are_marked_as_drawn_and_show_what_was_missed() -> None:
    image = picture(np.full((40, 60, 3), 90, np.uint8), synthetic=True)
    hit, miss, wrong = (Box("polyp", 0.9, x, 5.0, x + 10.0, 15.0) for x in (2.0, 20.0, 40.0))
    found, wanted = BoxPrediction((hit, wrong)), BoxPrediction((hit, miss))
    figure = answered(image, found, wanted, ["#009e73"], "Wrong", answer_words(found, wanted))
    assert all(has(figure.png, colour) for colour in (FOUND, INVENTED, VANISHED, "#ffbf47"))
    assert "2 boxes found, 2 in the reference" in figure.alt
    text = text_of(build_page(plain(), None, [Example(image, found, wanted, False)]))
    assert "Wrong. 2 boxes found" in text


@pytest.mark.parametrize(
    ("answer", "reference", "said"),
    [
        (
            ClassPrediction({"a": 0.7, "b": 0.3}), ClassPrediction({"a": 0.0, "b": 1.0}),
            "Answered “a” (score 0.70), reference “b”.",
        ),
        (
            MaskPrediction(("none", "lung"), np.eye(4, dtype=np.uint8)),
            MaskPrediction(("none", "lung"), np.eye(4, dtype=np.uint8)), "Dice with the reference: lung 1.00.",
        ),
    ],
)  # fmt: skip
def test_the_answer_in_words(answer: Prediction, reference: Prediction, said: str) -> None:
    assert answer_words(answer, reference) == said


def test_figures_in_a_few_characters() -> None:
    assert [value_text(v) for v in (None, 0.0, 0.8712, -0.12, -0.0002, -0.9995, 2.345, 14.0)] == [
        "not known", "0.00", "0.87", "−0.12", "> −0.001", "< −0.999", "2.35", "14",
    ]  # fmt: skip


def inside(drawing: Drawing) -> None:
    for item in drawing.items:
        points = item.points if isinstance(item, Line) else [(item.x, item.y)]
        assert all(-1 <= x <= drawing.width + 1 and -1 <= y <= drawing.height + 1 for x, y in points)
    ElementTree.fromstring(svg(drawing))


def test_budget_curves_stand_at_their_shares_with_a_stroke_each() -> None:
    curves = [
        Shares(f"attack {i}", (0.0, 0.5, math.nan, 1.0), (0.0, 0.3, 0.5, 0.8), (0.2, 0.7, 1.0, 1.0)) for i in range(5)
    ]
    drawing = budget_plot(curves, ["1/255", "2/255", "4/255", "8/255"], x_label="budget", y_label="share")
    inside(drawing)
    lines = [item for item in drawing.items if isinstance(item, Line) and item.width == 1.5]
    assert len({(line.colour, line.dash) for line in lines}) == 5
    heights = [y for _, y in lines[0].points]
    assert len(heights) == 3  # what is not finite is left out
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2])
    assert "attack 0: 0.00 at 1/255, 0.50 at 2/255, 1.00 at 8/255" in drawing.description
    inside(budget_plot([], ["1/255"], x_label="budget", y_label="share"))


def test_progress_is_drawn_over_a_number_with_its_floor() -> None:
    unknown = (math.nan,) * 3
    lines = [
        Progress("a", (10, 20, 40), (0.2, math.nan, 0.6), unknown, unknown),
        Progress("b", (40,), (0.5,), (0.4,), (0.7,)),
    ]
    drawing = progress_plot(lines, x_label="steps", y_label="AP50", floor=0.8)
    inside(drawing)
    (line,) = (item.points for item in drawing.items if isinstance(item, Line) and item.width == 1.5)
    (floor,) = (item.points for item in drawing.items if isinstance(item, Line) and item.dash == (4.0, 3.0))
    left, right = floor[0][0], floor[1][0]
    assert [x for x, _ in line] == pytest.approx([left + 0.25 * (right - left), right])
    low, high, asked = line[0][1], line[1][1], floor[0][1]
    assert high - asked == pytest.approx((low - high) / 2)
    assert drawing.description == "AP50 by steps. Asked for: 0.8; a: 0.20 at 10, 0.60 at 40; b: 0.50 at 40."
    inside(progress_plot([], x_label="steps", y_label="AP50"))


def test_the_page_says_how_the_model_learned_and_what_was_tried() -> None:
    recipe = {
        "stages": {
            "member 0": {"curve": [[10, 2.5, {"AP50": 0.2}], [40, 1.5, {"AP50": 0.6}]]},
            "student": {"curve": [[50, 1.0, {}]]},
        },
        "floor": {"figure": "accuracy", "value": 0.8},
        "tried": ["a larger network:\n0.60"],
        "learning_curve": {
            "figure": "accuracy", "on": "99 pictures held out", "training": "short",
            "points": [{"pictures": 10, "value": 0.25, "low": 0.2, "high": 0.3}],
        },
    }  # fmt: skip
    tested = card(metrics=[{"name": "accuracy", "value": 0.61, "split": "test"}])
    text = text_of(build_page(Subject(tested, STATED, recipe=recipe)))
    for part in (
        "Asked for on the test split: accuracy of at least 0.80; measured: 0.610. Not reached.",
        "Pictures accuracy Interval 10 0.25 0.20 to 0.30 On 99 pictures held out. Training: short.",
        "What was tried: a larger network: 0.60",
    ):
        assert part in text
    spoken = to_text(build_page(Subject(tested, STATED, recipe=recipe)))
    assert "AP50: 0.20 at 10, 0.60 at 40." in words(spoken)
    assert "Asked for: 0.8; 0.25 at 10." in words(spoken)
    assert "How it learned" not in text_of(build_page(plain()))


def test_a_reliable_model_lies_on_the_diagonal() -> None:
    drawing = reliability_plot([Point(v, v, v - 0.1, math.nan, 10) for v in (0.2, 0.5, 0.9)])
    inside(drawing)
    (diagonal,) = [item for item in drawing.items if isinstance(item, Line) and item.dash]
    (x0, y0), (x1, y1) = diagonal.points
    marks = [item for item in drawing.items if isinstance(item, Rect)]
    assert len(marks) == 3
    for mark, v in zip(marks, (0.2, 0.5, 0.9), strict=True):
        assert (mark.x + 2, mark.y + 2) == (pytest.approx(x0 + v * (x1 - x0)), pytest.approx(y0 + v * (y1 - y0)))


def test_confusions_are_counted_and_pixels_shared_out() -> None:
    drawing = confusion_grid(["a", "b"], ["a", "b"], [[3, 1], [0, 0]], of="pictures")
    inside(drawing)
    texts = [item.text for item in drawing.items if isinstance(item, Label)]
    assert texts.count("0") == 2
    assert {"3", "1"} <= set(texts)
    assert "a answered as b: 1" in drawing.description
    pixels = confusion_grid(["a", "b"], ["a", "b"], [[3, 1], [0, 4]], of="pixels")
    texts = [item.text for item in pixels.items if isinstance(item, Label)]
    assert {"75.0 %", "25.0 %", "0.0 %", "100.0 %"} <= set(texts)


def test_many_labels_leave_the_matrix_to_the_file() -> None:
    names = [f"label {i}" for i in range(30)]
    matrix = {"of": "pictures", "rows": names, "columns": names, "counts": [[1] * 30] * 30}
    assert "The confusion matrix has 30 labels; it stands in lab.json." in text_of(build_page(plain(confusion=matrix)))
