"""Which build of the program this is: the version stands in `medadv_gui.__version__` alone, the rest in a file that
packaging/build.sh lays beside the frozen program's resources."""

from __future__ import annotations

import json
from functools import cache

import medadv_gui
from medadv_gui.core.resources import resources

SOURCE = "source"


@cache
def build_id() -> str:
    """The id of a frozen build, as "20261129.a9755e3"; "source" where the program runs from its source."""
    try:
        return str(json.loads((resources() / "build.json").read_bytes())["build"])
    except (OSError, ValueError, KeyError, TypeError):
        return SOURCE


def version_line() -> str:
    """Name, version and build, as `--version` prints them."""
    return f"medadv_gui {medadv_gui.__version__} (build {build_id()})"
