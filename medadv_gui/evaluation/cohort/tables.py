"""Tables of images and their truth: the program's own labels.csv, IDRiD's and APTOS's lists of grades. No torch."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from medadv_gui.core.errors import InputError
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Skipped
from medadv_gui.evaluation.cohort.manifest import PICTURES, VOLUMES, BoxRow, Item, Manifest, inside, stem
from medadv_gui.evaluation.testset import GROUPS, LAYOUTS

MAX_TABLE = 64 << 20
MOST_ROWS = 1_000_000
MOST_FILES = 400_000
FILES = ("file", "filename", "id_code", "image name", "image_name", "image", "image_id")
LABELS = (
    "label", "labels", "diagnosis", "retinopathy grade", "level", "grade", "class",
    *sorted({layout.label for layout in LAYOUTS.values()} - {"label"}),
)  # fmt: skip
CORNERS = ("xmin", "ymin", "xmax", "ymax")
Row = dict[str, str]


def folder_tables(folder: Path) -> list[Path]:
    """The tables of images in a folder: its labels.csv, else every CSV file that names images and their truth."""
    own = folder / "labels.csv"
    if own.is_file():
        return [own]
    found = []
    for path in sorted(folder.glob("*.csv")):
        try:
            columns = read_table(path, head=True)[0]
        except InputError:
            continue
        if _first(FILES, columns) and (_first(LABELS, columns) or "mask" in columns or set(CORNERS) <= set(columns)):
            found.append(path)
    return found


def read_table(path: Path, *, head: bool = False) -> tuple[list[str], list[Row]]:
    """A table's columns, in lower case, and its rows; with `head`, no rows. Separated by commas, semicolons or tabs; in
    UTF-8, or in UTF-16 with its mark.

    Raises InputError where it is none, too large, or in another encoding.
    """
    try:
        if path.stat().st_size > MAX_TABLE:
            raise InputError(f"{path.name}: a table of more than {MAX_TABLE >> 20} MiB")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or type(error).__name__})") from None
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: the table is not in UTF-8") from None
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    rows: list[Row] = []
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        columns = [name.strip().lower() for name in next(lines, [])]
        for values in () if head else lines:
            if len(rows) == MOST_ROWS:
                raise InputError(f"{path.name}: a table of more than {MOST_ROWS} rows")
            if any(values):
                row = dict.fromkeys(columns, "") | dict(zip(columns, (v.strip() for v in values), strict=False))
                row.pop("", None)
                rows.append(row)
    except csv.Error as error:
        raise InputError(f"{path.name}: not a table ({error})") from None
    return [name for name in columns if name], rows


@dataclass
class _Found:
    """The items of tables so far, by file and frame, and what was skipped. faulty : of which a box is none; the others
    would be a part of the truth."""

    items: dict[tuple[Path, int], Item] = field(default_factory=dict)
    boxes: dict[tuple[Path, int], list[BoxRow]] = field(default_factory=dict)
    faulty: set[tuple[Path, int]] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)


def read_table_items(tables: Sequence[Path]) -> Manifest:
    """The images that tables name, with label, mask or boxes.

    Raises InputError where one cannot be read or has no column of images.
    """
    found, kinds = _Found(), []
    for table in tables:
        columns, rows = read_table(table)
        file = _first(FILES, columns)
        if not file:
            raise InputError(f"{table.name}: there is no column of images (one of {', '.join(FILES)})")
        reader = _Reader(table, columns, file, found)
        for number, row in enumerate(rows, 2):
            reader.take(row, number)
        kinds.append("a table of boxes" if reader.boxed else "a table of masks" if reader.masked else "a table")
    items = (
        replace(item, boxes=tuple(found.boxes[key])) if key in found.boxes else item
        for key, item in found.items.items()
        if key not in found.faulty
    )
    return Manifest(tuple(items), tuple(found.skipped), tuple(kinds))


class _Reader:
    """Takes the rows of one table."""

    def __init__(self, table: Path, columns: Sequence[str], file: str, found: _Found) -> None:
        self.table, self.file, self.found = table, file, found
        self.folder = table.parent
        self.label = _first(LABELS, columns)
        self.boxed = set(CORNERS) <= set(columns) and bool(self.label)
        self.masked = "mask" in columns
        self.id = _first(("id", "item"), columns)
        self.group = _first(GROUPS, columns)
        named = [split for split in ("train", "test", "valid") if split in table.stem.lower()]
        self.split = named[0] if len(named) == 1 and "split" not in columns else ""
        self._names: dict[str, list[Path]] | None = None

    def take(self, row: Row, number: int) -> None:
        """Take the table's row of this number: an image, or of a detector's table one of its boxes."""
        path, reason = self._path(row[self.file])
        if path is None:
            self._skip(row[self.file], reason)
            return
        frame = row.get("frame", "") or "0"
        if not (frame.isascii() and frame.isdigit() and len(frame) < 8):
            self._skip(path.name, f"frame {one_line(frame, 20)!r} is no number")
            return
        key = path, int(frame)
        mask = None
        if row.get("mask"):
            mask = inside(self.folder, row["mask"])
            if mask is None or not mask.is_file():
                self._skip(path.name, "its mask lies outside the table's folder" if mask is None else "it has no mask")
                return
        if key in self.found.faulty:
            return
        box = self._box(row, number) if self.boxed else None
        if isinstance(box, str):
            self._skip(path.name, box)
            self.found.faulty.add(key)
            return
        if key in self.found.items and not self.boxed:
            self._skip(path.name, "is listed twice; the first row counts")
            return
        label = row.get(self.label, "") if self.label and not self.boxed else ""
        self.found.items.setdefault(
            key,
            Item(
                path, int(frame), whole=self._whole(row, path), id=row.get(self.id, "") if self.id else "",
                label=one_line(label) or None, mask=mask,
                patient=row.get(self.group, "") if self.group else "",
                site=_harmless(row.get("site", "")), split=_harmless(row.get("split", "")) or self.split, row=number,
            ),
        )  # fmt: skip
        if self.boxed:
            self.found.boxes.setdefault(key, []).extend([box] if box else [])

    def _whole(self, row: Row, path: Path) -> bool:
        """Whether the row is of a volume's slices, not of the one that it names, nor of that on which its box lies."""
        return not self.boxed and not row.get("frame") and path.name.lower().endswith(VOLUMES)

    def _box(self, row: Row, number: int) -> BoxRow | str | None:
        """The row's box; None where its corners are empty; else why it is none."""
        corners = [row[name] for name in CORNERS]
        if not any(corners):
            return None
        try:
            left, top, right, bottom = map(float, corners)
        except ValueError:
            return f"row {number}: a corner of a box is no number"
        if not all(map(math.isfinite, (left, top, right, bottom))) or left >= right or top >= bottom:
            return f"row {number}: a box has no area"
        return one_line(row[self.label]), left, top, right, bottom

    def _path(self, name: str) -> tuple[Path | None, str]:
        path = inside(self.folder, name)
        if path is None:
            return None, "names no file, or one outside the table's folder"
        try:
            if path.is_file():
                return path, ""
        except OSError:
            return None, "no file can have this name"
        found = self._lookup(name)
        if len(found) == 1:
            return found[0], ""
        return None, "there are several files of this name" if found else "there is no such file"

    def _lookup(self, name: str) -> list[Path]:
        """The pictures of this name, with or without its ending, anywhere below the table's folder."""
        if self._names is None:
            self._names = {}
            for path in pictures_below(self.folder):
                for key in (path.name, stem(path)) if path.suffix else (path.name,):
                    self._names.setdefault(key.casefold(), []).append(path)
        return self._names.get(name.strip().replace("\\", "/").casefold(), [])

    def _skip(self, name: str, reason: str) -> None:
        self.found.skipped.append(Skipped(self.folder / one_line(name or "a row without a name", 80), reason))


def pictures_below(folder: Path) -> list[Path]:
    """The files with a picture's ending in `folder` and below; hidden ones and linked folders are passed over."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(PICTURES) and not name.startswith("."):
                path = Path(place) / name
                if inside(folder, str(path.relative_to(folder))) is not None:
                    found.append(path)
        if len(found) > MOST_FILES:
            raise InputError(f"{folder.name}: holds more than {MOST_FILES} pictures")
    return found


def _first(names: Sequence[str], columns: Sequence[str]) -> str:
    return next((name for name in names if name in columns), "")


def _harmless(text: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    return one_line(text.lstrip("=+-@\t\r "), 80)
