"""One attack on every slice of a series, in batches: each slice with its own reference, budget and result."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medadv_gui.attack.case import Case
from medadv_gui.attack.engine import Tick, memo, unhindered
from medadv_gui.attack.engine.memory import trim
from medadv_gui.attack.engines import engine_for, keep_only, pinned_plan
from medadv_gui.attack.loop import AttackStep, Loop, problem
from medadv_gui.attack.methods import method_of
from medadv_gui.attack.methods.stabilized import stabilized_objective
from medadv_gui.attack.run import CANCELLED, finish
from medadv_gui.attack.search import attack, smallest
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.core.errors import InputError, MedadvError, ModelError, SettingsError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.result import SCHEMA_VERSION, AttackResult
from medadv_gui.core.types import Instance
from medadv_gui.imaging.read import read_image, read_images
from medadv_gui.imaging.write import new_run
from medadv_gui.models.load import Model

LARGEST_BATCH = 16
WORTH = 0.97  # a larger batch must cost less than this a slice
ASSUMED_MEMORY = 4 << 30  # bytes, where the system does not tell


@dataclass(frozen=True, eq=False)
class SeriesStep:
    """One iterate of the slices of one batch; `slices_done` of `slices` are finished. `warnings` are the batch's."""

    steps: tuple[AttackStep, ...]
    slices_done: int
    slices: int
    warnings: tuple[str, ...] = ()


@dataclass(eq=False)
class SeriesRun:
    """An attack on a series, made ready. Iterate `steps()`; each slice's result is in `folder`/slice-NNNN once its
    batch is through, and told of in `folder`/series.json. Leave the loop to cancel: what is finished stays. `finish()`
    then completes series.json.

    batch : slices attacked together, chosen here. tick : called before each iteration that is timed to choose it, or an
    engine; what it raises leaves the construction, or `steps()` where a slice of another size needs another engine.

    Raises
    ------
    SettingsError
        If the settings name a truth or a mask that belongs to one slice alone, or a plan that is none.
    """

    instances: Sequence[Instance]
    model: Model
    settings: AttackSettings
    folder: Path
    tick: Tick = unhindered
    batch: int = field(init=False)
    stop_reason: str = CANCELLED
    plan: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    _previous: tuple[int, NDArray[np.int32]] | None = None
    _series: bytes = field(default_factory=new_run)
    _failure: MedadvError | None = None

    def __post_init__(self) -> None:
        pinned_plan(self.settings)
        if self.settings.truth.mask is not None or self.settings.truth.boxes is not None:
            raise SettingsError(
                "a truth mask or boxes belong to one slice; attack the series against the model's answer"
            )
        self.batch = self._choose_batch()

    def steps(self) -> Iterator[SeriesStep]:
        """Attack the slices in order, batch after batch.

        Raises SettingsError where no slice at all could be attacked.
        """
        for cases in self._batches():
            try:
                yield from self._attack(cases)
            except (ModelError, SettingsError) as error:
                for case in cases:
                    self._note_failure(case.slice_index, error)
            self.finish()  # a program that is killed leaves what it has done
        if self._failure is not None and all("error" in row for row in self.rows):
            raise SettingsError(str(self._failure))
        self.stop_reason = "all slices done"
        trim()

    def _attack(self, cases: Sequence[Case]) -> Iterator[SeriesStep]:
        first, settings = cases[0], cases[0].settings
        engine = engine_for(first, self.batch, self.tick)
        self.plan = engine.plan.to_json()
        loop = Loop(cases, problem(cases, engine), first.iterates)
        method = method_of(first.info)
        run = smallest(loop, method) if settings.search else attack(loop, method, stop=settings.stop)
        with closing(run):
            reason = yield from self._shown(run, cases)
        for case in cases:
            place = self.folder / f"slice-{case.slice_index:04}"
            seconds = loop.seconds / len(cases)
            try:
                result = finish(case, place, stop_reason=reason, seconds=seconds, plan=self.plan, series=self._series)
            except InputError as error:  # the file has changed meanwhile
                self._note_failure(case.slice_index, error)
            else:
                self._note(result, place.name)

    def _shown(
        self, run: Generator[list[AttackStep], None, str], cases: Sequence[Case]
    ) -> Generator[SeriesStep, None, str]:
        done, warnings = len(self.rows), tuple(dict.fromkeys(text for case in cases for text in case.warnings))
        while True:
            try:
                steps = next(run)
            except StopIteration as end:
                return str(end.value)
            yield SeriesStep(tuple(steps), done, len(self.instances), warnings)

    def _batches(self) -> Iterator[list[Case]]:
        """Cases alike in size, place and rescaling, as many together as the plan's batch; what cannot be attacked is
        noted."""
        waiting: list[Case] = []
        for index, found in enumerate(read_images(self.instances)):
            try:
                if isinstance(found, InputError):
                    raise found
                case = Case(found, self.model, self.settings, index)
            except MedadvError as error:
                yield from [waiting] if waiting else []
                waiting = []
                self._note_failure(index, error)
                continue
            if waiting and (len(waiting) == self.batch or _kind(case) != _kind(waiting[0])):
                yield waiting
                waiting = []
            waiting.append(case)
        if waiting:
            yield waiting

    def _choose_batch(self) -> int:
        """The batch size that suits the first slice that can be attacked."""
        if self.settings.search:
            return 1  # each slice has a budget of its own to find
        for index, instance in enumerate(self.instances):
            try:
                return self._batch_for(Case(read_image(instance), self.model, self.settings, index))
            except MedadvError:
                continue  # `steps` tells of it
        return 1

    def _batch_for(self, case: Case) -> int:
        """The pinned batch size; else the one that costs least a slice, of those that fit into a quarter of memory."""
        if not case.deterministic:
            return 1
        pinned = pinned_plan(case.settings)
        if pinned is not None:
            return pinned.batch
        plan = engine_for(case, tick=self.tick).plan
        key = memo.key(case.model.card.sha256, plan, tuple(case.origin.shape), "batch")
        remembered = memo.recall(key)
        if remembered is not None:
            return remembered.batch
        best, cost, size = 1, cost_per_slice(case, 1, self.tick), 2
        room = _free_memory(case.origin.device) // 4 // max(1, held_memory(case))
        while size <= min(LARGEST_BATCH, len(self.instances), room):
            found = cost_per_slice(case, size, self.tick)
            if found > WORTH * cost:
                break
            best, cost, size = size, found, size * 2
        memo.remember(key, replace(engine_for(case, best).plan, batch=best))
        keep_only(case, best)
        return best

    def _note(self, result: AttackResult, name: str) -> None:
        self.rows.append(row_of(result, name, self._previous))
        self._previous = result.slice, result.perturbation

    def _note_failure(self, index: int, error: MedadvError) -> None:
        """The row of a slice without a result."""
        self._failure = self._failure or error
        self.rows.append({"slice": index, "error": error.reason(self.instances[index].name)})

    def finish(self) -> dict[str, Any]:
        """Write series.json and return what it holds.

        Raises OutputError where it cannot be written.
        """
        document = document_of(self.rows, len(self.instances), self.stop_reason, self.plan)
        save_document(document, self.folder)
        return document


def row_of(result: AttackResult, name: str, previous: tuple[int, NDArray[np.int32]] | None) -> dict[str, Any]:
    """What series.json says of the slice in the folder `name`; `previous` is the number and the perturbation of the
    slice before it."""
    row: dict[str, Any] = {
        "slice": result.slice, "folder": name, "clean_correct": result.clean_correct,
        "nothing_to_lose": result.nothing_to_lose,
        "in_memory": result.outcome.in_memory, "rounded": result.outcome.rounded, "reread": result.outcome.reread,
        "noise_success": result.noise_success, "stored_units": result.budget.stored_units,
        "realised_linf": result.budget.realised_linf, "realised_l2": result.budget.realised_l2,
        "saturated_share": result.saturated_share, "correlation_to_previous": None,
    }  # fmt: skip
    if previous is not None and previous[0] == result.slice - 1:
        row["correlation_to_previous"] = correlation(previous[1], result.perturbation)
    return row


def document_of(rows: list[dict[str, Any]], slices: int, stop_reason: str, plan: dict[str, Any]) -> dict[str, Any]:
    """What series.json holds, of a series of so many slices."""
    done = [row for row in rows if "error" not in row]
    counted = [row for row in done if row["clean_correct"]]
    linked = [row["correlation_to_previous"] for row in done if row["correlation_to_previous"] is not None]
    return {
        "schema_version": SCHEMA_VERSION,
        "slices": slices,
        "attacked": len(done),
        "clean_correct": len(counted),
        "nothing_to_lose": sum(row["nothing_to_lose"] for row in done),
        "succeeded": sum(row["reread"] for row in counted),
        "correlation_mean": float(np.mean(linked)) if linked else None,
        "stop_reason": stop_reason,
        "plan": plan,
        "results": rows,
    }


def save_document(document: dict[str, Any], folder: Path) -> None:
    """Write series.json into `folder`; raises OutputError where it cannot be written."""
    with write_atomic(folder / "series.json") as stream:
        stream.write(json.dumps(document, indent=2, allow_nan=False).encode("utf-8"))


def correlation(a: NDArray[np.int32], b: NDArray[np.int32]) -> float | None:
    """Pearson's correlation of two perturbations; None where sizes differ or one does not vary."""
    if a.shape != b.shape or not (a.std() and b.std()):
        return None
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def cost_per_slice(case: Case, batch: int, tick: Tick = unhindered, rounds: int = 3) -> float:
    """Seconds a slice of one gradient step of `batch` copies of the case: the smallest of `rounds`, after a first."""
    engine = engine_for(case, batch, tick)
    task = problem([case] * batch, engine)
    objective = stabilized_objective(task) if case.stabilized else task.objective()
    times = []
    for _ in range(rounds + 1):
        tick()
        began = time.perf_counter()
        objective(task.origin, gradient=True)
        times.append(time.perf_counter() - began)
    return min(times[1:]) / batch


def held_memory(case: Case) -> int:
    """Bytes that autograd holds between the forward and the backward pass of one slice, weights not counted."""
    held: dict[int, int] = {}
    weights = {
        p.untyped_storage().data_ptr() for p in (*case.model.network.parameters(), *case.model.network.buffers())
    }

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            held[storage.data_ptr()] = storage.nbytes()
        return tensor

    x = case.origin.detach().requires_grad_(True)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        case.task.log_probs(case.model.network(case.preprocess(x)))
    return sum(held.values())


def _kind(case: Case) -> tuple[Any, ...]:
    return tuple(case.origin.shape), case.preprocess.slope, case.preprocess.intercept, case.task.place()


def _free_memory(device: torch.device) -> int:
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return ASSUMED_MEMORY
