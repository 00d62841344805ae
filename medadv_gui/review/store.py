"""The readings of a study: an SQLite file that only grows. A correction is a new row; a reading is never changed.

The one way to take rows away is the removal of all that one reader gave; the study says then that it is incomplete.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self, TypeVar
from uuid import uuid4

import medadv_gui
from medadv_gui.core.errors import InputError
from medadv_gui.core.policy import audit
from medadv_gui.review.database import Database, Schema, connect, fault, transaction

T = TypeVar("T")


@dataclass(frozen=True)
class Reader:
    """A reader by code; nothing says who it is.

    years : of experience; None where not told. seed : of this reader's order. order : the presentations, as
    `worklist.Presentation.to_json` gives them. consented : when the consent page was accepted, ISO 8601 in UTC.
    """

    code: str
    years: float | None
    specialty: str
    seed: int
    order: tuple[Any, ...]
    consented: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", _real(self.years))
        object.__setattr__(self, "order", tuple(json.loads(json.dumps(self.order))))  # as it comes back from the file


@dataclass(frozen=True)
class Mark:
    """A place that the reader pointed at, in image pixels, with its own rating; `slice` counts from 0."""

    x: float
    y: float
    slice: int = 0
    rating: float | None = None


@dataclass(frozen=True)
class Reading:
    """One answer to one task at one presentation.

    protocol, protocol_sha256 : of the study, program : the version that took the reading.
    session : one sitting. case : the opaque code of what was shown; presentation : its place in the reader's order,
    from 0. rating : on the task's scale. choice : of several words. side : "left" or "right".
    shown, first_input, submitted : ISO 8601 in UTC. active_seconds : from shown to submitted without the time that the
    window did not have the focus. window : lower and upper end in modality values, zoom : screen pixels an image
    pixel, both when submitted. events : the log, (seconds since shown, what). display : scale, size, interpolation and
    declared calibration of the screen.
    """

    protocol: str
    protocol_sha256: str
    reader: str
    years: float | None
    specialty: str
    session: str
    case: str
    presentation: int
    task: str
    shown: str
    submitted: str
    active_seconds: float
    first_input: str | None = None
    rating: float | None = None
    choice: str | None = None
    side: str | None = None
    marks: tuple[Mark, ...] = ()
    comment: str = ""
    window: tuple[float, float] | None = None
    zoom: float | None = None
    events: tuple[tuple[float, str], ...] = ()
    display: tuple[tuple[str, str], ...] = ()
    program: str = medadv_gui.__version__
    uid: str = field(default_factory=lambda: uuid4().hex)

    def row(self) -> dict[str, Any]:
        """The columns of its row."""
        lower, upper = self.window or (None, None)
        columns = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "window"}
        columns |= {"window_lower": lower, "window_upper": upper}
        columns |= {name: _real(columns[name]) for name in _REALS}
        columns["marks"] = json.dumps([asdict(mark) for mark in self.marks], allow_nan=False)
        columns["events"] = json.dumps(self.events, allow_nan=False)
        columns["display"] = json.dumps(self.display)
        columns["sha256"] = _sha256([columns[name] for name in _COLUMNS])
        return columns

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> Self:
        """Raises ValueError where the row is not as it was written."""
        _check(row)
        values = dict(zip(_COLUMNS, row, strict=False))
        lower, upper = values.pop("window_lower"), values.pop("window_upper")
        values["window"] = None if lower is None else (lower, upper)
        values["marks"] = tuple(Mark(**mark) for mark in json.loads(row["marks"])) if row["marks"] != "[]" else ()
        values["events"] = tuple((at, what) for at, what in json.loads(row["events"]))
        values["display"] = _display(row["display"])
        return cls(**values)


_COLUMNS = (
    "uid", "protocol", "protocol_sha256", "program", "reader", "years", "specialty", "session", "case", "presentation",
    "task", "rating", "choice", "side", "marks", "comment", "shown", "first_input", "submitted", "active_seconds",
    "window_lower", "window_upper", "zoom", "events", "display",
)  # fmt: skip
# A whole number would come back from its column as another text, and not match its checksum.
_REALS = ("years", "rating", "active_seconds", "window_lower", "window_upper", "zoom")


def _real(number: float | None) -> float | None:
    """Raises ValueError where it is no finite number."""
    if number is not None and not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    return None if number is None else float(number)


def _never(table: str) -> tuple[str, ...]:
    """Triggers that refuse to change a row, and to take one away whose reader has not asked for it."""
    return (
        f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'what was stored is never changed'); END",
        f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} "
        "WHEN NOT EXISTS (SELECT 1 FROM removal WHERE removal.reader = OLD.reader) "
        "BEGIN SELECT RAISE(ABORT, 'what was stored is never deleted'); END",
        f"CREATE TRIGGER {table}_stays_removed BEFORE INSERT ON {table} "
        "WHEN EXISTS (SELECT 1 FROM removal WHERE removal.reader = NEW.reader) "
        "BEGIN SELECT RAISE(ABORT, 'the data of this reader were removed'); END",
    )


def _fixed(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'what was stored is never changed'); END"
        for verb in ("UPDATE", "DELETE")
    )


# "case" is a word of SQL's.
_QUOTED = ", ".join(f'"{name}"' for name in (*_COLUMNS, "sha256"))
SCHEMA = Schema(
    "store of readings",
    0x6D616472,
    [
        (
            "CREATE TABLE study (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), protocol TEXT NOT NULL, "
            "protocol_sha256 TEXT NOT NULL)",
            "CREATE TABLE removal (reader TEXT PRIMARY KEY, at TEXT NOT NULL)",
            "CREATE TABLE reader (reader TEXT PRIMARY KEY, years REAL, specialty TEXT NOT NULL, seed INTEGER NOT NULL, "
            "presentations TEXT NOT NULL, consented TEXT NOT NULL)",
            "CREATE TABLE reading (number INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, "
            "protocol TEXT NOT NULL, protocol_sha256 TEXT NOT NULL, program TEXT NOT NULL, "
            "reader TEXT NOT NULL REFERENCES reader (reader), years REAL, specialty TEXT NOT NULL, "
            'session TEXT NOT NULL, "case" TEXT NOT NULL, presentation INTEGER NOT NULL, task TEXT NOT NULL, '
            "rating REAL, choice TEXT, side TEXT CHECK (side IN ('left', 'right')), marks TEXT NOT NULL, "
            "comment TEXT NOT NULL, shown TEXT NOT NULL, first_input TEXT, submitted TEXT NOT NULL, "
            "active_seconds REAL NOT NULL, window_lower REAL, window_upper REAL, zoom REAL, events TEXT NOT NULL, "
            "display TEXT NOT NULL, sha256 TEXT NOT NULL)",
            *_never("reading"),
            *_never("reader"),
            *_fixed("study"),
            *_fixed("removal"),
        ),
    ],
)


class Store(Database):
    """The readings taken under one protocol.

    Raises
    ------
    InputError
        If the file is damaged, of another kind, in use, or holds readings that were taken under another protocol.
    OutputError
        If it cannot be written.
    """

    def __init__(self, path: Path, protocol: str, sha256: str, *, create: bool = True) -> None:
        self.path, self._protocol = path, (protocol, sha256)
        self._db = connect(path, SCHEMA, create=create)
        self._db.row_factory = sqlite3.Row
        try:
            frozen = self.frozen
            if frozen is not None and frozen != self._protocol:
                raise InputError(
                    f"{path.name}: holds readings of another protocol ({frozen[0]}, {frozen[1][:12]}); a protocol is "
                    "not changed after its first reading"
                )
            for row in self._read():
                self._sound(row, _check)
        except BaseException:
            self.close()
            raise

    @property
    def frozen(self) -> tuple[str, str] | None:
        """Id and SHA-256 of the protocol that the readings were taken under; None before the first one."""
        row = self._rows("SELECT protocol, protocol_sha256 FROM study")
        return (row[0][0], row[0][1]) if row else None

    def add(self, reader: Reader, readings: Sequence[Reading]) -> None:
        """Store the answers given at one presentation, all or none; the first ones freeze the protocol. Once this
        returns they outlive a crash.

        Raises InputError where they do not belong to this study or reader, or the reader's data were removed.
        """
        for reading in readings:
            if (reading.protocol, reading.protocol_sha256) != self._protocol:
                raise InputError(f"{self.path.name}: a reading of another protocol is refused")
            if reading.reader != reader.code:
                raise InputError(f"{self.path.name}: a reading of another reader is refused")
        with transaction(self._db, self.path) as db:
            db.execute("INSERT OR IGNORE INTO study VALUES (1, ?, ?)", self._protocol)
            self._join(reader)
            for reading in readings:
                self._insert(reading)

    def _join(self, reader: Reader) -> None:
        known = self.readers().get(reader.code)
        if known is None:
            self._db.execute(
                "INSERT INTO reader VALUES (?, ?, ?, ?, ?, ?)",
                (reader.code, reader.years, reader.specialty, reader.seed, json.dumps(reader.order), reader.consented),
            )
        elif known != reader:
            raise InputError(f"{self.path.name}: the code {reader.code} is another reader's already")

    def _insert(self, reading: Reading) -> None:
        row = reading.row()
        self._db.execute(
            f"INSERT INTO reading ({_QUOTED}) VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})",
            [row[name] for name in (*_COLUMNS, "sha256")],
        )

    def readers(self) -> dict[str, Reader]:
        """All who have read, by code, in the order in which they began."""
        return {
            row["reader"]: Reader(
                row["reader"], row["years"], row["specialty"], row["seed"], tuple(json.loads(row["presentations"])),
                row["consented"],
            )
            for row in self._rows("SELECT * FROM reader ORDER BY rowid")
        }  # fmt: skip

    def readings(self, reader: str | None = None) -> tuple[Reading, ...]:
        """All readings in the order in which they came, corrected ones among them.

        Raises InputError where one is not as it was written.
        """
        return tuple(self._sound(row, Reading.from_row) for row in self._read(reader))

    def _read(self, reader: str | None = None) -> list[sqlite3.Row]:
        columns = f"{_QUOTED}, number"
        return self._rows(f"SELECT {columns} FROM reading WHERE ?1 IS NULL OR reader = ?1 ORDER BY number", reader)

    def _sound(self, row: sqlite3.Row, read: Callable[[sqlite3.Row], T]) -> T:
        try:
            return read(row)
        except (ValueError, TypeError) as error:
            raise InputError(f"{self.path.name}: reading {row['number']} is damaged ({error})") from None

    def answers(self, reader: str | None = None) -> tuple[Reading, ...]:
        """The last reading of each reader, presentation and task: what counts after corrections."""
        return latest(self.readings(reader))

    @property
    def removed(self) -> tuple[str, ...]:
        """The codes of readers whose data were removed: where there are any, the study is incomplete."""
        return tuple(row[0] for row in self._rows("SELECT reader FROM removal ORDER BY at, reader"))

    def remove(self, reader: str) -> int:
        """Delete all that one reader gave, and note the code so that it does not come back; how many readings went.

        Raises InputError where nobody has that code.
        """
        if reader not in self.readers():
            raise InputError(f"{self.path.name}: no reader has the code {reader!r}")
        audit("remove", readers=1)
        with transaction(self._db, self.path):
            count = self._forget(reader)
        self._wipe()
        return count

    def _forget(self, reader: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO removal VALUES (?, ?)", (reader, now()))
        count = self._db.execute("DELETE FROM reading WHERE reader = ?", (reader,)).rowcount
        self._db.execute("DELETE FROM reader WHERE reader = ?", (reader,))
        return count

    def _wipe(self) -> None:
        """Leave no trace of what was deleted in the file's free pages, or in the write-ahead log."""
        try:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            raise fault(self.path, error) from None

    def reader_data(self, reader: str) -> dict[str, Any]:
        """All that is stored of one reader, as JSON.

        Raises InputError where nobody has that code.
        """
        known = self.readers().get(reader)
        if known is None:
            raise InputError(f"{self.path.name}: no reader has the code {reader!r}")
        return {"reader": asdict(known), "readings": [asdict(reading) for reading in self.readings(reader)]}

    def merge(self, others: Iterable[Store]) -> int:
        """Take in what other files of the same study hold, all or nothing; how many readings are new. What is here
        already is passed over, and a removal in any file holds for all.

        Raises InputError where one code stands for two readers, or one reading is there in two versions.
        """
        count, wiped = 0, False
        with transaction(self._db, self.path) as db:
            for other in others:
                if other._protocol != self._protocol:
                    raise InputError(f"{other.path.name}: is of another study than {self.path.name}")
                for code in other.removed:
                    wiped = self._forget(code) > 0 or wiped
                gone = set(self.removed)
                here = {reading.uid: reading for reading in self.readings()}
                if other.frozen is not None:
                    db.execute("INSERT OR IGNORE INTO study VALUES (1, ?, ?)", self._protocol)
                for code, reader in other.readers().items():
                    if code not in gone:
                        self._join(reader)
                for reading in other.readings():
                    if reading.uid in here and here[reading.uid] != reading:
                        raise InputError(f"{other.path.name}: a reading of {reading.reader} is there in two versions")
                    if reading.uid not in here and reading.reader not in gone:
                        self._insert(reading)
                        count += 1
        if wiped:
            self._wipe()
        return count

    def content(self) -> bytes:
        """All of it as one file, which has no journal beside it.

        Raises OutputError where the disk that temporary files lie on is full.
        """
        try:
            with TemporaryDirectory() as folder:
                path = Path(folder) / self.path.name
                with closing(sqlite3.connect(path)) as target:
                    self._db.backup(target)
                    target.execute("PRAGMA journal_mode = DELETE")
                return path.read_bytes()
        except sqlite3.Error as error:
            raise fault(self.path, error) from None


def latest(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The last one of each reader, presentation and task, of readings in the order in which they came."""
    return tuple({(r.reader, r.presentation, r.task): r for r in readings}.values())


def now() -> str:
    """The time, ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@lru_cache(maxsize=16)  # a sitting has one
def _display(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(text))


def _check(row: sqlite3.Row) -> None:
    if row["sha256"] != _sha256(row[: len(_COLUMNS)]):
        raise ValueError("does not match its checksum")


def _sha256(values: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
