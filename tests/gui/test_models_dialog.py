"""The models' pages in the window: opened, read, saved; nothing cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from medadv_gui.gui.jobs import PageJob
from medadv_gui.gui.model_dialog import ModelsDialog
from medadv_gui.gui.window import MainWindow
from medadv_gui.models.library import bundled_cards
from medadv_gui.report.html import for_browser
from medadv_gui.report.model_page import Subject, build_page
from tests.evaluation.labs import card as card_document
from tests.evaluation.labs import curve, lab, twin

from .conftest import at_rest
from .test_layout import clipped

Opened = Callable[..., MainWindow]


def dialog_of(window: MainWindow) -> ModelsDialog:
    (found,) = window.findChildren(ModelsDialog)
    return found


def made_page() -> Any:
    attacks = {"pictures": 10, "budgets": [1, 2, 4, 8], "curves": [curve("sma", "SMA", 0, 2, 5, 9)]}
    own = lab("test-model-robust", twin=twin(), attacks=attacks)
    other = Subject(card_document("test-model-robust"), "stated", own)
    document = build_page(Subject(card_document(), "stated", lab()), other)
    return document, for_browser(document)


@pytest.fixture
def dialog(themed: QApplication, qtbot: QtBot) -> ModelsDialog:
    """The dialog with a page made by hand for the first model."""
    cards = bundled_cards()
    made = ModelsDialog(cards)
    qtbot.addWidget(made)
    made.choose(cards[0].id)
    job = PageJob(cards[0], "cpu")
    job.result = made_page()
    made.take(job)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_help_opens_the_page_of_every_model(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["models"].trigger()
    dialog = dialog_of(window)
    cards = window.controller.session.cards
    assert [dialog.list.item(i).text() for i in range(dialog.list.count())] == [card.name for card in cards]
    for row, card in enumerate(cards):
        dialog.list.setCurrentRow(row)
        at_rest(qtbot, window)
        text = dialog.browser.toPlainText()
        assert "RESEARCH USE ONLY" in text
        assert card.sha256 in text
        assert card.licence in text
        assert dialog.save.isEnabled()
    dialog.close()


def test_a_model_without_figures_says_so(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medadv_gui.evaluation.page.read_lab", lambda card: None)
    window.show_models()
    at_rest(qtbot, window)
    text = dialog_of(window).browser.toPlainText()
    assert "Nothing was measured of this model here." in text
    assert f"medadv-gui models measure {window.controller.session.cards[0].id} --data DIR" in text
    dialog_of(window).close()


def test_the_panel_opens_the_chosen_model(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "endoscopy")
    window.controller.choose_model("endo-polyp")
    at_rest(qtbot, window)
    button = window.panel.about_model
    assert button.isEnabled()
    assert button.accessibleName() == "About this model"
    button.click()
    dialog = dialog_of(window)
    assert dialog.chosen == "endo-polyp"
    at_rest(qtbot, window)
    assert "endo-polyp" in dialog.browser.toPlainText()
    dialog.close()


def test_without_a_model_there_is_nothing_to_be_about(window: MainWindow) -> None:
    assert not window.panel.about_model.isEnabled()


def test_it_fits_and_shows_its_charts(dialog: ModelsDialog, qtbot: QtBot) -> None:
    assert dialog.width() <= 1280
    assert dialog.height() <= 800
    assert clipped(dialog) == []
    assert dialog.browser.horizontalScrollBar().maximum() == 0
    text = dialog.browser.toPlainText()
    assert "DR AUC 0.87 (0.78 to 0.94) on 40 pictures." in text
    page = dialog.browser.document()
    kind = QTextDocument.ResourceType.ImageResource.value
    sources = {f.toImageFormat().name() for f in page.allFormats() if f.isImageFormat()}
    assert len(sources) == 5  # confusion, reliability, two budgets, the twin
    assert all(page.resource(kind, name) is not None for name in sources)


def test_it_can_be_heard_and_reached_by_keys(dialog: ModelsDialog) -> None:
    assert dialog.list.accessibleName() == "Models"
    assert dialog.browser.accessibleName() == "Page of the model"
    assert dialog.browser.accessibleDescription().startswith("DR AUC 0.87")
    reached, widget = set(), dialog.list.nextInFocusChain()
    while widget is not dialog.list:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    assert {dialog.browser, dialog.save} <= reached


@pytest.mark.parametrize(
    ("name", "head"), [("page.html", b"<!DOCTYPE html>"), ("page.pdf", b"%PDF"), ("page", b"%PDF")]
)
def test_the_page_is_saved(
    name: str, head: bytes, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = str(tmp_path / name), "PDF (*.pdf)" if head == b"%PDF" else "HTML (*.html)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
    window.show_models()
    at_rest(qtbot, window)
    dialog_of(window).choose_file()
    at_rest(qtbot, window)
    path = tmp_path / (name if "." in name else f"{name}.pdf")
    assert path.read_bytes().startswith(head)
    dialog_of(window).close()


def test_a_page_that_comes_late_finds_its_place(dialog: ModelsDialog) -> None:
    """A page of a model that is no longer the chosen one is kept, not shown."""
    cards = bundled_cards()
    dialog.list.setCurrentRow(1)
    assert "Preparing" in dialog.browser.toPlainText()
    assert not dialog.save.isEnabled()
    job = PageJob(cards[0], "cpu")
    job.result = made_page()
    dialog.take(job)
    assert "Preparing" in dialog.browser.toPlainText()
    dialog.list.setCurrentRow(0)
    assert "DR AUC" in dialog.browser.toPlainText()
