"""Preferences from the schema, and the key editor from the table of actions."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from medadv_gui.gui.actions import ACTIONS
from medadv_gui.gui.dialogs import key_table
from medadv_gui.gui.preferences import BY_KEY, SETTINGS, Preferences
from medadv_gui.gui.preferences_dialog import PreferencesDialog
from medadv_gui.gui.theme import themes
from medadv_gui.gui.window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, themed: QApplication) -> Iterator[PreferencesDialog]:
    window.actions_table["preferences"].trigger()
    made = window.findChild(PreferencesDialog)
    assert made is not None
    yield made
    made.close()
    themes.choose(themed, "dark")


def test_no_two_actions_share_a_key() -> None:
    keys = [QKeySequence(spec.key).toString() for spec in ACTIONS if spec.key]
    assert sorted(set(keys)) == sorted(keys)


@given(st.sampled_from(SETTINGS), st.text(max_size=8) | st.integers() | st.booleans() | st.none())
def test_whatever_stands_in_the_file_is_read_as_a_value(setting: object, found: object) -> None:
    value = setting.read(found)  # type: ignore[attr-defined]
    again = setting.read(value)  # type: ignore[attr-defined]
    assert again == value
    assert type(value) is type(setting.default)  # type: ignore[attr-defined]


def test_every_setting_is_there_at_the_next_start(tmp_path: Path) -> None:
    kept = Preferences(QSettings(str(tmp_path / "one.ini"), QSettings.Format.IniFormat))
    wanted = {}
    for setting in SETTINGS:
        others: list[str | bool | int] = [value for value, _ in setting.choices] or [not setting.default]
        if isinstance(setting.default, int) and not isinstance(setting.default, bool):
            others = [setting.high]
        wanted[setting.key] = next(value for value in others if value != setting.default)
        kept.set(setting.key, wanted[setting.key])
    # Within one process Qt reads a file once: a copy is what the next start finds.
    shutil.copy(tmp_path / "one.ini", tmp_path / "next.ini")
    found = Preferences(QSettings(str(tmp_path / "next.ini"), QSettings.Format.IniFormat))
    assert {setting.key: found.value(setting.key) for setting in SETTINGS} == wanted


def test_every_setting_has_a_control_that_keeps_it(dialog: PreferencesDialog, window: MainWindow) -> None:
    told: list[str] = []
    window.shell.preferences.changed.connect(told.append)
    for setting in SETTINGS:
        editor = dialog.editors[setting.key]
        assert editor.accessibleName()
        assert editor.toolTip()
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex((editor.currentIndex() + 1) % editor.count())
        elif isinstance(editor, QSpinBox):
            editor.setValue(editor.maximum())
        else:
            assert isinstance(editor, QCheckBox)
            editor.toggle()
    assert told == [setting.key for setting in SETTINGS]
    assert window.settings is not None
    again = Preferences(QSettings(window.settings.fileName(), QSettings.Format.IniFormat))
    for setting in SETTINGS:
        assert again.value(setting.key) == window.shell.preferences.value(setting.key) != setting.default
    assert window.panel.device.currentData() == again.text("attack/device")
    assert window.controller.device == again.text("attack/device")


def test_a_new_key_works_at_once_and_stays(dialog: PreferencesDialog, window: MainWindow, qtbot: QtBot) -> None:
    keys, actions = dialog.keys, window.actions_table
    keys.choose("invert")
    keys.field.setKeySequence(QKeySequence("Ctrl+J"))
    keys.field.editingFinished.emit()
    assert actions["invert"].shortcut() == QKeySequence("Ctrl+J")
    assert "Ctrl+J" in actions["invert"].toolTip()
    assert "| Ctrl+J | Invert |" in key_table(actions.keys)
    assert "| Shift+I | Invert |" in key_table()
    assert window.shell.preferences.keys() == {"invert": "Ctrl+J"}
    window.actions_table.set_keys({})
    window.actions_table.set_keys(window.shell.preferences.keys())
    assert actions.keys["invert"] == "Ctrl+J"
    keys.one.click()
    assert actions.keys["invert"] == "Shift+I"
    assert not window.shell.preferences.keys()


def test_a_key_in_use_is_refused_in_words(dialog: PreferencesDialog, window: MainWindow) -> None:
    keys = dialog.keys
    keys.choose("invert")
    keys.field.setKeySequence(QKeySequence("Ctrl+O"))
    keys.field.editingFinished.emit()
    assert "Open folder" in keys.note.text()
    assert window.actions_table.keys["invert"] == "Shift+I"
    assert keys.field.keySequence() == QKeySequence("Shift+I")


def test_a_key_can_be_taken_away_and_all_come_back(dialog: PreferencesDialog, window: MainWindow) -> None:
    keys = dialog.keys
    for name in ("invert", "run"):
        keys.choose(name)
        keys.field.clear()
        keys.field.editingFinished.emit()
        assert window.actions_table[name].shortcuts() == []
    keys.all.click()
    assert {s.id: s.key for s in ACTIONS} == window.actions_table.keys
    assert window.actions_table["run"].shortcuts() == [QKeySequence("Return"), QKeySequence("Enter")]


def test_blink_follows_its_key(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table.set_keys({"blink": "Ctrl+K"})
    window.panes.setFocus()
    qtbot.keyPress(window, Qt.Key.Key_B)
    assert not window.panes.blinking
    qtbot.keyPress(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.panes.blinking
    qtbot.keyRelease(window, Qt.Key.Key_K)
    assert not window.panes.blinking


def test_size_and_language_count_from_the_next_start(tmp_path: Path) -> None:
    code = (
        "from PySide6.QtCore import QSettings; import sys; from medadv_gui.gui.app import application; "
        "s = QSettings(sys.argv[1], QSettings.Format.IniFormat); "
        "s.setValue('program/scale', '150'); s.setValue('program/language', 'de'); app = application(s); "
        "print(app.devicePixelRatio(), app.translate('actions', 'Quit'))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "QT_SCALE_FACTOR"} | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "w.ini")], env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "1.5 Beenden", done.stderr
    assert BY_KEY["program/scale"].restart
    assert BY_KEY["program/language"].restart
