"""A cohort, run in one process without workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from medadv_gui.evaluation.cohort.engines import Call, Cancelled, Local, Outcome
from medadv_gui.evaluation.cohort.run import CohortRun
from medadv_gui.evaluation.cohort.work import answer


class Alone(Local):
    """Does each call itself."""

    def run(self, out: Path, digest: str, calls: Sequence[Call], cancelled: Cancelled) -> Iterator[Outcome]:
        for call in calls:
            yield call, answer(str(out), digest, call.do, *call.arguments)


def run(out: Path) -> None:
    """Go on with a cohort to its end."""
    for _ in CohortRun(out).events(Alone()):
        pass
