"""The C-STOREs of a retrieve (PS3.7 9.1.1), straight from the socket to the disk: inside a C-GET, or over an
association that the archive opens during a C-MOVE.

pynetdicom makes the association and ends it. What comes in between is hundreds of images: it holds each in memory,
hands it through two threads and converts it, which takes as long as the transfer. Here the PDUs (PS3.8 9.3.5) are read
in one thread, and an object is never in memory as a whole.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pynetdicom.association import Association

from medadv_gui.archive.channel import Line
from medadv_gui.archive.peer import Report
from medadv_gui.archive.query import UID
from medadv_gui.archive.store import Fetch, Part
from medadv_gui.archive.uids import file_head, uids
from medadv_gui.core.errors import ArchiveError

ACCEPTED, NOT_ASKED_FOR = 0x0000, 0xA900
_P_DATA, _RELEASE_RQ, _RELEASE_RP, _ABORT = 0x04, 0x05, 0x06, 0x07
_STORE_RQ, _STORE_RSP, _GET_RSP = 0x0001, 0x8001, 0x8010
_NO_DATA_SET = 0x0101
_MAX_COMMAND = 1 << 16
_STRAYS = 100  # objects that are refused before more than were asked for is too many
# Elements of group 0000, PS3.7 Annex E.
_CLASS, _COMMAND, _MESSAGE, _ANSWERED, _DATA, _STATUS, _INSTANCE = (
    0x0002, 0x0100, 0x0110, 0x0120, 0x0800, 0x0900, 0x1000,
)  # fmt: skip


class _ReleasedError(Exception):
    """The archive wants no more of the association."""


@dataclass
class _Message:
    """What has come of a message: its command, and, where it stores an object, the file that this goes to."""

    command: bytearray = field(default_factory=bytearray)
    elements: dict[int, bytes] = field(default_factory=dict)
    context: int = 0
    part: Part | None = None

    def number(self, element: int) -> int:
        value = self.elements.get(element, b"")
        return int.from_bytes(value[:2], "little") if len(value) >= 2 else -1

    def uid(self, element: int) -> str:
        text = self.elements.get(element, b"").rstrip(b"\0 ").decode("ascii", "replace")
        return text if UID.fullmatch(text) else ""

    @property
    def field(self) -> int:
        return self.number(_COMMAND)

    def close(self) -> None:
        if self.part is not None:
            self.part.close()


class Reception:
    """Reads an association in pynetdicom's place and takes what is stored over it."""

    def __init__(self, link: Association, line: Line, fetch: Fetch, report: Report) -> None:
        self.fetch, self.report = fetch, report
        self._socket, self._patience, self._came = line.take(), line.patience.query, time.monotonic()
        self._syntaxes = {
            context.context_id: str(context.transfer_syntax[0])
            for context in link.accepted_contexts
            if context.transfer_syntax
        }
        self._buffer = memoryview(bytearray(1 << 20))

    def until_answered(self) -> int:
        """Go on until the C-GET that was asked has ended; its status.

        Raises ArchiveError where the archive breaks off or sends what is no answer, OutputError where the disk or the
        quota is full.
        """
        try:
            for message in self._messages():
                if message.field != _GET_RSP:
                    break
                status = message.number(_STATUS)
                if status not in (0xFF00, 0xFF01):
                    return status
        except _ReleasedError:
            raise ArchiveError("it broke off in the middle") from None
        raise ArchiveError("it sends something else than was asked for")

    def until_released(self) -> None:
        """Go on until the archive releases the association, which it opened itself. Raises as `until_answered`."""
        try:
            for _ in self._messages():
                raise ArchiveError("it sends something else than was asked for")
        except _ReleasedError:
            self._socket.send(struct.pack(">BxII", _RELEASE_RP, 4, 0))

    def _messages(self) -> Iterator[_Message]:
        """The messages that store nothing; those that do are carried out and answered."""
        message = _Message()
        try:
            while True:
                if message.part is None and time.monotonic() - self._came > self._patience:
                    raise ArchiveError("it answers too slowly")
                for context, control, data in self._values():
                    if control & 1:
                        self._command(message, context, control, data)
                    else:
                        self._data(message, data)
                    if not control & 2 or (control & 1 and message.number(_DATA) != _NO_DATA_SET):
                        continue
                    if message.field == _STORE_RQ:
                        self._answer(message, self._stored(message))
                    else:
                        yield message
                    message.close()
                    message = _Message()
        finally:
            message.close()

    def _values(self) -> Iterator[tuple[int, int, memoryview]]:
        """The values of the next PDU: context, control header and data."""
        kind, length = struct.unpack(">BxI", self._socket.exactly(self._buffer[:6]))
        if length > len(self._buffer):
            raise ArchiveError("it announces a message larger than any it may send")
        body = self._socket.exactly(self._buffer[:length])
        if kind == _RELEASE_RQ:
            raise _ReleasedError
        if kind == _ABORT:
            raise ArchiveError("it broke off in the middle")
        if kind != _P_DATA:
            raise ArchiveError("it sends what is no DICOM")
        at = 0
        while at < length:
            if at + 6 > length:
                raise ArchiveError("it sends what is no DICOM")
            (size,) = struct.unpack_from(">I", body, at)
            if not 2 <= size <= length - at - 4:
                raise ArchiveError("it sends what is no DICOM")
            yield body[at + 4], body[at + 5], body[at + 6 : at + 4 + size]
            at += 4 + size

    def _command(self, message: _Message, context: int, control: int, data: memoryview) -> None:
        """A piece of a command; with the last its elements are there. Orthanc puts one of group 0008 behind them where
        it could not send an object."""
        if message.elements:
            raise ArchiveError("it sends what is no DICOM")
        message.command += data
        message.context = context
        if len(message.command) > _MAX_COMMAND:
            raise ArchiveError("it announces a message larger than any it may send")
        at = 0
        while control & 2 and at + 8 <= len(message.command):
            group, element, size = struct.unpack_from("<HHI", message.command, at)
            if group:
                break
            message.elements[element] = bytes(message.command[at + 8 : at + 8 + size])
            at += 8 + size
        if control & 2 and message.field < 0:
            raise ArchiveError("it sends what is no DICOM")

    def _data(self, message: _Message, data: memoryview) -> None:
        """A piece of a data set: of an object to its file, of an answer to nowhere."""
        if message.field != _STORE_RQ:
            return
        if message.part is None:
            head = file_head(message.uid(_CLASS), message.uid(_INSTANCE), self._syntax(message))
            message.part = self.fetch.part(head)
        message.part.write(data)

    def _syntax(self, message: _Message) -> str:
        return self._syntaxes.get(message.context, "")

    def _stored(self, message: _Message) -> int:
        """An object has come whole; the status that the archive is told."""
        part, self._came = message.part, time.monotonic()
        if self.fetch.refused > len(self.fetch.expected) + _STRAYS:
            raise ArchiveError("it sends more than was asked for")
        if part is None:
            return NOT_ASKED_FOR
        found = uids(part.head, self._syntax(message)) if self._syntax(message) else None
        if found is not None and (found.sop, found.sop_class) != (message.uid(_INSTANCE), message.uid(_CLASS)):
            self.fetch.refuse("an object that is another than the archive calls it")
            return NOT_ASKED_FOR
        taken = self.fetch.accept(part, found)
        if taken:
            self.report()
        return ACCEPTED if taken else NOT_ASKED_FOR

    def _answer(self, message: _Message, status: int) -> None:
        """Tell the archive what became of an object."""
        numbers = {
            _COMMAND: _STORE_RSP, _ANSWERED: message.number(_MESSAGE) & 0xFFFF, _DATA: _NO_DATA_SET, _STATUS: status,
        }  # fmt: skip
        values = {element: struct.pack("<H", number) for element, number in numbers.items()}
        values |= {element: message.elements.get(element, b"") for element in (_CLASS, _INSTANCE)}
        elements = b"".join(struct.pack("<HHI", 0, at, len(values[at])) + values[at] for at in sorted(values))
        command = struct.pack("<HHII", 0, 0, 4, len(elements)) + elements
        value = struct.pack(">IBB", len(command) + 2, message.context, 0x03) + command
        self._socket.send(struct.pack(">BxI", _P_DATA, len(value)) + value)


@contextmanager
def receiving(link: Association, line: Line, fetch: Fetch, report: Report) -> Iterator[Reception]:
    """Whoever has this reads the association; afterwards pynetdicom does again."""
    try:
        yield Reception(link, line, fetch, report)
    finally:
        line.give_back()
        link._reactor_checkpoint.set()
