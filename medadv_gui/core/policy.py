"""What an administrator has set for all users of this machine: one JSON file that they cannot write.

Every key may be missing. A file that cannot be read is never passed over: cases that should go would stay, and what
should be recorded would not be.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from medadv_gui.core.errors import InputError, OutputError

MAX_DAYS = 36_500
MAX_GIB = 1 << 20
FOLDERS = ("model_folder", "export_folder", "storage_folder")
_MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Policy:
    """The settings of a machine.

    model_folder : models for all its users, one folder each, beside their own. export_folder : the only folder, with
    those in it, that results, reports and pictures are written to. storage_folder : each user's models, cases and
    session lie in a folder of the user's name in it, not in the home. retention_days : how long cases are kept.
    audit_log : a file that gets a line for every attack, export, removal, fetching from an archive and sending.
    sending : whether links to pages outside the program open, and images may go to the archives that the administrator
    names; false forbids both.
    archives : connections, as `archive.connections` writes them, that all users have and none can change; what they say
    is looked at where they are used. archives_fixed : whether users may add none of their own. archive_send_to : names
    among `archives` that perturbed images may be sent to. archive_quota_gib : how much fetched files may take of a
    user's disk.
    """

    model_folder: Path | None = None
    export_folder: Path | None = None
    storage_folder: Path | None = None
    retention_days: int | None = None
    audit_log: Path | None = None
    sending: bool = True
    archives: tuple[dict[str, Any], ...] = ()
    archives_fixed: bool = False
    archive_send_to: tuple[str, ...] = ()
    archive_quota_gib: int = 20


def policy_path() -> Path:
    """Where the policy lies: policy.json in the program's folder for the whole machine. On Linux no variable of the
    user's moves it."""
    if sys.platform == "linux":
        return Path("/etc/xdg/medadv_gui/policy.json")
    return Path(platformdirs.site_config_dir("medadv_gui", appauthor=False)) / "policy.json"


def policy() -> Policy:
    """The policy as its file says now; all as usual where there is none.

    Raises InputError where it cannot be read or says something that this version does not know.
    """
    return parse_policy(stated(), policy_path().name)


def stated() -> Any:
    """The content of the policy's file, {} where there is none. Raises InputError where it cannot be read."""
    path = policy_path()
    try:
        with path.open("rb") as stream:
            return json.loads(stream.read(_MAX_BYTES))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path.name}: is not JSON") from None


def parse_policy(raw: Any, name: str) -> Policy:
    """A policy from the content of its file, called `name` in messages; raises InputError where it is none."""
    if not isinstance(raw, dict):
        raise InputError(f"{name}: is not a JSON object")
    unknown = sorted(set(raw) - {field.name for field in fields(Policy)})
    if unknown:
        raise InputError(f"{name}: {unknown[0]} is no setting of this version")
    given = {key: value for key, value in raw.items() if value is not None}
    for key in (*FOLDERS, "audit_log"):
        if key in given:
            if not isinstance(given[key], str) or not Path(given[key]).is_absolute():
                raise InputError(f"{name}: {key} must be a path from the root")
            given[key] = Path(given[key])
    for key, most in (("retention_days", MAX_DAYS), ("archive_quota_gib", MAX_GIB)):
        number = given.get(key, 1)
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
            raise InputError(f"{name}: {key} must be a whole number from 1 to {most}")
    for key in ("sending", "archives_fixed"):
        if not isinstance(given.get(key, True), bool):
            raise InputError(f"{name}: {key} must be true or false")
    for key, kind, words in (("archives", dict, "connections"), ("archive_send_to", str, "names")):
        if key in given:
            if not isinstance(given[key], list) or not all(isinstance(item, kind) for item in given[key]):
                raise InputError(f"{name}: {key} must be a list of {words}")
            given[key] = tuple(given[key])
    return Policy(**given)


def user_name() -> str:
    """The user's name, which on Linux and macOS no variable of the user's changes."""
    if sys.platform == "win32":
        return getpass.getuser()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user whom no list of this machine knows, as in a container
        return str(os.getuid())


def check_export(target: Path) -> None:
    """Raises OutputError where results must not be written to `target`, links in its path followed, or could not be
    written down in the audit log afterwards."""
    known = policy()
    allowed = known.export_folder
    if allowed is not None and not target.resolve().is_relative_to(allowed.resolve()):
        raise OutputError(f"{target.name}: on this machine results are written into {allowed} alone")
    if known.audit_log is not None:
        _append(known.audit_log, b"")


def exporting(target: Path, what: str) -> None:
    """Before something is written for the user to keep or to pass on: look whether it may lie at `target`, and note it.

    Raises OutputError where it may not, or where that cannot be written down.
    """
    check_export(target)
    audit("export", what=what)


def audit(event: str, **facts: str | int | bool | None) -> None:
    """Add a line to the audit log, where there is one: time in UTC, user, event and what is said of it. Facts name no
    patient and no source path.

    Raises OutputError where it cannot be written: what must be recorded is not done unrecorded.
    """
    log = policy().audit_log
    if log is None:
        return
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"), "user": user_name(), "event": event, **facts,
    }  # fmt: skip
    _append(log, json.dumps(line, ensure_ascii=True).encode() + b"\n")


def _append(log: Path, line: bytes) -> None:
    """Raises OutputError where that fails."""
    try:
        # One write of one line to a file opened for appending: lines of two users at once do not mix. The file is the
        # administrator's to make: one that a user made would be the user's to change.
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OutputError(f"{log.name}: the audit log cannot be written ({error.strerror})") from None
