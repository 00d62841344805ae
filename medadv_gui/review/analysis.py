"""What a study found, from its readings and its key. Figures are of one reader, or are averaged over readers with the
spread of readers in their intervals; nothing is pooled as if all answers came from one person."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.review.key import Key
from medadv_gui.review.protocol import SCALES, Protocol, Task
from medadv_gui.review.readings import rows
from medadv_gui.review.store import Reader, Reading, Store
from medadv_gui.stats import agreement, detection, readers, roc
from medadv_gui.stats.average import average_curve
from medadv_gui.stats.intervals import Estimate, equivalence
from medadv_gui.stats.times import times

Array = NDArray[Any]
Row = dict[str, Any]
BASE = "original"


@dataclass(frozen=True, eq=False)
class _Table:
    """The answers to one task that count: `values` (readers, arms, cases), nan where one is missing; `patients` of the
    cases, and `truth` of a diagnosis."""

    readers: tuple[str, ...]
    arms: tuple[str, ...]
    values: Array
    patients: Array
    truth: Array


def analyse(protocol: Protocol, store: Store, key: Key) -> dict[str, Any]:
    """The results as JSON, None for what cannot be told.

    Readers who have not finished stand apart: their own figures are there, but they do not enter those over readers.
    """
    readings = store.readings()
    found = list(rows(protocol, store, key, readings))
    counted = [row for row in found if not row["practice"]]
    orders = store.readers()
    items = sum(len(case.items) for case in protocol.main)
    read = Counter((row["reader"], row["task"]) for row in counted if not row["repeat"])
    finished = [code for code in orders if all(read[code, task.id] == items for task in protocol.tasks)]
    document = {
        "study": protocol.id, "title": protocol.title, "protocol_sha256": protocol.sha256,
        "complete": not store.removed and len(finished) == len(orders), "removed": list(store.removed),
        "readers": list(orders), "finished": finished, "record": _record(readings, found, orders),
        "tasks": [
            _task(task, protocol, key, [row for row in counted if row["task"] == task.id], tuple(orders), finished)
            for task in protocol.tasks
        ],
    }  # fmt: skip
    return _plain(document)  # type: ignore[no-any-return]


def _record(readings: Sequence[Reading], found: list[Row], orders: Mapping[str, Reader]) -> dict[str, Any]:
    """How the readings were taken: how many presentations each reader has seen of how many, corrections, the programs'
    versions, and on which displays."""
    seen = {code: set[int]() for code in orders}
    displays: dict[str, dict[tuple[tuple[str, str], ...], None]] = {code: {} for code in orders}
    for reading in readings:
        seen[reading.reader].add(reading.presentation)
        displays[reading.reader].setdefault(reading.display)
    given = Counter(reading.reader for reading in readings)
    counts = Counter(row["reader"] for row in found)
    return {
        "read": {code: len(seen[code]) for code in orders},
        "presentations": {code: len(reader.order) for code, reader in orders.items()},
        "corrected": {code: given[code] - counts[code] for code in orders if given[code] > counts[code]},
        "programs": sorted({reading.program for reading in readings}),
        "displays": {code: [dict(display) for display in kinds] for code, kinds in displays.items()},
        "from": min((reading.submitted for reading in readings), default=""),
        "to": max((reading.submitted for reading in readings), default=""),
    }


def _task(
    task: Task, protocol: Protocol, key: Key, found: list[Row], everyone: tuple[str, ...], finished: list[str]
) -> dict[str, Any]:
    first = [row for row in found if not row["repeat"]]
    by_reader: dict[str, list[Row]] = {code: [] for code in everyone}
    for row in found:
        by_reader[row["reader"]].append(row)
    arms = tuple(sorted(set(key.arms.values()), key=lambda arm: (arm != BASE, arm)))

    def table(column: str) -> _Table:
        return _table(protocol, key, task, (first, column), finished, arms)

    document: dict[str, Any] = {
        "task": task.id, "kind": task.kind, "question": task.question, "arms": list(arms),
        "scale": task.scale, "threshold": task.threshold, "finding": task.finding, "choices": list(task.choices),
        "by_reader": {code: _of_reader(task, protocol, of_reader, arms) for code, of_reader in by_reader.items()},
        "comments": [
            {name: row[name] for name in ("reader", "case", "arm", "choice", "rating", "comment")}
            for row in found if row["comment"]
        ],
    }  # fmt: skip
    document["by_arm"] = {
        arm: _by_arm([document["by_reader"][code]["arms"][arm] for code in finished], task) for arm in arms
    }
    if task.kind == "detection":
        document |= _detection(protocol, table("rating"))
    elif task.kind == "diagnosis":
        rated = table("rating")
        document |= _over_readers(
            protocol, arms, lambda: readers.areas(rated.values, rated.truth, rated.patients), "AUC", finished
        )
        document["bands"] = _bands(arms, rated.values, rated.truth, rated.patients)
    elif task.kind == "2afc":
        chosen = table("correct")
        document |= _over_readers(
            protocol, arms, lambda: readers.shares(chosen.values, chosen.patients), "share right", finished, 0.5
        )
    if task.threshold is not None and len(finished) > 1:
        document["kappa"] = _kappas(table("rating"), task.threshold)
    return document


def _table(
    protocol: Protocol, key: Key, task: Task, of: tuple[list[Row], str], codes: Sequence[str], arms: Sequence[str]
) -> _Table:
    """Of some rows one column."""
    cases = [case.code for case in protocol.main]
    facts = [key.cases[case] for case in cases]
    values = np.full((len(codes), len(arms), len(cases)), np.nan)
    reader, arm, case = ({name: k for k, name in enumerate(names)} for names in (codes, arms, cases))
    found, column = of
    for row in found:
        if row["reader"] in reader and row[column] is not None:
            values[reader[row["reader"]], arm[row["arm"]], case[row["case"]]] = row[column]
    return _Table(
        tuple(codes), tuple(arms), values, np.array([str(of_case["patient"]) for of_case in facts]),
        np.array([bool(of_case["truth"].get(task.finding)) for of_case in facts]),
    )  # fmt: skip


def _detection(protocol: Protocol, table: _Table) -> dict[str, Any]:
    """The AUC of each altered arm against the originals, which a reader who sees nothing leaves at one half."""
    if BASE not in table.arms:
        return {"over_readers": None, "reason": "the study has no originals to compare with"}
    originals = table.values[:, [table.arms.index(BASE)]]
    altered = [k for k, arm in enumerate(table.arms) if not arm.startswith(BASE)]
    arms = [table.arms[k] for k in altered]
    count = originals.shape[2]
    ratings = np.concatenate([np.repeat(originals, len(altered), 1), table.values[:, altered]], 2)
    truth = np.repeat([False, True], count)
    patients = np.concatenate([table.patients, table.patients])
    over = _over_readers(
        protocol, arms, lambda: readers.areas(ratings, truth, patients), "AUC against the originals",
        table.readers, 0.5,
    )  # fmt: skip
    return over | {"bands": _bands(arms, ratings, truth, patients)}


def _bands(arms: Sequence[str], ratings: Array, truth: Array, patients: Array) -> dict[str, Any]:
    """Of each arm the curve averaged over the readers who have finished; none where it cannot be told."""
    bands = {}
    for k, arm in enumerate(arms if len(ratings) else ()):
        try:
            band = average_curve(ratings[:, k], truth, patients)
        except ValueError:
            continue
        bands[arm] = {
            "false_positive": band.at.tolist(), "true_positive": band.mean.tolist(), "low": band.low.tolist(),
            "high": band.high.tolist(),
        }  # fmt: skip
    return bands


def _by_arm(of_readers: list[dict[str, Any]], task: Task) -> dict[str, Any] | None:
    """One arm over the readers who have finished, each of whom counts once: their mean shares of each rating, and their
    mean quartiles and geometric mean of the seconds, with the spread of readers in the interval; None without any."""
    if not of_readers:
        return None
    seconds = [reader["seconds"] for reader in of_readers]
    logs = np.log([timed["mean"] for timed in seconds])
    spread = logs.std(ddof=1) / math.sqrt(len(logs)) if len(logs) > 1 else math.nan
    low, high = np.exp(Estimate(float(logs.mean()), float(spread), len(logs) - 1).interval())
    document: dict[str, Any] = {
        "readers": len(of_readers),
        "seconds": {
            **{name: float(np.mean([timed[name] for timed in seconds])) for name in ("lower", "median", "upper")},
            "mean": float(np.exp(logs.mean())), "low": float(low), "high": float(high),
        },
    }  # fmt: skip
    if task.scale is not None:
        counts = np.array([reader["histogram"]["counts"] for reader in of_readers], dtype=float)
        shares = (counts / counts.sum(1, keepdims=True)).mean(0)
        document["histogram"] = {"edges": of_readers[0]["histogram"]["edges"], "shares": shares.tolist()}
    return document


def _over_readers(
    protocol: Protocol,
    arms: Sequence[str],
    study: Callable[[], readers.ReaderStudy],
    figure: str,
    codes: Sequence[str],
    chance: float | None = None,
) -> dict[str, Any]:
    """Averages over readers with their intervals, differences between arms, and where the protocol has a margin the
    tests of equivalence: of arms with `chance`, if there is one, and of arms with one another. Only such a test can say
    that something is not seen, or makes no difference."""
    if not codes:
        return {"over_readers": None, "reason": "no reader has finished"}
    try:
        made = study()
        inference = made.infer("readers and cases" if len(codes) > 1 else "cases")
    except ValueError as error:
        return {"over_readers": None, "reason": str(error)}
    margin, several = protocol.margin, len(codes) > 1
    averages = [
        {
            "arm": arm, **_estimate(estimate, logit=True),
            "p_against_chance": None if chance is None else estimate.p(chance),
            "equivalent_to_chance": None if chance is None else _equivalence(estimate, margin, chance),
        }
        for arm, estimate in zip(arms, inference.arms, strict=True)
    ]  # fmt: skip
    differences = [
        {
            "first": arms[i], "second": arms[j], **_estimate(estimate), "p": estimate.p(),
            "equivalent": _equivalence(estimate, margin, 0.0),
        }
        for (i, j), estimate in inference.differences.items()
    ]  # fmt: skip
    test = inference.test
    return {
        "over_readers": {
            "figure": figure, "readers": list(codes), "cases": made.cases, "margin": margin,
            "holds_for": "readers and cases like these" if several else "this reader alone, and cases like these",
            "arms": averages, "differences": differences,
            "all_arms": None if test is None else {"f": test.statistic, "df1": test.df1, "df2": test.df2, "p": test.p},
            "components": vars(made.components) if several else None,
        }
    }  # fmt: skip


def _of_reader(task: Task, protocol: Protocol, found: list[Row], arms: Sequence[str]) -> dict[str, Any]:
    first = [row for row in found if not row["repeat"]]
    of_arms: dict[str, list[Row]] = {arm: [] for arm in arms}
    for row in first:
        of_arms[row["arm"]].append(row)
    document: dict[str, Any] = {
        "years": found[0]["years"] if found else None,
        "specialty": found[0]["specialty"] if found else None,
        "arms": {arm: _of_arm(task, chosen) for arm, chosen in of_arms.items()},
    }
    if task.kind in ("detection", "diagnosis"):
        document["curves"] = {
            arm: _curve(task, chosen) for arm, chosen in _classes(task, first, arms).items() if len(chosen)
        }
        document["repeatability"] = _repeatability(found)
    return document


def _of_arm(task: Task, found: list[Row]) -> dict[str, Any]:
    """How often what was answered, and how long it took."""
    document: dict[str, Any] = {
        "read": len(found),
        "seconds": vars(times(np.array([row["active_seconds"] for row in found], dtype=float))),
    }
    if task.scale is not None:
        low, high = SCALES[task.scale]
        edges = np.linspace(low, high, 11) if task.scale == "0-100" else np.arange(low, high + 2) - 0.5
        counts, _ = np.histogram([row["rating"] for row in found], edges)
        document["histogram"] = {"edges": edges.tolist(), "counts": counts.tolist()}
    if task.choices:
        document["choices"] = {choice: sum(row["choice"] == choice for row in found) for choice in task.choices}
    if task.kind == "2afc":
        made = detection.choices(np.array([row["correct"] for row in found], dtype=float))
        document["right"] = {
            **_share(made.right), "p_of_guessing": made.p, "d_prime": made.d_prime,
            "d_prime_interval": list(made.d_prime_interval),
        }  # fmt: skip
    return document


def _classes(task: Task, first: list[Row], arms: Sequence[str]) -> dict[str, list[Row]]:
    """The rows that make up each ROC curve: an altered arm with the originals, or an arm of a diagnosis."""
    if task.kind == "diagnosis":
        return {arm: [row for row in first if row["arm"] == arm] for arm in arms}
    altered = [arm for arm in arms if not arm.startswith(BASE)]
    return {arm: [row for row in first if row["arm"] in (arm, BASE)] for arm in altered}


def _curve(task: Task, chosen: list[Row]) -> dict[str, Any]:
    """One reader's ROC curve with its raw points, the area with DeLong's interval, and where the threshold lies."""
    truth = np.array([bool(row["truth"]) for row in chosen])
    rating = np.array([row["rating"] for row in chosen], dtype=float)
    patients = np.array([row["patient"] for row in chosen])
    area = roc.area(truth, rating, patients)
    false, true, thresholds = roc.curve(truth, rating)
    document: dict[str, Any] = {
        "auc": {"value": area.value, "low": area.low, "high": area.high},
        "points": {"false_positive": false.tolist(), "true_positive": true.tolist(), "threshold": thresholds.tolist()},
    }
    if task.threshold is not None:
        at = detection.operating(truth, rating, task.threshold)
        document["at_threshold"] = {
            "threshold": task.threshold, "sensitivity": _share(at.sensitivity), "specificity": _share(at.specificity),
            "d_prime": _estimate(at.d_prime), "criterion": at.criterion,
        }  # fmt: skip
    return document


def _repeatability(found: list[Row]) -> dict[str, Any] | None:
    """Of items that were shown twice; None without any."""
    again = {row["item"]: row["rating"] for row in found if row["repeat"]}
    before = {row["item"]: row["rating"] for row in found if not row["repeat"] and row["item"] in again}
    if not before:
        return None
    pairs = np.array([(before[item], again[item]) for item in before], dtype=float)
    limits = agreement.limits(pairs[:, 0], pairs[:, 1])
    value, low, high = agreement.intraclass(pairs)
    return {
        "items": len(pairs), "bias": _estimate(limits.bias), "limits": [limits.low, limits.high],
        "within": limits.within, "repeatability": limits.repeatability,
        "icc": {"value": value, "low": low, "high": high},
    }  # fmt: skip


def _kappas(table: _Table, threshold: float) -> list[dict[str, Any]]:
    """Cohen's kappa of each two readers who finished, over all items, at the threshold."""
    found = []
    for i, j in combinations(range(len(table.readers)), 2):
        one, other = table.values[i].ravel(), table.values[j].ravel()
        both = np.isfinite(one) & np.isfinite(other)
        kappa = agreement.kappa(one[both] >= threshold, other[both] >= threshold, 2)
        found.append({"readers": [table.readers[i], table.readers[j]], **_estimate(kappa)})
    return found


def _estimate(estimate: Estimate, logit: bool = False) -> dict[str, Any]:
    low, high = estimate.logit_interval() if logit else estimate.interval()
    return {"value": estimate.value, "se": estimate.se, "low": low, "high": high}


def _equivalence(estimate: Estimate, margin: float | None, null: float) -> dict[str, Any] | None:
    if margin is None:
        return None
    test = equivalence(estimate, margin, null)
    return {"p": test.p, "low": test.low, "high": test.high, "shown": bool(test.shown)}


def _share(share: detection.Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "n": share.n, "value": share.value, "low": low, "high": high}


def _plain(value: Any) -> Any:
    """JSON has neither nan nor infinities."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
