"""The window of a reader study: who has read, files in and out, and how it is reached."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Picture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from medadv_gui.gui.review.study_window import StudyWindow
from medadv_gui.gui.window import MainWindow
from medadv_gui.review.build import build, read_design
from medadv_gui.review.library import Library
from medadv_gui.review.study import Study, unpack
from medadv_gui.review.worklist import Answer, Viewing, Worklist
from tests.attack.test_mathematics import grey
from tests.review.made import design

from .conftest import at_rest
from .test_regressions import attack
from .test_results import small


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(read_design(design(tmp_path / "design", 3)), tmp_path / "study")


def read(study: Study, code: str, count: int) -> None:
    """Read the first presentations of a reader, as the reading room would."""
    with study.store() as store:
        work = Worklist.open(store, study.protocol, code, 12.0, "chest")
        for presentation in work.presentations[:count]:
            work.record(presentation, [Answer("seen", 30.0)], Viewing("s", "2026-01-01T00:00:00.000+00:00", 3.0))


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot, study: Study) -> Callable[[], StudyWindow]:
    """Open the study in the window."""

    def show() -> StudyWindow:
        window.open_paths([study.folder])
        at_rest(qtbot, window)
        (found,) = window.desk.studies.values()
        assert isinstance(found, StudyWindow)
        qtbot.waitUntil(found.isVisible)
        return found

    return show


def choose(monkeypatch: pytest.MonkeyPatch, name: str, answer: object) -> None:
    monkeypatch.setattr(QFileDialog, name, lambda *_, **__: answer)


def cells(window: StudyWindow, row: int) -> list[str]:
    return [window.table.item(row, column).text() for column in range(4)]


def test_it_says_what_is_asked_and_who_has_read(shown: Callable[[], StudyWindow], study: Study) -> None:
    read(study, "R1", 4)
    found = shown()
    assert "Is the image altered?" in found.asks.text()
    assert "3 cases, 9 presentations" in found.asks.text()
    assert "frozen since its first reading" in found.state.text()
    assert study.protocol.sha256[:12] in found.state.text()
    assert cells(found, 0) == ["R1", "4 of 9", "12", "chest"]


def test_nothing_on_it_names_an_arm(shown: Callable[[], StudyWindow], study: Study) -> None:
    read(study, "R1", 9)
    found = shown()
    words = [widget.text() for kind in (QLabel, QPushButton) for widget in found.findChildren(kind)]
    words += [found.table.item(0, column).text() for column in range(5)]
    assert not [text for text in words if "sham" in text or "adversarial" in text.lower() or "original" in text.lower()]


def test_a_known_reader_goes_on_and_a_finished_one_does_not(
    shown: Callable[[], StudyWindow], study: Study, qtbot: QtBot
) -> None:
    read(study, "R1", 4)
    read(study, "R2", 9)
    found = shown()
    assert not found.start.isEnabled()
    qtbot.keyClicks(found.code, "R 1")  # a code has no blank
    assert (found.code.text(), found.start.text(), found.years.text()) == ("R1", "Go on reading", "12")
    assert found.start.isEnabled()
    assert not found.years.isEnabled()
    found.table.selectRow(1)
    assert found.code.text() == "R2"
    assert not found.start.isEnabled()
    found.code.setText("R3")
    assert found.start.text() == "Begin reading"
    assert found.start.isEnabled()
    assert found.years.isEnabled()


def test_readings_are_written_and_merged(
    shown: Callable[[], StudyWindow], study: Study, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    window: MainWindow,
) -> None:  # fmt: skip
    study.pack(tmp_path / "there.zip")
    there = unpack(tmp_path / "there.zip", tmp_path / "there")
    read(there, "R2", 9)
    read(study, "R1", 2)
    found = shown()
    choose(monkeypatch, "getSaveFileName", (str(tmp_path / "readings"), ""))
    qtbot.mouseClick(found.export, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window)
    assert (tmp_path / "readings.sqlite").is_file()
    choose(monkeypatch, "getOpenFileNames", ([str(there.folder / "readings.sqlite")], ""))
    qtbot.mouseClick(found.merge, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window)
    assert [cells(found, row)[:2] for row in range(2)] == [["R1", "2 of 9"], ["R2", "9 of 9"]]
    assert any("9 readings were taken in" in banner.text.text() for banner in found.banners.messages)


def test_a_file_of_another_study_is_refused_with_a_reason(
    shown: Callable[[], StudyWindow], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, window: MainWindow
) -> None:
    other = build(read_design(design(tmp_path / "other-design", 2)), tmp_path / "other")
    read(other, "R9", 1)
    found = shown()
    choose(monkeypatch, "getOpenFileNames", ([str(other.folder / "readings.sqlite")], ""))
    qtbot.mouseClick(found.merge, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window)
    assert "another protocol" in found.banners.messages[0].text.text()
    assert found.table.rowCount() == 0


def test_a_readers_data_are_saved_and_deleted(
    shown: Callable[[], StudyWindow], study: Study, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    window: MainWindow,
) -> None:  # fmt: skip
    read(study, "R1", 2)
    found = shown()
    assert not found.of_reader.isEnabled()
    found.table.selectRow(0)
    choose(monkeypatch, "getSaveFileName", (str(tmp_path / "R1.json"), ""))
    found.of_reader.menu().actions()[0].trigger()
    at_rest(qtbot, window)
    assert '"R1"' in (tmp_path / "R1.json").read_text(encoding="utf-8")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    found.of_reader.menu().actions()[1].trigger()
    at_rest(qtbot, window)
    assert found.table.rowCount() == 1
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    found.of_reader.menu().actions()[1].trigger()
    at_rest(qtbot, window)
    assert found.table.rowCount() == 0
    assert "incomplete: the data of R1 were removed" in found.state.text()


def test_a_study_that_came_as_one_file_is_laid_out_and_opened(
    window: MainWindow, study: Study, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.pack(tmp_path / "packed.zip")
    (tmp_path / "where").mkdir()
    choose(monkeypatch, "getExistingDirectory", str(tmp_path / "where"))
    window.open_paths([tmp_path / "packed.zip"])
    at_rest(qtbot, window)
    assert list(window.desk.studies) == [(tmp_path / "where" / "packed").resolve()]
    assert not window.controller.session.entries


def test_a_damaged_study_is_refused_with_a_reason(window: MainWindow, study: Study, qtbot: QtBot) -> None:
    next(study.folder.glob("*.tif")).write_bytes(b"")
    window.open_paths([study.folder])
    at_rest(qtbot, window)
    assert not window.desk.studies
    assert "missing or damaged" in window.banners.messages[0].text.text()


def test_it_is_opened_once_and_closes_with_the_window(shown: Callable[[], StudyWindow], window: MainWindow) -> None:
    found = shown()
    assert shown() is found
    window.close()
    assert not window.desk.studies


def test_a_result_is_kept_in_the_library(
    window: MainWindow, opened: Callable[..., MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    Picture.fromarray(grey(3)).save(tmp_path / "a.png")
    opened(tmp_path / "a.png", model=small(window))
    assert not window.actions_table["keep-case"].isEnabled()
    attack(window, qtbot, 2)
    entry = window.controller.entry
    assert entry is not None
    assert entry.outcome is not None
    entry.notes = "seen at once"
    window.actions_table["keep-case"].trigger()
    at_rest(qtbot, window)
    with Library(window.desk.library_folder) as library:
        (kept,) = library.find("seen")
    assert (kept.attack, kept.model) == ("sma", entry.outcome.result.model["id"])
