"""Keeps the pane that shows where the model looked in step with the rest of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from medadv_gui.core.types import Image
from medadv_gui.gui.jobs import Models
from medadv_gui.gui.messages import worded
from medadv_gui.gui.worker import Job, importing
from medadv_gui.models.card import ModelCard
from medadv_gui.render.looks import over
from medadv_gui.render.window import display

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow

TOP = 99.0  # per cent of the pixels that lie below the scale's end: single pixels would dim all others
Look = NDArray[np.float32] | None


class LookJob(Job):
    """Where the model looked before and after; the result is a pair of (rows, columns), or None where it finds nothing;
    the second is missing where `stored` is."""

    title = "Asking the model where it looked"
    quiet = True  # the pane says why there is nothing to show

    def __init__(
        self, models: Models, image: Image, stored: NDArray[Any] | None, card: ModelCard, device: str, method: str
    ) -> None:
        super().__init__()
        self.models, self.image, self.stored, self.card = models, image, stored, card
        self.device, self.method = device, method

    def work(self) -> tuple[Look, ...]:
        with importing("torch"):
            from medadv_gui.attack.saliency import look

        model = self.models.get(self.card, self.device, self)
        before = look(model, self.image, None, self.method)
        return (before,) if self.stored is None else (before, look(model, self.image, self.stored, self.method))


class Looking(QObject):
    """Asks where the model looked while the pane is on show, and draws what comes back."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w, self.c = window, window.controller
        self.pane = window.of_results.looked
        self._layout = "1x3"
        self._job: LookJob | None = None
        self._asked: tuple[Any, ...] | None = None
        self.pane.method_chosen.connect(self.follow)
        self.c.answer_changed.connect(self.follow)
        self.c.workers.finished.connect(self._finished)
        window.panes.window_changed.connect(self.draw)
        window.panes.layout_changed.connect(self._layout_changed)

    @Slot(bool)
    def show_pane(self, on: bool) -> None:
        """Show or hide the pane: it stands in the fourth place."""
        if on == self.on:
            return
        if on:
            self._layout = self.w.panes.layout_name
        self.w.panes.set_layout("2x2" if on else self._layout)

    @property
    def on(self) -> bool:
        """Whether the pane is on show."""
        return self.w.panes.layout_name == "2x2"

    @Slot()
    def _layout_changed(self) -> None:
        self.w.actions_table["saliency"].setChecked(self.on)
        self.follow()

    def _wanted(self) -> tuple[Any, ...] | None:
        """What the pane is to be about: image, stored values after, model, device, method; None where there is no
        image or no model."""
        entry, card = self.c.entry, self.c.card
        if entry is None or entry.image is None or card is None:
            return None
        stored = None
        if self.c.scaled is not None:
            stored = self.c.scaled.scaled.stored
        elif entry.outcome is not None and self.c.stopped_at is None:
            stored = entry.outcome.result.adversarial
        return entry.image, stored, card, self.c.device, self.pane.method.currentData()

    @Slot()
    def follow(self) -> None:
        """Ask anew where image, model, result or method have changed."""
        if not self.on:
            self._asked = self._job = None  # a case that is closed is not held on to
            return
        wanted = self._wanted()
        if wanted is not None and self.c.running:
            return  # the model is busy; asked once it is free
        same = wanted is not None and self._asked is not None and all(map(_same, wanted, self._asked))
        if same:
            return
        if self._job is not None:
            self._job.cancel.set()
        self._asked, self._job = wanted, None
        if wanted is not None:
            self._job = LookJob(self.c.models, *wanted)
            self.c.workers.submit("models", self._job)
        self.draw()

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job is self._job:
            self.draw()

    @Slot()
    def draw(self) -> None:
        """Draw what is known, over the image at the window on display."""
        pane, job = self.pane, self._job
        if not self.on:
            return
        looks: tuple[Look, ...] = job.result if job is not None and job.result is not None else ()
        waiting = self.tr("Choose an image and a model.") if job is None else self.tr("Asking the model…")
        if job is not None and job.failure is not None:
            waiting = worded(job.failure.reason(""))
        first = looks[0] if looks else None
        top = 0.0 if first is None else float(np.percentile(first, TOP))
        for i, view in enumerate((pane.before, pane.after)):
            if i < len(looks) and job is not None:
                self._draw_look(view, job, looks[i], top)
            else:
                view.show_picture(None, self.tr("Run the attack to see.") if i and looks else waiting)
        pane.tag.setVisible(len(looks) > 1)
        pane.bar.setVisible(bool(looks))
        pane.scale.setVisible(bool(looks))

    def _draw_look(self, view: Any, job: LookJob, look: Look, top: float) -> None:
        if look is None:
            view.show_picture(None, self.tr("The model finds nothing here, so it looked for nothing."))
            return
        image, after = job.image, view is self.pane.after
        rgb = display(image, self.w.panes.shown_window, job.stored if after else None)
        spacing = image.geometry.spacing
        view.show_picture(
            over(rgb, look, top or float(np.percentile(look, TOP))), "", spacing[0] / spacing[1] if spacing else 1.0
        )


def _same(a: Any, b: Any) -> bool:
    return a is b or (isinstance(a, str) and a == b)
