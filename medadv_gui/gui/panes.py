"""The three linked panes: original, perturbation, adversarial. One slice, one window, one pan and zoom.

The window comes from the original alone and drives original and adversarial alike. Banners lie outside the pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem, QWidget

from medadv_gui.core.types import Image, Prediction, Window
from medadv_gui.gui import overlays, probe, toning
from medadv_gui.gui.pane import Pane
from medadv_gui.gui.pane_grid import PaneGrid
from medadv_gui.gui.pixels import PixelItem
from medadv_gui.gui.repaint import painted_once
from medadv_gui.gui.swipe import Swipe
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import themes
from medadv_gui.imaging.geometry import edge_letters
from medadv_gui.render import heatmap
from medadv_gui.render.colour_maps import GREY
from medadv_gui.render.picture import DEMONSTRATION, SYNTHETIC


class LinkedPanes(PaneGrid):
    """The panes and what they show."""

    window_changed = Signal()
    blinked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._under = PixelItem()  # the original below an overlaid perturbation
        self._under.setZValue(-1)
        self.heat.box.addItem(self._under, ignoreBounds=True)
        self.heat_mode = "signed"
        self.swipe = Swipe(self)
        for pane in self.panes:
            pane.box.window_dragged.connect(self.drag_window)
        self.layout_changed.connect(self._laid_out)
        self.moved.connect(self._show_scale)
        self.image: Image | None = None
        self._of: object = None
        self._size: tuple[int, ...] | None = None
        self.shown_window: Window | None = None
        self.inverted = False
        self.colour_map = GREY
        self.overlays_on = self.planes_on = True
        self.blinking = False
        self._stored: NDArray[Any] | None = None
        self._heat_rgb: NDArray[np.uint8] | None = None
        self._limit = 0.0
        self._before: Prediction | None = None
        self._after: tuple[Prediction, Prediction] | None = None
        self._tints: overlays.Tints = {}
        self._look: tuple[Any, ...] | None = None
        self._drawn: list[tuple[NDArray[Any], NDArray[Any]]] = []  # arrays and their pictures in this look
        self._over: dict[Pane, tuple[tuple[Any, ...], tuple[Any, ...]]] = {}  # what the overlays were made of
        self._held = 0
        self._wanted = False
        self._place = ""
        self.window_drag = 1
        self._notes: list[str] = []
        # Many mouse moves between two repaints cost one drawing.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.redraw)

    # What is shown

    def show_image(self, image: Image | None, place: str = "", message: str = "", *, of: object = None) -> None:
        """Show the original `image`, one `of` a series; `place` is the corner text ("slice 3/40"), `message` stands
        where there is none. The view and the user's window stay while series and size stay."""
        fresh = of is not self._of
        if fresh:
            self._of, self._size, self.shown_window, self.inverted = of, None, None, False
        same = image is not None and image.stored.shape == self._size
        self.image, self._place, self._look = image, place, None
        self.extent = None if image is None else (image.rows, image.columns)
        if image is not None:
            self._size = image.stored.shape
            if not same or self.shown_window is None:
                self.shown_window = None if image.colour else image.window
        self.original.corner.message = message
        self._before = self._after = None
        self._stored = self._heat_rgb = None
        if image is not None:
            spacing = image.geometry.spacing
            for pane in self.panes:
                pane.box.setAspectLocked(True, ratio=spacing[1] / spacing[0] if spacing else 1.0)
                pane.corner.letters = _edges(image)
        self.redraw()
        if not same and image is not None:
            self.fit()
        if fresh:
            self.window_changed.emit()

    def show_answer(self, answer: Prediction | None, tints: Mapping[str, str]) -> None:
        """Draw the clean answer over the original; `tints` are the labels' colours by their names."""
        self._before = answer
        self._tints = {name: QColor(tint) for name, tint in tints.items()}
        self._redraw_overlays()

    def show_change(
        self,
        stored: NDArray[Any] | None,
        heat: NDArray[np.uint8] | None,
        limit: float,
        answers: tuple[Prediction, Prediction] | None,
        message: str = "",
    ) -> None:
        """Show the adversarial image in stored values (its size may be a whole fraction of the original's), the
        heat map and the answers before and after; None clears them and shows `message`. `limit`: the heat map's
        end, stored units."""
        words = message if stored is None else ""
        before = self._stored, self._heat_rgb, *(self._after or ())
        same = _identical(before, (stored, heat, *(answers or ())))
        if same and (self._limit, self.heat.corner.message) == (limit, words):
            return
        self._stored, self._heat_rgb, self._limit, self._after = stored, heat, limit, answers
        self.heat.corner.message = self.adversarial.corner.message = words
        self.redraw()

    def set_notes(self, *, synthetic: bool, demonstration: bool) -> None:
        """The quieter banners under the pixels of every pane."""
        self._notes = [said("notes", SYNTHETIC)] * synthetic + [said("notes", DEMONSTRATION)] * demonstration
        self._show_notes()

    def _show_notes(self) -> None:
        """A line each; in one where two rows of panes leave little height."""
        text = (" · " if self.layout_name == "2x2" else "\n").join(self._notes)
        if text == self.original.notes.text():
            return
        for pane in self.panes:
            pane.set_notes(text)

    @Slot()
    def redraw(self) -> None:
        """Draw everything again from stored values."""
        if self._held:
            self._wanted = True
            return
        image = self.image
        if image is None:
            self._under.show_rgb(None)
            self.swipe.hide()
            for pane in self.panes:
                pane.show_rgb(None)
                pane.corner.letters = pane.corner.mm_per_pixel = pane.corner.bar = None
                pane.corner.top = pane.corner.bottom = ""
                pane.set_title(pane.name, adversarial=False)
                pane.set_items([])
                pane.corner.refresh()
            self._over.clear()
            return
        rows, columns = image.rows, image.columns
        original, changed = self._pictures()
        swap = self.blinking and self._stored is not None
        first = swap and self.alone is self.original
        third = swap and not first
        has = self._stored is not None
        beside = self.swipe.on and has and not swap
        first |= beside and self.alone is self.original
        self.original.show_rgb(changed if first else original, rows, columns)
        self.heat.show_rgb(self._heat_rgb, rows, columns)
        over = self._heat_rgb is not None and self._heat_rgb.shape[2] == 4
        self._under.show_rgb(original if over else None, rows, columns)
        self.adversarial.show_rgb(original if third else changed if has else None, rows, columns)
        self.original.set_title(
            self.adversarial.name if first else self.original.name, adversarial=first or image.adversarial
        )
        self.heat.set_title(self.heat.name, adversarial=has)
        self.adversarial.set_title(
            self.original.name if third else self.adversarial.name, adversarial=has and (not third or image.adversarial)
        )
        self.swipe.show(self.original if first else self.adversarial, original if beside else None, image)
        self._redraw_text(image)
        self._redraw_overlays()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While it lasts nothing is drawn; then all at once."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if self._wanted and not self._held:
                self._wanted = False
                self.redraw()

    @property
    def changing(self) -> tuple[Pane, Pane]:
        """The panes that an attack's step draws anew."""
        return self.heat, self.adversarial

    @property
    def changed(self) -> NDArray[Any] | None:
        """The adversarial image on show, in stored values; perhaps thinned while an attack runs."""
        return self._stored

    def _display(self, stored: NDArray[Any] | None) -> NDArray[Any]:
        assert self.image is not None
        return toning.picture(self.image, self.shown_window, stored, self.inverted, self.colour_map)

    def toned(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture as the user wants to see it: inverted or not, in grey or in colours."""
        return rgb if self.image is None else toning.toned(rgb, self.image, self.inverted, self.colour_map)

    def set_colour_map(self, name: str) -> None:
        """Show grey images in the colours of a map of `render.colour_maps`, or grey."""
        self.colour_map = name
        self.redraw()
        self.window_changed.emit()

    def _pictures(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Original and adversarial image (or the original again), each drawn anew only where it or the way it is shown
        changed: an attack's steps leave the original alone."""
        assert self.image is not None
        look = self.shown_window, self.inverted, self.colour_map
        if self._look != look:
            self._look, self._drawn = look, []
        kept, self._drawn = self._drawn, []
        for array in (self.image.stored, self._stored):
            if array is not None:
                picture = next((picture for of, picture in kept if of is array), None)
                made = self._display(array) if picture is None else picture
                self._drawn.append((array, made))
        return self._drawn[0][1], self._drawn[-1][1]

    def _redraw_text(self, image: Image) -> None:
        values = self.window_text()
        for pane in (self.original, self.adversarial):
            pane.corner.top, pane.corner.bottom = self._place, values
        if self._heat_rgb is not None and self._limit > 0:
            self.heat.corner.bar, self.heat.corner.top = self.heat_text(image, self._limit)
        else:
            self.heat.corner.bar = None
            self.heat.corner.top = ""
        self.heat.corner.letters = _edges(image) if self._heat_rgb is not None else None
        self.adversarial.corner.letters = self.original.corner.letters if self._stored is not None else None
        for pane in self.panes:
            if pane.corner.message:
                pane.corner.top = pane.corner.bottom = ""
            spacing = image.geometry.spacing
            pane.corner.mm_per_pixel = None if spacing is None else spacing[1] * pane.box.viewPixelSize()[0]
            pane.corner.refresh()

    def heat_text(self, image: Image, limit: float) -> tuple[tuple[NDArray[np.uint8], str, str, str], str]:
        """The colour bar of a heat map of `image` that ends at `limit` stored units, and its kind and gain in words."""
        shown, unit = self.shown_window or Window(image.lowest, image.highest), f" {image.units}" if image.units else ""
        gain = shown.width / abs(image.slope) / ((1 if self.heat_mode == "absolute" else 2) * limit)
        factor = image.slope if image.units else image.step or 1.0
        words = {"signed": self.tr("signed"), "absolute": self.tr("absolute"), "overlay": self.tr("overlay")}
        text = words[self.heat_mode] + self.tr(", gain ×{0}").format(f"{gain:.3g}")
        return heatmap.scale(self.heat_mode, f"{limit * factor:.4g}{unit}"), text

    def window_text(self) -> str:
        """Width, level and what else is done to the values on the way to the screen, a line each."""
        window, unit = self.shown_window, self.image.units if self.image is not None else ""
        lines = []
        if window is not None:
            lines = toning.window_words(window, unit)
        lines += [self.tr("inverted")] * self.inverted
        if self.colour_map != GREY and self.image is not None and not self.image.colour:
            lines.append(self.tr("colours: {0}").format(self.colour_map))
        return "\n".join(lines)

    def _redraw_overlays(self) -> None:
        if self._held:
            self._wanted = True
            return
        before = self._before if self.overlays_on else None
        after = self._after if self.overlays_on else None
        swap = self.blinking and self._stored is not None
        alone = self.alone is self.original and self._stored is not None
        planes = self.image.overlays if self.image is not None and self.planes_on else None
        sides = (self.original, alone and (swap or self.swipe.on)), (self.adversarial, alone or not swap)
        wanted = []
        for pane, changed in sides:
            answers = (after or (None, None)) if changed else (before,)
            of = *answers, planes if not changed or self._stored is not None else None, themes.name
            how = changed, self._stored is None, self._tints
            drawn = self._over.get(pane)
            if drawn is None or drawn[1] != how or not _identical(drawn[0], of):
                self._over[pane] = of, how
                wanted.append((pane, changed))
        if wanted:
            views = [pane.view for pane, _ in wanted]
            with painted_once(views, views):
                for pane, changed in wanted:
                    pane.set_items(self._overlay(changed, before, after, planes))

    def _overlay(
        self,
        changed: bool,
        before: Prediction | None,
        after: tuple[Prediction, Prediction] | None,
        planes: NDArray[np.bool_] | None,
    ) -> list[QGraphicsItem]:
        """What is drawn over the original, or over the changed image, made anew: an item lies in one pane."""
        if changed and self._stored is None:
            return []
        items = [] if planes is None else overlays.plane_items(planes)
        if changed:
            return [*items, *(overlays.after_items(*after, self._tints) if after is not None else ())]
        return [*items, *(overlays.before_items(before, self._tints) if before is not None else ())]

    # What the user does

    @Slot(float, float)
    def drag_window(self, dx: float, dy: float) -> None:
        """Right is wider, down is darker, or up where `window_drag` is -1; a pane's width doubles the range."""
        if self.image is not None and not self.image.colour:
            self.set_window(toning.dragged(self.image, self.shown_window, dx, dy * self.window_drag))

    def set_window(self, window: Window | None) -> None:
        """Show through `window` (modality values); None goes back to the image's own."""
        if self.image is None:
            return
        self.shown_window = window or (None if self.image.colour else self.image.window)
        self._later.start()
        self.window_changed.emit()

    def next_own_window(self) -> None:
        """The image's own window; where it is on show, the next that the file offers."""
        if self.image is None:
            return
        own = [window for _, window in self.image.windows]
        at = own.index(self.shown_window) + 1 if self.shown_window in own else 0
        self.set_window(own[at % len(own)] if own else None)

    def invert(self) -> None:
        self.inverted = not self.inverted
        self.redraw()
        self.window_changed.emit()

    def reset(self) -> None:
        """Whole image, its own window, not inverted, all panes."""
        self.inverted = False
        self.show_alone(None)
        self.set_window(None)
        self.fit()

    @Slot()
    def _laid_out(self) -> None:
        self._show_notes()
        if self.swipe.on:
            self.redraw()

    @Slot()
    def _show_scale(self) -> None:
        """Another part is in view."""
        if self.image is not None:
            self._redraw_text(self.image)

    def set_overlays(self, on: bool) -> None:
        self.overlays_on = on
        self._redraw_overlays()

    def set_planes(self, on: bool) -> None:
        """Show or hide the overlay planes that the file holds."""
        self.planes_on = on
        self._redraw_overlays()

    def set_blink(self, on: bool) -> None:
        """While on, original and adversarial change places in one pane."""
        if on != self.blinking:
            self.blinking = on
            self.redraw()
            self.blinked.emit()

    def probe_text(self, place: tuple[int, int]) -> str:
        """What stands at a pixel of the original and the adversarial image: stored, modality and shown value."""
        if self.image is None:
            return ""
        words = {"stored": self.tr("stored"), "modality": self.image.units, "shown": self.tr("shown")}
        return probe.text(self.image, self._stored, self.shown_window, self.inverted, place, words)


def _identical(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether both hold the same objects."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _edges(image: Image) -> tuple[str, str, str, str] | None:
    """The letters left, above, right and below; None where the file does not say how the image lies."""
    if image.geometry.orientation is None:
        return None
    left, right, top, bottom = edge_letters(image.geometry.orientation)
    return left, top, right, bottom
