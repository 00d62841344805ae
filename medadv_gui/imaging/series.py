"""Files to series: what belongs together, in which order, and what the parts of a series are called."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.text import LIMIT, one_line
from medadv_gui.core.types import Instance, Series
from medadv_gui.imaging import geometry
from medadv_gui.imaging.facts import Facts

# Cosines of one orientation, and spacings as logarithms, agree to this.
_ALIKE = 1e-3
_SEQUENCE = 3


@dataclass(frozen=True)
class File:
    """A file and its facts. `rank` counts the files before it in its series with the same SOPInstanceUID and other
    content; `conflict` is the name of the one it contradicts."""

    instance: Instance
    facts: Facts
    rank: int = 0
    conflict: str = ""


@dataclass(frozen=True)
class Part:
    """Files of one DICOM series that make one stack or one clip, in order; `label` tells it from its siblings."""

    files: tuple[File, ...]
    label: str = ""


def natural(instance: Instance) -> tuple[list[str | int], list[str | int]]:
    """A key that sorts names as people do: 2 before 10."""
    return _tokens(str(instance.path).casefold()), _tokens(instance.member.casefold())


def _tokens(text: str) -> list[str | int]:
    """Words and numbers by turns."""
    return [int(t) if i % 2 else t for i, t in enumerate(re.split(r"([0-9]{1,18})", text))]


# Parts

# What may tell apart images at the same place: (name of the fact, how a value is told; "" is not told).
_DIFFERENCES: tuple[tuple[str, str], ...] = (
    ("acquisition", "acquisition {}"), ("echo_time", "echo time {:g} ms"), ("time_index", "time {}"),
    ("b_value", "b {:g}"), ("image_type", ""),
)  # fmt: skip


def parts(files: Sequence[File]) -> list[Part]:
    """Split the files of one series into what makes a stack, each sorted, and name the parts by what differs.

    Files stay together that share modality, SOP class, frame of reference, size, spacing and orientation; a multi-frame
    file is a part of its own. Where several images lie at one place, they are told apart by acquisition, echo time,
    temporal position, b-value or image type, else by the order in which they appear at each place.
    """
    groups = [group for alike in _alike(sorted(files, key=_appearance)) for group in _places(alike)]
    return _named([tuple(_sorted(group)) for group in groups])


def _appearance(file: File) -> tuple[object, ...]:
    number = file.facts.number
    return math.inf if number is None else number, natural(file.instance)


def _alike(files: Iterable[File]) -> list[list[File]]:
    groups: dict[tuple[object, ...], list[File]] = defaultdict(list)
    seen: dict[tuple[object, ...], NDArray[np.float64]] = {}
    for file in files:
        f = file.facts
        exact: tuple[object, ...] = (
            file.rank, f.modality, f.sop_class, f.frame_of_reference, f.rows, f.columns, f.orientation is None,
            f.spacing is None, file.instance if f.frames > 1 else None,
        )  # fmt: skip
        values = np.array([0.0, *(f.orientation or ()), *(math.log(s) if s > 0 else 0.0 for s in f.spacing or ())])
        others = seen.get(exact, np.empty((0, len(values))))
        close = np.flatnonzero(np.abs(others - values).max(axis=1) <= _ALIKE)
        if not len(close):
            seen[exact] = np.vstack([others, values])
        groups[*exact, int(close[0]) if len(close) else len(others)].append(file)
    return list(groups.values())


def _places(files: list[File]) -> list[list[File]]:
    """Split so that no two images lie at the same place."""
    most, place = _crowd(files)
    if most < 2:
        return [files]
    for name, _ in _DIFFERENCES:
        groups: dict[object, list[File]] = defaultdict(list)
        for file in files:
            groups[getattr(file.facts, name)].append(file)
        # A value of its own for every slice tells nothing.
        if 1 < len(groups) <= most and all(_crowd(group)[0] < most for group in groups.values()):
            return [smaller for group in groups.values() for smaller in _places(group)]
    turns: dict[int, list[File]] = defaultdict(list)
    count: Counter[int] = Counter()
    for file, at in zip(files, place, strict=True):
        turns[count[at]].append(file)
        count[at] += 1
    return list(turns.values())


def _crowd(files: Sequence[File]) -> tuple[int, list[int]]:
    """The most images at one place, and the number of each one's place; 1 where positions are missing."""
    facts = [file.facts for file in files]
    if any(len(f.positions) != 1 for f in facts):
        return 1, []
    distances = geometry.along_normal(facts[0].orientation, [f.positions[0] for f in facts])
    if distances is None:
        return 1, []
    order = np.argsort(distances, kind="stable")
    place = np.empty(len(files), dtype=int)
    place[order] = np.concatenate([[0], np.cumsum(np.diff(distances[order]) > geometry.SAME)])
    return int(np.bincount(place).max()), place.tolist()


def _sorted(files: Sequence[File]) -> list[File]:
    """By position along the normal; in order of appearance where a position is missing."""
    if all(len(file.facts.positions) == 1 for file in files):
        distances = geometry.along_normal(files[0].facts.orientation, [file.facts.positions[0] for file in files])
        if distances is not None:
            return [files[at] for at in np.argsort(distances, kind="stable")]
    return list(files)


def _named(groups: Sequence[tuple[File, ...]]) -> list[Part]:
    """Name the parts by the first thing that differs in all of them, else by their number."""
    if len(groups) == 1:
        return [Part(groups[0])]
    told: list[Callable[[Facts], str]] = [
        lambda f: geometry.plane(f.orientation),
        lambda f: f"{f.rows} × {f.columns}",
        lambda f: f.modality,
        *(_teller(name, words) for name, words in _DIFFERENCES if words),
    ]
    for tell in told:
        words = [{tell(file.facts) for file in group} for group in groups]
        labels = [next(iter(values)) for values in words if len(values) == 1]
        if len(labels) == len(set(labels)) == len(groups) and all(labels):
            return [Part(group, label) for group, label in zip(groups, labels, strict=True)]
    return [Part(group, f"part {at} of {len(groups)}") for at, group in enumerate(groups, 1)]


def _teller(name: str, words: str) -> Callable[[Facts], str]:
    def tell(facts: Facts) -> str:
        value = getattr(facts, name)
        return "" if value is None else words.format(value)

    return tell


# Series


def dicom_series(part: Part, patient: str, study: str, title: str) -> Series:
    """The series of a part: its frames in order, its geometry, and what is odd about it."""
    first = part.files[0].facts
    instances = [Instance(f.instance.path, n, f.instance.member) for f in part.files for n in range(f.facts.frames)]
    positions = [p for f in part.files for p in f.facts.positions]
    notes: list[str] = []
    conflicts = [f.conflict for f in part.files if f.conflict]
    if conflicts:
        more = f" ({len(conflicts) - 1} more such images)" if len(conflicts) > 1 else ""
        notes.append(f"conflict: same SOPInstanceUID as {one_line(conflicts[0], 80)}, other content{more}")
    spacing = None
    if len(positions) == len(instances):
        distances = geometry.along_normal(first.orientation, positions)
        if first.frames > 1 and distances is not None and len(np.unique(distances.round(2))) == len(positions):
            order = np.argsort(distances, kind="stable")
            instances, positions = [instances[at] for at in order], [positions[at] for at in order]
            distances = distances[order]
        if distances is not None and (np.diff(distances) > geometry.SAME).all():
            stack = geometry.stack(first.orientation, positions, first.thickness, first.tilt)
            spacing = stack.spacing
            notes += stack.notes
    elif len(instances) > 1 and positions:
        notes.append("some positions are missing: in the order of InstanceNumber")
    title = title or f"{first.modality or 'DICOM'} series"
    if part.label:
        title = f"{one_line(title, LIMIT - len(part.label) - 2)}, {part.label}"
    return Series(
        patient=patient, study=study, title=title, modality=first.modality or "OT", instances=tuple(instances),
        rows=first.rows, columns=first.columns, notes=tuple(notes), spacing=spacing,
        plane=geometry.plane(first.orientation),
    )  # fmt: skip


def picture_series(files: Sequence[File]) -> list[Series]:
    """Pictures, volumes and videos, each a series of its own; but pictures of one folder, ending and size whose names
    differ in one number alone, three of them or more, are the frames of a sequence."""
    folders: dict[tuple[object, ...], list[File]] = defaultdict(list)
    single: list[File] = []
    for file in files:
        f, (folder, name) = file.facts, _place(file.instance)
        if f.kind == "picture" and f.frames == 1:
            words = tuple(_tokens(name)[::2])
            folders[folder, file.instance.path if file.instance.member else None, f.rows, f.columns, words].append(file)
        else:
            single.append(file)
    series: list[Series] = []
    for group in folders.values():
        for frames in _sequences(group):
            if len(frames) < _SEQUENCE:
                single += frames
            else:
                series.append(_sequence(frames))
    series += [_single(file) for file in single]
    return sorted(series, key=lambda s: natural(s.instances[0]))


def _place(instance: Instance) -> tuple[str, str]:
    """The folder and the name of a file, in its archive where it lies in one."""
    path = PurePosixPath(instance.member) if instance.member else instance.path
    return str(path.parent), path.name


def _numbers(file: File) -> list[str | int]:
    return _tokens(_place(file.instance)[1])[1::2]


def _sequences(files: list[File]) -> Iterable[list[File]]:
    """Split files whose names have the same words, so that within a group one number alone differs."""
    numbers = [_numbers(file) for file in files]
    differing = [at for at in range(len(numbers[0])) if len({n[at] for n in numbers}) > 1]
    if not differing:  # 1.png beside 01.png, or a single file
        return [[file] for file in files]
    groups: dict[tuple[object, ...], list[File]] = defaultdict(list)
    for file, values in zip(files, numbers, strict=True):
        groups[tuple(v for at, v in enumerate(values) if at != differing[-1])].append(file)
    return groups.values()


def _sequence(files: Sequence[File]) -> Series:
    ordered = sorted(files, key=lambda file: natural(file.instance))
    first, last = (_place(file.instance)[1] for file in (ordered[0], ordered[-1]))
    same = [a == b for a, b in zip(_tokens(first)[1::2], _tokens(last)[1::2], strict=True)]
    tokens = re.split(r"([0-9]{1,18})", first)
    shared = "".join("*" if i % 2 and not same[i // 2] else token for i, token in enumerate(tokens))
    facts = ordered[0].facts
    return Series(
        patient="pictures", study=_study(ordered[0].instance), title=one_line(shared), modality="",
        instances=tuple(file.instance for file in ordered), rows=facts.rows, columns=facts.columns,
        notes=("pictures taken for a sequence: their names differ in one number",),
    )  # fmt: skip


def _single(file: File) -> Series:
    instance, facts = file.instance, file.facts
    spacing: float | None = None
    notes: tuple[str, ...] = ()
    if len(facts.positions) == facts.frames > 1:
        stack = geometry.stack(facts.orientation, facts.positions)
        spacing, notes = stack.spacing, stack.notes
    return Series(
        patient="pictures", study=_study(instance), title=one_line(instance.name), modality="",
        instances=tuple(Instance(instance.path, n, instance.member) for n in range(facts.frames)),
        rows=facts.rows, columns=facts.columns, notes=notes, spacing=spacing, plane=geometry.plane(facts.orientation),
        sequential=facts.kind == "video",
    )  # fmt: skip


def _study(instance: Instance) -> str:
    """The folder, or the archive, that a picture lies in."""
    path: Path = instance.path
    return one_line(path.name if instance.member else path.absolute().parent.name)
