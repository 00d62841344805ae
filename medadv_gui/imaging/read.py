"""Read images, whatever they are: the files are decoded in a process of its own (`process`)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging import wire
from medadv_gui.imaging.process import Cancelled, ReadingCancelledError, decoder

# How long a request should take, and the most files in one: what is asked for next waits for what was asked before.
_REQUEST = 0.02
_MOST = 16


def read_image(instance: Instance, cancelled: Cancelled | None = None) -> Image:
    """The image at `instance`, decoded. `cancelled` is asked while a file takes long.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    (found,) = _read([instance], cancelled)
    if isinstance(found, InputError):
        raise found
    return found


def read_images(instances: Iterable[Instance], cancelled: Cancelled | None = None) -> Iterator[Image | InputError]:
    """The images at `instances`, in order, each decoded or the reason why not; read ahead by two processes.

    `instances` are taken as late as possible: a generator may still decide which one comes next.
    """
    waiting, count = iter(instances), 1
    with ThreadPoolExecutor(2, "read-images") as threads:
        ahead: deque[Future[tuple[list[Image | InputError], float]]] = deque()
        try:
            while True:
                while len(ahead) < 3 and (some := list(islice(waiting, count))):
                    ahead.append(threads.submit(_timed, some, cancelled))
                if not ahead:
                    return
                found, seconds = ahead.popleft().result()
                count = max(1, min(_MOST, 4 * count, int(_REQUEST * len(found) / seconds)))
                yield from found
        finally:
            for future in ahead:
                future.cancel()


def _timed(instances: Sequence[Instance], cancelled: Cancelled | None) -> tuple[list[Image | InputError], float]:
    start = time.perf_counter()
    return _read(instances, cancelled), time.perf_counter() - start


def _read(instances: Sequence[Instance], cancelled: Cancelled | None) -> list[Image | InputError]:
    try:
        answers = decoder.read(instances, cancelled)
    except ReadingCancelledError as error:
        return [error for _ in instances]
    found: list[Image | InputError] = []
    for instance, answer in zip(instances, answers, strict=True):
        if isinstance(answer, InputError):
            found.append(answer)
            continue
        try:
            found.append(wire.unpack(*answer, instance))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            what = type(error).__name__
            found.append(InputError(f"{instance.name}: the decoder's answer makes no image ({what})"))
    return found


def read_all(instances: Iterable[Instance], cancelled: Cancelled | None = None) -> list[Image]:
    """All images at `instances`, in order.

    Raises
    ------
    InputError
        For the first that cannot be read.
    """
    images = []
    for found in read_images(instances, cancelled):
        if isinstance(found, InputError):
            raise found
        images.append(found)
    return images
