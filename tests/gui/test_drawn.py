"""Regions and measurements survive the way through the kept session; damaged ones are left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from medadv_gui.core.types import Instance, Series
from medadv_gui.gui.drawn import drawings, give_back
from medadv_gui.gui.measure import Measurement
from medadv_gui.gui.session import Entry


def entry() -> Entry:
    return Entry(Series("patient 1", "study 1", "chest", "CT", (Instance(Path("a.dcm")),)))


@given(arrays.arrays(bool, st.tuples(st.integers(1, 20), st.integers(1, 20))))
def test_there_and_back(mask: np.ndarray) -> None:
    before, after = entry(), entry()
    before.region = mask if mask.any() else None
    before.measurements = {3: (Measurement("angle", ((0.5, 1), (2, 3), (4, 5))),), 4: ()}
    give_back(after, json.loads(json.dumps(drawings(before))))
    assert after.measurements == {3: before.measurements[3]}
    if before.region is None:
        assert after.region is None
    else:
        np.testing.assert_array_equal(after.region, mask)
    assert drawings(entry()) == {}


@pytest.mark.parametrize(
    "damaged",
    [
        None, [], 3, {"region": None}, {"region": {"size": [1 << 20, 1 << 20], "bits": ""}},
        {"region": {"size": [4, 4], "bits": "eJw="}}, {"region": {"size": [4, 4], "bits": "%"}},
        {"measurements": {"x": []}}, {"measurements": {"0": [{"kind": "volume", "points": []}]}},
        {"measurements": {"0": [{"kind": "angle", "points": [[0, 1]]}]}}, {"measurements": 4},
    ],
)  # fmt: skip
def test_what_is_damaged_is_left_out(damaged: Any) -> None:
    found = entry()
    give_back(found, damaged)
    assert found.region is None
    assert found.measurements == {}
