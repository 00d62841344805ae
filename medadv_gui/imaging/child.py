"""The decoding child: reads hostile files so that the program does not. It answers requests one by one until its
input ends; the program watches its time and memory (`process`) and ends it where a file takes too much of either."""

from __future__ import annotations

import gc
import logging
import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging import wire


def serve() -> int:
    """Answer requests from standard input on standard output until the input ends."""
    requests, answers = streams()

    from medadv_gui.imaging import decode  # pydicom and numpy come along, once

    gc.freeze()  # what was imported stays: only what a file left behind is looked through

    while True:
        try:
            request, _ = wire.receive(requests)
        except wire.WireError:
            return 0
        where = [Instance(Path(path), frame, member) for path, frame, member in request["instances"]]
        try:
            if request["do"] == "scan":
                wire.send(answers, {"answer": [_answer(decode.scan, instance) for instance in where]})
            elif request["do"] == "attributes":
                from medadv_gui.imaging.attributes import attributes

                wire.send(answers, {"answer": [_answer(attributes, instance) for instance in where]})
            else:
                for instance in where:
                    gc.collect()  # datasets refer to themselves, and hold on to their pixels
                    _send_image(answers, _answer(decode.decode, instance))
        except BrokenPipeError:
            return 0


def streams() -> tuple[wire.Reader, BinaryIO]:
    """Where a child's requests come from and its answers go; nothing else that it says leaves it from here on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends this process by itself
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not end up between the answers
    # Libraries quote values of the file in their warnings: none leaves this process.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    return requests, answers


def _answer(do: Callable[[Instance], Any], instance: Instance) -> Any:
    """What `do` makes of the file, or {"error": one line}."""
    try:
        return do(instance)
    except InputError as error:
        return {"error": str(error)}
    except RecursionError:
        return {"error": f"{instance.name}: nesting too deep"}
    except MemoryError:
        return {"error": f"{instance.name}: needs more memory than there is"}
    except Exception as error:  # libraries raise many kinds on damaged files; each means the same to a user
        return {"error": f"{instance.name}: damaged file ({type(error).__name__})"}


def _send_image(answers: BinaryIO, found: Any) -> None:
    if isinstance(found, Image):
        message, arrays = wire.pack(found)
        wire.send(answers, {"answer": message}, arrays)
    else:
        wire.send(answers, found)
