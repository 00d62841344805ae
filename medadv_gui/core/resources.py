"""Where the program's own files and the user's folders lie."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parents[1]


def resources() -> Path:
    """The resources folder: inside an installed package, beside it in a checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def cache_dir() -> Path:
    """The user's cache folder of this program, made if missing."""
    return Path(platformdirs.user_cache_dir("medadv_gui", appauthor=False, ensure_exists=True))


def data_dir() -> Path:
    """The user's data folder of this program, made if missing."""
    return Path(platformdirs.user_data_dir("medadv_gui", appauthor=False, ensure_exists=True))
