"""Copies of a finished perturbation at a share of its size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.scaled import scale, scaled_copy
from tests.attack.test_baselines import asked
from tests.attack.test_mathematics import Small, grey, model
from tests.support import picture

SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 6))
PIXELS = hnp.arrays(np.uint8, st.shared(SHAPES, key="shape"))


@given(PIXELS, PIXELS, st.integers(0, 100))
def test_each_change_is_cut_off_toward_the_original(
    original: np.ndarray, adversarial: np.ndarray, percent: int
) -> None:
    image = picture(original)
    found = scaled_copy(image, adversarial, percent / 100)
    change = adversarial.astype(int) - original
    assert found.dtype == original.dtype
    assert np.array_equal(found.astype(int) - original, np.sign(change) * (np.abs(change) * percent // 100))


@given(st.integers(0, 100))
def test_no_changed_pixel_takes_the_padding_value(percent: int) -> None:
    original = np.full((3, 3), 12, np.uint8)
    image = picture(original, padding_range=(5, 7))
    found = scaled_copy(image, np.full((3, 3), 2, np.uint8), percent / 100)
    assert not ((found >= 5) & (found <= 7)).any()
    assert (found <= original).all()


def test_colour_and_the_ends() -> None:
    original = np.random.default_rng(0).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    adversarial = np.random.default_rng(1).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    image = picture(original)
    assert np.array_equal(scaled_copy(image, adversarial, 1.0), adversarial)
    assert np.array_equal(scaled_copy(image, adversarial, 0.0), original)


def test_the_whole_copy_is_the_verified_result_and_none_is_the_original(tmp_path: Path) -> None:
    run = AttackRun(picture(grey(3)), model(Small()), asked("ifgsm", epsilon="60"))
    list(run.steps())
    result = run.finish(tmp_path / "out")
    assert result.outcome.reread
    whole, none = (scale(result, run.image, run.model, share) for share in (1.0, 0.0))
    assert whole.success
    assert (whole.linf, none.linf, none.success) == (result.budget.realised_linf, 0.0, False)
    assert whole.answer.to_json() == result.predictions["reread"].to_json()
    assert none.answer.to_json() == result.predictions["original"].to_json()
