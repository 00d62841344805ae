"""A real archive for tests: Orthanc, in a network namespace of its own, since it listens on every address."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from medadv_gui.archive.connections import DICOMWEB, DIMSE, Connection

PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
USER, PASSWORD = "reader", "not-a-real-secret"
TITLE, OURS, LISTEN = "ORTHANC", "MEDADV", 11112
RELAY = Path(__file__).with_name("relay.py")


def program() -> str | None:
    return shutil.which("Orthanc") or next((p for p in ("/usr/sbin/Orthanc",) if Path(p).exists()), None)


def missing() -> str:
    """Why there is no Orthanc here, "" where there is one."""
    if program() is None or not PLUGIN.exists():
        return "Orthanc is not here: Debian packages orthanc and orthanc-dicomweb"
    tried = subprocess.run(["unshare", "-rn", "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "no network namespace can be made here, and Orthanc listens everywhere"


def configuration(folder: Path, **more: object) -> Path:
    """Orthanc's configuration for a folder."""
    path = folder / "orthanc.json"
    settings = {
        "Name": "test", "StorageDirectory": str(folder / "storage"), "IndexDirectory": str(folder / "storage"),
        "Plugins": [str(PLUGIN)], "HttpPort": 8042, "DicomPort": 4242, "DicomAet": TITLE, "RemoteAccessAllowed": True,
        "AuthenticationEnabled": True, "RegisteredUsers": {USER: PASSWORD}, "DicomCheckCalledAet": True,
        "DicomModalities": {"us": [OURS, "127.0.0.1", LISTEN]}, "DicomAlwaysAllowGet": True,
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"}, "OverwriteInstances": True, "ConcurrentJobs": 1,
        "DefaultEncoding": "Utf8",  # else it drops from its answers what Latin-1 lacks
        **more,
    }  # fmt: skip
    path.write_text(json.dumps(settings))
    return path


@dataclass(frozen=True)
class Orthanc:
    """A running one, as it is reached from here."""

    dicom: int
    http: int
    back: int

    def dimse(self, **changes: object) -> Connection:
        values = {
            "name": "Orthanc", "protocol": DIMSE, "host": "127.0.0.1", "port": self.dicom, "called": TITLE,
            "calling": OURS, "listen_host": "127.0.0.1", "listen_port": self.back,
        }  # fmt: skip
        return Connection(**(values | changes))  # type: ignore[arg-type]

    def web(self, **changes: object) -> Connection:
        values = {
            "name": "Orthanc web", "protocol": DICOMWEB, "url": f"http://127.0.0.1:{self.http}/dicom-web",
            "user": USER,
        }  # fmt: skip
        return Connection(**(values | changes))  # type: ignore[arg-type]

    def ask(self, path: str, data: bytes | None = None, method: str | None = None) -> bytes:
        """Orthanc's own interface."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", data, method=method)
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            content = answer.read()
            assert isinstance(content, bytes)
            return content

    def add(self, *files: Path) -> None:
        for file in files:
            self.ask("/instances", file.read_bytes())

    def await_start(self) -> None:
        for _ in range(300):
            try:
                self.ask("/system")
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("Orthanc did not start")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[Orthanc]:
    """Orthanc in a namespace of its own; two relays join it to this one through sockets in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    back, relays = free_port(), []
    names = [folder / name for name in ("dicom", "http", "back")]
    server = program()
    assert server is not None
    inside = [
        "unshare", "-rn", sys.executable, str(RELAY), "--up", f"unix:{names[0]}=tcp:127.0.0.1:4242",
        f"unix:{names[1]}=tcp:127.0.0.1:8042", f"tcp:127.0.0.1:{LISTEN}=unix:{names[2]}", "--", server,
        str(configuration(folder)),
    ]  # fmt: skip
    outside = [
        sys.executable, str(RELAY), f"unix:{names[2]}=tcp:127.0.0.1:{back}", f"tcp:127.0.0.1:0=unix:{names[0]}",
        f"tcp:127.0.0.1:0=unix:{names[1]}",
    ]  # fmt: skip
    try:
        ports = []
        with (folder / "log").open("wb") as log:
            for command in (inside, outside):
                relays.append(
                    subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
                )
                stream = relays[-1].stdout
                assert stream is not None
                ports = []
                while (line := stream.readline().strip()) not in ("ready", ""):
                    ports.append(int(line))
        found = Orthanc(*ports, back)
        found.await_start()
        yield found
    finally:
        for relay in reversed(relays):
            relay.communicate(timeout=30)


@contextmanager
def direct(folder: Path, **settings: object) -> Iterator[Orthanc]:
    """Orthanc without relays, for a program that runs in a namespace of its own itself (`inside`)."""
    folder.mkdir(parents=True, exist_ok=True)
    server = program()
    assert server is not None
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([server, str(configuration(folder, **settings))], stdout=log, stderr=log)
        try:
            found = Orthanc(4242, 8042, LISTEN)
            found.await_start()
            yield found
        finally:
            process.terminate()
            process.wait(30)


def inside() -> None:
    """Go on in a network namespace of its own, with nothing but a loopback interface."""
    if os.environ.get("MEDADV_NAMESPACE") != "own":
        os.environ["MEDADV_NAMESPACE"] = "own"
        script = f'ip link set lo up && exec "{sys.executable}" "$@"'
        os.execvp("unshare", ["unshare", "-rn", "sh", "-c", script, "sh", *sys.argv])
