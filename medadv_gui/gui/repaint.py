"""Painting several graphics views once where each of their scenes would have the window painted by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget


@contextmanager
def painted_once(widget: QWidget, views: Iterable[pg.GraphicsView]) -> Iterator[None]:
    """While it lasts `widget`, which holds the `views`, is not painted; then all of it is, once."""
    before = widget.updatesEnabled()
    widget.setUpdatesEnabled(False)
    try:
        yield
    finally:
        for view in views:
            view.scene().prepareForPaint()  # else it changes its items when it is painted
            # A scene tells of its changed items by a queued call, and has its window painted with it.
            QCoreApplication.sendPostedEvents(view.scene(), QEvent.Type.MetaCall.value)
        widget.setUpdatesEnabled(before)
