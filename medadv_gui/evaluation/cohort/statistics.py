"""What a cohort shows, as one plain document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from medadv_gui.core.text import counted
from medadv_gui.evaluation.cohort import compare, sanity, stability
from medadv_gui.evaluation.cohort.cases import Cases, case_key, unit
from medadv_gui.evaluation.cohort.compare import model_name
from medadv_gui.evaluation.cohort.figures import by, by_class, clean, figures
from medadv_gui.evaluation.cohort.row import Failure, Row, Transfer
from medadv_gui.evaluation.cohort.sample import Json, number
from medadv_gui.evaluation.cohort.variants import attack_name, attack_title

SCHEMA_VERSION = 1
_Of = TypeVar("_Of", Row, Transfer)


def analyse(rows: Iterable[Row], transfers: Iterable[Transfer] = (), failures: Iterable[Failure] = ()) -> Json:
    """Everything that the rows show; numbers, texts and None alone, so that it is JSON without nan.

    models : each model with its clean figures over the cohort's images. It goes by `name`: id and version, and where
    these do not tell two apart, part of the SHA-256.
    attacks : each attack by `attack`, what all else calls it, another for each: `name` and, where several are of one
    name, the parameters in which they differ, its `variant`; `title` says the same for people.
    groups : one for each model, attack, norm and budget: `figures` (see `figures.figures`), `perturbation` (see
    `stability.perturbation`), and `by` class, modality and site.
    worst : for each model, norm and budget the cases that any of the attacks turned: the best that is known of the
    model's robustness.
    comparisons : every two attacks of a model, norm and budget, over the same cases; `p_holm` within a model and norm.
    curves : success against the budget, see `compare.curve`.
    stability : variances under a stabilized attack over those under each other, see `stability.ratios`.
    transfer : see `compare.transfer`. sanity : see `sanity.panel`.
    failures : the tasks that could not be done, which no figure counts, by model, attack, budget and reason.
    notes : what a reader must know of the figures, in sentences.
    """
    rows, transfers = _told_apart(list(rows), list(transfers))
    kept, notes = _first(rows)
    failures = list(failures)
    groups: dict[sanity.Key, list[Row]] = {}
    for row in kept:
        groups.setdefault((model_name(row), attack_name(row), row.norm, row.epsilon), []).append(row)
    groups = dict(sorted(groups.items(), key=lambda item: (item[0][0], item[0][2], _of_255(item[1]), item[0][1])))
    told = [_group(key, group) for key, group in groups.items()]
    return {
        "schema_version": SCHEMA_VERSION,
        "rows": len(kept),
        "items": len({row.item for row in kept}),
        "patients": len({row.patient for row in kept if row.patient}) or None,
        "models": _models(kept),
        "attacks": _attacks([*kept, *failures]),
        "groups": told,
        "worst": _worst(groups),
        "comparisons": _comparisons(groups),
        "curves": _curves(told),
        "stability": _stability(groups),
        "transfer": compare.transfer({row.key: row for row in kept}, transfers),
        "sanity": sanity.panel(groups, transfers),
        "failures": _failures(failures),
        "notes": [*notes, *_notes(kept, groups, failures)],
    }


def _told_apart(rows: list[Row], transfers: list[Transfer]) -> tuple[list[Row], list[Transfer]]:
    """The same, with part of the SHA-256 in the version of models that have id and version in common."""
    weights: dict[str, set[str]] = {}
    everything: list[Row | Transfer] = [*rows, *transfers]
    for one in everything:
        weights.setdefault(model_name(one), set()).add(one.model_sha256)

    def told(of: _Of) -> _Of:
        alike = len(weights[model_name(of)]) > 1
        return replace(of, model_version=f"{of.model_version} ({of.model_sha256[:8]})") if alike else of

    return [told(row) for row in rows], [told(transfer) for transfer in transfers]


def _first(rows: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """The rows without those that stand twice, as of an attack run again with other parameters."""
    kept: dict[tuple[object, ...], Row] = {}
    twice = 0
    for row in rows:
        where = (model_name(row), attack_name(row), row.norm, row.epsilon, case_key(row))
        twice += where in kept
        kept.setdefault(where, row)
    note = (
        f"{counted(twice, 'row stands', 'rows stand')} for a case, model, attack and budget that another row stands "
        "for, too; the first of them counts."
    )
    return list(kept.values()), [note] if twice else []


def _attacks(of: Iterable[Row | Failure]) -> list[Json]:
    found = {
        attack_name(one): {
            "attack": attack_name(one), "name": one.attack, "variant": dict(one.variant), "title": attack_title(one),
        }
        for one in of
    }  # fmt: skip
    return [found[attack] for attack in sorted(found)]


def _group(key: sanity.Key, rows: Sequence[Row]) -> Json:
    cases = Cases(rows)
    name, attack, norm, epsilon = key
    before = Counter(row.before for row in rows)
    all_of_it = figures(cases)
    return {
        "model": rows[0].model, "version": rows[0].model_version, "sha256": rows[0].model_sha256, "name": name,
        "task": rows[0].task, "attack": attack, "norm": norm, "epsilon": epsilon, "of_255": number(_of_255(rows)),
        "n": len(rows), "patients": _patients(rows), "right_before": before["right"], "wrong_before": before["wrong"],
        "nothing_to_lose": before["nothing to lose"],
        "truth_sources": sorted({row.truth_source for row in rows}),
        "hd95_unit": _unit(rows),
        "figures": all_of_it,
        "perturbation": stability.perturbation(cases),
        "by": {
            "class": by_class(cases),
            "modality": _by(cases, "modality", all_of_it),
            "site": _by(cases, "site", all_of_it),
        },
        "iterates": number(float(cases.array("iterates").mean())),
        "seconds": number(float(cases.array("seconds").mean())),
    }  # fmt: skip


def _by(cases: Cases, field: str, everything: Json) -> list[Json]:
    names = {getattr(row, field) for row in cases.rows}
    if len(names) == 1:
        return [{"name": names.pop(), "n": len(cases.rows), "figures": everything}]
    return by(cases, lambda row: str(getattr(row, field)))


def _models(rows: Sequence[Row]) -> list[Json]:
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(model_name(row), {}).setdefault(row.item, row)
    told = []
    for name, by_item in sorted(found.items()):
        first = next(iter(by_item.values()))
        cases = Cases(list(by_item.values()))
        told.append(
            {
                "name": name, "model": first.model, "version": first.model_version, "sha256": first.model_sha256,
                "task": first.task, "n": len(by_item), "patients": _patients(cases.rows),
                "right": sum(row.clean_correct for row in cases.rows),
                "nothing_to_lose": sum(row.nothing_to_lose for row in cases.rows), "figures": clean(cases),
            }
        )  # fmt: skip
    return told


def _worst(groups: Mapping[sanity.Key, Sequence[Row]]) -> list[Json]:
    told = []
    for model, norm, epsilon in dict.fromkeys((key[0], *key[2:]) for key in groups):
        here = {key[1]: rows for key, rows in groups.items() if (key[0], *key[2:]) == (model, norm, epsilon)}
        rows = {case_key(row): row for group in here.values() for row in group}
        turned = {case_key(row) for group in here.values() for row in group if row.success}
        cases = Cases(list(rows.values()))
        hits = np.array([case in turned for case in rows])
        told.append(
            {
                "name": model, "norm": norm, "epsilon": epsilon, "of_255": number(_of_255(cases.rows)),
                "attacks": list(here), "success": cases.sample.share(hits, cases.array("clean_correct") > 0),
            }
        )  # fmt: skip
    return told


def _comparisons(groups: Mapping[sanity.Key, Sequence[Row]]) -> list[Json]:
    found: dict[tuple[str, str], list[Json]] = {}
    for model, norm, epsilon in dict.fromkeys((key[0], *key[2:]) for key in groups):
        here = {key[1]: rows for key, rows in groups.items() if (key[0], *key[2:]) == (model, norm, epsilon)}
        where = {"name": model, "norm": norm, "epsilon": epsilon, "of_255": number(_of_255(next(iter(here.values()))))}
        found.setdefault((model, norm), []).extend(where | told for told in compare.family(here))
    for family in found.values():
        compare.adjust(family)
    return [told for family in found.values() for told in family]


def _curves(groups: Sequence[Json]) -> list[Json]:
    found: dict[tuple[str, str, str], list[Json]] = {}
    for group in groups:
        point = {"epsilon": group["epsilon"], "of_255": group["of_255"], "success": group["figures"]["success"]}
        found.setdefault((group["name"], group["attack"], group["norm"]), []).append(point)
    return [
        {"name": name, "attack": attack, "norm": norm, "points": points, **compare.curve(points)}
        for (name, attack, norm), points in found.items()
    ]


def _stability(groups: Mapping[sanity.Key, Sequence[Row]]) -> list[Json]:
    return [
        {
            "name": model, "norm": norm, "epsilon": epsilon, "first": attack, "second": other,
            "ratios": stability.ratios(rows, others),
        }
        for (model, attack, norm, epsilon), rows in groups.items()
        if rows[0].attack in stability.STABILIZED
        for (m, other, n, e), others in groups.items()
        if (m, n, e) == (model, norm, epsilon) and others[0].attack not in stability.STABILIZED
    ]  # fmt: skip


def _failures(failures: Sequence[Failure]) -> list[Json]:
    counts = Counter((f.model, attack_name(f), f.epsilon, f.reason) for f in failures)
    names = ("model", "attack", "epsilon", "reason")
    return [dict(zip(names, key, strict=True)) | {"n": n} for key, n in sorted(counts.items())]


def _notes(rows: Sequence[Row], groups: Mapping[sanity.Key, Sequence[Row]], failures: Sequence[Failure]) -> list[str]:
    notes = []
    named = [bool(row.patient) for row in rows]
    if rows and not any(named):
        notes.append("Nothing tells which images are of one patient, so intervals and tests take each image for one.")
    elif not all(named):
        notes.append("Some images name no patient; each of these counts as a patient of its own.")
    if any(row.truth_source == "model" for row in rows):
        notes.append(
            "Where no ground truth was given, the reference is the model's own answer to the original: figures before "
            "the attack are perfect by construction, and those after say how far the answer moved."
        )
    if any(row.task == "detection" for row in rows):
        notes.append(
            "AP is over the boxes that each model shows: its card's score threshold cuts off those of low score, so it "
            "lies below the AP of a detector's whole list."
        )
    for model, norm, epsilon in dict.fromkeys((key[0], *key[2:]) for key in groups):
        here = [groups[key] for key in groups if (key[0], *key[2:]) == (model, norm, epsilon)]
        if len({frozenset(map(case_key, group)) for group in here}) > 1:
            notes.append(
                f"{model} at {epsilon}: the attacks did not run on the same cases; their own figures are not over the "
                "same ones, comparisons are."
            )
    notes += _of_nothing(rows)
    if failures:
        count = "counts" if len(failures) == 1 else "count"
        notes.append(f"{counted(len(failures), 'task')} could not be done and {count} in no figure.")
    return notes


def _of_nothing(rows: Sequence[Row]) -> list[str]:
    """Of how many images each model had nothing to lose."""
    told = []
    for model in sorted({model_name(row) for row in rows if row.nothing_to_lose}):
        here = [row for row in rows if model_name(row) == model]
        empty = {row.item for row in here if row.nothing_to_lose}
        told.append(f"{model} on {len(empty)} of {counted(len({row.item for row in here}), 'image')}")
    if not told:
        return []
    return [
        f"Nothing to lose: {'; '.join(told)}. The reference is empty, and the model finds nothing before, so no attack "
        "can win or lose by its criterion. These cases are neither right nor wrong before and count in no success; "
        "what attacks invent there is told by itself."
    ]


def _patients(rows: Sequence[Row]) -> int | None:
    """How many are named, or stand for themselves; None where nothing tells."""
    return len({unit(row) for row in rows}) if any(row.patient for row in rows) else None


def _unit(rows: Sequence[Row]) -> str | None:
    units = {row.mm for row in rows}
    return None if rows[0].task != "segmentation" or len(units) > 1 else "mm" if units.pop() else "pixels"


def _of_255(rows: Sequence[Row]) -> float:
    return float(np.median([row.of_255 for row in rows]))
