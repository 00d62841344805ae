"""A DICOM file's header: opening, checking and remembering it, and its attributes as plain values.

pydicom parses; what is here keeps hostile files from it (PS3.5 A.5's deflate without end, files that are no DICOM) and
reads the few attributes that every slice needs without converting all of them.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO

import numpy as np
import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_dataset as read_elements
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from pydicom.valuerep import VR

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.source import MAX_MEMBER, opened

_HEAD = 1 << 16
_QUICK = 1 << 14
_PREAMBLE = 132
_PIXELS = {0x7FE00008: "float", 0x7FE00009: "double float", 0x7FE00010: "integer"}
# The transfer syntaxes of pixels as they are; of a data set that was deflated, they are inflated by now.
NATIVE = frozenset({
    ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian,
})  # fmt: skip
_UNDEFINED = 0xFFFFFFFF
_VRS = frozenset(str(vr).encode() for vr in VR if len(vr) == 2)
_LONG_VRS = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


# A UID is checked letter by letter when it is made; the slices of a series bring the same two.
uid_of = lru_cache(maxsize=64)(UID)


@dataclass(frozen=True, eq=False)
class Header:
    """What comes before the pixels, and where these lie.

    meta : the file meta information. dataset : all attributes before the pixel data.
    syntax : the transfer syntax, guessed where the file names none.
    pixels : "integer", "float", "double float", or "" where the file has no pixel data; vr : of that element.
    offset, length : of its value in bytes, in the file or in `content`; length is None where it is undefined.
    size : bytes of the file or of `content`. content : the inflated file, None where the file can be read as it is.
    fragments : offset and length of each item of compressed pixels; ends : the least and the greatest of floating-point
    values, all frames together; both filled in when the first frame is read.
    """

    meta: Dataset
    dataset: Dataset
    syntax: UID
    pixels: str
    vr: str
    offset: int
    length: int | None
    size: int
    content: bytes | None
    notes: tuple[str, ...]
    fragments: list[tuple[int, int]] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)


# The last multi-frame file, so that its next frame costs no second look at its header: one entry, of a child process.
_last: tuple[tuple[Any, ...], Header] | None = None


def is_dicom(instance: Instance) -> bool:
    """Whether the file carries the DICOM preamble (PS3.10 7.1), or begins as a data set without one does."""
    with opened(instance) as stream:
        head = stream.read(_PREAMBLE)
        if head[128:] == b"DICM":
            return True
        return _plausible(head + stream.read(_HEAD), stream.seek(0, io.SEEK_END))


def read_dataset(instance: Instance, *, header_only: bool = False, tags: list[str] | None = None) -> Dataset:
    """The file's dataset.

    Raises
    ------
    InputError
        If the file is missing, no DICOM, or damaged beyond reading.
    """
    with opened(instance) as stream, _one_line(instance):
        dataset, _, _ = _parse(instance, stream, header_only, tags)
        # pydicom converts values only when they are asked for: a header that cannot be converted is met here.
        _ = dataset.get("SOPClassUID"), dataset.get("Modality"), dataset.get("Rows")
        return dataset


@contextmanager
def header_of(instance: Instance) -> Iterator[tuple[Header, BinaryIO]]:
    """The file's header and an open stream of the bytes that its offset counts in.

    Raises
    ------
    InputError
        If the file is missing, no DICOM, or damaged beyond reading.
    """
    global _last
    stat = instance.path.stat() if _last is not None and instance.path.exists() else None
    key = (instance.path, instance.member, stat and stat.st_mtime_ns, stat and stat.st_size)
    known = _last[1] if _last is not None and _last[0] == key else None
    if known is not None and known.content is not None:
        yield known, io.BytesIO(known.content)
        return
    with opened(instance) as stream:
        if known is not None:
            yield known, stream
            return
        with _one_line(instance):
            header, stream = _read(instance, stream)
        if "NumberOfFrames" in header.dataset:
            stat = instance.path.stat()
            _last = (instance.path, instance.member, stat.st_mtime_ns, stat.st_size), header
        yield header, stream


@contextmanager
def _one_line(instance: Instance) -> Iterator[None]:
    name = instance.name
    try:
        yield
    except InputError:
        raise
    except InvalidDicomError:
        raise InputError(f"{name}: not a DICOM or image file") from None
    except RecursionError:
        raise InputError(f"{name}: nesting too deep") from None
    except MemoryError:
        raise
    except Exception as error:  # pydicom raises many kinds on hostile headers; all mean the same to a user
        raise InputError(f"{name}: damaged DICOM file ({type(error).__name__})") from None


def _read(instance: Instance, stream: BinaryIO) -> tuple[Header, BinaryIO]:
    meta, dataset, preamble = _ordinary(stream)
    if dataset is None:
        stream.seek(0)
        dataset, stream, preamble = _parse(instance, stream, True, None)
        meta = getattr(dataset, "file_meta", Dataset())
    notes = []
    if preamble.startswith(_PROGRAMS):
        notes.append("the file's preamble is that of a program; it is not copied into what is written")
    implicit, little = (bool(value) for value in dataset.original_encoding)
    pixels, vr, length = _pixel_element(stream, "<" if little else ">")
    name = texts(meta, 0x00020010)
    syntax = uid_of(name[0]) if name else None
    if syntax is None:
        known = ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian
        syntax = known[0 if implicit else 1 if little else 2]
        notes.append("the transfer syntax is missing; it is guessed from the first attribute")
        if length == _UNDEFINED and pixels:
            raise InputError(f"{instance.name}: the transfer syntax of compressed pixels is missing")
    offset = stream.tell()
    return Header(
        meta=meta,
        dataset=dataset,
        syntax=syntax,
        pixels=pixels,
        vr=vr,
        offset=offset,
        length=None if length == _UNDEFINED else length,
        size=stream.seek(0, io.SEEK_END),
        content=stream.getvalue() if isinstance(stream, io.BytesIO) else None,
        notes=tuple(notes),
    ), stream


def _ordinary(stream: BinaryIO) -> tuple[Dataset, Dataset | None, bytes]:
    """File meta information, data set and preamble of a file that is as PS3.10 7.1 wants it, in half the time that
    `dcmread` takes with all that it is prepared for; no data set where it is needed. The stream is left at the pixels.

    Most headers lie in the file's first bytes, which are faster to read from memory than one by one from the file.
    """
    head = io.BytesIO(stream.read(_QUICK))
    for source in (head, stream):
        source.seek(0)
        preamble = source.read(_PREAMBLE)
        if preamble[128:] != b"DICM":
            break
        meta = read_elements(source, False, True, stop_when=lambda tag, vr, length: tag.group != 2)
        name = texts(meta, 0x00020010)
        syntax = uid_of(name[0] if name else "")
        if not syntax.is_transfer_syntax or syntax.is_deflated:
            break
        implicit, little = syntax.is_implicit_VR, syntax.is_little_endian
        try:
            dataset = read_elements(source, implicit, little, stop_when=lambda tag, *_: tag in _PIXELS)
        except Exception:  # of the many kinds: a sequence that goes on beyond the first bytes
            if source is stream:
                raise
            continue
        at = source.tell()
        if source is stream or at + 12 <= len(head.getbuffer()):
            stream.seek(at)
            return meta, dataset, preamble[:128]
    return Dataset(), None, b""


def _pixel_element(stream: BinaryIO, order: str) -> tuple[str, str, int]:
    """The kind, value representation and length of the pixel data whose element comes next; "" where none does.

    The element tells itself whether it is explicit, whatever the transfer syntax says: a length is even, these letters
    read as one are not.
    """
    head = stream.read(8)
    if len(head) < 8:
        return "", "", 0
    group, element, length = struct.unpack(f"{order}HHL", head)
    if head[4:6] in _LONG_VRS:
        last = stream.read(4)
        length = struct.unpack(f"{order}L", last)[0] if len(last) == 4 else 0
        return _PIXELS.get(group << 16 | element, ""), head[4:6].decode(), length
    return _PIXELS.get(group << 16 | element, ""), "", length


def _parse(
    instance: Instance, stream: BinaryIO, header_only: bool, tags: list[str] | None
) -> tuple[Dataset, BinaryIO, bytes]:
    """The dataset, the stream behind it (another one where the data set was deflated) and the preamble."""
    head = stream.read(_HEAD)
    bare = head[128:_PREAMBLE] != b"DICM"
    if bare and not _plausible(head, stream.seek(0, io.SEEK_END)):
        raise InvalidDicomError
    if DeflatedExplicitVRLittleEndian.encode() in head:
        stream = _inflated(instance, stream, 0 if bare else _PREAMBLE)
    stream.seek(0)
    dataset = pydicom.dcmread(stream, stop_before_pixels=header_only, specific_tags=tags, force=bare)
    return dataset, stream, b"" if bare else head[:128]


def _inflated(instance: Instance, stream: BinaryIO, start: int) -> BinaryIO:
    """The file with its data set inflated (PS3.5 A.5), never more than the cap; as it is where it is not deflated.

    The copy says Explicit VR Little Endian, which is what a data set is once it is inflated.
    """
    stream.seek(start)
    meta = read_elements(stream, False, True, stop_when=lambda tag, vr, length: tag.group != 2)
    if meta.get("TransferSyntaxUID") != DeflatedExplicitVRLittleEndian:
        return stream
    at = stream.tell()
    stream.seek(0)
    head, deflated = stream.read(at), stream.read()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(deflated, MAX_MEMBER)
    except zlib.error:
        raise InputError(f"{instance.name}: the deflated data set is damaged") from None
    if inflater.unconsumed_tail:
        raise InputError(f"{instance.name}: inflates to more than {MAX_MEMBER >> 20} MiB")
    if not inflater.eof:
        raise InputError(f"{instance.name}: the deflated data set is cut")
    plain = head.replace(DeflatedExplicitVRLittleEndian.encode(), ExplicitVRLittleEndian.encode().ljust(22, b"\0"))
    return io.BytesIO(plain + content)


def _plausible(head: bytes, size: int) -> bool:
    """Whether the first elements of a file without preamble are those of a data set: groups of DICOM's beginning, tags
    that rise, value representations that exist, lengths that the file can hold."""
    return any(_elements(head, size, order, explicit) for order, explicit in (("<", True), ("<", False), (">", True)))


def _elements(head: bytes, size: int, order: str, explicit: bool) -> bool:
    at, last = 0, -1
    for count in range(4):
        if at + 12 > len(head):
            return count >= 2 and at <= size
        group, element, vr, short = struct.unpack(f"{order}HH2sH", head[at : at + 8])
        tag = group << 16 | element
        if tag <= last or (count == 0 and group not in (2, 4, 8)) or (explicit and vr not in _VRS):
            return False
        if not explicit or vr in _LONG_VRS:
            place = at + 8 if explicit else at + 4
            (length,) = struct.unpack(f"{order}L", head[place : place + 4])
            at = place + 4
        else:
            length, at = short, at + 8
        if length == _UNDEFINED:
            return count >= 1
        if at + length > size:
            return False
        at, last = at + length, tag
    return True


# Attributes as plain values. pydicom takes 10 microseconds to convert an element, the whole of a slice's budget for
# twenty of them: strings and 16-bit numbers are taken from the bytes as long as nobody has asked for the element.


def has(dataset: Dataset, tag: int) -> bool:
    """Whether the attribute is there, with or without a value."""
    return tag in dataset.keys()  # noqa: SIM118 (the own `in` of a Dataset builds a tag first)


def texts(dataset: Dataset, tag: int) -> list[str]:
    """The values of a text or number attribute as they stand in the file, without padding; [] where there is none."""
    if not has(dataset, tag):
        return []
    element = dataset.get_item(BaseTag(tag))
    value = element.value
    if isinstance(element, RawDataElement) and isinstance(value, bytes):
        found = value.decode("latin-1").strip(" \0\n\r\t")
        return [item.strip(" \0") for item in found.split("\\")] if found else []
    value = dataset[tag].value
    if value is None or value == "":
        return []
    return [str(v) for v in value] if isinstance(value, (list, tuple)) or hasattr(value, "insert") else [str(value)]


def text(dataset: Dataset, tag: int) -> str:
    """The first of `texts`, "" where there is none."""
    found = texts(dataset, tag)
    return found[0] if found else ""


def ushort(dataset: Dataset, tag: int, signed: bool = False) -> int | None:
    """A 16-bit number (VR US, SS, or either); None where it is missing or empty.

    Raises ValueError or TypeError where the attribute holds something else.
    """
    if not has(dataset, tag):
        return None
    element = dataset.get_item(BaseTag(tag))
    value = element.value
    if isinstance(element, RawDataElement) and isinstance(value, bytes) and len(value) == 2:
        return int.from_bytes(value, "little" if element.is_little_endian else "big", signed=signed)
    value = dataset[tag].value
    if value is None or value == "":
        return None
    number = int(value)
    return number - (1 << 16) if signed and number >= 1 << 15 else number


def words(dataset: Dataset, tag: int) -> bytes:
    """The value of an attribute of VR OB or OW, the words of the latter in little-endian order (PS3.5 7.3)."""
    element = dataset[tag]
    data = bytes(element.value)
    big = element.VR == "OW" and dataset.original_encoding[1] is False
    return np.frombuffer(data[: len(data) // 2 * 2], ">u2").astype("<u2").tobytes() if big else data


def holder(dataset: Dataset, frame: int, sequence: int, tag: int) -> Dataset:
    """The dataset that holds an attribute of an image: the frame's functional group (PS3.3 C.7.6.16), the shared one,
    or the top level."""
    for name, index in ((0x52009230, frame), (0x52009229, 0)):
        if has(dataset, name):
            groups = dataset[name].value or []
            if index < len(groups) and has(groups[index], sequence):
                items = groups[index][sequence].value or []
                if items and has(items[0], tag) and items[0][tag].value is not None:
                    return items[0]  # type: ignore[no-any-return]
    return dataset
