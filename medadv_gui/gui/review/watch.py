"""The clock of one presentation and its log: how long it was looked at, and what the reader did meanwhile."""

from __future__ import annotations

import time

from medadv_gui.review.store import now

MOST_EVENTS = 400  # of one presentation; what comes after them is left out
TOGETHER = 0.7  # seconds: what follows sooner, and is of the same kind, is one change
STREAMS = ("window", "view", "rating", "comment")  # kinds that come in streams


class Watch:
    """Runs from when a presentation is shown. While it is held, for one reason or several, no time counts as active."""

    def __init__(self) -> None:
        self.shown = now()
        self.first_input: str | None = None
        self._began = self._since = time.monotonic()
        self._active = 0.0
        self._holds = set[str]()
        self._events: list[tuple[float, str]] = []
        self._last = ""

    @property
    def active_seconds(self) -> float:
        return self._active + (0.0 if self._holds else time.monotonic() - self._since)

    @property
    def events(self) -> tuple[tuple[float, str], ...]:
        """(seconds since shown, what), in the order in which it happened."""
        return tuple(self._events)

    def hold(self, reason: str) -> None:
        """Stop the clock."""
        self._active = self.active_seconds
        self._holds.add(reason)

    def release(self, reason: str) -> None:
        """Let the clock go on, unless it is held for another reason, too."""
        if self._holds == {reason}:
            self._since = time.monotonic()
        self._holds.discard(reason)

    def note(self, kind: str, text: str = "", *, by_reader: bool = True) -> None:
        """Write down what happened; of changes that come in a stream the last one stays."""
        if by_reader and self.first_input is None:
            self.first_input = now()
        at = round(time.monotonic() - self._began, 2)
        entry = at, f"{kind} {text}".strip()
        if kind == self._last and kind in STREAMS and at - self._events[-1][0] < TOGETHER:
            self._events[-1] = entry
        elif len(self._events) < MOST_EVENTS:
            self._events.append(entry)
            self._last = kind
