"""What a connection's faults mean, in plain words."""

from __future__ import annotations

import socket
import ssl

# PS3.8 9.3.4: source and reason of an A-ASSOCIATE-RJ.
REJECTED = {
    (1, 2): "it speaks another application context than DICOM's",
    (1, 3): "it does not know this program's AE title; its administrator has to enter it",
    (1, 7): "it has another AE title than the one entered for it",
    (3, 1): "it is busy; try again later",
    (3, 2): "it has as many connections as it allows; try again later",
}
# PS3.4 C.4.1.1.4, C.4.2.1.5, C.4.3.1.4 and PS3.7 Annex C.
STATUS = {
    0x0110: "it failed while working on the request",
    0x0122: "it does not offer this service",
    0x0124: "it does not allow this user or AE title to do that",
    0xA700: "it is out of resources",
    0xA701: "it cannot count what was asked for; it is out of resources",
    0xA702: "it cannot send what was asked for; it is out of resources, or does not allow it",
    0xA801: "it does not know this program's AE title as a destination; its administrator has to enter title, address "
            "and port",
    0xA900: "it finds that the request does not fit the service",
    0xB000: "it could not send some of the images",
    0xFE00: "it stopped before the end",
}  # fmt: skip


def of_rejection(source: int | None, reason: int | None) -> str:
    """Why an association was rejected."""
    return REJECTED.get((source or 0, reason or 0), f"it gives no reason (source {source}, reason {reason})")


def of_status(status: int) -> str:
    """What a DIMSE status means."""
    if status in STATUS:
        return STATUS[status]
    return STATUS[0x0110] if 0xC000 <= status <= 0xCFFF else f"it answers with the status {status:04X}"


def of_socket(error: OSError) -> str:
    """Why there is no connection."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}); name the file of its authority"
    if isinstance(error, ssl.SSLError):
        return "it does not speak TLS at this port, or none that this program accepts"
    if isinstance(error, socket.gaierror):
        return "no computer of this name is known; look for a typing error, or ask for the IP address"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens at this port: the port is another, or the archive does not run"
    if isinstance(error, TimeoutError):
        return "no answer: the address is another, or a firewall lies in between"
    if isinstance(error, ConnectionError):
        return "it closes the connection at once; it may allow certain computers alone"
    return f"the network says: {error.strerror or type(error).__name__}"


def of_http(status: int) -> str:
    """What an HTTP status means."""
    if status == 401:
        return "it wants a user and password, or those given are wrong"
    if status == 403:
        return "it does not allow this user to do that"
    if status == 404:
        return "there is no DICOMweb service at this address; the path may be another"
    if status in (400, 406, 415):
        return f"it does not understand the request (HTTP {status})"
    if status in (413, 429, 503):
        return f"it is busy or refuses so much at once (HTTP {status})"
    if 300 <= status < 400:
        return "it points to another address, which is not followed; enter that one"
    return f"it answers with HTTP {status}"
