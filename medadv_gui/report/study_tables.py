"""The tables of a reader study, for its report and its window alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medadv_gui.render.text import clean
from medadv_gui.report.study_words import arm_name, figure_words, interval, p_words, share, whole
from medadv_gui.report.tables import Table
from medadv_gui.report.words import Say, number

Json = Mapping[str, Any]
MOST_PAIRS = 15


def over_readers(task: Json, say: Say = str) -> list[Table]:
    """The figures averaged over readers, and their differences."""
    over = task.get("over_readers")
    if over is None:
        return []
    chance = task["kind"] in ("detection", "2afc")
    header = [say("Arm"), figure_words(over["figure"], say), say("95 % interval"), say("Standard error")]
    if chance:
        header.append(say("Against chance"))
        if over["margin"] is not None:
            header.append(say("Within the margin of chance"))
    arms = [
        (
            arm_name(arm["arm"], say), share(arm["value"]), interval(arm, say), share(arm["se"]),
            *((p_words(arm["p_against_chance"]),) if chance else ()),
            *((_shown(arm["equivalent_to_chance"], say),) if chance and over["margin"] is not None else ()),
        )
        for arm in over["arms"]
    ]  # fmt: skip
    note = say("{0} readers, {1} images; intervals of arms are on the logit.")
    note = note.format(len(over["readers"]), over["cases"])
    made = [Table(say("Averaged over readers"), tuple(header), tuple(arms), note)]
    if over["differences"]:
        margin = over["margin"] is not None
        head = (say("Difference"), say("Value"), say("95 % interval"), say("Standard error"), "p",
                *((say("Within the margin"),) if margin else ()))  # fmt: skip
        rows = tuple(
            (
                say("{0} less {1}").format(arm_name(pair["first"], say), arm_name(pair["second"], say)),
                share(pair["value"]), interval(pair, say), share(pair["se"]), p_words(pair["p"]),
                *((_shown(pair["equivalent"], say),) if margin else ()),
            )
            for pair in over["differences"]
        )  # fmt: skip
        made.append(Table(say("Differences between arms"), head, rows, _all_arms(over, say)))
    return made


def _all_arms(over: Json, say: Say) -> str:
    test = over["all_arms"]
    if test is None or test["p"] is None:
        return ""
    dfs = f"{number(test['df1'])}, {'∞' if test['df2'] is None else number(test['df2'])}"
    return say("All arms at once: F = {0} with {1} degrees of freedom, {2}. Single p values are not adjusted.").format(
        number(test["f"]), dfs, p_words(test["p"])
    )


def _shown(test: Json | None, say: Say) -> str:
    if test is None:
        return "–"
    return f"{say('shown') if test['shown'] else say('not shown')}, {p_words(test['p'])}"


def by_reader(task: Json, say: Say = str) -> list[Table]:
    """Each reader's own figures."""
    made = []
    if task["kind"] in ("detection", "diagnosis"):
        made += [*_curves(task, say), *_repeated(task, say)]
    if task["kind"] == "2afc":
        made += _choices(task, say)
    if task["choices"]:
        made += _counts(task, say)
    return [*made, *_times(task, say)]


def _curves(task: Json, say: Say) -> list[Table]:
    rows = []
    for code, reader in task["by_reader"].items():
        for arm, curve in reader["curves"].items():
            cells = [code, arm_name(arm, say), whole(curve["auc"], say)]
            if task["threshold"] is not None:
                at = curve["at_threshold"]
                cells += [_counted(at["sensitivity"], say), _counted(at["specificity"], say), whole(at["d_prime"], say)]
            rows.append(tuple(cells))
    if not rows:
        return []
    header = [say("Reader"), say("Arm"), say("AUC (DeLong)")]
    note = ""
    if task["threshold"] is not None:
        header += [say("Sensitivity (Wilson)"), say("Specificity (Wilson)"), say("d'")]
        note = say("Positive from {0} on. d' with the log-linear correction.").format(number(task["threshold"]))
    return [Table(say("By reader"), tuple(header), tuple(rows), note)]


def _counted(found: Json, say: Say) -> str:
    if not found["n"]:
        return "–"
    text = say("{0} ({1}), {2} of {3}")
    return text.format(share(found["value"]), interval(found, say), number(found["hits"]), found["n"])


def _repeated(task: Json, say: Say) -> list[Table]:
    rows = tuple(
        (code, f"{again['items']}", number_of(again["repeatability"]), number_of(again["bias"]["value"]),
         say("{0} to {1}").format(*map(number_of, again["limits"])), whole(again["icc"], say))
        for code, reader in task["by_reader"].items() if (again := reader["repeatability"]) is not None
    )  # fmt: skip
    header = (say("Reader"), say("Images"), say("Repeatability"), say("Mean difference"), say("Limits of agreement"),
              "ICC(1, 1)")  # fmt: skip
    note = say("In steps of the scale; of 20 repeated ratings 19 differ by less than the repeatability.")
    tables = [Table(say("Images rated twice"), header, rows, note)] if rows else []
    pairs = sorted((pair for pair in task.get("kappa", ()) if pair["value"] is not None), key=lambda p: p["value"])
    if pairs:
        named = [(" – ".join(pair["readers"]), whole(pair, say)) for pair in pairs]
        note = ""
        if len(pairs) > MOST_PAIRS:
            note = say("Of {0} pairs of readers the lowest, the middle and the highest.").format(len(pairs))
            named = [named[0], named[len(pairs) // 2], named[-1]]
        tables.append(Table(say("Agreement at the threshold"), (say("Readers"), say("Cohen's κ")), tuple(named), note))
    return tables


def number_of(value: float | None) -> str:
    """A number, a dash where there is none."""
    return "–" if value is None else number(value)


def _choices(task: Json, say: Say) -> list[Table]:
    rows = []
    for code, reader in task["by_reader"].items():
        for arm, found in reader["arms"].items():
            right = found["right"]
            d_prime = say("{0} ({1} to {2})").format(
                number_of(right["d_prime"]), *(number_of(end) for end in right["d_prime_interval"])
            )
            rows.append((code, arm_name(arm, say), _counted(right, say), p_words(right["p_of_guessing"]), d_prime))
    header = (say("Reader"), say("Arm"), say("Share right (Wilson)"), say("Against guessing"), say("d'"))
    return [Table(say("By reader"), header, tuple(rows))] if rows else []


def _counts(task: Json, say: Say) -> list[Table]:
    header = (say("Reader"), say("Arm"), *map(clean, task["choices"]), say("Read"))
    rows = tuple(
        (code, arm_name(arm, say), *(f"{found['choices'][choice]}" for choice in task["choices"]), f"{found['read']}")
        for code, reader in task["by_reader"].items() for arm, found in reader["arms"].items()
    )  # fmt: skip
    return [Table(say("What each reader chose"), header, rows)] if rows else []


def _times(task: Json, say: Say) -> list[Table]:
    rows = tuple(
        (code, arm_name(arm, say), f"{found['read']}", _seconds(found["seconds"], "median"),
         _quartiles(found["seconds"], say), _seconds(found["seconds"], "mean"))
        for code, reader in task["by_reader"].items() for arm, found in reader["arms"].items()
    )  # fmt: skip
    header = (say("Reader"), say("Arm"), say("Read"), say("Median, s"), say("Quartiles, s"), say("Geometric mean, s"))
    return [Table(say("Time a case"), header, rows)] if rows else []


def _seconds(times: Json, name: str) -> str:
    return "–" if times[name] is None else f"{times[name]:.1f}"


def _quartiles(times: Json, say: Say) -> str:
    return say("{0} to {1}").format(_seconds(times, "lower"), _seconds(times, "upper"))


def comments(task: Json, say: Say = str) -> list[Table]:
    """What readers wrote, word for word: it may name somebody."""
    rows = tuple(
        (row["reader"], row["case"], arm_name(row["arm"], say), clean(row["choice"] or ""), clean(row["comment"]))
        for row in task["comments"]
    )  # fmt: skip
    header = (say("Reader"), say("Case"), say("Arm"), say("Choice"), say("Comment"))
    return [Table(say("Comments"), header, rows)] if rows else []
