"""A program of its own: the window's pictures in each theme and state, drawn on Qt's offscreen platform.

`python golden_pictures.py DEMO_PICTURE FOLDER` writes FOLDER/THEME-STATE.png and FOLDER/font.png, a line of text by
which two computers' font rendering is compared.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

from PySide6.QtCore import QLocale, QSettings, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from medadv_gui.gui.theme import THEMES, apply_theme, themes
from medadv_gui.gui.window import MainWindow

DRAWN, KEPT = QSize(1280, 800), QSize(480, 300)


def wait(app: QApplication, until: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            sys.exit("took too long")
        app.processEvents()
        time.sleep(0.005)
    for _ in range(10):
        app.processEvents()


def save(widget: QWidget, path: Path, size: QSize | None = None) -> None:
    picture = widget.grab().toImage()
    if size is not None:
        mode = Qt.TransformationMode.SmoothTransformation
        picture = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    if not picture.save(str(path)):
        sys.exit(f"cannot write {path}")


def main(demo: Path, folder: Path) -> None:
    QLocale.setDefault(QLocale.c())
    app = QApplication([])
    apply_theme(app)
    window = MainWindow(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window.resize(DRAWN)
    window.show()

    def keep(state: str) -> None:
        for theme in THEMES:
            themes.choose(app, theme)
            wait(app, lambda: window.controller.idle)
            save(window, folder / f"{theme}-{state}.png", KEPT)

    line = QLabel("Research use only: grade 3, 0.61 (−65 HU)")
    line.ensurePolished()
    save(line, folder / "font.png")
    wait(app, lambda: window.controller.idle and bool(window.controller.cases))
    keep("start")
    window.open_paths([demo])
    wait(app, lambda: window.controller.idle)
    keep("case")
    window.panel.parameters.set_values({"steps": 2})
    window.run_attack()
    wait(app, lambda: window.controller.idle)
    keep("result")
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
