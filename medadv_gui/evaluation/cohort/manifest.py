"""What a cohort is made of, read from what people have: tables of labels, folders of boxes or masks, folders of
pictures, DICOM trees. Imports no torch. Files are named, not opened: only their lists of truths are read.

A manifest may come from somebody else. It names files in its own folder alone, and whatever cannot be taken is listed
with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Series, Skipped

Cancelled = Callable[[], bool]
BoxRow = tuple[str, float, float, float, float]

VOLUMES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
# Endings that a name without one is looked for with.
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".dcm", *VOLUMES)
MOST_ITEMS = 200_000
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Item:
    """An image and what is known of it.

    path, member, frame : where it lies (`core.types.Instance`). slice : its number in its series. whole : it is a
    volume, in whose place the manifest has slices.
    id : from the manifest, "" where it is to be numbered. label : as `attack.truth.match_label` takes it, of a
    multi-label model `match_labels`. mask : the file of a label map; of a volume's slice, the volume of its map.
    boxes : label and four numbers each: left, top, right, bottom in image pixels, or, where `relative`, the centre's x
    and y, width and height in parts of the image; None where nothing is known of boxes, () where it is known that there
    is none.
    patient : tells apart whom the images belong to, "" where unknown. site, split : as the manifest has them.
    row : its number in the table, the header counted, 0 where none lists it. Of label, patient and site nothing that
    names anyone is left once the cohort is frozen (`spec.extended`).
    """

    path: Path
    frame: int = 0
    member: str = ""
    slice: int = 0
    whole: bool = False
    id: str = ""
    label: str | None = None
    mask: Path | None = None
    boxes: tuple[BoxRow, ...] | None = None
    relative: bool = False
    patient: str = ""
    site: str = ""
    split: str = ""
    row: int = 0


@dataclass(frozen=True)
class Manifest:
    """The images in order, what was skipped and why, and in words what kinds of lists they were found by."""

    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...] = ()
    kinds: tuple[str, ...] = ()


def read_manifest(
    paths: Sequence[Path],
    *,
    split: str | None = None,
    slices: str | None = None,
    limit: int | None = None,
    cancelled: Cancelled | None = None,
) -> Manifest:
    """The items that `paths` name: tables (CSV) and folders with truths, one after another, then DICOM and picture
    files.

    split : keeps the rows of this split alone. slices : which images of a series, and of a volume of which no table
    names a frame, are taken: "middle" the opening one, "all", or a number of them at even distances; None the opening
    one, or all where `paths` names the files one by one; those of a volume are one patient's. limit : at most so many
    items, at even distances.

    Raises
    ------
    InputError
        If a path is missing, a table cannot be read or names no column of images, or nothing is left.
    SettingsError
        If `slices` is none of the above, `limit` is below 1, or no item is of this split.
    """
    from medadv_gui.evaluation.cohort.folders import boxes_folder, masks_folder
    from medadv_gui.evaluation.cohort.tables import folder_tables, read_table_items

    _check(slices, limit)
    found: list[Manifest] = []
    bare: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"{path.name}: there is no such file or folder")
        if path.is_file() and path.suffix.lower() == ".csv":
            listed: Manifest | None = read_table_items([path])
        elif path.is_dir():
            tables = folder_tables(path)
            listed = read_table_items(tables) if tables else boxes_folder(path) or masks_folder(path)
        else:
            listed = None
        if listed is None:
            bare.append(path)
        else:
            found.append(_sliced(listed, slices, cancelled))
    if bare:  # all at once: a patient's number holds for all of them
        found.append(_indexed(bare, slices, cancelled))
    items = [item for manifest in found for item in manifest.items]
    skipped = tuple(item for manifest in found for item in manifest.skipped)
    if split is not None:
        if not any(item.split == split for item in items):
            names = ", ".join(sorted({item.split for item in items} - {""})) or "none at all"
            raise SettingsError(f"--split {split!r}: no image is of this split; there are: {one_line(names)}")
        items = [item for item in items if item.split == split]
    if len(items) > MOST_ITEMS:
        raise InputError(f"{len(items)} images are more than the {MOST_ITEMS} of the largest cohort")
    count = len(items) if limit is None else min(limit, len(items))
    kept = [items[k * len(items) // count] for k in range(count)]
    if not kept:
        reason = f" ({len(skipped)} skipped; {skipped[0].name}: {skipped[0].reason})" if skipped else ""
        raise InputError(f"{paths[0].name if len(paths) == 1 else 'the manifest'}: names no image{reason}")
    kinds = tuple(dict.fromkeys(kind for manifest in found for kind in manifest.kinds))
    return Manifest(tuple(_with_own_id(item) for item in kept), skipped, kinds)


def _check(slices: str | None, limit: int | None) -> None:
    if slices not in (None, "middle", "all") and not (slices.isdigit() and 0 < int(slices) <= MOST_ITEMS):
        raise SettingsError(f"--slices {slices!r}: write all, middle, or a number")
    if limit is not None and limit < 1:
        raise SettingsError("--limit must be at least 1")


def _with_own_id(item: Item) -> Item:
    """Without an id that is none, or that has anything in common, by letters and digits alone, with the names of the
    file or of its patient: a word of one of them, or itself a part of where the file lies."""
    own, parts = _letters(item.id), _words(item.id)
    names = _names(item)
    words = {word for name in names for word in (*_words(name), _letters(name))}
    alike = any(word in (own if len(word) > 2 else parts) for word in words if len(word) > 1) or any(
        own in _letters(whole) for whole in (item.path.as_posix(), *names)
    )
    return item if _PLAIN_ID.fullmatch(item.id) and not alike else replace(item, id="")


def names_somebody(text: str, item: Item) -> bool:
    """Whether a word of `text` stands in the names of the item's file or of its patient; numbers are none."""
    words = {word for name in _names(item) for word in _words(name)}
    return any(len(word) > 2 and not word.isdecimal() and word in words for word in _words(text))


def _names(item: Item) -> tuple[str, ...]:
    """Of the file and of the patient. That of a volume's slices, which has no other, is its path."""
    patient = "" if item.patient.startswith(str(item.path)) else item.patient
    return stem(item.path), stem(Path(item.member)), patient


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _letters(text: str) -> str:
    return "".join(_words(text))


def stem(path: Path) -> str:
    """The file's name without its ending, that of a packed volume (.nii.gz) too."""
    return path.name[:-7] if path.name.lower().endswith(".nii.gz") else path.stem


def inside(folder: Path, name: str) -> Path | None:
    """The file that a list in `folder` calls `name`; None where it lies, links followed, outside the folder."""
    text = name.strip().replace("\\", "/")
    if not text or "\0" in text or len(text) > 4096:
        return None
    try:
        path = folder / text
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _indexed(paths: Sequence[Path], slices: str | None, cancelled: Cancelled | None) -> Manifest:
    """Images without a list of truths: DICOM trees, pictures, volumes, archives."""
    from medadv_gui.imaging.index import index

    found = index(paths, cancelled=cancelled)
    named = frozenset(path for path in paths if path.is_file())
    items = tuple(item for series in found.series for item in _of_series(series, slices, named))
    return Manifest(items, found.skipped, ("images without truth: each model's own answer is the reference",))


def _of_series(series: Series, slices: str | None, named: frozenset[Path]) -> Iterator[Item]:
    """The chosen images of a series. Pictures that only look like a sequence are images of their own; slices that were
    `named` one by one are all chosen."""
    files = {instance.path for instance in series.instances}
    loose = not series.modality and len(files) == len(series)
    each = slices is None and (loose or (len(files) == len(series) and files <= named))
    for number in _chosen(series, "all" if each else slices):
        instance = series.instances[number]
        patient = series.patient if series.modality else "" if loose else f"{instance.path} {instance.member}"
        yield Item(instance.path, instance.frame, instance.member, 0 if loose else number, patient=patient)


def _chosen(series: Series, slices: str | None) -> Sequence[int]:
    """The numbers in the series of the slices that are taken."""
    count = len(series)
    if slices == "all":
        return range(count)
    if slices is None or slices == "middle":
        return [series.opening]
    wanted = min(int(slices), count)
    return [(2 * k + 1) * count // (2 * wanted) for k in range(wanted)]


def _sliced(listed: Manifest, slices: str | None, cancelled: Cancelled | None) -> Manifest:
    """With slices in the place of whole volumes."""
    from medadv_gui.imaging.index import index

    wanted = list(dict.fromkeys(item.path for item in listed.items if item.whole))
    if not wanted:
        return listed
    try:
        found = index(wanted, cancelled=cancelled)
    except InputError as error:
        raise InputError(f"none of the volumes can be read: {error}") from None
    volumes = {series.instances[0].path: series for series in found.series}
    items = [
        one
        for item in listed.items
        for one in ((item,) if not item.whole else _of_volume(item, volumes.get(item.path), slices))
    ]
    return replace(listed, items=tuple(items), skipped=(*listed.skipped, *found.skipped))


def _of_volume(item: Item, series: Series | None, slices: str | None) -> Iterator[Item]:
    for number in () if series is None else _chosen(series, slices):
        yield replace(
            item, frame=number, slice=number, whole=False, patient=item.patient or str(item.path),
            id=f"{item.id}-{number}" if item.id else "",
        )  # fmt: skip
