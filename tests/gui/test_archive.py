"""Cases from an archive, through the real window: search, fetch, cancel, resume, open, and a connection's wizard."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from pydicom.dataset import Dataset
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from medadv_gui.archive.connections import Connection, connections_path, load_connections, save_connections
from medadv_gui.archive.query import SeriesHit, StudyHit
from medadv_gui.archive.store import State, Store
from medadv_gui.core import policy
from medadv_gui.core.errors import OutputError
from medadv_gui.gui.archive.jobs import ListSeriesJob, SeriesPictureJob
from medadv_gui.gui.archive.window import ArchiveWindow
from medadv_gui.gui.archive.wizard import ConnectionWizard
from medadv_gui.gui.window import MainWindow
from tests.archive.keys import Memory, key_store
from tests.archive.servers import SERIES, STUDY, DimseServer, answers, dimse, slices, wanted, web

from .conftest import at_rest


@pytest.fixture
def images() -> list[Dataset]:
    return slices(6)


@pytest.fixture
def server(images: list[Dataset]) -> Iterator[DimseServer]:
    with dimse(images) as found:
        yield found


@pytest.fixture
def keys() -> Iterator[Memory]:
    memory = Memory()
    with key_store(memory):
        yield memory


@pytest.fixture
def no_keys() -> Iterator[None]:
    with key_store(NoKeyring()):
        yield


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot) -> Callable[..., ArchiveWindow]:
    def show(*connections: Connection) -> ArchiveWindow:
        if connections:
            save_connections(connections)
        window.actions_table["open-archive"].trigger()
        found = window.archives.window
        assert found is not None
        qtbot.waitUntil(found.isVisible)
        return found

    return show


def search(found: ArchiveWindow, qtbot: QtBot, patient: str = "Muster") -> None:
    found.form.patient.setText(patient)
    qtbot.mouseClick(found.form.search, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not found._jobs, timeout=20_000)


def fetch(found: ArchiveWindow, qtbot: QtBot) -> None:
    """Fetch the one series of the study that is selected."""
    qtbot.mouseClick(found.fetching, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [row.state for row in found.queue.rows] == ["whole"])


def test_a_case_is_found_fetched_and_opened(
    shown: Callable[..., ArchiveWindow], server: DimseServer, window: MainWindow, qtbot: QtBot
) -> None:
    found = shown(server.connection())
    search(found, qtbot)
    study = found.tree.topLevelItem(0)
    assert study is not None
    assert [study.text(column) for column in range(4)] == [
        "Mustermann Erika", "SECRET-4711", "2024-02-03", "CT"
    ]  # fmt: skip
    study.setExpanded(True)
    qtbot.waitUntil(lambda: not found._jobs, timeout=20_000)
    series = study.child(0)
    assert (series.text(3), series.text(5)) == ("CT", "6")
    assert not found.opening.isEnabled()
    found.tree.setCurrentItem(series)
    fetch(found, qtbot)
    at_rest(qtbot, window)
    assert (series.text(6), study.text(6)) == ("complete", "complete")
    (entry,) = window.controller.session.entries
    assert len(entry.series) == 6
    assert found.opening.isEnabled()
    found.close()


def test_what_may_not_be_deleted_stays_and_the_window_says_why(
    shown: Callable[..., ArchiveWindow], server: DimseServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shown(server.connection())
    found.at_once.setChecked(False)
    search(found, qtbot)
    fetch(found, qtbot)

    def unwritten(event: str, **facts: object) -> None:
        raise OutputError("log.jsonl: the audit log cannot be written (full)")

    monkeypatch.setattr("medadv_gui.archive.store.audit", unwritten)
    monkeypatch.setattr(QMessageBox, "question", lambda *words: QMessageBox.StandardButton.Yes)
    for delete in (found.delete_selected, found.clear_store):
        delete()
        assert ["cannot be written" in banner.text.text() for banner in found.banners.messages] == [True]
        found.banners.clear()
    (row,) = found.queue.rows
    assert found.store.state(row.series).complete


def test_a_study_is_fetched_without_opening_it_first(
    shown: Callable[..., ArchiveWindow], server: DimseServer, qtbot: QtBot
) -> None:
    found = shown(server.connection())
    found.at_once.setChecked(False)
    search(found, qtbot)
    fetch(found, qtbot)
    assert found.queue.rows[0].words.text() == "complete: 6 images"


def test_a_series_is_fetched_from_the_archive_that_is_chosen(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], qtbot: QtBot
) -> None:
    with dimse(images, get=lambda event: iter([0])) as empty, dimse(images) as server:
        found = shown(empty.connection(name="empty"), server.connection(name="full"))
        found.at_once.setChecked(False)
        for name, state in (("empty", "part"), ("full", "whole")):
            found.bar.choice.setCurrentText(name)
            search(found, qtbot)
            qtbot.mouseClick(found.fetching, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: bool(found.queue.rows) and not found.queue.busy and not found._jobs)
            assert found.queue.rows[-1].state == state


def test_a_stopped_fetch_is_not_opened_and_goes_on(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], window: MainWindow, qtbot: QtBot
) -> None:
    hold = threading.Event()

    def slow(event: Any) -> Iterator[Any]:
        chosen = images if "SOPInstanceUID" not in event.identifier else images[2:]
        yield len(chosen)
        for number, image in enumerate(chosen):
            if number == 2:
                hold.wait(10)
            yield 0xFF00, image

    with dimse(images, get=slow) as server:
        found = shown(server.connection())
        search(found, qtbot)
        qtbot.mouseClick(found.fetching, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(found.queue.rows) and found.queue.rows[0].bar.value() == 2)
        row = found.queue.rows[0]
        assert "2 of 6 images" in row.words.text()
        qtbot.mouseClick(row.stop, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not found.queue.busy)
        hold.set()
        assert row.state == "part"
        assert "incomplete: 2 of 6" in row.words.text()
        at_rest(qtbot, window)
        assert window.controller.session.entries == []
        study = found.tree.topLevelItem(0)
        assert study is not None
        assert study.child(0).text(6) == "incomplete: 2 of 6"
        assert study.text(6) == "incomplete: 0 of 1 series"
        found.tree.setCurrentItem(study)
        found.open_selected()
        assert "0 of 1 series are complete" in found.banners.messages[0].text.text()
        qtbot.mouseClick(row.again, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: row.state == "whole")
        at_rest(qtbot, window)
    assert len(window.controller.session.entries[0].series) == 6


def study_of(
    counts: list[int], *, listed: int | None = None
) -> tuple[list[Dataset], Callable[..., Iterator[Any]], Callable[..., Iterator[Any]]]:
    """The images of a study whose series have so many each, of which an archive lists `listed`; what it finds and
    gets."""
    images: list[Dataset] = []
    for number, count in enumerate(counts):
        for image in slices(count):
            image.SeriesInstanceUID = f"{SERIES}.{number}"
            image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"{image.SOPInstanceUID}.{number}"
            images.append(image)

    def of(uid: str) -> list[Dataset]:
        return [image for image in images if image.SeriesInstanceUID == uid]

    def find(event: Any) -> Iterator[Any]:
        asked = event.identifier
        if asked.QueryRetrieveLevel == "STUDY":
            (study,) = answers(images, asked)
            study.NumberOfStudyRelatedSeries = len(counts)
            yield 0xFF00, study
        elif asked.QueryRetrieveLevel == "SERIES":
            for number in range(len(counts) if listed is None else listed):
                (series,) = answers(of(f"{SERIES}.{number}"), asked)
                series.SeriesInstanceUID, series.SeriesNumber = f"{SERIES}.{number}", number
                yield 0xFF00, series
        else:
            for found in answers(of(asked.SeriesInstanceUID), asked):
                found.SeriesInstanceUID = asked.SeriesInstanceUID
                yield 0xFF00, found

    def get(event: Any) -> Iterator[Any]:
        chosen = wanted(of(event.identifier.SeriesInstanceUID), event.identifier)
        yield len(chosen)
        for image in chosen:
            yield 0xFF00, image

    return images, find, get


def opened(found: ArchiveWindow, qtbot: QtBot) -> QTreeWidgetItem:
    """The study that was found, its series listed."""
    search(found, qtbot)
    study = found.tree.topLevelItem(0)
    assert study is not None
    study.setExpanded(True)
    qtbot.waitUntil(lambda: not found._jobs, timeout=20_000)
    return study


def test_a_study_is_complete_when_all_that_the_archive_counts_is_here(
    shown: Callable[..., ArchiveWindow], qtbot: QtBot
) -> None:
    images, find, get = study_of([2, 1, 1], listed=2)
    with dimse(images, find=find, get=get) as server:
        found = shown(server.connection())
        found.at_once.setChecked(False)
        study = opened(found, qtbot)
        assert [study.child(at).text(0) for at in range(3)] == [
            "Series 0", "Series 1", "the archive says that there are 3 series and lists 2"
        ]  # fmt: skip
        found.tree.setCurrentItem(study)
        qtbot.mouseClick(found.fetching, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: [row.state for row in found.queue.rows] == ["whole", "whole"])
        assert [row.words.text() for row in found.queue.rows] == ["complete: 2 images", "complete: 1 image"]
        assert study.text(6) == "incomplete: 2 of 3 series"
        hits = found.tree
        hits.show_studies([StudyHit("1.2", "A", series=1, images=9)])
        hits.show_series("1.2", [SeriesHit("1.2", "1.2.1", "CT")])
        hits.show_states(lambda series: State(4, 4, True, Path("x")))
        first = hits.topLevelItem(0)
        assert first is not None
        assert first.text(6) == "incomplete: 4 of 9 images"


def test_a_series_that_waits_is_stopped_at_once_and_goes_on(
    shown: Callable[..., ArchiveWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, find, honest = study_of([1, 2])
    hold = threading.Event()

    def get(event: Any) -> Iterator[Any]:
        hold.wait(30)
        yield from honest(event)

    monkeypatch.setattr(QMessageBox, "question", lambda *words: QMessageBox.StandardButton.Yes)
    with dimse(images, find=find, get=get) as server:
        found = shown(server.connection(), server.connection(name="another"))
        found.at_once.setChecked(False)
        monkeypatch.setattr(ArchiveWindow, "_ask_pictures", lambda *_: None)
        study = opened(found, qtbot)
        found.tree.setCurrentItem(study)
        qtbot.mouseClick(found.fetching, Qt.MouseButton.LeftButton)
        first, second = found.queue.rows
        qtbot.waitUntil(lambda: first.state == "running")
        assert second.state == "waiting"
        qtbot.mouseClick(second.stop, Qt.MouseButton.LeftButton)
        assert (second.state, second.words.text()) == ("part", "stopped")
        qtbot.mouseClick(second.again, Qt.MouseButton.LeftButton)
        assert second.state == "waiting"
        hold.set()
        qtbot.waitUntil(lambda: [row.state for row in found.queue.rows] == ["whole", "whole"])
    assert [row.archive.text() for row in found.queue.rows] == ["test archive"] * 2


def test_what_is_being_fetched_cannot_be_deleted_and_what_is_deleted_leaves_the_list(
    shown: Callable[..., ArchiveWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, find, honest = study_of([1, 2, 1])
    hold = threading.Event()

    def get(event: Any) -> Iterator[Any]:
        for number, answer in enumerate(honest(event)):
            if number == 2:
                hold.wait(30)
            yield answer

    asked: list[str] = []

    def yes(parent: Any, title: str, words: str) -> QMessageBox.StandardButton:
        asked.append(words)
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", yes)
    monkeypatch.setattr(ArchiveWindow, "_ask_pictures", lambda *_: None)
    with dimse(images, find=find, get=get) as server:
        found = shown(server.connection())
        found.at_once.setChecked(False)
        study = opened(found, qtbot)
        found.tree.setCurrentItem(study)
        qtbot.mouseClick(found.fetching, Qt.MouseButton.LeftButton)
        _, second, third = found.queue.rows
        drained: list[list[Path]] = []
        found.queue.drained.connect(drained.append)
        qtbot.waitUntil(lambda: second.bar.value() == 1)
        found.tree.setCurrentItem(study.child(1))
        assert not found.deleting.isEnabled()
        found.delete_selected()
        assert asked == []
        found.tree.setCurrentItem(study)
        qtbot.mouseClick(found.deleting, Qt.MouseButton.LeftButton)  # what is whole goes, the rest stays
        assert "Delete 1 fetched series" in asked[0]
        assert found.queue.rows == [second, third]
        hold.set()
        qtbot.waitUntil(lambda: [row.state for row in found.queue.rows] == ["whole", "whole"])
        assert drained == [[found.store.folder_of(row.series) for row in (second, third)]]  # not what is gone
        assert found.deleting.isEnabled()
        Store(1 << 30).remove(third.series)  # another window
        qtbot.mouseClick(third.open, Qt.MouseButton.LeftButton)
        assert (third.state, third.words.text()) == ("part", "no longer here")
        qtbot.mouseClick(found.queue.clear, Qt.MouseButton.LeftButton)
        assert found.queue.rows == []
        assert found.queue.nothing.isVisible()
        assert found.store.state(second.series).complete
        found.tree.setCurrentItem(study.child(0))
        fetch(found, qtbot)
        found.clear_store()
        assert found.queue.rows == []
        assert not found.store.state(second.series).got
        assert found.banners.messages == []


def test_thumbnails_stay_and_no_question_waits_for_them(shown: Callable[..., ArchiveWindow], qtbot: QtBot) -> None:
    images, find, honest = study_of([1, 1])
    hold = threading.Event()

    def get(event: Any) -> Iterator[Any]:
        hold.wait(30)
        yield from honest(event)

    with dimse(images, find=find, get=get) as server:
        found = shown(server.connection())
        search(found, qtbot)
        study = found.tree.topLevelItem(0)
        assert study is not None
        study.setExpanded(True)
        qtbot.waitUntil(lambda: len(found._of(SeriesPictureJob)) == 2, timeout=20_000)
        found._submit(ListSeriesJob(server.connection(), STUDY))
        qtbot.waitUntil(lambda: not found._of(ListSeriesJob), timeout=20_000)
        assert found._of(SeriesPictureJob)
        hold.set()
        qtbot.waitUntil(lambda: not found._jobs, timeout=20_000)
        pictures = [found.tree.topLevelItem(0).child(at).icon(0).cacheKey() for at in range(2)]
        asked = len(server.asked)
        study = opened(found, qtbot)
        assert [study.child(at).icon(0).cacheKey() for at in range(2)] == pictures
        assert len(server.asked) == asked + 2  # the study and its series


def test_of_an_object_of_many_frames_no_thumbnail_is_fetched(shown: Callable[..., ArchiveWindow], qtbot: QtBot) -> None:
    images, honest, get = study_of([1, 1])
    got: list[str] = []

    def find(event: Any) -> Iterator[Any]:
        for status, answer in honest(event):
            if event.identifier.QueryRetrieveLevel == "IMAGE" and answer.SeriesInstanceUID.endswith("0"):
                answer.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2.1"  # Enhanced CT
            yield status, answer

    def watched(event: Any) -> Iterator[Any]:
        got.append(event.identifier.SeriesInstanceUID)
        yield from get(event)

    with dimse(images, find=find, get=watched) as server:
        opened(shown(server.connection()), qtbot)
    assert got == [f"{SERIES}.1"]


def test_connections_of_a_newer_version_are_not_written_over(
    shown: Callable[..., ArchiveWindow], server: DimseServer
) -> None:
    found = shown(server.connection())
    newer = json.dumps({"schema_version": 2, "archives": []})
    connections_path().write_text(newer)
    found.bar._keep(None, server.connection(name="B"), None)  # the wizard was open before
    assert "is of another version of this program" in found.banners.messages[0].text.text()
    assert connections_path().read_text() == newer
    found.reload()
    assert not found.bar.add_action.isEnabled()
    connections_path().unlink()
    found.reload()
    assert found.bar.add_action.isEnabled()


@pytest.mark.parametrize("way", ["dimse", "web"])
def test_closing_the_window_ends_what_it_asked(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], window: MainWindow, qtbot: QtBot, way: str
) -> None:
    hold = threading.Event()

    def silent(event: Any) -> Iterator[Any]:
        hold.wait(10)
        yield 0x0000, None

    def speechless(handler: Any, path: str, query: Any) -> bool:
        return hold.wait(10)

    with dimse(images, find=silent) as by_dimse, web(images, answer=speechless) as by_web:
        found = shown((by_dimse if way == "dimse" else by_web).connection())
        found.form.patient.setText("Muster")
        found.find()
        assert found.form.search.text() == "Stop"
        qtbot.waitUntil(lambda: bool(by_dimse.asked or by_web.paths))
        found.close()
        qtbot.waitUntil(lambda: not window.controller.workers.busy)
        hold.set()
    assert window.archives.window is None


def test_a_hostile_name_is_plain_text(shown: Callable[..., ArchiveWindow], qtbot: QtBot) -> None:
    evil = "<b>x</b>\u202e\n" + "y" * 5000
    content = [{"0020000D": {"vr": "UI", "Value": ["1.2"]}, "00100010": {"vr": "PN", "Value": [{"Alphabetic": evil}]}}]

    def answer(handler: Any, path: str, query: Any) -> bool:
        from tests.archive.servers import send

        send(handler, json.dumps(content).encode(), "application/dicom+json")
        return True

    with web([], answer=answer) as server:
        found = shown(server.connection())
        search(found, qtbot)
    study = found.tree.topLevelItem(0)
    assert study is not None
    assert study.text(0).startswith("<b>x</b> yyy")
    assert len(study.text(0)) <= 200
    assert study.toolTip(0).startswith("<qt>&lt;b&gt;")


def test_what_is_wrong_is_said_and_nothing_is_asked(
    shown: Callable[..., ArchiveWindow], server: DimseServer, qtbot: QtBot
) -> None:
    found = shown(server.connection())
    qtbot.mouseClick(found.form.search, Qt.MouseButton.LeftButton)
    assert "Fill in at least one field" in found.banners.messages[0].text.text()
    found.form.since.setText("yesterday")
    qtbot.mouseClick(found.form.search, Qt.MouseButton.LeftButton)
    assert "2024-03-01" in found.banners.messages[0].text.text()
    assert server.asked == []
    for written in ("2024-02-03", "20240203", "3.2.2024"):
        found.form.since.setText(written)
        assert found.form.query().since == "20240203"


def test_the_wizard_tests_step_by_step_and_keeps(
    shown: Callable[..., ArchiveWindow], server: DimseServer, qtbot: QtBot
) -> None:
    found = shown()
    assert not found.form.search.isEnabled()
    found.bar.add_action.trigger()
    wizard = found.bar.wizard
    assert isinstance(wizard, ConnectionWizard)
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    assert wizard.pages.currentIndex() == 0  # there is no name yet
    assert wizard.note.text().startswith("Name: ")
    for field, text in ((wizard.name, "Lab"), (wizard.host, "127.0.0.1"), (wizard.called, "WRONG")):
        field.setText(text)
    wizard.port.setText("1")
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nothing listens" in wizard._steps["port"][2].text())
    qtbot.waitUntil(wizard.again.isEnabled)
    qtbot.mouseClick(wizard.back, Qt.MouseButton.LeftButton)
    wizard.port.setText(str(server.port))
    wizard.called.setText("ARCHIVE")
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard._steps["get"][2].text() == "One image came")
    qtbot.waitUntil(wizard.again.isEnabled)
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    assert found.bar.choice.currentText() == "Lab"
    (kept,) = load_connections()
    assert (kept.name, kept.port, kept.called) == ("Lab", server.port, "ARCHIVE")
    search(found, qtbot)
    assert found.tree.topLevelItemCount() == 1


def test_a_password_goes_to_the_key_store_alone(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], keys: Memory, qtbot: QtBot, tmp_path: Path
) -> None:
    with web(images) as server:
        found = shown()
        found.bar.add_action.trigger()
        wizard = found.bar.wizard
        assert isinstance(wizard, ConnectionWizard)
        wizard.protocol.setCurrentIndex(1)
        wizard.name.setText("Web")
        wizard.url.setText(server.url)
        wizard.user.setText("reader")
        wizard.secret.setText("hush-hush")
        assert wizard.secret.echoMode() == QLineEdit.EchoMode.Password
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: wizard._steps["get"][2].text() == "One image came")
        qtbot.waitUntil(wizard.again.isEnabled)
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: keys.kept == {("medadv_gui", f"reader@{server.url}"): "hush-hush"})
        assert connections_path().is_file()
        found_in = [path for path in tmp_path.rglob("*") if path.is_file() and b"hush" in path.read_bytes()]
        assert found_in == []
        assert server.headers[-1]["Authorization"].startswith("Basic ")
    monkey = QMessageBox.question
    QMessageBox.question = staticmethod(lambda *_: QMessageBox.StandardButton.Yes)  # type: ignore[method-assign]
    try:
        found.bar.remove_action.trigger()
    finally:
        QMessageBox.question = monkey  # type: ignore[method-assign]
    qtbot.waitUntil(lambda: keys.kept == {})
    assert load_connections() == ()


def guarded(handler: Any, path: str, query: Any) -> bool:
    """An archive that answers the reader alone."""
    if handler.headers["Authorization"] == f"Basic {base64.b64encode(b'reader:hush-hush').decode()}":
        return False
    handler.send_error(401)
    return True


def test_a_password_that_was_tried_is_kept_with_its_connection_alone(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], keys: Memory, window: MainWindow, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with web(images, answer=guarded) as server, web(images, answer=guarded) as other:
        connection = server.connection(name="Web", user="reader")
        before = {("medadv_gui", f"reader@{server.url}"): "hush-hush"}
        keys.kept |= before
        found = shown(connection)

        def tried(action: Any, secret: str, url: str = "") -> ConnectionWizard:
            if found.bar.wizard is None:
                action.trigger()
            wizard = found.bar.wizard
            assert isinstance(wizard, ConnectionWizard)
            if action is found.bar.add_action:
                wizard.protocol.setCurrentIndex(1)
                wizard.name.setText("New")
                wizard.user.setText("reader")
            wizard.url.setText(url or wizard.url.text())
            wizard.secret.setText(secret)
            if wizard.pages.currentIndex():
                qtbot.mouseClick(wizard.back, Qt.MouseButton.LeftButton)
            qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(wizard.again.isEnabled)
            return wizard

        wizard = tried(found.bar.edit_action, "wrong-one")
        assert "wrong" in wizard._steps["find"][2].text()
        qtbot.mouseClick(wizard.leave, Qt.MouseButton.LeftButton)
        tried(found.bar.add_action, "hush-hush", f"{other.url}/a")
        wizard = tried(found.bar.add_action, "hush-hush", other.url)
        assert wizard._steps["get"][2].text() == "One image came"
        qtbot.mouseClick(wizard.leave, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not window.controller.workers.busy)
        assert keys.kept == before
        wizard = tried(found.bar.edit_action, "hush-hush", other.url)
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not window.controller.workers.busy)
        assert keys.kept == {("medadv_gui", f"reader@{other.url}"): "hush-hush"}
        save_connections([*load_connections(), other.connection(name="Twin", user="reader")])
        found.reload()
        monkeypatch.setattr(QMessageBox, "question", lambda *words: QMessageBox.StandardButton.Yes)
        for left in (1, 0):  # the last of a user and an address takes the password along
            found.bar.remove_action.trigger()
            qtbot.waitUntil(lambda: not window.controller.workers.busy)
            assert (len(load_connections()), len(keys.kept)) == (left, left)


def test_a_password_for_an_administrators_connection_is_kept(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], keys: Memory, window: MainWindow, qtbot: QtBot,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with web(images, answer=guarded) as server:
        path = tmp_path / "policy.json"
        path.write_text(json.dumps({"archives": [server.connection(user="reader").to_json()], "archives_fixed": True}))
        monkeypatch.setattr(policy, "policy_path", lambda: path)
        found = shown()
        found.bar.edit_action.trigger()
        wizard = found.bar.wizard
        assert isinstance(wizard, ConnectionWizard)
        wizard.secret.setText("hush-hush")
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(wizard.again.isEnabled)
        assert wizard.next.text() == "Save"
        assert keys.kept == {}
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not window.controller.workers.busy)
        assert keys.kept == {("medadv_gui", f"reader@{server.url}"): "hush-hush"}
        assert found.banners.messages == []
        assert not connections_path().exists()


def test_a_password_that_a_search_was_refused_with_is_not_kept(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], keys: Memory, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    typed = [("hush-hush", True), ("", False), ("wrong-one", True)]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: typed.pop())
    with web(images, answer=guarded) as server:
        found = shown(server.connection(user="reader"))
        search(found, qtbot)
        assert keys.kept == {}
        search(found, qtbot)
        assert keys.kept == {("medadv_gui", f"reader@{server.url}"): "hush-hush"}


def test_without_a_key_store_the_password_is_asked_for_and_written_nowhere(
    shown: Callable[..., ArchiveWindow], images: list[Dataset], no_keys: None, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[str] = []

    def type_in(parent: Any, title: str, words: str, mode: QLineEdit.EchoMode) -> tuple[str, bool]:
        assert mode == QLineEdit.EchoMode.Password
        asked.append(words)
        return ("wrong-one" if len(asked) == 1 else "hush-hush"), True

    monkeypatch.setattr(QInputDialog, "getText", type_in)
    with web(images, answer=guarded) as server:
        found = shown(server.connection(user="reader"))
        search(found, qtbot)
        assert found.tree.topLevelItemCount() == 1
        assert "no key store" in asked[0]
        assert "wrong" in asked[1]
        search(found, qtbot)
        assert len(asked) == 2
        fetch(found, qtbot)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"hush" in path.read_bytes()] == []


def test_sending_is_not_even_offered_unless_it_is_allowed(
    shown: Callable[..., ArchiveWindow], server: DimseServer, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    found = shown(server.connection())
    found.offer(tmp_path / "adversarial.dcm")
    assert not found.sending.isVisible()
    path = tmp_path / "policy.json"
    path.write_text(
        json.dumps({"archives": [server.connection(name="research").to_json()], "archive_send_to": ["research"]})
    )
    monkeypatch.setattr(policy, "policy_path", lambda: path)
    found.reload()
    found.bar.choice.setCurrentIndex(found.bar.choice.findText("research"))
    assert found.sending.isVisible()
    assert not found.bar.remove_action.isEnabled()
    assert "administrator" in found.bar.place.text()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("something else", True))
    qtbot.mouseClick(found.sending, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not found._jobs, timeout=20_000)
    assert "has to be typed" in found.banners.messages[0].text.text()
