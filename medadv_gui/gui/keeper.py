"""The session on the disk: what is open, where, with which results and notes, so that it survives the program.

Each run of the program has a folder of its own below `sessions` in the user's data folder: session.json, results/ and
a lock that ends with the process. A folder without a living owner is a session that can be brought back. What
session.json says of the user's files is their paths, nothing from inside them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from medadv_gui.core.errors import InputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Instance
from medadv_gui.gui.drawn import drawings
from medadv_gui.gui.loader import DemoJob, demo_folder, drawn_cases
from medadv_gui.gui.session import SERIES, Entry, Outcome, SliceRows
from medadv_gui.gui.worker import Job

VERSION = 1
FILE, LOCK, RESULTS = "session.json", "lock", "results"
PAUSE = 800


@dataclass(frozen=True)
class Kept:
    """A session that lies on the disk: `document` is session.json's, `clean` whether the program ended in order."""

    folder: Path
    document: Mapping[str, Any]

    @property
    def clean(self) -> bool:
        return bool(self.document.get("clean"))

    @property
    def cases(self) -> list[Mapping[str, Any]]:
        return list(self.document["entries"])

    @property
    def results(self) -> int:
        """How many results it holds; those of a series that were looked at are listed twice."""
        single = sum(not item["folder"].startswith(SERIES) for case in self.cases for item in case["results"])
        return single + sum(item["slices"] for case in self.cases for item in case.get("series", ()))


def key_of(instance: Instance) -> list[Any]:
    """What names a series in session.json: its first image's path, member and frame."""
    return [str(instance.path), instance.member, instance.frame]


def place_of(outcome: Outcome) -> str:
    """Where a result lies in the folder of results: of a series one folder deeper."""
    folder = outcome.folder
    return f"{folder.parent.name}/{folder.name}" if folder.parent.name.startswith(SERIES) else folder.name


def document(
    entries: list[Entry], current: Entry | None, opened: list[Path], view: Mapping[str, Any]
) -> dict[str, Any]:
    """session.json of these entries; `opened` are the paths that the user opened, `view` that of the case on show."""
    return {
        "version": VERSION,
        "clean": False,
        "opened": [str(path) for path in opened],
        "current": entries.index(current) if current in entries else None,
        "view": dict(view),
        "entries": [
            {
                "first": key_of(entry.series.instances[0]),
                "demo": entry.case.id if entry.case is not None else None,
                "slice": entry.slice,
                "model": entry.model,
                "notes": entry.notes,
                "drawn": drawings(entry),
                "results": [
                    {
                        "model": key[0],
                        "slice": key[1],
                        "folder": place_of(outcome),
                        "shown": outcome is entry.outcomes.get(key),
                    }
                    for key, runs in entry.runs.items()
                    for outcome in runs
                ],
                "series": [
                    {"model": model, "folder": of.folder.name, "search": of.search, "slices": len(of.rows)}
                    for model, of in entry.slices.items()
                    if of.rows
                ],
            }
            for entry in entries
        ],
    }


def read(folder: Path) -> Kept | None:
    """The session in a folder; None where it is none, is damaged or holds nothing."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        good = found["version"] == VERSION and found["entries"] and _well_made(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Kept(folder, found) if good else None


def _well_made(found: Mapping[str, Any]) -> bool:
    """Whether everything in a session.json is of the kind that is written there."""
    view, current = found["view"], found["current"]
    cases = found["entries"]
    lists = [found["opened"], cases, *(case["results"] for case in cases), *(case.get("series", []) for case in cases)]
    return (
        all(isinstance(one, list) for one in lists)
        and isinstance(view, dict)
        and all(isinstance(path, str) for path in found["opened"])
        and (current is None or type(current) is int)
        and (not view or (_numbers(view["window"], 2) and _numbers(view["area"], 4) and "inverted" in view))
        and all(
            [type(part) for part in case["first"]] == [str, str, int]
            and type(case["slice"]) is int
            and isinstance(case["notes"], str)
            and isinstance(case["model"], str | None)
            and isinstance(case["demo"], str | None)
            and all(
                [type(item[key]) for key in ("model", "slice", "folder")] == [str, int, str] for item in case["results"]
            )
            and all(
                [type(item[key]) for key in ("model", "folder", "search", "slices")] == [str, str, bool, int]
                for item in case.get("series", [])
            )
            for case in found["entries"]
        )
    )


def _numbers(values: Any, count: int) -> bool:
    return values is None or (len(values) == count and all(isinstance(value, int | float) for value in values))


def abandoned(root: Path, own: Path) -> list[Path]:
    """The sessions' folders whose program has ended, the newest first."""
    found = []
    for folder in root.iterdir() if root.is_dir() else ():
        lock = QLockFile(str(folder / LOCK))
        lock.setStaleLockTime(0)
        if folder != own and folder.is_dir() and lock.tryLock(0):
            lock.unlock()
            found.append(folder)
    return sorted(found, key=_written_at, reverse=True)


def _written_at(folder: Path) -> float:
    """When a session was last saved; a folder's own time is that of the lock that was tried last."""
    try:
        return (folder / FILE).stat().st_mtime
    except OSError:
        return 0.0


class SaveJob(Job):
    """Write session.json."""

    quiet = True

    def __init__(self, text: str, path: Path) -> None:
        super().__init__()
        self.text, self.path = text, path

    def work(self) -> None:
        with write_atomic(self.path) as stream:
            stream.write(self.text.encode("utf-8"))


class RestoreJob(DemoJob):
    """Find the files of a kept session again and read its results, which move into `target`."""

    title = "Bringing the session back"

    def __init__(self, kept: Kept, target: Path) -> None:
        super().__init__("")
        self.kept, self.target = kept, target
        self.outcomes: dict[int, list[tuple[tuple[str, int], Outcome, bool]]] = {}
        self.series: dict[int, dict[str, SliceRows]] = {}
        self._moved: dict[str, Path] = {}  # where the folders of whole series went

    def work(self) -> Any:
        for at, case in enumerate(self.kept.cases):
            for item in case.get("series", []):
                with self._told():
                    rows = self._rows(item["folder"], search=item["search"])
                    self.series.setdefault(at, {})[item["model"]] = rows
            for item in case["results"]:
                with self._told():
                    key, outcome = (item["model"], item["slice"]), self._outcome(item["folder"])
                    self.outcomes.setdefault(at, []).append((key, outcome, bool(item.get("shown", True))))
        self.paths = [path for path in map(Path, self.kept.document["opened"]) if path.exists()]
        drawn = {case["demo"] for case in self.kept.cases if Path(case["first"][0]).is_relative_to(demo_folder())}
        if drawn:
            self.paths += [case.source for case in drawn_cases(self) if case.id in drawn]
        return self.index() if self.paths else []

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What cannot be brought back is told of, and the rest goes on."""
        try:
            yield
        except (InputError, OSError, ValueError) as error:
            self.errors.append(str(error))

    def _copied(self, name: str, prefix: str) -> Path:
        """A folder of the kept results, copied into this session's."""
        results, target = self.kept.folder / RESULTS, self.target / f"{prefix}{uuid4().hex[:12]}"
        source = results / name
        if ".." in Path(name).parts or not source.is_relative_to(results):
            raise ValueError("a result lies outside the session")
        shutil.copytree(source, target)
        return target

    def _rows(self, name: str, *, search: bool) -> SliceRows:
        rows = SliceRows.read(self._copied(name, SERIES), search=search)
        self._moved[name] = rows.folder
        return rows

    def _outcome(self, name: str) -> Outcome:
        series, _, of_slice = name.partition("/")
        moved = self._moved.get(series)
        if moved is not None and Path(of_slice).name == of_slice:
            folder = moved / of_slice
        else:
            folder = self._copied(name, "kept-")
        return Outcome(load_result(folder), folder)


class Keeper(QObject):
    """Saves one window's session a moment after each change."""

    wanted = Signal()

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.root = root
        self.folder = root / uuid4().hex
        self.results = self.folder / RESULTS
        self.results.mkdir(parents=True)
        self._lock = QLockFile(str(self.folder / LOCK))
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)
        self._written = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE)
        self._rest.timeout.connect(self.wanted)

    @Slot()
    def touch(self) -> None:
        """Something has changed: save it soon."""
        if not self._rest.isActive():
            self._rest.start()

    def job(self, found: Mapping[str, Any]) -> SaveJob | None:
        """What writes this document; None where it stands there already."""
        text = json.dumps(found, indent=1)
        if text == self._written:
            return None
        self._written = text
        return SaveJob(text, self.folder / FILE)

    def offer(self, *, clean: bool) -> tuple[Kept | None, list[Path]]:
        """The newest session that can be brought back, one that ended in order only if `clean`; and the folders of
        those that are of no use any more."""
        chosen, useless = None, []
        for folder in abandoned(self.root, self.folder):
            kept = read(folder)
            if kept is None or (kept.clean and (chosen is not None or not clean)):
                useless.append(folder)
            elif chosen is None:
                chosen = kept
        return chosen, useless

    def end(self, found: Mapping[str, Any] | None) -> None:
        """The program ends in order: keep this document, or nothing at all."""
        self._rest.stop()
        if found is not None and found["entries"]:
            with suppress(Exception):
                SaveJob(json.dumps({**found, "clean": True}, indent=1), self.folder / FILE).work()
        self._lock.unlock()
        if found is None or not found["entries"]:
            shutil.rmtree(self.folder, ignore_errors=True)
