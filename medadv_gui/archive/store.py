"""Where fetched series lie: a folder of the user's own, each series in a folder of its own.

    archive/.incoming/SERIES/      .series.json, OBJECT.dcm, .part-RANDOM  while it is fetched, and when that ended
    archive/.incoming/SERIES.lock  while a program fetches or deletes it
    archive/STUDY/SERIES/          .series.json, OBJECT.dcm                complete
    archive/.gone-RANDOM/          while it is being deleted

Names are keyed with the installation's secret: an object that came before is known again, and nobody learns a UID from
a name. An object gets its name when it is on the disk, and the folder is renamed when every object that the archive has
is in it, which is one step of the file system, as is its way out: a retrieve or a deletion that is killed at any
moment, or a power cut, leaves nothing half or empty where cases are opened from. Hidden names are passed over by the
index.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from medadv_gui.archive.query import InstanceHit, SeriesHit
from medadv_gui.archive.uids import HEAD, Uids
from medadv_gui.core.errors import ArchiveError, MedadvError, OutputError
from medadv_gui.core.files import lock_file, remove_left, sync_file, sync_folder, write_atomic
from medadv_gui.core.policy import audit
from medadv_gui.core.resources import data_dir
from medadv_gui.core.salt import installation_salt

FOLDER, INCOMING, MANIFEST, PART, GONE = "archive", ".incoming", ".series.json", ".part-", ".gone-"
RESERVE = 1 << 30  # bytes of the disk that are left free, whatever the quota says
_SAMPLE, _SAMPLE_SECONDS = ".sample-", 600
MAX_OBJECT = 1 << 30  # bytes of one object: the decoder opens no larger one
_MEASURED = 1 << 28  # bytes that come until the room is measured anew: other programs fill it too


@dataclass(frozen=True)
class State:
    """How much of a series is here: `got` of `expected` objects (None where the archive does not tell how many there
    are, or lists fewer than it has). complete : its folder is `folder`, and may be opened."""

    got: int = 0
    expected: int | None = None
    complete: bool = False
    folder: Path | None = None


class Store:
    """The fetched series of one user. quota : bytes that they may take together. What a killed deletion has left is
    deleted when one of these is made."""

    def __init__(self, quota: int, root: Path | None = None) -> None:
        self.root = data_dir() / FOLDER if root is None else root
        self.quota = quota
        self._salt = installation_salt()
        remove_left(self.root, f"{GONE}*", 0)

    def name(self, uid: str) -> str:
        """What a UID is called in file names."""
        return hmac.new(self._salt, uid.encode(), hashlib.sha256).hexdigest()[:32]

    def folder_of(self, series: SeriesHit) -> Path:
        """Where a series lies once it is complete."""
        return self.root / self.name(series.study) / self.name(series.uid)

    def incoming(self, series: SeriesHit) -> Path:
        """Where a series lies while it is not."""
        return self.root / INCOMING / self.name(f"{series.study}/{series.uid}")

    def state(self, series: SeriesHit) -> State:
        """How much of a series is here, by the files that are."""
        for folder in (self.folder_of(series), self.incoming(series)):
            known, here = _manifest(folder), len(_images(folder))
            if known is None and not here:
                continue
            listed = 0 if known is None else len(known["objects"])
            expected = max(listed, series.images or 0) or None
            if known is not None and known.get("unlisted") and expected == listed:
                expected = None
            complete = folder == self.folder_of(series) and listed > 0 and expected is not None and here >= expected
            return State(here, expected, complete, folder if complete else None)
        return State(0, series.images)

    def used(self) -> int:
        """Bytes that all fetched files take, half fetched ones with them."""
        return _size(self.root)

    @contextmanager
    def held(self, series: SeriesHit) -> Iterator[None]:
        """While it lasts, no other window or program fetches or deletes the series.

        Raises ArchiveError where another does, OutputError where the folder cannot be written.
        """
        with self._held(self.incoming(series).name):
            yield

    @contextmanager
    def _held(self, name: str) -> Iterator[None]:
        path = self.root / INCOMING / f"{name}.lock"
        try:
            for folder in (self.root, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stream = path.open("ab")
        except OSError as error:
            raise unwritten(error) from None
        with stream:
            try:
                lock_file(stream)
                # Whoever had it has deleted it, unless it is still the one of this name.
                held = os.path.samestat(os.fstat(stream.fileno()), path.stat())
            except OSError:
                held = False
            if not held:
                raise ArchiveError("another window is fetching this series; stop that first")
            try:
                yield
            finally:
                with suppress(OSError):  # on Windows it stays, empty, as it is open
                    path.unlink()

    def remove(self, series: SeriesHit) -> None:
        """Delete what is here of a series.

        Raises ArchiveError where it is being fetched, OutputError where it cannot be deleted or that cannot be written
        down.
        """
        with self.held(series):
            audit("remove", fetched=self.state(series).got)
            for folder in (self.folder_of(series), self.incoming(series)):
                self._discard(folder)

    def clear(self) -> None:
        """Delete everything that was fetched, but for what cannot be deleted or is being fetched; raises as `remove`
        then, when the rest is gone."""
        folders = [path for path in (*self.root.glob("[!.]*/*"), *(self.root / INCOMING).glob("*")) if path.is_dir()]
        audit("remove", fetched=sum(len(_images(folder)) for folder in folders))
        remove_left(self.root, f"{_SAMPLE}*", _SAMPLE_SECONDS)
        faults: list[MedadvError] = []
        for folder in folders:
            try:
                with self._held(folder.name):
                    self._discard(folder)
            except OutputError as error:
                faults.append(error)
            except ArchiveError:
                faults.append(ArchiveError("what another window is fetching stays"))
        if faults:
            raise faults[0]

    def _discard(self, folder: Path) -> None:
        """Take a folder, if it is there, out of sight in one step, and delete it. Raises OutputError where that
        fails."""
        gone = self.root / f"{GONE}{uuid4().hex}"
        try:
            folder.rename(gone)
        except FileNotFoundError:
            return
        except OSError as error:  # Windows: a file in it is open
            raise OutputError(
                f"{FOLDER}: cannot be deleted ({error.strerror or type(error).__name__}); another program may have a "
                "file of it open"
            ) from None
        with suppress(OSError):
            folder.parent.rmdir()  # a study's last series
        shutil.rmtree(gone, ignore_errors=True)
        if gone.exists():
            raise OutputError(f"{FOLDER}: not all could be deleted; the rest is out of sight, and deleted later")

    def begin(self, series: SeriesHit, expected: Sequence[InstanceHit], *, partial: bool = False) -> Fetch:
        """Begin or go on fetching a series of these objects; `partial` where they are not all that it has.

        Raises ArchiveError where it has none or is complete already, OutputError where the folder cannot be written.
        """
        if not expected:
            raise ArchiveError("the archive names no objects of this series; it may have been deleted there")
        if self.state(series).complete:
            raise ArchiveError("this series was fetched before; delete it to fetch it again")
        folder = self.incoming(series)
        objects = {item.uid: item.sop_class for item in expected}
        try:
            for path in (self.root, self.root / INCOMING):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            before = self.folder_of(series)
            if before.exists() and not folder.exists():  # it has lost files, or the archive has got more
                before.rename(folder)
            folder.mkdir(mode=0o700, exist_ok=True)
            for path in folder.glob(f"{PART}*"):
                path.unlink(missing_ok=True)
            wanted = {self.name(uid) for uid in objects}
            for path in folder.glob("*.dcm"):  # of an object that the archive has no longer
                if path.stem not in wanted:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritten(error) from None
        self._discard(before)
        known = _manifest(folder)
        unlisted = known is not None and bool(known.get("unlisted")) and known["objects"].keys() == objects.keys()
        fetch = Fetch(self, series, objects, folder, 0, partial, unlisted)
        fetch.note()
        fetch.room = self.room()
        return fetch

    def room(self) -> int:
        """How many bytes may still come."""
        free = shutil.disk_usage(self.root).free - RESERVE
        return min(self.quota - self.used(), free)


def samples() -> Path:
    """A new folder for one object that is looked at and deleted; those that a killed program has left are removed.

    Raises OutputError where there can be none.
    """
    root = data_dir() / FOLDER
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        remove_left(root, f"{_SAMPLE}*", _SAMPLE_SECONDS)
        return Path(tempfile.mkdtemp(prefix=_SAMPLE, dir=root))
    except OSError as error:
        raise unwritten(error) from None


class Part:
    """An object that is coming in, in a file that is deleted again unless the fetch accepts it.

    head : the first bytes of what was written, in which the object says which one it is. size : bytes of the file.
    """

    def __init__(self, fetch: Fetch, before: bytes) -> None:
        self.head, self.size, self.kept = bytearray(), 0, False
        self.path = fetch.folder / f"{PART}{uuid4().hex}"
        self._fetch = fetch
        self._count(len(before))
        try:
            self._stream = self.path.open("xb")
            self._stream.write(before)
        except OSError as error:
            raise unwritten(error) from None

    def write(self, data: bytes | memoryview) -> None:
        """Add what has come. Raises OutputError where the disk or the quota is full."""
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        self._count(len(data))
        try:
            self._stream.write(data)
        except OSError as error:
            raise unwritten(error) from None

    def _count(self, size: int) -> None:
        self.size += size
        self._fetch.reserve(size)
        if self.size > MAX_OBJECT:
            raise OutputError(f"{FOLDER}: an object of more than {MAX_OBJECT >> 30} GiB is not taken")

    def whole(self) -> None:
        """All of it has come. Raises OutputError where the last of it cannot be written."""
        try:
            self._stream.close()
        except OSError as error:
            raise unwritten(error) from None

    def close(self) -> None:
        with suppress(OSError):
            self._stream.close()
        if not self.kept:
            self.path.unlink(missing_ok=True)
            self._fetch.reserve(-self.size)
            self.size = 0


class _Disk:
    """Brings files to the disk in a thread of its own, while others come in, and gives them their names then."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._named: list[Future[None]] = []

    def name(self, path: Path, target: Path) -> None:
        self._pool = self._pool or ThreadPoolExecutor(1, "archive-disk")
        self._named.append(self._pool.submit(self._name, path, target))

    @staticmethod
    def _name(path: Path, target: Path) -> None:
        sync_file(path)
        path.replace(target)

    def settle(self) -> None:
        """Wait until all have their names. Raises OSError where one has not got it."""
        if self._pool is not None:
            self._pool.shutdown()
        self._pool, named = None, self._named
        self._named = []
        for one in named:
            one.result()


@dataclass
class Fetch:
    """A series that is being fetched. expected : its objects by UID, with their SOP classes ("" where not told).

    Objects that are none of these, or say other things of themselves than they were announced as, are refused and
    counted in `refused`; size : bytes of those taken, room : of what may still come. unlisted : one was of this series,
    so that the list is not whole. An archive may store over several associations at once, each read by a thread of its
    own.
    """

    store: Store
    series: SeriesHit
    expected: dict[str, str]
    folder: Path
    room: int
    partial: bool = False
    unlisted: bool = False
    refused: int = 0
    size: int = 0
    reasons: list[str] = field(default_factory=list)
    got: set[str] = field(default_factory=set)
    _disk: _Disk = field(default_factory=_Disk, repr=False)
    _unmeasured: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        self.got = self._here()

    def _here(self) -> set[str]:
        """The objects that lie in the folder."""
        here = _images(self.folder)
        return {uid for uid in self.expected if self.store.name(uid) in here}

    def note(self) -> None:
        """Write down what the series is. Raises OutputError where that fails."""
        document = {
            "schema_version": 1, "study": self.series.study, "series": self.series.uid, "objects": self.expected,
            "unlisted": self.unlisted,
        }  # fmt: skip
        with write_atomic(self.folder / MANIFEST) as stream:
            stream.write(json.dumps(document).encode())

    @property
    def announced(self) -> int:
        """How many objects the archive lists, or says that there are where these are more."""
        return max(len(self.expected), self.series.images or 0)

    @property
    def missing(self) -> tuple[str, ...]:
        """The objects that have not come yet, in the archive's order."""
        return tuple(uid for uid in self.expected if uid not in self.got)

    @property
    def complete(self) -> bool:
        """Whether all that the archive lists has come; whether that is the whole series, `finish` tells."""
        return not self.missing

    def part(self, before: bytes = b"") -> Part:
        """A new file for an object that is coming in, which begins with `before`. Raises OutputError where there can be
        none."""
        return Part(self, before)

    def reserve(self, size: int) -> None:
        """Count bytes that come, or, below 0, that are deleted again. Raises OutputError where there is no room for
        them."""
        with self._lock:
            self._unmeasured += size
            if self._unmeasured >= _MEASURED:
                self.room, self._unmeasured = self.store.room(), 0
            self.room -= size
            if self.room < 0 < size:
                raise OutputError(
                    f"{FOLDER}: the {self.store.quota / (1 << 30):.0f} GiB for fetched files or the disk are full; "
                    "delete fetched series to make room"
                )

    def accept(self, part: Part, found: Uids | None) -> bool:
        """Take in an object that has come whole, unless it is none of the series; whether it was taken.

        Raises OutputError where it cannot be written.
        """
        part.whole()
        with self._lock:
            reason = self._fault(found)
            if reason or found is None:
                self.refuse(reason)
                return False
            self.size += part.size
            part.kept = True
            self._disk.name(part.path, self.folder / f"{self.store.name(found.sop)}.dcm")
            self.got.add(found.sop)
            return True

    def settle(self) -> None:
        """Wait until what was taken is on the disk. Raises OutputError where that fails."""
        try:
            self._disk.settle()
        except OSError as error:
            raise unwritten(error) from None

    def refuse(self, reason: str) -> None:
        """Count an object that was not taken."""
        with self._lock:
            self.refused += 1
            if reason not in self.reasons and len(self.reasons) < 8:
                self.reasons.append(reason)

    def _fault(self, found: Uids | None) -> str:
        """Why an object is not taken, "" where it is."""
        if found is None:
            return "an object whose header does not tell which one it is"
        ours = (found.study, found.series) == (self.series.study, self.series.uid)
        if found.sop not in self.expected:
            if ours and not self.unlisted:
                self.unlisted = True
                self.note()
            return "an object that the archive does not list" if ours else "an object that was not asked for"
        if not ours:
            return "an object of another series under the UID of this one"
        return "an object that had come before" if found.sop in self.got else ""

    def finish(self) -> Path:
        """Give the series its place, now that all of it is on the disk; its folder.

        Raises ArchiveError where objects are missing, OutputError where it cannot be written: nothing is moved then.
        """
        self.settle()
        self.got &= self._here()  # somebody may have deleted what had come
        if words := self.shortfall():
            raise ArchiveError(words)
        target = self.store.folder_of(self.series)
        for path in self.folder.glob(f"{PART}*"):
            path.unlink(missing_ok=True)
        try:
            sync_folder(self.folder)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            self.folder.replace(target)
            sync_folder(target.parent)
            sync_folder(self.store.root)
        except OSError as error:
            raise unwritten(error) from None
        return target

    def shortfall(self) -> str:
        """What is missing of the series, in words; "" where it is whole."""
        listed = len(self.expected)
        words = [f"incomplete: {len(self.got)} of {self.announced} images came"] if self.missing else []
        if listed < self.announced:
            words.append(f"incomplete: the archive says that there are {self.announced} images and lists {listed}")
        elif self.unlisted:
            words.append("incomplete: the archive does not list all images of the series")
        if words and self.reasons:
            words.append(f"refused was {self.reasons[0]}")
        return "; ".join(words)


def unwritten(error: OSError) -> OutputError:
    return OutputError(f"{FOLDER}: cannot be written ({error.strerror or type(error).__name__})")


def _manifest(folder: Path) -> dict[str, Any] | None:
    """What the folder of a series says of itself; None where there is none."""
    try:
        known = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return known if isinstance(known, dict) and isinstance(known.get("objects"), dict) else None


def _images(folder: Path) -> set[str]:
    """The names of the objects in the folder of a series; none where there is no folder."""
    with suppress(OSError), os.scandir(folder) as found:
        return {item.name.removesuffix(".dcm") for item in found if item.name.endswith(".dcm")}
    return set()


def _size(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(where) / name).lstat().st_size
    return total
