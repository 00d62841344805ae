"""What may be sent, and what is written down of it."""

from __future__ import annotations

import json
import threading
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pynetdicom import evt

from medadv_gui.archive import send
from medadv_gui.archive.connections import Connection, load_connections
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import peer_of
from medadv_gui.core.errors import ArchiveError
from tests.archive.orthanc import free_port
from tests.archive.servers import IMPATIENT, dimse, never, slices, web
from tests.support import ct_dataset, save


@pytest.fixture
def perturbed(tmp_path: Path) -> Path:
    """What an export writes, as far as sending looks at it."""
    from medadv_gui.core.types import Instance
    from medadv_gui.imaging.dicom import read_dicom
    from medadv_gui.imaging.write import write_like

    source = save(ct_dataset(np.arange(256).reshape(16, 16).astype(np.int16)), tmp_path / "source.dcm")
    image = read_dicom(Instance(source))
    return write_like(image, image.stored + 1, tmp_path / "adversarial")


def test_sending_is_off_and_nothing_of_a_patients_goes(administrator: Any, perturbed: Path, tmp_path: Path) -> None:
    sent: list[Any] = []

    class Peer:
        name = "research"

        def send(self, file: Path, gone: Any, cancelled: Any) -> None:
            sent.append(file)

    connection = Connection("research", host="a", called="B")
    with pytest.raises(ArchiveError, match="sending is off"):
        send.send_image(Peer(), connection, perturbed, "research", never)  # type: ignore[arg-type]
    administrator(archive_send_to=["research"])  # the user's own of this name is not the administrator's
    with pytest.raises(ArchiveError, match="sending is off"):
        send.send_image(Peer(), connection, perturbed, "research", never)  # type: ignore[arg-type]
    administrator(archive_send_to=["research"], archives=[connection.to_json()])
    (connection,) = load_connections()
    for typed in ("", "Research", "yes"):
        with pytest.raises(ArchiveError, match="not confirmed"):
            send.send_image(Peer(), connection, perturbed, typed, never)  # type: ignore[arg-type]
    source = tmp_path / "source.dcm"
    with pytest.raises(ArchiveError, match="stays here"):
        send.send_image(Peer(), connection, source, "research", never)  # type: ignore[arg-type]
    half = pydicom.dcmread(perturbed)
    half.PatientName = "Mustermann^Erika"
    half.save_as(tmp_path / "half.dcm")
    with pytest.raises(ArchiveError, match="stays here"):
        send.send_image(Peer(), connection, tmp_path / "half.dcm", "research", never)  # type: ignore[arg-type]
    administrator(archive_send_to=["research"], archives=[connection.to_json()], sending=False)
    with pytest.raises(ArchiveError, match="sending is off"):
        send.send_image(Peer(), connection, perturbed, "research", never)  # type: ignore[arg-type]
    administrator(archive_send_to=["research"], archives=[connection.to_json()])
    assert sent == []
    assert not send.audit_path().exists()
    send.send_image(Peer(), connection, perturbed, "research", never)  # type: ignore[arg-type]
    assert sent == [perturbed]
    lines = [json.loads(line) for line in send.audit_path().read_text().splitlines()]
    assert [line["event"] for line in lines] == ["sending", "sent"]
    assert lines[0]["archive"] == "research"
    assert not any(word in send.audit_path().read_text() for word in ("Mustermann", "4711"))


def test_what_is_sent_arrives_as_it_was_written(administrator: Any, perturbed: Path) -> None:
    got = []
    with dimse(slices(1)) as server:
        server.server.bind(evt.EVT_C_STORE, lambda event: got.append(event.dataset) or 0)
        connection = server.connection(name="research")
        administrator(archive_send_to=["research"], archives=[connection.to_json()])
        (connection,) = load_connections()
        send.send_image(DimseArchive(connection), connection, perturbed, "research", never)
    (dataset,) = got
    assert dataset.PatientName == "ADVERSARIAL^RESEARCH"
    assert dataset.PixelData == pydicom.dcmread(perturbed).PixelData


FAILED = b'<DicomAttribute tag="00081197" vr="US" keyword="FailureReason"><Value number="1">272</Value>'
SENT, NOT_SENT, UNKNOWN = "sent", "not sent", "not known whether it arrived"
OUTCOMES = [
    ("stored", SENT), ("refused", NOT_SENT), ("turned away", NOT_SENT), ("cancelled", UNKNOWN), ("closed", NOT_SENT),
    ("web 200", SENT), ("web 202 with a failure", NOT_SENT), ("web 409", NOT_SENT), ("web 502", UNKNOWN),
    ("web silent", UNKNOWN), ("web closed", NOT_SENT),
]  # fmt: skip


@pytest.mark.parametrize(("how", "outcome"), OUTCOMES)
def test_what_is_known_of_it_is_written_down(administrator: Any, perturbed: Path, how: str, outcome: str) -> None:
    met, over = threading.Event(), threading.Event()

    def store(event: Any) -> int:
        met.set()
        if how == "cancelled":
            over.wait(20)
        return 0xA700 if how == "refused" else 0

    def answer(handler: Any, path: str, query: Any) -> bool:
        if how == "web silent":
            over.wait(20)
        elif how == "web 202 with a failure":
            handler.send_response(202)
            handler.send_header("Content-Type", "application/dicom+xml; charset=utf-8")
            handler.end_headers()
            handler.wfile.write(FAILED)
        elif how != "web 200":
            handler.send_error(int(how.split()[1]))
        return how != "web 200"

    with web([], answer=answer) as by_web, dimse(slices(1)) as by_dimse:
        if how == "turned away":
            by_dimse.server.ae.require_calling_aet = ["SOMEBODY"]
        by_dimse.server.bind(evt.EVT_C_STORE, store)
        connection = (by_web if "web" in how else by_dimse).connection(name="research")
        if "closed" in how:
            connection = replace(connection, port=free_port(), url=f"http://127.0.0.1:{free_port()}/dicom-web")
        administrator(archive_send_to=["research"], archives=[connection.to_json()])
        (connection,) = load_connections()
        peer = peer_of(connection, IMPATIENT)
        with nullcontext() if outcome == SENT else pytest.raises(ArchiveError) as caught:
            send.send_image(peer, connection, perturbed, "research", met.is_set if how == "cancelled" else never)
        over.set()
    lines = [json.loads(line) for line in send.audit_path().read_text().splitlines()]
    assert [line["event"] for line in lines] == ["sending", outcome]
    assert outcome != UNKNOWN or how == "cancelled" or "not known whether the image arrived" in str(caught.value)


def test_a_fault_of_this_program_is_written_down_too(administrator: Any, perturbed: Path) -> None:
    class Peer:
        name = "research"

        def send(self, file: Path, gone: Any, cancelled: Any) -> None:
            gone()
            raise ZeroDivisionError

    connection = Connection("research", host="a", called="B")
    administrator(archive_send_to=["research"], archives=[connection.to_json()])
    (connection,) = load_connections()
    with pytest.raises(ZeroDivisionError):
        send.send_image(Peer(), connection, perturbed, "research", never)  # type: ignore[arg-type]
    lines = [json.loads(line) for line in send.audit_path().read_text().splitlines()]
    assert [line["event"] for line in lines] == ["sending", UNKNOWN]
