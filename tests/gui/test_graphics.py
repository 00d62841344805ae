"""pyqtgraph without its copy of Qt: the same classes, made when they are asked for."""

from __future__ import annotations

import subprocess
import sys

ASK = """
from medadv_gui.gui.graphics import pg
from PySide6 import QtCore, QtGui, QtWidgets
print("QWizard" in vars(QtWidgets), "QPdfWriter" in vars(QtGui))
for real in (QtCore, QtGui, QtWidgets):
    theirs = getattr(pg.Qt, real.__name__.split(".")[1])
    names = [name for name in dir(real) if not name.startswith("__")]
    print(len(names) > 100, all(getattr(theirs, name) is getattr(real, name) for name in names))
print("QWizard" in vars(QtWidgets))
"""


def test_its_modules_are_qts_and_make_nothing_that_is_not_asked_for() -> None:
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == ["False False", "True True", "True True", "True True", "True"]
