"""A program of its own: the window on a screen scaled by QT_SCALE_FACTOR, on Qt's offscreen platform.

`python scaled_window.py PICTURE` prints, as JSON: the factor, the texts that are clipped, and the pictures that are
drawn with fewer pixels than the screen has.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QLabel

from medadv_gui.gui.app import application, open_window
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.preferences_dialog import PreferencesDialog
from medadv_gui.gui.window import MainWindow
from tests.gui.test_layout import clipped


def coarse(window: MainWindow, factor: float) -> Iterator[str]:
    """The icons and pictures in the window that the screen has to enlarge."""
    for label in window.findChildren(QLabel):
        picture = label.pixmap()
        drawn = label.isVisible() and not picture.isNull() and not label.hasScaledContents()
        if drawn and picture.devicePixelRatio() < factor:
            yield f"label {label.accessibleName()}"
    for words, picture in window.panes.original.corner._written.items():
        if picture.devicePixelRatio() < factor:
            yield f"corner {words[0]}"


def main(picture: Path) -> None:
    factor = float(os.environ["QT_SCALE_FACTOR"])
    app = application()
    Controller.ask_again = lambda self: None  # torch takes longer to import than all the rest
    window = open_window([picture], "endo-polyp")
    window.controller._warm = True
    window.resize(int(1920 / factor), int(1080 / factor))
    window.show()
    ends = time.monotonic() + 60
    while not window.controller.idle and time.monotonic() < ends:
        app.processEvents()
    for _ in range(10):  # one layout asks for the next
        app.processEvents()
    texts = clipped(window)
    window.grab()
    small = list(coarse(window, factor))
    window.shell.show_preferences()
    dialog = window.findChild(PreferencesDialog)
    assert dialog is not None
    for page in range(dialog.pages.count()):
        dialog.list.setCurrentRow(page)
        app.processEvents()
        texts += clipped(dialog)
    dialog.close()
    print(json.dumps({"factor": window.devicePixelRatioF(), "clipped": texts, "coarse": small}))
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
