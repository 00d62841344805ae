"""What can be done with finished attacks: select, discard, scale, draw anew, go on from, and attack the whole series.

All of it runs in the window's thread; the state lies in the session and the controller.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.jobs import repicture
from medadv_gui.gui.result_jobs import HeatJob, ReadResultJob, ScaleJob, SeriesJob
from medadv_gui.gui.session import SERIES, Entry, Outcome, SliceRows
from medadv_gui.gui.worker import Job

WHOLE = 100  # per cent: the verified result itself


class Results(QObject):
    """Acts on the results of the slice on show."""

    changed = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.c = controller
        self.percent = WHOLE
        self._of: Outcome | None = None
        self._drawn: tuple[Outcome, str] | None = None
        self._along = False  # the slice on show is always the one that the series' attack is at
        self._here: tuple[Entry, int] | None = None
        self._attacked: tuple[int, ...] = ()
        controller.workers.finished.connect(self._finished)
        controller.answer_changed.connect(self._follow)
        controller.image_changed.connect(self._moved)
        controller.image_changed.connect(self._follow)
        controller.stepped.connect(self._follow_series)

    # Which result is on show

    @property
    def outcome(self) -> Outcome | None:
        """The result on show; None where there is none, or an attack that is not finished is shown."""
        return self.c.entry.outcome if self.c.entry is not None else None

    def select(self, outcome: Outcome) -> None:
        """Show one of the finished attacks on the slice on show."""
        entry = self.c.entry
        if entry is not None and outcome in entry.finished and not self.c.running:
            entry.outcomes[entry.key] = outcome
            self.c.forget_stopped()
            self.c.answer_changed.emit()

    def discard(self, outcome: Outcome) -> None:
        """Forget one of the finished attacks, and its files."""
        entry = self.c.entry
        if entry is not None and outcome in entry.finished and not self.c.running:
            entry.discard(outcome)
            shutil.rmtree(outcome.folder, ignore_errors=True)
            for strip in entry.slices.values():
                at = outcome.result.slice
                if strip.rows.get(at, {}).get("folder") == outcome.folder.name:
                    strip.rows = {k: v for k, v in strip.rows.items() if k != at}
            self.c.answer_changed.emit()

    @Slot()
    def _follow(self) -> None:
        """Another result may be on show: it begins whole, and its heat map is drawn where that has not been done."""
        outcome, mode = self.outcome, self.c.heat_mode
        if outcome is not self._of:
            self._of, self.percent, self.c.scaled, self._drawn = outcome, WHOLE, None, None
            self._stop(ScaleJob)
            for other in self.c.entry.finished if self.c.entry is not None else ():
                if other is not outcome:
                    other.heats.clear()  # of a photograph they are large
        if outcome is not None and mode not in outcome.heats and self._drawn != (outcome, mode):
            self._drawn = outcome, mode
            self.c.workers.submit("figures", HeatJob(outcome, mode))
        elif outcome is None:
            self._read_slice()
        self.changed.emit()

    def _jobs(self, kind: Any) -> list[Any]:
        lanes = ("models", "figures", "files")
        return [job for lane in lanes for job in self.c.workers.jobs(lane) if isinstance(job, kind)]

    def _stop(self, kind: type[Job]) -> None:
        for job in self._jobs(kind):
            job.cancel.set()

    # The heat map

    def set_heat_mode(self, mode: str) -> None:
        """Draw the perturbation in another of `render.heatmap.MODES`."""
        c = self.c
        if mode == c.heat_mode:
            return
        c.heat_mode = mode
        if c.running_job is not None:
            c.running_job.heat_mode = mode
        image = c.entry.images.get(c.frame.at) if c.entry is not None and c.frame is not None else None
        if c.frame is not None and image is not None:
            c.frame = repicture(c.frame, image, mode)
        if c.scaled is not None:
            self._scale()
        c.answer_changed.emit()

    # The budget slider

    @property
    def can_scale(self) -> bool:
        """Whether the result on show can be scaled now."""
        entry = self.c.entry
        ready = entry is not None and entry.image is not None and self.c.card is not None and not self.c.running
        return ready and self.outcome is not None and self.c.stopped_at is None

    @Slot(int)
    def set_percent(self, percent: int) -> None:
        """Show a copy of the perturbation at `percent` of its size; at 100 the verified result."""
        if percent == self.percent or not self.can_scale:
            return
        self.percent = percent
        self._stop(ScaleJob)
        if percent == WHOLE:
            self.c.scaled = None
            self.c.answer_changed.emit()
        else:
            self._scale()
            self.changed.emit()

    def _scale(self) -> None:
        entry, card, outcome = self.c.entry, self.c.card, self.outcome
        if entry is None or entry.image is None or card is None or outcome is None:
            return
        job = ScaleJob(self.c.models, outcome, entry.image, card, self.c.device, self.percent, self.c.heat_mode)
        self.c.workers.submit("models", job)

    @property
    def smallest(self) -> int | None:
        """The smallest share, in per cent, of those tried at which the attack's criterion was met."""
        if self.outcome is None:
            return None
        met = [percent for percent, success in self.outcome.tried.items() if success]
        return min(met, default=WHOLE if self.outcome.result.outcome.reread else None)

    # The whole series

    @property
    def strip(self) -> SliceRows | None:
        """What is known of the slices of the series on show, for the chosen model."""
        entry = self.c.entry
        return entry.slices.get(entry.model or "") if entry is not None else None

    def attack_series(self, settings: AttackSettings) -> None:
        """Attack every slice of the series on show; what an earlier attack on all of it found is replaced."""
        c, entry, card = self.c, self.c.entry, self.c.card
        if c.running or entry is None or card is None or len(entry.series) < 2:
            return
        c.forget_stopped()
        old = entry.slices.get(card.id)
        if old is not None:
            for outcome in [o for runs in list(entry.runs.values()) for o in runs if o.folder.parent == old.folder]:
                entry.discard(outcome)
            shutil.rmtree(old.folder, ignore_errors=True)
        folder = c.scratch.next(SERIES)
        entry.slices[card.id] = SliceRows(folder, settings.search)
        # A ground truth of one slice's size belongs to that slice alone; the region holds for all.
        truth = Truth(label=settings.truth.label)
        settings = replace(settings, truth=truth, start=None, region=entry.region)
        c.prepared = None
        self._along, self._here = True, (entry, entry.slice)
        c.series = SeriesJob(c.models, entry, card, settings, folder, c.heat_mode)
        c.workers.submit("models", c.series)
        c.attack_changed.emit()

    @property
    def attacked(self) -> tuple[int, ...]:
        """The slices of the series on show that its attack is at."""
        job, strip = self.c.series, self.strip
        if job is None or strip is None or job.entry is not self.c.entry:
            return ()
        return tuple(at for at in job.attacked if at not in strip.rows)

    @Slot()
    def _follow_series(self) -> None:
        """Take over what the series' attack has done since the last look, and show the slice that it is at."""
        c, job = self.c, self.c.series
        if job is None:
            return
        self._take_rows(job)
        if self._along and job.attacked and job.entry.slice not in job.attacked:
            self._here = job.entry, job.attacked[0]
            c.set_slice(job.attacked[0])
        attacked = self.attacked
        if attacked != self._attacked:
            self._attacked = attacked
            self.changed.emit()
        job.looked_at = job.entry.slice

    def _take_rows(self, job: SeriesJob) -> None:
        """Take over the slices that have been finished."""
        strip = job.entry.slices.get(job.card.id)
        if strip is not None and len(job.rows) != len(strip.rows):
            strip.rows = {row["slice"]: row for row in list(job.rows)}
            self.c.answer_changed.emit()

    @Slot()
    def _moved(self) -> None:
        """Another slice may be on show: a user who goes elsewhere is not taken along until he comes back."""
        job, entry = self.c.series, self.c.entry
        if job is None or entry is None or (entry, entry.slice) == self._here:
            return
        self._here = entry, entry.slice
        self._along = entry.slice in self.attacked
        job.looked_at = job.entry.slice

    def _read_slice(self) -> None:
        """Read the result of the slice on show back, where the series' attack has one."""
        if self.c.series is not None and self._along:
            return  # it is left in a moment
        entry, strip = self.c.entry, self.strip
        row = strip.rows.get(entry.slice) if entry is not None and strip is not None else None
        if entry is not None and strip is not None and row is not None and "folder" in row:
            if entry.slice in strip.asked:
                return
            strip.asked.add(entry.slice)
            self.c.workers.submit("files", ReadResultJob(entry, entry.key, strip.folder / row["folder"]))

    # What the jobs report

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if isinstance(job, SeriesJob) and job is self.c.series:
            self._take_rows(job)
            self.c.series = self.c.frame = self.c.prepared = None
            self._attacked = ()
            self.c.attack_changed.emit()
            self._follow()
            self.c.ask_again()
        elif job.result is None or job.cancelled:
            return
        elif isinstance(job, HeatJob):
            job.outcome.heats[job.mode] = job.result
            self.c.answer_changed.emit()
        elif isinstance(job, ScaleJob):
            job.outcome.tried[job.percent] = job.result.scaled.success
            if job.outcome is self.outcome and job.percent == self.percent:
                self.c.scaled = job.result
            self.c.answer_changed.emit()
        elif isinstance(job, ReadResultJob) and job.entry.slices.get(job.key[0]) is not None:
            job.entry.keep(job.key, job.result)
            self.c.answer_changed.emit()
