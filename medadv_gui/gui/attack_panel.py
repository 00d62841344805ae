"""Model, attack, budget and the run itself: a form made from the registry of attacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.attack.settings import ATTACKS, AttackSettings, Parameter, Truth
from medadv_gui.core.result import Budget
from medadv_gui.gui.theme import icon, restyle
from medadv_gui.models.card import ModelCard
from medadv_gui.render.chart import score_text

DEVICES = ("auto", "cpu", "cuda", "mps")
LABEL_WIDTH = 104
SPIN_MARGINS = 8, 0, 0, 0  # the style sheet pads a line edit, but not the one inside a spin box


class _NoWheel(QObject):
    """Keeps the wheel for scrolling: a field changes by wheel only where it has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def _field_name(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("dim")
    label.setWordWrap(True)
    label.setFixedWidth(LABEL_WIDTH)
    return label


class _Form(QWidget):
    """Labels in one column, fields in the other; every field has its label's text as accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(1, 1)

    def add(self, text: str, field: QWidget, help_text: str = "") -> QLabel:
        """Append a row."""
        label = _field_name(text)
        label.setBuddy(field)
        field.setAccessibleName(text)
        for widget in (label, field):
            widget.setToolTip(help_text)
        # The column decides a field's width, not its longest text: the panel never grows a sideways scroll bar.
        field.setMinimumWidth(96)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = self.grid.rowCount()
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(field, row, 1)
        return label

    def add_wide(self, widget: QWidget) -> None:
        """Append a row that takes both columns."""
        self.grid.addWidget(widget, self.grid.rowCount(), 0, 1, 2)


class ParameterForm(_Form):
    """The parameters of one attack after another: values live on when the attack is changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = _NoWheel(self)
        self._rows: dict[str, tuple[QLabel, Any, Parameter]] = {}
        for info in ATTACKS.values():
            for parameter in info.parameters:
                if parameter.name not in self._rows:
                    editor = self._editor(parameter)
                    label = self.add(parameter.title, editor, parameter.help)
                    self._rows[parameter.name] = label, editor, parameter

    def _editor(self, p: Parameter) -> QWidget:
        if p.kind == "choice":
            box = QComboBox(self)
            box.addItems(list(p.choices))
            box.setCurrentText(str(p.default))
            box.installEventFilter(self._quiet)
            return box
        spin: Any = QSpinBox(self) if p.kind == "int" else QDoubleSpinBox(self)
        number = int if p.kind == "int" else float
        if p.kind == "float":
            spin.setDecimals(2)
        spin.setRange(number(p.low), number(p.high))
        spin.setSingleStep(number(p.step))
        spin.setValue(number(p.default))
        spin.setSuffix(f" {p.unit}" if p.unit else "")
        spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        spin.lineEdit().setTextMargins(*SPIN_MARGINS)
        spin.installEventFilter(self._quiet)
        return spin

    def show_attack(self, name: str) -> None:
        """Show this attack's parameters alone."""
        shown = {parameter.name for parameter in ATTACKS[name].parameters}
        for key, (label, editor, _) in self._rows.items():
            label.setVisible(key in shown)
            editor.setVisible(key in shown)

    def values(self, name: str) -> dict[str, Any]:
        """The values of this attack's parameters."""
        answer = {}
        for parameter in ATTACKS[name].parameters:
            editor = self._rows[parameter.name][1]
            answer[parameter.name] = editor.currentText() if parameter.kind == "choice" else editor.value()
        return answer

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Set the parameters that are named."""
        for name, value in values.items():
            if name in self._rows:
                _, editor, parameter = self._rows[name]
                if parameter.kind == "choice":
                    editor.setCurrentText(str(value))
                else:
                    editor.setValue(value)


class AttackPanel(QWidget):
    """The right side of the window. It announces what the user wants and shows what it is told."""

    run_wanted = Signal()
    cancel_wanted = Signal()
    model_chosen = Signal(str)
    budget_edited = Signal()
    device_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.running = False
        self._quiet = _NoWheel(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(200)
        self._settle.timeout.connect(self.budget_edited)

        content = QWidget(self)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(8)
        self._build_model(rows)
        rows.addSpacing(8)
        self._build_attack(rows)
        rows.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        content.setObjectName("clear")
        scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        rule = QFrame(self)
        rule.setObjectName("rule")
        column.addWidget(rule)
        column.addLayout(self._build_run())
        self._show_attack()
        self.set_running(False)

    def _section(self, text: str) -> QLabel:
        label = QLabel(text.upper(), self)
        label.setObjectName("section")
        return label

    def _small(self, text: str = "", name: str = "small") -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        return label

    def _build_model(self, rows: QVBoxLayout) -> None:
        rows.addWidget(self._section(self.tr("Model")))
        self.model = QComboBox(self)
        self.model.setAccessibleName(self.tr("Model"))
        self.model.setPlaceholderText(self.tr("Choose a model"))
        self.model.activated.connect(self._choose_model)
        self.model.installEventFilter(self._quiet)
        self.model.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        rows.addWidget(self.model)
        self.model_note = self._small()
        rows.addWidget(self.model_note)

    def _build_attack(self, rows: QVBoxLayout) -> None:
        rows.addWidget(self._section(self.tr("Attack")))
        self.attack = QComboBox(self)
        self.attack.setAccessibleName(self.tr("Attack"))
        for info in ATTACKS.values():
            self.attack.addItem(info.title, info.name)
            self.attack.setItemData(self.attack.count() - 1, info.summary, Qt.ItemDataRole.ToolTipRole)
        self.attack.installEventFilter(self._quiet)
        self.attack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.attack.currentIndexChanged.connect(self._show_attack)
        rows.addWidget(self.attack)
        self.attack_note = self._small()
        rows.addWidget(self.attack_note)

        self.common = _Form(self)
        self.epsilon = QLineEdit("4/255", self)
        self.epsilon.setMaxLength(24)
        self.epsilon.textEdited.connect(self._edit_budget)
        self.common.add(
            self.tr("Budget"),
            self.epsilon,
            self.tr("How far each pixel may move: 4/255 of the model's input window, 12HU, or 3 stored units."),
        )
        self.equivalents = self._small()
        self.common.add_wide(self.equivalents)
        rows.addWidget(self.common)
        self.parameters = ParameterForm(self)
        rows.addWidget(self.parameters)

        self.rest = _Form(self)
        self.target = QComboBox(self)
        self.target_label = self.rest.add(self.tr("Target"), self.target, self.tr("The answer to drive the model to."))
        self.truth = QComboBox(self)
        self.rest.add(
            self.tr("Reference"),
            self.truth,
            self.tr("The answer that counts as right: the attack drives away from it."),
        )
        self.seed = QSpinBox(self)
        self.seed.setRange(0, 2_147_483_647)
        self.seed.lineEdit().setTextMargins(*SPIN_MARGINS)
        self.rest.add(self.tr("Seed"), self.seed, self.tr("Same seed, settings and device: same result."))
        self.device = QComboBox(self)
        for name, text in zip(DEVICES, (self.tr("Automatic"), "CPU", "CUDA", "Apple GPU (MPS)"), strict=True):
            self.device.addItem(text, name)
        self.device.activated.connect(self.device_chosen)
        self.rest.add(
            self.tr("Device"), self.device, self.tr("What the model runs on; the status bar says what it got.")
        )
        for box in (self.target, self.truth, self.seed, self.device):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.installEventFilter(self._quiet)
        rows.addWidget(self.rest)

    def _build_run(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        self.status = self._small()
        foot.addWidget(self.status)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the attack"))
        foot.addWidget(self.bar)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.run = QPushButton(icon("run", "on_accent"), self.tr("Run attack"), self)
        self.run.setObjectName("primary")
        self.run.clicked.connect(self.run_wanted)
        self.cancel = QPushButton(icon("cancel"), self.tr("Cancel"), self)
        self.cancel.clicked.connect(self.cancel_wanted)
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.cancel)
        foot.addLayout(buttons)
        return foot

    # What the window tells

    def set_models(self, choices: Sequence[tuple[ModelCard, str | None]], chosen: ModelCard | None) -> None:
        """Fill the list: a model that does not fit is greyed, with the reason as its tooltip."""
        with QSignalBlocker(self.model):
            self.model.clear()
            for card, reason in choices:
                self.model.addItem(card.name, card.id)
                at = self.model.count() - 1
                self.model.setItemData(at, reason or card.intended_use, Qt.ItemDataRole.ToolTipRole)
                items = self.model.model()
                if reason is not None and isinstance(items, QStandardItemModel):
                    items.item(at).setEnabled(False)
            self.model.setCurrentIndex(-1 if chosen is None else self.model.findData(chosen.id))
        fitting = sum(reason is None for _, reason in choices)
        self.model.setEnabled(bool(choices) and not self.running)
        for box in (self.target, self.truth):
            box.setEnabled(chosen is not None)
        if not choices:
            self.model_note.setText(self.tr("Open an image to see which models fit it."))
        elif chosen is None:
            text = self.tr("{0} models fit this picture. Choose the one made for it.").format(fitting)
            self.model_note.setText(text if fitting else self.tr("No model fits this image."))
        restyle(self.model, wrong="false")

    def ask_for_model(self) -> None:
        """Point at the empty choice."""
        restyle(self.model, wrong="true")
        self.model.setFocus()
        self.model.showPopup()

    def show_card(self, card: ModelCard, demonstration: bool, known_truth: str | None) -> None:
        """Show the chosen model's facts and fill target and reference with its labels; `known_truth` names a
        ground truth that belongs to the case."""
        self.show_card_note(card, demonstration)
        labels = card.label_names if card.task == "classification" else ()
        with QSignalBlocker(self.target), QSignalBlocker(self.truth):
            self.target.clear()
            self.target.addItem(self.tr("any other answer"), None)
            self.truth.clear()
            self.truth.addItem(self.tr("model's answer"), None)
            if known_truth is not None:
                self.truth.addItem(known_truth, "case")
            for label in labels:
                self.target.addItem(label, label)
                self.truth.addItem(label, label)
        self.target.setVisible(bool(labels))
        self.target_label.setVisible(bool(labels))

    def show_card_note(self, card: ModelCard, demonstration: bool) -> None:
        """Show the chosen model's facts."""
        facts = [self._task_text(card), f"v{card.version}"] + [self.tr("demonstration only")] * demonstration
        lines = [" · ".join(facts)]
        if card.metrics:
            m = card.metrics[0]
            interval = f" ({score_text(m['low'])} to {score_text(m['high'])})" if "low" in m else ""
            lines.append(f"{m['name']} {score_text(m['value'])}{interval}")
        self.model_note.setText("\n".join(lines))
        self.model_note.setToolTip(f"{card.intended_use}\n{card.out_of_scope}\n{card.licence}")

    def _task_text(self, card: ModelCard) -> str:
        return {
            "classification": self.tr("classification"),
            "segmentation": self.tr("segmentation"),
            "detection": self.tr("detection"),
        }[card.task]

    def set_defaults(self, settings: AttackSettings) -> None:
        """Take over the settings that a model starts with."""
        self.attack.setCurrentIndex(self.attack.findData(settings.attack))
        self.epsilon.setText(settings.epsilon)
        self.parameters.set_values({f.name: getattr(settings, f.name) for f in fields(settings)})
        self.seed.setValue(settings.seed)
        self.budget_edited.emit()

    def settings(self, case_truth: Truth) -> AttackSettings:
        """What the form asks for; `case_truth` is used where the case's own ground truth is chosen."""
        name = self.attack.currentData()
        chosen = self.truth.currentData()
        truth = case_truth if chosen == "case" else Truth(label=chosen)
        return AttackSettings(
            attack=name,
            epsilon=self.epsilon.text(),
            target=self.target.currentData(),
            truth=truth,
            seed=self.seed.value(),
            device=self.device.currentData(),
            **self.parameters.values(name),
        )

    def show_budget(self, budget: Budget | None, error: str = "") -> None:
        """The budget in all units, or what is wrong with it."""
        restyle(self.epsilon, wrong="true" if error else "false")
        restyle_name = "error" if error else "small"
        if self.equivalents.objectName() != restyle_name:
            self.equivalents.setObjectName(restyle_name)
            restyle(self.equivalents)
        if budget is None:
            self.equivalents.setText(error)
            return
        unit = self.tr("stored unit") if budget.stored_units == 1 else self.tr("stored units")
        parts = [f"{budget.stored_units:g} {unit}", f"{budget.of_255:.3g}/255"]
        if budget.hu is not None:
            parts.insert(1, f"{budget.hu:g} HU")
        if budget.noise_sd is not None:
            parts.append(self.tr("{0} × the local noise").format(f"{budget.noise_sd:.2g}"))
        self.equivalents.setText("= " + " · ".join(parts))

    def set_running(self, running: bool) -> None:
        """Between runs the form is open; while one runs only Cancel is."""
        self.running = running
        for widget in (self.model, self.attack, self.common, self.parameters, self.rest):
            widget.setEnabled(not running and (widget is not self.model or self.model.count() > 0))
        self.bar.setVisible(running)
        self.bar.setRange(0, 0)
        self.cancel.setVisible(running)
        self.run.setVisible(not running)

    def show_progress(self, done: int, total: int, text: str) -> None:
        # A progress bar paints itself at once whenever it is told anything.
        if (self.bar.maximum(), self.bar.value()) != (total, done):
            self.bar.setRange(0, total)
            self.bar.setValue(done)
        self.status.setText(text)

    @Slot(int)
    def _choose_model(self, at: int) -> None:
        restyle(self.model, wrong="false")
        self.model_chosen.emit(self.model.itemData(at))

    @Slot()
    def _show_attack(self) -> None:
        name = self.attack.currentData()
        self.attack_note.setText(ATTACKS[name].summary)
        self.parameters.show_attack(name)

    @Slot()
    def _edit_budget(self) -> None:
        self._settle.start()
