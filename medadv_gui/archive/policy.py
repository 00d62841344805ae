"""What an administrator has set of archives, in the policy of the whole machine (`core.policy`).

archives : connections, as `Connection.to_json` writes them, that all users have and none can change.
archives_fixed : true where users may add none of their own.
archive_send_to : names among `archives` that perturbed images may be sent to; none without it.
archive_quota_gib : how much fetched files may take of a user's disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medadv_gui.core import policy
from medadv_gui.core.errors import InputError

QUOTA_GIB = 20


@dataclass(frozen=True)
class ArchivePolicy:
    """The settings; `archives` are JSON objects that have not been looked at yet."""

    archives: tuple[dict[str, Any], ...] = ()
    fixed: bool = False
    send_to: tuple[str, ...] = ()
    quota: int = QUOTA_GIB << 30  # bytes


def archive_policy() -> ArchivePolicy:
    """The settings as the file says now; all as usual where there is none.

    Raises InputError where it cannot be read: what should be forbidden would be allowed.
    """
    path, raw = policy.policy_path(), policy.stated()
    sending = policy.parse_policy(raw, path.name).sending
    archives = raw.get("archives", [])
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
    return ArchivePolicy(tuple(archives), fixed, tuple(send_to) if sending else (), quota << 30)
