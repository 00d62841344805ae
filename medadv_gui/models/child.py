"""The process that opens a stranger's model so that the program does not: one request, one answer, and it ends. The
program watches its time and memory (`guard`)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import MedadvError
from medadv_gui.imaging import wire
from medadv_gui.imaging.child import streams
from medadv_gui.models.lockdown import lock_down


def serve() -> int:
    """Answer one request from standard input on standard output."""
    requests, answers = streams()
    lock_down()
    try:
        request, _ = wire.receive(requests)
    except wire.WireError:
        return 0
    answer: dict[str, Any]
    try:
        answer = {"answer": _answer(request)}
    except MedadvError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": f"{Path(request['path']).name}: needs more memory than there is"}
    except Exception as error:  # libraries raise many kinds on damaged files; each means the same to a user
        answer = {"error": f"{Path(request['path']).name}: damaged or not a model ({type(error).__name__}: {error})"}
    wire.send(answers, answer)
    return 0


def _answer(request: dict[str, Any]) -> Any:
    path = Path(request["path"])
    if request["do"] == "draft":
        from medadv_gui.models.describe import describe

        return describe(path)
    from medadv_gui.models.card import parse_card
    from medadv_gui.models.probe import probe

    return [asdict(found) for found in probe(parse_card(request["document"], path))]
