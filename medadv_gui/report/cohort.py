"""The report of a cohort: many images, models, attacks and budgets, from the plain document of their statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import medadv_gui
from medadv_gui.core.text import counted
from medadv_gui.render.picture import DEMONSTRATION, RESEARCH_USE
from medadv_gui.render.text import clean
from medadv_gui.report import appendix, card, cohort_parts, cohort_tables
from medadv_gui.report.cohort_tables import Names, percent
from medadv_gui.report.document import Block, Bullets, Document, Pictures, Section, Text, Tile
from medadv_gui.report.tables import TRUTH, Facts, Table
from medadv_gui.report.threat import LIVES, SETTING, knowledge
from medadv_gui.report.words import FAILED, NOT_A_PROBABILITY, knows_the_model, number, plain

Json = Mapping[str, Any]
ABOUT_THE_MODELS = "This is about the models, not about patients."
TOO_LOW = (
    "Checks that give a warning: {0}. Where an attack is weaker than it could be, the model only seems strong; see "
    "“Signs that it went wrong”."
)
NO_DEVIATION = "No deviation from a plan is recorded. What was planned beforehand is for the authors to tell."
CRITERIA = {
    "classification": "the answer leaves the reference label",
    "multilabel": "a label appears or disappears against the reference",
    "segmentation": "the mean Dice of the labels to the reference falls by at least 0.3, or by what the attack's "
    "parameters say",
    "detection": "a reference box that was found has no match any more at an overlap (IoU) of 0.5",
}
_SHOWN_FAILURES = 60


@dataclass(frozen=True, eq=False)
class Cohort:
    """What the report is made of, all of it plain JSON.

    analysis : of the statistics. rows : one for each attack that was done, failures : for each that was not; their
    `attack` is as the statistics call it. spec : the frozen cohort: its models, attacks and settings, empty where it is
    not known. cards : of the models, by id. environment : what it was run and drawn with, in words. deviations : from
    what was planned, in sentences.
    """

    analysis: Json
    rows: Sequence[Json]
    failures: Sequence[Json] = ()
    spec: Json = field(default_factory=dict)
    cards: Mapping[str, Json] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    deviations: Sequence[str] = ()


def build(cohort: Cohort) -> Document:
    """The report. Every text in it is one clean line; writers still escape it.

    Raises KeyError, TypeError, ValueError where the statistics lack something.
    """
    analysis, names = cohort.analysis, Names(cohort.analysis)
    best = _strongest(analysis["groups"], names)
    tone, verdict = _verdict(best)
    sections = [
        Section("finding", "What was found", (*_finding(best, names), *_invented(analysis["groups"], names))),
        Section("signs", "Signs that it went wrong", (_sanity(analysis),)),
        Section("threat", "Threat model and parameters", _threat(cohort, names)),
        Section("models", "Models before any attack", (cohort_tables.clean_figures(analysis, names),)),
        Section("success", "Success against the budget", cohort_tables.success(analysis, names)),
        Section("effect", "What became of the answers", cohort_tables.effects(analysis, names)),
        Section("size", "Size and stability of the changes", cohort_tables.sizes(analysis, names)),
        Section("compared", "Attacks compared", cohort_tables.comparisons(analysis, names)),
        Section("transfer", "Images of one model shown to another", cohort_tables.transfer(analysis, names)),
        Section("parts", "By class, modality and site", cohort_parts.parts(analysis, names)),
        Section("failures", "Failures and deviations", _failures(cohort, names)),
        Section("environment", "Models and environment", _environment(cohort)),
        Section("cases", "Cases", cohort_tables.cases(cohort.rows, names)),
        Section("checklist", "Checklist in the style of CLAIM", appendix.checklist(appendix.COHORT)),
        Section("references", "References", appendix.references(medadv_gui.__version__)),
    ]
    held = (
        (len(analysis["models"]), "model"),
        (len({g["attack"] for g in analysis["groups"]}), "attack"),
        (analysis["items"], "image"),
    )
    subtitle = ", ".join(counted(n, word) for n, word in held)
    return Document(
        title="Cohort report",
        subtitle=subtitle if analysis["groups"] else "nothing was finished",
        banner=RESEARCH_USE,
        marks=(f"models: {DEMONSTRATION}",) if _demonstration(cohort) else (),
        tone=tone,
        verdict=verdict,
        sentence=clean(_sentence(best, names)),
        remarks=tuple(map(clean, _remarks(analysis, names))),
        tiles=_tiles(analysis, best, names),
        pictures=Pictures(()),
        sections=tuple(section for section in sections if section.blocks),
        footer=f"medadv_gui {medadv_gui.__version__} · cohort",
    )


def _strongest(groups: Sequence[Json], names: Names) -> dict[str, Json]:
    """Of each model the attack and budget that succeeded most often; of several alike the one at the smallest budget.
    Noise is no attack. Models that were right on nothing are not among them."""
    found: dict[str, Json] = {}
    for group in groups:
        value = group["figures"]["success"]["value"]
        if names.kind(group["attack"]) == "noise" or value is None:
            continue
        known = found.get(group["name"])
        if known is None or (value, -group["of_255"]) > (known["figures"]["success"]["value"], -known["of_255"]):
            found[group["name"]] = group
    return found


def _verdict(best: Mapping[str, Json]) -> tuple[str, str]:
    if not best:
        return "wrong", "nothing to judge"
    if any(group["figures"]["success"]["hits"] for group in best.values()):
        return "changed", "attacks succeeded"
    return "held", "no attack succeeded"


def _sentence(best: Mapping[str, Json], names: Names) -> str:
    if not best:
        return "No attack was finished on a case that a model was right on and could lose: there is nothing to judge."
    if len(best) == 1:
        ((name, group),) = best.items()
        success = group["figures"]["success"]
        where = f"{names.attack(group['attack'])} within {group['epsilon']}"
        return f"On {name}, {where} succeeded in {success['hits']} of {success['n']} cases that the model was right on."
    shares = [group["figures"]["success"]["value"] for group in best.values()]
    low, high = percent(min(shares)), percent(max(shares))
    between = low if low == high else f"{low} to {high}"
    return (
        f"On each of {len(best)} models the most successful attack, at one of the budgets tried, succeeded in "
        f"{between} of the cases that the model was right on."
    )


def _finding(best: Mapping[str, Json], names: Names) -> tuple[Block, ...]:
    """The same for each model, with its interval and what noise did."""
    if not best:
        return ()
    items = []
    for name, group in best.items():
        success, noise = group["figures"]["success"], group["figures"]["noise_success"]
        interval = card.interval_text(success)
        sure = f"95 % interval of the share: {interval}" if interval else "too few for an interval"
        what = f"{names.attack(group['attack'])} within {group['epsilon']}{names.norm(group['norm'])}"
        items.append(
            clean(
                f"{name}: {what} succeeded in {success['hits']} of {success['n']} cases that the model was right on "
                f"({sure}); noise of the same size in {noise['hits']} of {noise['n']}."
            )
        )
    text = (
        "Of each model the attack and budget that succeeded most often; of several alike the smallest budget. It was "
        "picked from the figures below because it is the largest, so its interval is too optimistic about the attack."
    )
    return (Bullets(tuple(items)), Text(text))


def _invented(groups: Sequence[Json], names: Names) -> tuple[Block, ...]:
    """For each model with cases that had nothing to lose, the attack and budget that invented the most there."""
    most: dict[str, Json] = {}
    for group in groups:
        size = group["figures"].get("found_in_nothing", {}).get("value")
        if size is None or names.kind(group["attack"]) == "noise":
            continue
        if group["name"] not in most or size > most[group["name"]]["figures"]["found_in_nothing"]["value"]:
            most[group["name"]] = group
    items = []
    for name, group in most.items():
        f = group["figures"]
        share, noise, size = f["from_nothing"], f["noise_from_nothing"], f["found_in_nothing"]
        what = f"{names.attack(group['attack'])} within {group['epsilon']}{names.norm(group['norm'])}"
        unit = "boxes" if group["task"] == "detection" else "pixels"
        items.append(
            clean(
                f"{name}: where there was nothing to lose, {what} made the model find something in {share['hits']} of "
                f"{counted(share['n'], 'case')}, {number(size['value'])} {unit} a case; noise of the same size in "
                f"{noise['hits']} of {noise['n']}."
            )
        )
    return (Bullets(tuple(items)),) if items else ()


def _remarks(analysis: Json, names: Names) -> list[str]:
    remarks = [ABOUT_THE_MODELS, FAILED, *analysis["notes"]]
    attacks = {names.kind(group["attack"]) for group in analysis["groups"]}
    if any(knows_the_model(name) for name in attacks):
        who = "attackers here know" if "square" not in attacks else "attackers here, but for Square, know"
        remarks.append(f"The {who} the model (white-box).")
    warned = [check["title"] for check in analysis["sanity"] if check["status"] == "warning"]
    if warned:
        remarks.append(TOO_LOW.format("; ".join(warned)))
    if any(model["task"] != "segmentation" for model in analysis["models"]):
        remarks.append(NOT_A_PROBABILITY)
    return remarks


def _tiles(analysis: Json, best: Mapping[str, Json], names: Names) -> tuple[Tile, ...]:
    failed = sum(failure["n"] for failure in analysis["failures"])
    patients = analysis["patients"]
    of = f"of {counted(patients, 'patient')}" if patients else "patients are not named"
    noise = [
        (group["figures"]["noise_success"]["value"], group)
        for group in analysis["groups"]
        if group["figures"]["noise_success"]["value"] is not None
    ]
    largest = max(best.values(), key=lambda group: group["figures"]["success"]["value"], default=None)
    loudest = max(noise, key=lambda one: one[0], default=None)
    states = [check["status"] for check in analysis["sanity"]]
    return (
        Tile("Attacks done", f"{analysis['rows']}", f"{failed} could not be done" if failed else "none failed to run"),
        Tile("Images", f"{analysis['items']}", of),
        Tile("Largest success", *_share(largest, "success", names)),
        Tile("Same-size noise, at most", *_share(loudest and loudest[1], "noise_success", names)),
        Tile(
            "Signs that it went wrong", f"{states.count('warning')} of {len(states) - states.count('not run')}",
            f"{counted(states.count('not run'), 'check')} not run",
        ),
    )  # fmt: skip


def _share(group: Json | None, figure: str, names: Names) -> tuple[str, str]:
    if group is None:
        return "–", "nothing to judge"
    value = group["figures"][figure]["value"]
    text = f"{group['name']}, {names.attack(group['attack'])}, {group['epsilon']}" if value else "of all attacks"
    return percent(value), clean(text)


def _threat(cohort: Cohort, names: Names) -> tuple[Block, ...]:
    tasks = dict.fromkeys(model["task"] for model in cohort.analysis["models"])
    groups = cohort.analysis["groups"]
    sources = sorted({source for group in groups for source in group["truth_sources"]})
    budgets: dict[str, dict[str, None]] = {}
    for group in sorted(groups, key=lambda group: group["of_255"]):
        budgets.setdefault(group["norm"], {})[group["epsilon"]] = None
    rows = [
        ("Goal", "Untargeted: that an answer that was right is so no longer, by the criterion of the task"),
        *((f"Success, {task}", CRITERIA.get(task, "the criterion of the task")) for task in tasks),
        ("Reference", "; ".join(TRUTH.get(source, source) for source in sources)),
        *((f"Budgets, {'L∞' if norm == 'linf' else 'L2'}", ", ".join(found)) for norm, found in budgets.items()),
        ("Where the change lives", LIVES),
        ("Setting", SETTING),
        ("What counts", "The image as it was written to a file and read again, of cases that the model was right on; "
         "beside it, noise of the same size"),
    ]  # fmt: skip
    run = {group["attack"] for group in groups}
    attacks = tuple(
        (names.attack(told["attack"]), clean(knowledge(told["name"])), clean(_parameters(cohort.spec, told)))
        for told in cohort.analysis["attacks"]
        if told["attack"] in run
    )
    header = ("Attack", "Knowledge", "Parameters")
    table = Table("Attacks", header, attacks, PARAMETERS, (0.19, 0.31, 0.5))
    return Facts("Goal, knowledge and limits", tuple((a, clean(b)) for a, b in rows)), *((table,) if attacks else ())


PARAMETERS = (
    "Steps are iterates; a step size is in stored units, and where none is named the attack's own holds; σ and "
    "dilation are in pixels of the network's input. Unset parameters are left out."
)


def _parameters(spec: Json, attack: Json) -> str:
    """Of the cohort's attack that has this name and variant."""
    parameters = next(
        (
            one["parameters"]
            for one in spec.get("attacks", ())
            if one["name"] == attack["name"]
            and attack["variant"].items() <= (one["parameters"] | one["parameters"].get("options", {})).items()
        ),
        None,
    )  # fmt: skip
    if parameters is None:
        return "not at hand"
    told = {key: value for key, value in parameters.items() if value not in (None, {}, False)}
    if all(model.get("task") != "segmentation" for model in spec["models"]):
        told.pop("drop", None)
    if "alpha" not in told:  # nothing is smoothed
        told.pop("smoothed_dtype", None)
    return ", ".join(f"{key.replace('_', ' ')} {plain(value)}" for key, value in told.items()) or "none"


_STATES = {"pass": "✓ pass", "warning": "▲ warning", "not run": "– not run"}


def _sanity(analysis: Json) -> Table:
    rows = tuple(
        (clean(check["title"]), _STATES[check["status"]],
         clean(check["sentence"] + (f" Needed: {check['needs']}" if check["needs"] else "")))
        for check in analysis["sanity"]
    )  # fmt: skip
    note = (
        "After Carlini et al. (2019). A difference is a sign only where chance does not explain it: one-sided, Holm's "
        "correction over the comparisons of a check, at 5 %."
    )
    return Table("Checks of this cohort", ("Check", "State", "What was seen"), rows, note, (0.24, 0.13, 0.63))


def _failures(cohort: Cohort, names: Names) -> tuple[Block, ...]:
    blocks: list[Block] = []
    counted = cohort.analysis["failures"]
    if counted:
        rows = tuple(
            (clean(f["model"]), names.attack(f["attack"]), clean(f["epsilon"]), f"{f['n']}", clean(f["reason"]))
            for f in counted
        )
        header = ("Model", "Attack", "Budget", "n", "Reason")
        blocks.append(Table("Attacks that could not be done", header, rows, "", (0.18, 0.2, 0.1, 0.06, 0.46)))
        listed = tuple(
            (clean(f["item"]), clean(f["model"]), names.attack(f["attack"]), clean(f["epsilon"]))
            for f in cohort.failures[:_SHOWN_FAILURES]
        )
        more = len(cohort.failures) - len(listed)
        note = f"{more} more {'is' if more == 1 else 'are'} not listed." if more > 0 else ""
        if listed:
            columns = ("Case", "Model", "Attack", "Budget")
            blocks.append(Table("Of these cases", columns, listed, note, (0.3, 0.25, 0.3, 0.15), dense=True))
    else:
        blocks.append(Text("Every attack that was begun was done."))
    if cohort.deviations:
        blocks.append(Bullets(tuple(map(clean, cohort.deviations))))
    else:
        blocks.append(Text(NO_DEVIATION))
    return tuple(blocks)


def _card(cohort: Cohort, model: Json) -> Json | None:
    """The card of this very model, None where it is not at hand."""
    found = cohort.cards.get(model["model"])
    return found if found is not None and found["files"][0]["sha256"] == model["sha256"] else None


def _demonstration(cohort: Cohort) -> bool:
    found = (_card(cohort, model) for model in cohort.analysis["models"])
    return any(DEMONSTRATION in str(one.get("intended_use", "")).lower() for one in found if one is not None)


def _environment(cohort: Cohort) -> tuple[Block, ...]:
    spec = cohort.spec
    blocks: list[Block] = []
    run = [(key, clean(value)) for key, value in cohort.environment.items()]
    run += [
        (title, clean(plain(spec[key])))
        for key, title in (("seed", "Seed"), ("device", "Device asked for"), ("threads", "Threads of a process"),
                           ("algorithm", "Version of the attacks' arithmetic"))
        if key in spec
    ]  # fmt: skip
    if run:
        blocks.append(Facts("Run", tuple(run)))
    plans = {model["id"]: model.get("plan") for model in spec.get("models", ())}
    for model in cohort.analysis["models"]:
        facts = [
            ("Task", card.TASKS.get(model["task"], model["task"])),
            ("SHA-256 of the weights", clean(model["sha256"])),
        ]
        if plans.get(model["model"]):
            facts.append(("Plan", clean(plain(plans[model["model"]]))))
        blocks.append(Facts(clean(model["name"]), tuple(facts)))
        found = _card(cohort, model)
        blocks += card.use(found) if found is not None else [Text("The card of this very model was not at hand.")]
    return tuple(blocks)
