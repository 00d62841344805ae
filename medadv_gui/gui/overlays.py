"""Masks and boxes drawn over a pane: before and after, kept, vanished and invented told apart by line style and
words as well as by colour."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsPathItem, QGraphicsRectItem

from medadv_gui.core.types import Box, BoxPrediction, MaskPrediction, Prediction, match_boxes
from medadv_gui.gui.graphics import pg
from medadv_gui.gui.same import Same
from medadv_gui.gui.theme import colour

Tints = Mapping[str, QColor]  # of labels, by their names


def trace(mask: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """The borders of the True pixels as closed polygons of (x, y) pixel corners, inside on the right hand."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return []
    top, left = int(rows[0]), int(columns[0])
    padded = np.pad(mask[top : rows[-1] + 1, left : columns[-1] + 1], 1).astype(np.int8)
    following: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def add(edges: NDArray[np.bool_], start: tuple[int, int], end: tuple[int, int]) -> None:
        for y, x in np.argwhere(edges).tolist():
            following.setdefault((x + start[0], y + start[1]), []).append((x + end[0], y + end[1]))

    down = np.diff(padded, axis=0)[:, 1:-1]
    across = np.diff(padded, axis=1)[1:-1]
    add(down == 1, (0, 0), (1, 0))
    add(down == -1, (1, 0), (0, 0))
    add(across == 1, (0, 1), (0, 0))
    add(across == -1, (0, 0), (0, 1))
    polygons = []
    while following:
        start = next(iter(following))
        points, here = [start], start
        while True:
            ends = following[here]
            there = ends.pop()
            if not ends:
                del following[here]
            straight = len(points) > 1 and (
                (points[-2][0] == here[0] == there[0]) or (points[-2][1] == here[1] == there[1])
            )
            if straight:
                points[-1] = there
            else:
                points.append(there)
            if there == start:
                break
            here = there
        polygons.append(np.asarray(points[:-1], dtype=np.int64) + np.array((left, top), dtype=np.int64))
    return polygons


@lru_cache(maxsize=8)
def _paths(answer: MaskPrediction) -> tuple[QPainterPath, ...]:
    """The outline of each foreground label; kept, because the answer before is drawn anew beside every step's."""
    return tuple(outline(answer.mask == i) for i in range(1, len(answer.labels)))


def prepare(answer: Prediction) -> None:
    """Trace and measure an answer's masks in the calling thread, so that the window's finds it done."""
    if isinstance(answer, MaskPrediction):
        _paths(answer)
        answer.area  # noqa: B018 - it keeps what it counted


def outline(mask: NDArray[np.bool_]) -> QPainterPath:
    """The borders of the True pixels, in image pixels."""
    path = QPainterPath()
    for polygon in trace(mask):
        path.moveTo(*map(float, polygon[0]))
        for x, y in polygon[1:].tolist():
            path.lineTo(x, y)
        path.closeSubpath()
    return path


def _pen(tint: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(tint, width, style)
    pen.setCosmetic(True)
    return pen


def mask_items(answer: MaskPrediction, tints: Tints, *, before: bool = False) -> list[QGraphicsItem]:
    """Each label outlined and lightly filled; `before` draws it as a dashed outline without filling."""
    items: list[QGraphicsItem] = []
    for i, path in enumerate(_paths(answer), start=1):
        if path.isEmpty():
            continue
        item = QGraphicsPathItem(path)
        if before:
            item.setPen(_pen(colour("pane_text"), 1.25, Qt.PenStyle.DashLine))
        else:
            fill = QColor(tints[answer.labels[i]])
            fill.setAlpha(60)
            item.setPen(_pen(tints[answer.labels[i]], 1.75))
            item.setBrush(QBrush(fill))
        items.append(item)
    return items


@lru_cache(maxsize=4)
def _plane_paths(planes: Same) -> tuple[QPainterPath, ...]:
    return tuple(outline(plane) for plane in planes.array)


def plane_items(planes: NDArray[np.bool_]) -> list[QGraphicsItem]:
    """The overlay planes of a file (PS3.3 C.9.2), (n, rows, columns), filled in one colour."""
    items: list[QGraphicsItem] = []
    for path in _plane_paths(Same(planes)):
        item = QGraphicsPathItem(path)
        item.setPen(_pen(colour("plane"), 1.0))
        fill = QColor(colour("plane"))
        fill.setAlpha(120)
        item.setBrush(QBrush(fill))
        items.append(item)
    return items


def box_item(box: Box, caption: str, tint: QColor, style: Qt.PenStyle, *, below: bool = False) -> list[QGraphicsItem]:
    """A box with a dark casing, a line of the given style and its caption, above or `below`."""
    area = QRectF(QPointF(box.left, box.top), QPointF(box.right, box.bottom))
    items: list[QGraphicsItem] = []
    for pen in (_pen(QColor(0, 0, 0, 180), 4.0), _pen(tint, 2.0, style)):
        frame = QGraphicsRectItem(area)
        frame.setPen(pen)
        items.append(frame)
    text = pg.TextItem(caption, color=colour("pane"), fill=QBrush(tint), anchor=(0, 0 if below else 1))
    font = QFont(QApplication.font())
    font.setPixelSize(11)
    text.setFont(font)
    text.setPos(box.left, box.bottom if below else box.top)
    items.append(text)
    return items


def vanished_and_invented(before: BoxPrediction, after: BoxPrediction) -> tuple[set[int], set[int]]:
    """Indices of boxes before without a counterpart after, and the other way round, at IoU 0.5."""
    return match_boxes(before.boxes, after.boxes)


def _found(box: Box, tints: Tints, usual: str) -> QColor:
    """The colour of a box: its label's where there are several labels, else the usual one."""
    # Boxes of the model before stay until the one chosen now has answered.
    return tints.get(box.label, colour(usual)) if len(tints) > 1 else colour(usual)


def before_items(answer: Prediction, tints: Tints) -> list[QGraphicsItem]:
    """What is drawn over the original: the clean answer."""
    if isinstance(answer, MaskPrediction):
        return mask_items(answer, tints)
    if isinstance(answer, BoxPrediction):
        return [
            item
            for box in answer.boxes
            for item in box_item(
                box, f"{box.label} {box.score:.2f}", _found(box, tints, "pane_before"), Qt.PenStyle.SolidLine
            )
        ]
    return []


def after_items(before: Prediction, after: Prediction, tints: Tints) -> list[QGraphicsItem]:
    """What is drawn over the adversarial image: the answer now, and beneath it what the answer was before."""
    if isinstance(after, MaskPrediction) and isinstance(before, MaskPrediction):
        return [*mask_items(after, tints), *mask_items(before, tints, before=True)]
    if isinstance(after, BoxPrediction) and isinstance(before, BoxPrediction):
        gone, new = vanished_and_invented(before, after)
        items = []
        for i in sorted(gone):
            box = before.boxes[i]
            items += box_item(box, f"vanished: {box.label}", colour("pane_text"), Qt.PenStyle.DashLine, below=True)
        for j, box in enumerate(after.boxes):
            style = Qt.PenStyle.DotLine if j in new else Qt.PenStyle.SolidLine
            word = "invented: " if j in new else ""
            tint = colour("pane_danger") if j in new else _found(box, tints, "pane_after")
            items += box_item(box, f"{word}{box.label} {box.score:.2f}", tint, style)
        return items
    return []
