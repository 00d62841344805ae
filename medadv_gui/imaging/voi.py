"""From stored values to modality values and to what the file wants to be shown (PS3.3 C.11.1, C.11.2)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from medadv_gui.core.text import one_line
from medadv_gui.core.types import STORED_SHOWN, Window
from medadv_gui.imaging.header import has, holder, text, texts

# What is said of values whose meaning is lost: the file's windows are in that meaning, and lost with it.
UNUSABLE = f"is not usable; {STORED_SHOWN}"
# Beyond this a value in float32 is infinite, and what a network makes of it no number.
_LARGEST = 1e30
_FRAME_VOI = 0x00289132


def rescale(dataset: Dataset, frame: int, notes: list[str]) -> tuple[float, float]:
    """RescaleSlope and RescaleIntercept of a frame (PS3.3 C.11.1.1.2).

    1 and 0 where the file has none, or none that is a number other than 0 and small enough; `notes` then says so.
    """
    slope, intercept = (texts(holder(dataset, frame, 0x00289145, tag), tag) for tag in (0x00281053, 0x00281052))
    if not slope and not intercept:
        if text(dataset, 0x00080060) == "CT":
            notes.append(f"RescaleSlope is missing; {STORED_SHOWN}")
        return 1.0, 0.0
    numbers = _number(slope), _number(intercept)
    if numbers[0] is None or numbers[1] is None or not 1 / _LARGEST < abs(numbers[0]) < _LARGEST:
        notes.append(f"RescaleSlope or RescaleIntercept {UNUSABLE}")
        return 1.0, 0.0
    return numbers[0], numbers[1]


def unapplied(dataset: Dataset, frame: int) -> tuple[str, ...]:
    """What to say of a Real World Value Mapping (PS3.3 C.7.6.16.2.11) that changes the values; () where none does."""
    numbers = [_number(texts(holder(dataset, frame, 0x00409096, tag), tag)) for tag in (0x00409225, 0x00409224)]
    changes = any(found not in (None, due) for found, due in zip(numbers, (1.0, 0.0), strict=True))
    return ("its Real World Value Mapping is not applied",) if changes else ()


def _number(values: list[str]) -> float | None:
    """The one value as a number; None where there is none, more than one, or no finite one."""
    try:
        number = float(values[0]) if len(values) == 1 else math.nan
    except ValueError:
        return None
    return number if abs(number) < _LARGEST else None


def modality_lut(dataset: Dataset, signed: bool, notes: list[str]) -> tuple[int, NDArray[np.float32]] | None:
    """The first stored value mapped and the modality values of the table (PS3.3 C.11.1.1.1); None without a table."""
    if not has(dataset, 0x00283000) or not dataset[0x00283000].value:
        return None
    found = look_up_table(dataset[0x00283000].value[0], signed)
    if found is None:
        notes.append(f"ModalityLUTSequence {UNUSABLE}")
        return None
    return found[0], found[2].astype(np.float32)


def look_up_table(item: Dataset, signed: bool) -> tuple[int, int, NDArray[np.uint16]] | None:
    """The first value mapped, the bits of an entry, and the entries of a look-up table (PS3.3 C.11.1.1, C.11.2.1.1);
    None where it is shorter than its descriptor says. signed : whether the values it maps may be negative."""
    try:
        count, first, bits = (int(v) for v in item[0x00283002].value)
        data = item[0x00283006].value
    except (KeyError, TypeError, ValueError):
        return None
    count, first = (count & 0xFFFF) or 1 << 16, first & 0xFFFF
    if signed and first >= 1 << 15:
        first -= 1 << 16
    if isinstance(data, bytes):
        order = "<" if item.original_encoding[1] is not False else ">"
        words = np.frombuffer(data[: len(data) // 2 * 2], f"{order}u2").astype(np.uint16)
    else:
        words = (np.atleast_1d(np.asarray(data, dtype=np.int64)) & 0xFFFF).astype(np.uint16)
    if len(words) < count and bits == 8:  # two entries to a word, the first one below
        words = words.astype("<u2").view(np.uint8).astype(np.uint16)
    return (first, bits, words[:count]) if len(words) >= count and 1 <= bits <= 16 else None


def windows(
    dataset: Dataset, frame: int, slope: float, intercept: float, signed: bool, notes: list[str], exact: bool = False
) -> tuple[tuple[str, Window], ...]:
    """All ways to show a frame that its file offers, each with the file's explanation: its windows (PS3.3 C.11.2.1.2),
    then its VOI LUTs (C.11.2.1.1). `notes` says what is not usable.
    exact : of floating-point values, which LINEAR's half pixels are not made for."""
    found: list[tuple[str, Window]] = []
    centres, widths = (texts(holder(dataset, frame, _FRAME_VOI, tag), tag) for tag in (0x00281050, 0x00281051))
    function = text(holder(dataset, frame, _FRAME_VOI, 0x00281056), 0x00281056) or "LINEAR"
    function = "LINEAR_EXACT" if exact and function == "LINEAR" else function
    words = _explanations(holder(dataset, frame, _FRAME_VOI, 0x00281055))
    usable = True
    for number in range(max(len(centres), len(widths))):
        window = None
        if number < min(len(centres), len(widths)):
            window = _window(centres[number], widths[number], function)
        if window is not None:
            found.append((words[number] if number < len(words) else "", window))
        usable = usable and (window is not None or bool(found))
    if has(dataset, 0x00283010):
        for item in dataset[0x00283010].value or ():
            table = look_up_table(item, signed or intercept < 0 or slope < 0)
            if table is None:
                usable = usable and bool(found)
                continue
            first, bits, entries = table
            levels = np.floor(np.minimum(entries, (1 << bits) - 1) * (255 / ((1 << bits) - 1)) + 0.5)
            window = Window(float(first), float(first + len(entries) - 1), "LUT", tuple(levels.astype(int).tolist()))
            found.append((one_line(text(item, 0x00283003), 64), window))
    if not usable:
        notes.append(f"the file's window is not usable (WindowCenter, WindowWidth or VOI LUT); the "
                     f"{'next one' if found else 'data range'} is shown")  # fmt: skip
    return tuple(found)


def _explanations(dataset: Dataset) -> list[str]:
    """What the file says its windows are for, each one printable line."""
    if not has(dataset, 0x00281055):
        return []
    value = dataset[0x00281055].value
    return [one_line(str(v), 64) for v in ([value] if isinstance(value, str) else value or ())]


def _window(centre: str, width: str, function: str) -> Window | None:
    """One window as its ends; None where it is none."""
    c, w = _number([centre]), _number([width])
    if c is None or w is None or w < 1 / _LARGEST:
        return None
    if function == "SIGMOID":
        return Window(c - w / 2, c + w / 2, "SIGMOID")
    if function == "LINEAR_EXACT" or w < 1:  # LINEAR wants a width of 1 or more; a smaller one can only be exact
        return Window(c - w / 2, c + w / 2)
    return Window(c - 0.5 - (w - 1) / 2, c - 0.5 + (w - 1) / 2)


def data_range(
    values: NDArray[Any], slope: float, intercept: float, lut: tuple[int, NDArray[np.float32]] | None
) -> Window:
    """The window from the least to the greatest of stored `values`, in modality values."""
    ends = [int(values.min()), int(values.max())]
    if lut is not None:
        # The table need not rise, so that the ends of what is shown may lie between those of what is stored.
        low, high = (min(max(end - lut[0], 0), len(lut[1]) - 1) for end in ends)
        shown = lut[1][low : high + 1]
        ends_shown = [float(shown.min()), float(shown.max())]
    else:
        ends_shown = sorted(end * slope + intercept for end in ends)
    return Window(ends_shown[0], ends_shown[1] if ends_shown[1] > ends_shown[0] else ends_shown[0] + 1)
