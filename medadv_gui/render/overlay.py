"""Outlines, fills and boxes drawn onto a picture of people's eyes; never onto stored values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageColor, ImageDraw

from medadv_gui.core.types import Box
from medadv_gui.render.text import font, shorten

Colour = str | tuple[int, int, int]
_CASING = (0, 0, 0)


def rgb_of(colour: Colour) -> tuple[int, int, int]:
    """(red, green, blue), 0 to 255, of "#rrggbb" or of three numbers; grey for anything unreadable."""
    if not isinstance(colour, str):
        return int(colour[0]), int(colour[1]), int(colour[2])
    try:
        return ImageColor.getrgb(colour)[:3]
    except ValueError:
        return 160, 160, 160


def line_width(height: int, width: int) -> int:
    """A stroke, in image pixels, that reads when the whole picture is looked at: 1 for each 256 pixels."""
    return max(1, round(max(height, width) / 256))


def _edges(mask: NDArray[np.uint8], thickness: int) -> NDArray[np.bool_]:
    """(H, W) bool: foreground pixels within `thickness` (city-block) of another label or of the border."""
    padded = np.pad(mask, 1)
    edge = np.zeros(mask.shape, dtype=bool)
    for rows, columns in ((0, 1), (2, 1), (1, 0), (1, 2)):
        edge |= padded[rows : rows + mask.shape[0], columns : columns + mask.shape[1]] != mask
    edge &= mask > 0
    for _ in range(thickness - 1):
        grown = edge.copy()
        grown[1:] |= edge[:-1]
        grown[:-1] |= edge[1:]
        grown[:, 1:] |= edge[:, :-1]
        grown[:, :-1] |= edge[:, 1:]
        edge = grown & (mask > 0)
    return edge


def outlines(mask: NDArray[np.uint8], n_labels: int, thickness: int = 1) -> NDArray[np.bool_]:
    """The inner outline of each label.

    Parameters
    ----------
    mask : (H, W) label map, 0 is background. n_labels : labels, background included.
    thickness : pixels, inward.

    Returns
    -------
    bool (n_labels, H, W); [i] is True on the outline of label i, [0] nowhere.
    """
    edge = _edges(mask, thickness)
    labels = np.arange(n_labels, dtype=np.int64)[:, None, None]
    answer: NDArray[np.bool_] = (mask[None] == labels) & edge[None]
    return answer


def draw_mask(
    rgb: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    colours: Sequence[Colour],
    fill: float = 0.25,
    thickness: int | None = None,
) -> NDArray[np.uint8]:
    """A new picture with each label of `mask` outlined and tinted.

    Parameters
    ----------
    rgb : uint8 (H, W, 3). mask : uint8 (H, W), 0 is background.
    colours : one for each label in order, background first (its colour is not used).
    fill : 0 (outline alone) to 1 (opaque). thickness : of the outline, pixels; None suits the picture's size.

    Returns
    -------
    uint8 (H, W, 3): inside, rint((1 - fill) * pixel + fill * colour); on the outline, the colour.
    """
    answer = rgb.copy()
    edge = _edges(mask, thickness or line_width(*mask.shape))
    for label in range(1, len(colours)):
        inside = mask == label
        if inside.any():
            colour = np.asarray(rgb_of(colours[label]), dtype=np.float32)
            answer[inside] = np.rint((1.0 - fill) * answer[inside] + fill * colour).astype(np.uint8)
            answer[inside & edge] = colour.astype(np.uint8)
    return answer


def draw_names(
    rgb: NDArray[np.uint8], mask: NDArray[np.uint8], names: Sequence[str], colours: Sequence[Colour]
) -> NDArray[np.uint8]:
    """A new picture with the name of each label of `mask` on its largest row, so that a colour needs no key.

    rgb : uint8 (H, W, 3). mask : uint8 (H, W), 0 is background. names, colours : one for each label in order.
    """
    canvas = Picture.fromarray(np.ascontiguousarray(rgb))
    draw = ImageDraw.Draw(canvas)
    size = max(11, round(max(mask.shape) / 32))
    face, pad = font(size, True), max(2, size // 4)
    for label in range(1, len(names)):
        inside = mask == label
        if not inside.any():
            continue
        row = int(inside.sum(axis=1).argmax())
        x = float(np.median(np.flatnonzero(inside[row])))
        text = shorten(names[label], size, mask.shape[1] - 2 * pad - 2, bold=True)
        half_w, half_h = face.getlength(text) / 2 + pad, size / 2 + pad
        x = min(max(x, half_w), max(half_w, mask.shape[1] - half_w))
        y = min(max(float(row), half_h), max(half_h, mask.shape[0] - half_h))
        colour = rgb_of(colours[label])
        draw.rectangle((x - half_w, y - half_h, x + half_w, y + half_h), fill=colour)
        draw.text((x, y), text, fill=_ink(colour), font=face, anchor="mm")
    return np.asarray(canvas, dtype=np.uint8)


def _ink(plate: tuple[int, int, int]) -> tuple[int, int, int]:
    """Black or white, whichever reads on `plate`."""
    luma = 0.299 * plate[0] + 0.587 * plate[1] + 0.114 * plate[2]
    return (12, 12, 14) if luma > 128 else (255, 255, 255)


def _dashes(a: float, b: float, dash: float) -> list[tuple[float, float]]:
    """Stretches of `dash` length with gaps of the same, from a to b, the last one cut at b."""
    starts = np.arange(a, b, 2 * dash)
    return [(float(s), float(min(s + dash, b))) for s in starts]


def draw_boxes(
    rgb: NDArray[np.uint8],
    boxes: Sequence[Box],
    colours: Sequence[Colour],
    captions: Sequence[str],
    dashed: Sequence[bool] | None = None,
    thickness: int | None = None,
) -> NDArray[np.uint8]:
    """A new picture with `boxes` and their captions.

    Parameters
    ----------
    rgb : uint8 (H, W, 3). boxes : corners in its pixels.
    colours, captions : one for each box; an empty caption is not drawn.
    dashed : one for each box, True for a vanished one; None draws all solid.
    thickness : pixels; None suits the picture's size. Lines have a dark casing and captions a solid plate,
        so that both read on any picture; captions stay inside the picture and apart from one another.
    """
    height, width = rgb.shape[:2]
    canvas = Picture.fromarray(np.ascontiguousarray(rgb))
    draw = ImageDraw.Draw(canvas)
    stroke = thickness or 1 + line_width(height, width)
    size = max(11, round(max(height, width) / 32))
    plates: list[tuple[float, float, float, float]] = []
    broken = list(dashed) if dashed is not None else [False] * len(boxes)
    for box, colour, is_dashed in zip(boxes, colours, broken, strict=True):
        for tint, extra in ((_CASING, stroke), (rgb_of(colour), 0)):
            _rectangle(draw, box, tint, stroke, extra, 4.0 * stroke if is_dashed else None)
    for box, colour, caption in zip(boxes, colours, captions, strict=True):
        if caption:
            plates.append(_caption(draw, box, rgb_of(colour), caption, size, (height, width), plates))
    return np.asarray(canvas, dtype=np.uint8)


def _rectangle(
    draw: ImageDraw.ImageDraw,
    box: Box,
    colour: tuple[int, int, int],
    stroke: int,
    extra: int,
    dash: float | None,
) -> None:
    """The four sides, `stroke + extra` wide; dashed where `dash` (pixels) is given."""
    left, top, right, bottom = box.corners
    if right < left or bottom < top:
        return
    half = (stroke + extra) / 2
    across = [(left, right)] if dash is None else _dashes(left, right, dash)
    down = [(top, bottom)] if dash is None else _dashes(top, bottom, dash)
    for y in (top, bottom):
        for a, b in across:
            draw.rectangle((a - half, y - half, b + half, y + half), fill=colour)
    for x in (left, right):
        for a, b in down:
            draw.rectangle((x - half, a - half, x + half, b + half), fill=colour)


def _caption(
    draw: ImageDraw.ImageDraw,
    box: Box,
    colour: tuple[int, int, int],
    caption: str,
    size: int,
    shape: tuple[int, int],
    taken: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """Draw `caption` on a plate at the box (above, else inside its top, else below); the plate's corners."""
    height, width = shape
    face, pad = font(size, True), max(2, size // 4)
    text = shorten(caption, size, width - 2 * pad - 2, bold=True)
    w, h = face.getlength(text) + 2 * pad, size + 2 * pad
    x = min(max(box.left, 0.0), max(0.0, width - w))
    places = [box.top - h - 2, box.top + 2, box.bottom + 2, box.bottom - h - 2]
    places += [box.top + i * (h + 2) for i in range(1, 8)]
    inside = [y for y in places if 0 <= y <= height - h] or [max(0.0, height - h)]

    def free(y: float) -> bool:
        return all(x + w <= p[0] or p[2] <= x or y + h <= p[1] or p[3] <= y for p in taken)

    y = next((place for place in inside if free(place)), inside[0])
    draw.rectangle((x, y, x + w, y + h), fill=colour)
    draw.text((x + pad, y + h / 2), text, fill=_ink(colour), font=face, anchor="lm")
    return x, y, x + w, y + h
