"""Named colours, the style sheet made from them, icons and fonts."""

from __future__ import annotations

import json
from functools import cache
from string import Template
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

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
    "copy": "mdi6.content-copy",
    "up": "mdi6.arrow-up-bold",
    "down": "mdi6.arrow-down-bold",
    "first": "mdi6.arrow-collapse-up",
    "last": "mdi6.arrow-collapse-down",
}


@cache
def colours() -> dict[str, str]:
    """The theme's colours by name, `#rrggbb`."""
    return dict(json.loads((resources() / "themes" / "dark.json").read_text(encoding="utf-8")))


def colour(name: str, alpha: int = 255) -> QColor:
    """The theme's colour `name` with `alpha` 0 to 255."""
    value = QColor(colours()[name])
    value.setAlpha(alpha)
    return value


@cache
def icon(name: str, tint: str = "text_dim") -> QIcon:
    """The icon that stands for `name` in the theme's colour `tint`; greyed where its control is disabled."""
    import qtawesome  # loads its icon fonts, which a command line never needs

    return qtawesome.icon(ICONS[name], color=colours()[tint], color_disabled=colours()["text_off"])


def pixmap(name: str, tint: str, size: int) -> Any:
    """The icon as a square pixmap of `size` device-independent pixels."""
    return icon(name, tint).pixmap(QSize(size, size))


def apply_theme(app: QApplication) -> None:
    """Give `app` the bundled font, the palette, the style sheet and the program's icon."""
    fonts = resources() / "themes" / "fonts"
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFont(str(fonts / name))
    font = QFont("Inter")
    font.setPixelSize(13)
    font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: numbers that change while an attack runs do not jump
    app.setFont(font)
    app.setStyle("Fusion")
    app.setPalette(_palette())
    template = Template((resources() / "themes" / "style.qss").read_text(encoding="utf-8"))
    app.setStyleSheet(template.substitute(colours(), icons=(resources() / "icons").as_posix()))
    app.setWindowIcon(QIcon(str(resources() / "icons" / "medadv-gui.svg")))


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
