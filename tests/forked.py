"""The program's command line in a process of its own, without the seconds that importing PyTorch takes: on Linux it is
forked from a process that has imported the libraries and done nothing else. Elsewhere it is started anew.

Run as a program this is the process that forks: a line of JSON for each start, answered by the exit status.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 170.0  # seconds
_server: subprocess.Popen[str] | None = None


def start(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m medadv_gui WORDS` in this folder, with these variables of the environment besides, run to its end."""
    arguments = [str(word) for word in words]
    command = [sys.executable, "-m", "medadv_gui", *arguments]
    variables = {**os.environ, **environment}
    if sys.platform != "linux":
        return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False, env=variables)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        request = {
            "arguments": arguments, "environment": variables, "folder": str(Path.cwd()), "out": str(out),
            "err": str(err),
        }  # fmt: skip
        status = _ask(request)
        said = [path.read_bytes().decode(errors="replace") for path in (out, err)]
    if status is None:
        raise subprocess.TimeoutExpired(command, TIMEOUT, *said)
    return subprocess.CompletedProcess(command, status, *said)


def _ask(request: dict[str, Any]) -> int | None:
    """The exit status; None where it took too long."""
    global _server
    if _server is None:
        _server = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        atexit.register(_end, _server)
    assert _server.stdin is not None
    assert _server.stdout is not None
    _server.stdin.write(json.dumps(request) + "\n")
    _server.stdin.flush()
    status: int | None = json.loads(_server.stdout.readline())
    return status


def _end(server: subprocess.Popen[str]) -> None:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.close()
    server.wait()
    server.stdout.close()


def serve() -> int:
    """Fork for each request; a child goes on as the program, and its exit status is the program's."""
    import medadv_gui.attack.run
    import medadv_gui.attack.series
    import medadv_gui.evaluation.cohort.work
    import medadv_gui.models.describe
    import medadv_gui.report.pdf  # noqa: F401
    from medadv_gui.__main__ import main

    gc.freeze()  # else a child walks through all that was imported when it ends
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(request)
            return main()
        sys.stdout.write(json.dumps(_ended(child)) + "\n")
        sys.stdout.flush()
    return 0


def _become(request: dict[str, Any]) -> None:
    """Take over arguments, environment, folder and streams of a new process."""
    sys.argv = ["medadv_gui", *request["arguments"]]
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.path[1:1] = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path not in sys.path]
    tempfile.tempdir = None
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)


def _ended(child: int) -> int | None:
    """The exit status of a child, below 0 for a signal; None where it had to be killed in the end."""
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    sys.exit(serve())
