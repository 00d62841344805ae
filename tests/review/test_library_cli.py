"""`medadv-gui library`, as a user types it."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medadv_gui.cli import run
from medadv_gui.review.library import CASES, DATABASE, library_folder
from tests.review.made import result


def typed(*arguments: object, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """`medadv-gui library` in a process of its own."""
    command = [sys.executable, "-m", "medadv_gui", "library", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    assert done.returncode == status, done.stderr
    return done


def test_a_case_is_kept_found_exported_imported_and_removed(tmp_path: Path) -> None:
    place = ("--library", tmp_path / "library")
    folders = [result(tmp_path / f"r{n}", n) for n in range(3)]
    assert typed("add", *folders[:2], *place, "--tag", "teaching").stdout == "2 cases kept, 0 were there already\n"
    assert typed("add", *folders[1:], *place, "--notes", "odd one").stdout == "1 cases kept, 1 were there already\n"
    listed = typed("list", *place)
    assert (len(listed.stdout.splitlines()), listed.stderr) == (3, "3 cases\n")
    assert "m, sma linf 3/255, success: polyp" in listed.stdout
    assert len(typed("list", "ODD", *place).stdout.splitlines()) == 1
    (odd,) = json.loads(typed("list", "odd", "--json", *place).stdout)["cases"]
    assert (odd["notes"], Path(odd["folder"]).name) == ("odd one", odd["id"])
    assert len(json.loads(typed("list", "--json", "--tag", "Teaching", *place).stdout)["cases"]) == 2

    typed("export", "--out", tmp_path / "all.zip", *place)
    typed("export", odd["id"][:8], "--out", tmp_path / "one.zip", *place)
    other = ("--library", tmp_path / "other")
    assert typed("import", tmp_path / "one.zip", *other).stdout == "1 cases taken in\n"
    assert typed("import", tmp_path / "all.zip", *other).stdout == "2 cases taken in\n"
    typed("remove", odd["id"][:8], *place)
    assert len(json.loads(typed("list", "--json", *place).stdout)["cases"]) == 2
    assert not (tmp_path / "library" / CASES / odd["id"]).exists()

    assert typed("check", *other).stdout == "3 cases, 0 damaged\n"
    (tmp_path / "other" / CASES / odd["id"] / "case.npz").write_bytes(b"x")
    assert odd["id"][:12] in typed("check", *other, status=2).stdout


def test_old_cases_are_purged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.json"
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: policy)
    place = ["--library", str(tmp_path / "library")]
    assert run(["library", "add", *(str(result(tmp_path / f"r{n}", n)) for n in range(3)), *place]) == 0
    with sqlite3.connect(tmp_path / "library" / DATABASE) as database:
        for row, days in ((1, 31), (2, 11)):
            added = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
            database.execute("UPDATE kept SET added = ? WHERE rowid = ?", (added, row))
    database.close()
    assert run(["library", "purge", *place]) == 2
    assert "name --days" in capsys.readouterr().err
    assert run(["library", "purge", "--days", "30", *place]) == 0
    assert capsys.readouterr().out == "1 cases older than 30 days deleted\n"
    policy.write_text('{"retention_days": 10}')
    assert run(["library", "purge", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out) == {"removed": 1, "days": 10}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "{new}"], "not the folder of an attack"),
        (["remove", ""], "2 cases begin with ''"),
        (["remove", "zz"], "no cases begin with 'zz'"),
        (["export", "--out", "{there}"], "exists already"),
        (["import", "{there}"], "damaged archive"),
        (["purge", "--days", "0"], "from 1 to"),
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    place = ["--library", str(tmp_path / "library")]
    assert run(["library", "add", *(str(result(tmp_path / f"r{n}", n)) for n in range(2)), *place]) == 0
    (tmp_path / "there.zip").write_bytes(b"x")
    capsys.readouterr()
    places = {"new": tmp_path / "new", "there": tmp_path / "there.zip"}
    assert run(["library", *(argument.format(**places) for argument in arguments), *place]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert run(["library", "list", "--json", *place]) == 0
    assert len(json.loads(capsys.readouterr().out)["cases"]) == 2


def test_without_a_folder_it_is_the_windows_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medadv_gui.review.library.data_dir", lambda: tmp_path)
    assert run(["library", "add", str(result(tmp_path / "r"))]) == 0
    assert (library_folder() / DATABASE).parent == tmp_path / "library"
    assert (tmp_path / "library" / DATABASE).exists()
