"""Jobs that put the slices of a series together as blocks of voxels: the original's and the adversarial one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.core.types import Image
from medadv_gui.gui.session import Entry
from medadv_gui.gui.worker import Job, Stopped, importing

if TYPE_CHECKING:
    from medadv_gui.imaging.reformat import Block


class BlockJob(Job):
    """Make one block of a series' slices; the result is a Block, or the reason why there is none."""

    title = "Putting the slices together"

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.images: list[Image] = [entry.images[at] for at in range(len(entry.series))]

    def work(self) -> Block | str:
        with importing():
            from medadv_gui.core.errors import InputError
            from medadv_gui.imaging.reformat import Block

        try:
            return Block.of(self.images)
        except InputError as error:
            return str(error)


@dataclass(frozen=True, eq=False)
class Attacked:
    """The adversarial block, which is the original's where a slice was not attacked. slices : those that were.
    limit : the largest of their budgets, stored units."""

    block: Block
    slices: frozenset[int]
    limit: float

    def change(self, original: Block, plane: str, at: int) -> NDArray[np.int32]:
        """The perturbation in the picture number `at` of a plane, stored units."""
        after: NDArray[Any] = self.block.cut(plane, at)
        return after.astype(np.int32) - original.cut(plane, at).astype(np.int32)


class AttackedJob(Job):
    """Make the adversarial block of the results on show of a series' slices; the result is an `Attacked`."""

    title = "Putting the slices together"

    def __init__(self, block: Block, results: Mapping[int, AttackResult | Path]) -> None:
        """`results` by slice: what is not in memory is read from its folder."""
        super().__init__()
        self.block, self.results = block, results

    def work(self) -> Attacked:
        stored, limit = self.block.stored.copy(), 0.0
        for done, (at, found) in enumerate(self.results.items()):
            if self.cancelled:
                raise Stopped
            result = load_result(found) if isinstance(found, Path) else found
            stored[at] = result.adversarial
            limit = max(limit, result.budget.stored_units)
            self.progress(done + 1, len(self.results))
        return Attacked(replace(self.block, stored=stored), frozenset(self.results), limit)


def results_of(entry: Entry) -> dict[int, tuple[Path, AttackResult | None]]:
    """Of each slice that the chosen model was attacked on the folder of the result on show, and the result itself
    where it is in memory."""
    model = entry.model or ""
    strip = entry.slices.get(model)
    rows = strip.rows.items() if strip is not None else ()
    found: dict[int, tuple[Path, AttackResult | None]] = {
        at: (strip.folder / row["folder"], None) for at, row in rows if strip is not None and "folder" in row
    }
    for (of, at), outcome in entry.outcomes.items():
        if of == model:
            found[at] = outcome.folder, outcome.result
    return dict(sorted(found.items()))
