"""Reading needs neither torch nor a model: a program of its own, in a data folder that holds nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .reading import made

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtTest import QTest
from medadv_gui.gui.app import application
app = application()
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review.study_window import StudyWindow
from medadv_gui.gui.worker import Workers
from medadv_gui.review.study import Study
from tests.gui.simulated_readers import read_study
workers = Workers()
window = StudyWindow(Study(Path(sys.argv[1])), workers, Preferences(None))
window.show()
while workers.busy:
    QTest.qWait(5)
count = read_study(window, "R1", lambda item: "40", 4)
while workers.busy:
    QTest.qWait(5)
window.close()
workers.stop()
heavy = {"torch", "monai", "torchvision", "pydicom", "scipy"} & {name.split(".")[0] for name in sys.modules}
print(json.dumps({"read": count, "heavy": sorted(heavy)}))
"""


def test_a_study_is_read_without_torch_and_without_a_model(tmp_path: Path) -> None:
    study = made(tmp_path)
    data = tmp_path / "fresh"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(study.folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["read"] == 4
    assert not {"torch", "monai", "torchvision"} & set(found["heavy"])
    with study.store() as store:
        assert len(store.readings("R1")) == 4
    assert not list(data.rglob("*.safetensors"))


SCALED = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QPointF
from medadv_gui.gui.app import application
app = application()
from medadv_gui.gui.worker import Workers
from medadv_gui.review.study import Study
from tests.gui.reading import begun
workers = Workers()
room = begun(Study(Path(sys.argv[1])), workers)
pane = room.page.viewer.panes[0]
ratio = room.devicePixelRatioF()
shown = pane.view.viewport().grab().toImage()
drawn = pane.pixels.rgb[..., 0]
at = pane.box.mapViewToScene(QPointF(0, 0))
x, y = round(at.x() * ratio), round(at.y() * ratio)
wrong = sum(
    shown.pixelColor(x + column, y + row).red() != drawn[row, column]
    for row in range(drawn.shape[0])
    for column in range(drawn.shape[1])
)
print(json.dumps({"ratio": ratio, "zoom": room.page.viewer.zoom, "wrong": int(wrong)}))
room._leave_anyway()
workers.stop()
"""


@pytest.mark.parametrize("factor", ["1", "1.5", "2", "3"])
def test_one_to_one_counts_the_screens_own_pixels(factor: str, tmp_path: Path) -> None:
    study = made(tmp_path, display={"one_to_one": True, "smooth": True})
    done = subprocess.run(
        [sys.executable, "-c", SCALED, str(study.folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ratio"] == float(factor)
    assert found["zoom"] == pytest.approx(1)
    assert found["wrong"] == 0
