"""Where slices lie (PS3.3 C.7.6.2): planes and the letters of a picture's edges, distances along the normal, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# DICOM's axes point to the patient's left, back (posterior) and head (PS3.3 C.7.6.2.1.1).
_AXES = (("L", "R"), ("P", "A"), ("H", "F"))
_PLANES = ("sagittal", "coronal", "axial")
# A plane is named after an axis up to some 37 degrees off it, which is what radiologists do with tilted brain series.
_NAMED = 0.8
# A second letter is given from 15 degrees on.
_SECOND = 0.26
# Headers round positions: distances below this are none, in mm.
SAME = 0.01
_GAP, _UNEVEN, _TILT = 1.5, 0.05, 0.5


def normal(orientation: Sequence[float] | None) -> Floats | None:
    """The unit normal (3,) of a plane given by six direction cosines; None where they span none."""
    if orientation is None:
        return None
    cross = np.cross(orientation[:3], orientation[3:])
    length = float(np.linalg.norm(cross))
    return cross / length if 0.5 < length < 2 else None


def plane(orientation: Sequence[float] | None) -> str:
    """ "axial", "coronal", "sagittal", or "oblique" between them; "" where the orientation is unknown."""
    along = normal(orientation)
    if along is None:
        return ""
    axis = int(np.abs(along).argmax())
    return _PLANES[axis] if abs(along[axis]) >= _NAMED else "oblique"


def letters(direction: Sequence[float] | Floats) -> str:
    """Where a direction leads to in the patient: R or L, A or P, H or F; two letters where it leads to both."""
    vector = np.asarray(direction, dtype=np.float64)
    length = float(np.linalg.norm(vector))
    if length == 0:
        return ""
    vector = vector / length
    axes = sorted(range(3), key=lambda axis: -abs(vector[axis]))
    words = [_AXES[axis][0 if vector[axis] > 0 else 1] for axis in axes[:2]]
    return words[0] + (words[1] if abs(vector[axes[1]]) >= _SECOND else "")


def edge_letters(orientation: Sequence[float]) -> tuple[str, str, str, str]:
    """The letters at the left, right, top and bottom edge of a picture with these six direction cosines."""
    row, column = np.asarray(orientation[:3]), np.asarray(orientation[3:])
    return letters(-row), letters(row), letters(-column), letters(column)


def along_normal(orientation: Sequence[float] | None, positions: Sequence[Sequence[float]]) -> Floats | None:
    """The distance (n,) of each position from the origin along the normal, mm; None where there is no normal."""
    direction = normal(orientation)
    if direction is None or not len(positions):
        return None
    return np.asarray(np.asarray(positions, dtype=np.float64) @ direction, dtype=np.float64)


@dataclass(frozen=True)
class Stack:
    """How sorted slices lie: the usual `spacing` along the normal in mm, None for a single one, and what is odd."""

    spacing: float | None = None
    notes: tuple[str, ...] = ()


def stack(
    orientation: Sequence[float] | None,
    positions: Sequence[Sequence[float]],
    thickness: float | None = None,
    tilt: float | None = None,
) -> Stack:
    """Look at slices that are sorted along their normal, each at a place of its own.

    thickness : of a slice, mm. tilt : GantryDetectorTilt, degrees.
    """
    distances = along_normal(orientation, positions)
    if distances is None or len(distances) < 2:
        return Stack(None, _tilt_note(None, tilt))
    steps = np.abs(np.diff(distances))
    usual = float(np.sort(steps)[(len(steps) - 1) // 2])
    if usual < SAME:
        return Stack(None, _tilt_note(None, tilt))
    notes: list[str] = []
    wide = steps > _GAP * usual
    if wide.any():
        after = [str(at + 1) for at in np.flatnonzero(wide)]
        gaps = f"{len(after)} gaps: after slices {_listed(after)}" if after[1:] else f"1 gap: after slice {after[0]}"
        notes.append(f"{gaps} (usual spacing {usual:.3g} mm)")
    close = steps[~wide]
    if np.abs(close - usual).max() > max(_UNEVEN * usual, 2 * SAME):
        notes.append(f"uneven spacing: {close.min():.3g} to {close.max():.3g} mm")
    if thickness is not None and thickness > usual * (1 + _UNEVEN):
        notes.append(f"slices overlap: {thickness:.3g} mm thick, one every {usual:.3g} mm")
    way = np.asarray(positions[-1], dtype=np.float64) - np.asarray(positions[0], dtype=np.float64)
    cosine = float(abs(distances[-1] - distances[0]) / np.linalg.norm(way))
    notes += _tilt_note(float(np.degrees(np.arccos(min(1.0, cosine)))), tilt)
    return Stack(round(usual, 4), tuple(notes))


def _tilt_note(measured: float | None, told: float | None) -> tuple[str, ...]:
    """The angle between the way from slice to slice and the normal, degrees, and what the header says of it."""
    if measured is not None and measured >= _TILT:
        return (f"gantry tilt {measured:.1f}°: the slices do not lie straight above one another",)
    if told is not None and abs(told) >= _TILT:
        shown = "" if measured is None else "; the positions do not show it"
        return (f"gantry tilt {told:.1f}° by the header{shown}",)
    return ()


def _listed(words: Sequence[str], most: int = 8) -> str:
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
