"""What lies below both protocols: TLS, and the messages of a C-GET as hostile bytes."""

from __future__ import annotations

import ipaddress
import random
import ssl
import struct
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.uid import ExplicitVRLittleEndian

from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.peer import Peer
from medadv_gui.archive.query import InstanceHit, Query, SeriesHit
from medadv_gui.archive.store import Fetch, Store
from medadv_gui.archive.suboperations import SubOperations
from medadv_gui.archive.uids import split_file
from medadv_gui.core.errors import ArchiveError, MedadvError
from tests.archive.servers import IMPATIENT, SERIES, STUDY, dimse, never, part10, slices, web

HIT = SeriesHit(STUDY, SERIES)
IMAGES = slices(3)

# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
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
    folder = tmp_path_factory.mktemp("certificate")
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


@pytest.fixture(params=["dimse", "web"])
def secure(request: pytest.FixtureRequest, certificate: tuple[Path, ssl.SSLContext]) -> Iterator[Any]:
    """Makes the peer of an encrypted archive, with or without trust in its certificate."""
    path, context = certificate
    if request.param == "dimse":
        with dimse(IMAGES, ssl_context=context) as server:
            yield lambda trust, host="127.0.0.1": DimseArchive(
                server.connection(tls=True, host=host, ca_file=str(path) if trust else ""), IMPATIENT
            )
    else:
        with web(IMAGES, ssl_context=context) as server:
            yield lambda trust, host="127.0.0.1": WebArchive(
                server.connection(url=server.url.replace("127.0.0.1", host), ca_file=str(path) if trust else ""),
                "", IMPATIENT,
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


# The messages of a C-GET


class Bytes:
    """A socket that has all its bytes already."""

    def __init__(self, content: bytes) -> None:
        self.content, self.sent = memoryview(content), list[bytes]()

    def exactly(self, buffer: memoryview) -> memoryview:
        if len(buffer) > len(self.content):
            raise ArchiveError("it broke off in the middle")
        buffer[:] = self.content[: len(buffer)]
        self.content = self.content[len(buffer) :]
        return buffer

    def send(self, data: bytes) -> None:
        self.sent.append(data)


def run(content: bytes, folder: Path) -> tuple[Fetch, Bytes, int | Exception]:
    store = Store(1 << 24, folder)
    fetch = store.begin(HIT, [InstanceHit(str(image.SOPInstanceUID), str(image.SOPClassUID)) for image in IMAGES])
    held = Bytes(content)
    link = SimpleNamespace(
        accepted_contexts=[SimpleNamespace(context_id=3, transfer_syntax=[str(ExplicitVRLittleEndian)])]
    )
    line = SimpleNamespace(take=lambda: held)
    operations = SubOperations(link, line, fetch, lambda: None)  # type: ignore[arg-type]
    try:
        return fetch, held, operations.run()
    except MedadvError as error:
        return fetch, held, error


def element(number: int, value: bytes) -> bytes:
    return struct.pack("<HHI", 0, number, len(value)) + value


def pdu(control: int, data: bytes, context: int = 3) -> bytes:
    value = struct.pack(">IBB", len(data) + 2, context, control) + data
    return struct.pack(">BxI", 4, len(value)) + value


def short(number: int) -> bytes:
    return struct.pack("<H", number)


def stored(image: Any, called: str = "", size: int = 500) -> bytes:
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
    return pdu(3, command) + b"".join(pdu(2 if at == last else 0, piece) for at, piece in enumerate(pieces))


def ended(status: int = 0) -> bytes:
    return pdu(3, element(0x0100, short(0x8010)) + element(0x0800, short(0x0101)) + element(0x0900, short(status)), 1)


WHOLE = b"".join(stored(image) for image in IMAGES) + ended()


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


@pytest.mark.parametrize(
    "content",
    [b"", b"\7\0\0\0\0\4\0\0\0\0", b"\5\0\0\0\0\4\0\0\0\0", b"\4\0\xff\xff\xff\xff", pdu(3, b"\1" * 70_000),
     struct.pack(">BxI", 4, 4) + b"\0\0\0\1", pdu(3, element(0x0100, short(0x0020)) + element(0x0800, short(0x0101))),
     stored(IMAGES[0])[:900]],
)  # fmt: skip
def test_what_is_no_answer_ends_in_plain_words_and_leaves_nothing(content: bytes, tmp_path: Path) -> None:
    fetch, _, outcome = run(content, tmp_path)
    assert isinstance(outcome, ArchiveError)
    assert list(fetch.folder.glob("*.dcm")) == []
    assert list(fetch.folder.glob(".part*")) == []


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
