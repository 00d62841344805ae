"""What an administrator sets for all users of a machine, and where it takes effect."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from medadv_gui.cli import run
from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.policy import Policy, audit, check_export, parse_policy, policy, policy_path, user_name
from medadv_gui.core.resources import cache_dir, data_dir, settle_temp
from medadv_gui.evaluation.cohort.store import locked
from medadv_gui.gui.cohort.jobs import CohortJob
from medadv_gui.gui.dialogs import HelpDialog
from medadv_gui.gui.jobs import ExportJob
from medadv_gui.gui.screenshot import ScreenshotJob
from medadv_gui.models.library import bundled_cards, find_card, user_cards, user_folder
from medadv_gui.report import write_cohort, write_document, write_reports
from medadv_gui.review.build import build, write_design
from medadv_gui.review.library import Library
from medadv_gui.review.readings import write_reader, write_readings
from medadv_gui.review.study import Study, unpack


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This machine's policy, which does not exist yet."""
    path = tmp_path / "policy.json"
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: path)
    return path


def test_without_a_policy_all_is_as_usual(machine: Path) -> None:
    assert policy() == Policy()
    audit("attack", model="none")
    check_export(machine)
    assert list(machine.parent.glob("*.json")) == []


def test_it_is_the_machines_and_no_variable_moves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = policy_path()
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    assert policy_path() == before
    assert not before.is_relative_to(Path.home())


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ([], "is not a JSON object"),
        ({"retention_days": 0}, "retention_days must be"),
        ({"retention_days": True}, "retention_days must be"),
        ({"retention_days": "9"}, "retention_days must be"),
        ({"export_folder": "exports"}, "export_folder must be a path from the root"),
        ({"audit_log": 3}, "audit_log must be a path from the root"),
        ({"sending": "no"}, "sending must be true or false"),
        ({"retention": 9}, "retention is no setting of this version"),
        ({"archives": 3}, "archives must be a list of connections"),
        ({"archives": ["pacs"]}, "archives must be a list of connections"),
        ({"archives_fixed": 1}, "archives_fixed must be true or false"),
        ({"archive_send_to": "all"}, "archive_send_to must be a list of names"),
        ({"archive_quota_gib": 0}, "archive_quota_gib must be a whole number from 1"),
    ],
)
def test_a_policy_is_understood_or_refused(raw: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_policy(raw, "policy.json")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_damage_is_not_passed_over(machine: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    machine.write_text(text)
    with pytest.raises(InputError, match=r"policy\.json: is not JSON"):
        policy()
    assert run(["attack", "none", "--out", "x"]) == 2
    assert "policy.json" in capsys.readouterr().err


def test_the_example_that_is_installed_is_one(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "packaging" / "linux" / "policy.json"
    if sys.platform == "win32":
        pytest.skip("its paths are those of Linux")
    found = parse_policy(json.loads(example.read_text()), example.name)
    assert None not in vars(found).values()


def test_data_lie_where_the_administrator_wants_them(machine: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    machine.write_text(json.dumps({"storage_folder": str(store)}))
    assert data_dir() == store / user_name()
    assert user_folder().parent == data_dir()
    if sys.platform != "win32":
        assert data_dir().stat().st_mode & 0o777 == 0o700


def test_a_store_that_is_not_there_is_told(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], qtbot: QtBot
) -> None:
    told = "policy.json: storage_folder cannot be used (No such file or directory)"
    boxes: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda parent, title, words: boxes.append(words))
    machine.write_text(json.dumps({"storage_folder": str(tmp_path / "unmounted")}))
    for command in (["library", "list"], ["models"], ["view"]):
        assert run(command) == 2
        assert capsys.readouterr().err == f"medadv-gui: {told}\n"
    assert boxes == [told]


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no modes there")
def test_nobody_lays_anothers_folder_into_the_store(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.write_text(json.dumps({"storage_folder": str(tmp_path)}))
    mine = tmp_path / user_name()
    mine.mkdir(mode=0o777)
    mine.chmod(0o777)
    assert data_dir().stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(os, "getuid", lambda: mine.stat().st_uid + 1)
    with pytest.raises(InputError, match="not this user's folder"):
        data_dir()
    monkeypatch.undo()
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: machine)
    mine.rename(tmp_path / "elsewhere")
    mine.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="not this user's folder"):
        data_dir()


def test_models_that_should_be_there_are_missed(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.write_text(json.dumps({"model_folder": str(tmp_path / "unmounted")}))
    assert run(["models"]) == 2
    assert "there is no folder at model_folder" in capsys.readouterr().err


def test_what_cannot_be_written_down_is_not_begun(machine: Path, demo: Path, tmp_path: Path) -> None:
    machine.write_text(json.dumps({"audit_log": str(tmp_path / "missing.jsonl")}))
    out = tmp_path / "out"
    image = demo / "fundus" / "fundus.png"
    assert run(["attack", str(image), "--model", "fundus-dr", "--attack", "fgsm", "--out", str(out)]) == 2
    assert not out.exists()


def test_no_page_outside_opens_where_nothing_may_be_sent(machine: Path, qtbot: QtBot) -> None:
    for sending in (True, False):
        machine.write_text(json.dumps({"sending": sending}))
        dialog = HelpDialog()
        qtbot.addWidget(dialog)
        assert dialog.browser.openExternalLinks() is sending


def test_models_are_offered_to_all(machine: Path, tmp_path: Path) -> None:
    shared = tmp_path / "models"
    shared.mkdir()
    source = bundled_cards()[0]
    document = source.to_json() | {"id": "house-model"}
    (shared / "house-model").mkdir()
    for file in source.folder.iterdir():
        (shared / "house-model" / file.name).write_bytes(file.read_bytes())
    (shared / "house-model" / "model_card.json").write_text(json.dumps(document))
    assert user_cards() == ()
    machine.write_text(json.dumps({"model_folder": str(shared)}))
    assert [card.id for card in user_cards()] == ["house-model"]
    assert find_card("house-model").folder == shared / "house-model"


def test_results_go_where_the_administrator_wants_them(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    allowed = tmp_path / "exports"
    allowed.mkdir()
    machine.write_text(json.dumps({"export_folder": str(allowed)}))
    check_export(allowed / "case")
    (tmp_path / "outside").mkdir()
    (allowed / "link").symlink_to(tmp_path / "outside")
    for target in (tmp_path / "elsewhere", allowed / ".." / "elsewhere", allowed / "link" / "case"):
        with pytest.raises(OutputError, match="results are written into"):
            check_export(target)
    assert run(["demo", "--out", str(tmp_path / "elsewhere")]) == 2
    assert "on this machine results are written into" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


def test_what_was_done_stands_in_the_log(machine: Path, tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    machine.write_text(json.dumps({"audit_log": str(log)}))
    with pytest.raises(OutputError, match="the audit log cannot be written"):
        audit("export", what="result")  # the administrator makes the file, no user does
    assert not log.exists()
    log.touch()
    audit("attack", model="m", succeeded=True)
    audit("export", what="result")
    first, second = map(json.loads, log.read_text().splitlines())
    assert first | {"time": ""} == {"time": "", "user": user_name(), "event": "attack", "model": "m", "succeeded": True}
    assert second["event"] == "export"


# All that writes what a user keeps or passes on. None of them looks at anything else before the policy.
DOORS: dict[str, Callable[[Path], Any]] = {
    "a result": lambda target: ExportJob(target, target).work(),
    "a screenshot": lambda target: ScreenshotJob(QImage(), target).work(),
    "reports": lambda target: write_reports(target),
    "a page": lambda target: write_document(None, target / "page.pdf"),
    "a cohort's reports": lambda target: write_cohort(None, target),
    "a study": lambda target: build(None, target),
    "a design": lambda target: write_design(None, target / "design.json"),
    "a study as one file": lambda target: Study.pack(None, target / "study.zip"),
    "readings": lambda target: write_readings(target / "readings.csv", None, None, None),
    "a reader's data": lambda target: write_reader(target / "reader.json", None, "R1"),
    "cases": lambda target: Library.export(None, target / "cases.zip"),
}


@pytest.mark.parametrize("what", DOORS)
def test_nothing_leaves_past_the_administrator(what: str, machine: Path, tmp_path: Path) -> None:
    allowed, log = tmp_path / "exports", tmp_path / "audit.jsonl"
    machine.write_text(json.dumps({"export_folder": str(allowed), "audit_log": str(log)}))
    with pytest.raises(OutputError, match="on this machine results are written into"):
        DOORS[what](tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="the audit log cannot be written"):  # there is none yet
        DOORS[what](allowed / "new")
    assert list(tmp_path.iterdir()) == [machine]


def test_a_cohort_lies_where_results_may(machine: Path, tmp_path: Path) -> None:
    machine.write_text(json.dumps({"export_folder": str(tmp_path / "exports")}))
    with pytest.raises(OutputError, match="on this machine results are written into"), locked(tmp_path / "cohort"):
        pytest.fail("it began")
    with pytest.raises(OutputError, match="on this machine results are written into"):
        CohortJob(tmp_path / "cohort", None).work()
    assert list(tmp_path.iterdir()) == [machine]


def test_a_study_that_came_as_one_file_is_laid_where_results_may_lie(machine: Path, tmp_path: Path) -> None:
    machine.write_text(json.dumps({"export_folder": str(tmp_path / "exports")}))
    with zipfile.ZipFile(tmp_path / "study.zip", "w"):
        pass
    with pytest.raises(OutputError, match="on this machine results are written into"):
        unpack(tmp_path / "study.zip", tmp_path / "study")


def test_locked_temporary_folders_are_got_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path)])  # none but the current folder
    monkeypatch.setenv("TMPDIR", "/nowhere")
    settle_temp()
    assert Path(tempfile.gettempdir()) == cache_dir() / "tmp"
    assert os.environ["TMPDIR"] == tempfile.gettempdir()
