"""The session survives a kill; a second start hands its files over."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from PySide6.QtCore import QSettings
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.gui.keeper import FILE, LOCK, abandoned, read
from medadv_gui.gui.single import SingleInstance, hand_over, server_name
from medadv_gui.gui.window import MainWindow

from .conftest import at_rest
from .test_results import click, small
from .test_window import series

Make = Callable[[], MainWindow]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Picture.fromarray(np.add.outer(np.arange(80), np.arange(64)).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def make(themed: QApplication, qtbot: QtBot, tmp_path: Path, data: Path) -> Iterator[Make]:
    """Windows that keep their sessions in `data`."""
    made: list[MainWindow] = []

    def one() -> MainWindow:
        window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), data)
        made.append(window)
        window.show()
        qtbot.waitExposed(window)
        QApplication.processEvents()
        return window

    yield one
    for window in made:
        window.close()
        window.deleteLater()


def crash(window: MainWindow, qtbot: QtBot) -> Path:
    """Leave a session as a killed program does: saved, and without an owner."""
    window.shell._save()
    at_rest(qtbot, window)
    keeper = window.shell.keeper
    assert keeper is not None
    copy = keeper.root / "crashed"
    copy.mkdir()
    (copy / FILE).write_bytes((keeper.folder / FILE).read_bytes())
    shutil.copytree(keeper.results, copy / "results")
    return copy


def test_after_a_kill_the_next_start_brings_case_result_and_notes_back(
    make: Make, demo: Path, data: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    script = Path(__file__).with_name("kept_session.py")
    picture = demo / "endoscopy" / "endoscopy.png"
    child = subprocess.Popen(
        [sys.executable, str(script), str(picture), str(data), str(tmp_path / "window.ini")],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    other = make()
    assert not other.banners.messages, "a session whose program is alive is not offered"
    other.close()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    window = make()
    assert [banner.button.text() for banner in window.banners.messages if banner.button] == ["Restore"]
    window.banners.messages[0].button.click()  # type: ignore[union-attr]
    at_rest(qtbot, window)
    entry = window.controller.entry
    assert entry is not None
    assert entry.image is not None
    assert entry.model == "endo-polyp"
    assert entry.outcome is not None
    assert entry.outcome.result.perturbation.any()
    assert entry.outcome.folder.parent == window.shell.keeper.results  # type: ignore[union-attr]
    assert window.panes.adversarial.pixels.rgb is not None
    assert window.actions_table["export"].isEnabled()
    assert entry.notes == window.notes.text() == "left apex"
    assert window.viewing.regions.pixels == 200
    assert window.panes.original._layers["region"]
    assert window.viewing.measuring.here[0].points == ((1.0, 2.0), (3.0, 4.0))
    assert window.panes.original._layers["measurements"]
    assert window.notes.isVisible()
    view = window.shell.history.view
    assert view is not None
    assert view.area is not None
    window.controller.export(tmp_path / "out")
    at_rest(qtbot, window)
    assert (tmp_path / "out" / "report.pdf").is_file()
    window.close()
    assert not make().banners.messages, "brought back, ended in order: nothing to offer"


def test_the_slices_of_a_series_come_back_with_their_results(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    def started() -> tuple[MainWindow, str]:
        window = make()
        return window, small(window, units="HU", lower=-1000.0, upper=400.0)

    window, model = started()
    window.controller.wanted_model = model
    window.open_paths([series(tmp_path / "ct", 3)])
    at_rest(qtbot, window)
    window.panel.parameters.set_values({"steps": 1})
    window.actions_table["run-series"].trigger()
    at_rest(qtbot, window)
    window.controller.set_slice(1)
    at_rest(qtbot, window)
    rows = dict(window.result_views.strip.rows)
    folder = crash(window, qtbot)
    shutil.rmtree(next((folder / "results").glob("series-*/slice-0000")))

    window, _ = started()
    assert "images 1, results 3" in window.banners.messages[0].text.text()
    window.shell.restore()
    at_rest(qtbot, window)
    strip, entry = window.result_views.strip, window.controller.entry
    assert entry is not None
    assert strip.isVisible()
    assert strip.rows == {at: row for at, row in rows.items() if at != 0}, "one of the results is lost"
    assert entry.slice == 1
    assert len(entry.finished) == 1
    click(window, qtbot, 2)
    at_rest(qtbot, window)
    assert entry.slice == 2
    assert entry.outcome is not None
    assert entry.outcome.result.slice == 2
    assert entry.outcome.folder.parent.parent == window.shell.keeper.results  # type: ignore[union-attr]
    assert window.panes.adversarial.pixels.rgb is not None
    again = read(crash(window, qtbot))
    assert again is not None
    assert again.results == 2


def test_a_clean_exit_leaves_nothing_unless_wanted(make: Make, picture: Path, data: Path, qtbot: QtBot) -> None:
    window = make()
    window.open_paths([picture])
    at_rest(qtbot, window)
    window.close()
    assert list((data / "sessions").iterdir()) == []
    window = make()
    assert not window.banners.messages
    window.shell.preferences.set("session/restore", "always")
    window.open_paths([picture])
    at_rest(qtbot, window)
    window.close()
    window = make()
    (banner,) = window.banners.messages
    assert banner.button is not None
    banner.button.click()
    at_rest(qtbot, window)
    assert window.controller.entry is not None


def test_the_file_names_paths_and_nothing_from_inside_them(make: Make, picture: Path, qtbot: QtBot) -> None:
    window = make()
    window.open_paths([picture])
    at_rest(qtbot, window)
    kept = json.loads((crash(window, qtbot) / FILE).read_text())
    assert set(kept) == {"version", "clean", "opened", "current", "view", "entries"}
    assert set(kept["entries"][0]) == {"first", "demo", "slice", "model", "notes", "drawn", "results", "series"}
    assert kept["opened"] == [str(picture)]
    assert kept["entries"][0]["first"] == [str(picture), "", 0]


def test_discard_removes_it(make: Make, picture: Path, qtbot: QtBot) -> None:
    window = make()
    window.open_paths([picture])
    at_rest(qtbot, window)
    folder = crash(window, qtbot)
    later = make()
    (banner,) = later.banners.messages
    assert banner.other is not None
    banner.other.click()
    later.close()  # it is removed all the same
    assert not later.banners.messages
    assert not folder.exists()


def test_files_that_have_moved_are_told_of(make: Make, picture: Path, qtbot: QtBot) -> None:
    window = make()
    window.open_paths([picture])
    at_rest(qtbot, window)
    folder = crash(window, qtbot)
    picture.unlink()
    later = make()
    later.shell.restore()
    at_rest(qtbot, later)
    assert any("not found" in banner.text.text() for banner in later.banners.messages)
    assert folder.exists()


def test_where_nothing_can_be_kept_the_window_says_so_and_works(
    make: Make, data: Path, picture: Path, qtbot: QtBot
) -> None:
    data.write_text("a file where the folder should be")
    window = make()
    (banner,) = window.banners.messages
    assert banner.text.text().startswith("The session is not being kept: ")
    window.open_paths([picture])
    at_rest(qtbot, window)
    assert window.controller.entry is not None


def test_what_is_being_written_is_saved_before_it_is_a_step(make: Make, picture: Path, qtbot: QtBot) -> None:
    window = make()
    window.open_paths([picture])
    at_rest(qtbot, window)
    window.notes.show()
    qtbot.keyClicks(window.notes.field, "half a wo")
    kept = read(crash(window, qtbot))
    assert kept is not None
    assert kept.cases[0]["notes"] == "half a wo"
    window.shell.history.undo()
    assert window.notes.text() == ""


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "entries": [{}]}', '{"version": 1, "entries": 3}'])
def test_a_damaged_session_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert read(tmp_path) is None
    assert not (tmp_path / LOCK).exists()


def _good() -> dict[str, object]:
    case = {"first": ["a.png", "", 0], "demo": None, "slice": 0, "model": "m", "notes": "",
            "results": [{"model": "m", "slice": 0, "folder": "attack-1"}],
            "series": [{"model": "m", "folder": "series-1", "search": False, "slices": 1}]}  # fmt: skip
    view = {"window": [0.0, 1.0], "area": None, "inverted": False}
    return {"version": 1, "clean": False, "opened": ["a.png"], "current": 0, "view": view, "entries": [case]}


@given(st.sampled_from(["opened", "current", "view", "entries", "first", "slice", "model", "notes", "results",
                        "series"]),
       st.sampled_from([3.5, [1], {"a": 1}, [[]], "", True, [None]]))  # fmt: skip
def test_what_does_not_fit_is_no_session(tmp_path_factory: pytest.TempPathFactory, name: str, value: object) -> None:
    folder = tmp_path_factory.mktemp("kept")
    good = _good()
    (folder / FILE).write_text(json.dumps(good))
    assert read(folder) is not None
    entries = good["entries"]
    assert isinstance(entries, list)
    place = good if name in good else entries[0]
    fits = name in ("notes", "model") and value == ""
    place[name] = value
    (folder / FILE).write_text(json.dumps(good))
    assert (read(folder) is not None) == fits


def test_a_second_start_hands_its_files_over(tmp_path: Path, picture: Path) -> None:
    start = [sys.executable, "-m", "medadv_gui"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    sessions = Path(environment["XDG_DATA_HOME"]) / "medadv_gui" / "sessions"
    first = subprocess.Popen(start, env=environment, stderr=subprocess.PIPE)
    try:
        _until(lambda: sessions.is_dir() and hand_over(sessions.parent, []))
        second = subprocess.run([*start, picture.name], env=environment, cwd=picture.parent, timeout=60, check=False)
        assert second.returncode == 0
        assert first.poll() is None
        _until(lambda: any(str(picture) in path.read_text() for path in sessions.glob(f"*/{FILE}")))
        assert len(list(sessions.iterdir())) == 1
    finally:
        first.kill()
        first.communicate()
    assert not hand_over(sessions.parent, [])


def test_a_file_that_the_finder_hands_over_is_opened(picture: Path) -> None:
    """macOS sends an event in place of an argument, before the window is there or later."""
    code = """if 1:
        import sys
        from pathlib import Path
        from PySide6.QtCore import QCoreApplication, QTimer
        from PySide6.QtGui import QFileOpenEvent
        from medadv_gui.gui import app
        from medadv_gui.gui.window import MainWindow

        def opened(window, paths):
            print(*paths, flush=True)
            QTimer.singleShot(0, window.close)

        MainWindow.open_paths = opened
        QCoreApplication.postEvent(app.application(app.user_settings()), QFileOpenEvent(sys.argv[1]))
        sys.exit(app.view([]))
    """
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, picture], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == [str(picture)], done.stderr
    assert done.returncode == 0


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_a_dead_socket_is_taken_over(qapp: QApplication, tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication; "
        "from medadv_gui.gui.single import SingleInstance; app = QCoreApplication([]); "
        "print(SingleInstance(Path(sys.argv[1])).listening, flush=True); os.kill(os.getpid(), 9)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "True"
    assert not hand_over(tmp_path, [])
    single = SingleInstance(tmp_path)
    assert single.listening
    again = SingleInstance(tmp_path)
    assert not again.listening, "the one that runs keeps the name"
    single.close()
    QLocalServer.removeServer(server_name(tmp_path))


def test_the_question_stays_until_it_is_answered(make: Make, picture: Path, qtbot: QtBot) -> None:
    window = make()
    window.open_paths([picture])
    at_rest(qtbot, window)
    crash(window, qtbot)
    window.close()
    window = make()
    (question,) = window.banners.messages
    window.open_paths([picture])
    at_rest(qtbot, window)
    window.run_attack()  # clears the messages, and has no model to ask
    for i in range(4):
        window.banners.add(f"message {i}")
    assert question in window.banners.messages
    assert len(window.banners.messages) == 4
    assert question.other is not None
    question.other.click()
    assert question not in window.banners.messages
    assert len(window.banners.messages) == 3, "the others stay"


@pytest.mark.parametrize("newest", ["a", "b"])
def test_the_session_saved_last_comes_first(tmp_path: Path, newest: str) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "session.json").write_text("{}")
        os.utime(tmp_path / name / "session.json", (0, 2 if name == newest else 1))
    for _ in range(2):  # each look tries the locks, which changes the folders' own times
        assert abandoned(tmp_path, tmp_path / "own")[0].name == newest
