"""Actions as data: one table from which menus, shortcuts, the toolbar and the help page are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from medadv_gui.gui.theme import icon
from medadv_gui.render.colour_maps import colour_maps
from medadv_gui.render.presets import presets


@dataclass(frozen=True)
class Spec:
    """One action.

    `key` as QKeySequence reads it. `needs`: states that must all hold, "!" before one negates it. `menu` is where
    it is listed. `group`: one of several that exclude one another. `local`: the key works only while the panes
    have the focus, where lists and fields need it for themselves. `hold`: on while the key is held.
    """

    id: str
    text: str
    key: str = ""
    tip: str = ""
    icon: str = ""
    needs: tuple[str, ...] = ()
    menu: str = ""
    toolbar: bool = False
    checkable: bool = False
    checked: bool = False
    group: str = ""
    local: bool = False
    hold: bool = False
    labelled: bool = False


# How the perturbation is drawn, by `render.heatmap.MODES`.
HEAT_MODES: dict[str, tuple[str, str]] = {
    "signed": ("Signed", "Brighter is orange, darker is blue; the scale ends at the budget"),
    "absolute": ("Absolute", "How far each pixel moves, whichever way; the scale ends at the budget"),
    "overlay": ("Over the original", "The signed map over the original, opaque at the budget"),
}
FILE, EDIT, VIEW, ATTACK, REVIEW, HELP = "&File", "&Edit", "&View", "&Attack", "&Review", "&Help"
PRESET_MENU, LAYOUT_MENU, REGION_MENU, MAP_MENU = "Window presets", "Layout", "Region to attack", "Colour map"
HEAT_MENU = "Perturbation map"
TOOL_MENU, SLICE_MENU = "Tools", "Slices"
# Menus within menus: where each lies, and its icon.
SUBMENUS = {
    TOOL_MENU: (VIEW, "distance"),
    SLICE_MENU: (VIEW, "scroll"),
    PRESET_MENU: (VIEW, "preset"),
    MAP_MENU: (VIEW, "colours"),
    HEAT_MENU: (VIEW, "heatmap"),
    LAYOUT_MENU: (VIEW, "layout-1x3"),
    REGION_MENU: (ATTACK, "region"),
}

ACTIONS: tuple[Spec, ...] = (
    Spec("open-folder", "Open folder…", "Ctrl+O", "Open a folder of DICOM files or pictures", "open-folder",
         menu=FILE, toolbar=True, labelled=True),
    Spec("open-file", "Open files…", "Ctrl+Shift+O", "Open DICOM files or pictures", "open-file", menu=FILE),
    Spec("open-archive", "From an archive…", "Ctrl+D", "Find cases in a PACS or a research archive and fetch them",
         "archive", menu=FILE),
    Spec("import-model", "Import a model…", "Ctrl+I", "Bring your own model: look into it, fill in its card, check it",
         "import", ("!running",), FILE),
    Spec("close-series", "Close series", "Ctrl+W", "Close the series on show", "close",
         ("image", "!running"), FILE),
    Spec("export", "Export report…", "Ctrl+E", "Save the adversarial image, the data and the reports in a folder",
         "export", ("result", "!running"), FILE),
    Spec("tags", "DICOM attributes…", "Ctrl+T", "The attributes of the file on show, with search", "tags", ("image",),
         FILE),
    Spec("screenshot", "Save screenshot…", "Ctrl+Shift+S", "Save a picture of the whole window", "screenshot",
         menu=FILE),
    Spec("quit", "Quit", "Ctrl+Q", "Close the window", menu=FILE),
    Spec("undo", "Undo", "Ctrl+Z", "Take back the last change of view or notes", "undo", ("undo",), EDIT),
    Spec("redo", "Redo", "Ctrl+Shift+Z", "Make it again", "redo", ("redo",), EDIT),
    Spec("notes", "Notes", "Ctrl+N", "Show or hide the notes on the case", "notes", (), EDIT, checkable=True),
    Spec("preferences", "Preferences…", "Ctrl+,", "Theme, language, size, keys, and how the window behaves", "settings",
         menu=EDIT),
    Spec("run", "Run attack", "Return", "Run the attack on the image on show", "run", ("ready", "!running"), ATTACK,
         toolbar=True, labelled=True),
    Spec("cancel", "Cancel attack", "Shift+Esc", "Stop the attack after the step it is in", "cancel", ("running",),
         ATTACK, toolbar=True, labelled=True),
    Spec("pause", "Pause attack", "P", "Hold the attack after the step it is in; again: let it go on", "pause",
         ("running",), ATTACK, checkable=True),
    Spec("run-again", "Run again from here", "Shift+Return",
         "Run the attack of the form from the adversarial image on show", "run", ("start", "!running"), ATTACK),
    Spec("run-series", "Attack all slices", "Ctrl+Return", "Run the attack on each slice of the series",
         "scroll", ("ready", "series", "!running"), ATTACK),
    Spec("cohort", "Cohort run…", "Ctrl+B", "Attack many images, and see what it shows", "cohort", menu=ATTACK),
    *(
        Spec(f"heat-{mode}", text, "", tip, menu=HEAT_MENU, checkable=True, checked=mode == "signed", group="heat")
        for mode, (text, tip) in HEAT_MODES.items()
    ),
    Spec("tool-window", "Window tool", "W", "Left drag changes level and width", "window", (), TOOL_MENU, True, True,
         True, "tool"),
    Spec("tool-zoom", "Zoom tool", "Z", "Left drag zooms (right drag always does)", "zoom", (), TOOL_MENU, True, True,
         group="tool"),
    Spec("tool-pan", "Pan tool", "T", "Left drag moves the picture (middle drag always does)", "pan", (), TOOL_MENU,
         True, True, group="tool"),
    Spec("tool-scroll", "Scroll tool", "S", "Left drag goes through the slices (the wheel always does)", "scroll", (),
         TOOL_MENU, True, True, group="tool"),
    Spec("tool-distance", "Distance tool", "D", "Drag to measure a distance, in mm where the spacing is known",
         "distance", (), TOOL_MENU, True, True, group="tool"),
    Spec("tool-angle", "Angle tool", "A", "Drag the first leg, then click the end of the second", "angle", (),
         TOOL_MENU, True, True, group="tool"),
    Spec("tool-region", "Region tool", "R", "Drag to draw the region to attack; with Ctrl it is taken away", "region",
         (), TOOL_MENU, True, True, group="tool"),
    Spec("delete-measurement", "Delete measurement", "Del", "Delete the selected measurement", needs=("image",),
         menu=TOOL_MENU, local=True),
    Spec("clear-measurements", "Delete all measurements", "Shift+Del", "Delete all measurements of this slice",
         needs=("image",), menu=TOOL_MENU, local=True),
    Spec("region-rectangle", "Rectangle", "", "The region tool draws rectangles", "region", (), REGION_MENU, False,
         True, True, "region-shape"),
    Spec("region-ellipse", "Ellipse", "", "The region tool draws ellipses", "ellipse", (), REGION_MENU, False, True,
         group="region-shape"),
    Spec("region-brush", "Brush", "", "The region tool paints", "brush", (), REGION_MENU, False, True,
         group="region-shape"),
    Spec("brush-smaller", "Smaller brush", "[", "Paint thinner", menu=REGION_MENU),
    Spec("brush-larger", "Larger brush", "]", "Paint thicker", menu=REGION_MENU),
    Spec("region-load", "Region from a mask file…", "", "The non-zero pixels of a picture of the image's size",
         "open-file", ("image", "!running"), REGION_MENU),
    Spec("region-clear", "Clear region", "Shift+R", "The attack may change every pixel again", "close",
         ("image", "!running"), REGION_MENU),
    Spec("reset", "Reset view", "Esc", "The whole image in its own window", "reset", ("image",), VIEW, True),
    Spec("invert", "Invert", "Shift+I", "Show black as white", "invert", ("grey",), VIEW, True, checkable=True),
    Spec("heatmap", "Perturbation pane", "G", "Show or hide the perturbation", "heatmap", (), VIEW, True, True, True),
    Spec("saliency", "Where the model looked", "Shift+G", "Where the model looked, before and after", "eye", (),
         VIEW, checkable=True),
    Spec("overlays", "Masks and boxes", "O", "Show or hide the model's masks and boxes", "overlay", (), VIEW, True,
         True, True),
    Spec("planes", "Overlay planes", "Shift+O", "Show or hide the overlays that the file itself holds",
         needs=("planes",), menu=VIEW, checkable=True, checked=True),
    Spec("blink", "Blink", "B", "While held: original and adversarial change places", "blink", ("image",), VIEW, True,
         hold=True),
    Spec("swipe", "Swipe divider", "V", "The original left of a divider that can be dragged, adversarial right of it",
         "swipe", ("image",), VIEW, True, True),
    Spec("swipe-left", "Divider to the left", "Left", needs=("image",), menu=VIEW, local=True),
    Spec("swipe-right", "Divider to the right", "Right", needs=("image",), menu=VIEW, local=True),
    Spec("cine", "Play slices", "C", "Show one slice after the other; again: stop", "play", ("series",), SLICE_MENU,
         checkable=True),
    Spec("corner-text", "Corner text", "I", "Full, minimal, none; the banners always stay", "corner", (), VIEW),
    Spec("orthogonal", "Orthogonal views", "M", "Axial, coronal and sagittal views of the series",
         "orthogonal", ("series",), VIEW, True, True),
    Spec("layout-1x1", "One pane", "", "The original alone (double click: any pane)", "layout-1x1", (), LAYOUT_MENU,
         checkable=True, group="layout"),
    Spec("layout-1x2", "Two panes", "", "Original and adversarial side by side", "layout-1x2", (), LAYOUT_MENU,
         checkable=True, group="layout"),
    Spec("layout-1x3", "Three panes", "", "Original, perturbation and adversarial side by side", "layout-1x3", (),
         LAYOUT_MENU, checkable=True, checked=True, group="layout"),
    Spec("layout-2x2", "Two by two", "", "Four panes: the fourth is for a further view", "layout-2x2", (),
         LAYOUT_MENU, checkable=True, group="layout"),
    Spec("images", "List of images", "F9", "Show the list of images, or fold it away", menu=VIEW, checkable=True,
         checked=True),
    Spec("zoom-in", "Zoom in", "Ctrl++", "Magnify (Ctrl and the wheel do too)", needs=("image",), menu=VIEW),
    Spec("zoom-out", "Zoom out", "Ctrl+-", "Make smaller", needs=("image",), menu=VIEW),
    Spec("slice-previous", "Previous slice", "Up", needs=("series",), menu=SLICE_MENU, local=True),
    Spec("slice-next", "Next slice", "Down", needs=("series",), menu=SLICE_MENU, local=True),
    Spec("slice-first", "First slice", "Home", needs=("series",), menu=SLICE_MENU, local=True),
    Spec("slice-last", "Last slice", "End", needs=("series",), menu=SLICE_MENU, local=True),
    *(
        Spec(preset.id, f"{preset.name} window", preset.key,
             f"CT window: level {preset.window.center:g} HU, width {preset.window.width:g} HU", needs=("ct",),
             menu=PRESET_MENU)
        for preset in presets()
    ),
    Spec("preset-own", "Image's own window", "0", "The window that the file asks for; again: its next one",
         needs=("grey",), menu=PRESET_MENU),
    Spec("map-grey", "Grey", "", "Without colours", needs=("grey",), menu=MAP_MENU, checkable=True, checked=True,
         group="map"),
    *(
        Spec(f"map-{item.id}", item.name, "", item.tip, needs=("grey",), menu=MAP_MENU, checkable=True, group="map")
        for item in colour_maps()
    ),
    Spec("keep-case", "Keep case in library", "Ctrl+K", "Put the result on show into the case library", "keep",
         ("result", "!running"), REVIEW),
    Spec("library", "Case library…", "Ctrl+L", "The cases that were kept: search, notes, tags, export", "library",
         menu=REVIEW),
    Spec("new-study", "New reader study…", "", "Build a reader study from results", "new-study", menu=REVIEW),
    Spec("open-study", "Open reader study…", "Ctrl+R", "Read a study, or see what it found", "read", menu=REVIEW),
    Spec("help", "Help", "F1", "How to use the program, and what the results mean", "help", menu=HELP, toolbar=True),
    Spec("tour", "Guided tour", "", "A few steps through the window, with a demo case", "tour", menu=HELP),
    Spec("models", "Models…", "", "What each model is, and what was measured of it", "model", menu=HELP),
    Spec("about", "About medadv_gui", "", "Version, device, licences", "about", menu=HELP),
)  # fmt: skip

# The toolbar's order; None is a gap, the name of a menu within a menu its button.
TOOLBAR: tuple[str | None, ...] = (
    "open-folder", None, "run", "cancel", None, "tool-window", "tool-zoom", "tool-pan", "tool-scroll", "tool-distance",
    "tool-angle", "tool-region", None, "reset", "invert", PRESET_MENU, LAYOUT_MENU, None, "heatmap", "overlays",
    "blink", "swipe", "orthogonal",
)  # fmt: skip


def translated(text: str) -> str:
    """The table's text in the user's language."""
    return QCoreApplication.translate("actions", text)


def native(key: str) -> str:
    """A key as the desktop writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class Actions(QObject):
    """The table's actions as QActions of one window. `keys` holds each action's key by its id, "" for none."""

    def __init__(self, window: QWidget, panes: QWidget) -> None:
        super().__init__(window)
        self.by_id: dict[str, QAction] = {}
        self.keys: dict[str, str] = {}
        self._groups: dict[str, QActionGroup] = {}
        for spec in ACTIONS:
            action = QAction(translated(spec.text), window)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            action.setStatusTip(translated(spec.tip or spec.text))
            action.setCheckable(spec.checkable)
            action.setChecked(spec.checked)
            if spec.local:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            if spec.group:
                group = self._groups.setdefault(spec.group, QActionGroup(self))
                group.addAction(action)
            (panes if spec.local else window).addAction(action)
            self.by_id[spec.id] = action
        self.set_keys({})

    def set_keys(self, own: Mapping[str, str]) -> None:
        """Give every action its key: the user's `own` by the action's id, else the table's."""
        for spec in ACTIONS:
            key = self.keys[spec.id] = own.get(spec.id, spec.key)
            action, tip = self.by_id[spec.id], translated(spec.tip or spec.text)
            action.setToolTip(f"{tip} ({native(key)})" if key else tip)
            keys = [QKeySequence(key)] if key and not spec.hold else []
            if key == "Return":
                keys.append(QKeySequence("Enter"))  # the one on the number pad
            action.setShortcuts(keys)

    def conflict(self, name: str, key: str) -> Spec | None:
        """The action other than `name` that has `key` already."""
        wanted = QKeySequence(key)
        if wanted.isEmpty():
            return None
        return next((s for s in ACTIONS if s.id != name and QKeySequence(self.keys[s.id]) == wanted), None)

    def is_key(self, name: str, event: QKeyEvent, *, released: bool = False) -> bool:
        """Whether an event presses the key of an action that is on while held; when it is `released`, the modifiers
        may have been let go before."""
        wanted = QKeySequence(self.keys[name])
        if wanted.isEmpty():
            return False
        if released:
            return bool(wanted[0].key() == event.key())  # type: ignore[index]
        return wanted == QKeySequence(event.keyCombination())

    def __getitem__(self, name: str) -> QAction:
        return self.by_id[name]

    def connect_all(self, handlers: dict[str, Callable[..., None]]) -> None:
        """Connect every action that has a handler; one that is missing in the table is a KeyError."""
        for name, handler in handlers.items():
            self.by_id[name].triggered.connect(handler)

    def update_states(self, states: Iterable[str]) -> None:
        """Enable what the states allow."""
        holding = set(states)
        for spec in ACTIONS:
            wanted = all((need[1:] not in holding) if need[0] == "!" else need in holding for need in spec.needs)
            self.by_id[spec.id].setEnabled(wanted)

    def fill_menus(self, bar: QMenuBar) -> None:
        """One menu for each name in the table, in the order of VIEWER's layout; presets lie below View."""
        menus: dict[str, QMenu] = {}
        for name in (FILE, EDIT, VIEW, ATTACK, REVIEW, HELP):
            menus[name] = bar.addMenu(translated(name))
        for spec in ACTIONS:
            if spec.menu and spec.menu not in menus:
                above, sign = SUBMENUS[spec.menu]
                menus[spec.menu] = menus[above].addMenu(icon(sign), translated(spec.menu))
            if spec.menu and not spec.hold:
                menus[spec.menu].addAction(self.by_id[spec.id])

    def fill_toolbar(self, bar: QToolBar) -> None:
        specs = {spec.id: spec for spec in ACTIONS}
        for name in TOOLBAR:
            if name is None:
                bar.addSeparator()
                continue
            if name in SUBMENUS:
                self.add_menu(bar, name, SUBMENUS[name][1])
                continue
            bar.addAction(self.by_id[name])
            button = bar.widgetForAction(self.by_id[name])
            if isinstance(button, QToolButton):
                button.setAccessibleName(translated(specs[name].text))
                if specs[name].labelled:
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def add_menu(self, bar: QToolBar, name: str, sign: str) -> None:
        """Add a button with the icon `sign` that opens the menu called `name`."""
        button = QToolButton(bar)
        button.setIcon(icon(sign))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        words = translated(name).replace("&", "")
        button.setAccessibleName(words)
        button.setToolTip(words)
        menu = QMenu(button)
        for spec in ACTIONS:
            if spec.menu == name:
                menu.addAction(self.by_id[spec.id])
        button.setMenu(menu)
        bar.addWidget(button)
