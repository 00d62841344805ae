"""Charts of a reader study: curves of readers with their average, figures with intervals, histograms and times. Every
word on them comes from who asks for one; each series has a dash pattern or a mark of its own beside its colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from medadv_gui.render.chart import GRID, INK, MUTED, Area, Drawing, Item, Label, Line, Rect, round_axis, score_text
from medadv_gui.render.curves import STROKES, TICKS, Frame
from medadv_gui.render.text import shorten, text_width

Points = Sequence[tuple[float, float]]
_MARKS = ("square", "diamond", "triangle", "cross")
_LINE = 11.0


@dataclass(frozen=True)
class Trace:
    """A named curve over false positive shares. With `dots` its points are marked."""

    name: str
    points: Points
    dots: bool = False


@dataclass(frozen=True)
class Ribbon:
    """What lies between `low` and `high` at each place `at`; where one of the two is nan there is a gap."""

    name: str
    at: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Row:
    """A figure with its interval (nan: none). A `total` stands for several and is drawn as a diamond; one without a
    value is a heading."""

    name: str
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    total: bool = False


@dataclass(frozen=True)
class Box:
    """Quartiles, a mean with its interval (nan: none), and single `dots`."""

    name: str
    lower: float
    median: float
    upper: float
    mean: float
    low: float
    high: float
    dots: Sequence[float] = ()


def _mark(x: float, y: float, kind: int, colour: str, size: float = 1.9) -> Item:
    """One of four small shapes with its middle at a place."""
    shape = _MARKS[kind % len(_MARKS)]
    if shape == "square":
        return Rect(x - size, y - size, 2 * size, 2 * size, colour)
    if shape == "diamond":
        far = 1.35 * size
        return Area(((x - far, y), (x, y - far), (x + far, y), (x, y + far)), colour)
    if shape == "triangle":
        return Area(((x - 1.2 * size, y + size), (x, y - 1.3 * size), (x + 1.2 * size, y + size)), colour)
    arm, half = 1.4 * size, 0.45 * size
    corners = ((-arm, -half), (-half, -half), (-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half),
               (half, half), (half, arm), (-half, arm), (-half, half), (-arm, half))  # fmt: skip
    return Area(tuple((x + a, y + b) for a, b in corners), colour)


def _key(items: list[Item], left: float, right: float, line: int, name: str, sample: Sequence[Item]) -> None:
    """A line of a legend, with its sample in the first 22 points."""
    items += sample
    items.append(Label(left + 27, 18.0 + _LINE * line + 3, shorten(name, 7.5, right - left - 27), 7.5, INK))


def roc_plot(
    readers: Sequence[Trace],
    average: Trace | None = None,
    ribbon: Ribbon | None = None,
    *,
    each: str,
    x_label: str,
    y_label: str,
    title: str,
    width: float = 236,
) -> Drawing:
    """The curve of each reader, thin, and their average with its band. `each` : what the thin ones are."""
    lines = 1 + (average is not None) + (ribbon is not None)
    frame = Frame(width, width + _LINE * lines, y_label, _LINE * lines)
    height = width + _LINE * lines
    x = _across(frame)
    frame.ticks([(x(tick), f"{tick:g}") for tick in TICKS], x_label, height)
    frame.items.append(Line(((x(0), frame.y(0)), (x(1), frame.y(1))), MUTED, 0.8, (2.0, 3.0)))
    colour, line = STROKES[0][0], 0
    if ribbon is not None:
        for part in _solid(ribbon):
            edge = [(x(a), frame.y(h)) for a, _, h in part] + [(x(a), frame.y(low)) for a, low, _ in reversed(part)]
            frame.items.append(Area(tuple(edge), colour, 0.22))
    for trace in readers:
        frame.items.append(Line(tuple((x(a), frame.y(b)) for a, b in trace.points), MUTED, 0.6))
    if average is not None:
        frame.items.append(Line(tuple((x(a), frame.y(b)) for a, b in average.points), colour, 2.0))
        y = 18.0
        _key(frame.items, frame.left, frame.right, line, average.name, [_stroke(frame.left, y, colour, 2.0)])
        line += 1
    if ribbon is not None:
        y = 18.0 + _LINE * line
        sample = Area(
            tuple((frame.left + a, y + b) for a, b in ((0, -3.5), (22, -3.5), (22, 3.5), (0, 3.5))), colour, 0.22
        )
        _key(frame.items, frame.left, frame.right, line, ribbon.name, [sample])
        line += 1
    sample_line = _stroke(frame.left, 18.0 + _LINE * line, MUTED, 0.8)
    _key(frame.items, frame.left, frame.right, line, each, [sample_line])
    said = f"{title}. {each}: {len(readers)}."
    if average is not None:
        at = min(average.points, key=lambda point: abs(point[0] - 0.2))
        said += f" {average.name}: {y_label} {score_text(at[1])}, {x_label} {score_text(at[0])}."
    return Drawing(width, height, tuple(frame.items), said)


def reader_plot(traces: Sequence[Trace], *, x_label: str, y_label: str, title: str, width: float = 152) -> Drawing:
    """Up to four curves of one reader with their raw points."""
    height = width + _LINE * len(traces)
    frame = Frame(width, height, y_label, _LINE * len(traces))
    x = _across(frame)
    frame.ticks([(x(tick), f"{tick:g}") for tick in TICKS[::2]], x_label, height)
    frame.items.append(Line(((x(0), frame.y(0)), (x(1), frame.y(1))), MUTED, 0.8, (2.0, 3.0)))
    for k, (trace, (colour, dash)) in enumerate(zip(traces, STROKES, strict=False)):
        y = 18.0 + _LINE * k
        sample = [_stroke(frame.left, y, colour, 1.3, dash), _mark(frame.left + 11, y, k, colour)]
        _key(frame.items, frame.left, frame.right, k, trace.name, sample)
        places = [(x(a), frame.y(b)) for a, b in trace.points]
        frame.items.append(Line(tuple(places), colour, 1.3, dash))
        if trace.dots:
            frame.items += [_mark(a, b, k, colour, 1.5) for a, b in places]
    return Drawing(width, height, tuple(frame.items), f"{title}. {', '.join(trace.name for trace in traces)}.")


def _across(frame: Frame) -> _Scale:
    return _Scale(0.0, 1.0, frame.left, frame.right)


@dataclass(frozen=True)
class _Scale:
    """From numbers to places."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.first + share * (self.last - self.first)


def _stroke(left: float, y: float, colour: str, width: float, dash: tuple[float, ...] = ()) -> Line:
    return Line(((left, y), (left + 22, y)), colour, width, dash)


def _solid(ribbon: Ribbon) -> list[list[tuple[float, float, float]]]:
    """The stretches of a ribbon between its gaps."""
    rows = zip(ribbon.at, ribbon.low, ribbon.high, strict=True)
    runs = groupby(rows, key=lambda row: math.isfinite(row[1]) and math.isfinite(row[2]))
    return [part for whole, run in runs if whole and len(part := list(run)) > 1]


def forest_plot(
    rows: Sequence[Row],
    *,
    x_label: str,
    title: str,
    null: float | None = None,
    null_name: str = "",
    margin: float | None = None,
    least: float = -math.inf,
    most: float = math.inf,
    width: float = 490,
) -> Drawing:
    """A row for each figure with its interval and its numbers; dashed at `null`, with the `margin` about it shaded."""
    known = [end for row in rows for end in (row.value, row.low, row.high) if math.isfinite(end)]
    known += [] if null is None else [null - (margin or 0.02), null + (margin or 0.02)]
    low, high, ticks = round_axis(max(least, min(known, default=0.0)), min(most, max(known, default=1.0)))
    step, top = 15.0, 20.0
    names = [text_width(row.name, 8.5, row.total or math.isnan(row.value)) for row in rows]
    left = min(0.4 * width, max(names, default=0.0) + 16)
    numbers = [_numbers(row) for row in rows]
    room = max((text_width(text, 8.5, True) for text in numbers), default=0.0) + 12
    scale = _Scale(low, high, left, width - room - 8)
    bottom = top + step * len(rows) + 2
    items: list[Item] = []
    if null is not None and margin is not None:
        first, last = scale(null - margin), scale(null + margin)
        items.append(Area(((first, top), (last, top), (last, bottom), (first, bottom)), STROKES[2][0], 0.16))
    for tick in ticks:
        items.append(Line(((scale(tick), top), (scale(tick), bottom)), GRID, 0.7))
        items.append(Label(scale(tick), bottom + 10, f"{tick:g}".replace("-", "−"), 7, MUTED, anchor="middle"))
    items.append(Line(((left, bottom), (scale.last, bottom)), MUTED, 0.7))
    items.append(Label((left + scale.last) / 2, bottom + 21, x_label, 7.5, MUTED, anchor="middle"))
    if null is not None:
        items.append(Line(((scale(null), top - 4), (scale(null), bottom)), INK, 0.9, (4.0, 3.0)))
        items.append(Label(scale(null), top - 7, null_name, 7, MUTED, anchor="middle"))
    words = []
    for k, (row, text) in enumerate(zip(rows, numbers, strict=True)):
        y = top + step * (k + 0.5)
        heading = math.isnan(row.value)
        strong = row.total or heading
        indent = 0 if strong else 8
        name = shorten(row.name, 8.5, left - 8 - indent, strong)
        items.append(Label(indent, y + 3, name, 8.5, INK, strong))
        if heading:
            continue
        items.append(Label(width - room, y + 3, text, 8.5, INK, row.total))
        if math.isfinite(row.low) and math.isfinite(row.high):
            items.append(Line(((scale(row.low), y), (scale(row.high), y)), INK if row.total else MUTED, 1.2))
        if row.total:
            place = scale(row.value)
            items.append(Area(((place - 6, y), (place, y - 5), (place + 6, y), (place, y + 5)), STROKES[0][0]))
        else:
            items.append(_mark(scale(row.value), y, 0, INK, 2.2))
        words.append(f"{row.name}: {text}")
    return Drawing(width, bottom + 26, tuple(items), f"{title}. {'; '.join(words)}.")


def _numbers(row: Row) -> str:
    if math.isnan(row.value):
        return ""
    text = f"{row.value:.2f}"
    if math.isfinite(row.low) and math.isfinite(row.high):
        text += f" ({row.low:.2f} – {row.high:.2f})"
    return text.replace("-", "−")


def histogram_plot(
    names: Sequence[str],
    shares: Sequence[Sequence[float]],
    edges: Sequence[float],
    *,
    x_label: str,
    y_label: str,
    title: str,
    width: float = 236,
    height: float = 190,
) -> Drawing:
    """Up to seven histograms as outlines over the same `edges`."""
    head = _LINE * len(names)
    _, most, ticks = round_axis(0.0, max((share for row in shares for share in row), default=1.0))
    left, right, top, bottom = text_width("0.75", 7) + 8, width - 8, 18.0 + head, height - 26
    across, up = _Scale(edges[0], edges[-1], left, right), _Scale(0.0, most, bottom, top)
    items: list[Item] = [Label(0, 9, y_label, 8, MUTED)]
    for tick in ticks:
        items.append(Line(((left, up(tick)), (right, up(tick))), GRID if tick else MUTED, 0.7))
        items.append(Label(left - 4, up(tick) + 2.5, f"{tick:g}", 7, MUTED, anchor="end"))
    middles = len(edges) <= 8  # of few steps each has its own number
    places = [(a + b) / 2 for a, b in pairwise(edges)] if middles else edges[::2]
    for place in places:
        items.append(Line(((across(place), bottom), (across(place), bottom + 3)), MUTED, 0.7))
        items.append(Label(across(place), bottom + 11, f"{place:g}", 7, MUTED, anchor="middle"))
    items.append(Label((left + right) / 2, height - 3, x_label, 7.5, MUTED, anchor="middle"))
    words = []
    for k, (name, row, (colour, dash)) in enumerate(zip(names, shares, STROKES, strict=False)):
        _key(items, left, right, k, name, [_stroke(left, 18.0 + _LINE * k, colour, 1.5, dash)])
        outline = [(across(edges[0]), bottom)]
        for a, b, share in zip(edges, edges[1:], row, strict=False):
            outline += [(across(a), up(share)), (across(b), up(share))]
        items.append(Line((*outline, (across(edges[-1]), bottom)), colour, 1.5, dash))
        words.append(f"{name}: {', '.join(f'{share:.2f}' for share in row)}")
    return Drawing(width, height, tuple(items), f"{title}. {'; '.join(words)}.")


def times_plot(
    boxes: Sequence[Box], *, x_label: str, title: str, notes: Sequence[str] = (), width: float = 236
) -> Drawing:
    """A row for each box: quartiles, the mean as a diamond with its interval above them, and dots below; then lines of
    `notes`, which say so."""
    ends = [
        end for box in boxes for end in (box.lower, box.upper, box.mean, box.low, box.high, *box.dots)
        if math.isfinite(end)
    ]  # fmt: skip
    _, most, ticks = round_axis(0.0, max(ends, default=1.0))
    step, top, left = 40.0, 6.0, 8.0
    scale, bottom = _Scale(0.0, most, left, width - 10), top + step * len(boxes)
    items: list[Item] = []
    for tick in ticks:
        items.append(Line(((scale(tick), top), (scale(tick), bottom)), GRID, 0.7))
        items.append(Label(scale(tick), bottom + 10, f"{tick:g}", 7, MUTED, anchor="middle"))
    items.append(Line(((left, bottom), (scale.last, bottom)), MUTED, 0.7))
    items.append(Label((left + scale.last) / 2, bottom + 21, x_label, 7.5, MUTED, anchor="middle"))
    words = []
    for k, box in enumerate(boxes):
        y, (colour, _) = top + step * k, STROKES[k % len(STROKES)]
        items.append(Label(left + 2, y + 9, shorten(box.name, 8.5, width - left - 8, True), 8.5, INK, True))
        if math.isfinite(box.median):
            x, w = scale(box.lower), scale(box.upper) - scale(box.lower)
            corners = ((x, y + 15), (x + w, y + 15), (x + w, y + 26), (x, y + 26))
            items += [Area(corners, colour, 0.22), Line((*corners, corners[0]), colour, 1.0)]
            items.append(Line(((scale(box.median), y + 15), (scale(box.median), y + 26)), colour, 2.0))
        if math.isfinite(box.low) and math.isfinite(box.high):
            items.append(Line(((scale(box.low), y + 20.5), (scale(box.high), y + 20.5)), INK, 1.0))
        if math.isfinite(box.mean):
            items.append(_mark(scale(box.mean), y + 20.5, 1, INK, 2.6))
        items += [_mark(scale(dot), y + 32, 3, MUTED, 1.3) for dot in box.dots if math.isfinite(dot)]
        words.append(f"{box.name}: {box.lower:.3g}, {box.median:.3g}, {box.upper:.3g}")
    for k, note in enumerate(notes):
        items.append(Label(left, bottom + 36 + 10 * k, shorten(note, 7.5, width - left), 7.5, MUTED))
    height = bottom + 26 + 10 * len(notes) + (6 if notes else 0)
    return Drawing(width, height, tuple(items), f"{title}. {'; '.join(words)}.")
