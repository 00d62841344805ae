"""Painting several graphics views once where each of their scenes would have the window painted by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from medadv_gui.gui.graphics import pg


@contextmanager
def painted_once(widgets: Sequence[QWidget], views: Sequence[pg.GraphicsView]) -> Iterator[None]:
    """While it lasts the `widgets`, which hold the `views` or are them, are not painted; then all of them are, once."""
    for widget in widgets:
        widget.setUpdatesEnabled(False)
    try:
        yield
    finally:
        for view in views:
            view.scene().prepareForPaint()  # else it changes its items when it is painted
            # A scene tells of its changed items by a queued call, and has its window painted with it.
            QCoreApplication.sendPostedEvents(view.scene(), QEvent.Type.MetaCall.value)
        for widget in widgets:
            widget.setUpdatesEnabled(True)  # where what holds it is not painted now, once that is
