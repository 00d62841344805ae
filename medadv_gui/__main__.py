"""`python -m medadv_gui` and the `medadv-gui` script: the window or the command line. Imports nothing heavy."""

from __future__ import annotations

import sys


def main() -> int:
    from medadv_gui.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
