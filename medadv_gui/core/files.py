"""Writing without half files, and hashing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from medadv_gui.core.errors import OutputError


@contextmanager
def write_atomic(path: Path) -> Iterator[BinaryIO]:
    """A binary stream whose content becomes `path` only when all of it is on the disk (temp, fsync, rename).

    Raises OutputError where the folder cannot be written or the disk is full; nothing is left behind then.
    """
    temporary = path.with_name(f".writing-{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path.name}: cannot be written ({error.strerror or type(error).__name__})") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
