"""The parameters of one attack as a form made from the registry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QSpinBox, QWidget

from medadv_gui.attack.settings import AttackInfo, Parameter
from medadv_gui.gui.forms import Form, NoWheel
from medadv_gui.gui.tables import said

MOST_INT, MOST_DECIMALS = 2_147_483_647, 8
SPIN_MARGINS = 8, 0, 0, 0  # the style sheet pads a line edit, but not the one inside a spin box


class ParameterForm(Form):
    """The parameters of one attack at a time, at the attack's own defaults; what the user edits lives on in the next
    attack wherever it is in range. The tab key reaches the rows after the field `after`."""

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._after = after
        self._quiet = NoWheel(self)
        # By name and kind: attacks that share a parameter share its row.
        self._rows: dict[tuple[str, str], tuple[QLabel, Any]] = {}
        self._edited: dict[str, Any] = {}
        self._shown: dict[tuple[str, str], Parameter] = {}

    def _row(self, p: Parameter) -> tuple[QLabel, Any]:
        key = p.name, p.kind
        if key not in self._rows:
            editor: Any = {"choice": QComboBox, "int": QSpinBox, "float": QDoubleSpinBox}[p.kind](self)
            changed = editor.currentTextChanged if p.kind == "choice" else editor.valueChanged
            changed.connect(self._edit)
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self._quiet)
            if p.kind != "choice":
                editor.lineEdit().setTextMargins(*SPIN_MARGINS)
            self._rows[key] = self.add(said("attacks", p.title), editor, said("attacks", p.help)), editor
            self.setTabOrder(self._after, editor)  # else what is made last is reached last
            self._after = editor
        return self._rows[key]

    @Slot()
    def _edit(self) -> None:
        sender: Any = self.sender()
        name, editor = next((key[0], editor) for key, (_, editor) in self._rows.items() if editor is sender)
        self._edited[name] = editor.currentText() if isinstance(editor, QComboBox) else editor.value()

    def show_attack(self, info: AttackInfo) -> None:
        """Show this attack's parameters alone."""
        self._shown = {(p.name, p.kind): p for p in info.parameters}
        for p in info.parameters:
            label, editor = self._row(p)
            title, tip = said("attacks", p.title), said("attacks", p.help)
            label.setText(title)
            editor.setAccessibleName(title)
            for widget in (label, editor):
                widget.setToolTip(tip)
            with QSignalBlocker(editor):
                _adjust(editor, p)
                _set_value(editor, self._current(p))
        for key, row in self._rows.items():
            for widget in row:
                widget.setVisible(key in self._shown)

    def _current(self, p: Parameter) -> Any:
        """What the user has set, where the attack on show allows it, else the attack's default."""
        value: Any = self._edited.get(p.name)
        if p.kind == "choice":
            fits = value in p.choices
        else:
            fits = isinstance(value, int | float) and p.low <= value <= p.high
            fits = fits and (p.kind == "float" or float(value).is_integer())
        return value if fits else p.default

    def values(self) -> dict[str, Any]:
        """The values of the parameters on show, by name."""
        return {p.name: self._current(p) for p in self._shown.values()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Set the parameters that are named, as if by hand; None goes back to the attack's default."""
        self._edited.update(values)
        for key, p in self._shown.items():
            editor = self._rows[key][1]
            with QSignalBlocker(editor):
                _set_value(editor, self._current(p))


def _adjust(editor: Any, p: Parameter) -> None:
    """Give an editor the range of a parameter of its kind."""
    if isinstance(editor, QComboBox):
        editor.clear()
        editor.addItems(list(p.choices))
        return
    if isinstance(editor, QSpinBox):
        editor.setRange(max(-MOST_INT, math.ceil(p.low)), min(MOST_INT, math.floor(p.high)))
        editor.setSingleStep(max(1, round(p.step)))
    else:
        decimals = _decimals(p)
        editor.setDecimals(decimals)
        editor.setRange(p.low, p.high)
        editor.setSingleStep(p.step or 10.0**-decimals)
    editor.setSuffix(f" {said('attacks', p.unit)}" if p.unit else "")


def _decimals(p: Parameter) -> int:
    """As many as step, default and ends of the range are written with, two at least."""
    exponents = [Decimal(repr(float(value))).as_tuple().exponent for value in (p.step, p.default, p.low, p.high)]
    return min(MOST_DECIMALS, max(2, *(-e for e in exponents if isinstance(e, int))))


def _set_value(editor: Any, value: Any) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentText(str(value))
    else:
        editor.setValue(value)
