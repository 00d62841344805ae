"""What the index knows of one file: checked, and with nothing in it that tells who the patient is."""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from medadv_gui.core.text import one_line

Vector = tuple[float, ...]
_IDENTITIES = ("patient", "study", "series", "sop", "sop_class", "frame_of_reference", "image_type")
_KINDS = ("dicom", "picture", "volume", "video")
MAX_FRAMES = 20_000


@dataclass(frozen=True, slots=True)
class Facts:
    """The header of one file, as far as grouping and sorting need it.

    patient, study, series, sop, sop_class, frame_of_reference, image_type : the file's own values, keyed with the
    installation's salt: equal where the values are equal, "" where there is none.
    number, series_number, acquisition, time_index : DICOM's integers; echo_time in ms, b_value in s/mm2, thickness in
    mm, tilt in degrees; None where the file does not say.
    spacing : (row, column) in mm. orientation : six direction cosines. positions : (x, y, z) in mm of the one image,
    or of every frame; empty where unknown.
    title : SeriesDescription as one line; None where it has not been read, since no cache keeps it.
    """

    kind: str
    rows: int
    columns: int
    frames: int
    patient: str = ""
    study: str = ""
    series: str = ""
    sop: str = ""
    sop_class: str = ""
    frame_of_reference: str = ""
    image_type: str = ""
    modality: str = ""
    number: int | None = None
    series_number: int | None = None
    acquisition: int | None = None
    time_index: int | None = None
    echo_time: float | None = None
    b_value: float | None = None
    thickness: float | None = None
    tilt: float | None = None
    spacing: Vector | None = None
    orientation: Vector | None = None
    positions: tuple[Vector, ...] = ()
    title: str | None = None

    @classmethod
    def checked(cls, record: Mapping[str, Any]) -> Facts:
        """Facts of a record that came through a pipe or from a cache, its identities keyed already.

        Raises ValueError, TypeError or KeyError where it is none.
        """
        if record["kind"] not in _KINDS or not 1 <= record["frames"] <= MAX_FRAMES:
            raise ValueError
        position = record.get("position")
        positions = record.get("positions") or ([position] if position else [])
        if len(positions) not in (0, record["frames"]):
            positions = []
        title = record.get("title")
        values: dict[str, Any] = {name: str(record.get(name) or "") for name in _IDENTITIES}
        values |= {
            name: _number(record, name, int) for name in ("number", "series_number", "acquisition", "time_index")
        }
        values |= {name: _number(record, name, float) for name in ("echo_time", "b_value", "thickness", "tilt")}
        return cls(
            kind=str(record["kind"]), rows=int(record["rows"]), columns=int(record["columns"]),
            frames=int(record["frames"]), modality=one_line(str(record.get("modality") or ""), 16),
            spacing=_vector(record.get("spacing"), 2), orientation=_vector(record.get("orientation"), 6),
            positions=tuple(v for v in (_vector(p, 3) for p in positions) if v is not None),
            title=None if title is None else one_line(str(title)), **values,
        )  # fmt: skip

    @classmethod
    def of(cls, record: Mapping[str, Any], salt: bytes) -> Facts:
        """Facts of a child's answer: every identity in it is keyed with `salt` and forgotten."""
        keyed = {name: keyed_with(salt, str(record[name])) if record.get(name) else "" for name in _IDENTITIES}
        return cls.checked({**record, **keyed})

    def for_cache(self) -> dict[str, Any]:
        """What may be kept on the disk: all but the title; only what is known."""
        values = {name: getattr(self, name) for name in _NAMES if name != "title"}
        return {name: value for name, value in values.items() if value not in (None, "", ())}


# Records of another form are not found again in the cache.
_NAMES = tuple(item.name for item in fields(Facts))
FORM = ",".join(_NAMES)


def keyed_with(salt: bytes, text: str) -> str:
    """A name for `text` that only this installation can make: 16 bytes of HMAC-SHA256, hexadecimal."""
    return hmac.digest(salt, text.encode("utf-8", "surrogatepass"), "sha256")[:16].hex()


def _number(record: Mapping[str, Any], name: str, kind: type[int | float]) -> Any:
    value = record.get(name)
    return kind(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _vector(values: Any, count: int) -> Vector | None:
    if not isinstance(values, list | tuple) or len(values) != count:
        return None
    numbers = tuple(float(v) for v in values)
    return numbers if all(map(math.isfinite, numbers)) else None
