"""Shared by the tests of archives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest


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
