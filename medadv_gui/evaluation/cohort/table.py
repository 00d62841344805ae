"""The attacks of a cohort against its models as one table, in the manner of Qi et al. (ICLR 2021): a row for each
attack, before and after, and the same as text, Markdown or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from textwrap import wrap

from medadv_gui.core.text import counted, no_formula
from medadv_gui.evaluation.cohort.figures import HEADLINES, NAMES
from medadv_gui.evaluation.cohort.sample import Json
from medadv_gui.render.chart import score_text
from medadv_gui.render.text import clean
from medadv_gui.report.tables import Table
from medadv_gui.report.words import number

ORDER = ("fgsm", "pgd", "mi-fgsm", "dag", "sma")  # as the paper compares them; others follow
NOT_RUN = "—"
WIDTH = 110
WHERE = ("model", "attack", "norm", "epsilon", "figure")
OF_A_FIGURE = ("value", "low", "high", "hits", "n")
NOT_THE_PAPER = (
    "These are figures of these models and this data, by a reimplementation; they are no reproduction of the paper's, "
    "and the paper's settings are known in part only."
)


def paper_table(analysis: Json, title: str = "Attacks on each model") -> Table:
    """Of an `analyse` document: the models across, each with its task's own figure (accuracy, mean Dice, AP50) and how
    many of the cases that it was right on the attack turned, and what it invented where there was nothing to lose, if
    there was such a case; down "no attack" and then every attack, at every budget where one was run at several.
    Intervals are 95 %. What was not run is a dash."""
    models = analysis["models"]
    budgets: dict[tuple[str, str], dict[str, None]] = {}
    for group in analysis["groups"]:
        budgets.setdefault((group["name"], group["norm"]), {})[group["epsilon"]] = None
    several = any(len(epsilons) > 1 for epsilons in budgets.values()) or len({n for _, n in budgets}) > 1
    header = ["Attack"]
    clean_row = ["No attack"]
    alone = len({model["model"] for model in models}) == len(models)
    for model in models:
        name = model["model" if alone else "name"]
        before, after, _ = HEADLINES[model["task"]]
        header += [f"{name}: {NAMES[after].removesuffix(' after')}", f"{name}: success"]
        clean_row += [cell(model["figures"].get(before)), NOT_RUN]
        if model["nothing_to_lose"]:
            header.append(f"{name}: invented from nothing")
            clean_row.append(NOT_RUN)
    attacks = {told["attack"]: told for told in analysis["attacks"]}
    kinds = {(g["attack"], g["norm"], g["epsilon"] if several else ""): g["of_255"] for g in analysis["groups"]}
    rows = [clean_row]

    def place(kind: tuple[str, str, str]) -> tuple[object, ...]:
        attack, norm, epsilon = kind
        return *_place(attacks[attack]["name"]), norm, kinds[kind], epsilon, attack

    for attack, norm, epsilon in sorted(kinds, key=place):
        here = {
            g["name"]: g
            for g in analysis["groups"]
            if (g["attack"], g["norm"]) == (attack, norm) and epsilon in ("", g["epsilon"])
        }
        budget = f", {epsilon}{'' if norm == 'linf' else f' ({norm.upper()})'}" if several else ""
        row = [attacks[attack]["title"] + budget]
        for model in models:
            group = here.get(model["name"])
            apart = bool(model["nothing_to_lose"])
            row += [NOT_RUN] * (2 + apart) if group is None else _cells(group, apart=apart)
        rows.append(row)
    said = [NOT_THE_PAPER, "Intervals: 95 %, by patient where patients are named."]
    if not several:
        said.append("Budget: " + ", ".join(f"{name} {next(iter(e))}" for (name, _), e in budgets.items()) + ".")
    cases = [
        f"{m['name']} {counted(m['n'], 'image')}"
        + (f" of {counted(m['patients'], 'patient')}" if m["patients"] else "")
        + (f" ({m['nothing_to_lose']} with nothing to lose)" if m["nothing_to_lose"] else "")
        for m in models
    ]
    fewer = [
        f"{m['name']} {dice['n']} of {m['n']}"
        for m in models
        if (dice := m["figures"].get("dice_before")) is not None and dice["n"] < m["n"]
    ]
    if any(m["nothing_to_lose"] for m in models):
        said.append(
            "Invented from nothing: what the model finds in cases with nothing to lose, which are in no success."
        )
    if fewer:
        said.append(f"Dice is over the images whose reference is not empty: {', '.join(fewer)}.")
    said.append(f"Cases: {', '.join(cases)}.")
    return Table(title, _line(header), tuple(map(_line, rows)), clean(" ".join(said)))


def cell(figure: Json | None) -> str:
    """A figure with its interval."""
    if figure is None or figure["value"] is None:
        return "not known"
    value, low, high = (None if figure[key] is None else score_text(figure[key]) for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})" if low is not None and high is not None else f"{value}"


def invented(group: Json) -> str:
    """In how many of a group's cases with nothing to lose something was invented, and how much of it a case."""
    told = group["figures"]
    if "from_nothing" not in told:
        return NOT_RUN
    share, size = told["from_nothing"], told["found_in_nothing"]["value"]
    unit = "boxes" if group["task"] == "detection" else "px"
    many = "" if size is None else f" ({number(size)} {unit} a case)"
    return f"{share['hits']} of {share['n']}{many}"


def as_text(table: Table) -> str:
    """For a terminal: aligned columns, and a model named above the first of its own alone."""
    models = [name.partition(": ")[0] for name in table.header]
    header = [
        name.partition(": ")[2] if models[i] == models[max(i - 1, 0)] and i else name
        for i, name in enumerate(table.header)
    ]
    lines = [header, *table.rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.header))]
    told = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    told.insert(1, "-" * len(told[0]))
    return "\n".join([table.title, "", *told, "", *wrap(table.note, WIDTH)]) + "\n"


def as_markdown(table: Table) -> str:
    """A pipe table; what could be read as markup is told literally."""
    lines = [table.header, ("---",) * len(table.header), *table.rows]
    told = [
        "| " + " | ".join(_literal(text) if k != 1 else text for text in line) + " |" for k, line in enumerate(lines)
    ]
    return "\n".join([f"**{_literal(table.title)}**", "", *told, "", _literal(table.note)]) + "\n"


def as_csv(analysis: Json) -> str:
    """The figures of the document's table as numbers, one line each: of each model before any attack, where `attack` is
    empty, then after each at each budget. What is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*WHERE, *OF_A_FIGURE))
    for where, figure in _figures(analysis):
        writer.writerow([no_formula(value) for value in (*where, *(figure.get(name) for name in OF_A_FIGURE))])
    return text.getvalue()


def _cells(group: Json, *, apart: bool) -> list[str]:
    """`apart` : with what was invented where there was nothing to lose."""
    _, after, _ = HEADLINES[group["task"]]
    told, success = group["figures"], group["figures"]["success"]
    cells = [cell(told[after]), f"{success['hits']} of {success['n']}"]
    return [*cells, invented(group)] if apart else cells


def _figures(analysis: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Each figure of the table, behind `WHERE` it stands."""
    for model in analysis["models"]:
        before = HEADLINES[model["task"]][0]
        yield (model["name"], "", "", "", before), model["figures"].get(before) or {}
    for group in analysis["groups"]:
        for name in (HEADLINES[group["task"]][1], "success"):
            yield (group["name"], group["attack"], group["norm"], group["epsilon"], name), group["figures"][name]


def _line(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(clean, texts))


def _literal(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)


def _place(attack: str) -> tuple[int, str]:
    return (ORDER.index(attack) if attack in ORDER else len(ORDER)), attack
