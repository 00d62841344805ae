"""Everything at once: the window hears while a folder is opened, a model is attacked and a result is exported."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from medadv_gui.gui.jobs import AttackJob, ExportJob
from medadv_gui.gui.loader import IndexJob
from medadv_gui.gui.window import MainWindow
from medadv_gui.gui.worker import Job

from .conftest import at_rest
from .test_results import many as many
from .test_results import outcome_of
from .test_window import series

PATIENCE = 60  # seconds, of a test that would otherwise wait for ever
EVENTS = ("open", "os.listdir", "os.scandir", "os.mkdir", "os.rename", "os.remove")


class Files:
    """Which files below `folder`, once that is set, the window's thread has touched."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.touched: list[str] = []
        self._thread = threading.get_ident()
        sys.addaudithook(self._hear)  # for good: an audit hook cannot be taken away

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.folder is not None and event in EVENTS and threading.get_ident() == self._thread:
            path = str(args[0]) if args else ""
            if path.startswith(str(self.folder)):
                self.touched.append(f"{event} {path}")


@pytest.fixture(scope="module")
def hook() -> Files:
    return Files()


@pytest.fixture
def files(hook: Files, tmp_path: Path) -> Iterator[Files]:
    yield hook
    hook.folder = None


class Watched:
    """Every job waits at its start for a heartbeat of the window's event loop, and those of `together` for one another:
    a job that held the loop up, or waited for another's end, would never get on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, together: tuple[type[Job], ...]) -> None:
        self.started: list[str] = []
        self.ended: list[str] = []
        self.deaf: list[str] = []
        self._beat = threading.Event()
        self._window, self._all = threading.get_ident(), threading.Barrier(len(together))
        run = Job.run

        def watched(job: Job) -> None:
            name = type(job).__name__
            self.started.append(name)
            self._listen(name)
            if isinstance(job, together):
                self._all.wait(PATIENCE)
            run(job)
            self._listen(name)
            self.ended.append(name)

        monkeypatch.setattr(Job, "run", watched)
        self.heart = QTimer()
        self.heart.setInterval(1)
        self.heart.timeout.connect(self._beat.set)
        self.heart.start()

    def _listen(self, name: str) -> None:
        self._beat.clear()
        if threading.get_ident() == self._window or not self._beat.wait(PATIENCE):
            self.deaf.append(name)


def test_the_window_hears_while_everything_happens_at_once(
    many: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Files
) -> None:
    window, control = many, many.controller
    first = control.entry
    assert first is not None
    control.scratch.keep_in(tmp_path / "results")
    window.panel.parameters.set_values({"steps": 1})
    window.run_attack()
    at_rest(qtbot, window)
    outcome = outcome_of(window)
    second = series(tmp_path / "second", 6)
    watched = Watched(monkeypatch, (IndexJob, AttackJob, ExportJob))
    files.folder = tmp_path
    control.export(tmp_path / "out", outcome)
    window.open_paths([second])
    window.run_attack()
    at_rest(qtbot, window, 120_000)
    assert {"IndexJob", "LoadJob", "AttackJob", "ExportJob", "PredictJob"} <= set(watched.started)
    assert sorted(watched.started) == sorted(watched.ended), "each came to its end"
    assert [len(entry.series) for entry in control.session.entries] == [4, 6]
    assert control.entry is control.session.entries[1]
    assert len(control.entry.images) == 6
    assert len(first.runs["test-model", first.slice]) == 2
    assert window.banners.messages[-1].text.text().startswith("Exported 4 reports")
    control.show(first)
    control.close_current()
    at_rest(qtbot, window)
    watched.heart.stop()
    assert watched.deaf == []
    assert files.touched == []
    assert not outcome.folder.exists()
    assert {"result.json", "report.pdf", "report.html"} <= {path.name for path in (tmp_path / "out").iterdir()}
