"""A multi-label model in the window: its form, its bars with their threshold, an attack from opening to report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.core.result import load_result
from medadv_gui.core.types import ClassPrediction, MultiLabelPrediction
from medadv_gui.gui.attack_panel import AttackPanel
from medadv_gui.gui.bars import LEAST_ROW, Pair, PairBars
from medadv_gui.gui.result_panel import MOST_ROWS, AnswerPanel
from medadv_gui.gui.theme import colour
from medadv_gui.gui.window import MainWindow
from medadv_gui.imaging.write import write_like
from medadv_gui.models.card import Label, read_card
from medadv_gui.report.words import Units, sentence
from tests.models.test_multilabel import FINDINGS, findings_card, findings_folder
from tests.support import card, picture

from .conftest import at_rest
from .test_layout import clipped

Opened = Callable[..., MainWindow]


def dark_columns(bars: PairBars, tint: QColor, row: int) -> set[int]:
    """The columns of a line of pixels that hold exactly this colour."""
    image = bars.grab().toImage()
    return {x for x in range(image.width()) if image.pixelColor(x, row) == tint}


def test_the_threshold_is_a_dashed_line_over_the_bars(themed: QApplication, qtbot: QtBot) -> None:
    bars = PairBars()
    qtbot.addWidget(bars)
    bars.resize(400, 120)
    rows = tuple(Pair(f"finding {i}", 0.9, 0.8, "0.90 present", "0.80 present") for i in range(3))
    bars.set_rows(rows)
    tint = colour("text")
    lines = range(10, 110)
    without = [dark_columns(bars, tint, y) for y in lines]
    bars.set_rows(rows, 0.5)
    drawn = [dark_columns(bars, tint, y) - before for y, before in zip(lines, without, strict=True)]
    columns = set.union(*drawn)
    assert len(columns) <= 2
    share = sum(bool(found) for found in drawn) / len(drawn)
    assert 0.4 < share < 0.95
    bars.set_rows(rows, 0.9)
    moved = set.union(*(dark_columns(bars, tint, y) for y in lines)) - set.union(*without)
    assert min(moved) > max(columns)


def scores(threshold: float = 0.4, **values: float) -> MultiLabelPrediction:
    return MultiLabelPrediction(values, threshold=threshold)


@pytest.fixture
def answers(themed: QApplication, qtbot: QtBot) -> AnswerPanel:
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    panel.resize(520, 300)
    return panel


def test_each_bar_says_whether_its_label_is_present(answers: AnswerPanel) -> None:
    before, after = scores(effusion=0.9, nodule=0.2), scores(effusion=0.1, nodule=0.4)
    reference = scores(effusion=1.0, nodule=0.0)
    spec = card("multilabel", ("effusion", "nodule"))
    answers.show_answers(spec, before, after, reference=reference, target="nodule", attack="sma")
    assert answers.bars.accessibleDescription() == (
        "effusion (reference): before 0.90 present, after 0.10; nodule (target): before 0.20, after 0.40 present"
    )
    assert answers.bars.threshold == 0.4
    assert "present from 0.4" in answers.legend.text()
    assert "several may be, or none" in answers.notes.text()
    answers.show_answers(spec, before, None, reference=scores(effusion=1.0, nodule=1.0), truth_source="ground truth")
    assert [row.marks for row in answers.bars.rows] == [("true label",), ("true label",)]


def test_a_classification_has_no_threshold(answers: AnswerPanel) -> None:
    before = ClassPrediction({"a": 0.7, "b": 0.3})
    answers.show_answers(card(labels=("a", "b")), before, None, reference=before, true_label="b")
    assert answers.bars.threshold is None
    assert "present" not in answers.legend.text() + answers.bars.accessibleDescription()
    assert [row.marks for row in answers.bars.rows] == [("reference",), ("true label",)]


def test_many_labels_scroll(answers: AnswerPanel, qtbot: QtBot) -> None:
    names = tuple(f"finding {i}" for i in range(18))
    answers.show()
    qtbot.waitExposed(answers)
    answers.show_answers(card("multilabel", names), scores(**dict.fromkeys(names, 0.5)), None)
    assert answers.minimumSizeHint().height() < MOST_ROWS * LEAST_ROW + 150
    qtbot.waitUntil(lambda: answers.bars_area.verticalScrollBar().maximum() > 0)
    assert answers.bars.height() >= len(names) * LEAST_ROW


def test_the_form_offers_targets_and_says_where_truths_are_given(themed: QApplication, qtbot: QtBot) -> None:
    panel = AttackPanel()
    qtbot.addWidget(panel)
    panel.show_card(findings_card(), False, None)
    offered = [[box.itemText(i) for i in range(box.count())] for box in (panel.target, panel.truth)]
    assert offered == [["any other answer", *FINDINGS], ["model's answer"]]
    assert "make present" in panel.target.toolTip()
    assert "--truth" in panel.truth.toolTip()
    assert not panel.target.isHidden()
    assert panel.model_note.text().startswith("multi-label classification")
    spec = card(labels=("a", "b"))
    panel.show_card(replace(spec, labels=(Label("a", "#fff"), Label("b", "#fff"))), False, None)
    assert [panel.truth.itemText(i) for i in range(panel.truth.count())] == ["model's answer", "a", "b"]
    assert "--truth" not in panel.truth.toolTip()


def test_open_run_export(opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_card(findings_folder(tmp_path / "findings", monkeypatch, threshold=0.4))
    stored = np.full((64, 64), 128, np.uint8)
    stored[:16] += np.repeat(np.array([8, 0], np.uint8), 8)[:, None]
    path = write_like(picture(stored), stored, tmp_path, "film")
    window = opened()
    window.controller.add_model(read)
    opened(path, model="findings")
    entry = window.controller.entry
    assert entry is not None
    assert entry.answer is not None
    assert entry.answer.label == "effusion + nodule + mass, solid"
    window.panel.parameters.set_values({"steps": 2})
    window.panel.epsilon.setText("24")
    qtbot.keyClick(window, Qt.Key.Key_Return)
    at_rest(qtbot, window)
    outcome = entry.outcome
    assert outcome is not None
    assert outcome.result.outcome.reread
    assert window.summary.text.text() == sentence(outcome.result, Units.of(outcome.result))
    qtbot.wait(50)
    assert clipped(window) == []
    assert window.answers.bars.threshold == 0.4
    assert [row.marks for row in window.answers.bars.rows] == [("reference",)] * 3
    window.controller.export(tmp_path / "exported")
    at_rest(qtbot, window)
    assert isinstance(load_result(tmp_path / "exported").reference, MultiLabelPrediction)
    assert (tmp_path / "exported" / "report.html").is_file()


@pytest.mark.parametrize(("attack", "words"), [("sma", "white-box"), ("square", "black-box"), ("noise", "")])
def test_it_says_how_the_attack_reaches_the_model(answers: AnswerPanel, attack: str, words: str) -> None:
    before = ClassPrediction({"a": 0.9, "b": 0.1})
    answers.show_answers(card(labels=("a", "b")), before, before, reference=before, attack=attack)
    said = answers.notes.text()
    assert words in said
    assert ("white-box" in said, "black-box" in said) == (words == "white-box", words == "black-box")
