"""The reading room: one reader, one sitting, from the consent page to the last answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.messages import worded
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.review.keys import KeySheet
from medadv_gui.gui.review.pages import ConsentPage, EndPage, InstructionsPage, LeavePage, Page, RestPage, TroublePage
from medadv_gui.gui.review.reading_page import ReadingPage
from medadv_gui.gui.review.ready import Ready, ReadyJob, read
from medadv_gui.gui.review.screen import screen_facts
from medadv_gui.gui.review.shortcuts import RoomKeys
from medadv_gui.gui.review.watch import Watch
from medadv_gui.gui.worker import Job, Workers
from medadv_gui.review.study import Study
from medadv_gui.review.worklist import Answer, Presentation, Viewing, Worklist, known_reader

BREAK_SECONDS = 20 * 60.0  # of active time, after which a break is offered


@dataclass(frozen=True)
class Entrant:
    """Who is about to read: a code, years of experience (None where not told), a specialty."""

    code: str
    years: float | None = None
    specialty: str = ""


class ReadingRoom(QWidget):
    """The full screen on which one reader reads a study. `left` : the reader has gone; the readings' file is closed.

    Raises InputError where the code is none, or its data were removed, or the readings cannot be opened.
    """

    left = Signal()

    def __init__(
        self, study: Study, entrant: Entrant, workers: Workers, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        store = study.store()
        try:
            known = known_reader(store, entrant.code)
        except MedadvError:
            store.close()
            raise
        super().__init__(parent, Qt.WindowType.Window)
        self.study, self.entrant, self.workers, self.preferences = study, entrant, workers, preferences
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("room")
        self.setWindowTitle(self.tr("Reading room"))
        self.session = uuid4().hex
        self.worklist: Worklist | None = None
        self.shown: Ready | None = None
        self.watch: Watch | None = None
        self._store = store
        self._kept: dict[int, Ready] = {}
        self._job: ReadyJob | None = None
        self._last: tuple[Presentation, Sequence[Answer]] | None = None
        self._correcting = self._inactive = self._leaving = self._gone = False
        self._since_break = 0.0
        self._again: Callable[[], None] = self._advance
        self._pages()
        self.keys = RoomKeys(self)
        workers.finished.connect(self._finished)
        if known is None:
            self._turn_to(self.consent)
            self.consent.agree.setFocus()
        else:
            self._enter()

    # Its pages

    def _pages(self) -> None:
        protocol = self.study.protocol
        self.consent = ConsentPage(protocol, self)
        self.instructions = InstructionsPage(protocol, self)
        self.page = ReadingPage(protocol, self)
        self.rest, self.trouble, self.parting, self.end = (
            RestPage(self), TroublePage(self), LeavePage(self), EndPage(self)
        )  # fmt: skip
        self.stack = QStackedWidget(self)
        pages = (self.consent, self.instructions, self.page, self.rest, self.trouble, self.parting, self.end)
        for page in pages:
            self.stack.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.stack)
        self.sheet = KeySheet(protocol, self)
        inverted = self.preferences.text("viewer/window_drag") == "inverted"
        self.page.viewer.window_drag = -1 if inverted else 1
        self.consent.primary.clicked.connect(self._enter)
        self.instructions.primary.clicked.connect(self._advance)
        self.rest.primary.clicked.connect(self.go_on)
        self.trouble.primary.clicked.connect(self._try_again)
        self.parting.primary.clicked.connect(self._stay)
        self.parting.leave.clicked.connect(self._leave_anyway)
        self.end.back.clicked.connect(self.correct)
        for button in (
            self.consent.decline, self.rest.leave, self.trouble.leave, self.end.primary, self.page.leave,
        ):  # fmt: skip
            button.clicked.connect(self.close)
        self.page.done.connect(self._noted)
        self.page.form.submitted.connect(self.submit)
        self.page.back.clicked.connect(self.correct)
        self.page.pause.clicked.connect(self.pause)
        self.page.keys.clicked.connect(self.sheet.toggle)

    def _turn_to(self, page: QWidget) -> None:
        self.sheet.hide()
        self.stack.setCurrentWidget(page)
        self.keys.set_reading(page is self.page)
        if isinstance(page, Page):
            page.primary.setFocus()

    @property
    def reading(self) -> bool:
        """Whether a case is on show."""
        return self.stack.currentWidget() is self.page

    # From one presentation to the next

    @Slot()
    def _enter(self) -> None:
        """The consent page was accepted, now or at an earlier sitting."""
        who = self.entrant
        try:
            self.worklist = Worklist.open(self._store, self.study.protocol, who.code, who.years, who.specialty)
        except MedadvError as error:
            self._tell(error, self._enter)
            return
        if self.worklist.next is None:
            self._advance()
            return
        self.instructions.show_counts(self.worklist)
        self._turn_to(self.instructions)
        self._prepare(self.worklist.next)

    @Slot()
    def _advance(self) -> None:
        """Show the first presentation that has no answer, after a break where one is due."""
        assert self.worklist is not None
        following = self.worklist.next
        if following is None:
            self._finish()
        elif self._break_due(following):
            self._take_break(following)
        else:
            self._present(following)

    def _present(self, presentation: Presentation, answers: Sequence[Answer] = ()) -> None:
        """Show a presentation; with `answers`, to have them corrected."""
        assert self.worklist is not None
        ready = self._kept.get(presentation.index)
        if ready is None:
            try:
                ready = read(self.study, presentation, *self.worklist.shown(presentation))
            except MedadvError as error:
                self._tell(error, lambda: self._present(presentation, answers))
                return
            self._kept[presentation.index] = ready
        self._correcting = bool(answers)
        self.shown = ready
        self._say_place(presentation)
        self.page.show_ready(ready)
        if answers:
            self.page.form.fill(ready.item, answers)
        self._turn_to(self.page)
        self.page.viewer.setFocus()
        self.watch = Watch()
        if self._inactive:
            self.watch.hold("focus")
        waiting = [p for p in self.worklist.presentations if p is not presentation and not self.worklist.answered(p)]
        if waiting:
            self._prepare(waiting[0])

    def _say_place(self, presentation: Presentation) -> None:
        """Where the reader is; nothing of it depends on what is shown."""
        assert self.worklist is not None
        same = [p for p in self.worklist.presentations if p.practice == presentation.practice]
        words = self.tr("Practice {0} of {1}") if presentation.practice else self.tr("{0} of {1}")
        place = same.index(presentation)
        self.page.place.setText(words.format(place + 1, len(same)))
        self.page.progress.setRange(0, len(same))
        self.page.progress.setValue(place)
        tag = self.tr("Correction") if self._correcting else self.tr("does not count")
        self.page.tag.setText(tag)
        self.page.tag.setVisible(self._correcting or presentation.practice)
        can = self._correcting or self._correctable(presentation)
        self.page.back.setEnabled(can)
        self.page.back.setText(self.tr("Keep as it was") if self._correcting else self.tr("Correct last"))

    def _correctable(self, now: Presentation | None) -> bool:
        """Whether the last answer can be corrected: within the sitting, and not from the cases that count back to those
        for practice."""
        return self._last is not None and (now is None or now.practice == self._last[0].practice)

    def _prepare(self, presentation: Presentation) -> None:
        """Have a presentation made ready in the background."""
        assert self.worklist is not None
        near = {presentation.index}
        near |= {self.shown.presentation.index} if self.shown is not None else set()
        near |= {self._last[0].index} if self._last is not None else set()
        self._kept = {index: ready for index, ready in self._kept.items() if index in near}
        if presentation.index in self._kept:
            return
        if self._job is not None:
            self._job.cancel.set()
        self._job = ReadyJob(self.study, presentation, *self.worklist.shown(presentation))
        self.workers.submit("files", self._job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            if isinstance(job.result, Ready):
                self._kept[job.result.presentation.index] = job.result

    @Slot(str, str)
    def _noted(self, kind: str, text: str) -> None:
        if self.watch is not None and self.reading:
            self.watch.note(kind, text)
        if self.shown is not None and not self._correcting:  # to go back would lose what is entered here
            can = self._correctable(self.shown.presentation) and not self.page.form.typed
            self.page.back.setEnabled(can)

    @Slot()
    def submit(self) -> None:
        """Store the answers; only then the next presentation comes."""
        if self.shown is None or self.watch is None or self.worklist is None or not self.reading:
            return
        viewer, watch, answers = self.page.viewer, self.watch, self.page.form.answers()
        window = viewer.window_shown
        viewing = Viewing(
            session=self.session, shown=watch.shown, active_seconds=round(watch.active_seconds, 3),
            first_input=watch.first_input, window=None if window is None else (window.lower, window.upper),
            zoom=round(viewer.zoom, 4), events=watch.events,
            display=screen_facts(self, self.study.protocol.display, self.instructions.calibration),
        )  # fmt: skip
        try:
            self.worklist.record(self.shown.presentation, answers, viewing)
        except MedadvError as error:
            text = self.tr("Not stored: {0}. Your answer is still here; try again.").format(worded(str(error)))
            self.page.form.banners.add(text)
            return
        self.page.form.banners.clear()
        self._since_break += watch.active_seconds
        self._last, self.watch = (self.shown.presentation, answers), None
        self._advance()

    @Slot()
    def correct(self) -> None:
        """Show the answer before again, to have it corrected; where that is on show already, leave it as it was."""
        page = self.stack.currentWidget()
        if self._correcting and self.reading:
            self._correcting, self.watch = False, None
            self._advance()
            return
        if self.reading and self.page.form.typed:
            return
        now = self.shown.presentation if self.reading and self.shown is not None else None
        if page in (self.page, self.end) and self._last is not None and self._correctable(now):
            self._present(*self._last)

    # Breaks and pauses

    def _break_due(self, following: Presentation) -> bool:
        if self._last is None:
            return False
        return (following.block > self._last[0].block and not self._correcting) or self._since_break >= BREAK_SECONDS

    def _take_break(self, following: Presentation) -> None:
        assert self.worklist is not None
        assert self._last is not None
        self._since_break = 0.0
        blocks = 1 + max(p.block for p in self.worklist.presentations)
        last = self._last[0]
        if last.practice and not following.practice:
            title, text = self.tr("That was the practice"), self.tr("From now on your answers count.")
        elif following.block > last.block:
            title = self.tr("Time for a break")
            text = self.tr("Part {0} of {1} is done. Rest your eyes; go on when you are ready.").format(
                last.block + 1, blocks
            )
        else:
            title = self.tr("Time for a break")
            text = self.tr("You have read for a while. Rest your eyes; go on when you are ready.")
        self._rest(title, text)
        self._prepare(following)

    def _rest(self, title: str, text: str) -> None:
        assert self.worklist is not None
        done = [self.worklist.answered(p) for p in self.worklist.presentations if not p.practice]
        self.rest.say(title, text, sum(done), len(done))
        self._turn_to(self.rest)

    @Slot()
    def pause(self) -> None:
        """Hide the image and stop the clock."""
        if self.reading and self.watch is not None:
            self.watch.hold("pause")
            self.watch.note("pause")
            self._rest(self.tr("Paused"), self.tr("No clock runs. What you have entered is kept."))

    @Slot()
    def go_on(self) -> None:
        """The break or the pause is over."""
        assert self.worklist is not None
        if self.watch is not None:
            self.watch.note("go on")
            self.watch.release("pause")
            self._turn_to(self.page)
            self.page.viewer.setFocus()
        else:
            following = self.worklist.next
            assert following is not None
            self._present(following)

    # Faults

    def _tell(self, error: MedadvError, again: Callable[[], None]) -> None:
        """Say why a case is not on show. `again` tries once more."""
        self.watch, self._again = None, again
        self.trouble.text.setText(worded(str(error)))
        self._turn_to(self.trouble)

    @Slot()
    def _try_again(self) -> None:
        self._again()

    # The end, and leaving before it

    def _finish(self) -> None:
        assert self.worklist is not None
        practice = sum(p.practice for p in self.worklist.presentations)
        self.end.say(len(self.worklist.presentations) - practice, practice)
        self.end.back.setVisible(self._last is not None)
        self.page.viewer.show_ready(None)
        self.shown = None
        self._turn_to(self.end)

    @Slot()
    def _stay(self) -> None:
        if self.watch is not None:
            self.watch.release("leave")
            self.watch.release("pause")
        self._turn_to(self.page)
        self.page.viewer.setFocus()

    @Slot()
    def _leave_anyway(self) -> None:
        self._leaving = True
        self.close()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.WindowDeactivate, QEvent.Type.WindowActivate):
            self._inactive = kind == QEvent.Type.WindowDeactivate
            if self.watch is not None and self._inactive:
                self.watch.hold("focus")
                self.watch.note("focus lost", by_reader=False)
            elif self.watch is not None:
                self.watch.release("focus")
                self.watch.note("focus back", by_reader=False)
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave. An answer that is begun is not given up without a word."""
        if self.watch is not None and self.page.form.typed and not self._leaving and not self._gone:
            self.watch.hold("leave")
            self._turn_to(self.parting)
            event.ignore()
            return
        if not self._gone:
            self._gone = True
            if self._job is not None:
                self._job.cancel.set()
            self.page.viewer.show_ready(None)
            self._store.close()
            self.left.emit()
        super().closeEvent(event)
