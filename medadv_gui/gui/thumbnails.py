"""Thumbnails of the series that nobody has looked at yet, read one by one while nothing else is to do."""

from __future__ import annotations

from weakref import WeakSet

from PySide6.QtCore import QObject, Slot

from medadv_gui.gui.controller import Controller
from medadv_gui.gui.loader import ThumbnailJob
from medadv_gui.gui.session import Entry
from medadv_gui.gui.study_tree import StudyTree
from medadv_gui.gui.worker import Job

# Beyond so many series a thumbnail comes with the first look.
MOST = 500


class Thumbnails(QObject):
    """One job at a time, each begun only when the program is idle."""

    def __init__(self, controller: Controller, tree: StudyTree) -> None:
        super().__init__(tree)
        self._c, self._tree = controller, tree
        self._asked: WeakSet[Entry] = WeakSet()
        self._job: ThumbnailJob | None = None
        controller.settled.connect(self.go_on)
        controller.workers.finished.connect(self._finished)

    @Slot()
    def go_on(self) -> None:
        """Read the next one, unless there is other work."""
        if self._job is not None or not self._c.idle:
            return
        entries = self._c.session.entries[:MOST]
        entry = next((e for e in entries if e not in self._asked and not self._tree.has_thumbnail(e)), None)
        if entry is not None:
            self._asked.add(entry)
            self._job = ThumbnailJob(entry)
            self._c.workers.submit("thumbnails", self._job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            if job.result is not None:
                self._tree.set_thumbnail(job.entry, job.result)
            self.go_on()
