"""Shared by all tests: the demo cases, written once, and no trace in the user's own folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from medadv_gui.demo import write

# Before torch is loaded, here and in what tests start: its threads sleep while they wait for one another. To spin is
# faster on an idle machine, and many times slower where other work shares the cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# No test is timed: a busy machine takes longer.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the synthetic demo cases."""
    folder = tmp_path_factory.mktemp("demo-cases") / "demo"
    write(folder)
    return folder


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's cache, data and settings lie in the test's folder, hidden, for subprocesses too."""
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / f".{name.lower()}"))


@pytest.fixture(scope="session")
def usual_threads() -> int:
    """PyTorch's threads, before a test changes their number."""
    import torch

    return torch.get_num_threads()


@pytest.fixture(autouse=True)
def own_threads(usual_threads: int) -> Iterator[None]:
    """Replays and cohorts compute with the threads that they name; the next test with the usual ones."""
    import torch

    torch.set_num_threads(usual_threads)
    yield
    torch.set_num_threads(usual_threads)
