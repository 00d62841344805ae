"""Named colours, the style sheet made from them, icons and fonts."""

from __future__ import annotations

import json
from functools import cache
from string import Template

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QTreeWidget, QTreeWidgetItem, QTreeWidgetItemIterator, QWidget

from medadv_gui.core.resources import resources
from medadv_gui.gui.glyphs import draw

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
        self.plain = False

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


class _Engine(QIconEngine):
    """Draws an icon in the colour that its name has at that moment, so that icons follow a change of theme."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name, self._tint = name, tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        draw(painter, rect, self._name, colour("text_off" if mode is QIcon.Mode.Disabled else self._tint))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

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
        if self._shown != (name, tint, size):
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


def apply_theme(app: QApplication, choice: str = "dark", *, plain: bool = False) -> None:
    """Give `app` the bundled font, the program's icon and the theme of the user's `choice`.

    `plain` leaves the style sheet to `dress`: while a window is put together it would polish every part on each move.
    """
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
    themes.name, themes.plain = "", plain
    themes.choose(app, choice)


def _dress(app: QApplication) -> None:
    """Palette and style sheet of the theme on show."""
    app.setPalette(_palette())
    if not themes.plain:
        _set_sheet(app)


def dress(app: QApplication) -> None:
    """Give `app` the style sheet that `apply_theme` left out."""
    if themes.plain:
        themes.plain = False
        _set_sheet(app)


def _set_sheet(app: QApplication) -> None:
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
    if properties and all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
