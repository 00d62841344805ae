"""What the index has learnt of files, kept for the next visit, with nothing that tells which files or patients.

One SQLite file: rows are found by a keyed hash of path, size, time of change, program version and form of the facts,
and hold facts whose identities are keyed hashes, too. Whatever is wrong with it, the index goes on without it.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import medadv_gui
from medadv_gui.core.resources import cache_dir
from medadv_gui.core.types import Instance
from medadv_gui.imaging.facts import FORM, keyed_with

# About 100 MB. The rows unused for longest go first.
MAX_ROWS = 150_000
_MARK = 0x6D656461  # SQLite's application_id: this program's
_DAY = 86_400
_VERSION = f"{medadv_gui.__version__}\0{FORM}"


class IndexCache:
    """A table of facts by key. Not for two threads; several programs may use the same file."""

    def __init__(self, salt: bytes, path: Path | None = None) -> None:
        self._salt = salt
        self._database: sqlite3.Connection | None = None
        with suppress(sqlite3.Error, OSError):
            self._path = cache_dir() / "index.sqlite" if path is None else path
            try:
                self._database = self._open()
            except sqlite3.OperationalError:  # locked, or not to be written
                raise
            except sqlite3.Error:  # damaged or foreign
                self._path.unlink()
                self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=0.5, isolation_level=None)
        try:
            (mark,) = database.execute("PRAGMA application_id").fetchone()
            (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if mark != _MARK and tables:
                raise sqlite3.DatabaseError
            database.execute("PRAGMA synchronous=OFF")  # a file torn by a power cut is made anew
            database.execute(f"PRAGMA application_id={_MARK}")
            database.execute(
                "CREATE TABLE IF NOT EXISTS facts(key TEXT PRIMARY KEY, facts TEXT, day INT) WITHOUT ROWID"
            )
        except BaseException:
            database.close()
            raise
        return database

    def key(self, instance: Instance, size: int, mtime_ns: int) -> str:
        """The row of a file of this size and time of change."""
        return keyed_with(self._salt, f"{_VERSION}\0{size}\0{mtime_ns}\0{instance.path.absolute()}\0{instance.member}")

    def get(self, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """The facts of the keys that are known."""
        if self._database is None or not keys:
            return {}
        marks, today = ",".join("?" * len(keys)), _today()
        found: dict[str, Mapping[str, Any]] = {}
        try:
            rows = self._database.execute(f"SELECT key, facts, day FROM facts WHERE key IN ({marks})", keys).fetchall()
            for key, text, _ in rows:
                record = json.loads(text)
                if isinstance(record, dict):
                    found[key] = record
            self._write("UPDATE facts SET day=? WHERE key=?", [(today, row[0]) for row in rows if row[2] != today])
        except (sqlite3.Error, ValueError, TypeError, RecursionError) as error:
            self._give_up(error)
        return found

    def put(self, facts: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep facts by their keys."""
        try:
            rows = [(key, json.dumps(value), _today()) for key, value in facts.items()]
            self._write("INSERT OR REPLACE INTO facts VALUES(?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._database is not None and rows:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.executemany(statement, rows)

    def _give_up(self, error: Exception) -> None:
        """Go on without; a damaged file is removed, so that the next visit makes a new one."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None
            if not isinstance(error, sqlite3.OperationalError):
                with suppress(OSError):
                    self._path.unlink()

    def close(self) -> None:
        """Drop the rows beyond the limit and close the file."""
        if self._database is None:
            return
        with suppress(sqlite3.Error):
            (count,) = self._database.execute("SELECT count(*) FROM facts").fetchone()
            if count > MAX_ROWS:
                surplus = "SELECT key FROM facts ORDER BY day LIMIT ?"
                self._database.execute(f"DELETE FROM facts WHERE key IN ({surplus})", (count - MAX_ROWS * 3 // 4,))
                self._database.execute("VACUUM")
        with suppress(sqlite3.Error):
            self._database.close()
        self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _today() -> int:
    return int(time.time()) // _DAY
