"""Readers who are made up, reading a study in the real window: from their code in the study's window through consent
and instructions to the last case, by key events.

    python tests/gui/simulated_readers.py --readers 6 --cases 60 --out DIR

builds a study of made-up results, has it read, and leaves study, key and readings in DIR. What a simulated reader rates
comes from the model of Roe and Metz (Acad Radiol 1997;4:298-303): a rating is mean + case + reader x arm + error, all
normal, so that the true area under the curve of each arm against the originals is known. It prints them as JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review.room import ReadingRoom
from medadv_gui.gui.review.study_window import StudyWindow
from medadv_gui.gui.worker import Workers
from medadv_gui.review.build import build, read_design
from medadv_gui.review.key import Key, key_path, read_key
from medadv_gui.review.protocol import Item
from tests.review.made import design

# Of what makes a rating: which case it is, how a reader sees an arm, and chance. Their sum is 1.
CASE, READER, CHANCE = 0.38, 0.02, 0.6
AREAS = {"original": 0.5, "adversarial": 0.76, "sham-mirrored": 0.6}
Answers = Callable[[Item], str]  # what is typed for an item


class RoeMetz:
    """Ratings, 0 to 100, of readers who see each arm so well as its area under the curve against the originals says."""

    def __init__(self, key: Key, areas: dict[str, float], seed: int = 1) -> None:
        self.key, self._seed = key, seed
        self._means = {arm: math.sqrt(2) * NormalDist().inv_cdf(area) for arm, area in areas.items()}

    def _normal(self, *of: str) -> float:
        """The same number for the same names, whoever asks when."""
        return random.Random("/".join((str(self._seed), *of))).gauss(0, 1)

    def rating(self, reader: str, item: str) -> float:
        arm = self.key.arms[item]
        value = self._means[arm] + math.sqrt(CASE) * self._normal("case", item)
        value += math.sqrt(READER) * self._normal("reader", reader, arm)
        value += math.sqrt(CHANCE) * self._normal("chance", reader, item)
        return round(100 * NormalDist().cdf(value / 1.5 - 0.3))


def press(room: ReadingRoom, *keys: Qt.Key | str) -> None:
    """Press keys where the focus is; a text is typed."""
    for key in (part for one in keys for part in (one if isinstance(one, str) else [one])):
        QTest.keyClick(QApplication.focusWidget() or room, key)
        QApplication.processEvents()


def read_study(window: StudyWindow, code: str, answers: Answers, at_most: int | None = None) -> int:
    """Have a reader read in the room that `window` opens, `at_most` so many presentations; how many were read. The room
    is left afterwards."""
    window.code.setText(code)
    QTest.keyClick(window.code, Qt.Key.Key_Return)
    room = window.room
    assert isinstance(room, ReadingRoom)
    while not room.isActiveWindow():
        QTest.qWait(5)
    if room.stack.currentWidget() is room.consent:
        press(room, Qt.Key.Key_Space, Qt.Key.Key_Return)
    press(room, Qt.Key.Key_Return)
    count = 0
    while room.worklist is not None and room.worklist.next is not None and count != at_most:
        if room.reading:
            assert room.shown is not None
            press(room, answers(room.shown.item))
            count += 1
        press(room, Qt.Key.Key_Return)
    room.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return count


def simulate(
    folder: Path, readers: int, cases: int, areas: dict[str, float] = AREAS, seed: int = 1
) -> dict[str, object]:
    """Build a study in `folder` and have it read to the end."""
    from medadv_gui.gui.app import application
    from medadv_gui.gui.theme import dress

    app = application()
    dress(app)
    began = time.monotonic()
    path = design(folder / "results", cases, arms=list(areas), order={"seed": seed, "gap": min(10, cases - 1)},
                  margin=0.05)  # fmt: skip
    study = build(read_design(path), folder / "study")
    key = read_key(key_path(study.folder), study.protocol)
    model, workers = RoeMetz(key, areas, seed), Workers()
    window = StudyWindow(study, workers, Preferences(None))
    window.show()
    count = 0
    for number in range(1, readers + 1):
        while workers.busy or window.room is not None:
            QTest.qWait(5)
        code = f"SIM{number:02}"

        def answers(item: Item, code: str = code) -> str:
            return str(round(model.rating(code, item.code)))

        count += read_study(window, code, answers)
    while workers.busy:
        QTest.qWait(5)
    window.close()
    workers.stop()
    return {
        "study": str(study.folder), "key": str(key_path(study.folder)), "readers": readers, "cases": cases,
        "readings": count, "true_auc": {arm: area for arm, area in areas.items() if arm != "original"},
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=6)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    if asked.out.exists():
        parser.error(f"{asked.out} is there already")
    print(json.dumps(simulate(asked.out, asked.readers, asked.cases, seed=asked.seed), indent=1))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()
