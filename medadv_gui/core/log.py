"""Logging to standard error: level, room and message; messages name no patient and no path."""

from __future__ import annotations

import logging
import sys
import warnings


def setup_logging(verbose: bool = False) -> None:
    """Send the program's log to standard error; other libraries only from WARNING on."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", force=True
    )
    logging.getLogger("medadv_gui").setLevel(logging.INFO if verbose else logging.WARNING)
    # pydicom quotes values of the file in its log and warnings: neither goes any further.
    pydicom = logging.getLogger("pydicom")
    pydicom.propagate = False
    pydicom.addHandler(logging.NullHandler())
    warnings.filterwarnings("ignore", module="pydicom")
