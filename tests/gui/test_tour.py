"""The guided tour, by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.gui.tour import STOPS, Tour
from medadv_gui.gui.window import MainWindow

from .conftest import at_rest


def tour_of(window: MainWindow) -> Tour:
    found = window.findChild(Tour)
    assert found is not None
    return found


def key(qtbot: QtBot, which: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert isinstance(focus, QWidget)
    qtbot.keyClick(focus, which)


def test_the_tour_runs_a_demo_case_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    at_rest(qtbot, window)
    assert window.shell.preferences.value("program/tour") is True
    window.shell.begin(tour=True)
    qtbot.waitUntil(lambda: window.findChild(Tour) is not None)
    tour = tour_of(window)
    seen: list[str] = []
    window.controller.model_changed.connect(lambda: window.panel.parameters.set_values({"steps": 1}))
    for stop in STOPS:
        seen.append(tour.card.title.text())
        assert tour.card.next.hasFocus()
        assert tour.rect().contains(tour.card.geometry())
        assert not tour.target().isEmpty(), stop.title
        assert not tour.card.geometry().contains(tour.target().center()) or stop.title == "The image before and after"
        key(qtbot, Qt.Key.Key_Return)
        if stop.then == "run":  # the case has not been drawn yet: the tour goes on by itself once it has
            assert tour.card.count.text() == "One moment…"
            qtbot.waitUntil(lambda: tour.at == len(seen), timeout=60_000)
            at_rest(qtbot, window)
    assert seen == [stop.title for stop in STOPS]
    assert window.controller.entry is not None
    assert window.controller.entry.outcome is not None
    qtbot.waitUntil(lambda: window.findChild(Tour) is None)
    assert window.panes.hasFocus(), "the keys are for the case"
    assert window.shell.preferences.value("program/tour") is False
    window.shell.begin(tour=True)
    qtbot.wait(20)
    assert window.findChild(Tour) is None, "shown once"
    window.actions_table["tour"].trigger()
    assert window.findChild(Tour) is not None


@pytest.mark.parametrize("size", [(1280, 800), (1024, 680), (1920, 1080)])
def test_it_can_be_left_and_lets_no_key_through(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    at_rest(qtbot, window)
    window.actions_table["tour"].trigger()
    tour = tour_of(window)
    window.resize(*size)
    qtbot.wait(20)
    assert tour.size() == window.size()
    assert tour.rect().contains(tour.card.geometry())
    for _ in range(5):  # Tab stays inside
        key(qtbot, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() in (tour.card.skip, tour.card.next)
    key(qtbot, Qt.Key.Key_Right)
    key(qtbot, Qt.Key.Key_Left)
    assert tour.at == 0
    key(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(Tour) is None)


def test_no_words_are_clipped(window: MainWindow, qtbot: QtBot) -> None:
    at_rest(qtbot, window)
    window.actions_table["tour"].trigger()
    tour = tour_of(window)
    for _ in STOPS[:-1]:
        words = tour.card.text
        assert words.height() >= words.heightForWidth(words.width())
        tour.at += 1
        tour._show()
    tour.leave()


def test_the_users_own_keys_are_named(window: MainWindow, qtbot: QtBot) -> None:
    at_rest(qtbot, window)
    window.actions_table.set_keys({"blink": "N", "help": ""})
    window.actions_table["tour"].trigger()
    tour = tour_of(window)
    tour.at = 2
    tour._show()
    assert "Hold N to" in tour.card.text.text()
    tour.at = len(STOPS) - 1
    tour._show()
    assert tour.card.text.text().startswith("Help explains")
    tour.leave()
