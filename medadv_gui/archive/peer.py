"""What both protocols can do: test a connection, find, list and retrieve."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from medadv_gui.archive import words
from medadv_gui.archive.query import Cancelled, Hits, InstanceHit, Query, SeriesHit
from medadv_gui.archive.store import Fetch
from medadv_gui.core.errors import ArchiveError

OK, FAILED, SKIPPED = "ok", "failed", "skipped"
# The steps of a test, in order; DICOMweb has no association, echo and move.
NAME, PORT, ASSOCIATION, ECHO, FIND, GET, MOVE = "name", "port", "association", "echo", "find", "get", "move"


@dataclass(frozen=True)
class Patience:
    """How long a peer may take, in seconds: to accept a connection, to begin an answer, to send the next bytes; and
    how long all answers to one question may take."""

    connect: float = 10.0
    answer: float = 60.0
    silence: float = 30.0
    query: float = 300.0


USUAL = Patience()


@dataclass(frozen=True)
class Step:
    """One step of a test: which, how it ended ("ok", "failed", "skipped"), and what that means."""

    id: str
    outcome: str
    words: str


class RefusedError(ArchiveError):
    """The archive says that it does not do, or has not done, what was asked for; there may be another way."""


class CancelledError(ArchiveError):
    """The user cancelled."""

    def __init__(self) -> None:
        super().__init__("cancelled")


Report = Callable[[], None]


class Peer(Protocol):
    """An archive. All of it blocks, ends within its patience, raises ArchiveError in plain words and CancelledError
    once `cancelled` is true; no thread outlives a call."""

    @property
    def name(self) -> str:
        """The connection's name, with which messages begin."""

    def trial(self, cancelled: Cancelled) -> Iterator[Step]:
        """Test the connection step by step; the first that fails is the last but for what does not need it."""

    def find(self, query: Query, cancelled: Cancelled) -> Hits:
        """The studies that match."""

    def series(self, study: str, cancelled: Cancelled) -> tuple[SeriesHit, ...]:
        """The series of a study."""

    def instances(self, series: SeriesHit, cancelled: Cancelled) -> tuple[InstanceHit, ...]:
        """The objects of a series."""

    def retrieve(self, fetch: Fetch, report: Report, cancelled: Cancelled) -> None:
        """Fetch what is missing of a series; `report` is called after each object."""

    def send(self, file: Path, gone: Callable[[], None], cancelled: Cancelled) -> None:
        """Store one file in the archive; `gone` is called once some of it may have left. Raises RefusedError where the
        archive says that it has not taken it. For `send` alone, which asks whether that is allowed."""


@contextmanager
def watched(cancelled: Cancelled, end: Callable[[], None]) -> Iterator[None]:
    """While it lasts, a thread of its own looks ten times a second whether the user cancelled, and calls `end`, which
    breaks off whatever waits for the network. Raises CancelledError in the end if so."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            if cancelled():
                with suppress(Exception):
                    end()
                return

    thread = threading.Thread(target=look, name="archive-watch", daemon=True)
    thread.start()
    try:
        yield
    except Exception:
        if cancelled():
            raise CancelledError from None
        raise
    finally:
        over.set()
        thread.join()
    if cancelled():
        raise CancelledError


def reach(
    host: str, port: int, context: ssl.SSLContext | None, patience: Patience, cancelled: Cancelled
) -> Iterator[Step]:
    """The first two steps of a test: the name and the port, with TLS where there is a context."""
    try:
        address = resolve(host, port)
    except OSError as error:
        yield Step(NAME, FAILED, words.of_socket(error))
        return
    yield Step(NAME, OK, f"the name stands for {address}" if address != host else "an IP address")
    try:
        with (
            socket.socket(family_of(address)) as plain,
            plain.dup() as held,  # TLS takes the other one
            watched(cancelled, lambda: held.shutdown(socket.SHUT_RDWR)),
        ):
            plain.settimeout(patience.connect)
            plain.connect((address, port))
            version = "" if context is None else _encrypted(plain, host, context)
    except OSError as error:
        yield Step(PORT, FAILED, words.of_socket(error))
        return
    if version:
        yield Step(PORT, OK, f"it accepts connections, encrypted with {version}")
    else:
        yield Step(PORT, OK, "it accepts connections; they are not encrypted")


def _encrypted(plain: socket.socket, host: str, context: ssl.SSLContext) -> str:
    """The version of TLS that is spoken over a connection. Raises OSError where it is none."""
    try:
        with context.wrap_socket(plain, server_hostname=host) as secure:
            return secure.version() or "TLS"
    except ConnectionError:  # what is no TLS may just be hung up on
        raise ssl.SSLError from None


def resolve(host: str, port: int) -> str:
    """The IP address of a host, IPv4 first. Raises OSError where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except ValueError:  # what cannot be a name: two dots in a row, a part of 70 letters
        raise socket.gaierror from None
    return str(min(found, key=lambda item: item[0] != socket.AF_INET)[4][0])


def family_of(address: str) -> socket.AddressFamily:
    """The family of an IP address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def trusting(ca_file: str) -> ssl.SSLContext:
    """TLS that checks certificate and name. Raises ArchiveError where the file holds no certificates."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError):
        raise ArchiveError(f"{Path(ca_file).name}: holds no certificates") from None
