"""The folder of a cohort: what it is (cohort.json), where its files lie (sources.json), its results, and lists of what
came of them that only grow. Imports no torch.

A result's folder appears whole or not at all, under its task's key. The lists are made of lines with a checksum each:
a line that is torn or missing is made again from the result.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from medadv_gui.core.errors import InputError, OutputError, SettingsError
from medadv_gui.core.files import file_sha256, lock_file, sync_folder, write_atomic
from medadv_gui.core.policy import check_export
from medadv_gui.core.result import load_result
from medadv_gui.evaluation.cohort import schema
from medadv_gui.evaluation.cohort.row import Failure, Row, Transfer
from medadv_gui.evaluation.cohort.rows import row_of
from medadv_gui.evaluation.cohort.spec import Spec, Task

COHORT, PLACES, RESULTS = "cohort.json", "sources.json", "results"
ROWS, FAILURES, TRANSFERS = "rows.jsonl", "failures.jsonl", "transfers.jsonl"
LOCK = ".lock"
BEFORE = (PLACES, RESULTS, LOCK)  # what a run that was killed at its very beginning has left
WORKING, ASIDE = ".working-", ".aside-"
_MAX_DOCUMENT = 1 << 30
_MAX_LINE = 16 << 20
Json = dict[str, Any]


def exists(out: Path) -> bool:
    """Whether the folder holds a cohort."""
    return (out / COHORT).exists()


def save_spec(spec: Spec, out: Path) -> None:
    """Write cohort.json and sources.json. Paths are kept relative to the folder, so that images and results may be
    moved, or seen from another machine, together.

    Raises OutputError where the folder cannot be written.
    """
    places = {
        name: asdict(replace(place, path=_relative(place.path, out), mask=_relative(place.mask, out)))
        for name, place in spec.places.items()
    }
    folders = {name: _relative(path, out) for name, path in spec.folders.items()}
    # The places first: a cohort without them could not be gone on with.
    _write(out / PLACES, {"places": places, "folders": folders, "sites": spec.sites})
    _write(out / COHORT, spec.to_json())


def _write(path: Path, document: Mapping[str, Any]) -> None:
    with write_atomic(path) as stream:
        text = json.dumps({"schema_version": schema.SCHEMA_VERSION, **document}, indent=1, allow_nan=False)
        stream.write(text.encode())


def _relative(path: str, out: Path) -> str:
    if not path:
        return ""
    try:
        return Path(os.path.relpath(path, out.resolve())).as_posix()
    except ValueError:  # another drive
        return path


def load_spec(out: Path) -> Spec:
    """The cohort in the folder; without places where somebody gave it away so.

    Raises InputError where there is none, or its documents are not what they must be.
    """
    given = (out / PLACES).exists() or not exists(out)
    places = _read(out / PLACES, schema.SOURCES) if given else {"places": {}, "folders": {}}
    raw = _read(out / COHORT, schema.COHORT)
    found = {
        name: {**place, "path": _absolute(place["path"], out), "mask": _absolute(place["mask"], out)}
        for name, place in places["places"].items()
    }
    folders = {name: _absolute(path, out) for name, path in places["folders"].items()}
    return Spec.from_json(raw, found, folders, places.get("sites", {}))


def _read(path: Path, form: dict[str, Any]) -> Json:
    try:
        if path.stat().st_size > _MAX_DOCUMENT:
            raise InputError(f"{path.name}: larger than {_MAX_DOCUMENT >> 20} MiB")
        raw = json.loads(path.read_text(encoding="utf-8"))
        schema.check(raw, form)
        del raw["schema_version"]
        return dict(raw)
    except FileNotFoundError:
        raise InputError(f"{path.parent.name}: there is no {path.name}; not the folder of a cohort") from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path.parent.name}/{path.name}: {error}") from None


def _absolute(path: str, out: Path) -> str:
    return os.path.normpath(out.resolve() / path) if path else ""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep other runs out of the folder; the lock goes with the process.

    Raises OutputError where another run holds it, or the folder cannot be written, or must not be.
    """
    check_export(out)  # each attack is in the audit log by itself
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / RESULTS).mkdir(exist_ok=True)
        stream = (out / LOCK).open("ab")
    except OSError as error:
        raise OutputError(f"{out.name}: cannot be written ({error.strerror or type(error).__name__})") from None
    with stream:
        try:
            lock_file(stream)
        except OSError:
            raise OutputError(f"{out.name}: another run is at work in this folder") from None
        yield


def _checksum(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Journal:
    """A list that only grows: one JSON object a line, `content` and its SHA-256."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, content: Json) -> None:
        """Add a line; a torn one before it is closed first, and stays torn. Raises OutputError."""
        line = json.dumps({"sha256": _checksum(content), "content": content}, allow_nan=False).encode()
        try:
            with self.path.open("a+b") as stream:
                if stream.seek(0, os.SEEK_END):
                    stream.seek(-1, os.SEEK_END)
                    line = line if stream.read(1) == b"\n" else b"\n" + line
                stream.write(line + b"\n")
        except OSError as error:
            raise OutputError(f"{self.path.name}: cannot be written ({error.strerror})") from None

    def read(self) -> Iterator[Json]:
        """The contents of all whole lines."""
        try:
            with self.path.open("rb") as stream:
                while line := stream.readline(_MAX_LINE):
                    with suppress(ValueError, KeyError, TypeError, RecursionError):
                        kept = json.loads(line)
                        if kept["sha256"] == _checksum(kept["content"]):
                            yield kept["content"]
        except FileNotFoundError:
            return
        except OSError as error:
            raise InputError(f"{self.path.name}: cannot be read ({error.strerror})") from None

    def sync(self) -> None:
        """Have it on the disk."""
        with suppress(OSError), self.path.open("rb") as stream:
            os.fsync(stream.fileno())


class Store:
    """The results of a cohort as they are in its folder.

    rows, failures : by key; `failures` are those of tasks without a result. transfers : by key and model's digest.
    unlisted : keys of results that no list knew; `mend` lists them. damaged : results that cannot be read.
    """

    def __init__(self, out: Path, spec: Spec) -> None:
        self.out = out
        self._tasks = {task.key: task for task in spec.tasks}
        self._lists = {name: Journal(out / name) for name in (ROWS, FAILURES, TRANSFERS)}
        self.damaged: list[str] = []
        self.rows: dict[str, Row] = {}
        there = self._there()
        for content in self._lists[ROWS].read():
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                row = Row.from_json(content["row"])
                if row.key in there and not _lacks_pixels(row):
                    self.rows[row.key] = self._told_apart(row)
        self.unlisted = tuple(key for key in self._tasks if key in there and key not in self.rows)
        for key in self.unlisted:
            try:
                row = row_of(load_result(self.folder(key)), key, self._tasks[key].source)
                self.rows[key] = self._told_apart(row)
            except InputError:
                self.damaged.append(key)
        self.failures: dict[str, Failure] = {}
        for content in self._lists[FAILURES].read():
            with suppress(KeyError, TypeError):
                key = content["key"]
                if key in self._tasks and key not in self.rows:
                    self.failures[key] = Failure(**{**content, "variant": self._tasks[key].variant})
        self.transfers: dict[tuple[str, str], Transfer] = {}
        for content in self._lists[TRANSFERS].read():
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                transfer = Transfer.from_json(content["transfer"])
                if transfer.key in self.rows:
                    self.transfers[transfer.key, content["digest"]] = transfer

    def _there(self) -> set[str]:
        try:
            with os.scandir(self.out / RESULTS) as entries:
                return {entry.name for entry in entries} & set(self._tasks)
        except FileNotFoundError:
            return set()

    def folder(self, key: str) -> Path:
        """Where the task's result lies, or will."""
        return self.out / RESULTS / key

    def task(self, key: str) -> Task:
        """The task of this key."""
        return self._tasks[key]

    def mend(self) -> None:
        """List what no list knew, move what is damaged out of the way, and take away what a killed run has left.

        Raises OutputError where that fails.
        """
        for key in self.unlisted:
            if key in self.rows:
                self._list(self.rows[key])
        try:
            for key in self.damaged:
                self.folder(key).rename(self.out / RESULTS / f"{ASIDE}{key[:16]}-{uuid4().hex}")
            for path in (self.out / RESULTS).glob(f"{WORKING}*"):
                # Renamed first: a worker that is still at it cannot then finish half of it.
                shutil.rmtree(path.rename(path.with_name(f"{ASIDE}{uuid4().hex}")), ignore_errors=True)
        except OSError as error:
            raise OutputError(f"{RESULTS}: cannot be tidied ({error.strerror or type(error).__name__})") from None
        self.unlisted, self.damaged = (), []

    def _told_apart(self, row: Row) -> Row:
        """With the variant of its attack in the cohort as it is now."""
        variant = self._tasks[row.key].variant
        return row if row.variant == variant else replace(row, variant=variant)

    def add_row(self, row: Row) -> Row:
        """List a finished task; the row as it is kept. Raises OutputError."""
        row = self._told_apart(row)
        self._list(row)
        self.rows[row.key] = row
        self.failures.pop(row.key, None)
        return row

    def _list(self, row: Row) -> None:
        digest = file_sha256(self.folder(row.key) / "result.json")
        self._lists[ROWS].append({"row": row.to_json(), "result_sha256": digest})

    def add_failure(self, failure: Failure) -> None:
        """List a task that could not be done. Raises OutputError."""
        self._lists[FAILURES].append(failure.to_json())
        self.failures[failure.key] = failure

    def add_transfer(self, transfer: Transfer, digest: str) -> None:
        """List what another model, of this digest, answers to a result. Raises OutputError."""
        self._lists[TRANSFERS].append({"transfer": transfer.to_json(), "digest": digest})
        self.transfers[transfer.key, digest] = transfer

    def sync(self) -> None:
        """Have the lists on the disk."""
        for journal in self._lists.values():
            journal.sync()


def _lacks_pixels(row: Row) -> bool:
    """Whether an older version wrote the row without the pixels that an attack invented where there was nothing to
    lose; the result has them."""
    return row.task == "segmentation" and row.nothing_to_lose and row.marked("attacked") is None


def read_rows(out: Path) -> tuple[tuple[Row, ...], tuple[Transfer, ...], tuple[Failure, ...], Spec]:
    """What the statistics of a cohort are made of, in the order of its tasks; the folder stays as it is.

    Raises InputError where it is not the folder of a cohort.
    """
    spec = load_spec(out)
    store = Store(out, spec)
    order = {task.key: number for number, task in enumerate(spec.tasks)}
    rows = sorted(store.rows.values(), key=lambda row: order[row.key])
    transfers = sorted(store.transfers.values(), key=lambda transfer: (order[transfer.key], transfer.model))
    failures = sorted(store.failures.values(), key=lambda failure: order[failure.key])
    return tuple(rows), tuple(transfers), tuple(failures), spec


def verify(out: Path) -> tuple[str, ...]:
    """The keys of results that are no longer what they were when they were finished: every file is read again.

    Raises InputError where it is not the folder of a cohort.
    """
    spec = load_spec(out)
    listed = {
        content["row"]["key"]: content["result_sha256"]
        for content in Journal(out / ROWS).read()
        if isinstance(content.get("row"), dict) and "result_sha256" in content
    }
    store = Store(out, spec)
    return tuple(
        sorted({*store.damaged, *(key for key in store.rows if not _whole(store.folder(key), listed.get(key)))})
    )


def _whole(folder: Path, sha256: str | None) -> bool:
    try:
        document = folder / "result.json"
        if sha256 is not None and file_sha256(document) != sha256:
            return False
        files = json.loads(document.read_text(encoding="utf-8"))["files"]
        return all(file_sha256(folder / Path(name).name) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def content_digest(folder: Path) -> str:
    """SHA-256 of a result but for what differs from run to run: the seconds that it took, and of DICOM files the time
    of writing and the fresh UIDs; their pixels count, in case.npz.

    Raises InputError where it is no result.
    """
    try:
        document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        del document["seconds"]
        files = {name: digest for name, digest in document.pop("files").items() if not name.endswith(".dcm")}
        found = {name: file_sha256(folder / Path(name).name) for name in sorted(files)}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"{folder.name}: not the folder of an attack ({type(error).__name__})") from None
    return _checksum([document, found])


@contextmanager
def working_folder(out: Path, key: str) -> Iterator[Path]:
    """A new folder that becomes the result of the task `key` once the block is left without an exception. Where another
    process has been faster, that one's stays.

    Raises OutputError where it cannot be written.
    """
    final = out / RESULTS / key
    folder = out / RESULTS / f"{WORKING}{uuid4().hex}"
    try:
        folder.mkdir(parents=True)
        yield folder
        try:
            folder.rename(final)
        except OSError:
            if not (final / "result.json").is_file():
                raise
        sync_folder(final.parent)
    except OSError as error:
        raise OutputError(f"{RESULTS}: cannot be written ({error.strerror or type(error).__name__})") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def require_runnable(spec: Spec) -> None:
    """Raise SettingsError where this version of the program would compute other results than the cohort's, or where the
    images lie is not known."""
    from medadv_gui.evaluation.cohort.spec import ALGORITHM

    if spec.algorithm != ALGORITHM:
        raise SettingsError(
            f"the cohort was begun by another version of the program (algorithm {spec.algorithm}, here {ALGORITHM}); "
            "name another folder"
        )
    if any(source.id not in spec.places for source in spec.sources):
        raise SettingsError(f"the cohort was given away without {PLACES}, which says where its images lie")
