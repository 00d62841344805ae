"""The three linked panes: original, perturbation, adversarial. One slice, one window, one pan and zoom.

The window comes from the original alone and drives original and adversarial alike. Banners lie outside the pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from medadv_gui.core.types import Image, Prediction, Window
from medadv_gui.gui import overlays
from medadv_gui.gui.pixels import CornerText, ImageBox, PixelItem
from medadv_gui.gui.theme import restyle
from medadv_gui.imaging.geometry import edge_letters
from medadv_gui.render import heatmap
from medadv_gui.render.picture import ADVERSARIAL, DEMONSTRATION, RESEARCH_USE, SYNTHETIC
from medadv_gui.render.window import display

MARGIN = 0.02


class Pane(QFrame):
    """One view with its title, its tags and the banners that never leave it."""

    resized = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("paneFrame")
        self.name = title
        self.box = ImageBox()
        self.pixels = PixelItem()
        self.box.addItem(self.pixels, ignoreBounds=True)
        self.view = pg.GraphicsView(self, background=None)
        self.view.setCentralItem(self.box)
        self.view.setAccessibleName(title)
        self.view.setMinimumSize(80, 80)
        self.corner = CornerText(self.view)
        self._items: list[QGraphicsItem] = []

        self.title = QLabel(title, self)
        self.title.setObjectName("paneTitle")
        self.tag = QLabel(ADVERSARIAL, self)
        self.tag.setObjectName("tagAdversarial")
        self.tag.hide()
        self.head = QHBoxLayout()
        self.banner = QLabel(RESEARCH_USE, self)
        self.banner.setObjectName("banner")
        self.notes = QLabel(self)
        self.notes.setObjectName("tagQuiet")
        for label in (self.banner, self.notes):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)

        self.head.setContentsMargins(12, 6, 8, 6)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.head.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignVCenter)
        foot = QVBoxLayout()
        foot.setContentsMargins(4, 4, 4, 6)
        foot.setSpacing(2)
        foot.addWidget(self.banner)
        foot.addWidget(self.notes)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        rows.addLayout(self.head)
        rows.addWidget(self.view, 1)
        rows.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout().activate()
        self.corner.resize(self.view.size())
        self.resized.emit()

    def set_title(self, title: str, *, adversarial: bool) -> None:
        self.title.setText(title)
        self.tag.setVisible(adversarial)

    def set_items(self, items: list[QGraphicsItem]) -> None:
        """Replace what is drawn over the picture."""
        for item in self._items:
            self.box.removeItem(item)
        self._items = items
        for item in items:
            self.box.addItem(item, ignoreBounds=True)


class LinkedPanes(QWidget):
    """The panes and what they share."""

    stepped = Signal(int)
    window_changed = Signal()
    probed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original = Pane(self.tr("Original"), self)
        self.heat = Pane(self.tr("Perturbation"), self)
        self.adversarial = Pane(self.tr("Adversarial"), self)
        self.panes = (self.original, self.heat, self.adversarial)
        self._under = PixelItem()  # the original below an overlaid perturbation
        self._under.setZValue(-1)
        self.heat.box.addItem(self._under, ignoreBounds=True)
        self.heat_mode = "signed"
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(8)
        for pane in self.panes:
            columns.addWidget(pane, 1)
            pane.box.window_dragged.connect(self._drag_window)
            pane.box.stepped.connect(self.stepped)
            pane.box.doubled.connect(self._maximise)
            pane.box.sigRangeChanged.connect(self._follow)
            pane.resized.connect(self._refit)
            pane.view.scene().sigMouseMoved.connect(self._probe)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

        self.image: Image | None = None
        self._of: object = None
        self._size: tuple[int, ...] | None = None
        self.shown_window: Window | None = None
        self.inverted = False
        self.heatmap_on = self.overlays_on = self.planes_on = True
        self.blinking = False
        self._stored: NDArray[Any] | None = None
        self._heat_rgb: NDArray[np.uint8] | None = None
        self._limit = 0.0
        self._before: Prediction | None = None
        self._after: tuple[Prediction, Prediction] | None = None
        self._tints: overlays.Tints = {}
        self._drawn: tuple[Any, NDArray[np.uint8]] | None = None
        self._fitted = True
        self._following = False
        self._maximised: Pane | None = None
        self._place = ""
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
        self.image, self._place, self._drawn = image, place, None
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
        self._stored, self._heat_rgb, self._limit, self._after = stored, heat, limit, answers
        self.heat.corner.message = self.adversarial.corner.message = message if stored is None else ""
        self.redraw()

    def set_notes(self, *, synthetic: bool, demonstration: bool) -> None:
        """The quieter banners under the pixels of every pane."""
        text = "\n".join([SYNTHETIC] * synthetic + [DEMONSTRATION] * demonstration)
        for pane in self.panes:
            pane.notes.setText(text)
            pane.notes.setVisible(bool(text))

    @Slot()
    def redraw(self) -> None:
        """Draw everything again from stored values."""
        image = self.image
        if image is None:
            self._under.show_rgb(None)
            for pane in self.panes:
                pane.pixels.show_rgb(None)
                pane.corner.letters = pane.corner.mm_per_pixel = pane.corner.bar = None
                pane.corner.top = pane.corner.bottom = ""
                pane.set_title(pane.name, adversarial=False)
                pane.set_items([])
                pane.corner.update()
            return
        rows, columns = image.rows, image.columns
        original = self._display_original()
        changed = original if self._stored is None else self._display(self._stored)
        swap = self.blinking and self._stored is not None
        first = swap and self._maximised is self.original
        third = swap and not first
        self.original.pixels.show_rgb(changed if first else original, rows, columns)
        self.heat.pixels.show_rgb(self._heat_rgb, rows, columns)
        over = self._heat_rgb is not None and self._heat_rgb.shape[2] == 4
        self._under.show_rgb(original if over else None, rows, columns)
        self.adversarial.pixels.show_rgb(
            None if self._stored is None else original if third else changed, rows, columns
        )
        has = self._stored is not None
        self.original.set_title(
            self.adversarial.name if first else self.original.name, adversarial=first or image.adversarial
        )
        self.heat.set_title(self.heat.name, adversarial=has)
        self.adversarial.set_title(
            self.original.name if third else self.adversarial.name, adversarial=has and (not third or image.adversarial)
        )
        self._redraw_text(image)
        self._redraw_overlays()

    def _display(self, stored: NDArray[Any] | None) -> NDArray[np.uint8]:
        assert self.image is not None
        rgb = display(self.image, self.shown_window, stored)
        return np.invert(rgb) if self.inverted else rgb

    def _display_original(self) -> NDArray[np.uint8]:
        """The original's picture, drawn again only where image or window changed: an attack's steps leave it alone."""
        key = self.image, self.shown_window, self.inverted
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = key, self._display(None)
        return self._drawn[1]

    def _redraw_text(self, image: Image) -> None:
        shown = self.shown_window or Window(image.lowest, image.highest)
        unit = f" {image.units}" if image.units else ""
        lines = (
            []
            if self.shown_window is None
            else [f"W {_short(shown.width, shown)}", f"L {_short(shown.center, shown)}{unit}"]
        )
        values = "\n".join(lines + [self.tr("inverted")] * self.inverted)
        for pane in (self.original, self.adversarial):
            pane.corner.top, pane.corner.bottom = self._place, values
        if self._heat_rgb is not None and self._limit > 0:
            sides = 1 if self.heat_mode == "absolute" else 2
            gain = shown.width / abs(image.slope) / (sides * self._limit)
            factor = image.slope if image.units else image.step or 1.0
            self.heat.corner.bar = heatmap.scale(self.heat_mode, f"{self._limit * factor:.4g}{unit}")
            words = {"signed": self.tr("signed"), "absolute": self.tr("absolute"), "overlay": self.tr("overlay")}
            self.heat.corner.top = words[self.heat_mode] + self.tr(", gain ×{0}").format(f"{gain:.3g}")
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
            pane.corner.update()

    def _redraw_overlays(self) -> None:
        before = self._before if self.overlays_on else None
        after = self._after if self.overlays_on else None
        clean = overlays.before_items(before, self._tints) if before is not None else []
        now = overlays.after_items(*after, self._tints) if after is not None and self._stored is not None else []
        swap = self.blinking and self._stored is not None
        if swap and self._maximised is self.original:
            clean = now
        elif swap:
            now = overlays.before_items(before, self._tints) if before is not None else []
        planes = self.image.overlays if self.image is not None and self.planes_on else None
        if planes is not None:
            clean = [*overlays.plane_items(planes), *clean]
            now = [*overlays.plane_items(planes), *now] if self._stored is not None else now
        self.original.set_items(clean)
        self.adversarial.set_items(now)

    # What the user does

    @Slot(float, float)
    def _drag_window(self, dx: float, dy: float) -> None:
        """Right is wider, down is darker: a whole pane's width doubles the range of values."""
        if self.image is None or self.image.colour:
            return
        shown = self.shown_window or Window(self.image.lowest, self.image.highest)
        least = 1.0 if self.image.step is None else abs(self.image.slope)
        step = max(shown.width, least) / 256.0
        self.set_window(shown.moved(shown.center + dy * step, max(least, shown.width + dx * step * 2)))

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

    def reset(self) -> None:
        """Whole image, its own window, not inverted, all panes."""
        self.inverted = False
        self._show_alone(None)
        self.set_window(None)
        self.fit()

    def fit(self) -> None:
        """Show the whole image."""
        if self.image is not None:
            self._fitted = True
            area = QRectF(0, 0, self.image.columns, self.image.rows)
            self._following = True
            for pane in self.panes:
                pane.box.setRange(area, padding=MARGIN)
            self._following = False
            self._redraw_text(self.image)

    def zoom(self, factor: float) -> None:
        """Magnify about the middle."""
        self.original.box.scaleBy((1 / factor, 1 / factor))

    def set_tool(self, tool: str) -> None:
        """What a drag with the left button does: "window", "pan", "zoom" or "scroll"."""
        for pane in self.panes:
            pane.box.tool = tool

    def set_heatmap(self, on: bool) -> None:
        """Show or hide the perturbation pane."""
        self.heatmap_on = on
        self._show_alone(None)

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

    @Slot()
    def _maximise(self) -> None:
        pane = next(pane for pane in self.panes if pane.box is self.sender())
        self._show_alone(None if self._maximised is pane else pane)

    def _show_alone(self, pane: Pane | None) -> None:
        self._maximised = pane
        for other in self.panes:
            wanted = other is pane if pane else other is not self.heat or self.heatmap_on
            other.setVisible(wanted)
            restyle(other, maximised="true" if other is pane else "false")

    @Slot(object, object)
    def _follow(self, box: Any, *_: Any) -> None:
        """Pan and zoom of one pane become those of all."""
        if self._following or not box.isVisible():
            return
        self._following = True
        area = box.viewRect()
        for pane in self.panes:
            if pane.box is not box:
                pane.box.setRange(area, padding=0)
        self._following = False
        if self.image is not None:
            # A range that came with a resize is the view's own doing; the user's starts at the mouse or a key.
            self._fitted = self._fitted and area.contains(QRectF(0, 0, self.image.columns, self.image.rows))
            self._redraw_text(self.image)

    @Slot()
    def _refit(self) -> None:
        if self._fitted:
            self.fit()

    @Slot(object)
    def _probe(self, position: QPointF) -> None:
        """Announce the pixel under the mouse as (x, y), or None."""
        pane = next(pane for pane in self.panes if pane.view.scene() is self.sender())
        point = pane.box.mapSceneToView(position)
        x, y = int(np.floor(point.x())), int(np.floor(point.y()))
        inside = self.image is not None and 0 <= x < self.image.columns and 0 <= y < self.image.rows
        self.probed.emit((x, y) if inside else None)

    def probe_text(self, place: tuple[int, int]) -> str:
        """What stands at a pixel: the file's value before and after, and the modality value."""
        image, (x, y) = self.image, place
        if image is None:
            return ""
        here = image.stored[y, x]
        text = f"x {x}  y {y}   " + self.tr("stored {0}").format(_value(here, image.step))
        if self._stored is not None and self._stored.shape == image.stored.shape:
            text += f" → {_value(self._stored[y, x], image.step)}"
        if image.units:
            text += f"   {float(here) * image.slope + image.intercept:g}"
            if self._stored is not None and self._stored.shape == image.stored.shape:
                text += f" → {float(self._stored[y, x]) * image.slope + image.intercept:g}"
            text += f" {image.units}"
        return text


def _edges(image: Image) -> tuple[str, str, str, str] | None:
    """The letters left, above, right and below; None where the file does not say how the image lies."""
    if image.geometry.orientation is None:
        return None
    left, right, top, bottom = edge_letters(image.geometry.orientation)
    return left, top, right, bottom


def _value(pixel: Any, step: float | None) -> str:
    """A stored value, or three of a colour; floating-point ones with all their digits (2^24 has eight)."""
    values = np.atleast_1d(pixel)
    return " ".join(f"{v:.0f}" if step is None else f"{v * step:.8g}" for v in values)


def _short(value: float, window: Window) -> str:
    """A width or level, with the digits that its window needs."""
    return f"{value:.0f}" if window.width >= 10 else f"{value:.4g}"
