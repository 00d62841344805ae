"""The case library: kept, found, exported, imported, and purged by an administrator's policy."""

import json
import os
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.result import load_result
from medadv_gui.review.build import build, read_design
from medadv_gui.review.library import CASES, DATABASE, Library
from tests.review.made import design, result


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this machine's administrator may put a policy."""
    path = tmp_path / "etc" / "policy.json"
    monkeypatch.setattr("medadv_gui.core.policy.policy_path", lambda: path)
    return path


def filled(tmp_path: Path, count: int = 3) -> Library:
    library = Library(tmp_path / "library")
    for number in range(count):
        library.add(result(tmp_path / f"r{number}", number), f"note-{number}", ["teaching", f"Serie {number}"])
    return library


def test_a_case_is_kept_with_its_files_and_comes_back(tmp_path: Path) -> None:
    with filled(tmp_path, 1) as library:
        (kept,) = library.find()
        assert (kept.model, kept.attack, kept.epsilon, kept.succeeded) == ("m", "sma", "3/255", True)
        assert (kept.notes, kept.tags) == ("note-0", ("Serie 0", "teaching"))
        assert kept.before.startswith("polyp")
        assert kept.after.startswith("none")
        assert library.add(tmp_path / "r0", "other") == kept  # once
    with Library(tmp_path / "library") as library:
        again, first = library.result(kept.id), load_result(tmp_path / "r0")
        assert np.array_equal(again.adversarial, first.adversarial)
        assert again.to_json() == first.to_json()
        assert library.damaged() == ()
        assert sorted(path.name for path in library.folder_of(kept.id).iterdir()) == ["case.npz", "result.json"]


def test_cases_are_found_by_words_and_tags(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        assert [kept.notes for kept in library.find()] == ["note-2", "note-1", "note-0"]
        assert [kept.notes for kept in library.find("NOTE-1")] == ["note-1"]
        assert [kept.notes for kept in library.find("polyp sma", ["serie 2", "Teaching"])] == ["note-2"]
        assert library.find("polyp unheard") == ()
        assert library.find("%") == ()
        assert library.find(tags=["teach"]) == ()
        case = library.find("note-1")[0].id
        library.annotate(case, "geändert ' \" %", ["  new   tag ", "new tag", ""])
        assert library.find("GEÄNDERT %")[0].tags == ("new tag",)
        assert len(library.find(tags=["teaching"])) == 2


def test_a_removed_case_leaves_no_trace(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        case = library.find("note-1")[0].id
        library.annotate(case, "SECRET-WORD", ["SECRET-TAG"])
        library.remove([case, "unknown"])
        assert len(library.find()) == 2
        assert not library.folder_of(case).exists()
        with pytest.raises(InputError, match="no case"):
            library.result(case)
        for file in library.folder.glob(f"{DATABASE}*"):
            assert b"SECRET" not in file.read_bytes()


def test_an_addition_that_was_cut_off_is_swept_away(tmp_path: Path) -> None:
    filled(tmp_path, 1).close()
    (tmp_path / "library" / CASES / ("0" * 32)).mkdir()
    old, running = tmp_path / "library" / ".adding-old", tmp_path / "library" / ".adding-now"
    old.mkdir()
    running.mkdir()
    os.utime(old, (0, 0))
    with Library(tmp_path / "library") as library:
        assert [path.name for path in (library.folder / CASES).iterdir()] == [library.find()[0].id]
    assert (old.exists(), running.exists()) == (False, True)  # another program may be at the younger one


def test_damage_is_noticed(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        first, second, third = (kept.id for kept in library.find())
        (library.folder_of(first) / "case.npz").write_bytes(b"x")
        document = json.loads((library.folder_of(second) / "result.json").read_text())
        (library.folder_of(second) / "result.json").write_text(json.dumps({**document, "seed": 9}))
        assert library.damaged() == tuple(sorted([first, second]))
        assert library.result(third)
        with pytest.raises(InputError):
            library.export(tmp_path / "all.zip")
    (tmp_path / "library" / DATABASE).write_text("no database " * 100)
    with pytest.raises(InputError, match="damaged"):
        Library(tmp_path / "library")


def test_a_zip_goes_from_library_to_library(tmp_path: Path) -> None:
    with filled(tmp_path) as library, Library(tmp_path / "other") as other:
        assert library.export(tmp_path / "all.zip") == 3
        assert library.export(tmp_path / "one.zip", [library.find("note-2")[0].id]) == 1
        assert other.import_zip(tmp_path / "one.zip") == 1
        assert other.import_zip(tmp_path / "all.zip") == 2
        assert other.import_zip(tmp_path / "all.zip") == 0
        assert {(k.id, k.notes, k.tags) for k in other.find()} == {(k.id, k.notes, k.tags) for k in library.find()}
        assert other.damaged() == ()
        with pytest.raises(OutputError):
            library.export(tmp_path / "all.zip")


@pytest.mark.parametrize(
    ("harm", "message"),
    [("text", "damaged archive"), ("traversal", "other files"), ("extra", "other files"), ("lacking", "other files"),
     ("no notes", "does not belong to its cases"), ("changed", "has changed"),
     ("pickle", r"cannot be read \(ValueError"), ("bomb", "inflates to more than 1024 MiB")],
)  # fmt: skip
def test_a_hostile_zip_brings_nothing(tmp_path: Path, harm: str, message: str) -> None:
    with filled(tmp_path, 1) as library:
        library.export(tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as good:
        content = {name: good.read(name) for name in good.namelist()}
    case = next(name for name in content if name.endswith("result.json"))
    arrays = case.replace("result.json", "case.npz")
    if harm == "traversal":
        content["../outside/result.json"] = b"x"
    elif harm == "extra":
        content["note.txt"] = b"x"
    elif harm == "no notes":
        content["library.json"] = b'{"schema_version": 1, "cases": {}}'
    elif harm == "changed":
        content[case] += b" "
    elif harm == "lacking":
        del content[arrays]
    elif harm == "bomb":
        with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("original.npy", b"")
            bomb.getinfo("original.npy").file_size = (1 << 30) + 1
        content[arrays] = (tmp_path / "bomb.npz").read_bytes()
    elif harm == "pickle":
        np.savez(tmp_path / "p.npz", original=np.array([{}], dtype=object))
        content[arrays] = (tmp_path / "p.npz").read_bytes()
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    if harm == "text":
        bad.write_text("no zip")
    with Library(tmp_path / "other") as other:
        with pytest.raises(InputError, match=message):
            other.import_zip(bad)
        assert other.find() == ()
        assert sorted(p.name for p in other.folder.iterdir() if not p.name.startswith(DATABASE)) == [CASES]
    assert not (tmp_path / "outside").exists()


def test_the_administrator_says_how_long_cases_are_kept(tmp_path: Path, machine: Path) -> None:
    with filled(tmp_path) as library:
        old = library.find("note-0")[0].id
    with sqlite3.connect(tmp_path / "library" / DATABASE) as database:
        added = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="milliseconds")
        database.execute("UPDATE kept SET added = ? WHERE id = ?", (added, old))
    database.close()
    with Library(tmp_path / "library") as library:
        assert len(library.find()) == 3  # nobody has set anything
    machine.parent.mkdir()
    for days, left in ((40, 3), (30, 2)):
        machine.write_text(json.dumps({"retention_days": days}))
        with Library(tmp_path / "library") as library:
            assert len(library.find()) == left
    assert not (tmp_path / "library" / CASES / old).exists()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"retention_days": 0}', '{"retention_days": true}', '{"retention_days": "9"}']
)
def test_a_policy_that_cannot_be_read_is_not_passed_over(tmp_path: Path, machine: Path, text: str) -> None:
    machine.parent.mkdir()
    machine.write_text(text)
    with pytest.raises(InputError, match=r"policy\.json"):
        Library(tmp_path / "library")


def test_a_study_is_built_from_the_library(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        folders = [{"folder": str(library.folder_of(kept.id))} for kept in library.find()]
        study = build(read_design(design(tmp_path / "d", 0, cases=folders)), tmp_path / "study")
    assert len(study.protocol.main) == 3
