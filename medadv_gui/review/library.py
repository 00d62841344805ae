"""The case library: results kept as cases, in an SQLite database with their files beside it.

An administrator can set how long: `retention_days` of `core.policy`. Cases that were added before that are removed
when the library is opened.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.files import remove_left, write_atomic
from medadv_gui.core.policy import audit, exporting, policy
from medadv_gui.core.resources import data_dir
from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.core.types import Skipped
from medadv_gui.imaging.archive import members
from medadv_gui.review.build import in_words
from medadv_gui.review.database import Database, Schema, connect, fault, transaction
from medadv_gui.review.protocol import parse
from medadv_gui.review.store import now
from medadv_gui.review.study import TIME

FOLDER, DATABASE, CASES, NOTES = "library", "library.sqlite", "cases", "library.json"
FILES = ("case.npz", "result.json")
_TEMPORARY, _DAY = ".adding-", 86_400
_MAX_JSON = 64 << 20
_MEMBER = re.compile(r"([0-9a-f]{32})/(case\.npz|result\.json)")

SCHEMA = Schema(
    "case library",
    0x6D61636C,
    [
        (
            "CREATE TABLE kept (id TEXT PRIMARY KEY, added TEXT NOT NULL, kind TEXT NOT NULL, modality TEXT NOT NULL, "
            "source_sha256 TEXT NOT NULL, model TEXT NOT NULL, model_version TEXT NOT NULL, "
            "model_sha256 TEXT NOT NULL, task TEXT NOT NULL, attack TEXT NOT NULL, norm TEXT NOT NULL, "
            "epsilon TEXT NOT NULL, succeeded INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, "
            "notes TEXT NOT NULL)",
            "CREATE TABLE tag (id TEXT NOT NULL REFERENCES kept (id) ON DELETE CASCADE, tag TEXT NOT NULL, "
            "PRIMARY KEY (id, tag))",
            "CREATE INDEX kept_added ON kept (added)",
        ),
    ],
)
_COLUMNS = (
    "id", "added", "kind", "modality", "source_sha256", "model", "model_version", "model_sha256", "task", "attack",
    "norm", "epsilon", "succeeded", "before", "after", "notes",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A case in the library. `id` : the first half of the SHA-256 of its result.json. `added` : ISO 8601 in UTC.
    `before`, `after` : the model's answers to the original and to the adversarial image as it was read again."""

    id: str
    added: str
    kind: str
    modality: str
    source_sha256: str
    model: str
    model_version: str
    model_sha256: str
    task: str
    attack: str
    norm: str
    epsilon: str
    succeeded: bool
    before: str
    after: str
    notes: str
    tags: tuple[str, ...] = ()


class Library(Database):
    """The cases in a folder, which is made where it is missing. `purged` : how many were removed on opening it, because
    the administrator's time for them was up.

    Raises
    ------
    InputError
        If the database is damaged, of another kind or a newer version, or the administrator's policy cannot be read.
    OutputError
        If the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            (folder / CASES).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder.name}: cannot be written ({error.strerror or type(error).__name__})") from None
        days = policy().retention_days
        self.path = folder / DATABASE
        self._db = connect(self.path, SCHEMA)
        self._db.row_factory = sqlite3.Row
        self.purged = 0
        try:
            if days is not None:
                self.purged = self.purge(datetime.now(UTC) - timedelta(days=days))
            self._sweep()
        except BaseException:
            self.close()
            raise

    def folder_of(self, case: str) -> Path:
        """Where result.json and case.npz of a case lie: a folder that a study can be built from."""
        return self.folder / CASES / case

    def add(self, folder: Path, notes: str = "", tags: Iterable[str] = ()) -> Kept:
        """Copy a result's result.json and case.npz; of a case that is here already, nothing changes.

        Raises InputError where the folder holds no result, OutputError where it cannot be copied.
        """
        result = load_result(folder)
        return self._take(result, folder, now(), notes, tags)

    def _take(self, result: AttackResult, folder: Path, added: str, notes: str, tags: Iterable[str]) -> Kept:
        case = case_id((folder / "result.json").read_bytes())
        temporary = self.folder / f"{_TEMPORARY}{uuid4().hex}"
        try:
            temporary.mkdir()
            for name in FILES:
                shutil.copyfile(folder / name, temporary / name)
            with transaction(self._db, self.path) as db:
                if not self._known(case):
                    values = (case, added, *_facts(result), notes)
                    db.execute(f"INSERT INTO kept VALUES ({', '.join('?' * len(_COLUMNS))})", values)
                    self._tag(case, tags)
                    shutil.rmtree(self.folder_of(case), ignore_errors=True)  # of an addition that was cut off
                    temporary.rename(self.folder_of(case))
        except OSError as error:
            raise OutputError(f"{folder.name}: cannot be kept ({error.strerror or type(error).__name__})") from None
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return self.get(case)

    def _known(self, case: str) -> bool:
        return bool(self._rows("SELECT 1 FROM kept WHERE id = ?", case))

    def _tag(self, case: str, tags: Iterable[str]) -> None:
        words = {" ".join(tag.split()) for tag in tags} - {""}
        self._db.executemany("INSERT INTO tag VALUES (?, ?)", [(case, word) for word in sorted(words)])

    def get(self, case: str) -> Kept:
        """Raises InputError where there is none of that id."""
        for row in self._rows("SELECT * FROM kept WHERE id = ?", case):
            return _kept(row, [tag for (tag,) in self._rows("SELECT tag FROM tag WHERE id = ? ORDER BY tag", case)])
        raise InputError(f"{self.folder.name}: no case {case[:12]}")

    def find(self, words: str = "", tags: Iterable[str] = ()) -> tuple[Kept, ...]:
        """The cases, newest first, that have all these tags, and each word somewhere in model, attack, modality,
        answers, notes or tags; upper and lower case are the same."""
        marked = defaultdict[str, list[str]](list)
        for case, tag in self._rows("SELECT id, tag FROM tag ORDER BY tag"):
            marked[case].append(tag)
        found = self._rows("SELECT * FROM kept ORDER BY added DESC, rowid DESC")
        return matching([_kept(row, marked[row["id"]]) for row in found], words, tags)

    def result(self, case: str) -> AttackResult:
        """A case's result, its files compared with their SHA-256.

        Raises InputError where there is none of that id, or it is damaged.
        """
        folder = self.folder_of(self.get(case).id)
        try:
            same = case_id((folder / "result.json").read_bytes()) == case
        except OSError:
            same = False
        if not same:
            raise InputError(f"{self.folder.name}: the case {case[:12]} is missing or has changed")
        return load_result(folder)

    def annotate(self, case: str, notes: str, tags: Iterable[str]) -> Kept:
        """Put other notes and tags in the place of a case's own.

        Raises InputError where there is none of that id.
        """
        self.get(case)
        with transaction(self._db, self.path) as db:
            db.execute("UPDATE kept SET notes = ? WHERE id = ?", (notes, case))
            db.execute("DELETE FROM tag WHERE id = ?", (case,))
            self._tag(case, tags)
        return self.get(case)

    def remove(self, cases: Iterable[str]) -> None:
        """Delete cases with their files; ids that are not here are passed over."""
        cases = tuple(cases)
        audit("remove", cases=len(cases))
        with transaction(self._db, self.path) as db:
            db.executemany("DELETE FROM kept WHERE id = ?", [(case,) for case in cases])
        self._sweep()
        try:
            self._db.execute("VACUUM")  # no trace in free pages or in the journal
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            raise fault(self.path, error) from None

    def purge(self, before: datetime) -> int:
        """Delete the cases that were added before this time; how many."""
        limit = before.astimezone(UTC).isoformat(timespec="milliseconds")
        old = [row[0] for row in self._rows("SELECT id FROM kept WHERE added < ?", limit)]
        if old:
            self.remove(old)
        return len(old)

    def _sweep(self) -> None:
        """Delete the files of cases that are in the database no longer, or not yet: of what was cut off."""
        with transaction(self._db, self.path):  # no other program adds meanwhile
            known = {row[0] for row in self._rows("SELECT id FROM kept")}
            for folder in (self.folder / CASES).iterdir():
                if folder.name not in known:
                    shutil.rmtree(folder, ignore_errors=True)
        remove_left(self.folder, f"{_TEMPORARY}*", _DAY)

    def damaged(self) -> tuple[str, ...]:
        """The cases whose files are missing or not what they were: every file is read."""
        found = []
        for row in self._rows("SELECT id FROM kept ORDER BY id"):
            try:
                self.result(row[0])
            except InputError:
                found.append(row[0])
        return tuple(found)

    def export(self, path: Path, cases: Sequence[str] | None = None) -> int:
        """Write cases (all, without a choice) with notes and tags as one zip file; how many.

        Raises InputError where one is damaged, OutputError where the file cannot be written or is there already.
        """
        exporting(path, "cases")
        kept = [self.get(case) for case in cases] if cases is not None else list(self.find())
        for case in kept:
            self.result(case.id)
        notes = {k.id: {"added": k.added, "notes": k.notes, "tags": list(k.tags)} for k in kept}
        with write_atomic(path, replace=False) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(zipfile.ZipInfo(NOTES, TIME), json.dumps({"schema_version": 1, "cases": notes}, indent=1))
            for case in kept:
                for name in FILES:
                    content = (self.folder_of(case.id) / name).read_bytes()
                    archive.writestr(zipfile.ZipInfo(f"{case.id}/{name}", TIME), content)
        return len(kept)

    def import_zip(self, path: Path) -> int:
        """Take in the cases of a zip file that `export` wrote; how many are new. They count as added now.

        Raises InputError where the file is none, or holds anything else; then nothing is taken.
        """
        for member in members(path):
            if isinstance(member, Skipped):
                raise InputError(f"{path.name}: {member.reason}")
        temporary = self.folder / f"{_TEMPORARY}{uuid4().hex}"
        try:
            with zipfile.ZipFile(path) as archive:
                notes = _laid(archive, path, temporary)
            read = [(case, load_result(temporary / case)) for case in notes]
            new = [(case, result) for case, result in read if not self._known(case)]
            for case, result in new:
                self._take(result, temporary / case, now(), *notes[case])
            return len(new)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, MemoryError) as error:
            raise InputError(f"{path.name}: is no case library, or damaged ({type(error).__name__})") from None
        except OSError as error:
            raise OutputError(f"{path.name}: cannot be taken in ({error.strerror or type(error).__name__})") from None
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def matching(kept: Iterable[Kept], words: str = "", tags: Iterable[str] = ()) -> tuple[Kept, ...]:
    """Of these cases those that `Library.find` finds."""
    wanted, looked_for = {tag.casefold() for tag in tags}, words.casefold().split()
    return tuple(
        case
        for case in kept
        if wanted <= {tag.casefold() for tag in case.tags} and all(word in _searched(case) for word in looked_for)
    )


def _kept(row: sqlite3.Row, tags: Iterable[str]) -> Kept:
    values = {name: row[name] for name in _COLUMNS}
    return Kept(**{**values, "succeeded": bool(row["succeeded"]), "tags": tuple(tags)})


def library_folder() -> Path:
    """Where the user's library lies."""
    return data_dir() / FOLDER


def case_id(result_json: bytes) -> str:
    """The id of a case, from the content of its result.json, which holds the SHA-256 of its case.npz."""
    return hashlib.sha256(result_json).hexdigest()[:32]


def _facts(result: AttackResult) -> tuple[Any, ...]:
    """The columns of a case between `added` and `notes`."""
    source, model, predictions = result.source, result.model, result.predictions
    return (
        str(source["kind"]), str(source["modality"]), str(source["sha256"]), str(model["id"]), str(model["version"]),
        str(model["sha256"]), str(model["task"]), str(result.attack["name"]), result.norm, result.budget.requested,
        int(result.outcome.reread), in_words(predictions["original"]), in_words(predictions["reread"]),
    )  # fmt: skip


def _searched(kept: Kept) -> str:
    return "\n".join(
        (kept.kind, kept.modality, kept.model, kept.task, kept.attack, kept.norm, kept.epsilon, kept.before, kept.after,
         kept.notes, *kept.tags)
    ).casefold()  # fmt: skip


def _laid(archive: zipfile.ZipFile, path: Path, folder: Path) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Lay the cases of an archive into `folder`; notes and tags by case. Each file's name is looked at before any is
    written, and each case.npz before it is opened."""
    names = [entry.filename for entry in archive.infolist()]
    matches = [match for match in map(_MEMBER.fullmatch, names) if match]
    cases = sorted({match[1] for match in matches})
    if sorted(names) != sorted([NOTES, *(f"{case}/{name}" for case in cases for name in FILES)]):
        raise InputError(f"{path.name}: holds other files than a case library")
    if archive.getinfo(NOTES).file_size > _MAX_JSON:
        raise InputError(f"{path.name}: {NOTES} is larger than it may be")
    raw = parse(archive.read(NOTES), NOTES)
    try:
        notes = {
            case: (str(raw["cases"][case]["notes"]), tuple(str(tag) for tag in raw["cases"][case]["tags"]))
            for case in cases
        }
        if raw["schema_version"] != 1 or len(raw["cases"]) != len(cases):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{path.name}: {NOTES} does not belong to its cases") from None
    for case in cases:
        (folder / case).mkdir(parents=True)
        for name in FILES:
            with archive.open(f"{case}/{name}") as source, (folder / case / name).open("xb") as target:
                shutil.copyfileobj(source, target)
        if case_id((folder / case / "result.json").read_bytes()) != case:
            raise InputError(f"{path.name}: the case {case[:12]} has changed")
        for member in members(folder / case / "case.npz"):
            if isinstance(member, Skipped):
                raise InputError(f"{path.name}: case.npz of {case[:12]}: {member.reason}")
    return notes
