"""How a model learned, from its recipe.json: held-out figures by steps and by training pictures, and what was tried."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from medadv_gui.render.chart import score_text
from medadv_gui.render.curves import Progress, progress_plot
from medadv_gui.render.text import clean
from medadv_gui.report.document import Block, Bullets, Charts, Text
from medadv_gui.report.tables import Table

Json = Mapping[str, Any]
MOST = 7  # curves of a chart


def learning(recipe: Json, card: Json) -> tuple[Block, ...]:
    """Empty of a recipe that holds neither a figure on pictures held out nor a floor."""
    floor, curve = recipe.get("floor"), recipe.get("learning_curve")
    blocks: list[Block] = [] if floor is None else [Text(clean(_floor_text(floor, card)))]
    stages, figure = _stages(recipe)
    charts, tables = [], []
    if stages:
        drawing = progress_plot(stages, x_label="training steps", y_label=figure, floor=_of(floor, figure))
        charts.append(("On training pictures held out, by steps", drawing))
    if curve is not None:
        points, name = curve["points"], clean(curve["figure"])
        line = Progress("", *(tuple(point[key] for point in points) for key in ("pictures", "value", "low", "high")))
        drawing = progress_plot([line], x_label="training pictures", y_label=name, floor=_of(floor, name))
        charts.append(("By the number of training pictures", drawing))
        rows = tuple(
            (f"{p['pictures']}", score_text(p["value"]), f"{score_text(p['low'])} to {score_text(p['high'])}")
            for p in points
        )
        note = clean(f"On {curve['on']}. Training: {curve['training']}.")
        tables.append(Table("By the number of training pictures", ("Pictures", name, "Interval"), rows, note))
    if charts:
        blocks += [Charts(tuple(charts)), *tables]
    if recipe.get("tried"):
        blocks += [Text("What was tried:"), Bullets(tuple(map(clean, recipe["tried"])))]
    return tuple(blocks)


def _floor_text(floor: Json, card: Json) -> str:
    asked = f"Asked for on the test split: {floor['figure']} of at least {floor['value']:.2f}"
    found = next(
        (m for m in card.get("metrics") or () if m["name"] == floor["figure"] and m.get("split") == "test"), None
    )
    if found is None:
        return f"{asked}; not measured."
    return (
        f"{asked}; measured: {found['value']:.3f}. {'Reached' if found['value'] >= floor['value'] else 'Not reached'}."
    )


def _of(floor: Json | None, figure: str) -> float | None:
    """The floor, where it is one of this figure."""
    return floor["value"] if floor is not None and floor["figure"] == figure else None


def _stages(recipe: Json) -> tuple[list[Progress], str]:
    """The first figure of each stage that has figures, or all figures of the only one; and what they are."""
    looks = {name: [k for k in stage["curve"] if k[2]] for name, stage in recipe.get("stages", {}).items()}
    drawn = [(name, found, next(iter(found[0][2]))) for name, found in looks.items() if found]
    if len(drawn) == 1:
        _, found, _ = drawn[0]
        drawn = [(figure, found, figure) for figure in found[0][2]]
    kinds = {figure for *_, figure in drawn}
    return [_progress(*line) for line in drawn[:MOST]], clean(kinds.pop()) if len(kinds) == 1 else "figure"


def _progress(name: str, looks: list[Any], figure: str) -> Progress:
    unknown = (math.nan,) * len(looks)
    values = tuple(float(look[2].get(figure, math.nan)) for look in looks)
    return Progress(clean(name), tuple(float(look[0]) for look in looks), values, unknown, unknown)
