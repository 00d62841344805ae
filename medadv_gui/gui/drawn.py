"""What the user drew on a series as plain values, for the kept session. No Qt here."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np

from medadv_gui.gui.measure import NEEDED, Measurement
from medadv_gui.gui.region import Mask
from medadv_gui.gui.session import Entry

# A region of more pixels is none of this program's; a damaged file must not ask for any amount of memory.
MOST = 1 << 28


def packed(mask: Mask) -> dict[str, Any]:
    """A mask as its size and its bits."""
    bits = zlib.compress(np.packbits(mask).tobytes())
    return {"size": list(mask.shape), "bits": base64.b64encode(bits).decode("ascii")}


def unpacked(document: Any) -> Mask:
    """The mask of `packed`. Raises ValueError, TypeError, KeyError or zlib.error where it is none."""
    rows, columns = (int(value) for value in document["size"])
    if not 0 < rows * columns <= MOST:
        raise ValueError("no size of a mask")
    length = (rows * columns + 7) // 8
    data = zlib.decompressobj().decompress(base64.b64decode(document["bits"]), length)
    if len(data) != length:
        raise ValueError("bits are missing")
    mask: Mask = np.unpackbits(np.frombuffer(data, np.uint8), count=rows * columns).reshape(rows, columns).astype(bool)
    mask.flags.writeable = False
    return mask


def drawings(entry: Entry) -> dict[str, Any]:
    """The region and the measurements of a series; empty where there are none."""
    found: dict[str, Any] = {}
    if entry.region is not None:
        found["region"] = packed(entry.region)
    measured = {
        str(at): [{"kind": m.kind, "points": m.points} for m in here] for at, here in entry.measurements.items() if here
    }
    return found | ({"measurements": measured} if measured else {})


def give_back(entry: Entry, document: Any) -> None:
    """Draw again what `drawings` kept; what is damaged is left out."""
    if not isinstance(document, dict):
        return
    try:
        if "region" in document:
            mask = unpacked(document["region"])
            entry.region = mask if mask.any() else None
    except (ValueError, TypeError, KeyError, zlib.error):
        entry.region = None
    try:
        for at, here in document.get("measurements", {}).items():
            entry.measurements[int(at)] = tuple(_measurement(item) for item in here)
    except (ValueError, TypeError, KeyError, AttributeError):
        entry.measurements = {}


def _measurement(item: Any) -> Measurement:
    points = tuple((float(x), float(y)) for x, y in item["points"])
    if len(points) != NEEDED[item["kind"]]:
        raise ValueError("no measurement")
    return Measurement(item["kind"], points)
