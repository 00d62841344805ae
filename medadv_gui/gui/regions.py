"""The region to attack: drawn on the panes or read from a mask file, outlined in all of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem

from medadv_gui.core.types import Image
from medadv_gui.gui import region
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.drawings import brush_items, ghost_items, outline_items
from medadv_gui.gui.overlays import outline
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.session import Entry
from medadv_gui.gui.worker import Job, importing

LAYER, GHOST = "region", "region-ghost"
# Radii of the brush in pixels of the image.
SIZES = (2, 4, 8, 16, 32, 64, 128)


class MaskJob(Job):
    """Read a mask file for an entry; the result is a bool mask of the image's size."""

    title = "Reading the mask"

    def __init__(self, path: Path, entry: Entry, image: Image) -> None:
        super().__init__()
        self.path, self.entry, self.image = path, entry, image

    def work(self) -> region.Mask:
        with importing():
            from medadv_gui.attack.truth import read_mask

        mask: region.Mask = read_mask(self.path, self.image) != 0
        return mask


class Regions(QObject):
    """The region of the series on show: `Entry.region`, the same on each of its slices.

    edited : the user has changed it: entry, the mask before and the one after, None for none.
    """

    changed = Signal()
    edited = Signal(object, object, object)

    def __init__(self, controller: Controller, panes: LinkedPanes) -> None:
        super().__init__(panes)
        self._c, self._panes = controller, panes
        self.on = False
        self.shape = region.SHAPES[0]
        self.radius = SIZES[2]
        self._path: list[region.Point] = []
        self._outlined: tuple[object, QPainterPath] | None = None
        panes.drawn.connect(self._drawn)
        panes.hovered.connect(self._hovered)
        controller.image_changed.connect(self.show)
        controller.workers.finished.connect(self._finished)

    @property
    def mask(self) -> region.Mask | None:
        """(rows, columns), True where the attack may change pixels; None where it may everywhere."""
        return self._c.entry.region if self._c.entry is not None else None

    def put(self, mask: region.Mask | None) -> None:
        """Make `mask` the region of the series on show."""
        if self._c.entry is not None:
            self._put(self._c.entry, mask)

    def _put(self, entry: Entry, mask: region.Mask | None) -> None:
        before, after = entry.region, mask if mask is not None and mask.any() else None
        if not self._c.running and before is not after:
            self.restore(entry, after)
            self.edited.emit(entry, before, after)

    def restore(self, entry: Entry, mask: region.Mask | None) -> None:
        """Give a series this region, unless an attack runs in the one before."""
        if not self._c.running:
            entry.region = mask
            self.show()

    @Slot()
    def clear(self) -> None:
        self.put(None)

    @Slot()
    def larger(self) -> None:
        self.radius = next((size for size in SIZES if size > self.radius), SIZES[-1])

    @Slot()
    def smaller(self) -> None:
        self.radius = next((size for size in reversed(SIZES) if size < self.radius), SIZES[0])

    def load(self, path: Path) -> None:
        """Take the non-zero pixels of a picture of the image's size for the region."""
        entry = self._c.entry
        if entry is not None and entry.image is not None:
            self._c.workers.submit("files", MaskJob(path, entry, entry.image))

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if not isinstance(job, MaskJob) or job.result is None:
            return
        if job.result.any():
            self._put(job.entry, job.result)
        else:
            self._c.failed.emit(self.tr("The mask file is empty: no region was set."))

    @Slot()
    def show(self) -> None:
        """Outline the region of the image on show."""
        mask, image = self.mask, self._panes.image
        if mask is not None and image is not None and mask.shape != (image.rows, image.columns):
            mask = None
        if self._outlined is None or self._outlined[0] is not mask:
            path = QPainterPath() if mask is None else outline(mask)
            self._outlined = mask, path
            self._panes.set_layer(LAYER, lambda: outline_items(path))
            self.changed.emit()

    def set_on(self, on: bool) -> None:
        """Whether drags draw the region."""
        self.on, self._path = on, []
        self._panes.set_layer(GHOST, list[QGraphicsItem])

    @Slot(object)
    def _hovered(self, here: region.Point) -> None:
        """The brush shows its size under the mouse."""
        if self.on and self.shape == "brush" and not self._path and self._panes.image is not None:
            self._panes.set_layer(GHOST, lambda: brush_items(here, self.radius))

    @Slot(object, object, bool, bool)
    def _drawn(self, begin: region.Point, here: region.Point, finished: bool, take_away: bool) -> None:
        image = self._panes.image
        if not self.on or image is None or self._c.running:
            return
        self._path = [*self._path, here] if self._path else [begin, here]
        path = self._path
        if finished:
            self._path = []
            self._panes.set_layer(GHOST, list[QGraphicsItem])
            size = image.rows, image.columns
            if self.shape == "brush":
                drawn = region.brush(size, path, self.radius)
            else:
                make = region.rectangle if self.shape == "rectangle" else region.ellipse
                drawn = make(size, path[0], path[-1])
            self.put(region.joined(self.mask, drawn, take_away=take_away))
        else:
            self._panes.set_layer(GHOST, lambda: ghost_items(self.shape, path, self.radius, take_away=take_away))

    @property
    def pixels(self) -> int:
        """How many pixels the region has; 0 without one."""
        return 0 if self.mask is None else int(np.count_nonzero(self.mask))
