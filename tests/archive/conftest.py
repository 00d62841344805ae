"""Shared by the tests of archives."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.archive.keys import Memory, key_store


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No thread is left, and no log has a word to say, whatever the archive does."""
    before = set(threading.enumerate())
    caplog.set_level(logging.DEBUG)
    yield
    left = [t for t in set(threading.enumerate()) - before if t.is_alive()]
    assert not left
    # pydicom's own log is off wherever the program runs (core.log).
    assert [r.getMessage() for r in caplog.get_records("call") if not r.name.startswith("pydicom")] == []


@pytest.fixture
def keys() -> Iterator[Memory]:
    memory = Memory()
    with key_store(memory):
        yield memory


@pytest.fixture
def administrator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write the administrator's file."""
    path = tmp_path / "etc" / "policy.json"
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: path)
    monkeypatch.setattr("medadv_gui.archive.connections.policy_path", lambda: path)

    def write(**settings: object) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(settings))

    return write
