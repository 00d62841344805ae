"""The German translation: complete, up to date, and seen in the window."""

from __future__ import annotations

import importlib.util
import re
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Picture
from PySide6.QtCore import QSettings, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.gui.dialogs import HelpDialog
from medadv_gui.gui.language import chosen, install
from medadv_gui.gui.preferences_dialog import PreferencesDialog
from medadv_gui.gui.start_page import DemoButton
from medadv_gui.gui.window import MainWindow
from medadv_gui.gui.wizard.form import CardForm
from medadv_gui.gui.wizard.steps import CARD
from medadv_gui.models.library import bundled_cards
from medadv_gui.report.words import Units, sentence

from .conftest import at_rest
from .test_layout import clipped


@pytest.fixture(scope="module")
def tool() -> types.ModuleType:
    path = Path(__file__).parents[2] / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    assert install(themed, "de") == "de"
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    at_rest(qtbot, window)
    yield window
    window.close()
    window.deleteLater()
    install(themed, "en")


def test_every_text_is_translated(tool: types.ModuleType) -> None:
    known = tool.read(tool.ts_file("de"))
    missing = [text for text in tool.all_texts() if text not in known]
    assert not missing, "run packaging/translations.py and translate these in resources/translations"


def test_blanks_spaces_and_menus_keep_their_marks(tool: types.ModuleType) -> None:
    for (_, english), german in tool.read(tool.ts_file("de")).items():
        assert sorted(re.findall(r"\{.*?\}", english)) == sorted(re.findall(r"\{.*?\}", german)), english
        assert (english[0] == " ", english[-1] == " ") == (german[0] == " ", german[-1] == " "), english
        assert ("&" in english) == ("&" in german), english


def test_the_program_reads_what_the_translators_wrote(tool: types.ModuleType) -> None:
    translator = QTranslator()
    assert translator.load("medadv_gui_de", str(tool.FOLDER))
    known = tool.read(tool.ts_file("de"))
    old = {text for text, german in known.items() if translator.translate(*text) != german}
    assert not old, "run packaging/translations.py"


def test_the_tool_finds_texts_and_their_classes(tool: types.ModuleType) -> None:
    code = 'class A:\n def f(self):\n  self.tr("one " "text").format(1)\n  x.tr(y)\nclass B(A):\n g = tr("no")\n'
    assert list(tool.texts_of(code)) == [("A", "one text")]


def test_the_window_speaks_german(german: MainWindow, tool: types.ModuleType) -> None:
    menus = [action.text() for action in german.menuBar().actions()]
    assert menus[:2] == ["&Datei", "&Bearbeiten"]
    german.shell.show_preferences()
    dialog = german.findChild(PreferencesDialog)
    assert dialog is not None
    known = tool.read(tool.ts_file("de"))
    english = {text for (_, text), translation in known.items() if translation != text}
    left = set()
    for widget in german.findChildren(QWidget):
        words = [widget.accessibleName(), widget.toolTip()]
        if isinstance(widget, QLabel | QAbstractButton):
            words.append(widget.text())
        left |= {word for word in words if word in english and word not in known.values()}
    assert not left
    assert dialog.windowTitle() == "Einstellungen"
    dialog.close()


def test_the_help_speaks_german(german: MainWindow) -> None:
    german.actions_table["help"].trigger()
    dialog = german.findChild(HelpDialog)
    assert dialog is not None
    titles = [dialog.list.item(at).text() for at in range(dialog.list.count())]
    assert titles[0] == "Erste Schritte"
    assert titles[-1] == "Tasten und Maus"
    dialog.field.setText("Startwert")
    assert dialog.browser.textCursor().selectedText().casefold() == "startwert"
    dialog.close()


def test_the_choice_is_kept_to_known_languages() -> None:
    assert chosen("de") == "de"
    assert chosen("en") == "en"
    assert chosen("system") in ("en", "de")
    assert chosen("tlh") in ("en", "de")


def test_attacks_parameters_and_demo_cases_speak_german(german: MainWindow) -> None:
    panel = german.panel
    for index in range(panel.attack.count()):
        panel.attack.setCurrentIndex(index)
        assert panel.attack_note.text() != ATTACKS[panel.attack.itemData(index)].summary
    panel.attack.setCurrentIndex(0)
    label, editor = panel.parameters._rows["steps", "int"]
    assert label.text() == editor.accessibleName() == "Schritte"
    assert panel.parameters._rows["sigma", "float"][1].suffix() == " Netz-px"
    titles = [button.accessibleName() for button in german.start.findChildren(DemoButton)]
    assert "Lungen in einem Thorax-CT" in titles


@pytest.mark.parametrize("case", ["fundus/fundus.png", "chest-ct", "endoscopy/endoscopy.png"])
def test_german_finds_room_at_the_smallest_screen(case: str, german: MainWindow, demo: Path, qtbot: QtBot) -> None:
    german.open_paths([demo / case])
    at_rest(qtbot, german)
    qtbot.wait(30)
    assert german.size().toTuple() == (1280, 800)
    assert clipped(german) == []
    extension = german.findChild(QWidget, "qt_toolbar_ext_button")
    assert extension is None or not extension.isVisible()


def test_an_error_and_a_note_are_in_german(german: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("text")
    german.open_paths([tmp_path / "in"])
    at_rest(qtbot, german)
    (banner,) = german.banners.messages
    assert banner.text.text() == (
        "in: nichts Lesbares in diesem Ordner (1 übergangen; a.txt: keine DICOM- oder Bilddatei)"
    )
    Picture.new("P", (8, 8)).save(tmp_path / "in" / "b.png")
    german.open_paths([tmp_path / "in"])
    at_rest(qtbot, german)
    assert german.strip.notes.text() == "Hinweis: ein Palettenbild wird als RGB gelesen"


def test_a_misfit_and_a_wrong_budget_are_in_german(german: MainWindow, demo: Path, qtbot: QtBot) -> None:
    german.open_paths([demo / "endoscopy" / "endoscopy.png"])
    at_rest(qtbot, german)
    models = german.panel.model
    assert models.currentText() == "Polypen in der Endoskopie"
    tips = [models.itemData(at, Qt.ItemDataRole.ToolTipRole) for at in range(models.count())]
    assert "es sieht Graubilder an; dieses Bild hat Farbe" in tips
    german.panel.epsilon.clear()
    qtbot.keyClicks(german.panel.epsilon, "a lot")
    qtbot.waitUntil(lambda: german.panel.equivalents.text().startswith("Budget 'a lot': schreiben Sie"))


def test_the_wizard_speaks_german_and_shows_all_of_it(german: MainWindow, qtbot: QtBot) -> None:
    german.importing.begin(None)
    wizard = german.importing.wizard
    assert wizard is not None
    assert wizard.found.headline.text.text() == "Wählen Sie eine Modelldatei oder einen Ordner"
    assert clipped(wizard) == []
    card = bundled_cards()[0]
    form = CardForm(card.to_json() | {"id": "?"}, card.folder)
    wizard.card.show_form(form)
    wizard.pages.setCurrentIndex(CARD)
    qtbot.wait(10)
    assert clipped(wizard) == []
    assert wizard.card.errors["id"].text() == (
        "Muss sein: bis zu 64 Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche, nicht '?'"
    )
    wizard.reject()


def test_the_sentence_of_a_result_is_german_in_the_window_alone(
    german: MainWindow, demo: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    german.open_paths([demo / "endoscopy" / "endoscopy.png"])
    at_rest(qtbot, german)
    german.panel.parameters.set_values({"steps": 2})
    german.run_attack()
    at_rest(qtbot, german)
    words = german.summary.text.text()
    assert words.startswith("1 von 1 Box, die das Modell fand, verschwand nach einer Änderung um höchstens 2 von 255")
    assert clipped(german) == []
    assert german.controller.entry is not None
    assert german.controller.entry.outcome is not None
    result = german.controller.entry.outcome.result
    assert sentence(result, Units.of(result)).startswith("1 of 1 box")
