"""The optional fourth pane: where the model looked, before the attack and after it, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import colour
from medadv_gui.render.heatmap import lut_absolute
from medadv_gui.render.picture import ADVERSARIAL, RESEARCH_USE


class LookView(QWidget):
    """One picture, as large as fits, or a message."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.rgb: NDArray[np.uint8] | None = None
        self.message = ""
        self.ratio = 1.0  # height of a pixel by its width
        self._picture = QImage()
        self.setAccessibleName(name)
        self.setMinimumSize(80, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, rgb: NDArray[np.uint8] | None, message: str = "", ratio: float = 1.0) -> None:
        """Show `rgb`, uint8 (H, W, 3), of pixels with this `ratio` of height to width, or else `message`."""
        self.rgb = None if rgb is None else np.ascontiguousarray(rgb)
        self.message, self.ratio, self._picture = message, ratio, QImage()
        if self.rgb is not None:
            height, width = self.rgb.shape[:2]
            self._picture = QImage(self.rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self.setAccessibleDescription(message)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("pane"))
        if self._picture.isNull():
            painter.setPen(colour("text_faint"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self.message)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width, height = float(self._picture.width()), self._picture.height() * self.ratio
        scale = min(self.width() / width, self.height() / height)
        left, top = (self.width() - width * scale) / 2, (self.height() - height * scale) / 2
        painter.drawImage(QRectF(left, top, width * scale, height * scale), self._picture)


class SaliencyPane(QFrame):
    """Both looks, on one scale that the look before sets, and the choice of the method."""

    method_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self.tr("Model looked at"), self)
        self.title.setObjectName("paneTitle")
        self.method = QComboBox(self)
        self.method.setAccessibleName(self.tr("How it is worked out where the model looked"))
        self.method.setToolTip(
            self.tr("Input gradient: the pixels whose change moves the answer most. Grad-CAM: the regions that the "
                    "network's coarsest maps answer from. Neither proves why the model answers as it does.")
        )  # fmt: skip
        self.method.addItem(self.tr("Gradient"), "gradient")
        self.method.addItem("Grad-CAM", "grad-cam")
        self.method.activated.connect(self._choose)
        self.before = LookView(self.tr("Where the model looked before the attack"), self)
        self.after = LookView(self.tr("Where the model looked after the attack"), self)
        self.tag = QLabel(ADVERSARIAL, self)
        self.tag.setObjectName("tagAdversarial")
        self.bar = QLabel(self)
        self.bar.setFixedHeight(6)
        self.bar.setScaledContents(True)
        table = np.ascontiguousarray(np.repeat(lut_absolute()[None], 2, axis=0))
        self.bar.setPixmap(_pixmap(table))
        self.bar.setAccessibleName(self.tr("Scale, from nothing to the value that 1 % of the pixels exceeded before"))
        self.scale = QLabel(self.tr("from 0 to the top 1 % before"), self)
        self.banner = QLabel(said("notes", RESEARCH_USE), self)
        self.banner.setObjectName("banner")
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 8, 6)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.method)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 6)
        rows.setSpacing(2)
        rows.addLayout(head)
        both = QHBoxLayout()
        both.setSpacing(2)
        for view, text, tag in ((self.before, self.tr("before"), None), (self.after, self.tr("after"), self.tag)):
            caption = QLabel(text, self)
            caption.setObjectName("faint")
            caption.setFixedHeight(20)
            line = QHBoxLayout()
            line.setContentsMargins(12, 0, 8, 0)
            line.addWidget(caption)
            line.addStretch(1)
            if tag is not None:
                line.addWidget(tag)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addLayout(line)
            column.addWidget(view, 1)
            both.addLayout(column, 1)
        rows.addLayout(both, 1)
        rows.addWidget(self.bar)
        for label in (self.scale, self.banner):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            rows.addWidget(label)
        self.scale.setObjectName("faint")

    @Slot()
    def _choose(self) -> None:
        self.method_chosen.emit(self.method.currentData())


def _pixmap(table: NDArray[np.uint8]) -> Any:
    height, width = table.shape[:2]
    picture = QImage(table.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(picture)
