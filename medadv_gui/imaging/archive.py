"""What a zip archive holds. Nothing is extracted: members are named, and inflated in memory when they are read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from medadv_gui.core.types import Instance, Skipped
from medadv_gui.imaging.source import MAX_MEMBER

SUFFIX = ".zip"
MAX_MEMBERS = 100_000
# An archive of pictures that inflates to more than this, at a ratio that no picture reaches, is made to do harm.
_LARGE, _RATIO = 8 << 30, 200
_MAX_DIRECTORY = 16 << 20


class _Bounded(io.BufferedReader):
    """A file that refuses to be read into memory at once: the list of members is read that way."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile
        return super().read(size)


def members(path: Path) -> Iterator[Instance | Skipped]:
    """The files in an archive, hidden ones passed over, and what cannot be read of it, with the reason."""
    try:
        with _Bounded(cast(io.RawIOBase, path.open("rb", buffering=0))) as stream:
            entries = zipfile.ZipFile(cast(BinaryIO, stream)).infolist()
    except OSError as error:
        yield Skipped(path, f"cannot be read ({error.strerror or 'damaged'})")
        return
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        yield Skipped(path, f"damaged archive ({type(error).__name__})")
        return
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_MEMBERS:
        yield Skipped(path, f"an archive of {len(entries)} files; this program opens up to {MAX_MEMBERS}")
        return
    if size > _LARGE and size > _RATIO * path.stat().st_size:
        yield Skipped(path, f"an archive that inflates to {size >> 30} GiB, which this program refuses")
        return
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if entry.is_dir() or not parts or any(p == "__MACOSX" or (p[0] == "." and p != "..") for p in parts):
            continue
        reason = ""
        if entry.flag_bits & 1:
            reason = "encrypted in the archive"
        elif parts[-1].lower().endswith(SUFFIX):
            reason = "an archive within an archive is not opened"
        elif entry.file_size > MAX_MEMBER:
            reason = f"inflates to more than {MAX_MEMBER >> 20} MiB"
        yield Skipped(path, reason, entry.filename) if reason else Instance(path, member=entry.filename)
