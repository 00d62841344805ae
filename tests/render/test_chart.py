from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.core.types import ClassPrediction, MultiLabelPrediction
from medadv_gui.render.chart import AFTER, BEFORE, Curve, Label, Line, Rect, class_bars, line_plot, score_text, svg
from medadv_gui.render.text import clean, shorten, text_width

SCORES = st.dictionaries(st.text(min_size=1, max_size=40), st.floats(0, 1), min_size=1, max_size=15)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (1, "1.00"),
        (0.914, "0.91"),
        (0.9971, "0.997"),
        (0.9999, "> 0.999"),
        (0.0004, "< 0.001"),
        (0.003, "0.003"),
    ],
)
def test_score_text(value: float, text: str) -> None:
    assert score_text(value) == text


def test_bars_have_their_lengths_numbers_and_names() -> None:
    drawing = class_bars(ClassPrediction({"a": 0.25, "b": 0.75}), ClassPrediction({"a": 0.9, "b": 0.1}), ("b",))
    bars = [item for item in drawing.items if isinstance(item, Rect)]
    unit = bars[0].width / 0.25
    assert [round(bar.width / unit, 6) for bar in bars] == [0.25, 0.9, 0.75, 0.1]
    assert [bar.fill for bar in bars] == [BEFORE, AFTER] * 2
    texts = [item.text for item in drawing.items if isinstance(item, Label)]
    assert texts.count("◆ reference") == 1
    assert "original, answer" in texts
    assert "adversarial, answer" in texts
    assert {"0.25", "0.90", "0.75", "0.10"} <= set(texts)
    assert "b (reference): 0.75 before, 0.10 after" in drawing.description


def test_of_many_labels_the_highest_and_the_reference_are_drawn() -> None:
    before = ClassPrediction({f"label {i}": i / 100 for i in range(40)})
    texts = [i.text for i in class_bars(before, before, ("label 0",)).items if isinstance(i, Label)]
    assert {"label 0", "label 39", "label 31"} <= set(texts)
    assert "label 30" not in texts
    assert "30 more labels are not drawn" in texts


def test_a_multi_label_chart_draws_its_threshold_and_says_what_is_present() -> None:
    before = MultiLabelPrediction({"a": 0.9, "b": 0.75, "c": 0.1}, threshold=0.7)
    after = MultiLabelPrediction({"a": 0.95, "b": 0.2, "c": 0.69}, threshold=0.7)
    drawing = class_bars(before, after, ("a", "b"))
    texts = [item.text for item in drawing.items if isinstance(item, Label)]
    assert texts.count("◆ reference") == 2
    assert texts.count("original, present") == 2
    assert texts.count("adversarial, present") == 1
    assert "dashed: a label is present from 0.7 on" in texts
    assert "a label is present from 0.7 on" in drawing.description
    (line,) = [item for item in drawing.items if isinstance(item, Line) and item.dash]
    bars = [item for item in drawing.items if isinstance(item, Rect)]
    assert [x for x, _ in line.points] == pytest.approx([bars[0].x + bars[0].width / 0.9 * 0.7] * 2)
    assert not [i for i in class_bars(ClassPrediction({"a": 1.0}), before).items if isinstance(i, Line) and i.dash]


@given(SCORES, st.data())
def test_svg_is_well_formed_and_inside_its_frame(scores: dict[str, float], data: st.DataObject) -> None:
    several = data.draw(st.none() | st.floats(0.01, 0.99))
    before, after = (
        ClassPrediction(values) if several is None else MultiLabelPrediction(values, threshold=several)
        for values in (scores, {name: data.draw(st.floats(0, 1)) for name in scores})
    )
    drawing = class_bars(before, after, before.present)
    root = ElementTree.fromstring(svg(drawing))
    assert root.attrib["role"] == "img"
    for item in drawing.items:
        if isinstance(item, Label):
            start = {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor]
            left = item.x - start * text_width(item.text, item.size, item.bold)
            assert left >= -1
            assert left + text_width(item.text, item.size, item.bold) <= drawing.width + 1


@given(st.lists(st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), min_size=1, max_size=30), min_size=1, max_size=3))
def test_plots_hold_their_points(values: list[list[float]]) -> None:
    curves = [Curve(f"curve {i}", tuple(v)) for i, v in enumerate(values)]
    drawing = line_plot(curves, x_label="iteration", y_label="loss")
    for item in drawing.items:
        if isinstance(item, Line):
            assert all(-1 <= x <= drawing.width + 1 and -1 <= y <= drawing.height + 1 for x, y in item.points)
    ElementTree.fromstring(svg(drawing))


def test_curves_differ_by_more_than_colour() -> None:
    drawing = line_plot([Curve("a", (1, 2, 3)), Curve("b", (3, 2, 1))], x_label="k", y_label="y")
    dashes = [item.dash for item in drawing.items if isinstance(item, Line) and item.width > 1]
    assert len(set(dashes)) == 2


def test_clean_drops_what_no_page_can_hold() -> None:
    assert clean("a\x00b\u202ec\ud800d\n e") == "a b c d e"
    assert shorten("a long name of a label", 10, 40).endswith("…")
    assert text_width(shorten("a long name of a label", 10, 40), 10) <= 40
