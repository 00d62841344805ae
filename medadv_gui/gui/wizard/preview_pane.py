"""The wizard's second page, its right side: what the network is fed for one image, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QFont, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.core.types import BoxPrediction, ClassPrediction, MaskPrediction, MultiLabelPrediction, Prediction
from medadv_gui.gui.bars import Pair, PairBars
from medadv_gui.gui.messages import worded
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import Sign, colour
from medadv_gui.gui.wizard.jobs import Shown, Source
from medadv_gui.models.card import ModelCard
from medadv_gui.render.chart import score_text
from medadv_gui.render.picture import RESEARCH_USE, SYNTHETIC

MOST_ROWS, MOST_REMARKS = 6, 3
CHANNELS = ("danger", "good", "accent")


class Picture(QFrame):
    """A picture, as large as fits, or words in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paneFrame")
        self.rgb: NDArray[np.uint8] | None = None
        self.words = ""
        self.setMinimumSize(180, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_rgb(self, rgb: NDArray[np.uint8] | None, words: str = "") -> None:
        """Show uint8 (h, w, 3) or (h, w); None shows `words`."""
        self.words = words
        self.rgb = None if rgb is None else np.ascontiguousarray(rgb if rgb.ndim == 3 else np.stack([rgb] * 3, -1))
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        if self.rgb is None:
            painter.setPen(colour("text_faint"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(area.adjusted(12, 0, -12, 0), flags, self.words)
            return
        height, width = self.rgb.shape[:2]
        scale = min(area.width() / width, area.height() / height)
        place = QRectF(0, 0, width * scale, height * scale)
        place.moveCenter(area.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 2)
        painter.drawImage(place, QImage(self.rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888))


class Histogram(QWidget):
    """The values at the network's input, a line a channel, with the range that the card expects shaded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Shown | None = None
        self.expected: tuple[float, float] | None = None
        self.setFixedHeight(120)
        self.setAccessibleName(self.tr("Histogram of the network's input"))

    def show_values(self, shown: Shown | None, expected: tuple[float, float] | None) -> None:
        """Draw these values and the expected range; None draws nothing."""
        self.shown, self.expected = shown, expected
        words = ""
        if shown is not None:
            look = shown.look
            words = self.tr("values from {0} to {1}, mean {2}, deviation {3}").format(
                *(f"{v:.3g}" for v in (look.low, look.high, look.mean, look.deviation))
            )
            if expected is not None:
                words += self.tr("; expected {0} to {1}").format(*(f"{v:.3g}" for v in expected))
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        area = QRectF(self.rect()).adjusted(1, 2, -1, -18)
        painter.fillRect(area, colour("field"))
        if self.shown is None:
            return
        look = self.shown.look
        first, last = float(look.edges[0]), float(look.edges[-1])

        def x(value: float) -> float:
            return area.left() + (value - first) / (last - first) * area.width()

        if self.expected is not None:
            low, high = (x(v) for v in self.expected)
            painter.fillRect(QRectF(low, area.top(), max(1.0, high - low), area.height()), colour("good_soft"))
            painter.setPen(QPen(colour("good"), 1, Qt.PenStyle.DashLine))
            for at in (low, high):
                painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        # The root of the counts: a black border would flatten everything else.
        heights = np.sqrt(look.counts / max(1, int(look.counts.max())))
        tints = CHANNELS if len(heights) == 3 else ("before",)
        for channel, tint in zip(heights, tints, strict=True):
            points = [QPointF(x(first), area.bottom())]
            for i, height in enumerate(channel.tolist()):
                y = area.bottom() - height * (area.height() - 4)
                points += [QPointF(x(float(look.edges[i])), y), QPointF(x(float(look.edges[i + 1])), y)]
            points.append(QPointF(x(last), area.bottom()))
            painter.setPen(QPen(colour(tint), 1.25))
            painter.setBrush(QBrush(colour(tint, 40)))
            painter.drawPolygon(QPolygonF(points))
        self._scale(painter, area, first, last)

    def _scale(self, painter: QPainter, area: QRectF, first: float, last: float) -> None:
        """The ends, and zero between them, below the picture."""
        painter.setPen(colour("text_dim"))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), 15)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), f"{first:.3g}")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), f"{last:.3g}")
        middle = (first + last) / 2
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), f"{middle:.3g}")


class PreviewPane(QWidget):
    """The preview. `source_chosen` announces the image that the user wants to see it on: a `Source`, or None where a
    file is to be chosen."""

    source_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sources = QComboBox(self)
        self.sources.setAccessibleName(self.tr("Image for the preview"))
        self.sources.setToolTip(self.tr("On which image you see what the network is fed, and what it answers."))
        self.sources.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.sources.activated.connect(self._choose)
        name = QLabel(self.tr("Preview on"), self)
        name.setObjectName("dim")
        name.setBuddy(self.sources)
        banner = QLabel(said("notes", RESEARCH_USE), self)
        banner.setObjectName("noDiagnosis")
        self.note = QLabel(self)
        self.note.setObjectName("tagQuiet")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(name)
        top.addWidget(self.sources, 1)
        line = QHBoxLayout()
        line.addWidget(banner)
        line.addStretch(1)
        line.addWidget(self.note)
        self.input = Picture(self)
        self.input.setAccessibleName(self.tr("The image as the network sees it"))
        self.answer = Picture(self)
        self.answer.setAccessibleName(self.tr("The network's answer"))
        self.bars = PairBars(self)
        self.bars.setAccessibleName(self.tr("The network's answer, as bars"))
        self.input_note, self.answer_note = self._small(), self._small()
        grid = self._grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column, title in enumerate((self.tr("As the network sees it"), self.tr("Its answer"))):
            head = QLabel(title, self)
            head.setObjectName("h2")
            grid.addWidget(head, 0, column)
        grid.addWidget(self.input, 1, 0)
        grid.addWidget(self.answer, 1, 1)
        grid.addWidget(self.bars, 1, 1)
        grid.addWidget(self.input_note, 2, 0)
        grid.addWidget(self.answer_note, 2, 1)
        grid.setRowStretch(1, 1)
        self.histogram = Histogram(self)
        numbers = QLabel(self.tr("Numbers at the network's input"), self)
        numbers.setObjectName("h2")
        self.figures = self._small()
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("The preview is being computed"))
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.state = self._small("dim")
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(top)
        rows.addLayout(line)
        rows.addLayout(grid, 1)
        rows.addWidget(numbers)
        rows.addWidget(self.histogram)
        rows.addWidget(self.figures)
        rows.addLayout(self._remarks)
        rows.addWidget(self.state)
        rows.addWidget(self.bar)
        self.remarks: list[str] = []
        self.clear("")

    def _small(self, name: str = "small") -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        return label

    # Which image

    def set_sources(self, sources: Sequence[Source], chosen: Source | None) -> None:
        """The images on offer; one from the disk comes last."""
        self.sources.clear()
        for source in sources:
            self.sources.addItem(source.title, source)
        self.sources.addItem(self.tr("An image from the disk…"), None)
        self.sources.setPlaceholderText(self.tr("Choose an image"))
        self.sources.setCurrentIndex(sources.index(chosen) if chosen is not None else -1)

    @Slot(int)
    def _choose(self, at: int) -> None:
        self.source_chosen.emit(self.sources.itemData(at))

    # What is to be seen

    def clear(self, words: str) -> None:
        """Show nothing but why there is nothing."""
        self.input.show_rgb(None, words)
        self.answer.show_rgb(None, "")
        self._make_room(bars=False)
        self.histogram.show_values(None, None)
        for label in (self.figures, self.input_note, self.answer_note, self.note):
            label.setText("")
        self._say([])

    def set_busy(self, busy: bool, words: str = "") -> None:
        """Say that something is on its way, or why what is on show is not up to date."""
        self.bar.setVisible(busy)
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def show_preview(self, card: ModelCard, shown: Shown) -> None:
        """Show what a preview job found."""
        look = shown.look
        self.note.setText(said("notes", SYNTHETIC) if shown.synthetic else "")
        self.input.show_rgb(look.picture)
        size = " × ".join(str(n) for n in look.picture.shape[:2])
        channels = self.tr("1 channel") if len(look.counts) == 1 else self.tr("3 channels")
        self.input_note.setText(self.tr("{0} pixels, {1}").format(size, channels))
        self.histogram.show_values(shown, card.input.range)
        self.figures.setText(
            self.tr("{0} to {1}, mean {2}, deviation {3}; heights are the root of the counts. {4}").format(
                *(f"{v:.3g}" for v in (look.low, look.high, look.mean, look.deviation)), self._expected(card)
            )
        )
        self._show_answer(look.prediction, shown.overlay, look.problem)
        self._say(list(look.remarks))

    def _expected(self, card: ModelCard) -> str:
        if card.input.range is None:
            return self.tr("The card states no expected range.")
        return self.tr("Shaded: the expected range, {0} to {1}.").format(*(f"{v:g}" for v in card.input.range))

    def _make_room(self, *, bars: bool) -> None:
        """Bars, with the names before them, take more of the width than a picture does."""
        self.bars.setVisible(bars)
        self.answer.setVisible(not bars)
        for column, stretch in enumerate((2, 3) if bars else (1, 1)):
            self._grid.setColumnStretch(column, stretch)

    def _show_answer(self, answer: Prediction | None, overlay: NDArray[np.uint8] | None, problem: str) -> None:
        self._make_room(bars=isinstance(answer, ClassPrediction))
        if isinstance(answer, ClassPrediction):
            self.bars.set_rows(*_pairs(answer))
            self.answer_note.setText(self.tr("Answer: {0}").format(answer.label))
            return
        words = worded(problem)
        self.answer.show_rgb(overlay, f"{words[:1].upper()}{words[1:]}")
        self.answer_note.setText(self._in_words(answer))

    def _in_words(self, answer: Prediction | None) -> str:
        """A mask's labels by their share of the picture, or the number of boxes."""
        if isinstance(answer, MaskPrediction):
            shares = {name: area / answer.mask.size for name, area in answer.area.items() if area}
            largest = sorted(shares, key=lambda name: -shares[name])[:4]
            return ", ".join(f"{name} {shares[name]:.1%}" for name in largest) or self.tr("background alone")
        if isinstance(answer, BoxPrediction):
            return self.tr("1 box") if len(answer.boxes) == 1 else self.tr("{0} boxes").format(len(answer.boxes))
        return ""

    def _say(self, remarks: list[str]) -> None:
        """The warnings, in full."""
        self.remarks = remarks[:MOST_REMARKS]
        while (item := self._remarks.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for text in self.remarks:
            self._remarks.addWidget(self._warning(worded(text)))

    def _warning(self, text: str) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("warnBanner")
        sign = Sign(frame)
        sign.show_icon("warning", "warn", 16)
        label = QLabel(frame)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setObjectName("warning")
        label.setWordWrap(True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        return frame


def _pairs(answer: ClassPrediction) -> tuple[tuple[Pair, ...], float | None]:
    """The highest scores as bars, in the card's order, and a multi-label model's threshold."""
    best = sorted(answer.scores, key=lambda name: -answer.scores[name])[:MOST_ROWS]
    rows = [Pair(n, answer.scores[n], None, score_text(answer.scores[n])) for n in answer.scores if n in best]
    return tuple(rows), answer.threshold if isinstance(answer, MultiLabelPrediction) else None
