"""Jobs of reader studies that take longer than a moment. Who asks for one tells of its failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from medadv_gui.gui.tables import said
from medadv_gui.gui.worker import Job, importing
from medadv_gui.report import study_plots, study_tables, study_words, write_document
from medadv_gui.report.document import Tile
from medadv_gui.report.study_plots import Chart
from medadv_gui.report.tables import Table
from medadv_gui.review.key import Key, read_key
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


@dataclass(frozen=True, eq=False)
class TaskResults:
    """What the page shows of one task, in the user's language: the charts over readers and of each, and the tables of
    both."""

    question: str
    verdict: str
    tone: str
    sentence: str
    notes: tuple[str, ...]
    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    of_readers: tuple[Chart, ...]
    by_reader: tuple[Table, ...]
    comments: tuple[Table, ...]


@dataclass(frozen=True, eq=False)
class Results:
    """What a study found, by `analysis.analyse`, and what the page shows of it."""

    key: Key
    found: dict[str, Any]
    tasks: tuple[TaskResults, ...]


class WarmJob(ReviewJob):
    """Import what the analysis needs while somebody looks for the key: a second on a slow machine."""

    title = "Getting ready for the results"

    def work(self) -> None:
        with importing():
            import medadv_gui.review.analysis  # noqa: F401


class AnalyseJob(ReviewJob):
    """Work out what a study found; the result is Results, or None where nobody has read."""

    title = "Working out the results"

    def __init__(self, study: Study, key: Path) -> None:
        super().__init__()
        self.study, self.key = study, key

    def work(self) -> Results | None:
        with importing():
            from medadv_gui.review.analysis import analyse

        key = read_key(self.key, self.study.protocol)
        if not (self.study.folder / READINGS).exists():
            return None
        with self.study.store(create=False) as store:
            found = analyse(self.study.protocol, store, key)
        if not found["readers"] and not found["removed"]:
            return None
        return Results(key, found, tuple(_shown(task, found) for task in found["tasks"]))


def _shown(task: dict[str, Any], found: dict[str, Any]) -> TaskResults:
    say = partial(said, "study")
    over = task.get("over_readers")
    notes = [] if over is None else [study_words.population_words(over["holds_for"], say)]
    return TaskResults(
        task["question"],
        study_words.verdict_label(task, found, say),
        study_words.tone(task),
        study_words.task_sentence(task, found, say),
        (*study_words.other_statements(task, say), *notes, *study_words.state_words(found, say)),
        study_words.tiles(task, found, say),
        (*study_plots.forests(task, say), *study_plots.curves(task, say), *study_plots.habits(task, say)),
        tuple(study_tables.over_readers(task, say)),
        tuple(study_plots.of_readers(task, found["finished"], say)),
        tuple(study_tables.by_reader(task, say)),
        tuple(study_tables.comments(task, say)),
    )


class ReportJob(ReviewJob):
    """Write the report of a study as the file's name says, .pdf or .html; the result is the file."""

    title = "Writing the report"

    def __init__(self, study: Study, results: Results, path: Path) -> None:
        super().__init__()
        self.study, self.results, self.path = study, results, path

    def work(self) -> Path:
        with importing():
            import medadv_gui.report.html
            import medadv_gui.report.pdf  # noqa: F401
            from medadv_gui.report.study import build_study

        return write_document(build_study(self.study.protocol, self.results.key, self.results.found), self.path)
