"""Reading needs neither torch nor a model: a program of its own, in a data folder that holds nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

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
