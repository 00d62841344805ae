"""Small charts as drawings: lists of lines, boxes and texts that any back end can draw; `svg` is one.

Coordinates run right and down from the upper left corner, in points. Everything that a colour says is also
said by a word, a dash pattern or a place.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from medadv_gui.core.types import ClassPrediction, MultiLabelPrediction
from medadv_gui.render.text import clean, shorten, text_width

INK = "#1b2430"
MUTED = "#55606e"
GRID = "#dfe4ea"
BEFORE = "#6688ab"
AFTER = "#c2410c"
_STROKES = (("#0b5cad", ()), ("#c2410c", (5.0, 2.5)), ("#3f7d20", (1.5, 2.0)))
_FAMILY = "'DejaVu Sans Condensed','Segoe UI',system-ui,-apple-system,'Helvetica Neue',Arial,sans-serif"


@dataclass(frozen=True)
class Line:
    """A polyline through `points`; `dash` as SVG has it."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Rect:
    """A filled box with its upper left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Area:
    """A filled polygon; `opacity` from 0 to 1."""

    points: tuple[tuple[float, float], ...]
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Label:
    """One line of text with its baseline's `anchor` ("start", "middle", "end") at (x, y)."""

    x: float
    y: float
    text: str
    size: float = 8.5
    colour: str = INK
    bold: bool = False
    anchor: str = "start"


Item = Line | Rect | Area | Label


@dataclass(frozen=True)
class Drawing:
    """`width` x `height` points; `description` says in words what the chart shows."""

    width: float
    height: float
    items: tuple[Item, ...]
    description: str


@dataclass(frozen=True)
class Curve:
    """A named line of a plot: one value for each x; those that are not finite are left out."""

    name: str
    values: tuple[float, ...]


def score_text(value: float) -> str:
    """A number from 0 to 1 with two decimals, more where those would read 0.00 or 1.00 and it is neither."""
    if 0.005 <= value < 0.995 or value in (0.0, 1.0):
        return f"{value:.2f}"
    if 0 < value < 0.001:
        return "< 0.001"
    return "> 0.999" if 0.999 < value < 1 else f"{value:.3f}"


def class_bars(
    before: ClassPrediction,
    after: ClassPrediction,
    reference: Collection[str] = (),
    *,
    width: float = 490,
    most: int = 10,
) -> Drawing:
    """Model scores before and after by label, in the order of `before`; a dashed line at a multi-label threshold.

    reference : the labels to mark. most : labels shown; of more, the ones with the highest scores.
    """
    first, second = before.scores, after.scores
    names = sorted(first, key=lambda name: -max(first[name], second.get(name, 0.0), float(name in reference)))
    shown = [name for name in first if name in set(names[:most])]
    threshold = before.threshold if isinstance(before, MultiLabelPrediction) else None
    word = "answer" if threshold is None else "present"
    rows = []
    for name in shown:
        notes = [word if name in answer.present else "" for answer in (before, after)]
        tag = "◆ reference" if name in reference else ""
        rows.append(_Row(name, tag, first[name], second.get(name, 0.0), notes[0], notes[1]))
    more = len(first) - len(shown)
    footnotes = [] if threshold is None else [f"dashed: a label is present from {threshold:g} on"]
    footnotes += [f"{more} more labels are not drawn"] if more else []
    return _pairs(rows, "Model score by label", "; ".join(footnotes), width, threshold)


def dice_bars(before: Mapping[str, float], after: Mapping[str, float], *, width: float = 490) -> Drawing:
    """Dice with the reference before and after, by foreground label."""
    rows = [_Row(name, "", before[name], after.get(name, 0.0), "", "") for name in before]
    return _pairs(rows, "Dice with the reference by label", "", width)


@dataclass(frozen=True)
class _Row:
    label: str
    tag: str
    before: float
    after: float
    note_before: str
    note_after: str


def _pairs(rows: Sequence[_Row], what: str, footnote: str, width: float, threshold: float | None = None) -> Drawing:
    """Two bars a row on a scale from 0 to 1, each with its number and its name at its end."""
    left, room_right, top, step, thick = 0.27 * width, 118.0, 16.0, 36.0, 12.0
    scale = width - left - room_right
    bottom = top + step * len(rows)
    items: list[Item] = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + tick * scale
        items.append(Line(((x, top - 4), (x, bottom)), GRID if tick else MUTED, 0.7))
        items.append(Label(x, top - 7, f"{tick:g}", 7, MUTED, anchor="middle"))
    words, labels = [], []
    for i, row in enumerate(rows):
        y = top + i * step + 4
        middle = y + thick + 1
        name = shorten(row.label, 9, left - 14, bold=True)
        labels.append(Label(left - 8, middle + (0 if row.tag else 3), name, 9, INK, True, "end"))
        if row.tag:
            labels.append(Label(left - 8, middle + 10, row.tag, 7.5, MUTED, anchor="end"))
        pairs = (
            (row.before, BEFORE, "original", row.note_before),
            (row.after, AFTER, "adversarial", row.note_after),
        )
        for j, (value, colour, series, note) in enumerate(pairs):
            length = max(0.8, min(max(value, 0.0), 1.0) * scale)
            at = y + j * (thick + 2)
            items.append(Rect(left, at, length, thick, colour))
            number = score_text(value)
            labels.append(Label(left + length + 5, at + 9.2, number, 8.5, INK, True))
            text = f"{series}, {note}" if note else series
            x = left + length + 9 + text_width(number, 8.5, True)
            labels.append(Label(x, at + 9.2, text, 7.5, MUTED))
        marks = " (reference)" if row.tag else ""
        words.append(f"{row.label}{marks}: {score_text(row.before)} before, {score_text(row.after)} after")
    if threshold is not None:
        x = left + threshold * scale
        items.append(Line(((x, top - 4), (x, bottom)), INK, 1.0, (3.0, 2.0)))
    items += labels
    if footnote:
        items.append(Label(left, bottom + 11, footnote, 7.5, MUTED))
    spoken = f" {footnote[0].upper()}{footnote[1:]}." if footnote else ""
    return Drawing(width, bottom + (16 if footnote else 4), tuple(items), f"{what}. " + "; ".join(words) + f".{spoken}")


def line_plot(
    curves: Sequence[Curve],
    *,
    x_label: str,
    y_label: str,
    width: float = 240,
    height: float = 132,
) -> Drawing:
    """Up to three curves over the iterations 0, 1, 2..., each with its own colour and dash pattern.

    The vertical axis holds every finite value; a single point is drawn as a short stroke.
    """
    finite = [v for curve in curves for v in curve.values if math.isfinite(v)]
    low, high, ticks = round_axis(min(finite, default=0.0), max(finite, default=1.0))
    last = max(1, *(len(curve.values) - 1 for curve in curves))
    tick_width = max(text_width(f"{t:g}", 7) for t in ticks)
    left, right, top = tick_width + 8, width - 6, 18.0 + 11 * len(curves)
    bottom = height - 26

    def place(k: float, value: float) -> tuple[float, float]:
        return left + k / last * (right - left), bottom - (value - low) / (high - low) * (bottom - top)

    items: list[Item] = [Label(0, 9, y_label, 8, MUTED)]
    for tick in ticks:
        y = place(0, tick)[1]
        items.append(Line(((left, y), (right, y)), GRID, 0.7))
        items.append(Label(left - 4, y + 2.5, f"{tick:g}", 7, MUTED, anchor="end"))
    stride = max(1, round(round_axis(0, last)[2][1]))
    for k in range(0, last + 1, stride):
        x = place(k, low)[0]
        items.append(Line(((x, bottom), (x, bottom + 3)), MUTED, 0.7))
        items.append(Label(x, bottom + 11, f"{k}", 7, MUTED, anchor="middle"))
    items.append(Line(((left, bottom), (right, bottom)), MUTED, 0.7))
    items.append(Label((left + right) / 2, height - 3, x_label, 7.5, MUTED, anchor="middle"))
    words = []
    for i, (curve, (colour, dash)) in enumerate(zip(curves, _STROKES, strict=False)):
        y = 18.0 + 11 * i
        items.append(Line(((left, y), (left + 22, y)), colour, 1.7, dash))
        items.append(Label(left + 27, y + 3, shorten(curve.name, 7.5, right - left - 27), 7.5, INK))
        points = [place(k, v) for k, v in enumerate(curve.values) if math.isfinite(v)]
        if len(points) == 1:
            points = [(points[0][0] - 2, points[0][1]), (points[0][0] + 2, points[0][1])]
        if points:
            items.append(Line(tuple(points), colour, 1.7, dash))
            known = [v for v in curve.values if math.isfinite(v)]
            words.append(f"{curve.name}: from {known[0]:.3g} to {known[-1]:.3g}")
    return Drawing(width, height, tuple(items), f"{y_label} by {x_label}. " + "; ".join(words) + ".")


def round_axis(low: float, high: float) -> tuple[float, float, list[float]]:
    """A round axis that holds low...high: its two ends and three to six ticks."""
    if high - low < 1e-9 * max(1.0, abs(low), abs(high)):
        low, high = low - 0.5 * max(abs(low), 0.1), high + 0.5 * max(abs(high), 0.1)
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [float(f"{i * step:.12g}") for i in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def svg(drawing: Drawing) -> str:
    """The drawing as an SVG element: scales with its place, speaks its description, loads nothing."""
    said = clean(drawing.description)
    title = escape(said.partition(". ")[0].rstrip("."))
    said = escape(said)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f'role="img" aria-label="{said}" font-family="{_FAMILY}">'
        f"<title>{title}</title><desc>{said}</desc>"
    ]
    for item in drawing.items:
        if isinstance(item, Line):
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in item.points)
            dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in item.dash)}"' if item.dash else ""
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="{item.colour}" stroke-width="{item.width:g}"{dash}/>'
            )
        elif isinstance(item, Area):
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in item.points)
            parts.append(f'<polygon points="{points}" fill="{item.fill}" fill-opacity="{item.opacity:g}"/>')
        elif isinstance(item, Rect):
            parts.append(
                f'<rect x="{item.x:.2f}" y="{item.y:.2f}" width="{item.width:.2f}" '
                f'height="{item.height:.2f}" fill="{item.fill}"/>'
            )
        else:
            weight = ' font-weight="bold"' if item.bold else ""
            parts.append(
                f'<text x="{item.x:.2f}" y="{item.y:.2f}" font-size="{item.size:g}" fill="{item.colour}" '
                f'text-anchor="{item.anchor}"{weight}>{escape(clean(item.text))}</text>'
            )
    return "".join([*parts, "</svg>"])
