"""What the window says of a detector of several labels, of a choice between two, and of who vouches for the
preprocessing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.core.result import ASSUMED, STATED
from medadv_gui.core.types import Box, BoxPrediction, ClassPrediction
from medadv_gui.gui.attack_panel import AttackPanel
from medadv_gui.gui.result_panel import AnswerPanel
from tests.support import card


@pytest.fixture
def answers(themed: QApplication, qtbot: QtBot) -> AnswerPanel:
    panel = AnswerPanel()
    qtbot.addWidget(panel)
    return panel


def table(answers: AnswerPanel) -> list[list[str]]:
    rows, columns = answers.table.rowCount(), answers.table.columnCount()
    return [[answers.table.item(r, c).text() for c in range(columns)] for r in range(rows)]


def test_a_box_is_kept_by_its_own_label_alone(answers: AnswerPanel) -> None:
    """Two boxes at one place: the blur stays, with its own score; the polyp is gone; a contrast is invented there."""
    place = (10, 10, 30, 30)
    before = BoxPrediction((Box("polyp", 0.9, *place), Box("blur", 0.8, *place)))
    after = BoxPrediction((Box("contrast", 0.95, *place), Box("blur", 0.4, 11, 10, 30, 30)))
    answers.show_answers(card("detection", ("polyp", "blur", "contrast")), before, after)
    assert [row[:4] for row in table(answers)] == [
        ["polyp", "vanished", "0.90", "–"], ["blur", "kept", "0.80", "0.40"], ["contrast", "invented", "–", "0.95"],
    ]  # fmt: skip


@pytest.mark.parametrize("state", [STATED, ASSUMED])
def test_a_result_says_who_vouches_for_the_preprocessing(answers: AnswerPanel, state: str) -> None:
    model = replace(card(labels=("a", "b")), preprocessing=state)
    scores = ClassPrediction({"a": 0.9, "b": 0.1})
    answers.show_answers(model, scores, None)
    assert "Preprocessing" not in answers.notes.text()
    answers.show_answers(model, scores, scores, attack="sma")
    assert f"Preprocessing: {state}." in answers.notes.text()


@pytest.mark.parametrize(
    ("task", "labels", "output", "two"),
    [
        ("classification", ("a", "b"), {}, True),
        ("classification", ("a", "b"), {"activation": "sigmoid"}, True),
        ("multilabel", ("a",), {}, True),
        ("classification", ("a", "b", "c"), {}, False),
        ("multilabel", ("a", "b"), {}, False),
        ("segmentation", ("a", "b"), {"activation": "sigmoid"}, False),
    ],
)
def test_the_form_says_of_two_answers_and_of_an_assumed_preprocessing(
    themed: QApplication, qtbot: QtBot, task: str, labels: tuple[str, ...], output: dict[str, str], two: bool
) -> None:
    panel = AttackPanel()
    qtbot.addWidget(panel)
    model = card(task, labels, output)
    for state in (ASSUMED, STATED):
        panel.show_card(replace(model, preprocessing=state), False, None)
        text = panel.model_note.text()
        assert ("the stabilized attack's step equals I-FGSM's" in text) == two
        assert ("preprocessing assumed by user" in text) == (state == ASSUMED)
