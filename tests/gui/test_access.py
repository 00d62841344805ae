"""Every control has a name, can be reached with the keyboard and shows all of its text: in each theme, language and
size. Every action can be taken in every state, and a long row of random ones leaves no warning."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from medadv_gui.core.types import Window
from medadv_gui.gui.actions import ACTIONS
from medadv_gui.gui.language import install
from medadv_gui.gui.preferences_dialog import PreferencesDialog
from medadv_gui.gui.theme import THEMES, themes
from medadv_gui.gui.window import MainWindow

from .conftest import at_rest
from .test_layout import clipped

Opened = Callable[..., MainWindow]
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)
# A low and a wide screen, and a screen of 1920 x 1080 at 150 % and 200 %, in device-independent pixels.
SIZES = ((1280, 800), (1920, 1080), (1280, 720), (960, 540))
ACTIONS_IN_SOAK = 250


def controls(window: QWidget) -> list[QWidget]:
    """What can be used now, without the inner parts of others."""
    inner = (QAbstractSpinBox, QComboBox, QScrollBar, QHeaderView)
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and not isinstance(widget, QScrollBar | QHeaderView)
        and not isinstance(widget.parent(), inner)
        and widget.window() is window
    ]


def nameless(window: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for widget in controls(window)
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]


def unreachable(window: QWidget, qtbot: QtBot) -> list[str]:
    """Controls that the Tab key does not come to, however often it is pressed."""
    seen: list[QWidget] = []
    for _ in range(300):
        focus = QApplication.focusWidget()
        assert isinstance(focus, QWidget)
        if focus in seen[:1] and len(seen) > 1:
            break
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    reached = {widget for one in seen for widget in (one, one.parentWidget())}
    return [
        f"{type(w).__name__} {w.accessibleName()}"
        for w in controls(window)
        if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w not in reached and w.width() > 0
        and not w.visibleRegion().isEmpty() and not _in_group(w)
    ]  # fmt: skip


def _in_group(widget: QWidget) -> bool:
    """One of several buttons that exclude one another: the arrow keys go between them."""
    return isinstance(widget, QAbstractButton) and widget.autoExclusive()


@pytest.fixture(params=["en", "de"])
def spoken(request: pytest.FixtureRequest, themed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A window in each language."""
    install(themed, request.param)
    made = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    made.deleteLater()
    install(themed, "en")
    themes.choose(themed, "dark")


def test_names_tab_order_and_room_for_text(spoken: MainWindow, demo: Path, qtbot: QtBot, themed: QApplication) -> None:
    window = spoken
    at_rest(qtbot, window)
    assert nameless(window) == []
    assert unreachable(window, qtbot) == []
    window.open_paths([demo / "endoscopy" / "endoscopy.png"])
    at_rest(qtbot, window)
    window.panel.parameters.set_values({"steps": 1})
    window.run_attack()
    at_rest(qtbot, window)
    window.actions_table["notes"].trigger()
    for theme in THEMES:
        themes.choose(themed, theme)
        for size in SIZES:
            window.resize(*size)
            qtbot.wait(30)
            assert window.size().toTuple() == size
            assert nameless(window) == [], (theme, size)
            assert clipped(window) == [], (theme, size)
    assert unreachable(window, qtbot) == []
    window.shell.show_preferences()
    dialog = window.findChild(PreferencesDialog)
    assert dialog is not None
    for page in range(dialog.pages.count()):
        dialog.list.setCurrentRow(page)
        qtbot.wait(10)
        assert nameless(dialog) == []
        assert clipped(dialog) == []
    dialog.close()
    for name in ("help", "about"):
        window.actions_table[name].trigger()
        (shown,) = [w for w in window.findChildren(QDialog) if w.isVisible()]
        assert nameless(shown) == []
        assert clipped(shown) == []
        shown.close()


def test_the_focus_is_seen_wherever_it_is(opened: Opened, demo: Path, themed: QApplication) -> None:
    window = opened(demo / "endoscopy" / "endoscopy.png")
    window.actions_table["notes"].trigger()
    try:
        for theme in THEMES:
            themes.choose(themed, theme)
            unseen = []
            for widget in [*controls(window), window.panes]:
                if not (widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.width()):
                    continue
                window.setFocus()
                QApplication.processEvents()
                before = widget.grab().toImage()
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                QApplication.processEvents()
                if widget.grab().toImage() == before:
                    unseen.append(f"{type(widget).__name__} {widget.accessibleName()}")
            assert unseen == [], theme
    finally:
        themes.choose(themed, "dark")


@pytest.fixture
def no_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question of the window is answered with Cancel at once."""
    for name, answer in (
        ("getExistingDirectory", ""), ("getOpenFileNames", ([], "")), ("getOpenFileName", ("", "")),
        ("getSaveFileName", ("", "")),
    ):  # fmt: skip
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *a, answer=answer, **k: answer))
    monkeypatch.setattr(QMessageBox, "question", staticmethod(lambda *a, **k: QMessageBox.StandardButton.No))
    monkeypatch.setattr(QDialog, "exec", lambda self: 0)


def close_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.close()
    tours = [w for top in QApplication.topLevelWidgets() for w in top.findChildren(QWidget, "tour")]
    for tour in tours:
        tour.leave()
    QApplication.processEvents()


def press_all(window: MainWindow, leave: set[str]) -> list[str]:
    """Trigger whatever is enabled, once each; the ids."""
    pressed = []
    for spec in ACTIONS:
        action = window.actions_table[spec.id]
        if spec.id not in leave and action.isEnabled():
            action.trigger()
            QApplication.processEvents()
            close_dialogs()
            pressed.append(spec.id)
    return pressed


@pytest.mark.usefixtures("no_questions")
def test_every_action_can_be_taken_in_every_state(window: MainWindow, demo: Path, qtbot: QtBot) -> None:
    at_rest(qtbot, window)
    attacks = {spec.id for spec in ACTIONS if spec.menu == "&Attack"}
    later = {"quit", "close-series"}
    taken = set(press_all(window, later))
    assert window.isVisible()
    window.open_paths([demo / "endoscopy" / "endoscopy.png"])
    at_rest(qtbot, window)
    taken |= set(press_all(window, later | attacks))
    at_rest(qtbot, window)
    window.panel.parameters.set_values({"steps": 200})
    window.run_attack()
    assert window.controller.running
    taken |= set(press_all(window, later | attacks))
    window.actions_table["cancel"].trigger()
    at_rest(qtbot, window)
    window.panel.parameters.set_values({"steps": 1})
    window.actions_table["run"].trigger()
    at_rest(qtbot, window)
    assert window.controller.entry is not None
    assert window.controller.entry.outcome is not None
    window.shell.history.settle()  # what the result's panel took of the panes' room
    window.panes.zoom(2.0)
    window.shell.history.settle()
    taken |= set(press_all(window, later | attacks))
    at_rest(qtbot, window)
    window.actions_table["close-series"].trigger()
    at_rest(qtbot, window)
    assert "export" in taken
    assert "undo" in taken
    window.actions_table["quit"].trigger()
    assert not window.isVisible()


@pytest.mark.usefixtures("no_questions")
@pytest.mark.parametrize("seed", [6])
def test_random_actions_leave_no_warning(
    seed: int, window: MainWindow, demo: Path, qtbot: QtBot, tmp_path: Path, themed: QApplication
) -> None:
    chance = random.Random(seed)
    grey = tmp_path / "grey.png"
    Picture.fromarray(np.add.outer(np.arange(200), np.arange(50)).astype(np.uint8)).save(grey)
    window.open_paths([grey, demo / "endoscopy" / "endoscopy.png"])
    at_rest(qtbot, window)
    window.panel.parameters.set_values({"steps": 2})
    panes = window.panes

    def act() -> None:
        names = [s.id for s in ACTIONS if s.id not in ("quit", "tour") and window.actions_table[s.id].isEnabled()]
        window.actions_table[chance.choice(names)].trigger()

    def drag() -> None:
        view = chance.choice(panes.panes).view.viewport()
        button = chance.choice([Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
        start = QPoint(chance.randrange(10, 100), chance.randrange(10, 100))
        qtbot.mousePress(view, button, pos=start)
        for _ in range(3):
            start += QPoint(chance.randrange(-9, 9), chance.randrange(-9, 9))
            qtbot.mouseMove(view, start)
        qtbot.mouseRelease(view, button, pos=start)

    def turn() -> None:
        view = chance.choice(panes.panes).view.viewport()
        at = QPointF(40, 40)
        held = chance.choice([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
        QApplication.sendEvent(
            view,
            QWheelEvent(
                at, view.mapToGlobal(at), QPoint(), QPoint(0, chance.choice([-120, 120])), Qt.MouseButton.NoButton,
                held, Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip

    def show() -> None:
        if window.controller.session.entries:
            window.controller.show(chance.choice(window.controller.session.entries))
        else:
            window.open_paths([grey, demo / "endoscopy" / "endoscopy.png"])

    def write() -> None:
        window.notes.field.insertPlainText(chance.choice(["a", "word ", "\n"]))

    def look() -> None:
        panes.set_window(Window(chance.uniform(-50, 50), chance.uniform(60, 300)))

    moves = [act] * 6 + [drag] * 3 + [turn] * 2 + [show, write, look]
    moves += [
        lambda: window.resize(chance.randrange(900, 1500), chance.randrange(520, 1000)),
        lambda: themes.choose(themed, chance.choice(THEMES)),
    ]
    try:
        for _ in range(ACTIONS_IN_SOAK):
            chance.choice(moves)()
            QApplication.processEvents()
            close_dialogs()
        if window.controller.running:
            window.controller.cancel()
        at_rest(qtbot, window)
    finally:
        themes.choose(themed, "dark")
    assert window.isVisible()
