"""Open, run, cancel and export in the real window, with the real attack, for each of the three tasks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from medadv_gui import cli
from medadv_gui.core.result import load_result
from medadv_gui.gui.window import MainWindow
from medadv_gui.render import heatmap
from medadv_gui.render.picture import ADVERSARIAL, RESEARCH_USE
from medadv_gui.render.window import display
from medadv_gui.report.words import Units, sentence

from .conftest import at_rest

Opened = Callable[..., MainWindow]
CASES = {"ct-lung": "chest-ct", "fundus-dr": "fundus/fundus.png", "endo-polyp": "endoscopy/endoscopy.png"}
STEPS = 2


@pytest.mark.parametrize("model", CASES)
def test_open_run_export(model: str, opened: Opened, demo: Path, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(demo / CASES[model])
    entry, panes = window.controller.entry, window.panes
    assert entry is not None
    assert entry.model == model
    assert entry.answer is not None
    assert not window.actions_table["export"].isEnabled()
    assert panes.adversarial.tag.isHidden()

    window.panel.parameters.set_values({"steps": STEPS})
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert window.controller.running
    assert not window.panel.parameters.isEnabled()
    at_rest(qtbot, window)

    outcome = entry.outcome
    assert outcome is not None
    result, image = outcome.result, entry.image
    assert len(result.steps) == STEPS + 1
    np.testing.assert_array_equal(panes.original.pixels.rgb, display(image, panes.shown_window))
    np.testing.assert_array_equal(panes.adversarial.pixels.rgb, display(image, panes.shown_window, result.adversarial))
    limit = result.budget.stored_units
    np.testing.assert_array_equal(panes.heat.pixels.rgb, heatmap.signed(result.perturbation, limit))
    assert window.summary.text.text() == sentence(result, Units.of(result))
    for pane in panes.panes:
        assert pane.banner.isVisible()
        assert pane.banner.text() == RESEARCH_USE
        assert "synthetic, drawn by this program" in pane.notes.text()
        assert "demonstration only" in pane.notes.text()
    assert panes.adversarial.tag.isVisible()
    assert panes.adversarial.tag.text() == ADVERSARIAL
    assert "white-box" in window.answers.notes.text()

    out = tmp_path / "exported"
    assert window.actions_table["export"].isEnabled()
    window.controller.export(out)
    at_rest(qtbot, window)
    names = {path.name for path in out.iterdir()}
    assert {"result.json", "case.npz", "report.pdf", "report.html"} < names
    assert any(name.startswith("adversarial.") for name in names)
    np.testing.assert_array_equal(load_result(out).adversarial, result.adversarial)
    assert any("Exported" in banner.text.text() for banner in window.banners.messages)


@pytest.mark.parametrize("model", CASES)
def test_cancel_takes_effect_within_one_step(model: str, opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / CASES[model])
    window.panel.parameters.set_values({"steps": 1000})
    window.run_attack()
    job = window.controller.attack
    assert job is not None
    qtbot.waitUntil(lambda: len(job.records) >= 2, timeout=60_000)
    seen = len(job.records)
    window.actions_table["cancel"].trigger()
    at_rest(qtbot, window)
    assert len(job.records) <= seen + 1
    assert not job.folder.exists()
    assert window.controller.entry is not None
    assert window.controller.entry.outcome is None
    assert "Cancelled" in window.summary.text.text()
    assert window.panes.adversarial.tag.isVisible()
    assert window.panel.run.isVisible()
    assert window.panel.parameters.isEnabled()


def test_window_and_command_line_agree(opened: Opened, demo: Path, qtbot: QtBot, tmp_path: Path) -> None:
    path = demo / CASES["endo-polyp"]
    window = opened(path, model="endo-polyp")
    window.panel.parameters.set_values({"steps": 2})
    window.panel.epsilon.setText("3/255")
    window.panel.seed.setValue(5)
    window.run_attack()
    at_rest(qtbot, window)
    assert window.controller.entry is not None
    outcome = window.controller.entry.outcome
    assert outcome is not None
    arguments = ["attack", str(path), "--model", "endo-polyp", "--steps", "2", "--epsilon", "3/255", "--seed", "5"]
    assert cli.run([*arguments, "--out", str(tmp_path / "cli")]) == 0
    assert _comparable(outcome.folder) == _comparable(tmp_path / "cli")
    np.testing.assert_array_equal(outcome.result.adversarial, load_result(tmp_path / "cli").adversarial)


def _comparable(folder: Path) -> dict[str, Any]:
    """result.json without times and without the hashes of files that hold times."""
    document: dict[str, Any] = json.loads((folder / "result.json").read_text())
    for name in ("seconds", "files"):
        del document[name]
    return document


def test_closing_while_an_attack_runs(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / CASES["endo-polyp"])
    window.panel.parameters.set_values({"steps": 1000})
    window.run_attack()
    job = window.controller.attack
    assert job is not None
    qtbot.waitUntil(lambda: len(job.records) >= 1, timeout=60_000)
    assert window.close()
    assert job.cancelled
    assert not window.controller.workers.busy


def test_results_are_kept_by_slice_and_model(opened: Opened, demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / CASES["ct-lung"])
    entry = window.controller.entry
    assert entry is not None
    window.panel.parameters.set_values({"steps": 1})
    window.run_attack()
    at_rest(qtbot, window)
    attacked = entry.slice
    window.controller.set_slice(attacked + 1)
    at_rest(qtbot, window)
    assert window.panes.adversarial.pixels.rgb is None
    assert window.panes.adversarial.tag.isHidden()
    assert not window.actions_table["export"].isEnabled()
    window.controller.set_slice(attacked)
    at_rest(qtbot, window)
    assert window.panes.adversarial.pixels.rgb is not None
    assert window.actions_table["export"].isEnabled()
