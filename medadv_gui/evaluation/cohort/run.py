"""A cohort, run: what is not done yet is done, in any order, and nothing that is done is lost. Imports no torch and no
Qt: the window and the command line iterate it alike."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import InputError, ModelError, OutputError
from medadv_gui.core.text import one_line
from medadv_gui.evaluation.cohort.engines import Call, Cancelled, Engine, Local
from medadv_gui.evaluation.cohort.row import Failure, Row, Transfer
from medadv_gui.evaluation.cohort.spec import Spec, Task
from medadv_gui.evaluation.cohort.store import Store, exists, load_spec, locked, require_runnable, save_spec

_RECENT = 50  # finished tasks from which the throughput is told
ATTACKS, TRANSFERS = "attacks", "transfers"


@dataclass(frozen=True)
class Event:
    """What has just happened, and how far the run is.

    of : what is counted: "attacks", then "transfers". done : finished with a result, in this run or an earlier one.
    failed : could not be done. total : of all. news : the row, transfer or failure that is new; None at the beginning.
    per_second : of late; None before there is anything to tell from. left : seconds, likewise.
    """

    of: str
    done: int
    failed: int
    total: int
    news: Row | Transfer | Failure | None = None
    per_second: float | None = None
    left: float | None = None


def never() -> bool:
    """The cancelling of a run that nobody cancels."""
    return False


class CohortRun:
    """A run of the cohort in `out`. Iterate `events()` inside `with`; leave the loop, or have `cancelled` answer true,
    to stop: what is finished stays. `store` then holds all that there is.

    spec : a new cohort, or one that adds to what is there (`spec.extended`); None goes on with what is there.
    retry : whether tasks that failed before are tried again.

    Raises
    ------
    InputError, SettingsError, OutputError
        If the folder holds no cohort, one of another version, or cannot be written; on entering, if another run is at
        work in it.
    """

    def __init__(self, out: Path, spec: Spec | None = None, *, retry: bool = False) -> None:
        self.out, self._retry = out, retry
        if spec is None and not exists(out):
            raise InputError(f"{out.name}: there is no cohort in this folder")
        self.spec = load_spec(out) if spec is None else spec
        require_runnable(self.spec)
        self._save = spec is not None
        self.store: Store | None = None

    def events(self, engine: Engine | None = None, cancelled: Cancelled = never) -> Iterator[Event]:
        """Do what is left, by processes on this machine or another `engine`, which stays open.

        Raises
        ------
        OutputError
            If the folder cannot be written, or another run is at work in it.
        ModelError
            If a model of the cohort cannot be had.
        """
        if engine is None:
            with closing(Local()) as own:
                yield from self.events(own, cancelled)
            return
        with locked(self.out):
            if self._save:
                save_spec(self.spec, self.out)
            if not self._plan(engine, cancelled):
                return
            engine.prepare(self.out, self.spec)
            self.store = Store(self.out, self.spec)
            self.store.mend()
            try:
                yield from self._attacks(self.store, engine, cancelled)
                if self.spec.transfer and not cancelled():
                    yield from self._transfers(self.store, engine, cancelled)
            finally:
                self.store.sync()

    def _plan(self, engine: Engine, cancelled: Cancelled) -> bool:
        """Choose how each model is computed, once for the whole cohort; False where that was cancelled."""
        missing = [model for model in self.spec.models if model.plan is None]
        calls = [Call("plan", (model.digest,)) for model in missing]
        plans: dict[str, dict[str, Any]] = {}
        for call, found in engine.run(self.out, self.spec.digest, calls, cancelled):
            if "plan" not in found:
                raise ModelError(str(found.get("error") or found.get("stop")))
            plans[call.arguments[0]] = found["plan"]
        if len(plans) < len(missing):
            return False
        if plans:
            self.spec = self.spec.with_plans(plans)
            save_spec(self.spec, self.out)
        return True

    def _attacks(self, store: Store, engine: Engine, cancelled: Cancelled) -> Iterator[Event]:
        tasks = self.spec.tasks
        if self._retry:
            store.failures.clear()
        left = [task for task in tasks if task.key not in store.rows and task.key not in store.failures]
        calls = [Call("attack", (task.key,), f"{task.model.digest} {task.source.id}") for task in left]
        meter = _Meter(len(left))

        def event(news: Row | Failure | None = None) -> Event:
            return Event(ATTACKS, len(store.rows), len(store.failures), len(tasks), news, *meter.told())

        yield event()
        for call, found in engine.run(self.out, self.spec.digest, calls, cancelled):
            _go_on(found)
            meter.count()
            task = store.task(call.arguments[0])
            try:
                yield event(store.add_row(Row.from_json(found["row"])))
            except (KeyError, TypeError, ValueError):
                failure = _failure(task, found)
                store.add_failure(failure)
                yield event(failure)

    def _transfers(self, store: Store, engine: Engine, cancelled: Cancelled) -> Iterator[Event]:
        """Show each adversarial image to the other models of its task and labels."""
        wanted = [
            (other.digest, task)
            for other in self.spec.models
            for task in self.spec.tasks
            if task.key in store.rows
            and task.model.digest != other.digest
            and (task.model.task, task.model.labels) == (other.task, other.labels)
        ]
        left = [(digest, task) for digest, task in wanted if (task.key, digest) not in store.transfers]
        calls = [Call("transfer", (task.key, digest), f"{digest} {task.source.id}") for digest, task in left]
        meter, failed = _Meter(len(left)), 0

        def event(news: Transfer | Failure | None = None) -> Event:
            return Event(TRANSFERS, len(store.transfers), failed, len(wanted), news, *meter.told())

        yield event()
        for call, found in engine.run(self.out, self.spec.digest, calls, cancelled):
            _go_on(found)
            meter.count()
            try:
                transfer = Transfer.from_json(found["transfer"])
                store.add_transfer(transfer, call.arguments[1])
                yield event(transfer)
            except (KeyError, TypeError, ValueError):
                failed += 1
                yield event(_failure(store.task(call.arguments[0]), found))


def _go_on(found: dict[str, Any]) -> None:
    """Raise OutputError where the folder can no longer be written: that is no task's failure."""
    if "stop" in found:
        raise OutputError(f"{found['stop']}; what is finished is kept")


def _failure(task: Task, found: dict[str, Any]) -> Failure:
    reason = one_line(str(found.get("error") or "the answer of the process is none"))
    return Failure(task.key, task.source.id, task.model.id, task.attack.name, task.epsilon, reason, task.variant)


class _Meter:
    """How fast it goes of late."""

    def __init__(self, left: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._left, self._clock = left, clock
        self._times = deque([clock()], maxlen=_RECENT + 1)

    def count(self) -> None:
        """One more is done."""
        self._left -= 1
        self._times.append(self._clock())

    def told(self) -> tuple[float | None, float | None]:
        """A second, and seconds left."""
        taken, counted = self._times[-1] - self._times[0], len(self._times) - 1
        if not counted or taken <= 0:
            return None, None
        rate = counted / taken
        return rate, self._left / rate
