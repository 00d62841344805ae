"""The tag browser: search, values hidden by default, copies of what is shown alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from medadv_gui.gui.tag_browser import VALUE, TagBrowser
from medadv_gui.gui.theme import colours, themes
from medadv_gui.gui.window import MainWindow

from .conftest import at_rest
from .test_window import colour_picture, series

Opened = Callable[..., MainWindow]


def items(browser: TagBrowser) -> list[QTreeWidgetItem]:
    return [browser.table.topLevelItem(at) for at in range(browser.table.topLevelItemCount())]


def shown(browser: TagBrowser) -> dict[str, str]:
    return {item.text(1).strip(): item.text(VALUE) for item in items(browser) if not item.isHidden()}


def test_identity_is_hidden_until_asked_for(opened: Opened, qtbot: QtBot, tmp_path: Path, themed: QApplication) -> None:
    window = opened(series(tmp_path / "ct"))
    window.actions_table["tags"].trigger()
    at_rest(qtbot, window)
    browser = window.findChild(TagBrowser)
    assert browser is not None
    values = shown(browser)
    assert values["Rows"] == "32"
    assert values["Patient's Name"] == "hidden"
    assert not any("SECRET" in value or "Mustermann" in value for value in values.values())
    browser.search.setText("mustermann")
    assert shown(browser) == {}
    browser.search.setText("patient name")
    assert list(shown(browser)) == ["Patient's Name"]
    browser.table.selectAll()
    browser.copy_selected()
    assert QApplication.clipboard().text() == "(0010,0010)\tPatient's Name\tPN\thidden"
    browser.identity.setChecked(True)
    browser.copy_selected()
    assert QApplication.clipboard().text().endswith("\tMustermann^Erika")
    browser.search.setText("instance number")
    assert shown(browser) == {"Instance Number": "3"}
    window.viewing.step(-1)
    at_rest(qtbot, window)
    assert shown(browser) == {"Instance Number": "2"}
    browser.identity.setChecked(False)
    themes.choose(themed, "light")  # an open browser takes the colours of another theme
    tints = {item.foreground(VALUE).color().name() for item in items(browser)}
    assert tints == {colours()["text_faint"], colours()["text"]}
    themes.choose(themed, "dark")
    opened(colour_picture(tmp_path / "a.png"))
    assert shown(browser) == {}
    assert "no DICOM attributes" in browser.status.text()
    browser.close()
    window.viewing.step(1)
