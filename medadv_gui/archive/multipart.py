"""The parts of a multipart answer (RFC 2046 5.1) as they come in, none of them held in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medadv_gui.core.errors import ArchiveError

_MOST_HEADERS = 1 << 14
_BOUNDARY = re.compile(r"""boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that a Content-Type names; None where it is not multipart."""
    found = _BOUNDARY.search(content_type)
    if found is None or not content_type.strip().lower().startswith("multipart/"):
        return None
    return (found[1] or found[2]).encode("latin-1", "replace")


def parts(pieces: Iterator[bytes], boundary: bytes) -> Iterator[Iterator[bytes]]:
    """Each part as its own pieces, which are to be taken before the next part is asked for.

    Raises ArchiveError where the content ends before its last boundary: the last part may have been cut.
    """
    reader = _Reader(pieces)
    mark = b"--" + boundary
    reader.through(mark)
    while True:
        tail = reader.exactly(2)
        if tail == b"--":
            return
        if tail != b"\r\n":
            raise ArchiveError("it sends no multipart answer, though it says so")
        reader.headers()
        content = reader.until(b"\r\n" + mark)
        yield content
        for _ in content:  # what was not taken
            pass


class _Reader:
    """A buffer over the pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._buffer = pieces, bytearray()

    def _more(self) -> None:
        try:
            self._buffer += next(self._pieces)
        except StopIteration:
            raise ArchiveError("it broke off in the middle") from None

    def exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._more()
        found = bytes(self._buffer[:size])
        del self._buffer[:size]
        return found

    def through(self, mark: bytes) -> None:
        """Pass over everything before `mark`, and it."""
        while (at := self._buffer.find(mark)) < 0:
            if len(self._buffer) > _MOST_HEADERS:
                raise ArchiveError("it sends no multipart answer, though it says so")
            self._more()
        del self._buffer[: at + len(mark)]

    def headers(self) -> None:
        """Pass over the headers of a part: nothing that they say is used, names of files least of all."""
        if self._buffer[:2] == b"\r\n" or (len(self._buffer) < 2 and self._starts_empty()):
            del self._buffer[:2]
            return
        self.through(b"\r\n\r\n")

    def _starts_empty(self) -> bool:
        while len(self._buffer) < 2:
            self._more()
        return self._buffer[:2] == b"\r\n"

    def until(self, mark: bytes) -> Iterator[bytes]:
        """What comes before `mark`, in pieces; `mark` itself is passed over."""
        while (at := self._buffer.find(mark)) < 0:
            sure = len(self._buffer) - len(mark) + 1
            if sure > 0:
                piece = bytes(self._buffer[:sure])
                del self._buffer[:sure]
                yield piece
            self._more()
        if at:
            yield bytes(self._buffer[:at])
        del self._buffer[: at + len(mark)]
