"""Archives that tests make for themselves: an honest one, and ones with a fault, over DIMSE and DICOMweb."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pynetdicom import AE, evt
from pynetdicom.presentation import build_context

from medadv_gui.archive.connections import DICOMWEB, Connection
from medadv_gui.archive.peer import Patience
from tests.support import ct_dataset

STUDY, SERIES = "1.2.3", "1.2.3.4"
FIND, MOVE, GET = (f"1.2.840.10008.5.1.4.1.2.2.{number}" for number in (1, 2, 3))
# Of tests: nobody waits a minute for a server that says nothing.
IMPATIENT = Patience(connect=2, answer=1.5, silence=1.0, query=3.0)


def never() -> bool:
    return False


def slices(count: int, size: int = 16) -> list[Dataset]:
    rng = np.random.default_rng(7)
    stored = rng.integers(0, 2000, (count, size, size)).astype(np.int16)
    return [ct_dataset(stored[k], series=SERIES, z=float(k), number=k + 1) for k in range(count)]


def answers(images: Sequence[Dataset], asked: Dataset) -> Iterator[Dataset]:
    """What an honest archive finds."""
    level = asked.QueryRetrieveLevel
    if level == "STUDY" and images:
        found = Dataset()
        found.SpecificCharacterSet = "ISO_IR 192"
        found.StudyInstanceUID, found.StudyDate = STUDY, images[0].StudyDate
        found.PatientName, found.PatientID = images[0].PatientName, images[0].PatientID
        found.NumberOfStudyRelatedInstances, found.ModalitiesInStudy = len(images), "CT"
        yield found
    elif level == "SERIES" and images:
        found = Dataset()
        found.StudyInstanceUID, found.SeriesInstanceUID, found.Modality = STUDY, SERIES, "CT"
        found.NumberOfSeriesRelatedInstances = len(images)
        yield found
    elif level == "IMAGE":
        for image in images:
            found = Dataset()
            found.StudyInstanceUID, found.SeriesInstanceUID = STUDY, SERIES
            found.SOPInstanceUID, found.SOPClassUID = image.SOPInstanceUID, image.SOPClassUID
            found.InstanceNumber = image.InstanceNumber
            yield found


def wanted(images: Sequence[Dataset], asked: Dataset) -> list[Dataset]:
    """What an honest archive sends."""
    uids = asked.get("SOPInstanceUID")
    listed = [] if uids is None else [str(uids)] if isinstance(uids, str) else [str(uid) for uid in uids]
    return [image for image in images if not listed or str(image.SOPInstanceUID) in listed]


class DimseServer:
    """An archive in this process. find, get : what takes the place of the honest answers."""

    def __init__(
        self, images: Sequence[Dataset], find: Callable[..., Any] | None = None, get: Callable[..., Any] | None = None,
        *, services: Sequence[str] = (FIND, GET, MOVE), destination: tuple[str, int] | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.images, self.destination = images, destination
        entity = AE("ARCHIVE")
        entity.add_supported_context("1.2.840.10008.1.1")
        for service in services:
            entity.add_supported_context(service)
        syntaxes = dict.fromkeys((ExplicitVRLittleEndian, *(image.file_meta.TransferSyntaxUID for image in images)))
        entity.add_supported_context(CTImageStorage, list(syntaxes), scu_role=True, scp_role=True)
        entity.requested_contexts = [build_context(CTImageStorage, syntax) for syntax in syntaxes]
        entity.acse_timeout = 1
        self.entity = entity
        self.find, self.get = find or self._find, get or self._get
        self.asked: list[Dataset] = []
        self.met: list[socket.socket] = []
        self.server = entity.start_server(
            ("127.0.0.1", 0), block=False, ssl_context=ssl_context,
            evt_handlers=[
                (evt.EVT_C_FIND, self._asked_find), (evt.EVT_C_GET, self._asked_get), (evt.EVT_C_MOVE, self._move),
                (evt.EVT_C_ECHO, lambda event: 0), (evt.EVT_CONN_OPEN, self._remember),
            ],
        )  # fmt: skip
        assert self.server is not None
        self.port = self.server.socket.getsockname()[1]

    def connection(self, **changes: Any) -> Connection:
        values = {"name": "test archive", "host": "127.0.0.1", "port": self.port, "called": "ARCHIVE"}
        return Connection(**(values | changes))

    def _remember(self, event: evt.Event) -> None:
        assert event.assoc.dul.socket is not None
        if event.assoc.dul.socket.socket is not None:
            self.met.append(event.assoc.dul.socket.socket)

    def _asked_find(self, event: evt.Event) -> Iterator[Any]:
        self.asked.append(event.identifier)
        yield from self.find(event)

    def _asked_get(self, event: evt.Event) -> Iterator[Any]:
        self.asked.append(event.identifier)
        yield from self.get(event)

    def _find(self, event: evt.Event) -> Iterator[Any]:
        for found in answers(self.images, event.identifier):
            yield 0xFF00, found

    def _get(self, event: evt.Event) -> Iterator[Any]:
        chosen = wanted(self.images, event.identifier)
        yield len(chosen)
        for image in chosen:
            yield 0xFF00, image

    def _move(self, event: evt.Event) -> Iterator[Any]:
        if self.destination is None:
            yield None, None
            return
        remember = [(evt.EVT_CONN_OPEN, self._remember)]
        yield (*self.destination, {"ae_title": event.move_destination, "evt_handlers": remember})
        yield from self.get(event)

    def stop(self) -> None:
        self.entity.shutdown()


@contextmanager
def dimse(*args: Any, **settings: Any) -> Iterator[DimseServer]:
    before = set(threading.enumerate())
    server = DimseServer(*args, **settings)
    try:
        yield server
    finally:
        server.stop()
        for thread in set(threading.enumerate()) - before:
            if not isinstance(thread, threading._DummyThread):  # a lane of Qt's
                thread.join(5)
        for met in server.met:  # pynetdicom leaves those open whose other end was killed
            met.close()


@contextmanager
def raw(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that is no archive: `serve` gets each connection. Its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            try:
                met, _ = listener.accept()
            except TimeoutError:
                continue
            with met:
                met.settimeout(10)
                with suppress(OSError):
                    serve(met)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join()
        listener.close()


# DICOMweb


def as_json(found: Dataset) -> dict[str, Any]:
    return dict(found.to_json_dict())


def part10(image: Dataset) -> bytes:
    import io

    stream = io.BytesIO()
    image.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


class WebServer:
    """An archive over HTTP. answer : takes path and query, and the handler, and may answer in place of the honest one
    (True if it did)."""

    def __init__(
        self, images: Sequence[Dataset], answer: Callable[..., bool] | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.images, self.paths, self.headers = images, list[str](), list[Any]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.paths.append(self.path)
                outer.headers.append(dict(self.headers))
                split = urlsplit(self.path)
                try:
                    if answer is None or not answer(self, split.path, parse_qs(split.query)):
                        outer.honest(self, split.path, parse_qs(split.query))
                except OSError:
                    pass

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if ssl_context is not None:
            self.server.socket = ssl_context.wrap_socket(self.server.socket, server_side=True)
            self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.url = f"http{'s' if ssl_context else ''}://127.0.0.1:{self.server.server_address[1]}/dicom-web"

    def connection(self, **changes: Any) -> Connection:
        return Connection(**({"name": "test archive", "protocol": DICOMWEB, "url": self.url} | changes))

    def honest(self, handler: Any, path: str, query: dict[str, list[str]]) -> None:
        parts = path.removeprefix("/dicom-web/").split("/")
        if parts[-1] in ("studies", "series", "instances"):
            asked = Dataset()
            asked.QueryRetrieveLevel = {"studies": "STUDY", "series": "SERIES", "instances": "IMAGE"}[parts[-1]]
            found = [as_json(item) for item in answers(self.images, asked)]
            at, limit = int(query.get("offset", ["0"])[0]), int(query.get("limit", ["9999"])[0])
            send(handler, json.dumps(found[at : at + limit]).encode(), "application/dicom+json")
            return
        chosen = [i for i in self.images if parts[-2] != "instances" or str(i.SOPInstanceUID) == parts[-1]]
        send(handler, multipart([part10(image) for image in chosen]), MULTIPART)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


MULTIPART = 'multipart/related; type="application/dicom"; boundary=xyz'


def multipart(parts: Sequence[bytes], headers: bytes = b"Content-Type: application/dicom") -> bytes:
    joined = b"".join(b"--xyz\r\n" + headers + b"\r\n\r\n" + part + b"\r\n" for part in parts)
    return joined + b"--xyz--\r\n"


def send(handler: Any, content: bytes, kind: str, *, length: int | None = None, slowly: float = 0.0) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content) if length is None else length))
    handler.end_headers()
    if slowly:
        for at in range(0, len(content), 16):
            handler.wfile.write(content[at : at + 16])
            handler.wfile.flush()
            time.sleep(slowly)
    else:
        handler.wfile.write(content)


@contextmanager
def web(*args: Any, **settings: Any) -> Iterator[WebServer]:
    before = set(threading.enumerate())
    server = WebServer(*args, **settings)
    try:
        yield server
    finally:
        server.stop()
        for thread in set(threading.enumerate()) - before:
            if not isinstance(thread, threading._DummyThread):  # a lane of Qt's
                thread.join(5)
