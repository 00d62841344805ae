"""Prints packaging/CHANGELOG.md, whose newest version has to be the program's, in a form that others read.

python packaging/changelog.py debian    the changelog of a Debian package
python packaging/changelog.py notes     the newest version's part alone, for a release
"""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from textwrap import fill

HERE = Path(__file__).resolve().parent


def versions() -> list[tuple[str, list[str]]]:
    """(version, its lines), newest first.

    Raises ValueError where the newest is not the program's.
    """
    parts = re.split(r"^## +(\S+)[^\n]*\n", (HERE / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = [
        (parts[i], [" ".join(item.split()) for item in re.split(r"^\* ", parts[i + 1], flags=re.MULTILINE)[1:]])
        for i in range(0, len(parts), 2)
    ]
    source = (HERE.parent / "medadv_gui" / "__init__.py").read_text("utf-8")
    program = re.search(r'__version__ = "(.+)"', source)
    if program is None or found[0][0] != program[1]:
        raise ValueError(f"CHANGELOG.md begins with {found[0][0]}, which is not the program's version")
    return found


def main(form: str) -> None:
    if form == "notes":
        print("\n".join(f"* {line}" for line in versions()[0][1]))
        return
    when = format_datetime(datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC))
    for version, lines in versions():
        print(f"medadv-gui ({version}) unstable; urgency=medium\n")
        print("\n".join(fill(line, 76, initial_indent="  * ", subsequent_indent="    ") for line in lines))
        print(f"\n -- medadv_gui developers <medadv-gui@example.org>  {when}\n")


if __name__ == "__main__":
    main(sys.argv[1])
