"""Takes out of a frozen program what nothing in it needs, and strips what stays.

    python packaging/trim.py FOLDER

FOLDER is what PyInstaller made: `_internal` lies in it. Prints what each part cost before and after.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Folders and files below _internal, as patterns of pathlib.
UNUSED = (
    # headers, tests and tools of PyTorch; torch_shm_manager alone is started by a running program
    "torch/include", "torch/share", "torch/test", "torch/_inductor/codegen/*.h", "torch/utils/model_dump",
    "torch/lib/*test*.so*", "torch/lib/libbackend_with_compiler.so", "torch/lib/libaoti_custom_ops.so",
    "torch/lib/*.lib",
    "torch/bin/protoc*", "torch/bin/test_*", "torch/bin/FileStoreTest", "torch/bin/HashStoreTest",
    "torch/bin/TCPStoreTest", "torch/bin/ProcessGroup*", "torch/bin/example_allreduce", "torch/bin/*_test",
    # Qt: this program draws widgets by the processor, on X11, Wayland, Windows, macOS or on nothing
    "PySide6/Qt/qml", "PySide6/qml", "PySide6/Qt/plugins/qmltooling", "PySide6/Qt/plugins/sqldrivers",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so", "PySide6/Qt/plugins/egldeviceintegrations",
    "PySide6/Qt/plugins/platforms/libqeglfs.so", "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
    "PySide6/Qt/plugins/platforms/libqminimal*.so", "PySide6/Qt/plugins/platforms/libqvkkhrdisplay.so",
    "PySide6/Qt/plugins/platforms/libqvnc.so", "PySide6/Qt/plugins/generic", "PySide6/Qt/plugins/networkinformation",
    "PySide6/Qt/plugins/tls", "PySide6/Qt/plugins/imageformats/libqpdf.so", "PySide6/plugins/sqldrivers",
    "PySide6/plugins/tls", "PySide6/plugins/networkinformation", "PySide6/plugins/generic", "PySide6/opengl32sw.dll",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
    # what a GTK theme brought, which is a machine's own, and what nobody names any more once the above is gone
    "libgtk-3.so*", "libgdk-3.so*", "share/icons", "share/themes", "share/mime", "lib/gdk-pixbuf", "gi_typelibs",
    # sample data of libraries, and the icon fonts that are not drawn from
    "pydicom/data/test_files", "pydicom/data/charset_files", "PIL/_avif*", "skimage/data", "pyqtgraph/examples",
    "pyqtgraph/icons/peegee", "networkx/drawing/tests", "scipy/*/tests", "qtawesome/fonts/[!m]*",
    "qtawesome/fonts/materialdesignicons5*",
)  # fmt: skip
# Qt's own texts in other languages than the window's.
TRANSLATIONS = re.compile(r"(qt|qtbase|qt_help)_(de|en)\.qm")
# Stripped on Linux. Never the folders that end in .libs: OpenBLAS does not survive it.
STRIPPED = (
    "torch/lib", "torch/_C*", "PySide6", "shiboken6", "libpython3*", "*.cpython-*", "python3.*", "numpy",
    "scipy", "skimage", "imagecodecs", "PIL", "rpds", "safetensors",
)  # fmt: skip
# PyTorch's source, 60 MB, lies there beside its compiled modules: only of these modules does it read any itself.
READ = ("install_config_module(", "jit.script", "jit_internal", "_overload", "boolean_dispatch", "getsource")


def main(folder: Path) -> None:
    inside = folder / "_internal" if (folder / "_internal").is_dir() else folder  # the latter in an app of macOS
    before = size(folder)
    for pattern in UNUSED:
        for path in sorted(inside.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in inside.glob("torch/**/*.py"):
        if not any(sign in path.read_text("utf-8") for sign in READ):
            path.unlink()
    for path in inside.glob("highdicom/_standard/*.json"):  # laid out for people: a third is blanks
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")), separators=(",", ":")), "utf-8")
    # pydicom looks for its examples at each start, would fetch what is missing, and shall not be able to.
    for path in inside.glob("pydicom/data/urls.json"):
        path.write_text("{}", "utf-8")
    for path in inside.glob("PySide6/**/translations/*.qm"):
        if not TRANSLATIONS.fullmatch(path.name):
            path.unlink()
    for path in inside.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()
    if sys.platform == "linux":
        strip(inside)
        orphans(folder)
    print(f"{before / 1e6:.0f} MB, trimmed {size(folder) / 1e6:.0f} MB", file=sys.stderr)


def size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def strip(inside: Path) -> None:
    """Take the symbols that only a debugger reads out of the big libraries."""
    for pattern in STRIPPED:
        for place in inside.glob(pattern):
            for path in [place] if place.is_file() else sorted(place.rglob("*")):
                if is_elf(path):
                    subprocess.run(["strip", "--strip-unneeded", path], check=True)
    for path in inside.rglob("*.so*"):  # libraries are loaded, not run
        if not path.is_symlink():
            path.chmod(0o644)


def is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def needed(path: Path) -> set[str]:
    """The names of the libraries that an ELF file asks for."""
    said = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", said))


def orphans(folder: Path) -> None:
    """Take out the libraries of the system, imagecodecs, Pillow and Qt that only something asked for that is gone."""
    inside = folder / "_internal"
    while True:
        wanted = set[str]().union(*(needed(path) for path in folder.rglob("*") if is_elf(path)))
        # Libraries at the top come from this machine; those that Python loads by name have no soname here.
        gone = [
            path
            for place in ("lib*.so*", "imagecodecs.libs/*", "pillow.libs/*", "PySide6/Qt/lib/*.so*")
            for path in inside.glob(place)
            if not path.exists() or (path.name not in wanted and not path.name.startswith("libpython"))
        ]
        if not gone:
            return
        for path in gone:
            path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
