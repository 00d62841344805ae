"""What an older version left behind opens: cases as the first library kept them, settings as the first window did."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.gui.window import MainWindow
from medadv_gui.review.library import Library
from tests.review.made import result

# As it stood in the first version, word for word: a change of the program's own tables must not change it.
FIRST = """
CREATE TABLE kept (id TEXT PRIMARY KEY, added TEXT NOT NULL, kind TEXT NOT NULL, modality TEXT NOT NULL, source_sha256 TEXT NOT NULL, model TEXT NOT NULL, model_version TEXT NOT NULL, model_sha256 TEXT NOT NULL, task TEXT NOT NULL, attack TEXT NOT NULL, norm TEXT NOT NULL, epsilon TEXT NOT NULL, succeeded INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, notes TEXT NOT NULL);
CREATE TABLE tag (id TEXT NOT NULL REFERENCES kept (id) ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (id, tag));
CREATE INDEX kept_added ON kept (added);
PRAGMA application_id = 1835098988;
PRAGMA user_version = 1;
"""  # noqa: E501
SETTINGS = """\
[General]
theme=light

[keys]
export=Ctrl+Shift+E
gone=Ctrl+9

[program]
theme=contrast
scale=300
tour=false

[viewer]
cine_rate=25
gone=5

[window]
geometry=@ByteArray(no geometry)
"""


def first_result(folder: Path) -> Path:
    """A result in the form of the first version: arrays as numpy packs them, no inputs."""
    result(folder)
    with np.load(folder / "case.npz") as data:
        arrays = {name: data[name] for name in data.files}
    assert not any(name.startswith("input_") for name in arrays)
    np.savez_compressed(folder / "case.npz", allow_pickle=False, **arrays)
    document = json.loads((folder / "result.json").read_text())
    document["files"]["case.npz"] = hashlib.sha256((folder / "case.npz").read_bytes()).hexdigest()
    (folder / "result.json").write_text(json.dumps(document))
    return folder


def first_library(folder: Path) -> str:
    """A case library of the first version with one case; its id."""
    made = first_result(folder / "made")
    case = hashlib.sha256((made / "result.json").read_bytes()).hexdigest()[:32]
    (folder / "cases").mkdir()
    made.rename(folder / "cases" / case)
    row = (
        case, "2026-11-24T10:00:00.000+00:00", "png", "", "0" * 64, "m", "1", "0" * 64, "classification", "sma", "linf",
        "3/255", 1, "polyp 0.90", "none 0.80", "a note",
    )  # fmt: skip
    with closing(sqlite3.connect(folder / "library.sqlite")) as database, database:
        database.executescript(FIRST)
        database.execute(f"INSERT INTO kept VALUES ({', '.join('?' * len(row))})", row)
        database.execute("INSERT INTO tag VALUES (?, 'teaching')", (case,))
    return case


def test_the_first_case_library_opens_and_grows(tmp_path: Path) -> None:
    case = first_library(tmp_path)
    with Library(tmp_path) as library:
        (kept,) = library.find("note", ["teaching"])
        assert (kept.id, kept.model, kept.after) == (case, "m", "none 0.80")
        assert library.damaged() == ()
        assert library.result(case).original.shape == (24, 32)
        assert library.annotate(case, "another", ["teaching", "old"]).notes == "another"
        library.add(result(tmp_path / "new", number=1))
        assert len(library.find()) == 2
    with Library(tmp_path) as library:
        assert {kept.id for kept in library.find("", ["old"])} == {case}


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Where the window looks for its settings, written by the first version."""
    path = tmp_path / "window.ini"
    path.write_text(SETTINGS)
    return path


def test_the_first_settings_hold_and_what_is_unknown_is_passed_over(settings: Path, window: MainWindow) -> None:
    found = window.shell.preferences
    assert [found.value(key) for key in ("program/theme", "program/tour", "viewer/cine_rate")] == [
        "contrast",
        False,
        25,
    ]
    assert found.value("program/scale") == "100"  # 300 % is no size
    assert found.value("attack/device") == "auto"
    assert window.actions_table["export"].shortcut().toString() == "Ctrl+Shift+E"
    found.set("viewer/cine_rate", 30)
    assert "gone=5" in settings.read_text()  # an older version that is started again finds its own
