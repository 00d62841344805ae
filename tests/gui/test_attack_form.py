"""The attack form: defaults of each attack, what the user edited, the list by model, trust in attacks of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from medadv_gui.attack import plugins
from medadv_gui.attack.settings import ATTACKS, AttackInfo, AttackSettings, Parameter, Truth
from medadv_gui.core.result import load_result
from medadv_gui.gui.attack_panel import AttackPanel
from medadv_gui.gui.dialogs import PAGES, TrustDialog
from medadv_gui.gui.parameter_form import ParameterForm
from medadv_gui.gui.window import MainWindow
from tests.attack.test_plugins import imported, install, site
from tests.support import card

from .conftest import at_rest
from .test_layout import clipped

Opened = Callable[..., MainWindow]
__all__ = ["site"]


@pytest.fixture
def panel(themed: QApplication, qtbot: QtBot) -> AttackPanel:
    made = AttackPanel()
    qtbot.addWidget(made)
    made.resize(304, 700)
    return made


def choose(panel: AttackPanel, name: str) -> None:
    panel.attack.setCurrentIndex(panel.attack.findData(name))


def pick(panel: AttackPanel, name: str) -> None:
    """Choose as the user does."""
    panel.list_own_attacks()
    choose(panel, name)
    panel.attack.activated.emit(panel.attack.currentIndex())


def editor(form: ParameterForm, name: str, kind: str = "int") -> QSpinBox:
    return form._rows[name, kind][1]


def shown(form: ParameterForm) -> list[str]:
    return [label.text() for label, _ in form._rows.values() if not label.isHidden()]


def test_every_attack_starts_from_its_own_defaults(panel: AttackPanel) -> None:
    for name, info in ATTACKS.items():
        choose(panel, name)
        assert shown(panel.parameters) == [] or set(shown(panel.parameters)) == {p.title for p in info.parameters}
        assert panel.parameters.values() == {p.name: p.default for p in info.parameters}
        for p in info.parameters:
            row = panel.parameters._rows[p.name, p.kind][1]
            assert (row.accessibleName(), row.toolTip()) == (p.title, p.help)
            assert (row.currentText() if p.kind == "choice" else row.value()) == p.default
            if p.kind != "choice":
                assert (row.minimum(), row.maximum()) == (p.low, p.high)


def test_what_the_user_edits_lives_on_where_it_is_in_range(panel: AttackPanel) -> None:
    form = panel.parameters
    choose(panel, "square")
    assert (shown(form)[0], form.values()["steps"]) == ("Queries", 500)
    editor(form, "steps").setValue(50_000)
    choose(panel, "sma")
    assert (shown(form)[0], form.values()["steps"]) == ("Steps", 20)
    choose(panel, "square")
    assert form.values()["steps"] == editor(form, "steps").value() == 50_000
    editor(form, "steps").setValue(30)
    choose(panel, "sma-released")
    assert form.values() == {"steps": 30, "alpha": 0.1, "sigma": 1.0, "dilation": 2, "reference": "hard"}
    form._rows["reference", "choice"][1].setCurrentText("soft")
    choose(panel, "sma")
    assert form.values()["reference"] == "soft"
    assert form.values()["dilation"] == 1


def test_set_defaults_goes_back_to_the_attacks_own(panel: AttackPanel) -> None:
    choose(panel, "pgd")
    editor(panel.parameters, "restarts").setValue(7)
    panel.stop.setChecked(True)
    panel.set_defaults(AttackSettings(attack="sma", sigma=2.5, search=True))
    settings = panel.settings(Truth())
    assert (settings.attack, settings.sigma, settings.alpha, settings.restarts) == ("sma", 2.5, 0.1, None)
    assert (settings.stop, settings.search, settings.options) == (False, True, {})
    choose(panel, "pgd")
    assert panel.settings(Truth()).restarts == 5
    panel.set_defaults(AttackSettings(attack="sma"))
    assert panel.settings(Truth()).sigma == 0.5


def test_fine_numbers_are_not_rounded_away(themed: QApplication, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    form = ParameterForm(QLineEdit(holder), holder)
    fine = Parameter("rate", "Rate", "float", 0.0005, 0.0, 0.01, 0.0001)
    coarse = Parameter("share", "Share", "float", 0.5, 0.0, 1.0, 0.05)
    bare = Parameter("count", "Count", "int", 5, 0, 10**12)
    form.show_attack(AttackInfo("own", "", "", (fine, coarse, bare), "a:b", lambda _: 1))
    rate, share = form._rows["rate", "float"][1], form._rows["share", "float"][1]
    assert isinstance(rate, QDoubleSpinBox)
    assert (rate.decimals(), rate.value(), share.decimals()) == (4, 0.0005, 2)
    rate.stepUp()
    assert form.values()["rate"] == pytest.approx(0.0006)
    editor(form, "count").stepUp()
    assert form.values()["count"] == 6


def test_attacks_that_do_not_fit_the_model_are_greyed(panel: AttackPanel) -> None:
    def enabled(spec: object) -> dict[str, tuple[bool, str]]:
        panel.set_models([(spec, None)], spec)
        items = panel.attack.model()
        assert isinstance(items, QStandardItemModel)
        return {
            panel.attack.itemData(i): (items.item(i).isEnabled(), panel.attack.itemData(i, Qt.ItemDataRole.ToolTipRole))
            for i in range(panel.attack.count())
        }

    found = enabled(card())
    assert [name for name, (on, _) in found.items() if not on] == ["dag"]
    assert found["dag"][1] == "dag is for segmentation and detection, not for classification"
    assert found["sma"] == (True, ATTACKS["sma"].summary)
    assert not enabled(card(labels=("a", "b")))["apgd-dlr"][0]
    assert enabled(card("segmentation"))["dag"][0]


def test_every_control_has_a_name(panel: AttackPanel) -> None:
    for name in ATTACKS:
        choose(panel, name)
    for kind in (QComboBox, QSpinBox, QDoubleSpinBox, QCheckBox):
        assert all(widget.accessibleName() for widget in panel.findChildren(kind))
    assert panel.stop.toolTip()
    assert panel.search.toolTip()


def test_the_tab_key_goes_down_the_form(panel: AttackPanel) -> None:
    panel.show()
    for name in ("pgd", "sma"):
        choose(panel, name)
    editors = [row for _, row in panel.parameters._rows.values() if row.isVisible()]
    fields = [panel.epsilon, *editors, panel.stop, panel.search, panel.truth, panel.seed, panel.device]
    reached, widget = [], panel.attack
    while widget is not panel.run:
        widget = widget.nextInFocusChain()
        reached += [widget] if widget in fields else []
    assert reached == fields
    tops = [field.mapTo(panel, field.rect().topLeft()).y() for field in fields]
    assert tops == sorted(tops)


def test_the_panel_is_made_without_looking_for_packages(
    themed: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise AssertionError("looked")

    monkeypatch.setattr(plugins, "_offers", refuse)
    made = AttackPanel()
    qtbot.addWidget(made)
    made.set_models([(card(), None)], card())


def the_dialog(panel: AttackPanel) -> TrustDialog:
    (dialog,) = [d for d in panel.findChildren(TrustDialog) if d.isVisible()]
    return dialog


def test_an_attack_is_trusted_in_the_window(panel: AttackPanel, site: Path, qtbot: QtBot) -> None:
    install(site)
    panel.show()
    choose(panel, "pgd")
    panel.attack.wanted.emit()
    at = panel.attack.findData("blink")
    assert panel.attack.itemText(at) == "blink (not trusted)"
    pick(panel, "blink")
    dialog = the_dialog(panel)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    (plugin,) = plugins.found()
    for said in ("Trust the attack blink?", "runs with your rights", plugin.distribution, "1.0", plugin.sha256):
        assert said in words
    assert panel.attack.currentData() == "pgd"
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert panel.attack.currentData() == "pgd"
    assert panel.settings(Truth()).attack == "pgd"
    assert not imported(site)

    pick(panel, "blink")
    qtbot.mouseClick(the_dialog(panel).trust, Qt.MouseButton.LeftButton)
    assert panel.attack.currentData() == "blink"
    assert panel.attack.currentText() == "Blink"
    assert panel.attack_note.text().startswith("Every value")
    assert shown(panel.parameters) == ["Strength"]
    settings = panel.settings(Truth())
    assert (settings.attack, settings.options, settings.steps) == ("blink", {"strength": 0.5}, None)

    plugins.distrust("blink")
    panel.list_own_attacks()
    assert panel.attack.currentData() == "sma"
    assert shown(panel.parameters)[0] == "Steps"


def test_escape_is_no_trust(panel: AttackPanel, site: Path, qtbot: QtBot) -> None:
    install(site)
    panel.show()
    pick(panel, "blink")
    qtbot.keyClick(the_dialog(panel), Qt.Key.Key_Return)
    pick(panel, "blink")
    qtbot.keyClick(the_dialog(panel), Qt.Key.Key_Escape)
    assert not plugins.found()[0].trusted


def test_what_went_wrong_with_an_attack_is_said(panel: AttackPanel, site: Path, qtbot: QtBot) -> None:
    module = install(site, info="1 / 0")
    install(site, "a b")
    panel.show()
    pick(panel, "blink")
    (site / f"{module}_method.py").write_text("")
    qtbot.mouseClick(the_dialog(panel).trust, Qt.MouseButton.LeftButton)
    assert panel.attack_note.text() == "attack 'blink': its package has changed meanwhile; nothing is trusted"
    pick(panel, "blink")
    qtbot.mouseClick(the_dialog(panel).trust, Qt.MouseButton.LeftButton)
    assert panel.attack_note.text() == "blink: ZeroDivisionError: division by zero"
    assert panel.attack.currentData() == "sma"
    items = panel.attack.model()
    assert isinstance(items, QStandardItemModel)
    for name, reason in (("blink", "division by zero"), ("a b", "letters, digits")):
        at = panel.attack.findData(name)
        assert not items.item(at).isEnabled()
        assert reason in panel.attack.itemData(at, Qt.ItemDataRole.ToolTipRole)


def test_the_list_is_renewed_when_the_user_turns_to_it(panel: AttackPanel, site: Path, qtbot: QtBot) -> None:
    panel.show()
    panel.attack.setFocus()
    assert panel.attack.count() == len(ATTACKS)
    install(site)
    panel.attack.showPopup()
    assert panel.attack.findData("blink") == len(ATTACKS)
    panel.attack.hidePopup()


@pytest.mark.parametrize("attack", ["sma", "pgd", "blink"])
def test_the_form_holds_at_the_smallest_size(
    attack: str, opened: Opened, demo: Path, site: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    install(site)
    plugins.trust("blink")
    window = opened(demo / "endoscopy" / "endoscopy.png")
    window.panel.list_own_attacks()
    choose(window.panel, attack)
    window.panel.stop.setChecked(True)
    qtbot.wait(50)
    assert clipped(window) == []
    for check in (window.panel.stop, window.panel.search):
        assert check.sizeHint().width() <= check.width()
        assert window.panel.rect().contains(check.mapTo(window.panel, check.rect().topRight()))
    window.panel.parameters.set_values({"steps": 2, "restarts": 1})
    window.run_attack()
    at_rest(qtbot, window)
    assert clipped(window) == []
    entry = window.controller.entry
    assert entry is not None
    assert entry.outcome is not None
    recorded = load_result(entry.outcome.folder).attack
    assert recorded["name"] == attack
    assert recorded["stop"]


def test_the_help_has_the_page(themed: QApplication) -> None:
    assert "own-attacks" in PAGES
