"""`medadv-gui attacks`: the attacks there are, and trust in a user's own."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from medadv_gui.cli.words import print_json
from medadv_gui.core.errors import SettingsError

if TYPE_CHECKING:
    from medadv_gui.attack.plugins import Plugin
    from medadv_gui.attack.settings import AttackInfo


def run_attacks(options: argparse.Namespace) -> int:
    from medadv_gui.attack import plugins
    from medadv_gui.attack.settings import ATTACKS

    if options.action != "list" and options.name is None:
        raise SettingsError(f"attacks {options.action}: name an attack of your own")
    if options.action == "trust":
        plugin = plugins.trust(options.name)
        if options.json:
            print_json(_own_facts(plugin))
        else:
            print(f"trusted: {plugin.name}, of {plugin.distribution} {plugin.version}")
            print(f"SHA-256 of its {plugin.files} files: {plugin.sha256}")
            print("It is a program: it runs with your rights. Once its package changes, it is no longer trusted.")
            if plugin.editable:
                print("It is installed in editable mode: changes to its source are not noticed.")
        return 0
    if options.action == "distrust":
        plugins.distrust(options.name)
        print(f"no longer trusted: {options.name}", file=sys.stderr)
        return 0
    own = plugins.own_attacks()
    if options.json:
        listed = [{**_attack_facts(info), "own": False} for info in ATTACKS.values()]
        print_json({"attacks": listed + [_own_facts(plugin) for plugin in own]})
        return 0
    for info in ATTACKS.values():
        print(f"{info.name:<17} {_attack_words(info)}")
    for plugin in own:
        words = f"yours, of {plugin.distribution} {plugin.version}{' (editable)' * plugin.editable}"
        words += ", trusted" if plugin.trusted else ", not trusted"
        words += f": {plugin.reason}" if plugin.reason else ""
        if plugin.info is not None:
            words = f"{_attack_words(plugin.info)}; {words}"
        print(f"{plugin.name:<17} {words}")
    return 0


def _attack_facts(info: AttackInfo) -> dict[str, Any]:
    return {
        "name": info.name, "title": info.title, "summary": info.summary, "tasks": list(info.tasks),
        "norms": list(info.norms), "min_classes": info.min_classes,
        "parameters": [
            {
                "name": p.name, "title": p.title, "kind": p.kind, "default": p.default, "unit": p.unit,
                **({"choices": list(p.choices)} if p.kind == "choice" else {"low": p.low, "high": p.high}),
            }
            for p in info.parameters
        ],
    }  # fmt: skip


def _own_facts(plugin: Plugin) -> dict[str, Any]:
    return {
        "name": plugin.name, **({} if plugin.info is None else _attack_facts(plugin.info)), "own": True,
        "distribution": plugin.distribution, "version": plugin.version, "sha256": plugin.sha256,
        "files": plugin.files, "editable": plugin.editable, "trusted": plugin.trusted, "reason": plugin.reason,
    }  # fmt: skip


def _attack_words(info: AttackInfo) -> str:
    from medadv_gui.models.card import TASKS

    tasks = "every task" if set(info.tasks) == set(TASKS) else ", ".join(info.tasks)
    parameters = ", ".join(f"{p.name} {p.default}" for p in info.parameters)
    return "; ".join(part for part in (info.title, tasks, ", ".join(info.norms), parameters) if part)
