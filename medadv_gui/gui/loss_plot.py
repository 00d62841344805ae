"""The two loss terms and the two divergences, live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from medadv_gui.core.result import StepRecord
from medadv_gui.gui.graphics import pg
from medadv_gui.gui.repaint import painted_once
from medadv_gui.gui.theme import colour, colours, themes

LEAST_STEPS = 4  # that the axis spans: on fewer it would bear fractions
STYLES = (("before", Qt.PenStyle.SolidLine), ("after", Qt.PenStyle.DashLine))


class LossPlot(QWidget):
    """Two small plots over the steps, one above the other. Solid and dashed tell the curves apart without colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = QLabel(self.tr("Losses and divergences are drawn here while an attack runs."), self)
        self._empty.setObjectName("dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._records: Sequence[StepRecord] = ()
        self._curves: dict[str, Any] = {}
        self._plots: list[Any] = []
        self._legends: list[tuple[QLabel, str, list[str]]] = []

    def _build(self) -> None:
        """Make the plots when there is something to draw: the start of the window does without."""
        drawing = QWidget(self)
        rows = QVBoxLayout(drawing)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        self._pages.addWidget(drawing)
        for title, names in (
            (
                self.tr("Loss (nats)"),
                (("loss_deviation", self.tr("deviation")), ("loss_stabilization", self.tr("stabilization"))),
            ),
            (
                self.tr("KL (nats)"),
                (("kl_truth", self.tr("to the reference")), ("kl_smoothed", self.tr("to the smoothed"))),
            ),
        ):
            legend = QLabel(self)
            legend.setObjectName("faint")
            legend.setTextFormat(Qt.TextFormat.RichText)
            self._legends.append((legend, title, [text for _, text in names]))
            rows.addWidget(legend)
            rows.addWidget(self._plot(title, [name for name, _ in names]), 1)
        self._tint()
        themes.changed.connect(self._tint)

    @Slot()
    def _tint(self) -> None:
        """Take the theme's colours."""
        for legend, title, texts in self._legends:
            keys = zip(texts, ("—", "- -"), ("before", "after"), strict=True)
            words = [f"<span style='color:{colours()[tint]}'>{dash} {text}</span>" for text, dash, tint in keys]
            legend.setText(f"<b>{title}</b> &nbsp; " + " &nbsp; ".join(words))
        for plot in self._plots:
            plot.setBackground(colour("panel"))
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(pg.mkPen(colour("line_strong")))
                plot.getAxis(side).setTextPen(pg.mkPen(colour("text_faint")))
        for curve, (tint, style) in zip(self._curves.values(), 2 * STYLES, strict=True):
            curve.setPen(pg.mkPen(colour(tint), width=1.75, style=style))

    def _plot(self, title: str, names: Sequence[str]) -> QWidget:
        plot = pg.PlotWidget(self, background=None)
        plot.setAccessibleName(title)
        plot.setMinimumHeight(44)
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(False, False)
        plot.hideButtons()
        plot.getViewBox().disableAutoRange()  # which would lay the axes out twice a step
        plot.showGrid(x=False, y=True, alpha=0.15)
        font = QFont(self.font())
        font.setPixelSize(10)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font, tickLength=-3, tickTextOffset=3, maxTickLevel=0)
        plot.getAxis("left").setWidth(36)
        plot.getAxis("bottom").setHeight(16)
        for name in names:
            self._curves[name] = plot.plot(antialias=True)
        self._plots.append(plot)
        return plot

    def show_records(self, records: Sequence[StepRecord]) -> None:
        """Draw these steps; a figure that a step does not have leaves a gap."""
        if records is self._records:
            return
        self._records = records
        if records and not self._plots:
            self._build()
        self._pages.setCurrentIndex(1 if records else 0)
        if not self._plots:
            return
        with painted_once([self], self._plots):
            self._draw(records)

    def _draw(self, records: Sequence[StepRecord]) -> None:
        at = np.arange(len(records), dtype=float)
        figures = {}
        for name in self._curves:
            values = [getattr(record, name) for record in records]
            figures[name] = np.array([np.nan if value is None else value for value in values], dtype=float)
            figures[name][~np.isfinite(figures[name])] = np.nan
        names = list(self._curves)
        for plot, pair in zip(self._plots, (names[:2], names[2:]), strict=True):
            both = np.concatenate([figures[name] for name in pair])
            known = both[np.isfinite(both)]
            low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
            room = 0.05 * (high - low) or 0.5
            plot.setRange(xRange=(0, max(LEAST_STEPS, len(at) - 1)), yRange=(low - room, high + room), padding=0.02)
            for name in pair:
                self._curves[name].setData(at, figures[name], connect="finite")
