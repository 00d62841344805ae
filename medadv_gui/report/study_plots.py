"""The plots of a reader study, for its report and its window alike."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from medadv_gui.render.chart import Drawing
from medadv_gui.render.reading_plots import (
    Box,
    Ribbon,
    Row,
    Trace,
    forest_plot,
    histogram_plot,
    reader_plot,
    roc_plot,
    times_plot,
)
from medadv_gui.report.study_words import arm_name, figure_words
from medadv_gui.report.words import Say

Json = Mapping[str, Any]
Chart = tuple[str, Drawing]  # with its title
MOST_ROWS = 36
MOST_MARKED = 400  # raw points in all the curves of one reader that are still marked


def forests(task: Json, say: Say = str) -> list[Chart]:
    """The figures of arms by reader and over readers, and the differences between arms."""
    over = task.get("over_readers")
    if over is None:
        return []
    figure = figure_words(over["figure"], say)
    chance = 0.5 if task["kind"] in ("detection", "2afc") else None
    groups: list[list[Row]] = []
    for arm in over["arms"]:
        rows = [Row(arm_name(arm["arm"], say))]
        for code in over["readers"]:
            own = _own(task["by_reader"][code], arm["arm"])
            if own is not None and own["value"] is not None:
                rows.append(Row(code, own["value"], _number(own["low"]), _number(own["high"])))
        name = say("over readers") if len(over["readers"]) > 1 else say("cases alone")
        rows.append(Row(name, arm["value"], _number(arm["low"]), _number(arm["high"]), True))
        groups.append(rows)
    within = "" if over["margin"] is None else f" ± {over['margin']:g}"
    title = say("{0} by arm and reader").format(figure[:1].upper() + figure[1:])
    label, none = say("{0}, 95 % interval").format(figure), say("chance") + within
    made = [
        (title, forest_plot(
            rows, x_label=label, title=title, null=chance, null_name=none,
            margin=over["margin"] if chance is not None else None, least=0.0, most=1.0,
        ))
        for rows in _packed(groups)
    ]  # fmt: skip
    if over["differences"]:
        pairs = [
            Row(
                say("{0} less {1}").format(arm_name(pair["first"], say), arm_name(pair["second"], say)),
                pair["value"], _number(pair["low"]), _number(pair["high"]), True,
            )
            for pair in over["differences"]
        ]  # fmt: skip
        title = say("Differences over readers")
        label = say("difference of {0}, 95 % interval").format(figure)
        none = say("no difference") + within
        made.append(
            (title, forest_plot(pairs, x_label=label, title=title, null=0.0, null_name=none, margin=over["margin"]))
        )
    return made


def _packed(groups: list[list[Row]]) -> list[list[Row]]:
    """The groups laid together as far as each plot fits on a page; a group that is longer is cut."""
    made: list[list[Row]] = []
    for group in groups:
        parts = [group[at : at + MOST_ROWS] for at in range(0, len(group), MOST_ROWS)]
        if made and len(made[-1]) + len(group) <= MOST_ROWS:
            made[-1] += group
        else:
            made += parts
    return made


def _own(reader: Json, arm: str) -> Json | None:
    """One reader's figure in an arm."""
    if arm in reader.get("curves", ()):
        auc: Json = reader["curves"][arm]["auc"]
        return auc
    right: Json | None = reader["arms"].get(arm, {}).get("right")
    return right


def curves(task: Json, say: Say = str) -> list[Chart]:
    """For each arm the curves of the readers who have finished, and their average with its band."""
    over = task.get("over_readers")
    made = []
    for arm, band in task.get("bands", {}).items():
        traces = [
            Trace(code, _points(task["by_reader"][code]["curves"][arm]["points"]))
            for code in (over["readers"] if over else ()) if arm in task["by_reader"][code]["curves"]
        ]  # fmt: skip
        several = len(traces) > 1
        at = band["false_positive"]
        middle = Trace(say("average of readers"), [(0.0, 0.0), *zip(at, band["true_positive"], strict=True)])
        low, high = ([_number(end) for end in band[side]] for side in ("low", "high"))
        title = _against(task, arm, say)
        made.append(
            (title, roc_plot(
                traces, middle if several else None, Ribbon(say("95 % band, at each point by itself"), at, low, high),
                each=say("one reader"), x_label=say("false positive share"), y_label=say("true positive share"),
                title=title,
            ))
        )  # fmt: skip
    return made


def _against(task: Json, arm: str, say: Say) -> str:
    name = arm_name(arm, say)
    name = name[:1].upper() + name[1:]
    return say("{0} against original").format(name) if task["kind"] == "detection" else name


def of_readers(task: Json, finished: Collection[str], say: Say = str) -> list[Chart]:
    """Each reader's curves with their raw points, those of readers who have not finished too."""
    made = []
    for code, reader in task["by_reader"].items():
        found = {arm: curve for arm, curve in reader.get("curves", {}).items() if curve["points"]["threshold"]}
        if not found:
            continue
        marked = sum(len(curve["points"]["threshold"]) for curve in found.values()) <= MOST_MARKED
        traces = [Trace(arm_name(arm, say), _points(curve["points"]), marked) for arm, curve in found.items()]
        across, up = say("false positive share"), say("true positive share")
        title = code if code in finished else say("{0} (has not finished)").format(code)
        made.append((title, reader_plot(traces[:4], title=title, x_label=across, y_label=up)))
    return made


def habits(task: Json, say: Say = str) -> list[Chart]:
    """How ratings and times are spread by arm, averaged over the readers who have finished."""
    arms = {arm: of_arm for arm, of_arm in task["by_arm"].items() if of_arm is not None}
    made = []
    rated = {arm: of_arm["histogram"] for arm, of_arm in arms.items() if "histogram" in of_arm}
    if rated:
        edges: Sequence[float] = next(iter(rated.values()))["edges"]
        title = say("Ratings by arm")
        made.append(
            (title, histogram_plot(
                [arm_name(arm, say) for arm in rated], [found["shares"] for found in rated.values()], edges,
                x_label=say("rating, {0}").format(str(task["scale"]).replace("-", " – ")),
                y_label=say("share of answers, mean of readers"), title=title,
            ))
        )  # fmt: skip
    if arms:
        title = say("Time a case by arm")
        boxes = [
            Box(
                arm_name(arm, say),
                **{name: _number(value) for name, value in of_arm["seconds"].items()},
                dots=[_number(reader["arms"][arm]["seconds"]["median"]) for reader in task["by_reader"].values()],
            )
            for arm, of_arm in arms.items()
        ]
        label = say("seconds with the window in focus")
        notes = (
            say("box: quartiles, mean of readers; cross: median of a reader"),
            say("diamond: geometric mean over readers, 95 % interval"),
        )
        made.append((title, times_plot(boxes, x_label=label, title=title, notes=notes)))
    return made


def _points(points: Json) -> list[tuple[float, float]]:
    return list(zip(points["false_positive"], points["true_positive"], strict=True))


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
