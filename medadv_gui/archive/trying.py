"""One image of an archive, for testing a connection and for thumbnails: fetched into a folder that is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from medadv_gui.archive.peer import Peer, Report
from medadv_gui.archive.query import Cancelled, InstanceHit, Query, SeriesHit
from medadv_gui.archive.store import MAX_OBJECT, Fetch, Store, samples

Way = Callable[[Fetch, Report, Cancelled], None]
_DAYS = (7, 365, 36_500)  # back from today


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

    def fetch(self, way: Way, cancelled: Cancelled) -> bool:
        """Fetch the object; whether it came."""
        with fetched(way, self.series, self.instance, cancelled) as path:
            return path is not None


@contextmanager
def fetched(way: Way, series: SeriesHit, instance: InstanceHit, cancelled: Cancelled) -> Iterator[Path | None]:
    """The file of one object while this lasts; None where it did not come."""
    folder = samples()
    try:
        store = Store(MAX_OBJECT, folder)
        fetch = store.begin(series, [instance], partial=True)
        way(fetch, lambda: None, cancelled)
        yield next(fetch.folder.glob("*.dcm"), None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
