"""A short tour: callouts that point at the window's own parts, and one demo case attacked on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from medadv_gui.gui.actions import Actions, native
from medadv_gui.gui.theme import colour

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow

WIDTH, GAP, MARGIN = 340, 12, 16


@dataclass(frozen=True)
class Stop:
    """One callout: the part of the window it points at, its words, and what Next does before it goes on."""

    part: Callable[[MainWindow], QWidget]
    title: str
    text: str
    then: str = ""


STOPS: tuple[Stop, ...] = (
    Stop(lambda w: w.tree, "Images",
         "Open files or folders here, or drop them on the window. Below lie demo cases drawn by this program. "
         "Next opens one.", "open"),
    Stop(lambda w: w.panel, "Model and attack",
         "The model that is asked, the attack and its parameters. The budget is the most that a pixel may change. "
         "Next runs the attack.", "run"),
    Stop(lambda w: w.panes, "The image before and after",
         "Original, perturbation and adversarial image share slice, window, pan and zoom. Hold {blink} to see the "
         "first and the last change places. The perturbation is drawn with the gain that stands on it."),
    Stop(lambda w: w.answers, "The model's answer",
         "Before and after the attack. Scores are model scores, not probabilities of disease."),
    Stop(lambda w: w.summary, "What happened",
         "The result in a sentence, once it was written to a file, read again and asked again. A failed attack does "
         "not show that the model is safe."),
    Stop(lambda w: w.help_button, "Help",
         "{help} explains every term and key. The tour is in the Help menu. This program is for research, not for "
         "diagnosis."),
)  # fmt: skip


def said(text: str) -> str:
    """A text of the tour in the user's language."""
    return QCoreApplication.translate("tour", text)


class Tour(QWidget):
    """Lies over the window while the tour lasts; Escape leaves it, Return goes on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w = window
        self.at = 0
        self._left = self._waits = False
        self.setObjectName("tour")
        self.setAccessibleName(self.tr("Guided tour"))
        self.card = _Card(self)
        self.card.next.clicked.connect(self.go_on)
        self.card.back.clicked.connect(self.go_back)
        self.card.skip.clicked.connect(self.leave)
        window.installEventFilter(self)
        window.controller.answer_changed.connect(self._news)
        self._before = window.focusWidget()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self._show()

    @Slot()
    def go_on(self) -> None:
        """Do what this callout announces and show the next one; where the case for it is still being drawn, once it
        is there."""
        self._waits = self._too_early(STOPS[self.at].then)
        if self._waits:
            self.card.count.setText(self.tr("One moment…"))
            return
        self._do(STOPS[self.at].then)
        if self.at + 1 == len(STOPS):
            self.leave()
        else:
            self.at += 1
            self._show()

    @Slot()
    def go_back(self) -> None:
        self._waits = False
        if self.at:
            self.at -= 1
            self._show()

    @Slot()
    def leave(self) -> None:
        """End the tour; the window is as it was, but for the case."""
        self._left = True
        self.w.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        if self.w.controller.entry is not None:
            self.w.panes.setFocus()  # the keys are for the case that the tour opened
        elif self._before is not None:
            self._before.setFocus()

    @Slot()
    def _news(self) -> None:
        if self._waits and not self._left:
            self.go_on()

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """A case that has been opened takes the focus: the tour keeps it."""
        if not self._left and new is not None and new.window() is self.w and not self.isAncestorOf(new):
            self.card.next.setFocus()

    def _too_early(self, what: str) -> bool:
        """Whether a job that still runs brings what has to be there first."""
        control = self.w.controller
        missing = {
            "open": control.entry is None and not control.cases,
            "run": control.entry is None or control.entry.image is None,
        }
        return missing.get(what, False) and not control.idle

    def _do(self, what: str) -> None:
        control = self.w.controller
        if what == "open" and control.entry is None and control.cases:
            control.open_demo(control.cases[0].id)
        elif what == "run" and control.entry is not None and control.entry.outcome is None:
            self.w.run_attack()

    def _show(self) -> None:
        self.card.show_stop(STOPS[self.at], self.at, len(STOPS))
        self._place()
        self.card.next.setFocus()

    def target(self) -> QRect:
        """The part that the callout points at, in the window's coordinates; empty where it is hidden."""
        part = STOPS[self.at].part(self.w)
        if not part.isVisible():
            return QRect()
        return QRect(part.mapTo(self.w, QPoint(0, 0)), part.size()).intersected(self.rect())

    def _place(self) -> None:
        """Lay the card beside the part: right, left, below, above, else inside."""
        self.card.setFixedWidth(min(WIDTH, self.width() - 2 * GAP))
        words = self.card.text
        words.setFixedHeight(words.heightForWidth(self.card.width() - 2 * MARGIN - 2))
        self.card.layout().activate()
        self.card.adjustSize()
        size, part, whole = self.card.size(), self.target(), self.rect()
        if part.isEmpty():
            self.card.move(whole.center() - self.card.rect().center())
        else:
            y = part.center().y() - size.height() // 2
            x = part.center().x() - size.width() // 2
            places = (
                QPoint(part.right() + GAP, y), QPoint(part.left() - GAP - size.width(), y),
                QPoint(x, part.bottom() + GAP), QPoint(x, part.top() - GAP - size.height()), QPoint(x, y),
            )  # fmt: skip
            room = whole.adjusted(GAP, GAP, -GAP, -GAP)
            boxes = [_inside(QRect(place, size), room) for place in places]
            free = [box for box in boxes if not box.intersects(part)]
            self.card.move((free or boxes[-1:])[0].topLeft())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRect(QRectF(self.rect()))
        part = self.target()
        if not part.isEmpty():
            hole = QPainterPath()
            hole.addRoundedRect(QRectF(part.adjusted(-2, -2, 2, 2)), 8, 8)
            path -= hole
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawPath(hole)
        painter.fillPath(path, colour("pane", 150))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.w and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.setGeometry(self.w.rect())
            self._place()
        return False


def _inside(box: QRect, room: QRect) -> QRect:
    """`box` moved into `room` as little as needed."""
    moved = QRect(box)
    moved.moveLeft(max(room.left(), min(moved.left(), room.right() - moved.width())))
    moved.moveTop(max(room.top(), min(moved.top(), room.bottom() - moved.height())))
    return moved


class _Keys(dict[str, str]):
    """The key of each action as the user has it, by the action's id; the action's name where it has none."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions

    def __missing__(self, name: str) -> str:
        return native(self._actions.keys[name]) or self._actions[name].text()


class _Card(QFrame):
    """The callout. Tab stays inside, Escape skips, Return and the arrow keys go on and back."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(tour)
        self._tour = tour
        self.setObjectName("callout")
        self.title = QLabel(self)
        self.title.setObjectName("sentence")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.count = QLabel(self)
        self.count.setObjectName("faint")
        self.skip = QPushButton(self.tr("Skip"), self)
        self.back = QPushButton(self.tr("Back"), self)
        self.next = QPushButton(self)
        self.next.setObjectName("primary")
        self.skip.setToolTip(self.tr("Leave the tour ({0})").format("Esc"))
        self.back.setToolTip(self.tr("The step before ({0})").format("←"))
        self.next.setToolTip(self.tr("Go on ({0})").format("→"))
        for button in (self.skip, self.back, self.next):
            button.installEventFilter(self)
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch(1)
        for button in (self.skip, self.back, self.next):
            row.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(MARGIN, 12, MARGIN, 12)
        rows.setSpacing(8)
        rows.addWidget(self.title)
        rows.addWidget(self.text)
        rows.addLayout(row)

    def show_stop(self, stop: Stop, at: int, count: int) -> None:
        text = said(stop.text).format_map(_Keys(self._tour.w.actions_table))
        self.title.setText(said(stop.title))
        self.text.setText(text)
        self.setAccessibleName(said(stop.title))
        self.setAccessibleDescription(text)
        self.count.setText(self.tr("{0} of {1}").format(at + 1, count))
        self.back.setEnabled(at > 0)
        self.next.setText(self.tr("Done") if at + 1 == count else self.tr("Next"))
        self.next.setAccessibleDescription(text)

    def focusNextPrevChild(self, forward: bool) -> bool:
        buttons = [button for button in (self.skip, self.back, self.next) if button.isEnabled()]
        focus = self.focusWidget()
        at = buttons.index(focus) if isinstance(focus, QPushButton) and focus in buttons else 0
        buttons[(at + (1 if forward else -1)) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no key of the window works beneath
            return True
        if kind != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._tour.leave()
        elif key == Qt.Key.Key_Right:
            self._tour.go_on()
        elif key == Qt.Key.Key_Left:
            self._tour.go_back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QPushButton):
            watched.click()
        else:
            return False
        return True
