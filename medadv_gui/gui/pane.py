"""One pane: a view of a picture with what is drawn over it, its title, its tags and the banners that never leave it."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from medadv_gui.gui.forms import height_of_lines
from medadv_gui.gui.graphics import pg
from medadv_gui.gui.pixels import CornerText, Crosshair, ImageBox, PixelItem
from medadv_gui.gui.tables import said
from medadv_gui.render.picture import ADVERSARIAL, RESEARCH_USE

FOOT = 4  # pixels beside the words below the picture
HEAD = 18  # height of the title's row in every pane, whatever else stands in it: pictures begin at the same height


class _View(pg.GraphicsView):
    """A view that announces its new size: labels below it take their room without the pane changing its own."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class Pane(QFrame):
    """One view with its title, its tags and the banners that never leave it."""

    resized = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("paneFrame")
        self.name = title
        self.box = ImageBox()
        self.pixels = PixelItem()
        self.box.addItem(self.pixels, ignoreBounds=True)
        self.view = _View(self, background=None)
        self.view.setCentralItem(self.box)
        self.view.setAccessibleName(title)
        self.view.setMinimumSize(80, 80)
        self.corner = CornerText(self.view)
        self.view.resized.connect(self._view_resized)
        self.cross = Crosshair()
        self.box.addItem(self.cross, ignoreBounds=True)
        self._layers: dict[str, list[QGraphicsItem]] = {}

        self.title = QLabel(title, self)
        self.title.setObjectName("paneTitle")
        self.title.setMinimumHeight(HEAD)
        self.tag = QLabel(ADVERSARIAL, self)
        self.tag.setObjectName("tagAdversarial")
        self.tag.hide()
        self.head = QHBoxLayout()
        self.banner = QLabel(said("notes", RESEARCH_USE), self)
        self.banner.setObjectName("banner")
        self.notes = QLabel(self)
        self.notes.setObjectName("tagQuiet")
        self.notes.hide()
        for label in (self.banner, self.notes):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)

        self.head.setContentsMargins(12, 6, 8, 6)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.head.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignVCenter)
        foot = QVBoxLayout()
        foot.setContentsMargins(FOOT, 4, FOOT, 6)
        foot.setSpacing(2)
        foot.addWidget(self.banner)
        foot.addWidget(self.notes)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        rows.addLayout(self.head)
        rows.addWidget(self.view, 1)
        rows.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self.layout().activate()

    def set_notes(self, text: str) -> None:
        """What stands below the banner; nothing where it is empty."""
        self.notes.setText(text)
        self.notes.setVisible(bool(text))
        self._make_room()

    def _make_room(self) -> None:
        """Hold the lines that the words below the picture need at this width: they are not the picture's to take."""
        for label in (self.banner, self.notes):
            label.setMinimumHeight(height_of_lines(label, self.width() - 2 * FOOT - 2))

    @Slot()
    def _view_resized(self) -> None:
        self.corner.resize(self.view.size())
        self.resized.emit()

    def set_title(self, title: str, *, adversarial: bool) -> None:
        if title != self.title.text():
            self.title.setText(title)
        if adversarial is self.tag.isHidden():
            self.tag.setVisible(adversarial)

    def show_rgb(self, rgb: NDArray[Any] | None, rows: int = 0, columns: int = 0) -> None:
        """Show a picture (see PixelItem); without one nothing is drawn over it either."""
        self.pixels.show_rgb(rgb, rows, columns)
        if rgb is None:
            self.cross.hide()
        for item in (item for items in self._layers.values() for item in items):
            item.setVisible(rgb is not None)

    def set_items(self, items: list[QGraphicsItem], layer: str = "answer") -> None:
        """Replace what one layer draws over the picture; "answer" is the model's masks and boxes."""
        for item in self._layers.get(layer, ()):
            self.box.removeItem(item)
        self._layers[layer] = items
        for item in items:
            self.box.addItem(item, ignoreBounds=True)
            item.setVisible(not self.pixels.empty)
