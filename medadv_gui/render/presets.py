"""Display windows by name, from the data files in resources/presets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from medadv_gui.core.resources import resources
from medadv_gui.core.types import Window


@dataclass(frozen=True)
class Preset:
    """A named display window: `window` in `units` (HU on CT), the number `key` that takes it, and its `source`."""

    id: str
    name: str
    window: Window
    units: str
    key: str
    source: str


@cache
def presets() -> tuple[Preset, ...]:
    """All presets, file by file in the order of their names."""
    found = []
    for path in sorted((resources() / "presets").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for item in document["presets"]:
            window = Window.from_center(item["level"], item["width"])
            found.append(Preset(item["id"], item["name"], window, document["units"], item["key"], document["source"]))
    return tuple(found)
