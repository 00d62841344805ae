"""Axial, coronal and sagittal views of a series whose slices make a volume, with a shared cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLayout,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.blocks import Attacked, AttackedJob, BlockJob, results_of
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.graphics import pg
from medadv_gui.gui.messages import worded
from medadv_gui.gui.pane import Pane
from medadv_gui.gui.pane_grid import MARGIN
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.session import Entry
from medadv_gui.gui.theme import colour
from medadv_gui.gui.worker import Job
from medadv_gui.render import heatmap
from medadv_gui.render.window import display

if TYPE_CHECKING:
    from medadv_gui.imaging.reformat import Block

NAMES = ("axial", "coronal", "sagittal")
ORIGINAL, CHANGE, ADVERSARIAL = "original", "perturbation", "adversarial"  # what the views can show


class PlaneView(Pane):
    """One plane: its picture and the lines of the two others."""

    def __init__(self, plane: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.plane = plane
        self.at = -1
        self.lines = []
        for angle in (90, 0):
            pen = QPen(colour("probe", 170), 1)
            pen.setCosmetic(True)
            line = pg.InfiniteLine(angle=angle, pen=pen)
            line.hide()
            self.box.addItem(line, ignoreBounds=True)
            self.lines.append(line)


class OrthogonalViews(QWidget):
    """The three views, of the original, the perturbation or the adversarial volume; `wanted` announces the slice of
    the series that the cursor was moved to."""

    wanted = Signal(int)

    def __init__(self, panes: LinkedPanes) -> None:
        super().__init__(panes.parentWidget())
        self._panes = panes
        titles = (self.tr("Axial"), self.tr("Coronal"), self.tr("Sagittal"))
        self.views = tuple(PlaneView(plane, title, self) for plane, title in zip(NAMES, titles, strict=True))
        self.block: Block | None = None
        self.attacked: Attacked | None = None
        self.voxel = (0, 0, 0)
        self.message = QLabel(self)
        self.message.setObjectName("small")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        planes = QWidget(self)
        self._stack = QStackedLayout(self)  # the views or the words, never both: the views fill the width
        self._stack.addWidget(planes)
        self._stack.addWidget(self.message)
        rows = QVBoxLayout(planes)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(self._choice())
        row = QHBoxLayout()
        row.setSpacing(8)
        rows.addLayout(row, 1)
        for view in self.views:
            row.addWidget(view, 1)
            view.box.clicked.connect(self._clicked)
            view.box.stepped.connect(self._stepped)
            view.box.window_dragged.connect(panes.drag_window)
            view.resized.connect(self._fit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        panes.window_changed.connect(self.redraw)
        panes.blinked.connect(self.redraw)

    def _choice(self) -> QHBoxLayout:
        """The row above the views: what they show, and of how many slices there is more than the original."""
        titles = {
            ORIGINAL: self.tr("Original"), CHANGE: self.tr("Perturbation"), ADVERSARIAL: self.tr("Adversarial"),
        }  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(4)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name, title in titles.items():
            button = self.buttons[name] = QToolButton(self)
            button.setObjectName("choice")
            button.setText(title)
            button.setCheckable(True)
            button.setChecked(name == ORIGINAL)
            group.addButton(button)
            row.addWidget(button)
        group.buttonClicked.connect(self.redraw)
        self.count = QLabel(self)
        self.count.setObjectName("small")
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addStretch(1)
        return row

    @property
    def layer(self) -> str:
        """What is to be shown."""
        return next(name for name, button in self.buttons.items() if button.isChecked())

    def show_attacked(self, attacked: Attacked | None, text: str) -> None:
        """Take over the adversarial volume; without it there is nothing but the original to choose. `text` tells of
        it."""
        self.count.setText(text)
        for name in (CHANGE, ADVERSARIAL):
            self.buttons[name].setEnabled(attacked is not None)
        if attacked is None:
            self.buttons[ORIGINAL].setChecked(True)
        if attacked is not self.attacked:
            self.attacked = attacked
            self.redraw()

    def say(self, text: str) -> None:
        """Show words instead of the views."""
        self.block = self.attacked = None
        self.message.setText(text)
        self._show()

    def show_block(self, block: Block, at: int) -> None:
        """Show a block, the cursor in the middle of its slice `at`."""
        self.block, self.attacked = block, None
        _, rows, columns = block.stored.shape
        self.voxel = at, rows // 2, columns // 2
        for view in self.views:
            row, column = block.pixel_spacing(view.plane)
            view.box.setAspectLocked(True, ratio=column / row)
            view.corner.letters = block.letters(view.plane)
            view.set_notes(self._panes.original.notes.text())
            view.at = -1
        self._show()
        self.move_to(self.voxel)
        self._fit()

    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if self.block is None else 0)

    def set_tool(self, tool: str) -> None:
        """What a left drag does: the tools that draw have nothing to draw on here."""
        for view in self.views:
            view.box.tool = tool if tool in ("window", "pan", "zoom", "scroll") else "window"

    def move_to(self, cursor: tuple[int, int, int]) -> None:
        """Move the shared cursor to a voxel (slice, row, column), and draw what it leads to."""
        if self.block is None:
            return
        self.voxel = cursor
        for view in self.views:
            at = cursor[self.block.axis(view.plane)]
            if at != view.at:
                view.at = at
                self._draw(view)
            x, y = self.block.place(view.plane, cursor)
            for line, value in zip(view.lines, (x, y), strict=True):
                line.setValue(value + 0.5)
                line.show()

    @Slot()
    def redraw(self) -> None:
        """Draw again: the window is the panes'."""
        if self.isVisible():
            for view in self.views:
                self._draw(view)

    def _draw(self, view: PlaneView) -> None:
        if self.block is None:
            return
        attacked, layer = self.attacked, self.layer if self.attacked is not None else ORIGINAL
        if attacked is not None and self._panes.blinking:  # a key is held: original and adversarial change places
            layer = ADVERSARIAL if layer == ORIGINAL else ORIGINAL
        along = self.block.axis(view.plane)
        place = f"{view.at + 1} / {self.block.stored.shape[along]}"
        if attacked is not None and layer != ORIGINAL and along == 0 and view.at not in attacked.slices:
            place += "\n" + self.tr("not attacked: the original")
            layer = ORIGINAL
        view.corner.top, view.corner.bar, view.corner.bottom = place, None, self._panes.window_text()
        stored = self.block.cut(view.plane, view.at)
        if attacked is not None and layer == ADVERSARIAL:
            rgb = self._picture(attacked.block.cut(view.plane, view.at))
        elif attacked is not None and layer == CHANGE:
            change = attacked.change(self.block, view.plane, view.at)
            rgb = heatmap.picture(change, attacked.limit, self._panes.heat_mode)
            if rgb.shape[2] == 4:
                rgb = _over(rgb, self._picture(stored))
            view.corner.bar, gain = self._panes.heat_text(self.block.image, attacked.limit)
            view.corner.top, view.corner.bottom = f"{place}\n{gain}", ""
        else:
            rgb = self._picture(stored)
        view.show_rgb(rgb, *stored.shape)
        view.set_title(view.name, adversarial=layer != ORIGINAL or self.block.image.adversarial)
        view.corner.state = self._panes.original.corner.state
        self._scale(view)

    def _picture(self, stored: NDArray[Any]) -> NDArray[np.uint8]:
        """Stored values as the panes show them."""
        assert self.block is not None
        return self._panes.toned(display(self.block.image, self._panes.shown_window, stored))

    def _scale(self, view: PlaneView) -> None:
        assert self.block is not None
        view.corner.mm_per_pixel = self.block.pixel_spacing(view.plane)[1] * float(view.box.viewPixelSize()[0])
        view.corner.update()

    @Slot()
    def _fit(self) -> None:
        if self.block is None:
            return
        for view in self.views:
            rows, columns = self.block.cut(view.plane, 0).shape
            view.box.setRange(QRectF(0, 0, columns, rows), padding=MARGIN)
            self._scale(view)

    def _of(self, box: Any) -> PlaneView:
        return next(view for view in self.views if view.box is box)

    @Slot(object)
    def _clicked(self, place: tuple[float, float]) -> None:
        view = self._of(self.sender())
        if self.block is not None:
            x, y = (int(np.floor(value)) for value in place)
            self._go(self.block.voxel(view.plane, view.at, (x, y)))

    @Slot(int)
    def _stepped(self, by: int) -> None:
        if self.block is not None:
            axis = self.block.axis(self._of(self.sender()).plane)
            cursor = list(self.voxel)
            cursor[axis] = min(max(cursor[axis] + by, 0), self.block.stored.shape[axis] - 1)
            self._go((cursor[0], cursor[1], cursor[2]))

    def _go(self, cursor: tuple[int, int, int]) -> None:
        slice_before = self.voxel[0]
        self.move_to(cursor)
        if cursor[0] != slice_before:
            self.wanted.emit(cursor[0])


def _over(rgba: NDArray[np.uint8], rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture with opacity laid over another."""
    share = rgba[..., 3:].astype(np.uint16)
    laid: NDArray[np.uint8] = ((rgba[..., :3] * share + rgb * (255 - share)) // 255).astype(np.uint8)
    return laid


def _layout_of(widget: QWidget, layout: QLayout | None) -> QLayout | None:
    """The layout, this one or one within it, that holds a widget."""
    if layout is None or layout.indexOf(widget) >= 0:
        return layout
    inner = (_layout_of(widget, layout.itemAt(at).layout()) for at in range(layout.count()))
    return next((found for found in inner if found is not None and found.indexOf(widget) >= 0), None)


class Orthogonal(QObject):
    """Puts the views in the panes' place while they are wanted, and keeps them in step with the series on show."""

    switched = Signal(bool)

    def __init__(self, controller: Controller, panes: LinkedPanes) -> None:
        super().__init__(panes)
        self._c, self._panes = controller, panes
        self.on = False
        self.views: OrthogonalViews | None = None
        self._tool = "window"
        self._of: Entry | None = None
        self._results: tuple[Any, ...] = ()  # what the adversarial volume is or would be made of
        self._heat_mode = ""
        self._job: AttackedJob | None = None
        controller.answer_changed.connect(self._follow_results)
        controller.image_changed.connect(self._follow)
        controller.loading_changed.connect(self._loaded)
        controller.attack_changed.connect(self._attack_changed)
        controller.workers.finished.connect(self._finished)

    @Slot(bool)
    def set_on(self, on: bool) -> None:
        if on == self.on:
            return
        self.on = on
        if self.views is None:
            self.views = OrthogonalViews(self._panes)
            self.views.wanted.connect(self._c.set_slice)
            self.views.addActions(self._panes.actions())
            self.views.set_tool(self._tool)
            column = _layout_of(self._panes, self._panes.parentWidget().layout())
            assert isinstance(column, QBoxLayout)
            column.insertWidget(column.indexOf(self._panes) + 1, self.views, 3)
        self._panes.setVisible(not on)
        self.views.setVisible(on)
        (self.views if on else self._panes).setFocus()
        if on:
            self._of = None
            self._ask()
        else:
            self.views.say("")  # lets go of the voxels
            self._of = None
            self._forget_results()
        self.switched.emit(on)

    def set_tool(self, tool: str) -> None:
        self._tool = tool
        if self.views is not None:
            self.views.set_tool(tool)

    def _ask(self) -> None:
        """Have the series on show made a block of, as soon as all of it has been read."""
        entry, views = self._c.entry, self.views
        if not self.on or views is None or entry is self._of:
            return
        if entry is None:
            self.set_on(False)
        elif entry.broken:
            views.say(self.tr("{0} of the slices cannot be read: no volume.").format(len(entry.broken)))
        elif len(entry.images) < len(entry.series):
            done, count = len(entry.images), len(entry.series)
            views.say(self.tr("Reading the slices: {0} of {1}").format(done, count))
        else:
            self._of = entry
            views.say(self.tr("Putting the slices together…"))
            self._c.workers.submit("figures", BlockJob(entry))

    @Slot()
    def _loaded(self) -> None:
        self._ask()

    @Slot()
    def _follow(self) -> None:
        """Another image is on show."""
        entry = self._c.entry
        if self.on and self.views is not None and entry is not None and entry is self._of:
            if self.views.block is not None:
                self.views.move_to((entry.slice, *self.views.voxel[1:]))
        else:
            self._ask()

    def _forget_results(self) -> None:
        if self._job is not None:
            self._job.cancel.set()
        self._job, self._results = None, ()

    @Slot()
    def _follow_results(self) -> None:
        """The results of the slices, or which of them are on show, may have changed, and how heat maps are drawn."""
        entry, views = self._c.entry, self.views
        if not self.on or entry is None or views is None or views.block is None or entry is not self._of:
            return
        found = results_of(entry)
        results = entry.model, tuple((at, folder) for at, (folder, _) in found.items())
        if results != self._results:
            self._forget_results()
            self._results = results
            views.show_attacked(None, self.tr("Reading the results…") if found else self._count(0, entry))
        if self._heat_mode != self._panes.heat_mode:
            self._heat_mode = self._panes.heat_mode
            views.redraw()
        if found and self._job is None:
            self._job = AttackedJob(views.block, {at: result or folder for at, (folder, result) in found.items()})
            self._c.workers.submit("figures", self._job)

    @Slot()
    def _attack_changed(self) -> None:
        """An attack is watched in the panes."""
        if self._c.running:
            self.set_on(False)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if isinstance(job, BlockJob) and job.entry is self._of and self.on and self.views is not None:
            if isinstance(job.result, str):
                self.views.say(self.tr("These slices make no volume: {0}.").format(worded(job.result)))
            elif job.result is not None:
                self.views.show_block(job.result, job.entry.slice)
                self._forget_results()
                self._follow_results()
        elif job is self._job and job.result is not None and self.views is not None:
            assert self._of is not None
            self.views.show_attacked(job.result, self._count(len(job.result.slices), self._of))

    def _count(self, attacked: int, entry: Entry) -> str:
        return self.tr("{0} of {1} slices attacked").format(attacked, len(entry.series))
