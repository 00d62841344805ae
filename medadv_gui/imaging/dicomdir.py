"""The files that a DICOMDIR names (PS3.3 F.3), looked for inside its own folder and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from medadv_gui.core.text import one_line
from medadv_gui.core.types import Instance, Skipped

NAME = "DICOMDIR"


def referenced(dicomdir: Path, names: Sequence[Sequence[str]]) -> Iterator[Instance | Skipped]:
    """The files of `names` (ReferencedFileID: the components below the DICOMDIR's folder), or why one is not read.

    File systems that keep the case of names meet media that do not: a component is looked for as it stands, then
    without regard to case.
    """
    folder = dicomdir.parent
    inside = folder.resolve()

    @cache
    def listed(place: Path) -> dict[str, Path]:
        try:
            return {entry.name.upper(): entry for entry in place.iterdir()}
        except OSError:
            return {}

    for parts in names:
        told = one_line("/".join(parts), 80)
        if not parts or any(part in ("", ".", "..") or set(part) & set("/\\:\0") for part in parts):
            yield Skipped(dicomdir, f"names {told or 'nothing'!r}, which leads outside its folder and is refused")
            continue
        path = folder
        try:
            for part in parts:
                exact = path / part
                path = exact if exact.exists() else listed(path).get(part.upper(), exact)
            there, within = path.exists(), path.resolve().is_relative_to(inside)
        except (OSError, ValueError, RuntimeError):  # names that no file can have, links that lead in a circle
            there = within = False
        if there and within:
            yield Instance(path)
        elif there:
            yield Skipped(path, "a link that leads outside the DICOMDIR's folder, which is refused")
        else:
            yield Skipped(dicomdir, f"names {told!r}, which is missing")
