"""Cohorts of tests share one home, so that a model is checked, and its plan chosen, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.cohort.made import drawn
from tests.made_models import network, write_model


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cohort-home")


@pytest.fixture(autouse=True)
def shared_home(home: Path, own_folders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture(scope="session")
def model(home: Path) -> Path:
    """A tiny segmentation of 16 x 16 pixels."""
    return write_model(home / "model", id="tiny")


@pytest.fixture(scope="session")
def second(home: Path) -> Path:
    """Another one, of the same labels."""
    return write_model(home / "second", made=network(1), id="tiny-2")


@pytest.fixture(scope="session")
def pictures(home: Path) -> Path:
    """A data set of six pictures with masks."""
    return drawn(home / "pictures", 6)
