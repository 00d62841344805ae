"""The second visit: served from a cache that names nobody, and that may be lost, torn or locked at any time."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.core import salt
from medadv_gui.core.resources import cache_dir, data_dir
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Index
from medadv_gui.imaging import cache, process
from medadv_gui.imaging.index import index
from tests.support import ct_dataset, save

FLAT = np.zeros((4, 4), np.int16)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(3):
        save(ct_dataset(FLAT, z=2.0 * number, number=number), tmp_path / "Mueller" / f"{number}.dcm")
    (tmp_path / "Mueller" / "text.txt").write_text("no image")
    return tmp_path / "Mueller"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that the children were asked for."""
    names: list[str] = []
    ask = process.Child.look

    def counting(self: process.Child, do: str, instances: list, cancelled: object) -> object:
        names.extend(instance.name for instance in instances)
        return ask(self, do, instances, cancelled)

    monkeypatch.setattr(process.Child, "look", counting)
    return names


def store() -> Path:
    return cache_dir() / "index.sqlite"


def test_a_second_visit_reads_one_header_a_series(folder: Path, asked: list[str]) -> None:
    first = index(folder)
    assert sorted(asked) == ["0.dcm", "1.dcm", "2.dcm", "text.txt"]
    asked.clear()
    assert index(folder) == first
    assert asked == ["0.dcm"], "for the description, which is not kept"


def test_a_changed_file_is_read_again(folder: Path, asked: list[str]) -> None:
    index(folder)
    save(ct_dataset(FLAT, z=100.0, number=1), folder / "1.dcm")
    os.utime(folder / "2.dcm", ns=(1, 1))
    asked.clear()
    assert index(folder).series[0].instances[2].path.name == "1.dcm"
    assert set(asked) == {"0.dcm", "1.dcm", "2.dcm"}


def test_another_version_of_the_program_reads_anew(
    folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index(folder)
    asked.clear()
    monkeypatch.setattr(cache, "_VERSION", "another")
    index(folder)
    assert len(asked) == 4


def test_the_cache_names_nobody(folder: Path) -> None:
    """No path, no name, no identifier, no description, in the clear or as a plain hash."""
    index(folder)
    raw = store().read_bytes()
    assert b"positions" in raw, "facts are kept in the clear: this is the right file"
    words = [
        "Mueller",
        "0.dcm",
        str(folder),
        "Mustermann",
        "SECRET",
        "4711",
        "19700102",
        "1.2.3.4",
        "chest",
        "ACC-90210",
    ]
    for word in words:
        assert word.encode() not in raw, word
        for digest in ("sha256", "sha1", "md5"):
            assert hashlib.new(digest, word.encode()).hexdigest()[:32].encode() not in raw


def test_two_installations_share_no_key(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def keys() -> set[str]:
        with sqlite3.connect(store()) as database:
            found = {row[0] for row in database.execute("SELECT key FROM facts")}
        database.close()
        return found

    index(folder)
    first = keys()
    store().unlink()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".other"))
    index(folder)
    assert first
    assert not first & keys()


def _foreign(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE facts(somebody TEXT)")
    database.commit()
    database.close()


def _torn(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xaa" * (len(raw) - 4096)
    path.write_bytes(raw)


@pytest.mark.parametrize(
    "harm",
    [lambda p: p.write_bytes(b"this is no database" * 1000), lambda p: (p.unlink(), _foreign(p)), _torn],
    ids=["no database", "foreign", "torn"],
)
def test_a_cache_that_is_damaged_or_foreign_is_made_anew(folder: Path, asked: list[str], harm: object) -> None:
    first = index(folder)
    harm(store())  # type: ignore[operator]
    assert index(folder) == first
    assert index(folder) == first
    asked.clear()
    assert index(folder) == first
    assert asked == ["0.dcm"]


def test_a_locked_cache_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = index(folder)
    other = sqlite3.connect(store())
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert index(folder) == first
    finally:
        other.close()
    assert store().exists()


@pytest.mark.parametrize("place", ["a folder", "no folder"])
def test_a_cache_that_cannot_be_written_is_none(folder: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if place == "a folder":
        store().mkdir()
    else:

        def refused() -> Path:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(cache, "cache_dir", refused)
    assert [len(series) for series in index(folder).series] == [3]


def test_facts_that_make_no_sense_are_read_anew(folder: Path, asked: list[str]) -> None:
    first = index(folder)
    with sqlite3.connect(store()) as database:
        for at, facts in enumerate(('{"kind": "dicom"}', '{"kind": 7, "frames": "x"}', "[]", "no JSON")):
            key = "key = (SELECT key FROM facts ORDER BY key LIMIT 1 OFFSET ?)"
            database.execute(f"UPDATE facts SET facts = ? WHERE {key}", (facts, at))
    database.close()
    asked.clear()
    assert index(folder) == first
    assert len(asked) >= 3


def test_the_cache_keeps_to_its_size(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_ROWS", 8)
    for turn in range(6):
        for number in range(3):
            os.utime(folder / f"{number}.dcm", ns=(turn, turn))
        index(folder)
    database = sqlite3.connect(store())
    (count,) = database.execute("SELECT count(*) FROM facts").fetchone()
    database.close()
    assert 0 < count <= 8


def test_pictures_are_kept_too(tmp_path: Path, asked: list[str]) -> None:
    from PIL import Image

    Image.new("L", (7, 5)).save(tmp_path / "eye.png")

    def seen() -> Index:
        asked.clear()
        return index(tmp_path)

    first = seen()
    assert asked == ["eye.png"]
    assert seen() == first
    assert asked == []


# The salt


def test_the_salt_is_drawn_once_and_for_the_user_alone() -> None:
    drawn = salt.installation_salt()
    assert len(drawn) == 32
    assert salt.installation_salt() == drawn == (data_dir() / "salt").read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE((data_dir() / "salt").stat().st_mode) == 0o600
    assert [path.name for path in data_dir().iterdir()] == ["salt"]


def test_processes_that_draw_at_once_agree() -> None:
    command = [sys.executable, "-c", "from medadv_gui.core.salt import *; print(installation_salt().hex())"]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    drawn = {process.communicate(timeout=60)[0].strip() for process in started}
    assert drawn == {salt.installation_salt().hex()}


def test_a_damaged_salt_is_drawn_anew_and_an_unwritable_one_holds_for_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (data_dir() / "salt").write_bytes(b"short")
    assert len(salt.installation_salt()) == 32
    (tmp_path / "file").touch()
    monkeypatch.setattr(salt, "data_dir", lambda: tmp_path / "file")
    assert salt.installation_salt() == salt.installation_salt()
    assert len(salt.installation_salt()) == 32


# Text


def test_one_line() -> None:
    assert one_line("a\nb\tc\x00d\u202ee") == "a b c d e"
    assert one_line("x" * 300) == "x" * 199 + "…"
    assert one_line("<b>") == "<b>"
