"""The bytes behind an instance: a file, or a member of a zip archive, inflated in memory up to a cap."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance

MAX_MEMBER = 1 << 30
_PIECE = 1 << 20


@contextmanager
def opened(instance: Instance) -> Iterator[BinaryIO]:
    """A seekable binary stream of the file's content.

    Raises InputError where the file is missing, no regular file, unreadable, or an archive that is encrypted, damaged
    or inflates beyond MAX_MEMBER bytes.
    """
    name = instance.name
    try:
        if not stat.S_ISREG(instance.path.stat().st_mode):  # a FIFO would wait for a writer for ever
            raise InputError(f"{name}: not a file")
        stream = member(instance) if instance.member else instance.path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{name}: there is no such file") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror or 'damaged'})") from None
    with stream:
        yield stream


def member(instance: Instance) -> io.BytesIO:
    """A member of a zip archive, inflated; never more than the cap, whatever the archive says of its size."""
    name = instance.name
    try:
        status = instance.path.stat()
        archive = _archive(instance.path, status.st_size, status.st_mtime_ns)
        if archive.getinfo(instance.member).flag_bits & 1:
            raise InputError(f"{name}: encrypted in the archive")
        content = io.BytesIO()
        with archive.open(instance.member) as stream:
            while piece := stream.read(_PIECE):
                if content.tell() + len(piece) > MAX_MEMBER:
                    raise InputError(f"{name}: inflates to more than {MAX_MEMBER >> 20} MiB")
                content.write(piece)
    except KeyError:
        raise InputError(f"{name}: there is no such file in the archive") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise InputError(f"{name}: damaged archive ({type(error).__name__})") from None
    content.seek(0)
    return content


@lru_cache(maxsize=1)
def _archive(path: Path, size: int, mtime_ns: int) -> zipfile.ZipFile:
    """The archive, its list of members read once: for 5,000 of them that takes longer than to inflate one."""
    return zipfile.ZipFile(path)
