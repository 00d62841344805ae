"""The attacks that can be run: the program's own, and those a user has installed and trusts. Imports no torch.

A user's own attack is an entry point of the group "medadv_gui.attacks" that names an `AttackInfo`. Nothing of its
package is imported before the user trusts that package's files as they are; once a file changes the trust is gone.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from medadv_gui.attack.settings import ATTACKS, NORMS, AttackInfo, AttackSettings, Parameter
from medadv_gui.core.errors import MedadvError, SettingsError
from medadv_gui.core.files import file_sha256, write_atomic
from medadv_gui.models.card import TASKS

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

GROUP = "medadv_gui.attacks"
MOST_FILES, MOST_BYTES = 5_000, 256_000_000
CHANGED = "its package has changed since it was trusted"
STALE = "its package has changed since it was loaded; start the program again"

_FIELDS = {f.name for f in fields(AttackSettings)}
_KINDS = {p.name: p.kind for info in ATTACKS.values() for p in info.parameters}


@dataclass(frozen=True)
class Plugin:
    """An attack that a package offers.

    sha256 : over the package's `files` files; empty where the attack is refused and cannot be trusted.
    editable : the package is installed from a folder whose files are not among those hashed.
    reason : why it is refused, no longer trusted, or trusted and yet left out; else empty.
    info : the attack, once it is trusted and loaded.
    """

    name: str
    distribution: str
    version: str
    sha256: str
    files: int
    editable: bool
    trusted: bool
    reason: str = ""
    info: AttackInfo | None = None


@dataclass(frozen=True, eq=False)
class _Offer:
    """An entry point as its package's metadata states it, and the package's files by name."""

    entry: EntryPoint
    distribution: str
    version: str
    editable: bool
    files: tuple[tuple[str, Path], ...]


def found() -> tuple[Plugin, ...]:
    """Every attack that an installed package offers, by name. Nothing of the packages is imported."""
    return tuple(plugin for plugin, _ in _found())


def own_attacks() -> tuple[Plugin, ...]:
    """What `found` lists, the trusted ones loaded: each has its `info`, or the `reason` why it is left out."""
    return tuple(_load(plugin, offer) if plugin.trusted else plugin for plugin, offer in _found())


def known_attacks() -> dict[str, AttackInfo]:
    """By name."""
    return ATTACKS | {plugin.name: plugin.info for plugin in own_attacks() if plugin.info is not None}


def attack_named(name: str) -> AttackInfo:
    """The attack called `name`.

    Raises
    ------
    SettingsError
        If there is none, or if it is a user's own that is not trusted or cannot be loaded.
    """
    attacks = known_attacks()
    if name in attacks:
        return attacks[name]
    for plugin in own_attacks():
        if plugin.name == name and plugin.sha256 and not plugin.trusted:
            why = plugin.reason or "it is not trusted"
            raise SettingsError(f"attack {name!r}: {why}; to trust it: medadv-gui attacks trust {name}")
        if plugin.name == name:
            raise SettingsError(f"attack {name!r}: {plugin.reason}")
    raise SettingsError(f"attack {name!r} is not one of {', '.join(attacks)}")


def checked_options(info: AttackInfo, options: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `options`, numbers and texts, as the attack's parameters want them.

    Raises SettingsError where the attack has no such option or the value is out of its range.
    """
    known = {p.name: p for p in info.parameters if p.name not in _FIELDS}
    return _all_checked(info, known, "option", options)


def checked_parameters(info: AttackInfo, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same of all that the attack's form asks for: fields of AttackSettings, and `options` for the others.

    Raises SettingsError where the attack has no such parameter or the value is out of its range.
    """
    checked = _all_checked(info, {p.name: p for p in info.parameters}, "parameter", given)
    options = {name: value for name, value in checked.items() if name not in _FIELDS}
    return {name: value for name, value in checked.items() if name in _FIELDS} | {"options": options}


def _all_checked(
    info: AttackInfo, known: Mapping[str, Parameter], what: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    for name in given:
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise SettingsError(f"attack {info.name!r} has no {what} {name!r}; {has}")
    return {name: _checked(known[name], value) for name, value in given.items()}


def trust(name: str, sha256: str | None = None) -> Plugin:
    """Trust the package that offers the attack called `name`, with its files as they are.

    sha256 : what the user was shown, if anything.

    Raises
    ------
    SettingsError
        If no package offers it, it is refused, or it is no longer what the user was shown.
    OutputError
        If it cannot be recorded.
    """
    plugin = next((plugin for plugin in found() if plugin.name == name), None)
    if plugin is None:
        own = "is the program's own" if name in ATTACKS else "is offered by no installed package"
        raise SettingsError(f"attack {name!r} {own}")
    if not plugin.sha256:
        raise SettingsError(f"attack {name!r}: {plugin.reason}")
    if sha256 not in (None, plugin.sha256):
        raise SettingsError(f"attack {name!r}: its package has changed meanwhile; nothing is trusted")
    record = {**_record(plugin), "trusted": date.today().isoformat()}
    _write({**_trusted(), name: record})
    return replace(plugin, trusted=True, reason="")


def distrust(name: str) -> None:
    """Trust the attack called `name` no longer. Raises SettingsError where it is not trusted."""
    trusted = _trusted()
    if name not in trusted:
        raise SettingsError(f"attack {name!r} is not trusted")
    del trusted[name]
    _write(trusted)


def trust_file() -> Path:
    """Where it is recorded which packages the user trusts."""
    return Path(platformdirs.user_config_dir("medadv_gui", appauthor=False)) / "trusted-attacks.json"


def _trusted() -> dict[str, Any]:
    """What the user trusts; nothing where the file is damaged."""
    try:
        read = json.loads(trust_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _write(trusted: Mapping[str, Any]) -> None:
    with write_atomic(trust_file()) as stream:
        stream.write(json.dumps(trusted, indent=2).encode())


def _record(plugin: Plugin) -> dict[str, Any]:
    return {"distribution": plugin.distribution, "version": plugin.version, "sha256": plugin.sha256}


# What the packages' metadata says

_scanned: tuple[object, tuple[_Offer, ...]] = None, ()


def _offers() -> tuple[_Offer, ...]:
    """The entry points of the group, by name; read again once a folder of the path has changed."""
    global _scanned
    path = tuple((folder, _modified(folder)) for folder in sys.path)
    if _scanned[0] != path:
        _scanned = path, tuple(sorted(_scan(), key=lambda offer: (offer.entry.name, offer.distribution)))
    return _scanned[1]


def _modified(folder: str) -> int:
    try:
        return Path(folder).stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


def _scan() -> list[_Offer]:
    from importlib.metadata import distributions  # the window starts without it

    offers: list[_Offer] = []
    seen = set()
    for distribution in distributions():
        # A package whose metadata is damaged offers nothing; it must not hide the others.
        try:
            entries = distribution.entry_points.select(group=GROUP)
            if not entries:
                continue
            name = _line(distribution.metadata["Name"])
            plain = re.sub(r"[-_.]+", "-", name).lower()
            if plain not in seen:  # the first one on the path is the one that is imported
                seen.add(plain)
                offers += _offers_of(distribution, name, tuple(entries))
        except Exception:
            continue
    return offers


def _offers_of(distribution: Distribution, name: str, entries: tuple[EntryPoint, ...]) -> list[_Offer]:
    url = json.loads(distribution.read_text("direct_url.json") or "{}")
    editable = bool(url.get("dir_info", {}).get("editable", False))
    files = {
        item.as_posix(): Path(str(item.locate()))
        for item in distribution.files or ()
        if "__pycache__" not in item.parts  # written anew by every Python that imports it
    }
    listed = tuple(sorted(files.items()))
    return [_Offer(entry, name, _line(distribution.version), editable, listed) for entry in entries]


def _found() -> list[tuple[Plugin, _Offer]]:
    offers = _offers()
    trusted = _trusted() if offers else {}
    offered = Counter(offer.entry.name.lower() for offer in offers)
    return [(_described(offer, trusted, offered), offer) for offer in offers]


def _described(offer: _Offer, trusted: Mapping[str, Any], offered: Counter[str]) -> Plugin:
    name = offer.entry.name
    refused = Plugin(_line(name), offer.distribution, offer.version, "", 0, offer.editable, False)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        return replace(refused, reason="its name is not made of letters, digits, dots and dashes alone")
    if name.lower() in ATTACKS:
        return replace(refused, reason="it bears the name of one of the program's own attacks")
    if offered[name.lower()] > 1:
        return replace(refused, reason="more than one package offers an attack of this name")
    try:
        stamps = _stamps(offer)
        plugin = replace(refused, sha256=_sha256(stamps), files=len(stamps))
    except ValueError as error:
        return replace(refused, reason=str(error))
    except OSError as error:
        return replace(refused, reason=f"its package's files cannot be read ({error.strerror})")
    record = trusted.get(name)
    if not isinstance(record, dict):
        return plugin
    if {key: record.get(key) for key in _record(plugin)} != _record(plugin):
        return replace(plugin, reason=CHANGED)
    return replace(plugin, trusted=True)


_Stamp = tuple[str, Path, int, int, int]


def _stamps(offer: _Offer) -> tuple[_Stamp, ...]:
    """The package's files that exist: name, path, size, and when content and entry were last changed."""
    stamps: list[_Stamp] = []
    if len(offer.files) > MOST_FILES:
        raise ValueError(f"its package has more than {MOST_FILES} files, too many to be checked")
    for name, path in offer.files:
        if path.is_file():
            stat = path.stat()
            stamps.append((name, path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    if not stamps:
        raise ValueError("its package does not list its files, so that they cannot be checked")
    if sum(size for _, _, size, _, _ in stamps) > MOST_BYTES:
        raise ValueError(f"its package is larger than {MOST_BYTES // 1_000_000} MB, too large to be checked")
    return tuple(stamps)


@lru_cache(maxsize=64)
def _sha256(stamps: tuple[_Stamp, ...]) -> str:
    """SHA-256 of the list of the files' own hashes and names, read once for each state of the files."""
    lines = (f"{file_sha256(path)}  {name}\n" for name, path, *_ in stamps)
    return hashlib.sha256("".join(lines).encode(errors="surrogateescape")).hexdigest()


def _line(text: str) -> str:
    """One line of printable characters."""
    return str(MedadvError(text))[:200]


# Loading what is trusted

_loaded: dict[str, tuple[str, AttackInfo | None, str]] = {}


def _load(plugin: Plugin, offer: _Offer) -> Plugin:
    """`plugin` with its `info`, or with the reason why it cannot be had. Runs the package's code, once a process."""
    if plugin.name not in _loaded:
        info, reason = None, _elsewhere(offer)
        try:
            info = None if reason else _fitting(plugin.name, offer.entry.load())
        except (Exception, SystemExit) as error:
            reason = _line(f"{type(error).__name__}: {error}")
        _loaded[plugin.name] = plugin.sha256, info, reason
    sha256, info, reason = _loaded[plugin.name]
    if sha256 != plugin.sha256:  # Python would go on with the module that it has
        return replace(plugin, reason=STALE)
    return replace(plugin, info=info, reason=reason)


def _elsewhere(offer: _Offer) -> str:
    """Why the import would not run the files that are trusted; empty where it does."""
    module = offer.entry.value.partition(":")[0].partition(".")[0].strip()
    if offer.editable:
        return ""
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        spec = None
    files = {path.resolve() for _, path in offer.files}
    if spec is not None and spec.origin is not None and Path(spec.origin).resolve() in files:
        return ""
    folders = {Path(folder).resolve() for folder in (spec and spec.submodule_search_locations) or ()}
    if spec is not None and spec.origin is None and any(folders & set(path.parents) for path in files):
        return ""
    return f"its module {_line(module)!r} is not among its package's files"


def _fitting(name: str, info: Any) -> AttackInfo:
    """`info` if it is an attack of this name that form, command line and settings can deal with, else ValueError."""
    if not isinstance(info, AttackInfo):
        raise ValueError(f"it is {type(info).__name__}, not AttackInfo")
    if info.name != name:
        raise ValueError(f"it calls itself {info.name!r}")
    if not re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", info.method) or not callable(info.iterates):
        raise ValueError("method must be MODULE:FUNCTION, and iterates a function")
    if not isinstance(info.min_classes, int):
        raise ValueError("min_classes must be a whole number")
    for given, known in ((info.tasks, TASKS), (info.norms, NORMS)):
        if not given or not set(given) <= set(known):
            raise ValueError(f"{given} are not all of {', '.join(known)}")
    names = [p.name for p in info.parameters]
    if len(set(names)) < len(names):
        raise ValueError("two parameters bear one name")
    if "alpha" in names and not {"sigma", "dilation", "reference"} <= set(names):
        raise ValueError("alpha needs sigma, dilation and reference beside it")
    for p in info.parameters:
        _check_parameter(p)
    return replace(info, title=_line(info.title), summary=_line(info.summary))


def _check_parameter(p: Parameter) -> None:
    if not re.fullmatch(r"[A-Za-z_]\w{0,63}", p.name) or p.kind not in ("float", "int", "choice"):
        raise ValueError(f"parameter {p.name!r} of kind {p.kind!r} is none")
    if p.name in _FIELDS and _KINDS.get(p.name) != p.kind:
        raise ValueError(f"{p.name!r} is a setting that means something else; name the parameter otherwise")
    if not all(isinstance(text, str) for text in (p.title, p.unit, p.help, *p.choices)):
        raise ValueError(f"the texts of parameter {p.name!r} are not all text")
    _checked(p, p.default)


def _checked(p: Parameter, value: Any) -> Any:
    """`value` as the parameter wants it; SettingsError where it is none or out of range."""
    if p.kind == "choice":
        if value not in p.choices:
            raise SettingsError(f"{p.name} {value!r} is not one of {', '.join(p.choices)}")
        return value
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    whole = p.kind == "int"
    if isinstance(value, bool) or not p.low <= number <= p.high or (whole and not number.is_integer()):
        kind = "a whole number" if whole else "a number"
        raise SettingsError(f"{p.name} {value!r} is not {kind} from {p.low:g} to {p.high:g}")
    return int(number) if whole else number
