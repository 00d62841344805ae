"""The results of a study in its window: locked without the key, true with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.gui.flow import Flow
from medadv_gui.gui.language import install
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review.drawing_view import DrawingView
from medadv_gui.gui.review.results_page import LOCKED, SHOWN, WAITING, ResultsPage, _named
from medadv_gui.gui.review.study_window import StudyWindow
from medadv_gui.gui.theme import themes
from medadv_gui.gui.worker import Workers
from medadv_gui.render.chart import AFTER, INK, Area, Drawing, Label, Line, Rect
from medadv_gui.review.key import key_path
from medadv_gui.review.study import Study
from tests.review.simulated import ARMS, made, read, shifted

from .test_layout import clipped

SEEN = shifted({"original": 40, "adversarial": 60, "sham-mirrored": 41})
Opened = Callable[[Study], StudyWindow]


@pytest.fixture
def opened(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """The window of a study, at rest; its results page is on show."""
    workers, windows = Workers(), list[StudyWindow]()

    def open_window(study: Study) -> StudyWindow:
        settings = QSettings(str(tmp_path / "study.ini"), QSettings.Format.IniFormat)
        window = StudyWindow(study, workers, Preferences(settings))
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.tabs.setCurrentWidget(window.results)
        qtbot.waitUntil(lambda: not workers.busy)
        return window

    yield open_window
    for window in windows:
        window.close()
    workers.stop()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = made(tmp_path_factory.mktemp("seen"), cases=16, margin=0.1)
    for code in ("anna", "bert", "cleo"):
        read(study, code, SEEN, comment="clearly noise" if code == "anna" else "")
    read(study, "dora", SEEN, 9)
    return study


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def cells(page: ResultsPage, title: str) -> list[list[str]]:
    """The rows of the table of this name, as they are on show."""
    (view,) = (t for t in page.findChildren(QTableView) if t.accessibleName() == title)
    model = view.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def plots(page: ResultsPage) -> dict[str, DrawingView]:
    return {view.accessibleName(): view for view in page.findChildren(DrawingView)}


def unlock(page: ResultsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, answer: Any = None) -> list[str]:
    """Press the button and choose the key; what was asked."""
    asked: list[str] = []

    def ask(*arguments: Any) -> Any:
        asked.append(arguments[2])
        return QMessageBox.StandardButton.Yes if answer is None else answer

    def choose(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        return start, kinds

    monkeypatch.setattr(QMessageBox, "question", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.workers.busy)
    return asked


def test_without_the_key_nothing_tells_the_arms_apart(opened: Opened, seen: Study) -> None:
    window = opened(seen)
    page = window.results
    assert page.pages.currentIndex() == LOCKED
    said = " ".join(texts(page))
    assert "Results need the key" in said
    assert "1 of 4 readers have not finished; whoever sees results should not read any more." in said
    for arm in ("adversarial", "sham"):
        assert arm not in said
    page.refresh()
    assert not page.workers.busy, "without a key there is nothing to work out"
    assert clipped(window) == []


def test_the_key_is_asked_for_and_the_results_stand_there(
    opened: Opened, seen: Study, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(seen)
    page = window.results
    (asked,) = unlock(page, qtbot, monkeypatch)
    assert asked.startswith("1 of 4 readers have not finished")
    assert page.pages.currentIndex() == SHOWN
    said = texts(page)
    assert any(text.startswith("Readers see the change: they tell the adversarial images") for text in said)
    assert any(text.startswith("Interim: 1 of 4 readers have not finished") for text in said)
    assert "3 of 4" in said
    shown = plots(page)
    for title in ("AUC against the originals by arm and reader", "Differences over readers", "Ratings by arm",
                  "Adversarial against original", "Mirrored sham against original", "Time a case by arm", "anna",
                  "dora (has not finished)"):  # fmt: skip
        assert shown[title].accessibleDescription()
    assert [row[:2] for row in cells(page, "By reader")][:2] == [["anna", "adversarial"], ["anna", "mirrored sham"]]
    assert len(cells(page, "Comments")) == 52
    assert cells(page, "Comments")[0][-1] == "clearly noise"
    assert clipped(window) == []


def test_to_say_no_leaves_it_locked(opened: Opened, seen: Study, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(seen).results
    unlock(page, qtbot, monkeypatch, QMessageBox.StandardButton.No)
    assert (page.pages.currentIndex(), page.key) == (LOCKED, None)


def test_a_wrong_key_is_told_and_opens_nothing(opened: Opened, seen: Study, tmp_path: Path, qtbot: QtBot) -> None:
    page = opened(seen).results
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    page.open_key(wrong)
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert [banner.text.text() for banner in page.banners.messages] == ["wrong.json: is not the key of a study"]
    assert (page.pages.currentIndex(), page.key) == (LOCKED, None)


def test_nobody_has_read_then_somebody_has(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path, cases=6)
    page = opened(study).results
    page.open_key(key_path(study.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert page.pages.currentIndex() == WAITING
    assert page.waiting.text() == "Nobody has read this study yet. Its results will stand here."
    read(study, "anna", SEEN, 5)
    page.refresh()
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert page.pages.currentIndex() == SHOWN
    assert any("nothing is said over readers" in text for text in texts(page))


def test_no_claim_without_a_margin(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    study = made(tmp_path, cases=20)
    for code in ("anna", "bert", "cleo"):
        read(study, code, shifted(dict.fromkeys(ARMS, 50)), seed=2)
    page = opened(study).results
    page.open_key(key_path(study.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    said = " ".join(texts(page))
    assert "It is not shown that readers see the change in the adversarial images." in said
    assert "do not see the change in" not in said
    assert "the protocol sets no margin" in said


def test_an_open_review_and_a_choice_of_two(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    review = made(tmp_path / "open", "open", cases=6, arms=["original", "adversarial"], repeats=0)
    read(review, "anna", shifted({"original": 100, "adversarial": 0}, 1))
    page = opened(review).results
    page.open_key(key_path(review.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert cells(page, "What each reader chose") == [
        ["anna", "original", "6", "0", "6"], ["anna", "adversarial", "0", "6", "6"]
    ]  # fmt: skip

    pairs = made(tmp_path / "2afc", "2afc", cases=12)
    read(pairs, "anna", shifted({"adversarial": 100, "sham-mirrored": 50}, 1))
    page = opened(pairs).results
    page.open_key(key_path(pairs.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert cells(page, "By reader")[0][2].endswith("12 of 12")
    assert any("of other readers nothing is known" in text for text in texts(page))


def test_several_tasks_are_chosen_from_a_list(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    tasks = [
        {"id": n, "kind": "detection", "question": f"Is it altered, {n}?", "threshold": 50} for n in ("first", "second")
    ]
    study = made(tmp_path, cases=8, tasks=tasks)
    for code in ("anna", "bert"):
        read(study, code, SEEN)
    page = opened(study).results
    page.open_key(key_path(study.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert [page.task.itemText(n) for n in range(page.task.count())] == [task["question"] for task in tasks]
    assert page.task.isVisible()
    page.task.setCurrentIndex(1)
    assert page.view.shown is page.results.tasks[1]
    page.refresh()
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert page.task.currentIndex() == 1, "what was chosen stays chosen"


def test_report_and_export(opened: Opened, seen: Study, tmp_path: Path, qtbot: QtBot, monkeypatch: Any) -> None:
    page = opened(seen).results
    page.open_key(key_path(seen.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    for button, names in (
        (page.report, ("r.pdf", "r.html")),
        (page.export, ("r.csv", "r.mrmc.csv", "r.imrmc", "r.json")),
    ):
        for name in names:
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, n=name: (str(tmp_path / n), ""))
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: not page.workers.busy)
            assert (tmp_path / name).stat().st_size > 500
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "adversarial" in (tmp_path / "r.csv").read_text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "way" / "r.pdf"), ""))
    (tmp_path / "no").write_text("a file, not a folder")
    qtbot.mouseClick(page.report, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.workers.busy)
    assert page.banners.messages[0].objectName() == "errorBanner"


def test_file_names_get_the_ending_of_the_chosen_kind() -> None:
    kinds = (".csv", ".mrmc.csv", ".imrmc", ".json")
    assert _named("/a/b", "MRMCaov (*.mrmc.csv)", *kinds) == Path("/a/b.mrmc.csv")
    assert _named("/a/b.csv", "MRMCaov (*.mrmc.csv)", *kinds) == Path("/a/b.mrmc.csv")
    assert _named("/a/b.mrmc.csv", "MRMCaov (*.mrmc.csv)", *kinds) == Path("/a/b.mrmc.csv")
    assert _named("/a/b.imrmc", "CSV (*.csv)", *kinds) == Path("/a/b.imrmc")
    assert _named("/a/b.c", "", *kinds) == Path("/a/b.c.csv")


def test_it_speaks_german(themed: QApplication, opened: Opened, seen: Study, qtbot: QtBot) -> None:
    assert install(themed, "de") == "de"
    try:
        window = opened(seen)
        page = window.results
        page.open_key(key_path(seen.folder))
        qtbot.waitUntil(lambda: not page.workers.busy)
        said = " ".join(texts(page))
        assert "Leser sehen die Veränderung: sie unterscheiden die adversarialen Bilder von den Originalen." in said
        assert "Zeit je Fall nach Arm" in plots(page)
        assert cells(page, "Über Leser gemittelt")[0][0] == "adversarial"
        assert "Readers" not in said
        assert clipped(page) == []
    finally:
        install(themed, "en")


def test_every_control_has_a_name(opened: Opened, seen: Study, qtbot: QtBot) -> None:
    page = opened(seen).results
    page.open_key(key_path(seen.folder))
    qtbot.waitUntil(lambda: not page.workers.busy)
    for kind in (QTableView, DrawingView):
        assert all(widget.accessibleName() for widget in page.findChildren(kind))
    assert all(button.text() for button in (page.open, page.report, page.export))
    assert isinstance(page.report, QPushButton)
    assert page.report.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_drawing_is_painted_in_the_themes_colours(themed: QApplication, qtbot: QtBot) -> None:
    items = (
        Rect(0, 0, 20, 20, INK), Area(((20, 0), (40, 0), (40, 20), (20, 20)), AFTER), Label(2, 38, "words"),
        Line(((0, 30), (40, 30)), INK, 2.0, (4.0, 2.0)),
    )  # fmt: skip
    view = DrawingView("a plot", Drawing(40, 40, items, "what it shows"))
    qtbot.addWidget(view)
    view.show()
    assert (view.accessibleName(), view.accessibleDescription()) == ("a plot", "what it shows")
    try:
        inks = []
        for theme in ("dark", "light"):
            themes.choose(themed, theme)
            picture = view.grab().toImage()
            inks.append(QColor(picture.pixel(10, 10)).lightness())
            assert QColor(picture.pixel(40, 10)).hslHue() < 60
            assert len({picture.pixel(x, y) for x in range(4, 40) for y in range(40, 52)}) > 2, "words are painted"
        assert inks[0] > 200 > 60 > inks[1]
    finally:
        themes.choose(themed, "dark")


def test_cards_lie_beside_one_another_as_far_as_there_is_room(qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    flow = Flow(room, spacing=10)
    cards = []
    for width, height in ((210, 50), (100, 120), (100, 60), (100, 60)):
        card = QWidget(room)
        card.setMinimumSize(width, height)
        flow.addWidget(card)
        cards.append(card)
    room.resize(320, 400)
    room.show()
    flow.activate()
    places = [(card.x(), card.y()) for card in cards]
    assert places == [(0, 0), (220, 0), (0, 60), (110, 60)]
    assert flow.heightForWidth(320) == 120
    assert flow.heightForWidth(100) == 50 + 120 + 60 + 60 + 30
