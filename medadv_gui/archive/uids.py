"""Which object a received data set is: its three UIDs, found at its beginning without converting anything else.

The bytes are hostile. Elements are stepped over by their lengths, sequences of undefined length by their delimiters; no
value but the UIDs is looked at, nothing is allocated beyond what a deflated head inflates to, which has a limit, and
nothing nests deeper than a counter.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from medadv_gui.archive.query import UID

IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN = (
    "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2",
)  # fmt: skip
# Bytes of a data set in which its UIDs have to be: what it was derived from may be listed before them, each image.
HEAD = 1 << 22
_SOP_CLASS, _SOP, _STUDY, _SERIES = 0x00080016, 0x00080018, 0x0020000D, 0x0020000E
_WANTED = frozenset((_SOP_CLASS, _SOP, _STUDY, _SERIES))
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_UNDEFINED = 0xFFFFFFFF
_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_DEEPEST = 32


@dataclass(frozen=True)
class Uids:
    """SOP class, object, study and series of a data set."""

    sop_class: str
    sop: str
    study: str
    series: str


def uids(head: bytes | bytearray | memoryview, syntax: str) -> Uids | None:
    """The UIDs of a data set that begins with `head`, encoded in the transfer syntax `syntax`; None where they are not
    all there, or the bytes are no data set."""
    try:
        if syntax == DEFLATED:  # PS3.5 A.5; no more than the head of what it inflates to
            head = zlib.decompressobj(-zlib.MAX_WBITS).decompress(head, HEAD)
        found = _walk(memoryview(head)[:HEAD], syntax == IMPLICIT, ">" if syntax == BIG_ENDIAN else "<")
    except (struct.error, zlib.error, ValueError, IndexError):
        return None
    return Uids(*(found[tag] for tag in (_SOP_CLASS, _SOP, _STUDY, _SERIES))) if len(found) == len(_WANTED) else None


def _walk(data: memoryview, implicit: bool, order: str) -> dict[int, str]:
    found: dict[int, str] = {}
    at, depth, last = 0, 0, -1
    while at + 8 <= len(data):
        group, element = struct.unpack_from(f"{order}HH", data, at)
        tag = group << 16 | element
        if tag in (_ITEM, _ITEM_END, _SEQUENCE_END):
            (length,) = struct.unpack_from(f"{order}I", data, at + 4)
            at += 8
            if tag == _ITEM:
                # An item of known length is passed over whole; what is in one of unknown length is walked through.
                if length == _UNDEFINED:
                    depth += 1
                else:
                    at += length
            else:
                depth -= 1
            if not 0 <= depth <= _DEEPEST:
                raise ValueError
            continue
        start, length, known = _value(data, at, implicit, order)
        if depth == 0:
            if tag <= last:  # out of order: what comes is not what it seems
                raise ValueError
            last = tag
            if tag > _SERIES:
                break
            if tag in _WANTED:
                text = bytes(data[start : start + length]).rstrip(b"\0 ").decode("ascii")
                if length > 64 or not UID.fullmatch(text):
                    raise ValueError
                found[tag] = text
        if known:
            at = start + length
        else:
            depth += 1  # a sequence of undefined length: ended by its delimiter
            at = start
            if depth > _DEEPEST:
                raise ValueError
    return found


def _value(data: memoryview, at: int, implicit: bool, order: str = "<") -> tuple[int, int, bool]:
    """Where an element's value begins, its length, and whether that is known."""
    if implicit:
        (length,) = struct.unpack_from(f"{order}I", data, at + 4)
        start = at + 8
    else:
        vr = bytes(data[at + 4 : at + 6])
        if not (vr.isalpha() and vr.isupper()):
            raise ValueError
        if vr in _LONG:
            (length,) = struct.unpack_from(f"{order}I", data, at + 8)
            start = at + 12
        else:
            (length,) = struct.unpack_from(f"{order}H", data, at + 6)
            start = at + 8
    if length == _UNDEFINED:
        return start, 0, False
    return start, length, True


def split_file(head: bytes | bytearray | memoryview) -> tuple[str, int] | None:
    """Of a DICOM file that begins with `head`: its transfer syntax, and where its data set begins; None where it is
    none (PS3.10 7.1)."""
    data = memoryview(head)
    try:
        if bytes(data[128:132]) != b"DICM" or bytes(data[132:140]) != b"\x02\0\0\0UL\x04\0":
            return None
        (length,) = struct.unpack_from("<I", data, 140)
        end, at, syntax = 144 + length, 144, ""
        if length > 1 << 16:
            return None
        while at + 8 <= end:
            (element,) = struct.unpack_from("<H", data, at + 2)
            start, size, known = _value(data, at, False)
            if not known:
                return None
            if element == 0x0010:
                syntax = bytes(data[start : start + size]).rstrip(b"\0 ").decode("ascii")
            at = start + size
    except (struct.error, ValueError, IndexError):
        return None
    return (syntax, end) if UID.fullmatch(syntax) and at == end else None


def file_head(sop_class: str, sop: str, syntax: str) -> bytes:
    """What stands in a DICOM file before its data set: preamble and file meta information (PS3.10 7.1)."""
    implementation = "1.2.826.0.1.3680043.8.498.1"  # pydicom's root, with which this program's UIDs begin
    elements = b"".join(
        (
            _element(0x0001, b"OB", b"\0\x01"), _element(0x0002, b"UI", sop_class.encode()),
            _element(0x0003, b"UI", sop.encode()), _element(0x0010, b"UI", syntax.encode()),
            _element(0x0012, b"UI", implementation.encode()),
        )
    )  # fmt: skip
    return b"".join((bytes(128), b"DICM", struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(elements)), elements))


def _element(element: int, vr: bytes, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    if vr == b"OB":
        return struct.pack("<HH2sHI", 2, element, vr, 0, len(value)) + value
    return struct.pack("<HH2sH", 2, element, vr, len(value)) + value
