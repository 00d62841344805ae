"""Colour maps for grey images, from the data file resources/colour_maps.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.resources import resources

GREY = "grey"


@dataclass(frozen=True, eq=False)
class ColourMap:
    """A colour, uint8 (256, 3) `table`, for every grey level; `tip` says what it is like, `source` whose it is."""

    id: str
    name: str
    tip: str
    source: str
    table: NDArray[np.uint8]


@cache
def colour_maps() -> tuple[ColourMap, ...]:
    """All maps but grey itself."""
    document = json.loads((resources() / "colour_maps.json").read_text(encoding="utf-8"))
    return tuple(
        ColourMap(
            item["id"], item["name"], item["tip"], item["source"],
            np.frombuffer(bytes.fromhex(item["colours"]), np.uint8).reshape(256, 3),
        )
        for item in document["maps"]
    )  # fmt: skip


def coloured(rgb: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """A grey picture, uint8 (H, W, 3) with equal channels, in the colours of the map `name`."""
    if name == GREY:
        return rgb
    table = next(item.table for item in colour_maps() if item.id == name)
    answer: NDArray[np.uint8] = table[rgb[..., 0]]
    return answer
