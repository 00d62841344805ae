"""The import wizard in the real window: a model from its file to its answer, files that are refused, the preview."""

from __future__ import annotations

import json
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as Picture
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTableWidget
from pytestqt.qtbot import QtBot
from safetensors.torch import save_file

from medadv_gui.core.errors import ModelError
from medadv_gui.gui.window import MainWindow
from medadv_gui.gui.wizard import jobs
from medadv_gui.gui.wizard.dialog import ImportWizard
from medadv_gui.gui.wizard.jobs import Source
from medadv_gui.gui.wizard.steps import CARD, CHECKS, FOUND
from medadv_gui.models.card import ASSUMED
from medadv_gui.models.library import user_cards, user_folder
from medadv_gui.models.networks import build

from .conftest import at_rest
from .test_layout import clipped
from .test_window import colour_picture, messages

Opened = Callable[..., MainWindow]
PRESSED = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ARGUMENTS = {"inputs": 1, "classes": 3, "widths": [4, 8]}


def weights(folder: Path) -> Path:
    """A small network's weights, without a card."""
    torch.manual_seed(0)
    path = folder / "mine.safetensors"
    save_file(build("unet", ARGUMENTS).state_dict(), path)
    return path


def grey_picture(path: Path, size: int = 64) -> Path:
    levels = np.linspace(0, 255, size * size).astype(np.uint8).reshape(size, size)
    Picture.fromarray(levels).save(path)
    return path


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(window.rect().center(), Qt.DropAction.CopyAction, data, *PRESSED)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(window.rect().center()), Qt.DropAction.CopyAction, data, *PRESSED)
    QApplication.sendEvent(window, event)


def write(wizard: ImportWizard, key: str, text: str) -> None:
    """Put a text into a field as a user does."""
    editor = wizard.card.editors[key]
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(text))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        editor.setText(text)
        editor.textEdited.emit(text)


def settled(qtbot: QtBot, window: MainWindow, wizard: ImportWizard) -> None:
    """Wait until every change was looked at and nothing is computed any more."""
    qtbot.waitUntil(lambda: not wizard.card.settling and window.controller.idle, timeout=60_000)
    QApplication.processEvents()


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process apart would look at is looked at here: that takes seconds less. Two tests go the whole way."""
    from medadv_gui.models.describe import describe
    from medadv_gui.models.probe import probe

    def look(do: str, path: Path, *_: Any, **__: Any) -> Any:
        assert do == "draft"
        return describe(path)

    monkeypatch.setattr("medadv_gui.models.draft.ask", look)
    monkeypatch.setattr(jobs, "check", lambda card, cancelled: probe(card))


@pytest.fixture
def begun(opened: Opened, qtbot: QtBot, tmp_path: Path) -> Callable[..., ImportWizard]:
    """The wizard over a window that shows a grey picture, with a file looked into."""

    def begin(path: Path | None = None) -> ImportWizard:
        window = opened(grey_picture(tmp_path / "picture.png"))
        drop(window, path or weights(tmp_path))
        wizard = window.importing.wizard
        assert wizard is not None
        at_rest(qtbot, window)
        return wizard

    return begin


def fill_in(wizard: ImportWizard) -> None:
    """What a file of weights alone does not say."""
    write(wizard, "architecture.name", "unet")
    write(wizard, "architecture.arguments", json.dumps(ARGUMENTS))
    write(wizard, "task", "segmentation")
    wizard.card.labels.show_labels([("background", "#000000"), ("left", "#e69f00"), ("right", "#56b4e9")])
    wizard.card.labels.edited.emit()
    write(wizard, "input.intensity.units", "8-bit")
    write(wizard, "input.height", "32")
    write(wizard, "input.width", "32")
    write(wizard, "name", "My model")
    write(wizard, "id", "my-model")


def test_from_a_file_of_weights_to_an_answer(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow
) -> None:
    wizard = begun()
    assert wizard.isVisible()
    assert wizard.isModal()
    assert wizard.found.headline.text.text() == "mine.safetensors can be opened"
    facts = [label.text() for label in wizard.found.facts.findChildren(QLabel)]
    assert any(len(fact) == 64 and set(fact) <= set("0123456789abcdef") for fact in facts)
    assert wizard.found.tensors.rowCount() > 10
    wizard.next.click()
    assert wizard.steps.page == CARD
    fill_in(wizard)
    settled(qtbot, window, wizard)
    assert wizard.card.faults == {}
    assert wizard.preview.answer.rgb is not None
    wizard.next.click()
    assert wizard.steps.page == CHECKS
    settled(qtbot, window, wizard)
    assert wizard.checks.headline.text.text() == "The model can be attacked"
    names = {probe.name for probe in wizard.steps.probes}
    assert names >= {"outputs", "deterministic", "input gradient", "finite difference", "free batch", "test vector"}
    assert ASSUMED in wizard.checks.vector_words.text()
    assert wizard.next.text() == "Import"
    wizard.next.click()
    at_rest(qtbot, window)
    assert window.importing.wizard is None
    assert [card.id for card in user_cards()] == ["my-model"]
    assert (user_folder() / "my-model" / "model_card.json").is_file()
    box = window.panel.model
    assert box.currentText() == "My model"
    assert "My model is in the list of models." in messages(window)
    entry = window.controller.entry
    assert entry is not None
    assert entry.model == "my-model"
    assert entry.answer is not None
    window.panel.parameters.set_values({"steps": 1})
    window.run_attack()
    at_rest(qtbot, window)
    assert entry.outcome is not None


def test_a_pickle_ends_at_once_with_a_reason(begun: Callable[..., ImportWizard], tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(pickle.dumps({"weights": 1}))
    wizard = begun(path)
    assert wizard.found.headline.text.text() == "model.pt is not opened"
    reason = wizard.found.headline.detail.text()
    assert reason.startswith("A pickled model")
    assert "safetensors" in reason
    assert not wizard.next.isEnabled()
    assert clipped(wizard) == []


@pytest.mark.usefixtures("near")
def test_the_preview_follows_the_form(begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow) -> None:
    wizard = begun()
    wizard.next.click()
    fill_in(wizard)
    settled(qtbot, window, wizard)
    assert wizard.preview.remarks == []
    shown = wizard.preview.histogram.shown
    assert shown is not None
    assert (shown.look.low, shown.look.high) == (pytest.approx(0, abs=0.05), pytest.approx(1, abs=0.05))
    write(wizard, "input.intensity.std", "0.003921568627")
    settled(qtbot, window, wizard)
    assert wizard.preview.histogram.shown.look.high == pytest.approx(255, abs=10)
    assert any("0 to 1" in remark for remark in wizard.preview.remarks)
    assert any("0 to 1" in label.text() for label in wizard.preview.findChildren(QLabel) if label.isVisible())
    assert clipped(wizard) == []
    write(wizard, "input.intensity.std", "1")
    write(wizard, "input.intensity.range", "0, 1")
    settled(qtbot, window, wizard)
    assert wizard.preview.remarks == []
    assert wizard.preview.histogram.expected == (0.0, 1.0)
    picture = wizard.preview.input.rgb
    write(wizard, "input.intensity.upper", "100")
    settled(qtbot, window, wizard)
    assert (wizard.preview.input.rgb > picture).any()


@pytest.mark.usefixtures("near")
def test_a_preview_that_is_out_of_date_says_so(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow
) -> None:
    wizard = begun()
    wizard.next.click()
    fill_in(wizard)
    settled(qtbot, window, wizard)
    write(wizard, "input.height", "tall")
    settled(qtbot, window, wizard)
    assert "Not up to date" in wizard.preview.state.text()
    assert wizard.card.errors["input.height"].text() == "A whole number is needed"
    assert wizard.card.errors["input.height"].isVisible()
    assert wizard.note.text() == "1 field is to be mended"
    wizard.card.editors["name"].setFocus()
    wizard.next.click()
    assert wizard.steps.page == CARD
    assert wizard.card.editors["input.height"].hasFocus()
    write(wizard, "input.height", "16")
    settled(qtbot, window, wizard)
    assert not wizard.preview.state.text()
    assert not wizard.card.errors["input.height"].isVisible()
    assert wizard.preview.input.rgb.shape[0] == 16


@pytest.mark.usefixtures("near")
def test_weights_that_do_not_fit_are_told_beside_the_picture(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow
) -> None:
    wizard = begun()
    wizard.next.click()
    fill_in(wizard)
    write(wizard, "architecture.arguments", json.dumps(ARGUMENTS | {"widths": [4, 9]}))
    settled(qtbot, window, wizard)
    assert "do not fit the architecture" in wizard.preview.answer.words
    assert wizard.preview.input.rgb is not None


@pytest.mark.usefixtures("near")
def test_images_for_the_preview(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    wizard = begun()
    box = wizard.preview.sources
    assert [box.itemText(at) for at in range(box.count())][:1] == ["The image on show"]
    assert box.itemText(box.count() - 1) == "An image from the disk…"
    wizard.next.click()
    fill_in(wizard)
    settled(qtbot, window, wizard)
    Picture.fromarray(np.full((64, 64), 7, np.uint8)).save(tmp_path / "flat.png")
    wizard.show_source(Source("flat.png", path=tmp_path / "flat.png"))
    settled(qtbot, window, wizard)
    assert "Every pixel is the same" in wizard.preview.remarks[0]
    wizard.show_source(Source("in colour", path=colour_picture(tmp_path / "colour.png")))
    settled(qtbot, window, wizard)
    assert "this picture has colour" in wizard.preview.input.words
    assert wizard.preview.remarks == []
    wizard.show_source(Source("nothing", path=tmp_path / "missing.png"))
    settled(qtbot, window, wizard)
    assert "no such file" in wizard.preview.input.words


class Held:
    """Stands in for a job's work: begins, waits until it is cancelled, and remembers in which thread."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.thread: threading.Thread | None = None

    def __call__(self, job: Any) -> None:
        self.thread = threading.current_thread()
        self.began.set()
        assert job.cancel.wait(20)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Every look into a file waits until it is stopped."""
    held = Held()
    monkeypatch.setattr(jobs.FindJob, "work", lambda job: held(job))
    return held


def test_looking_into_a_file_happens_elsewhere_and_can_be_stopped(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, held: Held
) -> None:
    at_rest(qtbot, window)
    drop(window, weights(tmp_path))
    wizard = window.importing.wizard
    assert wizard is not None
    qtbot.waitUntil(held.began.is_set)
    assert held.thread is not threading.current_thread()
    assert wizard.found.bar.isVisible()
    assert wizard.found.headline.text.text() == "Looking into mine.safetensors…"
    assert not wizard.next.isEnabled()
    assert clipped(wizard) == []
    qtbot.mouseClick(wizard.found.stop, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window)
    assert wizard.found.headline.text.text() == "Stopped."
    assert not wizard.found.bar.isVisible()
    assert messages(window) == []


@pytest.mark.parametrize("by", ["cancel", "escape", "window"])
def test_leaving_stops_what_is_going_on(window: MainWindow, qtbot: QtBot, tmp_path: Path, held: Held, by: str) -> None:
    at_rest(qtbot, window)
    drop(window, weights(tmp_path))
    wizard = window.importing.wizard
    assert wizard is not None
    qtbot.waitUntil(held.began.is_set)
    if by == "cancel":
        wizard.leave.click()
    elif by == "escape":
        qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    else:
        window.close()
    at_rest(qtbot, window)
    assert window.importing.wizard is None
    assert messages(window) == []


@pytest.mark.usefixtures("near")
def test_escape_throws_no_card_away_and_enter_goes_nowhere(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow
) -> None:
    wizard = begun()
    wizard.next.click()
    settled(qtbot, window, wizard)
    name = wizard.card.editors["name"]
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert wizard.isVisible()
    assert wizard.steps.page == CARD
    wizard.back.click()
    assert wizard.steps.page == FOUND
    assert wizard.next.isEnabled()


@pytest.mark.usefixtures("near")
def test_a_check_that_fails_says_why(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_gradient(job: Any) -> Any:
        raise ModelError("my-model: no gradient reaches the input; gradient attacks cannot work")

    wizard = begun()
    right = jobs.CheckJob.work
    monkeypatch.setattr(jobs.CheckJob, "work", no_gradient)
    wizard.next.click()
    fill_in(wizard)
    settled(qtbot, window, wizard)
    wizard.next.click()
    settled(qtbot, window, wizard)
    assert "no gradient reaches the input" in wizard.checks.headline.detail.text()
    assert not wizard.next.isEnabled()
    assert messages(window) == []
    monkeypatch.setattr(jobs.CheckJob, "work", right)
    wizard.back.click()
    write(wizard, "version", "2")
    settled(qtbot, window, wizard)
    wizard.next.click()
    settled(qtbot, window, wizard)
    assert wizard.next.isEnabled()
    wizard.back.click()
    write(wizard, "version", "3")
    settled(qtbot, window, wizard)
    assert wizard.steps.checked is None  # that was another card


def test_the_ways_in(window: MainWindow, qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    at_rest(qtbot, window)
    box = window.panel.model
    assert box.isEnabled()
    at = box.findText("Import a model…")
    for begin in (window.actions_table["import-model"].trigger, lambda: box.activated.emit(at)):
        begin()
        wizard = window.importing.wizard
        assert wizard is not None
        assert wizard.found.headline.text.text() == "Choose a model file or a folder"
        assert wizard.found.formats.isVisible()
        assert not wizard.next.isEnabled()
        assert clipped(wizard) == []
        wizard.reject()
    window.panel.model.clear()
    opened(grey_picture(tmp_path / "a.png"))
    before = box.currentIndex()
    box.setCurrentIndex(box.findText("Import a model…"))
    box.activated.emit(box.currentIndex())
    assert box.currentIndex() == before  # nothing is chosen by that
    assert window.importing.wizard is not None
    window.importing.wizard.reject()


def test_models_and_images_dropped_together_go_their_ways(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, held: Held
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model_card.json").write_text("{}")
    drop(window, folder, grey_picture(tmp_path / "a.png"))
    wizard = window.importing.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: window.controller.entry is not None)
    assert wizard.steps.path == folder
    wizard.reject()
    at_rest(qtbot, window)
    assert messages(window) == []


@pytest.mark.usefixtures("near")
def test_every_control_has_a_name_and_its_turn(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow
) -> None:
    wizard = begun()
    wizard.next.click()
    fill_in(wizard)
    settled(qtbot, window, wizard)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableWidget)
    nameless = [
        type(widget).__name__
        for kind in kinds
        for widget in wizard.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), QTableWidget | QComboBox)
    ]
    assert nameless == []
    first = wizard.card.editors["name"]
    first.setFocus()
    seen = [first]
    while len(seen) < 200:
        wizard.focusNextChild()
        widget = wizard.focusWidget()
        if widget is first:
            break
        seen.append(widget)
    asked = [e for key, e in wizard.card.editors.items() if wizard.steps.form.asked(key)]
    assert [widget for widget in seen if widget in asked] == asked
    labels = wizard.card.labels
    assert seen.index(wizard.card.editors["task"]) < seen.index(labels.table) < seen.index(asked[-1])
    assert {wizard.preview.sources, wizard.next, wizard.back, wizard.leave, labels.add} <= set(seen)


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("size", [(1120, 720), (980, 640)])
def test_no_text_is_clipped(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    wizard = begun()
    wizard.resize(*size)
    qtbot.wait(50)
    assert clipped(wizard) == []
    wizard.next.click()
    fill_in(wizard)
    for key, text in (("input.intensity.upper", "1"), ("input.intensity.std", "0.001"), ("id", "a b")):
        write(wizard, key, text)
    settled(qtbot, window, wizard)
    qtbot.wait(50)
    assert wizard.size().toTuple() == size
    assert clipped(wizard) == []
    write(wizard, "id", "ab")
    settled(qtbot, window, wizard)
    wizard.next.click()
    settled(qtbot, window, wizard)
    qtbot.wait(50)
    assert clipped(wizard) == []


@pytest.mark.usefixtures("near")
def test_the_labels_are_edited_in_their_table(
    begun: Callable[..., ImportWizard], qtbot: QtBot, window: MainWindow
) -> None:
    wizard = begun()
    wizard.next.click()
    fill_in(wizard)
    labels = wizard.card.labels
    labels.table.setCurrentCell(2, 1)
    labels.up.click()
    assert [name for name, _ in wizard.steps.form.labels] == ["background", "right", "left"]
    labels.add.click()
    labels.table.item(3, 1).setText("heart")
    labels.table.item(3, 0).setText("no colour")
    settled(qtbot, window, wizard)
    assert labels.error.isVisible()
    assert "no colour" in labels.error.text()
    labels.table.setCurrentCell(3, 0)
    labels.remove.click()
    settled(qtbot, window, wizard)
    assert not labels.error.isVisible()
    assert len(wizard.steps.form.labels) == 3
    assert not labels.down.isEnabled()
