"""HTTP with limits, for DICOMweb: no proxy and no password that the user did not enter, no address but the one entered,
nothing larger or slower than it may be."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from medadv_gui.archive import words
from medadv_gui.archive.connections import PasswordWantedError
from medadv_gui.archive.peer import Patience
from medadv_gui.core.errors import ArchiveError

PIECE = 1 << 18
MAX_ANSWER = 32 << 20  # bytes of one answer to a query

# They would write addresses, in which names of patients stand.
for _name in ("dicomweb_client", "urllib3", "requests", "retrying"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
    logging.getLogger(_name).propagate = False


class _Adapter(HTTPAdapter):
    """Checks certificates with the context given, and never tries twice."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__(max_retries=0, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)


class Web(requests.Session):
    """The session of one archive, called `name` in messages."""

    def __init__(self, name: str, context: ssl.SSLContext | None, patience: Patience) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"  # little may inflate to much
        self.name, self.patience = name, patience
        self._open: list[requests.Response] = []
        self._closed = threading.Event()
        self.mount("https://", _Adapter(context))
        self.mount("http://", _Adapter(None))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: what was asked of one archive is not asked of another."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """The answer, its content not read yet where that was wanted, else read with a limit.

        Raises ArchiveError where there is none, or one that means a refusal.
        """
        wanted = bool(kwargs.get("stream"))
        if request.url:  # some archives take these signs as they stand (RFC 3986 3.4 allows both spellings)
            request.url = request.url.replace("%2A", "*").replace("+", "%20")
        kwargs |= {"stream": True, "timeout": (self.patience.connect, self.patience.answer)}
        if self._closed.is_set():
            raise ArchiveError(f"{self.name}: the connection is closed")
        try:
            response = super().send(request, **kwargs)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise ArchiveError(f"{self.name}: {_why(error)}") from None
        self._open = [response]
        if not 200 <= response.status_code < 300:
            response.close()
            kind = PasswordWantedError if response.status_code == 401 and self.auth else ArchiveError
            raise kind(f"{self.name}: {words.of_http(response.status_code)}")
        if not wanted:
            content = bytearray()
            for piece in self.pieces(response, MAX_ANSWER, self.patience.query):
                content += piece
            response._content, response._content_consumed = bytes(content), True
        return response

    def pieces(self, response: requests.Response, limit: int, seconds: float | None = None) -> Iterator[bytes]:
        """The content as it comes, of at most `limit` bytes and, where told, in so many seconds.

        Raises ArchiveError where there is more, it takes longer, or it breaks off.
        """
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > limit:
            response.close()
            raise ArchiveError(f"{self.name}: it announces an answer of {int(announced):,} bytes, which is refused")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            response.close()
            raise ArchiveError(f"{self.name}: it packs its answer, though it was asked not to")
        until, total, raw = time.monotonic() + (seconds or 0), 0, response.raw
        sock = getattr(getattr(raw, "connection", None), "sock", None)
        if sock is not None:
            sock.settimeout(self.patience.silence)
        try:
            while piece := raw.read1(PIECE, decode_content=False):
                total += len(piece)
                if total > limit:
                    raise ArchiveError(f"{self.name}: it sends more than was asked for")
                if seconds and time.monotonic() > until:
                    raise ArchiveError(f"{self.name}: it answers too slowly")
                yield piece
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ArchiveError(f"{self.name}: {_why(error)}") from None
        finally:
            response.close()

    def end(self) -> None:
        """Break off what is being read, from another thread."""
        self._closed.set()
        for response in self._open:
            with suppress(Exception):
                response.raw.shutdown()


def _why(error: BaseException) -> str:
    """What a fault of the network means, in words: its own text holds the address."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted, or it speaks no TLS at this port; test it under Connections"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return words.of_socket(TimeoutError())
    if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "there is no connection; test it under Connections"
    return "it broke off in the middle"
