"""The DICOM attributes of a file for people to read, and which of them may tell who the patient is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from medadv_gui.core.errors import InputError
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Instance
from medadv_gui.imaging.deidentify import KEPT, KEPT_BY_CLASS
from medadv_gui.imaging.header import read_dataset
from medadv_gui.imaging.process import Cancelled, decoder

# A hostile file may hold any number of attributes, as deep as it likes.
MOST, DEEPEST, LONGEST = 5000, 16, 400
# What says how the file is written and of what kind its object is.
_FORM = frozenset({
    "TransferSyntaxUID", "MediaStorageSOPClassUID", "SOPClassUID", "SpecificCharacterSet", "ImageType",
    "NumberOfFrames", "FileMetaInformationGroupLength", "FileMetaInformationVersion",
})  # fmt: skip
_MEASURED = frozenset({"DS", "IS", "US", "SS", "UL", "SL", "FD", "FL", "CS"})


@dataclass(frozen=True)
class Attribute:
    """One attribute: `tag` as "(0010,0010)", its `name` in the standard, `vr`, its `value` as one line, its `depth` in
    sequences, and whether the value may tell who the patient is (`identifying`)."""

    tag: str
    name: str
    vr: str
    value: str
    depth: int
    identifying: bool


def attributes(instance: Instance) -> list[dict[str, Any]]:
    """The file's attributes as plain values, read in the calling process. Raises InputError with one line."""
    dataset = read_dataset(instance, header_only=True)
    found = [*_rows(getattr(dataset, "file_meta", Dataset()), 0), *_rows(dataset, 0)]
    return [asdict(row) for row in found[:MOST]]


def read_attributes(instance: Instance, cancelled: Cancelled | None = None) -> list[Attribute]:
    """The attributes of a DICOM file before its pixels, read in the decoding process.

    Raises InputError with one line where the file cannot be read or is no DICOM.
    """
    answer = decoder.attributes(instance, cancelled)
    if isinstance(answer, dict):
        raise InputError(str(answer.get("error", f"{instance.name}: damaged DICOM file")))
    try:
        return [Attribute(**row) for row in answer]
    except TypeError:
        raise InputError(f"{instance.name}: the decoder's answer makes no list of attributes") from None


def _rows(dataset: Dataset, depth: int) -> Iterator[Attribute]:
    for tag in sorted(dataset.keys())[:MOST]:
        try:
            element = dataset[tag]
            items = list(element.value or ()) if element.VR == "SQ" else []
            value = f"{len(items)} {'item' if len(items) == 1 else 'items'}" if element.VR == "SQ" else _text(element)
            name, vr, private = str(element.name), str(element.VR), bool(element.tag.is_private)
        except Exception:  # pydicom raises many kinds on values that are no values
            yield Attribute(f"({tag.group:04X},{tag.element:04X})", "", "", "cannot be read", depth, True)
            continue
        hidden = vr != "SQ" and not _harmless(element)
        name = one_line(name.strip("[]")) if not private or name.startswith("[") else "private attribute"
        yield Attribute(f"({tag.group:04X},{tag.element:04X})", name, vr, value, depth, hidden)
        if depth < DEEPEST:
            for item in items:
                yield from _rows(item, depth + 1)


def _harmless(element: DataElement) -> bool:
    """By an allow-list, as for what is written: what nobody has thought of is hidden."""
    if element.tag.is_private:
        return False
    if element.keyword in KEPT or element.keyword in KEPT_BY_CLASS or element.keyword in _FORM:
        return True
    return element.tag.group in (0x0018, 0x0028) and str(element.VR) in _MEASURED


def _text(element: DataElement) -> str:
    value = element.value
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if hasattr(value, "insert"):  # several values
        return one_line("\\".join(str(one) for one in value[:LONGEST]), LONGEST)
    return one_line(str(value), LONGEST)
