"""Defects that were found once and must not come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QTreeWidgetItemIterator
from pytestqt.qtbot import QtBot

from medadv_gui.core.types import Window
from medadv_gui.gui.attack_panel import AttackPanel
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.window import MainWindow
from tests.support import ct_dataset, picture, save

from .conftest import at_rest
from .test_window import colour_picture, messages, series

Opened = Callable[..., MainWindow]


def attack(window: MainWindow, qtbot: QtBot, steps: int) -> None:
    window.panel.parameters.set_values({"steps": steps})
    window.run_attack()
    at_rest(qtbot, window)


def cancelled_attack(window: MainWindow, qtbot: QtBot) -> None:
    window.panel.parameters.set_values({"steps": 1000})
    window.run_attack()
    qtbot.waitUntil(lambda: window.controller.frame is not None, timeout=60_000)
    window.controller.cancel()
    at_rest(qtbot, window)


def test_a_cancelled_attacks_picture_belongs_to_its_model(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(colour_picture(tmp_path / "a.png"), model="endo-polyp")
    cancelled_attack(window, qtbot)
    assert window.panes.adversarial.pixels.rgb is not None
    window.controller.choose_model("fundus-dr")
    at_rest(qtbot, window)
    assert window.panes.adversarial.pixels.rgb is None
    assert "Cancelled" not in window.summary.text.text()


def test_a_verified_outcome_comes_back_after_a_cancelled_attack(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "chest-ct")
    entry = window.controller.entry
    assert entry is not None
    attack(window, qtbot, 1)
    verified = window.summary.text.text()
    cancelled_attack(window, qtbot)
    assert "Cancelled" in window.summary.text.text()
    assert not window.actions_table["export"].isEnabled()
    at = entry.slice
    for place in (at + 1, at):
        window.controller.set_slice(place)
        at_rest(qtbot, window)
    assert window.summary.text.text() == verified
    assert window.actions_table["export"].isEnabled()


def test_a_slice_seen_during_an_attack_is_asked_about_afterwards(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "chest-ct")
    entry = window.controller.entry
    assert entry is not None
    window.panel.parameters.set_values({"steps": 1000})
    window.run_attack()
    window.controller.set_slice(entry.slice + 1)
    assert window.summary.text.text() == "Another image is being attacked"
    qtbot.waitUntil(lambda: window.controller.frame is not None, timeout=60_000)
    window.controller.cancel()
    at_rest(qtbot, window)
    assert entry.answer is not None


@pytest.fixture
def panes(themed: object, qtbot: QtBot) -> LinkedPanes:
    made = LinkedPanes()
    qtbot.addWidget(made)
    return made


def test_the_users_window_belongs_to_one_series(panes: LinkedPanes) -> None:
    one, two = object(), object()
    grey = picture(np.zeros((20, 20), np.uint8), window=Window(0, 99))
    panes.show_image(grey, of=one)
    panes.set_window(Window(10, 20))
    panes.invert()
    panes.original.box.scaleBy((0.5, 0.5))
    area = panes.original.box.viewRect()
    panes.show_image(None, of=one)  # a slice that is not read yet
    panes.show_image(grey, of=one)
    assert panes.shown_window == Window(10, 20)
    assert panes.original.box.viewRect() == area
    panes.show_image(grey, of=two)
    assert panes.shown_window == Window(0, 99)
    assert panes.original.box.viewRect() != area
    panes.invert()
    panes.show_image(picture(np.zeros((20, 20, 3), np.uint8)), of=one)
    assert not panes.inverted
    assert panes.shown_window is None
    panes.original.box.window_dragged.emit(20.0, 10.0)
    assert panes.shown_window is None


def test_an_adversarial_file_is_tagged_wherever_it_is_shown(panes: LinkedPanes) -> None:
    stored = np.zeros((20, 20), np.uint8)
    panes.show_image(picture(stored, adversarial=True))
    assert not panes.original.tag.isHidden()
    assert panes.adversarial.tag.isHidden()
    panes.show_change(stored, np.zeros((20, 20, 3), np.uint8), 4.0, None)
    panes.set_blink(True)
    assert not panes.original.tag.isHidden()
    assert not panes.adversarial.tag.isHidden()


def test_export_names_what_it_would_replace(
    opened: Opened, demo: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(demo / "endoscopy" / "endoscopy.png")
    attack(window, qtbot, 1)
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.pdf").write_text("mine")
    (out / "other.txt").write_text("mine")
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]

    def question(parent: object, title: str, text: str, buttons: object) -> QMessageBox.StandardButton:
        asked.append(text)
        return answers[len(asked) - 1]

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    monkeypatch.setattr(QMessageBox, "question", question)
    window.choose_export()
    at_rest(qtbot, window)
    assert (out / "report.pdf").read_text() == "mine"
    window.choose_export()
    at_rest(qtbot, window)
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert asked == ["This folder holds report.pdf already. Replace?"] * 2


@pytest.mark.parametrize("content", ["not JSON", json.dumps([{"id": 1}]), json.dumps({"cases": []})])
def test_a_foreign_cases_file_is_no_obstacle(content: str, opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text(content)
    folder = tmp_path / "pictures"
    folder.mkdir()
    window = opened(colour_picture(folder / "a.png"))
    assert window.controller.entry is not None
    assert messages(window) == []


def test_a_name_that_no_file_can_have_is_one_line(opened: Opened, tmp_path: Path) -> None:
    window = opened(tmp_path / ("a" * 5000))
    assert len(messages(window)) == 1
    assert "cannot be opened" in messages(window)[0]
    assert len(messages(window)[0]) < 160


def test_the_model_stays_shut_during_a_run(themed: object, qtbot: QtBot, window: MainWindow) -> None:
    panel = AttackPanel()
    qtbot.addWidget(panel)
    choices = [(card, None) for card in window.controller.session.cards]
    panel.set_running(True)
    panel.set_models(choices, choices[0][0])
    assert not panel.model.isEnabled()
    panel.set_running(False)
    assert panel.model.isEnabled()


def test_a_screenshot_names_no_file(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Mustermann"
    folder.mkdir()
    colour_picture(folder / "Erika.png")
    (folder / "Secret.dcm").write_text("hello")
    window = opened(folder)

    cut = save(ct_dataset(np.zeros((8, 8), np.int16)), folder / "Erika.dcm")
    cut.write_bytes(cut.read_bytes()[:-20])
    window.open_paths([cut])
    at_rest(qtbot, window)
    assert "incomplete" in window.panes.original.corner.message

    def texts() -> str:
        found, walk = [], QTreeWidgetItemIterator(window.tree.tree)
        found += [*messages(window), window.panes.original.corner.message, window.strip.notes.text()]
        while walk.value() is not None:
            found.append(walk.value().text(0))
            walk += 1
        return "\n".join(found)

    before, grab, seen = texts(), window.grab, []
    monkeypatch.setattr(window, "grab", lambda: (seen.append(texts()), grab())[1])
    window.save_screenshot(tmp_path / "shot.png")
    assert "Erika" in before
    assert all(name not in seen[0] for name in ("Mustermann", "Erika", "Secret"))
    assert texts() == before


def test_the_trees_keys(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(series(tmp_path / "one"), series(tmp_path / "two"))
    first, second = window.controller.session.entries
    assert window.controller.entry is first
    tree = window.tree.tree
    tree.setFocus()
    tree.setCurrentItem(window.tree._leaves[second])
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert window.controller.entry is second
    assert not window.controller.running
    at_rest(qtbot, window)
    qtbot.keyPress(tree, Qt.Key.Key_B)
    assert window.panes.blinking
    qtbot.keyRelease(tree, Qt.Key.Key_B)
    assert not window.panes.blinking
