"""The main window: it shows the controller's state in its parts and hands on what the user does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSettings, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
    QWidget,
)

from medadv_gui.attack.settings import default_settings
from medadv_gui.core.errors import MedadvError
from medadv_gui.core.policy import policy
from medadv_gui.gui import faults
from medadv_gui.gui.archive.entry import Archives
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.jobs import ExportJob
from medadv_gui.gui.presenter import Presenter
from medadv_gui.gui.result_views import ResultViews
from medadv_gui.gui.review.desk import Desk, looks_like_study
from medadv_gui.gui.shell import Shell
from medadv_gui.gui.viewing import Viewing
from medadv_gui.gui.window_layout import WindowLayout
from medadv_gui.gui.wizard.entry import Importing
from medadv_gui.models.sniff import looks_like_model
from medadv_gui.report import REPORTS

if TYPE_CHECKING:
    from medadv_gui.gui.cohort.window import CohortWindow

COHORT = "cohort.json"


def looks_like_cohort(path: Path) -> bool:
    """Whether `path` is the folder of a cohort."""
    try:
        return (path / COHORT).is_file()
    except (OSError, ValueError):
        return False


class MainWindow(WindowLayout):
    """One window, one session."""

    def __init__(self, settings: QSettings | None = None, data: Path | None = None) -> None:
        """`data` is the folder that sessions are kept in; without it none is."""
        super().__init__()
        self.settings = settings
        self.controller = Controller(self)
        self.importing = Importing(self.controller, self.banners, self)
        self.presenter = Presenter(self)
        self.result_views = ResultViews(self)
        self.shell = Shell(self, data)
        self.viewing = Viewing(self)
        self.desk = Desk(self)
        self.archives = Archives(self)
        self._connect()
        self._restore()
        self.presenter.show_all()
        if self.controller.session.problem:
            self._failed(self.controller.session.problem)
        self.tree.tree.setFocus()

    def _connect(self) -> None:
        control, panel = self.controller, self.panel
        self.tree.entry_chosen.connect(control.show)
        self.tree.demo_chosen.connect(control.open_demo)
        self.start.demo_chosen.connect(control.open_demo)
        self.start.folder_wanted.connect(self.open_folder)
        self.start.files_wanted.connect(self.open_files)
        self.slices.valueChanged.connect(control.set_slice)
        self.blink_button.pressed.connect(self._blink_on)
        self.blink_button.released.connect(self._blink_off)
        self.activity_stop.clicked.connect(control.cancel_files)
        panel.run_wanted.connect(self._run_wanted)
        panel.cancel_wanted.connect(control.cancel)
        panel.model_chosen.connect(control.choose_model)
        panel.import_wanted.connect(self.importing.choose)
        panel.page_wanted.connect(self.show_models)
        panel.budget_edited.connect(self._describe_budget)
        panel.device_chosen.connect(self._device_chosen)
        control.failed.connect(self._failed)
        control.broke.connect(self.show_fault)
        control.exported.connect(self._exported)
        control.page_saved.connect(self._page_saved)
        control.model_changed.connect(self._model_changed)
        self.actions_table.connect_all(
            {
                "open-folder": self.open_folder,
                "open-file": self.open_files,
                "import-model": self.importing.choose,
                "close-series": control.close_current,
                "export": self.choose_export,
                "screenshot": self.choose_screenshot,
                "quit": self._quit,
                "run": self._run_wanted,
                "cancel": control.cancel,
                "help": self.show_help,
                "models": self.show_models,
                "cohort": self.show_cohort,
                "about": self.show_about,
                "images": self.show_images,
                **self.shell.handlers(),
                **self.desk.handlers(),
                **self.archives.handlers(),
            }
        )

    # Opening

    def open_paths(self, paths: list[Path]) -> None:
        """Open files and folders; reader studies and cohorts get windows of their own."""
        self.banners.clear()
        images = []
        for path in paths:
            if looks_like_study(path):
                self.desk.open_study(path)
            elif looks_like_cohort(path):
                self.cohort_window().open_cohort(path)
            else:
                images.append(path)
        self.controller.open(images)

    @Slot()
    def open_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Open folder"))
        if folder:
            self.open_paths([Path(folder)])

    @Slot()
    def open_files(self) -> None:
        pictures = self.tr(
            "Images (*.dcm *.dicom *.ima DICOMDIR *.zip *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp"
            " *.nii *.nii.gz *.nrrd *.nhdr *.mha *.mhd *.mp4 *.avi *.mov *.mkv)"
        )
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open files"), "", f"{pictures};;{self.tr('All files (*)')}"
        )
        if names:
            self.open_paths([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.show_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.show_drop(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        models = [path for path in paths if looks_like_model(path)]
        if paths:
            event.acceptProposedAction()
        if len(paths) > len(models):
            self.open_paths([path for path in paths if path not in models])
        if models:
            self.importing.begin(models[0])

    # Slices, window, tools

    def show_slice_bar(self, count: int, at: int) -> None:
        """Fit the slice bar to a series; a single picture has none."""
        self.slices.setVisible(count > 1)
        with QSignalBlocker(self.slices):
            self.slices.setRange(0, max(0, count - 1))
            self.slices.setValue(at)

    @Slot()
    def _blink_on(self) -> None:
        self.panes.set_blink(True)

    @Slot()
    def _blink_off(self) -> None:
        self.panes.set_blink(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat() and self.actions_table.is_key("blink", event):
            self.panes.set_blink(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat() and self.actions_table.is_key("blink", event, released=True):
            self.panes.set_blink(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        # A window that loses the focus never hears the key being let go.
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.panes.set_blink(False)
        super().changeEvent(event)

    # Model and attack

    @Slot()
    def _model_changed(self) -> None:
        card = self.controller.card
        if card is not None and card.id != self.presenter.form_of:
            self.presenter.form_of = card.id
            self.panel.set_defaults(default_settings(card))
        else:
            self._describe_budget()

    @Slot()
    def _describe_budget(self) -> None:
        self.controller.describe_budget(self.panel.epsilon.text())

    @Slot()
    def _device_chosen(self) -> None:
        self.controller.set_device(self.panel.device.currentData())

    @Slot()
    def _run_wanted(self) -> None:
        self.run_attack()

    def run_attack(self, start: NDArray[Any] | None = None) -> None:
        """Attack the slice on show, from the image `start` in stored values if one is given; where no model is chosen,
        ask for one."""
        control = self.controller
        if control.running or control.entry is None or control.entry.image is None:
            return
        if control.card is None:
            self.panel.ask_for_model()
            return
        try:
            self.banners.clear()
            control.run(replace(self.panel.settings(control.case_truth()), start=start))
        except MedadvError as error:
            self._failed(str(error))

    # Leaving with something

    @Slot()
    def choose_export(self) -> None:
        """Ask for a folder and export the result on show into it."""
        entry = self.controller.entry
        outcome = entry.outcome if entry is not None else None
        if outcome is None:
            return
        name = QFileDialog.getExistingDirectory(self, self.tr("Export into folder"), str(policy().export_folder or ""))
        if not name:
            return
        folder = Path(name)
        names = {path.name for path in outcome.folder.iterdir()} | set(REPORTS)
        clash = sorted(name for name in names if (folder / name).exists())
        if clash:
            question = self.tr("This folder holds {0} already. Replace?").format(", ".join(clash))
            buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
            if QMessageBox.question(self, self.tr("Export"), question, buttons) != QMessageBox.StandardButton.Yes:
                return
        self.controller.export(folder, outcome, replace=bool(clash))

    @Slot(object)
    def _exported(self, job: ExportJob) -> None:
        reports = sum(path.suffix in (".pdf", ".html") for path in job.result)
        text = self.tr("Exported {0} reports and the data to {1}.").format(reports, job.target)
        self.banners.add(text, "info")

    @Slot()
    def choose_screenshot(self) -> None:
        from medadv_gui.gui.screenshot import ScreenshotDialog

        dialog = ScreenshotDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._save_screenshot)
        dialog.open()

    @Slot(object, bool)
    def _save_screenshot(self, path: Path, identity: bool) -> None:
        from medadv_gui.gui import screenshot

        picture = screenshot.picture(self, identity=identity)
        self.controller.workers.submit("results", screenshot.ScreenshotJob(picture, path))

    def save_screenshot(self, path: Path, *, identity: bool = False) -> None:
        """Save a picture of the whole window, without the names of the user's files and folders unless `identity`.

        Raises OutputError where the file cannot be written.
        """
        from medadv_gui.gui import screenshot

        screenshot.ScreenshotJob(screenshot.picture(self, identity=identity), path).work()

    # Messages

    @Slot(str)
    def _failed(self, text: str) -> None:
        self.banners.add(text, "error")

    @Slot(object)
    def show_fault(self, error: BaseException) -> None:
        """Show the report of an unexpected error."""
        faults.FaultDialog(faults.report(error), self).show()

    @Slot()
    def show_help(self) -> None:
        from medadv_gui.gui.dialogs import HelpDialog

        HelpDialog(self, self.actions_table.keys).show()

    @Slot()
    def show_models(self) -> None:
        """Show the models' pages, that of the chosen model first."""
        from medadv_gui.gui.model_dialog import ModelsDialog

        card = self.controller.card
        dialog = ModelsDialog(self.controller.session.cards, self)
        dialog.page_wanted.connect(self.controller.make_page)
        dialog.save_wanted.connect(self.controller.save_page)
        self.controller.page_made.connect(dialog.take)
        dialog.choose("" if card is None else card.id)
        dialog.show()

    @Slot()
    def show_cohort(self) -> None:
        self.cohort_window()

    def cohort_window(self) -> CohortWindow:
        """The window of cohort runs, shown."""
        from medadv_gui.gui.cohort.window import CohortWindow

        shown = [window for window in self.findChildren(CohortWindow) if window.isVisible()]
        control = self.controller
        window = shown[0] if shown else CohortWindow(control.workers, control.session.cards, control.device, self)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    @Slot(object)
    def _page_saved(self, path: Path) -> None:
        self.banners.add(self.tr("Saved the page as {0}.").format(path), "info")

    @Slot()
    def show_about(self) -> None:
        from medadv_gui.gui.dialogs import AboutDialog

        AboutDialog(self.controller.device_text, self.controller.device_why, self).show()

    # Beginning and end

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self.controller.warm_up)

    @Slot()
    def _quit(self) -> None:
        self.close()

    def _restore(self) -> None:
        if self.settings is not None:
            geometry = self.settings.value("window/geometry")
            if geometry:
                self.restoreGeometry(geometry)
                return
        screen = self.screen().availableGeometry()
        self.resize(min(1440, screen.width()), min(900, screen.height()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.settings is not None:
            self.settings.setValue("window/geometry", self.saveGeometry())
        self.desk.close()
        for window in self.findChildren(QWidget, "cohort"):
            window.close()
        self.archives.close()
        self.importing.close()
        self.viewing.stop()
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self.controller.stop()
        finally:
            QApplication.restoreOverrideCursor()
        self.presenter.stop()
        self.shell.stop()
        super().closeEvent(event)
