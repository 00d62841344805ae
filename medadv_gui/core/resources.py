"""Where the program's own files and the user's folders lie."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

import platformdirs

from medadv_gui.core.errors import InputError
from medadv_gui.core.policy import policy, policy_path, user_name

_PACKAGE = Path(__file__).resolve().parents[1]


def resources() -> Path:
    """The resources folder: inside an installed package, beside it in a checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def cache_dir() -> Path:
    """The user's cache folder of this program, made if missing."""
    return Path(platformdirs.user_cache_dir("medadv_gui", appauthor=False, ensure_exists=True))


def data_dir() -> Path:
    """The user's data folder of this program, made if missing: where the administrator wants it, or in the home.

    Raises InputError where the administrator's is not there or another user has made what should be this one's.
    """
    storage = policy().storage_folder
    if storage is None:
        return Path(platformdirs.user_data_dir("medadv_gui", appauthor=False, ensure_exists=True))
    folder = storage / user_name()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)  # the folder that it lies in is the administrator's to make
        if sys.platform != "win32":
            _only_mine(folder)
    except OSError as error:
        raise InputError(f"{policy_path().name}: storage_folder cannot be used ({error.strerror})") from None
    return folder


def _only_mine(folder: Path) -> None:
    """Raises InputError where a folder is another user's, who would see what is kept in it; OSError where it cannot be
    looked at."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise InputError(f"{policy_path().name}: storage_folder has a {folder.name} that is not this user's folder")
    if found.st_mode & 0o077:
        folder.chmod(0o700)


def settle_temp() -> None:
    """Have a folder for temporary files, this process and those that it starts: where the system's are locked, Python
    would take the current folder, which may be a study's, or give up."""
    try:
        usable = Path(tempfile.gettempdir()) != Path.cwd()
    except OSError:
        usable = False
    if not usable:
        folder = cache_dir() / "tmp"
        folder.mkdir(mode=0o700, exist_ok=True)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
