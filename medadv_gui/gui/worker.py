"""Background work: one owner of all threads, jobs with a cancel flag, and a one-place mailbox.

A job runs in a lane (a QThread that takes one job after the other). It never touches a widget and emits nothing:
it leaves what it has to show in its mailbox, where a newer thing replaces an older one, and its end is announced
once. The window's thread looks into the mailboxes thirty times a second while anything runs. A signal per step
would bury the window; a queued cancel would never be read by a busy worker, hence the threading.Event.

Python's collector of cycles runs in whichever thread happens to allocate. Widgets and graphics items that are let go
in a cycle would then be destroyed outside the window's thread, which Qt does not survive: while a job runs the
collector is off, and the window's thread collects.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from medadv_gui.core.errors import MedadvError

log = logging.getLogger(__name__)

TICK_MS = 33
COLLECT_TICKS = 30
LANES = ("files", "results", "models", "figures", "imports", "cohorts", "thumbnails", "previews", "network", "retrieve")
NICE = 10  # of all lanes but the files': a core that both want is the window's first
T = TypeVar("T")
_imports = threading.Lock()


@contextmanager
def importing(first: str = "") -> Iterator[None]:
    """Held while a job imports what the window starts without. Where two threads at once import packages that import
    themselves in a circle, as pydicom, Python lets one of them see the other's half made. `first` is imported before:
    torch takes seconds and knows none of the others, and reading a file need not wait for it.
    """
    if first:
        importlib.import_module(first)
    with _imports:
        yield


class Mailbox(Generic[T]):
    """One place: `put` replaces what lies in it, `take` empties it."""

    def __init__(self) -> None:
        self._place: deque[T] = deque(maxlen=1)

    @property
    def empty(self) -> bool:
        return not self._place

    def put(self, item: T) -> None:
        self._place.append(item)

    def take(self) -> T | None:
        try:
            return self._place.pop()
        except IndexError:
            return None


class Stopped(Exception):  # noqa: N818 (no error)
    """Raised inside a job's work to leave it after a cancel."""


class Job:
    """One piece of work. `work` runs in a lane's thread; the rest is read in the window's thread.

    After the end exactly one of these holds: `result` is what `work` returned, `failure` is the error that a
    user can mend, or `bug` is any other exception. `cancelled` tells whether the job was asked to stop.
    """

    title = ""
    quiet = False  # who asked for it tells of its failure, not the window's banner

    def __init__(self) -> None:
        self.cancel = threading.Event()
        self.result: Any = None
        self.failure: MedadvError | None = None
        self.bug: BaseException | None = None
        self.done = 0
        self.total = 0
        self.started = 0.0

    @property
    def cancelled(self) -> bool:
        return self.cancel.is_set()

    def progress(self, done: int, total: int) -> None:
        """Told by the work how far it is; read by the window's timer."""
        self.done, self.total = done, total

    def work(self) -> Any:
        raise NotImplementedError

    def run(self) -> None:
        """Do the work and keep how it ended."""
        self.started = time.monotonic()
        try:
            self.result = self.work()
        except MedadvError as error:
            self.failure = error
        except Stopped:
            self.cancel.set()
        except BaseException as error:
            # Its text may name a file or a patient: the log gets the kind alone, the report is made by `faults`.
            log.error("unexpected %s in a background job", type(error).__name__)
            self.bug = error


class Lane(QThread):
    """A thread that works off a queue of jobs, one at a time."""

    announced = Signal()

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.waiting: SimpleQueue[Job | None] = SimpleQueue()
        self.ended: deque[Job] = deque()

    def run(self) -> None:
        if sys.platform == "linux" and self.objectName() != "files":
            # Here Qt's priorities do nothing; nice is a thread's own, and torch's threads take it from this one.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while (job := self.waiting.get()) is not None:
            if not job.cancelled:
                job.run()
            self.ended.append(job)
            del job  # while the lane waits it holds on to nothing
            self.announced.emit()


class Workers(QObject):
    """The one owner of the program's threads: lanes for files that are opened, for results that are read or written,
    for models and attacks, for figures that must not wait behind any of these, for models that are being imported, for
    cohort runs, whose work is done by processes, for thumbnails, which nobody waits for, for those of an archive, for
    what is asked of one, and for what is fetched from one."""

    finished = Signal(object)
    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {name: Lane(name, self) for name in LANES}
        self._running: dict[str, list[Job]] = {name: [] for name in self._lanes}
        for lane in self._lanes.values():
            lane.announced.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._ticks = 0
        self._stopped = False

    def submit(self, lane: str, job: Job) -> Job:
        """Queue `job` in one of the LANES; the lane's thread starts with its first job, and none does once they have
        been stopped."""
        if self._stopped:
            job.cancel.set()
            return job
        thread = self._lanes[lane]
        self._running[lane].append(job)
        if not thread.isRunning():
            priority = {"files": QThread.Priority.InheritPriority, "thumbnails": QThread.Priority.LowestPriority}
            thread.start(priority.get(lane, QThread.Priority.LowPriority))
        gc.disable()
        thread.waiting.put(job)
        self._timer.start()
        return job

    def jobs(self, lane: str) -> list[Job]:
        """The lane's jobs that have not been announced as ended, the running one first."""
        return list(self._running[lane])

    @property
    def busy(self) -> bool:
        return any(self._running.values())

    @Slot()
    def _collect(self) -> None:
        for name, lane in self._lanes.items():
            while lane.ended:
                job = lane.ended.popleft()
                self._running[name].remove(job)
                if not self.busy:
                    self._rest()
                self.finished.emit(job)

    @Slot()
    def _tick(self) -> None:
        self._ticks += 1
        if self._ticks % COLLECT_TICKS == 0:
            gc.collect(0)
        self.ticked.emit()

    def _rest(self) -> None:
        """No job runs: no thread but this one allocates."""
        self._timer.stop()
        gc.enable()

    def stop(self) -> None:
        """Cancel every job and wait for the threads: called once, when the window closes."""
        self._stopped = True
        for name, lane in self._lanes.items():
            for job in self._running[name]:
                job.cancel.set()
            if lane.isRunning():
                lane.requestInterruption()
                lane.waiting.put(None)
        for lane in self._lanes.values():
            lane.wait()
            lane.ended.clear()  # announced to nobody: the window is on its way out
        for jobs in self._running.values():
            jobs.clear()
        self._rest()
