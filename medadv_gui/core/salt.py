"""The installation's secret: what is keyed with it says nothing about a path or an identifier to anybody else."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import uuid4

from medadv_gui.core.resources import data_dir

_LENGTH = 32


def installation_salt() -> bytes:
    """32 random bytes, drawn once for this installation and kept in the user's data folder (mode 0600).

    Where that folder cannot be written, the bytes hold for this process only.
    """
    try:
        return _salt(data_dir() / "salt")
    except OSError:
        return _passing()


@cache
def _passing() -> bytes:
    return secrets.token_bytes(_LENGTH)


@cache
def _salt(path: Path) -> bytes:
    """The file's bytes; of two processes that make it at once, the first one's count for both."""
    with suppress(OSError):
        kept = path.read_bytes()
        if len(kept) == _LENGTH:
            return kept
        path.unlink()  # damaged: nothing that was keyed with it can be found again anyway
    fresh = secrets.token_bytes(_LENGTH)
    temporary = path.with_name(f".salt-{uuid4().hex}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(fresh)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, path)  # unlike a rename, never replaces what another process has made
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            temporary.replace(path)
        return path.read_bytes()
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
