"""Text that comes from files, made fit to be shown."""

from __future__ import annotations

LIMIT = 200


def one_line(text: str, limit: int = LIMIT) -> str:
    """`text` as one line of at most `limit` printable characters, the last one an ellipsis where it was cut.

    Control characters, line breaks and those that turn the direction of writing become spaces. Markup is left as it
    is: whoever shows the line shows it as plain text.
    """
    words = "".join(c if c.isprintable() else " " for c in text[: 8 * limit]).split()
    line = " ".join(words)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def counted(n: int, one: str, several: str = "") -> str:
    """ "1 box" or "2 boxes": `several` is the plural, where it is not `one` with an s."""
    return f"{n} {one if n == 1 else several or f'{one}s'}"


def no_formula(value: object) -> object:
    """The same, but text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
