"""The decoding child: reads hostile files so that the program does not. It answers requests one by one until its
input ends; the program watches its time and memory (`process`) and ends it where a file takes too much of either."""

from __future__ import annotations

import logging
import os
import signal
import warnings
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging import wire

Answer = tuple[Any, list[NDArray[Any]]]


def serve() -> int:
    """Answer requests from standard input on standard output until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends this process by itself
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not end up between the answers
    # Libraries quote values of the file in their warnings: none leaves this process.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")

    from medadv_gui.imaging import decode  # pydicom and numpy come along, once

    while True:
        try:
            request, _ = wire.receive(requests)
        except wire.WireError:
            return 0
        try:
            message, arrays = _answer(decode, request)
            wire.send(answers, {"answer": message}, arrays)
        except InputError as error:
            wire.send(answers, {"error": str(error)})
        except BrokenPipeError:
            return 0
        except RecursionError:
            wire.send(answers, {"error": f"{_name(request)}: nesting too deep"})
        except MemoryError:
            wire.send(answers, {"error": f"{_name(request)}: needs more memory than there is"})
        except Exception as error:  # libraries raise many kinds on damaged files; each means the same to a user
            wire.send(answers, {"error": f"{_name(request)}: damaged file ({type(error).__name__})"})


def _answer(decode: Any, request: dict[str, Any]) -> Answer:
    where = [Instance(Path(path), frame, member) for path, frame, member in request["instances"]]
    if request["do"] == "read":
        return wire.pack(decode.decode(where[0]))
    answers = []
    for instance in where:
        try:
            answers.append(getattr(decode, request["do"])(instance))
        except InputError as error:
            answers.append({"error": str(error)})
        except RecursionError:
            answers.append({"error": f"{instance.name}: nesting too deep"})
        except Exception as error:
            answers.append({"error": f"{instance.name}: damaged file ({type(error).__name__})"})
    return answers, []


def _name(request: dict[str, Any]) -> str:
    path, frame, member = request["instances"][0]
    return Instance(Path(path), frame, member).name
