"""One DICOM association with limits: of time, of bytes, of what may come in. pynetdicom speaks; its log is off.

pynetdicom waits for the rest of a PDU for ever and takes any length that a peer announces. Here each PDU has a limit
and a time, all that is received has a budget, and who cancels closes the socket under it.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from pynetdicom import AE, _config, evt
from pynetdicom.association import Association
from pynetdicom.pdu import P_DATA_TF
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import PresentationContext, build_role
from pynetdicom.transport import AssociationSocket

from medadv_gui.archive import words
from medadv_gui.archive.connections import Connection
from medadv_gui.archive.peer import Patience, resolve, trusting
from medadv_gui.core.errors import ArchiveError

MAX_PDU = 131_072  # what dcmtk, and with it Orthanc, sends at most
_LARGEST_PDU = 1 << 20
_GOODBYE = 5.0  # seconds for the answer to a release
_WATCHING = 0.001  # seconds between two looks of pynetdicom at a socket
_ASIDE = 0.1  # while another reads it
Handlers = Sequence[tuple[Any, Callable[..., Any]]]

# It would write names of patients and addresses: no level of it is heard. Nor is each answer to be put into words for
# the log, which takes it as long as all else of a question.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)
logging.getLogger("pynetdicom").propagate = False
_config.LOG_HANDLER_LEVEL = "none"
_config.LOG_REQUEST_IDENTIFIERS = _config.LOG_RESPONSE_IDENTIFIERS = False


class Budget:
    """How many bytes a peer may still send."""

    def __init__(self, size: int) -> None:
        self.left = size


class _Transport(AssociationSocket):
    """A socket that pynetdicom lets alone while it is `aside`."""

    aside = False

    @property
    def ready(self) -> bool:
        return not self.aside and super().ready


class _Entity(AE):
    """Makes its connections on a line."""

    def __init__(self, title: str, line: Line) -> None:
        super().__init__(title)
        self._line = line

    def _create_socket(self, assoc: Association, address: Any, tls_args: Any) -> AssociationSocket:
        made = super()._create_socket(assoc, address, tls_args)
        self._line.hold(made)
        return made


class Held:
    """A socket that one thread alone reads and writes, with the limits of its line."""

    def __init__(self, line: Line, held: socket.socket) -> None:
        self._line, self._socket = line, held

    def exactly(self, buffer: memoryview) -> memoryview:
        """The buffer, filled. Raises ArchiveError where it cannot be."""
        try:
            got = self._line.fill(self._socket, buffer)
        except OSError:
            raise ArchiveError(self._line.fault or "it broke off in the middle") from None
        if got < len(buffer):
            raise ArchiveError(self._line.fault or "it broke off in the middle")
        return buffer

    def send(self, data: bytes) -> None:
        """Raises ArchiveError where it cannot be sent."""
        try:
            self._socket.sendall(data)
        except OSError:
            raise ArchiveError(self._line.fault or "it broke off in the middle") from None


class Line:
    """The socket of one association while it is used: bounded reading, and an end from outside."""

    def __init__(self, patience: Patience, budget: Budget) -> None:
        self.patience, self.budget = patience, budget
        self.opened = False
        self.fault = ""  # why the line was cut, in words
        self.heard = time.monotonic()  # when the last bytes came
        self._asked = threading.Event()
        self._sockets: list[socket.socket] = []
        self._transport: _Transport | None = None

    def hold(self, transport: AssociationSocket) -> None:
        """A connection is about to be made: closing the line breaks that off."""
        if transport.socket is not None:
            self._sockets.append(transport.socket)

    def attach(self, event: evt.Event) -> None:
        """A connection is open: bound what is read of it."""
        self.opened = True
        transport = event.assoc.dul.socket
        assert transport is not None
        transport.__class__ = _Transport  # pynetdicom has made it
        assert isinstance(transport, _Transport)
        assert transport.socket is not None
        held, self._transport = transport.socket, transport
        held.settimeout(self.patience.silence)
        with suppress(OSError):
            held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sockets.append(held)
        setattr(transport, "recv", lambda size: self._receive(held, size))  # noqa: B010 (an instance's own method)

    def _receive(self, held: socket.socket, size: int) -> bytearray:
        """`size` bytes of a PDU, fewer where the peer has closed. Raises OSError where it is too large or too slow."""
        if size > _LARGEST_PDU:
            raise self._cut("it announces a message larger than any it may send")
        self.budget.left -= size
        if self.budget.left < 0:
            raise self._cut("it sends more than was asked for")
        buffer = bytearray(size)
        with memoryview(buffer) as view:
            got = self.fill(held, view)
        return buffer if got == size else buffer[:got]

    def fill(self, held: socket.socket, view: memoryview) -> int:
        """Fill a buffer from a socket; how much came before it was closed. Raises OSError where that takes too long."""
        got, size, until = 0, len(view), time.monotonic() + self.patience.silence
        while got < size:
            try:
                count = held.recv_into(view[got:])
            except TimeoutError:
                raise self._cut("it stopped in the middle of an answer") from None
            if not count:
                return got
            got += count
            self.heard = time.monotonic()
            if got < size and self.heard > until:
                raise self._cut("it answers too slowly")
        return got

    def take(self) -> Held:
        """Read and write the socket from now on, in place of pynetdicom."""
        transport = self._transport
        assert transport is not None
        assert transport.socket is not None
        transport.assoc.dul._run_loop_delay = _ASIDE
        return Held(self, transport.socket)

    def set_aside(self) -> None:
        """pynetdicom reads nothing more until `give_back`; what it is told to send, it sends."""
        assert self._transport is not None
        self._transport.aside = True
        self._asked.clear()

    def sent(self, event: evt.Event) -> None:
        """A PDU has gone out: perhaps the one with the end of a request's data set (PS3.8 E.2)."""
        if isinstance(event.pdu, P_DATA_TF):
            value = event.pdu.presentation_data_value_items[-1].presentation_data_value
            if value is not None and value[0] & 3 == 2:
                self._asked.set()

    def until_asked(self) -> None:
        """Wait until a request has gone out. TLS bears one thread at a time: while one writes, another that reads is
        told at times that the connection had ended."""
        self._asked.wait(self.patience.answer)

    def give_back(self) -> None:
        """Let pynetdicom read again."""
        if self._transport is not None:
            self._transport.aside = False
            self._transport.assoc.dul._run_loop_delay = _WATCHING

    def _cut(self, reason: str) -> OSError:
        self.fault = self.fault or reason
        return OSError(reason)

    def forget(self) -> None:
        """Let go of the sockets, now that no thread uses them."""
        for held in self._sockets:
            with suppress(OSError):
                held.close()

    def close(self, reason: str = "") -> None:
        """Close the connections at once: whoever waits on them goes on."""
        self.fault = self.fault or reason
        for held in self._sockets:
            with suppress(OSError):
                socket.socket.shutdown(held, socket.SHUT_RDWR)  # that of TLS takes its state from under a reader


@contextmanager
def associated(
    connection: Connection,
    contexts: Sequence[PresentationContext],
    patience: Patience,
    line: Line,
    *,
    receive: Sequence[str] = (),
    handlers: Handlers = (),
) -> Iterator[Association]:
    """An association with an archive. receive : SOP classes that it may store here over it (C-GET).

    Raises ArchiveError where there is none. All threads have ended when it is left.
    """
    entity = _Entity(connection.calling, line)
    entity.connection_timeout = patience.connect
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = patience.answer
    roles: list[SCP_SCU_RoleSelectionNegotiation] = [build_role(uid, scp_role=True) for uid in receive]
    tls = (trusting(connection.ca_file), connection.host) if connection.tls else None
    try:
        address = resolve(connection.host, connection.port)
    except OSError as error:
        raise ArchiveError(f"{connection.name}: {words.of_socket(error)}") from None
    association = entity.associate(
        address, connection.port, list(contexts), connection.called, MAX_PDU, ext_neg=list(roles), tls_args=tls,
        evt_handlers=[(evt.EVT_CONN_OPEN, line.attach), (evt.EVT_PDU_SENT, line.sent), *handlers],
    )  # fmt: skip
    try:
        if not association.is_established:
            raise ArchiveError(f"{connection.name}: {_why_not(association, line)}")
        association.acse_timeout = _GOODBYE
        yield association
        if association.is_established and not line.fault:
            association.release()
    finally:
        _end(association, line)


def _why_not(association: Association, line: Line) -> str:
    """Why there is no association, in words."""
    if not line.opened:
        return "there is no connection; test it under Connections"
    if association.is_rejected:
        answer = association.acceptor.primitive
        source, reason = (answer.result_source, answer.diagnostic) if answer is not None else (None, None)
        return f"it refuses: {words.of_rejection(source, reason)}"
    if line.fault:
        return line.fault
    if time.monotonic() - line.heard >= line.patience.answer:
        return "it did not answer in time"
    return "it closes the connection before it has answered; it may be no DICOM service, or allow others alone"


def _end(association: Association, line: Line) -> None:
    """End an association that may still stand, and wait for its threads."""
    if association.is_established and not line.fault:
        association.abort()
    line.close()
    stop(association)
    line.forget()


def stop(association: Association) -> None:
    """Have an association's threads end, and wait for them."""
    association._kill = True
    association._reactor_checkpoint.set()
    association.dul.kill_dul()
    association.dul.to_user_queue.put(None)  # for one that waits for a request
    for thread in (association, association.dul):
        if thread.is_alive() and thread is not threading.current_thread():
            thread.join(5)


def lost(line: Line) -> str:
    """Why an answer did not come, in words."""
    if line.fault:
        return line.fault
    if time.monotonic() - line.heard < line.patience.answer:
        return "it broke off in the middle"
    return "it did not answer in time"
