"""The help pages: there, found by search, and explaining the window's terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from medadv_gui.core.resources import resources
from medadv_gui.gui import language as languages
from medadv_gui.gui.dialogs import PAGES, HelpDialog, page
from medadv_gui.gui.window import MainWindow

TERMS = (
    "budget", "perturbation", "adversarial", "L-infinity", "L2", "stored unit", "HU", "window", "reference", "target",
    "model score", "threshold", "Dice", "vanished", "KL", "smoothing", "seed", "step", "restarts", "gain", "truth",
    "local noise", "white-box", "model card", "verified", "demonstration only", "demo case", "session", "notes",
)  # fmt: skip


LANGUAGES = [name for name in languages.LANGUAGES if name != "en"]


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> Iterator[HelpDialog]:
    window.actions_table["help"].trigger()
    made = window.findChild(HelpDialog)
    assert made is not None
    yield made
    made.close()


def test_every_page_is_listed_and_every_file_is_a_page() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in (resources() / "help").glob("*.md"))
    assert all(page(name).startswith("# ") for name in PAGES)


def skeleton(text: str) -> list[tuple[object, ...]]:
    """What no translation changes, section by section: level, paragraphs, tables, lists, code, links, figures."""
    found = []
    plain = re.sub(r"^```.*?^```", lambda block: re.sub(" +# .*", "", block[0]), text, flags=re.M | re.S)  # no comments
    for section in re.split(r"^(?=#+ )", plain, flags=re.M):
        figures = re.findall(r"\d+(?:\.\d+)*", re.sub(r"(?<=\d)[,\xa0](?=\d{3}\b)", "", section))
        found.append((
            section.partition(" ")[0],
            len(re.split(r"\n\n+", section.strip())),
            [line.count("|") for line in section.splitlines() if line.startswith("|")],
            len(re.findall(r"^(?:\*|\d\.) ", section, flags=re.M)),
            Counter(re.findall(r"```.*?```|`[^`]+`", section, flags=re.S)),
            re.findall(r"\]\((.*?)\)", section),
            Counter(figures),
        ))  # fmt: skip
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_translated_page_says_what_the_english_one_says(name: str, language: str) -> None:
    assert skeleton(page(name, language)) == skeleton(page(name))
    assert page(name, language) != page(name)


def test_a_page_without_a_translation_is_in_english() -> None:
    assert page("terms", "tlh") == page("terms")


def test_every_term_of_the_window_is_explained() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", page("terms"), flags=re.MULTILINE)
    listed = " ".join(rows).casefold()
    assert not [term for term in TERMS if term.casefold() not in listed]


def test_the_paper_is_named() -> None:
    assert "Stabilized Medical Image Attacks" in page("the-attack")
    assert "https://arxiv.org/abs/2103.05232" in page("the-attack")


def test_search_finds_pages_and_places(dialog: HelpDialog, qtbot: QtBot) -> None:
    def shown() -> list[int]:
        return [at for at in range(dialog.list.count()) if not dialog.list.item(at).isHidden()]

    assert len(shown()) == len(PAGES) + 1
    qtbot.keyClicks(dialog.field, "discard session")
    assert len(shown()) < len(PAGES)
    assert dialog.list.currentRow() in shown()
    assert dialog.browser.textCursor().selectedText().casefold() in ("discard session", "discard")
    dialog.field.setText("xyzzy")
    assert not shown()
    assert dialog.nothing.isVisible()
    dialog.field.clear()
    assert len(shown()) == len(PAGES) + 1
    assert not dialog.nothing.isVisible()


def test_the_keys_are_those_of_now(window: MainWindow) -> None:
    window.actions_table.set_keys({"invert": "Ctrl+J", "run": ""})
    window.actions_table["help"].trigger()
    dialog = window.findChild(HelpDialog)
    assert dialog is not None
    dialog.list.setCurrentRow(dialog.list.count() - 1)
    text = dialog.browser.toPlainText()
    assert "Ctrl+J" in text
    assert "Run attack" not in text
    dialog.close()
