"""The icons' table, and the drawing of one from the icon font of the package qtawesome.

The font is read without the package itself, whose import takes longer than all the rest of the window.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter

# Every icon by the meaning it has here, so that a change of icon set touches this table alone.
ICONS = {
    "open-folder": "folder-open-outline",
    "open-file": "file-image-outline",
    "archive": "server-network",
    "import": "database-import-outline",
    "run": "play",
    "cancel": "stop",
    "pause": "pause",
    "restore": "backup-restore",
    "export": "file-export-outline",
    "screenshot": "camera-outline",
    "cohort": "image-multiple-outline",
    "keep": "archive-plus-outline",
    "library": "bookshelf",
    "new-study": "clipboard-plus-outline",
    "read": "clipboard-account-outline",
    "window": "contrast-circle",
    "pan": "pan",
    "zoom": "magnify",
    "scroll": "layers-outline",
    "distance": "ruler",
    "angle": "angle-acute",
    "region": "selection",
    "mark": "target",
    "ellipse": "selection-ellipse",
    "brush": "brush-outline",
    "swipe": "compare",
    "orthogonal": "axis-arrow",
    "tags": "tag-text-outline",
    "colours": "palette-outline",
    "recent": "history",
    "play": "play-box-multiple-outline",
    "corner": "format-text-variant-outline",
    "layout-1x1": "square-outline",
    "layout-1x2": "view-split-vertical",
    "layout-1x3": "view-week-outline",
    "layout-2x2": "view-grid-outline",
    "reset": "fit-to-screen-outline",
    "invert": "invert-colors",
    "preset": "tune-variant",
    "heatmap": "grid",
    "overlay": "vector-square",
    "blink": "swap-horizontal-bold",
    "more": "chevron-double-right",
    "help": "help-circle-outline",
    "about": "information-outline",
    "model": "chart-box-outline",
    "close": "close",
    "error": "alert-circle-outline",
    "warning": "alert-outline",
    "info": "information-outline",
    "yes": "check-circle",
    "no": "close-circle-outline",
    "patient": "account-outline",
    "study": "folder-outline",
    "picture": "image-outline",
    "demo": "flask-outline",
    "skipped": "file-remove-outline",
    "drop": "tray-arrow-down",
    "lungs": "lungs",
    "eye": "eye-outline",
    "endoscopy": "stomach",
    "dice": "dice-multiple-outline",
    "undo": "undo",
    "redo": "redo",
    "notes": "note-edit-outline",
    "settings": "cog-outline",
    "tour": "map-marker-path",
    "copy": "content-copy",
    "up": "arrow-up-bold",
    "down": "arrow-down-bold",
    "first": "arrow-collapse-up",
    "last": "arrow-collapse-down",
}

_FONT, _CHARACTERS = "materialdesignicons6-webfont-6.9.96.ttf", "materialdesignicons6-webfont-charmap-6.9.96.json"
_SHARE = 0.875  # of an icon's height: the rest is the glyph's bearing


@cache
def _font() -> tuple[str, dict[str, str]]:
    """The icon font's family and its characters by their names."""
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package qtawesome, whose icon font is drawn, is missing")
    folder = Path(spec.origin).parent / "fonts"
    number = QFontDatabase.addApplicationFont(str(folder / _FONT))
    codes = json.loads((folder / _CHARACTERS).read_text(encoding="utf-8"))
    return QFontDatabase.applicationFontFamilies(number)[0], {name: chr(int(code, 16)) for name, code in codes.items()}


def draw(painter: QPainter, area: QRect, name: str, tint: QColor) -> None:
    """Draw the icon that stands for `name` in the middle of `area`."""
    family, characters = _font()
    font = QFont(family)
    font.setPixelSize(max(1, round(_SHARE * area.height())))
    painter.save()
    painter.setFont(font)
    painter.setPen(tint)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), characters[ICONS[name]])
    painter.restore()
