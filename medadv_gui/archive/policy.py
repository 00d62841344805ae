"""What an administrator has set of archives, in policy.json in the program's folder for the whole machine.

archives : connections, as `Connection.to_json` writes them, that all users have and none can change.
archives_fixed : true where users may add none of their own.
archive_send_to : names among `archives` that perturbed images may be sent to; none without it.
archive_quota_gib : how much fetched files may take of a user's disk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from medadv_gui.core.errors import InputError

QUOTA_GIB = 20
_MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class ArchivePolicy:
    """The settings; `archives` are JSON objects that have not been looked at yet."""

    archives: tuple[dict[str, Any], ...] = ()
    fixed: bool = False
    send_to: tuple[str, ...] = ()
    quota: int = QUOTA_GIB << 30  # bytes


def policy_path() -> Path:
    """Where the administrator's file lies."""
    return Path(platformdirs.site_config_dir("medadv_gui", appauthor=False)) / "policy.json"


def archive_policy() -> ArchivePolicy:
    """The settings as the file says now; all as usual where there is none.

    Raises InputError where it cannot be read: what should be forbidden would be allowed.
    """
    path = policy_path()
    try:
        with path.open("rb") as stream:
            raw = json.loads(stream.read(_MAX_BYTES))
    except FileNotFoundError:
        return ArchivePolicy()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path.name}: is not JSON") from None
    archives = raw.get("archives", []) if isinstance(raw, dict) else None
    if not isinstance(archives, list) or not all(isinstance(item, dict) for item in archives):
        raise InputError(f"{path.name}: archives must be a list of connections")
    fixed, send_to = raw.get("archives_fixed", False), raw.get("archive_send_to", [])
    if not isinstance(fixed, bool):
        raise InputError(f"{path.name}: archives_fixed must be true or false")
    if not isinstance(send_to, list) or not all(isinstance(name, str) for name in send_to):
        raise InputError(f"{path.name}: archive_send_to must be a list of names")
    quota = raw.get("archive_quota_gib", QUOTA_GIB)
    if not isinstance(quota, int) or isinstance(quota, bool) or not 1 <= quota <= 1 << 20:
        raise InputError(f"{path.name}: archive_quota_gib must be a whole number from 1")
    return ArchivePolicy(tuple(archives), fixed, tuple(send_to), quota << 30)
