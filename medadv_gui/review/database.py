"""SQLite files that outlive a crash: journal by file system, integrity check, schema version and migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Self

from medadv_gui.core.errors import InputError, MedadvError, OutputError

# File systems whose locks and shared memory WAL can rely on. Any other is taken for a network's: a rollback journal is
# right there, and only slower on a disk that is not known here.
LOCAL = frozenset(
    (
        "apfs", "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fat", "fat32", "fuseblk", "hfs", "jfs",
        "msdos", "ntfs", "ntfs3", "overlay", "refs", "reiserfs", "tmpfs", "ufs", "vfat", "xfs", "zfs",
    )
)  # fmt: skip
_BUSY_MS = 5000


@dataclass(frozen=True)
class Schema:
    """What a database of this program is. `application` is SQLite's application_id; `migrations[i]` are the statements
    that take version i to version i + 1, so that their number is the newest version."""

    name: str
    application: int
    migrations: Sequence[Sequence[str]]


def on_local_disk(path: Path) -> bool:
    """Whether `path` lies on a file system that is known to be this machine's own."""
    import psutil

    path = path.resolve()
    if path.as_posix().startswith("//"):  # a share's UNC path
        return False
    found = [p for p in psutil.disk_partitions(all=True) if path.is_relative_to(PurePath(p.mountpoint))]
    if not found:
        return False
    nearest = max(found, key=lambda p: len(PurePath(p.mountpoint).parts))  # of two at one place, the first is on top
    remote = "remote" in nearest.opts.split(",")
    return nearest.fstype.casefold() in LOCAL and not remote


def connect(path: Path, schema: Schema, *, create: bool = True) -> sqlite3.Connection:
    """The database at `path`, checked, brought to the newest version, and made where it is missing.

    On a local disk it keeps a write-ahead log; elsewhere a rollback journal, and then one program alone may have it
    open. What is committed is on the disk (synchronous FULL).

    Raises
    ------
    InputError
        If it is missing (without `create`), damaged, of another kind or a newer version, or in use by another program.
    OutputError
        If it cannot be made or written.
    """
    fresh = not path.exists()
    if fresh and not create:
        raise InputError(f"{path.name}: is missing")
    local = on_local_disk(path.parent)
    connection = None
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
        if not local:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA trusted_schema = OFF")  # the file may come from anywhere
        _check(connection, path, schema)  # before anything is changed
        connection.execute(f"PRAGMA journal_mode = {'WAL' if local else 'DELETE'}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path, schema)
        if _statements(connection) != _expected(schema):
            raise InputError(f"{path.name}: its tables or triggers are not this program's; it was left as it is")
    except MedadvError:
        _close(connection)
        raise
    except sqlite3.Error as error:
        _close(connection)
        raise fault(path, error) from None
    return connection


def fault(path: Path, error: sqlite3.Error) -> MedadvError:
    """What a fault of SQLite's means to the user."""
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        if "locked" in text or "busy" in text:
            return InputError(f"{path.name}: is in use by another program")
        return OutputError(f"{path.name}: cannot be written ({text})")
    return InputError(f"{path.name}: is damaged or no database of this program ({text}); it was left as it is")


class Database:
    """A database that stays open: `path` is its file, `_db` its connection."""

    path: Path
    _db: sqlite3.Connection

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise fault(self.path, error) from None

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with suppress(sqlite3.Error):
            connection.close()


def value(connection: sqlite3.Connection, query: str) -> Any:
    """The first column of a query's first row."""
    return connection.execute(query).fetchone()[0]


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """All of it or nothing; whatever SQLite refuses comes as InputError or OutputError."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        raise InputError(f"{path.name}: {error}") from None
    except sqlite3.Error as error:
        raise fault(path, error) from None


def _check(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    version, newest = value(connection, "PRAGMA user_version"), len(schema.migrations)
    if version or value(connection, "SELECT count(*) FROM sqlite_master"):
        if value(connection, "PRAGMA application_id") != schema.application:
            raise InputError(f"{path.name}: is no {schema.name} of this program")
        found = value(connection, "PRAGMA integrity_check(1)")
        if found != "ok":
            raise InputError(f"{path.name}: is damaged ({found}); it was left as it is")
    if version > newest:
        raise InputError(
            f"{path.name}: is of version {version}; this program knows {schema.name}s up to {newest}: update it"
        )


def _statements(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """What made the tables and triggers: one that was dropped would let rows be changed."""
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    return [(name, sql) for name, sql in connection.execute(query)]


def _expected(schema: Schema) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (s for step in schema.migrations for s in step):
            connection.execute(statement)
        return _statements(connection)


def _migrate(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    newest = len(schema.migrations)
    if value(connection, "PRAGMA user_version") >= newest:
        return
    with transaction(connection, path):
        version = value(connection, "PRAGMA user_version")  # again: another process may have been first
        for statement in (s for step in schema.migrations[version:] for s in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.application}")
        connection.execute(f"PRAGMA user_version = {max(version, newest)}")
