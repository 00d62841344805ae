"""Perturbations as pictures: a signed diverging map, an absolute one, the signed one to lie over the image, and one for
paper, on a fixed scale the caller gives.

The signed map runs from sky blue over near-black to orange, so that zero melts into a dark theme and the two
signs stay apart under every common colour blindness. On paper, which may be printed in black and white, blue and orange
are darker and lighter than the grey of no change. Nothing here looks at the data to choose a scale.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw

from medadv_gui.render.text import font, text_width

MODES = ("signed", "absolute", "overlay")
NEUTRAL = (22, 24, 29)
_NEGATIVE = (NEUTRAL, (20, 66, 122), (32, 104, 186), (58, 154, 245))
_POSITIVE = (NEUTRAL, (122, 52, 12), (186, 80, 16), (246, 142, 42))
# From full blue over mid grey to full orange, in even steps of lightness.
_PRINTED = ((5, 36, 104), (48, 88, 150), (128, 128, 130), (226, 158, 86), (255, 208, 132))
_STRENGTH = (NEUTRAL, (66, 44, 110), (178, 62, 110), (247, 146, 74), (255, 236, 160))


def _ramp(anchors: tuple[tuple[int, int, int], ...], n: int) -> NDArray[np.float64]:
    at = np.linspace(0, len(anchors) - 1, n)
    table = np.asarray(anchors, dtype=np.float64)
    return np.stack([np.interp(at, np.arange(len(anchors)), table[:, c]) for c in range(3)], axis=1)


@cache
def _lut() -> NDArray[np.uint8]:
    table = np.empty((256, 3))
    table[128:] = _ramp(_POSITIVE, 128)
    table[1:129] = _ramp(_NEGATIVE, 128)[::-1]
    table[0] = table[1]
    answer = np.rint(table).astype(np.uint8)
    answer.flags.writeable = False
    return answer


@cache
def _lut_printed() -> NDArray[np.uint8]:
    table = _ramp(_PRINTED, 255)
    answer: NDArray[np.uint8] = np.rint(np.concatenate([table[:1], table])).astype(np.uint8)
    answer.flags.writeable = False
    return answer


@cache
def _lut_absolute() -> NDArray[np.uint8]:
    answer = np.rint(_ramp(_STRENGTH, 256)).astype(np.uint8)
    answer.flags.writeable = False
    return answer


def lut() -> NDArray[np.uint8]:
    """The signed map, uint8 (256, 3): index 128 is zero, 1 is -limit, 255 is +limit, 0 equals 1."""
    return _lut()


def lut_printed() -> NDArray[np.uint8]:
    """The map for paper, uint8 (256, 3), with the places of `lut`: it grows lighter from one end to the other."""
    return _lut_printed()


def lut_absolute() -> NDArray[np.uint8]:
    """The absolute map, uint8 (256, 3): index 0 is zero, 255 is the limit."""
    return _lut_absolute()


def lut_overlay() -> NDArray[np.uint8]:
    """The map of `overlay` as it looks on mid grey, uint8 (256, 3), with the places of `lut`."""
    ramp = np.linspace(-128 / 127, 1.0, 256)[None]
    colours = overlay(ramp, 1.0)[0].astype(np.float64)
    share = colours[:, 3:] / 255.0
    answer: NDArray[np.uint8] = np.rint(colours[:, :3] * share + 128.0 * (1.0 - share)).astype(np.uint8)
    return answer


def _one_channel(perturbation: NDArray[Any]) -> NDArray[Any]:
    """(H, W) from (H, W) or (H, W, 3): the signed channel of largest magnitude, the first where they tie."""
    if perturbation.ndim == 2:
        return perturbation
    strongest = np.abs(perturbation).argmax(axis=2)
    return np.take_along_axis(perturbation, strongest[:, :, None], axis=2)[:, :, 0]


def _check(limit: float) -> None:
    if not (np.isfinite(limit) and limit > 0):
        raise ValueError(f"the limit of a heat map must be positive, not {limit}")


def signed(perturbation: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """The signed heat map, uint8 (H, W, 3).

    Parameters
    ----------
    perturbation : (H, W) or (H, W, 3), stored units, signed. Of a colour perturbation each pixel shows the
        channel of largest magnitude with its sign (the first of red, green, blue where they tie).
    limit : stored units, > 0; -limit and beyond is full blue, +limit and beyond full orange, 0 neutral.
        Index into `lut`: 128 + rint(127 * v / limit), v clamped to the limit.
    """
    return _lut()[_place(perturbation, limit)]


def printed(perturbation: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """The signed map for paper, uint8 (H, W, 3); arguments as of `signed`, index into `lut_printed` likewise. The sign
    shows without colour: what is darker than the grey of no change is negative, what is lighter positive."""
    return _lut_printed()[_place(perturbation, limit)]


def _place(perturbation: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    _check(limit)
    level = np.rint(np.clip(_one_channel(perturbation) / limit, -1.0, 1.0) * 127.0)
    return (level + 128).astype(np.uint8)


def absolute(perturbation: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """The heat map of the magnitude, uint8 (H, W, 3); arguments as of `signed`. 0 is dark, the limit bright.

    Index into `lut_absolute`: rint(255 * |v| / limit), clamped.
    """
    _check(limit)
    level = np.rint(np.clip(np.abs(_one_channel(perturbation)) / limit, 0.0, 1.0) * 255.0)
    answer: NDArray[np.uint8] = _lut_absolute()[level.astype(np.uint8)]
    return answer


def overlay(perturbation: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """The signed map to lie over the image, RGBA, uint8 (H, W, 4); arguments as of `signed`. The colour tells the sign,
    the opacity the size: 0 is clear, the limit opaque."""
    _check(limit)
    values = _one_channel(perturbation)
    answer = np.empty((*values.shape, 4), np.uint8)
    answer[..., :3] = np.where((values < 0)[..., None], _NEGATIVE[-1], _POSITIVE[-1])
    answer[..., 3] = np.rint(np.clip(np.abs(values) / limit, 0.0, 1.0) * 255.0).astype(np.uint8)
    return answer


def picture(perturbation: NDArray[Any], limit: float, mode: str) -> NDArray[np.uint8]:
    """The heat map in one of the MODES: RGB, of "overlay" RGBA."""
    return {"signed": signed, "absolute": absolute, "overlay": overlay}[mode](perturbation, limit)


def scale(mode: str, limit_text: str) -> tuple[NDArray[np.uint8], str, str, str]:
    """The colour bar of one of the MODES: its colours (256, 3), and what stands at its left end, middle and right."""
    if mode == "absolute":
        return lut_absolute(), "0", "", limit_text
    return lut() if mode == "signed" else lut_overlay(), f"−{limit_text}", "0", f"+{limit_text}"


def strongest(perturbation: NDArray[Any], factor: int) -> NDArray[Any]:
    """A smaller perturbation (ceil(H / factor), ceil(W / factor)): of each block the value of largest
    magnitude, signed. Averaging would make a small perturbation look smaller than it is."""
    values = _one_channel(perturbation)
    if factor <= 1:
        return values
    h, w = values.shape
    padded = np.pad(values, ((0, -h % factor), (0, -w % factor)))
    blocks = padded.reshape(padded.shape[0] // factor, factor, padded.shape[1] // factor, factor)
    flat = blocks.transpose(0, 2, 1, 3).reshape(blocks.shape[0], blocks.shape[2], factor * factor)
    at = np.abs(flat).argmax(axis=2)
    return np.take_along_axis(flat, at[:, :, None], axis=2)[:, :, 0]


def gain(limit: float, span: float) -> float:
    """How many times the contrast of the picture a signed heat map has: the picture spreads `span` (its window's
    width) over the whole grey scale, the map spreads 2 * limit; both in the same unit."""
    _check(limit)
    return span / (2.0 * limit)


def colour_strip(limit_text: str, text: str, height: int, width: int) -> NDArray[np.uint8]:
    """A horizontal colour bar, uint8 (height, width, 3), to stand under a map for paper: −`limit_text` at its left end,
    +`limit_text` at its right end, then `text`."""
    canvas = Picture.new("RGB", (width, height), NEUTRAL)
    draw, ink, size = ImageDraw.Draw(canvas), (236, 239, 244), max(9, round(0.62 * height))
    while size > 9 and text_width(f"−{limit_text}+{limit_text}{text}", size, True) > 0.72 * width:
        size -= 1
    face, pad, middle = font(size, True), max(3, size // 2), height / 2
    draw.text((pad, middle), f"−{limit_text}", fill=ink, font=face, anchor="lm")
    draw.text((width - pad, middle), text, fill=ink, font=face, anchor="rm")
    left = round(2 * pad + face.getlength(f"−{limit_text}"))
    right = round(width - 4 * pad - face.getlength(text) - face.getlength(f"+{limit_text}"))
    draw.text((right + pad, middle), f"+{limit_text}", fill=ink, font=face, anchor="lm")
    if right > left:
        shades = np.linspace(-1.0, 1.0, right - left)[None].repeat(max(1, height // 2), axis=0)
        canvas.paste(Picture.fromarray(printed(shades, 1.0)), (left, height // 4))
    return np.asarray(canvas, dtype=np.uint8)
