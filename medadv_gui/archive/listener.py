"""Where C-MOVE sends to: open only during a retrieve, bound to one address, for one archive and one series."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.pdu import A_ASSOCIATE_AC
from pynetdicom.transport import ThreadedAssociationServer

from medadv_gui.archive import channel
from medadv_gui.archive.connections import Connection
from medadv_gui.archive.contexts import storage_contexts
from medadv_gui.archive.peer import Patience, Report, resolve
from medadv_gui.archive.receiving import Reception
from medadv_gui.archive.store import Fetch
from medadv_gui.core.errors import ArchiveError, MedadvError

UNENCRYPTED = "C-MOVE is not used with TLS: the images would come unencrypted"
_MOST_ASSOCIATIONS = 4
_GREETING = 1 << 20  # bytes until an association stands


class _Server(ThreadedAssociationServer):
    """Leaves Python's collector alone: in this thread it would destroy the window's widgets."""

    def service_actions(self) -> None:
        pass


class Door:
    """The open listener. fault : what went wrong on this side; nothing more is taken then."""

    def __init__(self, connection: Connection, fetch: Fetch, report: Report, patience: Patience) -> None:
        self.fault: MedadvError | None = None
        self._connection, self._fetch, self._report, self._patience = connection, fetch, report, patience
        self._met: dict[Association, channel.Line] = {}
        self._lock = threading.Lock()

    def opened(self, event: evt.Event) -> None:
        """Somebody has connected: not the archive's computer, away with it."""
        line = channel.Line(self._patience, channel.Budget(_GREETING))
        with self._lock:
            self._met[event.assoc] = line
        line.attach(event)
        with suppress(OSError):
            if event.address[0] == resolve(self._connection.host, self._connection.port):  # type: ignore[attr-defined]
                return
        line.close()

    def told(self, event: evt.Event) -> None:
        """pynetdicom has sent something: once it has accepted an association, it is to read nothing of it."""
        if isinstance(event.pdu, A_ASSOCIATE_AC):
            self._met[event.assoc].set_aside()

    def established(self, event: evt.Event) -> None:
        """Take what is stored over an association, in its thread, until it ends."""
        line = self._met[event.assoc]
        try:
            if self.fault is None:
                Reception(event.assoc, line, self._fetch, self._report).until_released()
        except ArchiveError:
            pass  # what has not come is counted by whoever asked
        except MedadvError as error:
            self.fault = error
        finally:
            line.close()
            channel.stop(event.assoc)

    def settle(self) -> None:
        """Wait for what the archive is still sending: it may say that it is done before that."""
        until = time.monotonic() + 2
        while not self._fetch.complete and time.monotonic() < until:
            if not any(met.is_alive() for met in list(self._met)):
                return
            time.sleep(0.02)

    @property
    def heard(self) -> float:
        """When the last bytes came, by the monotonic clock; 0 where none did."""
        return max((line.heard for line in list(self._met.values())), default=0.0)

    def close(self) -> None:
        """Close what stands open, and wait for its threads."""
        with self._lock:
            met = dict(self._met)
        for line in met.values():
            line.close()
        for association, line in met.items():
            channel.stop(association)
            line.forget()


@contextmanager
def listening(connection: Connection, fetch: Fetch, report: Report, patience: Patience) -> Iterator[Door]:
    """The listener, open while this lasts. Raises ArchiveError where its address cannot be had."""
    if not connection.listen_host:
        raise ArchiveError(f"{connection.name}: C-MOVE needs an address of this machine to send to")
    if connection.tls:
        raise ArchiveError(f"{connection.name}: {UNENCRYPTED}")
    door = Door(connection, fetch, report, patience)
    entity = AE(ae_title=connection.calling)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = patience.answer
    entity.require_called_aet = True
    entity.require_calling_aet = [connection.called]
    entity.maximum_associations = _MOST_ASSOCIATIONS
    entity.maximum_pdu_size = channel.MAX_PDU
    _, contexts = storage_contexts(fetch)
    by_class: dict[str, list[str]] = {}
    for context in contexts:
        by_class.setdefault(str(context.abstract_syntax), []).extend(str(uid) for uid in context.transfer_syntax)
    for uid, syntaxes in by_class.items():
        entity.add_supported_context(uid, syntaxes)
    handlers: list[Any] = [
        (evt.EVT_CONN_OPEN, door.opened), (evt.EVT_PDU_SENT, door.told), (evt.EVT_ESTABLISHED, door.established),
    ]  # fmt: skip
    try:
        server = entity.make_server(
            (connection.listen_host, connection.listen_port), evt_handlers=handlers,
            server_class=_Server,
        )  # fmt: skip
    except OSError as error:
        raise ArchiveError(
            f"{connection.name}: cannot listen at {connection.listen_host}, port {connection.listen_port} "
            f"({error.strerror or 'taken'})"
        ) from None
    entity._servers.append(server)  # its own `start_server` makes a thread that cannot be waited for
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="archive-listener", daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        thread.join()
        door.close()
