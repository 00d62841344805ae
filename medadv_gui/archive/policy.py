"""What an administrator has set of archives, in the policy of the whole machine (`core.policy`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medadv_gui.core.policy import policy


@dataclass(frozen=True)
class ArchivePolicy:
    """The settings. archives : JSON objects that nobody has looked at yet. send_to : names among them, none where all
    sending is forbidden. quota : bytes."""

    archives: tuple[dict[str, Any], ...]
    fixed: bool
    send_to: tuple[str, ...]
    quota: int


def archive_policy() -> ArchivePolicy:
    """The settings as the file says now; all as usual where there is none.

    Raises InputError where it cannot be read: what should be forbidden would be allowed.
    """
    known = policy()
    send_to = known.archive_send_to if known.sending else ()
    return ArchivePolicy(known.archives, known.archives_fixed, send_to, known.archive_quota_gib << 30)
