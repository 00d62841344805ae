"""Archives over DICOMweb that say nothing, too little or too much: none holds the program up."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medadv_gui.archive.connections import DICOMWEB, Connection
from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Progress, fetch_series
from medadv_gui.archive.peer import USUAL, CancelledError, Peer
from medadv_gui.archive.query import Query, SeriesHit
from medadv_gui.archive.store import Store
from medadv_gui.core.errors import ArchiveError
from tests.archive.servers import (
    IMPATIENT,
    MULTIPART,
    SERIES,
    STUDY,
    multipart,
    never,
    part10,
    raw,
    send,
    slices,
    web,
)

pytestmark = pytest.mark.usefixtures("quiet")
HIT = SeriesHit(STUDY, SERIES)
PATIENT = Query(patient="Mustermann")
KIND = "application/dicom+json"


def at(port: int, scheme: str = "http") -> Connection:
    return Connection("test archive", DICOMWEB, url=f"{scheme}://127.0.0.1:{port}/dicom-web")


# What begins no answer: endless lines, each a new one for the reader, until the other end hangs up.
ENDLESS = {"continues": b"HTTP/1.1 100 Continue\r\n\r\n", "trickles": b"X", "says nothing": b""}


@pytest.mark.parametrize("how", ENDLESS)
@pytest.mark.parametrize("cancelled", [True, False])
def test_an_answer_that_does_not_begin_is_cancelled_at_once_and_left_in_time(how: str, cancelled: bool) -> None:
    met, over = threading.Event(), threading.Event()

    def serve(held: socket.socket) -> None:
        held.recv(65536)
        met.set()
        if how == "trickles":
            held.sendall(b"HTTP/1.1 200 OK\r\n")
        until = time.monotonic() + 90
        with suppress(OSError):  # the other end has hung up
            while time.monotonic() < until and not over.wait(0.1):
                held.sendall(ENDLESS[how])

    with raw(serve) as port:
        begin = time.monotonic()
        if cancelled:
            with pytest.raises(CancelledError):
                WebArchive(at(port), "", replace(USUAL, answer=90)).find(PATIENT, met.is_set)
        else:
            with pytest.raises(ArchiveError, match="did not answer in time"):
                WebArchive(at(port), "", IMPATIENT).find(PATIENT, never)
        assert time.monotonic() - begin < 45
        over.set()


def test_cancelling_ends_a_handshake_that_does_not_go_on() -> None:
    met, over = threading.Event(), threading.Event()

    def serve(held: socket.socket) -> None:
        held.recv(65536)
        met.set()
        over.wait(90)

    with raw(serve) as port:
        begin = time.monotonic()
        with pytest.raises(CancelledError):
            WebArchive(at(port, "https"), "", replace(USUAL, connect=90)).find(PATIENT, met.is_set)
        assert time.monotonic() - begin < 45
        over.set()


def test_all_pages_of_a_question_have_one_time() -> None:
    def slow(handler: Any, path: str, query: Any) -> bool:
        time.sleep(0.5)
        send(handler, json.dumps([{"00080018": {"vr": "UI", "Value": [f"1.2.{len(server.paths)}"]}}]).encode(), KIND)
        return True

    with web([], answer=slow) as server, pytest.raises(ArchiveError, match="answers too slowly"):
        WebArchive(server.connection(), "", replace(IMPATIENT, query=1.2)).instances(HIT, never)
    assert len(server.paths) < 9


def test_all_pages_of_a_question_have_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medadv_gui.archive.web.ANSWERS", 1 << 20)

    def page(handler: Any, path: str, query: Any) -> bool:
        item = {"00080018": {"vr": "UI", "Value": [f"1.2.{len(server.paths)}"]}, "00091001": {"Value": ["x" * 100_000]}}
        send(handler, json.dumps([item]).encode(), KIND)
        return True

    with web([], answer=page) as server, pytest.raises(ArchiveError, match="announces an answer of"):
        WebArchive(server.connection(), "", IMPATIENT).instances(HIT, never)
    assert len(server.paths) == 11


def test_an_answer_of_many_small_things_is_refused_before_it_is_read() -> None:
    def bomb(handler: Any, path: str, query: Any) -> bool:
        send(handler, b"[" + b"{}," * (4 << 20) + b"{}]", KIND)
        return True

    with web([], answer=bomb) as server, pytest.raises(ArchiveError, match="announces an answer of"):
        WebArchive(server.connection(), "", IMPATIENT).find(PATIENT, never)


@pytest.mark.parametrize(("length", "refused"), [("9" * 5000, True), ("9" * 18, True), ("\xb2", False), ("x", False)])
def test_whatever_length_is_announced_ends_in_plain_words_or_in_a_series(
    length: str, refused: bool, tmp_path: Path
) -> None:
    images = slices(2)

    def answer(handler: Any, path: str, query: Any) -> bool:
        if path.endswith(("studies", "series", "instances")):
            return False
        handler.send_response(200)
        handler.send_header("Content-Type", MULTIPART)
        handler.send_header("Content-Length", length)
        handler.end_headers()
        handler.wfile.write(multipart([part10(image) for image in images]))
        return True

    with web(images, answer=answer) as server:
        done = fetch_series(
            WebArchive(server.connection(), "", IMPATIENT), Store(1 << 30, tmp_path / "store"), HIT, Progress(), never
        )
    assert (done.folder is None) == refused
    assert ("announces an answer of" in done.words) == refused


@pytest.mark.parametrize("host", ["archive..example.org", "a" * 70 + ".org", ".org", "*.org", "ä" * 70])
def test_what_cannot_be_a_host_is_unknown(host: str) -> None:
    peers: list[Peer] = [WebArchive(Connection("x", DICOMWEB, url=f"http://{host}/dicom-web"))]
    if host.isascii():
        peers.append(DimseArchive(Connection("x", host=host, called="A")))
    for peer in peers:
        steps = list(peer.trial(never))
        assert (steps[-1].id, steps[-1].outcome) == ("name", "failed")
        assert "no computer of this name" in steps[-1].words
        with pytest.raises(ArchiveError, match=r"no computer of this name|no connection"):
            peer.find(PATIENT, never)


def test_a_plus_in_an_address_stays_one() -> None:
    with web(slices(1)) as server:
        url = server.url.replace("/dicom-web", "/a+b/dicom-web")
        WebArchive(server.connection(url=url)).find(Query(patient="Muster mann"), never)
    assert server.paths[0].startswith("/a+b/dicom-web/studies?PatientName=*Muster*mann*&")
