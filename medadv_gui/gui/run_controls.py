"""The foot of the attack panel: run, pause, cancel, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from medadv_gui.gui.theme import icon


class RunControls(QWidget):
    """Between runs one button, while one runs two and a progress bar."""

    run_wanted = Signal()
    cancel_wanted = Signal()
    pause_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        foot = QVBoxLayout(self)
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        self.status = QLabel(self)
        self.status.setObjectName("small")
        self.status.setWordWrap(True)
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        foot.addWidget(self.status)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the attack"))
        foot.addWidget(self.bar)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.run = QPushButton(icon("run", "on_accent"), self.tr("Run attack"), self)
        self.run.setObjectName("primary")
        self.run.setToolTip(self.tr("Run the attack on the image on show (Return)"))
        self.run.clicked.connect(self.run_wanted)
        self.pause = QPushButton(icon("pause"), self.tr("Pause"), self)
        self.pause.setCheckable(True)
        self.pause.setToolTip(self.tr("Hold the attack after the step it is in; again: let it go on (P)"))
        self.pause.clicked.connect(self.pause_wanted)
        self.cancel = QPushButton(icon("cancel"), self.tr("Cancel"), self)
        self.cancel.setToolTip(self.tr("Stop the attack after the step it is in (Shift+Esc)"))
        self.cancel.clicked.connect(self.cancel_wanted)
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.cancel)
        foot.addLayout(buttons)

    def show_running(self, running: bool) -> None:
        """Whether an attack runs."""
        self.bar.setVisible(running)
        self.bar.setRange(0, 0)
        self.pause.setVisible(running)
        self.cancel.setVisible(running)
        self.run.setVisible(not running)

    def show_paused(self, paused: bool) -> None:
        """Whether the attack that runs is held."""
        self.pause.setChecked(paused)
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.pause.setIcon(icon("run" if paused else "pause"))

    def show_progress(self, done: int, total: int, text: str) -> None:
        """How far the attack is."""
        # A progress bar paints itself at once whenever it is told anything.
        if (self.bar.maximum(), self.bar.value()) != (total, done):
            self.bar.setRange(0, total)
            self.bar.setValue(done)
        self.status.setText(text)
