"""HTTP with limits, for DICOMweb: no proxy and no password that the user did not enter, no address but the one entered,
nothing larger or slower than it may be."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from medadv_gui.archive import words
from medadv_gui.archive.connections import PasswordWantedError
from medadv_gui.archive.peer import Patience, RefusedError, family_of, resolve
from medadv_gui.core.errors import ArchiveError

PIECE = 1 << 18
MAX_ANSWER = 8 << 20  # bytes of one answer to a query: 500 hits of 16 kB; JSON takes 25 times as much in memory
ANSWERS = 64 << 20  # bytes of all answers to one question

# They would write addresses, in which names of patients stand.
for _name in ("dicomweb_client", "urllib3", "requests", "retrying"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
    logging.getLogger(_name).propagate = False


class _Held(HTTPConnection):
    """A connection that its session can cut from the beginning, and whose answer begins in time."""

    def __init__(self, web: Web, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._web = web

    def _new_conn(self) -> socket.socket:
        port = self.port or self.default_port
        address = resolve(self._dns_host.strip("[]"), port)
        made = socket.socket(family_of(address))
        try:
            self._web.hold(made)
            made.settimeout(self._web.patience.connect)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.connect((address, port))
            self._web.hold(made)  # it may have been cut before it could be
        except TimeoutError:
            made.close()
            raise urllib3.exceptions.ConnectTimeoutError(self, "") from None
        except OSError:
            made.close()
            raise
        return made

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self._web.gone = True
        super().send(data)

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        """The answer without its content, which may be silent for less long."""
        sock, response = self.sock, None
        try:
            with self._web.within(self._web.patience.answer, "it did not answer in time"):
                response = super().getresponse()
        except ArchiveError:
            if response is not None:  # what was cut in its headers reads like a short one
                response.close()
            raise
        sock.settimeout(self._web.patience.silence)
        return response


class _HeldSecure(_Held, HTTPSConnection):
    """The same, encrypted."""


class _Adapter(HTTPAdapter):
    """Checks certificates with the context given and with nothing else, and never tries twice."""

    def __init__(self, web: Web, context: ssl.SSLContext | None) -> None:
        self._web, self._context = web, context
        super().__init__(max_retries=0, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Add no certificates: those that requests brings along would be trusted beside the context's own."""
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = partial(_HeldSecure if self._context else _Held, self._web)
        return pool


class Web(requests.Session):
    """The session of one archive, called `name` in messages. gone : whether anything has gone out."""

    def __init__(self, name: str, context: ssl.SSLContext | None, patience: Patience) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"  # little may inflate to much
        self.name, self.patience = name, patience
        self._left, self._seconds = ANSWERS, patience.query  # of all answers that are read here
        self._held: socket.socket | None = None
        self._lock = threading.Lock()
        self._ended = self.gone = False
        self.mount("https://", _Adapter(self, context))
        self.mount("http://", _Adapter(self, None))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: what was asked of one archive is not asked of another."""

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        try:
            return super().prepare_request(request)
        except (requests.RequestException, ValueError) as error:
            raise ArchiveError(f"{self.name}: {_why(error)}") from None

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """The answer, its content not read yet where that was wanted, else read with a limit.

        Raises ArchiveError where there is none, or one that means a refusal.
        """
        wanted = bool(kwargs.get("stream"))
        if request.url:  # some archives take these signs as they stand (RFC 3986 3.4 allows both spellings)
            path, mark, query = request.url.partition("?")
            request.url = path + mark + query.replace("%2A", "*").replace("+", "%20")
        kwargs |= {"stream": True, "timeout": (self.patience.connect, self.patience.answer)}
        if self._ended:
            raise ArchiveError(f"{self.name}: the connection is closed")
        begun = time.monotonic()
        try:
            response = super().send(request, **kwargs)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise ArchiveError(f"{self.name}: {_why(error)}") from None
        if not 200 <= response.status_code < 300:
            response.close()
            kind = RefusedError if response.status_code < 500 else ArchiveError
            if response.status_code == 401 and self.auth:
                kind = PasswordWantedError
            raise kind(f"{self.name}: {words.of_http(response.status_code)}")
        if not wanted:
            with self.within(self._seconds, "it answers too slowly"):
                content = b"".join(self.pieces(response, min(MAX_ANSWER, self._left)))
            self._left -= len(content)
            self._seconds -= time.monotonic() - begun
            response._content, response._content_consumed = content, True
        return response

    def pieces(self, response: requests.Response, limit: int) -> Iterator[bytes]:
        """The content as it comes, of at most `limit` bytes.

        Raises ArchiveError where there is more, or it breaks off or stands still.
        """
        announced, total = response.headers.get("Content-Length", ""), 0
        size = int(announced[:19]) if announced.isascii() and announced.isdigit() else 0
        if size > limit:
            response.close()
            raise ArchiveError(f"{self.name}: it announces an answer of {size:,} bytes, which is refused")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            response.close()
            raise ArchiveError(f"{self.name}: it packs its answer, though it was asked not to")
        try:
            while piece := response.raw.read1(PIECE, decode_content=False):
                total += len(piece)
                if total > limit:
                    raise ArchiveError(f"{self.name}: it sends more than was asked for")
                yield piece
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ArchiveError(f"{self.name}: {_why(error)}") from None
        finally:
            response.close()

    def hold(self, made: socket.socket) -> None:
        """Have a socket be the one to cut. Raises OSError where the session has ended."""
        with self._lock:
            self._let_go()
            self._held = made.dup()  # its own, which no other thread closes or wraps
        if self._ended:
            raise OSError

    @contextmanager
    def within(self, seconds: float, reason: str) -> Iterator[None]:
        """Cut the connection where this takes longer. Raises ArchiveError with this reason then."""
        late = threading.Event()

        def cut() -> None:
            late.set()
            self._cut()

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception:
            if not late.is_set():
                raise
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            raise ArchiveError(f"{self.name}: {reason}")

    def end(self) -> None:
        """Break off what is waited for, from another thread."""
        self._ended = True
        self._cut()

    def close(self) -> None:
        super().close()
        with self._lock:
            self._let_go()

    def _cut(self) -> None:
        with self._lock, suppress(OSError):
            if self._held is not None:
                self._held.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None


def _why(error: BaseException) -> str:
    """What a fault of the network means, in words: its own text holds the address."""
    if isinstance(error, requests.exceptions.InvalidURL | urllib3.exceptions.LocationValueError):
        return words.of_socket(socket.gaierror())
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted, or it speaks no TLS at this port; test it under Connections"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return words.of_socket(TimeoutError())
    if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "there is no connection; test it under Connections"
    return "it broke off in the middle"
