"""Sham perturbations are as large as the real one, lie within the range of the file, and are not the real one."""

from pathlib import Path

import numpy as np
import pytest

from medadv_gui.core.result import load_result
from medadv_gui.review.sham import MIRRORED, SHAMS, SIGNS, shams, spectral_difference
from tests.review.made import result


@pytest.mark.parametrize("kind", SHAMS)
@pytest.mark.parametrize(("shape", "dtype"), [((24, 32), "uint8"), ((20, 20), "int16"), ((16, 24, 3), "uint8")])
def test_a_sham_is_of_the_real_ones_size(tmp_path: Path, kind: str, shape: tuple[int, ...], dtype: str) -> None:
    real = load_result(result(tmp_path / "r", shape=shape, dtype=dtype))
    low, high = real.source["lowest"], real.source["highest"]
    for sham in shams(real, kind, 7):
        change = sham.stored.astype(int) - real.original
        assert sham.stored.dtype == real.original.dtype
        assert (sham.stored.min() >= low, sham.stored.max() <= high) == (True, True)
        assert np.abs(change).max() == np.abs(real.perturbation).max() == sham.linf[0] == sham.linf[1]
        assert (change**2).sum() == (real.perturbation.astype(int) ** 2).sum()
        assert sham.l2[0] == sham.l2[1]
        assert not np.array_equal(change, real.perturbation)


def test_a_mirrored_sham_has_the_spectrum_and_random_signs_the_place(tmp_path: Path) -> None:
    smooth = np.round(6 * np.sin(np.arange(32) / 3) * np.cos(np.arange(24) / 5)[:, None]).astype(int)
    original = np.full((24, 32), 100, np.uint8)
    changes = {"original": original, "adversarial": (original + smooth).astype(np.uint8)}
    real = load_result(result(tmp_path / "r", **changes))
    mirrored = next(shams(real, MIRRORED, 0))
    assert (mirrored.spectrum, mirrored.turned_share) == (pytest.approx(0, abs=1e-9), 0)
    signs = next(shams(real, SIGNS, 0))
    assert signs.spectrum > 0.5
    assert np.array_equal(signs.stored != original, real.perturbation != 0)


def test_signs_are_turned_at_the_ends_of_the_range(tmp_path: Path) -> None:
    original = np.zeros((24, 32), np.uint8)
    adversarial = original.copy()
    adversarial[:12] = 5
    real = load_result(result(tmp_path / "r", original=original, adversarial=adversarial))
    found = list(shams(real, MIRRORED, 0))
    assert {sham.turned_share for sham in found} == {0.0, 1.0}
    assert all(sham.linf[0] == 5 for sham in found)


def test_what_cannot_be_stored_is_no_sham(tmp_path: Path) -> None:
    original, adversarial = np.full((24, 32), 100, np.uint8), np.full((24, 32), 100, np.uint8)
    original[0], adversarial[0] = 0, 255
    real = load_result(result(tmp_path / "r", original=original, adversarial=adversarial))
    assert all("top" not in sham.how and "180" not in sham.how for sham in shams(real, MIRRORED, 0))


def test_other_spectra_are_told_apart() -> None:
    noise = np.random.default_rng(0).normal(size=(32, 32))
    assert spectral_difference(noise, noise[::-1]) == pytest.approx(0, abs=1e-9)
    assert spectral_difference(np.cumsum(noise, axis=0), noise) > 0.5
