"""How long the frozen program takes to its window, cold and warm, on a real X server.

    python tests/benchmarks/bench_frozen_start.py PROGRAM [--starts 5]

prints one JSON object: for each start seconds from the start of the process to the window on the screen (mapped, and
its first picture drawn), cold with the page cache dropped before (root), and warm. Needs Xvfb,
xev and xwd (Debian: xvfb, x11-utils, x11-apps).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

DROP = Path("/proc/sys/vm/drop_caches")


def start(program: str, display: str, home: Path) -> tuple[float, float]:
    """Seconds until the window is mapped, and until it is drawn: until a picture of the screen has more than one
    colour."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": str(home)}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    watch = subprocess.Popen(
        ["xev", "-root", "-event", "substructure"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert watch.stdout is not None
    time.sleep(0.5)
    began = time.monotonic()
    process = subprocess.Popen([program], env=environment)
    mapped = drawn = 0.0
    try:
        for line in watch.stdout:
            if line.startswith("MapNotify"):
                window = next(re.finditer(r"window (0x[0-9a-f]+)", next(watch.stdout).split(",", 1)[-1]))[1]
                shown = subprocess.run(
                    ["xwininfo", "-id", window], capture_output=True, text=True, env=environment, check=False
                ).stdout
                width = re.search(r"Width: (\d+)", shown)
                if width and int(width[1]) > 600:  # neither a splash nor a tooltip
                    mapped = time.monotonic() - began
                    break
        while not drawn:
            picture = subprocess.run(
                ["xwd", "-root", "-silent"], capture_output=True, env=environment, check=True
            ).stdout[-1_000_000:]
            if len(set(picture[::997])) > 8:
                drawn = time.monotonic() - began
    finally:
        process.terminate()
        process.wait()
        watch.terminate()
        watch.wait()
    return mapped, drawn


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("program")
    parse.add_argument("--starts", type=int, default=5)
    options = parse.parse_args()
    display = f":{100 + os.getpid() % 100}"
    found: dict[str, list[tuple[float, float]]] = {"cold": [], "warm": []}
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            ["Xvfb", display, "-screen", "0", "1440x900x24", "-ac"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server,
    ):
        time.sleep(2)
        try:
            start(options.program, display, Path(home))  # the first of all makes folders
            for _ in range(options.starts):
                if os.access(DROP, os.W_OK):
                    subprocess.run(["sync"], check=True)
                    DROP.write_text("3")
                    # The X server and the tools that watch are not what is measured.
                    subprocess.run(["xwininfo", "-root"], capture_output=True, check=False)
                    subprocess.run(["xwd", "-root", "-silent", "-display", display], capture_output=True, check=False)
                    found["cold"].append(start(options.program, display, Path(home)))
                found["warm"].append(start(options.program, display, Path(home)))
        finally:
            server.terminate()
    print(
        json.dumps(
            {
                **{kind: [[round(t, 2) for t in pair] for pair in pairs] for kind, pairs in found.items()},
                "least drawn": {kind: round(min(t for _, t in pairs), 2) for kind, pairs in found.items() if pairs},
                "load": os.getloadavg()[0],
            }
        )
    )


if __name__ == "__main__":
    main()
