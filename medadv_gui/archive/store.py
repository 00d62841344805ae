"""Where fetched series lie: a folder of the user's own, each series in a folder of its own.

    archive/.incoming/SERIES/  .series.json, OBJECT.dcm, .part-RANDOM     while it is being fetched, and when that ended
    archive/STUDY/SERIES/      .series.json, OBJECT.dcm                   complete

Names are keyed with the installation's secret: an object that came before is known again, and nobody learns a UID from
a name. An object gets its name when it is on the disk, and the folder is renamed when every object that the archive has
is in it, which is one step of the file system: a retrieve that is killed at any moment, or a power cut, leaves nothing
half or empty where cases are opened from. Hidden names are passed over by the index.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from medadv_gui.archive.query import InstanceHit, SeriesHit
from medadv_gui.archive.uids import HEAD, Uids
from medadv_gui.core.errors import ArchiveError, OutputError
from medadv_gui.core.files import remove_left, sync_file, sync_folder, write_atomic
from medadv_gui.core.policy import audit
from medadv_gui.core.resources import data_dir
from medadv_gui.core.salt import installation_salt

FOLDER, INCOMING, MANIFEST, PART = "archive", ".incoming", ".series.json", ".part-"
RESERVE = 1 << 30  # bytes of the disk that are left free, whatever the quota says
_SAMPLE, _SAMPLE_SECONDS = ".sample-", 600
MAX_OBJECT = 1 << 30  # bytes of one object: the decoder opens no larger one


@dataclass(frozen=True)
class State:
    """How much of a series is here: `got` of `expected` objects (None where the archive does not tell how many there
    are). complete : its folder is `folder`, and may be opened."""

    got: int = 0
    expected: int | None = None
    complete: bool = False
    folder: Path | None = None


class Store:
    """The fetched series of one user. quota : bytes that they may take together."""

    def __init__(self, quota: int, root: Path | None = None) -> None:
        self.root = data_dir() / FOLDER if root is None else root
        self.quota = quota
        self._salt = installation_salt()

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
        """How much of a series is here."""
        folder = self.folder_of(series)
        known = _manifest(folder)
        if known is not None:
            return State(len(known["objects"]), len(known["objects"]), True, folder)
        known = _manifest(self.incoming(series))
        if known is None:
            return State(0, series.images)
        names = {self.name(uid) for uid in known["objects"]}
        here = {path.stem for path in self.incoming(series).glob("*.dcm")}
        return State(len(here & names) if names else len(here), len(names) or series.images)

    def used(self) -> int:
        """Bytes that all fetched files take, half fetched ones with them."""
        return _size(self.root)

    def remove(self, series: SeriesHit) -> None:
        """Delete what is here of a series. Raises OutputError where that cannot be written down."""
        audit("remove", fetched=self.state(series).got)
        for folder in (self.folder_of(series), self.incoming(series)):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            self.folder_of(series).parent.rmdir()

    def clear(self) -> None:
        """Delete everything that was fetched. Raises OutputError where that cannot be written down."""
        audit("remove", fetched=sum(1 for _ in self.root.glob("*/*/*.dcm")))
        shutil.rmtree(self.root, ignore_errors=True)

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
            for path in (self.root, self.root / INCOMING, folder):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in folder.glob(f"{PART}*"):
                path.unlink(missing_ok=True)
            wanted = {self.name(uid) for uid in objects}
            for path in folder.glob("*.dcm"):  # of an object that the archive has no longer
                if path.stem not in wanted:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{FOLDER}: cannot be written ({error.strerror or type(error).__name__})") from None
        document = {"schema_version": 1, "study": series.study, "series": series.uid, "objects": objects}
        with write_atomic(folder / MANIFEST) as stream:
            stream.write(json.dumps(document).encode())
        return Fetch(self, series, objects, folder, self._room(), partial)

    def _room(self) -> int:
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
        self.head, self.size, self.kept = bytearray(), len(before), False
        self.path = fetch.folder / f"{PART}{uuid4().hex}"
        self._fetch = fetch
        try:
            self._stream = self.path.open("xb")
            self._stream.write(before)
        except OSError as error:
            raise unwritten(error) from None

    def write(self, data: bytes | memoryview) -> None:
        """Add what has come. Raises OutputError where the disk or the quota is full."""
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        self.size += len(data)
        self._fetch.check(self.size)
        try:
            self._stream.write(data)
        except OSError as error:
            raise unwritten(error) from None

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
    counted in `refused`; size : bytes of those taken. An archive may store over several associations at once, each read
    by a thread of its own.
    """

    store: Store
    series: SeriesHit
    expected: dict[str, str]
    folder: Path
    room: int
    partial: bool = False
    refused: int = 0
    size: int = 0
    reasons: list[str] = field(default_factory=list)
    got: set[str] = field(default_factory=set)
    _disk: _Disk = field(default_factory=_Disk, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        here = {path.stem for path in self.folder.glob("*.dcm")}
        self.got = {uid for uid in self.expected if self.store.name(uid) in here}

    @property
    def missing(self) -> tuple[str, ...]:
        """The objects that have not come yet, in the archive's order."""
        return tuple(uid for uid in self.expected if uid not in self.got)

    @property
    def complete(self) -> bool:
        return not self.missing

    def part(self, before: bytes = b"") -> Part:
        """A new file for an object that is coming in, which begins with `before`. Raises OutputError where there can be
        none."""
        return Part(self, before)

    def check(self, size: int) -> None:
        """Raises OutputError where an object of this size is more than may come."""
        if size > MAX_OBJECT:
            raise OutputError(f"{FOLDER}: an object of more than {MAX_OBJECT >> 30} GiB is not taken")
        if size > self.room:
            raise OutputError(
                f"{FOLDER}: the {self.store.quota / (1 << 30):.0f} GiB for fetched files or the disk are full; delete "
                "fetched series to make room"
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
            self._spend(part.size)
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
        if found.sop not in self.expected:
            return "an object that was not asked for"
        if (found.study, found.series) != (self.series.study, self.series.uid):
            return "an object of another series under the UID of this one"
        return "an object that had come before" if found.sop in self.got else ""

    def _spend(self, size: int) -> None:
        self.check(size)
        self.room -= size
        self.size += size

    def finish(self) -> Path:
        """Give the series its place, now that it is complete and on the disk; its folder.

        Raises ArchiveError where objects are missing, OutputError where it cannot be written: nothing is moved then.
        """
        self.settle()
        if not self.complete:
            raise ArchiveError(self.shortfall())
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
        """How much is missing, in words."""
        words = f"incomplete: {len(self.got)} of {len(self.expected)} images came"
        return f"{words}; refused was {self.reasons[0]}" if self.reasons else words


def unwritten(error: OSError) -> OutputError:
    return OutputError(f"{FOLDER}: cannot be written ({error.strerror or type(error).__name__})")


def _manifest(folder: Path) -> dict[str, Any] | None:
    """What the folder of a series says of itself; None where there is none."""
    try:
        known = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return known if isinstance(known, dict) and isinstance(known.get("objects"), dict) else None


def _size(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(where) / name).lstat().st_size
    return total
