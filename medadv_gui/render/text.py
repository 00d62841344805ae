"""The typeface of pictures and reports (DejaVu Sans Condensed, in resources/report/fonts), and safe text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from medadv_gui.core.resources import resources


def font_path(bold: bool = False) -> Path:
    """The TrueType file of the regular or the bold face."""
    return resources() / "report" / "fonts" / f"DejaVuSansCondensed{'-Bold' if bold else ''}.ttf"


@lru_cache(maxsize=32)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The face at `size` pixels."""
    return ImageFont.truetype(str(font_path(bold)), size, layout_engine=ImageFont.Layout.BASIC)


def clean(text: str) -> str:
    """`text` on one line without characters that no page can hold or that turn the writing direction round:
    control characters, lone surrogates, unassigned ones and directional marks become spaces."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp") else c for c in text)
    return " ".join("".join(kept).split())


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of `text` in the unit of `size`."""
    return font(100, bold).getlength(text) * size / 100


def shorten(text: str, size: float, room: float, bold: bool = False) -> str:
    """`text`, cleaned, cut and ended with an ellipsis where it is wider than `room`."""
    text = clean(text)
    if text_width(text, size, bold) <= room:
        return text
    while text and text_width(text + "…", size, bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"
