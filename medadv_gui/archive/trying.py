"""One image of an archive, for testing a connection and for thumbnails: fetched into a folder that is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydicom.uid import UID

from medadv_gui.archive.peer import FAILED, FIND, OK, SKIPPED, Peer, Report, Step
from medadv_gui.archive.query import Cancelled, InstanceHit, Query, SeriesHit
from medadv_gui.archive.store import MAX_OBJECT, Fetch, Store, samples
from medadv_gui.core.errors import ArchiveError, MedadvError

Way = Callable[[Fetch, Report, Cancelled], None]
_DAYS = (7, 365, 36_500)  # back from today
PICTURE = 1 << 26  # bytes of an object that are fetched for a thumbnail
# In the names of SOP classes (PS3.6 A.1) whose objects hold many frames, or may.
_MANY = ("Angiographic", "Enhanced", "Multi-frame", "Radiofluoroscopic", "Tomosynthesis", "Video", "Slide", "3D")


@dataclass(frozen=True)
class Sample:
    """A series and one of its objects."""

    series: SeriesHit
    instance: InstanceHit

    @classmethod
    def of(cls, peer: Peer, cancelled: Cancelled) -> Sample | None:
        """The first image of what was taken lately; None where there is nothing at all."""
        today = datetime.now(UTC).date()
        for days in _DAYS:
            since = today - timedelta(days=days)
            hits = peer.find(Query(since=f"{since:%Y%m%d}", until=f"{today + timedelta(days=1):%Y%m%d}"), cancelled)
            for study in hits.studies[:3]:
                for series in peer.series(study.uid, cancelled)[:3]:
                    for instance in peer.instances(series, cancelled)[:1]:
                        return cls(series, instance)
        return None


def of_many_frames(sop_class: str) -> bool:
    """Whether objects of this SOP class may hold many frames; of one that is not known, no."""
    return any(word in UID(sop_class).name for word in _MANY)


@contextmanager
def fetched(
    way: Way, series: SeriesHit, instance: InstanceHit, cancelled: Cancelled, most: int = MAX_OBJECT
) -> Iterator[Path | None]:
    """The file of one object while this lasts; None where it did not come. Raises OutputError where it has more than
    `most` bytes."""
    folder = samples()
    try:
        store = Store(most, folder)
        fetch = store.begin(series, [instance], partial=True)
        try:
            way(fetch, lambda: None, cancelled)
        finally:
            fetch.settle()
        yield next(fetch.folder.glob("*.dcm"), None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tried(peer: Peer, ways: Sequence[tuple[str, str, Way]], cancelled: Cancelled) -> Iterator[Step]:
    """The last steps of a test: find something, and fetch one image of it each way.

    ways : a step, why it is left out ("" where it is not), and what it does.
    """
    try:
        sample = Sample.of(peer, cancelled)
    except ArchiveError as error:
        yield Step(FIND, FAILED, error.reason(peer.name))
        return
    yield Step(FIND, OK, "it finds studies" if sample else "it answers; it holds no study that could be fetched")
    for step, against, way in ways:
        if against or sample is None:
            yield Step(step, SKIPPED, against or "there is nothing to fetch")
            continue
        try:
            with fetched(way, sample.series, sample.instance, cancelled) as path:
                came = path is not None
        except MedadvError as error:
            yield Step(step, FAILED, error.reason(peer.name))
            continue
        yield Step(step, OK if came else FAILED, "one image came" if came else "no image came")
