"""Attacks against each other on the same cases, success against the budget, and one model's images shown to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from medadv_gui.evaluation.cohort.cases import Cases, case_key, unit
from medadv_gui.evaluation.cohort.row import Row, Transfer
from medadv_gui.evaluation.cohort.sample import FEW, Json, Sample, number
from medadv_gui.evaluation.cohort.variants import attack_name
from medadv_gui.stats.paired import Paired, compare, holm

HALF = 0.5


def paired(first: Iterable[Row], second: Iterable[Row]) -> Paired:
    """The success of two attacks, or of one at two budgets, over the cases that both have and the model was right on,
    by patient."""
    others = {case_key(row): row for row in second}
    shared = [row for row in first if row.clean_correct and case_key(row) in others]
    return compare(
        np.array([row.success for row in shared], bool),
        np.array([others[case_key(row)].success for row in shared], bool),
        np.array([unit(row) for row in shared]),
    )


def family(groups: Mapping[str, Sequence[Row]]) -> list[Json]:
    """Every two attacks of one model, norm and budget, by the attacks' names; `p_holm` is left to `adjust`."""
    return [
        {"first": a, "second": b, **told(paired(groups[a], groups[b])), "p_holm": None}
        for a, b in combinations(groups, 2)
    ]


def told(found: Paired) -> Json:
    """For JSON. `difference` is the share of the first less that of the second; of too few cases without interval."""
    low, high = (found.low, found.high) if enough(found) else (None, None)
    return {
        "n": found.n, "units": found.units, "first_successes": found.first, "second_successes": found.second,
        "first_only": found.first_only, "second_only": found.second_only, "difference": number(found.difference),
        "low": number(low), "high": number(high), "p": number(found.p), "method": found.method,
    }  # fmt: skip


def adjust(comparisons: Sequence[Json]) -> None:
    """Fill in `p_holm`: Holm's p of the family that these are."""
    adjusted = holm([float("nan") if row["p"] is None else row["p"] for row in comparisons])
    for row, p in zip(comparisons, adjusted, strict=True):
        row["p_holm"] = number(p)


def curve(points: Sequence[Json]) -> Json:
    """What success against the budget comes to. `points` have `of_255` and the figure `success`, the smallest budget
    first; nothing makes them rise.

    `area` : the mean success over all budgets from nothing, where there is none, to the largest, by trapezoids; to be
    compared only between curves of the same `up_to`. `half` : the smallest budget at which half of the cases succeed,
    on the straight line between the two budgets run on either side of it; `half_is` says "between two budgets", or that
    it lies below the smallest or above the largest that was run, and then `half` is None.
    """
    known = [(p["of_255"], p["success"]["value"]) for p in points if p["success"]["value"] is not None]
    if not known:
        return {"area": None, "up_to": None, "half": None, "half_is": "not known"}
    x, y = (np.array(v, float) for v in zip(*known, strict=True))
    area = float(np.trapezoid([0.0, *y], [0.0, *x])) / x[-1] if x[-1] > 0 else None
    summary: Json = {"area": number(area), "up_to": number(float(x[-1])), "half": None}
    if y[0] >= HALF:
        return summary | {"half_is": "at or below the smallest budget"}
    if not (y >= HALF).any():
        return summary | {"half_is": "above the largest budget"}
    k = int(np.argmax(y >= HALF))
    half = x[k - 1] + (HALF - y[k - 1]) / (y[k] - y[k - 1]) * (x[k] - x[k - 1])
    return summary | {"half": number(float(half)), "half_is": "between two budgets"}


def transfer(rows: Mapping[str, Row], transfers: Sequence[Transfer]) -> list[Json]:
    """One entry for each source model, target model, attack, norm and budget. `success` : of the cases that both models
    were right on, how many meet the criterion at the target; `white_box` : the same cases' success on the source;
    `of_successes` : the target's, of the cases that succeeded on the source. A transfer of an unknown task, or to the
    source itself, does not count."""
    sets: dict[tuple[str, ...], list[tuple[Row, Transfer]]] = {}
    for shown in transfers:
        row = rows.get(shown.key)
        if row is None or shown.model_sha256 == row.model_sha256:
            continue
        source, target = (model_name(m) for m in (row, shown))
        sets.setdefault((source, target, attack_name(row), row.norm, row.epsilon), []).append((row, shown))
    found = []
    for (source, target, attack, norm, epsilon), pairs in sorted(sets.items()):
        sample = Sample([unit(row) for row, _ in pairs])
        both = np.array([row.clean_correct and shown.clean_correct for row, shown in pairs])
        there, here = (np.array([pair[side].success for pair in pairs]) for side in (1, 0))
        found.append(
            {
                "source": source, "target": target, "attack": attack, "norm": norm, "epsilon": epsilon,
                "of_255": number(float(np.median([row.of_255 for row, _ in pairs]))), "n": len(pairs),
                "success": sample.share(there, both), "white_box": sample.share(here, both),
                "of_successes": sample.share(there, both & here),
            }
        )  # fmt: skip
    return found


def model_name(of: Row | Transfer) -> str:
    return f"{of.model} {of.model_version}"


def enough(found: Paired) -> bool:
    """Whether there are cases enough to say anything."""
    return found.units >= FEW


def success(rows: Sequence[Row]) -> Json:
    """The share of success of the cases right before."""
    cases = Cases(rows)
    return cases.sample.share(cases.array("success") > 0, cases.array("clean_correct") > 0)
