"""One window for each user: a second start hands its paths to the running one and ends."""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST = 1 << 20
PATIENCE = 3000


def server_name(data: Path) -> str:
    """The name of this user's window; another user or another data folder has another."""
    return "medadv-gui-" + hashlib.sha256(f"{getpass.getuser()}\n{data}".encode()).hexdigest()[:16]


def hand_over(data: Path, paths: list[Path]) -> bool:
    """Give `paths` to the window that runs already; False where there is none that answers."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(data))
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.write(json.dumps([str(path.absolute()) for path in paths]).encode() + b"\n")
    answered = socket.waitForBytesWritten(PATIENCE) and socket.waitForReadyRead(PATIENCE)
    answer = bytes(socket.readAll().data()) if answered else b""
    socket.abort()
    return answer == b"ok\n"


class SingleInstance(QObject):
    """Listens for later starts. `asked` brings their paths, an empty list where only the window was wanted."""

    asked = Signal(list)

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        self._heard: dict[QLocalSocket, bytes] = {}
        # Two starts at once must not both remove what they take for a dead socket.
        lock = QLockFile(str(data / "start.lock"))
        if lock.tryLock(PATIENCE):
            name = server_name(data)
            if not _alive(name):  # Qt would take the name from a server that lives
                QLocalServer.removeServer(name)
                self._server.listen(name)
            lock.unlock()

    @property
    def listening(self) -> bool:
        return self._server.isListening()

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(self._gone)

    @Slot()
    def _read(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        heard = self._heard[socket] = self._heard.get(socket, b"") + bytes(socket.readAll().data())
        if len(heard) > LONGEST:
            socket.abort()
        elif heard.endswith(b"\n"):
            self._heard[socket] = b""
            try:
                found = json.loads(heard)
                paths = [Path(item) for item in found if isinstance(item, str)] if isinstance(found, list) else None
            except ValueError:
                paths = None
            socket.write(b"ok\n" if paths is not None else b"no\n")
            socket.flush()
            if paths is not None:
                self.asked.emit(paths)

    @Slot()
    def _gone(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        self._heard.pop(socket, None)
        socket.deleteLater()


def _alive(name: str) -> bool:
    """Whether somebody listens behind a socket's name."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    found = bool(socket.waitForConnected(PATIENCE))
    socket.abort()
    return found
