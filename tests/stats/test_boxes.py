"""Average precision of resamples against that of the pictures listed as often as they were drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.stats.boxes import average_precision, resampled_precision

pictures = st.lists(
    st.tuples(st.lists(st.booleans(), max_size=5), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8
)


@given(pictures, st.randoms(use_true_random=False))
def test_resamples(drawn: list[tuple[list[bool], int, int]], random) -> None:  # type: ignore[no-untyped-def]
    scores = [i / 100 for i in range(1, 41)]
    random.shuffle(scores)  # no two alike: which of two boxes with one score comes first is left open
    matches = []
    for hits, _, _ in drawn:
        mine = sorted((scores.pop() for _ in hits), reverse=True)
        matches.append((np.array(mine, float), np.array(hits, bool)))
    missed, weights = (np.array([picture[k] for picture in drawn]) for k in (1, 2))
    boxes = missed + np.array([sum(hits) for hits, _, _ in drawn])
    listed = np.repeat(np.arange(len(drawn)), weights)
    true = int(boxes[listed].sum())
    (found,) = resampled_precision(matches, boxes, weights[None])
    if true:
        assert found == pytest.approx(average_precision([matches[i] for i in listed], true))
    else:
        assert math.isnan(found)


def test_by_hand() -> None:
    """Right, wrong, right, and one box missed: precision 1 at the first, 2/3 at the second of three."""
    matches = [(np.array([0.9, 0.8]), np.array([True, False])), (np.array([0.7]), np.array([True]))]
    assert resampled_precision(matches, [2, 1], np.ones((1, 2)))[0] == pytest.approx((1 + 2 / 3) / 3)
