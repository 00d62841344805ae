"""Jobs of cohort runs. The attacks run in processes of their own; what runs here waits for them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medadv_gui.core.errors import OutputError
from medadv_gui.core.policy import check_export
from medadv_gui.core.types import Skipped
from medadv_gui.gui.worker import Job, Mailbox, Stopped, importing
from medadv_gui.models.card import ModelCard

if TYPE_CHECKING:
    from medadv_gui.evaluation.cohort.row import Failure
    from medadv_gui.evaluation.cohort.run import Event
    from medadv_gui.evaluation.cohort.spec import Spec

SHOW = 0.5  # seconds from one table of figures to the next


@dataclass(frozen=True)
class Asked:
    """A cohort as it is asked for; what the command line's options of these names are."""

    paths: tuple[Path, ...]
    cards: tuple[ModelCard, ...]
    attacks: tuple[str, ...]
    epsilons: tuple[str, ...]
    norm: str = "linf"
    steps: int | None = None
    seed: int = 0
    split: str | None = None
    slices: str | None = None
    limit: int | None = None
    transfer: bool = False
    device: str = "auto"


@dataclass(frozen=True, eq=False)
class State:
    """How far a run is: the newest `event`, None while images are still being looked at; the figures so far, one a
    model, attack and budget; what could not be done, and what was skipped."""

    event: Event | None
    groups: tuple[dict[str, Any], ...] = ()
    failures: tuple[Failure, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class CohortJob(Job):
    """A run in the folder `out`: of a new cohort, or, without `asked`, of what is left there. `states` is the mailbox
    of how far it is; the result is the last State. A cancelled run keeps what is done."""

    title = "Running the cohort"
    quiet = True

    def __init__(self, out: Path, asked: Asked | None, *, retry: bool = False) -> None:
        super().__init__()
        self.out, self.asked, self.retry = out, asked, retry
        self.states: Mailbox[State] = Mailbox()
        self.last = State(None)

    def work(self) -> State:
        with importing():
            from medadv_gui.evaluation.cohort.run import CohortRun
            from medadv_gui.evaluation.cohort.summary import summary

        check_export(self.out)  # the run would, once all images were looked at
        spec, skipped = (None, ()) if self.asked is None else self._spec(self.asked)
        run = CohortRun(self.out, spec, retry=self.retry)
        shown = 0.0
        groups: tuple[dict[str, Any], ...] = ()
        for event in run.events(cancelled=self.cancel.is_set):
            store = run.store
            if store is not None and time.monotonic() > shown + SHOW:
                groups, shown = tuple(summary(store.rows.values())), time.monotonic()
            failures = () if store is None else tuple(store.failures.values())
            self._show(State(event, groups, failures, skipped))
        if run.store is not None:
            groups = tuple(summary(run.store.rows.values()))
            self._show(State(self.last.event, groups, tuple(run.store.failures.values()), skipped))
        return self.last

    def _show(self, state: State) -> None:
        self.last = state
        self.states.put(state)

    def _spec(self, asked: Asked) -> tuple[Spec, tuple[Skipped, ...]]:
        """The cohort that is asked for, and the images that are left out of it."""
        from medadv_gui.evaluation.cohort.manifest import read_manifest
        from medadv_gui.evaluation.cohort.spec import Attack, extended, new_spec

        if self.out.exists() and any(self.out.iterdir()):
            raise OutputError(f"{self.out.name}: is not empty; name another folder")
        manifest = read_manifest(
            asked.paths, split=asked.split, slices=asked.slices, limit=asked.limit, cancelled=self.cancel.is_set
        )
        spec = new_spec(norm=asked.norm, seed=asked.seed, device=asked.device)
        attacks = [Attack.of(name, common_steps=asked.steps) for name in asked.attacks]
        found, unread = extended(
            spec, manifest, asked.cards, attacks, asked.epsilons, transfer=asked.transfer, tick=self._tick
        )
        return found, (*manifest.skipped, *unread)

    def _tick(self, done: int, total: int) -> None:
        if self.cancelled:
            raise Stopped
        self.progress(done, total)


class OpenCohortJob(Job):
    """What lies in a cohort's folder; the result is (the cohort in words, State)."""

    title = "Opening the cohort"
    quiet = True

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.out = out

    def work(self) -> tuple[Spec, State]:
        with importing():
            from medadv_gui.evaluation.cohort.run import ATTACKS, Event
            from medadv_gui.evaluation.cohort.store import read_rows
            from medadv_gui.evaluation.cohort.summary import summary

        rows, _, failures, spec = read_rows(self.out)
        event = Event(ATTACKS, len(rows), len(failures), spec.size)
        return spec, State(event, tuple(summary(rows)), failures)


class CohortReportJob(Job):
    """The cohort's report; the result is its document and the HTML that the window shows."""

    title = "Preparing the report"
    quiet = True

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.out = out

    def work(self) -> tuple[Any, str]:
        with importing():
            from medadv_gui.evaluation.cohort.reports import cohort_document
            from medadv_gui.report.html import for_browser

        document = cohort_document(self.out)
        return document, for_browser(document)


class SaveCohortJob(Job):
    """Write the reports of a cohort into its folder; the result is their paths."""

    title = "Writing the reports"
    quiet = True

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.out = out

    def work(self) -> Sequence[Path]:
        with importing():
            from medadv_gui.evaluation.cohort.reports import write_cohort_reports

        return write_cohort_reports(self.out)
