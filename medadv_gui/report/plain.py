"""A document as plain text, for a terminal: charts and pictures by their words."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from medadv_gui.report.document import Block, Bullets, Charts, Code, Document, Pictures, Text
from medadv_gui.report.tables import Facts

_WIDTH = 110


def to_text(document: Document) -> str:
    """Lines of at most 110 characters, but for those of wide tables."""
    lines = [f"{document.title}: {document.subtitle}", document.banner, *document.marks, ""]
    lines += [*wrap(document.sentence, _WIDTH), ""]
    lines += [f"{tile.name}: {tile.value}{f' ({tile.note})' if tile.note else ''}" for tile in document.tiles]
    for remark in document.remarks:
        lines += wrap(f"- {remark}", _WIDTH, subsequent_indent="  ")
    for section in document.sections:
        lines += ["", section.title, "=" * len(section.title)]
        for block in section.blocks:
            lines += _lines(block)
    return "\n".join([*lines, "", document.footer]) + "\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield from wrap(block.text, _WIDTH)
    elif isinstance(block, Code):
        yield from ("", block.title, *block.text.splitlines())
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from wrap(f"- {item}", _WIDTH, subsequent_indent="  ")
    elif isinstance(block, Pictures):
        for figure in block.figures:
            yield from wrap(f"[picture] {figure.alt}", _WIDTH)
    elif isinstance(block, Charts):
        for title, drawing in block.charts:
            yield from wrap(f"[chart] {title}. {drawing.description}", _WIDTH)
    elif isinstance(block, Facts):
        yield from ("", block.title)
        for name, value in block.rows:
            yield from wrap(f"{name}: {value}", _WIDTH, subsequent_indent="  ")
    else:
        widths = [max(len(row[i]) for row in (block.header, *block.rows)) for i in range(len(block.header))]
        yield from ("", block.title)
        for row in (block.header, *block.rows):
            yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if block.note:
            yield from wrap(block.note, _WIDTH)
