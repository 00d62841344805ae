"""`python -m medadv_gui` and the `medadv-gui` script: the window or the command line. Imports nothing heavy."""

from __future__ import annotations

import sys


def main() -> int:
    if sys.argv[1:] == ["--decode"]:  # the program starts itself so, to read files in a process apart
        from medadv_gui.imaging.child import serve

        return serve()
    if sys.argv[1:] == ["--check-model"]:  # likewise, to open a model that is not its own
        from medadv_gui.models.child import serve as serve_check

        return serve_check()
    if sys.argv[1:] == ["--work"]:  # likewise, to do the tasks of a cohort
        from medadv_gui.evaluation.cohort.child import serve as serve_work

        return serve_work()
    from medadv_gui.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
