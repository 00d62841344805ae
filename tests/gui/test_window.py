"""The window's behaviour around files: opening, errors, choices, messages; and that its parts are whole."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from medadv_gui.core.errors import InputError
from medadv_gui.gui import dialogs, faults
from medadv_gui.gui.actions import ACTIONS, SUBMENUS, TOOLBAR
from medadv_gui.gui.app import view
from medadv_gui.gui.bars import Pair, PairBars
from medadv_gui.gui.glyphs import ICONS
from medadv_gui.gui.loader import demo_folder
from medadv_gui.gui.start_page import DemoButton
from medadv_gui.gui.theme import icon
from medadv_gui.gui.window import MainWindow
from medadv_gui.gui.worker import Job, Mailbox
from tests.support import ct_dataset, save

from .conftest import at_rest

Opened = Callable[..., MainWindow]
PRESSED = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def messages(window: MainWindow) -> list[str]:
    return [banner.text.text() for banner in window.banners.messages]


def colour_picture(path: Path, size: int = 64) -> Path:
    pixels = np.random.default_rng(0).integers(0, 255, (size, size, 3)).astype(np.uint8)
    Picture.fromarray(pixels).save(path)
    return path


def series(folder: Path, count: int = 4) -> Path:
    for i in range(count):
        stored = np.full((32, 32), 100 * i, np.int16)
        ds = ct_dataset(stored, z=5.0 * i, number=i + 1)
        ds.PatientID = f"{ds.PatientID} {folder.name}"  # another folder, another person
        save(ds, folder / f"{i}.dcm")
    return folder


def test_missing_file(opened: Opened, tmp_path: Path) -> None:
    window = opened(tmp_path / "nowhere.dcm")
    assert messages(window) == ["nowhere.dcm: there is no such file or folder"]
    assert window.isVisible()
    opened(colour_picture(tmp_path / "good.png"))
    assert window.controller.entry is not None
    assert messages(window) == []


def test_nothing_readable(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.dcm").write_text("hello")
    window = opened(folder)
    assert "nothing readable" in messages(window)[0]
    assert window.controller.entry is None


def test_text_named_dcm_among_pictures_is_listed_as_skipped(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.dcm").write_text("hello")
    colour_picture(folder / "b.png")
    window = opened(folder)
    assert window.controller.entry is not None
    tree = window.tree.tree
    texts = [tree.topLevelItem(i).text(0) for i in range(tree.topLevelItemCount())]
    assert "Skipped files (1)" in texts
    leaf = tree.topLevelItem(texts.index("Skipped files (1)")).child(0)
    assert leaf.text(0).startswith("a.dcm\n")
    assert "not a DICOM or image file" in leaf.text(0)


def test_truncated_dicom(opened: Opened, tmp_path: Path) -> None:
    folder = series(tmp_path / "ct")
    whole = (folder / "2.dcm").read_bytes()
    (folder / "2.dcm").write_bytes(whole[:-500])
    window = opened(folder)
    entry = window.controller.entry
    assert entry is not None
    assert "incomplete" in messages(window)[0]
    assert window.summary.text.text() == "This image cannot be shown"
    assert window.answers.empty.text() == "No image, no answer"
    assert not window.panel.run.isEnabled()
    window.controller.set_slice(1)
    assert entry.image is not None
    assert window.panes.original.pixels.rgb is not None
    assert window.panel.run.isEnabled()


def test_first_slice_is_shown_before_the_last_is_read(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    folder = series(tmp_path / "ct", 60)
    with qtbot.waitSignal(window.controller.image_changed, timeout=10_000, check_params_cb=lambda: has_image(window)):
        window.open_paths([folder])
    entry = window.controller.entry
    assert entry is not None
    assert entry.slice == 30
    assert window.panes.original.pixels.rgb is not None
    at_rest(qtbot, window)
    assert len(entry.images) == 60


def has_image(window: MainWindow) -> bool:
    return window.controller.entry is not None and window.controller.entry.image is not None


def test_two_folders_have_two_patients(opened: Opened, tmp_path: Path) -> None:
    window = opened(series(tmp_path / "one"), series(tmp_path / "two"))
    assert [entry.series.patient for entry in window.controller.session.entries] == ["patient 1", "patient 2"]
    for name in ("Mustermann", "SECRET", "one", "two"):
        assert name not in window.windowTitle()


def test_closing_a_series(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(series(tmp_path / "one"), colour_picture(tmp_path / "b.png"))
    for left in (1, 0):
        window.actions_table["close-series"].trigger()
        at_rest(qtbot, window)
        assert len(window.controller.session.entries) == left
    assert window.centre.currentWidget() is window.start
    assert not window.actions_table["close-series"].isEnabled()


def test_drag_and_drop(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(colour_picture(tmp_path / "dropped.png")))])
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(window.rect().center(), action, data, *PRESSED)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert window._drop.isVisible()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window._drop.isVisible()
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(QPointF(window.rect().center()), action, data, *PRESSED))
    assert not window._drop.isVisible()
    at_rest(qtbot, window)
    assert window.controller.entry is not None
    assert window.controller.entry.series.title == "dropped.png"


def test_demo_cases_are_drawn_when_wanted_and_closing_stops_that(window: MainWindow, qtbot: QtBot) -> None:
    at_rest(qtbot, window)
    names = [button.name for button in window.start.findChildren(DemoButton)]
    assert names == ["chest-ct", "fundus", "endoscopy"]
    window.start.demo_chosen.emit("fundus")
    (job,) = window.controller.workers.jobs("files")
    qtbot.waitUntil(lambda: job.done > 0, timeout=60_000)
    assert window.start.activity.isVisible()
    assert window.close()
    assert job.bug is None
    assert not demo_folder().exists()


def test_where_two_models_fit_the_user_chooses(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(colour_picture(tmp_path / "a.png"))
    box = window.panel.model
    assert box.currentIndex() == -1
    assert box.placeholderText() == "Choose a model"
    lung = box.findData("ct-lung")
    assert not box.model().item(lung).isEnabled()
    assert "grey" in box.itemData(lung, Qt.ItemDataRole.ToolTipRole)
    window.run_attack()
    assert not window.controller.running
    assert box.property("wrong") == "true"
    assert window.answers.title.text() == "Model's answer"
    assert window.plot._pages.currentIndex() == 0, "the losses of the image before"
    box.hidePopup()
    qtbot.waitUntil(lambda: not window.panel._asked)
    box.setCurrentIndex(box.findData("endo-polyp"))
    box.activated.emit(box.currentIndex())
    at_rest(qtbot, window)
    assert window.controller.entry is not None
    assert window.controller.entry.answer is not None
    assert box.property("wrong") == "false"
    assert window.controller.entry.outcome is None


def test_the_attack_runs_once_the_model_that_it_asked_for_is_chosen(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(colour_picture(tmp_path / "a.png"))
    window.run_attack()
    box = window.panel.model
    box.hidePopup()  # as a click does just before it tells what was chosen
    box.setCurrentIndex(box.findData("endo-polyp"))
    box.activated.emit(box.currentIndex())
    assert window.controller.running
    window.controller.cancel()
    at_rest(qtbot, window)


def test_an_image_that_no_model_fits_says_so(window: MainWindow, opened: Opened, tmp_path: Path) -> None:
    window.controller.session.cards = ()
    opened(colour_picture(tmp_path / "a.png"))
    assert window.summary.text.text() == "No model fits this image"
    assert not window.panes.original.notes.isVisible(), "an empty line below the banner"


def test_budget_is_shown_in_all_units_and_a_bad_one_is_refused(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "chest-ct")
    window.panel.epsilon.setText("11HU")
    window.panel.budget_edited.emit()
    at_rest(qtbot, window)
    text = window.panel.equivalents.text()
    assert text.startswith("= 11 stored units · 11 HU · 2/255 · ")
    assert "local noise" in text
    shown = [f"up to {11 * 255 / width:.3g} of 255 grey levels as shown" for width in (350, 1500)]
    window.actions_table["preset-mediastinum"].trigger()
    assert window.panel.equivalents.text().endswith(shown[0])
    window.actions_table["preset-lung"].trigger()
    assert window.panel.equivalents.text().endswith(shown[1])
    for bad in ("0.1/255", "much", ""):
        window.panel.epsilon.setText(bad)
        window.panel.budget_edited.emit()
        at_rest(qtbot, window)
        assert "budget" in window.panel.equivalents.text()
        assert not window.panel.run.isEnabled()


def test_pickled_model(tmp_path: Path, themed: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "model.pt"
    model.write_bytes(pickle.dumps({"weights": 1}))
    with pytest.raises(Exception, match="a pickled model is a program"):
        view([colour_picture(tmp_path / "a.png")], str(model), screenshot=tmp_path / "s.png")


def test_unattended_run_exports_and_takes_a_screenshot(themed: QApplication, demo: Path, tmp_path: Path) -> None:
    shot, out = tmp_path / "shot.png", tmp_path / "out"
    assert view([demo / "endoscopy" / "endoscopy.png"], None, True, shot, out) == 0
    with Picture.open(shot) as picture:
        assert picture.size == (1440, 900)
    assert {"result.json", "report.pdf", "report.html"} < {path.name for path in out.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [((), "more than one model fits"), (("--model", "ct-lung"), "does not fit"), (("--model", "none"), "no model")],
)
def test_unattended_errors_are_one_line(
    arguments: tuple[str, ...], reason: str, themed: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from medadv_gui.cli import run

    path = colour_picture(tmp_path / "a.png")
    assert run(["view", str(path), "--run", "--out", str(tmp_path / "out"), *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert reason in said
    assert "\n" not in said
    assert not (tmp_path / "out").exists()


def test_unattended_missing_file(themed: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert view([tmp_path / "none.dcm"], screenshot=tmp_path / "s.png") == 2
    assert capsys.readouterr().err == "medadv-gui: none.dcm: there is no such file or folder\n"


def test_the_window_starts_without_torch() -> None:
    program = (
        "import sys, os\n"
        "from medadv_gui.gui.app import application, open_window\n"
        "app = application(); window = open_window([]); window.show(); before = set(sys.modules)\n"
        "heavy = {'torch', 'monai', 'pydicom', 'scipy', 'reportlab', 'jinja2', 'skimage'} & before\n"
        "while not window.controller.idle or not window.controller.cases: app.processEvents()\n"
        "window.close(); print(sorted(heavy), 'torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[] False"


class Failing(Job):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def work(self) -> None:
        raise self.error


@pytest.mark.usefixtures("expects_log")
def test_a_bug_in_a_job_is_shown_and_the_window_lives_on(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.controller.workers.submit("files", Failing(RuntimeError(f"secret {tmp_path}")))
    at_rest(qtbot, window)
    dialog = window.findChild(faults.FaultDialog)
    assert dialog is not None
    text = dialog.text.toPlainText()
    assert "RuntimeError" in text
    assert "test_window.py" in text
    assert "secret" not in text
    assert str(tmp_path) not in text
    dialog.close()
    window.open_paths([colour_picture(tmp_path / "a.png")])
    at_rest(qtbot, window)
    assert window.controller.entry is not None


def test_a_users_error_in_a_job_is_a_banner(window: MainWindow, qtbot: QtBot) -> None:
    window.controller.workers.submit("figures", Failing(InputError("a.dcm: <b>broken</b>")))
    at_rest(qtbot, window)
    assert messages(window) == ["a.dcm: <b>broken</b>"]
    banner = window.banners.messages[0]
    assert banner.text.textFormat() == Qt.TextFormat.PlainText
    banner.closed.emit()
    assert messages(window) == []
    assert window.banners.isHidden()


def test_mailbox_keeps_the_newest() -> None:
    box: Mailbox[int] = Mailbox()
    assert box.take() is None
    threads = [threading.Thread(target=box.put, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    box.put(99)
    assert box.take() == 99
    assert box.empty


def test_every_action_is_whole(window: MainWindow) -> None:
    names = [spec.id for spec in ACTIONS]
    keys = [QKeySequence(spec.key).toString() for spec in ACTIONS if spec.key]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
    assert all(keys)
    assert {name for name in TOOLBAR if name and name not in SUBMENUS} <= set(names)
    for spec in ACTIONS:
        assert not spec.icon or spec.icon in ICONS
        action = window.actions_table[spec.id]
        assert action.toolTip()
        if not spec.hold:
            assert action.isSignalConnected(
                action.metaObject().method(action.metaObject().indexOfSignal("triggered(bool)"))
            )


def test_every_icon_exists(themed: QApplication) -> None:
    for name in ICONS:
        picture = icon(name).pixmap(16, 16).toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), name


def test_every_control_has_a_name(window: MainWindow) -> None:
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for kind in (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit)
        for widget in window.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
    ]
    assert nameless == []


def test_bars_say_their_figures_in_words(themed: QApplication, qtbot: QtBot) -> None:
    bars = PairBars()
    qtbot.addWidget(bars)
    bars.set_rows((Pair("grade 2", 0.9, 0.1, "0.90", "0.10", ("true label",)), Pair("grade 3", 0.1, None, "0.10")))
    assert bars.accessibleDescription() == "grade 2 (true label): before 0.90, after 0.10; grade 3: before 0.10"


def test_help_and_about(window: MainWindow, qtbot: QtBot) -> None:
    window.show_help()
    help_dialog = window.findChild(dialogs.HelpDialog)
    assert help_dialog is not None
    texts = []
    for row in range(help_dialog.list.count()):
        help_dialog.list.setCurrentRow(row)
        texts.append(help_dialog.browser.toPlainText())
    assert all(len(text) > 200 for text in texts)
    attack = texts[dialogs.PAGES.index("the-attack")]
    assert "ICLR" in attack
    assert "reimplementation" in attack
    assert "Shift+Esc" in texts[-1]
    help_dialog.close()
    window.show_about()
    about = window.findChild(dialogs.AboutDialog)
    assert about is not None
    assert any("NOT FOR DIAGNOSIS" in label.text() for label in about.findChildren(QLabel))
    about.close()


def test_settings_stay_in_their_file(window: MainWindow, tmp_path: Path) -> None:
    window.close()
    assert window.settings is not None
    assert Path(window.settings.fileName()).parent == tmp_path
    assert window.settings.contains("window/geometry")
    logging.getLogger("medadv_gui").info("the file holds nothing about images")
    assert window.settings.allKeys() == ["window/geometry"]
