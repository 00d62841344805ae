"""A program in whose reading room somebody reads is killed with SIGKILL: nothing that was handed in is lost, and
reading goes on at the case that was on show."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medadv_gui.review.store import Reading
from medadv_gui.review.study import Study

from .reading import made

ROOT = Path(__file__).resolve().parents[2]
KILLS = 5


def stored(study: Study) -> tuple[Reading, ...]:
    with study.store() as store:
        return store.readings("R1")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills with SIGKILL")
def test_nothing_is_lost_however_often_the_program_is_killed(tmp_path: Path) -> None:
    study = made(tmp_path, 200, order={"seed": 2, "gap": 5})
    draw, count = random.Random(3), 0
    for _ in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("reading_automaton.py")), str(study.folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline().split() == ["shown", str(count)]  # where it was left
        time.sleep(draw.uniform(0.05, 0.6))
        child.kill()
        said = [line.split() for line in child.communicate()[0].splitlines() if line.endswith(tuple("0123456789"))]
        told = [int(number) for word, number in said if word == "stored"]
        readings = stored(study)
        assert [r.presentation for r in readings] == list(range(len(readings)))  # each once, none left out
        assert [r.rating for r in readings] == [r.presentation % 90 + 5 for r in readings]
        assert len(readings) - (told[-1] + 1 if told else count) in (0, 1)  # the one that was not yet told of
        count = len(readings)
    assert 0 < count < 600
