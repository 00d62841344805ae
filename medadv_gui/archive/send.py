"""Sending, which is off: an administrator may allow archives by name, and then nothing but a perturbed image goes, with
its new identity and its marks, after a confirmation that is typed, and written down before and after."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from pydicom.dataset import Dataset

from medadv_gui.archive.connections import Connection, PasswordWantedError
from medadv_gui.archive.peer import CancelledError, Peer, RefusedError
from medadv_gui.archive.policy import archive_policy
from medadv_gui.archive.query import Cancelled
from medadv_gui.core.errors import ArchiveError, OutputError
from medadv_gui.core.policy import audit
from medadv_gui.core.resources import data_dir
from medadv_gui.core.types import Instance
from medadv_gui.imaging.dicom import ADVERSARIAL_NAME, is_dicom, read_dataset
from medadv_gui.imaging.marks import ADVERSARIAL, is_adversarial

AUDIT = "sent.jsonl"


def allowed(connection: Connection) -> bool:
    """Whether an administrator allows sending to this connection, which has to be the administrator's own."""
    return connection.fixed and connection.name in archive_policy().send_to


def outgoing(file: Path) -> tuple[str, str, Dataset]:
    """SOP class, transfer syntax and data set of a file that may go.

    Raises ArchiveError where it is anything but a perturbed image with all its marks under its new identity.
    """
    instance = Instance(file)
    if not is_dicom(instance):
        raise ArchiveError(f"{file.name}: not DICOM; nothing else is sent")
    dataset = read_dataset(instance)
    described = str(dataset.get("SeriesDescription") or "").upper().startswith(ADVERSARIAL)
    named = str(dataset.get("PatientName") or "") == ADVERSARIAL_NAME and dataset.get("PatientID") == ADVERSARIAL
    if not (named and described and is_adversarial(dataset)):
        raise ArchiveError(f"{file.name}: does not bear the identity and the marks of a perturbed image; it stays here")
    if any(dataset.get(keyword) for keyword in ("PatientBirthDate", "AccessionNumber", "OtherPatientIDs")):
        raise ArchiveError(f"{file.name}: holds identifiers of a patient; it stays here")
    return str(dataset.SOPClassUID), str(dataset.file_meta.TransferSyntaxUID), dataset


def send_image(peer: Peer, connection: Connection, file: Path, typed: str, cancelled: Cancelled) -> None:
    """Send one perturbed image. typed : what the user wrote to confirm, the connection's name.

    Raises ArchiveError where that is not allowed, not confirmed or not possible, or where nobody can tell whether it
    arrived, OutputError where it cannot be written down: what must be recorded is not done unrecorded.
    """
    if not allowed(connection):
        raise ArchiveError(f"{connection.name}: sending is off; an administrator may allow it for named archives")
    if typed != connection.name:
        raise ArchiveError(f"{connection.name}: not confirmed; its name has to be typed as it is written")
    sop_class, _, dataset = outgoing(file)
    facts = {
        "archive": connection.name, "sop_class": sop_class, "sop_instance": str(dataset.SOPInstanceUID),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }  # fmt: skip
    _record("sending", facts)
    gone = threading.Event()
    try:
        peer.send(file, gone.set, cancelled)
    except BaseException as error:
        if isinstance(error, RefusedError | PasswordWantedError) or not gone.is_set():
            _record("not sent", facts)
            raise
        _record("not known whether it arrived", facts)
        if isinstance(error, CancelledError) or not isinstance(error, ArchiveError):
            raise
        raise ArchiveError(f"{error}; it is not known whether the image arrived") from None
    _record("sent", facts)


def audit_path() -> Path:
    """Where it is written down what was sent."""
    return data_dir() / AUDIT


def _record(event: str, facts: dict[str, str]) -> None:
    """Add a line, to the administrator's log too; it names no patient: the UID is that of the perturbed image."""
    audit(event, **facts)
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    path = audit_path()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, json.dumps(line, ensure_ascii=True).encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OutputError(f"{path.name}: the list of what was sent cannot be written ({error.strerror})") from None
