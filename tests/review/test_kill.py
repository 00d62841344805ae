"""A writer of readings is killed with SIGKILL a hundred times: nothing that it had reported as written is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks its writers")
@pytest.mark.parametrize(("place", "journal"), [("local", "wal"), ("network", "delete")])
def test_a_hundred_kills_lose_nothing(tmp_path: Path, place: str, journal: str) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("writer.py")), str(tmp_path / "readings.sqlite"), place],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["killed"] == 100
    assert found["mode"] == journal
    assert 0 < found["reported"] <= found["stored"]
