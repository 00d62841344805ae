"""Background work leaves the window its core, and its jobs take turns at importing."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from medadv_gui.gui.worker import LANES, NICE, Job, Workers, importing


class Niceness(Job):
    """How nice the thread is that it runs in."""

    def work(self) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


class Import(Job):
    """Tells when it begins, and when it has had its turn to import."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.imported = threading.Event(), threading.Event()

    def work(self) -> None:
        self.began.set()
        with importing():
            self.imported.set()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt's priorities do it, which cannot be asked for")
@pytest.mark.usefixtures("themed")
def test_on_linux_all_lanes_but_the_files_are_nice(qtbot: QtBot) -> None:
    workers, before = Workers(), os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    jobs = {lane: workers.submit(lane, Niceness()) for lane in LANES}
    qtbot.waitUntil(lambda: not workers.busy)
    workers.stop()
    assert {lane: job.result for lane, job in jobs.items()} == dict.fromkeys(LANES, NICE) | {"files": before}
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before < NICE


@pytest.mark.usefixtures("themed")
def test_one_job_imports_at_a_time(qtbot: QtBot) -> None:
    workers, job = Workers(), Import()
    with importing():
        workers.submit("files", job)
        assert job.began.wait(10)
        assert not job.imported.wait(0.05)
    assert job.imported.wait(10)
    qtbot.waitUntil(lambda: not workers.busy)
    workers.stop()
