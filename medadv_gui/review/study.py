"""A study in its folder: the protocol, one file an image, and the readings. Packed, it is one zip file that opens on
another machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import exporting
from medadv_gui.core.types import Image, Skipped
from medadv_gui.imaging.archive import members
from medadv_gui.review.picture import decoded, image_of, size_of
from medadv_gui.review.protocol import MAX_PROTOCOL, PROTOCOL, Case, Picture, Protocol, read_protocol
from medadv_gui.review.store import Store

READINGS = "readings.sqlite"
SUFFIX = ".tif"
# All files and all entries of an archive carry this time: when each was written would tell the arms apart.
TIME = (2000, 1, 1, 0, 0, 0)
EPOCH = 946684800


class Study:
    """A study that lies in a folder.

    Raises InputError where that is none, or where an image is missing or of another size than it must be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / PROTOCOL
        try:
            with path.open("rb") as stream:
                text = stream.read(MAX_PROTOCOL + 1)
        except OSError as error:
            raise InputError(f"{folder.name}: is no study ({PROTOCOL}: {error.strerror or 'cannot be read'})") from None
        if len(text) > MAX_PROTOCOL:
            raise InputError(f"{folder.name}: {PROTOCOL} is larger than any protocol")
        self.protocol = read_protocol(text)
        for code, (case, _) in self._pictures.items():
            file = self._file(code)
            if not file.is_file() or file.stat().st_size != size_of(case):
                raise InputError(f"{folder.name}: the image {code} is missing or damaged")

    @cached_property
    def _pictures(self) -> dict[str, tuple[Case, Picture]]:
        return pictures_of(self.protocol)

    def _file(self, code: str) -> Path:
        return self.folder / f"{code}{SUFFIX}"

    def image(self, code: str) -> Image:
        """An image by its code.

        Raises InputError where its file is not the one that the protocol names.
        """
        case, picture = self._pictures[code]
        path = self._file(code)
        try:
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() != picture.sha256:
                raise ValueError("has changed since the study was built")
            return image_of(case, decoded(content, case), path)
        except OSError as error:
            raise InputError(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
        except ValueError as error:
            raise InputError(f"{path.name}: {error}") from None

    def store(self, *, create: bool = True) -> Store:
        """The readings. Without `create`, raises InputError where there are none."""
        return Store(self.folder / READINGS, self.protocol.id, self.protocol.sha256, create=create)

    def pack(self, path: Path) -> None:
        """Write protocol and images, without the readings, as one zip file.

        Raises OutputError where that cannot be written or is there already.
        """
        exporting(path, "study")
        names = [PROTOCOL, *sorted(f"{code}{SUFFIX}" for code in self._pictures)]
        with write_atomic(path, replace=False) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, TIME), (self.folder / name).read_bytes())


def pictures_of(protocol: Protocol) -> dict[str, tuple[Case, Picture]]:
    """All pictures of a study by code."""
    return {
        picture.code: (case, picture) for case in protocol.cases for item in case.items for picture in item.pictures
    }


def unpack(path: Path, folder: Path) -> Study:
    """The study in a zip file that `Study.pack` wrote, laid into a new folder.

    Raises
    ------
    InputError
        If the file is none, is damaged, or holds anything that does not belong to its own protocol.
    OutputError
        If the folder is there already, or cannot be written.
    """
    for member in members(path):
        if isinstance(member, Skipped):
            raise InputError(f"{path.name}: {member.reason}")
    if folder.exists():
        raise OutputError(f"{folder.name}: is there already; name another folder")
    exporting(folder, "study")
    try:
        with zipfile.ZipFile(path) as archive:
            return _laid(archive, path, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError) as error:
        raise InputError(f"{path.name}: is no study, or damaged ({type(error).__name__})") from None
    except OSError as error:
        raise OutputError(f"{folder.name}: cannot be written ({error.strerror or type(error).__name__})") from None


def _laid(archive: zipfile.ZipFile, path: Path, folder: Path) -> Study:
    text = _member(archive, PROTOCOL, MAX_PROTOCOL, path)
    protocol = read_protocol(text)
    pictures = pictures_of(protocol)
    # Each name is one that the protocol makes up of letters and digits: none can lead out of the folder.
    names = sorted(entry.filename for entry in archive.infolist())
    if names != sorted([PROTOCOL, *(f"{code}{SUFFIX}" for code in pictures)]):
        raise InputError(f"{path.name}: holds other files than its protocol names")
    with new_folder(folder) as temporary:
        (temporary / PROTOCOL).write_bytes(text)
        for code, (case, picture) in sorted(pictures.items()):
            content = _member(archive, f"{code}{SUFFIX}", size_of(case), path)
            if hashlib.sha256(content).hexdigest() != picture.sha256:
                raise InputError(f"{path.name}: the image {code} is damaged")
            (temporary / f"{code}{SUFFIX}").write_bytes(content)
    return Study(folder)


def _member(archive: zipfile.ZipFile, name: str, limit: int, path: Path) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise InputError(f"{path.name}: {name} is larger than it may be")
    return content


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder` that takes its name once all is written; all its files carry one time."""
    temporary = folder.with_name(f".making-{uuid4().hex}")
    temporary.mkdir(parents=True)
    try:
        yield temporary
        for file in temporary.iterdir():
            os.utime(file, (EPOCH, EPOCH))
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
