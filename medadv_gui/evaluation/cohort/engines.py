"""Who does the tasks of a cohort: processes on this machine, or the workers of a Dask cluster. Imports no torch."""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil

from medadv_gui.core.errors import OutputError, SettingsError
from medadv_gui.evaluation.cohort.child import OPTION
from medadv_gui.evaluation.cohort.spec import THREADS, Spec
from medadv_gui.imaging.process import ENDED, Child

Json = dict[str, Any]
Cancelled = Callable[[], bool]
_LOOK = 0.1  # seconds
_TRIES = 2  # of a task whose process ends
_MEMORY = 3 << 29  # bytes for a process without a GPU; measured were 1.1 GiB
DIED = "the process that computed it ended (killed, or out of memory)"


@dataclass(frozen=True)
class Call:
    """One thing to do: "machine", "plan", "attack" or "transfer", with its arguments (`work.answer`). Calls of one
    `group` share an image and a model, stand side by side, and are best done by one process."""

    do: str
    arguments: tuple[str, ...] = ()
    group: str = ""


Outcome = tuple[Call, Json]


class Engine(Protocol):
    """Does calls for the cohort in the folder `out`, of this `digest`, in any order."""

    def prepare(self, out: Path, spec: Spec) -> None:
        """Get ready for this cohort, whose models' plans are chosen."""
        ...

    def run(self, out: Path, digest: str, calls: Sequence[Call], cancelled: Cancelled) -> Iterator[Outcome]:
        """Each call with what came of it, as `work.answer` has it. Once `cancelled`, nothing more comes."""
        ...

    def close(self) -> None:
        """Let go of processes and connections."""
        ...


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class Local:
    """Processes on this machine: one for each GPU; without one as many as its processors are enough for with the
    cohort's threads each, and its free memory.

    processes : another number of them. A process that ends costs only the task that it was at, which is tried once
    more.
    """

    processes: int | None = None
    gpus: int = field(default=0, init=False)
    threads: int = field(default=THREADS, init=False)
    _children: list[Child | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._room = psutil.virtual_memory().available // _MEMORY
        if self.processes is not None and self.processes < 1:
            raise SettingsError("--processes must be at least 1")

    @property
    def count(self) -> int:
        """How many processes work at once."""
        return self.processes or self.gpus or max(1, min(cores() // self.threads, self._room))

    def prepare(self, out: Path, spec: Spec) -> None:
        self.threads = spec.threads
        devices = {str(model.plan["device"]).partition(":")[0] for model in spec.models if model.plan is not None}
        if "mps" in devices:
            self.gpus = 1
        if "cuda" not in devices or self.gpus:
            return
        for _, found in self.run(out, spec.digest, [Call("machine")], lambda: False):
            self.gpus = int(found.get("gpus", 0))
        self.close()  # that process sees all of them

    def run(self, out: Path, digest: str, calls: Sequence[Call], cancelled: Cancelled) -> Iterator[Outcome]:
        hands = min(self.count, len(calls))
        waiting, outcomes = _Waiting(calls, hands), queue.SimpleQueue[Outcome | BaseException]()
        self._children += [None] * (hands - len(self._children))
        stopped = threading.Event()
        threads = [
            threading.Thread(
                target=self._serve, args=(seat, str(out), digest, waiting, outcomes, stopped), name=f"cohort-{seat}",
                daemon=True,
            )
            for seat in range(hands)
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        left = len(calls)
        try:
            while left and not cancelled():
                with suppress(queue.Empty):
                    outcome = outcomes.get(timeout=_LOOK)
                    if isinstance(outcome, BaseException):
                        raise outcome
                    left -= 1
                    yield outcome
        finally:
            stopped.set()
            if left:
                self._kill()
            for thread in threads:
                thread.join()

    def _serve(
        self,
        seat: int,
        out: str,
        digest: str,
        waiting: _Waiting,
        outcomes: queue.SimpleQueue[Outcome | BaseException],
        stopped: threading.Event,
    ) -> None:
        """Have the process of this seat do one portion after another."""
        try:
            while not stopped.is_set() and (portion := waiting.portion()):
                for call in portion:
                    found = self._ask(seat, out, digest, call, stopped)
                    if found is None:
                        return
                    outcomes.put((call, found))
        except BaseException as error:  # e.g. no process can be started: the reader is to know
            outcomes.put(error)

    def _ask(self, seat: int, out: str, digest: str, call: Call, stopped: threading.Event) -> Json | None:
        """The answer to a call, by a fresh process where one ends over it; None once stopped."""
        request = {"out": out, "digest": digest, "do": call.do, "arguments": list(call.arguments)}
        for _ in range(_TRIES):
            child = self._children[seat]
            if child is None or not child.alive:
                child = self._children[seat] = Child(OPTION, _environment(seat, self.gpus))
            if stopped.is_set():  # started after the others were ended
                child.close()
                return None
            try:
                child.send(request)
                return child.receive()[0]
            except ENDED:
                child.close()
                if stopped.is_set():
                    return None
        return {"error": DIED}

    def _kill(self) -> None:
        """End the processes that are at work; whoever waits for their answers goes on."""
        for child in self._children:
            if child is not None:
                child.kill()

    def pids(self) -> list[int]:
        """The processes that there are."""
        return [child.pid for child in self._children if child is not None and child.alive]

    def close(self) -> None:
        for child in self._children:
            if child is not None:
                child.close()
        self._children.clear()


def _environment(seat: int, gpus: int) -> dict[str, str]:
    """Each process sees its own GPU alone, as the first one; without one, none is taken from it."""
    if not gpus:
        return {}
    seen = [name for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
    names = seen or [str(number) for number in range(gpus)]
    return {"CUDA_VISIBLE_DEVICES": names[seat % len(names)].strip()}


class _Waiting:
    """Calls that nobody does yet, handed out to `hands` in portions: all of one group while there is much left, fewer
    towards the end, so that all hands finish at about the same time."""

    def __init__(self, calls: Iterable[Call], hands: int) -> None:
        self._calls, self.hands, self._lock = deque(calls), hands, threading.Lock()

    def __len__(self) -> int:
        return len(self._calls)

    def portion(self) -> list[Call]:
        """What one hand is to do next; empty once there is nothing left."""
        with self._lock:
            most = max(1, len(self._calls) // (2 * self.hands))
            found: list[Call] = []
            while self._calls and len(found) < most:
                group = self._calls[0].group
                if found and not (group and group == found[-1].group):
                    break
                found.append(self._calls.popleft())
            return found


class Dask:
    """The workers of a Dask cluster. They need this program with the same versions, and the folders under the same
    paths; tasks that a lost worker had are done by another."""

    def __init__(self, scheduler: str, timeout: float = 10.0) -> None:
        """Connect to the scheduler. Raises SettingsError where Dask is not installed, or nothing answers."""
        try:
            from distributed import Client
        except ImportError:
            raise SettingsError("--engine dask needs Dask: pip install medadv_gui[engines]") from None
        try:
            self._client = Client(scheduler, timeout=timeout, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise SettingsError(f"--scheduler {scheduler!r}: nothing answers ({type(error).__name__})") from None

    def prepare(self, out: Path, spec: Spec) -> None:
        """Make sure that the workers would compute the same. Whoever starts a worker gives it its GPU."""
        ours = versions()
        try:
            found = self._client.run(versions)
        except Exception as error:  # whatever a worker raises that does not know this program
            raise SettingsError(f"a worker cannot do the work ({type(error).__name__}: {error})") from None
        for theirs in found.values():
            if theirs != ours:
                differing = [name for name in ours if theirs.get(name) != ours[name]]
                words = ", ".join(f"{name} {theirs.get(name)} for {ours[name]}" for name in differing)
                raise SettingsError(f"a worker has other versions than this program: {words}")

    def run(self, out: Path, digest: str, calls: Sequence[Call], cancelled: Cancelled) -> Iterator[Outcome]:
        waiting, done = _Waiting(calls, self._workers()), queue.SimpleQueue[Any]()
        asked: dict[str, tuple[Any, list[Call]]] = {}
        try:
            while (waiting or asked) and not cancelled():
                if waiting:
                    waiting.hands = self._workers()  # they come and go
                while waiting and len(asked) < 2 * waiting.hands:  # each has the next ones at hand
                    portion = waiting.portion()
                    wanted = [(call.do, *call.arguments) for call in portion]
                    future = self._client.submit(answers, str(out.resolve()), digest, wanted, pure=False)
                    asked[future.key] = future, portion
                    future.add_done_callback(done.put)
                try:
                    key = done.get(timeout=_LOOK).key
                except queue.Empty:
                    continue
                future, portion = asked.pop(key)
                found = _result(future) or [{"error": DIED}] * len(portion)
                future.release()
                yield from zip(portion, found, strict=True)
        finally:
            self._client.cancel([future for future, _ in asked.values()])

    def _workers(self) -> int:
        """How many workers there are now, at least one."""
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def close(self) -> None:
        self._client.close()


def versions() -> dict[str, str]:
    """What equal results hang on."""
    from importlib.metadata import version

    import medadv_gui

    return {"medadv_gui": medadv_gui.__version__, "torch": version("torch"), "numpy": version("numpy")}


def _result(future: Any) -> list[Json] | None:
    """What a future holds; None where it has brought down several workers.

    Raises OutputError where the scheduler has lost it, SettingsError where no worker can do the work.
    """
    from distributed import KilledWorker

    if future.status == "finished":
        return list(future.result())
    if future.status != "error":
        raise OutputError("the cluster has lost the work; what is finished is kept, --resume goes on")
    fault = future.exception()
    if isinstance(fault, KilledWorker):
        return None
    raise SettingsError(f"a worker cannot do the work ({type(fault).__name__}: {fault})")


def answers(out: str, digest: str, calls: Sequence[tuple[str, ...]]) -> list[Json]:
    """What comes of each call (`work.answer`), in a worker of the cluster."""
    from medadv_gui.evaluation.cohort.work import answer

    return [answer(out, digest, *call) for call in calls]
