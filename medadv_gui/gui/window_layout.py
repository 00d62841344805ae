"""What the main window consists of: the parts, where they lie, the menus, the toolbar and the status bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QScrollArea,
    QSlider,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.actions import REVIEW, Actions
from medadv_gui.gui.attack_panel import AttackPanel
from medadv_gui.gui.banner import Banners
from medadv_gui.gui.image_strip import ImageStrip
from medadv_gui.gui.loss_plot import LossPlot
from medadv_gui.gui.notes import NotesPanel
from medadv_gui.gui.panes import LinkedPanes
from medadv_gui.gui.result_panel import AnswerPanel, Summary
from medadv_gui.gui.result_parts import ResultParts
from medadv_gui.gui.start_page import StartPage
from medadv_gui.gui.study_tree import StudyTree
from medadv_gui.gui.theme import icon

LEFT, RIGHT, BOTTOM, MIDDLE = 232, 304, 232, 600
LEAST = QSize(900, 520)
NARROW = 1120  # below this width the list of images folds away


class _Room(QWidget):
    """Holds one widget inside a scroll area and gives it the area's size, but no less height than it needs.

    The area itself would take the height that the widget's wrapped texts like best for the one it must have.
    """

    def __init__(self, inner: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._inner = inner
        inner.setParent(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, max(MIDDLE, self._inner.minimumSizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._inner.resize(self.size())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


class WindowLayout(QMainWindow):
    """The parts of the main window, laid out; MainWindow gives them something to do."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("medadv_gui")
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST.boundedTo(self.screen().availableSize()))  # large type may leave less than that
        self.panes = LinkedPanes(self)
        self.panel = AttackPanel(self)
        self.tree = StudyTree(self)
        self.start = StartPage(self)
        self.banners = Banners(self)
        self.strip = ImageStrip(self)
        self.summary = Summary(self)
        self.answers = AnswerPanel(self)
        self.plot = LossPlot(self)
        self.notes = NotesPanel(self)
        self.of_results = ResultParts(self.plot, self.panes.heat, self)
        self.actions_table = Actions(self, self.panes)
        self._narrow = False
        self._lay_out()
        self._fill_toolbar()
        self._fill_status()

    def _lay_out(self) -> None:
        card = QWidget(self)
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 8, 12, 4)
        inside.addWidget(self.of_results.tabs)
        below = self.below = QWidget(self)
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.answers, 1)
        row.addWidget(card, 1)
        self.vertical = QSplitter(Qt.Orientation.Vertical, self)
        self.vertical.setHandleWidth(8)
        self.vertical.setChildrenCollapsible(False)
        above = QWidget(self)
        stack = QVBoxLayout(above)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(4)
        stack.addWidget(self.strip)
        stack.addWidget(self.panes, 1)
        self.panes.set_fourth(self.of_results.looked)
        self.slices = QSlider(Qt.Orientation.Horizontal, self)
        self.slices.setAccessibleName(self.tr("Slice"))
        self.slices.setToolTip(self.tr("Slice (wheel, up and down keys)"))
        stack.addWidget(self.slices)
        stack.addWidget(self.of_results.strip)
        stack.addWidget(self.of_results.slider)
        self.vertical.addWidget(above)
        self.vertical.addWidget(below)
        self.vertical.setStretchFactor(0, 1)
        self.vertical.setSizes([400, BOTTOM])
        work = QWidget(self)
        column = QVBoxLayout(work)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.vertical, 1)
        self.centre = QStackedWidget(self)
        self.centre.addWidget(self.start)
        self.centre.addWidget(work)
        middle = QWidget(self)
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        holder = QWidget(self)
        inset = QVBoxLayout(holder)
        inset.setContentsMargins(8, 8, 8, 0)
        inset.addWidget(self.banners)
        self._banner_holder = holder
        rows.addWidget(holder)
        # Where the screen is low, as at a size of 200 %, the middle scrolls rather than squeezing its pictures.
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(_Room(self.centre, scroll))
        rows.addWidget(scroll, 1)
        self.horizontal = QSplitter(Qt.Orientation.Horizontal, self)
        self.horizontal.setHandleWidth(4)
        left = QSplitter(Qt.Orientation.Vertical, self)
        left.setChildrenCollapsible(False)
        left.setStretchFactor(0, 1)
        left.addWidget(self.tree)
        left.addWidget(self.notes)
        for part in (left, middle, self.panel):
            self.horizontal.addWidget(part)
        self.horizontal.setStretchFactor(1, 1)
        self.horizontal.setCollapsible(1, False)
        self.tree.setMinimumWidth(160)
        self.panel.setMinimumWidth(280)
        self.horizontal.setSizes([LEFT, 1280 - LEFT - RIGHT, RIGHT])
        self.setCentralWidget(self.horizontal)
        self._drop = QLabel(self.tr("Drop to open"), self)
        self._drop.setObjectName("drop")
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drop.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drop.hide()

    def show_drop(self, on: bool) -> None:
        """Say that what is dragged over the window may be let go, or no longer."""
        self._drop.setVisible(on)
        self._drop.resize(self._drop.sizeHint())
        self._drop.move(self.rect().center() - self._drop.rect().center())
        self._drop.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self.actions_table["images"].setChecked(not narrow)
            self.show_images(not narrow)

    @Slot(bool)
    def show_images(self, on: bool) -> None:
        """Show the list of images, or fold it away."""
        left = LEFT if on else 0
        self.horizontal.setSizes([left, self.width() - left - RIGHT, RIGHT])

    def _fill_toolbar(self) -> None:
        self.actions_table.fill_menus(self.menuBar())
        bar = QToolBar(self.tr("Toolbar"), self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(18, 18))
        self.actions_table.fill_toolbar(bar)
        blink = bar.widgetForAction(self.actions_table["blink"])
        assert isinstance(blink, QToolButton)
        self.blink_button = blink
        for name in ("export", "help"):
            if name == "export":
                gap = QWidget(bar)
                gap.setSizePolicy(gap.sizePolicy().Policy.Expanding, gap.sizePolicy().Policy.Preferred)
                bar.addWidget(gap)
            bar.addAction(self.actions_table[name])
            if name == "export":
                self.actions_table.add_menu(bar, REVIEW, "read")
        self.help_button = bar.widgetForAction(self.actions_table["help"])
        export = bar.widgetForAction(self.actions_table["export"])
        assert isinstance(export, QToolButton)
        export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addToolBar(bar)
        more = bar.findChild(QToolButton, "qt_toolbar_ext_button")  # Qt's own, where the bar is too long
        more.setIcon(icon("more"))
        for say in (more.setAccessibleName, more.setToolTip):
            say(self.tr("More tools"))

    def _fill_status(self) -> None:
        self.activity = QLabel(self)
        self.activity_bar = QProgressBar(self)
        self.activity_bar.setTextVisible(False)
        self.activity_bar.setFixedWidth(96)
        self.activity_bar.setAccessibleName(self.tr("Progress of reading"))
        self.activity_stop = QToolButton(self)
        self.activity_stop.setObjectName("quiet")
        self.activity_stop.setIcon(icon("close"))
        self.activity_stop.setToolTip(self.tr("Stop reading"))
        self.activity_stop.setAccessibleName(self.tr("Stop reading"))
        self.probe = QLabel(self)
        self.device = QLabel(self)
        warning = QLabel(self.tr("NOT FOR DIAGNOSIS"), self)
        warning.setObjectName("noDiagnosis")
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        for widget in (self.activity, self.activity_bar, self.activity_stop):
            status.addWidget(widget)
        status.addWidget(self.probe, 1)
        for widget in (self.device, warning):
            status.addPermanentWidget(widget)
