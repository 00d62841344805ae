"""Zip archives that hold models: each member is looked at before any is read, and nothing is extracted to a disk."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from medadv_gui.core.errors import ModelError

MAX_TOTAL = 4 << 30
MAX_MEMBERS = 20_000
# Code, graphs and tables of contents; weights may be as large as the whole.
MAX_TEXT = 64 << 20
# Weights hardly shrink at all, code shrinks to a tenth. What is small does no harm at any ratio.
_RATIO, _SMALL = 100, 1 << 20
_SYMLINK = stat.S_IFLNK
_STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


class Archive:
    """The members of a zip archive by their names below its one root folder, as PyTorch writes them.

    Raises
    ------
    ModelError
        If the archive is damaged, or has a member that no archive of a model has: a path that leads elsewhere, a link,
        a name that comes twice, more bytes than a model has, or bytes packed closer than weights can be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGED as error:
            raise ModelError(f"{path.name}: a damaged archive ({type(error).__name__})") from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > MAX_MEMBERS:
            raise ModelError(f"{path.name}: an archive of {len(entries)} members, more than {MAX_MEMBERS}")
        for entry in entries:
            if reason := _refused(entry):
                raise ModelError(f"{path.name}: refused, its member {entry.filename!r} {reason}")
        if sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise ModelError(f"{path.name}: an archive that inflates to more than {MAX_TOTAL >> 30} GiB")
        names = [entry.filename for entry in entries]
        folded = Counter(name.casefold() for name in names)  # as Windows and macOS compare names
        if twice := [name for name in names if folded[name.casefold()] > 1]:
            raise ModelError(f"{path.name}: refused, its member {twice[0]!r} is there twice")
        self.root = _root(names)
        self._entries = {entry.filename.removeprefix(self.root): entry for entry in entries}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def size(self, name: str) -> int:
        """Bytes of a member, inflated."""
        return self._entries[name].file_size

    def read(self, name: str, limit: int = MAX_TOTAL) -> bytes:
        """A member's bytes, their checksum compared.

        Raises ModelError where it is damaged or larger than `limit`.
        """
        if self.size(name) > limit:
            raise ModelError(f"{self.path.name}: its member {name!r} is larger than {limit >> 20} MiB")
        try:
            return self._zip.read(self._entries[name])
        except (*_DAMAGED, RuntimeError) as error:
            raise ModelError(f"{self.path.name}: its member {name!r} is damaged ({type(error).__name__})") from None

    def text(self, name: str) -> str:
        """A member of UTF-8 text. Raises ModelError where it is none."""
        try:
            return self.read(name, MAX_TEXT).decode("utf-8")
        except UnicodeDecodeError:
            raise ModelError(f"{self.path.name}: its member {name!r} is no text") from None

    def allow(self, patterns: Iterable[str]) -> None:
        """Raise ModelError unless every member's whole name matches one of these regular expressions."""
        allowed = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
        for name in self._entries:
            if not allowed.fullmatch(name):
                raise ModelError(f"{self.path.name}: refused, its member {name!r} has no place in a model of this kind")

    def close(self) -> None:
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _refused(entry: zipfile.ZipInfo) -> str:
    """What is wrong with a member; empty where nothing is."""
    parts = re.split(r"[/\\]", entry.orig_filename)
    if entry.orig_filename != entry.filename or "\\" in entry.filename or ":" in entry.filename or not all(parts):
        return "has a name that leads elsewhere"
    if ".." in parts or "." in parts or not entry.filename.isprintable():
        return "has a name that leads elsewhere"
    if stat.S_IFMT(entry.external_attr >> 16) == _SYMLINK:
        return "is a link"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.compress_type not in _STORED:
        return "is packed in a way that models are not"
    if entry.file_size > _SMALL and entry.file_size > _RATIO * max(1, entry.compress_size):
        return f"inflates to {entry.file_size >> 20} MiB from {entry.compress_size >> 10} KiB"
    return ""


def _root(names: list[str]) -> str:
    """The folder that all members lie in, with its slash; empty where there is none."""
    roots = {name.partition("/")[0] for name in names}
    return f"{roots.pop()}/" if len(roots) == 1 and all("/" in name for name in names) else ""
