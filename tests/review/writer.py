"""Started by test_kill.py: forks a hundred writers of readings, kills each with SIGKILL at a random moment, and looks.

Prints one JSON object. It imports little, so that the fork is cheap, and has one thread, so that it is safe.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path

from medadv_gui.core.errors import InputError
from medadv_gui.review import database
from medadv_gui.review.store import Reader, Reading, Store, now

READER = Reader("R1", 5, "radiology", 7, ({"case": "A"},), "2026-01-01T00:00:00.000+00:00")
KILLS = 100


def write(path: Path, pipe: int, session: int) -> None:
    """Write readings until killed; the uid of each goes into the pipe once `add` has returned."""
    with Store(path, "study", "0" * 64) as store:
        os.write(pipe, b"open\n")
        for number in range(10_000):
            reading = Reading(
                "study", "0" * 64, "R1", 5, "radiology", str(session), "A", number, "seen", now(), now(), 1.5,
                rating=number % 101, comment="x" * random.Random(number).randrange(2000),
            )  # fmt: skip
            store.add(READER, [reading])
            os.write(pipe, reading.uid.encode() + b"\n")


def main(path: Path, local: bool) -> dict[str, int]:
    database.on_local_disk = lambda _: local
    draw = random.Random(1)
    reported: set[str] = set()
    surplus = opening = killed = 0
    for session in range(KILLS):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            with suppress(BaseException):
                write(path, writes, session)
            os._exit(1)
        os.close(writes)
        head = os.read(reads, 5) if session % 4 else b""  # one in four is killed while it opens the file, or soon after
        time.sleep(draw.uniform(0, 0.015))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with os.fdopen(reads, "rb") as stream:
            lines = (head + stream.read()).split()
        opening += not lines
        reported |= {line.decode() for line in lines[1:]}
        with Store(path, "study", "0" * 64) as store:  # looks at the pages, and at each row's checksum
            stored = {reading.uid for reading in store.readings()}
        if not reported <= stored:
            raise SystemExit(f"lost after kill {session}: {len(reported - stored)} of {len(reported)}")
        if len(stored - reported) > 1 + surplus:
            raise SystemExit(f"more than the reading in flight is there after kill {session}")
        surplus = len(stored - reported)
    mode = sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone()[0]
    return {
        "killed": killed, "while_opening": opening, "reported": len(reported), "stored": len(stored), "mode": mode
    }  # fmt: skip


if __name__ == "__main__":
    try:
        print(json.dumps(main(Path(sys.argv[1]), sys.argv[2] == "local")))
    except InputError as error:
        raise SystemExit(str(error)) from None
