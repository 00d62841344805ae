"""The archives that a user can ask: their names, addresses and titles in a file, their passwords in the key store of
the system, or, where it has none, in memory as long as the program runs, and nowhere else."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from medadv_gui.archive.policy import archive_policy
from medadv_gui.core.errors import ArchiveError, InputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import policy_path

_entered: dict[str, str] = {}  # passwords that no key store has taken, until the program ends
DIMSE, DICOMWEB = "dimse", "dicomweb"
AUTO, GET, MOVE = "auto", "get", "move"
SERVICE = "medadv_gui"  # in the key store
_TITLE = re.compile(r"[!-\[\]-~](?:[ -\[\]-~]{0,14}[!-\[\]-~])?")  # PS3.5: 16 characters, no backslash
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]{2,45}")
_MAX_BYTES = 1 << 20


class PasswordWantedError(ArchiveError):
    """The user has to enter a password: it is nowhere, or it is wrong."""


@dataclass(frozen=True)
class Connection:
    """How one archive is reached.

    protocol : "dimse" (host, port, titles) or "dicomweb" (url). called, calling : AE titles of the archive and of this
    program. tls : DIMSE over TLS; of DICOMweb the URL tells. ca_file : certificates to trust instead of the system's.
    user : name to sign in with, over DICOMweb; its password lies in the key store.
    retrieve : "auto" (C-GET, and C-MOVE for what does not come), "get" or "move".
    listen_host, listen_port : the one address that C-MOVE sends to, open only during a retrieve.
    fixed : an administrator's, which the user cannot change.
    """

    name: str
    protocol: str = DIMSE
    host: str = ""
    port: int = 104
    called: str = ""
    calling: str = "MEDADV"
    url: str = ""
    tls: bool = False
    ca_file: str = ""
    user: str = ""
    retrieve: str = AUTO
    listen_host: str = ""
    listen_port: int = 11112
    fixed: bool = False

    @property
    def secure(self) -> bool:
        """Whether what goes to and fro is encrypted."""
        return self.tls if self.protocol == DIMSE else urlsplit(self.url).scheme == "https"

    def to_json(self) -> dict[str, Any]:
        """For the file: no password, and not whose it is."""
        return {key: value for key, value in asdict(self).items() if key != "fixed"}


def faults(connection: Connection) -> dict[str, str]:
    """What is wrong with the fields of a connection, by field; nothing where it can be tried."""
    found = {}
    if not connection.name.strip() or len(connection.name) > 64 or not connection.name.isprintable():
        found["name"] = "a name of up to 64 characters"
    if connection.protocol == DIMSE:
        if not _HOST.fullmatch(connection.host):
            found["host"] = "a host's name or IP address"
        if not 1 <= connection.port <= 65_535:
            found["port"] = "a number from 1 to 65535"
        for field in ("called", "calling"):
            if not _TITLE.fullmatch(getattr(connection, field)):
                found[field] = "1 to 16 letters, digits or signs"
        if connection.retrieve not in (AUTO, GET, MOVE):
            found["retrieve"] = "auto, get or move"
        if connection.listen_host and not _is_address(connection.listen_host):
            found["listen_host"] = "one IP address of this machine"
        if not 0 <= connection.listen_port <= 65_535:
            found["listen_port"] = "a number from 0 to 65535"
    elif connection.protocol == DICOMWEB:
        found |= _url_fault(connection.url)
    else:
        found["protocol"] = "dimse or dicomweb"
    if connection.ca_file and not Path(connection.ca_file).is_file():
        found["ca_file"] = "there is no such file"
    return found


def _url_fault(url: str) -> dict[str, str]:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return {"url": "an address that begins with https:// or http://"}
    if parts.username or parts.password:
        return {"url": "no user or password in the address: these have fields of their own"}
    if parts.query or parts.fragment:
        return {"url": "an address without ? and #"}
    return {} if whole else {"url": "an address that begins with https:// or http://"}


def _is_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    # Never every address of the machine, nor one that many share.
    return not (address.is_unspecified or address.is_multicast or str(address) == "255.255.255.255")


def connections_path() -> Path:
    """Where the user's connections lie."""
    return Path(platformdirs.user_config_dir("medadv_gui", appauthor=False)) / "archives.json"


def load_connections() -> tuple[Connection, ...]:
    """The administrator's connections, then the user's own, where these are allowed; of two of a name, the first.

    Raises InputError where a file cannot be read or holds something else.
    """
    policy = archive_policy()
    found = [replace(_parsed(raw, policy_path().name), fixed=True) for raw in policy.archives]
    if not policy.fixed:
        found += _own()
    return tuple({item.name: item for item in reversed(found)}[name] for name in dict.fromkeys(c.name for c in found))


def _own() -> list[Connection]:
    path = connections_path()
    try:
        with path.open("rb") as stream:
            raw = json.loads(stream.read(_MAX_BYTES))
        if raw["schema_version"] != 1:
            raise InputError(f"{path.name}: is of another version of this program")
        return [_parsed(item, path.name) for item in raw["archives"]]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InputError(f"{path.name}: is no list of archives") from None


def _parsed(raw: Any, file: str) -> Connection:
    """A connection from its JSON object; raises InputError where a field is of another kind or unknown."""
    kinds = {field.name: str(field.type) for field in fields(Connection) if field.name != "fixed"}
    if not isinstance(raw, dict) or not set(raw) <= set(kinds) or "name" not in raw:
        raise InputError(f"{file}: holds an archive with other fields than this version knows")
    for key, value in raw.items():
        if type(value).__name__ != kinds[key]:
            raise InputError(f"{file}: {key} of an archive is of the wrong kind")
    connection = Connection(**raw)
    wrong = {key: words for key, words in faults(connection).items() if key != "ca_file"}
    for key, words in wrong.items():
        raise InputError(f"{file}: {key} of an archive must be {words}")
    return connection


def save_connections(connections: Sequence[Connection]) -> None:
    """Write the user's own connections; the administrator's stay where they are.

    Raises OutputError where the file cannot be written, ArchiveError where the administrator allows none.
    """
    if archive_policy().fixed:
        raise ArchiveError("the archives of this machine are fixed by its administrator")
    own = {"schema_version": 1, "archives": [item.to_json() for item in connections if not item.fixed]}
    with write_atomic(connections_path()) as stream:
        stream.write(json.dumps(own, indent=1).encode())


def account(connection: Connection) -> str:
    """The entry in the key store: bound to the place, so that a changed address does not get the password."""
    return f"{connection.user}@{connection.url}"


def password(connection: Connection) -> str:
    """The password that belongs to a connection's user, "" where there is no user.

    Raises PasswordWantedError where the user has to enter it.
    """
    if not connection.user:
        return ""
    import keyring

    entry = account(connection)
    try:
        found = _entered.get(entry) or keyring.get_password(SERVICE, entry)
    except Exception:  # each system's key store has errors of its own
        raise PasswordWantedError(
            f"{connection.name}: the system has no key store that answers; the password is asked for each time and "
            "written nowhere"
        ) from None
    if found is None:
        raise PasswordWantedError(f"{connection.name}: its password is not in the key store")
    return found


def keep_password(connection: Connection, secret: str) -> None:
    """Put a password into the key store; where none takes it, it is known until the program ends."""
    import keyring

    entry = account(connection)
    try:
        keyring.set_password(SERVICE, entry, secret)
        _entered.pop(entry, None)
    except Exception:
        _entered[entry] = secret


def forget_password(connection: Connection) -> None:
    """Take a connection's password out of the key store and out of memory, if it is there."""
    import keyring

    if connection.user:
        _entered.pop(account(connection), None)
        with suppress(Exception):
            keyring.delete_password(SERVICE, account(connection))
