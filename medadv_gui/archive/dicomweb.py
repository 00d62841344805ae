"""An archive that speaks DICOMweb: QIDO-RS and WADO-RS (PS3.18), with dicomweb-client over a bounded session."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from dicomweb_client.api import DICOMwebClient
from pydicom.datadict import tag_for_keyword

from medadv_gui.archive.asking import SERIES, STUDY, Asking
from medadv_gui.archive.connections import Connection
from medadv_gui.archive.multipart import boundary_of, parts
from medadv_gui.archive.peer import (
    FAILED,
    GET,
    OK,
    PORT,
    USUAL,
    Patience,
    RefusedError,
    Report,
    Step,
    reach,
    trusting,
    watched,
)
from medadv_gui.archive.query import INSTANCE_KEYS, SERIES_KEYS, STUDY_KEYS, Cancelled
from medadv_gui.archive.store import MAX_OBJECT, Fetch
from medadv_gui.archive.trying import tried
from medadv_gui.archive.uids import split_file, uids
from medadv_gui.archive.web import Web
from medadv_gui.core.errors import ArchiveError, MedadvError

if TYPE_CHECKING:
    from medadv_gui.archive.query import Answer

_TAGS = {f"{tag_for_keyword(key):08X}": key for key in (*STUDY_KEYS, *SERIES_KEYS, *INSTANCE_KEYS)}
_PAGE = 500  # answers that are asked for at once
_OBJECTS = 'multipart/related; type="application/dicom"'
_ACCEPT = f"{_OBJECTS}; transfer-syntax=*"  # as they lie in the archive: what it would convert, it could change
_FAILURE = b"00081197"  # FailureReason (PS3.18 I.2.2): stands in an answer, as JSON or XML, for an object not stored


@dataclass(frozen=True)
class WebArchive(Asking):
    """The archive at a connection; `secret` is its user's password."""

    connection: Connection
    secret: str = field(default="", repr=False)
    patience: Patience = USUAL
    tells_of_more = False  # QIDO-RS may warn of it (PS3.18 8.3.4.3); Orthanc does not

    @property
    def name(self) -> str:
        return self.connection.name

    @contextmanager
    def _client(self, cancelled: Cancelled) -> Iterator[tuple[DICOMwebClient, Web]]:
        """A client while this lasts; cancelling closes its connection."""
        secure = self.connection.secure
        web = Web(self.name, trusting(self.connection.ca_file) if secure else None, self.patience)
        if self.connection.user:
            web.auth = (self.connection.user, self.secret)
        try:
            client = DICOMwebClient(self.connection.url.rstrip("/"), session=web)
            client.set_http_retry_params(retry=False)
            with watched(cancelled, web.end):
                yield client, web
        finally:
            web.close()

    # Finding

    def ask(
        self, level: str, wanted: Mapping[str, str], keys: Sequence[str], limit: int, cancelled: Cancelled
    ) -> tuple[list[Answer], bool]:
        with self._client(cancelled) as (client, _):

            def page(offset: int, size: int) -> list[Any]:
                asked: dict[str, Any] = {"fields": list(keys), "limit": size, "offset": offset}
                if level == STUDY:
                    filters = {keyword: _in_any_set(value) for keyword, value in wanted.items()}
                    return client.search_for_studies(search_filters=filters, **asked)
                study = wanted["StudyInstanceUID"]
                if level == SERIES:
                    return client.search_for_series(study, **asked)
                return client.search_for_instances(study, wanted["SeriesInstanceUID"], **asked)

            return self._pages(page, limit)

    def _pages(self, page: Callable[[int, int], list[Any]], limit: int) -> tuple[list[Answer], bool]:
        """The answers, page by page, and whether there are more than `limit`. Some archives send fewer than asked for,
        some all at once, whatever was asked, and some the same page again and again."""
        answers: list[Answer] = []
        seen: set[int] = set()  # hashes: nobody who does not know this process's key makes two that are alike
        while len(answers) <= limit:
            raw = self._answers(page, len(answers), min(_PAGE, limit + 1 - len(answers)))
            marked = [(hash(json.dumps(item, sort_keys=True)), item) for item in raw[: limit + 1]]
            fresh = [item for mark, item in marked if mark not in seen]
            seen.update(mark for mark, _ in marked)
            answers += [_values(item) for item in fresh[: limit + 1 - len(answers)]]
            if not fresh or len(raw) > _PAGE:
                break
        return answers[:limit], len(answers) > limit

    def _answers(self, page: Callable[[int, int], list[Any]], offset: int, limit: int) -> list[Any]:
        try:
            raw = page(offset, limit)
        except MedadvError:
            raise
        except Exception as error:  # JSON of any kind, statuses, names that are none
            raise ArchiveError(f"{self.name}: its answer cannot be read ({type(error).__name__})") from None
        if not isinstance(raw, list):
            raise ArchiveError(f"{self.name}: its answer is no list")
        return raw

    # Fetching

    def retrieve(self, fetch: Fetch, report: Report, cancelled: Cancelled) -> None:
        series = fetch.series
        place = f"studies/{series.study}/series/{series.uid}"
        whole = not fetch.partial and len(fetch.missing) == len(fetch.expected)
        places = [place] if whole else [f"{place}/instances/{uid}" for uid in fetch.missing]
        try:
            with self._client(cancelled) as (_, web):
                for address in places:
                    self._take(web, f"{self.connection.url.rstrip('/')}/{address}", fetch, report)
        finally:
            fetch.settle()

    def _take(self, web: Web, address: str, fetch: Fetch, report: Report) -> None:
        response = web.get(address, headers={"Accept": _ACCEPT}, stream=True)
        boundary = boundary_of(response.headers.get("Content-Type", ""))
        if boundary is None:
            response.close()
            raise ArchiveError(f"{self.name}: it sends something else than images")
        limit = max(0, fetch.room) + MAX_OBJECT
        try:
            for pieces in parts(web.pieces(response, limit), boundary):
                if self._keep(pieces, fetch):
                    report()
        except ArchiveError as error:
            raise ArchiveError(f"{self.name}: {error.reason(self.name)}") from None
        finally:
            response.close()

    def _keep(self, pieces: Iterator[bytes], fetch: Fetch) -> bool:
        """Write an object as it comes, and keep it where it is one of those asked for."""
        part = fetch.part()
        try:
            for piece in pieces:
                part.write(piece)
            place = split_file(part.head)
            found = None if place is None else uids(memoryview(part.head)[place[1] :], place[0])
            return fetch.accept(part, found)
        finally:
            part.close()

    # Testing

    def trial(self, cancelled: Cancelled) -> Iterator[Step]:
        parsed = urlsplit(self.connection.url)
        secure = parsed.scheme == "https"
        context = trusting(self.connection.ca_file) if secure else None
        port = parsed.port or (443 if secure else 80)
        for step in reach(parsed.hostname or "", port, context, self.patience, cancelled):
            if step.id == PORT and step.outcome == OK and self.connection.user and not secure:
                step = Step(PORT, OK, "it accepts connections; the password can be read on its way, unencrypted")
            yield step
            if step.outcome == FAILED:
                return
        yield from tried(self, ((GET, "", self.retrieve),), cancelled)

    # Sending

    def send(self, file: Path, gone: Callable[[], None], cancelled: Cancelled) -> None:
        from medadv_gui.archive.send import outgoing

        *_, dataset = outgoing(file)
        content, edge = io.BytesIO(), uuid4().hex
        dataset.save_as(content, enforce_file_format=True)
        body = f"--{edge}\r\nContent-Type: application/dicom\r\n\r\n".encode() + content.getvalue()
        headers = {"Accept": "application/dicom+json", "Content-Type": f"{_OBJECTS}; boundary={edge}"}
        with self._client(cancelled) as (_, web):
            try:
                address = f"{self.connection.url.rstrip('/')}/studies"
                answer = web.post(address, body + f"\r\n--{edge}--\r\n".encode(), headers=headers)
            finally:
                if web.gone:
                    gone()
        if _FAILURE in answer.content:
            raise RefusedError(f"{self.name}: it did not take the image")


def _in_any_set(value: str) -> str:
    """A pattern without the letters that archives encode in different ways, where something is left of it: more may be
    found then, and what was meant is among it."""
    plain = re.sub(r"[*\x80-\U0010ffff]+", "*", value)
    return plain if value.startswith("*") and plain.strip("*") else value


def _values(answer: Any) -> dict[str, Any]:
    """The values of one answer that are looked at, by keyword (PS3.18 F.2); none where it is no answer."""
    found: dict[str, Any] = {}
    for tag, keyword in _TAGS.items():
        element = answer.get(tag) if isinstance(answer, dict) else None
        values = element.get("Value") if isinstance(element, dict) else None
        if isinstance(values, list):
            found[keyword] = [_value(value) for value in values[:64] if value is not None]
    return found


def _value(value: Any) -> Any:
    """A value as text; of a name, its ways of writing, as DIMSE joins them."""
    if isinstance(value, dict):
        return "=".join(str(value.get(way) or "") for way in ("Alphabetic", "Ideographic")).rstrip("=")
    return value if isinstance(value, str | int | float) else ""
