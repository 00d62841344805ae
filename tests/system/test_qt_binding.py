"""PySide6 6.12 on Python 3.11 drops a reference to None or True at every call and every emit, until the
interpreter aborts after some hundred of them. A small test suite does not show it; this does."""

import os
import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QLabel

N = 100_000

class Counter(QObject):
    told = Signal(bool, object)
    seen = 0

    @Slot(bool, object)
    def tell(self, flag, thing):
        assert flag is True and thing is None
        self.seen += 1

app = QApplication([])
label, counter = QLabel(), Counter()
counter.told.connect(counter.tell)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(N):
    label.setVisible(False)
    label.setEnabled(True)
    label.setProperty("thing", None)
    counter.told.emit(True, None)
after = sys.getrefcount(None), sys.getrefcount(True)
print(counter.seen, max(abs(a - b) for a, b in zip(after, before)))
"""


def test_a_hundred_thousand_calls_and_emits_keep_none_and_true_alive() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, f"exit {result.returncode}\n{result.stderr[-2000:]}"
    seen, drift = map(int, result.stdout.split())
    assert seen == 100_000
    # On Python 3.12 and later None and True are immortal and their counts stand still.
    assert drift < 1_000, f"the counts of None or True moved by {drift} in 100,000 calls"
