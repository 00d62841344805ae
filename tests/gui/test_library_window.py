"""The case library's window in the real main window: cases come, are found, annotated, given away and deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.gui.review.library_table import ANSWERS, NOTES, PICTURES, TAGS
from medadv_gui.gui.review.library_window import LibraryWindow
from medadv_gui.gui.window import MainWindow
from medadv_gui.review.library import CASES, Library
from tests.review.made import result

from .conftest import at_rest
from .test_access import nameless, unreachable
from .test_layout import clipped

Show = Callable[[], LibraryWindow]
PRESSED = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Library and policy in the test's folder; where the policy would lie."""
    monkeypatch.setattr("medadv_gui.review.library.data_dir", lambda: tmp_path)
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: tmp_path / "policy.json")
    return tmp_path / "policy.json"


def fill(tmp_path: Path, count: int = 3) -> list[str]:
    """Cases in the user's library, the ids from the newest on."""
    with Library(tmp_path / "library") as library:
        for number in range(count):
            tags = ["teaching"] if number % 2 == 0 else ["odd"]
            library.add(result(tmp_path / "results" / f"r{number}", number), f"note-{number}", tags)
        return [case.id for case in library.find()]


@pytest.fixture
def show(window: MainWindow, qtbot: QtBot) -> Show:
    def shown() -> LibraryWindow:
        window.actions_table["library"].trigger()
        library = window.desk.library
        assert library is not None
        qtbot.waitExposed(library)
        at_rest(qtbot, window)
        return library

    return shown


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def texts(library: LibraryWindow, column: int) -> list[str]:
    return [library.model.index(row, column).data() for row in range(library.model.rowCount())]


def picture(library: LibraryWindow, row: int) -> QPixmap | None:
    return library.model.index(row, PICTURES).data(Qt.ItemDataRole.DecorationRole)


def drop(widget: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(widget.rect().center(), Qt.DropAction.CopyAction, data, *PRESSED)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(widget.rect().center()), Qt.DropAction.CopyAction, data, *PRESSED)
    QApplication.sendEvent(widget, event)


def said(library: LibraryWindow) -> str:
    return "\n".join(banner.text.text() for banner in library.banners.messages)


def test_an_empty_library_says_what_to_do(show: Show) -> None:
    library = show()
    assert library.pages.currentIndex() == 1
    assert library.empty.text() == "No cases yet"
    assert not library.detail.isVisible()
    assert not any(b.isEnabled() for b in (library.study, library.delete, library.export, library.check))
    assert library.add.isEnabled()
    assert not clipped(library)


def test_cases_are_listed_with_pictures_and_found_again(tmp_path: Path, show: Show, qtbot: QtBot) -> None:
    fill(tmp_path)
    library = show()
    assert texts(library, NOTES) == ["note-2", "note-1", "note-0"]
    assert texts(library, ANSWERS) == ["polyp\n→ none"] * 3
    assert library.count.text() == "3 cases"
    qtbot.waitUntil(lambda: all(picture(library, row) is not None for row in range(3)), timeout=10_000)
    originals = [picture(library, row).toImage() for row in range(3)]
    assert originals[0] != originals[1] != originals[2]
    click(library.adversarial)
    assert picture(library, 0).toImage() != originals[0]
    QTest.keyClicks(library.words, "NOTE-1 polyp")
    assert texts(library, NOTES) == ["note-1"]
    assert library.count.text() == "1 of 3 cases"
    library.words.selectAll()
    QTest.keyClicks(library.words, "unheard")
    assert library.empty.text() == "No case fits"
    library.words.clear()
    library.tag.setCurrentIndex(library.tag.findData("teaching"))
    assert texts(library, NOTES) == ["note-2", "note-0"]
    assert library.tag.currentText() == "teaching (2)"


def test_notes_and_tags_are_saved_on_leaving_the_field(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot
) -> None:
    fill(tmp_path)
    library = show()
    library.table.selectRow(0)
    at_rest(qtbot, window)
    qtbot.waitUntil(lambda: all(not p.picture.pixmap().isNull() for p in library.detail.pictures), timeout=10_000)
    assert not nameless(library)
    assert not unreachable(library, qtbot)
    assert not clipped(library)
    library.detail.notes.setFocus()
    library.detail.notes.selectAll()
    QTest.keyClicks(library.detail.notes, "other words")
    QTest.keyClick(library.detail.notes, Qt.Key.Key_Tab)
    at_rest(qtbot, window)
    assert texts(library, NOTES)[0] == "other words"
    library.detail.tags.setFocus()
    library.detail.tags.selectAll()
    QTest.keyClicks(library.detail.tags, "b, a  a , b,")
    library.table.selectRow(1)  # whoever goes on to another case has left the field
    at_rest(qtbot, window)
    assert texts(library, TAGS)[0] == "a a, b"
    assert library.detail.notes.toPlainText() == "note-1"
    library.detail.notes.setFocus()
    library.detail.notes.selectAll()
    QTest.keyClicks(library.detail.notes, "last words")
    library.close()
    at_rest(qtbot, window)
    with Library(tmp_path / "library") as kept:
        assert [(case.notes, case.tags) for case in kept.find()] == [
            ("other words", ("a a", "b")), ("last words", ("odd",)), ("note-0", ("teaching",)),
        ]  # fmt: skip


def test_what_is_typed_when_the_program_ends_is_saved(tmp_path: Path, show: Show, window: MainWindow) -> None:
    fill(tmp_path, 1)
    library = show()
    library.table.selectRow(0)
    library.detail.notes.setFocus()
    library.detail.notes.selectAll()
    QTest.keyClicks(library.detail.notes, "at the last moment")
    window.close()
    with Library(tmp_path / "library") as kept:
        assert kept.find()[0].notes == "at the last moment"


def test_results_and_zip_files_are_dropped_in_and_written_out(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = show()
    for number in range(3):
        result(tmp_path / "results" / f"r{number}", number)
    drop(library, tmp_path / "results")  # a folder of folders
    at_rest(qtbot, window)
    assert library.model.rowCount() == 3
    assert "3 new cases are kept." in said(library)
    (tmp_path / "nothing").mkdir()
    drop(library, tmp_path / "nothing")
    at_rest(qtbot, window)
    assert "not the folder of an attack" in said(library)

    names = iter(["two", "all.zip"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / next(names)), ""))
    library.table.selectRow(0)
    library.table.selectAll()
    library.table.selectionModel().select(
        library.model.index(0, 0), library.table.selectionModel().SelectionFlag.Deselect
        | library.table.selectionModel().SelectionFlag.Rows,
    )  # fmt: skip
    selected, everything = library.export.menu().actions()
    selected.trigger()
    everything.trigger()
    at_rest(qtbot, window)
    assert "2 cases were written to two.zip." in said(library)
    with Library(tmp_path / "other") as other:
        assert (other.import_zip(tmp_path / "two.zip"), other.import_zip(tmp_path / "all.zip")) == (2, 1)

    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    library.table.selectAll()
    QTest.keyClick(library.table, Qt.Key.Key_Delete)
    at_rest(qtbot, window)
    assert library.model.rowCount() == 0
    assert list((tmp_path / "library" / CASES).iterdir()) == []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "all.zip"), ""))
    library.add.menu().actions()[1].trigger()
    at_rest(qtbot, window)
    assert library.model.rowCount() == 3


def test_nothing_is_deleted_without_a_yes(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, 1)
    library = show()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    library.table.selectRow(0)
    click(library.delete)
    at_rest(qtbot, window)
    assert library.model.rowCount() == 1


def test_damaged_files_are_found(tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot) -> None:
    newest, *_ = fill(tmp_path)
    library = show()
    click(library.check)
    at_rest(qtbot, window)
    assert "All files are what they were." in said(library)
    (tmp_path / "library" / CASES / newest / "case.npz").write_bytes(b"x")
    click(library.check)
    at_rest(qtbot, window)
    assert "1 cases are damaged" in said(library)
    assert library.model.damaged == {newest}


def test_the_administrators_time_is_told(tmp_path: Path, show: Show, own_folder: Path) -> None:
    own_folder.write_text(json.dumps({"retention_days": 30}))
    fill(tmp_path, 1)
    library = show()
    assert library.count.text() == "1 cases · Cases are removed after 30 days, as an administrator has set."
    own_folder.write_text("{")


def test_a_library_that_cannot_be_opened_says_why(tmp_path: Path, show: Show, own_folder: Path) -> None:
    own_folder.write_text("{")
    library = show()
    assert "policy.json" in said(library)
    assert library.empty.text() == "Not to be opened"


def test_where_one_connection_is_all_there_can_be_the_window_holds_none(
    tmp_path: Path, show: Show, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a network's file system whoever has the database open has it alone."""
    monkeypatch.setattr("medadv_gui.review.database.on_local_disk", lambda _: False)
    fill(tmp_path, 2)
    library = show()
    library.table.selectRow(0)
    at_rest(qtbot, window)
    with Library(tmp_path / "library") as other:
        other.add(result(tmp_path / "third", 3))
        library.words.setText("note")  # what was read can be searched meanwhile
        assert library.model.rowCount() == 2
    library.words.clear()
    library.refresh()
    library.check_files()
    at_rest(qtbot, window)
    assert library.model.rowCount() == 3
    assert "All files are what they were." in said(library)


def test_a_study_is_asked_for_from_the_selected_cases(tmp_path: Path, show: Show, window: MainWindow) -> None:
    newest, middle, _ = fill(tmp_path)
    library = show()
    asked: list[list[Path]] = []
    library.study_wanted.disconnect()
    library.study_wanted.connect(asked.append)
    assert not library.study.isEnabled()
    library.table.selectRow(0)
    QTest.keyClick(library.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert library.detail.heading.text() == "2 cases are selected"
    click(library.study)
    assert [folder.name for folder in asked[0]] == [newest, middle]
    assert all((folder / "result.json").is_file() for folder in asked[0])
