"""A process that does tasks of a cohort, one after another, until its input ends, which it does with the program."""

from __future__ import annotations

import os
import queue
import threading
from typing import Any

from medadv_gui.imaging import wire
from medadv_gui.imaging.child import streams

OPTION = "--work"


def serve() -> int:
    """Answer requests from standard input on standard output."""
    requests, answers = streams()
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def listen() -> None:
        while True:
            try:
                waiting.put(wire.receive(requests)[0])
            except wire.WireError:
                os._exit(0)  # the program is gone; what is half done is no result, and nobody waits for it

    threading.Thread(target=listen, name="requests", daemon=True).start()
    from medadv_gui.evaluation.cohort.work import answer  # torch comes along, once

    while True:
        request = waiting.get()
        try:
            wire.send(answers, answer(request["out"], request["digest"], request["do"], *request["arguments"]))
        except BrokenPipeError:
            return 0
