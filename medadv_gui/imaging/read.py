"""Read images, whatever they are: the files are decoded in a process of its own (`process`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging import wire
from medadv_gui.imaging.process import Cancelled, decoder

# Both children busy, and one answer each in hand.
_AHEAD = 4


def read_image(instance: Instance, cancelled: Cancelled | None = None) -> Image:
    """The image at `instance`, decoded. `cancelled` is asked while a file takes long.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    message, arrays = decoder.ask("read", [instance], cancelled)
    try:
        return wire.unpack(message, arrays, instance)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"{instance.name}: the decoder's answer makes no image ({type(error).__name__})") from None


def read_images(instances: Iterable[Instance], cancelled: Cancelled | None = None) -> Iterator[Image | InputError]:
    """The images at `instances`, in order, each decoded or the reason why not; read ahead by two processes."""

    def read(instance: Instance) -> Image | InputError:
        try:
            return read_image(instance, cancelled)
        except InputError as error:
            return error

    waiting = iter(instances)
    with ThreadPoolExecutor(2, "read-images") as threads:
        ahead: list[Future[Image | InputError]] = [threads.submit(read, i) for i in islice(waiting, _AHEAD)]
        try:
            while ahead:
                yield ahead.pop(0).result()
                ahead += [threads.submit(read, i) for i in islice(waiting, 1)]
        finally:
            for future in ahead:
                future.cancel()


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
