"""Writing without half files, and hashing."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from medadv_gui.core.errors import OutputError


@contextmanager
def write_atomic(path: Path, *, replace: bool = True) -> Iterator[BinaryIO]:
    """A binary stream whose content becomes `path` only when all of it is on the disk (temp, fsync, rename).

    Without `replace`, a file that is there already stays as it is, even one that came while this was written.

    Raises OutputError where the folder cannot be written, the disk is full, or the file is there and must stay; nothing
    is left behind then.
    """
    temporary = path.with_name(f".writing-{uuid4().hex}")
    try:
        if not replace and os.path.lexists(path):
            raise OutputError(f"{path.name}: exists already and is not replaced")
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            temporary.replace(path)
        else:
            _rename_to_new(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"{path.name}: cannot be written ({error.strerror or type(error).__name__})") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _rename_to_new(temporary: Path, path: Path) -> None:
    """Give the file its name unless that is taken; raises OutputError then."""
    try:
        os.link(temporary, path)  # unlike a rename, never replaces
    except OSError:
        if os.path.lexists(path):
            raise OutputError(f"{path.name}: exists already and is not replaced") from None
        temporary.replace(path)  # a file system without hard links: that last look is as close as it gets


def sync_file(path: Path) -> None:
    """Have the content of a file on the disk that was written and closed. Raises OSError where that fails."""
    with path.open("r+b") as stream:  # Windows wants it open for writing
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Have the new name on the disk, too, where a folder can be opened (POSIX)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_left(folder: Path, pattern: str, seconds: float) -> None:
    """Delete the folders of this pattern that were last changed so many seconds ago: a killed program left them. A
    younger one may be in use by another program, which may delete it at any moment."""
    for left in folder.glob(pattern):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - seconds:
                shutil.rmtree(left, ignore_errors=True)


def lock_file(stream: BinaryIO) -> None:
    """Lock an open file for as long as it is open, against this process too; a killed one lets go. Raises OSError where
    another holds it."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
