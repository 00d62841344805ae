"""The program's face: the application object, the window, and the unattended `view`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path

import platformdirs
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

import medadv_gui
from medadv_gui.core.errors import MedadvError, ModelError
from medadv_gui.core.policy import policy
from medadv_gui.core.resources import data_dir
from medadv_gui.gui import faults
from medadv_gui.gui.language import install
from medadv_gui.gui.messages import worded
from medadv_gui.gui.preferences import Preferences
from medadv_gui.gui.single import SingleInstance, hand_over
from medadv_gui.gui.theme import apply_theme, dress
from medadv_gui.gui.window import MainWindow
from medadv_gui.models.library import find_card

UNATTENDED_SIZE = (1440, 900)


class Application(QApplication):
    """Hears what macOS sends: a file of the Finder's comes as an event, not as an argument. `asked` brings its path."""

    asked = Signal(list)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.asked.emit([Path(event.file())])
            return True
        return super().event(event)


def application(settings: QSettings | None = None) -> QApplication:
    """The one application object, with theme, size and language of `settings`; dark, at 100 % and English without."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    if sys.platform == "linux" and not any(
        os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise ModelError("there is no screen; set QT_QPA_PLATFORM=offscreen to draw without one")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    preferences = Preferences(settings)
    if settings is not None and preferences.text("program/scale") != "100":
        # Qt reads it once, at the start; a factor that the user's desktop set goes before.
        os.environ.setdefault("QT_SCALE_FACTOR", str(int(preferences.text("program/scale")) / 100))
    app = Application(["medadv-gui"])
    app.setApplicationName("medadv_gui")
    app.setApplicationVersion(medadv_gui.__version__)
    app.setDesktopFileName("medadv-gui")
    install(app, "en" if settings is None else preferences.text("program/language"))
    apply_theme(app, "dark" if settings is None else preferences.text("program/theme"), plain=True)
    return app


def user_settings() -> QSettings:
    """The user's settings: an ini file in the user's configuration folder."""
    folder = Path(platformdirs.user_config_dir("medadv_gui", appauthor=False))
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def user_data() -> Path | None:
    """The user's data folder; None where there can be none."""
    try:
        return data_dir()
    except OSError:
        return None


def open_window(paths: Sequence[Path] = (), model: str | None = None, settings: QSettings | None = None) -> MainWindow:
    """A window on `paths`, not shown yet.

    Raises ModelError where `model` cannot be had.
    """
    card = find_card(model) if model is not None else None
    window = MainWindow(settings, None if settings is None else user_data())
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app)
    if card is not None:
        window.controller.add_model(card)
        window.controller.wanted_model = card.id
    window.open_paths(list(paths))
    return window


class Stage(Enum):
    """How far an unattended run has come."""

    OPENING = auto()
    ATTACKING = auto()
    EXPORTING = auto()
    DONE = auto()


class Unattended(QObject):
    """Takes a window through run, export and screenshot, one after the other, whenever it comes to rest."""

    def __init__(self, window: MainWindow, *, run: bool, screenshot: Path | None, out: Path | None) -> None:
        super().__init__(window)
        self.window, self.screenshot, self.out = window, screenshot, out
        self.run, self.leaves = run, screenshot is not None or out is not None
        self.stage = Stage.OPENING
        self.error = ""
        self.bug: BaseException | None = None
        window.controller.failed.connect(self._failed)
        window.controller.broke.connect(self._broke)
        window.controller.settled.connect(self._settled)

    @Slot(str)
    def _failed(self, text: str) -> None:
        self.error = self.error or text

    @Slot(object)
    def _broke(self, error: BaseException) -> None:
        self.bug = error

    def give_up(self, error: BaseException) -> None:
        """Leave after an exception that nothing caught: there is nobody to see a dialog."""
        self.bug = error
        self.window.close()
        QCoreApplication.exit(self.status)

    @Slot()
    def _settled(self) -> None:
        # What the last job announced is drawn first.
        QTimer.singleShot(0, self, self._next)

    @Slot()
    def _next(self) -> None:
        """Go on to the next stage."""
        control = self.window.controller
        if not control.idle or self.stage is Stage.DONE:
            return
        if self.stage is Stage.OPENING and not self._failing():
            if self.run:
                if control.card is None:
                    self._ask(control.session.cards)
                else:
                    self.stage = Stage.ATTACKING
                    self.window.run_attack()
                    return
            self.stage = Stage.ATTACKING
        if self.stage is Stage.ATTACKING and not self._failing():
            self.stage = Stage.EXPORTING
            if self.out is not None:
                if control.entry is not None and control.entry.outcome is not None:
                    control.export(self.out)
                    return
                self.error = "there is no result to export; add --run"
        self._leave()

    def _ask(self, cards: Sequence[object]) -> None:
        """No model is known for this picture: say which could be named."""
        entry = self.window.controller.entry
        fitting = (
            []
            if entry is None or entry.image is None
            else [card.id for card, reason in self.window.controller.session.choices(entry.image) if reason is None]
        )
        self.error = (
            f"more than one model fits, name one with --model: {', '.join(fitting)}" if fitting else "no model fits"
        )

    def _failing(self) -> bool:
        return bool(self.error) or self.bug is not None

    def _leave(self) -> None:
        self.stage = Stage.DONE
        if not self.leaves:
            return
        if self.screenshot is not None and not self._failing():
            try:
                self.window.save_screenshot(self.screenshot)
            except MedadvError as error:
                self.error = str(error)
        self.window.close()
        QCoreApplication.exit(self.status)

    @property
    def status(self) -> int:
        return 1 if self.bug is not None else 2 if self.error else 0


def view(
    paths: Sequence[Path],
    model: str | None = None,
    run: bool = False,
    screenshot: Path | None = None,
    out: Path | None = None,
) -> int:
    """Open the window on `paths`; see the command line's contract.

    Where a window runs already, it gets the paths, unless a model or a run is asked for.

    Unattended (with `screenshot` or `out`) it leaves by itself: 0 when done, 2 after a user's error, which stands
    in one line on standard error, 1 after a fault of the program.
    """
    leaves = screenshot is not None or out is not None
    settings = None if leaves else user_settings()
    try:
        policy()
        data = None if leaves else user_data()
    except MedadvError as fault:
        if not leaves:  # nobody may see what is written to the terminal
            application(settings)
            QMessageBox.critical(None, "medadv_gui", worded(str(fault)))
        raise
    if data is not None and not (run or model) and hand_over(data, list(paths)):
        return 0
    app = application(settings)
    window = open_window(paths, model, settings)
    unattended = Unattended(window, run=run, screenshot=screenshot, out=out)
    # Unattended, the exit status is set by hand; Qt's own quit on the last closed window would make it 0.
    app.setQuitOnLastWindowClosed(not leaves)
    hook = sys.excepthook
    if leaves:
        window.resize(*UNATTENDED_SIZE)
    faults.install(unattended.give_up if leaves else window.show_fault)
    window.show()
    if not leaves:
        if data is not None:
            window.shell.listen(SingleInstance(data, window))
        if isinstance(app, Application):
            app.asked.connect(window.shell.take)
        window.shell.begin(tour=not (paths or run))
    if not paths:
        QTimer.singleShot(0, unattended, unattended._next)
    status = int(app.exec())
    sys.excepthook = hook
    bug, error = unattended.bug, unattended.error
    # Qt takes the window apart in its own order; Python's collector would not know one.
    shiboken6.delete(window)
    if bug is not None and leaves:
        print(faults.report(bug), file=sys.stderr)
    elif error and leaves:
        print(f"medadv-gui: {error}", file=sys.stderr)
    return status
