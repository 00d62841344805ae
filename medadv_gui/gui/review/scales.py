"""The scales of an answer. Nothing is set before the reader sets it: a default would be an anchor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Qt, Signal, Slot
from PySide6.QtGui import QDoubleValidator, QKeyEvent, QMouseEvent, QValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.theme import restyle

EDITING = frozenset((Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Home, Qt.Key.Key_End))


class NumberField(QLineEdit):
    """A number from `low` to `high`, or none. It keeps digits and a decimal mark for itself; other keys, letters too,
    mean what they mean elsewhere in the room."""

    edited = Signal()

    def __init__(self, low: float, high: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        check = QDoubleValidator(low, high, 1, self)
        check.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.setValidator(check)
        self.setFixedWidth(64)
        self.textEdited.connect(self.edited)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            bare = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
            number = event.text().isdigit() or event.text() in (".", ",")
            if not ((number and bare == Qt.KeyboardModifier.NoModifier) or event.key() in EDITING):
                event.ignore()
                return True
        return super().event(event)

    @property
    def value(self) -> float | None:
        """None where no number of the scale stands here."""
        number, ok = QLocale().toDouble(self.text())
        return number if ok and self._low <= number <= self._high else None

    @property
    def wrong(self) -> bool:
        """Whether something else than a number of the scale stands here."""
        return bool(self.text()) and self.value is None

    def set_value(self, value: float | None) -> None:
        self.setText("" if value is None else QLocale().toString(value, "g", 4))

    def type(self, text: str) -> None:
        """Take the focus, and `text` in place of what stands here."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
        state = self.validator().validate(text, 0)
        if isinstance(state, tuple) and state[0] == QValidator.State.Invalid:
            return
        self.insert(text)
        self.edited.emit()


class _Track(QSlider):
    """A slider that stands nowhere until it is set; a click anywhere sets it there."""

    touched = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setPageStep(10)
        self.unset = True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        width = self.width() - handle.width()
        at = QStyle.sliderValueFromPosition(0, 100, round(event.position().x() - handle.width() / 2), max(1, width))
        self.setSliderPosition(at)
        self.touched.emit()
        super().mousePressEvent(event)  # the handle is below the mouse now: it can be dragged on


class PercentScale(QWidget):
    """0 to 100: a slider and a field to type into."""

    changed = Signal()

    def __init__(self, name: str, ends: tuple[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.track = _Track(self)
        self.track.setAccessibleName(name)
        self.field = NumberField(0, 100, self)
        self.field.setAccessibleName(self.tr("{0}, as a number").format(name))
        self.field.setPlaceholderText("0–100")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.track, 1)
        row.addWidget(self.field)
        below = QHBoxLayout()
        for end, side in zip(ends, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True):
            label = QLabel(end, self)
            label.setObjectName("small")
            label.setWordWrap(True)
            label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            below.addWidget(label, 1)
        below.addSpacing(12 + 64)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(row)
        rows.addLayout(below)
        self.track.valueChanged.connect(self._moved)
        self.track.touched.connect(self._moved)
        self.field.edited.connect(self._typed)
        self.set_value(None)

    @property
    def value(self) -> float | None:
        return self.field.value

    @property
    def wrong(self) -> bool:
        return self.field.wrong

    def set_value(self, value: float | None) -> None:
        """Show a value; None is nothing yet."""
        self.field.set_value(value)
        self._follow()

    def take_digit(self, text: str) -> None:
        """Begin to type a number."""
        self.field.type(text)

    def step(self, by: float) -> None:
        """Move by so much, from the middle where nothing is set."""
        start = 50.0 if self.value is None else self.value
        self.set_value(min(100.0, max(0.0, start + by)))
        self.changed.emit()

    def _follow(self) -> None:
        """Bring the slider to where the number says, or out of sight."""
        value = self.value
        self.track.unset = value is None
        self.track.blockSignals(True)
        self.track.setValue(50 if value is None else round(value))
        self.track.blockSignals(False)
        restyle(self.track, unset="true" if value is None else "false")
        restyle(self.field, wrong="true" if self.wrong else "false")

    @Slot()
    def _moved(self) -> None:
        self.field.set_value(float(self.track.value()))
        self._follow()
        self.changed.emit()

    @Slot()
    def _typed(self) -> None:
        self._follow()
        self.changed.emit()


class Buttons(QWidget):
    """One of several, each a button; `digits` : the keys 1, 2, ... take them."""

    changed = Signal()

    def __init__(self, words: tuple[str, ...], parent: QWidget, *, digits: bool = True, across: bool = False) -> None:
        super().__init__(parent)
        self.group = QButtonGroup(self)
        self.group.setExclusive(True)
        rows = QHBoxLayout(self) if across else QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.buttons: list[QPushButton] = []
        for number, word in enumerate(words, 1):
            button = QPushButton(self)
            button.setObjectName("middle" if across else "answer")
            button.setText(f"{number}   {word}" if digits else word)
            button.setAccessibleName(word)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(self.changed)
            self.group.addButton(button, number)
            rows.addWidget(button)
            self.buttons.append(button)

    @property
    def number(self) -> int | None:
        """Which is chosen, from 1; None where none is."""
        chosen = self.group.checkedId()
        return chosen if chosen > 0 else None

    def choose(self, number: int | None) -> None:
        """Show one as chosen, or none."""
        self.group.setExclusive(False)
        for at, button in enumerate(self.buttons, 1):
            button.setChecked(at == number)
        self.group.setExclusive(True)

    def take(self, number: int) -> None:
        """Choose one as the reader would; there is nothing where there are not so many."""
        if 1 <= number <= len(self.buttons):
            self.choose(number)
            self.changed.emit()


class StepScale(Buttons):
    """1 to 6: a button each."""

    @property
    def value(self) -> float | None:
        return None if self.number is None else float(self.number)

    @property
    def wrong(self) -> bool:
        return False

    def set_value(self, value: float | None) -> None:
        self.choose(None if value is None else round(value))

    def take_digit(self, text: str) -> None:
        self.take(int(text))

    def step(self, by: float) -> None:
        """Move by one step, whatever `by` is but its sign; from the middle where nothing is set."""
        start = (3 if by > 0 else 4) if self.number is None else self.number
        self.take(min(6, max(1, start + (1 if by > 0 else -1))))
