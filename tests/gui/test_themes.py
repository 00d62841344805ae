"""Themes: the same names, contrast after WCAG AA, and a change while the window is open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from medadv_gui.core.resources import resources
from medadv_gui.core.result import StepRecord
from medadv_gui.gui.theme import SYSTEM, THEMES, colour, colours, contrast, icon, readable, themes
from medadv_gui.gui.window import MainWindow

FOLDER = resources() / "themes"
# Where text without a ground of its own stands.
GROUNDS = ("window", "panel")
# Text on the grounds of others: selector of the text, the colours it may stand on.
ELSEWHERE = {
    "QLabel#error": ("window", "panel", "danger_soft"),
    "QLabel#warning": ("window", "panel", "warn_soft"),
    "QLabel#adversarialWords": ("danger_soft",),
    "QWidget": ("window", "panel", "raised", "hover", "pressed", "field", "danger_soft", "warn_soft", "accent_soft"),
    "QMenuBar::item": ("window",),
    "QMenu::item": ("raised",),
}
# Painted by the program itself.
PAINTED = (
    ("pane_text", "pane"), ("pane_faint", "pane"), ("pane_before", "pane"), ("pane_after", "pane"),
    ("pane_danger", "pane"), ("plane", "pane"), ("probe", "pane"), ("measure", "pane"), ("selected", "pane"),
    ("region", "pane"), ("before", "panel"), ("after", "panel"), ("good", "panel"),
    ("text_faint", "panel"), ("accent", "panel"), ("page_text", "page"), ("danger", "panel"), ("warn", "panel"),
)  # fmt: skip
# Lines and signs: 3 to 1 is enough.
SIGNS = (("line_strong", "field"), ("line_strong", "window"), ("accent", "window"), ("accent_fill", "field"))


def values(name: str) -> dict[str, str]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def rules() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Selector, text colour and grounds of every rule of the sheet that colours text of an enabled control."""
    sheet = re.sub(r"/\*.*?\*/", "", (FOLDER / "style.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        for selector in (part.strip() for part in selectors.split(",")):
            if "disabled" in selector:
                continue  # WCAG 1.4.3 leaves out what cannot be used
            ground = re.search(r"(?<![-\w])background(?:-color)?:\s*\$(\w+)", body)
            for prefix in ("", "selection-"):
                text = re.search(rf"(?<![-\w]){prefix}color:\s*\$(\w+)", body)
                own = re.search(r"selection-background-color:\s*\$(\w+)", body) if prefix else ground
                if text:
                    yield selector, text[1], (own[1],) if own else ELSEWHERE.get(selector, GROUNDS)


@pytest.fixture
def restored(themed: QApplication) -> Iterator[QApplication]:
    yield themed
    themes.choose(themed, "dark")


def test_every_theme_has_the_same_colours() -> None:
    names = list(values("dark"))
    for theme in THEMES:
        assert list(values(theme)) == names
        assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in values(theme).values())


def test_the_sheet_has_text_to_check() -> None:
    assert len(list(rules())) > 30


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_the_contrast_of_wcag_aa(theme: str) -> None:
    tints = {name: QColor(value) for name, value in values(theme).items()}
    pairs = {(text, ground): selector for selector, text, grounds in rules() for ground in grounds}
    pairs |= dict.fromkeys(PAINTED, "painted")
    bad = {
        (selector, *pair): round(contrast(tints[pair[0]], tints[pair[1]]), 2)
        for pair, selector in pairs.items()
        if contrast(tints[pair[0]], tints[pair[1]]) < 4.5
    }
    bad |= {
        pair: round(contrast(tints[pair[0]], tints[pair[1]]), 2)
        for pair in SIGNS
        if contrast(tints[pair[0]], tints[pair[1]]) < 3
    }
    assert not bad


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("#000"), QColor("#fff")) == pytest.approx(21)
    assert contrast(QColor("#777"), QColor("#fff")) == pytest.approx(4.48, abs=0.01)


def test_colours_of_labels_can_be_read_in_every_theme(restored: QApplication) -> None:
    for theme in THEMES:
        themes.choose(restored, theme)
        for tint in ("#ffff00", "#e69f00", "#56b4e9", "#000000", "#ffffff"):
            assert contrast(readable(tint), colour("panel")) >= 4.5


def test_a_theme_changes_while_the_window_is_open(window: MainWindow, restored: QApplication) -> None:
    def ink(sign: QIcon) -> QColor:
        picture = sign.pixmap(18, 18).toImage()
        points = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return max((picture.pixelColor(*at) for at in points), key=lambda c: c.alpha())

    kept = window.actions_table["open-folder"].icon()
    window.plot.show_records([StepRecord(0, 0.1, 0.1, 0.1, None, None, 1.0, 1.0, False)])
    legend = window.plot._legends[0][0]
    for theme in ("light", "contrast", "dark"):
        window.shell.preferences.set("program/theme", theme)
        restored.processEvents()
        assert themes.name == theme
        assert ink(kept).name() == colours()["text_dim"] == ink(icon("open-folder")).name()
        assert colours()["before"] in legend.text()
        assert window.plot._plots[0].backgroundBrush().color() == colour("panel")
        assert restored.palette().window().color() == colour("window")
        shown = window.grab().toImage().pixelColor(window.width() // 2, 4)
        assert abs(shown.lightness() - colour("window").lightness()) < 8  # a screen may have 16 bits
        assert window.panes.original.box.background.brush().color() == colour("pane") == QColor("black")


def test_the_desktops_scheme_is_followed(restored: QApplication) -> None:
    hints = restored.styleHints()
    themes.choose(restored, SYSTEM)
    for scheme, name in ((Qt.ColorScheme.Light, "light"), (Qt.ColorScheme.Dark, "dark")):
        hints.setColorScheme(scheme)
        if hints.colorScheme() is scheme:  # not every platform can be told
            restored.processEvents()
            assert themes.name == name
    hints.unsetColorScheme()
    themes.follow()
    assert themes.name in ("light", "dark")
    themes.choose(restored, "no such theme")
    assert themes.choice == SYSTEM
