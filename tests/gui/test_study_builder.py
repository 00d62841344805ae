"""The study builder in the real main window: from results to a study, step by step; what is wrong is said before."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.attack.unchanged import Attacked
from medadv_gui.cli import run
from medadv_gui.core.result import AttackResult
from medadv_gui.gui.language import install
from medadv_gui.gui.review.builder import Builder
from medadv_gui.gui.review.builder_cases import ANSWERS, PATIENT, PRACTICE, TRUTH
from medadv_gui.gui.review.draft import ARMS, CASES, CONSENT, ORDER, PLANNING, QUESTION, SUMMARY
from medadv_gui.gui.window import MainWindow
from medadv_gui.review.build import Arm, build, read_design
from medadv_gui.review.key import key_path, read_key
from medadv_gui.review.library import Library
from medadv_gui.review.protocol import Protocol
from medadv_gui.review.study import Study, unpack
from tests.review.made import design, result
from tests.review.test_plan import read

from .conftest import at_rest
from .test_access import nameless, unreachable
from .test_layout import clipped
from .test_library_window import click, drop

Show = Callable[..., Builder]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library in the test's folder."""
    monkeypatch.setattr("medadv_gui.review.library.data_dir", lambda: tmp_path)
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: tmp_path / "policy.json")


@pytest.fixture
def show(window: MainWindow, qtbot: QtBot) -> Show:
    def shown(*folders: Path) -> Builder:
        window.actions_table["new-study"].trigger()
        builder = window.desk.builder
        assert builder is not None
        builder.built.disconnect()  # its study would be opened; another test has that
        qtbot.waitExposed(builder)
        if folders:
            builder.add_folders(list(folders))
        at_rest(qtbot, window)
        return builder

    return shown


@pytest.fixture
def german(themed: QApplication) -> Iterator[None]:
    install(themed, "de")
    yield
    install(themed, "en")


def results(tmp_path: Path, count: int = 4) -> list[Path]:
    return [result(tmp_path / "results" / f"r{number}", number) for number in range(count)]


def tick(box: QCheckBox) -> None:
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def laid_out() -> None:
    """Layouts in layouts take a few rounds."""
    for _ in range(5):
        QApplication.processEvents()


def turn(builder: Builder, page: int) -> None:
    builder.steps.setCurrentRow(page)


def chosen(monkeypatch: pytest.MonkeyPatch, kind: str, *paths: Path) -> None:
    """The next dialogs of this kind give these paths."""
    left = iter(paths)
    single = kind == "getExistingDirectory"
    monkeypatch.setattr(QFileDialog, kind, lambda *_: str(next(left)) if single else (str(next(left)), ""))


def said(builder: Builder) -> str:
    return "\n".join(banner.text.text() for banner in builder.banners.messages)


def titled(builder: Builder, text: str = "Is it seen") -> None:
    turn(builder, QUESTION)
    builder.question.title.setFocus()
    builder.question.title.selectAll()
    QTest.keyClicks(builder.question.title, text)


def alike(protocol: Protocol) -> dict[str, Any]:
    """A protocol without what is drawn at random: codes, the order of cases and items, and what depends on them."""
    document = protocol.to_json()
    cases = [
        {**{name: value for name, value in case.items() if name not in ("code", "items")},
         "items": sorted(json.dumps([item["output"], item["arm"], sorted(p["sha256"] for p in item["pictures"])])
                         for item in case["items"])}
        for case in document["cases"]
    ]  # fmt: skip
    kept = {name: value for name, value in document.items() if name not in ("id", "key_sha256", "cases")}
    return {**kept, "cases": sorted(cases, key=json.dumps)}


def test_step_by_step_to_a_study_that_says_nobody_was_asked(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = show()
    assert builder.cases.pages.currentIndex() == 1
    chosen(monkeypatch, "getExistingDirectory", results(tmp_path)[0].parent)
    click(builder.cases.add)
    at_rest(qtbot, window)
    assert builder.cases.table.rowCount() == 4
    assert builder.cases.table.item(0, ANSWERS).text() == "polyp\n→ none"
    assert [builder.cases.table.item(row, PATIENT).text() for row in range(4)] == ["P1", "P2", "P3", "P4"]
    builder.cases.table.item(1, PATIENT).setText("P1")
    builder.cases.table.item(3, PRACTICE).setCheckState(Qt.CheckState.Checked)
    assert builder.cases.count.text() == "3 cases that count · 1 for practice"

    click(builder.next)
    assert builder.question.wrong.text() == "Give the study a title."
    QTest.keyClicks(builder.question.title, "Is it seen")
    assert not builder.question.wrong.isVisible()
    click(builder.next)
    assert [arm.image for arm in builder.draft.arms] == ["original", "adversarial", "sham-mirrored"]
    click(builder.arms.boxes[Arm("sham-phases")])
    click(builder.next)
    builder.order.gap.setFocus()
    builder.order.gap.selectAll()
    QTest.keyClicks(builder.order.gap, "3")
    assert builder.order.gap_wrong.isVisible()
    assert "3 cases that count" in builder.order.gap_wrong.text()
    click(builder.next)
    click(builder.consent.sample)
    QTest.keyClicks(builder.consent.ethics, "EK 1/2026")
    click(builder.next)
    tick(builder.planning.has_margin)
    click(builder.next)
    assert builder.steps.currentRow() == SUMMARY
    assert not builder.next.isEnabled()
    assert builder.why.text() == "Still to be mended: Order and display"
    turn(builder, ORDER)
    QTest.keyClick(builder.order.gap, Qt.Key.Key_Down)
    turn(builder, SUMMARY)
    texts = {name: label.text() for name, label in builder.summary.texts.items()}
    assert texts["Cases"] == "3 that count, of 2 patients\n1 for practice"
    assert texts["Arms"].splitlines()[-1] == "sham, random phases"
    assert texts["A reader reads"] == "16 presentations; about 5 minutes, at 20 seconds each"
    assert "m is not among the models" in builder.summary.asked.text()
    assert not builder.summary.ask.isEnabled()
    laid_out()
    assert not nameless(builder)
    assert not clipped(builder)

    opened: list[Path] = []
    builder.built.connect(opened.append)
    chosen(monkeypatch, "getSaveFileName", tmp_path / "study", tmp_path / "study.zip")
    click(builder.next)
    at_rest(qtbot, window)
    study = Study(tmp_path / "study")
    assert opened == [study.folder]
    assert builder.summary.built.isVisible()
    assert str(key_path(study.folder)) in builder.summary.key_words.text()
    assert "keep it away from the readers" in builder.summary.key_words.text()
    assert "No model was asked" in builder.summary.asked_words.text()
    protocol, key = study.protocol, read_key(key_path(study.folder), study.protocol)
    assert (protocol.title, protocol.order.gap, protocol.margin) == ("Is it seen", 2, 0.05)
    assert (protocol.consent.ethics, len(protocol.main), len(protocol.practice)) == ("EK 1/2026", 3, 1)
    assert "free will" in protocol.consent.text
    assert set(key.arms.values()) == {"original", "adversarial", "sham-mirrored", "sham-phases"}
    assert Counter(str(facts["patient"]) for facts in key.cases.values()) == {"P1": 2, "P3": 1, "P4": 1}
    shams = [sham for facts in key.cases.values() for sham in facts["shams"].values()]
    assert {sham["model_unchanged"] for sham in shams} == {None}
    click(builder.summary.pack)
    at_rest(qtbot, window)
    assert unpack(tmp_path / "study.zip", tmp_path / "there").protocol == protocol


def test_window_and_command_line_make_the_same_study_of_one_design(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = show(*results(tmp_path))
    titled(builder)
    click(builder.question.buttons["misled"])
    QTest.keyClicks(builder.question.cards[0].finding, "polyp")
    tick(builder.question.cards[0].marks)
    turn(builder, CASES)
    builder.cases.table.selectAll()
    builder.cases.fill_menu()
    next(action for action in builder.cases.menu.actions() if action.text() == "polyp: present").trigger()
    assert builder.cases.table.item(2, TRUTH).text() == "present"
    turn(builder, ORDER)
    builder.order.repeats.setValue(2)
    tick(builder.order.one_to_one)
    chosen(monkeypatch, "getSaveFileName", tmp_path / "design", tmp_path / "window")
    click(builder.save_design)
    at_rest(qtbot, window)
    assert "design.json" in said(builder)
    turn(builder, SUMMARY)
    click(builder.next)
    at_rest(qtbot, window)
    assert run(["review", "build", str(tmp_path / "design.json"), "--out", str(tmp_path / "typed")]) == 0
    one, other = Study(tmp_path / "window").protocol, Study(tmp_path / "typed").protocol
    assert alike(one) == alike(other)
    assert one.tasks[0].marks
    assert one.display.one_to_one

    chosen(monkeypatch, "getOpenFileName", tmp_path / "design.json")
    before = builder.draft.design()
    builder.draft.title = "other"
    click(builder.open_design)
    at_rest(qtbot, window)
    assert builder.draft.design() == before == read_design(tmp_path / "design.json")
    assert builder.question.title.text() == "Is it seen"
    assert builder.question.buttons["misled"].isChecked()
    assert builder.cases.table.item(0, TRUTH).text() == "present"


def test_results_that_cannot_be_used_say_why_and_are_left_out(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot
) -> None:
    volume = {"original": np.zeros((4, 5, 6), np.uint8), "adversarial": np.ones((4, 5, 6), np.uint8)}
    result(tmp_path / "more" / "volume", **volume)
    scores = {"original": np.zeros((4, 5), np.float32), "adversarial": np.ones((4, 5), np.float32)}
    result(tmp_path / "more" / "float", **scores)
    (tmp_path / "nothing").mkdir()
    good = results(tmp_path, 1)
    builder = show(*good)
    drop(builder, tmp_path / "more", tmp_path / "nothing", good[0])  # the good one is there already
    at_rest(qtbot, window)
    texts = {
        builder.draft.cases[row].folder.name: builder.cases.table.item(row, ANSWERS).text()
        for row in range(builder.cases.table.rowCount())
    }
    assert texts["volume"] == "is a volume; a study shows single images"
    assert texts["float"] == "has no image of whole numbers"
    assert texts["nothing"] == "result.json is missing; not the folder of an attack"
    assert builder.cases.count.text() == "1 cases that count · 3 cannot be used"
    assert [case.folder.name for case in builder.draft.design().cases] == ["r0"]
    builder.cases.table.selectRow(0)
    QTest.keyClick(builder.cases.table, Qt.Key.Key_Delete)
    assert builder.cases.wrong.text() == "Add results: a study needs cases."


def test_a_diagnosis_asks_for_the_truth_of_each_case(tmp_path: Path, show: Show, qtbot: QtBot) -> None:
    builder = show(*results(tmp_path, 2))
    titled(builder)
    click(builder.question.buttons["altered"])
    assert builder.question.wrong.text() == "Name the finding that is asked for."
    QTest.keyClicks(builder.question.cards[0].finding, "polyp")
    turn(builder, CASES)
    assert builder.cases.table.horizontalHeaderItem(TRUTH).text() == "polyp?"
    assert "2 cases lack the truth of polyp" in builder.cases.wrong.text()
    for row, answer in enumerate((2, 1)):  # absent, present
        builder.cases.table.setCurrentCell(row, TRUTH)
        QTest.keyClick(builder.cases.table, Qt.Key.Key_F2)
        (editor,) = builder.cases.table.findChildren(QComboBox)
        editor.setCurrentIndex(answer)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not builder.cases.table.findChildren(QComboBox))
    assert [case.truth for case in builder.draft.cases] == [{"polyp": False}, {"polyp": True}]
    assert not builder.cases.wrong.isVisible()


def test_what_contradicts_itself_is_told_on_its_page(tmp_path: Path, show: Show) -> None:
    builder = show(*results(tmp_path, 2))
    titled(builder)
    click(builder.question.buttons["two"])
    turn(builder, ARMS)
    click(builder.arms.boxes[Arm("original")])
    assert builder.arms.wrong.isVisible()
    assert "needs the arm original" in builder.arms.wrong.text()
    assert not builder.arms.boxes[Arm("adversarial", "original")].isEnabled()
    click(builder.arms.boxes[Arm("original")])
    assert not builder.arms.wrong.isVisible()
    for arm in list(builder.draft.arms):
        click(builder.arms.boxes[arm])
    assert builder.arms.wrong.text() == "Choose at least one arm."
    turn(builder, QUESTION)
    click(builder.question.buttons["seen"])
    click(builder.question.more)
    assert len(builder.draft.tasks) == 2
    builder.question.cards[1].question.clear()
    builder.question.cards[1].question.textEdited.emit("")
    assert builder.question.wrong.text() == "A task has no question."
    click(builder.question.cards[1].remove)
    assert (len(builder.draft.tasks), builder.question.wrong.isVisible()) == (1, False)


@pytest.mark.parametrize("name", ["seen", "altered", "misled", "two", "open"])
def test_each_question_makes_a_study(tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, name: str) -> None:
    builder = show(*results(tmp_path, 3))
    titled(builder)
    click(builder.question.buttons[name])
    for task in builder.question.cards:
        if builder.draft.kind == "diagnosis":
            QTest.keyClicks(task.finding, "polyp")
    for number, case in enumerate(builder.draft.cases):
        case.truth = {"polyp": number > 0}
    builder.cases.changed.emit()
    for page in (CASES, QUESTION, ARMS, ORDER, CONSENT, PLANNING, SUMMARY):
        turn(builder, page)
        at_rest(qtbot, window)
        laid_out()
        assert not nameless(builder), page
        assert not unreachable(builder, qtbot), page
        assert not clipped(builder), page
    assert builder.next.isEnabled(), builder.faults
    builder.build(tmp_path / "study")
    at_rest(qtbot, window)
    protocol = Study(tmp_path / "study").protocol
    arms = builder.draft.items
    assert protocol.kind == builder.draft.kind
    assert [len(case.items) for case in protocol.cases] == [arms] * 3
    outputs = {item.output is not None for case in protocol.cases for item in case.items}
    assert outputs == {"misled": {True, False}, "open": {True}}.get(name, {False})


@pytest.mark.usefixtures("german")
def test_in_german_every_text_has_room(tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot) -> None:
    builder = show(*results(tmp_path, 2))
    titled(builder)
    for name in ("open", "two", "misled"):
        turn(builder, QUESTION)
        click(builder.question.buttons[name])
        for page in range(SUMMARY + 1):
            turn(builder, page)
            at_rest(qtbot, window)
            laid_out()
            assert not clipped(builder), (name, page)
    turn(builder, ARMS)
    click(builder.question.buttons["two"])
    click(builder.arms.boxes[Arm("original")])
    assert builder.arms.wrong.text().startswith("Eine Wahl aus zweien braucht")


def test_the_attacked_model_is_asked_and_building_can_be_stopped(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, goes_on = threading.Event(), threading.Event()

    def unchanged(self: Attacked, result: AttackResult, stored: np.ndarray) -> bool:
        asked.set()
        assert goes_on.wait(20)
        return True

    monkeypatch.setattr(Attacked, "unchanged", unchanged)
    builder = show(*results(tmp_path, 3))
    titled(builder)
    monkeypatch.setattr(builder.summary, "_at_hand", {"0" * 64})
    turn(builder, SUMMARY)
    assert builder.summary.will_ask
    builder.build(tmp_path / "stopped")
    qtbot.waitUntil(asked.is_set)
    qtbot.waitUntil(lambda: builder.summary.busy_words.text() == "Making case 1 of 3…")
    assert not builder.next.isEnabled()
    click(builder.summary.stop)
    goes_on.set()
    at_rest(qtbot, window)
    assert "Building was stopped" in said(builder)
    assert not list(tmp_path.glob("stopped*"))
    assert not builder.summary.busy.isVisible()
    builder.build(tmp_path / "study")
    at_rest(qtbot, window)
    facts = json.loads(key_path(tmp_path / "study").read_text())["cases"].values()
    assert {case["shams"]["sham-mirrored"]["model_unchanged"] for case in facts} == {True}
    assert not builder.summary.asked_words.isVisible()


def test_a_place_that_is_taken_is_an_error_in_the_window(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot
) -> None:
    builder = show(*results(tmp_path, 1))
    titled(builder)
    (tmp_path / "study").mkdir()
    builder.build(tmp_path / "study")
    at_rest(qtbot, window)
    assert "study: is there already" in said(builder)
    assert not builder.summary.built.isVisible()


def test_the_planner_tells_in_words_and_takes_a_pilot(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = show(*results(tmp_path, 5))
    titled(builder)
    turn(builder, PLANNING)
    at_rest(qtbot, window)
    planning = builder.planning
    assert planning.headline.text().startswith("6 readers, 5 cases: ±\u00a0")
    assert "the chance to show that it is not guessing is" in planning.answers.text()
    planning.cases.setValue(100)
    planning.expected.setValue(0.76)
    at_rest(qtbot, window)
    assert planning.single.text().startswith("25 cases a class: ±\u00a00.134")
    planning.expected.setValue(0.5)
    at_rest(qtbot, window)
    assert planning.headline.text() == "Nothing to show"
    tick(planning.has_margin)
    at_rest(qtbot, window)
    assert "If the readers truly guess" in planning.answers.text()
    assert builder.draft.margin == 0.05
    planning.correlations[2].setValue(0.9)
    at_rest(qtbot, window)
    assert planning.headline.text() == "Not possible"
    assert "the third correlation must be the smallest" in planning.answers.text().lower()
    planning.correlations[2].setValue(0.25)
    at_rest(qtbot, window)
    before = planning.answers.text()

    build(read_design(design(tmp_path / "d", 8, order={})), tmp_path / "pilot")
    read(tmp_path / "pilot")
    chosen(monkeypatch, "getExistingDirectory", tmp_path / "pilot")
    chosen(monkeypatch, "getOpenFileName", key_path(tmp_path / "pilot"))
    click(planning.ask_pilot)
    at_rest(qtbot, window)
    assert planning.pilot_words.text() == "From a pilot study of 8 cases."
    assert planning.answers.text() != before
    assert not planning.variances.isEnabled()
    click(planning.drop_pilot)
    at_rest(qtbot, window)
    assert planning.answers.text() == before


def test_from_the_library_to_the_builder_to_the_studys_window(tmp_path: Path, window: MainWindow, qtbot: QtBot) -> None:
    with Library(tmp_path / "library") as library:
        for folder in results(tmp_path, 2):
            library.add(folder)
    window.actions_table["new-study"].trigger()
    builder = window.desk.builder
    assert builder is not None
    click(builder.cases.library)
    at_rest(qtbot, window)
    shown = window.desk.library
    assert isinstance(shown, QWidget)
    shown.table.selectAll()
    click(shown.study)
    at_rest(qtbot, window)
    assert [case.usable for case in builder.draft.cases] == [True, True]
    titled(builder)
    builder.build(tmp_path / "study")
    at_rest(qtbot, window)
    assert not said(builder)
    assert [path.name for path in window.desk.studies] == ["study"]
