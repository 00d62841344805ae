"""Sham perturbations: a case's own perturbation, turned round, with other signs or with other phases. They are as large
as the real one, but are not aimed at anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.result import AttackResult

MIRRORED, SIGNS, PHASES = "sham-mirrored", "sham-signs", "sham-phases"
SHAMS = (MIRRORED, SIGNS, PHASES)
_TRIES = 20
_ROUNDS = 8  # of `_phases`: the twenty-fifth still betters the spectrum by a tenth, at three times the time


@dataclass(frozen=True, eq=False)
class Sham:
    """An image with a sham perturbation in stored values, `how` it was made, and how well it matches the real one.

    linf, l2 : of sham and adversarial image, in stored units. spectrum : relative difference of the two radially
    averaged power spectra, 0 where they are the same. turned_share : share of changed values whose sign was turned
    because they would have left the range that the file can hold.
    """

    stored: NDArray[Any]
    how: str
    linf: tuple[float, float]
    l2: tuple[float, float]
    spectrum: float
    turned_share: float

    def facts(self) -> dict[str, Any]:
        return {
            "how": self.how, "linf": list(self.linf), "l2": list(self.l2), "spectrum": self.spectrum,
            "turned_share": self.turned_share,
        }  # fmt: skip


def shams(result: AttackResult, kind: str, seed: int) -> Iterator[Sham]:
    """Shams of one kind, the best matched first. Each is of the real one's size exactly, in L-infinity and L2.

    A mirrored perturbation has the real one's spectrum, too, as far as no sign has to be turned. One with random signs
    lies on the real one's pixels, but is rougher. One with random phases lies anywhere, also outside a region that the
    attack was held to; its spectrum is about the real one's: whole numbers of a given size cannot have given amplitudes
    as well.
    """
    real = result.perturbation
    if kind == PHASES:
        for number in range(_TRIES):
            change = _phases(result, np.random.default_rng([seed, number]))
            yield from _laid(result, change, f"random phases {number + 1} of seed {seed}")
        return
    if kind == SIGNS:
        generator = np.random.default_rng(seed)
        for number in range(_TRIES):
            signs = generator.integers(0, 2, real.shape, dtype=np.int32) * 2 - 1
            yield from _laid(result, real * signs, f"random signs {number + 1} of seed {seed}")
        return
    flips: list[tuple[str, tuple[int, ...]]] = [
        ("turned by 180 degrees", (0, 1)), ("mirrored left to right", (1,)), ("mirrored top to bottom", (0,)),
    ]  # fmt: skip
    found = [
        sham
        for words, axes in flips
        for sign, ending in ((1, ""), (-1, ", signs changed"))
        for sham in _laid(result, sign * np.flip(real, axes), words + ending)
    ]
    yield from sorted(found, key=lambda sham: sham.spectrum)


def _phases(result: AttackResult, generator: np.random.Generator) -> NDArray[np.int32]:
    """The perturbation with random phases of its two-dimensional Fourier transform, the same ones in all channels.

    That alone would have other values, and larger ones. So two things are done by turns (Schreiber and Schmitz 1996):
    the values take those of the real perturbation, rank for rank in each channel, with signs turned where the range
    ends; and the amplitudes take the real ones again, and the phases the nearest that are the real ones turned by the
    same angle in each channel. The values come last: L-infinity and L2 are exact, the spectrum is not.
    """
    real = result.perturbation.reshape(*result.perturbation.shape[:2], -1)
    lowest, highest = int(result.source["lowest"]), int(result.source["highest"])
    original = result.original.reshape(real.shape).astype(np.int64)
    shape, axes = real.shape[:2], (0, 1)
    amplitudes = np.fft.rfft2(real, axes=axes)
    values = [np.sort(real[:, :, k], axis=None) for k in range(real.shape[2])]
    turn = np.fft.rfft2(generator.standard_normal(shape), axes=axes)[:, :, None]
    change = np.empty_like(real)
    for number in range(_ROUNDS):
        turn /= np.maximum(np.abs(turn), np.finfo(float).tiny)
        smooth = np.fft.irfft2(amplitudes * turn, shape, axes=axes)
        for k, ranked in enumerate(values):
            change[:, :, k].flat[np.argsort(smooth[:, :, k], axis=None)] = ranked
        if number < _ROUNDS - 1:
            outside = (original + change < lowest) | (original + change > highest)
            stored = np.where(outside, -change, change)
            turn = (np.fft.rfft2(stored, axes=axes) * amplitudes.conj()).sum(axis=2, keepdims=True)
    return change.reshape(result.perturbation.shape)


def _laid(result: AttackResult, change: NDArray[np.int32], how: str) -> Iterator[Sham]:
    """The change upon the original; nothing where it cannot be stored at its full size."""
    lowest, highest = int(result.source["lowest"]), int(result.source["highest"])
    original = result.original.astype(np.int64)
    outside = (original + change < lowest) | (original + change > highest)
    change = np.where(outside, -change, change)
    stored = original + change
    if ((stored < lowest) | (stored > highest)).any():
        return
    real = result.perturbation
    changed = np.count_nonzero(change)
    yield Sham(
        stored.astype(result.original.dtype),
        how,
        (float(np.abs(change).max(initial=0)), float(np.abs(real).max(initial=0))),
        (_l2(change), _l2(real)),
        spectral_difference(change, real),
        np.count_nonzero(outside) / changed if changed else 0.0,
    )


def _l2(change: NDArray[Any]) -> float:
    return float(np.sqrt(np.sum(change.astype(np.float64) ** 2)))


def spectral_difference(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The relative difference of two changes' radially averaged power spectra: the sum of the absolute differences over
    the sum of `other`'s; 0 where `other` is nothing."""
    first, second = _radial(one), _radial(other)
    total = float(second.sum())
    return float(np.abs(first - second).sum()) / total if total else 0.0


def _radial(change: NDArray[Any]) -> NDArray[np.float64]:
    """Power in rings of one frequency step of the shorter side, summed over the channels."""
    values = change.astype(np.float64).reshape(*change.shape[:2], -1)
    power = (np.abs(np.fft.fft2(values, axes=(0, 1))) ** 2).sum(axis=2)
    rows, columns = (np.fft.fftfreq(side) for side in change.shape[:2])
    ring = np.rint(np.hypot(rows[:, None], columns) * min(change.shape[:2])).astype(np.intp)
    return np.bincount(ring.ravel(), power.ravel()).astype(np.float64)
