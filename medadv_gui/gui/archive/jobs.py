"""Jobs that speak with an archive. Who asks for one tells of its failure; cancelling closes its connection."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from medadv_gui.archive.connections import Connection, forget_password, keep_password
from medadv_gui.archive.fetching import Fetched, Progress, fetch_series, peer_of
from medadv_gui.archive.peer import Peer, Step
from medadv_gui.archive.query import Hits, Query, SeriesHit
from medadv_gui.archive.store import Store
from medadv_gui.core.types import Image
from medadv_gui.gui.worker import Job, importing

# The lanes: a question waits neither for a long retrieve nor for thumbnails.
ASK, FETCH, PICTURES = "network", "retrieve", "previews"


class ArchiveJob(Job):
    """A job that opens a connection. secret : a password that the user has just entered, in place of the one kept."""

    quiet = True

    def __init__(self, connection: Connection, secret: str | None = None) -> None:
        super().__init__()
        self.connection, self._secret = connection, secret

    def peer(self) -> Peer:
        with importing():
            return peer_of(self.connection, secret=self._secret)


class FindStudiesJob(ArchiveJob):
    """Search; the result is Hits. A password that was entered for it is kept once the archive has taken it."""

    title = "Searching the archive"

    def __init__(self, connection: Connection, query: Query, secret: str | None = None) -> None:
        super().__init__(connection, secret)
        self.query = query

    def work(self) -> Hits:
        hits = self.peer().find(self.query, self.cancel.is_set)
        if self._secret is not None:
            keep_password(self.connection, self._secret)
        return hits


class ListSeriesJob(ArchiveJob):
    """List the series of a study; the result is a tuple of SeriesHit. fetch_too : they are to be fetched then."""

    title = "Asking for the series"
    fetch_too = False

    def __init__(self, connection: Connection, study: str) -> None:
        super().__init__(connection)
        self.study = study

    def work(self) -> tuple[SeriesHit, ...]:
        return self.peer().series(self.study, self.cancel.is_set)


class SeriesPictureJob(ArchiveJob):
    """Fetch the middle image of a series and decode it; the result is an Image, or None where it has none, or one of
    many frames, which would cost as much as a series."""

    title = "Fetching a thumbnail"

    def __init__(self, connection: Connection, series: SeriesHit) -> None:
        super().__init__(connection)
        self.series = series

    def work(self) -> Image | None:
        peer = self.peer()
        with importing():
            from medadv_gui.archive.trying import PICTURE, fetched, of_many_frames
            from medadv_gui.core.types import Instance
            from medadv_gui.imaging.read import read_image

        instances = peer.instances(self.series, self.cancel.is_set)
        if not instances:
            return None
        middle = instances[len(instances) // 2]
        if of_many_frames(middle.sop_class):
            return None
        with fetched(peer.retrieve, self.series, middle, self.cancel.is_set, PICTURE) as path:
            return None if path is None else read_image(Instance(path), self.cancel.is_set)


class TrialJob(ArchiveJob):
    """Test a connection; `steps` holds what has come of it, for the window's thread to take."""

    title = "Testing the connection"

    def __init__(self, connection: Connection, secret: str | None) -> None:
        super().__init__(connection, secret)
        self.steps: deque[Step] = deque()

    def work(self) -> None:
        for step in self.peer().trial(self.cancel.is_set):
            self.steps.append(step)


class KeepPasswordJob(ArchiveJob):
    """Put a connection's password into the key store."""

    title = "Keeping the password"

    def __init__(self, connection: Connection, secret: str) -> None:
        super().__init__(connection)
        self._kept = secret

    def work(self) -> None:
        keep_password(self.connection, self._kept)


class ForgetPasswordJob(ArchiveJob):
    """Take a connection's password out of the key store."""

    title = "Forgetting the password"

    def work(self) -> None:
        forget_password(self.connection)


class FetchJob(ArchiveJob):
    """Fetch a series; the result is Fetched. `so_far` tells how far it is."""

    title = "Fetching from the archive"

    def __init__(self, connection: Connection, store: Store, series: SeriesHit) -> None:
        super().__init__(connection)
        self.store, self.series = store, series
        self.so_far = Progress()

    def work(self) -> Fetched:
        return fetch_series(self.peer(), self.store, self.series, self.so_far, self.cancel.is_set)


class SendJob(ArchiveJob):
    """Send one perturbed image; `typed` is what the user wrote to confirm it."""

    title = "Sending to the archive"

    def __init__(self, connection: Connection, file: Path, typed: str) -> None:
        super().__init__(connection)
        self.file, self.typed = file, typed

    def work(self) -> None:
        peer = self.peer()
        with importing():
            from medadv_gui.archive.send import send_image

        send_image(peer, self.connection, self.file, self.typed, self.cancel.is_set)
