"""The window and the command line are one program: same seed, same pixels, same result."""

import json
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.core.result import load_result
from tests.made_models import write_lung_model
from tests.support import medadv


def quietly(*arguments: object) -> None:
    """The command line, which says nothing but notes."""
    done = medadv(*arguments, QT_QPA_PLATFORM="offscreen")
    assert all(line.startswith("note: ") for line in done.stderr.splitlines()), done.stderr


@pytest.mark.parametrize(("case", "model"), [("chest-ct", ""), ("endoscopy", "endo-polyp")])
def test_identical_pixels_and_result(demo: Path, tmp_path: Path, case: str, model: str) -> None:
    model = model or str(write_lung_model(tmp_path / "model"))
    window, line = tmp_path / "window", tmp_path / "line"
    shot = tmp_path / "shot.png"
    quietly("view", demo / case, "--model", model, "--run", "--screenshot", shot, "--out", window)
    quietly("attack", demo / case, "--model", model, "--out", line)
    first, second = (json.loads((folder / "result.json").read_text()) for folder in (window, line))
    for document in (first, second):
        document.pop("seconds")
        # A DICOM file carries new UIDs and the time of writing; its pixels are compared below.
        document["files"] = {
            name: "" if name.endswith(".dcm") else digest for name, digest in document["files"].items()
        }
    assert first == second
    assert np.array_equal(load_result(window).adversarial, load_result(line).adversarial)
    assert {p.name for p in window.iterdir()} == {p.name for p in line.iterdir()}
    assert shot.stat().st_size > 50_000
