"""Jobs that read files: indexing a path, decoding a series around the wanted slice, drawing the demo cases."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.core.errors import InputError
from medadv_gui.core.resources import cache_dir
from medadv_gui.core.types import Image, Index, Instance
from medadv_gui.gui.session import CACHE_BYTES, DemoCase, Entry, read_cases
from medadv_gui.gui.worker import Job, Stopped, importing

if TYPE_CHECKING:
    from medadv_gui import demo


def demo_folder() -> Path:
    """Where the drawn demo cases lie; named by their edition, so that new drawings get a folder of their own."""
    from medadv_gui.demo import EDITION

    return cache_dir() / f"demo-{EDITION}"


def drawn_cases(job: Job) -> tuple[DemoCase, ...]:
    """The demo cases on the disk, drawn first where they are missing: `job` is told how far that is, and stops it."""
    from medadv_gui.demo import write

    def progress_or_stop(done: int, total: int) -> None:
        if job.cancelled:
            raise Stopped
        job.progress(done, total)

    folder = demo_folder()
    if not read_cases(folder):
        write(folder, progress_or_stop)
    return read_cases(folder)


def _cases_near(path: Path) -> tuple[DemoCase, ...]:
    """The demo cases listed in `path` or the two folders above it; any other program's cases.json is none."""
    for folder in (path, path.parent, path.parent.parent):
        try:
            cases = read_cases(folder)
        except (InputError, OSError):
            continue
        if cases:
            return cases
    return ()


class IndexJob(Job):
    """Index the paths as one; the result is a list of (index, demo cases there), empty where nothing is readable.

    A job that was stopped has a result like any other, what was found until then, and says so in `errors`.
    """

    title = "Looking into files"

    def __init__(self, paths: list[Path]) -> None:
        super().__init__()
        self.paths = paths
        self.errors: list[str] = []

    def work(self) -> list[tuple[Index, tuple[DemoCase, ...]]]:
        return self.index()

    def index(self) -> list[tuple[Index, tuple[DemoCase, ...]]]:
        """Index the paths as one."""
        with importing():
            from medadv_gui.imaging.index import index  # starts the decoding children: not before something is opened

        try:
            found = index(self.paths, progress=self.progress, cancelled=self.cancel.is_set)
        except InputError as error:
            self.errors.append(str(error))
            return []
        if self.cancelled:
            self.errors.append(f"stopped after {self.done} of {self.total} files: what was found until then is listed")
            self.cancel.clear()  # nothing is taken from a cancelled job
        return [(found, tuple(case for path in self.paths for case in _cases_near(path)))]


class CatalogueJob(Job):
    """The demo cases there are. Importing them brings the decoders and scipy along: half a second that the first
    paint must not wait for. The decoding child starts too: the first image opened is glad of it."""

    title = "Preparing"

    def work(self) -> tuple[demo.DemoCase, ...]:
        with importing():
            from medadv_gui import demo
            from medadv_gui.imaging.process import decoder

        decoder.start()
        return demo.CASES


class DemoJob(IndexJob):
    """Draw the demo cases where they are missing, then index them."""

    title = "Drawing the demo cases"

    def __init__(self, wanted: str) -> None:
        super().__init__([])
        self.wanted = wanted

    def work(self) -> list[tuple[Index, tuple[DemoCase, ...]]]:
        self.paths = [case.source for case in drawn_cases(self)]
        return super().work()


class ThumbnailJob(Job):
    """Decode the image that stands for a series; the result is an Image."""

    title = "Reading a thumbnail"
    quiet = True

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry

    def work(self) -> Image:
        with importing():
            from medadv_gui.imaging.read import read_image

        return read_image(self.entry.series.instances[self.entry.series.opening], self.cancel.is_set)


class LoadJob(Job):
    """Decode a series, always the unread slice nearest to the wanted one next.

    `arrived` holds (slice, image or reason) for the window's thread to take; `wanted` may be changed while the
    job runs. Stops at the cache's limit: what is wanted beyond it is read by a job of its own.
    """

    title = "Reading slices"

    def __init__(self, entry: Entry, wanted: int, *, only: bool = False) -> None:
        super().__init__()
        self.series, self.wanted = entry.series, wanted
        self.entry, self.only = entry, only
        self._unread = {i for i in range(len(entry.series)) if i not in entry.images and i not in entry.broken}
        if only:
            self._unread &= {wanted}
        self._held = sum(image.stored.nbytes for image in entry.images.values())
        self.arrived: deque[tuple[int, Image | str]] = deque()

    def work(self) -> None:
        with importing():
            from medadv_gui.imaging.read import read_images

        total, asked = len(self.series), deque[int]()
        for found in read_images(self._wanted_next(asked), self.cancel.is_set):
            if self.cancelled:
                return
            if isinstance(found, InputError):
                self.arrived.append((asked.popleft(), str(found)))
            else:
                self._held += found.stored.nbytes
                self.arrived.append((asked.popleft(), found))
            self.progress(total - len(self._unread), total)

    def _wanted_next(self, asked: deque[int]) -> Iterator[Instance]:
        """The unread instances, the one nearest to the wanted slice next; `asked` gets their slices."""
        while self._unread and not self.cancelled and (self.only or self._held < CACHE_BYTES):
            at = min(self._unread, key=lambda i: abs(i - self.wanted))
            self._unread.discard(at)
            asked.append(at)
            yield self.series.instances[at]
