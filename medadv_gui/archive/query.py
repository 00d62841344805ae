"""What is asked of an archive and what it finds: one query for both protocols, and studies with their series.

Whatever an archive says is hostile until cleaned: it comes as one line of printable characters, of limited length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from medadv_gui.core.errors import ArchiveError
from medadv_gui.core.text import one_line

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    Answer = Dataset | Mapping[str, Any]  # values by keyword

Cancelled = Callable[[], bool]
LIMIT = 500  # studies of one search
MOST_SERIES, MOST_INSTANCES = 2_000, 50_000
UID = re.compile(r"[0-9.]{1,64}")
_DATE = re.compile(r"\d{8}")
_CODE = re.compile(r"[A-Z0-9_ ]{1,16}")

STUDY_KEYS = (
    "PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "StudyDate", "StudyDescription",
    "AccessionNumber", "ModalitiesInStudy", "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances",
)  # fmt: skip
SERIES_KEYS = (
    "StudyInstanceUID", "SeriesInstanceUID", "Modality", "SeriesNumber", "SeriesDescription",
    "NumberOfSeriesRelatedInstances",
)  # fmt: skip
INSTANCE_KEYS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID", "InstanceNumber")


@dataclass(frozen=True)
class Query:
    """What is looked for; "" where it does not matter.

    patient : part of a name, or, where it holds a digit, an ID. since, until : YYYYMMDD, inclusive.
    modality : DICOM's code. accession : number. description : part of the study's description.
    """

    patient: str = ""
    since: str = ""
    until: str = ""
    modality: str = ""
    accession: str = ""
    description: str = ""

    def keys(self) -> dict[str, str]:
        """The attributes to match, by keyword, as PS3.4 C.2.2.2 writes them; those without a value are left out.

        Raises ArchiveError where a field cannot be asked for, or none is filled in.
        """
        found: dict[str, str] = {}
        patient = _literal(self.patient)
        if any(c.isdigit() for c in patient):
            found["PatientID"] = patient
        elif name := _anywhere(patient):
            found["PatientName"] = name
        for day in (self.since, self.until):
            if day and not _DATE.fullmatch(day):
                raise ArchiveError("a date is written as year, month and day")
        if self.since and self.until and self.since > self.until:
            raise ArchiveError("the first day lies after the last")
        if self.since or self.until:
            found["StudyDate"] = self.since if self.since == self.until else f"{self.since}-{self.until}"
        if self.modality:
            code = self.modality.strip().upper()
            if not _CODE.fullmatch(code):
                raise ArchiveError("a modality is a code such as CT")
            found["ModalitiesInStudy"] = code
        if accession := _literal(self.accession):
            found["AccessionNumber"] = accession
        if description := _anywhere(_literal(self.description)):
            found["StudyDescription"] = description
        if not found:
            raise ArchiveError("fill in at least one field: a whole archive is not listed")
        return found


def halves(days: Iterable[str], since: str, until: str) -> tuple[str, ...]:
    """The days from `since` until `until` ("" : without an end) in two ranges, of which each holds some of `days`; none
    where these are all the same."""
    known = sorted(day for day in days if day)
    try:
        cut = next(day for day in known[len(known) // 2 :] if day > known[0])
        before = date.fromisoformat(cut) - timedelta(1)
    except (StopIteration, ValueError):
        return ()
    return f"{since}-{before:%Y%m%d}", f"{cut}-{until}"


def _literal(text: str) -> str:
    """A field as one line without the signs that mean something in a query, of at most 64 characters."""
    return one_line("".join(" " if c in "\\*?" else c for c in text), 64).strip()


def _anywhere(text: str) -> str:
    """A pattern for the words of `text` in their order, whatever stands between them, such as a name's carets; "" where
    there is no word, since it would fit everything."""
    words = re.sub("[,=^]", " ", text).split()
    return f"*{'*'.join(words)}*" if words else ""


@dataclass(frozen=True)
class SeriesHit:
    """A series that an archive has. images : how many it says there are, None where it does not."""

    study: str
    uid: str
    modality: str = ""
    number: str = ""
    description: str = ""
    images: int | None = None


@dataclass(frozen=True)
class StudyHit:
    """A study that an archive has, in words for people; `date` as YYYYMMDD or "". Counts are None where not told."""

    uid: str
    patient: str = ""
    patient_id: str = ""
    birth: str = ""
    date: str = ""
    modalities: str = ""
    description: str = ""
    accession: str = ""
    series: int | None = None
    images: int | None = None


@dataclass(frozen=True)
class InstanceHit:
    """One object of a series."""

    uid: str
    sop_class: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Hits:
    """What a search found: at most LIMIT studies, `more` where the archive had others. dropped : answers that made no
    study."""

    studies: tuple[StudyHit, ...]
    more: bool = False
    dropped: int = 0


def study_hit(answer: Answer) -> StudyHit | None:
    """An answer to a query on studies; None where it names none."""
    uid = uid_of(answer, "StudyInstanceUID")
    if not uid:
        return None
    return StudyHit(
        uid, _person(words(answer, "PatientName")), words(answer, "PatientID"),
        _day(words(answer, "PatientBirthDate")), _day(words(answer, "StudyDate")), words(answer, "ModalitiesInStudy"),
        words(answer, "StudyDescription"), words(answer, "AccessionNumber"),
        count(answer, "NumberOfStudyRelatedSeries"), count(answer, "NumberOfStudyRelatedInstances"),
    )  # fmt: skip


def series_hit(answer: Answer, study: str) -> SeriesHit | None:
    """An answer to a query on the series of `study`; None where it names none, or one of another study."""
    uid, of = uid_of(answer, "SeriesInstanceUID"), uid_of(answer, "StudyInstanceUID")
    if not uid or of not in ("", study):
        return None
    return SeriesHit(
        study, uid, words(answer, "Modality"), words(answer, "SeriesNumber"), words(answer, "SeriesDescription"),
        count(answer, "NumberOfSeriesRelatedInstances"),
    )  # fmt: skip


def instance_hit(answer: Answer, series: SeriesHit) -> InstanceHit | None:
    """An answer to a query on the objects of `series`; None where it names none, or one of another series."""
    uid, of = uid_of(answer, "SOPInstanceUID"), uid_of(answer, "SeriesInstanceUID")
    if not uid or of not in ("", series.uid):
        return None
    return InstanceHit(uid, uid_of(answer, "SOPClassUID"), count(answer, "InstanceNumber"))


def uid_of(answer: Answer, keyword: str) -> str:
    """A UID, "" where there is none or it is no UID: it never becomes part of a path or an address otherwise."""
    if isinstance(answer, Mapping):
        text = words(answer, keyword)
    else:  # as it stands in the bytes: a series has thousands, and pydicom takes its time to convert them
        from pydicom.datadict import tag_for_keyword  # here, as the window need not have pydicom

        from medadv_gui.imaging.header import texts

        text = " ".join(texts(answer, tag_for_keyword(keyword) or 0))
    return text if UID.fullmatch(text) else ""


def words(answer: Answer, keyword: str) -> str:
    """A value as one line for people, in the answer's own character set; "" where there is none."""
    try:
        value: Any = answer.get(keyword)
    except Exception:  # pydicom raises many kinds where a value is not what its VR says
        return "?"
    if value is None:
        return ""
    parts = value if isinstance(value, list | tuple) or hasattr(value, "append") else [value]
    return one_line(" ".join(str(part) for part in list(parts)[:64]))


def _person(name: str) -> str:
    """A name for people: its ways of writing, such as letters and ideographs (PS3.5 6.2.1), one after the other."""
    return " · ".join(filter(None, (" ".join(way.replace("^", " ").split()) for way in name.split("=")[:2])))


def count(answer: Answer, keyword: str) -> int | None:
    """A whole number from 0 on; None where there is none."""
    text = words(answer, keyword)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _day(text: str) -> str:
    return text if _DATE.fullmatch(text) else ""


def ordered(series: list[SeriesHit]) -> tuple[SeriesHit, ...]:
    """Series by number, those without one last; of one UID the first."""
    once = {item.uid: item for item in reversed(series)}

    def place(item: SeriesHit) -> tuple[float, str]:
        return (float(item.number) if item.number.isascii() and item.number.isdigit() else float("inf"), item.uid)

    return tuple(sorted(once.values(), key=place))


def ordered_instances(found: list[InstanceHit]) -> tuple[InstanceHit, ...]:
    """Objects by number, then UID; each UID once."""
    once = {item.uid: item for item in found}
    return tuple(sorted(once.values(), key=lambda item: (item.number is None, item.number or 0, item.uid)))
