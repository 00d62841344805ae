"""Pictures for people: PNG bytes, sizes that fit a page, and banners in a strip outside the pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw

from medadv_gui.render.text import font, text_width

RESEARCH_USE = "RESEARCH USE ONLY - NOT FOR DIAGNOSIS"
ADVERSARIAL = "ADVERSARIAL"
SYNTHETIC = "synthetic, drawn by this program"
DEMONSTRATION = "demonstration only"
_LENGTHS = (200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)  # mm


@dataclass(frozen=True)
class Strip:
    """Colours of a banner, each (red, green, blue)."""

    background: tuple[int, int, int]
    foreground: tuple[int, int, int]


PLAIN = Strip((38, 42, 50), (236, 239, 244))
WARNING = Strip((255, 191, 71), (26, 20, 4))
DANGER = Strip((190, 28, 54), (255, 255, 255))
STYLES = {RESEARCH_USE: WARNING, ADVERSARIAL: DANGER}


def png(rgb: NDArray[np.uint8]) -> bytes:
    """The picture, uint8 (H, W, 3) or (H, W), as a PNG file; no metadata."""
    stream = io.BytesIO()
    Picture.fromarray(np.ascontiguousarray(rgb)).save(stream, format="PNG", optimize=False, compress_level=6)
    return stream.getvalue()


def fit(rgb: NDArray[np.uint8], longest: int, smallest: int = 0) -> NDArray[np.uint8]:
    """The picture no longer than `longest` pixels (shrunk by area averaging), and, where its longest side
    is below `smallest`, repeated by whole pixels up to it."""
    height, width = rgb.shape[:2]
    side = max(height, width)
    if side > longest:
        size = max(1, round(width * longest / side)), max(1, round(height * longest / side))
        return np.asarray(Picture.fromarray(rgb).resize(size, Picture.Resampling.BOX), dtype=np.uint8)
    times = max(1, min(-(-smallest // side), longest // side))
    return rgb if times == 1 else rgb.repeat(times, axis=0).repeat(times, axis=1)


def _lines(text: str, size: int, room: float) -> list[str]:
    """`text` broken at spaces into lines no wider than `room`; a word wider than that keeps its own line."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size, True) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def banner(
    rgb: NDArray[np.uint8],
    text: str,
    *,
    style: Strip | None = None,
    below: bool = False,
    size: int | None = None,
) -> NDArray[np.uint8]:
    """The picture with a strip of `text` added outside its pixels, none of which changes.

    Parameters
    ----------
    rgb : uint8 (H, W, 3).
    text : broken into lines at spaces where it does not fit.
    style : colours; None takes the text's own (research use amber, adversarial red, else dark grey).
    below : put the strip under the picture, not above it.
    size : of the letters, pixels; None suits the picture's width.

    Returns
    -------
    uint8 (H + strip, W, 3).
    """
    strip = style or STYLES.get(text, PLAIN)
    width = rgb.shape[1]
    size = size or max(9, min(round(width / 26), 64))
    pad = max(2, size // 3)
    lines = _lines(text, size, width - 2 * pad)
    while size > 9 and any(text_width(line, size, True) > width - 2 * pad for line in lines):
        size -= 1
    step = round(1.25 * size)
    canvas = Picture.new("RGB", (width, len(lines) * step + 2 * pad), strip.background)
    draw = ImageDraw.Draw(canvas)
    for i, line in enumerate(lines):
        at = (width / 2, pad + (i + 0.5) * step)
        draw.text(at, line, fill=strip.foreground, font=font(size, True), anchor="mm")
    parts = [rgb, np.asarray(canvas, dtype=np.uint8)]
    return np.concatenate(parts if below else parts[::-1], axis=0)


def scale_bar(width: int, pixels_per_mm: float, height: int) -> NDArray[np.uint8] | None:
    """A strip to put under a picture: a bar of a round length no longer than a third of the `width`, with that length.

    uint8 (height, width, 3); None where no round length from 0.1 to 200 mm fits.
    """
    length = next((mm for mm in _LENGTHS if mm * pixels_per_mm <= width / 3), None)
    if length is None or not length * pixels_per_mm >= 2:
        return None
    text = f"{length / 10:g} cm" if length >= 10 else f"{length:g} mm"
    canvas = Picture.new("RGB", (width, height), PLAIN.background)
    draw = ImageDraw.Draw(canvas)
    size = max(9, round(0.62 * height))
    bar = length * pixels_per_mm
    room = 8 + text_width(text, size, True)
    left, middle = (width - bar - room) / 2, height / 2
    thick = max(2, height // 9)
    draw.line([(left, middle), (left + bar, middle)], fill=PLAIN.foreground, width=thick)
    for x in (left, left + bar):
        draw.line([(x, middle - height / 4), (x, middle + height / 4)], fill=PLAIN.foreground, width=thick)
    draw.text((left + bar + 8, middle), text, fill=PLAIN.foreground, font=font(size, True), anchor="lm")
    return np.asarray(canvas, dtype=np.uint8)
