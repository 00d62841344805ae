"""What a file or folder holds, from headers only: patients, studies and series, sorted along their normal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Geometry, Index, Instance, Series, Skipped
from medadv_gui.imaging.process import decoder

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Slice:
    """What sorting needs to know of one DICOM file."""

    path: Path
    patient: str
    study: str
    series: str
    sop: str
    number: int
    title: str
    modality: str
    rows: int
    columns: int
    frames: int
    geometry: Geometry


def index(path: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> Index:
    """Index a file or a folder (recursively).

    progress : called with (files looked at, files in all). cancelled : asked between files; True ends early.

    Raises
    ------
    InputError
        If the path is missing, or nothing in it can be read as an image.
    """
    if not path.exists():
        raise InputError(f"{path.name}: there is no such file or folder")
    slices: list[_Slice] = []
    pictures: list[Series] = []
    skipped: list[Skipped] = []
    files = list(_walk(path, skipped))
    for done, file in enumerate(files):
        if cancelled is not None and cancelled():
            break
        if progress is not None:
            progress(done, len(files))
        try:
            (found,), _ = decoder.ask("scan", [Instance(file)], cancelled)
            if "error" in found:
                raise InputError(found["error"])
            if found["kind"] == "dicom":
                slices.append(_slice(file, found))
            else:
                pictures.append(_picture(file, found))
        except InputError as error:
            skipped.append(Skipped(file, str(error).removeprefix(f"{file.name}: ")))
    series = (*_series(slices, skipped), *pictures)
    if not series and not (cancelled is not None and cancelled()):
        if path.is_file():
            raise InputError(f"{path.name}: {skipped[0].reason}")
        reasons = f" ({len(skipped)} files skipped; {skipped[0].path.name}: {skipped[0].reason})" if skipped else ""
        raise InputError(f"{path.name}: nothing readable in this folder{reasons}")
    return Index(path, series, tuple(skipped))


def _walk(path: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """Regular files below `path`, sorted; links to folders are not followed, hidden entries passed over."""
    if path.is_file():
        yield path
        return
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        skipped.append(Skipped(path, f"cannot be read ({error.strerror})"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, skipped)
        elif entry.is_file():
            yield entry


def _picture(path: Path, found: dict[str, Any]) -> Series:
    return Series("pictures", path.parent.name, path.name, "", (Instance(path),), found["rows"], found["columns"])


def _slice(path: Path, found: dict[str, Any]) -> _Slice:
    names = ("patient", "study", "series", "sop", "number", "title", "modality", "rows", "columns", "frames")
    spacing, orientation, position = (found[name] for name in ("spacing", "orientation", "position"))
    place = Geometry(
        tuple(spacing) if spacing else None,
        tuple(orientation) if orientation else None,
        tuple(position) if position else None,
    )  # fmt: skip
    return _Slice(path=path, geometry=place, **{name: found[name] for name in names})


def _series(slices: list[_Slice], skipped: list[Skipped]) -> Iterator[Series]:
    """Group by patient, study, series, size and orientation; sort each group."""
    groups: dict[tuple[object, ...], list[_Slice]] = defaultdict(list)
    patients: dict[str, str] = {}
    studies: dict[tuple[str, str], str] = {}
    for item in slices:
        alias = patients.setdefault(item.patient, f"patient {len(patients) + 1}")
        count = sum(1 for patient, _ in studies if patient == item.patient)
        studies.setdefault((item.patient, item.study), f"study {count + 1}")
        orientation = item.geometry.orientation
        rounded = None if orientation is None else tuple(round(v, 3) for v in orientation)
        groups[(alias, studies[item.patient, item.study], item.series, item.rows, item.columns, rounded)].append(item)
    for (patient, study, *_), group in groups.items():
        ordered = _sorted(_unique(group, skipped))
        first = ordered[0]
        yield Series(
            patient=str(patient),
            study=str(study),
            title=first.title or f"{first.modality or 'DICOM'} series",
            modality=first.modality,
            instances=tuple(Instance(item.path, frame) for item in ordered for frame in range(item.frames)),
            rows=first.rows,
            columns=first.columns,
        )


def _unique(group: list[_Slice], skipped: list[Skipped]) -> list[_Slice]:
    kept: dict[str, _Slice] = {}
    for item in group:
        if item.sop in kept:
            skipped.append(Skipped(item.path, f"the same SOPInstanceUID as {kept[item.sop].path.name}"))
        else:
            kept[item.sop] = item
    return list(kept.values())


def _sorted(group: list[_Slice]) -> list[_Slice]:
    """By position along the slice normal (PS3.3 C.7.6.2.1.1); by InstanceNumber where a position is missing."""
    along = []
    for item in group:
        g = item.geometry
        if g.orientation is None or g.position is None:
            return sorted(group, key=lambda s: (s.number, s.path.name))
        normal = np.cross(g.orientation[:3], g.orientation[3:])
        along.append(float(normal @ np.asarray(g.position)))
    return [item for _, _, item in sorted(zip(along, range(len(group)), group, strict=True))]
