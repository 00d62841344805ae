"""Opening a connection, and fetching a series over it: whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medadv_gui.archive.connections import DICOMWEB, Connection, password
from medadv_gui.archive.peer import USUAL, CancelledError, Patience, Peer
from medadv_gui.archive.query import Cancelled, SeriesHit
from medadv_gui.archive.store import Fetch, Store
from medadv_gui.core.errors import ArchiveError
from medadv_gui.core.policy import audit


@dataclass(frozen=True)
class Fetched:
    """How a fetch ended. folder : of the complete series, None where it is not complete; then `words` say why, and
    what came is kept for going on. refused : objects that came and were not taken."""

    got: int
    expected: int
    folder: Path | None
    words: str = ""
    refused: int = 0


def peer_of(connection: Connection, patience: Patience = USUAL, *, secret: str | None = None) -> Peer:
    """The archive at a connection, in its protocol. secret : the password of its user, None for the one that is kept.

    Raises PasswordWantedError where none is kept.
    """
    if connection.protocol == DICOMWEB:
        from medadv_gui.archive.dicomweb import WebArchive

        return WebArchive(connection, password(connection) if secret is None else secret, patience)
    from medadv_gui.archive.dimse import DimseArchive

    return DimseArchive(connection, patience)


class Progress:
    """How far a fetch is, for another thread to look at."""

    def __init__(self) -> None:
        self.got = self.expected = self.size = 0

    def take(self, fetch: Fetch) -> None:
        self.got, self.expected, self.size = len(fetch.got), fetch.announced, fetch.size


def fetch_series(peer: Peer, store: Store, series: SeriesHit, progress: Progress, cancelled: Cancelled) -> Fetched:
    """Fetch a series, or what is missing of it.

    Raises ArchiveError where nothing could begin, such as while another window fetches it, OutputError where it, or
    that it is fetched, cannot be written.
    """
    with store.held(series):
        state = store.state(series)
        if state.complete:
            return Fetched(state.got, state.got, state.folder)
        fetch = store.begin(series, peer.instances(series, cancelled))
        progress.take(fetch)
        reason = ""
        if not fetch.complete:
            audit("fetch", images=len(fetch.missing))
            try:
                peer.retrieve(fetch, lambda: progress.take(fetch), cancelled)
            except CancelledError:
                reason = "it was stopped"
            except ArchiveError as error:
                reason = error.reason(peer.name)
        progress.take(fetch)
        words, folder = fetch.shortfall(), None
        if words:
            words = "; ".join(filter(None, (words, reason)))
        else:
            folder = fetch.finish()
        return Fetched(len(fetch.got), fetch.announced, folder, words, fetch.refused)
