"""What the case library's window has done in the background.

Each job opens the library, does one thing and closes it, and all of them run in one lane: on a network's file system
one connection at a time may have the database open, and the window itself never has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.core.errors import MedadvError
from medadv_gui.core.policy import policy
from medadv_gui.core.result import load_result
from medadv_gui.gui.review.jobs import ReviewJob
from medadv_gui.gui.review.pictures import Pictures, pictures_of
from medadv_gui.gui.worker import Stopped, importing

if TYPE_CHECKING:
    from medadv_gui.review.library import Kept, Library

LANE, PICTURES = "results", "thumbnails"


@dataclass(frozen=True)
class Listing:
    """The library's cases, newest first. `days` : for how many they are kept, None where no administrator has set it.
    `purged` : how many were removed for that reason just now."""

    cases: tuple[Kept, ...]
    days: int | None
    purged: int


class LibraryJob(ReviewJob):
    """One thing done with the library in `folder`."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def open(self) -> Library:
        with importing():
            from medadv_gui.review.library import Library

        return Library(self.folder)


class ListJob(LibraryJob):
    """The result is a Listing."""

    title = "Listing the cases"

    def work(self) -> Listing:
        with self.open() as library:
            return Listing(library.find(), policy().retention_days, library.purged)


class AnnotateJob(LibraryJob):
    """Other notes and tags of a case; the result is the case as it is then. What the user has typed is saved even where
    the program ends meanwhile."""

    title = "Saving notes and tags"
    cancelled = False

    def __init__(self, folder: Path, case: str, notes: str, tags: Sequence[str]) -> None:
        super().__init__(folder)
        self.case, self.notes, self.tags = case, notes, tags

    def work(self) -> Kept:
        with self.open() as library:
            return library.annotate(self.case, self.notes, self.tags)


class AddJob(LibraryJob):
    """Keep results, folder by folder; the result is how many are new, and what was wrong with the others."""

    title = "Keeping cases"

    def __init__(self, folder: Path, results: Sequence[Path]) -> None:
        super().__init__(folder)
        self.results = results

    def work(self) -> tuple[int, tuple[str, ...]]:
        reasons = []
        with self.open() as library:
            before = len(library.find())
            for number, folder in enumerate(self.results):
                if self.cancelled:
                    raise Stopped
                self.progress(number, len(self.results))
                try:
                    library.add(folder)
                except MedadvError as error:
                    reasons.append(str(error))
            return len(library.find()) - before, tuple(reasons)


class ImportJob(LibraryJob):
    """Take in the cases of one zip file; the result is how many are new."""

    title = "Taking in cases"

    def __init__(self, folder: Path, path: Path) -> None:
        super().__init__(folder)
        self.path = path

    def work(self) -> int:
        with self.open() as library:
            return library.import_zip(self.path)


class ExportJob(LibraryJob):
    """Write cases (all, without a choice) as one zip file; the result is how many."""

    title = "Writing cases"

    def __init__(self, folder: Path, path: Path, cases: Sequence[str] | None) -> None:
        super().__init__(folder)
        self.path, self.cases = path, cases

    def work(self) -> int:
        with self.open() as library:
            return library.export(self.path, self.cases)


class RemoveJob(LibraryJob):
    """Delete cases; the result is how many."""

    title = "Deleting cases"

    def __init__(self, folder: Path, cases: Sequence[str]) -> None:
        super().__init__(folder)
        self.cases = cases

    def work(self) -> int:
        with self.open() as library:
            library.remove(self.cases)
        return len(self.cases)


class CheckFilesJob(LibraryJob):
    """Read every file; the result are the ids of the damaged cases."""

    title = "Checking the cases' files"

    def work(self) -> tuple[str, ...]:
        with self.open() as library:
            return library.damaged()


class PicturesJob(ReviewJob):
    """The pictures of the result in a folder; the result is a Pictures. It asks no database."""

    title = "Drawing a case"

    def __init__(self, case: str, folder: Path, longest: int) -> None:
        super().__init__()
        self.case, self.folder, self.longest = case, folder, longest

    def work(self) -> Pictures:
        return pictures_of(load_result(self.folder), self.longest)
