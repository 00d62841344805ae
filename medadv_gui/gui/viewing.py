"""What the viewing actions do: tools, slices, windows, layouts, swipe, cine, corner text, measurements and region."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from medadv_gui.gui.actions import ACTIONS
from medadv_gui.gui.measure import Measurement
from medadv_gui.gui.measuring import Measuring
from medadv_gui.gui.orthogonal import Orthogonal
from medadv_gui.gui.pixels import CORNER_STATES
from medadv_gui.gui.recent import RecentMenu
from medadv_gui.gui.region import SHAPES, Mask
from medadv_gui.gui.regions import Regions
from medadv_gui.gui.session import Entry
from medadv_gui.gui.thumbnails import Thumbnails
from medadv_gui.render.presets import presets

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow

# Keys of the settings.
CINE_RATE, WINDOW_DRAG, CORNER_TEXT = "viewer/cine_rate", "viewer/window_drag", "viewer/corner_text"
SWIPE_STEP = 0.02
# A window of this height has room for two rows of panes and the charts below, pixels.
TALL = 1000


class Viewing(QObject):
    """Hands the viewing actions of one window on to the panes and the controller."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w, self._c, self._panes = window, window.controller, window.panes
        self.measuring = Measuring(self._c, self._panes)
        self.regions = Regions(self._c, self._panes)
        self.orthogonal = Orthogonal(self._c, self._panes)
        self.orthogonal.switched.connect(window.actions_table["orthogonal"].setChecked)
        self._cine = QTimer(self)
        self._cine.timeout.connect(self._play_on)
        self._playing: object = None
        panes, table = self._panes, window.actions_table
        panes.stepped.connect(self.step)
        panes.probed.connect(self._probe)
        panes.window_changed.connect(self._window_changed)
        panes.layout_changed.connect(self._layout_changed)
        self.regions.changed.connect(self._region_changed)
        self.regions.edited.connect(self._region_edited)
        self.measuring.edited.connect(self._measured)
        if window.shell.keeper is not None:
            self.regions.edited.connect(window.shell.keeper.touch)
            self.measuring.edited.connect(window.shell.keeper.touch)
        self._c.image_changed.connect(self._image_changed)
        table.connect_all(
            {
                "reset": self._reset,
                "invert": panes.invert,
                "heatmap": panes.set_heatmap,
                "overlays": panes.set_overlays,
                "planes": panes.set_planes,
                "zoom-in": self._zoom_in,
                "zoom-out": self._zoom_out,
                "slice-previous": self._previous,
                "slice-next": self._next,
                "slice-first": self._first,
                "slice-last": self._last,
                "preset-own": panes.next_own_window,
                "delete-measurement": self.measuring.delete,
                "clear-measurements": self.measuring.clear,
                "brush-smaller": self._brush_smaller,
                "brush-larger": self._brush_larger,
                "region-load": self.choose_mask,
                "region-clear": self.regions.clear,
                "swipe": panes.swipe.set_on,
                "swipe-left": self._swipe_left,
                "swipe-right": self._swipe_right,
                "cine": self.play,
                "tags": self.show_tags,
                "orthogonal": self.orthogonal.set_on,
                "corner-text": self._next_corner_text,
            }
        )
        self._presets = {table[preset.id]: preset.window for preset in presets()}
        for action in self._presets:
            action.triggered.connect(self._preset)
        self._tools = {table[spec.id]: spec.id.removeprefix("tool-") for spec in ACTIONS if spec.group == "tool"}
        for action in self._tools:
            action.triggered.connect(self._tool)
        self._shapes = {table[f"region-{shape}"]: shape for shape in SHAPES}
        for action in self._shapes:
            action.triggered.connect(self._shape)
        self._layouts = {table[s.id]: s.id.removeprefix("layout-") for s in ACTIONS if s.group == "layout"}
        for action in self._layouts:
            action.triggered.connect(self._layout)
        self._maps = {table[spec.id]: spec.id.removeprefix("map-") for spec in ACTIONS if spec.group == "map"}
        for action in self._maps:
            action.triggered.connect(self._colour_map)
        self.thumbnails = Thumbnails(self._c, window.tree)
        self.recent = RecentMenu(window.settings, window)
        self.recent.chosen.connect(self._open_recent)
        file_menu = window.menuBar().actions()[0].menu()
        assert isinstance(file_menu, QMenu)
        file_menu.insertMenu(table["import-model"], self.recent)
        for key in (WINDOW_DRAG, CORNER_TEXT, CINE_RATE):
            self.apply_setting(key)
        window.shell.preferences.changed.connect(self.apply_setting)

    @Slot(str)
    def apply_setting(self, key: str) -> None:
        """Take over one of the user's settings: at the start, and after it was changed."""
        value = self._w.shell.preferences.value
        if key == WINDOW_DRAG:
            self._panes.window_drag = -1 if value(key) == "inverted" else 1
        elif key == CORNER_TEXT:
            self._panes.set_corner_state(str(value(key)))
        elif key == CINE_RATE:
            self._cine.setInterval(round(1000 / int(value(key))))

    def stop(self) -> None:
        """Called once, when the window closes."""
        self._cine.stop()

    # Slices

    @Slot(int)
    def step(self, by: int) -> None:
        """Go on by so many slices."""
        if self._c.entry is not None:
            self._c.set_slice(self._c.entry.slice + by)

    @Slot()
    def _previous(self) -> None:
        self.step(-1)

    @Slot()
    def _next(self) -> None:
        self.step(1)

    @Slot()
    def _first(self) -> None:
        self._c.set_slice(0)

    @Slot()
    def _last(self) -> None:
        self.step(1 << 30)

    @Slot(bool)
    def play(self, on: bool) -> None:
        """Play the slices of the series on show in a circle, or stop."""
        entry = self._c.entry
        on = on and entry is not None and len(entry.series) > 1
        self._playing = entry if on else None
        if on:
            self._cine.start()
        else:
            self._cine.stop()
        self._w.actions_table["cine"].setChecked(on)

    @Slot()
    def _play_on(self) -> None:
        entry = self._c.entry
        if entry is None or entry is not self._playing:
            self.play(False)
        elif entry.image is not None or entry.slice in entry.broken:  # else its turn comes when it has been read
            self._c.set_slice((entry.slice + 1) % len(entry.series))

    @Slot()
    def _image_changed(self) -> None:
        if self._playing is not None and self._c.entry is not self._playing:
            self.play(False)
        self.recent.note(self._c.entry)

    @Slot(object)
    def _open_recent(self, path: Path) -> None:
        self._w.open_paths([path])

    # Window, zoom, tools

    @Slot()
    def _reset(self) -> None:
        self.measuring.forget()
        self._panes.reset()

    @Slot()
    def _zoom_in(self) -> None:
        self._panes.zoom(1.25)

    @Slot()
    def _zoom_out(self) -> None:
        self._panes.zoom(0.8)

    @Slot()
    def _preset(self) -> None:
        self._panes.set_window(next(window for action, window in self._presets.items() if action is self.sender()))

    @Slot()
    def _window_changed(self) -> None:
        self._w.actions_table["invert"].setChecked(self._panes.inverted)

    @Slot()
    def _tool(self) -> None:
        tool = next(tool for action, tool in self._tools.items() if action.isChecked())
        self._panes.set_tool(tool)
        self.measuring.set_tool(tool)
        self.regions.set_on(tool == "region")
        self.orthogonal.set_tool(tool)

    @Slot(object)
    def _probe(self, place: tuple[int, int] | None) -> None:
        self._w.probe.setText("" if place is None else self._panes.probe_text(place))

    @Slot()
    def _next_corner_text(self) -> None:
        at = CORNER_STATES.index(self._panes.original.corner.state)
        self._panes.set_corner_state(CORNER_STATES[(at + 1) % len(CORNER_STATES)])

    @Slot()
    def _colour_map(self) -> None:
        self._panes.set_colour_map(next(name for action, name in self._maps.items() if action.isChecked()))

    @Slot()
    def _layout(self) -> None:
        self._panes.set_layout(next(name for action, name in self._layouts.items() if action is self.sender()))

    @Slot()
    def _layout_changed(self) -> None:
        table = self._w.actions_table
        table[f"layout-{self._panes.layout_name}"].setChecked(True)
        with QSignalBlocker(table["heatmap"]):
            table["heatmap"].setChecked(self._panes.heatmap_on)
        # Two rows of panes need the room of the charts on a small screen; the sentence above tells the answer.
        self._w.below.setVisible(self._panes.layout_name != "2x2" or self._w.height() > TALL)

    @Slot()
    def _swipe_left(self) -> None:
        self._panes.swipe.move(-SWIPE_STEP)

    @Slot()
    def _swipe_right(self) -> None:
        self._panes.swipe.move(SWIPE_STEP)

    @Slot()
    def show_tags(self) -> None:
        """Show the attributes of the file on show, in a window of their own."""
        from medadv_gui.gui.tag_browser import TagBrowser

        browser = self._w.findChild(TagBrowser)
        if browser is None:
            browser = TagBrowser(self._c, self._w)
        browser.show()
        browser.raise_()

    # The region

    @Slot()
    def _shape(self) -> None:
        """A shape is chosen to be drawn: the tool comes with it."""
        self.regions.shape = next(shape for action, shape in self._shapes.items() if action.isChecked())
        self._w.actions_table["tool-region"].trigger()

    @Slot()
    def _brush_smaller(self) -> None:
        self.regions.smaller()
        self._say_brush()

    @Slot()
    def _brush_larger(self) -> None:
        self.regions.larger()
        self._say_brush()

    def _say_brush(self) -> None:
        self._w.probe.setText(self.tr("Brush: radius {0} px").format(self.regions.radius))

    @Slot()
    def choose_mask(self) -> None:
        """Ask for a mask file and take it for the region."""
        kinds = self.tr("Masks (*.png *.tif *.tiff *.bmp *.dcm *.nii *.nii.gz *.nrrd *.mha);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._w, self.tr("Region from a mask file"), "", kinds)
        if name:
            self.regions.load(Path(name))

    @Slot()
    def _region_changed(self) -> None:
        pixels, label = self.regions.pixels, self._w.panel.region
        label.setVisible(pixels > 0)
        label.setText(self.tr("Region: only {0} px may change").format(f"{pixels:,}") if pixels else "")

    @Slot(object, object, object)
    def _region_edited(self, entry: Entry, before: Mask | None, after: Mask | None) -> None:
        """The user's history can take it back."""
        if entry is not self._c.entry:
            return  # a mask file that was read too late: the history is that of the case on show
        restore = self.regions.restore
        self._w.shell.history.record(self.tr("region"), lambda: restore(entry, before), lambda: restore(entry, after))

    @Slot(object, int, object, object)
    def _measured(self, entry: Entry, at: int, before: tuple[Measurement, ...], after: tuple[Measurement, ...]) -> None:
        restore = self.measuring.restore
        self._w.shell.history.record(
            self.tr("measurements"), lambda: restore(entry, at, before), lambda: restore(entry, at, after)
        )
