"""Keeps the window's parts in step with the controller's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from medadv_gui.core.errors import MedadvError
from medadv_gui.core.types import Prediction
from medadv_gui.gui.jobs import AttackJob, Frame, Pausable, Prepared
from medadv_gui.gui.loader import IndexJob, LoadJob
from medadv_gui.gui.messages import worded
from medadv_gui.gui.result_jobs import ScaledView, SeriesJob
from medadv_gui.gui.session import DEMO_NOTE, Entry, Outcome
from medadv_gui.gui.tables import said
from medadv_gui.render.window import grey_levels

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow

LOSSES_MS = 250  # from a step to its losses


class Presenter(QObject):
    """Reads the controller, writes into the window's parts; it decides nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w, self.c = window, window.controller
        self.form_of: str | None = None
        self._card_shown: tuple[str, bool] | None = None
        self._step_shown: tuple[Prepared | None, Frame | None] | None = None
        # A step is drawn and painted in two turns: what is due meanwhile comes between them. At 0 ms it would not.
        self._paint = QTimer(self, singleShot=True, interval=1)
        self._paint.timeout.connect(self.paint)
        # Nor are its losses drawn with it, nor at each step: a curve need not be as punctual.
        self._losses = QTimer(self, singleShot=True, interval=LOSSES_MS)
        self._losses.timeout.connect(self._show_losses)
        c = self.c
        c.cases_changed.connect(self.show_cases)
        c.entries_changed.connect(self.show_entries)
        c.image_changed.connect(self.show_image)
        c.model_changed.connect(self.show_model)
        c.answer_changed.connect(self.show_answer)
        c.budget_changed.connect(self.show_budget)
        window.panes.window_changed.connect(self.show_budget)
        c.attack_changed.connect(self.show_attack)
        c.stepped.connect(self.show_step)
        c.loading_changed.connect(self.show_loading)

    def show_all(self) -> None:
        """Draw everything."""
        self.show_entries()
        self.show_image()
        self.show_model()
        self.show_loading()
        self.show_attack()

    @Slot()
    def show_cases(self) -> None:
        self.w.start.show_cases(self.c.cases)
        self.w.tree.show_cases(self.c.cases)

    @Slot()
    def show_entries(self) -> None:
        session = self.c.session
        self.w.tree.show_entries(session.entries, session.skipped)
        self.w.tree.select(session.current)

    @Slot()
    def show_image(self) -> None:
        """The image, whatever belongs to it, or why there is none."""
        with self.w.panes.held():
            self._show_image()

    def _show_image(self) -> None:
        entry, w = self.c.entry, self.w
        if entry is not None and w.centre.currentIndex() == 0:
            w.panes.setFocus()
        w.centre.setCurrentIndex(0 if entry is None else 1)
        w.show_slice_bar(0 if entry is None else len(entry.series), 0 if entry is None else entry.slice)
        w.setWindowTitle("medadv_gui" if entry is None else f"{entry.title} - medadv_gui")
        if entry is not None:
            image = entry.image
            message = ""
            if image is None:
                message = entry.broken.get(entry.slice, self.tr("Reading the image…"))
                # A picture of the window is to name no file, and which one it is the tree tells.
                message = worded(MedadvError(message).reason(entry.series.instances[entry.slice].name))
            place = self.tr("slice {0}").format(entry.place) if entry.place else ""
            w.panes.show_image(image, place, message, of=entry)
            if image is not None:
                w.tree.set_thumbnail(entry, image)
        else:
            w.panes.show_image(None)
        self._notes()
        self.show_answer()
        self.show_actions()

    def _notes(self) -> None:
        image = self.c.entry.image if self.c.entry is not None else None
        card = self.c.card
        bundled = card is not None and card.id in self.c.session.bundled
        self.w.panes.set_notes(synthetic=image is not None and image.synthetic, demonstration=bundled)
        notes = (*image.notes, *self.c.entry.series.notes) if image is not None and self.c.entry is not None else ()
        self.w.strip.show_image(adversarial=image is not None and image.adversarial, notes=tuple(map(worded, notes)))

    @Slot()
    def show_model(self) -> None:
        """The list of models and the chosen one's facts."""
        entry, card, panel = self.c.entry, self.c.card, self.w.panel
        image = entry.image if entry is not None else None
        if entry is not None and image is None and card is not None:
            return  # another slice is on its way
        panel.set_models(self.c.session.choices(image) if image is not None else (), card)
        if card is not None:
            own_truth = self.c.has_case_truth and card.task != "classification"
            if self._card_shown != (card.id, own_truth):
                known = self.tr("ground truth of the demo case") if own_truth else None
                panel.show_card(card, card.id in self.c.session.bundled, known)
                self._card_shown = card.id, own_truth
            else:
                panel.show_card_note(card, card.id in self.c.session.bundled)
        self._notes()
        self.show_actions()

    @Slot()
    def show_budget(self) -> None:
        budget, image = self.c.budget, self.c.entry.image if self.c.entry is not None else None
        levels = None
        if budget is not None and image is not None:
            levels = grey_levels(budget.stored_units, image, self.w.panes.shown_window)
        self.w.panel.show_budget(budget, self.c.budget_error, levels)
        self.show_actions()

    @Slot()
    def show_answer(self) -> None:
        """The answers and the panes to the right of the original, in whatever state they are."""
        entry, card, w = self.c.entry, self.c.card, self.w
        if entry is None or entry.image is None:
            broken = entry is not None and entry.slice in entry.broken
            w.answers.clear(self.tr("No image, no answer") if broken else self.tr("Reading the image…"))
            w.panes.show_change(None, None, 0.0, None, "")
            w.plot.show_records(())
            self._headline()
            return
        if card is None:
            w.answers.clear()
            w.plot.show_records(())
            w.panes.show_answer(None, {})
            w.panes.show_change(None, None, 0.0, None, self.tr("Choose a model, then run the attack."))
            self._headline()
            return
        tints = card.tints
        if self._live(entry):
            self._draw_live(entry, tints)
        elif entry.outcome is not None:
            self._draw_outcome(entry.outcome, tints)
        else:
            self._draw_clean(entry, tints)
        self._headline()
        self.show_actions()

    def _live(self, entry: Entry) -> bool:
        """Whether the slice on show is being attacked, or was until the attack was cancelled."""
        frame = self.c.frame
        if self.c.running:
            of_slice = frame.at == entry.slice if frame is not None else self.c.attack is not None
            return self._attacked(entry) and self.c.prepared is not None and of_slice
        stop = self.c.stopped_at
        if stop is None or frame is None:
            return False
        return stop[:2] == (entry, entry.slice) and stop[3] == entry.model

    def _attacked(self, entry: Entry) -> bool:
        """Whether the running attack is on the slice on show."""
        job = self.c.running_job
        return job is not None and job.entry is entry and entry.slice in job.attacked

    def _draw_live(self, entry: Entry, tints: dict[str, str]) -> None:
        prepared, frame, card, w = self.c.prepared, self.c.frame, self.c.card, self.w
        assert prepared is not None
        assert card is not None
        w.panes.show_answer(prepared.clean, tints)
        if frame is None:
            w.panes.show_change(None, None, 0.0, None, self.tr("The first step…"))
        else:
            limit = prepared.budget.stored_units
            w.panes.show_change(frame.stored, frame.heat, limit, (prepared.clean, frame.prediction))
        after = frame.prediction if frame is not None else None
        self._show_scores(prepared.clean, after, prepared)

    def _draw_outcome(self, outcome: Outcome, tints: dict[str, str]) -> None:
        result, w, card = outcome.result, self.w, self.c.card
        assert card is not None
        before, after = result.predictions["original"], result.predictions["reread"]
        w.panes.show_answer(before, tints)
        stored, heat = result.adversarial, outcome.heats.get(self.c.heat_mode)
        view = self._scaled(outcome)
        if view is not None:
            after, stored, heat = view.scaled.answer, view.scaled.stored, view.heat
        w.panes.show_change(stored, heat, result.budget.stored_units, (before, after))
        w.answers.show_answers(
            card, before, after, reference=result.reference, truth_source=result.truth_source,
            true_label=self._true_label(), target=result.attack.get("target"),
            attack=str(result.attack["name"]) if view is None else "",
        )  # fmt: skip
        w.plot.show_records(result.steps)
        self._step_shown = None

    def _scaled(self, outcome: Outcome) -> ScaledView | None:
        """The scaled copy of the outcome's perturbation that is on show, if one is."""
        view = self.c.scaled
        return view if view is not None and view.outcome is outcome else None

    def _draw_clean(self, entry: Entry, tints: dict[str, str]) -> None:
        w, answer = self.w, entry.answer
        asking = self.c.asking or self._attacked(entry)
        w.panes.show_answer(answer, tints)
        if self._attacked(entry):
            waiting = self.tr("Preparing the attack…")
        elif self.c.series is not None and self.c.series.entry is entry:
            waiting = self.tr("All slices are being attacked")
        else:
            waiting = self.tr("Run the attack to fill this pane.")
        w.panes.show_change(None, None, 0.0, None, waiting)
        if answer is None:
            w.answers.clear(self.tr("Asking the model…") if asking else self.tr("The model has not answered."))
        else:
            self._show_scores(answer, None, None)
        w.plot.show_records(())
        self._step_shown = None

    def _show_scores(self, before: Prediction, after: Prediction | None, prepared: Prepared | None) -> None:
        assert self.c.card is not None
        self.w.answers.show_answers(
            self.c.card, before, after,
            reference=prepared.reference if prepared is not None else None,
            truth_source=prepared.truth_source if prepared is not None else "model",
            true_label=self._true_label(), target=self.w.panel.target.currentData(),
        )  # fmt: skip

    def _true_label(self) -> str | None:
        """The true class that a demo case states for the model it was made for."""
        entry, card = self.c.entry, self.c.card
        if entry is None or entry.case is None or card is None or not self.c.has_case_truth:
            return None
        grade = entry.case.grade
        return None if grade is None else card.label_names[grade]

    @Slot()
    def show_step(self) -> None:
        """A tick while an attack runs."""
        job, entry = self.c.running_job, self.c.entry
        if job is None:
            return
        # A step's picture is in the mailbox a little after its record: the picture is what is waited for.
        step = self.c.prepared, self.c.frame
        if entry is not None and self._live(entry) and step != self._step_shown:
            self._step_shown = step
            for pane in self.w.panes.changing:
                pane.setUpdatesEnabled(False)
            try:
                self.show_answer()
            finally:  # from its end on: what fell due meanwhile comes first
                self._paint.start()
            if not self._losses.isActive():
                self._losses.start()
        self._progress(job)

    @Slot()
    def paint(self) -> None:
        """Have the last step painted, if it is not yet."""
        self._paint.stop()
        for pane in self.w.panes.changing:
            pane.setUpdatesEnabled(True)

    def stop(self) -> None:
        """The window closes."""
        self._losses.stop()
        self.paint()

    @Slot()
    def _show_losses(self) -> None:
        """The steps of the attack that runs, or of the one that was cancelled."""
        entry, frame = self.c.entry, self.c.frame
        if entry is not None and frame is not None and self._live(entry):
            self.w.plot.show_records(frame.records)

    def _progress(self, job: Pausable) -> None:
        left = self.c.seconds_left()
        if job.cancelled:
            text = self.tr("Stopping after this step…")
        elif job.paused:
            text = self.tr("Paused. Resume with the button or its key.")
        elif isinstance(job, AttackJob) and job.verifying:
            text = self.tr("Verifying: saving, reading again, asking the model again…")
        elif not job.done:
            text = self.tr("Preparing: the model is loaded and timed…")
        else:
            if isinstance(job, SeriesJob):
                text = self.tr("Slices: {0} of {1} done").format(job.slices_done, len(job.entry.series))
            else:
                text = self.tr("Step {0} of {1}").format(job.done, job.total)
            if left is not None:
                text += self.tr(" · about {0} s left").format(max(1, round(left)))
        self.w.panel.controls.show_progress(job.done, job.total, text)

    @Slot()
    def show_attack(self) -> None:
        """An attack began, ended or is being cancelled."""
        self.paint()
        job, panel = self.c.running_job, self.w.panel
        panel.set_running(job is not None)
        if job is not None:
            self._step_shown = None
            self._progress(job)
        elif self.c.stopped_at is not None:
            panel.status.setText(
                self.tr("Cancelled after {0} steps; nothing was verified.").format(self.c.stopped_at[2])
            )
        else:
            panel.status.setText("")
        panel.controls.show_paused(job is not None and job.paused)
        self.w.actions_table["pause"].setChecked(job is not None and job.paused)
        panel.status.setVisible(bool(panel.status.text()))
        if self.c.prepared is not None and job is None:
            for warning in self.c.prepared.warnings:
                text = worded(warning)
                self.w.banners.add(text[0].upper() + text[1:] + ".", "warning")
        if self.c.device_text:
            self.w.device.setText(worded(self.c.device_text))
        self.show_answer()
        if job is None:
            self._show_losses()

    @Slot()
    def show_loading(self) -> None:
        """What is being read, in the status bar."""
        w = self.w
        jobs = [job for lane in ("files", "results") for job in self.c.workers.jobs(lane) if not job.quiet]
        job = jobs[0] if jobs else None
        busy = job is not None and not job.cancelled
        for widget in (w.activity, w.activity_bar, w.activity_stop):
            widget.setVisible(busy)
        title = said("jobs", job.title) if job is not None else ""
        w.start.show_activity(title if busy else "", job.done if job else 0, job.total if job else 0)
        if job is not None and busy:
            count = f" {job.done} / {job.total}" if job.total else ""
            w.activity.setText(title + count)
            if (w.activity_bar.maximum(), w.activity_bar.value()) != (job.total, job.done):
                w.activity_bar.setRange(0, job.total)
                w.activity_bar.setValue(job.done)
            w.activity_stop.setVisible(isinstance(job, IndexJob | LoadJob))
        if self.c.device_text:
            w.device.setText(worded(self.c.device_text))

    def _headline(self) -> None:
        """The card above the panes."""
        entry, card, w = self.c.entry, self.c.card, self.w
        if entry is None:
            return
        if entry.slice in entry.broken:
            w.summary.say(self.tr("This image cannot be shown"), "", "error", "danger")
        elif entry.image is None:
            w.summary.say(self.tr("Reading the image…"))
        elif card is None and all(reason for _, reason in self.c.session.choices(entry.image)):
            w.summary.say(
                self.tr("No model fits this image"), self.tr("Import one that was made for its kind."), "info", "accent"
            )
        elif card is None:
            w.summary.say(self.tr("Choose a model on the right, then run the attack"), "", "info", "accent")
        elif self.c.running and self._live(entry):
            frame, prepared = self.c.frame, self.c.prepared
            assert prepared is not None
            hit = frame is not None and frame.record.success
            text = (
                self.tr("Attack running: it succeeds in memory") if hit else self.tr("Attack running: no success yet")
            )
            detail = self.tr("Success: {0}.").format(worded(prepared.criterion))
            w.summary.say(text, detail, "run", "after" if hit else "accent")
        elif self._attacked(entry):
            w.summary.say(self.tr("Preparing the attack…"), "", "run", "accent")
        elif entry.outcome is not None and not self._live(entry):
            view = self._scaled(entry.outcome)
            if view is None:
                w.summary.say_result(entry.outcome.result)
            else:
                w.summary.say_scaled(entry.outcome.result, view.scaled.share, view.scaled.linf, view.scaled.success)
        elif self.c.attack is not None:
            w.summary.say(self.tr("Another image is being attacked"), "", "run", "accent")
        elif self.c.series is not None:
            w.summary.say(self.tr("All slices are being attacked"), "", "run", "accent")
        elif self.c.stopped_at is not None and self._live(entry):
            w.summary.say(
                self.tr("Cancelled after {0} steps").format(self.c.stopped_at[2]),
                self.tr("The panes show the last step seen. It was not rounded, saved or read again."),
                "cancel",
                "warn",
            )
        elif entry.answer is None:
            asking = self.c.asking
            w.summary.say(self.tr("Asking the model…") if asking else self.tr("Ready to attack"))
        else:
            w.summary.say(self.tr("Ready to attack"), self._hint(entry), "info", "accent")

    def _hint(self, entry: Entry) -> str:
        if entry.case is not None:
            return f"{said('demo', entry.case.sentence)} {said('demo', DEMO_NOTE)}"
        return self.tr("The model's own answer stands below. Press Enter to run the attack.")

    @Slot()
    def show_actions(self) -> None:
        """Enable what can be done now."""
        entry, card = self.c.entry, self.c.card
        image = entry.image if entry is not None else None
        states = {
            "image": image is not None,
            "grey": image is not None and not image.colour,
            "planes": image is not None and image.overlays is not None,
            "ct": image is not None and image.units == "HU",
            "series": entry is not None and len(entry.series) > 1,
            "ready": image is not None,
            "running": self.c.running,
            "start": self.w.result_views.start() is not None,
            "result": entry is not None and card is not None and entry.outcome is not None and not self._live(entry),
            **self.w.shell.states(),
        }
        table, panel = self.w.actions_table, self.w.panel
        table.update_states(name for name, holds in states.items() if holds)
        cancelling = self.c.running_job is not None and self.c.running_job.cancelled
        table["cancel"].setEnabled(self.c.running and not cancelling)
        panel.cancel.setEnabled(not cancelling)
        panel.pause.setEnabled(not cancelling)
        panel.run.setEnabled(image is not None and not self.c.budget_error and not self.c.running)
