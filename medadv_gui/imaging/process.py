"""Decoding children as the program sees them: started when first needed, kept, watched and, where a file takes too
much time or memory or brings them down, ended and replaced."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Self, cast

from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging import wire

Cancelled = Callable[[], bool]

# The largest image this program opens, 150 million pixels of RGB, takes JPEG 2000 about 2.3 GB. No child gets more than
# half of the machine's memory.
SECONDS = 60.0
MEMORY = 3 << 30
# A healthy slice is done before the first look.
_FIRST_LOOK, _LOOK = 0.05, 0.02
# A new child takes half a second: what is cancelled and nearly done is let finish.
_PATIENCE = 1.0
OPTION = "--decode"


class ReadingCancelledError(InputError):
    """The reading was cancelled by the user."""


Answer = tuple[dict[str, Any], list[NDArray[Any]]] | InputError
ENDED = (wire.WireError, OSError, MemoryError)


@dataclass(frozen=True)
class Limits:
    """What a child may take for one answer: seconds and bytes. `work` names it in messages."""

    seconds: float
    memory: int
    work: str


class Child:
    """One process apart, a decoding one unless `option` says otherwise. Not for two threads at once; `Decoder` sees to
    that. environment, folder : what it is given beside the program's own environment, and where it stands."""

    def __init__(
        self, option: str = OPTION, environment: Mapping[str, str] = MappingProxyType({}), folder: Path | None = None
    ) -> None:
        # -P: a folder the user happens to stand in must not lend its modules to the child.
        own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "medadv_gui"]
        place = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [*own, option], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
            bufsize=1 << 20, env={**os.environ, "PYTHONPATH": os.pathsep.join(place), **environment},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0), pipesize=1 << 20,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def read(self, instances: Sequence[Instance], cancelled: Cancelled | None) -> list[Answer]:
        """An answer for each instance; fewer where the child had to be ended: the last one then says why."""
        found: list[Answer] = []
        with Watch(self, cancelled) as watch:
            try:
                self._send("read", instances)
                while len(found) < len(instances):
                    message, arrays = self.receive()
                    found.append(_checked(message, arrays, instances[len(found)]))
                    watch.begin()
            except ENDED:
                self.close()
                found.append(watch.verdict(instances[len(found)]))
            except BaseException:  # Ctrl+C: the rest of the answer must not be taken for the next one's
                self.close()
                raise
        return found

    def look(self, do: str, instances: Sequence[Instance], cancelled: Cancelled | None) -> list[Any]:
        """What "scan" or "attributes" finds in each file, or {"error": its line}.

        Raises InputError with the reason why the child was ended.
        """
        with Watch(self, cancelled) as watch:
            try:
                self._send(do, instances)
                message, _ = self.receive()
            except ENDED:
                self.close()
                raise watch.verdict(instances[0]) from None
            except BaseException:
                self.close()
                raise
        records: list[Any] = message["answer"]
        return records

    def _send(self, do: str, instances: Sequence[Instance]) -> None:
        self.send({"do": do, "instances": [(str(i.path.absolute()), i.frame, i.member) for i in instances]})

    def send(self, request: Mapping[str, Any]) -> None:
        """Ask; raises one of ENDED where the process has ended."""
        wire.send(cast(BinaryIO, self._process.stdin), request)

    def receive(self) -> tuple[dict[str, Any], list[wire.Array]]:
        """The next answer and its arrays; raises one of ENDED where the process has ended."""
        return wire.receive(cast(wire.Reader, self._process.stdout))

    def kill(self) -> None:
        """End the process at once; whoever waits for its answer finds its stream closed."""
        self._process.kill()

    def close(self) -> None:
        """End the process and let go of its streams."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(BinaryIO, stream).close()
        self._process.wait()


class Watch:
    """Looks at a child while it works, and kills it for a `reason`: one of its limits, or "cancelled"."""

    def __init__(self, child: Child, cancelled: Cancelled | None, limits: Limits | None = None) -> None:
        self.reason = ""
        self._limits = limits or Limits(SECONDS, MEMORY, "decoding")
        self._child, self._cancelled = child, cancelled
        self._done = threading.Event()
        self._begin = time.monotonic()
        self._thread = threading.Thread(target=self._look, name="decoder-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def begin(self) -> None:
        """The next file's time begins."""
        self._begin = time.monotonic()

    def verdict(self, instance: Instance) -> InputError:
        """Why the child ended while it read `instance`."""
        if self.reason == "cancelled":
            return ReadingCancelledError(f"{instance.name}: reading was cancelled")
        return InputError(f"{instance.name}: {self.reason or 'the decoder failed; the file is damaged'}")

    def _look(self) -> None:
        if self._done.wait(_FIRST_LOOK):
            return
        import psutil

        work, seconds = self._limits.work, self._limits.seconds
        limit = min(self._limits.memory, psutil.virtual_memory().total // 2)
        while not self._done.wait(_LOOK):
            with suppress(psutil.Error):  # it may just have ended by itself
                if psutil.Process(self._child.pid).memory_info().rss > limit:
                    self.reason = f"{work} takes more than {limit >> 20} MiB of memory"
            taken = time.monotonic() - self._begin
            if taken > seconds:
                self.reason = f"{work} takes more than {seconds:.0f} seconds"
            if taken > _PATIENCE and self._cancelled is not None and self._cancelled():
                self.reason = "cancelled"
            if self.reason:
                self._child.kill()
                return


class Decoder:
    """Up to `size` children, each with one file at a time; further threads wait. Safe to use from several threads."""

    def __init__(self, size: int = 2) -> None:
        self._free = threading.Semaphore(size)
        self._idle: list[Child] = []
        self._lock = threading.Lock()

    def read(self, instances: Sequence[Instance], cancelled: Cancelled | None = None) -> list[Answer]:
        """Each instance's image as `wire.unpack` takes it, or the reason why there is none.

        Raises ReadingCancelledError.
        """
        found: list[Answer] = []
        while len(found) < len(instances):
            with self._child() as child:
                found += child.read(instances[len(found) :], cancelled)
            if isinstance(found[-1], ReadingCancelledError):
                raise found[-1]
        return found

    def scan(self, instances: Sequence[Instance], cancelled: Cancelled | None = None) -> list[dict[str, Any]]:
        """The facts of each file (`scan`), or {"error": its line}.

        Raises InputError where a file brought the child to its end, ReadingCancelledError.
        """
        with self._child() as child:
            return child.look("scan", instances, cancelled)

    def attributes(self, instance: Instance, cancelled: Cancelled | None = None) -> Any:
        """The file's attributes (`attributes`), or {"error": its line}.

        Raises InputError where the file brought the child to its end, ReadingCancelledError.
        """
        with self._child() as child:
            return child.look("attributes", [instance], cancelled)[0]

    @contextmanager
    def _child(self) -> Iterator[Child]:
        """A child for one request; it goes back to the idle ones unless it has ended."""
        with self._free:
            child = self._take()
            try:
                yield child
            finally:
                with self._lock:
                    if child.alive:
                        self._idle.append(child)

    def start(self, count: int = 1) -> None:
        """Have `count` children ready before the first file is asked for."""
        with self._lock:
            while len(self._idle) < count:
                self._idle.append(Child())

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                child.close()
        return Child()

    def pids(self) -> list[int]:
        """The processes that wait for work."""
        with self._lock:
            return [child.pid for child in self._idle]

    def close(self) -> None:
        """End all children that wait for work."""
        with self._lock:
            for child in self._idle:
                child.close()
            self._idle.clear()


def _checked(message: dict[str, Any], arrays: Sequence[wire.Array], instance: Instance) -> Answer:
    if "error" in message:
        return InputError(str(message["error"]))
    try:
        return message["answer"], wire.fetch(arrays, instance.path)
    except OSError as error:
        return InputError(f"{instance.name}: cannot be read ({error.strerror or 'it has changed'})")


decoder = Decoder()
atexit.register(decoder.close)
