"""Finished attacks in the window: kept in a table, scaled, drawn three ways, gone on from; and whole series."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Picture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medadv_gui.core.result import load_result
from medadv_gui.gui.jobs import Pausable, Watched
from medadv_gui.gui.result_panel import Summary
from medadv_gui.gui.session import Outcome
from medadv_gui.gui.slice_strip import ERROR, FAILED, NOTHING, SUCCESS, WAITING, WRONG, SliceStrip, state_of
from medadv_gui.gui.window import MainWindow
from medadv_gui.models.load import Model
from medadv_gui.render import heatmap
from tests.attack.test_mathematics import Linear, Small, grey
from tests.support import card

from .conftest import at_rest
from .test_regressions import attack, cancelled_attack
from .test_window import series

Opened = Callable[..., MainWindow]


def small(window: MainWindow, **spec: Any) -> str:
    """Offer a small network of three classes, already loaded."""
    made = card(**spec)
    window.controller.add_model(made)
    window.controller.models._loaded[made.sha256, "auto"] = Model(made, Small(), torch.device("cpu"))
    return made.id


@pytest.fixture
def one(window: MainWindow, opened: Opened, tmp_path: Path) -> MainWindow:
    """A small grey picture and its model."""
    Picture.fromarray(grey(3)).save(tmp_path / "a.png")
    return opened(tmp_path / "a.png", model=small(window))


@pytest.fixture
def many(window: MainWindow, opened: Opened, tmp_path: Path) -> MainWindow:
    """A CT series of four slices and its model."""
    return opened(series(tmp_path / "ct", 4), model=small(window, units="HU", lower=-1000.0, upper=400.0))


def outcome_of(window: MainWindow) -> Outcome:
    entry = window.controller.entry
    assert entry is not None
    assert entry.outcome is not None
    return entry.outcome


def test_several_attacks_stand_in_a_table(one: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, table = one, one.result_views.table
    attack(window, qtbot, 1)
    first = outcome_of(window)
    window.panel.attack.setCurrentIndex(window.panel.attack.findData("noise"))
    attack(window, qtbot, 1)
    second = outcome_of(window)
    assert first is not second
    assert table.rowCount() == 2
    assert table.currentRow() == 1
    assert window.result_views.tabs.tabText(1) == "Attacks on this image (2)"
    cells = [table.item(0, column).text() for column in range(table.columnCount())]
    assert cells[0] == "sma"
    assert cells[2] == f"{first.result.budget.of_255:g}/255"
    assert cells[5:7] == ["any", "1"]
    window.result_views.tabs.setCurrentIndex(1)
    table.setCurrentCell(0, 0)
    assert outcome_of(window) is first
    at_rest(qtbot, window)
    np.testing.assert_array_equal(
        window.panes.heat.pixels.rgb, heatmap.signed(first.result.perturbation, first.result.budget.stored_units)
    )
    window.controller.export(tmp_path / "out")
    at_rest(qtbot, window)
    assert load_result(tmp_path / "out").attack["name"] == "sma"
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    at_rest(qtbot, window)
    assert not first.folder.exists()
    assert table.rowCount() == 1
    assert outcome_of(window) is second
    window.controller.close_current()
    at_rest(qtbot, window)
    assert not second.folder.exists()


def test_the_slider_scales_and_comes_back(one: MainWindow, qtbot: QtBot) -> None:
    window, views = one, one.result_views
    assert not views.slider.isVisible()
    attack(window, qtbot, 2)
    verified, result = window.summary.text.text(), outcome_of(window).result
    assert views.slider.isVisible()
    assert views.slider.note.text() == "verified result"
    for percent in (10, 60, 50):  # the newest wins
        views.slider.slider.setValue(percent)
    at_rest(qtbot, window)
    view = window.controller.scaled
    assert view is not None
    assert view.scaled.share == 0.5
    change = view.scaled.stored.astype(int) - result.original
    assert np.array_equal(change, np.trunc(result.perturbation / 2))
    np.testing.assert_array_equal(window.panes.heat.pixels.rgb, heatmap.signed(change, result.budget.stored_units))
    assert window.summary.text.text().startswith("Scaled copy of the perturbation at 50 %, not a new attack")
    assert "tried" in views.slider.note.text()
    views.slider.whole.click()
    at_rest(qtbot, window)
    assert window.controller.scaled is None
    assert window.summary.text.text() == verified


def test_the_smallest_share_is_the_smallest_success_of_those_tried(one: MainWindow, qtbot: QtBot) -> None:
    attack(one, qtbot, 1)
    outcome, results = outcome_of(one), one.result_views.results
    expected = 100 if outcome.result.outcome.reread else None
    assert results.smallest == expected
    outcome.tried.update({20: False, 40: True, 30: True, 10: False})
    assert results.smallest == 30


def test_the_map_is_drawn_three_ways_on_the_budgets_scale(one: MainWindow, qtbot: QtBot) -> None:
    window, bar = one, one.panes.heat.corner
    attack(window, qtbot, 1)
    result = outcome_of(window).result
    limit = result.budget.stored_units
    gains = {}
    for mode in heatmap.MODES:
        window.actions_table[f"heat-{mode}"].trigger()
        at_rest(qtbot, window)
        np.testing.assert_array_equal(window.panes.heat.pixels.rgb, heatmap.picture(result.perturbation, limit, mode))
        assert bar.bar is not None
        assert bar.bar[1:] == heatmap.scale(mode, f"{limit:g}")[1:]
        gains[mode] = float(bar.top.split("×")[1])
    assert gains["absolute"] == pytest.approx(2 * gains["signed"], rel=0.02)
    assert window.panes._under.rgb is not None
    window.actions_table["heat-signed"].trigger()
    assert window.panes._under.rgb is None
    assert bar.top.startswith("signed, gain")


def test_a_cancelled_attack_goes_on_from_where_it_stood(one: MainWindow, qtbot: QtBot) -> None:
    window = one
    assert not window.actions_table["run-again"].isEnabled()
    cancelled_attack(window, qtbot)
    assert window.actions_table["run-again"].isEnabled()
    window.panel.attack.setCurrentIndex(window.panel.attack.findData("fgsm"))
    assert not window.actions_table["run-again"].isEnabled()
    window.panel.attack.setCurrentIndex(window.panel.attack.findData("ifgsm"))
    window.panel.parameters.set_values({"steps": 1})
    window.actions_table["run-again"].trigger()
    at_rest(qtbot, window)
    result = outcome_of(window).result
    assert result.attack["start_sha256"]
    assert result.steps[0].linf > 0


def test_a_closed_case_takes_its_results_along(one: MainWindow, qtbot: QtBot) -> None:
    one.actions_table["saliency"].trigger()
    attack(one, qtbot, 1)
    one.result_views.slider.slider.setValue(60)
    at_rest(qtbot, one)
    left = weakref.ref(outcome_of(one))
    one.controller.close_current()
    at_rest(qtbot, one)
    gc.collect()
    assert left() is None


def test_pause_holds_the_attack_and_cancel_ends_it(one: MainWindow, qtbot: QtBot) -> None:
    window, control = one, one.controller
    window.panel.parameters.set_values({"steps": 1000})
    window.run_attack()
    qtbot.waitUntil(lambda: control.frame is not None, timeout=60_000)
    window.actions_table["pause"].trigger()
    job = control.attack
    assert job is not None
    assert window.panel.pause.isChecked()
    qtbot.wait(300)
    held = len(job.records)
    qtbot.wait(300)
    assert len(job.records) == held
    assert window.panel.status.text().startswith("Paused")
    window.panel.pause.click()
    assert not window.actions_table["pause"].isChecked()
    qtbot.waitUntil(lambda: len(job.records) > held, timeout=60_000)
    window.actions_table["pause"].trigger()
    control.cancel()
    at_rest(qtbot, window)
    assert not control.running
    assert not window.panel.pause.isVisible()


def test_the_last_step_is_on_show_after_a_cancel(one: MainWindow, qtbot: QtBot) -> None:
    window, control = one, one.controller
    window.panel.parameters.set_values({"steps": 1000})
    window.run_attack()
    job = control.attack
    assert job is not None
    qtbot.waitUntil(lambda: control.frame is not None, timeout=60_000)
    control.pause(True)
    # Steps that nobody has looked at: the mailbox is full.
    job.frames.put(job.frames.take() or control.frame)
    seen = len(job.records)
    control.pause(False)
    deadline = time.monotonic() + 60
    while len(job.records) < seen + 3 and time.monotonic() < deadline:
        time.sleep(0.001)
    control.cancel()
    at_rest(qtbot, window)
    assert control.frame is not None
    assert len(control.frame.records) == len(job.records) > seen
    assert len(window.plot._curves["loss_deviation"].getData()[0]) == len(job.records)


def test_a_paused_attack_ends_with_the_window(one: MainWindow, qtbot: QtBot) -> None:
    one.panel.parameters.set_values({"steps": 1000})
    one.run_attack()
    qtbot.waitUntil(lambda: one.controller.frame is not None, timeout=60_000)
    one.controller.pause(True)
    assert one.close()


def test_a_pause_does_not_count_as_time_of_the_steps() -> None:
    job = Pausable()
    job.first_record = time.monotonic()
    job.pause(True)
    job.cancel.set()
    began = job.first_record
    assert job.stopping()
    assert job.first_record >= began


def test_all_slices_are_attacked_and_a_click_goes_to_one(many: MainWindow, qtbot: QtBot) -> None:
    window = many
    strip, entry = window.result_views.strip, window.controller.entry
    assert entry is not None
    assert not strip.isVisible()
    assert not window.actions_table["cancel"].isEnabled()
    window.panel.parameters.set_values({"steps": 1})
    window.actions_table["run-series"].trigger()
    assert window.controller.running
    assert window.actions_table["cancel"].isEnabled()
    at_rest(qtbot, window, 120_000)
    assert strip.isVisible()
    assert sorted(strip.rows) == [0, 1, 2, 3]
    assert not window.controller.running
    QApplication.processEvents()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._cell(2).center().toPoint())
    at_rest(qtbot, window)
    assert entry.slice == 2
    assert outcome_of(window).result.slice == 2
    assert window.panes.adversarial.pixels.rgb is not None
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    at_rest(qtbot, window)
    assert entry.slice == 1
    assert outcome_of(window).result.slice == 1
    folder = entry.slices["test-model"].folder
    assert (folder / "series.json").exists()
    window.controller.close_current()
    at_rest(qtbot, window)
    assert not folder.exists()


def test_a_cancelled_series_keeps_what_is_done(many: MainWindow, qtbot: QtBot) -> None:
    window = many
    window.panel.parameters.set_values({"steps": 1})
    window.panel.search.setChecked(True)  # slice by slice
    window.actions_table["run-series"].trigger()
    strip = window.result_views.strip
    qtbot.waitUntil(lambda: len(strip.rows) >= 1, timeout=120_000)
    window.controller.cancel()
    at_rest(qtbot, window)
    assert 1 <= len(strip.rows) < 4
    assert strip.search
    assert not window.controller.running


def click(window: MainWindow, qtbot: QtBot, at: int) -> None:
    """Click a slice's cell in the strip."""
    strip = window.result_views.strip
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._cell(at).center().toPoint())


def test_the_slice_that_a_series_is_at_is_shown_live(
    many: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medadv_gui.attack.series.SeriesRun._batch_for", lambda *_: 1)  # whatever was chosen before
    window, control, strip = many, many.controller, many.result_views.strip
    entry = control.entry
    assert entry is not None
    control.set_slice(3)
    at_rest(qtbot, window)
    window.panel.stop.setChecked(False)
    window.panel.parameters.set_values({"steps": 300})
    show = Watched.show

    def held(job: Watched, *step: Any) -> None:
        """In the job's thread: it stops at this very step."""
        show(job, *step)
        job.pause(True)

    monkeypatch.setattr(Watched, "show", held)
    window.actions_table["run-series"].trigger()
    job = control.series
    assert job is not None
    qtbot.waitUntil(lambda: job.paused and job.frames.empty and window.panes.adversarial.pixels.rgb is not None)
    monkeypatch.setattr(Watched, "show", show)
    control.pause(True)
    qtbot.wait(50)
    assert entry.slice == control.frame.at == job.attacked[0]
    assert window.summary.text.text().startswith("Attack running")
    assert window.panes.heat.pixels.rgb is not None
    curves = window.plot._curves
    qtbot.waitUntil(lambda: bool(curves) and len(curves["loss_deviation"].getData()[0]) == len(control.frame.records))
    assert "being attacked" in strip.words(entry.slice)
    # A step is drawn in one turn and painted in another: what is due meanwhile comes between them.
    control.frame = replace(control.frame)
    window.presenter.show_step()
    assert [pane.updatesEnabled() for pane in window.panes.panes] == [True, False, False]
    qtbot.waitUntil(lambda: all(pane.updatesEnabled() for pane in window.panes.panes))
    # Elsewhere: the panes stay with what the user looks at while the strip fills.
    (now,) = job.attacked
    other = 3 if now < 3 else 0
    click(window, qtbot, other)
    assert window.panes.adversarial.pixels.rgb is None
    assert window.panes.adversarial.corner.message == "All slices are being attacked"
    control.pause(False)
    qtbot.waitUntil(lambda: now in strip.rows, timeout=60_000)
    qtbot.waitUntil(lambda: job.attacked != (now,), timeout=60_000)
    control.pause(True)
    qtbot.wait(50)
    assert entry.slice == other
    # Back: the attack is shown again, and followed from there.
    (now,) = job.attacked
    click(window, qtbot, now)
    control.pause(False)
    qtbot.waitUntil(lambda: entry.slice != now, timeout=60_000)
    at_rest(qtbot, window, 120_000)
    assert sorted(strip.rows) == [0, 1, 2, 3]
    assert outcome_of(window).result.slice == entry.slice == 3
    assert control.frame is None


@pytest.fixture
def strip(themed: QApplication, qtbot: QtBot) -> SliceStrip:
    made = SliceStrip()
    qtbot.addWidget(made)
    return made


ROW = {"clean_correct": True, "reread": True, "stored_units": 4.0, "realised_linf": 4.0}


def test_the_strip_tells_states_apart_in_shape_and_words(strip: SliceStrip) -> None:
    wrong = ROW | {"clean_correct": False}
    rows = {0: ROW, 1: ROW | {"reread": False}, 2: wrong, 3: {"error": "a.dcm: broken"}}
    rows[4] = wrong | {"nothing_to_lose": True}
    assert [state_of(rows.get(i)) for i in range(6)] == [SUCCESS, FAILED, WRONG, ERROR, NOTHING, WAITING]
    strip.resize(242, strip.height())  # cells of whole pixels, so that equal marks look equal
    strip.show_rows(6, rows, 0, search=True)
    assert "1 nothing to attack, 1 nothing to lose" in strip.accessibleDescription()
    assert strip.words(4).startswith("Slice 5: nothing to lose")
    assert strip.words(2).endswith("wrong before, or finds nothing")  # of an older series
    rows[2] = wrong | {"nothing_to_lose": False}
    assert strip.words(2).endswith("the model is wrong before")
    assert strip.words(0) == "Slice 1: attack succeeded; budget needed 4 stored units"
    assert "broken" in strip.words(3)
    picture = strip.grab().toImage()
    shapes = set()
    for i in range(6):
        cell = strip._cell(i).toRect().adjusted(1, 3, -1, -5)
        grey = [
            picture.pixelColor(x, y).lightness() > 40
            for y in range(cell.top(), cell.bottom())
            for x in range(cell.left(), cell.right())
        ]
        shapes.add(tuple(grey))
    assert len(shapes) == 6


def test_where_the_model_looked_before_and_after(one: MainWindow, qtbot: QtBot) -> None:
    window, pane = one, one.result_views.looking.pane
    assert not pane.isVisible()
    window.actions_table["saliency"].trigger()
    at_rest(qtbot, window)
    assert pane.isVisible()
    assert pane.before.rgb is not None
    assert pane.before.rgb.shape == (8, 8, 3)
    assert pane.after.rgb is None
    assert "Run the attack" in pane.after.message
    assert not pane.tag.isVisible()
    attack(window, qtbot, 2)
    assert pane.after.rgb is not None
    assert pane.tag.isVisible()
    gradient = pane.before.rgb.copy()
    pane.method.setCurrentIndex(1)
    pane.method.activated.emit(1)
    at_rest(qtbot, window)
    assert not np.array_equal(pane.before.rgb, gradient)
    window.actions_table["saliency"].trigger()
    assert not pane.isVisible()


def test_a_network_that_cannot_be_looked_into_is_refused_in_words(
    window: MainWindow, opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    Picture.fromarray(grey(3)).save(tmp_path / "a.png")
    made = card()
    window.controller.add_model(made)
    window.controller.models._loaded[made.sha256, "auto"] = Model(made, Linear(0), torch.device("cpu"))
    opened(tmp_path / "a.png", model=made.id)
    pane = window.result_views.looking.pane
    pane.method.setCurrentIndex(1)
    window.actions_table["saliency"].trigger()
    at_rest(qtbot, window)
    assert pane.before.message.startswith("Grad-CAM needs a network")
    assert window.banners.messages == []


@given(count=st.integers(1, 400), width=st.integers(100, 1500))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_click_on_a_cell_means_its_slice(strip: SliceStrip, count: int, width: int) -> None:
    strip.resize(width, strip.height())
    strip.show_rows(count, {}, 0, search=False)
    for i in {0, count // 3, count - 1}:
        assert strip._slice_at(strip._cell(i).center().x()) == i


def test_the_pane_of_looks_gives_its_layout_back_each_time(window: MainWindow) -> None:
    window.actions_table["layout-1x2"].trigger()
    for _ in range(2):
        window.actions_table["saliency"].trigger()
        assert window.panes.layout_name == "2x2"
        window.actions_table["saliency"].trigger()
        assert window.panes.layout_name == "1x2"


def test_a_pane_seen_alone_meanwhile_does_not_become_the_layout(window: MainWindow) -> None:
    window.actions_table["saliency"].trigger()
    window.panes.original.box.doubled.emit()
    window.panes.original.box.doubled.emit()
    window.actions_table["saliency"].trigger()
    assert window.panes.layout_name == "1x3"


def test_the_panes_keep_their_height_while_the_model_is_asked(themed: QApplication, qtbot: QtBot) -> None:
    summary = Summary()
    qtbot.addWidget(summary)
    summary.resize(700, 90)
    summary.show()
    summary.say("Ready", "One line, then so many more that they need a second one. " * 4)
    height = summary.sizeHint().height()
    summary.say("Asking the model")
    assert summary.sizeHint().height() == height
    summary.say("Ready", "One line.")
    assert summary.sizeHint().height() < height


class Bright(torch.nn.Module):
    """Everything brighter than the middle of the input window is of the second label."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return torch.cat([0.5 - u, u - 0.5], 1) * 40


def test_a_case_with_nothing_to_lose_is_called_so(
    window: MainWindow, opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    """The model outlines nothing, which is the reference; the attack makes it outline everything."""
    Picture.fromarray(np.full((8, 8), 120, np.uint8)).save(tmp_path / "dark.png")
    made = card("segmentation", ("background", "a"))
    window.controller.add_model(made)
    window.controller.models._loaded[made.sha256, "auto"] = Model(made, Bright(), torch.device("cpu"))
    opened(tmp_path / "dark.png", model=made.id)
    window.panel.epsilon.setText("20")
    attack(window, qtbot, 1)
    assert outcome_of(window).result.nothing_to_lose
    assert window.summary.text.text().endswith("the model finds 64 pixels, all invented.")
    assert "counts in no success rate" in window.summary.detail.text()
    assert window.result_views.table.item(0, 1).text() == "nothing to lose"
    assert window.answers.title.text() == "Area"
    (row,) = window.answers.bars.rows
    assert (row.before_text, row.after_text) == ("0 px", "64 px")  # no Dice with an empty reference
