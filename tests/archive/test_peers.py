"""Honest and bad archives over both protocols: what comes is whole or said not to be, and the log is told nothing."""

from __future__ import annotations

import gzip
import io
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian
from pynetdicom import evt

from medadv_gui.archive.connections import Connection
from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Fetched, Progress, fetch_series
from medadv_gui.archive.peer import USUAL, CancelledError, Patience, Peer
from medadv_gui.archive.query import LIMIT, Query, SeriesHit
from medadv_gui.archive.store import MANIFEST, State, Store
from medadv_gui.core.errors import ArchiveError, InputError, MedadvError, OutputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.dicom import read_dicom
from medadv_gui.imaging.index import index
from tests.archive.orthanc import free_port
from tests.archive.servers import (
    IMPATIENT,
    MULTIPART,
    SERIES,
    STUDY,
    answers,
    as_json,
    dimse,
    multipart,
    never,
    part10,
    raw,
    send,
    slices,
    web,
)
from tests.support import ct_dataset

HIT = SeriesHit(STUDY, SERIES)
PATIENT = Query(patient="Mustermann")
pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(1 << 30, tmp_path / "store")


def by_dimse(connection: Connection, patience: Patience = USUAL) -> Peer:
    return DimseArchive(connection, patience)


def by_web(connection: Connection, patience: Patience = USUAL) -> Peer:
    return WebArchive(connection, "", patience)


def fetch(peer: Peer, store: Store, cancelled: Callable[[], bool] = never) -> Fetched:
    return fetch_series(peer, store, HIT, Progress(), cancelled)


def pixels(folder: Path) -> list[bytes]:
    """The pixels of all files that the index would see, by instance number."""
    found = [pydicom.dcmread(path) for path in folder.glob("*.dcm")]
    return [ds.PixelData for ds in sorted(found, key=lambda ds: ds.InstanceNumber)]


def visible(store: Store) -> list[Path]:
    """What the index can see of a store: hidden names are passed over."""
    return [
        p
        for p in store.root.rglob("*.dcm")
        if not any(part.startswith(".") for part in p.relative_to(store.root).parts)
    ]


# Honest archives


@pytest.fixture(params=["dimse", "web"])
def honest(request: pytest.FixtureRequest) -> Iterator[tuple[Peer, list[Dataset]]]:
    images = slices(7)
    if request.param == "dimse":
        with dimse(images) as server:
            yield by_dimse(server.connection()), images
    else:
        with web(images) as server:
            yield by_web(server.connection()), images


def test_a_series_is_found_and_fetched_whole(honest: tuple[Peer, list[Dataset]], store: Store) -> None:
    peer, images = honest
    (study,) = peer.find(PATIENT, never).studies
    assert (study.patient, study.patient_id, study.images) == ("Mustermann Erika", "SECRET-4711", 7)
    (series,) = peer.series(study.uid, never)
    assert series.images == 7
    done = fetch_series(peer, store, series, Progress(), never)
    assert done.folder is not None
    assert pixels(done.folder) == [image.PixelData for image in images]
    assert store.state(series).complete
    names = [path.name for path in store.root.rglob("*")]
    assert not any("1.2.3" in name or "4711" in name for name in names)


def test_what_is_there_is_not_fetched_again(store: Store) -> None:
    images = slices(5)

    def some(event: Any) -> Iterator[Any]:
        yield 2
        for image in images[:2]:
            yield 0xFF00, image

    with dimse(images, get=some) as server:
        done = fetch(by_dimse(server.connection()), store)
    assert done.folder is None
    assert "incomplete: 2 of 5" in done.words
    assert visible(store) == []
    assert (store.state(HIT).got, store.state(HIT).expected, store.state(HIT).complete) == (2, 5, False)
    with dimse(images) as server:
        done = fetch(by_dimse(server.connection()), store)
        (asked,) = [a for a in server.asked if a.QueryRetrieveLevel == "IMAGE" and a.get("SOPInstanceUID")]
        assert list(asked.SOPInstanceUID) == [image.SOPInstanceUID for image in images[2:]]
    assert done.folder is not None
    assert pixels(done.folder) == [image.PixelData for image in images]


def test_where_c_get_is_not_offered_c_move_fetches(store: Store) -> None:
    images = slices(4)
    port = free_port()
    with dimse(images, services=("1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.2"),
               destination=("127.0.0.1", port)) as server:  # fmt: skip
        with pytest.raises(ArchiveError, match="does not offer C-GET"):
            by_dimse(server.connection()).retrieve(
                store.begin(HIT, by_dimse(server.connection()).instances(HIT, never)), lambda: None, never
            )
        connection = server.connection(listen_host="127.0.0.1", listen_port=port)
        done = fetch(by_dimse(connection), store)
    assert done.folder is not None
    assert pixels(done.folder) == [image.PixelData for image in images]
    with pytest.raises(OSError):  # closed when the retrieve has ended
        socket.create_connection(("127.0.0.1", port), 1)


@pytest.mark.parametrize("status", [0xB000, 0xC000])
def test_what_c_get_could_not_send_c_move_fetches(store: Store, status: int) -> None:
    images, port = slices(4), free_port()

    def some(event: Any) -> Iterator[Any]:
        whole = event.event is evt.EVT_C_MOVE
        yield 4
        for image in images[2 * whole :]:
            yield 0xFF00, image
            if not whole and image is images[1]:
                yield status, None
                return

    with dimse(images, get=some, destination=("127.0.0.1", port)) as server:
        alone = fetch(by_dimse(server.connection(retrieve="get")), Store(1 << 30, store.root / "get"))
        assert (alone.folder, alone.got) == (None, 2)
        done = fetch(by_dimse(server.connection(listen_host="127.0.0.1", listen_port=port)), store)
    assert done.folder is not None
    assert pixels(done.folder) == [image.PixelData for image in images]


@pytest.mark.parametrize("way", ["get", "move", "web"])
@pytest.mark.parametrize("syntax", [ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_retired_encodings_are_taken_as_they_are_and_opened(way: str, syntax: UID, store: Store) -> None:
    images = slices(3)
    stored = [np.frombuffer(image.PixelData, "<i2").reshape(16, 16) for image in images]
    for image, values in zip(images, stored, strict=True):
        image.file_meta.TransferSyntaxUID = syntax
        image.PixelData = values.astype(">i2" if syntax == ExplicitVRBigEndian else "<i2").tobytes()
    if way == "web":
        with web(images) as server:
            done = fetch(by_web(server.connection()), store)
    else:
        port = free_port()
        with dimse(images, destination=("127.0.0.1", port)) as server:
            done = fetch(by_dimse(server.connection(retrieve=way, listen_host="127.0.0.1", listen_port=port)), store)
    assert done.folder is not None
    assert {pydicom.dcmread(path).file_meta.TransferSyntaxUID for path in done.folder.glob("*.dcm")} == {syntax}
    (series,) = index(done.folder).series
    assert [read_dicom(instance).stored.tolist() for instance in series.instances] == [v.tolist() for v in stored]


def test_what_inflates_to_more_than_may_be_is_fetched_but_not_opened(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (image,) = slices(1)
    image.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    image.PixelData = bytes(4 << 20)
    monkeypatch.setattr("medadv_gui.imaging.header.MAX_MEMBER", 1 << 20)
    with web([image]) as server:
        done = fetch(by_web(server.connection()), store)
    assert done.folder is not None
    (path,) = done.folder.glob("*.dcm")
    with pytest.raises(InputError, match="inflates to more than 1 MiB"):
        read_dicom(Instance(path))


def test_the_listener_turns_away_other_titles_and_computers(store: Store) -> None:
    from pynetdicom import AE
    from pynetdicom.sop_class import CTImageStorage  # type: ignore[attr-defined]

    from medadv_gui.archive.listener import listening

    images, outcomes = slices(1), []
    with dimse(images) as server:
        peer = DimseArchive(server.connection())
        begun = store.begin(HIT, peer.instances(HIT, never))
        port = free_port()
        connection = server.connection(listen_host="127.0.0.1", listen_port=port)
        with listening(connection, begun, lambda: None, IMPATIENT):
            for calling, called, source in (
                ("STRANGER", "MEDADV", "127.0.0.1"),
                ("ARCHIVE", "OTHER", "127.0.0.1"),
                ("ARCHIVE", "MEDADV", "127.0.0.2" if sys.platform == "linux" else ""),  # another computer
                ("ARCHIVE", "MEDADV", "127.0.0.1"),
            ):
                if not source:
                    outcomes.append(False)
                    continue
                entity = AE(calling)
                entity.add_requested_context(CTImageStorage)
                link = entity.associate("127.0.0.1", port, ae_title=called, bind_address=(source, 0))
                outcomes.append(link.is_established)
                if link.is_established:
                    assert link.send_c_store(images[0]).Status == 0
                    stray = ct_dataset(np.zeros((4, 4), np.int16), series="9.9.9")
                    assert link.send_c_store(stray).Status == 0xA900
                    link.release()
                for thread in (link, link.dul):
                    if thread.is_alive():
                        thread.join(5)
                if link.dul.socket is not None and link.dul.socket.socket is not None:
                    link.dul.socket.socket.close()  # pynetdicom leaves it open where the other end hangs up at once
    begun.settle()
    assert outcomes == [False, False, False, True]
    assert begun.complete
    assert begun.reasons == ["an object that was not asked for"]


# Bad ones: each a server with one fault


@pytest.mark.parametrize("told", [True, False], ids=["its number told", "its number not told"])
@pytest.mark.parametrize("way", ["dimse", "web"])
def test_an_archive_that_lists_half_a_series_makes_no_whole_one(store: Store, way: str, told: bool) -> None:
    images, capped = slices(6), threading.Event()
    capped.set()

    def find(event: Any) -> Iterator[Any]:
        short = capped.is_set() and event.identifier.QueryRetrieveLevel == "IMAGE"
        for found in list(answers(images, event.identifier))[: 4 if short else None]:
            yield 0xFF00, found

    def answer(handler: Any, path: str, query: Any) -> bool:
        if not (capped.is_set() and path.endswith("instances")):
            return False
        asked = Dataset()
        asked.QueryRetrieveLevel = "IMAGE"
        found = [as_json(item) for item in list(answers(images, asked))[:4]]
        send(handler, json.dumps(found).encode(), "application/dicom+json")
        return True

    with dimse(images, find=find) as by_network, web(images, answer=answer) as over_web:
        peer = by_dimse(by_network.connection()) if way == "dimse" else by_web(over_web.connection())
        (series,) = peer.series(STUDY, never)
        assert series.images == 6
        hit = series if told else HIT
        for _ in range(2):  # what is listed is here the second time
            done = fetch_series(peer, store, hit, Progress(), never)
            assert (done.folder, done.got) == (None, 4)
            words = "says that there are 6 images and lists 4" if told else "does not list all images"
            assert f"incomplete: the archive {words}" in done.words
            assert store.state(hit) == State(4, 6 if told else None)
            assert visible(store) == []
        capped.clear()
        done = fetch_series(peer, store, hit, Progress(), never)
    assert done.folder is not None
    assert pixels(done.folder) == [image.PixelData for image in images]


def test_what_the_archive_counts_has_to_be_listed(store: Store) -> None:
    with dimse(slices(4)) as server:
        done = fetch_series(by_dimse(server.connection()), store, replace(HIT, images=6), Progress(), never)
    assert (done.folder, done.got, done.expected) == (None, 4, 6)
    assert done.words == "incomplete: the archive says that there are 6 images and lists 4"
    assert store.state(replace(HIT, images=6)) == State(4, 6)


def test_an_abort_in_mid_transfer_leaves_nothing_in_the_index(store: Store) -> None:
    images = slices(6)

    def aborting(event: Any) -> Iterator[Any]:
        yield 6
        for image in images[:3]:
            yield 0xFF00, image
        event.assoc.abort()
        yield 0xFF00, images[3]

    with dimse(images, get=aborting) as server:
        done = fetch(by_dimse(server.connection()), store)
    assert done.folder is None
    assert "broke off in the middle" in done.words
    assert done.got <= 3
    assert visible(store) == []


@pytest.mark.parametrize("fault", ["other object", "other series", "twice", "other name"])
def test_a_wrong_uid_is_not_taken(store: Store, fault: str) -> None:
    images = slices(3)
    stray = ct_dataset(np.ones((16, 16), np.int16), series="1.2.3.4", z=99, number=99)
    if fault == "other series":
        stray = ct_dataset(np.ones((16, 16), np.int16), series="1.2.3.4", z=2.0, number=3)
        stray.SeriesInstanceUID = "6.6.6"
    if fault == "twice":
        stray = images[0]

    def strange(event: Any) -> Iterator[Any]:
        yield 3
        for image in [*images[:2], stray]:
            yield 0xFF00, image

    with dimse(images, get=strange) as server:
        done = fetch(by_dimse(server.connection()), store)
    assert (done.folder, done.got, done.refused) == (None, 2, 1)
    assert "2 of 3" in done.words
    assert "refused was" in done.words
    with web(images, answer=lambda handler, path, query: multi(handler, path, [*images[:2], stray])) as server:
        other = Store(1 << 30, store.root / "web")
        done = fetch(by_web(server.connection()), other)
    assert (done.folder, done.got, done.refused) == (None, 2, 1)


def multi(handler: Any, path: str, images: list[Dataset], **settings: Any) -> bool:
    """Answer a retrieve with these."""
    if path.endswith(("studies", "series", "instances")):
        return False
    send(handler, multipart([part10(image) for image in images]), MULTIPART, **settings)
    return True


def silent(met: socket.socket) -> None:
    while met.recv(4096):  # for ten seconds, if nobody hangs up
        pass


def trickling(met: socket.socket) -> None:
    met.recv(4096)
    met.sendall(b"\x02\0\0\0\x10\0")  # an A-ASSOCIATE-AC of 4096 bytes, of which one comes now and then
    for _ in range(50):
        met.sendall(b"\0")
        time.sleep(0.2)


def hanging_up(met: socket.socket) -> None:
    met.recv(1)
    met.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def huge(met: socket.socket) -> None:
    met.recv(4096)
    met.sendall(b"\x02\0\xff\xff\xff\xff" + bytes(1000))


def babbling(met: socket.socket) -> None:
    met.recv(4096)
    met.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


NO_ARCHIVES = [
    (silent, "did not answer in time"), (trickling, "answers too slowly"), (huge, "a message larger than any"),
    (babbling, "may be no DICOM service"),
]  # fmt: skip


@pytest.mark.parametrize(("serve", "words"), NO_ARCHIVES)
def test_what_is_no_archive_is_left_in_time_and_memory(
    serve: Callable[[socket.socket], None], words: str, store: Store
) -> None:
    with raw(serve) as port:
        connection = Connection("test archive", host="127.0.0.1", port=port, called="ARCHIVE")
        begin = time.monotonic()
        with pytest.raises(ArchiveError, match=f"test archive: .*{words}"):
            by_dimse(connection, IMPATIENT).find(PATIENT, never)
        assert time.monotonic() - begin < 9
        steps = {step.id: step.outcome for step in by_dimse(connection, IMPATIENT).trial(never)}
    assert steps["port"] == "ok"
    assert steps["association"] == "failed"


def test_a_server_that_falls_silent_in_mid_transfer_is_left(store: Store) -> None:
    images, woken = slices(4), threading.Event()

    def sleepy(event: Any) -> Iterator[Any]:
        yield 4
        yield 0xFF00, images[0]
        woken.wait(8)
        yield 0xFF00, images[1]

    with dimse(images, get=sleepy) as server:
        done = fetch(by_dimse(server.connection(), IMPATIENT), store)
        woken.set()
    assert (done.folder, done.got) == (None, 1)
    assert "stopped in the middle" in done.words


BAD_TRANSFERS = [
    ("silent", "did not answer in time"), ("trickling", "did not answer in time"), ("cut", "broke off in the middle"),
    ("lies of its length", "announces an answer of"), ("no multipart", "no multipart answer"),
    ("error", "busy or refuses"), ("html", "something else than images"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "words"), BAD_TRANSFERS)
def test_a_bad_web_server_is_left_with_what_came(store: Store, how: str, words: str) -> None:
    images, over = slices(4), threading.Event()

    def answer(handler: Any, path: str, query: Any) -> bool:
        if path.endswith(("studies", "series", "instances")):
            return False
        whole = multipart([part10(image) for image in images])
        if how == "silent":
            over.wait(12)
        elif how == "trickling":
            send(handler, whole[: len(whole) // 3], MULTIPART, length=len(whole))
            over.wait(12)
        elif how == "cut":
            handler.send_response(200)
            handler.send_header("Content-Type", MULTIPART)
            handler.end_headers()
            handler.wfile.write(whole[: len(whole) // 2])
        elif how == "lies of its length":
            send(handler, whole, MULTIPART, length=1 << 45)
        elif how == "no multipart":
            send(handler, b"nothing of the kind" * 4000, MULTIPART)
        elif how == "error":
            handler.send_error(503)
        else:
            send(handler, b"<html>Mustermann</html>", "text/html")
        return True

    with web(images, answer=answer) as server:
        begin = time.monotonic()
        done = fetch(by_web(server.connection(), IMPATIENT), store)
        lasted = time.monotonic() - begin
        over.set()
    assert lasted < 9
    assert done.folder is None
    assert done.got < 4
    assert "incomplete" in done.words
    assert words in done.words
    assert "Mustermann" not in done.words
    assert visible(store) == []
    with web(images) as server:  # and goes on with another
        assert fetch(by_web(server.connection()), store).folder is not None


def test_a_transfer_that_falls_silent_is_left_sooner_than_a_slow_answer(store: Store) -> None:
    images, over = slices(4), threading.Event()

    def answer(handler: Any, path: str, query: Any) -> bool:
        if path.endswith(("studies", "series", "instances")):
            return False
        handler.protocol_version = "HTTP/1.1"  # of HTTP/1.0 the program is not told the connection
        whole = multipart([part10(image) for image in images])
        send(handler, whole[: len(whole) // 3], MULTIPART, length=len(whole))
        over.wait(90)
        return True

    with web(images, answer=answer) as server:
        begin = time.monotonic()
        done = fetch(by_web(server.connection(), Patience(answer=60, silence=1)), store)
        over.set()
    assert time.monotonic() - begin < 45
    assert done.folder is None
    assert "did not answer in time" in done.words


BAD_ANSWERS = [
    ("huge", "announces an answer of"), ("endless", "more than was asked for"), ("packed", "packs its answer"),
    ("no json", "cannot be read"), ("deep", "cannot be read"), ("redirect", "points to another address"),
    ("wants a password", "wants a user and password"), ("trickling", "answers too slowly"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "words"), BAD_ANSWERS)
def test_a_bad_answer_to_a_query_is_refused(how: str, words: str) -> None:
    def answer(handler: Any, path: str, query: Any) -> bool:
        kind = "application/dicom+json"
        if how == "huge":
            send(handler, b"[]", kind, length=1 << 45)
        elif how == "endless":
            handler.send_response(200)
            handler.send_header("Content-Type", kind)
            handler.end_headers()
            for _ in range(200):
                handler.wfile.write(b"[" * (1 << 20))
        elif how == "packed":  # 64 KiB that become 64 MiB
            handler.send_response(200)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Encoding", "gzip")
            handler.end_headers()
            handler.wfile.write(gzip.compress(b" " * (64 << 20)))
        elif how == "no json":
            send(handler, b"\xff\xfe nonsense", kind)
        elif how == "deep":
            send(handler, b"[" * 200_000 + b"]" * 200_000, kind)
        elif how == "redirect":
            handler.send_response(302)
            handler.send_header("Location", "http://127.0.0.1:9/elsewhere")
            handler.end_headers()
        elif how == "wants a password":
            handler.send_error(401)
        else:
            send(handler, b" " * 4000, kind, slowly=0.2)
        return True

    with web([], answer=answer) as server:
        begin = time.monotonic()
        with pytest.raises(ArchiveError, match=words) as caught:
            by_web(server.connection(), IMPATIENT).find(PATIENT, never)
        assert time.monotonic() - begin < 10
    assert "Mustermann" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


TRAVERSAL = ["1.2\\3.4", "../../../etc/cron.d/x", "/etc/passwd", "..\\..\\x", "1.2.3/../4", "C:\\x", "a" * 5000]


@pytest.mark.parametrize("name", TRAVERSAL)
def test_names_from_the_archive_are_no_paths(name: str, store: Store, tmp_path: Path) -> None:
    def lying(event: Any) -> Iterator[Any]:
        found = Dataset()
        found.StudyInstanceUID = found.SeriesInstanceUID = found.SOPInstanceUID = "1.2"
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
            found[keyword]._value = name
        yield 0xFF00, found

    with dimse([], find=lying) as server:
        peer = by_dimse(server.connection())
        hits = peer.find(PATIENT, never)
        assert (hits.studies, hits.dropped) == ((), 1)
        with pytest.raises(ArchiveError, match="names no objects"):
            fetch(peer, store)
    images = slices(1)
    headers = f'Content-Disposition: attachment; filename="{name[:80]}"'.encode()

    def named(handler: Any, path: str, query: Any) -> bool:
        if path.endswith(("studies", "series", "instances")):
            return False
        send(handler, multipart([part10(images[0])], headers), MULTIPART)
        return True

    with web(images, answer=named) as server:
        done = fetch(by_web(server.connection()), store)
    assert done.folder is not None
    inside = {path.resolve() for path in tmp_path.rglob("*") if path.is_file()}
    assert all(path.is_relative_to(store.root.resolve()) or ".xdg" in str(path) for path in inside)
    assert sorted(path.name for path in done.folder.iterdir()) == [
        MANIFEST,
        f"{store.name(images[0].SOPInstanceUID)}.dcm",
    ]


def test_of_ten_thousand_hits_the_first_are_shown_and_the_rest_is_told() -> None:
    def many(event: Any) -> Iterator[Any]:
        for number in range(10_000):
            if event.is_cancelled:
                yield 0xFE00, None
                return
            found = Dataset()
            found.StudyInstanceUID = f"1.2.{number}"
            yield 0xFF00, found

    with dimse([], find=many) as server:
        hits = by_dimse(server.connection()).find(PATIENT, never)
    assert (len(hits.studies), hits.more) == (LIMIT, True)

    def all_at_once(handler: Any, path: str, query: Any) -> bool:
        found = [{"0020000D": {"vr": "UI", "Value": [f"1.2.{number}"]}} for number in range(10_000)]
        send(handler, json.dumps(found).encode(), "application/dicom+json")
        return True

    def the_same_page(handler: Any, path: str, query: Any) -> bool:
        found = [{"0020000D": {"vr": "UI", "Value": [f"1.2.{number}"]}} for number in range(20)]
        send(handler, json.dumps(found).encode(), "application/dicom+json")
        return True

    with web([], answer=all_at_once) as server:
        hits = by_web(server.connection()).find(PATIENT, never)
    assert (len(hits.studies), hits.more) == (LIMIT, True)
    with web([], answer=the_same_page) as server:
        hits = by_web(server.connection()).find(PATIENT, never)
        assert len(server.paths) == 2
    assert (len(hits.studies), hits.more) == (20, False)


def test_an_archive_that_lists_only_some_is_taken_at_its_word() -> None:
    """Orthanc ends so where it has more than its LimitFindResults."""

    def limited(event: Any) -> Iterator[Any]:
        for number in range(3):
            found = Dataset()
            found.StudyInstanceUID, found.SeriesInstanceUID = STUDY, f"1.2.{number}"
            if event.identifier.QueryRetrieveLevel == "STUDY":
                found.StudyInstanceUID = f"1.2.{number}"
            yield 0xFF00, found
        yield 0xFE00, None

    with dimse([], find=limited) as server:
        hits = by_dimse(server.connection()).find(PATIENT, never)
        assert (len(hits.studies), hits.more) == (3, True)
        with pytest.raises(ArchiveError, match="lists only 3 of the study's series"):
            by_dimse(server.connection()).series(STUDY, never)
    none_at_all = dimse([], find=lambda event: iter([(0xFE00, None)]))
    with none_at_all as server, pytest.raises(ArchiveError, match="stopped before the end"):
        by_dimse(server.connection()).find(PATIENT, never)


def test_all_answers_to_a_question_have_one_time() -> None:
    over = threading.Event()

    def slow(event: Any) -> Iterator[Any]:
        number = 0
        while not over.wait(0.3):
            found, number = Dataset(), number + 1
            found.StudyInstanceUID = f"1.2.{number}"
            yield 0xFF00, found

    with dimse([], find=slow) as server:
        with pytest.raises(ArchiveError, match="answers too slowly"):
            by_dimse(server.connection(), replace(IMPATIENT, query=1)).find(PATIENT, never)
        over.set()


def test_a_move_of_the_same_over_and_over_has_an_end(store: Store) -> None:
    images, port, over = slices(3), free_port(), threading.Event()

    def endless(event: Any) -> Iterator[Any]:
        yield 60_000
        while not over.wait(0.001):
            yield 0xFF00, images[0]

    with dimse(images, get=endless, destination=("127.0.0.1", port)) as server:
        connection = server.connection(retrieve="move", listen_host="127.0.0.1", listen_port=port)
        done = fetch(by_dimse(connection, replace(IMPATIENT, query=1)), store)
        over.set()
    assert (done.folder, done.got) == (None, 1)
    assert "answers too slowly" in done.words


def test_a_list_of_studies_that_is_cut_short_without_a_word_is_told_of() -> None:
    days = ["20240101", "20240101", "20240105", "20240201", "20240301", "20240302", ""]
    asked, cap = list[str](), 0

    def answer(handler: Any, path: str, query: Any) -> bool:
        (said,) = query.get("StudyDate", ["-"])
        since, _, until = said.partition("-")
        asked.append(said)
        found = [
            {
                "0020000D": {"vr": "UI", "Value": [f"1.2.{number}"]},
                "00080020": {"vr": "DA", "Value": [day] if day else []},
            }
            for number, day in enumerate(days)
            if said == "-" or (day and since <= day <= (until or "9"))
        ]
        at = int(query.get("offset", ["0"])[0])
        send(handler, json.dumps(found[:cap][at:]).encode(), "application/dicom+json")
        return True

    with web([], answer=answer) as server:
        peer = by_web(server.connection())
        for number, studies, more in ((4, 6, True), (3, 5, True), (7, 7, False)):
            cap = number
            hits = peer.find(PATIENT, never)
            assert (len(hits.studies), hits.more) == (studies, more)
        cap = 2  # all of one day: there is nothing to divide by
        assert not peer.find(PATIENT, never).more
        assert {"-20240131", "20240201-"} < set(asked)
        cap = 4
        hits = peer.find(replace(PATIENT, since="20240101", until="20240301"), never)
        assert hits.more
        assert {"20240101-20240104", "20240105-20240301"} < set(asked)


NAMES = [
    ("ISO_IR 100", "Müller^Jörg".encode("latin-1"), "Müller Jörg"),
    ("ISO_IR 192", "Müller^Jörg".encode(), "Müller Jörg"),
    ("ISO_IR 144", "Люкceмбypг".encode("iso8859_5"), "Люкceмбypг"),
    ("", "Müller^Jörg".encode("latin-1"), "Müller Jörg"),
    ("ISO_IR 192", "Nguyễn^Thị Minh".encode(), "Nguyễn Thị Minh"),
    ("GB18030", "王^小东".encode("gb18030"), "王 小东"),
    ("GBK", "王^小东".encode("gbk"), "王 小东"),
    ("ISO_IR 192", "Yamada^Tarou=山田^太郎=やまだ^たろう".encode(), "Yamada Tarou · 山田 太郎"),
    ("\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "Yamada Tarou · 山田 太郎"),
    ("\\ISO 2022 IR 149", b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7", "Hong Gildong · 洪 吉洞"),
    # It says another than it uses: letters turn into others or into signs for what is unknown, and what is no letter
    # there into a space.
    ("ISO_IR 192", "Müller^Jörg".encode("latin-1"), "M�ller J�rg"),
    ("ISO_IR 100", "Müller^Jörg".encode(), "MÃ¼ller JÃ¶rg"),
    ("ISO_IR 100", "Nguyễn^Thị".encode(), "Nguyá» n Thá»"),
    ("NO_SUCH_SET", b"Miller^\xff\xfe", None),
    ("ISO_IR 192", "\u202eevil\x07<b>^\n".encode() * 200, None),
]


@pytest.mark.parametrize(("said", "raw_name", "expected"), NAMES)
def test_whatever_character_set_a_name_comes_as_one_plain_line(
    said: str, raw_name: bytes, expected: str | None
) -> None:
    def encoded(event: Any) -> Iterator[Any]:
        def element(group: int, number: int, value: bytes) -> bytes:
            value += b" " * (len(value) % 2)
            return struct.pack("<HHI", group, number, len(value)) + value

        content = b"".join(
            (element(8, 5, said.encode()), element(16, 16, raw_name), element(32, 13, b"1.2.3\0"))
        )  # fmt: skip
        yield 0xFF00, pydicom.filereader.read_dataset(io.BytesIO(content), True, True)

    with dimse([], find=encoded) as server:
        (study,) = by_dimse(server.connection()).find(PATIENT, never).studies
    assert study.patient.isprintable()
    assert len(study.patient) <= 200
    if expected is not None:
        assert study.patient == expected


# Cancelling, and what is full


def test_cancelling_ends_a_fetch_and_a_question_at_once(store: Store) -> None:
    images, woken = slices(4), threading.Event()

    def sleepy(event: Any) -> Iterator[Any]:
        yield 4
        yield 0xFF00, images[0]
        woken.wait(90)
        yield 0xFF00, images[1]

    def find(event: Any) -> Iterator[Any]:
        if event.identifier.QueryRetrieveLevel == "STUDY":
            woken.wait(90)
        for image in images:
            found = Dataset()
            found.SOPInstanceUID, found.SeriesInstanceUID = image.SOPInstanceUID, SERIES
            yield 0xFF00, found

    progress, begin = Progress(), time.monotonic()
    with dimse(images, find=find, get=sleepy) as server:
        done = fetch_series(by_dimse(server.connection()), store, HIT, progress, lambda: progress.got == 1)
        assert (done.folder, done.got) == (None, 1)
        assert "it was stopped" in done.words
        with pytest.raises(CancelledError):
            by_dimse(server.connection()).find(
                PATIENT, lambda: bool(server.asked and "PatientName" in server.asked[-1])
            )
        assert time.monotonic() - begin < 45
        woken.set()


@pytest.mark.skipif(sys.platform != "linux", reason="fills a queue of connections, which elsewhere has no end")
@pytest.mark.parametrize("way", ["dimse", "web", "trial"])
def test_cancelling_ends_a_connection_that_does_not_come(way: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        time.sleep(0.2)
        port, patience = listener.getsockname()[1], replace(USUAL, connect=90)
        dicom = by_dimse(Connection("test archive", host="127.0.0.1", port=port, called="ARCHIVE"), patience)
        web_peer = by_web(Connection("test archive", "dicomweb", url=f"http://127.0.0.1:{port}/dicom-web"), patience)
        begin, asked = time.monotonic(), threading.Event()
        ways: dict[str, Callable[[], Any]] = {
            "dimse": lambda: dicom.find(PATIENT, asked.is_set),
            "web": lambda: web_peer.find(PATIENT, asked.is_set),
            "trial": lambda: list(dicom.trial(asked.is_set)),
        }
        threading.Timer(0.3, asked.set).start()
        with pytest.raises(CancelledError):
            ways[way]()
        assert time.monotonic() - begin < 45
        for one in waiting:
            one.close()


def test_the_quota_ends_a_fetch(tmp_path: Path) -> None:
    images = slices(6)
    small = Store(4 * len(part10(images[0])), tmp_path / "small")
    with dimse(images) as server, pytest.raises(OutputError, match="full"):
        fetch(by_dimse(server.connection()), small)
    assert visible(small) == []
    assert small.used() < 4 * len(part10(images[0]))
    other = Store(4 * len(part10(images[0])), tmp_path / "web")
    with web(images) as server, pytest.raises(OutputError, match="full"):
        fetch(by_web(server.connection()), other)


def test_only_the_address_entered_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with web(slices(1)) as server:
        assert by_web(server.connection()).find(PATIENT, never).studies
        assert all("Authorization" not in headers for headers in server.headers)


def test_a_refusal_is_explained() -> None:
    with dimse(slices(1)) as server:
        server.entity.require_called_aet = True
        server.server.ae.require_calling_aet = ["SOMEBODY"]
        steps = list(by_dimse(server.connection()).trial(never))
    assert steps[-1].outcome == "failed"
    assert "does not know this program's AE title" in steps[-1].words
    port = free_port()
    steps = list(by_dimse(Connection("x", host="127.0.0.1", port=port, called="A")).trial(never))
    assert (steps[-1].id, steps[-1].outcome) == ("port", "failed")
    assert "nothing listens" in steps[-1].words
    steps = list(by_dimse(Connection("x", host="no-such-host.invalid", port=104, called="A")).trial(never))
    assert (steps[-1].id, steps[-1].outcome) == ("name", "failed")
    secure = Connection("x", host="127.0.0.1", port=1, called="A", tls=True)
    for serve in (lambda met: met.sendall(b"no TLS here, and no patience\r\n" * 9), hanging_up):
        with raw(serve) as port:
            steps = list(by_dimse(replace(secure, port=port)).trial(never))
        assert (steps[-1].id, steps[-1].outcome) == ("port", "failed")
        assert "does not speak TLS" in steps[-1].words


def test_a_test_of_an_honest_archive_goes_through_every_step(honest: tuple[Peer, list[Dataset]]) -> None:
    peer, _ = honest
    steps = {step.id: step.outcome for step in peer.trial(never)}
    assert [steps[name] for name in ("name", "port", "find", "get")] == ["ok"] * 4
    assert "failed" not in steps.values()


def test_a_test_waits_until_the_image_is_on_the_disk(
    honest: tuple[Peer, list[Dataset]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medadv_gui.archive.store.sync_file", lambda path: time.sleep(0.3))
    peer, _ = honest
    assert {step.id: step.words for step in peer.trial(never)}["get"] == "one image came"


def test_no_field_is_a_pattern_of_the_users() -> None:
    assert Query(patient="Muster*\\mann").keys() == {"PatientName": "*Muster*mann*"}
    assert Query(patient="A-4711").keys() == {"PatientID": "A-4711"}
    assert Query(since="20240101", until="20240301").keys() == {"StudyDate": "20240101-20240301"}
    assert Query(patient=" , ^=", description="^", accession="A").keys() == {"AccessionNumber": "A"}
    assert Query(description="a, b^c").keys() == {"StudyDescription": "*a*b*c*"}
    for empty in (Query(), Query(patient=","), Query(patient="^ ="), Query(description=",*^")):
        with pytest.raises(ArchiveError, match="a whole archive is not listed"):
            empty.keys()
    for wrong in (Query(since="2024"), Query(since="20240301", until="20240101"), Query(modality="C*")):
        with pytest.raises(MedadvError):
            wrong.keys()
