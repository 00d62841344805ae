"""Charts of a model's figures: shares against the budget, scores against what came true, and a table of confusions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from medadv_gui.render.chart import GRID, INK, MUTED, Drawing, Item, Label, Line, Rect, round_axis, score_text
from medadv_gui.render.text import shorten, text_width

# Colours that stay apart for most kinds of colour blindness, each with a dash pattern of its own.
STROKES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("#0b5cad", ()), ("#c2410c", (6.0, 2.5)), ("#3f7d20", (1.5, 2.0)), ("#8a3ffc", (8.0, 2.0, 1.5, 2.0)),
    ("#55606e", (3.0, 3.0)), ("#a3195b", (10.0, 3.0)), ("#8a6d00", (1.0, 3.0)),
)  # fmt: skip
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Shares:
    """A named curve of shares from 0 to 1, one for each place on the axis, with the ends of their intervals; those that
    are not finite are left out."""

    name: str
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Progress:
    """A curve of shares from 0 to 1 at numbers `at`, rising from above 0, with the ends of their intervals, nan where
    there are none; shares that are not finite are left out. One curve alone needs no name."""

    name: str
    at: tuple[float, ...]
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Point:
    """`n` answers with a mean `score`, of which the share `right` is right; its interval, nan where there is none."""

    score: float
    right: float
    low: float
    high: float
    n: int


class Frame:
    """The axes of a plot whose vertical axis is a share from 0 to 1."""

    def __init__(self, width: float, height: float, y_label: str, head: float) -> None:
        self.left, self.right = text_width("0.75", 7) + 8, width - 8
        self.top, self.bottom = 18.0 + head, height - 26
        self.items: list[Item] = [Label(0, 9, y_label, 8, MUTED)]
        for tick in TICKS:
            y = self.y(tick)
            self.items.append(Line(((self.left, y), (self.right, y)), GRID if tick else MUTED, 0.7))
            self.items.append(Label(self.left - 4, y + 2.5, f"{tick:g}", 7, MUTED, anchor="end"))

    def y(self, share: float) -> float:
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - self.top)

    def ticks(self, places: Sequence[tuple[float, str]], label: str, height: float) -> None:
        for x, text in places:
            self.items.append(Line(((x, self.bottom), (x, self.bottom + 3)), MUTED, 0.7))
            middle = min(x, self.right + 5 - text_width(text, 7) / 2)
            self.items.append(Label(middle, self.bottom + 11, text, 7, MUTED, anchor="middle"))
        self.items.append(Label((self.left + self.right) / 2, height - 3, label, 7.5, MUTED, anchor="middle"))

    def mark(self, x: float, y: float, low: float, high: float, colour: str) -> None:
        """A point, and its interval where it has one."""
        if math.isfinite(low) and math.isfinite(high):
            self.items.append(Line(((x, self.y(low)), (x, self.y(high))), colour, 0.8))
        self.items.append(Rect(x - 2, self.y(y) - 2, 4, 4, colour))


def budget_plot(
    curves: Sequence[Shares],
    places: Sequence[str],
    *,
    x_label: str,
    y_label: str,
    width: float = 240,
    height: float = 190,
) -> Drawing:
    """Up to five curves over named `places`, evenly spaced, each with its own colour, dash pattern and intervals that
    stand a little beside one another."""
    frame = Frame(width, height, y_label, 11.0 * len(curves))
    room = (frame.right - frame.left) / max(1, len(places))
    middles = [frame.left + (k + 0.5) * room for k in range(len(places))]
    frame.ticks(list(zip(middles, places, strict=True)), x_label, height)
    words = []
    for i, (curve, (colour, dash)) in enumerate(zip(curves, STROKES, strict=False)):
        y = 18.0 + 11 * i
        frame.items.append(Line(((frame.left, y), (frame.left + 22, y)), colour, 1.7, dash))
        name = shorten(curve.name, 7.5, frame.right - frame.left - 27)
        frame.items.append(Label(frame.left + 27, y + 3, name, 7.5, INK))
        aside = (i - (len(curves) - 1) / 2) * min(5.0, room / 8)
        known = [k for k, value in enumerate(curve.values) if math.isfinite(value)]
        line = tuple((middles[k] + aside, frame.y(curve.values[k])) for k in known)
        if len(line) > 1:
            frame.items.append(Line(line, colour, 1.5, dash))
        for k, (x, _) in zip(known, line, strict=True):
            frame.mark(x, curve.values[k], curve.low[k], curve.high[k], colour)
        said = ", ".join(f"{score_text(curve.values[k])} at {places[k]}" for k in known)
        words.append(f"{curve.name}: {said or 'nothing'}")
    return Drawing(
        width, height, tuple(frame.items), f"{y_label[:1].upper()}{y_label[1:]} by {x_label}. " + "; ".join(words) + "."
    )


def progress_plot(
    curves: Sequence[Progress],
    *,
    x_label: str,
    y_label: str,
    floor: float | None = None,
    width: float = 240,
    height: float = 190,
) -> Drawing:
    """Up to seven curves over a number from 0 on, each with its own colour and dash pattern; a thin dashed line at the
    `floor`."""
    named = sum(bool(curve.name) for curve in curves)
    frame = Frame(width, height, y_label, 11.0 * named)
    _, last, ticks = round_axis(0.0, max((x for curve in curves for x in curve.at), default=1.0))

    def place(at: float) -> float:
        return frame.left + at / last * (frame.right - frame.left)

    frame.ticks([(place(tick), f"{tick:g}") for tick in ticks], x_label, height)
    words = []
    if floor is not None:
        frame.items.append(Line(((frame.left, frame.y(floor)), (frame.right, frame.y(floor))), INK, 0.8, (4.0, 3.0)))
        frame.items.append(Label(frame.left + 3, frame.y(floor) - 3, f"asked for: {floor:g}", 7, INK))
        words.append(f"Asked for: {floor:g}")
    for i, (curve, (colour, dash)) in enumerate(zip(curves, STROKES, strict=False)):
        if curve.name:
            y = 18.0 + 11 * i
            frame.items.append(Line(((frame.left, y), (frame.left + 22, y)), colour, 1.7, dash))
            name = shorten(curve.name, 7.5, frame.right - frame.left - 27)
            frame.items.append(Label(frame.left + 27, y + 3, name, 7.5, INK))
        known = [k for k, value in enumerate(curve.values) if math.isfinite(value)]
        line = tuple((place(curve.at[k]), frame.y(curve.values[k])) for k in known)
        if len(line) > 1:
            frame.items.append(Line(line, colour, 1.5, dash))
        for k, (x, _) in zip(known, line, strict=True):
            frame.mark(x, curve.values[k], curve.low[k], curve.high[k], colour)
        said = ", ".join(f"{score_text(curve.values[k])} at {curve.at[k]:g}" for k in known) or "nothing"
        words.append(f"{curve.name}: {said}" if curve.name else said)
    return Drawing(
        width, height, tuple(frame.items), f"{y_label[:1].upper()}{y_label[1:]} by {x_label}. " + "; ".join(words) + "."
    )


def reliability_plot(points: Sequence[Point], *, width: float = 240, height: float = 220) -> Drawing:
    """The share of right answers against their mean score; dashed where both are equal."""
    x_label, y_label = "mean score", "share right"
    frame = Frame(width, height, y_label, 0.0)

    def x(score: float) -> float:
        return frame.left + min(max(score, 0.0), 1.0) * (frame.right - frame.left)

    frame.ticks([(x(tick), f"{tick:g}") for tick in TICKS], x_label, height)
    frame.items.append(Line(((x(0), frame.y(0)), (x(1), frame.y(1))), MUTED, 1.0, (4.0, 3.0)))
    colour = STROKES[0][0]
    line = tuple((x(p.score), frame.y(p.right)) for p in points)
    if len(line) > 1:
        frame.items.append(Line(line, colour, 1.5))
    for p in points:
        frame.mark(x(p.score), p.right, p.low, p.high, colour)
    words = "; ".join(f"score {score_text(p.score)}: {score_text(p.right)} right of {p.n}" for p in points)
    return Drawing(width, height, tuple(frame.items), f"{y_label.capitalize()} by {x_label}. {words}.")


def confusion_grid(
    rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], *, of: str, width: float = 490
) -> Drawing:
    """Counts in cells, of pixels their share of the row: the darker the larger that share. The reference goes down, the
    answer across."""
    left = min(0.3 * width, max((text_width(name, 8, True) for name in rows), default=0.0) + 10)
    cell = min(96.0, (width - left) / max(1, len(columns)))
    top, high = 40.0, 26.0
    items: list[Item] = [
        Label(left, 9, "answer", 8, MUTED),
        Label(left - 6, top - 6, "reference", 8, MUTED, anchor="end"),
    ]
    for j, name in enumerate(columns):
        text = shorten(name, 8, cell - 4, bold=True)
        items.append(Label(left + (j + 0.5) * cell, top - 6, text, 8, INK, True, "middle"))
    words = []
    for i, (name, row) in enumerate(zip(rows, counts, strict=True)):
        y, total = top + i * high, sum(row)
        items.append(Label(left - 6, y + high / 2 + 3, shorten(name, 8, left - 8, bold=True), 8, INK, True, "end"))
        for j, count in enumerate(row):
            share = count / total if total else 0.0
            items.append(Rect(left + j * cell + 1, y + 1, cell - 2, high - 2, shade(share)))
            ink = "#ffffff" if share > 0.55 else INK
            text = f"{100 * share:.1f} %" if of == "pixels" else f"{count}"
            items.append(Label(left + (j + 0.5) * cell, y + high / 2 + 3, text, 8.5, ink, i == j, "middle"))
            if count:
                words.append(f"{name} answered as {columns[j]}: {count}")
    height = top + high * len(rows) + 4
    return Drawing(width, height, tuple(items), f"Confusion matrix of {of}. " + "; ".join(words) + ".")


def shade(share: float) -> str:
    """From nearly white at 0 to a deep blue at 1."""
    ends = ((244, 246, 249), (11, 74, 125))
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in zip(*ends, strict=True))
