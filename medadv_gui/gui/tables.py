"""Texts that other rooms hold, in the user's language: attacks, demo cases, background jobs, notes under pictures."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.gui.session import DEMO_NOTE
from medadv_gui.render.picture import DEMONSTRATION, RESEARCH_USE, SYNTHETIC
from medadv_gui.report.words import BLACK_BOX, FAILED, NOT_A_PROBABILITY, WHITE_BOX
from medadv_gui.review.protocol import BANNER


def said(table: str, text: str) -> str:
    """A text of a table ("attacks", "demo", "jobs", "keys", "messages", "notes", "study" or "wizard", each a context of
    the translation files) in the user's language; as it is where it is not there, such as those of a user's own attack.
    """
    return QCoreApplication.translate(table, text) if text else ""


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the tables but the jobs', which stand in their classes, with its table."""
    from medadv_gui.demo import CASES
    from medadv_gui.gui.wizard.fields import SECTIONS
    from medadv_gui.gui.wizard.steps import FACTS, FORMATS, TITLES

    for info in ATTACKS.values():
        yield "attacks", info.title
        yield "attacks", info.summary
        for p in info.parameters:
            for text in (p.title, p.help, p.unit):
                yield "attacks", text
    for case in CASES:
        yield "demo", case.title
        yield "demo", case.sentence
    yield "demo", DEMO_NOTE
    for text in (SYNTHETIC, DEMONSTRATION, RESEARCH_USE, BANNER, NOT_A_PROBABILITY, FAILED, WHITE_BOX, BLACK_BOX):
        yield "notes", text
    for title, asked in SECTIONS:
        yield "wizard", title
        for field in asked:
            for text in (field.title, field.help, *(words for _, words in field.choices)):
                yield "wizard", text
    for text in (*TITLES, *FACTS, *(words for row in FORMATS for words in row)):
        yield "wizard", text
