"""What the window does beside images and attacks: preferences, themes, undo, notes, the kept session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from medadv_gui.core.types import Window
from medadv_gui.gui.banner import Banner
from medadv_gui.gui.drawn import give_back
from medadv_gui.gui.history import History, View
from medadv_gui.gui.keeper import Keeper, Kept, RestoreJob, SaveJob, document, key_of
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.single import SingleInstance
from medadv_gui.gui.theme import restyle, retint, themes
from medadv_gui.gui.worker import Job

if TYPE_CHECKING:
    from medadv_gui.gui.window import MainWindow


class Shell(QObject):
    """One window's preferences, history and session, and what follows from them."""

    def __init__(self, window: MainWindow, data: Path | None) -> None:
        super().__init__(window)
        self.w = window
        self._stopped = False
        self.preferences = Preferences(window.settings, self)
        self.preferences.changed.connect(self._changed)
        self.history = History(window)
        self.history.group.canUndoChanged.connect(self._undo_changed)
        self.history.group.canRedoChanged.connect(self._undo_changed)
        window.actions_table.set_keys(self.preferences.keys())
        themes.changed.connect(self._redraw)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        self._take_device()
        self.single: SingleInstance | None = None
        self.keeper: Keeper | None = None
        self.offered: Kept | None = None
        self.question: Banner | None = None
        if data is not None:
            try:
                self._keep(Keeper(data / "sessions", self))
            except OSError as error:  # the program is of use without
                self._not_kept(error.strerror or type(error).__name__)

    def handlers(self) -> dict[str, Callable[..., None]]:
        """What the actions do that belong here, by the actions' ids."""
        return {
            "preferences": self.show_preferences,
            "undo": self.history.undo,
            "redo": self.history.redo,
            "notes": self._show_notes,
            "tour": self.show_tour,
        }

    def states(self) -> dict[str, bool]:
        """States for the table of actions."""
        return self.history.states()

    def stop(self) -> None:
        """The window closes: nothing is watched any more, and the session is kept or removed as the user wishes."""
        self._stopped = True
        self.history.stop()
        if self.single is not None:
            self.single.close()
        if self.keeper is not None:
            keep = self.preferences.text("session/restore") == "always"
            self.keeper.end(self._document() if keep else None)
            self.keeper = None

    # Later starts

    def listen(self, single: SingleInstance) -> None:
        """Open what later starts of the program are given."""
        self.single = single
        single.asked.connect(self.take)

    @Slot(list)
    def take(self, paths: list[Path]) -> None:
        """Open paths that came from outside, and show the window."""
        if paths:
            self.w.open_paths(paths)
        self.w.setWindowState(self.w.windowState() & ~Qt.WindowState.WindowMinimized)
        self.w.raise_()
        self.w.activateWindow()

    # The tour

    def begin(self, *, tour: bool) -> None:
        """The window is there: show the tour, where it is wished for and `tour` allows it."""
        if tour and self.preferences.value("program/tour"):
            QTimer.singleShot(0, self, self.show_tour)

    @Slot()
    def show_tour(self) -> None:
        """Show the tour; it is not shown by itself again."""
        self.preferences.set("program/tour", False)
        from medadv_gui.gui.tour import Tour

        if self.w.findChild(Tour) is None:
            Tour(self.w)

    # Preferences

    @Slot()
    def show_preferences(self) -> None:
        from medadv_gui.gui.preferences_dialog import PreferencesDialog

        PreferencesDialog(self.preferences, self.w.actions_table, self.w).show()

    @Slot(str)
    def _changed(self, key: str) -> None:
        """Let a setting count at once, where it can."""
        app = QApplication.instance()
        if key == "program/theme" and isinstance(app, QApplication):
            themes.choose(app, self.preferences.text(key))
        elif key == "attack/device":
            self._take_device()

    def _take_device(self) -> None:
        """Choose the preferred device, where this computer has it."""
        at = self.w.panel.device.findData(self.preferences.text("attack/device"))
        if at >= 0:
            self.w.panel.device.setCurrentIndex(at)
            self.w.controller.set_device(self.w.panel.device.currentData())

    @Slot()
    def _redraw(self) -> None:
        """Draw again what holds colours of the theme before."""
        retint(self.w.tree.tree)
        self.w.presenter.show_all()
        self.w.panes.redraw()

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Show by the panes' frames whether keys go to them."""
        panes = self.w.panes
        if self._stopped:
            return
        word = "true" if new is not None and (new is panes or panes.isAncestorOf(new)) else "false"
        for pane in panes.panes:
            if pane.property("focused") != word:
                restyle(pane, focused=word)

    # Undo and notes

    @Slot()
    def _undo_changed(self) -> None:
        for name, holds in self.history.states().items():
            self.w.actions_table[name].setEnabled(holds)

    @Slot(bool)
    def _show_notes(self, on: bool) -> None:
        self.w.notes.setVisible(on)
        if on:
            self.w.notes.field.setFocus()

    # The session

    def _keep(self, keeper: Keeper) -> None:
        """Save the session from now on, and offer the one before."""
        self.keeper = keeper
        c = self.w.controller
        c.scratch.keep_in(keeper.results)
        keeper.wanted.connect(self._save)
        c.workers.finished.connect(self._finished)
        results = self.w.result_views.results.changed
        for signal in (c.entries_changed, c.image_changed, c.model_changed, c.attack_changed, results):
            signal.connect(keeper.touch)
        self.w.notes.edited.connect(keeper.touch)
        self.w.panes.window_changed.connect(keeper.touch)
        QTimer.singleShot(0, self, self.offer)

    def _document(self) -> dict[str, Any]:
        self.history.keep_words()
        session, view = self.w.controller.session, self.history.view
        shown: dict[str, Any] = {}
        if view is not None:
            window = None if view.window is None else [view.window.lower, view.window.upper]
            shown = {"window": window, "inverted": view.inverted, "area": view.area}
        return document(session.entries, session.current, self.w.controller.opened, shown)

    @Slot()
    def _save(self) -> None:
        if self.keeper is None or self.preferences.text("session/restore") == "never":
            return
        job = self.keeper.job(self._document())
        if job is not None:
            self.w.controller.workers.submit("figures", job)

    @Slot()
    def offer(self) -> None:
        """Offer the session that was not ended in order."""
        wish = self.preferences.text("session/restore")
        if self.keeper is None or wish == "never":
            return
        self.offered, useless = self.keeper.offer(clean=wish == "always")
        self.w.controller.remove(useless)
        if self.offered is None:
            return
        why = (
            self.tr("The last session can be brought back (images {0}, results {1}).")
            if self.offered.clean
            else self.tr("The program did not end in order. Its session can be brought back (images {0}, results {1}).")
        )
        banner = self.w.banners.add(
            why.format(len(self.offered.cases), self.offered.results),
            "info",
            action=self.tr("Restore"),
            other=self.tr("Discard"),
        )
        assert banner.button is not None
        assert banner.other is not None
        self.question = banner
        banner.button.clicked.connect(self.restore)
        banner.other.clicked.connect(self.discard)

    @Slot()
    def restore(self) -> None:
        """Bring back the session that is offered."""
        if self.offered is not None and self.keeper is not None:
            self._answered()
            job = RestoreJob(self.offered, self.keeper.results)
            self.w.controller.opened += [Path(path) for path in self.offered.document["opened"]]
            self.w.controller.workers.submit("files", job)
            self.w.controller.loading_changed.emit()

    @Slot()
    def discard(self) -> None:
        """Remove the session that is offered."""
        if self.offered is not None:
            self.w.controller.remove([self.offered.folder])
            self.offered = None
            self._answered()

    def _answered(self) -> None:
        """The question about the session before needs to stand no longer."""
        if self.question is not None:
            self.w.banners.drop(self.question)
            self.question = None

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if isinstance(job, RestoreJob) and job.bug is None and job.failure is None:
            self._restored(job)
        elif isinstance(job, SaveJob) and job.failure is not None:
            self._not_kept(str(job.failure))

    def _not_kept(self, reason: str) -> None:
        self.w.banners.add(self.tr("The session is not being kept: {0}").format(reason), "warning")

    def _restored(self, job: RestoreJob) -> None:
        """The files were read: give every case back what was kept of it."""
        control = self.w.controller
        cases = {tuple(case["first"]): (at, case) for at, case in enumerate(job.kept.cases)}
        back = {}
        for entry in list(control.session.entries):
            key = tuple(key_of(entry.series.instances[0]))
            if key not in cases:
                continue
            at, case = cases[key]
            entry.slice = min(max(int(case["slice"]), 0), len(entry.series) - 1)
            entry.model, entry.notes = case["model"], case["notes"]
            give_back(entry, case.get("drawn", {}))
            entry.slices.update(job.series.get(at, {}))
            for result_of, outcome, on_show in job.outcomes.get(at, []):
                entry.keep(result_of, outcome, shown=on_show)
            for model, rows in entry.slices.items():
                rows.asked.update(place for of, place in entry.runs if of == model)
            back[at] = entry
        found = {series.instances for index, _ in job.result or () for series in index.series}
        for entry in [e for e in control.session.entries if e.series.instances in found and e not in back.values()]:
            control.session.close(entry)  # was closed in the session before
        self.history.forget()
        shown = back.get(job.kept.document["current"]) or next(iter(back.values()), None)
        if shown is not None:
            control.show(shown)
            self._show_view(job.kept.document["view"])
        if any(entry.notes for entry in back.values()):
            self.w.actions_table["notes"].setChecked(True)
            self.w.notes.show()
        lost = len(cases) - len(back)
        if lost:
            self.w.banners.add(
                self.tr("{0} of {1} images were not found where they were. What was kept of them stays on the disk.")
                .format(lost, len(cases)), "warning",
            )  # fmt: skip
        else:
            control.remove([job.kept.folder])
        self.offered = None

    def _show_view(self, view: dict[str, Any]) -> None:
        """The window and the part of the case on show, once it has been read."""
        if not view:
            return
        window = view["window"]
        area = view["area"]
        kept = View(None if window is None else Window(*window), bool(view["inverted"]), area and tuple(area))
        self.history.show_when_read(kept)
