"""`medadv-gui library`: the case library without a window."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medadv_gui.cli.words import RESEARCH_USE, print_json
from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.text import one_line

if TYPE_CHECKING:
    from medadv_gui.review.library import Library

_ACTIONS = "results kept as cases: list, add, export, import, remove, check, purge"


def add_library(commands: Any) -> None:
    """Its commands and their options."""
    library = commands.add_parser(
        "library", help=_ACTIONS, description=f"{_ACTIONS[0].upper()}{_ACTIONS[1:]}. {RESEARCH_USE}"
    )
    actions = library.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = actions.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}. {RESEARCH_USE}"
        )
        sub.set_defaults(command=function)
        sub.add_argument("--library", type=Path, metavar="DIR", help="the library's folder; default: the window's own")
        sub.add_argument("--json", action="store_true")
        return sub

    listed = action("list", _list, "list the cases, newest first, or those that all these words are found in")
    listed.add_argument("words", nargs="*", metavar="WORD", help="in model, attack, modality, answers, notes or tags")
    listed.add_argument("--tag", action="append", default=[], metavar="T", help="only with this tag; may be repeated")

    add = action("add", _add, "keep results that `medadv-gui attack` wrote")
    add.add_argument("folder", type=Path, nargs="+", metavar="DIR")
    add.add_argument("--notes", default="", metavar="TEXT")
    add.add_argument("--tag", action="append", default=[], metavar="T", help="may be repeated")

    export = action("export", _export, "write cases with notes and tags as one file")
    export.add_argument("case", nargs="*", metavar="CASE", help="ids, or how they begin; default: all")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.zip")

    taken = action("import", _import, "take in the cases of a file that `library export` wrote")
    taken.add_argument("file", type=Path, metavar="FILE.zip")

    remove = action("remove", _remove, "delete cases with their files")
    remove.add_argument("case", nargs="+", metavar="CASE", help="ids, or how they begin")

    action("check", _check, "compare every case's files with their SHA-256; exit status 2 where one is damaged")

    purge = action("purge", _purge, "delete the cases that are older than so many days")
    purge.add_argument(
        "--days", type=int, metavar="N", help="default: what an administrator has set, which is applied whenever a "
        "library is opened",
    )  # fmt: skip


def _opened(options: argparse.Namespace) -> Library:
    from medadv_gui.review.library import Library, library_folder

    library = Library(options.library or library_folder())
    if library.purged:
        print(f"note: {library.purged} cases older than the administrator's limit were removed", file=sys.stderr)
    return library


def _ids(library: Library, beginnings: list[str]) -> list[str]:
    """The whole ids of cases.

    Raises InputError where one is of none, or of several.
    """
    known, found = [kept.id for kept in library.find()], []
    for beginning in beginnings:
        fitting = [case for case in known if case.startswith(beginning.lower())]
        if len(fitting) != 1:
            raise InputError(f"{library.folder.name}: {len(fitting) or 'no'} cases begin with {beginning[:40]!r}")
        found += fitting
    return list(dict.fromkeys(found))


def _list(options: argparse.Namespace) -> int:
    with _opened(options) as library:
        found = library.find(" ".join(options.words), options.tag)
        folders = [str(library.folder_of(kept.id)) for kept in found]
    if options.json:
        print_json({"cases": [{**asdict(k), "folder": folder} for k, folder in zip(found, folders, strict=True)]})
        return 0
    for kept in found:
        success = "success" if kept.succeeded else "no success"
        words = f"{kept.model}, {kept.attack} {kept.norm} {kept.epsilon}, {success}"
        tags = f" [{', '.join(kept.tags)}]" if kept.tags else ""
        answers = f"{one_line(kept.before, 40)} -> {one_line(kept.after, 40)}"
        print(f"{kept.id[:12]}  {kept.added[:10]}  {words}: {answers}{tags}")
    print(f"{len(found)} cases", file=sys.stderr)
    return 0


def _add(options: argparse.Namespace) -> int:
    with _opened(options) as library:
        before = len(library.find())
        kept = [library.add(folder, options.notes, options.tag) for folder in options.folder]
        new = len(library.find()) - before
    if options.json:
        print_json({"cases": [case.id for case in kept], "new": new})
    else:
        print(f"{new} cases kept, {len(kept) - new} were there already")
    return 0


def _export(options: argparse.Namespace) -> int:
    with _opened(options) as library:
        count = library.export(options.out, _ids(library, options.case) if options.case else None)
    if options.json:
        print_json({"cases": count, "file": str(options.out)})
    else:
        print(f"{count} cases written to {options.out}. {RESEARCH_USE}")
    return 0


def _import(options: argparse.Namespace) -> int:
    with _opened(options) as library:
        count = library.import_zip(options.file)
    if options.json:
        print_json({"new": count})
    else:
        print(f"{count} cases taken in")
    return 0


def _remove(options: argparse.Namespace) -> int:
    with _opened(options) as library:
        cases = _ids(library, options.case)
        library.remove(cases)
    if options.json:
        print_json({"removed": cases})
    else:
        print(f"{len(cases)} cases deleted")
    return 0


def _check(options: argparse.Namespace) -> int:
    with _opened(options) as library:
        count, damaged = len(library.find()), library.damaged()
    if options.json:
        print_json({"cases": count, "damaged": list(damaged)})
    else:
        print(f"{count} cases, {len(damaged)} damaged")
        for case in damaged:
            print(f"{case[:12]}  missing, or not what it was")
    return 2 if damaged else 0


def _purge(options: argparse.Namespace) -> int:
    from medadv_gui.core.policy import MAX_DAYS, policy

    days = policy().retention_days if options.days is None else options.days
    if days is None:
        raise SettingsError("no administrator has set for how long cases are kept: name --days")
    if not 1 <= days <= MAX_DAYS:
        raise SettingsError(f"--days must be a whole number from 1 to {MAX_DAYS}")
    with _opened(options) as library:
        count = library.purged + library.purge(datetime.now(UTC) - timedelta(days=days))
    if options.json:
        print_json({"removed": count, "days": days})
    else:
        print(f"{count} cases older than {days} days deleted")
    return 0
