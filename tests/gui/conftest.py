"""Fixtures of the window's tests: a themed window of its own, and nothing left running behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, QThread, QTimer, QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.theme import apply_theme
from medadv_gui.gui.window import MainWindow

# What Qt says on platforms without a window manager, and about nothing else.
HARMLESS = ("This plugin does not support", "propagateSizeHints")


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    apply_theme(qapp)
    return qapp


@pytest.fixture(autouse=True)
def nothing_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, qtlog: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Fail a test that leaves a QThread, a QTimer or a Python thread running, or a warning in a log."""
    started: dict[type, list[Any]] = {QThread: [], QTimer: []}
    for kind, instances in started.items():
        start = kind.start

        def recorded(self: Any, *args: Any, _start: Any = start, _instances: list[Any] = instances) -> Any:
            _instances.append(self)
            return _start(self, *args)

        monkeypatch.setattr(kind, "start", recorded)
    before = set(threading.enumerate())
    yield
    alive = [t.objectName() for t in started[QThread] if shiboken6.isValid(t) and t.isRunning()]
    assert not alive, f"QThreads left running: {alive}"
    ticking = [t for t in started[QTimer] if shiboken6.isValid(t) and t.isActive() and not _of_the_platform(t)]
    assert not ticking, f"QTimers left running, of {[type(t.parent()).__name__ for t in ticking]}"
    # A QThread's Python side shows up here until the interpreter notices its end.
    left = [t for t in set(threading.enumerate()) - before if t.is_alive() and not t.name.startswith("Dummy")]
    assert not left, f"threads left running: {left}"
    expected = "expects_log" in request.fixturenames
    logged = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert expected or not logged, f"unexpected in the log: {[r.getMessage() for r in logged]}"
    severe = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
    said = [r.message for r in qtlog.records if r.type in severe and not any(h in r.message for h in HARMLESS)]
    assert not said, f"Qt complains: {said}"


@pytest.fixture
def expects_log() -> None:
    """A test that takes this provokes a fault: a warning in the log is expected."""


def _of_the_platform(timer: QTimer) -> bool:
    """pyqtgraph's views keep a timer that ends with them."""
    return type(timer.parent()).__module__.startswith("pyqtgraph")


@pytest.fixture
def window(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A shown window without anything open, its settings in the test's folder."""
    made = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()  # keys go to the active window; a bare X server makes none active by itself
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def panes(themed: QApplication, qtbot: QtBot) -> LinkedPanes:
    """The shown panes by themselves, without an image."""
    made = LinkedPanes()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Callable[..., MainWindow]:
    """Open a path and wait until everything is at rest."""

    def open_and_wait(*paths: Path, model: str | None = None) -> MainWindow:
        window.controller.wanted_model = model
        window.open_paths(list(paths))
        at_rest(qtbot, window)
        return window

    return open_and_wait


def at_rest(qtbot: QtBot, window: MainWindow, timeout: int = 60_000) -> None:
    """Wait until no job runs and none is about to."""
    qtbot.waitUntil(lambda: window.controller.idle, timeout=timeout)
    QApplication.processEvents()
