"""What other rooms say in English, worded in the user's language: errors, notes, criteria, checks.

Such a text comes as one English line, over processes and from files too, and stays so in reports, results and on the
command line. The window finds the template that it was made of among those of the translation file, takes the values
out again, and puts them into the translation."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from xml.etree import ElementTree

from medadv_gui.core.resources import resources
from medadv_gui.gui.language import spoken
from medadv_gui.gui.tables import said

TABLE = "messages"
MOST_PARTS = 16
_BLANK = re.compile(r"\{(\d)\}")
_MARK = re.compile("(: |; )")
_WORD = re.compile(r"(?<![\w}])\w+(?![\w{])")
Template = tuple[str, tuple[str, ...]]  # as written, and its pieces between the blanks


def worded(text: str) -> str:
    """The text in the user's language; as it is where none of the templates makes it, or a part of it."""
    return text if spoken() == "en" else _worded(text)


def _worded(text: str) -> str:
    parts = _MARK.split(text)  # every second one is a mark
    if len(parts) > 2 * MOST_PARTS:
        return text
    words, at = "", 0
    while at < len(parts):
        for end in range(len(parts), at, -2):
            found = _sentence("".join(parts[at:end]))
            if found is not None:
                break
        else:
            found, end = parts[at], at + 1
        words += "".join((found, *parts[end : end + 1]))
        at = end + 1
    return words


def _sentence(text: str) -> str | None:
    """The translation of `text`, which may begin with a capital letter and end with a full stop."""
    for stop in ("", ".") if text.endswith(".") else ("",):
        body = text.removesuffix(stop)
        found = _translated(body)
        if found is None and body[:1].isupper():
            found = _translated(body[0].lower() + body[1:])
            found = found and found[0].upper() + found[1:]
        if found is not None:
            return found + stop
    return None


def _translated(text: str) -> str | None:
    """The translation of the template that makes `text`, with its values worded; None where none does."""
    known = _templates(spoken())
    likely = {template: None for word in _WORD.findall(text) for template in known.get(word, ())}
    for template, pieces in sorted(likely, key=lambda template: -sum(map(len, template[1]))):
        values = _values(pieces, text)
        if values is not None:
            return _filled(said(TABLE, template), dict(zip(_BLANK.findall(template), values, strict=True)))
    return None


def _filled(template: str, values: dict[str, str]) -> str:
    return _BLANK.sub(lambda blank: _worded(values[blank[1]]), template)


def _values(pieces: tuple[str, ...], text: str) -> list[str] | None:
    """What stands in `text` between these pieces; None where they do not make it."""
    first, *others = pieces
    if not others:
        return [] if text == first else None
    *inner, last = others
    at, end = len(first), len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last):
        return None
    values = []
    for piece in inner:
        found = text.find(piece, at, max(at, end))
        if found < 0:
            return None
        values.append(text[at:found])
        at = found + len(piece)
    return [*values, text[at:end]] if at <= end else None


@cache
def _templates(language: str) -> dict[str, list[Template]]:
    """The templates by the longest word of each: only those are tried of which the text has that word."""
    document = ElementTree.parse(resources() / "translations" / f"medadv_gui_{language}.ts")
    found = defaultdict(list)
    for context in document.getroot().iter("context"):
        for source in context.iter("source") if context.findtext("name") == TABLE else ():
            template = source.text or ""
            found[max(_WORD.findall(template), key=len)].append((template, tuple(re.split(r"\{\d\}", template))))
    return found
