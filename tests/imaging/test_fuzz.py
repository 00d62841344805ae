"""A thousand damaged DICOM files: each gives an image of finite values or one line, and the program lives."""

from __future__ import annotations

import hashlib
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.facts import Facts
from medadv_gui.imaging.process import decoder
from medadv_gui.imaging.read import read_images
from medadv_gui.imaging.series import File, dicom_series, parts
from tests.imaging.mutants import mutant, sources

MUTANTS = 1000
# Some seeds give the same file as others.
SEEDS = 1200
PEAK = 700 << 20  # bytes; a child that has read healthy files of this size stays under 150 MiB


def check(path: Path, content: bytes) -> str:
    """What became of a file in the index and as an image: "image", or its line. Fails on anything else."""
    path.write_bytes(content)
    instance = Instance(path)
    (record,) = decoder.scan([instance])
    if record.get("kind") == "dicom":
        (part,) = parts([File(instance, Facts.of(record, b"salt"))])
        series = dicom_series(part, "", "", "")
        assert series.spacing is None or math.isfinite(series.spacing)
        assert not {"nan", "inf"} & set(" ".join(series.notes).split())
    (found,) = read_images([instance])
    for line in (record.get("error"), str(found) if isinstance(found, InputError) else None):
        assert line is None or ("\n" not in line and line.startswith(path.name))
    if isinstance(found, InputError):
        return str(found)
    image = found
    assert np.isfinite(image.modality_values()).all()
    assert np.isfinite([image.window.lower, image.window.upper, image.slope, image.intercept]).all()
    assert image.lowest <= int(image.stored.min())
    assert int(image.stored.max()) <= image.highest
    return "image"


def peak(pid: int) -> int:
    """The most memory that a process has held, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) << 10


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    """What became of each file, by its SHA-256."""
    decoder.close()  # a fresh child, which has held nothing yet
    return {}


@settings(max_examples=SEEDS, database=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(seed=st.integers(0, 2**48))
def test_a_damaged_file_gives_an_image_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, outcomes: dict[str, str], seed: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "mutants"
    folder.mkdir(exist_ok=True)
    content = mutant(seed)
    said = check(folder / "m.dcm", content)
    assert "decoder failed" not in said
    outcomes[hashlib.sha256(content).hexdigest()] = said


def test_the_mutants_were_many_and_the_child_stayed_small(outcomes: dict[str, str]) -> None:
    assert len(sources()) > 50
    assert len(outcomes) >= MUTANTS
    images = sum(said == "image" for said in outcomes.values())
    # The limits of time and memory are for what nothing else stops: one damaged JPEG 2000 in some 10,000 files.
    assert sum("decoding takes more than" in said for said in outcomes.values()) <= 2
    assert MUTANTS // 10 < images < 9 * MUTANTS // 10, "mutants must not all be refused at the door, nor pass it"
    if sys.platform == "linux":
        assert all(peak(pid) < PEAK for pid in decoder.pids())
