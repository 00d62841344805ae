"""Where the main window's review actions lead: one window each for library and builder, one for each open study."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from medadv_gui.core.errors import MedadvError
from medadv_gui.gui.worker import Job

if TYPE_CHECKING:
    from medadv_gui.gui.review.builder import Builder
    from medadv_gui.gui.review.library_window import LibraryWindow
    from medadv_gui.gui.window import MainWindow

PROTOCOL = "protocol.json"


def looks_like_study(path: Path) -> bool:
    """Whether `path` is the folder of a study, or a study packed as one file."""
    try:
        if path.is_dir():
            return (path / PROTOCOL).is_file()
        if path.suffix.lower() != ".zip":
            return False
        with zipfile.ZipFile(path) as archive:
            return PROTOCOL in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


class Desk(QObject):
    """The review half of one main window. Its windows are made when they are asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.w = window
        self.library: LibraryWindow | None = None
        self.builder: Builder | None = None
        self.studies: dict[Path, QWidget] = {}
        self._jobs: list[Job] = []
        window.controller.workers.finished.connect(self._finished)

    def handlers(self) -> dict[str, Callable[..., None]]:
        """What the actions do that belong here, by the actions' ids."""
        return {
            "keep-case": self.keep,
            "library": self.show_library,
            "new-study": self.show_builder,
            "open-study": self.choose_study,
        }

    def _submit(self, job: Job) -> None:
        self._jobs.append(job)
        self.w.controller.workers.submit("results", job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        from medadv_gui.gui.review.jobs import KeepJob, UnpackJob

        if job not in self._jobs:
            return
        self._jobs.remove(job)
        if job.failure is not None:
            self.w.banners.add(str(job.failure))
        elif isinstance(job, KeepJob) and job.result is not None:
            self.w.banners.add(self.tr("The case is kept in the library."), "info")
            if self.library is not None:
                self.library.refresh()
        elif isinstance(job, UnpackJob) and job.result is not None:
            self.open_study(job.result)

    # The case library

    @property
    def library_folder(self) -> Path:
        """Where the user's case library lies."""
        from medadv_gui.review.library import library_folder

        return library_folder()

    @Slot()
    def keep(self) -> None:
        """Put the result on show into the case library, with the notes on its image."""
        from medadv_gui.gui.review.jobs import KeepJob

        entry = self.w.controller.entry
        if entry is not None and entry.outcome is not None:
            self._submit(KeepJob(self.library_folder, entry.outcome.folder, entry.notes))

    @Slot()
    def show_library(self) -> None:
        from medadv_gui.gui.review.library_window import LibraryWindow

        if self.library is None:
            try:
                self.library = LibraryWindow(self.library_folder, self.w.controller.workers, self.w)
            except (MedadvError, OSError) as error:
                self.w.banners.add(str(error))
                return
            self.library.closed.connect(self._library_closed)
            self.library.study_wanted.connect(self.build_from)
        _to_front(self.library)

    @Slot()
    def _library_closed(self) -> None:
        self.library = None

    # Building

    @Slot()
    def show_builder(self) -> None:
        self.build_from([])

    @Slot(object)
    def build_from(self, folders: list[Path]) -> None:
        """Open the builder, and give it the folders of these results."""
        from medadv_gui.gui.review.builder import Builder

        control = self.w.controller
        if self.builder is None:
            self.builder = Builder(control.workers, control.session.cards, control.device, self.w)
            self.builder.closed.connect(self._builder_closed)
            self.builder.built.connect(self.open_study)
            self.builder.library_wanted.connect(self.show_library)
        self.builder.add_folders(folders)
        _to_front(self.builder)

    @Slot()
    def _builder_closed(self) -> None:
        self.builder = None

    # Studies

    @Slot()
    def choose_study(self) -> None:
        """Ask for a study: its protocol in its folder, or the one file that it came as."""
        names = self.tr("Reader studies ({0} *.zip)").format(PROTOCOL)
        name, _ = QFileDialog.getOpenFileName(self.w, self.tr("Open reader study"), "", names)
        if name:
            path = Path(name)
            self.open_study(path.parent if path.name == PROTOCOL else path)

    @Slot(object)
    def open_study(self, path: Path) -> None:
        """Open the study in a folder; one that came as one file is laid out first, where the user says."""
        from medadv_gui.gui.review.jobs import UnpackJob
        from medadv_gui.gui.review.study_window import StudyWindow
        from medadv_gui.review.study import Study

        if path.is_file():
            where = QFileDialog.getExistingDirectory(self.w, self.tr("Lay the study out in"), str(path.parent))
            if where:
                self._submit(UnpackJob(path, Path(where) / path.stem))
            return
        path = path.resolve()
        if path not in self.studies:
            try:
                study = Study(path)
            except MedadvError as error:
                self.w.banners.add(str(error))
                return
            window = StudyWindow(study, self.w.controller.workers, self.w.shell.preferences, self.w)
            window.closed.connect(self._study_closed)
            self.studies[path] = window
        _to_front(self.studies[path])

    @Slot()
    def _study_closed(self) -> None:
        gone = self.sender()
        self.studies = {path: window for path, window in self.studies.items() if window is not gone}

    def close(self) -> bool:
        """The main window closes: close these before it; whether all did."""
        return all(
            window.close() for window in (*self.studies.values(), self.builder, self.library) if window is not None
        )


def _to_front(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
