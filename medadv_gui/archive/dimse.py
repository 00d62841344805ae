"""An archive that speaks DIMSE: C-ECHO, C-FIND, C-GET, and C-MOVE where C-GET is refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom.association import Association
from pynetdicom.presentation import PresentationContext, build_context

from medadv_gui.archive import channel, words
from medadv_gui.archive.asking import Asking
from medadv_gui.archive.connections import AUTO, Connection
from medadv_gui.archive.connections import MOVE as BY_MOVE
from medadv_gui.archive.contexts import storage_contexts
from medadv_gui.archive.listener import UNENCRYPTED, Door, listening
from medadv_gui.archive.peer import (
    ASSOCIATION,
    ECHO,
    FAILED,
    GET,
    MOVE,
    OK,
    SKIPPED,
    USUAL,
    Patience,
    RefusedError,
    Report,
    Step,
    reach,
    trusting,
    watched,
)
from medadv_gui.archive.query import Cancelled
from medadv_gui.archive.receiving import receiving
from medadv_gui.archive.store import MAX_OBJECT, Fetch
from medadv_gui.archive.trying import tried
from medadv_gui.core.errors import ArchiveError, MedadvError

_ANSWERS = 64 << 20  # bytes of all answers to one query
_AT_ONCE = 400  # objects that are asked for by UID in one request
# PS3.4 C.6.2, Study Root, and A.4.
_FIND, _MOVE, _GET = (UID(f"1.2.840.10008.5.1.4.1.2.2.{number}") for number in (1, 2, 3))
_ECHO = UID("1.2.840.10008.1.1")
_PENDING, _CANCELLED = (0xFF00, 0xFF01), 0xFE00


@dataclass(frozen=True)
class DimseArchive(Asking):
    """The archive at a connection."""

    connection: Connection
    patience: Patience = USUAL

    @property
    def name(self) -> str:
        return self.connection.name

    # Finding

    def ask(
        self, level: str, wanted: Mapping[str, str], keys: Sequence[str], limit: int, cancelled: Cancelled
    ) -> tuple[list[Dataset], bool]:
        identifier = _identifier(level, wanted, keys)
        line = channel.Line(self.patience, channel.Budget(_ANSWERS))
        answers: list[Dataset] = []
        until = time.monotonic() + self.patience.query
        contexts = [build_context(_FIND)]
        with watched(cancelled, line.close), channel.associated(self.connection, contexts, self.patience, line) as link:
            self._offered(link, _FIND, "C-FIND")
            for status, answer in link.send_c_find(identifier, _FIND):
                if "Status" not in status:
                    lost = channel.lost(line)
                    if not answers and not line.fault:  # how Orthanc turns away titles that it does not know
                        lost += "; it may not know this program's AE title, which its administrator has to enter"
                    raise ArchiveError(f"{self.name}: {lost}")
                if status.Status in _PENDING:
                    if time.monotonic() > until:
                        raise ArchiveError(f"{self.name}: it answers too slowly")
                    if len(answers) == limit:
                        link.send_c_cancel(1, query_model=_FIND)
                        link.abort()  # thousands may be on their way
                        return answers, True
                    answers.append(answer if answer is not None else Dataset())
                elif status.Status == _CANCELLED and answers:  # how Orthanc ends where it has more than it may list
                    return answers, True
                elif status.Status != 0:
                    raise ArchiveError(f"{self.name}: {words.of_status(status.Status)}")
        return answers, False

    def _offered(self, link: Association, uid: UID, service: str) -> None:
        if not any(context.abstract_syntax == uid for context in link.accepted_contexts):
            raise RefusedError(f"{self.name}: it does not offer {service}")

    # Fetching

    def retrieve(self, fetch: Fetch, report: Report, cancelled: Cancelled) -> None:
        connection = self.connection
        both = connection.retrieve == AUTO and bool(connection.listen_host) and not connection.tls
        try:
            if connection.retrieve != BY_MOVE:
                try:
                    self._get(fetch, report, cancelled)
                except RefusedError:
                    if not both:
                        raise
            if connection.retrieve == BY_MOVE or (both and fetch.missing):
                self._move(fetch, report, cancelled)
        finally:
            fetch.settle()

    def _get(self, fetch: Fetch, report: Report, cancelled: Cancelled) -> None:
        line = channel.Line(self.patience, channel.Budget(MAX_OBJECT))
        classes, storage = storage_contexts(fetch)
        contexts: list[PresentationContext] = [build_context(_GET), *storage]
        with (
            watched(cancelled, line.close),
            channel.associated(self.connection, contexts, self.patience, line, receive=classes) as link,
        ):
            self._offered(link, _GET, "C-GET")
            for identifier in _requests(fetch):
                line.set_aside()
                link.send_c_get(identifier, _GET)  # its generator, which would read the answers, is not begun
                line.until_asked()
                with receiving(link, line, fetch, report) as reception:
                    try:
                        self._judge(reception.until_answered())
                    except ArchiveError as error:
                        line.close(error.reason(self.name))
                        raise type(error)(f"{self.name}: {error.reason(self.name)}") from None
                    except MedadvError:
                        line.close("stopped")
                        raise

    def _move(self, fetch: Fetch, report: Report, cancelled: Cancelled) -> None:
        line = channel.Line(self.patience, channel.Budget(_ANSWERS))
        with (
            listening(self.connection, fetch, report, self.patience) as door,
            watched(cancelled, door.close),
            watched(cancelled, line.close),
            channel.associated(self.connection, [build_context(_MOVE)], self.patience, line) as link,
        ):
            self._offered(link, _MOVE, "C-MOVE")
            for identifier in _requests(fetch):
                answers = link.send_c_move(identifier, self.connection.calling, _MOVE)
                self._follow(answers, line, door)
            door.settle()

    def _follow(
        self,
        answers: Iterator[tuple[Dataset, Dataset | None]],
        line: channel.Line,
        door: Door,
    ) -> None:
        """Go through the answers to a retrieve until it has ended."""
        begun = time.monotonic()
        for status, _ in answers:
            if door.fault is not None:
                raise door.fault
            if "Status" not in status:
                raise ArchiveError(f"{self.name}: {channel.lost(line)}")
            if status.Status not in _PENDING:
                self._judge(int(status.Status))
            elif time.monotonic() - max(begun, door.heard) > self.patience.query:
                raise ArchiveError(f"{self.name}: it answers too slowly")
        if door.fault is not None:
            raise door.fault

    def _judge(self, code: int) -> None:
        """Raises RefusedError where a retrieve has ended with a failure; what is missing is counted by whoever
        asked."""
        if code not in (0, 0xB000):
            raise RefusedError(f"{self.name}: {words.of_status(code)}")

    # Testing

    def trial(self, cancelled: Cancelled) -> Iterator[Step]:
        connection = self.connection
        context = trusting(connection.ca_file) if connection.tls else None
        for step in reach(connection.host, connection.port, context, self.patience, cancelled):
            yield step
            if step.outcome == FAILED:
                return
        try:
            line = channel.Line(self.patience, channel.Budget(1 << 20))
            contexts = [build_context(_ECHO), build_context(_FIND), build_context(_GET), build_context(_MOVE)]
            with watched(cancelled, line.close), channel.associated(connection, contexts, self.patience, line) as link:
                offered = {str(context.abstract_syntax) for context in link.accepted_contexts}
                names = {str(_FIND): "C-FIND", str(_GET): "C-GET", str(_MOVE): "C-MOVE"}
                services = ", ".join(name for uid, name in names.items() if uid in offered) or "none"
                yield Step(ASSOCIATION, OK, f"it knows this program and offers: {services}")
                if str(_ECHO) not in offered:
                    yield Step(ECHO, SKIPPED, "it does not offer C-ECHO, which is odd but does no harm")
                else:
                    status = link.send_c_echo()
                    done = "Status" in status and status.Status == 0
                    yield Step(ECHO, OK if done else FAILED, "it answers" if done else channel.lost(line))
        except ArchiveError as error:
            yield Step(ASSOCIATION, FAILED, error.reason(self.name))
            return
        no_get = "" if str(_GET) in offered else "it does not offer C-GET"
        no_move = "" if str(_MOVE) in offered else "it does not offer C-MOVE"
        if not connection.listen_host:
            no_move = no_move or "no address to send to was entered; needed only where C-GET fails"
        if connection.tls:
            no_move = no_move or UNENCRYPTED
        yield from tried(self, ((GET, no_get, self._get), (MOVE, no_move, self._move)), cancelled)

    # Sending

    def send(self, file: Path, gone: Callable[[], None], cancelled: Cancelled) -> None:
        from medadv_gui.archive.send import outgoing

        sop_class, syntax, dataset = outgoing(file)
        line = channel.Line(self.patience, channel.Budget(1 << 20))
        contexts = [build_context(sop_class, syntax)]
        with watched(cancelled, line.close), channel.associated(self.connection, contexts, self.patience, line) as link:
            self._offered(link, UID(sop_class), "to store images of this kind")
            gone()
            status = link.send_c_store(dataset)
            if "Status" not in status:
                raise ArchiveError(f"{self.name}: {channel.lost(line)}")
            if status.Status not in (0, 0xB000, 0xB006, 0xB007):
                raise RefusedError(f"{self.name}: {words.of_status(status.Status)}")


def _identifier(level: str, wanted: Mapping[str, str], keys: Sequence[str]) -> Dataset:
    """What is asked: the values to match, and the attributes that shall come back."""
    asked = Dataset()
    if not all(value.isascii() for value in wanted.values()):
        asked.SpecificCharacterSet = "ISO_IR 192"
    asked.QueryRetrieveLevel = level
    for keyword in keys:
        setattr(asked, keyword, wanted.get(keyword))
    return asked


def _requests(fetch: Fetch) -> Iterator[Dataset]:
    """The whole series, or, where some of it has come before, what is missing."""
    missing = fetch.missing
    parts: list[Sequence[str]] = [()]
    if fetch.partial or len(missing) < len(fetch.expected):
        parts = [missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE)]
    for part in parts:
        asked = Dataset()
        asked.QueryRetrieveLevel = "IMAGE" if part else "SERIES"
        asked.StudyInstanceUID, asked.SeriesInstanceUID = fetch.series.study, fetch.series.uid
        if part:
            asked.SOPInstanceUID = list(part)
        yield asked
