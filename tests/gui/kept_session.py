"""A program of its own for test_keeper: it opens a picture, attacks it, writes notes, and waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QSettings

from medadv_gui.gui.app import application
from medadv_gui.gui.keeper import read
from medadv_gui.gui.measure import Measurement
from medadv_gui.gui.region import rectangle
from medadv_gui.gui.window import MainWindow


def main(picture: Path, data: Path, settings: Path) -> None:
    app = application()
    window = MainWindow(QSettings(str(settings), QSettings.Format.IniFormat), data)
    window.resize(1280, 800)  # as the window that takes the view over
    window.show()
    window.controller.wanted_model = "endo-polyp"

    def rest() -> None:
        while True:
            app.processEvents()
            time.sleep(0.01)
            if window.controller.idle:
                break

    window.open_paths([picture])
    rest()
    window.panel.parameters.set_values({"steps": 1})
    window.run_attack()
    rest()
    window.notes.field.setPlainText("left apex")
    window.viewing.regions.put(rectangle(window.panes.original.pixels.rgb.shape[:2], (10, 10), (30, 20)))
    window.viewing.measuring.put((Measurement("distance", ((1.0, 2.0), (3.0, 4.0))),))
    window.panes.zoom(2.0)
    window.shell.history.settle()
    window.shell._save()
    rest()
    keeper = window.shell.keeper
    assert keeper is not None
    kept = read(keeper.folder)
    print("ready" if kept is not None and kept.cases[0]["results"] else "nothing kept", flush=True)
    time.sleep(120)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
