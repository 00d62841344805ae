"""Finding studies, series and objects: what archives of both protocols do alike, each by one kind of question."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from medadv_gui.archive.query import (
    INSTANCE_KEYS,
    LIMIT,
    MOST_INSTANCES,
    MOST_SERIES,
    SERIES_KEYS,
    STUDY_KEYS,
    Cancelled,
    Hits,
    InstanceHit,
    Query,
    SeriesHit,
    halves,
    instance_hit,
    ordered,
    ordered_instances,
    series_hit,
    study_hit,
)
from medadv_gui.core.errors import ArchiveError

if TYPE_CHECKING:
    from medadv_gui.archive.query import Answer

STUDY, SERIES, IMAGE = "STUDY", "SERIES", "IMAGE"  # PS3.4 C.6.1.1: what is looked for


class Asking(ABC):
    """An archive that answers questions. tells_of_more : it says so where it lists fewer than there are."""

    tells_of_more = True

    @property
    @abstractmethod
    def name(self) -> str:
        """The connection's name, with which messages begin."""

    @abstractmethod
    def ask(
        self, level: str, wanted: Mapping[str, str], keys: Sequence[str], limit: int, cancelled: Cancelled
    ) -> tuple[Sequence[Answer], bool]:
        """At most `limit` answers with the attributes `keys`, and whether there are more. wanted : what to match; of a
        series' study, and an object's series, the UIDs."""

    def find(self, query: Query, cancelled: Cancelled) -> Hits:
        """The studies that match.

        A list that may have been cut short without a word is asked for in halves, too: if it was, they hold others.
        """
        wanted = query.keys()
        answers, more = self.ask(STUDY, wanted, STUDY_KEYS, LIMIT, cancelled)
        hits = [study_hit(answer) for answer in answers]
        found = {hit.uid: hit for hit in hits if hit is not None}
        if not more and not self.tells_of_more:
            listed = len(found)
            for days in halves([hit.date for hit in found.values()], query.since, query.until):
                answers, _ = self.ask(STUDY, wanted | {"StudyDate": days}, STUDY_KEYS, LIMIT, cancelled)
                found |= {hit.uid: hit for answer in answers if (hit := study_hit(answer)) is not None}
            more = len(found) > listed
        return Hits(tuple(found.values())[:LIMIT], more, hits.count(None))

    def series(self, study: str, cancelled: Cancelled) -> tuple[SeriesHit, ...]:
        """The series of a study."""
        answers, more = self.ask(SERIES, {"StudyInstanceUID": study}, SERIES_KEYS, MOST_SERIES, cancelled)
        if more:
            raise ArchiveError(f"{self.name}: it lists only {len(answers)} of the study's series")
        return ordered([hit for answer in answers if (hit := series_hit(answer, study)) is not None])

    def instances(self, series: SeriesHit, cancelled: Cancelled) -> tuple[InstanceHit, ...]:
        """The objects of a series."""
        wanted = {"StudyInstanceUID": series.study, "SeriesInstanceUID": series.uid}
        answers, more = self.ask(IMAGE, wanted, INSTANCE_KEYS, MOST_INSTANCES, cancelled)
        if more:
            raise ArchiveError(f"{self.name}: it lists only {len(answers)} of the series' images")
        return ordered_instances([hit for answer in answers if (hit := instance_hit(answer, series)) is not None])
