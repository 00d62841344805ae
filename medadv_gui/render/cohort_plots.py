"""Charts of a cohort: success against the budget with bands, and a grid of shares. In black and white each curve keeps
its dashes and its mark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from medadv_gui.render.chart import INK, MUTED, Area, Drawing, Item, Label, Line, Rect, score_text
from medadv_gui.render.curves import STROKES, Frame, shade
from medadv_gui.render.text import shorten, text_width

_LINE = 11.0
_BAND = 0.09  # opacity; of several bands over one another the curves still stand out
_MOST = 7
_STEP, _WIDEST = 5.0, 22.0  # from one curve to the next, and from the first to the last


@dataclass(frozen=True)
class BudgetCurve:
    """A named curve of shares `values` at the budgets `at`, above 0 and rising, with the ends of their intervals; nan
    where there is none."""

    name: str
    at: tuple[float, ...]
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def success_plot(
    curves: Sequence[BudgetCurve], *, x_label: str, y_label: str, width: float = 240, height: float = 150
) -> Drawing:
    """Up to seven curves over the budget on a logarithmic axis, each with a band, a dash pattern and a mark of its own,
    and a little aside of the others, so that none hides another. `height` is without the legend."""
    curves = curves[:_MOST]
    head = _LINE * len(curves)
    height += head
    frame = Frame(width, height, y_label, head)
    budgets = sorted({budget for curve in curves for budget in curve.at})
    first, last = (math.log(budgets[0]), math.log(budgets[-1])) if budgets else (0.0, 0.0)
    left, right = frame.left + 12, frame.right - 12

    def place(budget: float) -> float:
        share = (math.log(budget) - first) / (last - first) if last > first else 0.5
        return left + share * (right - left)

    frame.ticks(_apart([(place(budget), f"{budget:g}") for budget in budgets]), x_label, height)
    aside = _aside(len(curves), [place(budget) for budget in budgets])
    words, over = [], list[Item]()
    for k, (curve, (colour, dash)) in enumerate(zip(curves, STROKES, strict=False)):

        def x(budget: float, off: float = aside[k]) -> float:
            return place(budget) + off

        y = 18.0 + _LINE * k
        over += [Line(((frame.left, y), (frame.left + 22, y)), colour, 1.6, dash), _mark(frame.left + 11, y, k, colour)]
        over.append(Label(frame.left + 27, y + 3, shorten(curve.name, 7.5, right - frame.left - 15), 7.5, INK))
        points = list(zip(curve.at, curve.values, curve.low, curve.high, strict=True))
        for known, part in groupby(points, key=lambda point: math.isfinite(point[2]) and math.isfinite(point[3])):
            run = list(part)
            if known and len(run) > 1:
                edge = [(x(a), frame.y(high)) for a, _, _, high in run]
                edge += [(x(a), frame.y(low)) for a, _, low, _ in reversed(run)]
                frame.items.append(Area(tuple(edge), colour, _BAND))
            elif known:
                over.append(Line(((x(run[0][0]), frame.y(run[0][2])), (x(run[0][0]), frame.y(run[0][3]))), colour, 0.8))
        shown = [(a, value) for a, value, _, _ in points if math.isfinite(value)]
        if len(shown) > 1:
            over.append(Line(tuple((x(a), frame.y(value)) for a, value in shown), colour, 1.4, dash))
        over += [_mark(x(a), frame.y(value), k, colour) for a, value in shown]
        words.append(f"{curve.name}: " + (", ".join(f"{score_text(v)} at {a:g}" for a, v in shown) or "nothing"))
    said = f"{y_label[:1].upper()}{y_label[1:]} by {x_label}. {'; '.join(words)}."
    return Drawing(width, height, (*frame.items, *over), said)


def _aside(curves: int, places: Sequence[float]) -> list[float]:
    """How far each curve lies aside of its budgets: as wide as a mark, as long as those of two budgets stay apart."""
    closest = min((b - a for a, b in pairwise(places)), default=math.inf)
    step = min(_STEP, _WIDEST / max(1, curves - 1), closest / (2 * curves)) if curves else 0.0
    return [(k - (curves - 1) / 2) * step for k in range(curves)]


def _apart(places: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The ticks, without the words of those that would touch the one before."""
    told, end = [], -math.inf
    for at, text in places:
        half = text_width(text, 7) / 2
        fits = at - half > end + 2
        told.append((at, text if fits else ""))
        end = at + half if fits else end
    return told


def _mark(x: float, y: float, kind: int, colour: str) -> Item:
    """One of seven shapes with its middle at a place."""
    if kind == 0:
        return Rect(x - 2, y - 2, 4, 4, colour)
    corners = {
        1: ((-2.7, 0), (0, -2.7), (2.7, 0), (0, 2.7)),
        2: ((-2.5, 2), (0, -2.7), (2.5, 2)),
        3: ((-2.5, -2), (0, 2.7), (2.5, -2)),
        4: ((-2.8, -0.9), (2.8, -0.9), (2.8, 0.9), (-2.8, 0.9)),
        5: ((-0.9, -2.8), (0.9, -2.8), (0.9, 2.8), (-0.9, 2.8)),
    }.get(kind, ((-2.6, -1.3), (0, -2.7), (2.6, -1.3), (1.6, 2.2), (-1.6, 2.2)))
    return Area(tuple((x + a, y + b) for a, b in corners), colour)


def share_grid(
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    texts: Sequence[Sequence[str]],
    *,
    down: str,
    across: str,
    width: float = 490,
) -> Drawing:
    """Shares in cells, the darker the larger, each with its text; None is an empty cell."""
    left = min(0.3 * width, max((text_width(name, 8, True) for name in (*rows, down)), default=0.0) + 10)
    cell = min(110.0, (width - left) / max(1, len(columns)))
    top, high = 36.0, 24.0
    items: list[Item] = [Label(left, 9, across, 8, MUTED), Label(left - 6, top - 6, down, 8, MUTED, anchor="end")]
    for j, name in enumerate(columns):
        items.append(Label(left + (j + 0.5) * cell, top - 6, shorten(name, 8, cell - 4, True), 8, INK, True, "middle"))
    words = []
    for i, name in enumerate(rows):
        y = top + i * high
        items.append(Label(left - 6, y + high / 2 + 3, shorten(name, 8, left - 8, True), 8, INK, True, "end"))
        for j, (share, text) in enumerate(zip(shares[i], texts[i], strict=True)):
            ink = INK
            if share is not None:
                items.append(Rect(left + j * cell + 1, y + 1, cell - 2, high - 2, shade(share)))
                ink = "#ffffff" if share > 0.55 else INK
                words.append(f"{name} on {columns[j]}: {text}")
            items.append(Label(left + (j + 0.5) * cell, y + high / 2 + 3, text, 8, ink, i == j, "middle"))
    return Drawing(width, top + high * len(rows) + 4, tuple(items), f"{down} and {across}. {'; '.join(words)}.")
