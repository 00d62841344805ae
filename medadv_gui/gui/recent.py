"""Recent cases, told by their aliases: the menu names no file, folder or patient."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from weakref import ref

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from medadv_gui.gui.session import Entry
from medadv_gui.gui.theme import icon

KEY = "recent/cases"
MOST = 10


class RecentMenu(QMenu):
    """The cases opened last, newest first; `chosen` announces the path of one."""

    chosen = Signal(object)

    def __init__(self, settings: QSettings | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Recent cases"))
        self.setIcon(icon("recent"))
        self._settings = settings
        self._noted: ref[Entry] | None = None
        # Not the menu's own: it destroys those when it is filled anew.
        self._clear = QAction(self.tr("Clear list"), parent)
        self._none = QAction(self.tr("No recent cases"), parent)
        self._none.setEnabled(False)
        self.aboutToShow.connect(self.fill)
        self.triggered.connect(self._triggered)
        self.fill()

    def cases(self) -> list[tuple[Path, str]]:
        """Path and alias of each; a damaged list is empty."""
        try:
            found = json.loads(str(self._settings.value(KEY, "[]"))) if self._settings is not None else []
            return [(Path(item["path"]), str(item["alias"])) for item in found][:MOST]
        except (ValueError, TypeError, KeyError):
            return []

    def note(self, entry: Entry | None) -> None:
        """Remember the case on show; demo cases have a place of their own."""
        noted = self._noted() if self._noted is not None else None
        if entry is None or entry is noted or entry.case is not None or self._settings is None:
            return
        self._noted = ref(entry)
        first = entry.series.instances[0]
        path = first.path if len(entry.series) == 1 or first.member else first.path.parent
        if len({instance.path for instance in entry.series.instances}) == 1:
            path = first.path  # frames of one file
        count = self.tr("{0} images").format(len(entry.series)) if len(entry.series) > 1 else ""
        opened = self.tr("opened {0}").format(datetime.now().strftime("%Y-%m-%d %H:%M"))
        alias = ", ".join(filter(None, [entry.title, count, opened]))
        others = [(old, name) for old, name in self.cases() if old != path.absolute()]
        self._save([(path.absolute(), alias), *others][:MOST])

    def _save(self, cases: list[tuple[Path, str]]) -> None:
        assert self._settings is not None
        self._settings.setValue(KEY, json.dumps([{"path": str(path), "alias": alias} for path, alias in cases]))

    @Slot()
    def fill(self) -> None:
        """List what is remembered."""
        self.clear()
        cases = self.cases()
        for path, alias in cases:
            self.addAction(alias).setData(str(path))
        if cases:
            self.addSeparator()
        self.addAction(self._clear if cases else self._none)

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        if action is self._clear and self._settings is not None:
            self._settings.remove(KEY)
        elif action.data():
            self.chosen.emit(Path(action.data()))
