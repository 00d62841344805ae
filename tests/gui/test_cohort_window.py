"""The window of cohort runs: what it asks, a run through its real engine, stopping, going on, and what is left out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from medadv_gui.evaluation.cohort import engines
from medadv_gui.evaluation.cohort.manifest import read_manifest
from medadv_gui.evaluation.cohort.spec import Attack, extended, new_spec
from medadv_gui.evaluation.cohort.store import Journal, read_rows, save_spec
from medadv_gui.gui.cohort.form import CohortForm
from medadv_gui.gui.cohort.jobs import CohortJob
from medadv_gui.gui.cohort.window import SIDE, CohortWindow, title_of
from medadv_gui.gui.language import LANGUAGES, install
from medadv_gui.gui.window import MainWindow
from medadv_gui.models.card import read_card
from medadv_gui.models.library import bundled_cards
from tests.evaluation.cohort.made_rows import empty_masks, lung
from tests.made_models import write_model

from .conftest import at_rest

SCROLL_BAR = 10  # pixels


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Four small grey pictures, one of them no picture at all."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(4):
        stored = np.random.default_rng(number).integers(40, 200, (32, 32), dtype=np.uint8)
        Picture.fromarray(stored).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def cohort(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CohortWindow:
    monkeypatch.setattr(engines, "cores", lambda: 1)  # one process: each imports PyTorch first
    window.controller.add_model(read_card(write_model(tmp_path / "model")))
    window.actions_table["cohort"].trigger()
    (found,) = window.findChildren(CohortWindow)
    return found


def fill(cohort: CohortWindow, pictures: Path, out: Path, steps: int = 1) -> None:
    cohort.form.add_paths([pictures])
    first = cohort.form.models.item(0).data(Qt.ItemDataRole.UserRole)
    cohort.form.check([first], ["ifgsm", "noise"])
    cohort.form.budgets.setText("4/255, 8/255")
    cohort.form.steps.setValue(steps)
    cohort.folder.setText(str(out))


def figures(cohort: CohortWindow) -> list[list[str]]:
    table = cohort.figures
    return [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]


def test_it_says_what_is_missing(cohort: CohortWindow, pictures: Path, tmp_path: Path) -> None:
    assert (cohort.need.text(), cohort.run.isEnabled()) == ("Add images", False)
    cohort.form.add_paths([pictures, pictures])
    assert cohort.form.paths.count() == 1
    assert cohort.need.text() == "Tick a model"
    fill(cohort, pictures, tmp_path / "out")
    assert (cohort.need.text(), cohort.run.isEnabled()) == ("", True)
    cohort.form.paths.selectAll()
    cohort.form.remove_paths()
    assert cohort.need.text() == "Add images"


def test_a_run_shows_its_figures_and_its_report(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(cohort, pictures, tmp_path / "out")
    qtbot.mouseClick(cohort.run, Qt.MouseButton.LeftButton)
    assert not cohort.run.isEnabled()
    assert cohort.cancel.isEnabled()
    at_rest(qtbot, window, 120_000)
    assert "16 of 16 attacks done" in cohort.headline.text()
    assert sorted(row[1:] for row in figures(cohort)) == sorted(
        [name, budget, "4"] for name in ("I-FGSM (BIM)", "Random noise") for budget in ("4/255", "8/255")
    )
    rows, _, failures, _ = read_rows(tmp_path / "out")
    assert (len(rows), failures) == (16, ())
    assert "I-FGSM" in cohort.page.toPlainText()
    qtbot.mouseClick(cohort.save, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window)
    assert {"cohort.pdf", "cohort.html"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_what_is_asked_is_what_the_command_line_takes(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(cohort, pictures, tmp_path / "out", steps=5)
    cohort.form.check([card.id for card in cohort.form.asked().cards], ["ifgsm", "square"])
    asked = cohort.form.asked()
    spec, _ = CohortJob(tmp_path / "out", asked)._spec(asked)
    assert [(attack.name, attack.parameters["steps"]) for attack in spec.attacks] == [("ifgsm", 5), ("square", 500)]
    cohort.form.budgets.setText("4/255, banana")
    cohort.begin()
    at_rest(qtbot, window)
    assert any("budget 'banana': write 4/255" in banner.text.text() for banner in cohort.banners.messages)
    assert not (tmp_path / "out").exists()


def test_attacks_of_one_name_are_told_apart(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    asked = [Attack.of("pgd", steps=1, restarts=restarts) for restarts in (1, 2)]
    card, out = read_card(tmp_path / "model"), tmp_path / "out"
    save_spec(extended(new_spec(device="cpu"), read_manifest([pictures]), [card], asked, ("4/255",))[0], out)
    cohort.open_cohort(out)
    at_rest(qtbot, window)
    assert "PGD (Restarts 1), PGD (Restarts 2)" in cohort.what.text()
    cohort.begin()
    at_rest(qtbot, window, 120_000)
    assert sorted(row[1] for row in figures(cohort)) == ["PGD (Restarts 1)", "PGD (Restarts 2)"]
    install(QApplication.instance(), "de")  # type: ignore[arg-type]
    try:
        assert title_of("pgd", {"restarts": 2}) == "PGD (Neustarts 2)"
    finally:
        install(QApplication.instance(), "en")  # type: ignore[arg-type]


def test_cases_with_nothing_to_lose_stand_apart(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    card, out = read_card(tmp_path / "model"), tmp_path / "out"
    attacks = [Attack.of("ifgsm", steps=1)]
    spec, _ = extended(new_spec(device="cpu"), read_manifest([pictures]), [card], attacks, ("4/255",))
    spec = spec.with_plans({spec.models[0].digest: {}})
    save_spec(spec, out)
    rows = [lung(0), empty_masks(1, 0, 70), empty_masks(2, 0, 0), empty_masks(3, 5, 5)]
    for task, made in zip(spec.tasks, rows, strict=True):
        (out / "results" / task.key).mkdir(parents=True)
        content = {"row": replace(made, key=task.key).to_json(), "result_sha256": ""}
        Journal(out / "rows.jsonl").append(content)
    cohort.open_cohort(out)
    at_rest(qtbot, window)
    assert cohort.figures.item(0, 4).text() == "1 of 1: 100 %; 2 with nothing to lose, something invented in 1"


def test_a_stopped_run_goes_on_where_it_was(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(cohort, pictures, tmp_path / "out", steps=5)
    cohort.begin()
    qtbot.waitUntil(lambda: cohort.state.event is not None and cohort.state.event.done > 0, timeout=60_000)
    qtbot.mouseClick(cohort.cancel, Qt.MouseButton.LeftButton)
    at_rest(qtbot, window)
    done = len(read_rows(tmp_path / "out")[0])
    assert 0 < done <= 16
    assert any("stopped" in banner.text.text() for banner in cohort.banners.messages)
    cohort.begin()
    at_rest(qtbot, window, 120_000)
    assert len(read_rows(tmp_path / "out")[0]) == 16


def test_what_could_not_be_done_is_listed(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (pictures / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    fill(cohort, pictures, tmp_path / "out")
    cohort.begin()
    at_rest(qtbot, window, 120_000)
    assert cohort.left_out.rowCount() > 0
    assert f"({cohort.left_out.rowCount()})" in cohort.tabs.tabText(1)
    assert len(read_rows(tmp_path / "out")[0]) == 16


def test_a_folder_that_is_not_empty_is_refused(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    fill(cohort, pictures, tmp_path / "out")
    cohort.begin()
    at_rest(qtbot, window)
    assert "is not empty" in cohort.banners.messages[0].text.text()
    assert cohort.run.isEnabled()


def test_a_cohorts_folder_opens_with_the_program(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    fill(cohort, pictures, tmp_path / "out")
    cohort.begin()
    at_rest(qtbot, window, 120_000)
    qtbot.mouseClick(cohort.fresh, Qt.MouseButton.LeftButton)
    assert cohort.figures.rowCount() == 0
    window.open_paths([tmp_path / "out"])
    at_rest(qtbot, window)
    assert len(figures(cohort)) == 4
    assert "4 images" in cohort.what.text()
    assert not cohort.run.isEnabled()
    assert not window.controller.session.entries
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(pictures))
    cohort.choose_cohort()
    at_rest(qtbot, window)
    assert "cohort" in cohort.banners.messages[0].text.text()


def test_closing_stops_the_run(
    window: MainWindow, cohort: CohortWindow, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(cohort, pictures, tmp_path / "out", steps=200)
    cohort.begin()
    qtbot.waitUntil(lambda: cohort.state.event is not None, timeout=60_000)
    cohort.close()
    at_rest(qtbot, window)
    assert not window.controller.workers.jobs("cohorts")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_no_wider_than_its_panel(themed: QApplication, qtbot: QtBot, language: str) -> None:
    install(themed, language)
    try:
        form = CohortForm(bundled_cards(), "auto")
    finally:
        install(themed, "en")
    qtbot.addWidget(form)
    assert form.minimumSizeHint().width() <= SIDE - SCROLL_BAR
