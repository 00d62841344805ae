"""The files below a path, found while others are being read: a folder of 200,000 is never listed as a whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from medadv_gui.core.types import Instance, Skipped
from medadv_gui.imaging import archive, dicomdir

_SPECIAL = {
    stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device",
}  # fmt: skip


def walk(path: Path, visited: set[tuple[int, int] | str]) -> Iterator[Instance | Skipped]:
    """Files and members of archives at or below `path`, and what is not read there and why.

    Links to files are followed, links to folders are not; `visited` keeps the folders looked into, so that one that
    turns up again (a folder mounted inside itself, or named twice) is not looked into again. Hidden entries are passed
    over.
    """
    waiting = [path] if _is_folder(path) else []
    if not waiting:
        yield from _file(path)
    while waiting:
        folder = waiting.pop()
        try:
            if _known(folder, visited):
                if folder != path:
                    yield Skipped(folder, "a folder that was looked into already")
                continue
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    here = folder / entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(here)
                    elif entry.is_symlink() and here.is_dir():
                        yield Skipped(here, _link(here, folder))
                    elif entry.name.upper() == dicomdir.NAME:
                        yield Skipped(here, "a DICOMDIR: the files of its folder are found without it")
                    else:
                        yield from _file(here)
        except OSError as error:
            yield Skipped(folder, f"cannot be opened ({error.strerror or type(error).__name__})")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no file can have
        return False


def _file(path: Path) -> Iterator[Instance | Skipped]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield Skipped(path, "a link that leads nowhere" if path.is_symlink() else "there is no such file or folder")
    except OSError as error:
        yield Skipped(path, f"cannot be opened ({error.strerror or type(error).__name__})")
    else:
        if not stat.S_ISREG(mode):
            yield Skipped(path, f"{_SPECIAL.get(stat.S_IFMT(mode), 'a special file')}, not a file")
        elif path.suffix.lower() == archive.SUFFIX:
            yield from archive.members(path)
        else:
            yield Instance(path)


def _known(folder: Path, visited: set[tuple[int, int] | str]) -> bool:
    """Whether the folder was looked into before; from now on it was."""
    status = folder.stat()
    key = (status.st_dev, status.st_ino) if status.st_ino else str(folder.resolve())
    seen = key in visited
    visited.add(key)
    return seen


def _link(link: Path, folder: Path) -> str:
    try:
        loop = folder.resolve().is_relative_to(link.resolve())
    except (OSError, RuntimeError):  # a link to itself
        loop = True
    return "a link back to a folder above it (a loop)" if loop else "a link to a folder, which is not followed"
