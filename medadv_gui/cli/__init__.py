"""The command line: parsing and printing. The work is done by the rooms below; torch and Qt come only when needed.

Exit status: 0 done, whatever the attack achieved; 2 wrong usage or unreadable input, one line on standard error;
130 cancelled; 1 a bug.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from medadv_gui.cli.arguments import COMMANDS, parser
from medadv_gui.cli.words import CANCELLED
from medadv_gui.core.errors import MedadvError
from medadv_gui.core.log import setup_logging
from medadv_gui.core.policy import check_export
from medadv_gui.core.resources import settle_temp


def run(arguments: Sequence[str]) -> int:
    """Run the program with `arguments`; returns the exit status."""
    setup_logging()
    settle_temp()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A redirected Windows console writes cp1252: a file's name must not end the program.
            stream.reconfigure(errors="backslashreplace")
    if not arguments or (arguments[0] not in COMMANDS and not arguments[0].startswith("-")):
        arguments = ["view", *arguments]
    try:
        options = parser().parse_args(arguments)
        for target in (getattr(options, "out", None), getattr(options, "screenshot", None)):
            if target is not None:
                check_export(target)
        status: int = options.command(options)
        return status
    except MedadvError as error:
        print(f"medadv-gui: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("medadv-gui: cancelled", file=sys.stderr)
        return CANCELLED
    except BrokenPipeError:
        sys.stderr.close()
        return 1
