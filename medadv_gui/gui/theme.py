"""Named colours, the style sheet made from them, icons and fonts."""

from __future__ import annotations

import json
from functools import cache
from string import Template

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QTreeWidget, QTreeWidgetItem, QTreeWidgetItemIterator, QWidget

from medadv_gui.core.resources import resources

# Every icon by the meaning it has here, so that a change of icon set touches this table alone.
ICONS = {
    "open-folder": "mdi6.folder-open-outline",
    "open-file": "mdi6.file-image-outline",
    "import": "mdi6.database-import-outline",
    "run": "mdi6.play",
    "cancel": "mdi6.stop",
    "pause": "mdi6.pause",
    "restore": "mdi6.backup-restore",
    "export": "mdi6.file-export-outline",
    "screenshot": "mdi6.camera-outline",
    "window": "mdi6.contrast-circle",
    "pan": "mdi6.pan",
    "zoom": "mdi6.magnify",
    "scroll": "mdi6.layers-outline",
    "distance": "mdi6.ruler",
    "angle": "mdi6.angle-acute",
    "region": "mdi6.selection",
    "ellipse": "mdi6.selection-ellipse",
    "brush": "mdi6.brush-outline",
    "swipe": "mdi6.compare",
    "orthogonal": "mdi6.axis-arrow",
    "tags": "mdi6.tag-text-outline",
    "colours": "mdi6.palette-outline",
    "recent": "mdi6.history",
    "play": "mdi6.play-box-multiple-outline",
    "corner": "mdi6.format-text-variant-outline",
    "layout-1x1": "mdi6.square-outline",
    "layout-1x2": "mdi6.view-split-vertical",
    "layout-1x3": "mdi6.view-week-outline",
    "layout-2x2": "mdi6.view-grid-outline",
    "reset": "mdi6.fit-to-screen-outline",
    "invert": "mdi6.invert-colors",
    "preset": "mdi6.tune-variant",
    "heatmap": "mdi6.grid",
    "overlay": "mdi6.vector-square",
    "blink": "mdi6.swap-horizontal-bold",
    "help": "mdi6.help-circle-outline",
    "about": "mdi6.information-outline",
    "model": "mdi6.chart-box-outline",
    "close": "mdi6.close",
    "error": "mdi6.alert-circle-outline",
    "warning": "mdi6.alert-outline",
    "info": "mdi6.information-outline",
    "yes": "mdi6.check-circle",
    "no": "mdi6.close-circle-outline",
    "patient": "mdi6.account-outline",
    "study": "mdi6.folder-outline",
    "picture": "mdi6.image-outline",
    "demo": "mdi6.flask-outline",
    "skipped": "mdi6.file-remove-outline",
    "drop": "mdi6.tray-arrow-down",
    "lungs": "mdi6.lungs",
    "eye": "mdi6.eye-outline",
    "endoscopy": "mdi6.stomach",
    "dice": "mdi6.dice-multiple-outline",
    "undo": "mdi6.undo",
    "redo": "mdi6.redo",
    "notes": "mdi6.note-edit-outline",
    "settings": "mdi6.cog-outline",
    "tour": "mdi6.map-marker-path",
    "copy": "mdi6.content-copy",
    "up": "mdi6.arrow-up-bold",
    "down": "mdi6.arrow-down-bold",
    "first": "mdi6.arrow-collapse-up",
    "last": "mdi6.arrow-collapse-down",
}


THEMES = ("dark", "light", "contrast")
_TINT = Qt.ItemDataRole.UserRole + 100
SYSTEM = "system"  # follows the desktop's light or dark


class Themes(QObject):
    """The theme on show and the user's choice; `changed` announces another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = "dark"
        self.choice = "dark"

    def choose(self, app: QApplication, choice: str) -> None:
        """Show a theme of THEMES, or SYSTEM's; what is not known counts as SYSTEM."""
        self.choice = choice if choice in THEMES else SYSTEM
        self._show(app)

    def _show(self, app: QApplication) -> None:
        name = self.choice
        if name == SYSTEM:
            light = app.styleHints().colorScheme() is Qt.ColorScheme.Light
            name = "light" if light else "dark"
        if name != self.name:
            self.name = name
            _dress(app)
            self.changed.emit()

    @Slot()
    def follow(self) -> None:
        """The desktop went from light to dark, or back."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._show(app)


themes = Themes()


@cache
def _read(name: str) -> dict[str, str]:
    return dict(json.loads((resources() / "themes" / f"{name}.json").read_text(encoding="utf-8")))


def colours() -> dict[str, str]:
    """The theme's colours by name, `#rrggbb`."""
    return _read(themes.name)


def colour(name: str, alpha: int = 255) -> QColor:
    """The theme's colour `name` with `alpha` 0 to 255."""
    value = QColor(colours()[name])
    value.setAlpha(alpha)
    return value


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours after WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(tint: QColor) -> float:
    parts = (tint.redF(), tint.greenF(), tint.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(tint: str, on: str = "panel") -> QColor:
    """A colour of someone else's choice, brought towards the text's until it can be read on the colour `on`."""
    ground, text, value = colour(on), colour("text"), QColor(tint)
    for step in range(1, 11):
        if contrast(value, ground) >= 4.5:
            break
        share = step / 10
        start = QColor(tint)
        pairs = ((start.redF(), text.redF()), (start.greenF(), text.greenF()), (start.blueF(), text.blueF()))
        value = QColor.fromRgbF(*(a + (b - a) * share for a, b in pairs))
    return value


@cache
def _glyph(name: str, tint: str, off: str) -> QIcon:
    import qtawesome  # loads its icon fonts, which a command line never needs

    return qtawesome.icon(ICONS[name], color=tint, color_disabled=off)


class _Engine(QIconEngine):
    """Draws an icon in the colour that its name has at that moment, so that icons follow a change of theme."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name, self._tint = name, tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        glyph = _glyph(self._name, colours()[self._tint], colours()["text_off"])
        glyph.paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _glyph(self._name, colours()[self._tint], colours()["text_off"]).pixmap(size, mode, state)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tint)


@cache
def icon(name: str, tint: str = "text_dim") -> QIcon:
    """The icon that stands for `name` in the theme's colour `tint`; greyed where its control is disabled."""
    engine = _Engine(name, tint)
    _engines.append(engine)
    return QIcon(engine)


_engines: list[_Engine] = []  # Python's side of each must outlive its icon


def pixmap(name: str, tint: str, size: int) -> QPixmap:
    """The icon as a square pixmap of `size` device-independent pixels, in the colours of now."""
    return icon(name, tint).pixmap(QSize(size, size))


class Sign(QLabel):
    """An icon that stands by itself and follows the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, str, int] | None = None
        themes.changed.connect(self._redraw)

    def show_icon(self, name: str, tint: str, size: int) -> None:
        """Show an icon in the theme's colour `tint`, `size` device-independent pixels wide."""
        self._shown = name, tint, size
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        if self._shown is not None:
            self.setPixmap(pixmap(*self._shown))


def tint(item: QTreeWidgetItem, name: str) -> None:
    """Write an item of a tree in the theme's colour `name`; `retint` keeps it so in another theme."""
    item.setForeground(0, colour(name))
    item.setData(0, _TINT, name)


def retint(tree: QTreeWidget) -> None:
    """Write the items that `tint` has coloured in the colours of now."""
    walk = QTreeWidgetItemIterator(tree)
    while (item := walk.value()) is not None:
        if item.data(0, _TINT):
            item.setForeground(0, colour(item.data(0, _TINT)))
        walk += 1


def apply_theme(app: QApplication, choice: str = "dark") -> None:
    """Give `app` the bundled font, the program's icon and the theme of the user's `choice`."""
    fonts = resources() / "themes" / "fonts"
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(fonts / name))
    font = QFont("Inter")
    font.setPixelSize(13)
    font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: numbers that change while an attack runs do not jump
    app.setFont(font)
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "medadv-gui.svg")))
    app.styleHints().colorSchemeChanged.connect(themes.follow)
    themes.name = ""
    themes.choose(app, choice)


def _dress(app: QApplication) -> None:
    """Palette and style sheet of the theme on show."""
    app.setPalette(_palette())
    template = Template((resources() / "themes" / "style.qss").read_text(encoding="utf-8"))
    app.setStyleSheet(template.substitute(colours(), icons=(resources() / "icons").as_posix()))


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.Base: "field",
        QPalette.ColorRole.AlternateBase: "raised",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.BrightText: "danger",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "text_faint",
        QPalette.ColorRole.Highlight: "accent_fill",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.LinkVisited: "accent",
        QPalette.ColorRole.Mid: "line",
        QPalette.ColorRole.Dark: "line",
    }
    for role, name in roles.items():
        palette.setColor(role, colour(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("text_off"))
    return palette


def restyle(widget: QWidget, **properties: str) -> None:
    """Set dynamic properties that the style sheet selects by, and let the sheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
