"""Folders of pictures with boxes (YOLO, EAD) or masks beside them, matched by their names. Imports no torch."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from medadv_gui.core.text import one_line
from medadv_gui.core.types import Skipped
from medadv_gui.evaluation.cohort.manifest import VOLUMES, BoxRow, Item, Manifest, stem
from medadv_gui.evaluation.cohort.tables import pictures_below

CLASSES = ("classes.txt", "class_list.txt", "obj.names", "data.yaml", "dataset.yaml", "data.yml")
SPLITS = ("train", "val", "valid", "test")
MASKS = ("masks", "mask", "labels", "annotations", "segmentations", "groundtruth", "gt")
_MASK_NAME = re.compile(r"[_-](mask|seg|segmentation|gt)$", re.IGNORECASE)
_MAX_LIST = 4 << 20


def boxes_folder(folder: Path) -> Manifest | None:
    """The pictures of a folder with a text file of boxes each, beside them or under the same name in a folder of texts;
    None where there are no such texts.

    A line is a class, by name or number, and four numbers: the centre's x and y, width and height in parts of the
    picture (YOLO), or left, top, right and bottom in pixels (EAD). Which of them holds for the folder as a whole: parts
    where no number is above 1. With parts, a picture without a text has no box; with pixels it is skipped.
    """
    pictures = pictures_below(folder)
    texts = {
        _place(path, folder): path
        for path in sorted(folder.rglob("*.txt"))
        if path.name not in CLASSES and not path.name.startswith(".") and path.is_file()
    }
    matched = {path: texts[_place(path, folder)] for path in pictures if _place(path, folder) in texts}
    if not matched:
        return None
    read = {path: _boxes(text) for path, text in matched.items()}
    if not any(isinstance(boxes, list) and boxes for boxes in read.values()):
        return None  # texts about something else
    names = _classes(folder)
    relative = all(v <= 1 for boxes in read.values() if isinstance(boxes, list) for box in boxes for v in box[1:])
    items, skipped = [], []
    for path in pictures:
        boxes = read.get(path, [] if relative else "there is no list of boxes beside it")
        fault = boxes if isinstance(boxes, str) else _fault(boxes, relative)
        if fault or isinstance(boxes, str):
            skipped.append(Skipped(path, str(fault)))
            continue
        rows = tuple((_name(box[0], names), *box[1:]) for box in boxes)
        items.append(Item(path, boxes=rows, relative=relative, split=_split(path, folder)))
    return Manifest(tuple(items), tuple(skipped), ("boxes in parts of the picture" if relative else "boxes in pixels",))


def _place(path: Path, folder: Path) -> tuple[str, str]:
    """What a picture and its text have in common: the split, if a folder on the way names one, and the stem."""
    return _split(path, folder), path.stem.casefold()


def _split(path: Path, folder: Path) -> str:
    return next((part.lower() for part in path.relative_to(folder).parts[:-1] if part.lower() in SPLITS), "")


def _boxes(path: Path) -> list[BoxRow] | str:
    """The boxes in a text file; else why it is none."""
    try:
        if path.stat().st_size > _MAX_LIST:
            return "its list of boxes is too long"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return "its list of boxes cannot be read"
    found: list[BoxRow] = []
    for line in filter(str.strip, lines):
        parts = line.replace(",", " ").replace("\t", " ").split()
        try:
            a, b, c, d = map(float, parts[-4:])
        except ValueError:
            return "its list of boxes holds a line that is none"
        if len(parts) < 5 or not all(map(math.isfinite, (a, b, c, d))):
            return "its list of boxes holds a line that is none"
        found.append((one_line(" ".join(parts[:-4]), 80), a, b, c, d))
    return found


def _fault(boxes: Sequence[BoxRow], relative: bool) -> str | None:
    for _, a, b, c, d in boxes:
        if (relative and not (c > 0 and d > 0 and min(a, b) >= 0)) or (not relative and (a >= c or b >= d)):
            return "a box has no area"
    return None


def _classes(folder: Path) -> tuple[str, ...]:
    """The names of classes 0, 1, ...; () where no file says."""
    for where in (folder, folder.parent):
        for name in CLASSES:
            path = where / name
            if not path.is_file() or path.stat().st_size > _MAX_LIST:
                continue
            try:
                text = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                continue
            found = _yaml_names(text) if path.suffix in (".yaml", ".yml") else tuple(filter(None, _lines(text)))
            if found:
                return found
    return ()


def _lines(text: str) -> list[str]:
    return [one_line(line, 80) for line in text.splitlines()]


def _yaml_names(text: str) -> tuple[str, ...]:
    """`names:` of a YOLO data.yaml, as a list in brackets, dashes or numbered lines; no YAML beyond that."""
    lines = [line.split(" #")[0].rstrip() for line in text.splitlines()]
    start = next((i for i, line in enumerate(lines) if re.match(r"names\s*:", line)), None)
    if start is None:
        return ()
    rest = lines[start].partition(":")[2].strip()
    if rest.startswith("["):
        whole = " ".join([rest, *lines[start + 1 :]]).partition("]")[0]
        return tuple(_unquoted(part) for part in whole.strip("[ ").split(",") if part.strip())
    found = []
    for line in lines[start + 1 :]:
        match = re.fullmatch(r"\s*(?:-|\d+\s*:)\s*(.+)", line)
        if match is None:
            break
        found.append(_unquoted(match[1]))
    return tuple(found)


def _unquoted(text: str) -> str:
    return one_line(text.strip().strip("'\""), 80)


def _name(label: str, names: Sequence[str]) -> str:
    return names[int(label)] if label.isdigit() and len(label) < 6 and int(label) < len(names) else label


def masks_folder(folder: Path) -> Manifest | None:
    """The pictures of a folder with a mask each: of the same name in a folder of masks, or beside it with `_mask` at
    the end of its name; None where there are no masks."""
    masks: dict[str, list[Path]] = {}
    images: list[Path] = []
    for path in pictures_below(folder):
        parents = {part.lower() for part in path.relative_to(folder).parts[:-1]}
        if parents & set(MASKS) or _MASK_NAME.search(stem(path)):
            masks.setdefault(_MASK_NAME.sub("", stem(path)).casefold(), []).append(path)
        else:
            images.append(path)
    if not masks or not any(stem(path).casefold() in masks for path in images):
        return None
    items, skipped = [], []
    for path in images:
        split = _split(path, folder)
        found = masks.get(stem(path).casefold(), [])
        fitting = [mask for mask in found if _split(mask, folder) == split] or found
        if len(fitting) == 1:
            whole = path.name.lower().endswith(VOLUMES)
            items.append(Item(path, mask=fitting[0], split=split, whole=whole))
        else:
            skipped.append(Skipped(path, "there are several masks of its name" if fitting else "it has no mask"))
    return Manifest(tuple(items), tuple(skipped), ("a folder of masks",))
