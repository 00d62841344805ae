"""The slider below the panes that scales a finished perturbation."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QWidget

from medadv_gui.gui.results import WHOLE
from medadv_gui.gui.theme import icon


class BudgetSlider(QWidget):
    """0 to 100 % of a perturbation; 100 is the verified result, all else a scaled copy."""

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self.tr("Perturbation"), self)
        self.title.setObjectName("small")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, WHOLE)
        self.slider.setValue(WHOLE)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(self.tr("Share of the perturbation, per cent"))
        self.slider.setToolTip(
            self.tr(
                "Scale the perturbation and ask the model again: a scaled copy, not a new attack (left, right keys)"
            )
        )
        self.slider.valueChanged.connect(self._move)
        self.share = QLabel(self)
        self.share.setObjectName("small")
        self.share.setFixedWidth(44)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.whole = QToolButton(self)
        self.whole.setObjectName("quiet")
        self.whole.setIcon(icon("restore"))
        self.whole.setAccessibleName(self.tr("Back to the verified result"))
        self.whole.setToolTip(self.tr("Back to 100 %, the verified result"))
        self.whole.clicked.connect(self._to_whole)
        self.note = QLabel(self)
        self.note.setObjectName("small")
        self.note.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(8)
        for widget in (self.title, self.slider, self.share, self.whole, self.note):
            row.addWidget(widget, 1 if widget is self.slider else 0)

    def show_state(self, percent: int, smallest: int | None, tried: int) -> None:
        """Where the slider stands, and the smallest share, of those `tried`, at which the answer changed."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(percent)
        self.share.setText(f"{percent} %")
        self.whole.setEnabled(percent != WHOLE)
        if percent == WHOLE and not tried:
            text = self.tr("verified result")
        elif smallest is None:
            text = self.tr("no success at any share tried")
        else:
            text = self.tr("smallest success tried: {0} %").format(smallest)
        self.note.setText(text)

    @Slot(int)
    def _move(self, percent: int) -> None:
        self.share.setText(f"{percent} %")
        self.moved.emit(percent)

    @Slot()
    def _to_whole(self) -> None:
        self.slider.setValue(WHOLE)
