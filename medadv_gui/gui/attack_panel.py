"""Model, attack, budget and the run itself: a form made from the registry of attacks."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import fields

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.attack.plugins import Plugin, own_attacks, trust
from medadv_gui.attack.settings import ATTACKS, AttackSettings, Truth, targets
from medadv_gui.core.errors import MedadvError
from medadv_gui.core.result import ASSUMED, Budget
from medadv_gui.gui.forms import Form, NoWheel
from medadv_gui.gui.messages import worded
from medadv_gui.gui.parameter_form import SPIN_MARGINS, ParameterForm
from medadv_gui.gui.run_controls import RunControls
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import icon, restyle
from medadv_gui.models.card import ModelCard
from medadv_gui.render.chart import score_text

DEVICES = ("auto", "cpu", "cuda", "mps")
NORM = "linf"  # the form's budget is in this norm
FIELDS = {f.name for f in fields(AttackSettings)}


class _AttackBox(QComboBox):
    """The list of attacks: it announces that the user turns to it, before it is opened or a key reaches it."""

    wanted = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.wanted.emit()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        self.wanted.emit()
        super().showPopup()


class AttackPanel(QWidget):
    """The right side of the window. It announces what the user wants and shows what it is told."""

    run_wanted = Signal()
    cancel_wanted = Signal()
    pause_wanted = Signal(bool)
    model_chosen = Signal(str)
    import_wanted = Signal()
    page_wanted = Signal()
    budget_edited = Signal()
    device_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.running = False
        self._infos = dict(ATTACKS)
        self._own: tuple[Plugin, ...] = ()
        self._card: ModelCard | None = None
        self._attack_shown = next(iter(ATTACKS))
        self._quiet = NoWheel(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(200)
        self._settle.timeout.connect(self.budget_edited)

        content = QWidget(self)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(16, 10, 16, 6)
        rows.setSpacing(4)
        self._build_model(rows)
        rows.addSpacing(6)
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
        self.controls = RunControls(self)
        self.controls.run_wanted.connect(self.run_wanted)
        self.controls.cancel_wanted.connect(self.cancel_wanted)
        self.controls.pause_wanted.connect(self.pause_wanted)
        self.run, self.cancel, self.pause = self.controls.run, self.controls.cancel, self.controls.pause
        self.status, self.bar = self.controls.status, self.controls.bar
        column.addWidget(self.controls)
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
        self.about_model = QToolButton(self)
        self.about_model.setObjectName("quiet")
        self.about_model.setIcon(icon("model"))
        self.about_model.setAccessibleName(self.tr("About this model"))
        self.about_model.setToolTip(self.tr("About this model: what it is, and what was measured of it"))
        self.about_model.clicked.connect(self.page_wanted)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.model, 1)
        row.addWidget(self.about_model)
        rows.addLayout(row)
        self.model_note = self._small()
        rows.addWidget(self.model_note)

    def _build_attack(self, rows: QVBoxLayout) -> None:
        rows.addWidget(self._section(self.tr("Attack")))
        self.attack = _AttackBox(self)
        self.attack.setAccessibleName(self.tr("Attack"))
        for info in ATTACKS.values():
            self.attack.addItem(said("attacks", info.title), info.name)
        self._grey_attacks()
        self.attack.wanted.connect(self.list_own_attacks)
        self.attack.activated.connect(self._ask_for_trust)
        self.attack.installEventFilter(self._quiet)
        self.attack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.attack.currentIndexChanged.connect(self._show_attack)
        rows.addWidget(self.attack)
        self.attack_note = self._small()
        self.attack_note.setTextFormat(Qt.TextFormat.PlainText)
        rows.addWidget(self.attack_note)

        self.common = Form(self)
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
        self.region = self._small()
        self.region.hide()
        self.common.add_wide(self.region)
        rows.addWidget(self.common)
        self.parameters = ParameterForm(self.epsilon, self)
        rows.addWidget(self.parameters)

        self.stop = QCheckBox(self.tr("Stop at the first verified success"), self)
        self.stop.setToolTip(self.tr("End as soon as a step succeeds and still does once rounded to stored values."))
        self.search = QCheckBox(self.tr("Smallest budget"), self)
        self.search.setToolTip(
            self.tr("Attack again and again to find the smallest budget that still works, up to the one above.")
        )
        checks = QVBoxLayout()
        checks.setContentsMargins(0, 2, 0, 2)
        checks.setSpacing(4)
        for check in (self.stop, self.search):
            check.setAccessibleName(check.text())
            checks.addWidget(check)
        rows.addLayout(checks)
        self.rest = Form(self)
        self.target = QComboBox(self)
        self.target_label = self.rest.add(self.tr("Target"), self.target)
        self.target.currentIndexChanged.connect(self._show_target)
        self.invented = QCheckBox(self.tr("Invented boxes count"), self)
        self.invented.setAccessibleName(self.invented.text())
        self.invented.setToolTip(
            self.tr("A box that the model invents is a success too, not only one that it loses. Not with a target.")
        )
        self.invented.hide()
        self.rest.add_wide(self.invented)
        self.truth = QComboBox(self)
        self.truth_label = self.rest.add(
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

    # What the window tells

    def set_models(self, choices: Sequence[tuple[ModelCard, str | None]], chosen: ModelCard | None) -> None:
        """Fill the list: a model that does not fit is greyed, with the reason as its tooltip."""
        with QSignalBlocker(self.model):
            self.model.clear()
            for card, reason in choices:
                self.model.addItem(worded(card.name), card.id)
                at = self.model.count() - 1
                self.model.setItemData(at, worded(reason or card.intended_use), Qt.ItemDataRole.ToolTipRole)
                items = self.model.model()
                if reason is not None and isinstance(items, QStandardItemModel):
                    items.item(at).setEnabled(False)
            if choices:
                self.model.insertSeparator(self.model.count())
            self.model.addItem(icon("import"), self.tr("Import a model…"), None)
            self.model.setCurrentIndex(-1 if chosen is None else self.model.findData(chosen.id))
        fitting = sum(reason is None for _, reason in choices)
        self.model.setEnabled(not self.running)
        if chosen != self._card:
            self._card = chosen
            self._grey_attacks()
        for widget in (self.target, self.truth, self.about_model):
            widget.setEnabled(chosen is not None)
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
        truths = card.label_names if card.task == "classification" else ()
        nothing, help_text = self._target_words(card.task)
        with QSignalBlocker(self.target), QSignalBlocker(self.truth):
            self.target.clear()
            self.target.addItem(nothing, None)
            self.truth.clear()
            self.truth.addItem(self.tr("model's answer"), None)
            if known_truth is not None:
                self.truth.addItem(known_truth, "case")
            for target in targets(card):
                self.target.addItem(self.tr("no box at all") if card.task == "detection" else target, target)
            for label in truths:
                self.truth.addItem(label, label)
        truth_help = self.tr("The labels that the model finds present. On the command line --truth names others.")
        for widget in (self.target_label, self.target):
            widget.setToolTip(help_text)
        self.truth.setToolTip(truth_help if card.task == "multilabel" else self.truth_label.toolTip())
        self.invented.setVisible(card.task == "detection")
        self._show_target()

    def _target_words(self, task: str) -> tuple[str, str]:
        """What an attack without a target is after, and what a target means."""
        return {
            "classification": (self.tr("any other answer"), self.tr("The answer to drive the model to.")),
            "multilabel": (
                self.tr("any other answer"),
                self.tr("The label to make present; the others are held as in the reference."),
            ),
            "segmentation": (
                self.tr("any change"),
                self.tr("The label that all foreground is to take; the rest is held as in the reference."),
            ),
            "detection": (self.tr("any box lost"), self.tr("What the model is to find.")),
        }[task]

    def show_card_note(self, card: ModelCard, demonstration: bool) -> None:
        """Show the chosen model's facts."""
        facts = [self._task_text(card), f"v{card.version}"] + [self.tr("demonstration only")] * demonstration
        facts += [self.tr("preprocessing assumed by user")] * (card.preprocessing == ASSUMED)
        lines = [" · ".join(facts)]
        if card.two_answers:
            lines.append(self.tr("Two answers to choose from: here the stabilized attack's step equals I-FGSM's."))
        if card.metrics:
            m = card.metrics[0]
            ends = self.tr("{0} to {1}").format(score_text(m["low"]), score_text(m["high"])) if "low" in m else ""
            lines.append(f"{worded(m['name'])} {score_text(m['value'])}" + (f" ({ends})" if ends else ""))
        self.model_note.setText("\n".join(lines))
        self.model_note.setToolTip(f"{worded(card.intended_use)}\n{worded(card.out_of_scope)}\n{card.licence}")

    def _task_text(self, card: ModelCard) -> str:
        return {
            "classification": self.tr("classification"),
            "multilabel": self.tr("multi-label classification"),
            "segmentation": self.tr("segmentation"),
            "detection": self.tr("detection"),
        }[card.task]

    def set_defaults(self, settings: AttackSettings) -> None:
        """Take over the settings that a model starts with."""
        self.attack.setCurrentIndex(self.attack.findData(settings.attack))
        self.epsilon.setText(settings.epsilon)
        self.parameters.set_values({name: getattr(settings, name) for name in FIELDS} | dict(settings.options))
        self.stop.setChecked(settings.stop)
        self.search.setChecked(settings.search)
        self.invented.setChecked(settings.invented)
        self.seed.setValue(settings.seed)
        self.budget_edited.emit()

    def settings(self, case_truth: Truth) -> AttackSettings:
        """What the form asks for; `case_truth` is used where the case's own ground truth is chosen."""
        name, target = self.attack.currentData(), self.target.currentData()
        chosen = self.truth.currentData()
        truth = case_truth if chosen == "case" else Truth(label=chosen)
        values = self.parameters.values()
        return AttackSettings(
            attack=name,
            norm=NORM,
            epsilon=self.epsilon.text(),
            target=target,
            invented=self.invented.isChecked() and not self.invented.isHidden() and target is None,
            truth=truth,
            seed=self.seed.value(),
            device=self.device.currentData(),
            stop=self.stop.isChecked(),
            search=self.search.isChecked(),
            options={key: value for key, value in values.items() if key not in FIELDS},
            **{key: value for key, value in values.items() if key in FIELDS},
        )

    def show_budget(self, budget: Budget | None, error: str = "", grey_levels: float | None = None) -> None:
        """The budget in all units, or what is wrong with it; `grey_levels` is what it comes to, of 255, at the window
        on display."""
        restyle(self.epsilon, wrong="true" if error else "false")
        restyle_name = "error" if error else "small"
        if self.equivalents.objectName() != restyle_name:
            self.equivalents.setObjectName(restyle_name)
            restyle(self.equivalents)
        if budget is None:
            self.equivalents.setText(worded(error))
            return
        unit = self.tr("stored unit") if budget.stored_units == 1 else self.tr("stored units")
        parts = [f"{budget.stored_units:.0f} {unit}", f"{budget.of_255:.3g}/255"]
        if budget.hu is not None:
            parts.insert(1, f"{budget.hu:g} HU")
        if budget.noise_sd is not None:
            parts.append(self.tr("{0} × the local noise").format(f"{budget.noise_sd:.2g}"))
        if grey_levels is not None:
            parts.append(self.tr("up to {0} of 255 grey levels as shown").format(f"{grey_levels:.3g}"))
        self.equivalents.setText("= " + " · ".join(parts))

    def set_running(self, running: bool) -> None:
        """Between runs the form is open; while one runs only Cancel is."""
        self.running = running
        for widget in (self.model, self.attack, self.common, self.parameters, self.stop, self.search, self.rest):
            widget.setEnabled(not running)
        self.controls.show_running(running)

    @Slot()
    def _show_target(self) -> None:
        self.invented.setEnabled(self.target.currentData() is None)

    @Slot(int)
    def _choose_model(self, at: int) -> None:
        restyle(self.model, wrong="false")
        if self.model.itemData(at) is None:
            self.model.setCurrentIndex(-1 if self._card is None else self.model.findData(self._card.id))
            self.import_wanted.emit()
        else:
            self.model_chosen.emit(self.model.itemData(at))

    @Slot()
    def _show_attack(self) -> None:
        name = self.attack.currentData()
        if name in self._infos:
            self._attack_shown = name
            self.attack_note.setText(said("attacks", self._infos[name].summary))
            self.parameters.show_attack(self._infos[name])

    # The user's own attacks

    @Slot()
    def list_own_attacks(self) -> None:
        """List what installed packages offer, as they are now; those that are trusted are loaded."""
        own = own_attacks()
        if own == self._own:
            return
        self._own = own
        self._infos = ATTACKS | {plugin.name: plugin.info for plugin in own if plugin.info is not None}
        with QSignalBlocker(self.attack):
            while self.attack.count() > len(ATTACKS):
                self.attack.removeItem(self.attack.count() - 1)
            for plugin in own:
                title = plugin.info.title if plugin.info is not None else plugin.name
                text = title if plugin.trusted else self.tr("{0} (not trusted)").format(title)
                self.attack.addItem(text, plugin.name)
            self._grey_attacks()
        self._choose_attack(self._attack_shown)

    def _grey_attacks(self) -> None:
        """Grey the attacks that cannot be run on the chosen model, or at all; the tooltip says why."""
        items = self.attack.model()
        assert isinstance(items, QStandardItemModel)
        own = {plugin.name: plugin for plugin in self._own}
        for at in range(self.attack.count()):
            name = self.attack.itemData(at)
            if name in self._infos:
                reason = self._infos[name].misfit(self._card, NORM) if self._card is not None else None
                text = worded(reason) if reason else said("attacks", self._infos[name].summary)
            else:
                reason = own[name].reason if own[name].trusted or not own[name].sha256 else None
                text = reason or own[name].reason or self.tr("Choose it to see what it is and to trust it.")
            items.item(at).setEnabled(reason is None)
            self.attack.setItemData(at, html.escape(text), Qt.ItemDataRole.ToolTipRole)

    def _choose_attack(self, name: str) -> None:
        """Choose an attack; the first one where it is not known any more."""
        self.attack.setCurrentIndex(self.attack.findData(name if name in self._infos else next(iter(ATTACKS))))
        self._show_attack()

    @Slot(int)
    def _ask_for_trust(self, at: int) -> None:
        """Where an attack that is not trusted was chosen, ask; until the answer is yes the one before holds."""
        name = self.attack.itemData(at)
        if name in self._infos:
            return
        plugin = next(plugin for plugin in self._own if plugin.name == name)
        self._choose_attack(self._attack_shown)
        from medadv_gui.gui.dialogs import TrustDialog

        dialog = TrustDialog(plugin, self)
        dialog.trusted.connect(self._trust)
        dialog.open()

    @Slot(object)
    def _trust(self, plugin: Plugin) -> None:
        try:
            trust(plugin.name, plugin.sha256)
        except MedadvError as error:
            self.attack_note.setText(worded(str(error)))
            return
        self.list_own_attacks()
        loaded = next((own for own in self._own if own.name == plugin.name), plugin)
        misfit = loaded.info.misfit(self._card, NORM) if loaded.info is not None and self._card is not None else None
        if loaded.info is None or misfit is not None:
            self.attack_note.setText(worded(misfit or f"{loaded.name}: {loaded.reason}"))
        else:
            self._choose_attack(loaded.name)

    @Slot()
    def _edit_budget(self) -> None:
        self._settle.start()
