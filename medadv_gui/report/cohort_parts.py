"""A cohort by class, modality and site, at every budget: as many rows and columns as somebody reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from medadv_gui.render.text import clean
from medadv_gui.report.card import interval_text
from medadv_gui.report.cohort_tables import Names, by_model, with_interval
from medadv_gui.report.document import Block
from medadv_gui.report.tables import Table

Json = Mapping[str, Any]
Part = tuple[str, str]  # by what, and its name
KINDS = {"class": "label", "modality": "modality", "site": "site"}
SUCCESS = ("success", "Success")
# What is told of each task's parts, each in a table of its own.
TOLD = {
    "classification": (SUCCESS,),
    "multilabel": (SUCCESS, ("vanished", "Vanished, of those found,")),
    "segmentation": (SUCCESS, ("dice_drop", "Fall of the Dice")),
    "detection": (SUCCESS, ("ap50_drop", "Fall of the AP50")),
}
MOST_BUDGETS, MOST_PARTS, MOST_ROWS = 4, 12, 40


def parts(analysis: Json, names: Names) -> tuple[Block, ...]:
    """Of each model and norm a table for each of its figures: the parts of which there are several, under each attack,
    at each budget."""
    return tuple(
        _table(f"{title} by part on {name}{names.norm(norm)}", found, members, names)
        for (name, norm), members in by_model(analysis["groups"]).items()
        for key, title in TOLD[members[0]["task"]]
        if (found := _figures(members, key))
    )


def _figures(members: Sequence[Json], key: str) -> dict[Part, dict[str, dict[str, Json]]]:
    """The figure and `n` of each part, by attack and budget."""
    found: dict[Part, dict[str, dict[str, Json]]] = {}
    for kind in KINDS:
        for group in members:
            told = [one for one in group["by"][kind] if key in one["figures"]]
            for one in told if len(told) > 1 else ():
                by_attack = found.setdefault((kind, one["name"]), {})
                by_attack.setdefault(group["attack"], {})[group["epsilon"]] = one["figures"][key] | {"of": one["n"]}
    return found


def _table(
    title: str, found: Mapping[Part, Mapping[str, Mapping[str, Json]]], members: Sequence[Json], names: Names
) -> Table:
    budgets = list(dict.fromkeys(group["epsilon"] for group in sorted(members, key=lambda group: group["of_255"])))
    shown = _spread(budgets, MOST_BUDGETS)
    size = {part: max(f["of"] for of in by.values() for f in of.values()) for part, by in found.items()}
    kept = {
        part
        for kind in KINDS
        for part in sorted((p for p in found if p[0] == kind), key=lambda p: -size[p])[:MOST_PARTS]
    }
    # Of each attack at its largest budget, which comes last.
    strength = {group["attack"]: group["figures"]["success"]["value"] or 0.0 for group in members}
    most = max(1, MOST_ROWS // len(kept))
    strongest = sorted(strength, key=lambda attack: -strength[attack])[:most]
    attacks = [attack for attack in strength if attack in strongest]
    rows = tuple(
        (f"{KINDS[part[0]]}: {clean(part[1]) or 'not named'}", f"{size[part]}", names.attack(attack),
         *(_own(found[part].get(attack, {}).get(epsilon)) for epsilon in shown))
        for part in found
        if part in kept
        for attack in attacks
    )  # fmt: skip
    left_out = [
        f"{some} of {all_of} {what}"
        for some, all_of, what in (
            (len(kept), len(found), "parts, those of the most images"),
            (len(attacks), len(strength), "attacks, those that succeed most often at the largest budget"),
            (len(shown), len(budgets), "budgets"),
        )
        if some < all_of
    ]
    note = (
        "Of a share how many of how many, of a mean over how many images where not over all of the part's n; with 95 % "
        "intervals, by patient where patients are named. –: not run, or no such case."
    )
    note += f" Shown: {'; '.join(left_out)}. All of it: figures.csv." if left_out else ""
    room = (0.95 - 0.155 * len(shown)) / 2
    widths = (room, 0.05, room, *[0.155] * len(shown))
    return Table(clean(title), ("Part", "n", "Attack", *map(clean, shown)), rows, note, widths, dense=True)


def _own(figure: Json | None) -> str:
    """A figure with the numbers that it is of: of a share, how many of how many."""
    if figure is None or figure["value"] is None:
        return "–"
    if "hits" in figure:
        interval = interval_text(figure).replace(" to ", "–")
        return f"{figure['hits']} of {figure['n']}" + (f" ({interval})" if interval else "")
    return with_interval(figure) + (f", n {figure['n']}" if figure["n"] < figure["of"] else "")


def _spread(items: Sequence[str], most: int) -> list[str]:
    """At most so many of them, the first and the last and others at even distances."""
    if len(items) <= most:
        return list(items)
    return [items[round(k * (len(items) - 1) / (most - 1))] for k in range(most)]
