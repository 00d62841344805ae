"""Started by test_reading_room_kill: a reader who never stops, in the real room. It prints the place of each
presentation once its answer is stored and the next is on show, and waits to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from medadv_gui.gui.app import application
from medadv_gui.gui.review import room as room_module
from medadv_gui.gui.worker import Workers
from medadv_gui.review.study import Study
from tests.gui.reading import Key, begun, press


def main(folder: Path) -> None:
    application()
    room_module.BREAK_SECONDS = 1e9
    room = begun(Study(folder), Workers(), "R1")
    assert room.shown is not None
    print("shown", room.shown.presentation.index, flush=True)
    while room.worklist is not None and room.worklist.next is not None:
        if room.reading:
            number = room.shown.presentation.index
            press(room, str(number % 90 + 5), Key.Key_Return)
            print("stored", number, flush=True)
        else:
            press(room, Key.Key_Return)
        QApplication.processEvents()
    print("finished", 0, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
