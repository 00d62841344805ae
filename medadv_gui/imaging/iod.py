"""What a class of DICOM objects demands of a file (PS3.3): the standard's own tables, as highdicom carries them.

A conditional attribute (type 1C, 2C) cannot be decided by a table; what writes a class has to know its conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from highdicom._standard_utils import get_anatomic_region_map as body_parts
from highdicom._standard_utils import get_iod_module_map, get_module_attribute_map, get_sop_class_iod_map
from pydicom.dataset import Dataset

__all__ = ["Path", "attributes", "body_parts", "missing"]

Path = tuple[str, ...]

_FRAME_GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
# These speak of people, places and other files; what they demand is written anew, never taken over.
_OF_OTHERS = frozenset({
    "patient", "general-study", "general-series", "general-equipment", "enhanced-general-equipment", "sop-common",
    "general-reference", "common-instance-reference", "specimen", "device", "overlay-plane", "multi-frame-overlay",
    "clinical-trial-subject", "clinical-trial-study", "clinical-trial-series", "patient-study", "intervention",
    "display-shutter", "icc-profile", "palette-color-lookup-table", "supplemental-palette-color-lookup-table",
})  # fmt: skip


@cache
def attributes(sop_class: str) -> Mapping[tuple[Path, str], tuple[str, bool]]:
    """The attributes of a SOP class by the sequences they lie in and their keyword: the type ("1", "1C", "2", "2C" or
    "3", the strictest of the modules that name it) and whether a source's value may be looked at. What a module that is
    not mandatory demands is conditional; empty for a class that is no object of the standard."""
    found: dict[tuple[Path, str], tuple[str, bool]] = {}
    for module in get_iod_module_map().get(get_sop_class_iod_map().get(sop_class, ""), ()):
        own = module["key"] not in _OF_OTHERS
        for item in get_module_attribute_map()[module["key"]]:
            place = tuple(item["path"]), item["keyword"]
            # An item of a sequence owes what its table says, whether the sequence has to be there or not.
            due = module["usage"] == "M" or item["path"] or item["type"] == "3"
            kind = item["type"] if due else item["type"][0] + "C"
            if not item["path"] or item["path"][-1] not in _FRAME_GROUPS:
                before = found.get(place, ("3", False))
                found[place] = min(kind, before[0]), own or before[1]
            else:  # which functional groups a class needs is no part of the tables
                found[place] = "1C", own
    return found


def missing(dataset: Dataset, sop_class: str) -> Iterator[tuple[Path, Dataset, str, str]]:
    """What the class demands and `dataset` lacks: the sequences, the item, the keyword, and the type, "1" or "2". An
    attribute of type 1 that is empty is lacking too."""
    for (path, keyword), (kind, _) in attributes(sop_class).items():
        if kind in ("1", "2"):
            for item in _items(dataset, path):
                if keyword not in item or (kind == "1" and item[keyword].is_empty):
                    yield path, item, keyword, kind


def _items(dataset: Dataset, path: Path) -> Iterator[Dataset]:
    if not path:
        yield dataset
    elif path[0] in dataset:
        for item in dataset[path[0]].value or ():
            yield from _items(item, path[1:])
