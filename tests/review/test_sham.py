"""Sham perturbations are as large as the real one, lie within the range of the file, and are not the real one."""

from pathlib import Path

import numpy as np
import pytest

from medadv_gui.core.result import load_result
from medadv_gui.review.sham import MIRRORED, PHASES, SHAMS, SIGNS, shams, spectral_difference
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


@pytest.mark.parametrize("shape", [(48, 64), (33, 41, 3)])
def test_random_phases_keep_the_spectrum_better_than_random_signs(tmp_path: Path, shape: tuple[int, ...]) -> None:
    waves = 6 * np.sin(np.arange(shape[1]) / 3) * np.cos(np.arange(shape[0]) / 5)[:, None]
    smooth = np.round(waves if len(shape) == 2 else np.stack([waves, -waves, waves / 2], 2)).astype(int)
    original = np.full(shape, 100, np.uint8)
    real = load_result(result(tmp_path / "r", original=original, adversarial=(original + smooth).astype(np.uint8)))
    first, second = list(shams(real, PHASES, 1))[:2]
    assert first.how != second.how
    assert not np.array_equal(first.stored, second.stored)
    assert np.array_equal(first.stored, next(shams(real, PHASES, 1)).stored)  # the seed says which
    assert first.turned_share == 0
    assert first.spectrum < 0.35 < 0.5 < next(shams(real, SIGNS, 1)).spectrum
    if len(shape) == 3:  # the same turn in all channels: they stay as alike, or as opposite, as they were
        change = (first.stored.astype(int) - original).reshape(-1, 3).T
        now, before = np.corrcoef(change), np.corrcoef(smooth.reshape(-1, 3).T)
        assert np.allclose(now, before, atol=0.15)


def test_random_phases_stay_within_the_range(tmp_path: Path) -> None:
    original = np.zeros((24, 32), np.uint8)
    original[:, 16:] = 100
    adversarial = original.copy()
    adversarial[:, ::2] += 4
    real = load_result(result(tmp_path / "r", original=original, adversarial=adversarial))
    sham = next(shams(real, PHASES, 0))
    assert (sham.linf, sham.l2[0]) == ((4.0, 4.0), sham.l2[1])
    assert (sham.stored[:, :16].astype(int) >= 0).all()
