"""What lies below both protocols: TLS, and the messages of a C-GET as hostile bytes."""

from __future__ import annotations

import ipaddress
import random
import socket
import ssl
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pynetdicom import AE
from pynetdicom.presentation import build_context
from pynetdicom.transport import AssociationSocket

from medadv_gui.archive import channel
from medadv_gui.archive.connections import Connection
from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.listener import listening
from medadv_gui.archive.peer import Peer
from medadv_gui.archive.query import InstanceHit, Query, SeriesHit
from medadv_gui.archive.receiving import Reception
from medadv_gui.archive.store import PART, Fetch, Store
from medadv_gui.archive.uids import split_file
from medadv_gui.core.errors import ArchiveError, MedadvError
from tests.archive.orthanc import free_port
from tests.archive.servers import IMPATIENT, SERIES, STUDY, dimse, never, part10, slices, web

HIT = SeriesHit(STUDY, SERIES)
IMAGES = slices(3)

# TLS


def certified(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that signed itself, and a server's context with it."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test archive")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return certified(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["dimse", "web"])
def secure(request: pytest.FixtureRequest, certificate: tuple[Path, ssl.SSLContext]) -> Iterator[Any]:
    """Makes the peer of an encrypted archive, with or without trust in its certificate."""
    path, context = certificate
    if request.param == "dimse":
        with dimse(IMAGES, ssl_context=context) as server:
            yield lambda trust, host="127.0.0.1": DimseArchive(
                server.connection(tls=True, host=host, ca_file=str(path) if trust else "")
            )
    else:
        with web(IMAGES, ssl_context=context) as server:
            yield lambda trust, host="127.0.0.1": WebArchive(
                server.connection(url=server.url.replace("127.0.0.1", host), ca_file=str(path) if trust else ""),
                "",
            )  # fmt: skip


def test_an_encrypted_archive_is_believed_with_its_certificate_alone(secure: Any, tmp_path: Path) -> None:
    peer: Peer = secure(True)
    (study,) = peer.find(Query(patient="Muster"), never).studies
    assert study.uid == STUDY
    store = Store(1 << 30, tmp_path / "store")
    begun = store.begin(HIT, peer.instances(HIT, never))
    peer.retrieve(begun, lambda: None, never)
    assert begun.complete
    assert {step.id: step.outcome for step in peer.trial(never)}["get"] == "ok"
    stranger: Peer = secure(False)
    with pytest.raises(ArchiveError):
        stranger.find(Query(patient="Muster"), never)
    steps = list(stranger.trial(never))
    assert (steps[-1].id, steps[-1].outcome) == ("port", "failed")
    assert "not trusted" in steps[-1].words
    other: Peer = secure(True, "localhost")  # the certificate is for another name
    with pytest.raises(ArchiveError):
        other.find(Query(patient="Muster"), never)


@pytest.mark.parametrize("named", [True, False])
def test_over_dicomweb_no_authority_is_trusted_but_the_one_named_or_the_systems(
    certificate: tuple[Path, ssl.SSLContext], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    other, context = certified(tmp_path)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(other))  # stands for all public authorities
    with web(IMAGES, ssl_context=context) as server:
        peer = WebArchive(server.connection(ca_file=str(certificate[0]) if named else ""))
        with pytest.raises(ArchiveError, match="not trusted"):
            peer.find(Query(patient="Muster"), never)
        assert server.paths == []
        assert WebArchive(server.connection(ca_file=str(other))).find(Query(patient="Muster"), never).studies


def test_a_move_is_refused_with_tls_since_its_images_would_come_unencrypted(
    certificate: tuple[Path, ssl.SSLContext], tmp_path: Path
) -> None:
    path, context = certificate
    with dimse(IMAGES, ssl_context=context) as server:
        peer = DimseArchive(
            server.connection(
                tls=True, ca_file=str(path), retrieve="move", listen_host="127.0.0.1", listen_port=free_port()
            )
        )
        begun = Store(1 << 30, tmp_path / "store").begin(HIT, peer.instances(HIT, never))
        with pytest.raises(ArchiveError, match="would come unencrypted"):
            peer.retrieve(begun, lambda: None, never)
        steps = {step.id: step.outcome for step in peer.trial(never)}
    assert (steps["get"], steps["move"]) == ("ok", "skipped")


def test_no_thread_reads_an_encrypted_connection_while_another_writes(
    certificate: tuple[Path, ssl.SSLContext], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenSSL's connection is one thread's at a time; else a reader is told that it had ended (1 of 270 fetches)."""
    path, context = certificate
    using: list[int] = []
    at_once: list[list[int]] = []

    def alone(method: Callable[..., Any], wait: float) -> Callable[..., Any]:
        def call(self: Any, *args: Any) -> Any:
            if not isinstance(self, channel.Line | channel._Transport):
                return method(self, *args)
            using.append(threading.get_ident())
            try:
                time.sleep(wait)
                at_once.append([*using])
                return method(self, *args)
            finally:
                using.remove(threading.get_ident())

        return call

    monkeypatch.setattr(AssociationSocket, "send", alone(AssociationSocket.send, 0.2))
    monkeypatch.setattr(channel.Line, "fill", alone(channel.Line.fill, 0.0))
    with dimse(IMAGES, ssl_context=context) as server:
        peer = DimseArchive(server.connection(tls=True, ca_file=str(path)))
        begun = Store(1 << 30, tmp_path / "store").begin(HIT, peer.instances(HIT, never))
        at_once.clear()
        peer.retrieve(begun, lambda: None, never)
    assert begun.complete
    assert len({one for together in at_once for one in together}) == 2  # pynetdicom's thread and ours
    assert all(len(set(together)) == 1 for together in at_once)


# The messages of a C-GET


class Bytes:
    """A socket that has all its bytes already."""

    def __init__(self, content: bytes) -> None:
        self.content = self.whole = memoryview(content)
        self.sent: list[bytes] = []
        self.until = time.monotonic() + 20

    def exactly(self, buffer: memoryview) -> memoryview:
        if len(buffer) > len(self.content):
            raise ArchiveError("it broke off in the middle")
        buffer[:] = self.content[: len(buffer)]
        self.content = self.content[len(buffer) :]
        return buffer

    def send(self, data: bytes) -> None:
        self.sent.append(data)


class Endless(Bytes):
    """One that has them again and again, for longer than any patience."""

    def exactly(self, buffer: memoryview) -> memoryview:
        assert time.monotonic() < self.until
        if not self.content:
            self.content = self.whole
        return super().exactly(buffer)


def run(content: bytes, folder: Path, endless: bool = False) -> tuple[Fetch, Bytes, int | Exception]:
    store = Store(1 << 24, folder)
    fetch = store.begin(HIT, [InstanceHit(str(image.SOPInstanceUID), str(image.SOPClassUID)) for image in IMAGES])
    held = Endless(content) if endless else Bytes(content)
    link = SimpleNamespace(
        accepted_contexts=[SimpleNamespace(context_id=3, transfer_syntax=[str(ExplicitVRLittleEndian)])]
    )
    line = SimpleNamespace(take=lambda: held, patience=replace(IMPATIENT, query=0.2 if endless else 90))
    reception = Reception(link, line, fetch, lambda: None)  # type: ignore[arg-type]
    try:
        return fetch, held, reception.until_answered()
    except MedadvError as error:
        return fetch, held, error
    finally:
        fetch.settle()


def element(number: int, value: bytes) -> bytes:
    return struct.pack("<HHI", 0, number, len(value)) + value


def pdu(control: int, data: bytes, context: int = 3) -> bytes:
    value = struct.pack(">IBB", len(data) + 2, context, control) + data
    return struct.pack(">BxI", 4, len(value)) + value


def short(number: int) -> bytes:
    return struct.pack("<H", number)


def stored(image: Any, called: str = "", size: int = 500, context: int = 3) -> bytes:
    """A C-STORE request, its data set in several PDUs."""
    raw = part10(image)
    found = split_file(raw)
    assert found is not None
    uid = (called or str(image.SOPInstanceUID)).encode()
    command = b"".join(
        (element(0x0002, str(image.SOPClassUID).encode()), element(0x0100, short(1)), element(0x0110, short(9)),
         element(0x0800, short(1)), element(0x1000, uid + b"\0" * (len(uid) % 2)))
    )  # fmt: skip
    data = raw[found[1] :]
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    last = len(pieces) - 1
    return pdu(3, command, context) + b"".join(
        pdu(2 if at == last else 0, piece, context) for at, piece in enumerate(pieces)
    )


RELEASE = b"\5\0\0\0\0\4\0\0\0\0"


def ended(status: int = 0) -> bytes:
    return pdu(3, element(0x0100, short(0x8010)) + element(0x0800, short(0x0101)) + element(0x0900, short(status)), 1)


WHOLE = b"".join(stored(image) for image in IMAGES) + ended()
BAD = [
    b"", b"\7\0\0\0\0\4\0\0\0\0", b"\4\0\xff\xff\xff\xff", pdu(3, b"\1" * 70_000),
    struct.pack(">BxI", 4, 4) + b"\0\0\0\1", pdu(3, element(0x0100, short(0x0020)) + element(0x0800, short(0x0101))),
    stored(IMAGES[0])[:900],
]  # fmt: skip


def test_objects_are_taken_and_answered(tmp_path: Path) -> None:
    fetch, held, status = run(WHOLE, tmp_path)
    assert status == 0
    assert fetch.complete
    assert len(held.sent) == 3
    assert all(short(0x8001) in answer and answer[0] == 4 for answer in held.sent)


def test_an_object_under_another_name_than_its_own_is_not_taken(tmp_path: Path) -> None:
    fetch, held, status = run(stored(IMAGES[0], str(IMAGES[1].SOPInstanceUID)) + ended(0xB000), tmp_path)
    assert status == 0xB000
    assert (fetch.got, fetch.refused) == (set(), 1)
    assert fetch.reasons == ["an object that is another than the archive calls it"]
    assert short(0xA900) in held.sent[0]


@pytest.mark.parametrize("content", [*BAD, RELEASE])
def test_what_is_no_answer_ends_in_plain_words_and_leaves_nothing(content: bytes, tmp_path: Path) -> None:
    fetch, _, outcome = run(content, tmp_path)
    assert isinstance(outcome, ArchiveError)
    assert list(fetch.folder.glob("*.dcm")) == []
    assert list(fetch.folder.glob(".part*")) == []


@pytest.mark.parametrize("size", [1, 7, 500])
def test_a_command_comes_in_pieces_of_any_size(size: int, tmp_path: Path) -> None:
    last = element(0x0100, short(0x8010)) + element(0x0800, short(0x0101)) + element(0x0900, short(0xB000))
    command = b"".join(element(0x1000, b"") for _ in range(7000)) + last
    pieces = [command[at : at + size] for at in range(0, len(command), size)]
    begin = time.monotonic()
    *_, outcome = run(b"".join(pdu(1, piece) for piece in pieces[:-1]) + pdu(3, pieces[-1]), tmp_path)
    assert outcome == 0xB000
    assert time.monotonic() - begin < 20  # read anew with each piece it takes a minute


@pytest.mark.parametrize(
    "content",
    [pdu(3, element(0x0900, short(0))), pdu(3, element(0x0100, short(1)) + element(0x0800, short(1))) + pdu(1, b"\0")],
)
def test_a_command_without_a_name_or_an_end_is_none(content: bytes, tmp_path: Path) -> None:
    *_, outcome = run(content, tmp_path)
    assert "what is no DICOM" in str(outcome)


def test_a_failure_that_orthanc_tells_with_an_element_of_another_group_is_one(tmp_path: Path) -> None:
    more = struct.pack("<HHI", 0x0008, 0x0058, 6) + b"1.2.3\0"
    command = element(0x0100, short(0x8010)) + element(0x0800, short(0x0101)) + element(0x0900, short(0xC000)) + more
    fetch, _, status = run(stored(IMAGES[0]) + pdu(3, command, 1), tmp_path)
    assert (status, len(fetch.got)) == (0xC000, 1)


def pending() -> bytes:
    return ended(0xFF00)


ENDLESS = [
    (pending(), "answers too slowly"), (b"\4\0\0\0\0\0", "answers too slowly"),
    (stored(IMAGES[0]), "more than was asked for"), (stored(IMAGES[0]) + pending(), "more than was asked for"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), ENDLESS)
def test_answers_that_bring_nothing_have_an_end(content: bytes, words: str, tmp_path: Path) -> None:
    _, _, outcome = run(content, tmp_path, endless=True)
    assert words in str(outcome)


def test_no_message_is_larger_than_it_may_be(tmp_path: Path) -> None:
    *_, outcome = run(b"\4\0\0\x10\0\1", tmp_path)
    assert "larger than any it may send" in str(outcome)


@given(st.integers(0, 2**32 - 1))
def test_damaged_messages_bring_nothing_down_and_nothing_in(seed: int) -> None:
    rng, content = random.Random(seed), bytearray(WHOLE)
    for _ in range(rng.randrange(1, 12)):
        at = rng.choice((rng.randrange(400), rng.randrange(len(content))))
        content[at] = rng.randrange(256)
    if rng.random() < 0.3:
        del content[rng.randrange(len(content)) :]
    with tempfile.TemporaryDirectory() as name:
        fetch, _, _ = run(bytes(content), Path(name))
        files = {path.stem for path in fetch.folder.glob("*.dcm")}
        assert (
            files == {fetch.store.name(uid) for uid in fetch.got} <= {fetch.store.name(uid) for uid in fetch.expected}
        )


# What an archive sends during a C-MOVE, over an association that it opens


@contextmanager
def met(folder: Path) -> Iterator[tuple[Fetch, Callable[[], Any]]]:
    """A fetch whose listener is open, and what makes the archive's association with it; its socket is raw then."""
    store = Store(1 << 24, folder)
    fetch = store.begin(HIT, [InstanceHit(str(image.SOPInstanceUID), str(image.SOPClassUID)) for image in IMAGES])
    connection = Connection(
        "test archive", host="127.0.0.1", called="ARCHIVE", listen_host="127.0.0.1", listen_port=free_port()
    )
    entity, links = AE("ARCHIVE"), list[Any]()

    def associate() -> Any:
        link = entity.associate(
            "127.0.0.1", connection.listen_port, [build_context(CTImageStorage, ExplicitVRLittleEndian)], "MEDADV"
        )
        assert link.is_established
        assert [context.context_id for context in link.accepted_contexts] == [1]
        link.dul.kill_dul()  # what comes back is the test's
        link.dul.join()
        links.append(link)
        assert link.dul.socket is not None
        return link.dul.socket.socket

    try:
        with listening(connection, fetch, lambda: None, IMPATIENT):
            yield fetch, associate
    finally:
        fetch.settle()
        for link in links:
            channel.stop(link)
            link.dul.socket.socket.close()


def eventually(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


def test_an_object_of_a_move_goes_to_the_disk_as_it_comes(tmp_path: Path) -> None:
    with met(tmp_path) as (fetch, associate):
        archive, content = associate(), stored(IMAGES[0], context=1)
        archive.sendall(content[:900])
        assert eventually(lambda: [p.stat().st_size for p in fetch.folder.glob(f"{PART}*")] != [])
        assert fetch.got == set()
        archive.sendall(content[900:])
        assert eventually(lambda: len(fetch.got) == 1)
        archive.sendall(b"".join(stored(image, context=1) for image in IMAGES[1:]) + RELEASE)
        assert eventually(lambda: fetch.complete)
        answers = b""
        while piece := archive.recv(4096):
            answers += piece
        assert answers.count(short(0x8001)) == 3
        assert answers.endswith(b"\6\0\0\0\0\4\0\0\0\0")
    assert len(list(fetch.folder.glob("*.dcm"))) == 3


@pytest.mark.parametrize("content", BAD)
def test_what_is_no_object_of_a_move_ends_its_association_alone(content: bytes, tmp_path: Path) -> None:
    with met(tmp_path) as (fetch, associate):
        archive, other = associate(), associate()
        archive.sendall(content)
        archive.shutdown(socket.SHUT_WR)
        assert archive.recv(1) == b""
        assert fetch.got == set()
        other.sendall(b"".join(stored(image, context=1) for image in IMAGES) + RELEASE)
        assert eventually(lambda: fetch.complete)
    assert list(fetch.folder.glob(f"{PART}*")) == []


def test_a_move_that_falls_silent_in_an_object_is_left(tmp_path: Path) -> None:
    with met(tmp_path) as (fetch, associate):
        archive = associate()
        archive.sendall(stored(IMAGES[0], context=1)[:900])
        begin = time.monotonic()
        assert archive.recv(1) == b""
        assert time.monotonic() - begin < 2 * IMPATIENT.silence
    assert list(fetch.folder.glob(f"{PART}*")) == []


def test_the_quota_ends_a_move(tmp_path: Path) -> None:
    with met(tmp_path) as (fetch, associate):
        fetch.room = 1500
        archive = associate()
        archive.sendall(b"".join(stored(image, context=1) for image in IMAGES))
        assert eventually(lambda: bool(archive.recv(4096) == b""))
        assert len(fetch.got) == 1
    assert list(fetch.folder.glob(f"{PART}*")) == []
