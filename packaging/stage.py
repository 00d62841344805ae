"""Lays what a build needs beside the source: build.json, and the icon in the forms that each system takes.

.build/venv/bin/python packaging/stage.py FOLDER COMMIT
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version as distribution_version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (16, 32, 48, 64, 128, 256, 512)
VERSION_INFO = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[StringFileInfo([StringTable('040904B0', [
    StringStruct('FileDescription', 'medadv_gui - research use only, not for diagnosis'),
    StringStruct('FileVersion', '{version}'), StringStruct('InternalName', 'medadv-gui'),
    StringStruct('OriginalFilename', 'medadv-gui.exe'), StringStruct('ProductName', 'medadv_gui'),
    StringStruct('ProductVersion', '{version} ({build})')])]), VarFileInfo([VarStruct('Translation', [1033, 1200])])])
"""


def main(folder: Path, commit: str) -> None:
    sys.path.insert(0, str(ROOT))
    import medadv_gui

    day = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC).strftime("%Y%m%d")
    torch = distribution_version("torch").partition("+")[0]
    build = {"version": medadv_gui.__version__, "build": f"{day}.{commit}", "torch": torch}
    (folder / "build.json").write_text(json.dumps(build) + "\n", "utf-8")
    numbers = tuple([*(int(part) for part in medadv_gui.__version__.split(".")), 0, 0, 0][:4])
    (folder / "version.txt").write_text(VERSION_INFO.format(numbers=numbers, **build), "utf-8")
    draw(folder)


def draw(folder: Path) -> None:
    """The icon as PNG in all sizes, as .ico and as .icns."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtGui import QGuiApplication, QIcon

    app = QGuiApplication([])
    icon = QIcon(str(ROOT / "resources" / "icons" / "medadv-gui.svg"))
    for size in SIZES:
        icon.pixmap(size, size).save(str(folder / f"medadv-gui-{size}.png"))
    with Image.open(folder / "medadv-gui-512.png") as picture:
        picture.save(folder / "medadv-gui.ico", sizes=[(size, size) for size in SIZES if size <= 256])
        picture.save(folder / "medadv-gui.icns")
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
