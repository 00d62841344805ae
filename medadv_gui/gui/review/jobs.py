"""Jobs of reader studies that take longer than a moment. Who asks for one tells of its failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from medadv_gui.core.policy import audit, check_export
from medadv_gui.gui.worker import Job, importing
from medadv_gui.review.key import read_key
from medadv_gui.review.readings import write_reader, write_readings
from medadv_gui.review.store import Store
from medadv_gui.review.study import READINGS, Study, unpack
from medadv_gui.review.worklist import Worklist


class ReviewJob(Job):
    """A job of a reader study."""

    quiet = True


class KeepJob(ReviewJob):
    """Put a result into the case library; the result of the job is the case."""

    title = "Keeping the case"

    def __init__(self, library: Path, folder: Path, notes: str) -> None:
        super().__init__()
        self.library, self.folder, self.notes = library, folder, notes

    def work(self) -> object:
        with importing():
            from medadv_gui.review.library import Library

        with Library(self.library) as library:
            return library.add(self.folder, self.notes)


class UnpackJob(ReviewJob):
    """Lay out a study that came as one file; the result is its folder."""

    title = "Unpacking the study"

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__()
        self.path, self.folder = path, folder

    def work(self) -> Path:
        return unpack(self.path, self.folder).folder


class PackJob(ReviewJob):
    """Write a study without its readings as one file; the result is the file."""

    title = "Writing the study"

    def __init__(self, study: Study, path: Path) -> None:
        super().__init__()
        self.study, self.path = study, path

    def work(self) -> Path:
        check_export(self.path)
        audit("export", what="study")
        self.study.pack(self.path)
        return self.path


class ReadingsJob(ReviewJob):
    """Write the readings in the form that the file's name asks for, or all that is stored of one reader; the result is
    the file."""

    title = "Writing the readings"

    def __init__(self, study: Study, path: Path, key: Path | None = None, reader: str = "") -> None:
        super().__init__()
        self.study, self.path, self.key, self.reader = study, path, key, reader

    def work(self) -> Path:
        check_export(self.path)
        audit("export", what="readings")
        with self.study.store(create=False) as store:
            if self.reader:
                write_reader(self.path, store, self.reader)
            else:
                key = None if self.key is None else read_key(self.key, self.study.protocol)
                write_readings(self.path, self.study.protocol, store, key)
        return self.path


class MergeJob(ReviewJob):
    """Take the readings of other files of the same study; the result is how many are new."""

    title = "Merging readings"

    def __init__(self, study: Study, files: Sequence[Path]) -> None:
        super().__init__()
        self.study, self.files = study, files

    def work(self) -> int:
        own, others = self.study.folder / READINGS, list[Store]()
        protocol = self.study.protocol
        with self.study.store() as store:
            try:
                for path in self.files:
                    if not (path.exists() and own.samefile(path)):
                        others.append(Store(path, protocol.id, protocol.sha256, create=False))
                return store.merge(others)
            finally:
                for other in others:
                    other.close()


@dataclass(frozen=True)
class Progress:
    """How far one reader is; `last` is when the last answer was given, ISO 8601 in UTC, "" before the first."""

    code: str
    years: float | None
    specialty: str
    read: int
    presentations: int
    last: str


@dataclass(frozen=True)
class Standing:
    """How a study stands: whether its first reading was taken, who reads, and whose data were removed."""

    frozen: bool
    readers: tuple[Progress, ...]
    removed: tuple[str, ...]


class StandingJob(ReviewJob):
    """How a study stands; the result is a Standing."""

    title = "Looking into the readings"

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study

    def work(self) -> Standing:
        if not (self.study.folder / READINGS).exists():
            return Standing(False, (), ())
        with self.study.store() as store:
            found = []
            for code, reader in store.readers().items():
                work = Worklist(store, self.study.protocol, reader)
                last = max((reading.submitted for reading in store.readings(code)), default="")
                count = len(work.presentations)
                found.append(Progress(code, reader.years, reader.specialty, count - work.left, count, last))
            return Standing(store.frozen is not None, tuple(found), store.removed)


class RemoveReaderJob(ReviewJob):
    """Delete all that one reader gave; the result is how many readings went."""

    title = "Deleting a reader's data"

    def __init__(self, study: Study, code: str) -> None:
        super().__init__()
        self.study, self.code = study, code

    def work(self) -> int:
        with self.study.store(create=False) as store:
            return store.remove(self.code)
